"""The six steps of the public form, in the order in which they are asked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup, escape

from infohus import lib
from infohus.attachments.rules import ACCEPT
from infohus.cases.rules import Under18
from infohus.catalogues.queries import Texts
from infohus.catalogues.rules import Entry, Kind
from infohus.concerns.promises import fitting
from infohus.concerns.rules import LONGEST, WHILE_WRITTEN, HowKnown, check_facts, check_reporter, check_signs, check_somebody_left
from infohus.lib import Refused
from infohus.persons.rules import check_without_cpr
from infohus.ui.forms import Choice, Choices, Email, Files, Flag, Form, LongText, Text
from infohus.ui.rules import in_its_language

ABOUT = [("other", _("En anden person")), ("child", _("Mit eget barn")), ("self", _("Mig selv"))]
YES_NO = [("yes", _("Ja")), ("no", _("Nej"))]
SOURCE_OF = {"child": "parent", "self": "self"}  # what needs no asking


@dataclass(frozen=True)
class Asked:
    """What the questions depend on: the catalogue, who could read it, and whom it is about."""

    texts: Texts
    readers: Sequence[tuple[str, str]] = ()  # user id, name
    heads: Collection[str] = field(default=(), kw_only=True)  # who could appoint another (user ids)
    about: str = "other"
    observed: str = ""
    call: bool = field(default=False, kw_only=True)  # whether they would rather be called
    who: str = field(default="", kw_only=True)  # what they wrote about whom it is about
    ticked: Collection[str] = field(default=(), kw_only=True)  # the signs they chose, by code

    def says(self, code: str) -> str:
        """A standard text, in the wording for one who writes about their own child or about themself where there is one."""
        return fitting(self.texts, code, self.about)

    @property
    def one_must_read(self) -> str:
        """What is said beside the coordinators where nobody could appoint another of them."""
        return "" if self.heads else _now("Én skal kunne læse det. Må ingen af dem læse det, så ring i stedet.")

    def check_somebody_left(self, not_for: Collection[str]) -> None:
        """Refuse that nobody could ever read it."""
        check_somebody_left(not_for, [user for user, _name in self.readers], self.heads, self.texts.own)

    @property
    def signs(self) -> list[Entry]:
        """The signs that can be chosen; one that went out of use after it was chosen, while the form was written, stays as it was chosen."""
        return [*self.texts.of(Kind.SIGN), *self.texts.gone(Kind.SIGN, self.ticked, lib.today() - WHILE_WRITTEN)]

    @property
    def sources(self) -> list[tuple[str, str]]:
        """What somebody can be to a person who is neither they nor their child."""
        open_to_all = [entry for entry in self.texts.of(Kind.SOURCE) if "PUBLIC" in entry.data.get("faces", [])]
        return [(entry.code, self.texts.say(entry)) for entry in open_to_all if entry.code not in SOURCE_OF.values()]


class Step(Form):
    """One page of the form; what looks like a CPR number is stopped in every text, before anything is stored."""

    def __init__(self, asked: Asked, *args: Any, **kwargs: Any) -> None:
        self.asked = asked
        super().__init__(*args, **kwargs)
        self.fit()

    def fit(self) -> None:
        """Fit the questions to the one who answers."""

    def rules(self) -> Iterator[Any]:
        """The rules of the step, each a function that may refuse."""
        return iter(())

    def clean(self) -> dict[str, Any]:
        """Run the rules; every refusal stands at its field."""
        said = self.cleaned_data
        texts = [(name, value) for name, value in said.items() if isinstance(self.fields[name], forms.CharField) and value]
        for rule in chain((partial(check_without_cpr, value, name) for name, value in texts), self.rules()):
            try:
                rule()
            except Refused as refusal:
                self.add_error(refusal.field if refusal.field in self.fields else None, refusal.sentence)
        return said


class First(Step):
    """Step 1: is it acute, and whom is it about?"""

    acute = Choice(label=_("Er nogen i fare lige nu?"), choices=YES_NO, required=False)
    about = Choice(label=_("Hvem vil du skrive om?"), choices=ABOUT, required=False, initial="other")


class Facts(Step):
    """Step 2: what happened, in the reporter's own words."""

    observed = LongText(
        label=_("Hvad har du selv set eller hørt?"), rows=7, longest=LONGEST, missing=_("Skriv, hvad du har set eller hørt."),
        help_text=_("Fx: Hvad blev der sagt eller gjort? Hvem var til stede? Skriv ikke CPR-numre."),
    )  # fmt: skip
    when_where = Text(
        label=_("Hvornår og hvor?"), required=False, longest=2_000, help_text=_("Cirka er nok. Fx: i fredags efter træning, i klubben.")
    )
    how_known = Choices(label=_("Hvordan ved du det?"), choices=HowKnown.choices, required=False, help_text=_("Sæt gerne flere krydser."))
    alternatives = LongText(
        label=_("Hvad kunne ellers forklare det?"), rows=3, required=False,
        help_text=_("Fx sorg, mobning, ny kæreste, et ønske om at provokere. Det hjælper os til at se hele personen."),
    )  # fmt: skip

    def fit(self) -> None:
        """One who writes about themself is asked what happened to them, and not how they know."""
        if self.asked.about == "self":
            self.fields["observed"].label = _("Hvad er der sket, og hvad tænker du på?")
            self.fields["observed"].help_text = _("Skriv det med dine egne ord. Skriv ikke CPR-numre.")
            self.fields["alternatives"].label = _("Hvad tror du selv, det hænger sammen med?")
            self.fields["alternatives"].help_text = _("Fx sorg, mobning, ensomhed eller vrede. Det hjælper os til at forstå dig.")
            del self.fields["how_known"]

    def rules(self) -> Iterator[Any]:
        """There must be words."""
        if "observed" in self.cleaned_data:
            yield lambda: check_facts(self.cleaned_data["observed"])


class Well(Step):
    """Step 3: what goes well, what is feared, and, if one likes, signs."""

    goes_well = LongText(
        label=_("Hvad går godt? Hvem har personen omkring sig?"), rows=4, required=False,
        help_text=_("Fx en voksen, personen stoler på, venner, skole, arbejde eller fritid."),
    )  # fmt: skip
    worry = LongText(label=_("Hvad er du bekymret for kan ske?"), rows=3, required=False)
    recently = LongText(label=_("Er der sket noget særligt for nylig?"), rows=3, required=False)
    signs = Choices(label=_("Har du set noget af dette?"), required=False)
    signs_description = LongText(
        label=_("Beskriv det, du har valgt"), rows=3, required=False,
        help_text=_("Hvad har du set eller hørt, hvornår og hvor var det, og hvordan ved du det?"),
    )  # fmt: skip

    def fit(self) -> None:
        """The signs are those of the catalogue today; what may have happened lately is told by its own list."""
        self.fields["signs"].choices = [(entry.code, self.asked.texts.say(entry)) for entry in self.asked.signs]
        if gone := [self.asked.texts.say(entry) for entry in self.asked.texts.gone(Kind.SIGN, self.asked.ticked)]:
            sentence = _now("Det her kan ikke vælges mere: {signs}. Skriv det i stedet med dine egne ord i feltet nedenfor, og fortsæt.")
            self.fields["signs"].error_messages["invalid_choice"] = sentence.format(signs="; ".join(gone))
        lately = [self.asked.texts.say(entry) for entry in self.asked.texts.of(Kind.TRIGGER)]
        examples = Markup("; ").join(in_its_language(one[:1].lower() + one[1:], one) for one in lately)
        self.fields["recently"].help_text = Markup(escape(_now("Fx {examples}."))).format(examples=examples)  # noqa: S704 (escaped)
        if self.asked.about == "child":
            self.fields["goes_well"].label = _("Hvad går godt? Hvem har dit barn omkring sig?")
            self.fields["goes_well"].help_text = _("Fx en voksen, dit barn stoler på, venner, skole, arbejde eller fritid.")
        if self.asked.about == "self":
            self.fields["goes_well"].label = _("Hvad går godt? Hvem har du omkring dig?")
            self.fields["goes_well"].help_text = _("Fx en voksen, du stoler på, venner, skole, arbejde eller fritid.")
            self.fields["recently"].help_text = _("Fx at du har mistet en, du holder af, dit arbejde eller din bolig.")
            self.fields["signs"].label = _("Er der noget af dette, du kan kende?")
            self.fields["signs_description"].help_text = _("Skriv det med dine egne ord.")

    def rules(self) -> Iterator[Any]:
        """A sign needs a description."""
        said = self.cleaned_data.get("signs_description") or self.asked.observed
        yield lambda: check_signs(self.cleaned_data.get("signs", []), said)


class Person(Step):
    """Step 4: whom it concerns."""

    who = Text(
        label=_("Hvem drejer det sig om?"), required=False, longest=2_000, help_text=_("Navn eller det, du ved. Skriv ikke CPR-nummer.")
    )
    age = Text(label=_("Omtrentlig alder"), required=False)
    under_18 = Choice(label=_("Er personen under 18 år?"), choices=Under18.choices, required=False)
    place = Text(label=_("Hvor bor personen, eller hvor går personen i skole eller på arbejde?"), required=False, longest=2_000)
    talked = LongText(
        label=_("Har du talt med personen eller forældrene om det?"), rows=3, required=False, help_text=_("Ved de, at du skriver til os?")
    )
    safety = LongText(
        label=_("Er der noget, vi skal passe på?"), rows=3, required=False,
        help_text=_("Fx at nogen kan blive vred eller voldelig, eller at vi ikke skal ringe på bestemte tider."),
    )  # fmt: skip

    LABELS = {
        "child": {
            "who": _("Hvad hedder dit barn?"), "under_18": _("Er dit barn under 18 år?"),
            "place": _("Hvor bor dit barn, og hvor går det i skole?"),
            "talked": _("Har du talt med dit barn og den anden forælder om det?"),
        },
        "self": {
            "who": _("Hvem er du?"), "age": _("Hvor gammel er du?"), "under_18": _("Er du under 18 år?"),
            "place": _("Hvor bor du, eller hvor går du i skole eller på arbejde?"), "talked": _("Har du talt med andre om det?"),
        },
    }  # fmt: skip
    HINTS = {"self": {"who": _("Du behøver ikke skrive dit navn. Skriv ikke CPR-nummer."), "talked": _("Ved de, at du skriver til os?")}}

    def fit(self) -> None:
        """A parent is asked about their child, others about themself or the person."""
        for name, label in self.LABELS.get(self.asked.about, {}).items():
            self.fields[name].label = label
        for name, hint in self.HINTS.get(self.asked.about, {}).items():
            self.fields[name].help_text = hint
        if self.asked.about == "self":  # everybody knows how old they are
            self.fields["under_18"].choices = YES_NO


class You(Step):
    """Step 5: the one who writes, and who must not read it."""

    source = Choice(label=_("Hvad er du for personen?"), required=False)
    anonymous = Choice(
        label=_("Vil du være anonym?"), required=False,
        choices=[("yes", _("Ja, jeg skriver ikke, hvem jeg er")), ("no", _("Nej, I må gerne vide, hvem jeg er"))],
    )  # fmt: skip
    reporter_name = Text(label=_("Dit navn"), required=False)
    reporter_phone = Text(label=_("Telefon"), required=False, longest=60)
    reporter_email = Email(label=_("E-mail"), required=False, max_length=254)
    reporter_best = Text(
        label=_("Hvordan og hvornår træffer vi dig bedst?"), required=False, longest=2_000,
        help_text=_("Fx: Ring kun om formiddagen. Skriv ikke til min mail."),
    )  # fmt: skip
    hide_name = Flag(label=_("Jeg ønsker ikke, at mit navn bliver oplyst til den, det handler om"))
    hide_reason = LongText(label=_("Hvorfor skal dit navn ikke oplyses?"), rows=3, required=False)
    not_for = Choices(label=_("Er der en koordinator, der ikke må læse det?"), required=False)

    def fit(self) -> None:
        """What somebody is to their own child or to themself is not asked; the coordinators stand there by name."""
        if self.asked.about in SOURCE_OF:
            del self.fields["source"]
        else:
            self.fields["source"].choices = self.asked.sources
        if self.asked.about == "self":
            self.fields["hide_name"].label = _("Jeg ønsker ikke, at mit navn bliver oplyst til andre")
        self.fields["hide_reason"].help_text = self.asked.says("WISH_HIDDEN")
        self.fields["not_for"].help_text = Markup(" ").join(filter(None, [self.asked.says("NOT_READ_BY"), self.asked.one_must_read]))
        self.fields["not_for"].choices = self.asked.readers
        if self.asked.call:
            del self.fields["anonymous"]  # a number is needed, a name is not
            self.fields["reporter_phone"].help_text = _("Vi skal bruge dit nummer for at kunne ringe til dig.")
        if not self.asked.readers:
            del self.fields["not_for"]

    def rules(self) -> Iterator[Any]:
        """Anonymous or not, a number to call, why a name shall be held back, and that somebody is left to read it."""
        said = self.cleaned_data
        yield lambda: self.asked.check_somebody_left(said.get("not_for", []))
        contact = [said.get(name, "") for name in ("reporter_name", "reporter_phone", "reporter_email")]
        anonymous = said.get("anonymous") == "yes" or not any(contact)
        yield lambda: check_reporter(anonymous, *contact, bool(said.get("hide_name")), said.get("hide_reason", ""))
        if self.asked.about == "self" and self.asked.who.strip() and said.get("anonymous") == "yes":
            known = _now("Du vil være anonym, men har på trin 4 skrevet, hvem du er. Slet det der, eller vælg, at vi gerne må vide det.")
            yield lambda: _refuse(known, "anonymous")
        if self.asked.call and not said.get("reporter_phone"):
            sentence = _now("Skriv dit telefonnummer, så vi kan ringe. Eller gå tilbage til trin 2, og skriv, hvad der er sket.")
            yield lambda: _refuse(sentence, "reporter_phone")
        elif said.get("anonymous") == "no" and not any(contact) and not self.errors:
            nobody = _now("Skriv dit navn, et telefonnummer eller en mail. Eller vælg, at du vil være anonym.")
            yield lambda: _refuse(nobody, "reporter_name")


class Last(Step):
    """Step 6: files."""

    files = Files(
        label=_("Vil du vedhæfte noget?"),
        help_text=_(
            "Fx billeder eller dokumenter. Højst 5 filer, hver på højst 20 MB. "
            "Vi fjerner skjulte oplysninger, fx hvor et billede er taget."
        ),
    )  # fmt: skip

    def fit(self) -> None:
        """The field says to the browser which kinds are taken."""
        self.fields["files"].widget.attrs["accept"] = ACCEPT


def _refuse(sentence: str, where: str) -> None:
    raise Refused(sentence, where)


STEPS: list[type[Step]] = [First, Facts, Well, Person, You, Last]
TITLES = [
    _("Først to spørgsmål"), _("Det, du har set eller hørt"), _("Hvad går godt?"), _("Hvem drejer det sig om?"), _("Dig"),
    _("Læs igennem og send"),
]  # fmt: skip
# The titles that are others for one who writes about their own child or about themself, by the number of the step.
FITTING_TITLES = {"child": {4: _("Dit barn")}, "self": {2: _("Det, der er sket"), 4: _("Om dig"), 5: _("Hvordan vi kan nå dig")}}
NAMES = ["step_first", "step_facts", "step_well", "step_person", "step_you", "check"]


class Addition(Form):
    """What is sent as an addition to a concern that was sent before."""

    text = LongText(label=_("Det, du vil tilføje"), rows=10, longest=50_000, missing=_("Skriv det, du vil tilføje."))
