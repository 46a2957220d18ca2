"""Figures of some months, and what was published of them."""

from infohus.statistics.queries.published import (
    as_published,
    as_told,
    commented,
    how_to_read,
    looked_at,
    on_paper,
    open_periods,
    period_of,
    publications,
    published,
    state_of,
)
from infohus.statistics.queries.tables import figures

__all__ = [
    "as_published",
    "as_told",
    "commented",
    "figures",
    "how_to_read",
    "looked_at",
    "on_paper",
    "open_periods",
    "period_of",
    "publications",
    "published",
    "state_of",
]
