"""Asking for advice from the public site: nothing that tells of a person is stored, and there is never a case."""

from __future__ import annotations

import logging
from typing import Any

from django.db import Error as DatabaseGone
from django.db import IntegrityError, transaction
from django.db.transaction import non_atomic_requests
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _lazy

from infohus import lib
from infohus.access.rules import public as anyone
from infohus.accounts import queries as accounts
from infohus.accounts.door import public
from infohus.advice import actions, public_forms, queries
from infohus.advice.rules import names_somebody
from infohus.attachments.travel import new_token, read_token
from infohus.catalogues.queries import Texts
from infohus.gateways import limits
from infohus.mailboxes.actions import write_to_mailbox
from infohus.mailboxes.queries import read_by, readers_of
from infohus.mailboxes.rules import spell
from infohus.ui.context import EMPTY
from infohus.ui.forms import submit
from infohus.ui.headers import Came
from infohus.ui.rules import in_language, plain_day, to_the_second

LOG = logging.getLogger(__name__)
ELSEWHERE = _lazy(
    "Du er sendt hertil fra en anden hjemmeside. Der kan stå noget her, du ikke selv har skrevet. Læs det igennem, før du sender."
)
TOO_OLD = _lazy("Siden har været åben for længe. Læs det igennem, og send igen.")
GONE = _lazy("Det er ikke sendt. Der er en fejl hos os. Det, du har skrevet, står her endnu. Prøv igen om lidt.")
CLOSED = _lazy("Det er sendt før, og postkassen er lukket. Sender du igen, bliver det et nyt spørgsmål.")

_known: dict[str, tuple[Any, Texts]] = {}


def town(request: HttpRequest, slug: str) -> tuple[Any, Texts]:
    """The municipality of an address with its texts, and as they were last seen when the database is gone."""
    try:
        with transaction.atomic():
            municipality = accounts.municipality(slug)
            _known[slug] = municipality, Texts(municipality)
    except DatabaseGone:
        LOG.warning("a public page without the database")
    municipality, texts = _known.get(slug, (None, Texts(None)))
    request.municipality = municipality  # type: ignore[attr-defined]
    return municipality, texts


@public
@non_atomic_requests
def ask(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Ask without naming anybody: nothing that tells of a person is stored, and there is never a case."""
    municipality, texts = town(request, slug)
    if request.method != "POST":
        return asking(request, slug, public_forms.Ask(texts=texts, initial={"form": "code"}))
    form = public_forms.Ask(request.POST, texts=texts)
    token = read_token(request.POST.get("token") or "", lib.now())
    if request.came == Came.ELSEWHERE:  # type: ignore[attr-defined]
        return asking(request, slug, form, note=ELSEWHERE, status=422)
    if not form.is_valid():
        return asking(request, slug, form, status=422)
    if token is None or municipality is None:
        return asking(request, slug, form, note=TOO_OLD if token is None else GONE, status=422 if token is None else 503)
    try:
        with transaction.atomic():
            before = actions.asked_before(token.name)
        if before is None and token.expired:
            return asking(request, slug, form, note=TOO_OLD, status=422)
        wait = None if before else admitted(request, token.name)
        if wait:
            return asking(request, slug, form, wait=wait, status=429)
        if not submit(form, actions.ask_advice, anyone(municipality.pk), municipality, token=token.name):
            return asking(request, slug, form, status=422)
    except IntegrityError:  # sent before, and its mailbox is closed by now
        return asking(request, slug, form, note=CLOSED, fresh=True, status=409)
    except (DatabaseGone, OSError):
        LOG.error("a question could not be stored")
        return asking(request, slug, form, note=GONE, status=503)
    return asked(request, slug, form)


def admitted(request: HttpRequest, token: str) -> limits.Wait | None:
    """None when there is room for one more; else what it takes."""
    return limits.admit(limits.address_of(request), token, request.POST.get("altcha") or "", request.POST.get("ticket") or "")


def asking(
    request: HttpRequest, slug: str, form: Any, *, note: Any = "", wait: Any = None, fresh: bool = False, status: int = 200
) -> HttpResponse:
    """The page that asks; what was typed stays, the token too while it lasts, and the browser does not leave open who knows it."""
    token = read_token(request.POST.get("token") or "", lib.now())
    fresh = fresh or (status == 422 and request.came == Came.UNSAID)  # type: ignore[attr-defined]
    signed = new_token(lib.now()) if fresh or token is None or token.expired else request.POST["token"]
    name = read_token(signed, lib.now())
    proof = limits.challenge(name.name) if name and limits.pressed(limits.address_of(request)) else ""
    named = form.is_bound and names_somebody(form.data.get("question", ""))
    given = {"form": form, "token": signed, "note": note, "proof": wait.challenge if wait else proof, "ticket": wait.ticket if wait else ""}
    given |= {"turn": to_the_second(wait.until) if wait else "", "named": named, "answer_by": answer_by(request)}
    return shown(request, slug, "ask", status=status, **given)


def answer_by(request: HttpRequest, at: Any = None) -> Any:
    """The day by which somebody who is there will have answered; '' if nobody can promise it."""
    municipality = request.municipality  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            day = read_by(municipality, readers_of(municipality), (), at or lib.now()) if municipality else None
    except DatabaseGone:
        day = None
    return in_language(plain_day)(day, lib.today()) if day else ""


def asked(request: HttpRequest, slug: str, form: Any) -> HttpResponse:
    """What one who asked is shown when it is stored: the code; and for another text under the same token, the way to add it."""
    told = form.result
    given = {
        "asked": told,
        "spelled": spell(told.code),
        "question": form.cleaned_data["question"],
        "answer_by": answer_by(request, told.asked_at),
    }
    if told.differs:
        addition = public_forms.Addition(initial={"text": form.cleaned_data["question"]})
        return shown(request, slug, "differs", form=addition, token=request.POST["token"], asked=told, status=409)
    return shown(request, slug, "asked", **given)


@public
@non_atomic_requests
def add(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Send the change as an addition to the question that was sent before."""
    town(request, slug)
    token = read_token(request.POST.get("token") or "", lib.now())
    form = public_forms.Addition(request.POST)
    if request.method != "POST" or token is None:
        return redirect("advice:ask", **({"slug": slug} if slug else {}))
    try:
        with transaction.atomic():
            known, before = queries.asker_of(token.name), actions.asked_before(token.name)
        if known is None or before is None:
            return redirect("advice:ask", **({"slug": slug} if slug else {}))
        if submit(form, write_to_mailbox, *known):
            given = {"asked": before, "spelled": spell(before.code), "question": form.cleaned_data["text"], "answer_by": answer_by(request)}
            return shown(request, slug, "asked", **given)
    except (DatabaseGone, OSError):
        form.add_error(None, str(GONE))
        return shown(request, slug, "differs", form=form, token=request.POST["token"], asked=None, status=503)
    return shown(request, slug, "differs", form=form, token=request.POST["token"], asked=before, status=422)


def shown(request: HttpRequest, slug: str, template: str, *, status: int = 200, **given: Any) -> HttpResponse:
    """A public page of this room."""
    municipality, texts = _known.get(slug, (None, Texts(None)))
    told = {"municipality": municipality or EMPTY, "texts": texts, "place": {"slug": slug} if slug else {}}
    return render(request, f"advice/{template}.html", {**told, **given}, status=status)
