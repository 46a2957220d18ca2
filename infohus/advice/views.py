"""The coordinators' pages of advice without a person: the list, noting, answering, and who answers what."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Role
from infohus.accounts.door import requires
from infohus.advice import actions, forms, queries
from infohus.catalogues.queries import Texts
from infohus.ui.forms import submit


@requires(Role.COORDINATOR)
def questions(request: HttpRequest) -> HttpResponse:
    """What is to be answered, first; then what was answered."""
    after, older = request.GET.get("venter", ""), request.GET.get("besvaret", "")
    mine = request.GET.get("vis") == "mine"
    given = {
        "waiting": queries.waiting(after, request.actor.membership if mine else None) if not older else queries.Lines([]),
        "answered": queries.answered(older) if not after and not mine else queries.Lines([]),
        "mine": mine, "names": names_of(request), "first": not after and not older,
        "who": queries.who_answers(request.membership.authority),
    }  # fmt: skip
    return render(request, "advice/questions.html", given)


def names_of(request: HttpRequest) -> dict[str, str]:
    """What the codes of themes and groups are called; a code that the catalogue has given up is shown as it is."""
    texts = Texts(request.membership.authority)  # type: ignore[attr-defined]
    return {one.code: texts.say(one) for kind in ("theme", "asker") for one in texts.of(kind)}


@requires(Role.COORDINATOR)
def note(request: HttpRequest) -> HttpResponse:
    """Note advice that was given, on one page; there is no field for a person."""
    authority = request.membership.authority
    form = forms.Note(request.POST or None, texts=Texts(authority), initial={"form": "phone"})
    if submit(form, actions.note_advice, request.actor, authority):
        messages.success(request, _("Rådet er noteret. Det tæller med i tallene, og der er ingen sag."))
        return redirect("advice:questions")
    return render(request, "advice/note.html", {"form": form})


@requires(Role.COORDINATOR)
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A question with all that was written about it, and the form that answers it."""
    advice = queries.advice_for(request.actor, Act.ANSWER_ADVICE, pk)
    start = {"version": advice.version, "theme": advice.theme, "group": advice.group, "form": advice.form}
    by_code = queries.mailbox_open(advice)
    form = forms.Answer(request.POST or None, texts=Texts(advice.municipality), by_code=by_code, initial=start)
    changed, status = None, 200
    try:
        if submit(form, actions.answer_advice, request.actor, advice):
            messages.success(request, _("Svaret er gemt. Kontaktoplysninger er slettet."))
            return redirect("advice:questions")
    except lib.Changed as other:
        changed, status = other.row, 409
    given = {
        "advice": advice, "form": form, "written": queries.written_of(advice), "names": names_of(request), "changed": changed,
        "due_at": queries.due_of(advice), "by_code": by_code, "takes": queries.takers_of_themes().get(advice.theme, []),
    }  # fmt: skip
    return render(request, "advice/answer.html", given, status=status)


@requires(Role.COORDINATOR)
def themes(request: HttpRequest) -> HttpResponse:
    """Who answers which theme first: each says it for themself."""
    authority = request.membership.authority
    form = forms.Themes(request.POST or None, texts=Texts(authority), initial={"themes": queries.themes_of(request.actor.membership)})
    if request.method == "POST" and submit(form, actions.take_themes, request.actor, authority):
        messages.success(request, _("Emnerne er gemt."))
        return redirect("advice:questions")
    return render(request, "advice/themes.html", {"form": form, "who": queries.who_answers(authority), "names": names_of(request)})
