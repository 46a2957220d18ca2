"""The overview: what waits, for whom, what arrived and what is new; persons by initials and age only, in few queries however many."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg, StringAgg
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import Case as Where
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, TextField, UUIDField, Value, When, Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor
from infohus.assessments.models import JointAssessment, SocialAssessment
from infohus.assessments.queries.police import said_in_list
from infohus.audit.queries import entries_since
from infohus.audit.rules import name_of
from infohus.casefile.queries.case import PAGE, short_name
from infohus.casefile.rules import AFTER, PHASES, can_begin
from infohus.cases.models import Case
from infohus.cases.queries import Bare, Ending, Gap, covers, ending_and_bare, gaps
from infohus.cases.rules import Stage
from infohus.concerns.models import Concern, Rejection
from infohus.concerns.rules import Face
from infohus.db.prepared import Among, prepared
from infohus.deadlines.models import Deadline
from infohus.deadlines.queries import not_their_turn
from infohus.deadlines.rules import EXPECTED, Group, Kind, Owner, end_of_day, group
from infohus.persons.models import Person
from infohus.persons.queries import persons_of

# Where a thing is done: the page, and whether its address names what the deadline is about.
PAGE_OF = {
    Kind.REGISTER: ("concerns:register", False),
    Kind.CONFIRM_REJECTION: ("concerns:rejection", False),
    Kind.CHILD_RECEIPT: ("concerns:send_receipt", True),
    Kind.READ_MESSAGE: ("casefile:mailbox", True),
    Kind.POLICE_CONTACT: ("casefile:pass_to_police", False),
    Kind.INFORM: ("rights:inform", False),
    Kind.CLOSE: ("closing:close", False),
    Kind.FEEDBACK: ("closing:tell", True),
    Kind.PRO_FEEDBACK: ("closing:tell", True),
    Kind.POLICE_ANSWER: ("assessments:police", False),
    Kind.READ_ANSWER: ("assessments:police", False),
    Kind.ANSWER_BACK: ("casefile:pass_to_police", False),
    Kind.ACCEPT_LEAD: ("casefile:answer_offer", False),
    Kind.TASK: ("casefile:deadlines", False),
    Kind.SORT: ("concerns:sort", True),
    Kind.SOCIAL_ASSESSMENT: ("assessments:social", False),
    Kind.SECOND_READING: ("assessments:second_read", True),
    Kind.JOINT_ASSESSMENT: ("assessments:joint", False),
    Kind.REASSESS: ("assessments:social", False),
    Kind.CONCLUSION: ("assessments:conclude", False),
    Kind.RECONSIDER: ("assessments:reconsider", False),
    Kind.SOCIAL_DUTY: ("assessments:social_duty", False),
}
INBOX = 50  # arrivals on a page
OTHERS = (Owner.CHILD_DEPARTMENT, Owner.POLICE)
ON_ARRIVAL = (Kind.REGISTER, Kind.CHILD_24H, Kind.ACUTE_TODAY, Kind.CHILD_ACUTE)
NOT_OURS = (Kind.CHECK_ENTRY, Kind.ROTATE_KEYS)  # the administrator's
ENDS = (Kind.ERASE, Kind.CONFIRM_ERASURE)
CASES = ArrayField(UUIDField())
ROWS = ("work", "waiting")  # the lists that are shown row by row
FIRST = timedelta(days=7)  # how far back is new to one who was never here before
STUCK, GIVEN = RawSQL("(SELECT failing_notices())", []), RawSQL("(SELECT copies_unread())", [])  # asked along with the inbox


class Waiting(NamedTuple):
    """A deadline as a list needs it (a model of each of some hundred rows would cost more than asking for them)."""

    pk: uuid.UUID
    case_id: uuid.UUID | None
    about: uuid.UUID | None
    kind: str
    due_at: datetime
    over: int  # in the tally: how many are over time
    today: int  # and how many are due today
    unread: list[uuid.UUID | None] | None  # in the tally: in which cases a message waits to be read
    beside: str  # of what comes after other things: all kinds that wait in its case
    of: str  # the list it stands in


class Named(NamedTuple):
    """A case as a list needs it."""

    pk: uuid.UUID
    number: str
    stage: str
    lead_id: uuid.UUID | None
    under_18: str
    serious: bool
    received_at: datetime
    opened_at: datetime | None
    lead_name: str | None


@dataclass(slots=True)
class Row:
    """One line of a work list: a deadline with its case, named by initials and age only; what to do, the button beside it, and where."""

    deadline: Waiting
    case: Named | None
    title: str
    stage: str
    says: str
    verb: str
    page: tuple[str, tuple[Any, ...]]  # the name of the page and what its address holds
    acute: bool  # it is an answer in which the police say that they act now

    @property
    def hurries(self) -> bool:
        """Whether it is the kind of thing that is done the same day; how a person is judged moves nobody up."""
        return self.acute or self.deadline.kind in (Kind.ACUTE_TODAY, Kind.CHILD_ACUTE)

    @property
    def lead(self) -> str:
        """Who leads the case."""
        return self.case.lead_name or "" if self.case else ""


def page_of(one: Waiting, case: Named | None) -> tuple[str, tuple[Any, ...]]:
    """Where a thing is done; at Fælles vurdering what came or went since is looked at where the next step of the case leads, too."""
    name, needs_about = PAGE_OF.get(Kind(one.kind), ("casefile:case", False))
    if one.kind == Kind.REASSESS and one.about is None and case is not None and case.stage == Stage.JOINT:
        name = "assessments:look"
    if needs_about and one.about is None:
        name, needs_about = "casefile:case", False
    return name, (one.case_id, one.about) if needs_about else (one.case_id,)


@dataclass
class WorkList:
    """A page of a work list, grouped by when it is due, and where the next page begins."""

    groups: list[tuple[str, list[Row]]] = field(default_factory=list)
    older: str = ""


@dataclass
class Arrival:
    """One line of the inbox."""

    case: Named
    face: Face
    anonymous: bool
    register_by: datetime | None
    child_by: datetime | None
    acute_by: datetime | None  # a serious sign that nobody has decided on
    rejected_by: str  # who has proposed that it is not ours
    waits: bool  # it was the actor themself, who waits for another
    judged_by: datetime | None = None  # it was judged acute: until when it is said what was done

    @property
    def first(self) -> tuple[str, datetime | None]:
        """What of it is due first, and when."""
        due = {
            Kind.REGISTER: self.register_by,
            Kind.CHILD_24H: self.child_by,
            Kind.ACUTE_TODAY: self.acute_by,
            Kind.CHILD_ACUTE: self.judged_by,
        }
        return min(((kind.value, at) for kind, at in due.items() if at), key=lambda one: one[1], default=(Kind.REGISTER.value, None))


@dataclass
class Overview:
    """What the first page of the overview shows; a later one shows the work list alone."""

    work: WorkList
    waiting: WorkList | None = None
    inbox: list[Arrival] = field(default_factory=list)
    arrived: int = 0  # how many arrivals wait, on this page of the inbox or another
    inbox_older: str = ""  # where the next page of the inbox begins
    over: int = 0
    today: int = 0
    stuck: int = 0  # notices that could not be sent
    given: int = 0  # sheets that another municipality has given, and that nobody has opened yet
    gaps: list[Gap] = field(default_factory=list)
    bare: list[Bare] = field(default_factory=list)  # cases that nobody covers, though somebody covers their lead
    since: datetime | None = None
    news: list[tuple[str, uuid.UUID, str]] = field(default_factory=list)
    led: list[tuple[str, str, int]] = field(default_factory=list)  # the own cases: name of the phase, its word in addresses, how many
    ending: Ending = field(default_factory=lambda: Ending(0, 0, 0, 0))  # closed cases whose day comes
    duty: bool = True  # whether anybody holds the child duty


def overview(actor: Actor, view: str, after: str, since: datetime | None, inbox_after: str = "") -> Overview:
    """A view of the work (`mine`, `ours`, `waiting` for others, `overdue`, `late`: the own overdue), and on its first page what stands around it; nine queries,
    and three for what the police said or did not say of what is listed.

    `inbox_after`: where the page of the inbox begins.
    """
    away = covers(actor.authority)  # type: ignore[arg-type]
    today = lib.today()
    known = open_cases()
    waits = longest_waiting(known, lib.read_place(inbox_after))
    stands_in_for = [row.of_id for row in away if row.by_id == actor.membership and row.from_on <= today <= row.until_on]
    lists = gather(actor, view, lib.read_place(after), known, [actor.membership, *stands_in_for], waits.arrived)  # type: ignore[list-item]
    if after:
        return Overview(as_list(lists["work"], *with_persons(known, lists["work"]), said_of(lists["work"][:PAGE])))
    entries = entries_since(since or lib.now() - FIRST, but=actor.membership)
    cases, people = with_persons(known, [*lists["work"], *lists["waiting"]], [one.case_id for one in entries if one.case_id])
    lines, stuck, given = inbox(actor, waits.arrived, lists["arrived"])
    told = lists["tally"][0] if lists["tally"] else None
    said = said_of([*lists["work"][:PAGE], *(lists["waiting"][:PAGE] if view == "mine" else [])])
    ends, bare, duty = ending_and_bare(actor.authority, away)
    return Overview(
        as_list(lists["work"], cases, people, said), as_list(lists["waiting"], cases, people, said) if view == "mine" else None,
        lines, waits.count, waits.older, told.over if told else 0, told.today if told else 0, stuck, given, gaps(actor.authority, away), bare, since,  # type: ignore[arg-type]
        news(cases, told.unread or [] if told else [], entries), phases(known, [actor.membership, *stands_in_for]), ends, duty,
    )  # fmt: skip


def news(cases: dict[Any, Named], unread: list[uuid.UUID | None], entries: list[Any]) -> list[tuple[str, uuid.UUID, str]]:
    """Number, case and words of what is new: messages that nobody has read, then what others changed; the same in one case once."""
    written = _("Henvender har skrevet, ikke læst")
    told: dict[Any, str] = {(one, Act.WRITE_TO_MAILBOX): written for one in unread[:PAGE] if one}
    for one in entries:
        told.setdefault((one.case_id, one.act), name_of(one.act))
    return [(cases[case].number, case, words) for (case, _act), words in told.items() if case in cases]


def phases(cases: dict[Any, Named], leads: Collection[Any]) -> list[tuple[str, str, int]]:
    """How many cases one leads (or stands in for) in each phase."""
    stages = [one.stage for one in cases.values() if one.lead_id in leads]
    return [(str(PHASES[name][0]), name, sum(stage in PHASES[name][1] for stage in stages)) for name in PHASES]


# ---------- Open cases: as many as the people of a municipality can work on, so all of them are read at once

COLUMNS = ("id", "number", "stage", "lead_id", "under_18", "serious", "received_at", "opened_at", "lead__user__name")


def open_cases() -> dict[Any, Named]:
    """The cases that are not closed, each with its lead's name."""
    return {row[0]: Named._make(row) for row in _open_cases()}


@prepared
def _open_cases() -> QuerySet[Case, Any]:
    return Case.objects.exclude(stage=Stage.CLOSED).values_list(*COLUMNS)


@prepared
def _cases(ids: list[uuid.UUID]) -> QuerySet[Case, Any]:
    return Case.objects.filter(Among("id", ids)).values_list(*COLUMNS)


@dataclass(frozen=True)
class Inbox:
    """A page of the arrivals, the longest waiting first: which they are, how many wait in all, and where the next page begins."""

    arrived: list[Named]
    count: int
    older: str


def longest_waiting(cases: dict[Any, Named], after: tuple[datetime, uuid.UUID] | None) -> Inbox:
    """The inbox, or what comes after a place in it; a serious sign is said in words and moves nobody up (part D: N01)."""
    waiting = sorted((one.received_at, one.pk) for one in cases.values() if one.stage == Stage.RECEIVED)
    here = [one for one in waiting if after is None or one > after]
    older = lib.place_of(*here[INBOX - 1]) if len(here) > INBOX else ""
    return Inbox([cases[pk] for _at, pk in here[:INBOX]], len(waiting), older)


# ---------- Deadlines


def gather(
    actor: Actor,
    view: str,
    after: tuple[datetime, uuid.UUID] | None,
    cases: dict[Any, Named],
    leads: list[uuid.UUID],
    arrived: list[Named],
) -> dict[str, list[Waiting]]:
    """The lists of a page by name, in one query; `leads`: as whom the actor leads, themself and those they stand in for."""
    led = [one.pk for one in cases.values() if one.lead_id in leads]
    at, last = after or (lib.now(), uuid.UUID(int=0))
    asked = lists_of(view, after is not None)
    found: dict[str, list[Waiting]] = {"work": [], "waiting": [], "arrived": [], "tally": []}
    for row in asked(actor.membership, leads, led, [one.pk for one in arrived], lib.now(), end_of_day(lib.today()), at, last):
        found[row[-1]].append(Waiting._make(row))
    return {name: sorted(rows, key=lambda row: (row.due_at, row.pk)) for name, rows in found.items()}


@cache
def lists_of(view: str, later: bool) -> Callable[..., list[Any]]:
    """The question for a view: fifty deadlines and one more; on the first page also the inbox's, how many are late, what we wait for."""

    def ask(me: Any, leads: Any, led: Any, arrived: Any, now: Any, tonight: Any, at: Any, last: Any) -> QuerySet[Deadline, Any]:
        mine, known = whose_turn(me, leads, led), open_deadlines().exclude(not_their_turn())
        rows = known.exclude(kind__in=(Kind.REGISTER, *NOT_OURS))
        waiting = rows.filter(Q(owner__in=OTHERS) | Q(owner=Owner.ASKED) & ~Q(owner_membership_id=me))
        late = known.exclude(kind__in=NOT_OURS).filter(due_at__lt=now)  # the inbox too: its late ones are counted above
        works = {"mine": mine.exclude(kind=Kind.REGISTER), "waiting": waiting, "overdue": late, "late": mine.filter(due_at__lt=now)}
        work = works.get(view, rows)
        if later:
            return named("work", work.filter(Q(due_at__gt=at) | Q(due_at=at, id__gt=last))[: PAGE + 1])
        parts = [named("work", work[: PAGE + 1]), named("tally", mine, now, tonight)[:1]]
        parts.append(named("arrived", open_deadlines().filter(Among("case_id", arrived), kind__in=ON_ARRIVAL)))
        if view == "mine":
            parts.append(named("waiting", waiting[: PAGE + 1]))
        return parts[0].union(*parts[1:], all=True)

    return prepared(ask)


def open_deadlines() -> QuerySet[Deadline]:
    """Everything that waits, soonest first; but for the end of closed cases, which has a list of its own."""
    return Deadline.objects.filter(met_at=None, ended_at=None).exclude(kind__in=ENDS).order_by("due_at", "id")


def whose_turn(me: uuid.UUID, leads: list[uuid.UUID], led: list[uuid.UUID]) -> QuerySet[Deadline]:
    """What is the own turn: as lead (also of those they stand in for), as one of the coordinators, or by name."""
    proposed = Rejection.objects.filter(proposed_by_id=me, answered_at=None).values("pk")
    wrote = SocialAssessment.objects.filter(by=me).values("pk")
    signed = JointAssessment.objects.filter(signed_by=me).values("pk")
    turn = (
        Q(owner=Owner.LEAD) & Among("case_id", led)
        | Q(owner__in=(Owner.COORDINATORS, Owner.MEMBERS))
        | Among("owner_membership_id", leads)
        | Q(owner__in=(Owner.OTHER_COORDINATOR, Owner.OTHER_OR_HEAD)) & ~Q(about__in=proposed) & ~Q(about__in=wrote) & ~Q(about__in=signed)
    )
    return open_deadlines().filter(turn).exclude(owner__in=OTHERS)


def named(name: str, rows: QuerySet[Deadline], now: datetime | None = None, tonight: datetime | None = None) -> QuerySet[Deadline, Any]:
    """Rows of one list among several; with the moments the tally of them: how many are over time, how many due today, and where a message waits."""
    counts: dict[str, Any] = {"over": Value(0), "today": Value(0), "unread": Cast(None, CASES)}
    if now:
        over, today = Q(due_at__lt=now), Q(due_at__gte=now, due_at__lte=tonight)
        written = ArrayAgg("case_id", filter=Q(kind=Kind.READ_MESSAGE))
        counts = {"over": Window(Count("pk", filter=over)), "today": Window(Count("pk", filter=today)), "unread": Window(written)}
    beside = Where(When(kind__in=AFTER, then=Subquery(waits_beside())), default=Value(""), output_field=TextField())
    counts["beside"] = beside if name in ROWS else Value("", TextField())
    columns = ("id", "case_id", "about", "kind", "due_at", "over", "today", "unread", "beside", "of")  # as in `Waiting`
    return rows.annotate(**counts, of=Value(name)).values_list(*columns)


def waits_beside() -> QuerySet[Deadline, Any]:
    """All kinds that wait in the case of a deadline, in one word."""
    rows = Deadline.objects.filter(case_id=OuterRef("case_id"), met_at=None, ended_at=None).order_by()
    return rows.values("case_id").annotate(kinds=StringAgg("kind", " ")).values("kinds")


# Answers of the police that say that they act now; disclosures about which a reminder lies ready.
Said = tuple[set[uuid.UUID], set[uuid.UUID]]


def said_of(found: Collection[Waiting]) -> Said:
    """What the police have said, or not, of what waits."""
    about = {kind: {one.about for one in found if one.kind == kind and one.about} for kind in (Kind.READ_ANSWER, Kind.POLICE_ANSWER)}
    return said_in_list(about[Kind.READ_ANSWER], about[Kind.POLICE_ANSWER])


def as_list(found: list[Waiting], cases: dict[Any, Named], people: dict[Any, Person], said: Said) -> WorkList:
    """Fifty of them with their cases, grouped: over time, today, this week, later; in each group what hurries stands first."""
    groups: dict[str, list[Row]] = {}
    now, told, see = lib.now(), Labels(), _("Se sagen")
    lies_ready, remind = _("En påmindelse ligger klar."), _("Mind politiet")
    acute, silent = said
    for one in found[:PAGE]:
        case = cases.get(one.case_id)
        stage = told[Stage, case.stage] if case else ""
        ready = case is None or can_begin(Kind(one.kind), Stage(case.stage), one.beside.split())
        page = page_of(one, case) if ready else ("casefile:case", (one.case_id,))
        verb = see if case and page[0] == "casefile:case" else told["verb", one.kind]  # no word for what cannot be done there
        says = told["says", one.kind]
        if one.about in silent and case and case.stage != Stage.RECEIVED:
            says, verb, page = f"{says}. {lies_ready}", remind, ("assessments:remind", (one.case_id, one.about))
        row = Row(one, case, short_name(case, people.get(one.case_id)), stage, says, verb, page, one.about in acute)
        groups.setdefault(told[Group, group(one.due_at, now)], []).append(row)
    last = found[PAGE - 1] if len(found) > PAGE else None
    for rows in groups.values():
        rows.sort(key=lambda row: not row.hurries)
    return WorkList(list(groups.items()), lib.place_of(last.due_at, last.pk) if last else "")


class Labels(dict[tuple[Any, str], str]):
    """The few words of a list, each looked up once: of an enum's value its label, of a kind of deadline what it `says` and its `verb`."""

    def __missing__(self, asked: tuple[Any, str]) -> str:
        what, value = asked
        self[asked] = str(getattr(EXPECTED[Kind(value)], what) if isinstance(what, str) else what(value).label)
        return self[asked]


# ---------- Cases


def with_persons(
    known: dict[Any, Named], rows: Collection[Waiting], others: Collection[uuid.UUID] = ()
) -> tuple[dict[Any, Named], dict[Any, Person]]:
    """All cases that are named: the open ones, closed ones that something still waits for, and the persons of those in a list."""
    wanted = {one.case_id for one in rows if one.case_id}
    if missing := {*wanted, *others} - known.keys():
        known = known | {row[0]: Named._make(row) for row in _cases(list(missing))}
    registered = [one for one in wanted if one in known and known[one].stage != Stage.RECEIVED]
    return known, persons_of(registered) if registered else {}


def inbox(actor: Actor, arrived: Collection[Named], deadlines: Collection[Waiting]) -> tuple[list[Arrival], int, int]:
    """What has arrived and is not registered, the longest waiting first, shared by all coordinators; and how many notices are stuck and sheets unread."""
    if not arrived:
        return [], *stuck_and_given()
    due = {(one.case_id, one.kind): one.due_at for one in deadlines}
    first = {one.case_id: one for one in _arrived([one.pk for one in arrived])}
    lines = []
    for case in (one for one in arrived if one.pk in first):
        concern, (register_by, child_by, acute_by, judged_by) = first[case.pk], (due.get((case.pk, kind)) for kind in ON_ARRIVAL)
        by, waits = concern.rejected_by or "", concern.proposer is not None and concern.proposer == actor.user
        lines.append(Arrival(case, Face(concern.face), concern.anonymous, register_by, child_by, acute_by, by, waits, judged_by))
    return lines, *next(((one.stuck, one.given) for one in first.values()), (0, 0))


def stuck_and_given() -> tuple[int, int]:
    """How many notices are stuck, and how many sheets of another municipality's wait to be opened."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT failing_notices(), copies_unread()")
        return tuple(cursor.fetchone())  # type: ignore[return-value]


@prepared
def _arrived(cases: list[uuid.UUID]) -> QuerySet[Concern]:
    proposed = Rejection.objects.filter(case=OuterRef("case"), answered_at=None)
    by, proposer = (Subquery(proposed.values(name)[:1]) for name in ("proposed_by__user__name", "proposed_by__user_id"))
    rows = (
        Concern.objects.filter(Among("case_id", cases))
        .order_by("-received_at")
        .annotate(rejected_by=by, proposer=proposer, stuck=STUCK, given=GIVEN)
    )
    return rows.only("id", "case_id", "face", "anonymous")
