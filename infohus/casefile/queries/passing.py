"""What of a case can be given to somebody: its passages and files, the sheet that is made of what is chosen, and what should perhaps not leave."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from infohus import lib
from infohus.accounts.models import Authority, Membership, Unit
from infohus.attachments.models import Attachment
from infohus.attachments.rules import Origin
from infohus.cases.models import Case
from infohus.cases.queries import covers, notes_of
from infohus.catalogues.rules import Entry
from infohus.concerns.models import Concern, PoliceQuestion
from infohus.concerns.queries import concerns_of, passages
from infohus.concerns.rules import Face
from infohus.deadlines.rules import Kind, due_at, local_day
from infohus.disclosures.queries import received_of
from infohus.disclosures.rules import TELLING, Paper, Part, Sheet, Slip, mentions, without
from infohus.persons.models import Person
from infohus.persons.queries import birth_of
from infohus.persons.rules import display_cpr
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

    @property
    def mark(self) -> str:
        """A short mark of exactly these words of this passage: what was chosen and left out holds for them alone."""
        return hashlib.sha256(f"{self.key}\n{self.text}".encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Chosen:
    """What the writer has put together: passages with words left out by place, files, and whether the person is named."""

    extracts: Mapping[str, Collection[int]]
    files: Collection[str]
    named: bool
    necessity: str


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
        found.append(Extract(str(note.pk), note.title or str(note.get_kind_display()), where, note.text))
    for row in received_of(case):
        where = _("Fra {who} {day}").format(who=row.unit or row.sender, day=full_day(local_day(row.received_at)))
        found.append(Extract(str(row.pk), _("Modtaget fra en anden myndighed"), where, row.text, outside=True))
    return found


def concerns_in(case: Case, chosen: Chosen) -> set[uuid.UUID]:
    """The concerns of which something is on a sheet, a passage or a file: only of those the receiver was told."""
    files = {paper.about for paper in papers_of(case) if str(paper.pk) in chosen.files and paper.about}
    return files | {one.concern for one in extracts_of(case) if one.key in chosen.extracts and one.concern}


def is_left_open(case: Case) -> bool:
    """Whether there is a concern of which nobody has decided yet what the police are told."""
    return Concern.objects.filter(case=case, police=PoliceQuestion.OPEN).exists()


def papers_of(case: Case) -> list[Attachment]:
    """The files that may leave a case: those that were cleaned and that no other authority gave."""
    rows = Attachment.objects.filter(case=case, removed_at=None, cleaned=True).order_by("added_at", "id")
    return [row for row in rows if row.origin in (Origin.REPORTER, Origin.OWN)]


def draft_sheet(case: Case, person: Person | None, chosen: Chosen, *, to_police: bool, due_on: date | None, footer: str) -> Sheet:
    """The sheet exactly as its receiver will see it."""
    parts = []
    if to_police and due_on is not None:
        asked = _("Deler I bekymringen? Skal der handles akut? Er noget til hinder for at tale om sagen i Infohus? Svar senest {day}.")
        parts.append(Part(_("Vi beder jer svare på"), asked.format(day=full_day(due_on))))
    known = {one.key: one for one in extracts_of(case)}
    for key, left_out in chosen.extracts.items():
        if key in known and (text := without(known[key].text, left_out)):
            parts.append(Part(known[key].label, text, known[key].source))
    if chosen.necessity.strip():
        parts.append(Part(_("Derfor giver vi det videre"), chosen.necessity.strip()))
    papers = [
        Paper(str(one.pk), one.name, one.media_type, one.size, one.file_key) for one in papers_of(case) if str(one.pk) in chosen.files
    ]
    rows = [(_("Det drejer sig om"), who_line(case, person, named=chosen.named))]
    return Sheet(_("Videregivelse"), rows, parts, papers, calls_of(case), footer)


def who_line(case: Case, person: Person | None, *, named: bool) -> str:
    """The person with name and number; or, without, only the age and the place."""
    born = birth_of(person.birth_on) if person else None
    years = _("{count} år").format(count=age_on(born, lib.today())) if born else ""
    if not named or person is None:
        return ", ".join(filter(None, (_("En person, hvis navn ikke er med"), years, case.municipality.name)))
    number = f"CPR {display_cpr(person.cpr)}" if person.cpr else _("født {day}").format(day=full_day(born)) if born else ""
    name = person.name or person.description or _("Ikke identificeret endnu")
    return ", ".join(filter(None, (name, number, years if person.cpr else "")))


def calls_of(case: Case) -> list[tuple[str, str]]:
    """Whom the receiver can call: the lead's direct number, who stands in, the municipality's own number."""
    lines = []
    if case.lead:
        lines.append((_("Tovholder"), ", ".join(filter(None, (case.lead.user.name, case.lead.user.phone or case.municipality.phone)))))
    for row in covers(case.municipality_id):
        if row.of_id == case.lead_id and row.by is not None:
            lines.append(
                (_("Dækker {days}").format(days=_days(row.from_on, row.until_on)), f"{row.by.user.name}, {row.by.user.phone}".strip(", "))
            )
    if case.municipality.phone:
        lines.append((_("Kommunen"), ", ".join(filter(None, (case.municipality.phone, case.municipality.phone_hours)))))
    return lines


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


def slips_in(case: Case, person: Person | None, chosen: Chosen, purpose: str) -> list[Slip]:
    """What in the chosen words asks for a second look before it leaves."""
    known = {one.key: one for one in extracts_of(case)}
    taken = [replace(known[key], text=without(known[key].text, cut)) for key, cut in chosen.extracts.items() if key in known]
    text = "\n".join([*(one.text for one in taken), chosen.necessity])
    return list(_slips(case, person, chosen, taken, text, purpose))


def _slips(case: Case, person: Person | None, chosen: Chosen, taken: Sequence[Extract], text: str, purpose: str) -> Iterator[Slip]:
    if person and person.address_protected and mentions(text, [_street(person.address)]):
        yield Slip.ADDRESS
    hidden = [one for one in concerns_of(case) if one.anonymous or one.hide_name]
    if hidden and (TELLING.search(text) or mentions(text, [word for one in hidden for word in _identity(one)])):
        yield Slip.REPORTER
    if any(one.outside for one in taken):
        yield Slip.OTHERS
    if not chosen.named and person and mentions(text, [person.name]):
        yield Slip.NAME
    before = {one.purpose for one in concerns_of(case) if one.purpose}
    if purpose and before and purpose not in before and not ({purpose} | before) <= ONE_PURPOSE:
        yield Slip.PURPOSE


def _street(address: str) -> str:
    """The words of an address that tell where: without numbers."""
    return " ".join(word for word in address.replace(",", " ").split() if not any(sign.isdigit() for sign in word))


def _identity(concern: Concern) -> list[str]:
    """What a reporter can be known by."""
    return [concern.reporter_name, concern.reporter_phone, concern.reporter_email, concern.workplace]


def receiver_named(known: Sequence[tuple[str, str, Authority | None, Unit | None]], key: str) -> tuple[str, Authority | None, Unit | None]:
    """The receiver that was chosen: label, authority and unit."""
    return next(((label, authority, unit) for one, label, authority, unit in known if one == key), ("", None, None))
