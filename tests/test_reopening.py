"""A case that is opened again goes on where it was: what was promised is due, what waited waits, whoever opened it leads it, and it is counted back."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from infohus import lib
from infohus.accounts.actions import invite_user
from infohus.casefile.actions import recall_disclosure
from infohus.cases.actions import cover, end_cover, write_note
from infohus.cases.models import Case
from infohus.closing.actions import close_case, give_feedback, reopen_case
from infohus.concerns.actions import Sorted, correct_person, not_a_report, register_concern
from infohus.concerns.models import Concern
from infohus.concerns.rules import SentenceKind, split_sentences
from infohus.counting.models import Fact as Counted
from infohus.db.context import acting
from infohus.deadlines.actions import set_task
from infohus.deadlines.models import Deadline
from infohus.deadlines.rules import end_of_day
from infohus.disclosures.models import Disclosure
from infohus.lib import Refused, clock_at
from infohus.persons.models import Person
from infohus.rights.actions import decide_information
from tests.conftest import signed_in
from tests.test_assessments import SHORTLY, actions, answer, finish, later, sign, told, waits
from tests.test_case_parts import REPLACEMENT
from tests.test_closing import alone, concluded, fresh, talked
from tests.test_passing import WHY, given
from tests.test_withheld import questions

AGAIN = "Skolen ringede med noget nyt."
REGISTERED = {
    "no_surplus": True, "person": {"name": "Bo Prøve", "birth_on": date(2001, 3, 4)}, "under_18": "no", "report": "", "knows_privately": False,
    "purpose": "PREVENT_RADICALISATION",
}  # fmt: skip


def closed(world, case, **informed):
    """The reporter is told, the citizen perhaps later, and the case is closed."""
    decide_information(world.mette, fresh(world, case), **(informed or {"when": "now", "told_on": lib.today(), "told_whom": ["child"]}))
    give_feedback(world.mette, world.first_concern(case), way="mailbox", text="Tak, fordi du skrev til os.")
    untold = {"untold_why": "Det kan bringe henvenderen i fare."} if informed.get("when") == "later" else {}
    close_case(world.mette, fresh(world, case), **talked(world), **untold)


def again(world, row):
    """A disclosure as it stands now."""
    with world.at("mette"):
        return Disclosure.objects.select_related("case__municipality").get(pk=row.pk)


def due(world, case, kind):
    """When what waits of a kind is due; None if nothing does."""
    with world.at("mette"):
        return Deadline.objects.filter(case_id=case.pk, kind=kind, met_at=None, ended_at=None).values_list("due_at", flat=True).first()


@pytest.mark.parametrize("days", [10, 80])
def test_the_day_on_which_the_citizen_was_to_be_told_is_not_lost(world, days):
    case, day = concluded(world), later(2)
    closed(world, case, when="later", interest="others", until=day, reason="Henvenderen kan kendes på det.")
    with clock_at(lib.now() + timedelta(days=days)):
        reopen_case(world.mette, fresh(world, case), reason=AGAIN)
    assert due(world, case, "inform") == end_of_day(day)  # as promised, also when that is over


def test_who_should_read_it_and_what_was_to_be_done_wait_again_with_time_for_it(world):
    case, soeren = concluded(world), world.member("soeren")
    given = {"owner": soeren, "members": [soeren], "due_on": lib.today() + timedelta(days=5)}
    set_task(world.mette, fresh(world, case), remark="Ring til skolen.", **given)
    closed(world, case)
    with clock_at(lib.now() + timedelta(days=40)):
        reopen_case(world.mette, fresh(world, case), reason=AGAIN)
        assert due(world, case, "second_reading") > lib.now() + timedelta(days=2)
        assert due(world, case, "task") == end_of_day(lib.today())
    assert not {"close", "feedback", "roles"} & {kind.value for kind in waits(world, case)}


@pytest.mark.parametrize("recalled", [False, True])
def test_the_police_are_waited_for_again_while_they_can_read_what_they_were_given(world, recalled):
    case = world.register(world.concern())
    answer(world, case)
    finish(world, fresh(world, case))
    actions.conclude(world.mette, fresh(world, case), **SHORTLY)
    told(world, case)
    closed(world, case)
    with clock_at(lib.now() + timedelta(days=200 if recalled else 30)):
        reopen_case(world.mette, fresh(world, case), reason=AGAIN)
    assert (due(world, case, "police_answer") is None) == recalled


def test_what_was_called_back_while_the_case_was_closed_is_asked_about_when_it_is_opened(world):
    case = world.register(world.concern())
    row = given(world, case)
    finish(world, fresh(world, case))
    with clock_at(lib.now() + timedelta(days=20)):
        actions.start_joint_assessment(world.mette, fresh(world, case), unheard="Politiet kan ikke nå det, og familien venter.")
        sign(world, fresh(world, case))
        handed = {"handed_to": "Ungeindsatsen", "handed_how": "Møde", "handed_on": lib.today()}
        reason = "Han har brug for anden hjælp end det."
        actions.conclude(world.mette, fresh(world, case), outcome="other_need", kind_of_concern="none", reason=reason, **handed)
        closed(world, case)
        recall_disclosure(world.mette, again(world, row), why=WHY)
        assert questions(world, case) == ["passed_on"]
        reopen_case(world.mette, fresh(world, case), reason=AGAIN)
        assert questions(world, case) == ["open"]
        assert due(world, case, "police_contact") is not None


def test_of_what_the_police_went_on_with_alone_only_what_is_left_waits_again(world):
    case = world.register(world.concern(under_18="no"), under_18="no", report="", person={"name": "Oskar Holm"})
    correct_person(
        world.mette, fresh(world, case), version=1, name="Oskar Holm", birth_on=date(2010, 5, 4)
    )  # a child after all: the clock runs
    alone(world, case)
    decide_information(world.mette, case, when="later", interest="crime", until=later(2), reason="Politiet er i gang med det.")
    untold = "Politiet er i gang med det endnu."
    with pytest.raises(Refused, match="om henvendelsen er en underretning"):
        close_case(world.mette, fresh(world, case), **talked(world), untold_why=untold)
    not_a_report(world.mette, world.first_concern(case), report_not_sent="Familien får hjælp i forvejen.")
    close_case(world.mette, fresh(world, case), **talked(world), untold_why=untold)
    reopen_case(world.mette, fresh(world, case), reason=AGAIN)
    assert {kind.value for kind in waits(world, case)} == {"conclusion", "joint_assessment", "inform"}


def invited(world):
    """A coordinator who came after the cases did, and is with none of them."""
    given = {"email": "anna.prove@brondby.example", "name": "Anna Prøve", "role": "coordinator"}
    return invite_user(world.nikolaj, authority=world.brondby, administration=world.member("mette").administration, **given)


def seen(member, case):
    """A case as one sees it who is none of the cast; None if they do not."""
    with acting(member.actor.context), transaction.atomic():
        return Case.objects.select_related("municipality", "lead__user").filter(pk=case.pk).first()


def test_who_takes_a_case_on_while_they_stand_in_for_another_is_with_it_when_the_cover_ends(world):
    case, arrived = concluded(world), world.concern()
    closed(world, case)
    anna = invited(world)
    day = lib.today()
    row = cover(world.mette, world.brondby, of=world.member("mette"), by=anna, from_on=day, until_on=day)
    reopen_case(anna.actor, seen(anna, case), reason=AGAIN)
    with acting(anna.actor.context), transaction.atomic():
        concern = Concern.objects.select_related("case__municipality", "mailbox").get(case=arrived)
        parts = [Sorted(text, SentenceKind.SEEN) for text in split_sentences(concern.observed)]
    register_concern(anna.actor, concern, **REGISTERED, version=concern.version, sentences=parts, administration=anna.administration)
    end_cover(world.mette, row)
    assert [seen(anna, one).lead_id for one in (case, arrived)] == [anna.pk, anna.pk]


def test_what_was_counted_at_closing_is_taken_back_exactly(world):
    for case in (concluded(world), alone(world)):
        if fresh(world, case).outcome == "police_alone":
            close_case(world.mette, fresh(world, case), **talked(world))
        else:
            closed(world, case)
        reopen_case(world.mette, fresh(world, case), reason=AGAIN)
    with world.at("mette"):
        rows = list(Counted.objects.filter(kind="closed"))
    there, back = ([one.codes for one in rows if one.amount == amount] for amount in (1, -1))
    assert len(there) == 2
    assert sorted(there, key=str) == sorted(back, key=str)


def reopened_alone(world):
    """A case that the police went on with alone, closed, emptied and opened again."""
    case = alone(world)
    close_case(world.mette, fresh(world, case), **talked(world))
    reopen_case(world.mette, fresh(world, case), reason=AGAIN)
    return fresh(world, case)


def test_a_case_whose_person_was_deleted_gets_one_again(world):
    case, other = reopened_alone(world), world.register(world.concern(), person={"name": "Oskar Holm", "cpr": REPLACEMENT})
    mette = signed_in(world, "mette")
    page = mette.get(reverse("casefile:person", args=[case.pk])).content.decode()
    assert "Personoplysningerne blev slettet, da sagen blev lukket." in page
    assert "når henvendelsen registreres" not in page
    address = reverse("casefile:correct_person", args=[case.pk])
    assert address in page
    assert 'name="version" value="0"' in mette.get(address).content.decode()
    said = {"version": 0, "name": "Oskar Holm", "cpr": REPLACEMENT, "address": "Prøvevej 7, 2605 Brøndby"}
    answered = mette.post(address, said, follow=True).content.decode()
    assert "Personen er skrevet ind." in answered
    assert "Oskar Holm" in answered
    assert f"Personen har en åben sag, {other.number}." in answered
    assert due(world, case, "join_check") is not None  # the number was looked up, as at a registration
    assert due(world, other, "join_check") is not None
    again = mette.post(address, {**said, "name": "En Anden"})  # of a page that was opened before
    assert again.status_code == 409
    with world.at("mette"):
        assert [one.name for one in Person.objects.filter(case=case)] == ["Oskar Holm"]
    assert mette.post(address, {**said, "version": 1, "name": "Oskar E. Holm"}).status_code == 302


def test_an_arrival_gets_its_person_at_its_registration_and_not_before(world):
    with pytest.raises(Refused, match="når henvendelsen registreres"):
        correct_person(world.mette, world.concern(), version=0, name="Oskar Holm")


def test_a_sheet_of_which_nothing_is_left_is_offered_no_more_and_a_new_one_is(world):
    case = reopened_alone(world)
    mette, address = signed_in(world, "mette"), reverse("casefile:disclosures", args=[case.pk])
    page = mette.get(address).content.decode()
    assert "Politi" in page
    for offered in ("Arket som PDF", "Kald tilbage", "Ret med en ny", "afleveret på papir"):
        assert offered not in page, offered
    write_note(world.mette, case, kind="contact", title="", text="Skolen ringede om en drøm om en fremmed by.")
    sheet = given(world, fresh(world, case))
    page = mette.get(address).content.decode()
    assert page.count("Arket som PDF") == 1
    assert reverse("casefile:sheet_pdf", args=[case.pk, sheet.pk]) in page


def test_what_the_police_answered_and_was_deleted_is_neither_missing_nor_awaited(world):
    case = alone(world)
    close_case(world.mette, fresh(world, case), **talked(world))
    mette = signed_in(world, "mette")
    page = mette.get(reverse("closing:reopen", args=[case.pk])).content.decode()
    assert "konklusionen blev slettet" in page
    assert "bliver stående som taget op igen" not in page
    reopen_case(world.mette, fresh(world, case), reason=AGAIN)
    with clock_at(lib.now() + timedelta(days=50)):
        mette = signed_in(world, "mette")
        pages = {
            name: mette.get(reverse(name, args=[] if name.endswith("queue") else [case.pk])).content.decode()
            for name in ("casefile:case", "assessments:police", "assessments:joint", "assessments:queue", "casefile:pass_to_police")
        }
        for name, page in pages.items():
            for untrue in (
                "ikke spurgt i sagen",
                "Ikke svaret endnu",
                "blev spurgt for",
                "har ikke svaret",
                "ikke svaret",
                "Venter på svar",
            ):
                assert untrue not in page, (name, untrue)
        assert "Skriv personen ind igen" in pages["casefile:case"]
        assert "Svaret er slettet" in pages["casefile:case"]
        assert "Svaret blev slettet, da sagen blev lukket" in pages["assessments:police"]
        assert "Giv et nyt ark" in pages["assessments:police"]
        assert "Politiets svar blev slettet" in pages["assessments:joint"]
        assert "Svaret er slettet" in pages["assessments:queue"]
        assert "Teksten blev slettet, da sagen blev lukket." in pages["casefile:pass_to_police"]
        correct_person(world.mette, fresh(world, case), version=0, name="Oskar Holm")
        finish(world, fresh(world, case))
        page = mette.get(reverse("casefile:case", args=[case.pk])).content.decode()
        assert "Politiets svar er slettet" in page
        with pytest.raises(Refused, match="uden politiets svar"):
            actions.start_joint_assessment(world.mette, fresh(world, case))
        actions.start_joint_assessment(world.mette, fresh(world, case), unheard="De ringede og sagde det samme.")
        assert fresh(world, case).stage == "joint"


def test_what_is_given_anew_after_the_answer_was_deleted_is_waited_for_as_ever(world):
    case = reopened_alone(world)
    correct_person(world.mette, case, version=0, name="Oskar Holm")
    write_note(world.mette, fresh(world, case), kind="contact", title="", text="Skolen ringede om en drøm om en fremmed by.")
    given(world, fresh(world, case))
    page = signed_in(world, "mette").get(reverse("assessments:police", args=[case.pk])).content.decode()
    assert "Venter på svar" in page
    assert "Svaret blev slettet" not in page
    with pytest.raises(Refused, match="har ikke svaret endnu"):
        actions.start_joint_assessment(world.mette, fresh(world, case), unheard="De ringede og sagde det samme.")
