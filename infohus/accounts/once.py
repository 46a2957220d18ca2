"""A form that is pressed twice is carried out once: the second press gets the first one's answer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse

FIELD = "once"  # in every form of those who sign in: a new word each time a page is shown
REMEMBERED = 15 * 60  # seconds


def key_of(request: HttpRequest, member: object) -> str:
    """What is told apart: who sends which page's form with which words and files; '' for a form without the field, which may be sent again.

    With other words it is another form: one who comes back by the browser's button, and writes more, loses nothing.
    """
    if request.method != "POST" or not request.POST.get(FIELD):
        return ""
    words = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
    files = [(name, one.name, one.size) for name, several in request.FILES.lists() for one in several]
    told: list[Any] = [str(member), request.path, words, files]
    return "once:" + hashlib.sha256(json.dumps(told).encode()).hexdigest()


@contextmanager
def pressed(key: str) -> Iterator[str]:
    """Wait while the same form is being carried out, then give where the first one led; '' for the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [key])
    try:
        yield str(cache.get(key) or "")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [key])


def remember(key: str, response: HttpResponse) -> None:
    """Keep where a form led that was carried out; one that was refused may be sent again as it is."""
    if key and response.status_code in (302, 303):
        cache.set(key, response.headers["Location"], REMEMBERED)
