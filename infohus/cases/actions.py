"""What people do with a case as such; opening one is a step, whoever the actor."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date, datetime
from functools import partial

from django.db import connection, transaction
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor, Role
from infohus.accounts.models import Authority, Membership
from infohus.accounts.queries import coordinators
from infohus.audit.actions import act, step
from infohus.cases.models import Case, CaseMember, Cover, Draft, Exclusion, HandOver, Note, NoteAddendum, NoteVersion
from infohus.cases.rules import Conflict, Ended, NoteKind, Stage, Under18, check_correction, check_cover, check_note
from infohus.counting.actions import count
from infohus.db.context import acting, as_system
from infohus.deadlines.actions import expect, meet
from infohus.deadlines.rules import Kind, Owner
from infohus.gateways import files
from infohus.lib import Refused
from infohus.sealing.models import Kind as KeyKind
from infohus.sealing.ring import new_key


def next_number(municipality: uuid.UUID, kind: str) -> str:
    """The next number of a kind in this municipality's year: `2026-014` for a case, `V-2026-031` for a disclosure."""
    step()
    with connection.cursor() as cursor:
        cursor.execute("SELECT next_number(%s, %s)", [municipality, kind])
        return str(cursor.fetchone()[0])


def open_case(
    municipality: Authority,
    *,
    source: str,
    under_18: Under18,
    received_at: datetime | None = None,
    serious: bool = False,
    not_for: Collection[uuid.UUID] = (),
) -> Case:
    """Open a case at Modtaget for every active coordinator but those named by the reporter; its key is made in the caller's own context."""
    step()
    received_at = received_at or lib.now()
    with as_system():
        case = Case(municipality=municipality, number=next_number(municipality.pk, "case"), source=source, under_18=under_18)
        case.received_at, case.serious, case.stage = received_at, serious, Stage.RECEIVED
        case.save(force_insert=True)
        members = [one for one in coordinators(municipality.pk) if one.user_id not in not_for]
        CaseMember.objects.bulk_create([CaseMember(case=case, membership=one) for one in members])
        Exclusion.objects.bulk_create([Exclusion(case=case, user_id=user, why=Conflict.NAMED) for user in set(not_for)])
        if not members:
            expect(case, Kind.APPOINT_COORDINATOR)
        count("received", municipality.pk, source=source)
    new_key(KeyKind.CASE, case.pk, municipality.pk, case.pk)
    return case


def write_note(actor: Actor, case: Case, *, kind: str, text: str, title: str = "", happened_at: datetime | None = None) -> Note:
    """Write a note: what happened, when, told by the one who acts (offentlighedsloven § 13)."""
    check_note(kind, title, text)
    with act(actor, Act.WRITE_NOTE, case) as log:
        note = Note(case=case, kind=kind, author_id=actor.membership, happened_at=happened_at or lib.now(), written_at=lib.now())
        note.title, note.text = title, text
        note.save(force_insert=True)
        drop_draft(case, actor, "note")
        log.update(note=note.pk, kind=NoteKind(kind))
    return note


def correct_note(actor: Actor, note: Note, *, version: int, kind: str, text: str, title: str = "", happened_at: datetime | None = None) -> Note:
    """Correct one's own note within 24 hours; the earlier wording stays as a version."""
    check_note(kind, title, text)
    with act(actor, Act.CORRECT_NOTE, note) as log:
        check_correction(note.author_id, actor.membership, note.written_at, lib.now())
        before = NoteVersion(case_id=note.case_id, note=note, written_at=note.written_at, replaced_at=lib.now())
        before.title, before.text = note.title, note.text
        before.save(force_insert=True)
        note.change_if_unchanged(version, kind=kind, title=title, text=text, happened_at=happened_at or note.happened_at)
        log.update(note=note.pk, version=note.version)
    return note


def add_to_note(actor: Actor, note: Note, *, text: str) -> NoteAddendum:
    """Add to a note, one's own or another's."""
    check_note(note.kind, "", text)
    with act(actor, Act.ADD_TO_NOTE, note) as log:
        addendum = NoteAddendum(case_id=note.case_id, note=note, author_id=actor.membership, written_at=lib.now())
        addendum.text = text
        addendum.save(force_insert=True)
        log.update(note=note.pk)
    return addendum


def save_draft(actor: Actor, case: Case, *, form: str, text: str, about: uuid.UUID | None = None) -> Draft:
    """Keep an unfinished text for its writer: the one write without an act and an entry (`model.md` D7)."""
    with acting(actor.context), transaction.atomic():
        draft = Draft.objects.filter(case=case, membership_id=actor.membership, form=form, about=about).first()
        draft = draft or Draft(case=case, membership_id=actor.membership, form=form, about=about)
        draft.text, draft.saved_at = text, lib.now()
        draft.save()
    return draft


def drop_draft(case: Case, writer: Actor, form: str, about: uuid.UUID | None = None) -> None:
    """The draft has become the real thing (a step)."""
    step()
    Draft.objects.filter(case=case, membership_id=writer.membership, form=form, about=about).delete()


def drop_drafts(case: Case) -> None:
    """Drop every unfinished text of a case that the actor may see (a step): it has moved on."""
    step()
    Draft.objects.filter(case=case).delete()


def declare_conflict(actor: Actor, case: Case, *, why: str) -> None:
    """Step back from a case: from now on it does not exist for this user, in any membership or cover (forvaltningsloven § 3)."""
    with act(actor, Act.DECLARE_CONFLICT, case) as log:
        log.update(why=Conflict(why), user=actor.user)
        lead_away(case, actor)
        member = case_member(case, actor.membership)
        if member is not None:
            member.change(left_at=lib.now())
        shut_out(case, actor.user, Conflict(why), actor)


def exclude(actor: Actor, case: Case, *, who: Membership, why: str) -> None:
    """Keep another from a case for conflict of interest; a lead's case passes on at once (forvaltningsloven § 3)."""
    with act(actor, Act.EXCLUDE, case) as log:
        if who.user_id == actor.user:
            raise Refused(_("Brug »Jeg er inhabil«, når det gælder dig selv."), "who")
        log.update(why=Conflict(why), user=who.user_id)
        lead_away(case, who.actor)
        member = case_member(case, who.pk)
        if member is not None:
            member.change(left_at=lib.now())
        shut_out(case, who.user_id, Conflict(why), actor)


def lead_away(case: Case, leaving: Actor) -> None:
    """Pass a leaving lead's case to the other coordinator who is with it, before they are gone (a step)."""
    step()
    if case.lead_id != leaving.membership or case.stage == Stage.RECEIVED:
        return
    heirs = CaseMember.objects.filter(case=case, left_at=None).exclude(membership_id=leaving.membership).select_related("membership")
    if (heir := heirs.order_by("from_at", "id").first()) is None:
        raise Refused(_("Du er den eneste på sagen. Bed din faglige leder om at udpege en anden, før du træder ud."))
    case.change(lead=heir.membership)


def shut_out(case: Case, user: uuid.UUID | None, why: Conflict, by: Actor) -> None:
    """Write an exclusion, and tell the head when nobody is left (a step; in the house's own context, since it may end the actor's sight)."""
    step()
    with as_system():
        Exclusion.objects.create(case=case, user_id=user, why=why, by_id=by.membership, at=lib.now())
        with connection.cursor() as cursor:
            cursor.execute("SELECT case_is_attended(%s)", [case.pk])
            if not cursor.fetchone()[0]:
                expect(case, Kind.APPOINT_COORDINATOR)


def case_member(case: Case, membership: uuid.UUID | None) -> CaseMember | None:
    """The row by which a membership is with a case."""
    return CaseMember.objects.filter(case=case, membership_id=membership, left_at=None).first()


def protect_case(actor: Actor, case: Case, *, protected: bool) -> None:
    """Make a case one of members by name only (a colleague's relative, a well-known person), or lift it again."""
    with act(actor, Act.PROTECT_CASE, case) as log:
        if case.lead_id and case.lead_id != actor.membership:
            raise Refused(_("Det kan kun sagens tovholder."))
        case.change(protected=protected)
        log.update(protected=protected)


def offer_lead(actor: Actor, case: Case, *, to: Membership) -> HandOver:
    """Offer the lead of a case to another coordinator; until they accept, it stays where it is."""
    with act(actor, Act.OFFER_LEAD, case) as log:
        if case.lead_id is None:
            raise Refused(_("Sagen har ingen tovholder endnu. Den, der registrerer den, bliver det."))
        if case.lead_id != actor.membership and actor.role != Role.HEAD:
            raise Refused(_("Det kan kun sagens tovholder eller den faglige leder."))
        if to.pk == case.lead_id:
            raise Refused(_("{name} er allerede tovholder.").format(name=to.user.name), "to")
        if case_member(case, to.pk) is None:
            raise Refused(_("{name} er ikke med på sagen.").format(name=to.user.name), "to")
        if HandOver.objects.filter(case=case, answered_at=None).exists():
            raise Refused(_("Sagen er allerede tilbudt en anden. Vent på svaret."))
        offer = HandOver.objects.create(case=case, to=to, by_id=actor.membership, offered_at=lib.now())
        expect(case, Kind.ACCEPT_LEAD, about=offer.pk, owner=Owner.ASKED, member=to.pk)
        log.update(to=to.pk)
    return offer


def accept_lead(actor: Actor, offer: HandOver) -> None:
    """Take over as lead."""
    _answer_offer(actor, offer, Act.ACCEPT_LEAD, accepted=True)


def decline_lead(actor: Actor, offer: HandOver) -> None:
    """Say no to the lead; it stays with the one who offered it."""
    _answer_offer(actor, offer, Act.DECLINE_LEAD, accepted=False)


def _answer_offer(actor: Actor, offer: HandOver, what: Act, *, accepted: bool) -> None:
    with act(actor, what, offer) as log:
        if offer.to_id != actor.membership:
            raise Refused(_("Kun den, der er spurgt, kan svare."))
        if offer.answered_at is not None:
            raise Refused(_("Der er allerede svaret."))
        offer.change(answered_at=lib.now(), accepted=accepted)
        if accepted:
            offer.case.change(lead_id=actor.membership, administration_id=actor.administration or offer.case.administration_id)
        meet(offer.case, Kind.ACCEPT_LEAD, about=offer.pk)
        log.update(offer=offer.pk)


def cover(actor: Actor, municipality: Authority, *, of: Membership, by: Membership | None, from_on: date, until_on: date) -> Cover:
    """Arrange that one coordinator stands in for another from one day to another; `by` None notes an absence that nobody covers."""
    check_cover(of.pk, by.pk if by else None, from_on, until_on, lib.today())
    with act(actor, Act.COVER, municipality) as log:
        if actor.role != Role.HEAD and of.pk != actor.membership:
            raise Refused(_("Du kan kun aftale dækning for dig selv. For andre gør den faglige leder det."), "of")
        if by is not None and (by.authority_id != municipality.pk or by.role != Role.COORDINATOR):
            raise Refused(_("Kun en koordinator i samme kommune kan dække."), "by")
        row = Cover.objects.create(municipality=municipality, of=of, by=by, from_on=from_on, until_on=until_on)
        log.update(cover=row.pk, of=of.pk, by=by.pk if by else None, from_on=from_on, until_on=until_on)
    return row


def end_cover(actor: Actor, row: Cover) -> None:
    """End a cover before its time."""
    with act(actor, Act.END_COVER, row) as log:
        if actor.role != Role.HEAD and actor.membership not in (row.of_id, row.by_id):
            raise Refused(_("Det kan kun de to, det gælder, eller den faglige leder."))
        row.change(ended_at=lib.now())
        log.update(cover=row.pk)


def erase(case: Case, how: Ended) -> list[uuid.UUID]:
    """Erase a case with all that goes with it, leaving its trace (a step): keys and rows now, the bytes of its files once this is committed.

    Returns the ids of those files. Opens the deadline of changing the key-encryption key, from which on older copies lose the case too.
    """
    step()
    with connection.cursor() as cursor:
        cursor.execute("SELECT erase_case(%s, %s)", [case.pk, how.value])
        gone: list[uuid.UUID] = cursor.fetchone()[0]
    for one in gone:
        transaction.on_commit(partial(files.remove, one))
    expect(case.municipality, Kind.ROTATE_KEYS)
    return gone


def move_key(of: uuid.UUID, case: Case | None) -> None:
    """Let the key of a mailbox follow it to another case, or to none when it becomes advice (a step)."""
    step()
    with connection.cursor() as cursor:
        cursor.execute("SELECT move_key(%s, %s)", [of, case.pk if case else None])
