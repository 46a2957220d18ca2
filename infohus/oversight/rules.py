"""Whether a log is well signed, and how it is written for a spreadsheet; pure functions."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
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


def harmless(cell: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.lstrip()[:1] in ("=", "+", "-", "@") or text[:1] in ("\t", "\r", "\n") else text


def spreadsheet(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Lines for a Danish spreadsheet: semicolons, and a mark of UTF-8 at the beginning."""
    written = io.StringIO()
    lines = csv.writer(written, delimiter=";", lineterminator="\r\n")
    lines.writerow(head)
    lines.writerows([harmless(cell) for cell in row] for row in rows)
    return "\ufeff" + written.getvalue()
