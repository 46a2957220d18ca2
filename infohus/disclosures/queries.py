"""What was given to one's own authority, and on what legal bases something of a case may be given."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor, require
from infohus.accounts.models import Authority, Unit
from infohus.cases.models import Case
from infohus.cases.rules import Under18
from infohus.catalogues.queries import entries
from infohus.catalogues.rules import Entry, Kind, Party
from infohus.db.prepared import prepared
from infohus.deadlines.rules import local_day
from infohus.disclosures.models import Copy, Disclosure, GoneCopy, Received
from infohus.disclosures.rules import Sharing, Sheet, carries, check_basis, check_purpose, check_unnamed, fits, giver_of
from infohus.lib import Refused, refused_by
from infohus.persons.queries import age_then, person_of
from infohus.persons.rules import display_cpr
from infohus.sealing.ring import hold
from infohus.ui.rules import full_day


def copy_for(actor: Actor, pk: uuid.UUID) -> Copy:
    """A copy that was given to the actor's own authority in the actor's role, or 404."""
    require(actor, Act.READ_COPY)
    return get_object_or_404(
        Copy.objects.select_related("municipality", "receiver", "unit"), pk=pk, receiver=actor.authority, to_role=actor.role
    )


def living_copies() -> QuerySet[Copy]:
    """The copies that their receivers may still read, of those that whoever asks may see: as `living` says of each."""
    return Copy.objects.filter(recalled_at=None, expires_at__gt=lib.now())


def copies_to(actor: Actor) -> list[Copy]:
    """The copies that were not called back in the inbox of the actor's authority and role, newest first; of a child duty all, of others see `inbox`."""
    rows = Copy.objects.filter(receiver=actor.authority, to_role=actor.role, recalled_at=None)
    return list(rows.select_related("municipality", "unit").order_by("-given_at", "-id")[:200])


def corrected_by(copies: Collection[uuid.UUID]) -> dict[uuid.UUID, Copy]:
    """Of these copies, which ones stand in their place now, or stood there last: what was corrected more than once is followed to its end."""
    later: dict[uuid.UUID, Copy] = {}  # by what each one corrects
    asked = set(copies)
    while asked:
        rows = list(Copy.objects.filter(corrects__in=asked).only("id", "number", "corrects_id", "recalled_at"))
        later |= {row.corrects_id: row for row in rows}
        asked = {row.pk for row in rows if row.recalled_at is not None} - set(copies)

    def end(row: Copy) -> Copy:
        return end(later[row.pk]) if row.pk in later else row

    return {one: end(later[one]) for one in copies if one in later}


def open_copies(among: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Of these copies, the living ones to whoever acts whose case the giver has not closed: only on these an answer would be read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT my_open_copies_of(%s)", [list(among)])
        return set(cursor.fetchone()[0])


def gone_copies(actor: Actor) -> list[GoneCopy]:
    """The last fifty copies to the actor's authority and role whose cases the giver has erased, newest first (GDPR art. 19)."""
    return _gone(actor.authority, actor.role.value)  # type: ignore[arg-type]


@prepared
def _gone(receiver: uuid.UUID, role: str) -> QuerySet[GoneCopy]:
    rows = GoneCopy.objects.filter(receiver=receiver, to_role=role).select_related("municipality")
    return rows.order_by("-ended_at", "-id")[:50]


def reports_to(actor: Actor) -> list[tuple[Copy, datetime | None]]:
    """The underretninger that were sent to a child duty, each with the moment until which it is judged: those that wait first, soonest on top."""
    due, rows = reports_due(), copies_to(actor)
    waiting = sorted((one for one in rows if one.pk in due), key=lambda one: due[one.pk])
    return [(one, due.get(one.pk)) for one in (*waiting, *(one for one in rows if one.pk not in due))]


def reports_due() -> dict[uuid.UUID, datetime]:
    """Until when the underretninger that wait for the acting child duty are judged, by their copies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT copy_id, due_at FROM reports_due()")
        return dict(cursor.fetchall())


@dataclass(frozen=True)
class Unread:
    """An underretning that ran out before the child duty opened it, as the head knows it: its number, that of its case, two dates."""

    number: str
    case: str
    given_at: datetime
    expires_at: datetime


def unread_reports() -> list[Unread]:
    """The underretninger of the municipality that nobody opened while they could be read, and that nobody has judged since."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, case_number, given_at, expires_at FROM reports_unread()")
        return [Unread(*row) for row in cursor.fetchall()]


# ---------- Legal bases


def party_of(receiver: Authority | None, case: Case) -> str:
    """Which kind of party the receiver is to the law: an own unit, or an authority of a kind."""
    if receiver is None or receiver.pk == case.municipality_id:
        return str(Party.OWN_UNIT)
    return str(receiver.kind)


def in_use(bases: Iterable[Entry]) -> list[Entry]:
    """Those that can be chosen."""
    return [one for one in bases if one.data.get("active", True)]


def is_grown(case: Case, on: date | None = None) -> bool:
    """Whether the person is known to have been 18 or over on a day (None: today): what only holds of a child carries nothing then."""
    return age_then(case, person_of(case), on or lib.today()) == Under18.NO


def basis_refusals(
    giver: Actor, case: Case, receiver: Authority | None, unit: Unit | None, basis: str, purpose: str, *, on: date | None = None
) -> list[Refused]:
    """What is wrong with giving something of a case to a receiver for a purpose on a basis, on a day (None: today): nothing, or one refusal."""
    bases, purposes = (entries(kind, authority=case.municipality_id) for kind in (Kind.BASIS, Kind.PURPOSE))
    chosen = next((one for one in bases if one.code == basis), None)
    label = receiver.name if receiver else str(unit.name if unit else "")
    sharing = Sharing(giver_of(giver.role), party_of(receiver, case), purpose, grown=is_grown(case, on))
    try:
        check_purpose(next((one for one in purposes if one.code == purpose), None), sharing, label)
        check_basis(chosen, sharing, label, in_use(bases))
    except Refused as refused:
        return [refused]
    return []


def naming_refusals(case: Case, said: Mapping[str, str]) -> list[Refused]:
    """What of these sentences for the head, by their fields, says who the citizen is: the head does not see the case."""
    if (person := person_of(case)) is None:
        return []
    number = display_cpr(person.cpr) if person.cpr else ""
    checks = [partial(check_unnamed, sentence, person.name, number, field) for field, sentence in said.items()]
    return [one for check in checks for one in refused_by(check)]


def bases_for(
    actor: Actor, case: Case, parties: Iterable[str], purpose: str, known: Iterable[Entry], *, on: date | None = None
) -> list[Entry]:
    """The legal bases on which the actor may give something of a case to a party of one of these kinds (for this purpose), on a day."""
    asked = _sharings(actor, case, parties, purpose, on)
    return [one for one in known if any(carries(one, sharing) for sharing in asked)]


def purposes_to(actor: Actor, case: Case, parties: Iterable[str], known: Iterable[Entry], *, on: date | None = None) -> list[Entry]:
    """What the actor may give something of a case for to a party of one of these kinds: purposes that fit it and that a basis carries."""
    bases, asked = bases_of(case), _sharings(actor, case, parties, "", on)
    carried = {sharing.purpose for sharing in asked if any(carries(one, sharing) for one in bases)}
    return [one for one in known if one.code in carried]


def _sharings(actor: Actor, case: Case, parties: Iterable[str], purpose: str, on: date | None) -> list[Sharing]:
    """What can be meant: each party with each purpose that fits it ('' is any)."""
    asked, grown = [one for one in purposes_for(case) if purpose in ("", one.code)], is_grown(case, on)
    pairs = ((one, Sharing(giver_of(actor.role), party, one.code, grown=grown)) for party in set(parties) for one in asked)
    return [sharing for one, sharing in pairs if fits(one, sharing)]


def bases_of(case: Case) -> list[Entry]:
    """Every legal basis in use."""
    return in_use(entries(Kind.BASIS, authority=case.municipality_id))


def purposes_for(case: Case) -> list[Entry]:
    """What something of a case can be given for."""
    return [one for one in entries(Kind.PURPOSE, authority=case.municipality_id) if one.data.get("disclosure")]


def in_words(case: Case) -> dict[str, str]:
    """How the bases and purposes in the register are called, by their codes."""
    return called(case.municipality_id)


def called(municipality: uuid.UUID, *, retired: bool = False) -> dict[str, str]:
    """How a municipality's bases and purposes are called, by their codes (also those out of use, with `retired`)."""
    bases, purposes = (entries(kind, authority=municipality, retired=retired) for kind in (Kind.BASIS, Kind.PURPOSE))
    return {**{one.code: str(one.data["title"]) for one in bases}, **{one.code: one.text for one in purposes}}


def receiver_line(row: Disclosure) -> str:
    """Who got something, and the day."""
    return _("{who}, {day}").format(who=row.unit or row.receiver, day=full_day(local_day(row.given_at)))


def received_of(case: Case) -> list[Received]:
    """What other authorities have told us of a case, newest first."""
    hold([case.pk])
    return _received(case.pk)


@prepared
def _received(case: uuid.UUID) -> QuerySet[Received]:
    return Received.objects.filter(case=case).select_related("sender", "unit__authority", "by__user").order_by("-received_at", "-id")


# ---------- What was given out of a case


def disclosure_for(case: Case, pk: str) -> Disclosure:
    """One entry of the register of a case, or 404."""
    try:
        number = uuid.UUID(pk)
    except ValueError as wrong:
        raise Http404 from wrong
    return get_object_or_404(Disclosure.objects.select_related("case__municipality", "receiver", "unit", "by__user"), case=case, pk=number)


def copies_of(case: Case) -> QuerySet[Copy]:
    """The copies that were given out of a case, newest first."""
    return Copy.objects.filter(case=case).select_related("receiver", "unit", "municipality").order_by("-given_at", "-id")


def letter_of(row: Disclosure, copy: Copy) -> dict[str, Any]:
    """What the printed sheet of a disclosure needs: what is on the sheet, and the lines for a receipt; of one that was called back, that it was."""
    ended = ""
    if row.recalled_at is not None:
        ended = _("Kaldt tilbage {day}. Arket må ikke gives til nogen og ikke bruges.").format(day=full_day(local_day(row.recalled_at)))
        if later := corrected_by([copy.pk]).get(copy.pk):
            if later.recalled_at is None:
                said = _("Rettet {day}. Arket må ikke gives til nogen og ikke bruges. I stedet kom {number}.")
            else:
                said = _(
                    "Rettet {day}. Arket må ikke gives til nogen og ikke bruges. {number}, som kom i stedet, er kaldt tilbage og må heller ikke bruges."
                )
            ended = said.format(day=full_day(local_day(row.recalled_at)), number=later.number)
    return {**letter_to(copy), "to": str(row.unit or row.receiver), "ended": ended}


def letter_to(copy: Copy) -> dict[str, Any]:
    """The same from the copy alone, as its receiver has it."""
    sheet = Sheet.of(copy.sheet)
    return {
        "from": copy.municipality.name, "printed_on": full_day(lib.today()), "foot": sheet.footer, "lead": "", "number": copy.number,
        "to": str(copy.unit or copy.receiver), "given_on": full_day(local_day(copy.given_at)), "ended": "", "rows": [list(one) for one in sheet.rows],
        "parts": [{"title": part.label, "text": part.text, "origin": part.origin} for part in sheet.parts],
        "files": [paper.name for paper in sheet.files], "calls": [list(one) for one in sheet.calls],
    }  # fmt: skip
