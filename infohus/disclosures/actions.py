"""Writing the register of disclosures: the only way to share."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidTag
from django.http import Http404
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor, Role
from infohus.accounts.models import Authority, Unit
from infohus.attachments.queries import opened
from infohus.audit.actions import act, step
from infohus.audit.rules import as_code
from infohus.cases.actions import depart, next_number
from infohus.cases.models import Case, Departure
from infohus.cases.rules import Stage
from infohus.counting.actions import count
from infohus.db.context import as_system
from infohus.deadlines.rules import local_day
from infohus.disclosures.models import Copy, Disclosure, Received
from infohus.disclosures.queries import basis_refusals, living_copies, naming_refusals, party_of
from infohus.disclosures.rules import Form, ReceivedBy, Sheet, necessity_refusals, received_refusals
from infohus.gateways import files
from infohus.lib import Refused, refuse
from infohus.sealing.models import Kind as KeyKind
from infohus.sealing.ring import new_key


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
    of: Collection[uuid.UUID] | None = None,
    named_as: Collection[str] = (),
) -> Disclosure:
    """Write one sharing into the register, on a basis that carries it (a step of the acts that share; GDPR art. 5 and 6)."""
    step()
    given_at = given_at or lib.now()
    rests = basis_refusals(giver, case, receiver, unit, basis, purpose, on=local_day(given_at))  # by the age on the day it was given
    refuse([*rests, *necessity_refusals(necessity, said, given_at, lib.now())])
    row = Disclosure(municipality_id=case.municipality_id, case=case, number=next_number(case.municipality_id, "V"), form=form)
    row.receiver, row.unit, row.concern_id, row.basis, row.purpose = receiver, unit, concern, basis, purpose
    row.given_at, row.noted_at, row.by_id = given_at, lib.now(), giver.membership
    row.necessity, row.said, row.to_whom, row.named_as = necessity, said, to_whom, "\n".join(named_as)
    row.tells_of = None if of is None else sorted(map(str, of))
    row.save(force_insert=True)
    count("disclosure", case.municipality_id, form=form.value, to=party_of(receiver, case), basis=basis)
    return row


def give_copy(disclosure: Disclosure, sheet: Sheet, *, to_role: Role | None, days: int, corrects: Copy | None = None) -> Copy:
    """Freeze what a receiver gets and let them read it for so many days, under a key of its own (a step); None: it is handed over printed."""
    step()
    receiver = disclosure.receiver_id or disclosure.municipality_id
    row = Copy(municipality_id=disclosure.municipality_id, case_id=disclosure.case_id, disclosure=disclosure, receiver_id=receiver)
    row.unit_id, row.to_role, row.number, row.given_at = disclosure.unit_id, to_role or "", disclosure.number, lib.now()
    row.expires_at, row.corrects = row.given_at + timedelta(days=days), corrects
    new_key(KeyKind.COPY, row.pk, row.municipality_id, row.case_id)
    row.sheet = sheet.plain()
    row.save(force_insert=True)
    return row


def read_copy(actor: Actor, copy: Copy) -> Sheet:
    """Open what was given; the reading stands in the giver's log, and the first one tells when it was seen."""
    with act(actor, Act.READ_COPY, copy) as log:
        # As it stands under the lock: it may have been called back since the page asked for it, and its key is gone with it.
        if not living_copies().filter(pk=copy.pk).exists():
            raise Refused(_("Kopien kan ikke læses længere. Spørg dem, der gav den, hvis I stadig har brug for den."))
        check_confirmed(copy)
        sheet = Sheet.of(copy.sheet)
        if copy.seen_at is None:
            with as_system():
                Copy.objects.filter(pk=copy.pk, seen_at=None).update(seen_at=lib.now())
        log.update(copy=copy.pk, number=as_code(copy.number))
    return sheet


def check_confirmed(copy: Copy) -> None:
    """Refuse the police a sheet that nobody of them has confirmed not to be used to investigate (retsplejelovens § 115, stk. 2)."""
    if copy.to_role == Role.POLICE and copy.confirmed_at is None:
        raise Refused(_("Bekræft først, at oplysningerne ikke bruges til at efterforske."))


def read_paper(actor: Actor, copy: Copy, place: int) -> tuple[str, bytes]:
    """The name and bytes of the first, second, … file that went along with a copy; 404 if there are not so many.

    By its place on the sheet: its own identifier says when it was sent to us, to the millisecond, and so could say who sent it.
    """
    paper = dict(enumerate(read_copy(actor, copy).files, 1)).get(place)
    if paper is None:
        raise Http404
    try:
        return paper.name, opened(uuid.UUID(paper.id), paper.key)
    except (files.Missing, InvalidTag) as lost:
        raise Refused(_("Filen kan ikke hentes. Ring til dem, der gav den.")) from lost


def note_received(
    actor: Actor, case: Case, *, sender: Authority | None, unit: Unit | None, form: str, text: str, basis: str, purpose: str,
    received_at: datetime | None, who: str = "",
) -> Received:  # fmt: skip
    """Note what another authority or unit told us: whose it is, how and when it came, on what basis and for what (GDPR art. 5, stk. 1, litra b)."""
    found = list(received_refusals(form, text, basis, purpose, received_at, lib.now()))
    if sender is None and unit is None:
        found.insert(0, Refused(_("Vælg, hvem I fik det fra: myndighed, enhed og funktion."), "sender"))
    refuse(found)
    with act(actor, Act.NOTE_RECEIVED, case) as log:
        if case.stage == Stage.RECEIVED:
            raise Refused(_("Registrér henvendelsen først. Så kan I skrive det ind."))
        row = Received(case=case, sender=sender, unit=unit, form=form, basis=basis, purpose=purpose, by_id=actor.membership)
        row.received_at, row.noted_at, row.text, row.who = received_at or lib.now(), lib.now(), text.strip(), who.strip()
        row.save(force_insert=True)
        log.update(
            received=row.pk, form=ReceivedBy(form), sender=sender.pk if sender else None, basis=as_code(basis), purpose=as_code(purpose)
        )
    return row


def note_departure(by: Actor, case: Case, *, kind: str, sentence: str, field: str, code: str = "") -> Departure:
    """Note a departure from the rule, in a sentence that the head reads, who does not see the case: it does not say who the citizen is (a step)."""
    step()
    refuse(naming_refusals(case, {field: sentence}))
    return depart(by, case, kind=kind, code=code, sentence=sentence)
