"""The six steps of the professional's form (`domain.md` §8): what was seen, what was said to whom, what was done already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from infohus.cases.rules import Under18
from infohus.catalogues.rules import Kind
from infohus.concerns import public_forms
from infohus.concerns.public_forms import YES_NO, Last, Step, Well
from infohus.concerns.rules import HowKnown, Interpreter, Professional, Told, check_facts, check_reporter, professional_refusals
from infohus.lib import Refused
from infohus.ui.forms import Choice, Choices, Email, Flag, LongText, Text

OWN_NAMES = {"name": "reporter_name", "phone": "reporter_phone", "email": "reporter_email"}  # as the rules call them
TOLD = [choice for choice in Told.choices if choice[0] != Told.NOBODY]


@dataclass(frozen=True)
class Asked(public_forms.Asked):
    """What the questions depend on, and all that was answered so far; whether the municipality lets professionals be anonymous."""

    answered: Mapping[str, Any] = field(default_factory=dict)
    nameless: bool = False

    @property
    def sources(self) -> list[tuple[str, str]]:
        """What a professional can be to a person."""
        known = [entry for entry in self.texts.of(Kind.SOURCE) if "PROFESSIONAL" in entry.data.get("faces", [])]
        return [(entry.code, self.texts.say(entry)) for entry in known]

    def as_rules(self) -> Professional:
        """All that was answered so far, as the rules want it."""
        said = {name: self.answered.get(OWN_NAMES.get(name, name), "") for name in Professional.__dataclass_fields__}
        return Professional(**{**said, "anonymous": self.nameless and said["anonymous"] == "yes"})


class Asking(Step):
    """A step whose questions must be answered: what is missing is told by the rules of the whole form."""

    def rules(self) -> Iterator[Any]:
        """What the rules find missing among the questions of this step."""
        for refusal in professional_refusals(self.asked.as_rules()):  # type: ignore[attr-defined]
            where = OWN_NAMES.get(refusal.field or "", refusal.field or "")
            if where in self.fields and where not in self.errors:
                yield lambda sentence=refusal.sentence, where=where: _refuse(sentence, where)


class First(Asking):
    """Step 1: is it acute, and is it about a child?"""

    acute = Choice(label=_("Er nogen i fare lige nu?"), choices=YES_NO, required=False)
    under_18 = Choice(label=_("Er personen under 18 år?"), choices=Under18.choices, required=False)


class Facts(Asking):
    """Step 2: what happened, and how it is known."""

    observed = LongText(
        label=_("Hvad er set eller hørt?"), rows=7, longest=100_000, required=False,
        help_text=_("Skriv det, som det skete, og hvem der så det. Skriv det, andre har fortalt, i en sætning for sig. Skriv ikke CPR-numre."),
    )  # fmt: skip
    when_where = Text(label=_("Hvornår og hvor?"), required=False, longest=2_000, help_text=_("Cirka er nok. Fx: i mandags i 3. time."))
    how_known = Choices(label=_("Hvordan ved du det?"), choices=HowKnown.choices, required=False, help_text=_("Sæt gerne flere krydser."))
    alternatives = LongText(
        label=_("Hvad kunne ellers forklare det?"), rows=3, required=False,
        help_text=_("Fx sorg, mobning, diskrimination eller et ønske om at provokere. Skriv »ved ikke«, hvis du ikke kan komme på noget."),
    )  # fmt: skip

    def rules(self) -> Iterator[Any]:
        """There must be words, and not too many."""
        yield from super().rules()
        if self.cleaned_data.get("observed"):
            yield lambda: check_facts(self.cleaned_data["observed"])


class Person(Asking):
    """Step 4: whom it concerns, what they and both holders of custody know, and whether an interpreter is needed."""

    who = Text(
        label=_("Hvem drejer det sig om?"), required=False, longest=2_000, help_text=_("Navn eller det, I ved. Skriv ikke CPR-nummer.")
    )
    age = Text(label=_("Omtrentlig alder"), required=False)
    place = Text(label=_("Bopæl, skole eller arbejde"), required=False, longest=2_000)
    told_person = Choice(label=_("Ved personen, at I henvender jer?"), choices=TOLD, required=False)
    told_person_how = LongText(label=_("Hvad er sagt, og hvordan blev det modtaget?"), rows=3, required=False)
    told_parent_1 = Choice(label=_("Ved den ene med forældremyndighed det?"), choices=TOLD, required=False)
    told_parent_1_how = LongText(label=_("Hvad er sagt, og hvordan blev det modtaget?"), rows=3, required=False)
    told_parent_2 = Choice(label=_("Ved den anden med forældremyndighed det?"), choices=Told.choices, required=False)
    told_parent_2_how = LongText(label=_("Hvad er sagt, og hvordan blev det modtaget?"), rows=3, required=False)
    interpreter = Choice(label=_("Er der brug for tolk?"), choices=Interpreter.choices, required=False)
    interpreter_who = Text(label=_("Hvem har brug for tolk, og på hvilket sprog?"), required=False, longest=500)
    safety = LongText(
        label=_("Er der sikkerhedsforhold, vi skal kende?"), rows=3, required=False, help_text=_("Fx ved kontakt til hjemmet.")
    )

    def fit(self) -> None:
        """Of a grown-up nobody has custody."""
        for name in ("told_person_how", "told_parent_1_how", "told_parent_2_how"):
            self.fields[name].help_text = _("Ved de det ikke, så skriv hvorfor.")
        if self.asked.answered.get("under_18") == Under18.NO:  # type: ignore[attr-defined]
            for number in ("1", "2"):
                del self.fields[f"told_parent_{number}"], self.fields[f"told_parent_{number}_how"]


class Work(Asking):
    """Step 5: the one who writes, at their work, and what was done there already."""

    source = Choice(label=_("Hvad er du for personen?"), required=False)
    done = LongText(
        label=_("Hvad har I selv gjort?"), rows=3, required=False,
        help_text=_("Fx samtaler, møder, aftaler eller en underretning. Skriv »intet endnu«, hvis I ikke har gjort noget."),
    )  # fmt: skip
    workplace = Text(label=_("Arbejdssted og dets adresse"), required=False, longest=500, help_text=_("Skriv aldrig din private adresse."))
    anonymous = Choice(
        label=_("Vil du være anonym?"), required=False,
        choices=[("no", _("Nej, I må gerne vide, hvem jeg er")), ("yes", _("Ja, jeg skriver ikke, hvem jeg er"))],
    )  # fmt: skip
    reporter_name = Text(label=_("Dit navn"), required=False)
    reporter_phone = Text(label=_("Telefon på arbejdet"), required=False, longest=60)
    reporter_email = Email(label=_("E-mail på arbejdet"), required=False, max_length=254)
    reporter_best = Text(label=_("Hvordan og hvornår træffer vi dig bedst?"), required=False, longest=2_000)
    hide_name = Flag(label=_("Jeg ønsker ikke, at mit navn bliver oplyst til den, det handler om"))
    hide_reason = LongText(label=_("Hvorfor skal dit navn ikke oplyses?"), rows=3, required=False)
    not_for = Choices(label=_("Er der en koordinator, der ikke må læse det?"), required=False)

    def fit(self) -> None:
        """Anonymity is asked about only where the municipality lets professionals be anonymous."""
        self.fields["source"].choices = self.asked.sources
        self.fields["not_for"].choices = self.asked.readers
        self.fields["not_for"].help_text = self.asked.one_must_read
        if not self.asked.readers:
            del self.fields["not_for"]
        if not self.asked.nameless:  # type: ignore[attr-defined]
            del self.fields["anonymous"]

    def rules(self) -> Iterator[Any]:
        """What is missing, why a name shall be held back, and that somebody is left to read it."""
        yield from super().rules()
        said = self.cleaned_data
        yield lambda: self.asked.check_somebody_left(said.get("not_for", []))
        contact = [said.get(name, "") for name in OWN_NAMES.values()]
        yield lambda: check_reporter(said.get("anonymous") == "yes", *contact, bool(said.get("hide_name")), said.get("hide_reason", ""))


def _refuse(sentence: str, where: str) -> None:
    raise Refused(sentence, where)


STEPS: list[type[Step]] = [First, Facts, Well, Person, Work, Last]
TITLES = [
    _("Først to spørgsmål"), _("Det, der er set eller hørt"), _("Hvad går godt?"), _("Personen og familien"), _("Dig og dit arbejde"),
    _("Læs igennem og send"),
]  # fmt: skip
NAMES = [f"professional_{name}" for name in ("first", "facts", "well", "person", "work", "check")]
