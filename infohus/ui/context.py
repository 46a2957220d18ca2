"""What every page is given: whose house it is, who stands in it, where they can go."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.translation import get_language, gettext
from markupsafe import Markup

NEUTRAL = "https://www.dmi.dk/"  # where "Forlad siden" leads: a page that anybody may have open
EMPTY = {"name": "", "slug": "", "phone": "", "phone_hours": ""}


def page(request: HttpRequest) -> dict[str, Any]:
    """One name, `site`, so that a view's own `person` or `municipality` is never overwritten: municipality, person, menu, demo.

    Taken from what the door put on the request; session, user and database are left alone, since an error page is made this way too.
    """
    member = getattr(request, "membership", None)
    person = getattr(request, "person", None)
    if person is None and member is not None:
        person = {"name": member.user.name, "role": member.title, "authority": member.authority.name}
    municipality = getattr(request, "municipality", None) or EMPTY
    menu = getattr(request, "menu", None) or []
    site = {
        "municipality": municipality,
        "person": person,
        "menu": menu,
        "demo": settings.DEMO,
        "path": request.path,
        "neutral": NEUTRAL,
        "user": getattr(getattr(request, "actor", None), "user", None),
    }
    return {"site": site, "url": addresses(get_script_prefix()), "_": sayer(get_language())}


def toasts(request: HttpRequest) -> list[Any]:
    """The messages that wait for this person; a session that nobody has opened is not opened for them.

    A part of a page that htmx asks for leaves them to the next whole page, unless it says that it shows them (`HX-Toasts`): what is swapped in would lose them.
    """
    if "HX-Request" in request.headers and "HX-Toasts" not in request.headers:
        return []
    session = getattr(request, "session", None)
    return list(get_messages(request)) if hasattr(session, "_session_cache") else []


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a page by its name; one that holds ids only is looked up once, since a list asks for hundreds."""
    return addresses(get_script_prefix())(name, *args, **kwargs)


@lru_cache
def addresses(prefix: str) -> Callable[..., str]:
    """`url` for pages under this prefix; a page asks for it once, since prefix and language are slow to look up."""

    def url(name: str, *args: Any, **kwargs: Any) -> str:
        if kwargs or not all(isinstance(one, UUID) for one in args):
            return reverse(name, args=args or None, kwargs=kwargs or None)
        return _address(name, len(args), prefix).format(*args)

    return url


@lru_cache(maxsize=2048)
def _address(name: str, count: int, prefix: str) -> str:
    """The address of a page with places for its ids."""
    ids = [UUID(int=number) for number in range(1, count + 1)]
    address = reverse(name, args=ids or None)
    for number, one in enumerate(ids):
        address = address.replace(str(one), f"{{{number}}}")
    return address


def url_or_none(name: str, *args: Any, **kwargs: Any) -> str | None:
    """The address of a page by its name, None where there is no such page."""
    try:
        return url(name, *args, **kwargs)
    except NoReverseMatch:
        return None


@lru_cache
def sayer(language: str | None) -> Callable[..., Markup]:
    """`_` for pages in this language: a text of a template with its values escaped. gettext is slow, so each is looked up once."""

    @lru_cache(maxsize=8192)
    def looked_up(text: str) -> Markup:
        return Markup(gettext(text))  # noqa: S704 (our own text; what is put into it is escaped)

    def say(text: str, **values: Any) -> Markup:
        said = looked_up(text)
        return said % values if values or "%" in said else said

    return say


def say(text: str, **values: Any) -> Markup:
    """The same where no page is given (in macros)."""
    return sayer(get_language())(text, **values)


def language() -> str:
    """The language of the page that is being made."""
    return get_language() or settings.LANGUAGE_CODE
