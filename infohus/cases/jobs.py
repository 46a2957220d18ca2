"""Mail without content to those who are with a case."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from procrastinate.contrib.django import app

from infohus.accounts.models import Membership
from infohus.db.context import SYSTEM, acting

SUBJECT = "Der er nyt i Infohus"
BODY = "Der er nyt i Infohus. Log på for at se det:\n\n{address}\n\nDenne mail indeholder ingen oplysninger om sagen.\n"


@app.task(name="infohus.cases.jobs.tell_members", queue="mail", retry=5)
def tell_members(case: str) -> None:
    """Tell the members of a case, one mail each, that there is something new; never what or about whom."""
    with acting(SYSTEM), transaction.atomic():
        who = Membership.objects.filter(casemember__case_id=case, casemember__left_at=None, user__is_active=True)
        addresses = list(who.values_list("user__email", flat=True))
    send(addresses)


def send(addresses: list[str], subject: str = SUBJECT, body: str = BODY) -> None:
    """Send the same contentless mail to each address by itself."""
    for address in addresses:
        EmailMessage(subject, body.format(address=settings.PUBLIC_ADDRESS), settings.DEFAULT_FROM_EMAIL, [address]).send()
