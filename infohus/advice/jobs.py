"""Telling the coordinators that somebody asks, and deleting what was asked when its time is over."""

from __future__ import annotations

import uuid

from django.db import transaction
from procrastinate.contrib.django import app

from infohus.access.rules import house
from infohus.accounts.models import Authority
from infohus.accounts.queries import coordinators
from infohus.advice import queries
from infohus.advice.actions import expire_advice
from infohus.cases.jobs import tell_each
from infohus.db.context import SYSTEM, acting
from infohus.gateways.jobs import PATIENT


@app.task(name="infohus.advice.jobs.tell_coordinators", queue="mail", retry=PATIENT)
def tell_coordinators(authority: str) -> None:
    """Tell the coordinators of a municipality that there is something new; never what."""
    with acting(SYSTEM), transaction.atomic():
        tell_each(one.pk for one in coordinators(uuid.UUID(str(authority))))


@app.periodic(cron="40 * * * *")
@app.task(name="infohus.advice.jobs.expire", queueing_lock="expire_advice")
def expire(timestamp: int) -> None:
    """Delete the text of questions answered 90 days ago; asked every hour, so that a house that sleeps at night does it in the morning."""
    with acting(SYSTEM), transaction.atomic():
        due = queries.expired()
        places = Authority.objects.in_bulk({municipality for _advice, municipality in due})
    for advice, municipality in due:
        expire_advice(house(municipality), places[municipality], advice)
