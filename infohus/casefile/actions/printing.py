"""Printing a whole case."""

from __future__ import annotations

from typing import Any

from infohus.access.rules import Act, Actor
from infohus.audit.actions import act
from infohus.casefile.queries.printing import whole_case
from infohus.casefile.rules import PrintFor, check_printing, check_readable
from infohus.cases.models import Case


def print_case(actor: Actor, case: Case, *, purpose: str, reporter: str) -> dict[str, Any]:
    """Give out the whole case to be printed, for a purpose that is logged, with or without who the reporter is; also on the first day (GDPR art. 15)."""
    check_printing(purpose, reporter)
    with act(actor, Act.PRINT_CASE, case) as log:
        check_readable(case.stage, case.retention_class)
        log.update(purpose=PrintFor(purpose), reporter=reporter == "with")
        return whole_case(case, reporter=reporter == "with")
