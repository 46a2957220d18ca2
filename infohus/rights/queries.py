"""What was decided on the rights of the citizen of a case."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Actor
from infohus.cases.models import Case, Exclusion
from infohus.db.context import as_system
from infohus.deadlines.rules import local_day
from infohus.lib import Refused
from infohus.persons.queries import is_child
from infohus.rights.models import Hold, Information
from infohus.rights.rules import When, check_decision
from infohus.sealing.ring import hold


def decisions_of(case: Case) -> list[Information]:
    """The decisions on informing, newest first."""
    return list(Information.objects.filter(case=case).select_related("by__user").order_by("-decided_at", "-id"))


def was_child(case: Case) -> bool:
    """Whether the citizen was under 18 when the case came: those with custody can have been told then, and that can be noted later too."""
    return is_child(case, local_day(case.received_at))


def check_informing(case: Case, *, when: str, told_on: date | None, **said: Any) -> bool:
    """Refuse what is no decision on informing the citizen of a case; whether they were under 18 on the day they were told (later: are it today)."""
    child = is_child(case, told_on if when == When.NOW else None)
    check_decision(when=when, told_on=told_on, today=lib.today(), received_on=local_day(case.received_at), child=child, **said)
    return child


PAGE = 50


def holds_of(case: Case) -> list[Hold]:
    """The holds on a case, those that stand first."""
    rows = list(Hold.objects.filter(case=case).select_related("by__user", "lifted_by__user").order_by("-lifted_at", "-from_at"))
    hold([row.pk for row in rows])
    return sorted(rows, key=lambda row: row.lifted_at is not None)


def held(case: Case) -> date | None:
    """Until when the holds that stand on a case keep it, by the last of their days; None where none stands."""
    return Hold.objects.filter(case_id=case.pk, lifted_at=None).order_by("-until").values_list("until", flat=True).first()


def check_not_held(case: Case) -> None:
    """Refuse to delete what a complaint, a request, a trial or a breach needs: while a hold stands."""
    if Hold.objects.filter(case=case, lifted_at=None).exists():
        raise Refused(_("Sletningen er sat i bero, så intet i sagen må slettes. Ophæv det først, hvis det ikke længere er nødvendigt."))


def holds_here(after: str = "") -> tuple[list[Hold], str]:
    """The holds that stand in the municipality of a data protection officer, the first to be looked at again first, fifty at a time."""
    rows = Hold.objects.filter(lifted_at=None).select_related("by__user").order_by("until", "id")
    place = Hold.objects.filter(pk=as_id(after)).first() if after else None
    if place is not None:
        rows = rows.filter(until__gte=place.until).exclude(until=place.until, pk__lte=place.pk)
    found = list(rows[: PAGE + 1])
    hold([row.pk for row in found[:PAGE]])
    return found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else ""


def as_id(text: str) -> uuid.UUID:
    """An id as it stands in an address; that of nothing for what is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)


def hold_for(pk: uuid.UUID, case: Case | None = None) -> Hold:
    """A hold (on this case) that still stands and that the acting person may see, or 404."""
    rows = Hold.objects.filter(lifted_at=None)
    return get_object_or_404(rows.filter(case=case) if case else rows, pk=pk)


def case_of_number(actor: Actor, number: str) -> Case:
    """The case of a number, for the data protection officer who places a hold on it and sees nothing else of it."""
    with as_system():
        row = Case.objects.select_related("municipality").filter(municipality_id=actor.authority, number=number.strip()).first()
        kept = row is not None and Exclusion.objects.filter(case=row, user_id=actor.user, lifted_at=None).exists()
    if row is None or kept:
        raise Refused(_("Der er ingen sag med nummeret {number}.").format(number=number.strip()), "number")
    return row
