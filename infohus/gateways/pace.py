"""Guessing is slowed down: each wrong try costs a little time, counted in this process's memory, and a right one never waits.

Nobody is locked out: whoever has guessed wrong often only waits for the answer, and of one network only a few wait at a time.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Lock

from infohus import lib

WINDOW = timedelta(minutes=10)
FREE = 4  # wrong tries of one network that cost nothing
STEP, MOST = 0.25, 2.0  # seconds that each further one costs, and the most
SITE_FREE = 100  # wrong tries of everybody, from which on every wrong one costs the most
AT_ONCE = 2  # of one network, when it has guessed wrong often; and never more of a process's few threads asleep
KEPT = 20_000  # networks

EVERYBODY = b"site"


class Pace:
    """The wrong tries of the last ten minutes, of the whole site and of each network (a blinded hash of it)."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.wrong: dict[bytes, deque[datetime]] = {}
        self.waiting: dict[bytes, int] = {}
        self.asleep = 0

    def lately(self, place: bytes) -> int:
        """How many wrong tries there were."""
        tries = self.wrong.get(place)
        while tries and tries[0] <= lib.now() - WINDOW:
            tries.popleft()
        return len(tries or ())

    @contextmanager
    def turn(self, network: bytes) -> Iterator[bool]:
        """A turn to try; False if this network has guessed wrong often and others of it are waiting already."""
        with self.lock:
            tried = not (self.waiting.get(network, 0) >= AT_ONCE and self.lately(network) >= FREE)
            self.waiting[network] = self.waiting.get(network, 0) + tried
        try:
            yield tried
        finally:
            with self.lock:
                left = self.waiting.pop(network, 0) - tried
                if left > 0:
                    self.waiting[network] = left

    def was_wrong(self, network: bytes) -> None:
        """Count a wrong try, and take the time it costs."""
        with self.lock:
            if len(self.wrong) > KEPT:
                for place in [place for place in self.wrong if not self.lately(place)]:
                    del self.wrong[place]
            for place, most in ((network, 4 * FREE + int(MOST / STEP)), (EVERYBODY, SITE_FREE)):
                self.wrong.setdefault(place, deque(maxlen=most)).append(lib.now())
            costs = MOST if self.lately(EVERYBODY) >= SITE_FREE else min(MOST, STEP * max(0, self.lately(network) - FREE))
            costs = costs if self.asleep < AT_ONCE else 0
            self.asleep += bool(costs)
        if costs:
            time.sleep(costs)
            with self.lock:
                self.asleep -= 1

    def forget(self) -> None:
        """Begin counting anew."""
        with self.lock:
            self.wrong.clear()
