"""The pages of the public site that tell: the front page, how we work, privacy, accessibility, and the way out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.transaction import non_atomic_requests
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from infohus.accounts import queries as accounts
from infohus.accounts.door import public
from infohus.catalogues.queries import Texts
from infohus.concerns.promises import Reader
from infohus.mailboxes.rules import VALID_DAYS
from infohus.ui.context import EMPTY, NEUTRAL


@dataclass(frozen=True)
class Place:
    """For whom a public page speaks: a municipality (None when the database is gone), its texts, and the slug in the address."""

    municipality: Any
    texts: Texts
    slug: str = ""
    readers: Sequence[Reader] = ()


def place_of(request: HttpRequest, slug: str) -> Place:
    """The municipality of an address; 404 if there is none."""
    municipality = request.municipality = accounts.municipality(slug)  # type: ignore[attr-defined]
    return Place(municipality, Texts(municipality), slug)


def show(request: HttpRequest, place: Place, template: str, *, status: int = 200, **given: Any) -> HttpResponse:
    """A page of this room; `place` makes its links stay with the municipality."""
    told = {"municipality": place.municipality or EMPTY, "texts": place.texts, "place": {"slug": place.slug} if place.slug else {}}
    return render(request, f"concerns/{template}.html", {**told, **given}, status=status)


def page(template: str, **given: Any) -> Any:
    """A page that only tells: its view."""

    @public
    def view(request: HttpRequest, slug: str = "") -> HttpResponse:
        return show(request, place_of(request, slug), template, **given)

    view.__name__, view.__doc__ = template, f"The page {template}."
    return view


front = page("front")
how = page("how")
strategy = page("strategy")
signs = page("signs")
privacy = page("privacy", days_code=VALID_DAYS)
accessibility = page("accessibility")
leaving = page("leaving", neutral=NEUTRAL)
saved = page("saved")


@public
@non_atomic_requests
def leave(request: HttpRequest) -> HttpResponse:
    """The way out: the browser is told to forget what a header can make it forget; without JavaScript a neutral page says the rest."""
    response = render(request, "concerns/left.html", {"neutral": NEUTRAL})
    response["Clear-Site-Data"] = '"cache", "storage"'
    if settings.SESSION_COOKIE_NAME in request.COOKIES:  # one who had opened a mailbox
        response.delete_cookie(settings.SESSION_COOKIE_NAME, samesite="Lax")
    return response
