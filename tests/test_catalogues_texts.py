"""The catalogue as it comes: complete, in plain Danish, promising no more than is true; and what a new wording must keep."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest

from infohus.advice.models import Group as AdviceGroup
from infohus.catalogues.rules import (
    COMMON,
    Area,
    Entry,
    Group,
    Kind,
    Party,
    check_dates,
    check_number,
    check_text,
    fill,
    is_past_check,
    load_defaults,
    placeholders,
    valid_on,
)
from infohus.concerns.rules import RejectionCode, Source
from infohus.lib import Refused
from tests.settings import ROOT

TODAY = date(2026, 11, 25)
EVERY = load_defaults()


def of(kind):
    return {entry.code: entry for entry in EVERY if entry.kind == kind}


def spoken(entry):
    """Every Danish text of an entry that somebody reads."""
    shown = ("title", "subject", "help", "also", "constraints", "news", "who", "due", "citation")
    return [entry.text, *[entry.data[name] for name in shown if isinstance(entry.data.get(name), str)]]


# ---- What there is


def test_every_standard_text_is_shown_somewhere():
    """An editor who changes a wording changes what somebody reads: each code stands in the product, whole or by its beginning."""
    product = [file for kind in ("*.py", "*.html") for file in (ROOT / "infohus").rglob(kind) if "migrations" not in file.parts]
    code = "\n".join(file.read_text() for file in product)
    endings = ("_OWN_CHILD", "_ONESELF")  # put on by whom a concern is about
    for entry in of(Kind.TEXT).values():
        known = {entry.code, *(entry.code.removesuffix(end) for end in endings)}
        assert entry.code.startswith("QUESTION_") or any(f'"{one}"' in code for one in known), f"{entry.code} is read nowhere"


def test_every_kind_has_entries_and_no_code_stands_twice():
    assert {entry.kind for entry in EVERY} == set(Kind)
    assert len({(entry.kind, entry.code) for entry in EVERY}) == len(EVERY)
    assert len(valid_on(EVERY, TODAY)) == len(EVERY)
    assert valid_on(EVERY, date(2025, 12, 31)) == []


def test_every_entry_fits_its_row():
    for entry in EVERY:
        assert len(entry.kind) <= 20
        assert len(entry.code) <= (24 if entry.kind in (Kind.PURPOSE, Kind.THEME, Kind.SOURCE) else 40), entry.code
        assert 0 < len(entry.source) <= 300
        assert json.loads(json.dumps(entry.data)) == entry.data


def test_the_signs_come_in_both_categories_and_each_weaker_one_tells_what_else_it_can_be():
    signs = of(Kind.SIGN)
    assert list(signs) == [f"A{n:02}" for n in range(1, 14)] + [f"B{n:02}" for n in range(1, 20)]
    assert {code for code, sign in signs.items() if sign.data.get("acute")} == {"A04", "A05", "A06", "A12"}
    for code, sign in signs.items():
        assert sign.data["category"] == ("SERIOUS" if code[0] == "A" else "OTHER")
        assert sign.data["group"] in Group
        assert bool(sign.data.get("also")) == bool(sign.data.get("also_en")) == (code[0] == "B" and code != "B19"), code


def test_nothing_in_the_catalogue_weighs_a_sign():
    for entry in EVERY:
        numbers = {name for name, value in entry.data.items() if isinstance(value, int | float) and not isinstance(value, bool)}
        assert numbers <= {"keep_days", "keep_months", "step"}, entry.code


def test_what_surrounds_the_signs_is_there():
    assert list(of(Kind.TRIGGER)) == [f"C{n:02}" for n in range(1, 9)]
    assert list(of(Kind.NOT_SIGN)) == [f"D{n:02}" for n in range(1, 9)]
    assert list(of(Kind.FACTOR)) == [f"P{n:02}" for n in range(1, 19)]
    assert {factor.data["area"] for factor in of(Kind.FACTOR).values()} == set(Area)
    halves = {code: dimension.data["half"] for code, dimension in of(Kind.DIMENSION).items()}
    assert halves == {f"R{n}": "RISK" for n in range(1, 5)} | {f"W{n}": "WELLBEING" for n in range(1, 6)}


def test_the_codes_are_those_of_the_forms():
    assert set(of(Kind.SOURCE)) == set(Source)
    assert set(of(Kind.ASKER)) == set(AdviceGroup)
    assert set(RejectionCode) <= set(of(Kind.REJECTION))
    for source in of(Kind.SOURCE).values():
        assert f"PROMISE_{source.data['promise']}" in of(Kind.TEXT)
        assert bool({"PUBLIC", "PROFESSIONAL"} & set(source.data["faces"])) == bool(source.text_en), source.code


# ---- Legal bases


def test_a_basis_carries_only_what_there_is():
    purposes = {code for code, purpose in of(Kind.PURPOSE).items() if purpose.data["disclosure"]}
    for basis in of(Kind.BASIS).values():
        assert set(basis.data["from_parties"]) | set(basis.data["to_parties"]) <= set(Party)
        assert set(basis.data["purposes"]) <= purposes, basis.code
        carries = bool(basis.data["to_parties"])
        assert bool(basis.data["purposes"]) == bool(basis.data["from_parties"]) == basis.data["needs_necessity"] == carries, basis.code
        assert basis.data["confidence"] in ("HIGH", "MEDIUM", "LOW")
        assert (basis.checked_on, basis.check_again_on) == (date(2026, 1, 15), date(2027, 1, 15))
    assert len(of(Kind.BASIS)) == 63


def test_every_purpose_of_a_disclosure_has_a_basis():
    carried = {purpose for basis in of(Kind.BASIS).values() for purpose in basis.data["purposes"]}
    assert carried == {code for code, purpose in of(Kind.PURPOSE).items() if purpose.data["disclosure"]}


def test_no_purpose_is_investigation():
    for purpose in of(Kind.PURPOSE).values():
        assert not re.search("efterforsk|straffesag|investig", f"{purpose.code} {purpose.text} {purpose.data['help']}", re.IGNORECASE)
    assert "efterforskning" in of(Kind.BASIS)["RPL115_2"].data["constraints"]


def test_a_private_association_never_receives_on_section_115_but_may_by_consent():
    for code, basis in of(Kind.BASIS).items():
        reached = Party.PRIVATE in basis.data["to_parties"]
        assert reached == (code == "CONSENT"), code
        assert basis.data["needs_consent"] == (code == "CONSENT"), code


def test_a_basis_that_changed_says_what_is_new():
    bases = of(Kind.BASIS)
    assert "1. april 2024" in bases["BL15_3"].data["news"]
    assert "2. februar 2025" in bases["AIACT5"].data["news"]
    assert "news" not in bases["OFFL13"].data


def test_no_class_is_adopted_and_no_archive_decision_taken_before_the_municipality_does_it():
    classes = of(Kind.RETENTION_CLASS)
    assert list(classes) == [f"R{n}" for n in range(12)]
    assert {(one.data["adopted"], one.data["archive"]) for one in classes.values()} == {(False, "UNDECIDED")}
    months = {code: one.data.get("keep_months") for code, one in classes.items()}
    assert (months["R2"], months["R3"], months["R4"], months["R5"], months["R7"]) == (6, 6, 12, 60, 24)
    assert (classes["R1"].data["keep_days"], classes["R10"].data["keep_days"]) == (30, 90)


# ---- Language


def test_every_text_keeps_what_it_must_have_in_both_languages():
    for entry in EVERY:
        check_text(entry.kind, entry.code, entry.text)
        if entry.text_en:
            check_text(entry.kind, entry.code, entry.text_en, "text_en")
            assert {name.removesuffix("_en") for name in placeholders(entry.text_en)} == placeholders(entry.text), entry.code
        for name in ("title", "title_en", "subject", "subject_en"):
            if name in entry.data:
                check_text(entry.kind, entry.code, entry.data[name], name)
        if entry.data.get("title") and entry.text_en and entry.kind != Kind.DIMENSION:
            assert entry.data.get("title_en"), entry.code


def test_the_public_pages_can_be_read_in_english():
    public = [*of(Kind.SIGN).values(), *of(Kind.NOT_SIGN).values(), *of(Kind.TRIGGER).values(), *of(Kind.NUMBER).values()]
    public += [
        *of(Kind.TERM).values(),
        *(one for one in of(Kind.PRINT).values() if "step" not in one.data and one.data["letter"] != "code_slip"),
    ]
    public += [one for one in of(Kind.LINK).values() if one.data.get("public")]
    texts = of(Kind.TEXT)
    own = [
        "ACUTE_BOX",
        "ACUTE_SIGN",
        "ACUTE_YES",
        "SIGNS_PRINCIPLE",
        "SIGN_ALONE",
        "CODE_WRONG",
        "RECEIPT_CODE",
        "RECEIPT_READ",
        "RECEIPT_CHILD",
    ]
    public += [texts[code] for code in [*own, "PROMISE_ABOUT_OTHER", "PROMISE_OWN_CHILD", "PROMISE_ONESELF"]]
    public += [entry for code, entry in texts.items() if code.startswith(("PRIVACY_", "ACCESSIBILITY_", "LEAVE_", "QUESTION_", "HAPPENS_"))]
    for entry in public:
        assert entry.text_en, entry.code
        assert not re.search("[æøåÆØÅ]", entry.text_en), entry.code


@pytest.mark.parametrize(
    "slip", ["!", "  ", " ,", " .", "**", "`", "..", "Brøndby", "Vestegn", "radikaliserede borger", "den radikaliserede"]
)
def test_the_texts_are_proof_read(slip):
    for entry in EVERY:
        for text in [*spoken(entry), entry.text_en]:
            assert slip not in text, f"{entry.code}: {text}"
            assert text == text.strip(), entry.code


def lix(text):
    """The readability number: words in a sentence and the share of words over six letters."""
    words = re.findall(r"[\w’']+", re.sub(r"\{\w+\}", "43", text))
    sentences = len(re.findall(r"[.!?:](?:\s|$)", text)) or 1
    return len(words) / sentences + 100 * sum(len(word) > 6 for word in words) / len(words)


def test_what_the_public_reads_is_easy():
    public = [entry for entry in EVERY if entry.kind == Kind.TEXT and entry.text_en]
    assert lix(" ".join(entry.text for entry in public)) <= 32
    for entry in public:
        assert lix(entry.text) <= 43, entry.code
    assert lix("Forvaltningsmyndighedens sagsbehandlingsfrist overskrides undtagelsesvis.") > 43


def test_no_text_promises_that_a_mailbox_is_deleted_with_its_code():
    for entry in (of(Kind.PRINT)["CODE_SLIP_KEEP"], of(Kind.TEXT)["CODE_WRONG"]):  # it is closed; what was written stays with the case
        assert not re.search(r"slette|delete", f"{entry.text} {entry.text_en}"), entry.code


def test_the_promise_promises_no_more_than_the_law_lets_us_keep():
    for code in ("ABOUT_OTHER", "OWN_CHILD", "ONESELF"):
        promise = of(Kind.TEXT)[f"PROMISE_{code}"].text
        assert "tavshedspligt" in promise
        assert "politiet" in promise
        assert not re.search(r"\b(altid|garanterer|lover)\b", promise)
    assert "Vi kan derfor ikke love" in of(Kind.TEXT)["PROMISE_ABOUT_OTHER"].text
    assert "ikke være anonym" in of(Kind.TEXT)["PROMISE_OWN_CHILD"].text


def test_a_mail_tells_nothing():
    for code, entry in of(Kind.TEXT).items():
        if code.startswith("MAIL_"):
            assert not re.search(
                "bekymring|radikal|ekstrem|sag |barn|underret|politi", entry.text + entry.data["subject"], re.IGNORECASE
            ), code
            assert "address" in placeholders(entry.text)


def test_each_word_of_the_field_is_explained():
    terms = of(Kind.TERM)
    for code in ("Concern", "Disclosure", "case.lead", "StatutoryReport", "SSP", "LAT", "UNIT_HPM", "AreaMonitoring"):
        assert len(terms[code].text) > 40
    assert all(entry.text.endswith((".", "?")) and entry.data["title"] for entry in terms.values())
    assert len(terms) >= 60


# ---- What a new wording must keep


def refusal(check, *given):
    with pytest.raises(Refused) as refused:
        check(*given)
    return refused.value.sentence, refused.value.field


def test_a_text_without_its_number_is_refused_and_with_it_taken():
    check_text(Kind.TEXT, "ACUTE_BOX", "Ring {alarm_phone}, ellers {police_phone}.")
    sentence, field = refusal(check_text, Kind.TEXT, "ACUTE_BOX", "Ring {alarm_phone}, ellers politiet.")
    assert (sentence, field) == ("Teksten mangler {police_phone}. Sæt det ind, hvor det skal stå.", "text")
    assert refusal(check_text, Kind.TEXT, "ACUTE_BOX", "Call {alarm_phone}.", "text_en")[1] == "text_en"
    check_text(Kind.TEXT, "ACUTE_BOX", "Fare", "title")  # a heading needs no number


def test_a_placeholder_nobody_can_fill_is_refused():
    sentence, _ = refusal(check_text, Kind.TEXT, "SIGN_ALONE", "Ring {telefon}.")
    assert sentence.startswith("{telefon} findes ikke. Du kan bruge: {address}, ")
    assert "{ coordinator_phone}" in refusal(check_text, Kind.TEXT, "SIGN_ALONE", "Ring { coordinator_phone}.")[0]
    check_text(Kind.TEXT, "SIGN_ALONE", "Ring {coordinator_phone}.")
    check_text(Kind.TEXT, "OUR_OWN", "Skriv til {municipality}.")  # a text the municipality made itself


@pytest.mark.parametrize("text", ["Ring {alarm_phone", "Ring alarm_phone}", "Ring {{alarm_phone}}", "{"])
def test_a_brace_without_its_fellow_is_refused(text):
    assert "tuborgklamme" in refusal(check_text, Kind.TEXT, "SIGN_ALONE", text)[0]


def test_a_sign_has_no_placeholders_and_no_text_is_empty():
    assert refusal(check_text, Kind.SIGN, "A01", "Bor i {municipality}")[0].startswith("{municipality} kan ikke udfyldes")
    assert "tom" in refusal(check_text, Kind.SIGN, "A01", " \n")[0]
    check_text(Kind.SIGN, "A01", "Har deltaget i vold")


def test_a_filled_text_is_never_filled_again():
    assert fill("{a} og {b}", a="{b}", b="to") == "{b} og to"
    assert fill("Ring 112", a="x") == "Ring 112"
    with pytest.raises(KeyError):
        fill("{a} og {b}", a="en")
    assert placeholders("{a_1} og {B} og { c } og {a_1}") == {"a_1"}


@pytest.mark.parametrize("number", ["112", "114", "1813", "43 00 00 00", "43000000", "+45 43 00 00 00", "{coordinator_phone}"])
def test_a_number_that_can_be_called_is_taken(number):
    check_number(number)


@pytest.mark.parametrize(
    "number", ["", "11", "43 00 00 0", "ring 112", "112 ", "{alarm}", "4300000000", "+45", "११२", "112\n", "43\u00a000 00 00"]
)
def test_a_number_nobody_can_call_is_refused(number):
    assert refusal(check_number, number)[1] == "number"


def test_what_people_have_read_is_not_changed_afterwards():
    check_dates(TODAY, None, TODAY)
    check_dates(TODAY, TODAY, TODAY)
    check_dates(date(2027, 1, 1), date(2027, 12, 31), TODAY)
    assert refusal(check_dates, date(2026, 11, 24), None, TODAY)[1] == "valid_from"
    assert refusal(check_dates, TODAY, date(2026, 11, 24), TODAY)[1] == "valid_until"


def test_a_new_wording_is_valid_from_its_date_and_the_old_one_until_then():
    old = Entry(Kind.SIGN, "A01", "gammel")
    new = replace(old, text="ny", valid_from=date(2026, 12, 1))
    short = Entry(Kind.SIGN, "A02", "kort", valid_until=date(2026, 11, 30))
    assert [entry.text for entry in valid_on([new, old, short], date(2026, 11, 30))] == ["gammel", "kort"]
    assert [entry.text for entry in valid_on([new, old, short], date(2026, 12, 1))] == ["ny"]
    assert [entry.text for entry in valid_on([old, new], date(2026, 12, 1))] == ["ny"]


def test_a_basis_warns_after_its_check_date():
    basis = of(Kind.BASIS)["RPL115_2"]
    assert not is_past_check(basis, date(2027, 1, 15))
    assert is_past_check(basis, date(2027, 1, 16))
    assert not is_past_check(replace(basis, check_again_on=None), date(2099, 1, 1))


def test_what_every_text_can_use_is_used_by_some():
    used = {name for entry in EVERY for text in [entry.text, entry.text_en, str(entry.data)] for name in placeholders(text)}
    assert used >= COMMON
