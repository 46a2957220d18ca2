"""The store of files: sealed bytes under INFOHUS_HOME/files, by id; it never sees what they mean."""

from __future__ import annotations

import math
import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.conf import settings


class Missing(Exception):
    """There are no bytes under this id."""


def folder() -> Path:
    """The folder of the files."""
    return Path(settings.HOME) / "files"


def put(file: uuid.UUID, sealed: bytes) -> None:
    """Store the bytes so that they are wholly there or not at all, also after a power cut; OSError if the disk is full."""
    place = _place(file)
    _make(place.parent)
    descriptor, unfinished = tempfile.mkstemp(prefix=".", dir=place.parent)  # mode 0600
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(sealed)
            opened.flush()
            os.fsync(opened.fileno())
        os.replace(unfinished, place)
    except BaseException:
        with suppress(OSError):
            os.unlink(unfinished)
        raise
    _settle(place.parent)


def get(file: uuid.UUID) -> bytes:
    """The bytes; Missing if there are none."""
    try:
        return _place(file).read_bytes()
    except FileNotFoundError as error:
        raise Missing(str(file)) from error


def remove(file: uuid.UUID) -> None:
    """Remove the bytes for good; removing them twice is no error."""
    place = _place(file)
    try:
        place.unlink()
    except FileNotFoundError:
        return
    _settle(place.parent)


def stored(*, before: float = math.inf) -> Iterator[uuid.UUID]:
    """The ids under which something is stored since before `before` (seconds since 1970), in no order: to find what no row knows of."""
    for place in folder().glob("??/??/????????-????-????-????-????????????"):
        with suppress(ValueError, FileNotFoundError):
            if place.stat().st_mtime < before:
                yield uuid.UUID(place.name)


def remove_unfinished(*, before: float) -> None:
    """Remove what a killed process had begun to write, if it is older than `before` (seconds since 1970)."""
    for place in folder().glob("??/??/.*"):
        with suppress(FileNotFoundError):
            if place.stat().st_mtime < before:
                place.unlink()


def _place(file: uuid.UUID) -> Path:
    """Two folders deep, by the end of the id: its beginning is the time, so all of a month would lie together."""
    return folder() / file.hex[-2:] / file.hex[-4:-2] / str(file)


def _make(place: Path) -> None:
    """Make a folder and those above it, each told to the disk, for its owner only."""
    if place.is_dir():
        return
    if not place.parent.is_dir():
        _make(place.parent)
    with suppress(FileExistsError):
        place.mkdir(mode=0o700)
    _settle(place.parent)


def _settle(place: Path) -> None:
    """Have the disk write down what stands in this folder."""
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
