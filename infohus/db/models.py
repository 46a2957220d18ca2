from django.db import models


class Clock(models.Model):
    """One row, the owner's alone: whether this database lets its clock be moved (a demo's or a test's does)."""

    movable = models.BooleanField()
