"""Concerns as they were written, drafts saved by code, and proposed rejections."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from infohus import lib
from infohus.accounts.models import Authority, Membership
from infohus.cases.models import CaseBound, Strict
from infohus.cases.rules import Under18
from infohus.concerns.rules import Face, RejectionCode, Source
from infohus.mailboxes.models import Mailbox
from infohus.sealing.fields import SealedJSON, SealedText


class PoliceQuestion(models.TextChoices):
    """Whether the police have been told of a concern."""

    NONE = "none", _("endnu ikke registreret")
    OPEN = "open", _("åbent")
    PASSED_ON = "passed_on", _("givet videre")
    WITHHELD = "withheld", _("ikke givet videre")


class Concern(CaseBound):
    """One concern, in the reporter's own words; after registration sorted into seen, told and guessed."""

    travels = False  # goes first, with its mailbox and files
    face = models.CharField(max_length=14, choices=Face)
    source = models.CharField(max_length=24, choices=Source, blank=True)  # "" where the reporter did not say
    received_at = models.DateTimeField()
    registered_at = models.DateTimeField(null=True)
    under_18 = models.CharField(
        max_length=8, choices=Under18, default=Under18.UNKNOWN
    )  # as answered of this concern, taken apart again too
    anonymous = models.BooleanField()
    reporter_confirmed = models.BooleanField(default=False)
    police = models.CharField(max_length=12, choices=PoliceQuestion, default=PoliceQuestion.NONE)
    purpose = models.CharField(max_length=24, blank=True)
    catalogue_on = models.DateField()
    mailbox = models.ForeignKey(Mailbox, models.SET_NULL, null=True)
    receipt_sent_at = models.DateTimeField(null=True)
    report_sent_at = models.DateTimeField(null=True)  # sent as underretning
    emptied_at = models.DateTimeField(null=True)  # its words were deleted, for its case was rejected or the police went on with it alone
    version = models.PositiveIntegerField(default=1)

    observed = SealedText(_("Hvad er set eller hørt"))
    when_where = SealedText(_("Hvornår og hvor"))
    how_known = SealedJSON(_("Hvordan ved du det"))
    worry = SealedText(_("Hvad er du bekymret for kan ske"))
    signs = SealedJSON(_("Tegn"))  # [{code, text, serious}] as the catalogue said that day
    signs_description = SealedText(_("Hvad tegnene bygger på"))
    alternatives = SealedText(_("Hvad kunne ellers forklare det"))
    goes_well = SealedText(_("Hvad går godt"))
    recently = SealedText(_("Er der sket noget særligt for nylig"))
    who = SealedText(_("Hvem drejer det sig om"))
    age = SealedText(_("Omtrentlig alder"))
    place = SealedText(_("Bopæl, skole eller arbejde"))
    talked = SealedText(_("Ved de, at du skriver"))
    told_person = SealedText(_("Ved personen, at I henvender jer"))
    told_person_how = SealedText(_("Sagt til personen, og modtaget sådan"))
    told_parent_1 = SealedText(_("Ved den ene med forældremyndighed det"))
    told_parent_1_how = SealedText(_("Sagt til den ene med forældremyndighed, og modtaget sådan"))
    told_parent_2 = SealedText(_("Ved den anden med forældremyndighed det"))
    told_parent_2_how = SealedText(_("Sagt til den anden med forældremyndighed, og modtaget sådan"))
    interpreter = SealedText(_("Behov for tolk"))
    interpreter_who = SealedText(_("Hvem har brug for tolk, og på hvilket sprog"))
    done = SealedText(_("Hvad har I selv gjort"))
    safety = SealedText(_("Sikkerhedsforhold, vi skal kende"))
    reporter_name = SealedText(_("Navn"))
    reporter_phone = SealedText(_("Telefon"))
    reporter_email = SealedText(_("E-mail"))
    reporter_best = SealedText(_("Hvornår og hvordan træffes du bedst"))
    workplace = SealedText(_("Arbejdssted og dets adresse"))
    hide_name = SealedText(_("Ønsker, at navnet ikke oplyses"))
    hide_reason = SealedText(_("Hvorfor navnet ikke skal oplyses"))
    sentences = SealedJSON(_("Oplysningerne, sat på plads"))  # after registration: [{text, kind}]
    surplus_why = SealedText(_("Hvorfor noget er udeladt"))
    report_not_sent = SealedText(_("Hvorfor der ikke er sendt underretning"))

    class Meta:
        indexes = [models.Index(fields=["case", "received_at"], name="concerns_of_a_case")]

    @property
    def told_as(self) -> str:
        """What the reporter is to the person, as they said it; in words where they did not."""
        return str(self.get_source_display() or _("Ikke oplyst"))


class Draft(Strict):
    """A professional's unfinished form behind a code, for 24 hours."""

    municipality = models.ForeignKey(Authority, models.PROTECT)
    code_hash = models.CharField(max_length=64, unique=True)
    saved_at = models.DateTimeField(default=lib.now)
    valid_until = models.DateTimeField()
    fields = SealedText()

    @property
    def sealed_by(self) -> uuid.UUID:
        """A saved draft has a key of its own."""
        return self.pk


class Rejection(CaseBound):
    """A proposal that the concern is not ours, and what the second coordinator said."""

    travels = False  # only of arrivals
    code = models.CharField(max_length=24, choices=RejectionCode)
    proposed_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=lib.now)
    answered_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    confirmed = models.BooleanField(null=True)
    no_report = models.BooleanField(default=False)  # said to be no underretning, where nobody had judged that of a child
    sentence = SealedText(_("Begrundelse"))
    answer = SealedText(_("Svar"))

    class Meta:
        constraints = [
            models.UniqueConstraint("case", condition=models.Q(answered_at=None), name="one_rejection_waits_at_a_time"),
            models.CheckConstraint(
                name="rejection_is_answered_by_another",
                condition=~models.Q(answered_by=models.F("proposed_by")) | models.Q(answered_by=None),
            ),
        ]
