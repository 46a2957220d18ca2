"""What was erased opens nowhere any more: not here, not in old pages or the log of writes, not in a copy from before with today's keys."""

import re
import shutil
import uuid
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from infohus import lib
from infohus.access.rules import public
from infohus.assessments import actions as judging
from infohus.assessments.actions.police import note_police_answer
from infohus.attachments.actions import add_documents, take_in
from infohus.cases import actions as cases
from infohus.cases.models import Case, HandOver
from infohus.closing import actions as closing
from infohus.concerns import actions as concerns
from infohus.concerns.models import Rejection
from infohus.concerns.rules import Face
from infohus.demo.world import ANSWERS, World
from infohus.disclosures.models import Disclosure
from infohus.gateways import keys
from infohus.mailboxes import actions as mailboxes
from infohus.retention import actions as retention
from infohus.retention import queries as retained
from infohus.rights.actions import decide_information, lift_hold, place_hold
from tests import estate, story
from tests.conftest import ROOT, signed_in
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
    brought_to_an_end(told)
    return told


def brought_to_an_end(told) -> None:
    """What is to be erased is closed first, as it must be: two arrivals rejected by two, one judged and handed to ordinary help; the archives have decided."""
    world = told.world
    for code in ("R1", "R3"):
        with world.at("tove"):
            kept = retained.class_for(world.brondby, code)
            retention.decide_archive(world.tove, world.brondby, kept, decision="DISCARD", authority="Rigsarkivets brev af 3. november 2026")
    concerns.propose_rejection(
        world.mette, story.seen(told, "saved"), code="quarrel", sentence=told.word("saved", "sentence"), no_report=True
    )
    for key in ("proposed", "saved"):
        with world.at("soeren"):
            row = Rejection.objects.select_related("case__municipality", "proposed_by").get(case=told.cases[key])
        concerns.confirm_rejection(world.soeren, row)
    judged(told, "full")
    world.judged(story.seen(told, "full"))
    closing.give_feedback(
        world.mette, world.first_concern(Case(pk=told.cases["full"])), way="phone", text=f"Tak for {told.word('full', 'thanks')} til os."
    )
    reason = f"Klage over {told.word('full', 'complaint')}, Ankestyrelsen."
    hold = place_hold(world.mette, story.seen(told, "full"), kind="complaint", reason=reason, until=lib.today() + timedelta(days=9))
    closing.close_case(world.mette, story.seen(told, "full"), evaluation=told.word("full", "learned"))
    lift_hold(world.mette, hold)


def judged(told, key) -> None:
    """The police have answered and do not share the worry, the municipality has assessed it, and it is concluded."""
    world, case = told.world, lambda: story.seen(told, key)
    with world.at("soeren"):
        offer = HandOver.objects.select_related("case__municipality").get(case=told.cases[key], answered_at=None)
    cases.decline_lead(world.soeren, offer)
    mailboxes.take_note(world.mette, world.mailbox_of(Case(pk=told.cases[key])))
    with world.at("mette"):
        given = Disclosure.objects.select_related("case__municipality", "receiver").get(case=told.cases[key], form="oral")
    answer = {"form": "phone", "answered_at": lib.now(), "who": told.word(key, "who"), "shares": "no", "acute": "no", "hindrance": "no"}
    note_police_answer(world.mette, given, text=f"Vi deler ikke {told.word(key, 'answered')}.", **answer)
    names = ("resources", "voice", "parents", "alternatives", "worry", "unknown", "sources", "efforts", "living", "reason")
    texts = {name: f"Der er {told.word(key, 'last' + name)} at sige." for name in names}
    row = judging.finish_assessment(
        world.mette, case(), **texts, other_help="no", target="no", valid_until=lib.today() + timedelta(days=60)
    )
    judging.second_read(world.soeren, row, agrees="no", dissent=f"Jeg er uenig om {told.word(key, 'dissent')}.")
    decide_information(world.mette, case(), when="now", told_on=lib.today(), told_whom=["child"])
    handed = {"handed_to": told.word(key, "handed"), "handed_how": "Et møde", "handed_on": lib.today()}
    reason = f"Det er {told.word(key, 'why')} og ikke andet."
    judging.conclude(world.mette, case(), outcome="other_need", kind_of_concern="none", psychiatry="no", reason=reason, **handed)


def saved_first(told, key) -> None:
    """A professional saves a form, goes on, and sends it."""
    place, token = told.world.brondby, str(lib.uuid7())
    concerns.save_concern_draft(public(place.pk), place, token=token, answers={"observed": [UNSENT]}, beside={})
    said = {**ANSWERS, **PROFESSIONAL, "observed": f"Det drejer sig om {told.word(key, 'observed')}."}
    concerns.file_concern(public(place.pk), place, face=Face.PROFESSIONAL, token=token, answers=said, sent_as=said["observed"])
    with estate.owner() as ask:
        ((told.cases[key],),) = ask("SELECT id FROM cases_case ORDER BY received_at DESC, id DESC LIMIT 1")


def propose(told, case) -> None:
    """Mette proposes on the page of the case, before its day and with a reason."""
    assert signed_in(told.world, "mette").post(f"/sletning/{case}/", {"do": "propose", "why": "asked"}).status_code == 302


def erase(told, case) -> None:
    """The erasing of this house, on screen: Søren confirms what Mette has proposed, and is shown the certificate."""
    shown = signed_in(told.world, "soeren").post(f"/sletning/{case}/", {"do": "confirm"}, follow=True)
    assert 'data-page="retention.certificate"' in shown.content.decode()


# A planted word (»Zqfullnotezq«) as it lies in the usual encodings, and written in hexadecimal; and how each is read again.
SPELLINGS = {
    "utf-8": (rb"Zq[A-Za-z0-9_]{3,60}?zq", bytes.decode),
    "utf-16-le": (rb"Z\0q\0(?:[A-Za-z0-9_]\0){3,60}?z\0q\0", lambda found: found.decode("utf-16-le")),
    "utf-16-be": (rb"\0Z\0q(?:\0[A-Za-z0-9_]){3,60}?\0z\0q", lambda found: found.decode("utf-16-be")),
    "hex": (rb"5a71(?:[3-7][0-9a-f]){3,60}?7a71", lambda found: bytes.fromhex(found.decode()).decode()),
}


def in_clear(house, words: set[str]) -> set[tuple[str, str]]:
    """Which of the planted words can be read without any key, and how spelled: in rows, the database's folder with its log of writes, files and logs.

    Random bytes and the base64 of a session may look like a planted word by chance; only one that was planted counts.
    """
    places = [house.on_disk(), house.text().encode(), *lying(house.home / "files"), *lying(house.home / "log")]
    looks = {(how, read(hit)) for how, (like, read) in SPELLINGS.items() for place in places for hit in set(re.findall(like, place))}
    return {(how, word) for how, word in looks if word in words}


def test_no_word_that_anybody_wrote_can_be_read_without_a_key(house):
    with house.up():
        words = set().union(*told(house).words.values(), {UNSENT})
        assert len(words) > 80
        assert in_clear(house, words) == set()
        with psycopg.connect(**house.cluster.dsn("owner")) as db:  # the search is awake
            db.execute(
                "CREATE TABLE careless AS SELECT 'Zqclearzq' AS text, '5a716865787a71' AS hex, %s AS bytes",
                ["Zqwidezq".encode("utf-16-le")],
            )
            db.execute("INSERT INTO careless (bytes) VALUES (%s)", ["Zqwidezq".encode("utf-16-be")])
        careless = {("utf-8", "Zqclearzq"), ("hex", "Zqhexzq"), ("utf-16-le", "Zqwidezq"), ("utf-16-be", "Zqwidezq")}
        assert in_clear(house, words | {"Zqclearzq", "Zqhexzq", "Zqwidezq"}) == careless


def test_what_was_erased_opens_nowhere_and_what_lives_everywhere(house, monkeypatch):
    with Ever().listening(monkeypatch) as ever:
        with house.up():
            one = told(house)
            assert UNSENT not in ever.opened(that_open(house.keys()))
            assert UNSENT in ever.opened(that_open(ever.wrapped))  # with keys that are no more
        gone = {one.cases[key]: one.words[key] for key in DIES}
        living = {word for key, words in one.words.items() if key not in DIES for word in words}
        with house.up():
            for case in gone:
                propose(one, case)
        Proof(house, ever, gone, living, Path(house.home).parent).prove(lambda case: erase(one, case))
