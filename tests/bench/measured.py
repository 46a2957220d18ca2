"""What is measured, one function a thing: it makes it ready and says what is timed and against what. New ones are put at the end."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import Count

from infohus import lib
from infohus.accounts.models import Membership
from infohus.attachments.travel import new_token
from infohus.cases.models import Case, Note
from infohus.concerns.models import Concern
from infohus.db.context import acting
from infohus.persons.models import Person
from tests.bench.figures import Bench, Measured, Pair
from tests.bench.house import Browser

MEASURED: list[Measured] = []
SAID = {
    "observed": "Han sagde, at manden var en helt. Jeg stod og hørte det.",
    "under_18": "yes",
    "who": "T.V.",
    "goes_well": "Han spiller håndbold.",
    "go": "send",
}


def measured(what: str, aim: float | None = None) -> Callable[[Callable[[Bench], Pair]], Callable[[Bench], Pair]]:
    """Put a function among the measured things."""

    def note(ready: Callable[[Bench], Pair]) -> Callable[[Bench], Pair]:
        MEASURED.append(Measured(what, ready, aim))
        return ready

    return note


# ---------- Lists and pages


@measured("worklist", aim=2)
def worklist(bench: Bench) -> Pair:
    """The overview: inbox, own deadlines, what others owe, what is new."""
    return bench.page("/overblik/")


@measured("worklist, the whole municipality")
def worklist_of_all(bench: Bench) -> Pair:
    """Everybody's deadlines."""
    return bench.page("/overblik/?vis=ours")


@measured("case page, 50 entries", aim=2)
def case_page(bench: Bench) -> Pair:
    """A case with 48 notes, a concern and a disclosure; each reading is logged and committed."""
    return bench.page(f"/sager/{long_case()}/")


@measured("list of cases")
def case_list(bench: Bench) -> Pair:
    """All open cases of the municipality."""
    return bench.page("/sager/?vis=ours")


@measured("the head's page", aim=2)
def heads_page(bench: Bench) -> Pair:
    """What is over time and whose, not opened, not passed on, covered, ending: in numbers."""
    return bench.page("/leder/frister/", by=bench.birgit)


@measured("the head's list of all that is late")
def heads_list(bench: Bench) -> Pair:
    """Its first fifty lines."""
    return bench.page("/leder/frister/over-tid/", by=bench.birgit)


@measured("figures of a year")
def figures(bench: Bench) -> Pair:
    """All tables of the months that wait; reading them is logged and committed."""
    return bench.page("/leder/tal/", by=bench.birgit)


# ---------- Finding


@measured("find by case number")
def find_by_number(bench: Bench) -> Pair:
    """The number typed on the overview; the answer leads to the case."""
    with as_mette():
        number = Case.objects.get(pk=long_case()).number
    return bench.page(f"/sager/?number={number}", 302)


@measured("find by CPR")
def find_by_cpr(bench: Bench) -> Pair:
    """The number of a person of an open case, looked up while an arrival is registered."""
    with as_mette():
        newest = Concern.objects.filter(case__stage="received").latest("received_at")
        cpr = Person.objects.filter(cpr_hash__isnull=False, case__stage="assessing").exclude(case=long_case()).earliest("id").cpr
    typed = {"cpr": cpr, "look_up": "1", "version": str(newest.version), "csrfmiddlewaretoken": bench.mette.csrf}
    return bench.page(f"/sager/{newest.case_id}/registrer/", 200, "POST", **typed)


# ---------- Writing


@measured("submit, against a bare insert", aim=5)
def submit(bench: Bench) -> Pair:
    """A concern sent by anyone up to its receipt, against a page that stores one row for good; both answers are of one size."""
    size = bench.anyone_bytes(send(bench.anyone)[1])
    return Pair(lambda: send(bench.anyone)[0], lambda: bench.anyone.timed("POST", f"/bare/insert/?bytes={size}", 200, text="x" * 400)[0])


@measured("submit, against a bare page")
def submit_against_a_page(bench: Bench) -> Pair:
    """The same against a page that stores nothing."""
    size = bench.anyone_bytes(send(bench.anyone)[1])
    return Pair(lambda: send(bench.anyone)[0], lambda: bench.anyone.timed("GET", f"/bare/public/?bytes={size}", 200)[0])


@measured("register")
def register(bench: Bench) -> Pair:
    """Concerns that were sent for this, taken on one by one; the answer leads to the case."""
    there = set(arrivals())
    for _number in range(bench.rounds * 5 // 4 + 6):
        send(bench.anyone)
    new = [one for one in arrivals() if one not in there]
    waiting = iter(new)
    return Pair(lambda: take_on(bench.mette, next(waiting)), lambda: bench.mette.timed("GET", "/bare/?bytes=0", 200)[0], len(new) - 6)


# ---------- What they do


def as_mette() -> Any:
    """A transaction in which Mette acts."""
    stack = ExitStack()
    stack.enter_context(acting(mette().actor.context))
    stack.enter_context(transaction.atomic())
    return stack


def mette() -> Membership:
    """The one who looks."""
    return Membership.objects.select_related("user", "authority", "administration").get(user__email__startswith="mette")


@cache
def long_case() -> uuid.UUID:
    """The case with the most notes."""
    with as_mette():
        return Note.objects.values_list("case").annotate(notes=Count("id")).order_by("-notes").first()[0]


def arrivals() -> list[uuid.UUID]:
    """What waits to be registered."""
    with as_mette():
        return list(Case.objects.filter(stage="received").values_list("pk", flat=True))


def send(browser: Browser) -> tuple[float, str]:
    """Send a concern through the public form: milliseconds and receipt."""
    return browser.timed("POST", "/bekymring/", 200, token=new_token(lib.now()), **SAID)


def take_on(browser: Browser, case: uuid.UUID) -> float:
    """Open the page of registration and fill it in; only the sending is timed."""
    path = f"/sager/{case}/registrer/"
    page = browser.ask("GET", path)[1]
    sorted_as = dict.fromkeys(re.findall(r'name="(sentence_\d+)"', page), "seen")
    version = re.search(r'name="version" value="(\d+)"', page)
    said = {"no_surplus": "on", "under_18": "yes", "report": "send", "knows_privately": "no", "name": "Asta Testmand"}
    said |= {"purpose": "PREVENT_RADICALISATION", "administration": str(mette().administration_id), "csrfmiddlewaretoken": browser.csrf}
    return browser.timed("POST", path, 302, **said, **sorted_as, version=version[1] if version else "1")[0]
