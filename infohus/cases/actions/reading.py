"""Reading a case."""

from __future__ import annotations

from infohus.access.rules import Act, Actor
from infohus.audit.actions import note_read
from infohus.cases.models import Case


def read_case(actor: Actor, case: Case) -> None:
    """Note that a case was read; the first reading of an arrival says that it no longer lies unopened."""
    note_read(actor, Act.READ_CASE, case)
    case.was_opened(actor)
