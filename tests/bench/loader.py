"""The bulk loader: synthetic cases of 98 municipalities, sealed for real, laid into the tables by COPY in as many processes as there are cores.

How it is done, and what it is not:

* Every row is made by its model, and every sealed column by the field's own `pre_save`: a key per case and per mailbox, wrapped by the
  key-encryption key of the municipality, AES-256-GCM with a fresh nonce each. Nothing is stored that the product could not open.
* The log is chained with the canonical form of the offline verifier (`audit/verify.py`), so that the loaded log verifies too.
* One process makes the cases of one municipality at a time, since a log is one chain and numbers follow each other; the municipalities
  are shared out among the processes. Making a case costs several times what storing it does.
* It runs as the superuser of a database of its own and never of a real one: row-level security, the log's closed tables and the checks
  of foreign keys are passed over (`session_replication_role = replica`), and a commit does not wait for the disk. `tests/checker.py`,
  which knows only the database, is asked afterwards whether it could have come about by acts.
* Two coordinators in each municipality. Brøndby, where the measuring is done, has `OWN` cases, all of which both of its coordinators are
  with, whatever the number in all, and one with `LONG` notes; the others share the rest.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
from django.db import connections

from infohus import lib
from infohus.accounts.models import Authority, Membership, Unit, User
from infohus.gateways.postgres import Cluster
from tests.bench.cases import Cases

MUNICIPALITIES, OWN, BATCH = 98, 400, 500
LONG = 48  # notes: with concern and disclosure an entry for each of the fifty lines that are measured
SPAN, OLDEST = timedelta(days=500), 0.79  # the share of a municipality's cases that are closed, and a little less


def load(cluster: Cluster, count: int, say: Callable[[int], None], *, closed: bool = False) -> None:
    """Lay so many cases more, of all stages or only closed ones."""
    brondby = Authority.objects.get(slug="brondby")
    towns = [brondby, *others(brondby)]
    with cluster.superuser("infohus") as db:
        begun = db.execute("SELECT EXISTS (SELECT FROM cases_case WHERE municipality_id = %s)", [brondby.pk]).fetchone()[0]
    spread = OLDEST if closed else 1.0
    plan = zip(towns, shares(count, own=0 if begun else min(OWN, count)), strict=True)
    connections.close_all()
    with multiprocessing.get_context("fork").Pool(os.cpu_count()) as pool:
        done = 0
        for laid in pool.imap_unordered(fill, [(cluster.home, town.pk, share, spread) for town, share in plan if share]):
            done += laid
            say(done)
    with cluster.superuser("infohus") as db:
        db.execute("VACUUM ANALYZE")


def shares(count: int, own: int) -> list[int]:
    """How many cases each municipality gets, Brøndby first."""
    each, left = divmod(count - own, MUNICIPALITIES - 1)
    return [own, *(each + (number < left) for number in range(MUNICIPALITIES - 1))]


def others(like: Authority) -> list[Authority]:
    """The other municipalities, each with two administrations and their coordinators."""
    known = list(Authority.objects.filter(slug__startswith="bench-").order_by("slug"))
    for number in range(len(known), MUNICIPALITIES - 1):
        town = Authority.objects.create(kind=like.kind, name=f"Kommune {number}", slug=f"bench-{number:02}", parent=like.parent)
        for code in ("BKI", "SSF"):
            unit = Unit.objects.create(authority=town, name=f"Forvaltning {code}", code=code, administration=True)
            user = User.objects.create(email=f"{code}@bench-{number:02}.example".lower(), name=f"Koordinator {code} {number}")
            Membership.objects.create(user=user, authority=town, role="coordinator", administration=unit, from_at=lib.now() - SPAN)
        known.append(town)
    return known


# ---------- In each process


def fill(wanted: tuple[Path, Any, int, float]) -> int:
    """Lay the cases of one municipality, oldest first, and for Brøndby the long one; how many it were."""
    home, town, share, spread = wanted
    with Cluster(home).superuser("infohus") as db:
        cases = Cases(Authority.objects.get(pk=town), *ends(db, town))
        now = lib.now()
        for number in range(share):
            cases.make(now - SPAN * ((share - number) / (share + 1)), number / share * spread)
            if number % BATCH == BATCH - 1:
                lay(db, cases)
        if cases.town.slug == "brondby":
            cases.make(now - timedelta(days=60), 0.9, notes=LONG)
        lay(db, cases)
    return share


def ends(db: psycopg.Connection[Any], town: Any) -> tuple[int, tuple[int, bytes] | None]:
    """The last number given in a municipality, and where its log ended."""
    last = db.execute("SELECT max(last) FROM cases_sequence WHERE municipality_id = %s AND kind = 'case'", [town]).fetchone()
    end = db.execute("SELECT number, hash FROM audit_head WHERE authority_id = %s", [town]).fetchone()
    return (last[0] if last and last[0] else 0), ((end[0], bytes(end[1])) if end else None)


def lay(db: psycopg.Connection[Any], cases: Cases) -> None:
    """Lay what was made into the tables, all of it or nothing, with the numbers and the end of the log as the database's functions keep them."""
    with db.transaction():
        db.execute("SET LOCAL session_replication_role = replica; SET LOCAL synchronous_commit = off")
        for model, rows in cases.taken().items():
            columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
            with db.cursor().copy(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
        db.execute(
            "INSERT INTO audit_head (authority_id, number, hash) VALUES (%s, %s, %s)"
            " ON CONFLICT (authority_id) DO UPDATE SET number = excluded.number, hash = excluded.hash",
            [cases.town.pk, *cases.end],
        )
        for kind in ("case", "V"):
            db.execute(
                "INSERT INTO cases_sequence (municipality_id, kind, year, last, in_a_row) VALUES (%s, %s, %s, %s, %s)"
                " ON CONFLICT (municipality_id, kind, year) DO UPDATE SET last = greatest(cases_sequence.last, excluded.last),"
                " in_a_row = greatest(cases_sequence.last, excluded.last)",
                [cases.town.pk, kind, lib.today().year, cases.number, cases.number],
            )
