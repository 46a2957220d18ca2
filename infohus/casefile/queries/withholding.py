"""What the police did not get of a case, and why."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Max, QuerySet

from infohus.cases.models import Case, Departure
from infohus.cases.rules import Stage
from infohus.concerns.models import Concern, PoliceQuestion
from infohus.db.prepared import prepared
from infohus.deadlines.models import Deadline
from infohus.deadlines.rules import Kind
from infohus.disclosures.rules import Withheld
from infohus.sealing.ring import hold


def withheld_of(case: Case) -> list[tuple[Departure, str]]:
    """When it was decided that the police get nothing, each with its reason in a word; the sentence stands in the row."""
    rows = [] if case.stage == Stage.RECEIVED else [row for row in told_to_head(case.pk) if row.kind == "withheld"]
    hold([row.pk for row in rows])
    return [(row, str(Withheld(row.code).label) if row.code in Withheld.values else "") for row in rows]


def withheld_from(case: Case, concerns: list[Concern]) -> dict[Any, tuple[Departure, str]]:
    """Of each concern that the police did not get: the decision that answered its question, which is the last one made by then."""
    if not any(one.police == PoliceQuestion.WITHHELD for one in concerns):
        return {}
    rows, decided = withheld_of(case), dict(_answered(case.pk))
    found = {}
    for one in concerns:
        at = decided.get(one.pk)
        before = [row for row in rows if at is not None and row[0].at <= at]
        if one.police == PoliceQuestion.WITHHELD and before:
            found[one.pk] = before[-1]
    return found


@prepared
def _answered(case: uuid.UUID) -> QuerySet[Deadline, Any]:
    rows = Deadline.objects.filter(case_id=case, kind=Kind.POLICE_CONTACT).exclude(met_at=None)
    return rows.values("about").annotate(at=Max("met_at")).values_list("about", "at").order_by("about")


@prepared
def told_to_head(case: uuid.UUID) -> QuerySet[Departure]:
    """The departures of a case, the oldest first."""
    return Departure.objects.filter(case=case).select_related("by__user").order_by("at")
