"""What the police have answered and asked, what they were given, and what waits for them."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Actor, Role
from infohus.accounts.models import Authority
from infohus.accounts.rules import AuthorityKind
from infohus.assessments.models.police import PoliceAnswer
from infohus.assessments.queries.social import with_case
from infohus.assessments.rules.police import AnswerKind
from infohus.cases.models import Case
from infohus.concerns.models import Concern
from infohus.concerns.rules import Face
from infohus.db.prepared import prepared
from infohus.deadlines.rules import Kind, due_at, local_day, working_days
from infohus.disclosures.models import Copy, Disclosure
from infohus.sealing.ring import hold

PAGE = 50


def answers_of(case: Case) -> list[PoliceAnswer]:
    """What the police have answered and asked about a case, the newest first."""
    rows = _answers_of(case.pk)
    hold([row.copy_id for row in rows if row.copy_id])
    return with_case(case, rows)


def unread(answers: Iterable[PoliceAnswer]) -> str:
    """The ids of those that nobody has read yet, as a page that shows them carries them along."""
    return ",".join(str(one.pk) for one in answers if one.read_at is None)


@prepared
def _answers_of(case: uuid.UUID) -> QuerySet[PoliceAnswer]:
    rows = PoliceAnswer.objects.filter(case=case).order_by("-answered_at", "-id")
    return rows.select_related("authority", "by__user", "noted_by__user", "disclosure")


def _answers() -> QuerySet[PoliceAnswer]:
    rows = PoliceAnswer.objects.order_by("-answered_at", "-id")
    return rows.select_related("authority", "by__user", "noted_by__user", "case__municipality", "disclosure")


def read_by_them(answer: PoliceAnswer) -> str:
    """Whether the police read what they wrote, as the end of the sentence that says who does."""
    return _("{who}, så længe arket kan læses.").format(who=answer.authority) if answer.by_id else str(_("Ikke politiet."))


def brought(case: Case) -> list[Concern]:
    """The concerns that the police themselves wrote of a case."""
    hold([case.pk])
    return list(Concern.objects.filter(case=case, face=Face.POLICE).order_by("received_at"))


def answered(ids: Collection[uuid.UUID]) -> set[Any]:
    """In which of these cases an answer of the police has come."""
    return set(PoliceAnswer.objects.filter(case_id__in=ids, kind=AnswerKind.ANSWER).values_list("case_id", flat=True))


def answer_for(case: Case, pk: uuid.UUID) -> PoliceAnswer:
    """One of a case, or 404."""
    return get_object_or_404(_answers().filter(case=case), pk=pk)


@dataclass(frozen=True)
class Waiting:
    """Something the police were given and have not answered: since how many arbejdsdage, and whether it is time to remind them."""

    disclosure: Disclosure
    days: int
    remind: bool
    seen: bool


def waiting_of(case: Case) -> list[Waiting]:
    """What a case waits for from the police, the oldest first."""
    answers = set(PoliceAnswer.objects.filter(case=case, kind=AnswerKind.ANSWER).values_list("disclosure_id", flat=True))
    rows = Copy.objects.filter(case=case, recalled_at=None, to_role=Role.POLICE).exclude(disclosure__in=answers)
    found = []
    for copy in rows.select_related("disclosure__receiver", "disclosure__unit__authority").order_by("given_at"):
        days = working_days(copy.given_at, lib.now(), case.municipality.closed_days)
        found.append(Waiting(copy.disclosure, days, days >= 5, copy.seen_at is not None))
    return found


# ---------- The receiver's own page


@dataclass(frozen=True)
class Line:
    """A copy in the inbox: until when an answer is asked for (None: none is), and whether it was answered."""

    copy: Copy
    due_on: date | None
    answered: bool


def inbox(actor: Actor, after: str = "") -> tuple[list[Line], str]:
    """The copies that were given to the actor's authority in the actor's role, newest first, fifty at a time; ended ones are dated lines."""
    rows = Copy.objects.filter(receiver=actor.authority, to_role=actor.role).order_by("-given_at", "-id")
    if after and (place := Copy.objects.filter(pk=_uuid(after)).first()):
        rows = rows.filter(given_at__lte=place.given_at).exclude(given_at=place.given_at, pk__gte=place.pk)
    found = list(rows.select_related("municipality", "unit")[: PAGE + 1])
    shown = found[:PAGE]
    said = set(
        PoliceAnswer.objects.filter(copy_id__in=[one.pk for one in shown], kind=AnswerKind.ANSWER).values_list("copy_id", flat=True)
        if actor.role == Role.POLICE
        else ()
    )
    lines = [
        Line(one, _due(one) if actor.role == Role.POLICE and one.pk not in said and one.living else None, one.pk in said) for one in shown
    ]
    return lines, str(shown[-1].pk) if len(found) > PAGE else ""


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)


def _due(copy: Copy) -> date:
    return local_day(due_at(Kind.POLICE_ANSWER, None, copy.given_at, copy.municipality.closed_days))


def answers_to(copy: Copy) -> list[PoliceAnswer]:
    """What was answered and asked on a copy, the newest first."""
    hold([copy.pk])
    return list(PoliceAnswer.objects.filter(copy=copy).select_related("by__user").order_by("-answered_at", "-id"))


def places_for(actor: Actor) -> list[Authority]:
    """The municipalities that the actor's police district can write to."""
    return list(Authority.objects.filter(kind=AuthorityKind.MUNICIPALITY, active=True, parent=actor.authority).order_by("name"))
