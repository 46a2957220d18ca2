"""Every night each log is followed from its first entry to its last, and signed."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app

from infohus import lib
from infohus.access.rules import Act, house
from infohus.audit import queries
from infohus.audit.actions import act, step
from infohus.audit.models import Checkpoint
from infohus.audit.verify import statement, verify
from infohus.db.context import SYSTEM, acting


class Broken(Exception):
    """A chain does not hold: it is not signed, and the DPO's page says since when."""


@app.periodic(cron="7 * * * *")
@app.task(name="infohus.audit.jobs.sign_logs", queueing_lock="sign_logs")
def sign_logs(timestamp: int) -> None:
    """Sign each log that is not signed today; asked often, so that a house that sleeps at night signs in the morning."""
    with acting(SYSTEM), transaction.atomic():
        waiting = [one for one in queries.authorities() if not queries.is_signed_today(one)]
    broken = []
    for authority in waiting:
        try:
            sign_log(authority)
        except Broken as reason:
            broken.append(str(reason))
    if broken:
        raise Broken("; ".join(broken))


def sign_log(authority: uuid.UUID) -> None:
    """Follow one authority's log, and sign it where months ended and where it ends now; `Broken` if it does not hold."""
    with act(house(authority), Act.CHECKPOINT) as log:
        check(authority)
        last = queries.last_checkpoint(authority)
        head = queries.head_of(authority)
        for number, ended_at in queries.month_ends(authority, last.number if last else 0):
            sign(authority, number, ended_at)
        if head is not None:
            sign(authority, head.number, lib.now())
            log.update(number=head.number)


def check(authority: uuid.UUID) -> None:
    """Follow the log as an outsider would, by its export; `Broken` with the first number that does not hold."""
    verdict = verify(queries.export(authority, ""), now=lib.now())
    if not verdict.whole:
        raise Broken(f"{authority}: {verdict.breaks[0].kind.name} {verdict.breaks[0].where}")


def sign(authority: uuid.UUID, number: int, at: datetime) -> Checkpoint:
    """Sign the chain as it stands at a number (a step); the same words twice are one checkpoint."""
    step()
    link = queries.link_at(authority, number)
    signature = queries.signing_key(authority).sign(statement(str(authority), number, link, at))
    checkpoint, _made = Checkpoint.objects.get_or_create(
        authority_id=authority, number=number, at=at, defaults={"hash": link, "signature": signature}
    )
    return checkpoint
