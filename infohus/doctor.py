"""What is wrong with this installation, and what to do about it: one check each, told in words."""

from __future__ import annotations

import json
import os
import shutil
import stat
import time
import uuid
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from infohus import serve, state
from infohus.gateways import home as homes
from infohus.gateways.home import Busy, Trouble
from infohus.gateways.postgres import Cluster, running
from infohus.lib import TZ

OLDEST = 16  # roles that may be stepped into but are not inherited
ENOUGH = 1_000_000_000  # bytes
DAY = 86_400.0  # seconds
SIGNED_WITHIN = 26 * 3600  # seconds: the log is signed in the first hour of every day


@dataclass
class Patient:
    """The installation under examination."""

    home: Path
    address: str
    port: int
    served: bool
    demo: bool = False
    cluster: Cluster | None = None
    db: psycopg.Connection[Any] | None = None

    def ask(self, question: str) -> tuple[Any, ...]:
        """The first row that the database answers, asked as the application."""
        if self.db is None:
            raise Trouble("kan ikke undersøges, når databasen ikke svarer.", "Ret databasen først.")
        return self.db.execute(question).fetchone() or ()

    def ask_as_house(self, question: str, given: Sequence[Any] | None = None) -> list[tuple[Any, ...]]:
        """All rows that the database answers to the house itself, which sees no text."""
        if self.db is None:
            raise Trouble("kan ikke undersøges, når databasen ikke svarer.", "Ret databasen først.")
        with self.db.transaction():
            self.db.execute(f"SET LOCAL ROLE {_role('system')}")
            return self.db.execute(question, given).fetchall()


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
    for context in ("public", "receipt", "system"):
        check_context(patient, name, _role(context))


def _role(context: str) -> str:
    return f"{os.environ.get('INFOHUS_ROLE_PREFIX') or 'infohus'}_{context}"


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


def check_sign_in(patient: Patient) -> None:
    """The file about the logins of authorities' own can be read, by nobody else if it holds a secret."""
    from infohus import settings
    from infohus.gateways import provider

    if not settings.SIGN_IN:
        return
    file = Path(settings.SIGN_IN)
    provider.read(file)
    secret = any(word in file.read_text() for word in ("client_secret", "our_key"))
    if secret and (mode := stat.S_IMODE(file.stat().st_mode)) & 0o077:
        raise Trouble(f"Andre kan læse {file} ({mode:o}), og der står en hemmelighed i den.", f"Kør: chmod 600 {file}")


def check_bundle(patient: Patient) -> None:
    """The key bundle is younger than a day and than the last erasure: an older one opens what was erased, or not what came since."""
    remedy = "Kør: infohus backup MAPPE (hver nat, se docs/operating.md). Læg det nye nøglebundt over det gamle."
    if patient.demo:
        return
    made = _bundle_made(patient.home / "keys.bundle")
    if made is None:
        began = min((file.stat().st_mtime for file in (patient.home / "secrets").glob("*")), default=time.time())
        if time.time() - began > DAY:
            raise Trouble("Der er ingen sikkerhedskopi og intet nøglebundt endnu.", remedy)
        return
    for (last,) in patient.ask_as_house("SELECT id FROM cases_trace ORDER BY id DESC LIMIT 1"):
        if (erased := (uuid.UUID(str(last)).int >> 80) / 1000) > made:
            wrong = f"Nøglebundtet er fra {_moment(made)}, ældre end den sidste sletning ({_moment(erased)}). Det kan åbne det slettede."
            raise Trouble(wrong, remedy)
    if time.time() - made > DAY:
        raise Trouble(f"Nøglebundtet er fra {_moment(made)}, over et døgn gammelt. Nyere sager kan ikke gendannes med det.", remedy)


def _bundle_made(file: Path) -> float | None:
    """When the bundle was made, in seconds since 1970; None if there is none."""
    try:
        with file.open("rb") as opened:
            return datetime.fromisoformat(json.loads(opened.readline())["made_at"]).timestamp()
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Trouble(f"Nøglebundtet {file} kan ikke læses.", "Skriv det på ny: infohus backup MAPPE") from error


def check_log(patient: Patient) -> None:
    """Every log was signed within a day or so; one that does not hold is not signed."""
    unsigned = patient.ask_as_house(
        "SELECT a.name, extract(epoch FROM coalesce((SELECT max(c.at) FROM audit_checkpoint c WHERE c.authority_id = h.authority_id),"
        " (SELECT min(e.at) FROM audit_entry e WHERE e.authority_id = h.authority_id)))::float AS since"
        " FROM audit_head h JOIN accounts_authority a ON a.id = h.authority_id WHERE h.number > 0 ORDER BY since"
    )
    for name, since in unsigned:
        if since is not None and time.time() - since > SIGNED_WITHIN:
            wrong = f"Loggen for {name} er ikke underskrevet siden {_moment(since)}."
            raise Trouble(
                wrong, "Kører jobkøen? En log, der ikke holder, underskrives ikke: bed DPO'en se siden Loggen (docs/operating.md)."
            )


def check_rotation(patient: Patient) -> None:
    """The key-encryption key was changed within 30 days after an erasure."""
    if patient.demo:
        return
    due = "SELECT extract(epoch FROM min(due_at))::float FROM deadlines_deadline WHERE kind = 'rotate_keys' AND met_at IS NULL AND ended_at IS NULL"
    for (when,) in patient.ask_as_house(due):
        if when is not None and when < time.time():
            wrong = f"Hovednøglen skulle være skiftet senest {_moment(when)}. Indtil da kan ældre kopier åbne det, der er slettet."
            raise Trouble(wrong, "Kør: infohus keys rotate, og følg, hvad den siger.")


ROLES = {"coordinator": "koordinator", "head": "faglig leder", "child_duty": "børnevagt", "admin": "systemadministrator"}


def check_people(patient: Patient) -> str:
    """Every municipality has somebody in each role without which something lies unread; of a demo, whose story has a stranger, it is only told."""
    lacking = patient.ask_as_house(
        "SELECT a.name, array(SELECT r FROM unnest(%s::text[]) WITH ORDINALITY AS t(r, n) WHERE NOT EXISTS (SELECT FROM accounts_membership m"
        " JOIN accounts_user u ON u.id = m.user_id WHERE m.authority_id = a.id AND m.role = r AND u.is_active AND m.from_at <= app_now()"
        " AND (m.until_at IS NULL OR m.until_at > app_now())) ORDER BY n)"
        " FROM accounts_authority a WHERE a.kind = 'MUNICIPALITY' AND a.active ORDER BY a.name",
        [list(ROLES)],
    )
    told = "; ".join(f"{name} har ingen {_or([ROLES[role] for role in roles])}" for name, roles in lacking if roles)
    if told and not patient.demo:
        do = (
            "Giv en person rollen under Konti. Kan ingen det, så skriv personen i kommunens fil under [[people]], og kør infohus setup og "
            "infohus invite (docs/operating.md)."
        )
        raise Trouble(f"{told}.", do)
    return f"demoen er lavet sådan: {told}" if told else ""


def _or(words: list[str]) -> str:
    return " eller ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _moment(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, TZ):%d.%m.%Y kl. %H.%M}"


# In the order in which one would look; each raises Trouble with what is wrong and what to do, or returns what is well to know.
CHECKS: list[tuple[str, Callable[[Patient], str | None]]] = [
    ("Mappen", check_home),
    ("Pladsen på disken", check_disk),
    ("Filerne med kodeord og nøgler", check_secrets),
    ("Porten", check_port),
    ("Databasen", check_database),
    ("Databasens version", check_version),
    ("Databasens roller", check_roles),
    ("Databasens indhold", check_up_to_date),
    ("Siderne og jobkøen", check_health),
    ("Logins udefra", check_sign_in),
    ("Nøglebundtet", check_bundle),
    ("Loggens underskrift", check_log),
    ("Skift af hovednøgle", check_rotation),
    ("Rollerne i kommunerne", check_people),
]


def examine(patient: Patient) -> list[tuple[str, Trouble | None]]:
    """The result of every check: its name, and what is wrong (None: nothing)."""
    results: list[tuple[str, Trouble | None]] = []
    for name, check in CHECKS:
        try:
            told = check(patient)
            results.append((f"{name}: {told}" if told else name, None))
        except Trouble as trouble:
            results.append((name, trouble))
    return results


def consult() -> list[tuple[str, Trouble | None]]:
    """Examine this installation; a database that nobody serves now is started for the length of it."""
    from infohus import settings

    home = homes.where()
    with ExitStack() as stack:
        patient = Patient(home, serve.LOOPBACK.get(settings.HOST, settings.HOST), settings.PORT, _is_served(home), settings.DEMO)
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
