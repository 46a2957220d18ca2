"""What a closing ended waits again when the case is opened again, while there is still something to wait for."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Model

from infohus.assessments.models import JointAssessment, SocialAssessment
from infohus.assessments.models.police import PoliceAnswer
from infohus.audit.actions import step
from infohus.cases.actions import case_member
from infohus.cases.models import Case
from infohus.cases.rules import Class, Ended, Stage
from infohus.closing.models import Closing
from infohus.deadlines.actions import ended_at, hand_back, resume
from infohus.deadlines.models import Deadline
from infohus.deadlines.rules import Kind
from infohus.disclosures.queries import living_copies


def resume_what_closing_ended(case: Case, kept: str) -> None:
    """Let what the last closing ended wait again (a step; `model.md` D6), also the date on which the citizen was to be told; `kept`: the class it had."""
    step()
    shut = Closing.objects.filter(case=case).order_by("-at").first()
    if shut is None:
        return
    kinds = LEFT_OF_POLICE_ALONE if kept == Class.R4 else tuple(SUBJECT)
    for row in ended_at(case, shut.at, kinds, reason=Ended.CLOSED.value):
        if SUBJECT[Kind(row.kind)](case, row):
            resume(case, row)
            if row.owner_membership_id and case_member(case, row.owner_membership_id) is None:
                hand_back(case, row.owner_membership_id)


def _always(_case: Case, _row: Deadline) -> bool:
    return True


def _about(*models: type[Model]) -> Callable[[Case, Deadline], bool]:
    return lambda _case, row: any(model._default_manager.filter(pk=row.about).exists() for model in models)


def _asked_of_what_stands(_case: Case, row: Deadline) -> bool:
    return PoliceAnswer.objects.filter(pk=row.about, disclosure__recalled_at=None).exists()


def _answered(case: Case, _row: Deadline) -> bool:
    return PoliceAnswer.objects.filter(case=case).exists()


def _can_be_read(_case: Case, row: Deadline) -> bool:
    return living_copies().filter(disclosure=row.about).exists()


def _open(_case: Case, row: Deadline) -> bool:
    return Case.objects.filter(pk=row.about).exclude(stage=Stage.CLOSED).exists()


# What waits again, and what it needs to be there for it. What a conclusion opens is opened by the next one.
SUBJECT: dict[Kind, Callable[[Case, Deadline], bool]] = {
    Kind.INFORM: _always,
    Kind.SOCIAL_DUTY: _always,
    Kind.CHILD_24H: _always,
    Kind.CHILD_ACUTE: _always,
    Kind.CHILD_RECEIPT: _always,
    Kind.TASK: _always,
    Kind.HINDRANCE: _answered,
    Kind.ANSWER_BACK: _asked_of_what_stands,
    Kind.SECOND_READING: _about(SocialAssessment, JointAssessment),
    Kind.POLICE_ANSWER: _can_be_read,
    Kind.JOIN_CHECK: _open,
}
LEFT_OF_POLICE_ALONE = (Kind.INFORM, Kind.SOCIAL_DUTY, Kind.CHILD_24H, Kind.CHILD_ACUTE)  # the rest was about words that are deleted
