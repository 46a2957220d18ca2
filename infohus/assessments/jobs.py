"""Reminding a receiver who has not answered, without content."""

from __future__ import annotations

from django.db import transaction
from procrastinate.contrib.django import app

from infohus.assessments.queries.inbox import told_there
from infohus.cases.jobs import tell_each
from infohus.db.context import SYSTEM, acting
from infohus.disclosures.models import Copy
from infohus.gateways.jobs import PATIENT


@app.task(name="infohus.assessments.jobs.tell_receiver", queue="mail", retry=PATIENT)
def tell_receiver(copy: str) -> None:
    """Tell those who may read a copy that something waits for them; never what or about whom."""
    with acting(SYSTEM), transaction.atomic():
        row = Copy.objects.filter(pk=copy).values("receiver_id", "to_role").first()
        tell_each([one.pk for one in told_there(row["receiver_id"], row["to_role"])] if row else [])
