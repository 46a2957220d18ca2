"""A file that is not let in is refused in words at every door it can come by, and nothing of it is kept; what one wrote stays in the form."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from infohus.attachments.models import Attachment
from infohus.gateways import files, limits
from tests.html import read
from tests.test_attachments_cleaning import made_by
from tests.test_case_parts import REFUSED, upload
from tests.test_mailboxes import enter
from tests.test_professional import SAID
from tests.visitor import Visitor

WRITTEN = "Det, jeg selv har set."
TRICKS = {"../../etc/passwd": "»passwd«", "C:\\hemmeligt\\web.exe": "»web.exe«", "bil\u202egpj.exe": "»bilgpj.exe«"}


@pytest.fixture(autouse=True)
def quiet():
    """Nobody has come yet."""
    limits.forget()


def citizen(client, world, sent):
    """The public form, on its last page."""
    page = Visitor(client).walk_to("check", observed=WRITTEN).press("send", files=[sent])
    return page.response


def professional(client, world, sent):
    """The professional's form, on its last page."""
    page = Visitor(client, "/fagperson/skema/").walk_to("professional_check", **{**SAID, "observed": WRITTEN}).press("send", files=[sent])
    return page.response


def reporter(client, world, sent):
    """The mailbox."""
    enter(client, world.file().code)
    return client.post("/svar/postkasse/", {"text": WRITTEN, "files": sent})


DOORS = [citizen, professional, reporter]


def refused(world, response, named):
    """The page says no, names the file, keeps the text, and nothing was stored."""
    shown, page = read(response), response.content.decode()
    assert response.status_code == 422
    assert any(named in words and words.endswith(".") for words in shown.words), shown.words
    assert WRITTEN in page
    with world.at("mette"):
        assert not Attachment.objects.exists()
    assert not list(files.folder().rglob("*-*"))


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_let_in_is_named_and_nothing_of_it_is_left(home, world, client, door, name):
    refused(world, door(client, world, upload(name)), f"»{name}«")


@pytest.mark.parametrize("door", DOORS)
def test_with_a_scanner_a_virus_comes_in_nowhere(home, world, client, tmp_path, settings, door):
    settings.CLAMD = "stand-in"
    virus = (made_by("lav_virusproeve.py", tmp_path) / "virusproeve.txt").read_bytes()
    refused(world, door(client, world, upload("note.txt", virus)), "virusscanneren")


@pytest.mark.parametrize("door", DOORS)
def test_one_byte_too_many_is_too_many_everywhere(home, world, client, tmp_path, door):
    large = (made_by("lav_20mb.py", tmp_path) / "20mb-og-1-byte.jpg").read_bytes()
    refused(world, door(client, world, upload("foto.jpg", large)), "20.971.520 byte")


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(("name", "named"), TRICKS.items())
def test_a_name_with_tricks_in_it_is_shown_without_them(home, world, client, door, name, named):
    response = door(client, world, SimpleUploadedFile(name, b"MZ\x90\0" + bytes(600)))
    refused(world, response, named)
    assert "\u202e" not in response.content.decode()
