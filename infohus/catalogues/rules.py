"""What a catalogue is made of, and what a new wording must keep: kinds, entries, placeholders, dates and numbers."""

from __future__ import annotations

import re
import tomllib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Protocol, TypeVar

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from infohus.lib import Refused
from infohus.ui.rules import full_day

TEXTS = Path(__file__).parent / "texts"


class Kind(TextChoices):
    """What an entry is; the value is the name of its tables in texts/*.toml."""

    SIGN = "sign", gettext_lazy("Bekymringstegn")
    NOT_SIGN = "not_sign", gettext_lazy("Det, der ikke er tegn")
    TRIGGER = "trigger", gettext_lazy("Udløsende omstændigheder")
    FACTOR = "factor", gettext_lazy("Beskyttende faktorer")
    THEME = "theme", gettext_lazy("Temaer for rådgivning")
    ASKER = "asker", gettext_lazy("Hvem der spørger om råd")
    TERM = "term", gettext_lazy("Ordforklaringer")
    DIMENSION = "dimension", gettext_lazy("Den fælles vurderings ni sider")
    BASIS = "basis", gettext_lazy("Hjemler")
    PURPOSE = "purpose", gettext_lazy("Formål")
    TEXT = "text", gettext_lazy("Standardtekster")
    PRINT = "print", gettext_lazy("Tekster til udskrift")
    NUMBER = "number", gettext_lazy("Telefonnumre")
    LINK = "link", gettext_lazy("Links")
    SOURCE = "source", gettext_lazy("Hvem henvendelser kommer fra")
    REJECTION = "rejection", gettext_lazy("Grunde til at afvise en henvendelse")
    RETENTION_CLASS = "retention_class", gettext_lazy("Slettefrister")


class Group(TextChoices):
    """Where a sign is seen; signs are listed under it, never counted by it."""

    BEHAVIOUR = "BEHAVIOUR", gettext_lazy("Adfærd")
    EXPRESSION = "EXPRESSION", gettext_lazy("Udtryk")
    RELATIONS = "RELATIONS", gettext_lazy("Relationer")
    ONLINE = "ONLINE", gettext_lazy("Online")
    FEELINGS = "FEELINGS", gettext_lazy("Følelser")
    DOUBT = "DOUBT", gettext_lazy("Tvivl")


class Area(TextChoices):
    """The part of life a protective factor belongs to."""

    FAMILY = "FAMILY", gettext_lazy("Familie")
    NETWORK = "NETWORK", gettext_lazy("Netværk")
    LEISURE = "LEISURE", gettext_lazy("Fritid")
    WORK = "WORK", gettext_lazy("Uddannelse/job")
    PERSON = "PERSON", gettext_lazy("Person")
    HEALTH = "HEALTH", gettext_lazy("Sundhed")
    LIVELIHOOD = "LIVELIHOOD", gettext_lazy("Livsgrundlag")
    SOCIETY = "SOCIETY", gettext_lazy("Samfund")
    US = "US", gettext_lazy("Relation til os")


class Party(TextChoices):
    """Who can give or receive information on a legal basis."""

    OWN_UNIT = "OWN_UNIT", gettext_lazy("En enhed i egen kommune")
    MUNICIPALITY = "MUNICIPALITY", gettext_lazy("En kommune")
    POLICE = "POLICE", gettext_lazy("Politiet")
    PRISON = "PRISON", gettext_lazy("Kriminalforsorgen")
    REGION = "REGION", gettext_lazy("Regionen (psykiatri og sundhed)")
    SELF_GOVERNING = "SELF_GOVERNING", gettext_lazy("En selvejende institution med en offentlig opgave")
    PRIVATE = "PRIVATE", gettext_lazy("En privat forening eller organisation")


def clock_in_words(clock: Mapping[str, Any]) -> str:
    """How long a class is kept, as it is said after »efter«: days, months, or whole years where there are several; '' for a class without a clock."""
    days, months = int(clock.get("keep_days") or 0), int(clock.get("keep_months") or 0)
    said: str = ngettext("{count} dag", "{count} dage", days) if days else ngettext("{count} måned", "{count} måneder", months)
    if not days and months > 12 and months % 12 == 0:
        said, months = _("{count} år"), months // 12
    return said.format(count=days or months) if days or months else ""


# What every text can use: the municipality's own names and numbers, the numbers of the catalogue, and how long a case is kept that was nothing.
COMMON = frozenset({
    "municipality", "address", "alarm_phone", "police_phone", "police_unit", "police_unit_phone", "coordinator_phone", "coordinator_hours",
    "coordinator_hours_en", "child_department", "child_duty_phone", "dpo_contact", "kept_unfounded",
})  # fmt: skip
FILLED = frozenset({Kind.TEXT, Kind.PRINT, Kind.NUMBER})  # the kinds whose texts are filled in; in others a brace is a mistake
OWN_NUMBERS = frozenset({"{coordinator_phone}", "{police_unit_phone}", "{child_duty_phone}"})

# What can be written of an entry besides its text, in the order of the form. The rest of `data` belongs to the code that reads it.
PARTS: dict[Kind, tuple[str, ...]] = {
    Kind.SIGN: ("also", "also_en"),
    Kind.TERM: ("title", "title_en", "also"),
    Kind.DIMENSION: ("title",),
    Kind.BASIS: ("title", "citation", "constraints", "news", "url", "active"),
    Kind.PURPOSE: ("help",),
    Kind.TEXT: ("title", "title_en", "subject", "subject_en"),
    Kind.PRINT: ("title", "title_en", "who", "due"),
    Kind.NUMBER: ("number", "title", "title_en"),
    Kind.LINK: ("url", "news"),
}
OPEN = frozenset({Kind.TERM, Kind.BASIS, Kind.LINK})  # all parts are offered; of other kinds only those the product has written
SHOWN_ONLY = frozenset({Kind.RETENTION_CLASS})  # changed by two persons elsewhere
GROWING = frozenset({Kind.LINK})  # the municipality can add entries of its own
LEAVING = frozenset(
    {Kind.SIGN, Kind.NOT_SIGN, Kind.TRIGGER, Kind.FACTOR, Kind.LINK}
)  # those that can go out of use; others are asked for by code
NEEDED = frozenset({"title", "citation", "number"})  # parts that cannot be taken away
AHEAD = timedelta(days=14)  # so long before its check date an entry is asked for
CHECKS = uuid.UUID("6f1c2a52-2d2b-4c0e-9a3d-5a7b6d4f9e10")  # the name space of `check_id`

BRACED = re.compile(r"\{([^{}]*)\}")
CODE = re.compile(r"[A-Za-z0-9_.]{1,40}")
NAME = re.compile(r"[a-z][a-z0-9_]*")
NUMBER = re.compile(r"(\+[1-9][0-9 ]{6,17}[0-9]|[1-9][0-9]{2,5}|[1-9][0-9]( ?[0-9]){6})")


@dataclass(frozen=True)
class Entry:
    """One wording of one thing in a catalogue, with the days it is valid; `data` holds what only its kind has."""

    kind: Kind
    code: str
    text: str
    text_en: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    valid_from: date = date(2026, 1, 1)
    valid_until: date | None = None  # the last day it is valid
    source: str = ""
    checked_on: date | None = None
    check_again_on: date | None = None


class Dated(Protocol):
    """A wording with its days: an Entry, or a row that keeps one."""

    @property
    def kind(self) -> Any: ...
    @property
    def code(self) -> str: ...
    @property
    def valid_from(self) -> date: ...
    @property
    def valid_until(self) -> date | None: ...


class Checked(Protocol):
    """Something that must be looked at again on a day."""

    @property
    def check_again_on(self) -> date | None: ...


D = TypeVar("D", bound=Dated)
OWN_FIELDS = frozenset({"code", "text", "text_en", "valid_from", "valid_until", "source", "checked_on", "check_again_on"})


@cache
def _defaults() -> tuple[Entry, ...]:
    entries = []
    for file in sorted(TEXTS.glob("*.toml")):
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
        default = tables.pop("default", {})
        for kind, rows in tables.items():
            entries += [_entry(Kind(kind), {**default, **row}) for row in rows]
    return tuple(entries)


def _entry(kind: Kind, row: dict[str, Any]) -> Entry:
    own = {name: value for name, value in row.items() if name in OWN_FIELDS}
    return Entry(kind=kind, data={name: value for name, value in row.items() if name not in OWN_FIELDS}, **own)


def load_defaults() -> list[Entry]:
    """The catalogue as it comes with the product, from texts/*.toml; ValueError for a table that is no kind."""
    return list(_defaults())


def placeholders(text: str) -> set[str]:
    """The names in braces of a text."""
    return {name for name in BRACED.findall(text) if NAME.fullmatch(name)}


def fill(text: str, **values: object) -> str:
    """The text with each {name} replaced by its value; KeyError for a missing value; braces inside a value stay as they are."""
    return BRACED.sub(lambda match: str(values[match[1]]), text)


def check_text(kind: Kind, code: str, text: str, field: str = "text") -> None:
    """Refuse a wording that is empty, lacks a placeholder it must have, or has one nobody can fill in; only `text` must have any."""
    if not text.strip():
        raise Refused(_("Teksten er tom. Skriv en tekst, eller lad den gamle gælde."), field)
    without = BRACED.sub("", text)
    if kind in FILLED and ("{" in without or "}" in without):
        raise Refused(_("Der er en tuborgklamme for meget eller for lidt. De skal stå to og to om et navn, som {example}.").format(
            example="{municipality}"), field)  # fmt: skip
    must, may = asked_of(kind, code)
    unknown = sorted(set(BRACED.findall(text)) - may) if kind in FILLED else sorted(BRACED.findall(text))
    if unknown:
        raise Refused(_unknown(unknown, may), field)
    missing = sorted(must - placeholders(text)) if field in ("text", "text_en") else []
    if missing:
        raise Refused(_("Teksten mangler {names}. Sæt det ind, hvor det skal stå.").format(names=_listed(missing)), field)


def asked_of(kind: Kind, code: str) -> tuple[frozenset[str], frozenset[str]]:
    """The placeholders this text must have, and those it may have."""
    if kind not in FILLED:
        return frozenset(), frozenset()
    data = next((entry.data for entry in _defaults() if entry.kind == kind and entry.code == code), {})
    must = frozenset(data.get("must", ()))
    return must, COMMON | must | frozenset(data.get("may", ()))


def _unknown(names: list[str], may: frozenset[str]) -> str:
    if not may:
        return str(_("{names} kan ikke udfyldes i denne tekst. Skriv ordene helt ud.").format(names=_listed(names)))
    return str(_("{names} findes ikke. Du kan bruge: {may}.").format(names=_listed(names), may=_listed(sorted(may))))


def _listed(names: Iterable[str]) -> str:
    return ", ".join("{" + name + "}" for name in names)


def check_number(number: str) -> None:
    """Refuse what cannot be a telephone number: three to six digits, eight digits, + and a country, or the municipality's own in braces."""
    if number in OWN_NUMBERS or NUMBER.fullmatch(number):
        return
    raise Refused(_("Det ligner ikke et telefonnummer. Skriv fx 112, 43 00 00 00 eller +45 43 00 00 00."), "number")


def check_dates(valid_from: date, valid_until: date | None, today: date) -> None:
    """Refuse days that would change what people have already read, or that end before they begin."""
    if valid_from < today:
        raise Refused(_("En ny ordlyd kan tidligst gælde fra i dag. Det, folk har læst før, kan ikke ændres."), "valid_from")
    if valid_until is not None and valid_until < valid_from:
        raise Refused(_("Den sidste dag ligger før den første. Vælg en senere dag, eller lad feltet stå tomt."), "valid_until")


def valid_on(entries: Iterable[D], day: date) -> list[D]:
    """The wording of each kind and code that is valid on a day, in the order they first come; of several, the one that began last."""
    valid: dict[tuple[Any, str], D] = {}
    for entry in entries:
        if entry.valid_from <= day and (entry.valid_until is None or day <= entry.valid_until):
            before = valid.get((entry.kind, entry.code))
            if before is None or before.valid_from <= entry.valid_from:
                valid[entry.kind, entry.code] = entry
    return list(valid.values())


def is_past_check(entry: Checked, day: date) -> bool:
    """Whether the day on which the entry should be looked at again has gone by."""
    return entry.check_again_on is not None and entry.check_again_on < day


def warning(entry: Checked, day: date) -> str:
    """What is said beside an entry that should have been looked at before this day; '' in time."""
    if entry.check_again_on is None or not is_past_check(entry, day):
        return ""
    return str(_("Skulle være kontrolleret senest {day}. Se efter, om det stadig gælder.")).format(day=full_day(entry.check_again_on))


def says_the_same(entry: Entry, before: Entry) -> bool:
    """Whether a wording has the words of another: then who held that against its source has seen this one."""
    texts = ("text", "text_en", "source")
    return written(entry) == written(before) and all(getattr(entry, name).split() == getattr(before, name).split() for name in texts)


def written(entry: Entry) -> dict[str, Any]:
    """The parts of an entry that say something: one left empty, and that it can be chosen, say what is said without them."""
    return {name: value for name, value in entry.data.items() if value not in ("", []) and (name, value) != ("active", True)}


def unchecked(before: date | None, valid_from: date) -> date | None:
    """When new words that nobody has held against their source are looked at: as they begin, where the text is looked at at all."""
    return before and min(before, valid_from)


def is_asked_for(entry: Checked, day: date) -> bool:
    """Whether it is time to look at an entry again: its day is near or over."""
    return entry.check_again_on is not None and entry.check_again_on <= day + AHEAD


def check_id(authority: uuid.UUID, kind: str, code: str) -> uuid.UUID:
    """What a deadline about this text of this authority is about, whichever wording it has."""
    return uuid.uuid5(CHECKS, f"{authority}:{kind}:{code}")


def check_again(on: date | None, today: date) -> None:
    """Refuse a next check that is not ahead, or that nobody would live to see."""
    if on is None or not today < on <= today + timedelta(days=5 * 366):
        raise Refused(_("Vælg en dag efter i dag og højst fem år frem."), "check_again_on")


# ---------- What a new wording is made of


def is_own_number(entry: Entry) -> bool:
    """Whether the number is the municipality's own, which is written with its other contacts and only named here."""
    return entry.data.get("number") in OWN_NUMBERS


def parts_of(entry: Entry) -> tuple[str, ...]:
    """The parts of an entry that its editor can write; a number of the municipality's own is none of them."""
    offered = PARTS.get(entry.kind, ())
    return tuple(part for part in offered if (entry.kind in OPEN or part in entry.data) and not (part == "number" and is_own_number(entry)))


def in_english(kind: Kind, wordings: Iterable[Entry]) -> bool:
    """Whether a text is also shown in English: one of its wordings, the product's own among them, is; not only the one that stands."""
    return kind in GROWING or any(one.text_en for one in wordings)


def check_wording(entry: Entry, text: str, text_en: str, source: str, parts: Mapping[str, Any]) -> None:
    """Refuse a wording that is not whole: its text, its English, its parts and where it is from."""
    if entry.kind in SHOWN_ONLY:
        raise Refused(_("Slettefrister ændres ikke her. De foreslås af systemadministratoren og godkendes af databeskyttelsesrådgiveren."))
    check_text(entry.kind, entry.code, text)
    if text_en.strip():
        check_text(entry.kind, entry.code, text_en, "text_en")
    for name, value in parts.items():
        if isinstance(value, str) and (value.strip() or name in NEEDED):
            check_part(entry.kind, entry.code, name, value)
    if not source.strip():
        raise Refused(_("Skriv, hvor teksten kommer fra, fx loven eller den, der har bestemt den."), "source")


def check_part(kind: Kind, code: str, name: str, value: str) -> None:
    """Refuse a part that cannot be what it is called."""
    if name == "number":
        check_number(value)
    elif name == "url":
        check_address(value)
    else:
        check_text(kind, code, value, name)


def check_address(url: str) -> None:
    """Refuse what is no address of a page on the web."""
    if not re.fullmatch(r"https?://[^\s/?#\"'<>\\]+\.[^\s\"'<>\\]+", url):
        raise Refused(_("Skriv hele adressen, fx https://www.kommunen.dk/plan."), "url")


# ---------- Out of use


def is_retired(entry: Entry) -> bool:
    """Whether it has gone out of use: nothing new is made with it, and what was made before keeps it."""
    return bool(entry.data.get("retired"))


def check_retirement(entry: Entry | None, later: Iterable[Dated], retired_from: date, today: date) -> None:
    """Refuse to take out of use what is not in use on that day or cannot go, on a day that is over, or under a text that is still to come."""
    if entry is None or is_retired(entry):
        raise Refused(_("Teksten er ikke i brug den dag."), "retired_from")
    if entry.kind not in LEAVING:
        raise Refused(_("Den slags tekster kan ikke udgå. Skriv en ny tekst i stedet."), "retired_from")
    if retired_from < today:
        raise Refused(_("En tekst kan tidligst udgå i dag. Det, folk har læst før, kan ikke ændres."), "retired_from")
    if coming := min((one.valid_from for one in later if one.valid_from > retired_from), default=None):
        says = _("Der er skrevet en ny tekst, som gælder fra {day}. Lad den udgå fra den dag eller senere.")
        raise Refused(says.format(day=full_day(coming)), "retired_from")


# ---------- Spelling a code

# The words with which codes are spelled on the telephone in Danish.
WORDS = {
    "0": gettext_lazy("nul"), "1": gettext_lazy("en"), "2": gettext_lazy("to"), "3": gettext_lazy("tre"), "4": gettext_lazy("fire"),
    "5": gettext_lazy("fem"), "6": gettext_lazy("seks"), "7": gettext_lazy("syv"), "8": gettext_lazy("otte"), "9": gettext_lazy("ni"),
    "A": "Anna", "B": "Bernhard", "C": "Cecilie", "D": "David", "E": "Erik", "F": "Frederik", "G": "Georg", "H": "Hans", "J": "Johan",
    "K": "Karen", "M": "Marie", "N": "Nikolaj", "P": "Peter", "Q": "Quintus", "R": "Rasmus", "S": gettext_lazy("Søren"), "T": "Theodor", "V": "Viggo",
    "W": "William", "X": "Xerxes", "Y": "Yrsa", "Z": "Zakarias",
}  # fmt: skip


def spell(code: str) -> str:
    """A code as it is said on the telephone and stands on the slip: 'Karen, syv, Quintus, Frederik – to, Marie …', group by group."""
    return " – ".join(", ".join(str(WORDS[sign]) for sign in group) for group in code.split("-"))
