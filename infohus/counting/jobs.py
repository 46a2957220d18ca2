"""Facts lie in the order in which they were written, until they are mixed: it is the order of the log, which names cases."""

from __future__ import annotations

from django.db import connection, transaction
from procrastinate.contrib.django import app

from infohus.db.context import SYSTEM, acting


@app.periodic(cron="37 * * * *")
@app.task(name="infohus.counting.jobs.mix_facts", queueing_lock="mix_facts")
def mix_facts(timestamp: int) -> None:
    """Write the facts of the month anew, all at once and in random order, so that neither place nor transaction tells of what they are."""
    with acting(SYSTEM), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT mix_facts()")
