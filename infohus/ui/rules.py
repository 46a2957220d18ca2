"""How days, moments, numbers and texts are written for people, and how what people type is read (pure functions)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.functional import lazy
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from infohus.lib import TZ, Refused

DAYS = [gettext_lazy(day) for day in ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")]
NEAR = {-1: gettext_lazy("i går"), 0: gettext_lazy("i dag"), 1: gettext_lazy("i morgen")}
SHORT_DAYS = [gettext_lazy(day) for day in ("man.", "tirs.", "ons.", "tors.", "fre.", "lør.", "søn.")]
MONTHS = [
    gettext_lazy(month)
    for month in ("januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december")
]
SHORT_MONTHS = [
    gettext_lazy(month)
    for month in ("jan.", "feb.", "marts", "april", "maj", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "dec.")
]  # fmt: skip


class Due(NamedTuple):
    """A deadline in words, and the class that colours it: 'late', 'today' or ''."""

    text: str
    css: str


def local(value: date) -> date:
    """The Copenhagen date of a moment; a date is itself."""
    return value.astimezone(TZ).date() if isinstance(value, datetime) else value


def clock(moment: datetime | time) -> str:
    """'kl. 08.12', in Copenhagen."""
    at = moment.astimezone(TZ) if isinstance(moment, datetime) else moment
    return _clock(get_language()).format(time=f"{at.hour:02}.{at.minute:02}")


# A list asks for the same few days and words hundreds of times, and gettext is slow: each is worked out once in a language.
@lru_cache
def _clock(language: str | None) -> str:
    return str(_("kl. {time}"))


def short_day(value: date, today: date) -> str:
    """'24. nov.' in this year, '24. nov. 2025' in another."""
    return _short_day(local(value), today.year, get_language())


@lru_cache(maxsize=4096)
def _short_day(on: date, year: int, language: str | None) -> str:
    text: str = _("{day}. {month}").format(day=on.day, month=SHORT_MONTHS[on.month - 1])
    return text if on.year == year else f"{text} {on.year}"


def week_day(value: date, today: date) -> str:
    """'tirs. 24. nov.' in this year, '24. nov. 2025' in another."""
    return _week_day(local(value), today.year, get_language())


@lru_cache(maxsize=4096)
def _week_day(on: date, year: int, language: str | None) -> str:
    text = _short_day(on, year, language)
    return text if on.year != year else f"{SHORT_DAYS[on.weekday()]} {text}"


def day(value: date, today: date) -> str:
    """The nearest days in words ('i går', 'i dag', 'i morgen'), others as `week_day`."""
    on = local(value)
    near = NEAR.get((on - today).days)
    return str(near) if near else week_day(on, today)


def period(first: date, last: date, today: date) -> str:
    """'13.–24. juli', '30. juli–4. aug.', '13. juli' of one day; with its year where that is another than this one."""
    one, two = local(first), local(last)
    if one == two:
        return short_day(one, today)
    if (one.month, one.year) == (two.month, two.year):
        begin = f"{one.day}."
    else:
        begin = short_day(one, one if one.year == two.year else today)
    return f"{begin}–{short_day(two, today)}"


def moment(value: datetime, today: date) -> str:
    """'i dag kl. 08.12', 'tirs. 17. nov. kl. 10.30'."""
    return f"{day(value, today)} {clock(value)}"


def full_day(value: date) -> str:
    """'24. november 2026'."""
    on = local(value)
    text: str = _("{day}. {month} {year}").format(day=on.day, month=MONTHS[on.month - 1], year=on.year)
    return text


def long_day(value: date) -> str:
    """'tirsdag 24. november 2026'."""
    on = local(value)
    return f"{DAYS[on.weekday()]} {full_day(on)}"


def plain_day(day: date, today: date) -> str:
    """'onsdag 25. november', with the year when it is another."""
    text = _("{weekday} {day}. {month}").format(weekday=DAYS[day.weekday()], day=day.day, month=MONTHS[day.month - 1])
    return text if day.year == today.year else f"{text} {day.year}"


def to_the_second(moment: datetime) -> str:
    """'kl. 08.12.30', in Copenhagen."""
    return str(_("kl. {time}").format(time=f"{moment.astimezone(TZ):%H.%M.%S}"))


def has_clock(value: date) -> bool:
    """Whether a deadline is due at a time of day; one at 23.59 or 24.00 in Copenhagen is due on a day."""
    if not isinstance(value, datetime):
        return False
    at = value.astimezone(TZ).timetz()
    return (at.hour, at.minute) not in {(23, 59), (0, 0)}


def due_day(value: date) -> date:
    """The day on which something is due; midnight ends the day before it."""
    if not isinstance(value, datetime):
        return value
    return (value.astimezone(TZ) - timedelta(microseconds=1)).date()


def due(value: date | None, now: datetime, timed: bool | None = None) -> Due:
    """A deadline in words: '2 dage over' (late), 'i dag' (today), 'man. 30. nov.'; with the time of day when it has one.

    Days over are those of the calendar since the day on which it was due, of whatever kind it is: of two in a list the sooner never has fewer.
    """
    if value is None:
        return Due("", "")
    today = now.astimezone(TZ).date()
    left = (due_day(value) - today).days
    if left < 0:
        return Due(_days_over(-left, get_language()), "late")
    if isinstance(value, datetime) and (has_clock(value) if timed is None else timed):
        if value < now:
            return Due(_over(now - value), "late")
        return Due(moment(value, today), "today" if local(value) == today else "")
    return Due(day(due_day(value), today), "today" if left == 0 else "")


def _over(late: timedelta) -> str:
    hours = late // timedelta(hours=1)
    text: str = ngettext("{count} time over", "{count} timer over", hours).format(count=hours) if hours else _("lige over tiden")
    return text


@lru_cache
def _days_over(days: int, language: str | None) -> str:
    text: str = ngettext("{count} dag over", "{count} dage over", days).format(count=days)
    return text


def number(value: float | Decimal, decimals: int = 0) -> str:
    """A number as written in Danish: '1.234', '12,5'; an integral value has no decimals."""
    if value == int(value):
        decimals = 0
    return f"{value:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def percent(value: float | Decimal) -> str:
    """A percentage (12.5, not 0.125) as written in Danish: '12,5 %'."""
    return f"{number(round(Decimal(str(value)), 1), 1)} %"


def age_on(born: date, on: date) -> int:
    """Whole years from birth to a day; negative before birth. One born on 29 February is a year older on 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def years(born: date, on: date) -> str:
    """'16 år', or 'ikke født endnu'."""
    old = age_on(born, on)
    text: str = _("{count} år").format(count=old) if old >= 0 else _("ikke født endnu")
    return text


# Marks that turn the direction of what follows; shown, so that nobody is misled by what they hide.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
EMPTY_LINE = re.compile(r"\n[ \t\u00a0]*\n\s*")
BREAKS = str.maketrans({"\r": "\n", "\u2028": "\n", "\u0085": "\n", "\v": "\n", "\f": "\n", "\u2029": "\n\n", "\0": None})
STRANGE = re.compile("[\r\u2028\u0085\v\f\u2029\0\u202a-\u202e\u2066-\u2069]")


class Danish(str):
    """A Danish text on a page in another language: where it stands, it says which language it is in (WCAG 2.2, 3.1.2)."""

    __slots__ = ()
    lang = "da"

    def __html__(self) -> str:
        """As it stands on a page."""
        return f'<span lang="da">{escape(str(self))}</span>'


def in_language(say: Callable[..., str]) -> Callable[..., Any]:
    """The same words, said in the language of the text they are put into rather than of the page."""
    said: Callable[..., Any] = lazy(say, str)
    return said


def in_its_language(part: str, whole: str) -> str:
    """A part of a text, in the language of the whole."""
    return Danish(part) if isinstance(whole, Danish) else part


def marked(html: str, texts: Iterable[str]) -> Markup:
    """A text as safe HTML in which these stand: those that are Danish say so where they stand."""
    said = str(escape(html))
    for one in dict.fromkeys(text for text in texts if isinstance(text, Danish)):
        said = said.replace(str(escape(str(one))), one.__html__())
    return Markup(said)  # noqa: S704 (escaped above)


_MARK = re.compile(r'<span lang="da">|</span>')


def unmarked(html: str) -> str:
    """The words of a page's title, where nothing can say in which language they are."""
    return _MARK.sub("", html)


def paragraphs(text: str) -> Markup:
    """A text as safe HTML: an empty line parts paragraphs; a new line, U+2028, vertical tab or form feed breaks the line."""
    if STRANGE.search(text):  # most texts have none of them, and translating is slow
        text = TURNING.sub(lambda mark: f"[U+{ord(mark[0]):04X}]", text.replace("\r\n", "\n").translate(BREAKS))
    safe = str(escape(text))
    parts = [part.strip("\n") for part in EMPTY_LINE.split(safe)] if "\n" in safe else [safe]
    shown = "\n".join(f"<p>{part.replace(chr(10), '<br>')}</p>" for part in parts if part.strip())
    return Markup(shown)  # noqa: S704 (escaped above)


# What is no place for a link: what is one already, what is pressed or typed in, and what somebody answered.
_NO_LINK = re.compile(r"(<(a|button|textarea|select|script|template|svg|summary|label|dd)\b.*?</\2>|<[^>]*>)", re.DOTALL | re.IGNORECASE)


def dialled(page: str, own: Mapping[str, Any]) -> Markup:
    """A page on which the telephone numbers among a municipality's own values (`…_phone`) are links that call them."""
    numbers = {str(escape(value)) for name, value in own.items() if name.endswith("_phone") and value}
    if not numbers:
        return escape(page)
    known = re.compile(r"(?<![\w§-])(?<!§ )(" + "|".join(sorted(map(re.escape, numbers), key=len, reverse=True)) + r")(?![\w-])")
    parts = _NO_LINK.split(str(escape(page)))  # text, what matched, its tag, text, …
    for place in range(0, len(parts), 3):
        parts[place] = known.sub(lambda found: f'<a class="num" href="tel:{found[1].replace(" ", "")}">{found[1]}</a>', parts[place])
    return Markup("".join(part for place, part in enumerate(parts) if part and place % 3 != 2))  # noqa: S704 (escaped, or a page's own)


# ---------- Reading what people type

EXAMPLE = gettext_lazy("Skriv datoen med dag, måned og år, fx 1. marts 2027 eller 01.03.2027.")
DAY_NAMES = ["mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"]
MONTH_NAMES = ["januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december"]
WITH_DAY = re.compile(rf"^(?:på )?({'|'.join(DAY_NAMES)})(?: den| d\.)?,? ")
FORMS = [
    re.compile(r"(?P<d>\d{1,2})[./\- ]+(?P<m>\d{1,2})[./\- ]+(?P<y>\d{4}|\d{2})"),
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"),
    re.compile(r"(?P<d>\d{1,2})\.? ?(?P<name>[a-zæøå]+)\.?,? ?(?P<y>\d{4}|\d{2})"),
    re.compile(r"(?P<d>\d{2})(?P<m>\d{2})(?P<y>\d{4})"),
]
WITHOUT_YEAR = re.compile(r"\d{1,2}\.? ?[./\- ] ?(\d{1,2}|[a-zæøå]+)\.?")


def read_date(text: str, today: date, past: bool = False) -> date:
    """The date somebody typed, day before month; a year of two digits is the nearest (with `past`: never after today). Refused in words."""
    plain = " ".join(unicodedata.normalize("NFKC", text).lower().split()).rstrip(".")
    near = {"i dag": 0, "i går": -1, "i morgen": 1, "i forgårs": -2, "i overmorgen": 2}
    if plain in near:
        return today + timedelta(days=near[plain])
    named = WITH_DAY.match(plain)
    plain = WITH_DAY.sub("", plain).removeprefix("den ").removeprefix("d. ")
    found = next((match for form in FORMS if (match := form.fullmatch(plain)) and _month(match)), None)
    if found is None:
        if WITHOUT_YEAR.fullmatch(plain):
            raise Refused(_("Skriv også årstallet, fx 1. marts 2027."))
        raise Refused(str(EXAMPLE))
    on = _real_day(int(found["d"]), _month(found), found["y"], today, past)
    if named and DAY_NAMES[on.weekday()] != named[1]:
        raise Refused(_("{date} er en {day}. Ret datoen eller ugedagen.").format(date=full_day(on), day=DAYS[on.weekday()]))
    return on


def _month(match: re.Match[str]) -> int:
    """The number of the month in a match, whole or shortened to three letters or more ('sept'); 0 for a word that is no month."""
    parts = match.groupdict()
    if parts.get("m"):
        return int(parts["m"])
    word = parts.get("name") or ""
    return next((month for month, name in enumerate(MONTH_NAMES, 1) if len(word) > 2 and name.startswith(word)), 0)


def _real_day(dom: int, month: int, year: str, today: date, past: bool) -> date:
    """The day of these numbers, or why there is no such day; day and month are never swapped."""
    if not 1 <= month <= 12:
        raise Refused(_("Der er ingen måned {month}. Skriv dag, måned og år, fx 1. marts 2027.").format(month=month))
    whole = int(year) if len(year) == 4 else _century(int(year), month, dom, today, past)
    if not 1850 <= whole <= 2200:
        raise Refused(_("Årstallet {year} kan ikke være rigtigt. Skriv datoen som fx 1. marts 2027.").format(year=whole))
    last = (date(whole + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    if not 1 <= dom <= last:
        sentence = _("{month} {year} har ingen dag nummer {day}. Den sidste dag er {example}.")
        named = str(MONTHS[month - 1]).capitalize()
        raise Refused(sentence.format(month=named, year=whole, day=dom, example=full_day(date(whole, month, last))))
    return date(whole, month, dom)


def _century(short: int, month: int, dom: int, today: date, past: bool) -> int:
    """The year of two digits: at most 20 years ahead, or with `past` never after today; refused where that is a guess."""
    year = today.year // 100 * 100 + short
    if not past:
        return year - 100 if year > today.year + 20 else year
    if (year, month, dom) <= (today.year, today.month, today.day):
        return year
    if year <= today.year + 1:
        raise Refused(_("Datoen ligger efter i dag. Skriv årstallet med fire cifre, fx {year}.").format(year=today.year))
    return year - 100


def read_time(text: str) -> time:
    """The time of day somebody typed ('8.12', 'kl. 08:12', '0812', '8'), or Refused in words."""
    plain = unicodedata.normalize("NFKC", text).strip().lower().removeprefix("kl.").strip().rstrip(".")
    found = re.fullmatch(r"(\d{1,2})(?:[.:, ]?(\d{2}))?", plain)
    if found and int(found[1]) < 24 and int(found[2] or 0) < 60:
        return time(int(found[1]), int(found[2] or 0))
    raise Refused(_("Skriv klokkeslættet med timer og minutter, fx 8.30 eller 14.05."))


CODE_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base32: no I, L, O and U
CODE_LENGTH = 16  # signs of 5 bits: 80 bits
_READ_AS = str.maketrans("OIL", "011")
_PARTING = ".,;:!?_*'\"’‘`´“”„»«<>()[]{}\u2212\0"  # what is pasted along with a code


def read_code(text: str, field: str = "code") -> str:
    """The code somebody typed or pasted, as it was made; Refused kindly when it cannot be one.

    Case, spaces, line breaks, hyphens and full stops do not matter; O is read as 0, and I and l as 1.
    """
    signs = [sign for sign in unicodedata.normalize("NFKC", text).upper().translate(_READ_AS) if not _parts_code(sign)]
    if not signs:
        raise Refused(_("Skriv din kode. Den har 16 tegn, fx K7QF-2M9T-XW4B-8HDN."), field)
    if "U" in signs:
        raise Refused(_("Bogstavet U findes ikke i en kode. Se efter, om det er et V."), field)
    if wrong := next((sign for sign in signs if sign not in CODE_SIGNS), None):
        named = wrong if wrong.isprintable() else _("et usynligt tegn")
        raise Refused(_("Tegnet »{sign}« findes ikke i en kode. En kode har kun tal og bogstaverne fra A til Z.").format(sign=named), field)
    if len(signs) != CODE_LENGTH:
        sentence = _("Koden har 16 tegn. Her er {count}. Se efter, om der mangler noget, eller om der er for meget.")
        raise Refused(sentence.format(count=len(signs)), field)
    return grouped("".join(signs))


def _parts_code(sign: str) -> bool:
    """Whether a sign is no part of the code: blanks, hyphens, quotes, full stops, marks without width."""
    return sign.isspace() or sign in _PARTING or unicodedata.category(sign) in {"Pd", "Cf"}


def grouped(signs: str) -> str:
    """The signs of a code, four and four."""
    return "-".join(signs[start : start + 4] for start in range(0, CODE_LENGTH, 4))
