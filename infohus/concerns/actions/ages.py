"""The age that is told of a person, and the child's clocks, which follow it (barnets lov §§ 136–137)."""

from __future__ import annotations

from datetime import date
from typing import Any

from infohus import lib
from infohus.access.rules import Act, Actor
from infohus.audit.actions import act, step
from infohus.cases.models import Case
from infohus.cases.rules import Ended, Under18
from infohus.concerns.models import Concern
from infohus.concerns.rules import Face
from infohus.deadlines.actions import end, expect
from infohus.deadlines.rules import Kind, local_day
from infohus.persons.actions import Corrected, rewrite_person
from infohus.persons.models import Person
from infohus.persons.queries import birth_of, person_of
from infohus.persons.rules import age_group


def correct_person(actor: Actor, case: Case, *, version: int, cpr_sure: bool = False, **said: Any) -> Corrected:
    """Add, correct or replace what is known of the person of a case; a birth date that tells another age moves the child's clocks along."""
    with act(actor, Act.CORRECT_PERSON, case) as log:
        born = _born(person_of(case))
        corrected = rewrite_person(case, version=version, cpr_sure=cpr_sure, **said)
        person, was = corrected.person, Under18(case.under_18)
        told = age_group(_born(person), lib.today())
        if told is not None and told != was:
            case.change(under_18=told)
            follow_age(case, was)
        ask_of_younger(case, born, _born(person))
        log.update(person=person.pk, version=person.version, new_number=corrected.found is not None, hits=len(corrected.found or ()))
    return corrected


def _born(person: Person | None) -> date | None:
    return birth_of(person.birth_on) if person else None


def ask_of_younger(case: Case, before: date | None, now: date | None) -> None:
    """Ask of what came when the person was 18 or over by the birth date that was known before, and is not by the one now (a step; barnets lov § 133)."""
    step()
    if case.under_18 == Under18.NO:
        return
    for concern in Concern.objects.filter(case=case, report_sent_at=None).exclude(registered_at=None):
        day = local_day(concern.received_at)
        if age_group(before, day) == Under18.NO and age_group(now, day) != Under18.NO:
            concern.change(report_not_sent="")  # that they were 18 was not so
            expect(case, Kind.CHILD_24H, since=concern.received_at)
            if concern.receipt_sent_at is None and can_be_reached(concern):
                expect(case, Kind.CHILD_RECEIPT, about=concern.pk, since=concern.received_at)


def follow_age(case: Case, was: Under18) -> None:
    """Let the child's clocks follow the age that is told now: they run from the receipt, or end (a step; `was`: the age told before)."""
    step()
    if case.under_18 == Under18.NO:
        end(case, Kind.CHILD_24H, Kind.CHILD_RECEIPT, reason=Ended.WITHDRAWN.value)
        return
    if was == Under18.NO:
        expect(case, Kind.CHILD_24H, since=case.received_at)
    for concern in Concern.objects.filter(case=case, receipt_sent_at=None):
        if can_be_reached(concern):
            expect(case, Kind.CHILD_RECEIPT, about=concern.pk, since=concern.received_at)


def can_be_reached(concern: Concern) -> bool:
    """Whether a receipt can reach the one who told; of a code shown on a page of its own, that page was the receipt."""
    told_by_phone = concern.face == Face.NOTED and concern.mailbox_id is not None
    return bool(concern.face == Face.POLICE or concern.reporter_phone or concern.reporter_email or told_by_phone)
