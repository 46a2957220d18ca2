"""Printing a whole case."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from infohus.access.rules import Act, Actor
from infohus.audit.actions import act
from infohus.casefile.queries.printing import whole_case
from infohus.cases.models import Case
from infohus.lib import Refused
from infohus.rights.rules import PrintFor, check_printing


def print_case(actor: Actor, case: Case, *, purpose: str, reporter: str) -> dict[str, Any]:
    """Give out the whole case to be printed, for a purpose that is logged, with or without who the reporter is; also on the first day (GDPR art. 15)."""
    check_printing(purpose, reporter)
    with act(actor, Act.PRINT_CASE, case) as log:
        if case.locked:
            raise Refused(_("Sagen er lukket og låst, så udskriften ville være tom. Åbn sagen igen, og udskriv den så."))
        log.update(purpose=PrintFor(purpose), reporter=reporter == "with")
        return whole_case(case, reporter=reporter == "with")
