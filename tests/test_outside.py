"""Coming in by the municipality's own login: who one is here, which roles it gives and takes, and what it may not do."""

import base64
import json
import os
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from infohus import lib
from infohus.access.rules import Act
from infohus.accounts import actions, queries, sign_in
from infohus.accounts.models import Login, Membership, User
from infohus.accounts.rules import check_mapped
from infohus.cases.actions import declare_conflict
from infohus.cases.jobs import leave_duties
from infohus.cases.models import Case
from infohus.db.context import SYSTEM, acting
from infohus.deadlines.models import Deadline
from infohus.demo.world import World
from infohus.gateways import provider
from infohus.gateways.home import Trouble
from infohus.lib import Refused
from tests import identity
from tests.conftest import cluster, name_of_copy
from tests.identity import OpenId, packed, question, response
from tests.test_accounts import CODE, LOGIN, SECRET, code, enter, entries, page, steady, waiting, with_app  # noqa: F401

GO, BACK, ANSWER, ABOUT = (
    "/konti/kommune/brondby/",
    "/konti/kommune/brondby/tilbage/",
    "/konti/kommune/brondby/svar/",
    "/konti/kommune/brondby/om-os/",
)
ROLES = {"infohus-koordinator": "coordinator", "infohus-leder": "head", "infohus-vagt": "child_duty"}
UNITS = {"4711": "BKI", "4712": "SSF"}
METTE = {"sub": "abc-123", "email": "Mette.Holm@brondby.example", "name": "Mette Holm", "email_verified": True}
NEW = {
    "sub": "ny-1",
    "email": "nina.ny@brondby.example",
    "name": "Nina Ny",
    "roles": ["infohus-koordinator", "andet"],
    "units": ["4711"],
    "amr": ["pwd", "mfa"],
}


def toml(table):
    """A value as TOML writes it."""
    lines = [f"{name} = {json.dumps(value)}" for name, value in table.items() if not isinstance(value, dict)]
    for name, value in table.items():
        if isinstance(value, dict):
            lines += [f"[provider.{name}]", *(f"{json.dumps(key)} = {json.dumps(one)}" for key, one in value.items())]
    return "\n".join(lines)


@pytest.fixture
def tell(settings, tmp_path):
    """Tell the installation of these providers."""

    def told(*providers):
        file = tmp_path / f"sign-in-{lib.uuid7()}.toml"
        file.write_text("\n".join(f"[[provider]]\n{toml(one)}" for one in providers))
        settings.SIGN_IN = str(file)
        return file

    return told


@pytest.fixture
def openid(tell):
    """Brøndby's login, which governs three roles."""
    one = OpenId()
    tell(one.file(roles=ROLES, units=UNITS))
    yield one
    one.server.shutdown()


def roles(email, at="brondby"):
    """In which capacities somebody acts now."""
    user = User.objects.get(email__iexact=email)
    return sorted(one.title for one in queries.memberships_of(user) if one.authority.slug == at)


def where(client):
    """Where one begins: the page that /hjem/ leads to."""
    return client.get("/hjem/", follow=True).request["PATH_INFO"]


# ---------- Nothing of it shows


def test_without_a_login_of_the_municipalitys_there_is_no_such_thing(world, client):
    assert "kommunens login" not in client.get(LOGIN).content.decode()
    for address in (GO, BACK, ANSWER, ABOUT, "/konti/kommune/brondby/log-af/"):
        assert client.get(address).status_code == 404
    assert client.post(ANSWER, {"SAMLResponse": "x"}).status_code == 404


def test_of_what_allauth_would_keep_there_is_no_table(db):
    assert not [name for name in connection.introspection.table_names() if name.startswith("socialaccount")]


def test_the_sign_in_page_has_one_button_for_it(world, client, openid, tell):
    shown = client.get(LOGIN + "?next=/sager/").content.decode()
    assert f'href="{GO}?next=%2Fsager%2F">Log ind med kommunens login</a>' in shown
    tell(openid.file(roles=ROLES), {**openid.file(), "authority": "albertslund"})
    shown = client.get(LOGIN).content.decode()
    assert "Log ind med login fra Albertslund Kommune" in shown
    assert "Log ind med login fra Brøndby Kommune" in shown


# ---------- Who one is


def test_an_invited_person_is_known_by_the_address_and_then_by_who_they_are(world, client, openid, tell):
    tell(openid.file())  # it says who somebody is, and gives no roles
    with_app(world, "mette")
    assert openid.come(client, **METTE)["Location"] == CODE  # the second factor is asked for
    assert client.get("/overblik/").status_code == 302
    assert client.post(CODE, {"code": code()})["Location"] == "/hjem/"
    assert where(client) == "/overblik/"
    assert openid.asked[0]["client_secret"] == identity.SECRET
    assert "code_verifier" in openid.asked[0]
    again = Client()
    openid.come(again, sub="abc-123", email="nyt.navn@brondby.example", amr=["mfa"])
    assert where(again) == "/overblik/"
    assert [one["given"] for one in entries(world, Act.FOLLOW_LOGIN)] == [[]]  # once: the second time there was nothing new
    assert User.objects.get(logins__isnull=False).has_usable_password()


def test_without_a_second_factor_of_ours_or_theirs_one_sets_one_up(world, client, openid, tell):
    tell(openid.file())
    openid.come(client, **METTE, amr=["pwd"])
    assert where(client) == "/konti/mig/ekstra/"
    openid.come(client, **METTE, amr=["pwd", "mfa"], next_page="/sager/")
    assert client.get("/sager/").status_code == 200
    assert [one["method"] for one in client.session[sign_in.METHODS]] == ["outside", "mfa"]


def test_one_is_led_on_to_the_page_one_came_for_and_never_out_of_the_house(world, client, openid, tell):
    tell(openid.file())
    assert openid.come(client, **METTE, amr=["mfa"], next_page="/sager/ny/")["Location"] == "/sager/ny/"
    assert openid.come(client, **METTE, amr=["mfa"], next_page="https://ond.example/")["Location"] == "/hjem/"


def test_a_new_person_gets_the_roles_that_are_stated_and_nothing_else_of_it_is_kept(transactional_db, client, openid):
    World()
    planted = {"phone_number": "Zqphonezq", "cpr": "Zqcprzq", "picture": "Zqpicturezq", "jti": "Zqjtizq", "preferred_username": "Zquserzq"}
    openid.info = {"sub": NEW["sub"], "address": "Zqaddresszq", "birthdate": "Zqbirthzq"}
    openid.come(client, **NEW, **planted)
    assert where(client) == "/overblik/"
    assert roles(NEW["email"]) == ["koordinator BKI"]
    user = User.objects.get(email=NEW["email"])
    assert (user.name, user.phone, user.has_usable_password()) == ("Nina Ny", "", False)
    with psycopg.connect(**cluster().dsn("owner", name_of_copy())) as db:
        tables = [name for (name,) in db.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        kept = {name: str(db.execute(f"SELECT * FROM {name}").fetchall()) for name in tables}
        session = client.session.get_decoded() if hasattr(client.session, "get_decoded") else dict(client.session)
    for word in (*(value for value in planted.values() if value != "Zqjtizq"), "Zqaddresszq", "Zqbirthzq", NEW["sub"]):
        assert not [name for name, rows in kept.items() if word in rows], word
        assert word not in json.dumps(session, default=str)
    assert "Zqjtizq" in kept["infohus_cache"]  # that this token was used: a number of the provider's own, for five minutes


def test_functions_and_limits_that_mean_nothing_here_give_nothing(world, client, openid):
    answered = openid.come(client, **{**NEW, "roles": ["andet"]})
    assert (answered.status_code, page(answered)) == (403, "accounts.outside_refused")
    assert "Du har ikke en rolle i Infohus" in answered.content.decode()
    answered = openid.come(client, **{**NEW, "units": ["4799"]})
    assert "hvilken forvaltning du hører til" in answered.content.decode()
    assert not client.session.get("_auth_user_id")
    openid.come(client, **{**NEW, "units": [], "roles": "infohus-leder"})
    assert roles(NEW["email"]) == ["faglig leder"]


def test_an_address_that_was_never_verified_or_is_anothers_names_nobody(world, client, openid, tell):
    tell(openid.file())
    assert openid.come(client, **{**METTE, "email_verified": False}).status_code == 403
    karen = {**METTE, "email": world.member("karen").user.email}
    assert openid.come(client, **karen).status_code == 403  # she works for Albertslund
    tell(openid.file(roles=ROLES, units=UNITS))
    answered = openid.come(client, **{**NEW, "email": karen["email"]})
    assert "hører til en anden konto" in answered.content.decode()
    assert roles(karen["email"]) == []
    assert not Login.objects.exists()


def test_one_who_works_for_two_acts_by_this_login_for_one(world, client, openid, tell):
    tell(openid.file())
    user = world.member("karen").user
    actions.invite_user(world.nikolaj, authority=world.brondby, email=user.email, name="", role="head")
    openid.come(client, **{**METTE, "email": user.email, "name": "Et Andet Navn"}, amr=["mfa"])
    assert where(client) == "/leder/frister/"
    other = Membership.objects.get(user=user, authority=world.albertslund)
    client.post("/konti/mig/rolle/", {"membership": str(other.pk)})
    assert where(client) == "/leder/frister/"
    assert "Albertslund" not in client.get("/konti/mig/").content.decode()
    user.refresh_from_db()
    assert user.name != "Et Andet Navn"  # what she is called elsewhere is not for one of the two to say
    assert client.get("/overblik/").status_code == 404
    client.logout()
    enter(client, world, user)
    assert "Albertslund" in client.get("/konti/mig/").content.decode()


def test_a_closed_account_stays_closed(world, client, openid):
    openid.come(client, **NEW)
    actions.deactivate_user(world.nikolaj, User.objects.get(email=NEW["email"]))
    answered = openid.come(client, **NEW)
    assert (answered.status_code, "Din konto er lukket" in answered.content.decode()) == (403, True)
    assert roles(NEW["email"]) == []


# ---------- The roles follow


def test_a_role_that_is_no_longer_stated_ends_and_so_do_the_sessions(world, client, openid):
    openid.come(client, **NEW)
    old = Membership.objects.get(user__email=NEW["email"], until_at=None)
    elsewhere = Client()
    openid.come(elsewhere, **NEW)
    openid.come(client, **{**NEW, "roles": ["infohus-leder"]})
    assert where(client) == "/leder/frister/"
    assert elsewhere.get("/overblik/")["Location"].startswith(LOGIN)
    assert roles(NEW["email"]) == ["faglig leder"]
    assert entries(world, Act.FOLLOW_LOGIN)[-1]["ended"] == [str(old.pk)]
    answered = openid.come(client, **{**NEW, "roles": []})
    assert "at du har en rolle i Infohus" in answered.content.decode()
    assert client.get("/leder/frister/")["Location"].startswith(LOGIN)
    assert roles(NEW["email"]) == []


def test_another_unit_moves_the_role(world, client, openid):
    openid.come(client, **NEW)
    openid.come(client, **{**NEW, "units": ["4712"]})
    assert roles(NEW["email"]) == ["koordinator SSF"]
    assert Membership.objects.filter(user__email=NEW["email"]).count() == 1


def test_roles_that_only_a_person_gives_are_neither_given_nor_taken(world, client, openid, tell):
    for role in ("admin", "dpo", "public", "konge"):
        with pytest.raises(Refused, match=f"»{role}« kan et login ikke give"):
            check_mapped([role])
    check_mapped(ROLES.values())
    user = with_app(world, "nikolaj")
    openid.come(client, sub="n", email=user.email, roles=[], amr=["mfa"])
    assert roles(user.email) == ["systemadministrator"]
    user.refresh_from_db()
    assert user.has_usable_password()  # who must be able to come in when that login does not answer


def test_a_login_makes_no_data_protection_officer_work_with_the_cases_they_oversee(world, client, openid):
    user = with_app(world, "tove")
    for states in ("infohus-koordinator", "infohus-leder"):
        openid.come(client, sub="t", email=user.email, roles=[states], units=["4711"], amr=["mfa"])
        assert roles(user.email) == ["databeskyttelsesrådgiver"]


def test_who_is_let_go_has_no_other_way_in(world, client, openid, mailoutbox):
    user = with_app(world, "mette")
    openid.come(client, **METTE, roles=["infohus-koordinator"], units=["4711"])
    user.refresh_from_db()
    assert not user.has_usable_password()
    assert client.post("/konti/glemt/", {"email": user.email}).status_code == 200
    assert not waiting("send_link")
    client.post(CODE, {"code": code()})
    assert client.get("/konti/mig/adgangskode/ny/")["Location"] == "/konti/mig/"
    assert "Du logger på med kommunens login" in client.get("/konti/mig/").content.decode()
    with pytest.raises(Refused, match="skal ikke vælge en adgangskode"):
        actions.invite_again(world.nikolaj, user)
    shown = enter(Client(), world, "nikolaj").get(f"/konti/personer/{user.pk}/").content.decode()
    assert "Logger på med jeres eget login" in shown
    actions.reset_sign_in(world.nikolaj, user)
    assert not waiting("send_link")
    assert waiting("tell_of_reset")


def test_the_cases_of_one_who_is_let_go_pass_on(world, client, openid):
    led = world.register(world.concern(), "mette")
    openid.come(client, **METTE, roles=["infohus-koordinator"], units=["4711"], amr=["mfa"])
    alone = world.concern(under_18="no")
    with world.at("soeren"):
        declare_conflict(world.soeren, Case.objects.select_related("municipality").get(pk=alone.pk), why="private")
    gone = world.member("mette").pk
    openid.come(client, **METTE, roles=[])
    leave_duties(str(gone))
    with world.at("soeren"):
        assert Case.objects.get(pk=led.pk).lead_id == world.member("soeren").pk
        assert not Deadline.objects.filter(case_id=led.pk, kind="appoint_coordinator").exists()
    with acting(SYSTEM):
        assert Deadline.objects.filter(case_id=alone.pk, kind="appoint_coordinator", met_at=None).exists()


# ---------- What is no word of the provider's


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "andre"},
        {"iss": "https://ond.example"},
        {"exp": 1_000_000_000},
        {"sub": ""},
        {"key": identity.OTHER},
        {"algorithm": "HS256"},
        {"algorithm": "none"},
        {"headers": {"kid": "2"}},
        {"headers": {}},
        {"info": {"sub": "en-anden"}},
        {"state": "gaettet"},
        {"code": "gaettet"},
    ],
    ids=lambda one: next(iter(one)) + str(len(str(one))),
)
def test_what_the_provider_did_not_say_lets_nobody_in(world, client, openid, wrong):
    for name in ("key", "algorithm", "headers", "info"):
        if name in wrong:
            setattr(openid, name, wrong.pop(name))
    asked = {name: wrong.pop(name) for name in ("state", "code") if name in wrong}
    answered = openid.come(client, **{**NEW, **wrong}, **asked)
    assert (answered.status_code, page(answered)) == (403, "accounts.outside_refused")
    assert "_auth_user_id" not in client.session
    assert not User.objects.filter(email=NEW["email"]).exists()
    assert not Login.objects.exists()


def test_an_answer_opens_once_and_only_where_it_was_asked_for(world, client, openid):
    openid.says = NEW
    state = client.get(GO)["Location"].split("state=")[1].split("&")[0]
    assert Client().get(BACK, {"code": "en-kode", "state": state}).status_code == 403
    assert client.get(BACK, {"code": "en-kode", "state": state}).status_code == 302
    client.logout()
    assert client.get(BACK, {"code": "en-kode", "state": state}).status_code == 403
    assert client.get(BACK, {"error": "access_denied", "state": state}).status_code == 403
    assert client.get(BACK).status_code == 403


def test_a_login_that_does_not_answer_is_told(world, client, tell):
    tell({"authority": "brondby", "protocol": "openid_connect", "server": "http://127.0.0.1:9", "client": "x"})
    answered = client.get(GO)
    assert (answered.status_code, "Kommunens login svarer ikke" in answered.content.decode()) == (403, True)


# ---------- SAML


SAMLS = {
    "authority": "brondby", "protocol": "saml", "entity_id": "https://login.example/saml", "address": "https://login.example/sso",
    "certificate": identity.CERTIFICATE, "functions_in": "jobfunktioner", "units_in": ["dataafgraensninger"], "roles": ROLES, "units": UNITS,
    "privileges_in": "dk:gov:saml:attribute:Privileges_intermediate", "scope": "12345678",
}  # fmt: skip
SAID = {
    "https://data.gov.dk/model/core/eid/email": [NEW["email"]], "https://data.gov.dk/model/core/eid/fullName": ["Nina Ny"],
    "jobfunktioner": ["infohus-koordinator"], "dataafgraensninger": ["4711"], "https://data.gov.dk/model/core/eid/cprNumber": ["Zqcprzq"],
}  # fmt: skip


RESPONSE_WITHOUT = (
    response("_x", attributes=SAID, key=None).replace("<saml:Issuer>", "<saml:Udsteder>").replace("</saml:Issuer>", "</saml:Udsteder>")
)
EXAMPLES = int(os.environ.get("EXAMPLES", "25"))


def answer(client, text):
    """The provider's page posts its answer; ours sends it once more with the cookie."""
    from_elsewhere = Client().post(ANSWER, {"SAMLResponse": packed(text), "RelayState": ""})
    assert from_elsewhere.status_code == 200
    assert page(from_elsewhere) == "accounts.come_with_assertion"
    assert not from_elsewhere.cookies
    return client.post(ANSWER, {"SAMLResponse": packed(text), "once_more": "1"})


@pytest.fixture
def saml(tell, client):
    """Brøndby's login speaks SAML."""
    client.defaults["HTTP_HOST"] = "testserver"  # as every browser says
    tell(SAMLS)


def test_one_comes_in_by_a_signed_assertion(world, client, saml):
    asked = question(client.get(GO)["Location"])
    assert answer(client, response(asked, attributes=SAID))["Location"] == "/hjem/"
    assert where(client) == "/konti/mig/ekstra/"  # a password alone is not enough there either
    assert roles(NEW["email"]) == ["koordinator BKI"]
    asked = question(client.get(GO)["Location"])
    strong = "http://schemas.microsoft.com/claims/multipleauthn"
    answer(client, response(asked, attributes=SAID, context=strong))
    assert where(client) == "/overblik/"
    assert "Zqcprzq" not in json.dumps(dict(client.session), default=str)


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": None},
        {"key": identity.OTHER},
        {"audience": "https://andre.example"},
        {"host": "https://andre.example"},
        {"answers": "_noget_andet"},
        {"answers": ""},
        {"age": 60},
        {"form": "transient"},
        {"subject": ""},
    ],
    ids=lambda one: next(iter(one)) + str(len(str(one))),
)
def test_an_assertion_that_is_not_the_providers_or_was_not_asked_for_lets_nobody_in(world, client, saml, wrong):
    asked = wrong.pop("answers", None)
    text = response(question(client.get(GO)["Location"]) if asked is None else asked, attributes=SAID, **wrong)
    answered = answer(client, text)
    assert (answered.status_code, page(answered)) == (403, "accounts.outside_refused")
    assert not User.objects.filter(email=NEW["email"]).exists()


def test_an_assertion_that_was_changed_or_comes_twice_lets_nobody_in(world, client, saml):
    text = response(question(client.get(GO)["Location"]), attributes=SAID)
    assert answer(client, text.replace("infohus-koordinator", "infohus-leder")).status_code == 403
    assert answer(client, "<ikke xml").status_code == 403
    assert client.post(ANSWER, {"SAMLResponse": "ikke base64 ¤", "once_more": "1"}).status_code == 403
    assert answer(client, text).status_code == 302
    client.logout()
    assert answer(client, text).status_code == 403
    assert client.get(ANSWER).status_code == 404


@given(
    st.binary(max_size=400),
    st.sampled_from(["", "<a/>", RESPONSE_WITHOUT, "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"]),
)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_posted_there_is_answered_in_words(world, client, saml, raw, text):
    for sent in (raw.decode("latin-1"), packed(text) if text else base64.b64encode(raw).decode()):
        assert client.post(ANSWER, {"SAMLResponse": sent, "once_more": "1"}).status_code in (403, 404)


def test_the_provider_is_told_of_us(world, client, saml):
    told = client.get(ABOUT)
    assert told["Content-Disposition"].startswith("attachment")
    text = told.content.decode()
    assert 'entityID="http://testserver/konti/kommune/brondby/om-os/"' in text
    assert 'Location="http://testserver/konti/kommune/brondby/svar/"' in text
    assert "SingleLogout" not in text
    assert 'WantAssertionsSigned="true"' in text


PRIVILEGES = """<?xml version="1.0" encoding="UTF-8"?>
<bpp:PrivilegeList xmlns:bpp="http://itst.dk/oiosaml/basic_privilege_profile">
<PrivilegeGroup Scope="urn:dk:gov:saml:cvrNumberIdentifier:12345678"><Privilege>infohus-koordinator</Privilege><Constraint Name="enhed">4712</Constraint></PrivilegeGroup>
<PrivilegeGroup Scope="urn:dk:gov:saml:cvrNumberIdentifier:87654321"><Privilege>infohus-leder</Privilege></PrivilegeGroup>
</bpp:PrivilegeList>"""


def test_functions_and_limits_can_come_in_the_common_list_of_privileges(world, client, saml):
    said = {name: values for name, values in SAID.items() if "jobfunk" not in name and "afgr" not in name}
    said |= {"dk:gov:saml:attribute:Privileges_intermediate": [packed(PRIVILEGES)], "https://data.gov.dk/concept/core/nsis/loa": ["High"]}
    answer(client, response(question(client.get(GO)["Location"]), attributes=said))
    assert roles(NEW["email"]) == ["koordinator SSF"]  # and not what is said of another organisation
    with pytest.raises(provider.Unclear):
        provider.read_privileges(packed('<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), "")
    with pytest.raises(provider.Unclear):
        provider.read_privileges("ikke base64", "")


# ---------- The rest of the way


def test_a_text_waits_on_the_sign_in_page_while_one_signs_in_elsewhere(world, client, openid, tell):
    tell(openid.file())
    with_app(world, "mette")
    enter(client, world, "mette")
    form = client.get("/sager/ny/").content.decode()
    writer = form.split('name="writer" value="')[1].split('"')[0]
    client.logout()
    waits = client.post("/sager/ny/", {"observed": "En lang tekst om noget, der skete.", "writer": writer}).content.decode()
    assert f'href="{GO}" target="_blank"' in waits
    box = waits.split('name="carried" value="')[1].split('"')[0]
    assert client.post("/konti/log-paa/tekst/", {"carried": box})["Location"] == LOGIN  # not yet
    openid.come(client, **METTE, amr=["mfa"])
    given = client.post("/konti/log-paa/tekst/", {"carried": box}).content.decode()
    assert "En lang tekst om noget, der skete." in given
    other = Client()
    openid.come(other, sub="s", email=world.member("soeren").user.email, amr=["mfa"])
    assert other.post("/konti/log-paa/tekst/", {"carried": box})["Location"] == LOGIN


def test_who_must_say_again_who_they_are_goes_to_their_own_login(world, client, openid):
    openid.come(client, **NEW)
    with lib.clock_at(lib.now() + timedelta(minutes=6)):
        shown = client.get("/konti/mig/app/", follow=True)
        assert page(shown) == "accounts.again_outside"
        assert f'href="{GO}?next=%2Fkonti%2Fmig%2Fapp%2F"' in shown.content.decode()
        openid.come(client, **NEW)
        assert page(client.get("/konti/mig/app/")) == "accounts.set_up_app"


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({"authority": "brondby", "protocol": "telepati"}, "openid_connect eller saml"),
        ({"authority": "brondby", "protocol": "openid_connect", "server": "https://x.example"}, "client mangler"),
        ({"authority": "brondby", "protocol": "openid_connect", "server": "http://x.example", "client": "x"}, "begynde med https"),
        ({"authority": "brondby", "protocol": "saml", "entity_id": "x"}, "metadata mangler"),
    ],
)
def test_a_file_with_a_mistake_says_what_is_wrong(tell, table, says):
    file = tell(table)
    with pytest.raises(Trouble, match=says):
        provider.read(file)
    with pytest.raises(Trouble, match="står der to gange"):
        provider.read(tell(SAMLS, SAMLS))
    file.write_text("ikke toml [")
    with pytest.raises(Trouble, match="kan ikke læses"):
        provider.read(file.with_name("findes-ikke"))


def test_the_doctor_finds_a_file_that_is_wrong_or_that_others_can_read(tell, monkeypatch):
    from infohus import doctor
    from infohus import settings as ours

    doctor.check_sign_in(None)
    file = tell({**SAMLS, "our_key": "hemmelig"})
    monkeypatch.setattr(ours, "SIGN_IN", str(file))
    file.chmod(0o600)
    doctor.check_sign_in(None)
    file.chmod(0o640)
    with pytest.raises(Trouble, match="Andre kan læse"):
        doctor.check_sign_in(None)
    monkeypatch.setattr(ours, "SIGN_IN", str(tell({"authority": "brondby"})))
    with pytest.raises(Trouble, match="openid_connect eller saml"):
        doctor.check_sign_in(None)


def test_nothing_starts_with_a_file_that_gives_what_no_login_may(tell):
    from django.apps import apps

    tell({**SAMLS, "roles": {"chef": "admin"}})
    with pytest.raises(Refused, match="kan et login ikke give"):
        apps.get_app_config("accounts").ready()


def test_the_secret_can_come_from_the_environment_and_is_never_written_out(tell, settings):
    settings.SIGN_IN_SECRET = "udefra"
    table = {"authority": "brondby", "protocol": "openid_connect", "server": "https://x.example", "client": "x"}
    (one,) = provider.read(tell(table)).values()
    assert one.told["client_secret"] == "udefra"
    assert "udefra" not in repr(one)
