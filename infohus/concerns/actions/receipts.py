"""What the reporter gets back from us: a code, a receipt, and whether a professional is who they say."""

from __future__ import annotations

from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor
from infohus.audit.actions import act, step
from infohus.cases.actions import keep_note
from infohus.cases.rules import NoteKind
from infohus.concerns.actions.waiting import check_known
from infohus.concerns.models import Concern
from infohus.concerns.rules import Face, Way
from infohus.deadlines.actions import meet
from infohus.deadlines.rules import Kind
from infohus.lib import Changed, Refused
from infohus.mailboxes.actions import notify, open_mailbox, renew_mailbox, say
from infohus.mailboxes.models import Word
from infohus.mailboxes.queries import code_of, receipt_key
from infohus.mailboxes.rules import check_message, token_hash


def give_code(actor: Actor, concern: Concern, *, token: str) -> str:
    """Give a caller a receipt code; it cannot be found again, but the same page pressed twice shows the same.

    Where their code has run out they get a new one to the same mailbox; not where they closed it for good.
    """
    with act(actor, Act.GIVE_CODE, concern) as log:
        known = as_it_stands(concern).mailbox
        if known is not None and known.token_hash == token_hash(receipt_key(), token.encode()):
            log.update(mailbox=known.pk, repeated=True)
            return code_of(token)
        if known is not None and not known.ran_out:
            raise Refused(_("Henvenderen har allerede en kode. Den kan ikke findes igen, og der kan ikke gives en ny."))
        if known is not None:
            renew_mailbox(mailbox := known, token)
        else:
            mailbox = open_mailbox(concern.case.municipality, token, content_mac="", case=concern.case)
            concern.change(mailbox=mailbox)
        log.update(mailbox=mailbox.pk)
    return code_of(token)


def as_it_stands(concern: Concern) -> Concern:
    """The concern as it stands under the lock of an act; `Changed` if it was joined or parted since (a step)."""
    step()
    known = Concern.objects.select_related("mailbox__case").filter(pk=concern.pk, case=concern.case_id).first()
    if known is None:
        raise Changed(concern, _("Henvendelsen er flyttet til en anden sag imens."))
    return known


def confirm_reporter(actor: Actor, concern: Concern, *, confirmed: bool) -> None:
    """Note whether a professional has been called back at their work, and is who they say."""
    with act(actor, Act.CONFIRM_REPORTER, concern) as log:
        if concern.face != Face.PROFESSIONAL:
            raise Refused(_("Det gælder kun henvendelser fra fagpersoner."))
        concern.change(reporter_confirmed=confirmed)
        log.update(confirmed=confirmed)


def send_receipt(actor: Actor, concern: Concern, *, way: str, text: str) -> None:
    """Give the reporter the receipt of an underretning within six weekdays; what was told by phone or letter is kept as a note (barnets lov § 137)."""
    check_message(text)
    with act(actor, Act.SEND_RECEIPT, concern) as log:
        known = as_it_stands(concern)
        check_known(known)
        if known.receipt_sent_at is not None:
            raise Refused(_("Kvitteringen er allerede givet."))
        if way != Way.MAILBOX:
            keep_note(concern.case, actor, kind=NOTE_OF[Way(way)], title=_("Kvittering til henvenderen"), text=text)
        elif known.mailbox is None:
            raise Refused(_("Henvenderen har ingen kode. Vælg en anden måde."), "way")
        else:
            say(known.mailbox, text, by=actor, kind=Word.RECEIPT)
            notify(known.mailbox, concern.reporter_email)
        concern.change(receipt_sent_at=lib.now())
        meet(concern.case, Kind.CHILD_RECEIPT, about=concern.pk)
        log.update(way=Way(way))


NOTE_OF = {Way.PHONE: NoteKind.TELEPHONE, Way.LETTER: NoteKind.CONTACT}
