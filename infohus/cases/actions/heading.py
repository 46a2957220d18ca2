"""What the professional head does about who may take a case, without seeing the case."""

from __future__ import annotations

import uuid
from contextlib import suppress

from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor, Role
from infohus.accounts.models import Authority, Membership
from infohus.accounts.queries import living
from infohus.audit.actions import act, lock, step
from infohus.cases.actions.people import free_of_duties, give_lead, heir_of, members_there
from infohus.cases.models import Case, CaseMember, Exclusion
from infohus.cases.rules import Conflict, Stage
from infohus.db.context import as_system
from infohus.deadlines.actions import meet
from infohus.deadlines.rules import Kind
from infohus.gateways.jobs import later
from infohus.lib import Refused


def appoint_coordinator(actor: Actor, municipality: Authority, *, who: Membership, case: uuid.UUID) -> None:
    """Let a coordinator be with an open case, which the head does not see."""
    with act(actor, Act.APPOINT_COORDINATOR, municipality) as log:
        check_appointed(municipality, who)
        with as_system():
            join_members(unseen_case(municipality, case, actor), who)
        log.update(who=who.pk, case=case)


def appoint_to_all(actor: Actor, municipality: Authority, *, who: Membership) -> int:
    """Let a coordinator be with all open cases that are not protected, by an act for each; returns how many. What stands in one's way leaves that out."""
    check_appointed(municipality, who)
    with as_system():
        chosen = Case.objects.filter(municipality=municipality, protected=False).exclude(stage=Stage.CLOSED).order_by("pk")
        found = list(chosen.values_list("pk", flat=True))
    done = 0
    for case in found:  # in the order of their ids, for all of them stay locked until the page is done
        with suppress(Refused):
            with act(actor, Act.APPOINT_COORDINATOR, municipality) as log:
                with as_system():
                    row = unseen_case(municipality, case, actor)
                    if row.protected:
                        raise Refused(_("Sagen er beskyttet. Udpeg til den for sig."), "who")
                    join_members(row, who)
                log.update(who=who.pk, case=case, all=True)
            done += 1
    return done


def check_appointed(municipality: Authority, who: Membership) -> None:
    """Refuse to appoint anybody but a coordinator of the municipality."""
    if who.role != Role.COORDINATOR or who.authority_id != municipality.pk:
        raise Refused(_("Kun en koordinator i kommunen kan udpeges."), "who")


def unseen_case(municipality: Authority, case: uuid.UUID, head: Actor) -> Case:
    """An open case of the municipality, for a head who does not see it and is not kept from it; locked, as for those who do see it."""
    lock(case)
    kept = Exclusion.objects.filter(user_id=head.user, lifted_at=None).values("case_id")
    row = Case.objects.filter(pk=case, municipality=municipality).exclude(stage=Stage.CLOSED).exclude(pk__in=kept).first()
    if row is None:
        raise Refused(_("Sagen findes ikke, eller den er lukket."), "case")
    return row


def join_members(case: Case, who: Membership) -> None:
    """Make somebody a member of a case who is neither with it nor kept from it, and meet the duty of finding one (a step, in the house's own context)."""
    step()
    kept = Exclusion.objects.filter(case=case, user_id=who.user_id, lifted_at=None)
    if kept.exists() or CaseMember.objects.filter(case=case, membership=who, left_at=None).exists():
        raise Refused(_("Det kan ikke lade sig gøre på den sag. Er personen udelukket eller allerede med?"), "who")
    CaseMember.objects.create(case=case, membership=who, from_at=lib.now())
    if meet(case, Kind.APPOINT_COORDINATOR) and case.lead_id:  # who may have asked for it
        later("infohus.cases.jobs.tell", membership=case.lead_id)


def join_arrival(case: Case, who: Membership) -> None:
    """Make a new coordinator a member of an arrival that waits: of none that is registered, protected or read by nobody (a step, under the case's lock)."""
    step()
    stays = living().filter(pk=who.pk, role=Role.COORDINATOR, authority=case.municipality_id).exists()
    if not stays or case.stage != Stage.RECEIVED or case.protected or not members_there().filter(case=case).exists():
        raise Refused(_("Sagen venter ikke længere på nogen i indbakken, eller kun den faglige leder kan udpege til den."), "who")
    join_members(case, who)


def exclude_as_head(actor: Actor, municipality: Authority, *, case: uuid.UUID, who: Membership, why: str) -> None:
    """Keep a coordinator from a case for conflict of interest, without seeing it; a lead's case passes on at once (forvaltningsloven § 3)."""
    with act(actor, Act.EXCLUDE, municipality) as log:
        log.update(case=case, user=who.user_id, why=Conflict(why))
        with as_system():
            row = unseen_case(municipality, case, actor)
            if row.lead_id == who.pk:
                if (heir := heir_of(row, who.user_id)) is None:
                    raise Refused(_("{name} er den eneste på sagen. Udpeg en anden først.").format(name=who.user.name), "who")
                give_lead(row, heir)
            free_of_duties(row, who.pk)
            CaseMember.objects.filter(case=row, membership__user_id=who.user_id, left_at=None).update(left_at=lib.now())
            if not Exclusion.objects.filter(case=row, user_id=who.user_id, lifted_at=None).exists():
                Exclusion.objects.create(case=row, user_id=who.user_id, why=why, by_id=actor.membership, at=lib.now())


def lift_exclusion(actor: Actor, municipality: Authority, *, case: uuid.UUID, who: Membership) -> None:
    """Lift an exclusion; the person is not with the case again before somebody appoints them."""
    with act(actor, Act.LIFT_EXCLUSION, municipality) as log:
        with as_system():
            unseen_case(municipality, case, actor)
            lifted = Exclusion.objects.filter(case_id=case, case__municipality=municipality, user_id=who.user_id, lifted_at=None).update(
                lifted_at=lib.now()
            )
        if not lifted:
            raise Refused(_("{name} er ikke udelukket fra sagen.").format(name=who.user.name), "who")
        log.update(case=case, user=who.user_id)


def hand_lead_on(actor: Actor, municipality: Authority, *, case: uuid.UUID, to: Membership) -> None:
    """Give the lead of a case to another member at once, when the one who has it cannot (illness, leaving)."""
    with act(actor, Act.OFFER_LEAD, municipality) as log:
        with as_system():
            row = unseen_case(municipality, case, actor)
            if row.lead_id is None:
                raise Refused(_("Sagen er ikke registreret endnu. Den, der registrerer den, bliver tovholder."), "case")
            if not members_there().filter(case=row, membership=to).exists():
                raise Refused(_("{name} er ikke med på sagen. Udpeg først.").format(name=to.user.name), "who")
            give_lead(row, to)
        log.update(case=case, to=to.pk)
