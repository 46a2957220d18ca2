"""What waits."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db.models import BooleanField, F, Func, Q, QuerySet

from infohus import lib
from infohus.db.prepared import prepared
from infohus.deadlines.models import Deadline
from infohus.deadlines.rules import Kind, Met


def police_wait_for_us(sheet: str) -> Func:
    """Whether the police have asked something about the sheet in this column, and wait for the municipality to answer it; part of a query."""
    return Func(F(sheet), template="EXISTS (SELECT FROM questions_to_us(%(expressions)s))", output_field=BooleanField())


def not_their_turn() -> Q:
    """The police's answer, while they wait for the municipality to answer what they asked: that is the own turn, and stands by itself."""
    return Q(kind=Kind.POLICE_ANSWER) & Q(police_wait_for_us("about"))


def of_case(case_id: uuid.UUID) -> list[Deadline]:
    """The open deadlines of a case, soonest first; of each whether it is an answer of the police's who wait for us (`when_answered`)."""
    return _waiting(case_id)


@prepared
def _waiting(case: uuid.UUID) -> QuerySet[Deadline]:
    rows = Deadline.objects.filter(case_id=case, met_at=None, ended_at=None).order_by("due_at", "id")
    return rows.select_related("owner_membership__user", "owner_authority").annotate(when_answered=not_their_turn())


def all_of_case(case_id: uuid.UUID) -> list[Deadline]:
    """Every deadline a case has had, in the order they were opened."""
    return list(Deadline.objects.filter(case_id=case_id).order_by("opened_at", "id"))


def last_aside(case_id: uuid.UUID, kind: Kind) -> Deadline | None:
    """The last time something of this kind, about the whole case, was laid aside."""
    return Deadline.objects.filter(case_id=case_id, kind=kind, about=None, met_with=Met.ASIDE).order_by("-met_at").first()


def is_open(case_id: uuid.UUID, kind: Kind) -> bool:
    """Whether something of this kind waits in a case."""
    return Deadline.objects.filter(case_id=case_id, kind=kind, met_at=None, ended_at=None).exists()


def was_met(case_id: uuid.UUID, kind: Kind) -> bool:
    """Whether something of this kind was done in a case, even if it is waited for again."""
    return Deadline.objects.filter(case_id=case_id, kind=kind).exclude(met_at=None).exists()


def met_with_answer(case_id: uuid.UUID, kind: Kind) -> list[tuple[datetime, str]]:
    """When what was waited for of a kind was done, and with which answer: once, of however many things it was said; the first first."""
    return list(dict.fromkeys(_met_with_answer(case_id, kind.value)))


@prepared
def _met_with_answer(case: uuid.UUID, kind: str) -> QuerySet[Deadline, tuple[datetime, str]]:
    rows = Deadline.objects.filter(case_id=case, kind=kind, met_at__isnull=False).exclude(met_with="").order_by("met_at", "met_with")
    return rows.values_list("met_at", "met_with")


def is_late(case_id: uuid.UUID, kind: Kind, about: uuid.UUID | None = None) -> bool:
    """Whether something of this kind is over time in a case; about one thing, if that is named."""
    rows = Deadline.objects.filter(case_id=case_id, kind=kind, met_at=None, ended_at=None, due_at__lt=lib.now())
    return (rows.filter(about=about) if about else rows).exists()
