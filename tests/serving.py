"""The estate served on this machine, and a Chromium in which each of the cast is signed in."""

import contextlib
import shutil

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread

from tests.conftest import let_go_of_the_lost

WIDTHS = (1440, 390)
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")  # the one without a screen does half the work


@contextlib.contextmanager
def served():
    """This worker's database served by the product itself; its address."""
    thread = LiveServerThread("localhost", StaticFilesHandler, connections_override={})
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    try:
        yield f"http://localhost:{thread.port}"
    finally:
        thread.terminate()


@contextlib.contextmanager
def chromium():
    """A browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        let_go_of_the_lost()
        yield browser
        browser.close()


class Desk:
    """One window for each of the cast, opened when it is first asked for; what a page complains of is kept in `wrong`."""

    def __init__(self, browser, address, estate):
        self.browser, self.address, self.estate = browser, address, estate
        self.windows, self.wrong = {}, []

    def window(self, name):
        """The window of one of the cast, who is signed in by their session's cookie."""
        if name not in self.windows:
            context = self.browser.new_context(base_url=self.address, locale="da-DK", reduced_motion="reduce")
            cookie = self.estate.client(name).cookies.get("infohus")
            if cookie:
                context.add_cookies([{"name": "infohus", "value": cookie.value, "url": self.address}])
            page = context.new_page()
            page.on("pageerror", lambda error: self.wrong.append(f"{page.url}: {error}"))
            page.on("console", lambda line: self.wrong.append(f"{page.url}: {line.text}") if line.type == "error" else None)
            self.windows[name] = page
        return self.windows[name]

    def at(self, name, path):
        """The window of one of the cast at an address."""
        page = self.window(name)
        assert page.goto(path).status == 200, f"{path} for {name}"
        assert page.url == self.address + path, f"{name} came to {page.url}, not to {path}"
        return page

    def shown(self, name, path, response):
        """The window of one of the cast with a response that was got elsewhere, as if this address had given it; what it sends by itself goes nowhere."""
        page = self.window(name)
        kept = {key: value for key, value in response.headers.items() if key != "Set-Cookie"}
        page.route("**", lambda route: route.fulfill(status=200, body="") if route.request.method == "POST" else route.fallback())
        page.route("**" + path, lambda route: route.fulfill(status=200, headers=kept, body=response.content))
        page.goto(path)
        page.unroute_all()
        return page

    def close(self):
        """Close every window."""
        for page in self.windows.values():
            page.context.close()
