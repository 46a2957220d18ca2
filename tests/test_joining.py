"""What is put together keeps all that was done on it, and nobody reads by it what they are kept from; what is parted leaves no trace."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.urls import reverse

from infohus import lib
from infohus.access.rules import public
from infohus.assessments.actions.police import answer_as_police
from infohus.assessments.queries import standing
from infohus.cases.actions import exclude, protect_case, write_note
from infohus.cases.models import Case, CaseMember, Exclusion, Note
from infohus.cases.rules import Conflict, Under18
from infohus.concerns.actions import (
    confirm_rejection,
    correct_person,
    file_concern,
    join_concern,
    note_concern,
    part_concern,
    propose_rejection,
    send_as_report,
    take_apart,
    turn_into_advice,
)
from infohus.concerns.models import Concern, Rejection
from infohus.concerns.rules import Face
from infohus.deadlines.models import Deadline
from infohus.deadlines.rules import end_of_day
from infohus.demo.world import ANSWERS
from infohus.disclosures.actions import note_received, read_copy
from infohus.disclosures.models import Copy, Disclosure, Received
from infohus.lib import clock_at
from infohus.mailboxes.models import Message, Word
from infohus.persons.models import Person
from infohus.rights.actions import decide_information, lift_hold, place_hold
from infohus.rights.models import Hold, Information
from tests.conftest import signed_in
from tests.test_assessments import begin, withheld
from tests.test_hindered import until
from tests.test_passing import fresh, given, registered
from tests.test_police import ANSWER, confirmed_copy
from tests.test_received import SAID, other
from tests.test_told_police import told as tell_by_mouth

ADULT = {"name": "Bo Prøve", "birth_on": date(2001, 3, 4)}


def seen(world, case, who="mette"):
    with world.at(who):
        return Case.objects.select_related("municipality", "lead__user").get(pk=case.pk)


def put(world, case, into):
    with world.at("mette"):
        join_concern(world.mette, seen(world, case), into=seen(world, into))
    return seen(world, into)


def file_for(world, **more):
    """A concern whose reporter does not want somebody to read it."""
    said = {**ANSWERS, "observed": "Han sagde noget."}
    file_concern(public(world.brondby.pk), world.brondby, face=Face.PUBLIC, token=str(lib.uuid7()), answers=said, sent_as="", **more)
    with world.at("mette"):
        return Case.objects.order_by("-received_at", "-id").first()


def test_what_was_done_on_an_arrival_goes_along_when_it_is_joined(world):
    into, case = world.register(world.concern()), world.concern(observed="Nogen så det igen.", under_18="yes")
    with world.at("mette"):
        row = seen(world, case)
        write_note(world.mette, row, kind="telephone", title="Opkald", text="Skolen ringede.")
        second = Concern.objects.select_related("case__municipality").get(case=row)
        send_as_report(world.mette, second)
    joined = put(world, case, into)
    with world.at("mette"):
        assert [one.text for one in Note.objects.filter(case=joined)] == ["Skolen ringede."]
        shared = Disclosure.objects.get(case=joined, concern_id=second.pk)
        assert not Case.objects.filter(pk=case.pk).exists()
    with world.at("hanne"):  # the child duty still reads what it was given, and is to judge it
        copy = Copy.objects.get(disclosure_id=shared.pk)
        assert "Nogen så det igen." in str(read_copy(world.member("hanne").actor, copy).parts)


def held(world, case):
    """A case that somebody has complained about."""
    until = lib.today() + timedelta(days=30)
    with world.at("mette"):
        return place_hold(world.mette, seen(world, case), kind="complaint", reason="Faren har klaget til os.", until=until)


def test_what_was_told_decided_and_held_goes_along_when_a_registered_case_is_joined(world):
    into = world.register(world.concern())
    case = world.register(world.concern(observed="Nogen så det igen."))
    _key, authority, unit = other(world)
    sooner = lib.today() + timedelta(days=7)
    with world.at("mette"):
        row = seen(world, case)
        note_received(world.mette, row, sender=authority, unit=unit, received_at=lib.now(), **SAID)
        decide_information(world.mette, row, when="later", interest="safety", until=sooner, reason="Politiet er midt i det.")
    held(world, case)
    joined = put(world, case, into)
    with world.at("mette"):
        assert [one.text for one in Received.objects.filter(case=joined)] == [SAID["text"]]
        assert [one.reason for one in Information.objects.filter(case=joined)] == ["Politiet er midt i det."]
        assert [(one.reason, one.number) for one in Hold.objects.filter(case=joined)] == [("Faren har klaget til os.", joined.number)]
        waits = Deadline.objects.get(case_id=joined.pk, kind="inform", met_at=None, ended_at=None)
        assert waits.due_at.date() == sooner
    with world.at("tove"):
        assert Hold.objects.get().reason == "Faren har klaget til os."


def test_what_is_held_becomes_no_advice_and_is_not_rejected(world):
    case = world.concern()
    hold = held(world, case)
    said = {"question": "Hvad siger man til en klasse?", "theme": "", "group": ""}
    with world.at("mette"), pytest.raises(lib.Refused, match="sat i bero"):
        turn_into_advice(world.mette, seen(world, case), **said)
    propose_rejection(world.mette, seen(world, case), code="quarrel", sentence="To naboer.", no_report=True)
    with world.at("soeren"):
        proposed = Rejection.objects.select_related("case__municipality", "proposed_by").get()
    with pytest.raises(lib.Refused, match="sat i bero"):
        confirm_rejection(world.soeren, proposed)
    lift_hold(world.mette, hold)
    confirm_rejection(world.soeren, proposed)


def test_who_was_kept_from_the_one_case_is_kept_from_both(world):
    into = world.register(world.concern())
    case = file_for(world, not_for=[world.member("soeren").user_id])
    with world.at("mette"), pytest.raises(lib.Refused, match="Søren Kaya må ikke se denne sag"):
        join_concern(world.mette, seen(world, case), into=seen(world, into))
    with world.at("mette"):
        CaseMember.objects.filter(case=into.pk, membership=world.member("soeren")).update(left_at=lib.now())
    joined = put(world, case, into)
    with world.at("mette"):
        assert [(one.user_id, one.why) for one in Exclusion.objects.filter(case=joined)] == [
            (world.member("soeren").user_id, Conflict.NAMED)
        ]
    with world.at("soeren"):
        assert not Case.objects.filter(pk=joined.pk).exists()


def test_duties_of_all_become_the_leads_when_an_arrival_is_joined_to_a_case_with_a_lead(world):
    into, case = world.register(world.concern(), under_18="yes", report="send"), world.concern(under_18="yes", reporter_email="a@b.example")
    joined = put(world, case, into)
    with world.at("mette"):
        waits = Deadline.objects.filter(case_id=joined.pk, met_at=None, ended_at=None, kind="child_receipt")
        assert {one.owner for one in waits} == {"lead"}


def test_two_who_part_a_concern_at_once_take_each_sentence_out_once(world):
    case = world.concern(observed="Ib råbte. Bo lo. Per gik.")
    concern = world.first_concern(case)
    with world.at("mette"):
        part_concern(world.mette, concern, version=1, sentences=["Bo lo."], under_18=Under18.NO)
    late = world.first_concern(case)
    with world.at("soeren"), pytest.raises(lib.Changed):
        part_concern(world.soeren, late, version=1, sentences=["Per gik."], under_18=Under18.NO)
    address = reverse("concerns:part", args=[case.pk])
    answer = signed_in(world, "soeren").post(address, {"version": "1", "sentences": "1", "under_18": "no"})
    assert answer.status_code == 409
    assert "Den er stadig i indbakken." in answer.content.decode()


def test_what_is_parted_off_leaves_the_mailbox_of_the_first_case_too(world):
    case = world.concern(observed="Ib råbte. Bo lo.")
    with world.at("mette"):
        part_concern(world.mette, world.first_concern(case), version=1, sentences=["Bo lo."], under_18=Under18.NO)
        first = Message.objects.get(case=case.pk, kind=Word.FIRST)
        assert "Ib råbte." in first.text
        assert "Bo lo." not in first.text


def test_a_concern_taken_out_of_a_protected_case_is_protected_too_and_what_was_shared_of_it_goes_along(world):
    into, case = world.register(world.concern()), world.concern(observed="Det var en anden.", under_18="yes")
    with world.at("mette"):
        send_as_report(world.mette, Concern.objects.select_related("case__municipality").get(case=case.pk))
    joined = put(world, case, into)
    with world.at("mette"):
        protect_case(world.mette, joined, protected=True)
        CaseMember.objects.filter(case=joined, membership=world.member("soeren")).update(left_at=lib.now())
        second = Concern.objects.select_related("case__municipality").filter(case=joined).latest("received_at")
        alone = take_apart(world.mette, second)
        assert seen(world, alone).protected
        assert [one.membership_id for one in CaseMember.objects.filter(case=alone, left_at=None)] == [world.mette.membership]
        assert [one.case_id for one in Disclosure.objects.filter(concern_id=second.pk)] == [alone.pk]
    with world.at("soeren"):
        assert not Case.objects.filter(pk=alone.pk).exists()


def test_several_concerns_or_one_with_an_unread_message_do_not_become_advice(world):
    first, second = world.concern(), world.concern(observed="Noget andet.")
    both = put(world, second, first)
    said = {"question": "Hvad siger man til en klasse?", "theme": "", "group": ""}
    with world.at("mette"), pytest.raises(lib.Refused, match="flere henvendelser"):
        turn_into_advice(world.mette, both, **said)


def words(response):
    """The words of a page, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def test_the_page_of_joining_tells_which_case_is_which(world):
    world.register(world.concern(), person=ADULT, under_18="no", report="")
    world.concern(under_18="unknown", source="teacher", anonymous=True)
    case = world.concern()
    page = words(signed_in(world, "mette").get(reverse("concerns:join", args=[case.pk])))
    assert re.search(r"2026-\d+ · B\.P\., 25 år · Ven eller bekendt, anonym, i dag kl\. \d\d\.\d\d · Registreret, Mette Holm", page)
    assert re.search(r"2026-\d+ · Alder ukendt · Lærer eller pædagog, anonym, i dag kl\. \d\d\.\d\d · Modtaget", page)


def test_two_deadlines_of_one_kind_say_which_concern_each_is_about(world):
    into, second = world.register(world.concern(), person=ADULT, under_18="no", report=""), world.concern(under_18="no")
    mette, pages = signed_in(world, "mette"), ("casefile:case", "casefile:deadlines")
    for page in pages:
        assert "Fra borger (ven eller bekendt), modtaget" not in words(mette.get(reverse(page, args=[into.pk])))
    put(world, second, into)
    for page, times in zip(pages, (2, 4), strict=True):  # beside the case, and in its list
        shown = words(mette.get(reverse(page, args=[into.pk])))
        assert (
            len(
                re.findall(
                    r"Kontakt til politiet (?:i morgen|\w+\. \d+\. \w+\.?) Fra borger \(ven eller bekendt\), modtaget i dag kl", shown
                )
            )
            == times
        )


def test_a_rejected_case_says_that_it_cannot_be_opened_again(world):
    case, mette = world.concern(), signed_in(world, "mette")
    propose_rejection(world.mette, case, code="quarrel", sentence="To naboer.", no_report=True)
    with world.at("soeren"):
        proposed = Rejection.objects.select_related("case__municipality", "proposed_by").get()
    confirm_rejection(world.soeren, proposed)
    page = mette.get(reverse("casefile:case", args=[case.pk]), follow=True)
    assert "skriv en ny henvendelse" in words(page)
    assert 'data-act="reopen_case"' not in page.content.decode()
    by_address = mette.get(reverse("closing:reopen", args=[case.pk])).content.decode()
    assert "Den kan ikke åbnes igen" in by_address
    assert 'data-act="reopen_case"' not in by_address


def test_what_is_taken_out_keeps_what_was_answered_about_age_and_its_page_says_what_goes_along(world):
    into, case = (
        world.register(world.concern(), person=ADULT, under_18="no", report=""),
        world.concern(under_18="yes", observed="Det var en anden."),
    )
    with world.at("mette"):
        send_as_report(world.mette, Concern.objects.select_related("case__municipality").get(case=case.pk))
        number = Disclosure.objects.get(case=case.pk).number
    joined = put(world, case, into)
    with world.at("mette"):
        second = Concern.objects.select_related("case__municipality").filter(case=joined).latest("received_at")
    mette, address = signed_in(world, "mette"), reverse("concerns:take_apart", args=[joined.pk, second.pk])
    page = words(mette.get(address))
    assert "Skil henvendelsen ud" in page
    assert "ud igen" not in page
    assert "Svaret om alder følger med: under 18 år." in page
    assert f"Det, der er delt af den, følger med: {number}." in page
    mette.post(address)
    with world.at("mette"):
        alone = Concern.objects.select_related("case").get(pk=second.pk).case
        assert (alone.under_18, alone.opened_at is not None, alone.pk != joined.pk) == ("yes", True, True)


def test_a_registered_answer_about_age_goes_along_too(world):
    into, case = world.register(world.concern(under_18="unknown"), under_18="yes"), world.concern()
    put(world, case, into)
    first = world.first_concern(into)
    with world.at("mette"):
        assert take_apart(world.mette, first).under_18 == "yes"


def test_one_sentence_about_two_is_told_what_to_do(world):
    mette = signed_in(world, "mette")
    one, two = world.concern(observed="Ib og Bo råbte ad hinanden."), world.concern(observed="Ib råbte. Bo lo.")
    page = mette.get(reverse("concerns:part", args=[one.pk]))
    assert "skriv en ny henvendelse om den anden" in words(page)
    assert 'data-act="part_concern"' not in page.content.decode()
    assert 'data-act="note_concern"' in page.content.decode()
    said = {"version": "1", "sentences": ["0", "1"], "under_18": "no"}
    told = mette.post(reverse("concerns:part", args=[two.pk]), said)
    assert "Handler det hele om begge, så skriv en ny henvendelse om den anden." in words(told)


# ---------- Which of two goes to which: the act and every page that offers it ask the same (`model.md` D3)


NUMBER = {"person": {"cpr": "670812-4000"}}


def numbered(world, case):
    """The person of a case gets the number that the other case has, too; both are asked whether it is the same person."""
    with world.at("mette"):
        version = Person.objects.get(case=case.pk).version
    correct_person(world.mette, seen(world, case), version=version, cpr="670812-4000", name="Oskar Holm")


def told(world, case):
    """The police are told of a case by mouth: it is at Vurderes."""
    tell_by_mouth(world, case)
    return seen(world, case)


def link_of(world, case, into):
    """Where the page of a case leads about another of the same number, and what stands there."""
    mette = signed_in(world, "mette")
    address = f"{reverse('concerns:join', args=[case.pk])}?into={into.pk}"
    assert address in unescape(mette.get(reverse("casefile:case", args=[case.pk])).content.decode())
    return mette.get(address)


def leads_on(shown, case, into):
    """Whether a page leads on to the joining of a case into another."""
    return f'href="{reverse("concerns:join", args=[case.pk])}?into={into.pk}"' in unescape(shown.content.decode())


def test_two_cases_of_one_person_that_are_both_assessed_become_one(world):
    first, second = world.register(world.concern(), **NUMBER), world.register(world.concern(observed="Nogen så det igen."))
    numbered(world, second)
    first, second = told(world, first), told(world, second)
    assert (first.stage, second.stage) == ("assessing", "assessing")
    other_way = link_of(world, first, second)
    assert "er den nyeste af de to" in words(other_way)
    assert "Læg dem sammen" not in words(other_way)
    assert leads_on(other_way, second, first)
    page = signed_in(world, "mette").post(reverse("concerns:join", args=[first.pk]), {"into": str(second.pk)})
    assert "er den nyeste af de to" in words(page)
    there = link_of(world, second, first)
    assert "Læg dem sammen" in words(there)
    answer = signed_in(world, "mette").post(reverse("concerns:join", args=[second.pk]), {"into": str(first.pk)})
    assert answer["Location"] == reverse("casefile:case", args=[first.pk])
    with world.at("mette"):
        assert Concern.objects.filter(case=first.pk).count() == 2
        assert Disclosure.objects.filter(case=first.pk, form="oral").count() == 2
        assert not Case.objects.filter(pk=second.pk).exists()
        assert not Deadline.objects.filter(case_id=first.pk, kind="join_check", met_at=None, ended_at=None).exists()


def test_the_case_that_has_come_less_far_goes_to_the_other_whichever_is_older(world):
    first, second = world.register(world.concern(), **NUMBER), world.register(world.concern(observed="Nogen så det igen."))
    numbered(world, second)
    second = told(world, second)
    with world.at("mette"), pytest.raises(lib.Refused, match="ikke nået så langt som denne"):
        join_concern(world.mette, second, into=seen(world, first))
    assert leads_on(link_of(world, second, first), first, second)
    assert put(world, first, second).stage == "assessing"


@pytest.mark.parametrize("newer", [False, True])
def test_a_hindrance_in_both_cases_is_asked_about_on_the_day_of_their_last_word(world, newer):
    first, second = world.register(world.concern()), world.register(world.concern(observed="Nogen så det igen."))
    copies = [confirmed_copy(world, given(world, one)) for one in (first, second)]
    said = {**ANSWER, "hindrance": "yes", "text": "Vi følger ham selv lidt endnu."}
    answer_as_police(world.pia, copies[not newer], **{**said, "hindrance_until": until(5)})
    with clock_at(lib.now() + timedelta(minutes=5)):
        answer_as_police(world.pia, copies[newer], **{**said, "hindrance_until": until(30)})
        put(world, second, first)
        with world.at("mette"):
            due = Deadline.objects.get(case_id=first.pk, kind="hindrance", met_at=None, ended_at=None).due_at
    assert due == end_of_day(until(30))


def test_what_the_police_said_goes_along_and_the_hindrance_is_asked_about_as_their_last_word_says(world):
    first, second = registered(world), registered(world)
    for case, said in (
        (second, {**ANSWER, "hindrance": "yes", "hindrance_until": until(20), "text": "Vi følger ham selv lidt endnu."}),
        (first, ANSWER),
    ):
        answer_as_police(world.pia, confirmed_copy(world, given(world, fresh(world, case))), **said)
    with world.at("mette"):
        assert Deadline.objects.filter(case_id=second.pk, kind="hindrance", met_at=None, ended_at=None).exists()
    joined = put(world, second, first)
    with world.at("mette"):
        now = standing(joined)
        assert (now.heard, now.hindrance, len(now.answers)) == (True, False, 2)
        assert Deadline.objects.filter(case_id=first.pk, kind="read_answer", met_at=None, ended_at=None).count() == 2
        assert not Deadline.objects.filter(case_id=first.pk, kind="hindrance", met_at=None, ended_at=None).exists()


def jointly(world, case):
    """A case that has come to its joint assessment."""
    begin(world, fresh(world, case))


def test_a_case_that_has_come_to_the_joint_assessment_takes_the_other_in_and_goes_to_none(world):
    first, second = registered(world), registered(world)
    numbered(world, first)
    numbered(world, second)
    jointly(world, second)
    there = link_of(world, second, first)
    assert ("er nået for langt" in words(there), leads_on(there, first, second)) == (True, True)
    with world.at("mette"), pytest.raises(lib.Refused, match="Denne sag er nået for langt"):
        join_concern(world.mette, seen(world, second), into=seen(world, first))
    jointly(world, first)
    neither = link_of(world, second, first)
    assert "Hverken denne sag eller sag" in words(neither)
    assert (leads_on(neither, first, second), "Læg spørgsmålet til side" in words(neither)) == (False, True)


def test_the_list_offers_no_case_that_would_be_refused(world):
    arrival, newer = world.concern(), world.register(world.concern())
    with clock_at(lib.now() + timedelta(hours=1)):
        case = world.register(world.concern())
    with clock_at(lib.now() + timedelta(hours=2)):
        newest = world.register(world.concern())
        address = reverse("concerns:join", args=[case.pk])
        offered = signed_in(world, "mette").get(address).content.decode()
        assert [f'value="{one.pk}"' in offered for one in (arrival, newer, newest)] == [False, True, False]
        for one, why in ((arrival, "er ikke registreret"), (newest, "er den nyeste af de to")):
            assert why in words(signed_in(world, "mette").post(address, {"into": str(one.pk)}))
        exclude(world.mette, seen(world, case), who=world.member("soeren"), why="private")
        assert "Du har ingen åben sag, som den kan lægges til" in words(signed_in(world, "mette").get(address))


def test_who_turns_a_concern_into_advice_reads_whether_anybody_can_get_the_answer(world):
    filed = world.concern(observed="Ib råbte. Bo lo.")
    mette = signed_in(world, "mette")
    assert "Henvenderens kode virker stadig." in words(mette.get(reverse("concerns:advice", args=[filed.pk])))
    with world.at("mette"):
        first = Concern.objects.select_related("case__municipality", "mailbox").get(case=filed.pk)
        parted = part_concern(world.mette, first, version=1, sentences=["Bo lo."], under_18=Under18.NO)
    page = words(mette.get(reverse("concerns:advice", args=[parted.pk])))
    assert "kode virker stadig" not in page
    assert "Ingen kan få svaret. Henvenderen har hverken kode, telefon eller mail." in page
    said = {**ANSWERS, "observed": "Nogen råbte.", "source": "parent", "under_18": "no", "reporter_phone": "20 20 20 20"}
    noted, _code = note_concern(world.mette, world.brondby, token=str(lib.uuid7()), answers=said)
    assert "giv dem det, før du trykker" in words(mette.get(reverse("concerns:advice", args=[noted.pk])))


def test_that_nothing_was_given_of_a_concern_stays_decided_in_the_case_it_is_put_to(world):
    """By when, too: the case that is left is erased, and the one that goes on would else say that nobody was ever asked (D6 POLICE_CONTACT)."""
    into, case = (withheld(world, world.register(world.concern(observed=text))) for text in ("Han sagde det.", "Nogen så det igen."))
    concern = world.first_concern(case)
    with world.at("mette"):
        decided = Deadline.objects.get(case_id=case.pk, kind="police_contact", about=concern.pk)
    put(world, case, into)
    with world.at("mette"):
        kept = Deadline.objects.get(case_id=into.pk, kind="police_contact", about=concern.pk)
        assert (kept.met_at, kept.due_at) == (decided.met_at, decided.due_at)
        assert Concern.objects.get(pk=concern.pk).police == "withheld"
