"""Findings under their dimensions, and the social assessment, version by version."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor, require
from infohus.assessments.models import Finding, SocialAssessment
from infohus.assessments.rules import RISK, WELLBEING, Dimension, Mark, Side, is_old, marks_of, stood
from infohus.cases.models import Case
from infohus.cases.rules import Under18
from infohus.catalogues.queries import entries
from infohus.catalogues.rules import Kind
from infohus.db.prepared import prepared
from infohus.deadlines.rules import local_day
from infohus.persons.queries import age_now, person_of
from infohus.sealing.ring import hold

# The texts that the writer of an assessment puts together, in the order they are read.
SOCIAL_TEXTS = (
    "purpose", "sources", "efforts", "living", "alternatives", "worry", "unknown", "resources", "voice", "parents", "child_duties", "help_what",
    "reason",
)  # fmt: skip


def findings_of(case: Case) -> list[Finding]:
    """All findings of a case, also those reworded or disproved, in the order they were noted."""
    hold([case.pk])
    return _findings(case.pk)


@prepared
def _findings(case: uuid.UUID) -> QuerySet[Finding]:
    rows = Finding.objects.filter(case=case).order_by("noted_at", "id")
    return rows.select_related("by__user", "by__authority", "disproved_by__user", "case__municipality")


def finding_for(actor: Actor, act: Act, case: Case, pk: uuid.UUID) -> Finding:
    """A finding that still stands in these words, for one who comes to do this, or 404."""
    rows = Finding.objects.select_related("case__municipality", "case__lead", "by__user")
    found = get_object_or_404(rows, case=case, pk=pk, replaced_at=None)
    require(actor, act, case.pk)
    return found


def old_findings(case: Case) -> list[Finding]:
    """The findings that must be confirmed again."""
    return [one for one in findings_of(case) if is_old(one, lib.today())]


# ---------- As a page shows them


@dataclass
class Line:
    """A finding as it is shown: what has happened to it since, its earlier wording, and whether it must be confirmed again."""

    row: Finding
    marks: list[Mark]
    old: bool
    before: Finding | None = None
    at: datetime | None = None  # as it was said then, whatever came later; None: as it is said now

    @property
    def disproved(self) -> bool:
        """Whether it was said to be wrong by then."""
        return self.row.disproved_at is not None and (self.at is None or self.row.disproved_at <= self.at)

    @property
    def confirmed_on(self) -> date | None:
        """When it was last said to hold, by then."""
        if self.at is None:
            return self.row.confirmed_on
        said = [datetime.fromisoformat(one["at"]) for one in self.row.confirmations]
        return max((local_day(moment) for moment in said if moment <= self.at), default=None)


@dataclass
class Topic:
    """A dimension as it is shown: its title and question, and its findings by side."""

    code: str
    title: str
    prompt: str
    lines: list[Line] = field(default_factory=list)

    @property
    def sides(self) -> list[tuple[str, list[Line]]]:
        """The findings of each side that has any, in the order of the sides."""
        told = [(str(side.label), [one for one in self.lines if one.row.side == side]) for side in Side]
        return [(label, lines) for label, lines in told if lines]

    @property
    def marks(self) -> list[Mark]:
        """What has happened to any of its findings since, each once."""
        return [mark for mark in Mark if any(mark in one.marks for one in self.lines)]


def topics(
    case: Case, rows: Iterable[Finding], since: datetime | None = None, until: datetime | None = None, *, as_said: bool = False
) -> tuple[list[Topic], list[Topic]]:
    """The dimensions in two halves, as they stand at `until` (now), marked with what has happened after `since` (None: nothing is marked).

    `as_said`: as each was said at `until`; else what was corrected later stands corrected.
    """
    until = until or lib.now()
    every = {one.pk: one for one in rows}
    known = {one.code: one for one in entries(Kind.DIMENSION, authority=case.municipality_id)}
    halves = {code: Topic(code, str(known[code].data["title"]), known[code].text) for code in (*RISK, *WELLBEING)}
    for one in every.values():
        if one.dimension in halves and stood(one, until):
            marks = marks_of(one, since, until) if since else []
            halves[Dimension(one.dimension)].lines.append(
                Line(one, marks, is_old(one, lib.today()), every.get(one.replaces_id), until if as_said else None)
            )
    return [halves[code] for code in RISK], [halves[code] for code in WELLBEING]


# ---------- Versions


def labels_of(case: Case) -> dict[str, str]:
    """What each field of the social assessment of a case is called; of an adult the family is asked, as in the form."""
    found = {one.name: str(one.verbose_name) for one in SocialAssessment._meta.concrete_fields}
    return {**found, "parents": str(_("Hvad siger familien"))} if age_now(case) == Under18.NO else found


def versions_of(case: Case) -> list[SocialAssessment]:
    """The versions of the social assessment, the newest first, each with its second reading."""
    hold([case.pk])
    return with_case(case, _versions(case.pk))


@prepared
def _versions(case: uuid.UUID) -> QuerySet[SocialAssessment]:
    rows = SocialAssessment.objects.filter(case=case).order_by("-version")
    return rows.select_related("by__user", "by__administration", "by__authority", "reading__by__user")


def with_case(case: Case, rows: list[Any]) -> list[Any]:
    """Rows of a case, each knowing it: looked up with each of them it would cost more than the rows themselves."""
    for row in rows:
        row.case = case
    return rows


def finished_of(versions: Iterable[SocialAssessment]) -> SocialAssessment | None:
    """The last finished one of these versions."""
    return next((one for one in versions if one.finished_at), None)


def assessment_for(actor: Actor, act: Act, case: Case, pk: uuid.UUID) -> SocialAssessment:
    """A finished version, for one who comes to do this, or 404."""
    require(actor, act, case.pk)
    found = next((one for one in versions_of(case) if one.pk == pk and one.finished_at), None)
    if found is None:
        raise Http404
    return found


# ---------- What the page needs besides


def called(case: Case) -> str:
    """How the person of a case is called on the pages of an assessment."""
    return initial(person_of(case))


def initial(person: Any) -> str:
    """»O.« of a person; '' where no name is known."""
    name = person.name.strip() if person else ""
    return f"{name[0].upper()}." if name else ""


# The social law by which ordinary help is given (`domain.md` §14.3 and §14.4); help against radicalisation itself is another matter.
CHILDS = ("BL18_20", "BL32", "BL46_")
GROWN = ("SEL10", "SEL85", "SEL141", "LAB_MENTOR")
OTHER_LAW = "OTHER"


def laws_of(case: Case, age: Under18) -> list[tuple[str, str]]:
    """The laws by which other help can be given to somebody of this age, by code, as the catalogue calls them."""
    fits = {Under18.YES: CHILDS, Under18.NO: GROWN}.get(age, CHILDS + GROWN)
    known = [one for one in entries(Kind.BASIS, authority=case.municipality_id) if one.code in fits and one.data.get("active", True)]
    return [*((one.code, str(one.data["title"])) for one in known), (OTHER_LAW, _("En anden lov"))]


def law_named(case: Case, code: str) -> str:
    """How a law is called that was chosen once, whatever the age is now."""
    known = {one.code: str(one.data["title"]) for one in entries(Kind.BASIS, authority=case.municipality_id)}
    return known.get(code) or (str(_("En anden lov")) if code else "")
