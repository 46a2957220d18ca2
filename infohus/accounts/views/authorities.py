"""Pages of a system administrator: the own authority, its partners and their units."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from infohus.access.rules import Act, Role
from infohus.accounts import actions, queries
from infohus.accounts.door import requires
from infohus.accounts.forms import people as forms
from infohus.accounts.rules import hours_remark
from infohus.lib import Changed
from infohus.ui.forms import Form, submit


@requires(Role.ADMIN)
def authorities(request: HttpRequest) -> HttpResponse:
    """The own authority and the parties it works with, each with its units."""
    return render(
        request, "accounts/authorities.html", {"groups": queries.parties(request.actor), "others": queries.kept_by_others(request.actor)}
    )


@requires(Role.ADMIN)
def add_authority(request: HttpRequest) -> HttpResponse:
    """Add a party."""
    form = forms.AddAuthority(request.POST or None)
    if submit(form, actions.add_authority, request.actor):
        sentence = _("{name} er tilføjet. Tilføj nu de enheder, der kan få noget videregivet.")
        messages.success(request, sentence.format(name=form.result.name))
        return redirect("accounts:authorities")
    return render(request, "accounts/add_authority.html", {"form": form})


@requires(Role.ADMIN)
def edit_authority(request: HttpRequest, authority_id: uuid.UUID) -> HttpResponse:
    """Change what is known of an authority."""
    authority = queries.authority_for(request.actor, Act.EDIT_AUTHORITY, authority_id)
    first = forms.of_authority(authority)
    if authority.pk == request.actor.authority:
        form = forms.EditMunicipality(request.POST or None, districts=queries.districts(), initial=first)
        if remark := hours_remark(request.POST.get("phone_hours", authority.phone_hours)):
            form.fields["phone_hours"].help_text = remark
    else:
        form = forms.EditAuthority(request.POST or None, initial=first)
    return edited(request, form, authority, actions.edit_authority, forms.of_authority, "accounts/edit_authority.html")


@requires(Role.ADMIN)
def add_unit(request: HttpRequest, authority_id: uuid.UUID) -> HttpResponse:
    """Add a unit to an authority."""
    authority = queries.authority_for(request.actor, Act.EDIT_AUTHORITY, authority_id)
    form = forms.AddUnit(request.POST or None)
    if submit(form, actions.add_unit, request.actor, authority):
        messages.success(request, _("{name} er tilføjet.").format(name=form.result.name))
        return redirect("accounts:authorities")
    return render(request, "accounts/add_unit.html", {"form": form, "authority": authority})


@requires(Role.ADMIN)
def edit_unit(request: HttpRequest, unit_id: uuid.UUID) -> HttpResponse:
    """Change a unit."""
    unit = queries.unit_for(request.actor, Act.EDIT_AUTHORITY, unit_id)
    form = forms.EditUnit(request.POST or None, initial=forms.of_unit(unit))
    return edited(request, form, unit, actions.edit_unit, forms.of_unit, "accounts/edit_unit.html")


def own_hours(request: HttpRequest, row: Any) -> str:
    """What is to be said of the telephone hours of the own municipality, by which it is told when somebody is at work; '' of others."""
    return hours_remark(row.phone_hours) if row.pk == request.actor.authority else ""


def edited(
    request: HttpRequest, form: Form, row: Any, action: Callable[..., Any], shown: Callable[[Any], dict[str, Any]], template: str
) -> HttpResponse:
    """Save the row; when another saved it meanwhile, the same page with both, mine in the form and theirs beside it (409)."""
    try:
        if submit(form, action, request.actor, row):
            messages.success(request, _("Gemt. {name} vises sådan fra nu af.").format(name=form.result.name))
            if remark := own_hours(request, form.result):
                messages.warning(request, remark)
            return redirect("accounts:authorities")
    except Changed as changed:
        theirs = forms.put_on_top(form, changed.row.version, shown(changed.row))
        form.add_error(None, changed.sentence)
        return render(request, template, {"form": form, "row": changed.row, "theirs": theirs}, status=409)
    return render(request, template, {"form": form, "row": row, "theirs": []})
