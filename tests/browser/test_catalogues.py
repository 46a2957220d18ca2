"""The catalogue in a browser: axe at both widths, two who write at once, printing, without JavaScript and by keyboard."""

from datetime import timedelta

import pytest

from infohus import lib
from infohus.catalogues import actions, queries
from infohus.catalogues.rules import Kind
from tests.browser.axe import obstacles

STAFF = [
    "", "sign/", "basis/", "link/", "number/", "sign/B04/", "basis/RPL115_2/", "link/PSP/", "number/COORDINATORS/", "text/ACUTE_BOX/ret/",
    "basis/RPL115_2/ret/", "print/FLOW_RECEIVED/ret/", "term/Sign/ret/", "link/ny/", "link/kontrol/", "sign/B04/kontrol/", "ord/", "kort/",
]  # fmt: skip
PUBLIC = ["/ord/", "/kort/", "/en/kort/", "/k/albertslund/kort/"]


def test_no_kind_of_text_has_an_obstacle_at_either_width(opened, world):
    """Kind by kind; tests/browser/test_axe.py looks at each address once."""
    again = lib.today() + timedelta(days=400)
    actions.check_entry(world.nikolaj, world.brondby, Kind.LINK, "PSP", version=0, check_again_on=again, broken=True)
    for name, paths in (("nikolaj", [f"/katalog/{path}" for path in STAFF]), ("", PUBLIC)):
        page = opened(name)
        for path in paths:
            assert page.goto(path).status == 200, path
            assert obstacles(page) == [], path


@pytest.mark.parametrize("scripts", [True, False])
def test_two_editors_see_both_texts_side_by_side(opened, world, scripts):
    page = opened("nikolaj", scripts)
    page.goto("/katalog/sign/B04/ret/")
    page.get_by_label("Tekst", exact=True).fill("Min tekst")
    said = {"source": "Egen ordlyd", "valid_from": lib.today()}
    actions.edit_catalogue(world.nikolaj, world.brondby, Kind.SIGN, "B04", version=0, text="Den andens tekst", **said)
    with page.expect_response(lambda response: response.request.method == "POST") as answer:
        page.get_by_role("button", name="Gem teksten").click()
    assert answer.value.status == 409
    page.get_by_text("har gemt en anden tekst imens").wait_for()
    assert page.get_by_text("Den andens tekst", exact=True).first.is_visible()
    own = page.locator("textarea[name=text]")
    assert own.input_value() == "Min tekst"
    if scripts:
        page.get_by_role("button", name="Sæt den ind under min").click()
        assert "Den andens tekst" in own.input_value()
    page.get_by_role("button", name="Gem teksten").click()
    assert page.locator("main").get_attribute("data-page") == "catalogues.entry"
    assert "Min tekst" in queries.entry(Kind.SIGN, "B04", authority=world.brondby.pk).text


def test_a_link_is_checked_by_keyboard_alone(opened, world):
    page = opened("nikolaj")
    page.goto("/katalog/link/PSP/kontrol/")
    page.get_by_label("Det Kriminalpræventive Råd om PSP-samarbejdet").first.focus()
    page.keyboard.press("Space")
    page.locator("[name=check_again_on]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/katalog/")
    assert page.get_by_text("Noteret, at 1 er set efter.").is_visible()
    assert queries.entry(Kind.LINK, "PSP", authority=world.brondby.pk).checked_on == lib.today()


@pytest.mark.function("S41", part="fetched by anybody", page="catalogues:cards")
def test_a_card_is_fetched_by_anybody_in_one_click(opened):
    page = opened()
    page.goto("/kort/")
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Bekymret for en under 18 år? (PDF)").click()
    assert fetched.value.suggested_filename == "handlekort-under-18.pdf"
    assert page.context.cookies() == []


def test_a_word_has_its_own_address(opened):
    page = opened()
    page.goto("/ord/#UNIT_HPM")
    assert page.locator("#UNIT_HPM").is_visible()
    assert page.evaluate("document.querySelector(':target').id") == "UNIT_HPM"
