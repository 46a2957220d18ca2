"""Too many at once: they wait or work, the numbers to call are always there, and those who work in the house still can."""

import itertools
import statistics
import time
from urllib.parse import urlencode

import pytest

from tests.checker import wrongs
from tests.served import OBSERVED, Page, Served, Visitor, together

NETWORK, SITE = 2, 5  # a minute, in each of the web's two processes
FLOODERS, FORMS, SAMPLES = 8, 8, 12


@pytest.fixture(scope="module")
def served():
    """The demo's people behind a proxy of their own, with limits that a flood reaches quickly."""
    one = Served("flood", INFOHUS_PROXIES="1", INFOHUS_LIMITS=f"{NETWORK}/1000 {SITE}/1000")
    one.start()
    yield one
    one.end()


def send(visitor: Visitor, address: str, token: str) -> Page:
    """Press »Send«, as a proxy tells it."""
    body = urlencode({"token": token, "go": "send", "observed": OBSERVED, "under_18": "no"})
    return visitor.ask("POST", "/bekymring/", body, **{"X-Forwarded-For": f"203.0.113.200, {address}"})


def pace(visitor: Visitor, *pages: str) -> dict[str, float]:
    """How many seconds each page takes, by its median, asked in turn."""
    taken: dict[str, list[float]] = {page: [] for page in pages}
    for page in pages * SAMPLES:
        began = time.monotonic()
        assert visitor.get(page).status == 200
        taken[page].append(time.monotonic() - began)
    return {page: statistics.median(times) for page, times in taken.items()}


def test_a_flood_waits_the_numbers_stand_there_and_the_house_goes_on(served, record_property):
    mette, citizen = served.visitor().sign_in("mette"), served.visitor()
    tokens = [citizen.get("/bekymring/").hidden()["token"] for _number in range(FORMS * FLOODERS)]
    quiet = pace(mette, "/overblik/", "/demo/")
    flooded: dict[str, float] = {}
    answers: list[Page] = []
    seen: list[Page] = []

    def flooder(number: int) -> None:
        """One of many, from ever new networks, with a few forms that are sent again and again."""
        visitor = served.visitor()
        for turn in itertools.count():
            if flooded:
                return
            answers.append(send(visitor, f"198.{number}.{turn % 256}.7", tokens[FORMS * number + turn % FORMS]))

    def reader() -> None:
        while not flooded:
            seen.extend(served.visitor().get(page) for page in ("/", "/bekymring/"))
            time.sleep(0.2)

    began = time.monotonic()
    flood = [lambda n=n: flooder(n) for n in range(FLOODERS)]
    together(*flood, reader, lambda: flooded.update(pace(mette, "/overblik/", "/demo/")))
    receipts = [page.code for page in answers if page.name == "concerns.receipt"]
    patient = [page for page in answers if page.name == "concerns.patience"]
    assert len(receipts) + len(patient) == len(answers)
    minutes = 2 + int((time.monotonic() - began) // 60)  # that it has met, counted by the clock: two at least may be begun
    assert 0 < len(set(receipts)) <= 2 * SITE * minutes < len(tokens) * minutes
    assert len(patient) > 0
    for page in patient:
        assert (page.status, page.hidden()["observed"]) == (429, OBSERVED)
    for page in [*answers, *seen]:
        assert "112" in page.text
    assert {page.status for page in seen} == {200}
    with served.database() as db:
        assert wrongs(db) == []
        assert db.execute("SELECT count(*) FROM concerns_concern").fetchone() == (len(set(receipts)),)
    told = f"quiet {quiet}, flooded {flooded}, {len(answers)} answers, {len(receipts)} of them receipts"
    record_property("flood", told)
    # However slow the machine is: what a coordinator works on does not suffer more than a page with nothing on it.
    assert flooded["/overblik/"] < 2 * flooded["/demo/"] * max(1.0, quiet["/overblik/"] / quiet["/demo/"]), told
    print(told)
