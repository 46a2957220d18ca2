"""Pages of a system administrator: who has access, in which roles."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from infohus.access.rules import Act, Role
from infohus.accounts import actions, queries
from infohus.accounts.door import requires
from infohus.accounts.forms import people as forms
from infohus.accounts.rules import WITHOUT
from infohus.ui.forms import submit


@requires(Role.ADMIN)
def people(request: HttpRequest) -> HttpResponse:
    """Everyone with access: the own authority's people, then the partners'."""
    missing = [(role, WITHOUT[role]) for role in queries.missing_roles(request.actor.authority)]
    return render(request, "accounts/people.html", {"groups": queries.accounts(request.actor), "missing": missing})


@requires(Role.ADMIN)
def invite_user(request: HttpRequest) -> HttpResponse:
    """Give a person access, or one more role."""
    authorities = queries.realm(request.actor).filter(active=True)
    administrations = queries.administrations(request.actor.authority)
    form = forms.Invite(request.POST or None, authorities=authorities, administrations=administrations)
    if submit(form, actions.invite_user, request.actor):
        row, told = form.result, _("{name} har fået rollen {role}.")
        if row.by_mail:
            told = _("{name} har fået rollen {role}. Et link til at vælge en adgangskode er på vej til {email}; det gælder i syv dage.")
        messages.success(request, told.format(name=row.user.name, role=row.title, email=row.user.email))
        return redirect("accounts:person", row.user_id)
    return render(request, "accounts/invite_user.html", {"form": form})


@requires(Role.ADMIN)
def person(request: HttpRequest, user_id: uuid.UUID) -> HttpResponse:
    """One person: roles, whether they can sign in, and what can be done about it."""
    account = queries.account_for(request.actor, Act.CHANGE_ROLE, user_id)
    return render(request, "accounts/person.html", {"account": account, "oneself": account.user.pk == request.actor.user})


@requires(Role.ADMIN)
def invite_again(request: HttpRequest, user_id: uuid.UUID) -> HttpResponse:
    """Send the link of the invitation once more."""
    account = queries.account_for(request.actor, Act.INVITE_USER, user_id)
    if request.method == "POST":
        actions.invite_again(request.actor, account.user)
        messages.success(request, _("Linket er sendt til {email}.").format(email=account.user.email))
    return redirect("accounts:person", user_id)


@requires(Role.ADMIN)
def change_role(request: HttpRequest, membership_id: uuid.UUID) -> HttpResponse:
    """Give a person another role in the same authority."""
    membership = queries.membership_for(request.actor, Act.CHANGE_ROLE, membership_id)
    administrations = queries.administrations(membership.authority_id)
    first = {"role": membership.role, "administration": membership.administration_id}
    form = forms.ChangeRole(request.POST or None, kind=membership.authority.kind, administrations=administrations, initial=first)
    if submit(form, actions.change_role, request.actor, membership):
        messages.success(request, _("{name} er nu {role}.").format(name=membership.user.name, role=form.result.title))
        return redirect("accounts:person", membership.user_id)
    empty = [(row, WITHOUT[Role(row.role)]) for row in queries.left_empty([membership])]
    return render(request, "accounts/change_role.html", {"form": form, "membership": membership, "empty": empty})


@requires(Role.ADMIN)
def deactivate_user(request: HttpRequest, user_id: uuid.UUID) -> HttpResponse:
    """Let a person act no more; says first what is in the way."""
    account = queries.account_for(request.actor, Act.DEACTIVATE_USER, user_id)
    form = forms.Confirm(request.POST if request.method == "POST" else None)
    if submit(form, actions.deactivate_user, request.actor, account.user):
        messages.success(request, _("{name} kan ikke længere logge på her.").format(name=account.user.name))
        return redirect("accounts:people")
    left = [(role, *queries.left_behind(role)) for role in account.roles]
    empty = [(row, WITHOUT[Role(row.role)]) for row in queries.left_empty(account.roles)]
    return render(request, "accounts/deactivate_user.html", {"form": form, "account": account, "left": left, "empty": empty})


@requires(Role.ADMIN)
def reset_sign_in(request: HttpRequest, user_id: uuid.UUID) -> HttpResponse:
    """Take password and second factor from a person who lost them, and send a new link."""
    account = queries.account_for(request.actor, Act.RESET_SIGN_IN, user_id)
    form = forms.Confirm(request.POST if request.method == "POST" else None)
    if submit(form, actions.reset_sign_in, request.actor, account.user):
        messages.success(request, _("Log ind er nulstillet. Et nyt link er sendt til {email}.").format(email=account.user.email))
        return redirect("accounts:person", user_id)
    return render(request, "accounts/reset_sign_in.html", {"form": form, "account": account})
