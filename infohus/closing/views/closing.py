"""Closing a concluded case step by step, the page that says it is closed, and opening it again."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Role
from infohus.accounts.door import requires
from infohus.attachments.queries import document_for
from infohus.attachments.rules import content_disposition
from infohus.cases.queries import case_for, colleagues, kept_until, leads, members_of, readers
from infohus.cases.rules import CLASS_OF, LOCKED, Outcome, Stage
from infohus.catalogues.queries import terms
from infohus.closing import actions, forms, queries
from infohus.closing.rules import Told, first_and_others, told_in_words
from infohus.concerns.queries import concern_for
from infohus.concerns.rules import beginning
from infohus.gateways.typst import PACKAGE, pdf
from infohus.persons.queries import person_of, short_name
from infohus.ui.forms import submit


def around(request: HttpRequest, case: Any, **more: Any) -> dict[str, Any]:
    """What every page of closing shows around itself."""
    known = readers(case, members_of(case), request.actor.membership)
    told = more.pop("told", ())
    police = _("Politiet ser kun beskeden til dem.") if any(one.of_police for one in told) else ""
    others = _("Henvenderen ser kun beskeden.") if any(not one.of_police for one in told) else ""
    sees = " ".join(filter(None, (known.said(given=police), others)))
    person = person_of(case)
    return {
        "case": case, "name": short_name(case, person), "sees": sees, "address_guarded": person is not None and person.address_protected,
        "terms": terms(case.municipality_id), "leads": leads(request.actor, case), "concluded": case.stage == Stage.CONCLUDED, **more,
    }  # fmt: skip


@requires(Role.COORDINATOR)
def close(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """What is done and what is missing, and closing."""
    case = case_for(request.actor, Act.CLOSE_CASE, case_id)
    if case.stage == Stage.CLOSED:
        return redirect("closing:closed", case.pk)
    others = colleagues(case, request.actor.membership)
    read = queries.was_read(case)
    promised = queries.promised(case)
    known = [(str(one.pk), str(one)) for one in others]
    reporters = queries.reporters_of(case)
    ways = [Told(one.feedback.way) for one in reporters if one.feedback]  # the closing takes them out of reach
    form = forms.Close(request.POST or None, colleagues=known, read=read, owes=promised is not None)
    if request.method == "POST" and submit(form, as_closed, request.actor, case, others):
        messages.success(request, told_in_words(ways))
        return redirect("closing:closed", case.pk)
    kept = CLASS_OF.get(Outcome(case.outcome)) if case.outcome else None
    shown = around(
        request, case, form=form, read=read, **lacking(case, reporters),
        alone=case.outcome == Outcome.POLICE_ALONE, promised=promised, copies=queries.read_on(case), archived=queries.archived(case, kept),
        printed_first=queries.printed_first(case, kept), locks=kept in LOCKED,
        held_until=queries.held_until(case), erase_on=kept_until(case.municipality_id, kept, lib.today()) if kept else None,
    )  # fmt: skip
    return render(request, "closing/close.html", shown, status=422 if form.errors else 200)


def lacking(case: Any, reporters: list[queries.Reporter]) -> dict[str, Any]:
    """What closing still lacks, in words and by its ways: one filled button, and links; and what has lines of its own."""
    missing, papers = queries.lacking(case), queries.papers_to_review(case)
    first, others = first_and_others(queries.ways_to_close(case, missing, reporters, papers))
    return {
        "lacks": queries.lacks_in_words(case, missing),
        "first": first,
        "others": others,
        "reporters": reporters,
        "papers": papers,
        "beginning": beginning,
    }


def as_closed(actor: Any, case: Any, others: list[Any], *, discussed_with: str = "", **said: Any) -> Any:
    """Close it, with the colleague who was chosen."""
    return actions.close_case(actor, case, discussed_with=colleague(others, discussed_with), **said)


def colleague(others: list[Any], chosen: str) -> Any:
    """Which of the colleagues was chosen on the page; None for none of them."""
    return next((one for one in others if str(one.pk) == chosen), None)


@requires(Role.COORDINATOR)
def closed(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """That a case is closed, how long it is kept, and what is seen of it until then; nothing of what is in it."""
    case = case_for(request.actor, Act.REOPEN_CASE, case_id)
    if case.stage != Stage.CLOSED:
        return redirect("casefile:case", case.pk)
    shown = {
        "case": case,
        "kept": queries.class_named(case),
        "readable": queries.still_readable(case),
        "letters": queries.written_since(case),
        "held_until": queries.held_until(case),
    }
    return render(request, "closing/closed.html", shown)


def letter(case: Any, reporter: queries.Reporter, words: str) -> HttpResponse:
    """The message to a reporter as it stands in the form, as a tagged PDF; it is stored nowhere."""
    said = queries.letter_of(case, reporter, words.replace("\0", ""))
    made = pdf(PACKAGE / "closing" / "letters" / "reporter.typ", said, title=_("Besked om din henvendelse"))
    headers = {"Content-Disposition": content_disposition(_("besked-til-henvender") + ".pdf")}
    return HttpResponse(made.content, content_type="application/pdf", headers=headers)


@requires(Role.COORDINATOR)
def tell(request: HttpRequest, case_id: uuid.UUID, concern_id: uuid.UUID) -> HttpResponse:
    """Tell one reporter, or say why not."""
    concern = concern_for(request.actor, Act.GIVE_FEEDBACK, case_id, concern_id)
    reporter = queries.reporter_of(concern)
    first = {"text": reporter.standard(queries.outcome_of(concern.case)), "way": reporter.first_way()}
    form = forms.Tell(request.POST or None, initial=first, ways=reporter.ways())
    if "letter" in request.POST:
        told = reporter.feedback
        return letter(concern.case, reporter, told.text if told is not None and told.text else request.POST.get("text", ""))
    if submit(form, actions.give_feedback, request.actor, concern):
        messages.success(request, said_of(Told(form.cleaned_data["way"])))
        return redirect("closing:close" if concern.case.stage == Stage.CONCLUDED else "casefile:case", case_id)
    shown = around(request, concern.case, form=form, reporter=reporter, told=[reporter])
    return render(request, "closing/tell.html", shown, status=422 if form.errors else 200)


def said_of(way: Told) -> str:
    """What is said when a reporter's message is noted: only the mailbox brings it there by itself."""
    if way == Told.MAILBOX:
        return _("Beskeden ligger i postkassen.")
    if way == Told.LETTER:
        return _("Noteret. Husk at sende brevet: det sender du selv.")
    return _("Noteret.")


@requires(Role.COORDINATOR)
def review(request: HttpRequest, case_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponse:
    """Go through one document of the police's."""
    case = case_for(request.actor, Act.REVIEW_DOCUMENT, case_id)
    paper = document_for(case, file_id)
    form = forms.Review(request.POST or None)
    if submit(form, actions.review_document, request.actor, paper):
        messages.success(request, _("Dokumentet er gennemgået."))
        return redirect("closing:close", case.pk)
    return render(request, "closing/review.html", around(request, case, form=form, paper=paper), status=422 if form.errors else 200)


@requires(Role.COORDINATOR)
def reopen(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Open a closed case again."""
    case = case_for(request.actor, Act.REOPEN_CASE, case_id)
    form = forms.Reopen(request.POST or None)
    if submit(form, actions.reopen_case, request.actor, case):
        messages.success(request, _("Sag {number} er åbnet igen. Du er tovholder.").format(number=case.number))
        return redirect("casefile:case", case.pk)
    return render(request, "closing/reopen.html", around(request, case, form=form), status=422 if form.errors else 200)
