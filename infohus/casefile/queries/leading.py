"""What the professional head and the child duty may know: numbers, kinds, owners and dates through definer functions; a child's concern."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from infohus.access.rules import Act, Actor
from infohus.accounts.queries import names
from infohus.casefile.rules import Seat
from infohus.cases.models import Case
from infohus.concerns.models import Concern
from infohus.concerns.queries import concern_for
from infohus.deadlines.models import Deadline
from infohus.deadlines.rules import EXPECTED, Kind, Owner


@dataclass(frozen=True)
class Late:
    """A deadline over time: of which case (its number only), what, whose, since when."""

    number: str
    kind: Kind
    owner: str
    due_at: datetime
    case_id: uuid.UUID | None

    @property
    def says(self) -> str:
        """What should have been done."""
        return str(EXPECTED[self.kind].says)


@dataclass(frozen=True)
class Bare:
    """An open case as the head knows it."""

    case_id: uuid.UUID
    number: str
    stage: str
    received_at: datetime
    opened_at: datetime | None
    protected: bool
    lead: str
    members: str
    attended: bool


def late() -> tuple[list[Late], list[Late]]:
    """What is over time in the municipality and stands on the head's page: what waits in cases and for people, and catalogue texts to be checked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, kind, owner, owner_name, due_at, case_id FROM late_deadlines()")
        rows = cursor.fetchall()
    found = [Late(number or "", Kind(kind), name or str(Owner(owner).label), due, case) for number, kind, owner, name, due, case in rows]
    return [one for one in found if one.kind != Kind.CHECK_ENTRY], [one for one in found if one.kind == Kind.CHECK_ENTRY]


def bare_cases() -> list[Bare]:
    """The newest 200 open cases: number, stage, who leads and who is with them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cases_for_head()")
        return [Bare(*row) for row in cursor.fetchall()]


def seats(case_id: uuid.UUID) -> list[Seat]:
    """The coordinators of the own municipality as they stand to a case the head does not see, and who else is kept from it; by name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT membership_id, coordinates, with_case, leads, why, kept_at FROM people_for_head(%s)", [case_id])
        rows = cursor.fetchall()
    known = names(row[0] for row in rows)
    found = [Seat(pk, known[pk].user.name, known[pk].title, *rest) for pk, *rest in rows]
    return sorted(found, key=lambda one: (one.name, one.title))


def unopened() -> list[Bare]:
    """Concerns that nobody has opened yet, or that nobody is left to open."""
    return [one for one in bare_cases() if one.opened_at is None or not one.attended]


def failed_notices() -> int:
    """How many mails of the own authority could not be handed over, in three tries or more."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT failing_notices()")
        return int(cursor.fetchone()[0])


def children(actor: Actor) -> list[tuple[Case, Deadline | None]]:
    """The arrivals a child duty may see, with the clock of 24 hours."""
    cases = list(Case.objects.order_by("received_at"))
    clocks = {
        one.case_id: one
        for one in Deadline.objects.filter(kind=Kind.CHILD_24H, case_id__in=[case.pk for case in cases], met_at=None, ended_at=None)
    }
    return [(case, clocks.get(case.pk)) for case in cases]


def child(actor: Actor, case_id: uuid.UUID) -> Concern:
    """One of them; 404 for any other."""
    return concern_for(actor, Act.READ_CASE, case_id)
