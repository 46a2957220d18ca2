"""Where each role begins, and whether the house is well."""

from __future__ import annotations

from django.db.transaction import non_atomic_requests
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from infohus.access.rules import Role
from infohus.accounts.door import unsigned
from infohus.accounts.health import report

LEADING = {Role.HEAD, Role.DPO, Role.ADMIN}


@unsigned
@non_atomic_requests
def health(request: HttpRequest) -> HttpResponse:
    """200 when database, keys, mail and job worker are well, else 503 with what is not."""
    wrong = report()
    return JsonResponse({"well": not wrong, "wrong": wrong}, status=503 if wrong else 200)


def home(request: HttpRequest) -> HttpResponse:
    """To the first page of the role in which one acts."""
    here = reverse("accounts:setup")  # to which others than an ADMIN are sent back from there
    places = [address for _label, address, _current in request.menu if request.actor.role == Role.ADMIN or address != here]
    return redirect(places[0]) if places else render(request, "accounts/home.html")


def leading(request: HttpRequest) -> HttpResponse:
    """What a system administrator can do; the others who lead have pages of their own."""
    if request.actor.role not in LEADING:
        raise Http404
    return render(request, "accounts/setup.html") if request.actor.role == Role.ADMIN else redirect("accounts:home")
