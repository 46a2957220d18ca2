"""What of a case can be given to somebody: its passages and files, the sheet that is made of what is chosen, and what should perhaps not leave."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act
from infohus.accounts.models import Authority, Membership, Unit
from infohus.assessments.models import PoliceAnswer
from infohus.assessments.queries import standing
from infohus.attachments.models import Attachment
from infohus.attachments.queries import words_in
from infohus.attachments.rules import Origin, neutral_name
from infohus.cases.models import Case
from infohus.cases.queries import covers, exclusions_of, members_of, notes_of
from infohus.cases.rules import Stage
from infohus.catalogues.queries import Texts
from infohus.catalogues.queries import called as phone_lines
from infohus.catalogues.rules import Entry
from infohus.concerns.models import Concern, PoliceQuestion
from infohus.concerns.queries import concerns_of, has_acute_sign, passages
from infohus.concerns.rules import Face, Source, beginning, telling_words
from infohus.deadlines.rules import Kind, due_at, local_day
from infohus.disclosures.models import Disclosure
from infohus.disclosures.queries import is_grown, received_of
from infohus.disclosures.rules import (
    TAKEN_OUT,
    Paper,
    Part,
    PartKind,
    Seen,
    Sheet,
    Slip,
    has_words,
    mentions,
    streets_in,
    told_once,
    without,
    words_among,
)
from infohus.persons.models import Person
from infohus.persons.queries import birth_of, called, person_of, relatives_of
from infohus.persons.rules import display_cpr, initials_in
from infohus.ui.rules import age_on, day, full_day

# To the law of the cooperation these are one purpose (retsplejelovens §§ 114–115).
ONE_PURPOSE = frozenset({"PREVENT_RADICALISATION", "PREVENT_CRIME"})


@dataclass(frozen=True)
class Extract:
    """A passage that may be chosen: its key, what it is, where it is from, the words, the concern they are of; `outside`: another authority's words."""

    key: str
    label: str
    source: str
    text: str
    outside: bool = False
    concern: uuid.UUID | None = None
    purpose: str = ""  # what another authority told it for

    @property
    def mark(self) -> str:
        """A short mark of exactly these words of this passage: what was chosen and left out holds for them alone."""
        return hashlib.sha256(f"{self.key}\n{self.text}".encode()).hexdigest()[:16]

    def of(self) -> tuple[PartKind, str]:
        """What it is of, as the part of a sheet keeps it; one of which every word is left out tells of no concern."""
        if self.concern is None:
            return PartKind.BESIDES, ""
        return PartKind.CONCERN, str(self.concern) if has_words(self.text) else ""


@dataclass(frozen=True)
class Chosen:
    """What the writer has put together: passages with words left out by place, files, and whether the person is named."""

    extracts: Mapping[str, Collection[int]]
    files: Collection[str]
    named: bool
    necessity: str
    answer: str = ""  # to what the receiver asked

    def free(self) -> list[tuple[str, str]]:
        """What the writer wrote for the sheet: where it stands, and the words."""
        return [(_("Svaret på spørgsmålet"), self.answer), (_("Hvorfor netop disse oplysninger?"), self.necessity)]


@dataclass(frozen=True)
class Laid:
    """A sheet as the case gives it now: with what asks for a second look, the concerns of which something is on it, and what is decided by now."""

    sheet: Sheet
    slips: Sequence[Seen]
    of: set[uuid.UUID]
    decided: str = ""


def extracts_of(case: Case) -> list[Extract]:
    """The passages of a case, concern by concern, then the notes: nothing is chosen before somebody chooses it."""
    found: list[Extract] = []
    for concern in concerns_of(case):
        where = _("Henvendelse {day}").format(day=full_day(local_day(concern.received_at)))  # no »i dag«: it stands on a sheet
        outside = concern.face == Face.POLICE
        texts = [part for part in passages(concern) if part.text.strip()]
        found += [Extract(f"{concern.pk}.{number}", part.label, where, part.text, outside, concern.pk) for number, part in enumerate(texts)]
    for note in notes_of(case):
        where = _("Note {day}").format(day=full_day(local_day(note.happened_at)))
        words = "\n".join(filter(None, (note.title, note.text)))  # the title is free words too: it can be left out like the others
        found.append(Extract(str(note.pk), str(note.get_kind_display()), where, words))
    for row in received_of(case):
        where = _("Fra {who} {day}").format(who=row.unit or row.sender, day=full_day(local_day(row.received_at)))
        found.append(Extract(str(row.pk), _("Modtaget fra en anden myndighed"), where, row.text, True, purpose=row.purpose))
    return found


def can_be_of(part: Part, row: Disclosure, concern: uuid.UUID | None) -> bool:
    """Whether a passage of a sheet can be of this concern (None: of a note, or of what others told): equal words are no sign of it.

    Of which one it is, or of which the sheet tells, is not known of early ones, nor of a concern that was taken out of the case and came back.
    """
    if concern is None or part.kind != PartKind.CONCERN:
        return concern is None and part.kind != PartKind.CONCERN
    known = [part.concern] if part.concern else row.tells_of
    return known is None or not {str(concern), TAKEN_OUT}.isdisjoint(known)


def concerns_in(case: Case, chosen: Chosen) -> set[uuid.UUID]:
    """The concerns of which something is on a sheet, a passage or a file: only of those the receiver was told.

    A file belongs to the concern it came with; one sent behind a code, to the concern of that mailbox.
    """
    concerns = concerns_of(case)
    whose = {one.pk: one.pk for one in concerns} | {one.mailbox_id: one.pk for one in concerns if one.mailbox_id}
    files = [paper for paper in papers_of(case) if str(paper.pk) in chosen.files]
    told = {whose.get(paper.mailbox_id) or whose.get(paper.about) for paper in files}
    passages = [one for one in extracts_of(case) if one.key in chosen.extracts]
    told |= {one.concern for one in passages if has_words(without(one.text, chosen.extracts[one.key]))}
    return {pk for pk in told if pk}


def cannot_wait(case: Case) -> bool:
    """Whether it is acute to decide what the police are told of a case: as their own last word says, or a sign of which they have not been told."""
    return case.stage == Stage.REGISTERED and (standing(case).acute or has_acute_sign(Concern.objects.filter(case=case)))


def informs_first(case: Case, what: Act) -> bool:
    """Whether it would be refused to tell the police now, or to decide not to, because the duty to inform is over time."""
    return case.holds_back(what, acute=cannot_wait(case))


def is_left_open(case: Case) -> bool:
    """Whether there is a concern of which nobody has decided yet what the police are told."""
    return Concern.objects.filter(case=case, police=PoliceQuestion.OPEN).exists()


def left_open(case: Case) -> list[str]:
    """The concerns of which nobody has decided yet what the police are told, each by the day it came, who it came from and how it begins."""
    rows = [one for one in concerns_of(case) if one.police == PoliceQuestion.OPEN]
    day_of = [f"{_('Henvendelse {day}').format(day=full_day(local_day(one.received_at)))}, {Face(one.face).label}" for one in rows]
    return [f"{told}: »{beginning(one.observed or '')}«" for told, one in zip(day_of, rows, strict=True)]


def decided(case: Case) -> str:
    """A mark of what is decided by now of what leaves a case: what was given, called back or kept from the police; it is another after each of these."""
    given = Disclosure.objects.filter(case=case).order_by("id").values_list("id", "recalled_at")
    asked = Concern.objects.filter(case=case).order_by("id").values_list("id", "police")
    return hashlib.sha256(repr([*given, *asked]).encode()).hexdigest()[:16]


def papers_of(case: Case) -> list[Attachment]:
    """The files that may leave a case: those that were cleaned and that no other authority gave."""
    rows = Attachment.objects.filter(case=case, removed_at=None, cleaned=True).order_by("added_at", "id")
    return [row for row in rows if row.origin in (Origin.REPORTER, Origin.OWN)]


def draft_sheet(
    case: Case, person: Person | None, chosen: Chosen, *, to_police: bool, due_on: date | None, footer: str,
    corrects: Disclosure | None = None, questions: Sequence[PoliceAnswer] = (),
) -> Sheet:  # fmt: skip
    """The sheet exactly as its receiver will see it; `corrects`: what it takes the place of; `questions`: what they asked, which it answers."""
    parts = [
        Part(_("Svar på jeres spørgsmål i {number}").format(number=one.disclosure.number), f"»{one.text.strip()}«") for one in questions
    ]
    if questions and chosen.answer.strip():
        parts.append(Part(_("Vores svar"), chosen.answer.strip(), case.municipality.name, PartKind.ANSWER))
    if to_police and due_on is not None:
        asked = _("Deler I bekymringen? Skal der handles akut? Er noget til hinder for at tale om sagen i Infohus? Svar senest {day}.")
        parts.append(Part(_("Vi beder jer svare på"), asked.format(day=full_day(due_on))))
    parts += [Part(one.label, one.text, one.source, *one.of()) for one in taken_of(case, chosen) if one.text]
    if chosen.necessity.strip():
        parts.append(Part(_("Derfor giver vi det videre"), chosen.necessity.strip()))
    files = [one for one in papers_of(case) if str(one.pk) in chosen.files]
    papers = [
        Paper(str(one.pk), neutral_name(number, one.origin, one.media_type), one.media_type, one.size, one.file_key)
        for number, one in enumerate(files, 1)
    ]
    rows = [(_("Det drejer sig om"), who_line(case, person, named=chosen.named))]
    if corrects is not None:
        told = _("{number} af {day}, som ikke gælder længere").format(number=corrects.number, day=full_day(local_day(corrects.given_at)))
        rows.insert(0, (_("Retter"), told))
    return Sheet(_("Videregivelse"), rows, parts, papers, calls_of(case), footer)


def taken_of(case: Case, chosen: Chosen) -> list[Extract]:
    """The chosen passages, without the words that are left out."""
    known = {one.key: one for one in extracts_of(case)}
    return [replace(known[key], text=without(known[key].text, cut)) for key, cut in chosen.extracts.items() if key in known]


def unnamed() -> str:
    """How a sheet without the name begins to say whom it is about."""
    return str(_("En person, hvis navn ikke er med"))


def who_line(case: Case, person: Person | None, *, named: bool) -> str:
    """The person with name and number; or, without, only the age and the place."""
    born = birth_of(person.birth_on) if person else None
    years = _("{count} år").format(count=age_on(born, lib.today())) if born else ""
    if not named or person is None:
        return ", ".join(filter(None, (unnamed(), years, case.municipality.name)))
    number = f"CPR {display_cpr(person.cpr)}" if person.cpr else _("født {day}").format(day=full_day(born)) if born else ""
    name = person.name or person.description or _("Ikke identificeret endnu")
    return ", ".join(filter(None, (name, number, years if person.cpr else "")))


def named_on(case: Case, sheet: Sheet) -> list[str]:
    """By what the person of a case stands on a sheet: what they are called now, if it says whom it is about or the name stands among its words."""
    person = person_of(case)
    if person is None:
        return []
    if who_line(case, person, named=True) in [value for _label, value in sheet.rows]:
        return [*([person.description] if person.description and not person.name else ()), *called(person)]
    return called(person) if mentions(sheet.words(), called(person)) else []


def calls_of(case: Case) -> list[tuple[str, str]]:
    """Whom the receiver can call: the lead's direct number, who stands in, the coordinators' number; of a child, or perhaps, the child duty's too."""
    lines = []
    if case.lead:
        lines.append((_("Tovholder"), ", ".join(filter(None, (case.lead.user.name, case.lead.user.phone or case.municipality.phone)))))
    for row in _standing_in(case):
        lines.append(
            (_("Dækker {days}").format(days=_days(row.from_on, row.until_on)), f"{row.by.user.name}, {row.by.user.phone}".strip(", "))
        )
    if case.municipality.phone:
        lines.append((_("Kommunens koordinatorer"), ", ".join(filter(None, (case.municipality.phone, case.municipality.phone_hours)))))
    duty = phone_lines(Texts(case.municipality), ["CHILD_DUTY"]) if not is_grown(case) else []
    return [*lines, *((one["title"], f"{one['number']}. {one['text']}") for one in duty)]


def _standing_in(case: Case) -> list[Any]:
    """The covers of the lead by somebody who may see the case: not one who is excluded from it, and of a protected case only one who is with it."""
    away = [row for row in covers(case.municipality_id) if row.of_id == case.lead_id and row.by is not None]
    if not away:
        return []
    shut_out, members = {one.user_id for one in exclusions_of(case)}, {one.pk for one in members_of(case)}
    return [row for row in away if row.by.user_id not in shut_out and (not case.protected or row.by_id in members)]


def _days(first: date, last: date) -> str:
    return f"{day(first, lib.today())}–{day(last, lib.today())}"


def answer_due_on(case: Case) -> date:
    """By when the police are asked to answer, if they were asked now."""
    return local_day(due_at(Kind.POLICE_ANSWER, None, lib.now(), case.municipality.closed_days))


def footer_of(basis: Entry | None, purpose: str, giver: Membership) -> str:
    """On what it rests and who gives it, as it stands under a sheet."""
    if basis is None:
        return _("Afsender: {who}.").format(who=giver)
    said = _("Givet efter {law}. Formål: {purpose}. Må ikke bruges til at efterforske straffesager. Afsender: {who}.")
    return said.format(law=basis.data.get("citation") or basis.data["title"], purpose=purpose[:1].lower() + purpose[1:], who=giver)


# ---------- What perhaps should not leave


def slips_in(case: Case, person: Person | None, chosen: Chosen, purpose: str, questions: Sequence[PoliceAnswer] = ()) -> list[Seen]:
    """What of all that somebody wrote for the sheet asks for a second look before it leaves, and which words of which passage.

    What the house itself writes on it (labels of its own, ages, whom to call, the basis) is not looked at.
    """
    taken, concerns = taken_of(case, chosen), concerns_of(case)
    asked = [(_("Svar på jeres spørgsmål i {number}").format(number=one.disclosure.number), one.text) for one in questions]
    passages = [(f"{one.label} ({one.source})", one.text) for one in taken]
    texts = [*_about(person, chosen), *asked, *passages, *chosen.free(), *_written(case, chosen)]
    seen, around = [], [one.name for one in relatives_of(case) if one.name] if person and not chosen.named else []
    for slip, words in _slips(concerns, person, chosen, around):
        found = [(word, where) for where, text in texts for word in told_once(text, words(text))]
        if found or any(words(where) for where, _text in passages):
            seen.append(Seen(slip, found))
    if others := [(_shortened(one.text), where) for one, (where, _text) in zip(taken, passages, strict=True) if one.outside]:
        seen.append(Seen(Slip.OTHERS, others))
    before = {one.purpose for one in concerns if one.purpose}
    if any(is_another(purpose, known) for known in (before, *({one.purpose} for one in taken if one.purpose))):
        seen.append(Seen(Slip.PURPOSE, []))
    return sorted(seen, key=lambda one: list(Slip).index(one.slip))


Words = Callable[[str], list[str]]  # those of a passage that are meant


def _slips(concerns: Collection[Concern], person: Person | None, chosen: Chosen, around: Sequence[str]) -> Iterator[tuple[Slip, Words]]:
    """The kinds of words that may stand in a text and perhaps should not leave; `around`: the names of the people around a person who is not named."""
    if person and person.address_protected:
        yield Slip.ADDRESS, lambda said: words_among(said, streets_in(person.address))
    if hidden := [one for one in concerns if one.anonymous or one.hide_name]:
        known, kinds = [word for one in hidden for word in _identity(one)], {one.source or Source.OTHER for one in hidden}
        own = person.name if person else ""  # whoever bears the reporter's surname is named all the same
        yield Slip.REPORTER, lambda said: [*telling_words(said, kinds), *(words_among(said, known) if said != own else ())]
    if not chosen.named and person:
        yield Slip.NAME, lambda said: [*words_among(said, [*called(person), *around]), *initials_in(said, person.name)]


def _about(person: Person | None, chosen: Chosen) -> list[tuple[str, str]]:
    """What somebody wrote of whom the sheet is about, where it stands there: the name, or how they were described."""
    words = (person.name or person.description) if person and chosen.named else ""
    return [(_("Det drejer sig om"), words)] if words else []


def _written(case: Case, chosen: Chosen) -> list[tuple[str, str]]:
    """The words of the chosen files that are plain text or a Word document: where they stand on the sheet, and the words."""
    files = [one for one in papers_of(case) if str(one.pk) in chosen.files]
    return [(neutral_name(number, one.origin, one.media_type), words_in(one)) for number, one in enumerate(files, 1)]


def _shortened(text: str) -> str:
    """The first words of a passage, by which one knows it."""
    return f"{text[:60].rsplit(' ', 1)[0]} …" if len(text) > 60 else text


def is_another(purpose: str, before: Collection[str]) -> bool:
    """Whether a purpose is another than those for which something was taken in, as far as both are known (GDPR art. 5, stk. 1, litra b)."""
    return bool(purpose and before) and purpose not in before and not {purpose, *before} <= ONE_PURPOSE


def _identity(concern: Concern) -> list[str]:
    """What a reporter can be known by."""
    return [concern.reporter_name, concern.reporter_phone, concern.reporter_email, concern.workplace]


def receiver_named(known: Sequence[tuple[str, str, Authority | None, Unit | None]], key: str) -> tuple[str, Authority | None, Unit | None]:
    """The receiver that was chosen: label, authority and unit."""
    return next(((label, authority, unit) for one, label, authority, unit in known if one == key), ("", None, None))
