"""The overview and the case page, as each of the cast meets them."""

import re
from contextlib import contextmanager
from datetime import datetime, timedelta
from unittest import mock

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from infohus import lib
from infohus.accounts.actions import deactivate_user, invite_user
from infohus.accounts.models import Authority, Unit, User
from infohus.audit.actions import act
from infohus.cases.actions import cover, declare_conflict, exclude_as_head, lift_exclusion, offer_lead, protect_case, save_draft
from infohus.cases.actions.heading import join_members
from infohus.cases.jobs import leave_duties, let_in
from infohus.cases.models import Case, CaseMember, Cover, Draft, Exclusion, HandOver
from infohus.concerns.actions import join_concern, propose_rejection
from infohus.concerns.models import Concern
from infohus.db.context import SYSTEM, acting
from infohus.deadlines.actions import set_task
from infohus.deadlines.models import Deadline
from infohus.disclosures.models import Disclosure
from infohus.lib import TZ, clock_at
from tests.conftest import seal_log, signed_in

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=TZ)


@pytest.fixture
def mette(world):
    """Mette at her desk."""
    return signed_in(world, "mette")


@pytest.fixture
def monday():
    """It is Monday morning, also for those who are asked for after it."""
    with clock_at(MONDAY):
        yield


def text(response):
    """What a page says."""
    return response.content.decode()


def words(response):
    """The words of a page, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", text(response)).split())


def test_without_signing_in_one_is_sent_to_the_door(world):
    response = Client().get(reverse("casefile:overview"))
    assert (response.status_code, response["Location"].split("?")[0]) == (302, "/konti/log-paa/")


def test_the_overview_shows_what_arrived_and_names_nobody(world, mette):
    world.concern(who="Torben Vester", observed="Torben Vester sagde noget.")
    page = text(mette.get(reverse("casefile:overview")))
    assert "Indbakke" in page
    assert "ikke åbnet endnu" in page
    assert "Torben" not in page


@pytest.mark.parametrize("page", ["case", "concerns", "disclosures", "log", "conflict", "offer_lead", "disclose_orally"])
def test_every_page_of_a_case_opens_for_its_members_and_does_not_exist_for_others(world, mette, page):
    case = world.register(world.concern())
    address = reverse(f"casefile:{page}", args=[case.pk])
    assert mette.get(address).status_code == 200
    for name in ("karen", "birgit", "tove", "nikolaj", "pia", "erik", "hanne"):
        assert signed_in(world, name).get(address).status_code == 404, name


@pytest.mark.function("C09", act="read_case")
def test_the_police_cannot_open_the_address_of_a_case_not_even_of_one_they_were_told_of(world, mette):
    case = world.register(world.concern())
    assert mette.post(reverse("casefile:disclose_orally", args=[case.pk]), told()).status_code == 302
    pia = signed_in(world, "pia")
    for page in ("case", "concerns", "disclosures", "log", "person", "documents", "deadlines", "disclose_orally"):
        address = reverse(f"casefile:{page}", args=[case.pk])
        assert mette.get(address).status_code == 200, page
        assert (pia.get(address).status_code, pia.post(address, told()).status_code) == (404, 404), page
    assert case.number not in text(pia.get(reverse("assessments:partner")))


@pytest.mark.function("C17", act="declare_conflict")
def test_who_says_that_they_have_a_conflict_cannot_open_the_case_any_more(world, mette):
    case, soeren = world.register(world.concern()), signed_in(world, "soeren")
    address, page = (reverse(f"casefile:{name}", args=[case.pk]) for name in ("case", "conflict"))
    assert "Vælg, hvorfor." in text(soeren.post(page, {"why": ""}))
    assert soeren.get(address).status_code == 200
    assert soeren.post(page, {"why": "private"}).status_code == 302
    assert (soeren.get(address).status_code, mette.get(address).status_code) == (404, 200)
    assert case.number not in text(soeren.get(reverse("casefile:cases") + "?vis=ours"))


@pytest.mark.parametrize("page", ["register", "reject", "join", "part", "advice"])
def test_every_page_of_an_arrival_opens_for_its_members_and_does_not_exist_for_others(world, mette, page):
    case = world.concern()
    address = reverse(f"concerns:{page}", args=[case.pk])
    assert mette.get(address).status_code == 200
    for name in ("karen", "birgit", "pia"):
        assert signed_in(world, name).get(address).status_code == 404, name


def told(**more):
    """What is noted of a talk with the police."""
    unit = Unit.objects.get(authority__slug="vestegnens-politi")
    said = {"receiver": unit.pk, "said": "At der er en bekymring.", "necessity": "For at forebygge vold", "purpose": "PREVENT_CRIME"}
    return {**said, "basis": "RPL115_2", **more}


def taken_on(world, **more):
    """The form of registration, filled in about a grown person."""
    said = {"version": 1, "sentence_0": "seen", "no_surplus": "on", "name": "Torben Vester", "under_18": "no", "knows_privately": "no"}
    return {**said, "purpose": "PREVENT_RADICALISATION", "administration": world.member("mette").administration_id, **more}


@pytest.mark.function("S20", act="register_concern")
def test_a_concern_is_registered_through_the_page(world, mette):
    case = world.concern(observed="Han sagde, at manden var en helt. Hans mor er vist syg.")
    address = reverse("concerns:register", args=[case.pk])
    form = mette.get(address)
    assert 'data-act="register_concern"' in text(form)
    administration = world.member("mette").administration_id
    said = {
        "version": 1, "sentence_0": "seen", "sentence_1": "left_out", "surplus_why": "Helbred er ikke nødvendigt", "name": "Torben Vester",
        "birth_on": "4. maj 2011", "under_18": "yes", "report": "send", "purpose": "PREVENT_RADICALISATION", "administration": administration,
        "knows_privately": "no",
    }  # fmt: skip
    refused = mette.post(address, {**said, "purpose": ""})
    assert refused.status_code == 200
    assert "Vælg, hvad oplysningerne skal bruges til." in text(refused)
    assert "Torben Vester" in text(refused)
    assert mette.post(address, said).status_code == 302
    page = text(mette.get(reverse("casefile:case", args=[case.pk])))
    assert "T.V., 15 år" in page or "T.V., 14 år" in page
    assert "vist syg" not in page
    assert world.first_concern(case).signs == []  # none is needed


@pytest.mark.function("S05", part="concerns", act="register_concern")
def test_every_concern_and_every_disclosure_carries_its_purpose(world, mette):
    case = world.concern(observed="Han sagde det.")
    register, tell = (reverse(name, args=[case.pk]) for name in ("concerns:register", "casefile:disclose_orally"))
    for none in ("", "INVESTIGATE", "CARRY_OUT"):  # none, one that there is not, one that is no purpose of a concern
        assert mette.post(register, taken_on(world, purpose=none)).status_code == 200
        assert world.first_concern(case).purpose == ""
    assert mette.post(register, taken_on(world)).status_code == 302
    assert world.first_concern(case).purpose == "PREVENT_RADICALISATION"
    assert "Vælg formålet." in text(mette.post(tell, told(purpose="")))
    assert "gælder kun børn og unge under 18 år" in text(mette.post(tell, told(purpose="CHILD_WELLBEING")))
    assert "kan ikke bære det formål" in text(mette.post(tell, told(purpose="SOCIAL_SUPPORT")))
    assert mette.post(tell, told()).status_code == 302
    with world.at("mette"):
        assert Disclosure.objects.get().purpose == "PREVENT_CRIME"


@pytest.mark.parametrize("registered", [True, False])
def test_a_concern_that_is_joined_has_the_purpose_of_its_case(world, registered):
    into, second = world.concern(), world.concern(observed="Nogen sagde det samme.")
    if registered:
        world.register(into)
    with world.at("mette"):
        cases = Case.objects.select_related("municipality")
        join_concern(world.mette, cases.get(pk=second.pk), into=cases.get(pk=into.pk))
    if not registered:
        world.register(into)
    with world.at("mette"):
        assert set(Concern.objects.values_list("purpose", flat=True)) == {"PREVENT_RADICALISATION"}


@pytest.mark.function("S68", act="register_concern")
@pytest.mark.parametrize("under_18", ["yes", "unknown"])
def test_about_one_who_may_be_under_18_the_question_of_the_underretning_must_be_answered(world, mette, under_18):
    case = world.concern(observed="Han sagde det.")
    address = reverse("concerns:register", args=[case.pk])
    page = text(mette.post(address, taken_on(world, under_18=under_18)))
    assert "Svar på, om det også er en underretning." in page
    assert "Skriv, hvorfor det ikke er en underretning." in text(mette.post(address, taken_on(world, under_18=under_18, report="not")))
    said = taken_on(world, under_18=under_18, report="not", report_not_sent="Skolen har allerede underrettet.")
    assert mette.post(address, said).status_code == 302
    other = world.concern(observed="Han sagde det.")
    assert (
        mette.post(reverse("concerns:register", args=[other.pk]), taken_on(world)).status_code == 302
    )  # of a grown person it is not asked


@pytest.mark.function("C01", act="file_concern")
def test_a_childs_concern_shows_the_clock_of_24_hours_and_that_of_six_hverdage(monday, world):
    with clock_at(MONDAY + timedelta(days=4, hours=5, minutes=10)):  # Friday 14.10
        child, grown = world.concern(reporter_phone="43 11 11 11"), world.concern(reporter_phone="43 11 11 11", under_18="no")
        for stage in ("received", "registered"):
            page = words(signed_in(world, "mette").get(reverse("casefile:case", args=[child.pk])))
            assert "Vurdering af underretning i morgen kl. 14.10 Børne-Familieafdelingen" in page, stage  # the hours run on a Saturday too
            assert "Kvittering til underretter fre. 4. dec." in page, stage  # Saturday is a hverdag, Sunday is not
            if stage == "received":
                world.register(child)
        assert "underret" not in words(signed_in(world, "mette").get(reverse("casefile:case", args=[grown.pk])))


def test_before_a_childs_concern_is_registered_the_ball_lies_with_those_who_register_it(monday, world):
    child = world.concern()
    page = words(signed_in(world, "mette").get(reverse("casefile:case", args=[child.pk])))
    assert "Bolden ligger hos Koordinatorerne. Børnevagten læser med" in page
    assert "Bolden ligger hos Børne-Familieafdelingen" not in page


def test_who_can_see_a_childs_arrival_names_the_child_duty_until_it_is_registered(world, mette):
    duty = "Børnevagten (Hanne Vind) kan også læse det, til henvendelsen er registreret."
    child, grown = world.concern(under_18="unknown"), world.concern(under_18="no")
    sees = {case.pk: words(mette.get(reverse("casefile:case", args=[case.pk]))) for case in (child, grown)}
    assert f"Hvem kan se dette: Søren Kaya og dig. {duty} Ikke politiet." in sees[child.pk]
    assert "Hvem kan se dette: Søren Kaya og dig. Ikke politiet." in sees[grown.pk]
    world.register(child)
    assert "Børnevagten" not in words(mette.get(reverse("casefile:case", args=[child.pk])))


def test_who_can_see_a_case_names_one_who_covers_today_unless_it_is_protected(world):
    case = world.register(world.concern())
    unit = Unit.objects.get(authority=world.brondby, code="SSF")
    given = {"email": "vera.prove@brondby.example", "name": "Vera Prøve", "role": "coordinator"}
    vera = invite_user(world.nikolaj, authority=world.brondby, administration=unit, **given)
    page, soeren = reverse("casefile:case", args=[case.pk]), signed_in(world, "soeren")
    assert "Vera" not in words(soeren.get(page))
    days = {"from_on": lib.today(), "until_on": lib.today() + timedelta(days=2)}
    cover(world.mette, world.brondby, of=world.member("mette"), by=vera, **days)
    told = "Hvem kan se dette: Mette Holm og dig. Vera Prøve dækker i dag og kan også læse det. Ikke politiet."
    assert told in words(soeren.get(page))
    exclude_as_head(world.birgit, world.brondby, case=case.pk, who=vera, why="relative")
    assert "Vera" not in words(soeren.get(page))
    lift_exclusion(world.birgit, world.brondby, case=case.pk, who=vera)
    assert told in words(soeren.get(page))
    with world.at("mette"):
        protect_case(world.mette, Case.objects.select_related("municipality").get(pk=case.pk), protected=True)
    assert "Vera" not in words(soeren.get(page))


@pytest.mark.parametrize("place", ["²", "1x", "-3", "9" * 30])
def test_nonsense_in_the_address_of_the_log_begins_at_its_beginning(world, mette, place):
    case = world.concern()
    assert mette.get(reverse("casefile:log", args=[case.pk]), {"foer": place}).status_code == 200


def test_what_waits_for_one_who_leaves_is_withdrawn_and_their_unfinished_text_goes_to_the_lead(world, mette):
    case, soeren = world.register(world.concern()), world.member("soeren")
    with world.at("mette"):
        row = Case.objects.select_related("municipality").get(pk=case.pk)
    offer_lead(world.mette, row, to=soeren)
    set_task(world.mette, row, remark="Ring til skolen", owner=soeren, members=[soeren], due_on=lib.today() + timedelta(days=3))
    days = {"from_on": lib.today(), "until_on": lib.today() + timedelta(days=5)}
    cover(world.mette, world.brondby, of=world.member("mette"), by=soeren, **days)
    save_draft(world.soeren, row, form="note", text="Jeg nåede ikke at skrive det færdigt.")
    address = reverse("casefile:case", args=[case.pk])
    before = words(mette.get(address))
    assert "Jeg nåede ikke" not in before
    assert "Søren Kaya og dig" in before
    deactivate_user(world.nikolaj, soeren.user)
    waiting = ProcrastinateJob.objects.filter(task_name="infohus.cases.jobs.leave_duties", status="todo")
    assert [one.args for one in waiting] == [{"membership": str(soeren.pk)}]
    for _again in range(2):  # a job may be run twice
        leave_duties(str(soeren.pk))
    page = words(mette.get(address))
    assert "Ikke gemt: tekst fra Søren Kaya" in page
    assert "Jeg nåede ikke at skrive det færdigt." in page
    assert "Hvem kan se dette: Kun dig. Ikke politiet." in page
    with world.at("mette"):
        assert HandOver.objects.get(case=case).accepted is False
        waits = Deadline.objects.filter(case_id=case.pk, met_at=None, ended_at=None)
        assert not waits.filter(kind="accept_lead").exists()
        assert [(one.owner, one.owner_membership_id) for one in waits.filter(kind="task")] == [("lead", None)]
        assert [one.by_id for one in Cover.objects.filter(ended_at=None)] == [None]
    assert "Ingen dækker BKI" in words(mette.get(reverse("casefile:overview")))


def test_before_a_case_has_a_lead_the_unfinished_text_of_one_who_leaves_goes_to_those_who_are_with_it(world, mette):
    case = world.concern()
    with world.at("soeren"):
        row = Case.objects.select_related("municipality").get(pk=case.pk)
    save_draft(world.soeren, row, form="note", text="Jeg ringede til skolen, men")
    address = reverse("casefile:case", args=[case.pk])
    assert "Jeg ringede til skolen" not in words(mette.get(address))
    deactivate_user(world.nikolaj, world.member("soeren").user)
    assert "Jeg ringede til skolen, men" in words(mette.get(address))


def test_a_draft_that_is_left_in_an_arrival_is_for_the_coordinators_who_are_with_it(world):
    """The child duty has the arrival too, but not what somebody left unfinished in it."""
    case = world.concern()
    with world.at("soeren"):
        row = Case.objects.select_related("municipality").get(pk=case.pk)
    save_draft(world.soeren, row, form="note", text="Jeg ringede til skolen, men")
    declare_conflict(world.soeren, row, why="private")
    for name, reads in (("mette", 1), ("hanne", 0), ("soeren", 0)):
        with world.at(name):
            assert Draft.objects.filter(case_id=case.pk).count() == reads, name
    with world.at("hanne"):
        assert Case.objects.filter(pk=case.pk).exists()  # under 18, or perhaps: it is theirs otherwise


def test_a_new_coordinator_reads_what_waits_in_the_inbox_but_not_what_they_are_kept_from(world, mette):
    open_, guarded, nobodys = world.concern(), world.concern(), world.concern()
    for person in ("mette", "soeren"):
        with world.at(person):
            declare_conflict(getattr(world, person), Case.objects.select_related("municipality").get(pk=nobodys.pk), why="private")
    with acting(SYSTEM):
        Case.objects.filter(pk=guarded.pk).update(protected=True)
    unit = world.member("mette").administration
    new = invite_user(
        world.nikolaj, authority=world.brondby, email="ny@brondby.example", name="Ny Prøve", role="coordinator", administration=unit
    )
    waiting = ProcrastinateJob.objects.filter(task_name="infohus.cases.jobs.let_in", status="todo")
    assert [one.args for one in waiting] == [{"membership": str(new.pk)}]
    for _again in range(2):  # a job may be run twice
        let_in(str(new.pk))
    with acting(new.actor.context), transaction.atomic():
        assert set(Case.objects.values_list("pk", flat=True)) >= {open_.pk}
        assert not Case.objects.filter(pk__in=[guarded.pk, nobodys.pk]).exists()
    with acting(SYSTEM):
        assert CaseMember.objects.filter(case_id=open_.pk, membership=new).count() == 1
    assert "Ny Prøve" in words(mette.get(reverse("casefile:case", args=[open_.pk])))


BETWEEN = {
    "protected": lambda world, case, new: Case.objects.filter(pk=case.pk).update(protected=True),
    "registered": lambda world, case, new: world.register(case),
    "ended": lambda world, case, new: deactivate_user(world.nikolaj, new.user),
    "excluded": lambda world, case, new: Exclusion.objects.create(
        case=case, user=new.user, why="private", by_id=world.mette.membership, at=lib.now()
    ),
    "unread": lambda world, case, new: CaseMember.objects.filter(case=case).update(left_at=lib.now()),
    "joined": lambda world, case, new: join_members(case, new),
}


@pytest.mark.parametrize("what", BETWEEN)
def test_what_a_new_coordinator_is_let_into_is_judged_under_the_lock(world, what):
    """Between the choice and the act a case may be protected, registered or left, and the role may end: then they are not let in."""
    case = world.concern()
    unit = world.member("mette").administration
    new = invite_user(
        world.nikolaj, authority=world.brondby, email="ny@brondby.example", name="Ny Prøve", role="coordinator", administration=unit
    )

    @contextmanager
    def later(*given):
        with act(*given) as log:
            BETWEEN[what](world, case, new)
            given[2].as_it_stands()
            yield log

    with mock.patch("infohus.cases.jobs.act", later):
        let_in(str(new.pk))
    with acting(SYSTEM), transaction.atomic():
        assert not CaseMember.objects.filter(case=case, membership=new).exists()
    let_in(str(new.pk))
    with acting(SYSTEM), transaction.atomic():
        assert CaseMember.objects.filter(case=case, membership=new, left_at=None).exists()


def test_a_note_is_written_and_seen_by_the_other(world, mette):
    case = world.register(world.concern())
    address = reverse("casefile:case", args=[case.pk])
    assert "Skriv noten" in text(mette.post(address, {"text": " ", "kind": "contact"}))
    assert mette.post(address, {"text": "Talte med skolen.", "kind": "telephone"}).status_code == 302
    assert "Talte med skolen." in text(signed_in(world, "soeren").get(address))


def test_an_oral_disclosure_to_the_police_meets_the_deadline_and_starts_the_assessing(world, mette):
    case = world.register(world.concern())
    address = reverse("casefile:disclose_orally", args=[case.pk])
    assert "kan ikke modtage oplysninger" in text(mette.post(address, told(basis="BL133")))
    assert mette.post(address, told()).status_code == 302
    with acting(world.mette.context):
        assert Case.objects.get(pk=case.pk).stage == "assessing"


@pytest.mark.function("S07", part="register", act="disclose_orally")
def test_a_private_partner_gets_nothing_under_115_and_one_is_told_why(world, mette):
    nikolaj = signed_in(world, "nikolaj")
    assert nikolaj.post(reverse("accounts:add_authority"), {"name": "Boligforeningen Prøvehøj", "kind": "PRIVATE"}).status_code == 302
    private = Authority.objects.get(name="Boligforeningen Prøvehøj")
    unit = {"name": "Udlejningen", "function": "Beboerrådgiver"}
    assert nikolaj.post(reverse("accounts:add_unit", args=[private.pk]), unit).status_code == 302
    case = world.register(world.concern())
    address = reverse("casefile:disclose_orally", args=[case.pk])
    assert "Boligforeningen Prøvehøj, Udlejningen, Beboerrådgiver" in text(mette.get(address))
    for basis, law in (("RPL115_2", "stk. 2"), ("RPL115_3", "stk. 3")):
        page = text(mette.post(address, told(receiver=private.units.get().pk, basis=basis)))
        assert f"Boligforeningen Prøvehøj kan ikke modtage oplysninger efter retsplejelovens § 115, {law}." in page
    with world.at("mette"):
        assert not Disclosure.objects.filter(receiver=private).exists()
    assert mette.post(address, told()).status_code == 302
    with world.at("mette"):
        assert Disclosure.objects.filter(receiver__kind="POLICE").count() == 1


@pytest.mark.function("S48", part="clock", act="disclose_orally")
def test_the_clock_until_the_police_are_asked_runs_over_and_is_stopped(monday, world):
    late, says = reverse("casefile:overview") + "?vis=overdue", "Tag stilling til, om politiet skal vide noget"
    case = world.register(world.concern(under_18="no"), under_18="no", person={"name": "Ib Prøve"}, report="")
    assert says not in text(signed_in(world, "mette").get(late))
    with clock_at(MONDAY + timedelta(days=2, hours=2)):
        mette = signed_in(world, "mette")
        page = text(mette.get(late))
        assert says in page
        assert "1 dag over" in page
        assert mette.post(reverse("casefile:disclose_orally", args=[case.pk]), told()).status_code == 302
        assert says not in text(mette.get(late))
        done = text(mette.get(reverse("casefile:deadlines", args=[case.pk]))).split("Det, der er gjort")[1]
        assert "Nået i dag kl. 11.00, fristen var 24. nov." in done
    with world.at("mette"):
        assert Deadline.objects.get(kind="police_contact").met_at - case.received_at == timedelta(days=2, hours=2)


# ---------- Where the case is, and whose inbox


def line_of_stages(client, case):
    """The stages as the line shows them: done, now, to come."""
    page = text(client.get(reverse("casefile:case", args=[case.pk])))
    found = {"done": [], "now": [], "later": []}
    for one in page.split('<ol class="flow" aria-label="Sagens gang">')[1].split("</ol>")[0].split("<li")[1:]:
        state = "now" if 'aria-current="step"' in one else "done" if "Færdig: " in one else "later"
        found[state].append(" ".join(re.sub(r"<[^>]+>|Færdig: ", " ", "<li" + one).split()))
    return found


@pytest.mark.function("S52", act="disclose_orally")
def test_the_line_of_stages_shows_what_is_done_where_it_is_and_what_comes(monday, world, mette):
    to_come, case = ["Vurderes", "Fælles vurdering", "Konklusion", "Indsats Kun hvis der er behov"], world.concern()
    assert line_of_stages(mette, case) == {"done": [], "now": ["Modtaget i dag"], "later": ["Registreret", *to_come]}
    world.register(case)
    assert line_of_stages(mette, case) == {"done": ["Modtaget i dag"], "now": ["Registreret i dag"], "later": to_come}
    assert "Tag stilling til, hvad politiet skal vide" in text(mette.get(reverse("casefile:case", args=[case.pk])))
    assert mette.post(reverse("casefile:disclose_orally", args=[case.pk]), told()).status_code == 302
    assert line_of_stages(mette, case) == {"done": ["Modtaget i dag", "Registreret i dag"], "now": ["Vurderes"], "later": to_come[1:]}


@pytest.mark.function("S10", act="note_concern")
def test_what_bki_writes_down_lies_in_the_inbox_that_ssf_sees_too(world, mette):
    assert [world.member(name).administration.code for name in ("mette", "soeren")] == ["BKI", "SSF"]
    address = reverse("concerns:note")
    token = text(mette.get(address)).split('name="token" value="')[1].split('"')[0]
    said = {"token": token, "source": "teacher", "observed": "Hun skrev det.", "when_where": "i går", "who": "Asta", "under_18": "yes"}
    mette.post(address, said)
    with world.at("mette"):
        case = Case.objects.get()
    for name in ("mette", "soeren"):
        inbox = text(signed_in(world, name).get(reverse("casefile:overview"))).split('id="inbox"')[1].split("</section>")[0]
        assert f"Sag {case.number}" in inbox
    assert case.number not in text(signed_in(world, "karen").get(reverse("casefile:overview")))
    for name in ("birgit", "pia", "hanne"):
        assert signed_in(world, name).get(reverse("casefile:overview")).status_code == 404


def test_telephone_note_asks_five_things_and_is_saved_once(world, mette):
    address = reverse("concerns:note")
    page = text(mette.get(address))
    token = page.split('name="token" value="')[1].split('"')[0]
    said = {
        "token": token,
        "source": "teacher",
        "observed": "Hun skrev noget i en opgave.",
        "when_where": "i går",
        "who": "Asta",
        "under_18": "yes",
    }
    assert "Skriv, hvornår og hvor" in text(mette.post(address, {**said, "when_where": ""}))
    assert mette.post(address, said).status_code == 302
    assert mette.post(address, said).status_code == 302  # pressed twice
    with acting(world.mette.context):
        assert Case.objects.get().source == "teacher"


def cost(client, address):
    """How many queries a page takes, keys and session among them, besides the marks of transactions."""
    connection.opened_keys.clear()
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len([one for one in asked.captured_queries if "SAVEPOINT" not in one["sql"]])


@pytest.mark.parametrize("view", ["mine", "ours", "waiting", "overdue"])
def test_the_overview_takes_at_most_twelve_queries_however_much_waits(world, mette, view):
    address = f"{reverse('casefile:overview')}?vis={view}"
    User.objects.filter(pk=world.mette.user).update(seen_before_at=lib.now() - timedelta(days=1))
    with lib.clock_at(lib.now() + timedelta(days=2)):
        world.register(world.concern(), "soeren")
        world.concern()
        mette = signed_in(world, "mette")
        mette.get(address)
        first = cost(mette, address)
        for _number in range(3):
            propose_rejection(world.soeren, world.concern(), code="belief", sentence="Det handler kun om tro og udseende.", no_report=True)
            world.register(world.concern(), "soeren")
        page = text(mette.get(address))
        assert "Afvisning foreslået af Søren Kaya" in page
        assert (first <= 12, cost(mette, address) <= first) == (True, True), (first, cost(mette, address))


def test_what_has_left_the_house_says_who_else_reads_it(world, mette):
    case = world.concern()
    box = world.mailbox_of(case)
    assert (
        mette.post(reverse("casefile:mailbox", args=[case.pk, box.pk]), {"ask": "1", "last": "", "text": "Hvornår var det?"}).status_code
        == 302
    )
    world.register(case)
    assert mette.post(reverse("casefile:disclose_orally", args=[case.pk]), told()).status_code == 302
    seen = words(mette.get(reverse("casefile:case", args=[case.pk])))
    assert "Hvem kan se dette: Søren Kaya og dig. Københavns Vestegns Politi har fået det at vide." in seen
    assert "Hvem kan se dette: Henvenderen, Søren Kaya og dig. Ikke politiet." in seen
    assert "Hvem kan se dette: Søren Kaya og dig. Børne-Familieafdelingen har fået underretningen. Ikke politiet." in seen
    assert "Hvem kan se dette: Henvenderen, Søren Kaya og dig." in words(mette.get(reverse("casefile:mailbox", args=[case.pk, box.pk])))


def test_a_telephone_note_about_a_child_says_that_the_child_duty_reads_it(world, mette):
    page = words(mette.get(reverse("concerns:note")))
    assert "Er personen under 18 år, eller ved I det ikke, kan børnevagten (Hanne Vind) også læse det" in page


def test_the_log_says_that_a_name_was_shown_only_where_there_is_one(world, mette):
    arrival = world.concern()
    unknown = world.register(world.concern(), person={"description": "En ung mand i en grøn jakke"})
    named = world.register(world.concern(), person={"name": "Oskar Prøve"})
    for case, shown in ((arrival, False), (unknown, False), (named, True)):
        head = text(mette.get(reverse("casefile:case", args=[case.pk])))
        assert ("Vis navn og CPR" in head) == shown
        assert mette.get(reverse("casefile:person", args=[case.pk])).status_code == 200
        seal_log()
        log = text(mette.get(reverse("casefile:log", args=[case.pk])))
        assert (log.count("Sagen læst") >= 1, "navn og CPR-nummer vist" in log) == (True, shown)


def test_a_number_that_has_an_open_case_is_refused_with_the_way_to_that_case(world, mette):
    first = world.register(world.concern(), person={"cpr": "670690-1000"}, under_18="no", report="")
    second = world.concern(observed="Han sagde det.")
    page = mette.post(reverse("concerns:register", args=[second.pk]), taken_on(world, cpr="670690-1000"))
    assert "Personen har allerede en åben sag. Læg henvendelsen til den i stedet." in text(page)
    way = f"{reverse('concerns:join', args=[second.pk])}?into={first.pk}"
    assert f'href="{way}"' in text(page)
    assert mette.get(way).status_code == 200
    assert "form-error" in mette.post(reverse("concerns:register", args=[second.pk]), taken_on(world, purpose="")).content.decode()
