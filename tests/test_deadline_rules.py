"""How Danish days are counted: the cases from the field, and what holds for every moment."""

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from infohus.deadlines.rules import (
    CLOSED_BY_DEFAULT,
    EXPECTED,
    WITHOUT_CASE,
    Clock,
    Group,
    Kind,
    Owner,
    check_date,
    check_move,
    due_at,
    group,
    is_arbejdsdag,
    is_hverdag,
    is_late,
    local_day,
    may_move,
    months_after,
    owner_of,
    working_days,
    working_days_over,
)
from infohus.lib import TZ, Refused

CASES = Path(__file__).parent / "cases" / "frister.csv"
CLOCKS = {
    "timer": Clock.HOURS,
    "hverdage": Clock.HVERDAGE,
    "arbejdsdage": Clock.ARBEJDSDAGE,
    "arbejdsdag": Clock.ARBEJDSDAGE,
    "måned": Clock.MONTHS,
}


def at(text):
    """A moment in Danish time, '2026-11-27 16:30'."""
    return datetime.fromisoformat(text).replace(tzinfo=TZ)


def rows():
    with CASES.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['nr']}: {row['regel']} fra {row['modtaget (dansk tid)']}")
def test_the_cases_from_the_field_are_met_exactly(row):
    amount, clock = row["regel"].split()
    due = due_at(CLOCKS[clock], int(amount), at(row["modtaget (dansk tid)"]))
    if clock == "timer":
        assert due == at(row["forfalder"])
    else:
        assert due.astimezone(TZ).isoformat()[:26] == f"{row['forfalder']}T23:59:59.999999"
    assert due.tzinfo is UTC


def test_all_cases_were_read():
    assert len(rows()) == 10


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2027-03-27 16:30", "2027-03-28 17:30"),  # the night that summer time begins has 23 hours
        ("2026-10-24 16:30", "2026-10-25 15:30"),  # and the night that it ends has 25
    ],
)
def test_twenty_four_hours_are_real_hours(received, due):
    assert due_at(Kind.CHILD_24H, None, at(received)) == at(due)


def test_a_day_ends_where_the_people_are():
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)  # half past midnight in Brøndby
    assert local_day(late) == date(2026, 11, 25)
    assert due_at(Kind.ACUTE_TODAY, None, late) == at("2026-11-25 23:59:59.999999")


@pytest.mark.parametrize(
    ("day", "open_", "why"),
    [
        ("2026-06-05", False, "Grundlovsdag, a Friday"),
        ("2026-12-24", False, "Christmas Eve, a Thursday"),
        ("2026-12-31", False, "New Year's Eve, a Thursday"),
        ("2026-12-30", True, "the day before it"),
        ("2027-05-07", True, "the Friday after Ascension Day, unless the municipality closes"),
    ],
)
def test_the_municipality_is_closed_on_its_own_days(day, open_, why):
    assert is_arbejdsdag(date.fromisoformat(day)) is open_, why
    assert is_hverdag(date.fromisoformat(day)), "own closed days stop no clock of the law"


@pytest.mark.parametrize("closed", ["2027-05-07", date(2027, 5, 7), (5, 7), "05-07"])
def test_a_closed_day_may_be_written_in_four_ways(closed):
    assert due_at(Clock.ARBEJDSDAGE, 1, at("2027-05-05 09:00")) == at("2027-05-07 23:59:59.999999")
    assert due_at(Clock.ARBEJDSDAGE, 1, at("2027-05-05 09:00"), [closed]) == at("2027-05-10 23:59:59.999999")


def test_a_month_ends_at_its_last_day():
    assert months_after(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert months_after(date(2028, 1, 31), 1) == date(2028, 2, 29)
    assert months_after(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert months_after(date(2026, 12, 15), 1) == date(2027, 1, 15)


# ---------- What holds for every moment

moments = some.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=some.just(UTC))
day_clocks = some.sampled_from([Clock.HVERDAGE, Clock.ARBEJDSDAGE])
clocks = some.sampled_from([Clock.HOURS, Clock.HVERDAGE, Clock.ARBEJDSDAGE, Clock.MONTHS, Clock.CALENDAR_DAY_END])
amounts = some.integers(1, 40)


@settings(deadline=None)
@given(clocks, amounts, moments, some.timedeltas(timedelta(0), timedelta(days=30)))
def test_who_comes_later_is_due_no_earlier(clock, amount, start, later):
    assert due_at(clock, amount, start) <= due_at(clock, amount, start + later)


@settings(deadline=None)
@given(clocks, amounts, moments)
def test_more_time_is_more_time(clock, amount, start):
    assert start < due_at(clock, amount, start) < due_at(clock, amount + 1, start)


@settings(deadline=None)
@given(amounts, moments)
def test_a_shorter_calendar_is_never_quicker(amount, start):
    calendar = due_at(Clock.CALENDAR_DAY_END, amount, start)
    assert calendar <= due_at(Clock.HVERDAGE, amount, start) <= due_at(Clock.ARBEJDSDAGE, amount, start)
    assert due_at(Clock.ARBEJDSDAGE, amount, start, ()) <= due_at(Clock.ARBEJDSDAGE, amount, start)


@settings(deadline=None)
@given(day_clocks, amounts, moments)
def test_nothing_is_due_on_a_closed_day(clock, amount, start):
    day = local_day(due_at(clock, amount, start))
    assert is_hverdag(day) if clock == Clock.HVERDAGE else is_arbejdsdag(day)
    assert day.weekday() != 6


@settings(deadline=None)
@given(some.dates(date(2024, 1, 1), date(2090, 1, 1)))
def test_the_fourth_friday_after_easter_is_worked_since_2024(day):
    easter = next(one for one in (date(day.year, 3, 22) + timedelta(days=n) for n in range(35)) if _is_easter(one))
    assert is_hverdag(easter + timedelta(days=26))
    assert not is_hverdag(easter + timedelta(days=39)), "but Ascension Day is not"


def _is_easter(day):
    """Whether a Sunday is Easter: Maundy Thursday, Good Friday and Easter Monday are closed around it."""
    return day.weekday() == 6 and not any(is_hverdag(day + timedelta(days=n)) for n in (-3, -2, 1))


@settings(deadline=None)
@given(amounts, moments)
def test_the_days_of_a_clock_are_the_days_that_are_counted(amount, start):
    due = due_at(Clock.ARBEJDSDAGE, amount, start)
    assert working_days(start, due) == amount
    assert working_days_over(due, due) == 0


@settings(deadline=None)
@given(moments, moments)
def test_every_deadline_stands_in_exactly_one_group(due, now):
    assert (group(due, now) == Group.OVER) == is_late(due, now)
    if group(due, now) == Group.WEEK:
        assert local_day(due).isocalendar()[:2] == local_day(now).isocalendar()[:2]


# ---------- A Tuesday in November

TUESDAY = at("2026-11-24 09:00")


@pytest.mark.parametrize(
    ("due", "where"),
    [
        ("2026-11-23 23:59:59.999999", Group.OVER),
        ("2026-11-24 08:12", Group.OVER),
        ("2026-11-24 23:59:59.999999", Group.TODAY),
        ("2026-11-25 08:12", Group.WEEK),
        ("2026-11-29 23:59:59.999999", Group.WEEK),
        ("2026-11-30 23:59:59.999999", Group.LATER),
    ],
)
def test_a_work_list_is_read_from_over_time_to_later(due, where):
    assert group(at(due), TUESDAY) == where


def test_a_weekend_makes_late_but_no_working_day_over():
    friday, saturday, monday = at("2026-11-20 23:59:59.999999"), at("2026-11-21 10:00"), at("2026-11-23 00:30")
    assert not is_late(friday, friday)
    assert (is_late(friday, saturday), working_days_over(friday, saturday)) == (True, 0)
    assert working_days_over(friday, monday) == 1


# ---------- The table


def test_every_kind_is_expected_of_somebody_for_a_reason():
    assert set(EXPECTED) == set(Kind)
    for kind, told in EXPECTED.items():
        assert all((str(told.says), str(told.verb), str(told.rests_on), str(kind.label))), kind
        assert (told.amount == 0) == (told.clock == Clock.DATE or (told.clock == Clock.CALENDAR_DAY_END and kind != Kind.ROTATE_KEYS)), kind
        assert len(kind.value) <= 24
        assert len(told.owner.value) <= 20


@pytest.mark.parametrize(
    ("kind", "owner", "clock", "amount"),
    [
        (Kind.REGISTER, Owner.COORDINATORS, Clock.ARBEJDSDAGE, 1),
        (Kind.CHILD_24H, Owner.CHILD_DEPARTMENT, Clock.HOURS, 24),
        (Kind.CHILD_RECEIPT, Owner.LEAD, Clock.HVERDAGE, 6),
        (Kind.POLICE_CONTACT, Owner.LEAD, Clock.ARBEJDSDAGE, 1),
        (Kind.SOCIAL_ASSESSMENT, Owner.LEAD, Clock.ARBEJDSDAGE, 10),
        (Kind.CONCLUSION, Owner.LEAD, Clock.ARBEJDSDAGE, 30),
        (Kind.INFORM, Owner.LEAD, Clock.MONTHS, 1),
        (Kind.POLICE_ANSWER, Owner.POLICE, Clock.ARBEJDSDAGE, 10),
        (Kind.SECOND_READING, Owner.OTHER_COORDINATOR, Clock.ARBEJDSDAGE, 3),
        (Kind.CONFIRM_ERASURE, Owner.OTHER_OR_HEAD, Clock.ARBEJDSDAGE, 10),
    ],
)
def test_the_table_says_what_the_model_says(kind, owner, clock, amount):
    told = EXPECTED[kind]
    assert (told.owner, told.clock, told.amount) == (owner, clock, amount)
    assert due_at(kind, None, TUESDAY) == due_at(clock, amount, TUESDAY)


def test_what_rests_on_law_cannot_be_given_another_length():
    assert {kind for kind in Kind if EXPECTED[kind].statutory} == {Kind.CHILD_24H, Kind.CHILD_RECEIPT, Kind.INFORM, Kind.PRO_FEEDBACK}
    assert due_at(Kind.REGISTER, 2, TUESDAY) > due_at(Kind.REGISTER, None, TUESDAY)
    with pytest.raises(ValueError, match="law"):
        due_at(Kind.CHILD_24H, 48, TUESDAY)


def test_the_coordinators_stand_in_for_a_lead_that_is_not_there():
    assert owner_of(Kind.READ_MESSAGE, has_lead=False) == Owner.COORDINATORS
    assert owner_of(Kind.READ_MESSAGE, has_lead=True) == Owner.LEAD
    assert owner_of(Kind.CHILD_24H, has_lead=False) == Owner.CHILD_DEPARTMENT
    assert {Kind.ANSWER_ADVICE, Kind.CHECK_ENTRY, Kind.ROTATE_KEYS} == WITHOUT_CASE


@pytest.mark.parametrize(("clock", "amount"), [(Clock.HVERDAGE, 0), (Clock.HOURS, None), (Clock.MONTHS, -1), (Clock.CALENDAR_DAY_END, -1)])
def test_no_count_is_no_deadline(clock, amount):
    with pytest.raises(ValueError, match="no deadline"):
        due_at(clock, amount, TUESDAY)


def test_a_moment_must_say_where_it_is():
    with pytest.raises(ValueError, match="time zone"):
        due_at(Clock.HOURS, 24, datetime(2026, 11, 24, 9))


# ---------- Moving and choosing


def test_a_task_is_moved_with_a_reason_and_the_law_is_not():
    today = local_day(TUESDAY)
    check_move(Kind.TASK, date(2026, 12, 1), "Skolen har ferie.", today)
    with pytest.raises(Refused, match="hvorfor") as refused:
        check_move(Kind.TASK, date(2026, 12, 1), "  ", today)
    assert refused.value.field == "why"
    with pytest.raises(Refused, match="barnets lov § 136 og kan ikke flyttes"):
        check_move(Kind.CHILD_24H, date(2026, 12, 1), "Der er travlt.", today)
    with pytest.raises(Refused, match="»Handl i dag« kan ikke flyttes"):
        check_move(Kind.ACUTE_TODAY, date(2026, 12, 1), "Der er travlt.", today)
    assert may_move(Kind.SOCIAL_ASSESSMENT)
    assert not may_move(Kind.CHILD_RECEIPT)
    assert not may_move(Kind.ERASE)


def test_a_chosen_day_is_not_over_and_not_too_far_away():
    today = local_day(TUESDAY)
    check_date(Kind.INFORM, date(2027, 2, 24), today)
    with pytest.raises(Refused, match="højst ligge 3 måneder") as refused:
        check_date(Kind.INFORM, date(2027, 2, 25), today)
    assert refused.value.field == "due_on"
    check_date(Kind.TASK, date(2029, 1, 1), today)
    check_date(Kind.TASK, today, today)
    with pytest.raises(Refused, match="allerede gået"):
        check_date(Kind.TASK, date(2026, 11, 23), today)
    assert due_at(Clock.DATE, None, at("2027-02-24 00:00")) == at("2027-02-24 23:59:59.999999")


def test_the_default_closed_days_are_those_of_the_model():
    assert CLOSED_BY_DEFAULT == ("06-05", "12-24", "12-31")
