"""The one process that owns the others: it starts, keeps, restarts and stops them; and the doctor who says what is wrong."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from infohus import doctor, lib, serve, state
from infohus.gateways.home import Busy, Trouble, hold
from infohus.gateways.postgres import Cluster, running

ROOT = Path(__file__).resolve().parent.parent
FOREIGN = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "INFOHUS_DB",
    "INFOHUS_TESTS",
    "INFOHUS_DJANGO_KEY",
    "INFOHUS_KEYS",
    "INFOHUS_KEYS_COMMAND",
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def eventually(question, seconds=30):
    """What the question answers once it is true; fails when it never is."""
    until = time.monotonic() + seconds
    while not (answer := question()):
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.1)
    return answer


class Installation:
    """One home, one port, and `infohus serve` on it as a process of its own."""

    def __init__(self, home: Path) -> None:
        self.home, self.port = home, free_port()
        self.environment = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        self.environment |= {"INFOHUS_HOME": str(home), "PORT": str(self.port), "INFOHUS_DEMO": "0"}
        self.process = None

    def infohus(self, *words: str) -> subprocess.CompletedProcess:
        command = [sys.executable, "-m", "infohus.cli", *words]
        return subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True, timeout=60)

    def start(self) -> float:
        """Start and wait until all is well; returns the seconds it took."""
        begun = time.monotonic()
        self.home.parent.mkdir(exist_ok=True)
        with (self.home.parent / f"{self.home.name}.output").open("wb") as output:
            command = [sys.executable, "-m", "infohus.cli", "serve"]
            self.process = subprocess.Popen(command, env=self.environment, cwd=ROOT, stdout=output, stderr=output, start_new_session=True)
        eventually(lambda: self.is_well() or self.process.poll() is not None, 240)
        assert self.process.poll() is None, self.output()
        return time.monotonic() - begun

    def output(self) -> str:
        return (self.home.parent / f"{self.home.name}.output").read_text()

    def is_well(self) -> bool:
        return serve.health("127.0.0.1", self.port)[0] == 200

    def processes(self, *words: str) -> list[int]:
        """The living processes of this installation whose command holds all these words."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                known = str(self.home) in command or f"INFOHUS_HOME={self.home}\0".encode() in (folder / "environ").read_bytes()
                if command and known and all(word in command for word in words):
                    found.append(int(folder.name))
        return sorted(found)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)


@pytest.fixture(scope="module")
def installation():
    """A served installation; folders of the database's user must be walked through, so it is not under pytest's private ones."""
    home = ROOT / "var" / f"serve-{os.environ.get('PYTEST_XDIST_WORKER', 'one')}"
    shutil.rmtree(home, ignore_errors=True)
    one = Installation(home)
    one.start()
    yield one
    one.stop()
    shutil.rmtree(home, ignore_errors=True)
    home.with_suffix(".output").unlink(missing_ok=True)


@pytest.fixture
def patient(installation, monkeypatch):
    """The installation as the doctor meets it, its database connection opened by the check for it."""
    for name in FOREIGN:
        monkeypatch.delenv(name, raising=False)
    patient = doctor.Patient(installation.home, "127.0.0.1", installation.port, served=True, cluster=Cluster(installation.home))
    doctor.check_database(patient)
    yield patient
    if patient.db:
        patient.db.close()


def test_it_serves_and_prints_the_address_that_works(installation):
    assert installation.is_well()
    eventually(lambda: f"http://localhost:{installation.port}" in installation.output())
    assert "Traceback" not in installation.output()


def test_a_second_start_in_the_same_home_is_refused_in_words(installation):
    refused = installation.infohus("serve")
    assert refused.returncode == 1
    assert "kører allerede" in refused.stderr
    assert installation.is_well()


def test_pages_and_jobs_know_the_password_of_the_application_only(installation):
    owner = (installation.home / "secrets" / "db_owner").read_text()
    served = [*installation.processes("granian"), *installation.processes("procrastinate")]
    assert len(served) >= 4
    for pid in served:
        environment = Path(f"/proc/{pid}/environ").read_text()
        assert '"infohus_app"' in environment
        assert owner not in environment


@pytest.mark.parametrize("words", [("granian",), ("procrastinate",), ("bin/postgres",)])
def test_what_is_killed_comes_back(installation, words):
    first = installation.processes(*words)
    os.kill(first[0], signal.SIGKILL)
    eventually(lambda: first[0] not in installation.processes(*words))
    eventually(lambda: set(installation.processes(*words)) - set(first) and installation.is_well())


def test_a_killed_page_process_is_replaced(installation):
    parent, *workers = installation.processes("granian")
    os.kill(workers[-1], signal.SIGKILL)
    eventually(lambda: set(installation.processes("granian")) - {parent, *workers} and installation.is_well())
    assert parent in installation.processes("granian")


def test_a_stop_leaves_nothing_a_command_starts_what_it_needs_and_the_next_start_is_quick(installation):
    told = installation.infohus("manage", "showmigrations", "db")
    assert "[X] 0001" in told.stdout, told.stderr  # with the database that is served
    installation.stop()
    assert installation.process.returncode == 0
    assert installation.processes() == []
    assert serve.port_is_free("127.0.0.1", installation.port)
    begun = time.monotonic()
    told = installation.infohus("manage", "showmigrations", "db")
    one_command = time.monotonic() - begun  # a second or two; more where other things run, and then the start takes longer too
    assert "[X] 0001" in told.stdout, told.stderr  # with one started for it
    assert installation.processes() == []
    assert installation.start() < 5 + 3 * one_command
    assert "Bringer databasen" not in installation.output()


def test_half_a_request_does_not_keep_the_pages_from_stopping_by_themselves(installation):
    with ExitStack() as halves:
        for _number in range(4):  # both page processes have one
            half = halves.enter_context(socket.create_connection(("127.0.0.1", installation.port)))
            half.send(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        installation.stop()
    assert installation.process.returncode == 0
    assert "refused to gracefully stop" not in installation.output()
    installation.start()


DEAF_AT_FIRST = """
import signal, sys, time
heard = []
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0) if heard else heard.append(1))
print("ready", flush=True)
while True: time.sleep(0.05)
"""


def test_what_was_just_being_born_when_it_was_asked_to_stop_is_asked_again(capfd):
    child = serve.Child("Prøven", [sys.executable, "-c", DEAF_AT_FIRST], dict(os.environ))
    eventually(lambda: "ready" in capfd.readouterr().out)
    begun = time.monotonic()
    child.process.terminate()
    child.stop(time.monotonic() + 8)
    assert (child.process.returncode, time.monotonic() - begun < 4) == (0, True)


def test_a_killed_owner_takes_all_with_it_and_leaves_nothing_in_the_way(installation):
    installation.process.kill()
    installation.process.wait()
    eventually(lambda: installation.processes() == [])
    installation.start()


def test_a_command_without_a_database_says_how_to_get_one(tmp_path):
    told = Installation(tmp_path / "none").infohus("manage", "showmigrations")
    assert told.returncode == 1
    assert "make run" in told.stderr


def test_the_demo_is_not_shown_to_the_world_nor_with_real_keys_nor_over_a_real_database(installation, tmp_path):
    strange = Installation(tmp_path / "none")
    strange.environment |= {"INFOHUS_DEMO": "1", "INFOHUS_HOST": "0.0.0.0"}
    assert "kun vises på denne maskine" in strange.infohus("serve").stderr
    strange.environment |= {"INFOHUS_HOST": "localhost", "INFOHUS_KEYS": "{}"}
    assert "rigtige nøgler" in strange.infohus("serve").stderr
    with pytest.raises(Trouble, match="ikke lavet som demo"):
        state.State(installation.home, Cluster(installation.home), demo=True).is_filled()


def test_a_port_in_use_is_refused_in_words(monkeypatch):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setattr(time, "monotonic", iter(range(0, 1000, 5)).__next__)
        with pytest.raises(Trouble, match="i brug"):
            serve.hold_port("127.0.0.1", other.getsockname()[1])


def test_a_home_has_one_holder(tmp_path):
    with hold(tmp_path), pytest.raises(Busy), hold(tmp_path):
        pass
    with hold(tmp_path):
        pass


def test_a_home_with_a_long_name_and_a_dead_servers_files_still_starts():
    home = ROOT / "var" / f"et-langt-navn-{os.environ.get('PYTEST_XDIST_WORKER', 'one')}-{'x' * 80}"
    shutil.rmtree(home, ignore_errors=True)
    with running(home, make=True, hasty=True) as cluster:
        assert len(str(cluster.sockets)) < 90
    (cluster.data / "postmaster.pid").write_text(f"1\n{cluster.data}\n")
    with running(home, hasty=True) as cluster:
        assert cluster.answers()
    assert not cluster.answers()
    shutil.rmtree(home)
    shutil.rmtree(cluster.sockets)


# --- The doctor: each thing broken on purpose, and well again after ---------------------------------------------------


def test_the_doctor_finds_a_served_installation_well(installation):
    told = installation.infohus("doctor")
    assert told.returncode == 0, told.stdout + told.stderr
    assert told.stdout.count("✓") == len(doctor.CHECKS)


@pytest.mark.parametrize(
    ("check", "name", "broken", "whole"),
    [
        (doctor.check_home, ".", 0o755, 0o711),
        (doctor.check_home, "secrets", 0o750, 0o700),
        (doctor.check_home, "keys", 0o705, 0o700),
        (doctor.check_secrets, "secrets/db_owner", 0o640, 0o600),
        (doctor.check_secrets, "keys/root", 0o604, 0o600),
        (doctor.check_secrets, "keys/kek-1", 0o644, 0o600),
    ],
)
def test_the_doctor_finds_what_others_can_read(patient, check, name, broken, whole):
    check(patient)
    (patient.home / name).chmod(broken)
    with pytest.raises(Trouble, match="Andre kan") as found:
        check(patient)
    assert f"chmod {whole:o}" in found.value.do
    (patient.home / name).chmod(whole)
    check(patient)


@pytest.mark.parametrize("name", ["secrets/django_key", "secrets/db_app", "keys/root", "keys/kek-1"])
def test_the_doctor_finds_a_missing_file(patient, name):
    away = patient.home / "away"
    (patient.home / name).rename(away)
    with pytest.raises(Trouble, match=name):
        doctor.check_secrets(patient)
    away.rename(patient.home / name)
    doctor.check_secrets(patient)


def test_the_doctor_finds_a_missing_home_and_a_full_disk(patient, monkeypatch):
    doctor.check_disk(patient)
    monkeypatch.setattr(doctor, "ENOUGH", 10**18)
    with pytest.raises(Trouble, match="ledig plads"):
        doctor.check_disk(patient)
    patient.home = patient.home / "nowhere"
    with pytest.raises(Trouble, match="findes ikke"):
        doctor.check_home(patient)


def test_the_doctor_finds_a_port_that_another_holds(patient):
    doctor.check_port(patient)
    patient.served = False
    with pytest.raises(Trouble, match="i brug"):
        doctor.check_port(patient)


def test_the_doctor_finds_pages_that_do_not_answer_or_are_not_well(patient, installation):
    doctor.check_health(patient)
    patient.port = free_port()
    with pytest.raises(Trouble, match="svarer ikke"):
        doctor.check_health(patient)
    patient.port = installation.port
    away = patient.home / "away"
    (patient.home / "keys").rename(away)
    with pytest.raises(Trouble, match="keys"):
        doctor.check_health(patient)
    away.rename(patient.home / "keys")
    eventually(installation.is_well)


def test_the_doctor_finds_a_database_that_is_gone_and_what_hangs_on_it(patient, tmp_path):
    patient.cluster.sockets = tmp_path
    patient.db.close()
    patient.db = None
    with pytest.raises(Trouble, match="svarer ikke"):
        doctor.check_database(patient)
    for check in (doctor.check_version, doctor.check_roles, doctor.check_up_to_date, doctor.check_log, doctor.check_rotation):
        with pytest.raises(Trouble, match="Ret databasen først"):
            check(patient)


def test_the_doctor_finds_an_old_postgresql(patient, monkeypatch):
    doctor.check_version(patient)
    monkeypatch.setattr(doctor, "OLDEST", 99)
    with pytest.raises(Trouble, match="for gammel"):
        doctor.check_version(patient)


@pytest.mark.parametrize(
    ("broken", "whole", "words"),
    [
        ("ALTER ROLE infohus_app BYPASSRLS", "ALTER ROLE infohus_app NOBYPASSRLS", "uden om reglerne"),
        ("ALTER ROLE infohus_app SUPERUSER", "ALTER ROLE infohus_app NOSUPERUSER", "uden om reglerne"),
        ("GRANT infohus_owner TO infohus_app", "REVOKE infohus_owner FROM infohus_app", "ejer tabeller"),
        ("GRANT CREATE ON SCHEMA public TO infohus_app", "REVOKE CREATE ON SCHEMA public FROM infohus_app", "ejer tabeller"),
        (
            "GRANT infohus_system TO infohus_app WITH INHERIT TRUE",
            "GRANT infohus_system TO infohus_app WITH INHERIT FALSE",
            "ikke arve",
        ),
        ("REVOKE infohus_receipt FROM infohus_app", "GRANT infohus_receipt TO infohus_app WITH INHERIT FALSE, SET TRUE", "træde ind i"),
        ("ALTER ROLE infohus_public RENAME TO away", "ALTER ROLE away RENAME TO infohus_public", "findes ikke"),
    ],
)
def test_the_doctor_finds_roles_that_may_too_much_or_too_little(patient, broken, whole, words):
    with patient.cluster.superuser("infohus") as db:
        doctor.check_roles(patient)
        db.execute(broken)
        try:
            with pytest.raises(Trouble, match=words):
                doctor.check_roles(patient)
        finally:
            db.execute(whole)
        doctor.check_roles(patient)


def test_the_doctor_finds_a_database_of_another_version(patient):
    doctor.check_up_to_date(patient)
    with state.connect(patient.cluster, "owner") as db:
        note = state.read_note(db)
        state.write_note(db, "another")
        with pytest.raises(Trouble, match="passer ikke til denne version"):
            doctor.check_up_to_date(patient)
        state.write_note(db, *note)
    doctor.check_up_to_date(patient)


@pytest.fixture
def town(patient, installation):
    """A municipality in the served database, and its owner, whose rows the doctor is shown; taken away after."""
    told = installation.infohus("setup", str(ROOT / "infohus" / "demo" / "places" / "brondby.toml"))
    assert told.returncode == 0, told.stderr
    with patient.cluster.superuser("infohus") as db:
        ((place,),) = db.execute("SELECT id FROM accounts_authority WHERE slug = 'brondby'").fetchall()
        yield lambda statement, *values: db.execute(statement, [*values, place])
        for table in ("cases_trace", "deadlines_deadline", "audit_checkpoint", "audit_head", "audit_entry", "accounts_membership"):
            db.execute(f"DELETE FROM {table}")
        for table in ("accounts_unit", "accounts_user", "accounts_authority"):
            db.execute(f"DELETE FROM {table}")


def ago(hours):
    """So many hours before now."""
    return datetime.now(UTC) - timedelta(hours=hours)


@pytest.fixture
def bundle(patient):
    """Write a bundle that says it was made so many hours ago."""
    place = patient.home / "keys.bundle"
    yield lambda hours: place.write_text(json.dumps({"infohus_bundle": 1, "made_at": ago(hours).isoformat(), "epoch": 1}) + "\n")
    place.unlink(missing_ok=True)


ERASED = "INSERT INTO cases_trace (id, number, ended_on, how, municipality_id) VALUES (%s, '2026-001', now(), 'erased', %s)"


def made_at(hours):
    """An id as it is made now, but for the hour."""
    return uuid.UUID(int=lib.uuid7().int & (1 << 80) - 1 | int(ago(hours).timestamp() * 1000) << 80)


def test_the_doctor_finds_a_bundle_that_is_old_or_older_than_the_last_erasure(patient, town, bundle):
    doctor.check_bundle(patient)  # a house of today needs none yet
    bundle(23)
    doctor.check_bundle(patient)
    bundle(25)
    with pytest.raises(Trouble, match="over et døgn gammelt"):
        doctor.check_bundle(patient)
    bundle(3)
    town(ERASED, made_at(4))
    doctor.check_bundle(patient)
    town(ERASED.replace("001", "002"), made_at(2))
    with pytest.raises(Trouble, match="ældre end den sidste sletning") as found:
        doctor.check_bundle(patient)
    assert "infohus backup" in found.value.do
    bundle(1)
    doctor.check_bundle(patient)


def test_the_doctor_finds_a_house_that_was_never_copied_and_a_bundle_that_is_none(patient, bundle):
    began = [(file, file.stat()) for file in (patient.home / "secrets").iterdir()]
    for file, _stat in began:
        os.utime(file, (0, ago(25).timestamp()))
    with pytest.raises(Trouble, match="ingen sikkerhedskopi"):
        doctor.check_bundle(patient)
    patient.demo = True
    doctor.check_bundle(patient)
    patient.demo = False
    for file, stat in began:
        os.utime(file, (stat.st_atime, stat.st_mtime))
    (patient.home / "keys.bundle").write_text("[]")
    with pytest.raises(Trouble, match="kan ikke læses"):
        doctor.check_bundle(patient)


def test_the_doctor_finds_a_log_that_is_not_signed(patient, town):
    doctor.check_log(patient)
    head = "INSERT INTO audit_head (number, hash, authority_id) VALUES (1, '', %s)"
    entry = "INSERT INTO audit_entry (id, at, role, act, codes, number, hash, authority_id) VALUES (gen_random_uuid(), %s, '', 'read_case', '{}', 1, '', %s)"
    signed = "INSERT INTO audit_checkpoint (number, hash, at, signature, authority_id) VALUES (1, '', %s, '', %s)"
    town(head)
    town(entry, ago(25))
    doctor.check_log(patient)  # too young to be signed
    town("UPDATE audit_entry SET at = %s WHERE authority_id = %s", ago(27))
    with pytest.raises(Trouble, match=r"Loggen for Brøndby Kommune er ikke underskrevet siden \d\d\."):
        doctor.check_log(patient)
    town(signed, ago(25))
    doctor.check_log(patient)
    town("UPDATE audit_checkpoint SET at = %s WHERE authority_id = %s", ago(27))
    with pytest.raises(Trouble, match="ikke underskrevet"):
        doctor.check_log(patient)


def test_the_doctor_finds_a_key_that_should_have_been_changed(patient, town):
    doctor.check_rotation(patient)
    due = (
        "INSERT INTO deadlines_deadline (id, kind, owner, opened_at, due_at, end_reason, met_with, municipality_id)"
        " VALUES (gen_random_uuid(), 'rotate_keys', 'admin', now() - interval '30 days', %s, '', '', %s)"
    )
    town(due, ago(-1))
    doctor.check_rotation(patient)
    town("UPDATE deadlines_deadline SET due_at = %s WHERE municipality_id = %s", ago(1))
    with pytest.raises(Trouble, match="skulle være skiftet") as found:
        doctor.check_rotation(patient)
    assert "infohus keys rotate" in found.value.do
    town("UPDATE deadlines_deadline SET met_at = %s WHERE municipality_id = %s", ago(0))
    doctor.check_rotation(patient)


def test_the_doctor_names_the_roles_that_nobody_holds_in_a_municipality(patient, town):
    assert doctor.check_people(patient) == ""
    leaves = "UPDATE accounts_membership SET until_at = now() WHERE role = %s AND authority_id = %s"
    for role, wrong in (
        ("child_duty", "Brøndby Kommune har ingen børnevagt."),
        ("head", "Brøndby Kommune har ingen faglig leder eller børnevagt."),
        ("coordinator", "Brøndby Kommune har ingen koordinator, faglig leder eller børnevagt."),
    ):
        town(leaves, role)
        with pytest.raises(Trouble) as found:
            doctor.check_people(patient)
        assert found.value.wrong == wrong
        assert "infohus setup" in found.value.do
    patient.demo = True
    assert doctor.check_people(patient) == f"demoen er lavet sådan: {wrong.removesuffix('.')}", "the story's stranger is no fault"


def test_the_application_may_do_nothing_but_its_work(patient):
    forbidden = ["CREATE TABLE t (n int)", "CREATE TEMP TABLE t (n int)", "CREATE SCHEMA s", "SET ROLE infohus_owner", "CREATE DATABASE d"]
    for statement in [
        *forbidden,
        "ALTER ROLE infohus_app SUPERUSER",
        "COPY db_clock TO PROGRAM 'true'",
        "SET SESSION AUTHORIZATION postgres",
    ]:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            patient.db.execute(statement)
    for database in ("postgres", "template1"):
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(**patient.cluster.dsn("app", database))
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(**patient.cluster.dsn("app") | {"user": "infohus_owner"})


def test_what_people_write_is_not_in_the_database_servers_log(patient):
    with suppress(psycopg.Error):
        patient.db.execute("SELECT 'en meget privat sætning'::int")
    assert "privat" not in (patient.home / "log" / "postgres.log").read_text()


def test_a_process_of_the_application_is_given_one_password(installation):
    given = state.surroundings(installation.home, Cluster(installation.home), "app")
    assert json.loads(given["INFOHUS_DB"])["user"] == "infohus_app"
    assert not {"DATABASE_URL", "DATABASE_OWNER_URL"} & set(given)


def test_a_port_is_kept_for_our_web_server_while_all_else_is_started():
    with socket.socket() as some:
        some.bind(("127.0.0.1", 0))
        port = some.getsockname()[1]
    with serve.hold_port("127.0.0.1", port):
        assert not serve.port_is_free("127.0.0.1", port)
        with socket.socket() as stranger, pytest.raises(OSError, match="in use"):
            stranger.bind(("127.0.0.1", port))
        with socket.socket() as ours:
            ours.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            ours.bind(("127.0.0.1", port))
            ours.listen()
    assert serve.port_is_free("127.0.0.1", port)
