"""A hindrance that the police stated stands until they say another thing, whatever becomes of the sheet it was said about."""

import pytest

from infohus.assessments.actions.police import say_undecided, take_answer
from infohus.assessments.models.police import PoliceAnswer
from infohus.casefile.actions import recall_disclosure, withhold_from_police
from infohus.lib import Refused
from tests.test_assessments import SHORTLY, actions, finish
from tests.test_passing import WHY, fresh
from tests.test_police import confirmed, hears
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
