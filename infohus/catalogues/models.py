"""Versioned texts: signs, terms, legal bases, standard texts, numbers; edited on screen, valid from a date."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from infohus import lib
from infohus.accounts.models import Authority, Membership


class Entry(models.Model):
    """One wording of one catalogue text from one date on; an old concern keeps the one it was made with."""

    id = models.UUIDField(primary_key=True, default=lib.uuid7, editable=False)
    authority = models.ForeignKey(Authority, models.PROTECT, null=True)  # empty: everybody's; else this authority's own wording
    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=40)
    text = models.TextField(_("Tekst"))
    text_en = models.TextField(_("Tekst på engelsk"), blank=True)
    data = models.JSONField(default=dict, blank=True)
    valid_from = models.DateField(_("Gælder fra"))
    valid_until = models.DateField(_("Gælder til og med"), null=True, blank=True)
    source = models.CharField(_("Kilde"), max_length=300, blank=True)
    checked_on = models.DateField(_("Kontrolleret"), null=True, blank=True)
    check_again_on = models.DateField(_("Kontrolleres igen"), null=True, blank=True)
    checked_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    written_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField(default=lib.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint("authority", "kind", "code", "valid_from", nulls_distinct=False, name="one_wording_from_one_date"),
            models.CheckConstraint(
                name="wording_ends_after_it_began", condition=models.Q(valid_until=None) | models.Q(valid_until__gte=models.F("valid_from"))
            ),
        ]
        indexes = [models.Index(fields=["kind", "code", "-valid_from"], name="wordings_of_a_text")]
