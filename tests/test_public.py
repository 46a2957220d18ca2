"""The public citizen's way: from the front page to a receipt, whatever is pressed, and without JavaScript."""

import datetime
import html
import json
import re
from html.parser import HTMLParser
from types import SimpleNamespace

import altcha
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.urls import reverse
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from infohus import lib
from infohus.attachments.models import Attachment
from infohus.attachments.travel import LIVES, carry, new_token, pack, read_token, unpack
from infohus.cases.models import Case
from infohus.catalogues import queries as catalogue
from infohus.catalogues.actions import edit_catalogue, retire_entry
from infohus.catalogues.queries import entries
from infohus.catalogues.rules import Kind, load_defaults
from infohus.concerns import promises
from infohus.concerns.models import Concern
from infohus.concerns.public_forms import STEPS
from infohus.concerns.queries import has_acute_sign
from infohus.db.context import NOBODY, SYSTEM, acting
from infohus.deadlines.models import Deadline
from infohus.demo.world import World
from infohus.gateways import limits
from infohus.lib import TZ, clock_at
from infohus.mailboxes.models import Message
from infohus.mailboxes.queries import find
from infohus.mailboxes.rules import read_code
from infohus.ui import translations
from tests.conftest import signed_in
from tests.html import VOID, read
from tests.visitor import Visitor, code_on, send

TUESDAY = datetime.datetime(2026, 11, 24, 8, 12, tzinfo=TZ)
PAGES = [
    "/",
    "/bekymring/",
    "/bekymring/gemt/",
    "/saadan-goer-vi/",
    "/strategi/",
    "/tegn/",
    "/privatliv/",
    "/tilgaengelighed/",
    "/spor/",
    "/farvel/",
]
PHOTO = ("tests/cases/foto-med-gps.jpg", "foto-med-gps.jpg")


@pytest.fixture(autouse=True)
def quiet():
    """Nobody has come yet."""
    limits.forget()


@pytest.fixture
def town(db):
    """The cast on a Tuesday morning; they came the week before."""
    with lib.clock_at(TUESDAY - datetime.timedelta(days=7)):
        world = World()
    with lib.clock_at(TUESDAY):
        yield world


def seen(world, name="mette"):
    """The concerns one of the cast sees, opened while they may."""
    with acting(getattr(world, name).context), transaction.atomic():
        rows = list(Concern.objects.order_by("received_at", "id"))
        return [
            SimpleNamespace(**{field.name: getattr(row, field.name) for field in Concern._meta.concrete_fields if not field.is_relation})
            for row in rows
        ]


def plain_file(name="note.txt", text="Det, jeg skrev ned."):
    """A small file that is let in."""
    return SimpleUploadedFile(name, text.encode(), "text/plain")


def drawing():
    """A file that is refused."""
    return SimpleUploadedFile("tegning.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "image/svg+xml")


# ---------- The front page


@pytest.mark.function("S41", part="the text", page="concerns:front")
def test_the_front_page_has_the_numbers_first_and_two_doors(town, client):
    page = Visitor(client, "/")
    assert page.page == "front"
    assert page.text.index("Ring 112.") < page.text.index("Er du bekymret for en, du kender?") < page.text.index("43 00 00 00")
    assert "Københavns Vestegns Politi" in page.text
    assert '<a class="button button-primary" href="/bekymring/" data-act="file_concern">' in page.html
    assert 'name="code"' in page.html
    assert 'data-act="open_mailbox"' in page.html
    assert "Skæg, tørklæde, kors, frisure eller tøjstil" in page.text


@pytest.mark.function("S40", act="edit_authority")
def test_both_doors_stand_on_the_front_page_as_they_are_set_up(town, client):
    nikolaj = signed_in(town, "nikolaj")
    for authority, phone in ((town.brondby, "43 11 22 33"), (town.brondby.parent, "43 86 14 48")):
        assert phone not in Visitor(client, "/").text
        address = reverse("accounts:edit_authority", args=[authority.pk])
        form = next(form for form in read(nikolaj.get(address)).forms if form.act == "edit_authority")
        assert nikolaj.post(address, {**dict(form.filled), "phone": phone}).status_code == 302
    for path in ("/", "/fagperson/"):
        page = Visitor(client, path).text
        assert "Kommunens koordinatorer 43 11 22 33, hverdage kl. 8.30–15" in page
        assert "Københavns Vestegns Politi 43 86 14 48" in page
    assert "Ring 112. Er det ikke akut, kan du ringe til politiet på 114." in Visitor(client, "/").text


@pytest.mark.function("G2", part="page", page="concerns:front")
def test_a_changed_number_stands_on_every_page_at_once(town, client):
    town.brondby.phone = "43 11 22 33"
    town.brondby.save()
    for path in ("/", "/tilgaengelighed/"):
        assert "43 11 22 33" in Visitor(client, path).text
    form = Visitor(client).walk_to("check", observed="Noget.")
    assert "43 11 22 33" in form.text
    assert "43 11 22 33" in form.press("send").text


@pytest.mark.parametrize("language", ["", "/en"])
def test_every_link_of_the_public_site_has_a_page(town, client, language):
    known, waiting = set(), [language + path for path in PAGES]
    while waiting:
        path = waiting.pop().split("#")[0]
        if path in known or path == "/en/demo/" or not path.startswith("/"):
            continue
        known.add(path)
        response = client.get(path)
        assert response.status_code in (200, 302), path
        assert not response.cookies, path
        if response.status_code == 200 and "html" in response["Content-Type"]:
            waiting += [link for link in Visitor(client, path).reading.links if not link.startswith("/demo")]
    assert len(known) > 9


def test_another_municipality_has_the_same_pages_under_its_own_address(town, client):
    page = Visitor(client, "/k/albertslund/")
    assert "Albertslund Kommune" in page.text
    assert 'href="/k/albertslund/bekymring/"' in page.html
    receipt = send(client, start="/k/albertslund/bekymring/", observed="Skrevet i Albertslund.")
    assert receipt.page == "receipt"
    assert [one.observed for one in seen(town, "karen")] == ["Skrevet i Albertslund."]
    assert seen(town) == []
    assert client.get("/k/findes-ikke/").status_code == 404


# ---------- A concern is filed


@pytest.mark.function("S38", act="file_concern")
def test_a_citizen_without_login_sends_a_concern_and_gets_a_receipt(town, client):
    receipt = send(
        client, observed="Han viste en video.", when_where="I lørdags", how_known=["seen", "told"], alternatives="Måske er han ked af det.",
        goes_well="Han tegner.", worry="At han bliver væk.", recently="Hans mor er syg.", who="T.V.", age="15", under_18="yes",
        place="9. klasse", talked="Nej", safety="Ring ikke om aftenen", source="friend", anonymous="yes",
    )  # fmt: skip
    assert receipt.page == "receipt"
    assert "Tirsdag 24. november 2026 kl. 08.12. Tak, fordi du skrev." in receipt.text
    assert "Senest onsdag 25. november har en koordinator læst det." in receipt.text
    assert "22. februar 2027" in receipt.text
    (concern,) = seen(town)
    assert (concern.observed, concern.when_where, concern.how_known) == ("Han viste en video.", "I lørdags", ["seen", "told"])
    assert (concern.goes_well, concern.worry, concern.recently, concern.who) == (
        "Han tegner.",
        "At han bliver væk.",
        "Hans mor er syg.",
        "T.V.",
    )
    assert (concern.age, concern.place, concern.talked, concern.safety) == ("15", "9. klasse", "Nej", "Ring ikke om aftenen")
    assert (concern.source, concern.anonymous, concern.face, concern.alternatives) == ("friend", True, "public", "Måske er han ked af det.")
    mailbox, _municipality = find(read_code(code_on(receipt)))
    with acting(town.mette.context):
        assert "Han viste en video." in Message.objects.get(mailbox_id=mailbox).text


def test_nothing_is_stored_and_no_cookie_set_before_it_is_sent(town, client):
    form = Visitor(client).walk_to("check", observed="Endnu ikke sendt.", reporter_name="Anna Hansen")
    assert not client.cookies
    for context, table in ((SYSTEM, "cases_case"), (SYSTEM, "mailboxes_mailbox"), (NOBODY, "django_session")):
        with acting(context), connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,), table
    assert form.press("send").page == "receipt"
    assert not client.cookies
    assert len(seen(town)) == 1


def test_what_was_typed_survives_every_way_through_the_form(town, client):
    form = Visitor(client).press(about="other").press(observed="Linje et\r\n\r\nLinje to", how_known=["told", "guess"])
    assert form.press("2").field("observed").split() == ["Linje", "et", "Linje", "to"]
    assert form.field("how_known") == ["told", "guess"]
    form.press().press(goes_well="Fodbold", signs=["B04"]).press(under_18="unknown").press(source="neighbour")
    assert form.page == "check"
    form.press("3")
    assert (form.field("goes_well"), form.field("signs")) == ("Fodbold", "B04")
    assert form.press().page == "check", "after »Ret« one comes back to read it through"
    assert form.press("4").field("under_18") == "unknown"


def test_one_who_would_rather_be_called_needs_no_story(town, client):
    form = Visitor(client).press().press("call")
    assert (form.page, "Vi ringer til dig" in form.text, "anonymous" in form.reading.controls) == ("step_you", True, False)
    assert "Skriv dit telefonnummer, så vi kan ringe." in form.press().text, "nobody can be called without a number"
    form.press(reporter_phone="43 12 34 56")
    assert (form.page, "derfor er du ikke helt anonym" in form.text) == ("check", True)
    assert form.press("send").page == "receipt"
    assert seen(town)[0].observed.startswith("Jeg vil gerne ringes op")
    assert seen(town)[0].reporter_phone == "43 12 34 56"


def test_one_who_tells_after_all_need_not_be_called(town, client):
    form = Visitor(client).press().press("call").press("4").press("3").press("2")
    assert form.field("observed").startswith("Jeg vil gerne ringes op")
    assert "Vi ringer til dig" in form.walk_to("step_you").text, "it is still what they tell"
    told = form.press("4").press("3").press("2").press(observed="Han viste en video.").walk_to("step_you")
    assert ("Vi ringer til dig" in told.text, "anonymous" in told.reading.controls) == (False, True)
    assert told.press().page == "check"
    both = Visitor(client).press().press("call", observed="Han viste en video.")
    assert ("Vi ringer til dig" in both.text, both.field("observed")) == (True, "Han viste en video.")


def test_without_words_it_is_refused_at_the_field_and_kept(town, client):
    form = Visitor(client).press().press(observed="  ", when_where="I går")
    assert (form.page, form.field("when_where")) == ("step_facts", "I går")
    assert 'id="id_observed-error"' in form.html
    assert 'href="#id_observed"' in form.html
    assert "autofocus" in form.html


@pytest.mark.parametrize("field", [name for step in STEPS for name in step.base_fields if name in (
    "observed", "when_where", "alternatives", "goes_well", "worry", "recently", "signs_description", "who", "age", "place", "talked", "safety",
    "reporter_name", "reporter_phone", "reporter_best", "hide_reason")])  # fmt: skip
def test_what_looks_like_a_cpr_number_is_stopped_at_its_field(town, client, field):
    form = Visitor(client).walk_to("check", observed="Noget.")
    step = next(number for number, one in enumerate(STEPS, 1) if field in one.base_fields)
    form.press(str(step)).press(**{field: "Han har 010203-1234 som nummer"})
    assert form.field(field) == "Han har 010203-1234 som nummer"
    assert f'id="id_{field}-error"' in form.html
    assert "ligner et CPR-nummer" in form.text
    form.jump("check").press("send")
    assert "ligner et CPR-nummer" in form.text, "nor by the last page"
    assert seen(town) == []
    assert form.press(**{field: "Han hedder T.V."}).press("send").page == "receipt"


# ---------- Signs


@pytest.mark.function("S24", page="concerns:signs")
def test_the_catalogue_is_there_with_both_categories(town, client):
    page, form = Visitor(client, "/tegn/").text, Visitor(client).press().press(observed="Noget.").html
    known = {entry.code: entry for entry in load_defaults() if entry.kind == Kind.SIGN}
    serious = [code for code, entry in known.items() if entry.data["category"] == "SERIOUS"]
    assert serious == [f"A{number:02}" for number in range(1, 14)]
    assert set(re.findall(r'name="signs"[^>]*value="(\w+)"', form)) == set(known)
    other_half, serious_half = page.split("Noget at tale sammen om")[1].split("Hvad er ikke", 1)[0].split("Noget alvorligt")
    for code, entry in known.items():
        here, there = (serious_half, other_half) if code in serious else (other_half, serious_half)
        assert (entry.text in here, entry.text in there) == (True, False), code


@pytest.mark.function("S20", act="file_concern")
def test_signs_are_not_needed_and_a_sign_needs_a_description(town, client):
    assert send(client).page == "receipt"
    form = Visitor(client).press().press(observed="Noget.").press(signs=["B04"])
    assert form.page == "step_person", "what happened was told before"
    bare = Visitor(client).press()
    assert bare.press("call").jump("2").field("observed")
    bare.jump("3", observed="").press(signs=["B04"])
    assert "Beskriv, hvad du har set eller hørt" in bare.text
    assert bare.press(signs_description="Han har tegnet det på sin taske.").page == "step_person"


@pytest.mark.function("S21", act="file_concern")
def test_one_weaker_sign_alone_shows_a_note_and_can_be_sent(town, client):
    page = Visitor(client).press().press(observed="Noget.")
    assert "Kan også være: mode, provokation, uvidenhed" in page.text
    alone = page.press(signs=["B04"])
    assert "Et enkelt tegn af den slags er sjældent nok" in alone.text
    assert alone.walk_to("check").press("send").page == "receipt"
    two = Visitor(client).press().press(observed="Noget.").press(signs=["B04", "B05"])
    assert "Et enkelt tegn af den slags" not in two.text
    (concern,) = seen(town)
    assert concern.signs == [{"code": "B04", "text": "Bruger symboler, der forbindes med voldelige grupper", "serious": False}]


@pytest.mark.function("S25", act="file_concern")
@pytest.mark.parametrize("sign", ["A04", "A05", "A06", "A12"])
def test_an_acute_sign_shows_the_numbers_above_all_and_two_ways_on(town, client, sign):
    form = Visitor(client).press().press(observed="Han siger, at de skal dø.").press(signs=[sign], worry="Alt")
    assert form.page == "acute"
    assert form.text.index("Ring 112.") < form.text.index("politiet på 114") < form.text.index("Det kan haste")
    assert {"check", "4"} <= {button["value"] for button in form.reading.buttons}
    on = form.press("4")
    assert on.page == "step_person"
    assert on.text.index("Ring 112.") < on.text.index("Trin 4")
    assert on.press("3").field("worry") == "Alt"
    now = Visitor(client).press().press(observed="Han siger, at de skal dø.").press(signs=[sign]).press("check").press("send")
    assert now.page == "receipt"
    with acting(town.mette.context):
        deadline = Deadline.objects.get(kind="acute_today")
        assert deadline.due_at.astimezone(TZ).date() == TUESDAY.date()


def test_a_serious_sign_that_is_not_acute_goes_on_quietly(town, client):
    form = Visitor(client).press().press(observed="Noget.").press(signs=["A07"])
    assert form.page == "step_person"
    assert "Ring 112." not in form.text


def test_danger_now_is_answered_with_numbers_and_one_can_still_write(town, client):
    form = Visitor(client).press(acute="yes")
    assert (form.page, "112" in form.text, "Vent ikke på svar fra os" in form.text) == ("acute", True, True)
    assert form.press("2").page == "step_facts"
    assert Visitor(client).press(acute="no").page == "step_facts"


def retire(town, code):
    """The administrator takes a sign out of use from today."""
    with town.at("nikolaj"):
        retire_entry(town.nikolaj, town.brondby, Kind.SIGN, code, version=0, retired_from=lib.today())


@pytest.mark.parametrize("seen_again", [False, True])
def test_a_sign_that_goes_out_of_use_while_one_writes_is_sent_as_it_was_chosen(town, client, seen_again):
    form = Visitor(client).press().press(observed="Han siger, at de skal dø.").press(signs=["A04", "B04"]).press("check")
    retire(town, "A04")
    if seen_again:  # back at the step it stands there still, and the numbers above it
        form = form.press("3").press().walk_to("check")
        assert "Ring 112." in form.text
    assert form.press("send").page == "receipt"
    (concern,) = seen(town)
    assert {sign["code"]: sign["serious"] for sign in concern.signs} == {"A04": True, "B04": False}
    with town.at("mette"):
        assert Case.objects.get().serious
        assert Deadline.objects.filter(kind="acute_today").count() == 1
        row = Concern.objects.select_related("case").get()
        row.registered_at, row.police = lib.now(), "open"
        assert has_acute_sign([row]), "registered, it does not wait either"
    assert 'value="A04"' not in client.post("/bekymring/", {"go": "3"}).content.decode()


def test_a_sign_that_went_out_of_use_long_before_is_named_when_it_is_refused(town, client):
    form = Visitor(client).press().press(observed="Han siger, at de skal dø.").press(signs=["A04"]).press("check")
    retire(town, "A04")
    with clock_at(TUESDAY + datetime.timedelta(days=5)):
        form.press("send")
    assert form.page == "step_well"
    text = next(entry.text for entry in load_defaults() if (entry.kind, entry.code) == (Kind.SIGN, "A04"))
    assert f"Det her kan ikke vælges mere: {text}. Skriv det i stedet med dine egne ord" in form.text


@pytest.mark.parametrize("door", ["/bekymring/", "/fagperson/skema/"])
def test_whoever_says_that_somebody_is_in_danger_now_reads_that_the_answer_itself_is_not_sent(town, client, door):
    form = Visitor(client, door).press(acute="yes", under_18="yes") if "fagperson" in door else Visitor(client, door).press(acute="yes")
    assert form.page == "acute"
    assert "bliver ikke sendt til kommunen. Skriver du videre, så skriv også, hvem der er i fare" in form.text
    sign = Visitor(client).press().press(observed="Han siger, at de skal dø.").press(signs=["A04"])
    assert "bliver ikke sendt til kommunen" not in sign.text, "a sign that was chosen is sent"


def test_the_form_asks_neither_for_belief_nor_for_politics(town, client):
    form, names = Visitor(client), set()
    while form.page != "check":
        names |= form.reading.controls
        form.press(form.onward(), **({"observed": "Noget."} if form.page == "step_facts" else {}))
    assert not {name for name in names if re.search("relig|ideolog|tro|politi|cpr|nation|origin", name)}


# ---------- Anonymity


@pytest.mark.function("C04", part="promise", act="file_concern")
@pytest.mark.parametrize(("about", "says"), [
    ("other", "Vi kan derfor ikke love, at den, det handler om, aldrig får det at vide"),
    ("child", "fortæller du, hvem dit barn er, kan vi som regel se, hvem du er"),
    ("self", "Det er frivilligt at tage imod hjælp"),
])  # fmt: skip
def test_the_honest_words_stand_before_the_name_and_differ(town, client, about, says):
    form = Visitor(client).press(about=about).press(observed="Noget.").press().press()
    assert form.page == "step_you"
    assert says in form.text
    assert form.html.index('id="promise"') < form.html.index('name="anonymous"') < form.html.index('name="reporter_name"')
    form.press().press("send")
    assert seen(town)[0].source == {"other": "", "child": "parent", "self": "self"}[about]  # what was skipped is no answer


@pytest.mark.function("C04", part="promise", act="file_concern")
def test_a_name_may_be_held_back_with_a_reason_that_is_kept(town, client):
    form = Visitor(client).walk_to("step_you", observed="Noget.").press(reporter_name="Anna", hide_name="on")
    assert "Skriv, hvorfor dit navn ikke skal oplyses." in form.text
    assert form.press(hide_reason="Han har truet mig.").press("send").page == "receipt"
    (concern,) = seen(town)
    assert (concern.reporter_name, concern.hide_name, concern.hide_reason, concern.anonymous) == ("Anna", "Ja", "Han har truet mig.", False)


def test_one_cannot_be_anonymous_with_a_name(town, client):
    form = Visitor(client).walk_to("step_you", observed="Noget.").press(reporter_name="Anna", anonymous="yes")
    assert "Du vil være anonym, men har skrevet, hvem du er." in form.text
    assert form.field("reporter_name") == "Anna"
    assert form.press(reporter_name="").press("send").page == "receipt"
    assert seen(town)[0].anonymous


def test_a_coordinator_who_must_not_read_it_never_sees_it(town, client):
    form = Visitor(client).walk_to("step_you", observed="Om din nabo.")
    assert "Mette Holm" in form.text
    form.press(not_for=[str(town.soeren.user)]).press("send")
    assert [one.observed for one in seen(town)] == ["Om din nabo."]
    assert seen(town, "soeren") == []
    with acting(town.soeren.context):
        assert not Case.objects.exists()
    both = Visitor(client).walk_to("step_you", observed="Om jer begge.").press(not_for=[str(town.soeren.user), str(town.mette.user)])
    assert "ingen koordinator, der må læse det" in both.text, "nobody is promised who may not read it"
    assert "Senest" not in both.press("send").text


@pytest.mark.parametrize(("about", "given", "says"), [
    ("other", {}, "Du er anonym. Vi ved ikke, hvem du er."),
    ("other", {"reporter_phone": "43 12 34 56"}, "Men vi kan kontakte dig, og derfor er du ikke helt anonym."),
    ("child", {"who": "Asta"}, "Men ved vi, hvem dit barn er, kan vi som regel se, hvem du er."),
    ("child", {}, "Men ved vi, hvem dit barn er, kan vi som regel se, hvem du er."),
    ("self", {}, "Du er anonym. Vi ved ikke, hvem du er."),
    ("self", {"who": "Kaj Testmand"}, "Men du har skrevet, hvem du er."),
])  # fmt: skip
def test_the_last_page_says_truly_how_anonymous_one_is(town, client, about, given, says):
    page = Visitor(client).walk_to("check", observed="Noget.", about=about, **given)
    assert says in page.text
    assert page.text.count("Du er anonym.") == says.count("Du er anonym.")
    for skipped in page.text.split("Sprunget over")[1:]:
        assert "Anonym" not in skipped.split("Ret")[0], "what is said above is not said to be skipped"
    named = page.press("5").press(reporter_name="Anna")
    assert (says in named.text, "Anna" in named.text) == (False, True)


def test_one_who_writes_about_themself_reads_nothing_about_somebody_else(town, client):
    form, read = Visitor(client).press(about="self"), ""
    while form.page != "check":
        read += form.text
        assert "how_known" not in form.reading.controls
        form.press(form.onward(), **({"observed": "Jeg er vred."} if form.page == "step_facts" else {}))
    read += form.text + form.press("send").text
    for of_others in (
        "om personen er under 18", "Er personen under 18", "Nogen har fortalt mig", "den, det handler om", "deres familie", "Hvem drejer det sig om",
        "set eller hørt?", "om barnet har brug", "Sådan beskytter vi", "rammer personen",
    ):  # fmt: skip
        assert of_others not in read, of_others
    for own in ("som om du er under 18 år", "eller er I i familie?", "Skriv, hvem der ikke må få det at vide", "Det, der er sket"):
        assert own in read, own
    other = Visitor(client).walk_to("step_you", observed="Noget.", about="other").text
    assert "deres familie" in other


# ---------- What is promised


def test_who_is_told_of_a_child_is_said_as_it_is(town, client):
    with lib.clock_at(TUESDAY.replace(hour=10)):
        by_day = Visitor(client).walk_to("check", observed="Noget.", under_18="yes")
        assert "ingen koordinator på arbejde" not in by_day.text + by_day.press("send").text
    with lib.clock_at(TUESDAY.replace(hour=21)):
        by_night = Visitor(client).walk_to("check", observed="Noget.", under_18="yes")
        assert "Sender du nu, får børnevagten besked med det samme." in by_night.text
        assert "Derfor har børnevagten fået besked." in by_night.press("send").text
        assert "børnevagten" not in send(client, under_18="no").text
    town.brondby.child_duty_email = ""
    town.brondby.save()
    for hour, says in ((10, "Børnevagten får ikke besked af sig selv."), (21, "Lige nu er der ingen, der læser henvendelser.")):
        with lib.clock_at(TUESDAY.replace(hour=hour)):
            told = send(client, under_18="yes").text
            assert (says in told, "43 00 00 01" in told, "har børnevagten fået besked" in told) == (True, True, False)


def test_only_what_is_covered_is_promised(town, client):
    assert "Inden for 24 timer" in send(client, under_18="yes").text or "inden for 24 timer" in send(client, under_18="yes").text
    assert "24 timer" not in send(client, under_18="no").text
    town.brondby.child_duty_email = ""
    town.brondby.save()
    page = send(client, under_18="yes")
    assert "24 timer" not in page.text
    assert "43 00 00 01" in page.text, "whom to call instead"
    assert "24 timer" not in Visitor(client).walk_to("step_person", observed="Noget.").text


@pytest.mark.parametrize(("at", "day"), [
    ("2026-11-24 08:12", "onsdag 25. november"), ("2026-11-27 16:00", "mandag 30. november"), ("2026-12-23 09:00", "mandag 28. december"),
    ("2026-12-30 09:00", "mandag 4. januar 2027"),
])  # fmt: skip
def test_the_day_of_reading_is_a_working_day(town, client, at, day):
    with lib.clock_at(datetime.datetime.fromisoformat(at).replace(tzinfo=TZ)):
        assert f"Senest {day} har en koordinator læst det." in send(client).text


def test_a_day_on_which_nobody_is_there_is_not_promised():
    away = ((datetime.date(2026, 11, 20), datetime.date(2026, 11, 27)),)
    both = [promises.Reader(lib.uuid7(), "Mette Holm", away), promises.Reader(lib.uuid7(), "Søren Kaya", away)]

    class Town:
        closed_days = ()

    assert promises.read_by(Town, both, [], TUESDAY) == datetime.date(2026, 11, 30)
    assert promises.read_by(Town, [*both, promises.Reader(lib.uuid7(), "Vikar")], [], TUESDAY) == datetime.date(2026, 11, 25)
    assert promises.read_by(Town, [], [], TUESDAY) is None


# ---------- Pressed twice, changed, late


def test_one_who_comes_back_to_a_form_that_was_sent_is_told_so_on_every_page(town, client):
    form = Visitor(client).walk_to("check", observed="Noget.")
    before = dict(form.reading.fields)
    assert "Intet er sendt endnu." in form.text
    code = code_on(form.press("send"))
    again = Visitor(client).see(client.post("/bekymring/", {**before, "go": "check"}, HTTP_SEC_FETCH_SITE="same-origin"), "/bekymring/")
    assert ("Det, du skrev, er sendt." in again.text, "Intet er sendt endnu" in again.text) == (True, False)
    mending = again.press("3")
    assert ("Dine rettelser er ikke sendt endnu." in mending.text, "Intet er sendt endnu" in mending.text) == (True, False)
    assert code_on(mending.press().press("send")) == code, "nothing new is nothing to send"
    assert len(seen(town)) == 1


def test_the_receipt_can_be_asked_for_again_by_its_form_only(town, client):
    form = Visitor(client).walk_to("check", observed="Noget.")
    before = dict(form.reading.fields)
    unsent = Visitor(client).see(client.post("/bekymring/", {**before, "go": "receipt"}), "/bekymring/")
    assert (unsent.page, seen(town)) == ("check", []), "asking files nothing"
    sent = form.press("send", files=[plain_file("stor.txt", "ord " * 500_000)])
    again = Visitor(client).see(client.post("/bekymring/", {**before, "go": "receipt"}), "/bekymring/")
    assert code_on(again) == code_on(sent)
    assert "stor.txt" in again.text, "what was sent stands there, its files too"
    assert len(seen(town)) == 1
    wrong = "B" if before["token"][-9] == "A" else "A"  # the last sign holds spare bits, and another one there can mean the same
    forged = client.post("/bekymring/", {**before, "token": before["token"][:-9] + wrong + before["token"][-8:], "go": "receipt"})
    assert "concerns.check" in forged.content.decode()


def test_pressed_twice_it_is_one_concern_with_one_code(town, client):
    form = Visitor(client).walk_to("check", observed="Noget.")
    first, again = form.reading.fields, None
    code = code_on(form.press("send"))
    again = client.post("/bekymring/", {**dict(first), "go": "send"})
    assert code in again.content.decode().replace("</span><wbr><span>", "")
    assert len(seen(town)) == 1


def test_a_changed_text_can_be_sent_as_an_addition_and_never_twice(town, client):
    form = Visitor(client).walk_to("check", observed="Noget.")
    before = dict(form.reading.fields)
    code = code_on(form.press("send"))
    page = Visitor(client, act="write_to_mailbox").see(
        client.post("/bekymring/", {**before, "go": "send", "worry": "Nyt: han har en kniv."}), "/"
    )
    assert page.page == "differs"
    assert code in page.html.replace("</span><wbr><span>", "")
    assert "Nyt: han har en kniv." in page.field("text")
    assert "Det skete" not in page.field("text"), "what was sent before is not sent again"
    added = page.press("submit")
    assert added.page == "added"
    client.post(
        "/bekymring/tilfoej/",
        dict(page.reading.fields) | {"token": before["token"], "text": "Hvad du er bekymret for\nNyt: han har en kniv."},
    )
    with acting(town.mette.context):
        assert [m.text.count("kniv") for m in Message.objects.order_by("at", "id")] == [0, 1]
    assert len(seen(town)) == 1
    assert seen(town)[0].worry == ""


def test_an_addition_is_looked_at_too(town, client):
    form = Visitor(client).walk_to("check", observed="Noget.")
    before = dict(form.reading.fields)
    form.press("send")
    page = Visitor(client, act="write_to_mailbox").see(client.post("/bekymring/", {**before, "go": "send", "worry": "Mere"}), "/")
    refused = page.press("submit", text="Hans nummer er 010203-1234")
    assert (refused.page, "ligner et CPR-nummer" in refused.text) == ("differs", True)
    assert refused.press("submit", text="  ").page == "differs"
    assert client.get("/bekymring/tilfoej/").status_code == 302
    assert client.post("/bekymring/tilfoej/", {"token": "forkert", "text": "x"}).status_code == 302


def test_a_form_that_stood_open_for_a_day_keeps_its_text(town, client):
    with lib.clock_at(TUESDAY):
        form = Visitor(client).walk_to("check", observed="Skrevet i går.")
        sent = Visitor(client).walk_to("check", observed="Sendt i går.")
        token = sent.field("token")
        fields = dict(sent.reading.fields)
        code = code_on(sent.press("send"))
    with lib.clock_at(TUESDAY + LIVES + datetime.timedelta(minutes=1)):
        page = form.press("send")
        assert (page.page, "åben for længe" in page.text) == ("check", True)
        assert page.press("send").page == "receipt"
        again = client.post("/bekymring/", {**fields, "token": token, "go": "send"}).content.decode()
        assert code in again.replace("</span><wbr><span>", ""), "what was sent is never filed again"
    assert len(seen(town)) == 2


@pytest.mark.parametrize("token", ["", "x", "a.b:c", "\x00", "æ" * 50])
def test_a_token_that_is_not_ours_files_nothing(town, client, token):
    page = Visitor(client).see(client.post("/bekymring/", {"observed": "Noget.", "go": "send", "token": token}), "/bekymring/")
    assert (page.response.status_code, page.page) == (422, "check")
    assert page.field("observed") == "Noget."
    assert seen(town) == []
    assert page.press("send").page == "receipt"


# ---------- Files


def test_a_refused_file_is_named_and_the_others_stay(town, client):
    page = send(client, files=[plain_file(), drawing()])
    assert (page.response.status_code, page.page) == (422, "check")
    assert "Filen »tegning.svg«" in page.text
    assert "note.txt" in page.text
    assert seen(town) == []
    assert page.press("2").press().page == "check", "the accepted file goes along to another step and back"
    assert "note.txt" in page.text
    assert page.press("send").page == "receipt"
    with acting(town.mette.context):
        assert [one.name for one in Attachment.objects.all()] == ["note.txt"]


def test_an_accepted_file_can_be_removed_again(town, client):
    page = send(client, files=[plain_file("a.txt"), plain_file("b.txt", "Noget andet."), drawing()])
    data = dict(page.reading.fields)
    page.see(client.post("/bekymring/", {**data, "drop": "1"}), "/bekymring/")
    assert ("a.txt" in page.text, "b.txt" in page.text) == (False, True)
    assert page.press("send").page == "receipt"
    with acting(town.mette.context):
        assert [one.name for one in Attachment.objects.all()] == ["b.txt"]


def test_six_files_are_one_too_many(town, client):
    page = send(client, files=[plain_file(f"{number}.txt", f"Fil {number}") for number in range(6)])
    assert "Vælg højst 5" in page.text
    assert all(f"{number}.txt" in page.text for number in range(5))
    assert page.press("send").page == "receipt"
    with acting(town.mette.context):
        assert Attachment.objects.count() == 5


def test_what_travels_is_sealed_and_bound_to_its_form(town):
    from infohus.attachments.actions import take_in

    token = read_token(new_token(TUESDAY), TUESDAY).name
    files = take_in([plain_file(text="Hemmeligt")])
    packed = pack(files, token)
    assert "Hemmeligt" not in packed
    assert [one.cleaned.data for one in unpack(packed, token)] == [b"Hemmeligt"]
    assert unpack(packed, "another") == []
    assert unpack(packed[:-4] + "AAAA", token) == []
    for nonsense in ("", "x", "æøå", "A" * 1000, "====", "AAAA"):
        assert unpack(nonsense, token) == []
    large = take_in([plain_file(text="x" * 900_000), plain_file("b.txt", "y" * 900_000)])
    assert [[one.name for one in part] for part in carry(large)] == [["note.txt"], ["b.txt"]]


def test_a_file_too_large_to_travel_is_asked_for_again(town, client):
    page = send(client, files=[plain_file("stor.txt", "ord " * 500_000), drawing()])
    assert "Vælg filen »stor.txt« igen" in page.text
    assert page.field("observed") == "Han sagde, at manden var en helt."


# ---------- Too many at once


def test_a_flood_meets_work_or_patience_and_loses_no_text(town, client, settings):
    settings.FLOOD_LIMITS = ((3, 100), (60, 900))
    for _time in range(3):
        assert send(client).page == "receipt"
    page = send(client, observed="Den fjerde i samme minut.")
    assert (page.response.status_code, page.page) == (429, "patience")
    assert "112" in page.text
    assert page.field("observed") == "Den fjerde i samme minut."
    assert page.press("send").page == "patience", "pressing again is no patience"
    assert len(seen(town)) == 3
    assert send(client, address="198.51.100.7").page == "receipt", "others are not kept waiting"
    assert Visitor(client, "/").response.status_code == 200
    with lib.clock_at(TUESDAY + datetime.timedelta(seconds=21)):
        assert page.press("send").page == "receipt"


def test_work_done_lets_one_in(town, client, settings):
    settings.FLOOD_LIMITS = ((1, 100), (60, 900))
    send(client)
    form = Visitor(client).walk_to("check", observed="Noget andet.")
    assert 'data-proof="' in form.html, "the last page knows already"
    page = form.press("send")
    task = json.loads(html.unescape(page.html.split('data-proof="')[1].split('"')[0]))
    challenge = altcha.Challenge.from_dict(task)
    proof = altcha.Payload(challenge, altcha.solve_challenge(challenge)).to_base64()
    data = {**dict(page.reading.fields), "go": "send"}
    stolen = Visitor(client).walk_to("check", observed="Med en andens arbejde.")
    for sent, status in (
        ({**dict(stolen.reading.fields), "altcha": proof}, 429),
        ({**data, "altcha": "nonsense"}, 429),
        ({**data, "altcha": proof}, 200),
    ):
        assert client.post("/bekymring/", {**sent, "go": "send"}, REMOTE_ADDR=form.address).status_code == status
    assert len(seen(town)) == 2


def test_one_who_presses_twice_in_a_flood_gets_the_receipt(town, client, settings):
    settings.FLOOD_LIMITS = ((1, 100), (60, 900))
    form = Visitor(client).walk_to("check", observed="Noget.")
    data = {**dict(form.reading.fields), "go": "send"}
    form.press("send")
    assert "concerns.receipt" in client.post("/bekymring/", data, REMOTE_ADDR=form.address).content.decode()


def test_the_whole_site_has_a_limit_and_no_address_is_kept(town, client, settings):
    settings.FLOOD_LIMITS = ((20, 100), (3, 100))
    for number in range(3):
        assert send(client, address=f"198.51.{number}.7").page == "receipt"
    assert send(client, address="198.51.99.7").page == "patience"
    assert all(isinstance(place, bytes) and b"198" not in place for place in limits._came)
    assert limits.blinded("192.0.2.10") == limits.blinded("192.0.2.99") != limits.blinded("192.0.3.10")
    assert limits.blinded("2001:db8:0:aa01::1") == limits.blinded("2001:db8:0:aaff::2") != limits.blinded("2001:db8:1::1")
    assert limits.blinded("nonsense") == limits.blinded("")


# ---------- Faults


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device")])
def test_a_full_disk_gives_no_receipt_and_loses_no_text(town, client, monkeypatch, fault):
    from infohus.gateways import files

    def full(*_given):
        raise fault

    with monkeypatch.context() as patch:
        patch.setattr(files, "put", full)
        page = send(client, observed="Det vigtige.", files=[plain_file()])
    assert (page.response.status_code, page.page) == (503, "unsent")
    assert "112" in page.text
    assert page.field("observed") == "Det vigtige."
    assert seen(town) == []
    assert page.press("send").page == "receipt"
    assert [one.observed for one in seen(town)] == ["Det vigtige."]
    with acting(town.mette.context):
        assert Attachment.objects.count() == 1, "the file came along"


@pytest.mark.django_db(transaction=True)
def test_when_the_database_goes_nothing_is_lost_and_nothing_filed_twice(client):
    from tests.conftest import cluster, name_of_copy

    connection.close()  # a browser's test before this one ran in another context, and left ours to a database that is gone
    world = World()
    form = Visitor(client).walk_to("check", observed="Før den gik.")
    name = name_of_copy()
    with cluster().superuser() as boss:
        boss.autocommit = True
        boss.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        boss.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        page = form.press("send")
        assert (page.response.status_code, page.page) == (503, "unsent")
        assert "112" in page.text
        walked = Visitor(client).walk_to("check", observed="Skrevet imens.")
        assert walked.press("send").page == "unsent"
        boss.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert page.press("send").page == "receipt"
    assert walked.press("send").page == "receipt"
    assert sorted(one.observed for one in seen(world)) == ["Før den gik.", "Skrevet imens."]


# ---------- Leaving


def test_the_way_out_clears_and_names_nobody(town, client):
    page = Visitor(client, "/farvel/")
    assert page.response["Clear-Site-Data"] == '"cache", "storage"'
    assert page.response["Cache-Control"] == "no-store"
    assert page.page == "left"
    assert "Brøndby" not in page.html
    assert "ekstrem" not in page.html.lower()
    assert "https://www.dmi.dk/" in page.reading.links
    assert "Din browser kan huske" in page.text
    assert not client.get("/farvel/").cookies
    client.cookies["infohus"], client.cookies["csrf"] = "en-kode", "en-nøgle"
    gone = client.get("/farvel/").cookies
    assert {name: cookie["max-age"] for name, cookie in gone.items()} == {"infohus": 0, "csrf": 0}


def test_the_contact_of_the_data_protection_officer_is_named_in_the_foot(town, client):
    for path in ("/", "/k/albertslund/", "/raad/"):
        page = Visitor(client, path)
        (href,) = re.findall(r'href="([^"]+)">Kontakt til databeskyttelsesrådgiveren<', page.html)
        told = Visitor(client, href.split("#")[0])
        assert f'<section id="{href.split("#")[1]}">' in told.html
        assert "Kommunens databeskyttelsesrådgiver:" in told.text


@pytest.mark.parametrize("path", PAGES)
def test_nothing_of_the_public_pages_is_kept_by_browsers(town, client, path):
    response = client.get(path)
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert not re.search(r"\son\w+=|style=|<script(?![^>]*src)", response.content.decode())


# ---------- English


DANISH = re.compile(
    r"\w*[æøåÆØÅ]\w*|\b(og|ikke|det|som|til|fra|kan|eller|hverdage|med|skal|bliver|hvis|hvad|jeg|du|vi|er|af|kl|har|din|sag|hjælp|barn|politiet)\b"
)
NAMES = re.compile(
    r"Brøndby Kommune|Albertslund Kommune|Københavns Vestegns Politi|Søren Kaya|Børne-Familieafdelingen|Børnefamilieafsnittet"
)
READ = {"aria-label", "title", "alt", "placeholder", "data-waiting", "data-failed", "data-working", "data-done"}


class Spoken(HTMLParser):
    """What a page says in its own language: words and labels outside of what is marked as Danish."""

    def __init__(self, page):
        super().__init__()
        self.said, self.stack = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        at = dict(attrs)
        foreign = (at.get("lang") == "da" and tag != "html") or tag in ("script", "style") or (bool(self.stack) and self.stack[-1][1])
        if tag not in VOID:
            self.stack.append((tag, foreign))
        if not foreign:
            self.said += [value for name, value in at.items() if name in READ and value]

    def handle_endtag(self, tag):
        while self.stack and self.stack.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not (self.stack and self.stack[-1][1]):
            self.said.append(data)


def left_in_danish(page):
    """The Danish words of an English page."""
    said = [NAMES.sub("", text) for text in Spoken(page.html).said]
    return [(found[0], text) for text in said for found in DANISH.finditer(text)]


def steps_in_english(client, start, end, **answers):
    """Every page of a form in English, with its last one sent."""
    form, pages = Visitor(client, start), []
    while not form.page.endswith("check"):
        pages.append(Visitor(client, start).see(form.response, form.at))
        here = {name: value for name, value in answers.items() if name in form.reading.controls}
        form.press(form.onward(), **here)
    pages += [Visitor(client, start).see(form.response, form.at), form.press("send")]
    assert form.page == end, form.text[:800]
    return pages


@pytest.mark.parametrize("start", ["/en/", "/en/k/albertslund/"])
def test_no_danish_stands_on_any_english_page_that_can_be_reached(town, client, start):
    known, waiting = {}, [start]
    while waiting:
        path = waiting.pop().split("#")[0]
        if path in known or path == "/en/demo/" or not path.startswith("/en/") or path.endswith(".pdf"):
            continue
        page = Visitor(client, path)
        if page.response.status_code == 200:
            known[path] = page
            waiting += page.reading.links
    assert {start + part for part in ("", "bekymring/", "fagperson/", "kort/", "ord/", "strategi/", "tegn/", "raad/", "svar/")} <= set(
        known
    )
    for path, page in known.items():
        assert '<html lang="en">' in page.html
        assert not left_in_danish(page), path
    cards, words = known[start + "kort/"].text, known[start + "ord/"].text
    assert "Worried about someone under 18? (PDF, in Danish)" in cards
    assert "Serious sign of concern Alvorligt bekymringstegn A sign that professionals" in words
    assert left_in_danish(Visitor(client, "/ord/")), "the sieve finds Danish"


def worded_in_danish(town, *texts):
    """The municipality words these texts itself, and only in Danish."""
    with town.at("nikolaj"):
        for kind, code in texts:
            one = catalogue.entry(kind, code)
            parts = {name: "" for name in ("also_en", "title_en") if one.data.get(name) and kind != Kind.TEXT}
            said = {"text": one.text, "valid_from": lib.today(), "source": "Kommunen", **parts}
            edit_catalogue(town.nikolaj, town.brondby, kind, code, version=0, **said)


def test_what_a_municipality_has_worded_in_danish_only_says_so_on_an_english_page(town, client):
    texts = [
        (Kind.SIGN, "A06"),
        (Kind.SIGN, "B04"),
        (Kind.NUMBER, "COORDINATORS"),
        *((kind, entries(kind)[0].code) for kind in (Kind.NOT_SIGN, Kind.TRIGGER)),
    ]
    codes = (
        "ACUTE_BOX",
        "HAPPENS_1",
        "RECEIPT_THANKS",
        "RECEIPT_READ",
        "RECEIPT_ADVICE",
        "RECEIPT_CANNOT",
        "LEAVE_SHARED",
        "SIGNS_PRINCIPLE",
        "NOT_READ_BY",
        "UNDER_18_PUBLIC",
    )
    sources = [one.code for one in entries(Kind.SOURCE) if "PUBLIC" in one.data.get("faces", []) and one.code not in ("parent", "self")]
    worded_in_danish(town, *texts, *((Kind.TEXT, code) for code in codes), *((Kind.SOURCE, code) for code in sources))
    said = {"observed": "He said so.", "who": "T.V.", "signs": ["A06", "B04"], "source": sources[0], "under_18": "yes"}
    pages = [Visitor(client, "/en/"), Visitor(client, "/en/tegn/"), *steps_in_english(client, "/en/bekymring/", "receipt", **said)]
    pages.append(Visitor(client, "/en/fagperson/"))
    for page in pages:
        assert not left_in_danish(page), page.page
        assert "&lt;span" not in page.html, page.page
    assert any(f'<span lang="da">{one.text}</span>' in pages[1].html for one in entries(Kind.SIGN) if one.code == "A06")
    assert [sign["text"] for sign in seen(town)[0].signs] == [one.text for one in entries(Kind.SIGN) if one.code in ("A06", "B04")]
    assert "Senest onsdag 25. november har en koordinator læst det." in pages[-2].html  # a Danish sentence, also the day in it
    assert "Wednesday 25 November" in pages[-3].html  # what is worded in English, and says the same day
    advised = Visitor(client, "/en/raad/", act="ask_advice").press(
        "submit", group="school", theme="CLASSROOM", question="How do I talk with a group?", form="code"
    )
    assert re.search(r'<span lang="da">Vi svarer senest \w+dag \d+\. \w+\.', advised.html), advised.html
    mailbox = client.post("/en/svar/", {"code": code_on(pages[-2])}, follow=True).content.decode()
    assert "&lt;span" not in mailbox


@pytest.mark.parametrize("about", ["other", "child", "self"])
@pytest.mark.parametrize("under_18", ["yes", None])
def test_the_whole_form_is_there_in_english(town, client, about, under_18):
    said = {"about": about, "observed": "He said so.", "who": "T.V.", "signs": ["A06", "B04"], "reporter_email": "a@example.com"}
    pages = steps_in_english(client, "/en/bekymring/", "receipt", **said, **({"under_18": under_18} if under_18 else {}))
    for page in pages:
        assert not left_in_danish(page), page.page
    assert "Wednesday 25 November" in pages[-1].text
    assert seen(town)[0].observed == "He said so."
    mailbox = SimpleNamespace(html=client.post("/en/svar/", {"code": code_on(pages[-1])}, follow=True).content.decode())
    assert "He said so." in mailbox.html
    assert not left_in_danish(mailbox)


def test_the_professionals_form_is_there_in_english(town, client):
    said = {
        "under_18": "yes", "observed": "He said so.", "when_where": "Monday", "how_known": ["seen"], "alternatives": "Grief", "goes_well": "Football",
        "who": "T.V.", "age": "15", "place": "9th grade", "told_person": "yes", "told_person_how": "Calmly", "told_parent_1": "yes",
        "told_parent_1_how": "Well", "told_parent_2": "nobody", "interpreter": "no", "source": "teacher", "done": "Talked",
        "workplace": "The school", "reporter_name": "Lis", "reporter_phone": "43 12 34 56",
    }  # fmt: skip
    for page in steps_in_english(client, "/en/fagperson/skema/", "professional_receipt", **said):
        assert not left_in_danish(page), page.page


def test_one_changes_language_in_the_middle_without_losing_a_word(town, client):
    form = Visitor(client).press().press(observed="Noget.")
    assert 'formaction="/en/bekymring/"' in form.html
    english = form.see(client.post("/en/bekymring/", {**dict(form.reading.fields), "worry": "Ja", "go": "3"}), "/en/bekymring/")
    assert (english.page, english.field("worry"), english.field("observed")) == ("step_well", "Ja", "Noget.")
    assert "What goes well?" in english.text


def test_every_text_of_the_public_pages_has_its_english_and_it_is_compiled():
    entries = translations.read_po(translations.PO.read_text())
    assert not translations.missing(entries)
    assert translations.MO.read_bytes() == translations.mo(entries), "run python -m infohus.ui.translations"
    for key, said in entries.items():
        for text, english in zip(key, said, strict=False):
            assert sorted(re.findall(r"%\(\w+\)s|\{\w+\}", text)) == sorted(re.findall(r"%\(\w+\)s|\{\w+\}", english)) or len(key) > 1, text
    with translation.override("en"):
        assert translation.gettext("Hvad går godt?") == "What goes well?"


# ---------- Whatever is sent


FIELDS = sorted(
    {name for step in STEPS for name in step.base_fields} | {"token", "kept", "checking", "seen", "ticket", "at", "go", "drop", "altcha"}
)
KNOWN = [
    "yes",
    "no",
    "next",
    "send",
    "check",
    "call",
    "1",
    "3",
    "6",
    "99",
    "A06",
    "B04",
    "on",
    "child",
    "self",
    "\x00",
    "\u202e",
    "010203-1234",
]
WORDS = st.one_of(st.text(max_size=60), st.sampled_from(KNOWN))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.dictionaries(st.sampled_from(FIELDS), WORDS, max_size=12), signed=st.booleans())
def test_whatever_is_posted_is_answered_in_words(town, client, data, signed):
    limits.forget()
    data = {**data, **({"token": new_token(lib.now())} if signed else {})}
    response = client.post("/bekymring/", data)
    assert response.status_code < 500
    assert Visitor(client).see(response, "/").page in {
        "step_first",
        "step_facts",
        "step_well",
        "step_person",
        "step_you",
        "check",
        "acute",
        "receipt",
        "patience",
        "differs",
    }


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=400),
    path=st.sampled_from(["/bekymring/", "/en/bekymring/", "/bekymring/tilfoej/", "/k/albertslund/bekymring/"]),
)
def test_whatever_bytes_come_are_answered(town, client, body, path):
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "application/json"):
        assert client.generic("POST", path, body, content_type=kind).status_code < 500


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from([name for step in STEPS for name in step.base_fields if name not in ("files",)]), value=st.binary(max_size=200))
def test_each_field_takes_any_bytes(town, client, name, value):
    limits.forget()
    from urllib.parse import quote_from_bytes

    given = "&".join(["observed=Noget", f"token={new_token(lib.now())}", "go=send", f"{name}={quote_from_bytes(value)}"])
    assert client.generic("POST", "/bekymring/", given.encode(), content_type="application/x-www-form-urlencoded").status_code < 500


def test_a_long_text_from_word_arrives_whole(town, client):
    from pathlib import Path

    text = (Path(__file__).parent / "cases" / "tekst-kopieret-fra-word.txt").read_text(encoding="utf-8")
    form = Visitor(client).press().press(observed=text.replace("\n", "\r\n") + "\x00").walk_to("check")
    assert form.press("send").page == "receipt"
    assert seen(town)[0].observed.split() == text.split()
    assert "\x00" not in seen(town)[0].observed
