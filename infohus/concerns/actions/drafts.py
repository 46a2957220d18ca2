"""A professional's unfinished form behind a code: kept for 24 hours, sealed by a key of its own, gone when it is sent."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from infohus import lib
from infohus.access.rules import Act, Actor, reporter
from infohus.accounts.models import Authority
from infohus.audit.actions import act, one_by_one, step
from infohus.concerns.models import Draft
from infohus.concerns.rules import DRAFT_HOURS
from infohus.db.context import acting
from infohus.deadlines.rules import Clock, due_at
from infohus.mailboxes.queries import code_of, find_draft, receipt_key
from infohus.mailboxes.rules import code_hash, read_code
from infohus.persons.rules import check_without_cpr
from infohus.sealing.models import Kind as KeyKind
from infohus.sealing.ring import new_key


@dataclass(frozen=True)
class Saved:
    """What one who saves is shown: the code, and until when it opens what was saved."""

    code: str
    valid_until: datetime


def draft_code(token: str) -> str:
    """The code of what is saved of a form: the same however often it is saved, and another than that of the receipt."""
    return code_of(f"draft:{token}")


def save_concern_draft(
    actor: Actor, municipality: Authority, *, token: str, answers: Mapping[str, Sequence[str]], beside: Mapping[str, Sequence[str]]
) -> Saved:
    """Save an unfinished form for 24 hours, with what travels beside the answers; saved again it is the same code with the newer text."""
    for name, values in answers.items():
        for text in values:
            check_without_cpr(text, name)
    written = json.dumps({**answers, **beside}, ensure_ascii=False)
    until = due_at(Clock.HOURS, DRAFT_HOURS, lib.now())
    with act(actor, Act.SAVE_CONCERN_DRAFT, municipality) as log:
        one_by_one(Act.SAVE_CONCERN_DRAFT, code_hash(receipt_key(), draft_code(token)))  # a second press finds what the first has saved
        known = find_draft(read_code(draft_code(token)))
        if known is None:
            draft = Draft(
                municipality=municipality, code_hash=code_hash(receipt_key(), draft_code(token)), saved_at=lib.now(), valid_until=until
            )
            new_key(KeyKind.DRAFT, draft.pk, municipality.pk)
            draft.fields = written
            draft.save(force_insert=True)
        else:
            with acting(reporter(municipality.pk, known[0]).context):
                draft = Draft.objects.get(pk=known[0])
                draft.change(fields=written, saved_at=lib.now(), valid_until=until)
        log.update(draft=draft.pk)
    return Saved(draft_code(token), until)


def open_concern_draft(actor: Actor, draft: Draft) -> dict[str, list[str]]:
    """Open what was saved, by one who holds its code."""
    with act(actor, Act.OPEN_CONCERN_DRAFT, draft) as log:
        log.update(draft=draft.pk)
        fields: dict[str, list[str]] = json.loads(draft.fields)
    return fields


def forget_draft(token: str) -> None:
    """The form was sent: what was saved of it goes, with its key (a step)."""
    step()
    known = find_draft(read_code(draft_code(token)))
    if known is not None:
        with acting(reporter(known[1], known[0]).context):
            drop(known[0])


def expire_draft(actor: Actor, municipality: Authority, draft: uuid.UUID) -> None:
    """Delete what was saved and not sent, when its 24 hours are over."""
    with act(actor, Act.EXPIRE, municipality) as log:
        drop(draft)
        log.update(draft=draft)


def drop(draft: uuid.UUID) -> None:
    """Delete a saved form and its key (a step): the database asks who does it."""
    step()
    with connection.cursor() as cursor:
        cursor.execute("SELECT drop_draft(%s)", [draft])
