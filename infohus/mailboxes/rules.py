"""Receipt codes: how they are made, read, spelled and kept, and how long they open their mailbox."""

from __future__ import annotations

import hmac
import unicodedata
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from infohus.deadlines.rules import Clock, due_at
from infohus.lib import Refused

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base32: no I, L, O and U
LENGTH = 16  # signs of 5 bits: 80 bits
VALID_DAYS = 90
LONGEST_MESSAGE = 50_000  # signs

_READ_AS = str.maketrans("OIL", "011")
_PARTING = ".,;:!?_*'\"’‘`´“”„»«<>()[]{}\u2212\0"  # what is pasted along with a code

# The words with which codes are spelled on the telephone in Danish.
_WORDS = {
    "0": gettext_lazy("nul"), "1": gettext_lazy("en"), "2": gettext_lazy("to"), "3": gettext_lazy("tre"), "4": gettext_lazy("fire"),
    "5": gettext_lazy("fem"), "6": gettext_lazy("seks"), "7": gettext_lazy("syv"), "8": gettext_lazy("otte"), "9": gettext_lazy("ni"),
    "A": "Anna", "B": "Bernhard", "C": "Cecilie", "D": "David", "E": "Erik", "F": "Frederik", "G": "Georg", "H": "Hans", "J": "Johan",
    "K": "Karen", "M": "Marie", "N": "Nikolaj", "P": "Peter", "Q": "Quintus", "R": "Rasmus", "S": "Søren", "T": "Theodor", "V": "Viggo",
    "W": "William", "X": "Xerxes", "Y": "Yrsa", "Z": "Zakarias",
}  # fmt: skip


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
    return _grouped("".join(SIGNS[number >> 5 * place & 31] for place in reversed(range(LENGTH))))


def read_code(text: str, field: str = "code") -> str:
    """The code somebody typed or pasted, as it was made; Refused kindly when it cannot be one.

    Case, spaces, line breaks, hyphens and full stops do not matter; O is read as 0, and I and l as 1.
    """
    signs = [sign for sign in unicodedata.normalize("NFKC", text).upper().translate(_READ_AS) if not _parts(sign)]
    if not signs:
        raise Refused(_("Skriv din kode. Den har 16 tegn, fx K7QF-2M9T-XW4B-8HDN."), field)
    if "U" in signs:
        raise Refused(_("Bogstavet U findes ikke i en kode. Se efter, om det er et V."), field)
    if wrong := next((sign for sign in signs if sign not in SIGNS), None):
        named = wrong if wrong.isprintable() else _("et usynligt tegn")
        raise Refused(_("Tegnet »{sign}« findes ikke i en kode. En kode har kun tal og bogstaverne fra A til Z.").format(sign=named), field)
    if len(signs) != LENGTH:
        sentence = _("Koden har 16 tegn. Her er {count}. Se efter, om der mangler noget, eller om der er for meget.")
        raise Refused(sentence.format(count=len(signs)), field)
    return _grouped("".join(signs))


def _parts(sign: str) -> bool:
    """Whether a sign is no part of the code: blanks, hyphens, quotes, full stops, marks without width."""
    return sign.isspace() or sign in _PARTING or unicodedata.category(sign) in {"Pd", "Cf"}


def _grouped(signs: str) -> str:
    return "-".join(signs[start : start + 4] for start in range(0, LENGTH, 4))


def spell(code: str) -> str:
    """A code as it is said on the telephone: 'Karen, syv, Quintus, Frederik – to, Marie …', group by group."""
    return " – ".join(", ".join(str(_WORDS[sign]) for sign in group) for group in code.split("-"))


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
