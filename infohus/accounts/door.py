"""The door of the house: how large a request may be, in which language, and who comes in (middleware)."""

from __future__ import annotations

import codecs
import re
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import get_script_prefix, reverse, set_script_prefix
from django.utils import translation

from infohus import lib
from infohus.access.rules import Actor, Forbidden, Role, reporter
from infohus.accounts import once, sign_in
from infohus.accounts.menu import menu_of
from infohus.audit.actions import forget_page, note_page, note_refusal, one_page
from infohus.db import context
from infohus.ui.headers import Came, came
from infohus.ui.kept import give_back

MEGABYTE = 1024**2
LARGEST = 101 * MEGABYTE  # five files of 20 MB and the form around them
ENGLISH = "/en/"
SHOWING = frozenset({200, 409, 422})  # a page with what was asked for
METHODS = ("GET", "HEAD", "POST")
SLUG = re.compile(r"[-\w]{1,60}", re.ASCII)

Response = Callable[[HttpRequest], HttpResponse]


def refuse_large(get_response: Response) -> Response:
    """Refuse a body too large, of unsaid length or in another alphabet, before a byte of it is read (the server has no limit of its own)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or ""
        if length.isdigit() and int(length) > LARGEST:
            return render(request, "ui/413.html", status=413)
        if "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
            return render(request, "ui/413.html", status=411)
        if not in_utf_8(request.content_params.get("charset", "utf-8")):
            raise BadRequest
        return get_response(request)

    return middleware


def in_utf_8(charset: str) -> bool:
    """Whether a body is written as all our forms are; Django would try others, and fails on those that are no alphabet (base64, zlib)."""
    try:
        return codecs.lookup(charset).name == "utf-8"
    except (LookupError, ValueError):
        return False


def public(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a page that anyone may open: it runs in the public context, without session, cookie or CSRF token; `request.came` says from where."""
    view.door = "public"  # type: ignore[attr-defined]
    view.csrf_exempt = True  # type: ignore[attr-defined]
    return view


def drop_token(request: HttpRequest) -> None:
    """A form that another site sends keeps no token: whoever made that site knows it, and with it the code of what is filed by it."""
    if request.method == "POST" and request.came == Came.ELSEWHERE:  # type: ignore[attr-defined]
        kept = request.POST.copy()
        kept.pop("token", None)
        request.POST = kept  # type: ignore[assignment]


def with_code(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a page behind a receipt code: its own small session names the mailbox."""
    view.door = "code"  # type: ignore[attr-defined]
    return view


def town_of_code(request: HttpRequest) -> dict[str, str]:
    """Where in the public site the code belongs that is held, or that the text in this form was written behind, for `url`."""
    slug = (request.session.get("code") or {}).get("slug") or request.POST.get("slug") or ""
    return {"slug": slug} if SLUG.fullmatch(slug) else {}


def beside_others(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a page about a case that shows others of the reader's own beside it, to choose among them."""
    view.beside_others = True  # type: ignore[attr-defined]
    return view


def unsigned(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a page that needs no one signed in and sees nothing personal (sign-in, health, gallery)."""
    view.door = "open"  # type: ignore[attr-defined]
    return view


class Door:
    """Middleware: English under /en/, the acting context of each page, its reading in the log, refusals by right in words and in the log."""

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the request through with its language, and leave nothing of it behind in the thread."""
        language, prefix = settings.LANGUAGE_CODE, get_script_prefix()
        if request.path_info.startswith(ENGLISH):
            language, request.path_info = "en", request.path_info[len(ENGLISH) - 1 :]
            set_script_prefix(ENGLISH)
        request.actor = None  # type: ignore[attr-defined]
        try:
            with translation.override(language), ExitStack() as stack:
                request.stack = stack  # type: ignore[attr-defined]
                return self.let_out(request, self.get_response(request))
        finally:
            set_script_prefix(prefix)

    def let_out(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """No page with something of a case leaves before its reading is in the log: looked at, refused at a field, or overtaken by another.

        A line of plain text ("Gemt kl. 14.05") shows nothing; a part that htmx asks for belongs to the page it stands in.
        """
        if response.status_code in SHOWING and not response.headers.get("Content-Type", "").startswith("text/plain"):
            note_page(request.actor, part="HX-Request" in request.headers)  # type: ignore[attr-defined]
        once.remember(getattr(request, "once", ""), response)
        if request.actor is not None:  # type: ignore[attr-defined]
            give_back(request, response)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Before the view's transaction begins, say who acts in it; no page knows other methods than these."""
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        door = getattr(view, "door", None) or ("open" if view.__module__.startswith(("allauth.", "django.")) else "staff")
        if translation.get_language() == "en" and door not in ("public", "code"):
            return redirect(request.path_info)
        request.came = came(request)  # type: ignore[attr-defined]
        if door == "public":
            drop_token(request)
            request.stack.enter_context(context.acting(context.PUBLIC))  # type: ignore[attr-defined]
        elif door == "staff":
            return self.let_in(request, None if hasattr(view, "beside_others") else kwargs.get("case_id"))
        elif door == "code":
            return self.let_in_by_code(request)
        elif door != "open":
            raise ImproperlyConfigured(f"{view} has an unknown door")
        return None

    def let_in(self, request: HttpRequest, case: uuid.UUID | None) -> HttpResponse | None:
        """One who signs in acts as a membership, and only with a second factor; others go to the sign-in page.

        Who looks at a page about one case (`case`) has none of their others before them in the database meanwhile.
        """
        member = sign_in.membership_of(request)
        if (elsewhere := sign_in.way_in(request, member)) is not None:
            return elsewhere
        actor: Actor = member.actor
        request.actor, request.membership = actor, member  # type: ignore[attr-defined]
        request.menu = menu_of(actor.role, request.path)  # type: ignore[attr-defined]
        at = replace(actor.context, case=case if request.method == "GET" else None)
        request.stack.enter_context(context.acting(at))  # type: ignore[attr-defined]
        request.stack.enter_context(one_page())  # type: ignore[attr-defined]
        if key := once.key_of(request, member.pk):
            if before := request.stack.enter_context(once.pressed(key)):  # type: ignore[attr-defined]
                return redirect(before)
            request.once = key  # type: ignore[attr-defined]
        return None

    def let_in_by_code(self, request: HttpRequest) -> HttpResponse | None:
        """The holder of a right code acts in the receipt context of that one mailbox or saved draft; others are asked for a code."""
        held = request.session.get("code")
        if not held:
            # with the text, if its half hour was over: it is not lost
            return redirect("mailboxes:code", preserve_request=request.method == "POST", **town_of_code(request))
        actor = reporter(uuid.UUID(held["authority"]), uuid.UUID(held["place"]))
        request.actor = actor  # type: ignore[attr-defined]
        request.stack.enter_context(context.acting(actor.context))  # type: ignore[attr-defined]
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """After the rollback: a refusal by right becomes an entry and a page in words; a refusal by rule that no form caught, a page."""
        forget_page()
        if isinstance(exception, Forbidden):
            note_refusal(exception)
            return render(request, "ui/403.html", {"sentence": exception.sentence}, status=403)
        if isinstance(exception, lib.Refused | lib.Elsewhere) and saves_itself(request):
            return HttpResponse(exception.sentence, content_type="text/plain; charset=utf-8", status=409)
        if isinstance(exception, lib.Elsewhere):
            return elsewhere(request, exception)
        if isinstance(exception, lib.Refused):
            return render(
                request, "ui/refused.html", {"sentence": exception.sentence}, status=409 if isinstance(exception, lib.Changed) else 422
            )
        return None


def saves_itself(request: HttpRequest) -> bool:
    """Whether it was no person who pressed, but a page that keeps an unfinished text every ten seconds: it shows the sentence that it gets."""
    return request.resolver_match is not None and (request.resolver_match.url_name or "").endswith("draft")


def elsewhere(request: HttpRequest, exception: lib.Elsewhere) -> HttpResponse:
    """Lead to the page where it stands; one who has written something is told why it is not saved, and has their words back."""
    if request.method != "POST":
        return redirect(exception.page, *exception.about)
    shown = {"sentence": exception.sentence, "way": reverse(exception.page, args=exception.about)}
    return render(request, "ui/refused.html", shown, status=422)


def requires(*roles: Role) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Let only these roles open a page; to all others it does not exist."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        from functools import wraps

        from django.http import Http404

        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.actor.role not in roles:  # type: ignore[attr-defined]
                raise Http404
            return view(request, *args, **kwargs)

        return page

    return decorate
