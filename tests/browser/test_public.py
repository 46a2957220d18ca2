"""The public site in a browser: at a desk and on a phone, by keyboard, with and without JavaScript; axe on every page."""

from pathlib import Path

import pytest

from infohus.gateways import limits
from tests.browser.axe import violations

CASES = Path(__file__).parent.parent / "cases"
WIDTHS = {"desk": (1440, 900), "phone": (390, 844)}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(live_server):
    """The address of the site, with its cast."""
    from infohus.demo.world import World

    limits.forget()
    World()
    return live_server.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def visit(chromium, site):
    """Open a page of the site in a fresh browser of a width; what its console complains of is kept."""
    contexts = []

    def opened(path="/", width="desk", script=True):
        size = WIDTHS[width]
        context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, java_script_enabled=script, base_url=site)
        context.route("https://www.dmi.dk/**", lambda route: route.fulfill(body="<h1>Vejret</h1>", content_type="text/html"))
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text) if "Content Security" in message.text else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()


def name(page):
    """The name of the page, without its room."""
    return page.locator("main").get_attribute("data-page").removeprefix("concerns.")


def is_sound(page):
    """No violation of axe, nothing wider than the screen, at most one filled button, no complaint of the browser."""
    assert page.complaints == [], name(page)
    assert violations(page) == [], name(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name(page)
    assert page.locator("main .button-primary:visible").count() <= 1, name(page)
    page.complaints.clear()  # axe itself tries inline styles


def arrives(page, wanted):
    """Wait until this page is there."""
    page.wait_for_selector(f"main[data-page='concerns.{wanted}']", timeout=30_000)


def go_on(page):
    """Press the filled button, and come to the next page."""
    press(page, page.locator("main .button-primary:visible"))


def press(page, what):
    """Press what leads to another page."""
    with page.expect_navigation():
        what.click()


@pytest.mark.function("C12", "S38", act="file_concern")
@pytest.mark.function("S25", part="at once", page="concerns:concern")
@pytest.mark.parametrize("width", WIDTHS)
def test_the_whole_way_from_the_front_page_to_the_code(visit, width):
    page = visit("/", width)
    press(page, page.locator("[data-act=file_concern]"))
    is_sound(page)
    page.check("[name=acute][value=yes]")
    assert page.get_by_text("Vent ikke på svar fra os").is_visible(), "at once"
    page.check("[name=acute][value=no]")
    assert not page.get_by_text("Vent ikke på svar fra os").is_visible()
    go_on(page)
    arrives(page, "step_facts")
    go_on(page)
    page.wait_for_selector("#errors:focus")
    is_sound(page)
    page.locator("#errors a").click()
    assert page.evaluate("document.activeElement.name") == "observed"
    page.keyboard.type("Han viste min søn en video af et angreb.")
    page.check("[name=how_known][value=seen]")
    go_on(page)
    assert name(page) == "step_well"
    page.fill("[name=goes_well]", "Han tegner.")
    page.locator("details:not(.term) summary").click()
    page.check("[value=A06]")
    assert page.get_by_text("Det, du har valgt, kan være farligt for nogen.").is_visible()
    is_sound(page)
    go_on(page)
    assert name(page) == "acute"
    is_sound(page)
    press(page, page.get_by_role("button", name="Skriv videre"))
    assert name(page) == "step_person"
    is_sound(page)
    page.check("[name=under_18][value=yes]")
    go_on(page)
    is_sound(page)
    page.check("[name=source][value=friend]")
    go_on(page)
    assert name(page) == "check"
    is_sound(page)
    refused = {"name": "tegning.svg", "mimeType": "image/svg+xml", "buffer": b"<svg xmlns='http://www.w3.org/2000/svg'/>"}
    kept = {"name": "navne.txt", "mimeType": "text/plain", "buffer": (CASES / "navne.txt").read_bytes()}
    page.set_input_files("[name=files]", [kept, refused])
    go_on(page)
    page.wait_for_selector("#errors:focus")
    assert (name(page), page.get_by_text("navne.txt").first.is_visible()) == ("check", True)
    is_sound(page)
    go_on(page)
    assert name(page) == "receipt"
    is_sound(page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Kopiér koden").click()
    code = page.locator("#code-shown").inner_text().replace("\n", "")
    assert page.evaluate("navigator.clipboard.readText()") == code
    page.emulate_media(media="print")
    assert page.locator("#code-shown").is_visible()
    page.emulate_media(media="screen")
    assert page.locator("nav").count() == 0, "no link beside »Jeg har gemt koden« leads away from the code"
    page.reload()
    assert page.locator("#code-shown").inner_text().replace("\n", "") == code, "asked for again it is the same"
    press(page, page.get_by_role("link", name="Jeg har gemt koden"))
    assert name(page) == "saved"
    assert page.context.cookies() == []


def tab_to(page, wanted, most=60):
    """Press Tab until something is reached; how often."""
    for pressed in range(1, most):
        page.keyboard.press("Tab")
        if page.locator(f":focus{wanted}").count():
            return pressed
    raise AssertionError(f"never came to {wanted}")


@pytest.mark.function("C12", act="file_concern")
def test_by_keyboard_alone_and_without_javascript(visit):
    page = visit("/", script=False)
    tab_to(page, "[data-act=file_concern]")
    page.keyboard.press("Enter")
    arrives(page, "step_first")
    tab_to(page, "[name=about]")
    page.keyboard.press("ArrowDown")
    tab_to(page, ".button-primary")
    page.keyboard.press("Enter")
    arrives(page, "step_facts")
    tab_to(page, "[name=observed]")
    page.keyboard.type("Min datter er begyndt at skrive med nogen.")
    tab_to(page, "[name=when_where]")
    page.keyboard.type("Hele efteråret")
    page.keyboard.press("Enter")  # in a single line Enter goes on, not back
    arrives(page, "step_well")
    tab_to(page, ".button-primary")
    page.keyboard.press("Space")
    arrives(page, "step_person")
    tab_to(page, ".button-primary")
    page.keyboard.press("Space")
    arrives(page, "step_you")
    assert page.get_by_text("Når det handler om dit eget barn").is_visible()
    tab_to(page, ".button-primary")
    page.keyboard.press("Space")
    arrives(page, "check")
    assert page.get_by_text("Hele efteråret").is_visible()
    tab_to(page, ".button-primary")
    page.keyboard.press("Space")
    arrives(page, "receipt")
    assert "Skriv koden af på papir" in page.content()


@pytest.mark.function("C12", act="file_concern")
@pytest.mark.parametrize("width", WIDTHS)
def test_by_keyboard_alone_through_an_acute_sign_to_the_receipt_and_back(visit, width):
    page = visit("/bekymring/", width)
    page.context.grant_permissions(["clipboard-write"])  # as a browser with a screen does for a press
    tab_to(page, "[name=about]")
    page.keyboard.press("Space")
    tab_to(page, ".button-primary")
    page.keyboard.press("Enter")
    arrives(page, "step_facts")
    assert page.locator("h1:focus").count() == 1
    assert tab_to(page, "[name=observed]") == 1, "after the heading comes the first question"
    page.keyboard.type("Han siger, at de skal dø.")
    tab_to(page, ".button-primary")
    page.keyboard.press("Enter")
    arrives(page, "step_well")
    tab_to(page, ":has-text('Har du set noget af dette?')")
    page.keyboard.press("Enter")
    tab_to(page, "[name=signs][value=A06]")
    page.keyboard.press("Space")
    assert page.get_by_role("alert").get_by_text("Det, du har valgt, kan være farligt for nogen.").is_visible()
    tab_to(page, ".button-primary")
    page.keyboard.press("Enter")
    arrives(page, "acute")
    assert page.locator("h1:focus").count() == 1
    assert tab_to(page, "[name=go][value=check]") == 3, "after the two numbers that can be called"
    page.keyboard.press("Enter")
    arrives(page, "check")
    tab_to(page, ".button-primary")
    back(page, "acute")
    page.go_forward()
    arrives(page, "check")
    tab_to(page, ".button-primary")
    page.keyboard.press("Enter")
    arrives(page, "receipt")
    tab_to(page, "[data-copy]")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Kopieret").wait_for()


def test_a_link_within_a_page_is_no_step(visit):
    page = visit("/bekymring/")
    go_on(page)
    arrives(page, "step_facts")
    page.fill("[name=observed]", "Noget.")
    page.locator(".skipnav").focus()
    page.keyboard.press("Enter")
    go_on(page)
    arrives(page, "step_well")
    page.go_back()
    arrives(page, "step_facts")
    page.go_back()
    assert (name(page), page.input_value("[name=observed]")) == ("step_facts", "Noget.")
    back(page, "step_first")


def test_without_javascript_the_next_page_shows_the_numbers(visit):
    page = visit("/bekymring/", "phone", script=False)
    go_on(page)
    page.fill("[name=observed]", "Han siger, at de skal dø.")
    go_on(page)
    page.locator("details:not(.term) summary").click()
    page.check("[value=A06]")
    go_on(page)
    assert name(page) == "acute"
    press(page, page.get_by_role("button", name="Gå til sidste trin og send"))
    assert name(page) == "check"
    go_on(page)
    assert name(page) == "receipt"


def test_leaving_replaces_the_page_and_back_shows_nothing_of_ours(visit):
    page = visit("/")
    press(page, page.locator("[data-act=file_concern]"))
    go_on(page)
    page.fill("[name=observed]", "HEMMELIGT")
    go_on(page)
    page.get_by_role("link", name="Forlad siden").click()
    page.wait_for_url("https://www.dmi.dk/")
    for _time in range(4):
        page.go_back()
        page.wait_for_timeout(400)
        assert "HEMMELIGT" not in page.content()
        assert page.locator("main").count() == 0
        if page.url == "about:blank":
            break


def test_leaving_without_javascript_says_what_the_browser_remembers(visit):
    page = visit("/bekymring/", script=False)
    press(page, page.get_by_role("link", name="Forlad siden"))
    assert name(page) == "left"
    assert page.get_by_text("Din browser kan huske de sider").is_visible()
    press(page, page.get_by_role("link", name="Se vejret"))
    assert page.url == "https://www.dmi.dk/"


def test_in_a_flood_the_browser_works_for_its_turn(visit, settings):
    settings.FLOOD_LIMITS = ((1, 100), (60, 900))
    page = visit("/bekymring/")
    for _step in range(5):
        if name(page) == "step_facts":
            page.fill("[name=observed]", "Noget.")
        go_on(page)
    before = visit("/bekymring/", script=False)
    for _step in range(6):
        if name(before) == "step_facts":
            before.fill("[name=observed]", "En anden.")
        go_on(before)
    assert name(before) == "receipt"
    go_on(page)
    arrives(page, "patience")  # it came to its last page before there were many
    is_sound(page)
    go_on(page)
    arrives(page, "receipt")


@pytest.mark.parametrize("width", WIDTHS)
def test_what_comes_twice_and_what_is_not_stored_is_sound_too(visit, monkeypatch, width):
    page = visit("/bekymring/", width)
    for _step in range(5):
        if name(page) == "step_facts":
            page.fill("[name=observed]", "Noget.")
        go_on(page)
    arrives(page, "check")
    twice = page.content()
    go_on(page)
    arrives(page, "receipt")
    page.set_content(twice)
    page.locator("[name=observed]").evaluate("field => field.value = 'Noget andet.'")
    go_on(page)
    arrives(page, "differs")
    is_sound(page)
    go_on(page)
    assert name(page) == "added"
    is_sound(page)


# ---------- The browser's own Back


ANSWERS = [  # step by step what is typed, by a field of the step
    ("step_first", "[name=about][value=other]", None),
    ("step_facts", "[name=observed]", "Han viste en video."),
    ("step_well", "[name=goes_well]", "Han tegner."),
    ("step_person", "[name=who]", "T.V."),
    ("step_you", "[name=reporter_best]", "Om aftenen"),
]


def answer(page, field, text):
    """Fill in one field of a step."""
    page.fill(field, text) if text else page.check(field)


def walked(page):
    """All five steps answered, and the last page reached."""
    for step, field, text in ANSWERS:
        arrives(page, step)
        answer(page, field, text)
        go_on(page)
    arrives(page, "check")


def back(page, wanted):
    """The browser's own Back, to a step."""
    page.go_back()
    arrives(page, wanted)


def concerns():
    """How many were filed, and all that reporters wrote."""
    from django.db import transaction

    from infohus.cases.models import Case
    from infohus.db.context import SYSTEM, acting

    with acting(SYSTEM), transaction.atomic():
        return Case.objects.count()


@pytest.mark.parametrize("width", WIDTHS)
def test_back_shows_every_step_with_what_was_typed_and_on_again_loses_nothing(visit, width):
    page = visit("/bekymring/", width)
    asked = []
    walked(page)
    page.on("request", lambda request: asked.append(request.url) if "/static/" not in request.url else None)
    for step, field, text in reversed(ANSWERS):
        back(page, step)
        assert page.locator("h1:focus").count() == 1, "a screen reader reads where one is"
        assert page.input_value(field) == text if text else page.is_checked(field)
    assert asked == [], "a step that was seen is not asked for again"
    is_sound(page)
    page.go_forward()
    arrives(page, "step_facts")
    page.fill("[name=observed]", "Han viste to videoer.")
    for step, field, text in ANSWERS[2:]:
        go_on(page)
        arrives(page, step)
        assert page.input_value(field) == text, "what was answered after it comes along"
    go_on(page)
    arrives(page, "check")
    for told in ("Han viste to videoer.", "Han tegner.", "T.V.", "Om aftenen"):
        assert page.get_by_text(told, exact=True).is_visible(), told
    assert concerns() == 0
    assert page.evaluate("[sessionStorage.length, localStorage.length, document.cookie]") == [0, 0, ""]
    assert page.evaluate("JSON.stringify(history.state)").count("video") == 0


def test_the_last_page_always_shows_what_it_sends(visit):
    page = visit("/bekymring/")
    walked(page)
    press(page, page.locator("[name=go][value='2']").first)
    arrives(page, "step_facts")
    page.fill("[name=observed]", "Rettet.")
    page.go_back()
    arrives(page, "check")
    page.get_by_text("Rettet.", exact=True).wait_for()
    go_on(page)
    arrives(page, "receipt")
    page.get_by_text("Læs det, du har sendt").click()
    assert page.get_by_text("Rettet.").is_visible()


def test_after_the_receipt_back_says_that_it_is_sent_and_files_nothing_twice(visit):
    page = visit("/bekymring/")
    walked(page)
    go_on(page)
    arrives(page, "receipt")
    code = page.locator("#code-shown").inner_text()
    page.reload()
    assert page.locator("#code-shown").inner_text() == code, "the page can be loaded again"
    page.wait_for_url("**#kode")  # the receipt has taken a place of its own in the history
    back(page, "check")
    page.get_by_role("alert").get_by_text("Retter du noget og sender igen, kan du sende det nye som en tilføjelse.").wait_for()
    assert page.get_by_text("Intet er sendt endnu.").count() == 0
    page.get_by_text("Om aftenen", exact=True).wait_for()
    is_sound(page)
    page.go_forward()
    arrives(page, "receipt")
    assert page.locator("#code-shown").inner_text() == code
    back(page, "check")
    go_on(page)  # sent again as it was
    arrives(page, "receipt")
    assert (page.locator("#code-shown").inner_text(), concerns()) == (code, 1)
    page.wait_for_url("**#kode")  # the receipt has taken a place of its own in the history
    back(page, "check")
    back(page, "step_first")  # where the first receipt was
    page.get_by_role("alert").get_by_text("Det, du skrev, er sendt.").wait_for()
    is_sound(page)
    for _time in range(4):
        page.go_back()
        page.wait_for_timeout(100)
        page.get_by_text("Det, du skrev, er sendt.").wait_for()
    press(page, page.get_by_role("link", name="Tilføj noget med koden"))
    assert page.locator("main").get_attribute("data-page") == "mailboxes.code"
    assert concerns() == 1


@pytest.mark.parametrize("saved", [False, True])
def test_whoever_leaves_from_the_receipt_leaves_no_code_behind(visit, saved):
    page = visit("/")
    press(page, page.locator("[data-act=file_concern]"))
    walked(page)
    go_on(page)
    arrives(page, "receipt")
    code = page.locator("#code-shown").inner_text()
    if saved:
        page.get_by_role("link", name="Jeg har gemt koden").click()
        arrives(page, "saved")
        back(page, "receipt")
        assert page.locator("#code-shown").inner_text() == code, "one press too many is no loss"
        page.go_forward()
        arrives(page, "saved")
    page.get_by_role("link", name="Forlad siden").click()
    page.wait_for_url("https://www.dmi.dk/")
    posted = []
    page.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)
    for _time in range(12):
        page.go_back()
        page.wait_for_timeout(200)
        assert page.locator("main").count() == 0
        if page.url == "about:blank":
            break
    assert posted == [], "no place asks for the code again by sending the form"


def test_what_is_corrected_after_the_receipt_becomes_an_addition(visit):
    page = visit("/bekymring/", "phone")
    walked(page)
    go_on(page)
    arrives(page, "receipt")
    page.wait_for_url("**#kode")
    back(page, "check")
    press(page, page.locator("[name=go][value='3']").first)
    arrives(page, "step_well")
    page.fill("[name=worry]", "Han har en kniv.")
    go_on(page)
    arrives(page, "check")
    go_on(page)
    arrives(page, "differs")
    assert page.input_value("[name=text]") == "Hvad du er bekymret for\nHan har en kniv."
    page.go_back()
    arrives(page, "check")
    page.go_forward()
    arrives(page, "differs")
    go_on(page)
    arrives(page, "added")
    assert concerns() == 1


def test_a_page_loaded_anew_in_the_middle_asks_first_and_says_what_became_of_it(visit):
    page = visit("/bekymring/")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    go_on(page)
    arrives(page, "step_facts")
    page.locator("[name=observed]").press_sequentially("Noget.")
    page.reload()
    arrives(page, "step_first")
    assert asked == ["beforeunload"]
    assert page.get_by_role("alert").get_by_text("Siden er hentet forfra.").is_visible()
    page.goto("/bekymring/")
    assert page.get_by_role("alert").count() == 0
    assert asked == ["beforeunload"], "nothing was typed yet"
    page.check("[name=about][value=child]")
    page.get_by_role("link", name="Forlad siden").click()
    page.wait_for_url("https://www.dmi.dk/")
    assert asked == ["beforeunload"], "whoever leaves is not held back"


def test_without_a_connection_the_text_stays(visit):
    page = visit("/bekymring/")
    go_on(page)
    page.fill("[name=observed]", "Skrevet i et tog.")
    page.route("**/bekymring/", lambda route: route.abort())
    page.locator("main .button-primary:visible").click()
    page.get_by_text("Der er ingen forbindelse lige nu.").wait_for()
    assert page.input_value("[name=observed]") == "Skrevet i et tog."
    page.unroute("**/bekymring/")
    go_on(page)
    arrives(page, "step_well")


def test_leaving_forgets_the_steps_too(visit):
    page = visit("/")
    press(page, page.locator("[data-act=file_concern]"))
    walked(page)
    page.get_by_role("link", name="Forlad siden").click()
    page.wait_for_url("https://www.dmi.dk/")
    for _time in range(9):
        page.go_back()
        page.wait_for_timeout(200)
        assert "Han viste en video." not in page.content()
        assert page.locator("main").count() == 0
        if page.url == "about:blank":
            break


def test_without_javascript_every_step_says_how_to_go_back(visit):
    page = visit("/bekymring/", script=False)
    for step, field, text in ANSWERS:
        assert "brug knapperne her på siden og ikke browserens egen" in page.locator("noscript p").all_text_contents()[-1], step
        assert page.locator("noscript p").last.bounding_box()["height"] > 20, "it is shown"
        answer(page, field, text)
        go_on(page)
    assert name(page) == "check"
    assert "brug knapperne her på siden" in page.locator("noscript p").all_text_contents()[-1]
    for number in (5, 4, 3, 2):
        press(page, page.get_by_role("button", name=f"Tilbage til trin {number}"))
    assert page.input_value("[name=observed]") == "Han viste en video."
