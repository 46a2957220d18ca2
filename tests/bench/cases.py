"""One synthetic case after another, as the acts would have left them: rows made by their models and sealed by their fields."""

from __future__ import annotations

import base64
import os
import random
import uuid
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from operator import attrgetter
from typing import Any

from django.db import models
from psycopg.types.json import Jsonb

from infohus import lib
from infohus.accounts.models import Authority, Membership, Unit
from infohus.audit import verify
from infohus.audit.models import Entry
from infohus.cases.models import Case, CaseMember, Note
from infohus.cases.rules import Class, Outcome, Stage, Under18
from infohus.concerns.models import Concern, PoliceQuestion
from infohus.concerns.rules import Face
from infohus.counting.models import Fact
from infohus.deadlines.models import Deadline
from infohus.deadlines.rules import EXPECTED, Clock, Kind, due_at, end_of_day, local_day, owner_of
from infohus.disclosures.models import Copy, Disclosure
from infohus.disclosures.rules import Form, Part, Sheet
from infohus.gateways import keys
from infohus.mailboxes.models import Mailbox, Message, Sender, Word
from infohus.mailboxes.queries import receipt_key
from infohus.mailboxes.rules import code_hash, make_code, token_hash, valid_until
from infohus.persons.models import Person
from infohus.persons.queries import cpr_hash
from infohus.persons.rules import Known
from infohus.sealing import ring
from infohus.sealing.fields import SealedText
from infohus.sealing.models import Key
from infohus.sealing.models import Kind as KeyKind

HOUR, LIVES = timedelta(hours=1), timedelta(days=90)
WRITTEN = 8  # every eighth case that went on was passed to the police as a sheet: some 10,000 copies in 100,000 cases
SENTENCES = [
    "Han viste en lukket gruppe på sin telefon, hvor de hylder en mand, der skød mange mennesker.",
    "Hun sagde i frikvarteret, at nogen burde gøre det samme her.",
    "Jeg stod i køkkenet og hørte det hele, og det var ikke første gang.",
    "Han er begyndt at trække sig fra sine venner og vil ikke til træning mere.",
    "Hun taler stadig med sin mor hver dag og er god til at tegne.",
    "Det var i lørdags om eftermiddagen, hjemme hos os.",
]
FIRST = ["Oskar", "Asta", "Kaj", "Lasse", "Ida", "Yusuf", "Åse", "Malik", "Freja", "Søren"]
LAST = ["Testmand", "Prøvesen", "Øvelund", "Eksempelsen", "Demoberg", "Ærø"]
CLOSED = [
    (Outcome.UNFOUNDED, Class.R2, 180),
    (Outcome.ADVICE, Class.R2, 180),
    (Outcome.OTHER_NEED, Class.R3, 180),
    (Outcome.MEASURES, Class.R5, 1826),
]


class Cases:
    """Makes cases of one municipality, going on where its numbers and its log ended; what is made waits in `rows`, by model."""

    def __init__(self, town: Authority, number: int, end: tuple[int, bytes] | None) -> None:
        self.town, self.number, self.end = town, number, end or (0, verify.beginning(str(town.pk)))
        self.epoch, self.rng = keys.current_epoch(), random.Random(town.pk.int + number)
        self.rows: dict[type[models.Model], list[Any]] = defaultdict(list)
        ours = Membership.objects.filter(role="coordinator", authority=town)
        self.people = list(ours.select_related("administration").order_by("id"))
        officer = Membership.objects.filter(role="police").select_related("authority").earliest("id")
        self.police = Unit.objects.filter(authority=officer.authority).select_related("authority").earliest("id")
        self.dues: dict[tuple[Kind, date], datetime] = {}

    def make(self, at: datetime, share: float, notes: int | None = None) -> None:
        """A case that came at this moment: the last twentieth waits in the inbox, three twentieths are open, the rest closed.

        `share` (0–1) says where among its municipality's cases it is; with `notes` it is being assessed and has so many.
        """
        stage = Stage.RECEIVED if share >= 0.95 else self.rng.choice((Stage.REGISTERED, Stage.ASSESSING)) if share >= 0.8 else Stage.CLOSED
        if stage == Stage.RECEIVED:
            at = lib.now() - timedelta(hours=(1 - share) * 400)
        self.number += 1
        case = Case(municipality=self.town, number=f"{at.year}-{self.number:03}", source="friend", received_at=at)
        case.stage, case.under_18 = stage if notes is None else Stage.ASSESSING, self.rng.choice(Under18.values)
        self.key(KeyKind.CASE, case.pk, case)
        if case.stage != Stage.RECEIVED:
            case.lead = self.rng.choice(self.people) if notes is None else self.people[0]
            case.administration, case.registered_at, case.opened_at = case.lead.administration, at + 5 * HOUR, at + HOUR
        if case.stage == Stage.CLOSED:
            case.outcome, case.retention_class, days = self.rng.choice(CLOSED)
            case.concluded_at, case.closed_at = at + timedelta(days=17), at + timedelta(days=20)
            case.erase_on = case.closed_at.date() + timedelta(days=days)
        self.add(case, *(CaseMember(case=case, membership=one, from_at=at) for one in self.people))
        concern = self.concern(case)
        self.log(None, "file_concern", at, {"case": str(case.pk), "concern": str(concern.pk)}, root=self.town.pk)
        self.count("received", at, {"source": case.source})
        if case.stage != Stage.RECEIVED:
            self.registered(case, concern, self.rng.randint(0, 3) if notes is None else notes)
        self.deadlines(case, concern)

    def concern(self, case: Case) -> Concern:
        """The concern in its reporter's words, with mailbox and code."""
        at, token = case.received_at, base64.urlsafe_b64encode(os.urandom(18))
        box = Mailbox(municipality=self.town, case=case, content_mac="", opened_at=at, valid_until=valid_until(at))
        box.code_hash, box.token_hash = code_hash(receipt_key(), make_code(receipt_key(), token)), token_hash(receipt_key(), token)
        self.key(KeyKind.MAILBOX, box.pk, case)
        words = " ".join(self.rng.sample(SENTENCES, 3))
        concern = Concern(case=case, face=Face.PUBLIC, source=case.source, received_at=at, anonymous=True)
        concern.catalogue_on, concern.mailbox = at.date(), box
        concern.observed, concern.when_where, concern.goes_well, concern.who = words, SENTENCES[5], SENTENCES[4], "T.V., går i 9. klasse"
        concern.how_known, concern.talked = ["seen"], "Nej"
        if case.registered_at:
            concern.registered_at, concern.purpose = case.registered_at, "PREVENT_RADICALISATION"
            concern.police = PoliceQuestion.OPEN if case.stage == Stage.REGISTERED else PoliceQuestion.PASSED_ON
            concern.sentences = [{"text": one, "kind": "seen"} for one in words.split(". ")]
        first = Message(mailbox=box, case=case, sender=Sender.REPORTER, kind=Word.FIRST, at=at, read_at=at, text=f"Det skete\n{words}")
        self.add(box, concern, first)
        return concern

    def registered(self, case: Case, concern: Concern, notes: int) -> None:
        """What registration leaves: the person, and of a case that went on what was told to the police, notes and readings."""
        at, rng = case.registered_at, self.rng
        assert at is not None
        born = date(2026 - rng.randint(12, 40), rng.randint(1, 12), rng.randint(1, 28))
        person = Person(case=case, municipality=self.town, known=Known.NAMED, birth_on=born.isoformat())
        person.name, person.cpr = f"{rng.choice(FIRST)} {rng.choice(LAST)}", f"{born.day + 60:02}{born:%m%y}{rng.randint(0, 9999):04}"
        person.cpr_hash = cpr_hash(self.town.pk, person.cpr)
        self.add(person)
        self.log(case.lead, "register_concern", at, {"concern": str(concern.pk), "removed": 0}, root=concern.pk, case=case)
        self.count("registered", at, {"source": case.source, "administration": "BKI"})
        if case.stage != Stage.REGISTERED:
            told = self.disclosure(case, concern, at + 3 * HOUR, Form.COPY if self.number % WRITTEN == 0 else Form.ORAL)
            if told.form == Form.COPY:
                self.copy(told)
        for number in range(notes):
            self.note(case, at + timedelta(days=number + 1))
        for number in range(3):
            self.log(case.lead, "read_case", at + timedelta(days=number), {}, root=case.pk, case=case)

    def note(self, case: Case, at: datetime) -> None:
        """One note of a few lines."""
        note = Note(case=case, kind="contact", author=case.lead, happened_at=at, written_at=at, title="Samtale med skolen")
        note.text = " ".join(self.rng.sample(SENTENCES, 4))
        self.add(note)
        self.log(case.lead, "write_note", at, {"note": str(note.pk), "kind": "contact"}, root=case.pk, case=case)

    def disclosure(self, case: Case, concern: Concern, at: datetime, form: Form) -> Disclosure:
        """A call or a sheet to the police."""
        row = Disclosure(municipality=self.town, case=case, form=form, unit=self.police, receiver=self.police.authority)
        row.number, row.concern_id, row.by = f"V-{at.year}-{self.number:03}", concern.pk, case.lead
        row.basis, row.purpose, row.given_at, row.noted_at = "RPL115_2", "PREVENT_CRIME", at, at
        row.necessity, row.said, row.to_whom = "Politiet skal kunne vurdere, om der er fare for vold.", SENTENCES[0], "Vagthavende"
        self.add(row)
        act = "disclose_orally" if form == Form.ORAL else "pass_to_police"
        self.log(case.lead, act, at, {"disclosure": str(row.pk)}, root=case.pk, case=case)
        self.count("disclosure", at, {"form": form.value, "to": "POLICE", "basis": "RPL115_2"})
        return row

    def copy(self, row: Disclosure) -> None:
        """What the police got, frozen under a key of its own."""
        copy = Copy(municipality=self.town, case=row.case, disclosure=row, receiver=row.receiver, unit=row.unit, to_role="police")
        copy.number, copy.given_at, copy.expires_at = row.number, row.given_at, row.given_at + LIVES
        self.key(KeyKind.COPY, copy.pk, row.case)
        copy.sheet = Sheet("Til politiet", [("Hvem", "T.V.")], [Part("Det skete", row.said, "henvender")]).plain()
        self.add(copy)

    def deadlines(self, case: Case, concern: Concern) -> None:
        """What was expected, and what still is."""
        at, registered, done = case.received_at, case.registered_at, case.closed_at
        self.expect(case, Kind.REGISTER, at, met=registered)
        if case.under_18 != Under18.NO:
            self.expect(case, Kind.CHILD_24H, at, met=registered)
            self.expect(case, Kind.CHILD_RECEIPT, at, about=concern.pk, met=at)
        if registered is None:
            return
        told = None if case.stage == Stage.REGISTERED else registered + 3 * HOUR
        self.expect(case, Kind.POLICE_CONTACT, registered, about=concern.pk, met=told)
        for kind in (Kind.SOCIAL_ASSESSMENT, Kind.CONCLUSION, Kind.INFORM):
            self.expect(case, kind, registered, met=done)
        if case.erase_on:
            self.expect(case, Kind.ERASE, done or at, due=end_of_day(case.erase_on))

    def expect(self, case: Case, kind: Kind, since: datetime, **known: Any) -> None:
        """One deadline; known: what it is `about`, when it was `met`, and when it is `due` if the clocks do not say."""
        due, owner = known.get("due") or self.due(kind, since), owner_of(kind, case.lead_id is not None)
        row = Deadline(municipality=self.town, case_id=case.pk, kind=kind, owner=owner, opened_at=since, due_at=due)
        row.about, row.met_at = known.get("about"), known.get("met")
        if row.met_at is None and due < lib.now() and kind != Kind.ERASE:
            row.escalated_at = due  # it stands before the head
        self.add(row)

    def due(self, kind: Kind, since: datetime) -> datetime:
        """When a kind is due; days are counted once for each day."""
        if EXPECTED[kind].clock is Clock.HOURS:
            return due_at(kind, None, since, self.town.closed_days)
        place = (kind, local_day(since))
        if place not in self.dues:
            self.dues[place] = due_at(kind, None, since, self.town.closed_days)
        return self.dues[place]

    # ---------- Keys, figures, log, rows

    def key(self, kind: KeyKind, of: uuid.UUID, case: Case) -> None:
        """A random key, wrapped, and held until its rows are sealed."""
        raw = os.urandom(32)
        ring._held()[of] = raw
        wrapped = ring.wrap(raw, of, self.town.pk, self.epoch)
        self.add(Key(id=of, kind=kind, case_id=case.pk, authority_id=self.town.pk, wrapped=wrapped, epoch=self.epoch))

    def count(self, kind: str, at: datetime, codes: dict[str, str]) -> None:
        """One counting fact."""
        self.add(Fact(id=uuid.uuid4(), kind=kind, month=at.date().replace(day=1), municipality_id=self.town.pk, codes=codes))

    def log(
        self, by: Membership | None, act: str, at: datetime, codes: dict[str, Any], *, root: uuid.UUID, case: Case | None = None
    ) -> None:
        """One entry, chained to the one before it in the canonical form of the offline verifier."""
        number, before = self.end
        entry = Entry(id=lib.uuid7(), authority_id=self.town.pk, at=at, act=act, root_id=root, codes=codes, number=number + 1)
        entry.membership_id, entry.role, entry.case_id = by.pk if by else None, "coordinator" if by else "public", case.pk if case else None
        told = {
            "id": str(entry.id), "number": entry.number, "at": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}", "role": entry.role, "act": act,
            "membership": str(by.pk) if by else None, "root": str(root), "case": str(case.pk) if case else None, "codes": codes,
        }  # fmt: skip
        entry.hash = verify.link(before, str(self.town.pk), told)
        self.end = (entry.number, entry.hash)
        self.add(entry)

    def add(self, *rows: models.Model) -> None:
        """Keep rows for the next COPY, sealed now."""
        for row in rows:
            self.rows[type(row)].append([take(row) for take in columns(type(row))])

    def taken(self) -> dict[type[models.Model], list[Any]]:
        """What was made since the last time; its keys are forgotten."""
        rows, self.rows = self.rows, defaultdict(list)
        ring._held().clear()
        return rows


@cache
def columns(model: type[models.Model]) -> list[Callable[[models.Model], Any]]:
    """For each column of a table, what COPY is given of a row."""
    return [taker(field) for field in model._meta.concrete_fields]


def taker(field: Any) -> Callable[[models.Model], Any]:
    """What COPY is given for one column."""
    if isinstance(field, SealedText):
        return lambda row: field.pre_save(row, True)
    if isinstance(field, models.JSONField):
        return lambda row: Jsonb(getattr(row, field.attname))
    return attrgetter(field.attname)
