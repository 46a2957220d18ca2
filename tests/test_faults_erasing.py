"""Killed in the middle of erasing: a case is wholly there or wholly gone, and what was answered with a certificate is gone."""

import contextlib
import http.client
import itertools
import os
import re
import time

import pytest

from tests.checker import wrongs
from tests.served import OBSERVED, Served, Visitor, together
from tests.test_faults import KILLS, kill_all, unlike_any
from tests.test_serve import eventually


@pytest.fixture(scope="module")
def served():
    """The demo's people in a house of its own; the archives have decided on what is rejected."""
    one = Served("faults-erasing")
    one.start()
    tove, address = one.visitor().sign_in("tove"), "/leder/slettefrister/R1/"
    tove.insist(lambda: send(tove, address, do="archive", decision="DISCARD", authority="Rigsarkivets brev af 3. november 2026"), "")
    yield one
    one.end()


def send(visitor: Visitor, address: str, **fields: str):
    """Send the form of a page."""
    return visitor.post(address, csrfmiddlewaretoken=visitor.get(address).hidden().get("csrfmiddlewaretoken", ""), **fields)


class Pair:
    """Two coordinators who reject arrivals and erase them at once, one after another; and what they were told is gone."""

    def __init__(self, served: Served) -> None:
        self.served, self.certified, self.tried = served, [], 0
        self.mette, self.soeren = (served.visitor().sign_in(name) for name in ("mette", "soeren"))

    def work(self, until: float) -> None:
        """Arrival, rejection by two, proposal, erasing; where nobody answers, the next one is taken on."""
        while time.monotonic() < until:
            self.tried += 1
            with contextlib.suppress(OSError, http.client.HTTPException):
                self.one()
            time.sleep(0.05)

    def one(self) -> None:
        """One case from its first words to its certificate."""
        citizen = self.served.visitor()
        token = citizen.get("/bekymring/").hidden()["token"]
        citizen.post("/bekymring/", token=token, go="send", observed=f"{OBSERVED} Nummer {unlike_any()}.", under_18="no")
        found = re.search(r"/sager/([0-9a-f-]{36})/", self.soeren.get("/overblik/").text)
        if found is None:
            return
        case = found[1]
        send(self.soeren, f"/sager/{case}/afvis/", code="quarrel", sentence="Det er en strid om en hæk.")
        send(self.mette, f"/sager/{case}/afvisning/", confirm="1")
        send(self.mette, f"/sletning/{case}/", do="propose", why="needless")
        answer = send(self.soeren, f"/sletning/{case}/", do="confirm")
        if answer.status == 302 and "/sletning/attester/" in answer.location:
            self.certified.append(case)


def a_round(served: Served, kill, seconds: float) -> Pair:
    """Two at work for some seconds, and in the middle of it something dies."""
    pair, until = Pair(served), time.monotonic() + seconds
    together(lambda: pair.work(until), lambda: (time.sleep(seconds * 0.5), kill(served)))
    eventually(served.is_well, 120)
    return pair


def check(served: Served, pair: Pair) -> None:
    """What was certified is gone with its keys; everything else is as the model allows, halves of nothing."""
    with served.database() as db:
        assert wrongs(db, served.home / "files") == []
        for table in (
            "cases_case WHERE id",
            "sealing_key WHERE case_id",
            "deadlines_deadline WHERE case_id",
            "mailboxes_mailbox WHERE case_id",
        ):
            assert db.execute(f"SELECT count(*) FROM {table} = ANY (%s::uuid[])", [pair.certified]).fetchone() == (0,), table
        certificates, traces = (
            db.execute(f"SELECT count(*) FROM {one}").fetchone()[0] for one in ("retention_certificate", "cases_trace WHERE how = 'erased'")
        )
    assert certificates == traces >= len(pair.certified)


def rounds(served: Served, kills, seconds: float) -> dict[str, int]:
    """One kill after another."""
    told = {"tried": 0, "erased": 0}
    for kill in kills:
        pair = a_round(served, kill, seconds)
        check(served, pair)
        told = {"tried": told["tried"] + pair.tried, "erased": told["erased"] + len(pair.certified)}
    assert told["erased"], told
    return told


def test_five_kills_in_the_middle_of_erasing_leave_no_half(served):
    rounds(served, KILLS, 5)


@pytest.mark.drill
def test_fifty_kills_in_the_middle_of_erasing_leave_no_half(served, capsys):
    count = int(os.environ.get("KILLS") or 50)
    told = rounds(served, itertools.islice(itertools.cycle((*KILLS, kill_all)), count), 8)
    with capsys.disabled():
        print(f"\n{count} kills while erasing: {told}")
