"""Noting one thing that is known, and what is done with one: confirmed, reworded, disproved. Swapped into the page by its dimension."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from infohus.access.rules import Act, Role
from infohus.accounts.door import requires
from infohus.assessments import actions, forms, queries
from infohus.assessments.rules import Dimension
from infohus.assessments.views.frame import frame
from infohus.cases.queries import case_for
from infohus.ui.forms import submit


def back(request: HttpRequest, case: Any, dimension: str) -> str:
    """The address one came from, at the dimension: the joint assessment or the municipality's own."""
    page = "assessments:joint" if request.GET.get("fra") == "faelles" else "assessments:social"
    return f"{reverse(page, args=[case.pk])}#{dimension}"


def topic_of(case: Any, dimension: str) -> Any:
    """One dimension with its findings."""
    risk, well = queries.topics(case, queries.findings_of(case))
    return next(one for one in [*risk, *well] if one.code == dimension)


@requires(Role.COORDINATOR)
def note_finding(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Note one thing that is known under a dimension."""
    case = case_for(request.actor, Act.NOTE_FINDING, case_id)
    asked = request.POST.get("dimension") or request.GET.get("emne", "")
    dimension = asked if asked in Dimension.values else Dimension.R1.value
    form = forms.Finding(request.POST or None, initial={"dimension": dimension})
    if submit(form, actions.note_finding, request.actor, case):
        return redirect(back(request, case, dimension))
    shown = frame(request, case, form=form, topic=topic_of(case, dimension), finding=None, back=back(request, case, dimension))
    shown["within"] = "HX-Request" in request.headers  # a part of the assessment's page, which has its own filled button
    return render(request, "assessments/finding.html", shown, status=422 if form.errors else 200)


@requires(Role.COORDINATOR)
def finding(request: HttpRequest, case_id: uuid.UUID, finding_id: uuid.UUID) -> HttpResponse:
    """One thing that is known: say that it still holds, word it anew, or say what is right instead."""
    case = case_for(request.actor, Act.NOTE_FINDING, case_id)
    row = queries.finding_for(request.actor, Act.NOTE_FINDING, case, finding_id)
    done = "disprove" in request.POST
    known = {name: getattr(row, name) for name in ("dimension", "side", "text", "origin", "source", "how", "dated_on")}
    form = forms.Finding(request.POST if "reword" in request.POST else None, initial=known)
    wrong = forms.Disprove(request.POST if done else None)
    if "confirm" in request.POST:
        actions.confirm_finding(request.actor, row)
        return redirect(back(request, case, row.dimension))
    if submit(form, as_reworded, request.actor, case, row) or submit(wrong, actions.disprove_finding, request.actor, row):
        messages.success(
            request, _("Oplysningen er afkræftet. Den gamle bliver stående, streget over.") if done else _("Oplysningen er rettet.")
        )
        return redirect(back(request, case, row.dimension))
    shown = frame(
        request, case, form=form, wrong=wrong, topic=topic_of(case, row.dimension), finding=row, back=back(request, case, row.dimension)
    )
    return render(request, "assessments/finding.html", shown, status=422 if form.errors or wrong.errors else 200)


def as_reworded(actor: Any, case: Any, row: Any, *, dimension: str, **said: Any) -> Any:
    """Put a new wording for an earlier one, under the same dimension."""
    return actions.note_finding(actor, case, dimension=row.dimension, replaces=row, **said)
