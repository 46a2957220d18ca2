"""The joint assessment: begun when police and municipality have judged each for themselves, signed when they have judged together."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor
from infohus.accounts.models import Membership
from infohus.assessments.actions.findings import look_again
from infohus.assessments.actions.police import take_shown
from infohus.assessments.models import JointAssessment
from infohus.assessments.queries import JOINT, joints_of, old_findings, reading_of, standing
from infohus.assessments.rules import Agreed, Change, Dimension, Domain, JointForm, Target, facts_of, joint_refusals, start_refusals
from infohus.assessments.rules.standing import Standing
from infohus.audit.actions import act, step
from infohus.cases.actions import drop_draft
from infohus.cases.models import Case
from infohus.cases.rules import Fact, Stage
from infohus.counting.actions import count
from infohus.deadlines.actions import end, expect, meet
from infohus.deadlines.rules import Kind, end_of_day, months_after
from infohus.disclosures.actions import note_departure
from infohus.disclosures.queries import naming_refusals
from infohus.lib import Refused, refuse

JUDGED = (Target.RISK, Target.HAPPENED)
WRITTEN_FOR = 6  # months that a short written one counts


def start_joint_assessment(
    actor: Actor, case: Case, *, unheard: str = "", unassessed: str = "", shown: Collection[uuid.UUID] = ()
) -> JointAssessment:
    """Begin the joint assessment: the police are heard and the social assessment is finished, or the head reads why not (`model.md` D3)."""
    with act(actor, Act.START_JOINT_ASSESSMENT, case) as log:
        look_again(case)
        now = standing(case)
        if case.stage not in (Stage.ASSESSING, Stage.JOINT):
            raise Refused(_("En fælles vurdering kan begynde, når politiet er spurgt, eller I har besluttet ikke at give noget videre."))
        if now.joint is not None and not now.joint_signed:
            raise Refused(_("Den fælles vurdering er allerede begyndt."))
        said = {"unheard": "" if now.is_heard else unheard, "unassessed": "" if now.social_finished else unassessed}
        refuse([*start_refusals(now, unheard, unassessed), *naming_refusals(case, said)])
        take_shown(actor, case, shown)
        has = facts_of(now)
        if not now.is_heard:
            note_departure(actor, case, kind="unheard", sentence=unheard, field="unheard")
            has.add(Fact.POLICE_HEARD)
        if not now.social_finished:
            note_departure(actor, case, kind="unassessed", sentence=unassessed, field="unassessed")
            has.add(Fact.SOCIAL_DONE)
        row = begun(case, actor, now)
        if case.stage == Stage.ASSESSING:
            case.move_to(Stage.JOINT, has=has, acute=now.acute)
        log.update(assessment=row.pk, version=row.version)
    return row


def begun(case: Case, actor: Actor, now: Standing) -> JointAssessment:
    """A new joint assessment, not signed yet (a step)."""
    step()
    version = now.joint.version + 1 if now.joint else 1
    return JointAssessment.objects.create(case=case, version=version, started_at=lib.now(), started_by_id=actor.membership)


def sign_joint_assessment(
    actor: Actor, case: Case, *, form: str, held_on: date | None, municipality: Sequence[Membership], worried: str, builds_on: str, works_on: str,
    psychiatry: str, psychiatry_why: str, target: str, reason: str, valid_until: date | None, police: str = "", others: str = "",
    dissent: str = "", changes: Mapping[str, str] | None = None,
) -> JointAssessment:  # fmt: skip
    """Sign the joint assessment: who took part, what they judged in words, who disagrees, and until when it counts (`domain.md` §9.2)."""
    with act(actor, Act.SIGN_JOINT_ASSESSMENT, case) as log:
        look_again(case)
        row = next((one for one in joints_of(case) if one.signed_at is None), None)
        if row is None:
            raise Refused(_("Der er ingen fælles vurdering at skrive under. Begynd den først."))
        said = Agreed(
            form=form, held_on=held_on, municipality=[one.user.name for one in municipality], worried=worried, builds_on=builds_on,
            works_on=works_on, psychiatry=psychiatry, psychiatry_why=psychiatry_why, target=target, reason=reason, valid_until=valid_until,
            old=len(old_findings(case)),
        )  # fmt: skip
        refuse(joint_refusals(said, lib.today(), hindered=standing(case).barred))
        row.form, row.held_on, row.valid_until = form, held_on, valid_until
        row.worried, row.builds_on, row.works_on = worried.strip(), builds_on.strip(), works_on.strip()
        row.psychiatry, row.psychiatry_why, row.target, row.reason = psychiatry, psychiatry_why.strip(), target, reason.strip()
        row.dissent = dissent.strip()
        row.took_part = took_part(case, municipality, police, others)
        row.changes = [
            {"dimension": code, "how": how} for code, how in (changes or {}).items() if code in Dimension.values and how in Change.values
        ]
        signed(case, actor, row)
        drop_draft(case, actor, JOINT)
        log.update(assessment=row.pk, version=row.version, form=JointForm(form))
    return row


def took_part(case: Case, municipality: Sequence[Membership], police: str, others: str) -> list[dict[str, str]]:
    """Who took part, each with authority and role: our own, the police, and others by a line each (»Psykiatrien: Anna Prøve«)."""
    told = [{"authority": case.municipality.name, "who": str(one), "domain": Domain.SOCIAL.value} for one in municipality]
    if police.strip():
        authority = case.municipality.parent.name if case.municipality.parent else _("Politiet")
        told.append({"authority": authority, "who": police.strip(), "domain": Domain.SECURITY.value})
    for line in filter(None, map(str.strip, others.splitlines())):
        authority, between, who = line.partition(":")
        told.append({"authority": authority.strip(), "who": who.strip() if between else "", "domain": Domain.SOCIAL.value})
    return told


def signed(case: Case, actor: Actor, row: JointAssessment) -> None:
    """Put the signature under a joint assessment, and open what follows from it (a step)."""
    step()
    row.signed_at, row.signed_by_id = lib.now(), actor.membership
    row.save()
    meet(case, Kind.JOINT_ASSESSMENT)
    end(case, Kind.REASSESS, reason="renewed")
    for older in (one for one in joints_of(case) if one.pk != row.pk):  # what this one replaces nobody needs to read
        end(case, Kind.SECOND_READING, about=older.pk, reason="renewed")
    if row.valid_until is not None:
        expect(case, Kind.REASSESS, about=row.pk, due=end_of_day(row.valid_until))
    if row.target in JUDGED:
        expect(case, Kind.SECOND_READING, about=row.pk)
    count("joint_assessment", case.municipality_id, form=row.form, police=any(one["domain"] == Domain.SECURITY for one in row.took_part))


def sign_in_writing(
    case: Case, actor: Actor, now: Standing, *, reason: str, police: str, works_on: str, psychiatry: str
) -> JointAssessment:
    """Sign the joint assessment of the short path in writing: neither police nor municipality has found anything to go on with (a step)."""
    step()
    row = now.joint if now.joint is not None and not now.joint_signed else begun(case, actor, now)
    row.form, row.held_on, row.valid_until = JointForm.WRITTEN, lib.today(), months_after(lib.today(), WRITTEN_FOR)
    row.worried = _("Vi er ikke bekymrede for ekstremisme.")
    row.builds_on = _("Det, der står i den socialfaglige vurdering, version {number}.").format(number=now.social.version)
    row.works_on, row.psychiatry, row.target, row.reason = works_on, psychiatry, Target.NO.value, reason.strip()
    reading = reading_of(now.social)
    members = [one for one in (case.lead, reading.by if reading else None) if one is not None]
    row.took_part = took_part(case, members, police, "")
    row.dissent = reading.dissent if reading else ""
    signed(case, actor, row)
    return row
