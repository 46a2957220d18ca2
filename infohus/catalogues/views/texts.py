"""Pages of the catalogue: what stands in it, how it came to read so, and how it is changed."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from infohus import lib
from infohus.access.rules import Act, may, require
from infohus.accounts.rules import Stale
from infohus.catalogues import actions, forms, queries, rules
from infohus.catalogues.rules import Kind
from infohus.ui.forms import submit
from infohus.ui.rules import read_date

YEAR = 365  # days until a text is looked at again, unless somebody says otherwise
TERMS = {
    Kind.FACTOR: "ProtectiveFactor", Kind.DIMENSION: "JointAssessment", Kind.BASIS: "Disclosure", Kind.PURPOSE: "Disclosure",
    Kind.SOURCE: "Reporter", Kind.REJECTION: "TargetGroupDecision", Kind.PRINT: "ActionCard",
}  # fmt: skip
NAMES: dict[str, Any] = {
    **dict(rules.Group.choices), **dict(rules.Area.choices), **dict(rules.Party.choices),
    "SERIOUS": _l("Alvorlige tegn"), "OTHER": _l("Andre tegn"), "RISK": _l("Bekymring"), "WELLBEING": _l("Trivsel"),
    "EXCHANGE": _l("Samarbejde mellem myndigheder"), "CHILD": _l("Børn og unge"), "ADULT": _l("Voksne"),
    "CONFIDENTIALITY": _l("Tavshedspligt og forvaltning"), "DATA": _l("Databeskyttelse"),
    "HIGH": _l("teksten er set"), "MEDIUM": _l("set i en ældre udgave eller et andet sted"), "LOW": _l("skal slås op, før den bruges"),
    "UNDER_18": _l("Handlekort: under 18 år"), "OVER_18": _l("Handlekort: over 18 år"), "ACUTE": _l("Handlekort: akut"),
    "LEADER": _l("Handlekort: leder"), "flow_chart": _l("Forløbet af en sag"), "leaflet": _l("Folder"), "code_slip": _l("Seddel med kode"),
    "CLOSING": _l("fra sagen lukkes"), "WRITING": _l("fra linjen skrives"), "CODE": _l("fra koden gives"),
    "UNDECIDED": _l("ikke besluttet"), "KEEP": _l("bevares"), "DISCARD": _l("kasseres"),
    "PUBLIC": _l("borgerens skema"), "PROFESSIONAL": _l("fagpersonens skema"),
    "NOTED": _l("telefonnotat"),
}  # fmt: skip


def kind_named(name: str) -> Kind:
    """The kind of this address; 404 for none."""
    if name not in Kind.values:
        raise Http404
    return Kind(name)


def in_a_year() -> date:
    """When a text that is looked at today is proposed to be looked at again."""
    return date.fromordinal(lib.today().toordinal() + YEAR)


# ---------- Reading


def kinds(request: HttpRequest) -> HttpResponse:
    """The kinds of texts; to an administrator first those that must be looked at."""
    shelves = queries.shelves(request.membership.authority)
    waiting = [one for one in shelves if one.asked] if may(request.actor, Act.CHECK_ENTRY) else []
    return render(
        request, "catalogues/kinds.html", {"shelves": shelves, "waiting": sorted(waiting, key=lambda one: one.asked[0].check_again_on)}
    )


def entries(request: HttpRequest, kind: str) -> HttpResponse:
    """The texts of one kind, as they read today."""
    chosen = kind_named(kind)
    shown = queries.entries(chosen, authority=request.actor.authority, retired=True)
    own = {one.code for one in shown if rules.is_own_number(one)}
    if chosen == Kind.NUMBER:
        said = queries.common(request.membership.authority)
        shown = [queries.filled(one, said) for one in shown]
    groups = [(key, list(rows)) for key, rows in groupby(shown, grouped)]
    given = {"kind": chosen, "groups": groups, "coming": queries.coming(chosen, request.actor.authority), "names": NAMES, "own": own}
    return render(request, "catalogues/entries.html", {**given, **rights(request, chosen)})


def grouped(one: rules.Entry) -> str:
    """The heading under which a text stands in its list; '' for none."""
    if one.kind in (Kind.SIGN, Kind.BASIS, Kind.FACTOR, Kind.DIMENSION):
        return str(one.data.get("category") or one.data.get("area") or one.data.get("half"))
    return str(one.data.get("variant") or one.data["letter"]) if one.kind == Kind.PRINT else ""


def entry(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """One text with the wordings it had before and will have."""
    chosen = kind_named(kind)
    known = queries.wordings_for(request.actor, None, chosen, code)
    now = next((one for one in known if one.state == "now"), known[0])
    shipped = next((one for one in known if one.row is None), None)
    newer = shipped if shipped and now.row and shipped.entry.valid_from > now.entry.valid_from else None
    given = {"kind": chosen, "code": code, "now": now, "known": known, "newer": newer, "warning": queries.warning(now.entry)}
    given["own"] = own_number(request, now.entry)
    return render(request, "catalogues/entry.html", {**given, "names": named(request), **rights(request, chosen)})


def own_number(request: HttpRequest, one: rules.Entry) -> rules.Entry | None:
    """A telephone number that is the municipality's own, as it reads today: it is written elsewhere; None for another text."""
    return queries.filled(one, queries.common(request.membership.authority)) if rules.is_own_number(one) else None


def named(request: HttpRequest) -> dict[str, Any]:
    """How the codes in an entry are called on the screen."""
    return NAMES | {one.code: one.text for one in queries.entries(Kind.PURPOSE, authority=request.actor.authority)}


def rights(request: HttpRequest, kind: Kind) -> dict[str, bool]:
    """What the page may offer."""
    edits = may(request.actor, Act.EDIT_CATALOGUE)
    may_edit = edits and kind not in rules.SHOWN_ONLY
    return {
        "may_edit": may_edit,
        "may_check": edits,
        "may_add": edits and kind in rules.GROWING,
        "may_retire": edits and kind in rules.LEAVING,
    }


# ---------- Writing


def edit_catalogue(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Write a new wording of a text, valid from a day; two who write at once get both texts."""
    chosen = kind_named(kind)
    known = queries.wordings_for(request.actor, Act.EDIT_CATALOGUE, chosen, code)
    if chosen in rules.SHOWN_ONLY:
        raise Http404
    return edited(request, chosen, code, known)


def add_entry(request: HttpRequest, kind: str) -> HttpResponse:
    """Write a text of the municipality's own, of the kinds that can grow."""
    chosen = kind_named(kind)
    require(request.actor, Act.EDIT_CATALOGUE)
    if chosen not in rules.GROWING:
        raise Http404
    return edited(request, chosen, f"OWN_{lib.uuid7().hex[-12:].upper()}", [])


def edited(request: HttpRequest, kind: Kind, code: str, known: list[queries.Wording]) -> HttpResponse:
    """The form of a wording: shown, saved, or shown again with what another saved meanwhile."""
    day = max(lib.today(), asked_day(request) or lib.today())
    before = queries.wording_on(known, day) or (known[0].entry if known else rules.Entry(kind, code, ""))
    initial = forms.Wording.initial_of(before, queries.version_of(known), day, in_a_year())
    english = rules.in_english(kind, [one.entry for one in known])
    form, theirs = forms.Wording(request.POST or None, entry=before, english=english, initial=initial), None
    try:
        if submit(form, actions.edit_catalogue, request.actor, request.membership.authority, kind, code):
            from_now = form.result.valid_from <= lib.today()
            messages.success(request, _("Gemt. Teksten gælder nu.") if from_now else _("Gemt. Teksten gælder fra den dag, du har valgt."))
            if before.text_en and form.result.text_en == before.text_en and form.result.text != before.text:
                messages.warning(request, _("Den danske tekst er ændret, den engelske ikke. Se efter, om de stadig siger det samme."))
            return redirect("catalogues:entry", kind, code)
    except Stale as stale:
        theirs = stale.row
    given = {
        "kind": kind,
        "code": code,
        "form": form,
        "before": before,
        "new": not known,
        "theirs": theirs,
        "differ": differing(form, theirs),
    }
    given |= fills(request, kind, code) | {"term": explained(request, kind, before), "own": own_number(request, before)}
    return render(request, "catalogues/edit_catalogue.html", given, status=409 if theirs else 200)


def explained(request: HttpRequest, kind: Kind, one: rules.Entry) -> tuple[str, str] | None:
    """The word of the field that this kind of text is about."""
    code = f"Sign.{one.data['category']}" if kind == Kind.SIGN else TERMS.get(kind)
    return queries.terms(request.actor.authority)[code] if code else None


def fills(request: HttpRequest, kind: Kind, code: str) -> dict[str, Any]:
    """Which names in braces the text can use, with what stands there today, and which it must have."""
    must, can = rules.asked_of(kind, code)
    said = queries.common(request.membership.authority) if can else {}
    return {"must": must, "fills": [(name, said.get(name, "")) for name in sorted(can, key=lambda name: (name not in must, name))]}


def asked_day(request: HttpRequest) -> date | None:
    """The day in the address from which a coming wording is to be changed; None when there is none that can be read."""
    try:
        return read_date(request.GET.get("fra", ""), lib.today())
    except lib.Refused:
        return None


def differing(form: forms.Wording, theirs: queries.Wording | None) -> list[tuple[Any, Any]]:
    """The fields besides the text in which another's wording says something else, and what it says."""
    if theirs is None:
        return []
    said = forms.Wording.initial_of(
        theirs.entry, queries.version_of([theirs]), theirs.entry.valid_from, theirs.entry.check_again_on or in_a_year()
    )
    own = [field for field in form if not field.is_hidden and field.name not in ("text", "checked", "check_again_on", "active")]
    return [
        (field, said.get(field.name) or "")
        for field in own
        if field.field.prepare_value(said.get(field.name) or "") != (field.value() or "")
    ]


def retire_entry(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Take a text out of use from a day on."""
    chosen = kind_named(kind)
    known = queries.wordings_for(request.actor, Act.EDIT_CATALOGUE, chosen, code)
    if chosen not in rules.LEAVING:
        raise Http404
    now = queries.wording_on(known, lib.today()) or known[0].entry
    initial = {"version": queries.version_of(known), "retired_from": lib.today()}
    form, theirs = forms.Retire(request.POST or None, initial=initial), None
    try:
        if submit(form, actions.retire_entry, request.actor, request.membership.authority, chosen, code):
            from_now = form.result.valid_from <= lib.today()
            messages.success(request, _("Teksten er udgået.") if from_now else _("Gemt. Teksten udgår den dag, du har valgt."))
            return redirect("catalogues:entry", kind, code)
    except Stale as stale:
        theirs = stale.row
        form = forms.Retire(initial={**initial, "retired_from": form.cleaned_data["retired_from"]})
    given = {"kind": chosen, "code": code, "form": form, "now": now, "theirs": theirs}
    return render(request, "catalogues/retire_entry.html", given, status=409 if theirs else 200)


def check_entry(request: HttpRequest, kind: str, code: str = "") -> HttpResponse:
    """Note that texts were held against their sources: one, or all of a kind that it is time for; of what changed meanwhile both texts are shown."""
    chosen = kind_named(kind)
    require(request.actor, Act.CHECK_ENTRY)
    asked = queries.to_check(chosen, request.actor.authority, code)
    form = forms.Check(request.POST or None, kind=chosen, choices=labelled(asked), initial={"check_again_on": in_a_year()})
    clashes = clashing(request, chosen, asked)
    try:
        if not clashes and submit(form, actions.check_entries, request.actor, request.membership.authority, chosen):
            messages.success(request, _("Noteret, at {count} er set efter.").format(count=form.result))
            return redirect("catalogues:kinds")
    except Stale:
        asked = queries.to_check(chosen, request.actor.authority, code)
        clashes = clashing(request, chosen, asked)
    if clashes:
        kept = {name: [one for one in request.POST.getlist(name) if one in asked] for name in ("entries", "broken")}
        form = forms.Check(kind=chosen, choices=labelled(asked), initial={**kept, "check_again_on": request.POST.get("check_again_on", "")})
    given = {"kind": chosen, "code": code, "form": form, "asked": asked, "notes": {value: beside(one) for value, one in asked.items()}}
    return render(request, "catalogues/check_entry.html", {**given, "clashes": clashes}, status=409 if clashes else 200)


def labelled(asked: dict[str, rules.Entry]) -> list[tuple[str, str]]:
    """Texts as they are chosen among."""
    return [(value, one.data.get("title") or one.text) for value, one in asked.items()]


def clashing(request: HttpRequest, kind: Kind, asked: dict[str, rules.Entry]) -> list[tuple[str, queries.Wording]]:
    """Of the ticked texts those that another has changed or checked since they were shown: what was seen, and what stands now."""
    found = []
    for value in dict.fromkeys([*request.POST.getlist("entries"), *request.POST.getlist("broken")]):
        code, _colon, version = value.rpartition(":")
        known = [] if value in asked else queries.history(kind, code, request.actor.authority)
        now = next((one for one in known if one.state == "now"), None)
        if now and version.isdecimal() and len(version) < 10 and int(version) < queries.version_of(known):
            found.append((request.POST.get(f"seen_{code}", ""), now))
    return found


def beside(one: rules.Entry) -> str:
    """What must be seen to check a text: the text itself or the link, and where it is from."""
    url = one.data.get("url") or ""
    text = one.text if one.data.get("title") else ""
    number = one.data.get("number", "")
    link = format_html('<a href="{}" rel="noreferrer">{}</a>', url, urlsplit(url).netloc) if url else ""
    parts = [part for part in (number, text, link, one.source) if part]
    return format_html(" · ".join(["{}"] * len(parts)), *parts)
