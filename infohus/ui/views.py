"""The gallery of components, the way out of the public site, and the pages that say what went wrong."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib.messages.storage import default_storage
from django.core.exceptions import RequestDataTooBig
from django.db.transaction import non_atomic_requests
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.utils.translation import gettext as _

from infohus import lib
from infohus.ui.forms import Specimen

LAST_RESORT = """<!doctype html><html lang="da"><head><meta charset="utf-8"><title>Der skete en fejl hos os</title></head>
<body><main id="main" data-page="ui.server_error"><h1>Der skete en fejl hos os</h1>
<p>Det er ikke din fejl. Det, du sendte, er ikke gemt. Gå tilbage i din browser, og prøv igen om lidt.</p>
<p>Er nogen i fare lige nu? Ring 112. Er det ikke akut, kan du ringe til politiet på 114.</p></main></body></html>"""


@non_atomic_requests
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component with its states, on invented data."""
    now = lib.now()
    filled = {
        "title": "Et kort svar",
        "told": "Han viste min søn en video. " * 40,
        "born": date(2011, 5, 12),
        "who": "work",
        "signs": ["B01"],
        "place": "out",
    }
    wrong = {"wrong-told": "Det, der blev skrevet, står her endnu.", "wrong-born": "31/4-11", "wrong-code": "K7QF", "wrong-who": "ingen"}
    given = {
        "now": now,
        "empty": Specimen(auto_id="%s", prefix="empty"),
        "filled": Specimen(auto_id="%s", prefix="filled", initial=filled),
        "wrong": Specimen(wrong, auto_id="%s", prefix="wrong"),
        "moments": [now + timedelta(days=days) for days in (-2, 0, 1, 6, 60)],
        "days": [lib.today() + timedelta(days=days) for days in (-2, 0, 1, 6, 60)],
        "long_name": "Alexander-Emanuel Bartholomæus von Testmand-Prøvesen Ødegaard",
    }
    return render(request, "ui/gallery.html", given)


gallery.door = "open"  # type: ignore[attr-defined]  # the door lets anyone in


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what was sent could not be read (too many fields); 413 in plain words when it was too long a text."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "ui/413_text.html", status=413)
    return render(request, "ui/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: may not be done, in the sentence of the refusal when it has one."""
    return render(request, "ui/403.html", {"sentence": getattr(exception, "sentence", "")}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form's token is missing or too old."""
    sentence = _(
        "Siden havde været åben for længe. Det, du sendte, er ikke gemt. Gå tilbage, kopiér din tekst, genindlæs siden, og send igen."
    )
    return render(request, "ui/403.html", {"sentence": sentence}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: there is no such page, or it is not this person's to see; the two look the same."""
    return render(request, "ui/404.html", status=404)


def server_error(request: HttpRequest, *args: Any) -> HttpResponse:
    """500: our fault; when even this page cannot be made, its bare words."""
    if hasattr(request, "_messages"):
        request._messages = default_storage(request)  # »gemt« was said before the COMMIT that failed
    try:
        return render(request, "ui/500.html", status=500)
    except Exception:
        return HttpResponseServerError(LAST_RESORT)
