"""Deciding on the duty to inform; and keeping a case from being erased while a complaint, a request, a trial or a breach needs it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor
from infohus.audit.actions import act, note_rows, step
from infohus.cases.models import Case
from infohus.cases.rules import Ended, Fact, Stage
from infohus.counting.actions import count
from infohus.db.context import as_system
from infohus.deadlines.actions import end, expect, meet
from infohus.deadlines.queries import is_late, is_open
from infohus.deadlines.rules import Kind, end_of_day
from infohus.lib import Refused
from infohus.rights.models import Hold, Information
from infohus.rights.queries import check_informing, held
from infohus.rights.rules import HoldKind, Interest, Lifted, ToldWhom, When, check_hold
from infohus.sealing.models import Kind as KeyKind
from infohus.sealing.ring import new_key


def decide_information(
    actor: Actor, case: Case, *, when: str, told_on: date | None = None, interest: str = "", until: date | None = None, reason: str = "",
    told_whom: Collection[str] = (),
) -> Information:  # fmt: skip
    """The citizen was told (`told_whom`: who, which is asked of somebody under 18 alone), or is told later
    because of an interest; »later« is decided anew at its day (GDPR art. 14; DBL § 22)."""
    with act(actor, Act.DECIDE_INFORMATION, case) as log:
        if case.stage == Stage.RECEIVED:
            raise Refused(_("Registrér henvendelsen først. Så ved I, hvem der skal have besked."))
        child = check_informing(case, when=when, interest=interest, until=until, reason=reason, told_on=told_on, told_whom=told_whom)
        later = when == When.LATER
        row = Information(case=case, when=when, interest=interest if later else "", until=until if later else None, by_id=actor.membership)
        row.told_on, row.decided_at, row.reason = None if later else told_on, lib.now(), reason.strip()
        row.told_whom = [one for one in ToldWhom.values if when == When.NOW and child and one in told_whom]
        again = Information.objects.filter(case=case, when=When.NOW).exists()  # who was told is one citizen, however often it is noted
        row.save(force_insert=True)
        on_time = not is_late(case.pk, Kind.INFORM)
        meet(case, Kind.INFORM)
        if case.stage == Stage.REGISTERED and is_open(
            case.pk, Kind.JOINT_ASSESSMENT
        ):  # the police were told by mouth while this was over time
            case.move_to(Stage.ASSESSING, has={Fact.POLICE_TOLD})
        if not later and not again:
            count("informed", case.municipality_id, on_time=on_time)
        if later and until is not None:
            expect(case, Kind.INFORM, due=end_of_day(until))
            count("informed_later", case.municipality_id, interest=Interest(interest))
        log.update(information=row.pk, when=When(when))
    return row


def place_hold(actor: Actor, case: Case, *, kind: str, reason: str, until: date | None) -> Hold:
    """Keep a case from being erased until the hold is lifted; a proposal to erase it that waits falls away."""
    with act(actor, Act.PLACE_HOLD, case) as log:
        check_hold(kind, reason, until, lib.today())
        assert until is not None
        row = Hold(case=case, municipality_id=case.municipality_id, number=case.number, kind=kind, until=until)
        row.by_id, row.from_at = actor.membership, lib.now()
        new_key(KeyKind.HOLD, row.pk, case.municipality_id, case.pk)
        row.reason = reason.strip()
        row.save(force_insert=True)
        await_erasure(case, anew=True)
        log.update(hold=row.pk, kind=HoldKind(kind), until=until)
    return row


def read_holds(actor: Actor, rows: Sequence[Hold]) -> None:
    """Note that the reasons of these holds were read, in the log of each case."""
    note_rows(actor, Act.READ_HOLDS, rows)


def lift_hold(actor: Actor, row: Hold) -> Lifted:
    """Lift a hold: if no other stands, a closed case is back on the list with its first day, or a proposal for it waits as before."""
    with as_system():
        case = Case.objects.select_related("municipality").get(pk=row.case_id)
    with act(actor, Act.LIFT_HOLD, case) as log:
        if not Hold.objects.filter(pk=row.pk, lifted_at=None).update(lifted_at=lib.now(), lifted_by=actor.membership):
            raise Refused(_("Det er allerede ophævet. En anden har måske gjort det imens."))
        await_erasure(case)
        log.update(hold=row.pk, kind=HoldKind(row.kind))
        if held(case):
            return Lifted.HELD
        return Lifted.LISTED if case.stage == Stage.CLOSED else Lifted.OPEN


def await_erasure(case: Case, *, anew: bool = False) -> None:
    """Let a closed case be looked at on its own day, or not before the last of the holds on it is; read anew under the lock (a step).

    A proposal that waits for its answer goes on waiting, unless what was proposed falls away (`anew`).
    """
    step()
    with as_system():  # who places or lifts a hold need not see the case, and who moves its day need not see the holds
        held_until = held(case)
        case.as_it_stands()
        if case.stage != Stage.CLOSED or case.erase_on is None:
            return
        if anew:
            end(case, Kind.CONFIRM_ERASURE, reason=Ended.WITHDRAWN.value)
        elif is_open(case.pk, Kind.CONFIRM_ERASURE):
            return
        end(case, Kind.ERASE, reason=Ended.WITHDRAWN.value)
        expect(case, Kind.ERASE, due=end_of_day(max(case.erase_on, held_until or case.erase_on)))
