"""What was given to one's own authority, and what was given out of a case."""

from __future__ import annotations

import uuid

from django.shortcuts import get_object_or_404

from infohus.access.rules import Act, Actor, require
from infohus.disclosures.models import Copy


def copy_for(actor: Actor, pk: uuid.UUID) -> Copy:
    """A copy that was given to the actor's own authority in the actor's role, or 404."""
    require(actor, Act.READ_COPY)
    return get_object_or_404(
        Copy.objects.select_related("municipality", "receiver", "unit"), pk=pk, receiver=actor.authority, to_role=actor.role
    )


def copies_to(actor: Actor) -> list[Copy]:
    """The living copies in the inbox of the actor's authority and role, newest first; of a child duty all, of others see `inbox`."""
    rows = Copy.objects.filter(receiver=actor.authority, to_role=actor.role, recalled_at=None)
    return list(rows.select_related("municipality", "unit").order_by("-given_at", "-id")[:200])
