"""What is known under the nine dimensions, and the social assessment that rests on it, version by version."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from infohus import lib
from infohus.accounts.models import Membership
from infohus.assessments.rules import Domain, HowKnown, Origin, domain_of
from infohus.cases.models import Case, CaseBound
from infohus.sealing.fields import SealedJSON, SealedText, reseal


class Finding(CaseBound):
    """One thing known of a case, under a dimension and on one of its sides. Its words never change: it is reworded by another, or disproved."""

    travels = True
    origin = models.CharField(_("Hvem kommer det fra"), max_length=12, choices=Origin)
    how = models.CharField(_("Hvordan ved vi det"), max_length=10, choices=HowKnown, blank=True)
    dated_on = models.DateField(_("Dato"))
    noted_at = models.DateTimeField(default=lib.now)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    confirmed_on = models.DateField(_("Bekræftet"), null=True)  # the last time
    disproved_at = models.DateTimeField(null=True)
    disproved_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    replaces = models.ForeignKey("self", models.CASCADE, null=True, related_name="+")  # whose wording this one is put for
    replaced_at = models.DateTimeField(null=True)
    dimension = SealedText(_("Emne"))
    side = SealedText(_("Side"))
    text = SealedText(_("Oplysning"))
    source = SealedText(_("Kilde"))
    correction = SealedText(_("Det rigtige er"))
    confirmations = SealedJSON(_("Bekræftet"))  # [{"at": moment, "by": name}], oldest first

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="finding_is_disproved_by_somebody_with_a_correction",
                condition=models.Q(disproved_at=None, disproved_by=None, correction__isnull=True)
                | models.Q(disproved_at__isnull=False, disproved_by__isnull=False, correction__isnull=False),
            ),
            models.UniqueConstraint("replaces", name="finding_is_reworded_once"),
        ]
        indexes = [models.Index(fields=["case", "noted_at"], name="findings_of_a_case")]

    @property
    def domain(self) -> Domain:
        """Whether it is a contribution of the security profession or of the social one."""
        return domain_of(self.origin)


class SocialAssessment(CaseBound):
    """One version of the municipality's own assessment: what its writer has put together (`domain.md` §9.1), finished wholly or not at all."""

    travels = True
    version = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField(default=lib.now)
    finished_at = models.DateTimeField(null=True)
    by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    valid_until = models.DateField(_("Gælder til"), null=True)
    purpose = SealedText(_("Hvad skal vurderingen bruges til"))
    sources = SealedText(_("Hvad bygger vurderingen på"))
    efforts = SealedText(_("Hvilken hjælp er der i forvejen"))
    living = SealedText(_("Bolig, økonomi og helbred"))
    alternatives = SealedText(_("Hvad kunne det også være"))
    worry = SealedText(_("Hvad bekymrer os, hvis intet sker"))
    unknown = SealedText(_("Hvad ved vi ikke"))
    resources = SealedText(_("Hvad går godt"))
    voice = SealedText(_("Hvad siger borgeren selv"))
    parents = SealedText(_("Hvad siger forældrene"))
    child_duties = SealedText(_("Hvad er gjort, fordi borgeren er under 18 år"))
    other_help = SealedText(_("Brug for hjælp til andet"))  # yes | no
    statute = SealedText(_("Efter hvilken lov"))
    help_what = SealedText(_("Hvilken hjælp, og hvem giver den"))
    target = SealedText(_("Målgruppe"))
    reason = SealedText(_("Hvorfor"))

    class Meta:
        constraints = [
            models.UniqueConstraint("case", "version", name="social_assessment_has_one_of_each_version"),
            models.UniqueConstraint("case", condition=models.Q(finished_at=None), name="one_social_assessment_is_written_at_a_time"),
            models.CheckConstraint(
                name="social_assessment_is_wholly_finished_or_not_at_all",
                condition=models.Q(finished_at=None, by=None, valid_until=None, target__isnull=True, reason__isnull=True)
                | models.Q(
                    finished_at__isnull=False, by__isnull=False, valid_until__isnull=False, target__isnull=False, reason__isnull=False
                ),
            ),
        ]

    def carry(self, to: Case) -> None:
        """Go along to another case, as a version before the one that is written there; one that is only begun holds nothing and falls away."""
        there = SocialAssessment.objects.filter(case=to).order_by("version")
        written, last = there.filter(finished_at=None).first(), there.last()
        if self.finished_at is None:
            self.delete()
            return
        version = last.version + 1 if last else 1
        if written is not None:
            written.change(version=version)
            version -= 1
        reseal(self, to.pk, case=to, version=version)
