"""What one who holds a code fills in."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from infohus.attachments.rules import ACCEPT
from infohus.mailboxes.rules import LONGEST_MESSAGE
from infohus.ui.forms import Code, Files, Form, LongText


class Open(Form):
    """The code, in whatever spelling."""

    code = Code(label=_("Din kode"))


class Write(Form):
    """An answer or an addition, with files where there is a case to keep them."""

    text = LongText(
        label=_("Dit svar"), rows=6, longest=LONGEST_MESSAGE, missing=_("Skriv din besked, før du sender."),
        help_text=_("Skriv kun det, du selv har set eller hørt. Kender vi ikke dit navn, og vil du være anonym, så skriv det heller ikke her."),
    )  # fmt: skip
    files = Files(
        label=_("Vil du vedhæfte noget?"),
        help_text=_("Højst 5 filer, hver på højst 20 MB. Vi fjerner skjulte oplysninger, fx hvor et billede er taget."),
    )

    def __init__(self, *args: Any, about: str, asked: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asked:
            self.fields["text"].label = _("Din besked")
        if about == "advice":
            self.fields["text"].help_text = _("Skriv ikke navn, adresse, skole eller andet, der viser, hvem det handler om.")
            del self.fields["files"]
        else:
            self.fields["files"].widget.attrs["accept"] = ACCEPT
