"""Telling the child duty that something waits for them, without content."""

from __future__ import annotations

from django.db import transaction
from procrastinate.contrib.django import app

from infohus import lib
from infohus.access.rules import Role, house
from infohus.accounts.models import Authority
from infohus.accounts.queries import holders
from infohus.accounts.rules import AuthorityKind
from infohus.cases.jobs import send
from infohus.concerns.actions import expire_draft, tell_after_hours, unwatched
from infohus.concerns.models import Draft
from infohus.db.context import SYSTEM, acting
from infohus.gateways.jobs import PATIENT


@app.task(name="infohus.concerns.jobs.tell_child_duty", queue="mail", retry=PATIENT)
def tell_child_duty(authority: str) -> None:
    """Tell the child duty of a municipality that something waits in Infohus that cannot wait, where somebody can sign in to read it; never about whom."""
    with acting(SYSTEM), transaction.atomic():
        place = Authority.objects.select_related("parent").get(pk=authority)
        held = holders(place.pk, Role.CHILD_DUTY).exists()
    if place.child_duty_email and held:
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


@app.periodic(cron="*/10 * * * *")
@app.task(name="infohus.concerns.jobs.expire_drafts", queueing_lock="expire_drafts")
def expire_drafts(timestamp: int) -> None:
    """Delete the forms that professionals saved and did not send within 24 hours."""
    with acting(SYSTEM), transaction.atomic():
        due = list(Draft.objects.filter(valid_until__lte=lib.now()).select_related("municipality"))
    for draft in due:
        expire_draft(house(draft.municipality_id), draft.municipality, draft.pk)
