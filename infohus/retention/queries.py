"""What ends and when: the closed cases of a municipality by number and day alone, the certificates of those that are gone, and the classes."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor, require
from infohus.accounts.models import Authority
from infohus.cases.models import Case
from infohus.cases.rules import Class, Stage, after_clock
from infohus.catalogues.queries import Wording, entries, history, version_of
from infohus.catalogues.rules import Entry
from infohus.catalogues.rules import Kind as Catalogue
from infohus.db.context import as_system
from infohus.deadlines.models import Deadline
from infohus.deadlines.rules import Kind, local_day
from infohus.lib import Refused
from infohus.retention.models import Certificate, ClassChange, Delivery
from infohus.retention.rules import Closed, Decision, clock_of, in_time, in_words
from infohus.ui.rules import full_day, number

PAGE, SOON = 50, timedelta(days=30)
FIRST, NOBODY = date(1900, 1, 1), uuid.UUID(int=0)
ROW = (
    "(case_id uuid, number text, kept text, closed_on date, erase_on date, held_until date, unread boolean, exported boolean, delivered_on date,"
    " proposal uuid, want text, why text, until_on date, proposed_by uuid, proposer uuid, proposer_name text, proposed_at timestamptz, stopped text)"
)


# ---------- Closed cases


def _closed(question: str, given: list[Any], municipality: uuid.UUID | None) -> list[Closed]:
    decided = {
        one.code: Decision(one.data.get("archive", Decision.UNDECIDED))
        for one in entries(Catalogue.RETENTION_CLASS, authority=municipality)
    }
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {question} AS c {ROW}", given)
        rows = cursor.fetchall()
    return [Closed(*row[:9], decided.get(row[2], Decision.UNDECIDED), *row[9:]) for row in rows]


def ends_soon(actor: Actor, after: str = "") -> tuple[list[Closed], str]:
    """The closed cases whose day comes within thirty days or has come, soonest first, fifty at a time; and where the next page begins."""
    at, last = place_of(after)
    return _page(_closed("cases_to_erase(%s, %s, %s, %s)", [lib.today() + SOON, at, last, PAGE + 1], actor.authority))


def proposed(actor: Actor, after: str = "") -> tuple[list[Closed], str]:
    """The closed cases for which something is proposed, fifty at a time."""
    at, last = place_of(after)
    return _page(_closed("cases_proposed(%s, %s, %s)", [at, last, PAGE + 1], actor.authority))


def chosen(actor: Actor, cases: list[uuid.UUID]) -> list[Closed]:
    """Those of these cases that are closed and may be decided on by the actor; at most a page of them."""
    return _closed("cases_chosen(%s)", [cases[:PAGE]], actor.authority)


def closed_for(actor: Actor, act: Act, pk: uuid.UUID) -> Closed:
    """A closed case, for one who comes to do this: 404 for one who may not decide on it, `Forbidden` for one who may not do this."""
    for one in chosen(actor, [pk]):
        require(actor, act, pk)
        return one
    raise Http404


def unseen(actor: Actor, one: Closed | Moved) -> Case:
    """The case itself, for an act of one who need not see it."""
    with as_system():
        row = (
            Case.objects.select_related("municipality").filter(pk=one.case_id, municipality_id=actor.authority, stage=Stage.CLOSED).first()
        )
    if row is None:
        raise Refused(_("Sagen er ikke lukket længere. En anden har måske slettet eller genåbnet den imens."))
    return row


def counts_of(rows: Iterable[Closed]) -> dict[uuid.UUID, dict[str, int]]:
    """How many rows go with each of these closed cases, by table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT what_goes(%s)::text", [[one.case_id for one in rows]])
        return {uuid.UUID(case): counts for case, counts in json.loads(cursor.fetchone()[0]).items()}


def _page(found: list[Closed]) -> tuple[list[Closed], str]:
    last = found[PAGE - 1] if len(found) > PAGE else None
    return found[:PAGE], f"{last.erase_on.isoformat()}_{last.case_id}" if last else ""


def place_of(after: str) -> tuple[date, uuid.UUID]:
    """Where a page of a list begins: a day and a case; the beginning for what is no such place."""
    day, _sign, case = after.partition("_")
    try:
        return date.fromisoformat(day), uuid.UUID(case)
    except ValueError:
        return FIRST, NOBODY


def archive_of(one: Closed) -> str:
    """To which archive the print of a closed case was delivered last; '' where none was."""
    rows = Delivery.objects.filter(case=one.case_id, delivered_on=one.delivered_on).order_by("-at")
    return rows.values_list("to", flat=True).first() or ""


# ---------- Certificates


@dataclass(frozen=True)
class Shown:
    """A certificate with what it says in words, and since when no copy opens the case (None: not yet; then by when the key is to be changed)."""

    row: Certificate
    counts: list[tuple[str, str]]
    rows: int
    gone_on: date | None
    rotate_by: date | None

    @property
    def was_over(self) -> bool:
        """Whether it should have been changed before this case was erased: the day is that of an earlier erasure."""
        return self.rotate_by is not None and self.rotate_by < local_day(self.row.erased_at)

    @property
    def is_over(self) -> bool:
        """Whether the key should have been changed by now: a day that is over is no promise."""
        return self.rotate_by is not None and self.rotate_by < lib.today()


def certificates(after: str = "") -> tuple[list[Certificate], str]:
    """The certificates of the municipality, newest first, fifty at a time."""
    rows = Certificate.objects.select_related("confirmed_by__user").order_by("-erased_at", "-id")
    if place := lib.read_place(after):
        rows = rows.filter(Q(erased_at__lt=place[0]) | Q(erased_at=place[0], id__lt=place[1]))
    found = list(rows[: PAGE + 1])
    end = found[PAGE - 1] if len(found) > PAGE else None
    return found[:PAGE], lib.place_of(end.erased_at, end.pk) if end else ""


def certificate_for(pk: uuid.UUID) -> Shown:
    """One certificate, or 404."""
    rows = Certificate.objects.select_related("municipality", "proposed_by__user", "confirmed_by__user")
    row = get_object_or_404(rows, pk=pk)
    changes = Deadline.objects.filter(kind=Kind.ROTATE_KEYS, case_id=None, municipality=row.municipality)
    met = changes.filter(met_at__gte=row.erased_at).order_by("met_at").values_list("met_at", flat=True).first()
    due = changes.filter(met_at=None, ended_at=None).values_list("due_at", flat=True).first()
    counts = [(word, number(count)) for word, count in in_words(row.counts)]
    return Shown(row, counts, sum(row.counts.values()), local_day(met) if met else None, local_day(due) if due and not met else None)


def letter_of(one: Shown) -> dict[str, Any]:
    """What the printed certificate needs."""
    row = one.row
    return {
        "from": row.municipality.name, "printed_on": full_day(lib.today()), "foot": "", "lead": "", "number": row.number,
        "kept": row.retention_class, "closed_on": full_day(row.closed_on), "erase_on": full_day(row.erase_on),
        "why": row.get_why_display() if row.why else "", "delivered_on": full_day(row.delivered_on) if row.delivered_on else "",
        "delivered_to": row.get_delivered_to_display(),
        "erased_on": full_day(local_day(row.erased_at)), "proposed_by": row.proposed_by.user.name, "confirmed_by": row.confirmed_by.user.name,
        "counts": [list(line) for line in one.counts], "gone_on": full_day(one.gone_on) if one.gone_on else "",
        "rotate_by": full_day(one.rotate_by) if one.rotate_by else "", "is_over": one.is_over, "was_over": one.was_over,
    }  # fmt: skip


# ---------- Classes


@dataclass(frozen=True)
class Kept:
    """A retention class of a municipality: what its catalogue says, what the archives have decided, and the change that waits."""

    code: Class
    entry: Entry
    decision: Decision
    change: ClassChange | None

    @property
    def clock(self) -> tuple[int, str]:
        """How long it is kept, as number and unit."""
        return clock_of(self.entry.data)

    @property
    def keeps(self) -> str:
        """How long it is kept, in words."""
        return in_time(*self.clock)


def classes(municipality: Authority) -> list[Kept]:
    """The classes of cases, in their order."""
    known = {one.code: one for one in entries(Catalogue.RETENTION_CLASS, authority=municipality.pk)}
    waiting = {
        row.code: row for row in ClassChange.objects.filter(municipality=municipality, answered_at=None).select_related("proposed_by__user")
    }
    return [
        Kept(one, known[one.value], Decision(known[one.value].data.get("archive", Decision.UNDECIDED)), waiting.get(one.value))
        for one in Class
    ]


def class_for(municipality: Authority, code: str) -> Kept:
    """One class, or 404."""
    found = next((one for one in classes(municipality) if one.code.value == code), None)
    if found is None:
        raise Http404
    return found


def wording_of(municipality: Authority, code: str) -> tuple[list[Wording], int]:
    """Every wording of a class, and the version its editor saw."""
    known = history(Catalogue.RETENTION_CLASS, code, municipality.pk)
    return known, version_of(known)


@dataclass(frozen=True)
class Moved:
    """A closed case of a class, by number, with its day as it is and as another clock would have it."""

    case_id: uuid.UUID
    number: str
    closed_on: date
    erase_on: date
    prolonged: bool
    then: date

    @property
    def sooner(self) -> bool:
        """Whether its day comes sooner; one that two persons have kept longer stays as they decided."""
        return self.then < self.erase_on and not self.prolonged

    @property
    def later(self) -> bool:
        """Whether its day comes later."""
        return self.then > self.erase_on


def moved_by(code: str, amount: int, unit: str, after: str = "") -> tuple[list[Moved], str]:
    """The closed cases of a class whose day another clock would move, in the order of their days; a page of them, and where the next begins."""
    at, last = place_of(after)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT case_id, number, closed_on, erase_on, prolonged FROM cases_of_class(%s, %s, %s, %s)", [code, at, last, PAGE + 1]
        )
        rows = cursor.fetchall()
    found = [Moved(*row, then=after_clock({f"keep_{unit}": amount}, row[2])) for row in rows[:PAGE]]
    end = f"{rows[PAGE - 1][3].isoformat()}_{rows[PAGE - 1][0]}" if len(rows) > PAGE else ""
    return [one for one in found if one.sooner or one.later], end
