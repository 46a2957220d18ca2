"""What the police answered on a sheet that is gone stands; what they asked and nobody answered is offered where it is read."""

from datetime import timedelta

from django.urls import reverse

from infohus import lib
from infohus.assessments.actions.police import answer_as_police, ask_back, take_answer
from infohus.assessments.queries.standing import awaiting
from infohus.casefile.actions import recall_disclosure
from infohus.lib import clock_at
from tests.conftest import signed_in
from tests.test_assessments import finish, withheld, words
from tests.test_passing import fresh, given
from tests.test_police import ANSWER, confirmed, confirmed_copy, hears, waiting

MISTAKE = "Det var den forkerte udgave."


def test_an_answer_on_the_sheet_that_answered_their_question_stands_when_that_sheet_is_called_back(world):
    case, _row, copy = confirmed(world)
    ask_back(world.pia, copy, text="Hvor længe har det stået på?")
    new = given(world, fresh(world, case))
    answer_as_police(world.pia, confirmed_copy(world, new), **ANSWER)
    recall_disclosure(world.mette, new, why=MISTAKE)
    assert not {"answer_back", "police_answer"} & set(waiting(world, case))
    assert hears(world, case).heard


def test_a_question_that_waits_again_is_answered_from_the_page_where_it_is_read(world):
    case, _row, copy = confirmed(world)
    ask_back(world.pia, copy, text="Hvor længe har det stået på?")
    new = given(world, fresh(world, case))
    mette, page = signed_in(world, "mette"), reverse("assessments:police", args=[case.pk])
    assert "Svar med en ny videregivelse" not in words(mette.get(page))
    recall_disclosure(world.mette, new, why=MISTAKE)
    shown = words(mette.get(page))
    assert "Politiet venter på et svar." in shown
    assert shown.count("Svar med en ny videregivelse") == 1


def test_the_list_says_what_they_said_and_that_they_are_asked_again(world):
    case, _row, copy = confirmed(world)
    answer = answer_as_police(world.pia, copy, **ANSWER)
    take_answer(world.mette, answer)
    with world.at("mette"):
        said = next(one.word for one in awaiting(world.mette) if one.case.pk == case.pk)
    given(world, fresh(world, case))
    with world.at("mette"):
        again = next(one.word for one in awaiting(world.mette) if one.case.pk == case.pk)
    assert again == f"{said}. Spurgt igen"


def test_while_informing_is_over_time_no_page_offers_what_would_be_refused(world):
    case = world.register(world.concern())
    finish(world, withheld(world, case))
    with clock_at(lib.now() + timedelta(days=40)):
        mette = signed_in(world, "mette")
        shown = words(mette.get(reverse("casefile:case", args=[case.pk])))
        assert "Tag først stilling til oplysningspligten" in shown
        for page in ("assessments:joint", "assessments:conclude"):
            shown = mette.get(reverse(page, args=[case.pk])).content.decode()
            assert "Tag først stilling til oplysningspligten" in shown
            assert 'data-act="start_joint_assessment"' not in shown
            assert 'name="outcome"' not in shown
