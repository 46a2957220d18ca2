"""The pages of the public site that tell: the front page, how we work, privacy, accessibility, and the way out."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseGone
from django.db.transaction import non_atomic_requests
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from infohus import lib
from infohus.accounts import queries as accounts
from infohus.accounts.door import public
from infohus.attachments.travel import carry, pack, read_token
from infohus.cases.rules import Class
from infohus.catalogues.queries import Texts
from infohus.catalogues.rules import clock_in_words
from infohus.concerns import promises
from infohus.concerns.actions.filing import Receipt
from infohus.concerns.answers import Said
from infohus.concerns.promises import Ahead, Behind, Reader, fitting
from infohus.db.context import NOBODY, acting
from infohus.mailboxes.rules import VALID_DAYS, spell
from infohus.ui.context import EMPTY, NEUTRAL
from infohus.ui.rules import full_day, in_language


@dataclass(frozen=True)
class Place:
    """For whom a public page speaks: a municipality (None when the database is gone), its texts, and the slug in the address."""

    municipality: Any
    texts: Texts
    slug: str = ""
    readers: Sequence[Reader] = ()
    behind: Behind = field(default_factory=Behind)

    @property
    def who(self) -> tuple[list[tuple[str, str]], list[str]]:
        """The coordinators (user id, name), and who could appoint another of them (user ids)."""
        return [(str(reader.user), reader.name) for reader in self.readers], [str(user) for user in self.behind.heads]


def place_of(request: HttpRequest, slug: str) -> Place:
    """The municipality of an address; 404 if there is none."""
    municipality = request.municipality = accounts.municipality(slug)  # type: ignore[attr-defined]
    return Place(municipality, Texts(municipality), slug)


def staffed(place: Place) -> Place:
    """The same with who is there to read."""
    return replace(place, readers=promises.readers_of(place.municipality), behind=promises.behind(place.municipality))


def reading_at(place: Place) -> str:
    """By when what is sent there now is read."""
    return promises.reading(place.texts, place.municipality, place.readers, place.behind)


def show(request: HttpRequest, place: Place, template: str, *, status: int = 200, **given: Any) -> HttpResponse:
    """A page of this room; `place` makes its links stay with the municipality."""
    told = {"municipality": place.municipality or EMPTY, "texts": place.texts, "place": {"slug": place.slug} if place.slug else {}}
    return render(request, f"concerns/{template}.html", {**told, **given}, status=status)


def ahead(place: Place, said: Said, at: datetime) -> Ahead:
    """What is known of how something is read that is sent at a moment."""
    day = promises.read_by(place.municipality, place.readers, said.not_for, at)
    there = promises.somebody_there(place.municipality, place.readers, said.not_for, at)
    return Ahead(
        place.texts,
        place.municipality,
        day,
        there,
        said.under_18,
        said.about,
        lib.today(),
        said.nobody_left,
        place.behind.but(said.not_for),
    )


def here(place: Place, said: type[Said] | Said = Said) -> str:
    """The address of the form."""
    return reverse(said.PAGE, kwargs={"slug": place.slug} if place.slug else {})


def kept_fields(said: Said) -> tuple[list[tuple[str, str]], list[str]]:
    """All of the form as hidden fields, and the names of the files that must be chosen again."""
    kept, left = carry(said.files)
    token = read_token(said.data.get("token") or "", lib.now())
    said.data["kept"] = pack(kept, token.name) if token else ""
    return said.hidden(said.blank(said.last)), [one.cleaned.name for one in left]


def show_receipt(request: HttpRequest, place: Place, said: Said, receipt: Receipt, blocks: Sequence[str] | None = None) -> HttpResponse:
    """The receipt: the code, what we do now and what we cannot."""
    known = ahead(place, said, receipt.received_at)
    given = {"receipt": receipt, "spelled": spell(receipt.code), "blocks": blocks or said.blocks()}
    given["now_we"] = promises.now_we(known)
    given["cannot"] = promises.in_paragraphs(fitting(place.texts, "RECEIPT_CANNOT", said.about), 2)
    given["day"] = promises.plain_day(known.day, known.today) if known.day else ""
    given["received_at"] = in_language(promises.exactly)(receipt.received_at)
    given |= said.besides(place.municipality, receipt.received_at)
    given |= {"hidden": kept_fields(said)[0], "here": here(place, said)}  # so that steps.js can show again what was sent
    return show(request, place, said.RECEIPT, said=said, **given)


@public
def front(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The front page: whom to call, two doors, what happens, how one can be anonymous, what is no sign."""
    place = staffed(place_of(request, slug))
    return show(request, place, "front", thrown_away=request.GET.get("slettet", ""), reading=reading_at(place))


@public
def how(request: HttpRequest, slug: str = "") -> HttpResponse:
    """What happens with a concern, and who reads it."""
    place = staffed(place_of(request, slug))
    return show(request, place, "how", covered=promises.is_watched(place.municipality, place.behind), reading=reading_at(place))


@public
def strategy(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The strategy in short, figures once they are published, and links to others with the day they were checked."""
    return show(request, place_of(request, slug), "strategy")


@public
def signs(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The signs of the catalogue, each weaker one with what it may be too, and what is no sign."""
    return show(request, place_of(request, slug), "signs")


@public
def privacy(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The privacy notice, with the contact of the data protection officer (GDPR art. 13 and 14)."""
    place = place_of(request, slug)
    kept = place.texts.entry("retention_class", Class.R5)
    return show(request, place, "privacy", kept_for={"kept_case": clock_in_words(kept.data if kept else {}), "days_code": VALID_DAYS})


@public
def accessibility(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The accessibility statement; tested on the day it was last checked by somebody."""
    place = place_of(request, slug)
    status = place.texts.entry("text", "ACCESSIBILITY_STATUS")
    return show(request, place, "accessibility", tested_on=full_day(status.checked_on) if status and status.checked_on else "")


@public
def leaving(request: HttpRequest, slug: str = "") -> HttpResponse:
    """What a browser remembers, and how one deletes it."""
    return show(request, place_of(request, slug), "leaving")


@public
def saved(request: HttpRequest, slug: str = "") -> HttpResponse:
    """After »Jeg har gemt koden«: what it is for."""
    return show(request, place_of(request, slug), "saved")


def end_session(request: HttpRequest) -> None:
    """End the session of one who had opened a mailbox or signed in; without the database it ends with its half hour."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        with suppress(DatabaseGone), acting(NOBODY):
            request.session.flush()


@public
@non_atomic_requests
def leave(request: HttpRequest) -> HttpResponse:
    """The way out: whoever was in is out, here and in the browser, which is told to forget; without JavaScript a neutral page says the rest."""
    end_session(request)
    response = render(request, "concerns/left.html", {"neutral": NEUTRAL})
    # app.js, which asks for this page beside its own leaving, needs its mark in the storage so that Back shows nothing
    response["Clear-Site-Data"] = '"cache"' if request.headers.get("Sec-Fetch-Dest") == "empty" else '"cache", "storage"'
    for name in {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME} & set(request.COOKIES):  # of one who had opened a mailbox
        response.delete_cookie(name, samesite="Lax")
    return response
