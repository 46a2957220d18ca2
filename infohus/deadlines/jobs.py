"""What is over time reaches the professional head inside the product, also when no mail gets out."""

from __future__ import annotations

from django.db import transaction
from procrastinate.contrib.django import app

from infohus import lib
from infohus.access.rules import Act, house
from infohus.audit.actions import act
from infohus.db.context import SYSTEM, acting
from infohus.deadlines.models import Deadline
from infohus.deadlines.rules import Kind, escalates_at


@app.periodic(cron="*/10 * * * *")
@app.task(name="infohus.deadlines.jobs.escalate", queueing_lock="escalate", pass_context=False)
def escalate(timestamp: int) -> None:
    """Show the head what is over time; every ten minutes, and again harmlessly if it was killed on the way."""
    with acting(SYSTEM), transaction.atomic():
        waiting = Deadline.objects.filter(met_at=None, ended_at=None, escalated_at=None, due_at__lt=lib.now()).select_related("municipality")
        due = [one for one in waiting[:500] if escalates_at(Kind(one.kind), one.due_at, one.municipality.closed_days) <= lib.now()]
    for one in due:
        with act(house(one.municipality_id), Act.ESCALATE, one) as log:
            Deadline.objects.filter(pk=one.pk, escalated_at=None).update(escalated_at=lib.now())
            log.update(kind=Kind(one.kind), due_at=one.due_at)
