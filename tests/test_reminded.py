"""After five arbejdsdage without the police's answer the lead is told, once, and the overview and the case lead to the reminder that lies ready."""

from datetime import datetime, timedelta

import pytest

from infohus.assessments.actions.police import ask_back, remind_receiver, say_undecided, take_answer
from infohus.cases.actions import cover
from infohus.deadlines.models import Deadline
from infohus.lib import TZ, clock_at
from tests.conftest import signed_in
from tests.test_assessments import finish
from tests.test_jobs import casefile, clock, led_by_mette, reminded  # noqa: F401
from tests.test_passing import fresh, given
from tests.test_police import confirmed_copy

GIVEN = datetime(2026, 11, 25, 9, 0, tzinfo=TZ)  # a Wednesday
FIFTH = datetime(2026, 12, 2, 8, 11, tzinfo=TZ)  # the Wednesday after
READY = "En påmindelse"


@pytest.fixture
def asked(clock, world):  # noqa: F811
    """A grown-up's case that Mette leads, what the police were given of it, and the clock."""
    case = led_by_mette(world)
    clock(GIVEN)
    return case, given(world, case), clock


def shown(world, case):
    """The overview and the page of the case, as the lead has them."""
    client = signed_in(world, "mette")
    return [client.get(at).content.decode() for at in ("/overblik/", f"/sager/{case.pk}/")]


def test_the_lead_and_who_stands_in_are_told_once_that_the_police_are_silent(world, asked):
    _case, _row, to = asked
    cover(world.mette, world.brondby, of=world.member("mette"), by=world.member("soeren"), from_on=FIFTH.date(), until_on=FIFTH.date())
    to(FIFTH - timedelta(days=1))
    casefile.remind_owners(0)
    assert reminded(world) == []
    to(FIFTH)
    casefile.remind_owners(0)
    assert reminded(world) == ["mette", "soeren"]
    for later in (timedelta(hours=1), timedelta(days=1), timedelta(days=2)):
        to(FIFTH + later)
        casefile.remind_owners(0)
    assert reminded(world) == ["mette", "soeren"]


def test_nobody_is_told_to_remind_the_police_while_they_wait_for_us(world, asked):
    case, row, to = asked
    ask_back(world.pia, confirmed_copy(world, row), text="Hvem er læreren, og hvornår var det?")
    to(FIFTH)
    casefile.remind_owners(0)
    told = reminded(world)
    assert told == ["mette"]  # of the question, which is over time
    with world.at("mette"):
        assert Deadline.objects.get(case_id=case.pk, kind="police_answer", met_at=None).reminded_at is None
    assert not any(READY in html for html in shown(world, case))


@pytest.mark.parametrize("before", ["they said what they wait for", "they were reminded"])
def test_the_lead_is_told_when_a_reminder_lies_ready_and_not_before(world, asked, before):
    case, row, to = asked
    to(FIFTH - timedelta(days=1))
    if before == "they were reminded":
        remind_receiver(world.mette, row, by_mail=False)
    else:
        take_answer(
            world.mette, say_undecided(world.pia, confirmed_copy(world, row), acute="no", hindrance="no", text="Vi venter på skolen.")
        )
    to(FIFTH)
    casefile.remind_owners(0)
    assert reminded(world) == []
    assert not any(READY in html for html in shown(world, case))
    to(FIFTH + timedelta(days=6))  # five arbejdsdage later
    casefile.remind_owners(0)
    assert "mette" in reminded(world)
    assert READY in shown(world, case)[0]


def test_overview_and_case_lead_to_the_reminder_until_it_is_sent_and_again_after_five_days(world, asked):
    case, row, to = asked
    address = f"/sager/{case.pk}/videregivelser/{row.pk}/mind/"
    to(FIFTH - timedelta(days=1))
    assert not any(READY in html or address in html for html in shown(world, case))
    to(FIFTH)
    overview, case_page = shown(world, case)
    assert "Politiet skal svare. En påmindelse ligger klar." in overview
    assert "En påmindelse til dem ligger klar." in case_page
    assert address in overview
    assert address in case_page
    assert signed_in(world, "mette").get(address).status_code == 200
    finish(world, fresh(world, case))
    waits = shown(world, case)[1]
    assert "Vent på politiets svar" in waits
    assert f'href="{address}"' in waits
    remind_receiver(world.mette, row, by_mail=False)
    assert not any(READY in html for html in shown(world, case))
    to(FIFTH + timedelta(days=7))
    assert all(READY in html for html in shown(world, case))


def test_who_has_just_said_what_they_wait_for_is_not_pressed(world, asked):
    case, row, to = asked
    copy = confirmed_copy(world, row)
    to(FIFTH)
    say_undecided(world.pia, copy, acute="no", hindrance="no", text="Vi venter på svar fra skolen.")
    assert not any(READY in html for html in shown(world, case))
    to(FIFTH + timedelta(days=7))
    overview, case_page = shown(world, case)
    assert READY in overview
    assert "Læs, hvad politiet venter på" in case_page  # that is the next step before all else


def test_two_who_have_the_page_open_remind_once(world, asked):
    case, row, to = asked
    to(FIFTH)
    address = f"/sager/{case.pk}/videregivelser/{row.pk}/mind/"
    mette, soeren = signed_in(world, "mette"), signed_in(world, "soeren")
    pages = [client.get(address).content.decode() for client in (mette, soeren)]
    assert all('name="last" value=""' in html for html in pages)
    assert mette.post(address, {"mail": "1", "last": ""}).status_code == 302
    late = soeren.post(address, {"mail": "1", "last": ""})
    assert (late.status_code, "En anden har mindet dem om det" in late.content.decode()) == (409, True)


def test_a_sheet_that_cannot_be_read_any_more_asks_for_no_reminder(world, asked):
    case, _row, _to = asked
    with clock_at(GIVEN + timedelta(days=91)):
        assert not any(READY in html for html in shown(world, case))
