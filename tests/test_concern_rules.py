"""What a concern must hold, what opens when it arrives, and how its sentences are parted."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from infohus.cases.rules import Fact, Stage, Under18, check_move
from infohus.catalogues.rules import Kind as Catalogue
from infohus.catalogues.rules import load_defaults
from infohus.concerns.rules import (
    ACUTE,
    GROUP_OF,
    SERIOUS,
    WORDS_OF,
    HowKnown,
    Interpreter,
    Professional,
    Registration,
    RejectionCode,
    SentenceKind,
    Source,
    SourceGroup,
    Told,
    check_facts,
    check_professional,
    check_registration,
    check_rejection,
    check_reporter,
    check_second_person,
    check_signs,
    expected_on_arrival,
    professional_refusals,
    registered_facts,
    registration_refusals,
    source_group,
    split_sentences,
    telling_words,
)
from infohus.deadlines.rules import Kind
from infohus.lib import TZ, Refused

CASES = Path(__file__).parent / "cases"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=TZ)
SEEN, TOLD, GUESS, LEFT_OUT = SentenceKind
TEXT = (
    "Min søns ven var hjemme hos os i lørdags om eftermiddagen. Han viste min søn en lukket gruppe på sin telefon, hvor de hylder en mand, "
    "der skød mange mennesker i et andet land. Han sagde, at manden var en helt. Jeg stod i køkkenet og hørte det. "
    "Min søn siger, at han har talt sådan hele efteråret. Jeg tror, han er meget alene. Hans mor er vist syg."
)


def parts(text):
    return [sentence.strip() for sentence in split_sentences(text)]


# ---------- Sentences


def test_a_concern_is_parted_into_its_sentences():
    assert len(parts(TEXT)) == 7
    assert parts(TEXT)[3] == "Jeg stod i køkkenet og hørte det."


@pytest.mark.parametrize(
    "sentence",
    [
        "Han sagde det fx den 12. november kl. 19.30 i klubben.",
        "Det var den 12. November, bl.a. i frikvarteret.",
        "Drengen i 9.B og pigen i 9. B kender dr. Testmand, f.eks. fra klubben.",
        "Bo T. Testmand og O.H. Prøve kom kl. ca. 13.20.",
        "Se § 115, stk. 2, og nr. 3.",
        "Hun spurgte: »Hvem?« og gik.",
        'Han sagde "nej!" og grinede.',
        "Den 12. 11. 2026 skete det igen.",
        "Den ligger på www.video.example.invalid/se.Her eller skriv til en@skole.Example.",
        "Jeg talte med min\nsøn om det.",
        "Han tog 3 ting (bl.a. en kniv) med, osv. og løb.",
        "1. Han kom for sent.",
        "(2) En anden elev siger det.",
    ],
)
def test_short_forms_dates_and_quotations_do_not_part_a_sentence(sentence):
    assert parts(f"{sentence} Så gik hun.") == [sentence, "Så gik hun."]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Han er 16. Han går i 9.B. Hun går i 8.A.", ["Han er 16.", "Han går i 9.B.", "Hun går i 8.A."]),
        ('Han sagde: "Jeg gør det." Så gik han.', ['Han sagde: "Jeg gør det."', "Så gik han."]),
        ("»Kom nu!« Han lo.", ["»Kom nu!«", "Han lo."]),
        ("Han er til at få fat i (se tlf.) Ring bare.", ["Han er til at få fat i (se tlf.)", "Ring bare."]),
        ("Han sagde det. ”Nej,” sagde hun.", ["Han sagde det.", "”Nej,” sagde hun."]),
        ("De slås, stjæler osv. Læreren så det.", ["De slås, stjæler osv.", "Læreren så det."]),
        ("Jeg så O.H. Han gik.", ["Jeg så O.H.", "Han gik."]),
        ("De er ikke rigtige mennesker.Det var i går.", ["De er ikke rigtige mennesker.", "Det var i går."]),
        ("Hvad nu? Jeg ved det ikke… Måske!", ["Hvad nu?", "Jeg ved det ikke…", "Måske!"]),
        ("Overskrift\n\nog nu\nHan kom.", ["Overskrift", "og nu", "Han kom."]),
        ("Han har:\n• en kniv\n- et flag", ["Han har:", "• en kniv", "- et flag"]),
        ("Kl. 8 kom han.\r\nKl. 9 gik han.", ["Kl. 8 kom han.", "Kl. 9 gik han."]),
        ("Træffes efter kl. 14.\nB Har kendt den unge længe.", ["Træffes efter kl. 14.", "B Har kendt den unge længe."]),
        ("Her.\vDer.\fNu.\u2028Da.", ["Her.", "Der.", "Nu.", "Da."]),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text, pieces):
    assert parts(text) == pieces


def test_the_paper_form_parts_seen_heard_and_believed():
    paper = parts((CASES / "skema-paa-papir.txt").read_text(encoding="utf-8"))
    seen = next(number for number, one in enumerate(paper) if "(1) Skrev i en opgave" in one)
    assert paper[seen + 1] == "(2) En anden elev siger, at hun følger en kanal med optøjer."
    assert paper[seen + 2] == "(3) Læreren tror, at hun er blevet påvirket af en fætter."


def test_a_text_from_word_is_kept_to_the_last_line():
    with (CASES / "tekst-kopieret-fra-word.txt").open(encoding="utf-8", newline="") as file:
        text = file.read()
    check_facts(text)
    assert "".join(split_sentences(text)) == text
    assert parts(text)[-1] == "SIDSTE LINJE SKAL OGSÅ MED."
    assert "Det var den 12.\u00a0november kl.\u00a019.30." in parts(text)


SCRAPS = [*"aæbHÅ12.!?…:,;»«”\"'()•- \n\r\t\u2028\u00a0\u00ad", "fx.", "kl. ", "bl.a.", " Han ", "O.H.", "12. ", "\n\n"]
danish = some.lists(some.sampled_from(SCRAPS), max_size=60).map("".join)


@settings(deadline=1000)
@given(some.text() | danish)
@example("Hej. " * 20_000)
@example("a" + ". " * 40_000)
@example(" \n." * 30_000)
@example("a.)" * 30_000)
def test_joined_again_the_sentences_are_the_text(text):
    sentences = split_sentences(text)
    assert "".join(sentences) == text
    assert all(any(sign.isalpha() for sign in sentence) for sentence in sentences[1:])
    assert bool(sentences) == bool(text)


# ---------- Filing


@pytest.mark.parametrize(
    ("text", "sentence"), [("", "Skriv, hvad du har set"), (" …\n", "Skriv, hvad du har set"), ("a" * 100_001, "for lang")]
)
def test_a_concern_says_what_was_seen_or_heard(text, sentence):
    check_facts("Han sagde, at manden var en helt.")
    with pytest.raises(Refused, match=sentence) as refused:
        check_facts(text)
    assert refused.value.field == "observed"


def test_no_sign_is_needed_but_a_chosen_one_is_described():
    check_signs([], "")
    check_signs(["B04"], "Han har tegnet symbolet på sin taske, i klubben i fredags.")
    with pytest.raises(Refused, match="eller fjern tegnet") as refused:
        check_signs(["B04"], " . ")
    assert refused.value.field == "signs_description"


@pytest.mark.parametrize(
    ("signs", "serious", "acute", "alone"),
    [
        ([], False, False, False),
        (["B01"], False, False, True),
        (["B01", "B05"], False, False, False),
        (["A01"], True, False, False),
        (["A04"], True, True, False),
        (["B01", "A06"], True, True, False),
        (["A13", "B01"], True, False, False),
    ],
)
def test_what_signs_ask_of_us(signs, serious, acute, alone):
    asked = check_signs(signs, "Set i klubben i fredags.")
    assert (asked.serious, asked.acute, asked.alone) == (serious, acute, alone)


def test_codes_are_those_of_the_catalogue():
    entries = load_defaults()
    signs = [entry for entry in entries if entry.kind == Catalogue.SIGN]
    assert {entry.code for entry in signs if entry.data["category"] == "SERIOUS"} == SERIOUS
    assert {entry.code for entry in signs if entry.data.get("acute")} == ACUTE
    assert {entry.code for entry in entries if entry.kind == Catalogue.SOURCE} == set(Source.values)
    assert {entry.code for entry in entries if entry.kind == Catalogue.REJECTION} == set(RejectionCode.values)
    edited = check_signs(["A14"], "Set.", serious={"A14"}, acute={"A14"})
    assert edited.serious
    assert edited.acute, "a catalogue that was edited says itself what is serious"


def test_who_wants_to_be_anonymous_leaves_no_name_behind():
    check_reporter(True, "", "", "", hide_name=False, hide_reason="")
    check_reporter(False, "Grethe Prøvesen", "", "", hide_name=True, hide_reason="Jeg er bange for hans brødre.")
    for name, phone, email in [("Grethe Prøvesen", "", ""), ("", "00 00 00 00", ""), ("", "", "grethe@example.invalid")]:
        with pytest.raises(Refused, match="Du vil være anonym, men har skrevet, hvem du er"):
            check_reporter(True, name, phone, email, hide_name=False, hide_reason="")
    with pytest.raises(Refused, match="Skriv, hvorfor dit navn ikke skal oplyses") as refused:
        check_reporter(False, "Grethe Prøvesen", "", "", hide_name=True, hide_reason=" ")
    assert refused.value.field == "hide_reason"


def test_sources_count_in_the_groups_of_the_figures():
    assert set(GROUP_OF) == set(Source)
    assert set(GROUP_OF.values()) == set(SourceGroup) - {SourceGroup.ANONYMOUS}
    assert source_group("teacher", anonymous=False) == SourceGroup.SCHOOL
    assert source_group("teacher", anonymous=True) == SourceGroup.ANONYMOUS
    assert source_group("a code that came later", anonymous=False) == SourceGroup.OTHER


@pytest.mark.parametrize(
    ("under_18", "signs", "reachable", "more"),
    [
        (Under18.NO, [], True, set()),
        (Under18.NO, ["A01"], True, {Kind.ACUTE_TODAY}),
        (Under18.NO, ["B01"], False, set()),
        (Under18.YES, [], False, {Kind.CHILD_24H}),
        (Under18.YES, [], True, {Kind.CHILD_24H, Kind.CHILD_RECEIPT}),
        (Under18.UNKNOWN, ["A06"], True, {Kind.CHILD_24H, Kind.CHILD_RECEIPT, Kind.ACUTE_TODAY}),
        (None, [], True, {Kind.CHILD_24H, Kind.CHILD_RECEIPT}),
        ("no", [], True, set()),
    ],
)
def test_what_opens_when_a_concern_arrives(under_18, signs, reachable, more):
    assert expected_on_arrival(under_18, signs, reachable) == {Kind.REGISTER} | more


# ---------- Lis Møller, teacher

LIS = Professional(
    observed="Asta skrev i en opgave, at nogle mennesker ikke bør få lov at leve.",
    when_where="12. november kl. ca. 13.20, i klassen",
    how_known=[HowKnown.SEEN],
    alternatives="Lyst til at provokere.",
    under_18=Under18.YES,
    source=Source.TEACHER,
    told_person=Told.YES,
    told_person_how="Hun var ked af det og sagde, at hun skrev det for at få ro.",
    told_parent_1=Told.YES,
    told_parent_1_how="Moderen blev bekymret.",
    told_parent_2=Told.NO,
    told_parent_2_how="Tolken kunne ikke før den 26.",
    interpreter=Interpreter.YES,
    interpreter_who="Faderen, somali",
    done="To samtaler, plads i lektiecafé.",
    workplace="Prøveskolen, Øvelsesvej 1",
    reporter_name="Lis Møller",
    reporter_phone="00 00 00 00",
)


def test_a_professionals_form_is_taken_when_it_is_whole():
    check_professional(LIS)
    check_professional(replace(LIS, told_parent_2=Told.NOBODY, told_parent_2_how=""))
    check_professional(replace(LIS, interpreter=Interpreter.UNKNOWN, interpreter_who=""))
    check_professional(replace(LIS, reporter_phone="", reporter_email="lis@example.invalid"))
    adult = replace(LIS, under_18=Under18.NO, told_parent_1=None, told_parent_1_how="", told_parent_2=None, told_parent_2_how="")
    check_professional(adult)
    check_professional(replace(LIS, anonymous=True, reporter_name="", reporter_phone=""))


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"observed": " "}, "observed", "Skriv, hvad du har set eller hørt."),
        ({"when_where": ""}, "when_where", "Cirka er nok"),
        ({"how_known": []}, "how_known", "hvordan du ved det"),
        ({"alternatives": ""}, "alternatives", "Skriv »ved ikke«"),
        ({"under_18": None}, "under_18", "Vælg »Ved ikke«"),
        ({"source": None}, "source", "hvad du er for personen"),
        ({"told_person": None}, "told_person", "Svar på, om personen ved"),
        ({"told_person": Told.NOBODY}, "told_person", "Svar på, om personen ved"),
        ({"told_person_how": ""}, "told_person_how", "sagt til personen, og hvordan det blev modtaget"),
        ({"told_person": "no", "told_person_how": ""}, "told_person_how", "hvorfor personen ikke ved det endnu"),
        ({"told_parent_1": None}, "told_parent_1", "den ene med forældremyndighed"),
        ({"told_parent_1_how": ""}, "told_parent_1_how", "hvordan det blev modtaget"),
        ({"told_parent_2": None}, "told_parent_2", "den anden med forældremyndighed"),
        ({"told_parent_2_how": ""}, "told_parent_2_how", "ikke ved det endnu"),
        ({"interpreter": None}, "interpreter", "brug for tolk"),
        ({"interpreter_who": ""}, "interpreter_who", "på hvilket sprog"),
        ({"done": ""}, "done", "Skriv »intet endnu«"),
        ({"workplace": ""}, "workplace", "ikke din private adresse"),
        ({"reporter_name": ""}, "reporter_name", "Skriv dit navn"),
        ({"reporter_phone": ""}, "reporter_phone", "på dit arbejde"),
    ],
)
def test_a_professionals_form_says_what_it_lacks(change, field, sentence):
    with pytest.raises(Refused) as refused:
        check_professional(replace(LIS, **change))
    assert refused.value.field == field
    assert sentence in refused.value.sentence


def test_a_page_can_show_all_that_is_missing_at_once():
    fields = [refusal.field for refusal in professional_refusals(Professional())]
    assert fields == [
        "observed", "when_where", "how_known", "alternatives", "under_18", "source", "told_person", "told_parent_1", "told_parent_2",
        "interpreter", "done", "workplace", "reporter_name", "reporter_phone",
    ]  # fmt: skip
    assert list(professional_refusals(LIS)) == []


# ---------- Mette takes a concern on

WHOLE = Registration(
    sentences=[SEEN, SEEN, SEEN, SEEN, TOLD, GUESS, LEFT_OUT],
    surplus_why="Moderens helbred er ikke nødvendigt for at vurdere bekymringen.",
    name="Tim Testmand",
    birth_on=date(2011, 11, 13),
    under_18=Under18.YES,
    report_sent_at=NOW - timedelta(minutes=5),
    purpose="prevention",
    administration="BKI",
    knows_privately=False,
)


def test_a_concern_is_registered_when_everything_stands():
    check_registration(WHOLE, NOW)
    check_registration(replace(WHOLE, name="", description="Dreng i 9.B, høj, rød jakke"), NOW)
    check_registration(replace(WHOLE, name="", unidentified=True), NOW)
    check_registration(replace(WHOLE, birth_on=None, under_18=Under18.UNKNOWN), NOW)
    check_registration(replace(WHOLE, report_sent_at=NOW), NOW)
    check_registration(replace(WHOLE, report_sent_at=None, report_not_sent="Skolen har allerede sendt den."), NOW)
    check_registration(replace(WHOLE, birth_on=date(1990, 1, 1), under_18=Under18.NO, report_sent_at=None), NOW)
    check_registration(replace(WHOLE, sentences=[SEEN, "told"], surplus_why="", no_surplus=True), NOW)


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"knows_privately": None}, "knows_privately", "Svar på, om du kender personen eller familien privat."),
        ({"knows_privately": True}, "knows_privately", "Meld dig inhabil"),
        ({"name": " "}, "name", "»ikke identificeret endnu«"),
        ({"unidentified": True}, "unidentified", "Ret det ene"),
        ({"under_18": None}, "under_18", "Svar på, om personen er under 18 år."),
        ({"under_18": Under18.NO}, "under_18", "Efter fødselsdatoen er personen 15 år."),
        ({"under_18": Under18.UNKNOWN}, "under_18", "Efter fødselsdatoen er personen 15 år."),
        ({"birth_on": date(2008, 11, 24)}, "under_18", "Efter fødselsdatoen er personen 18 år."),
        ({"report_sent_at": None}, "report_sent_at", "Svar på, om det også er en underretning."),
        ({"report_sent_at": None, "report": "sent"}, "report_sent_at", "hvornår underretningen er sendt"),
        ({"report_sent_at": None, "report": "not"}, "report_sent_at", "hvorfor det ikke er en underretning"),
        ({"report_sent_at": None, "birth_on": None, "under_18": "unknown"}, "report_sent_at", "om det også er en underretning"),
        ({"report_sent_at": NOW + timedelta(minutes=1)}, "report_sent_at", "ikke kommet endnu"),
        ({"report_not_sent": "Vi venter."}, "report_not_sent", "Ret det ene"),
        ({"sentences": [SEEN, None, LEFT_OUT]}, "sentences", "Der mangler 1."),
        ({"sentences": [LEFT_OUT, LEFT_OUT]}, "sentences", "Der er ingen oplysninger tilbage."),
        ({"sentences": [], "no_surplus": True}, "sentences", "Der er ingen oplysninger tilbage."),
        ({"surplus_why": ""}, "surplus_why", "Det, du udelader, bliver slettet."),
        ({"no_surplus": True}, "no_surplus", "Ret det ene"),
        ({"sentences": [SEEN, TOLD]}, "no_surplus", "svar, at intet er overflødigt"),
        ({"purpose": ""}, "purpose", "hvad oplysningerne skal bruges til"),
        ({"administration": None}, "administration", "den forvaltning, sagen hører til"),
    ],
)
def test_a_registration_is_refused_for_one_thing_that_is_missing(change, field, sentence):
    with pytest.raises(Refused) as refused:
        check_registration(replace(WHOLE, **change), NOW)
    assert refused.value.field == field
    assert sentence in refused.value.sentence


def test_a_page_says_all_that_stands_in_the_way():
    fields = [refusal.field for refusal in registration_refusals(Registration(sentences=[None]), NOW)]
    assert fields == ["sentences", "no_surplus", "name", "under_18", "purpose", "administration", "knows_privately"]


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"sentences": [SentenceKind.LEFT_OUT]}, Fact.FACTS),
        ({"sentences": [SentenceKind.SEEN, None]}, Fact.SORTED),
        ({"name": " "}, Fact.PERSON),
        ({"report_sent_at": None}, Fact.UNDER_18),
        ({"purpose": ""}, Fact.PURPOSE),
        ({"administration": None}, Fact.ADMINISTRATION),
        ({"knows_privately": True}, Fact.CONFLICT),
    ],
)
def test_the_gate_of_a_registration_is_shut_by_each_fact_that_is_not_there(change, missing):
    check_move(Stage.RECEIVED, Stage.REGISTERED, registered_facts(WHOLE, "Mette"))
    assert registered_facts(WHOLE, "Mette") - registered_facts(replace(WHOLE, **change), "Mette") == {missing}
    for facts in (registered_facts(replace(WHOLE, **change), "Mette"), registered_facts(WHOLE, None)):
        with pytest.raises(Refused, match="Der mangler"):
            check_move(Stage.RECEIVED, Stage.REGISTERED, facts)


def test_what_was_sent_as_underretning_before_answers_that_question():
    sent = replace(WHOLE, reported=True, report_sent_at=None, report_not_sent="")
    check_registration(sent, NOW)
    assert Fact.UNDER_18 in registered_facts(sent, "Mette")
    for answer in ({"report_sent_at": NOW}, {"report_not_sent": "Det er ikke et barn."}):
        with pytest.raises(Refused, match="allerede sendt"):
            check_registration(replace(sent, **answer), NOW)


# ---------- Not ours


def test_a_rejection_has_a_code_a_sentence_and_two_people():
    check_rejection("quarrel", "To naboer er uenige om en hæk.")
    check_rejection("our_own", "Ordene står i kataloget.", codes={"our_own"})
    for code, sentence, field in [("", "To naboer.", "code"), ("watch", "To naboer.", "code"), ("quarrel", " ", "sentence")]:
        with pytest.raises(Refused) as refused:
            check_rejection(code, sentence)
        assert refused.value.field == field
    check_second_person("mette", "søren")
    with pytest.raises(Refused, match="En anden koordinator"):
        check_second_person("mette", "mette")


@pytest.mark.parametrize(
    ("source", "text", "words"),
    [
        (Source.NEIGHBOUR, "Naboens hund og nabokonen så det, og genboerne.", ["Naboens", "nabokonen", "genboerne"]),
        (Source.NEIGHBOUR, "Nabo\u00adens bil. Han bor i bolignummer to.", ["Naboens"]),
        (
            Source.SIBLING,
            "Søsteren og storebror. Hans søstre er urolige. Søskendeflokken.",
            ["Søsteren", "storebror", "søstre", "Søskendeflokken"],
        ),
        (Source.OTHER, "En pa\u030arørende skrev.", ["pårørende"]),
        (Source.TEACHER, "Læreren, klasselæreren og pædagogerne. En pædagogisk plan.", ["Læreren", "klasselæreren", "pædagogerne"]),
        (Source.FRIEND, "Vennen, en veninde og kollegaen. Han er givet en plads, f.eks. i morgen.", ["Vennen", "veninde", "kollegaen"]),
        (Source.FRIEND, "En venlig ansat fra Venstre venter oven på.", []),
        (Source.PARENT, "Faderen og hans mor. Forældremyndigheden. Mord, farve og moral.", ["Faderen", "mor"]),
        (Source.OTHER, "Mormoren, hans chef og en kollega.", ["Mormoren", "chef", "kollega"]),
        (Source.CASEWORKER, "Sagsbehandleren og socialrådgiveren i jobcentret.", ["Sagsbehandleren", "socialrådgiveren", "jobcentret"]),
        (Source.HOTLINE, "Naboen hørte ham.", []),
    ],
)
def test_what_a_kind_of_reporter_is_called_is_found_with_its_endings(source, text, words):
    assert sorted(telling_words(text, {source})) == sorted(words)


ORDINARY = {
    (): "min yngste datter/min 16-årige søn/min egen søn/min tidligere elev/min søns/mit barns/vor søn/Jeg er faren/Jeg er moderen/Jeg er læreren/my son/"
    "my younger brother/our daughter's/my teacher/I am his mother/I'm her teacher/min patient/mit barnebarn/vores ældste datters/min ekskone",
    (Source.PARENT,): "sønnen/datteren/forældremyndighedsindehaveren/plejefamilien/værge/værgens/mother",
    (Source.SIBLING,): "tvilling/tvillingen/sister",
    (Source.FRIEND,): "hans eks/bofælle/forlovede/classmate",
    (Source.TEACHER,): "underviser/underviseren/pædagogisk leder/viceskoleleder/viceskolelederen/lektor/vikaren/AKT-medarbejder/teacher",
    (Source.HOUSING,): "inspektør/inspektøren/lejerforeningen/boligorganisationen",
    (Source.CASEWORKER,): "job center/Job-center/jobcenteret/social worker",
    (Source.PSYCHIATRY,): "distriktspsykiatrien/psykoterapeut/lægehuset/nurse",
    (Source.SECURE_INSTITUTION,): "bostedet/institutionen/pædagog",
    (Source.OTHER,): "ekskone/ekskonen/eksmand/tante/barnebarn/imamen",
    (Source.SELF,): "den unge selv/drengen selv/borgeren har selv",
}


@pytest.mark.parametrize(("kinds", "words"), [(kinds, word) for kinds, words in ORDINARY.items() for word in words.split("/")])
def test_what_people_ordinarily_write_is_found_whole(kinds, words):
    assert words.removesuffix("'s") in telling_words(f"De siger, at {words} så det i går.", kinds), words


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (Source.PARENT, "Faren er overhængende. Der er fare for vold, og faren for at det sker, er stor. Faren var ikke akut."),
        (Source.PARENT, "Jeg er bange. Min mening er, at faren ved det er drevet over. Personen er værgeløs."),
        (Source.TEACHER, "En pædagogisk plan. Min telefon ringede og skærmen blev sort."),
        (Source.SELF, "Han kan det ikke, selv om han vil. Det unge menneske."),
        (Source.OTHER, "Eksemplet er fra i går. Jeg er faren vild."),
        (Source.PSYCHIATRY, "En terapeutisk samtale om psykologi."),
    ],
)
def test_words_that_only_look_like_it_are_not_asked_about(source, text):
    assert telling_words(text, {source}) == []


def test_a_father_is_one_beside_a_danger():
    assert telling_words("Jeg bor på samme gang som ham.", {Source.NEIGHBOUR}) == ["samme gang"]
    assert telling_words("Faren er overhængende. Faren er bekymret.", {Source.PARENT}) == ["Faren"]


def test_every_kind_of_reporter_has_words_for_it_and_the_first_of_its_label_is_one():
    assert set(WORDS_OF) == set(Source)
    for source in set(Source) - {Source.OTHER, Source.POLICE}:  # »politi« stands on every sheet to them
        assert telling_words(str(source.label), {source}), source
    assert telling_words("Jeg er hans onkel.", ()) == ["Jeg er hans onkel"]


@pytest.mark.parametrize(
    "words",
    ["Jeg arbejder som postbud", "jeg er ansat på biblioteket", "i mit arbejde som vagt", "I work as a postman", "Jeg arbejdede hos ham"],
)
def test_what_one_works_as_tells_who_one_is(words):
    assert telling_words(f"{words} og ser ham hver dag.", ()) == [words]
    assert telling_words("Han arbejder som postbud. Jeg er bekymret, og det er mit arbejde ikke.", ()) == []
