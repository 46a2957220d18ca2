"""One step: count an event at the moment it happens."""

import json
import uuid
from typing import Any

from django.db import connection

from infohus.audit.actions import step


def count(kind: str, municipality: uuid.UUID, *, amount: int = 1, **codes: Any) -> None:
    """Write one counting fact, without identity; `amount` −1 takes one back (a conclusion reconsidered).

    Its id is random: one that told the moment would join the fact to the entry in the log, and so to the case, also to one that was erased.
    """
    step()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count_fact(%s, %s, %s, %s, %s::smallint)", [uuid.uuid4(), kind, municipality, json.dumps(codes, default=str), amount]
        )
