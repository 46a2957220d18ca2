"""Deadlines that no person opens: what must be looked at again because its day has come."""

from __future__ import annotations

import uuid

from django.db import transaction
from procrastinate.contrib.django import app

from infohus.access.rules import Act, house
from infohus.accounts.models import Authority
from infohus.accounts.rules import AuthorityKind
from infohus.audit.actions import act
from infohus.catalogues.queries import checks
from infohus.db.context import SYSTEM, acting
from infohus.deadlines.actions import expect, meet
from infohus.deadlines.models import Deadline
from infohus.deadlines.rules import Kind, end_of_day


@app.periodic(cron="17 4 * * *")
@app.task(name="infohus.deadlines.jobs.expect_all_checks", queueing_lock="expect_all_checks", pass_context=False)
def expect_all_checks(timestamp: int) -> None:
    """Every morning: expect of each municipality's administrator the catalogue texts whose check date is near or over."""
    with acting(SYSTEM), transaction.atomic():
        ids = list(Authority.objects.filter(kind=AuthorityKind.MUNICIPALITY, active=True).values_list("pk", flat=True))
    for one in ids:
        expect_checks(str(one))


@app.task(name="infohus.deadlines.jobs.expect_checks", queue="deadlines", retry=3)
def expect_checks(authority: str) -> None:
    """Let the open CHECK_ENTRY deadlines of an authority be those its catalogue asks for: new ones opened, those looked at met."""
    with acting(SYSTEM), transaction.atomic():
        municipality = Authority.objects.get(pk=authority)
        asked = checks(municipality)
        waiting = Deadline.objects.filter(municipality=municipality, case_id=None, kind=Kind.CHECK_ENTRY, met_at=None, ended_at=None)
        open_now = set(waiting.values_list("about", flat=True))
        if open_now != set(asked):
            _follow(municipality, asked.keys() - open_now, open_now - asked.keys(), {about: end_of_day(on) for about, on in asked.items()})


def _follow(municipality: Authority, new: set[uuid.UUID], met: set[uuid.UUID], due: dict[uuid.UUID, object]) -> None:
    with act(house(municipality.pk), Act.REMIND_OWNER, municipality) as log:
        for about in new:
            expect(municipality, Kind.CHECK_ENTRY, about=about, due=due[about])  # type: ignore[arg-type]
        for about in met:
            meet(municipality, Kind.CHECK_ENTRY, about=about)
        log.update(opened=len(new), met=len(met))
