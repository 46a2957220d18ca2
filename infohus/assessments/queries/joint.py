"""The joint assessment of a case, its readings, its conclusions and the answers about the social duty."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from infohus.assessments.models import Conclusion, JointAssessment, PoliceAnswer, SocialAssessment, SocialDuty
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


def took_part(row: Conclusion, joint: JointAssessment | None, answers: Iterable[PoliceAnswer]) -> list[dict[str, str]]:
    """Every authority that took part in what a conclusion rests on: those of the joint assessment, and the police where they only had `answered`."""
    found = list(joint.took_part or ()) if joint else []
    if not any(one["domain"] == "security" for one in found):
        last = next((one for one in answers if one.kind == "answer" and one.answered_at <= row.at), None)
        if last is not None:
            who = last.by.user.name if last.by else last.who
            found.append({"authority": last.authority.name, "who": who, "domain": "security", "answered": "yes"})
    return found


def dissents(joint: JointAssessment | None, versions: Iterable[SocialAssessment], row: Conclusion | None = None) -> list[str]:
    """Who disagrees with what a conclusion rests on, in words: when it was signed, as second reader, or with the conclusion."""
    at = row.at if row else None
    social = next((one for one in versions if one.finished_at and (at is None or one.finished_at <= at)), None)
    read = [
        (reading, what)
        for one, what in ((social, _("den socialfaglige vurdering")), (joint, _("den fælles vurdering")))
        if (reading := getattr(one, "reading", None)) is not None and reading.dissent
    ]
    named = [_("{who}, om {what}: {words}").format(who=reading.by.user.name, what=what, words=reading.dissent) for reading, what in read]
    signed = [joint.dissent] if joint and joint.dissent and joint.dissent not in [reading.dissent for reading, _what in read] else []
    return [*signed, *named, *([row.dissent] if row and row.dissent else [])]


def duties_of(case: Case) -> list[SocialDuty]:
    """What was answered about the municipality's social duty, the newest first."""
    hold([case.pk])
    return _duties(case.pk)


@prepared
def _duties(case: uuid.UUID) -> QuerySet[SocialDuty]:
    return SocialDuty.objects.filter(case=case).order_by("-at", "-id").select_related("by__user")
