"""Writing behind a receipt code, from both sides."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from django.db import connection, transaction
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor
from infohus.accounts.models import Authority
from infohus.attachments.actions import Taken, keep, unkept_on_failure
from infohus.attachments.models import Attachment, Origin
from infohus.audit.actions import act, step
from infohus.cases.models import Case
from infohus.cases.rules import Stage
from infohus.db.context import as_system
from infohus.deadlines.actions import expect, meet
from infohus.deadlines.rules import Kind, Owner
from infohus.gateways import files
from infohus.gateways.jobs import later
from infohus.lib import Refused
from infohus.mailboxes.models import Mailbox, Message, Sender, Word
from infohus.mailboxes.queries import code_of, receipt_key
from infohus.mailboxes.rules import check_message, code_hash, token_hash, valid_until
from infohus.persons.rules import check_without_cpr, check_without_person
from infohus.sealing.models import Kind as KeyKind
from infohus.sealing.ring import new_key

MOST_AN_HOUR = 30  # messages of one reporter


def open_mailbox(
    municipality: Authority, token: str, *, content_mac: str, case: Case | None = None, advice: uuid.UUID | None = None
) -> Mailbox:
    """Open the mailbox of a form token, with its own key (a step); a token used before raises IntegrityError."""
    step()
    mailbox = Mailbox(
        municipality=municipality, case=case, advice_id=advice, content_mac=content_mac,
        code_hash=code_hash(receipt_key(), code_of(token)), token_hash=token_hash(receipt_key(), token.encode()),
        opened_at=lib.now(), valid_until=valid_until(lib.now()),
    )  # fmt: skip
    new_key(KeyKind.MAILBOX, mailbox.pk, municipality.pk, case.pk if case else None)
    mailbox.save(force_insert=True)
    return mailbox


def renew_mailbox(mailbox: Mailbox, token: str) -> None:
    """Give a mailbox whose code has run out a new one, made of a form token; what was written in it stays behind it (a step)."""
    step()
    mailbox.change(
        code_hash=code_hash(receipt_key(), code_of(token)), token_hash=token_hash(receipt_key(), token.encode()), closed_at=None,
        opened_at=lib.now(), valid_until=valid_until(lib.now()),
    )  # fmt: skip


def first_words(mailbox: Mailbox, text: str) -> None:
    """Lay what was sent into the mailbox, so that the reporter can read it again (a step)."""
    step()
    message = Message(
        mailbox=mailbox, case_id=mailbox.case_id, sender=Sender.REPORTER, kind=Word.FIRST, text=text, read_at=lib.now(), at=lib.now()
    )
    message.save(force_insert=True)


def enter_mailbox(actor: Actor, mailbox: Mailbox) -> None:
    """Note that the code was used: when, never by whom."""
    with act(actor, Act.OPEN_MAILBOX, mailbox):
        pass


def write_to_mailbox(actor: Actor, mailbox: Mailbox, *, text: str, files: Sequence[Taken] = ()) -> Message:
    """The reporter writes on: an answer, an addition, files; also after registration or closing."""
    check_written(mailbox, text, files)
    with unkept_on_failure() as kept, act(actor, Act.WRITE_TO_MAILBOX, mailbox) as log:
        Mailbox.objects.select_for_update().get(pk=mailbox.pk)
        if (before := said_already(mailbox, text, files)) is not None:
            log.update(message=before.pk, repeated=True)
            return before
        with as_system():
            case = Case.objects.select_related("municipality").filter(pk=mailbox.case_id).first()
        closed = case is not None and case.stage == Stage.CLOSED
        message = Message(mailbox=mailbox, case_id=mailbox.case_id, sender=Sender.REPORTER, text=text, at=lib.now(), after_closing=closed)
        message.save(force_insert=True)
        for taken in files if case else ():
            keep(case, taken, origin=Origin.REPORTER, kept=kept, about=message.pk, mailbox=mailbox.pk)
        with as_system():
            await_reading(mailbox, case)
        log.update(message=message.pk, files=len(files))
    return message


def check_written(mailbox: Mailbox, text: str, files: Sequence[Taken] = ()) -> None:
    """Refuse what may not be kept: a CPR number, and behind a question of advice whatever tells of a person, files too."""
    check_message(text)
    check_without_cpr(text, "text")
    if mailbox.advice_id is not None:
        check_without_person(text, "text")
        if files:
            raise Refused(_("Til råd uden person kan du ikke sende filer. Skriv det, du vil spørge om."), "files")


def said_already(mailbox: Mailbox, text: str, files: Sequence[Taken]) -> Message | None:
    """The last message, if it says the same with the same files and nobody has answered since (pressed twice it is one message)."""
    rows = Message.objects.filter(mailbox=mailbox).order_by("-at", "-id")
    if rows.filter(sender=Sender.REPORTER, at__gt=lib.now() - timedelta(hours=1)).count() > MOST_AN_HOUR:
        raise Refused(_("Du har sendt mange beskeder på kort tid. Vent en time, eller ring til os."), "text")
    last = rows.first()
    if last is None or last.sender != Sender.REPORTER or last.kind != Word.MESSAGE or last.text != text:
        return None
    sizes = sorted(Attachment.objects.filter(mailbox_id=mailbox.pk, about=last.pk).values_list("size", flat=True))
    return last if sizes == sorted(len(taken.cleaned.data) for taken in files) else None


def await_reading(mailbox: Mailbox, case: Case | None) -> None:
    """Expect the coordinators to read what was written, and tell them that there is something (a step, in the house's own context)."""
    step()
    if case is not None:
        closed = case.stage == Stage.CLOSED  # its lead works on open cases, and may be gone
        expect(case, Kind.READ_MESSAGE, about=mailbox.pk, owner=Owner.MEMBERS if closed else None)
        later("infohus.cases.jobs.tell_members", case=case.pk)
    else:
        expect(mailbox.municipality, Kind.ANSWER_ADVICE, about=mailbox.advice_id)
        later("infohus.advice.jobs.tell_coordinators", authority=mailbox.municipality_id)


def close_mailbox(actor: Actor, mailbox: Mailbox) -> None:
    """The reporter closes the mailbox for good."""
    with act(actor, Act.CLOSE_MAILBOX, mailbox):
        mailbox.change(closed_at=lib.now(), mail_to=None)


def expire_mailbox(actor: Actor, mailbox: Mailbox) -> None:
    """Forget a code that has run out (R10); what was written stays with a case that lives on, and goes with one that was rejected (R1)."""
    with act(actor, Act.EXPIRE, mailbox.case or mailbox.municipality) as log:
        with connection.cursor() as cursor:
            cursor.execute("SELECT expire_mailbox(%s)", [mailbox.pk])
            gone = cursor.fetchone()[0]
        for one in gone:
            transaction.on_commit(partial(files.remove, one))
        log.update(mailbox=mailbox.pk)


def ask_reporter(actor: Actor, mailbox: Mailbox, *, text: str, last: uuid.UUID | None = None, address: str = "") -> Message:
    """A coordinator writes to the reporter: a question, an answer; `last`: the newest message they had before them (None: all).

    `address`: where it is said, by a mail without content, that something lies there; '' where the reporter gave none.
    """
    check_message(text)
    with act(actor, Act.ASK_REPORTER, mailbox) as log:
        message = say(mailbox, text, by=actor, last=last)
        notify(mailbox, address)
        if mailbox.case is not None:
            mailbox.case.was_opened(actor)  # who asks has read it
        log.update(message=message.pk)
    return message


def say(mailbox: Mailbox, text: str, *, by: Actor, kind: Word = Word.MESSAGE, last: uuid.UUID | None = None) -> Message:
    """Lay our words into a mailbox, signed with name and role (a step); what the writer had before them counts as read, but for a receipt."""
    step()
    mailbox.admits(on_closed=True)
    closed = mailbox.case is not None and mailbox.case.stage == Stage.CLOSED
    message = Message(
        mailbox=mailbox, case_id=mailbox.case_id, sender=Sender.COORDINATOR, by_id=by.membership, kind=kind, after_closing=closed
    )
    message.text, message.at, message.signed = text, lib.now(), f"{by.name}, {by.role.label}"
    if kind != Word.RECEIPT:  # which is the same to everybody and answers nothing
        mark_read(mailbox, last)
    message.save(force_insert=True)
    return message


def notify(mailbox: Mailbox, address: str) -> None:
    """Say by a mail without content, where there is an address, that something lies in a mailbox (a step).

    The address is kept until the mail has gone, sealed by the mailbox's key: the case may be closed to everybody by then.
    """
    step()
    if address:
        mailbox.change(mail_to=address)
        later("infohus.mailboxes.jobs.tell_reporter", mailbox=mailbox.pk, authority=mailbox.municipality_id)


def take_note(actor: Actor, mailbox: Mailbox, *, last: uuid.UUID | None = None) -> None:
    """A coordinator has read what the reporter wrote up to a message (None: all); also when the mailbox has been closed since."""
    with act(actor, Act.TAKE_NOTE, mailbox.case or mailbox.municipality) as log:
        mark_read(mailbox, last)
        log.update(mailbox=mailbox.pk)


def mark_read(mailbox: Mailbox, last: uuid.UUID | None = None) -> None:
    """Mark the reporter's messages read, none that came after `last`; with all of them read the deadline of reading is met (a step)."""
    step()
    unread = Message.objects.filter(mailbox=mailbox, sender=Sender.REPORTER, read_at=None)
    shown = Message.objects.filter(mailbox=mailbox, pk=last).values_list("at", flat=True).first() if last else None
    (unread.filter(at__lte=shown) if shown else unread).update(read_at=lib.now())
    if mailbox.case is not None and not unread.exists():
        meet(mailbox.case, Kind.READ_MESSAGE, about=mailbox.pk)
