"""How Danish days are counted, and when something is due (`model.md` D6)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

import holidays

from infohus.deadlines.rules.kinds import EXPECTED, Clock, Kind
from infohus.lib import TZ

# The municipality's own closed days: a day of every year ("06-05", or (6, 5)) or a single one ("2027-05-07", or a date).
Closed = str | date | tuple[int, int]
CLOSED_BY_DEFAULT: tuple[Closed, ...] = ("06-05", "12-24", "12-31")


@lru_cache(maxsize=256)
def _holidays(year: int) -> frozenset[date]:
    """The public holidays of a year in Denmark, store bededag until 2023 among them."""
    return frozenset(holidays.country_holidays("DK", years=year))


def is_hverdag(day: date) -> bool:
    """Whether it is a day from Monday to Saturday and no public holiday."""
    return day.weekday() < 6 and day not in _holidays(day.year)


def is_arbejdsdag(day: date, closed_days: Collection[Closed] = CLOSED_BY_DEFAULT) -> bool:
    """Whether it is a day from Monday to Friday, no public holiday and none of the municipality's own closed days."""
    names: tuple[Closed, ...] = (f"{day:%m-%d}", day.isoformat(), day, (day.month, day.day))
    return day.weekday() < 5 and day not in _holidays(day.year) and not any(name in closed_days for name in names)


def months_after(day: date, months: int) -> date:
    """The same date so many months later, or the last day of a month that has no such date."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def end_of_day(day: date) -> datetime:
    """The last microsecond of a day in Copenhagen, in UTC: 23:59:59.999999, so that the due day is the date of the moment."""
    return datetime.combine(day, time.max, TZ).astimezone(UTC)


def local_day(moment: datetime) -> date:
    """The date of a moment in Copenhagen; a moment without a time zone is a ValueError."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(TZ).date()


def due_at(what: Kind | Clock, amount: int | None, start: datetime, closed_days: Collection[Closed] = CLOSED_BY_DEFAULT) -> datetime:
    """When it is due, in UTC. Hours run in real time; all else ends with the local day, and the day of the start does not count.

    `what` is a clock, or a kind that knows its own (amount None: that of the table; a statutory one takes no other).
    With Clock.DATE the start is a moment of the chosen day. ValueError: no time zone, a count below 1 where days are counted.
    """
    if isinstance(what, Kind):
        told = EXPECTED[what]
        if told.statutory and amount not in (None, told.amount):
            raise ValueError(f"{what.name} is set by law")
        return due_at(told.clock, told.amount if amount is None else amount, start, closed_days)
    day, count = local_day(start), amount or 0
    if count < 0 or (count == 0 and what not in (Clock.CALENDAR_DAY_END, Clock.DATE)):
        raise ValueError(f"{count} {what.value} is no deadline")
    match what:
        case Clock.HOURS:
            return start.astimezone(UTC) + timedelta(hours=count)
        case Clock.MONTHS:
            return end_of_day(months_after(day, count))
        case Clock.DATE:
            return end_of_day(day)
        case Clock.CALENDAR_DAY_END:
            return end_of_day(day + timedelta(days=count))
    while count:
        day += timedelta(days=1)
        count -= is_hverdag(day) if what is Clock.HVERDAGE else is_arbejdsdag(day, closed_days)
    return end_of_day(day)


def working_days(since: datetime, until: datetime, closed_days: Collection[Closed] = CLOSED_BY_DEFAULT) -> int:
    """How many arbejdsdage have begun after the day of `since`, up to and with the day of `until`."""
    first, last = local_day(since), local_day(until)
    return sum(is_arbejdsdag(first + timedelta(days=number), closed_days) for number in range(1, (last - first).days + 1))
