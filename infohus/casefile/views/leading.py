"""Pages of the professional head and of the child duty: what is over time and whose, without any case content."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from infohus.access.rules import Role
from infohus.accounts.door import requires
from infohus.accounts.queries import coordinators, names
from infohus.casefile import forms, queries
from infohus.casefile.rules import heads_choices, what_else
from infohus.cases import actions as cases
from infohus.cases.queries import gaps
from infohus.disclosures.queries import unread_reports
from infohus.ui.forms import submit


@requires(Role.HEAD)
def head(request: HttpRequest) -> HttpResponse:
    """What is over time and whose, what nobody has opened, who is not covered, and which notices failed."""
    authority = request.actor.authority
    late, checks = queries.late()
    shown = {
        "late": late,
        "checks": checks,
        "to_open": {one.case_id for one in queries.bare_cases()},
        "unopened": queries.unopened(),
        "unread": unread_reports(),
        "gaps": gaps(authority),
        "failed": queries.failed_notices(),
    }
    return render(request, "casefile/head.html", shown)


@requires(Role.HEAD)
def head_cases(request: HttpRequest) -> HttpResponse:
    """The open cases by number only: who leads them and who is with them."""
    return render(request, "casefile/head_cases.html", {"rows": queries.bare_cases()})


DOES = {
    "appoint": _l("Udpeget."),
    "exclude": _l("Udelukket fra sagen."),
    "lift": _l("Udelukkelsen er ophævet. Personen er først med på sagen igen, når du udpeger."),
    "hand": _l("Sagen har en ny tovholder."),
}


@requires(Role.HEAD)
def head_case(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Who may take a case: appoint, exclude, lift an exclusion, hand the lead on; only what can be done is offered."""
    row = next((one for one in queries.bare_cases() if one.case_id == case_id), None)
    if row is None:
        raise Http404
    seats, registered = queries.seats(case_id), bool(row.lead)
    choices, asked = heads_choices(seats, registered), request.POST.get("do", "")
    made = {
        do: forms.HeadActs(request.POST if do == asked else None, do=do, people=[(str(one.membership), str(one)) for one in people])
        for do, people in choices.items()
        if people
    }
    if asked in made and submit(made[asked], as_head, request.actor, request.membership.authority, case_id, asked):
        messages.success(request, str(DOES[asked]))
        return redirect("casefile:head_case", case_id) if asked == "lift" else redirect("casefile:head_cases")
    if request.method == "POST" and asked not in made:
        messages.info(request, _("Det kan ikke lade sig gøre på sagen, som den står nu."))
    shown = {"row": row, "forms": made, "kept": choices["lift"], "instead": what_else(seats, registered), "asked": asked}
    return render(request, "casefile/head_case.html", shown)


def as_head(actor: Any, municipality: Any, case: uuid.UUID, do: str, *, who: str, why: str = "") -> None:
    """Do the one thing that was chosen."""
    person = next(iter(names([uuid.UUID(who)]).values()))
    match do:
        case "appoint":
            cases.appoint_coordinator(actor, municipality, who=person, case=case)
        case "exclude":
            cases.exclude_as_head(actor, municipality, case=case, who=person, why=why)
        case "lift":
            cases.lift_exclusion(actor, municipality, case=case, who=person)
        case _:
            cases.hand_lead_on(actor, municipality, case=case, to=person)


@requires(Role.HEAD)
def appoint_to_all(request: HttpRequest) -> HttpResponse:
    """Let a new coordinator be with every open case that is not protected."""
    people = coordinators(request.actor.authority)
    form = forms.Colleague(request.POST or None, choices=[(str(one.pk), str(one)) for one in people])
    if submit(form, as_appointed, request.actor, request.membership.authority, people):
        messages.success(request, _("Personen er nu med på {count} sager mere.").format(count=form.result))
        return redirect("casefile:head_cases")
    return render(request, "casefile/appoint.html", {"form": form})


def as_appointed(actor: Any, municipality: Any, people: Any, *, to: str) -> int:
    """Appoint the one chosen."""
    return cases.appoint_coordinator(actor, municipality, who=next(one for one in people if str(one.pk) == to))
