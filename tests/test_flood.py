"""Too many at once: they wait or work, the numbers to call are always there, and those who work in the house still can."""

import itertools
import statistics
import time
from urllib.parse import urlencode

import pytest

from tests.checker import wrongs
from tests.served import OBSERVED, Page, Served, Visitor, together

NETWORK, SITE = 4, 15  # a minute, in each of the two web processes
PROCESSES = 2
FLOODERS, SECONDS = 8, 8


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


def pace(visitor: Visitor, *pages: str, until: float) -> dict[str, float]:
    """How many seconds each page takes, by its median, asked in turn until a moment."""
    taken: dict[str, list[float]] = {page: [] for page in pages}
    for page in itertools.cycle(pages):
        if time.monotonic() > until:
            break
        began = time.monotonic()
        assert visitor.get(page).status == 200
        taken[page].append(time.monotonic() - began)
    return {page: statistics.median(times) for page, times in taken.items()}


def test_a_flood_waits_the_numbers_stand_there_and_the_house_goes_on(served, record_property):
    mette, citizen = served.visitor().sign_in("mette"), served.visitor()
    tokens = [citizen.get("/bekymring/").hidden()["token"] for _number in range(FLOODERS)]
    quiet = pace(mette, "/overblik/", "/demo/", until=time.monotonic() + SECONDS / 2)
    until, answers, seen, flooded = time.monotonic() + SECONDS, [], [], {}

    def flooder(number: int) -> None:
        """One of many from everywhere, each sending a form of its own again and again; every second time the form is new."""
        visitor, token = served.visitor(), tokens[number]
        for time_ in itertools.count():
            if time.monotonic() > until:
                return
            token = visitor.get("/bekymring/").hidden()["token"] if time_ % 2 else token
            answers.append(send(visitor, f"198.51.{number}.{time_ % 200 + 1}", token))

    def reader() -> None:
        while time.monotonic() < until:
            seen.extend(served.visitor().get(page) for page in ("/", "/bekymring/"))
            time.sleep(0.2)

    together(*[lambda n=n: flooder(n) for n in range(FLOODERS)], reader, lambda: flooded.update(pace(mette, "/overblik/", "/demo/", until=until)))
    receipts = {page.code for page in answers if page.name == "concerns.receipt"}
    patient = [page for page in answers if page.name == "concerns.patience"]
    assert len(patient) > len(receipts) > 0
    assert len(receipts) + len(patient) >= len(answers) - sum(page.name == "concerns.receipt" for page in answers)
    assert {page.status for page in patient} == {429}
    assert len(receipts) <= PROCESSES * SITE
    assert all("112" in page.text and "114" in page.text for page in [*answers, *seen] if page.name != "concerns.receipt")
    assert all("112" in page.text for page in answers)
    assert {page.status for page in seen} == {200}
    assert all(page.hidden()["observed"] == OBSERVED for page in patient)
    with served.database() as db:
        assert wrongs(db) == []
        assert db.execute("SELECT count(*) FROM concerns_concern").fetchone()[0] == len(receipts)
    record_property("seconds", {"quiet": quiet, "flooded": flooded, "answers": len(answers)})
    print({"quiet": quiet, "flooded": flooded, "answers": len(answers), "receipts": len(receipts)})
    assert flooded["/overblik/"] < 3 * flooded["/demo/"] * max(1.0, quiet["/overblik/"] / quiet["/demo/"])


def test_one_network_that_floods_does_not_keep_others_waiting(served):
    time.sleep(61)  # the minute of the flood before is over
    citizen = served.visitor()
    flood = [send(citizen, "192.0.2.7", citizen.get("/bekymring/").hidden()["token"]) for _number in range(PROCESSES * NETWORK + 2)]
    assert flood[-1].name == "concerns.patience"
    assert send(citizen, "198.51.100.9", citizen.get("/bekymring/").hidden()["token"]).name == "concerns.receipt"
