"""An arrival that is not ours: proposed by one coordinator, confirmed by another, and then nothing personal is left of it (class R1)."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from infohus import lib
from infohus.access.rules import Act, Actor
from infohus.attachments.actions import remove_files
from infohus.attachments.models import Attachment
from infohus.audit.actions import act, step
from infohus.cases.actions import drop_all_drafts
from infohus.cases.models import Case, Note
from infohus.cases.queries import another_there, kept_until, members_of
from infohus.cases.rules import CLASS_OF, Ended, Fact, Outcome, Stage
from infohus.catalogues.queries import text
from infohus.concerns.actions.carrying import replies_of
from infohus.concerns.actions.waiting import check_acute_met, check_not_a_report, check_unanswered, check_waits
from infohus.concerns.models import Concern, Rejection
from infohus.concerns.queries import counted_source, to_call_back
from infohus.concerns.rules import RejectionCode, check_rejection, check_second_person
from infohus.counting.actions import count
from infohus.deadlines.actions import end, expect, meet, strip_deadlines
from infohus.deadlines.rules import Kind, end_of_day
from infohus.disclosures.models import Disclosure
from infohus.lib import Changed, Refused
from infohus.mailboxes.actions import say
from infohus.mailboxes.models import Mailbox, Message, Sender, Word
from infohus.persons.models import Person, Relative
from infohus.rights.queries import check_not_held
from infohus.sealing.fields import SealedText


def propose_rejection(actor: Actor, case: Case, *, code: str, sentence: str, no_report: bool = False) -> Rejection:
    """Propose that a concern is not ours; nothing is deleted before another coordinator has confirmed.

    `no_report`: it is said to be no underretning, which is asked of a child of whom nobody has judged that (barnets lov § 133).
    """
    check_rejection(code, sentence)
    with act(actor, Act.PROPOSE_REJECTION, case) as log:
        check_waits(case, _("Sagen er registreret og kan ikke afvises. Den skal vurderes og lukkes."))
        check_called_back(case)
        check_acute_met(case)
        asked = check_not_a_report(case, no_report)
        if not another_there(actor, case, members_of(case)):
            raise Refused(str(ALONE))
        if Rejection.objects.filter(case=case, answered_at=None).exists():
            raise Changed(case, _("Det er allerede foreslået at afvise henvendelsen."))
        row = Rejection.objects.create(
            case=case, code=code, sentence=sentence, no_report=asked, proposed_by_id=actor.membership, proposed_at=lib.now()
        )
        expect(case, Kind.CONFIRM_REJECTION, about=row.pk)
        log.update(code=RejectionCode(code), **({"no_report": True} if asked else {}))
    return row


ALONE = gettext_lazy(
    "Du er alene på sagen, og en anden koordinator skal være enig i en afvisning. "
    "Bed din faglige leder om at udpege en til sagen, eller registrér henvendelsen."
)


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
        check_read(case)
        check_not_held(case)
        check_called_back(case)
        check_acute_met(case)
        check_unanswered(rejection)
        check_not_a_report(case, rejection.no_report)
        _answer(actor, rejection, confirmed=True)
        log.update(code=RejectionCode(rejection.code))
        count("closed", case.municipality_id, outcome=Outcome.NOT_OURS.value, source=counted_source(case))
        strip(case)
        strip_register(case, _("Slettet, da henvendelsen blev afvist."))
        tell_rejected(case, actor)
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


def check_read(case: Case) -> None:
    """Refuse to end an arrival while something the reporter wrote is unread: nobody would read it any more (a step)."""
    step()
    if Message.objects.filter(case=case, sender=Sender.REPORTER, read_at=None).exists():
        raise Refused(_("Henvenderen har skrevet noget, der ikke er læst. Læs det først, og svar så på forslaget."))


def check_called_back(case: Case) -> None:
    """Refuse to end an arrival while a sheet with another person's name can be read: with the case the way to call it back would go (a step)."""
    step()
    if there := to_call_back(case):
        told = ", ".join(one.number for one in there)
        raise Refused(_("{numbers} nævner personen i en anden sag og kan stadig læses. Kald tilbage eller ret først.").format(numbers=told))


def strip(case: Case) -> None:
    """Delete every personal word of a case at once; number, dates, source and the mailbox (30 days) are left (a step)."""
    step()
    for concern in Concern.objects.filter(case=case).select_related("mailbox"):
        for field in concern._meta.concrete_fields:
            if isinstance(field, SealedText):
                setattr(concern, field.attname, field.nothing())
        concern.emptied_at = lib.now()
        concern.save()
        if concern.mailbox is not None:
            Message.objects.filter(mailbox=concern.mailbox, kind=Word.FIRST).delete()
            concern.mailbox.change(valid_until=min(concern.mailbox.valid_until, lib.now() + timedelta(days=30)))
    Mailbox.objects.filter(case=case).update(mail_to=None)  # where a mail is on its way to is the reporter's identity too
    Person.objects.filter(case=case).delete()
    Relative.objects.filter(case=case).delete()
    Note.objects.filter(case=case).delete()
    drop_all_drafts(case)
    remove_files(Attachment.objects.filter(case=case))
    for reply in replies_of(case):
        reply.delete()
    Rejection.objects.filter(case=case).update(sentence=None, answer=None)
    strip_deadlines(case)


def tell_rejected(case: Case, by: Actor) -> None:
    """Delete all that was written, and say to those who have a code, in the catalogue's words, that this is not ours (a step)."""
    step()
    Message.objects.filter(case=case).delete()
    there = {"mailbox__closed_at": None, "mailbox__valid_until__gt": lib.now()}
    for concern in Concern.objects.filter(case=case, **there).select_related("mailbox__case"):
        say(concern.mailbox, text("REJECTION_FEEDBACK", case.municipality), by=by)


def strip_register(case: Case, gone: str) -> None:
    """Leave of each sharing who got something, when and on what basis; `gone` stands for its words, what a receiver was given is theirs (a step)."""
    step()
    for row in Disclosure.objects.filter(case=case):
        row.change(**{**dict.fromkeys(row.WORDS, ""), "necessity": gone, "said": gone, "named_as": "", "emptied_at": lib.now()})
