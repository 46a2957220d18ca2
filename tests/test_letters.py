"""What is printed: each letter one tagged page with the current numbers, whatever characters it is given."""

import io
import unicodedata
from datetime import date
from pathlib import Path

import pikepdf
import pypdf
import pytest

from infohus.catalogues.rules import Kind, fill, load_defaults, valid_on
from infohus.gateways import typst
from infohus.mailboxes.rules import spell

LETTERS = Path(typst.__file__).parent.parent / "catalogues" / "letters"
CASES = Path(__file__).parent / "cases"
VARIANTS = ["UNDER_18", "OVER_18", "ACUTE", "LEADER"]
OWN = {
    "municipality": "Prøvekøbing Kommune", "address": "infohus.proevekoebing.dk", "coordinator_phone": "43 00 00 00",
    "coordinator_hours": "Hverdage kl.\u00a08.30–15",
    "police_unit": "Prøvekøbing Politi, radikaliseringsenheden", "police_unit_phone": "43 00 11 11",
    "child_department": "Børne-Familieafdelingen", "child_duty_phone": "43 00 22 22", "alarm_phone": "112", "police_phone": "114",
    "valid_until": "22. februar 2027", "kept_unfounded": "6 måneder",
}  # fmt: skip
CODE = "K7QF-2M9T-XW4B-8HDN"


def entries(kind, **having):
    valid = valid_on(load_defaults(), date(2026, 11, 25))
    return [entry for entry in valid if entry.kind == kind and all(entry.data.get(name) == value for name, value in having.items())]


def titled(entry):
    door = {"leaflet": "", "code_slip": "/svar"}.get(entry.data.get("letter"), "/fagperson")
    own = OWN | {"address": OWN["address"] + door}
    return {"title": fill(entry.data["title"], **own), "text": fill(entry.text, **own)}


def numbers(*codes):
    every = {entry.code: entry for entry in entries(Kind.NUMBER)}
    return [{**titled(every[code]), "number": fill(every[code].data["number"], **OWN)} for code in codes]


def opening(letter, **having):
    """The opening entry of a letter and what every letter is given."""
    (first,) = [entry for entry in entries(Kind.PRINT, letter=letter, **having) if "step" not in entry.data and "phase" not in entry.data]
    foot = "Teksterne rettes ét sted. Er kortet ældre end et år, så udskriv et nyt."
    return first.data["title"], {"lead": first.text, "from": OWN["municipality"], "printed_on": "25. november 2026", "foot": foot}


def action_card(variant):
    title, data = opening("action_card", variant=variant)
    *steps, after = [entry for entry in entries(Kind.PRINT, letter="action_card", variant=variant) if "step" in entry.data]
    codes = ["ALARM", "POLICE", "COORDINATORS"] + (["CHILD_DUTY"] if variant != "OVER_18" else ["POLICE_UNIT"])
    return title, data | {"variant": variant, "steps": [titled(step) for step in steps], "after": titled(after), "numbers": numbers(*codes)}


def flow_chart():
    title, data = opening("flow_chart")
    named = {"CLARIFY": "Afklaring", "EFFORT": "Indsats", "END": "Til sidst"}
    stages = {
        phase: [
            {**titled(one), "who": one.data["who"], "due": one.data["due"]} for one in entries(Kind.PRINT, letter="flow_chart", phase=phase)
        ]
        for phase in named
    }
    phases = [{"title": named[phase], "stages": stages[phase]} for phase in named]
    return title, data | {"phases": phases, "numbers": numbers("ALARM", "POLICE", "COORDINATORS", "CHILD_DUTY")}


def leaflet():
    title, data = opening("leaflet")
    parts = [titled(entry) for entry in entries(Kind.PRINT, letter="leaflet") if "step" in entry.data]
    not_signs = {"title": "Det er ikke et tegn i sig selv", "list": [entry.text for entry in entries(Kind.NOT_SIGN)]}
    return title, data | {"parts": parts, "not_signs": not_signs, "numbers": numbers("ALARM", "POLICE", "COORDINATORS", "POLICE_UNIT")}


def code_slip():
    title, data = opening("code_slip")
    parts = [titled(entry) for entry in entries(Kind.PRINT, letter="code_slip") if "step" in entry.data]
    return title, data | {"code": CODE, "spelled": spell(CODE), "parts": parts, "numbers": numbers("ALARM", "POLICE", "COORDINATORS")}


def sample(letter, variant=None):
    return {"flow_chart": flow_chart, "leaflet": leaflet, "code_slip": code_slip}[letter]() if variant is None else action_card(variant)


EVERY = [*[("action_card", variant) for variant in VARIANTS], ("flow_chart", None), ("leaflet", None), ("code_slip", None)]
every_letter = pytest.mark.parametrize(("letter", "variant"), EVERY)


def printed(letter, variant=None, **changed):
    title, data = sample(letter, variant)
    return typst.pdf(LETTERS / f"{letter}.typ", data | changed, title=changed.get("title", title))


def words(made):
    """The text of a PDF with its lines joined."""
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made.content)).pages).split())


def tags(element, found):
    """Every tag of the structure tree."""
    if isinstance(element, pikepdf.Array):
        for inner in element:
            tags(inner, found)
    elif isinstance(element, pikepdf.Dictionary):
        if "/S" in element:
            found.append(str(element.S))
        if "/K" in element:
            tags(element.K, found)
    return found


@every_letter
def test_a_letter_is_one_page_of_a4_with_the_current_numbers(letter, variant):
    made = printed(letter, variant)
    (page,) = pypdf.PdfReader(io.BytesIO(made.content)).pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
    for number in ("112", "114", OWN["coordinator_phone"]):
        assert number in words(made)
    assert made.named == []
    assert "Tegn, der ikke kan vises" not in words(made)


def test_a_changed_number_is_printed_and_the_old_one_is_gone(monkeypatch):
    monkeypatch.setitem(OWN, "coordinator_phone", "44 12 34 56")
    made = printed("action_card", "UNDER_18")
    assert "44 12 34 56" in words(made)
    assert "43 00 00 00" not in words(made)


@every_letter
def test_a_letter_is_tagged_so_that_it_can_be_read_aloud(letter, variant):
    made = printed(letter, variant)
    with pikepdf.open(io.BytesIO(made.content)) as document:
        root = document.Root
        assert str(root.Lang) == "da-DK"
        assert root.MarkInfo.Marked
        assert root.ViewerPreferences.DisplayDocTitle
        with document.open_metadata() as meta:
            assert meta["pdfuaid:part"] == "1"
            assert meta["dc:title"] == sample(letter, variant)[0]
        found = tags(root.StructTreeRoot, [])
    assert found.count("/H1") == 1
    assert found.count("/H2") >= 2
    assert ("/TH" in found) == (letter != "flow_chart")


@every_letter
def test_every_name_is_printed_as_it_was_typed(letter, variant):
    names = (CASES / "navne.txt").read_text(encoding="utf-8").splitlines()
    made = printed(letter, variant, lead="\n".join(names), **{"from": max(names, key=len)})
    assert made.named == []
    found = words(made)
    for name in names:
        if not any(unicodedata.bidirectional(sign) == "AL" for sign in name):  # text extraction gives Arabic words in another order
            assert unicodedata.normalize("NFC", name).replace("\u00a0", " ") in found


@every_letter
def test_a_text_from_word_is_kept_to_its_last_line(letter, variant):
    text = (CASES / "tekst-kopieret-fra-word.txt").read_text(encoding="utf-8")
    made = printed(letter, variant, lead=text + "\x00\x07 slut")
    found = words(made)
    assert "SIDSTE LINJE SKAL OGSÅ MED. slut" in found
    assert "Radikaliseringskoordinatoren" in found  # found across soft hyphens
    assert "• Han har set en video" in found
    assert made.named == []


@every_letter
def test_a_character_no_font_has_is_named_and_nothing_fails(letter, variant):
    made = printed(letter, variant, lead="Se 📎 og 中 og 👩‍👧, \ud800 og \u202eبحث\u202c og \x00færdig.", title="Et kort 📎")
    assert made.named == ["📎 PAPERCLIP", "中 CJK UNIFIED IDEOGRAPH-4E2D", "👩 WOMAN", "👧 GIRL", "\ufffd U+D800"]
    found = words(made)
    assert "Se □ og □ og □, □ og" in found
    assert "Tegn, der ikke kan vises (□): PAPERCLIP, CJK UNIFIED IDEOGRAPH-4E2D, WOMAN, GIRL, U+D800." in found


def test_many_strange_characters_are_counted_not_all_listed():
    made = printed("code_slip", lead="".join(chr(0x4E00 + n) for n in range(40)))
    assert len(made.named) == 40
    assert "og 28 andre." in words(made)


def test_what_looks_like_code_is_only_text():
    hostile = '#read("/settings.py") *fed* $x^2$ <mærke> // væk @kilde `kode` \\ #panic("nej")'
    assert hostile.split(" //")[0] in words(printed("leaflet", lead=hostile))
    assert "// væk @kilde" in words(printed("leaflet", lead=hostile))


def test_marks_that_turn_the_direction_of_writing_are_left_out():
    assert typst.printable("\u202egnirts\u202c \u2066x\u2069 \u200fy") == ("gnirts x y", [])


def test_a_sign_with_its_marks_is_judged_as_one():
    assert typst.printable("e\u0301 q\u0323\u0307") == ("é q\u0323\u0307", [])
    assert typst.printable("می\u200cخواهم") == ("می\u200cخواهم", [])
    assert typst.printable("ק\u0301") == ("ק", ["\u0301 COMBINING ACUTE ACCENT"])
    assert typst.printable("ｆ𝐁 ☺\ufe0f") == ("fB ☺", [])


def test_the_fonts_inside_typst_have_what_we_say_they_have():
    """In heading and text, without the second try that would hide a mistake; a mark is tried on a letter of its own script."""
    carrier = {"HEBREW": "\u05d0", "ARABIC": "\u0628"}
    signs = [chr(sign) for sign in sorted(typst._ranges(typst.MONO) | typst._ranges(typst.SERIF))]
    tried = [carrier.get(unicodedata.name(sign).split()[0], "\u0180") * unicodedata.category(sign).startswith("M") + sign for sign in signs]
    title, data = sample("leaflet")
    data["parts"] = [{"title": " ".join(tried), "text": " ".join(tried)}]
    made = typst._compiled(LETTERS / "leaflet.typ", data, title, typst.FONTS, typst._fonts(typst.FONTS))
    assert made.named == []


def test_a_template_that_asks_for_more_than_it_was_given_says_so():
    title, data = sample("leaflet")
    del data["numbers"]
    with pytest.raises(typst.NotPrinted, match=r"leaflet\.typ: .*numbers"):
        typst.pdf(LETTERS / "leaflet.typ", data, title=title)
