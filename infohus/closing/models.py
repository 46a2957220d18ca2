"""How a case was closed, what each reporter was told, and that it was opened again."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from infohus import lib
from infohus.accounts.models import Membership
from infohus.cases.models import CaseBound
from infohus.closing.rules import Second, Told
from infohus.concerns.models import Concern
from infohus.sealing.fields import SealedText


class Feedback(CaseBound):
    """What one reporter was told at the end, and how; or why not."""

    travels = False
    concern = models.OneToOneField(Concern, models.CASCADE, related_name="feedback")
    way = models.CharField(_("Hvordan får henvenderen besked"), max_length=8, choices=Told)
    at = models.DateTimeField(default=lib.now)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    text = SealedText(_("Beskeden"))
    why_not = SealedText(_("Hvorfor ikke"))


class Closing(CaseBound):
    """One closing of a case, with what was learned of it."""

    travels = False
    at = models.DateTimeField(default=lib.now)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    second = models.CharField(_("Anden læser"), max_length=9, choices=Second, default=Second.READ)
    discussed_on = models.DateField(_("Drøftet den"), null=True)
    discussed_with = SealedText(_("Drøftet med"))
    evaluation = SealedText(_("Hvad vi lærte"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="discussed_with_somebody_on_a_day",
                condition=models.Q(second="discussed", discussed_on__isnull=False, discussed_with__isnull=False)
                | ~models.Q(second="discussed") & models.Q(discussed_on=None),
            )
        ]


class Reopening(CaseBound):
    """A closed case opened again, and why."""

    travels = False
    at = models.DateTimeField(default=lib.now)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    reason = SealedText(_("Hvorfor"))
