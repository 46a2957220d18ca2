"""Killed in the middle of passing on and of concluding: each is done whole or not at all, and what was answered as done is done, once."""

import contextlib
import http.client
import itertools
import os
import time

import pytest

from tests.checker import wrongs
from tests.html import Page as Read
from tests.served import OBSERVED, Served, together
from tests.test_faults import KILLS, Crowd, kill_all, unlike_any
from tests.test_serve import eventually

HOW_MANY = 4  # cases a round, for each of the two who work


@pytest.fixture(scope="module")
def served():
    """The demo's people in a house of its own."""
    one = Served("faults-ending")
    one.start()
    yield one
    one.end()


def form_of(page, act):
    """The form of a page that performs an act; None on another page, such as the one that says that nobody answers now."""
    return next((one for one in Read(page.text).forms if one.act == act), None)


class Desk:
    """A coordinator with registered cases of their own, and what they were told is done with them."""

    def __init__(self, served, who):
        self.served, self.visitor = served, served.visitor().sign_in(who)
        self.cases, self.given, self.ended = [], set(), set()

    def receive(self):
        """Somebody writes; the coordinator registers it."""
        citizen = self.served.visitor()
        token = citizen.get("/bekymring/").hidden()["token"]
        said = {"token": token, "go": "send", "observed": f"{OBSERVED} Nummer {unlike_any()}.", "under_18": "no", "who": "T.V."}
        citizen.insist(lambda: citizen.post("/bekymring/", **said), "concerns.receipt")
        with self.served.database() as db:
            case = str(db.execute("SELECT id FROM cases_case ORDER BY received_at DESC, id DESC LIMIT 1").fetchone()[0])
        crowd = Crowd(self.served)
        crowd.register(self.visitor, case, under_18="no", report="")  # a child's waits until the underretning is judged
        assert crowd.registered == [case]
        self.cases.append(case)

    def sent(self, path, act, **said):
        """Fill in the form of a page that performs an act, and send it; True if it was answered as done."""
        form = form_of(self.visitor.get(path), act)
        return form is not None and self.visitor.post(path, **{**dict(form.filled), **said}).status == 302

    def give(self, until):
        """Pass one case after another on to the police: look at the sheet, then give it."""
        for case in self.cases:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if time.monotonic() < until and self.give_one(f"/sager/{case}/videregiv/politiet/"):
                    self.given.add(case)

    def give_one(self, path):
        """The two presses of one."""
        form = form_of(self.visitor.get(path), "pass_to_police")
        if form is None:
            return False
        first = {one.name: one.value for one in form.fields if one.kind in ("radio", "checkbox") and one.name in ("receiver", "extracts")}
        said = {
            **dict(form.filled), **first, "purpose": "PREVENT_CRIME", "necessity": "Fordi det ellers ikke kan forebygges.", "named": "yes",
            "basis": "RPL115_2", "only_necessary": "on", "not_without_name": "on", "no_investigation": "on",
        }  # fmt: skip
        form = form_of(self.visitor.post(path, **said, look="1"), "pass_to_police")
        if form is None:
            return False
        slips = {one.name: one.value for one in form.fields if one.name == "taken"}
        return self.visitor.post(path, **{**said, **slips, **{name: dict(form.filled)[name] for name in ("seen", "decided")}}).status == 302

    def end(self, until):
        """End one case after another: withhold, judge in short, conclude and close."""
        for case in self.cases:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if time.monotonic() < until and self.end_one(f"/sager/{case}/"):
                    self.ended.add(case)

    def end_one(self, path):
        """The three presses of one."""
        why = "Vi har talt med skolen om det."
        self.sent(f"{path}videregiv/ikke/", "withhold_from_police", code="not_necessary", sentence=why)
        texts = dict.fromkeys(("resources", "voice", "parents", "reason"), why)
        self.sent(f"{path}vurdering/kort/", "finish_assessment", **texts, other_help="no")
        today = time.strftime("%d.%m.%Y")
        said = {
            "reason": why,
            "kind_of_concern": "none",
            "psychiatry": "no",
            "inform_when": "now",
            "told_on": today,
            "told_whom": "holders",
            "unread_why": why,
        }
        return self.sent(f"{path}afslut/", "close_case", **said)


def a_round(served, kill, seconds):
    """Both at work for some seconds, and in the middle of it something dies; then all is as it was told to be."""
    one, other = Desk(served, "mette"), Desk(served, "soeren")
    for _case in range(HOW_MANY):
        one.receive()
        other.receive()
    until = time.monotonic() + seconds
    together(lambda: one.give(until), lambda: other.end(until), lambda: (time.sleep(seconds * 0.25), kill(served)))
    eventually(served.is_well, 120)
    with served.database() as db:
        assert wrongs(db, served.home / "files") == [], kill.__name__
        for case in one.cases:
            stage, given = db.execute(GIVEN, [case]).fetchone()
            assert (stage == "assessing") == (given == 1), (kill.__name__, stage, given)
            assert given == 1 or case not in one.given
        for case in other.cases:
            stage, conclusions, closings, told = db.execute(ENDED, [case]).fetchone()
            whole = (1, 1, 1) if stage == "closed" else (0, 0, 0)
            assert (conclusions, closings, told) == whole, (kill.__name__, stage)
            assert stage in ("registered", "assessing", "closed")
            assert stage == "closed" or case not in other.ended
    return len(one.given), len(other.ended)


GIVEN = """SELECT c.stage, (SELECT count(*) FROM disclosures_disclosure d JOIN disclosures_copy y ON y.disclosure_id = d.id AND y.to_role = 'police' WHERE d.case_id = c.id)
  FROM cases_case c WHERE c.id = %s"""
ENDED = """SELECT c.stage, (SELECT count(*) FROM assessments_conclusion n WHERE n.case_id = c.id), (SELECT count(*) FROM closing_closing n WHERE n.case_id = c.id),
  (SELECT count(*) FROM closing_feedback n WHERE n.case_id = c.id) FROM cases_case c WHERE c.id = %s"""


def rounds(served, kills, seconds):
    """One kill after another; something was done in them."""
    told = [a_round(served, kill, seconds) for kill in kills]
    given, ended = (sum(part) for part in zip(*told, strict=True))
    assert given, told
    assert ended, told
    return given, ended


def test_five_kills_pass_on_and_conclude_whole_or_not_at_all(served):
    rounds(served, KILLS, 5)


@pytest.mark.drill
def test_fifty_kills_pass_on_and_conclude_whole_or_not_at_all(served, capsys):
    count = int(os.environ.get("KILLS") or 50)
    given, ended = rounds(served, itertools.islice(itertools.cycle((*KILLS, kill_all)), count), 6)
    with capsys.disabled():
        print(f"\n{count} kills: {given} given to the police, {ended} ended")
