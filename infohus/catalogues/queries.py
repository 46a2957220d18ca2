"""The wording that is valid on a day: the product's own texts, and before them what this authority has written."""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection, Iterable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.http import Http404
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor, require
from infohus.accounts.models import Authority
from infohus.catalogues import models, rules
from infohus.catalogues.rules import Entry, Kind, fill, load_defaults, valid_on
from infohus.db.prepared import prepared
from infohus.ui.rules import Danish, full_day, in_language

NUMBERS = {
    "alarm_phone": "ALARM", "police_phone": "POLICE", "coordinator_phone": "COORDINATORS", "police_unit_phone": "POLICE_UNIT",
    "child_duty_phone": "CHILD_DUTY",
}  # fmt: skip
UNFOUNDED = "R2"  # the retention class of a case that was nothing


def entries(kind: Kind, day: date | None = None, authority: uuid.UUID | None = None, *, retired: bool = False) -> list[Entry]:
    """All entries of a kind valid on a day (today), in the catalogue's order, without those out of use (unless `retired`); one query."""
    ours = [as_entry(row) for row in models.Entry.objects.filter(kind=kind, authority_id=authority)] if authority else []
    shipped = [entry for entry in load_defaults() if entry.kind == kind]
    written = {entry.code for entry in valid_on(ours, day or lib.today())}
    valid = valid_on([*(entry for entry in shipped if entry.code not in written), *ours], day or lib.today())
    valid = [entry for entry in valid if retired or not rules.is_retired(entry)]
    order = {entry.code: place for place, entry in enumerate(shipped)}
    return sorted(valid, key=lambda entry: order.get(entry.code, len(order)))


def entry(kind: Kind, code: str, day: date | None = None, authority: uuid.UUID | None = None) -> Entry | None:
    """One entry as it reads on a day, or None."""
    return next((one for one in entries(kind, day, authority) if one.code == code), None)


def titles(kind: Kind) -> dict[str, str]:
    """How the shipped entries of a kind are called, by their codes: the law's own names, for a list that asks nothing."""
    return {code: str(one.data.get("title", "")) for (of, code), one in shipped_on(lib.today()).items() if of == kind}


def own_title(kind: Kind, *, code: str, authority: str, day: date) -> Subquery:
    """How the authority itself calls an entry on a day, beside each row of another question that names its code; NULL where it has not worded it."""
    valid = Q(valid_from__lte=day) & (Q(valid_until=None) | Q(valid_until__gte=day))
    rows = models.Entry.objects.filter(valid, kind=kind.value, code=OuterRef(code), authority=OuterRef(authority)).order_by("-valid_from")
    return Subquery(rows.values(title=KeyTextTransform("title", "data"))[:1])


def as_entry(row: models.Entry) -> Entry:
    """A row as the rules know it."""
    return Entry(
        Kind(row.kind),
        row.code,
        row.text,
        row.text_en,
        row.data,
        row.valid_from,
        row.valid_until,
        row.source,
        row.checked_on,
        row.check_again_on,
    )


class Texts:
    """All wordings valid today for a municipality (None: the product's own), in the page's language; one query however many are shown."""

    def __init__(self, municipality: Authority | None, day: date | None = None) -> None:
        ours = [as_entry(row) for row in _written(municipality.pk)] if municipality else []
        written = {(entry.kind, entry.code): entry for entry in valid_on(ours, day or lib.today())}
        shipped = shipped_on(day or lib.today())
        self.by_code = {**{place: written.get(place, entry) for place, entry in shipped.items()}, **written} if written else shipped
        self.retired = [entry for entry in written.values() if rules.is_retired(entry)]
        if self.retired:
            self.by_code = {place: entry for place, entry in self.by_code.items() if not rules.is_retired(entry)}
        self.own = own_values(municipality)
        self.own = self.own | {name: self.number(code) for name, code in NUMBERS.items()}
        unfounded = self.entry(Kind.RETENTION_CLASS, UNFOUNDED)
        self.own["kept_unfounded"] = in_language(rules.clock_in_words)(unfounded.data) if unfounded else ""

    @property
    def valid(self) -> list[Entry]:
        """All entries, in the catalogue's order."""
        return list(self.by_code.values())

    def of(self, kind: str) -> list[Entry]:
        """The entries of a kind, in the catalogue's order."""
        return [entry for entry in self.valid if entry.kind == kind]

    def gone(self, kind: str, codes: Collection[str], since: date | None = None) -> list[Entry]:
        """Those of these codes that have gone out of use (`since` a day), in the last wording they had."""
        return [one for one in self.retired if one.kind == kind and one.code in codes and (since is None or one.valid_from >= since)]

    def entry(self, kind: str, code: str) -> Entry | None:
        """One entry, or None."""
        return self.by_code.get((kind, code))

    def number(self, code: str) -> str:
        """A telephone number of the catalogue; the municipality's own where the catalogue names it in braces."""
        entry = self.entry(Kind.NUMBER, code)
        return fill(entry.data["number"], **self.own) if entry else ""

    def say(self, entry: Entry, part: str = "text", **values: Any) -> str:
        """A part of an entry (its text, title, note …) with its placeholders filled in; Danish where there is no English, and then what fills it too.

        A day is put in as a full one; what is lazy is said in the language of the text.
        """
        told, english = {**entry.data, "text": entry.text, "text_en": entry.text_en}, get_language() == "en"
        said = told.get(f"{part}_en") if english else ""
        danish = english and not said
        with override("da") if danish else nullcontext():
            put = {name: full_day(value) if isinstance(value, date) else value for name, value in values.items()}
            words = fill(said or told.get(part) or "", **{**self.own, **put})
        return Danish(words) if words and danish else words

    def text(self, code: str, **values: Any) -> str:
        """A standard text; '' when the catalogue has none of this code."""
        entry = self.entry(Kind.TEXT, code)
        return self.say(entry, **values) if entry else ""

    def term(self, code: str) -> tuple[str, str] | None:
        """A word of the field and what it means, as a field's macro takes it; None in a language it is not explained in."""
        entry = self.entry(Kind.TERM, code)
        return (self.say(entry, "title"), self.say(entry)) if entry and (entry.text_en or get_language() != "en") else None

    def title(self, code: str) -> str:
        """The heading of a standard text."""
        entry = self.entry(Kind.TEXT, code)
        return self.say(entry, "title") if entry else ""


@prepared
def _written(authority: uuid.UUID) -> QuerySet[models.Entry]:
    return models.Entry.objects.filter(authority=authority)


@lru_cache(maxsize=4)
def shipped_on(day: date) -> dict[tuple[str, str], Entry]:
    """The product's own entries valid on a day, by kind and code, in the catalogue's order; nobody changes the dictionary."""
    return {(entry.kind, entry.code): entry for entry in valid_on(load_defaults(), day)}


def own_values(municipality: Authority | None) -> dict[str, str]:
    """What the placeholders of `rules.COMMON` stand for in a municipality; all empty without one."""
    of = municipality or Authority()
    police = of.parent
    return {
        "municipality": of.name, "address": settings.PUBLIC_ADDRESS, "child_department": of.child_department,
        "child_duty_phone": of.child_duty_phone, "dpo_contact": of.dpo_contact, "coordinator_phone": of.phone,
        "coordinator_hours": of.phone_hours, "coordinator_hours_en": in_english(of.phone_hours),
        "police_unit": police.name if police else "", "police_unit_phone": police.phone if police else "",
    }  # fmt: skip


_ENGLISH = {
    "hele døgnet": "day and night", "hverdage": "weekdays", "mandag": "Monday", "tirsdag": "Tuesday", "onsdag": "Wednesday",
    "torsdag": "Thursday", "fredag": "Friday", "lørdag": "Saturday", "søndag": "Sunday", "kl.": "", "til": "to", "og": "and", "fra": "from",
}  # fmt: skip


@lru_cache(maxsize=256)
def in_english(hours: str) -> str:
    """Opening hours, which are kept in Danish only, with their few usual words in English."""
    said = hours
    for danish, english in _ENGLISH.items():
        said = re.sub(rf"(?<!\w){re.escape(danish)}(?!\w)", english, said, flags=re.IGNORECASE)
    return " ".join(said.split())


def common(authority: Authority | None) -> dict[str, str]:
    """What the placeholders of `rules.COMMON` stand for today: names of the authority, and the numbers of the catalogue."""
    return Texts(authority).own


def text(code: str, authority: Authority | None, **values: Any) -> str:
    """A standard text as it reads today, filled in with the authority's own names and numbers and with `values`; '' for no such text."""
    return Texts(authority).text(code, **values)


def filled(one: Entry, said: dict[str, str]) -> Entry:
    """A telephone number as it is shown today, with the authority's own where the catalogue only names it."""
    return replace(one, text=fill(one.text, **said), data={name: fill(value, **said) for name, value in one.data.items()})


def terms(authority: uuid.UUID | None = None) -> dict[str, tuple[str, str]]:
    """Each word of the field with its explanation, by code: what the `term` of a field's macro takes."""
    return {one.code: (one.data["title"], one.text) for one in entries(Kind.TERM, authority=authority)}


def offered(kind: Kind, day: date | None = None, authority: uuid.UUID | None = None) -> list[Entry]:
    """The entries of a kind that can be chosen on a day: those that are in use."""
    return [one for one in entries(kind, day, authority) if one.data.get("active", True)]


def warning(one: Entry) -> str:
    """The sentence beside an entry whose check date has gone by, '' for another: to be shown where a basis is chosen."""
    return rules.warning(one, lib.today())


# ---------- What an administrator looks after


class Shelf(NamedTuple):
    """One kind of the catalogue: how many texts, how many past their check date, and those it is time to look at, the oldest first."""

    kind: Kind
    count: int
    late: int
    asked: list[Entry]


def shelves(authority: Authority) -> list[Shelf]:
    """Every kind of the catalogue with what waits to be checked; one query."""
    valid, day = Texts(authority).valid, lib.today()
    found = []
    for kind in Kind:
        own = [one for one in valid if one.kind == kind]
        asked = sorted((one for one in own if rules.is_asked_for(one, day)), key=lambda one: one.check_again_on or day)
        found.append(Shelf(kind, len(own), sum(rules.is_past_check(one, day) for one in own), asked))
    return found


def checks(authority: Authority) -> dict[uuid.UUID, date]:
    """What CHECK_ENTRY deadlines an authority should have: about which text (`rules.check_id`), due on which day."""
    asked = [one for shelf in shelves(authority) for one in shelf.asked]
    return {rules.check_id(authority.pk, one.kind, one.code): one.check_again_on for one in asked if one.check_again_on}


@dataclass(frozen=True)
class Wording:
    """One wording of a text: its days, whose it is (row None: it came with the product), and whether it is 'now', 'coming' or 'earlier'."""

    entry: Entry
    row: models.Entry | None
    state: str


def history(kind: Kind, code: str, authority: uuid.UUID | None) -> list[Wording]:
    """All wordings of a text, the newest first; the product's own comes last. Empty for no such text."""
    if not rules.CODE.fullmatch(code):
        return []
    rows = models.Entry.objects.filter(authority_id=authority, kind=kind, code=code).order_by("-valid_from")
    known = [(as_entry(row), row) for row in rows.select_related("checked_by__user", "written_by__user")] if authority else []
    shipped = [(one, None) for one in load_defaults() if (one.kind, one.code) == (kind, code)]
    now = (valid_on([one for one, _row in known], lib.today()) or valid_on([one for one, _row in shipped], lib.today()) or [None])[0]
    return [Wording(one, row, _state(one, now)) for one, row in [*known, *shipped]]


def _state(one: Entry, now: Entry | None) -> str:
    if one is now:
        return "now"
    return "coming" if one.valid_from > lib.today() else "earlier"


def wording_on(known: list[Wording], day: date) -> Entry | None:
    """How a text reads on a day: the authority's own wording before the product's."""
    own = valid_on([one.entry for one in known if one.row], day)
    shipped = valid_on([one.entry for one in known if not one.row], day)
    return next(iter([*own, *shipped]), None)


def coming(kind: Kind, authority: uuid.UUID | None) -> dict[str, Entry]:
    """The next wording of each text of a kind that is still to come, by code."""
    rows = models.Entry.objects.filter(kind=kind, authority_id=authority, valid_from__gt=lib.today()).order_by("-valid_from")
    return {row.code: as_entry(row) for row in rows}


def to_check(kind: Kind, authority: uuid.UUID | None, code: str = "") -> dict[str, Entry]:
    """The texts of a kind that it is time to look at (or the one of this code), by 'CODE:version'."""
    rows = models.Entry.objects.filter(kind=kind, authority_id=authority).order_by("version")
    versions = dict(rows.values_list("code", "version"))
    asked = [one for one in entries(kind, authority=authority) if (one.code == code if code else rules.is_asked_for(one, lib.today()))]
    if code and not asked:
        raise Http404
    return {f"{one.code}:{versions.get(one.code, 0)}": one for one in asked}


def wordings_for(actor: Actor, act: Act | None, kind: Kind, code: str) -> list[Wording]:
    """The wordings of a text, for one who comes to read it or to do this; 404 when there is none."""
    known = history(kind, code, actor.authority)
    if not known:
        raise Http404
    if act is not None:
        require(actor, act)
    return known


def version_of(known: list[Wording]) -> int:
    """Which state of a text an editor saw: a number that grows whenever one of its wordings is written or checked."""
    return max((one.row.version for one in known if one.row), default=0)


# ---------- What is printed

PRINTS = {
    "handlekort-under-18": ("action_card", "UNDER_18"), "handlekort-over-18": ("action_card", "OVER_18"),
    "handlekort-akut": ("action_card", "ACUTE"), "handlekort-leder": ("action_card", "LEADER"),
    "sagens-forloeb": ("flow_chart", None), "folder": ("leaflet", None),
}  # fmt: skip
CALLED = {
    "UNDER_18": ("ALARM", "POLICE", "COORDINATORS", "CHILD_DUTY"), "OVER_18": ("ALARM", "POLICE", "COORDINATORS", "POLICE_UNIT"),
    "ACUTE": ("ALARM", "POLICE", "COORDINATORS", "CHILD_DUTY"), "LEADER": ("ALARM", "POLICE", "COORDINATORS", "CHILD_DUTY"),
    "flow_chart": ("ALARM", "POLICE", "COORDINATORS", "CHILD_DUTY"), "leaflet": ("ALARM", "POLICE", "COORDINATORS", "POLICE_UNIT"),
    "code_slip": ("ALARM", "POLICE", "COORDINATORS"),
}  # fmt: skip
DOORS = {"leaflet": "/", "code_slip": "/svar/"}  # the address on the paper; else the professionals' form


class Print(NamedTuple):
    """What a letter is made of: its template, its heading, and its data (see letters/*.typ)."""

    letter: str
    title: str
    data: dict[str, Any]


def print_of(texts: Texts, letter: str, variant: str | None = None, prefix: str = "", **values: str) -> Print:
    """A letter of a municipality with the texts and numbers valid today; `prefix` stands before its addresses ('/k/<slug>')."""
    said = {"address": shown_address(prefix + DOORS.get(letter, "/fagperson/")), **values}
    own = [one for one in texts.of(Kind.PRINT) if (one.data["letter"], one.data.get("variant")) == (letter, variant)]
    first = next(one for one in own if "step" not in one.data)
    data: dict[str, Any] = {
        "from": texts.own["municipality"], "printed_on": full_day(lib.today()), "lead": texts.say(first, **said),
        "foot": "" if letter == "code_slip" else _("Teksterne rettes ét sted. Er arket ældre end et år, så hent et nyt."),
        "numbers": called(texts, CALLED[variant or letter]),
    }  # fmt: skip
    data |= _body(texts, letter, sorted((one for one in own if one is not first), key=lambda one: one.data["step"]), said)
    return Print(letter, texts.say(first, "title", **said), data | ({"variant": variant} if variant else {}))


def _body(texts: Texts, letter: str, steps: list[Entry], said: dict[str, str]) -> dict[str, Any]:
    parts = [{"title": texts.say(one, "title", **said), "text": texts.say(one, **said)} for one in steps]
    if letter == "action_card":
        return {"steps": parts[:-1], "after": parts[-1]}
    if letter == "flow_chart":
        told = [{**part, "who": one.data["who"], "due": one.data["due"]} for one, part in zip(steps, parts, strict=True)]
        stages = [(one.data["phase"], stage) for one, stage in zip(steps, told, strict=True)]
        named = {"CLARIFY": _("Afklaring"), "EFFORT": _("Indsats"), "END": _("Til sidst")}
        return {"phases": [{"title": name, "stages": [stage for at, stage in stages if at == phase]} for phase, name in named.items()]}
    if letter == "leaflet":
        not_signs = {"title": texts.title("NOT_SIGNS_INTRO"), "list": [one.text for one in texts.of(Kind.NOT_SIGN)]}
        return {"parts": parts, "not_signs": not_signs}
    return {"parts": parts}


def called(texts: Texts, codes: Iterable[str]) -> list[dict[str, str]]:
    """The lines of a telephone list: those the municipality has a number for, and no number twice."""
    lines: dict[str, dict[str, str]] = {}
    for code in codes:
        entry, number = texts.entry(Kind.NUMBER, code), texts.number(code)
        if entry and number and number not in lines:
            said = texts.say(entry).replace("kl. ", "kl.\u00a0")
            lines[number] = {"number": number, "title": texts.say(entry, "title"), "text": said}
    return list(lines.values())


def shown_address(path: str) -> str:
    """An address of this house as it is written on paper: without scheme and closing slash."""
    return (settings.PUBLIC_ADDRESS + path).split("://", 1)[-1].rstrip("/")


def slip(municipality: Authority, code: str, prefix: str = "") -> Print:
    """The slip of a receipt code given today: it opens its mailbox for the days of its retention class."""
    kept = entry(Kind.RETENTION_CLASS, "R10", authority=municipality.pk)
    last = lib.today() + timedelta(days=kept.data["keep_days"] if kept else 90)
    made = print_of(Texts(municipality), "code_slip", prefix=prefix, valid_until=full_day(last))
    return made._replace(data=made.data | {"code": code, "spelled": rules.spell(code)})
