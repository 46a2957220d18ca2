"""Questions that can be answered without naming anybody: never a case."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from infohus import lib
from infohus.accounts.models import Authority, Membership
from infohus.cases.models import Strict
from infohus.sealing.fields import SealedText


class Group(models.TextChoices):
    """Who asks (ST13)."""

    CITIZEN = "citizen", _("borger eller pårørende")
    SCHOOL = "school", _("skole eller uddannelse")
    CLUB = "club", _("klub eller forening")
    SOCIAL = "social", _("social eller jobcenter")
    HEALTH = "health", _("sundhed eller psykiatri")
    HOUSING = "housing", _("boligorganisation")
    OTHER = "other", _("anden")


class Way(models.TextChoices):
    """How a question came and was answered."""

    CODE = "code", _("med kode")
    PHONE = "phone", _("telefon")
    MEETING = "meeting", _("møde")
    MAIL = "mail", _("e-mail")


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
    mailbox_id = models.UUIDField(null=True)
    question = SealedText(_("Spørgsmål"))
    answer = SealedText(_("Svar"))
    contact = SealedText(_("Hvordan vi kan svare"))
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["municipality", "answered_at", "asked_at"], name="questions_waiting")]

    @property
    def sealed_by(self) -> uuid.UUID:
        """A question has a key of its own."""
        return self.pk
