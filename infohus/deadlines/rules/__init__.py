"""What is expected of whom, by which clock and on what it rests; how Danish days are counted (`model.md` D6)."""

from infohus.deadlines.rules.days import (
    CLOSED_BY_DEFAULT,
    Closed,
    due_at,
    end_of_day,
    is_arbejdsdag,
    is_hverdag,
    local_day,
    months_after,
    working_days,
)
from infohus.deadlines.rules.kinds import EXPECTED, OUTLIVES_CLOSING, OUTSIDE, WITHOUT_CASE, Clock, Expected, Kind, Met, Owner, owner_of
from infohus.deadlines.rules.late import AT_ONCE, Group, escalates_at, group, is_late, working_days_over
from infohus.deadlines.rules.moving import LONGEST_TASK, check_date, check_move, check_task, may_move

__all__ = [
    "AT_ONCE",
    "CLOSED_BY_DEFAULT",
    "EXPECTED",
    "LONGEST_TASK",
    "OUTLIVES_CLOSING",
    "OUTSIDE",
    "WITHOUT_CASE",
    "Clock",
    "Closed",
    "Expected",
    "Group",
    "Kind",
    "Met",
    "Owner",
    "check_date",
    "check_move",
    "check_task",
    "due_at",
    "end_of_day",
    "escalates_at",
    "group",
    "is_arbejdsdag",
    "is_hverdag",
    "is_late",
    "local_day",
    "may_move",
    "months_after",
    "owner_of",
    "working_days",
    "working_days_over",
]
