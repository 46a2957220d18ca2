"""What was erased opens nowhere any more: not here, not in old pages or the log of writes, not in a copy from before with today's keys."""

import re
import shutil
import uuid
from pathlib import Path

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from infohus import lib
from infohus.access.rules import Act, public
from infohus.attachments.actions import add_documents, take_in
from infohus.audit.actions import act
from infohus.cases import actions as cases
from infohus.cases.rules import Ended
from infohus.concerns import actions as concerns
from infohus.concerns.rules import Face
from infohus.demo.world import ANSWERS, World
from infohus.gateways import keys
from tests import estate, story
from tests.conftest import ROOT
from tests.erasure import Ever, House, Proof, lying, that_open
from tests.estate import Estate

DIES = ("full", "proposed", "saved")
UNSENT = "Zqunsentzq"  # stood in the saved form alone, whose key went when the form was sent
PROFESSIONAL = {
    "workplace": "Prøveskolen, Øvelsesvej 1", "reporter_name": "Lis Prøve", "reporter_phone": "43 00 00 40", "source": "teacher", "told_person": "yes",
    "told_parent_1": "yes", "told_parent_2": "no", "told_parent_2_how": "Er bortrejst", "interpreter": "no",
    "alternatives": "En konflikt i klassen", "told_person_how": "Han tog det roligt", "told_parent_1_how": "Hun blev ked af det", "done": "Talte med ham",
}  # fmt: skip


@pytest.fixture
def house(transactional_db, tmp_path_factory, settings, monkeypatch):
    """An installation of its own; the database's user must be able to walk to it."""
    place = ROOT / "var" / f"erasure-{uuid.uuid4().hex[:8]}"
    place.mkdir(parents=True)
    one = House(place / "home", settings)
    monkeypatch.setattr(estate, "cluster", lambda: one.cluster)
    monkeypatch.setattr(estate, "name_of_copy", lambda: "infohus")
    yield one
    shutil.rmtree(place, ignore_errors=True)


def told(house) -> Estate:
    """Cases of two municipalities with everything that can hang on a case, each text with a word of its own."""
    house.make()
    keys.ensure()
    told = Estate(World())
    for chapter in (story.arrivals, story.registered, story.strangers, story.questions):
        chapter(told)
    story.tell_police(told, "full")
    mette = told.world.mette
    inside = SimpleUploadedFile("brev.txt", told.word("full", "inside").encode(), "text/plain")
    add_documents(mette, story.seen(told, "full"), origin="own", taken=take_in([inside]))
    cases.save_draft(mette, story.seen(told, "full"), form="note", text=told.word("full", "later"))  # over an earlier one
    saved_first(told, "saved")
    return told


def saved_first(told, key) -> None:
    """A professional saves a form, goes on, and sends it."""
    place, token = told.world.brondby, str(lib.uuid7())
    concerns.save_concern_draft(public(place.pk), place, token=token, answers={"observed": [UNSENT]}, beside={})
    said = {**ANSWERS, **PROFESSIONAL, "observed": f"Det drejer sig om {told.word(key, 'observed')}."}
    concerns.file_concern(public(place.pk), place, face=Face.PROFESSIONAL, token=token, answers=said, sent_as=said["observed"])
    with estate.owner() as ask:
        ((told.cases[key],),) = ask("SELECT id FROM cases_case ORDER BY received_at DESC, id DESC LIMIT 1")


def erase(told, case) -> None:
    """The erasing of this house: a step of an act of a coordinator."""
    key = next(key for key, one in told.cases.items() if one == case)
    row = story.seen(told, key)
    with act(told.world.mette, Act.TURN_INTO_ADVICE, row):
        cases.erase(row, Ended.ERASED)


# A planted word (»Zqfullnotezq«) as it lies in the usual encodings, and written in hexadecimal.
SPELLINGS = {
    "utf-8": rb"Zq[A-Za-z0-9_]{3,60}?zq",
    "utf-16-le": rb"Z\0q\0(?:[A-Za-z0-9_]\0){3,60}?z\0q\0",
    "utf-16-be": rb"\0Z\0q(?:\0[A-Za-z0-9_]){3,60}?\0z\0q",
    "hex": rb"5a71(?:[3-7][0-9a-f]){3,60}?7a71",
}


def in_clear(house) -> set[str]:
    """In which spellings planted words can be read without any key: in rows, the database's folder with its log of writes, files and logs."""
    places = [house.on_disk(), house.text().encode(), *lying(house.home / "files"), *lying(house.home / "log")]
    return {spelling for spelling, word in SPELLINGS.items() for place in places if re.search(word, place)}


def test_no_word_that_anybody_wrote_can_be_read_without_a_key(house):
    with house.up():
        one = told(house)
        assert len(set().union(*one.words.values())) > 80
        assert in_clear(house) == set()
        with psycopg.connect(**house.cluster.dsn("owner")) as db:  # the search is awake
            db.execute(
                "CREATE TABLE careless AS SELECT 'Zqclearzq' AS text, '5a716865787a71' AS hex, %s AS bytes",
                ["Zqwidezq".encode("utf-16-le")],
            )
            db.execute("INSERT INTO careless (bytes) VALUES (%s)", ["Zqwidezq".encode("utf-16-be")])
        assert in_clear(house) == set(SPELLINGS)


def test_what_was_erased_opens_nowhere_and_what_lives_everywhere(house, monkeypatch):
    with Ever().listening(monkeypatch) as ever:
        with house.up():
            one = told(house)
            assert UNSENT not in ever.opened(that_open(house.keys()))
            assert UNSENT in ever.opened(that_open(ever.wrapped))  # with keys that are no more
        gone = {one.cases[key]: one.words[key] for key in DIES}
        living = {word for key, words in one.words.items() if key not in DIES for word in words}
        Proof(house, ever, gone, living, Path(house.home).parent).prove(lambda case: erase(one, case))
