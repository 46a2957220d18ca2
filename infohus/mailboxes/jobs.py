"""Codes that run out, and the mail that says that something lies behind one."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.urls import reverse
from procrastinate import JobContext
from procrastinate.contrib.django import app

from infohus.access.rules import house, reporter
from infohus.accounts.queries import slug_of
from infohus.cases.jobs import send
from infohus.db.context import SYSTEM, acting
from infohus.gateways.jobs import PATIENT
from infohus.mailboxes import queries
from infohus.mailboxes.actions import expire_mailbox
from infohus.mailboxes.models import Mailbox


@app.task(name="infohus.mailboxes.jobs.tell_reporter", queue="mail", retry=PATIENT, pass_context=True)
def tell_reporter(context: JobContext, mailbox: str, authority: str) -> None:
    """Tell a reporter with an address that something lies behind the code, and forget the address; it acts as the one who holds the code."""
    with acting(reporter(uuid.UUID(authority), uuid.UUID(mailbox)).context):
        try:
            with transaction.atomic():
                send_to(queries.with_mail(mailbox))
        except Exception as failed:
            if PATIENT.get_retry_decision(exception=failed, job=context.job) is None:  # given up: nothing is on its way any more
                with transaction.atomic():
                    forget(queries.with_mail(mailbox))
            raise


def send_to(box: Mailbox | None) -> None:
    """Send the mail that is on its way, if the mailbox still opens and no other mail has told it."""
    if box is not None:
        slug = slug_of(box.municipality)
        send(box.municipality, "MAIL_REPORTER", box.mail_to, page=reverse("mailboxes:code", kwargs={"slug": slug} if slug else {}))
        forget(box)


def forget(box: Mailbox | None) -> None:
    """Keep the address no longer than its mail is on its way."""
    if box is not None:
        box.change(mail_to=None)


@app.periodic(cron="44 * * * *")
@app.task(name="infohus.mailboxes.jobs.expire", queueing_lock="expire_mailboxes")
def expire(timestamp: int) -> None:
    """Forget the codes whose time is over (R10: 90 days, of a rejected concern 30)."""
    with acting(SYSTEM), transaction.atomic():
        due = queries.run_out()
    for mailbox in due:
        expire_mailbox(house(mailbox.municipality_id), mailbox)
