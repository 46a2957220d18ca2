"""The one table of keys, and the columns that are noise without them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a key opens (`model.md` D2)."""

    CASE = "case", _("sag")
    MAILBOX = "mailbox", _("postkasse")
    COPY = "copy", _("kopi")
    DEPARTURE = "departure", _("afvigelse")
    HOLD = "hold", _("bevaring")
    ADVICE = "advice", _("rådgivning")
    DRAFT = "draft", _("kladde")


class Key(models.Model):
    """A random 256-bit key, only wrapped; it bears the id of the one thing it opens, and goes with the case it belongs to."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=10, choices=Kind)
    case_id = models.UUIDField(null=True, db_index=True)
    authority_id = models.UUIDField()
    wrapped = models.BinaryField()
    epoch = models.PositiveIntegerField(db_index=True)

    class Meta:
        db_table = "sealing_key"
        constraints = [
            models.CheckConstraint(
                name="key_of_a_case_bears_its_id",
                condition=~models.Q(kind="case") | models.Q(id=models.F("case_id")),
            )
        ]
