"""How long each class is kept: what is proposed, which cases it moves, and what the archives have decided."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from infohus.access.rules import Role
from infohus.accounts.door import requires
from infohus.lib import Refused
from infohus.retention import actions, forms, queries
from infohus.retention.rules import EMPTIED
from infohus.retention.views.ending import ticked
from infohus.ui.forms import submit


@requires(Role.ADMIN, Role.DPO)
def classes(request: HttpRequest) -> HttpResponse:
    """Every class of cases: how long it is kept, what the archives have decided, and what is proposed."""
    return render(
        request, "retention/classes.html", {"rows": queries.classes(request.membership.authority), "dpo": request.actor.role == Role.DPO}
    )


@requires(Role.ADMIN, Role.DPO)
def kept(request: HttpRequest, code: str) -> HttpResponse:
    """One class: an administrator proposes another clock; the data protection officer sees which cases it moves, and decides."""
    place = request.membership.authority
    one = queries.class_for(place, code)
    asked, offered = request.POST.get("do", ""), doors(request, one)
    made = {name: kind(request.POST if name == asked else None) for name, (kind, _action) in offered.items()}
    if asked in made and submit(made[asked], offered[asked][1], request.actor, place, one):
        moves = moves_of(one) if asked == "confirm" else []
        messages.success(request, said(asked, code, sooner=any(row.sooner for row in moves)))
        return redirect("retention:lengthen", code) if any(row.later for row in moves) else redirect("retention:classes")
    if request.method == "POST" and asked not in made:
        messages.info(request, _("Det kan ikke lade sig gøre nu. En anden har måske svaret imens."))
    wrong = made.get(asked)
    moved, more = queries.moved_by(code, one.change.amount, one.change.unit) if one.change else ([], "")
    shown = {"one": one, "forms": made, "wrong": wrong, "moved": moved, "more": more, "dpo": request.actor.role == Role.DPO}
    return render(request, "retention/kept.html", shown, status=422 if wrong is not None and wrong.errors else 200)


def moves_of(one: queries.Kept) -> list[queries.Moved]:
    """The first closed cases whose day the change that was confirmed moves: sooner by the house, later by one who looks them through."""
    return queries.moved_by(one.code.value, one.change.amount, one.change.unit)[0] if one.change else []


def doors(request: HttpRequest, one: queries.Kept) -> dict[str, tuple[Any, Callable[..., Any]]]:
    """What the one who looks can do with a class now."""
    if request.actor.role == Role.ADMIN:
        return {} if one.change else {"propose": (forms.Change, actions.propose_class)}
    found: dict[str, tuple[Any, Callable[..., Any]]] = {
        "archive": (forms.ArchivedEmpty if one.code in EMPTIED else forms.Archived, actions.decide_archive)
    }
    if one.change:
        found["decline"] = (forms.Answer, actions.decline_class)
    if one.change and one.change.proposed_by.user_id != request.actor.user:
        found["confirm"] = (forms.Answer, actions.confirm_class)
    return found


def said(asked: str, code: str, *, sooner: bool) -> str:
    """What is said when it is done."""
    if asked == "confirm":
        told = _("De lukkede sager, der skal slettes før, bliver rykket frem nu.") if sooner else ""
        return " ".join(filter(None, [_("Slettefristen {code} er ændret fra i dag.").format(code=code), told]))
    sentences = {
        "propose": _("Ændringen af {code} er foreslået. Databeskyttelsesrådgiveren tager stilling."),
        "decline": _("Slettefristen {code} er som før."),
        "archive": _("Arkivbeslutningen for {code} er noteret."),
    }
    return sentences[asked].format(code=code)


@requires(Role.DPO)
def lengthen(request: HttpRequest, code: str) -> HttpResponse:
    """The cases that were closed under a shorter clock: those that are ticked get the later day, each by itself."""
    place = request.membership.authority
    one = queries.class_for(place, code)
    rows, older = queries.moved_by(code, *one.clock, request.GET.get("efter", ""))
    rows = [row for row in rows if row.later]
    if request.method == "POST":
        count = 0
        for row in (row for row in rows if row.case_id in set(ticked(request))):
            try:
                actions.lengthen(request.actor, row)
                count += 1
            except Refused as no:
                messages.warning(request, no.sentence)
        messages.success(
            request, ngettext("%(num)s sag har fået den senere dato.", "%(num)s sager har fået den senere dato.", count) % {"num": count}
        )
        return redirect("retention:classes")
    return render(request, "retention/lengthen.html", {"one": one, "rows": rows, "older": older})
