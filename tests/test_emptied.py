"""A case that was emptied and opened again knows nothing of what came before, and all of what comes along with another case."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.urls import reverse

from infohus import lib
from infohus.assessments.actions.police import answer_as_police
from infohus.assessments.queries.police import waiting_of
from infohus.casefile.queries import extracts_of, grouped
from infohus.cases.models import Case
from infohus.closing.actions import close_case, give_feedback, reopen_case
from infohus.concerns.actions import open_police_concern, send_receipt, take_apart
from infohus.concerns.models import Concern
from infohus.disclosures.models import Disclosure
from infohus.lib import Refused, clock_at
from infohus.rights.actions import decide_information
from tests.conftest import signed_in
from tests.test_assessments import actions, later, words
from tests.test_closing import alone, fresh, put_in_place, talked
from tests.test_joining import put
from tests.test_noting import SAID
from tests.test_passing import given
from tests.test_police import ANSWER, confirmed_copy, hears
from tests.test_reopening import AGAIN
from tests.test_told_police import told as tell_by_mouth
from tests.test_withheld import queued

DAY = timedelta(days=1)


def emptied(world, case):
    """A case that the police go on with alone, closed tomorrow and opened again the day after, when the test goes on."""
    with clock_at(lib.now() + DAY):
        decide_information(
            world.mette, fresh(world, case), when="later", interest="crime", until=later(2), reason="Politiet er i gang med det."
        )
        close_case(world.mette, fresh(world, case), **talked(world), untold_why="Politiet er i gang med det endnu.")
    with clock_at(lib.now() + 2 * DAY):
        reopen_case(world.mette, fresh(world, case), reason=AGAIN)


def beside(world):
    """A second case about the same person, from before the first one was closed."""
    return world.register(world.concern(observed="Nogen så det igen."))


def page(world, case, name):
    """The words of a page of a case, as its lead reads them."""
    return words(signed_in(world, "mette").get(reverse(name, args=[case.pk])))


def awaited(world, case):
    """The numbers of what a case waits for from the police."""
    with world.at("mette"):
        return [one.disclosure.number for one in waiting_of(fresh(world, case))]


def test_what_the_police_were_told_by_mouth_before_tells_of_nothing_that_came_along_since(world):
    first = world.register(world.concern())
    tell_by_mouth(world, first)
    case, other = alone(world, first), beside(world)
    number = given(world, other).number
    emptied(world, case)
    with clock_at(lib.now() + 2 * DAY):
        joined = put(world, other, case)
        with world.at("mette"):
            gone, here = sorted(grouped(joined, extracts_of(joined), to_police=True), key=lambda one: not one.emptied)
        assert here.told == f"Politiet har fået noget af den: {number}."
        assert number not in gone.told
        assert page(world, joined, "casefile:concerns").count("Ordene er slettet.") == 1


@pytest.mark.parametrize("by_mouth", [False, True])
def test_what_comes_along_with_another_case_is_waited_for_though_it_was_given_before_this_one_was_emptied(world, by_mouth):
    case, other = alone(world), beside(world)
    tell_by_mouth(world, other) if by_mouth else given(world, other)
    with world.at("mette"):
        number = Disclosure.objects.get(case=other, receiver__kind="POLICE").number
    emptied(world, case)
    with clock_at(lib.now() + 2 * DAY):
        assert (hears(world, case).answer_gone, queued(world, case), awaited(world, case)) == (True, "gone", [])
        joined = put(world, other, case)
        now = hears(world, joined)
        assert (now.waits, now.answer_gone, now.may_go_on_unheard, now.police_says) == (True, False, False, "Ikke svaret")
        assert (queued(world, joined), awaited(world, joined)) == ("waits", [number])
        assert number in page(world, joined, "assessments:police")
        with pytest.raises(Refused, match="har ikke svaret endnu"):
            actions.start_joint_assessment(world.mette, joined, unheard="De ringede og sagde det samme.")


def test_what_the_police_answered_in_the_other_case_is_known_in_this_one(world):
    case, other = alone(world), beside(world)
    answer_as_police(world.pia, confirmed_copy(world, given(world, other)), **ANSWER)
    emptied(world, case)
    with clock_at(lib.now() + 2 * DAY):
        joined = put(world, other, case)
        assert hears(world, joined).heard
        assert queued(world, joined) == "answered"
        with world.at("mette"):
            told = {one.told: one.emptied for one in grouped(joined, extracts_of(joined), to_police=True) if one.told}
        assert sorted(told.values()) == [False, True]  # of the one that was emptied nothing can be chosen, of the other all


def test_a_concern_whose_words_are_gone_is_neither_taken_out_nor_sent_nor_receipted(world):
    case = alone(world)
    emptied(world, case)
    with clock_at(lib.now() + 2 * DAY):
        joined = put(world, beside(world), case)
        with world.at("mette"):
            gone = Concern.objects.select_related("case__municipality").get(case=joined, emptied_at__isnull=False)
        shown = signed_in(world, "mette").get(reverse("casefile:concerns", args=[joined.pk])).content.decode()
        for name in ("take_apart", "send_receipt"):
            assert reverse(f"concerns:{name}", args=[joined.pk, gone.pk]) not in shown
        for late in (
            lambda: take_apart(world.mette, gone),
            lambda: send_receipt(world.mette, gone, way="phone", text="Tak for din henvendelse."),
        ):
            with pytest.raises(Refused, match="blev slettet, da sagen blev lukket"):
                late()


def from_the_police(world):
    """The arrival of what the police write themselves."""
    open_police_concern(world.pia, world.brondby, token=lib.uuid7(), answers={**SAID, "observed": "Han deler opslag."})
    with world.at("mette"):
        return Case.objects.select_related("municipality").get(stage="received")


def test_what_the_police_brought_in_the_other_case_is_known_in_this_one(world):
    case, other = alone(world), world.register(from_the_police(world))
    emptied(world, case)
    with clock_at(lib.now() + 2 * DAY):
        joined = put(world, other, case)
        assert hears(world, joined).from_police
        assert queued(world, joined) == "brought"
        assert "Han deler opslag." in page(world, joined, "assessments:police")


def test_what_the_police_brought_and_was_deleted_is_told_as_deleted_wherever_it_was_read(world):
    case = world.register(world.concern())
    put(world, from_the_police(world), case)
    with world.at("mette"):
        theirs = Concern.objects.select_related("case__municipality").get(case=case, face="police")
    put_in_place(world, theirs)
    tell_by_mouth(world, case)
    case = alone(world, case)
    give_feedback(world.mette, theirs, way="not", why_not="De er med i sagen.")
    emptied(world, case)
    with clock_at(lib.now() + 2 * DAY):
        assert queued(world, case) == "gone"
        police, joint = page(world, case, "assessments:police"), page(world, case, "assessments:joint")
        assert "Svaret blev slettet, da sagen blev lukket" in police
        assert "Fra politiet" not in police
        assert "Det, politiet skrev, blev slettet, da sagen blev lukket." in joint
        assert "Politiet har henvendt sig" not in joint
        assert "Politiet har ikke skrevet noget" not in joint


def test_what_was_emptied_before_it_was_kept_is_noted_on_what_has_no_words_left(world):
    rooms = {"concerns": "0005_emptied_before_it_was_kept", "disclosures": "0017_emptied_before_it_was_kept"}
    notes = [import_module(f"infohus.{room}.migrations.{name}").NOTE for room, name in rooms.items()]
    case, other, third = alone(world), beside(world), beside(world)
    tell_by_mouth(world, other)
    given(world, third)
    emptied(world, case)
    with clock_at(lib.now() + 2 * DAY):
        put(world, other, case)
        joined = put(world, third, case)

        def known():
            return {one.pk: one.emptied_at for model in (Concern, Disclosure) for one in model.objects.filter(case=joined)}

        with world.at("mette"), connection.cursor() as cursor:
            before = known()
            assert sum(at is None for at in before.values()) >= 4  # two concerns, a talk and a sheet came along
            assert sum(at is not None for at in before.values()) >= 2
            for model in (Concern, Disclosure):
                model.objects.filter(case=joined).update(emptied_at=None)
            for note in notes:
                cursor.execute(note)
            after = known()
        assert {pk: bool(at) for pk, at in after.items()} == {pk: bool(at) for pk, at in before.items()}
