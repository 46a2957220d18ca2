"""What the database and the folder must hold before anybody is served: this version's tables and rules, keys, static files, the demo."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import psycopg
from psycopg import sql

from infohus.gateways.home import Trouble, bind_to_parent
from infohus.gateways.postgres import Cluster

BASE = Path(__file__).resolve().parent
PARTS = ("django", "django-allauth", "procrastinate", "whitenoise")
OF_OTHERS = ("DATABASE_OWNER_URL", "DATABASE_URL", "INFOHUS_DB")


def fingerprint(*patterns: str) -> str:
    """A short hash of the files under the package that match, and of the versions of the packages that bring tables or pages."""
    total = hashlib.sha256(" ".join(f"{part}=={version(part)}" for part in PARTS).encode())
    for file in sorted({file for pattern in patterns for file in BASE.glob(pattern) if file.is_file()}):
        total.update(str(file.relative_to(BASE)).encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()[:20]


def of_database() -> str:
    """The fingerprint of all that makes the database what it is: migrations, policies, functions, catalogue texts."""
    return fingerprint("*/migrations/*.py", "*/*.sql", "*/texts/*.toml")


def surroundings(home: Path, cluster: Cluster | None, role: str) -> dict[str, str]:
    """The environment of a process that may connect as `app` or `owner`, and knows that password only."""
    environment = {name: value for name, value in os.environ.items() if name not in OF_OTHERS}
    environment |= {"INFOHUS_HOME": str(home), "DJANGO_SETTINGS_MODULE": "infohus.settings"}
    if cluster:
        return environment | {"INFOHUS_DB": json.dumps(cluster.dsn(role)), "INFOHUS_ROLE_PREFIX": "infohus"}
    return environment | {"DATABASE_URL": address(role)}


def address(role: str) -> str:
    """The address of a database of one's own, as `app` (DATABASE_URL) or `owner` (DATABASE_OWNER_URL)."""
    name = "DATABASE_OWNER_URL" if role == "owner" else "DATABASE_URL"
    if not (value := os.environ.get(name)):
        raise Trouble(f"Dette kræver databasens ejer, og {name} er ikke sat.", f"Sæt {name} for denne ene kommando.")
    return value


def connect(cluster: Cluster | None, role: str) -> psycopg.Connection[tuple[object, ...]]:
    """A connection of our own, outside Django, in autocommit; raises psycopg.OperationalError when nobody answers."""
    if cluster:
        return psycopg.connect(**cluster.dsn(role), autocommit=True, connect_timeout=5)
    return psycopg.connect(address(role), autocommit=True, connect_timeout=5)


def read_note(db: psycopg.Connection[tuple[object, ...]]) -> list[str]:
    """What the database says of itself, in its comment: the fingerprint it was last brought up to, and `told` once the demo is whole."""
    row = db.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()").fetchone()
    return str(row[0]).split() if row and row[0] else []


def write_note(db: psycopg.Connection[tuple[object, ...]], *words: str) -> None:
    """Replace the database's comment (the owner's right): it lives and dies with the database, as a file beside it would not."""
    db.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(db.info.dbname), sql.Literal(" ".join(words))))


class State:
    """Compares what is there with what this version needs, and makes up for it as the owner."""

    def __init__(self, home: Path, cluster: Cluster | None, *, demo: bool) -> None:
        self.home, self.cluster, self.demo = home, cluster, demo

    def bring_up_to_date(self, say: Callable[[str], None]) -> None:
        """Migrate, lay policies, gather static files and tell the demo, each only if something changed since."""
        with connect(self.cluster, "app") as db:
            note = read_note(db)
        if self.demo and note and "told" not in note and self.is_filled():
            say("Eksemplet blev afbrudt sidst og laves forfra …")
            self.begin_anew()
            note = []
        if note[:1] != [of_database()]:
            say("Bringer databasen til denne version …")
            self.run("owner", "migrate")
        if not self.static_is_current():
            say("Samler sidernes filer …")
            self.run("app", "manage", "collectstatic", "--noinput", "--clear", "--verbosity", "0")
            self.stamp.write_text(self.static)
        if self.demo and "told" not in note:
            self.tell_demo(say)

    def tell_demo(self, say: Callable[[str], None]) -> None:
        """Fill an empty demo database with the example municipality and its cases, and note that it was told to the end."""
        if not self.is_filled():
            say("Laver eksempelkommunen og dens sager …")
            self.run("app", "manage", "demo")
        with connect(self.cluster, "owner") as db:
            write_note(db, of_database(), "told")

    def is_filled(self) -> bool:
        """Whether the demo's database holds an authority; that of a real municipality is refused (its clock cannot be moved)."""
        question = "SELECT coalesce((SELECT bool_or(movable) FROM db_clock), false), EXISTS (SELECT FROM accounts_authority)"
        with connect(self.cluster, "owner") as db:
            movable, filled = db.execute(question).fetchone() or (False, True)
        if not movable:
            wrong = "Denne database er ikke lavet som demo, så den vises ikke som demo."
            raise Trouble(wrong, "Start uden INFOHUS_DEMO, eller vælg en anden INFOHUS_HOME.")
        return bool(filled)

    def begin_anew(self) -> None:
        """Throw a half-told demo away."""
        if not self.cluster:
            raise Trouble("Eksemplet blev afbrudt, mens det blev lavet.", "Lav en ny, tom database, og start igen.")
        self.cluster.drop_database("infohus")
        self.cluster.create_database("infohus")

    @property
    def stamp(self) -> Path:
        """The file that tells what was gathered last."""
        return self.home / "static.stamp"

    @property
    def static(self) -> str:
        """The fingerprint of all static files."""
        return fingerprint("*/static/**/*")

    def static_is_current(self) -> bool:
        """Whether the static files gathered are those of this version."""
        return self.stamp.exists() and (self.home / "static").is_dir() and self.stamp.read_text() == self.static

    def run(self, role: str, *words: str) -> None:
        """Run one of our own commands to its end, as this role, bound to this process."""
        command = [sys.executable, "-m", "infohus.cli", *words]
        environment = surroundings(self.home, self.cluster, role)
        child = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=bind_to_parent)
        try:
            if code := child.wait():
                raise Trouble(f"»infohus {' '.join(words)}« gik ikke (kode {code}).", "Se linjerne ovenfor.")
        finally:
            if child.poll() is None:
                child.terminate()
                child.wait(10)
