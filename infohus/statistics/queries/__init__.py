"""Figures of some months, and what was published of them."""

from infohus.statistics.queries.published import (
    as_published,
    as_told,
    commented,
    how_to_read,
    on_paper,
    open_periods,
    period_of,
    publications,
    published,
)
from infohus.statistics.queries.tables import figures

__all__ = [
    "as_published",
    "as_told",
    "commented",
    "figures",
    "how_to_read",
    "on_paper",
    "open_periods",
    "period_of",
    "publications",
    "published",
]
