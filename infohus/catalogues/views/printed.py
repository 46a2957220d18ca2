"""The words of the field and what is printed of the catalogue: for those who sign in, and for everybody."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_POST

from infohus import lib
from infohus.access.rules import Role
from infohus.accounts.door import public, requires
from infohus.accounts.queries import municipality, slug_of
from infohus.accounts.rules import AuthorityKind
from infohus.catalogues import forms, queries, rules
from infohus.catalogues.rules import Kind
from infohus.gateways.typst import PACKAGE, pdf

LETTERS = PACKAGE / "catalogues" / "letters"


# ---------- Words of the field


def terms(request: HttpRequest) -> HttpResponse:
    """All words of the field, each at its own anchor, for those who sign in."""
    words = queries.entries(Kind.TERM, authority=request.actor.authority)
    return render(request, "catalogues/terms.html", {"words": by_name(words)})


@public
def words(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The same words for everybody."""
    place = municipality(slug)
    return render(
        request, "catalogues/words.html", {"municipality": place, "words": by_name(queries.entries(Kind.TERM, authority=place.pk))}
    )


def by_name(words: list[rules.Entry]) -> list[rules.Entry]:
    """Words in the order of a Danish dictionary, by the name they have in the page's language."""
    order = str.maketrans({"æ": "{", "ø": "|", "å": "}"})
    name = "title_en" if translation.get_language() == "en" else "title"
    return sorted(words, key=lambda one: (one.data.get(name) or one.data["title"]).lower().translate(order))


# ---------- Printing


def prints(request: HttpRequest) -> HttpResponse:
    """What can be printed, for those who sign in."""
    place = request.membership.authority
    place = place if place.kind == AuthorityKind.MUNICIPALITY else municipality()
    return render(request, "catalogues/prints.html", {"prints": listed(place), "place": place, "slug": slug_of(place)})


@public
def cards(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The same prints for everybody: a leaflet, and cards for those who work with people."""
    place = municipality(slug)
    return render(request, "catalogues/cards.html", {"municipality": place, "prints": listed(place), "slug": slug})


def listed(place: Any) -> list[tuple[str, str, str]]:
    """Name, heading and first sentence of every print."""
    texts = queries.Texts(place)
    made = [(name, queries.print_of(texts, *what)) for name, what in queries.PRINTS.items()]
    return [(name, one.title, one.data["lead"]) for name, one in made]


@public
def print_pdf(request: HttpRequest, name: str, slug: str = "") -> HttpResponse:
    """One of the prints, with the texts and numbers of today."""
    if name not in queries.PRINTS:
        raise Http404
    place = municipality(slug)
    with translation.override("da"):
        made = queries.print_of(queries.Texts(place), *queries.PRINTS[name], prefix=f"/k/{slug}" if slug else "")
        return answer(kept(made.letter, made.title, json.dumps(made.data, sort_keys=True)), f"{name}.pdf")


@lru_cache(maxsize=64)
def kept(letter: str, title: str, data: str) -> bytes:
    """A print made before of the same words; nothing personal is ever printed through here."""
    return pdf(LETTERS / f"{letter}.typ", json.loads(data), title=title).content


@requires(Role.COORDINATOR)
@require_POST
def slip(request: HttpRequest) -> HttpResponse:
    """A slip with the code a coordinator has just given; the code is neither kept nor logged."""
    form = forms.Slip(request.POST)
    if not form.is_valid():
        raise lib.Refused(next(iter(form.errors["code"])))
    place = request.membership.authority
    made = queries.slip(place, form.cleaned_data["code"], prefix=f"/k/{slug_of(place)}" if slug_of(place) else "")
    return answer(pdf(LETTERS / f"{made.letter}.typ", made.data, title=made.title).content, "kode.pdf")


def answer(content: bytes, name: str) -> HttpResponse:
    """A PDF to be saved or opened, never shown inside our pages."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
