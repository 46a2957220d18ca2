"""Naming, describing and correcting the person of a case, and those around them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor
from infohus.accounts.models import Authority
from infohus.audit.actions import act, note_read, step
from infohus.cases.models import Case
from infohus.db.context import as_system
from infohus.deadlines.actions import expect
from infohus.deadlines.rules import Kind
from infohus.lib import Refused, refuse
from infohus.persons.models import Known, Person, Relative
from infohus.persons.queries import Found, cpr_hash, person_of, same_number
from infohus.persons.rules import Purpose, birth_date, cpr_refusals, normal_name, number_in, read_cpr


def describe(case: Case, said: dict[str, Any]) -> dict[str, Any]:
    """The columns of a person out of what was filled in; a CPR number brings its birth date and keyed hash."""
    number = read_cpr(said["cpr"], lib.today()) if said.get("cpr") else None
    born = birth_date(said, lib.today())
    name = normal_name(said.get("name") or "")
    known = Known.NAMED if name or number else Known.DESCRIBED if said.get("description") else Known.UNKNOWN
    return {
        "known": known, "name": name, "cpr": number.number if number else "", "birth_on": born.isoformat() if born else "",
        "cpr_hash": cpr_hash(case.municipality_id, number.number) if number else None,
        **{key: said.get(key) or "" for key in ("gender", "address", "contact", "description")},
        "address_protected": bool(said.get("address_protected")),
    }  # fmt: skip


def name_person(case: Case, said: dict[str, Any]) -> Person:
    """Write the person of a case at its registration (a step)."""
    step()
    person = Person.objects.filter(case=case).first() or Person(case=case, municipality_id=case.municipality_id)
    for column, value in describe(case, said).items():
        setattr(person, column, value)
    person.save()
    look_both_ways(case, person)
    return person


@dataclass(frozen=True)
class Corrected:
    """A person as they stand now, and what the look-up of a new number told (None: the number is the one it was)."""

    person: Person
    found: list[Found] | None


def rewrite_person(case: Case, *, version: int, cpr_sure: bool = False, **said: Any) -> Corrected:
    """Rewrite what is known of the person of a case; a new CPR number is looked up again, both ways (a step).

    A case that was opened again after its person was deleted gets one anew.
    """
    step()
    person = Person.objects.filter(case=case).first()
    if person is None and case.registered_at is None:
        raise Refused(_("Personen bliver skrevet ind, når henvendelsen registreres."))
    number = number_in(str(said.get("cpr") or ""), lib.today())
    same = person is not None and bool(person.cpr) and number is not None and number.number == person.cpr
    refuse(cpr_refusals(said, lib.today(), cpr_sure=cpr_sure or same))
    columns = describe(case, said)
    if person is None:
        person = Person(case=case, municipality_id=case.municipality_id, **columns)
        person.save(force_insert=True)
    else:
        person.change_if_unchanged(version, **columns)
    if not columns["cpr_hash"] or same:
        return Corrected(person, None)
    found = same_number(case.municipality_id, person.cpr, case.pk)
    see_together(case, found)
    look_both_ways(case, person)
    return Corrected(person, found)


def see_together(case: Case, found: list[Found]) -> None:
    """Ask those of two open cases with one number, both of which the actor may see, whether it is the same person (a step)."""
    step()
    for other in Case.objects.filter(pk__in=[one.case for one in found if one.open and one.case]).select_related("municipality"):
        expect(other, Kind.JOIN_CHECK, about=case.pk)
        expect(case, Kind.JOIN_CHECK, about=other.pk)


def number_refusals(case: Case, said: Mapping[str, Any], *, cpr_sure: bool) -> Iterator[Refused]:
    """What stands against the number of a person who is named for the first time, an open case of mine too: concerns about one are seen together.

    (barnets lov § 136)
    """
    yield from cpr_refusals(said, lib.today(), cpr_sure=cpr_sure)
    number = number_in(str(said.get("cpr") or ""), lib.today())
    if number and any(found.open for found in same_number(case.municipality_id, number.number, case.pk)):
        yield Refused(_("Personen har allerede en åben sag. Læg henvendelsen til den i stedet."), "cpr")


def look_both_ways(case: Case, person: Person) -> None:
    """Ask the members of an open case of the same number, which the actor may not see, whether it is the same person (a step)."""
    step()
    if not person.cpr_hash:
        return
    seen = [found.case for found in same_number(case.municipality_id, person.cpr, case.pk) if found.open]
    with as_system():
        with connection.cursor() as cursor:
            asked = [bytes(person.cpr_hash), case.municipality_id, case.pk, [one for one in seen if one]]
            cursor.execute("SELECT unseen_open_cases(%s, %s, %s, %s::uuid[])", asked)
            others = cursor.fetchone()[0]
        for other in Case.objects.filter(pk__in=others).select_related("municipality"):
            expect(other, Kind.JOIN_CHECK, about=case.pk)


def note_relative(actor: Actor, case: Case, *, role: str, relative: Relative | None = None, version: int = 0, **said: Any) -> Relative:
    """Note somebody around the person: a role and the minimum; or correct what was noted."""
    columns = {key: said.get(key) or "" for key in ("name", "contact", "remark", "interpreter")}
    if not any(columns.values()):
        raise Refused(_("Skriv mindst et navn eller en bemærkning."), "name")
    with act(actor, Act.NOTE_RELATIVE, case) as log:
        if relative is None:
            relative = Relative.objects.create(case=case, role=role, holds_custody=bool(said.get("holds_custody")), **columns)
        else:
            relative.change_if_unchanged(version, role=role, holds_custody=bool(said.get("holds_custody")), **columns)
        log.update(relative=relative.pk)
    return relative


def drop_relative(actor: Actor, relative: Relative) -> None:
    """Remove somebody around the person who was noted by mistake, or whom the case does not need; nothing is left (GDPR art. 5)."""
    with act(actor, Act.NOTE_RELATIVE, relative) as log:
        if not Relative.objects.filter(pk=relative.pk).delete()[0]:
            raise Refused(_("Personen er allerede fjernet."))
        log.update(relative=relative.pk, removed=True)


def read_person(actor: Actor, case: Case, *, address: bool = False) -> None:
    """Note that name and number were read, where the case has one; `address`: a protected address, too, which stays hidden until it is asked for."""
    person = person_of(case)
    if address or (person is not None and person.is_named):
        note_read(actor, Act.READ_CASE, case, person=True, address=address)


def find_by_cpr(actor: Actor, root: Case | Authority, *, cpr: str, purpose: Purpose = Purpose.ARRIVAL) -> list[Found]:
    """Look one exact number up, for the case at hand or in the municipality; purpose and hits are logged, the number never."""
    number = read_cpr(cpr, lib.today())
    case = root if isinstance(root, Case) else None
    with act(actor, Act.FIND_BY_CPR, root) as log:
        found = same_number(case.municipality_id if case else root.pk, number.number, case.pk if case else None)
        log.update(hits=len(found), purpose=purpose)
    return found
