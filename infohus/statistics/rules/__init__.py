"""Figures: over which months, which numbers may be shown, what each table says, and how it is written down."""

from infohus.statistics.rules.hiding import LEAST, Group, alone, merged, outcomes_by, parts
from infohus.statistics.rules.periods import Period, check_looked_at, check_next, choices, next_start, period_of, published_next
from infohus.statistics.rules.sheet import check_comment, lines_of
from infohus.statistics.rules.tables import Row, Table, by_outcome, counted, listed, share_of, timed

__all__ = [
    "LEAST",
    "Group",
    "Period",
    "Row",
    "Table",
    "alone",
    "by_outcome",
    "check_comment",
    "check_looked_at",
    "check_next",
    "choices",
    "counted",
    "lines_of",
    "listed",
    "merged",
    "next_start",
    "outcomes_by",
    "parts",
    "period_of",
    "published_next",
    "share_of",
    "timed",
]
