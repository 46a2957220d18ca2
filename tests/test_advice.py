"""Advice without a person: asked, answered by code or telephone, counted, deleted; never a case."""

import datetime
import html
import json
import re

import altcha
import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from infohus import lib
from infohus.access.rules import Forbidden, public, reporter
from infohus.accounts.models import Membership
from infohus.advice import actions, queries
from infohus.advice import public as pages
from infohus.advice.jobs import expire
from infohus.advice.models import Advice, ThemeDuty
from infohus.attachments.travel import LIVES, new_token
from infohus.cases.models import Case, Trace
from infohus.concerns.actions import turn_into_advice
from infohus.counting.models import Fact
from infohus.db.context import acting
from infohus.deadlines.models import Deadline
from infohus.demo.world import World
from infohus.gateways import limits
from infohus.lib import TZ, Refused
from infohus.mailboxes.models import Mailbox, Message
from infohus.mailboxes.queries import find
from infohus.mailboxes.rules import read_code
from infohus.sealing.models import Key
from tests.conftest import seal_log
from tests.visitor import Visitor, code_on

TUESDAY = datetime.datetime(2026, 11, 24, 8, 12, tzinfo=TZ)
QUESTION = "Hvordan taler vi om krigen i 8. klasse?"
ASKED = {"group": "school", "theme": "CLASSROOM", "question": QUESTION, "form": "code"}
ANSWERED = {"answer": "Tal om følelser først.", "form": "code", "minutes": "20"}


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


def ask(client, **said):
    """Ask on the public page."""
    return Visitor(client, "/raad/", act="ask_advice").press("submit", **{**ASKED, **said})


def staff(world, name="mette"):
    """The browser of one of the cast who has signed in."""
    client = Client()
    client.force_login(world.member(name).user)
    session = client.session
    session["demo"] = True
    session.save()
    return client


def words(answer):
    """The text of a page."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def known(world, name="mette"):
    """The questions one of the cast sees, opened."""
    with acting(getattr(world, name).context):
        rows = list(Advice.objects.order_by("asked_at", "id"))
        for row in rows:
            row.question, row.answer, row.contact = row.question, row.answer, row.contact
        return rows


def page_of(row):
    """The coordinators' page of a question."""
    return f"/raadgivning/{row.pk}/"


def answer(world, row, name="mette", **said):
    """Answer on the page."""
    client = staff(world, name)
    version = re.search(r'name="version" value="(\d+)"', client.get(page_of(row)).content.decode())[1]
    return client.post(page_of(row), {"version": version, "theme": row.theme, "group": row.group, **ANSWERED, **said})


def facts(world):
    """What was counted of advice."""
    with acting(world.mette.context):
        return [row.codes for row in Fact.objects.filter(kind="advice")]


# ---------- Asking


def test_a_question_is_asked_without_a_name_and_reaches_the_coordinators_only(town, client):
    page = ask(client)
    assert page.reading.page == "advice.asked"
    assert "Vi svarer senest onsdag 25. november." in page.text
    assert "Vi har ikke oprettet en sag" in page.text
    assert not client.cookies
    (row,) = known(town)
    assert (row.question, row.theme, row.group, row.form, row.contact) == (QUESTION, "CLASSROOM", "school", "code", "")
    assert len(known(town, "soeren")) == 1
    for name in ("birgit", "hanne", "tove", "nikolaj", "pia", "erik", "karen"):
        assert known(town, name) == []
        with acting(getattr(town, name).context):
            assert not Message.objects.exists()
    with acting(town.mette.context):
        assert not Case.objects.exists()
        assert Deadline.objects.get(kind="answer_advice", case_id=None, about=row.pk).due_at.astimezone(TZ).date() == datetime.date(
            2026, 11, 25
        )


def test_there_is_no_field_for_a_person(town, client):
    page = Visitor(client, "/raad/", act="ask_advice")
    assert page.reading.controls == {"token", "ticket", "group", "theme", "question", "form", "contact"}
    note = staff(town).get("/raadgivning/ny/").content.decode()
    names = set(re.findall(r'<(?:input|textarea|select)[^>]* name="(\w+)"', note.split('data-act="note_advice"')[1]))
    assert names - {"csrfmiddlewaretoken", "once", "writer"} == {"theme", "group", "question", "answer", "form", "minutes"}


NAMED = [
    ("Peter Hansen, født 1. maj 2010, taler om krigen.", "ligner et navn med fødselsdato"),
    ("Han har nummer 010510-1234 og taler om krigen.", "ligner et CPR-nummer"),
]


@pytest.mark.parametrize(("question", "said"), NAMED)
def test_one_who_names_somebody_is_asked_kindly_and_nothing_is_stored(town, client, question, said, caplog):
    page = ask(client, question=question)
    assert page.response.status_code == 422
    assert said in page.text
    assert "Vil du fortælle om en bestemt person?" in page.text
    assert "/bekymring/" in page.reading.links
    assert page.field("question") == question
    assert known(town) == []
    assert not client.cookies
    assert question[:12] not in caplog.text
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_session")
        assert cursor.fetchone() == (0,)
    assert page.press("submit", question=QUESTION).reading.page == "advice.asked"


@pytest.mark.parametrize(("question", "said"), NAMED)
def test_nor_can_it_be_noted_answered_or_added(town, client, question, said):
    given = {"theme": "TALK", "group": "club", "question": question, "answer": "Ja", "form": "phone", "minutes": "5"}
    assert said in words(staff(town).post("/raadgivning/ny/", given))
    assert known(town) == []
    code = code_on(ask(client))
    assert said in words(answer(town, known(town)[0], answer=question))
    client.post("/svar/", {"code": code})
    assert said in words(client.post("/svar/postkasse/", {"text": question}))
    with acting(town.mette.context):
        assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"group": []}, "Vælg, hvem du er."),
        ({"theme": ""}, "Vælg det emne, der passer bedst."),
        ({"question": "  "}, "Skriv, hvad du gerne vil have råd om."),
        ({"question": "???"}, "Skriv, hvad du gerne vil have råd om."),
        ({"question": "x" * 20_001}, "må højst være på 20.000 tegn"),
        ({"form": "phone"}, "Skriv det nummer, vi skal ringe til"),
        ({"form": "phone", "contact": "010203-1234"}, "ligner et CPR-nummer"),
    ],
)
def test_what_is_missing_is_told_and_the_rest_stays(town, client, said, sentence):
    page = ask(client, **said)
    assert sentence in page.text
    assert page.response.status_code == 422
    assert known(town) == []


def test_pressed_twice_it_is_one_question_and_another_text_becomes_an_addition(town, client):
    form = Visitor(client, "/raad/", act="ask_advice")
    reading = form.reading
    first = code_on(form.press("submit", **ASKED))
    form.reading = reading
    assert code_on(form.press("submit", **ASKED)) == first
    form.reading = reading
    page = form.press("submit", **{**ASKED, "question": "Og hvad med forældrene?"})
    assert (page.reading.page, page.response.status_code) == ("advice.differs", 409)
    assert len(known(town)) == 1
    token = re.search(r'name="token" value="([^"]+)"', page.html)[1]
    for _time in range(2):
        added = client.post("/raad/tilfoej/", {"token": token, "text": "Og hvad med forældrene?"})
        assert code_on(Visitor(client).see(added, "/")) == first
    with acting(town.mette.context):
        assert sorted(message.text for message in Message.objects.all()) == sorted([QUESTION, "Og hvad med forældrene?"])


def test_a_form_that_is_too_old_keeps_the_text_and_files_with_the_next_press(town, client):
    page = Visitor(client, "/raad/", act="ask_advice")
    with lib.clock_at(TUESDAY + LIVES + datetime.timedelta(minutes=1)):
        page.press("submit", **ASKED)
        assert "Siden har været åben for længe." in page.text
        assert page.field("question") == QUESTION
        assert known(town) == []
        assert page.press("submit").reading.page == "advice.asked"


def test_among_too_many_it_asks_for_work_or_patience_and_keeps_the_text(town, client, settings):
    settings.FLOOD_LIMITS = ((2, 100), (100, 1000))
    for number in range(2):
        assert ask(client, question=f"Spørgsmål {number}?").reading.page == "advice.asked"
    page = Visitor(client, "/raad/", act="ask_advice").press("submit", **ASKED)
    assert page.response.status_code == 429
    assert "Ring 112" in page.text
    assert page.field("question") == QUESTION
    challenge = altcha.Challenge.from_dict(json.loads(html.unescape(re.search(r'data-proof="([^"]+)"', page.html)[1])))
    proof = altcha.Payload(challenge, altcha.solve_challenge(challenge)).to_base64()
    assert page.press("submit").response.status_code == 429
    worked = client.post("/raad/", {**dict(page.reading.fields), "altcha": proof}, REMOTE_ADDR=page.address)
    assert worked.status_code == 200
    patient = Visitor(client, "/raad/", act="ask_advice").press("submit", **ASKED)
    assert patient.response.status_code == 429
    with lib.clock_at(TUESDAY + datetime.timedelta(minutes=2)):
        assert patient.press("submit").reading.page == "advice.asked"
    assert len(known(town)) == 4


def test_when_it_cannot_be_stored_the_text_and_the_numbers_stay(town, client, monkeypatch):
    def broken(*args, **kwargs):
        raise OperationalError("gone")

    page = Visitor(client, "/raad/", act="ask_advice")
    monkeypatch.setattr(pages.actions, "ask_advice", broken)
    page.press("submit", **ASKED)
    assert page.response.status_code == 503
    assert "Det er ikke sendt." in page.text
    assert "Ring 112" in page.text
    assert page.field("question") == QUESTION
    monkeypatch.undo()
    assert page.press("submit").reading.page == "advice.asked"
    assert len(known(town)) == 1


def test_in_english_and_of_another_municipality(town, client):
    assert "Get advice without naming anyone" in Visitor(client, "/en/raad/").text
    page = Visitor(client, f"/k/{town.albertslund.slug}/raad/", act="ask_advice").press("submit", **ASKED)
    assert page.reading.page == "advice.asked"
    assert known(town) == []
    assert len(known(town, "karen")) == 1


def test_nothing_is_promised_when_nobody_is_there(town, client):
    for name in ("mette", "soeren"):
        Membership.objects.filter(pk=town.member(name).pk).update(until_at=lib.now())
    assert "Lige nu kan vi ikke love, hvornår vi svarer." in Visitor(client, "/raad/").text


# ---------- Answering


@pytest.mark.function("G9", "S65", act="answer_advice")
def test_a_question_is_answered_by_code_without_naming_anyone_and_counted(town, client):
    code = code_on(ask(client))
    with lib.clock_at(TUESDAY + datetime.timedelta(days=1)):
        assert answer(town, known(town)[0]).status_code == 302
        assert facts(town) == [{"theme": "CLASSROOM", "group": "school", "form": "code", "minutes": 20, "days": 1}]
        (row,) = known(town)
        assert (row.minutes, row.answered_by_id, row.answer) == (20, town.mette.membership, "Tal om følelser først.")
        with acting(town.mette.context):
            assert not Deadline.objects.filter(kind="answer_advice", met_at=None).exists()
            assert not Case.objects.exists()
        client.post("/svar/", {"code": code})
        page = words(client.get("/svar/postkasse/"))
    assert "Tal om følelser først." in page
    assert "Mette Holm, koordinator" in page
    assert "Mette Holm og Søren Kaya i Brøndby Kommune." in page


@pytest.mark.function("S65", act="note_advice")
def test_advice_is_noted_on_one_page_without_any_person_field_and_counts(town):
    client = staff(town)
    given = {
        "theme": "TALK",
        "group": "club",
        "question": "Hvordan siger man det?",
        "answer": "Spørg åbent.",
        "form": "meeting",
        "minutes": "45",
    }
    assert client.post("/raadgivning/ny/", given).status_code == 302
    (row,) = known(town)
    assert (row.question, row.answer, row.minutes, row.mailbox_id) == ("Hvordan siger man det?", "Spørg åbent.", 45, None)
    assert [(fact["theme"], fact["group"], fact["minutes"]) for fact in facts(town)] == [("TALK", "club", 45)]
    with acting(town.mette.context):
        assert not Case.objects.exists()
    assert "Hvordan siger man det?" in words(client.get("/raadgivning/"))
    assert "Hvordan siger man det?" in words(staff(town, "soeren").get("/raadgivning/"))


def test_the_contact_is_deleted_with_the_answer(town, client):
    ask(client, form="phone", contact="43 11 11 11")
    (row,) = known(town)
    assert row.contact == "43 11 11 11"
    assert "43 11 11 11" in words(staff(town).get(page_of(row)))
    answer(town, row, form="phone")
    (row,) = known(town)
    assert row.contact == ""
    assert "43 11 11 11" not in words(staff(town).get(page_of(row)))


def test_a_number_is_not_kept_from_one_who_wants_a_code(town, client):
    ask(client, contact="43 11 11 11")
    assert known(town)[0].contact == ""


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"answer": " "}, "Skriv svaret"),
        ({"minutes": ""}, "Skriv, hvor mange minutter det tog."),
        ({"minutes": "0"}, "Skriv et tal fra 1"),
        ({"minutes": "mange"}, "Skriv et helt tal"),
        ({"form": "letter"}, "Vælg et af de svar"),
    ],
)
def test_an_answer_needs_words_time_and_form(town, client, said, sentence):
    ask(client)
    page = answer(town, known(town)[0], **said)
    assert sentence in words(page)
    assert facts(town) == []


def test_two_who_answer_at_once_see_both_texts(town, client):
    ask(client)
    (row,) = known(town)
    late = staff(town, "soeren")
    version = re.search(r'name="version" value="(\d+)"', late.get(page_of(row)).content.decode())[1]
    answer(town, row)
    page = late.post(page_of(row), {"version": version, "theme": row.theme, "group": row.group, **ANSWERED, "answer": "Sørens svar."})
    assert page.status_code == 409
    assert "Sørens svar." in words(page)
    assert "Tal om følelser først." in words(page)
    assert len(facts(town)) == 1


def test_one_who_asks_on_waits_for_another_answer(town, client):
    code = code_on(ask(client))
    answer(town, known(town)[0])
    client.post("/svar/", {"code": code})
    client.post("/svar/postkasse/", {"text": "Og hvad siger vi til forældrene?"})
    listed = words(staff(town).get("/raadgivning/"))
    assert "har skrevet igen efter svaret" in listed
    assert "Og hvad siger vi til forældrene?" in words(staff(town).get(page_of(known(town)[0])))
    answer(town, known(town)[0], answer="Inviter dem.", minutes="5")
    (row,) = known(town)
    assert (row.minutes, row.answer) == (25, "Tal om følelser først.\n\nInviter dem.")
    assert len(facts(town)) == 1
    assert "har skrevet igen" not in words(staff(town).get("/raadgivning/"))
    assert "Inviter dem." in words(client.get("/svar/postkasse/"))


def test_one_who_closed_the_mailbox_is_not_answered_by_code(town, client):
    client.post("/svar/", {"code": code_on(ask(client))})
    client.post("/svar/postkasse/luk/")
    (row,) = known(town)
    assert "med sin kode" not in words(staff(town).get(page_of(row)))
    with pytest.raises(Refused, match="ingen kode, der virker"), transaction.atomic():
        actions.answer_advice(town.mette, row, version=row.version, answer="Ja", form="code", minutes=5)
    assert answer(town, row, form="phone").status_code == 302


def test_no_files_come_with_a_question(town, client):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client.post("/svar/", {"code": code_on(ask(client))})
    assert 'type="file"' not in client.get("/svar/postkasse/").content.decode()
    page = client.post("/svar/postkasse/", {"text": "Se filen", "files": SimpleUploadedFile("note.txt", b"hej")})
    assert "kan du ikke sende filer" in words(page)


def test_only_coordinators_of_the_municipality_get_in(town, client):
    ask(client)
    (row,) = known(town)
    for name in ("birgit", "hanne", "tove", "nikolaj", "pia", "erik"):
        for address in ("/raadgivning/", "/raadgivning/ny/", "/raadgivning/emner/", page_of(row)):
            assert staff(town, name).get(address).status_code == 404, (name, address)
    assert staff(town, "karen").get(page_of(row)).status_code == 404
    assert QUESTION not in words(staff(town, "karen").get("/raadgivning/"))
    with pytest.raises(Forbidden), transaction.atomic():
        actions.answer_advice(town.birgit, row, version=1, answer="x", form="phone", minutes=1)
    with pytest.raises(Forbidden), transaction.atomic():
        actions.note_advice(
            public(town.brondby.pk), town.brondby, theme="TALK", group="club", question="x", answer="y", form="phone", minutes=1
        )


def test_the_log_names_nothing(town, client):
    ask(client)
    answer(town, known(town)[0])
    seal_log()
    with acting(town.tove.context), connection.cursor() as cursor:
        cursor.execute("SELECT act, codes::text FROM audit_entry WHERE act IN ('ask_advice', 'answer_advice') ORDER BY number")
        rows = cursor.fetchall()
    assert [act for act, _codes in rows] == ["ask_advice", "answer_advice"]
    assert all("krigen" not in codes for _act, codes in rows)


# ---------- The list, and who answers what


def test_waiting_first_then_answered_in_pages_of_fifty(town, django_assert_max_num_queries):
    for number in range(53):
        with lib.clock_at(TUESDAY + datetime.timedelta(minutes=number)):
            token = f"token-{number}"
            actions.ask_advice(public(town.brondby.pk), town.brondby, token=token, **{**ASKED, "question": f"Spørgsmål nummer {number}?"})
    client = staff(town)
    first = client.get("/raadgivning/")
    numbers = re.findall(r"Spørgsmål nummer (\d+)\?", first.content.decode())
    assert numbers == [str(number) for number in range(50)]
    more = html.unescape(re.search(r'href="([^"]+venter=[^"]+)"', first.content.decode())[1])
    assert re.findall(r"Spørgsmål nummer (\d+)\?", client.get(more).content.decode()) == ["50", "51", "52"]
    for nonsense in ("?venter=x", "?besvaret=2026-01-01_x", "?venter=%00", "?vis=%FF", "?besvaret=9999-99-99T00:00_1"):
        assert client.get("/raadgivning/" + nonsense).status_code == 200
    with django_assert_max_num_queries(24):
        client.get("/raadgivning/")


def test_each_says_which_themes_they_answer_first(town, client):
    ask(client)
    assert staff(town, "soeren").post("/raadgivning/emner/", {"themes": ["CLASSROOM", "ONLINE"]}).status_code == 302
    assert "Søren Kaya" in words(staff(town).get("/raadgivning/")).split("Besvaret")[0]
    assert QUESTION in words(staff(town, "soeren").get("/raadgivning/?vis=mine"))
    assert QUESTION not in words(staff(town).get("/raadgivning/?vis=mine"))
    staff(town, "soeren").post("/raadgivning/emner/", {"themes": ["ONLINE"]})
    with acting(town.mette.context):
        assert [(duty.membership_id, duty.theme) for duty in ThemeDuty.objects.all()] == [(town.soeren.membership, "ONLINE")]
        ThemeDuty.objects.all().delete()
        assert ThemeDuty.objects.count() == 1  # another's is not hers to change
    assert queries.themes_of(None) == []


# ---------- From a concern, and the end


def test_a_concern_in_which_nobody_can_be_recognised_becomes_a_question_with_its_mailbox(town, client):
    with lib.clock_at(TUESDAY - datetime.timedelta(hours=20)):
        receipt = town.file(observed="Nogle drenge på torvet råber grimt.")
    with acting(town.mette.context), transaction.atomic():
        case = Case.objects.select_related("municipality").get()
        turn_into_advice(town.mette, case, question="Hvad gør man ved råben på torvet?", theme="PLACE", group="citizen", no_report=True)
        assert not Case.objects.exists()
        assert Trace.objects.get().number == case.number
    (row,) = known(town)
    assert (row.question, row.theme, row.asked_at) == ("Hvad gør man ved råben på torvet?", "PLACE", receipt.received_at)
    answer(town, row, answer="Ring til klubben.")
    client.post("/svar/", {"code": receipt.code})
    page = words(client.get("/svar/postkasse/"))
    assert "Ring til klubben." in page
    assert "drenge på torvet" not in page


def test_a_question_that_names_somebody_is_no_way_out_of_a_case(town):
    case = town.concern()
    with acting(town.mette.context), pytest.raises(Refused, match="navn med fødselsdato"), transaction.atomic():
        turn_into_advice(town.mette, case, question="Peter Hansen, født 1. maj 2010, råber.", theme="PLACE", group="citizen")


def test_ninety_days_after_the_answer_the_text_is_gone_and_the_figures_stay(town, client):
    code = code_on(ask(client))
    place, authority = find(read_code(code))
    answer(town, known(town)[0])
    with lib.clock_at(TUESDAY + datetime.timedelta(days=89)):
        expire(0)
        assert known(town)[0].question == QUESTION
    with lib.clock_at(TUESDAY + datetime.timedelta(days=90)):
        expire(0)
        expire(0)
        with acting(town.mette.context):
            row = Advice.objects.get()
            assert (row.question, row.answer, row.contact, row.mailbox_id, row.minutes) == ("", "", "", None, 20)
            assert not Mailbox.objects.exists()
            assert not Message.objects.exists()
            assert not Key.objects.filter(pk__in=[row.pk, place]).exists()
        assert len(facts(town)) == 1
        assert "Teksten er slettet." in words(staff(town).get("/raadgivning/"))
        assert staff(town).get(page_of(row)).status_code == 200
        assert "Koden passer ikke" in words(client.post("/svar/", {"code": code}))
        with acting(reporter(authority, place).context), transaction.atomic():
            assert not Mailbox.objects.exists()


def test_a_text_stays_while_its_asker_waits_for_another_answer(town, client):
    code = code_on(ask(client))
    answer(town, known(town)[0])
    with lib.clock_at(TUESDAY + datetime.timedelta(days=80)):
        client.post("/svar/", {"code": code})
        client.post("/svar/postkasse/", {"text": "Et spørgsmål til."})
    with lib.clock_at(TUESDAY + datetime.timedelta(days=90)):
        expire(0)
        assert known(town)[0].question == QUESTION


# ---------- Hostile input

FIELDS = ["token", "ticket", "altcha", "group", "theme", "question", "form", "contact", "text", "version", "answer", "minutes", "themes"]
WORDS = st.one_of(
    st.text(max_size=80),
    st.sampled_from(["school", "CLASSROOM", "code", "phone", "1", "-1", "1e999", "9" * 30, "\x00", "\u202e", "010203-1234"]),
)
MANY = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@MANY
@given(data=st.dictionaries(st.sampled_from(FIELDS), WORDS, max_size=9), signed=st.booleans())
def test_whatever_is_posted_to_the_public_pages_is_answered_in_words(town, client, data, signed):
    limits.forget()
    data = {**data, **({"token": new_token(lib.now())} if signed else {})}
    for address in ("/raad/", "/raad/tilfoej/"):
        answered = client.post(address, data)
        assert answered.status_code in (200, 302, 409, 422, 429), (address, answered.status_code)


@MANY
@given(data=st.dictionaries(st.sampled_from(FIELDS), WORDS, max_size=9))
def test_whatever_is_posted_to_the_coordinators_pages_is_answered_in_words(town, data):
    client = staff(town)
    if not known(town):
        actions.ask_advice(public(town.brondby.pk), town.brondby, token="t", **ASKED)
    for address in ("/raadgivning/ny/", "/raadgivning/emner/", page_of(known(town)[0])):
        assert client.post(address, data).status_code in (200, 302, 409, 422), address
