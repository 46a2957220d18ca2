"""Where a case stands, and which cases await a joint assessment."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Actor
from infohus.accounts.rules import AuthorityKind
from infohus.assessments.models import JointAssessment, PoliceAnswer, Reading, SocialAssessment
from infohus.assessments.queries.joint import conclusions_of, duties_of, joints_of
from infohus.assessments.queries.police import answers_of, is_known, told_last, words_in
from infohus.assessments.queries.social import finished_of, versions_of
from infohus.assessments.rules import Shares, Standing, Target, answer_in_words, undecided_in_words
from infohus.assessments.rules.police import AnswerKind
from infohus.cases.models import Case
from infohus.cases.rules import Stage
from infohus.concerns.models import Concern, PoliceQuestion
from infohus.concerns.rules import Face
from infohus.db.prepared import Among, prepared
from infohus.deadlines.models import Deadline
from infohus.deadlines.queries import of_case
from infohus.deadlines.rules import Kind, local_day, working_days
from infohus.disclosures.models import Disclosure
from infohus.persons.queries import persons_of, short_name
from infohus.sealing.ring import hold

ASSESSED_IN = (Stage.REGISTERED, Stage.ASSESSING, Stage.JOINT, Stage.CONCLUDED, Stage.ROLES)


def standing(
    case: Case,
    waits: list[Deadline] | None = None,
    concerns: Iterable[Concern] | None = None,
    shared: Iterable[Disclosure] | None = None,
) -> Standing:
    """The facts of phase Afklaring of a case that is registered and not closed; an empty standing for any other.

    `waits`: its open deadlines, `concerns`: all its concerns, `shared`: all that was shared of it, each where they are known.
    """
    if case.stage not in ASSESSED_IN:
        return Standing()
    asked = _asked(case.pk) if concerns is None else [one for one in concerns if one.registered_at]
    given = (
        _given([case.pk])
        if shared is None
        else sorted((one for one in shared if one.had_by_police), key=lambda one: (one.given_at, one.pk))
    )
    emptied = not all(map(is_known, (*asked, *given)))
    given = [one for one in given if is_known(one)]
    answers = answers_of(case)
    waits = of_case(case.pk) if waits is None else waits
    last = next((one for one in answers if one.kind == AnswerKind.ANSWER), None)
    word = next((one for one in answers if one.kind != AnswerKind.ASKS_BACK), None)
    theirs = max((one.received_at for one in asked if one.face == Face.POLICE and is_known(one)), default=None)
    from_police, since = theirs is not None, theirs if theirs is not None and last is not None and theirs > last.answered_at else None
    waiting = [one for one in waits if one.kind == Kind.POLICE_ANSWER]
    by_mouth = told_last(given, answers)
    heard = not waiting and not by_mouth and (last is not None or from_police)
    not_yet = word is not None and word.kind == AnswerKind.UNDECIDED and not heard
    recalled = word.disclosure.number if word is not None and not_yet and word.disclosure.recalled_at else ""
    questions = {one.police for one in asked}
    gone = emptied and word is None and not given and not from_police
    versions, joints, duties, conclusions = versions_of(case), joints_of(case), duties_of(case), conclusions_of(case)
    finished, joint = finished_of(versions), joints[0] if joints else None
    return Standing(
        answer_gone=gone,
        police_asked=gone or bool(given) or PoliceQuestion.PASSED_ON in questions,
        police_open=sum(one.police == PoliceQuestion.OPEN for one in asked),
        unsorted=sum(one.kind == Kind.SORT for one in waits),
        withheld=questions == {PoliceQuestion.WITHHELD} and not given and last is None and not emptied,
        heard=heard,
        asked_back=any(one.kind == Kind.ANSWER_BACK for one in waits),
        shares=last.worry if last and not since else Shares.YES if from_police else "",
        alone=bool(last and last.alone),
        acute=bool(word and word.acute == "yes"),
        hindrance=bool(word and word.hindrance == "yes" and not word.alone),
        unread_answers=sum(one.read_at is None for one in answers),
        unread_questions=sum(one.read_at is None and one.kind == AnswerKind.ASKS_BACK for one in answers),
        unread_undecided=sum(one.read_at is None and one.kind == AnswerKind.UNDECIDED for one in answers),
        from_police=from_police,
        brought_at=since,
        said=answer_in_words(last, since) if last else "",
        sheet_gone=last.sheet_gone if last else "",
        undecided=undecided_in_words(word, recalled, anew=not waiting and not by_mouth) if word is not None and not_yet else "",
        recalled=recalled,
        undecided_at=word.answered_at if not_yet else None,
        answered_at=last.answered_at if last else None,
        unread_messages=sum(one.kind == Kind.READ_MESSAGE for one in waits),
        waited=0 if heard or gone else waited(case, [*(one.opened_at for one in waiting), *(one.given_at for one in by_mouth)], given),
        social=versions[0] if versions else None,
        social_finished=finished is not None and versions[0].finished_at is not None,
        target=finished.target if finished else "",
        new_look=new_look(waits),
        joint=joint,
        joint_signed=bool(joint and joint.signed_at),
        joint_target=joint.target if joint and joint.signed_at else "",
        joint_read=reading_of(joint) is not None,
        social_duty=duties[0].remains if duties else "",
        conclusion=next((one for one in conclusions if one.superseded_at is None), None),
        answers=answers,
        duties=duties,
        versions=versions,
        joints=joints,
        conclusions=conclusions,
    )


def new_look(waits: Iterable[Deadline]) -> str:
    """What has come or gone since a case was assessed, in a sentence, where what waits asks whether that still holds; '' else."""
    asked = look_of(waits)
    why = (asked.remark or _("En henvendelse er kommet til sagen eller taget ud, siden den blev vurderet.")) if asked else ""
    return _("{why} Se, om vurderingen stadig holder.").format(why=why) if why else ""


def look_of(waits: Iterable[Deadline]) -> Deadline | None:
    """What asks, among what waits, whether the assessment still holds after a concern came or went."""
    return next((one for one in waits if one.kind == Kind.REASSESS and one.about is None), None)


def reading_of(assessment: SocialAssessment | JointAssessment | None) -> Reading | None:
    """The second reading of an assessment; None before there is one."""
    return getattr(assessment, "reading", None) if assessment is not None else None


def to_read(actor: Actor, now: Standing) -> uuid.UUID | None:
    """The assessment of a case that waits for the second reading of this actor, who did not write it."""
    joint, social = now.joint, now.social
    if (
        joint is not None
        and now.joint_target in (Target.RISK, Target.HAPPENED)
        and not now.joint_read
        and joint.signed_by.user_id != actor.user
    ):
        return joint.pk  # type: ignore[no-any-return]
    if social is not None and now.social_finished and reading_of(social) is None and social.by.user_id != actor.user:
        return social.pk  # type: ignore[no-any-return]
    return None


@prepared
def _asked(case: uuid.UUID) -> QuerySet[Concern]:
    return (
        Concern.objects.filter(case=case).exclude(registered_at=None).only("id", "case_id", "police", "face", "received_at", "emptied_at")
    )


def waited(case: Case, waiting: Collection[datetime], given: Collection[Disclosure]) -> int:
    """The arbejdsdage since the police were first given what they have not answered, on paper or by mouth; 0 where they were given nothing."""
    since = waiting or [one.given_at for one in given]
    return working_days(min(since), lib.now(), case.municipality.closed_days) if since else 0


@prepared
def _given(cases: list[uuid.UUID]) -> QuerySet[Disclosure]:
    """What the police have of these cases, the oldest first, what was emptied too."""
    rows = Disclosure.objects.filter(Among("case_id", cases), recalled_at=None, receiver__kind=AuthorityKind.POLICE)
    return rows.only("id", "case_id", "given_at", "form", "receiver_id", "emptied_at").order_by("given_at", "id")


# ---------- Til Infohus


@dataclass
class Awaiting:
    """A case that awaits the joint assessment: named by initials and age, by when, and what it still lacks."""

    case: Case
    name: str
    due_on: date | None
    police: str  # answered | withheld | brought (by themselves) | waits (for their answer) | gone (answered, and deleted) | '' before anybody has decided
    social: bool  # finished
    read: bool  # by the second reader
    hindered_until: date | None  # the police have said that it must not be talked of before they are asked again on this day
    word: str = ""  # what the police say of the worry, where they have said something that counts now
    alone: bool = False  # they go on alone: it is judged in writing

    @property
    def proposed_on(self) -> date | None:
        """The day for which it is proposed: when it is due, but none that is over and none on which it must not be talked of yet."""
        days = [one for one in (self.due_on, self.hindered_until) if one]
        return max(*days, lib.today()) if days else None


def awaiting(actor: Actor) -> list[Awaiting]:
    """The registered cases without a signed joint assessment, those proposed for the first day at the top; ten queries however many."""
    signed = JointAssessment.objects.exclude(signed_at=None).values("case_id")
    rows = Case.objects.filter(stage__in=(Stage.REGISTERED, Stage.ASSESSING, Stage.JOINT), municipality=actor.authority)
    found = list(rows.exclude(stage=Stage.JOINT, pk__in=signed).select_related("lead__user", "municipality").order_by("received_at")[:200])
    ids = [one.pk for one in found]
    due, hindered = _due(ids)
    finished = {
        one.case_id: one for one in SocialAssessment.objects.filter(Among("case_id", ids)).order_by("version").select_related("reading")
    }
    said = words_in(ids)
    told = heard_in(ids, said)
    people = persons_of(ids)
    words = told_words(told, said)
    alone = {
        case
        for case, one in {one.case_id: one for one in said if one.is_answer}.items()
        if told.get(case) in ("answered", "brought") and one.alone
    }
    lines = []
    for case in found:
        social = finished.get(case.pk)
        done = bool(social and social.finished_at)
        lines.append(
            Awaiting(
                case,
                short_name(case, people.get(case.pk)),
                due.get(case.pk),
                told.get(case.pk, ""),
                done,
                done and reading_of(social) is not None,
                hindered.get(case.pk),
                words.get(case.pk, ""),
                case.pk in alone,
            )
        )
    return sorted(lines, key=lambda one: (one.proposed_on or date.max, one.due_on or date.max, one.case.received_at))


def _due(ids: list[uuid.UUID]) -> tuple[dict[Any, date], dict[Any, date]]:
    """By when these cases are to be judged together, and until when the police have asked not to talk of them."""
    kinds = (Kind.JOINT_ASSESSMENT, Kind.HINDRANCE)
    rows = Deadline.objects.filter(Among("case_id", ids), kind__in=kinds, met_at=None, ended_at=None).only(
        "id", "case_id", "kind", "due_at"
    )
    found: dict[str, dict[Any, date]] = {kind: {} for kind in kinds}
    for one in rows:
        found[one.kind][one.case_id] = local_day(one.due_at)
    return found[Kind.JOINT_ASSESSMENT], found[Kind.HINDRANCE]


def told_words(told: Mapping[Any, str], said: Sequence[Any]) -> dict[Any, str]:
    """What the police say of the worry in these cases: their answer where it stands, and where it is awaited that they cannot decide yet."""
    answers = {one.case_id: one for one in said if one.is_answer}
    last = {one.case_id: one for one in said}
    hold([one.copy_id for one in answers.values() if one.copy_id])
    heard = {case: answers[case].beside for case, how in told.items() if how == "answered"}
    heard |= {
        case: _("{said}. Spurgt igen").format(said=answers[case].beside) for case, how in told.items() if how == "waits" and case in answers
    }
    undecided = {case for case, one in last.items() if not one.is_answer and one.called_back is None}
    return heard | {case: _("Kan ikke afgøre det endnu") for case, how in told.items() if how == "waits" and case in undecided}


def heard_in(ids: list[uuid.UUID], said: Sequence[PoliceAnswer] | None = None) -> dict[Any, str]:
    """Of these cases, whether the police have answered, wait to (`waits`), brought it themselves, or were not to be asked (`withheld`).

    `gone`: they had answered, it was deleted when the case was closed, and nothing was given or said since, nor came along with another case.
    """
    waits = set(
        Deadline.objects.filter(Among("case_id", ids), kind=Kind.POLICE_ANSWER, met_at=None, ended_at=None).values_list(
            "case_id", flat=True
        )
    )
    questions: dict[Any, set[str]] = {}
    brought: dict[Any, datetime] = {}
    concerns = Concern.objects.filter(Among("case_id", ids)).only("id", "case_id", "police", "face", "received_at", "emptied_at")
    for one in concerns:
        questions.setdefault(one.case_id, set()).add(one.police)
        if one.face == Face.POLICE and is_known(one):
            brought[one.case_id] = max(one.received_at, brought.get(one.case_id, one.received_at))
    withheld = {case: "withheld" for case, said in questions.items() if said == {PoliceQuestion.WITHHELD}}
    asked = {case: "waits" for case, said in questions.items() if PoliceQuestion.PASSED_ON in said}  # also by word of mouth
    had, said = _given(ids), words_in(ids) if said is None else said
    emptied = {one.case_id for one in (*concerns, *had) if not is_known(one)} - {one.case_id for one in said}
    given = [one for one in had if is_known(one)]
    waits |= {one.case_id for one in told_last(given, said)}
    asked |= dict.fromkeys(emptied, "gone") | {one.case_id: "waits" for one in given}  # also of a concern that is not named
    answered = {one.case_id: one.answered_at for one in said if one.is_answer}
    later = {case for case, at in brought.items() if case not in answered or at > answered[case]}  # what they said last
    told = withheld | asked | dict.fromkeys(answered, "answered") | dict.fromkeys(later, "brought")
    return told | dict.fromkeys(waits, "waits")
