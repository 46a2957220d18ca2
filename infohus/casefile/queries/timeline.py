"""What has happened in a case, entry by entry, each with whose words it is and who reads or has got it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from infohus.accounts.models import Membership
from infohus.assessments.queries import conclusions_of, duties_of, joints_of, reading_of, versions_of
from infohus.assessments.queries.police import answers_of, read_by_them
from infohus.assessments.rules import OutcomeInFull, Standing, answer_in_words, besides_in_words
from infohus.assessments.rules.police import AnswerKind
from infohus.casefile.queries.passing import can_be_of
from infohus.casefile.queries.shared import Event, Judged, doers, folded, given, judged_before, logged
from infohus.casefile.queries.withholding import told_to_head
from infohus.cases.models import Case, Departure
from infohus.cases.queries import Readers, known_to, notes_of
from infohus.cases.rules import Stage
from infohus.closing.models import Closing, Feedback, Reopening
from infohus.closing.rules import Told
from infohus.concerns.models import Concern, PoliceQuestion
from infohus.concerns.queries import passages
from infohus.concerns.rules import Face
from infohus.db.prepared import prepared
from infohus.disclosures.models import Copy, Disclosure
from infohus.disclosures.queries import received_of
from infohus.disclosures.rules import LEFT_OUT, Form, Part, Withheld, passages_on
from infohus.mailboxes.queries import case_messages
from infohus.sealing.ring import hold
from infohus.ui.rules import full_day

EARLY = (Stage.RECEIVED, Stage.REGISTERED)  # nothing is assessed there, nor closed


OUTSIDE = {
    Face.PUBLIC: _l("Fra borger"),
    Face.PROFESSIONAL: _l("Fra fagperson"),
    Face.POLICE: _l("Fra politiet"),
    Face.NOTED: _l("Fra henvender, noteret af kommunen"),
}


def timeline(
    case: Case,
    concerns: list[Concern],
    shared: list[Disclosure],
    members: list[Membership],
    now: Standing,
    only: str = "",
    *,
    seen: Readers,
    sheets: Sheets,
) -> list[Event]:
    """All that has happened in a case, newest first, what is done on the way folded; authors who are no longer with it are looked up."""
    hold([case.pk])
    ours = f"{_('Kommunen')} · "
    events = [*noted(case, members, ours, seen, sheets), *came(case, concerns, shared, seen, sheets)]
    did = doers(case, members)
    events += [*given(shared, ours, seen, did), *logged(case, ours, did), *judged_before(case, ours, did)]
    opens = {
        one.mailbox_id for one in concerns if one.mailbox is not None and one.mailbox.opens
    }  # a reporter whose code opens nothing reads nothing
    for message in case_messages(case):
        mine = message.sender == "coordinator"
        title = _("Skrevet til henvender") if mine else _("Henvender har skrevet")
        whose = ours + message.signed if mine else _("Fra henvender")
        events.append(Event(message.at, title, whose, not mine, "message", message, seen.said(reporter=message.mailbox_id in opens)))
    events += [*answered(case, shared, now, seen), *said_once(judged(case, ours, now), ended(case, ours, now, seen))]
    return folded(sorted((one for one in events if not only or only in (one.kind, one.among)), key=lambda one: one.at, reverse=True))


# ---------- What was written, and what came


def noted(case: Case, members: list[Membership], ours: str, seen: Readers, sheets: Sheets) -> Iterator[Event]:
    """The notes of a case."""
    notes = notes_of(case)
    authors = known_to({one.author_id for one in notes}, members)
    for note in notes:
        title, who = note.title or str(note.get_kind_display()), authors[note.author_id].user.name
        got = sheets.of([note.text])
        yield Event(note.happened_at, title, ours + who, False, "note", note, seen.said(given=got) if got else "")


def came(case: Case, found: list[Concern], shared: list[Disclosure], seen: Readers, sheets: Sheets) -> Iterator[Event]:
    """The concerns of a case, and what other authorities told of it."""
    seers = seen_of(found, shared, seen, sheets)
    for concern in found:
        name = concern.reporter_name or (_("anonym") if concern.anonymous else "")
        whose = f"{OUTSIDE[Face(concern.face)]} · {name}"
        yield Event(concern.received_at, _("Henvendelse"), whose, True, "concern", concern, seers[concern.pk])
    for told in received_of(case) if case.stage != Stage.RECEIVED else ():
        title = _("Modtaget {form}").format(form=told.get_form_display())
        got = sheets.of([told.text])
        whose = _("Fra {who}").format(who=told.unit or told.sender)
        yield Event(told.received_at, title, whose, True, "received", told, seen.said(given=got) if got else "")


# ---------- What the police have of it


@dataclass
class Sheets:
    """The passages that stand on sheets given to the police, each as what it was cut from looks like, with where it is from and on which sheet."""

    passages: list[tuple[re.Pattern[str], Part, Disclosure]]
    extracts: dict[uuid.UUID, int]  # how many are on the sheet of each disclosure

    def of(self, texts: Iterable[str], concern: uuid.UUID | None = None) -> str:
        """The sentence that says who has got an extract of these texts, of a concern or of what is none; '' if nobody has."""
        texts = [one.strip() for one in texts if one]
        may = [(cut, row) for cut, part, row in self.passages if can_be_of(part, row, concern)]
        who = sorted({str(row.receiver) for cut, row in may if any(cut.fullmatch(text) for text in texts)})
        return " ".join(_("{who} har fået et uddrag.").format(who=one) for one in who)


def sheets_of(case: Case, shared: list[Disclosure]) -> Sheets:
    """What was given in writing, as the frozen sheets have it: what stands on those of the police, and how many extracts are on each."""
    theirs = {row.pk: row for row in shared if row.to_police and row.form == Form.COPY}
    rows = _copies(case.pk) if not case.locked and any(row.form == Form.COPY for row in shared) else []
    hold([row.pk for row in rows])
    on = {row.disclosure_id: passages_on(row.sheet, case.municipality.name) for row in rows}
    passages = [(cut_from(part.text), part, theirs[pk]) for pk, parts in on.items() if pk in theirs for part in parts]
    return Sheets(passages, {pk: len(parts) for pk, parts in on.items()})


@prepared
def _copies(case: uuid.UUID) -> QuerySet[Copy]:
    return Copy.objects.filter(case=case).order_by("given_at")


def cut_from(text: str) -> re.Pattern[str]:
    """What a passage with words left out was cut from: the same words, with something where a mark is."""
    pieces = (r"\s+".join(map(re.escape, piece.split())) for piece in text.split(str(LEFT_OUT)))
    first, *others = (rf"\s*{piece}" for piece in pieces)
    gaps = [rf"\s*\S.*?{piece}" for piece in others]
    # The first place where a piece stands is as good as any later one, so what was found is not looked for again; the last must end the text.
    return re.compile("".join([first, *(f"(?>{gap})" for gap in gaps[:-1]), *gaps[-1:], r"\s*"]), re.DOTALL)


def seen_of(found: list[Concern], shared: list[Disclosure], seen: Readers, sheets: Sheets) -> dict[uuid.UUID, str]:
    """Who reads each of a case's concerns: the police too, where they wrote it or have got an extract, or were told of it."""
    told = sorted({str(row.receiver) for row in shared if row.to_police and row.form == Form.ORAL})
    aloud = " ".join(_("{who} har fået noget at vide mundtligt.").format(who=one) for one in told)
    lines = {}
    for one in found:
        got = _("Politiet har selv skrevet den.") if one.face == Face.POLICE else sheets.of([part.text for part in passages(one)], one.pk)
        lines[one.pk] = seen.said(given=got or (aloud if one.police == PoliceQuestion.PASSED_ON else ""))
    return lines


TITLES = {
    AnswerKind.ANSWER: _l("Politiets svar"), AnswerKind.UNDECIDED: _l("Politiet kan ikke afgøre det endnu"), AnswerKind.ASKS_BACK: _l("Politiet spørger"),
}  # fmt: skip
SAID: dict[AnswerKind, Callable[[Any], str]] = {
    AnswerKind.ANSWER: answer_in_words, AnswerKind.UNDECIDED: besides_in_words, AnswerKind.ASKS_BACK: lambda _one: "",
}  # fmt: skip


def answered(case: Case, shared: list[Disclosure], now: Standing, seen: Readers) -> Iterator[Event]:
    """What the police have answered and asked, in their words; also of an arrival, where a concern that was taken out took it along."""
    if case.locked or (case.stage == Stage.RECEIVED and not any(row.to_police for row in shared)):
        return
    for one in answers_of(case) if now.answers is None else now.answers:
        title, said = TITLES[AnswerKind(one.kind)], SAID[AnswerKind(one.kind)](one)
        whose = [_("Fra politiet"), one.by.user.name if one.by else one.who]
        if one.noted_by:
            whose.append(_("kom {how}, noteret af {who}").format(how=one.get_form_display(), who=one.noted_by.user.name))
        unread = "" if one.read_at or case.stage == Stage.CLOSED else _("Ingen har noteret, at det er læst.")
        row = Judged(f"{said} {unread}".strip(), "assessments:police", one.text)
        yield Event(one.answered_at, str(title), " · ".join(whose), True, "assessment", row, seen.said(given=read_by_them(one)))


# ---------- What was judged, and how it ended


def judged(case: Case, ours: str, now: Standing) -> list[Event]:
    """What was assessed, read by another, concluded and answered about the social duty: all of it is read on its own page."""
    if case.stage in EARLY or case.locked:
        return []
    found: list[tuple[datetime, str, str, Judged]] = []
    for one in versions_of(case) if now.versions is None else now.versions:
        if one.finished_at and one.by:
            text = _("Version {number}.").format(number=one.version)
            found.append((one.finished_at, _("Socialfaglig vurdering færdig"), one.by.user.name, Judged(text, "assessments:social")))
        found += read_by(one, _("den socialfaglige vurdering"), "assessments:social")
    for joint in joints_of(case) if now.joints is None else now.joints:
        if joint.signed_at and joint.signed_by:
            said = Judged(
                _("Lavet {how}.").format(how=joint.get_form_display()), "assessments:joint", joint.dissent and uneasy(joint.dissent)
            )
            found.append((joint.signed_at, _("Fælles vurdering underskrevet"), joint.signed_by.user.name, said))
        found += read_by(joint, _("den fælles vurdering"), "assessments:joint")
    for row in conclusions_of(case) if now.conclusions is None else now.conclusions:
        text = f"{OutcomeInFull(row.outcome).label}."
        found.append((row.at, _("Sagen konkluderet"), row.by.user.name, Judged(text, "assessments:conclude")))
        if row.superseded_at:
            again = Judged("", "assessments:conclude", row.superseded_why, stood_from=row.at)
            found.append((row.superseded_at, _("Konklusionen taget op igen"), row.superseded_by.user.name, again))
    for duty in duties_of(case) if now.duties is None else now.duties:
        text = _("Ja, kommunen har et ansvar.") if duty.remains == "yes" else _("Nej, kommunen har ikke noget ansvar tilbage.")
        text += f" {_('Svares igen {day}.').format(day=full_day(duty.again_on))}" if duty.again_on else ""
        found.append((duty.at, _("Kommunens sociale ansvar"), duty.by.user.name, Judged(text, "assessments:social_duty", duty.why)))
    return [Event(at, title, ours + who, False, "assessment", row) for at, title, who, row in found]


def uneasy(dissent: str) -> str:
    """A dissent as an entry has it."""
    return f"{_('Uenighed:')} {dissent}"


def read_by(assessment: Any, what: str, page: str) -> list[tuple[datetime, str, str, Judged]]:
    """The second reading of an assessment, with the dissent in words."""
    reading = reading_of(assessment)
    if reading is None:
        return []
    text = _("Enig i {what}.") if reading.agrees == "yes" else _("Uenig i {what}.")
    return [(reading.at, _("Anden læsning"), reading.by.user.name, Judged(text.format(what=what), page, reading.dissent))]


def ended(case: Case, ours: str, now: Standing, seen: Readers) -> list[Event]:
    """Where the way was another than the usual one, what each reporter was told, that it was closed, and that it was opened again."""
    if case.stage in EARLY or case.locked:
        return []
    rows = told_to_head(case.pk)
    reopened = any(row.kind == "reopened" for row in rows)
    shut = case.stage == Stage.CLOSED or reopened
    found = [*departed(rows), *(told_to(case) if shut or now.conclusions else ()), *(opened_again(case, reopened) if shut else ())]
    return [
        Event(at, title, ours + by.user.name, False, "end", row, seen.said(given=got) if got else "") for at, title, by, row, got in found
    ]


def said_once(judged: list[Event], ended: list[Event]) -> list[Event]:
    """The two together; that a conclusion was taken up again is not told where the case was closed on it: there, that it was opened again tells it."""
    shut = [one.at for one in ended if one.row.closes]
    return [*(one for one in judged if not closed_on(one, shut)), *ended]


def closed_on(one: Event, shut: list[datetime]) -> bool:
    """Whether an entry tells that a conclusion was taken up again on which the case had been closed."""
    return one.row.stood_from is not None and any(one.row.stood_from <= at <= one.at for at in shut)


Line = tuple[datetime, str, Membership, Judged, str]  # when, what, by whom, what it says, who has got it besides those who read the case


def departed(rows: list[Departure]) -> Iterator[Line]:
    """The departures from the usual way, each with its reason; that a case was opened again stands in its own words."""
    hold([row.pk for row in rows])
    for row in rows:
        if row.kind != "reopened":
            why, title = f"{Withheld(row.code).label}." if row.code in Withheld.values else "", row.says
            yield row.at, f"{title[:1].upper()}{title[1:]}", row.by, Judged(why, "", row.sentence), with_head()


def with_head() -> str:
    """Who reads what is written for the professional head too."""
    return _("Den faglige leder kan også læse det. Ikke politiet.")


def told_to(case: Case) -> Iterator[Line]:
    """What each reporter was told, and how, or why not; what lies in a mailbox stands as a message."""
    for row in _feedback(case.pk):
        if row.way == Told.NOT:
            yield row.at, _("Henvender får ikke besked"), row.by, Judged("", "", row.why_not), ""
        elif row.way != Told.MAILBOX:
            yield row.at, _("Besked til henvender"), row.by, Judged(f"{row.get_way_display()}.", "", row.text), ""


def opened_again(case: Case, reopened: bool) -> Iterator[Line]:
    """When it was closed, and when and why it was opened again."""
    for row in _closings(case.pk):
        how = _("Vurderingen er {how}.").format(how=row.get_second_display())
        yield row.at, _("Sagen lukket"), row.by, Judged(how, "", row.evaluation, closes=True), ""
    for again in _reopenings(case.pk) if reopened else ():
        said = Judged(_("Konklusionen er taget op igen."), "", again.reason)
        yield again.at, _("Sagen åbnet igen"), again.by, said, with_head()


@prepared
def _feedback(case: uuid.UUID) -> QuerySet[Feedback]:
    return Feedback.objects.filter(case=case).select_related("by__user").order_by("at")


@prepared
def _closings(case: uuid.UUID) -> QuerySet[Closing]:
    return Closing.objects.filter(case=case).select_related("by__user").order_by("at")


@prepared
def _reopenings(case: uuid.UUID) -> QuerySet[Reopening]:
    return Reopening.objects.filter(case=case).select_related("by__user").order_by("at")
