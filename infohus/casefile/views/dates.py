"""What is expected of whom in a case: tasks, and dates that are moved."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from infohus.access.rules import Act, Role
from infohus.accounts.door import requires
from infohus.casefile import forms, queries
from infohus.casefile.views.case import head_of
from infohus.cases import queries as about_cases
from infohus.cases.queries import case_for
from infohus.deadlines import actions as deadlines
from infohus.deadlines import queries as about_deadlines
from infohus.deadlines.rules import Kind, may_move
from infohus.ui.forms import submit


@requires(Role.COORDINATOR)
def deadline_list(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """What is expected of whom in a case, and what was; tasks are met here, and dates moved."""
    row = case_for(request.actor, Act.READ_CASE, case_id)
    shown = head_of(request, row, "deadlines")
    over = [one for one in reversed(about_deadlines.all_of_case(row.pk)) if not one.open]
    movable = {one.pk for one in shown["deadlines"] if may_move(Kind(one.kind))}
    shown |= {"over": over, "unsent": queries.nothing_sent(row, over), "movable": movable, "day_of": date.fromisoformat}
    return render(request, "casefile/deadlines.html", shown)


@requires(Role.COORDINATOR)
def set_task(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Set a task for one of those who are with the case."""
    row = case_for(request.actor, Act.SET_TASK, case_id)
    members = about_cases.members_of(row)
    form = forms.Task(request.POST or None, owners=[(str(one.pk), str(one)) for one in members])
    if submit(form, as_task, request.actor, row, members):
        messages.success(request, _("Opgaven er oprettet."))
        return redirect("casefile:deadlines", row.pk)
    return render(
        request, "casefile/set_task.html", {"case": row, "form": form, "sees": queries.who_sees(row, members, request.actor.membership)}
    )


def as_task(actor: Any, row: Any, members: Any, *, owner: str, **said: Any) -> Any:
    """Set the task for the one chosen."""
    return deadlines.set_task(actor, row, owner=next((one for one in members if str(one.pk) == owner), None), members=members, **said)


@requires(Role.COORDINATOR)
def meet_task(request: HttpRequest, case_id: uuid.UUID, deadline_id: uuid.UUID) -> HttpResponse:
    """Note that a task is done."""
    row = case_for(request.actor, Act.MEET_TASK, case_id)
    if request.method == "POST":
        deadlines.meet_task(request.actor, row, task=deadline_id)
        messages.success(request, _("Opgaven er udført."))
    return redirect("casefile:deadlines", row.pk)


@requires(Role.COORDINATOR)
def move_deadline(request: HttpRequest, case_id: uuid.UUID, deadline_id: uuid.UUID) -> HttpResponse:
    """Move a date that is not set by law."""
    row = case_for(request.actor, Act.MOVE_DEADLINE, case_id)
    waiting = next((one for one in about_deadlines.of_case(row.pk) if one.pk == deadline_id), None)
    if waiting is None:
        messages.info(request, _("Fristen er ikke åben længere."))
        return redirect("casefile:deadlines", row.pk)
    form = forms.Move(request.POST or None)
    if submit(form, deadlines.move_deadline, request.actor, row, deadline=deadline_id):
        messages.success(request, _("Fristen er flyttet."))
        return redirect("casefile:deadlines", row.pk)
    given = {"case": row, "form": form, "waiting": waiting, "may_move": may_move(Kind(waiting.kind))}
    return render(request, "casefile/move_deadline.html", given)
