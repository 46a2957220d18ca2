"""The commonest end, pressed through in a browser and counted: from the case page to the page that says »Lukket« in at most twelve presses."""

import re

import pytest

from infohus import lib
from infohus.concerns.actions.receipts import confirm_reporter
from tests.browser.test_case_parts import at_the_errors, looked_at, press
from tests.browser.test_case_parts import visit as visit
from tests.test_assessments import answer
from tests.test_ending import from_a_teacher, paper

MOST = 12
# Every press on a link, a button, a radio, a box, a list or what folds out is counted, over all pages of the window; typing is free.
COUNTER = """() => {
  const count = () => sessionStorage.setItem('presses', Number(sessionStorage.getItem('presses')) + 1);
  addEventListener('click', (e) => e.target.closest?.('a, button, summary, input[type=radio], input[type=checkbox], input[type=submit]') && count(), true);
  addEventListener('change', (e) => e.target.matches?.('select') && count(), true);
}"""


@pytest.fixture
def case(world, monkeypatch, tmp_path):
    """At »Vurderes«: a confirmed professional wrote, the police do not share the worry and have sent a paper, the social assessment is unwritten."""
    monkeypatch.setattr("infohus.gateways.files.folder", lambda: tmp_path / "files")
    row = from_a_teacher(world)
    confirm_reporter(world.mette, world.first_concern(row), confirmed=True)
    answer(world, row, read=False)
    paper(world, row)
    return row


def presses(page):
    """How many there have been."""
    return int(page.evaluate("sessionStorage.getItem('presses') || 0"))


def test_an_unfounded_concern_is_closed_in_at_most_twelve_presses(world, case, visit):
    page = visit("mette")
    page.goto(f"/sager/{case.pk}/")
    page.add_init_script(f"({COUNTER})()")
    page.reload()
    page.get_by_text("Du læser svaret på siden.").wait_for()

    press(page, "Skriv en kort vurdering")
    page.get_by_text("Vi kender ikke noget til ham.").wait_for()
    looked_at(page, "short")
    page.get_by_label("Hvad går godt").fill("Håndbold tre gange om ugen og en storebror.")
    page.get_by_label(re.compile("Hvad siger .* selv")).fill("»Jeg sagde det for at få dem til at tie stille.«")
    page.get_by_label("Hvad siger forældrene?").fill("De vil gerne samarbejde.")
    page.get_by_label("Nej", exact=True).check()
    page.get_by_label(re.compile("Hvorfor er .* ikke i målgruppen")).fill("Ét udsagn, og han har forklaret det selv.")
    press(page, "Gør vurderingen færdig")

    press(page, "Konkludér og luk")
    page.get_by_role("heading", name="Luk som ubegrundet").wait_for()
    looked_at(page, "end")
    today = f"{lib.today():%d.%m.%Y}"
    page.get_by_label("Begrundelse").fill("Tegningen var et logo fra et spil. Skolen og forældrene har talt med ham.")
    page.get_by_label("Intet ekstremismespor").check()
    page.get_by_role("radiogroup", name="Skal PSP eller psykiatrien med?").get_by_label("Nej").check()
    page.get_by_label("Borgeren har fået besked").check()
    page.get_by_label("Hvornår fik borgeren besked?").fill(today)
    page.get_by_label("Alle med forældremyndighed").check()
    page.get_by_label("Hvem har du drøftet vurderingen med?").select_option(index=1)
    page.get_by_label("Hvornår?", exact=False).last.fill(today)
    page.get_by_label("Det er givet tilbage til politiet").check()
    page.get_by_label(re.compile("Jeg har givet beskeden på telefon, eller jeg har hentet brevet")).check()
    page.locator("#seen").get_by_text("gav ikke anledning til en undersøgelse").wait_for()
    press(page, "Luk sagen og giv besked")

    page.get_by_role("heading", name="Lukket").wait_for()
    counted = presses(page)
    print(f"{counted} presses")
    assert 6 <= counted <= MOST
    looked_at(page, "closed")


def test_what_is_missing_stands_at_its_field_and_can_be_looked_at(world, case, visit):
    page = visit("mette")
    page.goto(f"/sager/{case.pk}/vurdering/kort/")
    for name in ("resources", "voice", "parents", "reason"):
        page.locator(f"[name={name}]").fill("Vi har talt med skolen om det.")
    page.get_by_label("Nej", exact=True).check()
    press(page, "Gør vurderingen færdig")
    page.wait_for_url(f"**/sager/{case.pk}/")
    page.goto(f"/sager/{case.pk}/afslut/")
    press(page, "Luk sagen og giv besked")
    at_the_errors(page)
    assert page.locator("#errors a").count() == 7  # that the letter was taken out, too
    looked_at(page, "end refused")
