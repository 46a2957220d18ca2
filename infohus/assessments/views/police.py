"""The receivers' workspace, where the police answer; and on the case, what was answered, noted, read and is waited for."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from infohus import lib
from infohus.access.rules import Act, Role
from infohus.accounts.door import requires
from infohus.assessments import forms
from infohus.assessments.actions import police as actions
from infohus.assessments.queries import inbox, standing
from infohus.assessments.queries import police as asked
from infohus.assessments.rules.police import AnswerKind
from infohus.assessments.views.frame import frame
from infohus.attachments.rules import content_disposition
from infohus.cases.queries import case_for, readers
from infohus.cases.rules import Stage
from infohus.catalogues.queries import terms
from infohus.concerns.actions import open_police_concern
from infohus.deadlines.queries import of_case
from infohus.deadlines.rules import Kind, local_day
from infohus.disclosures import queries as disclosed
from infohus.disclosures.actions import read_copy, read_paper
from infohus.gateways.typst import PACKAGE, pdf
from infohus.ui.forms import submit

SENT = {
    AnswerKind.ANSWER: _l("Svaret er sendt til {who}. Koordinatorerne får besked."),
    AnswerKind.UNDECIDED: _l("Det er sendt til {who}. Koordinatorerne får besked, og kommunen venter stadig på jeres svar."),
}
NOTED = {AnswerKind.ANSWER: _l("Svaret er noteret."), AnswerKind.UNDECIDED: _l("Det er noteret. I venter stadig på politiets svar.")}

FOR_US = _l("Givet til os")  # to a coordinator, by another municipality
PLACE = {Role.POLICE: _l("Til behandling"), Role.PARTNER: _l("Til behandling")}  # what the list is called in each menu
receiving = requires(Role.POLICE, Role.PARTNER, Role.COORDINATOR)


@receiving
def partner(request: HttpRequest) -> HttpResponse:
    """What was given to the own authority, newest first; nothing of anybody's case."""
    lines, older = inbox.inbox(request.actor, request.GET.get("efter", ""))
    gone = [] if request.GET.get("efter") else disclosed.gone_copies(request.actor)
    shown = {
        "lines": lines,
        "older": older,
        "gone": gone,
        "police": request.actor.role == Role.POLICE,
        "place": PLACE.get(request.actor.role, FOR_US),
    }
    return render(request, "assessments/partner.html", shown)


@receiving
def copy(request: HttpRequest, copy_id: uuid.UUID) -> HttpResponse:
    """One sheet: once confirmed not to be for investigation it is read, and the police answer or ask back."""
    row = disclosed.copy_for(request.actor, copy_id)
    police = request.actor.role == Role.POLICE
    confirm = forms.Confirm(request.POST if "confirm" in request.POST else None)
    answer = forms.Answer(request.POST if "answer" in request.POST else None, awaited=police and inbox.awaits(row.disclosure_id))
    ask = forms.Ask(request.POST if "ask" in request.POST else None, auto_id="ask_%s")  # beside the answer, which has a text too
    if police and submit(confirm, as_confirmed, request.actor, row):
        return redirect("assessments:copy", row.pk)
    if police and submit(answer, as_answered, request.actor, row):
        messages.success(request, SENT[answer.result.kind].format(who=row.municipality.name))
        return redirect("assessments:copy", row.pk)
    if police and submit(ask, actions.ask_back, request.actor, row):
        messages.success(request, _("Spørgsmålet er sendt til {who}.").format(who=row.municipality.name))
        return redirect("assessments:copy", row.pk)
    row = disclosed.copy_for(request.actor, copy_id) if request.method == "POST" else row  # as it stands now that it was refused
    sheet = None
    if row.living and (row.confirmed_at is not None or not police):
        try:
            sheet = read_copy(request.actor, row)
        except lib.Refused:  # it was called back meanwhile
            row = disclosed.copy_for(request.actor, copy_id)
    mine = [] if row.living else list(filter(str.strip, request.POST.getlist("text")))
    shown = {
        "copy": row, "police": police, "place": PLACE.get(request.actor.role, FOR_US), "closed": row.living and row.pk not in disclosed.open_copies([row.pk]),
        "instead": disclosed.corrected_by([row.pk]).get(row.pk), "confirm": confirm, "answer": answer, "ask": ask,
        "sheet": sheet,
        "mine": mine, "answers": inbox.answers_to(row) if sheet and police else [], "terms": terms(row.municipality_id),
        "link": lambda _paper, place: reverse("assessments:copy_file", args=[row.pk, place]),
    }  # fmt: skip
    shown["told"] = inbox.told_with(one.answered_with_id for one in shown["answers"] if one.answered_with_id)
    shown["settled"] = row.answer_noted_at is not None or any(one.is_answer for one in shown["answers"])
    shown["waits"] = police and bool(inbox.questions_awaited([row.pk]))
    shown["day_instead"] = inbox.day_instead(row, shown["sheet"]) if police and shown["sheet"] and not shown["waits"] else None
    wrong = any(form.is_bound and form.errors for form in (confirm, answer, ask))
    return render(request, "assessments/copy.html", shown, status=409 if mine else 422 if wrong else 200)


def as_confirmed(actor: Any, row: Any, *, not_investigation: bool) -> None:
    """Note the confirmation."""
    actions.confirm_not_investigation(actor, row)


def as_answered(actor: Any, row: Any, *, shares: str, **said: Any) -> Any:
    """Answer, or say that it cannot be decided yet."""
    if shares == AnswerKind.UNDECIDED:
        return actions.say_undecided(actor, row, **said)
    return actions.answer_as_police(actor, row, shares=shares, **said)


@receiving
def copy_file(request: HttpRequest, copy_id: uuid.UUID, place: int) -> HttpResponse:
    """A file that went along with a sheet, to be saved."""
    row = disclosed.copy_for(request.actor, copy_id)
    name, data = read_paper(request.actor, row, place)
    return HttpResponse(data, content_type="application/octet-stream", headers={"Content-Disposition": content_disposition(name)})


@receiving
def copy_pdf(request: HttpRequest, copy_id: uuid.UUID) -> HttpResponse:
    """The sheet as a tagged PDF."""
    row = disclosed.copy_for(request.actor, copy_id)
    read_copy(request.actor, row)
    made = pdf(
        PACKAGE / "disclosures" / "letters" / "sheet.typ",
        disclosed.letter_to(row),
        title=_("Videregivelse {number}").format(number=row.number),
    )
    return HttpResponse(
        made.content, content_type="application/pdf", headers={"Content-Disposition": content_disposition(f"{row.number}.pdf")}
    )


@requires(Role.POLICE)
def police_concern(request: HttpRequest) -> HttpResponse:
    """A worry of the police's own, towards a municipality of their district."""
    places = inbox.places_for(request.actor)
    form = forms.PoliceConcern(
        request.POST or None, places=[(str(one.pk), one.name) for one in places], initial={"token": str(lib.uuid7())}
    )
    changed = False
    try:
        if submit(form, as_concern, request.actor, places):
            messages.success(request, _("Sendt til {who}. I får besked, hvis kommunen har spørgsmål.").format(who=form.result.name))
            return redirect("assessments:partner")
    except lib.Changed as known:  # sent from this page before, with other words: what is typed stays, and can be sent as a new one
        changed, form.data = True, {**form.data.dict(), "token": str(lib.uuid7())}
        form.add_error(None, known.sentence)
    return render(request, "assessments/police_concern.html", {"form": form}, status=409 if changed else 422 if form.errors else 200)


def as_concern(actor: Any, places: Any, *, to: str, token: str, phone: str, **answers: Any) -> Any:
    """File it towards the municipality chosen."""
    place = next(one for one in places if str(one.pk) == to)
    try:
        known = uuid.UUID(token)
    except ValueError as wrong:
        raise lib.Refused(_("Siden er forældet. Kopiér teksten, og åbn siden igen.")) from wrong
    open_police_concern(actor, place, token=known, answers={**answers, "reporter_phone": phone, "talked": "", "anonymous": False})
    return place


# ---------- On the case


@requires(Role.COORDINATOR)
def police(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """What the police answered and asked, and what is waited for."""
    case = case_for(request.actor, Act.READ_CASE, case_id)
    answers, now = asked.answers_of(case), standing(case)
    nothing = _("Politiet er ikke spurgt i sagen.")
    if now.answer_gone:
        nothing = _("Politiet svarede. Svaret blev slettet, da sagen blev lukket, for politiet håndterede den alene.")
    if now.withheld:
        nothing = _("Politiet er ikke spurgt i sagen. Hvorfor, står i sagens forløb.")
    if case.stage == Stage.CLOSED:
        nothing = _("Sagen er lukket.")
        if case.stripped:
            nothing = _("Sagen er lukket. Det, politiet svarede, er slettet. I registret over videregivelser står, hvad de fik hvornår.")
    waiting = [] if case.stage == Stage.CLOSED else asked.waiting_of(case)
    shown = frame(request, case, answers=answers, waiting=waiting, brought=asked.brought(case), nothing=nothing)
    shown["answer_gone"] = now.answer_gone
    shown["registered"] = shown["open"] and case.stage != Stage.RECEIVED  # of an arrival the police's word is read, and no more
    seen = readers(case, shown["members"], request.actor.membership)
    words = asked.not_yet(answers)
    shown["since"] = asked.answered_since(answers)
    shown["asked"] = {one.about for one in of_case(case.pk) if one.kind == Kind.ANSWER_BACK}
    word = next((one for one in answers if not one.is_question), None)
    shown["goes_on"] = word.pk if word is not None and (now.recalled or now.barred) and not now.waits else None
    hindered = shown["due"].get(Kind.HINDRANCE)
    shown["ask_again"] = hindered is not None and local_day(hindered.due_at) <= lib.today()
    shown |= {"words": words, "lately": {pk for pk, one in words.items() if asked.said_lately(one, case.municipality.closed_days)}}
    shown["seers"] = {one.pk: seen.said(given=asked.read_by_them(one)) for one in answers}
    return render(request, "assessments/police.html", shown)


@requires(Role.COORDINATOR)
def take(request: HttpRequest, case_id: uuid.UUID, answer_id: uuid.UUID) -> HttpResponse:
    """Note that an answer is read."""
    case = case_for(request.actor, Act.TAKE_ANSWER, case_id)
    row = asked.answer_for(case, answer_id)
    if request.method == "POST":
        actions.take_answer(request.actor, row)
        messages.success(request, _("Noteret, at det er læst."))
    return redirect("assessments:police", case.pk)


@requires(Role.COORDINATOR)
def note_answer(request: HttpRequest, case_id: uuid.UUID, disclosure_id: uuid.UUID) -> HttpResponse:
    """Note an answer that came by phone or letter."""
    case = case_for(request.actor, Act.NOTE_POLICE_ANSWER, case_id)
    if case.stage == Stage.RECEIVED and request.method != "POST":
        messages.info(request, _("Registrér henvendelsen først. Så kan I skrive svaret ind."))
        return redirect("assessments:police", case.pk)
    row = disclosed.disclosure_for(case, str(disclosure_id))
    form = forms.AnswerNoted(request.POST or None, awaited=asked.waits_for(case, row))
    if submit(form, as_noted, request.actor, row):
        messages.success(request, NOTED[form.result.kind])
        return redirect("assessments:police", case.pk)
    return render(request, "assessments/note_answer.html", frame(request, case, form=form, row=row), status=422 if form.errors else 200)


def as_noted(actor: Any, row: Any, *, answered_on: Any, answered_at: Any, shares: str, **said: Any) -> Any:
    """Note the answer, or that it cannot be decided yet, at the moment that was filled in."""
    moment = datetime.combine(answered_on, answered_at or datetime.min.time(), lib.TZ)
    if shares == AnswerKind.UNDECIDED:
        return actions.note_undecided(actor, row, answered_at=moment, **said)
    return actions.note_police_answer(actor, row, answered_at=moment, shares=shares, **said)


@requires(Role.COORDINATOR)
def remind(request: HttpRequest, case_id: uuid.UUID, disclosure_id: uuid.UUID) -> HttpResponse:
    """Remind the police: the finished text, sent without content, or a call that is noted."""
    case = case_for(request.actor, Act.REMIND_RECEIVER, case_id)
    row = disclosed.disclosure_for(case, str(disclosure_id))
    if request.method == "POST":
        actions.remind_receiver(request.actor, row, by_mail="mail" in request.POST, shown=request.POST.get("last"))
        messages.success(request, _("Påmindelsen er sendt.") if "mail" in request.POST else _("Opkaldet er noteret."))
        return redirect("assessments:police", case.pk)
    if asked.is_asked_about(row):
        messages.info(request, actions.ASKED_FIRST)
        return redirect("assessments:police", case.pk)
    word = asked.not_yet(asked.answers_of(case)).get(row.pk)
    return render(
        request,
        "assessments/remind.html",
        frame(request, case, row=row, word=word, told=inbox.told_of(row), last=actions.reminded(row.reminded_at)),
    )
