"""The police told by word of mouth: before the registration or after it, nothing is asked twice and the assessing begins as on paper."""

from infohus import lib
from infohus.accounts.queries import receivers_for
from infohus.casefile.actions import disclose_orally
from infohus.cases.models import Case
from infohus.cases.rules import Stage
from infohus.concerns.actions import join_concern
from infohus.concerns.models import Concern
from infohus.deadlines.models import Deadline
from infohus.deadlines.rules import Kind, due_at, end_of_day
from tests.test_underretning import SIGNS


def told(world, case):
    """Mette has rung the police."""
    _key, _label, receiver, unit = next(one for one in receivers_for(world.brondby) if one[2] and one[2].kind == "POLICE")
    with world.at("mette"):
        case = Case.objects.select_related("municipality").get(pk=case.pk)
    disclose_orally(
        world.mette, case, receiver=receiver, unit=unit, basis="RPL115_2", purpose="PREVENT_CRIME", necessity="Han taler om et angreb.",
        said="Han taler om et angreb på torvet.", to_whom="Vagthavende",
    )  # fmt: skip


def waits(world, case):
    """The stage of a case, the police question of its concerns, and what is waited for, with when it is due."""
    with world.at("mette"):
        rows = Deadline.objects.filter(case_id=case.pk, met_at=None, ended_at=None)
        stage = Case.objects.get(pk=case.pk).stage
        return (
            stage,
            [one.police for one in Concern.objects.filter(case=case).order_by("received_at")],
            {one.kind: one.due_at for one in rows},
        )


def joint_due(world, told_at):
    closed = world.brondby.closed_days
    return due_at(Kind.JOINT_ASSESSMENT, None, due_at(Kind.POLICE_ANSWER, None, told_at, closed), closed)


def test_told_after_the_registration_the_joint_assessment_is_expected_as_when_it_is_passed_on(world):
    case = world.register(world.concern(signs=SIGNS))
    told(world, case)
    stage, police, kinds = waits(world, case)
    assert (stage, police) == (Stage.ASSESSING, ["passed_on"])
    assert "police_contact" not in kinds
    with world.at("mette"):
        moment = Deadline.objects.get(case_id=case.pk, kind="police_contact").met_at
    assert kinds["joint_assessment"] == joint_due(world, moment)


def test_what_could_not_wait_for_the_registration_is_not_asked_again(world):
    case = world.concern(signs=SIGNS)
    told(world, case)
    assert waits(world, case)[:2] == (Stage.RECEIVED, ["passed_on"])
    world.register(case)
    stage, police, kinds = waits(world, case)
    assert (stage, police) == (Stage.ASSESSING, ["passed_on"])
    assert "police_contact" not in kinds
    assert "joint_assessment" in kinds


def test_where_nobody_was_told_the_police_question_is_asked(world):
    case = world.register(world.concern(signs=SIGNS))
    stage, police, kinds = waits(world, case)
    assert (stage, police, "police_contact" in kinds) == (Stage.REGISTERED, ["open"], True)


def test_of_what_came_to_the_arrival_after_they_were_told_it_is_asked(world):
    case, other = world.concern(signs=SIGNS), world.concern(observed="Han har et våben i skuret.")
    told(world, case)
    join_concern(world.mette, other, into=case)
    world.register(case)
    stage, police, kinds = waits(world, case)
    assert (stage, police, "police_contact" in kinds) == (Stage.ASSESSING, ["passed_on", "open"], True)


def test_haste_comes_along_when_a_concern_joins_a_registered_case(world):
    into = world.register(world.concern())
    told(world, into)
    with world.at("mette"):
        into = Case.objects.select_related("municipality").get(pk=into.pk)
    join_concern(world.mette, world.concern(signs=SIGNS), into=into)
    kinds = waits(world, into)[2]
    assert (kinds["acute_today"], kinds["police_contact"]) == (end_of_day(lib.today()), end_of_day(lib.today()))
    told(world, into)
    assert "acute_today" not in waits(world, into)[2]
