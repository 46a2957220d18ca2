"""What was called back, or taken out of a case, says so wherever it stands, and what was asked about it waits for nobody."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from infohus import lib
from infohus.accounts.models import Authority
from infohus.assessments.actions.police import answer_as_police, ask_back, take_answer
from infohus.assessments.models.police import PoliceAnswer
from infohus.assessments.rules import Standing
from infohus.casefile.actions import set_aside
from infohus.casefile.actions.passing import recall_disclosure
from infohus.casefile.queries import links_police
from infohus.cases.models import Case
from infohus.closing.actions import reopen_case
from infohus.deadlines.models import Deadline
from infohus.disclosures import queries
from infohus.disclosures.models import Copy, Disclosure
from infohus.lib import Refused
from infohus.ui.rules import full_day
from tests.conftest import seal_log, signed_in
from tests.html import read
from tests.test_assessments import SHORTLY, actions, finish, sign, words
from tests.test_passing import WHY, fresh, given, registered
from tests.test_police import ANSWER, confirmed_copy, hears, waiting
from tests.test_reopening import AGAIN, closed
from tests.test_taken_apart import ALONE, gave, joined, parted

__all__ = ["joined"]

ASKED = "Hvor længe har det stået på?"


def page_of(world, case, **query):
    """The case as Mette reads it: its markup and its words."""
    shown = signed_in(world, "mette").get(reverse("casefile:case", args=[case.pk]), query)
    return shown.content.decode(), words(shown)


def test_a_sheet_that_was_called_back_says_so_with_its_number_wherever_it_stands(world):
    case = registered(world)
    gone, stands = given(world, case), given(world, fresh(world, case))
    recall_disclosure(world.mette, gone, why=WHY)
    for only in ({}, {"kun": "disclosure"}):
        _page, told_of = page_of(world, case, **only)
        assert f"{gone.number} kaldt tilbage" in told_of
        assert WHY in told_of
        assert f"{stands.number} kaldt tilbage" not in told_of
        assert f"Videregivet kopi i Infohus, {stands.number}" in told_of
        assert "Det er kaldt tilbage i dag" in told_of
    page, _words = page_of(world, case)
    beside = page[page.index("Delt med") :]
    line = re.search(rf"<li><a [^>]*#{gone.number}.*?</li>", beside, re.DOTALL)[0]
    assert "kaldt tilbage" in line
    assert "kaldt tilbage" not in re.search(rf"<li><a [^>]*#{stands.number}.*?</li>", beside, re.DOTALL)[0]


def test_a_question_about_a_sheet_that_was_called_back_waits_for_nobody(world):
    case = registered(world)
    row = given(world, case)
    question = ask_back(world.pia, confirmed_copy(world, row), text=ASKED)
    assert "answer_back" in waiting(world, case)
    recall_disclosure(world.mette, row, why=WHY)
    assert "answer_back" not in waiting(world, case)
    assert "police_contact" in waiting(world, case)
    assert (hears(world, case).asked_back, hears(world, case).unread_questions) == (False, 0)
    _page, told_of = page_of(world, case)
    assert "De venter på jer" not in told_of
    with world.at("mette"):
        assert PoliceAnswer.objects.get(pk=question.pk).answered_with_id is None


def test_a_question_about_a_sheet_that_was_called_back_is_not_asked_again_when_its_answer_is(world):
    case = registered(world)
    row = given(world, case)
    ask_back(world.pia, confirmed_copy(world, row), text=ASKED)
    answers = given(world, fresh(world, case))
    recall_disclosure(world.mette, row, why=WHY)
    recall_disclosure(world.mette, fresh_row(world, answers), why=WHY)
    assert "answer_back" not in waiting(world, case)


def fresh_row(world, row):
    """A disclosure as it stands now."""
    with world.at("mette"):
        return Disclosure.objects.select_related("case__municipality").get(pk=row.pk)


def test_one_that_is_corrected_is_answered_by_what_took_its_place(world):
    case = registered(world)
    row = given(world, case)
    question = ask_back(world.pia, confirmed_copy(world, row), text=ASKED)
    newer = given(world, fresh(world, case), corrects=row)
    with world.at("mette"):
        assert PoliceAnswer.objects.get(pk=question.pk).answered_with_id == newer.pk


def test_taken_up_again_it_does_not_wait_where_its_sheet_was_called_back_meanwhile(world):
    case = registered(world)
    sheets = [given(world, fresh(world, case)) for _each in range(2)]
    for row in sheets:
        answer_as_police(world.pia, confirmed_copy(world, row), **ANSWER)
        ask_back(world.pia, confirmed_copy(world, row), text=f"{ASKED} {row.number}")
    with world.at("mette"):
        said = list(PoliceAnswer.objects.filter(case=case).select_related("case__municipality"))
    for one in said:
        take_answer(world.mette, one)
    finish(world, fresh(world, case))
    actions.conclude(world.mette, fresh(world, case), **{**SHORTLY, "outcome": "other_need"}, **HANDED)
    closed(world, case)
    recall_disclosure(world.mette, fresh_row(world, sheets[0]), why=WHY)
    reopen_case(world.mette, fresh(world, case), reason=AGAIN)
    with world.at("mette"):
        about = PoliceAnswer.objects.get(disclosure=sheets[1], kind="asks_back").pk
    assert waiting(world, case)["answer_back"].about == about


def asked_and_answered(world):
    """A case in which the police asked about what they were given and were given more: the case, the first sheet, what they asked, the second."""
    case = registered(world)
    first = given(world, case)
    question = ask_back(world.pia, confirmed_copy(world, first), text=ASKED)
    return case, first, question, given(world, fresh(world, case))


def test_what_answered_a_question_and_was_called_back_while_the_case_was_closed_is_asked_for_when_it_is_opened_again(world):
    case, first, question, second = asked_and_answered(world)
    with lib.clock_at(lib.now() + timedelta(days=20)):
        finish(world, fresh(world, case))
        actions.start_joint_assessment(world.mette, fresh(world, case), unheard="De svarer os ikke.")
        sign(world, fresh(world, case))
        actions.conclude(world.mette, fresh(world, case), **{**SHORTLY, "psychiatry": "", "outcome": "other_need"}, **HANDED)
        closed(world, case)
        recall_disclosure(world.mette, fresh_row(world, second), why=WHY)
        reopen_case(world.mette, fresh(world, case), reason=AGAIN)
        there = waiting(world, case)
        assert (there["answer_back"].about, there["police_answer"].about) == (question.pk, first.pk)
        with world.at("mette"):
            assert PoliceAnswer.objects.get(pk=question.pk).answered_with_id is None


def test_what_they_answered_on_it_stands_when_it_was_called_back_while_the_case_was_closed(world):
    case, _first, _question, second = asked_and_answered(world)
    answer = answer_as_police(world.pia, confirmed_copy(world, second), **ANSWER)
    with world.at("mette"):
        answer = PoliceAnswer.objects.select_related("case__municipality").get(pk=answer.pk)
    take_answer(world.mette, answer)
    finish(world, fresh(world, case))
    actions.conclude(world.mette, fresh(world, case), **{**SHORTLY, "outcome": "other_need"}, **HANDED)
    closed(world, case)
    recall_disclosure(world.mette, fresh_row(world, second), why=WHY)
    reopen_case(world.mette, fresh(world, case), reason=AGAIN)
    assert not {"answer_back", "police_answer"} & set(waiting(world, case))


HANDED = {"handed_to": "Ungeindsatsen", "handed_how": "Møde", "handed_on": lib.today()}


def test_that_a_concern_was_taken_out_stands_in_the_case_without_a_word_of_where(world, joined):
    case, _wrong = joined
    alone = parted(world, case)
    seal_log()
    for only in ({}, {"kun": "concern"}):
        _page, told_of = page_of(world, case, **only)
        assert "Henvendelse skilt ud" in told_of
        assert "En henvendelse er skilt ud og er nu en sag for sig selv." in told_of
        assert alone.number not in told_of
    log = words(signed_in(world, "mette").get(reverse("casefile:log", args=[case.pk])))
    assert "Henvendelse skilt ud" in log
    assert "Henvendelse skilt ud" not in page_of(world, alone)[1]


def test_what_the_police_answered_is_found_in_the_arrival_that_was_taken_out(world, joined):
    case, wrong = joined
    row = gave(world, case, wrong)
    answer_as_police(world.pia, confirmed_copy(world, row), **ALONE)
    alone = parted(world, case)
    page, told_of = page_of(world, alone)
    assert ALONE["text"] in told_of
    assert reverse("assessments:police", args=[alone.pk]) in page[page.index("Delt med") :]
    other, _words = page_of(world, world.concern())
    assert "Politiets svar" not in other


def test_of_an_arrival_what_the_police_said_is_read_and_nothing_is_offered_that_waits_for_the_registration(world, joined):
    case, wrong = joined
    row = gave(world, case, wrong)
    ask_back(world.pia, confirmed_copy(world, row), text=ASKED)
    page, offered = reverse("assessments:police", args=[case.pk]), {"note_police_answer", "pass_to_police"}
    waits = offered | {"remind_receiver"}  # of what they have asked about nobody is reminded
    mette = signed_in(world, "mette")
    with lib.clock_at(lib.now() + timedelta(days=9)):
        assert offered | {"take_answer"} <= set(read(mette.get(page)).acts)
        alone = parted(world, case)
        page = reverse("assessments:police", args=[alone.pk])
        shown = mette.get(page)
        assert (waits & set(read(shown).acts), "take_answer" in read(shown).acts) == (set(), True)
        assert ASKED in words(shown)
        assert "Når henvendelsen er registreret, kan I skrive et svar ind og svare politiet." in words(shown)
        told = mette.get(reverse("assessments:note_answer", args=[alone.pk, row.pk]), follow=True)  # from a page opened before
        assert (told.redirect_chain[0][0], "Registrér henvendelsen først" in words(told)) == (page, True)
        with world.at("mette"):
            question = PoliceAnswer.objects.get(case=alone.pk)
        assert mette.post(reverse("assessments:take", args=[alone.pk, question.pk])).status_code == 302


def test_what_a_colleague_has_answered_meanwhile_is_not_laid_aside(world):
    case, other = registered(world), registered(world)
    row = given(world, case)
    question = ask_back(world.pia, confirmed_copy(world, row), text=ASKED)
    shown = waiting(world, case)["answer_back"]
    with pytest.raises(Refused, match="kan ikke lægges til side"):
        set_aside(world.mette, shown, fresh(world, other), why="Den hører ikke til i denne sag.")
    given(world, fresh(world, case))
    with pytest.raises(Refused, match="Der er svaret på det imens"):
        set_aside(world.mette, shown, fresh(world, case), why="Politiet har fået det at vide.")
    with world.at("mette"):
        (met,) = Deadline.objects.filter(case_id=case.pk, kind="answer_back", about=question.pk)
        assert (met.met_at is not None, met.remark) == (True, "")


@pytest.mark.parametrize(
    ("stage", "shared", "now", "links"),
    [
        ("received", (), {}, False),
        ("received", [("POLICE", "copy")], {}, True),
        ("received", [("POLICE", "oral")], {"heard": True}, False),  # a serious arrival that was told of by mouth
        ("registered", (), {}, False),
        ("registered", [("SCHOOL", "copy"), (None, "unit")], {}, False),
        ("registered", [("POLICE", "oral")], {}, True),
        ("registered", (), {"heard": True}, True),
        ("closed", (), {"answered_at": lib.now()}, True),
    ],
)
def test_what_the_police_said_is_linked_where_they_got_or_said_something(stage, shared, now, links):
    rows = [Disclosure(form=form, receiver=Authority(kind=kind) if kind else None) for kind, form in shared]
    assert links_police(Case(stage=stage), rows, Standing(**now)) == links


# ---------- What the receiver reads of it


def theirs(world, row, name="pia"):
    """The page of a sheet as its receiver has it, and the line in their list."""
    copy, client = confirmed_copy(world, row) if row.recalled_at is None else None, signed_in(world, name)
    pages = [client.get(f"/partner/{copy.pk if copy else copy_of(world, row)}/"), client.get("/partner/")]
    return [words(one).replace(" ,", ",") for one in pages], [one.content.decode() for one in pages]


def copy_of(world, row):
    """The id of the copy of a disclosure."""
    with world.at("mette"):
        return Copy.objects.get(disclosure=row).pk


@pytest.mark.parametrize("page", ["", "ark.pdf"])
def test_a_sheet_that_is_called_back_while_it_is_being_opened_is_told_as_ended(world, monkeypatch, page):
    row = given(world, registered(world))
    copy, client, found = confirmed_copy(world, row), signed_in(world, "pia"), queries.copy_for

    def just_before(actor, pk):
        one = found(actor, pk)
        if one.recalled_at is None:
            recall_disclosure(world.mette, fresh_row(world, row), why=WHY)
        return one

    monkeypatch.setattr(queries, "copy_for", just_before)
    shown = client.get(f"/partner/{copy.pk}/{page}")
    assert shown.status_code == (422 if page else 200)
    assert ("Kopien kan ikke læses længere" if page else "har kaldt arket tilbage") in words(shown)


def test_what_took_the_place_of_a_sheet_and_was_called_back_too_does_not_apply(world):
    case = registered(world)
    first = given(world, case)
    second = given(world, fresh(world, case), corrects=first)
    (page, listed), _html = theirs(world, fresh_row(world, first))
    assert f"I stedet gælder {second.number}" in page
    assert f"rettet ved {second.number}" in listed
    third = given(world, fresh(world, case), corrects=fresh_row(world, second))
    (page, _listed), _html = theirs(world, fresh_row(world, first))
    assert f"I stedet gælder {third.number}" in page  # the one that stands there now
    recall_disclosure(world.mette, fresh_row(world, third), why=WHY)
    for row in (first, second):
        (page, listed), _html = theirs(world, fresh_row(world, row))
        assert "I stedet gælder" not in page
        assert f"rettelsen er kaldt tilbage {full_day(lib.today())}" in page
        assert f"{third.number}, som kom i stedet, gælder heller ikke" in page
        assert listed.count(f"rettet ved {third.number}, som er kaldt tilbage i dag") == 2


def test_the_sheet_that_was_asked_about_says_what_answered_it(world):
    _case, first, _question, second = asked_and_answered(world)
    to_it = f'href="/partner/{copy_of(world, second)}/"'
    (page, listed), (page_html, list_html) = theirs(world, first)
    assert "har svaret på jeres spørgsmål" in page
    assert f"Læs {second.number}, før I svarer her. Et svar på det ene ark gælder også det andet." in page
    assert page_html.count(to_it) == 2  # at the question, and before the form
    assert f"kommunen har svaret jer med {second.number}" in listed
    assert list_html.count(to_it) == 2  # its own line too
    recall_disclosure(world.mette, second, why=WHY)
    (page, listed), (page_html, _list) = theirs(world, first)
    assert to_it not in page_html
    assert "I har spurgt og venter på kommunen" in listed
