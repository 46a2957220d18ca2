"""Copying a database out and in with PostgreSQL's own programs, as its owner."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.db import connection

from infohus.gateways.home import Trouble
from infohus.gateways.postgres import BINARIES

# What a copy's own rules and rights are is decided by the version that reads it: they are laid anew after loading.
LAID_ANEW = (" POLICY ", " ROW SECURITY ", " DEFAULT ACL ", " ACL ")


def save(file: Path, *, without: Iterable[str]) -> None:
    """Write the whole database to a file, without the rows of these tables."""
    leave_out = [f"--exclude-table-data={table}" for table in without]
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={file}", *leave_out)


def load(file: Path) -> None:
    """Fill this empty database from a file, wholly or not at all."""
    listed = _run("pg_restore", "--list", str(file))
    with tempfile.NamedTemporaryFile("w", suffix=".list") as wanted:
        wanted.write("\n".join(line for line in listed.splitlines() if not any(kind in line for kind in LAID_ANEW)))
        wanted.flush()
        options = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", f"--use-list={wanted.name}"]
        _run("pg_restore", *options, f"--dbname={connection.settings_dict['NAME']}", str(file))


def program(name: str) -> str:
    """The program: with a database of one's own the system's (it speaks TLS), else the embedded one."""
    if os.environ.get("DATABASE_URL") and (found := shutil.which(name)):
        return found
    if (BINARIES / name).is_file():
        return str(BINARIES / name)
    raise Trouble(f"Programmet {name} mangler.", "Installér PostgreSQLs klientprogrammer, i samme version som databasen eller nyere.")


def _run(name: str, *words: str) -> str:
    at = connection.settings_dict
    told = {"PGHOST": at["HOST"], "PGPORT": at["PORT"], "PGUSER": at["USER"], "PGPASSWORD": at["PASSWORD"], "PGDATABASE": at["NAME"]}
    done = subprocess.run(
        [program(name), *words],
        capture_output=True,
        text=True,
        env={**os.environ, **{key: str(value) for key, value in told.items() if value}},
    )
    if done.returncode:
        last = [line for line in done.stderr.splitlines() if line.strip()][-1:] or [""]
        raise Trouble(f"{name} gik ikke: {last[0]}", "Er der plads på disken, og er programmet lige så nyt som databasen?")
    return done.stdout
