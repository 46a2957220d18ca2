"""What the head reads of a case they do not see says nowhere who the citizen is, whichever departure it is."""

from datetime import timedelta

import pytest

from infohus import lib
from infohus.access.rules import Act
from infohus.assessments import actions as judging
from infohus.audit.actions import act
from infohus.casefile.actions import withhold_from_police
from infohus.cases.models import Departure
from infohus.closing.actions import close_case, give_feedback, reopen_case
from infohus.disclosures import actions as sharing
from infohus.disclosures.rules import check_unnamed
from infohus.lib import Refused
from infohus.persons.rules import initials_in
from infohus.rights.actions import decide_information
from tests.test_assessments import SHORTLY, finish, withheld
from tests.test_passing import fresh, given
from tests.test_reopening import closed, talked

NAMED = "Oskar Holm er set igen ved skolen."


@pytest.fixture
def case(world):
    """A registered case of somebody with a name."""
    return world.register(world.concern(), person={"name": "Oskar Holm", "cpr": "6705104000"})


def refused(action, *given, **said):
    """At which field an act is refused because it says who the citizen is."""
    with pytest.raises(Refused, match="hvem borgeren er") as found:
        action(*given, **said)
    return found.value.field


@pytest.mark.django_db
def test_every_departure_is_refused_a_sentence_with_the_name(world, case):
    withheld(world, case)
    assert refused(judging.start_joint_assessment, world.mette, fresh(world, case), unassessed=NAMED) == "unassessed"
    finish(world, fresh(world, case))
    judging.conclude(world.mette, fresh(world, case), **SHORTLY)
    later = {"when": "later", "interest": "others", "until": lib.today() + timedelta(days=30), "reason": "Det kan bringe andre i fare."}
    decide_information(world.mette, fresh(world, case), **later)
    give_feedback(world.mette, world.first_concern(case), way="mailbox", text="Tak, fordi du skrev til os.")
    assert refused(close_case, world.mette, fresh(world, case), **talked(world), untold_why=NAMED) == "untold_why"
    said = {"unread_why": "O.H. er kendt af alle her.", "untold_why": "Det kan bringe andre i fare."}
    assert refused(close_case, world.mette, fresh(world, case), **said) == "unread_why"
    with world.at("mette"):
        assert not Departure.objects.exclude(kind="withheld").exists()


@pytest.mark.django_db
def test_all_that_stands_against_a_sentence_for_the_head_is_told_at_once(world, case):
    def fields(action, **said):
        with pytest.raises(Refused) as found:
            action(world.mette, fresh(world, case), **said)
        return [one.field for one in found.value.parts]

    assert fields(withhold_from_police, code="", sentence=NAMED) == ["code", "sentence"]
    given(world, case)
    with lib.clock_at(lib.now() + timedelta(days=18)):  # more than 10 arbejdsdage
        assert fields(judging.start_joint_assessment, unheard=NAMED, unassessed="Nej") == ["unassessed", "unheard"]
        assert fields(judging.start_joint_assessment, unheard=NAMED, unassessed=NAMED) == ["unheard", "unassessed"]
        assert fields(judging.start_joint_assessment, unheard="", unassessed="") == ["unheard", "unassessed"]
        said = {"unheard": "Politiet svarer ikke endnu.", "unassessed": "Borgeren er ikke til at få fat i."}
        judging.start_joint_assessment(world.mette, fresh(world, case), **said)
    with world.at("mette"):
        assert {one.kind for one in Departure.objects.all()} == {"unheard", "unassessed"}


@pytest.mark.django_db
def test_a_case_is_not_opened_again_with_the_name(world, case):
    withheld(world, case)
    finish(world, fresh(world, case))
    judging.conclude(world.mette, fresh(world, case), **SHORTLY)
    closed(world, case)
    assert refused(reopen_case, world.mette, fresh(world, case), reason=NAMED) == "reason"
    reopen_case(world.mette, fresh(world, case), reason="Borgeren er set igen ved skolen.")


@pytest.mark.django_db
def test_a_departure_is_written_where_its_sentence_is_checked(world, case, pytestconfig):
    """No other room calls the step that writes one, and the one that does refuses a name whoever calls it."""
    files = [one for one in (pytestconfig.rootpath / "infohus").rglob("*.py") if "depart(" in one.read_text()]
    assert {one.relative_to(pytestconfig.rootpath).as_posix() for one in files} == {
        "infohus/cases/actions/departing.py",
        "infohus/disclosures/actions.py",
    }
    for sentence in (NAMED, "O.H. er kendt af alle her.", "CPR 6705104000 er kendt af politiet."):
        said = {"kind": "reopened", "field": "reason", "sentence": sentence}
        with pytest.raises(Refused, match="hvem borgeren er") as found, act(world.mette, Act.REOPEN_CASE, fresh(world, case)):
            sharing.note_departure(world.mette, case, **said)
        assert found.value.field == "reason"
    with world.at("mette"):
        assert not Departure.objects.exists()
    with act(world.mette, Act.REOPEN_CASE, fresh(world, case)):
        sharing.note_departure(world.mette, case, **{**said, "sentence": "Borgeren er set igen ved skolen."})
    with world.at("mette"):
        assert Departure.objects.get().kind == "reopened"


@pytest.mark.parametrize(
    ("sentence", "passes"),
    [
        ("PET er orienteret om sagen.", True),
        ("P.E.T. er orienteret om sagen.", False),
        ("p.e.t. er flyttet til en anden by.", False),
        ("Der er p.t. ikke grund til det.", True),
        ("P.T. er flyttet til en anden by.", False),
        ("PT er flyttet til en anden by.", False),
        ("Tang er kendt af politiet her.", False),
        ("CPR 6705104000 er kendt af politiet.", False),
        ("Borgeren er kendt af politiet her.", True),
    ],
)
def test_initials_of_two_or_all_names_are_known_and_services_are_not_taken_for_them(sentence, passes):
    said = (sentence, "Per Erik Tang", "670510-4000", "sentence")
    if passes:
        check_unnamed(*said)
        return
    with pytest.raises(Refused, match="hvem borgeren er"):
        check_unnamed(*said)


def test_one_name_alone_has_no_initials():
    assert initials_in("S. gik hjem, og S. kom igen.", "Said") == []
