"""What is filled in when a concern is taken on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from infohus import lib
from infohus.cases.rules import Under18
from infohus.concerns.forms.sorting import AFTER_SENTENCES, Choosable, Reporting
from infohus.concerns.rules import Registration, registration_refusals
from infohus.persons.rules import Cpr, Gender, Kin, age_group, birth_date, cpr_refusals, number_in, two_birth_dates
from infohus.ui.forms import Choice, DanishDate, Flag, Form, LongText, Text

GENDERS = [("", _("Ikke oplyst")), *Gender.choices]


class Person(Form):
    """The person of a case."""

    cpr = Text(
        label=_("CPR-nummer"), required=False, help_text=_("Slås kun op på det nøjagtige nummer. Opslaget bliver logget."), longest=40
    )
    name = Text(label=_("Navn"), required=False, longest=300)
    birth_on = DanishDate(label=_("Fødselsdato"), required=False, past=True, help_text=_("Fx 1. marts 2010 eller 01.03.2010"))
    description = LongText(label=_("Beskrivelse, hvis navnet ikke kendes"), required=False, rows=2)
    unidentified = Flag(label=_("Personen er ikke identificeret endnu"))
    gender = forms.ChoiceField(label=_("Køn"), choices=GENDERS, required=False, help_text=_("Bruges kun i tallene."))
    address = Text(label=_("Adresse"), required=False, longest=300)
    contact = Text(label=_("Telefon og e-mail"), required=False, longest=300)
    address_protected = Flag(label=_("Navne- og adressebeskyttelse"))
    cpr_sure = Flag(label=_("Ja, fødselsåret er rigtigt"))
    birth_on_sure = Flag(label=_("Fødselsdatoen her er rigtig, selv om CPR-nummeret siger noget andet"))

    @property
    def number(self) -> Cpr | None:
        """The CPR number that stands there, if it can be read."""
        return number_in(str(self["cpr"].value() or ""), lib.today())

    @property
    def asks_birth_year(self) -> str:
        """What to ask of a number that tells an age hardly anybody reaches; '' of others."""
        return (self.number.question if self.number else None) or ""

    @property
    def asks_birth_date(self) -> str:
        """In which way the number and the birth date that stand there disagree; '' if they do not."""
        try:
            return two_birth_dates(self.number, self.fields["birth_on"].to_python(self["birth_on"].value()))
        except forms.ValidationError:
            return ""


PERSON = tuple(name for name in Person.base_fields if name != "cpr_sure")
YES_NO = {"yes": True, "no": False}
AS_ON_PAGE = [
    *AFTER_SENTENCES, "cpr", "cpr_sure", "name", "birth_on", "birth_on_sure",
    *(name for name in PERSON if name not in ("cpr", "name", "birth_on", "birth_on_sure")), "under_18",
]  # fmt: skip
AROUND = 3  # people around the person who can be noted with the registration; more on the page »Personer«


class Register(Person, Reporting):
    """Taking a concern on: every sentence in its place, who it is about, the child question, purpose, lead."""

    under_18 = Choice(label=_("Er personen under 18 år?"), choices=Under18.choices, required=False)
    purpose = Choice(label=_("Hvad skal oplysningerne bruges til?"), choices=[], required=False)
    administration = Choice(label=_("Hvilken forvaltning hører sagen til?"), choices=[], required=False)
    offer_to = forms.ChoiceField(label=_("Skal en anden være tovholder?"), choices=[], required=False)
    knows_privately = Choice(
        label=_("Kender du personen eller familien privat?"), choices=[("no", _("Nej")), ("yes", _("Ja"))], required=False
    )

    def __init__(
        self, *args: Any, purposes: Choosable = (), administrations: Choosable = (), colleagues: Choosable = (), reported: bool = False,
        sent_from: datetime | None = None, **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.reported, self.sent_from = reported, sent_from
        self.fields["purpose"].choices = purposes  # type: ignore[attr-defined]
        self.fields["administration"].choices = administrations  # type: ignore[attr-defined]
        self.fields["offer_to"].choices = [("", _("Nej, jeg er tovholder")), *colleagues]  # type: ignore[attr-defined]
        for number in range(1, AROUND + 1):
            self.fields |= {
                f"role_{number}": forms.ChoiceField(label=_("Hvem er det?"), choices=[("", _("Vælg")), *Kin.choices], required=False),
                f"name_{number}": Text(label=_("Navn"), required=False, longest=300),
                f"contact_{number}": Text(label=_("Telefon eller e-mail"), required=False, longest=300),
                f"holds_custody_{number}": Flag(label=_("Har del i forældremyndigheden")),
            }
        self.order_fields([f"sentence_{number}" for number, _text in enumerate(self.texts)] + AS_ON_PAGE)

    def around(self) -> list[list[Any]]:
        """The fields of each person around the person."""
        return [[self[f"{name}_{number}"] for name in ("role", "name", "contact", "holds_custody")] for number in range(1, AROUND + 1)]

    @property
    def around_is_open(self) -> bool:
        """Whether something stands there about somebody around the person."""
        return any(field.value() for row in self.around() for field in row)

    def clean(self) -> dict[str, Any]:
        """All that stands in the way of the registration is told at once, each at its field."""
        said = self.cleaned_data
        self.check_around(said)
        self.check_report(said)
        for refusal in list(self.refusals()):
            field = self.place_of(refusal.field or "")
            if field not in self.errors:
                self.add_error(field, refusal.sentence)
        return said

    def refusals(self) -> Iterator[lib.Refused]:
        """What the rules refuse of all that is filled in; the act asks them again."""
        yield from cpr_refusals(self.cleaned_data, lib.today(), cpr_sure=bool(self.cleaned_data.get("cpr_sure")))
        yield from registration_refusals(self.as_rules(), lib.now())

    def as_rules(self) -> Registration:
        """All that is filled in, as the rules want it."""
        said = {"under_18": "", "report": "", **self.cleaned_data}
        born = birth_date(said, lib.today())
        texts = ("surplus_why", "description", "purpose")
        return Registration(
            sentences=self.places(), removed=self.leaves_out(),
            no_surplus=bool(said.get("no_surplus")), name=said.get("name") or self["cpr"].value() or "", birth_on=born,
            unidentified=bool(said.get("unidentified")), under_18=Under18(said["under_18"]) if said["under_18"] else age_group(born, lib.today()),
            reported=self.reported, report_sent_at=lib.now() if said["report"] == "send" else self.sent_at(), report_not_sent=self.why_not_sent(),
            sent_from=self.sent_from, report=said["report"], administration=said.get("administration"),
            knows_privately=YES_NO.get(said.get("knows_privately", "")),
            **{name: said.get(name) or "" for name in texts},
        )  # fmt: skip

    def check_around(self, said: dict[str, Any]) -> None:
        """Somebody around the person has a role and something by which they are known."""
        for number in range(1, AROUND + 1):
            role, known = said.get(f"role_{number}"), said.get(f"name_{number}") or said.get(f"contact_{number}")
            if known and not role:
                self.add_error(f"role_{number}", _("Vælg, hvem det er."))
            if role and not known:
                self.add_error(f"name_{number}", _("Skriv et navn eller en telefon, eller vælg »Vælg« under »Hvem er det?«."))

    def relatives(self) -> list[dict[str, Any]]:
        """Those around the person who were filled in."""
        names = ("role", "name", "contact", "holds_custody")
        rows = [{name: self.cleaned_data[f"{name}_{number}"] for name in names} for number in range(1, AROUND + 1)]
        return [row for row in rows if row["role"]]
