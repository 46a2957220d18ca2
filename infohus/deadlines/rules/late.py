"""Whether something is late, where it stands in a list, and from when the professional head is shown it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from infohus.deadlines.rules.days import CLOSED_BY_DEFAULT, Closed, due_at, local_day, working_days
from infohus.deadlines.rules.kinds import EXPECTED, Clock, Kind, Owner


class Group(TextChoices):
    """The groups of a work list, in their order."""

    OVER = "over", _("Overskredet")
    TODAY = "today", _("I dag")
    WEEK = "week", _("Denne uge")
    LATER = "later", _("Senere")


def is_late(due: datetime, now: datetime) -> bool:
    """Whether its time is over; the due moment itself is still in time."""
    return now > due


def working_days_over(due: datetime, now: datetime, closed_days: Collection[Closed] = CLOSED_BY_DEFAULT) -> int:
    """How many arbejdsdage it is late: 0 in time, and 0 still on a weekend after the due day."""
    return working_days(due, now, closed_days) if is_late(due, now) else 0


def group(due: datetime, now: datetime) -> Group:
    """Where it stands in a work list; the week ends with Sunday."""
    if is_late(due, now):
        return Group.OVER
    today, day = local_day(now), local_day(due)
    if day == today:
        return Group.TODAY
    return Group.WEEK if day <= today + timedelta(days=6 - today.weekday()) else Group.LATER


AT_ONCE = frozenset(
    {
        Kind.REGISTER, Kind.ACUTE_TODAY, Kind.CHILD_24H, Kind.CHILD_ACUTE, Kind.CHILD_RECEIPT, Kind.READ_MESSAGE, Kind.POLICE_CONTACT,
        Kind.POLICE_ANSWER,
    }
)  # fmt: skip


def escalates_at(kind: Kind, due: datetime, closed_days: Collection[Closed] = CLOSED_BY_DEFAULT) -> datetime:
    """From when a deadline that is not met stands on the head's page: at once where somebody waits or the law says so, else two arbejdsdage later."""
    if kind in AT_ONCE or EXPECTED[kind].statutory or EXPECTED[kind].owner is Owner.HEAD:
        return due
    return due_at(Clock.ARBEJDSDAGE, 2, due, closed_days)
