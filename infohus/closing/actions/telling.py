"""Telling the reporters how it ended, and going through what the police gave."""

from __future__ import annotations

from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor
from infohus.assessments.actions.conclusion import check_lead
from infohus.assessments.actions.findings import look_again
from infohus.assessments.queries import conclusion_of
from infohus.attachments.actions import remove_document
from infohus.attachments.models import Attachment
from infohus.attachments.rules import Origin, Removal
from infohus.audit.actions import act, step
from infohus.cases.rules import Stage
from infohus.closing.models import Feedback
from infohus.closing.rules import Told, Verdict, check_feedback, check_review
from infohus.concerns.models import Concern
from infohus.counting.actions import count
from infohus.deadlines.actions import meet
from infohus.deadlines.queries import is_late
from infohus.deadlines.rules import Kind, working_days
from infohus.lib import Refused
from infohus.mailboxes.actions import notify
from infohus.mailboxes.models import Message, Sender, Word


def give_feedback(actor: Actor, concern: Concern, *, way: str, text: str = "", why_not: str = "") -> Feedback:
    """Tell a reporter that the case is concluded: whether, and to a confirmed professional in general terms, never what (barnets lov § 137).

    Once for each conclusion: one that was taken up again is told anew, and what was told before stays.
    """
    case = concern.case
    with act(actor, Act.GIVE_FEEDBACK, concern) as log:
        check_lead(case, actor)
        stands = conclusion_of(case)
        if case.stage not in (Stage.CONCLUDED, Stage.ROLES) or stands is None:
            raise Refused(_("Henvenderen får besked, når sagen er konkluderet."))
        if Feedback.objects.filter(concern=concern, conclusion=stands).exists():
            raise Refused(_("Henvenderen har allerede fået besked."))
        check_feedback(way, text, why_not, has_mailbox(concern))
        row = Feedback(case=case, concern=concern, conclusion=stands, way=way, by_id=actor.membership, at=lib.now())
        row.text, row.why_not = "" if way == Told.NOT else text.strip(), why_not.strip() if way == Told.NOT else ""
        row.save(force_insert=True)
        if way == Told.MAILBOX and concern.mailbox is not None:
            Message.objects.create(
                mailbox=concern.mailbox, case_id=case.pk, sender=Sender.COORDINATOR, by_id=actor.membership, text=row.text, at=lib.now(),
                kind=Word.MESSAGE, signed=f"{actor.name}, {actor.role.label}",
            )  # fmt: skip
            notify(concern.mailbox, concern.reporter_email)
        count_told(concern, Told(way))
        for kind in TELLING:
            meet(case, kind, about=concern.pk)
        if way != Told.NOT and meet(case, Kind.CHILD_RECEIPT, about=concern.pk):  # it says that the underretning came (barnets lov § 137)
            concern.change(receipt_sent_at=row.at)
        log.update(way=Told(way))
    return row


TELLING = (Kind.FEEDBACK, Kind.PRO_FEEDBACK)


def count_told(concern: Concern, way: Told) -> None:
    """Count a reporter told, with the working days since the receipt (a step; ST09); not one who is told nothing."""
    step()
    if way == Told.NOT:
        return
    case = concern.case
    days = working_days(concern.received_at, lib.now(), case.municipality.closed_days)
    on_time = not any(is_late(case.pk, kind, concern.pk) for kind in TELLING)
    count("feedback", case.municipality_id, way=way.value, days=days, on_time=on_time)


def has_mailbox(concern: Concern) -> bool:
    """Whether its reporter can read an answer behind a code."""
    box = concern.mailbox
    return box is not None and box.closed_at is None and box.valid_until > lib.now()


def review_document(actor: Actor, row: Attachment, *, keep: str, why: str = "") -> None:
    """Go through a document of police origin at the end: keep it and say why, note that it was given back, or delete it for good."""
    with act(actor, Act.REVIEW_DOCUMENT, row) as log:
        look_again(row.case)
        check_lead(row.case, actor)
        if row.case.stage != Stage.CONCLUDED:
            raise Refused(_("Dokumenter fra politiet bliver gennemgået, når sagen er konkluderet."))
        if row.origin != Origin.POLICE:
            raise Refused(_("Det gælder kun dokumenter fra politiet."))
        check_review(keep, why)
        log.update(file=row.pk, keep=Verdict(keep))
        if keep == Verdict.KEEP:
            row.change(review=Verdict.KEEP.value, review_why=why.strip())
        else:
            remove_document(actor, row, why=Removal.RETURNED if keep == Verdict.RETURN else Removal.SURPLUS)
