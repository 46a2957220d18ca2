"""Pages of the child duty: what waits to be judged as underretning within 24 hours (barnets lov § 136)."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from infohus.access.rules import Role
from infohus.accounts.door import requires
from infohus.attachments.actions import read_document
from infohus.attachments.queries import document_for
from infohus.attachments.rules import content_disposition
from infohus.casefile import forms, queries
from infohus.casefile.rules import moment
from infohus.catalogues.queries import text
from infohus.concerns import actions as concerns
from infohus.concerns.actions.reporting import REPORT_DAYS
from infohus.deadlines.rules import met_with
from infohus.disclosures import queries as disclosed
from infohus.disclosures.actions import read_copy, read_paper
from infohus.ui.forms import submit


@requires(Role.CHILD_DUTY)
def children(request: HttpRequest) -> HttpResponse:
    """What waits to be judged as underretning: concerns at Modtaget about somebody under 18, or perhaps, and what was sent to the department."""
    shown = {"rows": queries.children(request.actor), "copies": disclosed.reports_to(request.actor)}
    return render(request, "casefile/children.html", shown)


@requires(Role.CHILD_DUTY)
def child(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """An arrival about a child, all that was sent, written and noted in it, with the two acts of the child duty."""
    concern = queries.child(request.actor, case_id)
    sheet, others, said = queries.besides(concern)
    unsent = [one.pk for one in (concern, *(one for one, _paper in others)) if not one.report_sent_at]
    form = forms.ChildJudged(request.POST if "judged" in request.POST else None)
    take = forms.TakeAsReport(request.POST if "send" in request.POST else None)
    if submit(take, concerns.take_as_report, request.actor, concern.case):
        messages.success(request, _("Taget som underretning."))
        return redirect("casefile:children")
    if submit(form, as_judged_now, request.actor, concern):
        messages.success(request, _("Noteret, at underretningen er vurderet."))
        return redirect("casefile:children")
    clock = queries.clocks_of([case_id]).get(case_id)
    shown = {
        "concern": concern, "copy": None, "take": take, "unsent": unsent, "number": _("Sag {number}").format(number=concern.case.number),
        "sheet": sheet, "form": form, "others": others, "said": said,
        "serious": text("SERIOUS_TODAY", concern.case.municipality) if concern.case.serious else "",
        "waits": clock is not None and clock.met_at is None, "judged_at": clock and clock.met_at, "due_at": clock and clock.due_at,
        "answer": clock.get_met_with_display() if clock else "",
        "link": lambda paper, _place: reverse("casefile:child_file", args=[case_id, paper.id]), "report_days": REPORT_DAYS,
    }  # fmt: skip
    return render(request, "casefile/child.html", shown, status=422 if take.errors or form.errors else 200)


@requires(Role.CHILD_DUTY)
def child_file(request: HttpRequest, case_id: uuid.UUID, file_id: uuid.UUID) -> HttpResponse:
    """A file that came with such a concern, to be saved."""
    found = document_for(queries.child(request.actor, case_id).case, file_id)
    return as_download(found.name, read_document(request.actor, found))


@requires(Role.CHILD_DUTY)
def child_copy(request: HttpRequest, copy_id: uuid.UUID) -> HttpResponse:
    """An underretning that was sent to the department: the frozen copy, and noting that it is judged."""
    copy = disclosed.copy_for(request.actor, copy_id)
    if not copy.living:
        messages.info(
            request, _("{number} kan ikke læses længere. Spørg koordinatorerne, hvis I stadig har brug for den.").format(number=copy.number)
        )
        return redirect("casefile:children")
    form = forms.ChildJudged(request.POST if "judged" in request.POST else None)
    if submit(form, as_copy_judged, request.actor, copy):
        messages.success(request, _("Noteret, at underretningen er vurderet."))
        return redirect("casefile:children")
    shown = {
        "concern": None, "copy": copy, "number": copy.number, "sheet": read_copy(request.actor, copy), "form": form, "serious": "",
        "others": [], "said": [], "unsent": [], "take": None,
        "waits": copy.pk in disclosed.reports_due(), "judged_at": copy.confirmed_at, "answer": answered(copy.judged_acute), "due_at": None,
        "link": lambda _paper, place: reverse("casefile:child_copy_file", args=[copy_id, place]),
    }  # fmt: skip
    return render(request, "casefile/child.html", shown, status=422 if form.errors else 200)


@requires(Role.CHILD_DUTY)
def child_copy_file(request: HttpRequest, copy_id: uuid.UUID, place: int) -> HttpResponse:
    """A file that was sent along with an underretning, to be saved."""
    copy = disclosed.copy_for(request.actor, copy_id)
    return as_download(*read_paper(request.actor, copy, place))


def answered(acute: bool | None) -> str:
    """What the department answered about acting at once, in words."""
    answer = met_with(acute)
    return str(answer.label) if answer else ""


def as_download(name: str, data: bytes) -> HttpResponse:
    """Bytes that the browser saves and never shows."""
    return HttpResponse(data, content_type="application/octet-stream", headers={"Content-Disposition": content_disposition(name)})


def as_copy_judged(actor: Any, copy: Any, *, judged_on: Any, judged_at: Any, acute: str) -> None:
    """Note the judgement of a copy at the moment that was filled in."""
    concerns.note_copy_judged(actor, copy, judged_at=moment(judged_on, judged_at), acute=acute == "yes")


def as_judged_now(actor: Any, concern: Any, *, judged_on: Any, judged_at: Any, acute: str) -> None:
    """Note the judgement at the moment that was filled in."""
    concerns.note_report_judged(actor, concern, judged_at=moment(judged_on, judged_at), acute=acute == "yes")
