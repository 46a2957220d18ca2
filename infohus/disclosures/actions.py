"""Writing the register of disclosures: the only way to share."""

from __future__ import annotations

import uuid
from datetime import datetime

from infohus import lib
from infohus.access.rules import Actor
from infohus.accounts.models import Authority, Unit
from infohus.audit.actions import step
from infohus.cases.actions import next_number
from infohus.cases.models import Case
from infohus.catalogues.queries import entry
from infohus.catalogues.rules import Kind
from infohus.counting.actions import count
from infohus.disclosures.models import Disclosure
from infohus.disclosures.rules import Form, check_basis, check_necessity


def party_of(receiver: Authority | None, case: Case) -> str:
    """Which kind of party the receiver is to the law: an own unit, or an authority of a kind."""
    if receiver is None or receiver.pk == case.municipality_id:
        return "OWN_UNIT"
    return str(receiver.kind)


def note_disclosure(
    case: Case,
    giver: Actor,
    *,
    form: Form,
    basis: str,
    purpose: str,
    necessity: str,
    said: str,
    receiver: Authority | None = None,
    unit: Unit | None = None,
    to_whom: str = "",
    given_at: datetime | None = None,
    concern: uuid.UUID | None = None,
) -> Disclosure:
    """Write one sharing into the register, on a basis that carries it (a step of the acts that share; GDPR art. 5 and 6)."""
    step()
    given_at = given_at or lib.now()
    label = receiver.name if receiver else str(unit.name if unit else "")
    check_basis(entry(Kind.BASIS, basis, authority=case.municipality_id), purpose, party_of(receiver, case), label)
    check_necessity(necessity, said, given_at, lib.now())
    row = Disclosure(municipality_id=case.municipality_id, case=case, number=next_number(case.municipality_id, "V"), form=form)
    row.receiver, row.unit, row.concern_id, row.basis, row.purpose = receiver, unit, concern, basis, purpose
    row.given_at, row.noted_at, row.by_id = given_at, lib.now(), giver.membership
    row.necessity, row.said, row.to_whom = necessity, said, to_whom
    row.save(force_insert=True)
    count("disclosure", case.municipality_id, form=form.value, to=party_of(receiver, case), basis=basis)
    return row
