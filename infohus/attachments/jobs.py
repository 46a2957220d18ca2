"""Bytes that no row knows of: left by a process that was killed between the disk and the database."""

from __future__ import annotations

import time

from django.db import transaction
from procrastinate.contrib.django import app

from infohus.attachments.models import Attachment
from infohus.db.context import SYSTEM, acting
from infohus.gateways import files

AGE = 3600  # seconds; a file is stored before its row is committed, and a request does not last that long


@app.periodic(cron="27 * * * *")
@app.task(name="infohus.attachments.jobs.sweep", queueing_lock="sweep_files")
def sweep(timestamp: int) -> None:
    """Remove what is older than an hour and has no row, or one whose file was removed; also what was never written to its end."""
    old = time.time() - AGE
    files.remove_unfinished(before=old)
    found = list(files.stored(before=old))
    for start in range(0, len(found), 1000):
        some = set(found[start : start + 1000])
        with acting(SYSTEM), transaction.atomic():
            known = set(Attachment.objects.filter(pk__in=some, removed_at=None).values_list("pk", flat=True))
        for one in some - known:
            files.remove(one)
