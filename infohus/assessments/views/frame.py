"""What every page of an assessment shows around itself, and its drafts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from infohus import lib
from infohus.assessments import queries
from infohus.cases.actions import save_draft
from infohus.cases.queries import members_of, who_sees
from infohus.cases.rules import Stage, Under18
from infohus.catalogues.queries import terms
from infohus.deadlines.queries import last_aside, of_case
from infohus.deadlines.rules import Kind, local_day
from infohus.persons.queries import age_today, person_of, short_name
from infohus.ui.rules import clock, full_day, moment


def frame(request: HttpRequest, case: Any, **more: Any) -> dict[str, Any]:
    """Head and facts: the person by initials and age, the members, what is due when, and who sees the page."""
    members, waits, person = members_of(case), of_case(case.pk), person_of(case)
    due = {one.kind: one for one in waits}
    asks = due.get(Kind.HINDRANCE)
    return {
        "case": case, "name": short_name(case, person), "called": queries.called(case) or _("borgeren"), "members": members,
        "others": [one for one in members if one.pk != request.actor.membership], "me": request.actor.membership,
        "sees": who_sees(case, members, request.actor.membership), "due": due, "asks_again": asked_again(asks.due_at) if asks else "",
        "open": case.stage != Stage.CLOSED, "terms": terms(case.municipality_id), "child": age_today(case, person) == Under18.YES,
        "look": queries.look_of(waits), "new_look": queries.new_look(waits),
        "held": last_aside(case.pk, Kind.REASSESS), **more,
    }  # fmt: skip


def asked_again(due: datetime) -> str:
    """When the police may be asked again whether something hinders, in a sentence; that the day has come, once it has."""
    if local_day(due) > lib.today():
        return _("I må spørge igen {day}.").format(day=full_day(due))
    return _("Den dato, de gav, er kommet ({day}): spørg dem igen nu.").format(day=full_day(due))


def filled(form: type[forms.Form], said: dict[str, list[str]], given: dict[str, Any]) -> dict[str, Any]:
    """The initial values of a form: what was drafted, on top of what is given."""
    many = {name for name, field in form.base_fields.items() if isinstance(field, forms.MultipleChoiceField)}
    return {**given, **{name: values if name in many else values[0] for name, values in said.items() if values}}


def keep(request: HttpRequest, case: Any, form: str, names: list[str]) -> None:
    """Save what is filled in of a form, for its writer."""
    said = {name: request.POST.getlist(name) for name in names}
    save_draft(request.actor, case, form=form, text=queries.as_kept(said, names))


def typed(request: HttpRequest) -> list[str]:
    """What was written in a form that another person's has come before: it is shown beside theirs and not lost (409)."""
    return [text for name in request.POST if name != "csrfmiddlewaretoken" for text in request.POST.getlist(name) if len(text.split()) > 1]


def saved_now() -> HttpResponse:
    """The answer to a draft that saved itself: »Gemt kl. 10.36«."""
    return HttpResponse(saved(lib.now()), content_type="text/plain; charset=utf-8")


def saved(at: Any) -> str:
    """When a draft was saved, with its day where that is not today; '' before it was."""
    if not at:
        return ""
    return _("Gemt {time}").format(time=clock(at) if local_day(at) == lib.today() else moment(at, lib.today()))


def later(request: HttpRequest, case: Any, form: str, names: list[str]) -> HttpResponse:
    """Leave a form to be gone on with: it is kept as it is."""
    keep(request, case, form, names)
    messages.success(request, _("Gemt. Du kan skrive videre, når du vil."))
    return redirect("casefile:case", case.pk)
