"""Whoever wrote to the municipality hears of each conclusion once, also of one after which the case goes on; by its lead, and never what."""

import re
from datetime import date, timedelta
from uuid import uuid5

import pytest
from django.urls import reverse

from infohus import lib
from infohus.casefile.queries.printing import told as printed
from infohus.cases.actions import cover, save_draft
from infohus.cases.models import Case, Departure, Draft
from infohus.closing.actions import close_case, give_feedback, reopen_case, review_document
from infohus.closing.models import Feedback
from infohus.closing.queries import facts_for_closing, owed_at_the_end, reporter_of, reporters_of
from infohus.closing.rules import Owed
from infohus.concerns.actions import join_concern, open_police_concern, take_apart
from infohus.concerns.actions.receipts import confirm_reporter
from infohus.concerns.models import Concern
from infohus.counting.models import Fact as Counted
from infohus.deadlines.models import Deadline
from infohus.lib import Refused
from infohus.rights.actions import decide_information
from tests.conftest import signed_in
from tests.test_assessments import SHORTLY, actions, finish, sign, withheld, words
from tests.test_closing import concluded, fresh, put_in_place, talked, told
from tests.test_ending import from_a_teacher, paper

THANKS = "Tak, fordi du skrev til os."


def in_the_target_group(world, case, to="target_risk"):
    """The case is concluded: the person is in the target group, and roles are to be agreed."""
    finish(world, withheld(world, case), target="risk")
    actions.start_joint_assessment(world.mette, case)
    actions.second_read(world.soeren, sign(world, case, target="risk"), agrees="yes")
    actions.conclude(world.mette, case, outcome=to, kind_of_concern="right", reason="Han søger et fællesskab, der hylder vold.")
    return fresh(world, case)


def test_a_reporter_is_told_also_when_the_case_goes_on(world):
    case, mette = from_a_teacher(world), signed_in(world, "mette")
    concern = world.first_concern(case)
    confirm_reporter(world.mette, concern, confirmed=True)
    in_the_target_group(world, case)
    with world.at("mette"):
        assert Deadline.objects.filter(case_id=case.pk, kind="pro_feedback", met_at=None, ended_at=None).exists()
    address = reverse("closing:tell", args=[case.pk, concern.pk])
    assert address in mette.get("/overblik/").content.decode()  # where the work list leads to
    page = mette.get(address).content.decode()
    assert "der bliver sat noget i gang" in page
    assert "gav ikke anledning" not in page
    assert "Kun beskeden i postkassen bliver sendt herfra." in page
    answered = mette.post(address, {"way": "letter", "text": THANKS})
    assert "det sender du selv" in mette.get("/overblik/").content.decode()
    assert answered.headers["Location"] == f"/sager/{case.pk}/"
    with world.at("mette"):
        assert not Deadline.objects.filter(case_id=case.pk, kind="pro_feedback", met_at=None, ended_at=None).exists()


def test_what_a_reporter_was_told_goes_with_their_concern_when_it_is_taken_out_again(world):
    """And both cases can be erased: nothing of the one hangs on the other."""
    case = from_a_teacher(world)
    other = world.concern(observed="Han råbte ad læreren.")
    join_concern(world.mette, other, into=fresh(world, case))
    with world.at("mette"):
        joined = Concern.objects.select_related("case__municipality", "mailbox").filter(case=case.pk).latest("received_at")
        assert Concern.objects.filter(case=case.pk).count() == 2
    put_in_place(world, joined)
    in_the_target_group(world, fresh(world, case))
    for concern in (world.first_concern(case), joined):
        with world.at("mette"):
            again = Concern.objects.select_related("case__municipality", "mailbox").get(pk=concern.pk)
        give_feedback(world.mette, again, way="mailbox" if again.mailbox_id else "phone", text=THANKS)
    with world.at("mette"):
        again = Concern.objects.select_related("case__municipality", "mailbox").get(pk=joined.pk)
    apart = take_apart(world.mette, again)
    with world.at("mette"):
        (goes,) = Feedback.objects.filter(case=apart.pk)
        (stays,) = Feedback.objects.filter(case=case.pk)
        assert (goes.text, goes.conclusion, stays.text) == (THANKS, None, THANKS)
        assert stays.conclusion is not None
        assert (goes.concern_id, Concern.objects.get(pk=goes.concern_id).case_id) == (joined.pk, apart.pk)
        assert Concern.objects.get(pk=stays.concern_id).case_id == case.pk


def test_the_standard_words_are_true_of_each_outcome_and_tell_others_nothing(world):
    concern = world.first_concern(from_a_teacher(world))
    outcomes = ("unfounded", "advice", "police_alone", "other_need", "target_risk", "target_radicalised")
    with world.at("mette"):
        assert len({reporter_of(concern).standard(one) for one in outcomes}) == 1
    confirm_reporter(world.mette, concern, confirmed=True)
    with world.at("mette"):
        said = {one: reporter_of(concern).standard(one) for one in outcomes}
    nothing = "gav ikke anledning til en undersøgelse eller en indsats fra kommunen"
    assert {one for one, text in said.items() if nothing in text} == {"unfounded", "advice", "police_alone"}
    assert all("sat noget i gang" in said[one] for one in ("other_need", "target_risk", "target_radicalised"))
    assert "færdige" not in said["target_risk"]


def test_before_there_is_a_conclusion_nobody_is_told(world):
    case = withheld(world, world.register(world.concern()))
    with pytest.raises(Refused, match="når sagen er konkluderet"):
        give_feedback(world.mette, world.first_concern(case), way="mailbox", text=THANKS)


def test_of_a_conclusion_that_was_taken_up_again_the_reporter_is_told_anew(world):
    case = concluded(world)
    told(world, case)
    actions.reconsider(world.mette, fresh(world, case), why="Skolen ringede med noget nyt.")
    actions.conclude(world.mette, fresh(world, case), **SHORTLY)
    row = fresh(world, case)
    with pytest.raises(Refused, match="besked"):
        close_case(world.mette, row, **talked(world))
    assert "Før konklusionen blev taget op igen" in words(signed_in(world, "mette").get(f"/sager/{case.pk}/luk/"))
    give_feedback(world.mette, world.first_concern(case), way="phone", text="Vi har set på det igen.")
    with pytest.raises(Refused, match="allerede"):
        give_feedback(world.mette, world.first_concern(case), way="phone", text="Vi har set på det igen.")
    with world.at("mette"):
        assert not Deadline.objects.filter(case_id=case.pk, kind="feedback", met_at=None, ended_at=None).exists()
        line = reporters_of(row)[0]
        assert (line.feedback.text, [one.text for one in line.earlier]) == ("Vi har set på det igen.", [THANKS])
    close_case(world.mette, fresh(world, case), **talked(world))


def test_what_was_told_before_a_case_was_opened_again_stays(world):
    case = concluded(world)
    told(world, case)
    close_case(world.mette, fresh(world, case), **talked(world))
    reopen_case(world.mette, fresh(world, case), reason="Skolen ringede med noget nyt.")
    with world.at("mette"):
        assert [one.text for one in Feedback.objects.filter(case=case)] == [THANKS]
        assert THANKS in str(printed(fresh(world, case), True))
    actions.conclude(world.mette, fresh(world, case), **SHORTLY)
    with world.at("mette"):
        assert "told" not in facts_for_closing(fresh(world, case))
        assert Owed.MESSAGE in owed_at_the_end(fresh(world, case))  # one and the same question


def test_an_informing_that_is_late_is_owed_though_it_was_decided(world, monkeypatch):
    case = concluded(world)
    for late, decided in ((False, True), (True, True), (False, False)):
        monkeypatch.setattr("infohus.closing.queries.is_late", lambda *_of, late=late: late)
        monkeypatch.setattr("infohus.closing.queries.is_decided", lambda _case, decided=decided: decided)
        with world.at("mette"):
            said = ("informed" in facts_for_closing(case), Owed.INFORMING in owed_at_the_end(case))
        assert said == (decided, late or not decided)


def test_only_the_lead_or_who_stands_in_tells_and_reviews(world, monkeypatch, tmp_path):
    monkeypatch.setattr("infohus.gateways.files.folder", lambda: tmp_path / "files")
    case = withheld(world, world.register(world.concern()))
    file = paper(world, case)
    with pytest.raises(Refused, match="når sagen er konkluderet"):
        review_document(world.mette, file, keep="return")
    finish(world, case)
    actions.conclude(world.mette, fresh(world, case), **SHORTLY)
    concern, soeren = world.first_concern(case, "soeren"), signed_in(world, "soeren")
    for act in (
        lambda who: give_feedback(who, concern, way="phone", text=THANKS),
        lambda who: review_document(who, file, keep="return"),
    ):
        with pytest.raises(Refused, match="tovholder"):
            act(world.soeren)
    for page in ("", f"besked/{concern.pk}/", f"dokument/{file.pk}/"):
        shown = words(soeren.get(f"/sager/{case.pk}/luk/{page}"))
        assert "Det er tovholderen, der" in shown
        assert 'name="' not in shown
    day = lib.today()
    cover(world.mette, world.brondby, of=world.member("mette"), by=world.member("soeren"), from_on=day, until_on=day)
    give_feedback(world.soeren, concern, way="phone", text=THANKS)
    review_document(world.soeren, file, keep="return")


@pytest.mark.parametrize("way", ["phone", "not"])
def test_who_is_told_nothing_is_not_counted_as_told(world, way):
    give_feedback(world.mette, world.first_concern(concluded(world)), way=way, text=THANKS, why_not="Henvenderen er flyttet.")
    with world.at("mette"):
        assert Counted.objects.filter(kind="feedback").count() == (way == "phone")


def test_everybodys_unfinished_texts_go_when_a_case_is_closed(world):
    case = concluded(world)
    told(world, case)
    for name in ("mette", "soeren"):
        save_draft(world.member(name).actor, fresh(world, case, name), form="note", text="Jeg ville skrive noget.")
    close_case(world.mette, fresh(world, case), **talked(world))
    reopen_case(world.mette, fresh(world, case), reason="Skolen ringede med noget nyt.")
    for name in ("mette", "soeren"):
        with world.at(name):
            assert not Draft.objects.filter(case=case).exists()


def test_only_ways_that_can_be_gone_are_offered_and_who_sees_the_message_is_said_rightly(world):
    case, mette = by_police(world), signed_in(world, "mette")
    finish(world, case, target="risk")
    actions.start_joint_assessment(world.mette, fresh(world, case))
    actions.second_read(world.soeren, sign(world, fresh(world, case), target="risk"), agrees="yes")
    actions.conclude(world.mette, fresh(world, case), outcome="target_risk", kind_of_concern="islamist", reason="Han søger et fællesskab.")
    concern = world.first_concern(case)
    page = mette.get(reverse("closing:tell", args=[case.pk, concern.pk])).content.decode()
    assert "I postkassen, bag koden" not in page  # the police have no code
    assert "Politiet ser kun beskeden til dem." in page
    assert "Ikke politiet." not in page
    assert re.search(r'value="phone"[^>]*checked', page)
    other = concluded(world)
    page = mette.get(reverse("closing:tell", args=[other.pk, world.first_concern(other).pk])).content.decode()
    assert "I postkassen, bag koden" in page
    assert "Henvenderen ser kun beskeden." in page


def by_police(world):
    """A case that the police opened, registered."""
    token = lib.uuid7()
    said = {"observed": "Hun sagde noget til en betjent.", "who": "Nora", "when_where": "I går", "under_18": "no", "how_known": ["seen"]}
    open_police_concern(world.pia, world.brondby, token=token, answers=said)
    with world.at("mette"):
        case = Case.objects.select_related("municipality").get(pk=uuid5(world.brondby.pk, str(token)))
    return world.register(case, person={"name": "Nora Lind", "birth_on": date(2007, 4, 2)}, under_18="no", report="")


def test_what_the_citizen_was_promised_is_asked_about_at_closing(world):
    case = concluded(world)
    until = lib.today() + timedelta(days=60)
    decide_information(world.mette, case, when="later", interest="others", until=until, reason="Henvenderen kan kendes på det.")
    give_feedback(world.mette, world.first_concern(case), way="mailbox", text=THANKS)
    case = fresh(world, case)
    with pytest.raises(Refused, match="skulle have besked"):
        close_case(world.mette, case, **talked(world))
    page = signed_in(world, "mette").get(reverse("closing:close", args=[case.pk])).content.decode()
    assert "Borgeren skulle have besked" in page
    assert "Notér, at borgeren har fået besked" in page
    close_case(world.mette, fresh(world, case), **talked(world), untold_why="Det kan stadig bringe henvenderen i fare.")
    with world.at("birgit"):
        assert Departure.objects.get(kind="untold").sentence.startswith("Det kan stadig")


def test_nothing_is_asked_when_the_citizen_was_told_after_all(world):
    case = concluded(world)
    until = lib.today() + timedelta(days=60)
    decide_information(world.mette, case, when="later", interest="others", until=until, reason="Henvenderen kan kendes på det.")
    decide_information(world.mette, fresh(world, case), when="now", told_on=lib.today(), told_whom=["child"])
    give_feedback(world.mette, world.first_concern(case), way="mailbox", text=THANKS)
    close_case(world.mette, fresh(world, case), **talked(world))
    assert fresh(world, case).stage == "closed"
