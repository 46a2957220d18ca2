"""Who looks at what comes in about a child while no coordinator is there: the child duty is told, without content."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection

from infohus import lib
from infohus.access.rules import Act, Actor, Role
from infohus.accounts.models import Authority
from infohus.accounts.queries import holders
from infohus.audit.actions import act, step
from infohus.cases.models import Case, CaseMember, Exclusion
from infohus.cases.queries import duty_of
from infohus.cases.rules import Stage, Under18
from infohus.deadlines.actions import note_reminded
from infohus.deadlines.models import Deadline
from infohus.deadlines.rules import Kind
from infohus.gateways.jobs import later
from infohus.mailboxes.queries import readers_of, somebody_there


def tell_when_nobody_is_there(case: Case, not_for: Collection[uuid.UUID]) -> None:
    """Tell the child duty at once of an arrival that may be about a child when no coordinator is there (a step, in the house's own context).

    Where nobody who holds it may read the arrival, nobody is told: the mail could lead to nothing, and the clock waits for one who can.
    """
    step()
    place = case.municipality
    if not place.child_duty_email or not duty_of(case):
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
    """The clocks of children's concerns at Modtaget of which nobody was told yet, whose coordinators are not there now, and which the child duty may read."""
    waiting = Deadline.objects.filter(municipality=municipality, kind=Kind.CHILD_24H, met_at=None, ended_at=None, reminded_at=None)
    cases = Case.objects.filter(pk__in=waiting.values("case_id"), stage=Stage.RECEIVED).exclude(under_18=Under18.NO)
    clocks = dict(waiting.filter(case_id__in=cases.values("pk")).values_list("case_id", "pk"))
    duty = {one.user_id for one in holders(municipality.pk, Role.CHILD_DUTY)} if clocks else set()
    if not duty:
        return []
    kept: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for case, user in Exclusion.objects.filter(case_id__in=clocks, lifted_at=None).values_list("case_id", "user_id"):
        kept[case].add(user)
    members: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for case, user in CaseMember.objects.filter(case_id__in=clocks, left_at=None).values_list("case_id", "membership__user_id"):
        members[case].add(user)
    readers, now = readers_of(municipality), lib.now()
    return [
        clock for case, clock in clocks.items()
        if duty - kept[case] and not somebody_there(municipality, [one for one in readers if one.user in members[case]], (), now)
    ]  # fmt: skip
