"""What leaves a case is checked as its receiver will see it: labels, titles and names of files too, and for what it was told."""

from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from infohus import lib
from infohus.attachments.actions import add_documents, take_in
from infohus.casefile.actions import pass_to_police
from infohus.casefile.queries import Chosen, draft_sheet, extracts_of, papers_of, slips_in
from infohus.casefile.rules import sentences_in_words
from infohus.cases.actions import write_note
from infohus.cases.models import Case
from infohus.concerns.models import Concern
from infohus.concerns.queries import report_sheet
from infohus.concerns.rules import Face, split_sentences
from infohus.disclosures.actions import note_received
from infohus.disclosures.models import Disclosure
from infohus.disclosures.rules import Slip, words_of
from infohus.lib import Refused
from infohus.persons.queries import person_of
from tests.conftest import signed_in
from tests.papers import words
from tests.test_attachments_documents import made_word, run
from tests.test_ending import LIS
from tests.test_passing import police
from tests.test_received import SAID, other

TITLE = "Lis Møller ringede om Oskar Holm, Holmevej"
NEEDED = "Kun politiet kan vurdere udsagnet."


@pytest.fixture
def case(world):
    """A case told by a teacher who wants no name, with a note and a file that name her; the pupil's address is protected."""
    taken = take_in([SimpleUploadedFile("Brev fra Lis Møller.txt", b"Han sagde det i klassen.")])
    world.file(face=Face.PROFESSIONAL, files=taken, **LIS, hide_name=True, hide_reason="Hun er bange for ham.")
    with world.at("mette"):
        found = Case.objects.select_related("municipality").get()
    person = {"name": "Oskar Holm", "address": "Holmevej 3", "address_protected": True}
    found = world.register(found, person=person)
    write_note(world.mette, found, kind="telephone", title=TITLE, text="Han sagde det i klassen.")
    add_documents(world.mette, found, origin="own", taken=take_in([SimpleUploadedFile("Notat om Oskar Holm.txt", b"Et notat.")]))
    return found


def put_together(case, key, cut=(), files=True):
    """A sheet without name of one passage and every file of the case, and what it asks about."""
    chosen = Chosen({key: set(cut)}, [str(one.pk) for one in papers_of(case)] if files else [], False, NEEDED)
    sheet = draft_sheet(case, person_of(case), chosen, to_police=True, due_on=lib.today(), footer="")
    return sheet, {one.slip for one in slips_in(case, person_of(case), chosen, "PREVENT_CRIME")}


def test_a_title_is_checked_and_can_be_left_out_word_by_word(world, case):
    with world.at("mette"):
        key = next(one.key for one in extracts_of(case) if TITLE in one.text)
        sheet, slips = put_together(case, key)
        assert slips == {Slip.NAME, Slip.REPORTER, Slip.ADDRESS}
        assert TITLE in sheet.shared()
        sheet, slips = put_together(case, key, cut=range(len(TITLE.split())))
        assert slips == set()
    for word in TITLE.replace(",", "").split():
        assert word == "om" or word not in sheet.words(), word


def test_a_file_leaves_under_a_neutral_name(world, case):
    authority, unit = police(world)
    with world.at("mette"):
        key = next(one.key for one in extracts_of(case) if TITLE in one.text)
        sheet, _slips = put_together(case, key, cut=range(len(TITLE.split())))
    assert [one.name for one in sheet.files] == ["Bilag 1 fra henvenderen.txt", "Bilag 2 fra kommunen.txt"]
    of = {world.first_concern(case).pk}
    row = pass_to_police(
        world.mette, case, of=of, sheet=sheet, receiver=authority, unit=unit, basis="RPL115_2", purpose="PREVENT_CRIME", necessity=NEEDED
    )
    with world.at("mette"):
        assert "Møller" not in Disclosure.objects.get(pk=row.pk).said
    told = words(signed_in(world, "mette").get(f"/sager/{case.pk}/videregivelser/{row.pk}/ark.pdf").content)
    assert "Bilag 1 fra henvenderen.txt" in told
    assert "Lis" not in told
    assert "Møller" not in told


def test_a_sheet_of_nothing_but_what_was_left_out_is_none(world, case):
    authority, unit = police(world)
    with world.at("mette"):
        one = next(one for one in extracts_of(case) if TITLE in one.text)
        sheet, _slips = put_together(case, one.key, cut=range(len(one.text.split())), files=False)
    given = {"receiver": authority, "unit": unit, "basis": "RPL115_2", "purpose": "PREVENT_CRIME", "necessity": NEEDED}
    with pytest.raises(Refused, match="mindst ét uddrag"):
        pass_to_police(world.mette, case, of=[world.first_concern(case).pk], sheet=sheet, **given)


def test_a_file_of_an_underretning_is_not_named_after_who_sent_it(world, case):
    with world.at("mette"):
        sheet = report_sheet(Concern.objects.select_related("case__municipality", "mailbox").get(case=case))
    assert [one.name for one in sheet.files] == ["Bilag 1 fra henvenderen.txt"]
    assert "Møller" not in sheet.words()


@pytest.mark.parametrize(("purpose", "asked"), [("MOVE", True), ("PREVENT_RADICALISATION", False)])
def test_another_purpose_of_what_was_received_is_asked_about(world, case, purpose, asked):
    _key, authority, unit = other(world)
    note_received(world.mette, case, sender=authority, unit=unit, received_at=lib.now(), **{**SAID, "purpose": purpose})
    with world.at("mette"):
        key = next(one.key for one in extracts_of(case) if one.text == SAID["text"])
        for files in (True, False):
            _sheet, slips = put_together(case, key, files=files)
            assert Slip.OTHERS in slips
            assert (Slip.PURPOSE in slips) is asked
        own = next(one.key for one in extracts_of(case) if not one.outside)
        assert Slip.PURPOSE not in put_together(case, own)[1]


HEARD = "Naboen hørte ham råbe i gården."


@pytest.mark.parametrize(("source", "asked"), [("neighbour", True), ("caseworker", False)])
def test_what_an_anonymous_reporters_kind_is_called_is_asked_about(world, source, asked):
    """In an extract, in what the writer wrote, in a file of text and in one of Word; the writer may go on."""
    case = world.register(world.concern(source=source, observed=HEARD))
    authority, unit = police(world)
    with world.at("mette"):
        key = next(one.key for one in extracts_of(case) if HEARD in one.text)
        chosen = Chosen({key: ()}, [], True, NEEDED)
        sheet = draft_sheet(case, person_of(case), chosen, to_police=True, due_on=lib.today(), footer="")
        found = slips_in(case, person_of(case), chosen, "PREVENT_CRIME")
        assert [word for one in found for word, _where in one.words] == (["Naboen"] if asked else [])
        written = Chosen({key: {0}}, [], True, "Politiet skal vurdere, hvad nabofamilien hørte.")
        in_words = [word for one in slips_in(case, person_of(case), written, "PREVENT_CRIME") for word, _where in one.words]
        assert in_words == (["nabofamilien"] if asked else [])
    given = {"receiver": authority, "unit": unit, "basis": "RPL115_2", "purpose": "PREVENT_CRIME", "necessity": NEEDED}
    given |= {"of": {world.first_concern(case).pk}, "sheet": sheet, "slips": found}
    if asked:
        with pytest.raises(Refused, match="spurgt om"):
            pass_to_police(world.mette, case, **given)
    pass_to_police(world.mette, case, **given, taken=[Slip.REPORTER.value])


@pytest.mark.parametrize("name", ["notat.txt", "notat.docx"])
def test_the_words_of_a_file_are_read_too(world, name):
    words = "Beskeden er fra naboens søn."
    data = words.encode() if name.endswith("txt") else made_word(f"<w:p>{run(words[:21])}{run(words[21:])}</w:p>")
    case = world.register(world.concern(source="neighbour"))
    add_documents(world.mette, case, origin="own", taken=take_in([SimpleUploadedFile(name, data)]))
    with world.at("mette"):
        chosen = Chosen({}, [str(one.pk) for one in papers_of(case)], True, NEEDED)
        seen = slips_in(case, person_of(case), chosen, "PREVENT_CRIME")
    assert [(word, where.partition(".")[0]) for one in seen for word, where in one.words] == [("naboens", "Bilag 1 fra kommunen")]


FRIEND = "Søn af naboen i opgangen, min ven siger det. Han bor på Holmevej."


@pytest.mark.parametrize("named", [True, False])
def test_how_somebody_without_a_name_is_described_is_checked_too(world, named):
    """It is what stands on the sheet under whom it is about."""
    case = world.register(
        world.concern(source="friend"), person={"name": "", "description": FRIEND, "address": "Holmevej 3", "address_protected": True}
    )
    with world.at("mette"):
        chosen = Chosen({}, [], named, NEEDED)
        sheet = draft_sheet(case, person_of(case), chosen, to_police=True, due_on=lib.today(), footer="")
        seen = {one.slip: one.words for one in slips_in(case, person_of(case), chosen, "PREVENT_CRIME")}
    assert any(FRIEND in value for _label, value in sheet.rows) is named
    where = "Det drejer sig om"
    assert seen == ({Slip.REPORTER: [("min ven", where)], Slip.ADDRESS: [("Holmevej", where)]} if named else {})


def test_what_the_police_asked_stands_on_the_sheet_that_answers_and_is_checked(world):
    case = world.register(world.concern(), person={"name": "Oskar Holm"})
    asked = SimpleNamespace(disclosure=SimpleNamespace(number="V-1"), text="Bor Oskar hos sin mor?")
    with world.at("mette"):
        (one,) = slips_in(case, person_of(case), Chosen({}, [], False, NEEDED), "", [asked])
    assert (one.slip, one.words) == (Slip.NAME, [("Oskar", "Svar på jeres spørgsmål i V-1")])


def test_the_surname_of_the_reporter_in_the_name_of_the_person_is_no_question(world):
    parent = {**LIS, "reporter_name": "Karen Holm"}
    world.file(face=Face.PROFESSIONAL, **parent, hide_name=True, hide_reason="Hun er bange for ham.")
    with world.at("mette"):
        found = Case.objects.select_related("municipality").get()
    case = world.register(found, person={"name": "Oskar Holm"})
    with world.at("mette"):
        assert slips_in(case, person_of(case), Chosen({}, [], True, NEEDED), "PREVENT_CRIME") == []
        (one,) = slips_in(case, person_of(case), Chosen({}, [], True, "Oskar Holm skal have hjælp."), "PREVENT_CRIME")
    assert one.slip == Slip.REPORTER


@pytest.mark.parametrize("said", ["CPR 670510-4000", "6705104000", "67 05 10 4000", "O.H.", "o. h.", "OH", "Oskar"])
def test_number_and_initials_on_a_sheet_without_name_are_asked_about(world, said):
    case = world.register(world.concern(), person={"name": "Oskar Holm", "cpr": "6705104000"})
    with world.at("mette"):
        found = {
            named: slips_in(case, person_of(case), Chosen({}, [], named, f"Det handler om {said}, som er kendt."), "")
            for named in (True, False)
        }
    assert [(one.slip, one.words) for one in found[False]] == [
        (Slip.NAME, [(said.removeprefix("CPR "), "Hvorfor netop disse oplysninger?")])
    ]
    assert found[True] == []


def test_a_sentence_that_is_left_out_ends_where_one_ends_when_a_concern_is_sorted():
    text = "Han skrev »jeg kommer« under det. Kl. 19.30 gik han. Den 12. november\nkom han igen."
    words = words_of(text)
    told = ["".join(words[place] for place in places) for places in sentences_in_words(text)]
    assert "".join(told) == text
    assert [one.strip() for one in told] == [one.strip() for one in split_sentences(text)]
    assert told[0] == "Han skrev »jeg kommer« under det. "
