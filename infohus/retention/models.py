"""Who wants a closed case erased or kept longer, what went to the archive, what changed in a class, and the certificate that stays."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from infohus import lib
from infohus.accounts.models import Authority, Membership
from infohus.cases.models import CaseBound, Strict
from infohus.cases.rules import Class
from infohus.retention.rules import Archive, Want, Why, in_time


class OfClosed(CaseBound):
    """A row about a closed case that says nothing of any person: its coordinators and the head see it without seeing the case."""

    travels = False
    municipality = models.ForeignKey(Authority, models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Erasure(OfClosed):
    """A proposal to erase a closed case, or to keep it longer: by whom, why (a code), and what another person answered."""

    want = models.CharField(max_length=7, choices=Want)
    why = models.CharField(_("Hvorfor"), max_length=12, choices=Why, blank=True)
    until = models.DateField(_("Gemmes til"), null=True)
    day = models.DateField()  # the case's, as it stood when this was proposed: another day is another question
    proposed_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=lib.now)
    answered_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    confirmed = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("case", condition=models.Q(answered_at=None), name="one_proposal_about_a_closed_case"),
            models.CheckConstraint(
                name="prolonging_has_a_reason_and_a_day",
                condition=models.Q(want="erase", until=None) | models.Q(want="prolong", until__isnull=False) & ~models.Q(why=""),
            ),
            models.CheckConstraint(  # that it is another person too, whatever their roles, is in the policies, here and of the certificate
                name="confirmed_by_another_than_proposed",
                condition=~models.Q(confirmed=True) | models.Q(answered_by__isnull=False) & ~models.Q(answered_by=models.F("proposed_by")),
            ),
        ]
        indexes = [models.Index(fields=["municipality", "case"], condition=models.Q(answered_at=None), name="proposals_that_wait")]


class Delivery(OfClosed):
    """The export of a case was delivered to an archive: to which, when, noted by whom."""

    to = models.CharField(_("Hvilket arkiv"), max_length=12, choices=Archive)
    delivered_on = models.DateField(_("Hvornår"))
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=lib.now)


class Certificate(Strict):
    """What is left to show that a case was erased: its number, class and days, how much went, and who agreed; nothing of any person."""

    municipality = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    number = models.CharField(max_length=12)
    retention_class = models.CharField(max_length=2, choices=Class)
    closed_on = models.DateField()
    erase_on = models.DateField()
    why = models.CharField(max_length=12, choices=Why, blank=True)  # only of one erased before its day
    delivered_on = models.DateField(null=True)
    delivered_to = models.CharField(max_length=12, choices=Archive, blank=True)  # of one that was certified before this was kept: ""
    counts = models.JSONField(default=dict)  # rows by table
    proposed_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    erased_at = models.DateTimeField(default=lib.now)

    class Meta:
        constraints = [models.UniqueConstraint("municipality", "number", name="a_case_is_certified_once")]
        indexes = [models.Index(fields=["municipality", "-erased_at", "-id"], name="certificates_in_order")]


class ClassChange(Strict):
    """A proposed clock of a retention class: by an administrator, and what the data protection officer answered."""

    municipality = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    code = models.CharField(max_length=3, choices=Class)
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=6, choices=[("days", _("dage")), ("months", _("måneder"))])
    source = models.CharField(_("Hvem har bestemt det"), max_length=300)
    proposed_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=lib.now)
    answered_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    confirmed = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("municipality", "code", condition=models.Q(answered_at=None), name="one_change_of_a_class_at_a_time"),
            models.CheckConstraint(  # that it is another person too, whatever their roles, is in the policies
                name="class_confirmed_by_another_than_proposed",
                condition=~models.Q(confirmed=True) | models.Q(answered_by__isnull=False) & ~models.Q(answered_by=models.F("proposed_by")),
            ),
        ]

    @property
    def keeps(self) -> str:
        """How long the class would be kept, in words."""
        return in_time(self.amount, self.unit)
