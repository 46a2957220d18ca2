"""Which tests show which function of the strategy (`make functions`); with PROVE=1, whether they fail once the function is switched off.

Nothing is listed by hand: the numbers are those of docs/functions.md, the tests those whose markers name them.
A marker is `function("S21", act="file_concern")`: numbers, the half that is shown where it is one (`part`), and by what it is switched off:
an act of the table or the page of an address (`page="concerns:front"`). ARGS="S21 C04" tells of these numbers alone.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "docs" / "functions.md"
ROW = re.compile(r"\| ([SGCN]\d\d?) \| ([^|]+) \| ([^|]+) \| (now|now: [^|]+|later) \|")
KEYWORDS = {"part", "act", "page"}
QUIETLY = ["-p", "no:terminal", "-p", "no:cacheprovider", "-o", "addopts=--strict-markers", "-m", "not drill", str(ROOT / "tests")]


@dataclass(frozen=True)
class Row:
    """A function of the strategy: its number, our name of it, when it is true, and how much of it is due (`now`, `now: a half`, `later`)."""

    number: str
    name: str
    true_when: str
    due: str


@dataclass(frozen=True)
class Shown:
    """One marker of a test: what it shows, and by what that is switched off."""

    test: str
    numbers: tuple[str, ...]
    part: str | None = None
    act: str | None = None
    page: str | None = None

    @property
    def switch(self) -> str:
        """`act file_concern`, `page concerns:front`; empty where there is none."""
        return f"act {self.act}" if self.act else f"page {self.page}" if self.page else ""


def read_list(text: str) -> dict[str, Row]:
    """The rows of the list, by number; ValueError if one stands there twice."""
    rows = [Row(*(part.strip() for part in found)) for found in ROW.findall(text)]
    if len({row.number for row in rows}) != len(rows):
        raise ValueError("a number stands twice in the list")
    return {row.number: row for row in rows}


def state(row: Row, all_shown: Iterable[Shown]) -> str:
    """`shown` if some test shows the whole of it, `part` if only halves are shown, else `open`."""
    of_it = [one for one in all_shown if row.number in one.numbers]
    return "open" if not of_it else "part" if all(one.part for one in of_it) else "shown"


def mistakes(rows: dict[str, Row], all_shown: Iterable[Shown], acts: Iterable[str], pages: Iterable[str]) -> list[str]:
    """What is wrong: a number, act or page that there is not, a due function that no test shows."""
    all_shown, acts, pages = list(all_shown), set(acts), set(pages)
    found = [f"{one.test}: no function {number}" for one in all_shown for number in one.numbers if number not in rows]
    found += [f"{one.test}: it names no function" for one in all_shown if not one.numbers]
    found += [f"{one.test}: no act {one.act}" for one in all_shown if one.act and one.act not in acts]
    found += [f"{one.test}: no page {one.page}" for one in all_shown if one.page and one.page not in pages]
    found += [f"{one.test}: one switch is enough" for one in all_shown if one.act and one.page]
    for row in rows.values():
        good = ("shown",) if row.due == "now" else ("shown", "part") if row.due != "later" else ("shown", "part", "open")
        if (now := state(row, all_shown)) not in good:
            found.append(f"{row.number} {row.name} is {now}")
    return sorted(set(found))


# ---------- Gathered from the tests


def shown_by(item: pytest.Item) -> list[Shown]:
    """The markers of a test, the lowest first; TypeError for a keyword that means nothing."""
    path, _colons, name = item.nodeid.partition("::")
    found = []
    for marker in item.iter_markers("function"):
        if wrong := set(marker.kwargs) - KEYWORDS:
            raise TypeError(f"{item.nodeid}: a marker with {', '.join(wrong)}")
        found.append(Shown(f"{path.removeprefix('tests/').removesuffix('.py')}::{name.partition('[')[0]}", marker.args, **marker.kwargs))
    return found


class Gathering:
    """A plugin of pytest that keeps what every test shows."""

    def __init__(self) -> None:
        self.shown: list[Shown] = []

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """All tests are known: each marker once, however many examples its test has."""
        self.shown = list(dict.fromkeys(one for item in session.items for one in shown_by(item)))


def gather() -> list[Shown]:
    """What the tests show, without running one; SystemExit where they cannot be read."""
    gathering = Gathering()
    code = pytest.main(["--collect-only", *QUIETLY], plugins=[gathering])
    if code != pytest.ExitCode.OK:
        raise SystemExit("The tests cannot be read: run pytest --collect-only.")
    return gathering.shown


# ---------- Switched off


@contextlib.contextmanager
def switched_off(one: Shown) -> Iterator[None]:
    """For a while the act is granted to nobody, or the address leads nowhere."""
    from django.urls.resolvers import Resolver404, URLResolver

    from infohus.access.rules import MAY, Act

    if one.act:
        before = MAY[Act(one.act)]
        MAY[Act(one.act)] = frozenset()
        try:
            yield
        finally:
            MAY[Act(one.act)] = before
        return
    resolve = URLResolver.resolve

    def but_one(self: URLResolver, path: str) -> object:
        found = resolve(self, path)
        if found.view_name == one.page:
            raise Resolver404({"path": path})
        return found

    URLResolver.resolve = but_one  # type: ignore[method-assign]
    try:
        yield
    finally:
        URLResolver.resolve = resolve  # type: ignore[method-assign]


class Proving:
    """A plugin of pytest that runs each test with its n-th switch off (None: with all on), and keeps what came of it."""

    def __init__(self, number: int | None, only: set[str]) -> None:
        self.number, self.only = number, only
        self.switches: dict[str, Shown] = {}
        self.outcomes: dict[str, str] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Only tests with such a switch."""
        for item in items:
            switches = with_switch(shown_by(item), self.only)
            if len(switches) > (self.number or 0):
                self.switches[item.nodeid] = switches[self.number or 0]
        items[:] = [item for item in items if item.nodeid in self.switches]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        """What came before the test itself was done with everything switched on."""
        with contextlib.nullcontext() if self.number is None else switched_off(self.switches[item.nodeid]):
            return (yield)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """It must fail, and in its own lines: one that never came so far proves nothing."""
        if report.when == "call":
            self.outcomes[report.nodeid] = "fails" if report.failed else "passes" if report.passed else "is left out"
        elif report.when == "setup" and not report.passed:
            self.outcomes[report.nodeid] = "is left out" if report.skipped else "breaks before it begins"
        else:
            return
        switch = "all on" if self.number is None else f"{self.switches[report.nodeid].switch} off"
        print(f"{switch:36} {self.outcomes[report.nodeid]:12} {report.nodeid}", flush=True)


def with_switch(shown: list[Shown], only: set[str]) -> list[Shown]:
    """The markers with different switches, of these numbers if some are named."""
    named = [one for one in shown if one.switch and (not only or only & set(one.numbers))]
    return list({one.switch: one for one in named}.values())


def prove(shown: list[Shown], only: set[str]) -> bool:
    """Run the tests of all functions as they are, and then each with its own switched off; whether all pass first and fail then."""
    tried, bad = 0, []
    for number in (None, *range(9)):
        proving, must = Proving(number, only), "passes" if number is None else "fails"
        pytest.main(QUIETLY, plugins=[proving])
        if not proving.switches:
            break
        tried += 0 if number is None else len(proving.switches)
        for test, one in proving.switches.items():
            if (said := proving.outcomes.get(test, "was not run")) != must:
                bad.append(f"{test} {said} with {'all on' if number is None else f'{one.switch} off'}")
    without = sorted({one.test for one in shown if not one.switch and (not only or only & set(one.numbers))})
    print(f"\n{tried} times a function was switched off; {len(bad) or 'none'} did not go as it must.")
    print("\n".join(f"  Asleep or broken: {one}" for one in bad), end="\n" if bad else "")
    print(f"{len(without)} tests have no switch: they look for what must not be there, or at how a page is made.")
    print("\n".join(f"  {test}" for test in without), end="\n" if without else "")
    return not bad


# ---------- Printed


def table(rows: Iterable[Row], shown: list[Shown]) -> Iterator[str]:
    """Number, function, how far it is shown, and the tests below each other."""
    for row in rows:
        of_it = [one for one in shown if row.number in one.numbers]
        tests = [f"{one.test}{f' ({one.part})' if one.part else ''}" for one in of_it] or [""]
        half = f" ({row.due.removeprefix('now: ')})" if row.due.startswith("now: ") else ""
        yield f"{row.number:4} {row.name + half:52.52} {state(row, shown):6} {tests[0]}".rstrip()
        yield from (f"{'':64}{test}" for test in tests[1:])


def main(only: set[str]) -> int:
    """Print the table and what is wrong; 1 if something is."""
    rows, shown = read_list(LIST.read_text()), gather()
    if only - rows.keys():
        raise SystemExit(f"No function {', '.join(sorted(only - rows.keys()))}.")
    chosen = [row for row in rows.values() if not only or row.number in only]
    print("\n".join(table(chosen, shown)))
    states = [state(row, shown) for row in chosen]
    print(f"\n{states.count('shown')} shown, {states.count('part')} in part, {states.count('open')} open.")
    from infohus.access.rules import Act
    from tests.pages import addresses

    wrong = mistakes(rows, shown, Act.values, {one.name for one in addresses()})
    print("\n".join(f"Wrong: {one}" for one in wrong), end="\n" if wrong else "")
    good = not os.environ.get("PROVE") or prove(shown, only)
    return 0 if good and not wrong else 1


if __name__ == "__main__":
    sys.exit(main(set(sys.argv[1:])))
