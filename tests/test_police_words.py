"""Word by word: whatever the officer can open says what was disclosed and what the page says of any sheet, and not a word more.

Every page, PDF and file of a case full of words is read whole: text, attributes, comments, metadata, attachments. What the same page says of a
blank sheet is its furniture; the rest must be on the sheet. The other pages say what they said before there was such a case.
"""

import io
import re
import uuid
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pikepdf
import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore

from infohus import lib
from infohus.assessments.views import police
from infohus.attachments.cleaning import clean
from tests import giving
from tests.conftest import signed_in
from tests.estate import estate as estate
from tests.estate import owner
from tests.giving import KEY, OPEN, OWN, STATES
from tests.pages import ROWS, addresses
from tests.story import gather
from tests.test_crawl import Crawler
from tests.whole import of, of_file, planted_in, words

# The planted words that each sheet and each file may show; the others stand in the case and were never given.
ON_SHEET = {"answered": {"observed", "person", "needanswered"}, "unnamed": {"title2", "note", "needunnamed"}}
IN_FILE = {"photo.jpg": set(), "paper.pdf": {"seenpaper"}, "note.docx": {"seennote"}}
CORRECTED_BY = "answered"
BLANK_WORD = re.compile(r"zqblank\dx\dzq")
NEW_SECRETS = "/konti/mig/"  # shows a secret that was just made for her own sign-in
ENTRIES = [{}, {"answer": "1"}, {"ask": "1"}, {"confirm": "1"}]  # looked at, and sent with nothing filled in


# ---------- The case, the sheets and the officer


class Officer:
    """Pia's browser, forty days on; every answer she gets is kept."""

    def __init__(self, estate, base):
        self.estate, self.base, self.got, self.browser = estate, base, {}, None

    def at_her_day(self, does):
        """Do it on her day, signed in (»Forlad siden« signs her out)."""
        with lib.clock_at(self.base + timedelta(days=giving.READ_AFTER)):
            held = self.browser and self.browser.cookies.get(settings.SESSION_COOKIE_NAME)
            if not (held and held.value and SessionStore().exists(held.value)):
                self.browser = signed_in(self.estate.world, "pia")
                self.browser.raise_request_exception = False
            return does()

    def client(self, _name):
        """She herself, for the crawler."""
        return self

    def get(self, path):
        """Look."""
        self.got[path] = self.at_her_day(lambda: self.browser.get(path))
        return self.got[path]

    def ask(self, path, said):
        """Look, or send what was filled in."""
        return self.at_her_day(lambda: self.browser.post(path, said)) if said else self.get(path)

    def crawls(self):
        """Follow every link; what she came to."""
        self.got = {}
        Crawler(self, "pia", {}, all_of_them=True).crawl("/", "/hjem/")
        return self.got


@pytest.fixture(scope="module")
def told(estate):
    """Blank sheets first, then what the officer's pages say, then the case of which a little was given."""
    base = lib.now()
    blank, officer = giving.blanks(estate, base), Officer(estate, base)
    before = {path: of(answer) for path, answer in officer.crawls().items()}
    given = giving.rich(estate, base)
    gather(estate)
    return SimpleNamespace(estate=estate, officer=officer, blank=blank, before=before, given=given)


def hidden_in(told, data, *shown):
    """The planted words of this estate in some bytes that she was never given there: all but the named ones of the case, and of an older sheet's."""
    mine = {told.estate.word(KEY, name) for name in shown}
    others = {word for owner, some in told.estate.words.items() if owner != "asked" for word in some}
    return sorted(planted_in(data) & (others - mine))


def compared(told, state, tail="", said=()):
    """What is wrong with an address of a copy: words that are neither its sheet's nor furniture, and words that were never given."""
    one, blank = told.given[state], told.blank[state]
    answer, other = (told.officer.ask(copy.path + tail, dict(said)) for copy in (one, blank))
    newer = told.given[CORRECTED_BY] if state == "corrected" else one  # the page says which sheet took its place
    known = of(other) | words(one.number, one.copy, newer.number, newer.copy, *(one.texts if one.opens else []))
    known = {word for word in known if not BLANK_WORD.fullmatch(word)}
    assert not [word for word in planted_in(other.content) if not BLANK_WORD.fullmatch(word.casefold())], "on a blank sheet"
    whole = str(answer.headers).encode() + answer.content if not tail else answer.content
    assert answer.status_code in ((200, 422) if said or tail else (200,)), answer.status_code
    wrong = [f"more than on a blank sheet: {word}" for word in sorted(of(answer) - known)]
    wrong += [f"never given: {word}" for word in hidden_in(told, whole, *(ON_SHEET[state] if one.opens else ()))]
    return wrong + ([f"{answer.status_code}, not {other.status_code}"] if answer.status_code != other.status_code else [])


def sent_along(told, state):
    """What is wrong with the files of a copy: other bytes than the case has, or more words than they show."""
    one, wrong = told.given[state], []
    mette = told.estate.client("mette")
    for place, (pk, name) in enumerate(one.files.items(), 1):
        got = told.officer.get(f"{one.path}filer/{place}/").content
        if got != mette.get(f"/sager/{told.estate.cases[KEY]}/dokumenter/{pk}/").content:
            wrong.append(f"{name} is another file than the case's")
        blank = clean(giving.telling_files(lambda _what: "Zqblankzq", lambda _what: "Zqblankzq")[name], name).data
        shown = {told.estate.word(KEY, what) for what in IN_FILE[name]}
        wrong += [f"{name} says {word}" for word in sorted(of_file(name, got) - (of_file(name, blank) - {"zqblankzq"}) - words(*shown))]
        wrong += [f"{name} holds {word}" for word in hidden_in(told, got, *IN_FILE[name])]
    return wrong


# ---------- The proofs


@pytest.mark.parametrize("said", ENTRIES, ids=lambda said: next(iter(said), "looked"))
@pytest.mark.parametrize("state", STATES)
def test_the_page_of_a_copy_says_what_was_given_and_nothing_else(told, state, said):
    assert compared(told, state, said=said.items()) == []


@pytest.mark.function("S63", part="one way", act="read_copy")
@pytest.mark.parametrize("state", STATES)
def test_the_pdf_of_a_copy_says_what_was_given_and_nothing_else(told, state):
    assert compared(told, state, "ark.pdf") == []
    answer = told.officer.get(f"{told.given[state].path}ark.pdf")
    assert (answer["Content-Type"] == "application/pdf") == (state in OPEN)


@pytest.mark.function("C11", part="in what leaves", act="read_copy")
def test_on_the_sheets_stand_the_words_that_were_chosen(told):
    for state, names in ON_SHEET.items():
        texts = " ".join(told.given[state].texts)
        assert {word for word in told.estate.words[KEY] if word in texts} == {told.estate.word(KEY, name) for name in names}
        for path in ("", "ark.pdf"):
            answer = told.officer.get(told.given[state].path + path)
            assert words(*told.given[state].texts) <= of(answer), "and all of it can be read"
            assert words(OWN) <= of(answer) or path, "with what she answered"


def test_files_that_went_along_say_what_they_show_and_no_others_are_reached(told):
    assert set(told.given["answered"].files.values()) == set(IN_FILE)
    assert sent_along(told, "answered") == []
    with owner() as ask:
        files = {str(pk) for (pk,) in ask("SELECT id FROM attachments_attachment WHERE case_id = %s", [told.estate.cases[KEY]])}
    assert len(files) > len(IN_FILE) + 2
    for one in told.given.values():
        there = len(one.files) if one.opens else 0
        for place in (*files, 0, there + 1, there + 2):  # neither by what it is called in the case, nor by a place nobody has on this sheet
            assert told.officer.get(f"{one.path}filer/{place}/").status_code in (404, 422)


@pytest.mark.function("C09", page="assessments:partner")
def test_every_other_page_she_comes_to_says_what_it_said_before(told):
    lines = words(*(text for one in told.given.values() for text in (one.number, one.copy)))
    own, hers = tuple(one.path for one in told.given.values()), set().union(*ON_SHEET.values(), *IN_FILE.values())
    after = told.officer.crawls()
    assert {told.given[state].path for state in (*OPEN, "waiting")} <= after.keys()
    for path, answer in after.items():
        assert hidden_in(told, answer.content, *(hers if path.startswith(own) else ())) == [], path
        if not path.startswith((*own, NEW_SECRETS)):
            assert of(answer) - told.before[path] - lines == set(), path


def test_to_her_every_address_of_the_case_is_that_of_no_case(told):
    asked = 0
    for address in addresses():
        try:
            path = address.path(told.estate, KEY, ROWS[address.name].given)
        except KeyError:
            continue
        if str(told.estate.cases[KEY]) not in path:
            continue
        nowhere = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", lambda _found: str(uuid.uuid4()), path)
        here, there = told.officer.get(path), told.officer.get(nowhere)
        assert (here.status_code, of(here) - words(path)) == (there.status_code, of(there) - words(nowhere)), path
        asked += 1
    assert asked > 50


# ---------- The comparison is awake


def on_the_sheet(monkeypatch, number, text):
    """The sheet has another last line than was frozen."""
    opened = police.read_copy

    def read(actor, copy):
        sheet = opened(actor, copy)
        return replace(sheet, footer=text) if copy.number == number else sheet

    monkeypatch.setattr(police, "read_copy", read)


def in_the_page(monkeypatch, number, text):
    """The page carries something along that nobody sees."""
    made = police.render

    def render(request, template, shown, **more):
        answer = made(request, template, shown, **more)
        if shown["copy"].number == number:
            answer.content = answer.content.replace(b"<main", f"<!-- {text} --><main".encode())
        return answer

    monkeypatch.setattr(police, "render", render)


def in_the_pdf(monkeypatch, number, text, where):
    """The PDF says more on its page, in its title, its information or an attachment."""
    made = police.pdf

    def pdf(template, data, title):
        if data["number"] != number:
            return made(template, data, title=title)
        more = [{"title": "Note", "text": text, "origin": ""}] if where == "text" else []
        content = made(template, {**data, "parts": data["parts"] + more}, title=f"{title} {text}" if where == "title" else title).content
        paper = io.BytesIO()
        with pikepdf.open(io.BytesIO(content)) as told:
            if where == "information":
                told.docinfo["/Subject"] = text
            if where == "attachment":
                told.attachments["mere.txt"] = text.encode()
            told.save(paper)
        return SimpleNamespace(content=paper.getvalue())

    monkeypatch.setattr(police, "pdf", pdf)


def in_a_file(monkeypatch, told, name, text):
    """A file goes along as it came."""
    made = giving.telling_files(lambda what: f"Zq{KEY}{what}zq", lambda _what: text)[name]
    opened = police.read_paper

    def read(actor, copy, place):
        known, data = opened(actor, copy, place)
        return known, made if [*told.given["answered"].files.values()][place - 1] == name else data

    monkeypatch.setattr(police, "read_paper", read)


# Words of the case that stand in no list of planted ones; and one that was left out of the very passage that was given.
@pytest.mark.parametrize("text", ["Naboens hund", f"Zq{KEY}cutonezq"])
@pytest.mark.parametrize("where", ["sheet", "page", "text", "title", "information", "attachment", *IN_FILE])
def test_a_word_too_much_is_seen_wherever_it_stands(told, monkeypatch, where, text):
    number = told.given["answered"].number
    if where in IN_FILE:
        assert sent_along(told, "answered") == []
        in_a_file(monkeypatch, told, where, text)
        wrong = sent_along(told, "answered")
    else:
        leak = {"sheet": on_the_sheet, "page": in_the_page}.get(where)
        leak(monkeypatch, number, text) if leak else in_the_pdf(monkeypatch, number, text, where)
        wrong = compared(told, "answered", "" if leak else "ark.pdf")
    assert words(*(one.rpartition(" ")[2] for one in wrong)) & words(text), wrong
