"""What people ask of the log: whose entries, who read a case, and the log written out so that it can be verified elsewhere."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db.models import Count, Max, Q, QuerySet, TextField
from django.db.models.functions import Cast, TruncMonth

from infohus import lib
from infohus.access.rules import Act, Role
from infohus.audit.models import Checkpoint, Entry, Head
from infohus.audit.rules import ACTS_OF, PAGE, READING, SENTENCES, UNCHANGING, Sort, day_bounds, month_start
from infohus.audit.verify import beginning
from infohus.db.prepared import Among, prepared
from infohus.gateways import keys

ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)  # before the first entry
OPEN_FOR = timedelta(minutes=30)


@dataclass(frozen=True)
class Wanted:
    """Which entries of an authority are asked for; what is None is not asked for. Days are whole days in Copenhagen."""

    authority: uuid.UUID
    membership: uuid.UUID | None = None
    role: Role | None = None  # of those without an account
    act: Act | None = None
    sort: Sort | None = None
    case: uuid.UUID | None = None
    from_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True)
class Page:
    """Entries, newest first, and the numbers by which one goes on: `newer` and `older` (None: there are none)."""

    entries: list[Entry]
    newer: int | None
    older: int | None


@dataclass(frozen=True)
class Reading:
    """How often somebody opened a case, and when last."""

    membership: uuid.UUID | None
    role: Role
    times: int
    last_at: datetime


def entries_of_case(case_id: uuid.UUID, before: int | None = None, after: int | None = None) -> Page:
    """The log of a case, 50 at a time: older than number `before`, or newer than `after`."""
    return _page(Entry.objects.filter(case_id=case_id), before, after)


def entries_of_authority(wanted: Wanted, before: int | None = None, after: int | None = None) -> Page:
    """The log of an authority, filtered, 50 at a time: older than number `before`, or newer than `after`."""
    return _page(chosen(wanted), before, after)


def chosen(wanted: Wanted) -> QuerySet[Entry]:
    """The entries that are asked for, in no order."""
    rows = Entry.objects.filter(authority_id=wanted.authority)
    begin, end = day_bounds(wanted.from_on, wanted.until_on)
    asked = {"membership_id": wanted.membership, "role": wanted.role, "act": wanted.act, "case_id": wanted.case}
    for name, value in {**asked, "at__gte": begin, "at__lt": end}.items():
        if value is not None:
            rows = rows.filter(**{name: value})
    refused = Q(codes__contains={"refused": True})
    if wanted.sort == Sort.REFUSED:
        return rows.filter(refused)
    return rows.filter(act__in=ACTS_OF[wanted.sort]).exclude(refused) if wanted.sort else rows


def _page(rows: QuerySet[Entry], before: int | None, after: int | None) -> Page:
    if after is not None:
        found = list(rows.filter(number__gt=after).order_by("number")[: PAGE + 1])
        newer, entries = len(found) > PAGE, found[:PAGE][::-1]
        return Page(entries, entries[0].number if newer else None, entries[-1].number if entries else None)
    found = list((rows if before is None else rows.filter(number__lt=before)).order_by("-number")[: PAGE + 1])
    entries = found[:PAGE]
    return Page(entries, entries[0].number if entries and before is not None else None, entries[-1].number if len(found) > PAGE else None)


def who_read(case_id: uuid.UUID, since: datetime | None = None) -> list[Reading]:
    """Who opened a case, how often and when last, latest first (refused attempts are not readings)."""
    return [Reading(membership, Role(role), times, last) for membership, role, times, last in _readings(case_id, since or ALWAYS)]


@prepared
def _readings(case: uuid.UUID, since: datetime) -> QuerySet[Entry, tuple[Any, ...]]:
    rows = Entry.objects.filter(case_id=case, act__in=READING - SENTENCES, at__gte=since).exclude(codes__contains={"refused": True})
    return rows.values_list("membership_id", "role").annotate(times=Count("id"), last=Max("at")).order_by("-last")


def read_lately(case_id: uuid.UUID, membership: uuid.UUID | None) -> bool:
    """Whether this membership opened a case within half an hour, as long as a page can stand open without a sign of life."""
    rows = Entry.objects.filter(case_id=case_id, membership_id=membership, act=Act.READ_CASE, at__gte=lib.now() - OPEN_FOR)
    return rows.exclude(codes__contains={"refused": True}).exists()


def entries_since(since: datetime, *, but: uuid.UUID | None) -> list[Entry]:
    """The last ten things that others have changed in the cases I see: no readings, look-ups or reminders."""
    return _since(since, but)


@prepared
def _since(since: datetime, but: uuid.UUID | None) -> QuerySet[Entry]:
    rows = Entry.objects.filter(case_id__isnull=False, at__gt=since).exclude(membership_id=but).exclude(act__in=UNCHANGING)
    return rows.exclude(codes__contains={"refused": True}).order_by("-at").only("id", "case_id", "act")[:10]


def last_done(case_id: uuid.UUID, what: Act) -> Entry | None:
    """When this was last done with a case, and by whom; None if it never was, or is not to be seen."""
    return Entry.objects.filter(case_id=case_id, act=what).exclude(codes__contains={"refused": True}).order_by("-at").first()


def done(case_id: uuid.UUID, what: Iterable[Act]) -> list[Entry]:
    """Each time one of these was done with a case, the first first; none that is not to be seen."""
    return _done(case_id, [one.value for one in what])


@prepared
def _done(case_id: uuid.UUID, what: list[str]) -> QuerySet[Entry]:
    return Entry.objects.filter(Among("act", what), case_id=case_id).exclude(codes__contains={"refused": True}).order_by("at", "number")


def authorities() -> list[uuid.UUID]:
    """Whose logs there are."""
    return list(Head.objects.order_by("authority_id").values_list("authority_id", flat=True))


def span_of(authority: uuid.UUID) -> tuple[datetime | None, int]:
    """When the oldest entry that is left was made, and how many there are."""
    first, head = Entry.objects.filter(authority_id=authority).order_by("number").first(), head_of(authority)
    return (first.at, head.number - first.number + 1) if first and head else (None, 0)


def head_of(authority: uuid.UUID) -> Head | None:
    """The end of an authority's chain."""
    return Head.objects.filter(authority_id=authority).first()


def link_at(authority: uuid.UUID, number: int) -> bytes:
    """The hash of the chain at a number that it still holds."""
    head = head_of(authority)
    if head is not None and head.number == number:
        return bytes(head.hash)
    return bytes(Entry.objects.values_list("hash", flat=True).get(authority_id=authority, number=number))


def last_checkpoint(authority: uuid.UUID, upto: int | None = None) -> Checkpoint | None:
    """The newest signed checkpoint of an authority (at or before a number)."""
    rows = Checkpoint.objects.filter(authority_id=authority)
    return (rows if upto is None else rows.filter(number__lte=upto)).order_by("-number", "-at").first()


def is_signed_today(authority: uuid.UUID) -> bool:
    """Whether the nightly signature of today stands (the end of a month, at midnight sharp, is another)."""
    begin, _end = day_bounds(lib.today(), None)
    return Checkpoint.objects.filter(authority_id=authority, at__gt=begin).exists()


def month_ends(authority: uuid.UUID, since: int) -> list[tuple[int, datetime]]:
    """The last numbers of the months that ended after entry `since`, each with the moment its month ended."""
    rows = Entry.objects.filter(authority_id=authority, number__gt=since, at__lt=month_start(lib.today()))
    found = rows.annotate(month=TruncMonth("at", tzinfo=lib.TZ)).values_list("month").annotate(last=Max("number")).order_by("month")
    ends, highest = [], since
    for month, last in found:
        highest = max(highest, last)
        following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
        ends.append((highest, month_start(following)))
    return ends


def signing_key(authority: uuid.UUID) -> Ed25519PrivateKey:
    """The key that signs this authority's log; it comes from the root key and does not rotate."""
    return Ed25519PrivateKey.from_private_bytes(keys.derived("root", b"log:" + authority.bytes))


def public_key(authority: uuid.UUID) -> str:
    """The key by which anyone can verify the signatures of this authority's log (hex)."""
    return signing_key(authority).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def told(checkpoint: Checkpoint) -> dict[str, Any]:
    """A checkpoint as it is kept elsewhere: all that `verify` needs of it."""
    return {
        "authority": str(checkpoint.authority_id),
        "number": checkpoint.number,
        "hash": bytes(checkpoint.hash).hex(),
        "at": iso(checkpoint.at),
        "key": public_key(checkpoint.authority_id),
        "signature": bytes(checkpoint.signature).hex(),
    }


def iso(at: datetime) -> str:
    """A moment as exports write it: '2026-11-25T16:10:33.123456Z'."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def export(authority: uuid.UUID, name: str, *, month: date | None = None, case: uuid.UUID | None = None) -> Iterator[str]:
    """The log of an authority as lines of JSON for `verify`: all of it, one month between its checkpoints, or the entries of one case."""
    scope = "case" if case else "month" if month else "all"
    of = str(case) if case else f"{month:%Y-%m}" if month else None
    written, key = iso(lib.now()), public_key(authority)
    yield json.dumps(
        {"infohus_log": 1, "authority": str(authority), "name": name, "scope": scope, "of": of, "written_at": written, "key": key}
    )
    if case:
        yield from _of_case(authority, case)
        return
    first, last = _span(authority, month)
    yield from _between(authority, first, last)
    yield json.dumps({"end": last})


def _span(authority: uuid.UUID, month: date | None) -> tuple[int, int]:
    """The first and last number of what is exported; months are cut where `month_ends` cuts them."""
    rows = Entry.objects.filter(authority_id=authority)
    if month is None:
        head = head_of(authority)
        first = rows.order_by("number").values_list("number", flat=True).first()
        last = head.number if head else 0
        return first or last + 1, last
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    last_before = rows.filter(at__lt=month_start(month)).aggregate(last=Max("number"))["last"]
    last = rows.filter(at__lt=month_start(following)).aggregate(last=Max("number"))["last"] or 0
    first = last_before + 1 if last_before else rows.order_by("number").values_list("number", flat=True).first() or 1
    return first, last


def _between(authority: uuid.UUID, first: int, last: int) -> Iterator[str]:
    """Checkpoints and entries from `first` to `last`, each checkpoint after the entry it speaks of, the opening one before all."""
    signed = Checkpoint.objects.filter(authority_id=authority, number__gte=first - 1, number__lte=last).order_by("number", "at")
    waiting = [told(one) for one in signed if one.number]
    if first > 1 and not (waiting and waiting[0]["number"] == first - 1):
        raise Unsigned(first - 1)
    for entry in written(Entry.objects.filter(authority_id=authority, number__gte=first, number__lte=last)):
        while waiting and waiting[0]["number"] < entry.number:
            yield json.dumps({"checkpoint": waiting.pop(0)})
        yield line(entry)
    for checkpoint in waiting:
        yield json.dumps({"checkpoint": checkpoint})


def _of_case(authority: uuid.UUID, case: uuid.UUID) -> Iterator[str]:
    """The entries of one case, each with the hash it rests on."""
    for entry in written(Entry.objects.filter(authority_id=authority, case_id=case)):
        before = Entry.objects.filter(authority_id=authority, number=entry.number - 1).values_list("hash", flat=True).first()
        if before is None:  # the first of all, or the first after a pruning
            opening = Checkpoint.objects.filter(authority_id=authority, number=entry.number - 1).first()
            before = opening.hash if opening else beginning(str(authority))
        yield line(entry, before=bytes(before).hex())


class Unsigned(Exception):
    """The place where an export should begin has no signed checkpoint yet."""

    def __init__(self, number: int) -> None:
        super().__init__(str(number))
        self.number = number


def written(rows: QuerySet[Entry]) -> Iterator[Any]:
    """Entries in order, with their codes as the database writes them (`raw`), a few thousand in memory at a time."""
    return rows.annotate(raw=Cast("codes", TextField())).order_by("number").defer("codes").iterator(chunk_size=2000)


def line(entry: Any, **more: str) -> str:
    """One entry as a line of an export."""
    ids = {
        name: str(value) if value else None
        for name, value in (("membership", entry.membership_id), ("root", entry.root_id), ("case", entry.case_id))
    }
    told = {"number": entry.number, "id": str(entry.id), "at": iso(entry.at), "role": entry.role, "act": entry.act, **ids, **more}
    return f'{json.dumps(told)[:-1]}, "codes": {entry.raw}, "hash": "{bytes(entry.hash).hex()}"}}'
