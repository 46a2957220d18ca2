"""Which numbers may be shown: small cells are put together with their neighbours until nobody can work one of them out.

The rule is public, so it must hold against one who knows it. Cells are taken in a fixed order. A small one is put together with those after
it until the sum is no longer small; what is left over at the end goes back into the group before it. Whatever the sum of such a group is,
each cell in it can have had at least four values (tests/test_statistics.py counts them all). Two things make that so: no cell inside a
group is told to be empty, and the group at the end may have come about in both ways.

One table says nothing of another: tables of the same months share nothing but their total, which both show, and no month is in two
publications (`periods.py`). The one table with two sides (`outcomes_by`) is only made of what another table shows already.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LEAST = 5  # what is under this is not shown (`domain.md` §13)


@dataclass(frozen=True)
class Group:
    """Cells that are shown as one number: their codes in order, and the sum."""

    codes: tuple[str, ...]
    n: int


def alone(n: int) -> bool:
    """Whether a number that has no others beside it may be shown: none at all, or enough."""
    return n == 0 or n >= LEAST


def merged(cells: Sequence[tuple[str, int]]) -> list[Group] | None:
    """The cells as they may be shown, in their order; None where all of them together are too few, and then the total is hidden too."""
    total = sum(n for _code, n in cells)
    if not alone(total):
        return None
    found: list[list[tuple[str, int]]] = []
    waiting: list[tuple[str, int]] = []
    for cell in cells:
        waiting.append(cell)
        if _is_whole(waiting):
            found.append(waiting)
            waiting = []
    if waiting:
        waiting = _taken_back(found, waiting)
        found.append(waiting)
    return [Group(tuple(code for code, _n in group), sum(n for _code, n in group)) for group in found]


def _is_whole(cells: Sequence[tuple[str, int]]) -> bool:
    """Whether these may stand as one number: an empty cell by itself, or enough together (taking back may leave a cell under nothing)."""
    return sum(n for _code, n in cells) >= LEAST or (len(cells) == 1 and cells[0][1] == 0)


def _taken_back(found: list[list[tuple[str, int]]], rest: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """What is left over, with all before it back to and with the last group that has anything in it."""
    while found and sum(n for _code, n in rest) < LEAST:
        rest = [*found.pop(), *rest]
    return rest


def parts(on_time: int, late: int) -> tuple[int, int] | None:
    """How many of how many were in time; None where one of the two sides is too few."""
    return (on_time, on_time + late) if alone(on_time) and alone(late) else None


WIDE = 4 * LEAST  # so many are asked for before it is told how many of them have something


def outcomes_by(shown: Iterable[Group], inside: dict[str, int]) -> list[tuple[Group, int]]:
    """For groups that are shown already: how many of each have something; none at all if either side is too few in any of them, or one is left.

    `inside` says for each code how many have it; it may be used only where the sum of `inside` is shown. Which groups are put together
    rests on what is shown already and on nothing that is inside, so that the choice tells nothing of it.
    """
    wide: list[Group] = []
    waiting = Group((), 0)
    for group in (one for one in shown if one.n):
        waiting = Group(waiting.codes + group.codes, waiting.n + group.n)
        if waiting.n >= WIDE:
            wide.append(waiting)
            waiting = Group((), 0)
    if waiting.codes and wide:
        last = wide.pop()
        wide.append(Group(last.codes + waiting.codes, last.n + waiting.n))
    found = [(group, sum(inside.get(code, 0) for code in group.codes)) for group in wide]
    return found if len(found) > 1 and all(LEAST <= have <= group.n - LEAST for group, have in found) else []
