"""The bulk loader: cases as the acts would have left them, sealed for real, laid into the tables by COPY.

How it is done, and what it is not:

* It runs as the superuser of a database of its own and never of a real one: row-level security, the log's closed tables and the checks of
  foreign keys are passed over (`session_replication_role = replica`), which is what makes it quick. `tests/checker.py`, which knows only the
  database, is asked afterwards whether it could have come about by acts.
* Every row is made by its model, and every sealed column by the field's own `pre_save`: a key per case and per mailbox, wrapped by the
  key-encryption key of the municipality, AES-256-GCM with a fresh nonce each. Nothing is stored that the product could not open.
* The log is chained here with the canonical form of the offline verifier (`audit/verify.py`), so that the loaded log verifies too.
* 98 municipalities with two coordinators each. Brøndby, where the measuring is done, has the first `OWN` cases (four hundred, all of which
  both of its coordinators are with) whatever the number in all; the others share the rest. Of each thousand 50 wait in the inbox, 150 are
  open, 800 closed.
"""

from __future__ import annotations

import base64
import os
import random
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
from django.db import models
from psycopg.types.json import Jsonb

from infohus import lib
from infohus.accounts.models import Authority, Membership, Unit, User
from infohus.audit import verify
from infohus.audit.models import Entry
from infohus.cases.models import Case, CaseMember, Note
from infohus.cases.rules import Class, Outcome, Stage, Under18
from infohus.concerns.models import Concern, PoliceQuestion
from infohus.concerns.rules import Face
from infohus.counting.models import Fact
from infohus.deadlines.models import Deadline
from infohus.deadlines.rules import EXPECTED, Clock, Kind, due_at, end_of_day, local_day, owner_of
from infohus.disclosures.models import Disclosure
from infohus.disclosures.rules import Form
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

MUNICIPALITIES, OWN, BATCH = 98, 400, 1000
SPAN = timedelta(days=500)
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


class Loader:
    """Lays cases into one database, municipality by municipality, going on where the last load ended."""

    def __init__(self, superuser: psycopg.Connection, brondby: Authority) -> None:
        self.db, self.epoch, self.rng = superuser, keys.current_epoch(), random.Random(7)
        self.rows: dict[type[models.Model], list[Any]] = defaultdict(list)
        self.towns = [brondby, *self.others(brondby)]
        self.people: dict[uuid.UUID, list[Membership]] = defaultdict(list)
        for one in Membership.objects.filter(role="coordinator", authority__in=self.towns).select_related("administration").order_by("id"):
            self.people[one.authority_id].append(one)
        self.police = Unit.objects.filter(authority__kind="POLICE").select_related("authority").earliest("id")
        self.dues: dict[tuple[Kind, date], datetime] = {}
        self.numbers: dict[uuid.UUID, int] = defaultdict(int)
        self.ends: dict[uuid.UUID, tuple[int, bytes]] = {}

    def others(self, like: Authority) -> list[Authority]:
        """The other municipalities, each with two administrations and their coordinators."""
        known = list(Authority.objects.filter(slug__startswith="bench-").order_by("slug"))
        for number in range(len(known), MUNICIPALITIES - 1):
            town = Authority.objects.create(kind=like.kind, name=f"Kommune {number}", slug=f"bench-{number:02}", parent=like.parent)
            for code in ("BKI", "SSF"):
                unit = Unit.objects.create(authority=town, name=f"Forvaltning {code}", code=code, administration=True)
                user = User.objects.create(email=f"{code}@bench-{number:02}.example".lower(), name=f"Koordinator {code} {number}")
                Membership.objects.create(user=user, authority=town, role="coordinator", administration=unit, from_at=lib.now() - SPAN)
            known.append(town)
        return known

    def load(self, count: int, say: Callable[[int], None] = lambda done: None) -> None:
        """Lay so many cases, oldest first in each municipality."""
        self.resume()
        plan = list(self.plan(count))
        for start in range(0, len(plan), BATCH):
            for town, at, place in plan[start : start + BATCH]:
                self.case(town, at, place)
            self.flush()
            say(min(start + BATCH, len(plan)))
        self.finish()

    def plan(self, count: int) -> Iterator[tuple[Authority, datetime, int]]:
        """Whose each case is, when it came, and which of its municipality's thousand it is."""
        own = 0 if self.numbers[self.towns[0].pk] else min(OWN, count)
        shares = [
            own,
            *(
                (count - own) // (len(self.towns) - 1) + (number < (count - own) % (len(self.towns) - 1))
                for number in range(len(self.towns) - 1)
            ),
        ]
        now = lib.now()
        for town, share in zip(self.towns, shares, strict=True):
            for number in range(share):
                yield town, now - SPAN * ((share - number) / (share + 1)), number * 1000 // max(1, share)

    def resume(self) -> None:
        """Where numbers and logs ended."""
        self.numbers.update(self.db.execute("SELECT municipality_id, last FROM cases_sequence WHERE kind = 'bench'").fetchall())
        for town, number, link in self.db.execute("SELECT authority_id, number, hash FROM audit_head").fetchall():
            self.ends[town] = (number, bytes(link))

    # ---------- One case

    def long_case(self) -> Case:
        """A case of Brøndby's at »Vurderes« whose page shows fifty entries: notes, a concern, a disclosure."""
        self.resume()
        case = self.case(self.towns[0], lib.now() - timedelta(days=60), 900, notes=48)
        self.flush()
        self.finish()
        return case

    def case(self, town: Authority, at: datetime, place: int, notes: int | None = None) -> Case:
        """All rows of one case; the last twentieth of a thousand waits in the inbox, the fifteen hundredths before it are open, the rest closed."""
        rng, people = self.rng, self.people[town.pk]
        lead = rng.choice(people) if notes is None else people[0]
        stage = Stage.RECEIVED if place >= 950 else rng.choice((Stage.REGISTERED, Stage.ASSESSING)) if place >= 800 else Stage.CLOSED
        at = lib.now() - timedelta(hours=(1000 - place) * 0.4) if stage == Stage.RECEIVED else at
        self.numbers[town.pk] += 1
        case = Case(
            municipality=town,
            number=f"{at.year}-{self.numbers[town.pk]:03}",
            source="friend",
            under_18=rng.choice(Under18.values),
            received_at=at,
        )
        case.stage = stage = stage if notes is None else Stage.ASSESSING
        self.key(KeyKind.CASE, case.pk, town, case.pk)
        if stage != Stage.RECEIVED:
            case.lead, case.administration, case.registered_at, case.opened_at = (
                lead,
                lead.administration,
                at + timedelta(hours=5),
                at + timedelta(hours=1),
            )
        if stage == Stage.CLOSED:
            outcome, klass, days = rng.choice(CLOSED)
            case.closed_at = case.registered_at + timedelta(days=20)  # type: ignore[operator]
            case.concluded_at, case.outcome, case.retention_class = case.closed_at - timedelta(days=3), outcome, klass
            case.erase_on = case.closed_at.date() + timedelta(days=days)
        self.add(case)
        for one in people:
            self.add(CaseMember(case=case, membership=one, from_at=at))
        concern = self.concern(case, at)
        self.log(town, None, "public", "file_concern", at, {"case": str(case.pk), "concern": str(concern.pk)}, root=town.pk)
        self.count(town, "received", at, {"source": case.source})
        if stage != Stage.RECEIVED:
            self.registered(case, concern, lead, rng.randint(0, 3) if notes is None else notes)
        self.deadlines(case, concern)
        return case

    def concern(self, case: Case, at: datetime) -> Concern:
        """The concern in its reporter's words, with mailbox and code."""
        token = base64.urlsafe_b64encode(os.urandom(18))
        box = Mailbox(municipality=case.municipality, case=case, content_mac="", opened_at=at, valid_until=valid_until(at))
        box.code_hash, box.token_hash = code_hash(receipt_key(), make_code(receipt_key(), token)), token_hash(receipt_key(), token)
        self.key(KeyKind.MAILBOX, box.pk, case.municipality, case.pk)
        words = " ".join(self.rng.sample(SENTENCES, 3))
        concern = Concern(
            case=case, face=Face.PUBLIC, source=case.source, received_at=at, anonymous=True, catalogue_on=at.date(), mailbox=box
        )
        concern.observed, concern.when_where, concern.goes_well, concern.who = words, SENTENCES[5], SENTENCES[4], "T.V., går i 9. klasse"
        concern.how_known, concern.talked = ["seen"], "Nej"
        if case.registered_at:
            concern.registered_at, concern.purpose = case.registered_at, "PREVENT_RADICALISATION"
            concern.police = PoliceQuestion.OPEN if case.stage == Stage.REGISTERED else PoliceQuestion.PASSED_ON
            concern.sentences = [{"text": one, "kind": "seen"} for one in words.split(". ")]
        first = Message(mailbox=box, case=case, sender=Sender.REPORTER, kind=Word.FIRST, at=at, read_at=at, text=f"Det skete\n{words}")
        self.add(box, concern, first)
        return concern

    def registered(self, case: Case, concern: Concern, lead: Membership, notes: int) -> None:
        """What registration leaves: the person, and of a case that went on what was told to the police, notes and readings."""
        at, town, rng = case.registered_at, case.municipality, self.rng
        assert at is not None
        born = date(2026 - rng.randint(12, 40), rng.randint(1, 12), rng.randint(1, 28))
        person = Person(
            case=case, municipality=town, known=Known.NAMED, name=f"{rng.choice(FIRST)} {rng.choice(LAST)}", birth_on=born.isoformat()
        )
        person.cpr = f"{born.day + 60:02}{born:%m%y}{rng.randint(0, 9999):04}"
        person.cpr_hash = cpr_hash(town.pk, person.cpr)
        self.add(person)
        self.log(town, lead, "coordinator", "register_concern", at, {"concern": str(concern.pk), "removed": 0}, root=concern.pk, case=case)
        self.count(town, "registered", at, {"source": case.source, "administration": "BKI"})
        if case.stage != Stage.REGISTERED:
            self.disclosure(case, concern, lead, at + timedelta(hours=3))
        for number in range(notes):
            self.note(case, lead, at + timedelta(days=number + 1))
        for number in range(3):
            self.log(town, lead, "coordinator", "read_case", at + timedelta(days=number), {}, root=case.pk, case=case)

    def note(self, case: Case, author: Membership, at: datetime) -> None:
        """One note of a few lines."""
        note = Note(case=case, kind="contact", author=author, happened_at=at, written_at=at, title="Samtale med skolen")
        note.text = " ".join(self.rng.sample(SENTENCES, 4))
        self.add(note)
        self.log(
            case.municipality, author, "coordinator", "write_note", at, {"note": str(note.pk), "kind": "contact"}, root=case.pk, case=case
        )

    def disclosure(self, case: Case, concern: Concern, by: Membership, at: datetime) -> None:
        """A call to the police."""
        row = Disclosure(
            municipality=case.municipality,
            case=case,
            number=f"V-{at.year}-{self.numbers[case.municipality_id]:03}",
            form=Form.ORAL,
            unit=self.police,
        )
        row.receiver, row.concern_id, row.basis, row.purpose, row.given_at, row.noted_at, row.by = (
            self.police.authority,
            concern.pk,
            "RPL115_2",
            "PREVENT_CRIME",
            at,
            at,
            by,
        )
        row.necessity, row.said, row.to_whom = "Politiet skal kunne vurdere, om der er fare for vold.", SENTENCES[0], "Vagthavende"
        self.add(row)
        self.log(case.municipality, by, "coordinator", "disclose_orally", at, {"disclosure": str(row.pk)}, root=case.pk, case=case)
        self.count(case.municipality, "disclosure", at, {"form": "oral", "to": "POLICE", "basis": "RPL115_2"})

    def deadlines(self, case: Case, concern: Concern) -> None:
        """What was expected, and what still is."""
        at, registered, done = case.received_at, case.registered_at, case.closed_at
        self.expect(case, Kind.REGISTER, at, met=registered)
        if case.under_18 != Under18.NO:
            self.expect(case, Kind.CHILD_24H, at, met=registered)
            self.expect(case, Kind.CHILD_RECEIPT, at, about=concern.pk, met=at)
        if registered is None:
            return
        self.expect(
            case,
            Kind.POLICE_CONTACT,
            registered,
            about=concern.pk,
            met=None if case.stage == Stage.REGISTERED else registered + timedelta(hours=3),
        )
        for kind in (Kind.SOCIAL_ASSESSMENT, Kind.CONCLUSION, Kind.INFORM):
            self.expect(case, kind, registered, met=done)
        if case.erase_on:
            self.expect(case, Kind.ERASE, done or at, due=end_of_day(case.erase_on))

    def expect(
        self,
        case: Case,
        kind: Kind,
        since: datetime,
        *,
        about: uuid.UUID | None = None,
        met: datetime | None = None,
        due: datetime | None = None,
    ) -> None:
        """One deadline."""
        due = due or self.due(kind, since, case.municipality)
        owner = owner_of(kind, case.lead_id is not None)
        self.add(
            Deadline(
                municipality=case.municipality,
                case_id=case.pk,
                about=about,
                kind=kind,
                owner=owner,
                opened_at=since,
                due_at=due,
                met_at=met,
            )
        )

    def due(self, kind: Kind, since: datetime, town: Authority) -> datetime:
        """When a kind is due; days are counted once for each day."""
        if EXPECTED[kind].clock is Clock.HOURS:
            return due_at(kind, None, since, town.closed_days)
        place = (kind, local_day(since))
        if place not in self.dues:
            self.dues[place] = due_at(kind, None, since, town.closed_days)
        return self.dues[place]

    # ---------- Rows

    def key(self, kind: KeyKind, of: uuid.UUID, town: Authority, case: uuid.UUID) -> None:
        """A random key, wrapped, and held until its rows are sealed."""
        raw = os.urandom(32)
        ring._held()[of] = raw
        self.add(
            Key(id=of, kind=kind, case_id=case, authority_id=town.pk, wrapped=ring.wrap(raw, of, town.pk, self.epoch), epoch=self.epoch)
        )

    def count(self, town: Authority, kind: str, at: datetime, codes: dict[str, str]) -> None:
        """One counting fact."""
        self.add(Fact(id=lib.uuid7(), kind=kind, month=at.date().replace(day=1), municipality_id=town.pk, codes=codes))

    def log(
        self,
        town: Authority,
        by: Membership | None,
        role: str,
        act: str,
        at: datetime,
        codes: dict[str, Any],
        *,
        root: uuid.UUID,
        case: Case | None = None,
    ) -> None:
        """One entry, chained to the one before it."""
        number, before = self.ends.get(town.pk, (0, verify.beginning(str(town.pk))))
        entry = Entry(
            id=lib.uuid7(), authority_id=town.pk, at=at, membership_id=by.pk if by else None, role=role, act=act, root_id=root, codes=codes
        )
        entry.case_id, entry.number = case.pk if case else None, number + 1
        told = {
            "id": str(entry.id), "number": entry.number, "at": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}", "membership": str(by.pk) if by else None,
            "role": role, "act": act, "root": str(root), "case": str(case.pk) if case else None, "codes": codes,
        }  # fmt: skip
        entry.hash = verify.link(before, str(town.pk), told)
        self.ends[town.pk] = (entry.number, entry.hash)
        self.add(entry)

    def add(self, *rows: models.Model) -> None:
        """Keep rows for the next COPY, sealed now."""
        for row in rows:
            self.rows[type(row)].append([column(field, row) for field in type(row)._meta.concrete_fields])

    def flush(self) -> None:
        """Lay what was made into the tables, all of it or nothing."""
        with self.db.transaction():
            self.db.execute("SET LOCAL session_replication_role = replica")
            for model, rows in self.rows.items():
                columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
                with self.db.cursor().copy(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN') as copy:
                    for row in rows:
                        copy.write_row(row)
            self.ends_and_numbers()
        self.rows.clear()
        ring._held().clear()

    def ends_and_numbers(self) -> None:
        """The ends of the logs and the last numbers given, as the database's own functions keep them."""
        for town, (number, link) in self.ends.items():
            self.db.execute(
                "INSERT INTO audit_head (authority_id, number, hash) VALUES (%s, %s, %s) ON CONFLICT (authority_id) DO UPDATE SET number = excluded.number, hash = excluded.hash",
                [town, number, link],
            )
        for town, last in self.numbers.items():
            for kind, year in (("bench", 1), ("case", lib.today().year), ("V", lib.today().year)):
                self.db.execute(
                    "INSERT INTO cases_sequence (municipality_id, kind, year, last) VALUES (%s, %s, %s, %s) ON CONFLICT (municipality_id, kind, year) DO UPDATE SET last = excluded.last",
                    [town, kind, year, last],
                )

    def finish(self) -> None:
        """Let the planner know what there is now."""
        self.db.execute("VACUUM ANALYZE")


def column(field: Any, row: models.Model) -> Any:
    """What COPY is given for one column."""
    if isinstance(field, SealedText):
        return field.pre_save(row, True)
    value = getattr(row, field.attname)
    return Jsonb(value) if isinstance(field, models.JSONField) else value
