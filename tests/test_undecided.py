"""»Kan ikke afgøres endnu« is a word of the police and no answer: it is read and seen everywhere an answer is, and the answer is waited for as before."""

import re
from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.urls import reverse

from infohus import lib
from infohus.assessments.actions.police import answer_as_police, ask_back, note_police_answer, note_undecided, say_undecided, take_answer
from infohus.assessments.models import PoliceAnswer
from infohus.assessments.queries.inbox import inbox
from infohus.assessments.queries.police import waiting_of
from infohus.assessments.queries.standing import heard_in
from infohus.assessments.rules import Standing
from infohus.casefile.queries.judged import police as printed
from infohus.closing.actions import close_case
from infohus.counting.models import Fact as Counted
from infohus.disclosures.models import Copy
from infohus.lib import Refused
from infohus.rights.actions import decide_information
from infohus.ui.rules import day
from tests.checker import FALSE
from tests.conftest import signed_in
from tests.html import read
from tests.test_assessments import SHORTLY, actions, finish, refused, words
from tests.test_case_told import case_page
from tests.test_closing import fresh, talked
from tests.test_closing import told as all_told
from tests.test_passing import given, jobs_of
from tests.test_police import ANSWER, confirmed, confirmed_copy, given_copy, hears, noting, registered, waiting
from tests.test_told_police import told as tell_by_mouth

WAITS = "Vi venter på svar fra skolen."
NOT_YET = {"acute": "no", "hindrance": "no", "text": WAITS}
POSTED = {"answer": "1", "shares": "undecided", **NOT_YET}


def until(days=30):
    """A day on which the municipality may ask again."""
    return lib.today() + timedelta(days=days)


def by_phone(world, row, **said):
    """A word that came by phone, typed in."""
    return note_undecided(world.mette, row, form="phone", answered_at=lib.now(), who="Pia Rask", **{**NOT_YET, **said})


def mails_about(case):
    """How many times everybody with a case is told that there is something new."""
    return jobs_of("cases.jobs.tell_members", case=case)


def words_of(world, case):
    """The kinds of what the police have said in a case, the newest first."""
    with world.at("mette"):
        return list(PoliceAnswer.objects.filter(case=case).order_by("-answered_at", "-id").values_list("kind", flat=True))


def test_sent_again_in_the_same_words_it_is_the_same_word(world):
    case, _row, copy = confirmed(world)
    pia, before = signed_in(world, "pia"), mails_about(case)
    for _each in range(3):
        assert pia.post(f"/partner/{copy.pk}/", POSTED).status_code == 302
    assert words_of(world, case) == ["undecided"]
    assert mails_about(case) == before + 1
    say_undecided(world.pia, copy, **{**NOT_YET, "text": "Vi venter stadig på skolen."})
    say_undecided(world.pia, copy, **NOT_YET)  # not the last word any more
    assert words_of(world, case) == ["undecided"] * 3


HINDERS = {"acute": "no", "hindrance": "yes", "text": WAITS}


def test_a_hindrance_in_the_same_words_is_a_new_word_after_another_one_by_phone(world):
    case, row, copy = confirmed(world)
    hinders = {**HINDERS, "hindrance_until": until(60)}
    say_undecided(world.pia, copy, **hinders)
    by_phone(world, row)
    assert "hindrance" not in waiting(world, case)
    before = mails_about(case)
    say_undecided(world.pia, copy, **hinders)
    assert "hindrance" in waiting(world, case)
    assert (words_of(world, case), mails_about(case)) == (["undecided"] * 3, before + 1)
    say_undecided(world.pia, copy, **hinders)  # and pressed twice it is one
    assert words_of(world, case) == ["undecided"] * 3
    finish(world, case)
    with lib.clock_at(lib.now() + timedelta(days=25)):
        assert "unheard" in refused(actions.start_joint_assessment, world.mette, fresh(world, case), unheard="De svarer os ikke.")


def test_a_hindrance_in_the_same_words_is_a_new_word_after_another_one_about_another_sheet(world):
    case, _row, copy = confirmed(world)
    other = confirmed_copy(world, given(world, fresh(world, case)))
    hinders = {**HINDERS, "hindrance_until": until(60)}
    say_undecided(world.pia, copy, **hinders)
    say_undecided(world.pia, other, **NOT_YET)
    assert "hindrance" not in waiting(world, case)
    say_undecided(world.pia, copy, **hinders)
    assert "hindrance" in waiting(world, case)


def test_acting_now_in_the_same_words_is_read_today_again_after_they_had_said_that_nothing_hurries(world):
    case, row, copy = confirmed(world)
    acts = {**NOT_YET, "acute": "yes"}
    said = say_undecided(world.pia, copy, **acts)
    with world.at("mette"):
        read_there = PoliceAnswer.objects.select_related("case__municipality").get(pk=said.pk)
    take_answer(world.mette, read_there)
    by_phone(world, row)
    before = mails_about(case)
    say_undecided(world.pia, copy, **acts)
    assert waiting(world, case)["read_answer"].due_at.astimezone(lib.TZ).date() == lib.today()
    assert mails_about(case) == before + 1


def test_typed_in_twice_in_the_same_words_it_is_the_same_word_but_not_on_another_day_or_from_another(world):
    case, row, copy = given_copy(world)
    for _each in range(2):
        by_phone(world, row)
    assert words_of(world, case) == ["undecided"]
    with world.at("mette"):
        noted = PoliceAnswer.objects.get().noted_at
        assert Copy.objects.get(pk=copy.pk).undecided_noted_at == noted
    note_undecided(world.mette, row, form="phone", answered_at=lib.now(), who="Per Holst", **NOT_YET)
    assert words_of(world, case) == ["undecided"] * 2
    with lib.clock_at(lib.now() + timedelta(days=1)):
        note_undecided(world.mette, row, form="phone", answered_at=lib.now(), who="Per Holst", **NOT_YET)
    assert words_of(world, case) == ["undecided"] * 3


@pytest.mark.function("S43", part="not yet", act="say_undecided")
def test_it_is_no_answer_and_is_waited_for_as_before(world):
    case, row, copy = confirmed(world)
    due = waiting(world, case)["police_answer"].due_at
    say_undecided(world.pia, copy, **NOT_YET)
    kinds = waiting(world, case)
    assert (kinds["police_answer"].about, kinds["police_answer"].due_at) == (row.pk, due)
    assert "read_answer" in kinds
    now = hears(world, case)
    assert (now.heard, now.is_heard, now.shares, now.said, now.answered_at, now.unread_undecided) == (False, False, "", "", None, 1)
    with world.at("mette"):
        assert not Counted.objects.filter(kind="police_answer").exists()
        assert heard_in([case.pk]) == {case.pk: "waits"}
    with lib.clock_at(lib.now() + timedelta(days=8)), world.at("mette"):
        (line,) = waiting_of(fresh(world, case))
        assert (line.remind, line.days > 4) == (True, True)
    with world.at("pia"):
        assert inbox(world.pia)[0][0].due_on is not None
    finish(world, case)
    assert "outcome" in refused(actions.conclude, world.mette, fresh(world, case), **SHORTLY)
    assert "unheard" in refused(actions.start_joint_assessment, world.mette, fresh(world, case))


@pytest.mark.parametrize(("hinders", "days", "presses"), [(0, 1, False), (0, 9, True), (30, 9, False), (30, 31, True)])
def test_who_said_when_to_ask_again_is_not_pressed_at_once_and_the_reminder_says_what_they_said(world, hinders, days, presses):
    case, row, copy = confirmed(world)
    with lib.clock_at(lib.now() + timedelta(days=8)):
        more = {"hindrance": "yes", "hindrance_until": until(hinders)} if hinders else {}
        say_undecided(world.pia, copy, **{**NOT_YET, **more})
        with lib.clock_at(lib.now() + timedelta(days=days)):
            mette = signed_in(world, "mette")
            page = mette.get(f"/sager/{case.pk}/politiet/").content.decode()
            reminder = words(mette.get(f"/sager/{case.pk}/videregivelser/{row.pk}/mind/"))
    button = re.search(r'<a [^>]*data-act="remind_receiver"[^>]*>', page)[0]
    assert ("button-primary" in button, "class=" in button) == (presses, presses)
    assert "at det ikke kan afgøres endnu." in page
    assert f"»{WAITS}«" in reminder
    assert ("De har bedt jer spørge igen" in reminder) == bool(hinders)


def test_the_answer_that_comes_later_is_the_one_that_is_counted(world):
    case, _row, copy = confirmed(world)
    say_undecided(world.pia, copy, **NOT_YET)
    with lib.clock_at(lib.now() + timedelta(days=3)):
        answer_as_police(world.pia, copy, **ANSWER)
    assert "police_answer" not in waiting(world, case)
    now = hears(world, case)
    assert (now.is_heard, now.undecided, now.unread_answers) == (True, "", 2)
    with world.at("mette"):
        (fact,) = Counted.objects.filter(kind="police_answer")
    assert fact.codes["shares"] == "no"
    assert words_of(world, case) == ["answer", "undecided"]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"text": ""}, "hvad I venter på"),
        ({"text": "Vi venter"}, "hvad I venter på"),
        ({"acute": ""}, "handles akut"),
        ({"hindrance": ""}, "til hinder"),
        ({"hindrance": "yes"}, "spørge igen"),
        ({"hindrance": "alone"}, "det alene, er det et svar"),
    ],
)
def test_it_says_what_they_wait_for_and_leaves_nothing_open(world, said, sentence):
    case, _row, copy = confirmed(world)
    with pytest.raises(Refused, match=sentence):
        say_undecided(world.pia, copy, **{**NOT_YET, **said})
    assert words_of(world, case) == []


def test_acting_now_reaches_everybody_with_the_case_and_is_read_the_same_day(world):
    case, _row, copy = confirmed(world)
    before = mails_about(case)
    say_undecided(world.pia, copy, **{**NOT_YET, "acute": "yes"})
    assert mails_about(case) == before + 1
    assert waiting(world, case)["read_answer"].due_at.astimezone(lib.TZ).date() == lib.today()
    assert "Politiet handler nu: læs det i dag" in case_page(world, case)


def test_a_hindrance_said_with_it_holds_as_with_an_answer_until_they_say_otherwise(world):
    case, _row, copy = confirmed(world)
    say_undecided(world.pia, copy, **NOT_YET, hindrance_until=None)
    say_undecided(world.pia, copy, acute="no", hindrance="yes", hindrance_until=until(60), text=WAITS)
    assert waiting(world, case)["hindrance"].due_at.astimezone(lib.TZ).date() == until(60)
    finish(world, case)
    with lib.clock_at(lib.now() + timedelta(days=25)):
        late = refused(actions.start_joint_assessment, world.mette, fresh(world, case), unheard="De svarer os ikke.")
        assert "noget er til hinder" in late["unheard"]
        assert "Gå videre, og skriv hvorfor" not in case_page(world, case)
        say_undecided(world.pia, confirmed_copy(world, copy), **NOT_YET)
        assert "hindrance" not in waiting(world, case)
        actions.start_joint_assessment(world.mette, fresh(world, case), unheard="De svarer os ikke.")


def test_what_must_not_be_talked_of_yet_is_proposed_for_no_earlier_day_and_cannot_be_begun(world):
    case, _row, copy = confirmed(world)
    page = case_page(world, case, page="assessments:joint")
    assert "Vent, til fristen på 10 arbejdsdage er gået" in page
    say_undecided(world.pia, copy, acute="no", hindrance="yes", hindrance_until=until(60), text=WAITS)
    finish(world, case)
    with lib.clock_at(lib.now() + timedelta(days=40)):
        mette = signed_in(world, "mette")
        listed = words(mette.get(reverse("assessments:queue")))
        assert f"Foreslået til {day(until(20), lib.today())}" in listed
        assert f"Kan ikke afgøre det endnu Noget er til hinder: spørg igen {day(until(20), lib.today())}" in listed
        address = reverse("assessments:joint", args=[case.pk])
        page = mette.get(address)
        assert "start_joint_assessment" not in read(page).acts
        assert "kan ikke begynde endnu" in words(page)
        late = mette.post(address, {"unheard": "De svarer os ikke."})  # from a page opened before
        assert (late.status_code, "noget er til hinder" in words(late)) == (422, True)
        say_undecided(world.pia, confirmed_copy(world, copy), **NOT_YET)
        decide_information(world.mette, fresh(world, case), when="now", told_on=lib.today(), told_whom=["child"])
        assert "start_joint_assessment" in read(mette.get(address)).acts
        assert "til hinder" not in words(mette.get(reverse("assessments:queue"))).split("Foreslået til")[1]


def test_once_they_have_answered_the_answer_stands_until_there_is_a_new_one(world):
    case, row, copy = confirmed(world)
    pia, address = signed_in(world, "pia"), f"/partner/{copy.pk}/"
    assert 'value="undecided"' in pia.get(address).content.decode()
    answer_as_police(world.pia, copy, **ANSWER)
    assert 'value="undecided"' not in pia.get(address).content.decode()
    late = pia.post(address, POSTED)  # from a page opened before
    assert (late.status_code, "svaret gælder, til I giver et nyt" in late.content.decode()) == (422, True)
    with pytest.raises(Refused, match="Der ventes ikke på svar"):
        by_phone(world, row)
    assert words_of(world, case) == ["answer"]
    with pytest.raises(Refused, match="om I deler bekymringen"):
        answer_as_police(world.pia, copy, **{**ANSWER, "shares": "undecided"})


def test_a_sheet_whose_question_was_answered_waits_with_the_one_that_answered_it(world):
    case, _row, copy = confirmed(world)
    ask_back(world.pia, copy, text="Hvor længe har det stået på?")
    new = given(world, fresh(world, case))
    say_undecided(world.pia, copy, **NOT_YET)
    answer_as_police(world.pia, copy, **ANSWER)
    with pytest.raises(Refused, match="svaret gælder"):
        say_undecided(world.pia, confirmed_copy(world, new), **NOT_YET)


def test_of_a_closed_case_nobody_would_read_it(world):
    case, _row, copy = confirmed(world)
    answer = answer_as_police(world.pia, copy, **ANSWER)
    with world.at("mette"):
        row = PoliceAnswer.objects.select_related("case__municipality").get(pk=answer.pk)
    take_answer(world.mette, row)
    finish(world, fresh(world, case))
    actions.conclude(world.mette, fresh(world, case), **SHORTLY)
    all_told(world, fresh(world, case))
    close_case(world.mette, fresh(world, case), **talked(world))
    with pytest.raises(Refused, match="lukket sagen"):
        say_undecided(world.pia, copy, **NOT_YET)


def test_the_officer_says_so_on_the_sheet_and_answers_there_later(world):
    case, _row, copy = confirmed(world)
    pia, address = signed_in(world, "pia"), f"/partner/{copy.pk}/"
    page = pia.get(address).content.decode()
    assert "Det er ikke et svar: kommunen venter stadig. Skriv nedenfor, hvad I venter på." in page
    sent = pia.post(address, POSTED, follow=True).content.decode()
    assert "kommunen venter stadig på jeres svar" in sent
    assert re.search(rf"Kan ikke afgøres endnu\. Intet akut\..*{WAITS}.*Send svar til", sent, re.DOTALL)
    assert "Skriv et nyt svar" not in sent
    listed = pia.get("/partner/").content.decode()
    assert "I har skrevet, at det ikke kan afgøres endnu" in listed
    assert "besvaret" not in listed
    assert "answer_as_police" in read(pia.get(address)).acts
    assert pia.post(address, {"answer": "1", **ANSWER}).status_code == 302
    page = pia.get(address).content.decode()
    assert WAITS in page
    assert "besvaret" in pia.get("/partner/").content.decode()
    assert words_of(world, case) == ["answer", "undecided"]


def test_it_stands_in_the_case_wherever_an_answer_does(world):
    case, _row, copy = confirmed(world)
    assert "Politiets svar Ikke svaret endnu" in case_page(world, case)
    say_undecided(world.pia, copy, **NOT_YET)
    said = f"Politiet kan ikke afgøre det endnu: »{WAITS}« Der skal ikke handles akut."
    page = case_page(world, case)
    assert f"Læs, hvad politiet venter på {said}" in page
    assert "I venter stadig på deres svar." in page
    assert "Vurderes Politiet kunne ikke afgøre det i dag" in page
    assert "Politiets svar i dag: kan ikke afgøre det endnu" in page
    assert "Politiet kan ikke afgøre det endnu Fra politiet · Pia Rask Der skal ikke handles akut." in page
    police = case_page(world, case, page="assessments:police")
    assert "Venter på svar" in police
    assert "Politiet kan ikke afgøre det endnu" in police
    assert WAITS in police
    with world.at("mette"):
        (entry,) = printed(fresh(world, case), False)
        row = PoliceAnswer.objects.select_related("case__municipality").get()
    assert (entry["title"], entry["texts"]) == ("Kan ikke afgøres endnu", [WAITS])
    take_answer(world.mette, row)
    assert "read_answer" not in waiting(world, case)
    assert f"{said} Intet er til hinder for at tale om sagen i Infohus. Politiet blev spurgt i dag." in case_page(world, case)
    joint = case_page(world, case, page="assessments:joint")
    assert said in joint
    assert f"Politiet kan ikke afgøre det endnu Fra politiet · {copy.receiver}" in joint
    for other in ("assessments:conclude", "closing:end"):
        assert "Politiet Kan ikke afgøre det endnu" in case_page(world, case, page=other)
    assert "Politiet kan ikke afgøre det endnu" in case_page(world, case, page="casefile:log")


@pytest.mark.function("C20", part="not yet", act="note_undecided")
def test_a_coordinator_types_it_in_and_waits_on(world):
    case, row, copy = given_copy(world)
    page = signed_in(world, "mette").get(f"/sager/{case.pk}/videregivelser/{row.pk}/svar/").content.decode()
    assert "I venter stadig på det. Skriv nedenfor, hvad politiet venter på." in page
    wrong = noting(world, case, row, shares="undecided", text="")
    assert (wrong.status_code, "hvad politiet venter på." in wrong.content.decode()) == (422, True)
    assert noting(world, case, row, shares="undecided", text=WAITS).status_code == 302
    kinds = waiting(world, case)
    assert ("police_answer" in kinds, "read_answer" in kinds) == (True, False)
    page = case_page(world, case, page="assessments:police")
    assert "Noteret af Mette Holm" in page
    assert WAITS in page
    pia = signed_in(world, "pia")
    listed = pia.get("/partner/").content.decode()
    assert "kommunen noterede i dag, at det ikke kan afgøres endnu; den venter på jeres svar" in listed
    assert "ikke læst" not in listed
    confirmed_copy(world, copy)
    assert "Det blev noteret i dag" in pia.get(f"/partner/{copy.pk}/").content.decode()
    say_undecided(world.pia, confirmed_copy(world, copy), **NOT_YET)
    assert "I har skrevet, at det ikke kan afgøres endnu" in pia.get("/partner/").content.decode()
    assert noting(world, case, row).status_code == 302
    assert hears(world, case).is_heard


def test_a_word_typed_in_before_the_sheets_knew_of_it_is_noted_on_what_it_was_about(world):
    note = import_module("infohus.assessments.migrations.0005_words_noted_before_are_known_to_their_sheets").NOTE
    case, row, copy = confirmed(world)
    other_case, _row, _copy = confirmed(world)
    ask_back(world.pia, copy, text="Hvor længe har det stået på?")
    answers = given(world, fresh(world, case))
    by_phone(world, row)
    by_phone(world, row, text="Vi venter stadig på skolen.")
    ask_back(world.pia, copy, text="Hvem har set det?")
    given(world, fresh(world, case))  # after the word, which therefore was not about it

    def known():
        return dict(Copy.objects.filter(case__in=[case.pk, other_case.pk]).values_list("disclosure_id", "undecided_noted_at"))

    with world.at("mette"), connection.cursor() as cursor:
        before = known()
        assert {pk for pk, at in before.items() if at} == {row.pk, answers.pk}
        Copy.objects.filter(case=case.pk).update(undecided_noted_at=None)
        cursor.execute(note)
        assert known() == before


def test_what_was_told_by_mouth_is_waited_for_too_and_counts_when_it_is_answered(world):
    case = registered(world)
    tell_by_mouth(world, case)
    with world.at("mette"):
        (line,) = waiting_of(fresh(world, case))
        row = line.disclosure
    by_phone(world, row)
    assert not hears(world, case).heard
    with world.at("mette"):
        assert [one.disclosure for one in waiting_of(fresh(world, case))] == [row]
    note_police_answer(world.mette, row, form="phone", answered_at=lib.now(), who="Pia Rask", **ANSWER)
    with world.at("mette"):
        assert Counted.objects.filter(kind="police_answer").count() == 1
    with pytest.raises(Refused, match="Der ventes ikke"):
        by_phone(world, row)


def test_the_checker_asks_of_it_what_it_asks_of_an_answer(world):
    case, _row, copy = confirmed(world)
    say_undecided(world.pia, copy, **NOT_YET)
    question = FALSE["the police have answered and nobody is asked to read it, or what is read is still to be read"]
    with world.at("mette"), connection.cursor() as ask:
        assert ask.execute(question).fetchall() == []
        PoliceAnswer.objects.update(read_at=lib.now())
        assert ask.execute(question).fetchall() == [(case.number,)]


@pytest.mark.parametrize("older", ["no", "alone"])
def test_an_older_answer_that_is_typed_in_late_undoes_nothing_that_they_have_said_since(world, older):
    case, row, copy = confirmed(world)
    before = lib.now()
    answer_as_police(
        world.pia, copy, **{**ANSWER, "shares": "yes", "hindrance": "yes", "hindrance_until": until(), "text": "Vi undersøger noget."}
    )
    stood = set(waiting(world, case))
    assert "hindrance" in stood
    with lib.clock_at(lib.now() + timedelta(days=1)):
        said = {**ANSWER, "shares": "yes", "hindrance": older, "text": "De ringede, før de skrev."}
        note_police_answer(world.mette, row, form="phone", answered_at=before, who="Pia Rask", **said)
    assert set(waiting(world, case)) == stood
    assert hears(world, case).hindrance


def test_what_the_police_say_has_one_wording_beside_their_name():
    said = {
        "withheld": Standing(withheld=True), "no answer": Standing(), "yes": Standing(shares="yes"), "no": Standing(shares="no"),
        "alone": Standing(shares="yes", alone=True), "no, alone": Standing(shares="no", alone=True), "alone of old": Standing(alone=True),
        "undecided": Standing(shares="no", undecided="Politiet kan ikke afgøre det endnu"),
        "brought": Standing(shares="yes", from_police=True), "brought and answered": Standing(shares="no", from_police=True, answered_at=lib.now()),
    }  # fmt: skip
    assert {one: now.police_says for one, now in said.items()} == {
        "withheld": "Ikke spurgt, med begrundelse", "no answer": "Ikke svaret", "yes": "Deler bekymringen", "no": "Deler ikke bekymringen",
        "alone": "Deler bekymringen og håndterer det alene", "no, alone": "Deler ikke bekymringen, men håndterer det alene",
        "alone of old": "Håndterer det alene", "undecided": "Kan ikke afgøre det endnu", "brought": "Har selv bragt sagen",
        "brought and answered": "Deler ikke bekymringen",
    }  # fmt: skip
