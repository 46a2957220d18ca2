"""The key bundle: the wrapped keys that live now, in one file that replaces its predecessor; with it older data opens, erased data not."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from infohus import lib
from infohus.gateways import keys
from infohus.lib import Refused
from infohus.sealing.models import Key


@dataclass(frozen=True)
class Head:
    """What a bundle says of itself: when it was made, in which epoch its keys are wrapped, how many there are."""

    made_at: datetime
    epoch: int
    count: int


def place() -> Path:
    """Where this installation keeps its newest bundle; copies elsewhere are replaced by it."""
    return Path(settings.HOME) / "keys.bundle"


def write(file: Path) -> Head:
    """Write all living keys, as the owner of the database: on the disk for good before it takes the old one's place, then read back."""
    epoch, made_at, count = keys.current_epoch(), lib.now(), 0
    unfinished = file.with_name(f".{file.name}.unfinished")
    mac = _mac(epoch)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as opened:
        opened.write(_counted(mac, json.dumps({"infohus_bundle": 1, "made_at": made_at.isoformat(), "epoch": epoch})))
        for row in Key.objects.order_by("id").iterator(chunk_size=2000):
            opened.write(_counted(mac, _line(row)))
            count += 1
        opened.write(json.dumps({"count": count, "mac": mac.hexdigest()}).encode() + b"\n")
        opened.flush()
        os.fsync(opened.fileno())
    os.replace(unfinished, file)
    settle(file.parent)
    return check(file)


def copy(file: Path, to: Path) -> None:
    """Replace the bundle of another folder by this one, wholly or not at all."""
    unfinished = to.with_name(f".{to.name}.unfinished")
    with file.open("rb") as source, os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as opened:
        shutil.copyfileobj(source, opened)
        opened.flush()
        os.fsync(opened.fileno())
    os.replace(unfinished, to)
    settle(to.parent)


def settle(folder: Path) -> None:
    """Have the disk write down what stands in this folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def check(file: Path) -> Head:
    """What a bundle says of itself, after reading it to its end: refused in words if it is cut, changed, or of a key that is not here."""
    try:
        with file.open("rb") as lines:
            return _check(file, lines)
    except OSError as error:
        raise Refused(_("Nøglebundtet {file} kan ikke læses: {why}.").format(file=file, why=error.strerror)) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused(_("{file} er ikke et nøglebundt.").format(file=file)) from error
    except keys.NoKey as error:
        what = _("Hovednøglen {key}, som nøglebundtet er låst med, er her ikke. Læg den i {folder}.")
        raise Refused(what.format(key=error, folder=keys.folder())) from error


def _check(file: Path, lines: Iterator[bytes]) -> Head:
    first = next(lines, b"")
    told = json.loads(first)
    if told["infohus_bundle"] != 1:
        raise ValueError("another kind of bundle")
    mac, count, before = _mac(told["epoch"]), 0, first
    for line in lines:
        mac.update(before)
        before, count = line, count + 1
    try:
        end = json.loads(before)
        whole = end["count"] == count - 1 and hmac.compare_digest(str(end["mac"]), mac.hexdigest())
    except (ValueError, KeyError, TypeError):
        whole = False
    if not whole:
        raise Refused(_("Nøglebundtet {file} er afskåret eller ændret. Brug en hel kopi.").format(file=file))
    return Head(datetime.fromisoformat(told["made_at"]), told["epoch"], count - 1)


def rows(file: Path) -> Iterator[Key]:
    """The keys of a checked bundle, as rows that are not saved."""
    with file.open("rb") as lines:
        next(lines)
        for line in lines:
            told = json.loads(line)
            if isinstance(told, list):
                key, kind, case, authority, wrapped, epoch = told
                yield Key(
                    id=uuid.UUID(key), kind=kind, case_id=uuid.UUID(case) if case else None, authority_id=uuid.UUID(authority),
                    wrapped=base64.b64decode(wrapped), epoch=epoch,
                )  # fmt: skip


def _line(row: Key) -> str:
    case = str(row.case_id) if row.case_id else None
    return json.dumps([str(row.id), row.kind, case, str(row.authority_id), base64.b64encode(bytes(row.wrapped)).decode(), row.epoch])


def _counted(mac: hmac.HMAC, line: str) -> bytes:
    written = line.encode() + b"\n"
    mac.update(written)
    return written


def _mac(epoch: int) -> hmac.HMAC:
    return hmac.new(keys.derived(f"kek-{epoch}", b"bundle"), digestmod=hashlib.sha256)
