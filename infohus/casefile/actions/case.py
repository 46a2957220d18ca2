"""Acts that need the whole case: reading it, telling the police by word of mouth, laying something aside."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from infohus.access.rules import Act, Actor, Role
from infohus.accounts.models import Authority, Unit
from infohus.audit.actions import act, note_read, note_rows
from infohus.audit.queries import entries_of_case
from infohus.audit.rules import name_of
from infohus.casefile.queries.passing import cannot_wait
from infohus.cases.models import Case, Departure, Trace
from infohus.cases.rules import Stage, check_sentence
from infohus.concerns.actions import told_by_mouth
from infohus.deadlines.actions import meet
from infohus.deadlines.models import Deadline
from infohus.deadlines.rules import Kind, Met
from infohus.disclosures.actions import note_disclosure, party_of
from infohus.disclosures.models import Disclosure
from infohus.disclosures.rules import Form
from infohus.lib import Changed, Refused
from infohus.oversight.queries import explained

ASIDE = (Kind.JOIN_CHECK, Kind.ANSWER_BACK, Kind.RECONSIDER, Kind.REASSESS, Kind.CHILD_ACUTE)


def disclose_orally(
    actor: Actor,
    case: Case,
    *,
    receiver: Authority | None,
    unit: Unit | None,
    basis: str,
    purpose: str,
    necessity: str,
    said: str,
    to_whom: str = "",
    given_at: datetime | None = None,
) -> Disclosure:
    """Note what was told to the police or another authority by word of mouth: whom, what, on what basis, why (D3, the register)."""
    if receiver is None and unit is None:
        raise Refused(_("Vælg, hvem du talte med: myndighed, enhed og funktion."), "receiver")
    with act(actor, Act.DISCLOSE_ORALLY, case) as log:
        if case.stage == Stage.RECEIVED and not case.serious:
            raise Refused(_("Registrér henvendelsen først. Haster det, så ring, og skriv det ind bagefter."))
        row = note_disclosure(
            case, actor, form=Form.ORAL, receiver=receiver, unit=unit, basis=basis, purpose=purpose, necessity=necessity, said=said,
            to_whom=to_whom, given_at=given_at,
        )  # fmt: skip
        meet(case, Kind.ACUTE_TODAY)
        if party_of(receiver, case) == "POLICE":
            told_by_mouth(case, acute=cannot_wait(case))
        log.update(row.codes())
    return row


ANSWERED = _lazy("Der er svaret på det imens. Der er ikke mere at lægge til side.")


def set_aside(actor: Actor, deadline: Deadline, case: Case, *, why: str) -> None:
    """Lay aside something there is nothing (more) to do about, with the reason, or what was done, in a sentence."""
    check_sentence(why)
    with act(actor, Act.SET_ASIDE, case) as log:
        by_its_day = deadline.kind == Kind.REASSESS and deadline.about is not None  # what is no longer valid is not laid aside
        if deadline.kind not in ASIDE or deadline.case_id != case.pk or by_its_day:
            raise Refused(_("Det kan ikke lægges til side."))
        row = Deadline.objects.filter(pk=deadline.pk, met_at=None, ended_at=None).first()  # as it stands under the lock
        if row is None:
            raise Changed(case, str(ANSWERED))
        row.remark = why
        row.save(update_fields=["remark"])
        meet(case, Kind(row.kind), about=row.about, answer="" if row.kind == Kind.CHILD_ACUTE else Met.ASIDE)
        log.update(kind=Kind(row.kind), about=row.about)


@dataclass(frozen=True)
class FoundCase:
    """What a case number leads to: a case of mine, or the trace of one that is gone."""

    number: str
    case: uuid.UUID | None = None
    how: str = ""
    ended_on: date | None = None


def find_by_number(actor: Actor, municipality: Authority, *, number: str) -> FoundCase:
    """Look an exact case number up; that it was asked for, and whether it led anywhere, is logged."""
    number = number.strip()
    with act(actor, Act.FIND_BY_NUMBER, municipality) as log:
        case = Case.objects.filter(municipality=municipality, number=number).first()
        trace = None if case else Trace.objects.filter(municipality=municipality, number=number).first()
        log.update(hit=case is not None, gone=trace is not None, case=case.pk if case else None)
    if trace is not None:
        return FoundCase(number, None, str(trace.get_how_display()), trace.ended_on)
    return FoundCase(number, case.pk if case else None)


def read_departures(actor: Actor, rows: Sequence[Departure]) -> None:
    """Note that the head read the sentences of these departures, in the log of each case."""
    note_rows(actor, Act.READ_DEPARTURES, rows)


def read_case_log(actor: Actor, case: Case, *, before: str = "") -> tuple[list[tuple[Any, str, str, str]], str]:
    """The log of a case, newest first, fifty at a time: entry, who, what, and the reason or result; reading it is an entry itself."""
    note_read(actor, Act.READ_CASE_LOG, case)
    page = entries_of_case(case.pk, int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None)
    found = explained(page.entries, case.municipality_id)
    rows = [(one, str(who or Role(one.role).label), name_of(one.act), why) for one, who, why in found]
    return rows, str(page.older or "")
