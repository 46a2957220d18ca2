"""Telling the child duty that something waits for them, without content."""

from __future__ import annotations

from django.db import transaction
from procrastinate.contrib.django import app

from infohus.accounts.models import Authority
from infohus.cases.jobs import send
from infohus.db.context import SYSTEM, acting


@app.task(name="infohus.concerns.jobs.tell_child_duty", queue="mail", retry=5)
def tell_child_duty(authority: str) -> None:
    """Tell the child duty of a municipality that an underretning waits in Infohus; never about whom."""
    with acting(SYSTEM), transaction.atomic():
        address = Authority.objects.values_list("child_duty_email", flat=True).get(pk=authority)
    if address:
        send([address])
