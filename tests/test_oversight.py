"""Those who oversee see who did what, when and in which case, never what stands in it; and their own reading is seen too."""

import csv
import io
import json
import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from infohus import lib
from infohus.access.rules import Act, Forbidden
from infohus.audit import jobs, queries
from infohus.audit.actions import note_read, note_refusal
from infohus.audit.verify import is_signed
from infohus.cases.actions import write_note
from infohus.cases.models import Case
from infohus.catalogues.actions import edit_catalogue
from infohus.catalogues.rules import Kind
from infohus.db.context import acting
from infohus.demo.story import tell
from infohus.demo.world import World
from infohus.disclosures.queries import called
from infohus.lib import clock_at, harmless, spreadsheet
from infohus.oversight.queries import CODED, lines
from infohus.persons.actions import find_by_cpr
from infohus.persons.rules import Purpose
from tests.conftest import seal_log
from tests.owner import tamper

LOG = "/leder/log/"


def signed_in(world, name):
    """A browser in which one of the cast has signed in."""
    client = Client()
    client.force_login(world.member(name).user)
    session = client.session
    session["demo"] = True
    session.save()
    return client


def its_number(world):
    """The number of the one case there is."""
    with acting(world.mette.context), transaction.atomic():
        return Case.objects.get().number


def entries(world, name="tove"):
    """What stands in the log, for one who may see it."""
    seal_log()
    with acting(world.member(name).actor.context), transaction.atomic():
        return list(queries.Entry.objects.order_by("number"))


@pytest.fixture
def tove(world):
    """The data protection officer at her screen, after a day's work by others."""
    case = world.concern(observed="Han sagde noget om en helt.")
    write_note(world.mette, case, kind="contact", title="En helt", text="Jeg ringede til helten.")
    note_read(world.soeren, Act.READ_CASE, case)
    note_refusal(Forbidden("Det kan kun: koordinator.", Act.READ_CASE, world.birgit, case.pk))
    seal_log()
    return signed_in(world, "tove")


def test_the_log_shows_who_what_when_and_in_which_case(tove, world):
    page = tove.get(LOG)
    text = page.content.decode()
    assert page.status_code == 200
    assert 'data-page="oversight.log"' in text
    for words in (
        "Mette Holm",
        "koordinator",
        "Note skrevet",
        "Søren Kaya",
        "Sagen læst",
        "Afvist: Sagen læst",
        "Birgit Lund",
        "Uden login",
        its_number(world),
    ):
        assert words in text, words
    seen = re.sub(r"<[^>]+>", " ", text)  # tokens in tags may hold any letters
    for words in ("helt", "ringede", "TV", "T.V."):
        assert words not in seen, words


def test_only_the_dpo_sees_it_and_only_the_own_municipalitys(tove, world):
    for name in ("mette", "hanne", "birgit", "nikolaj", "pia", "erik", "karen"):
        client = signed_in(world, name)
        for address in (LOG, f"{LOG}kontrolpunkt/"):
            assert client.get(address).status_code == 404, name
        assert client.post(f"{LOG}eksport/").status_code == 404, name
    assert Client().get(LOG).status_code == 302
    case = world.concern()
    with acting(world.karen.context), transaction.atomic():
        from infohus.oversight.queries import numbers_of

        assert numbers_of({case.pk}) == {}


def test_reading_it_is_an_entry_with_what_was_asked_for(tove, world):
    before = len(entries(world))
    mette = world.member("mette")
    tove.get(LOG, {"who": str(mette.pk), "from_on": "1/11-2026"})
    added = entries(world)[before:]
    assert [(entry.act, entry.membership_id, entry.codes) for entry in added] == [
        ("read_log", world.member("tove").pk, {"person": str(mette.pk), "from_on": "2026-11-01"})
    ]


def shown(client, **asked):
    """The acts that a page shows."""
    text = client.get(LOG, asked).content.decode()
    body = text.split("<tbody>")[1].split("</tbody>")[0] if "<tbody>" in text else ""
    return [row.split("</td><td>")[2].split("</td>")[0].strip() for row in body.split("<tr>")[1:]]


def test_it_is_filtered_by_person_act_sort_day_and_case(tove, world):
    mette, soeren = world.member("mette"), world.member("soeren")
    assert shown(tove, who=str(mette.pk)) == ["Note skrevet"]
    assert shown(tove, who=str(soeren.pk)) == ["Sagen læst"]
    assert shown(tove, who="public") == ["Henvendelse modtaget"]
    assert shown(tove, what="write_note") == ["Note skrevet"]
    assert shown(tove, sort="refused") == ["Afvist: Sagen læst"]
    assert shown(tove, sort="read", who=str(soeren.pk)) == ["Sagen læst"]
    assert shown(tove, sort="written") == ["Note skrevet", "Henvendelse modtaget"]
    assert shown(tove, what="write_note", from_on=f"{lib.today():%d.%m.%Y}") == ["Note skrevet"]
    assert shown(tove, what="write_note", until_on=f"{lib.today() - timedelta(days=1):%d.%m.%Y}") == []
    with acting(world.mette.context), transaction.atomic():
        case = queries.Entry.objects.filter(act="write_note").get().case_id
    assert shown(tove, case=str(case)) == ["Afvist: Sagen læst", "Sagen læst", "Note skrevet", "Henvendelse modtaget"]
    assert shown(tove, case=str(world.brondby.pk)) == []
    assert f"Log over sag {its_number(world)}" in tove.get(LOG, {"case": str(case)}).content.decode()


def test_a_choice_that_makes_no_sense_is_told_and_breaks_nothing(tove):
    backwards = tove.get(LOG, {"from_on": "2/11-2026", "until_on": "1/11-2026"}).content.decode()
    assert "Den sidste dag ligger før den første." in backwards
    assert "Skriv datoen" in tove.get(LOG, {"from_on": "i fjor"}).content.decode()
    for asked in (
        {"who": "\0"},
        {"what": "x" * 5000},
        {"sort": "🙂"},
        {"case": "ingen"},
        {"foer": "9" * 40},
        {"efter": "-1"},
        {"foer": "١"},
        {"until_on": "31.12.9999"},
    ):
        assert tove.get(LOG, asked).status_code == 200, asked


def test_pages_of_fifty_go_both_ways(tove, world):
    with acting(world.mette.context), transaction.atomic():
        case = Case.objects.get()
    for _number in range(120):
        note_read(world.mette, Act.READ_CASE, case)
    seal_log()
    asked, pages = {"who": str(world.member("mette").pk)}, []
    while True:
        with acting(world.tove.context), transaction.atomic():
            page = queries.entries_of_authority(queries.Wanted(world.brondby.pk, membership=world.member("mette").pk), asked.get("foer"))
        pages.append([entry.number for entry in page.entries])
        if page.older is None:
            break
        asked["foer"] = page.older
    assert [len(page) for page in pages] == [50, 50, 21]
    assert sorted((number for page in pages for number in page), reverse=True) == [number for page in pages for number in page]
    with acting(world.tove.context), transaction.atomic():
        back = queries.entries_of_authority(queries.Wanted(world.brondby.pk, membership=world.member("mette").pk), after=pages[2][0])
    assert [entry.number for entry in back.entries] == pages[1]
    text = tove.get(LOG, asked).content.decode()
    assert 'rel="prev"' in text
    assert 'rel="next"' not in text


def test_a_page_asks_the_same_however_long_it_is(tove, world, django_assert_max_num_queries):
    with django_assert_max_num_queries(24):  # statements, those that set the context among them
        tove.get(LOG)
    with acting(world.mette.context), transaction.atomic():
        case = Case.objects.get()
    for _number in range(60):
        note_read(world.mette, Act.READ_CASE, case)
    seal_log()
    with django_assert_max_num_queries(24):
        tove.get(LOG)


def test_it_is_taken_along_as_a_danish_spreadsheet(tove, world):
    world.member("mette").user.__class__.objects.filter(pk=world.member("mette").user_id).update(
        name='=HYPERLINK("http://ond.example";"Klik")'
    )
    answer = tove.post(f"{LOG}eksport/", {"what": "write_note"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="log-brondby-')
    text = answer.content.decode()
    assert text.startswith("\ufeffNr.;Tidspunkt;Hvem;Rolle;Handling;Sagsnummer;")
    rows = list(csv.reader(io.StringIO(text[1:]), delimiter=";"))
    assert len(rows) == 2
    assert rows[1][2] == '\'=HYPERLINK("http://ond.example";"Klik")'
    assert rows[1][4:6] == ["Note skrevet", its_number(world)]
    assert "ringede" not in text
    last = entries(world)[-1]
    assert (last.act, last.codes) == ("export_log", {"what": "write_note", "lines": 1})
    assert tove.get(f"{LOG}eksport/").status_code == 302


def test_too_much_to_look_through_is_refused_in_words(tove, world, monkeypatch):
    from infohus.oversight import actions, rules

    monkeypatch.setattr(actions, "MOST", 2)
    monkeypatch.setattr(rules, "MOST", 2)
    answer = tove.post(f"{LOG}eksport/")
    assert answer.status_code == 422
    assert "Vælg en kortere periode" in answer.content.decode()
    assert "export_log" not in [entry.act for entry in entries(world)]


def test_no_cell_is_a_formula():
    for cell in ("=1+1", "+45 12", "-1", "@sum", "\t=1", " =1", "\r=1"):
        assert harmless(cell).startswith("'")
    for cell in ("Mette Holm", "24. nov.", 7, None, "", "a=1"):
        assert harmless(cell) == ("" if cell is None else str(cell))
    assert spreadsheet(["a"], [["x;y"], ['"']]) == '\ufeffa\r\n"x;y"\r\n""""\r\n'


def test_a_checkpoint_is_taken_to_a_safe_place(tove, world):
    assert tove.get(f"{LOG}kontrolpunkt/").status_code == 404  # none yet
    assert "Ikke kontrolleret" in tove.get(LOG).content.decode()
    jobs.sign_log(world.brondby.pk)
    text = tove.get(LOG).content.decode()
    assert "kontrolleret i dag kl." in text
    answer = tove.get(f"{LOG}kontrolpunkt/")
    told = json.loads(answer.content)
    assert is_signed(told, told["key"])
    assert told["number"] == 4
    with clock_at(lib.now() + timedelta(days=3)):
        late = signed_in(world, "tove").get(LOG).content.decode()
    assert "Loggen er ikke kontrolleret, som den skal." in late


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_logged_is_not_shown():
    world = World()
    client = signed_in(world, "tove")
    assert client.get(LOG).status_code == 200
    tamper("ALTER TABLE audit_entry ADD CONSTRAINT the_log_is_broken CHECK (act NOT IN ('read_log', 'export_log')) NOT VALID")
    client.raise_request_exception = False
    for answer in (client.get(LOG), client.post(f"{LOG}eksport/")):
        assert answer.status_code == 500
        assert "Tove Friis" not in answer.content.decode().split("<main")[1]


ID_OR_DAY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-|[0-9]{4}-[0-9]{2}-[0-9]{2}")


def coded(value):
    """The codes in a value: strings that are neither ids nor days."""
    parts = value if isinstance(value, list) else [value]
    return [part for part in parts if isinstance(part, str) and not ID_OR_DAY.match(part)]


def test_no_code_of_the_demos_log_is_shown_as_a_code_and_every_one_has_words(db):
    told = tell(lambda chapter: None)
    find_by_cpr(told.mette, told.brondby, cpr="670510-4000", purpose=Purpose.ARRIVAL)
    edit_catalogue(
        told.nikolaj, told.brondby, Kind.TEXT, "MAIL_STAFF", version=0, text="Se {address}", source="Egne ord", valid_from=lib.today()
    )
    signed_in(told, "tove").get(LOG, {"sort": "read", "who": "public"})
    found = entries(told)
    with acting(told.tove.context), transaction.atomic():
        shown, words = lines(found, told.brondby), called(told.brondby.pk)
    assert len(shown) > 40
    for row, line in zip(found, shown, strict=True):
        said = line.why.split("; ")
        for name in row.codes.keys() & {"number", "basis", "purpose"} - CODED.get(row.act, {}).keys():
            if isinstance(code := row.codes[name], str):
                assert (code if name == "number" else words[code]) in said, (row.act, row.codes)
        for code in (
            one
            for key, value in row.codes.items()
            for one in coded(value)
            if key not in ("before", "after") and (key in CODED.get(row.act, {}) or key not in ("number", "basis", "purpose"))
        ):
            assert code not in said, (row.act, row.codes)
            assert any(code == value and str(choices(code).label) in said for choices in CODED.get(row.act, {}).values() for value in choices.values), (
                row.act, row.codes,
            )  # fmt: skip
    assert "Se, om en ny henvendelse hører til en sag, vi har; 1 fundet" in [line.why for line in shown]
