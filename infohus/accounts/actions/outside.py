"""Those who come in by the login of their own authority: who they are here, and which roles it gives them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor, Role
from infohus.accounts.actions.people import begin_membership, sign_out
from infohus.accounts.models import Authority, Login, Membership, Unit, User
from infohus.accounts.queries import account_of_address, invited_as, living, login_of, memberships_of, subject_hash, unit_of
from infohus.accounts.rules import AuthorityKind, check_beside, check_role, stated
from infohus.audit.actions import act, step
from infohus.db.context import NOBODY, acting
from infohus.gateways.jobs import later
from infohus.gateways.provider import Told
from infohus.lib import Refused


@dataclass(frozen=True)
class Followed:
    """Who came, which roles they have in that authority now, and whether one could not be given for want of an administration."""

    user: User
    roles: list[Membership]
    lacks_administration: bool = False


def follow_login(actor: Actor, authority: Authority, told: Told, *, roles: Mapping[str, str], units: Mapping[str, str]) -> Followed:
    """Take one who comes by their authority's login for who they are here, and let the roles that it governs follow what it states.

    The roles that no function is mapped to, always ADMIN and DPO, stay as an administrator gave them. Nothing new is no entry.
    """
    wanted, ours = stated(told.functions, roles), {Role(role) for role in roles.values()}
    unit = unit_of(authority, [units[one] for one in told.units if one in units])
    if (user := as_before(authority, told, wanted, ours, unit)) is not None:
        return Followed(user, roles_in(authority, user))
    with act(actor, Act.FOLLOW_LOGIN, authority) as log, acting(NOBODY):  # the house's own role may not write accounts
        user = person_of_login(authority, told, may_be_new=bool(wanted))
        now = governed(authority, user, ours)
        ended = [let_go(row) for role, row in now.items() if role not in wanted]
        moved = [row.pk for role, row in now.items() if role in wanted and move_to(row, unit)]
        given = [give(user, authority, role, unit) for role in sorted(wanted - now.keys())]
        if ended or moved:
            sign_out(user)
        if ours:
            leave_no_password(user, authority, ours)
        log.update(user=user.pk, given=[one for one in given if one], ended=ended, moved=moved)
    return Followed(user, roles_in(authority, user), None in given)


def as_before(authority: Authority, told: Told, wanted: frozenset[Role], ours: set[Role], unit: Unit | None) -> User | None:
    """The person, if their login knows them and states what is so already."""
    known = login_of(authority, told.subject)
    if known is None or not known.user.is_active or (told.name and told.name != known.user.name):
        return None
    now = governed(authority, known.user, ours)
    moved = unit is not None and any(
        (place := place_of(role, unit)) and getattr(row, f"{place}_id") != unit.pk for role, row in now.items()
    )
    return known.user if now.keys() == wanted and not moved else None


def governed(authority: Authority, user: User, ours: set[Role]) -> dict[Role, Membership]:
    """The roles of a person in this authority that its login governs."""
    return {Role(row.role): row for row in living(Membership.objects.filter(user=user, authority=authority, role__in=ours))}


def roles_in(authority: Authority, user: User) -> list[Membership]:
    """In which capacities a person can act for this authority now."""
    return [row for row in memberships_of(user) if row.authority_id == authority.pk]


def person_of_login(authority: Authority, told: Told, *, may_be_new: bool) -> User:
    """The person whom a login tells of: known by it, invited with that address, or new (a step)."""
    step()
    known = login_of(authority, told.subject)
    user = known.user if known else invited_as(authority, told.email if told.email_is_theirs else "")
    if user is None:
        if not may_be_new:
            raise Refused(_("Du har ikke en rolle i Infohus. Bed din systemadministrator om en."))
        if not told.email or account_of_address(told.email):
            raise Refused(
                _("Din e-mail mangler i kommunens login, eller den hører til en anden konto. Bed din systemadministrator invitere dig.")
            )
        user = User(email=told.email.lower(), name=told.name or told.email)
        user.set_unusable_password()
        user.save()
    if not user.is_active:
        raise Refused(_("Din konto er lukket. Bed din systemadministrator invitere dig på ny."))
    if known is None:
        Login.objects.create(user=user, authority=authority, subject_hash=subject_hash(authority.pk, told.subject))
    if told.name and told.name != user.name and not living(Membership.objects.filter(user=user).exclude(authority=authority)).exists():
        User.objects.filter(pk=user.pk).update(name=told.name)
    return user


def let_go(membership: Membership) -> uuid.UUID:
    """End a membership at its authority's own word; what it leaves behind passes on to colleagues, or to the head (a step)."""
    step()
    Membership.objects.filter(pk=membership.pk).update(until_at=lib.now())
    later("infohus.cases.jobs.leave_duties", membership=membership.pk)
    pk: uuid.UUID = membership.pk
    return pk


def move_to(membership: Membership, unit: Unit | None) -> bool:
    """Let a membership follow its person to another unit; whether anything changed (a step)."""
    step()
    place = place_of(Role(membership.role), unit)
    if place is None or unit is None or unit.pk == getattr(membership, f"{place}_id"):
        return False
    Membership.objects.filter(pk=membership.pk).update(**{place: unit})
    return True


def place_of(role: Role, unit: Unit | None) -> str | None:
    """Where a unit stands in a membership: a coordinator's administration, which cases follow, or any other's unit."""
    if unit is None or (role == Role.COORDINATOR and not unit.administration):
        return None
    return "administration" if role == Role.COORDINATOR else "unit"


def give(user: User, authority: Authority, role: Role, unit: Unit | None) -> uuid.UUID | None:
    """Give a person a role that their login states (a step); None for a coordinator without a known administration, or one who oversees that work."""
    step()
    place = place_of(role, unit)
    try:
        check_role(AuthorityKind(authority.kind), role, place == "administration")
        check_beside(role, living(Membership.objects.filter(user=user, authority=authority)).values_list("role", flat=True))
    except Refused:
        return None
    where = {place: unit} if place else {}
    pk: uuid.UUID = begin_membership(user=user, authority=authority, role=role, **where).pk
    return pk


def leave_no_password(user: User, authority: Authority, ours: set[Role]) -> None:
    """Take the password from one whose every role the login governs, so that who is let go there has no other way in here (a step)."""
    step()
    by_hand = living(Membership.objects.filter(user=user).exclude(authority=authority, role__in=ours))
    if user.has_usable_password() and not by_hand.exists():
        user.set_unusable_password()
        User.objects.filter(pk=user.pk).update(password=user.password)
