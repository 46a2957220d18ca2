"""Mail without content to those who are with a case; what waits for one who comes, and for one who leaves; unfinished texts that nobody came back to."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from procrastinate.contrib.django import app

from infohus import lib
from infohus.access.rules import Act, Role, house
from infohus.accounts.models import Authority, Membership
from infohus.accounts.queries import living
from infohus.accounts.rules import AuthorityKind
from infohus.audit.actions import act
from infohus.cases.actions import free_of_duties, join_arrival, members_there, pass_on
from infohus.cases.models import Case, CaseMember, Cover, Draft, HandOver
from infohus.cases.rules import Stage
from infohus.catalogues.queries import Texts
from infohus.catalogues.rules import Kind
from infohus.db.context import SYSTEM, acting
from infohus.deadlines.models import Deadline
from infohus.gateways.jobs import PATIENT, later
from infohus.lib import Refused

DRAFTS_KEPT = timedelta(days=30)


@app.task(name="infohus.cases.jobs.tell_members", queue="mail", retry=PATIENT)
def tell_members(case: str) -> None:
    """Tell the members of a case that there is something new; never what or about whom."""
    with acting(SYSTEM), transaction.atomic():
        tell_each(CaseMember.objects.filter(case_id=case, left_at=None).values_list("membership_id", flat=True))


def tell_each(memberships: Iterable[uuid.UUID]) -> None:
    """Queue a mail to each by itself: an address that refuses keeps nobody else from being told, and nobody is told twice for it."""
    for one in memberships:
        later("infohus.cases.jobs.tell", membership=one)


@app.task(name="infohus.cases.jobs.tell", queue="mail", retry=PATIENT)
def tell(membership: str) -> None:
    """Tell one who signs in that there is something new."""
    tell_staff(membership, "MAIL_STAFF", outside="MAIL_PARTNER")


def tell_staff(membership: str, code: str, outside: str = "") -> None:
    """Send one who signs in a text of their authority's catalogue (`outside` the municipality another); nothing once they may not sign in."""
    with acting(SYSTEM), transaction.atomic():
        known = Membership.objects.select_related("user", "authority__parent")
        member = known.filter(pk=membership, user__is_active=True).first()
    if member is not None:
        ours = member.authority.kind == AuthorityKind.MUNICIPALITY
        send(member.authority, code if ours or not outside else outside, member.user.email)


def send(place: Authority, code: str, to: str, *, page: str = "") -> None:
    """Send a contentless mail in the catalogue's words of today, with the address of a page of this house."""
    with acting(SYSTEM), transaction.atomic():
        texts = Texts(place)
    said, address = texts.entry(Kind.TEXT, code), settings.PUBLIC_ADDRESS + page
    if said is None:
        raise LookupError(code)
    subject, body = texts.say(said, "subject", address=address), texts.say(said, address=address)
    EmailMessage(" ".join(subject.split()), f"{body.strip()}\n", settings.DEFAULT_FROM_EMAIL, [to]).send()


@app.task(name="infohus.cases.jobs.leave_duties", retry=5)
def leave_duties(membership: str) -> None:
    """Let nothing wait for one whose role has ended: their cases pass on, offers and tasks too, the days they were to cover stand bare."""
    gone = uuid.UUID(membership)
    with acting(SYSTEM), transaction.atomic():
        offers = HandOver.objects.filter(to_id=gone, answered_at=None).values("case_id")
        tasks = Deadline.objects.filter(owner_membership_id=gone, met_at=None, ended_at=None, case_id__isnull=False).values("case_id")
        mine = CaseMember.objects.filter(membership_id=gone, left_at=None).values("case_id")
        alone = ~Exists(members_there().filter(case=OuterRef("pk")).exclude(membership_id=gone))
        left = ~Q(stage=Stage.CLOSED) & (Q(lead_id=gone) | (Q(pk__in=mine) & alone))
        cases = list(Case.objects.filter(Q(pk__in=offers) | Q(pk__in=tasks) | left).select_related("municipality"))
        covers = list(Cover.objects.filter(Q(by_id=gone) | Q(of_id=gone), ended_at=None, until_on__gte=lib.today()))
    for case in cases:
        with act(house(case.municipality_id), Act.EXPIRE, case) as log:
            pass_on(case, gone)
            free_of_duties(case, gone)
            if case.lead_id and case.lead_id != gone:
                later("infohus.cases.jobs.tell", membership=case.lead_id)
            log.update(membership=gone)
    for cover in covers:
        with act(house(cover.municipality_id), Act.EXPIRE, cover) as log:
            cover.change(**({"by": None} if cover.by_id == gone else {"ended_at": lib.now()}))
            log.update(cover=cover.pk, membership=gone)


@app.task(name="infohus.cases.jobs.let_in", retry=5)
def let_in(membership: str) -> None:
    """Let a new coordinator read the arrivals that wait; not one that is protected, or that only the head can find a reader for."""
    with acting(SYSTEM), transaction.atomic():
        new = living().filter(pk=membership, role=Role.COORDINATOR).first()
        if new is None:
            return
        mine = CaseMember.objects.filter(membership=new, left_at=None)
        waits = Case.objects.filter(municipality=new.authority_id, stage=Stage.RECEIVED, protected=False).select_related("municipality")
        cases = list(waits.exclude(pk__in=mine.values("case_id")))
    for case in cases:  # what it is by then is judged under its lock
        with suppress(Refused), act(house(case.municipality_id), Act.LET_IN, case) as log:
            join_arrival(case, new)
            log.update(membership=new.pk)


@app.periodic(cron="35 * * * *")
@app.task(name="infohus.cases.jobs.drop_old_drafts", queueing_lock="drop_old_drafts")
def drop_old_drafts(timestamp: int) -> None:
    """Delete the unfinished texts that their writers have not touched for thirty days (`model.md` D4)."""
    with acting(SYSTEM), transaction.atomic():
        Draft.objects.filter(saved_at__lt=lib.now() - DRAFTS_KEPT).delete()
