"""What a coordinator does with an arrival: write one down that came by telephone, and take one on."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor
from infohus.accounts.models import Authority, Membership, Unit
from infohus.audit.actions import act, step
from infohus.audit.rules import as_code
from infohus.cases.actions import drop_drafts, offer_lead, open_case, with_lead
from infohus.cases.models import Case
from infohus.cases.rules import Stage, Under18
from infohus.concerns.actions.filing import expect_on_arrival, lay_down, made_of
from infohus.concerns.actions.police import answer_told, begin_assessing, told_before
from infohus.concerns.actions.rejecting import withdraw_proposals
from infohus.concerns.actions.reporting import settle_child_question
from infohus.concerns.actions.sorting import Sorted, expect_police_contact, from_police, minimise, police_question, take_along
from infohus.concerns.actions.waiting import check_unregistered
from infohus.concerns.models import Concern
from infohus.concerns.queries import counted_source
from infohus.concerns.rules import (
    Face,
    Registration,
    SentenceKind,
    check_facts,
    registered_facts,
    registration_refusals,
    sent_from,
)
from infohus.counting.actions import count
from infohus.db.context import Context, acting, as_system
from infohus.deadlines.actions import expect, hand_to_lead, meet
from infohus.deadlines.rules import Kind
from infohus.gateways.jobs import later
from infohus.lib import Changed, refuse
from infohus.mailboxes.actions import open_mailbox
from infohus.mailboxes.queries import code_of
from infohus.persons.actions import name_person, note_relative, number_refusals
from infohus.persons.rules import age_group, birth_date


def note_concern(
    actor: Actor, municipality: Authority, *, token: str, answers: Mapping[str, Any], give_code: bool = False
) -> tuple[Case, str]:
    """A coordinator writes down a concern told on the telephone or across a desk; returns its case and, if asked for, a code to give.

    The page's token is one concern, whatever is pressed twice: case and concern take their ids from it. With other words it is `Changed`.
    """
    check_facts(answers.get("observed", ""))
    case_id = uuid.uuid5(municipality.pk, token)
    concern_id = made_of(case_id, {**answers, "give_code": give_code})
    try:
        with act(actor, Act.NOTE_CONCERN, municipality) as log:
            serious = any(sign["serious"] for sign in answers.get("signs") or [])
            case = open_case(municipality, source=answers["source"], under_18=Under18(answers["under_18"]), serious=serious, pk=case_id)
            mailbox = open_mailbox(municipality, token, content_mac="", case=case) if give_code else None
            concern = lay_down(case, Face.NOTED, answers, mailbox, concern_id)
            case.was_opened(actor)  # who writes it down has read it
            with as_system():
                expect_on_arrival(
                    case, concern, reachable=bool(answers.get("reporter_phone") or answers.get("reporter_email") or give_code)
                )
                later("infohus.cases.jobs.tell_members", case=case.pk)
            log.update(case=case.pk, concern=concern.pk)
    except IntegrityError:
        case = noted_before(actor.context, case_id, concern_id)
    return case, code_of(token) if give_code else ""


def noted_before(seen_by: Context, case: uuid.UUID, concern: uuid.UUID) -> Case:
    """The case of a page that was saved before with exactly these words; `Changed` if they are others, or the case is not to be seen."""
    with acting(seen_by), transaction.atomic():
        same = Concern.objects.select_related("case").filter(pk=concern).first()
        if same is not None:
            return same.case
        saved = Case.objects.filter(pk=case).first()
    if saved is None:
        raise Changed(None, _("Henvendelsen er allerede gemt, men du kan ikke se sagen. Det, der står her nu, er ikke gemt."))
    sentence = _("Henvendelsen er allerede gemt som sag {number}, men ikke som den står her nu. Åbn sagen, og skriv det nye som en note.")
    raise Changed(saved, sentence.format(number=saved.number))


def register_concern(
    actor: Actor,
    concern: Concern,
    *,
    version: int,
    sentences: Sequence[Sorted],
    person: Mapping[str, Any],
    under_18: Under18 | None,
    report: str,
    report_sent_at: datetime | None = None,
    report_not_sent: str = "",
    surplus_why: str = "",
    no_surplus: bool = False,
    fields_left_out: Sequence[str] = (),
    signs_left_out: Sequence[str] = (),
    files_left_out: Sequence[uuid.UUID] = (),
    purpose: str = "",
    administration: Unit | None = None,
    knows_privately: bool | None = None,
    offer_to: Membership | None = None,
    cpr_sure: bool = False,
    relatives: Sequence[Mapping[str, Any]] = (),
) -> Case:
    """Take a concern on: facts apart from hearsay and guess, surplus removed for good, the person named; the actor becomes lead (D3)."""
    case = concern.case
    with act(actor, Act.REGISTER_CONCERN, concern) as log:
        check_unregistered(concern, version)
        concern.refresh_from_db(fields=["report_sent_at"])  # the child duty may have taken it meanwhile
        told = told_before(case)
        born, was = birth_date(person, lib.today()), Under18(case.under_18)
        under_18 = under_18 or age_group(born, lib.today())
        sent_at = lib.now() if report == "send" else report_sent_at if report == "sent" else None
        asked = Registration(
            sentences=[sentence.kind for sentence in sentences], surplus_why=surplus_why, no_surplus=no_surplus,
            removed=bool(fields_left_out or signs_left_out or files_left_out),
            name=str(person.get("name") or person.get("cpr") or ""), description=str(person.get("description") or ""),
            unidentified=bool(person.get("unidentified")), birth_on=born, under_18=under_18, reported=concern.report_sent_at is not None,
            report_sent_at=sent_at, report_not_sent=report_not_sent, report=report, purpose=purpose, administration=administration,
            knows_privately=knows_privately, sent_from=sent_from(concern.face, concern.received_at),
        )  # fmt: skip
        refuse([*number_refusals(case, person, cpr_sure=cpr_sure), *registration_refusals(asked, lib.now())])
        minimise(concern, sentences, fields_left_out, signs_left_out, files_left_out, surplus_why)
        name_person(case, dict(person))
        for relative in relatives:
            note_relative(actor, case, **relative)
        concern.change_if_unchanged(
            version,
            purpose=purpose,
            police=police_question(concern),
            registered_at=lib.now(),
            report_not_sent=report_not_sent,
            under_18=under_18,
        )
        case.move_to(
            Stage.REGISTERED, has=registered_facts(asked, actor.membership),
            lead_id=actor.membership, administration=administration, under_18=under_18, registered_at=lib.now(), serious=False,
        )  # fmt: skip
        with_lead(case)
        withdraw_proposals(case, actor)
        expect_after_registration(case, concern)
        for other in Concern.objects.filter(case=case, registered_at=None):
            take_along(case, other, purpose)
        answer_told(case, told)
        settle_child_question(actor, concern, report, sent_at, was)
        drop_drafts(case)
        count("registered", case.municipality_id, source=counted_source(case), administration=administration.code if administration else "")
        log.update(
            concern=concern.pk,
            purpose=as_code(purpose),
            removed=sum(one.kind == SentenceKind.LEFT_OUT for one in sentences)
            + sum(map(len, (fields_left_out, signs_left_out, files_left_out))),
        )
        if offer_to is not None and offer_to.pk != actor.membership:
            offer_lead(actor, case, to=offer_to)
    return case


def expect_after_registration(case: Case, concern: Concern) -> None:
    """Meet what arrival opened, and open what registration opens (a step; `model.md` D6)."""
    step()
    for kind in (Kind.REGISTER, Kind.ACUTE_TODAY):
        meet(case, kind)
    hand_to_lead(case)
    if from_police(concern):  # they brought it and share the worry: both sides can judge at once
        begin_assessing(case, asked=False)
    else:
        expect_police_contact(case, concern)
    expect(case, Kind.SOCIAL_ASSESSMENT)
    expect(case, Kind.CONCLUSION)
    expect(case, Kind.INFORM, since=case.received_at)
