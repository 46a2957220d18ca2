"""The parts of a case in a browser: no violation, nothing too wide, and each done by keyboard and press as people do it."""

import re
import time
from datetime import timedelta
from pathlib import Path

import pytest

from infohus.cases.actions import cover, write_note
from infohus.cases.models import Draft, Note
from infohus.lib import clock_at, now, today
from tests.browser.test_components import TOO_WIDE, violations
from tests.test_assessments import begin

CASES = Path(__file__).parent.parent / "cases"
LONG = "Da jeg talte med klubben, fortalte de, at han stadig kommer om tirsdagen og hjælper de yngre med at tegne. " * 30


@pytest.fixture
def case(world):
    """A case with something in every part."""
    row = world.register(world.concern())
    write_note(world.mette, row, kind="telephone", title="Skolen", text=LONG)
    cover(world.birgit, world.brondby, of=world.member("soeren"), by=None, from_on=today(), until_on=today())
    return row


@pytest.fixture
def visit(live_server, chromium, world):
    """A window of one of the cast, signed in through the demo's door."""
    base, windows = live_server.url.replace("127.0.0.1", "localhost"), []

    def opened(name):
        context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="da-DK", base_url=base)
        windows.append(context)
        page = context.new_page()
        page.goto("/demo/")
        page.locator(f"button[value={name}]").click()
        return page

    yield opened
    for window in windows:
        window.close()


def looked_at(page, name=""):
    """A page at both widths: axe is content and nothing sticks out."""
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page) == [], (page.url, width)
        assert page.evaluate(TOO_WIDE) == [], (page.url, width)
    page.set_viewport_size({"width": 1440, "height": 900})


def press(page, label):
    """Press what bears this name."""
    page.locator("main").get_by_role("button", name=label).or_(page.locator("main").get_by_role("link", name=label)).first.click()


def at_the_errors(page):
    """Wait until the page that was pressed for stands, at what is wrong with what was sent."""
    page.wait_for_function("document.activeElement && document.activeElement.id == 'errors'")


def test_the_whole_round_of_a_case(world, case, visit):
    page = visit("mette")
    at = f"/sager/{case.pk}/"
    page.goto(at + "person/")
    looked_at(page, "person")

    press(page, "Ret oplysningerne")
    page.get_by_label("CPR-nummer").fill("010158-5000")
    press(page, "Gem")
    at_the_errors(page)
    looked_at(page, "correct_person")
    page.get_by_label("Ja, fødselsåret er rigtigt").check()
    page.get_by_label("Fødselsdatoen her er rigtig, selv om CPR-nummeret siger noget andet").check()
    page.get_by_label("Adresse", exact=False).first.fill("Prøvevej 7")
    page.get_by_label("Navne- og adressebeskyttelse").check()
    press(page, "Gem")
    page.get_by_text("Er fødselsåret 1858 rigtigt?").wait_for()
    assert page.get_by_text("Prøvevej 7").count() == 0
    looked_at(page, "person_protected")
    press(page, "Vis adressen")
    page.get_by_text("Prøvevej 7").wait_for()

    press(page, "Notér en person")
    page.get_by_label("Hvem er det?").select_option("father")
    page.get_by_label("Navn").fill("Bo Holm")
    page.get_by_label("Tolk", exact=False).fill("Arabisk")
    looked_at(page, "relative")
    press(page, "Gem")
    page.get_by_text("Far: Bo Holm").wait_for()
    looked_at(page, "person_full")

    page.goto(at + "dokumenter/")
    page.get_by_label("Hvem kommer filerne fra?").select_option("authority")
    page.locator("input[type=file]").set_input_files(
        [str(CASES / "foto-med-gps.jpg"), str(CASES / "kontakt.vcf"), str(CASES / "mail-fra-laerer.eml")]
    )
    press(page, "Tilføj")
    page.get_by_text("2 filer er tilføjet.").wait_for()
    at_the_errors(page)
    looked_at(page, "documents")
    press(page, "Fjern foto-med-gps.jpg")
    looked_at(page, "remove_document")
    page.get_by_label("Den er lagt op ved en fejl").check()
    press(page, "Fjern for altid")
    page.get_by_text("Filen er fjernet for altid.").wait_for()

    page.goto(at)
    press(page, "Ny opgave")
    page.get_by_label("Hvad skal der gøres?").fill("Ring til klubben, og hør, om han stadig kommer der om tirsdagen")
    page.get_by_label("Søren Kaya").check()
    page.get_by_label("Senest").fill("i morgen")
    looked_at(page, "set_task")
    press(page, "Opret opgaven")
    page.get_by_text("Opgaven er oprettet.").wait_for()
    looked_at(page, "deadlines")
    press(page, "Flyt konklusion")
    looked_at(page, "move_deadline")
    press(page, "Flyt fristen")
    looked_at(page, "move_deadline_error")
    press(page, "Fortryd")
    press(page, "Udført: Ring til klubben")
    page.get_by_text("Opgaven er udført.").wait_for()
    looked_at(page, "deadlines_met")

    page.goto(at + "flere/")
    looked_at(page, "more")
    press(page, "Hold personen ude")
    looked_at(page, "more_error")
    press(page, "Beskyt sagen")
    page.get_by_text("kun for dem, der er nævnt her").wait_for()


def test_two_windows_on_one_note_and_the_page_that_shows_both(world, case, visit):
    with world.at("mette"):
        note = Note.objects.get()
    at = f"/sager/{case.pk}/noter/{note.pk}/"
    first, second = visit("mette"), visit("mette")
    for page in (first, second):
        page.goto(at)
    first.get_by_label("Noten").fill("Talte med skolens leder.")
    press(first, "Gem rettelsen")
    first.get_by_text("Noten er rettet.").wait_for()
    looked_at(first, "note_corrected")
    second.get_by_label("Noten").fill("Talte med skolens inspektør.")
    press(second, "Gem rettelsen")
    second.get_by_text("har gemt en anden tekst imens").wait_for()
    looked_at(second, "note_409")
    second.get_by_role("button", name="Sæt den ind under min").click()
    press(second, "Gem rettelsen")
    second.get_by_text("Noten er rettet.").wait_for()
    assert second.get_by_text("Talte med skolens inspektør.").first.is_visible()
    other = visit("soeren")
    other.goto(at)
    other.get_by_label("Tilføjelse").fill("Skolen ringede igen.")
    press(other, "Gem tilføjelsen")
    other.get_by_text("Tilføjelsen er gemt.").wait_for()
    looked_at(other, "note_other")


def test_two_who_correct_a_person_at_once(world, case, visit):
    mette, soeren = visit("mette"), visit("soeren")
    for page in (mette, soeren):
        page.goto(f"/sager/{case.pk}/person/ret/")
    mette.get_by_label("Navn", exact=False).first.fill("Oskar Emil Holm")
    press(mette, "Gem")
    mette.get_by_text("Personoplysningerne er rettet.").wait_for()
    soeren.get_by_label("Telefon og e-mail").fill("20 30 40 50")
    press(soeren, "Gem")
    soeren.get_by_text("En anden har gemt imens.").wait_for()
    looked_at(soeren, "person_409")
    assert soeren.get_by_label("Telefon og e-mail").input_value() == "20 30 40 50"


def test_covers_and_look_ups(world, case, visit):
    for name in ("birgit", "mette"):
        page = visit(name)
        page.goto("/daekning/")
        looked_at(page, f"covers_{name}")
        press(page, "Gem aftalen")
        looked_at(page, f"covers_error_{name}")
    page.get_by_label("Fra og med").fill("i morgen")
    page.get_by_label("Til og med").fill("i overmorgen")
    page.get_by_label("Søren Kaya").check()
    press(page, "Gem aftalen")
    page.get_by_text("Aftalen er gemt.").wait_for()
    press(page, "Afslut dækningen for Mette Holm")
    page.get_by_text("Aftalen er afsluttet.").wait_for()
    page.goto("/sager/")
    press(page, "Find på CPR-nummer eller ord")
    looked_at(page, "find")
    page.get_by_role("textbox", name="Ord").fill("tegne klubben")
    page.locator("[data-act=find_words] select").select_option("contact")
    press(page, "Søg")
    page.get_by_text("Ordene står i 1 sag.").wait_for()
    looked_at(page, "find_words")
    page.get_by_role("textbox", name="CPR-nummer").fill("670812-40")
    press(page, "Slå op")
    looked_at(page, "find_cpr_error")
    page.get_by_role("textbox", name="CPR-nummer").fill("670812-4000")
    page.locator("[data-act=find_by_cpr] select").select_option("arrival")
    press(page, "Slå op")
    page.get_by_text("Ingen tidligere henvendelse").wait_for()
    looked_at(page, "find_cpr")
    assert "?" not in page.url  # neither number nor words stand in an address


def test_an_unfinished_note_says_when_it_was_kept_and_is_there_again(world, case, visit):
    page = visit("mette")
    page.clock.install()
    page.goto(f"/sager/{case.pk}/")
    said = page.locator("form#note [data-saved]")
    assert said.inner_text() == ""
    page.locator("form#note textarea").fill("Ringede til skolen, men nåede ikke")
    page.clock.run_for(11_000)
    page.locator("form#note").get_by_text(re.compile(r"Gemt kl\. \d\d\.\d\d")).wait_for()
    page.reload()
    assert page.locator("form#note textarea").input_value() == "Ringede til skolen, men nåede ikke"
    assert said.inner_text().startswith("Kladde gemt i dag kl.")
    looked_at(page)


def test_on_a_phone_what_is_over_time_stands_on_the_first_screen(world, visit):
    world.register(world.concern())
    cover(world.birgit, world.brondby, of=world.member("soeren"), by=None, from_on=today(), until_on=today() + timedelta(days=20))
    with clock_at(now() + timedelta(days=9)):
        for _each in range(4):
            world.concern()
        page = visit("mette")
        for view in ("", "?vis=overdue"):
            page.set_viewport_size({"width": 390, "height": 844})
            page.goto(f"/overblik/{view}")
            late, inbox = page.locator(".turn .due.late").first.bounding_box(), page.locator("#inbox").bounding_box()
            assert late["y"] + late["height"] < 844
            assert late["y"] < inbox["y"]
            page.set_viewport_size({"width": 1440, "height": 900})
            assert page.locator("#inbox").bounding_box()["y"] < page.locator(".turn").bounding_box()["y"]
        page.set_viewport_size({"width": 390, "height": 844})
        page.goto("/overblik/")
        assert violations(page) == []


def test_on_a_phone_the_way_out_stands_in_the_top_line_in_english_too(visit):
    page = visit("mette")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/en/")
    brand, out = page.locator(".brand").bounding_box(), page.locator(".who .button").bounding_box()
    assert out["y"] < brand["y"] + brand["height"]
    assert page.evaluate(TOO_WIDE) == []
    assert violations(page) == []


def leave(world, page, address):
    """Go elsewhere from a page on which something was written; what leaving sends by itself is stored when this comes back."""
    with world.at("mette"):
        before = list(Draft.objects.values_list("saved_at"))
        page.goto(address)
        until = time.monotonic() + 15
        while list(Draft.objects.values_list("saved_at")) == before:
            assert time.monotonic() < until, "what was written is not saved on leaving"
            time.sleep(0.05)


def test_what_is_being_written_in_an_assessment_is_not_lost_in_silence(world, case, visit):
    page = visit("mette")
    page.goto(f"/sager/{case.pk}/vurdering/")
    page.get_by_label("Det, der bekymrer").or_(page.locator("[name=worry]")).first.fill("Skrevet lige før jeg gik.")
    page.get_by_role("link", name="Tilføj en oplysning").first.click()
    finding = page.locator("form[data-unsaved]")
    finding.locator("textarea").fill("Han spiller håndbold.")
    page.get_by_role("button", name="Gør vurderingen færdig").click()
    page.get_by_text("Oplysningen er ikke gemt endnu.").wait_for()
    assert page.url.endswith("/vurdering/")
    assert finding.locator("textarea").input_value() == "Han spiller håndbold."
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    leave(world, page, f"/sager/{case.pk}/")  # the browser asks, and whoever says yes goes
    assert asked == ["beforeunload"]
    page.goto(f"/sager/{case.pk}/vurdering/")
    assert page.locator("[name=worry]").input_value() == "Skrevet lige før jeg gik."


LONG_AND_REFUSED = "Skrevet, og så nægtet." * 1_000  # a text has 20,000 signs


@pytest.mark.parametrize(
    ("page_of", "field", "said", "button"),
    [
        ("vurdering/", "worry", "Skrevet, og så nægtet.", "Gør vurderingen færdig"),
        ("faelles-vurdering/", "worried", "Skrevet, og så nægtet.", "Skriv under"),
        ("", "text", LONG_AND_REFUSED, "Gem note"),
        ("noter/{note}/", "text", LONG_AND_REFUSED, "Gem tilføjelsen"),
    ],
)
def test_what_a_refused_press_left_in_the_fields_is_kept(world, case, visit, page_of, field, said, button):
    with world.at("mette"):
        page_of = page_of.format(note=Note.objects.get().pk)
    if page_of.startswith("faelles"):
        begin(world, case)
    page, before = visit("mette"), now()
    page.goto(f"/sager/{case.pk}/{page_of}")
    form = page.locator("form[data-draft-url]")
    form.locator(f"[name={field}]").fill(said)
    form.get_by_role("button", name=button).click()
    page.locator(".form-error").first.wait_for()
    page.get_by_text(re.compile(r"^Gemt kl\. \d\d\.\d\d$")).wait_for()
    with world.at("mette"):
        assert Draft.objects.get().saved_at > before
    form.locator(f"[name={field}]").fill(f"Skrevet siden. {said}")
    leave(world, page, f"/sager/{case.pk}/dokumenter/")
    page.goto(f"/sager/{case.pk}/{page_of}")
    assert page.locator(f"form[data-draft-url] [name={field}]").input_value() == f"Skrevet siden. {said}"
