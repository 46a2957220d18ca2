"""The few lines of our own that know nothing of the domain: refusal in words, the clock, identifiers, words compared, cells of a spreadsheet."""

from __future__ import annotations

import csv
import io
import os
import time
import unicodedata
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

TZ = ZoneInfo("Europe/Copenhagen")


class Refused(Exception):
    """A rule says no: a sentence for the person at the screen, and the field it concerns (None: the whole form); `also`: what else it refuses."""

    def __init__(self, sentence: str, field: str | None = None, also: Iterable[Refused] = ()) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.also = tuple(also)

    @property
    def parts(self) -> tuple[Refused, ...]:
        """This refusal and all that came with it, in their order."""
        return (self, *self.also)


def refuse(refusals: Iterable[Refused]) -> None:
    """Raise all of these refusals as one, so that they are told at once; nothing where there is none."""
    found = list(refusals)
    if found:
        raise Refused(found[0].sentence, found[0].field, found[1:])


def refused_by(check: Callable[[], None], names: Mapping[str, str] | None = None) -> list[Refused]:
    """What a rule refuses, part by part, each at the field it has on this page."""
    try:
        check()
    except Refused as refused:
        return [Refused(one.sentence, (names or {}).get(one.field or "", one.field)) for one in refused.parts]
    return []


class Changed(Refused):
    """Somebody else saved first: the page shows both texts (409). `row` is what stands now."""

    def __init__(self, row: Any, sentence: str) -> None:
        super().__init__(sentence)
        self.row = row


class Elsewhere(Exception):
    """What was asked for stands on another page, by its name and what its address holds; the sentence is for one who has written something."""

    def __init__(self, sentence: str, page: str, *about: object) -> None:
        super().__init__(sentence)
        self.sentence, self.page, self.about = sentence, page, about


_ahead: ContextVar[timedelta] = ContextVar("ahead", default=timedelta())
_moved = timedelta()
_stopped: datetime | None = None


def now() -> datetime:
    """The moment it is, in UTC: the one clock of the house, which tests and the demo can move."""
    return (_stopped if _stopped is not None else datetime.now(UTC) + _moved) + _ahead.get()


def today() -> date:
    """The date it is in Copenhagen."""
    return now().astimezone(TZ).date()


def clock_setting() -> str:
    """What the database must know of a moved clock: '' when it runs true, else '+<seconds>' or '@<ISO moment>'."""
    if _stopped is not None:
        return f"@{_stopped.isoformat()}"
    return f"+{_moved.total_seconds()}" if _moved else ""


@contextmanager
def clock_at(moment: datetime, *, running: bool = False) -> Iterator[None]:
    """Let it be `moment` inside the block; the clock stands still unless `running`."""
    global _moved, _stopped
    before = (_moved, _stopped)
    _moved, _stopped = (moment - datetime.now(UTC), None) if running else (_moved, moment)
    try:
        yield
    finally:
        _moved, _stopped = before


@contextmanager
def as_if_later(by: timedelta) -> Iterator[None]:
    """Let it be so much later inside the block and nowhere else: other threads, which serve others meanwhile, have their own time."""
    before = _ahead.set(by)
    try:
        yield
    finally:
        _ahead.reset(before)


def uuid7() -> uuid.UUID:
    """A new identifier, version 7: sorted by time of making, 74 bits that nobody can guess."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (1 << 48) - 1) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)


def normal_words(text: str) -> str:
    """The text as words are compared: letters composed and small, no signs that cannot be seen (soft hyphens), one blank between words."""
    seen = "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", seen.casefold()).split())


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


def place_of(moment: datetime, pk: uuid.UUID) -> str:
    """Where the page after this row begins, for an address."""
    return f"{moment.isoformat()}_{pk}"


def read_place(after: str) -> tuple[datetime, uuid.UUID] | None:
    """Where a page begins, out of an address; nonsense begins at the beginning."""
    moment, _between, pk = after.partition("_")
    try:
        read = datetime.fromisoformat(moment.replace(" ", "+"))
        return (read.astimezone(UTC), uuid.UUID(pk)) if read.tzinfo else None
    except (ValueError, OverflowError):
        return None
