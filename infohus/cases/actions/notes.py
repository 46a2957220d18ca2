"""Notes on a case, what is added to them, and unfinished texts."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor
from infohus.audit.actions import act, lock, step
from infohus.cases.models import Case, Draft, Note, NoteAddendum, NoteVersion
from infohus.cases.rules import NoteKind, Stage, check_correction, check_note
from infohus.db.context import acting, as_system
from infohus.lib import Refused


def write_note(actor: Actor, case: Case, *, kind: str, text: str, title: str = "", happened_at: datetime | None = None) -> Note:
    """Write a note: what happened, when, told by the one who acts (offentlighedsloven § 13)."""
    check_note(kind, title, text)
    with act(actor, Act.WRITE_NOTE, case) as log:
        note = keep_note(case, actor, kind=kind, text=text, title=title, happened_at=happened_at)
        drop_draft(case, actor, "note")
        log.update(note=note.pk, kind=NoteKind(kind))
    return note


def keep_note(case: Case, author: Actor, *, kind: str, text: str, title: str = "", happened_at: datetime | None = None) -> Note:
    """Keep what was said as a note of a case (a step of the act by which it was said)."""
    step()
    note = Note(case=case, kind=kind, author_id=author.membership, happened_at=happened_at or lib.now(), written_at=lib.now())
    note.title, note.text = title, text
    note.save(force_insert=True)
    return note


def correct_note(
    actor: Actor, note: Note, *, version: int, kind: str, text: str, title: str = "", happened_at: datetime | None = None
) -> Note:
    """Correct one's own note within 24 hours; the earlier wording stays as a version."""
    check_note(kind, title, text)
    with act(actor, Act.CORRECT_NOTE, note) as log:
        check_correction(note.author_id, actor.membership, note.written_at, lib.now())
        last = NoteVersion.objects.filter(note=note).order_by("-replaced_at").first()
        since = last.replaced_at if last else note.written_at
        before = NoteVersion(case_id=note.case_id, note=note, written_at=since, replaced_at=lib.now())
        before.title, before.text = note.title, note.text
        before.save(force_insert=True)
        note.change_if_unchanged(version, kind=kind, title=title, text=text, happened_at=happened_at or note.happened_at)
        log.update(note=note.pk, version=note.version)
    return note


def add_to_note(actor: Actor, note: Note, *, text: str) -> NoteAddendum:
    """Add to a note, one's own or another's."""
    check_note(note.kind, "", text)
    with act(actor, Act.ADD_TO_NOTE, note) as log:
        addendum = NoteAddendum(case_id=note.case_id, note=note, author_id=actor.membership, written_at=lib.now())
        addendum.text = text
        addendum.save(force_insert=True)
        drop_draft(note.case, actor, "addendum", note.pk)
        log.update(note=note.pk)
    return addendum


def save_draft(actor: Actor, case: Case, *, form: str, text: str, about: uuid.UUID | None = None) -> Draft:
    """Keep an unfinished text for its writer: the one write without an act and an entry (`model.md` D7); refused once the case is closed."""
    with acting(actor.context), transaction.atomic():
        lock(case.pk)  # two tabs of one writer save one after the other too
        case.as_it_stands()
        if case.stage == Stage.CLOSED:
            raise Refused(
                _("Ikke gemt: Sag {number} er lukket imens. Kopiér det, du har skrevet, hvis du skal bruge det.").format(number=case.number)
            )
        draft = Draft.objects.filter(case=case, membership_id=actor.membership, form=form, about=about).first()
        draft = draft or Draft(case=case, membership_id=actor.membership, form=form, about=about)
        draft.text, draft.saved_at = text, lib.now()
        draft.save()
    return draft


def drop_draft(case: Case, writer: Actor, form: str, about: uuid.UUID | None = None) -> None:
    """The draft has become the real thing (a step)."""
    step()
    Draft.objects.filter(case=case, membership_id=writer.membership, form=form, about=about).delete()


def drop_drafts(case: Case) -> None:
    """Drop every unfinished text of a case that the actor may see (a step): it has moved on."""
    step()
    Draft.objects.filter(case=case).delete()


def is_begun(case: Case, form: str) -> bool:
    """Whether anybody has begun a form of a case (a step, in the house's own context: a draft is its writer's)."""
    step()
    with as_system():
        return Draft.objects.filter(case=case, form=form).exists()


def drop_all_drafts(case: Case) -> None:
    """Drop everybody's unfinished texts of a case of which no word may be left (a step, in the house's own context: a draft is its writer's)."""
    step()
    with as_system():
        Draft.objects.filter(case=case).delete()
