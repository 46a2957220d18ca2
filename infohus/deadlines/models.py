"""What is expected of whom, by when."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from infohus import lib
from infohus.accounts.models import Authority, Membership
from infohus.db.models import Labelled
from infohus.deadlines.rules import EXPECTED, RESTS_ON_ELSE, Kind, Met, Owner
from infohus.sealing.fields import SealedJSON, SealedText


class Deadline(Labelled):
    """One expected thing: open until it is met, or ended with its case. `case_id` is a plain id; `cases` lays the foreign key."""

    id = models.UUIDField(primary_key=True, default=lib.uuid7, editable=False)
    municipality = models.ForeignKey(Authority, models.PROTECT)
    case_id = models.UUIDField(null=True)
    about = models.UUIDField(null=True)
    kind = models.CharField(max_length=24, choices=Kind)
    owner = models.CharField(max_length=20, choices=Owner)
    owner_membership = models.ForeignKey(Membership, models.PROTECT, null=True)
    owner_authority = models.ForeignKey(Authority, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    met_at = models.DateTimeField(null=True)
    met_with = models.CharField(
        max_length=24, choices=Met, blank=True
    )  # what the child department answered; or that it was laid aside, the remark saying why
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=24, blank=True)
    escalated_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    remark = SealedText(_("Bemærkning"))
    moves = SealedJSON(_("Flyttet"))  # [{"from": "2026-11-24", "to": "2026-12-01", "why": …, "by": name}], oldest first

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case_id", "kind", "about", "municipality"],
                condition=models.Q(met_at=None, ended_at=None),
                nulls_distinct=False,
                name="one_open_deadline_of_a_kind_about_a_thing",
            ),
            models.CheckConstraint(name="deadline_is_met_or_ended_not_both", condition=models.Q(met_at=None) | models.Q(ended_at=None)),
        ]
        indexes = [
            models.Index(fields=["case_id", "opened_at"], name="deadlines_of_a_case"),  # met and ended ones too
            models.Index(
                fields=["case_id", "due_at", "id"], condition=models.Q(met_at=None, ended_at=None), name="open_deadlines_of_a_case"
            ),
            models.Index(
                fields=["municipality", "due_at", "id"], condition=models.Q(met_at=None, ended_at=None), name="open_deadlines_by_due"
            ),
            models.Index(
                fields=["about"], condition=models.Q(kind="join_check"), name="questions_about_a_case"
            ),  # they go when that case goes
            # What the head is told of: all that is over time (the end of a closed case later than that), and what waits for the head.
            models.Index(
                fields=["municipality", "due_at", "id"],
                condition=models.Q(met_at=None, ended_at=None) & (~models.Q(kind="erase") | models.Q(escalated_at__isnull=False)),
                name="deadlines_by_time",
            ),
            models.Index(
                fields=["municipality", "due_at", "id"],
                condition=models.Q(met_at=None, ended_at=None) & (models.Q(escalated_at__isnull=False) | models.Q(owner="head")),
                name="deadlines_before_the_head",
            ),
            # What the policy asks by: the case, or the authority of a deadline without one.
            models.Index(
                Coalesce("case_id", "municipality_id"),
                "due_at",
                "id",
                condition=models.Q(met_at=None, ended_at=None),
                name="open_deadlines_of_a_place",
            ),
        ]

    @property
    def sealed_by(self) -> object:
        """The case's key opens the remark."""
        return self.case_id

    @property
    def expected(self) -> object:
        """What the table says of this kind: clock, law, verb."""
        return EXPECTED[Kind(self.kind)]

    @property
    def rests_on(self) -> str:
        """The law or the reason; where a remark tells why it was asked for, it is another than that of its kind."""
        asked = self.kind in RESTS_ON_ELSE and self.about is None and self.remark
        return str(RESTS_ON_ELSE[Kind(self.kind)] if asked else EXPECTED[Kind(self.kind)].rests_on)

    @property
    def open(self) -> bool:
        """Whether it still waits."""
        return self.met_at is None and self.ended_at is None
