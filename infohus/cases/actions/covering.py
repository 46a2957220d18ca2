"""One coordinator standing in for another, for a dated period."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor, Role
from infohus.accounts.models import Authority, Membership
from infohus.audit.actions import act, one_by_one
from infohus.cases.models import Cover
from infohus.cases.rules import check_cover
from infohus.lib import Refused


def cover(actor: Actor, municipality: Authority, *, of: Membership, by: Membership | None, from_on: date, until_on: date) -> Cover:
    """Arrange that one coordinator stands in for another from one day to another; `by` None notes an absence that nobody covers."""
    check_cover(of.pk, by.pk if by else None, from_on, until_on, lib.today())
    with act(actor, Act.COVER, municipality) as log:
        one_by_one(Act.COVER, of.pk)
        if actor.role != Role.HEAD and of.pk != actor.membership:
            raise Refused(_("Du kan kun aftale dækning for dig selv. For andre gør den faglige leder det."), "of")
        if by is not None and (by.authority_id != municipality.pk or by.role != Role.COORDINATOR):
            raise Refused(_("Kun en koordinator i samme kommune kan dække."), "by")
        if of.authority_id != municipality.pk or of.role != Role.COORDINATOR:
            raise Refused(_("Vælg en koordinator i din egen kommune."), "of")
        if Cover.objects.filter(of=of, by=by, ended_at=None, from_on__lte=until_on, until_on__gte=from_on).exists():
            raise Refused(_("Det er allerede aftalt for nogle af dagene. Afslut den første aftale, hvis den skal ændres."), "from_on")
        row = Cover.objects.create(municipality=municipality, of=of, by=by, from_on=from_on, until_on=until_on)
        log.update(cover=row.pk, of=of.pk, by=by.pk if by else None, from_on=from_on, until_on=until_on)
    return row


def end_cover(actor: Actor, row: Cover) -> None:
    """End a cover before its time."""
    with act(actor, Act.END_COVER, row) as log:
        if actor.role != Role.HEAD and actor.membership not in (row.of_id, row.by_id):
            raise Refused(_("Det kan kun de to, det gælder, eller den faglige leder."))
        if not Cover.objects.filter(pk=row.pk, ended_at=None).exists():
            raise Refused(_("Aftalen er allerede afsluttet."))
        row.change(ended_at=lib.now())
        log.update(cover=row.pk)
