"""A departure from the rule, noted so that the professional head reads it."""

from __future__ import annotations

from infohus import lib
from infohus.access.rules import Actor
from infohus.audit.actions import step
from infohus.cases.models import Case, Departure
from infohus.sealing.models import Kind as KeyKind
from infohus.sealing.ring import new_key


def depart(by: Actor, case: Case, *, kind: str, code: str, sentence: str) -> Departure:
    """Note a departure from the rule, under a key of its own that the head opens without the case (a step)."""
    step()
    row = Departure(
        municipality_id=case.municipality_id, case=case, number=case.number, kind=kind, code=code, by_id=by.membership, at=lib.now()
    )
    new_key(KeyKind.DEPARTURE, row.pk, case.municipality_id, case.pk)
    row.sentence = sentence
    row.save(force_insert=True)
    return row
