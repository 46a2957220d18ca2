"""A finished assessment as it is printed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from infohus import lib
from infohus.assessments.models import Finding, SocialAssessment
from infohus.assessments.queries.social import SOCIAL_TEXTS, Line, Topic, findings_of, labels_of, law_named, topics
from infohus.assessments.rules import Origin, Target
from infohus.cases.models import Case
from infohus.cases.rules import Stage
from infohus.persons.queries import person_of, short_name
from infohus.ui.rules import full_day


def letter_of(case: Case, row: SocialAssessment) -> dict[str, Any]:
    """What `letters/assessment.typ` is filled in with: the version as it stood when it was finished."""
    risk, well = topics(case, findings_of(case), until=row.finished_at)
    labels = labels_of(case)
    parts = [{"title": _("I målgruppen?"), "text": f"{Target(row.target).label}. {row.reason}"}]
    if row.valid_until:
        parts.append({"title": labels["valid_until"], "text": full_day(row.valid_until)})
    parts += [
        {"title": labels[name], "text": getattr(row, name)}
        for name in SOCIAL_TEXTS
        if name not in ("reason", "help_what") and getattr(row, name)
    ]
    writer = row.by.user.name if row.by else ""
    help_given = f"{_('Ja')}, {law_named(case, row.statute)}. {row.help_what}" if row.other_help == "yes" else _("Nej")
    return {
        "from": case.municipality.name, "printed_on": full_day(lib.today()), "lead": "",
        "foot": _("Fortroligt. Sag {number}.").format(number=case.number), "number": case.number, "name": short_name(case, person_of(case)),
        "who": _("Version {number}, {who}, {day}").format(number=row.version, who=writer, day=full_day(row.finished_at or lib.now())),
        "parts": [*parts, {"title": labels["other_help"], "text": help_given}, {"title": _("Læst af en anden"), "text": reading_in_words(case, row)}],
        "halves": [
            {"title": _("Bekymring"), "topics": [printed(one) for one in risk]},
            {"title": _("Trivsel og modstandskraft"), "topics": [printed(one) for one in well]},
        ],
    }  # fmt: skip


def reading_in_words(case: Case, row: SocialAssessment) -> str:
    """Who has read it as the second, and whether they agree."""
    reading = getattr(row, "reading", None)
    if reading is None:
        return str(_("Ikke læst af en anden.") if case.stage == Stage.CLOSED else _("Ikke læst af en anden endnu."))
    said = _("enig") if reading.agrees == "yes" else _("uenig")
    return f"{reading.by.user.name}, {said}. {reading.dissent}".strip()


def printed(topic: Topic) -> dict[str, Any]:
    """A dimension with its findings, a disproved one with the correction first."""
    lines = [{"side": side, "text": words_of(line), "meta": meta_of(line.row)} for side, found in topic.sides for line in found]
    return {"title": topic.title, "lines": lines}


def words_of(line: Line) -> str:
    """The words of a finding; of a disproved one what is right, and what was said before."""
    row = line.row
    if row.disproved_at is None:
        return str(row.text)
    return str(_("Det rigtige er: {right} (Før stod der, forkert: »{wrong}«)").format(right=row.correction, wrong=row.text))


def meta_of(row: Finding, *, reporter: bool = True) -> str:
    """Whose it is, how it is known, and when, with the year: it lies on paper. Without the reporter it is not said where that could be what they are."""
    whose = "" if not reporter and row.origin in (Origin.PROFESSIONAL, Origin.REPORTER) else str(row.get_origin_display())
    told = [whose, row.source, str(row.get_how_display()), full_day(row.dated_on)]
    return ", ".join(part for part in told if part)
