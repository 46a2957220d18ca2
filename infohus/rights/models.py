"""Whether and when the citizen was told that we hold information about them; and what keeps a case from being erased."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from infohus import lib
from infohus.accounts.models import Authority, Membership
from infohus.cases.models import CaseBound
from infohus.rights.rules import HoldKind, Interest, When, named
from infohus.sealing.fields import SealedText


class Information(CaseBound):
    """One decision on the duty to inform: told on a day, or later for an interest, until a day; the earlier ones stay."""

    travels = True
    when = models.CharField(_("Har borgeren fået besked"), max_length=5, choices=When)
    interest = models.CharField(_("Hvilket hensyn"), max_length=8, choices=Interest, blank=True)
    until = models.DateField(_("Tages op igen"), null=True)
    told_on = models.DateField(_("Fik besked"), null=True)
    told_whom = models.JSONField(_("Hvem fik besked"), default=list)  # of somebody under 18, as far as it was asked
    decided_at = models.DateTimeField(default=lib.now)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    reason = SealedText(_("Hvorfor netop her"))

    def whom(self) -> str:
        """Who was told, in words; '' where it was not asked."""
        return named(self.told_whom)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="informing_is_now_or_until_a_day",
                condition=models.Q(when="now", told_on__isnull=False, until=None, interest="")
                | models.Q(when="later", told_on=None, until__isnull=False) & ~models.Q(interest=""),
            )
        ]


class Hold(CaseBound):
    """What keeps a case from being erased until it is lifted; its reason has a key of its own, for the data protection officer reads it too."""

    travels = True
    municipality = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    number = models.CharField(max_length=12)  # of the case, which the data protection officer does not see
    kind = models.CharField(_("Hvorfor sættes sletningen i bero"), max_length=9, choices=HoldKind)
    from_at = models.DateTimeField(default=lib.now)
    until = models.DateField(_("Ses på igen"))
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    reason = SealedText(_("Hvad det drejer sig om"))

    class Meta:
        indexes = [
            models.Index(fields=["case"], name="holds_of_a_case"),
            models.Index(fields=["municipality", "until", "id"], condition=models.Q(lifted_at=None), name="holds_that_stand"),
        ]

    @property
    def sealed_by(self) -> object:
        """A key of its own."""
        return self.pk
