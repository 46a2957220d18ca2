"""How a figure is made: a thing and its bare counterpart are asked in turn, so that a slow second of the machine meets both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from uuid import UUID

from tests.bench.house import Browser, say, sign_in

CAST = ("mette", "birgit", "pia")


@dataclass(frozen=True)
class Pair:
    """What is timed and what it is held against, each a function that gives milliseconds; `most`: how often it can be done."""

    thing: Callable[[], float]
    bare: Callable[[], float]
    most: int = 1_000_000


@dataclass(frozen=True)
class Measured:
    """One measured thing: its name, how it is made ready, and how many times a bare page it may take (None: nothing was promised)."""

    what: str
    ready: Callable[[Bench], Pair]
    aim: float | None


def percentile(times: list[float], share: float) -> float:
    """The value below which this share of the times lies."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


class Bench:
    """Mette, Birgit and Pia signed in, a stranger who is not, and as many pairs of requests as a figure rests on."""

    def __init__(self, port: int, rounds: int) -> None:
        self.rounds, self.mette, self.birgit, self.pia, self.anyone = rounds, *(sign_in(port, name) for name in CAST), Browser(port)
        say(f"\n{'':32}{'p50':>8}{'p95':>8}   {'bare p50':>8}{'p95':>8}   {'ratio':>5}")

    def figure(self, one: Measured) -> None:
        """One line: p50 and p95 of both, and the middle of the ratios of the pairs; before it a tenth of the rounds to warm up."""
        pair = one.ready(self)
        rounds = min(self.rounds, pair.most * 4 // 5)
        for _round in range(max(5, rounds // 10)):
            pair.thing(), pair.bare()
        both = [(pair.thing(), pair.bare()) for _round in range(rounds)]
        shown = [percentile([times[place] for times in both], share) for place in (0, 1) for share in (0.5, 0.95)]
        ratio = median(ours / bare for ours, bare in both)
        aim = f"  (aim {one.aim:g})" if one.aim else ""
        say("{:32}{:8.1f}{:8.1f}   {:8.1f}{:8.1f}   {:5.2f}".format(one.what, *shown, ratio) + aim)

    def page(self, path: str, expected: int = 200, method: str = "GET", *, by: Browser | None = None, **fields: str) -> Pair:
        """A page of Mette's, or of another's, against a bare page of the same size."""
        who = by or self.mette
        _taken, text = who.timed(method, path, expected, **fields)
        _taken, empty = who.timed("GET", "/bare/?bytes=0", 200)
        bare = f"/bare/?bytes={max(0, len(text.encode()) - len(empty.encode()))}"
        return Pair(lambda: who.timed(method, path, expected, **fields)[0], lambda: who.timed("GET", bare, 200)[0])

    def done(self, step: Callable[[Browser, UUID], float], cases: list[UUID]) -> Pair:
        """Something Mette does with one case after another, whose answer leads on, against the smallest bare page."""
        waiting = iter(cases)
        return Pair(lambda: step(self.mette, next(waiting)), lambda: self.mette.timed("GET", "/bare/?bytes=0", 200)[0], len(cases) - 6)

    def anyone_bytes(self, text: str) -> int:
        """How many bytes a bare page lacks to be as long as this public page."""
        _taken, empty = self.anyone.timed("GET", "/bare/public/?bytes=0", 200)
        return max(0, len(text.encode()) - len(empty.encode()))
