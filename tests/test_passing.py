"""Giving something to the police: chosen by hand, seen as they will see it, on a basis that carries it; or not giving it, with a reason."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from hypothesis import example
from hypothesis import given as whatever
from hypothesis import strategies as st

from infohus import lib
from infohus.access.rules import reporter
from infohus.accounts.queries import receivers_for
from infohus.assessments.actions.police import ask_back, confirm_not_investigation, note_police_answer
from infohus.assessments.jobs import tell_receiver
from infohus.attachments.actions import take_in
from infohus.attachments.models import Attachment
from infohus.casefile.actions import disclose, note_delivery, pass_to_police, recall_disclosure, withhold_from_police
from infohus.casefile.queries import Chosen, concerns_in, draft_sheet, extracts_of, slips_in
from infohus.cases.actions import correct_note, cover, exclude, protect_case, write_note
from infohus.cases.jobs import tell
from infohus.cases.models import Case, Departure, Note
from infohus.cases.queries import members_of
from infohus.cases.rules import Stage
from infohus.concerns.actions import join_concern, open_police_concern
from infohus.concerns.models import Concern
from infohus.counting.models import Fact as Counted
from infohus.db.context import acting
from infohus.deadlines.models import Deadline
from infohus.disclosures.actions import read_copy
from infohus.disclosures.models import Copy, Disclosure
from infohus.disclosures.queries import bases_for, bases_of
from infohus.disclosures.rules import Seen, Slip, left_out_of, without, words_of
from infohus.lib import Refused
from infohus.mailboxes.actions import write_to_mailbox
from infohus.persons.actions import note_relative
from infohus.persons.models import Person
from infohus.persons.queries import person_of
from infohus.ui.rules import full_day
from tests.conftest import signed_in
from tests.html import read
from tests.papers import words
from tests.test_told_police import told as tell_by_mouth

OBSERVED = "Han sagde, at nogen burde gøre det samme her. Han viste Peter Vang en video."


def police(world):
    """The radicalisation unit."""
    return next(
        (authority, unit) for _key, _label, authority, unit in receivers_for(world.brondby) if authority and authority.kind == "POLICE"
    )


def registered(world, **answers):
    """A case that waits for somebody to say what the police shall know."""
    return world.register(world.concern(observed=OBSERVED, **answers))


def fresh(world, case):
    """The case as it stands now."""
    with world.at("mette"):
        return Case.objects.select_related("municipality", "lead__user").get(pk=case.pk)


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
        world.mette, case, **{"of": of, "sheet": paper, "receiver": authority, "unit": unit, "basis": "RPL115_2", "purpose": "PREVENT_CRIME",
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
    confirm_not_investigation(world.pia, copy)
    told = read_copy(world.pia, copy_of(world, row))
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
        ({"slips": [Seen(Slip.REPORTER, [])]}, "spurgt om", "taken"),
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


SAID = {
    "purpose": "PREVENT_CRIME", "necessity": "Kun politiet kan vurdere udsagnet.", "named": "no", "basis": "RPL115_2", "days": "90",
    "only_necessary": "on", "no_investigation": "on",
}  # fmt: skip


def shown_by(page):
    """What the page says was shown: the sheet as it looked, and what was decided by then."""
    return {name: re.search(rf'name="{name}" value="(\w+)"', page)[1] for name in ("seen", "decided")}


def filled(world, case, client, address, **more):
    """The form of the page of passing on to the police, filled in and looked at."""
    extract = next(one for one in re.findall(r'name="extracts" value="([^"]+)"', client.get(address).content.decode()))
    said = {**SAID, "receiver": str(police(world)[1].pk), "extracts": extract, **more}
    looked = client.post(address, {**said, "look": "1"}).content.decode()
    return {**said, **shown_by(looked)}, looked


def radios(page, name):
    """The values of a field of radio buttons."""
    return re.findall(rf'type="radio" id="[^"]+" name="{name}" value="([^"]*)"', page)


@pytest.mark.function("S42", part="the basis", act="pass_to_police")
def test_only_purposes_and_bases_that_carry_are_offered_and_others_are_refused_with_the_paragraph(world):
    case = registered(world)
    mette, address = signed_in(world, "mette"), f"/sager/{case.pk}/videregiv/politiet/"
    empty = mette.get(address).content.decode()
    assert radios(empty, "purpose") == ["PREVENT_RADICALISATION", "PREVENT_CRIME", "VULNERABLE", "AVERT"]
    assert radios(empty, "basis") == ["RPL115_2", "STRFL"]
    for note in ("Ordlyden er ændret", "skal oversættes"):
        assert note not in empty
    assert "Ingen har pligt til at give oplysninger" in empty
    said, looked = filled(world, case, mette, address)
    assert radios(looked, "basis") == ["RPL115_2"]
    for basis, purpose, sentence in (
        ("BL137", "PREVENT_CRIME", "Barnets lov § 137 giver ikke selv lov"),
        ("SUL43", "VULNERABLE", "Efter sundhedslovens §§ 40–43 er det regionen (psykiatri og sundhed), der giver oplysninger, ikke jer."),
        ("RPL115_2", "RELEASE", "gælder kun, når kriminalforsorgen giver eller får oplysninger"),
    ):
        said, _looked = filled(world, case, mette, address, basis=basis, purpose=purpose)
        page = mette.post(address, said)
        assert page.status_code == 422
        assert sentence in page.content.decode(), basis
    with world.at("mette"):
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


@pytest.mark.parametrize("page", ["videregiv/politiet/", "videregiv/", "videregiv/ikke/"])
def test_of_an_arrival_no_page_of_giving_is_shown_but_why(world, page):
    case, mette = world.concern(), signed_in(world, "mette")
    opened = mette.get(f"/sager/{case.pk}/{page}")
    assert opened.headers.get("Location") == f"/sager/{case.pk}/"
    assert "Registrér henvendelsen først." in words_on(mette.get(opened["Location"]))


def test_left_out_words_exist_nowhere_beneath(world):
    case = registered(world)
    cut = {number for number, word in enumerate(words_of(OBSERVED)) if word.strip() in ("Peter", "Vang")}
    paper, _chosen = sheet(world, case, cut=cut)
    assert "[udeladt]" in paper.words()
    assert "Peter" not in str(paper.plain())
    assert "Vang" not in str(paper.plain())
    row = given(world, case, sheet=paper)
    answer = signed_in(world, "mette").get(f"/sager/{case.pk}/videregivelser/{row.pk}/ark.pdf")
    assert answer["Content-Type"] == "application/pdf"
    told = words(answer.content)
    assert "viste [udeladt] en video" in told
    assert "Peter" not in told
    assert "Vang" not in told


def test_who_stands_in_on_a_sheet_is_somebody_who_may_see_the_case(world):
    case, first, last = registered(world), lib.today(), lib.today() + timedelta(days=4)
    cover(world.mette, world.brondby, of=world.member("mette"), by=world.member("soeren"), from_on=first, until_on=last)
    assert any("Søren Kaya" in value for _label, value in sheet(world, case)[0].calls)
    protect_case(world.mette, case, protected=True)
    with world.at("mette"):
        case = Case.objects.select_related("municipality", "lead__user").get(pk=case.pk)
    protected = any("Søren Kaya" in value for _label, value in sheet(world, case)[0].calls)
    with world.at("mette"):
        assert protected == any(one.pk == world.soeren.membership for one in members_of(case))
    protect_case(world.mette, case, protected=False)
    exclude(world.mette, case, who=world.member("soeren"), why="private")
    assert not any("Søren Kaya" in value for _label, value in sheet(world, case)[0].calls)


def test_a_row_of_left_out_words_is_one_mark():
    assert without("et to tre fire", {1, 2}) == "et [udeladt] fire"
    assert without("et to", {0, 1}) == "[udeladt]"
    assert "".join(words_of(" et  to\ntre ")) == " et  to\ntre "


@pytest.mark.parametrize("cut", [set(), {0}, {3}, {1, 2}, {0, 3}, {0, 2}, {0, 1, 2, 3}])
@pytest.mark.parametrize("text", ["et to et to", "et to\ntre  fire ", "Han sagde det selv."])
def test_what_was_left_out_of_a_text_is_known_from_what_was_given(text, cut):
    assert without(text, left_out_of(text, without(text, cut))) == without(text, cut)
    assert left_out_of(text, f"{without(text, cut)} mere") is None
    assert (left_out_of(f"{text} mere", without(text, cut)) is None) == (3 not in cut)
    assert left_out_of("\n et to", "et [udeladt]") == {2}


@whatever(st.lists(st.tuples(st.sampled_from(["a", "b", "og"]), st.sampled_from([" ", "\n", "  "]), st.booleans()), min_size=1, max_size=9))
@example([("Anna", " ", True), ("og", " ", True), ("Bo", " ", True), ("og", "\n", False), ("Carl", " ", True), ("her", "", False)])
def test_it_is_known_also_where_a_word_stands_more_than_once(parts):
    text, cut = "".join(word + blank for word, blank, _out in parts), {number for number, (_word, _blank, out) in enumerate(parts) if out}
    assert without(text, left_out_of(text, without(text, cut))) == without(text, cut)


@pytest.mark.parametrize(
    ("answers", "person", "slip", "words"),
    [
        ({"observed": "Han slår. Min søn sagde det samme."}, {}, Slip.REPORTER, ["Min søn"]),
        (
            {"observed": "Han bor på Kirkegårdsvej."},
            {"address": "Kirkegårdsvej 8", "address_protected": True},
            Slip.ADDRESS,
            ["Kirkegårdsvej"],
        ),
    ],
)
def test_the_writer_is_stopped_and_asked_before_something_slips_out(world, answers, person, slip, words):
    case = world.register(world.concern(**answers), person={"name": "Oskar Holm", **person})
    with world.at("mette"):
        chosen = Chosen({extracts_of(case)[0].key: set()}, [], True, "")
        seen = {one.slip: one for one in slips_in(case, Person.objects.get(case=case), chosen, "")}
        assert [word for word, _where in seen[slip].words] == words
        assert all(where.startswith("Set eller hørt (Henvendelse") for _word, where in seen[slip].words)
        assert not slips_in(case, Person.objects.get(case=case), Chosen({}, [], True, ""), "")


def test_another_purpose_and_a_name_on_a_sheet_without_one_are_asked_about(world):
    case = world.register(world.concern(observed="Oskar sagde det i frikvarteret."))
    with world.at("mette"):
        chosen = Chosen({extracts_of(case)[0].key: set()}, [], False, "")
        assert {one.slip for one in slips_in(case, person_of(case), chosen, "RELEASE")} >= {Slip.NAME, Slip.PURPOSE}


def test_the_names_of_those_around_the_person_are_asked_about_on_a_sheet_without_name(world):
    case = world.register(world.concern(observed="Fatimas kusine så det. Bo var der ikke, og fatimaisten er en ged."))
    for role, name in (("mother", "Fatima Yildiz"), ("sibling", "Bo Yildiz")):
        note_relative(world.mette, fresh(world, case), role=role, name=name)
    with world.at("mette"):
        key = extracts_of(case)[0].key

        def asked(*, named):
            found = slips_in(case, person_of(case), Chosen({key: set()}, [], named, ""), "")
            return [word for one in found if one.slip == Slip.NAME for word, _where in one.words]

        assert asked(named=False) == ["Fatimas"]  # not a name of two letters, which is a word as often, and not part of another word
        assert asked(named=True) == []


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


def test_each_concern_says_that_it_was_not_given_on_and_why(world):
    case = registered(world)
    withhold_from_police(world.mette, case, code="not_extremism", sentence="Det handler om mobning i klassen.")
    join_concern(world.mette, world.concern(observed="Han har et våben i skuret."), into=fresh(world, case))
    sections = section_of(world, case)
    assert "Ikke givet videre til politiet" in sections[0]
    assert "Det handler om mobning i klassen." in sections[0]
    assert "Ikke givet videre" not in sections[1]
    withhold_from_police(world.mette, fresh(world, case), code="known", sentence="Politiet kender skuret i forvejen.")
    sections = section_of(world, case)
    assert "Det handler om mobning i klassen." in sections[0]
    assert "Politiet kender skuret i forvejen." in sections[1]
    assert "mobning" not in sections[1]


def section_of(world, case):
    """The concerns as their tab shows them."""
    page = signed_in(world, "mette").get(f"/sager/{case.pk}/henvendelser/").content.decode()
    return page.split("<h2>Henvendelse</h2>")[1:]


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
    seen = shown_by(looked)
    other = mette.post(address, {**said, f"cut_{key}": "", **seen})
    assert other.status_code == 422
    assert "ikke set, som det er nu" in other.content.decode()
    assert mette.post(address, {**said, **seen}).status_code == 302
    with acting(world.pia.context):
        copy = Copy.objects.select_related("municipality").get()
    confirm_not_investigation(world.pia, copy)
    with acting(world.pia.context):
        copy = Copy.objects.select_related("municipality").get()
    assert read_copy(world.pia, copy).words().count("[udeladt]") == 1


def filled_in(page, **said):
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
    said, key = filled_in(mette.get(address).content.decode())
    said[f"cut_{key}"] = "2"
    shown = mette.post(address, {**said, "look": "1"}).content.decode()
    assert "HEMMELIGT" not in re.search(r'<aside id="seen".*?</aside>', shown, re.S)[0]
    write_note(world.mette, case, kind="contact", title="En anden", text="Et nyt notat, der kom imens.")
    seen = shown_by(shown)
    assert mette.post(address, {**said, **seen}).status_code == 302
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
    answered = mette.post(address, {**said, **seen})
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
    said, _key = filled_in(mette.get(address).content.decode())
    shown = mette.post(address, {**said, "look": "1"}).content.decode()
    answered = mette.post(address, {**said, **shown_by(shown)}, follow=True)
    assert "intet på arket er fra" in answered.content.decode()
    with world.at("mette"):
        assert sorted(Concern.objects.filter(case=case).values_list("police", flat=True)) == ["open", "passed_on"]
    withhold_from_police(world.mette, case, code="not_necessary", sentence="Den nye henvendelse siger det samme som den første.")


def test_a_file_sent_behind_the_code_is_of_the_concern_of_that_mailbox(world, monkeypatch, tmp_path):
    monkeypatch.setattr("infohus.gateways.files.folder", lambda: tmp_path / "files")
    case = registered(world)
    join_concern(world.mette, world.concern(observed="Han har et våben i skuret."), into=fresh(world, case))
    with world.at("mette"):
        second = Concern.objects.select_related("mailbox__municipality").filter(case=case).latest("received_at")
    paper = take_in([SimpleUploadedFile("besked.txt", b"Han skrev det her.")])
    write_to_mailbox(reporter(world.brondby.pk, second.mailbox_id), second.mailbox, text="Her er beskeden.", files=paper)
    case = fresh(world, case)
    with world.at("mette"):
        chosen = Chosen({}, [str(Attachment.objects.get(mailbox_id=second.mailbox_id).pk)], True, "Kun politiet kan vurdere det.")
        of = concerns_in(case, chosen)
        shown = draft_sheet(case, person_of(case), chosen, to_police=True, due_on=lib.today(), footer="")
    assert of == {second.pk}
    row = given(world, case, of=of, sheet=shown)
    assert asked(world, case) == [*AGAIN, *TELLS]
    recall_disclosure(world.mette, row, why=WHY)
    assert asked(world, case) == [*AGAIN, *AGAIN]


def test_an_own_unit_gets_a_frozen_sheet_that_is_printed_and_handed_over(world):
    case = registered(world)
    unit = next(unit for _key, _label, authority, unit in receivers_for(world.brondby) if authority is None)
    paper, _chosen = sheet(world, case)
    said = {"sheet": paper, "receiver": None, "unit": unit, "necessity": "De skal kunne hjælpe ham i skolen."}
    row = disclose(world.mette, case, basis="FVL28_INTERN", purpose="SOCIAL_SUPPORT", **said)
    assert row.form == "unit"
    mette = signed_in(world, "mette")
    told = words(mette.get(f"/sager/{case.pk}/videregivelser/{row.pk}/ark.pdf").content)
    assert "burde gøre det samme her" in told
    page = mette.get(f"/sager/{case.pk}/videregivelser/").content.decode()
    assert f"{row.pk}/ark.pdf" in page
    assert 'data-act="recall_disclosure"' not in page
    note_delivery(world.mette, row)
    for name in ("soeren", "birgit", "hanne", "karen", "pia"):  # it lies in nobody's inbox
        with acting(getattr(world, name).context):
            assert Copy.objects.filter(disclosure=row.pk).exists() is (name == "soeren"), name
    with pytest.raises(Refused, match="på papir"):
        recall_disclosure(world.mette, row, why="Det gik til den forkerte enhed.")


def test_the_page_says_that_an_own_unit_gets_nothing_by_itself(world):
    case = registered(world)
    mette, address = signed_in(world, "mette"), f"/sager/{case.pk}/videregiv/"
    unit = next(str(unit.pk) for _key, _label, authority, unit in receivers_for(world.brondby) if authority is None)
    key = re.search(r'name="extracts" value="([^"]+)"', mette.get(address).content.decode())[1]
    said = {
        "receiver": unit, "purpose": "SOCIAL_SUPPORT", "necessity": "De skal kunne hjælpe ham i skolen.", "extracts": key, "named": "yes",
        "basis": "FVL28_INTERN", "days": "90", "only_necessary": "on", "not_without_name": "on", "no_investigation": "on", "taken": "purpose",
    }  # fmt: skip
    seen = shown_by(mette.post(address, {**said, "look": "1"}).content.decode())
    page = mette.post(address, {**said, **seen}, follow=True).content.decode()
    assert "får det ikke af sig selv" in page
    assert "Arket som PDF med kvittering" in page


def test_the_page_says_which_words_are_meant_and_what_one_stands_by(world):
    case = world.register(world.concern(observed="Vores kollega sagde det to gange.", anonymous=True))
    mette, address = signed_in(world, "mette"), f"/sager/{case.pk}/videregiv/politiet/"
    said, looked = filled(world, case, mette, address)
    assert "»Vores kollega«" in looked
    assert "Ordene skal med, selv om de kan vise, hvem det er." in looked
    page = mette.post(address, said)
    assert page.status_code == 422
    assert "Se på det, der er spurgt om" in page.content.decode()
    assert "Ja, det skal med" not in page.content.decode()
    assert mette.post(address, {**said, "taken": "reporter"}).status_code == 302


@pytest.mark.function("S63", part="exactly", act="pass_to_police")
def test_the_register_says_whom_it_was_about_with_or_without_name_and_each_thing_once(world):
    case, given = registered(world), []
    mette, address = signed_in(world, "mette"), f"/sager/{case.pk}/videregiv/politiet/"
    with world.at("mette"):
        given += Disclosure.objects.filter(receiver__kind="POLICE").values_list("pk", flat=True)
    for named, called in (("yes", "Oskar Holm"), ("no", "En person, hvis navn ikke er med")):
        said, _looked = filled(world, case, mette, address, named=named, not_without_name="on")
        assert mette.post(address, said).status_code == 302
        with world.at("mette"):
            row = Disclosure.objects.filter(receiver__kind="POLICE").exclude(pk__in=given).get()
            given.append(row.pk)
            assert f"Det drejer sig om: {called}" in row.said
            assert SAID["necessity"] not in row.said
    register = mette.get(f"/sager/{case.pk}/videregivelser/").content.decode()
    unit = str(police(world)[1])
    assert f"{unit} · {unit}" not in register


@pytest.mark.function("S43", part="the question", act="pass_to_police")
def test_a_question_of_the_polices_is_shown_answered_and_named_on_the_sheet(world):
    case = registered(world)
    first = given(world, case)
    with acting(world.pia.context):
        copy = Copy.objects.select_related("municipality").get()
    confirm_not_investigation(world.pia, copy)
    with acting(world.pia.context):
        ask_back(world.pia, Copy.objects.select_related("municipality").get(), text="Hvor længe har det stået på?")
    mette, address = signed_in(world, "mette"), f"/sager/{case.pk}/videregiv/politiet/"
    page = mette.get(address).content.decode()
    assert f"Politiet spørger om {first.number}" in page
    assert "Hvor længe har det stået på?" in page
    said, looked = filled(world, case, mette, address, answer="Siden sommerferien, siger skolen.")
    said.pop("extracts")  # the answer alone is enough
    looked = mette.post(address, {**said, "look": "1"}).content.decode()
    said |= shown_by(looked)
    assert mette.post(address, said).status_code == 302
    with acting(world.pia.context):
        copy = Copy.objects.exclude(pk=copy.pk).select_related("municipality").get()
    confirm_not_investigation(world.pia, copy)
    with acting(world.pia.context):
        told = read_copy(world.pia, Copy.objects.select_related("municipality").get(pk=copy.pk)).words()
    sentence = f"Svar på jeres spørgsmål i {first.number}\n»Hvor længe har det stået på?«"
    assert sentence in told
    assert "Siden sommerferien, siger skolen." in told
    with world.at("mette"):
        assert sentence in Disclosure.objects.get(number=copy.number).said
    assert "Politiet spørger om" not in mette.get(address).content.decode()
    assert (
        mette.get(f"/sager/{case.pk}/").content.decode().count("1 uddrag · i dag") == 1
    )  # of the first: an answer is no extract, as on the button


# ---------- After something was called back


def asked(world, case):
    """The police question of each concern of a case, the oldest first, and whether somebody is asked about it."""
    with world.at("mette"):
        rows = Concern.objects.filter(case=case).order_by("received_at")
        waits = Deadline.objects.filter(case_id=case.pk, kind="police_contact", met_at=None, ended_at=None)
        return [(row.police, waits.filter(about=row.pk).exists()) for row in rows]


TELLS = [("passed_on", False)]
AGAIN = [("open", True)]
WHY = "Det gik til den forkerte enhed."


def test_what_is_called_back_told_the_police_nothing_so_the_question_is_asked_again(world):
    case = registered(world)
    row = given(world, case)
    assert asked(world, case) == TELLS
    recall_disclosure(world.mette, row, why=WHY)
    assert asked(world, case) == AGAIN
    page = signed_in(world, "mette").get(f"/sager/{case.pk}/").content.decode()
    assert "Tag stilling til, hvad politiet skal vide" in page
    withhold_from_police(world.mette, fresh(world, case), code="not_extremism", sentence="Det handler om mobning i klassen.")
    assert asked(world, case) == [("withheld", False)]


def test_a_concern_is_counted_as_told_once_however_often_it_was_called_back(world):
    case = registered(world)
    recall_disclosure(world.mette, given(world, case), why=WHY)
    given(world, fresh(world, case))
    assert asked(world, case) == TELLS
    with world.at("mette"):
        assert sum(one.amount for one in Counted.objects.filter(kind="police_told")) == 1


def test_what_the_police_have_heard_in_another_way_is_not_asked_again(world):
    case = registered(world)
    row = given(world, case)
    tell_by_mouth(world, case)
    recall_disclosure(world.mette, row, why=WHY)
    assert asked(world, case) == TELLS


def test_what_the_police_have_answered_is_not_asked_again(world):
    case = registered(world)
    row = given(world, case)
    answer = {"shares": "no", "acute": "no", "hindrance": "no"}
    note_police_answer(world.mette, row, form="phone", answered_at=lib.now(), who="Pia Rask", **answer)
    recall_disclosure(world.mette, row, why=WHY)
    assert asked(world, case) == TELLS


def test_only_the_concern_of_which_nothing_stands_is_asked_about_again(world):
    case = registered(world)
    given(world, case)
    join_concern(world.mette, world.concern(observed="Han har et våben i skuret."), into=fresh(world, case))
    assert asked(world, case) == [*TELLS, *AGAIN]
    with world.at("mette"):
        newest = Concern.objects.filter(case=case).latest("received_at")
    second = given(world, fresh(world, case), of={newest.pk})
    assert asked(world, case) == [*TELLS, *TELLS]
    recall_disclosure(world.mette, second, why=WHY)
    assert asked(world, case) == [*TELLS, *AGAIN]


def test_a_sheet_that_carries_only_a_note_told_of_no_concern(world):
    case = registered(world)
    first = given(world, case)
    write_note(world.mette, fresh(world, case), kind="contact", title="Samtale", text="En note om skolen.")
    note = given(world, fresh(world, case), of=set())
    with world.at("mette"):
        assert Disclosure.objects.get(pk=note.pk).tells_of == []
    recall_disclosure(world.mette, first, why=WHY)
    assert asked(world, case) == AGAIN


def test_what_is_corrected_leaves_the_question_answered(world):
    case = registered(world)
    row = given(world, case)
    given(world, fresh(world, case), corrects=row)
    assert asked(world, case) == TELLS


def two_on_one_sheet(world):
    """A case of two concerns, both on one sheet to the police; the concern that came first, and the sheet."""
    case = registered(world)
    join_concern(world.mette, world.concern(observed="Han har et våben i skuret."), into=fresh(world, case))
    with world.at("mette"):
        first, second = Concern.objects.filter(case=case).order_by("received_at").values_list("pk", flat=True)
    row = given(world, fresh(world, case), of={first, second})
    assert asked(world, case) == [*TELLS, *TELLS]
    return case, first, row


def test_of_a_concern_that_a_correction_leaves_out_it_is_asked_again(world):
    case, first, row = two_on_one_sheet(world)
    given(world, fresh(world, case), of={first}, corrects=row)
    assert asked(world, case) == [*TELLS, *AGAIN]


def test_a_correction_asks_nothing_again_that_stands_on_another_sheet(world):
    case, first, row = two_on_one_sheet(world)
    with world.at("mette"):
        second = Concern.objects.filter(case=case).exclude(pk=first).get()
    given(world, fresh(world, case), of={second.pk})
    given(world, fresh(world, case), of={first}, corrects=row)
    assert asked(world, case) == [*TELLS, *TELLS]


def test_of_what_the_police_brought_themselves_nothing_is_asked_when_a_sheet_is_called_back(world):
    case = registered(world)
    with world.at("mette"):
        own = Concern.objects.get(case=case)
    brought = {"observed": "Han deler opslag.", "who": "", "under_18": "no", "alternatives": "", "goes_well": "", "place": ""}
    open_police_concern(world.pia, world.brondby, token=lib.uuid7(), answers=brought)
    with world.at("mette"):
        arrival = Case.objects.select_related("municipality").get(stage="received")
    join_concern(world.mette, arrival, into=fresh(world, case))
    row = given(world, fresh(world, case), of={own.pk})
    recall_disclosure(world.mette, row, why=WHY)
    assert asked(world, case) == [*AGAIN, *TELLS]


def test_a_correction_asks_nothing_again_that_was_answered(world):
    case, first, row = two_on_one_sheet(world)
    note_police_answer(world.mette, row, form="phone", answered_at=lib.now(), who="Pia Rask", shares="no", acute="no", hindrance="no")
    given(world, fresh(world, case), of={first}, corrects=row)
    assert asked(world, case) == [*TELLS, *TELLS]


# ---------- The receiver is told that there is something


def jobs_about(copy):
    """How many mails without content wait for the receivers of a sheet."""
    return jobs_of("assessments.jobs.tell_receiver", copy=copy)


def jobs_of(name, **about):
    """How many jobs of a name there are about a row."""
    ((key, row),) = about.items()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s AND args ->> %s = %s", [f"infohus.{name}", key, str(row.pk)]
        )
        return cursor.fetchone()[0]


def copy_of(world, row):
    """The sheet of a disclosure."""
    with acting(world.pia.context):
        return Copy.objects.select_related("municipality").get(number=row.number)


def test_who_gets_a_sheet_or_loses_it_is_told_that_there_is_something(world):
    case = registered(world)
    row = given(world, case)
    assert jobs_about(copy_of(world, row)) == 1
    new = given(world, fresh(world, case), corrects=row)
    assert (jobs_about(copy_of(world, row)), jobs_about(copy_of(world, new))) == (1, 1)  # one mail for both
    recall_disclosure(world.mette, new, why=WHY)
    assert jobs_about(copy_of(world, new)) == 2


def test_the_mail_goes_to_those_who_may_open_it_and_says_nothing_of_it(world, mailoutbox):
    row = given(world, registered(world))
    tell_receiver(str(copy_of(world, row).pk))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args ->> 'membership' FROM procrastinate_jobs WHERE task_name = 'infohus.cases.jobs.tell' AND status = 'todo'"
        )
        told = {one for (one,) in cursor.fetchall()}
    assert str(world.pia.membership) in told
    assert not told & {str(getattr(world, name).membership) for name in ("karen", "nikolaj", "birgit")}
    tell(str(world.pia.membership))
    (mail,) = mailoutbox
    assert mail.to == [world.member("pia").user.email]
    for word in ("Oskar", "Holm", OBSERVED, row.number, "bekymring", "Brøndby"):
        assert word not in f"{mail.subject} {mail.body}"


# ---------- What is corrected, and what the receiver sees of it


def test_the_receiver_sees_which_sheet_corrects_which(world):
    case = registered(world)
    old = given(world, case)
    mette, address = signed_in(world, "mette"), f"/sager/{case.pk}/videregiv/politiet/?retter={old.pk}"
    empty = mette.get(address).content.decode()
    said = {
        "receiver": re.search(r'name="receiver" value="([^"]+)"', empty)[1], "extracts": re.search(r'name="extracts" value="([^"]+)"', empty)[1],
        "purpose": "PREVENT_CRIME", "necessity": "Kun politiet kan vurdere udsagnet.", "named": "yes", "basis": "RPL115_2", "days": "90",
        "only_necessary": "on", "not_without_name": "on", "no_investigation": "on",
    }  # fmt: skip
    looked = mette.post(address, {**said, "look": "1"}).content.decode()
    assert f"{old.number} af" in looked
    assert mette.post(address, {**said, **shown_by(looked)}).status_code == 302
    with world.at("mette"):
        new = Disclosure.objects.get(corrects=old)
    copies = {row.pk: copy_of(world, row) for row in (old, new)}
    pia = signed_in(world, "pia")
    inbox = pia.get("/partner/").content.decode()
    assert f'rettet ved <a href="/partner/{copies[new.pk].pk}/">{new.number}</a>' in inbox
    assert f'<a href="/partner/{copies[old.pk].pk}/">{old.number}</a>' in inbox
    ended = pia.get(f"/partner/{copies[old.pk].pk}/").content.decode()
    assert f'<a href="/partner/{copies[new.pk].pk}/">{new.number}</a>' in ended
    assert "burde gøre det samme her" not in ended
    confirm_not_investigation(world.pia, copies[new.pk])
    assert f"{old.number} af" in pia.get(f"/partner/{copies[new.pk].pk}/").content.decode()
    assert f"Retter {old.number}" in mette.get(f"/sager/{case.pk}/videregivelser/").content.decode()


def test_a_correction_begins_with_what_the_sheet_held_and_what_was_left_out_is_still_left_out(world):
    case = registered(world)
    mette = signed_in(world, "mette")
    written = write_note(world.mette, case, kind="contact", title="", text="Skolen ringede om det.")
    address = f"/sager/{case.pk}/videregiv/politiet/"
    marks = [one.value for one in fields_of(mette.get(address)) if one.name == "extracts"]
    said = {
        **SAID, "receiver": str(police(world)[1].pk), "extracts": [marks[0], marks[-1]], f"cut_{marks[0]}": "0,1,12,13", "days": "30",
        "necessity": "Kun politiet\nkan vurdere det.",
    }  # fmt: skip
    looked = mette.post(address, {**said, "look": "1"}).content.decode()
    assert mette.post(address, {**said, **shown_by(looked)}).status_code == 302
    with world.at("mette"):
        row = Disclosure.objects.get(case=case, receiver__kind="POLICE")
        before = [(part["label"], part["text"], part["origin"]) for part in Copy.objects.get(disclosure=row).sheet["parts"]]
        note = Note.objects.select_related("case__municipality").get(pk=written.pk)
    begun = mette.get(f"{address}?retter={row.pk}")
    assert begun.status_code == 200
    page = begun.content.decode()
    assert "errors" not in page
    assert "Intet er valgt på forhånd" not in page
    again = {name: [value for one, value in form_of(begun).filled if one == name] for name, _value in form_of(begun).filled}
    assert {name: again[name] for name in ("receiver", "purpose", "basis", "named", "days")} == {
        name: [said[name]] for name in ("receiver", "purpose", "basis", "named", "days")
    }
    assert [one.strip() for one in again["necessity"]] == [said["necessity"]]
    assert again["extracts"] == said["extracts"]
    assert not {"only_necessary", "no_investigation", "taken"} & again.keys()  # the checks are made of the new sheet
    checked = {**again, "only_necessary": "on", "no_investigation": "on"}
    assert mette.post(f"{address}?retter={row.pk}", checked).status_code == 302
    with world.at("mette"):
        new = Copy.objects.get(disclosure__corrects=row)
        assert [(part["label"], part["text"], part["origin"]) for part in new.sheet["parts"]] == before
    correct_note(world.mette, note, version=note.version, kind="contact", text="Skolen skrev om noget andet.")
    page = words_on(mette.get(f"{address}?retter={new.disclosure_id}"))
    assert "Det her står ikke længere i sagen, som det blev givet, og er ikke valgt: Kontakt (Note" in page
    assert [
        one.value for one in fields_of(mette.get(f"{address}?retter={new.disclosure_id}")) if one.name == "extracts" and one.chosen
    ] == [marks[0]]


def test_a_correction_of_which_the_case_holds_nothing_any_more_says_only_that(world):
    case = registered(world)
    mette, address = signed_in(world, "mette"), f"/sager/{case.pk}/videregiv/politiet/"
    note = write_note(world.mette, case, kind="contact", title="", text="Skolen ringede om det.")
    mark = [one.value for one in fields_of(mette.get(address)) if one.name == "extracts"][-1]
    said = {**SAID, "receiver": str(police(world)[1].pk), "extracts": mark, "days": "30", "necessity": "Kun politiet kan vurdere det."}
    looked = mette.post(address, {**said, "look": "1"}).content.decode()
    assert mette.post(address, {**said, **shown_by(looked)}).status_code == 302
    with world.at("mette"):
        row = Disclosure.objects.get(case=case, receiver__kind="POLICE")
        note = Note.objects.select_related("case__municipality").get(pk=note.pk)
    chosen, nothing = f"Det, der stod på {row.number}, er valgt", "Intet er valgt på forhånd."
    page = words_on(mette.get(f"{address}?retter={row.pk}"))
    assert (chosen in page, nothing in page) == (True, False)
    correct_note(world.mette, note, version=note.version, kind="contact", text="Skolen skrev om noget andet.")
    begun = mette.get(f"{address}?retter={row.pk}")
    page = words_on(begun)
    assert (chosen in page, nothing in page) == (False, True)
    assert "er ikke valgt: Kontakt (Note" in page
    assert dict(form_of(begun).filled)["receiver"] == said["receiver"]  # who got it, and why, is there as before


def form_of(response):
    """The form of the page of passing on."""
    return next(one for one in read(response).forms if one.act == "pass_to_police")


def fields_of(response):
    """Its fields."""
    return form_of(response).fields


def words_on(response):
    """The words of a page."""
    return " ".join(read(response).words)


def test_what_was_called_back_is_corrected_no_more_and_keeps_its_day_and_reason(world):
    case = registered(world)
    row = given(world, case)
    recall_disclosure(world.mette, row, why=WHY, wrong_receiver=True)
    with pytest.raises(Refused, match="allerede kaldt tilbage"):
        given(world, fresh(world, case), corrects=row)
    with world.at("mette"):
        assert Disclosure.objects.get(pk=row.pk).recall_why == WHY
    mette, listed = signed_in(world, "mette"), f"/sager/{case.pk}/videregivelser/"
    for tab in ("videregivelser/", ""):
        assert "Det var gået til en forkert modtager." in mette.get(f"/sager/{case.pk}/{tab}").content.decode(), tab
    begun = mette.get(f"/sager/{case.pk}/videregiv/politiet/?retter={row.pk}")  # from a page that stood open
    assert begun.headers.get("Location") == f"{listed}#{row.number}"
    assert f"{row.number} er allerede kaldt tilbage." in words_on(mette.get(listed))


@pytest.mark.parametrize("ticks", [{"only_necessary": "on", "no_investigation": "on"}, {}], ids=["whole", "ticks missing"])
def test_a_correction_whose_sheet_is_called_back_meanwhile_goes_on_as_a_new_sheet(world, ticks):
    case = registered(world)
    row = given(world, case)
    mette, plain = signed_in(world, "mette"), f"/sager/{case.pk}/videregiv/politiet/"
    said = {
        **dict(form_of(mette.get(f"{plain}?retter={row.pk}")).filled),
        "named": "no",
        "necessity": "Kun de kan vurdere det, der er rettet.",
    }
    said |= shown_by(mette.post(f"{plain}?retter={row.pk}", {**said, "look": "1"}).content.decode())
    recall_disclosure(world.mette, row, why=WHY)
    refused = mette.post(f"{plain}?retter={row.pk}", {**said, **ticks})
    page = words_on(refused)
    assert refused.status_code == 409
    assert (f"Du retter {row.number}" in page, f"{row.number} er kaldt tilbage, siden du åbnede siden" in page) == (False, True)
    assert f"{row.number} af" not in page  # nor is it said on the sheet
    again, told = dict(form_of(refused).filled), {"receiver", "purpose", "basis", "extracts", "named", "days", *ticks}
    assert {name: again.get(name) for name in told} == {name: {**said, **ticks}[name] for name in told}
    assert again["necessity"].strip() == said["necessity"]
    assert form_of(refused).action == plain
    assert mette.post(plain, {**again, "only_necessary": "on", "no_investigation": "on"}).status_code == 302
    with world.at("mette"):
        new = Disclosure.objects.exclude(pk=row.pk).get(case=case, receiver__kind="POLICE")
        assert (new.corrects_id, Disclosure.objects.get(pk=row.pk).recall_why) == (None, WHY)


def test_what_was_said_cannot_be_corrected_with_a_sheet(world):
    case = registered(world)
    tell_by_mouth(world, case)
    with world.at("mette"):
        row = Disclosure.objects.select_related("case__municipality", "receiver").get(form="oral")
    with pytest.raises(Refused, match="kan ikke kaldes tilbage her"):
        given(world, fresh(world, case), corrects=row)
    assert signed_in(world, "mette").get(f"/sager/{case.pk}/videregiv/politiet/?retter={row.pk}").status_code == 302
    with world.at("mette"):
        assert Disclosure.objects.get(pk=row.pk).recalled_at is None


def test_a_correction_goes_to_the_same_authority(world):
    case = registered(world)
    row = given(world, case)
    other = next(
        one for one in receivers_for(world.brondby) if one[2] is not None and one[2].kind == "MUNICIPALITY" and one[2] != world.brondby
    )
    paper, _chosen = sheet(world, case)
    grounds = {"basis": "FVL28", "purpose": "PREVENT_CRIME", "necessity": "Kun de kan vurdere udsagnet."}
    with world.at("mette"):
        grounds["basis"] = next(
            one.code for one in bases_for(world.mette, fresh(world, case), {"MUNICIPALITY"}, "PREVENT_CRIME", bases_of(fresh(world, case)))
        )
    with pytest.raises(Refused, match="samme myndighed") as refused:
        disclose(world.mette, fresh(world, case), sheet=paper, receiver=other[2], unit=other[3], corrects=row, **grounds)
    assert refused.value.field == "receiver"
    with world.at("mette"):
        assert Deadline.objects.get(case_id=case.pk, kind="police_answer").ended_at is None
    page = signed_in(world, "mette").get(f"/sager/{case.pk}/videregiv/?retter={row.pk}")
    assert page.status_code == 200
    assert 'name="receiver" value=' not in page.content.decode()


def test_all_that_the_page_misses_is_said_at_once_and_each_box_by_its_name(world):
    case = registered(world)
    page = signed_in(world, "mette").post(f"/sager/{case.pk}/videregiv/politiet/", {"days": "90"})
    assert page.status_code == 422
    told = page.content.decode()
    for sentence in (
        "Vælg mindst ét uddrag eller én fil.", "Skriv, hvorfor det er nødvendigt", "Sæt kryds ved »Kun det nødvendige er med«",
        "Sæt kryds ved »Det er ikke til brug for efterforskning«", "Vælg formålet.", "Vælg den hjemmel",
    ):  # fmt: skip
        assert sentence in told, sentence
    assert "Sæt kryds, når du" not in told


@pytest.mark.parametrize(
    "said",
    [
        "Oskar Holm passer sin skole.",
        "Det er holms storebror, ikke ham.",
        "O.H. er bare vred.",
        "OH er bare vred.",
        "Se 670510-4000 i journalen.",
    ],
)
def test_the_heads_sentence_does_not_say_who_it_is(world, said):
    case = world.register(world.concern(), person={"name": "Oskar Holm", "cpr": "670510-4000"})
    with pytest.raises(Refused, match="hvem borgeren er") as refused:
        withhold_from_police(world.mette, case, code="handled", sentence=said)
    assert refused.value.field == "sentence"
    withhold_from_police(world.mette, case, code="handled", sentence="Borgeren får hjælp af skolen. Oh, det er nok.")


def test_before_it_is_opened_the_page_says_from_when_and_how_long_a_sheet_can_be_read(world):
    row = given(world, registered(world), days=30)
    page = signed_in(world, "pia").get(f"/partner/{copy_of(world, row).pk}/").content.decode()
    assert "Vi beder jer svare på" not in page  # not opened yet
    until = full_day(lib.today() + timedelta(days=30))
    assert f"Givet {full_day(lib.today())}. Kan læses til {until}." in page


@pytest.mark.parametrize("meanwhile", ["given", "withheld", "told"])
def test_what_a_colleague_decided_meanwhile_is_said_before_anything_leaves(world, meanwhile):
    case = registered(world)
    mette, address = signed_in(world, "mette"), f"/sager/{case.pk}/videregiv/politiet/"
    said, _page = filled(world, case, mette, address)
    if meanwhile == "given":
        assert mette.post(address, said).status_code == 302  # the same form, pressed twice
    elif meanwhile == "withheld":
        withhold_from_police(world.soeren, case, code="not_necessary", sentence="Det kan skolen og familien selv tage hånd om.")
    else:
        tell_by_mouth(world, case)
    with world.at("mette"):
        before = Disclosure.objects.count()
    answer = mette.post(address, said)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Siden du åbnede siden, er der givet noget videre" in page
    assert said["necessity"] in page
    with world.at("mette"):
        assert Disclosure.objects.count() == before
    looked = mette.post(address, {**said, "look": "1"}).content.decode()  # to look once more is not to have been told
    assert mette.post(address, {**said, **shown_by(looked)}).status_code == 409
    assert mette.post(address, {**said, **shown_by(page)}).status_code == 302


def test_that_it_needs_the_name_is_asked_only_where_the_name_is_given(world):
    case = registered(world)
    mette, address = signed_in(world, "mette"), f"/sager/{case.pk}/videregiv/politiet/"
    asked = 'name="not_without_name"'
    assert asked in mette.get(address).content.decode()
    assert asked in mette.post(address, {"look": "1", "named": "yes"}).content.decode()
    assert asked not in mette.post(address, {"look": "1", "named": "no"}).content.decode()
