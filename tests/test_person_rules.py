"""CPR numbers as people type them, names as people bear them, and persons in texts that should have none."""

import csv
import unicodedata
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some
from stdnum.dk.cpr import checksum

from infohus.cases.rules import Under18
from infohus.lib import Refused
from infohus.persons.rules import (
    Cpr,
    age_group,
    birth_date,
    check_without_cpr,
    check_without_person,
    cpr_refusals,
    display_cpr,
    initials,
    is_under_18,
    looks_like_cpr,
    looks_like_name_and_birth_date,
    normal_name,
    read_cpr,
)
from infohus.ui.rules import age_on

CASES = Path(__file__).parent / "cases"
TODAY = date(2026, 11, 24)
ASTA = "6708124000"


def refusal(text):
    with pytest.raises(Refused) as refused:
        read_cpr(text, TODAY)
    assert refused.value.field == "cpr"
    return refused.value.sentence


# ---------- The cases from the field: the third column, in the words of the screen

NO_SUCH_DAY = "Datoen i CPR-nummeret findes ikke. Se efter de første seks cifre: dag, måned og år."
RIGHT = {
    "310209-1234": NO_SUCH_DAY,
    "320110-4000": NO_SUCH_DAY,
    "001309-4321": NO_SUCH_DAY,
    "290203-0001": NO_SUCH_DAY,
    "010155-5678": "Efter CPR-nummeret er fødselsdagen 01.01.2055 ikke kommet endnu. Se efter de syv første cifre.",
    "670812-4000": Cpr(ASTA, date(2012, 8, 7), replacement=True),
    "670812-4018": Cpr("6708124018", date(2012, 8, 7), replacement=True),
    "6708124000": Cpr(ASTA, date(2012, 8, 7), replacement=True),
    " 670812 4000 ": Cpr(ASTA, date(2012, 8, 7), replacement=True),
    "010158-5000": Cpr(
        "0101585000", date(1858, 1, 1), False, question="Efter CPR-nummeret er personen født i 1858. Er fødselsåret 1858 rigtigt?"
    ),
    "70812-4321": "Der skal ti cifre i et CPR-nummer. Her er ni. Mangler der et nul forrest: 070812-4321?",
    "670812432": "Der skal ti cifre i et CPR-nummer. Her er 9 cifre.",
    "67081243210": "Der skal ti cifre i et CPR-nummer. Her er 11 cifre.",
    "67O812-432l": "Der står bogstaverne »O« og »l« i CPR-nummeret. Skriv tallene 0 og 1, hvis det er dem, du mener.",
    "0000000000": NO_SUCH_DAY,
}  # fmt: skip


def cpr_rows():
    with (CASES / "cpr.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_the_file_holds_what_is_tested():
    assert [row["nummer"] for row in cpr_rows()] == list(RIGHT)


@pytest.mark.parametrize("row", cpr_rows(), ids=lambda row: row["hvad"])
def test_the_cases_from_the_field(row):
    right = RIGHT[row["nummer"]]
    if isinstance(right, Cpr):
        assert "afvises:" not in row["ret udfald"]
        assert read_cpr(row["nummer"], TODAY) == right
    else:
        assert row["ret udfald"].startswith("afvises")
        assert refusal(row["nummer"]) == right


def test_modulus_11_never_refuses():
    assert checksum(ASTA) != 0
    assert read_cpr(ASTA, TODAY)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Her er 0 cifre"),
        ("6", "Her er 1 ciffer."),
        ("670812-4O00", "Der står bogstavet »O« i CPR-nummeret. Skriv tallet 0"),
        ("670812-400x", "Der står »x« i CPR-nummeret. Skriv kun de ti cifre."),
        ("670812-400\0", "Der står »et usynligt tegn« i CPR-nummeret"),
        ("70812432", "Her er 8 cifre"),
        ("010155567", "Her er 9 cifre"),
    ],
)
def test_a_number_is_refused_in_words_that_name_the_problem(typed, sentence):
    assert sentence in refusal(typed)


@pytest.mark.parametrize(
    "typed", ["670812\u20114000", "670812–4000", "670812\u00a04000", "67 08 12-4000", "\u200b6708124000", "６７０８１２４０００"]
)
def test_a_pasted_number_is_the_same_person(typed):
    assert read_cpr(typed, TODAY).number == ASTA


@pytest.mark.parametrize(("seventh", "year"), [("0", 1912), ("3", 1912), ("4", 2012), ("5", 2012), ("8", 2012), ("9", 2012)])
def test_the_seventh_digit_tells_the_century(seventh, year):
    assert read_cpr(f"670812{seventh}000", TODAY).birth_on == date(year, 8, 7)


def test_one_of_an_unlikely_age_is_asked_about():
    assert read_cpr("6708120000", TODAY).question == "Efter CPR-nummeret er personen født i 1912. Er fødselsåret 1912 rigtigt?"
    assert read_cpr("6708374000", TODAY).question is None
    assert read_cpr("7911160000", TODAY).question, "110 years old"
    assert read_cpr("8511160000", TODAY).question is None, "110 tomorrow"


@settings(deadline=None)
@given(some.dates(date(1938, 1, 1), TODAY), some.integers(0, 999))
def test_every_birth_date_comes_back(born, last):
    seventh = "4" if born.year >= 2000 and born.year < 2037 else "0"
    number = f"{born.day + 60}{born:%m%y}{seventh}{last:03}"
    assert read_cpr(number, TODAY) == Cpr(number, born, replacement=True)
    assert read_cpr(display_cpr(number), TODAY).number == number


@settings(deadline=None)
@given(some.text())
def test_anything_typed_is_read_or_refused(text):
    try:
        read = read_cpr(text, TODAY).number
    except Refused as refused:
        read = refused.sentence
    assert (read.isdigit() and len(read) == 10) or (read.endswith((".", "?")) and "\0" not in read)


# ---------- Age


def test_a_number_and_a_birth_date_that_disagree_are_asked_about_once_and_the_answer_counts():
    said = {"cpr": "670812-4000", "birth_on": date(2011, 8, 7)}
    (refusal,) = cpr_refusals(said, TODAY, cpr_sure=False)
    assert (refusal.field, "født 7. august 2012. Her står 7. august 2011." in refusal.sentence) == ("birth_on", True)
    assert birth_date(said, TODAY) == date(2012, 8, 7)
    assert list(cpr_refusals({**said, "birth_on_sure": True}, TODAY, cpr_sure=False)) == []
    assert birth_date({**said, "birth_on_sure": True}, TODAY) == date(2011, 8, 7)
    for agrees in ({**said, "birth_on": date(2012, 8, 7)}, {**said, "birth_on": None}, {"cpr": "", "birth_on": date(2011, 8, 7)}):
        assert list(cpr_refusals(agrees, TODAY, cpr_sure=False)) == []
    assert [one.field for one in cpr_refusals({**said, "cpr": "67081240"}, TODAY, cpr_sure=False)] == ["cpr"]


def test_one_is_a_child_until_the_birthday():
    assert [age_group(born, TODAY) for born in (date(2008, 11, 24), date(2008, 11, 25), None)] == [Under18.NO, Under18.YES, None]
    assert is_under_18(date(2008, 11, 25), TODAY)
    assert not is_under_18(date(2008, 11, 24), TODAY)
    assert age_on(date(2012, 8, 7), TODAY) == 14


def test_one_born_on_the_last_of_february_is_older_in_march():
    assert [age_on(date(2008, 2, 29), date(2026, month, day)) for month, day in [(2, 28), (3, 1)]] == [17, 18]
    assert age_on(date(2008, 2, 29), date(2028, 2, 29)) == 20


@given(some.dates(date(1900, 1, 1)), some.integers(0, 40_000))
def test_age_grows_by_one_a_year(born, days):
    if born.toordinal() + days + 366 < date.max.toordinal():
        day = born + timedelta(days=days)
        assert age_on(born, day) >= 0
        assert age_on(born, day + timedelta(days=366)) - age_on(born, day) in {1, 2}


# ---------- Names

INITIALS = {
    "O'Connor Testmand": "O.T.",
    "Aisha D’Angelo-Prøvesen": "A.D.",
    "Mai-Britt Sørensen-Ødegård": "M.S.",
    "Sukarno": "S.",
    "Å": "Å.",
    "Ng": "N.",
    "Ib von der Prøve": "I.P.",
    "Łukasz Żółć-Testmand": "Ł.Ż.",
    "Nguyễn Thị Minh Prøve": "N.P.",
    "İbrahim Testoğlu": "İ.T.",
    "Jón Þórsson Prøve": "J.P.",
    "Abd al-Rahman ibn Prøve": "A.P.",
    "Åse Ångström Prøve": "Å.P.",
    "Renée Null": "R.N.",
    "Prøve, Asta": "A.P.",
    "Dr. Bo T. Testmand jr.": "B.T.",
    "Aslı-Ørsted de la Prøve y Øvelse af Den Meget Lange Slægt med Mange Efternavne som Ikke Må Klippes af Midt i et Ord": "A.O.",
    "محمد تست": "م.ت.",
    "True": "T.",
    "Asta 2. Testmand": "A.T.",
}


def names():
    return (CASES / "navne.txt").read_text(encoding="utf-8").splitlines()


def test_the_names_of_the_file_are_those_tested():
    assert [unicodedata.normalize("NFC", name) for name in names()] == [unicodedata.normalize("NFC", name) for name in INITIALS]


@pytest.mark.parametrize("name", names())
def test_every_name_is_kept_as_it_is_borne(name):
    kept = normal_name(name)
    assert kept == unicodedata.normalize("NFC", name)
    assert kept == normal_name(unicodedata.normalize("NFD", name)), "composed and decomposed spelling are the same"
    assert initials(name) == {unicodedata.normalize("NFC", key): value for key, value in INITIALS.items()}[kept]
    assert initials(unicodedata.normalize("NFD", name)) == initials(name)


def test_blanks_around_a_name_are_no_part_of_it():
    assert normal_name("  Asta \u00a0 Testmand\n") == "Asta Testmand"
    assert initials("") == initials(" , ") == initials("?") == ""
    assert initials("bo testmand, jr.") == "B.T."
    assert initials("Dr.") == "D."


@given(some.text())
def test_any_name_has_initials_and_keeps_its_letters(name):
    assert initials(name).count(".") <= 2
    assert "".join(normal_name(name).split()) == "".join(unicodedata.normalize("NFC", name).split())


# ---------- A person in a text that should have none

A_NUMBER = [
    "Hans CPR er 670812-4000.",
    "6708124000",
    "cpr:670812 4000, siger hun",
    "310209-1234",
    "001309-4321",
    "Nummeret er 67 08 12 4000",
    "67.08.12-4000",
    "670812 – 4000",
    "670812\u20114000",
    "6708\u00ad12-4000",
    "010158-5000\nog mere",
]
NO_NUMBER = [
    "Ring på 43 00 00 00 eller 43000000.",
    "+4543000000",
    "+45 43 00 00 00",
    "004543000000",
    "4543000000",
    "+120812-3456",
    "tlf. 20 10 12 34",
    "Ring 20101234 eller 20105678",
    "Den 12.11.2026 kl. 1330",
    "2026-11-12 0930",
    "Det var 12.11.2026.",
    "I 2026 og 2027",
    "Øvelsesvej 12, 2605 Brøndby",
    "Sag 2026-014 og V-2026-031",
    "CVR 65113015",
    "EAN 5798000000001",
    "0000000000",
    "9912310000",
    "den 24. november 2026, 8. klasse, 14 år",
    "",
]


@pytest.mark.parametrize("text", A_NUMBER)
def test_a_cpr_number_in_a_text_is_seen(text):
    assert looks_like_cpr(text)


@pytest.mark.parametrize("text", NO_NUMBER)
def test_telephones_years_and_houses_are_no_cpr_numbers(text):
    assert not looks_like_cpr(text)


A_PERSON = [
    "Asta Testmand, født 7. august 2012, går i klubben.",
    "Asta Testmand (f. 7/8-12)",
    "Asta Testmand 07.08.2012",
    "Asta Testmand, 070812",
    "Navn: asta testmand. Født: 07-08-2012.",
    "Hun hedder asta testmand og er født den 7. aug. 2012",
    "Det drejer sig om Ib von der Prøve. Han er født 1. maj 2010.",
    "Jón Þórsson Prøve, født 2010-05-01",
    "محمد تست født 7. august 2012",
    "Asta\u00a0Testmand, fødselsdato: 07082012",
    "Asta Testmand was born on August 7, 2012",
    "Bo Testmand, 7th August 2012",
]
NO_PERSON = [
    "Lis Møller ringede den 12. november 2026 og var bekymret.",
    "Vi er en skole. Flere elever i 8. klasse taler om krigen i nyhederne.",
    "Asta Testmand går i klubben.",
    "En elev, der er født 7. august 2012, har sagt noget.",
    "Den 12. november 2026 skete der noget i Brøndby.",
    "En dreng i 9.B på 15 år. Ring til Lis Møller på 43 00 00 00.",
    "Lis Møller, 20101999",
    "Lis Møller, 12-11-56-78",
    "Asta Testmand, Øvelsesvej 1, 2605 Brøndby",
    "Brøndby Skole 12.11.2026",
    "Lis Møller kommer f.eks. den 12.11.2026",
    "Det var i Brøndby 12. november. Han kom 2026 gange.",
    "",
]


@pytest.mark.parametrize("text", A_PERSON)
def test_a_full_name_with_its_birth_date_is_seen(text):
    assert looks_like_name_and_birth_date(text)


@pytest.mark.parametrize("text", NO_PERSON)
def test_a_name_alone_or_a_date_alone_stops_nobody(text):
    assert not looks_like_name_and_birth_date(text)


def test_the_long_texts_from_the_field_hold_no_cpr_number():
    word, paper = ((CASES / name).read_text(encoding="utf-8") for name in ("tekst-kopieret-fra-word.txt", "skema-paa-papir.txt"))
    assert not looks_like_cpr(word)
    assert not looks_like_name_and_birth_date(word)
    assert not looks_like_cpr(paper)
    assert looks_like_name_and_birth_date(paper), "Asta Testmand, født 7. august 2012"


def test_the_stop_is_friendly_and_says_what_to_do():
    check_without_person("En elev i 8. klasse. Hvad gør vi?", "question")
    with pytest.raises(Refused, match=r"ligner et CPR-nummer\. Slet det") as refused:
        check_without_person("Det er 670812-4000.", "question")
    assert refused.value.field == "question"
    with pytest.raises(Refused, match=r"navn med fødselsdato\. Skriv det uden navn"):
        check_without_person("Asta Testmand, født 7. august 2012", "question")
    check_without_cpr("Asta Testmand, født 7. august 2012", "observed")


@settings(deadline=1000)
@given(some.text(max_size=300))
@example("A-" * 40_000)
@example("A " * 40_000)
@example("Aa Bb 1/1-" * 8_000)
@example("født " * 16_000)
@example("1 1 " * 20_000)
@example("navn " + "A" * 80_000)
def test_no_text_takes_long_to_look_through(text):
    assert looks_like_cpr(text) in (True, False)
    assert looks_like_name_and_birth_date(text) in (True, False)
