"""What is filled in about something another authority told us."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from infohus.disclosures.rules import NOT_SAID, ReceivedBy
from infohus.ui.forms import Choice, DanishDate, DanishTime, Form, LongText, Select, Text

WAYS = [
    (ReceivedBy.PHONE.value, _("På telefon")), (ReceivedBy.LETTER.value, _("I brev eller sikker post")), (ReceivedBy.MEETING.value, _("På et møde")),
]  # fmt: skip


class Received(Form):
    """From whom, how and when, the words, and what they were given for."""

    sender = Select(label=_("Hvem fik I det fra?"), choices=[], required=False)
    who = Text(label=_("Navn eller funktion"), required=False, help_text=_("Fx sagsbehandler i familieafdelingen"))
    form = Choice(label=_("Hvordan fik I det?"), choices=WAYS, required=False)
    received_on = DanishDate(label=_("Hvornår?"), required=False, past=True)
    received_at = DanishTime(label=_("Klokken"), required=False)
    text = LongText(
        label=_("Hvad fik I at vide?"), required=False, rows=5, help_text=_("Kun det, sagen har brug for. Skriv det, som det blev sagt.")
    )
    purpose = Select(label=_("Hvad blev det givet for?"), choices=[], required=False)
    basis = Select(label=_("Efter hvilken regel?"), choices=[], required=False)

    def __init__(
        self, *args: Any, senders: list[tuple[str, str]], purposes: list[tuple[str, str]], bases: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("sender", senders), ("purpose", purposes), ("basis", [(NOT_SAID, _("Det blev ikke sagt")), *bases])):
            self.fields[name].choices = [("", _("Vælg …")), *choices]  # type: ignore[attr-defined]
