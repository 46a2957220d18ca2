"""Opening a case, and what happens to all of it: its number, its keys, its end. All are steps, whoever the actor."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime
from functools import partial

from django.db import connection, transaction

from infohus import lib
from infohus.accounts.models import Authority
from infohus.accounts.queries import coordinators
from infohus.audit.actions import step
from infohus.cases.models import Case, CaseMember, Exclusion
from infohus.cases.rules import Conflict, Ended, Stage, Under18
from infohus.counting.actions import count
from infohus.db.context import as_system
from infohus.deadlines.actions import expect
from infohus.deadlines.rules import Kind, end_of_day, working_days
from infohus.gateways import files
from infohus.sealing.models import Kind as KeyKind
from infohus.sealing.ring import new_key


def next_number(municipality: uuid.UUID, kind: str) -> str:
    """The next number of a kind in this municipality's year: `2026-014` for a case, `V-2026-031` for a disclosure, drawn by lot."""
    step()
    with connection.cursor() as cursor:
        cursor.execute("SELECT next_number(%s, %s)", [municipality, kind])
        return str(cursor.fetchone()[0])


def open_case(
    municipality: Authority,
    *,
    source: str,
    under_18: Under18,
    received_at: datetime | None = None,
    serious: bool = False,
    not_for: Collection[uuid.UUID] = (),
    pk: uuid.UUID | None = None,
) -> Case:
    """Open a case at Modtaget for every active coordinator but those named by the reporter; its key is made in the caller's own context."""
    step()
    received_at = received_at or lib.now()
    with as_system():
        case = Case(municipality=municipality, number=next_number(municipality.pk, "case"), source=source, under_18=under_18)
        case.received_at, case.serious, case.stage = received_at, serious, Stage.RECEIVED
        case.pk = pk or case.pk
        case.save(force_insert=True)
        members = [one for one in coordinators(municipality.pk) if one.user_id not in not_for]
        CaseMember.objects.bulk_create([CaseMember(case=case, membership=one) for one in members])
        Exclusion.objects.bulk_create([Exclusion(case=case, user_id=user, why=Conflict.NAMED) for user in set(not_for)])
        if not members:
            expect(case, Kind.APPOINT_COORDINATOR)
    new_key(KeyKind.CASE, case.pk, municipality.pk, case.pk)
    return case


def erase(case: Case, how: Ended) -> list[uuid.UUID]:
    """Erase a case with all that goes with it, leaving its trace (a step): keys and rows now, the bytes of its files once committed.

    Returns the ids of those files. Opens the deadline of changing the key-encryption key, from which on older copies lose the case too.
    """
    step()
    if how == Ended.ERASED:
        count_erased(case)
    with connection.cursor() as cursor:
        cursor.execute("SELECT erase_case(%s, %s, %s)", [case.pk, how.value, lib.uuid7()])
        gone: list[uuid.UUID] = cursor.fetchone()[0]
    for one in gone:
        transaction.on_commit(partial(files.remove, one))
    expect(case.municipality, Kind.ROTATE_KEYS)
    return gone


ERASE_WITHIN = 10  # arbejdsdage from the day it is due: the other person's time to answer the proposal (`model.md` D6, CONFIRM_ERASURE)


def count_erased(case: Case) -> None:
    """Count a case erased by its class, and whether it was in time (a step; ST16)."""
    step()
    due = case.erase_on or lib.today()
    late = working_days(end_of_day(due), lib.now(), case.municipality.closed_days) if due < lib.today() else 0
    count("erased", case.municipality_id, **{"class": case.retention_class}, on_time=late <= ERASE_WITHIN)


def move_key(of: uuid.UUID, case: Case | None) -> None:
    """Let the key of a mailbox follow it to another case, or to none when it becomes advice (a step)."""
    step()
    with connection.cursor() as cursor:
        cursor.execute("SELECT move_key(%s, %s)", [of, case.pk if case else None])
