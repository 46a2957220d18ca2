"""Advice without a person: asked from the public site, listed, noted and answered by coordinators."""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import Error as DatabaseGone
from django.db import IntegrityError, transaction
from django.db.transaction import non_atomic_requests
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from infohus import lib
from infohus.access.rules import Act, Role
from infohus.access.rules import public as anyone
from infohus.accounts import queries as accounts
from infohus.accounts.door import public, requires
from infohus.advice import actions, forms, queries
from infohus.advice.rules import names_somebody
from infohus.attachments.travel import new_token, read_token
from infohus.catalogues.queries import Texts
from infohus.gateways import limits
from infohus.mailboxes.queries import read_by, readers_of
from infohus.mailboxes.rules import spell
from infohus.ui.context import EMPTY
from infohus.ui.forms import submit
from infohus.ui.rules import plain_day, to_the_second

LOG = logging.getLogger(__name__)
TOO_OLD = _lazy("Siden har været åben for længe. Læs det igennem, og send igen.")
GONE = _lazy("Det er ikke sendt. Der er en fejl hos os. Det, du har skrevet, står her endnu. Prøv igen om lidt.")
CLOSED = _lazy("Det er sendt før, og postkassen er lukket. Sender du igen, bliver det et nyt spørgsmål.")


# ---------- Asked from the public site

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
        return asking(request, slug, forms.Ask(texts=texts, initial={"form": "code"}))
    form = forms.Ask(request.POST, texts=texts)
    token = read_token(request.POST.get("token") or "", lib.now())
    if not form.is_valid():
        return asking(request, slug, form, status=422)
    if token is None or municipality is None:
        return asking(request, slug, form, note=TOO_OLD if token is None else GONE, status=422 if token is None else 503)
    try:
        with transaction.atomic():
            before = actions.asked_before(token.name)
        if before is None and token.expired:
            return asking(request, slug, form, note=TOO_OLD, status=422)
        wait = None if before else limits.admit(limits.address_of(request), token.name, request.POST.get("altcha") or "", request.POST.get("ticket") or "")
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


def asking(request: HttpRequest, slug: str, form: Any, *, note: Any = "", wait: Any = None, fresh: bool = False, status: int = 200) -> HttpResponse:
    """The page that asks; what was typed stays, the token too while it lasts."""
    token = read_token(request.POST.get("token") or "", lib.now())
    signed = new_token(lib.now()) if fresh or token is None or token.expired else request.POST["token"]
    name = read_token(signed, lib.now())
    proof = limits.challenge(name.name) if name and limits.pressed(limits.address_of(request)) else ""
    named = form.is_bound and names_somebody(form.data.get("question", ""))
    given = {"form": form, "token": signed, "note": note, "proof": wait.challenge if wait else proof, "ticket": wait.ticket if wait else ""}
    given |= {"turn": to_the_second(wait.until) if wait else "", "named": named, "answer_by": answer_by(request)}
    return shown(request, slug, "ask", status=status, **given)


def answer_by(request: HttpRequest, at: Any = None) -> str:
    """The day by which somebody who is there will have answered; '' if nobody can promise it."""
    municipality = request.municipality  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            day = read_by(municipality, readers_of(municipality), (), at or lib.now()) if municipality else None
    except DatabaseGone:
        day = None
    return plain_day(day, lib.today()) if day else ""


def asked(request: HttpRequest, slug: str, form: Any) -> HttpResponse:
    """What one who asked is shown when it is stored: the code; and for another text under the same token, the way to add it."""
    told = form.result
    given = {"asked": told, "spelled": spell(told.code), "question": form.cleaned_data["question"], "answer_by": answer_by(request, told.asked_at)}
    if told.differs:
        addition = forms.Addition(initial={"text": form.cleaned_data["question"]})
        return shown(request, slug, "differs", form=addition, token=request.POST["token"], asked=told, status=409)
    return shown(request, slug, "asked", **given)


@public
@non_atomic_requests
def add(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Send the change as an addition to the question that was sent before."""
    town(request, slug)
    token = read_token(request.POST.get("token") or "", lib.now())
    form = forms.Addition(request.POST)
    if request.method != "POST" or token is None:
        return redirect("advice:ask", **({"slug": slug} if slug else {}))
    try:
        with transaction.atomic():
            before = actions.asked_before(token.name)
        if before is None:
            return redirect("advice:ask", **({"slug": slug} if slug else {}))
        if submit(form, actions.add_to_question, token=token.name):
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


# ---------- The coordinators' pages


@requires(Role.COORDINATOR)
def questions(request: HttpRequest) -> HttpResponse:
    """What is to be answered, first; then what was answered."""
    after, older = request.GET.get("venter", ""), request.GET.get("besvaret", "")
    mine = request.GET.get("vis") == "mine"
    given = {
        "waiting": queries.waiting(after, request.actor.membership if mine else None) if not older else queries.Lines([]),
        "answered": queries.answered(older) if not after and not mine else queries.Lines([]),
        "mine": mine, "names": names_of(request), "first": not after and not older, "who": queries.who_answers(request.membership.authority),
    }  # fmt: skip
    return render(request, "advice/questions.html", given)


def names_of(request: HttpRequest) -> dict[str, str]:
    """What the codes of themes and groups are called; a code that the catalogue has given up is shown as it is."""
    texts = Texts(request.membership.authority)  # type: ignore[attr-defined]
    return {one.code: texts.say(one) for kind in ("theme", "asker") for one in texts.of(kind)}


@requires(Role.COORDINATOR)
def note(request: HttpRequest) -> HttpResponse:
    """Note advice that was given, on one page; there is no field for a person."""
    authority = request.membership.authority
    form = forms.Note(request.POST or None, texts=Texts(authority), initial={"form": "phone"})
    if submit(form, actions.note_advice, request.actor, authority):
        messages.success(request, _("Rådet er noteret. Det tæller med i tallene, og der er ingen sag."))
        return redirect("advice:questions")
    return render(request, "advice/note.html", {"form": form})


@requires(Role.COORDINATOR)
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A question with all that was written about it, and the form that answers it."""
    advice = queries.advice_for(request.actor, Act.ANSWER_ADVICE, pk)
    start = {"version": advice.version, "theme": advice.theme, "group": advice.group, "form": advice.form}
    by_code = queries.mailbox_open(advice)
    form = forms.Answer(request.POST or None, texts=Texts(advice.municipality), by_code=by_code, initial=start)
    changed, status = None, 200
    try:
        if submit(form, actions.answer_advice, request.actor, advice):
            messages.success(request, _("Svaret er gemt. Kontaktoplysninger er slettet."))
            return redirect("advice:questions")
    except lib.Changed as other:
        changed, status = other.row, 409
    given = {
        "advice": advice, "form": form, "written": queries.written_of(advice), "names": names_of(request), "changed": changed,
        "due_at": queries.due_of(advice), "by_code": by_code, "takes": queries.takers_of_themes().get(advice.theme, []),
    }  # fmt: skip
    return render(request, "advice/answer.html", given, status=status)


@requires(Role.COORDINATOR)
def themes(request: HttpRequest) -> HttpResponse:
    """Who answers which theme first: each says it for themself."""
    authority = request.membership.authority
    form = forms.Themes(request.POST or None, texts=Texts(authority), initial={"themes": queries.themes_of(request.actor.membership)})
    if request.method == "POST" and submit(form, actions.take_themes, request.actor, authority):
        messages.success(request, _("Emnerne er gemt."))
        return redirect("advice:questions")
    return render(request, "advice/themes.html", {"form": form, "who": queries.who_answers(authority), "names": names_of(request)})
