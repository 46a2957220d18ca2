"""Two people at once: what is judged is judged as it stands under the lock, not as one's page was loaded."""

from datetime import timedelta

import pytest
from django.urls import reverse

from infohus import lib
from infohus.accounts.actions import deactivate_user, invite_user
from infohus.accounts.models import Membership, Unit
from infohus.assessments.actions.police import answer_as_police, note_police_answer, remind_receiver, take_answer
from infohus.assessments.models import PoliceAnswer
from infohus.casefile.actions import note_delivery, recall_disclosure
from infohus.cases.actions import (
    accept_lead,
    declare_conflict,
    decline_lead,
    exclude_as_head,
    hand_lead_on,
    offer_lead,
    withdraw_offer,
    write_note,
)
from infohus.cases.models import Case, CaseMember, HandOver
from infohus.closing.actions import close_case, reopen_case
from infohus.concerns.actions import confirm_rejection, give_code, note_concern, propose_rejection, send_as_report
from infohus.concerns.models import Rejection
from infohus.deadlines.models import Deadline
from infohus.deadlines.rules import Kind
from infohus.demo.world import ANSWERS
from infohus.disclosures.models import Disclosure
from infohus.lib import Refused
from infohus.mailboxes.models import Mailbox
from tests.conftest import signed_in
from tests.html import read
from tests.test_assessments import SHORTLY, actions, finish
from tests.test_closing import talked
from tests.test_closing import told as all_told
from tests.test_police import confirmed


def loaded(world, case, name="mette"):
    """The case as it reads on a page of one of the cast, just now."""
    with world.at(name):
        return Case.objects.select_related("municipality", "lead__user").get(pk=case.pk)


def offered(world, case):
    """The offer of the lead as the one who is asked has it on their page."""
    with world.at("soeren"):
        return HandOver.objects.select_related("case__municipality").get(case=case, answered_at=None)


def test_an_offer_is_answered_once_whatever_page_one_has_open(world):
    case = world.register(world.concern())
    offer_lead(world.mette, case, to=world.member("soeren"))
    first, second = offered(world, case), offered(world, case)
    accept_lead(world.soeren, first)
    with pytest.raises(Refused, match="allerede svaret"):
        decline_lead(world.soeren, second)
    assert loaded(world, case).lead_id == world.soeren.membership


def test_one_who_handed_the_lead_over_cannot_offer_it_from_an_old_page(world):
    case = world.register(world.concern())
    old = loaded(world, case)
    offer_lead(world.mette, case, to=world.member("soeren"))
    accept_lead(world.soeren, offered(world, case))
    with pytest.raises(Refused, match="tovholder"):
        offer_lead(world.mette, old, to=world.member("soeren"))


def test_a_caller_gets_one_code_and_an_underretning_one_number(world):
    case = world.concern(anonymous=False, token="given")
    first, second = world.first_concern(case), world.first_concern(case)
    send_as_report(world.mette, first)
    with pytest.raises(Refused, match="allerede sendt"):
        send_as_report(world.soeren, second)
    with world.at("mette"):
        assert Disclosure.objects.filter(case=case, basis="BL133").count() == 1


def test_a_code_given_twice_at_once_is_given_once(world):
    said = {name: ANSWERS[name] for name in ("observed", "source")} | {"under_18": "no"}
    case, _code = note_concern(world.mette, world.brondby, token=str(lib.uuid7()), answers=said, give_code=False)
    first, second = world.first_concern(case), world.first_concern(case)
    give_code(world.mette, first, token="one")
    with pytest.raises(Refused, match="har allerede en kode"):
        give_code(world.soeren, second, token="two")
    with world.at("mette"):
        assert Mailbox.objects.filter(case=case).count() == 1


def test_nothing_is_written_on_a_case_that_was_closed_meanwhile(world):
    case = world.concern(under_18="no")
    old = loaded(world, case)
    propose_rejection(world.mette, case, code="quarrel", sentence="Det er en nabostrid.", no_report=True)
    with world.at("soeren"):
        row = Rejection.objects.select_related("case__municipality", "proposed_by").get(case=case)
    confirm_rejection(world.soeren, row)
    with pytest.raises(Refused, match="er lukket"):
        write_note(world.mette, old, kind="contact", text="Vi ringer i morgen.")


def test_what_the_head_hands_on_ends_the_offer_that_waited(world):
    case = world.register(world.concern())
    offer_lead(world.mette, case, to=world.member("soeren"))
    waiting = offered(world, case)
    hand_lead_on(world.birgit, world.brondby, case=case.pk, to=world.member("soeren"))
    with pytest.raises(Refused, match="allerede svaret"):
        accept_lead(world.soeren, waiting)
    with world.at("soeren"):
        assert not Deadline.objects.filter(case_id=case.pk, kind=Kind.ACCEPT_LEAD, met_at=None, ended_at=None).exists()
        offer_lead(world.soeren, loaded(world, case, "soeren"), to=world.member("mette"))


def test_nobody_whose_role_has_ended_inherits_a_case(world):
    """The oldest member besides the lead is one whose account was closed after they came: the case goes to one who is there."""
    unit = Unit.objects.get(authority=world.brondby, code="SSF")
    given = {"email": "otto.prove@brondby.example", "name": "Otto Prøve", "role": "coordinator"}
    otto = invite_user(world.nikolaj, authority=world.brondby, administration=unit, **given)
    case = world.register(world.concern())
    with world.at("mette"):
        rows = {row.membership_id: row for row in CaseMember.objects.filter(case=case)}
        rows[otto.pk].change(from_at=case.received_at - timedelta(days=1))
    deactivate_user(world.nikolaj, Membership.objects.select_related("user").get(pk=otto.pk).user)
    with pytest.raises(Refused, match="er ikke med på sagen"):
        hand_lead_on(world.birgit, world.brondby, case=case.pk, to=otto)
    exclude_as_head(world.birgit, world.brondby, case=case.pk, who=world.member("mette"), why="relative")
    assert loaded(world, case, "soeren").lead_id == world.soeren.membership
    with pytest.raises(Refused, match="den eneste på sagen"):
        declare_conflict(world.soeren, loaded(world, case, "soeren"), why="private")


# ---------- What is closed meanwhile

ANSWER = {"shares": "no", "acute": "no", "hindrance": "no"}
PHONE = {"form": "phone", "who": "Pia Rask", **ANSWER}


def told_the_police(world):
    """A case whose police have answered, all but closed; with it the disclosure and the answer as Søren has them on his pages."""
    case, row, copy = confirmed(world)
    mine = answer_as_police(world.pia, copy, **ANSWER)
    with world.at("soeren"):
        answer = PoliceAnswer.objects.select_related("case__municipality").get(pk=mine.pk)
        disclosure = Disclosure.objects.select_related("case__municipality", "receiver", "unit").get(pk=row.pk)
    take_answer(world.mette, answer)
    finish(world, loaded(world, case))
    return case, disclosure, answer


def shut(world, case, **outcome):
    """Mette concludes and closes it."""
    actions.conclude(world.mette, loaded(world, case), **{**SHORTLY, **outcome})
    all_told(world, loaded(world, case))
    close_case(world.mette, loaded(world, case), **talked(world))


HELPED = {"outcome": "other_need", "handed_to": "Familieafdelingen", "handed_how": "Et møde", "handed_on": lib.today()}


@pytest.mark.parametrize("outcome", [{}, HELPED], ids=["out of reach", "read only"])
def test_nothing_is_done_to_what_was_given_once_the_case_is_closed(world, outcome):
    """Søren has his pages open, Mette closes; what he sends is refused in words and nothing waits anew."""
    case, disclosure, answer = told_the_police(world)
    shut(world, case, **outcome)
    for done in (
        lambda: note_police_answer(
            world.soeren, disclosure, answered_at=lib.now(), **{**PHONE, "hindrance": "alone", "text": "De kender ham."}
        ),
        lambda: note_delivery(world.soeren, disclosure),
        lambda: remind_receiver(world.soeren, disclosure, by_mail=True),
        lambda: take_answer(world.soeren, answer),
    ):
        with pytest.raises(Refused, match="er lukket"):
            done()
    with world.at("mette"):
        assert {one.kind for one in Deadline.objects.filter(case_id=case.pk, met_at=None, ended_at=None)} == {"erase"}


def test_what_is_out_of_reach_is_called_back_by_opening_the_case_again(world):
    case, disclosure, _answer = told_the_police(world)
    shut(world, case)
    with pytest.raises(Refused, match="Åbn sagen igen"):
        recall_disclosure(world.soeren, disclosure, why="Det gik til den forkerte enhed.")
    reopen_case(world.mette, loaded(world, case), reason="Arket gik til den forkerte enhed.")
    recall_disclosure(world.soeren, disclosure, why="Det gik til den forkerte enhed.")


def test_an_offer_that_waits_is_taken_back_by_the_lead_and_by_nobody_else(world):
    case = world.register(world.concern())
    mette, page = signed_in(world, "mette"), reverse("casefile:offer_lead", args=[case.pk])
    assert 'data-act="withdraw_offer"' not in mette.get(page).content.decode()
    offer_lead(world.mette, case, to=world.member("soeren"))
    stands = mette.get(page).content.decode()
    assert "Sagen er allerede tilbudt Søren Kaya" in stands
    assert ('data-act="offer_lead"' in stands, 'data-act="withdraw_offer"' in stands) == (False, True)
    assert 'data-act="offer_lead"' not in mette.get(reverse("casefile:case", args=[case.pk])).content.decode()
    theirs = signed_in(world, "soeren").get(page).content.decode()
    assert ("Det kan kun sagens tovholder." in theirs, "data-act" in theirs.split("<main")[1]) == (True, False)
    late = offered(world, case)
    with pytest.raises(Refused, match="Det kan kun sagens tovholder"):
        withdraw_offer(world.soeren, loaded(world, case, "soeren"), shown=late.pk)
    assert mette.post(page, {"withdraw": str(late.pk)})["Location"] == reverse("casefile:case", args=[case.pk])
    with world.at("mette"):
        assert not Deadline.objects.filter(case_id=case.pk, kind="accept_lead", met_at=None, ended_at=None).exists()
    with pytest.raises(Refused, match="allerede svaret"):
        accept_lead(world.soeren, late)
    with pytest.raises(Refused, match="ikke tilbudt nogen"):
        withdraw_offer(world.mette, loaded(world, case), shown=late.pk)
    offer_lead(world.mette, loaded(world, case), to=world.member("soeren"))
    accept_lead(world.soeren, offered(world, case))
    assert loaded(world, case).lead_id == world.soeren.membership


def test_an_old_page_takes_back_no_other_offer_than_the_one_that_stood_on_it(world):
    case = world.register(world.concern())
    mette, page = signed_in(world, "mette"), reverse("casefile:offer_lead", args=[case.pk])
    offer_lead(world.mette, case, to=world.member("soeren"))
    (pressed,) = [one for form in read(mette.get(page)).forms if form.act == "withdraw_offer" for one in form.buttons]
    decline_lead(world.soeren, offered(world, case))
    offer_lead(world.mette, loaded(world, case), to=world.member("soeren"))
    for said in (pressed.value, "1", ""):
        told = mette.post(page, {"withdraw": said}, follow=True).content.decode()
        assert "sagen er tilbudt igen, siden du åbnede siden" in told
    accept_lead(world.soeren, offered(world, case))
    assert loaded(world, case).lead_id == world.soeren.membership
