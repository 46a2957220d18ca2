"""Figures: of months that are over, as they may be published; and of those that were, as they stood that day."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Role, may
from infohus.accounts import queries as accounts
from infohus.accounts.door import public, requires
from infohus.attachments.rules import content_disposition
from infohus.catalogues.queries import Texts
from infohus.gateways.typst import PACKAGE, pdf
from infohus.statistics import actions, queries
from infohus.statistics.forms import Comment
from infohus.statistics.rules import Period, Table, lines_of, period_of, published_next
from infohus.ui.forms import submit

READERS = (Role.COORDINATOR, Role.HEAD, Role.DPO)


@dataclass(frozen=True)
class Shown:
    """What one looks at: the months, their tables, what was written of them, and what else there is to look at."""

    place: str
    period: Period | None
    tables: list[Table]
    row: Any
    periods: list[Period]
    known: list[Any]
    told: Period | None = None  # the one open period that is looked at with numbers

    @property
    def published(self) -> bool:
        """Whether it stands for good."""
        return self.row is not None and self.row.published_at is not None

    @property
    def kept_back(self) -> bool:
        """Whether another open period with some of the same months is looked at: the two could be subtracted, so this one has no numbers."""
        return self.period is not None and not self.published and self.period != self.told


def shown(request: HttpRequest) -> Shown:
    """The months of the address, or the first that wait, or the last that were published; reading them is an entry of the log."""
    municipality, key = request.membership.authority, request.GET.get("periode", "")
    known = queries.publications(municipality.pk)
    periods = queries.open_periods(municipality.pk, known)
    done = [one for one in known if one.published_at]
    period = period_of(key, [*periods, *map(queries.period_of, done)])
    if period is None:
        if key:
            raise Http404
        return Shown(municipality.name, None, [], None, periods, done)
    now = Shown(municipality.name, period, [], queries.commented(known, period), periods, done, queries.looked_at(known, periods))
    return now if now.kept_back else replace(now, tables=actions.read_figures(request.actor, municipality, period, now.row))


def taken_along(request: HttpRequest) -> Shown:
    """What a file is made of: what was published, for all who read it; what was not, as a draft for the head alone, and of one period only."""
    now = shown(request)
    if now.period is None or not now.tables or not (now.published or request.actor.role == Role.HEAD):
        raise Http404
    return now


@requires(*READERS)
def figures(request: HttpRequest) -> HttpResponse:
    """The tables of some months, how they are read, and the head's commentary, which the head writes here."""
    now = shown(request)
    writes = may(request.actor, Act.COMMENT_FIGURES) and now.period is not None and not now.published
    first = {"comment": now.row.comment if now.row else "", "version": now.row.version if now.row else 0}
    form, theirs = Comment(request.POST or None, initial=first) if writes else None, None
    try:
        if form is not None and submit(form, actions.comment_figures, request.actor, request.membership.authority, period=now.period):
            kept = form.cleaned_data["comment"].strip()
            messages.success(request, _("Kommentaren er gemt. Den er ikke offentliggjort endnu.") if kept else _("Kommentaren er slettet."))
            return redirect(address("figures", now.period))
    except lib.Changed as changed:
        theirs = changed.row
    status = 409 if theirs else 422 if form is not None and form.errors else 200
    return render(request, "statistics/figures.html", {**page(now, request.actor.role), "form": form, "theirs": theirs}, status=status)


@requires(Role.HEAD)
def publish(request: HttpRequest) -> HttpResponse:
    """What happens when the figures are published, with the commentary as others will read it; then it is done."""
    now, refused = shown(request), ""
    if now.period is None or now.published or now.kept_back:
        return redirect(address("figures", now.period))
    if request.method == "POST":
        seen = request.POST.get("version", "")
        try:
            version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 8 else 0
            actions.publish_figures(request.actor, request.membership.authority, period=now.period, version=version)
            messages.success(request, _("Tallene er offentliggjort. De kan ikke ændres mere."))
            return redirect(address("figures", now.period))
        except lib.Refused as refusal:
            refused = refusal.sentence
    return render(request, "statistics/publish.html", {**page(now, request.actor.role), "refused": refused}, status=409 if refused else 200)


@requires(*READERS)
def sheet(request: HttpRequest) -> HttpResponse:
    """The same tables for a spreadsheet; of a draft each line says that it was not published."""
    now = taken_along(request)
    head, *lines = lines_of(now.tables)
    if not now.published:
        head, lines = [*head, _("Status")], [[*line, queries.state_of(now.row)] for line in lines]
    return file(lib.spreadsheet(head, lines).encode(), "text/csv; charset=utf-8", name_of(now.period, draft=not now.published), "csv")


@requires(*READERS)
def paper(request: HttpRequest) -> HttpResponse:
    """The same tables on paper, with the commentary and how they are read."""
    now = taken_along(request)
    told = queries.on_paper(request.membership.authority, now.tables, now.row)
    name = name_of(now.period, draft=not now.published)
    return file(printed(name, told), "application/pdf", name, "pdf")


def printed(name: str, told: dict[str, Any]) -> bytes:
    """Tables as a tagged PDF."""
    return pdf(PACKAGE / "statistics" / "letters" / "figures.typ", told, title=name).content


@lru_cache(maxsize=32)
def kept(name: str, told: str) -> bytes:
    """A paper made before of the same published tables, which anyone may fetch again and again."""
    return printed(name, json.loads(told))


def name_of(period: Period | None, *, draft: bool = False) -> str:
    """What a file of these months is called."""
    name = _("Kladde. Tal for {period}") if draft else _("Tal for {period}")
    return name.format(period=period.name if period else "")


@public
def published(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The figures that were published, for anyone: as they stood that day, with the commentary and how they are read."""
    municipality, rows, row = told(request, slug)
    where = {"slug": slug} if slug else {}
    links = [(queries.period_of(one).name, to_all("published", one, where), one == row) for one in rows]
    given = {
        "municipality": municipality, "texts": Texts(municipality), "place": where, "links": links, "row": row, "reading": queries.how_to_read(),
        "period": queries.period_of(row) if row else None, "tables": queries.as_told(row) if row else [],
        "sheet": to_all("published_sheet", row, where) if row else "", "paper": to_all("published_paper", row, where) if row else "",
    }  # fmt: skip
    return render(request, "statistics/published.html", given)


@public
def published_sheet(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The published tables for a spreadsheet, in the language they were published in."""
    _municipality, _rows, row = told(request, slug)
    if row is None:
        raise Http404
    with translation.override(settings.LANGUAGE_CODE):
        head, *lines = lines_of(queries.as_published(row))
        return file(lib.spreadsheet(head, lines).encode(), "text/csv; charset=utf-8", name_of(queries.period_of(row)), "csv")


@public
def published_paper(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The published tables on paper, with the commentary and how they are read, in the language they were published in."""
    municipality, _rows, row = told(request, slug)
    if row is None:
        raise Http404
    with translation.override(settings.LANGUAGE_CODE):
        name = name_of(queries.period_of(row))
        made = kept(name, json.dumps(queries.on_paper(municipality, queries.as_published(row), row), sort_keys=True))
        return file(made, "application/pdf", name, "pdf")


def told(request: HttpRequest, slug: str) -> tuple[Any, list[Any], Any]:
    """The municipality of an address, what it published, and the publication that is asked for (the last one if none is; None before the first)."""
    municipality = request.municipality = accounts.municipality(slug)  # type: ignore[attr-defined]
    rows, key = queries.published(municipality.pk), request.GET.get("periode", "")
    row = next((one for one in rows if not key or queries.period_of(one).key == key), None)
    if key and row is None:
        raise Http404
    return municipality, rows, row


def to_all(name: str, row: Any, where: dict[str, str]) -> str:
    """The public address of a publication."""
    return reverse(f"statistics:{name}", kwargs=where) + f"?{urlencode({'periode': queries.period_of(row).key})}"


def file(content: bytes, kind: str, name: str, ending: str) -> HttpResponse:
    """A file of these months."""
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": content_disposition(f"{name}.{ending}")})


def address(name: str, period: Period | None) -> str:
    """The address of a page about these months."""
    return reverse(f"statistics:{name}") + (f"?{urlencode({'periode': period.key})}" if period else "")


def page(now: Shown, by: Role) -> dict[str, Any]:
    """What the pages of figures show."""
    others = [(one.name, address("figures", one), one == now.period) for one in now.periods]
    done = [
        (queries.period_of(one).name, address("figures", queries.period_of(one)), queries.period_of(one) == now.period) for one in now.known
    ]
    return {
        "now": now, "at": {name: address(name, now.period) for name in ("figures", "publish", "sheet", "paper")},
        "files": bool(now.tables) and (now.published or by == Role.HEAD), "waiting": others, "done": done, "reading": queries.how_to_read(), "place": now.place,
        "next_on": published_next(now.known[0].until_on if now.known else None, lib.today()),
    }  # fmt: skip
