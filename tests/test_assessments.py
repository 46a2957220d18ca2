"""The municipality's own assessment, the joint one and the conclusion: written in two equal halves, read by another, and taken up again."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from infohus import lib
from infohus.accounts.queries import receivers_for
from infohus.assessments import actions, queries
from infohus.assessments.actions.police import answer_as_police, confirm_not_investigation, take_answer
from infohus.assessments.forms.police import Shown
from infohus.assessments.models import Conclusion, Finding, JointAssessment, SocialAssessment
from infohus.assessments.queries.police import answer_for
from infohus.assessments.rules import Mark
from infohus.casefile.actions.passing import pass_to_police, withhold_from_police
from infohus.casefile.queries import Chosen, concerns_in, draft_sheet, extracts_of
from infohus.cases.actions import save_draft
from infohus.cases.models import Case, Departure, Draft
from infohus.counting.models import Fact as Counted
from infohus.deadlines.models import Deadline
from infohus.deadlines.rules import Kind, months_after
from infohus.disclosures.actions import note_received
from infohus.disclosures.models import Copy
from infohus.lib import Refused, clock_at
from infohus.persons.queries import person_of
from tests.conftest import signed_in
from tests.html import read

FULL = {
    "resources": "Håndbold tre gange om ugen, og en storebror, han lytter til.", "voice": "»Jeg sagde det for at få dem til at tie stille.«",
    "parents": "De vil gerne samarbejde.", "other_help": "no", "reason": "Ét udsagn, og han har forklaret det selv.", "alternatives": "En konflikt.",
}  # fmt: skip
FOUND = {"dimension": "R1", "side": "know", "text": "Sagde, at manden var en helt.", "source": "Klasselæreren", "how": "seen"}
TOGETHER = {
    "worried": "Et udsagn i klassen.", "builds_on": "Familien og håndbolden.", "works_on": "Søvn og skole.", "psychiatry": "no",
    "psychiatry_why": "", "target": "no", "reason": "Han har forklaret det, og familien hjælper.", "form": "contact",
}  # fmt: skip


@pytest.fixture
def case(world):
    """A registered case of a sixteen-year-old, led by Mette."""
    return world.register(world.concern())


def later(months=6):
    """A day so many months ahead."""
    return months_after(lib.today(), months)


def withheld(world, case):
    """Nothing is given to the police, with the reason."""
    withhold_from_police(world.mette, case, code="not_necessary", sentence="Der er ikke noget at forebygge her.")
    return case


def finish(world, case, who="mette", target="no", judged=True, **said):
    """Finish the social assessment; what was sent as underretning has been judged by then, unless `judged` says no."""
    member = world.member(who).actor
    if judged:
        world.judged(case, who)
    return actions.finish_assessment(member, case, **{**FULL, "target": target, "valid_until": later(3), **said})


def begin(world, case):
    """Nothing withheld from, an assessment finished, and the joint one begun."""
    finish(world, withheld(world, case))
    return actions.start_joint_assessment(world.mette, case)


def sign(world, case, **said):
    """Sign the joint assessment."""
    given = {"held_on": lib.today(), "valid_until": later(3), "municipality": [world.member("mette")], **TOGETHER, **said}
    return actions.sign_joint_assessment(world.mette, case, **given)


def waits(world, case):
    """The kinds of what waits in a case."""
    with world.at("mette"):
        return {Kind(one.kind) for one in Deadline.objects.filter(case_id=case.pk, met_at=None, ended_at=None)}


def standing(world, case, who="mette"):
    """Where a case stands."""
    with world.at(who):
        return queries.standing(Case.objects.select_related("municipality", "lead__user").get(pk=case.pk))


def words(response):
    """The words of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def page(name, case, *more):
    """The address of a page of the room."""
    return reverse(f"assessments:{name}", args=[case.pk, *more])


def refused(action, *args, **said):
    """What an action refuses, by field."""
    with pytest.raises(Refused) as refusal:
        action(*args, **said)
    return {one.field: one.sentence for one in refusal.value.parts}


def told(world, case):
    """The police are given something, and have confirmed what it is not for; the copy as they see it."""
    with world.at("mette"):
        row = Case.objects.select_related("municipality", "lead__user", "administration").get(pk=case.pk)
        chosen = Chosen({one.key: () for one in extracts_of(row)[:1]}, [], True, "Fordi det kan forebygges.")
        sheet = draft_sheet(row, person_of(row), chosen, to_police=True, due_on=lib.today(), footer="")
        of = concerns_in(row, chosen)
    _key, _label, receiver, unit = next(one for one in receivers_for(world.brondby) if one[2] and one[2].kind == "POLICE")
    grounds = {"basis": "RPL115_2", "purpose": "PREVENT_CRIME", "necessity": "Fordi det ellers ikke kan forebygges."}
    given = pass_to_police(world.mette, case, sheet=sheet, receiver=receiver, unit=unit, of=of, **grounds)
    with world.at("pia"):
        copy = Copy.objects.select_related("municipality").get(number=given.number)
    confirm_not_investigation(world.pia, copy)
    with world.at("pia"):
        return Copy.objects.select_related("municipality").get(number=given.number)


def answer(world, case, *, read=True, **said):
    """The police answer, and the lead reads it."""
    given = {"shares": "no", "acute": "no", "hindrance": "no", "text": "Vi kender ikke noget til ham.", **said}
    row = answer_as_police(world.pia, told(world, case), **given)
    if read:
        with world.at("mette"):
            mine = answer_for(case, row.pk)
        take_answer(world.mette, mine)
    return row


# ---------- Findings


def test_a_finding_needs_a_source_a_date_and_how_it_is_known(world, case):
    mette = world.mette
    told = refused(actions.note_finding, mette, case, **{**FOUND, "source": "", "how": ""})
    assert told == {
        "source": "Skriv kilden: hvem har set, hørt eller fortalt det?",
        "how": "Vælg, hvordan I ved det.",
        "dated_on": "Skriv, hvornår det er set, hørt eller fortalt.",
    }
    assert set(refused(actions.note_finding, mette, case, dimension="R9", side="", text=" ", origin="x")) == {
        "dimension",
        "side",
        "text",
        "origin",
    }
    tomorrow = lib.today() + timedelta(days=1)
    assert "dated_on" in refused(actions.note_finding, mette, case, **FOUND, dated_on=tomorrow)
    row = actions.note_finding(mette, case, **FOUND, dated_on=lib.today())
    unknown = actions.note_finding(mette, case, dimension="R1", side="unknown", text="Om det er hans egne ord.")
    with world.at("soeren"):
        assert Finding.objects.get(pk=row.pk).text == FOUND["text"]
        assert Finding.objects.get(pk=unknown.pk).dated_on == lib.today()


def test_nothing_is_assessed_before_it_is_registered(world):
    case = world.concern()
    assert "Registrér henvendelsen først" in refused(actions.note_finding, world.mette, case, **FOUND, dated_on=lib.today())[None]


def test_a_disproved_finding_stays_with_its_correction_first(world, case):
    row = actions.note_finding(world.mette, case, **FOUND, dated_on=lib.today())
    assert "correction" in refused(actions.disprove_finding, world.soeren, row, correction="Nej")
    actions.disprove_finding(world.soeren, row, correction="Det var en anden dreng i klassen.")
    assert "En anden har rettet" in refused(actions.confirm_finding, world.mette, row)[None]
    shown = signed_in(world, "mette").get(page("social", case)).content.decode()
    assert re.search(
        r"Det rigtige er:</b> Det var en anden dreng i klassen\.<br><s class=\"muted\">Sagde, at manden var en helt\.</s>", shown
    )


def test_a_reworded_finding_keeps_its_earlier_words(world, case):
    mette = signed_in(world, "mette")
    row = actions.note_finding(world.mette, case, **FOUND, dated_on=lib.today())
    said = {**FOUND, "text": "Sagde, at manden var modig.", "origin": "professional", "dated_on": f"{lib.today():%d.%m.%Y}", "reword": "1"}
    assert mette.post(page("finding", case, row.pk), {**said, "text": ""}).status_code == 422
    assert mette.post(page("finding", case, row.pk), said).status_code == 302
    shown = words(mette.get(page("social", case)))
    assert "Sagde, at manden var modig." in shown
    assert "før stod der: »Sagde, at manden var en helt.«" in shown
    assert mette.get(page("finding", case, row.pk)).status_code == 404  # it does not stand in these words any more


def test_a_finding_older_than_twelve_months_must_be_confirmed(world, case):
    mette = signed_in(world, "mette")
    row = actions.note_finding(world.mette, case, **FOUND, dated_on=months_after(lib.today(), -13))
    assert "Mere end 12 måneder gammel" in words(mette.get(page("social", case)))
    told = refused(finish, world, case)
    assert told == {None: "Nogle oplysninger er mere end 12 måneder gamle. Bekræft eller afkræft dem, før du gør vurderingen færdig."}
    assert mette.post(page("finding", case, row.pk), {"confirm": "1"}).status_code == 302
    finish(world, case)


@pytest.mark.function("S46", part="contributions", act="note_finding")
def test_what_comes_from_the_police_is_marked_as_security_work(world, case):
    actions.note_finding(world.mette, case, **{**FOUND, "origin": "police", "source": "Pia Rask"}, dated_on=lib.today())
    assert "Fra politiet · sikkerhedsfagligt" in words(signed_in(world, "mette").get(page("social", case)))


def test_a_finding_is_swapped_into_its_dimension(world, case):
    mette = signed_in(world, "mette")
    form = mette.get(page("note_finding", case) + "?emne=W3").content.decode()
    assert '<article class="dimension" id="W3">' in form
    wrong = mette.post(page("note_finding", case), {**FOUND, "dimension": "W3", "text": ""})
    assert "Skriv oplysningen." in words(wrong)
    assert 'id="W3"' in wrong.content.decode()
    right = mette.post(page("note_finding", case), {**FOUND, "origin": "own", "dimension": "W3", "dated_on": f"{lib.today():%d.%m.%Y}"})
    assert right["Location"].endswith("/vurdering/#W3")


# ---------- The social assessment


@pytest.mark.function("S30", act="finish_assessment")
@pytest.mark.function("G14", "C18", act="finish_assessment")
def test_an_assessment_is_not_finished_with_its_worrying_half_alone(world, case):
    mette, address = signed_in(world, "mette"), page("social", case)
    actions.note_finding(world.mette, case, **FOUND, dated_on=lib.today())
    said = {
        "alternatives": "En konflikt",
        "worry": "At han trækker sig.",
        "reason": "Vi ved for lidt endnu.",
        "target": "no",
        "other_help": "no",
        "valid_until": f"{later():%d.%m.%Y}",
    }
    shown = mette.post(address, said)
    told = words(shown)
    assert "Skriv, hvad der går godt, og hvem O. har omkring sig, eller »Ingen kendte endnu«." in told
    assert "Skriv, hvad O. selv siger, eller hvorfor du ikke har spurgt endnu." in told
    assert "O. er under 18 år. Skriv, hvad forældrene siger, eller hvorfor du ikke har spurgt endnu." in told
    assert 'href="#id_resources"' in shown.content.decode()
    assert "At han trækker sig." in told  # nothing that was typed is lost
    assert not standing(world, case).social_finished
    whole = {**said, "resources": FULL["resources"], "voice": FULL["voice"], "parents": FULL["parents"]}
    assert mette.post(address, whole).status_code == 302
    assert standing(world, case).social_finished
    assert standing(world, case).target == "no"


def test_of_a_grown_person_the_parents_are_not_asked(world):
    case = world.register(world.concern(under_18="no"), under_18="no", person={"name": "Ib Prøve"}, report="")
    assert refused(finish, world, case, parents="", voice="").keys() == {"voice"}
    finish(world, case, parents="")


def test_who_turned_18_since_is_assessed_as_the_grown_person_they_are_today(world):
    born = lib.today().replace(year=lib.today().year - 18, day=1)
    with clock_at(lib.now() - timedelta(days=60)):
        case = world.register(world.concern(), person={"name": "Ib Prøve", "birth_on": born})
        assert set(refused(finish, world, case, parents="")) == {"parents"}
        shown = signed_in(world, "mette").get(page("short", case))
        assert "Hvad siger forældrene" in words(shown)
    shown = signed_in(world, "mette").get(page("short", case))
    assert "Hvad siger forældrene" not in words(shown)
    assert "Barnets lov § 32" not in words(shown)
    finish(world, case, parents="")


def test_help_apart_from_radicalisation_names_its_law(world, case):
    assert set(refused(finish, world, case, other_help="yes")) == {"statute", "help_what"}
    row = finish(world, case, other_help="yes", statute="BL32", help_what="Samtale med PPR")
    with world.at("mette"):
        assert SocialAssessment.objects.get(pk=row.pk).statute == "BL32"
    assert "Barnets lov § 32. Samtale med PPR" in words(signed_in(world, "mette").get(page("social", case)))


def test_nothing_good_known_yet_is_an_answer_with_a_task(world, case):
    finish(world, case, resources="Ingen kendte endnu.")
    assert Kind.TASK in waits(world, case)


def test_what_cannot_be_decided_is_judged_again_within_three_months(world, case):
    assert "inden 3 måneder" in refused(finish, world, case, target="undecided", valid_until=later(4))["valid_until"]
    assert Kind.REASSESS not in waits(world, case)
    finish(world, case, target="undecided", valid_until=later(2))
    assert Kind.REASSESS in waits(world, case)


def test_whether_somebody_is_in_the_target_group_needs_a_written_reason(world, case):
    assert refused(finish, world, case, reason="Måske") == {"reason": "Skriv med dine egne ord, hvorfor. Mindst tre ord."}
    finish(world, case, target="risk", reason="Han søger et fællesskab, der hylder vold.")
    assert standing(world, case).target == "risk"
    shown = signed_in(world, "mette").get(reverse("casefile:case", args=[case.pk])).content.decode()
    assert "i risiko" not in shown.lower()  # never a badge on the person


def test_an_unfinished_assessment_saves_itself_and_is_there_again(world, case):
    mette = signed_in(world, "mette")
    answer = mette.post(page("social_draft", case), {"resources": "Håndbold\0", "target": "undecided", "unheard_of": "x"})
    assert re.fullmatch(r"Gemt kl\. \d\d\.\d\d", answer.content.decode())
    shown = mette.get(page("social", case)).content.decode()
    assert "Håndbold</textarea>" in shown
    assert re.search(r'value="undecided" checked', shown)
    assert "Gemt kl." in shown
    assert "Håndbold" not in signed_in(world, "soeren").get(page("social", case)).content.decode()
    assert mette.post(page("social", case), {"voice": "Ikke spurgt endnu", "later": "1"})["Location"].endswith(f"/sager/{case.pk}/")
    assert "Ikke spurgt endnu</textarea>" in mette.get(page("social", case)).content.decode()
    finish(world, case)
    with world.at("mette"):
        assert not Draft.objects.filter(form="social").exists()


def test_the_short_assessment_holds_what_every_assessment_must(world, case):
    mette, address = signed_in(world, "mette"), page("short", case)
    told = words(mette.post(address, {"reason": "Det var en misforståelse."}))
    assert "Skriv, hvad O. selv siger" in told
    assert "Svar på, om der er brug for hjælp til andet." in told
    short = {name: FULL[name] for name in ("resources", "voice", "parents", "other_help", "reason")}
    assert mette.post(address, short).status_code == 302
    assert standing(world, case).target == "no"
    assert mette.get(address)["Location"].endswith("/vurdering/")  # it is finished


# ---------- The second reader, and versions


def test_a_finished_assessment_is_read_by_another(world, case):
    row = finish(world, case)
    assert Kind.SECOND_READING in waits(world, case)
    assert "En anden end den, der har skrevet" in refused(actions.second_read, world.mette, row, agrees="yes")[None]
    assert "agrees" in refused(actions.second_read, world.soeren, row, agrees="")
    assert "dissent" in refused(actions.second_read, world.soeren, row, agrees="no", dissent="Nej")
    soeren, address = signed_in(world, "soeren"), page("second_read", case, row.pk)
    assert FULL["voice"].strip("»«") in words(soeren.get(address))
    assert soeren.post(address, {"agrees": "no", "dissent": "Vi mangler hans egen forklaring."}).status_code == 302
    assert Kind.SECOND_READING not in waits(world, case)
    assert "allerede læst" in refused(actions.second_read, world.soeren, row, agrees="yes")[None]
    assert "Søren Kaya · uenig" in words(signed_in(world, "mette").get(page("social", case)))


def test_the_database_refuses_a_reading_by_the_writer(world, case):
    from django.db import IntegrityError, transaction

    from infohus.assessments.models import Reading

    row = finish(world, case)
    with world.at("mette"), pytest.raises(IntegrityError), transaction.atomic():
        me = world.member("mette")
        Reading(case=case, social=row, by=me, reader=me.user, assessor=me.user, at=lib.now()).save(force_insert=True)


def test_versions_stand_side_by_side_with_what_happened_in_words(world, case):
    start = lib.now()
    mette = world.mette
    with clock_at(start + timedelta(days=1)):
        kept, wrong, worded = (
            actions.note_finding(mette, case, **{**FOUND, "text": text}, dated_on=lib.today()) for text in ("Første", "Anden", "Tredje")
        )
        finish(world, case)
    with clock_at(start + timedelta(days=40)):
        assert "Gør den færdig først" in refused(actions.renew_assessment, mette, renewed(world, case))[None]
        actions.confirm_finding(mette, kept)
        actions.disprove_finding(mette, wrong, correction="Det passede slet ikke.")
        actions.note_finding(mette, case, **{**FOUND, "text": "Tredje, sagt bedre"}, dated_on=lib.today(), replaces=worded)
        actions.note_finding(mette, case, **{**FOUND, "dimension": "W3", "text": "Fjerde"}, dated_on=lib.today())
        finish(world, case, reason="Nu har vi hans egen forklaring.")
    with clock_at(start + timedelta(days=41)), world.at("mette"):
        first, second = reversed(queries.versions_of(case))
        risk, well = queries.topics(case, queries.findings_of(case), since=first.finished_at, until=second.finished_at)
        told = {line.row.text: line.marks for topic in (*risk, *well) for line in topic.lines}
        before, _well = queries.topics(case, queries.findings_of(case), until=first.finished_at)
        assert [line.row.text for line in before[0].lines] == ["Første", "Anden", "Tredje"]
    assert told == {"Første": [Mark.CONFIRMED], "Anden": [Mark.DISPROVED], "Tredje, sagt bedre": [Mark.CHANGED], "Fjerde": [Mark.NEW]}
    with clock_at(start + timedelta(days=41)):
        shown = words(signed_in(world, "mette").get(page("versions", case)))
    for word in ("Ny oplysning.", "Ændret ordlyd.", "Bekræftet.", "Afkræftet.", "Version 1", "Version 2"):
        assert word in shown, word
    # the earlier column says what it said then: neither the correction nor the confirmation that came later
    for word in ("Det passede slet ikke.", "· bekræftet", "· afkræftet"):
        assert shown.count(word) == 1, word


def test_a_renewed_assessment_says_of_each_theme_what_is_new_or_that_nothing_is(world, case):
    with clock_at(lib.now() + timedelta(days=1)):
        finish(world, case)
    with clock_at(lib.now() + timedelta(days=40)):
        renewed(world, case)
        actions.note_finding(world.mette, case, **{**FOUND, "text": "Noget nyt"}, dated_on=lib.today())
        shown = words(signed_in(world, "mette").get(page("social", case)))
    assert shown.count("Uændret") == 8
    assert "Ny oplysning" in shown


def renewed(world, case):
    """A finished assessment, renewed."""
    actions.renew_assessment(world.mette, case)
    return case


# ---------- The joint assessment


def test_a_joint_assessment_begins_when_both_have_judged_or_the_head_reads_why_not(world, case):
    mette = world.mette
    assert "kan begynde, når politiet er spurgt" in refused(actions.start_joint_assessment, mette, case)[None]
    withheld(world, case)
    assert set(refused(actions.start_joint_assessment, mette, case)) == {"unassessed"}
    actions.start_joint_assessment(mette, case, unassessed="Det haster, og vi kender familien godt.")
    with world.at("birgit"):
        assert {one.kind for one in Departure.objects.all()} == {"withheld", "unassessed"}
    with world.at("mette"):
        assert Case.objects.get(pk=case.pk).stage == "joint"
    assert "allerede begyndt" in refused(actions.start_joint_assessment, mette, case)[None]


@pytest.mark.function("S34", act="sign_joint_assessment")
def test_the_conclusion_names_every_authority_that_took_part_and_who_disagrees(world, case):
    begin(world, case)
    mette, address = signed_in(world, "mette"), page("joint", case)
    said = {
        **TOGETHER,
        "held_on": f"{lib.today():%d.%m.%Y}",
        "valid_until": f"{later(3):%d.%m.%Y}",
        "municipality": [world.member("mette").pk],
    }
    told = words(mette.post(address, {**said, "psychiatry": "", "builds_on": "", "municipality": []}))
    for sentence in ("Svar på, om PSP eller psykiatrien skal med.", "Skriv, hvad I bygger på", "Vælg, hvem der var med fra kommunen."):
        assert sentence in told, sentence
    more = {"police": "Pia Rask", "others": "Psykiatrien: Anna Prøve", "dissent": "Pia Rask: ikke behov for mere fra politiet."}
    assert mette.post(address, {**said, **more}).status_code == 302
    assert (
        mette.post(
            page("conclude", case), {"outcome": "unfounded", "kind_of_concern": "none", "reason": "Han har selv forklaret det."}
        ).status_code
        == 302
    )
    shown = words(mette.get(page("conclude", case)))
    for word in ("Brøndby Kommune: Mette Holm", "Pia Rask", "Psykiatrien: Anna Prøve", "ikke behov for mere fra politiet"):
        assert word in shown, word


def test_the_joint_assessment_shows_the_same_findings_and_marks_what_is_new(world, case):
    actions.note_finding(world.mette, case, **FOUND, dated_on=lib.today())
    begin(world, case)
    actions.note_finding(world.mette, case, **{**FOUND, "origin": "police", "text": "Ingen kendt", "dimension": "R3"}, dated_on=lib.today())
    mette = signed_in(world, "mette")
    shown = mette.get(page("joint", case)).content.decode()
    assert FOUND["text"] in shown
    assert re.search(r'id="R3">.{0,200}Ny oplysning', shown, re.DOTALL)
    assert not re.search(r'id="R1">.{0,200}Ny oplysning', shown, re.DOTALL)
    security = words(mette.get(page("joint", case) + "?kun=security"))
    assert "Ingen kendt" in security
    assert FOUND["text"] not in security
    with world.at("mette"):
        assert Finding.objects.filter(case=case).count() == 2  # nothing is copied


def test_signing_opens_the_day_it_is_judged_again(world, case):
    begin(world, case)
    row = sign(world, case)
    assert Kind.JOINT_ASSESSMENT not in waits(world, case)
    assert Kind.REASSESS in waits(world, case)
    with world.at("mette"):
        assert JointAssessment.objects.get(pk=row.pk).took_part == [
            {"authority": "Brøndby Kommune", "who": str(world.member("mette")), "domain": "social"}
        ]
    assert "ingen fælles vurdering at skrive under" in refused(sign, world, case)[None]


@pytest.mark.function("S45", part="queue", page="assessments:queue")
def test_what_awaits_the_joint_assessment_stands_on_the_list_for_infohus(world, case):
    soeren, address = signed_in(world, "soeren"), reverse("assessments:queue")
    assert case.number in words(soeren.get(address))  # from registration on
    withheld(world, case)
    shown = words(soeren.get(address))
    assert "Foreslået til" in shown
    assert f"{case.number} O.H., 16 år" in shown or f"{case.number} O.H." in shown
    finish(world, case)
    actions.start_joint_assessment(world.mette, case)
    assert case.number in words(soeren.get(address))
    sign(world, case)
    actions.conclude(world.mette, case, outcome="unfounded", kind_of_concern="none", reason="Han har selv forklaret det.")
    assert case.number not in words(soeren.get(address))


# ---------- The conclusion


SHORTLY = {"outcome": "unfounded", "kind_of_concern": "none", "reason": "Det var et logo fra et spil.", "psychiatry": "no"}


def test_the_short_path_signs_the_joint_assessment_in_writing(world, case):
    withheld(world, case)
    assert "Gør først den socialfaglige vurdering færdig." in refused(actions.conclude, world.mette, case, **SHORTLY)["outcome"]
    finish(world, case)
    assert set(refused(actions.conclude, world.mette, case, **{**SHORTLY, "psychiatry": "", "kind_of_concern": "", "reason": ""})) == {
        "kind_of_concern", "reason", "psychiatry",
    }  # fmt: skip
    actions.conclude(world.mette, case, **SHORTLY)
    now = standing(world, case)
    assert (now.joint.form, now.joint_signed, now.concluded) == ("written", True, True)
    with world.at("mette"):
        row = Case.objects.get(pk=case.pk)
        assert (row.stage, row.outcome) == ("concluded", "unfounded")
    assert {Kind.CLOSE, Kind.FEEDBACK} <= waits(world, case)
    assert not {Kind.CONCLUSION, Kind.JOINT_ASSESSMENT, Kind.SOCIAL_ASSESSMENT, Kind.REASSESS} & waits(world, case)


def test_who_is_in_the_target_group_is_not_concluded_as_unfounded(world, case):
    withheld(world, case)
    finish(world, case, target="risk")
    assert "siger, at borgeren er i målgruppen" in refused(actions.conclude, world.mette, case, **SHORTLY)["outcome"]
    assert "kræver en fælles vurdering" in refused(actions.conclude, world.mette, case, **{**SHORTLY, "outcome": "target_risk"})["outcome"]


def test_there_is_no_wait_and_see(world, case):
    withheld(world, case)
    finish(world, case, target="undecided", valid_until=later(2))
    assert "kan ikke afgøres endnu" in refused(actions.conclude, world.mette, case, **SHORTLY)["outcome"].replace(
        "det ikke kan", "kan ikke"
    )
    for nonsense in ("watch", "wait", ""):
        assert "outcome" in refused(actions.conclude, world.mette, case, **{**SHORTLY, "outcome": nonsense})


def test_other_need_says_who_took_over_how_and_when(world, case):
    finish(world, withheld(world, case))
    other = {**SHORTLY, "outcome": "other_need", "psychiatry": "yes"}
    assert set(refused(actions.conclude, world.mette, case, **other)) == {"handed_to", "handed_how", "handed_on"}
    assert "andet behov" in refused(actions.conclude, world.mette, case, **{**SHORTLY, "psychiatry": "yes"})["outcome"]
    given = {"handed_to": "Børne-Familieafdelingen", "handed_how": "Et møde med familien", "handed_on": lib.today()}
    actions.conclude(world.mette, case, **other, **given)
    assert "Børne-Familieafdelingen, Et møde med familien" in words(signed_in(world, "mette").get(page("conclude", case)))


def test_only_the_lead_or_who_stands_in_concludes(world, case):
    from infohus.cases.actions import cover

    finish(world, withheld(world, case))
    assert "Det kan kun sagens tovholder, Mette Holm" in refused(actions.conclude, world.soeren, case, **SHORTLY)[None]
    day = lib.today()
    cover(world.mette, world.brondby, of=world.member("mette"), by=world.member("soeren"), from_on=day, until_on=day)
    actions.conclude(world.soeren, case, **SHORTLY)


@pytest.mark.function("S14", act="conclude")
def test_the_target_group_needs_a_second_reader_and_its_history_stays(world, case):
    finish(world, withheld(world, case), target="risk")
    actions.start_joint_assessment(world.mette, case)
    joint = sign(world, case, target="risk")
    said = {"outcome": "target_risk", "kind_of_concern": "right", "reason": "Han søger et fællesskab, der hylder vold."}
    assert Kind.SECOND_READING in waits(world, case)
    assert "En anden koordinator skal have læst" in refused(actions.conclude, world.mette, case, **said)["outcome"]
    assert "siger noget andet" in refused(actions.conclude, world.mette, case, **{**said, "outcome": "target_radicalised"})["outcome"]
    actions.second_read(world.soeren, joint, agrees="no", dissent="Jeg mener, det er for tidligt.")
    assert refused(actions.conclude, world.mette, case, **{**said, "reason": ""}) == {
        "reason": "Skriv begrundelsen med mindst tre ord, så borgeren kan læse den."
    }
    actions.conclude(world.mette, case, **said)
    with world.at("mette"):
        row = Case.objects.get(pk=case.pk)
        assert (row.stage, row.outcome) == ("roles", "measures")  # which of the two stands sealed in the conclusion only
        assert Conclusion.objects.get().outcome == "target_risk"
    assert Kind.ROLES in waits(world, case)
    assert "why" in refused_or_none(actions.reconsider, world.mette, case, why="Nej")
    actions.reconsider(world.mette, case, why="Det viste sig, at han var blevet presset.")
    shown = words(signed_in(world, "mette").get(page("conclude", case)))
    assert standing(world, case).conclusion is None
    with world.at("mette"):
        assert [one.superseded_why for one in Conclusion.objects.all()] == ["Det viste sig, at han var blevet presset."]
    assert "Konklusion" in shown


def test_a_joint_assessment_that_a_newer_one_replaced_waits_for_no_reader_and_says_so(world, case):
    finish(world, withheld(world, case), target="risk")
    actions.start_joint_assessment(world.mette, case)
    older = sign(world, case, target="risk")
    actions.start_joint_assessment(world.mette, case)
    newer = sign(world, case, target="risk")
    with world.at("mette"):
        rows = Deadline.objects.filter(case_id=case.pk, kind=Kind.SECOND_READING, met_at=None, ended_at=None)
        assert {older.pk, newer.pk} & set(rows.values_list("about", flat=True)) == {newer.pk}
    assert "nyere fælles vurdering" in refused(actions.second_read, world.soeren, older, agrees="yes")[None]
    soeren = signed_in(world, "soeren")
    old, new = (soeren.get(page("second_read", case, one.pk)) for one in (older, newer))
    assert "Det er ikke den nyeste version." in words(old)
    assert page("second_read", case, newer.pk) in old.content.decode()
    assert ("second_read" in read(old).acts, "second_read" in read(new).acts) == (False, True)
    assert "ikke den nyeste" not in words(new)


def test_who_only_answered_is_not_said_to_have_been_in_the_joint_assessment(world, case):
    answer(world, case, shares="yes")
    finish(world, case)
    actions.start_joint_assessment(world.mette, case)
    sign(world, case, form="written", police="")
    mette = signed_in(world, "mette")
    panel = words(mette.get(page("conclude", case))).split("Med var")[1].split("Læs den")[0]
    assert ("Mette Holm" in panel, "Pia Rask" in panel) == (True, False)
    actions.conclude(world.mette, case, outcome="unfounded", kind_of_concern="none", reason="Der er ikke noget at gå videre med.")
    was = words(mette.get(page("conclude", case))).split("Med var")[1].split("Uenighed")[0]
    assert "Pia Rask (har svaret, men var ikke med i den fælles vurdering)" in was


def refused_or_none(action, *args, **said):
    """What an action refuses, by field, as words."""
    return {name or "": told for name, told in refused(action, *args, **said).items()}


def test_a_conclusion_taken_up_again_is_counted_back_exactly(world, case):
    finish(world, withheld(world, case))
    actions.conclude(world.mette, case, **SHORTLY)
    actions.reconsider(world.mette, case, why="Der er kommet en ny henvendelse.")
    with world.at("mette"):
        first, second = Counted.objects.filter(kind="concluded").order_by("-amount")
        assert (first.amount, second.amount) == (1, -1)
        assert first.codes == second.codes
        assert first.codes["outcome"] == "unfounded"
        assert Case.objects.get(pk=case.pk).stage == "assessing"
    assert {Kind.CONCLUSION, Kind.JOINT_ASSESSMENT} <= waits(world, case)
    assert not {Kind.CLOSE, Kind.FEEDBACK} & waits(world, case)
    assert "ingen konklusion at tage op" in refused(actions.reconsider, world.mette, case, why="Der er kommet en ny henvendelse.")[None]
    actions.conclude(world.mette, case, **SHORTLY)
    shown = words(signed_in(world, "mette").get(page("conclude", case)))
    assert "Tidligere konklusion" in shown
    assert "Der er kommet en ny henvendelse." in shown


def test_pressed_twice_a_case_is_concluded_once(world, case):
    finish(world, withheld(world, case))
    with world.at("mette"):
        twice = Case.objects.select_related("municipality", "lead__user", "administration").get(pk=case.pk)
    actions.conclude(world.mette, case, **SHORTLY)
    assert refused(actions.conclude, world.mette, twice, **SHORTLY)
    with world.at("mette"):
        assert Conclusion.objects.count() == 1


def test_an_unread_message_stops_the_conclusion(world, case):
    from infohus.access.rules import reporter
    from infohus.mailboxes.actions import take_note, write_to_mailbox

    finish(world, withheld(world, case))
    box = world.mailbox_of(case)
    write_to_mailbox(reporter(box.municipality_id, box.pk), box, text="Jeg har set noget mere.")
    assert "alle svar og beskeder er læst" in refused(actions.conclude, world.mette, case, **SHORTLY)[None]
    take_note(world.mette, box)
    actions.conclude(world.mette, case, **SHORTLY)


@pytest.mark.function("S04", act="conclude")
def test_the_kind_of_concern_is_set_after_the_assessment_and_never_by_the_reporter(world, case):
    for address in ("concerns:concern", "concerns:professional_form"):
        asked = Client().get(reverse(address)).content.decode().lower()
        for word in ("ekstremisme", "ideologi", "religion", "tro "):
            assert f'name="{word.strip()}"' not in asked
        assert "højreekstremisme" not in asked
    finish(world, withheld(world, case))
    mette, address = signed_in(world, "mette"), page("conclude", case)
    assert "Højreekstremisme" in words(mette.get(address))
    assert "Vælg bekymringens art." in words(mette.post(address, {**SHORTLY, "kind_of_concern": ""}))
    assert mette.post(address, {**SHORTLY, "kind_of_concern": "none"}).status_code == 302
    with world.at("mette"):
        assert Conclusion.objects.get().kind == "none"


def test_the_page_offers_only_outcomes_that_follow_and_says_why_not_the_others(world, case):
    finish(world, withheld(world, case))
    shown = signed_in(world, "mette").get(page("conclude", case)).content.decode()
    assert set(re.findall(r'name="outcome" value="(\w+)"', shown)) == {"unfounded", "other_need", "advice"}
    assert "Det kræver en fælles vurdering." in shown


def test_the_social_duty_is_answered_until_it_is_no(world, case):
    withheld(world, case)
    answer = actions.answer_social_duty
    assert "again_on" in refused(answer, world.mette, case, remains="yes", why="Der er små børn i hjemmet.")
    assert "again_on" in refused(answer, world.mette, case, remains="yes", why="Der er små børn i hjemmet.", again_on=later(4))
    answer(world.mette, case, remains="yes", why="Der er små børn i hjemmet.", again_on=later(2))
    assert Kind.SOCIAL_DUTY in waits(world, case)
    mette = signed_in(world, "mette")
    assert mette.post(page("social_duty", case), {"remains": "no", "why": "Familieafdelingen har taget over."}).status_code == 302
    assert Kind.SOCIAL_DUTY not in waits(world, case)
    assert "Der er små børn i hjemmet." in words(mette.get(page("social_duty", case)))


# ---------- Who gets in


PAGES = ("social", "short", "versions", "note_finding", "joint", "conclude", "reconsider", "social_duty")


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_exist_for_the_members_only(world, case, name):
    address = page(name, case)
    assert signed_in(world, "soeren").get(address).status_code in (200, 302)
    for one in ("karen", "birgit", "tove", "nikolaj", "pia", "erik", "hanne"):
        client = signed_in(world, one)
        assert (client.get(address).status_code, client.post(address, {}).status_code) == (404, 404), one


def test_no_page_of_an_assessment_shows_a_number_or_a_mark_about_the_person(world, case):
    finish(world, withheld(world, case), target="risk")
    actions.note_finding(world.mette, case, **FOUND, dated_on=lib.today())
    mette = signed_in(world, "mette")
    for name in ("social", "joint", "conclude"):
        shown = mette.get(page(name, case)).content.decode()
        assert not re.search(r"(score|point)(?! og ingen)", re.sub(r"Der er ingen point og ingen samlet karakter", "", shown)), name
        assert 'class="badge' not in shown


# ---------- What the case page says is next


def next_of(world, case, who="mette"):
    """The next step on the case page: its heading and its buttons' addresses."""
    shown = signed_in(world, who).get(reverse("casefile:case", args=[case.pk])).content.decode()
    box = re.search(r'<section class="next".*?</section>', shown, re.DOTALL)[0]
    return re.search(r"<h2[^>]*>(.*?)</h2>", box)[1], re.findall(r'href="[^"]*/sager/[^/]*/([^"#]*)', box)


def test_the_case_page_leads_through_the_assessing(world, case):
    withheld(world, case)
    assert next_of(world, case) == ("Skriv kommunens egen vurdering", ["vurdering/kort/", "vurdering/"])
    row = finish(world, case)
    assert next_of(world, case) == ("Afslut sagen", ["afslut/", "faelles-vurdering/"])
    assert next_of(world, case, "soeren") == ("Læs din kollegas vurdering", [f"vurdering/laes/{row.pk}/"])
    actions.second_read(world.soeren, row, agrees="yes")
    assert next_of(world, case, "soeren") == ("Afslut sagen", ["faelles-vurdering/"])  # the lead concludes
    actions.start_joint_assessment(world.mette, case)
    assert next_of(world, case)[0] == "Vurder sammen"
    sign(world, case)
    assert next_of(world, case)[:1] == ("Konkludér",)
    actions.conclude(world.mette, case, outcome="unfounded", kind_of_concern="none", reason="Han har selv forklaret det.")
    assert next_of(world, case)[0] == "Luk sagen"
    shown = words(signed_in(world, "mette").get(reverse("casefile:case", args=[case.pk])))
    for event in ("Socialfaglig vurdering færdig", "Fælles vurdering underskrevet", "Sagen konkluderet"):
        assert event in shown, event


def test_in_the_target_group_the_flow_goes_on_to_roles(world, case):
    finish(world, withheld(world, case), target="risk")
    assert next_of(world, case)[0] == "Vurder sammen"
    actions.start_joint_assessment(world.mette, case)
    joint = sign(world, case, target="risk")
    assert next_of(world, case)[0] == "Vent på den anden læsning"
    assert next_of(world, case, "soeren") == ("Læs din kollegas vurdering", [f"vurdering/laes/{joint.pk}/"])
    actions.second_read(world.soeren, joint, agrees="yes")
    actions.conclude(world.mette, case, outcome="target_risk", kind_of_concern="right", reason="Han søger et fællesskab med vold.")
    assert next_of(world, case)[0] == "Aftal, hvem der gør hvad"
    assert "Roller aftales" in words(signed_in(world, "mette").get(reverse("casefile:case", args=[case.pk])))
    assert {Kind.ROLES, Kind.REASSESS} <= waits(world, case)
    with clock_at(lib.now() + timedelta(days=40)):  # over time, it comes before what can only be noted
        assert next_of(world, case) == ("Tag først stilling til oplysningspligten", ["oplysning/", ""])


def test_a_second_reading_is_the_turn_of_the_other_coordinator(world, case):
    finish(world, withheld(world, case))
    address = reverse("casefile:overview")
    assert "Læs kollegaens vurdering igennem" in words(signed_in(world, "soeren").get(address))
    assert "Læs kollegaens vurdering igennem" not in words(signed_in(world, "mette").get(address))


# ---------- Seen together


def test_what_was_assessed_goes_along_when_two_cases_are_one_person(world, case):
    from infohus.concerns.actions import join_concern, take_apart
    from infohus.concerns.models import Concern

    finish(world, case)
    second = world.register(world.concern(observed="Han sagde det igen."))
    actions.note_finding(world.mette, second, **{**FOUND, "text": "Kom med fra den anden sag"}, dated_on=lib.today())
    moved = finish(world, second, reason="Det er nyere end den første.")
    join_concern(world.mette, second, into=case)
    with world.at("mette"):
        assert Finding.objects.get(case=case).text == "Kom med fra den anden sag"
        assert [(one.version, one.reason) for one in queries.versions_of(case)] == [
            (2, "Det er nyere end den første."),
            (1, FULL["reason"]),
        ]
        assert SocialAssessment.objects.get(pk=moved.pk).case_id == case.pk
        newest = Concern.objects.select_related("case__municipality", "mailbox").filter(case=case).latest("received_at")
    assert Kind.REASSESS not in waits(world, case)
    take_apart(world.mette, newest)
    assert Kind.REASSESS in waits(world, case)  # what rests on it asks for a new look


@pytest.mark.parametrize("renewed", [False, True])
def test_a_finished_assessment_that_comes_along_is_the_one_that_was_waited_for_unless_it_is_written_anew(world, case, renewed):
    """Nothing goes over time for what stands there finished; whether it holds is asked."""
    from infohus.casefile.actions import set_aside
    from infohus.concerns.actions import join_concern

    withheld(world, case)
    if renewed:
        finish(world, case)
        actions.renew_assessment(world.mette, case)
    second = world.register(world.concern(observed="Han sagde det igen."))
    finish(world, second)
    join_concern(world.mette, second, into=case)
    assert (Kind.SOCIAL_ASSESSMENT in waits(world, case)) is renewed
    assert Kind.REASSESS in waits(world, case)
    with world.at("mette"):
        asked = Deadline.objects.get(case_id=case.pk, kind=Kind.REASSESS, about=None, met_at=None, ended_at=None)
    set_aside(world.mette, asked, case, why="Det er det samme, som vi kendte.")
    assert standing(world, case).social_finished is not renewed


@pytest.mark.parametrize("since", ["", "assessed", "begun"])
def test_a_wrong_join_that_is_undone_lets_the_own_assessment_be_waited_for_again(world, case, since):
    """Unless it was made since; one that somebody had begun was waited for all along."""
    from infohus.concerns.actions import join_concern, take_apart
    from infohus.concerns.models import Concern

    withheld(world, case)
    second = world.register(world.concern(observed="Han sagde det igen."))
    concern = world.first_concern(second)
    finish(world, second)
    if since == "begun":
        save_draft(world.soeren, case, form="social", text='{"context": ["Han er ny i klassen."]}')
    join_concern(world.mette, second, into=case)
    assert (Kind.SOCIAL_ASSESSMENT in waits(world, case)) is (since == "begun")
    if since == "assessed":
        actions.renew_assessment(world.mette, case)
        finish(world, case)
    with world.at("mette"):
        concern = Concern.objects.select_related("case__municipality", "case__lead__user", "mailbox").get(pk=concern.pk)
    take_apart(world.mette, concern)
    assert (Kind.SOCIAL_ASSESSMENT in waits(world, case)) is (since != "assessed")
    assert ("kom med en henvendelse, der er taget ud igen" in standing(world, case).new_look) is (not since)


def test_the_lead_reads_an_unfinished_assessment_of_one_who_is_gone(world, case):
    from infohus.cases.actions import declare_conflict

    signed_in(world, "soeren").post(page("social_draft", case), {"resources": "Håndbold om tirsdagen", "target": "no"})
    declare_conflict(world.soeren, case, why="private")
    shown = words(signed_in(world, "mette").get(reverse("casefile:case", args=[case.pk])))
    assert "Hvad går godt Håndbold om tirsdagen" in shown


# ---------- Beside the police


@pytest.mark.function("S49", act="start_joint_assessment")
def test_both_judge_at_once_and_the_outcome_needs_both_or_a_reason(world, case):
    copy = told(world, case)
    finish(world, case)  # while the police have not answered
    assert "ikke svaret endnu" in refused(actions.start_joint_assessment, world.mette, case)["unheard"]
    assert "ikke hørt endnu" in refused(actions.conclude, world.mette, case, **SHORTLY)["outcome"]
    answer_as_police(world.pia, copy, shares="yes", acute="no", hindrance="no", text="Vi deler bekymringen.")
    assert "deler bekymringen" in refused(actions.conclude, world.mette, case, **SHORTLY)["outcome"]
    actions.start_joint_assessment(world.mette, case)
    assert "Vi deler bekymringen." in words(signed_in(world, "mette").get(page("joint", case)))


def test_after_ten_days_one_goes_on_without_an_answer_and_the_head_reads_why(world, case):
    told(world, case)
    finish(world, case)
    with clock_at(lib.now() + timedelta(days=20)):
        assert standing(world, case).waited > 10
        assert "Skriv med mindst tre ord, hvorfor I går videre" in refused(actions.start_joint_assessment, world.mette, case)["unheard"]
        decide(world, case)
        actions.start_joint_assessment(world.mette, case, unheard="Politiet kan ikke nå det, og familien venter.")
        with world.at("birgit"):
            assert [one.kind for one in Departure.objects.all()] == ["unheard"]


def decide(world, case):
    """The duty to inform is decided, so that nothing stands in the way of a move."""
    from infohus.rights.actions import decide_information

    decide_information(world.mette, case, when="now", told_on=lib.today(), told_whom=["child"])


def test_the_short_path_after_an_answer_names_who_answered(world, case):
    answer(world, case)
    finish(world, case)
    actions.conclude(world.mette, case, **SHORTLY)
    with world.at("mette"):
        took = JointAssessment.objects.get().took_part
    assert [one["domain"] for one in took] == ["social", "security"]
    assert took[1]["who"] == "Pia Rask"


def test_an_unread_answer_stops_the_conclusion(world, case):
    row = answer(world, case, read=False)
    finish(world, case)
    assert next_of(world, case) == ("Afslut sagen", ["afslut/", "faelles-vurdering/"])  # where the answer stands on the page
    assert "alle svar og beskeder er læst" in refused(actions.conclude, world.mette, case, **SHORTLY)[None]
    with world.at("mette"):
        mine = answer_for(case, row.pk)
    take_answer(world.mette, mine)
    actions.conclude(world.mette, case, **SHORTLY)


def test_the_police_alone_are_concluded_when_the_social_duty_is_answered(world, case):
    answer(world, case, shares="yes", hindrance="alone")
    finish(world, case)
    actions.start_joint_assessment(world.mette, case)
    sign(world, case, form="written")
    alone = {"outcome": "police_alone", "kind_of_concern": "mixed", "reason": "Politiet håndterer det alene."}
    assert "socialt ansvar" in refused(actions.conclude, world.mette, case, **alone)["outcome"]
    actions.answer_social_duty(world.mette, case, remains="yes", why="Der er små børn i hjemmet.", again_on=later(2))
    actions.conclude(world.mette, case, **alone)
    assert Kind.SOCIAL_DUTY in waits(world, case)
    assert Kind.CLOSE not in waits(world, case)
    actions.answer_social_duty(world.mette, case, remains="no", why="Familieafdelingen har taget over.")
    assert Kind.CLOSE in waits(world, case)


def test_a_hindrance_stops_the_joint_assessment(world, case):
    answer(world, case, shares="yes", hindrance="yes", hindrance_until=later(1))
    finish(world, case)
    assert "noget er til hinder" in refused(actions.start_joint_assessment, world.mette, case)["unheard"]


def test_a_finished_assessment_prints_as_a_tagged_pdf_with_both_halves(world, case):
    import io

    import pikepdf
    from pypdf import PdfReader

    actions.note_finding(world.mette, case, **FOUND, dated_on=lib.today())
    wrong = actions.note_finding(world.mette, case, **{**FOUND, "text": "Truede en dreng.", "dimension": "R2"}, dated_on=lib.today())
    actions.disprove_finding(world.mette, wrong, correction="Det var en anden dreng.")
    row = finish(world, case)
    answered = signed_in(world, "soeren").get(page("letter", case, row.pk))
    assert answered["Content-Disposition"].startswith("attachment")
    with pikepdf.open(io.BytesIO(answered.content)) as made:
        assert bool(made.Root.MarkInfo.Marked)
        assert str(made.Root.Lang) == "da-DK"
    printed = " ".join(" ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(answered.content)).pages).split())
    for word in (
        "Bekymring",
        "Trivsel og modstandskraft",
        FOUND["text"],
        FULL["resources"],
        "Det rigtige er: Det var en anden dreng.",
        "Fortroligt",
    ):
        assert word in printed, word
    assert signed_in(world, "pia").get(page("letter", case, row.pk)).status_code == 404


def test_a_first_assessment_is_not_finished_after_the_conclusion(world, case):
    withheld(world, case)
    actions.start_joint_assessment(world.mette, case, unassessed="Familien er flyttet til Jylland.")
    sign(world, case)
    actions.conclude(world.mette, case, outcome="unfounded", kind_of_concern="none", reason="Han har selv forklaret det.")
    with pytest.raises(Refused, match="Tag konklusionen op igen"):
        finish(world, case, target="risk")
    mette = signed_in(world, "mette")
    for address in (page("social", case), page("short", case)):
        shown = mette.get(address, follow=True).content.decode()
        assert "Der er ikke lavet en socialfaglig vurdering" in shown
        assert "finish_assessment" not in shown


@pytest.mark.parametrize("nonsense", ["0" * 36, "-" * 36, "x,y", "0123456789ab-0123-0123-0123-012345678901"])
def test_ids_that_are_none_are_none(nonsense):
    assert Shown().clean(nonsense) == []


def test_what_the_second_of_two_wrote_stands_beside_what_the_first_finished(world, case):
    """Of two who have the same form open, the second loses no word (`model.md` D7)."""
    case = withheld(world, case)
    soeren, mine = signed_in(world, "soeren"), {"reason": "Helt andre ord om ham.", "worried": "Helt andre ord om ham.", "shown": ""}
    finish(world, case, reason="Mettes ord om ham.")
    late(soeren.post(f"/sager/{case.pk}/vurdering/", mine), "Mettes ord om ham.")
    late(soeren.post(f"/sager/{case.pk}/vurdering/kort/", mine), "Mettes ord om ham.")
    actions.start_joint_assessment(world.mette, case)
    sign(world, case, worried="Mettes ord igen.")
    late(soeren.post(f"/sager/{case.pk}/faelles-vurdering/", mine), "Mettes ord igen.")


def late(answer, theirs):
    """One who came second sees that, their own words and the other's."""
    assert answer.status_code == 409
    for said in ("er blevet færdig imens", "Helt andre ord om ham.", theirs):
        assert said in answer.content.decode(), said


def test_what_is_refused_on_a_page_of_an_assessment_says_so_in_its_status(world):
    case = withheld(world, world.register(world.concern()))
    mette = signed_in(world, "mette")
    for name in ("social", "short", "note_finding", "joint", "conclude"):
        assert mette.post(page(name, case), {"x": "1"}).status_code == 422, name
    finish(world, case)
    with world.at("mette"):
        row = SocialAssessment.objects.get(case=case)
    assert signed_in(world, "soeren").post(page("second_read", case, row.pk), {"x": "1"}).status_code == 422
    actions.start_joint_assessment(world.mette, case)
    assert mette.post(page("joint", case), {"x": "1"}).status_code == 422
    other = withheld(world, world.register(world.concern()))
    finish(world, other)
    actions.conclude(world.mette, other, **SHORTLY)
    assert mette.post(page("reconsider", other), {"x": "1"}).status_code == 422


# ---------- What a page says while something is half done


def test_a_half_written_assessment_is_gone_on_with_and_the_next_step_says_what_it_lacks(world, case):
    told(world, case)
    mette, half = signed_in(world, "mette"), {"reason": ["Ét udsagn er for lidt."], "target": ["undecided"], "voice": [" "]}
    address = f"/sager/{case.pk}/"
    assert "Skriv den socialfaglige vurdering" in words(mette.get(address))
    with world.at("mette"):
        row = Case.objects.select_related("municipality", "lead").get(pk=case.pk)
    save_draft(world.mette, row, form="social", text=queries.as_kept(half, list(half)))
    for place in (address, f"{address}henvendelser/"):
        shown = words(mette.get(place))
        assert "Fortsæt vurderingen" in shown
        assert "Der mangler: hvad der går godt, hvad O. selv siger, hvad forældrene siger og om der er brug for hjælp til andet." in shown
    assert "Fortsæt vurderingen" not in words(signed_in(world, "soeren").get(address))
    with lib.clock_at(lib.now() + timedelta(days=2)):
        assert re.search(r"Gemt \w+\. \d+\. \w+\. kl\. \d\d\.\d\d", words(signed_in(world, "mette").get(page("social", case))))


def test_the_page_of_the_conclusion_tells_all_that_is_missing_at_once_and_promises_no_short_path(world, case):
    answer(world, case, shares="yes")
    shown = words(signed_in(world, "mette").get(page("conclude", case)))
    assert "Fælles vurdering Ikke begyndt" in shown
    assert "Ubegrundet Gør først den socialfaglige vurdering færdig. Politiet deler bekymringen. Vurder sammen først." in shown
    assert "Det sker, når du konkluderer" not in shown
    assert "Til højre" not in shown
    links = read(signed_in(world, "mette").get(page("conclude", case))).links
    assert {page("social", case), page("joint", case)} <= {href for href, _act in links}
    told = refused(actions.conclude, world.mette, case, **SHORTLY)
    assert "Vurder sammen først." in told["outcome"]
    finish(world, case)
    actions.start_joint_assessment(world.mette, case)
    assert "Fælles vurdering Begyndt, ikke underskrevet" in words(signed_in(world, "mette").get(page("conclude", case)))


def test_a_conclusion_that_can_be_written_tells_what_it_does(world, case):
    finish(world, withheld(world, case))
    shown = words(signed_in(world, "mette").get(page("conclude", case)))
    assert "Fælles vurdering Skrives under med konklusionen" in shown
    assert "Det sker, når du konkluderer" in shown


def test_each_subject_of_a_joint_assessment_says_what_has_changed_and_what_others_told_stands_beside(world, case):
    begin(world, case)
    actions.note_finding(world.mette, case, **FOUND, dated_on=lib.today())
    _key, _label, sender, unit = next(one for one in receivers_for(world.brondby) if one[2] is not None)
    note_received(
        world.mette, case, sender=sender, unit=unit, received_at=lib.now(), form="phone", basis="not_said", purpose="PREVENT_RADICALISATION", who="Anna Prøve",
        text="Han er ikke i behandling hos os.",
    )  # fmt: skip
    shown = words(signed_in(world, "mette").get(page("joint", case)))
    assert shown.count("Ny oplysning") >= 1
    assert shown.count("Uændret") == 8
    assert "Det, andre har fortalt" in shown
    assert "Anna Prøve" in shown
    assert "Han er ikke i behandling hos os." in shown
    assert "Ny siden sidst." in shown


def test_a_target_group_without_a_trace_of_extremism_is_no_conclusion(world, case):
    finish(world, withheld(world, case), target="risk")
    actions.start_joint_assessment(world.mette, case)
    actions.second_read(world.soeren, sign(world, case, target="risk"), agrees="yes")
    said = {"outcome": "target_risk", "reason": "Han søger et fællesskab, der hylder vold."}
    assert list(refused(actions.conclude, world.mette, case, **said, kind_of_concern="none")) == ["kind_of_concern"]
    actions.conclude(world.mette, case, **said, kind_of_concern="mixed")
