"""The joint assessment, and the list of what awaits one."""

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
from infohus.assessments import actions, forms, queries
from infohus.assessments.actions.joint import JUDGED
from infohus.assessments.queries.police import answers_of, brought, unread
from infohus.assessments.rules import Change, Target, look_page, stands_against
from infohus.assessments.views.frame import filled, frame, keep, later, saved, saved_now, typed
from infohus.cases.queries import case_for, members_of
from infohus.cases.rules import Stage
from infohus.deadlines.rules import months_after
from infohus.disclosures.queries import received_of
from infohus.ui.forms import submit

VALID_FOR = 3  # months, unless those who sign say otherwise


@requires(Role.COORDINATOR)
def queue(request: HttpRequest) -> HttpResponse:
    """Til Infohus: the registered cases that await the joint assessment, by the day for which each is proposed, with what it lacks."""
    rows = queries.awaiting(request.actor)
    dates: dict[Any, list[Any]] = {}
    for one in rows:
        dates.setdefault(one.proposed_on, []).append(one)
    return render(request, "assessments/queue.html", {"dates": list(dates.items()), "today": lib.today()})


@requires(Role.COORDINATOR)
def joint(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """The joint assessment: begun, written beside findings and police answer, signed; a signed one is read here."""
    case = case_for(request.actor, Act.SIGN_JOINT_ASSESSMENT, case_id)
    if case.stage == Stage.RECEIVED:
        messages.info(request, _("Registrér henvendelsen først. Så kan I vurdere den."))
        return redirect("casefile:case", case.pk)
    rows = queries.joints_of(case)
    if rows and rows[0].signed_at is None and case.stage != Stage.CLOSED:
        return signing(request, case, rows)
    return starting(request, case, rows)


@requires(Role.COORDINATOR)
def look(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Lead to where it is looked at whether what was assessed still holds: for a list, which does not know how it stands with the police."""
    case = case_for(request.actor, Act.READ_CASE, case_id)
    return redirect(look_page(case.stage, queries.standing(case)), case.pk)


def starting(request: HttpRequest, case: Any, rows: list[Any]) -> HttpResponse:
    """Before it is begun: what is missing, and beginning it; with the last signed one, if there is any.

    One who was still writing when another signed has their words back.
    """
    now, late = queries.standing(case), "worried" in request.POST
    first = {"shown": unread(answers_of(case))}
    form = forms.Start(
        None if late else request.POST or None, initial=first, heard=now.is_heard, assessed=now.social_finished, gone=now.answer_gone
    )
    if submit(form, actions.start_joint_assessment, request.actor, case):
        messages.success(request, _("Den fælles vurdering er begyndt."))
        return redirect("assessments:joint", case.pk)
    shown = around(request, case, rows)
    last = shown["last"]
    mine = bool(last and last.target in JUDGED and queries.reading_of(last) is None and last.signed_by.user_id != request.actor.user)
    may = case.stage in (Stage.ASSESSING, Stage.JOINT)
    more = {
        "form": form,
        "now": now,
        "against": stands_against(now),
        "may_begin": may,
        "inform_first": case.holds_back(Act.START_JOINT_ASSESSMENT, acute=now.acute),
        "waits_for_me": mine,
        "mine": typed(request) if late else [],
    }
    return render(request, "assessments/joint.html", {**shown, **more}, status=409 if late else 422 if form.errors else 200)


def signing(request: HttpRequest, case: Any, rows: list[Any]) -> HttpResponse:
    """While it is written: findings and police answer beside, and the form that is signed."""
    members = members_of(case)
    before = rows[1:]
    shown = around(request, case, rows)
    topics = [(one.code, one.title) for one in [*shown["risk"], *shown["well"]]] if before else []
    now = queries.standing(case)
    given = {"members": [(str(one.pk), str(one)) for one in members], "topics": topics, "hindered": now.barred}
    said, draft = queries.kept(request.actor, case, queries.JOINT)
    first = {"valid_until": months_after(lib.today(), VALID_FOR), "municipality": [str(one.pk) for one in members], "held_on": lib.today()}
    form = forms.Joint(request.POST or None, initial=filled(forms.Joint, said, first), **given)
    if "later" in request.POST:
        return later(request, case, queries.JOINT, list(form.fields))
    if submit(form, as_signed, request.actor, case, members):
        messages.success(request, _("Den fælles vurdering er underskrevet."))
        return redirect("casefile:case", case.pk)
    more = {"form": form, "saved": saved(draft.saved_at if draft and not form.is_bound else None), "now": now}
    return render(request, "assessments/sign_joint.html", {**shown, **more}, status=422 if form.errors else 200)


def around(request: HttpRequest, case: Any, rows: list[Any]) -> dict[str, Any]:
    """Findings marked with what has happened since the last joint assessment (or the municipality's own), the police answer, earlier ones."""
    signed = [one for one in rows if one.signed_at]
    social = queries.finished_of(queries.versions_of(case))
    since = signed[0].signed_at if signed else social.finished_at if social else None
    risk, well = queries.topics(case, queries.findings_of(case), since=since)
    return frame(
        request, case, risk=risk, well=well, since=since, social=social, answers=answers_of(case), brought=brought(case), signed=signed,
        last=next(iter(signed), None), received=received_of(case),
        targets={one.value: str(one.label) for one in Target}, changed={one.value: str(one.label) for one in Change},
        only=request.GET.get("kun", "") if request.GET.get("kun") in ("social", "security") else "", old=queries.old_findings(case),
    )  # fmt: skip


def as_signed(actor: Any, case: Any, members: list[Any], *, municipality: list[str], **said: Any) -> Any:
    """Sign it with those chosen among the case's members, and the changes by dimension."""
    changes = {name.removeprefix("change_"): said.pop(name) for name in list(said) if name.startswith("change_")}
    chosen = [one for one in members if str(one.pk) in municipality]
    return actions.sign_joint_assessment(actor, case, municipality=chosen, changes=changes, **said)


@requires(Role.COORDINATOR)
def joint_draft(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Keep an unfinished joint assessment, every ten seconds."""
    case = case_for(request.actor, Act.SIGN_JOINT_ASSESSMENT, case_id)
    if request.method == "POST":
        keep(request, case, queries.JOINT, [*forms.Joint.base_fields, *(name for name in request.POST if name.startswith("change_"))][:40])
    return saved_now()
