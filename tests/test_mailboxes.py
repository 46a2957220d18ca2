"""Behind a code: the right one opens in any spelling, others get a kind page, and what is written there reaches those who may read it."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, ProgrammingError, connection, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from infohus import lib
from infohus.access.rules import reporter
from infohus.attachments.models import Attachment
from infohus.concerns.actions import confirm_rejection, note_concern, propose_rejection
from infohus.concerns.models import Rejection
from infohus.db.context import acting
from infohus.deadlines.models import Deadline
from infohus.gateways import pace
from infohus.mailboxes import actions, queries, views
from infohus.mailboxes.models import Mailbox, Message
from infohus.mailboxes.rules import read_code
from tests.conftest import seal_log, signed_in

WRONG = "K7QF-2M9T-XW4B-8HDN"


@pytest.fixture(autouse=True)
def slept(monkeypatch):
    """Nobody has guessed yet; how long answers were held back, without holding them back."""
    views.GUESSES.forget()
    waits = []
    monkeypatch.setattr(pace.time, "sleep", waits.append)
    return waits


def enter(client, code, **extra):
    """Type a code."""
    return client.post("/svar/", {"code": code}, **extra)


def mailbox_of(world, receipt):
    """The mailbox of a receipt, as the coordinators see it."""
    place, _authority = queries.find(read_code(receipt.code))
    with acting(world.mette.context):
        return Mailbox.objects.select_related("case__municipality", "municipality").get(pk=place)


def ask(world, receipt, text="Var der andre til stede?"):
    """Mette asks the reporter something."""
    with acting(world.mette.context):
        actions.ask_reporter(world.mette, mailbox_of(world, receipt), text=text)


def seen_by(world, name, **which):
    """The messages one of the cast can read."""
    with acting(getattr(world, name).context):
        return [message.text for message in Message.objects.filter(**which).order_by("at", "id")]


def words(answer):
    """The text of a page, without its marks and without what differs from one showing to the next."""
    text = re.sub(r'value="[^"]*"', "", answer.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


# ---------- The code


@pytest.mark.parametrize(
    "spelled",
    [
        str.lower,
        lambda code: code.replace("-", " "),
        lambda code: code.replace("-", ""),
        lambda code: code.replace("0", "O").replace("1", "l"),
        lambda code: code.lower().replace("0", "o").replace("1", "i"),
        lambda code: f" {code}.",
        lambda code: f"{code[:10]}\r\n{code[10:]}",
        lambda code: code.replace("-", "–"),
        lambda code: f"»{code}«",
    ],
)
def test_every_spelling_of_the_right_code_opens(world, client, spelled):
    receipt = world.file()
    answer = enter(client, spelled(receipt.code))
    assert (answer.status_code, answer.url) == (302, "/svar/postkasse/")
    assert 'data-page="mailboxes.mailbox"' in client.get(answer.url).content.decode()


def test_wrong_expired_closed_and_foreign_codes_get_the_same_kind_page(world, client):
    expired, closed, foreign = world.file(), world.file(), world.file(at=world.albertslund)
    box = mailbox_of(world, closed)
    actions.close_mailbox(reporter(world.brondby.pk, box.pk), box)
    with lib.clock_at(lib.now() + timedelta(days=91)):
        expired_page = words(enter(client, expired.code))
    pages = [words(enter(client, code)) for code in (WRONG, closed.code, foreign.code)]
    assert pages[0] == pages[1] == pages[2] == expired_page
    assert "Koden passer ikke" in pages[0]
    assert "43 00 00 00" in pages[0]
    assert "Log på" not in pages[0]
    assert not client.cookies
    right = enter(client, world.file().code)
    assert right.status_code == 302


def test_a_foreign_code_opens_at_its_own_municipality(world, client):
    foreign = world.file(at=world.albertslund)
    answer = client.post(f"/k/{world.albertslund.slug}/svar/", {"code": foreign.code})
    assert answer.status_code == 302
    assert "Karen Beck i Albertslund Kommune" in words(client.get(answer.url))


def test_whoever_comes_with_a_code_of_another_municipality_stays_with_its_pages(world, client):
    home = f"/k/{world.albertslund.slug}/svar/"
    mine = world.file(at=world.albertslund)
    client.post(home, {"code": mine.code})
    page = client.get("/svar/postkasse/").content.decode()
    typed = {"text": "Det tog lang tid at skrive.", **dict(re.findall(r'name="(mark|slug)" value="([^"]+)"', page))}
    with lib.clock_at(lib.now() + timedelta(days=91)):
        assert client.get("/svar/postkasse/").url == home, "the code has run out"
    client.cookies.clear()
    sent = client.post("/svar/postkasse/", typed)
    assert (sent.status_code, sent.url) == (307, home)
    assert "Det tog lang tid at skrive.</textarea>" in client.post(home, {**typed, "code": mine.code}).content.decode()
    client.cookies.clear()
    for forged in ("//evil.example", "../..", "a" * 61, ""):
        assert client.post("/svar/postkasse/", {**typed, "slug": forged}).url == "/svar/"
    for address in ("", "bekymring/gemt/"):
        assert f'="{home}"' in client.get(f"/k/{world.albertslund.slug}/{address}").content.decode().split("<main")[1]


def test_what_cannot_be_a_code_is_told_at_the_field_and_what_was_typed_stays(world, client):
    answer = enter(client, "K7QF-2M9T")
    assert "Koden har 16 tegn. Her er 8." in answer.content.decode()
    assert 'value="K7QF-2M9T"' in answer.content.decode()
    assert "Skriv din kode." in enter(client, "").content.decode()


def test_guessing_is_slowed_down_and_nobody_is_locked_out(world, client, slept):
    receipt = world.file()
    for _number in range(12):
        assert enter(client, WRONG).status_code == 200
    assert slept == [0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0]
    assert enter(client, receipt.code).status_code == 302  # a right code never waits
    assert len(slept) == 8
    assert enter(client, WRONG, REMOTE_ADDR="198.51.100.7").status_code == 200  # nor does another network
    assert len(slept) == 8
    with lib.clock_at(lib.now() + timedelta(minutes=11)):
        enter(client, WRONG)
    assert len(slept) == 8


def test_of_one_network_that_guesses_only_two_are_tried_at_a_time(world, client):
    receipt = world.file()
    for _number in range(5):
        enter(client, WRONG)
    here, there = views.blinded("127.0.0.1"), views.blinded("198.51.100.7")
    with views.GUESSES.turn(here), views.GUESSES.turn(here):
        assert enter(client, WRONG).status_code == 429
        with views.GUESSES.turn(there) as tried:
            assert tried
        assert enter(client, receipt.code, REMOTE_ADDR="198.51.100.7").status_code == 302
    assert enter(client, receipt.code).status_code == 302


def test_nothing_of_the_client_is_kept(world, client):
    enter(client, WRONG, REMOTE_ADDR="198.51.100.7", HTTP_USER_AGENT="Testbrowser")
    assert all(b"198.51" not in place for place in views.GUESSES.wrong)
    enter(client, world.file().code, REMOTE_ADDR="198.51.100.7", HTTP_USER_AGENT="Testbrowser")
    assert set(client.session.keys()) == {"code", "began_at"}
    assert "198.51" not in str(dict(client.session)) + str(client.cookies)


def test_the_session_of_a_code_is_a_new_one_and_ends_any_other(world, client):
    client.force_login(world.member("mette").user)
    before = client.session.session_key
    enter(client, world.file().code)
    assert client.session.session_key != before
    assert "_auth_user_id" not in client.session
    assert client.get("/overblik/").status_code == 302


def test_a_form_on_another_site_opens_nothing(world, client):
    answer = enter(client, world.file().code, HTTP_SEC_FETCH_SITE="cross-site")
    assert answer.status_code == 200
    assert not client.cookies


def test_opening_is_an_entry_without_content(world, client):
    enter(client, world.file(observed="Han viste en video.").code)
    seal_log()
    with acting(world.tove.context), connection.cursor() as cursor:
        cursor.execute("SELECT act, role, codes::text FROM audit_entry ORDER BY number")
        assert cursor.fetchall()[-1] == ("open_mailbox", "reporter", "{}")


# ---------- Reading


def test_what_was_written_and_asked_stands_there_and_who_can_read_it(world, client):
    receipt = world.file(observed="Han viste en video.")
    ask(world, receipt)
    enter(client, receipt.code)
    text = words(client.get("/svar/postkasse/"))
    assert "Var der andre til stede?" in text
    assert "Fra kommunen · Mette Holm, koordinator" in text
    assert "Han viste en video." in text
    assert "Mette Holm og Søren Kaya i Brøndby Kommune. Børnevagten (Hanne Vind) kan også læse det" in text
    assert "2026-" not in text  # no case number


def test_whom_the_reporter_did_not_want_is_not_among_the_readers(world, client):
    from infohus.access.rules import public
    from infohus.concerns.actions import file_concern
    from infohus.concerns.rules import Face
    from infohus.demo.world import ANSWERS

    receipt = file_concern(
        public(world.brondby.pk), world.brondby, face=Face.PUBLIC, token="t", answers={**ANSWERS, "under_18": "no"}, sent_as="x",
        not_for=[world.soeren.user],
    )  # fmt: skip
    enter(client, receipt.code)
    text = words(client.get("/svar/postkasse/"))
    assert "Hvem kan se dette: Mette Holm i Brøndby Kommune." in text
    assert "Søren" not in text
    assert "Børnevagten" not in text


def test_another_codes_mailbox_is_never_seen(world, client):
    mine, theirs = world.file(observed="Det, jeg skrev."), world.file(observed="Det, en anden skrev.")
    ask(world, theirs, "Spørgsmål til den anden.")
    enter(client, mine.code)
    text = words(client.get("/svar/postkasse/"))
    assert "Det, jeg skrev." in text
    assert "den anden" not in text
    assert "en anden skrev" not in text


# ---------- Writing


def test_an_answer_reaches_the_coordinators_and_waits_to_be_read(world, client):
    receipt = world.file()
    ask(world, receipt)
    enter(client, receipt.code)
    answer = client.post("/svar/postkasse/", {"text": "Der var to andre."}, follow=True)
    assert "Det, du har skrevet, ligger hos koordinatorerne." in words(answer)
    assert "Der var to andre." in words(answer)
    for name in ("mette", "soeren"):
        assert "Der var to andre." in seen_by(world, name)
    for name in ("birgit", "tove", "nikolaj", "pia", "karen"):
        assert seen_by(world, name) == []
    with acting(world.mette.context):
        assert Deadline.objects.filter(kind="read_message", met_at=None).count() == 1
        actions.take_note(world.mette, mailbox_of(world, receipt))
        assert not Deadline.objects.filter(kind="read_message", met_at=None).exists()
    assert "Læst af kommunen." in words(client.get("/svar/postkasse/"))


def test_one_writes_on_after_registration(world, client):
    receipt = world.file()
    world.register(mailbox_of(world, receipt).case)
    enter(client, receipt.code)
    assert "Børnevagten" not in words(client.get("/svar/postkasse/"))
    client.post("/svar/postkasse/", {"text": "Der skete mere i går."})
    assert seen_by(world, "mette")[-1] == "Der skete mere i går."


def test_one_writes_on_after_closing_and_those_who_closed_it_read_only_that(world, client):
    receipt = world.file()
    case = mailbox_of(world, receipt).case
    propose_rejection(world.mette, case, code="spam", sentence="Reklame.", no_report=True)
    with acting(world.soeren.context):
        confirm_rejection(world.soeren, Rejection.objects.get())
    enter(client, receipt.code)
    client.post("/svar/postkasse/", {"text": "I tager fejl. Der er mere."})
    assert seen_by(world, "mette") == ["I tager fejl. Der er mere."]
    with acting(world.mette.context):
        assert Message.objects.get().after_closing
        assert Deadline.objects.filter(kind="read_message", met_at=None).exists()
        actions.ask_reporter(world.mette, mailbox_of(world, receipt), text="Fortæl mere.")
    assert "Fortæl mere." in words(client.get("/svar/postkasse/"))


def test_files_come_sealed_by_the_mailboxs_key_and_go_back_as_attachments(world, client):
    receipt = world.file()
    enter(client, receipt.code)
    sent = client.post("/svar/postkasse/", {"text": "Se filen.", "files": SimpleUploadedFile("Åses note.txt", b"Det, jeg husker.")})
    assert sent.status_code == 302
    with acting(world.mette.context):
        row = Attachment.objects.get(mailbox_id__isnull=False)
        assert (row.name, row.sealed_by) == ("Åses note.txt", row.mailbox_id)
    got = client.get(f"/svar/postkasse/fil/{row.pk}/")
    assert got.content == b"Det, jeg husker."
    assert got["Content-Type"] == "application/octet-stream"
    assert got["Content-Disposition"].startswith("attachment;")
    enter(client, world.file().code)
    assert client.get(f"/svar/postkasse/fil/{row.pk}/").status_code == 404


def test_a_file_stands_under_the_message_it_came_with(world, client):
    receipt = world.file()
    enter(client, receipt.code)
    client.post("/svar/postkasse/", {"text": "Se filen.", "files": SimpleUploadedFile("note.txt", b"Det, jeg husker.")})
    ask(world, receipt, "Tak. Hvornår var det?")
    client.post("/svar/postkasse/", {"text": "Om aftenen."})
    box = mailbox_of(world, receipt)
    page = words(signed_in(world, "mette").get(f"/sager/{box.case_id}/postkasse/{box.pk}/"))
    assert (
        page.index("Se filen.")
        < page.index("note.txt Vedhæftet af henvenderen")
        < page.index("Hvornår var det?")
        < page.index("Om aftenen.")
    )
    assert page.count("note.txt") == 1


def test_a_refused_file_is_named_and_the_text_and_the_accepted_file_stay(world, client):
    enter(client, world.file().code)
    files = [SimpleUploadedFile("note.txt", b"Godt"), SimpleUploadedFile("tom.pdf", b"")]
    page = client.post("/svar/postkasse/", {"text": "Her er to filer.", "files": files})
    assert page.status_code == 422
    assert "Filen er tom: Der er intet i »tom.pdf«" in words(page)
    assert "Her er to filer." in page.content.decode()
    kept = re.search(r'name="kept" value="([^"]+)"', page.content.decode())[1]
    assert seen_by(world, "mette", kind="message") == []
    client.post("/svar/postkasse/", {"text": "Her er to filer.", "kept": kept})
    with acting(world.mette.context):
        assert [row.name for row in Attachment.objects.all()] == ["note.txt"]


def test_pressed_twice_it_is_one_message(world, client):
    receipt = world.file()
    enter(client, receipt.code)
    for _time in range(2):
        client.post("/svar/postkasse/", {"text": "Der var to andre."})
    assert seen_by(world, "mette", kind="message") == ["Der var to andre."]
    client.post("/svar/postkasse/", {"text": "Der var to andre.", "files": SimpleUploadedFile("note.txt", b"hej")})
    ask(world, receipt)
    client.post("/svar/postkasse/", {"text": "Der var to andre."})
    assert seen_by(world, "mette", sender="reporter", kind="message") == ["Der var to andre."] * 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Skriv din besked"),
        ("  \n ", "Skriv din besked"),
        ("Han har 010203-1234", "ligner et CPR-nummer"),
        ("x" * 50_001, "må højst være"),
    ],
)
def test_what_may_not_be_sent_is_told_and_kept_in_the_page(world, client, text, said):
    enter(client, world.file().code)
    page = client.post("/svar/postkasse/", {"text": text})
    assert page.status_code == 422
    assert said in words(page)
    assert text.strip()[:40] in page.content.decode()
    assert seen_by(world, "mette", kind="message") == []


def test_a_mailbox_takes_so_many_messages_an_hour(world, client):
    receipt = world.file()
    box = mailbox_of(world, receipt)
    for number in range(actions.MOST_AN_HOUR):
        actions.write_to_mailbox(reporter(world.brondby.pk, box.pk), box, text=f"Besked {number}")
    enter(client, receipt.code)
    assert "mange beskeder på kort tid" in words(client.post("/svar/postkasse/", {"text": "Endnu en"}))


@pytest.mark.parametrize("fault", [OperationalError("gone"), OSError("disk full")])
def test_when_it_cannot_be_stored_it_says_so_and_keeps_the_text(world, client, monkeypatch, fault):
    enter(client, world.file().code)

    def broken(*args, **kwargs):
        raise fault

    monkeypatch.setattr(actions, "await_reading", broken)
    page = client.post("/svar/postkasse/", {"text": "En lang tekst."})
    assert page.status_code == 503
    assert "Det er ikke sendt." in words(page)
    assert "En lang tekst." in page.content.decode()
    assert "112" in words(page)
    assert seen_by(world, "mette", kind="message") == []
    monkeypatch.undo()
    client.post("/svar/postkasse/", {"text": "En lang tekst."})
    assert seen_by(world, "mette", kind="message") == ["En lang tekst."]


# ---------- Going out


def test_closed_for_good_it_opens_no_more_on_either_side(world, client):
    receipt = world.file()
    with acting(world.mette.context):
        actions.ask_reporter(world.mette, mailbox_of(world, receipt), text="Var der andre?", address="bo@eksempel.dk")
    enter(client, receipt.code)
    assert 'data-page="mailboxes.close"' in client.get("/svar/postkasse/luk/").content.decode()
    closed = client.post("/svar/postkasse/luk/", follow=True)
    assert 'data-page="mailboxes.closed"' in closed.content.decode()
    assert "sessionid" not in client.cookies
    assert client.get("/svar/postkasse/").status_code == 302
    assert "Koden passer ikke" in words(enter(client, receipt.code))
    with acting(world.mette.context):
        place = Mailbox.objects.select_related("case__municipality", "municipality").get()
        with pytest.raises(lib.Refused, match="Postkassen er lukket"):
            actions.ask_reporter(world.mette, place, text="Er du der?")
        assert place.mail_to == ""  # no mail goes to one who has closed it


def test_leaving_ends_the_session_and_the_code_opens_again(world, client):
    receipt = world.file()
    enter(client, receipt.code)
    left = client.post("/svar/postkasse/ud/")
    assert left.url == "/svar/farvel/"
    assert left["Clear-Site-Data"] == '"cache"'
    assert client.get("/svar/postkasse/").url == "/svar/"
    assert enter(client, receipt.code).status_code == 302


def test_a_text_whose_half_hour_was_over_comes_back_behind_its_own_code_only(world, client):
    mine, theirs = world.file(), world.file()
    enter(client, mine.code)
    mark = re.search(r'name="mark" value="([^"]+)"', client.get("/svar/postkasse/").content.decode())[1]
    client.session.flush()
    client.cookies.clear()
    typed = {"text": "Det tog lang tid at skrive.", "mark": mark}
    sent = client.post("/svar/postkasse/", typed)
    assert (sent.status_code, sent.url) == (307, "/svar/")
    page = client.post("/svar/", typed)
    assert "Det, du skrev, er ikke væk." in words(page)
    assert 'value="Det tog lang tid at skrive."' in page.content.decode()
    other = client.post("/svar/", {**typed, "code": theirs.code})
    assert other.status_code == 302
    assert "lang tid" not in client.get(other.url).content.decode()
    back = client.post("/svar/", {**typed, "code": mine.code})
    assert 'data-page="mailboxes.mailbox"' in back.content.decode()
    assert "Det tog lang tid at skrive.</textarea>" in back.content.decode()
    assert seen_by(world, "mette", kind="message") == []


def test_after_ten_hours_the_code_is_asked_for_again(world, client):
    enter(client, world.file().code)
    with lib.clock_at(lib.now() + timedelta(hours=10, minutes=1)):
        assert client.get("/svar/postkasse/").url == "/svar/"


def test_without_a_code_there_is_no_page(world, client):
    world.file()
    for address in ("/svar/postkasse/", "/svar/postkasse/luk/", f"/svar/postkasse/fil/{lib.uuid7()}/"):
        assert client.get(address).url == "/svar/"


def test_the_pages_are_there_in_english(world, client):
    answer = client.post("/en/svar/", {"code": world.file().code})
    assert answer.url == "/en/svar/postkasse/"
    assert client.get(answer.url).status_code == 200


# ---------- A mailbox that moves


def test_a_mailbox_moves_only_between_ones_own(world):
    receipt = world.file()
    other = world.concern()
    box = mailbox_of(world, receipt)
    for name, case in (("karen", other.pk), ("birgit", other.pk), ("mette", lib.uuid7())):
        with (
            acting(getattr(world, name).context),
            pytest.raises(Exception, match="no such mailbox"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("SELECT move_mailbox(%s, %s, NULL)", [box.pk, case])
    with (
        acting(reporter(world.brondby.pk, box.pk).context),
        pytest.raises(ProgrammingError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT move_mailbox(%s, %s, NULL)", [box.pk, other.pk])
    with acting(world.mette.context), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT move_mailbox(%s, %s, NULL)", [box.pk, other.pk])
        assert {message.case_id for message in Message.objects.filter(mailbox=box)} == {other.pk}
        assert Message.objects.filter(mailbox=box).first().text  # its key came along


# ---------- Hostile input

RAW = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
FORM = "application/x-www-form-urlencoded"


@RAW
@given(st.binary(max_size=300), st.text(max_size=60))
def test_the_code_field_takes_anything(world, client, raw, text):
    from urllib.parse import quote

    for body in (raw, b"code=" + raw, b"code=" + quote(text.encode("utf-8", "surrogatepass")).encode()):
        answer = client.post("/svar/", body, content_type=FORM)
        assert answer.status_code in (200, 400, 429), answer.status_code


@RAW
@given(st.binary(max_size=300), st.text(max_size=200), st.text(max_size=40))
def test_the_message_takes_anything(world, client, raw, text, kept):
    from urllib.parse import quote_from_bytes

    enter(client, world.file().code)
    for value in (raw, text.encode("utf-8", "surrogatepass")):
        body = b"text=" + quote_from_bytes(value).encode() + b"&kept=" + quote_from_bytes(kept.encode("utf-8", "surrogatepass")).encode()
        answer = client.post("/svar/postkasse/", body + b"&drop=" * (len(raw) % 2), content_type=FORM)
        assert answer.status_code in (200, 302, 400, 422), answer.status_code


def test_what_came_after_the_page_was_opened_is_not_read_by_it(world):
    case = world.concern()
    box = world.mailbox_of(case)
    actions.write_to_mailbox(reporter(world.brondby.pk, box.pk), box, text="Den første.")
    mette, address = signed_in(world, "mette"), reverse("casefile:mailbox", args=[case.pk, box.pk])
    page = mette.get(address).content.decode()
    last = re.findall(r'name="last" value="([^"]+)"', page)[-1]
    actions.write_to_mailbox(reporter(world.brondby.pk, box.pk), box, text="Den anden.")
    assert mette.post(address, {"read": "1", "last": last}).status_code == 302
    with world.at("mette"):
        assert [one.text for one in Message.objects.filter(mailbox=box, sender="reporter", read_at=None)] == ["Den anden."]
        assert Deadline.objects.filter(case_id=case.pk, kind="read_message", met_at=None, ended_at=None).count() == 1
    assert mette.post(address, {"ask": "1", "text": "Tak.", "last": last}).status_code == 302
    with world.at("mette"):
        assert Message.objects.filter(mailbox=box, sender="reporter", read_at=None).exists()
    assert mette.post(address, {"read": "1"}).status_code == 302
    with world.at("mette"):
        assert not Message.objects.filter(mailbox=box, sender="reporter", read_at=None).exists()
        assert not Deadline.objects.filter(case_id=case.pk, kind="read_message", met_at=None, ended_at=None).exists()


def test_a_reporter_who_reads_their_own_mailbox_is_not_named_as_one_who_read_the_case(world, client):
    receipt = world.file()
    assert enter(client, receipt.code, follow=True).status_code == 200
    case = mailbox_of(world, receipt).case
    mette, there = signed_in(world, "mette"), reverse("casefile:case", args=[case.pk])
    mette.get(there)
    seal_log()
    page = words(mette.get(there))
    read = page.split("Har læst sagen den seneste uge:")[1].split(".")[0]
    assert "Mette Holm" in read
    assert "henvender" not in read


def test_the_mailbox_of_one_who_telephoned_says_what_will_stand_there(world, client):
    said = {"source": "teacher", "observed": "Hun skrev det.", "when_where": "i går", "who": "Asta", "under_18": "yes"}
    _case, code = note_concern(world.mette, world.brondby, token="a", answers=said, give_code=True)
    will_stand = "Her kommer det til at stå, som du og kommunen skriver til hinanden."
    assert will_stand in enter(client, code, follow=True).content.decode()
    assert will_stand not in enter(client, world.file().code, follow=True).content.decode()
