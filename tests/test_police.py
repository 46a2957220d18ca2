"""The police read what they were given and nothing else, answer in words or ask back; the municipality notes, reads, waits and reminds."""

from datetime import date, timedelta

import pytest

from infohus import lib
from infohus.assessments.actions.police import (
    answer_as_police,
    ask_back,
    confirm_not_investigation,
    note_police_answer,
    remind_receiver,
    take_answer,
)
from infohus.assessments.models import PoliceAnswer
from infohus.assessments.queries.police import waiting_of
from infohus.cases.models import Case
from infohus.concerns.actions import open_police_concern
from infohus.concerns.models import Concern
from infohus.db.context import acting
from infohus.deadlines.models import Deadline
from infohus.disclosures.models import Copy
from infohus.lib import Refused
from tests.conftest import signed_in
from tests.html import read, twice
from tests.test_passing import given, registered

ANSWER = {"shares": "no", "acute": "no", "hindrance": "no"}


def given_copy(world):
    """A sheet that was given to the police, as they have it."""
    case = registered(world)
    row = given(world, case)
    with acting(world.pia.context):
        return case, row, Copy.objects.select_related("municipality", "receiver", "unit").get(number=row.number)


def confirmed(world):
    """The same, once confirmed not to be for investigation."""
    case, row, copy = given_copy(world)
    confirm_not_investigation(world.pia, copy)
    with acting(world.pia.context):
        return case, row, Copy.objects.select_related("municipality").get(pk=copy.pk)


def waiting(world, case):
    """The kinds that wait in a case."""
    with world.at("mette"):
        return {one.kind: one for one in Deadline.objects.filter(case_id=case.pk, met_at=None, ended_at=None)}


@pytest.mark.function("S43", act="answer_as_police")
def test_an_answer_is_read_by_the_coordinators_and_ends_the_waiting(world):
    _case, _row, copy = given_copy(world)
    with pytest.raises(Refused, match="Bekræft først"):
        answer_as_police(world.pia, copy, **ANSWER)
    case, _row, copy = confirmed(world)
    answer = answer_as_police(world.pia, copy, **ANSWER, text="Vi kender ham ikke.")
    kinds = waiting(world, case)
    assert "police_answer" not in kinds
    assert "read_answer" in kinds
    with world.at("mette"):
        told = PoliceAnswer.objects.select_related("case__municipality").get(pk=answer.pk)
        assert (told.shares, told.text, told.authority.name) == ("no", "Vi kender ham ikke.", "Københavns Vestegns Politi")
    take_answer(world.mette, told)
    assert "read_answer" not in waiting(world, case)
    with acting(world.karen.context):
        assert not PoliceAnswer.objects.exists()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"shares": ""}, "deler bekymringen"),
        ({"hindrance": "yes", "text": "Vi er midt i noget."}, "spørge igen"),
        ({"hindrance": "yes", "hindrance_until": date(2030, 1, 1), "text": "Vi er midt i noget."}, "tre måneder"),
        ({"hindrance": "alone"}, "et par ord"),
    ],
)
def test_an_answer_that_leaves_something_open_is_refused(world, said, sentence):
    _case, _row, copy = confirmed(world)
    with pytest.raises(Refused, match=sentence):
        answer_as_police(world.pia, copy, **{**ANSWER, **said})


def test_acting_now_and_going_on_alone_are_read_the_same_day_and_leave_the_social_question(world):
    case, _row, copy = confirmed(world)
    answer_as_police(world.pia, copy, shares="yes", acute="yes", hindrance="alone", text="Vi handler i aften.")
    kinds = waiting(world, case)
    assert kinds["read_answer"].due_at.astimezone(lib.TZ).date() == lib.today()
    assert "social_duty" in kinds


def test_a_hindrance_is_asked_about_again_at_its_date(world):
    case, _row, copy = confirmed(world)
    until = lib.today() + timedelta(days=30)
    answer_as_police(
        world.pia, copy, shares="yes", acute="no", hindrance="yes", hindrance_until=until, text="Vent, til vi har talt med skolen."
    )
    assert waiting(world, case)["hindrance"].due_at.astimezone(lib.TZ).date() == until


def test_the_answer_and_the_question_have_labels_of_their_own(world):
    _case, _row, copy = confirmed(world)
    page = read(signed_in(world, "pia").get(f"/partner/{copy.pk}/"))
    assert {"answer_as_police", "ask_back"} <= set(page.acts)
    assert twice(page) == []


def test_a_question_back_is_answered_by_a_new_disclosure(world):
    case, _row, copy = confirmed(world)
    with pytest.raises(Refused, match="mangler at vide"):
        ask_back(world.pia, copy, text="?")
    ask_back(world.pia, copy, text="Hvor længe har det stået på?")
    assert "answer_back" in waiting(world, case)


@pytest.mark.function("C20", part="the answer", act="note_police_answer")
def test_an_answer_from_the_telephone_is_marked_with_its_origin(world):
    case, row, _copy = given_copy(world)
    said = {"form": "phone", "answered_at": lib.now(), "who": "Pia Rask", **ANSWER}
    with pytest.raises(Refused, match="hvordan svaret kom"):
        note_police_answer(world.mette, row, **{**said, "form": "system"})
    note_police_answer(world.mette, row, **said)
    assert "police_answer" not in waiting(world, case)
    page = signed_in(world, "mette").get(f"/sager/{case.pk}/politiet/").content.decode()
    assert "på telefon" in page
    with acting(world.pia.context):
        assert not PoliceAnswer.objects.exists()


def test_who_does_not_answer_is_reminded_by_hand_without_content(world):
    case, row, _copy = given_copy(world)
    with world.at("mette"):
        assert not waiting_of(case)[0].remind
    with lib.clock_at(lib.now() + timedelta(days=8)):
        with world.at("mette"):
            assert waiting_of(case)[0].remind
        remind_receiver(world.mette, row, by_mail=True)
        page = signed_in(world, "mette").get(f"/sager/{case.pk}/politiet/").content.decode()
        assert "Mindet om det" in page


def test_the_police_open_a_concern_and_see_nothing_of_it(world):
    said = {
        "observed": "Han deler opslag, der hylder vold.",
        "who": "Kaj Prøve",
        "under_18": "yes",
        "alternatives": "",
        "goes_well": "",
        "place": "",
    }
    token = lib.uuid7()
    open_police_concern(world.pia, world.brondby, token=token, answers=said)
    open_police_concern(world.pia, world.brondby, token=token, answers=said)
    with world.at("mette"):
        concern = Concern.objects.get(face="police")
        assert concern.observed == "Han deler opslag, der hylder vold."
    with acting(world.pia.context):
        assert not Case.objects.exists()
        assert not Concern.objects.exists()


def test_the_officer_walks_from_the_list_to_the_answer(world):
    case, row, copy = given_copy(world)
    pia = signed_in(world, "pia")
    assert row.number in pia.get("/partner/").content.decode()
    address = f"/partner/{copy.pk}/"
    assert "burde gøre det samme her" not in pia.get(address).content.decode()
    assert pia.post(address, {"confirm": "1"}).status_code == 422
    assert pia.post(address, {"confirm": "1", "not_investigation": "on"}).status_code == 302
    assert "burde gøre det samme her" in pia.get(address).content.decode()
    assert pia.post(address, {"answer": "1"}).status_code == 422
    assert pia.post(address, {"answer": "1", **ANSWER}).status_code == 302
    assert "besvaret" in pia.get("/partner/").content.decode()
    assert case.number not in pia.get("/partner/").content.decode().replace(row.number, "")


def test_a_concern_the_police_brought_is_judged_at_once_when_it_is_registered(world):
    said = {
        "observed": "Han deler opslag, der hylder vold.",
        "who": "Kaj Prøve",
        "under_18": "no",
        "alternatives": "",
        "goes_well": "",
        "place": "",
    }
    open_police_concern(world.pia, world.brondby, token=lib.uuid7(), answers=said)
    with world.at("mette"):
        arrival = Case.objects.select_related("municipality").get(stage="received")
    case = world.register(arrival, under_18="no", report="", person={"name": "Kaj Prøve"})
    kinds = waiting(world, case)
    assert "police_contact" not in kinds
    assert {"joint_assessment", "social_assessment"} <= kinds.keys()
    with world.at("mette"):
        assert Case.objects.get(pk=case.pk).stage == "assessing"
