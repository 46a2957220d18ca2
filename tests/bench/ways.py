"""What people do with a case through its pages, step by step, for what is measured: some steps make cases ready, the last is timed."""

from __future__ import annotations

import re
import uuid
from contextlib import ExitStack
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count

from infohus import lib
from infohus.accounts.models import Membership
from infohus.attachments.travel import new_token
from infohus.cases.models import Case, Note
from infohus.db.context import acting
from tests.bench.house import Browser
from tests.html import Form, Page

if TYPE_CHECKING:
    from tests.bench.figures import Bench

SAID = {
    "observed": "Han sagde, at manden var en helt. Jeg stod og hørte det.",
    "under_18": "yes",
    "who": "T.V.",
    "goes_well": "Han spiller håndbold.",
    "go": "send",
}
WHY = "Vi har talt med skolen om det."
SHORT = ("resources", "voice", "parents", "reason")
GIVEN = {
    "purpose": "PREVENT_CRIME", "necessity": "Fordi det ellers ikke kan forebygges.", "named": "yes", "basis": "RPL115_2", "only_necessary": "on",
    "not_without_name": "on", "no_investigation": "on",
}  # fmt: skip


# ---------- Who, and which cases


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


def arrivals() -> set[uuid.UUID]:
    """What waits to be registered."""
    with as_mette():
        return set(Case.objects.filter(stage="received").values_list("pk", flat=True))


def send(browser: Browser) -> tuple[float, str]:
    """Send a concern through the public form: milliseconds and receipt."""
    return browser.timed("POST", "/bekymring/", 200, token=new_token(lib.now()), **SAID)


def arrived(bench: Bench) -> list[uuid.UUID]:
    """Concerns sent for this, as many as the rounds need, waiting to be registered."""
    there = arrivals()
    for _number in range(bench.rounds * 5 // 4 + 6):
        send(bench.anyone)
    return list(arrivals() - there)


def registered(bench: Bench) -> list[uuid.UUID]:
    """The same, taken on."""
    cases = arrived(bench)
    for case in cases:
        take_on(bench.mette, case)
    return cases


def judged(bench: Bench, case: uuid.UUID) -> uuid.UUID:
    """A registered case of which the police are told nothing, judged in short."""
    fill(bench.mette, f"/sager/{case}/videregiv/ikke/", "withhold_from_police", code="not_necessary", sentence=WHY)
    fill(bench.mette, f"/sager/{case}/vurdering/kort/", "finish_assessment", **dict.fromkeys(SHORT, WHY), other_help="no")
    sent = re.search(rf"/sager/{case}/henvendelser/[\w-]+/underretning/", bench.mette.ask("GET", f"/sager/{case}/")[1])
    if sent:  # what was sent as underretning is judged before the case ends
        now = lib.now().astimezone(lib.TZ)
        fill(bench.mette, sent[0], "note_report_judged", judged_on=f"{now:%d.%m.%Y}", judged_at=f"{now:%H.%M}", acute="no", judged="1")
    return case


# ---------- Steps, each with the milliseconds of its last press


def fill(browser: Browser, path: str, act: str, **said: str) -> float:
    """Open a page, fill in its form that performs an act, and send it; only the sending is timed."""
    return browser.timed("POST", path, 302, **{**dict(form_of(browser.ask("GET", path)[1], act).filled), **said})[0]


def form_of(text: str, act: str) -> Form:
    """The form of a page that performs an act."""
    return next(one for one in Page(text).forms if one.act == act)


def take_on(browser: Browser, case: uuid.UUID) -> float:
    """Take a concern on."""
    path = f"/sager/{case}/registrer/"
    form = form_of(browser.ask("GET", path)[1], "register_concern")
    sorted_as = {one.name: "seen" for one in form.fields if re.fullmatch(r"sentence_\d+", one.name)}
    said = {"no_surplus": "on", "under_18": "yes", "report": "send", "knows_privately": "no", "name": "Asta Testmand"}
    said |= {"purpose": "PREVENT_RADICALISATION", "administration": str(mette().administration_id)}
    return browser.timed("POST", path, 302, **{**dict(form.filled), **said, **sorted_as})[0]


def give(browser: Browser, case: uuid.UUID) -> float:
    """Put a sheet together for the police, look at it, and give it."""
    path = f"/sager/{case}/videregiv/politiet/"
    form = form_of(browser.ask("GET", path)[1], "pass_to_police")
    first = {one.name: one.value for one in form.fields if one.kind in ("radio", "checkbox") and one.name in ("receiver", "extracts")}
    said = {**dict(form.filled), **first, **GIVEN}
    seen = form_of(browser.timed("POST", path, 200, **said, look="1")[1], "pass_to_police")
    slips = {one.name: one.value for one in seen.fields if one.name == "taken"}
    return browser.timed("POST", path, 302, **said | slips | {name: dict(seen.filled)[name] for name in ("seen", "decided")})[0]


def end(browser: Browser, case: uuid.UUID) -> float:
    """Conclude and close on the one page."""
    said = {
        "reason": WHY,
        "kind_of_concern": "none",
        "psychiatry": "no",
        "inform_when": "now",
        "told_whom": "holders",
        "told_on": f"{lib.today():%d.%m.%Y}",
    }
    return fill(browser, f"/sager/{case}/afslut/", "close_case", **said, unread_why=WHY)
