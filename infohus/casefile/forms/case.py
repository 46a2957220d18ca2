"""What is filled in about a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from infohus import lib
from infohus.assessments.forms.police import Shown
from infohus.casefile.rules import moment
from infohus.cases.rules import Conflict, NoteKind
from infohus.disclosures.rules import necessity_refusals
from infohus.lib import Refused
from infohus.ui.forms import Choice, Choices, DanishDate, DanishTime, Form, LongText, Select, Text


class Note(Form):
    """A note."""

    text = LongText(label=_("Ny note"), required=False, rows=2)
    kind = forms.ChoiceField(label=_("Hvad er det for en note?"), choices=NoteKind.choices, initial=NoteKind.CONTACT)
    title = Text(label=_("Overskrift"), required=False)
    happened_on = DanishDate(label=_("Hvornår skete det?"), required=False, past=True)
    happened_at = DanishTime(label=_("Klokken"), required=False)


class Addendum(Form):
    """What is added to a note."""

    text = LongText(label=_("Tilføjelse"), required=False, rows=3)


class Orally(Form):
    """What was told by word of mouth, to whom, on what basis: three lists without a first choice, two texts, under a minute."""

    receiver = Select(label=_("Hvem talte du med?"), choices=[], missing=_("Vælg, hvem du talte med: myndighed, enhed og funktion."))
    to_whom = Text(label=_("Navn eller funktion"), required=False, help_text=_("Fx vagthavende i radikaliseringsenheden"))
    said = LongText(
        label=_("Hvad blev sagt?"),
        required=False,
        rows=4,
        help_text=_("Kun det, du gav videre. Er ingen nævnt, så skriv en note i stedet."),
    )
    necessity = Text(
        label=_("Hvorfor var det nødvendigt?"), required=False, longest=1000,
        help_text=_("Mindst tre ord. Fx at politiet skal kunne vurdere, om truslen er alvorlig."),
    )  # fmt: skip
    purpose = Select(label=_("Formål"), choices=[], missing=_("Vælg formålet."))
    basis = Select(label=_("Hjemmel"), choices=[], missing=_("Vælg den hjemmel, I deler efter."))
    given_on = DanishDate(label=_("Hvornår?"), required=False, help_text=_("Lad feltet stå tomt, hvis det er lige nu."), past=True)
    given_at = DanishTime(label=_("Klokken"), required=False)

    def __init__(
        self, *args: Any, receivers: list[tuple[str, str]], purposes: list[tuple[str, str]], bases: list[tuple[str, str]],
        rested_on: Callable[..., list[Refused]], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.rested_on = rested_on
        self.fields["receiver"].choices = [("", _("Vælg …")), *receivers]  # type: ignore[attr-defined]
        self.offer(bases, purposes)

    def clean(self) -> dict[str, Any]:
        """Say all at once, also while something is missing: what was not written, and a basis that does not carry what was chosen."""
        told = self.cleaned_data
        found = []
        if {"said", "necessity", "given_on", "given_at"} <= told.keys():
            at = moment(told["given_on"], told["given_at"]) or lib.now()
            found += necessity_refusals(told["necessity"], told["said"], at, lib.now())
        if all(told.get(name) for name in ("receiver", "purpose", "basis")):
            found += self.rested_on(told["receiver"], told["basis"], told["purpose"], on=told.get("given_on"))
        for refusal in found:
            self.add_error(refusal.field, refusal.sentence)
        return told

    def day(self, said: Mapping[str, str]) -> date | None:
        """The day that is filled in, if it is one."""
        try:
            return self.fields["given_on"].clean(said.get("given_on"))  # type: ignore[no-any-return]
        except forms.ValidationError:
            return None

    def offer(self, bases: list[tuple[str, str]], purposes: list[tuple[str, str]]) -> None:
        """Let only these bases and purposes be chosen: those that carry, and fit, what is filled in."""
        for name, choices in (("basis", bases), ("purpose", purposes)):
            self.fields[name].choices = [("", _("Vælg …")), *choices]  # type: ignore[attr-defined]


class StepBack(Form):
    """Why one steps back, or another must be kept away."""

    why = Choice(label=_("Hvorfor?"), choices=Conflict.choices, missing=_("Vælg, hvorfor."))


class Message(Form):
    """What is written to the reporter; questions of the catalogue go along with it, or alone after the catalogue's own first words."""

    text = LongText(
        label=_("Din besked"), required=False, rows=6, help_text=_("Fortæl ikke, hvad der sker i sagen. Spørg kun om det, I har brug for.")
    )
    questions = Choices(label=_("Spørgsmål, der kan følge med"), choices=[], required=False)

    def __init__(self, *args: Any, intro: str = "", questions: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.intro, self.known = intro, dict(questions)
        self.fields["questions"].choices = questions  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One text of what was written and what was ticked."""
        said = self.cleaned_data
        asked = [self.known[one] for one in said.pop("questions", [])]
        said["text"] = "\n\n".join(one for one in (said.get("text", "").strip() or (self.intro if asked else ""), "\n".join(asked)) if one)
        return said


class Colleague(Form):
    """Asks for whom: another coordinator."""

    to = Choice(label=_("Hvem vil du spørge?"), choices=[], missing=_("Vælg, hvem du vil spørge."))

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = choices  # type: ignore[attr-defined]


class Aside(Form):
    """Why there is nothing to do."""

    why = LongText(label=_("Hvorfor er der ikke noget at gøre?"), required=False, rows=3)


class Acted(Form):
    """What was done about something acute."""

    why = LongText(label=_("Hvad er der gjort?"), required=False, rows=3)


class Find(Form):
    """An exact case number."""

    number = Text(label=_("Sagsnummer"), missing=_("Skriv et sagsnummer, fx 2026-014."), longest=20)


class HeadActs(Form):
    """Whom the head appoints, excludes (and why, in a word), lets in again or makes lead; the act is the button's."""

    who = Choice(label=_("Hvem?"), choices=[], missing=_("Vælg en koordinator."))
    why = Choice(label=_("Hvorfor?"), choices=Conflict.choices, missing=_("Vælg, hvorfor."))

    def __init__(self, *args: Any, do: str, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"{do}_%s", **kwargs)
        self.fields["who"].choices = people  # type: ignore[attr-defined]
        if do != "exclude":
            del self.fields["why"]


class TakeAsReport(Form):
    """That an arrival is an underretning: the concerns that stood on the page, and are not sent."""

    shown = Shown()


class ChildJudged(Form):
    """When the child department judged an underretning."""

    judged_on = DanishDate(label=_("Vurderet den"), missing=_("Skriv, hvornår I vurderede den."), past=True)
    judged_at = DanishTime(label=_("Klokken"), missing=_("Skriv klokkeslættet."))
    acute = Choice(
        label=_("Var der behov for at handle akut?"),
        choices=[("no", _("Nej")), ("yes", _("Ja"))],
        missing=_("Svar på, om der var behov for at handle akut."),
    )
