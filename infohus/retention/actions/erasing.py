"""Erasing a closed case: one person proposes it, another confirms, and then nothing is left but a trace and a certificate."""

from __future__ import annotations

import uuid
from datetime import date

from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor, Role
from infohus.audit.actions import act, step
from infohus.cases.actions import erase
from infohus.cases.models import Case
from infohus.cases.rules import Class, Ended
from infohus.db.context import as_system
from infohus.deadlines.actions import end, expect, meet
from infohus.deadlines.rules import Kind, end_of_day
from infohus.disclosures.models import Copy
from infohus.gateways.jobs import later
from infohus.lib import Refused
from infohus.retention.models import Certificate, Erasure
from infohus.retention.queries import archive_of, chosen, counts_of, unseen
from infohus.retention.rules import Closed, Want, Why, check_answer, check_erasing

GIVEN_AWAY = (Role.POLICE, Role.PARTNER, Role.COORDINATOR)  # whose copies leave the house


def propose_erasure(actor: Actor, one: Closed, *, why: str = "") -> Erasure:
    """Propose to erase a closed case: on its day, or before it for a reason; another person confirms."""
    case = unseen(actor, one)
    with act(actor, Act.PROPOSE_ERASURE, case) as log:
        now = again(one.case_id, actor)
        check_erasing(now, why, lib.today())
        early = lib.today() < now.erase_on
        row = propose(case, actor, Want.ERASE, why=why if early else "")
        log.update(erasure=row.pk, early=early, why=Why(why) if early else None)
    return row


def confirm_erasure(actor: Actor, one: Closed) -> Certificate:
    """Another person confirms: every key, row, file and job of the case goes, receivers are told that their copies ended, a certificate stays."""
    case = unseen(actor, one)
    with act(actor, Act.CONFIRM_ERASURE, case) as log:
        now = again(one.case_id, actor)
        check_answer(now, Want.ERASE, actor.user)
        told, row = receivers_of(case), certificate_of(case, actor, now)
        erase(case, Ended.ERASED)
        for receiver, role in sorted(told, key=str):
            later("infohus.retention.jobs.tell_ended", authority=receiver, role=Role(role))
        log.update(certificate=row.pk, kept=Class(now.kept), rows=sum(row.counts.values()), copies=len(told))
    return row


def decline_proposal(actor: Actor, one: Closed) -> None:
    """What was proposed for a closed case is not done, or its proposer takes it back: the case stands on the list again with its day."""
    case = unseen(actor, one)
    with act(actor, Act.DECLINE_PROPOSAL, case) as log:
        now = again(one.case_id, actor)
        if now.proposal is None:
            raise Refused(_("Der er ikke noget forslag at tage stilling til. En anden har måske svaret imens."))
        answer(now, actor, confirmed=False)
        await_day(case, now.not_before(now.erase_on))
        log.update(erasure=now.proposal, own=now.proposer == actor.user)


# ---------- Steps


def again(case: uuid.UUID, by: Actor) -> Closed:
    """The case as it stands under the lock (a step)."""
    step()
    for one in chosen(by, [case]):
        return one
    raise Refused(_("Sagen er ikke lukket længere. En anden har måske slettet eller genåbnet den imens."))


def propose(case: Case, by: Actor, want: Want, *, why: str, until: date | None = None) -> Erasure:
    """Write a proposal in the place of one that came to nothing, and expect the other's answer (a step)."""
    step()
    Erasure.objects.filter(case_id=case.pk, answered_at=None).update(answered_at=lib.now(), confirmed=False)
    row = Erasure(case_id=case.pk, municipality_id=case.municipality_id, want=want, why=why, until=until, day=case.erase_on)
    row.proposed_by_id, row.proposed_at = by.membership, lib.now()
    row.save(force_insert=True)
    with as_system():
        meet(case, Kind.ERASE)
        end(case, Kind.CONFIRM_ERASURE, reason=Ended.WITHDRAWN.value)
        expect(case, Kind.CONFIRM_ERASURE, about=row.pk)
    return row


def answer(one: Closed, by: Actor, *, confirmed: bool) -> None:
    """Note what was answered to a proposal, and that nobody waits for it any more (a step)."""
    step()
    row = Erasure.objects.get(pk=one.proposal)
    row.change(answered_at=lib.now(), answered_by_id=by.membership, confirmed=confirmed)


def await_day(case: Case, erase_on: date) -> None:
    """Put a case back on the list with a day: its proposal was answered (a step)."""
    step()
    with as_system():
        meet(case, Kind.CONFIRM_ERASURE, any_about=True)
        end(case, Kind.ERASE, reason=Ended.WITHDRAWN.value)
        expect(case, Kind.ERASE, due=end_of_day(erase_on))


def receivers_of(case: Case) -> set[tuple[uuid.UUID, str]]:
    """Who outside the house ever got a copy of something in a case, as authority and role (a step; GDPR art. 19)."""
    step()
    with as_system():
        given = Copy.objects.filter(case_id=case.pk, to_role__in=GIVEN_AWAY)
        return set(given.values_list("receiver_id", "to_role"))


def certificate_of(case: Case, by: Actor, one: Closed) -> Certificate:
    """Write down how much there is and who agreed, before it goes (a step)."""
    step()
    row = Certificate(municipality_id=case.municipality_id, number=one.number, retention_class=one.kept, closed_on=one.closed_on)
    row.erase_on, row.why, row.delivered_on, row.counts = one.erase_on, one.why, one.delivered_on, counts_of([one])[one.case_id]
    row.delivered_to = archive_of(one) if one.delivered_on else ""
    row.proposed_by_id, row.confirmed_by_id, row.erased_at = one.proposed_by, by.membership, lib.now()
    row.save(force_insert=True)
    return row
