"""A coordinator takes a concern on, or it ends in one of the other ways; each with what refuses it."""

import re
from datetime import date

import pytest

from infohus.cases.models import Case, CaseMember
from infohus.cases.rules import Stage, Under18
from infohus.concerns.actions import Sorted, confirm_rejection, propose_rejection
from infohus.concerns.models import Concern, Rejection
from infohus.concerns.rules import SentenceKind
from infohus.db.context import acting
from infohus.deadlines.models import Deadline
from infohus.disclosures.models import Disclosure
from infohus.lib import Refused
from infohus.mailboxes.models import Message
from infohus.persons.models import Person
from tests.conftest import signed_in


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
        ({"report": ""}, "underretningen"),
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
    row = propose_rejection(world.mette, case, code="quarrel", sentence="Det er en strid mellem to naboer.")
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
    from infohus.concerns.actions import join_concern
    from infohus.persons.actions import correct_person, note_relative
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
