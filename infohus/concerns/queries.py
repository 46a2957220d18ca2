"""Concerns of a case, as they were sent and as they were sorted."""

from __future__ import annotations

import uuid

from django.shortcuts import get_object_or_404

from infohus import lib
from infohus.access.rules import Act, Actor, require
from infohus.accounts import queries as accounts
from infohus.accounts.models import Authority
from infohus.attachments.models import Attachment
from infohus.cases.models import Case
from infohus.cases.rules import Stage
from infohus.concerns.models import Concern, Draft, Rejection
from infohus.concerns.rules import split_sentences
from infohus.persons.queries import persons_of
from infohus.persons.rules import initials
from infohus.sealing.ring import hold


def concern_for(actor: Actor, act: Act, case: uuid.UUID, pk: uuid.UUID | None = None) -> Concern:
    """A concern of a case (the first one not registered yet), for one who comes to do this."""
    rows = (
        Concern.objects.select_related("case__municipality", "case__administration", "mailbox")
        .filter(case=case)
        .order_by("registered_at", "received_at")
    )
    chosen = rows.filter(pk=pk) if pk else rows.filter(registered_at=None)
    concern = chosen.first() or get_object_or_404(rows, pk=pk or uuid.UUID(int=0))
    require(actor, act, concern.case_id)
    hold([concern.case_id])
    return concern


def concerns_of(case: Case) -> list[Concern]:
    """All concerns of a case, oldest first."""
    hold([case.pk])
    return list(Concern.objects.filter(case=case).select_related("mailbox").order_by("received_at", "id"))


def rejection_of(case: Case) -> Rejection | None:
    """The proposal of rejection that waits for an answer."""
    rows = Rejection.objects.filter(case=case, answered_at=None)
    return rows.select_related("proposed_by__user", "proposed_by__administration", "case__municipality").first()


def files_of(case: Case) -> list[Attachment]:
    """The files of a case that are still there."""
    return list(Attachment.objects.filter(case=case, removed_at=None).order_by("added_at", "id"))


def to_sort(concern: Concern) -> list[str]:
    """The reporter's words, sentence by sentence."""
    return [sentence for sentence in split_sentences(concern.observed) if sentence.strip()]


OTHERS = (
    "when_where", "worry", "signs_description", "alternatives", "goes_well", "recently", "who", "age", "place", "talked", "told_person_how",
    "told_parent_1_how", "told_parent_2_how", "interpreter_who", "done", "safety",
)  # fmt: skip


def other_answers(concern: Concern) -> list[tuple[str, str, str]]:
    """The reporter's other free answers that say something: name, label, text."""
    labels = {field.name: str(field.verbose_name) for field in concern._meta.concrete_fields}
    return [(name, labels[name], getattr(concern, name)) for name in OTHERS if getattr(concern, name)]


def joinable(case: Case) -> list[tuple[Case, str]]:
    """The open cases of mine that a concern could belong to, with initials."""
    rows = list(Case.objects.exclude(pk=case.pk).exclude(stage=Stage.CLOSED).order_by("-received_at")[:100])
    people = persons_of([one.pk for one in rows])
    return [
        (one, initials(people[one.pk].name) if one.pk in people and people[one.pk].name else str(one.get_stage_display())) for one in rows
    ]


def own_draft(place: uuid.UUID | None) -> Draft | None:
    """The saved form of the code that is held, while it lasts."""
    return Draft.objects.filter(pk=place, valid_until__gt=lib.now()).select_related("municipality").first()


def slug_of(municipality: Authority) -> str:
    """The slug in the address of a municipality's public pages; '' for the one at /."""
    return "" if municipality == accounts.municipality() else municipality.slug
