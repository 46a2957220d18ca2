"""The joint assessment: why it begins although something is missing, and what is signed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from infohus.assessments.forms.police import Shown
from infohus.assessments.rules import Change, JointForm, Target
from infohus.ui.forms import Choice, Choices, DanishDate, Form, LongText, Select, Text

FORMS = [(JointForm.CONTACT.value, _("I en samtale")), (JointForm.WRITTEN.value, _("Skriftligt"))]


class Start(Form):
    """Why the joint assessment begins although the police have not answered, or the municipality's own is not finished."""

    shown = Shown()
    unheard = LongText(label=_("Hvorfor går I videre uden politiets svar?"), required=False, rows=3)
    unassessed = LongText(label=_("Hvorfor går I videre uden den socialfaglige vurdering?"), required=False, rows=3)

    def __init__(self, *args: Any, heard: bool, assessed: bool, gone: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if gone:
            self.fields["unheard"].label = _("Hvorfor går I videre uden at kende politiets svar?")
        if heard:
            del self.fields["unheard"]
        if assessed:
            del self.fields["unassessed"]


class Joint(Form):
    """What was judged together, by whom, how, and until when it counts."""

    worried = LongText(label=_("Det, vi er bekymrede for"), required=False, rows=4)
    builds_on = LongText(label=_("Det, vi bygger på"), required=False, rows=4, help_text=_("Det, der går godt, og dem, der er omkring."))
    works_on = LongText(label=_("Det, vi arbejder med"), required=False, rows=3)
    target = Choice(label=_("Er borgeren i målgruppen?"), choices=Target.choices, required=False)
    reason = LongText(
        label=_("Hvorfor?"), required=False, rows=4, help_text=_("Med jeres egne ord. Der er ingen point og ingen samlet karakter.")
    )
    psychiatry = Choice(label=_("Skal PSP eller psykiatrien med?"), choices=[("no", _("Nej")), ("yes", _("Ja"))], required=False)
    psychiatry_why = Text(label=_("Hvem og hvorfor, eller hvornår overvejer I det igen?"), required=False, longest=1000)
    dissent = LongText(
        label=_("Uenighed"), required=False, rows=3, help_text=_("Hvem er uenig i hvad? Lad feltet stå tomt, hvis alle er enige.")
    )
    form = Choice(
        label=_("Hvordan er den lavet?"),
        choices=FORMS,
        required=False,
    )
    held_on = DanishDate(label=_("Hvornår?"), required=False, past=True)
    municipality = Choices(label=_("Fra kommunen"), choices=[], required=False)
    police = Text(
        label=_("Fra politiet"), required=False, help_text=_("Navn og funktion. Lad feltet stå tomt, hvis politiet ikke var med.")
    )
    others = LongText(label=_("Andre"), required=False, rows=2, help_text=_("En linje til hver, fx »Psykiatrien: Anna Prøve«."))
    valid_until = DanishDate(
        label=_("Gælder til"), required=False, help_text=_("Så vurderes der på ny, eller sagen lukkes. Højst 12 måneder.")
    )

    def __init__(
        self, *args: Any, members: list[tuple[str, str]], topics: list[tuple[str, str]], hindered: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if hindered and self.data.get("form") != JointForm.CONTACT:  # what is sent all the same is refused in words, not as no choice
            self.fields["form"].choices = FORMS[1:]  # type: ignore[attr-defined]
        self.fields["municipality"].choices = members  # type: ignore[attr-defined]
        self.topics = [code for code, _title in topics]
        for code, title in topics:
            choices = [("", _("Ikke svaret")), *Change.choices]
            self.fields[f"change_{code}"] = Select(label=title, choices=choices, required=False)

    @property
    def changes(self) -> list[Any]:
        """The fields that ask how each dimension has changed."""
        return [self[f"change_{code}"] for code in self.topics]
