"""Who comes in and how, and what a system administrator can do about people, roles, authorities and units."""

import csv
import json
import os
import re
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.apps import apps
from django.db import OperationalError, connection, transaction
from django.http import Http404
from django.test import Client, RequestFactory, override_settings
from django.urls import get_resolver, reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

from infohus import lib
from infohus.access.rules import Act, Forbidden, Role
from infohus.accounts import actions, carry, jobs, queries, rules, sign_in
from infohus.accounts.models import Authority, Membership, Unit, User
from infohus.accounts.rules import AuthorityKind, Stale
from infohus.cases.actions import exclude
from infohus.cases.models import Case
from infohus.db.context import acting
from infohus.demo.rules import CAST
from infohus.demo.world import World
from infohus.gateways import keys
from infohus.gateways.home import Trouble
from infohus.lib import Refused
from tests.conftest import seal_log

PASSWORD = "fire-ord-uden-mening-9"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LOGIN, CODE = "/konti/log-paa/", "/konti/log-paa/kode/"
CASES = Path(__file__).parent / "cases"


HALF_MINUTE = int(time.time()) // 30


@pytest.fixture(autouse=True)
def steady(monkeypatch):
    """The half minute in which the tests of codes happen."""
    monkeypatch.setattr(totp, "time", SimpleNamespace(time=lambda: HALF_MINUTE * 30 + 15))


def code(secret=SECRET, late=0):
    """What the app shows now, or showed so many half minutes ago."""
    return totp.format_hotp_value(totp.hotp_value(secret, HALF_MINUTE - late))


def with_app(world, name):
    """A member of the cast with a password and an app."""
    user = world.member(name).user
    user.set_password(PASSWORD)
    user.save()
    totp.TOTP.activate(user, SECRET)
    return user


def enter(client, world, name):
    """Come in as one of the cast, with a second factor shown."""
    client.force_login(name if isinstance(name, User) else world.member(name).user)
    session = client.session
    session[sign_in.METHODS] = [{"method": "mfa", "type": "totp"}]
    session.save()
    return client


def password_of(client, user, **more):
    """Send the first page of sign-in."""
    return client.post(LOGIN, {"login": user.email, "password": PASSWORD, **more})


def waiting(task):
    """The jobs of this name that were queued."""
    return list(ProcrastinateJob.objects.filter(task_name=f"infohus.accounts.jobs.{task}").values_list("args", flat=True))


def entries(world, act):
    """The codes of the entries of this act, as the DPO reads them."""
    seal_log()
    with acting(world.tove.context), connection.cursor() as cursor:
        cursor.execute("SELECT codes FROM audit_entry WHERE act = %s ORDER BY number", [act.value])
        return [json.loads(row[0]) for row in cursor.fetchall()]


def page(response):
    """Which page an answer is."""
    return re.search(r'data-page="([\w.]+)"', response.content.decode())[1]


# ---------- Signing in


def test_password_and_code_open_the_door(world, client):
    mette = with_app(world, "mette")
    assert client.get("/hjem/")["Location"] == f"{LOGIN}?next=/hjem/"
    assert password_of(client, mette, login=mette.email.upper())["Location"] == CODE
    assert client.get("/hjem/").status_code == 302, "a password alone opens nothing"
    assert client.post(CODE, {"code": code()})["Location"] == "/hjem/"
    assert client.get("/konti/mig/").status_code == 200


def test_a_code_is_taken_with_its_spaces_and_a_slow_thumb(world, client):
    mette = with_app(world, "mette")
    password_of(client, mette)
    shown = client.get(CODE).content.decode()
    assert 'autocomplete="one-time-code"' in shown
    assert 'inputmode="numeric"' in shown
    slow = code(late=1)
    assert client.post(CODE, {"code": f" {slow[:3]} {slow[3:]}\u00a0"})["Location"] == "/hjem/"


@pytest.mark.parametrize(("wrong", "says"), [("12345", "Koden har 6 cifre"), ("bogstaver", "Koden har 6 cifre"), ("", "Skriv den kode")])
def test_what_is_no_code_is_told_what_a_code_looks_like(world, client, wrong, says):
    password_of(client, with_app(world, "mette"))
    assert says in client.post(CODE, {"code": wrong}).content.decode()


def test_a_used_or_late_code_opens_nothing_and_says_why(world, client):
    mette = with_app(world, "mette")
    used = code()
    password_of(client, mette)
    client.post(CODE, {"code": used})
    other = Client()
    password_of(other, mette)
    assert "Koden er allerede brugt" in other.post(CODE, {"code": used}).content.decode()
    assert "kun én gang og i et halvt minut" in other.post(CODE, {"code": code(late=9)}).content.decode()
    assert other.get("/konti/mig/").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_one_code_opens_once_whichever_worker_is_asked(transactional_db):
    connection.close()  # browser tests run beside an event loop, and with a connection of their own: the one from before them is dead
    world = World()
    mette, used, answers = with_app(world, "mette"), code(), []
    clients = [Client() for _ in range(4)]
    for one in clients:
        password_of(one, mette)
    together = threading.Barrier(len(clients))

    def ask(one):
        together.wait()
        answers.append(one.post(CODE, {"code": used}).status_code)
        connection.close()

    threads = [threading.Thread(target=ask, args=[one]) for one in clients]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(answers) == [200, 200, 200, 302]


def test_an_emergency_code_opens_once(world, client):
    mette = with_app(world, "mette")
    first, *_ = RecoveryCodes.activate(mette).generate_codes()
    password_of(client, mette)
    assert client.post(CODE, {"code": f"{first[:4]} {first[4:]}"}).status_code == 302
    other = Client()
    password_of(other, mette)
    assert other.post(CODE, {"code": first}).status_code == 200


def test_wrong_password_unknown_address_and_closed_account_answer_alike(world, client):
    mette = with_app(world, "mette")
    said = set()
    for address, word in ((mette.email, "forkert-adgangskode"), ("ingen@brondby.example", PASSWORD)):
        said.add(re.sub(r'value="[^"]*"', "", client.post(LOGIN, {"login": address, "password": word}).content.decode()))
    User.objects.filter(pk=mette.pk).update(is_active=False)
    assert len(said) == 1
    assert str(sign_in.MISMATCH) in said.pop()
    assert str(sign_in.MISMATCH) in client.post(LOGIN, {"login": mette.email, "password": PASSWORD}, follow=True).content.decode()


def test_a_password_never_comes_back_on_the_page(world, client):
    shown = client.post(LOGIN, {"login": "mette.holm@brondby.example", "password": "forkert-adgangskode"}).content.decode()
    assert "forkert-adgangskode" not in shown
    assert "mette.holm@brondby.example" in shown


def test_guessing_is_slowed_down_and_no_address_is_kept(world, client):
    mette = with_app(world, "mette")
    for _ in range(6):
        answer = client.post(LOGIN, {"login": mette.email, "password": "forkert-adgangskode"})
    assert "Vent fem minutter" in answer.content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(cache_key, ' ') FROM infohus_cache")
        (known,) = cursor.fetchone()
    assert "login_failed" in known
    assert "127.0.0.1" not in known


def tries(client, login, network, word="forkert-adgangskode"):
    """One try at a password from a network."""
    return client.post(LOGIN, {"login": login, "password": word}, REMOTE_ADDR=network)


def test_a_strangers_wrong_passwords_keep_nobody_out_elsewhere(world, client):
    mette = with_app(world, "mette")
    for _ in range(6):
        answer = tries(client, mette.email, "198.51.100.7")
    assert "Vent fem minutter" in answer.content.decode()
    assert "Vent fem minutter" in tries(Client(), mette.email, "198.51.100.7", PASSWORD).content.decode()
    assert tries(Client(), mette.email, "203.0.113.9", PASSWORD)["Location"] == CODE


def test_many_networks_guess_no_faster_together_than_one_and_a_new_password_opens_again(world, client):
    mette = with_app(world, "mette")
    for network in range(15):
        for _ in range(4):
            assert "passer ikke sammen" in tries(Client(), mette.email, f"198.51.{network}.7").content.decode()
    held = tries(Client(), mette.email, "203.0.113.9", PASSWORD).content.decode()
    assert "Vent fem minutter" in held
    assert "kan det vare en time" in held
    request = RequestFactory().post("/", REMOTE_ADDR="203.0.113.9")
    sign_in.choose_password(request, User.objects.get(pk=mette.pk), "en-helt-ny-adgangskode")
    assert tries(Client(), mette.email, "203.0.113.9", "en-helt-ny-adgangskode")["Location"] == CODE


def test_the_network_is_counted_and_not_the_address():
    assert sign_in.hashed("2001:db8::1") == sign_in.hashed("2001:db8::ffff")
    assert sign_in.hashed("2001:db8::1") != sign_in.hashed("2001:db8:0:1::1")
    assert sign_in.hashed("10.0.0.1") != sign_in.hashed("10.0.0.2")


def test_guessing_codes_is_slowed_down(world, client):
    password_of(client, with_app(world, "mette"))
    for guess in ("000001", "000002", "000003", "000004", "000005", "000006"):
        answer = client.post(CODE, {"code": guess})
    assert "Vent fem minutter" in answer.content.decode()
    assert client.post(CODE, {"code": code()}).status_code == 200


def test_after_signing_in_nobody_is_led_out_of_the_house(world, client):
    mette = with_app(world, "mette")
    client.post(LOGIN + "?next=//ondt.example/", {"login": mette.email, "password": PASSWORD, "next": "https://ondt.example/"})
    assert client.post(CODE, {"code": code()})["Location"] == "/hjem/"


def test_only_the_addresses_we_need_are_there(client):
    known = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert {name for name in known if name.startswith(("account_", "mfa_", "socialaccount"))} == {
        "account_login", "account_logout", "account_change_password", "account_set_password", "account_reauthenticate",
        "mfa_authenticate", "mfa_index", "mfa_activate_totp", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_remove_webauthn",
        "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
    }  # fmt: skip


# ---------- The second factor


def test_without_a_second_factor_nothing_opens(world, client):
    mette = world.member("mette").user
    mette.set_password(PASSWORD)
    mette.save()
    assert password_of(client, mette)["Location"] == "/hjem/"
    for address in ("/hjem/", "/konti/mig/"):
        assert client.get(address)["Location"] == "/konti/mig/ekstra/"
    assert page(client.get("/konti/mig/ekstra/")) == "accounts.set_up"
    picture = client.get("/konti/mig/app/")
    assert "img-src 'self' data:" in picture["Content-Security-Policy"]
    assert "data:" not in client.get("/konti/mig/ekstra/")["Content-Security-Policy"]
    secret = client.session["mfa.totp.secret"]
    assert "Koden passer ikke" in client.post("/konti/mig/app/", {"code": "000000"}).content.decode()
    assert client.post("/konti/mig/app/", {"code": code(secret)})["Location"] == "/konti/mig/noedkoder/"
    assert client.get("/konti/mig/").status_code == 200
    assert secret not in str(Authenticator.objects.get(type="totp").data)


def test_emergency_codes_are_shown_once(world, client):
    mette = with_app(world, "mette")
    first, *_ = RecoveryCodes.activate(mette).generate_codes()
    enter(client, world, "mette")
    shown = f"{first[:4]} {first[4:]}"
    assert shown in client.get("/konti/mig/noedkoder/").content.decode()
    assert shown not in client.get("/konti/mig/noedkoder/").content.decode()


def test_a_new_app_replaces_the_old_one_and_never_leaves_a_password_alone(world, client):
    mette = with_app(world, "mette")
    enter(client, world, "mette")
    client.get("/konti/mig/app/")
    new = client.session["mfa.totp.secret"]
    assert client.post("/konti/mig/app/", {"code": "000000"}).status_code == 200
    assert Authenticator.objects.filter(user=mette, type="totp").count() == 1
    client.post("/konti/mig/app/", {"code": code(new)})
    other = Client()
    password_of(other, mette)
    assert other.post(CODE, {"code": code()}).status_code == 200, "the old app opens nothing"
    assert other.post(CODE, {"code": code(new, late=1)}).status_code == 302


def test_the_only_passkey_stays_and_one_of_two_can_go(world, client):
    mette = world.member("mette").user
    one = Authenticator.objects.create(user=mette, type="webauthn", data={"name": "Telefon", "credential": {}})
    enter(client, world, "mette")
    client.post(f"/konti/mig/passkeys/{one.pk}/fjern/")
    assert Authenticator.objects.filter(pk=one.pk).exists()
    totp.TOTP.activate(mette, SECRET)
    client.post(f"/konti/mig/passkeys/{one.pk}/fjern/")
    assert not Authenticator.objects.filter(pk=one.pk).exists()


def test_ways_of_signing_in_change_only_when_one_has_just_said_who_one_is(world, client):
    with_app(world, "mette")
    enter(client, world, "mette")
    session = client.session
    session["began_at"] = (lib.now() - timedelta(minutes=20)).isoformat()
    session.save()
    assert client.get("/konti/mig/app/")["Location"].startswith("/konti/mig/bekraeft/")
    assert "Adgangskoden passer ikke" in client.post("/konti/mig/bekraeft/", {"password": "forkert-adgangskode"}).content.decode()
    assert client.post("/konti/mig/bekraeft/?next=/konti/mig/app/", {"password": PASSWORD})["Location"] == "/konti/mig/app/"
    assert client.get("/konti/mig/app/").status_code == 200


def test_a_new_password_ends_the_sessions_elsewhere(world, client):
    with_app(world, "mette")
    here, elsewhere = enter(client, world, "mette"), enter(Client(), world, "mette")
    new = {"oldpassword": PASSWORD, "password1": "helt-andre-ord-her-7", "password2": "helt-andre-ord-her-7"}
    assert "Den nuværende adgangskode passer ikke" in here.post("/konti/mig/adgangskode/", {**new, "oldpassword": "x"}).content.decode()
    assert "for kort" in here.post("/konti/mig/adgangskode/", {**new, "password1": "kort", "password2": "kort"}).content.decode()
    assert here.post("/konti/mig/adgangskode/", new)["Location"] == "/konti/mig/"
    assert here.get("/konti/mig/").status_code == 200
    assert elsewhere.get("/konti/mig/").status_code == 302


# ---------- The session


def test_a_session_lasts_half_an_hour_idle_and_ten_hours_at_most(world, client):
    enter(client, world, "mette")
    assert client.get("/konti/mig/").status_code == 200
    assert 1790 < client.session.get_expiry_age() <= 1800
    assert client.session.get_expire_at_browser_close()
    with lib.clock_at(lib.now() + timedelta(hours=9, minutes=59)):
        assert client.get("/konti/mig/").status_code == 200
    for address in ("/konti/mig/", "/konti/mig/app/"):
        enter(client, world, "mette").get("/konti/mig/")
        with lib.clock_at(lib.now() + timedelta(hours=10, minutes=1)):
            assert client.get(address)["Location"] == f"{LOGIN}?next={address}"
        assert client.get(address)["Location"] == f"{LOGIN}?next={address}", "it does not come back"


def test_what_was_seen_last_is_known_at_the_next_sign_in(world, client):
    mette, morning = with_app(world, "mette"), lib.now()
    with lib.clock_at(morning):
        password_of(client, mette)
        client.post(CODE, {"code": code()})
    with lib.clock_at(morning + timedelta(hours=1)):
        client.get("/konti/mig/")
    with lib.clock_at(morning + timedelta(days=1)):
        other = Client()
        password_of(other, mette)
        other.post(CODE, {"code": code(late=1)})
    mette.refresh_from_db()
    assert mette.seen_before_at == morning + timedelta(hours=1)
    assert mette.seen_at == morning + timedelta(days=1)


def test_one_with_two_roles_acts_in_one_at_a_time(world, client):
    mette = world.member("mette")
    second = Membership.objects.create(user=mette.user, authority=world.albertslund, role=Role.HEAD, from_at=lib.now())
    enter(client, world, mette.user)
    assert "Skift rolle" in client.get("/konti/mig/").content.decode()
    assert client.get("/hjem/")["Location"] == "/overblik/"
    client.post("/konti/mig/rolle/", {"membership": str(second.pk)})
    assert "Albertslund Kommune" in client.get("/konti/mig/").content.decode().split("<main")[0]
    client.post("/konti/mig/rolle/", {"membership": str(world.member("soeren").pk)})
    assert client.session["membership"] == str(second.pk), "another's role is not to be had"


def test_without_any_role_there_is_a_page_that_says_so(world, client):
    enter(client, world, "erik")
    Membership.objects.filter(user=world.member("erik").user).update(until_at=lib.now())
    assert page(client.get("/hjem/")) == "accounts.no_role"


@pytest.mark.parametrize(
    ("name", "begins"),
    [("mette", "/overblik/"), ("karen", "/overblik/"), ("nikolaj", "/leder/"), ("pia", "/partner/"), ("erik", "/partner/")],
)
def test_every_role_begins_somewhere(world, client, name, begins):
    assert enter(client, world, name).get("/hjem/")["Location"] == begins


@pytest.mark.parametrize("name", ["birgit", "tove", "hanne"])
def test_those_whose_pages_are_elsewhere_begin_where_there_is_one(world, client, name):
    answer = enter(client, world, name).get("/hjem/", follow=True)
    assert answer.status_code == 200
    assert enter(client, world, name).get("/leder/", follow=True).status_code == (404 if name == "hanne" else 200)


def test_the_partners_page_says_honestly_what_is_there(world, client):
    assert "Det, I har fået mundtligt, står ikke på siden." in enter(client, world, "pia").get("/partner/").content.decode()
    assert enter(client, world, "birgit").get("/partner/").status_code == 404


# ---------- A text sent after the session ended


def unit_page(world):
    """A page with a form on which Nikolaj writes."""
    unit = Unit.objects.get(authority=world.brondby, name="Jobcentret")
    return unit, f"/konti/enheder/{unit.pk}/"


LONG = "En lang forklaring på, hvad enheden gør <b>og hvorfor</b>"


def written(client, world, **changed):
    """What the page's form sends when Nikolaj has written."""
    unit, address = unit_page(world)
    shown = client.get(address).content.decode()
    fields = {"version": str(unit.version), "name": "Jobcentret", "function": LONG, "active": "on", **changed}
    fields["writer"] = re.search(r'name="writer" value="([^"]+)"', shown)[1]
    return address, fields


def carried(response):
    """The sealed text in a page."""
    return re.search(r'name="carried" value="([^"]+)"', response.content.decode())[1]


def test_a_text_survives_the_end_of_the_session(world, client):
    nikolaj = with_app(world, "nikolaj")
    enter(client, world, "nikolaj")
    address, fields = written(client, world)
    client.session.flush()
    stopped = client.post(address, fields)
    assert (stopped.status_code, page(stopped)) == (401, "accounts.log_in")
    assert "lang forklaring" not in stopped.content.decode(), "it is sealed"
    wrong = client.post(LOGIN, {"login": nikolaj.email, "password": "forkert-adgangskode", "carried": carried(stopped)})
    asked = password_of(client, nikolaj, carried=carried(wrong))
    assert page(asked) == "accounts.second_factor"
    back = client.post(CODE, {"code": code(), "carried": carried(asked)})
    assert page(back) == "accounts.your_text"
    shown = back.content.decode()
    assert "hvad enheden gør &lt;b&gt;og" in shown
    again = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', shown.split("<main")[1]))
    assert re.search(rf'action="{address}"', shown)
    assert client.post(address, {**again, "function": LONG})["Location"] == "/konti/myndigheder/"
    assert unit_page(world)[0].function == LONG


def test_a_password_is_never_carried_nor_shown(world):
    """A sentence of several words is what we ask for, and it is no text."""
    client = enter(Client(enforce_csrf_checks=True), world, "mette")
    address = "/konti/mig/adgangskode/"
    writer = carry.token_of(world.member("mette").user_id)
    said = {
        "oldpassword": "korrekt hest batteri",
        "password1": "hæfteklamme under den blå bro",
        "password2": "hæfteklamme under den blå bro",
    }
    answer = client.post(address, {**said, "writer": writer, "csrfmiddlewaretoken": "for gammel"})
    assert answer.status_code == 403
    assert not [word for word in ("batteri", "hæfteklamme") if word in answer.content.decode()]
    client.session.flush()
    stopped = client.post(address, {**said, "writer": writer, "csrfmiddlewaretoken": "for gammel"})
    assert not [name for name, _value in carry.unseal(carried(stopped), world.member("mette").user_id).fields if "password" in name]


def test_a_text_never_comes_to_another(world, client):
    enter(client, world, "nikolaj")
    mette = with_app(world, "mette")
    address, fields = written(client, world)
    client.session.flush()
    box = carried(client.post(address, fields))
    asked = password_of(client, mette, carried=box)
    back = client.post(CODE, {"code": code(), "carried": carried(asked)})
    assert back["Location"] == "/hjem/"


def test_a_text_is_carried_for_half_an_hour(world):
    nikolaj = world.member("nikolaj").user

    class Request:
        method, POST = "POST", type("Post", (dict,), {"lists": lambda self: [(name, [value]) for name, value in self.items()]})()
        get_full_path = staticmethod(lambda: "/sager/1/?fane=noter")

    Request.POST.update({"text": "Et par ord her", "writer": carry.token_of(nikolaj.pk), "csrfmiddlewaretoken": "x"})
    box = carry.seal(Request)
    assert carry.unseal(box, nikolaj.pk) == carry.Carried("/sager/1/?fane=noter", [("text", "Et par ord her")])
    with lib.clock_at(lib.now() + timedelta(minutes=31)):
        assert carry.unseal(box, nikolaj.pk) is None
    assert carry.unseal(box[:-4] + "AAAA", nikolaj.pk) is None
    assert carry.unseal("noget andet", nikolaj.pk) is None


def test_nobody_is_made_to_carry_what_no_page_of_ours_sent(world, client):
    answer = client.post(unit_page(world)[1], {"function": LONG, "writer": "forfalsket"})
    assert answer["Location"] == LOGIN
    assert client.post(unit_page(world)[1], {"function": LONG})["Location"] == LOGIN


def test_a_part_of_a_page_is_replaced_by_the_sign_in_page_whole(world, client):
    enter(client, world, "nikolaj")
    address, fields = written(client, world)
    client.session.flush()
    answer = client.post(address, fields, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Retarget"]) == (200, "body")
    asked = client.get(address, headers={"HX-Request": "true", "HX-Current-URL": f"http://localhost{address}"})
    assert asked["HX-Redirect"] == f"{LOGIN}?next={address}"


def test_who_signed_in_anew_elsewhere_gets_the_text_back_at_once(world):
    client = enter(Client(enforce_csrf_checks=True), world, "nikolaj")
    address, fields = written(client, world)
    answer = client.post(address, {**fields, "csrfmiddlewaretoken": "for gammel"})
    assert (answer.status_code, page(answer)) == (403, "accounts.your_text")
    stranger = enter(Client(enforce_csrf_checks=True), world, "mette").post(address, fields)
    assert (stranger.status_code, page(stranger)) == (403, "ui.forbidden")


# ---------- The link of an invitation and of a forgotten password


def link_in(mail):
    """The path of the link in a mail."""
    return re.search(r"http://localhost:\d+(/konti/adgang/\S+)", mail.body)[1]


def test_an_invited_person_chooses_a_password_and_then_a_second_factor(world, client, mailoutbox):
    row = actions.invite_user(world.nikolaj, authority=world.brondby, email="Ny@brondby.example", name="Ny Person", role="head")
    assert waiting("send_link") == [{"user": str(row.user_id), "hours": "168"}]
    jobs.send_link(user=str(row.user_id), hours="168")
    (mail,) = mailoutbox
    assert mail.to == ["ny@brondby.example"]
    assert not re.search(r"Ny Person|Brøndby|sag|bekymring|radikal", mail.subject + mail.body)
    assert "7 dage" in mail.body
    address = link_in(mail)
    assert page(client.get(address)) == "accounts.choose_password"
    short = client.post(address, {"password1": "Ny Person", "password2": "Ny Person"}).content.decode()
    assert "for kort" in short
    assert "ikke ens" in client.post(address, {"password1": PASSWORD, "password2": PASSWORD + "x"}).content.decode()
    assert client.post(address, {"password1": PASSWORD, "password2": PASSWORD})["Location"] == LOGIN
    assert client.get(address).status_code == 410, "once"
    assert password_of(client, row.user)["Location"] == "/hjem/"
    assert client.get("/hjem/")["Location"] == "/konti/mig/ekstra/"


def test_who_invites_reads_whether_a_link_is_on_its_way(world, client):
    nikolaj, address = enter(client, world, "nikolaj"), reverse("accounts:invite_user")
    given = {"name": "Ny Person", "email": "ny@brondby.example", "authority": str(world.brondby.pk)}
    first = nikolaj.post(address, {**given, "role": "head"}, follow=True).content.decode()
    assert "Et link til at vælge en adgangskode er på vej til ny@brondby.example; det gælder i syv dage." in first
    again = nikolaj.post(address, {**given, "role": "admin"}, follow=True).content.decode()
    assert "Ny Person har fået rollen" in again
    assert "på vej" not in again
    assert len(waiting("send_link")) == 1
    others = [
        actions.invite_user(world.nikolaj, authority=world.brondby, email=mail, name="Ny", role="child_duty")
        for mail in ("ny@brondby.example", "to@b.example")
    ]
    assert [one.by_mail for one in others] == [False, True]  # the act itself says it, not a look before it


def test_a_link_closes_after_seven_days_and_when_it_is_tampered_with(world, client):
    row = actions.invite_user(world.nikolaj, authority=world.brondby, email="ny@brondby.example", name="Ny Person", role="head")
    address = queries.link_of(row.user, 168).removeprefix("http://localhost:8000")
    with lib.clock_at(lib.now() + timedelta(days=6, hours=23)):
        assert client.get(address).status_code == 200
    with lib.clock_at(lib.now() + timedelta(days=7, minutes=1)):
        assert page(client.get(address)) == "accounts.link_closed"
    assert client.get(address[:-3] + "/").status_code == 410
    actions.reset_sign_in(world.nikolaj, User.objects.get(pk=row.user_id))
    assert client.get(address).status_code == 410, "a reset closes what was open"


def test_a_forgotten_password_answers_alike_and_keeps_the_second_factor(world, client, mailoutbox):
    mette = with_app(world, "mette")
    answers = {client.post("/konti/glemt/", {"email": email}).content for email in (mette.email, "ingen@brondby.example")}
    assert len({re.sub(rb'value="[^"]*"', b"", answer) for answer in answers}) == 1
    (job,) = waiting("send_link")
    jobs.send_link(**job)
    assert "1 time" in mailoutbox[0].body
    client.post(link_in(mailoutbox[0]), {"password1": "helt-andre-ord-her-7", "password2": "helt-andre-ord-her-7"})
    assert client.post(LOGIN, {"login": mette.email, "password": "helt-andre-ord-her-7"})["Location"] == CODE
    assert client.post(LOGIN, {"login": mette.email, "password": PASSWORD}).status_code in (200, 302)


def test_nobody_without_a_role_gets_a_link(world, client):
    Membership.objects.filter(user=world.member("erik").user).update(until_at=lib.now())
    client.post("/konti/glemt/", {"email": world.member("erik").user.email})
    assert waiting("send_link") == []


def test_the_command_prints_the_first_link(world, client, capsys):
    from infohus.accounts.commands import invite

    nikolaj = world.member("nikolaj").user
    invite(type("Args", (), {"email": nikolaj.email}))
    address = re.search(r"http://localhost:\d+(/\S+)", capsys.readouterr().out)[1]
    client.post(address, {"password1": PASSWORD, "password2": PASSWORD})
    nikolaj.refresh_from_db()
    assert nikolaj.check_password(PASSWORD)
    for address, says in ((nikolaj.email, "allerede valgt"), ("ingen@brondby.example", "ingen konto")):
        with pytest.raises(Refused, match=says):
            invite(type("Args", (), {"email": address}))


# ---------- People: who may, and what is refused


def attempts(world):
    """Each act of a system administrator, as a function of who does it."""
    mette, unit = world.member("mette"), Unit.objects.get(authority=world.brondby, name="Jobcentret")
    new = {"authority": world.brondby, "email": "ny@brondby.example", "name": "Ny", "role": "head"}
    return {
        Act.INVITE_USER: lambda actor: actions.invite_user(actor, **new),
        Act.CHANGE_ROLE: lambda actor: actions.change_role(actor, mette, role="head"),
        Act.DEACTIVATE_USER: lambda actor: actions.deactivate_user(actor, mette.user),
        Act.RESET_SIGN_IN: lambda actor: actions.reset_sign_in(actor, mette.user),
        Act.EDIT_AUTHORITY: lambda actor: actions.edit_unit(actor, unit, version=unit.version, name="Jobcenter"),
    }


@pytest.mark.parametrize("what", [Act.INVITE_USER, Act.CHANGE_ROLE, Act.DEACTIVATE_USER, Act.RESET_SIGN_IN, Act.EDIT_AUTHORITY])
def test_only_an_administrator_may_and_it_is_an_entry(world, what):
    attempt = attempts(world)[what]
    for name in ("mette", "birgit", "tove", "hanne", "pia", "erik", "karen"):
        with pytest.raises(Forbidden, match="Det kan kun: systemadministrator"), transaction.atomic():
            attempt(getattr(world, name))
    assert entries(world, what) == []
    attempt(world.nikolaj)
    assert len(entries(world, what)) == 1


def test_to_all_others_the_pages_do_not_exist(world, client):
    mette, unit = world.member("mette"), Unit.objects.get(authority=world.brondby, name="Jobcentret")
    with_one = {"user_id": mette.user_id, "membership_id": mette.pk, "authority_id": world.brondby.pk, "unit_id": unit.pk}
    pages = ["people", "invite_user", "person", "change_role", "deactivate_user", "reset_sign_in", "authorities", "add_authority"]
    pages += ["edit_authority", "add_unit", "edit_unit"]
    for name, status in (("nikolaj", 200), ("mette", 404), ("birgit", 404), ("tove", 404), ("pia", 404), ("karen", 404)):
        enter(client, world, name)
        for one in pages:
            wanted = {key: value for key, value in with_one.items() if f":{key}>" in str(pattern(one))}
            assert client.get(reverse(f"accounts:{one}", kwargs=wanted)).status_code == status, (name, one)


def pattern(name):
    """The pattern of one of our addresses."""
    from infohus.accounts.urls import ours

    return next(str(one.pattern) for one in ours if one.name == name)


def test_an_administrator_sees_no_other_municipality(world, client):
    karen = world.member("karen")
    enter(client, world, "nikolaj")
    assert "Karen Beck" not in client.get("/konti/").content.decode()
    assert "Pia Rask" in client.get("/konti/").content.decode()
    for address in (f"/konti/personer/{karen.user_id}/", f"/konti/roller/{karen.pk}/", f"/konti/myndigheder/{world.albertslund.pk}/"):
        assert client.get(address).status_code == 404
    with pytest.raises(Refused, match="Vælg en myndighed"):
        actions.invite_user(world.nikolaj, authority=world.albertslund, email="x@y.example", name="X", role="head")


@pytest.fixture
def hans(world):
    """The administrator of the other municipality, which was set up second and works with the same police."""
    user = User.objects.create(email="hans@albertslund.example", name="Hans Vig")
    return Membership.objects.create(user=user, authority=world.albertslund, role="admin").actor


def test_what_two_municipalities_work_with_is_kept_by_one_of_them(world, hans, client):
    police, unit = Authority.objects.get(kind=AuthorityKind.POLICE), Unit.objects.get(authority__kind=AuthorityKind.POLICE)
    pia = world.member("pia")
    with pytest.raises(Refused, match="Vælg en myndighed"):
        actions.invite_user(hans, authority=police, email="x@y.example", name="X", role="police")
    assert queries.kept_by_others(hans).get(pk=police.pk).keeper == world.brondby
    for door in (
        lambda actor: queries.authority_for(actor, Act.EDIT_AUTHORITY, police.pk),
        lambda actor: queries.unit_for(actor, Act.EDIT_AUTHORITY, unit.pk),
        lambda actor: queries.account_for(actor, Act.RESET_SIGN_IN, pia.user_id),
        lambda actor: queries.membership_for(actor, Act.CHANGE_ROLE, pia.pk),
    ):
        assert door(world.nikolaj)
        with pytest.raises(Http404):
            door(hans)
    added = actions.add_authority(hans, kind="REGION", name="Region Sjælland, psykiatri")
    assert actions.invite_user(hans, authority=added, email="x@y.example", name="X", role="partner")
    with pytest.raises(Refused, match="Vælg en myndighed"):
        actions.invite_user(world.nikolaj, authority=added, email="z@y.example", name="Z", role="partner")
    page = enter(client, world, "nikolaj").get("/konti/myndigheder/").content.decode()
    assert "Region Sjælland, psykiatri" in page.split("Parter, som en anden kommune passer")[1]


def test_a_role_beside_does_not_open_the_sign_in_of_one_who_came_in_elsewhere(world, hans, client):
    karen = world.member("karen")
    actions.invite_user(world.nikolaj, authority=world.brondby, email=karen.user.email, name="K", role="head")
    before = User.objects.get(pk=karen.user_id)
    for attempt in (actions.reset_sign_in, actions.invite_again):
        with pytest.raises(Refused, match="fra en anden myndighed"), transaction.atomic():
            attempt(world.nikolaj, before)
    page = enter(client, world, "nikolaj").get(f"/konti/personer/{karen.user_id}/").content.decode()
    assert ("fra en anden myndighed" in page, 'data-act="reset_sign_in"' in page) == (True, False)
    actions.change_role(hans, karen, role="head")  # another role there does not make her ours
    with pytest.raises(Refused, match="fra en anden myndighed"), transaction.atomic():
        actions.reset_sign_in(world.nikolaj, before)
    actions.deactivate_user(world.nikolaj, before)  # what we gave we take; her own way in stays
    assert User.objects.get(pk=karen.user_id).is_active
    actions.reset_sign_in(hans, before)
    assert not User.objects.get(pk=karen.user_id).has_usable_password()


def test_nobody_invites_themselves_to_another_role(world):
    nikolaj = world.member("nikolaj")
    for role in ("head", "dpo", "child_duty", "coordinator"):
        with pytest.raises(Refused, match="dig selv en rolle"), transaction.atomic():
            given = {"administration": Unit.objects.get(code="BKI")} if role == "coordinator" else {}
            actions.invite_user(world.nikolaj, authority=world.brondby, email=nikolaj.user.email.upper(), name="N", role=role, **given)
    police = Authority.objects.get(kind=AuthorityKind.POLICE)
    with pytest.raises(Refused, match="dig selv en rolle"), transaction.atomic():
        actions.invite_user(world.nikolaj, authority=police, email=nikolaj.user.email, name="N", role="police")
    assert [one.role for one in queries.memberships_of(nikolaj.user)] == ["admin"]


def test_roles_fit_the_authority_and_a_coordinator_has_an_administration(world):
    police = Authority.objects.get(kind=AuthorityKind.POLICE)
    with pytest.raises(Refused, match="I denne myndighed kan man være: politi"):
        actions.invite_user(world.nikolaj, authority=police, email="x@y.example", name="X", role="coordinator")
    with pytest.raises(Refused, match="Vælg den forvaltning"):
        actions.invite_user(world.nikolaj, authority=world.brondby, email="x@y.example", name="X", role="coordinator")
    bsv = Unit.objects.get(authority=world.albertslund, administration=True)
    with pytest.raises(Refused, match="Vælg en forvaltning i Brøndby"):
        actions.invite_user(world.nikolaj, authority=world.brondby, email="x@y.example", name="X", role="coordinator", administration=bsv)
    bki = Unit.objects.get(code="BKI")
    row = actions.invite_user(
        world.nikolaj, authority=world.brondby, email="x@y.example", name="X", role="coordinator", administration=bki
    )  # fmt: skip
    assert row in queries.coordinators(world.brondby.pk)


def test_who_has_access_already_gets_the_role_beside(world):
    birgit = world.member("birgit")
    with pytest.raises(Refused, match="har allerede den rolle"):
        actions.invite_user(world.nikolaj, authority=world.brondby, email=birgit.user.email.upper(), name="B", role="head")
    actions.invite_user(world.nikolaj, authority=world.brondby, email=birgit.user.email, name="Et andet navn", role="admin")
    assert {one.role for one in queries.memberships_of(birgit.user)} == {"head", "admin"}
    assert waiting("send_link") == []
    birgit.user.refresh_from_db()
    assert birgit.user.name == "Birgit Lund"


def test_nobody_changes_their_own_role_account_or_sign_in(world):
    nikolaj = world.member("nikolaj")
    with pytest.raises(Refused, match="din egen rolle"):
        actions.change_role(world.nikolaj, nikolaj, role="head")
    with pytest.raises(Refused, match="din egen konto"):
        actions.deactivate_user(world.nikolaj, nikolaj.user)
    with pytest.raises(Refused, match="dit eget log ind"):
        actions.reset_sign_in(world.nikolaj, nikolaj.user)


def test_another_role_ends_the_session_and_the_old_role(world, client):
    hanne = world.member("hanne")
    enter(client, world, "hanne")
    assert client.get("/konti/mig/").status_code == 200
    new = actions.change_role(world.nikolaj, hanne, role="dpo")
    assert client.get("/konti/mig/").status_code == 302
    assert [one.role for one in queries.memberships_of(hanne.user)] == ["dpo"]
    assert entries(world, Act.CHANGE_ROLE)[-1]["after"] == "dpo"
    with pytest.raises(Refused, match="Det er den rolle"):
        actions.change_role(world.nikolaj, new, role="dpo")


def test_another_administration_keeps_the_role_and_its_cases(world):
    mette = world.member("mette")
    case = world.register(world.concern())
    same = actions.change_role(world.nikolaj, mette, role="coordinator", administration=Unit.objects.get(code="SSF"))
    assert same.pk == mette.pk
    with acting(mette.actor.context):
        assert Case.objects.get(pk=case.pk).lead_id == mette.pk


def test_a_lead_cannot_be_let_go_before_the_cases_are_handed_over(world, client):
    mette = world.member("mette")
    world.register(world.concern())
    for attempt in (
        lambda: actions.deactivate_user(world.nikolaj, mette.user),
        lambda: actions.change_role(world.nikolaj, mette, role="head"),
    ):
        with pytest.raises(Refused, match="Mette Holm er tovholder for 1 åben sag"), transaction.atomic():
            attempt()
    shown = enter(client, world, "nikolaj").get(f"/konti/personer/{mette.user_id}/luk/").content.decode()
    assert "1 åben sag" in shown
    assert 'data-act="deactivate_user"' not in shown, "what would be refused is not offered"
    assert User.objects.get(pk=mette.user_id).is_active


def test_the_last_one_on_a_case_cannot_be_let_go(world):
    case = world.concern()
    exclude(world.mette, case, who=world.member("soeren"), why="relative")
    with pytest.raises(Refused, match="Mette Holm er den eneste på 1 åben sag"):
        actions.deactivate_user(world.nikolaj, world.member("mette").user)
    actions.deactivate_user(world.nikolaj, world.member("soeren").user)


def test_the_number_of_cases_is_for_an_administrator_only(world):
    world.register(world.concern())
    for name, number in (("nikolaj", 1), ("birgit", 0), ("karen", 0)):
        with acting(getattr(world, name).context), transaction.atomic():
            assert queries.left_behind(world.member("mette"))[0] == number


def test_a_closed_account_is_out_at_once_and_its_words_stay(world, client):
    soeren = with_app(world, "soeren")
    enter(client, world, "soeren")
    world.concern()
    actions.deactivate_user(world.nikolaj, soeren)
    assert client.get("/konti/mig/").status_code == 302
    assert password_of(Client(), soeren, login=soeren.email).status_code in (200, 302)
    soeren.refresh_from_db()
    assert (soeren.is_active, queries.memberships_of(soeren)) == (False, [])
    with pytest.raises(Refused, match="er allerede lukket"):
        actions.deactivate_user(world.nikolaj, soeren)
    again = actions.invite_user(world.nikolaj, authority=world.brondby, email=soeren.email, name="Søren Kaya", role="head")
    assert not User.objects.get(pk=soeren.pk).has_usable_password()
    assert queries.memberships_of(soeren) == [again]


def test_who_also_works_elsewhere_keeps_that_account(world):
    erik = world.member("erik")
    Membership.objects.create(user=erik.user, authority=world.albertslund, role=Role.HEAD, from_at=lib.now())
    actions.deactivate_user(world.nikolaj, erik.user)
    erik.user.refresh_from_db()
    assert erik.user.is_active
    assert [one.authority for one in queries.memberships_of(erik.user)] == [world.albertslund]


def test_a_reset_takes_everything_and_tells_the_person_and_the_dpo(world, client, mailoutbox):
    mette = with_app(world, "mette")
    RecoveryCodes.activate(mette)
    enter(client, world, "mette")
    actions.reset_sign_in(world.nikolaj, User.objects.get(pk=mette.pk))
    assert client.get("/konti/mig/").status_code == 302
    assert not Authenticator.objects.filter(user=mette).exists()
    assert "passer ikke sammen" in password_of(client, mette).content.decode()
    (told,), (link,) = waiting("tell_of_reset"), waiting("send_link")
    jobs.tell_of_reset(**told)
    jobs.send_link(**link)
    assert [mail.to for mail in mailoutbox] == [[mette.email], [world.member("tove").user.email], [mette.email]]
    assert not any(re.search(r"Mette|Nikolaj|sag\b|bekymring", mail.subject + mail.body) for mail in mailoutbox)
    assert client.get(link_in(mailoutbox[2])).status_code == 200
    assert entries(world, Act.RESET_SIGN_IN) == [{"user": str(mette.pk)}]


def test_who_gets_a_role_that_opens_much_and_the_dpo_are_told(world, mailoutbox):
    actions.invite_user(world.nikolaj, authority=world.brondby, email="ny@brondby.example", name="Ny Person", role="child_duty")
    assert waiting("tell_of_role") == []
    erik = world.member("erik").user
    actions.invite_user(world.nikolaj, authority=world.brondby, email=erik.email, name="", role="head")
    (told,) = waiting("tell_of_role")
    jobs.tell_of_role(**told)
    assert [mail.to for mail in mailoutbox] == [[erik.email], [world.member("tove").user.email]]
    assert not any(re.search(r"Erik|Nikolaj|leder|sag\b|bekymring", mail.subject + mail.body) for mail in mailoutbox)
    actions.change_role(world.nikolaj, world.member("hanne"), role="admin")
    assert len(waiting("tell_of_role")) == 2


def test_the_link_is_sent_again_until_a_password_is_chosen(world):
    row = actions.invite_user(world.nikolaj, authority=world.brondby, email="ny@brondby.example", name="Ny Person", role="head")
    actions.invite_again(world.nikolaj, row.user)
    assert len(waiting("send_link")) == 2
    row.user.set_password(PASSWORD)
    with pytest.raises(Refused, match="har allerede valgt en adgangskode"):
        actions.invite_again(world.nikolaj, row.user)


def test_a_person_is_invited_looked_after_and_let_go_on_the_pages(world, client):
    enter(client, world, "nikolaj")
    form = {"name": "Ny Person", "email": "ny@brondby.example", "authority": str(world.brondby.pk), "role": "coordinator"}
    missing = client.post("/konti/inviter/", form)
    assert "Vælg den forvaltning" in missing.content.decode()
    assert "Ny Person" in missing.content.decode(), "what was typed is kept"
    address = client.post("/konti/inviter/", {**form, "administration": str(Unit.objects.get(code="BKI").pk)})["Location"]
    shown = client.get(address).content.decode()
    assert "Send linket igen" in shown
    row = Membership.objects.get(user__email="ny@brondby.example")
    assert client.post(f"/konti/roller/{row.pk}/", {"role": "head"})["Location"] == address
    assert client.post(f"{address}igen/").status_code == 302
    assert client.post(f"{address}nulstil/").status_code == 302
    assert client.post(f"{address}luk/")["Location"] == "/konti/"
    assert "Lukket" in client.get("/konti/").content.decode()


# ---------- Authorities and units


def unit_form(unit, **changed):
    """What the form of a unit sends."""
    told = {name: getattr(unit, name) for name in ("name", "function", "code", "phone", "email", "version")}
    return {**told, "active": "on", **changed}


def test_two_editors_get_both_texts_and_nothing_is_lost(world, client):
    unit, address = unit_page(world)
    enter(client, world, "nikolaj")
    mine = unit_form(unit, name="Jobcenter Nord")
    actions.edit_unit(world.nikolaj, unit, version=unit.version, name="Jobcenter Syd", phone="43 00 00 99")
    answer = client.post(address, mine)
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Jobcenter Nord" in shown
    assert "Jobcenter Syd" in shown
    assert "43 00 00 99" in shown
    version = re.search(r'name="version" value="(\d+)"', shown)[1]
    assert client.post(address, {**mine, "version": version})["Location"] == "/konti/myndigheder/"
    assert Unit.objects.get(pk=unit.pk).name == "Jobcenter Nord"


def test_a_stale_version_is_refused_by_the_act_itself(world):
    actions.edit_authority(world.nikolaj, Authority.objects.get(pk=world.brondby.pk), version=1, phone="43 00 00 09")
    with pytest.raises(Stale):
        actions.edit_authority(world.nikolaj, world.brondby, version=1, phone="43 00 00 08")
    assert Authority.objects.get(pk=world.brondby.pk).phone == "43 00 00 09"


def test_names_that_a_spreadsheet_would_calculate_are_names(world, client):
    enter(client, world, "nikolaj")
    with (CASES / "vaerdier-til-regneark.csv").open(encoding="utf-8-sig", newline="") as file:
        names = [row["værdi"] for row in csv.DictReader(file, delimiter=";")]
    assert len(names) == 11
    for name in names:
        answer = client.post(f"/konti/myndigheder/{world.brondby.pk}/enhed/", {"name": name, "active": "on"})
        assert answer["Location"] == "/konti/myndigheder/", name
    assert {one.strip() for one in names} <= set(Unit.objects.values_list("name", flat=True))
    twice = client.post(f"/konti/myndigheder/{world.brondby.pk}/enhed/", {"name": "0012"})
    assert "Der er allerede en enhed med det navn" in twice.content.decode()


def test_the_own_municipality_is_edited_and_the_public_knows_at_once(world, client):
    enter(client, world, "nikolaj")
    address = f"/konti/myndigheder/{world.brondby.pk}/"
    shown = client.get(address).content.decode()
    assert "5. juni\n24. december\n31. december" in shown
    form = {"version": "1", "name": "Brøndby Kommune", "phone": "43 00 00 77", "closed_days": "5. juni\n7/5 2027", "parent": ""}
    assert "Skriv en dag på hver linje" in client.post(address, {**form, "closed_days": "i morgen"}).content.decode()
    assert client.post(address, form)["Location"] == "/konti/myndigheder/"
    changed = queries.municipality()
    assert (changed.phone, changed.closed_days) == ("43 00 00 77", ["06-05", "2027-05-07"])
    with pytest.raises(Refused, match="kan ikke tages ud af brug"):
        actions.edit_authority(world.nikolaj, changed, version=2, active=False)


def test_hours_that_cannot_be_told_are_said_to_promise_nobody_and_a_number_is_one(world, client):
    enter(client, world, "nikolaj")
    address, cannot = f"/konti/myndigheder/{world.brondby.pk}/", "Infohus kan kun læse én tid for alle hverdage"
    form = {"version": "1", "name": "Brøndby Kommune", "phone": "43 00 00 77", "closed_days": "5. juni", "parent": ""}
    assert cannot not in client.get(address).content.decode()
    said = client.post(address, {**form, "phone_hours": "mandag–torsdag kl. 8–15, fredag kl. 8–13"}, follow=True).content.decode()
    assert cannot in said
    assert cannot in client.get(address).content.decode()
    told = client.post(address, {**form, "version": "2", "phone_hours": "hverdage kl. 8–15"}, follow=True).content.decode()
    assert cannot not in told
    assert "Det ligner ikke et telefonnummer." in client.post(address, {**form, "version": "3", "phone": "abc"}).content.decode()
    for action, row in ((actions.edit_authority, world.albertslund), (actions.edit_unit, Unit.objects.first())):
        with pytest.raises(Refused, match="telefonnummer"):
            action(world.nikolaj, row, version=row.version, phone="ring til os")


def test_a_party_is_added_but_a_municipality_is_not(world, client):
    enter(client, world, "nikolaj")
    assert client.post("/konti/myndigheder/ny/", {"kind": "PRIVATE", "name": "Foreningen Ærø"})["Location"] == "/konti/myndigheder/"
    assert Authority.objects.get(name="Foreningen Ærø").slug == "foreningen-aeroe"
    assert "Vælg et af de svar" in client.post("/konti/myndigheder/ny/", {"kind": "MUNICIPALITY", "name": "X"}).content.decode()
    with pytest.raises(Refused, match="infohus setup"):
        actions.add_authority(world.nikolaj, kind="MUNICIPALITY", name="X")
    with pytest.raises(Refused, match="allerede en part"):
        actions.add_authority(world.nikolaj, kind="PRIVATE", name="Foreningen Ærø")


def test_an_administration_in_use_stays_one(world):
    bki = Unit.objects.get(code="BKI")
    with pytest.raises(Refused, match="Der er koordinatorer i forvaltningen"):
        actions.edit_unit(world.nikolaj, bki, version=bki.version, active=False)
    actions.edit_unit(world.nikolaj, bki, version=bki.version, name="Børn, Kultur og Idræt")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("5. juni", ["06-05"]),
        ("05/06", ["06-05"]),
        ("d. 1. maj 2027\n\n24. dec.", ["12-24", "2027-05-01"]),
        ("29. februar", ["02-29"]),
        ("", []),
    ],
)
def test_closed_days_are_read_as_written(typed, kept):
    assert rules.read_closed_days(typed) == kept
    assert rules.read_closed_days(rules.write_closed_days(kept)) == kept


@pytest.mark.parametrize("typed", ["31. april", "fredag", "29. februar 2027", "5", "5. x", "\x00"])
def test_what_is_no_day_is_refused_in_words(typed):
    with pytest.raises(Refused, match="Skriv en dag på hver linje"):
        rules.read_closed_days(typed)


# ---------- The demo's own door


def test_in_the_demo_one_picks_a_person(world, client):
    shown = client.get("/demo/").content.decode()
    assert set(re.findall(r'name="who" value="(\w+)"', shown)) == set(CAST)
    assert "Fagperson uden login" in shown
    for name in CAST:
        assert client.post("/demo/", {"who": name})["Location"] == "/hjem/"
        answer = client.get("/konti/mig/")
        assert world.member(name).user.name in answer.content.decode()
        assert "Alle personer og sager er opdigtede" in answer.content.decode()
    assert page(client.post("/demo/", {"who": "lis"})) == "demo.people"


def test_in_the_demo_a_text_is_carried_too(world, client):
    client.post("/demo/", {"who": "nikolaj"})
    address, fields = written(client, world)
    client.session.flush()
    box = carried(client.post("/demo/", {"carried": carried(client.post(address, fields))}))
    assert page(client.post("/demo/", {"who": "nikolaj", "carried": box})) == "accounts.your_text"
    assert client.post("/demo/", {"who": "mette", "carried": box})["Location"] == "/hjem/"


def test_without_the_demo_there_is_no_such_door(world, client, settings):
    client.post("/demo/", {"who": "mette"})
    assert client.get("/konti/mig/").status_code == 200
    settings.DEMO = False
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/", {"who": "mette"}).status_code == 404
    assert client.get("/konti/mig/")["Location"] == "/konti/mig/ekstra/", "nor does a session that came in by it go on"


HARMFUL = [
    {"INFOHUS_HOST": "0.0.0.0"},
    {"INFOHUS_HOSTS": "infohus.brondby.dk"},
    {"INFOHUS_KEYS": "{}"},
    {"INFOHUS_KEYS_COMMAND": "cat keys"},
]


@pytest.mark.parametrize("environment", HARMFUL)
def test_the_demo_refuses_to_start_where_it_could_do_harm(environment, settings, monkeypatch):
    demo = apps.get_app_config("demo")
    demo.ready()
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    settings.HOST = os.environ.get("INFOHUS_HOST") or "localhost"
    with pytest.raises(Trouble, match="Demoen må"):
        demo.ready()
    monkeypatch.setenv("INFOHUS_DEMO_ANYWHERE", "1")
    demo.ready()
    monkeypatch.delenv("INFOHUS_DEMO_ANYWHERE")
    settings.DEMO = False
    demo.ready()


def test_no_process_of_the_demo_starts_then():
    surroundings = {**os.environ, "DJANGO_SETTINGS_MODULE": "infohus.settings", "INFOHUS_DEMO": "1", "INFOHUS_HOST": "0.0.0.0"}
    start = subprocess.run([sys.executable, "-c", "import django; django.setup()"], env=surroundings, capture_output=True, text=True)
    assert start.returncode != 0
    assert "Demoen må" in start.stderr


# ---------- Whether the house is well: each check, by breaking the thing


def well(client):
    """What /healthz answers."""
    answer = client.get("/healthz")
    return answer.status_code, answer.json()["wrong"]


@pytest.fixture
def worker(db):
    """A job worker that has just shown itself."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")


def test_the_house_is_well(client, worker):
    assert well(client) == (200, {})


def test_a_worker_that_is_gone_or_silent_is_told(client, worker):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '2 minutes'")
        assert well(client) == (503, {"worker": "ingen arbejder"})
        cursor.execute("DELETE FROM procrastinate_workers")
    assert well(client) == (503, {"worker": "ingen arbejder"})


def test_a_mail_server_that_does_not_listen_is_told(client, worker, settings, tmp_path):
    settings.MAIL_URL = "smtp://localhost:1"
    assert well(client) == (503, {"mail": "serveren svarer ikke"})
    settings.MAIL_URL = ""
    (tmp_path / "mail").write_text("not a folder")
    settings.HOME = tmp_path
    assert well(client)[1]["mail"] == "mappen kan ikke skrives"


def test_keys_that_are_gone_are_told(client, worker, settings, tmp_path):
    keys.derived.cache_clear()
    keys._secret.cache_clear()
    settings.HOME = tmp_path
    try:
        assert well(client) == (503, {"keys": "NoKey"})
    finally:
        keys._secret.cache_clear()


def test_a_database_that_is_gone_is_told(client, worker, monkeypatch):
    def gone(*args, **given):
        raise OperationalError("the database is gone")

    with monkeypatch.context() as broken:
        broken.setattr(connection, "cursor", gone)
        assert well(client) == (503, {"database": "OperationalError", "worker": "OperationalError"})


# ---------- Whatever is sent: never a 500


EXAMPLES = int(os.environ.get("EXAMPLES") or 25)
TEXT = st.text(st.characters(codec="utf-8"), max_size=300) | st.sampled_from(["\x00", "\u202e", "1e999999", "=1+1", "x" * 5000, "🙂"])
FORMS = {
    LOGIN: ["login", "password", "next", "carried", "remember"],
    CODE: ["code", "credential", "carried"],
    "/konti/glemt/": ["email"],
    "/konti/adgang/noget/": ["password1", "password2"],
    "/konti/mig/adgangskode/": ["oldpassword", "password1", "password2"],
    "/konti/mig/app/": ["code"],
    "/konti/mig/passkeys/ny/": ["name", "credential"],
    "/konti/mig/bekraeft/kode/": ["code", "next"],
    "/konti/mig/bekraeft/passkey/": ["credential"],
    "/konti/mig/rolle/": ["membership"],
    "/konti/inviter/": ["name", "email", "phone", "authority", "role", "administration"],
    "/konti/myndigheder/ny/": ["kind", "name", "phone", "email"],
    "/demo/": ["who", "carried"],
}
JSON = st.sampled_from(["null", "1", "[]", "{}", '"x"', '{"id": 1}', '{"id":"eA","rawId":"eA","response":{},"type":"public-key"}', "{"])


@pytest.mark.parametrize("address", [*FORMS, "authority", "unit"])
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_every_form_answers_in_words(world, client, address, data):
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]), transaction.atomic():
        if address in (LOGIN, "/konti/glemt/", "/demo/", "/konti/adgang/noget/"):
            client.logout()
        elif address == CODE:
            client.logout()
            password_of(client, with_app(world, "mette"))
        else:
            enter(client, world, "nikolaj")
        unit = Unit.objects.get(authority=world.brondby, name="HPM")
        names = FORMS.get(address) or [
            "version",
            "name",
            "function",
            "code",
            "phone",
            "email",
            "website",
            "closed_days",
            "parent",
            "active",
        ]
        where = {"authority": f"/konti/myndigheder/{world.brondby.pk}/", "unit": f"/konti/enheder/{unit.pk}/"}.get(address, address)
        left_out = data.draw(st.sets(st.sampled_from(names)), label="left out")
        sent = {name: data.draw(JSON if name == "credential" else TEXT, label=name) for name in names if name not in left_out}
        body = urlencode({name: value.encode("utf-8", "surrogatepass") for name, value in sent.items()})
        answer = client.post(where, body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code < 500
        transaction.set_rollback(True)


@pytest.mark.parametrize("box", ["æ", "\0", "gAAAAA", "x" * 5000, "💬"])
def test_a_carried_text_that_is_none_of_ours_is_nothing(world, client, box):
    assert carry.unseal(box, world.member("mette").user_id) is None
    enter(client, world, "mette")
    for address in ("/konti/log-paa/tekst/", "/konti/log-paa/", "/konti/log-paa/kode/"):
        assert client.post(address, {"carried": box}).status_code < 500
