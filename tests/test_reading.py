"""No page with something of a case leaves the house without its line in the log: every page, looked at and refused, by whoever gets it."""

import ast
import copy
from pathlib import Path

import pytest
from django.db import transaction

from infohus.access.rules import Act
from infohus.audit.models import Entry
from infohus.audit.rules import GIVING, READING
from infohus.db.context import SYSTEM, acting
from tests.conftest import seal_log, signed_in
from tests.estate import estate as estate
from tests.estate import undone
from tests.oracle import ROLES
from tests.pages import CAST, OUTSIDE, ROWS, SIGN_IN, addresses

ROOMS = Path(__file__).parent.parent / "infohus"
STAFF = [name for name in CAST if name not in OUTSIDE]
# What lists many cases names them (the person, a word of what waits); opening one is the reading. The head's list is of no case she can open.
LISTS = {
    "casefile:overview",
    "casefile:cases",
    "casefile:head",
    "assessments:queue",
    "assessments:partner",
    "casefile:children",
}
WITHOUT_CONTENT = ("casefile:head_case", "retention:closed")  # a number, dates and who, for those who need not see the case
SHOWING = (200, 409, 422)
READ = [one.value for one in READING | {Act.READ_COPY}]


def readings():
    """The readings in the log, each as its case and who read."""
    seal_log()
    with acting(SYSTEM), transaction.atomic():
        rows = Entry.objects.filter(act__in=READ).exclude(codes__contains={"refused": True})
        return {row.pk: (row.case_id, row.membership_id) for row in rows.only("id", "case_id", "membership_id")}


def answered(estate, person, path, method):
    """What one of the cast gets, and the readings it left; what it changed is taken back."""
    client = estate.client(person)  # signed in before: what follows is taken back, and its cookie with it
    cookies = copy.deepcopy(client.cookies)
    with undone():
        before = readings()
        response = getattr(client, method)(path)
        after = readings()
    client.cookies = cookies
    return response, [after[key] for key in after.keys() - before.keys()]


def told_of(estate, response):
    """The cases of which a planted word stands in an answer, in its text or in the name of its file."""
    text = response.content.decode(errors="replace") + str(dict(response.headers))
    return {estate.cases[owner] for owner, words in estate.words.items() if owner in estate.cases and any(word in text for word in words)}


def pages():
    """Every page for which one must have signed in."""
    return sorted({one.name for one in addresses() if getattr(one.view, "door", "staff") == "staff"})


def readers(page, method):
    """The first of each role who gets the page; where it only takes what is sent, whoever may send it."""
    found = {}
    for name in STAFF:
        if page.gets(name) == 200 or (method == "post" and page.posts and page.gets(name) != 404):
            found.setdefault(ROLES[name], name)
    return found.values()


@pytest.mark.parametrize("name", pages())
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_page_with_words_of_a_case_leaves_one_reading_of_it_and_no_other(estate, name, method):
    page = ROWS[name]
    for address in (one for one in addresses() if one.name == name):
        path = address.path(estate, page.about, page.given)
        for person in readers(page, method):
            response, read = answered(estate, person, path, method)
            told, me = f"{method} {path} for {person}: {response.status_code}", estate.world.member(person).pk
            shown = told_of(estate, response) if name not in LISTS else set()
            assert response.status_code == 200 or method == "post", told
            assert page.gets(person) == SIGN_IN or SIGN_IN not in response.headers.get("Location", ""), told
            assert all(who == me for _case, who in read), told
            cases = [case for case, _who in read if case]
            assert shown <= set(cases), f"{told} shows words of a case and leaves no reading of it"
            assert len(cases) == len(set(cases)), f"{told} leaves {len(cases)} readings"
            if (
                response.status_code not in SHOWING
                or response["Content-Type"].startswith("text/plain")
                or b'"ui.refused"' in response.content
            ):
                assert not cases, f"{told} shows nothing, yet says that it was read"
            elif "case_id" in address.parts and name not in WITHOUT_CONTENT:
                assert estate.cases[page.about] in cases, f"{told} is a page of a case and leaves no reading"
            else:
                assert name not in LISTS or not cases, told


def test_the_act_that_first_names_a_disclosure_is_of_the_sort_of_givings(estate):
    """Whoever oversees the log and asks for what was given sees every way of giving."""
    seal_log()
    with acting(SYSTEM), transaction.atomic():
        first = {}
        for one in Entry.objects.filter(codes__has_key="disclosure").order_by("at", "id"):
            first.setdefault(one.codes["disclosure"], Act(one.act))
    assert {Act.PASS_TO_POLICE, Act.DISCLOSE_ORALLY, Act.SEND_AS_REPORT} <= set(first.values()) <= GIVING


def test_what_gives_away_is_found_in_the_code_too():
    """Acts in whose block a disclosure is written, directly or by the step that freezes its copy."""
    found = set()
    for file in ROOMS.glob("*/actions/*.py"):
        for block in (one for one in ast.walk(ast.parse(file.read_text())) if isinstance(one, ast.With)):
            called = {getattr(one.func, "id", "") for part in block.body for one in ast.walk(part) if isinstance(one, ast.Call)}
            if called & {"note_disclosure", "share"}:
                opened = block.items[0].context_expr
                found.add(Act[opened.args[1].attr])
    assert found == GIVING


def test_a_whole_case_cannot_be_read_by_sending_an_empty_note(world):
    case = world.concern()
    client, before = signed_in(world, "soeren"), readings()
    page = client.post(f"/sager/{case.pk}/", {"text": ""})
    assert "lukket gruppe" in page.content.decode()
    assert list(readings().values())[len(before) :] == [(case.pk, world.member("soeren").pk)]


def test_a_part_of_a_page_is_no_reading_of_its_own_and_no_way_around_one(world):
    case = world.concern()
    world.register(case)
    client, path = signed_in(world, "mette"), f"/sager/{case.pk}/videregiv/politiet/"
    before = len(readings())
    assert client.post(path, {"necessity": "Fordi"}, headers={"HX-Request": "true"}).status_code == 200
    assert len(readings()) == before + 1, "who says it is a part, and has not opened the page, has read the case all the same"
    client.post(path, {"necessity": "Fordi det"}, headers={"HX-Request": "true"})
    client.post(path, {"necessity": "Fordi det er"}, headers={"HX-Request": "true"})
    assert len(readings()) == before + 1
    client.get(path)
    assert len(readings()) == before + 2
    assert signed_in(world, "soeren").get(f"/sager/{case.pk}/", headers={"HX-Request": "true"}).status_code == 200
    assert len(readings()) == before + 3, "another's reading is not mine"


def test_what_is_done_and_ends_elsewhere_is_no_reading_beside_it(world):
    case = world.concern()
    before = len(readings())
    assert signed_in(world, "mette").post(f"/sager/{case.pk}/", {"text": "Vi ringer i morgen.", "kind": "contact"}).status_code == 302
    assert len(readings()) == before
