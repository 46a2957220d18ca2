"""What a coordinator does with an arrival: register it, have it rejected, or write down one that came by telephone."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor, Role
from infohus.accounts.models import Authority, Membership, Unit
from infohus.attachments.actions import remove_files
from infohus.attachments.models import Attachment
from infohus.audit.actions import act, step
from infohus.cases.actions import drop_drafts, offer_lead, open_case
from infohus.cases.models import Case, Note
from infohus.cases.queries import kept_until
from infohus.cases.rules import CLASS_OF, Ended, Fact, Outcome, Stage, Under18
from infohus.concerns.actions.filing import expect_on_arrival, lay_down
from infohus.concerns.actions.sorting import Sorted, from_police, minimise, police_question, take_along
from infohus.concerns.actions.waiting import check_unanswered, check_unregistered, check_waits
from infohus.concerns.models import Concern, Rejection
from infohus.concerns.queries import counted_source, report_sheet
from infohus.concerns.rules import (
    Face,
    Registration,
    RejectionCode,
    SentenceKind,
    check_facts,
    check_rejection,
    check_second_person,
    registration_refusals,
)
from infohus.counting.actions import count
from infohus.db.context import acting, as_system
from infohus.deadlines.actions import end, expect, hand_to_lead, meet
from infohus.deadlines.rules import Kind, end_of_day
from infohus.disclosures.actions import give_copy, note_disclosure
from infohus.disclosures.models import Copy
from infohus.disclosures.rules import Form
from infohus.gateways.jobs import later
from infohus.lib import Changed, Refused, refuse
from infohus.mailboxes.actions import open_mailbox
from infohus.mailboxes.models import Message, Word
from infohus.mailboxes.queries import code_of
from infohus.persons.actions import name_person, note_relative, number_refusals
from infohus.persons.models import Person, Relative
from infohus.persons.rules import age_group, birth_date
from infohus.sealing.fields import SealedText


def note_concern(
    actor: Actor, municipality: Authority, *, token: str, answers: Mapping[str, Any], give_code: bool = False
) -> tuple[Case, str]:
    """A coordinator writes down a concern told on the telephone or across a desk; returns its case and, if asked for, a code to give.

    The page's token is one concern, whatever is pressed twice: the case takes its id from it.
    """
    check_facts(answers.get("observed", ""))
    pk = uuid.uuid5(municipality.pk, token)
    try:
        with act(actor, Act.NOTE_CONCERN, municipality) as log:
            serious = any(sign["serious"] for sign in answers.get("signs") or [])
            case = open_case(municipality, source=answers["source"], under_18=Under18(answers["under_18"]), serious=serious, pk=pk)
            mailbox = open_mailbox(municipality, token, content_mac="", case=case) if give_code else None
            concern = lay_down(case, Face.NOTED, answers, mailbox)
            with as_system():
                expect_on_arrival(
                    case, concern, reachable=bool(answers.get("reporter_phone") or answers.get("reporter_email") or give_code)
                )
                later("infohus.cases.jobs.tell_members", case=case.pk)
            log.update(case=case.pk, concern=concern.pk)
    except IntegrityError:
        with acting(actor.context), transaction.atomic():
            case = Case.objects.get(pk=pk)
    return case, code_of(token) if give_code else ""


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
        born = birth_date(person, lib.today())
        under_18 = under_18 or age_group(born, lib.today())
        sent_at = lib.now() if report == "send" else report_sent_at if report == "sent" else None
        asked = Registration(
            sentences=[sentence.kind for sentence in sentences], surplus_why=surplus_why, no_surplus=no_surplus,
            removed=bool(fields_left_out or files_left_out),
            name=str(person.get("name") or person.get("cpr") or ""), description=str(person.get("description") or ""),
            unidentified=bool(person.get("unidentified")), birth_on=born, under_18=under_18, report_sent_at=sent_at,
            report_not_sent=report_not_sent, purpose=purpose, administration=administration, knows_privately=knows_privately,
        )  # fmt: skip
        refuse([*number_refusals(case, person, cpr_sure=cpr_sure), *registration_refusals(asked, lib.now())])
        minimise(concern, sentences, fields_left_out, files_left_out, surplus_why)
        name_person(case, dict(person))
        for relative in relatives:
            note_relative(actor, case, **relative)
        concern.change_if_unchanged(
            version,
            purpose=purpose,
            police=police_question(concern),
            registered_at=lib.now(),
            report_not_sent=report_not_sent,
        )
        case.move_to(
            Stage.REGISTERED, has=set(Fact) - {Fact.POLICE_TOLD, Fact.REJECTED_BY_TWO},
            lead_id=actor.membership, administration=administration, under_18=under_18, registered_at=lib.now(), serious=False,
        )  # fmt: skip
        withdraw_proposals(case, actor)
        expect_after_registration(case, concern)
        for other in Concern.objects.filter(case=case, registered_at=None):
            take_along(case, other, purpose)
        settle_child_question(actor, concern, report, sent_at)
        drop_drafts(case)
        count("registered", case.municipality_id, source=counted_source(case), administration=administration.code if administration else "")
        log.update(
            concern=concern.pk,
            removed=sum(one.kind == SentenceKind.LEFT_OUT for one in sentences) + len(fields_left_out) + len(files_left_out),
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
        expect(case, Kind.JOINT_ASSESSMENT)
        case.move_to(Stage.ASSESSING, has={Fact.POLICE_TOLD})
    else:
        expect(case, Kind.POLICE_CONTACT, about=concern.pk)
    expect(case, Kind.SOCIAL_ASSESSMENT)
    expect(case, Kind.CONCLUSION)
    expect(case, Kind.INFORM, since=case.received_at)


def settle_child_question(actor: Actor, concern: Concern, report: str, sent_at: datetime | None) -> None:
    """Send it as underretning, note that it was sent, or end the clocks of one who is 18 or over (a step)."""
    step()
    case = concern.case
    if case.under_18 == Under18.NO:
        meet(case, Kind.CHILD_24H)
        end(case, Kind.CHILD_RECEIPT, reason=Ended.WITHDRAWN.value)
        return
    expect(case, Kind.CHILD_24H, since=case.received_at)
    if sent_at is not None:
        send_as_report(actor, concern, sent_at=None if report == "send" else sent_at)
    else:
        meet(case, Kind.CHILD_24H)


def send_as_report(actor: Actor, concern: Concern, *, sent_at: datetime | None = None) -> None:
    """Send the concern to the child department as an underretning: a disclosure like every other (barnets lov § 133).

    Its duty reads a frozen copy here; `sent_at`: it was sent another way before, and nothing goes again.
    """
    case = concern.case
    with act(actor, Act.SEND_AS_REPORT, concern) as log:
        if case.under_18 == Under18.NO:
            raise Refused(_("Personen er 18 år eller over. Så er det ikke en underretning efter barnets lov."))
        if concern.report_sent_at is not None:
            raise Refused(_("Den er allerede sendt som underretning."))
        department = Unit.objects.filter(authority=case.municipality, name=case.municipality.child_department, active=True).first()
        sheet = report_sheet(concern)
        row = note_disclosure(
            case, actor, form=Form.PAPER if sent_at else Form.UNIT, basis="BL133", purpose="CHILD_WELLBEING", concern=concern.pk,
            given_at=sent_at, receiver=None if department else case.municipality, unit=department, said=sheet.shared(),
            necessity=_("Barnet eller den unge kan have behov for særlig støtte."), to_whom=case.municipality.child_department,
        )  # fmt: skip
        concern.change(report_sent_at=row.given_at)
        if sent_at is None:
            give_copy(row, sheet, to_role=Role.CHILD_DUTY, days=REPORT_DAYS)
            later("infohus.concerns.jobs.tell_child_duty", authority=case.municipality_id)
        log.update(disclosure=row.pk)


REPORT_DAYS = 14  # how long the child duty can read a copy here; its department keeps its own journal


def note_copy_judged(actor: Actor, copy: Copy, *, judged_at: datetime, acute: bool) -> None:
    """The child duty, who reads only the copy, notes that the underretning has been judged (barnets lov § 136)."""
    with act(actor, Act.NOTE_REPORT_JUDGED, copy) as log, as_system():
        case = Case.objects.get(pk=copy.case_id)
        check_judged_at(judged_at, case.received_at)
        if not meet(case, Kind.CHILD_24H):
            raise Refused(_("Der er ingen underretning, der venter på at blive vurderet."))
        Copy.objects.filter(pk=copy.pk).update(confirmed_at=judged_at)
        log.update(judged_at=judged_at, acute=acute)


def check_judged_at(judged_at: datetime, received_at: datetime) -> None:
    """Refuse a judgement that lies ahead, or before the concern came."""
    if judged_at > lib.now():
        raise Refused(_("Tidspunktet er ikke kommet endnu. Skriv, hvornår de vurderede den."), "judged_at")
    if judged_at < received_at:
        raise Refused(_("Tidspunktet ligger før henvendelsen kom. Se efter dato og klokkeslæt."), "judged_at")


def note_report_judged(actor: Actor, concern: Concern, *, judged_at: datetime, acute: bool) -> None:
    """Note that the child department has judged the underretning, within 24 hours or not (barnets lov § 136)."""
    with act(actor, Act.NOTE_REPORT_JUDGED, concern) as log:
        check_judged_at(judged_at, concern.received_at)
        if not meet(concern.case, Kind.CHILD_24H):
            raise Refused(_("Der er ingen underretning, der venter på at blive vurderet."))
        log.update(judged_at=judged_at, acute=acute)


def propose_rejection(actor: Actor, case: Case, *, code: str, sentence: str) -> Rejection:
    """Propose that a concern is not ours; nothing is deleted before another coordinator has confirmed."""
    check_rejection(code, sentence)
    with act(actor, Act.PROPOSE_REJECTION, case) as log:
        check_waits(case, _("Sagen er registreret og kan ikke afvises. Den skal vurderes og lukkes."))
        if Rejection.objects.filter(case=case, answered_at=None).exists():
            raise Changed(case, _("Det er allerede foreslået at afvise henvendelsen."))
        row = Rejection.objects.create(case=case, code=code, sentence=sentence, proposed_by_id=actor.membership, proposed_at=lib.now())
        expect(case, Kind.CONFIRM_REJECTION, about=row.pk)
        log.update(code=RejectionCode(code))
    return row


def decline_rejection(actor: Actor, rejection: Rejection, *, answer: str) -> None:
    """The second coordinator thinks that it is ours; the arrival stays in the inbox."""
    if not answer.strip():
        raise Refused(_("Skriv, hvorfor henvendelsen hører til her."), "answer")
    with act(actor, Act.DECLINE_REJECTION, rejection):
        _answer(actor, rejection, confirmed=False)
        rejection.change(answer=answer)


def confirm_rejection(actor: Actor, rejection: Rejection) -> None:
    """The second coordinator agrees: texts, persons, the reporter's identity and files are deleted at once (class R1)."""
    case = rejection.case
    with act(actor, Act.CONFIRM_REJECTION, rejection) as log:
        _answer(actor, rejection, confirmed=True)
        log.update(code=RejectionCode(rejection.code))
        count("closed", case.municipality_id, outcome=Outcome.NOT_OURS.value, source=counted_source(case))
        strip(case)
        rejection.change(sentence="")
        end(case, reason=Ended.REJECTED.value)
        erase_on = kept_until(case.municipality_id, CLASS_OF[Outcome.NOT_OURS], lib.today())
        expect(case, Kind.ERASE, due=end_of_day(erase_on))
        case.move_to(
            Stage.CLOSED, has={Fact.REJECTED_BY_TWO}, outcome=Outcome.NOT_OURS, retention_class=CLASS_OF[Outcome.NOT_OURS],
            closed_at=lib.now(), erase_on=erase_on, serious=False,
        )  # fmt: skip


def _answer(actor: Actor, rejection: Rejection, *, confirmed: bool) -> None:
    check_second_person(rejection.proposed_by.user_id, actor.user)
    check_unanswered(rejection)
    rejection.change(answered_at=lib.now(), answered_by_id=actor.membership, confirmed=confirmed)
    meet(rejection.case, Kind.CONFIRM_REJECTION, about=rejection.pk)


def withdraw_proposals(case: Case, by: Actor) -> None:
    """The concern is taken on after all: a proposal to reject it that waits falls away (a step)."""
    step()
    for row in Rejection.objects.filter(case=case, answered_at=None).select_related("proposed_by"):
        other = by.membership if row.proposed_by.user_id != by.user else None
        row.change(answered_at=lib.now(), answered_by_id=other, confirmed=False)
        end(case, Kind.CONFIRM_REJECTION, about=row.pk, reason=Ended.WITHDRAWN.value)


def strip(case: Case) -> None:
    """Delete every personal word of a case at once; number, dates, source and the mailbox (30 days) are left (a step)."""
    step()
    for concern in Concern.objects.filter(case=case).select_related("mailbox"):
        for field in concern._meta.concrete_fields:
            if isinstance(field, SealedText):
                setattr(concern, field.attname, field.nothing())
        concern.save()
        if concern.mailbox is not None:
            Message.objects.filter(mailbox=concern.mailbox, kind=Word.FIRST).delete()
            concern.mailbox.change(valid_until=min(concern.mailbox.valid_until, lib.now() + timedelta(days=30)))
    Person.objects.filter(case=case).delete()
    Relative.objects.filter(case=case).delete()
    Note.objects.filter(case=case).delete()
    drop_drafts(case)
    remove_files(Attachment.objects.filter(case=case))
