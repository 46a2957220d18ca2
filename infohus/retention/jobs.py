"""Mail to those whose copies ended with an erased case, the dated lines of such copies, and the days that a shorter class moves."""

from __future__ import annotations

import uuid
from contextlib import suppress
from datetime import timedelta

from django.db import transaction
from procrastinate.contrib.django import app

from infohus import lib
from infohus.access.rules import Role, house
from infohus.accounts.queries import holders
from infohus.cases.jobs import tell_each
from infohus.cases.models import Case
from infohus.cases.rules import Stage, after_clock
from infohus.catalogues.queries import entry
from infohus.catalogues.rules import Kind as Catalogue
from infohus.db.context import SYSTEM, acting
from infohus.deadlines.rules import local_day
from infohus.disclosures.models import GoneCopy
from infohus.gateways.jobs import PATIENT
from infohus.lib import Refused
from infohus.retention import actions

LINES_KEPT = timedelta(days=90)


@app.task(name="infohus.retention.jobs.tell_ended", queue="mail", retry=PATIENT)
def tell_ended(authority: str, role: str) -> None:
    """Tell those who receive for an authority in a role that there is something new in their list."""
    with acting(SYSTEM), transaction.atomic():
        tell_each(holders(uuid.UUID(authority), Role(role)).values_list("pk", flat=True))


@app.task(name="infohus.retention.jobs.follow_class", retry=3)
def follow_class(authority: str, kept: str) -> None:
    """Move the closed cases of a class whose day comes sooner by the clock that holds now, each by itself; again harmlessly if it was killed."""
    place = uuid.UUID(authority)
    with acting(SYSTEM), transaction.atomic():
        known = entry(Catalogue.RETENTION_CLASS, kept, authority=place)
        rows = Case.objects.filter(municipality_id=place, stage=Stage.CLOSED, retention_class=kept).order_by("erase_on", "pk")
        days = list(rows.values_list("pk", "closed_at", "erase_on")) if known else []
    for pk in [pk for pk, closed_at, day in days if known and after_clock(known.data, local_day(closed_at)) < day]:
        with acting(SYSTEM), transaction.atomic(), suppress(Refused):  # that two persons keep longer, or closed no more
            if case := Case.objects.filter(pk=pk).first():
                actions.follow_class(house(place), case)


@app.periodic(cron="49 3 * * *")
@app.task(name="infohus.retention.jobs.drop_lines", queueing_lock="drop_lines")
def drop_lines(timestamp: int) -> None:
    """Delete the dated lines of copies whose cases were erased ninety days ago."""
    with acting(SYSTEM), transaction.atomic():
        GoneCopy.objects.filter(ended_at__lt=lib.now() - LINES_KEPT).delete()
