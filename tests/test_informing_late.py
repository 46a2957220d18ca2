"""While the duty to inform is over time a case waits for it, but for what is acute; the pages and the gate say the same."""

from datetime import timedelta

import pytest
from django.urls import reverse

from infohus import lib
from infohus.assessments.actions import conclude, start_joint_assessment
from infohus.assessments.actions.police import answer_as_police, take_answer
from infohus.cases.rules import MOVES, NEXT, Stage, check_informed, holds_back
from infohus.concerns.actions import join_concern
from infohus.deadlines.models import Deadline
from infohus.disclosures.models import Disclosure
from infohus.lib import Refused, clock_at
from infohus.rights.actions import decide_information
from tests.conftest import signed_in
from tests.html import read
from tests.test_assessments import begin, finish, sign, withheld, words
from tests.test_passing import fresh, given
from tests.test_police import ANSWER, confirmed
from tests.test_told_police import told
from tests.test_underretning import SIGNS

FIRST = "Tag først stilling til oplysningspligten"
SERIOUS = [{"code": "A07", "text": "Deler materiale, der hylder vold", "serious": True}]
CONCLUDED = {"outcome": "unfounded", "kind_of_concern": "none", "reason": "Det var et logo fra et spil.", "psychiatry": "no"}
REFUSED = "Fristen for at give borgeren besked er overskredet"


def over_time():
    """A month and a half later."""
    return clock_at(lib.now() + timedelta(days=45))


def shown(world, page, case):
    """A page of a case as Mette reads it: its words, and the acts that it offers."""
    answered = signed_in(world, "mette").get(reverse(page, args=[case.pk]))
    return words(answered), set(read(answered).acts)


def next_step(world, case):
    """The words of the next step on the page of a case."""
    text, _acts = shown(world, "casefile:case", case)
    at = text.index("Næste skridt")
    return text[at : at + 400]


@pytest.mark.parametrize("signs", [[], SERIOUS])
def test_what_is_not_acute_waits_and_no_page_offers_it(world, signs):
    case = world.register(world.concern(signs=signs))
    with over_time():
        step = next_step(world, case)
        assert FIRST in step
        assert "Videregiv" not in step
        for page, act in (
            ("casefile:pass_to_police", "pass_to_police"),
            ("casefile:withhold", "withhold_from_police"),
            ("casefile:disclose_orally", "disclose_orally"),
        ):
            said, offered = shown(world, page, case)
            assert (FIRST in said) == (page != "casefile:disclose_orally"), page
            assert "decide_information" in offered, page
            assert (act in offered) == (page == "casefile:disclose_orally"), page
        for tell in (given, withheld):
            with pytest.raises(Refused, match=REFUSED):
                tell(world, fresh(world, case))
        informed(world, case)
        given(world, fresh(world, case))
    assert fresh(world, case).stage == Stage.ASSESSING


@pytest.mark.parametrize("when", ["now", "later"])
def test_what_the_police_were_told_by_mouth_is_noted_at_once_and_only_the_move_waits(world, when):
    case = world.register(world.concern(signs=SERIOUS))
    with over_time():
        said, _offered = shown(world, "casefile:disclose_orally", case)
        assert "Vestegns Politi" in said
        assert "Sagen går først videre, når oplysningspligten er afgjort." in said
        told(world, fresh(world, case))
        assert fresh(world, case).stage == Stage.REGISTERED
        with world.at("mette"):
            assert Disclosure.objects.filter(case=case.pk, form="oral").count() == 1
            waits = set(Deadline.objects.filter(case_id=case.pk, met_at=None, ended_at=None).values_list("kind", flat=True))
            assert waits.isdisjoint({"police_contact", "acute_today"})
            assert {"inform", "joint_assessment"} <= waits
        assert FIRST in next_step(world, case)
        if when == "now":
            informed(world, case)
        else:
            until = lib.today() + timedelta(days=30)
            decide_information(world.mette, fresh(world, case), when="later", interest="others", until=until, reason="Det ville skade.")
        assert fresh(world, case).stage == Stage.ASSESSING
        assert FIRST not in next_step(world, case)


@pytest.mark.parametrize("tell", [given, told, withheld])
def test_of_a_case_with_an_acute_sign_it_is_decided_at_once_what_the_police_are_told(world, tell):
    case = world.register(world.concern(signs=SIGNS))
    with over_time():
        assert "Videregiv til politiet" in next_step(world, case)
        for page in ("casefile:pass_to_police", "casefile:withhold", "casefile:disclose_orally"):
            assert FIRST not in shown(world, page, case)[0], page
        assert "Vestegns Politi" in shown(world, "casefile:disclose_orally", case)[0]
        tell(world, fresh(world, case))
        assert fresh(world, case).stage == Stage.ASSESSING


def test_where_the_police_act_now_the_case_goes_on_and_its_pages_say_so(world):
    case, _row, copy = confirmed(world)
    take_answer(world.mette, answer_as_police(world.pia, copy, **{**ANSWER, "acute": "yes", "shares": "yes"}))
    finish(world, fresh(world, case))
    with over_time():
        assert "Begynd den fælles vurdering" in next_step(world, case)
        said, offered = shown(world, "assessments:joint", case)
        assert FIRST not in said
        assert "start_joint_assessment" in offered
        start_joint_assessment(world.mette, fresh(world, case))
        sign(world, fresh(world, case))
        assert "Skriv konklusionen" in next_step(world, case)
        said, offered = shown(world, "assessments:conclude", case)
        assert FIRST not in said
        assert "conclude" in offered
        conclude(world.mette, fresh(world, case), **CONCLUDED)
        assert fresh(world, case).stage == Stage.CONCLUDED


def test_where_they_do_not_the_conclusion_waits_and_a_new_joint_assessment_does_not(world):
    case = world.register(world.concern())
    begin(world, case)
    sign(world, fresh(world, case))
    with over_time():
        assert FIRST in next_step(world, case)
        said, offered = shown(world, "assessments:conclude", case)
        assert FIRST in said
        assert "conclude" not in offered
        with pytest.raises(Refused, match=REFUSED):
            conclude(world.mette, fresh(world, case), **CONCLUDED)
        assert "start_joint_assessment" in shown(world, "assessments:joint", case)[1]
        start_joint_assessment(world.mette, fresh(world, case))


def test_what_the_police_were_told_of_an_arrival_holds_up_neither_its_registration_nor_its_joining(world):
    alone, other = (world.concern(signs=SERIOUS) for _one in range(2))
    open_case = world.register(world.concern())
    told(world, alone)
    told(world, other)
    with over_time():
        world.register(alone)
        assert fresh(world, alone).stage == Stage.ASSESSING
        join_concern(world.mette, fresh(world, other), into=fresh(world, open_case))
        assert fresh(world, open_case).stage == Stage.ASSESSING


def informed(world, case):
    """The citizen was told today."""
    decide_information(world.mette, fresh(world, case), when="now", told_on=lib.today(), told_whom=["child"])


@pytest.mark.parametrize("acute", [False, True])
def test_what_a_page_asks_is_what_the_gate_says(acute):
    led_to = set()
    for act, ends in MOVES.items():
        for now in Stage:
            moves = [to for to in ends if (now, to) in NEXT]
            led_to |= {(now, to) for to in moves}
            refused = 0
            for to in moves:
                try:
                    check_informed(now, to, informing_is_late=True, acute=acute)
                except Refused:
                    refused += 1
            assert holds_back(act, now, informing_is_late=True, acute=acute) == bool(refused), (act, now)
            assert not holds_back(act, now, informing_is_late=False, acute=acute)
    assert led_to == set(NEXT)
