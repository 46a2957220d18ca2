"""The cast in windows of a browser, as the days go by: one window for each, pages come to, refusals read, and what no button offers sent all the same."""

import contextlib
import re
from datetime import timedelta

from django.conf import settings

from infohus import lib
from tests.conftest import signed_in

NOWHERE = 404


class Town:
    """A window for each who takes part; errors of their pages are kept."""

    def __init__(self, world, browser, address):
        self.world, self.browser, self.address = world, browser, address
        self.contexts, self.signed_in, self.wrong = [], {}, []

    def window(self, *cookies):
        """A new window."""
        context = self.browser.new_context(base_url=self.address, locale="da-DK", viewport={"width": 1440, "height": 900})
        context.add_cookies([{"name": name, "value": value, "url": self.address} for name, value in cookies])
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.wrong.append(f"{page.url}: {error}"))
        return page

    def of(self, name):
        """The window in which one of the cast is signed in."""
        if name not in self.signed_in:
            session = signed_in(self.world, name).cookies[settings.SESSION_COOKIE_NAME]
            self.signed_in[name] = self.window((settings.SESSION_COOKIE_NAME, session.value))
        return self.signed_in[name]

    @contextlib.contextmanager
    def later(self, days):
        """So many days after the real one, when whoever comes signs in anew."""
        self.signed_in.clear()
        with lib.clock_at(lib.now() + timedelta(days=days)):
            yield

    def close(self):
        """Close every window."""
        for context in self.contexts:
            context.close()


# ---------- What one does in a window


def enter(page, code):
    """Type a code and open."""
    page.fill("[name=code]", code)
    with page.expect_navigation():
        page.locator("main .button-primary:visible").first.click()


def press(page, label):
    """Press what bears this name and come to the next page."""
    main = page.locator("main")
    with page.expect_navigation():
        main.get_by_role("button", name=label).or_(main.get_by_role("link", name=label)).first.click()


def go_on(page, name):
    """Press the page's one filled button, and come to a page."""
    with page.expect_navigation():
        page.locator("main .button-primary:visible").first.click()
    arrives(page, name)


def arrives(page, name):
    """This is the page."""
    page.wait_for_selector(f'main[data-page="{name}"]')


def says(page, words):
    """These words stand on the page."""
    page.locator("main, #toasts").get_by_text(words).first.wait_for()


def is_refused(page, *fields):
    """The page came back with a summary that leads to these fields."""
    page.wait_for_selector("#errors:focus")
    led = page.locator("#errors a").evaluate_all("links => links.map(one => one.getAttribute('href'))")
    for field in fields:
        assert any(one.startswith(f"#id_{field}") for one in led), (field, led)


def is_nowhere(page, path):
    """To whoever sits here this address does not exist."""
    assert page.request.get(path).status == NOWHERE, path


def forced(page, path, **fields):
    """Send what no button of the page offers, as its form would have; the answer, which is none of the door's."""
    token = next(one["value"] for one in page.context.cookies() if one["name"] == settings.CSRF_COOKIE_NAME)
    address = re.match("https?://[^/]+", page.url)[0]
    answer = page.request.post(
        path, form={**fields, "csrfmiddlewaretoken": token}, headers={"Origin": address, "Referer": page.url}, max_redirects=0
    )
    assert answer.status in (200, 302, 422), answer.status
    return answer
