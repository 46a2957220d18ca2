"""A mail without content to those whose copies ended with an erased case; and the dated lines of such copies, which are not kept for ever."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import transaction
from procrastinate.contrib.django import app

from infohus import lib
from infohus.access.rules import Role
from infohus.accounts.queries import holders
from infohus.cases.jobs import tell_each
from infohus.db.context import SYSTEM, acting
from infohus.disclosures.models import GoneCopy
from infohus.gateways.jobs import PATIENT

LINES_KEPT = timedelta(days=90)


@app.task(name="infohus.retention.jobs.tell_ended", queue="mail", retry=PATIENT)
def tell_ended(authority: str, role: str) -> None:
    """Tell those who receive for an authority in a role (its place among the roles) that there is something new in their list."""
    with acting(SYSTEM), transaction.atomic():
        tell_each(holders(uuid.UUID(authority), list(Role)[int(role)]).values_list("pk", flat=True))


@app.periodic(cron="49 3 * * *")
@app.task(name="infohus.retention.jobs.drop_lines", queueing_lock="drop_lines")
def drop_lines(timestamp: int) -> None:
    """Delete the dated lines of copies whose cases were erased ninety days ago."""
    with acting(SYSTEM), transaction.atomic():
        GoneCopy.objects.filter(ended_at__lt=lib.now() - LINES_KEPT).delete()
