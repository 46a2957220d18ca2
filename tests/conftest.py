"""The test bench: a PostgreSQL of its own, a template database per state of the migrations and SQL, tests as the application role."""

import contextlib
import hashlib
import json
import os
from enum import StrEnum

import psycopg
import pytest
from django.conf import settings
from hypothesis import HealthCheck
from hypothesis import settings as examples

from infohus.gateways.postgres import Cluster, running
from tests.settings import ROOT, TEST_HOME

LOCK = 4711
WITH_PROCESSES = ("test_serve", "test_faults", "test_flood", "test_keyed", "test_mail")
# The same examples in every run of the suite, so that it says one thing of one tree; `make drill` asks for many, and for new ones each time.
# How quick a machine is says nothing of what is tested.
patient = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow], "database": None}
examples.register_profile("steady", derandomize=True, **patient)
examples.register_profile("drill", print_blob=True, **patient)
examples.load_profile("drill" if "EXAMPLES" in os.environ else "steady")


def cluster() -> Cluster:
    """The tests' own cluster; it may lose data in a power cut, which makes it quick."""
    return Cluster(TEST_HOME, hasty=True)


def pytest_configure(config):
    """Start the cluster once (the first process), and let transactional tests get a fresh copy of the template instead of a flush."""
    from django.test import TransactionTestCase

    config.addinivalue_line("markers", "function(*numbers, part, act, page): the functions of the strategy that a test shows")
    config.addinivalue_line("markers", "drill: the long rounds")
    if not hasattr(config, "workerinput") and not config.option.collectonly:
        config.infohus_cluster = contextlib.ExitStack()
        config.infohus_cluster.enter_context(running(TEST_HOME, make=True, hasty=True))
        from infohus.gateways import keys

        keys.ensure()
    TransactionTestCase._fixture_teardown = lambda self: fresh_database()
    TransactionTestCase._fixture_setup = classmethod(lambda cls: None)


# The files that take longest come first, so that the two halves of a run end together.
LONG = (
    "browser/test_axe", "browser/test_public", "test_pages", "test_faults", "test_crawl", "test_faults_erasing", "test_faults_ending", "test_flood",
    "browser/test_whole_way", "test_serve", "test_access", "test_functions", "test_forms", "test_reading", "test_erasure", "test_always",
    "test_backup", "test_operating", "browser/test_components", "browser/test_sign_in", "browser/test_catalogues",
)  # fmt: skip


def place_of(item):
    """Where a test's file comes in a run."""
    name = str(item.path.with_suffix("").relative_to(ROOT / "tests"))
    return LONG.index(name) if name in LONG else len(LONG)


def pytest_collection_modifyitems(items):
    """Long files come first. A test that drives a browser or processes of its own is tried a second time: a machine that is busy elsewhere can be too slow for it once.

    The run says which it was (`R`), and the long rounds try nothing twice.
    """
    items.sort(key=place_of)
    for item in items:
        if item.path.parent.name == "browser" or item.path.name.startswith(WITH_PROCESSES):
            item.add_marker(pytest.mark.flaky(reruns=0 if "EXAMPLES" in os.environ else 1))


def pytest_unconfigure(config):
    """Stop the cluster this process started."""
    if one := getattr(config, "infohus_cluster", None):
        one.close()


def state() -> str:
    """A hash of all that shapes the database."""
    shaping = sorted(
        [
            *ROOT.glob("infohus/*/migrations/*.py"),
            *ROOT.glob("infohus/*/*.sql"),
            *ROOT.glob("infohus/db/*.py"),
            *ROOT.glob("infohus/catalogues/texts/*.toml"),
            *ROOT.glob("infohus/demo/places/*.toml"),
            *ROOT.glob("infohus/accounts/commands.py"),
            *ROOT.glob("infohus/demo/world.py"),
            *ROOT.glob("tests/conftest.py"),
        ]
    )
    return hashlib.sha256(b"".join(file.read_bytes() for file in shaping)).hexdigest()[:12]


class Copy(StrEnum):
    """The two databases of a worker: one with nothing but the catalogues, and one in which both municipalities stand already."""

    BARE = "template"
    TOWN = "town"


now = Copy.BARE
# Who stands in the town was there before any story begins.
TOWN = """
from datetime import datetime, UTC
from infohus.demo.world import World
from infohus.lib import clock_at
with clock_at(datetime(2019, 12, 1, 9, tzinfo=UTC)):
    World()
"""


def name_of_copy(copy: Copy | None = None) -> str:
    """The database of this worker that its tests use now, or the one that is asked for."""
    end = "_town" if (copy or now) == Copy.TOWN else ""
    return f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'one')}{end}"


def build_template(copy: Copy = Copy.BARE) -> str:
    """Make the template database of this state, once, whoever comes first."""
    under = build_template() if copy == Copy.TOWN else None
    one, template = cluster(), f"{copy}_{state()}"
    with one.superuser() as connection:
        connection.autocommit = True
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        known = [name for (name,) in connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{copy}\\_%"])]
        if template not in known:
            for old in known:
                if old not in ("template0", "template1"):
                    one.drop_database(old)
            one.create_database("template_in_the_making", template=under or "template1")
            if under:
                as_owner(one, "template_in_the_making", "shell", "--verbosity", "0", "-c", TOWN)
            else:
                migrate(one, "template_in_the_making")
            connection.execute(f"ALTER DATABASE template_in_the_making RENAME TO {template}")
        connection.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    return template


def as_owner(one: Cluster, name: str, *words: str) -> None:
    """Run a command of Django's on this database, as its owner."""
    import subprocess
    import sys

    env = {**os.environ, "INFOHUS_DB": json.dumps(one.dsn("owner", name)), "DJANGO_SETTINGS_MODULE": "infohus.settings"}
    subprocess.run([sys.executable, "-m", "django", *words], env=env, cwd=ROOT, check=True)


def migrate(one: Cluster, name: str) -> None:
    """Lay tables, functions and policies as the owner, and let this database's clock be moved."""
    as_owner(one, name, "migrate", "--verbosity", "0", "--skip-checks")
    with psycopg.connect(**one.dsn("owner", name)) as connection:
        connection.execute("INSERT INTO db_clock (movable) VALUES (true)")


def fresh_database(copy: Copy | None = None) -> None:
    """Copy the template anew for this worker."""
    from django.db import connections

    for connection in connections.all():
        connection.close()
    one, name = cluster(), name_of_copy(copy)
    with contextlib.suppress(Exception):
        one.drop_database(name)
    one.create_database(name, template=build_template(copy or now))


def point_at_copy() -> None:
    """Point Django at a fresh copy for this worker, as the application role."""
    fresh_database(Copy.BARE)
    point_at()


def point_at() -> None:
    """Point Django at the copy that is used now."""
    from django.db import connections

    at = cluster().dsn("app", name_of_copy())
    chosen = {"NAME": at["dbname"], "HOST": at["host"], "USER": at["user"], "PASSWORD": at["password"], "PORT": at.get("port") or ""}
    for connection in connections.all():
        connection.close()
    connections["default"].settings_dict.update(chosen)
    settings.DATABASES["default"].update(chosen)


def use(copy: Copy) -> None:
    """Let the tests that follow use this one of the worker's databases; the town is made when it is first asked for."""
    global now
    if copy == now:
        return
    now = copy
    if copy == Copy.TOWN and not made:
        fresh_database(copy)
        made.append(copy)
    point_at()


made: list[Copy] = []


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    """The database of the tests."""
    with django_db_blocker.unblock():
        point_at_copy()


def seal_log() -> None:
    """Let the deferred chaining run now, as a commit would (a TestCase never commits)."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


@pytest.fixture
def world(db):
    """The cast: they stand in the database already, or are set up anew where a test keeps what it writes, or has keys of its own."""
    from infohus.demo.world import World

    return World(stands=now == Copy.TOWN)


def copy_of(item) -> Copy:
    """Which of the two databases a test uses: the town if it asks for the cast and leaves nothing behind."""
    asked = set(item.fixturenames)
    keeps = "transactional_db" in asked or any(mark.kwargs.get("transaction") for mark in item.iter_markers("django_db"))
    return Copy.TOWN if "world" in asked and "home" not in asked and not keeps else Copy.BARE


def signed_in(world, name):
    """A browser in which one of the cast has signed in through the demo's own door."""
    from django.test import Client

    client, member = Client(), world.member(name)
    client.force_login(member.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session.update({"demo": True, "membership": str(member.pk)})
    session.save()
    return client


@pytest.fixture
def home(tmp_path, settings):
    """A home of this test's own, with its own key-encryption keys."""
    from infohus.gateways import keys
    from tests.owner import forget_keys

    forget_keys()
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    keys.ensure()
    yield settings.HOME
    forget_keys()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Begin each test with a connection that lives, to the database it asks for."""
    use(copy_of(item))
    let_go_of_the_lost()


def let_go_of_the_lost():
    """Let go of a connection whose database was thrown away meanwhile: while a browser runs, Django keeps another one than before and after."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        if connection.connection is None or connection.in_atomic_block:
            continue
        try:
            connection.connection.execute("SELECT 1")
        except psycopg.Error:
            connection.close()
