"""Keeping a closed case longer, which two persons agree on, and noting that its export was delivered to an archive."""

from __future__ import annotations

from datetime import date

from infohus import lib
from infohus.access.rules import Act, Actor
from infohus.audit.actions import act
from infohus.db.context import as_system
from infohus.retention.actions.erasing import again, answer, await_day, propose
from infohus.retention.models import Delivery, Erasure
from infohus.retention.queries import unseen
from infohus.retention.rules import Archive, Closed, Want, Why, check_answer, check_delivery, check_prolonging


def propose_prolongation(actor: Actor, one: Closed, *, why: str, until: date | None) -> Erasure:
    """Propose to keep a closed case longer, for a reason, at most twelve months after its day; another person confirms."""
    case = unseen(actor, one)
    with act(actor, Act.PROPOSE_PROLONGATION, case) as log:
        check_prolonging(again(one.case_id, actor), why, until, lib.today())
        row = propose(case, actor, Want.PROLONG, why=why, until=until)
        log.update(erasure=row.pk, why=Why(why), until=until)
    return row


def confirm_prolongation(actor: Actor, one: Closed) -> date:
    """Another person agrees that a closed case is kept longer; returns its new day."""
    case = unseen(actor, one)
    with act(actor, Act.CONFIRM_PROLONGATION, case) as log:
        now = again(one.case_id, actor)
        check_answer(now, Want.PROLONG, actor.user)
        answer(now, actor, confirmed=True)
        assert now.until is not None
        with as_system():
            case.change(erase_on=now.until)
        await_day(case, now.not_before(now.until))
        log.update(erasure=now.proposal, before=now.erase_on, until=now.until)
    return now.until


def note_archived(actor: Actor, one: Closed, *, to: str, delivered_on: date | None) -> Delivery:
    """Note that the print of a whole case was delivered to an archive, where its class is to be preserved (arkivloven)."""
    case = unseen(actor, one)
    with act(actor, Act.NOTE_ARCHIVED, case) as log:
        check_delivery(again(one.case_id, actor), to, delivered_on, lib.today())
        row = Delivery(case_id=case.pk, municipality_id=case.municipality_id, to=to, delivered_on=delivered_on)
        row.by_id, row.at = actor.membership, lib.now()
        row.save(force_insert=True)
        log.update(delivery=row.pk, to=Archive(to), delivered_on=delivered_on)
    return row
