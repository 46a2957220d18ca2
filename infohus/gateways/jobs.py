"""What runs later: a job is a row of the same transaction, holds ids and codes only, and is written to be run twice."""

from __future__ import annotations

import uuid
from enum import Enum

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

# A mail that cannot be handed over is tried again after 4, 16, 64 … seconds, eight times in six hours.
PATIENT = RetryStrategy(max_attempts=7, exponential_wait=4)
SILENT = 30  # seconds without a sign of life (the worker gives one every ten), after which a worker is taken for dead
KEPT_HOURS = 7 * 24  # how long a job that failed for good is shown


def later(task: str, *, queueing_lock: str | None = None, **ids: uuid.UUID | int | Enum) -> None:
    """Queue a job by its full name (`infohus.cases.jobs.tell_members`); must stand inside `as_system()` or a staff act."""
    app.configure_task(task, queueing_lock=queueing_lock, allow_unknown=True).defer(
        **{name: str(value.value if isinstance(value, Enum) else value) for name, value in ids.items()}
    )


@app.periodic(cron="* * * * *")
@app.task(name="infohus.gateways.jobs.find_again", queueing_lock="find_again", pass_context=True)
async def find_again(context: JobContext, timestamp: int, silent: float = SILENT) -> None:
    """Run again what a worker had begun when it was killed; nothing else finds it."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=silent):
        try:
            await manager.retry_job(job)
        except UniqueViolation:  # one of the kind waits already: a periodic job, whose next turn does the same
            await manager.finish_job(job, Status.FAILED, delete_job=True)


@app.periodic(cron="52 * * * *")
@app.task(name="infohus.gateways.jobs.forget_failed", queueing_lock="forget_failed", pass_context=True)
async def forget_failed(context: JobContext, timestamp: int) -> None:
    """Delete what failed for good a week ago; what succeeded was deleted at once."""
    await context.app.job_manager.delete_old_jobs(nb_hours=KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True)
