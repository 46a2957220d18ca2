"""Over which months figures are told: whole years or half a year, only when they are over, and each month in one publication only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from infohus.lib import Refused

MOST_YEARS = 3  # so many years are put together where one has too few (`domain.md` §13)


@dataclass(frozen=True, order=True)
class Period:
    """Months told together, from a first day to a last one, both within."""

    first: date
    last: date

    @property
    def key(self) -> str:
        """As it stands in an address: '2026', '2026-1', '2024-2026'."""
        if self.first.year != self.last.year:
            half = "" if self.first.month == 1 else "-2"
            return f"{self.first.year}{half}--{self.last.year}"
        if self.first.month == 1 and self.last.month == 12:
            return str(self.first.year)
        return f"{self.first.year}-{1 if self.first.month == 1 else 2}"

    @property
    def name(self) -> str:
        """As it is called: '2026', '1. halvår 2026', '2024–2026'."""
        if self.first.month == 1 and self.last.month == 12:
            return str(self.first.year) if self.first.year == self.last.year else f"{self.first.year}–{self.last.year}"
        if self.first.year == self.last.year:
            return str(_("{number}. halvår {year}")).format(number=1 if self.first.month == 1 else 2, year=self.first.year)
        return str(_("2. halvår {first}–{last}")).format(first=self.first.year, last=self.last.year)

    @property
    def years(self) -> range:
        """The years it touches."""
        return range(self.first.year, self.last.year + 1)


def choices(start: date, today: date) -> list[Period]:
    """The periods that begin on a first day of January or July and are over, shortest first; the first half of a year only while it runs."""
    ends = [date(start.year + more, 12, 31) for more in range(MOST_YEARS)]
    found = [Period(start, end) for end in ends if end < today]
    half = date(start.year, 6, 30)
    if not found and start.month == 1 and half < today:
        found.append(Period(start, half))
    return found


def next_start(published_until: date | None, first_month: date | None, today: date) -> date:
    """The day from which figures have not been published: after the last publication, or from the year in which counting began."""
    if published_until is not None:
        return published_until + timedelta(days=1)
    return date((first_month or today).year, 1, 1)


def published_next(published_until: date | None, today: date) -> date:
    """The first day on which there will be figures to publish that there are not today."""
    start = next_start(published_until, None, today)
    half = date(start.year, 7, 1)
    return half if start.month == 1 and today < half else date(start.year + 1, 1, 1)


def period_of(key: str, among: list[Period]) -> Period | None:
    """The period of an address, among those there are; the first of them where none is named."""
    return next((one for one in among if one.key == key), None) if key else next(iter(among), None)


def check_next(period: Period, open_ones: list[Period]) -> None:
    """Refuse to publish months that are not over, or that are in another publication already: the two could be subtracted."""
    if period not in open_ones:
        raise Refused(_("Perioden kan ikke offentliggøres. Den er ikke slut, eller nogle af dens måneder er offentliggjort før."), "period")


def check_looked_at(period: Period, told: Period | None) -> None:
    """Refuse to publish months of which no numbers are shown, since another open period with some of them is looked at."""
    if period != told:
        sentence = _("Det er tallene for {period}, der vises nu. Gem kommentaren her igen, før du offentliggør.")
        raise Refused(sentence.format(period=told.name if told else ""), "period")
