"""What ends: the list, several looked through at once, one by itself, and the certificates; never a word of what is in a case."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from infohus import lib
from infohus.access.rules import Act, Role, may
from infohus.accounts.door import requires
from infohus.attachments.rules import content_disposition
from infohus.cases.queries import ending as in_numbers
from infohus.gateways.typst import PACKAGE, pdf
from infohus.lib import Refused
from infohus.retention import actions, forms, queries
from infohus.retention.rules import Closed, hindrances, in_the_way, in_words
from infohus.ui.forms import submit

DECIDE = (Role.COORDINATOR, Role.HEAD)


def state_of(one: Closed) -> str:
    """Where a closed case stands, in a few words: what stops it first, then what is proposed."""
    if one.proposal and not one.stopped:
        if one.want == "prolong":
            return _("{who} har foreslået at gemme den længere").format(who=one.proposer_name)
        return _("{who} har foreslået at slette den").format(who=one.proposer_name)
    if one.proposal:
        return one.came_between
    return next((str(what.label) for what in in_the_way(one)), "")


def tabs_of(current: str) -> list[tuple[str, str, bool, int | None]]:
    """The two lists and the certificates, with how many there are."""
    told = in_numbers()
    return [
        (_("Slettes inden for 30 dage"), reverse("retention:ending"), current == "ending", told.soon),
        (_("Foreslået"), reverse("retention:proposals"), current == "proposals", told.proposed),
        (_("Slettet"), reverse("retention:certificates"), current == "certificates", None),
    ]


@requires(*DECIDE)
def ending(request: HttpRequest) -> HttpResponse:
    """The closed cases whose day comes within thirty days, by number; a coordinator ticks those to be proposed."""
    rows, older = queries.ends_soon(request.actor, request.GET.get("efter", ""))
    ready = {one.case_id for one in rows if not one.proposal and one.erase_on <= lib.today() and not any(hindrances(one))}
    chooses = ready if may(request.actor, Act.PROPOSE_ERASURE) else set()
    shown = {"rows": [(one, state_of(one)) for one in rows], "older": older, "chooses": chooses}
    return render(request, "retention/ending.html", {**shown, "tabs": tabs_of("ending"), "names": names_of(request)})


@requires(*DECIDE)
def proposals(request: HttpRequest) -> HttpResponse:
    """The closed cases for which something is proposed; another person ticks those to be erased."""
    rows, older = queries.proposed(request.actor, request.GET.get("efter", ""))
    mine = request.actor.user
    chooses = {one.case_id for one in rows if one.want == "erase" and one.proposer != mine and not one.stopped and not any(hindrances(one))}
    shown = {"rows": [(one, state_of(one)) for one in rows], "older": older, "chooses": chooses}
    return render(request, "retention/proposals.html", {**shown, "tabs": tabs_of("proposals"), "names": names_of(request)})


def names_of(request: HttpRequest) -> dict[str, str]:
    """What each class is called."""
    return {one.code.value: one.entry.text for one in queries.classes(request.membership.authority)}


def ticked(request: HttpRequest) -> list[uuid.UUID]:
    """The cases that were ticked on a list; what is no id is left out."""
    found = []
    for text in (request.POST if request.method == "POST" else request.GET).getlist("case"):
        try:
            found.append(uuid.UUID(text))
        except ValueError:
            continue
    return found


DOES: dict[str, tuple[Act, Callable[..., Any]]] = {
    "propose": (Act.PROPOSE_ERASURE, actions.propose_erasure),
    "confirm": (Act.CONFIRM_ERASURE, actions.confirm_erasure),
}


@requires(*DECIDE)
def review(request: HttpRequest, do: str) -> HttpResponse:
    """Several cases looked through before one press: each is an act of its own, and what is refused is said of each."""
    act, action = DOES[do]
    rows, back = queries.chosen(request.actor, ticked(request)), "retention:ending" if do == "propose" else "retention:proposals"
    if do == "confirm":
        rows = [one for one in rows if one.want == "erase"]  # to keep one longer is confirmed on its own page
    if not rows or not may(request.actor, act):
        messages.info(request, _("Sæt kryds ved mindst én sag først."))
        return redirect(back)
    if request.method != "POST":
        counts = queries.counts_of(rows)
        shown = {
            "rows": [(one, in_words(counts[one.case_id])) for one in rows if one.case_id in counts],
            "do": do,
            "act": act.value,
            "back": back,
            "names": names_of(request),
        }
        return render(request, "retention/review.html", shown)
    done, refused = each(request.actor, rows, action)
    if done and do == "propose":
        messages.success(
            request, ngettext("%(num)s sag er foreslået slettet.", "%(num)s sager er foreslået slettet.", done) % {"num": done}
        )
    elif done:
        messages.success(request, ngettext("%(num)s sag er slettet.", "%(num)s sager er slettet.", done) % {"num": done})
    for number, why in refused:
        messages.warning(request, _("Sag {number} blev ikke taget med. {why}").format(number=number, why=why))
    return redirect("retention:certificates" if done and do == "confirm" else back)


def each(actor: Any, rows: list[Closed], action: Callable[..., Any]) -> tuple[int, list[tuple[str, str]]]:
    """Do the same with each; how many times it was done, and of which numbers it was refused and why."""
    done, refused = 0, []
    for one in rows:
        try:
            action(actor, one)
            done += 1
        except Refused as no:
            refused.append((one.number, no.sentence))
    return done, refused


@requires(*DECIDE)
def closed(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """One closed case: its days, what stands in the way, how much there is, what is proposed; and what the one who looks may do about it."""
    one = queries.closed_for(request.actor, Act.DECLINE_PROPOSAL, case_id)
    early = lib.today() < one.erase_on
    asked = request.POST.get("do", "")
    offered = doors(request, one, early)
    made = {name: kind(request.POST if name == asked else None, auto_id=f"{name}_%s") for name, (kind, _action) in offered.items()}
    if asked in made and submit(made[asked], offered[asked][1], request.actor, one):
        messages.success(request, said(asked, one))
        return redirect("retention:certificate", made[asked].result.pk) if asked == "confirm" else redirect("retention:ending")
    if request.method == "POST" and asked not in made:
        messages.info(request, _("Det kan ikke lade sig gøre, som sagen står nu."))
    wrong, counts = made.get(asked), queries.counts_of([one]).get(one.case_id)
    if counts is None:  # another has pressed meanwhile
        messages.info(request, _("Sag {number} er slettet i mellemtiden.").format(number=one.number))
        return redirect("retention:ending")
    shown = {
        "one": one, "forms": made, "wrong": wrong, "stops": [str(no) for no in hindrances(one)], "counts": in_words(counts), "early": early,
        "names": names_of(request), "mine": one.proposer == request.actor.user, "coordinates": request.actor.role == Role.COORDINATOR,
        "today": lib.today(),
    }  # fmt: skip
    return render(request, "retention/closed.html", shown, status=422 if wrong is not None and wrong.errors else 200)


def doors(request: HttpRequest, one: Closed, early: bool) -> dict[str, tuple[Any, Callable[..., Any]]]:
    """What can be done with a closed case now by the one who looks: the form and the action of each; never what would be refused."""
    actor, found = request.actor, {}
    waits, mine, free = one.proposal is not None and not one.stopped, one.proposer == actor.user, not any(hindrances(one))
    if may(actor, Act.PROPOSE_ERASURE) and not waits and free:
        found["propose"] = (forms.EraseEarly if early else forms.Erase, actions.propose_erasure)
    if may(actor, Act.PROPOSE_PROLONGATION) and not waits:
        found["longer"] = (forms.Prolong, actions.propose_prolongation)
    if may(actor, Act.NOTE_ARCHIVED) and one.goes_to_archive and one.exported and one.delivered_on is None:
        found["archived"] = (forms.Delivered, actions.note_archived)
    if waits and not mine and one.want == "erase" and free:
        found["confirm"] = (forms.Answer, actions.confirm_erasure)
    if waits and not mine and one.want == "prolong":
        found["keep"] = (forms.Answer, actions.confirm_prolongation)
    if one.proposal is not None:
        found["decline"] = (forms.Answer, actions.decline_proposal)
    return found


def said(asked: str, one: Closed) -> str:
    """What is said when it is done."""
    sentences = {
        "propose": _("Det er foreslået at slette sag {number}. En anden skal godkende det."),
        "longer": _("Det er foreslået at gemme sag {number} længere. En anden skal godkende det."),
        "archived": _("Det er noteret, at sag {number} er afleveret."),
        "confirm": _("Sag {number} er slettet."),
        "keep": _("Sag {number} gemmes længere."),
        "decline": _("Forslaget om sag {number} er trukket tilbage. Den står igen på listen med sin dato."),
    }
    return sentences[asked].format(number=one.number)


@requires(*DECIDE, Role.DPO)
def certificates(request: HttpRequest) -> HttpResponse:
    """What was erased: a certificate for each case."""
    rows, older = queries.certificates(request.GET.get("efter", ""))
    decides = request.actor.role in DECIDE
    return render(
        request, "retention/certificates.html", {"rows": rows, "older": older, "tabs": tabs_of("certificates") if decides else []}
    )


@requires(*DECIDE, Role.DPO)
def certificate(request: HttpRequest, certificate_id: uuid.UUID) -> HttpResponse:
    """One certificate: how much was erased, who agreed, and from when no copy opens the case."""
    return render(request, "retention/certificate.html", {"it": queries.certificate_for(certificate_id), "names": names_of(request)})


@requires(*DECIDE, Role.DPO)
def certificate_pdf(request: HttpRequest, certificate_id: uuid.UUID) -> HttpResponse:
    """The same on paper, as a tagged PDF."""
    it = queries.certificate_for(certificate_id)
    data = {**queries.letter_of(it), "name": names_of(request).get(it.row.retention_class, "")}
    made = pdf(
        PACKAGE / "retention" / "letters" / "certificate.typ",
        data,
        title=_("Attest for sletning af sag {number}").format(number=it.row.number),
    )
    headers = {"Content-Disposition": content_disposition(_("Attest {number}").format(number=it.row.number) + ".pdf")}
    return HttpResponse(made.content, content_type="application/pdf", headers=headers)
