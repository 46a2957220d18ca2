"""A closed case ends by two persons, on its day, with nothing in the way; and how long each class is kept is two persons' decision too."""

import json
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from infohus import lib
from infohus.access.rules import Forbidden, reporter
from infohus.accounts.actions import invite_user
from infohus.accounts.models import User
from infohus.accounts.queries import receivers_for
from infohus.assessments.actions.police import answer_as_police, confirm_not_investigation, take_answer
from infohus.attachments.actions import add_documents, remove_document, take_in
from infohus.audit.queries import Entry
from infohus.casefile.actions import disclose
from infohus.cases.actions import exclude
from infohus.cases.models import Case, Trace
from infohus.cases.queries import ending
from infohus.closing.actions import close_case, give_feedback, reopen_case
from infohus.db.context import SYSTEM, acting
from infohus.deadlines.models import Deadline
from infohus.deadlines.rules import Kind, local_day
from infohus.demo.world import World
from infohus.disclosures.models import Copy, GoneCopy
from infohus.lib import Refused
from infohus.mailboxes.actions import write_to_mailbox
from infohus.retention import actions, queries
from infohus.retention.jobs import drop_lines
from infohus.retention.models import Certificate, Erasure
from infohus.retention.rules import Closed, check_prolonging, in_words
from infohus.retention.views import ending as ending_views
from infohus.rights.actions import decide_information, lift_hold, place_hold
from infohus.rights.models import Hold
from infohus.sealing.models import Key
from infohus.ui.rules import full_day
from tests.conftest import seal_log, signed_in
from tests.html import read, twice
from tests.papers import words as printed_words
from tests.test_assessments import SHORTLY, finish, withheld
from tests.test_assessments import actions as judging
from tests.test_called_back import HANDED
from tests.test_passing import given, registered, sheet

LETTER = {"decision": "DISCARD", "authority": "Rigsarkivets brev af 3. november 2026"}


@pytest.fixture
def world(db):
    """The cast, who have been there for more than a year."""
    with lib.clock_at(lib.now() - timedelta(days=400)):
        return World()


def close(world, case=None):
    """A case of this world (or this registered one) that was concluded as unfounded, told and closed today."""
    case = withheld(world, case or world.register(world.concern()))
    judging.second_read(world.soeren, finish(world, case), agrees="yes")
    judging.conclude(world.mette, case, **SHORTLY)
    return shut(world, case)


def shut(world, case):
    """A concluded case: the citizen and the reporter are told, and it is closed."""
    decide_information(world.mette, fresh(world, case), when="now", told_on=lib.today(), told_whom=["child"])
    give_feedback(world.mette, world.first_concern(case), way="mailbox", text="Tak, fordi du skrev til os.")
    case = fresh(world, case)
    close_case(world.mette, case)
    return case


@pytest.fixture
def case(world):
    """A closed case of half a year ago, whose day has come; the archives have said that its class may be discarded."""
    with lib.clock_at(lib.now() - timedelta(days=190)):
        case = close(world)
        decide(world)
    return case


def decide(world, code="R2", **said):
    """The data protection officer notes what the archives have decided."""
    with world.at("tove"):
        kept = queries.class_for(world.brondby, code)
        actions.decide_archive(world.tove, world.brondby, kept, **{**LETTER, **said})


def bare(world, case, name="mette"):
    """The case as those know it who decide on its end."""
    with world.at(name):
        return next(iter(queries.chosen(world.member(name).actor, [case.pk])), None)


def propose(world, case, name="mette", **said):
    """Propose to erase it."""
    with world.at(name):
        return actions.propose_erasure(world.member(name).actor, bare(world, case, name), **said)


def confirm(world, case, name="soeren"):
    """Confirm what another has proposed."""
    with world.at(name):
        return actions.confirm_erasure(world.member(name).actor, bare(world, case, name))


def waiting(world, case):
    """The kinds of deadlines that are open in a case, with their days."""
    with world.at("mette"):
        rows = Deadline.objects.filter(case_id=case.pk, met_at=None, ended_at=None)
        return {row.kind: local_day(row.due_at) for row in rows}


# ---------- Two persons


def test_before_its_day_each_question_of_the_page_has_its_own_label(world):
    case = close(world)
    decide(world)
    page = read(signed_in(world, "mette").get(f"/sletning/{case.pk}/"))
    assert {"propose_erasure", "propose_prolongation"} <= set(page.acts)
    assert twice(page) == []


def test_one_proposes_and_another_erases_and_nothing_is_left_but_trace_and_certificate(world, case):
    propose(world, case)
    assert set(waiting(world, case)) == {"confirm_erasure"}
    with pytest.raises(Refused, match="selv foreslået"):
        confirm(world, case, "mette")
    row = confirm(world, case)
    with world.at("mette"):
        assert not Case.objects.filter(pk=case.pk).exists()
        assert not Key.objects.filter(case_id=case.pk).exists()
        assert Trace.objects.get(number=case.number).how == "erased"
        kept = Certificate.objects.select_related("proposed_by__user", "confirmed_by__user").get(pk=row.pk)
        told = dict(in_words(kept.counts))
        assert (kept.number, kept.retention_class, kept.proposed_by.user.name, kept.confirmed_by.user.name) == (
            case.number,
            "R2",
            "Mette Holm",
            "Søren Kaya",
        )
        assert told["Personer"] == 1
        assert told["Kopier, som andre har fået"] == 1  # the own child duty's
        assert told["Nøgler"] >= 2
        assert Deadline.objects.filter(kind=Kind.ROTATE_KEYS, case_id=None, met_at=None).exists()
    with pytest.raises(Refused, match="ikke lukket længere"):
        with world.at("soeren"):
            actions.confirm_erasure(world.soeren, Closed(case.pk, case.number, "R2", lib.today(), lib.today()))


@pytest.mark.parametrize("left", [1, 0])
def test_a_file_that_was_removed_before_is_not_counted_as_erased_with_the_case(world, monkeypatch, tmp_path, left):
    monkeypatch.setattr("infohus.gateways.files.folder", lambda: tmp_path / "files")
    with lib.clock_at(lib.now() - timedelta(days=190)):
        decide(world)
        case = world.register(world.concern())
        papers = [SimpleUploadedFile(f"notat {number}.txt", b"Et notat om et referat.") for number in range(left + 1)]
        files = add_documents(world.mette, case, origin="own", taken=take_in(papers))
        remove_document(world.mette, files[0], why="mistake")
        case = close(world, case)
    shown = goes(world, case)
    propose(world, case)
    counts = confirm(world, case).counts
    assert dict(shown).get("Filer", 0) == dict(in_words(counts)).get("Filer", 0) == left
    assert sum(counts.values()) == sum(count for _word, count in in_words(counts))


def goes(world, case):
    """What would go with a closed case, as its page says it."""
    with world.at("mette"):
        return in_words(queries.counts_of([bare(world, case)])[case.pk])


def test_who_was_kept_from_a_case_sees_no_certificate_of_it(world):
    """To whom the case was not there while it lived, it was never there."""
    with lib.clock_at(lib.now() - timedelta(days=190)):
        case = withheld(world, world.register(world.concern()))
        judging.second_read(world.soeren, finish(world, case), agrees="yes")
        judging.conclude(world.mette, case, **SHORTLY)
        exclude(world.mette, fresh(world, case), who=world.member("soeren"), why="private")
        case = shut(world, case)
        decide(world)
    propose(world, case)
    row = confirm(world, case, "birgit")
    for name, sees in (("mette", True), ("birgit", True), ("tove", True), ("soeren", False)):
        with world.at(name):
            assert Certificate.objects.filter(pk=row.pk).exists() is sees, name
    assert case.number not in signed_in(world, "soeren").get("/sletning/attester/").content.decode()


def test_the_receiver_of_a_copy_is_told_that_it_ended_and_keeps_a_dated_line_for_ninety_days(world):
    case = registered(world)
    number = given(world, case).number
    with world.at("pia"):
        copy = Copy.objects.select_related("municipality", "receiver", "unit").get(number=number)
    confirm_not_investigation(world.pia, copy)
    with world.at("pia"):
        copy = Copy.objects.select_related("municipality", "receiver", "unit").get(number=number)
    row = answer_as_police(world.pia, copy, shares="no", acute="no", hindrance="no", text="Vi deler ikke bekymringen.")
    with world.at("mette"):
        row = type(row).objects.select_related("case__municipality").get(pk=row.pk)
    take_answer(world.mette, row)
    unit = next(unit for _key, _label, authority, unit in receivers_for(world.brondby) if authority is None)
    grounds = {"basis": "FVL28_INTERN", "purpose": "SOCIAL_SUPPORT", "necessity": "De skal kunne hjælpe ham i skolen."}
    disclose(world.mette, fresh(world, case), sheet=sheet(world, fresh(world, case))[0], receiver=None, unit=unit, **grounds)
    judging.second_read(world.soeren, finish(world, fresh(world, case)), agrees="yes")
    judging.conclude(world.mette, fresh(world, case), **SHORTLY)
    shut(world, case)
    decide(world)
    propose(world, case, why="asked")
    pia = signed_in(world, "pia")
    assert "Slettet hos afsenderen" not in pia.get("/partner/").content.decode()
    confirm(world, case)
    page = pia.get("/partner/").content.decode()
    assert "Slettet hos afsenderen" in page
    assert number in page
    assert pia.get(f"/partner/{copy.pk}/").status_code == 404
    with acting(SYSTEM):
        assert ProcrastinateJob.objects.filter(task_name="infohus.retention.jobs.tell_ended").count() == 1
        assert not GoneCopy.objects.filter(to_role="").exists(), "an own unit has no inbox in which to read it"
    with lib.clock_at(lib.now() + timedelta(days=91)):
        drop_lines(0)
    assert number not in pia.get("/partner/").content.decode()


def test_the_head_confirms_without_seeing_the_case_and_never_one_from_which_she_is_kept(world, case):
    propose(world, case)
    with world.at("birgit"):
        assert not Case.objects.filter(pk=case.pk).exists()
        assert ending().for_me == 1
    assert confirm(world, case, "birgit").number == case.number
    with world.at("birgit"):
        assert not Erasure.objects.exists()


def test_one_who_is_kept_from_the_case_is_not_told_that_it_ends(world, case):
    with lib.clock_at(lib.now() - timedelta(days=1)):
        reopen_case(world.mette, fresh(world, case), reason="Der er kommet noget nyt til os.")
    exclude(world.mette, fresh(world, case), who=world.member("soeren"), why="private")
    with world.at("soeren"):
        assert bare(world, case, "soeren") is None
        assert ending().soon == 0


def fresh(world, case, name="mette"):
    """The case as it stands now."""
    with world.at(name):
        return Case.objects.select_related("municipality", "lead__user").get(pk=case.pk)


def test_nobody_proposes_or_confirms_without_the_role(world, case):
    propose(world, case)
    for name in ("tove", "nikolaj", "pia", "karen", "hanne"):
        assert bare(world, case, name) is None, name
        with pytest.raises((Forbidden, Refused)):
            with world.at(name):
                actions.confirm_erasure(world.member(name).actor, bare(world, case))
    with pytest.raises(Forbidden):
        with world.at("birgit"):
            actions.propose_erasure(world.birgit, bare(world, case, "birgit"))
    assert bare(world, case) is not None


def test_before_its_day_a_case_is_erased_only_for_a_reason(world):
    with lib.clock_at(lib.now() - timedelta(days=40)):
        case = close(world)
        decide(world)
    with pytest.raises(Refused, match=r"Sagens dato er .* Vælg, hvorfor"):
        propose(world, case)
    propose(world, case, why="mistake")
    assert confirm(world, case).why == "mistake"


def test_what_is_not_done_stands_on_the_list_again_with_its_day(world, case):
    propose(world, case)
    one = bare(world, case, "soeren")
    with world.at("soeren"):
        actions.decline_proposal(world.soeren, one)
    assert waiting(world, case) == {"erase": one.erase_on}
    with pytest.raises(Refused, match="ikke noget forslag"):
        confirm(world, case)
    propose(world, case, "soeren")
    confirm(world, case, "mette")


# ---------- What stands in the way


@pytest.mark.function("C07", act="decide_archive")
def test_without_an_archive_decision_nothing_is_erased(world):
    with lib.clock_at(lib.now() - timedelta(days=190)):
        case = close(world)
    with pytest.raises(Refused, match="ikke truffet en arkivbeslutning for slettefrist R2"):
        propose(world, case)
    with pytest.raises(Refused, match=r"bevares eller kasseres"):
        decide(world, decision="", authority="")
    with pytest.raises(Refused, match="bygger på"):
        decide(world, authority="Ja")
    decide(world)
    propose(world, case)
    confirm(world, case)


def test_what_is_to_be_preserved_is_erased_only_when_it_was_delivered(world, case):
    decide(world, decision="KEEP")
    with pytest.raises(Refused, match="bevares i et arkiv"):
        propose(world, case)
    with pytest.raises(Refused, match="ikke udskrevet med henvender"), world.at("mette"):
        actions.note_archived(world.mette, bare(world, case), to="state", delivered_on=lib.today())
    printed(world, case, reporter=False)  # to the citizen
    with lib.clock_at(lib.now() - timedelta(days=300)):
        printed(world, case)  # before the conclusion, and before what was written since
    with pytest.raises(Refused, match="ikke udskrevet med henvender"), world.at("mette"):
        actions.note_archived(world.mette, bare(world, case), to="state", delivered_on=lib.today())
    printed(world, case)
    with pytest.raises(Refused, match="Skriv den dag"), world.at("mette"):
        actions.note_archived(world.mette, bare(world, case), to="state", delivered_on=lib.today() + timedelta(days=1))
    with world.at("mette"):
        actions.note_archived(world.mette, bare(world, case), to="state", delivered_on=lib.today())
    propose(world, case)
    row = confirm(world, case)
    assert (row.delivered_on, row.delivered_to) == (lib.today(), "state")
    told = f"Udskriften af sagen blev afleveret til Rigsarkivet {full_day(lib.today())}."
    mette = signed_in(world, "mette")
    assert told in mette.get(f"/sletning/attester/{row.pk}/").content.decode()
    assert told in " ".join(printed_words(mette.get(f"/sletning/attester/{row.pk}/attest.pdf").content).split())


def printed(world, case, *, reporter=True):
    """The whole case was printed, as its log tells."""
    from infohus.access.rules import Act
    from infohus.audit.actions import note_read

    note_read(world.mette, Act.PRINT_CASE, case, reporter=reporter)


def test_a_new_message_stops_the_one_it_is_about_and_says_so(world, case):
    with lib.clock_at(lib.now() - timedelta(days=110)):
        box = world.mailbox_of(case)
    with lib.clock_at(box.valid_until - timedelta(days=1)):
        with world.at("mette"):
            decide_early(world, case)
        with lib.clock_at(lib.now() + timedelta(minutes=1)):
            write_to_mailbox(reporter(world.brondby.pk, box.pk), box, text="Nu er der sket noget nyt.")
        with pytest.raises(Refused, match="Henvenderen har skrevet, efter at det blev foreslået"):
            confirm(world, case)
        with pytest.raises(Refused, match="Læs beskeden, før"):
            propose(world, case, why="needless")
        assert bare(world, case).stopped == "message"
        with world.at("mette"):
            Deadline.objects.filter(case_id=case.pk, kind="read_message").update(met_at=lib.now())
        with lib.clock_at(lib.now() + timedelta(minutes=2)):
            propose(world, case, why="needless")
            confirm(world, case)


def decide_early(world, case):
    """Propose before the day."""
    actions.propose_erasure(world.mette, bare(world, case), why="needless")


def test_the_day_of_a_case_is_called_what_it_is_while_a_hold_stands(world):
    case, soon = close(world), lib.today() + timedelta(days=10)
    own, address = bare(world, case).erase_on, f"/sletning/{case.pk}/"
    place_hold(world.mette, fresh(world, case), kind="complaint", reason="Klage af 2. november, Ankestyrelsen.", until=soon)
    assert f"sagens egen dato; den er i bero og ses på igen {full_day(soon)}" in signed_in(world, "mette").get(address).content.decode()
    with lib.clock_at(lib.now() + timedelta(days=15)):
        page = signed_in(world, "mette").get(address).content.decode()
    assert f"sagens egen dato; den er i bero og skulle ses på igen {full_day(soon)}" in page
    assert "ses på igen; sagens egen dato er" not in page
    late = own + timedelta(days=20)
    place_hold(world.mette, fresh(world, case), kind="complaint", reason="Klage af 3. november, Ankestyrelsen.", until=late)
    assert f"ses på igen; sagens egen dato er {full_day(own)}" in signed_in(world, "mette").get(address).content.decode()


def test_a_hold_stops_it_and_a_lifted_one_puts_it_back_with_its_first_day(world, case):
    first = bare(world, case).erase_on
    propose(world, case)
    with pytest.raises(Refused, match="Vælg, hvorfor sletningen"):
        place_hold(world.mette, fresh(world, case), kind="", reason="", until=None)
    row = place_hold(
        world.mette,
        fresh(world, case),
        kind="complaint",
        reason="Klage af 2. november, Ankestyrelsen.",
        until=lib.today() + timedelta(days=90),
    )
    assert waiting(world, case) == {"erase": lib.today() + timedelta(days=90)}
    with pytest.raises(Refused, match="sat i bero, efter at det blev foreslået"):
        confirm(world, case)
    with pytest.raises(Refused, match="Sletningen er sat i bero"):
        propose(world, case)
    with world.at("tove"):
        seen = Hold.objects.get(pk=row.pk)
        assert seen.reason == "Klage af 2. november, Ankestyrelsen."
        lift_hold(world.tove, seen)
    assert waiting(world, case) == {"erase": first}
    with pytest.raises(Refused, match="sat i bero, efter"):
        confirm(world, case)
    with pytest.raises(Refused, match="allerede ophævet"), world.at("tove"):
        lift_hold(world.tove, seen)
    propose(world, case)
    confirm(world, case)


def test_a_held_case_is_not_over_time_and_its_page_says_that_it_is_held(world):
    with lib.clock_at(lib.now() - timedelta(days=193)):
        case = withheld(world, world.register(world.concern()))
        judging.second_read(world.soeren, finish(world, case), agrees="yes")
        judging.conclude(
            world.mette, case, **{**SHORTLY, **HANDED, "outcome": "other_need", "handed_on": lib.today()}
        )  # R3: it can be read while it is kept
        shut(world, case)
        decide(world, "R3")
    until, over = lib.today() + timedelta(days=80), f"{(lib.today() - bare(world, case).erase_on).days} dage over"
    row = place_hold(world.mette, fresh(world, case), kind="complaint", reason="Klage af 2. november, Ankestyrelsen.", until=until)
    mette, birgit = signed_in(world, "mette"), signed_in(world, "birgit")
    ends, one, page = reverse("retention:ending"), reverse("retention:closed", args=[case.pk]), reverse("casefile:case", args=[case.pk])
    for client in (mette, birgit):
        for at in (ends, one):
            told = client.get(at).content.decode()
            assert case.number in told
            assert over not in told
    assert "hvis dag er kommet" not in birgit.get(reverse("casefile:head")).content.decode()
    told = mette.get(page).content.decode()
    assert f"Det bliver set på igen {full_day(until)}" in told
    assert "Sæt sletningen i bero" not in told
    assert "Sletningen er i bero" in told
    lift_hold(world.mette, row)
    assert over in mette.get(ends).content.decode()
    assert over in birgit.get(one).content.decode()
    assert "heraf 1, hvis dag er kommet" in birgit.get(reverse("casefile:head")).content.decode()
    assert "Sæt sletningen i bero" in mette.get(page).content.decode()


def test_what_was_proposed_while_a_hold_stood_waits_on_when_it_is_lifted(world, case):
    said = {"kind": "complaint", "reason": "Klage af 2. november, Ankestyrelsen.", "until": lib.today() + timedelta(days=90)}
    rows = [place_hold(world.mette, fresh(world, case), **said) for _hold in range(2)]
    late = lib.today() + timedelta(days=60)
    with world.at("mette"):
        actions.propose_prolongation(world.mette, bare(world, case), why="followed", until=late)
    asked = waiting(world, case)
    assert set(asked) == {"confirm_erasure"}
    for row in rows:
        lift_hold(world.mette, row)
        assert waiting(world, case) == asked
    with world.at("soeren"):
        actions.confirm_prolongation(world.soeren, bare(world, case, "soeren"))
    assert waiting(world, case) == {"erase": late}


def test_who_lifts_a_hold_reads_where_the_case_stands_now(world, case):
    said = {"kind": "complaint", "reason": "Klage af 2. november, Ankestyrelsen.", "until": lib.today() + timedelta(days=90)}
    still_open = world.register(world.concern())
    rows = [place_hold(world.mette, fresh(world, one), **said) for one in (case, case, still_open)]
    tove, mette = signed_in(world, "tove"), signed_in(world, "mette")

    def lift(browser, page, *ids):
        return browser.post(reverse(f"rights:{page}", args=ids), {"lift": "1"}, follow=True).content.decode()

    answer = lift(tove, "lift_here", rows[0].pk)
    assert f"Sag {case.number} er stadig i bero af en anden grund." in answer
    assert "står igen på listen" not in answer
    assert f"Sag {case.number} står igen på listen med sin egen dato." in lift(tove, "lift_here", rows[1].pk)
    answer = lift(mette, "lift", still_open.pk, rows[2].pk)
    assert f"Sag {still_open.number} er åben og får først en dato for sletning, når den bliver lukket." in answer
    assert "står igen på listen" not in answer


def test_a_hold_ends_the_waiting_for_an_answer_to_what_was_proposed_before_it(world, case):
    said = {"kind": "complaint", "reason": "Klage af 2. november, Ankestyrelsen.", "until": lib.today() + timedelta(days=90)}
    first = place_hold(world.mette, fresh(world, case), **said)
    with world.at("mette"):
        actions.propose_prolongation(world.mette, bare(world, case), why="followed", until=lib.today() + timedelta(days=60))
    place_hold(world.mette, fresh(world, case), **said)
    assert waiting(world, case) == {"erase": said["until"]}
    lift_hold(world.mette, first)
    assert waiting(world, case) == {"erase": said["until"]}


def test_a_hold_is_read_by_those_with_the_case_and_the_officer_alone(world, case):
    place_hold(
        world.mette,
        fresh(world, case),
        kind="court",
        reason="Retten i Glostrup, næste møde i marts.",
        until=lib.today() + timedelta(days=90),
    )
    for name in ("soeren", "tove"):
        with world.at(name):
            assert Hold.objects.get().reason.startswith("Retten i Glostrup"), name
    for name in ("birgit", "nikolaj", "hanne", "pia", "karen"):
        with world.at(name):
            assert not Hold.objects.exists(), name
            assert not Key.objects.filter(kind="hold").exists(), name


# ---------- Longer


def test_a_case_is_kept_longer_by_two_for_a_reason_and_at_most_twelve_months(world, case):
    day = bare(world, case).erase_on
    for why, until, says in (
        ("", day + timedelta(days=60), "Vælg, hvorfor"),
        ("followed", None, "Vælg en dag"),
        ("followed", day + timedelta(days=400), "Vælg en dag efter"),
    ):
        with pytest.raises(Refused, match=says), world.at("mette"):
            actions.propose_prolongation(world.mette, bare(world, case), why=why, until=until)
    with world.at("mette"):
        actions.propose_prolongation(world.mette, bare(world, case), why="followed", until=day + timedelta(days=60))
    with pytest.raises(Refused, match="selv foreslået"), world.at("mette"):
        actions.confirm_prolongation(world.mette, bare(world, case))
    with pytest.raises(Refused, match="ikke noget forslag"):
        confirm(world, case)
    with world.at("birgit"):
        actions.confirm_prolongation(world.birgit, bare(world, case, "birgit"))
    assert bare(world, case).erase_on == day + timedelta(days=60)
    assert waiting(world, case) == {"erase": day + timedelta(days=60)}


def test_a_day_is_never_moved_backwards_by_keeping_longer():
    one = Closed(lib.uuid7(), "2026-001", "R2", date(2026, 1, 1), date(2026, 7, 1))
    for until in (date(2026, 6, 30), date(2026, 7, 1), date(2026, 8, 1), date(2027, 7, 2)):
        with pytest.raises(Refused):
            check_prolonging(one, "child", until, date(2026, 8, 1))
    check_prolonging(one, "child", date(2027, 7, 1), date(2026, 8, 1))


# ---------- The pages


def test_several_are_looked_through_and_each_is_an_act_of_its_own(world):
    with lib.clock_at(lib.now() - timedelta(days=190)):
        cases = [close(world) for _number in range(3)]
        decide(world)
    mette, soeren, birgit = (signed_in(world, name) for name in ("mette", "soeren", "birgit"))
    page = mette.get("/sletning/").content.decode()
    assert all(case.number in page for case in cases)
    assert page.count('name="case"') == 3
    chosen = {"case": [str(case.pk) for case in cases]}
    assert "Foreslå at slette 3 sager" in mette.get("/sletning/foreslaa/", chosen).content.decode()
    assert mette.post("/sletning/foreslaa/", chosen).status_code == 302
    assert 'name="case"' not in mette.get("/sletning/foreslaaet/").content.decode()  # her own
    assert soeren.get("/sletning/foreslaaet/").content.decode().count('name="case"') == 3
    place_hold(
        world.mette,
        fresh(world, cases[0]),
        kind="breach",
        reason="Bruddet er ikke undersøgt færdigt.",
        until=lib.today() + timedelta(days=9),
    )
    assert "Det kan ikke fortrydes" in birgit.get("/sletning/godkend/", chosen).content.decode()
    answer = birgit.post("/sletning/godkend/", chosen, follow=True).content.decode()
    assert "2 sager er slettet." in answer
    assert f"Sag {cases[0].number} blev ikke taget med." in answer
    with world.at("mette"):
        assert [row.pk for row in Case.objects.all()] == [cases[0].pk]
    seal_log()
    with world.at("tove"):
        assert Entry.objects.filter(act="confirm_erasure", case_id__isnull=False).count() == 2


def test_one_case_walks_from_its_page_to_the_certificate_on_paper(world, case):
    mette, soeren = signed_in(world, "mette"), signed_in(world, "soeren")
    address = f"/sletning/{case.pk}/"
    page = mette.get(address).content.decode()
    assert "Foreslå at slette" in page
    assert "T.V." not in page
    assert mette.post(address, {"do": "propose"}).status_code == 302
    assert "Du har selv foreslået det" in mette.get(address).content.decode()
    assert "Slet sagen for altid" in soeren.get(address).content.decode()
    to = soeren.post(address, {"do": "confirm"}).headers["Location"]
    shown = soeren.get(to).content.decode()
    assert f"Sag {case.number} er slettet" in shown
    assert "Ældre sikkerhedskopier mister den helt" in shown
    paper = soeren.get(to + "attest.pdf")
    assert paper.content.startswith(b"%PDF")
    assert soeren.get(address).status_code == 404
    assert signed_in(world, "karen").get(to).status_code == 404
    assert signed_in(world, "tove").get(to).status_code == 200


def test_the_lists_ask_no_more_with_more_rows(world):
    asked, ticked = {}, []
    for more in (2, 4):
        with lib.clock_at(lib.now() - timedelta(days=190)):
            cases = [[close(world) for _number in range(more)] for _list in range(3)]
            decide(world)
        for case in (*cases[1], *cases[2]):
            propose(world, case)
        for case in cases[2]:
            confirm(world, case, "soeren")
        ticked += [str(case.pk) for case in cases[0]]
        soeren, pages = signed_in(world, "soeren"), {}
        for address in ("/sletning/", "/sletning/foreslaaet/", "/sletning/attester/", f"/sletning/foreslaa/?case={'&case='.join(ticked)}"):
            soeren.get(address)
            with CaptureQueriesContext(connection) as found:
                pages[address.split("?")[0]] = soeren.get(address).content.decode()
            count = asked.setdefault(address.split("?")[0], len(found))
            assert len(found) == count, address
        for shown, case in zip(pages.values(), (cases[0][-1], cases[1][-1], cases[2][-1], cases[0][-1]), strict=True):
            assert case.number in shown
    assert pages["/sletning/foreslaa/"].count("Henvendelser: 1") == len(ticked) == 6


def test_how_much_there_is_is_told_only_of_what_one_decides_on(world, case):
    other = world.register(world.concern())
    with world.at("mette"), connection.cursor() as cursor, acting(world.mette.context), transaction.atomic():
        cursor.execute("SELECT what_goes(%s)::text", [[lib.uuid7(), other.pk, case.pk]])
        told = json.loads(cursor.fetchone()[0])
    assert list(told) == [str(case.pk)]
    assert told[str(case.pk)]["concerns_concern"] == 1


def test_what_is_still_written_on_a_case_that_was_closed_meanwhile_is_refused_in_words(world):
    """A colleague's open page asks every ten seconds (`model.md` D7)."""
    case = withheld(world, world.register(world.concern()))
    judging.second_read(world.soeren, finish(world, case), agrees="yes")
    judging.conclude(world.mette, case, **SHORTLY)
    soeren = signed_in(world, "soeren")
    assert soeren.post(f"/sager/{case.pk}/kladde/", {"text": "Skolen ringede"}).status_code == 200
    shut(world, case)
    for address in ("kladde/", "vurdering/kladde/", "faelles-vurdering/kladde/"):
        answer = soeren.post(f"/sager/{case.pk}/{address}", {"text": "Skolen ringede", "reason": "Skolen ringede"})
        assert (answer.status_code, answer["Content-Type"]) == (409, "text/plain; charset=utf-8"), address
        assert "lukket" in answer.content.decode()


def test_one_who_is_coordinator_and_head_confirms_nothing_that_they_proposed(world, case):
    mette, kept = world.mette, bare(world, case)
    with world.at("mette"):
        user = User.objects.get(pk=mette.user)
    head = invite_user(world.nikolaj, authority=world.brondby, email=user.email, name=user.name, role="head").actor
    day = kept.erase_on
    with acting(mette.context), transaction.atomic():
        row = actions.propose_prolongation(mette, kept, why="followed", until=day + timedelta(days=60))
    with acting(head.context), transaction.atomic(), pytest.raises(Refused, match="selv foreslået"):
        actions.confirm_prolongation(head, next(iter(queries.chosen(head, [case.pk]))))
    for one in (head, mette):
        with acting(one.context), pytest.raises(DatabaseError, match="row-level"), transaction.atomic():
            Erasure.objects.filter(pk=row.pk).update(confirmed=True, answered_at=lib.now(), answered_by=head.membership)
        with acting(one.context), pytest.raises(DatabaseError, match="row-level"), transaction.atomic():
            Certificate.objects.create(
                municipality=world.brondby, number=case.number, retention_class="R2", closed_on=day, erase_on=day,
                proposed_by_id=mette.membership, confirmed_by_id=head.membership,
            )  # fmt: skip
    with world.at("birgit"):
        actions.confirm_prolongation(world.birgit, bare(world, case, "birgit"))


def test_nobody_rewords_a_certificate_and_only_those_who_decide_can_erase(world, case):
    propose(world, case)
    confirm(world, case)
    with world.at("mette"):
        for change in ("DELETE FROM retention_certificate", "UPDATE retention_certificate SET counts = '{}'"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(change)
    other = world.register(world.concern())
    for name in ("nikolaj", "tove", "hanne", "karen"):
        with world.at(name), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT erase_case(%s, 'erased', %s)", [other.pk, lib.uuid7()])


def test_a_proposal_to_keep_is_not_shown_as_one_to_erase(world, case):
    with world.at("mette"):
        actions.propose_prolongation(world.mette, bare(world, case), why="followed", until=lib.today() + timedelta(days=60))
    page = signed_in(world, "soeren").get(f"/sletning/godkend/?case={case.pk}")
    assert page.status_code == 302


def test_who_presses_second_is_told_that_it_is_erased(world, case, monkeypatch):
    propose(world, case)
    doors = ending_views.doors

    def meanwhile(*looked):
        monkeypatch.setattr(ending_views, "doors", doors)
        confirm(world, case, "birgit")
        return doors(*looked)

    monkeypatch.setattr(ending_views, "doors", meanwhile)
    told = signed_in(world, "soeren").post(f"/sletning/{case.pk}/", {"do": "confirm"}, follow=True)
    assert told.status_code == 200
    assert f"Sag {case.number} er slettet i mellemtiden." in told.content.decode()


# ---------- What is said is so


def test_a_rejected_case_holds_nothing_that_could_go_to_an_archive_and_ends_all_the_same(world):
    with lib.clock_at(lib.now() - timedelta(days=60)):
        case = rejected(world)
    tove = signed_in(world, "tove")
    page = tove.get("/leder/slettefrister/R1/").content.decode()
    assert 'value="DISCARD"' in page
    assert 'value="KEEP"' not in page
    assert 'value="KEEP"' in tove.get("/leder/slettefrister/R2/").content.decode()
    with pytest.raises(Refused, match="ikke noget at aflevere"):
        decide(world, "R1", decision="KEEP")
    assert tove.post("/leder/slettefrister/R1/", {**LETTER, "do": "archive", "decision": "KEEP"}).status_code == 422
    kept_in_catalogue(world, "R1")  # as it may stand from before
    page = signed_in(world, "mette").get(f"/sletning/{case.pk}/").content.decode()
    assert "Foreslå at slette" in page
    assert "Den kan ikke slettes nu" not in page
    assert "ikke udskrevet med henvender" not in page
    assert "ikke noget at aflevere" in page
    propose(world, case)
    assert confirm(world, case).retention_class == "R1"


def rejected(world):
    """An arrival that two persons have rejected."""
    from infohus.concerns.actions import confirm_rejection, propose_rejection

    case = world.concern()
    row = propose_rejection(
        world.mette, case, code="quarrel", sentence="Det handler om en nabostrid, ikke om radikalisering.", no_report=True
    )
    confirm_rejection(world.soeren, row)
    return case


def kept_in_catalogue(world, code):
    """The class is to be preserved, as the catalogue has it."""
    from infohus.catalogues.models import Entry as Row

    decide(world, code)
    with world.at("tove"):
        row = Row.objects.get(kind="retention_class", code=code)
        row.data = {**row.data, "archive": "KEEP"}
        row.save()


def test_the_list_says_what_is_missing_and_not_what_is_there(world, case):
    decide(world, decision="KEEP")
    page = signed_in(world, "mette").get("/sletning/").content.decode()
    assert "Mangler aflevering til arkiv" in page
    assert "Mangler arkivbeslutning" not in page


def test_a_class_is_told_by_its_code_and_a_case_by_its_own_day(world, case):
    with world.at("nikolaj"):
        kept = queries.class_for(world.brondby, "R2")
        row = actions.propose_class(world.nikolaj, world.brondby, kept, amount=1, unit="months", source="Udvalget, 3. november")
        assert row.keeps == "1 måned"
    with world.at("tove"):
        actions.confirm_class(world.tove, world.brondby, queries.class_for(world.brondby, "R2"))
    page = signed_in(world, "mette").get(f"/sager/{case.pk}/lukket/").content.decode()
    assert "R2 · " in page
    assert "6 måneder" not in page
    propose(world, case)
    with world.at("mette"):
        said = queries.letter_of(queries.certificate_for(confirm(world, case).pk))
    assert said["kept"] == "R2"


def test_a_change_of_key_that_is_over_time_is_no_promise(world, case):
    propose(world, case)
    row = confirm(world, case)
    later = lib.now() + timedelta(days=45)
    for at, promised in ((lib.now(), True), (later, False)):
        with lib.clock_at(at):
            page = signed_in(world, "mette").get(f"/sletning/attester/{row.pk}/").content.decode()
            with world.at("mette"):
                said = queries.letter_of(queries.certificate_for(row.pk))
        assert ("Det skal ske senest" in page) == promised
        assert ("skulle være sket senest" in page) != promised
        assert said["is_over"] != promised


def test_a_change_of_key_that_was_over_time_when_a_case_was_erased_is_told_as_that_of_an_earlier_erasure(world, case):
    with lib.clock_at(lib.now() - timedelta(days=45)):
        earlier = close(world)
        propose(world, earlier, why="needless")
        first = confirm(world, earlier)
    propose(world, case)
    rows = {first.pk: False, confirm(world, case).pk: True}
    for pk, told_so in rows.items():
        page = signed_in(world, "mette").get(f"/sletning/attester/{pk}/").content.decode()
        assert ("allerede da sagen blev slettet: det skulle efter en tidligere sletning være sket" in page) is told_so
        assert ("Det skulle være sket senest" in page) is not told_so
        assert signed_in(world, "mette").get(f"/sletning/attester/{pk}/attest.pdf").status_code == 200
