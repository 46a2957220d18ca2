"""Browser tests on the estate: one Chromium and one served copy of it for each module."""

import pytest

from tests.estate import estate as estate
from tests.serving import Desk, chromium, served


@pytest.fixture(scope="module")
def desk(estate):
    """A window for each of the cast, on the estate as it is served."""
    with served() as address, chromium() as browser:
        one = Desk(browser, address, estate)
        yield one
        one.close()
