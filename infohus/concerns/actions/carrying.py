"""What goes along when a concern goes to another case: joined to it, or taken out again (`model.md` D3)."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from datetime import datetime

from django.apps import apps
from django.db import connection
from django.db.models import F

from infohus import lib
from infohus.attachments.models import Attachment
from infohus.audit.actions import step
from infohus.cases.actions import move_key
from infohus.cases.models import Case, CaseBound, Departure
from infohus.concerns.models import Concern, PoliceQuestion
from infohus.concerns.queries import shared_apart
from infohus.deadlines.actions import expect, move, move_met
from infohus.deadlines.rules import Kind, end_of_day
from infohus.disclosures.models import Copy, Disclosure, Reply
from infohus.disclosures.queries import receiver_line
from infohus.disclosures.rules import LEFT_OUT, TAKEN_OUT, blotted, mentions, not_of
from infohus.persons.models import Person
from infohus.persons.queries import birth_of, called
from infohus.rights.models import Hold
from infohus.sealing.fields import reseal
from infohus.sealing.ring import hold
from infohus.ui.rules import full_day


def carry_work(case: Case, into: Case) -> None:
    """Move what was done on a case: notes, documents, what was shared, told to us and not shared, decisions, holds, what was assessed (a step)."""
    step()
    carry_shared(case, into, Disclosure.objects.filter(case=case))
    carry_named(case, into)
    for row in (*Departure.objects.filter(case=case), *Hold.objects.filter(case=case)):  # read by others under keys of their own
        move_key(row.pk, into)
        row.change(case=into, number=into.number)
    for model in (one for one in apps.get_models() if issubclass(one, CaseBound) and one.travels):
        for bound in model.objects.filter(case=case).order_by("pk"):
            bound.carry(into)
    for row in Attachment.objects.filter(case=case, mailbox_id=None):
        reseal(row, into.pk, case=into)


def carry(concern: Concern, before: Case, to: Case) -> None:
    """Move a concern with its mailbox and files to another case, sealed anew by that case's key (a step)."""
    step()
    reseal(concern, to.pk, case=to)
    for row in Attachment.objects.filter(case=before, mailbox_id=None, about=concern.pk):
        reseal(row, to.pk, case=to)
    if concern.mailbox_id:
        Attachment.objects.filter(case=before, mailbox_id=concern.mailbox_id).update(case=to)
        move_mailbox(concern.mailbox_id, to.pk, None)
    if concern.police == PoliceQuestion.PASSED_ON:  # what was counted once is not counted again
        move_met(before, to, Kind.POLICE_CONTACT, concern.pk)


def move_mailbox(mailbox: uuid.UUID, case: uuid.UUID | None, advice: uuid.UUID | None) -> None:
    """Let a mailbox, its messages and its key belong to another case, or to a question of advice (a step)."""
    step()
    with connection.cursor() as cursor:
        cursor.execute("SELECT move_mailbox(%s, %s, %s)", [mailbox, case, advice])


# ---------- What was shared, and what came back


def carry_alone(concern: Concern, before: Case, to: Case) -> PoliceQuestion:
    """Let what was shared of a concern alone go back with it; whether the police have something of it that stands, or have answered (a step)."""
    step()
    goes, stays = shared_apart(concern)
    note_named(before, goes)
    leave_out_named(before, goes)
    forget_of(concern, stays)
    answered = {row.disclosure_id for row in carry_shared(before, to, goes) if row.is_answer}
    kept = [row for row in goes if row.recalled_at is None or row.pk in answered]
    told = any(row.to_police for row in kept)
    return PoliceQuestion.PASSED_ON if told and concern.police == PoliceQuestion.PASSED_ON else PoliceQuestion.NONE


def note_named(case: Case, goes: Iterable[Disclosure]) -> None:
    """Let the person of a case go on reading who got their name, though the sheet goes with a concern that was not about them (a step; GDPR art. 14)."""
    step()
    person = Person.objects.filter(case=case).first()
    known = called(person) if person is not None else []
    lines = [receiver_line(row) for row in goes if row.named_as or mentions(row.said, known)]
    if lines:
        note_lines(case, lines)


def leave_out_named(case: Case, goes: Iterable[Disclosure]) -> None:
    """Leave the person of a case, by what they are and were called, out of what we wrote of the sheets that go to another's case (a step).

    What a receiver was given, and what it wrote itself, stays as it was.
    """
    step()
    person = Person.objects.filter(case=case).first()
    born = birth_of(person.birth_on) if person else None
    days = [full_day(born), f"{born:%d.%m.%Y}", f"{born:%d-%m-%Y}", f"{born.day}.{born.month}.{born.year}"] if born else []
    noted = [one for one in replies_of(case) if one.is_noted]
    for row in goes:
        known = dict.fromkeys([*row.named_as.splitlines(), *(called(person) if person else ())])
        row.change(**{name: without(getattr(row, name), known, days) for name in row.WORDS}, named_as="")
        for reply in (one for one in noted if one.disclosure_id == row.pk):
            reply.change(**{name: without(getattr(reply, name), known, days) for name in reply.OURS})


def without(text: str, known: Iterable[str], days: Iterable[str]) -> str:
    """A text without these names, numbers and days."""
    for day in days:
        text = text.replace(day, str(LEFT_OUT))
    return blotted(text, known)


def carry_named(case: Case, into: Case) -> None:
    """Let the person, whom the case that is left knows by now, go on reading who got their name before the two were put together (a step)."""
    step()
    person = Person.objects.filter(case=case).first()
    if person is not None and person.named_to:
        note_lines(into, person.named_to.splitlines())


def note_lines(case: Case, lines: Iterable[str]) -> None:
    """Keep with the person of a case who got their name, each once (a step); a person who was deleted is kept as one of whom only that is known."""
    step()
    person = Person.objects.filter(case=case).first() or Person(case=case, municipality_id=case.municipality_id)
    person.named_to = "\n".join(dict.fromkeys([*person.named_to.splitlines(), *lines]))
    person.save()


def forget_of(concern: Concern, stays: Iterable[Disclosure]) -> None:
    """What stays tells of one more, but not of which: an id in it would tie two persons' cases together (a step; `model.md` D3)."""
    step()
    for row in stays:
        if row.tells_of and str(concern.pk) in row.tells_of:
            row.change(tells_of=[TAKEN_OUT if one == str(concern.pk) else one for one in row.tells_of])
            for copy in Copy.objects.filter(disclosure=row):
                if (sheet := not_of(copy.sheet, str(concern.pk))) is not None:
                    copy.change(sheet=sheet)


def carry_shared(before: Case, to: Case, rows: Iterable[Disclosure]) -> list[Reply]:
    """Move entries of the register, with the copies that receivers read and what they answered, which is returned (a step)."""
    step()
    given = list(rows)
    for row in given:
        for copy in Copy.objects.filter(disclosure=row):
            move_key(copy.pk, to)
            Copy.objects.filter(pk=copy.pk).update(case=to)
        reseal(row, to.pk, case=to)
        move(before, to, (Kind.POLICE_ANSWER,), about=row.pk)
    gone = carry_replies(before, to, {row.pk for row in given})
    for model in (Disclosure, Copy):  # what is left in the other case is no longer what it corrected, or was corrected by
        model._default_manager.filter(case__in=(before, to)).exclude(corrects=None).exclude(corrects__case=F("case")).update(corrects=None)
    return gone


def replies_of(case: Case) -> list[Reply]:
    """What receivers answered and asked about what they were given of a case."""
    kinds = [one for one in apps.get_models() if issubclass(one, Reply)]
    found = [row for kind in kinds for row in kind._default_manager.filter(case=case).select_related("disclosure")]
    hold([row.sealed_by for row in found])
    return found


def carry_replies(before: Case, to: Case, given: Collection[uuid.UUID]) -> list[Reply]:
    """Move what was answered and asked about what went to another case, and what waits because of it (a step)."""
    step()
    known = replies_of(before)
    gone = [row for row in known if row.disclosure_id in given]
    left = [row for row in known if row not in gone]
    for row in gone:
        row.carry(to)
        move(before, to, (Kind.READ_ANSWER, Kind.ANSWER_BACK), about=row.pk)
    divide(before, [row for row in left if not row.is_question], to, [row for row in gone if not row.is_question])
    for row in known:
        if row.answered_with_id is not None and (row in gone) != (row.answered_with_id in given):
            let_wait_again(to if row in gone else before, row, known)
    return gone


def divide(before: Case, left: Collection[Reply], to: Case, gone: Collection[Reply]) -> None:
    """Let what a case asks again because of its answers be asked where they are: the hindrance by the last, the social duty by any (a step; D6)."""
    step()
    last = max([*left, *gone], key=_when, default=None)
    if last in gone:
        move(before, to, (Kind.HINDRANCE,))
    for case, answers in ((before, left), (to, gone)):
        own = max(answers, key=_when, default=None)
        if own is not None and own is not last and own.hindrance_until:  # until now a later one, of the other case, had settled it
            expect(case, Kind.HINDRANCE, due=end_of_day(max(own.hindrance_until, lib.today())))
    if any(row.alone for row in gone):
        if not any(row.alone for row in left):
            move(before, to, (Kind.SOCIAL_DUTY,))
        expect(to, Kind.SOCIAL_DUTY)


def _when(reply: Reply) -> datetime:
    return reply.answered_at  # type: ignore[no-any-return]


def let_wait_again(case: Case, question: Reply, known: Collection[Reply]) -> None:
    """A question and what answered it are in two cases now: it waits again, and the sheet it is about if nobody has answered that (a step)."""
    step()
    question.change(answered_with=None)
    given = question.disclosure
    if given.recalled_at is not None:
        return  # they read it no more
    answers = [row for row in known if row.disclosure_id == given.pk and row.is_answer]
    if not any(row.answered_at >= question.answered_at for row in answers):
        expect(case, Kind.ANSWER_BACK, about=question.pk)
    if not answers:
        expect(case, Kind.POLICE_ANSWER, about=given.pk, authority=given.receiver_id)


def carry_own(concern: Concern, to: Case) -> None:
    """Let what is about a concern alone go with it, as what its reporter was told (a step)."""
    step()
    for model in (one for one in apps.get_models() if issubclass(one, CaseBound) and one.of_concern):
        for bound in model.objects.filter(concern=concern.pk):
            bound.carry(to)
