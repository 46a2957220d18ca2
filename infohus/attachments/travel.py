"""What travels in a public form from page to page, since nothing is stored before it is sent: the form token and the accepted files."""

from __future__ import annotations

import base64
import binascii
import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core import signing

from infohus.attachments.actions import Taken
from infohus.attachments.rules import Cleaned
from infohus.gateways import keys

LIVES = timedelta(hours=24)
CARRIED = 1_500_000  # bytes of files; one and a third of it must fit, with the texts, into DATA_UPLOAD_MAX_MEMORY_SIZE
_SIGNER = signing.Signer(salt="infohus.form")
_NONCE = 12


class Token(NamedTuple):
    """A form token as it was read: `name` files once and gives the code; too old, it files nothing any more."""

    name: str
    expired: bool


def new_token(at: datetime) -> str:
    """A token for one form: 144 bits that nobody can guess, with the time, signed. It stands in for CSRF, without any cookie."""
    return str(_SIGNER.sign(f"{secrets.token_urlsafe(18)}.{int(at.timestamp())}"))


def read_token(text: str, now: datetime) -> Token | None:
    """The token of a form; None if it is not one of ours."""
    try:
        name, at = _SIGNER.unsign(text).split(".")
        return Token(name, now.timestamp() - int(at) > LIVES.total_seconds())
    except ValueError:
        return None
    except signing.BadSignature:
        return None


# ---------- Files


def pack(files: Sequence[Taken], token: str) -> str:
    """Cleaned files, sealed with a key of this installation and bound to the token, as text for a hidden field ('' for none)."""
    if not files:
        return ""
    heads, body = [], b""
    for taken in files:
        head = {**asdict(taken.cleaned), "data": len(taken.cleaned.data), "as": taken.name, "scanned": taken.scanned}
        heads.append(head)
        body += taken.cleaned.data
    told, nonce = json.dumps(heads).encode(), os.urandom(_NONCE)
    sealed = AESGCM(_key()).encrypt(nonce, len(told).to_bytes(4, "big") + told + body, token.encode())
    return base64.urlsafe_b64encode(nonce + sealed).decode()


def unpack(text: str, token: str) -> list[Taken]:
    """The files again; none if the field was changed or belongs to another form."""
    try:
        sealed = base64.urlsafe_b64decode(text.encode("ascii"))
        plain = AESGCM(_key()).decrypt(sealed[:_NONCE], sealed[_NONCE:], token.encode())
    except (InvalidTag, ValueError, binascii.Error, UnicodeEncodeError):
        return []
    at = 4 + int.from_bytes(plain[:4], "big")
    files = []
    for head in json.loads(plain[4:at]):
        size, name, scanned = head.pop("data"), head.pop("as"), head.pop("scanned")
        files.append(Taken(name, Cleaned(data=plain[at : at + size], **head), scanned))
        at += size
    return files


def carry(files: Sequence[Taken]) -> tuple[list[Taken], list[Taken]]:
    """Those that fit into the form, in their order, and those that must be chosen again."""
    room, fit, left = CARRIED, [], []
    for taken in files:
        if len(taken.cleaned.data) <= room:
            room -= len(taken.cleaned.data)
            fit.append(taken)
        else:
            left.append(taken)
    return fit, left


def _key() -> bytes:
    return keys.derived("root", b"files in the public form")
