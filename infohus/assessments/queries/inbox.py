"""The workspace of a receiver: what it was given, what is awaited of it, and what the police have said of it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from infohus import lib
from infohus.access.rules import Actor, Role
from infohus.accounts.models import Authority, Membership
from infohus.accounts.queries import living
from infohus.accounts.rules import AuthorityKind
from infohus.assessments.models.police import PoliceAnswer
from infohus.assessments.queries.police import one_question
from infohus.assessments.rules.police import AnswerKind
from infohus.db.prepared import Among, prepared
from infohus.deadlines.rules import local_day
from infohus.disclosures.models import Copy, Disclosure
from infohus.disclosures.queries import corrected_by, open_copies
from infohus.disclosures.rules import Sheet
from infohus.sealing.ring import hold
from infohus.ui.rules import full_day

PAGE = 50
AT_MOST = PAGE + 1  # one more says that there is another page


@dataclass(frozen=True)
class Line:
    """A copy in the inbox: until when an answer is asked for (None: none is), whether it was answered, whether the case is closed there.

    `instead`: the copy that corrects it; `asked`: whether they asked something; `waits`: and wait for the giver; `told`: with which copy it was answered;
    `undecided`: whether they wrote last that it cannot be decided yet; `noted_undecided`: whether the giver noted it since, from phone or letter.
    """

    copy: Copy
    due_on: date | None = None
    answered: bool = False
    closed: bool = False
    instead: Copy | None = None
    asked: bool = False
    waits: bool = False
    told: Copy | None = None
    undecided: bool = False
    noted_undecided: bool = False


def inbox(actor: Actor, after: str = "") -> tuple[list[Line], str]:
    """The copies that were given to the actor's authority in the actor's role, fifty at a time.

    First those that wait for an answer, the soonest on top, then the others, newest first; ended ones are dated lines.
    `after`: the list that a page ended in, and the key it was sorted by there, whatever has become of that row since.
    """
    due = answers_due() if actor.role == Role.POLICE else {}
    waits = sorted(due, key=lambda one: (due[one], one))
    among, place = read_place(after)
    first = [one for one in waits if among == WAITS and (place is None or (due[one], one) > place)][:AT_MOST]
    by_id = {one.pk: one for one in _chosen(first)} if first else {}
    at, pk = place if among == OTHERS and place else (None, None)
    others = _others(actor.authority, actor.role.value, waits, at, pk) if len(first) <= PAGE else []
    found = [*(by_id[one] for one in first if one in by_id), *others]
    shown = found[:PAGE]
    lines = answered_lines(shown, due) if actor.role == Role.POLICE else [Line(one) for one in shown]
    newer = corrected_by([one.pk for one in shown if one.recalled_at is not None])
    lines = [replace(line, instead=newer.get(line.copy.pk)) for line in lines]
    return lines, place_after(shown[-1], due) if len(found) > PAGE else ""


WAITS, OTHERS = "w", "o"  # in which of its two lists a page ended


def place_after(last: Copy, due: Mapping[uuid.UUID, datetime]) -> str:
    """Where the page after this line begins, for an address."""
    return f"{WAITS}_{lib.place_of(due[last.pk], last.pk)}" if last.pk in due else f"{OTHERS}_{lib.place_of(last.given_at, last.pk)}"


def read_place(after: str) -> tuple[str, tuple[datetime, uuid.UUID] | None]:
    """In which list, and after what in it, a page begins, out of an address; nonsense begins at the beginning."""
    among, _between, rest = after.partition("_")
    place = lib.read_place(rest)
    return (OTHERS, place) if among == OTHERS and place else (WAITS, place)


@prepared
def _chosen(copies: list[uuid.UUID]) -> QuerySet[Copy]:
    return Copy.objects.filter(Among("id", copies)).select_related("municipality", "unit")


@prepared
def _others(receiver: uuid.UUID, role: str, but: list[uuid.UUID], at: datetime | None, last: uuid.UUID | None) -> QuerySet[Copy]:
    """A page and one more of what does not wait, from a place on."""
    rows = Copy.objects.filter(receiver=receiver, to_role=role).exclude(Among("id", but)).order_by("-given_at", "-id")
    rows = rows if at is None else rows.filter(Q(given_at__lt=at) | Q(given_at=at, pk__lt=last))
    return rows.select_related("municipality", "unit")[:AT_MOST]


@prepared
def _said_of(copies: list[uuid.UUID]) -> QuerySet[PoliceAnswer, Any]:
    rows = PoliceAnswer.objects.filter(Among("copy_id", copies)).order_by("answered_at")
    return rows.values_list("copy_id", "kind", "answered_with", "answered_at")


def answered_lines(copies: Collection[Copy], due: Mapping[uuid.UUID, datetime]) -> list[Line]:
    """Copies of the police's with what is awaited of them (`due`) and what they have said and asked; a few queries however many."""
    ids = [one.pk for one in copies]
    read_there, rows = open_copies(ids), _said_of(ids)
    said = {copy for copy, kind, *_rest in rows if kind == AnswerKind.ANSWER}
    asked = {copy: answered_with for copy, kind, answered_with, _at in rows if kind == AnswerKind.ASKS_BACK}
    last = {copy: (kind, at) for copy, kind, _with, at in rows}
    told, waits = told_with(one for one in asked.values() if one), questions_awaited(list(asked))
    return [
        Line(
            one, local_day(due[one.pk]) if one.pk in due else None, one.pk in said, closed=one.living and one.pk not in read_there,
            asked=one.pk in asked, waits=one.pk in waits, told=told.get(asked.get(one.pk)), **undecided(one, *last.get(one.pk, ("", None))),
        )
        for one in copies
    ]  # fmt: skip


def told_with(answering: Iterable[uuid.UUID]) -> dict[uuid.UUID, Copy]:
    """With which copies what the police asked was answered, by the disclosures they are of; none that was called back since."""
    known = set(answering)
    rows = Copy.objects.filter(disclosure__in=known, recalled_at=None).only("id", "number", "disclosure_id") if known else []
    return {one.disclosure_id: one for one in rows}


def undecided(copy: Copy, kind: str, at: datetime | None) -> dict[str, bool]:
    """Whether it cannot be decided yet, as the police wrote last (a word of this kind, then), or as the giver noted since."""
    noted = copy.undecided_noted_at
    since = noted is not None and (at is None or at < noted)
    return {"undecided": kind == AnswerKind.UNDECIDED and not since, "noted_undecided": since}


def answers_due() -> dict[uuid.UUID, datetime]:
    """Until when the givers wait for an answer to copies of the acting police's that can still be read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT copy_id, due_at FROM answers_awaited()")
        return dict(cursor.fetchall())


def questions_awaited(copies: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Of these copies of the acting police's, those about which they have asked something that the giver has not answered."""
    if not copies:
        return set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT questions_awaited(%s)", [list(copies)])
        return set(cursor.fetchone()[0])


def day_instead(copy: Copy, sheet: Sheet) -> date | None:
    """The day by which the giver waits for the police's answer, where it is another than the one that stands frozen on the sheet."""
    due = answers_due().get(copy.pk)
    said = [part.text for part in sheet.parts if not part.origin]
    return local_day(due) if due is not None and not any(f" {full_day(due)}" in text for text in said) else None


def answers_to(copy: Copy) -> list[PoliceAnswer]:
    """What was answered and asked on a copy, the newest first."""
    hold([copy.pk])
    return list(PoliceAnswer.objects.filter(copy=copy).select_related("by__user").order_by("-answered_at", "-id"))


def places_for(actor: Actor) -> list[Authority]:
    """The municipalities that the actor's police district can write to."""
    return list(Authority.objects.filter(kind=AuthorityKind.MUNICIPALITY, active=True, parent=actor.authority).order_by("name"))


def told_there(receiver: uuid.UUID, role: str) -> QuerySet[Membership]:
    """Who gets the mail that says that something waits: all who have the role there that a copy was given to."""
    return living().filter(authority=receiver, role=role)


def told_of(disclosure: Disclosure) -> list[Membership]:
    """The same of what was given, by name; nobody of what has no copy."""
    copy = Copy.objects.filter(disclosure=disclosure).only("id", "receiver_id", "to_role").first()
    return list(told_there(copy.receiver_id, copy.to_role).select_related("user").order_by("user__name")) if copy else []


def awaits(disclosure: uuid.UUID) -> bool:
    """Whether the giver of a sheet waits for an answer to it, or to what answered a question about it, as its receiver may know."""
    copies = Copy.objects.filter(disclosure__in=one_question(disclosure)).values_list("pk", flat=True)
    return not answers_due().keys().isdisjoint(copies)
