"""Closing a case on one page, telling each reporter, and opening it again."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from infohus import lib
from infohus.access.rules import Act, Role
from infohus.accounts.door import requires
from infohus.attachments.queries import document_for
from infohus.cases.queries import case_for, members_of, who_sees
from infohus.cases.rules import CLASS_OF, NEXT, Outcome, Stage
from infohus.catalogues.queries import terms
from infohus.closing import actions, forms, queries
from infohus.concerns.queries import concern_for
from infohus.persons.queries import person_of, short_name
from infohus.ui.forms import submit

UNFOUNDED = gettext_lazy(
    "Tak, fordi du skrev til os. Vi har set på det, du fortalte, og vi er færdige med det. Vi kan ikke fortælle, hvad vi fandt. "
    "Ser eller hører du noget nyt, så skriv til os igen."
)


def around(request: HttpRequest, case: Any, **more: Any) -> dict[str, Any]:
    """What every page of closing shows around itself."""
    members = members_of(case)
    return {
        "case": case, "name": short_name(case, person_of(case)), "sees": who_sees(case, members, request.actor.membership),
        "terms": terms(case.municipality_id), **more,
    }  # fmt: skip


@requires(Role.COORDINATOR)
def close(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """What is done and what is missing, and closing."""
    case = case_for(request.actor, Act.CLOSE_CASE, case_id)
    form = forms.Close(request.POST or None)
    if request.method == "POST" and submit(form, actions.close_case, request.actor, case):
        messages.success(request, _("Sag {number} er lukket.").format(number=case.number))
        return redirect("casefile:cases")
    has = queries.facts_for_closing(case)
    lacks = [fact.label for fact in NEXT[(Stage.CONCLUDED, Stage.CLOSED)] if fact not in has]
    kept = CLASS_OF.get(Outcome(case.outcome)) if case.outcome else None
    shown = around(
        request, case, form=form, reporters=queries.reporters_of(case), papers=queries.papers_to_review(case), lacks=sorted(map(str, lacks)),
        erase_on=actions.kept_until(kept, lib.today()) if kept else None, concluded=case.stage == Stage.CONCLUDED,
    )  # fmt: skip
    return render(request, "closing/close.html", shown, status=422 if form.errors else 200)


@requires(Role.COORDINATOR)
def tell(request: HttpRequest, case_id: uuid.UUID, concern_id: uuid.UUID) -> HttpResponse:
    """Tell one reporter, or say why not."""
    concern = concern_for(request.actor, Act.GIVE_FEEDBACK, case_id, concern_id)
    way = "mailbox" if concern.mailbox_id else "phone"
    form = forms.Tell(request.POST or None, initial={"text": str(UNFOUNDED), "way": way})
    if submit(form, actions.give_feedback, request.actor, concern):
        messages.success(request, _("Noteret."))
        return redirect("closing:close", case_id)
    return render(
        request, "closing/tell.html", around(request, concern.case, form=form, concern=concern), status=422 if form.errors else 200
    )


@requires(Role.COORDINATOR)
def review(request: HttpRequest, case_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponse:
    """Go through one document of the police's."""
    case = case_for(request.actor, Act.REVIEW_DOCUMENT, case_id)
    paper = document_for(case, file_id)
    form = forms.Review(request.POST or None)
    if submit(form, as_reviewed, request.actor, paper):
        messages.success(request, _("Dokumentet er gennemgået."))
        return redirect("closing:close", case.pk)
    return render(request, "closing/review.html", around(request, case, form=form, paper=paper), status=422 if form.errors else 200)


def as_reviewed(actor: Any, paper: Any, *, keep: str, why: str) -> None:
    """Keep or delete."""
    actions.review_document(actor, paper, keep=keep == "keep", why=why)


@requires(Role.COORDINATOR)
def reopen(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Open a closed case again."""
    case = case_for(request.actor, Act.REOPEN_CASE, case_id)
    form = forms.Reopen(request.POST or None)
    if submit(form, actions.reopen_case, request.actor, case):
        messages.success(request, _("Sag {number} er åbnet igen. Du er tovholder.").format(number=case.number))
        return redirect("casefile:case", case.pk)
    return render(request, "closing/reopen.html", around(request, case, form=form), status=422 if form.errors else 200)
