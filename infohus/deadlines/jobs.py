"""What runs by the clock: what is over time reaches the professional head inside the product, and old texts ask to be looked at."""

from __future__ import annotations

from django.db import transaction
from procrastinate.contrib.django import app

from infohus import lib
from infohus.access.rules import Act, house
from infohus.accounts.models import Authority
from infohus.accounts.rules import AuthorityKind
from infohus.audit.actions import act
from infohus.catalogues.queries import checks
from infohus.db.context import SYSTEM, acting
from infohus.deadlines.actions import expect, meet
from infohus.deadlines.models import Deadline
from infohus.deadlines.queries import not_their_turn
from infohus.deadlines.rules import Kind, end_of_day, escalates_at


@app.periodic(cron="*/10 * * * *")
@app.task(name="infohus.deadlines.jobs.escalate", queueing_lock="escalate", pass_context=False)
def escalate(timestamp: int) -> None:
    """Show the head what is over time; every ten minutes, and again harmlessly if it was killed on the way."""
    with acting(SYSTEM), transaction.atomic():
        waiting = Deadline.objects.filter(met_at=None, ended_at=None, escalated_at=None, due_at__lt=lib.now()).exclude(not_their_turn())
        due = [
            one
            for one in waiting.select_related("municipality").order_by("due_at", "id")[:500]
            if escalates_at(Kind(one.kind), one.due_at, one.municipality.closed_days) <= lib.now()
        ]
    for one in due:
        with act(house(one.municipality_id), Act.ESCALATE, one) as log:
            Deadline.objects.filter(pk=one.pk, escalated_at=None).update(escalated_at=lib.now())
            log.update(kind=Kind(one.kind), due_at=one.due_at)


@app.periodic(cron="17 4 * * *")
@app.task(name="infohus.deadlines.jobs.expect_all_checks", queueing_lock="expect_all_checks", pass_context=False)
def expect_all_checks(timestamp: int) -> None:
    """Every morning: expect of each municipality's administrator the catalogue texts whose check date is near or over."""
    with acting(SYSTEM), transaction.atomic():
        ids = list(Authority.objects.filter(kind=AuthorityKind.MUNICIPALITY, active=True).values_list("pk", flat=True))
    for one in ids:
        expect_checks(str(one))


@app.task(name="infohus.deadlines.jobs.expect_checks", retry=3)
def expect_checks(authority: str) -> None:
    """Let the open CHECK_ENTRY deadlines of an authority be those its catalogue asks for: new ones opened, those looked at met."""
    with acting(SYSTEM), transaction.atomic():
        municipality = Authority.objects.get(pk=authority)
        asked = {about: end_of_day(on) for about, on in checks(municipality).items()}
        waiting = Deadline.objects.filter(municipality=municipality, case_id=None, kind=Kind.CHECK_ENTRY, met_at=None, ended_at=None)
        known = dict(waiting.values_list("about", "due_at"))
        if known == asked:
            return
        with act(house(municipality.pk), Act.REMIND_OWNER, municipality) as log:
            over = [about for about, due in known.items() if asked.get(about) != due]
            new = [about for about, due in asked.items() if known.get(about) != due]
            for about in over:
                meet(municipality, Kind.CHECK_ENTRY, about=about)
            for about in new:
                expect(municipality, Kind.CHECK_ENTRY, about=about, due=asked[about])
            log.update(opened=len(new), met=len(over))
