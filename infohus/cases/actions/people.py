"""Who is with a case and who leads it: conflict of interest, protection, the lead handed over."""

from __future__ import annotations

import uuid

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor
from infohus.accounts.models import Membership
from infohus.audit.actions import act, step
from infohus.cases.models import Case, CaseMember, Exclusion, HandOver
from infohus.cases.queries import LAST_ONE, another_asked_at, asking_refusal, heads_of, offer_of, offering_refusal, stepping_refusal
from infohus.cases.rules import Conflict, Ended, Stage
from infohus.db.context import as_system
from infohus.deadlines.actions import end, expect, hand_back, meet
from infohus.deadlines.rules import Kind, Owner
from infohus.gateways.jobs import later
from infohus.lib import Refused


def declare_conflict(actor: Actor, case: Case, *, why: str) -> None:
    """Step back from a case: from now on it does not exist for this user, in any membership or cover (forvaltningsloven § 3)."""
    with act(actor, Act.DECLARE_CONFLICT, case) as log:
        log.update(why=Conflict(why), user=actor.user)
        if sentence := stepping_refusal(actor, case):
            raise Refused(sentence)
        lead_away(case, actor)
        free_of_duties(case, actor.membership)
        member = case_member(case, actor.membership)
        if member is not None:
            member.change(left_at=lib.now())
        shut_out(case, actor.user, Conflict(why), actor)


def exclude(actor: Actor, case: Case, *, who: Membership, why: str) -> None:
    """Keep another from a case for conflict of interest; a lead's case passes on at once (forvaltningsloven § 3)."""
    with act(actor, Act.EXCLUDE, case) as log:
        if who.user_id == actor.user:
            raise Refused(_("Brug »Jeg er inhabil«, når det gælder dig selv."), "who")
        if who.authority_id != case.municipality_id:
            raise Refused(_("{name} arbejder ikke i kommunen og kan ikke se sagen.").format(name=who.user.name), "who")
        if Exclusion.objects.filter(case=case, user_id=who.user_id, lifted_at=None).exists():
            raise Refused(_("{name} er allerede holdt ude af sagen.").format(name=who.user.name), "who")
        log.update(why=Conflict(why), user=who.user_id)
        lead_away(case, who.actor)
        free_of_duties(case, who.pk)
        member = case_member(case, who.pk)
        if member is not None:
            member.change(left_at=lib.now())
        shut_out(case, who.user_id, Conflict(why), actor)


def lead_away(case: Case, leaving: Actor) -> None:
    """Pass a leaving lead's case to the other coordinator who is with it, before they are gone (a step)."""
    step()
    if case.lead_id != leaving.membership or case.stage == Stage.RECEIVED:
        return
    if (heir := heir_of(case, leaving.user)) is None:
        raise Refused(str(LAST_ONE))
    give_lead(case, heir)


def heir_of(case: Case, gone: uuid.UUID | None) -> Membership | None:
    """Who of those that are still there has been with a case longest, and is another than the user who leaves."""
    there = members_there().filter(case=case).exclude(membership__user_id=gone).select_related("membership")
    found = there.order_by("from_at", "id").first()
    return found.membership if found else None


def give_lead(case: Case, to: Membership) -> None:
    """Make another the lead at once; what the one before has offered falls away, so that no later answer takes it back (a step)."""
    step()
    case.change(lead=to)
    for offer in HandOver.objects.filter(case=case, answered_at=None):
        offer.change(answered_at=lib.now(), accepted=False)
    end(case, Kind.ACCEPT_LEAD, reason=Ended.WITHDRAWN.value)


def with_lead(case: Case) -> None:
    """Let the one who became lead be with the case themself, also when they only stood in for another: the cover ends, the case stays theirs (a step)."""
    step()
    if case_member(case, case.lead_id) is None:
        CaseMember.objects.create(case=case, membership_id=case.lead_id, from_at=lib.now())


def pass_on(case: Case, gone: uuid.UUID) -> None:
    """Pass a case on for one whose role has ended: a lead's to a colleague who is with it; the head is told when nobody is (a step)."""
    step()
    there = members_there().filter(case=case).exclude(membership_id=gone).select_related("membership")
    if (heir := there.order_by("from_at", "id").first()) is None:
        expect(case, Kind.APPOINT_COORDINATOR)
    elif case.lead_id == gone:
        give_lead(case, heir.membership)


def members_there() -> QuerySet[CaseMember]:
    """The members of cases who are still there: their role lasts, and no conflict of interest keeps them away."""
    kept = Exclusion.objects.filter(case=OuterRef("case"), user=OuterRef("membership__user"), lifted_at=None)
    lasting = Q(membership__until_at=None) | Q(membership__until_at__gt=lib.now())
    return CaseMember.objects.filter(lasting, ~Exists(kept), left_at=None, membership__user__is_active=True)


def free_of_duties(case: Case, leaving: uuid.UUID | None) -> None:
    """Let nothing wait for one who leaves: an offer of the lead falls away, tasks go back to the lead (a step)."""
    step()
    if leaving is None:
        return
    for offer in HandOver.objects.filter(case=case, to_id=leaving, answered_at=None):
        offer.change(answered_at=lib.now(), accepted=False)
        meet(case, Kind.ACCEPT_LEAD, about=offer.pk)
    hand_back(case, leaving)


def shut_out(case: Case, user: uuid.UUID | None, why: Conflict, by: Actor) -> None:
    """Write an exclusion, and tell the head when nobody is left (a step; in the house's context, since it may end the actor's sight)."""
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
        if case.protected == protected:
            raise Refused(_("Sagen er allerede beskyttet.") if protected else _("Sagen er ikke beskyttet."))
        case.change(protected=protected)
        log.update(protected=protected)


def offer_lead(actor: Actor, case: Case, *, to: Membership) -> HandOver:
    """Offer the lead of a case to another coordinator; until they accept, it stays where it is."""
    with act(actor, Act.OFFER_LEAD, case) as log:
        if refused := offering_refusal(actor, case, offer_of(case)):
            raise Refused(refused)
        if to.pk == case.lead_id:
            raise Refused(_("{name} er allerede tovholder.").format(name=to.user.name), "to")
        if case_member(case, to.pk) is None:
            raise Refused(_("{name} er ikke med på sagen.").format(name=to.user.name), "to")
        offer = HandOver.objects.create(case=case, to=to, by_id=actor.membership, offered_at=lib.now())
        expect(case, Kind.ACCEPT_LEAD, about=offer.pk, owner=Owner.ASKED, member=to.pk)
        log.update(to=to.pk)
    return offer


def withdraw_offer(actor: Actor, case: Case, *, shown: uuid.UUID | None) -> None:
    """Take an offer of the lead back before it is answered, if it is the one that stood on the page (`shown`)."""
    with act(actor, Act.WITHDRAW_OFFER, case) as log:
        offer = offer_of(case)
        if case.lead_id != actor.membership:
            raise Refused(_("Det kan kun sagens tovholder."))
        if offer is None:
            raise Refused(_("Sagen er ikke tilbudt nogen. Der er måske svaret imens."))
        if offer.pk != shown:
            raise Refused(_("Det tilbud er der svaret på, og sagen er tilbudt igen, siden du åbnede siden. Åbn siden igen."))
        offer.change(answered_at=lib.now(), accepted=False)
        end(case, Kind.ACCEPT_LEAD, about=offer.pk, reason=Ended.WITHDRAWN.value)
        log.update(offer=offer.pk)


def ask_for_another(actor: Actor, case: Case) -> None:
    """Ask the head to appoint somebody to a case whose lead is alone with it and wants to hand it over or to step back."""
    with act(actor, Act.ASK_FOR_ANOTHER, case):
        if refused := asking_refusal(actor, case):
            raise Refused(refused)
        expect(case, Kind.APPOINT_COORDINATOR, remark=_("Tovholderen er alene om sagen og har bedt om en til."))
        for head in heads_of(case):
            later("infohus.cases.jobs.tell", membership=head.pk)


def withdraw_asking(actor: Actor, case: Case) -> None:
    """Take back that the head was asked to appoint another, while nobody is appointed."""
    with act(actor, Act.WITHDRAW_ASKING, case):
        if case.lead_id != actor.membership:
            raise Refused(_("Det kan kun sagens tovholder."))
        if another_asked_at(case) is None:
            raise Refused(_("Den faglige leder er ikke bedt om at udpege nogen. Der er måske udpeget en imens."))
        end(case, Kind.APPOINT_COORDINATOR, reason=Ended.WITHDRAWN.value)


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
