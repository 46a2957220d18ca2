"""The overview: what waits, for whom, what arrived and what is new; persons by initials and age only, in few queries however many."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from infohus import lib
from infohus.access.rules import Act, Actor
from infohus.accounts.models import Authority
from infohus.audit.queries import entries_since
from infohus.casefile.queries import PAGE, read_place, short_name
from infohus.cases.models import Case
from infohus.cases.queries import Gap, covers, gaps
from infohus.cases.rules import Stage
from infohus.concerns.models import Concern, Rejection
from infohus.deadlines.models import Deadline
from infohus.deadlines.rules import EXPECTED, Kind, Owner, end_of_day, group
from infohus.persons.models import Person
from infohus.persons.queries import persons_of

# Where a thing is done: the page, and whether its address names what the deadline is about.
PAGE_OF = {
    Kind.REGISTER: ("concerns:register", False),
    Kind.CONFIRM_REJECTION: ("concerns:rejection", False),
    Kind.CHILD_RECEIPT: ("concerns:send_receipt", True),
    Kind.READ_MESSAGE: ("casefile:mailbox", True),
    Kind.POLICE_CONTACT: ("casefile:disclose_orally", False),
    Kind.ACCEPT_LEAD: ("casefile:answer_offer", False),
    Kind.TASK: ("casefile:deadlines", False),
}
OTHERS = (Owner.CHILD_DEPARTMENT, Owner.POLICE)
ON_ARRIVAL = (Kind.REGISTER, Kind.CHILD_24H)
NEWEST = 10


@dataclass
class Row:
    """One line of a work list: a deadline with its case, named by initials and age only."""

    deadline: Deadline
    case: Case | None
    title: str = ""

    @property
    def says(self) -> str:
        """What to do."""
        return str(EXPECTED[Kind(self.deadline.kind)].says)

    @property
    def verb(self) -> str:
        """The button beside it."""
        return str(EXPECTED[Kind(self.deadline.kind)].verb)

    @property
    def page(self) -> tuple[str, tuple[Any, ...]]:
        """Where it is done: the name of the page and what its address holds."""
        name, needs_about = PAGE_OF.get(Kind(self.deadline.kind), ("casefile:case", False))
        if needs_about and self.deadline.about is None:
            name, needs_about = "casefile:case", False
        return name, (self.deadline.case_id, self.deadline.about) if needs_about else (self.deadline.case_id,)


@dataclass
class WorkList:
    """A page of a work list, grouped by when it is due, and where the next page begins."""

    groups: list[tuple[str, list[Row]]] = field(default_factory=list)
    older: str = ""


@dataclass
class Arrival:
    """One line of the inbox."""

    case: Case
    concern: Concern
    register_by: datetime | None
    child_by: datetime | None
    rejected_by: str  # who has proposed that it is not ours


@dataclass
class Overview:
    """What the first page of the overview shows; a later one shows the work list alone."""

    work: WorkList
    waiting: WorkList | None = None
    inbox: list[Arrival] = field(default_factory=list)
    over: int = 0
    today: int = 0
    stuck: int = 0  # notices that could not be sent
    gaps: list[Gap] = field(default_factory=list)
    since: datetime | None = None
    news: list[tuple[str, uuid.UUID, str]] = field(default_factory=list)


def overview(actor: Actor, view: str, after: str, since: datetime | None) -> Overview:
    """A view of the work (`mine`, `ours`, `waiting` for others, `overdue`), and on its first page what stands around it; eight queries."""
    away = covers(actor.authority)  # type: ignore[arg-type]
    leads = {actor.membership, *(row.of_id for row in away if row.by_id == actor.membership and row.from_on <= lib.today() <= row.until_on)}
    if after:
        lists = gather(work=one_page(waits(actor, leads, view), after))
        cases, people = cases_of(lists["work"])
        return Overview(as_list(lists["work"], cases, people))
    asked = {"work": one_page(waits(actor, leads, view)), "arrived": open_deadlines().filter(kind__in=ON_ARRIVAL, case_id__in=arrived())}
    both = {"waiting": one_page(waits(actor, leads, "waiting"))} if view == "mine" else {}
    lists = gather(**asked, **both)
    entries = entries_since(since, but=actor.membership, most=NEWEST) if since else []
    cases, people = cases_of([*lists["work"], *lists.get("waiting", [])], {one.case_id for one in entries if one.case_id}, inbox=True)
    over, today, stuck = figures(actor, leads)
    return Overview(
        as_list(lists["work"], cases, people), as_list(lists["waiting"], cases, people) if both else None,
        inbox([case for case in cases.values() if case.stage == Stage.RECEIVED], lists["arrived"]), over, today, stuck,
        gaps(actor.authority, away), since,  # type: ignore[arg-type]
        [(cases[one.case_id].number, one.case_id, str(Act(one.act).label)) for one in entries if one.case_id in cases],
    )  # fmt: skip


# ---------- Deadlines


def open_deadlines() -> QuerySet[Deadline]:
    """Everything that waits, soonest first."""
    return Deadline.objects.filter(met_at=None, ended_at=None).order_by("due_at", "id")


def waits(actor: Actor, leads: Collection[Any], view: str) -> QuerySet[Deadline]:
    """The deadlines of a view; those of the inbox stand in the inbox."""
    rows = open_deadlines().exclude(kind=Kind.REGISTER)
    if view == "mine":
        return rows.filter(mine(actor, leads)).exclude(owner__in=OTHERS)
    if view == "waiting":
        return rows.filter(Q(owner__in=OTHERS) | Q(owner=Owner.ASKED) & ~Q(owner_membership_id=actor.membership))
    return rows.filter(due_at__lt=lib.now()) if view == "overdue" else rows


def mine(actor: Actor, leads: Collection[Any]) -> Q:
    """What is the actor's turn: as lead (also of those they stand in for), as one of the coordinators, or by name."""
    led = Case.objects.filter(lead_id__in=leads).values("pk")
    own_proposals = Rejection.objects.filter(proposed_by_id=actor.membership, answered_at=None).values("pk")
    return (
        Q(owner=Owner.LEAD, case_id__in=led)
        | Q(owner__in=(Owner.COORDINATORS, Owner.MEMBERS))
        | Q(owner_membership_id__in=leads)
        | Q(owner__in=(Owner.OTHER_COORDINATOR, Owner.OTHER_OR_HEAD)) & ~Q(about__in=own_proposals)
    )


def one_page(rows: QuerySet[Deadline], after: str = "") -> QuerySet[Deadline]:
    """The next fifty and one more, which tells that there are others."""
    if place := read_place(after):
        rows = rows.filter(Q(due_at__gt=place[0]) | Q(due_at=place[0], id__gt=place[1]))
    return rows[: PAGE + 1]


def gather(**lists: QuerySet[Deadline]) -> dict[str, list[Deadline]]:
    """Several lists of deadlines in one query."""
    named = [rows.annotate(of=Value(name)) for name, rows in lists.items()]
    found: dict[str, list[Deadline]] = {name: [] for name in lists}
    for row in named[0].union(*named[1:], all=True) if named[1:] else named[0]:
        found[row.of].append(row)
    return {name: sorted(rows, key=lambda row: (row.due_at, row.pk)) for name, rows in found.items()}


def as_list(found: list[Deadline], cases: dict[Any, Case], people: dict[Any, Person]) -> WorkList:
    """Fifty of them with their cases, grouped: over time, today, this week, later."""
    groups: dict[str, list[Row]] = {}
    for one in found[:PAGE]:
        case = cases.get(one.case_id)
        row = Row(one, case, short_name(case, people.get(one.case_id)))
        groups.setdefault(str(group(one.due_at, lib.now()).label), []).append(row)
    last = found[PAGE - 1] if len(found) > PAGE else None
    return WorkList(list(groups.items()), f"{last.due_at.isoformat()}_{last.pk}" if last else "")


def figures(actor: Actor, leads: Collection[Any]) -> tuple[int, int, int]:
    """How many of the actor's deadlines are over time, how many are due today, and how many notices are stuck."""
    now, rows = lib.now(), open_deadlines().filter(mine(actor, leads)).exclude(owner__in=OTHERS)
    told = Authority.objects.filter(pk=actor.authority).values_list(
        how_many(rows.filter(due_at__lt=now)), how_many(rows.filter(due_at__gte=now, due_at__lte=end_of_day(lib.today()))),
        RawSQL("failing_notices()", []),
    )  # fmt: skip
    over, today, stuck = told.get()
    return over, today, stuck


def how_many(rows: QuerySet[Deadline]) -> Coalesce:
    """The number of rows, as part of another query."""
    return Coalesce(Subquery(rows.order_by().values(one=Value(1)).annotate(number=Count("pk")).values("number")), 0)


# ---------- Cases


def arrived() -> QuerySet[Any]:
    """The ids of the first fifty cases that nobody has registered yet."""
    return Case.objects.filter(stage=Stage.RECEIVED).order_by("received_at", "id").values("pk")[:PAGE]


def cases_of(
    rows: Collection[Deadline], more: Collection[uuid.UUID] = (), *, inbox: bool = False
) -> tuple[dict[Any, Case], dict[Any, Person]]:
    """The cases of deadlines, other cases by id and those of the inbox, with the persons of all; three queries."""
    named = Q(pk__in={one.case_id for one in rows if one.case_id} | set(more))
    cases = {case.pk: case for case in Case.objects.filter(named | Q(pk__in=arrived()) if inbox else named).select_related("lead__user")}
    registered = [case.pk for case in cases.values() if case.stage != Stage.RECEIVED]
    return cases, persons_of(registered) if registered else {}


def inbox(cases: Collection[Case], deadlines: Collection[Deadline]) -> list[Arrival]:
    """What has arrived and is not registered, longest waiting first; shared by all coordinators."""
    due = {(one.case_id, one.kind): one.due_at for one in deadlines}
    proposed = Rejection.objects.filter(case=OuterRef("case"), answered_at=None).values("proposed_by__user__name")[:1]
    rows = Concern.objects.filter(case__in=cases).order_by("-received_at").annotate(rejected_by=Coalesce(Subquery(proposed), Value("")))
    concerns = {one.case_id: one for one in rows.only("id", "case_id", "face", "source", "anonymous", "received_at")} if cases else {}
    lines = []
    for case in sorted(cases, key=lambda case: (case.received_at, case.pk))[:PAGE]:
        if concern := concerns.get(case.pk):
            register_by, child_by = (due.get((case.pk, kind)) for kind in ON_ARRIVAL)
            lines.append(Arrival(case, concern, register_by, child_by, concern.rejected_by))
    return lines
