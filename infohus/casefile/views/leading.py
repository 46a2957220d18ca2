"""Pages of the professional head and of the child duty: what is over time and whose, without any case content."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from infohus import lib
from infohus.access.rules import Role
from infohus.accounts.door import requires
from infohus.accounts.queries import coordinators, names
from infohus.casefile import actions, forms, queries
from infohus.casefile.rules import heads_choices, what_else
from infohus.cases import actions as cases
from infohus.cases.queries import covers, ending_and_bare, gaps
from infohus.disclosures.queries import unread_reports
from infohus.disclosures.rules import Withheld
from infohus.ui.forms import submit

MANY = 50  # of what waits for the head alone
FEW = 3  # of a list on the first page; its number opens all of it


@requires(Role.HEAD)
def head(request: HttpRequest) -> HttpResponse:
    """On one screen: what is over time and whose, what was not passed on and why, who covers, what ends; each number opens its list."""
    authority = request.actor.authority
    away = covers(authority)
    owed, checks = queries.owing(request.membership.authority.child_department)
    ours, (new, unopened) = queries.unattended(MANY), queries.unopened(most=FEW)
    asked, ours = [one for one in ours if one.asked], [one for one in ours if not one.asked]
    new = [*ours, *(one for one in new if one not in ours)][:FEW]  # the head's own turn first
    ends, bare, duty = ending_and_bare(authority, away)
    shown = {
        "owed": owed, "checks": checks, "asked": asked, "new": new, "unopened": unopened,
        "departed": queries.departed(authority), "away": away, "names": names(one.by_id for one in away if one.by_id),
        "gaps": gaps(authority, away), "bare": bare, "duty": duty,
        "ends": ends, "failed": queries.failed_notices(), "today": lib.today(), "unread": unread_reports(),
    }  # fmt: skip
    return render(request, "casefile/head.html", shown)


@requires(Role.HEAD)
def over_time(request: HttpRequest) -> HttpResponse:
    """What is over time, the longest first: of one owner, or of all; numbers, dates and people."""
    whose = words(request, "hvem")
    department = request.membership.authority.child_department
    rows, older = queries.paged(queries.late(whose, words(request, "fra"), department=department), "due_at", "id")
    owed, _checks = queries.owing(department)
    shown = {"rows": rows, "owed": owed, "whose": whose, "older": beyond("over_time", fra=older, hvem=whose) if older else ""}
    return render(request, "casefile/over_time.html", shown)


@requires(Role.HEAD)
def not_opened(request: HttpRequest) -> HttpResponse:
    """Concerns that nobody has opened, or that nobody is left to open, the oldest first."""
    rows, older = queries.paged(queries.unopened(words(request, "fra"))[0], "received_at", "case_id")
    return render(request, "casefile/not_opened.html", {"rows": rows, "older": beyond("not_opened", fra=older) if older else ""})


@requires(Role.HEAD)
def departures(request: HttpRequest) -> HttpResponse:
    """What was not passed on and why, and other departures from the rule, as the head reads them; of one kind or reason, lately, if asked."""
    kind, code, days = words(request, "slags"), words(request, "hvorfor"), queries.LATELY if words(request, "dage") else 0
    rows, older = queries.departures_of(request.actor.authority, kind=kind, code=code, days=days, before=words(request, "fra"))
    actions.read_departures(request.actor, rows)
    asked = {"slags": kind, "hvorfor": code, "dage": str(days or "")}
    shown = {
        "rows": rows,
        "older": beyond("departures", fra=older, **asked) if older else "",
        "chosen": bool(kind or code),
        "days": days,
        "reasons": dict(Withheld.choices),
    }
    return render(request, "casefile/departures.html", shown)


@requires(Role.HEAD)
def head_cases(request: HttpRequest) -> HttpResponse:
    """The open cases by number only, fifty at a time: who leads them and who is with them."""
    rows, older = queries.bare_cases(words(request, "fra"))
    return render(request, "casefile/head_cases.html", {"rows": rows, "older": beyond("head_cases", fra=older) if older else ""})


def words(request: HttpRequest, name: str) -> str:
    """What an address says of the list that is asked for, of a length that can be meant, and nothing that no database takes."""
    return request.GET.get(name, "").replace("\0", "").encode(errors="ignore").decode()[:80]


def beyond(page: str, **asked: str) -> str:
    """The address of the next page of a list."""
    return reverse(f"casefile:{page}") + "?" + urlencode({name: value for name, value in asked.items() if value})


DOES = {
    "appoint": _l("Udpeget."),
    "exclude": _l("Udelukket fra sagen."),
    "lift": _l("Udelukkelsen er ophævet. Personen er først med på sagen igen, når du udpeger."),
    "hand": _l("Sagen har en ny tovholder."),
}


@requires(Role.HEAD)
def head_case(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Who may take a case: appoint, exclude, lift an exclusion, hand the lead on; only what can be done is offered."""
    row = queries.bare_case(case_id)
    if row is None:
        raise Http404
    seats, registered = queries.seats(case_id), bool(row.lead)
    choices, asked = heads_choices(seats, registered), request.POST.get("do", "")
    made = {
        do: forms.HeadActs(request.POST if do == asked else None, do=do, people=[(str(one.membership), str(one)) for one in people])
        for do, people in choices.items()
        if people
    }
    if asked in made and submit(made[asked], as_head, request.actor, request.membership.authority, case_id, asked):
        messages.success(request, str(DOES[asked]))
        return redirect("casefile:head_case", case_id) if asked == "lift" else redirect("casefile:head_cases")
    if request.method == "POST" and asked not in made:
        messages.info(request, _("Det kan ikke lade sig gøre på sagen, som den står nu."))
    shown = {"row": row, "forms": made, "kept": choices["lift"], "instead": what_else(seats, registered, asks=row.asked), "asked": asked}
    return render(request, "casefile/head_case.html", shown)


def as_head(actor: Any, municipality: Any, case: uuid.UUID, do: str, *, who: str, why: str = "") -> None:
    """Do the one thing that was chosen."""
    person = next(iter(names([uuid.UUID(who)]).values()))
    match do:
        case "appoint":
            cases.appoint_coordinator(actor, municipality, who=person, case=case)
        case "exclude":
            cases.exclude_as_head(actor, municipality, case=case, who=person, why=why)
        case "lift":
            cases.lift_exclusion(actor, municipality, case=case, who=person)
        case _:
            cases.hand_lead_on(actor, municipality, case=case, to=person)


@requires(Role.HEAD)
def appoint_to_all(request: HttpRequest) -> HttpResponse:
    """Let a new coordinator be with every open case that is not protected."""
    people = coordinators(request.actor.authority)
    form = forms.Colleague(request.POST or None, choices=[(str(one.pk), str(one)) for one in people])
    if submit(form, as_appointed, request.actor, request.membership.authority, people):
        messages.success(request, _("Personen er nu med på {count} sager mere.").format(count=form.result))
        return redirect("casefile:head_cases")
    return render(request, "casefile/appoint.html", {"form": form})


def as_appointed(actor: Any, municipality: Any, people: Any, *, to: str) -> int:
    """Appoint the one chosen."""
    return cases.appoint_to_all(actor, municipality, who=next(one for one in people if str(one.pk) == to))
