"""Receipt codes: how they are made, read, spelled and kept, and how long they open their mailbox."""

from __future__ import annotations

import hmac
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from infohus.accounts.rules import office_hours
from infohus.catalogues.rules import spell
from infohus.deadlines.rules import Clock, due_at
from infohus.lib import Refused
from infohus.ui.rules import CODE_LENGTH, CODE_SIGNS, grouped, read_code

__all__ = ["office_hours", "read_code", "spell"]

VALID_DAYS = 90
LONGEST_MESSAGE = 50_000  # signs


class Sender(TextChoices):
    """Who wrote a message."""

    REPORTER = "reporter", gettext_lazy("Henvender")
    COORDINATOR = "coordinator", gettext_lazy("Kommunen")


class Word(TextChoices):
    """What kind of message it is."""

    FIRST = "first", gettext_lazy("Det, du skrev")
    MESSAGE = "message", gettext_lazy("Besked")
    RECEIPT = "receipt", gettext_lazy("Kvittering")


def make_code(key: bytes, token: bytes) -> str:
    """The receipt code of a form token, 'K7QF-2M9T-XW4B-8HDN': the first 80 bits of HMAC-SHA-256, always the same for the same token."""
    number = int.from_bytes(hmac.digest(key, token, "sha256")[:10], "big")
    return grouped("".join(CODE_SIGNS[number >> 5 * place & 31] for place in reversed(range(CODE_LENGTH))))


# ---------- What is kept of a code

# Each use of the receipt key bears a name with which no form token begins, so that no result can stand in for another.


def code_hash(key: bytes, code: str) -> str:
    """What is stored of a code, 64 hexadecimal signs: by it the mailbox is found, and from it nobody gets the code."""
    return hmac.digest(key, b"infohus code\0" + code.encode("ascii"), "sha256").hex()


def token_hash(key: bytes, token: bytes) -> str:
    """What is stored of a form token, 64 hexadecimal signs: a second concern with the same token meets it."""
    return hmac.digest(key, b"infohus token\0" + token, "sha256").hex()


def content_mac(key: bytes, content: bytes) -> str:
    """What tells whether a repeated form says the same as the first, 64 hexadecimal signs."""
    return hmac.digest(key, b"infohus content\0" + content, "sha256").hex()


# ---------- How long it opens


def valid_until(sent_at: datetime) -> datetime:
    """Until when a code opens its mailbox: the end of the 90th day (Copenhagen) after it was given, in UTC."""
    return due_at(Clock.CALENDAR_DAY_END, VALID_DAYS, sent_at)


def is_open(until: datetime, closed_at: datetime | None, now: datetime) -> bool:
    """Whether a mailbox still opens to its code: neither expired nor closed."""
    return closed_at is None and now <= until


def check_message(text: str, field: str = "text") -> None:
    """Refuse an empty message, and one that is longer than anybody can read."""
    if not text.strip():
        raise Refused(_("Skriv din besked, før du sender."), field)
    if len(text) > LONGEST_MESSAGE:
        raise Refused(_("Beskeden er for lang. Del den i to, eller vedhæft den som en fil."), field)
