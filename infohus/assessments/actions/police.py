"""The police answer, ask back, and voice a worry of their own; the municipality notes, reads and reminds."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from infohus import lib
from infohus.access.rules import Act, Actor
from infohus.assessments.actions.asked import ask_no_longer
from infohus.assessments.models.police import PoliceAnswer
from infohus.assessments.queries.inbox import awaits
from infohus.assessments.queries.police import (
    answered_of,
    asked_before,
    awaited_of,
    is_asked_about,
    is_last_word,
    one_question,
    said_in,
    waits_for,
)
from infohus.assessments.rules.police import (
    AnswerForm,
    AnswerKind,
    check_answer,
    check_asked,
    check_undecided,
    source_refusals,
    time_refusals,
)
from infohus.audit.actions import act, step
from infohus.audit.rules import as_code
from infohus.cases.models import Case
from infohus.cases.rules import Stage
from infohus.counting.actions import count
from infohus.db.context import as_system
from infohus.deadlines.actions import expect, meet
from infohus.deadlines.models import Deadline
from infohus.deadlines.rules import Kind, due_at, end_of_day, working_days
from infohus.disclosures.actions import check_confirmed
from infohus.disclosures.models import Copy, Disclosure
from infohus.disclosures.queries import open_copies
from infohus.disclosures.rules import Form
from infohus.gateways.jobs import later
from infohus.lib import Changed, Refused, refuse


def confirm_not_investigation(actor: Actor, copy: Copy) -> None:
    """The officer confirms, once for each sheet, that it is not used to investigate (retsplejelovens § 115, stk. 2)."""
    with act(actor, Act.CONFIRM_NOT_INVESTIGATION, copy) as log:
        check_living(copy)
        with as_system():
            Copy.objects.filter(pk=copy.pk, confirmed_at=None).update(confirmed_at=lib.now())
        log.update(copy=copy.pk, number=as_code(copy.number))


def check_living(copy: Copy) -> None:
    """Refuse what concerns a copy that was recalled or has expired."""
    if not copy.living:
        raise Refused(_("Kopien kan ikke læses længere, og kommunen venter ikke på svar på den. Ring til dem, der gav den."))


def check_read_there(copy: Copy) -> None:
    """Refuse, under the lock, what nobody would read: the giver has closed the case, and can be called."""
    if copy.pk not in open_copies([copy.pk]):
        sentence = _("{who} har lukket sagen og læser ikke svar her. Det, du har skrevet, er ikke sendt. Ring til dem: {phone}.")
        raise Refused(sentence.format(who=copy.municipality.name, phone=copy.municipality.phone or _("nummeret står på arket")))


def answer_as_police(
    actor: Actor, copy: Copy, *, shares: str, acute: str, hindrance: str, hindrance_until: date | None = None, text: str = "",
    seen: int | None = None,
) -> PoliceAnswer:  # fmt: skip
    """Answer what was given: shared or not, acute or not, hindrance or not, in words; both coordinators are told without content.

    `seen`: how many words of theirs on the sheet were shown beside the form; another since then is read before one's own goes.
    """
    with act(actor, Act.ANSWER_AS_POLICE, copy) as log:
        check_living(copy)
        check_read_there(copy)
        check_confirmed(copy)
        check_seen(copy, seen)
        check_answer(shares, acute, hindrance, hindrance_until, text, lib.today())
        row = written(copy, actor, AnswerKind.ANSWER)
        say(row, shares, acute, hindrance, hindrance_until, text)
        row.save(force_insert=True)
        about = one_question(row.disclosure_id)
        asked = asked_before(row, about)
        with as_system():
            case = Case.objects.select_related("municipality").get(pk=copy.case_id)
            settle(case, row, about, shares, acute, hindrance, hindrance_until)
            ask_no_longer(case, asked)
            later("infohus.cases.jobs.tell_members", case=case.pk)
        log.update(answer=row.pk, number=as_code(copy.number))
    return row


def check_seen(copy: Copy, seen: int | None) -> None:
    """Refuse a word on a sheet on which a colleague has said something since the page was opened; it stands there now."""
    if seen is not None and seen != PoliceAnswer.objects.filter(copy=copy).count():
        raise Refused(
            _("Der er skrevet til kommunen, siden du åbnede siden. Læs det her på siden. Skal dit svar også sendes, så tryk igen.")
        )


def written(copy: Copy, actor: Actor, kind: AnswerKind) -> PoliceAnswer:
    """A row of the police's own (a step)."""
    step()
    row = PoliceAnswer(municipality_id=copy.municipality_id, case_id=copy.case_id, disclosure_id=copy.disclosure_id, copy_id=copy.pk)
    row.authority_id, row.kind, row.form, row.by_id, row.answered_at = actor.authority, kind, AnswerForm.SYSTEM, actor.membership, lib.now()
    row.noted_at = row.answered_at
    return row


def say(row: PoliceAnswer, shares: str, acute: str, hindrance: str, until: date | None, text: str) -> None:
    """Put an answer into its columns (a step)."""
    step()
    row.shares, row.acute, row.hindrance, row.text = shares, acute, hindrance, text.strip()
    row.hindrance_until = until if hindrance == "yes" else None


def settle(
    case: Case, row: PoliceAnswer, about: Collection[uuid.UUID], shares: str, acute: str, hindrance: str, until: date | None,
    due: datetime | None = None, *, stands: bool = True,
) -> None:  # fmt: skip
    """What an answer does to the case: nothing waits for it, it must be read, and what is not settled is asked again (a step; `model.md` D6).

    `about`: the disclosures that it answers; the first answer to them is counted, by their own deadline (`due`, where they have none).
    """
    step()
    to_be_read(case, row, acute, hindrance, until, stands=stands)
    waits = Deadline.objects.filter(case_id=case.pk, kind=Kind.POLICE_ANSWER, about__in=about, met_at=None, ended_at=None)
    due = waits.order_by("-due_at").values_list("due_at", flat=True).first() or due
    for one in about:
        meet(case, Kind.POLICE_ANSWER, about=one)
    if hindrance == "alone" and stands:
        expect(case, Kind.SOCIAL_DUTY)
    if due is not None:
        days, on_time = working_days(case.received_at, row.answered_at, case.municipality.closed_days), row.answered_at <= due
        count("police_answer", case.municipality_id, shares=shares, acute=acute, alone=hindrance == "alone", days=days, on_time=on_time)


def to_be_read(case: Case, row: PoliceAnswer, acute: str, hindrance: str, until: date | None, *, stands: bool = True) -> None:
    """Let what the police have said be read, the same day when it hurries, and a hindrance be asked about again on its date (a step).

    `stands`: they have said nothing since; what is typed in late moves nothing that a newer word has settled.
    """
    step()
    today = acute == "yes" or hindrance == "alone"
    expect(case, Kind.READ_ANSWER, about=row.pk, due=end_of_day(lib.today()) if today else None)
    if not stands:
        return
    meet(case, Kind.HINDRANCE)
    if hindrance == "yes" and until is not None:
        expect(case, Kind.HINDRANCE, due=end_of_day(until))


def say_undecided(
    actor: Actor, copy: Copy, *, acute: str, hindrance: str, hindrance_until: date | None = None, text: str = "", seen: int | None = None
) -> PoliceAnswer:
    """Say that it cannot be decided yet, and what for: no answer, so it is waited for as before; acting now and a hindrance hold as with one."""
    with act(actor, Act.SAY_UNDECIDED, copy) as log:
        check_living(copy)
        check_read_there(copy)
        check_confirmed(copy)
        check_undecided(acute, hindrance, hindrance_until, text, lib.today())
        if not awaits(copy.disclosure_id):
            raise Refused(_("I har svaret på det, og svaret gælder, til I giver et nyt. Svar ja eller nej."), "shares")
        row = written(copy, actor, AnswerKind.UNDECIDED)
        say(row, "", acute, hindrance, hindrance_until, text)
        if (before := said_already(row)) is not None:
            log.update(answer=before.pk, repeated=True)
            return before
        check_seen(copy, seen)
        row.save(force_insert=True)
        with as_system():
            case = Case.objects.select_related("municipality").get(pk=copy.case_id)
            to_be_read(case, row, acute, hindrance, hindrance_until)
            later("infohus.cases.jobs.tell_members", case=case.pk)
        log.update(answer=row.pk, number=as_code(copy.number))
    return row


def said_already(row: PoliceAnswer) -> PoliceAnswer | None:
    """The police's last word in the whole case, where it is this one: about the same sheet in the same words, typed in of the same day (`model.md` D6).

    The house asks which word is the last: the police do not see what was typed in, nor what they said of sheets that they read no longer.
    """
    words = PoliceAnswer.objects.exclude(kind=AnswerKind.ASKS_BACK)
    with as_system():
        last = words.filter(case=row.case_id).order_by("-answered_at", "-id").values_list("pk", flat=True).first()
    before = words.filter(pk=last, disclosure=row.disclosure_id).first() if last else None
    return before if before is not None and said_in(before) == said_in(row) else None


def ask_back(actor: Actor, copy: Copy, *, text: str) -> PoliceAnswer:
    """Ask the municipality something before answering; it answers by a new disclosure."""
    with act(actor, Act.ASK_BACK, copy) as log:
        check_living(copy)
        check_read_there(copy)
        check_confirmed(copy)
        check_asked(text)
        row = written(copy, actor, AnswerKind.ASKS_BACK)
        row.text = text.strip()
        row.save(force_insert=True)
        with as_system():
            case = Case.objects.select_related("municipality").get(pk=copy.case_id)
            expect(case, Kind.ANSWER_BACK, about=row.pk)
            later("infohus.cases.jobs.tell_members", case=case.pk)
        log.update(answer=row.pk, number=as_code(copy.number))
    return row


def note_police_answer(
    actor: Actor, disclosure: Disclosure, *, form: str, answered_at: datetime, who: str, shares: str, acute: str, hindrance: str,
    hindrance_until: date | None = None, text: str = "",
) -> PoliceAnswer:  # fmt: skip
    """Note an answer that came by phone or letter, marked with its origin."""
    with act(actor, Act.NOTE_POLICE_ANSWER, disclosure) as log:
        check_noted(disclosure, form, answered_at, who)
        check_answer(shares, acute, hindrance, hindrance_until, text, lib.today(), noted=True)
        row = typed_in(disclosure, actor, AnswerKind.ANSWER, form, answered_at, who)
        say(row, shares, acute, hindrance, hindrance_until, text)
        due = due_by_mouth(disclosure)
        row.save(force_insert=True)
        about = one_question(row.disclosure_id)
        for copy in Copy.objects.filter(disclosure__in=about):
            copy.change(answer_noted_at=row.noted_at)
        settle(disclosure.case, row, about, shares, acute, hindrance, hindrance_until, due, stands=is_last_word(row))
        ask_no_longer(disclosure.case, asked_before(row, about))
        meet(disclosure.case, Kind.READ_ANSWER, about=row.pk)
        log.update(answer=row.pk, form=AnswerForm(form), number=as_code(disclosure.number))
    return row


def note_undecided(
    actor: Actor, disclosure: Disclosure, *, form: str, answered_at: datetime, who: str, acute: str, hindrance: str,
    hindrance_until: date | None = None, text: str = "",
) -> PoliceAnswer:  # fmt: skip
    """Note that the police said by phone or letter that it cannot be decided yet: their answer is waited for as before."""
    with act(actor, Act.NOTE_UNDECIDED, disclosure) as log:
        check_noted(disclosure, form, answered_at, who)
        check_undecided(acute, hindrance, hindrance_until, text, lib.today(), noted=True)
        if not waits_for(disclosure.case, disclosure):
            raise Refused(_("Der ventes ikke på svar. Det, politiet har svaret, gælder, til de svarer igen."), "shares")
        row = typed_in(disclosure, actor, AnswerKind.UNDECIDED, form, answered_at, who)
        say(row, "", acute, hindrance, hindrance_until, text)
        if (before := said_already(row)) is not None:
            log.update(answer=before.pk, repeated=True)
            return before
        row.save(force_insert=True)
        for copy in Copy.objects.filter(disclosure__in=one_question(row.disclosure_id)):
            copy.change(undecided_noted_at=row.noted_at)
        to_be_read(disclosure.case, row, acute, hindrance, hindrance_until, stands=is_last_word(row))
        meet(disclosure.case, Kind.READ_ANSWER, about=row.pk)
        log.update(answer=row.pk, form=AnswerForm(form), number=as_code(disclosure.number))
    return row


def check_noted(disclosure: Disclosure, form: str, answered_at: datetime, who: str) -> None:
    """Refuse what is typed in of something that the police were not given, without how, when and from whom it came."""
    if not disclosure.to_police:
        raise Refused(_("Det er ikke givet til politiet."))
    if disclosure.case.stage == Stage.RECEIVED:
        raise Refused(_("Registrér henvendelsen først. Så kan I skrive svaret ind."))
    refuse([*source_refusals(form, who), *time_refusals(disclosure.number, disclosure.given_at, answered_at, lib.now())])


def typed_in(disclosure: Disclosure, by: Actor, kind: AnswerKind, form: str, answered_at: datetime, who: str) -> PoliceAnswer:
    """A row of what the police said, as the coordinator types it in, who has read it (a step)."""
    step()
    row = PoliceAnswer(municipality_id=disclosure.municipality_id, case_id=disclosure.case_id, disclosure=disclosure, kind=kind)
    row.authority_id, row.form, row.noted_by_id, row.answered_at = disclosure.receiver_id, form, by.membership, answered_at
    row.noted_at, row.who = lib.now(), who.strip()
    row.read_at = row.noted_at
    return row


def due_by_mouth(disclosure: Disclosure) -> datetime | None:
    """By when the first answer to what was told by mouth comes in time; None of a sheet, which has a deadline, and of what was answered before."""
    if disclosure.form != Form.ORAL or disclosure.pk in answered_of(disclosure.case):
        return None
    return due_at(Kind.POLICE_ANSWER, None, disclosure.given_at, disclosure.case.municipality.closed_days)


def take_answer(actor: Actor, row: PoliceAnswer) -> None:
    """Note that an answer or a question of the police has been read."""
    with act(actor, Act.TAKE_ANSWER, row) as log:
        if row.read_at is None:
            row.change(read_at=lib.now())
        meet(row.case, Kind.READ_ANSWER, about=row.pk)
        log.update(answer=row.pk)


def take_shown(actor: Actor, case: Case, shown: Collection[uuid.UUID]) -> None:
    """Note as read what stood on the page of an act that goes on from it; what has come since is still to be read (`model.md` D6)."""
    for row in PoliceAnswer.objects.filter(case=case, pk__in=shown, read_at=None).select_related("case__municipality"):
        take_answer(actor, row)


ASKED_FIRST = _l("De har spurgt om noget og venter på jer. Svar på det i stedet for at minde dem om det.")


def reminded(at: datetime | None) -> str:
    """When they were reminded last, as a page carries it; '' for never."""
    return at.isoformat() if at else ""


def remind_receiver(actor: Actor, disclosure: Disclosure, *, by_mail: bool, shown: str | None = None) -> None:
    """Remind a receiver who has not answered: by a mail without content, or by a call that is noted; nothing goes by itself.

    `shown`: when the page said that they were reminded last, as `reminded` writes it; a colleague may have done it since.
    """
    with act(actor, Act.REMIND_RECEIVER, disclosure) as log:
        last = Disclosure.objects.filter(pk=disclosure.pk).values_list("reminded_at", flat=True).first()
        if shown is not None and shown != reminded(last):
            raise Changed(disclosure, _("En anden har mindet dem om det, siden du åbnede siden."))
        copy = Copy.objects.filter(disclosure=disclosure).first()
        if copy is None or disclosure.pk not in awaited_of(disclosure.case):
            raise Refused(_("Der er ikke noget, der venter på svar."))
        if not copy.living:
            raise Refused(_("Arket kan ikke læses længere. Giv det igen, så kan de svare på det."))
        if is_asked_about(disclosure):
            raise Refused(ASKED_FIRST)
        disclosure.change(reminded_at=lib.now())
        if by_mail:
            later("infohus.assessments.jobs.tell_receiver", copy=copy.pk)
        count("reminded", disclosure.municipality_id, by_mail=by_mail)
        log.update(disclosure.codes(), by_mail=by_mail)
