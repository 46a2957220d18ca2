"""The mailbox, the professional's form and the page for advice in a browser: at a desk and on a phone, with and without JavaScript."""

from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client

from infohus.db.context import acting
from infohus.demo.world import World
from infohus.gateways import limits
from infohus.mailboxes import actions, views
from infohus.mailboxes.models import Mailbox, Message
from tests.browser.axe import obstacles

CASES = Path(__file__).parent.parent / "cases"
WIDTHS = {"desk": (1440, 900), "phone": (390, 844)}

pytestmark = pytest.mark.django_db(transaction=True)
everywhere = pytest.mark.parametrize(("width", "script"), [("desk", True), ("phone", False)])


@pytest.fixture
def town(live_server):
    """The cast; nobody has come or guessed yet."""
    limits.forget()
    views.GUESSES.forget()
    return World()


@pytest.fixture
def visit(chromium, live_server):
    """Open a page in a fresh browser of a width; what its console complains of is kept."""
    contexts = []

    def opened(path="/", width="desk", script=True, **cookie):
        size = WIDTHS[width]
        site = live_server.url.replace("127.0.0.1", "localhost")
        context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, java_script_enabled=script, base_url=site)
        for key, value in cookie.items():
            context.add_cookies([{"name": key, "value": value, "url": site}])
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
    """The name of the page."""
    return page.locator("main").get_attribute("data-page")


def is_sound(page, script=True):
    """At both widths: no violation of axe, nothing wider than the screen; one filled button at most, no complaint of the browser."""
    assert page.complaints == [], name(page)
    assert page.locator("main button.button-primary:visible, main a.button-primary:visible").count() <= 1, name(page)
    if not script:
        return
    assert obstacles(page) == [], name(page)
    page.complaints.clear()  # axe lays a style of its own


def onward(page):
    """Press the page's one filled button."""
    page.locator("main button.button-primary:visible").first.click()


def enter(page, code):
    """Type a code and open."""
    page.fill("[name=code]", code)
    onward(page)


def ask(town, text):
    """Mette writes to the reporter."""
    with acting(town.mette.context), transaction.atomic():
        box = Mailbox.objects.select_related("case__municipality", "municipality").get()
        actions.ask_reporter(town.mette, box, text=text)


def read_by_mette(town):
    """What lies in the mailbox, opened."""
    with acting(town.mette.context), transaction.atomic():
        return [message.text for message in Message.objects.order_by("at", "id")]


@everywhere
@pytest.mark.function("C12", act="write_to_mailbox")
def test_a_reporter_comes_back_reads_answers_and_closes(town, visit, width, script):
    receipt = town.file(observed="Han viste en video.")
    page = visit("/svar/", width, script)
    is_sound(page, script)
    enter(page, "K7QF-2M9T-XW4B-8HDN")
    assert "Koden passer ikke" in page.inner_text("main")
    is_sound(page, script)
    assert page.context.cookies() == []
    enter(page, receipt.code.lower().replace("-", " "))
    page.wait_for_selector('main[data-page="mailboxes.mailbox"]')
    is_sound(page, script)
    ask(town, "Var der andre til stede?\n\nDu bestemmer selv, om du vil svare.")
    page.reload()
    assert "Var der andre til stede?" in page.inner_text("article.message")
    page.fill("[name=text]", "Hans nummer er 010203-1234")
    page.set_input_files("[name=files]", str(CASES / "foto-med-gps.jpg"))
    onward(page)
    assert "ligner et CPR-nummer" in page.inner_text("#errors")
    is_sound(page, script)
    assert "foto-med-gps.jpg" in page.inner_text("main")
    page.fill("[name=text]", "Der var to andre.")
    onward(page)
    assert "ligger hos koordinatorerne" in page.inner_text("#toasts")
    is_sound(page, script)
    assert read_by_mette(town)[-1] == "Der var to andre."
    page.locator("summary").first.click()
    with page.expect_download() as got:
        page.get_by_role("link", name="Hent foto-med-gps.jpg").click()
    assert got.value.suggested_filename == "foto-med-gps.jpg"
    page.get_by_role("link", name="Luk postkassen for altid").click()
    is_sound(page, script)
    page.get_by_role("button", name="Luk for altid").click()
    page.wait_for_selector('main[data-page="mailboxes.closed"]')
    is_sound(page, script)
    assert page.context.cookies() == []
    page.goto("/svar/")
    enter(page, receipt.code)
    assert "Koden passer ikke" in page.inner_text("main")


def test_going_out_back_shows_nothing(town, visit):
    receipt = town.file(observed="Han viste en video.")
    page = visit("/svar/")
    enter(page, receipt.code)
    page.get_by_role("button", name="Gå ud af postkassen").click()
    page.wait_for_selector('main[data-page="mailboxes.left"]')
    is_sound(page)
    page.go_back()
    page.wait_for_selector('main[data-page="mailboxes.code"]')
    assert "Han viste en video." not in page.content()


@everywhere
def test_leaving_the_page_takes_every_cookie_along(town, visit, width, script):
    receipt = town.file(observed="Han viste en video.")
    page = visit("/svar/", width, script)
    page.route("https://www.dmi.dk/**", lambda route: route.fulfill(body="<h1>Vejret</h1>", content_type="text/html"))
    enter(page, receipt.code)
    page.wait_for_selector('main[data-page="mailboxes.mailbox"]')
    assert {cookie["name"] for cookie in page.context.cookies()} == {"infohus", "csrf"}
    page.get_by_role("link", name="Forlad siden").click()
    if script:
        page.wait_for_url("https://www.dmi.dk/")
    else:
        page.wait_for_selector('main[data-page="concerns.left"]')
    for _time in range(20):
        if page.context.cookies() == []:
            break
        page.wait_for_timeout(100)
    assert page.context.cookies() == []


def test_a_text_whose_half_hour_was_over_is_not_lost(town, visit):
    receipt = town.file()
    page = visit("/svar/")
    enter(page, receipt.code)
    page.fill("[name=text]", "Det tog lang tid at skrive.")
    page.context.clear_cookies(name="infohus")
    onward(page)
    page.wait_for_selector('main[data-page="mailboxes.code"]')
    assert "er ikke væk" in page.inner_text("main")
    is_sound(page)
    enter(page, receipt.code)
    assert page.input_value("[name=text]") == "Det tog lang tid at skrive."
    is_sound(page)
    onward(page)
    assert read_by_mette(town)[-1] == "Det tog lang tid at skrive."


@everywhere
@pytest.mark.function("C12", act="file_concern")
@pytest.mark.function("S41", part="save and go on", act="save_concern_draft")
def test_a_professional_saves_goes_on_sends_and_prints(town, visit, width, script):
    page = visit("/fagperson/", width, script)
    is_sound(page, script)
    page.click("[data-act=file_concern]")
    onward(page)
    assert "under 18" in page.inner_text("#errors")
    is_sound(page, script)
    page.check("[name=under_18][value=yes]")
    onward(page)
    page.fill("[name=observed]", "I timen sagde han, at manden var en helt.")
    page.get_by_role("button", name="Gem og fortsæt senere").click()
    page.wait_for_selector('main[data-page="concerns.professional_saved"]')
    is_sound(page, script)
    code = page.inner_text("#code-shown").replace("\n", "")
    page = visit("/svar/", width, script)
    enter(page, code)
    assert page.input_value("[name=observed]") == "I timen sagde han, at manden var en helt."
    is_sound(page, script)
    page.fill("[name=when_where]", "Mandag i 3. time")
    page.check("[name=how_known][value=seen]")
    page.fill("[name=alternatives]", "Ved ikke")
    onward(page)
    is_sound(page, script)
    onward(page)
    is_sound(page, script)
    for field in ("told_person", "told_parent_1"):
        page.check(f"[name={field}][value=yes]")
        page.fill(f"[name={field}_how]", "De blev kede af det.")
    page.check("[name=told_parent_2][value=nobody]")
    page.check("[name=interpreter][value=no]")
    onward(page)
    is_sound(page, script)
    page.check("[name=source][value=teacher]")
    for field, value in (
        ("done", "Intet endnu"),
        ("workplace", "Nordskolen"),
        ("reporter_name", "Lis Møller"),
        ("reporter_phone", "43 11 11 11"),
    ):
        page.fill(f"[name={field}]", value)
    onward(page)
    page.wait_for_selector('main[data-page="concerns.professional_check"]')
    is_sound(page, script)
    page.get_by_role("button", name="Send til kommunen").click()
    page.wait_for_selector('main[data-page="concerns.professional_receipt"]')
    is_sound(page, script)
    page.emulate_media(media="print")
    assert page.locator("article.sheet").is_visible()
    assert not page.locator("#code-shown").is_visible()


@everywhere
@pytest.mark.function("G9", "C12", act="answer_advice")
def test_a_question_without_a_person_is_asked_and_answered(town, visit, width, script):
    page = visit("/raad/", width, script)
    is_sound(page, script)
    page.check("[name=group][value=school]")
    page.select_option("[name=theme]", "CLASSROOM")
    page.fill("[name=question]", "Peter Hansen, født 1. maj 2010, taler om krigen.")
    onward(page)
    assert "Vil du fortælle om en bestemt person?" in page.inner_text("main")
    is_sound(page, script)
    page.fill("[name=question]", "Hvordan taler vi om krigen i 8. klasse?")
    onward(page)
    page.wait_for_selector('main[data-page="advice.asked"]')
    is_sound(page, script)
    code = page.inner_text("#code-shown").replace("\n", "")
    mette = visit("/raadgivning/", width, script, infohus=session_of(town, "mette"))
    is_sound(mette, script)
    mette.locator("td.act a").first.click()
    is_sound(mette, script)
    onward(mette)
    is_sound(mette, script)
    mette.fill("[name=answer]", "Tal om følelser først.")
    mette.fill("[name=minutes]", "20")
    onward(mette)
    assert name(mette) == "advice.questions"
    is_sound(mette, script)
    for address in ("/raadgivning/ny/", "/raadgivning/emner/"):
        mette.goto(address)
        is_sound(mette, script)
    page.goto("/svar/")
    enter(page, code)
    assert "Tal om følelser først." in page.inner_text("article.message")
    is_sound(page, script)


def session_of(town, who):
    """The session of one of the cast who has signed in."""
    client = Client()
    client.force_login(town.member(who).user)
    session = client.session
    session["demo"] = True
    session.save()
    return session.session_key
