"""One thing a person can do is one act: asked for, locked, logged, all or nothing."""

from __future__ import annotations

import datetime
import enum
import json
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection, transaction

from infohus import lib
from infohus.access.rules import ON_CLOSED, Act, Actor, Forbidden, require
from infohus.audit.queries import read_lately
from infohus.audit.rules import AS_SEEN, Code
from infohus.db.context import acting

_inside: ContextVar[int] = ContextVar("infohus_inside_act", default=0)
_at_hand: ContextVar[dict[uuid.UUID, Any] | None] = ContextVar("infohus_cases_at_hand", default=None)


class Log(dict[str, Any]):
    """What an entry says besides who, what and on what: ids, numbers, dates, enums and codes. A plain string raises, so no text gets in."""

    def codes(self) -> str:
        """The codes as JSON."""
        return json.dumps({name: _code(name, value) for name, value in self.items() if value is not None})


def _code(name: str, value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return str(value.value)
    if isinstance(value, bool | int):
        return value
    if isinstance(value, Code):
        return str(value)
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, datetime.date | datetime.datetime):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return sorted(_code(name, part) for part in value)
    raise TypeError(f"the log takes no text: {name} is {type(value).__name__}")


def root_of(root: Any) -> tuple[uuid.UUID | None, uuid.UUID | None, uuid.UUID | None]:
    """Of a case, a row with a case, an authority or a row of one: its id, its case, its authority (the chain the entry joins)."""
    if root is None:
        return None, None, None
    kind = type(root).__name__
    if kind == "Authority":
        return root.pk, None, root.pk
    case = root.pk if kind == "Case" else getattr(root, "case_id", None)
    return root.pk, case, getattr(root, "municipality_id", None) or getattr(root, "authority_id", None)


@contextmanager
def act(actor: Actor, what: Act, root: Any = None) -> Iterator[Log]:
    """Ask `MAY`, lock the case, open a savepoint in the actor's own context, and hand the entry to the log at the end.

    What is judged is judged as it stands under the lock: a root that something is done to is read anew,
    and one that is printed: what leaves the house (`AS_SEEN` names the acts for which the page's own is enough).
    """
    root_id, case_id, authority = root_of(root)
    with acting(actor.context), transaction.atomic():
        if case_id:
            lock(case_id)
        require(actor, what, case_id)
        if what not in AS_SEEN and hasattr(root, "as_it_stands"):
            root.as_it_stands()
        if root is not None and hasattr(root, "admits"):
            root.admits(what in ON_CLOSED)
        log, token = Log(), _inside.set(_inside.get() + 1)
        stood = dict(vars(root)) if hasattr(root, "as_it_stands") else None
        try:
            yield log
        except BaseException:
            if stood is not None:  # the savepoint takes back what was written: the row in memory, which the page goes on with, says no more
                vars(root).clear()
                vars(root).update(stood)
            raise
        finally:
            _inside.reset(token)
        # An act that opens or finds a case names it among its codes: its entry belongs to that case's log too.
        append(actor, what, authority or actor.authority, root_id, case_id or log.get("case"), log)


def lock(case_id: uuid.UUID) -> None:
    """Let one act at a time touch a case; it works for those who may not see its row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(case_id.bytes[8:], "big", signed=True)])


def one_by_one(*name: object) -> None:
    """Let what bears this name be done one after another: what is asked after this sees what the one before has written (a step)."""
    step()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", ["|".join(map(str, name))])


def append(actor: Actor, what: Act, authority: Any, root: Any, case: Any, log: Log) -> None:
    """Give one entry to the database's own function."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT audit_append(%s, %s, %s, %s, %s, %s, %s, %s)",
            [lib.uuid7(), authority, actor.membership, actor.role.value, what.value, root, case, log.codes()],
        )


def step() -> None:
    """A step works only inside an act: without one nobody was asked and nothing would be logged."""
    if not _inside.get():
        raise RuntimeError("a step outside an act")


def note_refusal(refused: Forbidden) -> None:
    """Log an act refused by right, in a transaction of its own after the rollback (`security.md`, the sealed log)."""
    actor = refused.actor
    if actor.authority is None:
        return
    with acting(actor.context), transaction.atomic():
        log = Log(refused=True)
        append(actor, refused.act, actor.authority, None, refused.case, log)


def note_read(actor: Actor, what: Act, root: Any, **codes: Any) -> None:
    """Log one reading of a page with case content, or one look-up; the page then needs no other entry for that case."""
    with act(actor, what, root) as log:
        log.update(codes)
    at_hand, case = _at_hand.get(), root_of(root)[1]
    if at_hand and case and not _inside.get():
        at_hand.pop(case, None)


def note_rows(actor: Actor, what: Act, rows: Iterable[Any]) -> None:
    """Log that what stands in these rows of cases was read by one who need not see the cases: an entry in the log of each, in one question to the database."""
    require(actor, what)
    by_case: dict[uuid.UUID, list[uuid.UUID]] = {}
    for row in rows:
        by_case.setdefault(row.case_id, []).append(row.pk)
    ids, codes = [lib.uuid7() for _case in by_case], [Log(rows=found).codes() for found in by_case.values()]
    with acting(actor.context), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT audit_append(one.id, %s, %s, %s, %s, one.case_id, one.case_id, one.codes::jsonb)"
            " FROM unnest(%s::uuid[], %s::uuid[], %s::text[]) AS one (id, case_id, codes)",
            [actor.authority, actor.membership, actor.role.value, what.value, ids, list(by_case), codes],
        )


# ---------- One entry per page, whatever page it is


@contextmanager
def one_page() -> Iterator[None]:
    """A block in which one page is made: what it gets at its door is remembered, until its reading is noted."""
    token = _at_hand.set({})
    try:
        yield
    finally:
        _at_hand.reset(token)


def at_hand(case: Any) -> None:
    """Remember that the page that is being made has got this case; outside a page nothing is remembered."""
    known = _at_hand.get()
    if known is not None:
        known[case.pk] = case


def forget_page() -> None:
    """The page shows nothing of the cases it got: it ended elsewhere, or with a sentence of refusal."""
    known = _at_hand.get()
    if known is not None:
        known.clear()


def note_page(actor: Actor, *, part: bool) -> None:
    """Log that the cases at hand were read, if the page has not done so by an entry of its own; `part`: of a page whose entry is there."""
    cases = list((_at_hand.get() or {}).values())
    if not cases:
        return
    with acting(actor.context), transaction.atomic():  # the page's own transaction is over: only inside one does the database know who acts
        for case in cases:
            if not (part and read_lately(case.pk, actor.membership)):
                note_read(actor, Act.READ_CASE, case)
                case.was_opened(actor)
