"""Questions that wait, questions that were answered, and who takes which theme."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.shortcuts import get_object_or_404

from infohus import lib
from infohus.access.rules import Act, Actor, reporter, require
from infohus.accounts.models import Authority, Membership
from infohus.accounts.queries import coordinators
from infohus.advice.models import Advice, ThemeDuty
from infohus.catalogues.queries import entries
from infohus.catalogues.rules import Entry
from infohus.catalogues.rules import Kind as Catalogue
from infohus.db.context import acting
from infohus.deadlines.models import Deadline
from infohus.deadlines.rules import Kind
from infohus.mailboxes.models import Mailbox, Message
from infohus.mailboxes.queries import code_of, find, messages_of
from infohus.mailboxes.rules import read_code
from infohus.sealing.ring import hold

PAGE = 50


@dataclass
class Line:
    """One line of the list: a question, by when it is to be answered, who takes its theme."""

    advice: Advice
    due_at: datetime | None = None
    takes: list[str] = field(default_factory=list)


@dataclass
class Lines:
    """A page of a list, and where the next one begins ('' when there is none)."""

    rows: list[Line]
    more: str = ""


def asker_of(token: str) -> tuple[Actor, Mailbox] | None:
    """The one who sent a form, and the mailbox it opened; None if it never was sent, or the mailbox is closed."""
    if (known := find(read_code(code_of(token)))) is None:
        return None
    asker = reporter(known[1], known[0])
    with acting(asker.context), transaction.atomic():
        return asker, Mailbox.objects.select_related("municipality").get(pk=known[0])


def themes(municipality: Authority | None) -> list[Entry]:
    """The themes of the catalogue, as they are valid today."""
    return entries(Catalogue.THEME, authority=municipality.pk if municipality else None)


def theme_codes(municipality: Authority) -> list[str]:
    """The codes of the themes."""
    return [one.code for one in themes(municipality)]


def advice_for(actor: Actor, act: Act, pk: uuid.UUID) -> Advice:
    """A question, for one who comes to do this; 404 for one who may not see it."""
    advice = get_object_or_404(Advice.objects.select_related("municipality", "answered_by__user"), pk=pk)
    require(actor, act)
    hold([advice.pk])
    return advice


def waiting(after: str = "", themes_of: uuid.UUID | None = None) -> Lines:
    """What is to be answered, soonest first, a page at a time; of one coordinator's themes if asked."""
    rows = Deadline.objects.filter(case_id=None, kind=Kind.ANSWER_ADVICE, met_at=None, ended_at=None).order_by("due_at", "id")
    if themes_of is not None:
        chosen = ThemeDuty.objects.filter(membership_id=themes_of).values("theme")
        rows = rows.filter(about__in=Advice.objects.filter(theme__in=chosen).values("pk"))
    if place := lib.read_place(after):
        rows = rows.filter(Q(due_at__gt=place[0]) | Q(due_at=place[0], id__gt=place[1]))
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    asked = Advice.objects.in_bulk([one.about for one in shown if one.about])
    hold(asked)
    takers = takers_of_themes()
    lines = [Line(asked[one.about], one.due_at, takers.get(asked[one.about].theme, [])) for one in shown if one.about in asked]
    return Lines(lines, lib.place_of(shown[-1].due_at, shown[-1].pk) if len(found) > PAGE else "")


def answered(after: str = "") -> Lines:
    """What was answered, newest first, a page at a time."""
    rows = Advice.objects.exclude(answered_at=None).select_related("answered_by__user").order_by("-answered_at", "-id")
    if place := lib.read_place(after):
        rows = rows.filter(Q(answered_at__lt=place[0]) | Q(answered_at=place[0], id__lt=place[1]))
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    hold(one.pk for one in shown if one.erased_at is None)
    more = lib.place_of(shown[-1].answered_at, shown[-1].pk) if len(found) > PAGE and shown[-1].answered_at else ""
    return Lines([Line(one) for one in shown], more)


def due_of(advice: Advice) -> datetime | None:
    """By when a question is to be answered; None if nothing waits."""
    row = Deadline.objects.filter(case_id=None, kind=Kind.ANSWER_ADVICE, about=advice.pk, met_at=None, ended_at=None).first()
    return row.due_at if row else None


def written_of(advice: Advice) -> list[Message]:
    """What was written behind the code of a question, oldest first."""
    mailbox = Mailbox.objects.filter(pk=advice.mailbox_id).first() if advice.mailbox_id else None
    return messages_of(mailbox) if mailbox else []


def mailbox_open(advice: Advice) -> bool:
    """Whether the code of a question still opens its mailbox."""
    return Mailbox.objects.filter(pk=advice.mailbox_id, closed_at=None, valid_until__gt=lib.now()).exists()


def takers_of_themes() -> dict[str, list[str]]:
    """Who answers each theme first."""
    takers: dict[str, list[str]] = {}
    living = Q(membership__until_at=None) | Q(membership__until_at__gt=lib.now())
    for duty in (
        ThemeDuty.objects.filter(living, membership__user__is_active=True)
        .select_related("membership__user")
        .order_by("membership__user__name")
    ):
        takers.setdefault(duty.theme, []).append(duty.membership.user.name)
    return takers


def themes_of(membership: uuid.UUID | None) -> list[str]:
    """The themes that one coordinator answers first."""
    return list(ThemeDuty.objects.filter(membership_id=membership).values_list("theme", flat=True))


def who_answers(municipality: Authority) -> list[tuple[Membership, list[str]]]:
    """Each coordinator of a municipality with the codes of their themes."""
    held: dict[uuid.UUID, list[str]] = {}
    for duty in ThemeDuty.objects.filter(municipality=municipality):
        held.setdefault(duty.membership_id, []).append(duty.theme)
    return [(one, held.get(one.pk, [])) for one in coordinators(municipality.pk)]


def expired() -> list[tuple[uuid.UUID, uuid.UUID]]:
    """The answered questions whose text is to go today, with their municipality; not while the one who asked waits for another answer."""
    waits = Deadline.objects.filter(case_id=None, kind=Kind.ANSWER_ADVICE, met_at=None, ended_at=None, about__isnull=False).values("about")
    due = Advice.objects.filter(erase_on__lte=lib.today(), erased_at=None).exclude(pk__in=waits)
    return list(due.values_list("pk", "municipality_id"))
