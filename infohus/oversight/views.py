"""The whole log of an authority for its data protection officer: who, what, when, in which case; never what stands in it."""

from __future__ import annotations

import json
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Role
from infohus.accounts.door import requires
from infohus.audit.queries import last_checkpoint, told
from infohus.audit.rules import Sort
from infohus.oversight import actions, queries
from infohus.oversight.forms import Filter
from infohus.ui.forms import submit


@requires(Role.DPO)
def log(request: HttpRequest) -> HttpResponse:
    """The log, newest first, fifty lines at a time, by person, act, sort, days or case; reading it is an entry itself."""
    return page(request, Filter(request.GET, people=people(request)))


@requires(Role.DPO)
def export(request: HttpRequest) -> HttpResponse:
    """The lines that were chosen, as a file for a spreadsheet."""
    authority, form = request.membership.authority, Filter(request.POST, people=people(request))
    if request.method != "POST":
        return redirect("oversight:log")
    if submit(form, lambda **chosen: actions.export_log(request.actor, authority, form.wanted(authority))):
        return attachment(form.result, "text/csv; charset=utf-8", f"log-{authority.slug}-{lib.today():%Y-%m-%d}.csv")
    return page(request, form, status=422)


@requires(Role.DPO)
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest signed checkpoint, to be kept where nobody who runs the database can change it."""
    point = last_checkpoint(request.membership.authority_id)
    if point is None:
        raise Http404
    name = f"kontrolpunkt-{request.membership.authority.slug}-{point.number}.json"
    return attachment(json.dumps(told(point), indent=1) + "\n", "application/json", name)


@requires(Role.DPO)
def disclosures(request: HttpRequest) -> HttpResponse:
    """The register of what was given: to whom, on what basis, for what, when, and what became of it; never what stood in it."""
    rows, older = actions.read_register(request.actor, request.membership.authority, request.GET.get("efter", ""))
    return render(request, "oversight/disclosures.html", {"rows": rows, "older": older})


def page(request: HttpRequest, form: Filter, status: int = 200) -> HttpResponse:
    """The page with what the form asks for."""
    authority = request.membership.authority
    wanted = form.wanted(authority)
    lines, found = actions.read_log(request.actor, authority, wanted, place(request, "foer"), place(request, "efter"))
    asked = {name: value for name, value in (form.data or {}).items() if name in Filter.base_fields and value}
    sorts = [(_("Alt"), address({**asked, "sort": ""}), wanted.sort is None)]
    sorts += [(sort.label, address({**asked, "sort": sort.value}), wanted.sort == sort) for sort in Sort]
    shown = {
        "form": form, "lines": lines, "sorts": sorts, "wanted": wanted, "standing": queries.standing(authority),
        "newer": address({**asked, "efter": str(found.newer)}) if found.newer else "",
        "older": address({**asked, "foer": str(found.older)}) if found.older else "",
        "case_number": queries.numbers_of({wanted.case}).get(wanted.case, "") if wanted.case else "",
        "without_case": address({**asked, "case": ""}), "asked": asked,
        "asked_closely": bool(asked.keys() - {"sort", "case"}),
    }  # fmt: skip
    return render(request, "oversight/log.html", shown, status=status)


def people(request: HttpRequest) -> list[tuple[object, str]]:
    """Whom one can choose."""
    return [(one.pk, str(one)) for one in queries.people_of(request.membership.authority)]


def place(request: HttpRequest, name: str) -> int | None:
    """The number from which one goes on; nonsense is none."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def address(asked: dict[str, str]) -> str:
    """The address of the page with these choices."""
    return "?" + urlencode({name: value for name, value in asked.items() if value})


def attachment(text: str, kind: str, name: str) -> HttpResponse:
    """A file to be saved."""
    return HttpResponse(
        text, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    )
