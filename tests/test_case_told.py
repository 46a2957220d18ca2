"""The case page says what is so: what the police were given and answered, what was not given and why, who disagrees, and how it ended."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from infohus import lib
from infohus.access.rules import reporter
from infohus.accounts.models import Authority
from infohus.assessments import actions
from infohus.assessments.actions.police import answer_as_police, ask_back, take_answer
from infohus.assessments.models import PoliceAnswer, SocialAssessment
from infohus.casefile.actions import withhold_from_police
from infohus.casefile.queries import extracts_of
from infohus.casefile.queries.offered import grouped
from infohus.casefile.queries.passing import Chosen, draft_sheet
from infohus.casefile.queries.timeline import cut_from
from infohus.cases.actions import write_note
from infohus.cases.models import Case
from infohus.closing.actions import close_case, give_feedback, reopen_case
from infohus.concerns.actions import join_concern, open_police_concern
from infohus.db.context import acting
from infohus.disclosures.rules import LEFT_OUT, passages_on, without
from infohus.mailboxes.actions import write_to_mailbox
from infohus.mailboxes.models import Message
from infohus.persons.queries import person_of
from infohus.rights.actions import decide_information
from tests.conftest import signed_in
from tests.test_assessments import SHORTLY, finish, later, sign, withheld
from tests.test_closing import alone, concluded, fresh, talked, told
from tests.test_passing import given, registered
from tests.test_police import ANSWER, confirmed, confirmed_copy

POLICE = "Københavns Vestegns Politi"


def words(response):
    """The words of a page, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def case_page(world, case, name="mette", page="casefile:case"):
    """What one of the cast reads on a page of a case."""
    return words(signed_in(world, name).get(reverse(page, args=[case.pk])))


def part(page, first, last):
    """What stands between two words of a page."""
    return page.split(first, 1)[1].split(last, 1)[0]


# ---------- Who has it


def test_a_passage_is_known_again_on_a_sheet_also_with_words_left_out():
    text = "Han viste Peter Vang en video.\nHan sagde intet."
    for left_out in ((), (2, 3), (0,), (8,), (0, 2, 8)):
        assert cut_from(without(text, left_out)).fullmatch(text), left_out
    assert not cut_from("Han viste en video.").fullmatch(text)


def test_what_was_passed_on_says_who_has_it_and_the_rest_that_the_police_have_not(world):
    case = registered(world)
    write_note(world.mette, case, kind="contact", title="", text="Skolen ringede.")
    given(world, case)
    page = case_page(world, case)
    assert f"Hvem kan se dette: Søren Kaya og dig. {POLICE} har fået et uddrag." in page.split("Henvendelse Fra borger")[1]
    assert "Skolen ringede. Ret eller tilføj til noten fra" in page
    note = part(page, "Skolen ringede.", "Henvendelse Fra borger")
    assert "Ikke politiet." in note
    assert POLICE not in note
    assert f"{POLICE} har fået et uddrag." in case_page(world, case, page="casefile:concerns")


def test_equal_words_of_a_concern_that_the_police_were_not_given_are_not_said_to_be_with_them(world):
    """One short answer in each of two concerns: one was passed on, the other withheld (`ui.md` 3)."""
    case = world.register(world.concern(observed="I går i gården."))
    row = given(world, case)
    join_concern(world.mette, world.concern(observed="I går i gården."), into=fresh(world, case))
    withhold_from_police(world.mette, case, code="not_necessary", sentence="De har hørt det.")
    for page, times in {"casefile:case": 2, "casefile:concerns": 1}.items():  # beside the beginning of the first one too
        assert case_page(world, case, page=page).count(f"{POLICE} har fået et uddrag.") == times, page
    with world.at("mette"):
        shown = list(grouped(case, extracts_of(case), to_police=True))
    told = sorted((group.told, *(group.had[one.key] for one in group.extracts if one.key in group.had)) for group in shown)
    assert told == [
        ("Det er besluttet, at politiet ikke får noget af den.",),
        (f"Politiet har fået noget af den: {row.number}.", row.number),
    ]


def test_whose_the_passages_of_a_sheet_are_does_not_rest_on_how_they_or_the_municipality_are_called(world):
    """Words that are reworded, or a municipality that gets another name, change nothing of what is frozen; sheets from before kinds were kept are read as ever."""
    case = world.register(world.concern(observed="I går i gården."))
    asked = ask_back(world.pia, confirmed_copy(world, given(world, case)), text="Hvor længe har det stået på?")
    with world.at("mette"):
        row = fresh(world, case)
        first = extracts_of(row)[0]
        chosen = Chosen({first.key: set()}, [], True, "Kun politiet kan vurdere det.", answer="Tre uger.")
        asked = PoliceAnswer.objects.select_related("disclosure").get(pk=asked.pk)
        paper = draft_sheet(row, person_of(row), chosen, to_police=True, due_on=lib.today(), footer="", questions=[asked])
    given(world, row, sheet=paper)
    kept = passages_on(paper.plain(), "Kommunen ved vandet")
    assert [(part.text, part.concern) for part in kept] == [("I går i gården.", str(first.concern))]
    before = [{name: part[name] for name in ("label", "text", "origin")} for part in paper.plain()["parts"]]
    old = passages_on({**paper.plain(), "parts": before}, world.brondby.name)
    assert [(part.text, part.kind, part.concern) for part in old] == [("I går i gården.", kept[0].kind, "")]
    told = "1 uddrag · i dag"
    assert case_page(world, case).count(told) == 2
    Authority.objects.filter(pk=world.brondby.pk).update(name="Kommunen ved vandet")
    assert case_page(world, case).count(told) == 2


def test_what_the_police_wrote_themselves_is_not_hidden_from_them(world):
    said = {"observed": "Han deler opslag, der hylder vold.", "who": "", "under_18": "no", "alternatives": "", "goes_well": "", "place": ""}
    open_police_concern(world.pia, world.brondby, token=lib.uuid7(), answers=said)
    with world.at("mette"):
        arrival = Case.objects.select_related("municipality").get(stage="received")
    case = world.register(arrival, under_18="no", report="", person={"name": "Kaj Prøve"})
    page = case_page(world, case)
    assert "Politiet har selv skrevet den." in page.split("Henvendelse Fra politiet")[1]
    assert "Politiet har selv bragt sagen." in page
    assert "Politiet har selv skrevet den." in case_page(world, case, page="casefile:concerns")


def test_the_answer_says_that_those_who_wrote_it_can_read_it(world):
    case, _row, copy = confirmed(world)
    answer_as_police(world.pia, copy, **ANSWER)
    page = case_page(world, case, page="assessments:police")
    assert f"Søren Kaya og dig. {POLICE}, så længe arket kan læses." in page
    assert "Ikke politiet" not in page


# ---------- What the police answer


def test_what_the_police_answer_stands_on_the_case_page_and_in_the_next_step(world):
    case, _row, copy = confirmed(world)
    answer = answer_as_police(world.pia, copy, shares="yes", acute="yes", hindrance="alone", text="Tal ikke med ham.")
    page = case_page(world, case)
    said = "Politiet deler bekymringen og håndterer det alene. Politiet handler nu."
    assert f"Politiet handler nu: læs svaret i dag {said} Et svar må ikke ligge ulæst." in page
    assert "Vurderes Politiet svarede i dag" in page
    assert f"Politiets svar Fra politiet · Pia Rask {said} Ingen har noteret, at det er læst. Tal ikke med ham." in page
    with world.at("mette"):
        take_answer(world.mette, PoliceAnswer.objects.select_related("case__municipality").get(pk=answer.pk))
    page = case_page(world, case)
    assert f"Har kommunen et socialt ansvar? {said}" in page
    assert "Politiet blev spurgt" not in page
    actions.answer_social_duty(
        world.mette, case, remains="yes", why="Der er små børn i hjemmet.", again_on=lib.today() + timedelta(days=30)
    )
    page = case_page(world, case)
    assert "Ja, kommunen har et ansvar. Svares igen" in page
    assert "Der er små børn i hjemmet." in page
    assert f"Politi og kommune vurderer hver for sig, på samme tid. {said}" in page


def test_a_colleague_reads_what_was_answered_about_the_social_duty_and_is_not_offered_to_answer(world):
    case, _row, copy = confirmed(world)
    answer_as_police(world.pia, copy, shares="yes", acute="no", hindrance="alone", text="Vi gør det selv.")
    soeren = signed_in(world, "soeren")
    page = soeren.get(reverse("casefile:case", args=[case.pk])).content.decode()
    assert "Kommunens sociale ansvar" in page
    assert 'data-act="answer_social_duty"' not in page
    duty = soeren.get(reverse("assessments:social_duty", args=[case.pk])).content.decode()
    assert "Det er tovholderen, der svarer: Mette Holm." in duty
    assert 'data-act="answer_social_duty"' not in duty


def test_a_question_of_the_police_is_called_a_question(world):
    case, _row, copy = confirmed(world)
    ask_back(world.pia, copy, text="Hvor længe har det stået på?")
    page = case_page(world, case)
    assert "Læs politiets spørgsmål Politiet spørger om noget, før de svarer." in page
    assert "Et svar må ikke ligge ulæst" not in page
    assert "Politiet spørger Fra politiet · Pia Rask" in page
    assert "Hvor længe har det stået på?" in page


# ---------- What was not given, and who disagrees


def test_that_nothing_was_given_and_why_stands_in_the_case_for_all_who_are_with_it(world):
    case = withheld(world, world.register(world.concern()))
    page = case_page(world, case, "soeren")
    entry = part(page, "Ikke givet videre til politiet Kommunen · Mette Holm", "Hvem kan se dette")
    assert entry.strip()
    assert "Den faglige leder kan også læse det. Ikke politiet." in page
    register = case_page(world, case, "soeren", "casefile:disclosures")
    assert "Ikke givet videre til politiet" in register
    assert "Der er ikke noget at forebygge her." in register
    finish(world, case)
    page = case_page(world, case)
    assert "Politiet er ikke spurgt, og kommunen har ikke fundet noget" in page
    assert "Hverken politi eller kommune" not in page


def test_a_conclusion_taken_up_again_is_not_offered_to_be_closed_at_once(world):
    case = concluded(world)
    actions.reconsider(world.mette, case, why="Der kom noget nyt fra skolen.")
    page = case_page(world, case)
    assert "Vurder sagen igen Konklusionen er taget op igen." in page
    assert "Konklusionen taget op igen Kommunen · Mette Holm Der kom noget nyt fra skolen." in page
    assert "Sagen konkluderet Kommunen · Mette Holm Ubegrundet." in page


def test_who_read_an_assessment_as_the_second_and_disagrees_is_named(world):
    case = withheld(world, world.register(world.concern()))
    finish(world, case)
    with world.at("soeren"):
        row = SocialAssessment.objects.select_related("case__municipality", "by").get(case=case)
    actions.second_read(world.soeren, row, agrees="no", dissent="Jeg mener ikke, vi ved nok.")
    assert "Anden læsning Kommunen · Søren Kaya Uenig i den socialfaglige vurdering. Jeg mener ikke, vi ved nok." in case_page(world, case)
    page = case_page(world, case, page="assessments:conclude")
    assert "Søren Kaya, om den socialfaglige vurdering: Jeg mener ikke, vi ved nok." in page
    actions.conclude(world.mette, fresh(world, case), **SHORTLY)
    page = case_page(world, case, page="assessments:conclude")
    assert "Uenighed Søren Kaya, om den socialfaglige vurdering: Jeg mener ikke, vi ved nok." in page
    assert "Ingen noteret" not in page


# ---------- How it ended


def reopened(world):
    """A case that was closed, its reporter told by telephone, and opened again."""
    case = concluded(world)
    decide_information(world.mette, case, when="now", told_on=lib.today(), told_whom=["child"])
    give_feedback(world.mette, world.first_concern(case), way="phone", text="Tak for hjælpen.")
    close_case(world.mette, fresh(world, case), evaluation="Vi spurgte hurtigt.", **talked(world))
    reopen_case(world.mette, fresh(world, case), reason="Skolen har ringet igen om ham.")
    return fresh(world, case)


def test_closing_and_reopening_stand_in_the_timeline_with_the_reason(world):
    page = case_page(world, reopened(world))
    assert "Sagen lukket Kommunen · Mette Holm Vurderingen er drøftet med en anden. Vi spurgte hurtigt." in page
    assert "Sagen åbnet igen Kommunen · Mette Holm Konklusionen er taget op igen. Skolen har ringet igen om ham." in page


def test_what_a_reporter_was_told_by_telephone_stands_in_the_timeline(world):
    case = concluded(world)
    give_feedback(world.mette, world.first_concern(case), way="phone", text="Tak for hjælpen.")
    assert "Besked til henvender Kommunen · Mette Holm På telefon. Tak for hjælpen." in case_page(world, case)


def closed_and_locked(world):
    """A case that was closed as unfounded."""
    case = concluded(world)
    told(world, case)
    close_case(world.mette, fresh(world, case), **talked(world))
    return fresh(world, case)


def test_a_locked_case_says_so_on_every_page_and_says_nothing_false(world):
    case, mette = closed_and_locked(world), signed_in(world, "mette")
    for name in (
        "casefile:case", "casefile:concerns", "casefile:disclosures", "casefile:log", "casefile:documents", "casefile:person", "casefile:deadlines",
        "casefile:more", "assessments:police", "assessments:conclude", "assessments:social", "assessments:joint", "rights:inform", "casefile:disclose_orally",
    ):  # fmt: skip
        response = mette.get(reverse(name, args=[case.pk]))
        assert response.status_code == 302, name
        assert response["Location"] == reverse("closing:closed", args=[case.pk]), name
    page = case_page(world, case, page="closing:closed")
    assert "Sagen er låst. Ingen kan læse den" in page
    assert "åbn den igen" in page


def test_what_was_written_to_a_locked_case_is_refused_and_given_back(world):
    case = closed_and_locked(world)
    response = signed_in(world, "mette").post(
        reverse("casefile:case", args=[case.pk]), {"kind": "contact", "text": "Skolen ringede om ham."}
    )
    assert response.status_code == 422
    assert "er lukket og låst" in words(response)
    assert "Skolen ringede om ham." in words(response)


def test_a_locked_case_is_not_printed_but_opened_again_first(world):
    case, mette = closed_and_locked(world), signed_in(world, "mette")
    address = reverse("casefile:print_case", args=[case.pk])
    page = words(mette.get(address))
    assert "der kan ikke laves en udskrift af den" in page
    assert "Lav PDF" not in page
    assert mette.post(address, {"purpose": "access", "reporter": "with"}).status_code == 422


@pytest.mark.parametrize("name", ["case", "disclose_orally", "conflict", "offer_lead", "set_task"])
def test_a_closed_case_that_can_be_read_offers_no_page_that_only_refuses(world, name):
    case = alone(world)
    close_case(world.mette, case, **talked(world))
    response = signed_in(world, "mette").get(reverse(f"casefile:{name}", args=[case.pk]))
    assert response.status_code == (200 if name == "case" else 302)
    page = words(signed_in(world, "mette").get(reverse("rights:inform", args=[case.pk])))
    assert "Notér afgørelsen" not in page


@pytest.mark.parametrize("ends", [alone, concluded])
def test_what_a_reporter_writes_after_closing_waits_for_the_lead(world, ends):
    case = ends(world)
    if ends is concluded:
        told(world, case)
    box = world.mailbox_of(case)
    close_case(world.mette, fresh(world, case), **talked(world))
    write_to_mailbox(reporter(box.municipality_id, box.pk), box, text="Der er sket noget mere.")
    address = reverse("casefile:mailbox", args=[case.pk, box.pk])
    for name in ("mette", "soeren"):
        overview = signed_in(world, name).get(reverse("casefile:overview")).content.decode()
        assert address in part(overview, 'id="turn"', "</section>"), name
    page = words(signed_in(world, "mette").get(address))
    assert "Der er sket noget mere." in page
    assert "Ingen har fået noget endnu" not in page


MAILED, UNMAILED = "Der går en mail uden indhold til henvenderen", "Henvenderen får ingen mail om det."


def test_who_writes_to_a_reporter_reads_whether_a_mail_goes_also_of_a_locked_case(world):
    said = {"anonymous": False, "reporter_name": "Bo", "reporter_email": "bo@eksempel.dk"}
    case = withheld(world, world.register(world.concern(**said)))
    finish(world, case)
    box = world.mailbox_of(case)
    mette, address = signed_in(world, "mette"), reverse("casefile:mailbox", args=[case.pk, box.pk])
    assert MAILED in words(mette.get(address))
    actions.conclude(world.mette, case, **SHORTLY)
    told(world, fresh(world, case))
    close_case(world.mette, fresh(world, case), **talked(world))
    assert 'name="ask"' not in mette.get(address).content.decode()
    write_to_mailbox(reporter(box.municipality_id, box.pk), box, text="Der er sket noget mere.")
    shown = mette.get(address)
    assert UNMAILED in words(shown)
    assert MAILED not in words(shown)
    answered = mette.post(address, {"ask": "1", "text": "Ring til os i dag.", "last": ""}, follow=True)
    assert "Beskeden ligger i postkassen." in words(answered)
    with acting(reporter(box.municipality_id, box.pk).context):
        assert Message.objects.filter(mailbox=box.pk, sender="coordinator").latest("at").text == "Ring til os i dag."


def test_the_next_step_of_a_concluded_case_says_what_is_still_owed_and_no_more(world):
    case = concluded(world)
    mette, page = signed_in(world, "mette"), reverse("casefile:case", args=[case.pk])
    assert "Giv besked, tag stilling til oplysningspligten, og luk sagen." in words(mette.get(page))
    with lib.clock_at(lib.now() + timedelta(days=26)):  # a message is due in five arbejdsdage
        assert "Giv henvenderen besked" in words(signed_in(world, "mette").get(page))
    decide_information(world.mette, fresh(world, case), when="later", interest="others", until=later(1), reason="Andre kan komme i fare.")
    shown = words(mette.get(page))
    assert "Konklusionen står. Giv henvenderen besked, og luk sagen." in shown
    assert "Giv besked, og luk" in shown
    give_feedback(world.mette, world.first_concern(case), way="mailbox", text="Tak, fordi du skrev til os.")
    shown = words(mette.get(page))
    assert "Konklusionen står, og der er givet besked. Luk sagen." in shown
    assert "Giv besked, og luk" not in shown
    with lib.clock_at(lib.now() + timedelta(days=40)):  # its day is over
        assert "Tag stilling til, hvornår borgeren får besked" in words(signed_in(world, "mette").get(page))


def test_nothing_is_withheld_twice(world):
    case = withheld(world, world.register(world.concern()))
    response = signed_in(world, "mette").get(reverse("casefile:withhold", args=[case.pk]))
    assert (response.status_code, response["Location"]) == (302, reverse("casefile:case", args=[case.pk]))


def test_the_lead_is_named_with_their_own_administration(world):
    case = world.register(world.concern(), administration=world.member("soeren").administration)
    assert "Tovholder Mette Holm , BKI" in case_page(world, case)


def test_what_is_done_in_the_flow_has_its_date(world):
    case = withheld(world, world.register(world.concern()))
    finish(world, case)
    actions.start_joint_assessment(world.mette, case)
    sign(world, case)
    actions.conclude(world.mette, case, **SHORTLY)
    flow = case_page(world, case).split("Modtaget", 1)[1]
    for stage in ("Registreret", "Vurderes", "Fælles vurdering", "Konklusion"):
        assert f"{stage} i dag" in flow, stage


def test_a_mailbox_is_a_page_of_the_concern_and_heads_its_questions_once(world):
    case = world.register(world.concern())
    page = signed_in(world, "mette").get(reverse("casefile:mailbox", args=[case.pk, world.mailbox_of(case).pk])).content.decode()
    assert re.search(r'aria-current="page">\s*Henvendelse', page)
    assert '<legend class="sr-only">Spørgsmål, der kan følge med' in page


def test_what_the_reporter_was_asked_is_headed_for_who_reads_it(world):
    case = world.register(world.concern(talked="Jeg har talt med hans mor."))
    page = case_page(world, case, page="casefile:concerns")
    assert "Kontakt til personen eller forældrene Jeg har talt med hans mor." in page
    assert "Ved de, at du skriver" not in page


def test_til_infohus_proposes_no_day_that_is_over_and_tells_what_the_police_have_to_do_with_it(world):
    said = {"observed": "Han deler opslag, der hylder vold.", "who": "", "under_18": "no", "alternatives": "", "goes_well": "", "place": ""}
    open_police_concern(world.pia, world.brondby, token=lib.uuid7(), answers=said)
    with world.at("mette"):
        arrival = Case.objects.select_related("municipality").get(stage="received")
    brought = world.register(arrival, under_18="no", report="", person={"name": "Kaj Prøve"})
    asked = registered(world)
    given(world, asked)
    with lib.clock_at(lib.now() + timedelta(days=60)):
        page = words(signed_in(world, "mette").get(reverse("assessments:queue")))
        assert "Foreslået til i dag" in page
        assert page.count("Foreslået til") == 1
        assert "Har selv bragt sagen" in page.split(brought.number)[1].split("Åbn")[0]
        assert "Spurgt, ikke svaret" in page.split(asked.number)[1].split("Åbn")[0]
        joint = words(signed_in(world, "mette").get(reverse("assessments:joint", args=[brought.pk])))
        assert "Politiet har ikke skrevet noget" not in joint
        assert "Politiet har henvendt sig" in joint
        beside = words(signed_in(world, "mette").get(reverse("casefile:case", args=[brought.pk]))).split("Delt med")[1]
        assert "Politiets svar Politiet har selv henvendt sig" in beside
        assert "Ikke svaret endnu" in words(signed_in(world, "mette").get(reverse("casefile:case", args=[asked.pk]))).split("Delt med")[1]


def test_a_long_text_with_many_words_left_out_is_compared_without_looking_twice():
    said = " og ".join(f"han sagde {number}" for number in range(2000))
    cut = cut_from(f"han sagde 0 og {LEFT_OUT} " + f"og {LEFT_OUT} " * 12 + "og slut")
    assert cut.fullmatch(f"{said} og slut")
    assert not cut.fullmatch(f"{said} og slutning")
    assert cut_from(f"Han sagde {LEFT_OUT} til skolen.").fullmatch("Han sagde\ndet til  skolen.")
    assert not cut_from(f"Han sagde {LEFT_OUT} til skolen.").fullmatch("Han sagde til skolen.")


def test_what_the_reporter_did_not_say_of_themselves_is_not_told_as_an_answer(world):
    mette = signed_in(world, "mette")
    skipped, chosen = world.concern(source=""), world.concern(source="other")
    for case, said, not_said in ((skipped, "Ikke oplyst. Anonym", "Anden. Anonym"), (chosen, "Anden. Anonym", "Ikke oplyst. Anonym")):
        shown = " ".join(re.sub(r"<[^>]+>", " ", mette.get(reverse("concerns:register", args=[case.pk])).content.decode()).split())
        assert said in shown
        assert not_said not in shown
        who = said.split(".")[0]
        assert who in mette.get(reverse("casefile:concerns", args=[case.pk])).content.decode()
        assert f"{who}, anonym" in signed_in(world, "hanne").get(f"/underretninger/{case.pk}/").content.decode()
    named = world.concern(source="", reporter_name="Rikke Nabo", reporter_phone="20 20 20 20")  # the name was told, the relation was not
    registering = mette.get(reverse("concerns:register", args=[named.pk])).content.decode()
    assert "<li>Rikke Nabo. Forholdet til borgeren er ikke oplyst.</li>" in registering
    reported = signed_in(world, "hanne").get(f"/underretninger/{named.pk}/").content.decode()
    assert "Rikke Nabo, 20 20 20 20, forholdet til borgeren er ikke oplyst" in reported


@pytest.mark.parametrize("name", ["casefile:disclose_orally", "concerns:register"])
def test_every_form_that_asks_for_words_says_who_can_see_them(world, name):
    case = world.concern() if name == "concerns:register" else world.register(world.concern())
    assert "Hvem kan se dette:" in signed_in(world, "mette").get(reverse(name, args=[case.pk])).content.decode()


@pytest.mark.parametrize("asked", [True, False])
@pytest.mark.parametrize("needs", [{}, {"other_help": "yes", "statute": "OTHER", "help_what": "En samtale i socialpsykiatrien."}])
def test_the_next_step_says_that_other_help_is_needed_where_the_assessment_does(world, asked, needs):
    if asked:
        case, _row, copy = confirmed(world)
        answer_as_police(world.pia, copy, **{**ANSWER, "shares": "no"})
    else:
        case = withheld(world, registered(world))
    finish(world, fresh(world, case), **needs)
    page = case_page(world, case)
    assert "Afslut sagen" in page
    assert ("brug for hjælp til andet. Giv det videre, så kan sagen lukkes." in page) is bool(needs)
    assert ("kalder på mere" in page) is not bool(needs)
