"""A professional writes: what was said to whom, what was done, saved for a day by a code, and printed for the own journal."""

import datetime
import re
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, ProgrammingError, connection, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from infohus import lib
from infohus.access.rules import reporter
from infohus.accounts.models import Authority
from infohus.attachments.models import Attachment
from infohus.attachments.travel import new_token
from infohus.concerns.actions import drafts
from infohus.concerns.jobs import expire_drafts
from infohus.concerns.models import Concern, Draft
from infohus.concerns.professional_forms import STEPS
from infohus.db.context import SYSTEM, acting
from infohus.deadlines.models import Deadline
from infohus.demo.world import World
from infohus.gateways import limits
from infohus.lib import TZ
from infohus.mailboxes.queries import find_draft
from infohus.mailboxes.rules import read_code
from infohus.sealing.models import Key
from tests.conftest import seal_log
from tests.visitor import Visitor, code_on

TUESDAY = datetime.datetime(2026, 11, 24, 8, 12, tzinfo=TZ)
FORM = "/fagperson/skema/"
SAID = {
    "under_18": "yes", "observed": "I timen sagde han, at manden var en helt.", "when_where": "Mandag i 3. time", "how_known": ["seen"],
    "alternatives": "Han vil måske provokere.", "who": "Drengen i 9.B",
    "told_person": "yes", "told_person_how": "Vi talte med ham. Han tav.", "told_parent_1": "yes", "told_parent_1_how": "Mor blev ked af det.",
    "told_parent_2": "no", "told_parent_2_how": "Vi kan ikke få fat i ham.",
    "interpreter": "yes", "interpreter_who": "Far, arabisk", "source": "teacher", "done": "Samtale med mor.",
    "workplace": "Nordskolen, Skolevej 1", "reporter_name": "Lis Møller", "reporter_phone": "43 11 11 11",
}  # fmt: skip


@pytest.fixture(autouse=True)
def quiet():
    """Nobody has come yet."""
    limits.forget()


@pytest.fixture
def town(db):
    """The cast on a Tuesday morning; they came the week before."""
    with lib.clock_at(TUESDAY - datetime.timedelta(days=7)):
        world = World()
    with lib.clock_at(TUESDAY):
        yield world


def write(client, **said):
    """Answer all six steps, up to the page that reads it through."""
    return Visitor(client, FORM).walk_to("professional_check", **{**SAID, **said})


def seen(world, name="mette"):
    """The concerns one of the cast sees, opened while they may."""
    with acting(getattr(world, name).context):
        names = [field.name for field in Concern._meta.concrete_fields if not field.is_relation]
        return [SimpleNamespace(**{field: getattr(row, field) for field in names}) for row in Concern.objects.order_by("received_at", "id")]


def drafts_left():
    """How many saved forms there are."""
    with acting(SYSTEM), transaction.atomic():
        return Draft.objects.count()


def has_key(place):
    """Whether the key of a saved form is there, for one who holds its code."""
    with acting(reporter(lib.uuid7(), place).context), transaction.atomic():
        return Key.objects.filter(pk=place).exists()


# ---------- The start, and what is asked


@pytest.mark.function("S41", "C01", part="promise", page="concerns:professional")
def test_the_start_says_what_the_form_is_and_is_not(town, client):
    page = Visitor(client, "/fagperson/")
    assert page.page == "professional"
    assert "Dette skema opfylder ikke i sig selv din underretningspligt. Pligten er din egen." in page.text
    assert "Børne-Familieafdelingen" in page.text
    assert "Som offentligt ansat taler du normalt med forældrene" in page.text
    assert "43 00 00 00" in page.text
    assert "43 00 00 01" in page.text
    assert FORM in page.reading.links
    assert not client.cookies


def test_every_answer_is_stored_and_seen_by_the_coordinators_only(town, client):
    receipt = write(client).press("send")
    assert receipt.page == "professional_receipt"
    (concern,) = seen(town)
    for name, value in SAID.items():
        if name != "under_18":
            assert getattr(concern, name) == value, name
    assert (concern.face, concern.anonymous, concern.reporter_confirmed) == ("professional", False, False)
    assert len(seen(town, "soeren")) == 1
    for name in ("birgit", "tove", "nikolaj", "pia", "karen"):
        assert seen(town, name) == []
    assert not client.cookies


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("under_18", "Svar på, om personen er under 18 år."),
        ("observed", "Skriv, hvad du har set eller hørt."),
        ("when_where", "Skriv, hvornår og hvor det skete."),
        ("how_known", "Sæt kryds ved, hvordan du ved det."),
        ("alternatives", "Skriv, hvad der ellers kunne forklare det."),
        ("told_person", "Svar på, om personen ved, at du henvender dig."),
        ("told_person_how", "Skriv, hvad I har sagt til personen, og hvordan det blev modtaget."),
        ("told_parent_1", "Svar på, om den ene med forældremyndighed ved"),
        ("told_parent_2_how", "Skriv, hvorfor den anden med forældremyndighed ikke ved det endnu."),
        ("interpreter", "Svar på, om der er brug for tolk."),
        ("interpreter_who", "Skriv, hvem der har brug for tolk, og på hvilket sprog."),
        ("source", "Vælg, hvad du er for personen."),
        ("done", "Skriv, hvad I selv har gjort."),
        ("workplace", "Skriv ikke din private adresse."),
        ("reporter_name", "Skriv dit navn. Som fagperson skriver du i dit arbejdes navn."),
        ("reporter_phone", "Skriv en telefon eller en mail på dit arbejde"),
    ],
)
def test_what_is_missing_is_told_at_its_step_and_the_rest_is_kept(town, client, name, sentence):
    said = {**SAID, name: [] if name == "how_known" else ""}
    form = Visitor(client, FORM)
    with pytest.raises(AssertionError, match="never came to professional_check"):
        form.walk_to("professional_check", **said)
    assert sentence in form.text
    assert seen(town) == []
    assert form.press("next", **({name: SAID[name]} if name in form.reading.controls else {})).page != "unsent"


def test_a_grown_up_has_no_holders_of_custody(town, client):
    form = Visitor(client, FORM).walk_to("professional_person", **{**SAID, "under_18": "no"})
    assert "told_parent_1" not in form.reading.controls
    form.walk_to("professional_check", **{**SAID, "under_18": "no"}).press("send")
    assert form.page == "professional_receipt"
    assert "6 hverdage" not in form.text.split("Til dig som fagperson")[0]


def test_a_cpr_number_is_stopped(town, client):
    form = Visitor(client, FORM).walk_to("professional_person", **SAID)
    form.press(
        "next", **{name: value for name, value in SAID.items() if name in form.reading.controls}, safety="Hans nummer er 010203-1234"
    )
    assert "ligner et CPR-nummer" in form.text
    assert form.page == "professional_person"


def test_an_acute_sign_shows_the_numbers_and_loses_nothing(town, client):
    form = Visitor(client, FORM).walk_to("professional_well", **SAID)
    form.press("next", signs=["A06"])
    assert form.page == "acute"
    assert form.text.index("112") < form.text.index("Skriv videre")
    assert form.field("observed") == SAID["observed"]


# ---------- Anonymous only where the municipality lets professionals be so


def test_a_professional_is_not_anonymous(town, client):
    form = Visitor(client, FORM).walk_to("professional_work", **SAID)
    assert "anonymous" not in form.reading.controls
    raw = {**dict(form.reading.fields), "anonymous": "yes", "go": "next", "at": "5", "source": "teacher", "done": "x", "workplace": "y"}
    assert "Skriv dit navn." in form.see(client.post(FORM, raw), FORM).text


def test_a_professional_may_be_anonymous_where_the_municipality_says_so(town, client):
    Authority.objects.filter(pk=town.brondby.pk).update(anonymous_professionals=True)
    page = write(client, anonymous="yes", reporter_name="", reporter_phone="").press("send")
    assert page.page == "professional_receipt"
    assert seen(town)[0].anonymous


# ---------- The receipt


@pytest.mark.function("S41", "C01", part="the receipt", act="file_concern")
def test_the_receipt_says_when_they_hear_and_whom_to_call_and_prints_what_was_sent(town, client):
    page = write(client).press("send")
    assert "Senest onsdag 25. november har en koordinator læst det." in page.text
    assert "får du kvittering for den senest tirsdag 1. december" in page.text
    assert "Ring på 43 00 00 00, hvis noget ændrer sig." in page.text
    assert "Ring til børnevagten: 43 00 00 01" in page.text
    assert "Udskriv, hvad jeg sendte" in page.text
    sheet = page.html.split('<article class="sheet">')[1].split("</article>")[0]
    for value in ("I timen sagde han, at manden var en helt.", "Mor blev ked af det.", "Far, arabisk", "Samtale med mor.", "Lis Møller"):
        assert value in sheet
    assert code_on(page) not in sheet
    with acting(town.mette.context):
        due = Deadline.objects.get(kind="child_receipt")
        assert (due.met_at, due.due_at.astimezone(TZ).date()) == (None, datetime.date(2026, 12, 1))


def test_the_receipt_speaks_of_anonymity_only_to_one_who_is_anonymous(town, client):
    assert "også når du er anonym" not in write(client).press("send").text
    Authority.objects.filter(pk=town.brondby.pk).update(anonymous_professionals=True)
    assert "også når du er anonym" in write(client, anonymous="yes", reporter_name="", reporter_phone="").press("send").text


def test_the_age_stands_with_the_person_when_all_is_read_through(town, client):
    page = write(client).html
    person, you = page.split("<h2>Personen</h2>")[1].split("</section>")[0], page.split("<h2>Dig</h2>")[1].split("</section>")[0]
    assert "Under 18 år" in person
    assert "Under 18 år" not in you


def test_a_reason_to_keep_the_name_back_is_kept_only_with_the_wish(town, client):
    reason = {"hide_reason": "Jeg er bange for ham."}
    page = write(client, **reason)
    assert "Jeg er bange for ham." not in re.sub(r"<input[^>]*>", "", page.html)
    page.press("send")
    assert (seen(town)[0].hide_name, seen(town)[0].hide_reason) == ("", "")
    limits.forget()
    page = write(Client(), **reason, hide_name="on")
    assert "Jeg er bange for ham." in re.sub(r"<input[^>]*>", "", page.html)
    page.press("send")
    assert (seen(town)[1].hide_name, seen(town)[1].hide_reason) == ("Ja", "Jeg er bange for ham.")


def test_what_was_sent_can_be_printed_later_behind_the_code(town, client):
    code = code_on(write(client).press("send"))
    assert client.get("/svar/postkasse/sendt/").status_code == 302
    client.post("/svar/", {"code": code})
    page = client.get("/svar/postkasse/sendt/").content.decode()
    assert 'data-page="mailboxes.sent"' in page
    assert "Mor blev ked af det." in page
    assert code not in page


def test_pressed_twice_it_is_one_concern_and_another_text_becomes_an_addition(town, client):
    check = write(client)
    before = dict(check.reading.fields), check.reading
    first = code_on(check.press("send"))
    check.reading = before[1]
    assert code_on(check.press("send")) == first
    assert len(seen(town)) == 1
    check.reading = before[1]
    check.reading.fields = [(name, "Noget nyt." if name == "done" else value) for name, value in before[1].fields]
    assert check.press("send").page == "differs"
    assert len(seen(town)) == 1


def test_files_come_along(town, client):
    write(client).press("send", files=[SimpleUploadedFile("note.txt", b"Noter fra samtalen.")])
    with acting(town.mette.context):
        assert [row.name for row in Attachment.objects.all()] == ["note.txt"]


def test_when_it_cannot_be_stored_nothing_is_lost(town, client, monkeypatch):
    from infohus.concerns import public

    def broken(*args, **kwargs):
        raise OperationalError("gone")

    check = write(client)
    monkeypatch.setattr(public, "file_concern", broken)
    page = check.press("send")
    assert (page.page, page.response.status_code) == ("unsent", 503)
    assert "112" in page.text
    monkeypatch.undo()
    assert page.press("send").page == "professional_receipt"
    assert len(seen(town)) == 1


# ---------- Save and go on


def saved(client, **said):
    """Save at the second step."""
    form = Visitor(client, FORM).walk_to("professional_facts", **SAID)
    return form.press("save", **{"observed": SAID["observed"], **said})


@pytest.mark.function("S41", part="save and go on", act="save_concern_draft")
def test_saved_behind_a_code_and_gone_on_with_from_another_place(town, client):
    page = saved(client, files=[SimpleUploadedFile("note.txt", b"Noter.")])
    assert page.page == "professional_saved"
    assert "i morgen kl. 08.12" in page.text
    assert seen(town) == []
    assert not client.cookies
    place, _authority = find_draft_of(code_on(page))
    other = type(client)()
    answer = other.post("/svar/", {"code": code_on(page).lower()})
    assert answer.url == "/fagperson/gemt/"
    form = Visitor(other, answer.url)
    assert (form.page, form.field("observed"), form.field("under_18")) == ("professional_facts", SAID["observed"], "yes")
    form.walk_to("professional_check", **SAID).press("send")
    assert form.page == "professional_receipt"
    with acting(town.mette.context):
        assert [row.name for row in Attachment.objects.all()] == ["note.txt"]
    assert (drafts_left(), has_key(place)) == (0, False)
    assert other.get("/fagperson/gemt/").url == "/svar/"


def test_saved_again_it_is_the_same_code_with_the_newer_text(town, client):
    page = saved(client)
    code = code_on(page)
    page.press("2").press("save", observed="Nu med mere.")
    assert code_on(page) == code
    assert drafts_left() == 1
    client.post("/svar/", {"code": code})
    assert Visitor(client, "/fagperson/gemt/").field("observed") == "Nu med mere."


def test_one_may_go_on_at_once(town, client):
    page = saved(client)
    form = page.press("2")
    assert (form.page, form.field("observed")) == ("professional_facts", SAID["observed"])


def test_after_24_hours_it_opens_no_more_and_is_deleted(town, client):
    code = code_on(saved(client))
    place, _authority = find_draft_of(code)
    assert has_key(place)
    with lib.clock_at(TUESDAY + datetime.timedelta(hours=23, minutes=59)):
        expire_drafts(0)
        assert drafts_left() == 1
    with lib.clock_at(TUESDAY + datetime.timedelta(hours=24, minutes=1)):
        assert "Koden passer ikke" in client.post("/svar/", {"code": code}).content.decode()
        expire_drafts(0)
        assert drafts_left() == 0
        assert not has_key(place)


def test_a_saved_form_is_noise_and_only_its_code_opens_it(town, client):
    code = code_on(saved(client))
    place, authority = find_draft_of(code)
    for name in ("mette", "soeren", "birgit", "tove", "nikolaj", "karen"):
        with acting(getattr(town, name).context):
            assert not Draft.objects.exists()
            assert not Key.objects.filter(pk=place).exists()
    with acting(reporter(authority, lib.uuid7()).context), transaction.atomic():
        assert not Draft.objects.exists()
        with pytest.raises(ProgrammingError, match="no such draft"), transaction.atomic():
            drop(place)
    with acting(SYSTEM), transaction.atomic(), pytest.raises(ProgrammingError, match="no such draft"), transaction.atomic():
        drop(place)


def drop(place):
    """Ask the database to delete a saved form."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT drop_draft(%s)", [place])


def find_draft_of(code):
    """The saved form behind a code, as the public page looks it up."""
    from infohus.db.context import PUBLIC

    with acting(PUBLIC), transaction.atomic():
        return find_draft(read_code(code))


def test_a_cpr_number_is_not_saved_either(town, client):
    page = saved(client, observed="Hans nummer er 010203-1234.")
    assert page.page == "professional_facts"
    assert "ligner et CPR-nummer" in page.text
    assert page.field("observed") == "Hans nummer er 010203-1234."
    assert drafts_left() == 0


def test_what_cannot_be_saved_stays_in_the_page(town, client, monkeypatch):
    def broken(*args, **kwargs):
        raise OperationalError("gone")

    form = Visitor(client, FORM).walk_to("professional_facts", **SAID)
    monkeypatch.setattr(drafts, "act", broken)
    page = form.press("save", observed="En lang tekst.")
    assert page.response.status_code == 503
    assert "Det er ikke gemt." in page.text
    assert page.field("observed") == "En lang tekst."


def test_a_citizens_page_says_nothing_of_a_draft_and_the_mailbox_of_one_is_not_there(town, client):
    client.post("/svar/", {"code": code_on(saved(client))})
    assert client.get("/svar/postkasse/").url == "/fagperson/gemt/"
    assert client.get("/svar/postkasse/luk/").url == "/fagperson/gemt/"


def test_saving_and_opening_are_entries_without_content(town, client):
    client.post("/svar/", {"code": code_on(saved(client))})
    client.get("/fagperson/gemt/")
    seal_log()
    with acting(town.tove.context), connection.cursor() as cursor:
        cursor.execute("SELECT act, role FROM audit_entry ORDER BY number")
        assert cursor.fetchall() == [("save_concern_draft", "public"), ("open_concern_draft", "reporter")]


# ---------- Hostile input

FIELDS = sorted(
    {name for step in STEPS for name in step.base_fields} | {"token", "kept", "checking", "seen", "ticket", "at", "go", "drop", "altcha"}
)
WORDS = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "yes",
            "no",
            "next",
            "send",
            "save",
            "check",
            "1",
            "3",
            "6",
            "99",
            "A06",
            "nobody",
            "on",
            "teacher",
            "\x00",
            "\u202e",
            "010203-1234",
        ]
    ),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.dictionaries(st.sampled_from(FIELDS), WORDS, max_size=12), signed=st.booleans())
def test_whatever_is_posted_is_answered_in_words(town, client, data, signed):
    limits.forget()
    answer = client.post(FORM, {**data, **({"token": new_token(lib.now())} if signed else {})})
    assert answer.status_code in (200, 409, 422, 429), answer.status_code
    assert 'data-page="concerns.' in answer.content.decode()


@pytest.mark.parametrize(("under_18", "parents"), [("yes", True), ("unknown", True), ("no", False)])
def test_of_a_grown_up_nobody_is_told_to_talk_with_the_parents(town, client, under_18, parents):
    form = Visitor(client, FORM).walk_to("professional_person", **{**SAID, "under_18": under_18})
    assert ("taler du normalt med forældrene" in form.text) is parents
    assert ("Personen er voksen. Du har tavshedspligt, også over for familien" in form.text) is not parents


def test_in_english_the_weekdays_of_the_receipt_are_counted_as_the_law_counts_them(town, client):
    form = Visitor(client, "/en" + FORM).walk_to("professional_check", **SAID).press("send")
    assert "That is 6 weekdays, counting Saturday." in form.text
