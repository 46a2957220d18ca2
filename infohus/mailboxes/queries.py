"""Which mailbox a code opens, and what lies in it."""

from __future__ import annotations

import uuid

from django.db import connection

from infohus.gateways import keys
from infohus.mailboxes.models import Mailbox, Message
from infohus.mailboxes.rules import code_hash, make_code
from infohus.sealing.ring import hold


def receipt_key() -> bytes:
    """The installation's one key of receipt codes; it does not rotate."""
    return keys.derived("root", b"receipt")


def code_of(token: str) -> str:
    """The code that belongs to a form token: the same however often it is asked for."""
    return make_code(receipt_key(), token.encode())


def find(code: str) -> tuple[uuid.UUID, uuid.UUID] | None:
    """The living mailbox and its municipality behind a canonical code, or None (wrong, expired and closed look alike)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, municipality_id FROM mailbox_of_code(%s)", [code_hash(receipt_key(), code)])
        row = cursor.fetchone()
    return (row[0], row[1]) if row else None


def messages_of(mailbox: Mailbox) -> list[Message]:
    """All that was written, oldest first."""
    hold([mailbox.pk])
    return list(Message.objects.filter(mailbox=mailbox).order_by("at", "id"))
