"""The demo's story is told by actions alone, and the cast stands where it leaves them."""

import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from stdnum.dk import cpr

from infohus import lib
from infohus.accounts.models import User
from infohus.advice.models import Advice
from infohus.assessments.models import PoliceAnswer
from infohus.audit.queries import Entry
from infohus.cases.models import Case
from infohus.cases.queries import ending
from infohus.catalogues.queries import shelves
from infohus.catalogues.rules import Kind as Catalogue
from infohus.concerns.models import Concern
from infohus.deadlines.models import Deadline
from infohus.demo import story, world
from infohus.demo.story import CHAPTERS, tell
from infohus.disclosures.models import Copy, Disclosure, Received
from infohus.mailboxes.models import Message
from infohus.persons.models import Person, Relative
from infohus.retention.models import Certificate
from infohus.rights.models import Hold
from infohus.statistics.models import Publication
from infohus.statistics.queries import open_periods
from tests.conftest import fresh_database, seal_log, signed_in

LIKE_CPR = re.compile(r"(?<!\w)\d{6}[- ]?\d{4}(?!\w)")  # within letters it is a part of a token or of an id
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
INVENTED = re.compile(r"\b(Prøve|Testmand|Øvelse)")
TOLD_IN = [*Path(story.__file__).parent.glob("*.py"), Path(world.__file__), *Path(world.__file__).parent.glob("places/*.toml")]


def somebodys(text):
    """The numbers in a text that somebody could have: any but those whose day is no day of a month (the ids in addresses are none)."""
    return [number for number in LIKE_CPR.findall(UUID.sub("", text)) if int(number[:2]) <= 31 or cpr.is_valid(number)]


@pytest.fixture(scope="module")
def story_told(django_db_setup, django_db_blocker):
    """The world and its chapters as they were told, once for all of these tests, which only look."""
    with django_db_blocker.unblock():
        fresh_database()
        chapters = []
        yield tell(chapters.append), chapters
        fresh_database()


@pytest.fixture
def told(story_told):
    """The world as the story leaves it."""
    return story_told[0]


def test_the_story_leaves_every_stage_this_far_and_invisible_strangers(told):
    with told.at("mette"):
        stages = Counter(Case.objects.values_list("stage", flat=True))
        assert stages == {"received": 2, "registered": 1, "assessing": 3, "joint": 1, "concluded": 1, "roles": 1, "closed": 2}
        assert Deadline.objects.filter(kind="read_message", met_at=None).count() == 1
        assert Advice.objects.filter(answered_at=None).count() == 1
        assert Advice.objects.filter(asked_at__gt=lib.now() - timedelta(days=30)).count() == 3
        (asked,) = Case.objects.filter(stage="received", under_18="yes")
        assert asked.opened_at <= Message.objects.get(case_id=asked.pk, sender="coordinator").at  # nobody asks unread
    with told.at("soeren"):
        assert Case.objects.count() == 10  # not the one he is excluded from
    with told.at("karen"):
        assert Case.objects.count() == 1
    with told.at("birgit"):
        assert (ending().ready, ending().for_me) == (1, 1)  # half a year old, and proposed
        assert sorted(Certificate.objects.values_list("retention_class", flat=True)) == ["R2", "R3"]
    with told.at("pia"):
        assert not Case.objects.exists()


def test_the_officers_list_has_something_of_each_kind_at_first_start(told):
    with told.at("pia"):
        copies, now = list(Copy.objects.all()), lib.now()
        answered = set(PoliceAnswer.objects.filter(form="system").values_list("disclosure_id", flat=True))
        living = [one for one in copies if one.living and one.disclosure_id not in answered]
        assert len(living) == 2  # to confirm and answer
        assert not any(one.confirmed_at for one in living)
        assert [one.living for one in copies if one.disclosure_id in answered] == [True]
        assert [one.recalled_at is None for one in copies if one.expires_at < now] == [True]
        assert sum(one.recalled_at is not None for one in copies) == 1
    page = signed_in(told, "pia").get("/partner/").content.decode()
    for words in ("Kaldt tilbage", "udløbet", "svaret"):
        assert words.lower() in page.lower(), words


def test_what_the_issue_shows_has_happened_in_the_demo(told):
    seal_log()
    with told.at("mette"):
        waits = {one.pk: one for one in Deadline.objects.filter(kind="police_answer", met_at=None, ended_at=None)}
        assert sorted(one.escalated_at is not None for one in waits.values()) == [False, True]
        reminded = Disclosure.objects.filter(pk__in=[one.about for one in waits.values()]).values_list("reminded_at", flat=True)
        assert sorted(one is not None for one in reminded) == [False, True]  # one reminder lies ready
        assert Received.objects.count() == Hold.objects.count() == 1
    with told.at("tove"):
        assert Entry.objects.filter(act="print_case").count() == 1
    with told.at("birgit"):
        assert Publication.objects.filter(published_at__isnull=False).exists() or not open_periods(told.brondby.pk, [])


def test_the_first_picture_is_no_forgotten_case(told):
    with told.at("mette"):
        (case,) = Case.objects.filter(stage="assessing", under_18="yes")
        assert set(Concern.objects.filter(case=case).values_list("police", flat=True)) == {"passed_on"}
        assert not Deadline.objects.filter(case_id=case.pk, kind="police_contact", met_at=None, ended_at=None).exists()
        (undecided,) = PoliceAnswer.objects.filter(kind="undecided")  # the third word of the police, typed in
        assert Deadline.objects.filter(case_id=undecided.case_id, kind="police_answer", met_at=None, ended_at=None).exists()
    assert "at det ikke kan afgøres endnu" in signed_in(told, "pia").get("/partner/").content.decode()


def test_the_story_is_told_in_the_order_of_time_as_its_log_shows(story_told):
    world, chapters = story_told
    assert (len(set(chapters)), len(chapters)) == (len(CHAPTERS), len(CHAPTERS))
    seal_log()
    with world.at("tove"):
        moments = list(Entry.objects.order_by("number").values_list("at", flat=True))
    assert len(moments) > 40
    assert moments == sorted(moments)


@pytest.mark.function("C23", part="invented data", page="demo:people")
def test_the_demo_has_invented_names_and_no_number_that_anybody_has(told):
    for name in ("mette", "soeren", "karen"):
        with told.at(name):
            assert not Relative.objects.exists()
            for person in Person.objects.all():
                assert INVENTED.search(person.name), person.name
                assert not somebodys(person.cpr)
                assert bool(person.cpr) == (person.cpr_hash is not None)
        browser = signed_in(told, name)
        for case in told_of(told, name):
            for page in ("", "person/", "henvendelser/", "log/"):
                assert not somebodys(browser.get(f"/sager/{case}/{page}").content.decode()), (case, page)
    assert all(email.endswith(".example") for email in User.objects.values_list("email", flat=True))
    page = Client().get("/demo/").content.decode()
    for person in User.objects.all():
        assert person.name in page
    assert "Alle personer og sager er opdigtede. Skriv ikke om rigtige mennesker." in page
    for file in TOLD_IN:
        assert not somebodys(file.read_text()), file.name


def told_of(told, name):
    """The cases one of the cast sees."""
    with told.at(name):
        return list(Case.objects.values_list("pk", flat=True))


def test_a_number_that_somebody_could_have_would_be_found():
    assert somebodys("Han har 010203-1234, og hun 0102031235.") == ["010203-1234", "0102031235"]
    assert somebodys("way_01a215d293bb7e398f4f0643691643ac og csrf=aB0102031235x") == []
    assert somebodys("Erstatningsnummeret 670510-4000, telefon 43 00 00 40 og sag 2026-014.") == []


def test_of_the_links_two_wait_to_be_looked_at(told):
    with told.at("nikolaj"):
        (links,) = [one for one in shelves(told.brondby) if one.kind == Catalogue.LINK]
    later = lib.today() > date(2026, 7, 15)  # until then the product's own date has not come
    assert len(links.asked) == (2 if later else 0)
