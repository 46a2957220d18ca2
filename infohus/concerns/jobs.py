"""Telling the child duty that something waits for them, without content."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from procrastinate.contrib.django import app

from infohus import lib
from infohus.access.rules import house
from infohus.accounts.models import Authority, Membership
from infohus.accounts.rules import AuthorityKind
from infohus.cases.jobs import send
from infohus.concerns.actions import expire_draft, tell_after_hours, unwatched
from infohus.concerns.models import Concern, Draft
from infohus.concerns.queries import slug_of
from infohus.db.context import SYSTEM, acting
from infohus.gateways.jobs import PATIENT


@app.task(name="infohus.concerns.jobs.tell_child_duty", queue="mail", retry=PATIENT)
def tell_child_duty(authority: str) -> None:
    """Tell the child duty of a municipality that something waits in Infohus that cannot wait; never about whom."""
    with acting(SYSTEM), transaction.atomic():
        place = Authority.objects.select_related("parent").get(pk=authority)
    if place.child_duty_email:
        send(place, "MAIL_CHILD_DUTY", place.child_duty_email)


@app.periodic(cron="*/10 * * * *")
@app.task(name="infohus.concerns.jobs.watch_children", queueing_lock="watch_children")
def watch_children(timestamp: int) -> None:
    """Every ten minutes: what came in about a child and was not registered before the coordinators went is told to the child duty."""
    with acting(SYSTEM), transaction.atomic():
        places = Authority.objects.filter(kind=AuthorityKind.MUNICIPALITY, active=True).exclude(child_duty_email="")
        due = [place for place in places if unwatched(place)]
    for place in due:
        tell_after_hours(house(place.pk), place)


@app.task(name="infohus.concerns.jobs.tell_reporter", queue="mail", retry=PATIENT)
def tell_reporter(concern: str, membership: str) -> None:
    """Tell a reporter with an address that there is an answer behind the code; acts as the one who wrote it, and says nothing of what."""
    member = Membership.objects.select_related("user", "authority__parent").get(pk=membership)
    with acting(member.actor.context), transaction.atomic():
        row = Concern.objects.filter(pk=concern).first()
        address, slug = row.reporter_email if row else "", slug_of(member.authority)
    if address:
        page = reverse("mailboxes:code", kwargs={"slug": slug} if slug else {})
        send(member.authority, "MAIL_REPORTER", address, page=page)


@app.periodic(cron="*/10 * * * *")
@app.task(name="infohus.concerns.jobs.expire_drafts", queueing_lock="expire_drafts")
def expire_drafts(timestamp: int) -> None:
    """Delete the forms that professionals saved and did not send within 24 hours."""
    with acting(SYSTEM), transaction.atomic():
        due = list(Draft.objects.filter(valid_until__lte=lib.now()).select_related("municipality"))
    for draft in due:
        expire_draft(house(draft.municipality_id), draft.municipality, draft.pk)
