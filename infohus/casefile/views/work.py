"""What a coordinator has to do, and the lists of cases."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Role
from infohus.accounts.door import requires
from infohus.casefile import actions, forms, queries
from infohus.casefile.rules import PHASES

VIEWS = ("mine", "ours", "waiting", "overdue", "late")  # `late`: what is over time of the own


@requires(Role.COORDINATOR)
def overview(request: HttpRequest) -> HttpResponse:
    """What has arrived, whose turn it is, what we wait for, what is new."""
    view = request.GET.get("vis") if request.GET.get("vis") in VIEWS else "mine"
    after, inbox_after = request.GET.get("efter", ""), request.GET.get("indbakke", "")
    shown = queries.overview(request.actor, view, after, request.membership.user.seen_before_at, inbox_after)
    links = [(_("Din tur"), "mine"), (_("Alle"), "ours"), (_("Vi venter på"), "waiting"), (_("Overskredet"), "overdue")]
    tabs = [(label, f"{reverse('casefile:overview')}?vis={name}", name == view, None) for label, name in links]
    return render(
        request,
        "casefile/overview.html",
        {**vars(shown), "view": view, "after": after, "inbox_after": inbox_after, "tabs": tabs, "now": lib.now()},
    )


@requires(Role.COORDINATOR)
def case_list(request: HttpRequest) -> HttpResponse:
    """My cases, ours, and the closed ones that may still be read; and the exact case number."""
    view = request.GET.get("vis") if request.GET.get("vis") in ("mine", "ours", "closed") else "mine"
    phase = request.GET.get("fase", "") if request.GET.get("fase") in PHASES else ""
    rows, older = queries.my_cases(request.actor, view, request.GET.get("efter", ""), phase)
    form = forms.Find(request.GET if "number" in request.GET else None)
    found = None
    if form.is_bound and form.is_valid():
        found = actions.find_by_number(request.actor, request.membership.authority, number=form.cleaned_data["number"])
        if found.case is not None:
            return redirect("casefile:case", found.case)
    tabs = [
        (label, f"?vis={name}", name == view, None)
        for label, name in ((_("Mine"), "mine"), (_("Alle åbne"), "ours"), (_("Lukkede"), "closed"))
    ]
    shown = {"rows": rows, "older": older, "view": view, "tabs": tabs, "form": form, "found": found}
    return render(request, "casefile/cases.html", {**shown, "phase": phase, "phase_name": PHASES[phase][0] if phase else ""})
