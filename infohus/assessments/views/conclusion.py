"""Concluding a case, taking it up again, and the social duty."""

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
from infohus.assessments import actions, forms, queries
from infohus.assessments.queries.police import answers_of
from infohus.assessments.rules import TARGETS, KindOfConcern, OutcomeInFull, against, look_page
from infohus.assessments.views.frame import frame
from infohus.cases.queries import case_for, leads
from infohus.cases.rules import Stage
from infohus.concerns.queries import concerns_of
from infohus.concerns.rules import Face
from infohus.ui.forms import submit


@requires(Role.COORDINATOR)
def conclude(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """The conclusion: only outcomes that follow from what was judged are offered; one that stands is read here."""
    case = case_for(request.actor, Act.CONCLUDE, case_id)
    if case.stage == Stage.RECEIVED:
        return redirect("casefile:case", case.pk)
    conclusions = queries.conclusions_of(case)
    if case.stage not in (Stage.ASSESSING, Stage.JOINT):
        return render(request, "assessments/concluded.html", told(request, case, conclusions))
    now = queries.standing(case)
    offered, others = outcomes(case, now)
    form = forms.Conclude(request.POST or None, outcomes=offered, short=case.stage == Stage.ASSESSING)
    if submit(form, actions.conclude, request.actor, case):
        messages.success(request, _("Konklusionen er skrevet."))
        return redirect("casefile:case", case.pk)
    more = {"form": form, "offered": offered, "others": others, "now": now, "leads": leads(request.actor, case), "ways": ways_on(case, now)}
    more["look_page"] = look_page(case.stage, now)
    more["inform_first"] = case.holds_back(Act.CONCLUDE, acute=now.acute)
    more["reads_first"] = now.joint_signed and now.joint_target in TARGETS.values() and not now.joint_read
    more["to_tell"] = any(one.face != Face.POLICE for one in concerns_of(case))
    return render(request, "assessments/conclude.html", {**told(request, case, conclusions), **more}, status=422 if form.errors else 200)


def told(request: HttpRequest, case: Any, conclusions: list[Any]) -> dict[str, Any]:
    """The conclusions of a case, the one that stands first, with the joint assessment it rests on."""
    standing = next((one for one in conclusions if one.superseded_at is None), None)
    joints, versions, answers = {one.pk: one for one in queries.joints_of(case)}, queries.versions_of(case), answers_of(case)
    joint = joints.get(standing.joint_id) if standing else next((one for one in joints.values() if one.signed_at), None)
    return frame(
        request, case, row=standing, earlier=[one for one in conclusions if one.superseded_at], joint=joint,
        took_part={one.pk: queries.took_part(one, joints.get(one.joint_id), answers) for one in conclusions},
        dissents={one.pk: queries.dissents(joints.get(one.joint_id), versions, one) for one in conclusions} | {None: queries.dissents(joint, versions)},
        day_of=date.fromisoformat, outcomes={one.value: str(one.label) for one in OutcomeInFull}, kinds={one.value: str(one.label) for one in KindOfConcern},
        may_reconsider=standing is not None and case.stage in (Stage.CONCLUDED, Stage.ROLES) and leads(request.actor, case),
    )  # fmt: skip


def outcomes(case: Any, now: Any) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The outcomes that can be chosen now, and the others with why not."""
    offered, others = [], []
    for one in OutcomeInFull:
        if why := [refusal.sentence for refusal in against(Stage(case.stage), one, now)]:
            others.append((str(one.label), " ".join(why)))
        else:
            offered.append((one.value, str(one.label)))
    return offered, others


def ways_on(case: Any, now: Any) -> list[tuple[str, str, str]]:
    """What is still to be done before a conclusion can be written: a link's words, its page, and the act it leads to."""
    found = []
    if case.stage == Stage.ASSESSING and not now.social_finished:
        found.append((_("Skriv den socialfaglige vurdering"), "assessments:social", Act.FINISH_ASSESSMENT.value))
    if not now.is_heard:
        words = _("Se, hvad politiet har svaret") if now.heard or now.answer_gone else _("Se, hvad I venter på fra politiet")
        found.append((words, "assessments:police", ""))
    if now.alone and not now.social_duty:
        found.append((_("Svar på det sociale ansvar"), "assessments:social_duty", Act.ANSWER_SOCIAL_DUTY.value))
    joint = _("Til den fælles vurdering") if case.stage == Stage.ASSESSING or now.joint_signed else _("Skriv den fælles vurdering")
    return [*found, (joint, "assessments:joint", "")]


@requires(Role.COORDINATOR)
def reconsider(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Take a conclusion up again, with the reason."""
    case = case_for(request.actor, Act.RECONSIDER, case_id)
    if case.stage not in (Stage.CONCLUDED, Stage.ROLES):
        return redirect("assessments:conclude", case.pk)
    form = forms.Reconsider(request.POST or None)
    if submit(form, actions.reconsider, request.actor, case):
        messages.success(request, _("Sagen bliver vurderet igen. Den tidligere konklusion bliver stående."))
        return redirect("casefile:case", case.pk)
    shown = {**told(request, case, queries.conclusions_of(case)), "form": form}
    return render(request, "assessments/reconsider.html", shown, status=422 if form.errors else 200)


@requires(Role.COORDINATOR)
def social_duty(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Whether the municipality has a social duty left while the police go on alone."""
    case = case_for(request.actor, Act.ANSWER_SOCIAL_DUTY, case_id)
    if case.stage in (Stage.RECEIVED, Stage.CLOSED):
        return redirect("casefile:case", case.pk)
    form = forms.SocialDuty(request.POST or None)
    if submit(form, actions.answer_social_duty, request.actor, case):
        messages.success(request, _("Svaret er noteret."))
        return redirect("casefile:case", case.pk)
    return render(
        request,
        "assessments/social_duty.html",
        frame(request, case, form=form, duties=queries.duties_of(case), leads=leads(request.actor, case)),
        status=422 if form.errors else 200,
    )
