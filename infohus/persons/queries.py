"""Finding a person by the exact CPR number, and nothing else."""

from __future__ import annotations

import hmac
import uuid
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from infohus import lib
from infohus.cases.models import Case
from infohus.cases.rules import Under18
from infohus.db.prepared import Among, prepared
from infohus.gateways import keys
from infohus.persons.models import Person, Relative
from infohus.persons.rules import age_group, display_cpr, initials
from infohus.sealing.ring import hold
from infohus.ui.rules import age_on


@dataclass(frozen=True)
class Found:
    """What may be told of another case of the same number: an open one of mine, or a closed one by date and outcome."""

    open: bool
    case: uuid.UUID | None
    closed_on: date | None
    outcome: str
    erase_on: date | None


def cpr_hash(municipality: uuid.UUID, number: str) -> bytes:
    """The keyed hash of a number; each municipality has its own key, so the same number is never found across them."""
    return hmac.digest(keys.derived("root", b"cpr:" + municipality.bytes), number.encode("ascii"), "sha256")


def same_number(municipality: uuid.UUID, number: str, but: uuid.UUID | None = None) -> list[Found]:
    """Cases of the same exact number, newest first, as far as the one who asks may know."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM find_cpr(%s, %s)", [cpr_hash(municipality, number), but])
        return [Found(answer == "open", case, ended, outcome, erased) for answer, case, ended, outcome, erased in cursor.fetchall()]


def person_of(case: Case) -> Person | None:
    """The person of a case, if one is named, described or said to be unknown."""
    return next(iter(_persons([case.pk])), None)


def called(person: Person) -> list[str]:
    """The words by which a person is known wherever they stand: the name and the number, as far as there are any."""
    return [word for word in (person.name, display_cpr(person.cpr) if person.cpr else "") if word]


def persons_of(cases: list[uuid.UUID]) -> dict[uuid.UUID, Person]:
    """The persons of many cases, with their keys held, in two queries."""
    hold(cases)
    return {person.case_id: person for person in _persons(cases)}


@prepared
def _persons(cases: list[uuid.UUID]) -> QuerySet[Person]:
    return Person.objects.filter(Among("case_id", cases)).order_by("id")


def relatives_of(case: Case) -> list[Relative]:
    """The people around the person."""
    return list(Relative.objects.filter(case=case).order_by("role", "id"))


def holders_of(case: Case) -> list[Relative] | None:
    """Those who are noted as having custody of the person: each gets a letter (GDPR art. 14); None where nobody can, for the person is no child today."""
    return [one for one in relatives_of(case) if one.holds_custody] if is_child(case) else None


def relative_for(case: Case, pk: uuid.UUID) -> Relative:
    """One of the people around the person, or 404."""
    return get_object_or_404(Relative.objects.select_related("case__municipality"), case=case, pk=pk)


def birth_of(text: str) -> date | None:
    """A kept birth date, or None."""
    return date.fromisoformat(text) if text else None


# ---------- A person as lists and heads name them


def short_name(case: Case | None, person: Person | None) -> str:
    """`O.H., 16 år`; without a birth date what was answered about age, as `O.H., under 18 år`; 'Under 18 år' where no more is known."""
    if case is None:
        return ""
    if person is None or not (person.name or person.birth_on):
        return {Under18.YES: "Under 18 år", Under18.NO: "Voksen"}.get(Under18(case.under_18), "Alder ukendt")
    name = initials(person.name) if person.name else "Navn ukendt"
    age = f"{age_of(person)} år" if person.birth_on else told_age(case)
    return f"{name}, {age}" if age else name


def told_age(case: Case) -> str:
    """What was answered about age, where no birth date is known: a minor, or perhaps; '' of a grown-up."""
    return {Under18.YES: "under 18 år", Under18.UNKNOWN: "alder ukendt"}.get(Under18(case.under_18), "")


def age_then(case: Case, person: Person | None, day: date) -> Under18:
    """Whether the person was under 18 on a day, by the birth date where it is known; else what was answered about age (custody ends at 18, FAL § 1)."""
    born = birth_of(person.birth_on) if person else None
    return age_group(born, day) or Under18(case.under_18)


def age_today(case: Case, person: Person | None) -> Under18:
    """Whether the person is under 18 today."""
    return age_then(case, person, lib.today())


def age_now(case: Case) -> Under18:
    """The same of the person of a case."""
    return age_today(case, person_of(case))


def is_child(case: Case, day: date | None = None) -> bool:
    """Whether somebody could have custody of the person of a case on a day (None: today)."""
    return age_then(case, person_of(case), day or lib.today()) == Under18.YES


def age_of(person: Person) -> int:
    """The person's age today, in whole years."""
    return age_on(date.fromisoformat(person.birth_on), lib.today())
