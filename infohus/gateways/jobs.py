"""What runs later: a job is a row of the same transaction, holds ids only, and is written to be run twice."""

from __future__ import annotations

import uuid

from procrastinate.contrib.django import app


def later(task: str, *, queueing_lock: str | None = None, **ids: uuid.UUID | int) -> None:
    """Queue a job by its full name (`infohus.cases.jobs.tell_members`); must stand inside `as_system()` or a staff act."""
    app.configure_task(task, queueing_lock=queueing_lock, allow_unknown=True).defer(**{name: str(value) for name, value in ids.items()})
