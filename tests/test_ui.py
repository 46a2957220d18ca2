"""The room `ui`: how things are written and read, forms and refusals, headers, error pages."""

import json
import re
from datetime import UTC, date, datetime, time
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.template import engines
from django.test import RequestFactory, override_settings
from jinja2 import UndefinedError
from markupsafe import Markup

from infohus import lib
from infohus.lib import TZ, Refused, refuse
from infohus.ui import context, forms, rules, views
from infohus.ui.headers import security_headers

TUESDAY = date(2026, 11, 24)
MORNING = datetime(2026, 11, 24, 7, 12, tzinfo=UTC)  # 08.12 in Copenhagen
HERE = Path(__file__).parent
STATIC = HERE.parent / "infohus" / "ui" / "static" / "ui"


# ---------- How things are written


@pytest.mark.parametrize(
    ("on", "text"),
    [
        (date(2026, 11, 24), "i dag"),
        (date(2026, 11, 23), "i går"),
        (date(2026, 11, 25), "i morgen"),
        (date(2026, 11, 17), "tirs. 17. nov."),
        (date(2025, 11, 24), "24. nov. 2025"),
        (date(2026, 5, 1), "fre. 1. maj"),
        (date(2026, 3, 2), "man. 2. marts"),
    ],
)
def test_the_nearest_days_stand_in_words(on, text):
    assert rules.day(on, TUESDAY) == text


def test_moments_are_shown_in_copenhagen():
    assert rules.moment(MORNING, TUESDAY) == "i dag kl. 08.12"
    assert rules.clock(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)) == "kl. 00.30"
    assert rules.long_day(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)) == "torsdag 2. juli 2026"
    assert rules.full_day(TUESDAY) == "24. november 2026"


@pytest.mark.parametrize(
    ("at", "text", "css"),
    [
        (date(2026, 11, 22), "2 dage over", "late"),
        (date(2026, 11, 23), "1 dag over", "late"),
        (date(2026, 11, 24), "i dag", "today"),
        (date(2026, 11, 30), "man. 30. nov.", ""),
        (datetime(2026, 11, 25, 8, 12, tzinfo=TZ), "i morgen kl. 08.12", ""),
        (datetime(2026, 11, 24, 15, 30, tzinfo=TZ), "i dag kl. 15.30", "today"),
        (datetime(2026, 11, 24, 8, 11, tzinfo=TZ), "lige over tiden", "late"),
        (datetime(2026, 11, 24, 6, 0, tzinfo=TZ), "2 timer over", "late"),
        (datetime(2026, 11, 21, 6, 0, tzinfo=TZ), "3 dage over", "late"),
        (datetime(2026, 11, 12, 8, 13, tzinfo=TZ), "12 dage over", "late"),  # two of the same day, whatever their clocks
        (datetime(2026, 11, 12, 23, 59, 59, tzinfo=TZ), "12 dage over", "late"),
        (datetime(2026, 11, 23, 23, 0, tzinfo=TZ), "1 dag over", "late"),  # and of two the sooner never has fewer
        (datetime(2026, 11, 24, 23, 59, 59, tzinfo=TZ), "i dag", "today"),
        (datetime(2026, 11, 25, 0, 0, tzinfo=TZ), "i dag", "today"),  # 24.00 of today
        (None, "", ""),
    ],
)
def test_a_deadline_says_how_late_it_is(at, text, css):
    assert rules.due(at, MORNING) == (text, css)


def test_numbers_are_danish():
    assert [rules.number(1234), rules.number(-1234567), rules.number(12.5, 1), rules.number(3.0, 1)] == ["1.234", "-1.234.567", "12,5", "3"]
    assert [rules.percent(12.5), rules.percent(40), rules.percent(33.3333)] == ["12,5 %", "40 %", "33,3 %"]


def test_age_changes_on_the_birthday():
    born = date(2010, 11, 24)
    assert (rules.age_on(born, TUESDAY), rules.age_on(born, date(2026, 11, 23))) == (16, 15)
    assert (rules.years(born, TUESDAY), rules.years(date(2027, 1, 1), TUESDAY)) == ("16 år", "ikke født endnu")


def test_paragraphs_keep_every_line_and_no_markup():
    pasted = "Første\vanden\u2028tredje\ffjerde\r\n\r\n<script>alert(1)</script>\n\n\n\nSidste \u202elinje"
    assert rules.paragraphs(pasted) == (
        "<p>Første<br>anden<br>tredje<br>fjerde</p>\n<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n<p>Sidste [U+202E]linje</p>"
    )


def test_known_numbers_are_called_by_a_press_wherever_they_stand():
    own = {"alarm_phone": "112", "coordinator_phone": "43 00 00 00", "coordinator_hours": "8-15"}

    def shown(text):
        return rules.dialled(Markup(text), own)

    assert shown("<p>Ring <b>112</b>.</p>") == '<p>Ring <b><a class="num" href="tel:112">112</a></b>.</p>'
    assert shown("Ring 43 00 00 00, eller gå ind.") == 'Ring <a class="num" href="tel:43000000">43 00 00 00</a>, eller gå ind.'
    for left in (
        '<a href="tel:112">112</a>',
        "<textarea>112</textarea>",
        "<dd>Han ringede 112</dd>",
        "§ 112",
        "1123",
        "K112-A",
        '<i title="112">x</i>',
    ):
        assert shown(left) == left
    assert rules.dialled("<b>112", own) == '&lt;b&gt;<a class="num" href="tel:112">112</a>'
    assert rules.dialled(Markup("<p>112</p>"), {}) == "<p>112</p>"


# ---------- How what people type is read


@pytest.mark.parametrize(
    "text", ["1/3-27", "01.03.2027", "1. marts 2027", "2027-03-01", "1/3 2027", "01032027", "d. 1. mar. 27", "mandag den 1. marts 2027"]
)
def test_a_date_is_read_as_written(text):
    assert rules.read_date(text, TUESDAY) == date(2027, 3, 1)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("31/4-27", "30. april 2027"),
        ("1/3", "Skriv også årstallet, fx 1. marts 2027."),
        ("1. marts", "Skriv også årstallet"),
        ("3/31/2027", "Der er ingen måned 31."),
        ("29/2-27", "28. februar 2027"),
        ("0/3-27", "31. marts 2027"),
        ("tirsdag 1. marts 2027", "er en mandag"),
        ("1. martsen 2027", "fx 1. marts 2027"),
        ("1/3-1027", "1027"),
        ("snart", "fx 1. marts 2027"),
        ("\x00", "fx 1. marts 2027"),
    ],
)
def test_a_date_that_is_none_is_refused_with_an_example(text, says):
    with pytest.raises(Refused, match=re.escape(says)):
        rules.read_date(text, TUESDAY)


def test_day_and_month_are_never_swapped():
    assert rules.read_date("3/4-2027", TUESDAY) == date(2027, 4, 3)
    assert rules.read_date("12/11-2026", TUESDAY) == date(2026, 11, 12)


def test_a_short_year_of_birth_never_lies_ahead():
    assert rules.read_date("12/5-11", TUESDAY, past=True) == date(2011, 5, 12)
    assert rules.read_date("12/5-35", TUESDAY, past=True) == date(1935, 5, 12)
    with pytest.raises(Refused, match="fire cifre"):
        rules.read_date("25/11-26", TUESDAY, past=True)
    assert rules.read_date("25/11-26", TUESDAY) == date(2026, 11, 25)


@pytest.mark.parametrize("text", ["8.12", "kl. 08:12", "0812", "8 12"])
def test_a_time_is_read_as_written(text):
    assert rules.read_time(text) == time(8, 12)


def test_a_time_that_is_none_is_refused():
    with pytest.raises(Refused, match=r"fx 8\.30"):
        rules.read_time("25.00")


@pytest.mark.parametrize(
    "text", ["K7QF-2M9T-XW4B-8HD1", "k7qf2m9txw4b8hdi", "K7QF 2M9T XW4B 8HDl.", "k7qf–2m9t–xw4b–8hd1\r\n", " K7QF-2M9T-\nXW4B-8HD1"]
)
def test_a_code_is_read_whatever_its_spelling(text):
    assert rules.read_code(text) == "K7QF-2M9T-XW4B-8HD1"


@pytest.mark.parametrize(("text", "says"), [("K7QF", "Koden har 16 tegn. Her er 4."), ("U7QF-2M9T-XW4B-8HDN", "Bogstavet U")])
def test_a_code_that_cannot_be_one_is_refused_in_words(text, says):
    with pytest.raises(Refused, match=says):
        rules.read_code(text)


# ---------- Forms


class Note(forms.Form):
    title = forms.Text(label="Emne", longest=10, missing="Skriv et emne.")
    text = forms.LongText(label="Tekst", longest=50, required=False)
    on = forms.DanishDate(label="Dato", required=False)
    kind = forms.Choice(label="Art", choices=[("call", "Opkald")], required=False)


def test_submit_runs_the_action_with_the_fields_and_keeps_its_answer():
    form = Note({"title": "Skolen", "on": "1/3-27"})
    assert forms.submit(form, lambda actor, *, title, on, case, **rest: (actor, title, on, case), "Mette", case=7)
    assert form.result == ("Mette", "Skolen", date(2027, 3, 1), 7)


@pytest.mark.parametrize(("field", "lands"), [("title", "title"), ("elsewhere", "__all__"), (None, "__all__")])
def test_a_refusal_is_put_back_on_the_form(field, lands):
    def act(**given):
        raise Refused("Sagen er lukket.", field)

    form = Note({"title": "Skolen"})
    assert not forms.submit(form, act)
    assert form.errors == {lands: ["Sagen er lukket."]}
    assert form["title"].value() == "Skolen"


def test_all_that_is_refused_at_once_is_put_back_each_at_its_field():
    def act(**given):
        refuse([Refused("Kort.", "title"), Refused("Mangler.", "text"), Refused("Lukket."), Refused("Borte.", "elsewhere")])

    form = Note({"title": "Skolen"})
    assert not forms.submit(form, act)
    assert form.errors == {"title": ["Kort."], "text": ["Mangler."], "__all__": ["Lukket.", "Borte."]}
    assert refuse([]) is None


def test_an_action_does_not_run_on_a_form_that_is_wrong_or_not_sent():
    def act(**given):
        raise AssertionError("ran")

    assert not forms.submit(Note(), act)
    form = Note({"title": "", "text": "x" * 51, "on": "31/4-27", "kind": "\x00"})
    assert not forms.submit(form, act)
    assert form.errors["title"] == ["Skriv et emne."]
    assert form.errors["text"] == ["Teksten må højst være på 50 tegn. Den er på 51. Skriv den kortere."]
    assert form.errors["on"] == ["April 2027 har ingen dag nummer 31. Den sidste dag er 30. april 2027."]
    assert form.errors["kind"] == ["Vælg et af de svar, der står her."]


def test_a_text_from_word_is_kept_to_the_last_line():
    pasted = (HERE / "cases" / "tekst-kopieret-fra-word.txt").read_bytes().decode()
    field = forms.LongText()
    assert field.clean(pasted) == pasted.replace("\r\n", "\n")
    assert field.clean("Før\0 efter\v.") == "Før efter\v."


def test_one_line_refuses_nul_in_words():
    form = Note({"title": "a\0b"})
    assert not form.is_valid()
    assert form.errors["title"][0].endswith(".")


def test_a_date_is_shown_as_it_can_be_typed():
    form = Note(initial={"on": date(2027, 3, 1)})
    assert form["on"].value() == "01.03.2027"
    assert Note({"on": "31/4-27"})["on"].value() == "31/4-27"


# ---------- Headers, context, error pages


def answer(request=None, **attributes):
    response = HttpResponse("x")
    vars(response).update(attributes)
    return security_headers(lambda _: response)(request or RequestFactory().get("/sager/"))


def test_every_response_carries_the_headers():
    response = answer()
    assert "script-src 'self'; style-src 'self'; img-src 'self'; " in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]
    assert (response["Referrer-Policy"], response["Cache-Control"], response["X-Content-Type-Options"]) == (
        "no-referrer",
        "no-store",
        "nosniff",
    )


def test_data_pictures_only_where_a_page_asks_and_static_may_be_kept():
    assert "img-src 'self' data:;" in answer(allow_data_images=True)["Content-Security-Policy"]
    assert "Cache-Control" not in answer(RequestFactory().get("/static/ui/app.css"))


def test_a_page_is_made_without_session_user_or_database():
    class Closed:
        def __getattr__(self, name):
            raise AssertionError(f"touched {name}")

    request = RequestFactory().get("/")
    request.user, request.session = Closed(), SimpleNamespace()
    assert context.page(request)["site"]["person"] is None
    assert context.toasts(request) == []


def test_the_bar_shows_the_membership():
    request = RequestFactory().get("/sager/")
    request.membership = SimpleNamespace(
        user=SimpleNamespace(name="Mette Holm"), user_id=None, title="koordinator BKI", authority=SimpleNamespace(name="Brøndby Kommune")
    )
    request.menu = [("Mit overblik", "/overblik/", False), ("Sager", "/sager/", True)]
    page = views.not_found(request).content.decode()
    assert '<span class="name">Mette Holm</span><span class="role">, koordinator BKI</span>' in page
    assert '<a href="/sager/" aria-current="page">Sager</a>' in page
    assert "Forlad siden" not in page


def test_a_missing_variable_fails():
    with pytest.raises(UndefinedError):
        engines["jinja2"].from_string("{{ nobody_gave_this }}").render({})


@pytest.mark.parametrize(
    ("view", "status", "says"),
    [
        (views.bad_request, 400, "Vi kunne ikke læse det, du sendte"),
        (views.forbidden, 403, "Det kan du ikke her"),
        (views.csrf_failure, 403, "for længe"),
        (views.not_found, 404, "Siden findes ikke"),
        (views.server_error, 500, "Der skete en fejl hos os"),
    ],
)
def test_error_pages_are_danish_and_show_the_numbers(view, status, says):
    response = view(RequestFactory().get("/x"))
    page = response.content.decode()
    assert response.status_code == status
    assert says in page
    assert "112" in page
    assert 'data-page="ui.' in page


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/bekymring/", "/svar/", "/konti/log-paa/"])
@pytest.mark.parametrize("form", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_a_text_that_is_too_long_is_said_to_be_and_nothing_is_stored(world, client, address, form):
    text = "a" * 2_600_000
    body = f"observed={text}" if "url" in form else f'--x\r\nContent-Disposition: form-data; name="observed"\r\n\r\n{text}\r\n--x--\r\n'
    response = client.generic("POST", address, body, content_type=form)
    page = response.content.decode()
    assert response.status_code == 413
    assert "Teksten er for lang" in page
    assert "Intet af det, du sendte, er gemt." in page
    assert "112" in page


def test_a_refusal_by_right_is_shown_in_its_own_words():
    refusal = Exception()
    refusal.sentence = "Det kan kun en koordinator i Brøndby Kommune."
    assert refusal.sentence in views.forbidden(RequestFactory().get("/x"), refusal).content.decode()


@pytest.mark.parametrize("name", ["409", "413", "413_text", "429", "503", "refused"])
def test_the_other_error_pages_can_be_made(name):
    page = engines["jinja2"].get_template(f"ui/{name}.html").render({"sentence": "Sådan er det."}, RequestFactory().get("/x"))
    assert "<h1>" in page


def test_the_last_resort_needs_no_template():
    with override_settings(TEMPLATES=[]):
        response = views.server_error(RequestFactory().get("/x"))
    assert response.status_code == 500
    assert "Ring 112" in response.content.decode()


def test_nothing_vendored_asks_for_a_file_that_is_not_there():
    for sheet in STATIC.rglob("*.css"):
        text = sheet.read_text()
        assert "sourceMappingURL" not in text
        for address in re.findall(r"url\(['\"]?([^)'\"]+)", text):
            assert (sheet.parent / address).is_file(), address


def test_no_template_has_inline_style_or_script():
    for page in (HERE.parent / "infohus").rglob("templates/**/*.html"):
        assert not re.search(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=", page.read_text()), page


def test_the_clock_of_a_page_is_the_clock_of_the_house():
    with lib.clock_at(MORNING):
        assert engines["jinja2"].from_string("{{ at | moment }}").render({"at": MORNING}) == "i dag kl. 08.12"
        assert engines["jinja2"].from_string("{{ (at | due).text }}").render({"at": date(2026, 11, 23)}) == "1 dag over"


def test_what_is_swapped_brings_no_style_of_its_own(client, world):
    """htmx would copy the style of what was there onto what comes, which our own policy (style-src 'self') refuses."""
    page = client.get("/").content.decode()
    config = json.loads(re.search(r"name=\"htmx-config\" content='([^']+)'", page)[1])
    assert config["attributesToSettle"] == ["class"]
    assert config["includeIndicatorStyles"] is False
