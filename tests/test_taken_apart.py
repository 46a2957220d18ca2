"""A concern that was joined to the wrong person goes back with what the police were given of it alone, what they answered, and what waits for that."""

import re
import uuid

import pytest
from django.db import connection
from django.urls import reverse

from infohus import lib
from infohus.assessments.actions.police import answer_as_police, ask_back, say_undecided
from infohus.assessments.models.police import PoliceAnswer
from infohus.assessments.queries.police import answers_of
from infohus.casefile.actions.passing import recall_disclosure
from infohus.casefile.queries.passing import Chosen, concerns_in, extracts_of
from infohus.concerns.actions import (
    confirm_rejection,
    join_concern,
    note_copy_judged,
    propose_rejection,
    send_as_report,
    take_apart,
    turn_into_advice,
)  # fmt: skip
from infohus.concerns.models import Concern, Rejection
from infohus.counting.models import Fact as Counted
from infohus.db.context import acting, as_system
from infohus.deadlines.actions import meet_task
from infohus.deadlines.models import Deadline
from infohus.deadlines.rules import Kind, end_of_day
from infohus.disclosures.models import Copy, Disclosure
from infohus.disclosures.rules import words_of
from infohus.lib import Refused
from infohus.sealing.models import Key
from tests.conftest import signed_in
from tests.test_assessments import later, words
from tests.test_passing import WHY, fresh, given, registered
from tests.test_police import ANSWER, confirmed_copy, hears, waiting
from tests.test_withheld import questions

ALONE = {**ANSWER, "shares": "yes", "hindrance": "alone", "text": "Vi kender ham og går selv videre."}
WEAPON = "Han har et våben i skuret."
OF_ANSWERS = {"police_answer", "read_answer", "answer_back", "hindrance", "social_duty"}


@pytest.fixture
def joined(world):
    """A registered case, and the concern that was joined to it by mistake."""
    case = registered(world)
    join_concern(world.mette, world.concern(observed=WEAPON), into=fresh(world, case))
    return case, wrong_of(world, case)


def wrong_of(world, case):
    """The concern of a case that came last."""
    with world.at("mette"):
        return Concern.objects.select_related("case__municipality", "mailbox").filter(case=case).latest("received_at")


def parted(world, case):
    """The case of its own that the last concern gets."""
    alone = take_apart(world.mette, wrong_of(world, case))
    everything_holds()
    return fresh(world, alone)


def everything_holds():
    """What the database looks at when all is done, looked at now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def of_answers(world, case):
    """What waits in a case because of what the police were given."""
    return OF_ANSWERS & waiting(world, case).keys()


def gave(world, case, *concerns, **said):
    """A sheet that tells of these concerns."""
    return given(world, fresh(world, case), of={one.pk for one in concerns}, **said)


def test_a_sheet_of_it_alone_goes_back_with_its_answer_and_all_that_waits(world, joined):
    case, wrong = joined
    row = gave(world, case, wrong)
    said = answer_as_police(world.pia, confirmed_copy(world, row), **ALONE)
    assert of_answers(world, case) == {"read_answer", "social_duty"}
    alone = parted(world, case)
    assert (of_answers(world, case), of_answers(world, alone)) == (set(), {"read_answer", "social_duty"})
    with world.at("mette"):
        copy = Copy.objects.get(disclosure=row)
        assert [copy.case_id, Disclosure.objects.get(pk=row.pk).case_id, PoliceAnswer.objects.get(pk=said.pk).case_id] == [alone.pk] * 3
        assert answers_of(alone)[0].text == ALONE["text"]
        assert answers_of(fresh(world, case)) == []
        assert {one.owner for one in Deadline.objects.filter(case_id=alone.pk, kind__in=OF_ANSWERS)} == {"coordinators"}
        assert Key.objects.get(pk=copy.pk).case_id == alone.pk
    now = hears(world, case)
    assert (now.heard, now.shares, now.police_open) == (False, "", 1)
    shown = words(signed_in(world, "mette").get(f"/sager/{case.pk}/videregivelser/"))
    assert row.number not in shown
    assert ALONE["text"] in words(signed_in(world, "pia").get(f"/partner/{copy.pk}/"))  # theirs as before


def test_registered_anew_the_question_stands_answered_and_is_not_counted_again(world, joined):
    case, wrong = joined
    row = gave(world, case, wrong)
    answer_as_police(world.pia, confirmed_copy(world, row), **ALONE)
    alone = parted(world, case)
    assert questions(world, alone) == ["passed_on"]
    alone = world.register(alone)
    assert questions(world, alone) == ["passed_on"]
    assert (fresh(world, alone).stage, "police_contact" in waiting(world, alone)) == ("assessing", False)
    assert (hears(world, alone).heard, hears(world, alone).shares, hears(world, alone).alone) == (True, "yes", True)
    with world.at("mette"):
        assert {one.owner for one in Deadline.objects.filter(case_id=alone.pk, kind__in=OF_ANSWERS)} == {"lead"}
        assert sum(one.amount for one in Counted.objects.filter(kind="police_told")) == 1
    recall_disclosure(world.mette, fresh_row(world, row), why=WHY)
    assert questions(world, alone) == ["passed_on"]  # they have answered it


def fresh_row(world, row):
    """A disclosure as it stands now."""
    with world.at("mette"):
        return Disclosure.objects.select_related("case__municipality").get(pk=row.pk)


def test_an_answer_that_is_waited_for_is_waited_for_there(world, joined):
    case, wrong = joined
    own = gave(world, case, world.first_concern(case))
    theirs = gave(world, case, wrong)
    alone = parted(world, case)
    with world.at("mette"):
        rows = Deadline.objects.filter(kind="police_answer", met_at=None, ended_at=None)
        assert {one.about: one.case_id for one in rows} == {own.pk: case.pk, theirs.pk: alone.pk}
    alone = world.register(alone)
    answer_as_police(world.pia, confirmed_copy(world, theirs), **ANSWER)
    assert (hears(world, alone).heard, hears(world, case).heard) == (True, False)


def test_a_sheet_of_both_stays_and_the_one_that_is_alone_is_asked_about_anew(world, joined):
    case, wrong = joined
    row = gave(world, case, world.first_concern(case), wrong)
    alone = parted(world, case)
    with world.at("mette"):
        assert Disclosure.objects.get(pk=row.pk).case_id == case.pk
    alone = world.register(alone)
    assert (questions(world, alone), questions(world, case)) == (["open"], ["passed_on"])
    gave(world, alone, world.first_concern(alone))
    with world.at("mette"):
        assert sum(one.amount for one in Counted.objects.filter(kind="police_told")) == 2  # each the first time


def test_what_was_called_back_goes_along_and_told_them_nothing(world, joined):
    case, wrong = joined
    row = gave(world, case, wrong)
    recall_disclosure(world.mette, row, why=WHY)
    alone = parted(world, case)
    with world.at("mette"):
        assert Disclosure.objects.get(pk=row.pk).case_id == alone.pk
    assert questions(world, alone) == ["none"]
    assert questions(world, world.register(alone)) == ["open"]


UNDECIDED = {"acute": "yes", "hindrance": "no", "text": "Vi venter på en udtalelse."}


def test_a_word_that_it_cannot_be_decided_yet_goes_along_and_the_answer_is_waited_for_there(world, joined):
    case, wrong = joined
    row = gave(world, case, wrong)
    say_undecided(world.pia, confirmed_copy(world, row), **UNDECIDED)
    alone = parted(world, case)
    assert (of_answers(world, case), of_answers(world, alone)) == (set(), {"read_answer", "police_answer"})
    assert questions(world, world.register(alone)) == ["passed_on"]


def test_a_word_that_it_cannot_be_decided_yet_answers_nothing_that_was_called_back(world, joined):
    case, wrong = joined
    row = gave(world, case, wrong)
    say_undecided(world.pia, confirmed_copy(world, row), **UNDECIDED)
    gave(world, case, world.first_concern(case), wrong)  # the question stands answered by this one, which stays
    recall_disclosure(world.mette, row, why=WHY)
    assert questions(world, case) == ["passed_on", "passed_on"]
    assert questions(world, parted(world, case)) == ["none"]


def test_what_is_called_back_before_the_registration_is_asked_about_at_it(world, joined):
    case, wrong = joined
    row = gave(world, case, wrong)
    alone = parted(world, case)
    recall_disclosure(world.mette, fresh_row(world, row), why=WHY)
    assert (questions(world, alone), "police_contact" in waiting(world, alone)) == (["none"], False)
    alone = world.register(alone)
    assert (questions(world, alone), "police_contact" in waiting(world, alone)) == (["open"], True)


def test_of_two_sheets_one_that_stands_is_enough(world, joined):
    case, wrong = joined
    gave(world, case, wrong)
    second = gave(world, case, wrong)
    alone = world.register(parted(world, case))
    recall_disclosure(world.mette, fresh_row(world, second), why=WHY)
    assert questions(world, alone) == ["passed_on"]


@pytest.mark.parametrize("first", ["own", "theirs"])
def test_a_hindrance_is_asked_about_where_the_answer_is_whichever_came_first(world, joined, first):
    case, wrong = joined
    sheets = {"own": gave(world, case, world.first_concern(case)), "theirs": gave(world, case, wrong)}
    until = {"own": later(1), "theirs": later(2)}
    order = ["own", "theirs"] if first == "own" else ["theirs", "own"]
    for one in order:
        said = {**ANSWER, "shares": "yes", "hindrance": "yes", "hindrance_until": until[one], "text": "Vi undersøger noget."}
        answer_as_police(world.pia, confirmed_copy(world, sheets[one]), **said)
    alone = parted(world, case)
    due = {one: waiting(world, where)["hindrance"].due_at for one, where in (("own", case), ("theirs", alone))}
    assert due == {one: end_of_day(day) for one, day in until.items()}


def test_who_goes_on_alone_about_both_leaves_both_their_social_question(world, joined):
    case, wrong = joined
    for row in (gave(world, case, world.first_concern(case)), gave(world, case, wrong)):
        answer_as_police(world.pia, confirmed_copy(world, row), **ALONE)
    alone = parted(world, case)
    assert of_answers(world, case) == of_answers(world, alone) == {"read_answer", "social_duty"}


def test_a_correction_of_both_by_one_alone_is_cut_and_either_case_can_end(world, joined):
    case, wrong = joined
    both = gave(world, case, world.first_concern(case), wrong)
    newer = gave(world, case, wrong, corrects=both)
    alone = parted(world, case)
    with world.at("mette"):
        assert Disclosure.objects.get(pk=newer.pk).corrects_id is None
        assert Copy.objects.get(disclosure=newer).corrects_id is None
    for one in (case, alone):
        with as_system(), connection.cursor() as cursor:
            cursor.execute("SELECT erase_case(%s, 'erased', %s)", [one.pk, uuid.uuid4()])
        everything_holds()


def test_what_was_shared_is_not_wiped_by_turning_the_arrival_into_advice(world, joined):
    case, wrong = joined
    row = gave(world, case, wrong)
    alone = parted(world, case)
    with pytest.raises(Refused, match="Der er givet noget videre"):
        turn_into_advice(world.mette, alone, question="Hvad gør man, når nogen er vred?", theme="TALK", group="citizen")
    with world.at("mette"):
        assert Disclosure.objects.filter(pk=row.pk).exists()
    mette, offered = signed_in(world, "mette"), reverse("concerns:advice", args=[alone.pk])
    page = reverse("concerns:register", args=[alone.pk])
    assert offered not in mette.get(page).content.decode()
    other = world.concern()
    assert reverse("concerns:advice", args=[other.pk]) in mette.get(reverse("concerns:register", args=[other.pk])).content.decode()


@pytest.mark.parametrize("asked_of", ["own", "theirs"])
def test_a_question_that_the_other_cases_sheet_answered_waits_again(world, joined, asked_of):
    case, wrong = joined
    own = world.first_concern(case)
    about, answers = (own, wrong) if asked_of == "own" else (wrong, own)
    row = gave(world, case, about)
    question = ask_back(world.pia, confirmed_copy(world, row), text="Hvor gammel er han?")
    gave(world, case, answers)
    assert "answer_back" not in waiting(world, case)
    alone = parted(world, case)
    where = case if asked_of == "own" else alone
    with world.at("mette"):
        assert PoliceAnswer.objects.get(pk=question.pk).answered_with_id is None
        rows = Deadline.objects.filter(met_at=None, ended_at=None, kind__in=(Kind.ANSWER_BACK, Kind.POLICE_ANSWER))
        assert {(one.case_id, one.kind) for one in rows if one.about in (question.pk, row.pk)} == {
            (where.pk, "answer_back"), (where.pk, "police_answer"),
        }  # fmt: skip


def test_put_to_the_right_person_all_of_it_goes_along(world, joined):
    case, wrong = joined
    row = gave(world, case, wrong)
    answer_as_police(world.pia, confirmed_copy(world, row), **ALONE)
    alone, right = parted(world, case), registered(world)
    join_concern(world.mette, alone, into=fresh(world, right))
    everything_holds()
    assert of_answers(world, right) == {"read_answer", "social_duty"}
    assert questions(world, right) == ["open", "passed_on"] or questions(world, right) == ["passed_on", "open"]
    with world.at("mette"):
        assert answers_of(fresh(world, right))[0].text == ALONE["text"]
        assert {one.owner for one in Deadline.objects.filter(case_id=right.pk, kind__in=OF_ANSWERS)} == {"lead"}
        assert sum(one.amount for one in Counted.objects.filter(kind="police_told")) == 1


def looked_at(world, case):
    """The task about a sheet with another's name is done."""
    with world.at("mette"):
        tasks = list(Deadline.objects.filter(case_id=case.pk, kind="task", met_at=None, ended_at=None))
    for task in tasks:
        meet_task(world.mette, fresh(world, case), task=task.pk)


def test_what_the_police_answered_is_deleted_when_it_is_rejected(world, joined):
    case, wrong = joined
    row = gave(world, case, wrong)
    answer_as_police(world.pia, confirmed_copy(world, row), **ALONE)
    alone = parted(world, case)
    with pytest.raises(Refused, match="nævner personen i en anden sag"):
        propose_rejection(world.soeren, alone, code="quarrel", sentence="Der er ikke nogen person i den.", no_report=True)
    page = signed_in(world, "soeren").get(f"/sager/{alone.pk}/afvis/").content.decode()
    assert f"{row.number} nævner personen i en anden sag" in page
    assert 'data-act="propose_rejection"' not in page
    looked_at(world, alone)
    propose_rejection(world.soeren, alone, code="quarrel", sentence="Der er ikke nogen person i den.", no_report=True)
    with world.at("mette"):
        waits = Rejection.objects.select_related("case__municipality", "proposed_by").get(case=alone)
    confirm_rejection(world.mette, waits)
    with acting(world.pia.context):
        assert not PoliceAnswer.objects.exists()  # as far as she sees them: the sheet is still hers, what she wrote is gone
        assert Copy.objects.get(disclosure_id=row.pk).living


def test_the_page_says_which_sheets_go_along_and_which_stay(world, joined):
    case, wrong = joined
    both, theirs = gave(world, case, world.first_concern(case), wrong), gave(world, case, wrong)
    page = words(signed_in(world, "mette").get(reverse("concerns:take_apart", args=[case.pk, wrong.pk])))
    assert f"Det, der er delt af den, følger med: {theirs.number}." in page
    assert re.search(rf"bliver i denne sag: (V-\d+-\d+, )?{both.number}\.", page)


def test_a_sheet_that_can_still_be_read_is_to_be_called_back_or_corrected_today_by_who_took_it_out(world, joined):
    case, wrong = joined
    row = gave(world, case, wrong)
    page = signed_in(world, "mette").get(reverse("concerns:take_apart", args=[case.pk, wrong.pk])).content.decode()
    assert "nævner den person, denne sag handler om" in page
    alone = parted(world, case)
    with world.at("mette"):
        (task,) = Deadline.objects.filter(case_id=alone.pk, kind="task", met_at=None, ended_at=None)
        assert row.number in task.remark
    assert task.due_at == end_of_day(lib.today())


def test_what_was_judged_as_underretning_is_not_to_be_judged_again(world):
    case = registered(world)
    other = world.concern(observed=WEAPON, under_18="yes")
    with world.at("mette"):
        concern = Concern.objects.select_related("case__municipality").get(case=other.pk)
    send_as_report(world.mette, concern)
    with acting(world.hanne.context):
        copy = Copy.objects.select_related("municipality").get(case=other.pk)
    note_copy_judged(world.hanne, copy, judged_at=lib.now(), acute=False)
    join_concern(world.mette, fresh(world, other), into=fresh(world, case))
    alone = parted(world, case)
    assert "child_24h" not in waiting(world, alone)


def test_a_passage_of_which_every_word_is_left_out_tells_of_nothing(world, joined):
    case, wrong = joined
    with world.at("mette"):
        known = extracts_of(fresh(world, case))
        one, other = (next(each for each in known if (each.concern == wrong.pk) is mine) for mine in (False, True))
        nothing = set(range(len(words_of(other.text))))
        assert concerns_in(case, Chosen({one.key: set(), other.key: nothing}, [], True, WHY)) == {one.concern}
