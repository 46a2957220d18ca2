"""Concluding a case, taking a conclusion up again, and what is left of the social duty when the police go on alone."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor
from infohus.assessments.actions.findings import look_again
from infohus.assessments.actions.joint import sign_in_writing
from infohus.assessments.models import Conclusion, JointAssessment, SocialDuty
from infohus.assessments.queries import conclusion_of, standing
from infohus.assessments.queries.police import answers_of
from infohus.assessments.rules import PLAIN, TARGETS, OutcomeInFull, age_band, facts_of, outcome_refusals
from infohus.assessments.rules.conclusion import check_duty, check_psychiatry
from infohus.assessments.rules.standing import Standing
from infohus.audit.actions import act, step
from infohus.cases.models import Case
from infohus.cases.queries import leads
from infohus.cases.rules import Ended, Fact, Outcome, Stage, Under18, check_sentence
from infohus.concerns.models import Concern
from infohus.concerns.queries import counted_source
from infohus.counting.actions import count
from infohus.deadlines.actions import end, expect, meet
from infohus.deadlines.queries import is_late
from infohus.deadlines.rules import Kind, end_of_day, working_days
from infohus.lib import Refused, refuse
from infohus.persons.queries import birth_of, person_of

OPENED = (Kind.CLOSE, Kind.ROLES, Kind.FEEDBACK, Kind.PRO_FEEDBACK)  # what a conclusion waits for


def conclude(
    actor: Actor, case: Case, *, outcome: str, kind_of_concern: str, reason: str, handed_to: str = "", handed_how: str = "",
    handed_on: date | None = None, psychiatry: str = "", dissent: str = "",
) -> Conclusion:  # fmt: skip
    """Conclude a case (`model.md` D3); from Vurderes the short path, which signs the joint assessment in writing and so asks about psychiatry."""
    with act(actor, Act.CONCLUDE, case) as log:
        look_again(case)
        check_lead(case, actor)
        now = standing(case)
        handed = (handed_to, handed_how, handed_on)
        short = case.stage == Stage.ASSESSING
        refuse([
            *outcome_refusals(stage=case.stage, outcome=outcome, kind=kind_of_concern, reason=reason, handed=handed, standing=now, today=lib.today()),
            *(check_psychiatry(psychiatry, outcome) if short else ()),
        ])  # fmt: skip
        chosen = OutcomeInFull(outcome)
        to = Stage.ROLES if chosen in TARGETS else Stage.CONCLUDED
        has = facts_of(now) | {Fact.KIND_OF_CONCERN, Fact.OUTCOME, Fact.REASON}
        case.move_to(to, has=has, acute=now.acute, concluded_at=lib.now(), outcome=PLAIN[chosen])
        works_on = _("Almindelig hjælp fra {who}.").format(who=handed_to.strip()) if handed_to.strip() else str(chosen.label) + "."
        joint = (
            sign_in_writing(case, actor, now, reason=reason, police=police_of(case, now), works_on=works_on, psychiatry=psychiatry)
            if short
            else now.joint
        )
        row = written(case, actor, joint, chosen, kind_of_concern, reason, dissent, handed)
        after_concluding(case, chosen, now)
        count("concluded", case.municipality_id, **row.counted[0])
        log.update(conclusion=row.pk, outcome=PLAIN[chosen], short=short)
    return row


def check_lead(case: Case, actor: Actor) -> None:
    """Refuse what only the lead of a case, or the one who stands in for them, may do."""
    if not leads(actor, case):
        who = case.lead.user.name if case.lead else _("tovholderen")
        raise Refused(_("Det kan kun sagens tovholder, {who}, eller den, der dækker.").format(who=who))


def police_of(case: Case, now: Standing) -> str:
    """Who answered for the police; '' where nobody was asked."""
    last = next((one for one in answers_of(case) if one.kind == "answer"), None)
    if last is None:
        return "" if now.withheld or not now.heard else _("Politiet")
    return last.by.user.name if last.by is not None else last.who or _("Politiet")


def written(
    case: Case,
    actor: Actor,
    joint: JointAssessment,
    outcome: OutcomeInFull,
    kind: str,
    reason: str,
    dissent: str,
    handed: tuple[str, str, date | None],
) -> Conclusion:
    """Write the conclusion with the codes it is counted by (a step)."""
    step()
    row = Conclusion(case=case, joint=joint, at=lib.now(), by_id=actor.membership)
    row.outcome, row.kind, row.reason, row.dissent = outcome.value, kind, reason.strip(), dissent.strip()
    if outcome == OutcomeInFull.OTHER_NEED:
        to, how, on = handed
        row.handed_to, row.handed_how, row.handed_on = to.strip(), how.strip(), on.isoformat() if on else ""
    row.counted = [counted(case, outcome.value, kind)]
    row.save(force_insert=True)
    return row


def counted(case: Case, outcome: str, kind: str) -> dict[str, Any]:
    """The codes of a conclusion's counting fact: nothing in them is about one person alone."""
    person = person_of(case)
    return {
        "outcome": outcome, "concern": kind, "source": counted_source(case), "age": age_band(birth_of(person.birth_on) if person else None, lib.today()),
        "gender": (person.gender if person else "") or "unknown", "administration": case.administration.code if case.administration else "",
        "days": working_days(case.received_at, lib.now(), case.municipality.closed_days), "on_time": not is_late(case.pk, Kind.CONCLUSION),
    }  # fmt: skip


def after_concluding(case: Case, outcome: OutcomeInFull, now: Standing) -> None:
    """What a conclusion meets and opens: closing or roles, a message to each reporter who can be reached (a step; barnets lov § 137)."""
    step()
    for kind in (Kind.CONCLUSION, Kind.SOCIAL_ASSESSMENT, Kind.JOINT_ASSESSMENT):
        meet(case, kind)
    if outcome in TARGETS:
        expect(case, Kind.ROLES)  # and the assessment is looked at again when its time is over
    else:
        end(case, Kind.REASSESS, reason="concluded")
        if outcome != OutcomeInFull.POLICE_ALONE or now.social_duty == "no":
            expect(case, Kind.CLOSE)
    for concern in Concern.objects.filter(case=case).select_related("mailbox"):
        if case.under_18 == Under18.YES and concern.reporter_confirmed:
            expect(case, Kind.PRO_FEEDBACK, about=concern.pk)
        elif reachable(concern):
            expect(case, Kind.FEEDBACK, about=concern.pk)


def reachable(concern: Concern) -> bool:
    """Whether its reporter can be told anything: by a living mailbox, by telephone or by mail."""
    box = concern.mailbox
    living = box is not None and box.closed_at is None and box.valid_until > lib.now()
    return living or bool(concern.reporter_phone or concern.reporter_email)


def reconsider(actor: Actor, case: Case, *, why: str) -> Conclusion:
    """Take a conclusion up again, with the reason: it stays as superseded, what it opened ends, and it is counted back (`model.md` D3)."""
    check_sentence(why)
    with act(actor, Act.RECONSIDER, case) as log:
        look_again(case)
        check_lead(case, actor)
        row = conclusion_of(case)
        if row is None or case.stage not in (Stage.CONCLUDED, Stage.ROLES):
            raise Refused(_("Der er ingen konklusion at tage op igen."))
        supersede(case, actor, why)
        case.move_to(Stage.ASSESSING, has={Fact.REASON}, concluded_at=None, outcome="")
        end(case, *OPENED, reason=Ended.WITHDRAWN.value)
        meet(case, Kind.RECONSIDER)
        expect(case, Kind.CONCLUSION)
        expect(case, Kind.JOINT_ASSESSMENT)
        log.update(conclusion=row.pk)
    return row


def supersede(case: Case, by: Actor, why: str) -> None:
    """Let the conclusion that stands be one that was taken up again, and count it back (a step; also when a closed case is opened again)."""
    step()
    for row in Conclusion.objects.filter(case=case, superseded_at=None):
        count("concluded", case.municipality_id, amount=-1, **row.counted[0])
        row.change(superseded_at=lib.now(), superseded_by_id=by.membership, superseded_why=why.strip())


def answer_social_duty(actor: Actor, case: Case, *, remains: str, why: str, again_on: date | None = None) -> SocialDuty:
    """Answer whether the municipality has a social duty left while the police go on alone; »yes« is asked again at a chosen date."""
    check_duty(remains, why, again_on, lib.today())
    with act(actor, Act.ANSWER_SOCIAL_DUTY, case) as log:
        look_again(case)
        check_lead(case, actor)
        row = SocialDuty(case=case, at=lib.now(), by_id=actor.membership, again_on=again_on if remains == "yes" else None)
        row.remains, row.why = remains, why.strip()
        row.save(force_insert=True)
        meet(case, Kind.SOCIAL_DUTY, any_about=True)
        if remains == "yes" and again_on is not None:
            expect(case, Kind.SOCIAL_DUTY, due=end_of_day(again_on))
        elif case.stage == Stage.CONCLUDED and case.outcome == Outcome.POLICE_ALONE:
            expect(case, Kind.CLOSE)
        log.update(duty=row.pk)  # the answer is sealed and goes with the case
    return row
