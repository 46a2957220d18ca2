"""Findings: the nine dimensions in two equal halves, the sides of each, whose they are, and how they stood at a moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from infohus.deadlines.rules import months_after
from infohus.lib import Refused


class Dimension(TextChoices):
    """The nine dimensions of the joint assessment (`domain.md` §9.2); how they are called on the screen stands in the catalogue."""

    R1 = "R1", gettext_lazy("Bekymrende overbevisninger og retorik")
    R2 = "R2", gettext_lazy("Voldsparathed")
    R3 = "R3", gettext_lazy("Kriminalitetshistorik")
    R4 = "R4", gettext_lazy("Bekymrende socialisering og relationer")
    W1 = "W1", gettext_lazy("Personlige forhold")
    W2 = "W2", gettext_lazy("Psykisk sårbarhed")
    W3 = "W3", gettext_lazy("Familie")
    W4 = "W4", gettext_lazy("Netværk og fritid")
    W5 = "W5", gettext_lazy("Uddannelse og beskæftigelse")


RISK = (Dimension.R1, Dimension.R2, Dimension.R3, Dimension.R4)
WELLBEING = (Dimension.W1, Dimension.W2, Dimension.W3, Dimension.W4, Dimension.W5)


class Side(TextChoices):
    """What a finding says of its dimension."""

    KNOW = "know", gettext_lazy("Vi ved")
    WORRY = "worry", gettext_lazy("Bekymrer")
    HELP = "help", gettext_lazy("Hjælper")
    UNKNOWN = "unknown", gettext_lazy("Ved ikke")


class HowKnown(TextChoices):
    """How sure one can be of a finding, in words."""

    SEEN = "seen", gettext_lazy("set eller hørt selv")
    TOLD = "told", gettext_lazy("oplyst af en anden")
    PRESUMED = "presumed", gettext_lazy("formodet")


class Origin(TextChoices):
    """Whose contribution a finding is."""

    OWN = "own", gettext_lazy("Kommunen")
    CITIZEN = "citizen", gettext_lazy("Borgeren selv")
    FAMILY = "family", gettext_lazy("Forældre eller familie")
    PROFESSIONAL = "professional", gettext_lazy("Fagperson")
    REPORTER = "reporter", gettext_lazy("Henvender")
    POLICE = "police", gettext_lazy("Politiet")
    AUTHORITY = "authority", gettext_lazy("Anden myndighed")


OUTSIDE = frozenset({Origin.CITIZEN, Origin.FAMILY, Origin.PROFESSIONAL, Origin.REPORTER, Origin.POLICE, Origin.AUTHORITY})


class Domain(TextChoices):
    """The two professional roles that are kept apart: security work and social work."""

    SOCIAL = "social", gettext_lazy("socialfagligt")
    SECURITY = "security", gettext_lazy("sikkerhedsfagligt")


def domain_of(origin: str) -> Domain:
    """The role a contribution belongs to: what comes from the police is security work, all else social work."""
    return Domain.SECURITY if origin == Origin.POLICE else Domain.SOCIAL


class Found(Protocol):
    """A finding, as far as these rules look at it."""

    noted_at: datetime
    replaces_id: Any
    replaced_at: datetime | None
    disproved_at: datetime | None
    dated_on: date
    confirmed_on: date | None

    @property
    def confirmations(self) -> Any: ...


class Mark(TextChoices):
    """What has happened to a finding since an earlier assessment; told in words, never by a colour alone."""

    NEW = "new", gettext_lazy("Ny oplysning")
    CHANGED = "changed", gettext_lazy("Ændret ordlyd")
    CONFIRMED = "confirmed", gettext_lazy("Bekræftet")
    DISPROVED = "disproved", gettext_lazy("Afkræftet")


def stood(finding: Found, at: datetime) -> bool:
    """Whether a finding stood in these words at a moment; a disproved one still stands, struck through."""
    return finding.noted_at <= at and (finding.replaced_at is None or finding.replaced_at > at)


def marks_of(finding: Found, since: datetime, until: datetime) -> list[Mark]:
    """What has happened to a finding after the one moment, up to the other, the weightiest first."""
    marks = []
    if _within(finding.disproved_at, since, until):
        marks.append(Mark.DISPROVED)
    if _within(finding.noted_at, since, until):
        marks.append(Mark.CHANGED if finding.replaces_id else Mark.NEW)
    if any(_within(datetime.fromisoformat(one["at"]), since, until) for one in finding.confirmations):
        marks.append(Mark.CONFIRMED)
    return marks


def _within(moment: datetime | None, since: datetime, until: datetime) -> bool:
    return moment is not None and since < moment <= until


OLD_AFTER = 12  # months


def is_old(finding: Found, today: date) -> bool:
    """Whether a finding must be confirmed again: it has stood for more than twelve months (a disproved one needs nothing)."""
    last = max(finding.dated_on, finding.confirmed_on or finding.dated_on)
    return finding.disproved_at is None and finding.replaced_at is None and months_after(last, OLD_AFTER) < today


LONGEST = 2_000
NEEDS_SOURCE = frozenset({Side.KNOW, Side.HELP})  # what we worry about and do not know is our own


def finding_refusals(
    *, dimension: str, side: str, text: str, origin: str, source: str, how: str, dated_on: date | None, today: date
) -> Iterator[Refused]:
    """What stands against a finding: it has a place, words, and, where it is told as known, a source, a date and how it is known."""
    if dimension not in Dimension.values:
        yield Refused(_("Vælg, hvilket emne det hører til."), "dimension")
    if side not in Side.values:
        yield Refused(_("Vælg, om det er noget, I ved, noget, der bekymrer eller hjælper, eller noget, I ikke ved."), "side")
    if not text.strip():
        yield Refused(_("Skriv oplysningen."), "text")
    if len(text) > LONGEST:
        yield Refused(_("Skriv oplysningen kortere. Del den i to, hvis den handler om flere ting."), "text")
    if origin not in Origin.values:
        yield Refused(_("Vælg, hvem oplysningen kommer fra."), "origin")
    if side in NEEDS_SOURCE and not source.strip():
        yield Refused(_("Skriv kilden: hvem har set, hørt eller fortalt det?"), "source")
    if side in NEEDS_SOURCE and how not in HowKnown.values:
        yield Refused(_("Vælg, hvordan I ved det."), "how")
    if side in NEEDS_SOURCE and dated_on is None:
        yield Refused(_("Skriv, hvornår det er set, hørt eller fortalt."), "dated_on")
    if dated_on is not None and dated_on > today:
        yield Refused(_("Datoen er ikke kommet endnu. Skriv, hvornår det er set, hørt eller fortalt."), "dated_on")


def check_right(correction: str) -> None:
    """Refuse a finding said to be wrong without what is right instead."""
    if len(correction.split()) < 3:
        raise Refused(_("Skriv med mindst tre ord, hvad der er det rigtige."), "correction")
