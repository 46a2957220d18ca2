"""`make bench`: how quick the pages are with many cases, held against bare pages of the same server. It prints; it never fails a build.

`make bench ARGS="--cases 2000"` for a quick look, `ARGS=--keep` to measure again with the cases that were loaded last time.
What is measured stands in `measured.py`, one function each; how the cases come to be, in `loader.py`.
"""

from __future__ import annotations

import argparse
import time

from infohus.gateways.postgres import Cluster, running
from tests.bench import house
from tests.bench.house import say


def asked() -> argparse.Namespace:
    """What is asked for on the command line."""
    parser = argparse.ArgumentParser(prog="make bench", description="Måler siderne med mange sager.")
    parser.add_argument("--cases", type=int, nargs="+", default=[10_000, 100_000], help="hvor mange sager der måles ved (10000 100000)")
    parser.add_argument("--closed", type=int, default=100_000, help="til sidst måles sletning ved så mange lukkede sager (100000; 0: nej)")
    parser.add_argument("--rounds", type=int, default=100, help="hvor mange par af forespørgsler hvert tal hviler på (100)")
    parser.add_argument("--only", default="", help="kun de målinger, der har dette ord i navnet")
    parser.add_argument("--keep", action="store_true", help="brug de sager, der blev lagt ind sidst")
    return parser.parse_args()


def load(cluster: Cluster, size: int, *, closed: bool = False) -> None:
    """Lay cases into the database until there are so many, or so many that are closed."""
    from tests.bench import loader

    count = size - there_are(cluster, closed=closed)
    began = time.monotonic()
    loader.load(cluster, count, lambda done: say(f"\r{done:>7} af {count} sager lagt ind", ""), closed=closed)
    say(f" på {time.monotonic() - began:.0f} sekunder.")


def there_are(cluster: Cluster, *, closed: bool = False) -> int:
    """How many cases there are, or how many that are closed."""
    with cluster.superuser("infohus") as db:
        return int(db.execute("SELECT count(*) FROM cases_case WHERE NOT %s OR stage = 'closed'", [closed]).fetchone()[0])


def measure(cluster: Cluster, rounds: int, only: str) -> None:
    """All figures, at as many cases as there are now."""
    from tests.bench.figures import Bench
    from tests.bench.measured import MEASURED
    from tests.checker import wrongs

    with cluster.superuser("infohus") as db:
        for wrong in wrongs(db):
            say(f"Kontrollen siger: {wrong}")
        counts = db.execute(
            "SELECT (SELECT count(*) FROM cases_case), (SELECT count(*) FROM cases_case WHERE stage = 'closed'),"
            " (SELECT count(*) FROM disclosures_copy), (SELECT count(*) FROM audit_entry), (SELECT count(*) FROM sealing_key)"
        ).fetchone()
    told = "\n{} sager ({} lukkede), {} kopier, {} linjer i loggen, {} nøgler. Tider i millisekunder, {} par."
    say(told.format(*counts, rounds))
    with house.served(cluster) as port, house.as_it_was(cluster):
        bench = Bench(port, rounds)
        for one in MEASURED:
            if only in one.what:
                try:
                    bench.figure(one)
                except Exception as reason:  # the others are measured all the same
                    say(f"{one.what:32} kunne ikke måles: {type(reason).__name__}: {reason}")


def main() -> None:
    """Load, measure, load on, measure again."""
    wanted = asked()
    say(f"Måler i {house.HOME}. Det tager nogle minutter.")
    with running(house.HOME, make=True) as cluster:
        house.prepare(cluster, keep=wanted.keep)
        there = there_are(cluster)
        for size in sorted(wanted.cases):
            if size > there:
                load(cluster, size)
            elif size < there and size != max(wanted.cases):
                say(f"Der er allerede {there} sager, så {size} springes over. Uden --keep begyndes der forfra.")
                continue
            measure(cluster, wanted.rounds, wanted.only)
        if there_are(cluster, closed=True) < wanted.closed:
            load(cluster, wanted.closed, closed=True)
            measure(cluster, wanted.rounds, wanted.only or "erasing")


if __name__ == "__main__":
    try:
        main()
    except Exception as reason:  # it prints; it never fails a build
        say(f"\nMålingen kom ikke til ende: {type(reason).__name__}: {reason}")
