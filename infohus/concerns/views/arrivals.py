"""The other ends of an arrival: rejected, joined, parted, turned into advice, and taken apart again."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Role
from infohus.accounts.door import beside_others, requires
from infohus.cases.queries import another_there, case_for, duty_there, members_of
from infohus.cases.rules import Under18
from infohus.catalogues.queries import entries, terms
from infohus.catalogues.rules import Kind
from infohus.concerns import actions, forms, queries
from infohus.concerns.views.late import arriving
from infohus.deadlines.queries import of_case
from infohus.deadlines.rules import Kind as Expected
from infohus.ui.forms import submit


@requires(Role.COORDINATOR)
@arriving(forms.Reject)
def reject(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Propose that a concern is not ours."""
    case = case_for(request.actor, Act.PROPOSE_REJECTION, case_id)
    if request.method == "GET" and (waits := queries.rejection_of(case)) is not None:
        return to_the_proposal(request, case, waits)
    child = queries.asks_no_report(case)
    form = forms.Reject(request.POST or None, reasons=queries.reasons_to_reject(case.municipality_id), child=child is not None)
    if submit(form, actions.propose_rejection, request.actor, case):
        messages.success(request, _("Forslaget venter på den anden koordinator. Intet er slettet endnu."))
        return redirect("casefile:case", case.pk)
    return render(
        request,
        "concerns/reject.html",
        {
            "case": case,
            "form": form,
            "terms": terms(case.municipality_id),
            "named": queries.to_call_back(case),
            "acute": queries.acute_waits(case),
            "sent": queries.unjudged(case),
            "child": child,
            "alone": "" if another_there(request.actor, case, members_of(case)) else actions.ALONE,
        },
        status=422 if form.errors else 200,
    )


def to_the_proposal(request: HttpRequest, case: Any, waits: Any) -> HttpResponse:
    """Lead to the proposal that waits: who made it to the case, another to where it is answered."""
    if waits.proposed_by.user_id == request.actor.user:
        messages.info(request, _("Du har foreslået at afvise henvendelsen. Det venter på den anden koordinator."))
        return redirect("casefile:case", case.pk)
    messages.info(request, _("{who} har foreslået at afvise henvendelsen. Her svarer du på det.").format(who=waits.proposed_by.user.name))
    return redirect("concerns:rejection", case.pk)


@requires(Role.COORDINATOR)
@arriving(forms.Decline)
def rejection(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Answer another's proposal of rejection: confirm it, or say why the concern is ours."""
    case = case_for(request.actor, Act.CONFIRM_REJECTION, case_id)
    proposed = queries.rejection_of(case)
    if proposed is None and request.method == "POST":
        raise lib.Changed(case, _("Der er allerede svaret på forslaget."))
    if proposed is None:
        messages.info(request, _("Der er ikke noget forslag om afvisning, der venter."))
        return redirect("casefile:case", case.pk)
    form = forms.Decline(request.POST if "decline" in request.POST else None)
    if request.method == "POST" and "confirm" in request.POST:
        actions.confirm_rejection(request.actor, proposed)
        messages.success(request, _("Sag {number} er afvist. Alle oplysninger om personer er slettet.").format(number=case.number))
        return redirect("casefile:overview")
    if submit(form, actions.decline_rejection, request.actor, proposed):
        messages.success(request, _("Henvendelsen bliver i indbakken."))
        return redirect("casefile:case", case.pk)
    shown = {"case": case, "form": form, "proposed": proposed, "concerns": queries.concerns_of(case), "named": queries.to_call_back(case)}
    shown["acute"], shown["sent"], shown["child"] = queries.acute_waits(case), queries.unjudged(case), queries.asks_no_report(case)
    shown["why"] = dict(queries.reasons_to_reject(case.municipality_id)).get(proposed.code) or proposed.get_code_display()
    return render(request, "concerns/rejection.html", shown, status=422 if form.errors else 200)


@beside_others
@requires(Role.COORDINATOR)
@arriving(forms.Join, joining=True)
def join(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Put an arrival, or a case about the same person, to one of one's own open cases; where it only goes the other way, say so and lead there."""
    case = case_for(request.actor, Act.JOIN_CONCERN, case_id)
    asked = asked_of(request)
    found = queries.joinable(case, asked)
    other = next((one for one in found if one.pk == asked and one.refused), None)
    choices = [(str(one.pk), str(one)) for one in found if one != other or request.method == "POST"]
    form = forms.Join(request.POST or None, choices=choices, initial={"into": asked and str(asked)})
    if submit(form, as_joined, request.actor, case):
        messages.success(request, _("Henvendelsen er lagt til sag {number}.").format(number=form.result.number))
        came, child = queries.came_along(form.result, of_case(form.result.pk))
        return redirect("concerns:sort", form.result.pk, came) if child else redirect("casefile:case", form.result.pk)
    shown = {"case": case, "form": form, "choices": choices, "child": queries.undecided(case), "duty": duty_there(case), "other": other}
    shown["turned"] = other is not None and queries.joins(other.pk, case)
    shown["gone"] = asked is not None and all(one.pk != asked for one in found)
    shown["waiting"] = next((one for one in of_case(case.pk) if one.kind == Expected.JOIN_CHECK and one.about == asked), None)
    return render(request, "concerns/join.html", shown, status=422 if form.errors else 200)


def asked_of(request: HttpRequest) -> uuid.UUID | None:
    """The case that was chosen, or that a link came with."""
    try:
        return uuid.UUID(request.POST.get("into") or request.GET.get("into") or "")
    except ValueError:
        return None


def as_joined(actor: Any, case: Any, *, into: str) -> Any:
    """Join into the case chosen by its id."""
    return actions.join_concern(actor, case, into=case_for(actor, Act.JOIN_CONCERN, uuid.UUID(into)))


@requires(Role.COORDINATOR)
@arriving(forms.Part)
def part(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Part a concern about several persons."""
    concern = queries.concern_for(request.actor, Act.PART_CONCERN, case_id)
    texts = queries.to_sort(concern)
    form = forms.Part(request.POST or None, texts=texts, signs=queries.signs_to_sort(concern), initial={"version": concern.version})
    if request.method == "POST" and request.POST.get("version") != str(concern.version):
        raise lib.Changed(concern, _("En anden har ændret henvendelsen imens."))
    if submit(form, as_parted, request.actor, concern, texts):
        messages.success(
            request, _("Der er lavet en ny henvendelse, sag {number}. Den nævner ikke den første.").format(number=form.result.number)
        )
        return redirect("casefile:case", case_id)
    shown = {"case": concern.case, "form": form, "parts": len(texts)}
    return render(request, "concerns/part.html", shown, status=422 if form.errors else 200)


def as_parted(actor: Any, concern: Any, texts: list[str], *, version: int, sentences: list[str], signs: list[str], under_18: str) -> Any:
    """Part off the sentences chosen by their place, and the chosen signs."""
    return actions.part_concern(
        actor, concern, version=version, sentences=[texts[int(one)] for one in sentences], signs=signs, under_18=Under18(under_18)
    )


@requires(Role.COORDINATOR)
@arriving(forms.Advice)
def advice(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Turn a concern in which nobody can be recognised into a question of advice."""
    case = case_for(request.actor, Act.TURN_INTO_ADVICE, case_id)
    themes, groups = ([(one.code, one.text) for one in entries(kind, authority=case.municipality_id)] for kind in (Kind.THEME, Kind.ASKER))
    child = queries.asks_no_report(case)
    form = forms.Advice(request.POST or None, themes=themes, groups=groups, child=child is not None)
    if submit(form, as_advice, request.actor, case):
        messages.success(request, _("Sagen er slettet. Spørgsmålet står under Rådgivning."))
        return redirect("advice:questions")
    shown = {"case": case, "form": form, "concerns": queries.concerns_of(case), "acute": queries.acute_waits(case), "child": child}
    return render(request, "concerns/advice.html", shown, status=422 if form.errors else 200)


def as_advice(actor: Any, case: Any, *, sure: bool, **said: Any) -> None:
    """Turn it into advice; that nobody can be recognised was confirmed on the page."""
    actions.turn_into_advice(actor, case, **said)


@requires(Role.COORDINATOR)
def take_apart(request: HttpRequest, case_id: uuid.UUID, concern_id: uuid.UUID) -> HttpResponse:
    """Undo a wrong join."""
    if request.method == "POST" and queries.seen(case_id) and not queries.belongs(case_id, concern_id):
        messages.info(request, _("Henvendelsen er allerede skilt ud."))
        return redirect("casefile:case", case_id)
    concern = queries.concern_for(request.actor, Act.PART_CONCERN, case_id, concern_id)
    if request.method == "POST":
        case = actions.take_apart(request.actor, concern)
        messages.success(request, _("Henvendelsen er nu for sig selv, som sag {number} i indbakken.").format(number=case.number))
        return redirect("casefile:case", case_id)
    goes, stays = queries.shared_apart(concern)
    shown = {"case": concern.case, "concern": concern, "goes": goes, "stays": stays, "read": queries.still_read(goes)}
    shown["kept_back"] = queries.kept_back(concern.case)
    return render(request, "concerns/take_apart.html", shown)
