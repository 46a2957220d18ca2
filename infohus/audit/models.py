"""The sealed log: written only by the database's own function, chained at commit; references and codes, never text."""

from django.db import models


class Line(models.Model):
    """What every entry says: whose log, who, in which role, what, on what, in which case, and codes."""

    id = models.UUIDField(primary_key=True)
    authority_id = models.UUIDField()
    at = models.DateTimeField()
    membership_id = models.UUIDField(null=True)
    role = models.CharField(max_length=12)
    act = models.CharField(max_length=30)
    root_id = models.UUIDField(null=True)
    case_id = models.UUIDField(null=True)
    codes = models.JSONField()

    class Meta:
        abstract = True


class Waiting(Line):
    """An entry of a transaction that has not committed yet; the chaining takes it away."""

    transaction = models.BigIntegerField(db_index=True)

    class Meta:
        db_table = "audit_waiting"


class Entry(Line):
    """A chained entry: its hash covers it and the hash before."""

    number = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        db_table = "audit_entry"
        constraints = [models.UniqueConstraint("authority_id", "number", name="log_has_no_two_entries_of_one_number")]
        indexes = [
            models.Index(fields=["case_id", "-number"], name="log_of_a_case"),
            models.Index(fields=["authority_id", "membership_id", "-number"], name="log_of_a_person"),
            models.Index(fields=["authority_id", "act", "-number"], name="log_of_an_act"),
            models.Index(fields=["authority_id", "at"], name="log_of_a_day"),
        ]


class Head(models.Model):
    """The end of each authority's chain."""

    authority_id = models.UUIDField(primary_key=True)
    number = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        db_table = "audit_head"


class Checkpoint(models.Model):
    """A signed word on a chain: up to this number, with this hash, at this time; one a day, and one where a month ends."""

    authority_id = models.UUIDField()
    number = models.BigIntegerField()
    hash = models.BinaryField()
    at = models.DateTimeField()
    signature = models.BinaryField()

    class Meta:
        db_table = "audit_checkpoint"
        constraints = [models.UniqueConstraint("authority_id", "number", "at", name="checkpoint_is_made_once")]
