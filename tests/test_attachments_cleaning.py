"""Files at the door: what is let in is freed of what is not seen, what is not is refused in words, and nothing ever falls over."""

import importlib.util
import io
import re
import shutil
import time
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from infohus.attachments.cleaning import clean
from infohus.attachments.rules import (
    LARGEST,
    MOST,
    Kind,
    Reason,
    check_count,
    check_size,
    limits,
    refused,
)
from infohus.lib import Refused

CASES = Path(__file__).parent / "cases"
AWKWARD = "Bekymring æøå – Ærø & Åse's notat 📎.pdf"
NAMES = ("Grethe", "Prøvesen", "Viggo", "310209-1234", "SKJULT")
PICTURE, NOTE, PDF = "foto-med-gps.jpg", "notat-med-sporede-rettelser.docx", "pdf-med-script.pdf"


def case(name):
    return (CASES / name).read_bytes()


def taken(name, data=None):
    return clean(case(name) if data is None else data, name)


def refusal(name, data=None):
    with pytest.raises(Refused) as no:
        taken(name, data)
    assert no.value.field == "files"
    assert f"»{name}«" in no.value.sentence
    return no.value.sentence


def made_by(script, folder, source=PICTURE):
    """Run one of the small programs of the cases in a folder of its own."""
    for name in (script, source):
        shutil.copy(CASES / name, folder)
    spec = importlib.util.spec_from_file_location("script", folder / script)
    spec.loader.exec_module(importlib.util.module_from_spec(spec))
    return folder


def zipped(parts):
    paper = io.BytesIO()
    with zipfile.ZipFile(paper, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, data in parts.items():
            packed.writestr(path, data)
    return paper.getvalue()


def drawn_as(form, image, **how):
    paper = io.BytesIO()
    image.save(paper, form, **how)
    return paper.getvalue()


# Pictures


def test_a_photo_keeps_its_dots_and_loses_what_it_tells():
    raw, photo = case(PICTURE), taken(PICTURE)
    assert b"Exif" in raw
    assert b"JPEG-KOMMENTAR" in raw
    shown = Image.open(io.BytesIO(photo.data))
    assert (photo.name, photo.media_type, photo.inline, photo.cleaned) == (PICTURE, "image/jpeg", True, True)
    assert shown.size == (640, 480)
    assert not shown.getexif()
    assert set(shown.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    for trace in (b"Exif", b"xap", b"KOMMENTAR", b"JFXX", b"Photoshop", *(name.encode() for name in NAMES)):
        assert trace not in photo.data


def test_a_telephones_photo_becomes_one_that_every_browser_shows():
    photo = taken("foto-fra-telefon.heic")
    assert (photo.name, photo.media_type, photo.inline) == ("foto-fra-telefon.jpg", "image/jpeg", True)
    assert Image.open(io.BytesIO(photo.data)).size == (640, 480)
    assert b"Exif" not in photo.data
    broken = refusal("foto.heic", case("foto-fra-telefon.heic")[:3000])
    assert "På en iPhone" in broken
    film = b"\0\0\0\x18ftypisom\0\0\2\0isomiso2" + bytes(200)
    assert "film" in refusal("film.heic", film)


def test_a_picture_that_is_a_page_as_well_is_drawn_anew():
    raw, drawn = case("gif-der-ogsaa-er-html.gif"), taken("gif-der-ogsaa-er-html.gif")
    assert b"<script" in raw
    assert (drawn.media_type, drawn.extension) == ("image/png", "png")
    assert not re.search(rb"<|script|html", re.sub(rb"IDAT.*IEND", b"", drawn.data, flags=re.DOTALL))
    assert b"<script" not in drawn.data
    assert Image.open(io.BytesIO(drawn.data)).size == Image.open(io.BytesIO(raw)).size


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "I;16"])
def test_every_way_to_colour_a_picture_is_read(mode):
    image = Image.new(mode, (40, 30))
    assert taken("tegning.png", drawn_as("PNG", image)).media_type == "image/png"


@pytest.mark.parametrize("form", ["WEBP", "TIFF", "GIF"])
def test_other_pictures_are_taken_too(form):
    image = Image.new("RGB", (40, 30), "navy")
    shown = taken(f"billede.{form.lower()}", drawn_as(form, image))
    red, green, blue = Image.open(io.BytesIO(shown.data)).convert("RGB").getpixel((5, 5))
    assert shown.inline
    assert max(red, green) < 10
    assert 118 < blue < 138


def test_what_hides_under_transparency_is_gone():
    image = Image.new("RGBA", (40, 30), (200, 0, 0, 0))
    shown = Image.open(io.BytesIO(taken("skærm.png", drawn_as("PNG", image)).data))
    assert shown.mode == "RGB"
    assert shown.getpixel((5, 5)) == (255, 255, 255)


def test_a_photo_lies_as_it_was_meant_to_be_seen():
    exif = Image.Exif()
    exif[274] = 6
    turned = taken("foto.jpg", drawn_as("JPEG", Image.new("RGB", (40, 30)), exif=exif))
    assert Image.open(io.BytesIO(turned.data)).size == (30, 40)


def test_a_moving_picture_keeps_its_first_and_a_scan_of_several_pages_is_refused():
    images = [Image.new("RGB", (40, 30), colour) for colour in ("red", "blue")]
    moving = taken("katten.gif", drawn_as("GIF", images[0], save_all=True, append_images=images[1:]))
    assert moving.remark == "Kun det første billede er gemt."
    scan = drawn_as("TIFF", images[0], save_all=True, append_images=images[1:])
    assert "flere sider" in refusal("skannet.tif", scan)
    assert taken("skannet.tif", drawn_as("TIFF", images[0])).remark == ""


def test_a_picture_of_too_many_dots_is_refused_before_they_are_read():
    large = drawn_as("PNG", Image.new("1", (10_000, 5_001)))
    started = time.monotonic()
    assert "50 millioner" in refusal("stort.png", large)
    assert time.monotonic() - started < 1
    larger = large[:16] + (60_000).to_bytes(4, "big") * 2 + large[24:]
    larger = larger[:29] + zlib.crc32(larger[12:29]).to_bytes(4, "big") + larger[33:]
    assert "50 millioner" in refusal("større.png", larger)


def test_a_photo_of_a_thousand_passes_is_refused():
    photo = drawn_as("JPEG", Image.new("RGB", (40, 30)), progressive=True)
    scan = re.search(rb"\xff\xda.*?(?=\xff[\xc4\xda\xd9])", photo, re.DOTALL)[0]
    assert taken("trin.jpg", photo)
    assert "50 millioner" in refusal("trin.jpg", photo[:-2] + scan * 1000 + photo[-2:])


# What is refused, and what it is called


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("html-forklaedt-som-foto.jpg", "er en webside"),
        ("tegning-med-script.svg", "kan indeholde programmer"),
        ("indbydelse-med-sjaeldne-tidszoner.ics", "er en kalenderfil"),
        ("kontakt.vcf", "er et kontaktkort"),
        ("tom-fil.pdf", "Filen er tom"),
    ],
)
def test_what_is_not_let_in_is_refused_by_content_with_what_to_do_instead(name, words):
    assert words in refusal(name)
    if case(name):
        innocent = refusal("notat.txt", case(name))
        assert words in innocent


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("løn.xlsx", "xl/workbook.xml", "regneark"),
        ("samling.zip", "foto.jpg", "Pak den ud"),
        ("gammel.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "gammelt format"),
        ("program.exe", b"MZ\x90\0" + bytes(600), "Vælg et billede"),
        ("lyd.mp3", b"ID3\x03\0\0\0\0\0\x0f" + bytes(600), "film eller lyd"),
        ("klasseliste.csv", b"navn;alder\r\n", "Vælg et billede"),
        ("brev.txt", b"{\\rtf1 hej}", "Vælg et billede"),
        ("nul.txt", b"hej\0du", "Vælg et billede"),
        ("ikke.pdf", b"bare tekst", "ikke det, som navnet siger"),
        ("halv.pdf", b"%PDF-1.7\nmere kom der ikke", "kan ikke læses"),
        ("halv.docx", b"PK\x03\x04 mere kom der ikke", "kan ikke læses"),
        ("halvt.jpg", b"\xff\xd8\xff\xe0 mere kom der ikke", "kan ikke læses"),
    ],
)
def test_other_kinds_are_refused_in_words(name, data, words):
    assert words in refusal(name, zipped({data: b""}) if isinstance(data, str) else data)


def test_twenty_megabytes_are_what_the_field_says_they_are(tmp_path):
    folder = made_by("lav_20mb.py", tmp_path)
    assert "20.971.520 byte" in limits()
    for name in ("20mb-praecis.jpg", "20-millioner-og-1.jpg"):
        data = (folder / name).read_bytes()
        check_size(len(data), name)
        assert len(clean(data, name).data) < 20_000
    sentence = refusal("20mb-og-1-byte.jpg", (folder / "20mb-og-1-byte.jpg").read_bytes())
    assert "fylder 20.971.521 byte" in sentence
    assert "højst fylde 20 MB, det er 20.971.520 byte" in sentence
    check_count(MOST)
    with pytest.raises(Refused, match="6 filer"):
        check_count(MOST + 1)


def test_every_reason_names_the_file_and_ends_with_what_to_do():
    for reason in Reason:
        sentence = refused(reason, "fil {0}.pdf", size="1").sentence
        assert "»fil {0}.pdf«" in sentence
        assert sentence.count(".") >= 3
        assert "!" not in sentence


def test_the_largest_file_is_checked_by_its_size_alone():
    with pytest.raises(Refused, match="højst fylde 20 MB"):
        check_size(LARGEST + 1, "stor.pdf")
    check_size(LARGEST, "stor.pdf")


# Mail and text


def test_a_mail_is_kept_as_a_closed_letter():
    mail = taken("mail-fra-laerer.eml")
    assert (mail.data, mail.cleaned, mail.inline, mail.media_type) == (case("mail-fra-laerer.eml"), False, False, "message/rfc822")
    assert taken("mail.txt", case("mail-fra-laerer.eml")).name == "mail.eml"
    assert "ikke det, som navnet siger" in refusal("mail.eml", b"Hej Mette\r\n\r\nDet er ikke en mail.")
    assert taken("brev.txt", "Fra: Åse\nEmne: Hej\n\nJeg er bekymret.".encode()).media_type.startswith("text/plain")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_text_is_read_as_it_was_written(encoding):
    text = "Ærø, § 115 – »nej«\r\nnæste linje"
    note = taken("Notat", text.encode(encoding))
    assert (note.data.decode(), note.name, note.inline, note.cleaned) == (text, "Notat.txt", False, True)
    pasted = taken("tekst-kopieret-fra-word.txt")
    assert pasted.data.decode() == case("tekst-kopieret-fra-word.txt").decode("utf-8-sig")


# Whatever comes


MUTABLE = [PICTURE, "foto-fra-telefon.heic", "gif-der-ogsaa-er-html.gif", NOTE, PDF, AWKWARD, "mail-fra-laerer.eml"]
BEGINNINGS = [
    b"",
    b"%PDF-1.7\n",
    b"PK\x03\x04",
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n",
    b"GIF89a",
    b"II*\0",
    b"RIFF1234WEBPVP8 ",
    b"\0\0\0\x18ftypheic",
    b"<svg",
]


def let_in_or_refused(data, name):
    try:
        let_in = clean(data, name)
    except Refused:
        return
    assert let_in.data
    assert let_in.name.lower().rpartition(".")[2] in next(kind.endings for kind in Kind if kind.extension == let_in.extension)
    assert not let_in.inline or let_in.media_type in ("image/jpeg", "image/png")


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(BEGINNINGS), st.binary(max_size=600), st.text(max_size=200))
def test_any_bytes_under_any_name_are_let_in_or_refused(beginning, rest, name):
    let_in_or_refused(beginning + rest, name)


@settings(deadline=None, max_examples=150)
@given(
    st.sampled_from(MUTABLE),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=6)), min_size=1, max_size=6),
    st.booleans(),
)
def test_a_file_that_was_tampered_with_is_let_in_or_refused(name, changes, cut):
    data = bytearray(case(name))
    for place, new in changes:
        at = int(place * len(data))
        data[at : at + len(new)] = new
    let_in_or_refused(bytes(data[: int(changes[0][0] * len(data)) + 1] if cut else data), name)


@settings(deadline=None, max_examples=80)
@given(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=8))
def test_a_note_with_any_words_in_its_text_is_let_in_or_refused(place, new):
    with zipfile.ZipFile(CASES / NOTE) as packed:
        parts = {name: packed.read(name) for name in packed.namelist() if "styles" not in name}
    text = bytearray(parts["word/document.xml"])
    text[int(place * len(text)) : int(place * len(text)) + len(new)] = new
    let_in_or_refused(zipped({**parts, "word/document.xml": bytes(text)}), NOTE)
