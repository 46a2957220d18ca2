"""What somebody wrote is given back where a page says no and does not show it: nothing typed is lost, whoever came first."""

from __future__ import annotations

from html import unescape

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import strip_tags

SAYING_NO = frozenset({403, 404, 409, 422})
END = b"</main>"


def kept_words(request: HttpRequest) -> list[str]:
    """The sentences of a form that was sent, each once: not passwords, and nothing of one or two words."""
    fields = ((name, text) for name, texts in request.POST.lists() for text in texts)
    sentences = [text for name, text in fields if len(text.split()) > 2 and name != "csrfmiddlewaretoken" and "password" not in name]
    return list(dict.fromkeys(sentences))


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
    there = (_run(unescape(page)), _run(unescape(strip_tags(page))))
    return [text for text in texts if not any(_run(text) in one for one in there)]


def _run(text: str) -> str:
    return " ".join(text.split())
