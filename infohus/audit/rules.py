"""What the log's acts are called by those who oversee it, and where its months end; pure functions."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

from django.db.models import TextChoices
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from infohus.access.rules import Act
from infohus.lib import TZ, Refused

KEPT_MONTHS = 24  # class R7; the offline verifier knows the same number
PAGE = 50


class Sort(TextChoices):
    """Sorts of entries that an overseer asks for; an act refused by right is of its own sort, whatever was tried."""

    READ = "read", _("Læst")
    SEARCHED = "searched", _("Slået op")
    WRITTEN = "written", _("Skrevet")
    GIVEN = "given", _("Videregivet")
    REFUSED = "refused", _("Afvist")


SENTENCES = frozenset({Act.READ_DEPARTURES, Act.READ_HOLDS})  # of cases that are not opened by it
READING = SENTENCES | frozenset(
    {
        Act.READ_CASE,
        Act.READ_CASE_LOG,
        Act.PRINT_CASE,
        Act.READ_LOG,
        Act.EXPORT_LOG,
        Act.READ_REGISTER,
        Act.READ_FIGURES,
        Act.OPEN_MAILBOX,
        Act.OPEN_CONCERN_DRAFT,
    }
)
SEARCHING = frozenset({Act.FIND_BY_CPR, Act.FIND_BY_NUMBER, Act.FIND_WORDS})
UNCHANGING = READING | SEARCHING | {Act.READ_COPY, Act.ESCALATE, Act.REMIND_OWNER, Act.CHECKPOINT}  # after these a case is as it was
AS_SEEN = UNCHANGING - {Act.PRINT_CASE}  # what is asked of the case as its page saw it; what leaves the house is judged as it stands
GIVING = frozenset({Act.DISCLOSE_ORALLY, Act.SEND_AS_REPORT, Act.PASS_TO_POLICE, Act.DISCLOSE})  # each makes a disclosure
ACTS_OF: dict[Sort, frozenset[Act]] = {
    Sort.READ: READING,
    Sort.SEARCHED: SEARCHING,
    Sort.GIVEN: GIVING,
    Sort.WRITTEN: frozenset(Act) - READING - SEARCHING - GIVING,
}


class Code(str):
    """A code of a catalogue, or the number of a disclosure: never words."""


def as_code(said: str) -> Code | None:
    """What is a code: capitals and digits with the signs between them, and short; None of anything else, so no words get into the log by it."""
    return Code(said) if re.fullmatch(r"[A-Z0-9][A-Z0-9_-]{0,23}", said) else None


def name_of(act: str) -> str:
    """What an act is called; its code, if this version has it no more."""
    try:
        return str(Act(act).label)
    except ValueError:
        return act


def month_start(on: date) -> datetime:
    """The first moment of a date's month in Copenhagen, in UTC."""
    return datetime.combine(on.replace(day=1), time(), TZ).astimezone(UTC)


def months_before(on: date, months: int) -> date:
    """The first day of the month so many months before a date's month."""
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    return date(year, month + 1, 1)


def day_bounds(first: date | None, last: date | None) -> tuple[datetime | None, datetime | None]:
    """The moments between which whole days in Copenhagen lie: from the first moment of the first to the first after the last."""
    begin = datetime.combine(first, time(), TZ).astimezone(UTC) if first else None
    end = datetime.combine(date.fromordinal(last.toordinal() + 1), time(), TZ).astimezone(UTC) if last and last < date.max else None
    return begin, end


def read_month(text: str) -> date:
    """The first day of a month written as 2026-11; refused in words if it is none."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}", text) or not 1 <= int(text[5:]) <= 12 or int(text[:4]) < 1:
        raise Refused(_now("Skriv måneden som år og måned, fx 2026-11."), "month")
    return date(int(text[:4]), int(text[5:]), 1)


def check_period(first: date | None, last: date | None) -> None:
    """Refuse a period that ends before it begins."""
    if first and last and last < first:
        raise Refused(_now("Den sidste dag ligger før den første."), "until_on")
