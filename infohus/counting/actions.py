"""One step: count an event at the moment it happens."""

import json
import uuid
from typing import Any

from django.db import connection

from infohus import lib
from infohus.audit.actions import step


def count(kind: str, municipality: uuid.UUID, *, amount: int = 1, **codes: Any) -> None:
    """Write one counting fact, without identity; `amount` −1 takes one back (a conclusion reconsidered)."""
    step()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count_fact(%s, %s, %s, %s, %s::smallint)", [lib.uuid7(), kind, municipality, json.dumps(codes, default=str), amount]
        )
