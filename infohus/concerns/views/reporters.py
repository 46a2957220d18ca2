"""The one who told: a telephone call written down, a code given, a receipt, and whether a professional is who they say."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Role, may
from infohus.accounts.door import requires
from infohus.accounts.queries import holders
from infohus.cases.queries import together
from infohus.cases.rules import Under18
from infohus.catalogues.queries import terms, text
from infohus.concerns import actions, forms, queries
from infohus.deadlines.queries import of_case
from infohus.deadlines.rules import Kind
from infohus.mailboxes.rules import spell
from infohus.ui.forms import submit

TOKENS = signing.TimestampSigner(salt="concern")


def new_token() -> str:
    """A signed form token: one of them is one concern."""
    return TOKENS.sign(str(lib.uuid7()))


def known_token(token: str) -> str:
    """A token that one of our pages was given within twelve hours."""
    try:
        TOKENS.unsign(token, max_age=12 * 3600)
    except signing.BadSignature as wrong:
        raise lib.Refused(_("Siden har stået åben for længe. Kopiér din tekst, og åbn siden igen.")) from wrong
    return token


@requires(Role.COORDINATOR)
def note(request: HttpRequest) -> HttpResponse:
    """Write down a concern told on the telephone."""
    municipality = request.membership.authority
    serious = queries.serious_signs(municipality, request.POST.getlist("signs"))
    form = forms.Telephone(request.POST or None, initial={"under_18": None}, serious=[(one["code"], one["text"]) for one in serious])
    token = request.POST.get("token") or new_token()
    changed = None
    try:
        noted = submit(form, as_note, request.actor, municipality, token, serious)
    except lib.Changed as known:  # saved from this page before, with other words: what is typed stays, for a page of its own
        noted, changed, token = False, known, new_token()
        form.add_error(None, known.sentence)
    if noted:
        case, code = form.result
        messages.success(request, _("Gemt som sag {number}.").format(number=case.number))
        if code:
            return render(request, "concerns/code_given.html", {"case": case, "code": code, "spelled": spell(code)})
        return redirect("casefile:case", case.pk)
    duty = sorted(one.user.name for one in holders(municipality.pk, Role.CHILD_DUTY))
    shown = {
        "form": form,
        "token": token,
        "saved": changed and changed.row,
        "terms": terms(municipality.pk),
        "duty": together(duty) if duty else "",
        "acute": text("ACUTE_STAFF", municipality),
    }
    return render(request, "concerns/note.html", shown, status=409 if changed else 200)


def as_note(actor: Any, municipality: Any, token: str, serious: list[Any], *, give_code: bool, signs: list[str], **answers: Any) -> Any:
    """File what was told, under the page's own token: pressed twice it is one concern."""
    answers["signs"] = [one for one in serious if one["code"] in signs]
    return actions.note_concern(actor, municipality, token=known_token(token), answers=answers, give_code=give_code)


@requires(Role.COORDINATOR)
def give_code(request: HttpRequest, case_id: uuid.UUID, concern_id: uuid.UUID) -> HttpResponse:
    """Give a caller a code: shown once, spelled, on a slip."""
    concern = queries.concern_for(request.actor, Act.GIVE_CODE, case_id, concern_id)
    if request.method == "POST":
        code = actions.give_code(request.actor, concern, token=known_token(request.POST.get("token", "")))
        return render(request, "concerns/code_given.html", {"case": concern.case, "code": code, "spelled": spell(code)})
    return render(request, "concerns/give_code.html", {"case": concern.case, "concern": concern, "token": new_token()})


def _moment(day: Any, at: Any) -> datetime | None:
    return datetime.combine(day, at or datetime.min.time(), lib.TZ) if day else None


def report(request: HttpRequest, case_id: uuid.UUID, concern_id: uuid.UUID) -> HttpResponse:
    """Send a concern as underretning, say why it is none, or note that it has been judged."""
    concern = queries.concern_for(request.actor, Act.SEND_AS_REPORT, case_id, concern_id)
    form = forms.Judged(request.POST if "judged" in request.POST else None)
    if request.method == "POST" and "send" in request.POST:
        actions.send_as_report(request.actor, concern)
        messages.success(request, _("Sendt som underretning til {who}.").format(who=concern.case.municipality.child_department))
        return redirect("casefile:case", case_id)
    unreadable = queries.unreadable_here(concern.case)
    before = forms.SentBefore(request.POST if "sent" in request.POST else None)
    if submit(before, as_sent_before, request.actor, concern):
        messages.success(request, _("Noteret, at underretningen er sendt."))
        return redirect("casefile:case", case_id)
    if submit(form, as_judged, request.actor, concern):
        messages.success(request, _("Noteret, at underretningen er vurderet."))
        return redirect("casefile:case", case_id)
    waits = any(one.kind == Kind.CHILD_24H for one in of_case(case_id))
    said = {"report_not_sent": concern.report_not_sent}
    why_not = forms.NotAReport(request.POST if "none" in request.POST else None, initial=said)
    if submit(why_not, actions.not_a_report, request.actor, concern):
        messages.success(request, _("Noteret, hvorfor det ikke er en underretning."))
        return redirect("casefile:case", case_id)
    unsent = concern.report_sent_at is None
    asks = waits and concern.registered_at is not None and unsent and may(request.actor, Act.NOT_A_REPORT)
    shows = ((form, waits and not asks), (before, bool(unreadable) and unsent and concern.case.under_18 != Under18.NO), (why_not, asks))
    shown = {"case": concern.case, "concern": concern, "form": form, "asks_judged": waits, "terms": terms(concern.case.municipality_id)}
    shown |= {"unreadable": unreadable, "before": before, "why_not": why_not, "asks": asks}
    shown["late"] = [one for one, there in shows if one.errors and not there]  # refused, and asked no more: why stands above
    refused = form.errors or before.errors or why_not.errors
    return render(request, "concerns/report.html", shown, status=422 if refused else 200)


def as_sent_before(actor: Any, concern: Any, *, report_on: Any, report_at: Any) -> None:
    """Note the sending at the moment that was filled in; what is refused stands at its day."""
    try:
        actions.send_as_report(actor, concern, sent_at=_moment(report_on, report_at))
    except lib.Refused as refused:
        raise lib.Refused(refused.sentence, "report_on") from refused


def as_judged(actor: Any, concern: Any, *, judged_on: Any, judged_at: Any, acute: str) -> None:
    """Note the judgement at the moment that was filled in."""
    moment = _moment(judged_on, judged_at)
    if moment is None:
        raise lib.Refused(_("Skriv, hvornår de vurderede den."), "judged_on")
    actions.note_report_judged(actor, concern, judged_at=moment, acute=acute == "yes")


@requires(Role.COORDINATOR)
def receipt(request: HttpRequest, case_id: uuid.UUID, concern_id: uuid.UUID) -> HttpResponse:
    """Give the reporter a receipt, and note how."""
    concern = queries.concern_for(request.actor, Act.SEND_RECEIPT, case_id, concern_id)
    if request.method == "GET" and concern.receipt_sent_at is not None:
        messages.info(request, _("Kvitteringen er allerede givet."))
        return redirect("casefile:case", case_id)
    ways = queries.ways_to(concern)
    first = {"text": queries.receipt_text(concern, request.actor.name), "way": ways[0].value}
    form = forms.Receipt(request.POST or None, initial=first, ways=ways)
    if submit(form, actions.send_receipt, request.actor, concern):
        messages.success(request, _("Kvitteringen er givet."))
        return redirect("casefile:case", case_id)
    shown = {"case": concern.case, "concern": concern, "form": form, "terms": terms(concern.case.municipality_id)}
    return render(request, "concerns/send_receipt.html", shown)


@requires(Role.COORDINATOR)
def reporter(request: HttpRequest, case_id: uuid.UUID, concern_id: uuid.UUID) -> HttpResponse:
    """Note that a professional was called back at their work."""
    concern = queries.concern_for(request.actor, Act.CONFIRM_REPORTER, case_id, concern_id)
    if request.method == "POST":
        actions.confirm_reporter(request.actor, concern, confirmed="confirmed" in request.POST)
        messages.success(request, _("Noteret."))
        return redirect("casefile:concerns", case_id)
    shown = {"case": concern.case, "concern": concern, "terms": terms(concern.case.municipality_id)}
    return render(request, "concerns/confirm_reporter.html", shown)
