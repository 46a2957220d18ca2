"""Concerns about the same person are seen together, and what was put together wrongly is taken apart again (`model.md` D3)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from infohus import lib
from infohus.access.rules import Act, Actor
from infohus.advice.actions import from_concern
from infohus.audit.actions import act, step
from infohus.cases.actions import erase, is_begun, open_case
from infohus.cases.models import Case, CaseMember, Exclusion
from infohus.cases.queries import exclusions_of
from infohus.cases.rules import SOCIAL_FORM, Ended, Stage, Under18
from infohus.concerns.actions.carrying import carry, carry_alone, carry_own, carry_work, move_mailbox, replies_of
from infohus.concerns.actions.filing import expect_on_arrival
from infohus.concerns.actions.police import answer_told, is_serious, told_before
from infohus.concerns.actions.reporting import came, minute, runs_for_another
from infohus.concerns.actions.sorting import strike, take_along
from infohus.concerns.actions.waiting import check_acute_met, check_known, check_not_a_report, check_unregistered, check_waits
from infohus.concerns.models import Concern, Rejection
from infohus.concerns.queries import counted_source, is_shared, sides_of, still_read, to_sort, words_of_signs
from infohus.concerns.rules import Face, joining_refusal
from infohus.counting.actions import count
from infohus.db.context import as_system
from infohus.deadlines.actions import (
    count_from,
    end,
    expect,
    hand_to_lead,
    keep_own,
    meet,
    meet_as_of,
    meet_by,
    move,
    move_met,
    move_met_as_of,
    retell,
    take_back,
    wait_again,
)
from infohus.deadlines.models import Deadline
from infohus.deadlines.queries import is_open, of_case, was_met
from infohus.deadlines.rules import Clock, Kind, Met, Owner, due_at, end_of_day, met_with
from infohus.disclosures.models import Copy, Disclosure
from infohus.lib import Refused
from infohus.mailboxes.models import Mailbox, Message, Word
from infohus.persons.rules import check_without_person
from infohus.rights.queries import check_not_held


def join_concern(actor: Actor, case: Case, *, into: Case) -> Case:
    """Put an arrival, or a case that has come less far, to the open case of the same person; the emptied case is erased at once (D3).

    Concerns, mailboxes, files, notes, what was shared, what we were told, what was assessed, decisions, holds, people around the person
    and the running clocks go along.
    """
    first, second = sorted((case, into), key=lambda one: one.pk)  # both ways at once they are locked in the same order
    with act(actor, Act.JOIN_CONCERN, first) as one, act(actor, Act.JOIN_CONCERN, second) as other:
        log, entry = (one, other) if first is case else (other, one)
        check_waits(case, GONE_ON, *(one for one in Stage if one != Stage.CLOSED))
        check_joining(case, into)
        count("joined", case.municipality_id, source=counted_source(case))
        purpose, told, anew = purpose_of(into), told_before(case), is_assessed(case) != is_assessed(into)
        move(case, into, (Kind.ACUTE_TODAY,))
        concerns = list(Concern.objects.filter(case=case).select_related("mailbox").order_by("received_at"))
        move_met_as_of(case, into, Kind.CHILD_24H, {concern.pk: minute(came(concern)) for concern in concerns})
        grown: list[Concern] = []
        for concern in concerns:
            for kind in (Kind.CHILD_24H, Kind.POLICE_CONTACT):  # what was decided of it goes along, that nothing was given too
                move_met(case, into, kind, concern.pk)
            carry(concern, case, into)
            if into.stage != Stage.RECEIVED and concern.registered_at is None and take_along(into, concern, purpose):
                grown.append(concern)
            entry.update(concern=concern.pk)
        ask_by_last_word(case, into)
        carry_work(case, into)
        finished_by(case, into, concerns)
        if into.stage != Stage.RECEIVED:
            answer_told(into, told)
        keep_away(case, into)
        if into.stage == Stage.RECEIVED and case.serious:
            into.change(serious=True)
        move(case, into, RUNNING_ON)
        if any(one.kind == Kind.CONCLUSION for one in of_case(into.pk)):
            move(case, into, (Kind.CONCLUSION,))
        if into.lead_id:
            hand_to_lead(into)
        if into.stage != Stage.RECEIVED and into.under_18 == Under18.NO:  # an adult's case: what ran in case it was a child ends
            end(into, Kind.CHILD_24H, Kind.CHILD_RECEIPT, reason=Ended.WITHDRAWN.value)
        end_of_grown(into, grown)
        if into.stage == Stage.RECEIVED:  # of what came along nobody has said that it is no underretning
            Rejection.objects.filter(case=into, answered_at=None).update(no_report=False)
            if into.under_18 == Under18.NO and case.under_18 != Under18.NO:  # one says so and another not: the child duty reads it
                into.change(under_18=Under18.UNKNOWN)
        meet(into, Kind.JOIN_CHECK, about=case.pk)
        if into.stage in (Stage.CONCLUDED, Stage.ROLES):
            expect(into, Kind.RECONSIDER)
        elif anew:
            expect_new_look(into, _("En henvendelse er kommet til sagen, siden den blev vurderet."))
        log.update(joined=True)
        erase(case, Ended.JOINED)
    return into


def end_of_grown(case: Case, grown: Sequence[Concern]) -> None:
    """End what ran in case these concerns were about a child: the person was 18 or over when they came (a step)."""
    step()
    for one in grown:
        end(case, Kind.CHILD_RECEIPT, about=one.pk, reason=Ended.WITHDRAWN.value)
    if grown and not runs_for_another(grown[0]):
        end(case, Kind.CHILD_24H, reason=Ended.WITHDRAWN.value)


GONE_ON = _l("Sagen er lukket eller lagt til en anden imens.")
RUNNING_ON = (
    Kind.CHILD_24H,
    Kind.CHILD_ACUTE,
    Kind.CHILD_RECEIPT,
    Kind.READ_MESSAGE,
    Kind.POLICE_CONTACT,
    Kind.SORT,
    Kind.TASK,
    Kind.SECOND_READING,
    Kind.REASSESS,
    Kind.INFORM,
)


def purpose_of(case: Case) -> str:
    """What the concerns of a registered case are used for; '' of an arrival."""
    return Concern.objects.filter(case=case).exclude(purpose="").values_list("purpose", flat=True).order_by("registered_at").first() or ""


def check_joining(case: Case, into: Case) -> None:
    """Refuse what cannot be one case, this way or at all, as the two stand under the lock (D3; forvaltningsloven § 3)."""
    into.stage = Case.objects.filter(pk=into.pk).values_list("stage", flat=True).first() or Stage.CLOSED
    sides = sides_of([case, into])
    if (refused := joining_refusal(sides[case.pk], sides[into.pk])) is not None:
        raise refused


def ask_by_last_word(case: Case, into: Case) -> None:
    """Let the hindrance be asked about as the last word of the police in both cases says, before they become one (a step; D6)."""
    step()
    words = [row for one in (case, into) for row in replies_of(one) if not row.is_question]
    if words:
        last = max(words, key=lambda row: row.answered_at)
        end(into if last.case_id == case.pk else case, Kind.HINDRANCE, reason=Ended.WITHDRAWN.value)


def keep_away(case: Case, into: Case) -> None:
    """Whoever was kept from the emptied case is kept from the one it is put to, and a protected one protects it (a step; forvaltningsloven § 3)."""
    step()
    kept = {row.user_id for row in exclusions_of(into)}
    for row in exclusions_of(case):
        if row.user_id not in kept:
            Exclusion.objects.create(case=into, user=row.user, why=row.why, at=row.at, by=row.by)
    if case.protected and not into.protected:
        into.change(protected=True)


def take_apart(actor: Actor, concern: Concern) -> Case:
    """Undo a wrong join in one act: the concern goes back to a case of its own at Modtaget, with its mailbox, files, clocks and age."""
    before = concern.case
    with act(actor, Act.PART_CONCERN, concern) as log:
        if Concern.objects.filter(case=before).count() < 2:
            raise Refused(_("Sagen har kun én henvendelse. Der er ikke noget at skille ad."))
        check_known(concern)
        case = alone(before, concern, Under18(concern.under_18), serious=is_serious(concern))
        case.change(opened_at=before.opened_at or lib.now())  # who takes it out has it open
        told = carry_alone(concern, before, case)
        carry(concern, before, case)
        carry_own(concern, case)
        concern.change(registered_at=None, police=told, report_sent_at=None, report_not_sent="", purpose="")
        part_clocks(before, case, concern)
        if before.stage == Stage.RECEIVED and {one.under_18 for one in Concern.objects.filter(case=before)} == {Under18.NO}:
            before.change(under_18=Under18.NO)
        look_anew(before, concern)
        names_another(case, actor)
        log.update(concern=concern.pk, to=case.pk)
    return case


def names_another(case: Case, by: Actor) -> None:
    """Let a living sheet be looked at today by who took the concern out: it names the person of the case it was given in (a step)."""
    step()
    for copy in still_read(Disclosure.objects.filter(case=case)):
        remark = _("{number} nævner personen i den sag, henvendelsen lå i. Kald den tilbage, eller ret den.").format(number=copy.number)
        expect(case, Kind.TASK, about=copy.pk, owner=Owner.ANYONE, member=by.membership, due=end_of_day(lib.today()), remark=remark)


def look_anew(case: Case, concern: Concern) -> None:
    """Ask for a new look at what rests on a concern that was taken out again: the conclusion, or a finished assessment (a step).

    What was met by the assessment that came along with it waits again.
    """
    step()
    if case.stage in (Stage.CONCLUDED, Stage.ROLES):
        expect(case, Kind.RECONSIDER)
    elif is_assessed(case):
        left = wait_again(case, Kind.SOCIAL_ASSESSMENT, concern.pk)
        expect_new_look(case, str(CAME_ALONG) if left else _("En henvendelse er taget ud af sagen, siden den blev vurderet."))


def is_assessed(case: Case) -> bool:
    """Whether a registered case rests on an assessment: no social one is waited for, or a joint one was signed, with a social one or without."""
    if case.stage == Stage.RECEIVED:
        return False
    return not is_open(case.pk, Kind.SOCIAL_ASSESSMENT) or (case.stage == Stage.JOINT and was_met(case.pk, Kind.JOINT_ASSESSMENT))


def finished_by(case: Case, into: Case, came: Sequence[Concern]) -> None:
    """Let a social assessment that was waited for, and not begun, be that of the case that is put to it, where it is finished there (a step; D3).

    One that somebody writes, or that is being written anew, is still waited for. It came with the first concern of that case (`came`).
    """
    step()
    waited = not was_met(into.pk, Kind.SOCIAL_ASSESSMENT) and not is_begun(into, SOCIAL_FORM)
    if case.stage != Stage.RECEIVED and not is_open(case.pk, Kind.SOCIAL_ASSESSMENT) and waited:
        meet_by(into, Kind.SOCIAL_ASSESSMENT, came[0].pk)


def expect_new_look(case: Case, why: str) -> None:
    """Ask whether what was assessed still holds, which it may: then it is laid aside with a reason (a step)."""
    step()
    due = due_at(Clock.ARBEJDSDAGE, NEW_LOOK, lib.now(), case.municipality.closed_days)
    row = expect(case, Kind.REASSESS, due=due, remark=why)
    if row.remark and row.remark != why:  # it was asked before for the other reason: a wrong join that is undone too
        both = _("Der er både kommet en henvendelse til sagen og taget en ud, siden den blev vurderet.")
        retell(row, why if why == CAME_ALONG else both)


NEW_LOOK = 3  # arbejdsdage
CAME_ALONG = _l("Den socialfaglige vurdering kom med en henvendelse, der er taget ud igen, så den kan handle om en anden.")


def part_clocks(before: Case, case: Case, concern: Concern) -> None:
    """Let every clock that ran for a concern leave the case it was joined to: it begins anew as for an arrival, or runs on (a step)."""
    step()
    end(before, about=concern.pk, reason=Ended.WITHDRAWN.value)
    if concern.mailbox_id:
        move(before, case, (Kind.READ_MESSAGE,), about=concern.mailbox_id)
    arrive(case, concern)
    count_from(case, Kind.CHILD_24H, came(concern))
    if (judged := judged_of(before, case, concern)) is not None:
        at, answer = judged
        meet_as_of(case, Kind.CHILD_24H, at, answer=answer)
        if answer == Met.ACUTE and is_open(before.pk, Kind.CHILD_ACUTE):
            expect(case, Kind.CHILD_ACUTE)
    take_back(before, Kind.CHILD_24H, about=concern.pk, reason=Ended.WITHDRAWN.value)
    if not judged_acute(before):  # of which of the two it was said where it was said of both, who is with each must see
        end(before, Kind.CHILD_ACUTE, reason=Ended.WITHDRAWN.value)
    left = list(Concern.objects.filter(case=before))
    keep_own(
        before, Kind.CHILD_24H, [before.received_at, *(one.received_at for one in left), *map(came, left)], reason=Ended.WITHDRAWN.value
    )
    if before.stage != Stage.RECEIVED:  # there a sign waits no longer than the police question of its concern
        asked = {one.about for one in of_case(before.pk) if one.kind == Kind.POLICE_CONTACT}
        left = [one for one in left if one.pk in asked]
    if not any(map(is_serious, left)):
        not_serious(before)


def not_serious(case: Case) -> None:
    """No serious sign is left in a case that waits to be decided on: it stands elsewhere now (a step)."""
    step()
    end(case, Kind.ACUTE_TODAY, reason=Ended.WITHDRAWN.value)
    if case.stage == Stage.RECEIVED and case.serious:
        case.change(serious=False)


def part_concern(
    actor: Actor, concern: Concern, *, version: int, sentences: Sequence[str], signs: Sequence[str] = (), under_18: Under18
) -> Case:
    """Part a concern about several persons: the chosen facts, and the signs (codes) that are about the other, leave it for a new case.

    It has neither the reporter's name nor any reference to the first. A serious sign asks for action today where it stands now.
    """
    if not sentences:
        raise Refused(_("Vælg de oplysninger, der handler om den anden person."), "sentences")
    before = concern.case
    with act(actor, Act.PART_CONCERN, concern) as log:
        check_waits(before, _("Henvendelsen er registreret. Skriv en ny henvendelse om den anden person."))
        check_unregistered(concern, version)
        rest = [text for text in to_sort(concern) if text not in sentences]
        if not any(text.strip() for text in rest):
            raise Refused(
                _("Der skal være oplysninger tilbage her. Handler det hele om begge, så skriv en ny henvendelse om den anden."), "sentences"
            )
        go, stay = apart(concern, signs)
        case = alone(before, concern, under_18, serious=any(sign.get("serious") for sign in go))
        other = Concern(case=case, face=concern.face, source=concern.source, received_at=concern.received_at, anonymous=True)
        other.under_18, other.signs = under_18, go
        other.catalogue_on, other.observed, other.how_known = (
            concern.catalogue_on,
            " ".join(text.strip() for text in sentences),
            concern.how_known,
        )
        other.save(force_insert=True)
        strike(concern.mailbox_id, [*sentences, *words_of_signs(concern, signs)], PARTED)
        concern.change_if_unchanged(version, observed=" ".join(text.strip() for text in rest), signs=stay)
        if not any(map(is_serious, Concern.objects.filter(case=before))):
            not_serious(before)
        case.was_opened(actor)  # who chose its sentences has read them
        arrive(case, other)
        log.update(concern=concern.pk, parts=len(sentences))
    return case


def apart(concern: Concern, codes: Collection[str]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The signs of a concern that go to another person's, and those that stay."""
    return [one for one in concern.signs if one["code"] in codes], [one for one in concern.signs if one["code"] not in codes]


PARTED = "[taget ud af kommunen, fordi det handler om en anden]"


def alone(before: Case, concern: Concern, under_18: Under18, *, serious: bool = False) -> Case:
    """A new case for a concern that leaves another, with the original time of receipt and the same people kept away (a step)."""
    step()
    kept_away, at = [row.user_id for row in exclusions_of(before)], concern.received_at
    case = open_case(before.municipality, source=concern.source, under_18=under_18, received_at=at, serious=serious, not_for=kept_away)
    if before.protected:  # by name only, as the case it comes from
        case.change(protected=True)
        named = {member.membership_id for member in CaseMember.objects.filter(case=before, left_at=None)}
        CaseMember.objects.filter(case=case).exclude(membership_id__in=named).update(left_at=lib.now())
    return case


def judged_of(before: Case, case: Case, concern: Concern) -> tuple[datetime, str] | None:
    """When the underretning of a concern, which goes with it, was judged in the case it was joined to, and with which answer; None if it was not
    (barnets lov § 136).
    """
    sent = Disclosure.objects.filter(case=case, concern_id=concern.pk).order_by("given_at").values_list("given_at", flat=True).first()
    rows = Deadline.objects.filter(case_id=before.pk, kind=Kind.CHILD_24H).exclude(met_at=None)
    if sent is None:  # what was judged of it alone, as it stood at Modtaget
        return rows.filter(about=concern.pk).values_list("met_at", "met_with").order_by("met_at").first()
    rows = rows.filter(Q(about=None) | Q(about=concern.pk), met_at__gte=minute(sent))
    copies = Copy.objects.filter(case=case, disclosure__concern_id=concern.pk, confirmed_at__isnull=False)
    told = [(at, met_with(acute) or "") for at, acute in copies.values_list("confirmed_at", "judged_acute")]
    return min([*told, *rows.values_list("met_at", "met_with")], key=lambda one: one[0], default=None)


def judged_acute(case: Case) -> bool:
    """Whether something that a case has now was judged acute by the child department (barnets lov § 136)."""
    said = Deadline.objects.filter(case_id=case.pk, kind=Kind.CHILD_24H, met_with=Met.ACUTE)
    return said.exists() or Copy.objects.filter(case=case, judged_acute=True).exists()


def arrive(case: Case, concern: Concern) -> None:
    """Open the deadlines of an arrival on the new case; a receipt that was given need not be given again (a step)."""
    step()
    noted = concern.face == Face.NOTED and concern.mailbox_id is not None
    reachable = bool(concern.reporter_phone or concern.reporter_email or noted)
    with as_system():
        expect_on_arrival(case, concern, reachable=reachable)
        if concern.receipt_sent_at is not None:
            meet_as_of(case, Kind.CHILD_RECEIPT, concern.receipt_sent_at, about=concern.pk)


def turn_into_advice(actor: Actor, case: Case, *, question: str, theme: str, group: str, no_report: bool = False) -> None:
    """What is left names nobody: it becomes a question of advice, the mailbox goes along, the case is erased at once.

    `no_report`: it is said to be no underretning, which is asked of a child of whom nobody has judged that (barnets lov § 133).
    """
    check_without_person(question, "question")
    if not question.strip():
        raise Refused(_("Skriv spørgsmålet, så ingen kan genkendes."), "question")
    with act(actor, Act.TURN_INTO_ADVICE, case) as log:
        check_waits(case, _("Sagen er registreret. Den kan ikke blive til rådgivning uden person."))
        check_not_held(case)
        check_acute_met(case)
        check_not_shared(case)
        concerns = list(Concern.objects.filter(case=case).select_related("mailbox"))
        mailbox = concerns[0].mailbox if concerns else None
        check_turning(concerns, mailbox)
        if check_not_a_report(case, no_report):
            log.update(no_report=True)
        advice = from_concern(actor, case.municipality, question=question, theme=theme, group=group, mailbox=mailbox)
        if mailbox is not None:
            Message.objects.filter(mailbox=mailbox).delete()  # what was written about somebody does not come along
            move_mailbox(mailbox.pk, None, advice.pk)
            Mailbox.objects.filter(pk=mailbox.pk).update(mail_to=None)  # what the mail would have told of is gone
        count("turned_into_advice", case.municipality_id, source=counted_source(case))
        log.update(advice=advice.pk)
        erase(case, Ended.ADVICE)


def check_not_shared(case: Case) -> None:
    """Refuse to erase the register of what was given, and a sheet that is read, as if nothing had been shared."""
    if is_shared(case):
        raise Refused(_("Der er givet noget videre fra sagen. Foreslå at afvise den i stedet: så bliver det stående, hvem der fik noget."))


def check_turning(concerns: Sequence[Concern], mailbox: Mailbox | None) -> None:
    """Refuse to turn several concerns at once into advice, or one whose reporter has written what nobody has read."""
    if len(concerns) > 1:
        raise Refused(_("Sagen har flere henvendelser. Skil dem ad, før en af dem bliver til rådgivning."))
    if mailbox is not None and Message.objects.filter(mailbox=mailbox, kind=Word.MESSAGE, sender="reporter", read_at=None).exists():
        raise Refused(_("Henvenderen har skrevet en besked, som ingen har læst. Læs den først."))
