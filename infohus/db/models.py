from typing import Any

from django.db import models


class Labelled(models.Model):
    """A row whose labels are looked up without weighing every other label of the choice, which costs a list more than its rows."""

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field: Any) -> str:  # noqa: N802 (Django's name)
        """The label of this row's value; the value itself where it has none, '' where there is no value."""
        value = getattr(self, field.attname)
        return "" if value is None else str(next((label for one, label in field.flatchoices if one == value), value))


class Clock(models.Model):
    """One row, the owner's alone: whether this database lets its clock be moved (a demo's or a test's does)."""

    movable = models.BooleanField()
