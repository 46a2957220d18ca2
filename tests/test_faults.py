"""Nothing is lost and nothing comes twice: whatever is killed, full or gone while people send and coordinators write."""

import contextlib
import errno
import http.client
import itertools
import os
import re
import signal
import time
import uuid

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from infohus.attachments.models import Attachment
from infohus.attachments.travel import new_token
from infohus.cases.models import Case
from infohus.concerns.models import Concern
from infohus.gateways import files, keys
from infohus.lib import now
from infohus.mailboxes.queries import receipt_key
from infohus.mailboxes.rules import token_hash
from tests.checker import wrongs
from tests.conftest import cluster, name_of_copy, signed_in
from tests.owner import forget_keys
from tests.served import OBSERVED, Page, Served, Visitor, together
from tests.test_serve import eventually

# ---------- Killed


@pytest.fixture(scope="module")
def served():
    """The demo's people in a house of its own."""
    one = Served("faults")
    one.start()
    yield one
    one.end()


class Crowd:
    """Citizens who send and coordinators who write, and what they were told is stored."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.receipts: dict[str, tuple[str, str]] = {}  # by form token: the code that was shown, and what was written
        self.notes: list[str] = []  # what a coordinator was told is saved
        self.calls: list[str] = []  # the words of telephone notes that were answered with their case
        self.registered: list[str] = []

    def citizen(self, until: float) -> None:
        """Send one concern after another; whatever goes wrong, press again until there is a receipt."""
        visitor = self.served.visitor()
        while time.monotonic() < until:
            words = f"{OBSERVED} Nummer {uuid.uuid4()}."
            token = visitor.insist(lambda: visitor.get("/bekymring/"), "concerns.step_first").hidden()["token"]
            said = {"token": token, "go": "send", "observed": words, "under_18": "yes", "who": "T.V."}
            shown = visitor.insist(lambda said=said: visitor.post("/bekymring/", **said), "concerns.receipt")
            self.receipts[token] = (shown.code, words)

    def mette(self, until: float, case: str) -> None:
        """Write one note after another on a case; only what was answered counts as saved."""
        visitor, address = self.signed_in("mette"), f"/sager/{case}/"
        while time.monotonic() < until:
            words = f"Note {uuid.uuid4()}"
            with contextlib.suppress(OSError, http.client.HTTPException):
                csrf = visitor.get(address).hidden().get("csrfmiddlewaretoken", "")
                if visitor.post(address, text=words, kind="contact", csrfmiddlewaretoken=csrf).status == 302:
                    self.notes.append(words)
            time.sleep(0.1)

    def soeren(self, until: float) -> None:
        """Take down telephone calls, pressing again until each is saved, and register what comes of it."""
        visitor = self.signed_in("soeren")
        while time.monotonic() < until:
            words = f"Hun skrev noget i en opgave. Nummer {uuid.uuid4()}."
            form = visitor.insist(lambda: visitor.get("/sager/ny/"), "concerns.note").hidden()
            said = {**form, "source": "teacher", "observed": words, "when_where": "i går", "who": "Asta", "under_18": "yes"}
            saved = visitor.insist(lambda said=said: visitor.post("/sager/ny/", **said), "")
            self.calls.append(words)
            if found := re.search(r"/sager/([0-9a-f-]{36})/", saved.location):
                with contextlib.suppress(OSError, http.client.HTTPException):
                    self.register(visitor, found[1])

    def register(self, visitor: Visitor, case: str) -> None:
        """Take a concern on, once; whether it was answered or not, the case is in one state or the other."""
        address = f"/sager/{case}/registrer/"
        page = visitor.get(address)
        sentences = {name: "seen" for name in re.findall(r'name="(sentence_\d+)"', page.text)}
        administration = re.search(r'name="administration"[^>]*value="([0-9a-f-]{36})"', page.text)
        said = {
            **page.hidden(), **sentences, "no_surplus": "on", "name": "Asta Testmand", "under_18": "yes", "report": "send", "knows_privately": "no",
            "purpose": "PREVENT_RADICALISATION", "administration": administration[1] if administration else "",
        }  # fmt: skip
        if visitor.post(address, **said).status == 302:
            self.registered.append(case)

    def signed_in(self, who: str) -> Visitor:
        """One of the cast, signed in before anything dies."""
        return self.served.visitor().sign_in(who)


def parent(served: Served, *words: str) -> int:
    """The process of this kind that `serve` itself started."""
    mine = f"PPid:\t{served.process.pid}\n"
    return next(pid for pid in served.processes(*words) if mine in open(f"/proc/{pid}/status").read())


def kill_database(served: Served) -> None:
    os.kill(parent(served, "bin/postgres"), signal.SIGKILL)


def kill_web(served: Served) -> None:
    os.kill(parent(served, "granian"), signal.SIGKILL)


def kill_page_process(served: Served) -> None:
    owner = parent(served, "granian")
    os.kill(next(pid for pid in served.processes("granian") if pid != owner), signal.SIGKILL)


def kill_worker(served: Served) -> None:
    os.kill(parent(served, "procrastinate"), signal.SIGKILL)


def kill_database_and_web(served: Served) -> None:
    kill_database(served)
    kill_web(served)


def kill_all(served: Served) -> None:
    """The owner of all goes, and the rest with it; somebody starts it again."""
    os.kill(served.process.pid, signal.SIGKILL)
    served.process.wait()
    eventually(lambda: not served.processes("granian"), 60)
    served.start()


KILLS = (kill_database, kill_web, kill_page_process, kill_worker, kill_database_and_web)


def shared_case(served: Served) -> str:
    """A case on which Mette writes."""
    visitor = served.visitor()
    token = visitor.get("/bekymring/").hidden()["token"]
    visitor.insist(lambda: visitor.post("/bekymring/", token=token, go="send", observed=OBSERVED, under_18="no"), "concerns.receipt")
    with served.database() as db:
        return str(db.execute("SELECT id FROM cases_case ORDER BY received_at DESC LIMIT 1").fetchone()[0])


def a_round(served: Served, case: str, kill, seconds: float) -> Crowd:
    """People at work for some seconds, and in the middle of it something dies."""
    crowd, until = Crowd(served), time.monotonic() + seconds
    together(
        *[lambda: crowd.citizen(until)] * 3, lambda: crowd.mette(until, case), lambda: crowd.soeren(until),
        lambda: (time.sleep(seconds * 0.4), kill(served)),
    )  # fmt: skip
    eventually(served.is_well, 120)
    return crowd


def check(served: Served, case: str, crowd: Crowd, settings) -> None:
    """Every receipt has its concern, none twice; what was said to be saved is there; the database is as the model allows."""
    forget_keys()
    settings.HOME = served.home
    hashes = {token_hash(receipt_key(), token.split(".")[0].encode()): token for token in crowd.receipts}
    with served.database() as db:
        assert wrongs(db, served.home / "files") == []
        rows = db.execute(
            "SELECT b.token_hash, count(k.id) FROM mailboxes_mailbox b JOIN concerns_concern k ON k.mailbox_id = b.id WHERE b.token_hash = ANY (%s) GROUP BY 1",
            [list(hashes)],
        ).fetchall()
    assert sorted(rows) == sorted((one, 1) for one in hashes)
    assert len({code for code, _words in crowd.receipts.values()}) == len(crowd.receipts)
    for code, words in list(crowd.receipts.values())[-2:]:
        reporter = served.visitor()
        assert reporter.post("/svar/", code=code).status == 302
        assert words in reporter.get("/svar/postkasse/").text
    page = served.visitor().sign_in("mette").get(f"/sager/{case}/").text
    assert [words for words in crowd.notes if page.count(words) != 1] == []


def filed(served: Served) -> int:
    """How many concerns there are."""
    with served.database() as db:
        return db.execute("SELECT count(*) FROM concerns_concern").fetchone()[0]


def test_five_kills_lose_nothing_and_file_nothing_twice(served, settings):
    rounds(served, settings, itertools.islice(itertools.cycle(KILLS), 5), 5)


@pytest.mark.drill
def test_fifty_kills_lose_nothing_and_file_nothing_twice(served, settings, capsys):
    count = int(os.environ.get("KILLS") or 50)
    told = rounds(served, settings, itertools.islice(itertools.cycle((*KILLS, kill_all)), count), 8)
    with capsys.disabled():
        print(f"\n{count} kills: {told}")


def rounds(served: Served, settings, kills, seconds: float) -> dict[str, int]:
    """One kill after another, and after each all is as it was told to be."""
    case, told = shared_case(served), {"receipts": 0, "notes": 0, "telephone notes": 0, "registered": 0}
    for kill in kills:
        before = filed(served)
        crowd = a_round(served, case, kill, seconds)
        check(served, case, crowd, settings)
        assert filed(served) - before == len(crowd.receipts) + len(crowd.calls), kill.__name__
        for name, made in zip(told, (crowd.receipts, crowd.notes, crowd.calls, crowd.registered), strict=True):
            told[name] += len(made)
    assert all(told.values()), told
    return told
