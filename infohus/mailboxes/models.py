"""Receipt codes and what is written behind them."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from infohus import lib
from infohus.accounts.models import Authority, Membership
from infohus.cases.models import Case, Strict
from infohus.lib import Refused
from infohus.mailboxes.rules import Sender, Word
from infohus.sealing.fields import SealedText


class Mailbox(Strict):
    """A mailbox behind a code; only hashes of code and form token are kept. It belongs to a case, or to a question of advice."""

    municipality = models.ForeignKey(Authority, models.PROTECT)
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="+")
    advice_id = models.UUIDField(null=True)
    code_hash = models.CharField(max_length=64, unique=True)
    token_hash = models.CharField(max_length=64, unique=True)
    content_mac = models.CharField(max_length=64)
    opened_at = models.DateTimeField(default=lib.now)
    valid_until = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    mail_to = SealedText(_("Hvor der er en mail på vej hen"))  # until it has gone; nobody needs to read the case for it

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="mailbox_belongs_to_a_case_or_a_question",
                condition=models.Q(case__isnull=False, advice_id=None) | models.Q(case=None, advice_id__isnull=False),
            )
        ]

    @property
    def sealed_by(self) -> uuid.UUID:
        """A mailbox has a key of its own."""
        return self.pk

    @property
    def opens(self) -> bool:
        """Whether its code still opens it: it was not closed and has not run out."""
        return self.closed_at is None and self.valid_until > lib.now()

    @property
    def ran_out(self) -> bool:
        """Whether its code has run out, and nobody closed it before."""
        return self.valid_until <= lib.now() and (self.closed_at is None or self.closed_at >= self.valid_until)

    def admits(self, on_closed: bool) -> None:
        """Nothing is written in a mailbox that was closed or has run out."""
        if not self.opens:
            raise Refused(_now("Postkassen er lukket. Skriv en ny henvendelse, hvis der er mere, vi skal vide."))


class Message(Strict):
    """One message, sealed by the mailbox's key."""

    mailbox = models.ForeignKey(Mailbox, models.CASCADE, related_name="messages")
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="+")
    sender = models.CharField(max_length=12, choices=Sender)
    by = models.ForeignKey(Membership, models.PROTECT, null=True)
    at = models.DateTimeField(default=lib.now)
    read_at = models.DateTimeField(null=True)
    after_closing = models.BooleanField(default=False)
    kind = models.CharField(max_length=8, choices=Word, default=Word.MESSAGE)
    signed = SealedText(_("Skrevet af"))  # how our writer signs to the reporter: name and role, as they were
    text = SealedText(_("Besked"))

    class Meta:
        indexes = [models.Index(fields=["mailbox", "at"], name="messages_in_order")]
        constraints = [
            models.CheckConstraint(
                name="message_of_ours_has_its_writer",
                condition=models.Q(sender="reporter", by=None) | models.Q(sender="coordinator", by__isnull=False),
            )
        ]

    @property
    def sealed_by(self) -> uuid.UUID:
        """The mailbox's key."""
        return self.mailbox_id
