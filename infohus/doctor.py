"""What is wrong with this installation, and what to do about it: one check each, told in words."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from infohus import serve, state
from infohus.gateways import home as homes
from infohus.gateways.home import Busy, Trouble
from infohus.gateways.postgres import Cluster, running

OLDEST = 16  # roles that may be stepped into but are not inherited
ENOUGH = 1_000_000_000  # bytes


@dataclass
class Patient:
    """The installation under examination."""

    home: Path
    address: str
    port: int
    served: bool
    cluster: Cluster | None = None
    db: psycopg.Connection[Any] | None = None

    def ask(self, question: str) -> tuple[Any, ...]:
        """The first row that the database answers, asked as the application."""
        if self.db is None:
            raise Trouble("kan ikke undersøges, når databasen ikke svarer.", "Ret databasen først.")
        return self.db.execute(question).fetchone() or ()


def check_home(patient: Patient) -> None:
    """The home can be written, and nobody else can look into it."""
    home = patient.home
    if not home.is_dir():
        raise Trouble(f"{home} findes ikke.", "Start Infohus: make run. Den laver mappen.")
    if not os.access(home, os.W_OK | os.X_OK):
        raise Trouble(f"Der kan ikke skrives i {home}.", f"Giv brugeren, der kører Infohus, mappen: chown -R BRUGER {home}")
    for folder, allowed in ((home, 0o711), *((home / name, 0o700) for name in ("secrets", "keys", "data"))):
        if folder.is_dir() and (mode := stat.S_IMODE(folder.stat().st_mode)) & ~allowed:
            raise Trouble(f"Andre kan komme ind i {folder} ({mode:o}).", f"Kør: chmod {allowed:o} {folder}")


def check_disk(patient: Patient) -> None:
    """There is room for what people send."""
    if patient.home.is_dir() and (free := shutil.disk_usage(patient.home).free) < ENOUGH:
        raise Trouble(f"Der er kun {free // 1_000_000} MB ledig plads ved {patient.home}.", "Gør plads, før databasen må standse.")


def check_secrets(patient: Patient) -> None:
    """The files that hold passwords and keys are there, and only their owner reads them."""
    names = [] if os.environ.get("INFOHUS_DJANGO_KEY") else ["secrets/django_key"]
    if patient.cluster:
        names += ["secrets/db_app", "secrets/db_owner", "secrets/db_postgres"]
    if not (os.environ.get("INFOHUS_KEYS") or os.environ.get("INFOHUS_KEYS_COMMAND")):
        epochs = sorted(file.name for file in (patient.home / "keys").glob("kek-*"))
        names += ["keys/root", *(f"keys/{name}" for name in epochs or ["kek-1"])]
    for file in (patient.home / name for name in names):
        if not file.is_file():
            raise Trouble(f"Filen {file} mangler.", "Læg den tilbage fra jeres kopi. Uden den kan det, den låste, ikke åbnes.")
        if (mode := stat.S_IMODE(file.stat().st_mode)) & 0o077:
            raise Trouble(f"Andre kan læse {file} ({mode:o}).", f"Kør: chmod 600 {file}")


def check_port(patient: Patient) -> None:
    """The port is ours to serve on, or we serve on it."""
    if not patient.served and not serve.port_is_free(patient.address, patient.port):
        raise Trouble(f"Port {patient.port} er i brug af et andet program.", f"Stop det, eller vælg en anden: PORT={patient.port + 1}")


def check_database(patient: Patient) -> None:
    """The database answers to the application."""
    try:
        patient.db = state.connect(patient.cluster, "app")
    except psycopg.OperationalError as error:
        first = str(error).strip().splitlines()[-1]
        do = f"Se {patient.home}/log/postgres.log." if patient.cluster else "Kører databasen, og passer DATABASE_URL?"
        raise Trouble(f"Databasen svarer ikke: {first}", do) from error


def check_version(patient: Patient) -> None:
    """PostgreSQL is new enough."""
    (number,) = patient.ask("SELECT current_setting('server_version_num')::int / 10000")
    if number < OLDEST:
        wrong = f"PostgreSQL {number} er for gammel."
        raise Trouble(wrong, f"Infohus kræver mindst version {OLDEST}: kun den har roller, der ikke nedarves.")


def check_roles(patient: Patient) -> None:
    """The application's role owns nothing, goes round no rule, and inherits no acting context."""
    remedy = "Lav rollerne som i docs/operating.md, og brug applikationens egen rolle i DATABASE_URL."
    name, powers = patient.ask(
        "SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb FROM pg_roles WHERE rolname = current_user"
    )
    if powers:
        raise Trouble(f"Rollen {name} kan gå uden om reglerne for, hvem der må se hvad.", remedy)
    (owns,) = patient.ask(
        "SELECT has_schema_privilege('public', 'CREATE') OR pg_has_role(datdba, 'USAGE') OR EXISTS"
        " (SELECT FROM pg_class WHERE relowner = current_user::regrole) FROM pg_database WHERE datname = current_database()"
    )
    if owns:
        raise Trouble(f"Rollen {name} ejer tabeller eller kan lave dem.", remedy)
    for role in (f"{os.environ.get('INFOHUS_ROLE_PREFIX') or 'infohus'}_{context}" for context in ("public", "receipt", "system")):
        check_context(patient, name, role)


def check_context(patient: Patient, name: str, role: str) -> None:
    """The application may step into this acting context, but does not inherit it."""
    (there,) = patient.ask(f"SELECT to_regrole('{role}') IS NOT NULL")
    if not there:
        raise Trouble(f"Rollen {role} findes ikke.", "Lav den som i docs/operating.md.")
    inherits, may_step = patient.ask(f"SELECT pg_has_role('{role}', 'USAGE'), pg_has_role('{role}', 'SET')")
    if inherits or not may_step:
        wrong = f"Rollen {name} skal kunne træde ind i {role}, men ikke arve den."
        raise Trouble(wrong, f"Kør som administrator: GRANT {role} TO {name} WITH INHERIT FALSE, SET TRUE")


def check_up_to_date(patient: Patient) -> None:
    """The database is of this version."""
    if patient.db is None:
        patient.ask("")
    elif state.read_note(patient.db)[:1] != [state.of_database()]:
        raise Trouble("Databasen passer ikke til denne version af Infohus.", "Kør: infohus migrate (eller start Infohus igen).")


def check_health(patient: Patient) -> None:
    """What serves says that it is well."""
    if not patient.served:
        return
    status, text = serve.health(patient.address, patient.port)
    if status is None:
        raise Trouble("Infohus kører, men siderne svarer ikke.", "Vent lidt. Hjælper det ikke, så stop og start igen.")
    if status != 200:
        raise Trouble(f"Siderne melder: {text}", "Ret det, der nævnes.")


# In the order in which one would look; each raises Trouble with what is wrong and what to do.
CHECKS: list[tuple[str, Callable[[Patient], None]]] = [
    ("Mappen", check_home),
    ("Pladsen på disken", check_disk),
    ("Filerne med kodeord og nøgler", check_secrets),
    ("Porten", check_port),
    ("Databasen", check_database),
    ("Databasens version", check_version),
    ("Databasens roller", check_roles),
    ("Databasens indhold", check_up_to_date),
    ("Siderne og jobkøen", check_health),
]


def examine(patient: Patient) -> list[tuple[str, Trouble | None]]:
    """The result of every check: its name, and what is wrong (None: nothing)."""
    results: list[tuple[str, Trouble | None]] = []
    for name, check in CHECKS:
        try:
            check(patient)
            results.append((name, None))
        except Trouble as trouble:
            results.append((name, trouble))
    return results


def consult() -> list[tuple[str, Trouble | None]]:
    """Examine this installation; a database that nobody serves now is started for the length of it."""
    from infohus import settings

    home = homes.where()
    with ExitStack() as stack:
        patient = Patient(home, serve.LOOPBACK.get(settings.HOST, settings.HOST), settings.PORT, _is_served(home))
        if not os.environ.get("DATABASE_URL"):
            patient.cluster = Cluster(home)
            if not patient.served and patient.cluster.exists():
                try:
                    stack.enter_context(running(home))
                except Trouble as trouble:
                    return [("Databasen", trouble)]
        results = examine(patient)
        if patient.db is not None:
            patient.db.close()
    return results


def _is_served(home: Path) -> bool:
    if not home.is_dir():
        return False
    try:
        with homes.hold(home):
            return False
    except Busy:
        return True
    except (Trouble, OSError):
        return False
