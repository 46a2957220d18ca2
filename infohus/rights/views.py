"""The citizen's rights in a case: the duty to inform, and what keeps a case from being erased."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from infohus.access.rules import Act, Role
from infohus.accounts.door import requires
from infohus.cases.queries import case_for, members_of, who_sees
from infohus.catalogues.queries import terms
from infohus.persons.queries import holders_of, person_of, short_name
from infohus.rights import actions, forms, queries
from infohus.ui.forms import submit
from infohus.ui.rules import full_day


@requires(Role.COORDINATOR)
def inform(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Note that the citizen was told, or that they are told later and why; and what was decided before."""
    case = case_for(request.actor, Act.DECIDE_INFORMATION, case_id)
    person = person_of(case)
    form = (forms.InformChild if queries.was_child(case) else forms.Inform)(request.POST or None)
    if submit(form, actions.decide_information, request.actor, case):
        messages.success(request, noted(form.result))
        return redirect("casefile:case", case.pk)
    members = members_of(case)
    shown = {
        "case": case, "form": form, "holders": holders_of(case), "address_guarded": person is not None and person.address_protected,
        "name": short_name(case, person), "decisions": queries.decisions_of(case),
        "sees": who_sees(case, members, request.actor.membership), "terms": terms(case.municipality_id),
    }  # fmt: skip
    return render(request, "rights/inform.html", shown, status=422 if form.errors else 200)


def noted(row: Any) -> str:
    """What is said when it is decided: that they were told, or until when it is put off."""
    if row.until:
        return _("Noteret. Borgeren får besked senere: I tager stilling igen senest {day}.").format(day=full_day(row.until))
    return _("Noteret. Oplysningspligten er afgjort.")


@requires(Role.COORDINATOR)
def hold(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Keep a case from being erased, open or closed; and what has kept it so far."""
    case = case_for(request.actor, Act.PLACE_HOLD, case_id)
    form = forms.PlaceHold(request.POST or None)
    if submit(form, actions.place_hold, request.actor, case):
        messages.success(request, _("Sletningen af sag {number} er sat i bero.").format(number=case.number))
        return redirect("rights:hold", case.pk)
    shown = {"case": case, "form": form, "holds": queries.holds_of(case)}
    return render(request, "rights/hold.html", shown, status=422 if form.errors else 200)


@requires(Role.COORDINATOR)
def lift(request: HttpRequest, case_id: uuid.UUID, hold_id: uuid.UUID) -> HttpResponse:
    """Lift a hold on a case."""
    case = case_for(request.actor, Act.LIFT_HOLD, case_id)
    row = queries.hold_for(hold_id, case)
    if request.method == "POST":
        messages.success(request, lifted(row, actions.lift_hold(request.actor, row)))
    return redirect("rights:hold", case.pk)


@requires(Role.DPO)
def holds(request: HttpRequest) -> HttpResponse:
    """The holds that stand in the municipality, by number alone; and a new one."""
    form = forms.PlaceByNumber(request.POST or None)
    if submit(form, by_number, request.actor):
        messages.success(request, _("Sletningen af sag {number} er sat i bero.").format(number=form.result.number))
        return redirect("rights:holds")
    rows, older = queries.holds_here(request.GET.get("efter", ""))
    actions.read_holds(request.actor, rows)
    return render(request, "rights/holds.html", {"form": form, "rows": rows, "older": older}, status=422 if form.errors else 200)


def by_number(actor: Any, *, number: str, **said: Any) -> Any:
    """Place a hold on the case of this number."""
    return actions.place_hold(actor, queries.case_of_number(actor, number), **said)


@requires(Role.DPO)
def lift_here(request: HttpRequest, hold_id: uuid.UUID) -> HttpResponse:
    """Lift a hold, as the data protection officer."""
    row = queries.hold_for(hold_id)
    if request.method == "POST":
        messages.success(request, lifted(row, actions.lift_hold(request.actor, row)))
    return redirect("rights:holds")


def lifted(row: Any, stands: Any) -> str:
    """What is said when a hold is lifted: where the case stands now."""
    return f"{_('Det er ophævet.')} {stands.label}".format(number=row.number)
