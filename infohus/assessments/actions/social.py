"""The social assessment: finishing a version, renewing it, and reading it as the second."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor
from infohus.assessments.actions.findings import check_registered, look_again
from infohus.assessments.actions.police import take_shown
from infohus.assessments.models import JointAssessment, Reading, SocialAssessment
from infohus.assessments.queries import SOCIAL, SOCIAL_TEXTS, called, joints_of, old_findings, reading_of, versions_of
from infohus.assessments.rules import Assessed, Target, assessment_refusals, check_reading, none_known
from infohus.audit.actions import act, step
from infohus.cases.actions import drop_draft
from infohus.cases.models import Case
from infohus.cases.rules import Stage
from infohus.deadlines.actions import end, expect, meet
from infohus.deadlines.rules import Clock, Kind, Owner, due_at, end_of_day
from infohus.lib import Refused, refuse
from infohus.persons.queries import age_now

TO_FIND_OUT = 10  # arbejdsdage


def finish_assessment(
    actor: Actor, case: Case, *, resources: str, voice: str, other_help: str, target: str, reason: str, valid_until: date | None,
    parents: str = "", statute: str = "", help_what: str = "", shown: Collection[uuid.UUID] = (), **texts: str,
) -> SocialAssessment:  # fmt: skip
    """Finish the social assessment: both halves are there, the voices or why not, the answer with its reason (`domain.md` §9.1)."""
    with act(actor, Act.FINISH_ASSESSMENT, case) as log:
        check_registered(case)
        check_not_concluded(case)
        row = being_written(case)
        said = Assessed(
            resources=resources, voice=voice, parents=parents, other_help=other_help, statute=statute, help_what=help_what, target=target,
            reason=reason, valid_until=valid_until, under_18=age_now(case), old=len(old_findings(case)), called=called(case),
        )  # fmt: skip
        refuse(assessment_refusals(said, lib.today()))
        given = {
            **texts,
            "resources": resources,
            "voice": voice,
            "parents": parents,
            "help_what": help_what if other_help == "yes" else "",
            "reason": reason,
        }
        for name in SOCIAL_TEXTS:
            setattr(row, name, given.get(name, "").strip())
        row.other_help, row.statute, row.target = other_help, statute if other_help == "yes" else "", target
        row.finished_at, row.by_id, row.valid_until = lib.now(), actor.membership, valid_until
        row.save()
        take_shown(actor, case, shown)
        drop_draft(case, actor, SOCIAL)
        after_finishing(case, actor, row)
        log.update(assessment=row.pk, version=row.version)
    return row


def check_not_concluded(case: Case) -> None:
    """Refuse to assess what is concluded, but where it goes on in the target group: the conclusion is taken up again first."""
    if case.stage == Stage.CONCLUDED:
        raise Refused(_("Sagen er konkluderet. Tag konklusionen op igen, hvis der er noget nyt."))


def being_written(case: Case) -> SocialAssessment:
    """The version that is being written; the first one begins by itself, a later one by being renewed."""
    versions = versions_of(case)
    if not versions:
        return SocialAssessment(case=case, version=1, started_at=lib.now())
    if versions[0].finished_at is not None:
        raise Refused(_("Vurderingen er skrevet færdig. Forny den, hvis der er noget nyt."))
    return versions[0]


def after_finishing(case: Case, actor: Actor, row: SocialAssessment) -> None:
    """What a finished assessment meets and opens: it is met, another reads it, what nobody knows is found out, what is undecided comes back (a step)."""
    step()
    meet(case, Kind.SOCIAL_ASSESSMENT)
    meet(case, Kind.REASSESS)  # what came or went while it was not finished
    expect(case, Kind.SECOND_READING, about=row.pk)
    if none_known(row.resources):
        due = due_at(Clock.ARBEJDSDAGE, TO_FIND_OUT, lib.now(), case.municipality.closed_days)
        remark = _("Find ud af, hvad der går godt, og hvem {called} har omkring sig").format(called=called(case) or _("borgeren"))
        expect(case, Kind.TASK, about=lib.uuid7(), owner=Owner.ANYONE, member=actor.membership, due=due, remark=remark)
    if row.target == Target.UNDECIDED and row.valid_until is not None:
        expect(case, Kind.REASSESS, about=row.pk, due=end_of_day(row.valid_until))


def renew_assessment(actor: Actor, case: Case) -> SocialAssessment:
    """Begin a new version of a finished assessment; the earlier one stays as it was finished."""
    with act(actor, Act.RENEW_ASSESSMENT, case) as log:
        look_again(case)
        check_not_concluded(case)
        versions = versions_of(case)
        if not versions or versions[0].finished_at is None:
            raise Refused(_("Vurderingen bliver skrevet. Gør den færdig først."))
        row = SocialAssessment.objects.create(case=case, version=versions[0].version + 1, started_at=lib.now())
        meet(case, Kind.REASSESS, any_about=True)
        end(case, Kind.SECOND_READING, about=versions[0].pk, reason="renewed")
        expect(case, Kind.SOCIAL_ASSESSMENT)
        log.update(assessment=row.pk, version=row.version)
    return row


def second_read(actor: Actor, assessment: SocialAssessment | JointAssessment, *, agrees: str, dissent: str = "") -> Reading:
    """Say as another than its writer whether one agrees with an assessment, or dissent in words."""
    case = assessment.case
    with act(actor, Act.SECOND_READ, assessment) as log:
        social = isinstance(assessment, SocialAssessment)
        writer = assessment.by if isinstance(assessment, SocialAssessment) else assessment.signed_by
        if writer is None:
            raise Refused(_("Vurderingen er ikke færdig endnu."))
        check_reading(agrees, dissent, writer.user_id, actor.user)
        if reading_of(type(assessment).objects.select_related("reading").get(pk=assessment.pk)) is not None:
            raise Refused(_("Vurderingen er allerede læst af en anden."))
        if not social and any(one.signed_at and one.version > assessment.version for one in joints_of(case)):
            raise Refused(_("Der er underskrevet en nyere fælles vurdering. Læs den i stedet."))
        row = Reading(case=case, by_id=actor.membership, reader_id=actor.user, assessor_id=writer.user_id, at=lib.now())
        row.social_id, row.joint_id = (assessment.pk, None) if social else (None, assessment.pk)
        row.agrees, row.dissent = agrees, dissent.strip() if agrees == "no" else ""
        row.save(force_insert=True)
        meet(case, Kind.SECOND_READING, about=assessment.pk)
        log.update(assessment=assessment.pk, reading=row.pk)
    return row
