"""Pages of the coordinators about an arrival: register, reject, write down a telephone call."""

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
from infohus.access.rules import Act, Role
from infohus.accounts import queries as accounts
from infohus.accounts.door import requires
from infohus.cases.queries import case_for, colleagues
from infohus.catalogues.queries import entries, terms
from infohus.catalogues.rules import Kind
from infohus.concerns import actions, forms, queries
from infohus.deadlines.queries import of_case
from infohus.mailboxes.rules import spell
from infohus.persons.actions import find_by_cpr
from infohus.ui.forms import submit

TOKENS = signing.TimestampSigner(salt="concern")


def new_token() -> str:
    """A signed form token: one of them is one concern."""
    return TOKENS.sign(str(lib.uuid7()))


def register_form(request: HttpRequest, concern: Any) -> forms.Register:
    """The form of registration, with the reporter's own sentences and what can be chosen."""
    case, answers = concern.case, queries.other_answers(concern)
    return forms.Register(
        request.POST or None,
        initial={"version": concern.version, "name": "", "under_18": case.under_18 if case.under_18 != "unknown" else None},
        sentences=queries.to_sort(concern),
        purposes=[(one.code, one.text) for one in entries(Kind.PURPOSE, authority=case.municipality_id) if one.data.get("concern")],
        administrations=[(str(unit.pk), f"{unit.name} ({unit.code})") for unit in accounts.administrations(case.municipality_id)],
        colleagues=[(str(one.pk), _("Tilbyd den til {who}").format(who=one)) for one in colleagues(case, request.actor.membership)],
        answers=[(name, label) for name, label, _text in answers],
        files=[(str(row.pk), row.name) for row in queries.files_of(case)],
    )


@requires(Role.COORDINATOR)
def register(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Take a concern on."""
    concern = queries.concern_for(request.actor, Act.REGISTER_CONCERN, case_id)
    form = register_form(request, concern)
    found, status = None, 200
    if request.method == "POST" and "look_up" in request.POST:
        form.is_valid()
        found = looked_up(request, concern.case, form)
    elif form.is_bound and form.is_valid():
        try:
            if submit(form, as_registration, request.actor, concern, form):
                messages.success(request, _("Henvendelsen er registreret. Du er tovholder."))
                return redirect("casefile:case", case_id)
        except lib.Changed:
            status = 409
    shown = {"concern": concern, "case": concern.case, "form": form, "answers": queries.other_answers(concern), "found": found}
    return render(
        request,
        "concerns/register.html",
        {**shown, "terms": terms(concern.case.municipality_id), "deadlines": of_case(case_id), "changed": status == 409},
        status=status,
    )


def looked_up(request: HttpRequest, case: Any, form: forms.Register) -> Any:
    """What the exact number tells; a refusal stands at its field, and no other error of the unfinished form is shown."""
    cpr = form.cleaned_data.get("cpr") or ""
    form.errors.clear()
    try:
        return find_by_cpr(request.actor, case, cpr=cpr)
    except lib.Refused as refusal:
        form.add_error("cpr", refusal.sentence)
        return None


def as_registration(actor: Any, concern: Any, form: forms.Register, **fields: Any) -> Any:
    """Register with what the form holds, sentence by sentence."""
    administration = accounts.administrations(concern.case.municipality_id).filter(pk=fields["administration"] or None).first()
    offered = next((one for one in colleagues(concern.case, actor.membership) if str(one.pk) == fields["offer_to"]), None)
    sent_at = None
    if fields["report"] == "sent" and fields["report_on"]:
        sent_at = datetime.combine(fields["report_on"], fields["report_at"] or datetime.min.time(), lib.TZ)
    return actions.register_concern(
        actor, concern, version=fields["version"],
        sentences=[actions.Sorted(text, kind) for text, kind in zip(form.texts, form.places(), strict=True)],
        person={name: fields[name] for name in forms.PERSON}, under_18=fields["under_18"] or None, report=fields["report"],
        report_sent_at=sent_at, report_not_sent=fields["report_not_sent"] if fields["report"] == "not" else "",
        surplus_why=fields["surplus_why"], no_surplus=fields["no_surplus"], fields_left_out=fields["fields_left_out"],
        files_left_out=[uuid.UUID(one) for one in fields["files_left_out"]], purpose=fields["purpose"], administration=administration,
        knows_privately={"yes": True, "no": False}.get(fields["knows_privately"]), offer_to=offered,
        cpr_sure=fields["cpr_sure"], relatives=form.relatives(),
    )  # fmt: skip


@requires(Role.COORDINATOR)
def reject(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Propose that a concern is not ours."""
    case = case_for(request.actor, Act.PROPOSE_REJECTION, case_id)
    form = forms.Reject(request.POST or None)
    if submit(form, actions.propose_rejection, request.actor, case):
        messages.success(request, _("Forslaget venter på den anden koordinator. Intet er slettet endnu."))
        return redirect("casefile:case", case.pk)
    return render(request, "concerns/reject.html", {"case": case, "form": form, "terms": terms(case.municipality_id)})


@requires(Role.COORDINATOR)
def rejection(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Answer another's proposal of rejection: confirm it, or say why the concern is ours."""
    case = case_for(request.actor, Act.CONFIRM_REJECTION, case_id)
    proposed = queries.rejection_of(case)
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
    shown = {"case": case, "form": form, "proposed": proposed, "concerns": queries.concerns_of(case)}
    return render(request, "concerns/rejection.html", shown)


@requires(Role.COORDINATOR)
def note(request: HttpRequest) -> HttpResponse:
    """Write down a concern told on the telephone."""
    municipality = request.membership.authority
    form = forms.Telephone(request.POST or None, initial={"under_18": None})
    token = request.POST.get("token") or new_token()
    if submit(form, as_note, request.actor, municipality, token):
        case, code = form.result
        messages.success(request, _("Gemt som sag {number}.").format(number=case.number))
        if code:
            return render(request, "concerns/code_given.html", {"case": case, "code": code, "spelled": spell(code)})
        return redirect("casefile:case", case.pk)
    return render(request, "concerns/note.html", {"form": form, "token": token, "terms": terms(municipality.pk)})


def as_note(actor: Any, municipality: Any, token: str, *, give_code: bool, **answers: Any) -> Any:
    """File what was told, under the page's own token: pressed twice it is one concern."""
    try:
        TOKENS.unsign(token, max_age=12 * 3600)
    except signing.BadSignature as wrong:
        raise lib.Refused(_("Siden har stået åben for længe. Kopiér din tekst, og åbn siden igen.")) from wrong
    return actions.note_concern(actor, municipality, token=token, answers=answers, give_code=give_code)


@requires(Role.COORDINATOR)
def give_code(request: HttpRequest, case_id: uuid.UUID, concern_id: uuid.UUID) -> HttpResponse:
    """Give a caller a code: shown once, spelled, on a slip."""
    concern = queries.concern_for(request.actor, Act.GIVE_CODE, case_id, concern_id)
    if request.method == "POST":
        code = actions.give_code(request.actor, concern, token=new_token())
        return render(request, "concerns/code_given.html", {"case": concern.case, "code": code, "spelled": spell(code)})
    return render(request, "concerns/give_code.html", {"case": concern.case, "concern": concern})


@requires(Role.COORDINATOR)
def join(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Put an arrival to one of one's own open cases."""
    case = case_for(request.actor, Act.JOIN_CONCERN, case_id)
    choices = [(str(other.pk), f"{other.number} · {name}") for other, name in queries.joinable(case)]
    form = forms.Join(request.POST or None, choices=choices, initial={"into": request.GET.get("into")})
    if submit(form, as_joined, request.actor, case):
        messages.success(request, _("Henvendelsen er lagt til sag {number}.").format(number=form.result.number))
        return redirect("casefile:case", form.result.pk)
    return render(request, "concerns/join.html", {"case": case, "form": form, "choices": choices})


def as_joined(actor: Any, case: Any, *, into: str) -> Any:
    """Join into the case chosen by its id."""
    return actions.join_concern(actor, case, into=case_for(actor, Act.JOIN_CONCERN, uuid.UUID(into)))


@requires(Role.COORDINATOR)
def part(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Part a concern about several persons."""
    concern = queries.concern_for(request.actor, Act.PART_CONCERN, case_id)
    texts = queries.to_sort(concern)
    form = forms.Part(request.POST or None, texts=texts)
    if submit(form, as_parted, request.actor, concern, texts):
        messages.success(
            request, _("Der er lavet en ny henvendelse, sag {number}. Den nævner ikke den første.").format(number=form.result.number)
        )
        return redirect("casefile:case", case_id)
    return render(request, "concerns/part.html", {"case": concern.case, "form": form})


def as_parted(actor: Any, concern: Any, texts: list[str], *, sentences: list[str], under_18: str) -> Any:
    """Part off the sentences chosen by their place."""
    return actions.part_concern(actor, concern, sentences=[texts[int(one)] for one in sentences], under_18=forms.Under18(under_18))


@requires(Role.COORDINATOR)
def advice(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Turn a concern in which nobody can be recognised into a question of advice."""
    case = case_for(request.actor, Act.TURN_INTO_ADVICE, case_id)
    themes = [(one.code, one.text) for one in entries(Kind.THEME, authority=case.municipality_id)]
    form = forms.Advice(request.POST or None, themes=themes)
    if submit(form, actions.turn_into_advice, request.actor, case):
        messages.success(request, _("Sagen er slettet. Spørgsmålet står under Rådgivning."))
        return redirect("advice:questions")
    return render(request, "concerns/advice.html", {"case": case, "form": form, "concerns": queries.concerns_of(case)})


@requires(Role.COORDINATOR)
def take_apart(request: HttpRequest, case_id: uuid.UUID, concern_id: uuid.UUID) -> HttpResponse:
    """Undo a wrong join."""
    concern = queries.concern_for(request.actor, Act.PART_CONCERN, case_id, concern_id)
    if request.method == "POST":
        case = actions.take_apart(request.actor, concern)
        messages.success(request, _("Henvendelsen er igen for sig selv, som sag {number} i indbakken.").format(number=case.number))
        return redirect("casefile:case", case_id)
    return render(request, "concerns/take_apart.html", {"case": concern.case, "concern": concern})


def _moment(day: Any, at: Any) -> datetime | None:
    return datetime.combine(day, at or datetime.min.time(), lib.TZ) if day else None


def report(request: HttpRequest, case_id: uuid.UUID, concern_id: uuid.UUID) -> HttpResponse:
    """Send a concern as underretning, or note that it has been judged."""
    concern = queries.concern_for(request.actor, Act.SEND_AS_REPORT, case_id, concern_id)
    form = forms.Judged(request.POST if "judged" in request.POST else None)
    if request.method == "POST" and "send" in request.POST:
        actions.send_as_report(request.actor, concern)
        messages.success(request, _("Sendt som underretning til {who}.").format(who=concern.case.municipality.child_department))
        return redirect("casefile:case", case_id)
    if submit(form, as_judged, request.actor, concern):
        messages.success(request, _("Noteret, at underretningen er vurderet."))
        return redirect("casefile:case", case_id)
    shown = {"case": concern.case, "concern": concern, "form": form, "terms": terms(concern.case.municipality_id)}
    return render(request, "concerns/report.html", shown)


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
    form = forms.Receipt(request.POST or None, initial={"text": forms.RECEIPT_TEXT, "way": "mailbox" if concern.mailbox_id else "phone"})
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
