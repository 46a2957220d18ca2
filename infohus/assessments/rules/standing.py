"""Where a case stands in being assessed: the facts that its moves ask for, gathered by the room that can see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Shares(TextChoices):
    """What the police say of the worry."""

    YES = "yes", gettext_lazy("Politiet deler bekymringen")
    NO = "no", gettext_lazy("Politiet deler ikke bekymringen")


# The same as it stands beside »Politiet«, without and with that they go on alone; in a sentence of its own; and as the answer to »Deler bekymringen?«.
BESIDE = {Shares.YES: gettext_lazy("Deler bekymringen"), Shares.NO: gettext_lazy("Deler ikke bekymringen")}
ALONE = {
    Shares.YES: gettext_lazy("Deler bekymringen og håndterer det alene"), Shares.NO: gettext_lazy("Deler ikke bekymringen, men håndterer det alene"),
}  # fmt: skip
SHARED_ALONE = {
    Shares.YES: gettext_lazy("Politiet deler bekymringen og håndterer det alene"),
    Shares.NO: gettext_lazy("Politiet deler ikke bekymringen, men håndterer det alene"),
}  # fmt: skip
ONLY_ALONE = gettext_lazy("Håndterer det alene")  # of answers from before yes or no was kept beside it
ANSWERED = {Shares.YES: gettext_lazy("Ja"), Shares.NO: gettext_lazy("Nej")}
NOT_KEPT = gettext_lazy("Ja eller nej blev ikke gemt dengang")
NOT_YET = gettext_lazy("Kan ikke afgøres endnu")
PATIENCE = 10  # arbejdsdage: after them one may go on without an answer, with a reason


def beside(shares: str, alone: bool) -> str:
    """What an answer says of the worry, and whether they go on alone, in a few words beside »Politiet«; without a yes or no it cannot be decided yet."""
    words = {str(one.value): (ALONE if alone else BESIDE)[one] for one in Shares}
    return str(words.get(shares, ONLY_ALONE if alone else NOT_YET))


@dataclass(frozen=True)
class Standing:
    """What is known of a case in assessment; `shares` is '' before an answer (and where it was not kept), `target` '' before a finished assessment."""

    police_asked: bool = False  # at least one concern was passed on, or something stands with the police
    police_open: int = 0  # concerns with an open police question
    unsorted: int = 0  # concerns whose sentences wait for their places
    withheld: bool = False  # nothing of any concern was passed on, and that was decided; nothing stands with the police
    heard: bool = False  # an answer has come, and nothing given since, on paper or by mouth, waits for one
    answer_gone: bool = False  # they answered, and it was deleted when the case was closed; nothing was given or said since, or came along
    asked_back: bool = False  # the police wait for us
    shares: str = ""
    alone: bool = False  # the police go on alone, as their last answer says
    acute: bool = False  # as the last word of the police says, be it an answer or not
    hindrance: bool = False  # likewise
    unread_answers: int = 0
    unread_questions: int = 0  # of them
    unread_undecided: int = 0  # of them
    from_police: bool = False  # they brought a concern themselves
    brought_at: datetime | None = None  # when they brought one after their last answer: their last word is that they share the worry
    said: str = ""  # the last answer, in words, and that they brought a concern since
    sheet_gone: str = ""  # that the sheet they answered was called back or corrected since, in words
    undecided: str = ""  # their last word, where it is that they cannot decide yet and they are not heard
    undecided_at: datetime | None = None  # when they said so
    recalled: str = ""  # the number of the sheet they said it of, where that was called back
    answered_at: datetime | None = None
    unread_messages: int = 0
    waited: int = 0  # arbejdsdage since what still waits for an answer was given
    social: Any = None  # the last version of the social assessment
    social_finished: bool = False
    target: str = ""  # as the last finished social assessment says
    new_look: str = ""  # what has come or gone since it was assessed, in a sentence, where it is asked whether that still holds
    joint: Any = None  # the last version of the joint assessment
    joint_signed: bool = False
    joint_target: str = ""
    joint_read: bool = False  # by a second reader
    social_duty: str = ""  # the last answer: yes | no
    conclusion: Any = None
    answers: Sequence[Any] | None = None  # of the police, and their questions; None: not looked up
    duties: Sequence[Any] | None = None
    versions: Sequence[Any] | None = None  # of the social assessment
    joints: Sequence[Any] | None = None
    conclusions: Sequence[Any] | None = None

    @property
    def concluded(self) -> bool:
        """Whether a conclusion stands."""
        return self.conclusion is not None

    @property
    def goes_alone(self) -> bool:
        """Whether the last word of the police is that they go on alone."""
        return self.alone and not self.undecided

    @property
    def alone_no_more(self) -> bool:
        """Whether it was concluded that the police go on alone, and their last word says another thing: what the conclusion rests on is gone."""
        return self.conclusion is not None and self.conclusion.outcome == "police_alone" and not self.goes_alone

    @property
    def waits(self) -> bool:
        """Whether the police have something to answer: they were given it, and have not."""
        return self.police_asked and not self.heard and not self.answer_gone

    @property
    def other_help(self) -> bool:
        """Whether the own assessment says that help with something else is needed."""
        return self.social is not None and bool(self.social.other_help == "yes")

    @property
    def reopened(self) -> bool:
        """Whether the last conclusion was taken up again, and nobody has judged anew since."""
        last = next(iter(self.conclusions or ()), None)
        if last is None or last.superseded_at is None or self.social is None:
            return False
        return self.social.finished_at is not None and bool(self.social.finished_at < last.superseded_at)

    @property
    def police_says(self) -> str:
        """How it stands with the police, in a few words beside »Politiet«."""
        if self.answer_gone:
            return str(_("Svaret er slettet"))
        if self.withheld:
            return str(_("Ikke spurgt, med begrundelse"))
        if self.undecided and self.recalled:
            return str(_("Kunne ikke afgøre det om {number}, som er kaldt tilbage").format(number=self.recalled))
        if self.undecided:
            return str(_("Kan ikke afgøre det endnu"))
        if self.from_police and self.answered_at is None:
            return str(_("Har selv bragt sagen"))
        if self.brought_at and not self.alone:
            return str(_("Har selv henvendt sig siden"))
        return beside(self.shares, self.alone) if self.shares or self.alone else str(_("Ikke svaret"))

    @property
    def is_heard(self) -> bool:
        """Whether the police are heard: they have answered, or nothing was to be asked, and no hindrance that they stated stands."""
        return (self.withheld or self.heard) and not self.hindrance

    @property
    def barred(self) -> bool:
        """Whether the police have said that it must not be talked of in Infohus: for now, or because they go on alone; then it is judged in writing."""
        return self.hindrance or self.alone

    @property
    def may_go_on_unheard(self) -> bool:
        """Whether a reason can stand instead of the answer of the police: they were asked, their time is over, and they have stated no hindrance.

        Where what they answered was deleted nothing is waited for, so it can at once.
        """
        return self.answer_gone or (self.police_asked and not self.heard and not self.hindrance and self.waited > PATIENCE)

    @property
    def not_shared(self) -> bool:
        """Whether the police do not share the worry and do not go on alone, or were not asked."""
        return self.withheld or (self.shares == Shares.NO and not self.alone)
