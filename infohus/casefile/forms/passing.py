"""Giving something of a case to the police or another authority, not giving it, and calling it back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from infohus import lib
from infohus.disclosures.rules import Slip, Withheld, necessity_refusals
from infohus.ui.forms import Choice, Choices, Flag, Form, LongText

DAYS = [(30, _("30 dage")), (90, _("90 dage")), (180, _("180 dage"))]
NAMED = [("yes", _("Med navn og CPR-nummer")), ("no", _("Uden navn"))]


class Pass(Form):
    """What is given, to whom, why, on what basis; nothing is chosen beforehand."""

    receiver = Choice(label=_("Hvem skal have det?"), choices=[], missing=_("Vælg, hvem der skal have det: myndighed, enhed og funktion."))
    purpose = Choice(label=_("Formål"), choices=[], missing=_("Vælg formålet."))
    answer = LongText(
        label=_("Jeres svar"), rows=3, required=False, help_text=_("Står på arket under spørgsmålet. Vælg også de uddrag, der skal med."),
    )  # fmt: skip
    necessity = LongText(
        label=_("Hvorfor netop disse oplysninger?"), rows=4, required=False,
        help_text=_("Skriv, hvad modtageren kan vurdere, som vi ikke selv kan. Det står på arket."),
    )  # fmt: skip
    extracts = Choices(
        label=_("Hvad skal de have?"), choices=[], required=False,
        error_messages={"invalid_choice": _("Et uddrag er ændret, siden du valgte det. Se det igennem, og vælg det igen, hvis det stadig skal med.")},
    )  # fmt: skip
    files = Choices(
        label=_("Filer"), choices=[], required=False,
        help_text=_(
            "På arket får filerne et nummer i stedet for deres navn: navnet kan vise, hvem der sendte dem. "
            "Ordene i PDF-filer og billeder ser Infohus ikke efter: læs dem selv igennem."
        ),
    )  # fmt: skip
    named = Choice(label=_("Med eller uden navn?"), choices=NAMED, missing=_("Vælg, om navnet skal med."))
    basis = Choice(label=_("Hjemmel"), choices=[], missing=_("Vælg den hjemmel, I deler efter."))
    days = forms.TypedChoiceField(
        label=_("Hvor længe kan det læses?"), choices=DAYS, coerce=int, initial=90,
        error_messages={"required": _("Vælg, hvor længe det kan læses."), "invalid_choice": _("Vælg, hvor længe det kan læses.")},
    )  # fmt: skip
    only_necessary = Flag(label=_("Kun det nødvendige er med"))
    not_without_name = Flag(label=_("Det kan ikke klares uden navn"))
    no_investigation = Flag(label=_("Det er ikke til brug for efterforskning"))
    taken = Choices(label=_("Det her skal du se på, før du giver noget videre"), choices=Slip.choices, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    decided = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, offered: dict[str, list[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(**offered)

    def offer(self, **offered: list[tuple[str, str]]) -> None:
        """Let these be chosen among."""
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """All at once: that something is chosen, why it is necessary, and the three checks, which are made by hand."""
        said = self.cleaned_data
        if not (said.get("extracts") or said.get("files") or said.get("answer")):
            self.add_error("extracts", _("Vælg mindst ét uddrag eller én fil. Intet er valgt på forhånd."))
        if "necessity" in said:
            for refusal in necessity_refusals(said["necessity"], said["necessity"] or "-", lib.now(), lib.now()):
                self.add_error("necessity", refusal.sentence)
        for name in ("only_necessary", "not_without_name", "no_investigation"):
            if not said.get(name) and (name != "not_without_name" or said.get("named") == "yes"):
                self.add_error(name, _("Sæt kryds ved »{what}«, når du har set efter.").format(what=self.fields[name].label))
        return said


class Withhold(Form):
    """Why nothing goes to the police."""

    KEPT = "withhold_"  # what was written here stands on the sheet's page under these names, for one who goes there and back

    code = Choice(
        label=_("Hvorfor skal politiet ikke have noget?"),
        choices=Withheld.choices,
        missing=_("Vælg, hvorfor politiet ikke skal have noget."),
    )
    sentence = LongText(
        label=_("Begrundelse"), rows=3, required=False, help_text=_("En eller to sætninger. Den faglige leder læser dem. Nævn ikke borgeren ved navn."),
    )  # fmt: skip


class Recall(Form):
    """Why something is called back."""

    why = LongText(label=_("Hvorfor kalder du det tilbage?"), rows=3, required=False)
    wrong_receiver = Flag(label=_("Det er gået til en forkert modtager"))
