"""Counting facts: rows without identity that outlive the cases."""

from django.db import models


class Fact(models.Model):
    """One event counted: its kind, month and municipality, and codes that belong to no person alone; amount −1 takes one back."""

    id = models.UUIDField(primary_key=True)  # random
    kind = models.CharField(max_length=20)
    month = models.DateField()
    municipality_id = models.UUIDField()
    codes = models.JSONField(default=dict)
    amount = models.SmallIntegerField(default=1)

    class Meta:
        db_table = "counting_fact"
        indexes = [models.Index(fields=["municipality_id", "kind", "month"], name="facts_of_a_table")]
