"""What the reporter gets back from us: a code, a receipt, and whether a professional is who they say."""

from __future__ import annotations

from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor
from infohus.audit.actions import act
from infohus.concerns.models import Concern
from infohus.concerns.rules import Face, Way
from infohus.deadlines.actions import meet
from infohus.deadlines.rules import Kind
from infohus.gateways.jobs import later
from infohus.lib import Refused
from infohus.mailboxes.actions import open_mailbox
from infohus.mailboxes.models import Message, Sender, Word
from infohus.mailboxes.queries import code_of
from infohus.mailboxes.rules import check_message


def give_code(actor: Actor, concern: Concern, *, token: str) -> str:
    """Give a caller a receipt code; it is shown once and cannot be found again."""
    with act(actor, Act.GIVE_CODE, concern) as log:
        if concern.mailbox_id is not None:
            raise Refused(_("Henvenderen har allerede en kode. Den kan ikke findes igen, og der kan ikke gives en ny."))
        mailbox = open_mailbox(concern.case.municipality, token, content_mac="", case=concern.case)
        concern.change(mailbox=mailbox)
        log.update(mailbox=mailbox.pk)
    return code_of(token)


def confirm_reporter(actor: Actor, concern: Concern, *, confirmed: bool) -> None:
    """Note whether a professional has been called back at their work, and is who they say."""
    with act(actor, Act.CONFIRM_REPORTER, concern) as log:
        if concern.face != Face.PROFESSIONAL:
            raise Refused(_("Det gælder kun henvendelser fra fagpersoner."))
        concern.change(reporter_confirmed=confirmed)
        log.update(confirmed=confirmed)


def send_receipt(actor: Actor, concern: Concern, *, way: str, text: str) -> None:
    """Give the reporter the receipt of an underretning within six weekdays, and note how (barnets lov § 137)."""
    check_message(text)
    with act(actor, Act.SEND_RECEIPT, concern) as log:
        if way == Way.MAILBOX:
            if concern.mailbox is None:
                raise Refused(_("Henvenderen har ingen kode. Vælg en anden måde."), "way")
            Message.objects.create(
                mailbox=concern.mailbox, case_id=concern.case_id, sender=Sender.COORDINATOR, by_id=actor.membership, text=text, at=lib.now(),
                kind=Word.RECEIPT, signed=f"{actor.name}, {actor.role.label}",
            )  # fmt: skip
        concern.change(receipt_sent_at=lib.now())
        meet(concern.case, Kind.CHILD_RECEIPT, about=concern.pk)
        if concern.reporter_email and way == Way.MAILBOX:
            later("infohus.concerns.jobs.tell_reporter", concern=concern.pk, membership=actor.membership)
        log.update(way=Way(way))
