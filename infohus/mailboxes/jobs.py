"""Codes that run out."""

from __future__ import annotations

from django.db import transaction
from procrastinate.contrib.django import app

from infohus.access.rules import house
from infohus.db.context import SYSTEM, acting
from infohus.mailboxes import queries
from infohus.mailboxes.actions import expire_mailbox


@app.periodic(cron="44 * * * *")
@app.task(name="infohus.mailboxes.jobs.expire", queueing_lock="expire_mailboxes")
def expire(timestamp: int) -> None:
    """Forget the codes whose time is over (R10: 90 days, of a rejected concern 30)."""
    with acting(SYSTEM), transaction.atomic():
        due = queries.run_out()
    for mailbox in due:
        expire_mailbox(house(mailbox.municipality_id), mailbox)
