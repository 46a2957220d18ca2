"""Telling the reporters, going through what the police gave, closing a case and opening it again (`model.md` D3)."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor
from infohus.assessments.actions import supersede
from infohus.attachments.actions import remove_document
from infohus.attachments.models import Attachment
from infohus.attachments.rules import Origin, Removal
from infohus.audit.actions import act
from infohus.cases.actions import drop_drafts
from infohus.cases.models import Case, Departure
from infohus.cases.queries import leads
from infohus.cases.rules import CLASS_OF, Class, Ended, Fact, Outcome, Stage, check_sentence
from infohus.closing.models import Closing, Feedback, Reopening
from infohus.closing.queries import facts_for_closing
from infohus.closing.rules import KEPT, Told, check_feedback
from infohus.concerns.models import Concern
from infohus.counting.actions import count
from infohus.deadlines.actions import end, expect, meet
from infohus.deadlines.models import Deadline
from infohus.deadlines.rules import OUTLIVES_CLOSING, Kind, end_of_day, months_after
from infohus.gateways.jobs import later
from infohus.lib import Refused
from infohus.mailboxes.models import Message, Sender, Word
from infohus.sealing.models import Kind as KeyKind
from infohus.sealing.ring import new_key


def give_feedback(actor: Actor, concern: Concern, *, way: str, text: str = "", why_not: str = "") -> Feedback:
    """Tell a reporter that the case is over: whether, and to a confirmed professional in general terms, never what (barnets lov § 137)."""
    case = concern.case
    with act(actor, Act.GIVE_FEEDBACK, concern) as log:
        if case.stage != Stage.CONCLUDED:
            raise Refused(_("Henvenderen får besked, når sagen er konkluderet."))
        if Feedback.objects.filter(concern=concern).exists():
            raise Refused(_("Henvenderen har allerede fået besked."))
        box = concern.mailbox
        living = box is not None and box.closed_at is None and box.valid_until > lib.now()
        check_feedback(way, text, why_not, living)
        row = Feedback(case=case, concern=concern, way=way, by_id=actor.membership, at=lib.now())
        row.text, row.why_not = "" if way == Told.NOT else text.strip(), why_not.strip() if way == Told.NOT else ""
        row.save(force_insert=True)
        if way == Told.MAILBOX and box is not None:
            Message.objects.create(
                mailbox=box, case_id=case.pk, sender=Sender.COORDINATOR, by_id=actor.membership, text=row.text, at=lib.now(),
                kind=Word.MESSAGE, signed=f"{actor.name}, {actor.role.label}",
            )  # fmt: skip
            if concern.reporter_email:
                later("infohus.concerns.jobs.tell_reporter", concern=concern.pk, membership=actor.membership)
        for kind in (Kind.FEEDBACK, Kind.PRO_FEEDBACK):
            meet(case, kind, about=concern.pk)
        log.update(way=Told(way))
    return row


def review_document(actor: Actor, row: Attachment, *, keep: bool, why: str = "") -> None:
    """Go through a document of police origin at the end: keep it and say why, or delete it for good."""
    with act(actor, Act.REVIEW_DOCUMENT, row) as log:
        if row.origin != Origin.POLICE:
            raise Refused(_("Det gælder kun dokumenter fra politiet."))
        log.update(file=row.pk, keep=keep)
        if not keep:
            remove_document(actor, row, why=Removal.SURPLUS)
            return
        check_sentence(why)
        row.change(review="keep", review_why=why.strip())


def close_case(actor: Actor, case: Case, *, evaluation: str = "") -> Case:
    """Close a concluded case: everybody is told, the duty to inform is decided, what the police gave is gone through; the clock starts."""
    with act(actor, Act.CLOSE_CASE, case) as log:
        if not leads(actor, case):
            raise Refused(_("Det kan kun sagens tovholder, eller den, der dækker."))
        if case.stage != Stage.CONCLUDED:
            raise Refused(_("Sagen kan lukkes, når den er konkluderet."))
        if case.outcome == Outcome.POLICE_ALONE and _open(case, Kind.SOCIAL_DUTY):
            raise Refused(_("Svar først på, om kommunen stadig har et socialt ansvar."))
        kept = CLASS_OF[Outcome(case.outcome)]
        facts = facts_for_closing(case)
        row = Closing(case=case, by_id=actor.membership, at=lib.now())
        row.evaluation = evaluation.strip()
        row.save(force_insert=True)
        drop_drafts(case)
        end(case, *(kind for kind in Kind if kind not in OUTLIVES_CLOSING), reason=Ended.CLOSED.value)
        erase_on = kept_until(kept, lib.today())
        expect(case, Kind.ERASE, due=end_of_day(erase_on))
        count("closed", case.municipality_id, outcome=case.outcome, source=case.source)
        log.update(outcome=Outcome(case.outcome), erase_on=erase_on)
        case.move_to(Stage.CLOSED, has=facts, retention_class=kept, closed_at=lib.now(), erase_on=erase_on)
    return case


def _open(case: Case, kind: Kind) -> bool:
    return Deadline.objects.filter(case_id=case.pk, kind=kind, met_at=None, ended_at=None).exists()


def kept_until(kept: Class, day: date) -> date:
    """The day on which a case of a class that is closed on this day may be erased."""
    amount, unit = KEPT[kept]
    return day + timedelta(days=amount) if unit == "days" else months_after(day, amount)


def reopen_case(actor: Actor, case: Case, *, reason: str) -> Case:
    """Open a closed case again, with a reason the head reads: class and date are cleared, and the actor becomes its lead."""
    check_sentence(reason, "reason")
    with act(actor, Act.REOPEN_CASE, case) as log:
        if case.stage != Stage.CLOSED:
            raise Refused(_("Sagen er ikke lukket."))
        if case.retention_class == Class.R1:
            raise Refused(_("Sagen blev afvist, og alt i den er slettet. Skriv en ny henvendelse."))
        end(case, Kind.ERASE, Kind.CONFIRM_ERASURE, reason=Ended.WITHDRAWN.value)
        case.move_to(
            Stage.ASSESSING, has={Fact.REASON}, retention_class="", closed_at=None, erase_on=None, outcome="", concluded_at=None,
            lead_id=actor.membership,
        )  # fmt: skip
        row = Reopening(case=case, by_id=actor.membership, at=lib.now())
        row.reason = reason.strip()
        row.save(force_insert=True)
        away = Departure(
            municipality_id=case.municipality_id, case=case, number=case.number, kind="reopened", by_id=actor.membership, at=lib.now()
        )
        new_key(KeyKind.DEPARTURE, away.pk, case.municipality_id, case.pk)
        away.sentence = reason.strip()
        away.save(force_insert=True)
        Feedback.objects.filter(case=case).delete()
        supersede(case, actor, reason)
        expect(case, Kind.CONCLUSION)
        expect(case, Kind.JOINT_ASSESSMENT)
        log.update(reopening=row.pk)
    return case
