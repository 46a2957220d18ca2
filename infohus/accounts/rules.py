"""What holds of people, authorities and the roles they give: who can have which, and when somebody may leave."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from infohus.access.rules import Role
from infohus.lib import Changed, Refused


class AuthorityKind(TextChoices):
    """What kind of party an authority or organisation is: it decides which legal bases reach it."""

    MUNICIPALITY = "MUNICIPALITY", _("kommune")
    POLICE = "POLICE", _("politi")
    PRISON = "PRISON", _("kriminalforsorg")
    REGION = "REGION", _("region, psykiatri")
    STATE = "STATE", _("anden myndighed")
    SELF_GOVERNING = "SELF_GOVERNING", _("selvejende institution med offentlig opgave")
    PRIVATE = "PRIVATE", _("privat forening eller organisation")


class Stale(Changed):
    """Somebody else saved this row since the page was opened: the page shows both (409)."""

    def __init__(self, row: Any) -> None:
        super().__init__(row, _now("En anden har ændret det, mens du skrev. Dit står stadig her. Se, hvad der står nu, og gem igen."))


# Which roles a person can have in an authority of each kind.
ROLES_OF: dict[AuthorityKind, tuple[Role, ...]] = {
    AuthorityKind.MUNICIPALITY: (Role.COORDINATOR, Role.CHILD_DUTY, Role.HEAD, Role.DPO, Role.ADMIN),
    AuthorityKind.POLICE: (Role.POLICE,),
    AuthorityKind.PRISON: (Role.PARTNER,),
    AuthorityKind.REGION: (Role.PARTNER,),
    AuthorityKind.STATE: (Role.PARTNER,),
    AuthorityKind.SELF_GOVERNING: (Role.PARTNER,),
    AuthorityKind.PRIVATE: (Role.PARTNER,),
}
BY_HAND = frozenset({Role.DPO, Role.ADMIN})  # roles that only an administrator gives, and no login of an authority
# Roles that open cases, or what others may: the person and the data protection officer are told when an administrator gives one.
POWERFUL = frozenset({Role.COORDINATOR, Role.HEAD, Role.DPO, Role.ADMIN, Role.POLICE})
# Without whom something lies unread or undone in a municipality, and what that is.
WITHOUT = {
    Role.COORDINATOR: _("Så er der ingen til at læse det, der kommer ind."),
    Role.HEAD: _("Så kan ingen udpege en anden koordinator til en sag, og ingen ser, hvad der er over tid."),
    Role.CHILD_DUTY: _("Så kan kun koordinatorerne læse det, der kommer ind om børn, og ingen kan læse en underretning her."),
    Role.ADMIN: _("Så kan ingen give eller lukke en adgang."),
}
INVITED_HOURS = 7 * 24  # how long the link of an invitation opens
FORGOTTEN_HOURS = 1  # … and that of a forgotten password

MONTHS = ("januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november", "december")
CLOSED_DAY = re.compile(r"(?:d\.|den)?\s*(\d{1,2})\.?\s*(?:[/.\- ]\s*)?(\d{1,2}|[a-zæøå]{3,})\.?\s*(?:[/.\- ]?\s*(\d{4}))?")


def check_role(kind: AuthorityKind, role: Role, has_administration: bool) -> None:
    """Refuse a role that this kind of authority cannot give, and a coordinator without an administration."""
    if role not in ROLES_OF[kind]:
        known = ", ".join(str(one.label) for one in ROLES_OF[kind])
        raise Refused(_now("I denne myndighed kan man være: {roles}.").format(roles=known), "role")
    if role == Role.COORDINATOR and not has_administration:
        raise Refused(_now("Vælg den forvaltning, koordinatoren hører til. Sagerne følger den."), "administration")


# Whose work with cases a data protection officer oversees, and so does none of (GDPR art. 38, stk. 6).
OVERSEEN = frozenset({Role.COORDINATOR, Role.CHILD_DUTY, Role.HEAD})


def check_beside(role: Role, others: Iterable[str]) -> None:
    """Refuse to let one person both work with a municipality's cases and oversee that work as its data protection officer."""
    held = {Role(one) for one in others}
    if (role == Role.DPO and held & OVERSEEN) or (role in OVERSEEN and Role.DPO in held):
        sentence = _now(
            "Databeskyttelsesrådgiveren fører tilsyn med sagerne og må ikke selv arbejde med dem i samme kommune. Vælg en anden person."
        )
        raise Refused(sentence, "role")


def check_mapped(roles: Iterable[str]) -> None:
    """Refuse a file that lets a login give a role that only a person gives, or one that there is not."""
    given = {role for role in Role if any(role in known for known in ROLES_OF.values())} - BY_HAND
    for role in roles:
        if role not in given:
            known = ", ".join(sorted(str(role.value) for role in given))
            raise Refused(_now("»{role}« kan et login ikke give. Roller, det kan give: {roles}.").format(role=role, roles=known))


def stated(functions: Iterable[str], roles: Mapping[str, str]) -> frozenset[Role]:
    """The roles that these job functions mean."""
    return frozenset(Role(roles[one]) for one in functions if one in roles)


def check_another(actor: uuid.UUID | None, user: uuid.UUID, sentence: str, field: str | None = None) -> None:
    """Refuse, with the sentence, what nobody may do to their own account."""
    if actor == user:
        raise Refused(sentence, field)


def check_nothing_left_behind(name: str, leads: int, alone: int) -> None:
    """Refuse to let somebody go who leads open cases, or is the only one left with some."""
    if leads:
        count = ngettext("{name} er tovholder for {count} åben sag.", "{name} er tovholder for {count} åbne sager.", leads)
        way = _now(
            "Hver sag skal have en ny tovholder først. {name} eller den faglige leder tilbyder den til en kollega på sagens side, "
            "og kollegaen siger ja. Kom så tilbage hertil."
        )
        raise Refused(f"{count} {way}".format(name=name, count=leads))
    if alone:
        count = ngettext("{name} er den eneste på {count} åben sag.", "{name} er den eneste på {count} åbne sager.", alone)
        way = _now("Den faglige leder udpeger en anden koordinator først, så ingen sag står uden nogen. Kom så tilbage hertil.")
        raise Refused(f"{count} {way}".format(name=name, count=alone))


def read_closed_days(text: str) -> list[str]:
    """One day a line, '5. juni' of every year or '7. maj 2027' once, as '06-05' and '2027-05-07'; or Refused in words."""
    return sorted({_closed_day(line) for line in text.splitlines() if line.strip()})


def _closed_day(line: str) -> str:
    found = CLOSED_DAY.fullmatch(line.strip().lower())
    sentence = _now("»{line}« kan ikke læses. Skriv en dag på hver linje, fx 5. juni eller 7. maj 2027.").format(line=line.strip()[:40])
    if not found:
        raise Refused(sentence, "closed_days")
    day, word, year = int(found[1]), found[2], found[3]
    month = int(word) if word.isdigit() else next((at for at, name in enumerate(MONTHS, 1) if name.startswith(word)), 0)
    try:
        on = date(int(year or 2028), month, day)  # 2028 has a 29 February
    except ValueError:
        raise Refused(sentence, "closed_days") from None
    return f"{on:%Y-%m-%d}" if year else f"{on:%m-%d}"


def write_closed_days(days: Iterable[str]) -> str:
    """The days as they are read: one a line, in the year's order, those of a single year last."""
    lines = []
    for day in sorted(days, key=lambda one: (len(one), one)):
        year, month, dom = ["", *day.split("-")][-3:]
        lines.append(f"{int(dom)}. {MONTHS[int(month) - 1]} {year}".strip())
    return "\n".join(lines)


def lifetime(hours: int) -> str:
    """How long a link opens, in words."""
    days, rest = divmod(hours, 24)
    text: str = (ngettext("{count} time", "{count} timer", hours) if rest else ngettext("{count} dag", "{count} dage", days)).format(
        count=hours if rest else days
    )
    return text


# ---------- When somebody is there

HOURS = re.compile(
    r"(?:(?:alle )?hverdage|mandag(?: til |\s*[-–]\s*)fredag)?,? ?(?:fra |mellem )?(?:kl\.? ?)?"
    r"(\d{1,2})(?:[.:](\d\d))?(?: til | og |\s*[-–]\s*)(?:kl\.? ?)?(\d{1,2})(?:[.:](\d\d))?",
    re.IGNORECASE,
)


def office_hours(said: str) -> tuple[time, time] | None:
    """From when until when somebody is at work, read from telephone hours like 'hverdage kl. 8.30–15'; None when that cannot be told."""
    found = HOURS.fullmatch(" ".join(said.split()))
    if found is None:
        return None
    hour, minute, last_hour, last_minute = (int(part or 0) for part in found.groups())
    if max(hour, last_hour) > 23 or max(minute, last_minute) > 59 or (hour, minute) >= (last_hour, last_minute):
        return None
    return time(hour, minute), time(last_hour, last_minute)


UNREADABLE = _(
    "Infohus kan kun læse én tid for alle hverdage, fx »hverdage kl. 8.30–15«. Det, du har skrevet, bliver vist, men Infohus regner med, "
    "at ingen er på arbejde. Siderne siger det til den, der skriver, og er der en børnevagt, får den besked om hver henvendelse om et barn."
)


def hours_remark(said: str) -> str:
    """What is said beside telephone hours that are shown as they are written, but tell nothing of when somebody is at work; '' of others."""
    return str(UNREADABLE) if said.strip() and office_hours(said) is None else ""


PHONE = re.compile(r"\+?[0-9][0-9 ()/-]+")


def check_phones(told: Mapping[str, Any]) -> None:
    """Refuse a telephone number that nobody can call; an empty one is none."""
    for field in ("phone", "child_duty_phone"):
        number = str(told.get(field) or "").strip()
        if number and not PHONE.fullmatch(number):
            raise Refused(_now("Det ligner ikke et telefonnummer. Skriv fx 112, 43 00 00 00 eller +45 43 00 00 00."), field)
