"""What is expected of whom, by which clock and on what it rests; how Danish days are counted (`model.md` D6)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

import holidays
from django.db.models import TextChoices
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from infohus.lib import TZ, Refused


class Clock(TextChoices):
    """In what a deadline is counted."""

    HOURS = "hours", _("timer")  # run always
    CALENDAR_DAY_END = "calendar_day_end", _("dage")  # 0: the end of the same day
    HVERDAGE = "hverdage", _("hverdage")  # Monday to Saturday without public holidays
    ARBEJDSDAGE = "arbejdsdage", _("arbejdsdage")  # Monday to Friday without public holidays and own closed days
    MONTHS = "months", _("måneder")  # the same date, or the last of the month
    DATE = "date", _("en valgt dato")


class Owner(TextChoices):
    """Whose turn it is."""

    COORDINATORS = "coordinators", _("koordinatorerne")
    LEAD = "lead", _("tovholderen")
    OTHER_COORDINATOR = "other_coordinator", _("den anden koordinator")
    OTHER_OR_HEAD = "other_or_head", _("en anden koordinator eller den faglige leder")
    MEMBERS = "members", _("dem, der er med på sagen")
    ASKED = "asked", _("den, der er spurgt")
    CHILD_DEPARTMENT = "child_department", _("børneafdelingen")
    POLICE = "police", _("politiet")
    HEAD = "head", _("den faglige leder")
    ADMIN = "admin", _("systemadministratoren")
    ANYONE = "anyone", _("den, opgaven er givet")


class Kind(TextChoices):
    """What can be expected; the label is its name among the deadlines of a case."""

    REGISTER = "register", _("Registrér")
    ACUTE_TODAY = "acute_today", _("Handl i dag")
    CHILD_24H = "child_24h", _("Vurdering af underretning")
    CHILD_RECEIPT = "child_receipt", _("Kvittering til underretter")
    CONFIRM_REJECTION = "confirm_rejection", _("Bekræft afvisning")
    POLICE_CONTACT = "police_contact", _("Kontakt til politiet")
    SORT = "sort", _("Oplysninger på plads")
    SOCIAL_ASSESSMENT = "social_assessment", _("Socialfaglig vurdering")
    CONCLUSION = "conclusion", _("Konklusion")
    INFORM = "inform", _("Oplysningspligt")
    READ_MESSAGE = "read_message", _("Besked fra henvender")
    ACCEPT_LEAD = "accept_lead", _("Ny tovholder")
    APPOINT_COORDINATOR = "appoint_coordinator", _("Udpeg en koordinator")
    JOIN_CHECK = "join_check", _("Er det samme person?")
    ANSWER_ADVICE = "answer_advice", _("Svar på spørgsmål om råd")
    TASK = "task", _("Opgave")
    CHECK_ENTRY = "check_entry", _("Kontrol af katalogtekst")
    POLICE_ANSWER = "police_answer", _("Politiets vurdering")
    ANSWER_BACK = "answer_back", _("Svar på politiets spørgsmål")
    READ_ANSWER = "read_answer", _("Nyt fra politiet")
    HINDRANCE = "hindrance", _("Spørg igen om hindring")
    SECOND_READING = "second_reading", _("Anden læsning")
    JOINT_ASSESSMENT = "joint_assessment", _("Fælles vurdering")
    REASSESS = "reassess", _("Fornyet vurdering")
    RECONSIDER = "reconsider", _("Ny bekymring efter konklusionen")
    SOCIAL_DUTY = "social_duty", _("Kommunens sociale ansvar")
    PRO_FEEDBACK = "pro_feedback", _("Besked til fagperson")
    FEEDBACK = "feedback", _("Besked til henvender")
    CLOSE = "close", _("Lukning")
    ROLES = "roles", _("Roller aftales")
    ERASE = "erase", _("Sletning")
    CONFIRM_ERASURE = "confirm_erasure", _("Bekræft sletning")
    ROTATE_KEYS = "rotate_keys", _("Skift af hovednøgle")


@dataclass(frozen=True)
class Expected:
    """What the house knows of a kind; the texts are lazy translations. `amount` counts in `clock`; it is 0 for a chosen date."""

    owner: Owner
    clock: Clock
    amount: int
    says: str  # the line in the work list: what to do
    verb: str  # the button beside it, before "sag 2026-014"
    rests_on: str  # the law or the reason
    statutory: bool = False  # set by law: never moved, and its length is no catalogue data
    fixed: bool = False  # not law, but it cannot be moved by hand either
    before: Owner | None = None  # whose turn it is while the case has no lead
    remind_after: int | None = None  # in `clock`: when the lead is reminded of one who does not answer
    most_months: int | None = None  # how far ahead a chosen date may lie


_OPEN, _READ, _WRITE, _CONFIRM = _("Åbn"), _("Læs"), _("Fortsæt"), _("Gennemse")
_PROMISE, _FOUR_EYES = _("løfte til henvenderen"), _("to personer skal være enige")

EXPECTED: dict[Kind, Expected] = {
    Kind.REGISTER: Expected(
        Owner.COORDINATORS, Clock.ARBEJDSDAGE, 1, _("Registrér henvendelsen"), _("Registrér"), _("vores eget mål"),
    ),
    Kind.ACUTE_TODAY: Expected(
        Owner.LEAD, Clock.CALENDAR_DAY_END, 0, _("Tag stilling til et alvorligt tegn"), _OPEN,
        _("strategien: alvorlige tegn fører som hovedregel til handling"), fixed=True, before=Owner.COORDINATORS,
    ),
    Kind.CHILD_24H: Expected(
        Owner.CHILD_DEPARTMENT, Clock.HOURS, 24, _("Underretningen skal vurderes"), _OPEN, _("barnets lov § 136"), statutory=True,
    ),
    Kind.CHILD_RECEIPT: Expected(
        Owner.LEAD, Clock.HVERDAGE, 6, _("Send kvittering til underretteren"), _OPEN, _("barnets lov § 137"), statutory=True,
        before=Owner.COORDINATORS,
    ),
    Kind.CONFIRM_REJECTION: Expected(
        Owner.OTHER_COORDINATOR, Clock.ARBEJDSDAGE, 1, _("Tag stilling til, om henvendelsen skal afvises"), _CONFIRM, _FOUR_EYES,
    ),
    Kind.POLICE_CONTACT: Expected(
        Owner.LEAD, Clock.ARBEJDSDAGE, 1, _("Tag stilling til, om politiet skal vide noget"), _OPEN, _("strategien: snarest muligt"),
    ),
    Kind.SORT: Expected(
        Owner.LEAD, Clock.ARBEJDSDAGE, 1, _("Sæt oplysningerne i en henvendelse på plads"), _WRITE, _("vores eget mål"),
    ),
    Kind.SOCIAL_ASSESSMENT: Expected(
        Owner.LEAD, Clock.ARBEJDSDAGE, 10, _("Skriv den socialfaglige vurdering færdig"), _WRITE, _("strategien: sideløbende med politiet"),
    ),
    Kind.CONCLUSION: Expected(
        Owner.LEAD, Clock.ARBEJDSDAGE, 30, _("Skriv konklusionen"), _WRITE, _("alt, der er åbent, skal have en ende"),
    ),
    Kind.INFORM: Expected(
        Owner.LEAD, Clock.MONTHS, 1, _("Afgør oplysningspligten"), _OPEN,
        _("GDPR art. 14, stk. 3, og databeskyttelsesloven § 22"), statutory=True, most_months=3,
    ),
    Kind.READ_MESSAGE: Expected(
        Owner.LEAD, Clock.ARBEJDSDAGE, 1, _("Læs en besked fra henvenderen"), _READ, _PROMISE, before=Owner.COORDINATORS,
    ),
    Kind.ACCEPT_LEAD: Expected(
        Owner.ASKED, Clock.ARBEJDSDAGE, 2, _("Svar på, om du vil være tovholder"), _OPEN, _("hver sag har én tovholder"),
    ),
    Kind.APPOINT_COORDINATOR: Expected(
        Owner.HEAD, Clock.CALENDAR_DAY_END, 0, _("Udpeg en, der må tage sagen"), _("Udpeg til"), _("inhabilitet"), fixed=True,
    ),
    Kind.JOIN_CHECK: Expected(
        Owner.MEMBERS, Clock.ARBEJDSDAGE, 1, _("Se efter, om to henvendelser handler om samme person"), _OPEN,
        _("henvendelser om samme person skal ses sammen"),
    ),
    Kind.ANSWER_ADVICE: Expected(
        Owner.COORDINATORS, Clock.ARBEJDSDAGE, 1, _("Svar på et spørgsmål om råd"), _("Svar"), _PROMISE,
    ),
    Kind.TASK: Expected(Owner.ANYONE, Clock.DATE, 0, _("Udfør en opgave"), _OPEN, _("aftalt i sagen")),
    Kind.CHECK_ENTRY: Expected(
        Owner.ADMIN, Clock.DATE, 0, _("Kontrollér en tekst i kataloget"), _("Kontrollér"), _("love og numre ændrer sig"), fixed=True,
    ),
    Kind.POLICE_ANSWER: Expected(
        Owner.POLICE, Clock.ARBEJDSDAGE, 10, _("Politiet skal svare"), _OPEN, _("strategien: politi og kommune vurderer hver for sig"),
        remind_after=5,
    ),
    Kind.ANSWER_BACK: Expected(
        Owner.LEAD, Clock.ARBEJDSDAGE, 2, _("Svar på et spørgsmål fra politiet"), _OPEN, _("politiet venter"),
        before=Owner.COORDINATORS,
    ),
    Kind.READ_ANSWER: Expected(  # the same day when it is acute or the police go on alone
        Owner.LEAD, Clock.ARBEJDSDAGE, 1, _("Læs det nye fra politiet"), _READ, _("et svar må ikke ligge ulæst"),
        before=Owner.COORDINATORS,
    ),
    Kind.HINDRANCE: Expected(
        Owner.LEAD, Clock.DATE, 0, _("Spørg igen, om noget er til hinder for Infohus"), _OPEN, _("ingen sag må gå i stå"), most_months=3,
        before=Owner.COORDINATORS,
    ),
    Kind.SECOND_READING: Expected(
        Owner.OTHER_COORDINATOR, Clock.ARBEJDSDAGE, 3, _("Læs kollegaens vurdering igennem"), _READ, _("strategien: vurderes sammen"),
    ),
    Kind.JOINT_ASSESSMENT: Expected(  # counted from the day the police answer is due
        Owner.LEAD, Clock.ARBEJDSDAGE, 10, _("Lav den fælles vurdering"), _WRITE, _("strategien: fælles vurdering i Infohus"),
    ),
    Kind.REASSESS: Expected(
        Owner.LEAD, Clock.DATE, 0, _("Se på vurderingen igen"), _OPEN, _("oplysninger bliver gamle"),
    ),
    Kind.RECONSIDER: Expected(
        Owner.LEAD, Clock.ARBEJDSDAGE, 3, _("Tag stilling til, om konklusionen holder"), _OPEN, _("en ny bekymring er kommet til"),
    ),
    Kind.SOCIAL_DUTY: Expected(
        Owner.LEAD, Clock.ARBEJDSDAGE, 1, _("Svar på, om kommunen har et socialt ansvar"), _OPEN,
        _("kommunens ansvar efter den sociale lovgivning består"), most_months=3, before=Owner.COORDINATORS,
    ),
    Kind.PRO_FEEDBACK: Expected(
        Owner.LEAD, Clock.ARBEJDSDAGE, 5, _("Giv fagpersonen besked"), _OPEN, _("barnets lov § 137"), statutory=True,
    ),
    Kind.FEEDBACK: Expected(Owner.LEAD, Clock.ARBEJDSDAGE, 5, _("Giv henvenderen besked"), _OPEN, _PROMISE),
    Kind.CLOSE: Expected(Owner.LEAD, Clock.ARBEJDSDAGE, 10, _("Luk sagen"), _("Luk"), _("alt, der er åbent, skal have en ende")),
    Kind.ROLES: Expected(
        Owner.LEAD, Clock.ARBEJDSDAGE, 10, _("Aftal, hvem der gør hvad"), _OPEN, _("strategien: roller aftales i hver sag"),
    ),
    Kind.ERASE: Expected(
        Owner.COORDINATORS, Clock.DATE, 0, _("Tag stilling til sletning"), _CONFIRM, _("kommunens slettefrister"), fixed=True,
    ),
    Kind.CONFIRM_ERASURE: Expected(
        Owner.OTHER_OR_HEAD, Clock.ARBEJDSDAGE, 10, _("Tag stilling til, om sagen skal slettes"), _CONFIRM, _FOUR_EYES, fixed=True,
    ),
    Kind.ROTATE_KEYS: Expected(
        Owner.ADMIN, Clock.CALENDAR_DAY_END, 30, _("Skift hovednøglen"), _OPEN, _("ældre kopier skal miste slettede sager"), fixed=True,
    ),
}  # fmt: skip

WITHOUT_CASE = frozenset({Kind.ANSWER_ADVICE, Kind.CHECK_ENTRY, Kind.ROTATE_KEYS})
OUTLIVES_CLOSING = frozenset({Kind.ERASE, Kind.CONFIRM_ERASURE, Kind.READ_MESSAGE})
OUTSIDE = frozenset({Owner.CHILD_DEPARTMENT, Owner.POLICE})  # the coordinators wait for these

# The municipality's own closed days: a day of every year ("06-05", or (6, 5)) or a single one ("2027-05-07", or a date).
Closed = str | date | tuple[int, int]
CLOSED_BY_DEFAULT: tuple[Closed, ...] = ("06-05", "12-24", "12-31")


def owner_of(kind: Kind, has_lead: bool) -> Owner:
    """Whose turn it is by the table: some duties of the lead are the coordinators' until there is one."""
    told = EXPECTED[kind]
    return told.owner if has_lead or told.before is None else told.before


# ---------- Days


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


# ---------- Late or not


class Group(TextChoices):
    """The groups of a work list, in their order."""

    OVER = "over", _("Overskredet")
    TODAY = "today", _("I dag")
    WEEK = "week", _("Denne uge")
    LATER = "later", _("Senere")


def is_late(due: datetime, now: datetime) -> bool:
    """Whether its time is over; the due moment itself is still in time."""
    return now > due


def working_days_over(due: datetime, now: datetime, closed_days: Collection[Closed] = CLOSED_BY_DEFAULT) -> int:
    """How many arbejdsdage it is late: 0 in time, and 0 still on a weekend after the due day."""
    return working_days(due, now, closed_days) if is_late(due, now) else 0


def group(due: datetime, now: datetime) -> Group:
    """Where it stands in a work list; the week ends with Sunday."""
    if is_late(due, now):
        return Group.OVER
    today, day = local_day(now), local_day(due)
    if day == today:
        return Group.TODAY
    return Group.WEEK if day <= today + timedelta(days=6 - today.weekday()) else Group.LATER


# ---------- Chosen dates


def may_move(kind: Kind) -> bool:
    """Whether a coordinator may move it by hand, with a reason."""
    return not (EXPECTED[kind].statutory or EXPECTED[kind].fixed)


def check_date(kind: Kind, on: date, today: date) -> None:
    """Refuse a chosen day that is over, or farther away than the kind allows."""
    if on < today:
        raise Refused(_now("Datoen er allerede gået. Vælg i dag eller en senere dag."), "due_on")
    most = EXPECTED[kind].most_months
    if most is not None and on > months_after(today, most):
        raise Refused(_now("Datoen må højst ligge {count} måneder fremme. Vælg en tidligere dag.").format(count=most), "due_on")


LONGEST_TASK = 500


def check_task(text: str) -> None:
    """Refuse a task that says nothing, or more than can be read in a list."""
    if not text.strip():
        raise Refused(_now("Skriv, hvad der skal gøres."), "remark")
    if len(text) > LONGEST_TASK:
        raise Refused(_now("Skriv opgaven på højst {most} tegn. Resten hører til i en note.").format(most=LONGEST_TASK), "remark")


def check_move(kind: Kind, on: date, why: str, today: date) -> None:
    """Refuse to move what is set by law or by the house, a move without a reason, and a day that cannot be."""
    told = EXPECTED[kind]
    if told.statutory:
        raise Refused(_now("Fristen følger af {law} og kan ikke flyttes.").format(law=told.rests_on), "due_on")
    if told.fixed:
        raise Refused(_now("Fristen »{name}« kan ikke flyttes.").format(name=kind.label), "due_on")
    if not why.strip():
        raise Refused(_now("Skriv, hvorfor fristen flyttes."), "why")
    check_date(kind, on, today)


# ---------- When the professional head is shown what is over time

AT_ONCE = frozenset(
    {Kind.REGISTER, Kind.ACUTE_TODAY, Kind.CHILD_24H, Kind.CHILD_RECEIPT, Kind.READ_MESSAGE, Kind.POLICE_CONTACT, Kind.POLICE_ANSWER}
)


def escalates_at(kind: Kind, due: datetime, closed_days: Collection[Closed] = CLOSED_BY_DEFAULT) -> datetime:
    """From when a deadline that is not met stands on the head's page: at once where somebody waits or the law says so, else two arbejdsdage later."""
    if kind in AT_ONCE or EXPECTED[kind].statutory or EXPECTED[kind].owner is Owner.HEAD:
        return due
    return due_at(Clock.ARBEJDSDAGE, 2, due, closed_days)
