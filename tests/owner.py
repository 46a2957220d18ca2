"""Standing in the owner's shoes: commands of the terminal run in a test as the owner of the database, or as somebody who misuses that."""

import contextlib
import os
import subprocess
import sys

import psycopg
from django.db import connection

from infohus.cli import parser
from infohus.gateways import keys
from tests.conftest import ROOT, cluster, name_of_copy


def tamper(statement, *values):
    """What an administrator of the database could do: how many rows it touched."""
    with psycopg.connect(**cluster().dsn("owner", name_of_copy())) as owner:
        return owner.execute(statement, values).rowcount


@contextlib.contextmanager
def owner():
    """Let Django be the owner of this test's database inside the block (transactional tests only)."""
    connection.close()
    before = {name: connection.settings_dict[name] for name in ("USER", "PASSWORD")}
    at = cluster().dsn("owner", name_of_copy())
    connection.settings_dict.update(USER=at["user"], PASSWORD=at["password"])
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def told(*words):
    """The arguments of a command as the terminal gives them."""
    return parser().parse_args([str(word) for word in words])


def infohus(*words, **environment):
    """Run a command in a process of its own, without this test's database unless it is given one: what it printed, and its code."""
    clean = {name: value for name, value in os.environ.items() if name not in ("INFOHUS_DB", "DATABASE_URL", "DATABASE_OWNER_URL")}
    command = [sys.executable, "-m", "infohus.cli", *(str(word) for word in words)]
    done = subprocess.run(
        command,
        env={**clean, "DJANGO_SETTINGS_MODULE": "infohus.settings", **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=180,
    )
    return done.stdout + done.stderr, done.returncode


def forget_keys():
    """Keys of another home are remembered by name."""
    for remembered in (keys._secret, keys.derived):
        remembered.cache_clear()
