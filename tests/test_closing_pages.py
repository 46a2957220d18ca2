"""The pages that close a case: what is missing comes first, what will be seen is seen first, and afterwards they say what was done."""

import re
from datetime import timedelta
from unittest import mock

import pytest
from django.urls import reverse

from infohus import lib
from infohus.access.rules import reporter
from infohus.casefile.actions import set_aside
from infohus.cases.actions import accept_lead, offer_lead
from infohus.cases.rules import NEXT, Stage
from infohus.closing.actions import close_case, give_feedback, review_document
from infohus.closing.queries import letter_of, reporters_of
from infohus.closing.rules import WAITING, WAYS, Told, told_in_words
from infohus.concerns.actions import note_report_judged, send_as_report
from infohus.db.context import as_system
from infohus.deadlines.models import Deadline
from infohus.disclosures.models import Copy
from infohus.lib import Refused
from infohus.mailboxes.actions import write_to_mailbox
from infohus.rights.actions import decide_information
from infohus.ui.rules import full_day
from tests.conftest import signed_in
from tests.html import read
from tests.test_assessments import SHORTLY, actions, answer, finish, withheld, words
from tests.test_closing import comes_along, concluded, fresh, talked, told
from tests.test_ending import ended, paper, shortly, values
from tests.test_reopening import closed


def filled(page):
    """The words on the filled buttons of a page, links and others."""
    found = re.findall(r'<(?:a|button) class="button button-primary"[^>]*>(.*?)</', page.content.decode(), re.S)
    return [" ".join(one.split()) for one in found]


def lacking(page):
    """The part of the page that says what is missing."""
    return page.content.decode().split("Der mangler")[1].split("</section>")[0]


def test_each_fact_that_the_gate_asks_for_has_a_way_to_it():
    assert set(WAITING) == NEXT[(Stage.CONCLUDED, Stage.CLOSED)]
    assert {kind for kinds in WAITING.values() for kind in kinds} <= set(WAYS)


def test_a_lead_that_is_offered_has_its_way_and_the_filled_button(world):
    case = concluded(world)
    told(world, case)
    offer_lead(world.mette, fresh(world, case), to=world.member("soeren"))
    page = signed_in(world, "mette").get(f"/sager/{case.pk}/luk/")
    assert "tovholderskabet ikke er tilbudt en anden" in lacking(page)
    assert filled(page) == ["Se, hvem sagen er tilbudt"]
    assert f'href="/sager/{case.pk}/tovholder/"' in lacking(page)  # where it can be taken back
    way = f"/sager/{case.pk}/tovholder/"
    (form,) = [one for one in read(signed_in(world, "mette").get(way)).forms if one.act == "withdraw_offer"]
    assert signed_in(world, "mette").post(way, {"withdraw": form.buttons[0].value}).status_code == 302
    assert "tovholderskabet" not in signed_in(world, "mette").get(f"/sager/{case.pk}/luk/").content.decode()


def test_a_case_is_not_closed_while_an_underretning_that_was_sent_waits_to_be_judged(world):
    case = concluded(world, judged=False)
    told(world, case)
    mette, said = signed_in(world, "mette"), "Notér, at underretningen er vurderet"
    way = reverse("concerns:report", args=[case.pk, world.first_concern(case).pk])
    page = mette.get(f"/sager/{case.pk}/luk/")
    assert "børneafdelingens vurdering af den underretning, der er sendt" in lacking(page)
    assert filled(page) == [said]
    assert f'href="{way}"' in lacking(page)
    step = mette.get(f"/sager/{case.pk}/")
    assert filled(step)[0] == said
    assert way in dict(read(step).links)
    assert "close_case" not in read(step).acts
    pressed = mette.post(f"/sager/{case.pk}/luk/", {"evaluation": "Vi spurgte hurtigt.", "unread_why": "Ingen havde tid.", "close": "1"})
    assert pressed.status_code == 422
    assert "Vi spurgte hurtigt." in words(pressed)
    with pytest.raises(Refused, match="den underretning, der er sendt"):
        close_case(world.mette, fresh(world, case), **talked(world))
    now = lib.now().astimezone(lib.TZ)
    assert mette.post(way, {"judged": "1", "judged_on": f"{now:%d.%m.%Y}", "judged_at": f"{now:%H.%M}", "acute": "no"}).status_code == 302
    assert filled(mette.get(f"/sager/{case.pk}/"))[0] == "Luk sagen"
    close_case(world.mette, fresh(world, case), **talked(world))
    assert fresh(world, case).stage == Stage.CLOSED


def test_who_is_told_how_it_ended_before_the_receipt_has_had_it_by_that(world):
    for way in ("mailbox", "not"):
        case = world.register(world.concern(reporter_name="Lis", reporter_phone="43 11 11 11"))
        finish(world, withheld(world, case))
        actions.conclude(world.mette, case, **SHORTLY)
        give_feedback(world.mette, world.first_concern(case), way=way, text="Tak, fordi du skrev til os.", why_not="Hun har bedt om det.")
        decide_information(world.mette, case, when="now", told_on=lib.today(), told_whom=["child"])
        close_case(world.mette, fresh(world, case), **talked(world))
        with as_system():
            row = Deadline.objects.get(case_id=case.pk, kind="child_receipt")
        assert (row.met_at is None, row.ended_at is None) == ((False, True) if way == "mailbox" else (True, False))


def test_a_case_is_not_closed_while_nobody_has_said_what_was_done_of_an_acute_underretning(world):
    case = concluded(world, judged=False)
    told(world, case)
    note_report_judged(world.mette, world.first_concern(case), judged_at=lib.now(), acute=True)
    with world.at("mette"):
        row = Deadline.objects.get(case_id=case.pk, kind="child_acute", met_at=None)
    mette, way = signed_in(world, "mette"), f'href="/sager/{case.pk}/frister/{row.pk}/til-side/"'
    page = mette.get(f"/sager/{case.pk}/luk/")
    assert "hvad der er gjort ved den underretning, der er vurderet akut" in lacking(page)
    assert filled(page) == ["Notér, hvad der er gjort ved den akutte underretning"]
    assert way in lacking(page)
    step = mette.get(f"/sager/{case.pk}/")
    assert filled(step)[0] == "Notér, hvad der er gjort ved den akutte underretning"
    assert "close_case" not in read(step).acts
    with pytest.raises(Refused, match="der er vurderet akut"):
        close_case(world.mette, fresh(world, case), **talked(world))
    set_aside(world.mette, row, fresh(world, case), why="Familieafdelingen tager hjem til ham i dag.")
    close_case(world.mette, fresh(world, case), **talked(world))
    assert fresh(world, case).stage == Stage.CLOSED


def test_the_one_press_waits_for_the_same_and_its_page_says_so_beforehand(world):
    case = withheld(world, world.register(world.concern(), report="not", report_not_sent="Skolen har allerede underrettet."))
    mette, address = signed_in(world, "mette"), f"/sager/{case.pk}/afslut/"
    shortly(mette, case)
    opened = mette.get(address)  # before it was sent, and judged
    send_as_report(world.soeren, world.first_concern(case))
    with mock.patch.object(mette, "get", return_value=opened):
        sent = ended(mette, world, case, judged=False, reason="Tegningen var et logo fra et spil.")
    assert sent.status_code == 422
    assert "Tegningen var et logo fra et spil." in words(sent)
    way, page = reverse("concerns:report", args=[case.pk, world.first_concern(case).pk]), mette.get(address)
    assert "close_case" not in read(page).acts
    for shown, beside in ((sent, " (åbner i en ny fane)"), (page, "")):
        assert "ingen har noteret, at den er vurderet" in words(shown)
        assert filled(shown) == ["Notér, at underretningen er vurderet" + beside]
        assert way in dict(read(shown).links)
    step = mette.get(f"/sager/{case.pk}/")
    assert filled(step)[0] == "Notér, at underretningen er vurderet"
    assert "close_case" not in read(step).acts
    note_report_judged(world.mette, world.first_concern(case), judged_at=lib.now(), acute=True)
    typed = {"reason": "Tegningen var et logo,\nsom drengene fandt på.", "evaluation": "Vi skulle have ringet til skolen først."}
    with mock.patch.object(mette, "get", return_value=opened):
        pressed = ended(mette, world, case, **typed)
    assert pressed.status_code == 422
    (form,) = [one for one in read(pressed).forms if one.act == "close_case"]
    assert {
        name: dict(form.filled)[name].strip() for name in typed
    } == typed  # what was typed is there, and so is what the reporter is told
    (message,) = [(name, said) for name, said in values(opened).items() if name.startswith("text_")]
    assert message in [(name, said.strip()) for name, said in form.filled]
    page = mette.get(address)
    with world.at("mette"):
        row = Deadline.objects.get(case_id=case.pk, kind="child_acute", met_at=None)
    way = f"/sager/{case.pk}/frister/{row.pk}/til-side/"
    assert "close_case" not in read(page).acts
    for shown, beside in ((pressed, " (åbner i en ny fane)"), (page, "")):  # the way leads away from no word
        assert "Notér først, hvad der er gjort. Så kan sagen lukkes." in words(shown)
        assert filled(shown) == ["Notér, hvad der er gjort ved den akutte underretning" + beside]
        assert way in dict(read(shown).links)
    step = mette.get(f"/sager/{case.pk}/")
    assert filled(step)[:1] == ["Notér, hvad der er gjort ved den akutte underretning"]
    assert "close_case" not in read(step).acts
    box = words(step).split("Næste skridt", 1)[1].split("Frister", 1)[0]
    assert box.count("Notér, hvad der er gjort ved den akutte underretning") == box.count("behov for at handle akut") == 1  # each said once
    assert box.count("Notér, hvad der er gjort") == 2  # on the button, and why
    assert mette.post(way, {"why": "Familieafdelingen tager hjem til ham i dag."}).status_code == 302
    assert mette.post(address, dict(form.filled) | {"told_whom": ["child"]}).status_code == 302  # what was kept, pressed again
    assert fresh(world, case).stage == Stage.CLOSED


def test_an_informing_that_is_late_is_missing_and_has_its_way(world):
    case = concluded(world)
    told(world, case)
    until = lib.today() + timedelta(days=3)
    put_off = {"interest": "crime", "reason": "Politiet er ved at undersøge sagen.", "until": until}
    decide_information(world.mette, fresh(world, case), when="later", **put_off)
    with lib.clock_at(lib.now() + timedelta(days=5)):
        page = signed_in(world, "mette").get(f"/sager/{case.pk}/luk/")
    assert "frist er overskredet" in lacking(page)
    assert filled(page) == ["Tag stilling til oplysningspligten"]


def test_of_two_concerns_each_link_says_which_and_each_address_stands_once(world):
    case = concluded(world)
    told(world, case)
    for observed in ("Han råbte ad læreren.", "Han kom ikke hjem."):
        comes_along(world, case, observed)
    shown = signed_in(world, "mette").get(f"/sager/{case.pk}/luk/")
    lines = re.findall(r"<li>([^<]*): <a [^>]*>Giv besked, eller skriv hvorfor ikke", shown.content.decode())
    assert len(lines) > 1
    assert all("»" in one for one in lines)  # by how they begin: face and day can be the same
    beside = lacking(shown)
    links = dict(re.findall(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', beside, re.S))
    assert len(links) == beside.count("<a ")  # no address twice
    sorting = [words for address, words in links.items() if words.startswith("Sæt oplysningerne på plads")]
    assert len(sorting) == 2
    assert all("modtaget" in one for one in sorting)
    assert list(links.values()).count("Tag stilling til, hvad politiet skal vide") == 1


def test_what_is_missing_and_due_first_is_the_one_filled_button_until_the_case_can_be_closed(world, monkeypatch, tmp_path):
    monkeypatch.setattr("infohus.gateways.files.folder", lambda: tmp_path / "files")
    case = withheld(world, world.register(world.concern()))
    file = paper(world, case)
    finish(world, case)
    actions.conclude(world.mette, fresh(world, case), **SHORTLY)
    mette, shut, page = signed_in(world, "mette"), f"/sager/{case.pk}/luk/", f"/sager/{case.pk}/"
    concern = world.first_concern(case)
    assert filled(mette.get(shut)) == ["Giv henvenderen besked"]  # in five days, the citizen in a month
    assert f'href="{shut}besked/{concern.pk}/"' in mette.get(shut).content.decode().split("Der mangler")[1].split("</section>")[0]
    assert filled(mette.get(page))[0] == "Giv henvenderen besked"
    beside = lacking(mette.get(shut))
    assert 'data-act="decide_information">Tag stilling til oplysningspligten</a>' in beside
    assert beside.count(f'href="{shut}dokument/') == 0  # it has a line of its own further down
    give_feedback(world.mette, concern, way="mailbox", text="Tak, fordi du skrev til os.")
    assert filled(mette.get(shut)) == ["Tag stilling til oplysningspligten"]
    assert "Tag stilling til oplysningspligten" in filled(mette.get(page))
    decide_information(world.mette, fresh(world, case), when="now", told_on=lib.today(), told_whom=["child"])
    assert filled(mette.get(shut)) == ["Gå dokumentet fra politiet igennem"]
    review_document(world.mette, file, keep="return")
    assert filled(mette.get(shut)) == ["Luk sagen"]
    assert "Der mangler" not in mette.get(shut).content.decode()


def short_way(world):
    """A case that the police do not share the worry about, judged in short: it can be concluded and closed with one press."""
    case = world.judged(world.register(world.concern()))
    answer(world, case)
    mette = signed_in(world, "mette")
    assert shortly(mette, case).status_code == 302
    return case, mette


def test_what_was_typed_stays_where_something_else_came_before_the_press_and_each_field_that_says_something_is_open(world):
    case, mette = short_way(world)
    address, typed = f"/sager/{case.pk}/afslut/", {"reason": "Tegningen var et logo.", "evaluation": "Vi skulle have ringet før."}
    opened = mette.get(address)
    answer(world, fresh(world, case), shares="yes", text="Vi deler bekymringen.")
    with mock.patch.object(mette, "get", return_value=opened):
        pressed = ended(mette, world, case, **typed)
    assert pressed.status_code == 422
    assert "close_case" not in read(mette.get(address)).acts
    assert "close_case" not in read(pressed).acts  # pressed again it would be refused again
    form = form_with(pressed, "reason")
    assert "Luk sagen og giv besked</button>" not in pressed.content.decode()
    assert {name: dict(form.filled)[name].strip() for name in typed} == typed
    assert re.search(r"<details [^>]*open><summary>Hvad lærte vi", pressed.content.decode())
    assert "Intet er lukket. Det, du har skrevet, står her stadig." in words(pressed)


def test_who_leads_no_more_keeps_what_they_typed_and_is_not_offered_to_close(world):
    case, mette = short_way(world)
    opened = mette.get(f"/sager/{case.pk}/afslut/")
    accept_lead(world.soeren, offer_lead(world.mette, fresh(world, case), to=world.member("soeren")))
    with mock.patch.object(mette, "get", return_value=opened):
        pressed = ended(mette, world, case, reason="Tegningen var et logo.")
    assert pressed.status_code == 422
    assert "Det er tovholderen, der konkluderer og lukker: Søren Kaya." in words(pressed)
    assert "close_case" not in read(pressed).acts
    assert dict(form_with(pressed, "reason").filled)["reason"].strip() == "Tegningen var et logo."


def form_with(page, name):
    """The form of a page that has this field."""
    return next(one for one in read(page).forms if name in dict(one.filled))


def test_the_page_that_closes_says_who_can_still_read_what_and_links_to_it_before_the_button(world):
    case, mette = short_way(world)
    shown = mette.get(f"/sager/{case.pk}/afslut/").content.decode()
    assert 'class="when-below"><a href="#seen">Se beskeden og det, der sker, når du lukker</a>' in shown
    assert shown.index('href="#seen"') < shown.index("Luk sagen og giv besked</button>") < shown.index('id="seen"')
    with world.at("mette"):
        sheets = {one.to_role: one for one in Copy.objects.filter(case=case).select_related("receiver", "unit__authority")}
    page, police = words(mette.get(f"/sager/{case.pk}/afslut/")), sheets["police"]
    said = (
        f"{police.unit or police.receiver} kan læse arket {police.number} til {full_day(police.expires_at)}. De ser dér, at sagen er lukket"
    )
    assert said in page
    assert f"kan læse arket {sheets['child_duty'].number} til" in page  # the underretning, for a fortnight
    assert "Arkivvalg Ikke besluttet endnu." in page
    with lib.clock_at(police.expires_at + timedelta(minutes=1)):
        assert "kan læse arket" not in words(signed_in(world, "mette").get(f"/sager/{case.pk}/afslut/"))


def test_the_page_that_closes_step_by_step_says_the_same_and_of_the_police_alone_that_it_ends(world):
    case = world.register(world.concern())
    answer(world, case)
    finish(world, case)
    actions.conclude(world.mette, case, **SHORTLY)
    page = words(signed_in(world, "mette").get(f"/sager/{case.pk}/luk/"))
    assert "De ser dér, at sagen er lukket, og får ellers ikke besked." in page
    assert "Arkivvalg Ikke besluttet endnu." in page


def test_afterwards_it_says_that_the_reporter_has_been_told(world):
    case, mette = short_way(world)
    assert ended(mette, world, case).status_code == 302
    page = words(mette.get(f"/sager/{case.pk}/lukket/"))
    assert "Lukket og låst" in page
    assert "Henvenderen har fået besked i postkassen." in page


def test_afterwards_it_says_what_else_became_of_the_messages(world):
    case = concluded(world)
    decide_information(world.mette, case, when="now", told_on=lib.today(), told_whom=["child"])
    give_feedback(world.mette, world.first_concern(case), way="not", why_not="Der er ingen adresse.")
    mette, colleague = signed_in(world, "mette"), talked(world)["discussed_with"]
    said = {"close": "1", "discussed_with": str(colleague.pk), "discussed_on": f"{lib.today():%d.%m.%Y}"}
    page = words(mette.post(f"/sager/{case.pk}/luk/", said, follow=True))
    assert "Henvenderen får ikke besked." in page
    assert "har fået besked" not in page


def test_of_several_reporters_each_way_is_told_with_the_number_of_those_who_were_told_so():
    assert told_in_words([Told.MAILBOX, Told.PHONE]) == (
        "En henvender har fået besked i postkassen. Det er noteret, at en besked er givet på telefon."
    )
    assert told_in_words([Told.NOT, Told.NOT]) == "2 henvendere får ikke besked."
    assert told_in_words([Told.LETTER, Told.MAILBOX, Told.MAILBOX]) == (
        "2 henvendere har fået besked i deres postkasser. Husk at sende brevet med beskeden: det sender du selv."
    )
    assert told_in_words([Told.LETTER]) == "Husk at sende brevet med beskeden: det sender du selv."
    assert told_in_words([]) == ""


def test_who_reads_what_is_written_after_a_locked_case_was_closed_is_said_as_it_is(world):
    case = concluded(world)
    box = world.mailbox_of(case)
    closed(world, case)
    write_to_mailbox(reporter(world.brondby.pk, box.pk), box, text="Der er mere.")
    for name, other in (("mette", "Søren Kaya"), ("soeren", "Mette Holm")):
        page = signed_in(world, name).get(f"/sager/{case.pk}/postkasse/{box.pk}/").content.decode()
        assert f"Henvenderen, {other} og dig." in page


def test_a_letter_to_a_reporter_says_once_that_we_may_not_tell(world):
    case = concluded(world)
    with world.at("mette"):
        one = reporters_of(fresh(world, case))[0]
        standard, own = (
            letter_of(fresh(world, case), one, one.standard("unfounded")),
            letter_of(fresh(world, case), one, "Tak for din henvendelse."),
        )
    assert "tavshedspligt" in " ".join(standard["parts"])
    assert standard["foot"] == ""
    assert own["foot"] == "Vi har tavshedspligt."
