"""Whether the house is well: database, keys, mail and job worker, each in a word."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta

from django.db import connection, transaction

from infohus.gateways import keys, mail


def database() -> str:
    """The database answers, as the application role."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def key_files() -> str:
    """The key-encryption key of today is there and can be read."""
    keys.derived(f"kek-{keys.current_epoch()}", b"health")
    keys.derived("root", b"health")
    return ""


def mail_way() -> str:
    """Mail can be handed over: the server listens, or the folder can be written."""
    return mail.trouble()


def job_worker() -> str:
    """A job worker has shown itself within a minute (procrastinate keeps a heartbeat)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(last_heartbeat) > now() - %s FROM procrastinate_workers", [timedelta(seconds=60)])
        return "" if cursor.fetchone()[0] else "ingen arbejder"


CHECKS: dict[str, Callable[[], str]] = {"database": database, "keys": key_files, "mail": mail_way, "worker": job_worker}


def report() -> dict[str, str]:
    """What is not well, by name; empty when all is."""
    found = {}
    for name, check in CHECKS.items():
        if name == "worker" and os.environ.get("INFOHUS_NO_WORKER"):
            continue
        try:
            wrong = check()
        except Exception as error:  # whatever it is, it is not well
            wrong = type(error).__name__
        if wrong:
            found[name] = wrong
    return found
