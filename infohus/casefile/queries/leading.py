"""What the professional head and the child duty may know: numbers, kinds, owners and dates through definer functions; a child's concern."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor
from infohus.accounts.queries import names
from infohus.attachments.models import Attachment
from infohus.attachments.queries import documents_of
from infohus.casefile.rules import Seat
from infohus.cases.models import Case, Departure
from infohus.cases.queries import notes_of
from infohus.cases.rules import DEPARTURES
from infohus.concerns.models import Concern
from infohus.concerns.queries import concern_for, concerns_of, report_sheet
from infohus.deadlines.models import Deadline
from infohus.deadlines.queries import of_case
from infohus.deadlines.rules import EXPECTED, Kind, Owner
from infohus.disclosures.rules import Sheet, Withheld, upper
from infohus.mailboxes.queries import case_messages
from infohus.mailboxes.rules import Sender
from infohus.sealing.ring import hold

PAGE = 50
FIRST, LAST, NOBODY, EVERYBODY = (
    datetime(1900, 1, 1, tzinfo=UTC),
    datetime(2900, 1, 1, tzinfo=UTC),
    uuid.UUID(int=0),
    uuid.UUID(int=2**128 - 1),
)


@dataclass(frozen=True)
class Late:
    """A deadline over time: of which case (its number only), what, whose, since when; whether the case is open."""

    number: str
    kind: Kind
    owner: str
    due_at: datetime
    case_id: uuid.UUID | None
    id: uuid.UUID
    open: bool

    @property
    def says(self) -> str:
        """What should have been done."""
        return str(EXPECTED[self.kind].says)


class Owing(NamedTuple):
    """Whose turn it is, how much of theirs is over time, and since when the oldest."""

    key: str
    name: str
    late: int
    since: datetime


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
    acute: bool  # it came with a serious sign, and nobody has decided on it yet
    asked: bool  # whoever is alone with it asks for another


def asked(question: str, *given: object) -> list[tuple[Any, ...]]:
    """The rows of one of the functions by which a head is told of what they do not see."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {question}({', '.join(['%s'] * len(given))})", given)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def paged(found: list[Any], moment: str, pk: str) -> tuple[list[Any], str]:
    """A page of these, and where the next one begins; '' if this is the last."""
    last = found[PAGE - 1] if len(found) > PAGE else None
    return found[:PAGE], lib.place_of(getattr(last, moment), getattr(last, pk)) if last else ""


def called(name: str, owner: str, department: str) -> str:
    """How an owner stands in a list of names: the child department as the municipality calls it, other words as they begin a line."""
    return name or (department if owner == Owner.CHILD_DEPARTMENT and department else upper(str(Owner(owner).label)))


def owing(department: str = "") -> tuple[list[Owing], Owing | None]:
    """Whose turn it is where something is over time, most first; and by themselves the catalogue's texts to be looked at again."""
    rows = [
        (Owing(key, called(name, owner, department), late, since), checks)
        for key, owner, name, checks, late, since in asked("late_by_owner")
    ]
    return [one for one, checks in rows if not checks], next((one for one, checks in rows if checks), None)


def late(whose: str = "", after: str = "", most: int = PAGE + 1, department: str = "") -> list[Late]:
    """What is over time in the municipality and stands before its head, the longest first: in cases and for people, of one owner if asked."""
    rows = asked("late_deadlines", whose, *(lib.read_place(after) or (FIRST, NOBODY)), most)
    return [
        Late(number or "", Kind(kind), called(name, owner, department), due, case, pk, is_open)
        for number, kind, owner, name, due, case, pk, is_open in rows
    ]


def bare_cases(before: str = "") -> tuple[list[Bare], str]:
    """A page of the open cases, newest first: number, stage, who leads and who is with them; and where the next page begins."""
    rows = asked("cases_for_head", *(lib.read_place(before) or (LAST, EVERYBODY)), PAGE + 1)
    return paged([Bare(*row) for row in rows], "received_at", "case_id")


def bare_case(case_id: uuid.UUID) -> Bare | None:
    """One open case of the municipality, unless the head is kept from it."""
    return next((Bare(*row) for row in asked("case_for_head", case_id)), None)


def unopened(after: str = "", most: int = PAGE + 1) -> tuple[list[Bare], int]:
    """Concerns that nobody has opened yet, or that nobody is left to open, the oldest first; and how many there are in all."""
    rows = asked("unopened_for_head", *(lib.read_place(after) or (FIRST, NOBODY)), most)
    return [Bare(*row[:-1]) for row in rows], rows[0][-1] if rows else 0


def unattended(most: int) -> list[Bare]:
    """Those that nobody is left to open, or for which another is asked, the oldest first: the head's own turn."""
    return [Bare(*row) for row in asked("unattended_for_head", most)]


def seats(case_id: uuid.UUID) -> list[Seat]:
    """The coordinators of the own municipality as they stand to a case the head does not see, and who else is kept from it; by name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT membership_id, coordinates, with_case, leads, why, kept_at FROM people_for_head(%s)", [case_id])
        rows = cursor.fetchall()
    known = names(row[0] for row in rows)
    found = [Seat(pk, known[pk].user.name, known[pk].title, *rest) for pk, *rest in rows]
    return sorted(found, key=lambda one: (one.name, one.title))


class Departed(NamedTuple):
    """How often there was a departure of a kind lately, and for which reason."""

    kind: str
    code: str
    n: int
    says: str


LATELY = 30  # days


def departed(municipality: uuid.UUID) -> list[Departed]:
    """How often something was not given to the police in the last thirty days, by reason, and how often there were other departures; most first."""
    rows = departures(municipality, days=LATELY).values_list("kind", "code").annotate(n=Count("id")).order_by("-n", "kind", "code")
    reasons = dict(Withheld.choices)
    return [Departed(kind, code, n, str(reasons.get(code) or DEPARTURES.get(kind, kind)).capitalize()) for kind, code, n in rows]


def departures(municipality: uuid.UUID, kind: str = "", code: str = "", days: int = 0) -> QuerySet[Departure]:
    """The departures of a municipality that its head may read: of one kind, for one reason, of the last days, as asked."""
    asked_for = {name: value for name, value in (("kind", kind), ("code", code)) if value}
    if days:
        asked_for["at__gte"] = lib.now() - timedelta(days=days)
    return Departure.objects.filter(municipality=municipality, **asked_for)


def departures_of(
    municipality: uuid.UUID, *, kind: str = "", code: str = "", days: int = 0, before: str = ""
) -> tuple[list[Departure], str]:
    """A page of them, newest first, each with its sentence; and where the next page begins."""
    at, pk = lib.read_place(before) or (LAST, EVERYBODY)
    rows = departures(municipality, kind, code, days).filter(Q(at__lt=at) | Q(at=at, pk__lt=pk), at__lte=at)
    found, after = paged(list(rows.select_related("by__user").order_by("-at", "-id")[: PAGE + 1]), "at", "id")
    hold([one.pk for one in found])
    return found, after


def failed_notices() -> int:
    """How many mails of the own authority could not be handed over, in three tries or more."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT failing_notices()")
        return int(cursor.fetchone()[0])


def children(actor: Actor) -> list[tuple[Case, Deadline | None]]:
    """The arrivals a child duty may see, each with its clock of 24 hours: those that wait first, soonest on top."""
    cases = list(Case.objects.order_by("received_at"))
    clocks = clocks_of([case.pk for case in cases])
    return sorted(((case, clocks.get(case.pk)) for case in cases), key=lambda one: _judged_by(one[1]))


def _judged_by(clock: Deadline | None) -> tuple[bool, datetime]:
    return (False, clock.due_at) if clock and clock.met_at is None else (True, lib.now())


def clocks_of(cases: Collection[uuid.UUID]) -> dict[Any, Deadline]:
    """The clock of 24 hours of these cases: that which runs, else the one that was met last."""
    rows = Deadline.objects.filter(kind=Kind.CHILD_24H, case_id__in=cases, ended_at=None)
    return {one.case_id: one for one in rows.order_by(F("met_at").asc(nulls_last=True))}


def child(actor: Actor, case_id: uuid.UUID) -> Concern:
    """One of them; 404 for any other."""
    return concern_for(actor, Act.READ_CASE, case_id)


class Said(NamedTuple):
    """What was written in an arrival besides its concerns: when, what, whose words, whether somebody else's, the texts, and the files with them."""

    at: datetime
    title: str
    whose: str
    outside: bool
    texts: list[str]
    files: list[Attachment]


def besides(concern: Concern) -> tuple[Sheet, list[tuple[Concern, Sheet]], list[Said]]:
    """All that stands in an arrival: the concern, the others in it, and what was written with the reporters, noted, added and set as a task, oldest first."""
    case, known, (files, _gone) = concern.case, concerns_of(concern.case), documents_of(concern.case)
    came = files[::-1]
    for one in known:
        one.case = case
    others = [(one, report_sheet(one, came)) for one in known if one.pk != concern.pk]
    found = [*written(case, files, {one.pk for one in known}), *noted(case)]
    return report_sheet(concern, came), others, sorted(found, key=lambda one: one.at)


def written(case: Case, files: list[Attachment], concerns: Collection[uuid.UUID]) -> Iterator[Said]:
    """What was written with the reporters, and every file that is on no sheet: with its message, or by itself."""
    ours, messages = f"{_('Kommunen')} · ", case_messages(case)
    for one in messages:
        mine = one.sender == Sender.COORDINATOR
        title, whose = (_("Skrevet til henvender"), ours + one.signed) if mine else (_("Henvender har skrevet"), _("Fra henvender"))
        yield Said(one.at, title, whose, not mine, [one.text], [file for file in files if file.about == one.pk])
    elsewhere = {one.pk for one in messages}
    for file in files:
        if file.about not in elsewhere and not (file.about in concerns and file.cleaned):
            yield Said(file.added_at, _("Dokument"), str(file.get_origin_display()), file.origin != "own", [], [file])


def noted(case: Case) -> Iterator[Said]:
    """What the coordinators have noted of an arrival, and what they have set each other as a task."""
    ours, notes = f"{_('Kommunen')} · ", notes_of(case)
    authors = names(one.author_id for one in notes)
    for note in notes:
        title, texts = note.title or str(note.get_kind_display()), [note.text, *(added.text for added in note.added)]
        yield Said(note.happened_at, title, ours + authors[note.author_id].user.name, False, texts, [])
    for task in of_case(case.pk):
        if task.kind == Kind.TASK and task.remark:
            who = task.owner_membership.user.name if task.owner_membership else ""
            yield Said(task.opened_at, _("Opgave"), ours + who, False, [task.remark], [])
