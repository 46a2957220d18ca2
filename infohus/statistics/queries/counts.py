"""What was counted in some months: counting facts, which outlive the cases, and nothing else."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Sum
from django.db.models.fields.json import KT
from django.db.models.functions import ExtractYear

from infohus.counting.models import Fact
from infohus.statistics.rules import Period

UNFOUNDED = "unfounded"


@dataclass(frozen=True)
class Counts:
    """All that was counted: each kind of fact by the codes its tables ask for, with how many."""

    arrived: Counter[tuple[str, ...]]  # year, source
    concluded: Counter[tuple[str, ...]]  # outcome, concern, source, age, gender
    others: dict[str, Counter[tuple[str, ...]]]  # by kind; the codes as in OTHERS
    times: dict[str, Counter[tuple[int, bool]]]

    def concluded_by(self, place: int) -> Counter[str]:
        """The conclusions by one of their codes."""
        found: Counter[str] = Counter()
        for codes, n in self.concluded.items():
            found[codes[place]] += n
        return found

    def unfounded_by(self, place: int) -> Counter[str]:
        """Those of them that were unfounded."""
        found: Counter[str] = Counter()
        for codes, n in self.concluded.items():
            if codes[0] == UNFOUNDED:
                found[codes[place]] += n
        return found


CONCLUDED = ("outcome", "concern", "source", "age", "gender")
OTHERS = ("disclosure", "withheld", "recalled", "informed", "informed_later", "erased")
TIMED = ("police_told", "police_answer", "feedback", "concluded")


def tally(municipality: uuid.UUID, period: Period, kinds: Collection[str], *codes: str, by_year: bool = False) -> Counter[tuple[str, ...]]:
    """How many facts of these kinds there are, by kind and by these codes; a fact that was taken back takes one off."""
    rows = Fact.objects.filter(municipality_id=municipality, kind__in=kinds, month__range=(period.first, period.last))
    asked = {f"code_{name}": KT(f"codes__{name}") for name in codes}
    if by_year:
        asked["year"] = ExtractYear("month")
    found = rows.annotate(**asked).values_list("kind", *asked).annotate(n=Sum("amount")).order_by()
    counted: Counter[tuple[str, ...]] = Counter()
    for *place, n in found:
        counted[tuple("" if one is None else str(one) for one in place)] += n
    return counted


def counts_of(municipality: uuid.UUID, period: Period) -> Counts:
    """What was counted in these months, in five questions."""
    others: dict[str, Counter[tuple[str, ...]]] = {kind: Counter() for kind in (*OTHERS, "registered", "advice")}
    for (kind, *codes), n in tally(municipality, period, OTHERS, "to", "on_time").items():
        others[kind][tuple(codes)] += n
    for kind, code in (("registered", ("administration",)), ("advice", ("theme", "group"))):
        for (_kind, *codes), n in tally(municipality, period, [kind], *code).items():
            others[kind][tuple(codes)] += n
    times: dict[str, Counter[tuple[int, bool]]] = {kind: Counter() for kind in TIMED}
    for (kind, days, on_time), n in tally(municipality, period, TIMED, "days", "on_time").items():
        times[kind][int(days or 0), on_time == "true"] += n
    arrived, concluded = Counter[tuple[str, ...]](), Counter[tuple[str, ...]]()
    for (_kind, *codes), n in tally(municipality, period, ["received"], "source", by_year=True).items():
        arrived[tuple(codes)] += n
    for (_kind, *codes), n in tally(municipality, period, ["concluded"], *CONCLUDED).items():
        concluded[tuple(codes)] += n
    return Counts(arrived, concluded, others, times)


def along(found: Counter[tuple[str, ...]], place: int) -> Counter[str]:
    """The same by one of its codes."""
    told: Counter[str] = Counter()
    for codes, n in found.items():
        told[codes[place]] += n
    return told
