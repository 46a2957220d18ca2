"""What a citizen is told where the usual words would not be true: both coordinators left out, oneself written about, all thrown away."""

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.utils import translation

from infohus import lib
from infohus.accounts.sign_in import MfaAdapter
from infohus.cases.actions import cover
from infohus.catalogues.queries import Texts
from infohus.catalogues.rules import Kind, load_defaults
from infohus.gateways import limits
from infohus.mailboxes.forms import Write
from tests.beyond import ASKED
from tests.test_professional import SAID
from tests.test_public import TUESDAY, plain_file, town
from tests.visitor import Visitor, code_on, send

__all__ = ["town"]
PHONE = "43 00 00 00"
AT_WORK = TUESDAY.replace(hour=10)


@pytest.fixture(autouse=True)
def quiet():
    """Nobody has come yet."""
    limits.forget()


def opened(client, page):
    """The page behind the code of a receipt."""
    client.post("/svar/", {"code": code_on(page)})
    return Visitor(client, "/svar/postkasse/", act="write_to_mailbox")


# ---------- Nobody may read it


@pytest.fixture
def both(town):
    """The user ids of both coordinators."""
    return [str(town.mette.user), str(town.soeren.user)]


def test_whom_both_coordinators_must_not_hear_of_is_not_sent_to_them_and_told_the_true_reason(town, client, both):
    with lib.clock_at(AT_WORK):
        check = Visitor(client).walk_to("check", observed="Om jer begge.", under_18="yes", not_for=both, signs=["B04"])
        assert check.page == "check"
        assert "Ingen af koordinatorerne må læse det. Sender du nu, får børnevagten besked med det samme." in check.text
        assert "Den, der læser det, har tavshedspligt." in check.text
        before = check.text
        receipt = check.press("send")
    assert "Ingen af koordinatorerne må læse det. Derfor har børnevagten fået besked." in receipt.text
    for text in (before, receipt.text):
        assert PHONE not in text
        assert "koordinator på arbejde" not in text


def test_one_who_leaves_out_one_coordinator_is_told_whom_to_ask_for(town, client, both):
    check = Visitor(client).walk_to("check", observed="Om en af jer.", not_for=both[:1])
    assert f"{PHONE}, hverdage kl. 8.30–15. Bed om at tale med Søren Kaya." in check.text
    assert "Bed om at tale med Søren Kaya." in check.press("send").text
    assert "Bed om at tale med" not in Visitor(client).walk_to("check", observed="Om en nabo.").text


def test_a_professional_whom_nobody_may_read_gets_no_coordinators_number(town, client, both):
    form = Visitor(client, "/fagperson/skema/")
    form.walk_to("professional_check", **SAID, not_for=both)
    receipt = form.press("send")
    assert receipt.page == "professional_receipt", receipt.text
    assert PHONE not in receipt.text
    assert "Du får ikke at vide, hvad Infohuset drøfter." in receipt.text


def test_what_is_added_where_nobody_may_read_it_promises_no_reading(town, client, both):
    receipt = Visitor(client).walk_to("check", observed="Om jer begge.", not_for=both, under_18="no").press("send")
    mailbox = opened(client, receipt)
    assert "Lige nu ingen koordinator. Den faglige leder i Brøndby Kommune skal udpege en" in mailbox.text
    assert "Vi læser kun beskeder på arbejdsdage" not in mailbox.text
    assert PHONE not in mailbox.text
    mailbox.press("submit", text="Mere.")
    said = Visitor(client, "/svar/postkasse/", act="write_to_mailbox").text
    assert "er gemt. Lige nu er der ingen koordinator, der må læse det." in said
    assert "ligger hos koordinatorerne" not in said


def test_a_child_duty_that_may_read_it_is_named_though_no_coordinator_may(town, client, both):
    receipt = Visitor(client).walk_to("check", observed="Om jer begge.", not_for=both, under_18="yes").press("send")
    assert "Børnevagten (Hanne Vind) kan også læse det" in opened(client, receipt).text


def test_an_addition_to_a_form_that_was_sent_promises_only_what_is_covered(town, client, both):
    for not_for, says in ((both, "ingen koordinator, der må læse det"), ([], "ligger hos koordinatorerne")):
        form = Visitor(client).walk_to("check", observed="Det første.", not_for=not_for)
        token = form.field("token")
        form.press("send")
        again = Visitor(client).walk_to("check", observed="Noget andet.", not_for=not_for)
        again.reading.fields = [(name, token if name == "token" else value) for name, value in again.reading.fields]
        again.press("send")
        assert again.page == "differs"
        again.act = "write_to_mailbox"
        again.see(again.response, again.at)
        assert says in again.press("submit").text


# ---------- By when it is read


def test_the_front_page_promises_the_day_that_somebody_is_there(town, client):
    def told(address):
        return Visitor(client, address).text

    for moment in (TUESDAY, TUESDAY + timedelta(days=3)):
        with lib.clock_at(moment):
            for address in ("/", "/saadan-goer-vi/"):
                assert "En koordinator læser det senest næste arbejdsdag." in told(address)
    assert "by the next working day at the latest" in told("/en/")
    for name in ("mette", "soeren"):
        cover(
            town.birgit, town.brondby, of=town.member(name), by=None, from_on=TUESDAY.date(), until_on=(TUESDAY + timedelta(days=6)).date()
        )
    for address in ("/", "/saadan-goer-vi/"):
        assert "En koordinator læser det senest tirsdag 1. december." in told(address)
        assert "næste arbejdsdag" not in told(address)
    assert "by Tuesday 1 December at the latest" in told("/en/")
    receipt = Visitor(client).walk_to("check", observed="Noget.", under_18="no")
    assert "En koordinator læser det senest tirsdag 1. december." in receipt.text, "as the check page promises"


def test_no_text_promises_the_next_weekday():
    for entry in load_defaults():
        assert "næste hverdag" not in entry.text
        assert "læser" not in entry.text or "på hverdage" not in entry.text


# ---------- Oneself, or one's own child


@pytest.mark.parametrize(("about", "says"), [
    ("child", "fortæller du, hvem dit barn er, kan vi som regel se, hvem du er"), ("self", "Det er frivilligt at tage imod hjælp"),
])  # fmt: skip
def test_how_anonymous_one_is_stands_before_the_first_field_that_tells_it(town, client, about, says):
    form = Visitor(client).press(about=about).press(observed="Noget.").press()
    assert form.page == "step_person"
    assert says in form.text
    assert form.html.index('id="promise"') < form.html.index('name="who"') < form.html.index('name="place"')
    assert 'id="promise"' in form.press().html, "and before the name of the one who writes"
    assert 'id="promise"' not in Visitor(client).walk_to("step_person", observed="Noget.").html


def test_one_who_has_written_who_they_are_cannot_be_anonymous(town, client):
    form = Visitor(client).walk_to("step_you", about="self", observed="Noget.", who="Ulla Prøve Hansen").press(anonymous="yes")
    assert "Du vil være anonym, men har på trin 4 skrevet, hvem du er." in form.text
    assert form.press("4").press(who="").press(anonymous="yes").page == "check"
    other = Visitor(client).walk_to("step_you", observed="Noget.", who="Naboen").press(anonymous="yes")
    assert other.page == "check", "who somebody else is tells nothing"


def test_nobody_is_asked_to_write_only_what_they_know_about_themself(town, client):
    own = Visitor(client).walk_to("step_person", about="self", observed="Noget.").text
    assert ("Skriv kun det, du vil." in own, "Skriv kun det, du ved." in own) == (True, False)
    assert (
        "which school do they go to" in Visitor(client, "/en/bekymring/").walk_to("step_person", about="child", observed="Something.").text
    )


# ---------- What becomes of it


def test_when_a_case_that_was_nothing_is_deleted_is_said_with_its_own_time(town, client):
    for page, says in (
        ("/", "sletter den efter 6 måneder."),
        ("/saadan-goer-vi/", "sletter den efter 6 måneder."),
        ("/en/", "delete it after 6 months."),
    ):
        assert says in Visitor(client, page).text
    texts = Texts(town.brondby)
    leaflet = next(one for one in texts.of(Kind.PRINT) if one.code == "LEAFLET_HAPPENS")
    assert texts.say(leaflet).endswith("sletter den efter 6 måneder.")


# ---------- Throwing away, and what a receipt does not lose


def test_all_that_was_written_is_thrown_away_only_when_one_says_so_twice(town, client):
    check = Visitor(client).walk_to("check", observed="Det, jeg så.").press("quit", files=[plain_file()])
    assert check.page == "quit"
    assert "Det kan ikke fortrydes." in check.text
    kept = Visitor(client).see(check.response, check.at).press("check")
    assert (kept.page, "Det, jeg så." in kept.text, "note.txt" in kept.text) == ("check", True, True)
    assert "/?slettet=alt" in check.reading.links
    assert "Det, du skrev, er slettet. Intet er sendt." in Visitor(client, "/?slettet=alt").text
    assert "er slettet" not in Visitor(client, "/").text


def test_corrections_of_what_was_sent_are_not_called_unsent(town, client):
    check = Visitor(client).walk_to("check", observed="Det, jeg så.")
    again = Visitor(client).see(check.response, check.at)
    check.press("send")
    gone = again.jump("check").press("quit")
    assert "Det, du har sendt, ligger stadig hos os." in gone.text
    assert "/?slettet=rettelser" in gone.reading.links
    assert "Intet er sendt" not in Visitor(client, "/?slettet=rettelser").text


def test_a_receipt_of_what_may_be_urgent_has_the_numbers_first(town, client):
    line = "Er nogen i fare lige nu? Ring 112."
    danger = Visitor(client).press(acute="yes").press("2").walk_to("check", observed="Nu.").press("send")
    for receipt in (send(client, signs=["A05"]), danger):
        assert receipt.page == "receipt"
        assert (
            receipt.text.index(line)
            < receipt.text.index("Vent ikke på os, hvis det haster.")
            < receipt.text.index("Vi har modtaget din henvendelse")
        )
    assert line not in send(client).text


def test_the_receipt_of_a_question_is_not_lost_by_one_click(town, client):
    asked = Visitor(client, "/raad/", act="ask_advice").press("submit", **ASKED)
    assert "Jeg har gemt koden" in asked.text
    assert "Ring 112, hvis nogen er i fare." in asked.text
    assert PHONE in asked.text
    assert "Sådan sletter du det" in asked.text
    assert set(asked.reading.links) & {"/", "/svar/", "/saadan-goer-vi/", "/strategi/", "/privatliv/", "/tilgaengelighed/"} == set()


def test_closing_for_good_does_not_stand_beside_sending(town, client):
    mailbox = opened(client, send(client))
    acts = mailbox.html[: mailbox.html.index("Tidligere")]
    assert "Luk postkassen for altid" not in acts
    assert acts.index("Gå ud af postkassen") < acts.index("Skriv til os")
    dialog = mailbox.html[mailbox.html.index("<dialog") :]
    assert "Nej, behold den" in dialog
    assert "Luk uden at gøre noget" not in dialog


# ---------- Said once, and where it belongs


def test_what_is_read_through_stands_where_it_belongs_and_says_nothing_twice(town, client):
    check = Visitor(client).walk_to("check", observed="Det, jeg så.", signs=["B04"], signs_description="Hjemme.")
    assert check.text.index("Tegn, du har valgt") < check.text.index("Om de tegn") < check.text.index("Personen")
    assert "Du er anonym." in check.text
    assert "Anonym" not in check.text.split("Dit navn")[1].split("Filer")[0].replace("Du er anonym", "")


@pytest.mark.parametrize(("question", "stopped"), [
    ("min kollega jens hansen 1/2-10 født taler om det", True), ("en elev, født 7. august 2012, taler om det", True),
    ("drengen er 14 år, og det var den 12. november 2026", False), ("børn født i 2012 er svære", False),
])  # fmt: skip
def test_a_birth_date_is_stopped_though_no_capital_tells_the_name(town, client, question, stopped):
    asked = Visitor(client, "/raad/", act="ask_advice").press("submit", **{**ASKED, "question": question})
    assert (asked.page == "advice.ask") is stopped
    assert ("Der står noget, der ligner en fødselsdato." in asked.text) is stopped
    assert "CPR-nummer eller et navn med fødselsdato" not in asked.text


def test_a_professionals_receipt_says_it_once_and_has_the_numbers_before_the_copy(town, client):
    receipt = Visitor(client, "/fagperson/skema/").walk_to("professional_check", **SAID).press("send")
    assert receipt.text.count("6 hverdage") == 1
    assert receipt.text.count("undersøgelse eller støtte i gang") == 1
    assert receipt.text.index("Haster det for et barn?") < receipt.text.index("Det, du har sendt")


def test_a_dash_a_complaint_and_the_hours_of_the_police_are_explained(town, client):
    assert "En streg (–) betyder" in Visitor(client, "/tal/").text
    assert "lov nr. 692 af 8. juni 2018" in Visitor(client, "/tilgaengelighed/").text
    assert "digst.dk" in Visitor(client, "/tilgaengelighed/").text
    town.brondby.parent.phone = ""
    town.brondby.parent.save()
    assert "114, hele døgnet" in Visitor(client, "/fagperson/").text


def test_a_passkey_is_called_what_the_pages_call_it():
    for count, name in ((0, "Passkey"), (1, "Passkey 2")):
        keys = SimpleNamespace(filter=lambda type, count=count: SimpleNamespace(count=lambda: count))
        with translation.override("da"):
            assert MfaAdapter().generate_authenticator_name(SimpleNamespace(authenticator_set=keys), "webauthn") == name
    page = Path("infohus/accounts/templates/accounts/set_up.html").read_text()
    assert "Vælg en ekstra måde at logge på" in page


def test_a_parent_is_asked_about_their_child_in_their_own_words(town, client):
    form = Visitor(client).press(about="child").press(observed="Noget.")
    assert "Hvem har dit barn omkring sig?" in form.text
    assert "Fx en voksen, dit barn stoler på" in form.text


def test_the_mailbox_does_not_call_one_anonymous_who_gave_their_name():
    told = str(Write(about="concern", asked=True).fields["text"].help_text)
    assert "blive ved med at være anonym" not in told
    assert "Kender vi ikke dit navn, og vil du være anonym" in told
    assert "Har du ikke skrevet" not in told, "whoever told it on the telephone has not written it"
