"""What a table says: rows with the number as it may be shown, a total, and the sentence under it; pure, and as it is kept when published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from infohus.statistics.rules.hiding import LEAST, Group, alone, merged, outcomes_by, parts
from infohus.ui.rules import number

FEW = f"<{LEAST}"
NOT_SHOWN = "–"


@dataclass(frozen=True)
class Row:
    """A line: what, how it is shown, and the number behind the bar where there is one; `several` when it stands for cells put together.

    `names`: of many put together, what each is called, for a page to list; the label says how many they are.
    """

    label: str
    shown: str
    n: float | None = None
    several: bool = False
    names: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """The label in one line, with the names that a page lists."""
        if not self.names:
            return self.label
        return f"{self.label}: {'; '.join(self.names)}"


@dataclass(frozen=True)
class Table:
    """One table: its code (`domain.md` §13), what it is called, its lines, its total as shown ('' without one), and what it counts."""

    code: str
    title: str
    rows: tuple[Row, ...]
    total: str
    says: str
    unit: str = ""

    def kept(self) -> dict[str, Any]:
        """As it is stored, once and for all."""
        return asdict(self)

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Table:
        """As it was stored."""
        return cls(**{**kept, "rows": tuple(Row(**{**row, "names": tuple(row.get("names", ()))}) for row in kept["rows"])})

    @property
    def most(self) -> float:
        """The number with the longest bar: the whole where it is a share."""
        if self.unit == "%":
            return 100
        return max((row.n or 0 for row in self.rows), default=0) or 1

    @property
    def bars(self) -> bool:
        """Whether its lines can be compared; single numbers that do not add up cannot."""
        return self.code != "ST16"

    @property
    def note(self) -> str:
        """The sentence under it, and whether some of its lines are put together."""
        return f"{self.says} {_('Nogle er lagt sammen, fordi et af tallene er fra 1 til 4.')}" if self.merges else self.says

    @property
    def merges(self) -> bool:
        """Whether any of its lines stands for several."""
        return any(row.several for row in self.rows)


def named(codes: Sequence[str], labels: Mapping[str, str]) -> str:
    """The names of cells put together, as one line begins: 'Skole, klub eller forening'."""
    first, *rest = [labels.get(code, code) for code in codes]
    between = "; " if any("," in one for one in (first, *rest)) else ", "
    return between.join([first[:1].upper() + first[1:], *map(_small, rest)])


def _small(name: str) -> str:
    """As it begins in the middle of a line; BKI stays."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


MANY = 5  # so many empty cells are named
FULL = 4  # so many put together are named in one line of a page


REST = "*"  # the cell of what has no label


def placed(labels: Mapping[str, str], cells: Mapping[str, int], rest: str) -> tuple[dict[str, str], list[tuple[str, int]]]:
    """The labels, and a cell for each whether it has anything or not, so that the cells themselves tell nothing of what was counted.

    What has no label is counted in the last cell: one of its own if `rest` is what it is called.
    """
    names = {**labels, REST: rest or _("andet")} if rest or not labels else dict(labels)
    *_before, last = names
    unknown = sum(n for one, n in cells.items() if one not in labels)
    return names, [(one, cells.get(one, 0) + (unknown if one == last else 0)) for one in names]


def counted(code: str, title: str, says: str, labels: Mapping[str, str], cells: Mapping[str, int], *, rest: str = "") -> Table:
    """A table of cells that add up to its total, in the order of their labels; what has no label comes last, called `rest`."""
    labels, order = placed(labels, cells, rest)
    groups = merged(order)
    if groups is None:
        return Table(code, title, (), FEW, says)
    rows = [_line(group, labels) for group in groups if group.n]
    if not rows:
        return Table(code, title, (), number(0), says)
    if empty := [one for group in groups if not group.n for one in group.codes]:
        label = named(empty, labels) if len(empty) <= MANY else _("De {count} andre").format(count=len(empty))
        rows.append(Row(label, number(0), 0))  # of several together it says that there is none of any
    return Table(code, title, tuple(rows), number(sum(group.n for group in groups)), says)


def _line(group: Group, labels: Mapping[str, str]) -> Row:
    if len(group.codes) <= FULL:
        return Row(named(group.codes, labels), number(group.n), group.n, len(group.codes) > 1)
    names = tuple(one[:1].upper() + one[1:] for one in (str(labels.get(code, code)) for code in group.codes))
    return Row(_("{count} lagt sammen").format(count=len(names)), number(group.n), group.n, True, names)


def by_outcome(
    code: str, title: str, says: str, labels: Mapping[str, str], cells: Mapping[str, int], inside: Mapping[str, int], *, inside_shown: bool
) -> Table:
    """How many of each cell have something, as »9 af 20«: only where their sum is shown already, and coarser than the cells are shown."""
    labels, order = placed(labels, cells, "")
    groups = merged(order) if inside_shown else None
    found = outcomes_by(groups or (), dict(placed(labels, inside, "")[1]))
    rows = [replace(_line(group, labels), shown=_of(have, group.n), n=round(100 * have / group.n)) for group, have in found]
    return Table(code, title, tuple(rows), "", says, "%")


def _of(some: int, of: int) -> str:
    return str(_("{some} af {of}")).format(some=number(some), of=number(of))


def share_of(code: str, title: str, says: str, groups: Sequence[Group] | None, codes: frozenset[str], label: str) -> Table:
    """The share of all that some cells have, where groups that are shown hold just these; else it is not shown."""
    inside = [group for group in groups or () if set(group.codes) & codes]
    total = sum(group.n for group in groups or ())
    shown = bool(total) and all(set(group.codes) <= codes for group in inside)
    some = sum(group.n for group in inside)
    row = (
        Row(label, _("{of} ({share} %)").format(of=_of(some, total), share=round(100 * some / total)), round(100 * some / total))
        if shown
        else None
    )
    return Table(code, title, (row or Row(label, NOT_SHOWN),), "", says, "%")


def timed(code: str, title: str, says: str, rows: Sequence[tuple[str, Mapping[tuple[int, bool], int]]]) -> Table:
    """Median of days, and about how many of a hundred were in time, of each kind: {(days, in time): how many}; not of few."""
    return Table(code, title, tuple(_timed(label, found) for label, found in rows), "", says, _("arbejdsdage"))


ENOUGH = 2 * LEAST  # a median says something of the one in the middle


def _timed(label: str, found: Mapping[tuple[int, bool], int]) -> Row:
    days = sorted(day for (day, _time), n in found.items() for _each in range(n))
    if sum(found.values()) < ENOUGH or len(days) < ENOUGH:
        return Row(label, NOT_SHOWN)
    middle = (days[(len(days) - 1) // 2] + days[len(days) // 2]) / 2
    on_time = sum(n for (_day, time), n in found.items() if time)
    text = _("1 dag") if middle == 1 else _("{days} dage").format(days=number(middle, 1))
    if split := parts(on_time, len(days) - on_time):
        text = _("{days}, ca. {share} % til tiden").format(days=text, share=5 * round(20 * split[0] / split[1]))
    return Row(label, text, middle)


def listed(code: str, title: str, says: str, rows: Sequence[tuple[str, int, int | None]]) -> Table:
    """Numbers that do not add up: (what, how many, and of those in time, or None where there is no such question)."""
    return Table(code, title, tuple(_single(*row) for row in rows), "", says)


def _single(label: str, n: int, on_time: int | None) -> Row:
    if not alone(n):
        return Row(label, FEW)
    if on_time is not None and n and (split := parts(on_time, n - on_time)):
        return Row(label, _("{split} til tiden").format(split=_of(*split)), n)
    return Row(label, number(n), n)
