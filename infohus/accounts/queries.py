"""Who there is: municipalities, coordinators, the acting memberships of a person."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from infohus import lib
from infohus.access.rules import Role
from infohus.accounts.models import Authority, AuthorityKind, Membership, Unit, User


def municipality(slug: str = "") -> Authority:
    """The municipality of this slug; without one that of INFOHUS_MUNICIPALITY, else the first; 404 if there is none."""
    ours = Authority.objects.filter(kind=AuthorityKind.MUNICIPALITY, active=True).select_related("parent")
    slug = slug or settings.MUNICIPALITY
    if slug:
        return get_object_or_404(ours, slug=slug)
    return ours.order_by("id").first() or get_object_or_404(ours, slug=slug)


def living(memberships: QuerySet[Membership] | None = None) -> QuerySet[Membership]:
    """Memberships that last now, of people who may sign in."""
    at = lib.now()
    chosen = Membership.objects.all() if memberships is None else memberships
    return chosen.filter(Q(until_at=None) | Q(until_at__gt=at), from_at__lte=at, user__is_active=True)


def coordinators(authority: uuid.UUID) -> QuerySet[Membership]:
    """The active coordinators of a municipality, with their names."""
    return living().filter(authority=authority, role=Role.COORDINATOR).select_related("user", "administration").order_by("user__name")


def holders(authority: uuid.UUID, role: Role) -> QuerySet[Membership]:
    """Those who hold a role in an authority now."""
    return living().filter(authority=authority, role=role).select_related("user")


def memberships_of(user: User) -> list[Membership]:
    """In which capacities a person can act now; the first is taken when they sign in."""
    return list(living().filter(user=user).select_related("user", "authority", "administration").order_by("from_at"))


def administrations(authority: uuid.UUID) -> QuerySet[Unit]:
    """The administrations of a municipality that are in use."""
    return Unit.objects.filter(authority=authority, administration=True, active=True)
