"""A concluded case is closed when everybody is told; it is locked, has a day to be erased, and can be opened again with a reason."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from infohus import lib
from infohus.assessments.actions.police import answer_as_police, take_answer
from infohus.assessments.models import SocialAssessment, SocialDuty
from infohus.assessments.queries.police import answer_for
from infohus.casefile.actions import set_aside
from infohus.casefile.queries.printing import deadlines as printed
from infohus.cases.actions import write_note
from infohus.cases.models import Case, Departure
from infohus.cases.rules import Stage
from infohus.closing.actions import close_case, give_feedback, reopen_case
from infohus.closing.models import Closing, Feedback, Reopening
from infohus.concerns.actions import Sorted, join_concern, note_report_judged, sort_concern, take_apart
from infohus.concerns.models import Concern
from infohus.concerns.rules import SentenceKind
from infohus.deadlines.models import Deadline
from infohus.disclosures.models import Copy, Disclosure
from infohus.lib import Refused
from infohus.mailboxes.actions import ask_reporter
from infohus.mailboxes.models import Mailbox, Message
from infohus.rights.actions import decide_information, lift_hold, place_hold
from infohus.rights.models import Information
from infohus.sealing.fields import SealedText
from tests.conftest import seal_log, signed_in
from tests.html import read
from tests.test_assessments import SHORTLY, actions, answer, finish, next_of, sign, withheld
from tests.test_assessments import words as words_of
from tests.test_told_police import told as tell_by_mouth

CASE_BOUND = [
    model
    for model in apps.get_models()
    if model.__module__.startswith("infohus.")
    and model._meta.app_label not in ("audit", "sealing")
    and any(one.attname == "case_id" for one in model._meta.concrete_fields)
]

GONE = "Slettet, da sagen blev lukket."


def concluded(world, judged=True):
    """A case that was concluded as unfounded on the short path; its underretning judged, unless `judged` says no."""
    case = withheld(world, world.register(world.concern()))
    finish(world, case, judged=judged)
    actions.conclude(world.mette, case, **SHORTLY)
    return fresh(world, case)


def fresh(world, case, name="mette"):
    """The case as it stands now."""
    with world.at(name):
        return Case.objects.select_related("municipality", "lead__user").get(pk=case.pk)


def told(world, case):
    """The reporter is told, and the citizen."""
    decide_information(world.mette, case, when="now", told_on=lib.today(), told_whom=["child"])
    give_feedback(world.mette, world.first_concern(case), way="mailbox", text="Tak, fordi du skrev til os.")


def talked(world):
    """What stands instead of a second reading: it was talked through with Søren today."""
    return {"discussed_with": world.member("soeren"), "discussed_on": lib.today()}


def test_closing_names_what_is_missing_and_then_locks_the_case(world):
    case = concluded(world)
    with pytest.raises(Refused, match=r"besked.*oplysningspligten"):
        close_case(world.mette, case)
    told(world, case)
    close_case(world.mette, fresh(world, case), evaluation="Vi spurgte hurtigt.", **talked(world))
    with world.at("mette"):
        row = Case.objects.get(pk=case.pk)
        assert (row.stage, row.retention_class) == (Stage.CLOSED, "R2")
        assert row.erase_on > lib.today()
        assert {one.kind for one in Deadline.objects.filter(case_id=case.pk, met_at=None, ended_at=None)} == {"erase"}
        assert not Message.objects.filter(case=case).exists()  # its content is out of reach


def test_the_reporter_is_told_once_behind_the_code_and_never_what(world):
    case = concluded(world)
    concern = world.first_concern(case)
    with pytest.raises(Refused, match="Vælg, hvordan"):
        give_feedback(world.mette, concern, way="")
    with pytest.raises(Refused, match="hvorfor henvenderen ikke"):
        give_feedback(world.mette, concern, way="not", why_not="Nej")
    give_feedback(world.mette, concern, way="mailbox", text="Tak, fordi du skrev til os.")
    with pytest.raises(Refused, match="allerede"):
        give_feedback(world.mette, concern, way="phone", text="Tak, fordi du skrev til os.")
    with world.at("mette"):
        assert Message.objects.filter(case=case, text__isnull=False).count() == 2
        assert not Deadline.objects.filter(case_id=case.pk, kind="feedback", met_at=None, ended_at=None).exists()


def test_a_hold_from_before_the_closing_keeps_it_from_the_erasing_list_and_lifted_gives_it_its_own_day(world):
    case, looked_at = concluded(world), lib.today() + timedelta(days=350)
    hold = place_hold(world.mette, case, kind="complaint", reason="Klage af 2. november, Ankestyrelsen.", until=looked_at)
    told(world, case)
    close_case(world.mette, fresh(world, case), **talked(world))
    first = fresh(world, case).erase_on
    assert first < looked_at
    assert waiting(world, case, "erase").due_at.astimezone(lib.TZ).date() == looked_at
    with lib.clock_at(lib.now() + timedelta(days=250)):  # its day is over
        seal_log()
        mette = signed_in(world, "mette")
        assert f'name="cases" value="{case.pk}"' not in (page := mette.get("/sletning/").content.decode())
        assert "I bero" in page
        lift_hold(world.mette, hold)
        assert waiting(world, case, "erase").due_at.astimezone(lib.TZ).date() == first


def alone(world, case=None):
    """A case that the police go on with alone, concluded; the municipality's own duty is over, with its reason."""
    case = case or world.register(world.concern())
    write_note(world.mette, case, kind="contact", title="", text="Skolen fortalte om Oskar.")
    answer(world, case, shares="yes", hindrance="alone", text="Vi kender ham godt.")
    finish(world, case)
    actions.answer_social_duty(world.mette, case, remains="no", why="Familien har ikke brug for hjælp.")
    actions.start_joint_assessment(world.mette, case)
    sign(world, case, form="written")
    actions.conclude(world.mette, case, outcome="police_alone", kind_of_concern="mixed", reason="Politiet går videre med det selv.")
    ask_reporter(world.mette, world.mailbox_of(case), text="Var der andre til stede i lørdags?")
    told(world, case)
    ask_reporter(world.mette, world.mailbox_of(case), text="Du må gerne ringe til os.")
    return fresh(world, case)


def test_of_what_the_police_go_on_with_alone_only_dates_register_and_answers_are_left(world):
    case = alone(world)
    with world.at("pia"):
        copy = Copy.objects.get()
        assert copy.living
    with pytest.raises(Refused, match="Ingen anden har læst"):
        close_case(world.mette, case)
    ask_reporter(world.mette, world.mailbox_of(case), text="Vi er der til klokken tre.", address="lis@eksempel.dk")
    with world.at("mette"):
        assert Mailbox.objects.filter(mail_to__isnull=False).exists()
    close_case(world.mette, fresh(world, case), evaluation="Vi talte godt sammen.", **talked(world))
    row = fresh(world, case)
    assert (row.stage, row.outcome, row.retention_class) == (Stage.CLOSED, "police_alone", "R4")
    with world.at("mette"):
        left = {model.__name__ for model in CASE_BOUND if model.objects.filter(case_id=case.pk).exists()}
        assert [(one.sender, one.text) for one in Message.objects.filter(case=case)] == [
            ("coordinator", "Tak, fordi du skrev til os.")
        ]  # how it ended
        assert not Mailbox.objects.filter(mail_to__isnull=False).exists()
        assert SocialDuty.objects.get(case=case).why == "Familien har ikke brug for hjælp."
        assert {(one.necessity, one.said, one.to_whom) for one in Disclosure.objects.filter(case=case)} == {(GONE, GONE, "")}
        words = [getattr(one, field.name) for model in (Concern, Feedback, Information, Closing) for one in model.objects.filter(case=case)
                 for field in model._meta.concrete_fields if isinstance(field, SealedText) and field.name != "discussed_with"]  # fmt: skip
        assert not any(words), words
        assert Closing.objects.get(case=case).discussed_with.startswith("Søren Kaya")
    assert left == {
        "CaseMember", "Closing", "Concern", "Copy", "Deadline", "Disclosure", "Feedback", "Information", "Mailbox", "Message", "SocialDuty",
    }  # fmt: skip
    with world.at("pia"):
        assert not Copy.objects.get().living
        assert Copy.objects.get().sheet == {}
        assert Copy.objects.get().ended_at is not None


@pytest.mark.function("S43", part="what is left", act="close_case")
def test_the_pages_of_such_a_case_say_what_is_left_and_open(world):
    case = alone(world)
    close_case(world.mette, fresh(world, case), evaluation="Vi talte godt sammen.", **talked(world))
    mette, pia = signed_in(world, "mette"), signed_in(world, "pia")
    with world.at("mette"):
        row = Disclosure.objects.get(case=case, receiver__kind="POLICE")
    page = mette.get(f"/sager/{case.pk}/")
    assert page.status_code == 200
    for words in ("Oskar", "»«", "Skrevet til henvender"):
        assert words not in page.content.decode()
    register = mette.get(f"/sager/{case.pk}/videregivelser/").content.decode()
    assert GONE in register
    assert "Arket som PDF" not in register
    paper = mette.get(f"/sager/{case.pk}/videregivelser/{row.pk}/ark.pdf")
    assert paper.status_code == 422
    assert "Arket er slettet" in paper.content.decode()
    police = mette.get(f"/sager/{case.pk}/politiet/").content.decode()
    assert "Venter på svar" not in police
    assert "Det, politiet svarede, er slettet" in police
    assert "kommunen har lukket sagen i dag" in pia.get("/partner/").content.decode()
    with world.at("pia"):
        copy = Copy.objects.get()
    ended = pia.get(f"/partner/{copy.pk}/").content.decode()
    assert "har lukket sagen" in ended
    assert "Det kunne læses til" not in ended


def test_what_the_police_go_on_with_alone_stays_open_while_the_municipality_has_a_duty(world):
    case = alone(world)
    actions.answer_social_duty(
        world.mette, case, remains="yes", why="Der er små børn i hjemmet.", again_on=lib.today() + timedelta(days=30)
    )
    with pytest.raises(Refused, match="socialt ansvar"):
        close_case(world.mette, fresh(world, case), **talked(world))


def changes_their_mind(world, case):
    """The police write anew on the same sheet, without going on alone, and the lead has read it."""
    with world.at("pia"):
        copy = Copy.objects.select_related("municipality").get()
    row = answer_as_police(world.pia, copy, shares="no", acute="no", hindrance="no", text="Vi har talt med ham. Vi gør ikke mere.")
    with world.at("mette"):
        mine = answer_for(case, row.pk)
    take_answer(world.mette, mine)


@pytest.mark.parametrize("remains", ["no", "yes"])
def test_what_the_police_do_not_go_on_with_any_more_is_looked_at_again_and_not_closed(world, remains):
    case = alone(world)
    again_on = lib.today() + timedelta(days=30) if remains == "yes" else None
    actions.answer_social_duty(world.mette, case, remains=remains, why="Det har vi talt om.", again_on=again_on)
    changes_their_mind(world, case)
    mette = signed_in(world, "mette")
    page = mette.get(f"/sager/{case.pk}/")
    step = words_of(page).split("Næste skridt")[1].split("Frister")[0]
    assert "Tag konklusionen op igen" in step
    assert "Politiet deler ikke bekymringen." in step
    assert "Det siger de ikke længere" in step
    assert "håndterer resten" not in words_of(page)
    closing = mette.get(f"/sager/{case.pk}/luk/")
    assert "en ny konklusion: politiet siger ikke længere, at de håndterer det alene" in words_of(closing)
    assert "reconsider" in read(closing).acts
    with pytest.raises(Refused, match="Sagen mangler en ny konklusion"):
        close_case(world.mette, fresh(world, case), **talked(world))
    actions.reconsider(world.mette, fresh(world, case), why="Politiet gør ikke mere.")
    assert fresh(world, case).stage == Stage.ASSESSING


def test_only_the_lead_closes(world):
    case = concluded(world)
    told(world, case)
    with pytest.raises(Refused, match="tovholder"):
        close_case(world.soeren, fresh(world, case, "soeren"))


def test_a_closed_case_is_opened_again_with_a_reason_the_head_reads(world):
    case = concluded(world)
    told(world, case)
    close_case(world.mette, fresh(world, case), **talked(world))
    with pytest.raises(Refused, match="begrundelse"):
        reopen_case(world.soeren, fresh(world, case), reason="Nej")
    reopen_case(world.soeren, fresh(world, case), reason="Skolen ringede med noget nyt.")
    row = fresh(world, case, "soeren")
    assert (row.stage, row.retention_class, row.erase_on, row.lead_id) == (Stage.ASSESSING, "", None, world.soeren.membership)
    with world.at("soeren"):
        assert Reopening.objects.get(case=case).reason == "Skolen ringede med noget nyt."
    with world.at("birgit"):
        assert "Skolen ringede med noget nyt." in {one.sentence for one in Departure.objects.all()}


def test_the_pages_close_a_case(world):
    case, mette = concluded(world), signed_in(world, "mette")
    page = mette.get(f"/sager/{case.pk}/luk/").content.decode()
    assert "Der mangler" in page
    concern = world.first_concern(case)
    assert mette.post(f"/sager/{case.pk}/luk/besked/{concern.pk}/", {"way": ""}).status_code == 422
    assert (
        mette.post(f"/sager/{case.pk}/luk/besked/{concern.pk}/", {"way": "mailbox", "text": "Tak, fordi du skrev til os."}).status_code
        == 302
    )
    assert mette.post(f"/sager/{case.pk}/luk/", {"close": "1"}).status_code == 422
    decide_information(world.mette, case, when="now", told_on=lib.today(), told_whom=["child"])
    said = {"close": "1", "discussed_with": str(world.member("soeren").pk), "discussed_on": f"{lib.today():%d.%m.%Y}"}
    assert mette.post(f"/sager/{case.pk}/luk/", said).headers["Location"] == f"/sager/{case.pk}/lukket/"
    assert "Lukket" in mette.get(f"/sager/{case.pk}/lukket/").content.decode()
    assert fresh(world, case).stage == Stage.CLOSED


def comes_along(world, case, observed="Han råbte ad læreren."):
    """Another concern about the same child is put to the case."""
    second = world.concern(observed=observed)
    with world.at("mette"):
        cases = Case.objects.select_related("municipality")
        join_concern(world.mette, cases.get(pk=second.pk), into=cases.get(pk=case.pk))
        return Concern.objects.select_related("case__municipality", "case__lead__user", "mailbox").filter(case=case).latest("received_at")


def put_in_place(world, concern):
    """Its sentence is put in its place, and it is answered whether it is an underretning."""
    parts = [Sorted("Han råbte ad læreren.", SentenceKind.SEEN)]
    with world.at("mette"):
        said = {"version": concern.version, "report": "not", "report_not_sent": "Familieafdelingen har allerede sagen."}
        sort_concern(world.mette, concern, sentences=parts, no_surplus=True, **said)


def test_an_assessment_from_before_a_concern_came_is_said_to_be_looked_at_again_and_may_hold(world):
    case = withheld(world, world.register(world.concern()))
    finish(world, case)
    put_in_place(world, comes_along(world, case))
    withheld(world, fresh(world, case))
    mette = signed_in(world, "mette")
    asks = "En henvendelse er kommet til sagen, siden den blev vurderet. Se, om vurderingen stadig holder."
    assert next_of(world, case) == ("Se på vurderingen igen", ["vurdering/", "afslut/"])
    assert asks in words_of(mette.get(f"/sager/{case.pk}/"))
    assert asks in words_of(mette.get(f"/sager/{case.pk}/vurdering/"))
    with world.at("mette"):
        (look,) = Deadline.objects.filter(case_id=case.pk, kind="reassess", met_at=None, ended_at=None)
        first = SocialAssessment.objects.get(case=case).pk
    aside = reverse("casefile:aside", args=[case.pk, look.pk])
    for page in (
        mette.get(f"/sager/{case.pk}/afslut/"),
        signed_in(world, "soeren").get(reverse("assessments:second_read", args=[case.pk, first])),
    ):
        assert asks in words_of(page)
        assert f'href="{aside}"' in page.content.decode()
    waits = words_of(mette.get(f"/sager/{case.pk}/frister/"))
    assert "Mette Holm · en henvendelse er kommet til sagen eller taget ud Den holder: skriv hvorfor" in waits
    assert "oplysninger bliver gamle" not in waits
    assert f'href="{aside}"' in mette.get(f"/sager/{case.pk}/vurdering/").content.decode()
    assert mette.post(aside, {"why": "Det er det samme, som vi kendte."}).status_code == 302
    assert next_of(world, case)[0] == "Afslut sagen"
    assert asks not in words_of(mette.get(f"/sager/{case.pk}/vurdering/"))
    holds(world, case, "Det er det samme, som vi kendte.")
    put_in_place(world, comes_along(world, case))
    withheld(world, fresh(world, case))
    actions.renew_assessment(world.mette, fresh(world, case))
    assert next_of(world, case)[0] == "Skriv kommunens egen vurdering"
    finish(world, fresh(world, case))
    assert next_of(world, case)[0] == "Afslut sagen"


def test_a_join_that_is_undone_or_comes_after_one_does_not_leave_half_of_what_happened_since_the_assessment(world):
    """Who looks again is told of both; the sooner day stays."""
    case = withheld(world, world.register(world.concern()))
    finish(world, case)
    second, mette = comes_along(world, case), signed_in(world, "mette")
    asked = waiting(world, case, "reassess")
    came, gone = "En henvendelse er kommet til sagen, siden", "En henvendelse er taget ud af sagen, siden"
    assert came in words_of(mette.get(f"/sager/{case.pk}/vurdering/"))
    both = "Der er både kommet en henvendelse til sagen og taget en ud, siden den blev vurderet. Se, om vurderingen stadig holder."
    take_apart(world.mette, second)
    assert waiting(world, case, "reassess").due_at == asked.due_at
    for page in (f"/sager/{case.pk}/", f"/sager/{case.pk}/vurdering/"):
        shown = words_of(mette.get(page))
        assert both in shown, page
        assert came not in shown, page
    comes_along(world, case)
    assert both in words_of(mette.get(f"/sager/{case.pk}/vurdering/"))
    set_aside(world.mette, waiting(world, case, "reassess"), fresh(world, case), why="Det er det samme, som vi kendte.")
    with world.at("mette"):
        last = Concern.objects.select_related("case__municipality", "mailbox").filter(case=case).latest("received_at")
    take_apart(world.mette, last)
    assert gone in words_of(mette.get(f"/sager/{case.pk}/vurdering/"))  # the earlier answer was about the earlier concern
    comes_along(world, case)
    shown = words_of(mette.get(f"/sager/{case.pk}/vurdering/"))
    assert both in shown
    assert gone not in shown


def holds(world, case, why):
    """Why an assessment holds all the same stands where it is read: with the case and its deadlines, beside the assessment, in the print."""
    seal_log()
    with world.at("mette"):
        read = reverse("assessments:second_read", args=[case.pk, SocialAssessment.objects.get(case=case).pk])
    mette = signed_in(world, "mette")
    assert f"Vurderingen holder Kommunen · Mette Holm {why}" in words_of(mette.get(f"/sager/{case.pk}/"))
    assert "Fornyet vurdering Lagt til side i dag" in words_of(mette.get(f"/sager/{case.pk}/frister/"))
    told = f"Set på igen i dag: den holder. {why}"
    for page in (mette.get(f"/sager/{case.pk}/vurdering/"), signed_in(world, "soeren").get(read)):
        assert told in words_of(page)
    assert why in words_of(mette.get(f"/sager/{case.pk}/frister/"))
    with world.at("mette"):
        ((name, said),) = [line for line in printed(fresh(world, case), True)[0]["rows"] if why in line[1]]
    assert (name, said.split(", ")[1][:13]) == ("Fornyet vurdering", "lagt til side")


def test_what_was_laid_aside_before_its_deadline_kept_that_is_taken_from_the_log(world):
    note = import_module("infohus.deadlines.migrations.0011_laid_aside_before_it_was_kept").NOTE
    case = withheld(world, world.register(world.concern()))
    finish(world, case, judged=False)
    note_report_judged(world.mette, world.first_concern(case), judged_at=lib.now(), acute=True)
    set_aside(world.mette, waiting(world, case, "child_acute"), fresh(world, case), why="Familieafdelingen tager hjem til ham i dag.")
    put_in_place(world, comes_along(world, case))
    withheld(world, fresh(world, case))
    set_aside(world.mette, waiting(world, case, "reassess"), fresh(world, case), why="Det er det samme, som vi kendte.")
    seal_log()
    with world.at("mette"), connection.cursor() as cursor:
        met = Deadline.objects.filter(case_id=case.pk).exclude(met_at=None)
        assert {"child_acute", "police_contact", "reassess"} <= set(met.values_list("kind", flat=True))
        met.filter(met_with="aside").update(met_with="")
        cursor.execute(note)
        assert [one.kind for one in met.filter(met_with="aside")] == ["reassess"]
    holds(world, case, "Det er det samme, som vi kendte.")


def test_a_signed_joint_assessment_from_before_a_concern_came_is_said_to_be_looked_at_again(world):
    case = withheld(world, world.register(world.concern()))
    finish(world, case, target="risk")
    actions.start_joint_assessment(world.mette, fresh(world, case))
    put_in_place(world, comes_along(world, case))
    withheld(world, fresh(world, case))
    asks, mette = "En henvendelse er kommet til sagen, siden den blev vurderet.", signed_in(world, "mette")
    assert next_of(world, case)[0] == "Vurder sammen"
    assert asks in words_of(mette.get(f"/sager/{case.pk}/"))
    assert asks in words_of(mette.get(f"/sager/{case.pk}/faelles-vurdering/"))
    sign(world, fresh(world, case), target="no")
    assert asks not in words_of(mette.get(f"/sager/{case.pk}/"))  # they had it before them
    put_in_place(world, comes_along(world, case))
    withheld(world, fresh(world, case))
    assert next_of(world, case) == ("Se på vurderingen igen", ["faelles-vurdering/", "konklusion/"])
    with world.at("mette"):  # one thing waits for the look, not two
        assert not Deadline.objects.filter(case_id=case.pk, kind="joint_assessment", met_at=None, ended_at=None).exists()
    assert (
        '<details class="more gap-top" open><summary>Lav en ny fælles vurdering'
        in mette.get(f"/sager/{case.pk}/faelles-vurdering/").content.decode()
    )
    for page in ("faelles-vurdering", "konklusion"):
        assert asks in words_of(mette.get(f"/sager/{case.pk}/{page}/"))
    with world.at("mette"):  # what is no longer valid on its day is not laid aside
        by_day = Deadline.objects.get(case_id=case.pk, kind="reassess", about__isnull=False, met_at=None, ended_at=None)
    with pytest.raises(Refused, match="kan ikke lægges til side"):
        set_aside(world.mette, by_day, fresh(world, case), why="Den holder stadig her.")


def test_while_a_new_joint_assessment_cannot_begin_it_is_looked_at_in_the_own_one_from_wherever_one_comes(world):
    case = withheld(world, world.register(world.concern()))
    finish(world, case, target="no")
    actions.start_joint_assessment(world.mette, fresh(world, case))
    sign(world, fresh(world, case), target="no")
    put_in_place(world, comes_along(world, case))
    tell_by_mouth(world, case)
    own, mette = reverse("assessments:social", args=[case.pk]), signed_in(world, "mette")
    assert next_of(world, case) == ("Se på vurderingen igen", ["vurdering/", "konklusion/"])
    assert mette.get(reverse("assessments:look", args=[case.pk]))["Location"] == own  # as the overview's row
    assert f'<a href="{own}">Se på vurderingen igen</a>' in mette.get(f"/sager/{case.pk}/konklusion/").content.decode()


def test_a_joint_assessment_that_was_signed_without_a_social_one_is_looked_at_again_too(world):
    """Until it is signed there is nothing to look at again: who signs has the concern before them."""
    case, asks = withheld(world, world.register(world.concern())), "En henvendelse er kommet til sagen, siden den blev vurderet."
    actions.start_joint_assessment(world.mette, fresh(world, case), unassessed="Familien er rejst, og vi kan ikke nå dem.")
    put_in_place(world, comes_along(world, case))
    withheld(world, fresh(world, case))
    mette = signed_in(world, "mette")
    assert asks not in words_of(mette.get(f"/sager/{case.pk}/"))
    sign(world, fresh(world, case), target="no")
    second = comes_along(world, case)
    put_in_place(world, second)
    withheld(world, fresh(world, case))
    assert next_of(world, case) == ("Se på vurderingen igen", ["faelles-vurdering/", "konklusion/"])
    assert asks in words_of(mette.get(f"/sager/{case.pk}/faelles-vurdering/"))
    set_aside(world.mette, waiting(world, case, "reassess", about=None), fresh(world, case), why="Det er det samme, som vi kendte.")
    assert next_of(world, case)[0] == "Konkludér"
    with world.at("mette"):
        second = Concern.objects.select_related("case__municipality", "case__lead__user", "mailbox").get(pk=second.pk)
    take_apart(world.mette, second)
    assert next_of(world, case) == ("Se på vurderingen igen", ["faelles-vurdering/", "konklusion/"])
    assert "En henvendelse er taget ud af sagen" in words_of(mette.get(f"/sager/{case.pk}/"))


def test_nothing_is_concluded_over_a_concern_that_nobody_has_decided_on(world):
    case = withheld(world, world.register(world.concern()))
    finish(world, case)
    second = comes_along(world, case)
    with pytest.raises(Refused, match="Politiet er ikke hørt"):
        actions.conclude(world.mette, fresh(world, case), **SHORTLY)
    withheld(world, fresh(world, case))
    with pytest.raises(Refused, match="Der mangler: at oplysningerne i hver henvendelse er sat på plads"):
        actions.conclude(world.mette, fresh(world, case), **SHORTLY)
    put_in_place(world, second)
    actions.conclude(world.mette, fresh(world, case), **SHORTLY)


def test_nothing_is_closed_over_a_concern_that_came_after_the_conclusion(world):
    case = concluded(world)
    told(world, case)
    second = comes_along(world, case)
    give_feedback(world.mette, second, way="mailbox", text="Tak, fordi du skrev til os.")
    missing = ["svar på, hvad politiet skal vide", "er sat på plads", "svar på, om konklusionen holder"]
    page = signed_in(world, "mette").get(f"/sager/{case.pk}/luk/").content.decode()
    assert all(one in page for one in missing)
    offered = read(signed_in(world, "mette").get(f"/sager/{case.pk}/luk/")).acts
    assert {"pass_to_police", "sort_concern"} <= set(offered)
    assert "Tag stilling til, om konklusionen holder" in page
    read_again = "En henvendelse er kommet til sagen eller taget ud, efter at I konkluderede."
    assert read_again in words_of(signed_in(world, "mette").get(f"/sager/{case.pk}/konklusion/"))
    answered = [
        lambda: withheld(world, fresh(world, case)),
        lambda: put_in_place(world, second),
        lambda: set_aside(world.mette, waiting(world, case, "reconsider"), fresh(world, case), why="Den siger ikke noget nyt."),
    ]
    for what in answered:
        with pytest.raises(Refused) as refused:
            close_case(world.mette, fresh(world, case), **talked(world))
        assert [one for one in missing if one in refused.value.sentence] == missing[answered.index(what) :]
        what()
    close_case(world.mette, fresh(world, case), **talked(world))


def waiting(world, case, kind, **of):
    """What waits of a kind in a case."""
    with world.at("mette"):
        return Deadline.objects.get(case_id=case.pk, kind=kind, met_at=None, ended_at=None, **of)
