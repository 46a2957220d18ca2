"""PostgreSQL, with the acting context at each transaction's start and a COMMIT that is believed only when it came without a warning."""

import contextlib
from datetime import UTC, datetime
from typing import Any

from django.db import OperationalError
from django.db.backends.postgresql import base
from psycopg import ClientCursor, errors
from psycopg.abc import Buffer
from psycopg.adapt import Loader

KEPT = 200  # questions of a connection
STANDBY_GONE = "01000"  # a COMMIT cancelled while it waited for a standby reports success with this warning


class NotConfirmed(OperationalError):
    """The commit came back with a warning: nobody may be told that it is stored."""


class Moment(Loader):
    """Reads a moment as the server writes it ("2026-11-24 07:12:33.5+00", connections speak UTC), several times as quickly as Django's own."""

    timezone = UTC

    def load(self, data: Buffer) -> datetime:
        return datetime.fromisoformat(bytes(data).decode())


class Kept(base.ServerBindingCursor):
    """Asks questions that the server keeps with their plans: planning one with all its policies takes longer than answering it."""

    def execute(self, *asked: Any, **options: Any) -> Any:
        """Ask, keeping the question."""
        return super().execute(*asked, **options | {"prepare": True})


class Operations(base.DatabaseOperations):
    """Django's own; what a kept question asked can be read too."""

    def last_executed_query(self, cursor: Any, sql: str, params: Any) -> Any:
        """The question with its values, for those who count questions."""
        return self.compose_sql(sql, params) if isinstance(cursor, Kept) else super().last_executed_query(cursor, sql, params)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, and four things more: context, keys forgotten with the transaction, kept questions, warned commits refused."""

    ops_class = Operations

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.opened_keys: dict[Any, dict[Any, bytes]] = {}  # by context: one who steps out and back in still has theirs
        self._warned = False
        self._told: list[str] | None = None  # what this transaction knows of who acts; None: to be told

    def get_new_connection(self, conn_params: dict) -> Any:
        """Listen to the server's notices from the first moment, and read moments quickly."""
        connection = super().get_new_connection(conn_params)
        connection.adapters.register_loader("timestamptz", Moment)
        connection.prepared_max = KEPT
        connection.add_notice_handler(self._notice)
        return connection

    def keeping(self) -> Any:
        """A cursor whose questions the server keeps."""
        self.ensure_connection()
        with self.wrap_database_errors:
            return self._prepare_cursor(Kept(self.connection))

    def literal(self, value: Any) -> str:
        """A value as it stands in SQL."""
        self.ensure_connection()
        with self.wrap_database_errors:
            return str(ClientCursor(self.connection).mogrify("%s", [value])).replace("%", "%%")

    def _notice(self, diagnostic: Any) -> None:
        if diagnostic.sqlstate == STANDBY_GONE and diagnostic.severity_nonlocalized == "WARNING":
            self._warned = True

    def set_autocommit(self, autocommit: bool, force_begin_transaction_with_broken_autocommit: bool = False) -> None:
        """Begin or end a transaction; a new one is told at once who acts."""
        super().set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit)
        self.opened_keys.clear()
        self._told = None
        if not autocommit:
            try:
                self.send_context()
            except BaseException:
                self.close()  # a transaction half begun would be taken for an open one, and the next would never commit
                raise

    def send_context(self) -> None:
        """Send role, membership, mailbox, case and clock to the open transaction, unless it knows them."""
        from infohus.db import context  # the backend is loaded before the apps are

        sql, values = context.statement()
        if values == self._told:
            return
        self._told = None
        # In a failed transaction nothing can be sent, nor need it be: rolling back restores what was set before.
        with self.wrap_database_errors, contextlib.suppress(errors.InFailedSqlTransaction), self.connection.cursor() as cursor:
            cursor.execute(sql, values)
            self._told = values

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)
        self._told = None  # it knows again what it knew at the savepoint

    def _commit(self) -> None:
        self._warned = False
        super()._commit()
        if self._warned:
            self._warned = False
            raise NotConfirmed("COMMIT came with a warning")
