"""The joint assessment of municipality and police, the second reading of both assessments, and the conclusion."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from infohus import lib
from infohus.accounts.models import Membership, User
from infohus.assessments.models.social import SocialAssessment
from infohus.assessments.rules import JointForm
from infohus.cases.models import CaseBound
from infohus.sealing.fields import SealedJSON, SealedText


class JointAssessment(CaseBound):
    """What municipality and police have judged together, in words; it rests on the findings and copies none."""

    travels, holds_back = False, True
    version = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField(default=lib.now)
    started_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    form = models.CharField(_("Hvordan"), max_length=8, choices=JointForm, blank=True)
    held_on = models.DateField(_("Hvornår"), null=True)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    valid_until = models.DateField(_("Gælder til"), null=True)
    took_part = SealedJSON(_("Hvem var med"))  # [{"authority": …, "who": …, "domain": social|security}]
    changes = SealedJSON(_("Ændret siden sidst"))  # [{"dimension": R1, "how": better|same|worse|unknown}]
    worried = SealedText(_("Det, vi er bekymrede for"))
    builds_on = SealedText(_("Det, vi bygger på"))
    works_on = SealedText(_("Det, vi arbejder med"))
    psychiatry = SealedText(_("Skal PSP eller psykiatri med"))  # yes | no
    psychiatry_why = SealedText(_("Hvorfor"))
    target = SealedText(_("Målgruppe"))
    reason = SealedText(_("Begrundelse"))
    dissent = SealedText(_("Uenighed"))

    class Meta:
        constraints = [
            models.UniqueConstraint("case", "version", name="joint_assessment_has_one_of_each_version"),
            models.UniqueConstraint("case", condition=models.Q(signed_at=None), name="one_joint_assessment_is_written_at_a_time"),
            models.CheckConstraint(
                name="joint_assessment_is_wholly_signed_or_not_at_all",
                condition=models.Q(signed_at=None, signed_by=None, held_on=None, valid_until=None, form="", took_part__isnull=True)
                | models.Q(
                    signed_at__isnull=False,
                    signed_by__isnull=False,
                    held_on__isnull=False,
                    valid_until__isnull=False,
                    took_part__isnull=False,
                    psychiatry__isnull=False,
                )
                & ~models.Q(form=""),
            ),
        ]


class Reading(CaseBound):
    """What another than its writer said of an assessment: agrees, or dissents in words."""

    travels = True
    social = models.OneToOneField(SocialAssessment, models.CASCADE, null=True, related_name="reading")
    joint = models.OneToOneField(JointAssessment, models.CASCADE, null=True, related_name="reading")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    reader = models.ForeignKey(User, models.PROTECT, related_name="+")
    assessor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=lib.now)
    agrees = SealedText(_("Enig"))  # yes | no
    dissent = SealedText(_("Uenighed"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="reading_is_of_one_assessment",
                condition=models.Q(social=None, joint__isnull=False) | models.Q(social__isnull=False, joint=None),
            ),
            models.CheckConstraint(name="assessment_is_read_by_another", condition=~models.Q(reader=models.F("assessor"))),
        ]


class Conclusion(CaseBound):
    """How a case was concluded; one stands at a time, and one that was taken up again stays beside it."""

    travels, holds_back = False, True
    joint = models.ForeignKey(JointAssessment, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=lib.now)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    superseded_at = models.DateTimeField(null=True)
    superseded_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    outcome = SealedText(_("Udfald"))
    kind = SealedText(_("Bekymringens art"))
    reason = SealedText(_("Begrundelse"))
    dissent = SealedText(_("Uenighed"))
    handed_to = SealedText(_("Givet videre til"))
    handed_how = SealedText(_("Hvordan"))
    handed_on = SealedText(_("Hvornår"))  # ISO date
    counted = SealedJSON()  # [codes of the counting fact], so that exactly the same is taken back
    superseded_why = SealedText(_("Hvorfor taget op igen"))

    class Meta:
        constraints = [
            models.UniqueConstraint("case", condition=models.Q(superseded_at=None), name="one_conclusion_stands"),
            models.CheckConstraint(
                name="conclusion_has_outcome_kind_and_reason",
                condition=models.Q(outcome__isnull=False, kind__isnull=False, reason__isnull=False),
            ),
            models.CheckConstraint(
                name="conclusion_is_wholly_superseded_or_not_at_all",
                condition=models.Q(superseded_at=None, superseded_by=None, superseded_why__isnull=True)
                | models.Q(superseded_at__isnull=False, superseded_by__isnull=False, superseded_why__isnull=False),
            ),
        ]


class SocialDuty(CaseBound):
    """An answer to whether the municipality has a social duty left when the police go on alone, and when that is asked again."""

    travels, holds_back = False, True
    at = models.DateTimeField(default=lib.now)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    again_on = models.DateField(null=True)
    remains = SealedText(_("Har kommunen et socialt ansvar"))  # yes | no
    why = SealedText(_("Hvorfor"))

    class Meta:
        constraints = [
            models.CheckConstraint(name="social_duty_is_answered_in_words", condition=models.Q(remains__isnull=False, why__isnull=False))
        ]
        indexes = [models.Index(fields=["case", "-at"], name="social_duty_of_a_case")]
