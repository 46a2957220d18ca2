"""The case page, and what is done from it."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Role, may
from infohus.accounts.door import requires
from infohus.accounts.queries import receivers_for
from infohus.assessments.queries import half_written, initial
from infohus.casefile import actions, forms, queries
from infohus.casefile.rules import moment, next_step
from infohus.cases import actions as cases
from infohus.cases import queries as about_cases
from infohus.cases.queries import case_for
from infohus.cases.rules import Stage
from infohus.catalogues.queries import terms, warning
from infohus.concerns import queries as concerns
from infohus.deadlines import queries as deadlines
from infohus.deadlines.rules import Kind, local_day
from infohus.disclosures import queries as disclosed
from infohus.mailboxes import actions as mailboxes
from infohus.mailboxes import queries as about_mailboxes
from infohus.persons.queries import person_of
from infohus.ui.forms import submit


def head_of(request: HttpRequest, case: Any, tab: str, drafts: list[Any] | None = None) -> dict[str, Any]:
    """What every page of a case shows: head, facts, flow, next step, aside and tabs; `drafts`: its unfinished texts, where they are known."""
    person, members = person_of(case), about_cases.members_of(case)
    waits = deadlines.of_case(case.pk)
    offer, shared, found = about_cases.offer_of(case), queries.shared_of(case), concerns.concerns_of(case)
    state = queries.state_of(request.actor, case, members, offer, waits, found, shared)
    if case.stage == Stage.ASSESSING and not state.now.social_finished:
        known = about_cases.drafts_of(case) if drafts is None else drafts
        state = replace(state, lacks=half_written(known, request.actor, case, person, initial(person) or _("borgeren")))
    owners = {one.pk: queries.owner_name(one, case, members, state.now, state.proposed_by) for one in waits}
    turns, theirs = ([one for one in waits if one.when_answered is then] for then in (False, True))
    step, seen = next_step(request.actor, state), queries.readers(case, members, request.actor.membership)
    return {
        "case": case, "person": person, "name": queries.short_name(case, person), "members": members, "deadlines": turns, "when_answered": theirs, "step": step,
        "standing": state.now, "leading": state.leads, "held_until": state.held_until, "links_police": queries.links_police(case, shared, state.now),
        "flow": queries.flow_of(case, state.now), "turn": queries.whose_move(case, state, turns, owners, seen.duty),
        "owners": owners, "concerns": found, "shared": shared, "tab": tab,
        "which": queries.told_apart(found, waits, state.now),
        "offer": offer, "readers": about_cases.readers_of(case, members),
        "me": request.actor.membership, "seen": seen, "sees": seen.said(), "sheets": queries.sheets_of(case, shared), **chosen_signs(case, found, waits),
        "may": {one.value: may(request.actor, one) for one in Act},
    }  # fmt: skip


def chosen_signs(case: Any, found: list[Any], waits: list[Any]) -> dict[str, Any]:
    """The signs an arrival came with, and what a serious one asks of us today: also of a case that is registered, until it is decided on.

    `sign_gone`: it waits to be decided on there, but was left out, for it was not about this person.
    """
    arrived = case.stage == Stage.RECEIVED
    if not arrived and all(one.kind != Kind.ACUTE_TODAY for one in waits):
        return {"signs": [], "serious_today": "", "sign_gone": False}
    signs = concerns.signs_of(found)
    asked = concerns.serious_today(signs, case.municipality)
    return {"signs": signs if arrived else [], "serious_today": asked, "sign_gone": not arrived and not asked}


@requires(Role.COORDINATOR)
def case(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """The case: where it is, what is next, and all that has happened."""
    row = case_for(request.actor, Act.READ_CASE, case_id)
    form = forms.Note(request.POST or None)
    if submit(form, as_note, request.actor, row):
        messages.success(request, _("Noten er gemt."))
        return redirect("casefile:case", row.pk)
    drafts = about_cases.drafts_of(row)
    draft, left = about_cases.unfinished(request.actor, drafts, "note")
    if request.method == "POST":
        draft = None
    else:
        form = forms.Note(initial={"text": draft.text if draft else "", "kind": "contact"})
    only = request.GET.get("kun", "")
    head = head_of(request, row, "case", drafts)
    told = (row, head["concerns"], head["shared"], head["members"], head["standing"])
    shown = {
        **head,
        "form": form,
        "timeline": queries.timeline(*told, only, seen=head["seen"], sheets=head["sheets"]),
        "only": only,
        "kept_at": draft.saved_at if draft and draft.text else None,
        "left": queries.left_texts(left),
    }
    return render(request, "casefile/case.html", shown)


def as_note(actor: Any, row: Any, *, happened_on: Any, happened_at: Any, **said: Any) -> Any:
    """Write the note at the moment that was filled in, or now."""
    return cases.write_note(actor, row, happened_at=moment(happened_on, happened_at), **said)


@requires(Role.COORDINATOR)
def draft(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Keep an unfinished note, every ten seconds."""
    row = case_for(request.actor, Act.WRITE_NOTE, case_id)
    if request.method == "POST":
        cases.save_draft(request.actor, row, form="note", text=request.POST.get("text", "")[:50_000].replace("\0", ""))
    return HttpResponse(_("Gemt kl. {time}").format(time=f"{lib.now().astimezone(lib.TZ):%H.%M}"), content_type="text/plain; charset=utf-8")


@requires(Role.COORDINATOR)
def concern_list(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """The concerns of a case, as they were sent and as they were sorted."""
    row = case_for(request.actor, Act.READ_CASE, case_id)
    head = head_of(request, row, "concerns")
    found = head["concerns"]
    answers = {one.pk: concerns.other_answers(one) for one in found}
    return render(
        request,
        "casefile/concerns.html",
        {
            **head,
            "answers": answers,
            "seers": queries.seen_of(found, head["shared"], head["seen"], head["sheets"]),
            "withheld": queries.withheld_from(row, found),
            "files": concerns.files_of(row),
            "unsorted": {one.about for one in deadlines.of_case(row.pk) if one.kind == Kind.SORT},
        },
    )


@requires(Role.COORDINATOR)
def disclosures(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """The register: what was shared, with whom, on what basis, and what was said."""
    row = case_for(request.actor, Act.READ_CASE, case_id)
    given = {"named": disclosed.in_words(row), "withheld": queries.withheld_of(row)}
    shown = {**head_of(request, row, "disclosures"), **given}
    return render(request, "casefile/disclosures.html", shown)


@requires(Role.COORDINATOR)
def disclose_orally(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Note what was told by word of mouth, in under a minute."""
    row = case_for(request.actor, Act.DISCLOSE_ORALLY, case_id)
    receivers = receivers_for(row.municipality)
    parties = {key: disclosed.party_of(authority, row) for key, _label, authority, _unit in receivers}
    said, bases, purposes = request.POST or request.GET, disclosed.bases_of(row), disclosed.purposes_for(row)
    form = forms.Orally(
        request.POST or None, initial={name: said.get(name) for name in ("receiver", "purpose")}, bases=titled(bases),
        receivers=[(key, label) for key, label, *_rest in receivers], purposes=[(one.code, one.text) for one in purposes],
        rested_on=lambda receiver, *told, on: disclosed.basis_refusals(request.actor, row, *chosen_of(receivers, receiver), *told, on=on),
    )  # fmt: skip
    if submit(form, as_told, request.actor, row, receivers):
        messages.success(request, _("Noteret som {number} i registret over videregivelser.").format(number=form.result.number))
        return redirect("casefile:case", row.pk)
    chosen = [parties[said["receiver"]]] if said.get("receiver") in parties else list(parties.values())
    on = form.day(said) or local_day(row.received_at)  # what was told while they were a child can be noted when they are not
    offered = disclosed.bases_for(request.actor, row, chosen, said.get("purpose", ""), bases, on=on)
    fitting = disclosed.purposes_to(request.actor, row, chosen, purposes, on=on)
    form.offer(titled(offered), [(one.code, one.text) for one in fitting])
    shown = {
        "case": row,
        "form": form,
        "bases": [(one, warning(one)) for one in offered],
        "waits": queries.informs_first(row, Act.PASS_TO_POLICE),
        "terms": terms(row.municipality_id),
    }
    return render(request, "casefile/disclose_orally.html", shown, status=422 if form.errors else 200)


def titled(bases: Any) -> list[tuple[str, str]]:
    """Legal bases as they are chosen among."""
    return [(one.code, one.data["title"]) for one in bases]


def chosen_of(known: Any, receiver: str) -> Any:
    """The authority and the unit of the receiver chosen."""
    return next(one[2:] for one in known if one[0] == receiver)


def as_told(actor: Any, row: Any, known: Any, *, receiver: str, given_on: Any, given_at: Any, **grounds: Any) -> Any:
    """Note the disclosure to the receiver chosen by authority, unit and function."""
    authority, unit = chosen_of(known, receiver)
    return actions.disclose_orally(actor, row, receiver=authority, unit=unit, given_at=moment(given_on, given_at), **grounds)


@requires(Role.COORDINATOR)
def mailbox(request: HttpRequest, case_id: uuid.UUID, mailbox_id: uuid.UUID) -> HttpResponse:
    """What was written with the reporter; writing to them, and noting that it is read."""
    row = case_for(request.actor, Act.TAKE_NOTE, case_id)
    box = about_mailboxes.mailbox_for(row, mailbox_id)
    form = forms.Message(request.POST if "ask" in request.POST else None, **concerns.questions_for(row.municipality))
    if request.method == "POST" and "read" in request.POST:
        mailboxes.take_note(request.actor, box, last=shown_as(request, "last"))
        messages.success(request, _("Noteret, at beskeden er læst."))
        return redirect("casefile:mailbox", row.pk, box.pk)
    address = concerns.address_behind(box.pk)
    if submit(form, mailboxes.ask_reporter, request.actor, box, last=shown_as(request, "last"), address=address):
        told = _("Beskeden ligger i postkassen, og der går en mail om den.") if address else _("Beskeden ligger i postkassen.")
        messages.success(request, told)
        return redirect("casefile:mailbox", row.pk, box.pk)
    shown = {**head_of(request, row, "mailbox"), "box": box, "form": form, "messages": about_mailboxes.messages_of(box)}
    shown["concern"] = next((one for one in shown["concerns"] if one.mailbox_id == box.pk), None)
    if row.locked:  # those who are with it read what is written after closing, though the case itself is out of their reach
        shown["seen"] = about_cases.readers_behind_code(row, request.actor.membership)
    shown |= {
        "files": about_mailboxes.files_of(box),
        "mailed": bool(address),
        "open": about_mailboxes.takes_ours(row, box, shown["messages"]),
    }
    return render(request, "casefile/mailbox.html", shown, status=422 if form.errors else 200)


def shown_as(request: HttpRequest, name: str) -> uuid.UUID | None:
    """What stood on the page that was sent: the newest message (what came after it is not read), or the offer; None where it does not say."""
    try:
        return uuid.UUID(request.POST.get(name, ""))
    except ValueError:
        return None


@requires(Role.COORDINATOR)
def conflict(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Step back from a case."""
    row = case_for(request.actor, Act.DECLARE_CONFLICT, case_id)
    if asked_for_another(request, row):
        return redirect("casefile:conflict", row.pk)
    form = forms.StepBack(request.POST or None)
    if submit(form, cases.declare_conflict, request.actor, row):
        messages.success(request, _("Du er trådt ud af sagen og kan ikke længere se den."))
        return redirect("casefile:overview")
    shown = {"case": row, "form": form, "leads": row.lead_id == request.actor.membership}
    shown |= {"refused": about_cases.stepping_refusal(request.actor, row), **another(request, row)}
    return render(request, "casefile/conflict.html", shown)


def asked_for_another(request: HttpRequest, row: Any) -> bool:
    """Whether the head was to be asked to appoint another, or that was to be taken back; it is done then."""
    if request.method == "POST" and "not_another" in request.POST:
        cases.withdraw_asking(request.actor, row)
        messages.success(request, _("Den faglige leder er ikke længere bedt om at udpege en anden."))
        return True
    if request.method != "POST" or "another" not in request.POST:
        return False
    cases.ask_for_another(request.actor, row)
    messages.success(request, _("Den faglige leder er bedt om at udpege en anden."))
    return True


def another(request: HttpRequest, row: Any) -> dict[str, Any]:
    """What a page says to whoever is alone with a case: since when the head is asked to appoint another, or whether they can be asked."""
    asked_at, refused = about_cases.another_asked_at(row), about_cases.asking_refusal(request.actor, row)
    alone = _("Der er ingen andre koordinatorer med på sagen, så der er ingen at overdrage den til.")
    mine = asked_at is not None and row.lead_id == request.actor.membership
    return {"asked_at": asked_at, "may_ask": not refused, "may_unask": mine, "alone": alone if asked_at or not refused else refused}


@requires(Role.COORDINATOR)
def offer_lead(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Offer the lead to another coordinator, or take the offer that waits back."""
    row = case_for(request.actor, Act.OFFER_LEAD, case_id)
    if request.method == "POST" and "withdraw" in request.POST:
        cases.withdraw_offer(request.actor, row, shown=shown_as(request, "withdraw"))
        messages.success(request, _("Tilbuddet er trukket tilbage. Du er stadig tovholder."))
        return redirect("casefile:case", row.pk)
    if asked_for_another(request, row):
        return redirect("casefile:offer_lead", row.pk)
    others = about_cases.colleagues(row, row.lead_id)
    form = forms.Colleague(request.POST or None, choices=[(str(one.pk), str(one)) for one in others])
    if submit(form, as_offered, request.actor, row, others):
        messages.success(request, _("Sagen er tilbudt. Den bliver hos dig, til svaret kommer."))
        return redirect("casefile:case", row.pk)
    offer = about_cases.offer_of(row)
    shown = {
        "case": row,
        "form": form,
        "others": others,
        "offer": offer,
        "refused": about_cases.offering_refusal(request.actor, row, offer),
    }
    shown["may_withdraw"] = offer is not None and row.lead_id == request.actor.membership
    shown |= {} if others else another(request, row)
    return render(request, "casefile/offer_lead.html", {**shown, "terms": terms(row.municipality_id)})


def as_offered(actor: Any, row: Any, others: Any, *, to: str) -> Any:
    """Offer it to the one chosen."""
    return cases.offer_lead(actor, row, to=next(one for one in others if str(one.pk) == to))


@requires(Role.COORDINATOR)
def answer_offer(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Say yes or no to being lead."""
    row = case_for(request.actor, Act.ACCEPT_LEAD, case_id)
    offer = about_cases.offer_of(row)
    if offer is None or offer.to_id != request.actor.membership:
        messages.info(request, _("Der er ikke noget tilbud til dig på sagen."))
        return redirect("casefile:case", row.pk)
    if request.method == "POST":
        if "accept" in request.POST:
            cases.accept_lead(request.actor, offer)
            messages.success(request, _("Du er nu tovholder på sag {number}.").format(number=row.number))
        else:
            cases.decline_lead(request.actor, offer)
            messages.success(request, _("Du har sagt nej. Sagen bliver, hvor den er."))
        return redirect("casefile:case", row.pk)
    return render(request, "casefile/answer_offer.html", {"case": row, "offer": offer})


@requires(Role.COORDINATOR)
def log(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Who read and did what on a case."""
    row = case_for(request.actor, Act.READ_CASE_LOG, case_id)
    rows, older = actions.read_case_log(request.actor, row, before=request.GET.get("foer", ""))
    return render(request, "casefile/log.html", {**head_of(request, row, "log"), "rows": rows, "older": older})


@requires(Role.COORDINATOR)
def aside(request: HttpRequest, case_id: uuid.UUID, deadline_id: uuid.UUID) -> HttpResponse:
    """Lay a question aside with its reason."""
    row = case_for(request.actor, Act.SET_ASIDE, case_id)
    waiting = next((one for one in deadlines.of_case(row.pk) if one.pk == deadline_id), None)
    if waiting is None:
        if request.method == "POST":
            raise lib.Changed(row, str(actions.ANSWERED))
        messages.info(request, actions.ANSWERED)
        return redirect("casefile:case", row.pk)
    form = (forms.Acted if waiting.kind == Kind.CHILD_ACUTE else forms.Aside)(request.POST or None)
    if submit(form, actions.set_aside, request.actor, waiting, row):
        messages.success(request, _("Noteret.") if waiting.kind == Kind.CHILD_ACUTE else _("Lagt til side."))
        return redirect("casefile:case", row.pk)
    return render(request, "casefile/aside.html", {"case": row, "form": form, "waiting": waiting})
