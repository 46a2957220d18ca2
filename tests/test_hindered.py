"""A hindrance that the police stated stands until they say another thing, whatever becomes of the sheet it was said about."""

from datetime import timedelta

import pytest

from infohus import lib
from infohus.assessments.actions.police import answer_as_police, note_police_answer, say_undecided, take_answer
from infohus.assessments.models.police import PoliceAnswer
from infohus.casefile.actions import recall_disclosure, withhold_from_police
from infohus.lib import Refused, clock_at
from infohus.ui.rules import full_day
from tests.conftest import signed_in
from tests.html import read
from tests.test_assessments import SHORTLY, actions, finish, refused, sign, words
from tests.test_passing import WHY, fresh, given
from tests.test_police import ANSWER, confirmed, confirmed_copy, hears, waiting
from tests.test_reopening import again
from tests.test_undecided import NOT_YET, until


def test_a_hindrance_is_not_walked_round_by_calling_the_sheet_back_and_withholding(world):
    case, row, copy = confirmed(world)
    say_undecided(world.pia, copy, **{**NOT_YET, "hindrance": "yes", "hindrance_until": until(20)})
    recall_disclosure(world.mette, again(world, row), why=WHY)
    with world.at("mette"):
        word = PoliceAnswer.objects.select_related("case__municipality").get(case=case)
    take_answer(world.mette, word)
    withhold_from_police(world.mette, fresh(world, case), code="not_necessary", sentence="Der er ikke noget at forebygge her.")
    now = hears(world, case)
    assert (now.withheld, now.hindrance, now.is_heard) == (True, True, False)
    finish(world, fresh(world, case))
    with pytest.raises(Refused):
        actions.conclude(world.mette, fresh(world, case), **SHORTLY)


def hindered_while_judging(world):
    """A joint assessment that had begun before the police said that it must not be talked of in Infohus."""
    case, row, copy = confirmed(world)
    answer_as_police(world.pia, copy, **ANSWER)
    finish(world, case)
    with world.at("mette"):
        first = PoliceAnswer.objects.select_related("case__municipality").get(case=case)
    take_answer(world.mette, first)
    actions.start_joint_assessment(world.mette, fresh(world, case))
    said = {**ANSWER, "acute": "yes", "hindrance": "yes", "hindrance_until": until(30), "text": "Vi er midt i noget."}
    answer_as_police(world.pia, copy, **said)
    return fresh(world, case), row, copy


def test_a_hindrance_that_comes_while_they_judge_together_leaves_signing_in_writing(world):
    case, _row, _copy = hindered_while_judging(world)
    told = refused(sign, world, case, form="contact")
    assert set(told) == {"form"}
    assert "til hinder" in told["form"]
    assert "Skriftligt" in told["form"]
    page = signed_in(world, "mette").get(f"/sager/{case.pk}/faelles-vurdering/")
    said = words(page)
    assert "Tal ikke om sagen i Infohus nu." in said
    assert f"I må spørge igen {full_day(until(30))}." in said
    with lib.clock_at(lib.now() + timedelta(days=31)):
        late = words(signed_in(world, "mette").get(f"/sager/{case.pk}/faelles-vurdering/"))
        listed = words(signed_in(world, "mette").get("/infohus/"))
    assert f"Den dato, de gav, er kommet ({full_day(until(30))}): spørg dem igen nu." in late
    assert "I må spørge igen" not in late
    assert "Noget er til hinder: I skulle have spurgt igen i går" in listed
    (form,) = [one for one in read(page).forms if one.act == "sign_joint_assessment"]
    assert [one.value for one in form.fields if one.name == "form"] == ["written"]
    sign(world, case, form="written")
    assert hears(world, case).joint_signed


def test_what_is_signed_from_a_page_opened_before_the_hindrance_came_is_refused_in_words(world):
    case, _row, _copy = hindered_while_judging(world)
    late = signed_in(world, "mette").post(f"/sager/{case.pk}/faelles-vurdering/", {"form": "contact"})
    assert (late.status_code, "Vælg »Skriftligt«" in words(late)) == (422, True)


def test_once_the_police_say_that_nothing_hinders_it_is_signed_after_a_talk(world):
    case, _row, copy = hindered_while_judging(world)
    answer_as_police(world.pia, copy, **ANSWER)
    sign(world, case, form="contact")
    assert hears(world, case).joint_signed


def test_the_word_about_a_sheet_that_was_called_back_says_so_and_how_the_case_goes_on(world):
    case, row, copy = confirmed(world)
    say_undecided(world.pia, copy, **{**NOT_YET, "hindrance": "yes", "hindrance_until": until(20)})
    recall_disclosure(world.mette, again(world, row), why=WHY)
    now = hears(world, case)
    assert (now.recalled, now.waits, now.hindrance) == (row.number, False, True)
    assert now.undecided.startswith(f"Om {row.number}, som siden er kaldt tilbage, sagde politiet")
    assert now.undecided.endswith("giv et nyt ark, eller notér deres svar.")
    mette = signed_in(world, "mette")
    beside = words(mette.get(f"/sager/{case.pk}/")).split("Delt med")[1]
    assert f"kunne ikke afgøre det om {row.number}, som er kaldt tilbage" in beside
    page = mette.get(f"/sager/{case.pk}/politiet/")
    assert f"Det handler om {row.number}, som er kaldt tilbage i dag." in words(page)
    assert {"pass_to_police", "note_police_answer"} <= set(read(page).acts)
    new = given(world, fresh(world, case))
    now = hears(world, case)
    assert (now.recalled, now.waits) == (row.number, True)
    assert "giv et nyt ark" not in now.undecided
    assert "De har ikke andet at svare på nu" not in words(mette.get(f"/sager/{case.pk}/politiet/"))
    answer_as_police(world.pia, confirmed_copy(world, new), **ANSWER)
    assert (hears(world, case).recalled, hears(world, case).undecided, hears(world, case).hindrance) == ("", "", False)


def test_an_answer_to_a_sheet_that_was_called_back_is_typed_in_and_ends_the_hindrance(world):
    case, row, copy = confirmed(world)
    say_undecided(world.pia, copy, **{**NOT_YET, "hindrance": "yes", "hindrance_until": until(20)})
    recall_disclosure(world.mette, again(world, row), why=WHY)
    note_police_answer(world.mette, again(world, row), form="phone", answered_at=lib.now(), who="Pia Rask", **ANSWER)
    now = hears(world, case)
    assert (now.heard, now.hindrance, now.undecided) == (True, False, "")
    assert "hindrance" not in waiting(world, case)


def answered_with_a_hindrance(world, **said):
    """The police share the worry and something hinders for twenty days, or they go on alone; it is read, and the own assessment is finished."""
    case, _row, copy = confirmed(world)
    row = answer_as_police(
        world.pia, copy, **{**ANSWER, "hindrance": "yes", "hindrance_until": until(20), "text": "Vi er midt i noget.", **said}
    )
    with world.at("mette"):
        mine = PoliceAnswer.objects.select_related("case__municipality", "disclosure").get(pk=row.pk)
    take_answer(world.mette, mine)
    finish(world, fresh(world, case))
    return fresh(world, case), mine


def step_of(world, case):
    """The next step of a case as Mette reads it: its words, and the addresses of its doors."""
    page = signed_in(world, "mette").get(f"/sager/{case.pk}/")
    return words(page).split("Næste skridt")[1].split("Frister")[0], page.content.decode()


def test_on_the_day_a_hindrance_is_asked_about_the_next_step_is_to_ask_and_to_note_what_they_say(world):
    case, answer = answered_with_a_hindrance(world)
    note = f"/sager/{case.pk}/videregivelser/{answer.disclosure_id}/svar/"
    asked_on = until(20)
    said, _page = step_of(world, case)
    assert "Vent på politiets svar" in said
    assert note in signed_in(world, "mette").get(f"/sager/{case.pk}/politiet/").content.decode()
    with clock_at(lib.now() + timedelta(days=21)):
        said, page = step_of(world, case)
        assert "Spørg politiet, om noget stadig er til hinder" in said
        assert full_day(asked_on) in said
        assert "Vent på politiets svar" not in said
        assert f'href="{note}"' in page
        told = signed_in(world, "mette").get(f"/sager/{case.pk}/politiet/")
        assert "Det er tid at spørge dem igen." in words(told)
        assert "note_police_answer" in read(told).acts
        note_police_answer(world.mette, again(world, answer.disclosure), form="phone", answered_at=lib.now(), who="Pia Rask", **ANSWER)
        said, _page = step_of(world, case)
        assert "Afslut sagen" in said


def test_while_the_police_go_on_alone_an_answer_they_give_by_phone_can_be_noted(world):
    case, answer = answered_with_a_hindrance(world, hindrance="alone", hindrance_until=None)
    told = signed_in(world, "mette").get(f"/sager/{case.pk}/politiet/")
    assert f"/sager/{case.pk}/videregivelser/{answer.disclosure_id}/svar/" in told.content.decode()
    assert "notér deres svar, hvis de ringer eller skriver" in words(told)
