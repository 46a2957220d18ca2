"""Questions that can be answered without naming anybody: never a case."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from infohus import lib
from infohus.accounts.models import Authority, Membership
from infohus.advice.rules import Group, Way
from infohus.cases.models import Strict
from infohus.sealing.fields import SealedText


class Advice(Strict):
    """A question and its answer, with theme and time used; contact data only until the answer."""

    municipality = models.ForeignKey(Authority, models.PROTECT)
    group = models.CharField(_("Hvem spørger"), max_length=10, choices=Group)
    theme = models.CharField(_("Emne"), max_length=24)
    asked_at = models.DateTimeField(default=lib.now)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Membership, models.PROTECT, null=True)
    minutes = models.PositiveSmallIntegerField(_("Minutter"), null=True)
    form = models.CharField(_("Form"), max_length=8, choices=Way)
    erase_on = models.DateField(null=True)
    erased_at = models.DateTimeField(null=True)
    mailbox_id = models.UUIDField(null=True)
    question = SealedText(_("Spørgsmål"))
    answer = SealedText(_("Svar"))
    contact = SealedText(_("Hvordan vi kan svare"))
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["municipality", "answered_at", "asked_at"], name="questions_waiting")]
        constraints = [
            models.CheckConstraint(
                name="answer_is_whole_or_not_there",
                condition=models.Q(answered_at=None, answered_by=None, erase_on=None, erased_at=None)
                | models.Q(
                    answered_at__isnull=False,
                    answered_by__isnull=False,
                    erase_on__isnull=False,
                    minutes__isnull=False,
                    contact__isnull=True,
                ),
            )
        ]

    @property
    def sealed_by(self) -> uuid.UUID:
        """A question has a key of its own."""
        return self.pk


class ThemeDuty(Strict):
    """A coordinator who answers questions of a theme first; others may answer too."""

    municipality = models.ForeignKey(Authority, models.PROTECT)
    membership = models.ForeignKey(Membership, models.PROTECT)
    theme = models.CharField(_("Emne"), max_length=24)

    class Meta:
        constraints = [models.UniqueConstraint("municipality", "membership", "theme", name="one_takes_a_theme_once")]
