"""Which mailbox a code opens, and what lies in it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Role
from infohus.accounts.models import Authority, Membership
from infohus.accounts.queries import coordinators, living
from infohus.attachments.models import Attachment
from infohus.cases.models import Case
from infohus.cases.queries import covers
from infohus.cases.rules import Class, Stage
from infohus.catalogues.queries import Texts
from infohus.db.context import as_system
from infohus.db.prepared import prepared
from infohus.deadlines.rules import Kind, due_at, is_arbejdsdag, local_day
from infohus.gateways import keys
from infohus.lib import TZ
from infohus.mailboxes.models import Mailbox, Message, Sender, Word
from infohus.mailboxes.rules import code_hash, make_code, office_hours
from infohus.sealing.ring import hold

FARTHEST = 60  # days; beyond them nobody is promised


@dataclass(frozen=True)
class Reader:
    """A coordinator who gets what is written, and when they are away (first and last day)."""

    user: uuid.UUID
    name: str
    away: tuple[tuple[date, date], ...] = ()

    def there(self, day: date) -> bool:
        """Whether they are there on a day."""
        return not any(first <= day <= last for first, last in self.away)


def readers_of(municipality: Authority) -> list[Reader]:
    """The coordinators of a municipality; asked by the house, since the public may not look into its people."""
    with as_system():
        away = [(row.of_id, row.from_on, row.until_on) for row in covers(municipality.pk)]
        known = coordinators(municipality.pk)
    return [Reader(one.user_id, one.user.name, tuple((a, b) for of, a, b in away if of == one.pk)) for one in known]


@dataclass(frozen=True)
class Behind:
    """Who stands behind the coordinators, by user: who holds the child duty, and the heads, who can appoint another coordinator."""

    duty: frozenset[uuid.UUID] = frozenset()
    heads: frozenset[uuid.UUID] = frozenset()

    def but(self, not_for: Collection[str]) -> Behind:
        """The same without those who must not read it."""
        return Behind(*(frozenset(one for one in users if str(one) not in not_for) for users in (self.duty, self.heads)))


def behind(municipality: Authority) -> Behind:
    """Who stands behind the coordinators of a municipality; asked by the house, since the public may not look into its people."""
    with as_system():
        known = living(Membership.objects.filter(authority=municipality, role__in=(Role.CHILD_DUTY, Role.HEAD)))
        rows = list(known.values_list("role", "user_id"))
    return Behind(*(frozenset(user for role, user in rows if role == one) for one in (Role.CHILD_DUTY, Role.HEAD)))


def read_by(municipality: Authority, readers: Sequence[Reader], not_for: Collection[str], at: datetime) -> date | None:
    """The day by which one who may read it will have done so; None if there is nobody."""
    able = [reader for reader in readers if str(reader.user) not in not_for]
    first = next_arbejdsdag(municipality, at)
    for day in (first + timedelta(days=number) for number in range(FARTHEST)):
        if is_arbejdsdag(day, municipality.closed_days) and any(reader.there(day) for reader in able):
            return day
    return None


def next_arbejdsdag(municipality: Authority, at: datetime) -> date:
    """The next day after a moment on which the municipality is at work."""
    return local_day(due_at(Kind.REGISTER, None, at, municipality.closed_days))


def somebody_there(municipality: Authority, readers: Sequence[Reader], not_for: Collection[str], at: datetime) -> bool:
    """Whether one who may read it is at work at a moment: on an arbejdsdag, within the telephone hours, not away."""
    local, hours = at.astimezone(TZ), office_hours(municipality.phone_hours)
    if hours is None or not is_arbejdsdag(local.date(), municipality.closed_days) or not hours[0] <= local.time() < hours[1]:
        return False
    return any(reader.there(local.date()) for reader in readers if str(reader.user) not in not_for)


def receipt_key() -> bytes:
    """The installation's one key of receipt codes; it does not rotate."""
    return keys.derived("root", b"receipt")


def code_of(token: str) -> str:
    """The code that belongs to a form token: the same however often it is asked for."""
    return make_code(receipt_key(), token.encode())


def find(code: str) -> tuple[uuid.UUID, uuid.UUID] | None:
    """The living mailbox and its municipality behind a canonical code, or None (wrong, expired and closed look alike)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, municipality_id FROM mailbox_of_code(%s)", [code_hash(receipt_key(), code)])
        row = cursor.fetchone()
    return (row[0], row[1]) if row else None


def find_draft(code: str) -> tuple[uuid.UUID, uuid.UUID] | None:
    """The saved form and its municipality behind a canonical code, for 24 hours; asked of the database, since `concerns` lies above."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, municipality_id FROM draft_of_code(%s)", [code_hash(receipt_key(), code)])
        row = cursor.fetchone()
    return (row[0], row[1]) if row else None


ENDED = "ended:"  # what stands instead of the hashes once a code has run out


def with_mail(mailbox: str) -> Mailbox | None:
    """A mailbox that opens and to whose holder a mail is on its way, locked until it has gone; None where none is."""
    waits = Mailbox.objects.filter(pk=mailbox, mail_to__isnull=False, closed_at=None, valid_until__gt=lib.now())
    return waits.select_for_update(of=("self",)).select_related("municipality").first()


def run_out() -> list[Mailbox]:
    """The mailboxes whose code has run out and is not forgotten yet; and those of rejected cases that waited for somebody to read."""
    over = Mailbox.objects.filter(valid_until__lte=lib.now()).select_related("case__municipality", "municipality")
    return list(over.filter(~Q(code_hash__startswith=ENDED) | Q(case__retention_class=Class.R1)).order_by("valid_until")[:500])


def own(place: uuid.UUID | None) -> Mailbox | None:
    """The mailbox of the code that is held, while it lasts; None when it was closed, has run out or went with its case."""
    living = Mailbox.objects.filter(pk=place, closed_at=None, valid_until__gt=lib.now())
    return living.select_related("municipality__parent").first()


def readers() -> list[tuple[str, bool]]:
    """Who can read what is written behind the code that is held: names, and whether as the child duty."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, role FROM readers_of_mailbox()")
        return [(name, role == Role.CHILD_DUTY) for name, role in cursor.fetchall()]


def covered(who: Sequence[tuple[str, bool]]) -> bool:
    """Whether one of the readers is a coordinator."""
    return any(not duty for _name, duty in who)


def thanks(texts: Texts, who: Sequence[tuple[str, bool]]) -> str:
    """What one who has written in a mailbox is told: that the coordinators have it, or that there is nobody yet who may read it."""
    if covered(who):
        return texts.text("RECEIPT_ANSWER")
    return _("Det, du har skrevet, er gemt. Lige nu er der ingen koordinator, der må læse det. Den faglige leder skal finde en.")


@dataclass(frozen=True)
class Written:
    """One message as the reporter sees it, opened: ours or their own, what kind, when, by whom, whether we have read it, their files."""

    ours: bool
    kind: Word
    at: datetime
    signed: str
    text: str
    read_at: datetime | None
    files: list[tuple[uuid.UUID, str]]


def written_in(mailbox: Mailbox) -> list[Written]:
    """All that was written behind the code that is held, oldest first."""
    files: dict[uuid.UUID | None, list[tuple[uuid.UUID, str]]] = {}
    for row in files_of(mailbox):
        files.setdefault(row.about, []).append((row.pk, row.name))
    return [
        Written(one.sender == Sender.COORDINATOR, Word(one.kind), one.at, one.signed, one.text, one.read_at, files.get(one.pk, []))
        for one in messages_of(mailbox)
    ]


def own_file(place: uuid.UUID | None, pk: uuid.UUID) -> Attachment | None:
    """A file that came with a message behind the code that is held, while that lasts."""
    if own(place) is None:
        return None
    return Attachment.objects.filter(pk=pk, mailbox_id=place, removed_at=None).first()


def messages_of(mailbox: Mailbox) -> list[Message]:
    """All that was written, oldest first."""
    hold([mailbox.pk])
    return list(Message.objects.filter(mailbox=mailbox).order_by("at", "id"))


def mailbox_for(case: Case, pk: uuid.UUID) -> Mailbox:
    """A mailbox of a case, or 404."""
    return get_object_or_404(Mailbox.objects.select_related("case__municipality", "municipality"), case=case, pk=pk)


def case_messages(case: Case) -> list[Message]:
    """What was written both ways in the mailboxes of a case, but for the first words (they are the concern itself).

    Of a case that the police go on with alone, only what was written since it was closed: what lies in the mailbox from before is the reporter's.
    """
    rows = _words(case.pk)
    if case.stripped and case.closed_at is not None:
        rows = [row for row in rows if row.at > case.closed_at]
    hold({row.mailbox_id for row in rows})
    return rows


@prepared
def _words(case: uuid.UUID) -> QuerySet[Message]:
    return Message.objects.filter(case=case).exclude(kind=Word.FIRST).order_by("at", "id")


def takes_ours(case: Case, mailbox: Mailbox, messages: Sequence[Message]) -> bool:
    """Whether something can be written to the reporter: in a mailbox that opens, of a closed case once they have written since the closing."""
    if not mailbox.opens:
        return False
    return case.stage != Stage.CLOSED or any(one.after_closing and one.sender == Sender.REPORTER for one in messages)


def files_of(mailbox: Mailbox) -> list[Attachment]:
    """The files that came with messages."""
    hold([mailbox.pk])
    return list(Attachment.objects.filter(mailbox_id=mailbox.pk, removed_at=None).order_by("added_at", "id"))
