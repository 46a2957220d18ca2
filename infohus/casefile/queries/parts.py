"""What the parts of a case show, and where in one's own open cases some words stand."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Actor, Role
from infohus.accounts.models import Membership
from infohus.accounts.queries import coordinators, holders, names
from infohus.attachments.models import Attachment
from infohus.casefile.rules import NEWEST, has_words
from infohus.cases.models import Case, Cover, Note, NoteAddendum, NoteVersion
from infohus.cases.queries import Gap, covers, exclusions_of, gaps
from infohus.cases.rules import Outcome, Stage
from infohus.concerns.models import Concern
from infohus.concerns.queries import OTHERS
from infohus.deadlines.models import Deadline
from infohus.deadlines.rules import Kind
from infohus.disclosures.models import Disclosure
from infohus.disclosures.rules import told_in
from infohus.mailboxes.models import Message, Word
from infohus.persons import rules
from infohus.persons.models import Person
from infohus.persons.queries import Found
from infohus.persons.rules import Cpr, display_cpr, two_birth_dates
from infohus.sealing.ring import hold
from infohus.ui.rules import full_day

# ---------- The person


def number_of(person: Person | None) -> Cpr | None:
    """The person's number as it is read: whether it is a replacement, and a question about a year of birth that can hardly be right."""
    return number_in(person.cpr) if person is not None and person.cpr else None


def number_in(text: str) -> Cpr | None:
    """The number in a text, None if there is none."""
    return rules.number_in(text, lib.today())


def as_filled_in(person: Person) -> dict[str, Any]:
    """A person as the form of correction begins."""
    shown = {
        name: getattr(person, name) for name in ("name", "gender", "address", "contact", "description", "address_protected", "version")
    }
    born = date.fromisoformat(person.birth_on) if person.birth_on else None
    return {
        **shown,
        "cpr": display_cpr(person.cpr) if person.cpr else "",
        "birth_on": born,
        "birth_on_sure": bool(two_birth_dates(number_of(person), born)),
    }


def told_of(found: list[Found]) -> list[tuple[str, uuid.UUID | None]]:
    """What a look-up tells, a sentence each, with the open case it leads to."""
    if not found:
        return [(_("Ingen tidligere henvendelse på det nummer, som du må se."), None)]
    sentences = []
    for one in found:
        if one.open:
            number = Case.objects.filter(pk=one.case).values_list("number", flat=True).first()
            sentences.append((_("Personen har en åben sag, {number}.").format(number=number), one.case))
        else:
            how = Outcome(one.outcome).label if one.outcome else _("uden udfald")
            told = _("Tidligere henvendelse, lukket som {how} den {day}. Indholdet er låst og slettes den {erased}.")
            days = {"day": full_day(one.closed_on) if one.closed_on else "", "erased": full_day(one.erase_on) if one.erase_on else ""}
            sentences.append((told.format(how=how, **days), None))
    return sentences


# ---------- Who is with a case, who covers


def excludable(actor: Actor, case: Case) -> list[Membership]:
    """Whom a member could keep from a case: everyone of the municipality who might come to see something of it."""
    kept = {one.user_id for one in exclusions_of(case)} | {actor.user}
    chosen: dict[uuid.UUID, Membership] = {}
    for role in (Role.COORDINATOR, Role.HEAD, Role.CHILD_DUTY, Role.DPO):
        for one in holders(case.municipality_id, role).select_related("administration").order_by("user__name"):
            if one.user_id not in kept:
                chosen.setdefault(one.user_id, one)
    return list(chosen.values())


@dataclass
class Standing:
    """A cover or absence, and whether the one who looks may end it."""

    row: Cover
    by: Membership | None  # who covers
    may_end: bool


def covering(actor: Actor) -> tuple[list[Standing], list[Gap]]:
    """Covers and absences that are not over, and the days nobody covers."""
    assert actor.authority is not None
    rows = covers(actor.authority)
    known = names(row.by_id for row in rows) if rows else {}
    mine = [Standing(row, known.get(row.by_id), actor.role == Role.HEAD or actor.membership in (row.of_id, row.by_id)) for row in rows]
    return mine, gaps(actor.authority, rows)


def may_be_away(actor: Actor) -> list[Membership]:
    """For whom the actor may arrange a cover: a coordinator for oneself, the head for all."""
    assert actor.authority is not None
    return [one for one in coordinators(actor.authority) if actor.role == Role.HEAD or one.pk == actor.membership]


# ---------- Words


@dataclass
class Place:
    """Where some words stand: what it is, when, and the page that shows it."""

    what: str
    at: datetime | None
    page: str
    args: tuple[Any, ...]


@dataclass
class Hit:
    """A case that has the words, and where in it."""

    case: Case
    places: list[Place] = field(default_factory=list)


def with_words(words: list[str]) -> tuple[list[Hit], int]:
    """The open cases of the one who asks that have all the words in one text, newest first; and how many cases were opened for it."""
    cases = {case.pk: case for case in Case.objects.exclude(stage=Stage.CLOSED).order_by("-received_at", "-id")[:NEWEST]}
    found: dict[uuid.UUID, Hit] = {}
    for case_id, place, texts in texts_of(list(cases)):
        if any(has_words(text, words) for text in texts if text):
            places = found.setdefault(case_id, Hit(cases[case_id])).places
            if place not in places:
                places.append(place)
    return [found[pk] for pk in cases if pk in found], len(cases)


def texts_of(cases: list[uuid.UUID]) -> Iterator[tuple[uuid.UUID, Place, list[str]]]:
    """Every text of some cases with its place, in eight queries however many there are; names and contacts of people are not among them."""
    messages = list(Message.objects.filter(case_id__in=cases).exclude(kind=Word.FIRST))
    files = list(Attachment.objects.filter(case_id__in=cases, removed_at=None))
    hold({*cases, *(row.mailbox_id for row in messages), *(row.sealed_by for row in files)})
    for note in Note.objects.filter(case_id__in=cases):
        yield note.case_id, _note(note.case_id, note.pk, note.happened_at), [note.title, note.text]
    for part in [*NoteAddendum.objects.filter(case_id__in=cases), *NoteVersion.objects.filter(case_id__in=cases)]:
        yield part.case_id, _note(part.case_id, part.note_id, part.written_at), [part.text]
    for concern in Concern.objects.filter(case_id__in=cases):
        said = [getattr(concern, name) for name in ("observed", *OTHERS)]
        yield concern.case_id, Place(_("Henvendelse"), concern.received_at, "casefile:concerns", (concern.case_id,)), said
    for row in messages:
        yield row.case_id, Place(_("Besked"), row.at, "casefile:mailbox", (row.case_id, row.mailbox_id)), [row.text]
    for row in Disclosure.objects.filter(case_id__in=cases):
        place = Place(_("Videregivelse {number}").format(number=row.number), row.given_at, "casefile:disclosures", (row.case_id,))
        yield row.case_id, place, [told_in(row.said or ""), row.necessity, row.to_whom]
    for row in Deadline.objects.filter(case_id__in=cases, kind=Kind.TASK):
        yield row.case_id, Place(_("Opgave"), row.opened_at, "casefile:deadlines", (row.case_id,)), [row.remark]
    for row in files:
        yield row.case_id, Place(_("Navnet på et dokument"), row.added_at, "casefile:documents", (row.case_id,)), [row.name]


def _note(case: uuid.UUID, note: uuid.UUID, at: datetime) -> Place:
    return Place(_("Note"), at, "casefile:note", (case, note))
