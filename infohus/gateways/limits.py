"""How much may come in at once: counted in memory only, for the site and for each network; above it the form asks for work or patience.

Each web process counts for itself. No address is kept: a network is known by a keyed hash whose key dies with the process.
"""

from __future__ import annotations

import hashlib
import ipaddress
import json
import os
import secrets
import time
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import NamedTuple

import altcha
from django.conf import settings
from django.core import signing
from django.http import HttpRequest

from infohus import lib
from infohus.gateways import keys


class Limit(NamedTuple):
    """How many may come in before work or patience is asked for."""

    a_minute: int
    an_hour: int


MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LEAST_WAIT = timedelta(seconds=20)
KEPT_NETWORKS = 20_000

_SIGNER = signing.Signer(salt="infohus.patience")
_BLIND = os.urandom(32)
_LOCK = Lock()
_EVERYBODY = b"site"
_came: dict[bytes, deque[datetime]] = {}
_next_turn: dict[bytes, datetime] = {}


@dataclass(frozen=True)
class Wait:
    """What is asked when too many come: the work of `challenge` (JSON for proof.js), or to wait until `until` with `ticket`."""

    challenge: str
    ticket: str
    until: datetime


def admit(address: str, form: str, proof: str = "", ticket: str = "") -> Wait | None:
    """Let one sending in (None), or say what it takes; `form` is the token that work and ticket are bound to."""
    network, turn = blinded(address), _turn(ticket, form)
    worked = bool(proof) and proven(proof, form)
    with _LOCK:
        full = _full(network)
        if full is None or worked or (turn is not None and turn <= lib.now()):
            _count(network)
            return None
        until = turn or _queue(full)
    return Wait(challenge(form), _ticket(form, until), until)


def pressed(address: str) -> bool:
    """Whether the next sending from here will be asked for work or patience."""
    with _LOCK:
        return _full(blinded(address)) is not None


def address_of(request: HttpRequest) -> str:
    """Where a request comes from, never kept; behind proxies that are ours the address they saw (settings.PROXIES of them)."""
    proxies = settings.PROXIES
    through = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    return str(through[-proxies]) if proxies and len(through) >= proxies else str(request.META.get("REMOTE_ADDR", ""))


def blinded(address: str) -> bytes:
    """A network (/24, or /56 of the new kind) as a keyed hash; all that is no address is one network."""
    try:
        at = ipaddress.ip_address(address.strip())
        network = str(ipaddress.ip_network((at, 24 if at.version == 4 else 56), strict=False))
    except ValueError:
        network = "unknown"
    return hashlib.blake2b(network.encode(), key=_BLIND, digest_size=16).digest()


def forget() -> None:
    """Begin counting anew."""
    with _LOCK:
        _came.clear()
        _next_turn.clear()


def _limit(place: bytes) -> Limit:
    network, site = settings.FLOOD_LIMITS
    return Limit(*(site if place == _EVERYBODY else network))


def _full(network: bytes) -> bytes | None:
    """Which of the two is full now, the network before the site; None if there is room."""
    now = lib.now()
    for place in (network, _EVERYBODY):
        came, limit = _came.get(place, deque()), _limit(place)
        while came and came[0] <= now - HOUR:
            came.popleft()
        if len(came) >= limit.an_hour or sum(at > now - MINUTE for at in came) >= limit.a_minute:
            return place
    return None


def _count(network: bytes) -> None:
    if len(_came) > KEPT_NETWORKS:
        for place in [place for place, came in _came.items() if not came or came[-1] <= lib.now() - HOUR]:
            _came.pop(place)
            _next_turn.pop(place, None)
    for place in (network, _EVERYBODY):
        _came.setdefault(place, deque(maxlen=_limit(place).an_hour)).append(lib.now())


# ---------- Patience: one turn after another, no quicker than the limit lets them in


def _queue(place: bytes) -> datetime:
    """The next free turn of a network or of the site, whole seconds."""
    now = lib.now().replace(microsecond=0)
    turn = max(now + LEAST_WAIT, _next_turn.get(place, now) + MINUTE / _limit(place).a_minute)
    _next_turn[place] = turn
    return turn


def _ticket(form: str, until: datetime) -> str:
    return str(_SIGNER.sign(f"{form}.{int(until.timestamp())}"))


def _turn(ticket: str, form: str) -> datetime | None:
    """When the turn of this ticket comes; None if it is not one of this form, or is more than an hour old."""
    try:
        whose, at = _SIGNER.unsign(ticket).split(".")
    except (ValueError, signing.BadSignature):
        return None
    until = datetime.fromtimestamp(int(at), UTC)
    return until if whose == form and lib.now() - until < HOUR else None


# ---------- Work: about a second on a computer, some on an old telephone (ALTCHA, solved by ui/proof.js)

WORK = "PBKDF2/SHA-256"
COST, FEWEST, MORE = 5_000, 200, 600


def challenge(form: str) -> str:
    """A task for the browser, bound to the form and valid for an hour, as JSON."""
    task = altcha.create_challenge(
        WORK, COST, counter=FEWEST + secrets.randbelow(MORE), hmac_secret=_secret(), data={"form": form},
        expires_at=int(time.time() + HOUR.total_seconds()),  # altcha asks this clock, which nobody moves
    )  # fmt: skip
    return json.dumps(task.to_dict())


def proven(proof: str, form: str) -> bool:
    """Whether the work was done, for this form; one form files one concern, so a proof is worth one sending."""
    try:
        payload = altcha.Payload.from_base64(proof)
        ours = (payload.challenge.parameters.data or {}).get("form") == form
        return ours and payload.challenge.parameters.cost == COST and altcha.verify_solution(payload, _secret()).verified
    except Exception:
        return False  # whatever a stranger put into the field


def _secret() -> bytes:
    return keys.derived("root", b"proof of work")
