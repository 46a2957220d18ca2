"""What a case still lacks before it can be closed, and what was told to whom."""

from __future__ import annotations

from dataclasses import dataclass

from infohus.attachments.models import Attachment
from infohus.attachments.rules import Origin
from infohus.cases.models import Case, HandOver
from infohus.cases.rules import Fact
from infohus.closing.models import Feedback
from infohus.concerns.models import Concern
from infohus.concerns.queries import concerns_of
from infohus.deadlines.models import Deadline
from infohus.deadlines.rules import Kind
from infohus.rights.models import Information

UNREAD = (Kind.READ_MESSAGE, Kind.READ_ANSWER)


@dataclass(frozen=True)
class Reporter:
    """A concern with what its reporter was told, if anything."""

    concern: Concern
    feedback: Feedback | None


def reporters_of(case: Case) -> list[Reporter]:
    """Each concern, with what its reporter was told."""
    told = {one.concern_id: one for one in Feedback.objects.filter(case=case).select_related("by__user")}
    return [Reporter(one, told.get(one.pk)) for one in concerns_of(case)]


def papers_to_review(case: Case) -> list[Attachment]:
    """The documents of police origin that nobody has gone through yet."""
    return list(Attachment.objects.filter(case=case, origin=Origin.POLICE, removed_at=None, review="").order_by("added_at"))


def facts_for_closing(case: Case) -> set[Fact]:
    """Which of the facts that closing asks for are there."""
    waiting = set(Deadline.objects.filter(case_id=case.pk, met_at=None, ended_at=None).values_list("kind", flat=True))
    held = {
        Fact.TOLD: all(one.feedback is not None for one in reporters_of(case)),
        Fact.INFORMED: Information.objects.filter(case=case).exists(),
        Fact.DOCUMENTS: not papers_to_review(case),
        Fact.ALL_READ: not waiting & set(UNREAD),
        Fact.NO_OFFER: not HandOver.objects.filter(case=case, answered_at=None).exists(),
    }
    return {fact for fact, holds in held.items() if holds}
