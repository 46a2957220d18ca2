"""Files of a case, sealed before they touch the disk."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from infohus import lib
from infohus.accounts.models import Authority
from infohus.attachments.rules import Origin, Removal
from infohus.cases.models import Case, Strict
from infohus.sealing.fields import SealedText


class Attachment(Strict):
    """One file: its name, type and key sealed by the case, or by the mailbox if it came with a message; its bytes by the file's key.

    Of one that was removed there is left when, why, whose it was and how large; name, key and bytes are gone.
    """

    municipality = models.ForeignKey(Authority, models.PROTECT)
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    mailbox_id = models.UUIDField(null=True)  # the key it takes, when it came with a message
    about = models.UUIDField(null=True)  # the concern or message it came with
    origin = models.CharField(max_length=10, choices=Origin)
    size = models.PositiveIntegerField()
    cleaned = models.BooleanField()
    inline = models.BooleanField(default=False)
    scanned = models.BooleanField()
    added_at = models.DateTimeField(default=lib.now)
    removed_at = models.DateTimeField(null=True)
    removed_why = models.CharField(max_length=12, choices=Removal, blank=True)
    review = models.CharField(max_length=6, blank=True, default="")  # keep: gone through at the end, and why it stays is sealed
    review_why = SealedText(_("Hvorfor den bliver"))
    name = SealedText(_("Filnavn"))
    media_type = SealedText()
    file_key = SealedText()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="file_is_wholly_removed_or_not_at_all",
                condition=models.Q(removed_at=None, removed_why="", file_key__isnull=False)
                | models.Q(removed_at__isnull=False, name__isnull=True, media_type__isnull=True, file_key__isnull=True)
                & ~models.Q(removed_why=""),
            )
        ]
        indexes = [
            models.Index(fields=["case", "added_at"], name="files_of_a_case"),
            models.Index(fields=["mailbox_id"], condition=models.Q(mailbox_id__isnull=False), name="files_of_a_mailbox"),
        ]

    @property
    def sealed_by(self) -> uuid.UUID:
        """The mailbox's key if it came with a message, else the case's."""
        return self.mailbox_id or self.case_id

    def admits(self, on_closed: bool) -> None:
        """As its case."""
        self.case.admits(on_closed)
