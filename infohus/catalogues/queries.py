"""The wording that is valid on a day: the product's own texts, and before them what this authority has written."""

from __future__ import annotations

import uuid
from datetime import date

from infohus import lib
from infohus.catalogues import models
from infohus.catalogues.rules import Entry, Kind, load_defaults, valid_on


def entries(kind: Kind, day: date | None = None, authority: uuid.UUID | None = None) -> list[Entry]:
    """All entries of a kind valid on a day (today), in the catalogue's order; one query."""
    ours = [as_entry(row) for row in models.Entry.objects.filter(kind=kind, authority_id=authority)] if authority else []
    shipped = [entry for entry in load_defaults() if entry.kind == kind]
    written = {entry.code for entry in valid_on(ours, day or lib.today())}
    valid = valid_on([*(entry for entry in shipped if entry.code not in written), *ours], day or lib.today())
    order = {entry.code: place for place, entry in enumerate(shipped)}
    return sorted(valid, key=lambda entry: order.get(entry.code, len(order)))


def entry(kind: Kind, code: str, day: date | None = None, authority: uuid.UUID | None = None) -> Entry | None:
    """One entry as it reads on a day, or None."""
    return next((one for one in entries(kind, day, authority) if one.code == code), None)


def as_entry(row: models.Entry) -> Entry:
    """A row as the rules know it."""
    return Entry(
        Kind(row.kind), row.code, row.text, row.text_en, row.data, row.valid_from, row.valid_until, row.source, row.checked_on, row.check_again_on
    )
