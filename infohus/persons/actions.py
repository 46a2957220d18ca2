"""Naming, describing and correcting the person of a case, and those around them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor
from infohus.audit.actions import act, step
from infohus.cases.models import Case
from infohus.db.context import as_system
from infohus.deadlines.actions import expect
from infohus.deadlines.rules import Kind
from infohus.lib import Refused
from infohus.persons.models import Known, Person, Relative
from infohus.persons.queries import Found, cpr_hash, same_number
from infohus.persons.rules import Cpr, normal_name, read_cpr


def describe(case: Case, said: dict[str, Any]) -> dict[str, Any]:
    """The columns of a person out of what was filled in; a CPR number brings its birth date and keyed hash."""
    number = read_cpr(said["cpr"], lib.today()) if said.get("cpr") else None
    born: date | None = number.birth_on if number else said.get("birth_on")
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


def correct_person(actor: Actor, case: Case, *, version: int, **said: Any) -> Person:
    """Add, correct or replace what is known of the person; a new CPR number is looked up again, both ways."""
    with act(actor, Act.CORRECT_PERSON, case) as log:
        person = Person.objects.get(case=case)
        before = bytes(person.cpr_hash or b"")
        columns = describe(case, said)
        check_not_open_elsewhere(case, said.get("cpr") or "")
        person.change_if_unchanged(version, **columns)
        log.update(person=person.pk, version=person.version, new_number=before != (columns["cpr_hash"] or b""))
        if columns["cpr_hash"] and before != columns["cpr_hash"]:
            look_both_ways(case, person)
    return person


def check_not_open_elsewhere(case: Case, cpr: str) -> Cpr | None:
    """Refuse a number whose person already has an open case of mine: concerns about one person are seen together (barnets lov § 136)."""
    number = read_cpr(cpr, lib.today()) if cpr else None
    if number and any(found.open for found in same_number(case.municipality_id, number.number, case.pk)):
        raise Refused(_("Personen har allerede en åben sag. Læg henvendelsen til den i stedet."), "cpr")
    return number


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


def find_by_cpr(actor: Actor, case: Case, *, cpr: str) -> list[Found]:
    """Look one exact number up for the case at hand; purpose, and whether anything was found, are logged, the number never."""
    number = read_cpr(cpr, lib.today())
    with act(actor, Act.FIND_BY_CPR, case) as log:
        found = same_number(case.municipality_id, number.number, case.pk)
        log.update(hits=len(found))
    return found
