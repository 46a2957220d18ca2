"""Telling the child duty that something waits for them, without content."""

from __future__ import annotations

from django.db import transaction
from procrastinate.contrib.django import app

from infohus import lib
from infohus.access.rules import house
from infohus.accounts.models import Authority, Membership
from infohus.cases.jobs import send
from infohus.concerns.actions import expire_draft
from infohus.concerns.models import Concern, Draft
from infohus.db.context import SYSTEM, acting
from infohus.gateways.jobs import PATIENT

ANSWER_SUBJECT = "Der er svar til dig"
ANSWER_BODY = "Der er svar til dig. Læs det med din kode:\n\n{address}/svar/\n\nDu kan ikke svare på denne mail.\n"


@app.task(name="infohus.concerns.jobs.tell_child_duty", queue="mail", retry=PATIENT)
def tell_child_duty(authority: str) -> None:
    """Tell the child duty of a municipality that an underretning waits in Infohus; never about whom."""
    with acting(SYSTEM), transaction.atomic():
        address = Authority.objects.values_list("child_duty_email", flat=True).get(pk=authority)
    if address:
        send([address])


@app.task(name="infohus.concerns.jobs.tell_reporter", queue="mail", retry=PATIENT)
def tell_reporter(concern: str, membership: str) -> None:
    """Tell a reporter with an address that there is an answer behind the code; acts as the one who wrote it, and says nothing of what."""
    member = Membership.objects.select_related("user", "authority").get(pk=membership)
    with acting(member.actor.context), transaction.atomic():
        row = Concern.objects.filter(pk=concern).first()
        address = row.reporter_email if row else ""
    if address:
        send([address], ANSWER_SUBJECT, ANSWER_BODY)


@app.periodic(cron="*/10 * * * *")
@app.task(name="infohus.concerns.jobs.expire_drafts", queueing_lock="expire_drafts")
def expire_drafts(timestamp: int) -> None:
    """Delete the forms that professionals saved and did not send within 24 hours."""
    with acting(SYSTEM), transaction.atomic():
        due = list(Draft.objects.filter(valid_until__lte=lib.now()).select_related("municipality"))
    for draft in due:
        expire_draft(house(draft.municipality_id), draft.municipality, draft.pk)
