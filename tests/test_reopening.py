"""A case that is opened again goes on where it was: what was promised is due, what waited waits, whoever opened it leads it, and it is counted back."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from infohus import lib
from infohus.accounts.actions import invite_user
from infohus.cases.actions import cover, end_cover
from infohus.cases.models import Case
from infohus.closing.actions import close_case, give_feedback, reopen_case
from infohus.concerns.actions import Sorted, register_concern
from infohus.concerns.models import Concern
from infohus.concerns.rules import SentenceKind, split_sentences
from infohus.counting.models import Fact as Counted
from infohus.db.context import acting
from infohus.deadlines.actions import set_task
from infohus.deadlines.models import Deadline
from infohus.deadlines.rules import end_of_day
from infohus.lib import clock_at
from infohus.rights.actions import decide_information
from tests.test_assessments import SHORTLY, actions, answer, finish, later, told, waits
from tests.test_closing import alone, concluded, fresh, talked

AGAIN = "Skolen ringede med noget nyt."
REGISTERED = {
    "no_surplus": True, "person": {"name": "Bo Prøve", "birth_on": date(2001, 3, 4)}, "under_18": "no", "report": "", "knows_privately": False,
    "purpose": "PREVENT_RADICALISATION",
}  # fmt: skip


def closed(world, case, **informed):
    """The reporter is told, the citizen perhaps later, and the case is closed."""
    decide_information(world.mette, fresh(world, case), **(informed or {"when": "now", "told_on": lib.today()}))
    give_feedback(world.mette, world.first_concern(case), way="mailbox", text="Tak, fordi du skrev til os.")
    untold = {"untold_why": "Det kan bringe henvenderen i fare."} if informed.get("when") == "later" else {}
    close_case(world.mette, fresh(world, case), **talked(world), **untold)


def due(world, case, kind):
    """When what waits of a kind is due; None if nothing does."""
    with world.at("mette"):
        return Deadline.objects.filter(case_id=case.pk, kind=kind, met_at=None, ended_at=None).values_list("due_at", flat=True).first()


@pytest.mark.parametrize("days", [10, 80])
def test_the_day_on_which_the_citizen_was_to_be_told_is_not_lost(world, days):
    case, day = concluded(world), later(2)
    closed(world, case, when="later", interest="others", until=day, reason="Henvenderen kan kendes på det.")
    with clock_at(lib.now() + timedelta(days=days)):
        reopen_case(world.mette, fresh(world, case), reason=AGAIN)
    assert due(world, case, "inform") == end_of_day(day)  # as promised, also when that is over


def test_who_should_read_it_and_what_was_to_be_done_wait_again_with_time_for_it(world):
    case, soeren = concluded(world), world.member("soeren")
    given = {"owner": soeren, "members": [soeren], "due_on": lib.today() + timedelta(days=5)}
    set_task(world.mette, fresh(world, case), remark="Ring til skolen.", **given)
    closed(world, case)
    with clock_at(lib.now() + timedelta(days=40)):
        reopen_case(world.mette, fresh(world, case), reason=AGAIN)
        assert due(world, case, "second_reading") > lib.now() + timedelta(days=2)
        assert due(world, case, "task") == end_of_day(lib.today())
    assert not {"close", "feedback", "roles"} & {kind.value for kind in waits(world, case)}


@pytest.mark.parametrize("recalled", [False, True])
def test_the_police_are_waited_for_again_while_they_can_read_what_they_were_given(world, recalled):
    case = world.register(world.concern())
    answer(world, case)
    finish(world, fresh(world, case))
    actions.conclude(world.mette, fresh(world, case), **SHORTLY)
    told(world, case)
    closed(world, case)
    with clock_at(lib.now() + timedelta(days=200 if recalled else 30)):
        reopen_case(world.mette, fresh(world, case), reason=AGAIN)
    assert (due(world, case, "police_answer") is None) == recalled


def test_of_what_the_police_went_on_with_alone_only_what_is_left_waits_again(world):
    case = alone(world)
    decide_information(world.mette, case, when="later", interest="crime", until=later(2), reason="Politiet er i gang med det.")
    close_case(world.mette, fresh(world, case), **talked(world), untold_why="Politiet er i gang med det endnu.")
    reopen_case(world.mette, fresh(world, case), reason=AGAIN)
    assert {kind.value for kind in waits(world, case)} == {"conclusion", "joint_assessment", "inform", "child_24h"}


def invited(world):
    """A coordinator who came after the cases did, and is with none of them."""
    given = {"email": "anna.prove@brondby.example", "name": "Anna Prøve", "role": "coordinator"}
    return invite_user(world.nikolaj, authority=world.brondby, administration=world.member("mette").administration, **given)


def seen(member, case):
    """A case as one sees it who is none of the cast; None if they do not."""
    with acting(member.actor.context), transaction.atomic():
        return Case.objects.select_related("municipality", "lead__user").filter(pk=case.pk).first()


def test_who_takes_a_case_on_while_they_stand_in_for_another_is_with_it_when_the_cover_ends(world):
    case, arrived = concluded(world), world.concern()
    closed(world, case)
    anna = invited(world)
    day = lib.today()
    row = cover(world.mette, world.brondby, of=world.member("mette"), by=anna, from_on=day, until_on=day)
    reopen_case(anna.actor, seen(anna, case), reason=AGAIN)
    with acting(anna.actor.context), transaction.atomic():
        concern = Concern.objects.select_related("case__municipality", "mailbox").get(case=arrived)
        parts = [Sorted(text, SentenceKind.SEEN) for text in split_sentences(concern.observed)]
    register_concern(anna.actor, concern, **REGISTERED, version=concern.version, sentences=parts, administration=anna.administration)
    end_cover(world.mette, row)
    assert [seen(anna, one).lead_id for one in (case, arrived)] == [anna.pk, anna.pk]


def test_what_was_counted_at_closing_is_taken_back_exactly(world):
    for case in (concluded(world), alone(world)):
        if fresh(world, case).outcome == "police_alone":
            close_case(world.mette, fresh(world, case), **talked(world))
        else:
            closed(world, case)
        reopen_case(world.mette, fresh(world, case), reason=AGAIN)
    with world.at("mette"):
        rows = list(Counted.objects.filter(kind="closed").order_by("pk"))
    assert [one.amount for one in rows] == [1, -1, 1, -1]
    assert [rows[0].codes, rows[2].codes] == [rows[1].codes, rows[3].codes]
