"""What is known of a case when its next step is asked for, and what such a step is."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from infohus.access.rules import Act
from infohus.assessments.rules import Standing
from infohus.cases.rules import Stage
from infohus.closing.rules import Owed
from infohus.deadlines.rules import Kind


@dataclass(frozen=True)
class Door:
    """A way on: what it is called, the act it leads to, and the name of its page."""

    label: str
    act: Act
    page: str
    about: uuid.UUID | None = None  # what the page's address names besides the case


@dataclass(frozen=True)
class Step:
    """The next step: what, why now, one button, at most one link beside it."""

    title: str
    why: str
    first: Door | None = None
    second: Door | None = None


UNKNOWN = Standing()  # of a case that is not assessed (yet, or any more)


@dataclass(frozen=True)
class State:
    """What is known of a case when its next step is looked for."""

    stage: Stage
    proposed_by_me: bool = False
    proposed_by_other: str = ""
    proposed_by: uuid.UUID | None = None  # the user who did
    alone: bool = False  # nobody else is with the arrival who could answer what is proposed
    police_open: int = 0
    is_lead: bool = False
    lead: str = ""
    offered_to_me: bool = False
    now: Standing = UNKNOWN
    leads: bool = False  # or stands in for the one who does
    to_read: uuid.UUID | None = None  # an assessment that waits for the second reading of the one who looks
    unsorted: uuid.UUID | None = None  # a concern that came along, whose sentences are not in their places
    unsorted_child: bool = False  # and nobody has said whether it is an underretning
    rejected: bool = False  # it is not ours, and all that stood in it is deleted
    person_gone: bool = False  # deleted when the case was closed, and nobody has written them in since
    inform_late: bool = False  # the day by which the citizen was to be told is over
    cannot_wait: bool = False  # a concern with an acute sign of which nobody has decided what the police are told
    reconsider: bool = False  # a concern has joined after the conclusion
    acute_waits: uuid.UUID | None = None  # by when it is said what was done of an underretning that was judged acute
    unjudged: tuple[uuid.UUID, str] | None = (
        None  # a concern that was sent as underretning and waits to be judged, and until when, in words
    )
    undecided: tuple[uuid.UUID, str] | None = (
        None  # a concern about a child of which nobody has said whether it is an underretning; likewise
    )
    owed: frozenset[Owed] = frozenset()  # of a concluded case
    lacks: Sequence[str] | None = None  # what the looker's own half-written social assessment does not say yet; None: they have begun none
    remind: uuid.UUID | None = None  # what the police were given and have not answered, where a reminder lies ready
    printed_first: bool = False  # what ends shortly is preserved: it is concluded, printed, and then closed
    ask_again: tuple[uuid.UUID, date] | None = (
        None  # about what the police stated a hindrance, once the day has come on which they are asked again
    )
    held_until: date | None = None  # a hold keeps it from being erased, and is looked at again on this day
    # Of its reporters, who is to be told before the citizen: what for, and about which concern.
    tell_first: tuple[Kind, uuid.UUID] | None = None

    @property
    def reads_on_the_way(self) -> bool:
        """Whether the answer of the police stands on the page of the next step, so that taking it reads the answer (`model.md` D6)."""
        now = self.now
        if self.printed_first and now.social_finished:  # the next page is that of the conclusion, where no answer stands
            return False
        return self.stage == Stage.ASSESSING and now.is_heard and now.not_shared and not now.acute and not now.asked_back
