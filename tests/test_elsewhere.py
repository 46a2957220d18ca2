"""What another website can make a browser send to the public forms: never a concern, and never a token that its maker knows."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from infohus import lib
from infohus.attachments.travel import new_token, read_token
from infohus.mailboxes.models import Mailbox
from tests.conftest import signed_in
from tests.visitor import Visitor

FORMS = [
    ("/bekymring/", "file_concern"),
    ("/en/bekymring/", "file_concern"),
    ("/fagperson/skema/", "file_concern"),
    ("/raad/", "ask_advice"),
]
STRANGERS = [
    {"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "null"},
    {"HTTP_SEC_FETCH_SITE": "same-site"},
    {"HTTP_ORIGIN": "https://evil.example"},
    {"HTTP_ORIGIN": "http://testserver.evil.example"},
]
OURSELVES = [
    {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": "null"},
    {"HTTP_SEC_FETCH_SITE": "none"},
    {"HTTP_ORIGIN": "http://testserver"},
]
SILENT = [{"HTTP_ORIGIN": "null"}, {}]
BUTTONS = ["next", "check", "call", "send", "receipt", "save", "2", "drop"]


@pytest.fixture
def town(world):
    """The cast, with the public front door of Brøndby."""
    return world


def token_after(client, form, act, headers, **said):
    """The token that was known before, and the one of the page that answers."""
    known = new_token(lib.now())
    page = Visitor(client, form, act)
    page.see(client.post(form, {"token": known, "at": "1", "acute": "no", "about": "other", **said}, **headers), form)
    return known, page.field("token"), page


@pytest.mark.parametrize(("form", "act"), FORMS)
@pytest.mark.parametrize("headers", [*STRANGERS, *SILENT])
def test_a_token_that_may_be_known_to_another_site_does_not_stay_in_the_form(town, client, form, act, headers):
    known, kept, page = token_after(client, form, act, headers)
    assert read_token(kept, lib.now()) is not None
    assert read_token(kept, lib.now()).name != read_token(known, lib.now()).name
    assert not client.cookies
    assert (("fra en anden hjemmeside" in page.text) or ("from another website" in page.text)) == (headers in STRANGERS)


@pytest.mark.parametrize(("form", "act"), FORMS)
@pytest.mark.parametrize("headers", OURSELVES)
def test_a_form_of_our_own_keeps_its_token(town, client, form, act, headers):
    known, kept, page = token_after(client, form, act, headers)
    assert kept == known
    assert "anden hjemmeside" not in page.text


@pytest.mark.parametrize("go", BUTTONS)
@pytest.mark.parametrize("form", ["/bekymring/", "/fagperson/skema/"])
def test_whatever_button_another_site_presses_nothing_is_done_and_what_was_typed_stays(town, client, form, go):
    said = {"go": go, "observed": "Han viste en video.", "under_18": "no", "seen": "sign"}
    known, kept, page = token_after(client, form, "file_concern", STRANGERS[0], **said)
    assert (page.response.status_code, page.field("observed")) == (200, "Han viste en video.")
    assert kept != known
    assert "seen" not in dict(page.reading.fields)
    assert not Mailbox.objects.exists()


def test_the_maker_of_another_site_never_comes_to_the_code_of_what_was_filed_in_the_browser_it_sent_here(town, client):
    theirs = new_token(lib.now())
    mine = Visitor(client)
    mine.see(client.post("/bekymring/", {"token": theirs, "at": "1", "go": "next", "acute": "no"}, **STRANGERS[0]), "/bekymring/")
    mine.walk_to("check", observed="Han viste en video.").press("send")
    assert mine.page == "receipt"
    other = type(client)()
    for go in ("receipt", "check", "send"):
        answer = other.post("/bekymring/", {"token": theirs, "go": go}, HTTP_SEC_FETCH_SITE="same-origin").content.decode()
        assert "concerns.receipt" not in answer
        assert "Han viste en video." not in answer


def test_the_same_without_a_word_from_the_browser(town, client):
    theirs = new_token(lib.now())
    mine = Visitor(client)
    mine.see(client.post("/bekymring/", {"token": theirs, "at": "1", "go": "check", "observed": "Noget."}), "/bekymring/")
    sent = client.post("/bekymring/", {**dict(mine.reading.fields), "go": "send"})
    assert "concerns.receipt" in sent.content.decode()
    answer = type(client)().post("/bekymring/", {"token": theirs, "go": "receipt"}, HTTP_SEC_FETCH_SITE="same-origin")
    assert "concerns.receipt" not in answer.content.decode()


def test_an_addition_from_another_site_is_none(town, client):
    form = Visitor(client).walk_to("check", observed="Noget.")
    form.press("send")
    told = {"token": dict(form.reading.fields)["token"], "text": "Mere."}
    for address in ("/bekymring/tilfoej/", "/raad/tilfoej/"):
        assert client.post(address, told, **STRANGERS[0]).status_code == 302
    added = client.post("/bekymring/tilfoej/", told, HTTP_SEC_FETCH_SITE="same-origin")
    assert "concerns.added" in added.content.decode()


@pytest.mark.parametrize("headers", STRANGERS)
def test_no_code_is_tried_for_another_site(town, client, headers):
    code = town.file().code
    assert client.post("/svar/", {"code": code}, **headers).status_code == 200
    assert not client.cookies
    assert client.post("/svar/", {"code": code}, **OURSELVES[0]).status_code == 302


# ---------- Bodies


def body(charset):
    """A form as bytes, and its type."""
    return f"multipart/form-data; boundary=x; charset={charset}", b'--x\r\nContent-Disposition: form-data; name="at"\r\n\r\n1\r\n--x--'


@pytest.mark.parametrize(
    "charset", ["base64", "hex", "zlib", "rot13", "idna", "undefined", "utf-16", "latin-1", "ikke-et-alfabet", "a" * 200]
)
def test_a_body_in_another_alphabet_is_refused_in_words(town, client, charset):
    kind, sent = body(charset)
    answer = client.generic("POST", "/bekymring/", sent, content_type=kind)
    assert answer.status_code == 400
    assert 'lang="da"' in answer.content.decode()


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"', "utf8"])
def test_a_body_in_ours_is_read(town, client, charset):
    kind, sent = body(charset)
    assert client.generic("POST", "/bekymring/", sent, content_type=kind).status_code == 200


@pytest.mark.parametrize("said", ["chunked", "Chunked", "gzip, CHUNKED"])
def test_a_body_of_unsaid_length_is_refused_whatever_its_spelling(client, said):
    assert client.post("/bekymring/", HTTP_TRANSFER_ENCODING=said).status_code == 411


# ---------- The door


@pytest.mark.parametrize("method", ["TRACE", "FOO", "PUT", "DELETE", "OPTIONS", "PATCH"])
@pytest.mark.parametrize("address", ["/", "/bekymring/", "/svar/", "/overblik/"])
def test_a_method_that_no_page_knows_is_refused(town, client, method, address):
    assert client.generic(method, address).status_code == 405
    assert client.head("/bekymring/").status_code == 200


@pytest.mark.parametrize("who", ["staff", "reporter"])
def test_the_way_out_ends_the_session_and_not_the_cookie_alone(town, client, who):
    if who == "staff":
        client, inside = signed_in(town, "mette"), "/overblik/"
    else:
        client.post("/svar/", {"code": town.file().code})
        inside = "/svar/postkasse/"
    copied = type(client)()
    copied.cookies.update(client.cookies)
    assert copied.get(inside).status_code == 200
    client.get("/farvel/")
    assert copied.get(inside).status_code == 302


@pytest.mark.parametrize(("at", "onward"), [("http://localhost/overblik/", "?next=/overblik/"), ("http://x//evil.example/", ""), ("", "")])
def test_a_part_of_a_page_leads_back_to_a_page_of_ours_only(town, client, at, onward):
    answer = client.get("/overblik/", headers={"HX-Request": "true", "HX-Current-URL": at})
    assert answer["HX-Redirect"] == "/konti/log-paa/" + onward


def test_a_whole_gallery_of_pictures_is_counted_in_words_and_the_text_stays(town, client):
    files = [SimpleUploadedFile(f"{number}.txt", b"x") for number in range(60)]
    form = Visitor(client).walk_to("check", observed="Han viste en video.").jump("check", files=files)
    assert (form.response.status_code, form.field("observed")) == (200, "Han viste en video.")
    assert "5 filer" in form.text
