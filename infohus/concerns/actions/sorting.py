"""The reporter's sentences in their places: facts apart from hearsay and guess, the surplus removed for good (GDPR art. 5)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor
from infohus.attachments.actions import remove_files
from infohus.attachments.models import Attachment
from infohus.audit.actions import act, step
from infohus.cases.models import Case
from infohus.cases.rules import Under18
from infohus.concerns.actions.filing import FREE_TEXTS
from infohus.concerns.actions.reporting import settle_child_question
from infohus.concerns.models import Concern, PoliceQuestion
from infohus.concerns.queries import words_of_signs
from infohus.concerns.rules import Face, Registration, SentenceKind, asks_about_report, sent_from, sort_refusals
from infohus.deadlines.actions import expect, meet
from infohus.deadlines.queries import of_case
from infohus.deadlines.rules import Kind, due_at, end_of_day, local_day
from infohus.lib import Changed, refuse
from infohus.mailboxes.models import Message, Word
from infohus.persons.queries import age_then, person_of

DELETED = "[slettet af kommunen, fordi det ikke er nødvendigt]"


@dataclass(frozen=True)
class Sorted:
    """One sentence of the reporter's, and where it belongs."""

    text: str
    kind: SentenceKind | None


def minimise(
    concern: Concern, sentences: Sequence[Sorted], fields: Sequence[str], signs: Sequence[str], files: Sequence[uuid.UUID], why: str
) -> None:
    """Remove the surplus for good, also from what the reporter can read again, and keep the rest sorted (a step; GDPR art. 5)."""
    step()
    gone = [one.text for one in sentences if one.kind == SentenceKind.LEFT_OUT]
    gone += [str(getattr(concern, name)) for name in fields if name in FREE_TEXTS or name in OTHER_TEXTS]
    gone += words_of_signs(concern, signs)
    concern.sentences = [{"text": one.text, "kind": one.kind.value} for one in sentences if one.kind and one.kind != SentenceKind.LEFT_OUT]
    concern.observed = " ".join(one["text"].strip() for one in concern.sentences)
    concern.surplus_why = why
    concern.signs = [sign for sign in concern.signs if sign["code"] not in signs]
    for name in fields:
        setattr(concern, name, "")
    concern.save()
    strike(concern.mailbox_id, gone, DELETED)
    remove_files(Attachment.objects.filter(case=concern.case, pk__in=files))


OTHER_TEXTS = (
    "when_where",
    "recently",
    "age",
    "place",
    "talked",
    "told_person_how",
    "told_parent_1_how",
    "told_parent_2_how",
    "interpreter_who",
    "signs_description",
)


def strike(mailbox: uuid.UUID | None, gone: Sequence[str], instead: str) -> None:
    """Take words out of what the reporter can read again of their first message (a step)."""
    step()
    for message in Message.objects.filter(mailbox_id=mailbox, kind=Word.FIRST) if mailbox and gone else ():
        text = message.text
        for words in gone:
            text = text.replace(words.strip(), instead) if words.strip() else text
        message.text = text
        message.save()


def from_police(concern: Concern) -> bool:
    """Whether the police themselves brought a concern."""
    return concern.face == Face.POLICE


def police_question(concern: Concern) -> PoliceQuestion:
    """Whether the police are to be told of a concern that is taken on: they know what they brought themselves."""
    return PoliceQuestion.PASSED_ON if from_police(concern) else PoliceQuestion.OPEN


def take_along(case: Case, concern: Concern, purpose: str) -> bool:
    """Take a concern on with a case that is registered: it asks about the police, and its sentences wait for their places (a step).

    Whether the person was 18 or over when it came: then it is no underretning, which is noted.
    """
    step()
    concern.change(registered_at=lib.now(), police=police_question(concern), purpose=purpose)
    if grown := came_grown(case, concern):
        concern.change(report_not_sent=_("Personen var fyldt 18 år, da henvendelsen kom."))
    if not from_police(concern):
        expect_police_contact(case, concern)
    asks, closed = asks_about_report(case.under_18, concern.report_sent_at, concern.report_not_sent), case.municipality.closed_days
    if asks or not concern.sentences:  # a child's is decided about before its 24 hours are over: here the child duty does not read it
        due = due_at(Kind.SORT, None, lib.now(), closed)
        expect(case, Kind.SORT, about=concern.pk, due=min(due, due_at(Kind.CHILD_24H, None, concern.received_at, closed)) if asks else due)
    return grown


def came_grown(case: Case, concern: Concern) -> bool:
    """Whether the person of a case was 18 or over when a concern came, though it is still to be decided whether that is an underretning."""
    asks = asks_about_report(case.under_18, concern.report_sent_at, concern.report_not_sent)
    return asks and age_then(case, person_of(case), local_day(concern.received_at)) == Under18.NO


def expect_police_contact(case: Case, concern: Concern) -> None:
    """Expect that the lead decides what the police must know of a concern: today, while a serious sign waits to be decided on (a step; D6)."""
    step()
    hurry = any(one.kind == Kind.ACUTE_TODAY for one in of_case(case.pk))
    expect(case, Kind.POLICE_CONTACT, about=concern.pk, due=end_of_day(lib.today()) if hurry else None)


def sort_concern(
    actor: Actor,
    concern: Concern,
    *,
    version: int,
    sentences: Sequence[Sorted],
    surplus_why: str = "",
    no_surplus: bool = False,
    fields_left_out: Sequence[str] = (),
    signs_left_out: Sequence[str] = (),
    files_left_out: Sequence[uuid.UUID] = (),
    report: str = "",
    report_sent_at: datetime | None = None,
    report_not_sent: str = "",
) -> None:
    """Put the sentences of a concern that came along with others in their places, and remove its surplus for good (GDPR art. 5).

    About somebody under 18, or perhaps, it is answered as at a registration whether it is an underretning (barnets lov § 133).
    """
    case = concern.case
    with act(actor, Act.SORT_CONCERN, concern) as log:
        check_unsorted(concern, version)
        concern.refresh_from_db(fields=["report_sent_at"])
        case.refresh_from_db(fields=["under_18"])
        asks = asks_about_report(case.under_18, concern.report_sent_at, concern.report_not_sent)
        sent_at = lib.now() if report == "send" else report_sent_at if report == "sent" else None
        kinds = [sentence.kind for sentence in sentences]
        asked = Registration(
            sentences=kinds, surplus_why=surplus_why, no_surplus=no_surplus, removed=bool(fields_left_out or signs_left_out or files_left_out),
            under_18=Under18(case.under_18), reported=concern.report_sent_at is not None, report_sent_at=sent_at, report_not_sent=report_not_sent,
            sent_from=sent_from(concern.face, concern.received_at),
        )  # fmt: skip
        refuse(sort_refusals(asked, lib.now(), asks=asks or bool(report)))
        minimise(concern, sentences, fields_left_out, signs_left_out, files_left_out, surplus_why)
        concern.change_if_unchanged(version, **({"report_not_sent": report_not_sent} if asks else {}))
        if asks:
            settle_child_question(actor, concern, report, sent_at, Under18(case.under_18))
        left_out = len(fields_left_out) + len(signs_left_out) + len(files_left_out)
        log.update(concern=concern.pk, removed=kinds.count(SentenceKind.LEFT_OUT) + left_out)


def check_unsorted(concern: Concern, version: int) -> None:
    """Refuse, as `Changed`, to sort a concern that was sorted, changed or taken apart since its text was read; the duty to do it is met (a step)."""
    step()
    known = Concern.objects.filter(pk=concern.pk, case=concern.case_id, version=version).exists()
    if not known or not meet(concern.case, Kind.SORT, about=concern.pk):
        raise Changed(concern, _("En anden har sat oplysningerne på plads eller ændret henvendelsen imens."))
