"""Lays the house's SQL: functions of all rooms first, then their policies, always from nothing."""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction

MARK = "-- policies --"

# Before the first table: rights that hold for every table the owner makes. Never a GRANT on all tables, which would reach the log's too.
BEFORE = """
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO infohus_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO infohus_app;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO infohus_app, infohus_public, infohus_receipt, infohus_system;
"""


def files() -> list[Path]:
    """The SQL files of all rooms, `db` first, then up the ladder."""
    rooms = [Path(app.path) for app in apps.get_app_configs() if app.name.startswith("infohus.")]
    return [room / name for room in reversed(rooms) for name in ("log.sql", "policies.sql") if (room / name).is_file()]


def named(text: str) -> str:
    """The text with this installation's role names."""
    return text.replace("infohus_", f"{settings.ROLE_PREFIX}_")


def prepare(sender: Any = None, using: str = "default", **kwargs: Any) -> None:
    """Give the roles their default rights, as the owner, before any table is made."""
    connections[using].ensure_connection()
    connections[using].connection.execute(named(BEFORE))


def lay(sender: Any = None, using: str = "default", **kwargs: Any) -> None:
    """Drop every policy and lay all SQL files anew, as the owner, all of it or nothing; a table's policy stands in its room's file alone."""
    texts = [named(file.read_text()) for file in files()]
    functions, policies = zip(*(text.partition(MARK)[::2] for text in texts), strict=True)
    call_command("createcachetable", verbosity=0)
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as ours:
        cursor = ours.connection.cursor()  # psycopg's own: several statements at once
        cursor.execute(
            "SELECT format('DROP POLICY %I ON %I.%I', policyname, schemaname, tablename) FROM pg_policies WHERE schemaname = 'public'"
        )
        for (drop,) in cursor.fetchall():
            cursor.execute(drop)
        for text in [*functions, *policies]:
            cursor.execute(text)
