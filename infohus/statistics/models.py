"""What was published: figures as they stood, with the head's commentary; and the commentary that waits for it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from infohus.accounts.models import Authority, Membership
from infohus.cases.models import Strict


class Publication(Strict):
    """Figures of some months: a commentary that is being written, then tables and commentary as published, never changed again."""

    municipality = models.ForeignKey(Authority, models.PROTECT)
    from_on = models.DateField()
    until_on = models.DateField()
    comment = models.TextField(_("Kommentar"), blank=True)
    version = models.PositiveIntegerField(default=1)
    commented_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    commented_at = models.DateTimeField()
    tables = models.JSONField(default=list)
    published_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "from_on", "until_on"], name="one_publication_of_the_same_months"),
            # The first day follows from what was published before, so two that share months would begin on the same day.
            models.UniqueConstraint(
                fields=["municipality", "from_on"], condition=models.Q(published_at__isnull=False), name="no_month_is_published_twice"
            ),
            models.CheckConstraint(
                name="published_wholly_or_not_at_all",
                condition=models.Q(published_at=None, published_by=None, tables=[])
                | models.Q(published_at__isnull=False, published_by__isnull=False) & ~models.Q(tables=[]) & ~models.Q(comment=""),
            ),
            models.CheckConstraint(name="a_period_ends_after_it_begins", condition=models.Q(from_on__lt=models.F("until_on"))),
        ]
