"""The police read what they were given and nothing else, answer in words or ask back; the municipality notes, reads, waits and reminds."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from infohus import lib
from infohus.assessments.actions.police import (
    answer_as_police,
    ask_back,
    confirm_not_investigation,
    note_police_answer,
    note_undecided,
    remind_receiver,
    say_undecided,
    take_answer,
)
from infohus.assessments.models import PoliceAnswer
from infohus.assessments.queries import standing
from infohus.assessments.queries.inbox import inbox
from infohus.assessments.queries.police import questions_of, waiting_of
from infohus.assessments.rules.police import word_refusals
from infohus.casefile.actions import recall_disclosure, set_aside
from infohus.casefile.queries.judged import police as printed_answers
from infohus.cases.models import Case
from infohus.closing.actions import close_case, reopen_case
from infohus.concerns.actions import open_police_concern
from infohus.concerns.models import Concern
from infohus.counting.models import Fact as Counted
from infohus.db.context import acting
from infohus.deadlines.actions import move_deadline
from infohus.deadlines.jobs import escalate
from infohus.deadlines.models import Deadline
from infohus.deadlines.rules import local_day
from infohus.disclosures.actions import read_copy
from infohus.disclosures.models import Copy, Disclosure
from infohus.lib import Refused
from infohus.sealing.ring import hold
from infohus.ui.rules import full_day
from tests.conftest import seal_log, signed_in
from tests.html import read, twice
from tests.test_assessments import SHORTLY, actions, finish, words
from tests.test_closing import fresh, talked
from tests.test_closing import told as all_told
from tests.test_passing import filled, given, jobs_about, registered
from tests.test_told_police import told as tell_by_mouth

ANSWER = {"shares": "no", "acute": "no", "hindrance": "no"}


def given_copy(world):
    """A sheet that was given to the police, as they have it."""
    case = registered(world)
    row = given(world, case)
    with acting(world.pia.context):
        return case, row, Copy.objects.select_related("municipality", "receiver", "unit").get(number=row.number)


def confirmed(world):
    """The same, once confirmed not to be for investigation."""
    case, row, _copy = given_copy(world)
    return case, row, confirmed_copy(world, row)


def confirmed_copy(world, row):
    """The sheet of a disclosure as the police have it, once confirmed."""
    with acting(world.pia.context):
        copy = Copy.objects.select_related("municipality").get(number=row.number)
    confirm_not_investigation(world.pia, copy)
    with acting(world.pia.context):
        return Copy.objects.select_related("municipality").get(pk=copy.pk)


def hears(world, case):
    """Where the assessing of a case stands."""
    with world.at("mette"):
        return standing(fresh(world, case))


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
    assert not hears(world, case).heard
    new = given(world, fresh(world, case))
    kinds = waiting(world, case)
    assert "answer_back" not in kinds
    assert (kinds["police_answer"].about, hears(world, case).unread_answers) == (new.pk, 0)
    with world.at("mette"):
        assert [one.disclosure for one in waiting_of(fresh(world, case))] == [new]
        assert Deadline.objects.filter(case_id=case.pk, kind="police_answer", met_at=None, ended_at=None).count() == 1
    with world.at("pia"):
        assert [line.due_on is not None for line in inbox(world.pia)[0]] == [True, False]
    answer_as_police(world.pia, confirmed_copy(world, new), **ANSWER)
    assert "police_answer" not in waiting(world, case)
    assert hears(world, case).heard
    assert f"Besvaret med {new.number}" in signed_in(world, "mette").get(f"/sager/{case.pk}/politiet/").content.decode()


def test_while_the_police_wait_for_the_municipality_nothing_of_theirs_is_over_time(world):
    case, _row, copy = confirmed(world)
    with lib.clock_at(lib.now() + timedelta(days=25)):
        pia = signed_in(world, "pia")
        assert 'class="due late"' in pia.get("/partner/").content.decode()
        asked = ask_back(world.pia, copy, text="Hvor længe har det stået på?")
        listed, shown = pia.get("/partner/").content.decode(), pia.get(f"/partner/{copy.pk}/").content.decode()
        assert 'class="due' not in listed
        assert "når kommunen har svaret" in listed
        assert "I har spurgt og venter på kommunen" in listed
        assert "I venter på, at Brøndby Kommune svarer på jeres spørgsmål." in shown
        with world.at("mette"):
            waits = Deadline.objects.get(case_id=case.pk, kind="answer_back", about=asked.pk)
        set_aside(world.mette, waits, fresh(world, case), why="Vi har talt med dem på telefon.")
        listed = pia.get("/partner/").content.decode()
        assert 'class="due late"' in listed
        assert "I har spurgt; kommunen venter på jeres svar" in listed
        assert "svarer på jeres spørgsmål" not in pia.get(f"/partner/{copy.pk}/").content.decode()


@pytest.mark.parametrize("noted", [False, True])
def test_a_question_that_waits_stands_in_the_list_before_the_word_that_it_cannot_be_decided_yet(world, noted):
    """The line does not say that each waits for the other."""
    case, row, copy = confirmed(world)
    pia, asked = signed_in(world, "pia"), ask_back(world.pia, copy, text="Hvor længe har det stået på?")
    said = {"acute": "no", "hindrance": "no", "text": "Vi venter på en anden kreds."}
    if noted:
        note_undecided(world.mette, row, form="phone", answered_at=lib.now(), who="Pia Rask", **said)
    else:
        say_undecided(world.pia, copy, **said)
    listed = pia.get("/partner/").content.decode()
    assert "når kommunen har svaret" in listed
    assert "I har spurgt og venter på kommunen" in listed
    assert "venter på jeres svar" not in listed
    with world.at("mette"):
        waits = Deadline.objects.get(case_id=case.pk, kind="answer_back", about=asked.pk)
    set_aside(world.mette, waits, fresh(world, case), why="Vi har talt med dem på telefon.")
    listed = pia.get("/partner/").content.decode()
    assert "I har spurgt" not in listed
    assert "venter på jeres svar" in listed


def test_the_police_are_not_over_time_in_the_municipality_either_while_they_wait_for_it(world):
    """Their answer stands neither as late nor as what one waits for: it is the own turn until the question is answered or laid aside."""
    case, _row, copy = confirmed(world)
    pages = {
        "mette": ("/overblik/", "/overblik/?vis=ours", "/overblik/?vis=overdue"),
        "birgit": ("/leder/frister/", "/leder/frister/over-tid/"),
    }

    def listed():
        return [words(signed_in(world, who).get(page)) for who, several in pages.items() for page in several]

    def escalated():
        escalate(0)
        with world.at("mette"):
            return Deadline.objects.get(case_id=case.pk, kind="police_answer").escalated_at is not None

    with lib.clock_at(lib.now() + timedelta(days=25)):
        before = listed()
        assert all("Politiet skal svare" in page for page in before[:3])
        assert all("Københavns Vestegns Politi" in page for page in before[3:])
        asked = ask_back(world.pia, copy, text="Hvor længe har det stået på?")
    with lib.clock_at(lib.now() + timedelta(days=32)):
        for page in listed():
            assert "Politiet skal svare" not in page
            assert "Københavns Vestegns Politi" not in page
        assert not escalated()
        mette = signed_in(world, "mette")
        shown, told = (words(mette.get(f"/sager/{case.pk}/{tab}")) for tab in ("", "frister/"))
        assert "Bolden ligger hos Mette Holm" in shown
        assert "Politiets vurdering" not in shown.split("Delt med")[0].split("Frister")[-1]
        assert "Politiets vurdering når I har svaret Politiet har spurgt om noget og venter på jer." in told
        assert "Politiet venter på jer" in words(mette.get(f"/sager/{case.pk}/politiet/"))
        with world.at("mette"):
            waits = Deadline.objects.get(case_id=case.pk, kind="answer_back", about=asked.pk)
        set_aside(world.mette, waits, fresh(world, case), why="Vi har talt med dem på telefon.")
        assert "Politiet skal svare" in listed()[0]
        assert "Københavns Vestegns Politi" in listed()[4]
        assert escalated()


def test_a_day_that_was_moved_is_told_beside_the_frozen_sheet(world):
    case = registered(world)
    mette, page = signed_in(world, "mette"), f"/sager/{case.pk}/videregiv/politiet/"
    assert mette.post(page, filled(world, case, mette, page)[0]).status_code == 302
    with world.at("mette"):
        copy = confirmed_copy(world, Disclosure.objects.get(case=case, receiver__kind="POLICE"))
    pia, address = signed_in(world, "pia"), f"/partner/{copy.pk}/"
    first = full_day(waiting(world, case)["police_answer"].due_at)
    assert f"Politiets frist for at svare er {first}." in mette.get(page).content.decode()
    assert f"Svar senest {first}" in pia.get(address).content.decode()
    assert "Den dag gælder nu" not in pia.get(address).content.decode()
    on = local_day(waiting(world, case)["police_answer"].due_at) + timedelta(days=10)
    move_deadline(
        world.mette, fresh(world, case), deadline=waiting(world, case)["police_answer"].pk, due_on=on, why="De har bedt om mere tid."
    )
    page = pia.get(address).content.decode()
    assert f"Svar senest {first}" in page  # the sheet is as it was given
    assert f"Svar senest {full_day(on)}." in page
    assert "Den dag gælder nu, i stedet for den, der står på arket." in page


def test_a_question_waits_for_nobody_once_they_have_answered_all_the_same(world):
    case, row, copy = confirmed(world)
    asked = ask_back(world.pia, copy, text="Hvor længe har det stået på?")
    ours, mette = f"/sager/{case.pk}/politiet/", signed_in(world, "mette")
    assert "Svar med en ny videregivelse" in mette.get(ours).content.decode()
    say_undecided(world.pia, copy, acute="no", hindrance="no", text="Vi venter på en anden kreds.")
    assert "answer_back" in waiting(world, case)  # a word that is no answer leaves the question
    answer_as_police(world.pia, copy, **ANSWER)
    assert "answer_back" not in waiting(world, case)
    page = words(mette.get(ours))
    assert "De har svaret siden, i dag" in page
    assert "Svar med en ny videregivelse" not in page
    assert "politiet venter" not in words(mette.get(f"/sager/{case.pk}/"))
    with world.at("mette"):
        assert questions_of(fresh(world, case)) == []
    ask_back(world.pia, copy, text="Hvor går han i skole nu?")  # asked anew, it waits
    assert waiting(world, case)["answer_back"].about != asked.pk
    note_police_answer(world.mette, row, form="phone", answered_at=row.given_at, who="Pia Rask", **ANSWER)
    assert "answer_back" in waiting(world, case)  # they said that before they asked
    note_police_answer(world.mette, row, form="phone", answered_at=lib.now(), who="Pia Rask", **ANSWER)
    assert "answer_back" not in waiting(world, case)


def test_a_question_that_was_answered_since_is_not_asked_again_when_what_answered_another_is_called_back(world):
    case, _row, copy = confirmed(world)
    ask_back(world.pia, copy, text="Hvor længe har det stået på?")
    new = given(world, fresh(world, case))
    answer_as_police(world.pia, copy, **ANSWER)
    recall_disclosure(world.mette, new, why="Det var den forkerte udgave.")
    assert not {"answer_back", "police_answer"} & set(waiting(world, case))


def test_two_things_from_the_police_that_wait_to_be_read_are_told_apart(world):
    case, _row, copy = confirmed(world)
    say_undecided(world.pia, copy, acute="no", hindrance="no", text="Vi venter på en anden kreds.")
    answer_as_police(world.pia, copy, **ANSWER)
    page = words(signed_in(world, "mette").get(f"/sager/{case.pk}/"))
    assert "Svar, i dag kl." in page
    assert "Kan ikke afgøres endnu, i dag kl." in page


def test_who_was_answered_may_answer_on_either_sheet(world):
    case, _row, copy = confirmed(world)
    ask_back(world.pia, copy, text="Hvor længe har det stået på?")
    given(world, fresh(world, case))
    answer_as_police(world.pia, copy, **ANSWER)
    assert "police_answer" not in waiting(world, case)
    assert hears(world, case).heard


def test_a_question_whose_answer_is_called_back_waits_again(world):
    case, row, copy = confirmed(world)
    ask_back(world.pia, copy, text="Hvor længe har det stået på?")
    new = given(world, fresh(world, case))
    newer = given(world, fresh(world, case), corrects=new)
    assert waiting(world, case)["police_answer"].about == newer.pk
    recall_disclosure(world.mette, newer, why="Det var den forkerte udgave.")
    kinds = waiting(world, case)
    assert "answer_back" in kinds
    assert kinds["police_answer"].about == row.pk


def test_a_question_that_another_sheet_did_not_ask_stays(world):
    """A sheet given while nothing is asked leaves the wait for the first sheet as it was."""
    case, row, _copy = confirmed(world)
    new = given(world, fresh(world, case))
    with world.at("mette"):
        rows = Deadline.objects.filter(case_id=case.pk, kind="police_answer", met_at=None, ended_at=None)
        assert {one.about for one in rows} == {row.pk, new.pk}


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
    case, row, copy = given_copy(world)
    before = jobs_about(copy)
    with world.at("mette"):
        assert not waiting_of(case)[0].remind
    with lib.clock_at(lib.now() + timedelta(days=8)):
        with world.at("mette"):
            assert waiting_of(case)[0].remind
        remind_receiver(world.mette, row, by_mail=False)
        page = signed_in(world, "mette").get(f"/sager/{case.pk}/politiet/").content.decode()
        assert "Mindet om det" in page
        assert jobs_about(copy) == before  # a call was noted: nothing is sent
        remind_receiver(world.mette, row, by_mail=True)
        assert jobs_about(copy) == before + 1  # what the mail says: test_passing


def test_nobody_is_reminded_of_what_was_answered(world):
    case, row, copy = confirmed(world)
    answer_as_police(world.pia, copy, **ANSWER)
    with pytest.raises(Refused, match="ikke noget, der venter på svar"):
        remind_receiver(world.mette, row, by_mail=True)
    with world.at("mette"):
        assert waiting_of(case) == []


def test_nobody_is_reminded_of_what_cannot_be_read_any_more(world):
    case, row, _copy = given_copy(world)
    with lib.clock_at(lib.now() + timedelta(days=91)):
        for by_mail in (True, False):
            with pytest.raises(Refused, match="Giv det igen"):
                remind_receiver(world.mette, row, by_mail=by_mail)
        page = signed_in(world, "mette").get(f"/sager/{case.pk}/politiet/").content.decode()
        assert "Mind politiet om at svare" not in page
        assert "kan ikke læses længere" in page
        assert f"/sager/{case.pk}/videregiv/politiet/" in page
        assert "Notér et svar" in page


def test_an_answer_to_what_was_told_by_mouth_is_noted_from_the_page_of_the_police(world):
    case = registered(world)
    tell_by_mouth(world, case)
    mette, address = signed_in(world, "mette"), f"/sager/{case.pk}/politiet/"
    page = mette.get(address).content.decode()
    assert "Politiet er ikke spurgt" not in page
    assert "Mind politiet" not in page
    note = re.search(rf"/sager/{case.pk}/videregivelser/[^/]+/svar/", page)[0]
    assert "Fortalt mundtligt" in page
    today = f"{lib.today():%d.%m.%Y}"
    at = {"answered_on": today, "answered_at": f"{lib.now().astimezone(lib.TZ):%H.%M}"}
    assert mette.post(note, {**ANSWER, "form": "phone", "who": "Pia Rask", **at}).status_code == 302
    page = mette.get(address).content.decode()
    assert "Pia Rask" in page
    assert "/svar/" not in page
    assert hears(world, case).heard


def test_what_was_told_by_mouth_before_a_sheet_waits_with_the_sheet(world):
    case = registered(world)
    tell_by_mouth(world, case)
    row = given(world, fresh(world, case))
    with world.at("mette"):
        assert [one.disclosure for one in waiting_of(fresh(world, case))] == [row]


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


def test_nothing_of_a_sheet_reaches_the_police_before_they_have_confirmed_what_it_is_not_for(world):
    _case, _row, copy = given_copy(world)
    with pytest.raises(Refused, match="Bekræft først"):
        read_copy(world.pia, copy)
    with pytest.raises(Refused, match="Bekræft først"):
        ask_back(world.pia, copy, text="Hvor længe har det stået på?")
    with world.at("pia"):
        assert Copy.objects.get().seen_at is None
    for page in ("ark.pdf", "filer/1/"):
        assert "Bekræft først" in signed_in(world, "pia").get(f"/partner/{copy.pk}/{page}").content.decode()
    confirm_not_investigation(world.pia, copy)
    with world.at("pia"):
        assert "burde gøre det samme her" in read_copy(world.pia, Copy.objects.get()).words()


# ---------- What is counted of an answer (ST09)


def counted(world):
    """Of each answer that was counted: whether it came in time, and after how many arbejdsdage."""
    with world.at("mette"):
        return [(one.codes["on_time"], one.codes["days"]) for one in Counted.objects.filter(kind="police_answer").order_by("id")]


def noted(world, row, at, **said):
    """An answer that came by phone at a moment."""
    return note_police_answer(world.mette, row, form="phone", answered_at=at, who="Pia Rask", **{**ANSWER, **said})


def test_an_answer_is_in_time_by_its_own_sheet_not_by_another_that_is_late(world):
    case, _row, _copy = confirmed(world)
    with lib.clock_at(lib.now() + timedelta(days=20)):
        answer_as_police(world.pia, confirmed_copy(world, given(world, fresh(world, case))), **ANSWER)
    assert [on_time for on_time, _days in counted(world)] == [True]


def test_an_answer_is_in_time_by_when_it_came_not_by_when_it_was_noted(world):
    _case, row, _copy = given_copy(world)
    came = lib.now() + timedelta(days=2)
    with lib.clock_at(lib.now() + timedelta(days=30)):
        noted(world, row, came)
    ((on_time, days),) = counted(world)
    assert on_time
    assert days <= 2


def test_an_answer_after_its_day_is_late(world):
    _case, row, _copy = given_copy(world)
    with lib.clock_at(lib.now() + timedelta(days=30)):
        noted(world, row, lib.now())
    assert [on_time for on_time, _days in counted(world)] == [False]


def test_only_the_first_answer_to_what_was_given_is_counted(world):
    case, row, copy = confirmed(world)
    answer_as_police(world.pia, copy, **ANSWER)
    answer_as_police(world.pia, copy, **{**ANSWER, "shares": "yes"})
    noted(world, row, lib.now())
    assert len(counted(world)) == 1
    tell_by_mouth(world, case)
    with world.at("mette"):
        by_mouth = Disclosure.objects.select_related("case__municipality", "receiver").get(form="oral")
    noted(world, by_mouth, lib.now())
    noted(world, by_mouth, lib.now())
    assert [on_time for on_time, _days in counted(world)] == [True, True]


def test_an_answer_cannot_have_come_before_the_question(world):
    _case, row, _copy = given_copy(world)
    with pytest.raises(Refused, match=f"De fik først {row.number}") as refused:
        noted(world, row, row.given_at - timedelta(days=1))
    assert refused.value.field == "answered_on"
    noted(world, row, datetime.combine(lib.today(), datetime.min.time(), lib.TZ))  # the same day, without the hour


# ---------- When the case is closed


def closed(world, outcome=SHORTLY, **said):
    """A case that was closed after the police had answered their sheet; the sheet lives on."""
    case, _row, copy = confirmed(world)
    mine = answer_as_police(world.pia, copy, **{**ANSWER, **said})
    with world.at("mette"):
        take_answer(world.mette, PoliceAnswer.objects.select_related("case__municipality").get(pk=mine.pk))
    finish(world, fresh(world, case))
    actions.conclude(world.mette, fresh(world, case), **outcome)
    all_told(world, fresh(world, case))
    close_case(world.mette, fresh(world, case), **talked(world))
    with world.at("pia"):
        return fresh(world, case), Copy.objects.select_related("municipality").get(pk=copy.pk)


def test_what_nobody_would_read_is_refused_with_whom_to_call_and_opens_nothing(world):
    case, copy = closed(world)
    for said in (ANSWER, {"shares": "yes", "acute": "yes", "hindrance": "alone", "text": "Vi handler i aften."}):
        with pytest.raises(Refused, match=r"lukket sagen.*Ring til dem: \+?\d"):
            answer_as_police(world.pia, copy, **said)
    with pytest.raises(Refused, match="lukket sagen"):
        ask_back(world.pia, copy, text="Hvor længe har det stået på?")
    assert waiting(world, case).keys() == {"erase"}
    reopen_case(world.mette, case, reason="Der er kommet noget nyt frem.")
    answer_as_police(world.pia, copy, **ANSWER)
    assert "read_answer" in waiting(world, case)


def test_the_page_of_a_sheet_whose_case_is_closed_offers_no_answer_and_keeps_what_was_typed(world):
    _case, copy = closed(world)
    pia, address = signed_in(world, "pia"), f"/partner/{copy.pk}/"
    page = pia.get(address).content.decode()
    assert "burde gøre det samme her" in page
    assert "Kommunen har lukket sagen." in page
    assert world.brondby.phone in page
    assert 'name="answer"' not in page
    assert 'name="ask"' not in page
    sent = pia.post(address, {"answer": "1", **ANSWER, "acute": "yes", "text": "Vi handler i aften."})
    assert sent.status_code == 422
    assert "ikke sendt" in sent.content.decode()
    assert "Vi handler i aften." in sent.content.decode()
    assert "Svar senest" in pia.get("/partner/").content.decode()


def test_nothing_is_due_from_the_police_once_the_case_is_closed(world):
    _case, row, copy = confirmed(world)
    with world.at("pia"):
        assert inbox(world.pia)[0][0].due_on is not None
    recall_disclosure(world.mette, row, why="Det gik til den forkerte enhed.")
    with world.at("pia"):
        assert inbox(world.pia)[0][0].due_on is None
    _case, copy = closed(world)
    with world.at("pia"):
        line = inbox(world.pia)[0][0]
    assert (line.copy.pk, line.due_on, line.closed) == (copy.pk, None, True)


def test_a_sheet_can_be_called_back_when_its_case_is_closed_and_can_be_read(world):
    helped = {**SHORTLY, "outcome": "other_need", "handed_to": "Familieafdelingen", "handed_how": "Et møde", "handed_on": lib.today()}
    case, copy = closed(world, helped)
    mette = signed_in(world, "mette")
    page = mette.get(f"/sager/{case.pk}/videregivelser/").content.decode()
    assert "Kald tilbage" in page
    assert "Ret med en ny" not in page
    said = {"why": "Det gik til den forkerte enhed."}
    assert mette.post(f"/sager/{case.pk}/videregivelser/{copy.disclosure_id}/tilbage/", said).status_code == 302
    assert waiting(world, case).keys() == {"erase"}
    with world.at("pia"):
        assert Copy.objects.get().recalled_at is not None


def noting(world, case, row, **more):
    """The page on which an answer that came by phone is typed in, sent."""
    said = {
        "form": "phone", "who": "Pia Rask", "answered_on": f"{lib.today():%d.%m.%Y}", "answered_at": f"{lib.now().astimezone(lib.TZ):%H.%M}",
        "shares": "no", "acute": "no", "hindrance": "no", **more,
    }  # fmt: skip
    return signed_in(world, "mette").post(f"/sager/{case.pk}/videregivelser/{row.pk}/svar/", said)


def test_a_typed_in_answer_is_asked_about_in_the_coordinators_words_with_its_time(world):
    case, row, _copy = given_copy(world)
    form = signed_in(world, "mette").get(f"/sager/{case.pk}/videregivelser/{row.pk}/svar/").content.decode()
    for told in (
        "Deler politiet bekymringen?",
        "Handler politiet akut?",
        "Ja, politiet handler nu",
        "hvornår må I spørge igen?",
        "På telefon",
    ):
        assert told in form
    for told in ("Deler I bekymringen", "det, kommunen har brug for", "kan springes over"):
        assert told not in form
    answer = noting(world, case, row, answered_at="", who="", shares="", hindrance="yes")
    assert answer.status_code == 422
    page = answer.content.decode()
    for told in (
        "Skriv klokken, så godt du ved den.", "Skriv, hvem der svarede.", "Svar på, om politiet deler bekymringen.",
        "Skriv, hvornår I må spørge igen.", "hvad politiet sagde er til hinder",
    ):  # fmt: skip
        assert told in page, "all in one round"


def test_what_cannot_be_read_in_an_answer_is_told_in_one_round_with_what_is_missing(world):
    _case, _row, copy = confirmed(world)
    said = {"answer": "1", "shares": "undecided", "acute": "", "hindrance": "yes", "hindrance_until": "vrøvl", "text": ""}
    page = signed_in(world, "pia").post(f"/partner/{copy.pk}/", said)
    assert page.status_code == 422
    for told in ("Svar på, om der skal handles akut.", "hvad I venter på"):
        assert told in page.content.decode()
    assert page.content.decode().count('href="#id_hindrance_until"') == 1  # only what is wrong with the date, not also that it is missing


@pytest.mark.function("C20", part="the officer", act="note_police_answer")
def test_the_officer_reads_that_the_municipality_has_their_answer_and_is_asked_no_more(world):
    case, row, copy = given_copy(world)
    confirm_not_investigation(world.pia, copy)
    assert noting(world, case, row).status_code == 302
    pia = signed_in(world, "pia")
    inbox_page = pia.get("/partner/").content.decode()
    assert "kommunen noterede jeres svar i dag" in inbox_page
    assert "ikke læst" not in inbox_page
    page = pia.get(f"/partner/{copy.pk}/").content.decode()
    assert "Brøndby Kommune har jeres svar." in page
    assert "Skriv et nyt svar" in page
    assert 'aria-current="true"' in page.split("</nav>")[0]


def test_the_inbox_says_until_when_what_is_asked_and_what_one_waits_for(world):
    case, _row, copy = confirmed(world)
    pia = signed_in(world, "pia")
    shown = pia.get("/partner/").content.decode()
    for title in ("Svar senest", "Kan læses til", "Modtaget", "Står"):
        assert f'data-title="{title}"' in shown
    form = pia.get(f"/partner/{copy.pk}/").content.decode()
    assert "kan springes over" not in form
    ask_back(world.pia, copy, text="Hvor længe har det stået på?")
    assert "I har spurgt og venter på kommunen" in pia.get("/partner/").content.decode()
    new = given(world, fresh(world, case))
    assert f"kommunen har svaret jer med {new.number}" in words(pia.get("/partner/"))


def test_what_waits_stands_first_in_the_inbox_and_soonest_on_top_from_page_to_page(world, monkeypatch):
    given_on, now = {}, lib.now()
    for number, days in enumerate((0, 1, 7, 8)):  # the two in the middle are answered
        with lib.clock_at(now + timedelta(days=days)):
            _case, _row, copy = confirmed(world)
            given_on[number] = copy.pk
            if number in (1, 2):
                answer_as_police(world.pia, copy, **ANSWER)
    order = [given_on[one] for one in (0, 3, 2, 1)]
    with lib.clock_at(now + timedelta(days=9)), world.at("pia"):
        lines, older = inbox(world.pia)
        assert ([one.copy.pk for one in lines], older) == (order, "")
        assert [one.due_on is not None for one in lines] == [True, True, False, False]
        for page in (1, 2, 3):
            monkeypatch.setattr("infohus.assessments.queries.inbox.PAGE", page)
            seen, after = [], ""
            while True:
                lines, after = inbox(world.pia, after)
                seen += [one.copy.pk for one in lines]
                if not after:
                    break
            assert seen == order, page


def test_what_is_answered_between_two_pages_leaves_nothing_that_waits_out(world, monkeypatch):
    now, copies = lib.now(), []
    for days in range(4):
        with lib.clock_at(now + timedelta(days=days)):
            copies.append(confirmed(world)[2])
    monkeypatch.setattr("infohus.assessments.queries.inbox.PAGE", 2)
    with lib.clock_at(now + timedelta(days=4)):
        with world.at("pia"):
            lines, after = inbox(world.pia)
        assert [one.copy.pk for one in lines] == [one.pk for one in copies[:2]]
        answer_as_police(world.pia, copies[1], **ANSWER)  # the last line of the page, before the next one is asked for
        with world.at("pia"):
            lines, after = inbox(world.pia, after)
            assert [one.copy.pk for one in lines] == [one.pk for one in copies[2:]]
            lines, after = inbox(world.pia, after)
        assert ([one.copy.pk for one in lines], after) == ([copies[1].pk], "")
        with world.at("pia"):
            assert [one.copy.pk for one in inbox(world.pia, "noget andet")[0]] == [copies[0].pk, copies[2].pk]


def test_before_it_is_read_no_paragraph_is_named_that_it_perhaps_does_not_rest_on(world):
    _case, _row, copy = given_copy(world)
    page = signed_in(world, "pia").get(f"/partner/{copy.pk}/").content.decode()
    assert "må ikke bruges til at efterforske" in page
    assert "§ 115" not in page


# ---------- Yes or no, and going on alone


ALONE = {**ANSWER, "hindrance": "alone", "text": "Vi går selv videre."}


def told_of(world, case, copy):
    """What each page tells of the answer: the officer's, the coordinator's, the case's, the joint assessment's, and the whole case in print."""
    mette, pages = signed_in(world, "mette"), {"their": words(signed_in(world, "pia").get(f"/partner/{copy.pk}/"))}
    for name, address in (("ours", "politiet/"), ("case", ""), ("joint", "faelles-vurdering/")):
        pages[name] = words(mette.get(f"/sager/{case.pk}/{address}"))
    with world.at("mette"):
        pages["print"] = " ".join(map(str, printed_answers(fresh(world, case), True)))
    return pages


@pytest.mark.parametrize(("shares", "word", "of_it"), [("yes", "Ja", ""), ("no", "Nej", "ikke ")])
def test_who_goes_on_alone_has_said_yes_or_no_too_and_both_are_told_everywhere(world, shares, word, of_it):
    case, _row, copy = confirmed(world)
    row = answer_as_police(world.pia, copy, **{**ALONE, "shares": shares})
    together = "og" if shares == "yes" else "men"
    said, told = f"eler {of_it}bekymringen{'' if shares == 'yes' else ','} {together} håndterer det alene.", told_of(world, case, copy)
    assert f"D{said} Intet akut." in told["their"]
    assert f"Politiet d{said} Der skal ikke handles akut." in told["case"]
    assert f"Deler bekymringen {word} Skal der handles akut Nej Til hinder for Infohus Ja, politiet håndterer det alene" in told["ours"]
    assert f"['Deler bekymringen', '{word}']" in told["print"]
    assert "['Til hinder for Infohus', 'Ja, politiet håndterer det alene']" in told["print"]
    now = hears(world, case)
    assert (now.shares, now.alone, now.hindrance, now.not_shared) == (shares, True, False, False)
    with world.at("mette"):
        take_answer(world.mette, PoliceAnswer.objects.select_related("case__municipality").get(pk=row.pk))
    finish(world, case)
    actions.start_joint_assessment(world.mette, fresh(world, case))
    joint = told_of(world, case, copy)["joint"]
    assert f"Deler bekymringen? {word} Skal der handles akut? Nej Noget til hinder for Infohus? Ja, politiet håndterer det alene" in joint


def test_an_answer_from_before_both_were_kept_says_what_it_holds(world):
    case, _row, copy = confirmed(world)
    row = answer_as_police(world.pia, copy, **{**ALONE, "shares": "yes"})
    with world.at("mette"):
        old = PoliceAnswer.objects.select_related("case__municipality").get(pk=row.pk)
        hold([copy.pk])
        old.change(shares="alone", hindrance="yes")  # as it was written then
    told = told_of(world, case, copy)
    assert "Håndterer det alene. Intet akut." in told["their"]
    assert "Politiet håndterer det alene. Der skal ikke handles akut." in told["case"]
    assert "Deler bekymringen Ja eller nej blev ikke gemt dengang" in told["ours"]
    assert "Ja, politiet håndterer det alene" in told["ours"]
    now = hears(world, case)
    assert (now.shares, now.alone, now.hindrance, now.not_shared) == ("", True, False, False)
    assert waiting(world, case)["social_duty"]


def test_til_infohus_tells_the_answer_and_that_they_go_on_alone(world):
    case, _row, copy = confirmed(world)
    for said, word in ((ANSWER, "Deler ikke bekymringen"), ({**ALONE, "shares": "yes"}, "Deler bekymringen og håndterer det alene")):
        answer_as_police(world.pia, copy, **said)
        listed = words(signed_in(world, "mette").get("/infohus/"))
        assert word in listed.split(case.number)[1].split("Mangler")[0]


def test_on_the_day_of_asking_nobody_has_waited_and_the_reminder_says_to_whom_the_mail_goes(world):
    case, row, _copy = given_copy(world)
    page = words(signed_in(world, "mette").get(f"/sager/{case.pk}/politiet/"))
    assert "De er spurgt i dag." in page
    assert "0 arbejdsdage" not in page
    reminder = words(signed_in(world, "mette").get(f"/sager/{case.pk}/videregivelser/{row.pk}/mind/"))
    assert "Mailen går til Pia Rask i " in reminder


def test_who_called_a_sheet_back_stands_in_the_timeline(world):
    case, row, _copy = given_copy(world)
    recall_disclosure(world.soeren, row, why="Det gik til den forkerte enhed.")
    seal_log()
    assert f"{row.number} kaldt tilbage Kommunen · Søren Kaya" in words(signed_in(world, "mette").get(f"/sager/{case.pk}/"))


def test_an_officer_reads_what_a_colleague_answered_meanwhile_before_the_own_answer_goes(world):
    _case, _row, copy = confirmed(world)
    pia, address = signed_in(world, "pia"), f"/partner/{copy.pk}/"
    said = {"answer": "1", "shares": "no", "acute": "no", "hindrance": "no", "text": "Vi kender ham ikke."}
    said["seen"] = re.search(r'name="seen" value="(\d+)"', pia.get(address).content.decode())[1]
    answer_as_police(world.pia, copy, shares="yes", acute="no", hindrance="no", text="Vi deler bekymringen.")
    again = pia.post(address, said)
    page = again.content.decode()
    assert again.status_code == 422
    assert "Der er skrevet til kommunen, siden du åbnede siden." in page
    assert "Vi deler bekymringen." in page
    assert "Vi kender ham ikke." in page
    with world.at("pia"):
        assert PoliceAnswer.objects.filter(copy=copy).count() == 1
    assert pia.post(address, {**said, "seen": re.search(r'name="seen" value="(\d+)"', page)[1]}).status_code == 302
    with world.at("pia"):
        assert PoliceAnswer.objects.filter(copy=copy).count() == 2


def test_while_the_police_wait_for_us_nobody_is_told_that_we_wait_for_them(world):
    with lib.clock_at(lib.now() - timedelta(days=20)):
        case, row, copy = confirmed(world)
    remind, ours = f"/sager/{case.pk}/videregivelser/{row.pk}/mind/", f"/sager/{case.pk}/politiet/"
    assert "Mind politiet om at svare" in signed_in(world, "mette").get(ours).content.decode()
    ask_back(world.pia, copy, text="Hvor længe har det stået på?")
    mette = signed_in(world, "mette")
    page = mette.get(ours).content.decode()
    assert "Politiet venter på jer" in page
    assert "De har spurgt om noget, før de svarer på det." in page
    with world.at("mette"):
        read = reverse("assessments:take", args=[case.pk, PoliceAnswer.objects.get(case=case).pk])
    taken = mette.post(read, follow=True).content.decode()  # it is a question, and no answer
    assert "Noteret, at det er læst." in taken
    assert "svaret er læst" not in taken
    for untrue in ("I har ventet", "Mind politiet om at svare", "Venter på svar"):
        assert untrue not in page, untrue
    with pytest.raises(Refused, match="venter på jer"):
        remind_receiver(world.mette, again(world, row), by_mail=False)
    assert mette.get(remind)["Location"] == ours


def again(world, row):
    """A disclosure as it stands now."""
    with world.at("mette"):
        return Disclosure.objects.select_related("case__municipality").get(pk=row.pk)


def test_words_about_a_hindrance_are_asked_for_only_where_one_is_stated():
    def missing(hindrance):
        return {one.field for one in word_refusals("", "", hindrance, None, "", lib.today(), noted=False)}

    assert missing("") == {"shares", "acute", "hindrance"}
    assert missing("no") == {"shares", "acute"}
    assert "text" in missing("yes") & missing("alone")


def test_what_is_missing_in_a_worry_of_the_police_is_told_in_one_round(world):
    answered = signed_in(world, "pia").post("/partner/ny/", {"who": ""})
    assert answered.status_code == 422
    page = answered.content.decode()
    for sentence in ("Vælg kommunen.", "Skriv, hvad du har set eller hørt.", "Svar på, om personen er under 18 år."):
        assert sentence in page, sentence
