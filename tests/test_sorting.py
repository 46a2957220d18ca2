"""A concern that comes along with others is sorted too: its surplus goes for good, and nothing of it is judged unsorted."""

import re
from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from infohus import lib
from infohus.cases.models import Case
from infohus.concerns.actions import Sorted, join_concern, sort_concern, take_apart
from infohus.concerns.models import Concern, PoliceQuestion
from infohus.concerns.rules import LONGEST, SentenceKind, split_sentences
from infohus.deadlines.models import Deadline
from infohus.deadlines.rules import Kind
from tests.conftest import signed_in

SEEN, GONE = SentenceKind.SEEN, SentenceKind.LEFT_OUT
ADULT = {"name": "Bo Prøve", "birth_on": date(2001, 3, 4)}
SECOND = "Han råbte ad læreren. Hans mor er syg."


def words(response):
    """The words of a page, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def joined(world, *, registered, under_18="no"):
    """Two arrivals about one person, put together before or after the first is registered; the case and the second concern."""
    into, second = world.concern(under_18=under_18), world.concern(observed=SECOND, under_18="unknown")
    if registered:
        world.register(into, under_18=under_18, person=ADULT, report="")
    with world.at("mette"):
        cases = Case.objects.select_related("municipality")
        join_concern(world.mette, cases.get(pk=second.pk), into=cases.get(pk=into.pk))
    if not registered:
        world.register(into, under_18=under_18, person=ADULT, report="")
    with world.at("mette"):
        case = Case.objects.select_related("municipality", "lead__user").get(pk=into.pk)
        return case, next(one for one in Concern.objects.filter(case=case).select_related("case__municipality") if one.observed == SECOND)


def waits(world, case, kind):
    with world.at("mette"):
        return set(Deadline.objects.filter(case_id=case.pk, kind=kind, met_at=None, ended_at=None).values_list("about", flat=True))


@pytest.mark.parametrize("registered", [True, False])
def test_a_concern_that_came_along_asks_about_the_police_and_waits_to_be_sorted(world, registered):
    case, second = joined(world, registered=registered)
    assert second.registered_at is not None
    assert second.police == PoliceQuestion.OPEN
    assert second.pk in waits(world, case, Kind.POLICE_CONTACT)
    assert waits(world, case, Kind.SORT) == {second.pk}
    assert waits(world, case, Kind.CHILD_24H) == set()  # an adult's case has no clock of a child
    page = words(signed_in(world, "mette").get(reverse("casefile:case", args=[case.pk])))
    assert "Sæt oplysningerne på plads" in page


def test_its_surplus_is_removed_for_good_and_once_only(world):
    case, second = joined(world, registered=False)
    mette, address = signed_in(world, "mette"), reverse("concerns:sort", args=[case.pk, second.pk])
    page = words(mette.get(address))
    assert "Hans mor er syg." in page
    said = {"version": second.version, "sentence_0": SEEN.value}
    refused = words(mette.post(address, said))
    assert "Der mangler 1." in refused
    assert "Udelad det, der ikke er nødvendigt, eller svar, at intet er overflødigt." in refused
    said |= {"sentence_1": GONE.value}
    assert "Skriv, hvorfor du udelader det." in words(mette.post(address, said))
    said |= {"surplus_why": "Moderens sygdom siger intet om sagen."}
    assert mette.post(address, said).status_code == 302
    with world.at("mette"):
        assert Concern.objects.get(pk=second.pk).observed == "Han råbte ad læreren."
    assert waits(world, case, Kind.SORT) == set()
    late = mette.post(address, said)
    assert late.status_code == 409
    assert "Moderens sygdom siger intet om sagen." in words(late)
    assert "allerede sat på plads" in words(mette.get(address, follow=True))


def test_only_one_of_two_who_sort_at_once_is_first(world):
    _case, second = joined(world, registered=True)
    placed = [Sorted("Han råbte ad læreren.", SEEN), Sorted("Hans mor er syg.", GONE)]
    with world.at("mette"):
        sort_concern(world.mette, second, version=second.version, sentences=placed, surplus_why="Ikke nødvendigt.")
    with world.at("soeren"), pytest.raises(lib.Changed):
        sort_concern(world.soeren, second, version=second.version, sentences=placed, surplus_why="Ikke nødvendigt.")


def test_taken_apart_it_is_an_arrival_again_with_nothing_of_the_case_it_was_in(world):
    case, second = joined(world, registered=True)
    with world.at("mette"):
        alone = take_apart(world.mette, second)
        row = Concern.objects.get(case=alone)
        assert (row.purpose, row.registered_at, row.police) == ("", None, PoliceQuestion.NONE)
    assert waits(world, case, Kind.SORT) == set()
    assert len(waits(world, alone, Kind.REGISTER)) == 1


def test_the_longest_concern_can_be_sorted(world, settings):
    assert len(split_sentences("A\n" * (LONGEST // 2))) + 100 < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    case = world.concern()
    many = {f"sentence_{number}": "seen" for number in range(1500)}
    assert signed_in(world, "mette").post(reverse("concerns:register", args=[case.pk]), many).status_code == 200
