"""How a case was closed, what each reporter was told, and that it was opened again."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from infohus import lib
from infohus.accounts.models import Membership
from infohus.assessments.models import Conclusion
from infohus.cases.models import Case, CaseBound
from infohus.closing.rules import Second, Told
from infohus.concerns.models import Concern
from infohus.sealing.fields import SealedText, reseal


class Feedback(CaseBound):
    """What one reporter was told of one conclusion, and how; or why not. Of one that was taken up again it stays as history."""

    travels, of_concern = False, True
    concern = models.ForeignKey(Concern, models.CASCADE, related_name="+")
    conclusion = models.ForeignKey(Conclusion, models.PROTECT, null=True, related_name="+")  # none once its words are deleted (class R4)
    way = models.CharField(_("Hvordan får henvenderen besked"), max_length=8, choices=Told)
    at = models.DateTimeField(default=lib.now)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    text = SealedText(_("Beskeden"))
    why_not = SealedText(_("Hvorfor ikke"))

    class Meta:
        constraints = [models.UniqueConstraint("concern", "conclusion", name="a_reporter_is_told_of_a_conclusion_once")]

    def carry(self, to: Case) -> None:
        """Go with its concern out of a case it was joined to by mistake: that case's conclusion stays there."""
        reseal(self, to.pk, case=to, conclusion=None)

    @property
    def stands(self) -> bool:
        """Whether it is about the conclusion that stands."""
        return self.conclusion is not None and self.conclusion.superseded_at is None


class Closing(CaseBound):
    """One closing of a case, with what was learned of it."""

    travels, holds_back = False, True
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

    travels, holds_back = False, True
    at = models.DateTimeField(default=lib.now)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    reason = SealedText(_("Hvorfor"))
