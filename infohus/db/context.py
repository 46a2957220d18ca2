"""Who is acting, as the database sees it: a role and a few settings, sent at the start of every transaction."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction

from infohus import lib


@dataclass(frozen=True)
class Context:
    """An acting context of `model.md` D2: the database role ('' is the application's own), a membership, a mailbox or saved draft.

    `case`: on a page about one case, that case: of the membership's cases the database then sees this one alone, never more than without.
    """

    role: str = ""
    membership: uuid.UUID | None = None
    mailbox: uuid.UUID | None = None
    case: uuid.UUID | None = None


NOBODY = Context()
PUBLIC = Context("public")
SYSTEM = Context("system")

_acting: ContextVar[Context] = ContextVar("infohus_acting", default=NOBODY)


def current() -> Context:
    """The context that acts now."""
    return _acting.get()


def statement() -> tuple[str, list[str]]:
    """The one statement that tells the database who acts and what time it is."""
    at = _acting.get()
    sql = (
        "SELECT set_config('role', %s, true), set_config('infohus.membership', %s, true),"
        " set_config('infohus.mailbox', %s, true), set_config('infohus.case', %s, true), set_config('infohus.clock', %s, true)"
    )
    role = f"{settings.ROLE_PREFIX}_{at.role}" if at.role else "none"
    return sql, [role, str(at.membership or ""), str(at.mailbox or ""), str(at.case or ""), lib.clock_setting()]


def send() -> None:
    """Tell a transaction that is already open who acts now."""
    if connection.connection is not None and connection.in_atomic_block and not connection.needs_rollback:
        connection.send_context()


@contextmanager
def acting(context: Context) -> Iterator[None]:
    """Act in another context inside the block, also in the middle of a transaction."""
    token = _acting.set(context)
    try:
        send()
        yield
    finally:
        _acting.reset(token)
        send()


@contextmanager
def as_system() -> Iterator[None]:
    """Let the house itself write the consequences that the one who acts may not see (callers are listed by a house test).

    It goes back with the act it stands in, which has a savepoint of its own.
    """
    with acting(SYSTEM), transaction.atomic(savepoint=False):
        yield
