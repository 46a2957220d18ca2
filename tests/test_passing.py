"""Giving something to the police: chosen by hand, seen as they will see it, on a basis that carries it; or not giving it, with a reason."""

import re

import pytest

from infohus import lib
from infohus.accounts.queries import receivers_for
from infohus.assessments.actions.police import confirm_not_investigation
from infohus.casefile.actions import note_delivery, pass_to_police, recall_disclosure, withhold_from_police
from infohus.casefile.queries import Chosen, concerns_in, draft_sheet, extracts_of, slips_in
from infohus.cases.actions import correct_note, write_note
from infohus.cases.models import Case, Departure, Note
from infohus.cases.rules import Stage
from infohus.concerns.actions import join_concern
from infohus.concerns.models import Concern
from infohus.db.context import acting
from infohus.deadlines.models import Deadline
from infohus.disclosures.actions import read_copy
from infohus.disclosures.models import Copy, Disclosure
from infohus.disclosures.rules import Slip, without, words_of
from infohus.lib import Refused
from infohus.persons.models import Person
from infohus.persons.queries import person_of
from tests.conftest import signed_in

OBSERVED = "Han sagde, at nogen burde gøre det samme her. Han viste Peter Vang en video."


def police(world):
    """The radicalisation unit."""
    return next(
        (authority, unit) for _key, _label, authority, unit in receivers_for(world.brondby) if authority and authority.kind == "POLICE"
    )


def registered(world, **answers):
    """A case that waits for somebody to say what the police shall know."""
    return world.register(world.concern(observed=OBSERVED, **answers))


def sheet(world, case, *, cut=(), named=True, necessity="Kun politiet kan vurdere udsagnet."):
    """A sheet with the first extract on it."""
    with world.at("mette"):
        extract = extracts_of(case)[0]
        chosen = Chosen({extract.key: set(cut)}, [], named, necessity)
        return draft_sheet(case, person_of(case), chosen, to_police=True, due_on=lib.today(), footer=""), chosen


def given(world, case, **said):
    """Give the first extract to the police."""
    authority, unit = police(world)
    paper, chosen = sheet(world, case)
    with world.at("mette"):
        of = concerns_in(case, chosen)
    return pass_to_police(
        world.mette, case, of=of, **{"sheet": paper, "receiver": authority, "unit": unit, "basis": "RPL115_2", "purpose": "PREVENT_CRIME",
        "necessity": "Kun politiet kan vurdere udsagnet.", **said},
    )  # fmt: skip


@pytest.mark.function("S42", act="pass_to_police")
@pytest.mark.function("N06", act="pass_to_police")
def test_what_is_passed_on_is_frozen_registered_and_waits_for_an_answer(world):
    case = registered(world)
    row = given(world, case)
    with world.at("mette"):
        now = Case.objects.get(pk=case.pk)
        assert now.stage == Stage.ASSESSING
        assert Concern.objects.get(case=case).police == "passed_on"
        waiting = {one.kind: one for one in Deadline.objects.filter(case_id=case.pk, met_at=None, ended_at=None)}
        assert {"police_answer", "joint_assessment"} <= waiting.keys()
        assert "police_contact" not in waiting
        assert waiting["police_answer"].about == row.pk
    with acting(world.pia.context):
        copy = Copy.objects.select_related("municipality", "receiver", "unit").get()
        assert not Case.objects.exists()
        assert not Disclosure.objects.exists()
    told = read_copy(world.pia, copy)
    assert "burde gøre det samme her" in told.words()
    assert "Oskar Holm" in told.words()


@pytest.mark.parametrize(
    ("changed", "sentence", "field"),
    [
        ({"basis": "BL133"}, "kan ikke", "basis"),
        ({"basis": ""}, "hjemmel", "basis"),
        ({"necessity": "Nej"}, "nødvendigt", "necessity"),
        ({"receiver": None, "unit": None}, "hvem der skal have det", "receiver"),
        ({"days": 3650}, "hvor længe", "days"),
        ({"slips": [Slip.REPORTER]}, "spurgt om", "taken"),
    ],
)
def test_what_may_not_be_given_is_refused_at_its_field(world, changed, sentence, field):
    case = registered(world)
    with pytest.raises(Refused, match=sentence) as refused:
        given(world, case, **changed)
    assert refused.value.field == field
    with world.at("mette"):
        assert Case.objects.get(pk=case.pk).stage == Stage.REGISTERED
        assert not Copy.objects.filter(to_role="police").exists()


def test_an_empty_sheet_and_an_unregistered_case_are_refused(world):
    case = registered(world)
    with world.at("mette"):
        empty = draft_sheet(case, None, Chosen({}, [], True, ""), to_police=True, due_on=lib.today(), footer="")
    with pytest.raises(Refused, match="mindst ét uddrag"):
        given(world, case, sheet=empty)
    arrival = world.concern(observed=OBSERVED)
    with pytest.raises(Refused, match="Registrér henvendelsen først"):
        given(world, arrival, sheet=sheet(world, case)[0])


def test_left_out_words_exist_nowhere_beneath(world):
    case = registered(world)
    words = words_of(OBSERVED)
    cut = {number for number, word in enumerate(words) if word.strip() in ("Peter", "Vang")}
    paper, _chosen = sheet(world, case, cut=cut)
    assert "[udeladt]" in paper.words()
    assert "Peter" not in str(paper.plain())
    assert "Vang" not in str(paper.plain())
    row = given(world, case, sheet=paper)
    answer = signed_in(world, "mette").get(f"/sager/{case.pk}/videregivelser/{row.pk}/ark.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert b"Peter" not in answer.content


def test_a_row_of_left_out_words_is_one_mark():
    assert without("et to tre fire", {1, 2}) == "et [udeladt] fire"
    assert without("et to", {0, 1}) == "[udeladt]"
    assert "".join(words_of(" et  to\ntre ")) == " et  to\ntre "


@pytest.mark.parametrize(
    ("answers", "person", "slip"),
    [
        ({"observed": "Min søn sagde det samme."}, {}, Slip.REPORTER),
        ({"observed": "Han bor på Kirkegårdsvej."}, {"address": "Kirkegårdsvej 8", "address_protected": True}, Slip.ADDRESS),
    ],
)
def test_the_writer_is_stopped_and_asked_before_something_slips_out(world, answers, person, slip):
    case = world.register(world.concern(**answers), person={"name": "Oskar Holm", **person})
    with world.at("mette"):
        chosen = Chosen({extracts_of(case)[0].key: set()}, [], True, "")
        assert slip in slips_in(case, Person.objects.get(case=case), chosen, "")
        assert slip not in slips_in(case, Person.objects.get(case=case), Chosen({}, [], True, ""), "")


def test_another_purpose_and_a_name_on_a_sheet_without_one_are_asked_about(world):
    case = world.register(world.concern(observed="Oskar sagde det i frikvarteret."))
    with world.at("mette"):
        chosen = Chosen({extracts_of(case)[0].key: set()}, [], False, "")
        assert set(slips_in(case, person_of(case), chosen, "RELEASE")) >= {Slip.NAME, Slip.PURPOSE}


@pytest.mark.function("S42", act="withhold_from_police")
def test_not_passing_on_takes_a_reason_that_the_head_reads(world):
    case = registered(world)
    with pytest.raises(Refused, match="Vælg, hvorfor"):
        withhold_from_police(world.mette, case, code="", sentence="Det handler om mobning i klassen.")
    with pytest.raises(Refused, match="begrundelse"):
        withhold_from_police(world.mette, case, code="not_extremism", sentence="Nej")
    withhold_from_police(world.mette, case, code="not_extremism", sentence="Det handler om mobning i klassen.")
    with world.at("mette"):
        assert Case.objects.get(pk=case.pk).stage == Stage.ASSESSING
        assert Concern.objects.get(case=case).police == "withheld"
    page = signed_in(world, "birgit").get("/leder/afvigelser/").content.decode()
    assert "Det handler om mobning i klassen." in page
    assert case.number in page
    for name in ("karen", "pia", "nikolaj"):
        with acting(getattr(world, name).context):
            assert not Departure.objects.exists()
    with pytest.raises(Refused, match="allerede taget stilling"):
        withhold_from_police(
            world.mette,
            Case.objects.none().model(pk=case.pk, municipality=world.brondby, stage="assessing"),
            code="known",
            sentence="Politiet kender det hele i forvejen.",
        )


def test_what_was_given_can_be_called_back_and_corrected(world):
    case = registered(world)
    row = given(world, case)
    with pytest.raises(Refused, match="begrundelse"):
        recall_disclosure(world.mette, row, why="")
    recall_disclosure(world.mette, row, why="Det gik til den forkerte enhed.", wrong_receiver=True)
    with pytest.raises(Refused, match="allerede"):
        recall_disclosure(world.mette, row, why="Det gik til den forkerte enhed.")
    with acting(world.pia.context):
        copy = Copy.objects.get()
        assert copy.recalled_at is not None
    with pytest.raises(Refused, match="ikke læses længere"):
        read_copy(world.pia, copy)
    with world.at("mette"):
        assert not Deadline.objects.filter(kind="police_answer", met_at=None, ended_at=None).exists()
        case = Case.objects.select_related("municipality", "lead__user").get(pk=case.pk)
    again = given(world, case)
    new = given(world, case, corrects=again)
    with world.at("mette"):
        assert Disclosure.objects.get(pk=again.pk).recalled_at is not None
        assert Disclosure.objects.get(pk=new.pk).corrects_id == again.pk
    note_delivery(world.mette, new)


def test_the_page_gives_what_was_seen_and_asks_again_when_it_changed(world):
    case = registered(world)
    mette, address = signed_in(world, "mette"), f"/sager/{case.pk}/videregiv/politiet/"
    empty = mette.get(address).content.decode()
    key = re.search(r'name="extracts" value="([^"]+)"', empty)[1]
    unit = re.search(r'name="receiver" value="([^"]+)"', empty)[1]
    assert "checked" not in re.search(r"<form.*?</form>", empty, re.S)[0]
    said = {
        "receiver": unit, "purpose": "PREVENT_CRIME", "necessity": "Kun politiet kan vurdere udsagnet.", "extracts": key, "named": "yes",
        "basis": "RPL115_2", "days": "90", "only_necessary": "on", "not_without_name": "on", "no_investigation": "on", f"cut_{key}": "0,1",
    }  # fmt: skip
    looked = mette.post(address, {**said, "look": "1"}).content.decode()
    assert "[udeladt]" in looked
    seen = re.search(r'name="seen" value="(\w+)"', looked)[1]
    other = mette.post(address, {**said, f"cut_{key}": "", "seen": seen})
    assert other.status_code == 422
    assert "ændret, siden du så det" in other.content.decode()
    assert mette.post(address, {**said, "seen": seen}).status_code == 302
    with acting(world.pia.context):
        copy = Copy.objects.select_related("municipality").get()
    assert read_copy(world.pia, copy).words().count("[udeladt]") == 1


def filled(page, **said):
    """The page of passing on, filled in with its last passage but for the cut."""
    keys, unit = re.findall(r'name="extracts" value="([^"]+)"', page), re.search(r'name="receiver" value="([^"]+)"', page)[1]
    given = {
        "receiver": unit, "purpose": "PREVENT_CRIME", "necessity": "Kun politiet kan vurdere udsagnet.", "extracts": keys[-1], "named": "no",
        "basis": "RPL115_2", "days": "90", "only_necessary": "on", "no_investigation": "on",
    }  # fmt: skip
    return given | said, keys[-1]


def test_what_was_left_out_stays_out_whatever_a_colleague_writes_meanwhile(world):
    case = registered(world)
    first = write_note(world.mette, case, kind="contact", title="Samtale", text="Ordet HEMMELIGT skal ikke med herfra.")
    mette, address = signed_in(world, "mette"), f"/sager/{case.pk}/videregiv/politiet/"
    said, key = filled(mette.get(address).content.decode())
    said[f"cut_{key}"] = "1"
    shown = mette.post(address, {**said, "look": "1"}).content.decode()
    assert "HEMMELIGT" not in re.search(r'<aside id="seen".*?</aside>', shown, re.S)[0]
    write_note(world.mette, case, kind="contact", title="En anden", text="Et nyt notat, der kom imens.")
    seen = re.search(r'name="seen" value="(\w+)"', shown)[1]
    assert mette.post(address, {**said, "seen": seen}).status_code == 302
    with acting(world.pia.context):
        copy = Copy.objects.select_related("municipality").get()
    confirm_not_investigation(world.pia, copy)
    with world.at("pia"):
        copy = Copy.objects.select_related("municipality").get()
    told = read_copy(world.pia, copy).words()
    assert "HEMMELIGT" not in told
    assert "[udeladt]" in told
    with world.at("mette"):
        note = Note.objects.select_related("case__municipality", "author__user").get(pk=first.pk)
    correct_note(world.mette, note, version=note.version, kind="contact", text="Nu står HEMMELIGT på en anden plads end før.")
    answered = mette.post(address, {**said, "seen": seen})
    assert answered.status_code == 422
    assert "Et uddrag er ændret, siden du valgte det." in answered.content.decode()


def test_only_the_concern_that_something_is_passed_on_from_is_answered(world):
    case = registered(world)
    given(world, case)
    write_note(world.mette, case, kind="contact", title="Samtale", text="En gammel note.")
    with world.at("mette"):
        now = Case.objects.select_related("municipality").get(pk=case.pk)
    join_concern(world.mette, world.concern(), into=now)
    mette, address = signed_in(world, "mette"), f"/sager/{case.pk}/videregiv/politiet/"
    said, _key = filled(mette.get(address).content.decode())
    shown = mette.post(address, {**said, "look": "1"}).content.decode()
    answered = mette.post(address, {**said, "seen": re.search(r'name="seen" value="(\w+)"', shown)[1]}, follow=True)
    assert "intet på arket er fra" in answered.content.decode()
    with world.at("mette"):
        assert sorted(Concern.objects.filter(case=case).values_list("police", flat=True)) == ["open", "passed_on"]
    withhold_from_police(world.mette, case, code="not_necessary", sentence="Den nye henvendelse siger det samme som den første.")
