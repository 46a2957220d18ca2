"""Verify a log that was written out, offline, against a checkpoint kept elsewhere.

This file needs Python and `cryptography` and nothing of the house: it can be handed to whoever wants to verify.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import Enum
from json.encoder import encode_basestring
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ENTRY = {"number", "id", "at", "membership", "role", "act", "root", "case", "codes", "hash"}
KEPT_MONTHS = 24  # class R7: nothing younger is ever removed from a log


class Kind(Enum):
    """What is wrong."""

    EDITED = "ændret"
    MISSING = "mangler"
    MOVED = "flyttet"
    CUT = "afskåret"
    FORGED = "forfalsket"
    UNREADABLE = "ulæselig"


@dataclass(frozen=True)
class Break:
    """One thing that is wrong: what, at which number (of a line where none can be read), and in words."""

    kind: Kind
    where: int
    sentence: str


@dataclass
class Verdict:
    """What an export turned out to be; whole when nothing is broken."""

    name: str = ""
    authority: str = ""
    scope: str = "all"
    first: int = 0
    last: int = 0
    count: int = 0
    hash: str = ""
    signed: int = 0  # up to which number good signatures reach
    breaks: list[Break] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.breaks


def load(text: str) -> Any:
    """JSON with its numbers as they were written."""
    return json.loads(text, parse_float=_number, parse_int=_number, object_pairs_hook=_once)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(told := dict(pairs)) < len(pairs):
        raise ValueError("a name stands twice")
    return told


def _number(text: str) -> Decimal:
    value = Decimal(text)
    if len(text) > 400 or abs(value.adjusted()) > 400:
        raise ValueError("no number of ours is that long")
    return value


def canonical(value: Any) -> str:
    """The text that PostgreSQL gives of a value as jsonb: keys by length, then bytes; a blank after comma and colon; no exponents."""
    if isinstance(value, str):
        return encode_basestring(value)
    if value is None:
        return "null"
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: (len(name.encode()), name.encode()))
        return "{" + ", ".join(f"{canonical(name)}: {canonical(value[name])}" for name in names) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(canonical(part) for part in value) + "]"
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.removeprefix("-") if not value else text
    return json.dumps(value, ensure_ascii=False)


def epoch_text(at: str) -> str:
    """A moment ('2026-11-25T16:10:33.123456Z') as the database counts it: seconds since 1970 with six decimals."""
    if len(at) != 27 or at[-1] != "Z":
        raise ValueError("a moment is written with six decimals and Z")
    since = datetime.fromisoformat(at[:-1]).replace(tzinfo=UTC) - EPOCH
    return f"{since // timedelta(seconds=1)}.{since.microseconds:06d}"


def link(before: bytes, authority: str, entry: dict[str, Any]) -> bytes:
    """The hash of an entry: over the hash before it and its canonical form."""
    parts = [entry["id"], authority, entry["number"], epoch_text(entry["at"]), entry["membership"], entry["role"], entry["act"]]
    return hashlib.sha256(before + canonical([*parts, entry["root"], entry["case"], entry["codes"]]).encode()).digest()


def beginning(authority: str) -> bytes:
    """What the first entry of an authority's log is chained to."""
    return hashlib.sha256(authority.encode()).digest()


def statement(authority: str, number: int, link: bytes, at: datetime) -> bytes:
    """The words that a checkpoint signs: whose log, up to which number, with which hash, at what time."""
    return f"infohus log 1\n{authority}\n{number}\n{link.hex()}\n{at.astimezone(UTC).isoformat(timespec='microseconds')}\n".encode()


def is_signed(checkpoint: dict[str, Any], key: str) -> bool:
    """Whether this key (hex) made the signature of a checkpoint."""
    try:
        at = datetime.fromisoformat(checkpoint["at"].replace("Z", "+00:00"))
        words = statement(checkpoint["authority"], int(checkpoint["number"]), bytes.fromhex(checkpoint["hash"]), at)
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(checkpoint["signature"]), words)
    except (InvalidSignature, ValueError, KeyError, TypeError, AttributeError):
        return False
    return True


def verify(lines: Iterable[str], checkpoint: dict[str, Any] | None = None, now: datetime | None = None) -> Verdict:
    """Follow an export from its first line to its last, hold it against a checkpoint kept elsewhere, and tell what is wrong and where."""
    return _Reader(checkpoint, now or datetime.now(UTC)).read(lines)


class _Reader:
    """Follows one export line by line; holds the last hash, never the whole log."""

    def __init__(self, kept: dict[str, Any] | None, now: datetime) -> None:
        self.kept, self.now = kept, now
        self.verdict = Verdict()
        self.key = str(kept["key"]) if kept else ""
        self.before: bytes | None = None  # the hash the next entry must rest on; None after a gap
        self.expected = 1
        self.missing: list[tuple[int, int]] = []
        self.moved: list[int] = []
        self.opening: dict[str, Any] | None = None
        self.ended: int | None = None

    def say(self, kind: Kind, where: int, sentence: str) -> None:
        self.verdict.breaks.append(Break(kind, where, sentence))

    def read(self, lines: Iterable[str]) -> Verdict:
        for count, line in enumerate(lines, 1):
            try:
                self.take(load(line))
            except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError):
                self.say(Kind.UNREADABLE, count, f"Linje {count} i filen kan ikke læses.")
        self.conclude()
        self.verdict.breaks.sort(key=lambda one: one.where)
        return self.verdict

    def take(self, line: dict[str, Any]) -> None:
        if "infohus_log" in line:
            self.begin(line)
        elif "checkpoint" in line:
            self.compare(line["checkpoint"])
        elif "end" in line:
            self.ended = int(line["end"])
        else:
            self.follow(line)

    def begin(self, head: dict[str, Any]) -> None:
        verdict = self.verdict
        verdict.authority, verdict.name, verdict.scope = head["authority"], head["name"], head["scope"]
        self.before = beginning(verdict.authority)
        if self.kept is None:
            self.key = head["key"]
            verdict.remarks.append("Uden et kontrolpunkt, der er gemt et andet sted, kan ingen se, om hele loggen er skrevet om.")
            return
        number = int(self.kept["number"])
        if not is_signed(self.kept, self.key):
            self.say(Kind.FORGED, number, f"Det gemte kontrolpunkt (nr. {number}) har ikke en ægte underskrift.")
        if self.kept["authority"] != verdict.authority:
            self.say(Kind.FORGED, number, "Det gemte kontrolpunkt hører til en anden myndigheds log.")
        elif head["key"] != self.key:
            self.say(Kind.FORGED, number, "Udskriften er underskrevet med en anden nøgle end det gemte kontrolpunkt.")

    def follow(self, entry: dict[str, Any]) -> None:
        number, stored = int(entry["number"]), bytes.fromhex(entry["hash"])
        verdict = self.verdict
        verdict.count += 1
        if verdict.scope == "case":
            self.check(entry, bytes.fromhex(entry["before"]), stored)
            verdict.first, verdict.last = verdict.first or number, number
            return
        if number < self.expected:
            self.moved.append(number)
            return
        if number > self.expected:
            self.missing.append((self.expected, number - 1))
            self.before = None
        if self.before is not None:
            self.check(entry, self.before, stored)
        verdict.first, verdict.last, verdict.hash = verdict.first or number, number, stored.hex()
        self.before, self.expected = stored, number + 1
        if self.kept and number == int(self.kept["number"]):
            self.compare(self.kept, kept=True)

    def check(self, entry: dict[str, Any], before: bytes, stored: bytes) -> None:
        try:
            right = set(entry) - {"before"} == ENTRY and link(before, self.verdict.authority, entry) == stored
        except (ValueError, KeyError, TypeError, AttributeError):
            right = False
        if not right:
            number = int(entry["number"])
            self.say(Kind.EDITED, number, f"Nr. {number} passer ikke med sit fingeraftryk: linjen er ændret, eller den før den er.")

    def compare(self, checkpoint: dict[str, Any], *, kept: bool = False) -> None:
        """A checkpoint at its place: the first one opens a log whose oldest months were removed, the others must agree with the chain."""
        number, stands = int(checkpoint["number"]), bytes.fromhex(checkpoint["hash"])
        if not kept and not is_signed({**checkpoint, "authority": self.verdict.authority}, self.key):
            self.say(Kind.FORGED, number, f"Kontrolpunktet ved nr. {number} har ikke en ægte underskrift.")
            return
        if self.verdict.count == 0 and self.opening is None and number > 0:
            self.opening, self.before, self.expected = checkpoint, stands, number + 1
            self.verdict.signed, self.verdict.last, self.verdict.hash = number, number, stands.hex()
            return
        if number == self.expected - 1 and self.before == stands:
            self.verdict.signed = max(self.verdict.signed, number)
        elif number < self.expected:
            since = self.verdict.signed + 1
            what = f"Kontrolpunktet ved nr. {number} passer ikke: noget fra nr. {since} til nr. {number} er ændret eller fjernet."
            self.say(Kind.EDITED, number, what)
        else:
            self.missing.append((self.expected, number))
            self.before, self.expected = stands, number + 1

    def conclude(self) -> None:
        """What can only be said at the end: gaps, lines out of place, a tail cut off, a log that begins too late."""
        verdict = self.verdict
        if not verdict.authority:
            self.say(Kind.UNREADABLE, 1, "Filen begynder ikke som en udskrift af loggen.")
            return
        for number in self.moved:
            self.say(Kind.MOVED, number, f"Nr. {number} står ikke på sin plads.")
        for first, last in self.missing:
            lost = [number for number in range(first, last + 1) if number not in self.moved] if last - first < 10_000 else [first, last]
            if lost and first == 1 and verdict.first > 1 and self.opening is None:
                self.say(Kind.MISSING, first, f"Loggen begynder ved nr. {verdict.first} uden et underskrevet kontrolpunkt før.")
            elif lost:
                kind = Kind.MISSING if last < verdict.last else Kind.CUT
                self.say(
                    kind,
                    lost[0],
                    f"Nr. {lost[0]} mangler." if lost[0] == lost[-1] else f"Der mangler noget fra nr. {lost[0]} til nr. {lost[-1]}.",
                )
        if verdict.scope == "case":
            verdict.remarks.append("Et udsnit af én sag: hver linje er efterprøvet, men kun hele loggen kan vise, om der mangler nogen.")
            return
        if self.ended != verdict.last:
            self.say(Kind.CUT, verdict.last + 1, f"Filen ender brat efter nr. {verdict.last}.")
        self.conclude_beginning()
        self.conclude_kept()

    def conclude_beginning(self) -> None:
        if self.opening is None or self.verdict.scope != "all":
            return
        number, day = int(self.opening["number"]), self.opening["at"][:10]
        self.verdict.remarks.append(f"Loggen til og med nr. {number} er fjernet efter fristen; det er underskrevet {day}.")
        months = self.now.year * 12 + self.now.month - int(day[:4]) * 12 - int(day[5:7])
        if months < KEPT_MONTHS:
            self.say(
                Kind.MISSING, number, f"Loggen begynder efter nr. {number} fra {day}. Det er for sent: intet under 24 måneder må fjernes."
            )

    def conclude_kept(self) -> None:
        if self.kept is None:
            return
        number = int(self.kept["number"])
        if self.opening is not None and number == int(self.opening["number"]) and self.opening["hash"] != self.kept["hash"]:
            self.say(Kind.EDITED, number, f"Udskriften begynder ved nr. {number}, men ikke med det gemte kontrolpunkt.")
        elif self.opening is not None and number < int(self.opening["number"]):
            self.verdict.remarks.append(f"Det gemte kontrolpunkt (nr. {number}) er ældre end det, der er tilbage i loggen.")
        elif number > self.verdict.last and self.verdict.scope == "month":
            self.verdict.remarks.append(f"Det gemte kontrolpunkt (nr. {number}) ligger efter måneden.")
        elif number > self.verdict.last:
            lost = self.verdict.last + 1
            self.say(Kind.CUT, lost, f"Halen mangler: nr. {lost} til nr. {number} var der, da kontrolpunktet blev lavet.")
