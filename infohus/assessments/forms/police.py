"""What the police fill in, and what is noted of what they said."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from infohus import lib
from infohus.assessments.rules import standing
from infohus.assessments.rules.police import NOTED, AnswerKind, source_refusals, word_refusals
from infohus.cases.rules import Under18
from infohus.concerns.rules import check_facts
from infohus.ui.forms import Choice, DanishDate, DanishTime, Flag, Form, LongText, Text

ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
YES_NO = [("yes", _("Ja")), ("no", _("Nej"))]
NOT_YET = (AnswerKind.UNDECIDED.value, standing.NOT_YET)


class Shown(forms.CharField):
    """What stood on the page, by its ids: answers of the police, which going on reads; concerns, taken as they were read; nonsense is none."""

    widget = forms.HiddenInput

    def __init__(self, **given: Any) -> None:
        super().__init__(**{"required": False, **given})

    def to_python(self, value: Any) -> Any:
        """Their ids."""
        return [uuid.UUID(one) for one in str(super().to_python(value)).split(",") if ID.fullmatch(one)]

    def validate(self, value: Any) -> None:
        """Any may be there, or none."""

    def run_validators(self, value: Any) -> None:
        """The text's own have nothing to say of ids."""


ASKED = ("shares", "acute", "hindrance", "hindrance_until", "text")


class Answer(Form):
    """Three questions and the words to them; while the answer is `awaited`, it can also be said that it cannot be decided yet."""

    shares = Choice(label=_("Deler I bekymringen?"), choices=YES_NO, required=False)
    acute = Choice(label=_("Skal der handles akut?"), choices=[("no", _("Nej")), ("yes", _("Ja, vi handler nu"))], required=False)
    hindrance = Choice(
        label=_("Er noget til hinder for at tale om sagen i Infohus?"), required=False,
        choices=[("no", _("Nej")), ("yes", _("Ja, indtil videre")), ("alone", _("Ja, politiet håndterer det alene"))],
    )  # fmt: skip
    hindrance_until = DanishDate(
        label=_("Hvis ja, indtil videre: hvornår må kommunen spørge igen?"), required=False, help_text=_("Højst tre måneder frem."),
    )  # fmt: skip
    text = LongText(
        label=_("Oplysninger til kommunen"), required=False, rows=4,
        help_text=_("Kun det, kommunen har brug for; det bliver en del af kommunens sag. Er noget til hinder, så skriv hvad."),
    )  # fmt: skip

    seen: Any = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, awaited: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if awaited or self.data.get("shares") == NOT_YET[0]:  # what was sent too late is refused in words, not as no choice
            self.fields["shares"].choices = [*YES_NO, NOT_YET]  # type: ignore[attr-defined]

    noted = False

    def clean(self) -> dict[str, Any]:
        """Say what is missing in one round with what cannot be read; the act asks the same rule."""
        said = {"shares": "", "acute": "", "hindrance": "", "text": "", "hindrance_until": None, **self.cleaned_data}
        self.put(word_refusals(*(said[name] for name in ASKED), lib.today(), noted=self.noted))
        return self.cleaned_data

    def put(self, refusals: Iterable[lib.Refused]) -> None:
        """Put each at its field, where nothing else is wrong with that."""
        for one in refusals:
            if one.field not in self.errors:
                self.add_error(one.field, one.sentence)


# The questions as the coordinator answers them, who notes what the police said: label and hint.
AS_NOTED = {
    "shares": (_("Deler politiet bekymringen?"), ""), "acute": (_("Handler politiet akut?"), ""),
    "hindrance": (_("Er noget til hinder for at tale om sagen i Infohus?"), ""),
    "hindrance_until": (_("Hvis ja, indtil videre: hvornår må I spørge igen?"), _("Højst tre måneder frem.")),
    "text": (_("Det, politiet fortalte"), _("Kun det, sagen har brug for. Er noget til hinder, så skriv hvad.")),
}  # fmt: skip


class AnswerNoted(Answer):
    """An answer that came by phone or letter."""

    form = Choice(label=_("Hvordan kom svaret?"), choices=NOTED, missing=_("Vælg, hvordan svaret kom."))
    seen = None
    who = Text(label=_("Hvem svarede?"), required=False, help_text=_("Navn og funktion"))
    answered_on = DanishDate(label=_("Hvornår?"), past=True, missing=_("Skriv, hvornår de svarede."))
    answered_at = DanishTime(label=_("Klokken"), missing=_("Skriv klokken, så godt du ved den."))

    noted = True

    def clean(self) -> dict[str, Any]:
        """The same, and from whom it came."""
        super().clean()
        self.put(source_refusals(self.cleaned_data.get("form", ""), self.cleaned_data.get("who", "")))
        return self.cleaned_data

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, help_text) in AS_NOTED.items():
            self.fields[name].label, self.fields[name].help_text = label, help_text
        self.fields["acute"].choices = [("no", _("Nej")), ("yes", _("Ja, politiet handler nu"))]  # type: ignore[attr-defined]


class Ask(Form):
    """A question back."""

    text = LongText(label=_("Hvad mangler I at vide?"), rows=3, required=False)


class Confirm(Form):
    """Once for each sheet."""

    not_investigation = Flag(label=_("Vi bruger ikke oplysningerne til at efterforske straffesager"))

    def clean(self) -> dict[str, Any]:
        """The box must be ticked."""
        if not self.cleaned_data.get("not_investigation"):
            self.add_error(
                "not_investigation", _("Sæt kryds. Oplysningerne er givet for at forebygge og må ikke bruges til at efterforske.")
            )
        return self.cleaned_data


class PoliceConcern(Form):
    """A worry of the police's own: towards one municipality, on one page."""

    to = Choice(label=_("Til hvilken kommune?"), choices=[], missing=_("Vælg kommunen."))
    observed = LongText(
        label=_("Hvad er set eller hørt?"), rows=6, required=False, help_text=_("Kun det, kommunen har brug for. Intet til brug for en straffesag."),
    )  # fmt: skip
    who = Text(label=_("Hvem drejer det sig om?"), required=False, help_text=_("Navn og fødselsdato, eller en beskrivelse"), longest=300)
    place = Text(label=_("Bopæl, skole eller arbejde"), required=False, longest=300)
    under_18 = Choice(label=_("Er personen under 18 år?"), choices=Under18.choices, missing=_("Svar på, om personen er under 18 år."))
    alternatives = LongText(label=_("Kan det også være noget andet?"), rows=2, required=False)
    goes_well = LongText(label=_("Hvad går godt?"), rows=2, required=False)
    phone = Text(label=_("Hvem kan kommunen ringe til?"), required=False, longest=120)
    token = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = places  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Say in one round with the rest that the words are missing; the act asks the same rule."""
        try:
            check_facts(self.cleaned_data.get("observed", ""))
        except lib.Refused as refusal:
            if "observed" not in self.errors:
                self.add_error("observed", refusal.sentence)
        return self.cleaned_data
