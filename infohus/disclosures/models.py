"""The register of what was shared, with whom, on what basis: complete, because there is no other way to share."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from infohus import lib
from infohus.access.rules import Role
from infohus.accounts.models import Authority, Membership, Unit
from infohus.accounts.rules import AuthorityKind
from infohus.audit.rules import as_code
from infohus.cases.models import Case, CaseBound, OfCase, Strict
from infohus.disclosures.rules import Form, ReceivedBy
from infohus.sealing.fields import SealedJSON, SealedText


class Disclosure(OfCase):
    """One sharing: receiver, basis, purpose, giver and time in clear; necessity and what was said sealed by the case."""

    municipality = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    number = models.CharField(max_length=14)
    form = models.CharField(_("Form"), max_length=6, choices=Form)
    receiver = models.ForeignKey(Authority, models.PROTECT, null=True, related_name="+", verbose_name=_("Modtager"))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("Enhed"))
    concern_id = models.UUIDField(null=True)
    # The concerns of which something is on a sheet, by their ids (of one that was taken out of the case only that it was one): none where it is
    # made of notes alone. NULL of what was said by mouth, and of sheets from before this was kept: to the police they tell of all that waited then.
    tells_of = models.JSONField(null=True)
    basis = models.CharField(_("Hjemmel"), max_length=24)
    purpose = models.CharField(_("Formål"), max_length=24)
    given_at = models.DateTimeField(_("Hvornår"))
    noted_at = models.DateTimeField(default=lib.now)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    recalled_at = models.DateTimeField(null=True)
    wrong_receiver = models.BooleanField(_("Gik til en forkert modtager"), default=False)  # a possible breach (GDPR art. 33)
    corrects = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    delivered_at = models.DateTimeField(null=True)  # on paper or by secure post, as the giver noted
    reminded_at = models.DateTimeField(null=True)
    emptied_at = models.DateTimeField(null=True)  # its words were deleted, for its case was rejected or the police went on with it alone
    recall_why = SealedText(_("Hvorfor kaldt tilbage"))
    necessity = SealedText(_("Hvorfor var det nødvendigt"))
    said = SealedText(_("Hvad blev sagt"))
    to_whom = SealedText(_("Til hvem"))
    named_as = SealedText(_("Personen, som arket nævner den"))  # line by line, as the name was then; '' where it names nobody
    WORDS = ("said", "necessity", "to_whom", "recall_why")  # what was written of it, which can name the person too

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="disclosure_has_basis_and_necessity",
                condition=models.Q(necessity__isnull=False, said__isnull=False) & ~models.Q(basis="") & ~models.Q(purpose=""),
            ),
            models.CheckConstraint(
                name="disclosure_has_a_receiver", condition=models.Q(receiver__isnull=False) | models.Q(unit__isnull=False)
            ),
            models.CheckConstraint(
                name="disclosure_to_a_wrong_receiver_is_recalled",
                condition=models.Q(wrong_receiver=False) | models.Q(recalled_at__isnull=False),
            ),
            models.UniqueConstraint("municipality", "number", name="disclosure_number_is_given_once"),
        ]
        indexes = [
            models.Index(fields=["case", "-given_at"], name="disclosures_of_a_case"),
            models.Index(fields=["municipality", "-given_at", "-id"], name="disclosures_of_a_municipality"),
        ]

    @property
    def sealed_by(self) -> object:
        """The case's key."""
        return self.case_id

    @property
    def to_police(self) -> bool:
        """Whether it was given to the police."""
        return self.receiver is not None and self.receiver.kind == AuthorityKind.POLICE

    def codes(self) -> dict[str, Any]:
        """What the log says of it: its id and number, on what basis and for what."""
        return {"disclosure": self.pk, "number": as_code(self.number), "basis": as_code(self.basis), "purpose": as_code(self.purpose)}

    @property
    def had_by_police(self) -> bool:
        """Whether the police have it: it was given to them, and not called back."""
        return self.to_police and self.recalled_at is None


class Reply(OfCase):
    """What a receiver answers or asks about what it was given: it goes to another case with that, and so does what waits because of it."""

    disclosure: Any
    answered_with: Any  # by what a question was answered
    answered_at: Any
    hindrance_until: Any  # when it is asked again
    OURS: tuple[str, ...]  # what of its words we write ourselves where it is noted by us

    class Meta:
        abstract = True

    @property
    def is_noted(self) -> bool:
        """Whether we wrote it down, as they said it elsewhere."""
        raise NotImplementedError

    @property
    def is_question(self) -> bool:
        """Whether it asks before it answers."""
        raise NotImplementedError

    @property
    def is_answer(self) -> bool:
        """Whether it answers: no question, and no word that it cannot be decided yet."""
        raise NotImplementedError

    @property
    def alone(self) -> bool:
        """Whether the receiver goes on by itself."""
        raise NotImplementedError

    def carry(self, to: Case) -> None:
        """Go along to another case."""
        raise NotImplementedError


class Received(CaseBound):
    """What another authority told us of a case: whose it is, on what basis and for what stays with it; it is not used for anything else."""

    travels = True
    sender = models.ForeignKey(Authority, models.PROTECT, null=True, related_name="+", verbose_name=_("Myndighed"))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("Enhed"))
    form = models.CharField(_("Hvordan fik I det"), max_length=8, choices=ReceivedBy)
    basis = models.CharField(_("Hjemmel"), max_length=24)
    purpose = models.CharField(_("Formål"), max_length=24)
    received_at = models.DateTimeField(_("Hvornår"))
    noted_at = models.DateTimeField(default=lib.now)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    who = SealedText(_("Fra hvem"))
    text = SealedText(_("Hvad I fik at vide"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="received_has_a_sender_a_purpose_and_words",
                condition=(models.Q(sender__isnull=False) | models.Q(unit__isnull=False))
                & models.Q(text__isnull=False)
                & ~models.Q(purpose=""),
            )
        ]
        indexes = [models.Index(fields=["case", "-received_at"], name="received_in_a_case")]


class Copy(Strict):
    """What a receiver got, frozen as it was shown to the giver; its key is theirs until it expires or is recalled, then a dated line is left."""

    municipality = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    disclosure = models.OneToOneField(Disclosure, models.CASCADE, related_name="copy")
    receiver = models.ForeignKey(Authority, models.PROTECT, related_name="+", verbose_name=_("Modtager"))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("Enhed"))
    to_role = models.CharField(max_length=12, choices=Role)  # "" of an own unit: printed by the giver, in no inbox
    number = models.CharField(max_length=14)
    given_at = models.DateTimeField(default=lib.now)
    expires_at = models.DateTimeField(_("Kan læses til"))
    ended_at = models.DateTimeField(null=True)  # before its time, because its case was closed and its words deleted
    recalled_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)  # "not for investigation", by the receiver; of an underretning: judged
    judged_acute = models.BooleanField(null=True)  # of an underretning: whether there was a need to act at once
    seen_at = models.DateTimeField(null=True)  # when the receiver first opened it
    corrects = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")  # the receiver sees which took the place of which
    answer_noted_at = models.DateTimeField(null=True)  # when the giver noted an answer that came by phone or letter
    undecided_noted_at = models.DateTimeField(null=True)  # or a word that it cannot be decided yet
    sheet = SealedJSON()

    class Meta:
        constraints = [
            models.CheckConstraint(name="copy_ends_after_it_was_given", condition=models.Q(expires_at__gt=models.F("given_at"))),
        ]
        indexes = [
            models.Index(fields=["receiver", "to_role", "-given_at", "-id"], name="copies_of_an_inbox"),
            models.Index(fields=["case"], name="copies_of_a_case"),
        ]

    @property
    def sealed_by(self) -> object:
        """A key of its own."""
        return self.pk

    @property
    def living(self) -> bool:
        """Whether its receiver may still read it."""
        return self.recalled_at is None and self.expires_at > lib.now()

    def admits(self, on_closed: bool) -> None:
        """Reading does not ask for the case, which the receiver does not see; the acts of givers have the disclosure as their root."""


class GoneCopy(models.Model):
    """The dated line that is left for a receiver of a copy whose case was erased: its number, from whom, when given, when it ended."""

    id = models.UUIDField(primary_key=True, default=lib.uuid7, editable=False)
    municipality = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    to_role = models.CharField(max_length=12, choices=Role)
    number = models.CharField(max_length=14)
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["receiver", "to_role", "-ended_at", "-id"], name="gone_copies_of_an_inbox")]
