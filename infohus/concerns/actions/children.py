"""Who looks at what comes in about a child while no coordinator is there: the child duty is told, without content."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection

from infohus import lib
from infohus.access.rules import Act, Actor
from infohus.accounts.models import Authority
from infohus.audit.actions import act, step
from infohus.cases.models import Case, CaseMember
from infohus.cases.rules import Stage, Under18
from infohus.deadlines.actions import note_reminded
from infohus.deadlines.models import Deadline
from infohus.deadlines.rules import Kind
from infohus.gateways.jobs import later
from infohus.mailboxes.queries import readers_of, somebody_there


def tell_when_nobody_is_there(case: Case, not_for: Collection[uuid.UUID]) -> None:
    """Tell the child duty at once of an arrival that may be about a child when no coordinator is there (a step, in the house's own context)."""
    step()
    place = case.municipality
    if case.under_18 == Under18.NO or not place.child_duty_email:
        return
    if not somebody_there(place, readers_of(place), {str(user) for user in not_for}, case.received_at):
        note_reminded(Deadline.objects.filter(case_id=case.pk, kind=Kind.CHILD_24H))
        later("infohus.concerns.jobs.tell_child_duty", authority=place.pk)


def tell_after_hours(actor: Actor, municipality: Authority) -> None:
    """Tell the child duty of what came in about children while somebody was there, and was not registered before they went."""
    with act(actor, Act.REMIND_OWNER, municipality) as log:
        rows = unwatched(municipality)
        note_reminded(Deadline.objects.filter(pk__in=rows))
        if rows:
            later("infohus.concerns.jobs.tell_child_duty", authority=municipality.pk)
        log.update(deadlines=len(rows))


def unwatched(municipality: Authority) -> list[uuid.UUID]:
    """The clocks of children's concerns at Modtaget of which nobody was told yet, and whose coordinators are not there now."""
    waiting = Deadline.objects.filter(municipality=municipality, kind=Kind.CHILD_24H, met_at=None, ended_at=None, reminded_at=None)
    cases = Case.objects.filter(pk__in=waiting.values("case_id"), stage=Stage.RECEIVED).exclude(under_18=Under18.NO)
    clocks = dict(waiting.filter(case_id__in=cases.values("pk")).values_list("case_id", "pk"))
    if not clocks:
        return []
    members: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for case, user in CaseMember.objects.filter(case_id__in=clocks, left_at=None).values_list("case_id", "membership__user_id"):
        members[case].add(user)
    readers, now = readers_of(municipality), lib.now()
    return [
        clock for case, clock in clocks.items()
        if not somebody_there(municipality, [one for one in readers if one.user in members[case]], (), now)
    ]  # fmt: skip
