"""Pages beside the single case: who covers whom, and finding a case by number or words."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from infohus.access.rules import LEADING, Role
from infohus.accounts.door import requires
from infohus.accounts.queries import coordinators
from infohus.casefile import actions, forms, queries
from infohus.cases import actions as cases
from infohus.cases.queries import not_covered
from infohus.persons.actions import find_by_cpr
from infohus.persons.rules import Purpose
from infohus.ui.forms import submit


def covers(request: HttpRequest) -> HttpResponse:
    """Who stands in for whom, and the days nobody covers; a coordinator arranges it for oneself, the head for all."""
    actor = request.actor
    if actor.role not in LEADING:
        raise Http404
    away, others = queries.may_be_away(actor), coordinators(actor.authority)
    standing_in = [(str(one.pk), str(one)) for one in others if len(away) > 1 or one not in away]
    form = forms.Cover(request.POST or None, away=[(str(one.pk), str(one)) for one in away], standing_in=standing_in)
    if submit(form, as_cover, actor, request.membership.authority, away, others):
        messages.success(request, _("Aftalen er gemt."))
        return redirect("casefile:covers")
    standing, gaps = queries.covering(actor)
    shown = {"form": form, "standing": standing, "gaps": gaps, "bare": not_covered(one.row for one in standing), "away": away}
    return render(request, "casefile/covers.html", {**shown, "leads": actor.role == Role.HEAD})


def as_cover(actor: Any, municipality: Any, away: Any, others: Any, *, by: str, of: str = "", **days: Any) -> Any:
    """Arrange it between those chosen; for oneself where nobody is chosen."""
    absent = next((one for one in away if not of or str(one.pk) == of), None)
    stands_in = next((one for one in others if str(one.pk) == by), None)
    return cases.cover(actor, municipality, of=absent, by=stands_in, **days)


def end_cover(request: HttpRequest, cover_id: uuid.UUID) -> HttpResponse:
    """End a cover before its time."""
    if request.actor.role not in LEADING:
        raise Http404
    standing = next((one for one in queries.covering(request.actor)[0] if one.row.pk == cover_id), None)
    if standing is None:
        raise Http404
    if request.method == "POST":
        cases.end_cover(request.actor, standing.row)
        messages.success(request, _("Aftalen er afsluttet."))
    return redirect("casefile:covers")


@requires(Role.COORDINATOR)
def find(request: HttpRequest) -> HttpResponse:
    """Find a case by the exact CPR number, or by words in one's own open cases; both ask for the purpose and are logged."""
    by_cpr, by_words = "cpr" in request.POST, "words" in request.POST
    cpr = forms.FindByCpr(request.POST if by_cpr else None, auto_id="cpr_%s")
    words = forms.FindWords(request.POST if by_words else None, auto_id="words_%s")
    given: dict[str, Any] = {"cpr": cpr, "words": words, "found": None, "hits": None, "opened": 0}
    if submit(cpr, as_looked_up, request.actor, request.membership.authority):
        given |= {"found": queries.told_of(cpr.result), "number": queries.number_in(cpr.cleaned_data["cpr"])}
    if submit(words, actions.find_words, request.actor, request.membership.authority):
        given["hits"], given["opened"] = words.result
    return render(request, "casefile/find.html", given)


def as_looked_up(actor: Any, municipality: Any, *, cpr: str, purpose: str) -> Any:
    """Look the number up for the purpose chosen."""
    return find_by_cpr(actor, municipality, cpr=cpr, purpose=Purpose(purpose))
