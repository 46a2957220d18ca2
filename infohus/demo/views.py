"""The demo's own way in: pick a person."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from infohus.accounts import carry, sign_in
from infohus.accounts.door import unsigned
from infohus.demo import queries


@unsigned
def people(request: HttpRequest) -> HttpResponse:
    """One button per member of the cast who signs in; it exists in the demo only."""
    if not settings.DEMO:
        raise Http404
    cast, box = queries.cast(), request.POST.get(carry.BOX, "")
    if (chosen := cast.get(request.POST.get("who", ""))) is None:
        return render(request, "demo/people.html", {"cast": cast, "carried": box})
    login(request, chosen.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session["demo"], request.session["membership"] = True, str(chosen.pk)
    sign_in.begin(request, chosen.user)
    return sign_in.give_back(request, box) or redirect("accounts:home")
