"""Mail without content to those who are with a case; unfinished texts that nobody came back to."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from procrastinate.contrib.django import app

from infohus import lib
from infohus.accounts.models import Membership
from infohus.cases.models import CaseMember, Draft
from infohus.db.context import SYSTEM, acting
from infohus.gateways.jobs import PATIENT, later

SUBJECT = "Der er nyt i Infohus"
BODY = "Der er nyt i Infohus. Log på for at se det:\n\n{address}\n\nAf hensyn til sikkerheden står der ikke mere i denne mail.\n"
DRAFTS_KEPT = timedelta(days=30)


@app.task(name="infohus.cases.jobs.tell_members", queue="mail", retry=PATIENT)
def tell_members(case: str) -> None:
    """Tell the members of a case that there is something new; never what or about whom."""
    with acting(SYSTEM), transaction.atomic():
        tell_each(CaseMember.objects.filter(case_id=case, left_at=None).values_list("membership_id", flat=True))


def tell_each(memberships: Iterable[uuid.UUID]) -> None:
    """Queue a mail to each by itself: an address that refuses keeps nobody else from being told, and nobody is told twice for it."""
    for one in memberships:
        later("infohus.cases.jobs.tell", membership=one)


@app.task(name="infohus.cases.jobs.tell", queue="mail", retry=PATIENT)
def tell(membership: str) -> None:
    """Tell one who signs in that there is something new."""
    if address := address_of(membership):
        send([address])


def address_of(membership: str) -> str:
    """Where a member of staff gets mail; '' once they may not sign in any more."""
    with acting(SYSTEM), transaction.atomic():
        return Membership.objects.filter(pk=membership, user__is_active=True).values_list("user__email", flat=True).first() or ""


def send(addresses: Iterable[str], subject: str = SUBJECT, body: str = BODY) -> None:
    """Send the same contentless mail to each address by itself."""
    for address in addresses:
        EmailMessage(subject, body.format(address=settings.PUBLIC_ADDRESS), settings.DEFAULT_FROM_EMAIL, [address]).send()


@app.periodic(cron="35 * * * *")
@app.task(name="infohus.cases.jobs.drop_old_drafts", queueing_lock="drop_old_drafts")
def drop_old_drafts(timestamp: int) -> None:
    """Delete the unfinished texts that their writers have not touched for thirty days (`model.md` D4)."""
    with acting(SYSTEM), transaction.atomic():
        Draft.objects.filter(saved_at__lt=lib.now() - DRAFTS_KEPT).delete()
