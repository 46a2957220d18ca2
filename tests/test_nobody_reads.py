"""Where nobody is left to read: no page, receipt or mail promises a reader, what nobody holds shows, and what nobody could ever read is not taken."""

from datetime import timedelta

import pytest
from django.urls import reverse

from infohus import lib
from infohus.access.rules import public
from infohus.accounts.actions import deactivate_user, invite_user
from infohus.cases.actions import appoint_coordinator, ask_for_another, declare_conflict, withdraw_asking
from infohus.cases.models import Case
from infohus.concerns import jobs
from infohus.concerns.actions import send_as_report
from infohus.concerns.actions.filing import file_concern
from infohus.concerns.models import Concern
from infohus.concerns.rules import Face
from infohus.db.context import SYSTEM, acting
from infohus.deadlines.models import Deadline
from infohus.demo.world import ANSWERS
from infohus.disclosures.models import Disclosure
from infohus.gateways import limits
from infohus.lib import Refused
from tests.conftest import signed_in
from tests.test_arrival import words
from tests.test_jobs import NIGHT, clock, mails, queued
from tests.test_leading import otto
from tests.test_professional import SAID
from tests.test_public import TUESDAY, town
from tests.visitor import Visitor, send

__all__ = ["clock", "mails", "town"]
AT_NIGHT = TUESDAY.replace(hour=21)
NOBODY = "Der er ingen børnevagt i Infohus, som kan læse en underretning her."


@pytest.fixture(autouse=True)
def quiet():
    """Nobody has come yet."""
    limits.forget()


def close_the_duty(world):
    """The only one who holds the child duty leaves."""
    deactivate_user(world.nikolaj, world.member("hanne").user)


# ---------- The child duty has an address, and nobody who reads


def test_a_child_duty_that_nobody_holds_is_promised_on_no_public_page(town, client):
    close_the_duty(town)
    with lib.clock_at(AT_NIGHT):
        person = Visitor(client).walk_to("step_person", observed="Noget.")
        check = Visitor(client).walk_to("check", observed="Noget.", under_18="yes")
        receipt = send(client, under_18="yes")
        for page in (person, check, receipt):
            assert "24 timer" not in page.text
            assert "ser børneafdelingen det også" not in page.text
            assert "børnevagten besked" not in page.text.replace("Børnevagten får ikke besked", "")
        for page in (check, receipt):
            assert "ring til børnevagten på 43 00 00 01" in page.text
        assert "24 timer" not in words(client.get("/saadan-goer-vi/"))


def test_where_nobody_holds_it_no_mail_asks_the_child_duty_to_sign_in(clock, world, mails):
    clock(NIGHT)
    jobs.tell_child_duty(str(world.brondby.pk))
    assert len(mails) == 1
    close_the_duty(world)
    case = world.concern(under_18="yes")
    assert queued("tell_child_duty") == []
    jobs.watch_children(0)
    assert queued("tell_child_duty") == []
    jobs.tell_child_duty(str(world.brondby.pk))  # one that waited when the account was closed
    assert len(mails) == 1
    invite_user(world.nikolaj, authority=world.brondby, email="ny@brondby.example", name="Ny Vagt", role="child_duty")
    jobs.watch_children(0)
    assert queued("tell_child_duty") == [{"authority": str(world.brondby.pk)}], "whoever takes the duty is told what waits"
    with acting(SYSTEM):
        assert Deadline.objects.get(case_id=case.pk, kind="child_24h").reminded_at is not None


def test_one_who_holds_it_and_is_kept_from_the_arrival_is_not_told_of_it(clock, world):
    clock(NIGHT)
    both = [world.mette.user, world.soeren.user]
    for not_for, told in (([*both, world.hanne.user], 0), (both, 1)):
        file_concern(
            public(world.brondby.pk), world.brondby, face=Face.PUBLIC, token=str(lib.uuid7()), answers={**ANSWERS, "under_18": "yes"},
            sent_as="Noget.", not_for=not_for,
        )  # fmt: skip
        assert len(queued("tell_child_duty")) == told
        jobs.watch_children(0)
        assert len(queued("tell_child_duty")) == told


def test_a_duty_that_nobody_holds_shows_to_the_coordinators_the_head_and_the_administrator(world):
    case = world.concern(under_18="yes")
    pages = [("mette", "casefile:overview"), ("birgit", "casefile:head"), ("nikolaj", "accounts:people")]
    said = {"nikolaj": "Ingen hos jer har rollen som børnevagt."}
    for name, page in pages:
        assert said.get(name, "Ingen er børnevagt i Infohus.") not in words(signed_in(world, name).get(reverse(page)))
    assert "Koordinatorerne. Børnevagten læser med" in words(signed_in(world, "mette").get(f"/sager/{case.pk}/"))
    close_the_duty(world)
    for name, page in pages:
        assert said.get(name, "Ingen er børnevagt i Infohus.") in words(signed_in(world, name).get(reverse(page)))
    shown = words(signed_in(world, "mette").get(f"/sager/{case.pk}/"))
    assert "Bolden ligger hos Koordinatorerne" in shown
    assert "Børnevagten læser med" not in shown
    assert "Ingen er børnevagt i Infohus." in words(signed_in(world, "karen").get(reverse("casefile:overview"))), (
        "an address alone reads nothing"
    )


@pytest.mark.parametrize(("name", "role"), [("hanne", "børnevagt"), ("birgit", "faglig leder")])
def test_whoever_closes_the_last_of_a_role_reads_beforehand_what_it_leaves(world, name, role):
    nikolaj, member = signed_in(world, "nikolaj"), world.member(name)
    pages = [f"/konti/personer/{member.user_id}/luk/", f"/konti/roller/{member.pk}/"]
    for page in pages:
        assert f"Ingen anden i Brøndby Kommune har rollen som {role}." in words(nikolaj.get(page))
    invite_user(world.nikolaj, authority=world.brondby, email="ny@brondby.example", name="Ny Kollega", role=member.role)
    for page in pages:
        assert "Ingen anden i Brøndby Kommune" not in words(nikolaj.get(page))


def test_an_underretning_that_nobody_could_open_is_not_sent_here_but_noted(world):
    case = world.concern(under_18="yes")
    mette, register = signed_in(world, "mette"), f"/sager/{case.pk}/registrer/"
    assert "Ja, send den til børneafdelingen" in words(mette.get(register))
    close_the_duty(world)
    shown = mette.get(register)
    assert NOBODY in words(shown)
    assert "Ring til børnevagten på 43 00 00 01" in words(shown)
    assert "Ja, send den til børneafdelingen" not in words(shown)
    assert "får børneafdelingen oplysningerne" not in words(shown)
    refused = mette.post(register, {"report": "send", "version": 1})
    assert words(refused).count(NOBODY) > words(shown).count(NOBODY), "refused in the words that stand there"
    with pytest.raises(Refused, match=NOBODY) as wrong:
        world.register(case, report="send")
    assert wrong.value.field == "report"
    world.register(case, report="sent", report_sent_at=lib.now())
    with world.at("mette"):
        assert Disclosure.objects.get(case=case).form == "paper"


def test_the_page_of_an_underretning_notes_what_was_sent_another_way(world):
    case = world.concern(under_18="yes")
    concern, mette = world.first_concern(case), signed_in(world, "mette")
    page = reverse("concerns:report", args=[case.pk, concern.pk])
    close_the_duty(world)
    shown = mette.get(page)
    assert NOBODY in words(shown)
    assert 'name="send"' not in shown.content.decode()
    with pytest.raises(Refused, match=NOBODY):
        send_as_report(world.mette, concern)
    before = concern.received_at.astimezone(lib.TZ) - timedelta(days=1)
    said = {"sent": "1", "report_on": f"{before:%d.%m.%Y}", "report_at": "10.00"}
    assert "Tidspunktet ligger før henvendelsen kom" in words(mette.post(page, said))
    now = lib.now().astimezone(lib.TZ)
    assert mette.post(page, {**said, "report_on": f"{now:%d.%m.%Y}", "report_at": f"{now:%H.%M}"}).status_code == 302
    with world.at("mette"):
        assert Concern.objects.get(pk=concern.pk).report_sent_at is not None


# ---------- Nobody may read it, and nobody could appoint another


@pytest.mark.parametrize(("start", "last", "said"), [
    ("/k/albertslund/bekymring/", "step_you", {"observed": "Om koordinatoren."}),
    ("/k/albertslund/fagperson/skema/", "professional_work", SAID),
])  # fmt: skip
def test_what_nobody_could_ever_read_is_refused_before_it_is_stored(town, client, start, last, said):
    karen = str(town.karen.user)
    page = Visitor(client, start).walk_to(last, **said)
    here = {name: value for name, value in said.items() if name in page.reading.controls}
    assert "Én skal kunne læse det." in page.text
    page.press("next", **{**here, "not_for": [karen]})
    assert page.page.endswith(last)
    assert "Så er der ingen i kommunen, der kan læse det, og ingen, der kan udpege en anden." in page.text
    assert "Ring i stedet til politiet på 114, eller i fare 112." in page.text
    assert "Handler det om et barn, så ring til børnevagten på 43 68 00 01." in page.text
    assert "Den faglige leder" not in page.text
    page.jump("check")
    assert "Den faglige leder" not in page.text
    page.press("send")
    assert page.page.endswith(last), "pressed all the same, it is not sent"
    assert said["observed"] in str(page.reading.fields), "what was written is kept"
    with acting(SYSTEM):
        assert not Case.objects.filter(municipality=town.albertslund).exists()
    with pytest.raises(Refused, match="ingen, der kan udpege") as wrong:
        file_concern(
            public(town.albertslund.pk), town.albertslund, face=Face.PUBLIC, token=str(lib.uuid7()), answers=ANSWERS, sent_as="Noget.",
            not_for=[town.karen.user],
        )  # fmt: skip
    assert wrong.value.field == "not_for"


def test_where_a_head_can_appoint_another_it_is_taken_and_without_one_it_is_not(town, client):
    both = [str(town.mette.user), str(town.soeren.user)]
    check = Visitor(client).walk_to("check", observed="Om jer begge.", not_for=both, under_18="no")
    assert "Den faglige leder skal finde en anden." in check.text
    deactivate_user(town.nikolaj, town.member("birgit").user)
    check.press("send")
    assert check.page == "step_you"
    assert "ingen, der kan udpege en anden" in check.text
    assert Visitor(client).walk_to("check", observed="Om en.", not_for=both[:1]).press("send").page == "receipt"


def test_the_last_one_on_a_case_is_offered_no_way_out_that_would_be_refused(world):
    case = world.register(world.concern())
    page = reverse("casefile:conflict", args=[case.pk])
    assert "går straks til en anden koordinator" in words(signed_in(world, "mette").get(page))
    declare_conflict(world.soeren, case, why="private")
    alone = signed_in(world, "mette").get(page)
    assert "Du er den eneste på sagen. Bed din faglige leder om at udpege en anden" in words(alone)
    assert "går straks" not in words(alone)
    assert 'data-act="declare_conflict"' not in alone.content.decode()
    with pytest.raises(Refused, match="den eneste på sagen"):
        declare_conflict(world.mette, case, why="private")


def test_the_last_reader_of_an_arrival_stays_until_somebody_can_appoint_another(world):
    case = world.concern()
    declare_conflict(world.soeren, case, why="private")
    deactivate_user(world.nikolaj, world.member("birgit").user)
    page = reverse("casefile:conflict", args=[case.pk])
    assert "ingen er faglig leder og kan udpege en anden" in words(signed_in(world, "mette").get(page))
    with pytest.raises(Refused, match="ingen er faglig leder"):
        declare_conflict(world.mette, case, why="private")
    invite_user(world.nikolaj, authority=world.brondby, email="ny@brondby.example", name="Ny Leder", role="head")
    assert 'data-act="declare_conflict"' in signed_in(world, "mette").get(page).content.decode()
    declare_conflict(world.mette, case, why="private")


@pytest.mark.parametrize("way", ["conflict", "offer_lead"])
def test_who_is_alone_with_a_case_asks_the_head_for_another_with_one_press(world, mails, way):
    case = world.register(world.concern(observed="Torben Vester sagde noget."))
    page, mette = reverse(f"casefile:{way}", args=[case.pk]), signed_in(world, "mette")
    assert 'data-act="ask_for_another"' not in mette.get(page).content.decode()
    with pytest.raises(Refused, match="en anden koordinator med på sagen"):
        ask_for_another(world.mette, case)
    declare_conflict(world.soeren, case, why="private")
    assert 'data-act="ask_for_another"' in mette.get(page).content.decode()
    asks = "Bed din faglige leder om at udpege en anden"
    assert (asks in words(mette.get(page))) is (way == "conflict")
    assert mette.post(page, {"another": "1"})["Location"] == page
    assert "er bedt om at udpege en anden i dag" in words(mette.get(page))
    assert asks not in words(mette.get(page))  # it is done
    assert ("Du kan træde ud, når der er udpeget en anden." in words(mette.get(page))) is (way == "conflict")
    assert 'data-act="ask_for_another"' not in mette.get(page).content.decode()
    with pytest.raises(Refused, match="allerede bedt om at udpege en anden"):
        ask_for_another(world.mette, case)
    assert [one["membership"] for one in queued("cases.jobs.tell")] == [str(world.birgit.membership)]
    waits = words(mette.get(reverse("casefile:deadlines", args=[case.pk])))
    assert "tovholderen er alene om sagen og har bedt om en til" in waits
    assert "inhabilitet" not in waits  # nobody has said so
    birgit = signed_in(world, "birgit")
    first = words(birgit.get(reverse("casefile:head")))
    assert f"Sag {case.number} mangler en koordinator mere. Mette Holm er alene om sagen og beder om, at du udpeger en anden." in first
    assert "Vester" not in first
    assert case.number not in words(birgit.get(reverse("casefile:not_opened")))  # it is read: somebody is with it
    new = otto(world)
    assert "Mette Holm er alene om sagen og beder om" in words(birgit.get(reverse("casefile:head_case", args=[case.pk])))
    appoint_coordinator(world.birgit, world.brondby, case=case.pk, who=new)
    assert "mangler en koordinator mere" not in words(birgit.get(reverse("casefile:head")))
    assert str(world.mette.membership) in [one["membership"] for one in queued("cases.jobs.tell")]
    assert f'value="{new.pk}"' in mette.get(reverse("casefile:offer_lead", args=[case.pk])).content.decode()
    declare_conflict(world.mette, case, why="private")


@pytest.mark.parametrize("way", ["conflict", "offer_lead"])
def test_that_the_head_is_asked_for_another_is_taken_back_with_one_press(world, way):
    case = world.register(world.concern())
    page, mette = reverse(f"casefile:{way}", args=[case.pk]), signed_in(world, "mette")
    with pytest.raises(Refused, match="ikke bedt om at udpege nogen"):
        withdraw_asking(world.mette, case)
    declare_conflict(world.soeren, case, why="private")
    mette.post(page, {"another": "1"})
    assert 'data-act="withdraw_asking"' in mette.get(page).content.decode()
    assert mette.post(page, {"not_another": "1"})["Location"] == page
    shown = mette.get(page).content.decode()
    assert ("ikke længere bedt om at udpege en anden" in shown, 'data-act="ask_for_another"' in shown) == (True, True)
    assert 'data-act="withdraw_asking"' not in shown
    assert "mangler en koordinator mere" not in words(signed_in(world, "birgit").get(reverse("casefile:head")))
    ask_for_another(world.mette, case)  # and it can be asked for again
    appoint_coordinator(world.birgit, world.brondby, case=case.pk, who=otto(world))
    with pytest.raises(Refused, match="måske udpeget en imens"):
        withdraw_asking(world.mette, case)


def test_where_no_head_is_there_to_be_asked_the_page_says_who_can_change_that(world):
    case = world.register(world.concern())
    declare_conflict(world.soeren, case, why="private")
    deactivate_user(world.nikolaj, world.member("birgit").user)
    for way in ("conflict", "offer_lead"):
        page = signed_in(world, "mette").get(reverse(f"casefile:{way}", args=[case.pk]))
        assert "ingen er faglig leder og kan udpege en anden. Bed systemadministratoren" in words(page)
        assert 'data-act="ask_for_another"' not in page.content.decode()
    with pytest.raises(Refused, match="ingen er faglig leder"):
        ask_for_another(world.mette, case)
