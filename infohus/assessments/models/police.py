"""What the police answer to what they were given, and what they ask back."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from infohus import lib
from infohus.accounts.models import Authority, Membership
from infohus.assessments.rules.police import AnswerForm, AnswerKind, goes_on_alone, hindrance_in_words
from infohus.assessments.rules.standing import ANSWERED, NOT_KEPT, NOT_YET, Shares, beside
from infohus.cases.models import Case
from infohus.disclosures.models import Copy, Disclosure, Reply
from infohus.sealing.fields import SealedText, reseal
from infohus.ui.rules import day


class PoliceAnswer(Reply):
    """One answer of the police, or one question: theirs while the copy lives, the case's always (sealed by the copy's key, else the case's)."""

    municipality = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    disclosure = models.ForeignKey(Disclosure, models.CASCADE, related_name="+")
    copy = models.ForeignKey(Copy, models.CASCADE, null=True, related_name="+")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=AnswerKind)
    form = models.CharField(_("Hvordan kom svaret"), max_length=8, choices=AnswerForm)
    answered_at = models.DateTimeField(default=lib.now)
    noted_at = models.DateTimeField(default=lib.now)
    by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    noted_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    who = SealedText(_("Hvem svarede"))
    read_at = models.DateTimeField(null=True)
    answered_with = models.ForeignKey(Disclosure, models.SET_NULL, null=True, related_name="+")  # what a question was answered by
    hindrance_until = models.DateField(null=True)
    shares = SealedText(_("Deler politiet bekymringen"))  # yes | no; alone: of answers from before both were kept
    acute = SealedText(_("Skal der handles akut"))  # yes | no
    hindrance = SealedText(_("Er noget til hinder for Infohus"))  # no | yes | alone; yes beside the alone of old
    text = SealedText(_("Med politiets egne ord"))
    OURS = ("who", "text")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="answer_is_given_here_or_noted",
                condition=models.Q(form="system", by__isnull=False, copy__isnull=False, noted_by=None)
                | ~models.Q(form="system") & models.Q(by=None, noted_by__isnull=False),
            )
        ]
        indexes = [
            models.Index(fields=["case", "-answered_at"], name="answers_of_a_case"),
            models.Index(fields=["copy"], name="answers_to_a_copy"),
        ]

    @property
    def sealed_by(self) -> object:
        """The copy's key, so that the one who answered can read it as long as the copy; else the case's."""
        return self.copy_id if self.form == AnswerForm.SYSTEM else self.case_id

    @property
    def is_noted(self) -> bool:
        """Whether it came by phone or letter, and we wrote it down."""
        return self.form != AnswerForm.SYSTEM

    @property
    def is_question(self) -> bool:
        """Whether it asks before it answers."""
        return bool(self.kind == AnswerKind.ASKS_BACK)

    @property
    def is_answer(self) -> bool:
        """Whether nothing is waited for after it."""
        return bool(self.kind == AnswerKind.ANSWER)

    @property
    def alone(self) -> bool:
        """Whether the police go on alone."""
        return goes_on_alone(self)

    @property
    def worry(self) -> str:
        """Whether they share the worry, yes or no; '' of what is no answer, and of one from before it was kept beside going on alone."""
        return self.shares if self.shares in Shares.values else ""

    @property
    def beside(self) -> str:
        """What they say of the worry, in a few words beside »Politiet«."""
        return beside(self.worry, self.alone)

    @property
    def answered(self) -> str:
        """What they say of the worry, as the answer to »Deler bekymringen?«."""
        return str(ANSWERED[Shares(self.worry)] if self.worry else NOT_KEPT if self.alone else NOT_YET)

    @property
    def sheet_gone(self) -> str:
        """That the sheet it is about is called back, or corrected by which one (`mended_by`, where that was asked for), and when; '' while it stands.

        `mended_back`: that one is called back too, and nothing took its place.
        """
        if self.disclosure.recalled_at is None:
            return ""
        when, by = day(self.disclosure.recalled_at, lib.today()), getattr(self, "mended_by", None)
        said = (
            _now("Det handler om {number}, som er rettet ved {by} {day}.")
            if by
            else _now("Det handler om {number}, som er kaldt tilbage {day}.")
        )
        if by and self.mended_back is not None:  # type: ignore[attr-defined]
            said = _now("Det handler om {number}, som er rettet ved {by} {day}. {by} er også kaldt tilbage.")
        return str(said.format(number=self.disclosure.number, by=by, day=when))

    @property
    def hinders(self) -> str:
        """What they say is a hindrance, as the answer to »Noget til hinder for Infohus?«."""
        return hindrance_in_words(self)

    def carry(self, to: Case) -> None:
        """Go along to another case: what they wrote themselves under the copy's key, what was noted sealed anew by the case's."""
        reseal(self, self.copy_id if self.form == AnswerForm.SYSTEM else to.pk, case=to)
