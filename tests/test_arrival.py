"""A coordinator takes a concern on, or it ends in one of the other ways; each with what refuses it."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from infohus import lib
from infohus.cases.models import Case, CaseMember
from infohus.cases.rules import Stage, Under18
from infohus.catalogues.actions import edit_catalogue
from infohus.catalogues.queries import entries
from infohus.catalogues.rules import Kind
from infohus.concerns.actions import Sorted, confirm_rejection, propose_rejection
from infohus.concerns.models import Concern, Rejection
from infohus.concerns.rules import SentenceKind, split_sentences
from infohus.db.context import SYSTEM, acting
from infohus.deadlines.models import Deadline
from infohus.disclosures.models import Disclosure
from infohus.lib import TZ, Changed, Refused, clock_at
from infohus.mailboxes.models import Message
from infohus.persons.models import Person
from tests.conftest import seal_log, signed_in

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=TZ)


def open_kinds(world, case, name="mette"):
    """The kinds of the open deadlines of a case."""
    with acting(getattr(world, name).context):
        return {one.kind for one in Deadline.objects.filter(case_id=case.pk, met_at=None, ended_at=None)}


def test_registering_makes_the_actor_lead_and_opens_the_next_deadlines(world):
    case = world.register(world.concern())
    with acting(world.soeren.context):
        case = Case.objects.get(pk=case.pk)
        assert (case.stage, case.lead_id, case.under_18) == (Stage.REGISTERED, world.mette.membership, Under18.YES)
        assert Person.objects.get(case=case).name == "Oskar Holm"
        row = Disclosure.objects.get(case=case)
        assert (row.basis, row.form, row.number[:2]) == ("BL133", "unit", "V-")
    assert open_kinds(world, case) == {"police_contact", "social_assessment", "conclusion", "inform", "child_24h"}


def test_what_is_left_out_is_gone_also_from_what_the_reporter_can_read(world):
    case = world.concern(observed="Han sagde, at manden var en helt. Hans mor er vist syg.")
    parts = [Sorted("Han sagde, at manden var en helt.", SentenceKind.SEEN), Sorted("Hans mor er vist syg.", SentenceKind.LEFT_OUT)]
    with pytest.raises(Refused, match="hvorfor du udelader"):
        world.register(case, sentences=parts, no_surplus=False)
    world.register(case, sentences=parts, no_surplus=False, surplus_why="Helbred er ikke nødvendigt her.")
    with acting(world.mette.context):
        concern = Concern.objects.get(case=case)
        assert concern.observed == "Han sagde, at manden var en helt."
        assert "syg" not in Message.objects.get(case=case).text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"person": {}}, "hvem det drejer sig om"),
        ({"under_18": None, "person": {"description": "En dreng i 9. klasse"}}, "under 18"),
        ({"report": ""}, "underretning"),
        ({"purpose": ""}, "hvad oplysningerne skal bruges til"),
        ({"administration": None}, "forvaltning"),
        ({"knows_privately": None}, "privat"),
        ({"knows_privately": True}, "inhabil"),
        ({"no_surplus": False}, "overflødigt"),
        ({"sentences": [Sorted("Han sagde det.", None)]}, "det rigtige sted"),
        ({"person": {"cpr": "310209-1234"}}, "findes ikke"),
    ],
)
def test_registration_is_refused_in_words(world, changed, sentence):
    case = world.concern()
    with pytest.raises(Refused, match=sentence):
        world.register(case, **changed)
    with acting(world.mette.context):
        assert Case.objects.get(pk=case.pk).stage == Stage.RECEIVED


def test_a_second_one_who_registers_at_the_same_time_is_told(world):
    case = world.concern()
    world.register(case)
    with pytest.raises(Refused):
        world.register(case, "soeren", version=1)


def test_the_same_cpr_is_found_exactly_and_only_as_far_as_one_may_know(world):
    number = {"person": {"cpr": "670812-4000"}}
    first = world.register(world.concern(), **number)
    with pytest.raises(Refused, match="allerede en åben sag"):
        world.register(world.concern(), **number)
    with acting(world.mette.context):
        assert Person.objects.get(case=first).birth_on == "2012-08-07"


def test_an_excluded_coordinator_is_not_told_and_the_members_are_asked(world):
    from infohus.cases.actions import declare_conflict

    number = {"person": {"cpr": "670812-4000"}}
    first = world.register(world.concern(), **number)
    declare_conflict(world.soeren, first, why="private")
    with acting(world.soeren.context):
        assert not Case.objects.filter(pk=first.pk).exists()
    second = world.register(world.concern(), "soeren", **number)
    assert "join_check" in open_kinds(world, first)
    assert open_kinds(world, first, "soeren") == set()
    assert second.stage == Stage.REGISTERED


def test_the_lead_who_steps_back_passes_the_case_on_at_once(world):
    from infohus.cases.actions import declare_conflict

    case = world.register(world.concern())
    declare_conflict(world.mette, case, why="relative")
    with acting(world.soeren.context):
        assert Case.objects.get(pk=case.pk).lead_id == world.soeren.membership
        assert CaseMember.objects.filter(case=case, left_at=None).count() == 1
    with acting(world.mette.context):
        assert not Case.objects.filter(pk=case.pk).exists()


def test_a_rejection_needs_another_person_and_then_leaves_nothing_personal(world):
    case = world.concern()
    with acting(world.mette.context):
        case = Case.objects.get(pk=case.pk)
    row = propose_rejection(world.mette, case, code="quarrel", sentence="Det er en strid mellem to naboer.", no_report=True)
    with pytest.raises(Refused, match="anden koordinator"):
        confirm_rejection(world.mette, row)
    with acting(world.soeren.context):
        row = Rejection.objects.select_related("case__municipality", "proposed_by").get(pk=row.pk)
    confirm_rejection(world.soeren, row)
    with acting(world.soeren.context):
        closed = Case.objects.get(pk=case.pk)
        assert (closed.stage, closed.outcome, closed.retention_class, closed.lead_id) == (Stage.CLOSED, "not_ours", "R1", None)
        assert not Concern.objects.exists()
        assert not Message.objects.exists()
    assert open_kinds(world, case, "soeren") == {"erase"}


def test_a_birth_date_tells_the_age_and_ends_the_childs_clocks(world):
    case = world.concern(under_18="unknown")
    world.register(case, person={"name": "Ib Prøve", "birth_on": date(1990, 1, 1)}, under_18=None, report="")
    assert "child_24h" not in open_kinds(world, case)


def test_two_registered_cases_of_one_person_become_one_the_newest_in_the_oldest(world):
    from infohus.cases.actions import write_note
    from infohus.cases.models import Note, Trace
    from infohus.concerns.actions import correct_person, join_concern
    from infohus.persons.actions import note_relative
    from infohus.persons.models import Relative

    first, second = world.register(world.concern(), person={"cpr": "670812-4000"}), world.register(world.concern())
    write_note(world.mette, second, kind="contact", text="Talte med klasselæreren.")
    note_relative(world.mette, second, role="mother", name="Anja Holm")
    with world.at("mette"):
        version = Person.objects.get(case=second).version
    correct_person(world.mette, second, version=version, cpr="670812-4000", name="Oskar Holm")
    assert "join_check" in open_kinds(world, first)
    with pytest.raises(Refused, match="den nyeste af de to"):
        join_concern(world.mette, first, into=second)
    join_concern(world.mette, second, into=first)
    with world.at("soeren"):
        assert not Case.objects.filter(pk=second.pk).exists()
        assert Trace.objects.get(number=second.number).how == "joined"
        assert [note.text for note in Note.objects.filter(case=first)] == ["Talte med klasselæreren."]
        assert [one.name for one in Relative.objects.filter(case=first)] == ["Anja Holm"]
        assert Concern.objects.filter(case=first).count() == 2
        assert {row.said != "" for row in Disclosure.objects.filter(case=first)} == {True}
        assert Deadline.objects.filter(case_id=first.pk, kind="police_contact", met_at=None, ended_at=None).count() == 2
    assert "join_check" not in open_kinds(world, first)


def test_nobody_reads_by_a_join_what_they_are_kept_from(world):
    from infohus.cases.actions import declare_conflict
    from infohus.concerns.actions import join_concern

    first, second = world.register(world.concern()), world.concern()
    declare_conflict(world.soeren, second, why="private")
    with pytest.raises(Refused, match=r"Søren .* må ikke se denne sag"):
        join_concern(world.mette, second, into=first)
    declare_conflict(world.soeren, first, why="private")
    join_concern(world.mette, second, into=first)
    with world.at("mette"):
        assert Concern.objects.filter(case=first).count() == 2


def test_a_number_that_tells_a_very_old_person_is_asked_about_at_registration_and_then_taken(world):
    case, person = world.concern(), {"person": {"cpr": "010158-5000"}, "under_18": Under18.NO, "report": ""}
    with pytest.raises(Refused, match="Sæt kryds, hvis det er") as refused:
        world.register(case, **person)
    assert refused.value.field == "cpr"
    assert world.register(case, cpr_sure=True, **person).stage == Stage.REGISTERED


def test_parents_and_others_are_noted_with_the_registration_as_role_and_minimum(world):
    from infohus.persons.models import Relative

    case = world.concern()
    client = signed_in(world, "mette")
    page = client.get(f"/sager/{case.pk}/registrer/")
    with world.at("mette"):
        version = Concern.objects.get(case=case).version
        administration = str(world.member("mette").administration_id)
    said = {
        **dict.fromkeys(re.findall(r"sentence_\d+", page.content.decode()), "seen"), "version": version, "no_surplus": "on", "name": "Asta Testmand", "under_18": "yes",
        "report": "send", "purpose": "PREVENT_RADICALISATION", "administration": administration, "knows_privately": "no",
        "register": "1", "role_1": "mother", "name_1": "", "contact_1": "", "role_2": "", "name_2": "Bo",
    }  # fmt: skip
    wrong = client.post(f"/sager/{case.pk}/registrer/", said)
    assert page.status_code == 200
    assert "Vælg, hvem det er." in wrong.content.decode()
    assert "Skriv et navn eller en telefon" in wrong.content.decode()
    right = client.post(f"/sager/{case.pk}/registrer/", {**said, "name_1": "Anja", "holds_custody_1": "on", "role_2": "teacher"})
    assert right.status_code == 302, right.content.decode()
    with world.at("mette"):
        rows = {one.role: (one.name, one.holds_custody) for one in Relative.objects.filter(case=case)}
    assert rows == {"mother": ("Anja", True), "teacher": ("Bo", False)}


# ---------- The signs that were chosen

SIGNS = [
    {"code": "B07", "text": "Bruger ny tid på nettet, som det hed dengang", "serious": False},
    {"code": "A04", "text": "Søger viden om våben, som det hed dengang", "serious": True},
]


def words(response):
    """The words of a page, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_the_signs_of_an_arrival_stand_where_it_is_taken_on_in_their_own_words_and_a_serious_one_on_top(world):
    also = next(one.data["also"] for one in entries(Kind.SIGN) if one.code == "B07")
    serious, mild, none = world.concern(signs=SIGNS), world.concern(signs=SIGNS[:1]), world.concern()
    mette, today = signed_in(world, "mette"), "Læs henvendelsen i dag, og tag stilling til, om politiet skal kontaktes nu: 114."
    for page in ("concerns:register", "casefile:case"):
        said = words(mette.get(reverse(page, args=[serious.pk])))
        assert (
            said.index(today)
            < said.index("Søger viden om våben, som det hed dengang Alvorligt bekymringstegn")
            < said.index("Bruger ny tid")
        )
        assert f"Bruger ny tid på nettet, som det hed dengang Andet tegn. Kan også være: {also}" in said
        said = words(mette.get(reverse(page, args=[mild.pk])))
        assert "Bruger ny tid på nettet, som det hed dengang" in said
        assert today not in said
        assert "Tegn, som henvenderen har valgt" not in words(mette.get(reverse(page, args=[none.pk])))
    world.register(serious)
    assert today not in words(mette.get(reverse("casefile:case", args=[serious.pk])))
    assert "Tegn, som henvenderen har valgt" not in words(mette.get(reverse("casefile:case", args=[serious.pk])))


# ---------- All that is missing, at once


def filled_in(world, case, **more):
    """The form of registration, filled in about a grown person."""
    said = {
        "version": 1,
        "no_surplus": "on",
        "name": "Ib Prøve",
        "under_18": "no",
        "knows_privately": "no",
        "purpose": "PREVENT_RADICALISATION",
    }
    with world.at("mette"):
        count = len(split_sentences(world.first_concern(case).observed))
    return {**said, **{f"sentence_{n}": "seen" for n in range(count)}, "administration": world.member("mette").administration_id, **more}


def summary(response):
    """What the summary of errors says, and the id of the field each sentence leads to."""
    shown = response.content.decode().split('id="errors-list"')[1].split("</ul>")[0]
    return dict(re.findall(r'<a href="#([\w-]+)">([^<]+)</a>', shown)), re.findall(r"<li>([^<]+)</li>", shown)


def test_all_that_a_registration_lacks_is_said_at_once_each_thing_with_its_field(world):
    case, mette = world.concern(), signed_in(world, "mette")
    address = reverse("concerns:register", args=[case.pk])
    page = mette.post(
        address, {"version": 1, "sentence_1": "seen", "birth_on": "32/13", "report": "sent", "under_18": "yes", "register": "1"}
    )
    linked, bare = summary(page)
    ids = set(re.findall(r'id="([\w-]+)"', page.content.decode()))
    assert bare == []
    assert set(linked) <= ids, set(linked) - ids
    assert set(linked) == {
        "id_sentence_0_0", "id_no_surplus", "id_name", "id_birth_on", "id_report_on", "id_purpose_0", "id_administration_0", "id_knows_privately_0",
    }  # fmt: skip
    places = [page.content.decode().split('id="errors-list"')[1].index(f"#{one}") for one in linked]
    assert places == sorted(places)
    assert mette.post(address, filled_in(world, case)).status_code == 302


def test_an_act_tells_all_that_it_refuses_and_a_form_puts_each_at_its_field(world):
    with pytest.raises(Refused) as refused:
        world.register(world.concern(), purpose="", knows_privately=None, person={})
    assert [one.field for one in refused.value.parts] == ["name", "purpose", "knows_privately"]


def test_a_number_and_a_birth_date_that_disagree_are_asked_about_at_the_field(world):
    case, mette = world.concern(), signed_in(world, "mette")
    address, said = reverse("concerns:register", args=[case.pk]), {"cpr": "010190-1234", "birth_on": "2. januar 1990"}
    asked = mette.post(address, filled_in(world, case, **said))
    linked, _bare = summary(asked)
    assert set(linked) == {"id_birth_on"}
    assert "Efter CPR-nummeret er personen født 1. januar 1990. Her står 2. januar 1990." in linked["id_birth_on"]
    assert 'name="birth_on_sure"' in asked.content.decode()
    assert mette.post(address, filled_in(world, case, **said, birth_on_sure="on")).status_code == 302
    with world.at("mette"):
        person = Person.objects.get(case=case)
        assert (person.cpr, person.birth_on) == ("0101901234", "1990-01-02")
    mend = reverse("casefile:correct_person", args=[case.pk])
    assert 'name="birth_on_sure" checked' in mette.get(mend).content.decode()  # answered before
    given = {"version": 1, "name": "Ib Prøve", "cpr": "010190-1234", "birth_on": "3. januar 1990"}
    assert set(summary(mette.post(mend, given))[0]) == {"id_birth_on"}
    assert mette.post(mend, {**given, "birth_on": ""}).status_code == 302
    with world.at("mette"):
        assert Person.objects.get(case=case).birth_on == "1990-01-01"


def test_looking_up_a_number_shows_its_question_and_that_it_is_a_replacement(world):
    case, mette = world.concern(), signed_in(world, "mette")
    address = reverse("concerns:register", args=[case.pk])
    old = mette.post(address, {"version": 1, "look_up": "1", "cpr": "010110-0008"})
    assert "Efter CPR-nummeret er personen født i 1910. Er fødselsåret 1910 rigtigt?" in words(old)
    assert 'name="cpr_sure"' in old.content.decode()
    assert "erstatningsnummer" not in words(old)
    new = mette.post(address, {"version": 1, "look_up": "1", "cpr": "670812-4000"})
    assert "Det er et erstatningsnummer." in words(new)
    assert 'name="cpr_sure"' not in new.content.decode()


# ---------- Two at once, and one who comes too late


def test_the_second_one_who_registers_is_told_and_keeps_what_they_typed(world):
    case = world.concern()
    address, soeren = reverse("concerns:register", args=[case.pk]), signed_in(world, "soeren")
    assert soeren.get(address).status_code == 200
    world.register(case, person={"name": "Oskar Holm", "birth_on": date(2010, 5, 4)})
    seal_log()
    late = soeren.post(address, filled_in(world, case, name="Oskar E. Holm", contact="20 30 40 50", role_1="mother", name_1="Anja Holm"))
    said = words(late)
    assert late.status_code == 409
    assert re.search(r"Henvendelsen er registreret af Mette Holm i dag kl\. \d\d\.\d\d\.", said)
    for typed in ("Oskar E. Holm", "20 30 40 50", "Anja Holm"):
        assert typed in said
    assert "Oskar Holm" in said  # what stands now
    assert f'href="{reverse("casefile:case", args=[case.pk])}"' in late.content.decode()
    stale = soeren.get(address)
    assert stale.status_code == 200
    assert "Henvendelsen er registreret af Mette Holm" in words(stale)
    assert signed_in(world, "karen").get(address).status_code == 404
    assert "Mette" not in words(signed_in(world, "karen").post(address, filled_in(world, case)))


def test_a_concern_that_was_parted_meanwhile_is_sorted_again_and_nothing_else_is_typed_twice(world):
    from infohus.concerns.actions import part_concern

    case = world.concern(observed="Ib råbte. Bo lo.")
    said = filled_in(world, case, name="Ib Testmand")
    part_concern(world.mette, world.first_concern(case), version=1, sentences=["Bo lo."], under_18=Under18.UNKNOWN)
    soeren = signed_in(world, "soeren")
    page = soeren.post(reverse("concerns:register", args=[case.pk]), said)
    assert page.status_code == 409
    assert "Henvendelsen er delt eller ændret imens." in words(page)
    assert 'value="Ib Testmand"' in page.content.decode()
    assert "checked" not in page.content.decode().split('class="work-list sort"')[1].split("</table>")[0]
    assert soeren.post(reverse("concerns:register", args=[case.pk]), {**said, "version": 2}).status_code == 302


LATE = [
    ("reject", {"code": "belief", "sentence": "Det handler kun om tro."}, "Det handler kun om tro."),
    ("part", {"sentences": "0", "under_18": "no"}, "Nej"),
    ("advice", {"question": "Hvad gør man ved uro på torvet?"}, "Hvad gør man ved uro på torvet?"),
    ("rejection", {"decline": "1", "answer": "Det er vores."}, "Det er vores."),
]


@pytest.mark.parametrize(("page", "given", "kept"), LATE)
def test_whoever_comes_too_late_with_another_end_is_told_and_keeps_what_they_typed(world, page, given, kept):
    case, soeren = world.concern(), signed_in(world, "soeren")
    address = reverse(f"concerns:{page}", args=[case.pk])
    world.register(case)
    seal_log()
    late, looked = soeren.post(address, given), soeren.get(address)
    assert (late.status_code, looked.status_code) == (409, 200)
    assert "Henvendelsen er registreret af Mette Holm" in words(late)
    assert kept in words(late)
    assert "Henvendelsen er registreret af Mette Holm" in words(looked)


def test_an_arrival_that_is_gone_is_not_found_but_what_was_typed_stays(world):
    from infohus.concerns.actions import join_concern

    into, case, soeren = world.register(world.concern()), world.concern(), signed_in(world, "soeren")
    address, page = reverse("concerns:register", args=[case.pk]), reverse("casefile:case", args=[case.pk])
    join_concern(world.mette, case, into=into)
    late = soeren.post(address, {"version": 1, "name": "Asta Testmand", "register": "1"})
    assert late.status_code == 404
    assert "Asta Testmand" in words(late)
    for gone in (soeren.get(address), soeren.get(page)):
        assert gone.status_code == 404
        assert "Slå sagsnummeret op" in words(gone)
        assert f'href="{reverse("casefile:cases")}"' in gone.content.decode()
    assert "Slå sagsnummeret op" not in words(signed_in(world, "birgit").get(page))


@pytest.mark.parametrize("first", ["mette", "karen"])
def test_two_municipalities_of_one_installation_are_in_nobodys_way(world, first):
    """An erasure lets the key wait to be changed, in each of them; so does what is put together, and what becomes advice."""
    from infohus.concerns.actions import join_concern, turn_into_advice

    places = {"mette": world.brondby, "karen": world.albertslund}
    for name in (first, *(places.keys() - {first})):
        for _number in range(3):
            world.file(at=places[name])
        with world.at(name):
            one, other, third = Case.objects.select_related("municipality").filter(stage=Stage.RECEIVED)
        actor = getattr(world, name)
        turn_into_advice(actor, one, question="Hvad gør man ved uro på torvet?", theme="PLACE", group="citizen", no_report=True)
        join_concern(actor, other, into=third)
        with acting(SYSTEM):
            assert Deadline.objects.filter(municipality=places[name], kind="rotate_keys", met_at=None, ended_at=None).count() == 1


def test_what_was_read_before_another_moved_it_on_cannot_be_done_on_top_of_that(world):
    from infohus.concerns.actions import join_concern, part_concern, turn_into_advice

    into, case = world.concern(), world.concern()
    concern = world.first_concern(case)
    with world.at("mette"):
        before = Case.objects.select_related("municipality").get(pk=case.pk)
    row = propose_rejection(world.soeren, case, code="quarrel", sentence="To naboer.", no_report=True)
    world.register(case)
    question = {"question": "Hvad gør man ved uro på torvet?", "theme": "PLACE", "group": "citizen"}
    for late in (
        lambda: propose_rejection(world.soeren, before, code="quarrel", sentence="To naboer.", no_report=True),
        lambda: part_concern(world.soeren, concern, version=1, sentences=["Det."], under_18=Under18.NO),
        lambda: turn_into_advice(world.soeren, before, **question),
        lambda: confirm_rejection(world.mette, row),
        lambda: world.register(case, version=1),
    ):
        with pytest.raises(Changed):
            late()
    with world.at("mette"):
        assert Case.objects.get(pk=case.pk).stage == Stage.REGISTERED
        assert Case.objects.get(pk=into.pk).stage == Stage.RECEIVED
    assert "confirm_rejection" not in open_kinds(world, case)  # it was taken on after all
    join_concern(world.mette, into, into=case)
    with pytest.raises(Changed):
        join_concern(world.soeren, into, into=case)


# ---------- A wrong join, taken apart


def clocks(world, case):
    """The open deadlines of a case with their due moments."""
    with world.at("mette"):
        return {one.kind: one.due_at for one in Deadline.objects.filter(case_id=case.pk, met_at=None, ended_at=None)}


def the_last(world, case):
    """The concern that came last to a case."""
    with world.at("mette"):
        return Concern.objects.select_related("case__municipality", "mailbox").filter(case=case).order_by("received_at").last()


@pytest.fixture
def monday():
    """It is Monday morning, also for those who are asked for after it."""
    with clock_at(MONDAY):
        yield


def test_a_wrong_join_taken_apart_leaves_no_clock_behind(monday, world):
    from infohus.concerns.actions import join_concern, take_apart

    into = world.register(world.concern(), report="not", report_not_sent="Skolen har allerede underrettet.")
    with clock_at(MONDAY + timedelta(hours=4)):
        before = clocks(world, into)
        arrival = world.concern(reporter_phone="43 11 11 11", signs=SIGNS)
        asked = clocks(world, arrival)
        assert {"child_24h", "child_receipt", "acute_today"} <= set(asked)
        join_concern(world.mette, arrival, into=into)
        assert {"child_24h", "child_receipt"} <= set(clocks(world, into))
    with clock_at(MONDAY + timedelta(hours=6)):
        apart = take_apart(world.mette, the_last(world, into))
        assert clocks(world, into) == before
        assert clocks(world, apart) == asked  # the same, from the time of receipt
        with world.at("mette"):
            assert Case.objects.get(pk=apart.pk).serious


def test_a_case_keeps_its_own_clock_of_24_hours_when_another_leaves_it(monday, world):
    from infohus.concerns.actions import join_concern, take_apart

    with clock_at(MONDAY + timedelta(hours=1)):
        sooner = world.concern()
    with clock_at(MONDAY + timedelta(hours=2)):
        child = world.register(world.concern())
        own = clocks(world, child)["child_24h"]
        with world.at("mette"):
            arrival = Case.objects.select_related("municipality").get(pk=sooner.pk)
        join_concern(world.mette, arrival, into=child)
        assert clocks(world, child)["child_24h"] == own - timedelta(hours=1)  # the sooner counts
        with world.at("mette"):
            first = Concern.objects.select_related("case__municipality", "mailbox").filter(case=child).earliest("received_at")
        take_apart(world.mette, first)
        assert clocks(world, child)["child_24h"] == own


def test_a_serious_sign_goes_along_to_another_arrival_and_back(world):
    from infohus.concerns.actions import join_concern, take_apart

    into, serious = world.concern(), world.concern(signs=SIGNS)
    join_concern(world.mette, serious, into=into)
    assert "acute_today" in open_kinds(world, into)
    with world.at("mette"):
        assert Case.objects.get(pk=into.pk).serious
        wrong = next(one for one in Concern.objects.select_related("case__municipality", "mailbox").filter(case=into) if one.signs)
    apart = take_apart(world.mette, wrong)
    assert "acute_today" in open_kinds(world, apart)
    assert "acute_today" not in open_kinds(world, into)
    with world.at("mette"):
        assert not Case.objects.get(pk=into.pk).serious


def test_a_serious_sign_that_joined_a_case_decided_on_leaves_nothing_due_there(world):
    from infohus.concerns.actions import join_concern, take_apart

    into = world.register(world.concern(signs=SIGNS))
    with world.at("mette"):
        own = Concern.objects.get(case=into)
        Deadline.objects.filter(case_id=into.pk, kind="police_contact", about=own.pk).update(met_at=lib.now())
    join_concern(world.mette, world.concern(signs=SIGNS), into=into)
    assert "acute_today" in open_kinds(world, into)
    with world.at("mette"):
        wrong = Concern.objects.select_related("case__municipality", "mailbox").exclude(pk=own.pk).get(case=into)
    apart = take_apart(world.mette, wrong)
    assert "acute_today" in open_kinds(world, apart)
    assert "acute_today" not in open_kinds(world, into)


def test_a_serious_sign_waits_as_long_as_the_police_question_of_its_concern(world):
    from infohus.access.rules import Act
    from infohus.audit.actions import act
    from infohus.concerns.actions import join_concern
    from infohus.concerns.actions.police import answer_police_question
    from infohus.concerns.models import PoliceQuestion

    case = world.register(world.concern())
    join_concern(world.mette, world.concern(signs=SIGNS), into=case)
    with world.at("mette"):
        serious, plain = sorted(Concern.objects.filter(case=case), key=lambda one: not one.signs)
        row = Case.objects.select_related("municipality").get(pk=case.pk)
    for one, stays in ((plain, True), (serious, False)):
        with act(world.mette, Act.PASS_TO_POLICE, row) as log:
            answer_police_question(row, PoliceQuestion.WITHHELD, {one.pk})
            log.update(concern=one.pk)
        assert ("acute_today" in open_kinds(world, case)) is stays


def test_taking_apart_pressed_twice_says_so(world):
    from infohus.concerns.actions import join_concern

    into, arrival, mette = world.register(world.concern()), world.concern(), signed_in(world, "mette")
    wrong = world.first_concern(arrival)
    join_concern(world.mette, arrival, into=into)
    address = reverse("concerns:take_apart", args=[into.pk, wrong.pk])
    assert "nu for sig selv" in words(mette.post(address, follow=True))
    assert "Henvendelsen er allerede skilt ud." in words(mette.post(address, follow=True))


# ---------- Rejected, noted, turned into advice


def test_who_has_proposed_a_rejection_waits_and_the_other_looks_it_through(world):
    case, mette, soeren = world.concern(), signed_in(world, "mette"), signed_in(world, "soeren")
    propose_rejection(world.mette, case, code="quarrel", sentence="To naboer.", no_report=True)

    def inbox(client):
        shown = client.get(reverse("casefile:overview")).content.decode()
        return shown.split('id="inbox"')[1].split("</section>")[0]

    own, others = inbox(mette), inbox(soeren)
    assert "Du har foreslået at afvise. Venter på den anden koordinator." in own
    assert "register_concern" not in own
    assert 'data-act="confirm_rejection"' not in own
    assert "Afvisning foreslået af Mette Holm" in others
    assert 'data-act="confirm_rejection"' in others
    step = mette.get(reverse("casefile:case", args=[case.pk])).content.decode().split('id="next"')[1].split("</section>")[0]
    assert "Vent på den anden koordinator" in step
    assert 'class="button' not in step  # a link back, no button
    assert mette.post(reverse("concerns:register", args=[case.pk]), filled_in(world, case)).status_code == 302
    assert "confirm_rejection" not in open_kinds(world, case)


def test_a_rejection_has_one_name_wherever_it_is_offered(world):
    case, mette = world.concern(), signed_in(world, "mette")
    for page in ("concerns:register", "casefile:case"):
        shown = mette.get(reverse(page, args=[case.pk])).content.decode()
        assert re.findall(r'data-act="propose_rejection">([^<]+)</a>', shown) == ["Foreslå at afvise"], page


def test_a_telephone_note_begins_with_a_question_that_nobody_has_answered(world):
    address, mette = reverse("concerns:note"), signed_in(world, "mette")
    page = mette.get(address).content.decode()
    field = page.split('id="id_source"')[1].split("</select>")[0]
    assert "autofocus" in field.split(">")[0]
    assert "selected" not in field.replace('value="" selected', "")
    assert ">Vælg …</option>" in field
    assert ">Borgeren selv</option>" in field
    token = page.split('name="token" value="')[1].split('"')[0]
    said = {"token": token, "observed": "Hun skrev det.", "when_where": "i går", "who": "Asta", "under_18": "yes"}
    missing = mette.post(address, said)
    assert "Vælg, hvem der ringer." in words(missing)
    assert 'id="id_source" name="source" autofocus' not in missing.content.decode()  # the summary of errors has it
    assert mette.post(address, {**said, "source": "self"}).status_code == 302


def test_what_deletes_a_case_is_chosen_and_confirmed(world):
    case, mette = world.concern(), signed_in(world, "mette")
    address = reverse("concerns:advice", args=[case.pk])
    page = mette.get(address).content.decode()
    for name in ("theme", "group"):
        assert page.split(f'id="id_{name}"')[1].split("</select>")[0].count("selected") == 1
        assert '<option value="" selected>Vælg …</option>' in page.split(f'id="id_{name}"')[1].split("</select>")[0]
    said = {"question": "Hvad gør man ved uro på torvet?", "theme": "PLACE", "group": "citizen"}
    assert set(summary(mette.post(address, {"question": said["question"]}))[0]) == {"id_theme", "id_group", "id_sure", "id_no_report"}
    assert "Sagen bliver slettet og kan ikke hentes igen." in words(mette.post(address, said))
    with world.at("mette"):
        assert Case.objects.filter(pk=case.pk).exists()
    assert mette.post(address, {**said, "sure": "on", "no_report": "on"}).status_code == 302
    with world.at("mette"):
        assert not Case.objects.filter(pk=case.pk).exists()


def test_the_words_of_a_form_stand_once_at_its_foot(world):
    case, mette = world.register(world.concern()), signed_in(world, "mette")
    arrival = world.concern()
    for page, one in (("casefile:disclose_orally", case), ("concerns:register", arrival), ("concerns:reject", arrival)):
        shown = mette.get(reverse(page, args=[one.pk])).content.decode()
        assert shown.count("data-words") == 1, page
        assert "Hvad betyder »" not in shown, page
        assert shown.index("data-words") > shown.index('type="submit"'), page


def test_what_the_answer_above_asks_for_cannot_be_skipped(world):
    mette = signed_in(world, "mette")
    page = mette.get(reverse("concerns:register", args=[world.concern().pk])).content.decode()
    for name in ("surplus_why", "report_on", "report_not_sent", "name", "description"):
        label = page.split(f'for="id_{name}">')[1].split("</label>")[0]
        assert "kan springes over" not in label, name
    assert "Hvis nej: hvorfor er det ikke en underretning?" in page


def test_a_concern_about_two_is_parted_on_its_page(world):
    case, mette = world.concern(observed="Ib råbte. Bo lo."), signed_in(world, "mette")
    said = words(mette.post(reverse("concerns:part", args=[case.pk]), {"version": "1", "sentences": "1", "under_18": "no"}, follow=True))
    assert "Der er lavet en ny henvendelse" in said
    with world.at("mette"):
        assert sorted(one.observed for one in Concern.objects.all()) == ["Bo lo.", "Ib råbte."]


def test_the_reasons_to_reject_are_the_catalogues(world):
    case = world.concern()
    own = {"version": 0, "valid_from": lib.today(), "source": "Egne ord"}
    edit_catalogue(world.nikolaj, world.brondby, Kind.REJECTION, "quarrel", text="Strid om et skel", **own)
    page = signed_in(world, "mette").get(reverse("concerns:reject", args=[case.pk])).content.decode()
    assert ("Strid om et skel" in page, "Privat strid" in page) == (True, False)
    with world.at("mette"):
        propose_rejection(world.mette, case, code="quarrel", sentence="Det er en strid om en hæk.", no_report=True)
    page = signed_in(world, "soeren").get(reverse("concerns:rejection", args=[case.pk])).content.decode()
    assert "Strid om et skel" in page
