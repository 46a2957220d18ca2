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

from infohus.attachments import jobs as attachments
from infohus.attachments.models import Attachment
from infohus.attachments.queries import read
from infohus.attachments.travel import new_token
from infohus.concerns.models import Concern
from infohus.demo.world import World
from infohus.gateways import files, limits
from infohus.lib import now
from infohus.mailboxes.queries import receipt_key
from infohus.mailboxes.rules import token_hash
from infohus.sealing.ring import hold
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


def unlike_any() -> str:
    """A word that nobody wrote before, without digits: some would look like a CPR number, and be stopped as one."""
    return uuid.uuid4().hex.translate(str.maketrans("0123456789", "ghijklmnop"))


class SignedOut(Exception):
    """What died took somebody's sign-in along: they are asked to sign in again, and nothing was taken."""


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
            words = f"{OBSERVED} Nummer {unlike_any()}."
            token = visitor.insist(lambda: visitor.get("/bekymring/"), "concerns.step_first").hidden()["token"]
            said = {"token": token, "go": "send", "observed": words, "under_18": "yes", "who": "T.V."}
            shown = visitor.insist(lambda said=said: visitor.post("/bekymring/", **said), "concerns.receipt")
            self.receipts[token] = (shown.code, words)

    def mette(self, until: float, case: str) -> None:
        """Write one note after another on a case; only what was answered counts as saved."""
        visitor, address = self.signed_in("mette"), f"/sager/{case}/"
        while time.monotonic() < until:
            words = f"Note {unlike_any()}"
            with contextlib.suppress(OSError, http.client.HTTPException):
                csrf = visitor.get(address).hidden().get("csrfmiddlewaretoken", "")
                if visitor.post(address, text=words, kind="contact", csrfmiddlewaretoken=csrf).status == 302:
                    self.notes.append(words)
            time.sleep(0.1)

    def soeren(self, until: float) -> None:
        """Take down telephone calls, pressing again until each is saved, and register what comes of it."""
        visitor = self.signed_in("soeren")
        while time.monotonic() < until:
            words = f"Hun skrev noget i en opgave. Nummer {unlike_any()}."
            form = visitor.insist(lambda: self.opened(visitor, "soeren", "/sager/ny/"), "concerns.note").hidden()
            said = {**form, "source": "teacher", "observed": words, "when_where": "i går", "who": "Asta", "under_18": "yes"}
            try:
                saved = visitor.insist(lambda said=said: self.sent(visitor, "/sager/ny/", said), "")
            except SignedOut:
                visitor.sign_in("soeren")
                continue
            self.calls.append(words)
            if found := re.search(r"/sager/([0-9a-f-]{36})/", saved.location):
                with contextlib.suppress(OSError, http.client.HTTPException):
                    self.register(visitor, found[1])

    def sent(self, visitor: Visitor, path: str, said: dict[str, str]) -> Page:
        """What comes of sending a form; SignedOut for one who is asked to sign in again, of whom nothing was taken."""
        page = visitor.post(path, **said)
        if page.name == "accounts.log_in" or (page.status == 302 and "/sager/" not in page.location):
            raise SignedOut
        return page

    def opened(self, visitor: Visitor, who: str, path: str) -> Page:
        """A page for one who signs in again when what died took their sign-in along."""
        page = visitor.get(path)
        if page.status == 302:
            visitor.sign_in(who)
        return page

    def register(self, visitor: Visitor, case: str, **more: str) -> None:
        """Take a concern on, once; whether it was answered or not, the case is in one state or the other."""
        address = f"/sager/{case}/registrer/"
        page = visitor.get(address)
        sentences = dict.fromkeys(re.findall(r'name="(sentence_\d+)"', page.text), "seen")
        administration = re.search(r'name="administration"[^>]*value="([0-9a-f-]{36})"', page.text)
        said = {
            **page.hidden(),
            **sentences,
            "administration": administration[1] if administration else "",
            "purpose": "PREVENT_RADICALISATION",
        }
        said |= {"name": "Asta Testmand", "no_surplus": "on", "under_18": "yes", "report": "send", "knows_privately": "no", **more}
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
        question = "SELECT token_hash, count(*) FROM mailboxes_mailbox b JOIN concerns_concern k ON k.mailbox_id = b.id GROUP BY 1 HAVING token_hash = ANY (%s)"
        rows = db.execute(question, [list(hashes)]).fetchall()
    assert sorted(rows) == sorted((one, 1) for one in hashes)
    assert len({code for code, _words in crowd.receipts.values()}) == len(crowd.receipts)
    for code, words in list(crowd.receipts.values())[-2:]:
        reporter = served.visitor()
        reporter.insist(lambda code=code, who=reporter: who.post("/svar/", code=code), "")
        assert words in reporter.insist(lambda who=reporter: who.get("/svar/postkasse/"), "mailboxes.mailbox").text
    mette = served.visitor().sign_in("mette")
    page = mette.insist(lambda: mette.get(f"/sager/{case}/"), "casefile.case").text
    assert [words for words in crowd.notes if page.count(words) != 1] == []


def filed(served: Served) -> int:
    """How many concerns there are."""
    with served.database() as db:
        return db.execute("SELECT count(*) FROM concerns_concern").fetchone()[0]


def test_five_kills_lose_nothing_and_file_nothing_twice(served, settings):
    rounds(served, settings, KILLS, 4)


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


def test_a_database_that_is_gone_when_one_sends_keeps_the_text_and_the_token(served, settings):
    visitor = served.visitor()
    said = {"token": visitor.get("/bekymring/").hidden()["token"], "go": "send", "observed": f"{OBSERVED} Æøå.", "under_18": "yes"}
    before = filed(served)
    os.kill(served.process.pid, signal.SIGSTOP)  # so that nobody starts it again
    try:
        kill_database(served)
        eventually(lambda: not served.processes("bin/postgres"))
        refused = visitor.post("/bekymring/", **said)
    finally:
        os.kill(served.process.pid, signal.SIGCONT)
    assert (refused.status, refused.name, refused.code) == (503, "concerns.unsent", "")
    kept = refused.hidden()
    assert (kept["token"], kept["observed"]) == (said["token"], said["observed"])
    assert "112" in refused.text
    first = visitor.insist(lambda: visitor.post("/bekymring/", **kept, go="send"), "concerns.receipt")
    again = visitor.insist(lambda: visitor.post("/bekymring/", **kept, go="send"), "concerns.receipt")
    assert first.code == again.code != ""
    assert filed(served) == before + 1


# ---------- Full, or gone in the middle of it

TEXT = "Han sagde, at manden var en helt. Det stod jeg og hørte på i køkkenet."
# What the database does when a concern is laid down, or when all of it is to be stored for good.
DISK_FULL = "RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'"
GONE = "PERFORM pg_terminate_backend(pg_backend_pid())"
NOT_CONFIRMED = "RAISE WARNING 'canceling wait for synchronous replication' USING ERRCODE = '01000'"
AT_ONCE = "CREATE TRIGGER fault AFTER INSERT ON concerns_concern FOR EACH ROW EXECUTE FUNCTION fault()"
AT_COMMIT = (
    "CREATE CONSTRAINT TRIGGER fault AFTER INSERT ON concerns_concern DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fault()"
)


@contextlib.contextmanager
def fault(what: str, when: str):
    """Let the database fail at each concern, inside the block."""
    with psycopg.connect(**cluster().dsn("postgres", name_of_copy()), autocommit=True) as superuser:
        body = f"BEGIN {what}; RETURN NULL; END"
        superuser.execute(f"CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ {body} $$")
        superuser.execute("GRANT EXECUTE ON FUNCTION fault() TO PUBLIC")
        superuser.execute(when)
        try:
            yield
        finally:
            superuser.execute("DROP FUNCTION fault() CASCADE")


@contextlib.contextmanager
def full_disk(monkeypatch):
    """Let no file be stored, inside the block."""
    with monkeypatch.context() as patch:
        patch.setattr(files, "put", lambda *_any: (_ for _ in ()).throw(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))))
        yield


@pytest.fixture
def store(monkeypatch, tmp_path):
    """A store of files of this test's own."""
    monkeypatch.setattr(files, "folder", lambda: tmp_path / "files")


@pytest.fixture
def town(transactional_db, store):
    """The demo's people in a database whose transactions are real."""
    limits.forget()
    return World()


def sent(client, **said) -> Page:
    """Press »Send«."""
    answer = client.post("/bekymring/", {"go": "send", **said})
    return Page(answer.status_code, answer.content.decode())


def stored(town) -> int:
    """How many concerns Mette sees."""
    with town.at("mette"):
        return Concern.objects.count()


@pytest.mark.parametrize(
    ("what", "when"),
    [(DISK_FULL, AT_ONCE), (DISK_FULL, AT_COMMIT), (GONE, AT_ONCE), (GONE, AT_COMMIT), (NOT_CONFIRMED, AT_COMMIT)],
    ids=["full", "full at commit", "gone", "gone at commit", "not confirmed"],
)
def test_a_database_that_fails_on_the_way_gives_no_receipt_and_keeps_the_text(town, client, what, when):
    said = {"token": new_token(now()), "observed": TEXT, "who": "T.V., 9. klasse", "under_18": "yes"}
    client.get("/bekymring/")
    with fault(what, when):
        refused = sent(client, **said)
    assert (refused.status, refused.name, refused.code) == (503, "concerns.unsent", "")
    kept = refused.hidden()
    assert {name: kept[name] for name in said} == said
    assert stored(town) == (1 if what == NOT_CONFIRMED else 0)  # stored, but nobody may be told so
    receipt = sent(client, **kept)
    assert (receipt.status, receipt.name) == (200, "concerns.receipt")
    assert sent(client, **kept).code == receipt.code != ""
    assert stored(town) == 1


def test_a_full_disk_gives_no_receipt_and_keeps_text_and_file(town, client, monkeypatch):
    said = {"token": new_token(now()), "observed": TEXT}
    with full_disk(monkeypatch):
        refused = sent(client, **said, files=SimpleUploadedFile("notat.txt", b"Et notat om det, jeg har set."))
    assert (refused.status, refused.name) == (503, "concerns.unsent")
    kept = refused.hidden()
    assert {name: kept[name] for name in said} == said
    assert (stored(town), list(files.stored())) == (0, [])
    receipt = sent(client, **kept)
    assert receipt.name == "concerns.receipt"
    assert sent(client, **kept).code == receipt.code
    with town.at("mette"):
        row = Attachment.objects.get()
        assert (Concern.objects.count(), row.name) == (1, "notat.txt")
    assert list(files.stored()) == [row.pk]


@pytest.mark.parametrize(("what", "left"), [(DISK_FULL, 0), (GONE, 0), (NOT_CONFIRMED, 1)], ids=["full", "gone", "not confirmed"])
def test_bytes_go_only_when_it_is_sure_that_their_concern_was_not_stored(town, client, monkeypatch, what, left):
    said = {"token": new_token(now()), "observed": TEXT}
    with fault(what, AT_COMMIT):
        refused = sent(client, **said, files=SimpleUploadedFile("notat.txt", b"Et notat om det, jeg har set."))
    assert refused.name == "concerns.unsent"
    monkeypatch.setattr(attachments, "AGE", -1)
    attachments.sweep(0)
    assert len(list(files.stored())) == left
    assert sent(client, **refused.hidden()).name == "concerns.receipt"
    with town.at("mette"):
        row = Attachment.objects.get()
        hold([row.sealed_by])
        assert read(row) == b"Et notat om det, jeg har set."


def test_a_note_that_could_not_be_stored_is_not_said_to_be(town):
    address, mette = f"/sager/{town.concern().pk}/", signed_in(town, "mette")
    mette.raise_request_exception = False
    with fault(DISK_FULL, AT_COMMIT.replace("concerns_concern", "cases_note")):
        refused = mette.post(address, {"text": "Talte med skolen.", "kind": "contact"})
    assert refused.status_code == 500
    assert "ikke gemt" in refused.content.decode()
    page = mette.get(address).content.decode()
    for shown in (refused.content.decode(), page):
        assert "Noten er gemt" not in shown
    assert "Talte med skolen." not in page
    assert mette.post(address, {"text": "Talte med skolen.", "kind": "contact"}).status_code == 302
    assert "Noten er gemt" in mette.get(address).content.decode()
