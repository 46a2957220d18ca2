"""One who comes too late to an arrival: what became of it, and what they had typed."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from infohus import lib
from infohus.cases.rules import Stage
from infohus.concerns import forms, queries
from infohus.persons.actions import read_person
from infohus.ui.forms import Flag


def arriving(form: Callable[[], Any], *, joining: bool = False) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A page about an arrival: one who comes too late is told what became of it (409), and what they typed stays on the page.

    `joining`: it is for every open case. Of a case that is gone, or not to be seen, only one's own words are shown (404).
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def page(request: HttpRequest, case_id: uuid.UUID, *args: Any, **kwargs: Any) -> HttpResponse:
            case = queries.seen(case_id)
            try:
                fits = case is None or case.stage == Stage.RECEIVED or (joining and case.stage != Stage.CLOSED)
                return view(request, case_id, *args, **kwargs) if fits else moved_on(request, case, form())
            except lib.Changed:
                case = queries.seen(case_id)
            except Http404:
                if request.method != "POST":
                    raise
                case = None
            return moved_on(request, case, form())

        return page

    return decorate


def moved_on(request: HttpRequest, case: Any, form: Any, *, became: str = "") -> HttpResponse:
    """What became of the arrival, and what was typed: beside what stands now where a registration came first."""
    became, theirs = became or (queries.became(case) if case else ""), {}
    if case and isinstance(form, forms.Register) and case.stage not in (Stage.RECEIVED, Stage.CLOSED) and request.method == "POST":
        read_person(request.actor, case)
        theirs = queries.as_registered(case)
    mine = typed(form, request.POST)
    rows = [(label, text, theirs.get(name) or (_("Ikke oplyst") if name in theirs else "")) for name, label, text in mine]
    shown = {"case": case, "became": became, "rows": rows, "both": bool(theirs)}
    return render(request, "concerns/moved_on.html", shown, status=404 if case is None else 409 if request.method == "POST" else 200)


def typed(form: Any, data: Any) -> list[tuple[str, str, str]]:
    """What was filled in: name, label and words of each field that says something."""
    rows = []
    for name, field in form.fields.items():
        words = [value for value in data.getlist(name) if value.strip()]
        if hasattr(field, "choices"):
            said = {str(value): str(label) for value, label in field.choices}
            words = [said[value] for value in words if value in said]
        elif isinstance(field, Flag):
            words = [_("Ja") for _value in words]
        if words and not field.widget.is_hidden:
            rows.append((name, str(field.label), "\n".join(words)))
    return rows
