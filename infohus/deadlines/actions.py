"""Steps: expect something, meet it, end it. Each works only inside an act."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any

from infohus import lib
from infohus.audit.actions import step
from infohus.deadlines.models import Deadline
from infohus.deadlines.rules import EXPECTED, Kind, Owner, due_at, owner_of


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
    known = Deadline.objects.filter(case_id=case_id, kind=kind, about=about, met_at=None, ended_at=None).first()
    if known is not None:
        return known
    return Deadline.objects.create(
        municipality=municipality, case_id=case_id, about=about, kind=kind, owner=owner or owner_of(kind, case_id is not None and root.lead_id is not None), owner_membership_id=member,
        owner_authority_id=authority, opened_at=since, remark=remark,
        due_at=due or due_at(told.clock, told.amount, since, municipality.closed_days),
    )  # fmt: skip


def meet(root: Any, kind: Kind, *, about: uuid.UUID | None = None, any_about: bool = False) -> int:
    """Close the open deadlines of a kind; returns how many there were (none is no error: it may have been met before)."""
    step()
    waiting = _open(root, kind)
    if not any_about:
        waiting = waiting.filter(about=about)
    return waiting.update(met_at=lib.now())


def end(root: Any, *kinds: Kind, reason: str, about: uuid.UUID | None = None) -> int:
    """End open deadlines without their being met, with the reason's code (all kinds if none is named)."""
    step()
    waiting = Deadline.objects.filter(case_id=root.pk, met_at=None, ended_at=None)
    if kinds:
        waiting = waiting.filter(kind__in=kinds)
    if about is not None:
        waiting = waiting.filter(about=about)
    return waiting.update(ended_at=lib.now(), end_reason=reason)


def move(before: Any, to: Any, kinds: Collection[Kind], about: uuid.UUID | None = None) -> None:
    """Carry open deadlines of some kinds to another case, running on; where one of the kind runs there already, the sooner counts (a step)."""
    step()
    waiting = Deadline.objects.filter(case_id=before.pk, kind__in=kinds, met_at=None, ended_at=None)
    for one in waiting.filter(about=about) if about else waiting:
        same = Deadline.objects.filter(case_id=to.pk, kind=one.kind, about=one.about, met_at=None, ended_at=None).first()
        if same is None:
            Deadline.objects.filter(pk=one.pk).update(case_id=to.pk)
        else:
            Deadline.objects.filter(pk=same.pk).update(due_at=min(same.due_at, one.due_at))
            Deadline.objects.filter(pk=one.pk).update(ended_at=lib.now(), end_reason="joined")


def _open(root: Any, kind: Kind) -> Any:
    waiting = Deadline.objects.filter(kind=kind, met_at=None, ended_at=None)
    if type(root).__name__ == "Case":
        return waiting.filter(case_id=root.pk)
    return waiting.filter(case_id=None, municipality_id=root.pk)
