"""What somebody wrote is given back where a page says no and does not show it: nothing typed is lost, whoever came first."""

from __future__ import annotations

import re
from html import unescape
from itertools import islice

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from infohus.ui.rules import TURNING

SAYING_NO = frozenset({403, 404, 409, 422})
END = b"</main>"
MOST = 60  # sentences: no form of ours has more, and each is looked for in the whole page
_TAG = re.compile("<[^>]*>")
_UNSEEN = re.compile(r"\[U\+[0-9A-F]{4}\]|[\s\0]|" + TURNING.pattern)  # blanks, and signs that a page shows in another way


def is_secret(name: str) -> bool:
    """Whether a field holds what is never shown again."""
    return "password" in name or name == "csrfmiddlewaretoken"


def kept_words(request: HttpRequest) -> list[str]:
    """The sentences of a form that was sent, each once: no secrets, and nothing of one or two words."""
    fields = ((name, text) for name, texts in request.POST.lists() for text in texts)
    sentences = dict.fromkeys(text for name, text in fields if len(text.split(maxsplit=2)) > 2 and not is_secret(name))
    return list(islice(sentences, MOST))


def give_back(request: HttpRequest, response: HttpResponse) -> None:
    """Put at the end of a whole page that says no to a form what was written in it, as far as the page does not show it."""
    if request.method != "POST" or response.status_code not in SAYING_NO:
        return
    if not response.headers.get("Content-Type", "").startswith("text/html") or END not in response.content:
        return
    if lost := unshown(kept_words(request), response.content.decode()):
        told = f'<div class="narrow stack-s gap-top">{render_to_string("ui/kept.html", {"kept": lost})}</div>'
        response.content = response.content.replace(END, told.encode() + END, 1)


def unshown(texts: list[str], page: str) -> list[str]:
    """Those of these texts that stand nowhere on a page, in a field or as words."""
    if not texts:
        return []
    there = (_run(unescape(page)), _run(unescape(_TAG.sub("", page))))
    return [text for text in texts if not any(_run(text) in one for one in there)]


def _run(text: str) -> str:
    """A text as one run of signs, however its lines are broken and its odd signs are shown."""
    return _UNSEEN.sub("", text)
