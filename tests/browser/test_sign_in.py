"""Signing in with a browser: codes, passkeys, a session that ends in the middle of a text; axe at both widths."""

import re
import time
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.contrib.sessions.models import Session

from infohus import lib
from infohus.access.rules import Role
from infohus.accounts import actions, queries
from infohus.accounts.models import Membership, Unit
from tests.browser.axe import obstacles

PASSWORD = "fire-ord-uden-mening-9"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
HALF_MINUTE = int(time.time()) // 30


@pytest.fixture(autouse=True)
def steady(monkeypatch):
    """The half minute in which the tests of codes happen."""
    monkeypatch.setattr(totp, "time", SimpleNamespace(time=lambda: HALF_MINUTE * 30 + 15))


def code(secret=SECRET, late=0):
    """What the app shows."""
    return totp.format_hotp_value(totp.hotp_value(secret, HALF_MINUTE - late))


def with_password(world, name, app=True):
    """A member of the cast who can sign in."""
    user = world.member(name).user
    user.set_password(PASSWORD)
    user.save()
    if app:
        totp.TOTP.activate(user, SECRET)
    return user


def give_password(page, user):
    """Fill in the first page of sign-in, by keyboard."""
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Adgangskode").fill(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def shown(page):
    """Which page it is."""
    return page.locator("main").get_attribute("data-page")


def a_key(page):
    """A security key in the browser, which says yes at once."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {**kind, "automaticPresenceSimulation": True}})
    return session


@pytest.mark.parametrize("scripts", [True, False])
def test_an_app_is_set_up_and_opens_the_door(opened, world, scripts):
    page, nikolaj = opened(scripts=scripts), with_password(world, "nikolaj", app=False)
    page.goto("/konti/")
    give_password(page, nikolaj)
    assert shown(page) == "accounts.set_up"
    page.get_by_role("link", name="Sæt en app op").click()
    picture = page.locator("main img")
    assert picture.evaluate("one => one.naturalWidth > 100") if scripts else picture.is_visible()
    page.get_by_text("Kan du ikke skanne?").click()
    secret = page.locator("details b").inner_text().replace(" ", "")
    page.get_by_label("Koden, som appen viser nu").fill(code(secret))
    page.get_by_role("button", name="Færdig").click()
    assert shown(page) == "accounts.emergency_codes"
    assert page.locator("#codes li").count() == 10
    page.get_by_role("link", name="Jeg har gemt koderne").click()
    assert shown(page) == "accounts.setup"
    page.get_by_role("button", name="Log af").click()
    page.goto("/konti/")
    give_password(page, nikolaj)
    given = code(secret, late=1)
    page.get_by_label("Kode").fill(f"{given[:3]} {given[3:]}")
    page.get_by_role("button", name="Log på", exact=True).click()
    assert shown(page) == "accounts.people", "where one was going"


def test_a_passkey_is_added_opens_the_door_and_is_asked_for_again(opened, world):
    page, mette = opened(), with_password(world, "nikolaj", app=False)
    a_key(page)
    page.goto("/konti/log-paa/")
    give_password(page, mette)
    page.get_by_role("link", name="Tilføj en passkey").click()
    page.get_by_label("Hvad skal den hedde?").fill("Arbejdstelefon")
    page.get_by_role("button", name="Tilføj passkey").click()
    page.wait_for_url("**/noedkoder/")
    page.goto("/konti/mig/")
    assert page.get_by_role("rowheader", name="Arbejdstelefon").is_visible()
    page.get_by_role("button", name="Log af").click()
    page.goto("/konti/mig/")
    give_password(page, mette)
    page.get_by_role("button", name="Brug passkey").click()
    page.wait_for_url("**/konti/mig/")
    assert shown(page) == "accounts.own"
    for session in Session.objects.all():
        told = session.get_decoded() | {"began_at": (lib.now() - lib.timedelta(minutes=20)).isoformat()}
        Session.objects.filter(pk=session.pk).update(session_data=Session.objects.encode(told))
    page.get_by_role("link", name="Lav nye nødkoder").click()
    assert shown(page) == "accounts.again"
    page.get_by_role("link", name="Brug en passkey").click()
    page.get_by_role("button", name="Brug passkey").click()
    page.wait_for_url("**/noedkoder/nye/")
    assert shown(page) == "accounts.new_emergency_codes"


def test_a_passkey_that_does_not_answer_leaves_the_code(opened, world):
    page, mette = opened(), with_password(world, "nikolaj")
    Authenticator.objects.create(user=mette, type="webauthn", data=known_key())
    session = a_key(page)
    page.goto("/konti/log-paa/")
    give_password(page, mette)
    session.send("WebAuthn.disable")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('no')) }")
    page.get_by_role("button", name="Brug passkey").click()
    page.get_by_text("Din passkey svarede ikke").wait_for()
    page.get_by_label("Kode").fill(code())
    page.get_by_role("button", name="Log på", exact=True).click()
    assert shown(page) == "accounts.setup"


def known_key():
    """What is kept of a passkey that was made elsewhere: one of the specification's size, made here."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from fido2.cose import ES256
    from fido2.utils import websafe_encode
    from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    held = AttestedCredentialData.create(bytes(16), b"another key", public)
    data = AuthenticatorData.create(bytes(32), AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT, 0, held)
    client = b'{"type":"webauthn.create","challenge":"AA","origin":"http://localhost"}'
    answer = {"clientDataJSON": websafe_encode(client), "attestationObject": websafe_encode(AttestationObject.create("none", data, {}))}
    raw = websafe_encode(b"another key")
    return {"name": "Gammel telefon", "credential": {"id": raw, "rawId": raw, "type": "public-key", "response": answer}}


@pytest.mark.parametrize("scripts", [True, False])
def test_a_session_that_ends_in_the_middle_of_a_text_loses_nothing(opened, world, scripts):
    page, nikolaj = opened("nikolaj", scripts), with_password(world, "nikolaj")
    nikolaj = world.member("nikolaj").user
    page.context.clear_cookies(name="infohus")
    page.goto("/konti/log-paa/")
    give_password(page, nikolaj)
    page.get_by_label("Kode").fill(code(late=1))
    page.get_by_role("button", name="Log på", exact=True).click()
    unit = Unit.objects.get(authority=world.brondby, name="Jobcentret")
    page.goto(f"/konti/enheder/{unit.pk}/")
    page.get_by_label("Funktion").fill("Ungehuset, hvor de unge selv kommer forbi efter skole")
    Session.objects.all().delete()
    page.get_by_role("button", name="Gem").click()
    assert shown(page) == "accounts.log_in"
    assert page.get_by_text("Det, du sendte, er ikke gemt endnu, men det er ikke væk").is_visible()
    if scripts:
        check(page, "log_in with a text")
    give_password(page, nikolaj)
    page.get_by_label("Kode").fill("000000")
    page.get_by_role("button", name="Log på", exact=True).click()
    page.get_by_label("Kode").fill(code())
    page.get_by_role("button", name="Log på", exact=True).click()
    assert shown(page) == "accounts.your_text"
    assert page.get_by_text("hvor de unge selv kommer forbi").is_visible()
    if scripts:
        check(page, "your_text")
    page.get_by_role("button", name="Send det nu").click()
    assert shown(page) == "accounts.authorities"
    unit.refresh_from_db()
    assert unit.function.startswith("Ungehuset, hvor")


def test_one_picks_a_person_in_the_demo_by_keyboard(opened, world):
    page = opened()
    page.goto("/demo/")
    page.get_by_role("button", name="Pia Rask").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert shown(page) == "assessments.partner"
    assert page.get_by_text("Alle personer og sager er opdigtede").is_visible()


def pages(world):
    """Every page of the room in its states: who looks, and at what."""
    mette, nikolaj = with_password(world, "mette"), world.member("nikolaj").user
    RecoveryCodes.activate(nikolaj)
    Authenticator.objects.create(user=nikolaj, type="webauthn", data=known_key())
    admin = world.nikolaj
    Membership.objects.create(user=nikolaj, authority=world.albertslund, role=Role.ADMIN, from_at=lib.now())
    new = actions.invite_user(admin, authority=world.brondby, email="ny@brondby.example", name="Aa" + "bcdefgh" * 8 + " Å", role="head")
    world.register(world.concern())
    unit = Unit.objects.get(authority=world.brondby, code="BKI")
    key = Authenticator.objects.get(user=nikolaj, type="webauthn").pk
    link = re.sub(r"https?://[^/]+", "", queries.link_of(new.user, 168))
    yield "", ["/konti/log-paa/", "/konti/glemt/", link, link[:-4] + "/", "/demo/"]
    own = ["", "app/", "passkeys/ny/", f"passkeys/{key}/fjern/", "noedkoder/", "noedkoder/", "noedkoder/nye/", "adgangskode/"]
    yield "nikolaj", [*(f"/konti/mig/{path}" for path in own), "/leder/", "/konti/log-af/"]
    people = ["", "inviter/", f"personer/{mette.pk}/", f"personer/{new.user_id}/", f"personer/{nikolaj.pk}/", f"roller/{new.pk}/"]
    people += [f"personer/{mette.pk}/luk/", f"personer/{new.user_id}/luk/", f"personer/{mette.pk}/nulstil/"]
    yield "nikolaj", [f"/konti/{path}" for path in people]
    places = ["", "ny/", f"{world.brondby.pk}/", f"{world.brondby.parent_id}/", f"{world.brondby.pk}/enhed/"]
    yield "nikolaj", [*(f"/konti/myndigheder/{path}" for path in places), f"/konti/enheder/{unit.pk}/"]
    yield "pia", ["/partner/"]


def check(page, where):
    """No violation and nothing beyond the edge."""
    assert obstacles(page) == [], where


def test_no_page_in_any_state_has_an_obstacle_at_either_width(opened, world):
    """As it is found with much behind it; tests/browser/test_axe.py looks at each address once."""
    with_password(world, "nikolaj")
    tabs = {name: opened(name) for name in ("", "nikolaj", "pia")}
    for name, addresses in pages(world):
        page = tabs[name]
        for address in addresses:
            assert page.goto(address).status in (200, 410), address
            check(page, f"{name}{address}")


def test_no_obstacle_on_the_way_in_nor_where_it_says_no(opened, world):
    page, nikolaj = opened(), with_password(world, "nikolaj", app=False)
    page.goto("/konti/log-paa/")
    page.get_by_role("button", name="Fortsæt").click()
    check(page, "log_in with errors")
    give_password(page, nikolaj)
    check(page, "set_up")
    totp.TOTP.activate(nikolaj, SECRET)
    other = opened()
    other.goto("/konti/log-paa/")
    give_password(other, nikolaj)
    other.get_by_role("button", name="Log på", exact=True).click()
    check(other, "second_factor with errors")
    other.get_by_label("Kode").fill(code())
    other.get_by_role("button", name="Log på", exact=True).click()
    unit = Unit.objects.get(authority=world.brondby, name="HPM")
    other.goto(f"/konti/enheder/{unit.pk}/")
    other.get_by_label("Enhedens navn").fill("HPM og venner")
    actions.edit_unit(world.nikolaj, unit, version=unit.version, name="HPM i Glostrup", phone="43 00 00 55")
    other.get_by_role("button", name="Gem").click()
    assert other.get_by_text("HPM i Glostrup").first.is_visible()
    check(other, "edit_unit changed meanwhile")
    other.goto("/konti/inviter/")
    other.get_by_role("button", name="Send invitationen").click()
    check(other, "invite_user with errors")
