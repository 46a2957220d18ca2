"""A concern that nothing came of ends with one press: judged in short, concluded, told, gone through and closed; or it says all that is missing."""

import re
from datetime import timedelta
from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from infohus import lib
from infohus.accounts.actions import invite_user
from infohus.assessments.actions import answer_social_duty, conclude
from infohus.assessments.models import Conclusion, JointAssessment
from infohus.assessments.models.police import PoliceAnswer
from infohus.attachments.actions import add_documents, take_in
from infohus.attachments.models import Attachment
from infohus.audit.models import Entry
from infohus.cases.models import Case, Departure
from infohus.cases.rules import Stage
from infohus.closing.actions import close_case, give_feedback
from infohus.concerns.actions.receipts import confirm_reporter
from infohus.concerns.rules import Face
from infohus.deadlines.models import Deadline
from infohus.lib import Refused
from infohus.persons.actions import note_relative
from tests.conftest import seal_log, signed_in
from tests.test_assessments import FULL, SHORTLY, answer, withheld
from tests.test_assessments import words as words_of
from tests.test_closing import comes_along, fresh, put_in_place


@pytest.fixture
def case(world, monkeypatch, tmp_path):
    """A case at »Vurderes«: the police do not share the worry, nobody has read that, the social assessment is unwritten."""
    monkeypatch.setattr("infohus.gateways.files.folder", lambda: tmp_path / "files")
    row = world.register(world.concern())
    answer(world, row, read=False)
    return world.judged(row)


LIS = {
    "source": "teacher", "reporter_name": "Lis Møller", "reporter_phone": "43 11 11 11", "workplace": "Nordskolen, Skolevej 1", "alternatives": "Ved ikke",
    "told_person": "yes", "told_person_how": "I går.", "told_parent_1": "no", "told_parent_2": "no", "interpreter": "no", "done": "Samtale med mor.",
    "told_parent_1_how": "Bortrejst.", "told_parent_2_how": "Bortrejst.",
}  # fmt: skip


def from_a_teacher(world):
    """A registered case of a pupil, about whom a teacher wrote under her own name."""
    world.file(face=Face.PROFESSIONAL, **LIS)
    with world.at("mette"):
        case = Case.objects.select_related("municipality").get()
    return world.judged(world.register(case))


def paper(world, case):
    """A document of the police's in a case."""
    taken = take_in([SimpleUploadedFile("notat.txt", b"Et notat fra politiet.")])
    return add_documents(world.mette, case, origin="police", taken=taken)[0]


def values(page):
    """What a form of a page holds as it was opened: hidden fields, texts and chosen answers."""
    text = page.content.decode()
    found = dict(re.findall(r'<input type="hidden" id="[^"]*" name="(\w+)" value="([^"]*)"', text))
    found |= dict(re.findall(r'<input class="form-radio" type="radio"[^>]* name="(\w+)" value="([^"]*)" checked', text))
    return found | {name: words for name, words in re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>\s*(.*?)</textarea>', text, re.DOTALL)}


def shortly(browser, case):
    """Write the short assessment."""
    address = f"/sager/{case.pk}/vurdering/kort/"
    said = {name: FULL[name] for name in ("resources", "voice", "parents", "other_help", "reason")}
    return browser.post(address, {**values(browser.get(address)), **said})


ENDED = {
    "reason": "Tegningen var et logo fra et spil.",
    "kind_of_concern": "none",
    "psychiatry": "no",
    "inform_when": "now",
    "told_whom": ["child"],
}


def ended(browser, world, case, judged=True, **said):
    """Press the one button; what was sent as underretning has been judged by then, unless `judged` says no."""
    if judged:
        world.judged(case)
    address = f"/sager/{case.pk}/afslut/"
    today = f"{lib.today():%d.%m.%Y}"
    given = {**ENDED, "told_on": today, "discussed_with": str(world.member("soeren").pk), "discussed_on": today}
    page = browser.get(address)
    done = dict.fromkeys(re.findall(r'name="(done_\w+)"', page.content.decode()), "on")  # the call was made, the letter is there
    return browser.post(address, {**values(page), **given, **done, **said})


def test_of_somebody_under_18_the_page_asks_who_was_told_and_keeps_it(world, case):
    mette = signed_in(world, "mette")
    shortly(mette, case)
    refused = ended(mette, world, case, told_whom=[])
    assert refused.status_code == 422
    assert "Sæt kryds ved den eller dem, der har fået besked." in refused.content.decode()
    assert f"/sager/{case.pk}/oplysning/brev.pdf" in refused.content.decode()
    assert "Ingen med del i forældremyndigheden er noteret på sagen." in refused.content.decode()
    anja = note_relative(world.mette, case, role="mother", holds_custody=True, name="Anja Prøve")
    note_relative(world.mette, case, role="father", holds_custody=False, name="Bo Prøve")
    noted = mette.get(f"/sager/{case.pk}/afslut/").content.decode()
    assert re.findall(rf'href="(/sager/{case.pk}/oplysning/brev/[^"]+)">(.*?)</a>', noted) == [
        (f"/sager/{case.pk}/oplysning/brev/{anja.pk}.pdf", "Brev til Anja Prøve som PDF"),
        (f"/sager/{case.pk}/oplysning/brev/{anja.pk}.pdf?uden=kilde", 'uden kilde og modtagere<span class="sr-only">, Anja Prøve</span>'),
    ]
    assert f'href="/sager/{case.pk}/oplysning/brev.pdf?uden=kilde">brevet uden kilde og modtagere</a>' in noted
    assert "Har en af dem selv gjort det, så tal med dem, før de får brevet." in noted  # as on the page of the duty to inform
    assert "Sæt kun ét kryds ved forældrene" in ended(mette, world, case, told_whom=["one", "holders"]).content.decode()
    kept = []
    with mock.patch("infohus.closing.actions.ending.decide_information", side_effect=lambda *_all, **said: kept.append(said["told_whom"])):
        ended(mette, world, case, told_whom=["child", "holders"])
    assert kept == [["child", "holders"]]


def test_who_presses_after_the_case_went_on_has_their_words_back_and_is_led_on(world, case):
    mette = signed_in(world, "mette")
    shortly(mette, case)
    page = mette.get(f"/sager/{case.pk}/afslut/")
    conclude(world.mette, fresh(world, case), **SHORTLY)
    told = {**values(page), **ENDED, "reason": "Det var et logo, og det har vi set sammen."}
    refused = mette.post(f"/sager/{case.pk}/afslut/", told)
    assert refused.status_code == 422
    assert "Det var et logo, og det har vi set sammen." in refused.content.decode()
    assert f'href="/sager/{case.pk}/luk/"' in refused.content.decode()


def test_two_presses_end_a_case_that_nothing_came_of(world, case):
    mette = signed_in(world, "mette")
    assert shortly(mette, case).status_code == 302
    with world.at("mette"):
        assert PoliceAnswer.objects.get().read_at is not None  # it stood on the page
    answered = ended(mette, world, case)
    assert answered.headers.get("Location") == f"/sager/{case.pk}/lukket/"
    page = mette.get(answered.headers["Location"]).content.decode()
    assert "Lukket" in page
    assert "Oskar" not in page
    row = fresh(world, case)
    assert (row.stage, row.outcome, row.retention_class) == (Stage.CLOSED, "unfounded", "R2")
    with world.at("mette"):
        assert {one.kind for one in Deadline.objects.filter(case_id=case.pk, met_at=None, ended_at=None)} == {"erase"}
        assert not JointAssessment.objects.exists()  # out of reach
    seal_log()
    with world.at("tove"):
        told = [one.act for one in Entry.objects.filter(case_id=case.pk).order_by("number")]
    for act in ("take_answer", "finish_assessment", "decide_information", "conclude", "give_feedback", "close_case"):
        assert told.count(act) == 1, act


def test_all_that_is_missing_is_said_at_once_beside_its_field(world, case):
    mette, file = signed_in(world, "mette"), paper(world, case)
    shortly(mette, case)
    concern = world.first_concern(case).pk.hex
    page = mette.post(f"/sager/{case.pk}/afslut/", {f"way_{concern}": "not"})
    assert page.status_code == 422
    text = page.content.decode()
    for field in (
        "reason",
        "kind_of_concern_0",
        "psychiatry_0",
        "inform_when_0",
        f"why_not_{concern}",
        f"keep_{file.pk.hex}_0",
        "discussed_with",
    ):
        assert f'<a href="#id_{field}"' in text, field
    with world.at("mette"):
        assert not Conclusion.objects.exists()
        assert fresh(world, case).stage == Stage.ASSESSING


def test_a_document_of_the_police_is_kept_given_back_or_deleted(world, case):
    mette, file = signed_in(world, "mette"), paper(world, case)
    shortly(mette, case)
    assert ended(mette, world, case, **{f"keep_{file.pk.hex}": "keep", f"why_{file.pk.hex}": "Nej"}).status_code == 422
    with world.at("mette"):
        assert Attachment.objects.get(pk=file.pk).removed_at is None
    assert ended(mette, world, case, **{f"keep_{file.pk.hex}": "return"}).status_code == 302


def test_an_answer_that_came_after_the_page_was_opened_is_not_taken_as_read(world, case):
    mette = signed_in(world, "mette")
    said = {name: FULL[name] for name in ("resources", "voice", "parents", "other_help", "reason")}
    mette.post(f"/sager/{case.pk}/vurdering/kort/", {**said, "shown": ""})
    page = ended(mette, world, case, shown="")
    assert page.status_code == 422
    assert "svar og beskeder er læst" in page.content.decode()


def test_nobody_else_has_read_it_and_the_head_is_told_why(world, case):
    mette = signed_in(world, "mette")
    shortly(mette, case)
    assert "Ingen anden har læst" in ended(mette, world, case, discussed_with="", discussed_on="").content.decode()
    assert ended(mette, world, case, discussed_with="", discussed_on="", unread_why="Søren er syg hele ugen.").status_code == 302
    with world.at("birgit"):
        assert [one.sentence for one in Departure.objects.filter(kind="unread")] == ["Søren er syg hele ugen."]


def test_whichever_colleague_is_chosen_is_the_one_it_was_discussed_with(world):
    mette, unit = signed_in(world, "mette"), world.member("mette").administration
    given = {"email": "anna.prove@brondby.example", "name": "Anna Prøve", "role": "coordinator"}
    anna = invite_user(world.nikolaj, authority=world.brondby, administration=unit, **given)
    for chosen in (anna, world.member("soeren")):
        case = world.register(world.concern())
        answer(world, case, read=False)
        shortly(mette, case)
        answered = ended(mette, world, case, discussed_with=str(chosen.pk), unread_why="Ingen havde tid i dag.")
        assert answered.status_code == 302
    with world.at("birgit"):
        assert not Departure.objects.filter(kind="unread").exists()


def test_a_confirmed_professional_hears_whether_and_others_only_that_it_is_over(world):
    mette, case = signed_in(world, "mette"), from_a_teacher(world)
    answer(world, case, read=False)
    shortly(mette, case)
    page = mette.get(f"/sager/{case.pk}/afslut/").content.decode()
    assert "undersøgelse eller en indsats" not in page
    confirm_reporter(world.mette, world.first_concern(case), confirmed=True)
    page = mette.get(f"/sager/{case.pk}/afslut/").content.decode()
    assert "gav ikke anledning til en undersøgelse eller en indsats" in page
    assert "Det, Lis Møller får at se" in page
    assert "sat noget i gang" in mette.get(f"/sager/{case.pk}/afslut/?udfald=other_need").content.decode()


def test_the_message_is_a_letter_with_its_words_and_nothing_else(world, case):
    mette, key = signed_in(world, "mette"), world.first_concern(case).pk.hex
    shortly(mette, case)
    answer_ = mette.post(f"/sager/{case.pk}/afslut/", {"letter": key, f"text_{key}": "Tak. Vi er færdige."})
    assert answer_["Content-Type"] == "application/pdf"
    assert mette.post(f"/sager/{case.pk}/afslut/", {"letter": "ukendt"}).status_code == 404


def test_only_the_lead_ends_a_case(world, case):
    mette, soeren = signed_in(world, "mette"), signed_in(world, "soeren")
    shortly(mette, case)
    assert "Det er tovholderen" in soeren.get(f"/sager/{case.pk}/afslut/").content.decode()
    assert ended(soeren, world, case, discussed_with=str(world.member("mette").pk)).status_code == 422
    assert fresh(world, case).stage == Stage.ASSESSING


def test_where_the_police_share_the_worry_nothing_is_ended_here(world, monkeypatch):
    case = world.register(world.concern())
    answer(world, case, shares="yes")
    mette = signed_in(world, "mette")
    shortly(mette, case)
    assert "Vurder sammen først" in mette.get(f"/sager/{case.pk}/afslut/").content.decode()
    assert ended(mette, world, case).status_code == 422


def test_a_name_in_what_the_head_reads_is_refused_with_the_rest_and_nothing_typed_is_lost(world, case):
    mette = signed_in(world, "mette")
    shortly(mette, case)
    typed = {"discussed_with": "", "discussed_on": "", "unread_why": "Oskar Holm er kendt af alle her.", "kind_of_concern": ""}
    page = ended(mette, world, case, **typed)
    assert page.status_code == 422
    text = page.content.decode()
    for field in ("kind_of_concern_0", "unread_why"):
        assert f'<a href="#id_{field}"' in text, field
    assert "Der står, hvem borgeren er." in text
    for words in (typed["unread_why"], ENDED["reason"]):
        assert words in text
    later = {"inform_when": "later", "inform_interest": "others", "inform_reason": "Det kan bringe andre i fare.", "told_on": ""}
    until = f"{lib.today() + timedelta(days=30):%d.%m.%Y}"
    page = ended(mette, world, case, **later, inform_until=until, untold_why="Oskar Holm flytter i næste uge.")
    assert page.status_code == 422
    assert '<a href="#id_untold_why"' in page.content.decode()
    said = {"discussed_with": "", "discussed_on": "", "unread_why": "Borgeren er kendt af alle her."}
    assert ended(mette, world, case, **said).status_code == 302


def test_what_is_refused_last_leaves_the_page_as_it_was(world, case):
    """Also where an act within the one press refuses, after the case had moved on in it."""
    mette = signed_in(world, "mette")
    shortly(mette, case)
    with mock.patch("infohus.closing.actions.ending.shut", side_effect=lib.Refused("Det går ikke lige nu.")):
        page = ended(mette, world, case)
    assert page.status_code == 422
    text = page.content.decode()
    assert "Det går ikke lige nu." in text
    assert ENDED["reason"] in text
    assert "Skriv først under" not in text


def test_a_social_duty_that_was_answered_yes_is_asked_about_before_the_press_closes(world, case):
    mette = signed_in(world, "mette")
    shortly(mette, case)
    page = f"/sager/{case.pk}/afslut/"
    assert "Kommunens sociale ansvar" not in words_of(mette.get(page))
    answer_social_duty(
        world.mette, fresh(world, case), remains="yes", why="Der er en dreng på ni år i hjemmet.", again_on=lib.today() + timedelta(days=20)
    )
    shown = words_of(mette.get(page))
    assert "I dag svarede I, at kommunen har et socialt ansvar: »Der er en dreng på ni år i hjemmet.«" in shown
    for said, refusal in (
        ({}, "Svar på, om kommunen stadig har et socialt ansvar."),
        ({"remains": "yes"}, "Så kan sagen ikke lukkes nu"),
        ({"remains": "no", "duty_why": "Nej"}, "Skriv med mindst tre ord, hvorfor"),
    ):
        refused = ended(mette, world, case, **said)
        assert (refused.status_code, refusal in words_of(refused)) == (422, True)
        assert fresh(world, case).stage == Stage.ASSESSING
    assert ended(mette, world, case, remains="no", duty_why="Familieafdelingen har taget over.").status_code == 302
    assert fresh(world, case).stage == Stage.CLOSED
    with world.at("mette"):
        assert not Deadline.objects.filter(case_id=case.pk, kind="social_duty", end_reason="closed").exists()


def test_a_case_concluded_step_by_step_is_not_closed_over_a_social_duty_either(world, case):
    mette = signed_in(world, "mette")
    shortly(mette, case)
    answer_social_duty(
        world.mette, fresh(world, case), remains="yes", why="Der er en dreng på ni år i hjemmet.", again_on=lib.today() + timedelta(days=20)
    )
    conclude(world.mette, fresh(world, case), **SHORTLY)
    assert "et nej til, at kommunen har et socialt ansvar tilbage" in words_of(mette.get(f"/sager/{case.pk}/luk/"))
    step = words_of(mette.get(f"/sager/{case.pk}/")).split("Næste skridt")[1].split("Frister")[0]
    assert "Sagen lukkes, når svaret er nej." in step
    assert "Politiet håndterer resten" not in step
    with pytest.raises(Refused, match="socialt ansvar tilbage"):
        close_case(world.mette, fresh(world, case), discussed_with=world.member("soeren"), discussed_on=lib.today())


@pytest.mark.parametrize(("way", "refusal"), [("letter", "Hent brevet, før du lukker"), ("phone", "Ring, før du lukker")])
def test_a_letter_is_taken_out_and_a_call_is_made_before_the_press_locks_their_words_away(world, monkeypatch, tmp_path, way, refusal):
    monkeypatch.setattr("infohus.gateways.files.folder", lambda: tmp_path / "files")
    case = from_a_teacher(world)
    answer(world, case, read=False)
    mette, key = signed_in(world, "mette"), world.first_concern(case).pk.hex
    shortly(mette, case)
    page = words_of(mette.get(f"/sager/{case.pk}/afslut/"))
    assert "Kun en besked i postkassen bliver sendt herfra." in page
    assert "Henvenderen kan nås her: 43 11 11 11" in page
    refused = ended(mette, world, case, **{f"way_{key}": way, f"done_{key}": ""})
    assert (refused.status_code, refusal in words_of(refused)) == (422, True)
    assert fresh(world, case).stage == Stage.ASSESSING
    assert mette.post(f"/sager/{case.pk}/afslut/", {"letter": key, f"text_{key}": "Tak."}).headers["Content-Type"] == "application/pdf"
    assert ended(mette, world, case, **{f"way_{key}": way}).status_code == 302


def test_a_letter_that_was_noted_step_by_step_can_be_had_until_the_case_is_closed(world, case):
    mette, concern = signed_in(world, "mette"), world.first_concern(case)
    shortly(mette, case)
    conclude(world.mette, fresh(world, case), **SHORTLY)
    address = f"/sager/{case.pk}/luk/besked/{concern.pk}/"
    give_feedback(world.mette, concern, way="letter", text="Tak for dine ord om Oskar.")
    assert address in mette.get(f"/sager/{case.pk}/luk/").content.decode()
    assert "Brevet kan hentes, til sagen bliver lukket." in words_of(mette.get(address))
    assert mette.post(address, {"letter": "1"}).headers["Content-Type"] == "application/pdf"


def test_of_two_reporters_each_part_of_the_page_says_which_one_it_is_about(world, case):
    second = comes_along(world, fresh(world, case))
    withheld(world, fresh(world, case))
    put_in_place(world, second)
    mette = signed_in(world, "mette")
    shortly(mette, case)
    page = words_of(mette.get(f"/sager/{case.pk}/afslut/"))
    assert page.count("»Han råbte ad læreren.«") == 1
    refused = words_of(ended(mette, world, case, **{f"way_{second.pk.hex}": ""}))
    assert re.search(r"Fra borger[^:]*, modtaget [^:]*: Vælg, hvordan henvenderen får besked", refused)
