"""An estate of two municipalities, built by actions alone (`tests/story.py`): built once a run, copied for each module of tests.

`words` knows which word was planted where, so that a test can say to whom it must never appear; `things` has the id of one of everything
that a page can be about. What each of the cast may see of it stands in `tests/oracle.py`, and nowhere here.
"""

import contextlib
import json
import logging
import os
import uuid
from dataclasses import dataclass, field

import psycopg
import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections, transaction
from django.test import Client

from infohus import lib
from infohus.demo.world import World
from tests.conftest import LOCK, TEST_HOME, cluster, fresh_database, name_of_copy, signed_in


@dataclass
class Estate:
    """The world, its cases by name, one of everything by name, and the planted words by the case (or other thing) they stand in."""

    world: World
    cases: dict = field(default_factory=dict)
    things: dict = field(default_factory=dict)
    words: dict = field(default_factory=dict)
    clients: dict = field(default_factory=dict)

    def word(self, owner, what):
        """A word that stands nowhere else, planted in this owner's texts."""
        word = f"Zq{owner}{what}zq"
        self.words.setdefault(owner, set()).add(word)
        return word

    def client(self, name):
        """The browser of one of the cast, of nobody, or of one who holds a code; who went out by »Forlad siden« comes in again."""
        known = self.clients.get(name)
        held = known.cookies.get(settings.SESSION_COOKIE_NAME) if known else None
        if known is None or (name != "nobody" and not (held and held.value and SessionStore().exists(held.value))):
            self.clients[name] = self.open_browser(name)
        return self.clients[name]

    def open_browser(self, name):
        """A new browser, signed in or with a code."""
        if name in self.codes:
            client, (kind, place) = Client(), self.codes[name]
            session = client.session
            session["code"] = {"authority": str(self.world.brondby.pk), "place": str(place), "kind": kind}
            session["began_at"] = lib.now().isoformat()
            session.save()
        else:
            client = Client() if name == "nobody" else signed_in(self.world, name)
        client.raise_request_exception = False
        return client

    @property
    def codes(self):
        """What those without an account hold a code of."""
        return {"reporter": ("mailbox", self.things.get("full.mailbox")), "drafter": ("draft", self.things.get("draft"))}


# ---------- Once a run, and a copy for each module of tests


@pytest.fixture(scope="module")
def estate(django_db_setup, django_db_blocker):
    """The estate in this worker's database, committed: what a test changes it takes back (`undone`)."""
    logging.disable(logging.ERROR)  # half of all these visits end at "does not exist"
    with django_db_blocker.unblock():
        yield copied()
        fresh_database()
    logging.disable(logging.NOTSET)


@contextlib.contextmanager
def undone():
    """A block whose changes are taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def copied():
    """A fresh copy of this run's estate, which the first who asks builds."""
    from tests import story

    one, name = cluster(), f"estate_{os.environ.get('PYTEST_XDIST_TESTRUNUID', os.getpid())}"
    written = TEST_HOME / f"{name}.json"
    with one.superuser() as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK + 1])
        known = {row[0] for row in connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'estate\\_%'")}
        for old in known - {name}:
            one.drop_database(old)
            (TEST_HOME / f"{old}.json").unlink(missing_ok=True)
        if name not in known:
            fresh_database()
            built = story.build()
            kept = {"cases": built.cases, "things": built.things, "words": {owner: sorted(words) for owner, words in built.words.items()}}
            written.write_text(json.dumps(kept, default=str))
            copy(one, name_of_copy(), name)
        copy(one, name, name_of_copy())
        connection.execute("SELECT pg_advisory_unlock(%s)", [LOCK + 1])
    return remembered(json.loads(written.read_text()))


def copy(one, template, name):
    """Make a database anew out of another."""
    connections.close_all()
    one.drop_database(name)
    one.create_database(name, template=template)


def remembered(kept):
    """The estate as it was written down."""
    world = World(stands=True)
    ids = {owner: {name: read_id(one) for name, one in kept[owner].items()} for owner in ("cases", "things")}
    return Estate(world, ids["cases"], ids["things"], {owner: set(words) for owner, words in kept["words"].items()})


def read_id(text):
    """An id, where it is one."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return text


@contextlib.contextmanager
def owner():
    """Rows as the owner of the database sees them: all of them, but only what is committed."""
    with psycopg.connect(**cluster().dsn("owner", name_of_copy())) as connection:
        yield lambda sql, values=(): connection.execute(sql, values).fetchall()
