"""The overview: what waits, for whom, what arrived and what is new; persons by initials and age only, in few queries however many."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value, Window
from django.db.models.expressions import RawSQL

from infohus import lib
from infohus.access.rules import Act, Actor
from infohus.audit.queries import entries_since
from infohus.casefile.queries.case import PAGE, read_place, short_name
from infohus.casefile.queries.leading import failed_notices
from infohus.cases.models import Case
from infohus.cases.queries import Gap, covers, gaps
from infohus.cases.rules import Stage
from infohus.concerns.models import Concern, Rejection
from infohus.concerns.rules import Face
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
STUCK = RawSQL("(SELECT failing_notices())", [])  # asked along with the inbox


@dataclass
class Row:
    """One line of a work list: a deadline with its case, named by initials and age only."""

    deadline: Deadline
    case: Case | None
    title: str = ""

    @property
    def stage(self) -> str:
        """Where the case is."""
        return str(Stage(self.case.stage).label) if self.case else ""

    @property
    def lead(self) -> str:
        """Who leads the case."""
        return str(self.case.lead_name or "") if self.case else ""  # type: ignore[attr-defined]

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
    face: Face
    anonymous: bool
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
    today = lib.today()
    turn = Turn(actor, open_cases(), [row.of_id for row in away if row.by_id == actor.membership and row.from_on <= today <= row.until_on])
    if after:
        lists = gather(work=one_page(turn.waits(view), after))
        return Overview(as_list(lists["work"], *with_persons(turn.cases, lists["work"])))
    asked = {"work": one_page(turn.waits(view)), "arrived": turn.arrivals(), "tally": tally(turn.mine())}
    if view == "mine":
        asked["waiting"] = one_page(turn.waits("waiting"))
    lists = gather(**asked)
    entries = entries_since(since, but=actor.membership, most=NEWEST) if since else []
    cases, people = with_persons(turn.cases, [*lists["work"], *lists.get("waiting", [])], [one.case_id for one in entries if one.case_id])
    lines, stuck = inbox(turn.arrived, lists["arrived"])
    told = lists["tally"][0] if lists["tally"] else None
    return Overview(
        as_list(lists["work"], cases, people), as_list(lists["waiting"], cases, people) if view == "mine" else None,
        lines, told.over if told else 0, told.today if told else 0, stuck, gaps(actor.authority, away), since,  # type: ignore[arg-type]
        [(cases[one.case_id].number, one.case_id, str(Act(one.act).label)) for one in entries if one.case_id in cases],
    )  # fmt: skip


# ---------- Open cases: as many as the people of a municipality can work on, so all of them are read at once

SHOWN = ("id", "number", "stage", "lead_id", "under_18", "serious", "received_at", "opened_at")


def open_cases() -> dict[Any, Case]:
    """The cases that are not closed, each with its lead's name."""
    return {row.pk: row for row in named_cases().exclude(stage=Stage.CLOSED)}


def named_cases() -> QuerySet[Case]:
    """Cases as a list shows them."""
    return Case.objects.annotate(lead_name=F("lead__user__name")).only(*SHOWN)


class Turn:
    """Whose turn it is, for one who acts: as lead (also of those they stand in for), as one of the coordinators, or by name."""

    def __init__(self, actor: Actor, cases: dict[Any, Case], stands_in_for: Collection[uuid.UUID]) -> None:
        self.actor, self.cases, self.leads = actor, cases, {actor.membership, *stands_in_for}
        waiting = sorted((one.received_at, one.pk) for one in cases.values() if one.stage == Stage.RECEIVED)
        self.arrived = [cases[pk] for _at, pk in waiting[:PAGE]]

    def waits(self, view: str) -> QuerySet[Deadline]:
        """The deadlines of a view; those of the inbox stand in the inbox."""
        if view == "mine":
            return self.mine().exclude(kind=Kind.REGISTER)
        rows = open_deadlines().exclude(kind=Kind.REGISTER)
        if view == "waiting":
            return rows.filter(Q(owner__in=OTHERS) | Q(owner=Owner.ASKED) & ~Q(owner_membership_id=self.actor.membership))
        return rows.filter(due_at__lt=lib.now()) if view == "overdue" else rows

    def mine(self) -> QuerySet[Deadline]:
        """What is the actor's own turn."""
        led = [one.pk for one in self.cases.values() if one.lead_id in self.leads]
        own = Rejection.objects.filter(proposed_by_id=self.actor.membership, answered_at=None).values("pk")
        turn = (
            Q(owner=Owner.LEAD, case_id__in=led)
            | Q(owner__in=(Owner.COORDINATORS, Owner.MEMBERS))
            | Q(owner_membership_id__in=self.leads)
            | Q(owner__in=(Owner.OTHER_COORDINATOR, Owner.OTHER_OR_HEAD)) & ~Q(about__in=own)
        )
        return open_deadlines().filter(turn).exclude(owner__in=OTHERS)

    def arrivals(self) -> QuerySet[Deadline]:
        """By when the inbox is to be registered, and judged by the child department."""
        return open_deadlines().filter(kind__in=ON_ARRIVAL, case_id__in=[one.pk for one in self.arrived])


# ---------- Deadlines


def open_deadlines() -> QuerySet[Deadline]:
    """Everything that waits, soonest first."""
    return Deadline.objects.filter(met_at=None, ended_at=None).order_by("due_at", "id")


def one_page(rows: QuerySet[Deadline], after: str = "") -> QuerySet[Deadline]:
    """The next fifty and one more, which tells that there are others."""
    if place := read_place(after):
        rows = rows.filter(Q(due_at__gt=place[0]) | Q(due_at=place[0], id__gt=place[1]))
    return rows[: PAGE + 1]


def tally(rows: QuerySet[Deadline]) -> QuerySet[Deadline]:
    """One row that tells how many of them are over time and how many are due today."""
    now = lib.now()
    over, today = Q(due_at__lt=now), Q(due_at__gte=now, due_at__lte=end_of_day(lib.today()))
    return rows.annotate(over=Window(Count("pk", filter=over)), today=Window(Count("pk", filter=today)))[:1]


def gather(**lists: QuerySet[Deadline]) -> dict[str, list[Any]]:
    """Several lists of deadlines in one query."""
    named = []
    for name, rows in lists.items():
        counts = {} if name == "tally" else {"over": Value(0), "today": Value(0)}
        named.append(rows.annotate(**counts, of=Value(name)).only("id", "case_id", "about", "kind", "owner", "due_at"))
    found: dict[str, list[Any]] = {name: [] for name in lists}
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


# ---------- Cases


def with_persons(
    known: dict[Any, Case], rows: Collection[Deadline], others: Collection[uuid.UUID] = ()
) -> tuple[dict[Any, Case], dict[Any, Person]]:
    """All cases that are named: the open ones, closed ones that something still waits for, and the persons of those in a list."""
    named = {one.case_id for one in rows if one.case_id}
    if missing := {*named, *others} - known.keys():
        known = known | named_cases().in_bulk(missing)
    registered = [one for one in named if one in known and known[one].stage != Stage.RECEIVED]
    return known, persons_of(registered) if registered else {}


def inbox(arrived: Collection[Case], deadlines: Collection[Deadline]) -> tuple[list[Arrival], int]:
    """What has arrived and is not registered, longest waiting first, shared by all coordinators; and how many notices are stuck."""
    if not arrived:
        return [], failed_notices()
    due = {(one.case_id, one.kind): one.due_at for one in deadlines}
    proposed = Rejection.objects.filter(case=OuterRef("case"), answered_at=None).values("proposed_by__user__name")[:1]
    rows = Concern.objects.filter(case__in=arrived).order_by("-received_at").annotate(rejected_by=Subquery(proposed), stuck=STUCK)
    first = {one.case_id: one for one in rows.only("id", "case_id", "face", "anonymous")}
    lines = []
    for case in (one for one in arrived if one.pk in first):
        concern, (register_by, child_by) = first[case.pk], (due.get((case.pk, kind)) for kind in ON_ARRIVAL)
        lines.append(Arrival(case, Face(concern.face), concern.anonymous, register_by, child_by, concern.rejected_by or ""))
    return lines, next((one.stuck for one in first.values()), 0)
