"""Asking for advice without naming anybody."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from infohus.advice.rules import LONGEST, Way
from infohus.catalogues.queries import Texts
from infohus.catalogues.rules import Kind
from infohus.ui.forms import Choice, Form, LongText, Select, Text

ANSWERS = [(Way.CODE, _("Jeg får en kode og læser svaret her på siden")), (Way.PHONE, _("Ring til mig"))]
NOBODY = _("Skriv ikke navn, adresse, skole eller andet, der viser, hvem det handler om. Skriv fx »en elev i 8. klasse«.")


class Coded(Form):
    """Theme and professional group, as the catalogue has them today; never a field for a person."""

    group = Choice(label=_("Hvem spørger?"), choices=[], missing=_("Vælg, hvem du er. Vælg »Anden«, hvis intet andet passer."))
    theme = Select(
        label=_("Hvad handler det om?"), choices=[], missing=_("Vælg det emne, der passer bedst. Vælg »Andet«, hvis intet passer.")
    )

    def __init__(self, *args: Any, texts: Texts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [(one.code, texts.say(one)) for one in texts.of(Kind.ASKER)]  # type: ignore[attr-defined]
        themes = [(one.code, texts.say(one)) for one in texts.of(Kind.THEME)]
        self.fields["theme"].choices = [("", _("Vælg et emne")), *themes]  # type: ignore[attr-defined]


class Ask(Coded):
    """A question from the public page."""

    question = LongText(
        label=_("Hvad vil du gerne have råd om?"),
        rows=6,
        longest=LONGEST,
        help_text=NOBODY,
        missing=_("Skriv, hvad du gerne vil have råd om."),
    )
    form = Choice(label=_("Hvordan vil du have svar?"), choices=ANSWERS, missing=_("Vælg, hvordan du vil have svar."))
    contact = Text(
        label=_("Hvilket nummer skal vi ringe til?"),
        required=False,
        help_text=_("Kun hvis vi skal ringe. Vi sletter nummeret, når vi har svaret."),
    )


class Addition(Form):
    """What is added to a question that was sent before."""

    text = LongText(label=_("Det, du vil tilføje"), rows=6, longest=LONGEST, help_text=NOBODY, missing=_("Skriv det, du vil tilføje."))
