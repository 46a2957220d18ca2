"""Pages of the professional head and of the child duty: what is over time and whose, without any case content."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from infohus.access.rules import Role
from infohus.accounts.door import requires
from infohus.accounts.queries import coordinators
from infohus.casefile import forms, queries
from infohus.cases import actions as cases
from infohus.cases.queries import gaps
from infohus.ui.forms import submit


@requires(Role.HEAD)
def head(request: HttpRequest) -> HttpResponse:
    """What is over time and whose, what nobody has opened, who is not covered, and which notices failed."""
    authority = request.actor.authority
    shown = {
        "late": queries.late(),
        "unopened": queries.unopened(),
        "gaps": gaps(authority),
        "failed": queries.failed_notices(),
    }
    return render(request, "casefile/head.html", shown)


@requires(Role.HEAD)
def head_cases(request: HttpRequest) -> HttpResponse:
    """The open cases by number only: who leads them and who is with them."""
    return render(request, "casefile/head_cases.html", {"rows": queries.bare_cases()})


DOES = {
    "appoint": (cases.appoint_coordinator, _("Udpeget.")),
    "exclude": (cases.exclude_as_head, _("Udelukket fra sagen.")),
    "lift": (cases.lift_exclusion, _("Udelukkelsen er ophævet.")),
    "hand": (cases.hand_lead_on, _("Sagen har en ny tovholder.")),
}


@requires(Role.HEAD)
def head_case(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Who may take a case: appoint, exclude, lift an exclusion, hand the lead on."""
    row = next((one for one in queries.bare_cases() if one.case_id == case_id), None)
    if row is None:
        raise Http404
    people = list(coordinators(request.actor.authority))
    form = forms.HeadActs(request.POST or None, people=[(str(one.pk), str(one)) for one in people])
    if submit(form, as_head, request.actor, request.membership.authority, case_id, people):
        messages.success(request, form.result)
        return redirect("casefile:head_cases")
    return render(request, "casefile/head_case.html", {"row": row, "form": form})


def as_head(actor: Any, municipality: Any, case: uuid.UUID, people: Any, *, do: str, who: str, why: str) -> str:
    """Do the one thing that was chosen."""
    person = next(one for one in people if str(one.pk) == who)
    match do:
        case "appoint":
            cases.appoint_coordinator(actor, municipality, who=person, case=case)
        case "exclude":
            cases.exclude_as_head(actor, municipality, case=case, who=person, why=why)
        case "lift":
            cases.lift_exclusion(actor, municipality, case=case, who=person)
        case _:
            cases.hand_lead_on(actor, municipality, case=case, to=person)
    return str(DOES[do][1])


@requires(Role.HEAD)
def appoint_to_all(request: HttpRequest) -> HttpResponse:
    """Let a new coordinator be with every open case that is not protected."""
    people = list(coordinators(request.actor.authority))
    form = forms.Colleague(request.POST or None, choices=[(str(one.pk), str(one)) for one in people])
    if submit(form, as_appointed, request.actor, request.membership.authority, people):
        messages.success(request, _("Personen er nu med på {count} sager mere.").format(count=form.result))
        return redirect("casefile:head_cases")
    return render(request, "casefile/appoint.html", {"form": form})


def as_appointed(actor: Any, municipality: Any, people: Any, *, to: str) -> int:
    """Appoint the one chosen."""
    return cases.appoint_coordinator(actor, municipality, who=next(one for one in people if str(one.pk) == to))
