"""Expecting something, meeting it, ending it: steps, each only inside an act; and what a person does with a task or a date."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor
from infohus.accounts.models import Membership
from infohus.audit.actions import act, step
from infohus.db.context import as_system
from infohus.deadlines.models import Deadline
from infohus.deadlines.rules import EXPECTED, Kind, Owner, check_date, check_move, check_task, due_at, end_of_day, local_day, owner_of
from infohus.lib import Refused
from infohus.sealing.fields import reseal


def expect(
    root: Any,
    kind: Kind,
    *,
    about: uuid.UUID | None = None,
    since: datetime | None = None,
    due: datetime | None = None,
    owner: Owner | None = None,
    member: uuid.UUID | None = None,
    authority: uuid.UUID | None = None,
    remark: str = "",
) -> Deadline:
    """Open a deadline with the clock of its kind, counted from `since` (default: now), or due at a given moment; an open one stays as it is."""
    step()
    case_id = root.pk if type(root).__name__ == "Case" else None
    municipality = root.municipality if case_id else root
    told, since = EXPECTED[kind], since or lib.now()
    known = Deadline.objects.filter(municipality=municipality, case_id=case_id, kind=kind, about=about, met_at=None, ended_at=None).first()
    if known is not None:
        return known
    owner = owner or owner_of(kind, case_id is not None and root.lead_id is not None)
    return Deadline.objects.create(
        municipality=municipality,
        case_id=case_id,
        about=about,
        kind=kind,
        owner=owner,
        owner_membership_id=member,
        owner_authority_id=authority,
        opened_at=since,
        remark=remark,
        due_at=due or due_at(told.clock, told.amount, since, municipality.closed_days),
    )


def retell(row: Deadline, remark: str) -> None:
    """Say of an open deadline why it is asked by now; it is due as it was (a step)."""
    step()
    row.remark = remark
    row.save(update_fields=["remark"])


def count_from(root: Any, kind: Kind, since: datetime) -> None:
    """Count an open deadline that is about the whole case from an earlier moment than it was opened with (a step)."""
    step()
    due = due_at(kind, None, since, root.municipality.closed_days)
    Deadline.objects.filter(case_id=root.pk, kind=kind, about=None, met_at=None, ended_at=None, opened_at__gt=since).update(
        opened_at=since, due_at=due
    )


def expect_first(case: Any, *kinds: tuple[Kind, uuid.UUID | None], since: datetime, met: Collection[Kind] = ()) -> None:
    """Open the first deadlines of a case that is being opened, each with what it is about, in one statement (a step); some are met by that."""
    step()
    Deadline.objects.bulk_create(
        Deadline(
            municipality=case.municipality, case_id=case.pk, about=about, kind=kind, owner=owner_of(kind, case.lead_id is not None), opened_at=since,
            due_at=due_at(kind, None, since, case.municipality.closed_days), met_at=lib.now() if kind in met else None,
        )
        for kind, about in kinds
    )  # fmt: skip


def meet(
    root: Any, kind: Kind, *, about: uuid.UUID | None = None, any_about: bool = False, at: datetime | None = None, answer: str = ""
) -> int:
    """Close the open deadlines of a kind; returns how many there were (none is no error: it may have been met before).

    `at`: when it was done, if not just now; `answer`: with which answer.
    """
    step()
    waiting = _open(root, kind)
    if not any_about:
        waiting = waiting.filter(about=about)
    return waiting.update(met_at=at or lib.now(), met_with=answer)


def meet_as_of(case: Any, kind: Kind, at: datetime, *, about: uuid.UUID | None = None, answer: str = "") -> None:
    """Date a deadline by when the thing was done in another case already, also one that opening this case met; none where none is asked (a step)."""
    step()
    Deadline.objects.filter(case_id=case.pk, kind=kind, about=about, ended_at=None).update(met_at=at, met_with=answer)


def note_reminded(rows: QuerySet[Deadline]) -> int:
    """Note that those whose turn it is were told of these deadlines just now (a step)."""
    step()
    return rows.update(reminded_at=lib.now())


def end(root: Any, *kinds: Kind, reason: str, about: uuid.UUID | None = None) -> int:
    """End open deadlines without their being met, with the reason's code (all kinds if none is named)."""
    step()
    waiting = Deadline.objects.filter(case_id=root.pk, met_at=None, ended_at=None)
    if kinds:
        waiting = waiting.filter(kind__in=kinds)
    if about is not None:
        waiting = waiting.filter(about=about)
    ended = waiting.update(ended_at=lib.now(), end_reason=reason)
    if not kinds and about is None:
        with as_system():  # one who is kept from the other case does not see that it may be the same person
            hidden = Deadline.objects.filter(case_id=root.pk, kind=Kind.JOIN_CHECK, met_at=None, ended_at=None)
            ended += hidden.update(ended_at=lib.now(), end_reason=reason)
    return ended


def ended_at(case: Any, since: datetime, kinds: Collection[Kind], *, reason: str) -> list[Deadline]:
    """What of these kinds was ended in a case for a reason, at a moment or after it (a step)."""
    step()
    return list(Deadline.objects.filter(case_id=case.pk, kind__in=kinds, end_reason=reason, ended_at__gte=since))


def resume(case: Any, row: Deadline) -> None:
    """Let what was ended wait again (a step): by law it is due when it was, else no sooner than if it began now."""
    step()
    kind, closed = Kind(row.kind), case.municipality.closed_days
    due = row.due_at if EXPECTED[kind].statutory else max(row.due_at, due_at(kind, None, lib.now(), closed))
    Deadline.objects.filter(pk=row.pk).update(ended_at=None, end_reason="", due_at=due, escalated_at=None, reminded_at=None)


def strip_deadlines(case: Any) -> None:
    """Empty what was written on the deadlines of a case, met and ended ones too (a step): when they were stays, why goes."""
    step()
    Deadline.objects.filter(case_id=case.pk).update(remark=None, moves=None)


def hand_to_lead(case: Any) -> None:
    """Give the lead what was the coordinators' only while there was none (a step)."""
    step()
    kinds = [kind for kind, told in EXPECTED.items() if told.before is not None]
    Deadline.objects.filter(case_id=case.pk, kind__in=kinds, met_at=None, ended_at=None).update(owner=Owner.LEAD)


def move(before: Any, to: Any, kinds: Collection[Kind], about: uuid.UUID | None = None) -> None:
    """Carry open deadlines of some kinds to another case, running on; where one of the kind runs there already, the sooner counts (a step)."""
    step()
    waiting = Deadline.objects.filter(case_id=before.pk, kind__in=kinds, met_at=None, ended_at=None)
    for one in waiting.filter(about=about) if about else waiting:
        same = Deadline.objects.filter(case_id=to.pk, kind=one.kind, about=one.about, met_at=None, ended_at=None).first()
        if same is None:
            before_lead = EXPECTED[Kind(one.kind)].before if to.lead_id is None else None
            reseal(one, to.pk, case_id=to.pk, owner=before_lead or one.owner)
        else:
            Deadline.objects.filter(pk=same.pk).update(due_at=min(same.due_at, one.due_at))
            Deadline.objects.filter(pk=one.pk).update(ended_at=lib.now(), end_reason="joined")


def move_met(before: Any, to: Any, kind: Kind, about: uuid.UUID) -> None:
    """Let the case to which a thing goes know when something of a kind about it was met (a step)."""
    step()
    for one in Deadline.objects.filter(case_id=before.pk, kind=kind, about=about).exclude(met_at=None):
        reseal(one, to.pk, case_id=to.pk)


def move_met_as_of(before: Any, to: Any, kind: Kind, came: Mapping[uuid.UUID, datetime]) -> None:
    """Let what was met of a whole case be known in the case to which it is put, as being about each thing that came along and was there by then (a step).

    `came`: when each of them did.
    """
    step()
    for one in Deadline.objects.filter(case_id=before.pk, kind=kind, about=None).exclude(met_at=None):
        about = [pk for pk, at in came.items() if at <= one.met_at] or list(came)[:1]
        Deadline.objects.bulk_create(
            Deadline(
                municipality_id=one.municipality_id, case_id=to.pk, about=pk, kind=kind, owner=one.owner, opened_at=one.opened_at,
                due_at=one.due_at, met_at=one.met_at, met_with=one.met_with, escalated_at=one.escalated_at, reminded_at=one.reminded_at,
            )
            for pk in about[1:]
        )  # fmt: skip
        reseal(one, to.pk, case_id=to.pk, about=about[0])


def take_back(case: Any, kind: Kind, *, about: uuid.UUID, reason: str) -> None:
    """Let what was met of a thing that leaves a case stand there no longer as done in it, with the reason's code (a step)."""
    step()
    met = Deadline.objects.filter(case_id=case.pk, kind=kind, about=about).exclude(met_at=None)
    met.update(met_at=None, met_with="", ended_at=lib.now(), end_reason=reason)


def meet_by(case: Any, kind: Kind, about: uuid.UUID) -> None:
    """Meet what waits of a whole case by what came along with a thing (a step): it waits again when that leaves (`wait_again`)."""
    step()
    _open(case, kind).filter(about=None).update(met_at=lib.now(), about=about)


def wait_again(case: Any, kind: Kind, about: uuid.UUID) -> bool:
    """Let what was met by what came along with a thing wait again (a step), due no sooner than if it began now; not where it was asked anew since."""
    step()
    met = Deadline.objects.filter(case_id=case.pk, kind=kind, about=about).exclude(met_at=None).first()
    if met is None or Deadline.objects.filter(case_id=case.pk, kind=kind, about=None, ended_at=None).exists():
        return False
    Deadline.objects.filter(pk=met.pk).update(about=None, met_at=None)
    resume(case, met)
    return True


def keep_own(case: Any, kind: Kind, since: Collection[datetime], *, reason: str) -> None:
    """Of the open deadlines of a kind, keep those that began at one of these moments, due as they were; the rest came along and ends (a step)."""
    step()
    for one in Deadline.objects.filter(case_id=case.pk, kind=kind, met_at=None, ended_at=None):
        own = {"due_at": due_at(kind, None, one.opened_at, case.municipality.closed_days)}
        gone = {"ended_at": lib.now(), "end_reason": reason}
        Deadline.objects.filter(pk=one.pk).update(**(own if one.opened_at in since else gone))


def hand_back(case: Any, member: uuid.UUID) -> int:
    """Give what somebody who leaves a case was to do back to its lead, or to all while there is none (a step); returns how many."""
    step()
    waiting = Deadline.objects.filter(case_id=case.pk, owner_membership_id=member, met_at=None, ended_at=None)
    return waiting.update(owner=Owner.LEAD if case.lead_id else Owner.COORDINATORS, owner_membership=None)


def _open(root: Any, kind: Kind) -> Any:
    waiting = Deadline.objects.filter(kind=kind, met_at=None, ended_at=None)
    if type(root).__name__ == "Case":
        return waiting.filter(case_id=root.pk)
    return waiting.filter(case_id=None, municipality_id=root.pk)


def set_task(
    actor: Actor, case: Any, *, remark: str, owner: Membership | None, members: Collection[Membership], due_on: date | None
) -> Deadline:
    """Set a task on a case: what, for one of those who are with it, until the end of a day."""
    check_task(remark)
    if owner is None or owner not in members:
        raise Refused(_("Vælg, hvem der skal gøre det, blandt dem, der er med på sagen."), "owner")
    if due_on is None:
        raise Refused(_("Skriv, hvornår det skal være gjort."), "due_on")
    check_date(Kind.TASK, due_on, lib.today())
    with act(actor, Act.SET_TASK, case) as log:
        row = expect(case, Kind.TASK, about=lib.uuid7(), owner=Owner.ANYONE, member=owner.pk, due=end_of_day(due_on), remark=remark.strip())
        log.update(deadline=row.pk, owner=owner.pk, due_on=due_on)
    return row


def meet_task(actor: Actor, case: Any, *, task: uuid.UUID) -> None:
    """Note that a task is done."""
    with act(actor, Act.MEET_TASK, case) as log:
        row = _waiting(case, task)
        if row.kind != Kind.TASK:
            sentence = _("»{name}« er ikke en opgave. Fristen er nået, når det, den gælder, er gjort i sagen.")
            raise Refused(sentence.format(name=row.get_kind_display()))
        meet(case, Kind.TASK, about=row.about)
        log.update(deadline=row.pk)


def move_deadline(actor: Actor, case: Any, *, deadline: uuid.UUID, due_on: date | None, why: str) -> Deadline:
    """Move a date that is not set by law to another day, with the reason; who waits for it is reminded anew."""
    if due_on is None:
        raise Refused(_("Skriv den nye dato."), "due_on")
    with act(actor, Act.MOVE_DEADLINE, case) as log:
        row = _waiting(case, deadline)
        check_move(Kind(row.kind), due_on, why, lib.today())
        before = local_day(row.due_at)
        if due_on == before:
            raise Refused(_("Det er den dato, fristen har nu. Vælg en anden."), "due_on")
        row.moves = [*row.moves, {"from": before.isoformat(), "to": due_on.isoformat(), "why": why.strip(), "by": actor.name}]
        row.due_at, row.escalated_at, row.reminded_at = end_of_day(due_on), None, None
        row.save(update_fields=["moves", "due_at", "escalated_at", "reminded_at"], force_update=True)
        log.update(deadline=row.pk, kind=Kind(row.kind), before=before, due_on=due_on)
    return row


def _waiting(case: Any, pk: uuid.UUID) -> Deadline:
    row = Deadline.objects.filter(pk=pk, case_id=case.pk, met_at=None, ended_at=None).first()
    if row is None:
        raise Refused(_("Fristen er ikke åben længere. En anden har måske nået det imens."))
    return row
