"""The whole case on paper: for those who are with it, on the first day too, with its index and tags; who told it is in none of it when left out."""

import io
import re

import pikepdf
import pytest

from infohus.access.rules import Act, Forbidden
from infohus.audit.models import Entry
from infohus.casefile.actions import print_case
from infohus.cases.actions import write_note
from infohus.cases.models import Case
from infohus.concerns.actions.receipts import confirm_reporter
from infohus.concerns.rules import Face
from infohus.deadlines.rules import Kind
from infohus.disclosures.rules import blotted, streets_in, without_address, words_among
from infohus.lib import Refused
from tests.conftest import seal_log, signed_in
from tests.papers import words
from tests.test_assessments import SHORTLY, answer, finish, sign, withheld
from tests.test_assessments import actions as judging
from tests.test_ending import LIS
from tests.test_letters import tags
from tests.test_retention import bare, shut

WHO = {"reporter_email": "lis.moeller@proeveskolen.example", "reporter_best": "Efter kl. 14"}


@pytest.fixture
def case(world):
    """An arrival from a teacher who told her name, phone, mail and place of work."""
    world.file(face=Face.PROFESSIONAL, **LIS, **WHO)
    with world.at("mette"):
        return Case.objects.select_related("municipality").get()


def printed(browser, case, **said):
    """The PDF."""
    answered = browser.post(f"/sager/{case.pk}/udskriv/", {"purpose": "access", "reporter": "without", **said})
    assert answered.status_code == 200, answered.content.decode()[:2000]
    assert answered["Content-Type"] == "application/pdf"
    return answered.content


def all_of(world, case):
    """Everything the phase can put into a case, in which the teacher is named over and over."""
    case = world.register(case)
    write_note(
        world.mette,
        case,
        kind="telephone",
        title="Lis Møller ringede",
        text="Lis fra Nordskolen kan nås på 43 11 11 11 eller +45 4311-1111.",
    )
    answer(world, case, shares="yes", text="Vi kender Lis Møllers klasse.")
    judging.note_finding(
        world.mette,
        case,
        dimension="R1",
        side="know",
        text="Sagde, at manden var en helt.",
        source="Lis Møller",
        how="seen",
        dated_on=case.received_at.date(),
    )
    finish(world, case, sources="Samtale med Lis Møller.")
    judging.start_joint_assessment(world.mette, case)
    sign(world, case, others="Nordskolen: Lis Møller")
    judging.conclude(world.mette, case, outcome="advice", kind_of_concern="none", reason="Skolen og Lis har talt med ham.")


def test_a_case_is_printed_whole_with_an_index_and_tags(world, case):
    all_of(world, case)
    content = printed(signed_in(world, "mette"), case, reporter="with")
    text = words(content)
    for part in ("Indhold", "Henvendelser", "Noter", "Politiets svar", "Socialfaglig vurdering", "Fælles vurdering", "Konklusion"):
        assert part in text, part
    for said in ("Lis Møller", "43 11 11 11", WHO["reporter_email"], "Oskar Holm", "manden var en helt", "Vi kender", "Samtale med"):
        assert said in text, said
    with pikepdf.open(io.BytesIO(content)) as pdf:
        found = tags(pdf.Root.StructTreeRoot, [])
        assert {"/H2", "/H3", "/P"} <= set(found)
        assert any(one in found for one in ("/TOC", "/TOCI"))
        assert str(pdf.Root.Lang).startswith("da")
        assert not pdf.attachments


def test_who_told_it_is_in_none_of_it_when_left_out(world, case):
    all_of(world, case)
    text = words(printed(signed_in(world, "mette"), case)).casefold()
    for known in (
        "lis",
        "møller",
        "43 11 11 11",
        "4311-1111",
        "lis.moeller",
        "proeveskolen",
        "nordskolen",
        "skolevej 1",
        "efter kl. 14",
        "lærer",
    ):
        assert not re.search(rf"(?<!\w){known}", text), known
    for said in ("oskar holm", "manden var en helt", "udeladt"):
        assert said in text, said


def test_that_a_professional_is_to_be_told_is_in_no_line_when_left_out(world, case):
    confirm_reporter(world.mette, world.first_concern(case), confirmed=True)
    all_of(world, case)
    mette, of_pupils, of_others = signed_in(world, "mette"), str(Kind.PRO_FEEDBACK.label), str(Kind.FEEDBACK.label)
    assert of_pupils in words(printed(mette, case, reporter="with"))
    text = words(printed(mette, case))
    assert "fagperson" not in text.casefold()
    assert of_others in text


def test_it_can_be_printed_on_the_first_day_by_those_who_are_with_it_and_says_what_for(world, case):
    soeren = signed_in(world, "soeren")
    text = words(printed(soeren, case))
    assert "manden var en helt" in text
    seal_log()
    with world.at("tove"):
        (told,) = Entry.objects.filter(act=Act.PRINT_CASE, case_id=case.pk)
    assert (told.codes["purpose"], told.codes["reporter"]) == ("access", False)
    page = soeren.post(f"/sager/{case.pk}/udskriv/", {"reporter": "with"})
    assert page.status_code == 422
    assert "Vælg, hvad sagen skal udskrives til." in page.content.decode()


def test_a_protected_address_stands_nowhere_in_it_and_its_first_page_promises_no_more(world):
    world.file(
        who="Oskar Holm, Testvej 3", place="testvej nr. 3, Brøndby", observed="Han bor på Testvej 3, 2. tv., 2605 Brøndby, hos en ven."
    )
    with world.at("mette"):
        case = Case.objects.select_related("municipality").get()
    case = world.register(case)
    mette = signed_in(world, "mette")
    said = {"version": 1, "name": "Oskar Holm", "birth_on": "04.05.2010", "address": "Testvej 3, 2605 Brøndby"}
    assert mette.post(f"/sager/{case.pk}/person/ret/", said).status_code == 302
    assert "Testvej 3" in words(printed(mette, case, reporter="with"))  # whose address is not protected
    assert "beskyttet" not in words(printed(mette, case, reporter="with"))
    assert mette.post(f"/sager/{case.pk}/person/ret/", {**said, "version": 2, "address_protected": "on"}).status_code == 302
    assert "Ord i den bliver udeladt" in mette.get(f"/sager/{case.pk}/udskriv/").content.decode()
    for reporter in ("with", "without"):
        text = " ".join(words(printed(mette, case, reporter=reporter)).split())
        assert "testvej" not in text.casefold()
        assert "Oskar Holm, [udeladt: beskyttet adresse]" in text
        assert "Brøndby Kommune" in text
        assert "Er den skrevet på en anden måde, kan den stadig stå her." in text


def test_a_protected_address_that_nobody_has_written_is_not_said_to_be_left_out(world):
    case, mette = world.register(world.concern()), signed_in(world, "mette")
    mette.post(f"/sager/{case.pk}/person/ret/", {"version": 1, "name": "Oskar Holm", "birth_on": "04.05.2010", "address_protected": "on"})
    for said in (mette.get(f"/sager/{case.pk}/udskriv/").content.decode(), " ".join(words(printed(mette, case)).split())):
        assert "Den er ikke skrevet i sagen som adresse, men kan stå i det, der er skrevet frit" in said
        assert "Ord i den" not in said


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Hvem: Karim, Testvej 3.", "Hvem: Karim, [*]."),
        ("på testvej nr. 3 B, 2605 Brøndby i går", "på [*], [*] i går"),
        ("Testvej 3, 2. tv., 2605 Brøndby", "[*], 2. tv., [*]"),
        ("Han ses på Testvej 27. november og i Brøndby.", "Han ses på [*] 27. november og i Brøndby."),
        ("Sag 2026-014, 3 år, i 2605 dage", "Sag 2026-014, 3 år, i 2605 dage"),
    ],
)
def test_what_matches_an_address_is_left_out_with_its_number(said, left):
    assert without_address(said, "Testvej 3, 2605 Brøndby", ["Brøndby Kommune"]) == left.replace("*", "udeladt: beskyttet adresse")


def test_a_street_of_ordinary_words_is_left_out_whole():
    assert (
        without_address("på den grønne vej 3, og den vej er grøn", "Den Grønne Vej 3")
        == "på [udeladt: beskyttet adresse], og den vej er grøn"
    )
    assert words_among("Han bor på Den Grønne Vej.", streets_in("Den Grønne Vej 3, 2605 Brøndby")) == ["Den Grønne Vej"]


def test_others_cannot_print_it(world, case):
    assert signed_in(world, "karen").get(f"/sager/{case.pk}/udskriv/").status_code == 404
    assert signed_in(world, "birgit").get(f"/sager/{case.pk}/udskriv/").status_code == 404
    with pytest.raises(Forbidden):
        print_case(world.birgit, case, purpose="work", reporter="with")
    with pytest.raises(Refused, match="vise, hvem der"):
        print_case(world.mette, case, purpose="work", reporter="")


def test_a_locked_case_is_not_printed_for_its_print_would_be_empty(world, case):
    closed = shut(world, concluded(world, case))
    mette = signed_in(world, "mette")
    assert 'data-act="print_case"' not in mette.get(f"/sager/{closed.pk}/").content.decode()
    page = mette.post(f"/sager/{closed.pk}/udskriv/", {"purpose": "work", "reporter": "with"})
    assert page.status_code == 422
    assert "åbn den igen, udskriv den, og luk den på ny" in page.content.decode()
    with world.at("mette"):
        assert not bare(world, closed).exported  # so no archive is taken to have it


def test_a_case_that_was_closed_meanwhile_is_not_printed_from_a_page_of_before(world, case):
    case = concluded(world, case)
    with world.at("mette"):
        seen = Case.objects.select_related("municipality", "lead__user").get(pk=case.pk)
    closed = shut(world, case)
    with pytest.raises(Refused, match="lukket og låst"), world.at("mette"):
        print_case(world.mette, seen, purpose="work", reporter="with")
    assert not bare(world, closed).exported


def concluded(world, case):
    """Nothing came of it."""
    case = withheld(world, world.register(case))
    judging.second_read(world.soeren, finish(world, case), agrees="yes")
    judging.conclude(world.mette, case, **SHORTLY)
    return case


def test_a_name_is_left_out_whole_in_parts_and_with_an_ending_but_another_persons_stays():
    known = ["Lis Holm", "43 11 11 11", "lis@skole.example"]
    assert blotted("Lis Holms nummer er 43111111, lis@skole.example.", known) == "[udeladt] nummer er [udeladt], [udeladt]."
    assert blotted("Oskar Holm så Lis og Lise.", known, ["Oskar Holm"]) == "Oskar Holm så [udeladt] og Lise."


@pytest.mark.parametrize(
    "said", ["+4531224455", "0045 31 22 44 55", "31-22-44-55", "3122 4455", "(31)224455", "+45 31.22.44.55", "4531224455"]
)
def test_a_number_is_left_out_however_it_is_written(said):
    for known in ("31 22 44 55", "+45 31224455", "31224455 (efter 16)"):
        assert blotted(f"Ring på {said}.", [known]) == "Ring på [udeladt]."
    assert blotted("Sag 2026-014 af 31. 12. 2024 og 131224455.", ["31 22 44 55"]) == "Sag 2026-014 af 31. 12. 2024 og 131224455."


def test_a_foreign_number_is_left_out_whole():
    assert blotted("Ring +46 70 123 45 67 nu.", ["0046701234567"]) == "Ring [udeladt] nu."


def test_a_name_is_seen_with_signs_that_cannot_be_and_run_together():
    for said in ("Ger\u00adda", "Ger\u200bda Vindelev", "GerdaVindelev", "Gerda-Vindelev", "gerda vindelev", "GERDA", "Vindelevs"):
        assert blotted(f"Det var {said} i går.", ["Gerda Vindelev"]) == "Det var [udeladt] i går.", said
    assert blotted("Bo og Ibs bil, men de bor her.", ["Bo Ea", "Ib"]) == "[udeladt] og [udeladt] bil, men de bor her."


def test_words_of_the_language_are_never_left_out():
    """Else a reporter could turn round what the citizen reads (GDPR art. 15)."""
    said = "Han er ikke farlig. Ikke på arbejdet, helst om aftenen. Den dag gik de i skole. Grønne bukser."
    for known in ("Ikke oplyst", "Ønsker ikke at sige navn", "Skolen", "Jeg", "ved ikke"):
        assert blotted(said, [known]) == said, known
    assert blotted("Den Grønne Skole, den grønne skole og skolen.", ["Den Grønne Skole"]) == "[udeladt], den grønne skole og skolen."
    assert blotted("Vinden tog til, og Mark gik over en mark.", ["Mark Vind"]) == "Vinden tog til, og [udeladt] gik over en mark."


def test_how_a_reporter_is_best_reached_is_no_word_of_theirs(world):
    world.file(
        face=Face.PROFESSIONAL, **{**LIS, "observed": "Han har ikke truet nogen. Vred om aftenen."}, reporter_best="Ikke på arbejdet, helst om aftenen på 22 33 44 55"
    )  # fmt: skip
    with world.at("mette"):
        case = Case.objects.select_related("municipality").get()
        write_note(world.mette, case, kind="telephone", title="", text="Ringede på +4522334455.")
        text = words(printed(signed_in(world, "mette"), case))
    assert "Han har ikke truet nogen. Vred om aftenen." in text
    assert "22334455" not in text
    assert "helst om" not in text
