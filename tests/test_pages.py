"""Every page of the house: that it is on the list, what each of the cast gets there, what it is made of, and what it costs."""

import os
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from infohus import lib
from infohus.access.rules import MAY, Act, Role
from tests.estate import estate as estate
from tests.estate import undone
from tests.html import read
from tests.oracle import ROLES
from tests.pages import CAST, OUTSIDE, ROWS, addresses, data_pages

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
WITH_PICTURE = {"mfa_activate_totp"}  # the picture of the TOTP key is in `data:`
ERRORS = {404: "ui.not_found", 403: "ui.forbidden", 410: "accounts.link_closed"}
OF_ANYONE = frozenset({Role.PUBLIC, Role.REPORTER})
# Forms that perform no act of the table: signing in and out, one's own access, looking something up by GET.
WITHOUT_ACT = ("/konti/log-", "/konti/mig", "/konti/glemt/", "/konti/adgang/", "/demo/", "/svar/postkasse/ud/")


def test_every_address_is_on_the_list_and_nothing_else_is():
    named = [address.name for address in addresses()]
    assert not set(named) - set(ROWS), "a new page: give it its line in tests/pages.py"
    assert not set(ROWS) - set(named), "tests/pages.py lists pages that are gone"


def test_every_row_gets_somebody_somewhere():
    for page in ROWS.values():
        assert (
            page.posts
            or page.but
            or page.who
            or page.others == 403
            or isinstance(page.others, str)
            or page.name == "mfa_view_recovery_codes"
        )


@pytest.mark.parametrize("name", sorted(ROWS))
def test_a_page_gives_each_of_the_cast_what_the_list_says(estate, name):
    page = ROWS[name]
    for address in (one for one in addresses() if one.name == name):
        path = address.path(estate, page.about, page.given)
        for person in CAST:
            response, wanted = estate.client(person).get(path), page.gets(person)
            told = f"{path} for {person}"
            for name in [name for name, one in estate.client(person).cookies.items() if not one.value]:  # as a browser does
                del estate.client(person).cookies[name]
            if isinstance(wanted, str):
                assert response.status_code == 302, f"{told}: {response.status_code}"
                assert wanted in response["Location"], told
            else:
                assert response.status_code == wanted, told
                check(page, address, person, response, told)


def check(page, address, person, response, told):
    """What holds of every page, whoever looks."""
    check_headers(page, response, told)
    if person == "nobody" and getattr(address.view, "door", "") == "public":
        assert not [one for one in response.cookies.values() if one.value], f"{told} sets a cookie"  # taking one back is no setting
    if page.file and response.status_code in (200, 503):
        return
    assert response["Content-Type"] == "text/html; charset=utf-8" or response.status_code == 405, told
    if response.status_code == 405:
        return
    shown = read(response)
    error = ERRORS.get(response.status_code)
    assert shown.name in ({error} if error else data_pages(page, address)), told
    assert not shown.inline, f"{told}: {shown.inline}"
    check_acts(address, person, shown, told)


def check_headers(page, response, told):
    """Nothing from elsewhere, nothing kept, nothing told on."""
    data = page.name in WITH_PICTURE and response.status_code == 200
    assert response["Content-Security-Policy"] == (POLICY.replace("img-src 'self'", "img-src 'self' data:") if data else POLICY), told
    assert response["X-Content-Type-Options"] == "nosniff", told
    assert response["Referrer-Policy"] == "no-referrer", told
    assert response["X-Frame-Options"] == "DENY", told
    assert "no-store" in response["Cache-Control"], told
    if page.file and response.status_code == 200 and "text/plain" not in response["Content-Type"]:
        assert response["Content-Disposition"].startswith("attachment"), told
    for cookie in (one for one in response.cookies.values() if one.value):
        assert cookie["httponly"], f"{told}: {cookie.key}"
        assert cookie["samesite"] == "Lax", f"{told}: {cookie.key}"


def check_acts(address, person, shown, told):
    """Only acts that are in the table, and only those that the person may do."""
    door = getattr(address.view, "door", "staff")
    roles = OF_ANYONE if person in OUTSIDE or door in ("public", "code") else {Role(ROLES[person])}
    if address.name == "ui:gallery":
        return  # specimens
    for act in shown.acts:
        assert act in Act.values, f"{told}: no act {act!r}"
        assert MAY[Act(act)] & roles, f"{told}: {act} is not for {person}"
    for form in shown.forms:
        if form.method == "post" and not form.act:
            where = form.action or "/" + address.route
            assert where.startswith(WITHOUT_ACT), f"{told}: a form to {where} performs no act"
            assert form.fields or form.buttons, told


# ---------- What a page costs

MANY = 30 if "EXAMPLES" in os.environ else 6


def test_a_list_costs_as_many_queries_with_many_rows_as_with_three(estate):
    from tests.growth import grow

    looked = list(costly(estate))
    with (
        undone(),
        lib.clock_at(lib.now()),
    ):  # on a slow day five minutes pass, after which more is asked of one who changes how they sign in
        grow(estate, range(3))
        few = {key: cost(estate, *key) for key in looked}
        grow(estate, range(3, MANY))
        many = {key: cost(estate, *key) for key in looked}
    assert {key: (few[key], many[key]) for key in looked if many[key] > few[key]} == {}


def costly(estate):
    """All pages, each as the first of the cast who gets it."""
    for address in addresses():
        page = ROWS[address.name]
        person = next((one for one in CAST if page.gets(one) == 200), None)
        if person and not page.file:
            yield person, address.path(estate, page.about, page.given)


FRAME = r"SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|SET |SELECT set_config|SELECT \"accounts_membership\"|.*FROM \"(django_session|accounts_user)\" WHERE|UPDATE \"django_session\""


@pytest.mark.parametrize("view", ["mine", "ours", "waiting", "overdue", "late"])
def test_the_overview_asks_twelve_questions_where_all_that_it_can_tell_is_there(estate, view):
    """Besides who it is that asks (session, user, role): answers to read, reminders that lie ready, closed cases, arrivals and covers."""
    for person in ("mette", "soeren"):
        path = f"/overblik/?vis={view}"
        estate.client(person).get(path)
        with CaptureQueriesContext(connection) as made:
            assert estate.client(person).get(path).status_code == 200
        own = [one["sql"] for one in made.captured_queries if not re.match(FRAME, one["sql"])]
        assert len(own) <= 12, own


def cost(estate, person, path):
    """How many queries a page makes, without what the transactions take."""
    estate.client(person).get(path)
    with CaptureQueriesContext(connection) as made:
        assert estate.client(person).get(path).status_code == 200, path
    return len(
        [
            one
            for one in made.captured_queries
            if not re.match(r"SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|SET |SELECT set_config", one["sql"])
        ]
    )
