"""What waits."""

from __future__ import annotations

import uuid

from infohus.deadlines.models import Deadline


def of_case(case_id: uuid.UUID) -> list[Deadline]:
    """The open deadlines of a case, soonest first."""
    rows = Deadline.objects.filter(case_id=case_id, met_at=None, ended_at=None).order_by("due_at", "id")
    return list(rows.select_related("owner_membership__user", "owner_authority"))


def all_of_case(case_id: uuid.UUID) -> list[Deadline]:
    """Every deadline a case has had, in the order they were opened."""
    return list(Deadline.objects.filter(case_id=case_id).order_by("opened_at", "id"))
