"""The keys opened in this transaction: made, fetched under the database's own rule, and forgotten at its end."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection

from infohus.db import context
from infohus.db.prepared import Among, prepared
from infohus.gateways import keys
from infohus.sealing.models import Key, Kind

NONCE = 12


class Unreadable(Exception):
    """There is no key for this text: it was erased, or it is not this reader's."""


def _held() -> dict[uuid.UUID, bytes]:
    ring: dict[Any, dict[uuid.UUID, bytes]] = connection.opened_keys  # type: ignore[attr-defined]
    return ring.setdefault(context.current(), {})


def wrap(raw: bytes, key: uuid.UUID, authority: uuid.UUID, epoch: int) -> bytes:
    """The key, wrapped by the municipality's key-encryption key of this epoch and bound to its own id."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(keys.derived(f"kek-{epoch}", authority.bytes)).encrypt(nonce, raw, key.bytes)


def unwrap(row: Key) -> bytes:
    """The key as it opens; `Unreadable` if its epoch was destroyed or the row was tampered with."""
    wrapped = bytes(row.wrapped)
    try:
        kek = keys.derived(f"kek-{row.epoch}", row.authority_id.bytes)
        return AESGCM(kek).decrypt(wrapped[:NONCE], wrapped[NONCE:], row.id.bytes)
    except (keys.NoKey, InvalidTag) as reason:
        raise Unreadable(str(row.id)) from reason


def new_key(kind: Kind, of: uuid.UUID, authority: uuid.UUID, case: uuid.UUID | None = None) -> None:
    """Make the key of one thing (a step); it can be used at once, also by those who may not read it back."""
    raw, epoch = os.urandom(32), keys.current_epoch()
    Key.objects.create(id=of, kind=kind, case_id=case, authority_id=authority, wrapped=wrap(raw, of, authority, epoch), epoch=epoch)
    _held()[of] = raw


def hold(ids: Iterable[uuid.UUID]) -> None:
    """Fetch many keys in one query before a list is shown; those that may not be seen are simply not there."""
    held = _held()
    if missing := set(ids) - held.keys():
        row: Key
        for row in _keys(list(missing)):
            held[row.id] = unwrap(row)


@prepared
def _keys(ids: list[uuid.UUID]) -> Any:
    return Key.objects.filter(Among("id", ids))


def key_of(of: uuid.UUID) -> bytes:
    """The key of one thing, in the acting context; `Unreadable` if there is none to be seen."""
    held = _held()
    if of not in held:
        hold([of])
    if of not in held:
        raise Unreadable(str(of))
    return held[of]


def seal(plain: bytes, of: uuid.UUID, place: bytes) -> bytes:
    """AES-256-GCM with a fresh nonce, bound to its place (`table.column:` and the row's id)."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key_of(of)).encrypt(nonce, plain, place)


def unseal(sealed: bytes, of: uuid.UUID, place: bytes) -> bytes:
    """The text again; `InvalidTag` if it was moved, swapped or cut, `Unreadable` without a key."""
    return AESGCM(key_of(of)).decrypt(sealed[:NONCE], sealed[NONCE:], place)
