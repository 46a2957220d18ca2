"""A concern that comes along with others is sorted too: its surplus goes for good, and nothing of it is judged unsorted."""

import re
from datetime import date, timedelta
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
from infohus.disclosures.actions import read_copy
from infohus.disclosures.models import Copy
from infohus.mailboxes.models import Message, Word
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


def waiting_child(world, **more):
    """A case that was registered, and a second concern about the same child that was put to it."""
    into = world.register(world.concern(), **{"report": "not", "report_not_sent": "Skolen har underrettet i går.", **more})
    second = world.concern(observed=SECOND, under_18="yes")
    return into, second


def test_a_childs_concern_that_is_joined_is_asked_about_at_once_before_its_clock_is_forgotten(world):
    into, arrival = waiting_child(world)
    mette, join = signed_in(world, "mette"), reverse("concerns:join", args=[arrival.pk])
    assert "kan Børnevagten ikke længere læse den" in words(mette.get(join))
    second = world.first_concern(arrival)
    address = reverse("concerns:sort", args=[into.pk, second.pk])
    assert mette.post(join, {"into": str(into.pk)})["Location"] == address
    page = words(mette.get(reverse("casefile:case", args=[into.pk])))
    assert "Svar på, om den er en underretning" in page
    assert "Bolden ligger hos Mette Holm" in page
    said = {"version": second.version, "sentence_0": SEEN.value, "sentence_1": SEEN.value, "no_surplus": "on"}
    assert "Svar på, om det også er en underretning." in words(mette.post(address, said))
    assert waits(world, into, Kind.CHILD_24H) == {None}
    assert "hvad klokken var" in words(mette.post(address, {**said, "report": "sent", "report_on": "24.11.2026"}))
    assert mette.post(address, {**said, "report": "send"}).status_code == 302
    with world.at("hanne"):
        assert Copy.objects.filter(case=into.pk).count() == 1  # the child duty reads it, and its clock runs on
    assert waits(world, into, Kind.CHILD_24H) == {None}


def test_that_it_is_no_underretning_ends_its_clock_and_the_reason_is_read_in_the_case(world):
    into, arrival = waiting_child(world)
    second, mette = world.first_concern(arrival), signed_in(world, "mette")
    with world.at("mette"):
        join_concern(world.mette, Case.objects.select_related("municipality").get(pk=arrival.pk), into=into)
    said = {"version": second.version, "sentence_0": SEEN.value, "sentence_1": SEEN.value, "no_surplus": "on"}
    said |= {"report": "not", "report_not_sent": "Det samme som den første."}
    assert mette.post(reverse("concerns:sort", args=[into.pk, second.pk]), said).status_code == 302
    with world.at("mette"):
        rows = Deadline.objects.filter(case_id=into.pk, kind=Kind.CHILD_24H)
        assert {(one.met_at, one.ended_at is None) for one in rows} == {(None, False)}
    for page in ("casefile:case", "casefile:concerns"):
        shown = words(mette.get(reverse(page, args=[into.pk])))
        assert "Det samme som den første." in shown
        assert "Skolen har underrettet i går." in shown
    assert "Bortfaldet" in words(mette.get(reverse("casefile:deadlines", args=[into.pk])))
    assert "Er den vurderet?" not in words(mette.get(reverse("concerns:report", args=[into.pk, second.pk])))


def nearly_grown():
    """Some days younger than 18."""
    return (lib.now() - timedelta(days=18 * 365)).date()


def test_who_turns_18_before_it_is_sorted_is_asked_what_was_sent_while_they_were_a_child(world):
    into, arrival = waiting_child(world, person={"name": "Ib Prøve", "birth_on": nearly_grown()})
    second = world.first_concern(arrival)
    with world.at("mette"):
        join_concern(world.mette, Case.objects.select_related("municipality").get(pk=arrival.pk), into=into)
    address, then = reverse("concerns:sort", args=[into.pk, second.pk]), lib.now() + timedelta(minutes=1)
    said = {"version": second.version, "sentence_0": SEEN.value, "sentence_1": SEEN.value, "no_surplus": "on"}
    with lib.clock_at(lib.now() + timedelta(days=30)):
        mette, why = signed_in(world, "mette"), "Personen er fyldt 18 år. Nu kan der ikke sendes en underretning"
        page = mette.get(address)
        assert why in words(page)
        assert 'value="send"' not in page.content.decode()
        assert why in words(mette.post(address, {**said, "report": "send"}))
        late = {**said, "report": "sent", "report_on": f"{lib.today():%d.%m.%Y}", "report_at": "00.01"}
        refused = mette.post(address, late)
        assert "Den dag var personen fyldt 18 år." in words(refused)
        assert re.findall(r'href="#id_(report\w+)"', refused.content.decode()) == ["report_on"]
        assert (
            mette.post(address, {**late, "report_on": f"{then:%d.%m.%Y}", "report_at": f"{then.astimezone(lib.TZ):%H.%M}"}).status_code
            == 302
        )


def test_of_a_concern_that_came_after_the_birthday_nobody_asks_whether_it_is_an_underretning(world):
    into = world.register(
        world.concern(), person={"name": "Ib Prøve", "birth_on": nearly_grown()}, report="not", report_not_sent="Skolen har gjort det."
    )
    with lib.clock_at(lib.now() + timedelta(days=30)):
        arrival = world.concern(observed=SECOND, under_18="yes")
        second = world.first_concern(arrival)
        with world.at("mette"):
            join_concern(world.mette, Case.objects.select_related("municipality").get(pk=arrival.pk), into=into)
        assert waits(world, into, Kind.CHILD_24H) == set()
        assert second.pk not in waits(world, into, Kind.CHILD_RECEIPT)
        assert "Er det en underretning?" not in words(signed_in(world, "mette").get(reverse("concerns:sort", args=[into.pk, second.pk])))
        with world.at("mette"):
            assert Concern.objects.get(pk=second.pk).report_not_sent == "Personen var fyldt 18 år, da henvendelsen kom."


def test_the_clock_of_another_concern_runs_on_when_one_is_no_underretning(world):
    into, arrival = waiting_child(world, report="send", report_not_sent="")
    second = world.first_concern(arrival)
    placed = [Sorted(text, SEEN) for text in split_sentences(SECOND)]
    with world.at("mette"):
        join_concern(world.mette, Case.objects.select_related("municipality").get(pk=arrival.pk), into=into)
        joined = Concern.objects.select_related("case__municipality").get(pk=second.pk)
        sort_concern(
            world.mette, joined, version=joined.version, sentences=placed, no_surplus=True, report="not", report_not_sent="Gentagelse."
        )
    assert waits(world, into, Kind.CHILD_24H) == {None}  # the first was sent, and nobody has judged it


SIGNS = [
    {"code": "A05", "text": "Taler om at rejse til et konfliktområde", "serious": True},
    {"code": "B02", "text": "Har fået nye venner", "serious": False},
]


def left_out(world, case):
    """A concern with two signs is registered, and the serious one left out, for it is about another."""
    mette, address = signed_in(world, "mette"), reverse("concerns:register", args=[case.pk])
    said = {
        "version": "1", "sentence_0": SEEN.value, "signs_left_out": "A05", "name": "Bo Prøve", "birth_on": "04.03.2012", "under_18": "yes",
        "report": "send", "purpose": "prevention", "knows_privately": "no",
    }  # fmt: skip
    page = mette.get(address).content.decode()
    assert 'name="signs_left_out" value="A05"' in page
    said["administration"] = re.search(r'name="administration" value="([^"]+)"', page)[1]
    said["purpose"] = re.search(r'name="purpose" value="([^"]+)"', page)[1]
    assert "Skriv, hvorfor du udelader det." in words(mette.post(address, said | {"register": "1"}))
    return mette.post(address, said | {"surplus_why": "Handler om hans bror.", "register": "1"})


def test_a_sign_that_is_not_about_this_person_is_left_out_for_good_and_goes_out_with_no_underretning(world):
    case = world.concern(observed="Ib råbte.", signs=SIGNS)
    assert left_out(world, case).status_code == 302
    with world.at("mette"):
        row = Concern.objects.get(case=case.pk)
        assert [sign["code"] for sign in row.signs] == ["B02"]
        assert "konfliktområde" not in Message.objects.get(case=case.pk, kind=Word.FIRST).text
    with world.at("hanne"):
        sheet = str(read_copy(world.hanne, Copy.objects.select_related("municipality", "receiver", "unit").get(case=case.pk)))
    assert "nye venner" in sheet
    assert "konfliktområde" not in sheet
    mette = signed_in(world, "mette")
    for page in ("casefile:case", "casefile:concerns"):
        assert "konfliktområde" not in words(mette.get(reverse(page, args=[case.pk])))


def test_a_serious_sign_left_out_of_a_concern_that_came_along_is_claimed_on_no_page_but_still_waits_to_be_decided_on(world):
    into, second = world.concern(under_18="no"), world.concern(observed=SECOND, under_18="no", signs=SIGNS)
    world.register(into, under_18="no", person=ADULT, report="")
    with world.at("mette"):
        cases = Case.objects.select_related("municipality")
        join_concern(world.mette, cases.get(pk=second.pk), into=cases.get(pk=into.pk))
        second = next(one for one in Concern.objects.filter(case=into.pk) if one.observed == SECOND)
    mette, address = signed_in(world, "mette"), reverse("concerns:sort", args=[into.pk, second.pk])
    case_page = reverse("casefile:case", args=[into.pk])
    assert "Henvenderen har valgt et alvorligt tegn." in words(mette.get(case_page))
    said = {
        "version": second.version,
        "sentence_0": SEEN.value,
        "sentence_1": SEEN.value,
        "signs_left_out": "A05",
        "surplus_why": "Hans bror.",
    }
    assert mette.post(address, said).status_code == 302
    assert waits(world, into, Kind.ACUTE_TODAY) == {None}
    page = words(mette.get(case_page))
    assert "Henvenderen har valgt et alvorligt tegn." not in page
    assert "kom med et alvorligt tegn, som er udeladt" in page


@pytest.mark.parametrize(
    ("go", "here", "there"), [(["A05"], False, True), (["B02"], True, False), ([], True, False), (["A05", "B02"], False, True)]
)
def test_a_sign_goes_along_when_a_concern_is_parted_and_today_is_where_the_serious_one_is(world, go, here, there):
    case = world.concern(observed="Ib råbte. Bo lo.", signs=SIGNS)
    mette, address = signed_in(world, "mette"), reverse("concerns:part", args=[case.pk])
    assert "Taler om at rejse" in words(mette.get(address))
    assert mette.post(address, {"version": "1", "sentences": "1", "signs": go, "under_18": "no"}).status_code == 302
    with world.at("mette"):
        rows = {row.case_id == case.pk: row for row in Concern.objects.select_related("case")}
        assert {sign["code"] for sign in rows[False].signs} == set(go)
        assert {sign["code"] for sign in rows[True].signs} == {"A05", "B02"} - set(go)
    for row, serious in ((rows[True], here), (rows[False], there)):
        assert row.case.serious is serious
        assert waits(world, row.case, Kind.ACUTE_TODAY) == ({None} if serious else set())
        page = words(mette.get(reverse("casefile:case", args=[row.case_id])))
        assert ("Henvenderen har valgt et alvorligt tegn." in page) is serious
