"""The municipality's own login in a browser: out of the house and back, from another site, with and without JavaScript; axe at both widths."""

import pytest

from tests.browser.axe import obstacles
from tests.browser.test_sign_in import shown
from tests.identity import OpenId
from tests.test_outside import NEW, ROLES, SAID, SAMLS, UNITS, tell  # noqa: F401

STRONG = "http://schemas.microsoft.com/claims/multipleauthn"


@pytest.fixture
def login():
    """Its pages are at 127.0.0.1, ours at localhost: to a browser two sites."""
    one = OpenId()
    yield one
    one.server.shutdown()


@pytest.mark.parametrize("scripts", [True, False])
def test_out_by_the_button_and_back_into_the_overview(opened, world, login, tell, scripts):  # noqa: F811
    tell(login.file(roles=ROLES, units=UNITS))
    login.says = NEW
    page = opened(scripts=scripts)
    page.goto("/sager/")
    assert not scripts or obstacles(page) == []
    page.get_by_role("link", name="Log ind med kommunens login").click()
    page.wait_for_url("**/sager/")
    assert shown(page) == "casefile.case_list"
    login.says = {**NEW, "roles": []}
    page.goto("/konti/kommune/brondby/")
    assert shown(page) == "accounts.outside_refused"
    assert not scripts or obstacles(page) == []


@pytest.mark.parametrize("scripts", [True, False])
def test_an_answer_posted_from_elsewhere_finds_its_way(opened, world, login, tell, scripts):  # noqa: F811
    tell({**SAMLS, "address": f"{login.address}/sso"})
    page = opened(scripts=scripts)
    page.goto("/konti/log-paa/")
    login.posts_to = page.url.split("/konti/")[0]
    login.says = {"attributes": SAID, "context": STRONG}
    page.get_by_role("link", name="Log ind med kommunens login").click()
    page.get_by_role("button", name="Videre").click()
    if not scripts:
        assert shown(page) == "accounts.come_with_assertion"
        page.get_by_role("button", name="Fortsæt til Infohus").click()
    page.wait_for_url("**/overblik/")
    assert shown(page) == "casefile.overview"


def test_who_is_waiting_for_their_text_signs_in_beside_it(opened, world, login, tell):  # noqa: F811
    tell(login.file())
    login.says = {"sub": "m", "email": world.member("mette").user.email, "amr": ["mfa"]}
    page = opened("mette")
    page.goto("/sager/ny/")
    page.context.clear_cookies()
    page.locator("textarea[name=observed]").first.fill("En lang tekst om noget, der skete.")
    page.locator("main form button[type=submit]").last.click()
    page.get_by_text("Du var blevet logget af.").wait_for()
    assert obstacles(page) == []
    with page.context.expect_page() as beside:
        page.get_by_role("link", name="Log ind med kommunens login").click()
    beside.value.wait_for_url("**/overblik/")
    page.get_by_role("button", name="hent min tekst").click()
    assert "En lang tekst om noget, der skete." in page.content()
    assert obstacles(page) == []
