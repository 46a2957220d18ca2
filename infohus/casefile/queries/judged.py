"""How a case was judged, as it is printed: the police's answers, what is known, the assessments, the conclusion, the end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from infohus.assessments.queries import conclusions_of, duties_of, joints_of, topics, versions_of
from infohus.assessments.queries import findings_of as known_of
from infohus.assessments.queries.letters import letter_of as assessed
from infohus.assessments.queries.letters import meta_of
from infohus.assessments.queries.police import answers_of
from infohus.assessments.rules import Change, KindOfConcern, OutcomeInFull, Target
from infohus.cases.models import Case
from infohus.closing.models import Closing, Reopening
from infohus.ui.rules import clock, full_day

Entry = dict[str, Any]  # {title, meta, rows: [[label, text]], texts: [text]}


def entry(title: str, meta: str = "", rows: Iterable[tuple[str, Any]] = (), texts: Iterable[str] = ()) -> Entry:
    """One entry; what says nothing is left out."""
    return {
        "title": title, "meta": meta, "rows": [[str(label), str(text)] for label, text in rows if text], "texts": [one for one in texts if one],
    }  # fmt: skip


def at(value: Any) -> str:
    """A moment as it stands in print: no »i dag«, since it is read on another day."""
    return f"{full_day(value)} {clock(value)}" if value else ""


def on(day: date | str | None) -> str:
    """A day as it stands in print, also one that was kept sealed; '' for none."""
    return full_day(date.fromisoformat(day) if isinstance(day, str) else day) if day else ""


def police(case: Case, _reporter: bool) -> list[Entry]:
    """What the police answered and asked."""
    found = []
    for one in reversed(answers_of(case)):
        said = [
            (_("Deler bekymringen"), "" if one.is_question else one.answered),
            (_("Akut"), yes(one.acute)),
            (_("Til hinder for Infohus"), one.hinders),
        ]
        who = one.by.user.name if one.by else one.who
        title = {"answer": _("Svar"), "undecided": _("Kan ikke afgøres endnu")}.get(one.kind, _("Spørgsmål"))
        found.append(entry(title, f"{at(one.answered_at)} · {who}", said, [one.text]))
    return found


def yes(said: str) -> str:
    """A coded answer in words."""
    return {"yes": str(_("Ja")), "no": str(_("Nej"))}.get(said, "")


def findings(case: Case, reporter: bool) -> list[Entry]:
    """What is known, dimension by dimension, in both halves."""
    known = known_of(case)
    before = {one.pk: one for one in known if one.replaced_at}
    risk, well = topics(case, known)
    found = []
    for topic in (*risk, *well):
        rows = [(side, _finding(line.row, before, reporter)) for side, lines in topic.sides for line in lines]
        if rows:
            found.append(entry(topic.title, rows=rows))
    return found


def _finding(row: Any, before: dict[Any, Any], reporter: bool) -> str:
    """One finding with whose it is, how it is known and when, its correction, who confirmed it, and its earlier wordings."""
    said = f"{row.text} ({meta_of(row, reporter=reporter)})" + (f" {_('Afkræftet:')} {row.correction}" if row.disproved_at else "")
    if row.confirmations:
        said += f" {_('Bekræftet af')} {', '.join(one['by'] for one in row.confirmations)}."
    while row := before.get(row.replaces_id):
        said += f" {_('Før stod der:')} {row.text} ({meta_of(row, reporter=reporter)})"
    return said


def social(case: Case, _reporter: bool) -> list[Entry]:
    """Each finished version of the municipality's own assessment."""
    rows = [one for one in reversed(versions_of(case)) if one.finished_at]
    told = [assessed(case, one) for one in rows]
    return [entry(str(one["who"]), rows=[(part["title"], part["text"]) for part in one["parts"]]) for one in told]


def joint(case: Case, _reporter: bool) -> list[Entry]:
    """Each signed joint assessment, with who took part and its second reading."""
    called = {topic.code: topic.title for half in topics(case, ()) for topic in half}
    return [_joint(one, called) for one in reversed(joints_of(case)) if one.signed_at]


def _joint(one: Any, called: dict[str, str]) -> Entry:
    labels = {field.name: str(field.verbose_name) for field in one._meta.concrete_fields}
    reading, how = getattr(one, "reading", None), dict(Change.choices)
    rows = [(labels[name], getattr(one, name)) for name in ("worried", "builds_on", "works_on", "reason", "psychiatry_why", "dissent")]
    rows += [
        (_("I målgruppen?"), dict(Target.choices).get(one.target, "")), (_("Skal psykiatrien med?"), yes(one.psychiatry)),
        (_("Lavet"), f"{one.get_form_display()} {full_day(one.held_on)}"),
        (_("Med var"), "; ".join(": ".join(filter(None, (who["authority"], who["who"]))) for who in one.took_part)),
        (_("Ændret"), "; ".join(f"{called.get(what['dimension'], '')}: {how.get(what['how'], '')}" for what in one.changes or [])),
        (_("Gælder til"), on(one.valid_until)),
        (_("Læst af en anden"), f"{reading.by.user.name}: {yes(reading.agrees)} {reading.dissent}" if reading else ""),
    ]  # fmt: skip
    return entry(_("Version {number}").format(number=one.version), f"{at(one.signed_at)} · {one.signed_by.user.name}", rows)


def ends(case: Case, _reporter: bool) -> list[Entry]:
    """Conclusions, answers about the social duty, closings and openings."""
    found = []
    for one in reversed(conclusions_of(case)):
        rows = [
            (_("Udfald"), dict(OutcomeInFull.choices).get(one.outcome, "")), (_("Bekymringens art"), dict(KindOfConcern.choices).get(one.kind, "")),
            (_("Begrundelse"), one.reason), (_("Uenighed"), one.dissent),
            (_("Givet videre"), " · ".join(filter(None, (one.handed_to, one.handed_how, on(one.handed_on))))),
            (_("Taget op igen"), f"{at(one.superseded_at)}. {one.superseded_why}" if one.superseded_at else ""),
        ]  # fmt: skip
        found.append(entry(_("Konklusion"), f"{at(one.at)} · {one.by.user.name}", rows))
    for duty in reversed(duties_of(case)):
        found.append(entry(_("Kommunens sociale ansvar"), f"{at(duty.at)} · {duty.by.user.name}", [(yes(duty.remains), duty.why)]))
    for shut in Closing.objects.filter(case=case).select_related("by__user").order_by("at"):
        rows = [
            (_("Anden læser"), ", ".join(filter(None, (shut.get_second_display(), shut.discussed_with, on(shut.discussed_on))))),
            (_("Hvad vi lærte"), shut.evaluation),
        ]
        found.append(entry(_("Lukket"), f"{at(shut.at)} · {shut.by.user.name}", rows))
    for again in Reopening.objects.filter(case=case).select_related("by__user").order_by("at"):
        found.append(entry(_("Åbnet igen"), f"{at(again.at)} · {again.by.user.name}", [(_("Hvorfor"), again.reason)]))
    return found
