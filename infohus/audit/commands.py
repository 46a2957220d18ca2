"""What only the owner of the database does with the log: removing months whose time is over."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, house
from infohus.audit import queries
from infohus.audit.actions import Log, append
from infohus.audit.jobs import Broken, check
from infohus.audit.models import Checkpoint, Entry
from infohus.audit.rules import KEPT_MONTHS, month_start, months_before
from infohus.lib import Refused


@dataclass(frozen=True)
class Pruned:
    """What was removed: the numbers from first to last, the latest moment among them."""

    first: int
    last: int
    until_at: datetime


def prune(authority: uuid.UUID) -> Pruned | None:
    """Remove an authority's entries from months past class R7, up to a signed checkpoint that stays as the new beginning.

    None if nothing is old enough; refused in words if the log does not hold, or no signature stands where it would be cut.
    """
    limit = month_start(months_before(lib.today(), KEPT_MONTHS))
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT number FROM audit_head WHERE authority_id = %s FOR UPDATE", [authority])
        entries = Entry.objects.filter(authority_id=authority).order_by("number")
        oldest, young = entries.first(), entries.filter(at__gte=limit).first()
        if oldest is None or oldest.at >= limit:
            return None
        try:
            check(authority)
        except (Broken, queries.Unsigned) as broken:
            raise Refused(
                _("Loggen er ikke hel, så intet fjernes. Skriv den ud, og se hvorfor: infohus log export og infohus log verify.")
            ) from broken
        cut = queries.last_checkpoint(authority, young.number - 1 if young else None)
        if cut is None or cut.number < oldest.number:
            raise Refused(_("Den gamle del af loggen er ikke underskrevet endnu. Lad Infohus køre natten over, og prøv igen."))
        gone = entries.filter(number__lte=cut.number)
        last = gone.last()
        assert last is not None
        pruned = Pruned(oldest.number, cut.number, last.at)
        gone.delete()
        Checkpoint.objects.filter(authority_id=authority, number__lt=cut.number).delete()
        append(house(authority), Act.EXPIRE, authority, None, None, Log(first=pruned.first, last=pruned.last))
    return pruned
