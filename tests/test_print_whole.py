"""The whole case as printed holds every text of every room: what stands in a sealed column of the case stands in it, but what it says it leaves out."""

import json
from datetime import date, timedelta

import pytest
from django.apps import apps

from infohus import lib
from infohus.assessments.actions import note_finding
from infohus.assessments.models import Finding
from infohus.assessments.queries import letter_of, topics
from infohus.casefile.actions import pass_to_police
from infohus.casefile.queries import Chosen, draft_sheet, extracts_of
from infohus.casefile.queries.printing import whole_case
from infohus.cases.rules import Under18
from infohus.closing.actions import close_case
from infohus.concerns.actions import decline_rejection, propose_rejection
from infohus.concerns.models import Rejection
from infohus.concerns.queries import IN_COMMON, labels_of_one_form
from infohus.concerns.rules import Face
from infohus.deadlines.rules import months_after
from infohus.persons.queries import person_of
from infohus.sealing.fields import SealedText
from infohus.sealing.models import Key
from infohus.sealing.ring import hold
from infohus.ui.rules import full_day
from tests import story
from tests.estate import estate as estate
from tests.test_assessments import SHORTLY, actions, finish, sign, withheld
from tests.test_closing import fresh, told
from tests.test_ending import LIS
from tests.test_passing import police

# What is no text of anybody's, is said in other words there, or is left out as the first page says.
ELSEWHERE = {  # the day of `handed_on` in words: test_how_a_case_ended_stands_in_words_with_days
    "assessments.Conclusion.counted", "assessments.Conclusion.handed_on", "assessments.Conclusion.kind", "assessments.Conclusion.outcome", "assessments.Finding.confirmations",
    "assessments.Finding.dimension", "assessments.Finding.side", "assessments.JointAssessment.psychiatry", "assessments.JointAssessment.took_part",
    "assessments.PoliceAnswer.hindrance", "assessments.PoliceAnswer.shares", "assessments.Reading.agrees", "attachments.Attachment.file_key", "attachments.Attachment.media_type",
    "cases.Draft.text", "concerns.Concern.how_known", "concerns.Concern.sentences", "concerns.Concern.told_parent_1", "concerns.Concern.told_person",
    "deadlines.Deadline.moves", "disclosures.Copy.sheet", "disclosures.Disclosure.named_as", "persons.Person.birth_on", "persons.Person.cpr",
}  # fmt: skip


def texts(value):
    """The texts within a sealed value."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for one in value.values() for text in texts(one)]
    return [text for one in value or () for text in texts(one)] if isinstance(value, list | tuple) else []


@pytest.mark.parametrize("owner", ["full", "judged", "asked", "judging", "concluded"])
def test_every_text_of_a_case_stands_in_its_print(estate, owner):
    missing = set()
    with estate.world.at("mette"):
        case = story.seen(estate, owner)
        told = json.dumps(whole_case(case, reporter=True), ensure_ascii=False)
        hold(list(Key.objects.filter(case_id=case.pk).values_list("pk", flat=True)))
        for model in (one for one in apps.get_models() if {"case", "case_id"} & {field.attname for field in one._meta.concrete_fields}):
            sealed = [field.attname for field in model._meta.concrete_fields if isinstance(field, SealedText)]
            for row in model.objects.filter(case_id=case.pk) if sealed else ():
                for name in sealed:
                    for text in texts(getattr(row, name)):
                        if text and json.dumps(text, ensure_ascii=False)[1:-1] not in told:
                            missing.add((f"{model._meta.label}.{name}", text))
    assert {label for label, _text in missing} <= ELSEWHERE
    planted = {word for word in estate.words[owner] if word not in told}
    assert planted <= {f"Zq{owner}draftzq", f"Zq{owner}sdraftzq"}  # unfinished texts
    assert "kladder, der ikke er gjort færdige" in told


def test_earlier_words_and_answered_proposals_stand_in_the_print_too(world):
    case = world.concern()
    row = propose_rejection(world.mette, case, code="quarrel", sentence="Det er to naboer.", no_report=True)
    with world.at("soeren"):
        row = Rejection.objects.select_related("case__municipality", "proposed_by").get(pk=row.pk)
    decline_rejection(world.soeren, row, answer="Den hører til her.")
    case = world.register(case)
    said = {"dimension": "R1", "side": "know", "source": "Skolen", "how": "seen", "dated_on": lib.today()}
    first = note_finding(world.mette, case, text="Han råbte i gården.", **said)
    with world.at("mette"):
        first = Finding.objects.select_related("case__municipality").get(pk=first.pk)
    note_finding(world.mette, case, text="Han råbte én gang i gården.", replaces=first, **said)
    with world.at("mette"):
        told = json.dumps(whole_case(case, reporter=False), ensure_ascii=False)
    for words in ("Det er to naboer.", "Den hører til her.", "Han råbte én gang i gården.", "Før stod der: Han råbte i gården."):
        assert words in told, words


def test_without_the_reporter_a_print_does_not_show_which_form_they_wrote_in(world):
    def printed(**said):
        case = world.register(world.concern(**said))
        authority, unit = police(world)
        with world.at("mette"):
            extracts = extracts_of(case)
            chosen = Chosen({one.key: set() for one in extracts}, [], True, "Kun politiet kan vurdere det.")
            paper = draft_sheet(case, person_of(case), chosen, to_police=True, due_on=lib.today(), footer="")
        grounds = {"basis": "RPL115_2", "purpose": "PREVENT_CRIME", "necessity": "Kun politiet kan vurdere det."}
        pass_to_police(world.mette, case, of=[world.first_concern(case).pk], sheet=paper, receiver=authority, unit=unit, **grounds)
        with world.at("mette"):
            return [json.dumps(whole_case(case, reporter=named), ensure_ascii=False) for named in (False, True)]

    told = {"told_person_how": "Han blev stille.", "told_parent_1_how": "Far blev vred.", "told_parent_2_how": "Mor græd."}
    free = {"done": "Vi har holdt møde.", "interpreter_who": "Moderen, arabisk."}
    by_professional, with_reporter = printed(face=Face.PROFESSIONAL, **{**LIS, **told, **free, "interpreter": "yes"})
    by_citizen, _whole = printed(talked="Nej")
    for page, words in ((by_citizen, "Nej"), (by_professional, "Han blev stille.")):  # the same question of both, which a bare "no" answers
        assert page.count(f"Om de ved det, og hvordan de tog det: {words}") == 3
    for label in labels_of_one_form():
        assert label not in by_professional, label
        assert label not in by_citizen, label
    for page in (by_professional, by_citizen):
        assert page.count(str(IN_COMMON)) == 3  # of the concern, and in the register of the sheet and of the underretning
    for words in (*told.values(), *free.values()):
        assert by_professional.count(words) == 3, words
    assert "Sagt til personen, og modtaget sådan" in with_reporter


def test_how_a_case_was_judged_stands_in_words_with_days(world):
    case = world.register(world.concern(), person={"name": "Oskar Holm", "birth_on": date(1985, 5, 4)}, under_18=Under18.NO, report="")
    said = {
        "dimension": "R1",
        "side": "know",
        "source": "Søsteren",
        "how": "told",
        "dated_on": lib.today() - timedelta(days=40),
        "origin": "family",
    }
    note_finding(world.mette, case, text="Har sovet dårligt.", **said)
    note_finding(world.mette, case, **{**said, "text": "Gik hjem før tid.", "source": "En lærer", "origin": "professional"})
    until, known_on = months_after(lib.today(), 3), full_day(lib.today() - timedelta(days=40))
    row = finish(world, withheld(world, case), target="risk", valid_until=until)
    actions.start_joint_assessment(world.mette, case)
    sign(world, case, held_on=lib.today(), others="Psykiatrien: Anna Prøve\nSkolen", changes={"R1": "better", "W5": "same"})
    with world.at("mette"):
        whole, without = (json.dumps(whole_case(fresh(world, case), reporter=named), ensure_ascii=False) for named in (True, False))
        paper = json.dumps(letter_of(fresh(world, case), row), ensure_ascii=False)
        known = [one.title for half in topics(case, ()) for one in half if one.code in ("R1", "W5")]
    assert f"Har sovet dårligt. (Forældre eller familie, Søsteren, oplyst af en anden, {known_on})" in whole
    assert f"Gik hjem før tid. (Fagperson, En lærer, oplyst af en anden, {known_on})" in whole
    assert f"Gik hjem før tid. (En lærer, oplyst af en anden, {known_on})" in without  # what the reporter may be
    assert f'["Lavet", "i en samtale {full_day(lib.today())}"]' in whole
    assert f'["Ændret", "{known[0]}: Bedre; {known[1]}: Uændret"]' in whole
    assert 'Psykiatrien: Anna Prøve; Skolen"' in whole
    for text in (whole, paper):
        assert f'"Gælder til", "{full_day(until)}"' in text or f'{{"title": "Gælder til", "text": "{full_day(until)}"}}' in text
        assert "Hvad siger familien" in text
        assert "Hvad siger forældrene" not in text
        assert "Ikke læst af en anden endnu." in text
    assert known_on in paper


def test_how_a_case_ended_stands_in_words_with_days(world):
    case = world.register(world.concern())
    finish(world, withheld(world, case))
    handed = {"handed_to": "Jobcentret, Ungehuset", "handed_how": "På et møde", "handed_on": lib.today()}
    actions.conclude(world.mette, case, **{**SHORTLY, "outcome": "other_need", **handed})
    told(world, case)
    close_case(world.mette, fresh(world, case), discussed_with=world.member("soeren"), discussed_on=lib.today())
    with world.at("mette"):
        whole = json.dumps(whole_case(fresh(world, case), reporter=True), ensure_ascii=False)
    assert f'["Givet videre", "Jobcentret, Ungehuset · På et møde · {full_day(lib.today())}"]' in whole
    assert f'["Anden læser", "drøftet med en anden, {world.member("soeren")}, {full_day(lib.today())}"]' in whole
    assert '["Læst af en anden", "Ikke læst af en anden."]' in whole
    assert '"title": "Ikke givet videre til politiet"' in whole
    assert '["Grund", "Oplysningerne er ikke nødvendige for at forebygge kriminalitet"]' in whole
