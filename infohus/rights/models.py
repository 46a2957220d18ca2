"""Whether and when the citizen was told that we hold information about them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from infohus import lib
from infohus.accounts.models import Membership
from infohus.cases.models import CaseBound
from infohus.rights.rules import Interest, When
from infohus.sealing.fields import SealedText


class Information(CaseBound):
    """One decision on the duty to inform: told on a day, or later for an interest, until a day; the earlier ones stay."""

    when = models.CharField(_("Får borgeren besked"), max_length=5, choices=When)
    interest = models.CharField(_("Hvilket hensyn"), max_length=8, choices=Interest, blank=True)
    until = models.DateField(_("Tages op igen"), null=True)
    told_on = models.DateField(_("Fik besked"), null=True)
    decided_at = models.DateTimeField(default=lib.now)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    reason = SealedText(_("Hvorfor netop her"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="informing_is_now_or_until_a_day",
                condition=models.Q(when="now", told_on__isnull=False, until=None, interest="")
                | models.Q(when="later", told_on=None, until__isnull=False) & ~models.Q(interest=""),
            )
        ]
