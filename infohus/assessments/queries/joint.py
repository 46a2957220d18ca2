"""The joint assessment of a case, its readings, its conclusions and the answers about the social duty."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet

from infohus.assessments.models import Conclusion, JointAssessment, SocialDuty
from infohus.assessments.queries.social import with_case
from infohus.cases.models import Case
from infohus.db.prepared import prepared
from infohus.sealing.ring import hold


def joints_of(case: Case) -> list[JointAssessment]:
    """The joint assessments of a case, the newest first, each with its second reading."""
    hold([case.pk])
    return with_case(case, _joints(case.pk))


@prepared
def _joints(case: uuid.UUID) -> QuerySet[JointAssessment]:
    rows = JointAssessment.objects.filter(case=case).order_by("-version")
    return rows.select_related("signed_by__user", "started_by__user", "reading__by__user")


def conclusions_of(case: Case) -> list[Conclusion]:
    """The conclusions of a case, the newest first; one that was taken up again says by whom, when and why."""
    hold([case.pk])
    return with_case(case, _conclusions(case.pk))


@prepared
def _conclusions(case: uuid.UUID) -> QuerySet[Conclusion]:
    rows = Conclusion.objects.filter(case=case).order_by("-at", "-id")
    return rows.select_related("by__user", "superseded_by__user", "joint")


def conclusion_of(case: Case) -> Conclusion | None:
    """The conclusion that stands."""
    return next((one for one in conclusions_of(case) if one.superseded_at is None), None)


def duties_of(case: Case) -> list[SocialDuty]:
    """What was answered about the municipality's social duty, the newest first."""
    hold([case.pk])
    return _duties(case.pk)


@prepared
def _duties(case: uuid.UUID) -> QuerySet[SocialDuty]:
    return SocialDuty.objects.filter(case=case).order_by("-at", "-id").select_related("by__user")
