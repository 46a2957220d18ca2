"""The catalogue on the screen: wordings and their days, two who write at once, what is checked, one number everywhere, what is printed."""

import io
import json
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pikepdf
import pypdf
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

from infohus import lib
from infohus.access.rules import Forbidden
from infohus.accounts.rules import Stale
from infohus.catalogues import actions, queries
from infohus.catalogues.models import Entry
from infohus.catalogues.rules import Kind, fill, load_defaults
from infohus.db.context import PUBLIC, acting
from infohus.deadlines.jobs import expect_all_checks, expect_checks
from infohus.deadlines.models import Deadline
from infohus.lib import Refused
from tests.conftest import seal_log, signed_in
from tests.html import read
from tests.visitor import Visitor

ROOT = Path(__file__).parent.parent
CODE = "K7QF-2M9T-XW4B-8HDN"
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=lib.TZ)
TODAY, TOMORROW = date(2026, 11, 25), date(2026, 11, 26)
OLD, NEW = "Bruger symboler, der forbindes med voldelige grupper", "Bærer mærker, som kun voldelige grupper bruger"
STAFF = ("mette", "soeren", "birgit", "hanne", "tove", "nikolaj", "pia", "erik", "karen")


@pytest.fixture(autouse=True)
def _noon():
    """The day of these stories."""
    with lib.clock_at(NOON):
        yield


def write(world, kind=Kind.SIGN, code="B04", *, who="nikolaj", version=0, **said):
    """The administrator writes a wording; what is not told stays as it was."""
    before = queries.entry(kind, code, authority=world.brondby.pk)
    given = {"text": before.text, "source": before.source, "valid_from": lib.today(), "text_en": before.text_en}
    return actions.edit_catalogue(getattr(world, who), world.brondby, kind, code, version=version, **{**given, **said})


def reads(world, kind=Kind.SIGN, code="B04", day=None):
    """How a text reads in the municipality on a day."""
    return queries.entry(kind, code, day, world.brondby.pk).text


INPUT = re.compile(r'<input[^>]*name="(\w+)" value="([^"]*)"')
AREA = re.compile(r'<textarea[^>]*name="(\w+)"[^>]*>\s*(.*?)</textarea>', re.DOTALL)
NOT_OURS = {"csrfmiddlewaretoken", "writer"}  # those of the page's frame


def posted(page, **changed):
    """The fields of the form on a page, with some of them changed."""
    body = page.content.decode()
    fields = [(name, value) for name, value in [*INPUT.findall(body), *AREA.findall(body)] if name not in NOT_OURS]
    return {**dict(fields), **changed}


def words(content):
    """The text of a PDF with its lines joined."""
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages).split())


# ---------- Reading


@pytest.mark.django_db
def test_every_one_who_signs_in_reads_the_catalogue_and_only_the_administrator_is_offered_to_write(world):
    for name in STAFF:
        client = signed_in(world, name)
        assert client.get("/katalog/").status_code == 200
        page = client.get("/katalog/sign/B04/")
        assert OLD in page.content.decode()
        assert ("edit_catalogue" in page.content.decode()) == (name == "nikolaj")
        assert client.get("/katalog/sign/B04/ret/").status_code == (200 if name == "nikolaj" else 403)
        assert client.get("/katalog/link/kontrol/").status_code == (200 if name == "nikolaj" else 403)
    assert Client().get("/katalog/").status_code == 302


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_and_each_of_its_texts_has_a_page(world, kind):
    client = signed_in(world, "nikolaj")
    listed = client.get(f"/katalog/{kind.value}/").content.decode()
    codes = [entry.code for entry in load_defaults() if entry.kind == kind]
    for code in codes:
        assert f"/katalog/{kind.value}/{code}/" in listed
    for code in codes[:3]:
        assert client.get(f"/katalog/{kind.value}/{code}/").status_code == 200
        assert client.get(f"/katalog/{kind.value}/{code}/ret/").status_code == (404 if kind == Kind.RETENTION_CLASS else 200)


@pytest.mark.parametrize(
    "path", ["sign/B99/", "sign/B99/ret/", "sign/%00/", "nothing/", "nothing/B04/", "sign/B99/kontrol/", "sign/ny/", "sign/B04%0a/"]
)
def test_what_does_not_exist_is_not_found(world, path):
    assert signed_in(world, "nikolaj").get(f"/katalog/{path}").status_code == 404


def test_a_list_asks_the_database_no_more_for_more_texts(world, django_assert_max_num_queries):
    client = signed_in(world, "nikolaj")
    for path in ("", "number/", "basis/", "sign/B04/", "link/kontrol/"):
        with django_assert_max_num_queries(14):
            client.get(f"/katalog/{path}")


# ---------- A new wording and its days


@pytest.mark.function("S22", act="edit_catalogue")
def test_an_old_concern_keeps_the_wording_it_was_made_with(world):
    old = queries.entry(Kind.SIGN, "B04", authority=world.brondby.pk)
    before = world.concern(signs=[{"code": old.code, "text": old.text, "serious": False}])
    page = signed_in(world, "nikolaj").get("/katalog/sign/B04/ret/")
    answer = signed_in(world, "nikolaj").post("/katalog/sign/B04/ret/", posted(page, text=NEW))
    assert (answer.status_code, answer.url) == (302, "/katalog/sign/B04/")
    new = queries.entry(Kind.SIGN, "B04", authority=world.brondby.pk)
    after = world.concern(signs=[{"code": new.code, "text": new.text, "serious": False}])
    with acting(world.mette.context):
        assert [sign["text"] for sign in world.first_concern(before).signs] == [OLD]
        assert [sign["text"] for sign in world.first_concern(after).signs] == [NEW]
    assert (new.data["category"], new.data["group"], new.data["also"]) == ("OTHER", "BEHAVIOUR", "mode, provokation, uvidenhed")
    page = signed_in(world, "mette").get("/katalog/sign/B04/").content.decode()
    assert NEW in page
    assert OLD in page  # what it was before
    assert "Skrevet af Nikolaj Dam" in page


@pytest.mark.function("S22", part="from its date", act="edit_catalogue")
def test_a_coming_wording_is_valid_at_its_date_without_a_restart(world):
    client = signed_in(world, "nikolaj")
    client.post("/katalog/sign/B04/ret/", posted(client.get("/katalog/sign/B04/ret/"), text=NEW, valid_from="1. januar 2027"))
    assert (reads(world), reads(world, day=date(2027, 1, 1))) == (OLD, NEW)
    assert "Gælder fra 1. jan. 2027" in client.get("/katalog/sign/B04/").content.decode()
    assert "Ny fra 1. jan. 2027" in client.get("/katalog/sign/").content.decode()
    with lib.clock_at(datetime(2026, 12, 31, 23, 59, tzinfo=lib.TZ)):
        assert reads(world) == OLD
    with lib.clock_at(datetime(2027, 1, 1, 0, 0, tzinfo=lib.TZ)):
        assert reads(world) == NEW
        with acting(PUBLIC):
            assert queries.Texts(world.brondby).entry(Kind.SIGN, "B04").text == NEW


def test_a_coming_wording_can_be_changed_until_it_comes(world):
    write(world, text=NEW, valid_from=date(2027, 1, 1))
    client = signed_in(world, "nikolaj")
    page = client.get("/katalog/sign/B04/ret/?fra=2027-01-01")
    assert NEW in page.content.decode()
    client.post("/katalog/sign/B04/ret/?fra=2027-01-01", posted(page, text="En tredje ordlyd"))
    assert Entry.objects.get().text == "En tredje ordlyd"
    assert reads(world) == OLD
    assert client.get("/katalog/sign/B04/ret/?fra=%00nej").status_code == 200


def test_another_municipality_keeps_its_own(world):
    write(world, text=NEW)
    assert queries.entry(Kind.SIGN, "B04", authority=world.albertslund.pk).text == OLD
    assert OLD in signed_in(world, "karen").get("/katalog/sign/B04/").content.decode()
    assert NEW not in signed_in(world, "karen").get("/katalog/sign/B04/").content.decode()


def log_of(world):
    """Act, root and codes of each line of the log, as the DPO sees it."""
    seal_log()
    with acting(world.tove.context), connection.cursor() as cursor:
        cursor.execute("SELECT act, root_id, codes FROM audit_entry ORDER BY number")
        return [(act, root, json.loads(codes) if isinstance(codes, str) else codes) for act, root, codes in cursor.fetchall()]


def test_nobody_but_the_administrator_writes_and_the_try_is_logged(world):
    for name in ("mette", "birgit", "tove", "pia"):
        with pytest.raises(Forbidden, match="Det kan kun: systemadministrator"):
            write(world, who=name, text=NEW)
        assert signed_in(world, name).post("/katalog/sign/B04/ret/", {"text": NEW}).status_code == 403
    assert reads(world) == OLD
    assert [(act, codes) for act, _root, codes in log_of(world)] == [("edit_catalogue", {"refused": True})] * 3  # Pia's stands in her own


def test_what_was_done_stands_in_the_log_without_a_word_of_the_text(world):
    row = write(world, text=NEW, checked=True, check_again_on=date(2027, 11, 25))
    lines = log_of(world)
    assert sorted(line[0] for line in lines) == ["check_entry", "edit_catalogue"]
    assert all(line[1] == world.brondby.pk and line[2]["entry"] == str(row.pk) and line[2]["kind"] == "sign" for line in lines)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("text", "  \n", "Teksten er tom"),
        ("text", "Bor i {municipality}", "{municipality} kan ikke udfyldes"),
        ("valid_from", "24.11.2026", "tidligst gælde fra i dag"),
        ("valid_from", "31.4.2027", "har ingen dag nummer 31"),
        ("valid_until", "24.11.2026", "Den sidste dag ligger før den første"),
        ("source", "", "Skriv, hvor teksten kommer fra"),
    ],
)
def test_a_wording_that_cannot_be_is_refused_in_words_at_its_field_and_kept(world, field, value, says):
    client = signed_in(world, "nikolaj")
    given = posted(client.get("/katalog/sign/B04/ret/"), **{"text": NEW, field: value})
    page = client.post("/katalog/sign/B04/ret/", given)
    assert page.status_code == 200
    assert says in page.content.decode()
    assert f'href="#id_{field}"' in page.content.decode()
    assert (NEW if field != "text" else value.strip()) in page.content.decode()
    assert not Entry.objects.exists()


def test_a_text_without_its_number_is_refused_and_with_it_taken(world):
    client = signed_in(world, "nikolaj")
    given = posted(client.get("/katalog/text/ACUTE_BOX/ret/"), text="Ring {alarm_phone}.")
    assert "Teksten mangler {police_phone}." in client.post("/katalog/text/ACUTE_BOX/ret/", given).content.decode()
    assert client.post("/katalog/text/ACUTE_BOX/ret/", given | {"text": "Ring {alarm_phone}, ellers {police_phone}."}).status_code == 302
    assert queries.text("ACUTE_BOX", world.brondby) == "Ring 112, ellers 114."


def test_no_sign_is_made_up_by_one_municipality(world):
    with pytest.raises(Refused, match="Her kan ikke tilføjes tekster"):
        actions.edit_catalogue(world.nikolaj, world.brondby, Kind.SIGN, "B99", version=0, text="Nyt", source="x", valid_from=TODAY)


def test_retention_classes_are_only_shown(world):
    with pytest.raises(Refused, match="Slettefrister ændres ikke her"):
        write(world, Kind.RETENTION_CLASS, "R5", text="Sag")
    page = signed_in(world, "nikolaj").get("/katalog/retention_class/R5/").content.decode()
    assert "edit_catalogue" not in page
    assert "Vedtaget af kommunen" in page


FIELDS = [
    "text",
    "text_en",
    "also",
    "url",
    "valid_from",
    "valid_until",
    "version",
    "source",
    "check_again_on",
    "checked",
    "entries",
    "code",
]
FORMS = ["/katalog/sign/B04/ret/", "/katalog/term/Sign/ret/", "/katalog/link/ny/", "/katalog/link/kontrol/", "/kort/kode/"]


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(FORMS), said=st.dictionaries(st.sampled_from(FIELDS), st.binary(max_size=60)))
def test_whatever_is_sent_a_form_answers(world, path, said):
    client = signed_in(world, "mette" if path == "/kort/kode/" else "nikolaj")
    answer = client.post(path, urlencode(said), content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (200, 302, 409, 422)


# ---------- Two who write at once


def test_two_editors_get_both_texts_and_nothing_is_lost(world):
    client = signed_in(world, "nikolaj")
    mine = posted(client.get("/katalog/sign/B04/ret/"), text="Min tekst", also="mode")
    write(world, text="Den andens tekst", also="leg")
    page = client.post("/katalog/sign/B04/ret/", mine)
    body = page.content.decode()
    assert page.status_code == 409
    assert "Min tekst" in body
    assert "Den andens tekst" in body
    assert "Nikolaj Dam har gemt en anden tekst imens." in body
    assert re.search(r"<dt>Kan også være</dt><dd>leg</dd>", body)
    assert reads(world) == "Den andens tekst"
    again = client.post("/katalog/sign/B04/ret/", posted(page, text="Den fælles tekst"))
    assert again.status_code == 302
    assert reads(world) == "Den fælles tekst"
    assert Entry.objects.count() == 1


def test_a_wording_for_another_day_meanwhile_is_seen_too(world):
    write(world, text="Fra nytår", valid_from=date(2027, 1, 1))
    with pytest.raises(Stale) as stale:
        write(world, text="Fra i dag", version=0)
    assert stale.value.row.entry.text == "Fra nytår"
    write(world, text="Fra i dag", version=1)
    assert (reads(world), reads(world, day=date(2027, 1, 1))) == ("Fra i dag", "Fra nytår")
    assert sorted(Entry.objects.values_list("version", flat=True)) == [1, 2]


def test_a_check_of_a_text_that_was_changed_meanwhile_does_not_count(world):
    write(world, text=NEW)
    with pytest.raises(Stale):
        actions.check_entry(world.nikolaj, world.brondby, Kind.SIGN, "B04", version=0, check_again_on=date(2027, 11, 25))
    assert Entry.objects.get().checked_by is None


def test_who_checks_a_text_that_was_changed_meanwhile_gets_both_texts(world):
    client, path = signed_in(world, "nikolaj"), "/katalog/sign/B04/kontrol/"
    mine = {**posted(client.get(path)), "entries": "B04:0", "check_again_on": "25.11.2027"}
    before = reads(world)
    write(world, text="Den andens tekst")
    page = client.post(path, mine)
    body = page.content.decode()
    assert page.status_code == 409
    assert body.index(f"<p>{before}</p>") < body.index("<p>Den andens tekst</p>")
    assert "Nikolaj Dam ·" in body
    assert Entry.objects.get().checked_by is None
    again = client.post(path, {**posted(page), "entries": "B04:1"})
    assert again.status_code == 302
    assert Entry.objects.get().checked_by == world.member("nikolaj")


def test_ticks_that_still_hold_are_kept_when_one_text_of_several_changed(world):
    with lib.clock_at(datetime(2027, 1, 16, 9, 0, tzinfo=lib.TZ)):
        client, path = signed_in(world, "nikolaj"), "/katalog/basis/kontrol/"
        client.get(path)
        write(world, Kind.BASIS, "RPL115_2", text="Ny tekst om politiet", check_again_on=date(2027, 1, 20))
        page = client.post(path, {"entries": ["RPL115_2:0", "FVL28:0"], "check_again_on": "16.1.2028"})
        body = page.content.decode()
        assert page.status_code == 409
        assert re.search(r'value="FVL28:0" checked', body)
        assert not re.search(r'value="RPL115_2:1" checked', body)
        assert "Ny tekst om politiet" in body


# ---------- Out of use


def offered_signs():
    """The signs of the public form."""
    page = Visitor(Client()).walk_to("step_well", observed="Noget.").html
    return [
        value for tag in re.findall(r"<input[^>]*>", page) if 'name="signs"' in tag for value in re.findall(r'value="([A-Z0-9]+)"', tag)
    ]


@pytest.mark.function("S81", part="out of use", act="edit_catalogue")
def test_a_sign_that_is_retired_is_offered_until_its_day_and_stays_where_it_was_used(world):
    client, path = signed_in(world, "nikolaj"), "/katalog/sign/B04/udgaar/"
    assert "B04" in offered_signs()
    sign = queries.entry(Kind.SIGN, "B04", authority=world.brondby.pk)
    case = world.concern(under_18="no", signs=[{"code": "B04", "text": sign.text, "serious": False}])
    assert "tidligst udgå i dag" in client.post(path, posted(client.get(path), retired_from="24.11.2026")).content.decode()
    assert client.post(path, posted(client.get(path), retired_from="27.11.2026")).status_code == 302
    assert "Udgår 27. nov." in client.get("/katalog/sign/").content.decode()
    assert "B04" in offered_signs()  # until its day
    with lib.clock_at(datetime(2026, 11, 27, 0, 1, tzinfo=lib.TZ)):
        assert "B04" not in offered_signs()  # without a restart
        assert "B05" in offered_signs()
        assert sign.text in signed_in(world, "mette").get(f"/sager/{case.pk}/henvendelser/").content.decode()
        client = signed_in(world, "nikolaj")
        assert "Udgået 27. nov." in client.get("/katalog/sign/").content.decode()
        page = client.get("/katalog/sign/B04/").content.decode()
        assert "Udgået fra 27. november 2026" in page
        assert "Lad den udgå" not in page
        assert client.get("/katalog/sign/B04/kontrol/").status_code == 404
        again = "/katalog/sign/B04/ret/"
        assert client.post(again, posted(client.get(again), text="I brug igen")).status_code == 302
        assert "B04" in offered_signs()


def test_what_is_asked_for_by_its_code_cannot_go_out_of_use(world):
    client = signed_in(world, "nikolaj")
    for kind, code in (("text", "MAIL_STAFF"), ("basis", "RPL115_2"), ("number", "ALARM"), ("retention_class", "R1")):
        assert client.get(f"/katalog/{kind}/{code}/udgaar/").status_code == 404, kind
        assert "Lad den udgå" not in client.get(f"/katalog/{kind}/{code}/").content.decode()
    with pytest.raises(Refused, match="kan ikke udgå"):
        actions.retire_entry(world.nikolaj, world.brondby, Kind.TEXT, "MAIL_STAFF", version=0, retired_from=lib.today())
    for name in ("mette", "tove", "birgit"):
        assert signed_in(world, name).get("/katalog/sign/B04/udgaar/").status_code == 403, name


def test_a_text_cannot_go_before_one_that_is_written_for_later(world):
    write(world, text="Fra nytår", valid_from=date(2027, 1, 1))
    with pytest.raises(Refused, match=r"gælder fra 1\. januar 2027"):
        actions.retire_entry(world.nikolaj, world.brondby, Kind.SIGN, "B04", version=1, retired_from=date(2026, 12, 1))
    actions.retire_entry(world.nikolaj, world.brondby, Kind.SIGN, "B04", version=1, retired_from=date(2027, 1, 1))
    with lib.clock_at(datetime(2027, 1, 1, 9, 0, tzinfo=lib.TZ)):
        assert queries.entry(Kind.SIGN, "B04", authority=world.brondby.pk) is None
        assert queries.entry(Kind.SIGN, "B04", authority=world.albertslund.pk) is not None
        with pytest.raises(Refused, match="ikke i brug"):
            actions.retire_entry(world.nikolaj, world.brondby, Kind.SIGN, "B04", version=2, retired_from=date(2027, 2, 1))
    with pytest.raises(Stale):
        actions.retire_entry(world.nikolaj, world.brondby, Kind.SIGN, "B05", version=7, retired_from=lib.today())


# ---------- Looked at again


@pytest.mark.function("G15", page="catalogues:entry")
def test_a_basis_past_its_check_date_warns_the_administrator_and_where_it_is_chosen(world):
    client, basis = signed_in(world, "nikolaj"), "/katalog/basis/RPL115_2/"
    assert "Teksten er ikke kontrolleret." not in client.get(basis).content.decode()
    assert queries.warning(queries.entry(Kind.BASIS, "RPL115_2", authority=world.brondby.pk)) == ""
    with lib.clock_at(datetime(2027, 1, 16, 9, 0, tzinfo=lib.TZ)):
        client = signed_in(world, "nikolaj")
        assert "Skulle være kontrolleret senest 15. januar 2027." in client.get(basis).content.decode()
        assert '<span class="due late">63</span>' in client.get("/katalog/").content.decode()
        assert "Skulle være kontrolleret" in queries.warning(queries.entry(Kind.BASIS, "RPL115_2", authority=world.brondby.pk))
        page = client.get(f"{basis}kontrol/")
        answer = client.post(f"{basis}kontrol/", {"entries": "RPL115_2:0", "check_again_on": "16.1.2028"})
        assert (page.status_code, answer.status_code) == (200, 302)
        page = client.get(basis).content.decode()
        assert "Teksten er ikke kontrolleret." not in page
        assert "af Nikolaj Dam" in page
        assert '<span class="due late">62</span>' in client.get("/katalog/").content.decode()


@pytest.mark.function("G15", part="what is new", act="edit_catalogue")
def test_a_law_that_changed_is_written_with_what_is_new_from_its_date(world):
    client = signed_in(world, "nikolaj")
    path = "/katalog/basis/RPL115_2/ret/"
    client.post(path, posted(client.get(path), text="Nyt sammendrag.", news="Ændret ved lov.", valid_from="1.7.2027", active="on"))
    then = queries.entry(Kind.BASIS, "RPL115_2", date(2027, 7, 1), world.brondby.pk)
    assert (then.text, then.data["news"], then.data["to_parties"]) == (
        "Nyt sammendrag.",
        "Ændret ved lov.",
        ["POLICE", "MUNICIPALITY", "PRISON", "REGION"],
    )
    assert "news" not in queries.entry(Kind.BASIS, "RPL115_2", authority=world.brondby.pk).data


def test_a_basis_that_is_not_in_use_cannot_be_chosen_but_is_still_read(world):
    path = "/katalog/basis/RPL115_3/ret/"
    client = signed_in(world, "nikolaj")
    given = posted(client.get(path))
    given.pop("active", None)
    client.post(path, given)
    assert "RPL115_3" not in [one.code for one in queries.offered(Kind.BASIS, authority=world.brondby.pk)]
    assert queries.entry(Kind.BASIS, "RPL115_3", authority=world.brondby.pk) is not None
    assert "Kan ikke vælges." in client.get("/katalog/basis/").content.decode()


def checks(world):
    """The open deadlines of checking, as the administrator sees them."""
    with acting(world.nikolaj.context):
        return list(Deadline.objects.filter(kind="check_entry", met_at=None, ended_at=None))


def test_what_is_to_be_checked_is_a_deadline_of_the_administrator_and_the_check_meets_it(world):
    assert checks(world) == []
    expect_all_checks(0)
    expect_all_checks(0)  # run twice it is the same
    links = checks(world)
    assert len(links) == 11
    assert {(one.owner, one.case_id, one.due_at.astimezone(lib.TZ).date()) for one in links} == {("admin", None, date(2026, 7, 15))}
    client = signed_in(world, "nikolaj")
    first = client.get("/katalog/").content.decode()
    assert first.index("Skal ses efter") < first.index("Alle kataloger")
    assert "133 dage over" in first
    client.post("/katalog/link/PSP/kontrol/", {"entries": "PSP:0", "check_again_on": "25.11.2027"})
    queued = ProcrastinateJob.objects.get(task_name="infohus.deadlines.jobs.expect_checks")  # in the same transaction
    expect_checks(**queued.args)
    assert len(checks(world)) == 10
    with acting(world.karen.context):
        assert Deadline.objects.filter(kind="check_entry", met_at=None).count() == 11  # the neighbour has its own to check


def test_a_check_asks_for_the_next_day_and_for_what_was_checked(world):
    client = signed_in(world, "nikolaj")
    page = client.post("/katalog/link/kontrol/", {"check_again_on": "25.11.2027"}).content.decode()
    assert "Sæt kryds ved det, du har set efter." in page
    page = client.post("/katalog/link/kontrol/", {"entries": "PSP:0", "check_again_on": "25.11.2026"}).content.decode()
    assert "Vælg en dag efter i dag" in page
    page = client.post("/katalog/link/kontrol/", {"entries": "PSP:7", "check_again_on": "25.11.2027"}).content.decode()
    assert "Vælg kun blandt de svar, der står her." in page
    assert not Entry.objects.exists()


@pytest.mark.function("S81", act="check_entry")
def test_a_dead_link_is_marked_and_lives_again_under_a_new_address(world):
    client = signed_in(world, "nikolaj")
    client.post("/katalog/link/kontrol/", {"entries": ["PSP:0", "ARCHIVES:0"], "broken": "MENTOR_CORPS:0", "check_again_on": "25.11.2027"})
    links = {one.code: one for one in queries.entries(Kind.LINK, authority=world.brondby.pk)}
    assert {code: one.data.get("broken_on") for code, one in links.items() if one.checked_on == TODAY} == {
        "PSP": None, "ARCHIVES": None, "MENTOR_CORPS": "2026-11-25"
    }  # fmt: skip
    assert client.get("/katalog/link/").content.decode().count("Linket virker ikke.") == 1
    path = "/katalog/link/MENTOR_CORPS/ret/"
    assert "Skriv hele adressen" in client.post(path, posted(client.get(path), url="javascript:alert(1)")).content.decode()
    client.post(path, posted(client.get(path), url="https://stopekstremisme.dk/korps"))
    assert "Linket virker ikke." not in client.get("/katalog/link/").content.decode()


@pytest.mark.function("S81", part="a link of one's own", act="edit_catalogue")
def test_the_municipality_adds_a_link_of_its_own_with_a_check_date(world):
    client = signed_in(world, "nikolaj")
    given = posted(
        client.get("/katalog/link/ny/"), text="SSP i kommunen", url="https://www.sspbrondby.dk/plan", source="Kommunen selv", checked="on"
    )
    assert (
        "Skriv hele adressen, fx https://www.kommunen.dk/plan." in client.post("/katalog/link/ny/", {**given, "url": ""}).content.decode()
    )
    assert client.post("/katalog/link/ny/", given).status_code == 302
    added = queries.entries(Kind.LINK, authority=world.brondby.pk)[-1]
    assert (added.text, added.checked_on, added.check_again_on) == ("SSP i kommunen", TODAY, date(2027, 11, 25))
    assert signed_in(world, "mette").get("/katalog/link/ny/").status_code == 403


@pytest.mark.function("S82", part="prompts", act="edit_catalogue")
def test_the_prompts_of_the_nine_dimensions_are_edited_on_screen(world):
    client, path = signed_in(world, "nikolaj"), "/katalog/dimension/W4/ret/"
    client.post(path, posted(client.get(path), text="Hvem er personen sammen med, når det går godt?"))
    prompts = queries.entries(Kind.DIMENSION, authority=world.brondby.pk)
    assert [one.code for one in prompts] == ["R1", "R2", "R3", "R4", "W1", "W2", "W3", "W4", "W5"]
    assert prompts[7].text == "Hvem er personen sammen med, når det går godt?"
    assert (prompts[7].data["half"], prompts[7].data["title"]) == ("WELLBEING", "Netværk og fritid")


# ---------- The words of the field

TERMS = """Henvendelse, Henvender, Bekymringstegn, Alvorligt bekymringstegn, Andet tegn, Opmærksomhedspunkt, Beskyttende faktor, Borger,
Målgruppe, Radikalisering, Ekstremisme, Forebyggelsestrekanten, Opbyggende niveau, Foregribende niveau, Indgribende niveau,
Radikaliseringskoordinator, BKI, SSF, Tovholder, Det lokale Infohus, Infohus på kredsniveau, Politiets radikaliseringsenhed,
Politiets vurdering, Socialfaglig vurdering, Fælles vurdering, Sikkerhedsfaglig og socialfaglig rolle, Rolle- og opgavefordeling,
Indsats, Indsatsplan, Aktør, Bindeled, Mentor, Forældrecoach, Forældrenetværk, Bekymringssamtale, Forældresamtale, Relationsarbejde,
God løsladelse, Exit, SSP, PSP, KSP, SSD, HPM, Ungeindsatsen, Ungehuset, Borgerservice, Børne-Familieafdelingen, Radikaliseringsgruppen,
Kredsråd, Lokalråd, SSP-udvalg, Kommunalbestyrelse, Faglig leder, Underretning, Videregivelse, Notatpligt, Beredskab, Action card,
Cross-over, Monitorering, LAT"""
# Pages whose fields do not show their terms yet; it must be empty before the issue is resolved.
YET_WITHOUT_TERMS = {"accounts.add_unit", "accounts.invite_user"}  # they stand below the catalogues, and link to all words instead
SHOWN = re.compile(r"""(?:terms\[|texts\.term\()["']([\w.]+)["']""")


@pytest.mark.function("S02", page="catalogues:words")
def test_every_word_of_the_field_is_explained_where_everybody_can_read_it(world):
    told = {one.data["title"]: one for one in queries.entries(Kind.TERM)}
    assert set(told) == {term.strip() for term in TERMS.replace("\n", " ").split(",")}
    for body in (Client().get("/ord/").content.decode(), signed_in(world, "mette").get("/katalog/ord/").content.decode()):
        for title, term in told.items():
            assert f'<div id="{term.code}"><dt><b>{title}</b>' in body
            assert term.text in body


@pytest.mark.function("S02", act="edit_catalogue")
def test_an_edited_explanation_is_what_the_field_shows(world):
    client, path = signed_in(world, "nikolaj"), "/katalog/term/UNIT_HPM/ret/"
    client.post(path, posted(client.get(path), text="Handicap, Psykiatri og Misbrug.", also="HPM-enheden, centret"))
    assert queries.terms(world.brondby.pk)["UNIT_HPM"] == ("HPM", "Handicap, Psykiatri og Misbrug.")
    assert queries.Texts(world.brondby).term("UNIT_HPM") == ("HPM", "Handicap, Psykiatri og Misbrug.")
    body = Client().get("/ord/").content.decode()
    assert "Handicap, Psykiatri og Misbrug." in body
    assert "HPM-enheden, centret" in body


@pytest.mark.function("S02", page="catalogues:edit_catalogue")
def test_a_form_shows_the_words_it_uses(world):
    used = {}
    for term in queries.entries(Kind.TERM):
        for page in term.data.get("forms", ()):
            used.setdefault(page, set()).add(term.code)
    used.pop("catalogues.edit_catalogue")  # its word depends on the kind: below
    for page, codes in used.items():
        room, name = page.split(".")
        file = ROOT / "infohus" / room / "templates" / room / f"{name}.html"
        shown = set(SHOWN.findall(file.read_text())) if file.is_file() else set()
        assert shown == codes or (page in YET_WITHOUT_TERMS and not shown), f"{page} shows {shown}, not {codes}"
    body = signed_in(world, "nikolaj").get("/katalog/basis/RPL115_2/ret/").content.decode()
    assert "Hvad betyder »Videregivelse«?" in body
    assert "Hvad betyder »Alvorligt bekymringstegn«?" in signed_in(world, "nikolaj").get("/katalog/sign/A01/ret/").content.decode()


# ---------- One number everywhere


@pytest.mark.function("G2", act="edit_authority")
def test_a_changed_number_stands_on_page_form_cards_and_mails_at_once(world):
    def everywhere():
        card = words(Client().get("/kort/handlekort-under-18.pdf").content)
        form = signed_in(world, "nikolaj").get("/katalog/text/CODE_WRONG/ret/").content.decode()
        mail = queries.text("RECEIPT_REPORTER", world.brondby, received_on="25. november 2026", sender="Mette Holm")
        asked = Visitor(Client()).walk_to("check", observed="Noget.").html
        return [Client().get("/").content.decode(), asked, form, card, words(Client().get("/kort/folder.pdf").content), mail]

    assert all("43 00 00 00" in place for place in everywhere())
    nikolaj, address = signed_in(world, "nikolaj"), reverse("accounts:edit_authority", args=[world.brondby.pk])
    form = next(form for form in read(nikolaj.get(address)).forms if form.act == "edit_authority")
    assert nikolaj.post(address, {**dict(form.filled), "phone": "44 12 34 56"}).status_code == 302
    world.brondby.refresh_from_db()
    for place in everywhere():
        assert "44 12 34 56" in place
        assert "43 00 00 00" not in place


@pytest.mark.function("G2", part="numbers of the catalogue", act="edit_catalogue")
def test_a_number_of_the_catalogue_is_edited_once_and_stands_everywhere(world):
    client, path = signed_in(world, "nikolaj"), "/katalog/number/POLICE/ret/"
    assert "Det ligner ikke et telefonnummer." in client.post(path, posted(client.get(path), number="ring")).content.decode()
    client.post(path, posted(client.get(path), number="77 33 14 48"))
    assert queries.common(world.brondby)["police_phone"] == "77 33 14 48"
    assert "77 33 14 48" in queries.text("ACUTE_BOX", world.brondby)
    for name in ("handlekort-under-18", "handlekort-akut", "sagens-forloeb"):
        assert "77 33 14 48" in words(Client().get(f"/kort/{name}.pdf").content)
    assert "77 33 14 48" not in words(Client().get("/k/albertslund/kort/folder.pdf").content)


def test_the_municipalitys_own_number_is_written_in_one_place_only(world):
    client = signed_in(world, "nikolaj")
    edit = client.get("/katalog/number/COORDINATORS/ret/")
    assert "number" not in posted(edit)
    link = '<a href="/konti/myndigheder/">Ret det under Myndigheder</a>'
    assert "Nummeret er 43 00 00 00." in edit.content.decode()
    assert link in edit.content.decode()
    assert link in client.get("/katalog/number/COORDINATORS/").content.decode()
    assert link not in client.get("/katalog/number/POLICE/ret/").content.decode()
    assert "Det rettes under Myndigheder." in client.get("/katalog/number/").content.decode()
    assert (
        "Systemadministratoren retter det under Myndigheder."
        in signed_in(world, "tove").get("/katalog/number/COORDINATORS/").content.decode()
    )
    page = client.get("/katalog/number/COORDINATORS/").content.decode()
    assert "43 00 00 00" in page
    assert "myndighedens eget og står ét sted" in page
    assert "43 00 00 00" in client.get("/katalog/number/").content.decode()


def test_every_placeholder_all_texts_can_use_is_filled_and_values_go_before(world):
    from infohus.catalogues.rules import COMMON

    said = queries.common(world.brondby)
    assert set(said) == COMMON
    assert all(said.values())
    for entry in load_defaults():
        if entry.kind in (Kind.TEXT, Kind.PRINT, Kind.NUMBER):
            own = dict.fromkeys((*entry.data.get("must", ()), *entry.data.get("may", ())), "x")
            assert "{" not in fill(entry.text, **{**own, **said})
    assert queries.text("MAIL_STAFF", world.brondby, address="https://x.dk/1").endswith("https://x.dk/1")
    assert queries.text("NO_SUCH_TEXT", world.brondby) == ""


# ---------- What is printed


@pytest.mark.function("S41", page="catalogues:print_pdf")
def test_the_action_card_prints_on_one_page_with_current_numbers(world):
    for variant in ("under-18", "over-18", "akut", "leder"):
        answer = Client().get(f"/kort/handlekort-{variant}.pdf")
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert answer["Content-Disposition"] == f'attachment; filename="handlekort-{variant}.pdf"'
        assert len(pypdf.PdfReader(io.BytesIO(answer.content)).pages) == 1
        for number in ("112", "114", "43 00 00 00"):
            assert number in words(answer.content)


@pytest.mark.function("S52", part="flow chart", page="catalogues:print_pdf")
def test_the_flow_chart_prints_every_stage_in_danish_and_in_order(world):
    printed = words(Client().get("/kort/sagens-forloeb.pdf").content)
    stages = [
        "Modtaget",
        "Registreret",
        "Vurderes",
        "Fælles vurdering",
        "Konklusion",
        "Roller aftales",
        "Kontakt",
        "Plan",
        "Aktiv indsats",
        "Afslutning",
    ]
    at = [printed.index(f"{number}. {stage}") for number, stage in enumerate(stages, 1)]
    assert at == sorted(at)


@pytest.mark.function("G2", part="leaflet", act="edit_catalogue")
def test_an_edited_text_is_on_the_leaflet_from_its_day(world):
    write(
        world,
        Kind.PRINT,
        "LEAFLET_ASK",
        text="Ring på {coordinator_phone}, eller skriv på {address}.",
        valid_from=TOMORROW,
        title="Her er vi",
    )
    assert "Her er vi" not in words(Client().get("/kort/folder.pdf").content)
    with lib.clock_at(NOON + timedelta(days=1)):
        assert "Her er vi Ring på 43 00 00 00, eller skriv på localhost:8000." in words(Client().get("/kort/folder.pdf").content)


def test_the_prints_are_open_to_everybody_and_listed(world):
    for body in (Client().get("/kort/").content.decode(), signed_in(world, "mette").get("/katalog/kort/").content.decode()):
        assert re.findall(r'href="/kort/([\w-]+)\.pdf"', body) == list(queries.PRINTS)
    neighbour = Client().get("/k/albertslund/kort/").content.decode()
    assert "Albertslund Kommune" in neighbour
    assert '"/k/albertslund/kort/folder.pdf"' in neighbour
    assert Client().get("/kort/intet.pdf").status_code == 404
    assert Client().get("/k/ukendt/kort/").status_code == 404
    assert "Albertslund Kommune" in words(Client().get("/k/albertslund/kort/folder.pdf").content)
    assert Client().get("/kort/").cookies == {}


def test_in_english_the_prints_stay_danish(world):
    assert Client().get("/en/kort/").status_code == 200
    assert words(Client().get("/en/kort/folder.pdf").content) == words(Client().get("/kort/folder.pdf").content)


def test_a_print_is_tagged_and_names_what_it_cannot_show(world):
    write(world, Kind.PRINT, "LEAFLET", text="Se 📎 på siden.")
    made = Client().get("/kort/folder.pdf").content
    assert "Tegn, der ikke kan vises (□): PAPERCLIP." in words(made)
    with pikepdf.open(io.BytesIO(made)) as document:
        assert str(document.Root.Lang) == "da-DK"
        assert document.Root.MarkInfo.Marked


def test_the_slip_shows_a_code_that_is_neither_kept_nor_logged(world, caplog):
    client = signed_in(world, "mette")
    answer = client.post("/kort/kode/", {"code": "k7qf 2m9t xw4b-8hdn"})
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert answer["Content-Disposition"] == 'attachment; filename="kode.pdf"'
    printed = words(answer.content)
    for said in (CODE, "Karen", "Quintus", "localhost:8000/svar", "23. februar 2027", "112", "43 00 00 00"):
        assert said in printed
    assert "Teksterne rettes ét sted" not in printed
    assert CODE not in caplog.text
    assert CODE.replace("-", "") not in caplog.text
    assert log_of(world) == []


def test_only_a_coordinator_prints_a_slip_and_only_of_a_code(world):
    client = signed_in(world, "mette")
    assert client.get("/kort/kode/").status_code == 405
    assert "Koden har 16 tegn." in client.post("/kort/kode/", {"code": "K7QF"}).content.decode()
    assert client.post("/kort/kode/", {"code": "K7QF"}).status_code == 422
    assert client.post("/kort/kode/", {"code": "#read('/etc/passwd')"}).status_code == 422
    for name in ("birgit", "nikolaj", "pia", "erik"):
        assert signed_in(world, name).post("/kort/kode/", {"code": CODE}).status_code == 404


def test_a_danish_text_changed_alone_is_said_to_differ_from_the_english(world):
    client, path, differs = signed_in(world, "nikolaj"), "/katalog/sign/B04/ret/", "Den danske tekst er ændret, den engelske ikke."
    assert differs in client.post(path, posted(client.get(path), text="Taler om vold."), follow=True).content.decode()
    changed = posted(client.get(path), text="Taler tit om vold.", text_en="Often speaks of violence.")
    assert differs not in client.post(path, changed, follow=True).content.decode()


def test_english_that_was_emptied_can_be_written_again_and_a_second_editors_is_not_lost(world):
    client, path = signed_in(world, "nikolaj"), "/katalog/text/HAPPENS_4/ret/"
    page = client.get(path)
    first = posted(page)
    assert first["text_en"]
    assert client.post(path, {**first, "text_en": ""}).status_code == 302
    assert "text_en" in posted(client.get(path))
    both = client.post(path, {**first, "text": "En anden sætning.", "text_en": "Another sentence."})
    assert (both.status_code, posted(both)["text_en"]) == (409, "Another sentence.")
    assert re.search(r"<dt>Tekst på engelsk[^<]*</dt><dd>Intet</dd>", both.content.decode())
    assert client.post(path, posted(both, text="En anden sætning.")).status_code == 302
    assert queries.entry(Kind.TEXT, "HAPPENS_4", authority=world.brondby.pk).text_en == "Another sentence."
    assert "text_en" not in posted(client.get("/katalog/basis/RPL115_2/ret/"))  # what is in no language but Danish has no such field


def test_a_new_wording_is_checked_by_nobody_until_somebody_has_held_it_against_its_source(world):
    shipped = queries.entry(Kind.BASIS, "RPL115_2", authority=world.brondby.pk)
    row = write(world, Kind.BASIS, "RPL115_2", text="Nye ord om politiet.")
    assert (row.checked_on, row.checked_by, row.check_again_on) == (None, None, TODAY)
    shown = signed_in(world, "nikolaj").get("/katalog/basis/RPL115_2/").content.decode()
    assert ("ikke endnu" in shown, "af dem, der laver Infohus" in shown) == (True, False)
    with lib.clock_at(NOON + timedelta(days=1)):
        assert "Skulle være kontrolleret" in queries.warning(queries.entry(Kind.BASIS, "RPL115_2", authority=world.brondby.pk))
    row = write(world, Kind.BASIS, "RPL115_2", text="Nye ord om politiet.", version=1, checked=True, check_again_on=date(2027, 11, 25))
    assert (row.pk, Entry.objects.get().checked_by) == (row.pk, world.member("nikolaj"))
    write(world, Kind.BASIS, "RPL115_2", text="Igen andre ord.", version=3)
    assert (Entry.objects.get().checked_on, Entry.objects.get().checked_by) == (None, None)
    assert shipped.checked_on is not None


def test_no_text_that_is_saved_as_the_form_shows_it_is_any_other(world):
    client, kept = signed_in(world, "nikolaj"), 0
    for kind in (Kind.BASIS, Kind.TERM):
        for shipped in queries.entries(kind, authority=world.brondby.pk):
            path = f"/katalog/{kind}/{shipped.code}/ret/"
            form = next(one for one in read(client.get(path)).forms if one.act == "edit_catalogue")
            said = {name: value.removeprefix("\n") for name, value in form.filled}
            assert client.post(path, {**said, "valid_until": "01-03-2027"}).status_code == 302, shipped.code
            row = Entry.objects.get(kind=kind, code=shipped.code)
            assert (row.checked_on, row.checked_by, row.check_again_on) == (shipped.checked_on, None, shipped.check_again_on), shipped.code
            assert row.data.get("also", []) == shipped.data.get("also", []), shipped.code
            kept += 1
    assert kept > 100
    off = write(world, Kind.BASIS, "RPL115_2", version=1, active=False)
    assert (off.checked_on, off.check_again_on) == (None, TODAY)  # that it cannot be chosen any more says another thing


def test_the_other_words_of_a_term_are_divided_by_semicolons_for_a_name_can_have_a_comma(world):
    client, path = signed_in(world, "nikolaj"), "/katalog/term/Administration.BKI/ret/"
    page = client.get(path)
    assert posted(page)["also"] == "Børne-, Kultur- og Idrætsforvaltningen"
    client.post(path, posted(page, also="Børne-, Kultur- og Idrætsforvaltningen; BKI-forvaltningen"))
    assert Entry.objects.get().data["also"] == ["Børne-, Kultur- og Idrætsforvaltningen", "BKI-forvaltningen"]


def test_the_same_words_from_another_day_stay_checked_by_whoever_checked_them(world):
    write(world, Kind.BASIS, "RPL115_2", text="Nye ord om politiet.", checked=True, check_again_on=date(2027, 11, 25))
    row = write(world, Kind.BASIS, "RPL115_2", version=2, valid_from=TOMORROW)
    assert (row.checked_on, row.checked_by, row.check_again_on) == (TODAY, world.member("nikolaj"), date(2027, 11, 25))
