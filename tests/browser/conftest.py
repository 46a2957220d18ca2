"""Browser tests: one Chromium for each module, on the estate as it is served or on a world of the test's own."""

import pytest

from tests import serving
from tests.conftest import signed_in
from tests.estate import estate as estate


@pytest.fixture(scope="module")
def desk(estate):
    """A window for each of the cast, on the estate as it is served."""
    with serving.served() as address, serving.chromium() as browser:
        one = serving.Desk(browser, address, estate)
        yield one
        one.close()


@pytest.fixture(scope="module")
def chromium():
    """A browser."""
    with serving.chromium() as browser:
        yield browser


@pytest.fixture
def opened(chromium, live_server, world):
    """A page of one of the cast who came in by the demo's door, or of nobody, with or without JavaScript; at http://localhost, as passkeys need it."""
    contexts = []

    def open_as(name="", scripts=True):
        base = live_server.url.replace("127.0.0.1", "localhost")
        context = chromium.new_context(base_url=base, java_script_enabled=scripts)
        if name:
            context.add_cookies([{"name": "infohus", "value": signed_in(world, name).cookies["infohus"].value, "url": base}])
        contexts.append(context)
        return context.new_page()

    yield open_as
    for context in contexts:
        context.close()
