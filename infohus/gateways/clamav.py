"""The virus scanner: ClamAV's clamd at the address in CLAMD (a socket's path, or host:port); `stand-in` for tests and demo."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum

from django.conf import settings
from django.utils.translation import gettext as _

from infohus.lib import Refused

logger = logging.getLogger(__name__)
STAND_IN = "stand-in"
PATIENCE = 30  # seconds
CHUNK = 64 * 1024
# The harmless test file that every scanner finds, kept unreadable here, so that no scanner stops this file.
TEST_FILE = bytes(byte ^ 0x5A for byte in bytes.fromhex("026f157b0a7f1a1b0a016e060a00026f6e720a04736d1919736d277e1f13191b0877090e1b14"))


class Verdict(Enum):
    """What the scanner says of a file; UNKNOWN when there is none, or none that answers."""

    CLEAN = "clean"
    INFECTED = "infected"
    UNKNOWN = "unknown"


def scan(data: bytes, name: str, field: str = "files") -> bool:
    """Whether the file was scanned and found clean; an infected one is refused in words, and one that nobody could scan is False."""
    verdict = examine(data)
    if verdict is Verdict.INFECTED:
        sentence = _("Filen »{name}« blev stoppet af virusscanneren. Send den ikke igen. Skriv i teksten, hvad der står i den.")
        raise Refused(sentence.format(name="".join(filter(str.isprintable, name))[-60:]), field)
    return verdict is Verdict.CLEAN


def examine(data: bytes) -> Verdict:
    """Ask the scanner; a scanner that is away or cannot answer leaves the file unscanned, and the log says so without naming it."""
    if not settings.CLAMD:
        return Verdict.UNKNOWN
    if settings.CLAMD == STAND_IN:
        return Verdict.INFECTED if TEST_FILE in data else Verdict.CLEAN
    try:
        answer = _asked(b"zINSTREAM\0", data)
    except OSError as error:
        logger.warning("The virus scanner did not answer (%s): a file is kept unscanned", type(error).__name__)
        return Verdict.UNKNOWN
    if answer.endswith(b"FOUND"):
        return Verdict.INFECTED
    if answer == b"stream: OK":
        return Verdict.CLEAN
    logger.warning("The virus scanner could not scan a file of %d bytes: it is kept unscanned", len(data))
    return Verdict.UNKNOWN


def answers() -> bool | None:
    """Whether the scanner is there and well; None when none is configured."""
    if not settings.CLAMD:
        return None
    if settings.CLAMD == STAND_IN:
        return True
    try:
        return _asked(b"zPING\0") == b"PONG"
    except OSError:
        return False


def _asked(command: bytes, data: bytes | None = None) -> bytes:
    """The answer to one command; what is to be scanned follows it in pieces, each after its length, and an empty one ends it."""
    with _connected() as line:
        line.sendall(command)
        if data is not None:
            _stream(line, data)
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < CHUNK and (piece := line.recv(4096)):
            answer += piece
    return answer.rstrip(b"\0\n ")


def _stream(line: socket.socket, data: bytes) -> None:
    """Send the pieces; a scanner that has heard enough may hang up, and its answer still waits to be read."""
    try:
        for start in range(0, len(data), CHUNK):
            piece = data[start : start + CHUNK]
            line.sendall(len(piece).to_bytes(4, "big") + piece)
        line.sendall(bytes(4))
    except (BrokenPipeError, ConnectionResetError):
        return


@contextmanager
def _connected() -> Iterator[socket.socket]:
    address = settings.CLAMD.removeprefix("unix:").removeprefix("tcp://")
    if address.startswith("/"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(PATIENCE)
            line.connect(address)
            yield line
    else:
        host, _colon, port = address.rpartition(":")
        try:
            place = (host.strip("[]") or address, int(port) if host else 3310)
        except ValueError as error:
            raise OSError("CLAMD is neither a path nor host:port") from error
        with socket.create_connection(place, timeout=PATIENCE) as line:
            yield line
