"""Deciding on the duty to inform."""

from __future__ import annotations

from datetime import date

from infohus import lib
from infohus.access.rules import Act, Actor
from infohus.audit.actions import act
from infohus.cases.models import Case
from infohus.counting.actions import count
from infohus.deadlines.actions import expect, meet
from infohus.deadlines.rules import Kind, end_of_day
from infohus.rights.models import Information
from infohus.rights.rules import Interest, When, check_decision


def decide_information(
    actor: Actor, case: Case, *, when: str, told_on: date | None = None, interest: str = "", until: date | None = None, reason: str = ""
) -> Information:
    """The citizen is told, or told later because of an interest; »later« is decided anew at its day (GDPR art. 14; DBL § 22)."""
    with act(actor, Act.DECIDE_INFORMATION, case) as log:
        check_decision(when, interest, until, reason, told_on, lib.today())
        later = when == When.LATER
        row = Information(case=case, when=when, interest=interest if later else "", until=until if later else None, by_id=actor.membership)
        row.told_on, row.decided_at, row.reason = None if later else told_on, lib.now(), reason.strip()
        row.save(force_insert=True)
        meet(case, Kind.INFORM)
        if later and until is not None:
            expect(case, Kind.INFORM, due=end_of_day(until))
            count("informed_later", case.municipality_id, interest=Interest(interest))
        log.update(information=row.pk, when=When(when))
    return row
