"""The last word of the police counts, be it an answer or a concern that they bring themselves afterwards."""

from datetime import timedelta

import pytest
from django.urls import reverse

from infohus import lib
from infohus.assessments.actions.police import answer_as_police, take_answer
from infohus.assessments.models.police import PoliceAnswer
from infohus.assessments.queries import awaiting
from infohus.casefile.actions.passing import recall_disclosure
from infohus.cases.models import Case
from infohus.concerns.actions import open_police_concern
from infohus.concerns.models import Concern
from infohus.lib import Refused
from tests.conftest import signed_in
from tests.html import read
from tests.test_assessments import SHORTLY, actions, answer, finish, words
from tests.test_closing import fresh, put_in_place
from tests.test_joining import put
from tests.test_noting import SAID
from tests.test_passing import WHY, given
from tests.test_police import ANSWER, confirmed_copy, hears
from tests.test_reopening import again


def brought_since(world, **said):
    """A case of which the police answered that they do not share the worry, and about which they then write themselves."""
    case = world.register(world.concern())
    answer(world, case, **said)
    finish(world, fresh(world, case))
    with lib.clock_at(lib.now() + timedelta(hours=1)):
        open_police_concern(world.pia, world.brondby, token=lib.uuid7(), answers={**SAID, "observed": "Han samler folk til en gruppe."})
    with world.at("mette"):
        arrived = Case.objects.select_related("municipality").get(stage="received")
    case = put(world, arrived, case)
    with world.at("mette"):
        theirs = Concern.objects.select_related("case__municipality", "mailbox").get(case=case.pk, face="police")
    put_in_place(world, theirs)
    return case


def test_what_the_police_bring_after_they_answered_is_their_last_word_and_is_judged_together(world):
    case = brought_since(world)
    now = hears(world, case)
    assert (now.heard, now.shares, now.not_shared) == (True, "yes", False)
    mette = signed_in(world, "mette")
    page = mette.get(reverse("casefile:case", args=[case.pk]))
    assert "start_joint_assessment" in read(page).acts
    assert "close_case" not in read(page).acts
    assert "Hverken politi eller kommune" not in words(page)
    assert "Siden har de selv henvendt sig" in words(page).split("Delt med")[1]
    ending = words(mette.get(reverse("closing:end", args=[case.pk])))
    assert "Har selv henvendt sig siden" in ending
    assert "Politiet har selv henvendt sig, siden de svarede. Vurder sammen først." in ending
    with pytest.raises(Refused, match="Vurder sammen først"):
        actions.conclude(world.mette, fresh(world, case), **SHORTLY)
    with world.at("mette"):
        (line,) = awaiting(world.mette)
    assert (line.police, line.word) == ("brought", "")


def test_what_they_brought_before_they_answered_does_not_stand_before_the_answer(world):
    case = brought_since(world)
    with lib.clock_at(lib.now() + timedelta(hours=2)):
        answer(world, fresh(world, case))
    now = hears(world, case)
    assert (now.shares, now.not_shared, now.brought_at) == ("no", True, None)


def test_that_they_go_on_alone_stands_though_they_write_once_more(world):
    case = brought_since(world, shares="yes", hindrance="alone")
    assert hears(world, case).alone
    with world.at("mette"):
        (line,) = awaiting(world.mette)
    assert line.alone


@pytest.mark.parametrize("corrected", [False, True])
def test_an_answer_about_a_sheet_that_was_called_back_says_so_wherever_the_case_is_ended_on_it(world, corrected):
    case = world.register(world.concern())
    row = given(world, case)
    answer_as_police(world.pia, confirmed_copy(world, row), **ANSWER)
    with world.at("mette"):
        mine = PoliceAnswer.objects.select_related("case__municipality").get(case=case)
    take_answer(world.mette, mine)
    mette = signed_in(world, "mette")
    if corrected:
        newer = given(world, fresh(world, case), corrects=again(world, row))
        said = f"Det handler om {row.number}, som er rettet ved {newer.number} i dag."
    else:
        recall_disclosure(world.mette, again(world, row), why=WHY)
        said = f"Det handler om {row.number}, som er kaldt tilbage i dag."
    for name in ("casefile:case", "assessments:police"):
        assert said in words(mette.get(reverse(name, args=[case.pk]))), name
    beside = words(mette.get(reverse("casefile:case", args=[case.pk]))).split("Delt med")[1]
    assert f"{row.number} · rettet ved {newer.number} i dag" in beside if corrected else f"{row.number} · kaldt tilbage i dag" in beside
    if corrected:  # an answer to the newer one is waited for
        recall_disclosure(world.mette, again(world, newer), why=WHY)
        shown = words(mette.get(reverse("casefile:case", args=[case.pk])))
        assert f"{said} {newer.number} er også kaldt tilbage." in words(mette.get(reverse("assessments:police", args=[case.pk])))
        assert f"rettet ved {newer.number} i dag, som er kaldt tilbage i dag" in shown.replace(" ,", ",")
        return
    finish(world, fresh(world, case))
    step = words(mette.get(reverse("casefile:case", args=[case.pk]))).split("Næste skridt")[1].split("Frister")[0]
    assert said in step
    assert "Hverken politi eller kommune" not in step
    for name in ("closing:end", "assessments:conclude", "assessments:joint"):
        assert said in words(mette.get(reverse(name, args=[case.pk]))), name
