"""What a page, a paper or a message says of a thing is so: of a sheet that was called back, a duty that was put off, a hindrance, a key, an old finding."""

from datetime import timedelta

import pytest
from django.urls import reverse

from infohus import lib
from infohus.assessments.actions.police import answer_as_police
from infohus.casefile.actions.passing import recall_disclosure
from infohus.casefile.queries.passing import calls_of
from infohus.cases.actions import exclude
from infohus.closing.queries import reporters_of
from infohus.deadlines.rules import months_after
from infohus.disclosures.rules import told_once
from infohus.ui.rules import full_day
from tests.conftest import signed_in
from tests.papers import words as printed
from tests.test_assessments import FOUND, FULL, SHORTLY, actions, answer, finish, later, page, refused, words
from tests.test_called_back import fresh_row
from tests.test_closing import alone
from tests.test_ending import ENDED, shortly, values
from tests.test_jobs import led_by_mette
from tests.test_passing import WHY, fresh, given, registered
from tests.test_police import ANSWER, confirmed
from tests.test_retention import bare, decide


def paper(world, case, row):
    """The words of a sheet as it is printed on the case's side."""
    return printed(signed_in(world, "mette").get(reverse("casefile:sheet_pdf", args=[case.pk, row.pk])).content)


def test_a_print_of_a_sheet_that_was_called_back_says_so_and_has_no_receipt(world):
    case = registered(world)
    row = given(world, case)
    assert "Kvittering" in paper(world, case, row)
    second = given(world, fresh(world, case), corrects=row)
    told = paper(world, case, row)
    assert f"Rettet {full_day(lib.today())}. Arket må ikke gives til nogen og ikke bruges. I stedet kom {second.number}." in told
    assert "Kvittering" not in told
    recall_disclosure(world.mette, fresh_row(world, second), why=WHY)
    told = paper(world, case, second)
    assert f"Kaldt tilbage {full_day(lib.today())}. Arket må ikke gives til nogen" in told
    assert "Kvittering" not in told
    register = words(signed_in(world, "mette").get(reverse("casefile:disclosures", args=[case.pk])))
    assert "med kvittering" not in register
    assert register.count("Arket, som det blev givet (PDF)") == 2


def test_the_duty_number_is_on_the_sheet_of_a_child(world):
    for case, on_it in ((registered(world), True), (led_by_mette(world), False)):
        with world.at("mette"):
            calls = dict(calls_of(fresh(world, case)))
        assert calls["Kommunens koordinatorer"].startswith("43 00 00 00, hverdage kl.")
        assert ("Kommunens børnevagt" in calls) is on_it
    with world.at("mette"):
        calls = dict(calls_of(fresh(world, registered(world))))
    assert calls["Kommunens børnevagt"].startswith(
        f"{world.brondby.child_duty_phone}. Når et barn har brug for hjælp nu, også uden for åbningstid"
    )


def test_a_word_inside_a_longer_one_is_asked_about_once():
    text = "Min kollega så det. Ib Testmann var der; Testmann gik."
    assert told_once(text, ["Min kollega", "kollega"]) == ["Min kollega"]
    assert told_once(text, ["Ib Testmann", "Testmann"]) == ["Ib Testmann", "Testmann"]  # it stands by itself too
    assert told_once("Ib Testmann var der.", ["Testmann", "Ib Testmann", "Ib"]) == ["Ib Testmann"]
    assert told_once("En nabo.", ["nabo"]) == ["nabo"]


def test_what_is_put_off_is_not_said_to_be_settled(world):
    case, mette = led_by_mette(world), signed_in(world, "mette")
    until = months_after(lib.today(), 2)
    said = {"when": "later", "interest": "others", "until": f"{until:%d.%m.%Y}", "reason": "Det kan skade en, der har fortalt noget."}
    told = words(mette.post(reverse("rights:inform", args=[case.pk]), said, follow=True))
    assert f"Borgeren får besked senere: I tager stilling igen senest {full_day(until)}." in told
    assert "afgjort" not in told
    said = {"when": "now", "told_on": f"{lib.today():%d.%m.%Y}"}
    assert "Oplysningspligten er afgjort." in words(mette.post(reverse("rights:inform", args=[case.pk]), said, follow=True))


def test_the_two_prints_of_a_case_have_two_names(world):
    case, mette = registered(world), signed_in(world, "mette")
    address = reverse("casefile:print_case", args=[case.pk])
    for reporter, name in (("with", "med"), ("without", "uden")):
        answer = mette.post(address, {"purpose": "access", "reporter": reporter})
        assert f"sag-{case.number}-{name}-henvender.pdf" in answer["Content-Disposition"]


def test_a_hindrance_is_what_stands_in_the_way_of_the_short_end(world):
    case, _row, copy = confirmed(world)
    until = lib.today() + timedelta(days=30)
    answer_as_police(
        world.pia,
        copy,
        **{**ANSWER, "shares": "no", "hindrance": "yes", "hindrance_until": until, "text": "Vi venter på svar fra en anden kreds."},
    )
    finish(world, fresh(world, case))
    told = refused(actions.conclude, world.mette, fresh(world, case), **SHORTLY)["outcome"]
    assert "noget er til hinder" in told
    assert "ikke hørt" not in told


@pytest.mark.parametrize("left", [{}, {"reporter_phone": "43 11 11 11"}])
def test_who_left_nothing_of_themself_is_told_in_the_mailbox_or_not(world, left):
    case = world.register(world.concern(anonymous=not left, **left))
    with world.at("mette"):
        (one,) = reporters_of(fresh(world, case))
        assert one.has_mailbox
        assert ({"phone", "letter"} <= {value for value, _label in one.ways()}) is bool(left)
        assert one.first_way() in {value for value, _label in one.ways()}


def test_a_refused_assessment_says_which_findings_are_old_and_leads_to_them(world):
    case, mette = registered(world), signed_in(world, "mette")
    actions.note_finding(world.mette, case, **FOUND, dated_on=months_after(lib.today(), -13))
    actions.note_finding(world.mette, case, **{**FOUND, "text": "Et nyt udsagn i går."}, dated_on=lib.today())
    assert "Mere end 12 måneder gamle:" not in words(mette.get(page("social", case)))
    response = mette.post(page("social", case), {**FULL, "target": "no", "valid_until": f"{later(3):%d.%m.%Y}"})
    assert response.status_code == 422
    summary = response.content.decode().split("Mere end 12 måneder gamle:")[1].split("</ul>")[0]
    assert f'<a href="#{FOUND["dimension"]}">' in summary
    assert FOUND["text"] in summary
    assert "Et nyt udsagn" not in summary


def test_a_case_that_is_to_be_preserved_is_printed_before_its_words_go(world):
    case, mette = alone(world), signed_in(world, "mette")
    address = reverse("closing:close", args=[case.pk])
    assert "Udskriv hele sagen med henvender" not in words(mette.get(address))
    decide(world, "R4", decision="KEEP")
    response = mette.get(address)
    assert "Udskriv hele sagen med henvender, før du lukker: bagefter er alt i den slettet." in words(response)
    assert reverse("casefile:print_case", args=[case.pk]) in response.content.decode()


def test_what_is_to_be_preserved_is_concluded_and_printed_before_it_is_closed(world):
    case, mette = world.judged(world.register(world.concern())), signed_in(world, "mette")
    answer(world, case, read=False)
    shortly(mette, case)
    door = f'href="/sager/{case.pk}/afslut/"'
    assert door in mette.get(f"/sager/{case.pk}/").content.decode()
    page = values(mette.get(f"/sager/{case.pk}/afslut/"))  # as it was opened before the archives had decided
    decide(world, "R2", decision="KEEP")
    today = f"{lib.today():%d.%m.%Y}"
    second = {"discussed_with": str(world.member("soeren").pk), "discussed_on": today}
    late = mette.post(f"/sager/{case.pk}/afslut/", {**page, **ENDED, "told_on": today, **second})
    assert late.status_code == 422
    assert (
        "Det, der stod i formularen, er ikke gemt" in late.content.decode()
    )  # this press does not come back: the words are given back without a form
    assert ENDED["reason"] in late.content.decode()
    for told in (late, mette.get(f"/sager/{case.pk}/afslut/"), mette.get(f"/sager/{case.pk}/afslut/?udfald=advice")):
        text = told.content.decode()
        assert "Udskriv så hele sagen med henvender, og luk den til sidst." in text
        assert f'href="/sager/{case.pk}/konklusion/"' in text
        assert "Luk sagen og giv besked" not in text
    assert "Luk sagen og giv besked" in mette.get(f"/sager/{case.pk}/afslut/?udfald=other_need").content.decode()  # is not locked
    text = mette.get(f"/sager/{case.pk}/").content.decode()
    assert door not in text
    assert f'href="/sager/{case.pk}/konklusion/"' in text
    assert "Den skal bevares i et arkiv" in text
    said = {"outcome": "unfounded", **{name: ENDED[name] for name in ("reason", "kind_of_concern", "psychiatry")}}
    assert mette.post(f"/sager/{case.pk}/konklusion/", said).status_code == 302
    assert mette.post(f"/sager/{case.pk}/udskriv/", {"purpose": "hand_over", "reporter": "with"}).status_code == 200
    reporter = world.first_concern(case)
    mette.post(f"/sager/{case.pk}/oplysning/", {"when": "now", "told_on": today, "told_whom": ["child"]})
    address = f"/sager/{case.pk}/luk/besked/{reporter.pk}/"
    mette.post(address, values(mette.get(address)))
    assert mette.post(f"/sager/{case.pk}/luk/", {**second, "close": "1"}).headers.get("Location") == f"/sager/{case.pk}/lukket/"
    assert bare(world, case).exported


def test_only_what_is_locked_when_it_is_closed_is_said_to_be(world):
    case, mette = world.judged(world.register(world.concern())), signed_in(world, "mette")
    answer(world, case, read=False)
    shortly(mette, case)
    ending = reverse("closing:end", args=[case.pk])
    for outcome, locked in (("unfounded", True), ("advice", True), ("other_need", False)):
        said = words(mette.get(f"{ending}?udfald={outcome}"))
        assert ("Sagen bliver låst. Ingen kan søge den frem." in said) is locked
        assert ("Sagen kan læses, men ikke ændres." in said) is not locked
    handed = {"handed_to": "Jobcentret", "handed_how": "Et møde", "handed_on": lib.today()}
    actions.conclude(world.mette, fresh(world, case), **{**SHORTLY, "outcome": "other_need", **handed})
    said = words(mette.get(reverse("closing:close", args=[case.pk])))
    assert "Når du lukker, kan sagen læses, men ikke ændres. Den kan slettes fra" in said
    alone_now = alone(world)
    assert "Når du lukker, kan sagen ikke ændres mere." in words(mette.get(reverse("closing:close", args=[alone_now.pk])))


def test_who_is_alone_with_a_case_is_not_asked_to_choose_among_nobody(world):
    case = alone(world)
    assert "Vælg …" in words(signed_in(world, "mette").get(reverse("closing:close", args=[case.pk])))
    exclude(world.mette, case, who=world.member("soeren"), why="private")
    told = words(signed_in(world, "mette").get(reverse("closing:close", args=[case.pk])))
    assert "Der er ingen anden koordinator med på sagen at drøfte den med." in told
    assert "Vælg …" not in told
