"""The scanner, the names and the store of files: what is infected is refused, what is kept is kept whole under its own name."""

import re
import socket
import threading
import uuid

import pytest

from infohus.attachments.rules import content_disposition, name_as, plain_name
from infohus.gateways import clamav, files
from infohus.lib import Refused
from tests.test_attachments_cleaning import AWKWARD, PICTURE, case, made_by, refusal, taken

# Viruses


@pytest.fixture
def samples(tmp_path):
    folder = made_by("lav_virusproeve.py", tmp_path)
    return {name: (folder / f"virusproeve.{name}").read_bytes() for name in ("txt", "pdf", "docx")}


def test_with_a_scanner_the_test_virus_is_refused_in_every_disguise(samples, settings):
    settings.CLAMD = "stand-in"
    for ending, data in samples.items():
        with pytest.raises(Refused, match=f"»virusproeve.{ending}« blev stoppet af virusscanneren"):
            clamav.scan(data, f"virusproeve.{ending}")
    assert clamav.scan(case(PICTURE), PICTURE) is True


def test_without_a_scanner_the_false_pdf_is_refused_and_the_others_are_never_shown(samples, settings):
    settings.CLAMD = ""
    assert clamav.answers() is None
    assert not any(clamav.scan(data, "x") for data in samples.values())
    assert "ikke det, som navnet siger" in refusal("virusproeve.pdf", samples["pdf"])
    assert not taken("virusproeve.txt", samples["txt"]).inline
    note = taken("virusproeve.docx", samples["docx"])
    assert (note.inline, note.cleaned) == (False, False)


class Clamd(threading.Thread):
    """A scanner that speaks as clamd does, for one question, and remembers what it was given."""

    def __init__(self, place, answer):
        super().__init__(daemon=True)
        self.answer, self.heard = answer, b""
        self.ear = socket.create_server(("127.0.0.1", 0)) if place is None else socket.socket(socket.AF_UNIX)
        if place:
            self.ear.bind(str(place))
            self.ear.listen()
        self.start()

    @property
    def address(self):
        return self.ear.getsockname() if isinstance(self.ear.getsockname(), str) else f"127.0.0.1:{self.ear.getsockname()[1]}"

    def run(self):
        line, _ = self.ear.accept()
        with line, line.makefile("rwb") as talk:
            while (letter := talk.read(1)) != b"\0":
                self.heard += letter
            if self.heard == b"zINSTREAM":
                self.heard = b""
                while length := int.from_bytes(talk.read(4), "big"):
                    self.heard += talk.read(length)
            talk.write(self.answer + b"\0")


@pytest.mark.parametrize("over", ["socket", "network"])
def test_clamd_is_asked_in_its_own_words(over, tmp_path, settings):
    data = bytes(range(256)) * 1000
    for answer, scanned in ((b"stream: OK", True), (b"INSTREAM size limit exceeded. ERROR", False)):
        scanner = Clamd(tmp_path / f"clamd{scanned}" if over == "socket" else None, answer)
        settings.CLAMD = scanner.address
        assert clamav.scan(data, "fil.pdf") is scanned
        assert scanner.heard == data
    found = Clamd(tmp_path / "found" if over == "socket" else None, b"stream: Eicar-Test-Signature FOUND")
    settings.CLAMD = found.address
    with pytest.raises(Refused, match="virusscanneren"):
        clamav.scan(data, "fil.pdf")
    well = Clamd(tmp_path / "well" if over == "socket" else None, b"PONG")
    settings.CLAMD = well.address
    assert clamav.answers() is True


@pytest.mark.parametrize("address", ["/nonexistent/clamd", "127.0.0.1:1", "hvad er det"])
def test_a_scanner_that_is_away_leaves_files_unscanned(address, settings):
    settings.CLAMD = address
    assert clamav.scan(b"hej", "x.txt") is False
    assert clamav.answers() is False


# Names


def test_a_name_is_kept_and_shown_as_it_was_given():
    note = taken(AWKWARD)
    assert note.name == AWKWARD
    header = content_disposition(note.name)
    assert header.isascii()
    assert header.startswith("attachment; filename=\"Bekymring aeoeaa - Aeroe _ Aase_s notat .pdf\"; filename*=UTF-8''Bekymring%20%C3%A6")


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Åse\\notat.pdf", "notat.pdf"),
        ("faktura\u202efdp.exe", "fakturafdp.exe"),
        ("linje\r\nSet-Cookie: x", "linje Set-Cookie: x"),
        ("familie 👨‍👩‍👧.jpg", "familie 👨‍👩‍👧.jpg"),
        ("A\u030ase.pdf", "Åse.pdf"),
        ("\ud800\0\x07", "fil"),
        ("..", "fil"),
        ("å" * 300 + ".pdf", "å" * 146 + ".pdf"),
    ],
)
def test_a_name_loses_folders_and_tricks(raw, kept):
    assert plain_name(raw) == kept
    header = content_disposition(raw)
    assert header.isascii()
    assert not re.search(r"[\r\n]", header)


def test_the_ending_follows_what_was_found():
    assert [name_as(raw, "pdf") for raw in ("a.PDF", "a.jpg", "Notat v1.2", "brev.exe", ".pdf")] == [
        "a.PDF",
        "a.pdf",
        "Notat v1.2.pdf",
        "brev.pdf",
        "pdf.pdf",
    ]
    assert taken("foto.html", case(PICTURE)).name == "foto.jpg"
    assert taken("foto.png", case(PICTURE)).name == "foto.jpg"


# The store


def test_the_store_keeps_bytes_whole_and_for_its_owner_only(tmp_path, settings):
    settings.HOME = tmp_path
    one, other = uuid.uuid4(), uuid.uuid4()
    files.put(one, b"forseglet")
    files.put(other, b"andet")
    assert files.get(one) == b"forseglet"
    assert set(files.stored()) == {one, other}
    (place,) = [path for path in tmp_path.rglob("*") if path.name == str(one)]
    assert place.stat().st_mode & 0o777 == 0o600
    assert len(place.relative_to(files.folder()).parts) == 3
    assert all(folder.stat().st_mode & 0o777 == 0o700 for folder in (place.parent, place.parent.parent, files.folder()))
    files.remove(one)
    files.remove(one)
    with pytest.raises(files.Missing):
        files.get(one)
    assert files.get(other) == b"andet"


def test_a_full_disk_leaves_nothing_behind(tmp_path, settings, monkeypatch):
    settings.HOME = tmp_path

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        files.put(uuid.uuid4(), b"forseglet")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
