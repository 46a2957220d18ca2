"""A daily word to those whose turn it is: that something waits, never what."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime, time

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from procrastinate.contrib.django import app

from infohus import lib
from infohus.access.rules import Act, Role, house
from infohus.accounts.models import Authority
from infohus.accounts.queries import coordinators, holders
from infohus.accounts.rules import AuthorityKind
from infohus.assessments.queries.police import reminders_ready_by_the_house
from infohus.audit.actions import act
from infohus.cases.jobs import tell_staff
from infohus.cases.models import Case, CaseMember, Cover, Exclusion
from infohus.db.context import SYSTEM, acting
from infohus.deadlines.models import Deadline
from infohus.deadlines.rules import Kind, Owner, end_of_day, is_arbejdsdag
from infohus.gateways.jobs import PATIENT, later
from infohus.lib import TZ

FROM = time(7)  # nobody is reminded at night
BY_ROLE = {Owner.HEAD: Role.HEAD, Owner.ADMIN: Role.ADMIN, Owner.CHILD_DEPARTMENT: Role.CHILD_DUTY}


@app.periodic(cron="11 * * * *")
@app.task(name="infohus.casefile.jobs.remind_owners", queueing_lock="remind_owners")
def remind_owners(timestamp: int) -> None:
    """On every arbejdsdag, once and not before 7 o'clock (asked every hour): a mail to each whose deadline is due today or over."""
    if lib.now().astimezone(TZ).time() < FROM:
        return
    with acting(SYSTEM), transaction.atomic():
        places = list(Authority.objects.filter(kind=AuthorityKind.MUNICIPALITY, active=True))
    for place in places:
        if is_arbejdsdag(lib.today(), place.closed_days):
            remind_in(place)


def remind_in(place: Authority) -> None:
    """Remind those of one municipality of what was opened before today (what came today they were told when it came), and of a silent police."""
    today = datetime.combine(lib.today(), time.min, TZ)
    waits = Deadline.objects.filter(municipality=place, met_at=None, ended_at=None, opened_at__lt=today)
    due = Q(due_at__lte=end_of_day(lib.today())) & (Q(reminded_at=None) | Q(reminded_at__lt=today)) & ~Q(owner=Owner.POLICE)
    with acting(SYSTEM), transaction.atomic():
        asked = waits.filter(due | Q(pk__in=unanswered(waits)))
        if not asked.exists():
            return
    with act(house(place.pk), Act.REMIND_OWNER, place) as log:
        rows = list(asked.select_for_update())
        whom = owners(place, rows)
        Deadline.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_at=lib.now())
        for one in whom:
            later("infohus.casefile.jobs.remind", membership=one)
        log.update(members=whom, deadlines=len(rows))


def unanswered(waits: QuerySet[Deadline]) -> list[uuid.UUID]:
    """Which of these are about a sheet for which a reminder of the police lies ready; once, of a case that has a lead."""
    led = Case.objects.filter(pk=OuterRef("case_id"), lead__isnull=False)
    rows = list(waits.filter(Exists(led), kind=Kind.POLICE_ANSWER, reminded_at=None))
    ready = reminders_ready_by_the_house({row.about for row in rows if row.about})
    return [row.pk for row in rows if row.about in ready]


def owners(place: Authority, rows: Collection[Deadline]) -> set[uuid.UUID]:
    """Whose turn it is with these deadlines: the lead, those with the case, a role, or one by name; and who stands in for them today."""
    cases = {row.case_id for row in rows if row.case_id}
    leads = dict(Case.objects.filter(pk__in=cases).values_list("pk", "lead_id"))
    members: dict[uuid.UUID | None, set[uuid.UUID]] = defaultdict(set)
    for case, member in CaseMember.objects.filter(case_id__in=cases, left_at=None).values_list("case_id", "membership_id"):
        members[case].add(member)
    members[None] = {one.pk for one in coordinators(place.pk)}
    kept = kept_from({row.about for row in rows if row.kind == Kind.JOIN_CHECK})
    found = {one for row in rows for one in _of(place, row, leads.get(row.case_id), members[row.case_id]) - kept[row.about]}
    standing_in = Cover.objects.filter(of__in=found, by__isnull=False, ended_at=None, from_on__lte=lib.today(), until_on__gte=lib.today())
    return found | set(standing_in.values_list("by_id", flat=True))


def kept_from(others: Collection[uuid.UUID | None]) -> Mapping[uuid.UUID | None, set[uuid.UUID]]:
    """Who is kept from each of these cases, about which another one asks whether it is the same person."""
    found: dict[uuid.UUID | None, set[uuid.UUID]] = defaultdict(set)
    if others:
        rows = Exclusion.objects.filter(case_id__in=others, lifted_at=None).values_list("case_id", "user__memberships")
        for case, member in rows:
            found[case].add(member)
    return found


def _of(place: Authority, row: Deadline, lead: uuid.UUID | None, members: set[uuid.UUID]) -> set[uuid.UUID]:
    if row.owner_membership_id:
        return {row.owner_membership_id}
    if row.owner == Owner.POLICE:
        return {lead} if lead else set()  # who reminds them
    if row.owner == Owner.LEAD and lead:
        return {lead}
    role = BY_ROLE.get(Owner(row.owner))
    return {one.pk for one in holders(place.pk, role)} if role else members


@app.task(name="infohus.casefile.jobs.remind", queue="mail", retry=PATIENT)
def remind(membership: str) -> None:
    """Tell one who signs in that deadlines wait."""
    tell_staff(membership, "MAIL_DEADLINE")
