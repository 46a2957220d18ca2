"""Whether a log is well signed, and how much of it one may take along; pure functions."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from infohus.lib import Refused

MOST = 20_000  # lines in one spreadsheet
UNSIGNED_FOR = timedelta(hours=36)  # a night was missed


def is_late(last_at: datetime | None, now: datetime) -> bool:
    """Whether the log should have been followed and signed since it last was, or since it began (None: there is no log)."""
    return last_at is not None and now - last_at > UNSIGNED_FOR


def check_size(count: int) -> None:
    """Refuse more lines than a person can look through."""
    if count > MOST:
        raise Refused(_("Der er mere end 20.000 hændelser. Vælg en kortere periode, en person eller en handling."), "from_on")
