"""Where the key-encryption keys come from: files of the house (0600), the environment, or a command's output."""

from __future__ import annotations

import json
import os
import re
import subprocess
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from infohus.gateways.home import Trouble


class NoKey(Exception):
    """The key-encryption key of this epoch is not to be had: what it wrapped cannot be opened."""


def folder() -> Path:
    """The folder of the key files, outside the database."""
    return Path(settings.HOME) / "keys"


def epochs() -> list[int]:
    """The epochs whose keys exist, oldest first."""
    if given := _given():
        return sorted(int(name) for name in given if name.isdigit())
    return sorted(int(match[1]) for file in folder().glob("kek-*") if (match := re.fullmatch(r"kek-(\d+)", file.name)))


def current_epoch() -> int:
    """The epoch in which new keys are wrapped."""
    if not (known := epochs()):
        raise NoKey("no key-encryption key")
    return known[-1]


def are_given() -> bool:
    """Whether the keys come from outside, so that nothing here makes or destroys them."""
    return bool(_given())


def make(name: str) -> None:
    """Make a new secret of 32 bytes in a file that only its owner reads; it must not exist."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder() / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(os.urandom(32))
        file.flush()
        os.fsync(file.fileno())
    _secret.cache_clear()


def ensure() -> None:
    """On the first start: the first key-encryption key, and the root of what never rotates (receipts, CPR, signatures)."""
    if _given():
        return
    if not epochs():
        make("kek-1")
    if not (folder() / "root").exists():
        make("root")


def check_keyed() -> None:
    """Refuse to serve pages or carry out jobs without the key that signs sessions, form tokens and links: each process would have its own."""
    if not settings.KEYED:
        raise Trouble(
            "Nøglen, der underskriver sessioner og formularer, mangler.", "Sæt INFOHUS_DJANGO_KEY, eller start med: infohus serve"
        )


def destroy(epoch: int) -> None:
    """Destroy the key-encryption key of an old epoch: overwritten, then removed."""
    file = folder() / f"kek-{epoch}"
    with file.open("r+b") as opened:
        opened.write(bytes(32))
        opened.flush()
        os.fsync(opened.fileno())
    file.unlink()
    _secret.cache_clear()
    derived.cache_clear()


@lru_cache(maxsize=8192)
def derived(secret: str, purpose: bytes) -> bytes:
    """32 bytes for one purpose (`authority id`, `receipt`, `cpr:authority id`) from the secret `kek-<epoch>` or `root`."""
    return HKDF(hashes.SHA256(), 32, salt=None, info=b"infohus:" + purpose).derive(_secret(secret))


@lru_cache(maxsize=16)
def _secret(name: str) -> bytes:
    if given := _given():
        value = given.get(name.removeprefix("kek-"))
        if value is None:
            raise NoKey(name)
        return bytes.fromhex(value)
    try:
        return (folder() / name).read_bytes()
    except FileNotFoundError as missing:
        raise NoKey(name) from missing


@lru_cache(maxsize=1)
def _given() -> dict[str, str]:
    """Keys given from outside, as JSON {"1": hex, "root": hex}: INFOHUS_KEYS, or what INFOHUS_KEYS_COMMAND prints."""
    if value := os.environ.get("INFOHUS_KEYS"):
        return dict(json.loads(value))
    if command := os.environ.get("INFOHUS_KEYS_COMMAND"):
        printed = subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=True, timeout=30).stdout
        return dict(json.loads(printed))
    return {}
