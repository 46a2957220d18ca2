"""A worry that the police bring, of which they see nothing afterwards; and what the police are told of a concern."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor
from infohus.accounts.models import Authority
from infohus.accounts.rules import AuthorityKind
from infohus.audit.actions import act, step
from infohus.cases.actions import open_case
from infohus.cases.models import Case
from infohus.cases.rules import Fact, Stage, Under18
from infohus.concerns.actions.filing import expect_on_arrival, lay_down, made_of
from infohus.concerns.models import Concern, PoliceQuestion
from infohus.concerns.queries import was_written
from infohus.concerns.rules import Face, Source, check_facts
from infohus.counting.actions import count
from infohus.db.context import PUBLIC, acting, as_system
from infohus.deadlines.actions import expect, meet
from infohus.deadlines.models import Deadline
from infohus.deadlines.queries import of_case, was_met
from infohus.deadlines.rules import Kind, due_at, working_days
from infohus.disclosures.models import Disclosure
from infohus.gateways.jobs import later
from infohus.lib import Changed, Refused


def open_police_concern(actor: Actor, municipality: Authority, *, token: uuid.UUID, answers: Mapping[str, Any]) -> None:
    """The police voice a worry towards a municipality of their district; the page's token is one concern, and with other words it is `Changed`."""
    check_facts(answers.get("observed", ""))
    if municipality.parent_id != actor.authority:
        raise Refused(_("Vælg en kommune i jeres egen politikreds."), "to")
    case_id = uuid.uuid5(municipality.pk, str(token))
    said = {"reporter_name": actor.name, **answers, "source": Source.POLICE.value}
    concern_id = made_of(case_id, said)
    try:
        with act(actor, Act.OPEN_POLICE_CONCERN, municipality) as log:
            with acting(PUBLIC):
                case = open_case(
                    municipality, source=Source.POLICE.value, under_18=Under18(answers["under_18"]), received_at=lib.now(), pk=case_id
                )
                concern = lay_down(case, Face.POLICE, said, None, concern_id)
            with as_system():
                expect_on_arrival(case, concern, reachable=True)
                later("infohus.cases.jobs.tell_members", case=case.pk)
            log.update(case=case.pk, concern=concern.pk)
    except IntegrityError:
        if not was_written(actor.context, concern_id):
            sentence = _("I har allerede sendt en henvendelse fra denne side, med en anden tekst. Det, der står her nu, er ikke sendt.")
            raise Changed(None, sentence) from None


# ---------- What the police are told of a concern


def told_by_mouth(case: Case, *, acute: bool) -> None:
    """Answer the police question with what was said to them; of an arrival it then stands answered when it is registered (a step)."""
    step()
    if case.stage == Stage.RECEIVED:
        Concern.objects.filter(case=case, police=PoliceQuestion.NONE).update(police=PoliceQuestion.PASSED_ON)
    else:
        answer_police_question(case, PoliceQuestion.PASSED_ON, acute=acute, has_happened=True)


def told_before(case: Case) -> list[uuid.UUID]:
    """The concerns of an arrival that the police were told of when it could not wait for the registration."""
    return list(Concern.objects.filter(case=case, registered_at=None, police=PoliceQuestion.PASSED_ON).values_list("pk", flat=True))


def answer_told(case: Case, told: Collection[uuid.UUID]) -> None:
    """Answer, of concerns just registered, the police question of those that they were told of before (a step)."""
    step()
    for concern in Concern.objects.filter(case=case, pk__in=told, police=PoliceQuestion.OPEN):
        answer_question(case, concern, PoliceQuestion.PASSED_ON)
    if told:
        begin_assessing(case, asked=True, acute=True)  # it could not wait for the registration either


def answer_police_question(
    case: Case, answer: PoliceQuestion, of: Collection[uuid.UUID] | None = None, *, acute: bool = False, has_happened: bool = False
) -> None:
    """Answer the police question of every concern that still has it, or of these alone, and let the assessing begin (a step).

    `acute`: as `cannot_wait` says before the question is answered. `has_happened`: it is noted also while the move waits for the duty to inform.
    What was withheld and is given afterwards is passed on, too (`model.md` D3).
    """
    step()
    told = answer == PoliceQuestion.PASSED_ON
    for concern in Concern.objects.filter(case=case, police__in=(PoliceQuestion.OPEN, *([PoliceQuestion.WITHHELD] if told else ()))):
        if of is None or concern.pk in of:
            answer_question(case, concern, answer)
    if not any(map(is_serious, Concern.objects.filter(case=case, registered_at__isnull=False, police=PoliceQuestion.OPEN))):
        meet(case, Kind.ACUTE_TODAY)
    begin_assessing(case, asked=told, acute=acute, has_happened=has_happened)


def is_serious(concern: Concern) -> bool:
    """Whether one of the signs it was made with asks for action today."""
    return any(sign.get("serious") for sign in concern.signs)


def answer_question(case: Case, concern: Concern, answer: PoliceQuestion) -> None:
    """Answer a concern's police question; what the police are told first is counted, with the working days since the receipt (a step; ST09)."""
    step()
    first, due = is_told_first(concern), _last_asked(concern).values_list("due_at", flat=True).first()
    concern.change(police=answer)
    meet(case, Kind.POLICE_CONTACT, about=concern.pk)
    if answer == PoliceQuestion.PASSED_ON and first:
        days = working_days(concern.received_at, lib.now(), case.municipality.closed_days)
        count("police_told", case.municipality_id, days=days, on_time=due is None or lib.now() <= due)


def is_told_first(concern: Concern) -> bool:
    """Whether what the police are told now is the first they are told of a concern: its question was never answered, or it was withheld until now."""
    if concern.police != PoliceQuestion.WITHHELD:
        return _answered_at(concern) is None
    told = _given(concern.case_id).filter(noted_at__gte=concern.registered_at).values_list("tells_of", flat=True)
    return sum(one is None or str(concern.pk) in one for one in told) <= 1


def _given(case: uuid.UUID) -> QuerySet[Disclosure]:
    """What the police were given of a case, the oldest first."""
    return Disclosure.objects.filter(case=case, receiver__kind=AuthorityKind.POLICE).order_by("noted_at", "id")


def ask_untold(case: Case, answered: Collection[uuid.UUID]) -> None:
    """Ask anew about the concerns of which nothing the police were told stands: all since was called back or corrected, and none of it `answered` (a step)."""
    step()
    given = list(_given(case.pk).only("id", "case_id", "noted_at", "recalled_at", "tells_of"))
    for concern in Concern.objects.filter(case=case, police=PoliceQuestion.PASSED_ON).exclude(face=Face.POLICE):  # they know their own
        at = _answered_at(concern) or lib.now()
        first = max((number for number, one in enumerate(given) if one.noted_at <= at), default=0)  # what answered its question
        tells = [
            one for number, one in enumerate(given) if (str(concern.pk) in one.tells_of if one.tells_of is not None else number >= first)
        ]
        if any(one.recalled_at is None or one.pk in answered for one in tells):
            continue
        arrives = concern.registered_at is None  # taken out again: it is asked at the registration
        concern.change(police=PoliceQuestion.NONE if arrives else PoliceQuestion.OPEN)
        if not arrives:
            expect(case, Kind.POLICE_CONTACT, about=concern.pk)


def _answered_at(concern: Concern) -> datetime | None:
    """When the police question of a concern was answered last; None before."""
    return _last_asked(concern).exclude(met_at=None).order_by("-met_at").values_list("met_at", flat=True).first()


def _last_asked(concern: Concern) -> QuerySet[Deadline]:
    """By when it was to be decided what the police know of a concern, the last time first."""
    return Deadline.objects.filter(case_id=concern.case_id, kind=Kind.POLICE_CONTACT, about=concern.pk).order_by("-opened_at")


def begin_assessing(case: Case, *, asked: bool, acute: bool = False, has_happened: bool = False) -> None:
    """Expect the joint assessment, and let the assessing begin of a case just registered (a step; `asked`: the police have their time to answer first).

    What `has_happened` is refused for no duty to inform: the case goes on when that is decided.
    """
    step()
    if case.stage in (Stage.CONCLUDED, Stage.ROLES):  # what is new there is asked about by RECONSIDER
        return
    if not asked and case.stage == Stage.JOINT and is_looked_at_anew(case):  # what was judged together before waits for that look already
        return
    answered = due_at(Kind.POLICE_ANSWER, None, lib.now(), case.municipality.closed_days) if asked else None
    expect(case, Kind.JOINT_ASSESSMENT, since=answered)
    waits = has_happened and case.holds_back(Act.PASS_TO_POLICE, acute=acute)
    if case.stage == Stage.REGISTERED and not waits:
        case.move_to(Stage.ASSESSING, has={Fact.POLICE_TOLD}, acute=acute)


def is_looked_at_anew(case: Case) -> bool:
    """Whether what was assessed waits to be looked at again because a concern came or went, and nothing of it is waited for besides."""
    return any(one.kind == Kind.REASSESS and one.about is None for one in of_case(case.pk)) and was_met(case.pk, Kind.JOINT_ASSESSMENT)
