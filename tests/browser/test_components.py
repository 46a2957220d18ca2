"""The components in a browser: axe, focus, calendar, leaving, drafts, proof of work, and without JavaScript."""

import json
import threading

import altcha
import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db.transaction import non_atomic_requests
from django.http import HttpResponse
from django.template import engines
from django.test import override_settings
from django.urls import include, path

from infohus.ui import context, forms, views
from tests.browser.axe import TOO_WIDE, violations


@non_atomic_requests
def trial(request):
    """A public page with what needs JavaScript."""
    request.municipality = {"name": "Brøndby Kommune"}
    challenge = json.dumps(altcha.create_challenge("PBKDF2/SHA-256", 100, hmac_secret="k").to_dict())
    given = {"f": forms.Specimen(auto_id="%s"), "challenge": challenge, "got": ""}
    if request.method == "POST":
        given["got"] = f"proof: {altcha.verify_solution(request.POST['proof'], 'k').verified}, told: {request.POST['told']}"
    return HttpResponse(engines["jinja2"].from_string(TRIAL).render(given, request))


TRIAL = """
{% extends "ui/public.html" %}{% import "ui/dkfds.html" as dkfds %}{% import "ui/ours.html" as ours %}
{% block title %}Prøve{% endblock %}{% block page %}ui.trial{% endblock %}
{% block main %}<h1>Prøve</h1>{% call ours.acute() %}<p>Ring 112</p>{% endcall %}<p id="got">{{ got }}</p>
{{ ours.code("K7QF-2M9T-XW4B-8HDN") }}{{ dkfds.copy_button("Kopiér", "code-shown") }}
<p data-saved role="status"></p>
{% call dkfds.form(draft="/kladde/") %}{{ dkfds.field(f.signs, acute=["A04"]) }}{{ dkfds.field(f.told) }}{{ dkfds.field(f.born) }}
{{ dkfds.proof(challenge) }}{{ dkfds.button("Send") }}{% endcall %}{% endblock %}
"""


@non_atomic_requests
def draft(request):
    """Where drafts are saved."""
    return HttpResponse(f"Gemt: {request.POST['told']}", content_type="text/plain; charset=utf-8")


handler404 = views.not_found
urlpatterns = [path("", include("infohus.ui.urls")), path("prove/", trial), path("kladde/", draft)]


class Quiet(WSGIRequestHandler):
    """A server that says nothing."""

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def served():
    """The room alone, with its headers, without door and database."""
    storages = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(
        ROOT_URLCONF=__name__, MIDDLEWARE=["infohus.ui.headers.security_headers"], STORAGES=storages, ALLOWED_HOSTS=["localhost"]
    ):
        server = ThreadedWSGIServer(("localhost", 0), Quiet)
        server.set_app(StaticFilesHandler(get_wsgi_application()))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()
        server.server_close()


@pytest.fixture
def tab(chromium):
    """A page of 1440 px that fails on errors of script and on what the Content-Security-Policy stopped."""
    context = chromium.new_context(
        viewport={"width": 1440, "height": 900}, locale="da-DK", permissions=["clipboard-read", "clipboard-write"]
    )
    page, wrong = context.new_page(), []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda line: wrong.append(line.text) if "Content Security Policy" in line.text else None)
    yield page
    context.close()
    assert not wrong


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("address", ["/ui/", "/prove/", "/findes-ikke/"])
def test_components_have_no_violation_and_fit(served, tab, address, width):
    tab.set_viewport_size({"width": width, "height": 900})
    tab.goto(served + address)
    assert violations(tab) == []
    assert tab.evaluate(TOO_WIDE) == []
    assert tab.evaluate("document.fonts.ready.then(() => document.fonts.check('16px \"IBM Plex Sans\"'))")


def test_the_summary_has_the_focus_and_leads_to_each_field(served, tab):
    tab.goto(served + "/ui/")
    assert tab.evaluate("document.activeElement.id") == "errors"
    described = tab.evaluate("document.getElementById(document.activeElement.getAttribute('aria-describedby')).innerText")
    assert described.split("\n")[0] == "Skriv et kort svar."
    for link in tab.locator("#errors a").all():
        link.click()
        target = link.get_attribute("href")[1:]
        assert tab.evaluate("document.activeElement.id") == target
    told = tab.locator("#wrong-born")
    assert (told.get_attribute("aria-invalid"), told.get_attribute("aria-describedby")) == ("true", "wrong-born-hint wrong-born-error")
    assert told.input_value() == "31/4-11"


def test_an_acute_sign_opens_the_box_at_once(served, tab):
    tab.goto(served + "/prove/")
    box = tab.locator(".acute")
    assert not box.is_visible()
    tab.get_by_label("Trusler om vold").check()
    assert box.is_visible()
    tab.get_by_label("Trusler om vold").uncheck()
    assert not box.is_visible()


def test_the_calendar_says_the_real_weekday_and_is_operated_by_keyboard(served, tab):
    tab.goto(served + "/prove/")
    tab.get_by_label("Fødselsdag", exact=False).first.fill("28.02.2027")
    tab.get_by_role("button", name="Vælg i kalender").click()
    assert tab.evaluate("document.activeElement.ariaLabel") == "søndag den 28. februar 2027"
    assert violations(tab) == []
    tab.keyboard.press("ArrowRight")
    assert tab.evaluate("document.activeElement.ariaLabel") == "mandag den 1. marts 2027"
    tab.keyboard.press("Enter")
    assert tab.locator("#born").input_value() == "01.03.2027"
    assert tab.evaluate("document.activeElement.id") == "born"


def test_the_code_is_copied(served, tab):
    tab.goto(served + "/prove/")
    tab.get_by_role("button", name="Kopiér").click()
    tab.get_by_role("button", name="Kopieret").wait_for()
    assert tab.evaluate("navigator.clipboard.readText()") == "K7QF-2M9T-XW4B-8HDN"


def test_the_proof_of_work_is_the_one_the_server_verifies(served, tab):
    tab.goto(served + "/prove/")
    tab.locator("#told").fill("Han viste en video.")
    tab.get_by_role("button", name="Send").click()
    tab.get_by_text("proof: True, told: Han viste en video.").wait_for()


def test_a_draft_is_saved_and_said(served, tab):
    tab.clock.install()
    tab.goto(served + "/prove/")
    tab.locator("#told").fill("Halvt skrevet")
    tab.clock.run_for(11_000)
    tab.get_by_text("Gemt: Halvt skrevet").wait_for()


def test_leaving_shows_nothing_of_ours_also_after_back(served, tab):
    neutral = []
    tab.context.route(
        "https://www.dmi.dk/**",
        lambda route: (neutral.append(1), route.fulfill(body="<title>Vejret</title>Vejret", content_type="text/html")),
    )
    tab.goto(served + "/prove/?1")
    tab.goto(served + "/prove/?2")
    tab.locator("#told").fill("Noget personligt")
    tab.get_by_role("link", name="Forlad siden").click()
    tab.wait_for_url(context.NEUTRAL)
    tab.go_back(wait_until="commit")
    tab.wait_for_url(context.NEUTRAL)
    assert len(neutral) == 2
    tab.goto(served + "/prove/")  # who comes back on purpose is let in
    assert tab.locator("h1").is_visible()
    assert tab.locator("#told").input_value() == ""


def test_without_javascript_all_is_there_but_the_buttons_that_need_it(served, chromium):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served + "/ui/")
    assert page.locator("#errors").is_visible()
    assert page.locator("#filled-told").is_editable()
    assert not page.locator("[data-calendar], [data-print], [data-copy]").first.is_visible()
    context.close()
