"""Receipt codes: derived, read however they are typed, spelled on the telephone, and open for ninety days."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from infohus.lib import TZ, Refused
from infohus.mailboxes.rules import (
    CODE_LENGTH,
    CODE_SIGNS,
    check_message,
    code_hash,
    content_mac,
    is_open,
    make_code,
    office_hours,
    read_code,
    spell,
    token_hash,
    valid_until,
)

KEY = b"k" * 32
CODE = "K7QF-2M9T-XW4B-8HDN"


def refusal(typed):
    with pytest.raises(Refused) as refused:
        read_code(typed)
    assert refused.value.field == "code"
    return refused.value.sentence


def test_a_code_is_the_first_eighty_bits_of_the_keyed_hash():
    # RFC 4231, test case 2: key "Jefe", "what do ya want for nothing?" gives 5bdcc146bf60754e6a04...
    code = make_code(b"Jefe", b"what do ya want for nothing?")
    value = sum(CODE_SIGNS.index(sign) << 5 * place for place, sign in enumerate(reversed(code.replace("-", ""))))
    assert value.to_bytes(10, "big").hex() == "5bdcc146bf60754e6a04"


@given(some.binary(min_size=1), some.binary())
def test_one_token_is_one_code(key, token):
    code = make_code(key, token)
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", code)
    assert code == make_code(key, token) == read_code(code)
    assert code != make_code(key, token + b".")


@pytest.mark.parametrize(
    "typed",
    [
        "k7qf-2m9t-xw4b-8hdn",
        "K7QF 2M9T XW4B 8HDN",
        "k7qf2m9txw4b8hdn",
        "  K7QF-2M9T-XW4B-8HDN. ",
        "K7QF-2M9T-\nXW4B-8HDN",
        "K7QF-2M9T-\r\nXW4B-8HDN",
        "K7QF–2M9T—XW4B\u20118HDN",
        "»K7QF-2M9T-XW4B-8HDN«",
        "K7QF\u00ad-2M9T\u200b-XW4B-8HDN",
        "Ｋ７ＱＦ-2M9T-XW4B-8HDN",
    ],
)
def test_every_spelling_of_the_right_code_opens(typed):
    assert read_code(typed) == CODE


@pytest.mark.parametrize("typed", ["O1IL-0000-1111-ABCD", "o1il-oooo-iIlL-abcd", "0111-0000-1111-ABCD"])
def test_signs_that_look_alike_are_read_alike(typed):
    assert read_code(typed) == "0111-0000-1111-ABCD"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Skriv din kode. Den har 16 tegn"),
        (" .\n", "Skriv din kode. Den har 16 tegn"),
        ("K7QF-2M9T-XW4B-8HD", "Koden har 16 tegn. Her er 15."),
        ("K7QF-2M9T-XW4B-8HDN-K7QF", "Her er 20."),
        ("K7QF-2M9T-XW4B-8HDU", "Bogstavet U findes ikke i en kode. Se efter, om det er et V."),
        ("K7QF-2M9T-XW4B-8HDÅ", "Tegnet »Å« findes ikke"),
        ("K7QF-2M9T-XW4B-8HD\x01", "Tegnet »et usynligt tegn« findes ikke"),
    ],
)
def test_what_cannot_be_a_code_is_refused_kindly(typed, sentence):
    assert sentence in refusal(typed)


@given(some.text())
def test_anything_typed_is_a_code_or_refused(text):
    try:
        read = read_code(text)
    except Refused as refused:
        read = refused.sentence
    assert read.endswith(".") or len(read) == CODE_LENGTH + 3


@given(some.binary(), some.randoms())
def test_a_code_survives_how_people_write(token, chance):
    code = make_code(KEY, token)
    looks = {"0": "0Oo", "1": "1IiLl", "-": "- \n"}
    assert read_code("".join(chance.choice(looks.get(sign, sign + sign.lower())) for sign in code)) == code


@pytest.mark.parametrize(("said", "hours"), [
    ("hverdage kl. 8.30–15", ((8, 30), (15, 0))), ("Hverdage kl. 9-14", ((9, 0), (14, 0))), ("mandag til fredag fra kl. 8.00 til 15.30", ((8, 0), (15, 30))),
    ("alle hverdage mellem 9 og 15", ((9, 0), (15, 0))), ("kl. 10–12", ((10, 0), (12, 0))),
])  # fmt: skip
def test_telephone_hours_are_read_as_they_are_written(said, hours):
    assert office_hours(said) == tuple(time(*one) for one in hours)


@pytest.mark.parametrize(
    "said", ["", "efter aftale", "hele døgnet", "mandag kl. 9–12", "hverdage kl. 9–12 og 13–15", "hverdage kl. 15–9", "hverdage kl. 8–25"]
)
def test_hours_that_cannot_be_told_promise_nobody(said):
    assert office_hours(said) is None


def test_a_code_is_spelled_in_groups_of_four():
    assert spell(CODE) == (
        "Karen, syv, Quintus, Frederik – to, Marie, ni, Theodor – Xerxes, William, fire, Bernhard – otte, Hans, David, Nikolaj"
    )
    said = [spell(sign) for sign in CODE_SIGNS]
    assert len(set(said)) == len(CODE_SIGNS)
    assert all(word[0].upper() == sign for sign, word in zip(CODE_SIGNS, said, strict=True) if sign.isalpha())


def test_what_is_kept_of_a_code_does_not_open_and_is_told_apart():
    kept = {code_hash(KEY, CODE), token_hash(KEY, CODE.encode()), content_mac(KEY, CODE.encode()), code_hash(b"other", CODE)}
    assert len(kept) == 4
    assert all(re.fullmatch(r"[0-9a-f]{64}", one) for one in kept)
    assert code_hash(KEY, read_code(CODE.lower())) == code_hash(KEY, CODE)
    assert CODE.replace("-", "") not in "".join(kept).upper()


def test_a_code_opens_for_ninety_days():
    sent = datetime(2026, 11, 24, 8, 12, tzinfo=TZ)
    until = valid_until(sent)
    assert until.astimezone(TZ).date().isoformat() == "2027-02-22"
    assert is_open(until, None, sent)
    assert is_open(until, None, until)
    assert not is_open(until, None, until + timedelta(seconds=1))
    assert not is_open(until, sent + timedelta(hours=1), sent + timedelta(hours=2)), "closed by its owner"
    assert until.tzinfo is UTC


def test_a_message_says_something():
    check_message("Jeg kom i tanke om noget mere.")
    for text, sentence in [(" \n", "Skriv din besked"), ("a" * 50_001, "for lang")]:
        with pytest.raises(Refused, match=sentence) as refused:
            check_message(text)
        assert refused.value.field == "text"
