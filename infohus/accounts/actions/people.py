"""What a system administrator does about people: their roles, their sign-in, and their leaving."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor, Role
from infohus.accounts.models import Authority, Membership, Unit, User
from infohus.accounts.queries import account_of_address, at_home, comes_from_outside, gets_link, left_behind, living, realm
from infohus.accounts.rules import (
    INVITED_HOURS,
    POWERFUL,
    AuthorityKind,
    check_another,
    check_beside,
    check_nothing_left_behind,
    check_role,
)
from infohus.audit.actions import act, one_by_one, step
from infohus.gateways.jobs import later
from infohus.lib import Refused


def invite_user(
    actor: Actor, *, authority: Authority, email: str, name: str, role: str, phone: str = "", administration: Unit | None = None
) -> Membership:
    """Give a person a role; one who has no account gets a mail with a link, valid 7 days and once, to choose a password (`by_mail` of the role)."""
    with act(actor, Act.INVITE_USER) as log:
        one_by_one("account", email.lower())
        check_given(authority, Role(role), administration, actor)
        user = account_of_address(email) or User(email=email.lower(), name=name, phone=phone)
        check_another(actor.user, user.pk, _("Du kan ikke give dig selv en rolle. Bed en anden systemadministrator om det."), "email")
        if living(Membership.objects.filter(user=user, authority=authority, role=role)).exists():
            raise Refused(_("{name} har allerede den rolle.").format(name=user.name), "email")
        check_beside(Role(role), roles_beside(user, authority))
        if by_mail := gets_link(user):
            user.name, user.phone, user.is_active = name, phone, True
            user.set_unusable_password()
            user.save()
            later("infohus.accounts.jobs.send_link", user=user.pk, hours=INVITED_HOURS)
        row = begin_membership(user=user, authority=authority, role=role, administration=administration)
        row.by_mail = by_mail
        tell_of_role(actor, row)
        log.update(user=user.pk, membership=row.pk, role=Role(role), authority=authority.pk)
    return row


def invite_again(actor: Actor, user: User) -> None:
    """Send the link once more to somebody who has not chosen a password yet."""
    with act(actor, Act.INVITE_USER) as log:
        check_home(user, actor)
        if comes_from_outside(user):
            raise Refused(_("{name} logger på med jeres eget login og skal ikke vælge en adgangskode.").format(name=user.name))
        if user.has_usable_password() or not user.is_active:
            raise Refused(_("{name} har allerede valgt en adgangskode. Brug »Nulstil log ind«.").format(name=user.name))
        later("infohus.accounts.jobs.send_link", user=user.pk, hours=INVITED_HOURS)
        log.update(user=user.pk, again=True)


def change_role(actor: Actor, membership: Membership, *, role: str, administration: Unit | None = None) -> Membership:
    """Let a person act in another role of the same authority from now on; their sessions end."""
    with act(actor, Act.CHANGE_ROLE) as log:
        one_by_one("account", membership.user.email.lower())
        check_another(actor.user, membership.user_id, _("Du kan ikke ændre din egen rolle. Bed en anden systemadministrator om det."))
        check_given(membership.authority, Role(role), administration, actor)
        if role == membership.role and administration == membership.administration:
            raise Refused(_("Det er den rolle, {name} har nu.").format(name=membership.user.name), "role")
        check_beside(Role(role), roles_beside(membership.user, membership.authority, but=membership))
        log.update(user=membership.user_id, before=Role(membership.role), after=Role(role))
        if role == membership.role:
            Membership.objects.filter(pk=membership.pk).update(administration=administration)
        else:
            end_membership(membership)
            membership = _begin(membership, role, administration)
            tell_of_role(actor, membership)
        sign_out(membership.user)
        log.update(membership=membership.pk)
    return membership


def _begin(before: Membership, role: str, administration: Unit | None) -> Membership:
    if living(Membership.objects.filter(user=before.user_id, authority=before.authority_id, role=role)).exists():
        raise Refused(_("{name} har allerede den rolle ved siden af.").format(name=before.user.name), "role")
    given = {"user": before.user, "authority": before.authority, "unit": before.unit}
    return begin_membership(**given, role=role, administration=administration)


def tell_of_role(giver: Actor, row: Membership) -> None:
    """Let the person and the giver's data protection officer be told of a role that opens much (a step)."""
    step()
    if row.role in POWERFUL:
        later("infohus.accounts.jobs.tell_of_role", user=row.user_id, authority=giver.authority)  # type: ignore[arg-type]


def deactivate_user(actor: Actor, user: User) -> None:
    """Let a person act no more for the authorities the actor looks after; without any role left the account is closed."""
    with act(actor, Act.DEACTIVATE_USER) as log:
        check_another(actor.user, user.pk, _("Du kan ikke lukke din egen konto. Bed en anden systemadministrator om det."))
        roles = list(living(Membership.objects.filter(user=user, authority__in=realm(actor)).select_related("user")))
        if not roles:
            raise Refused(_("{name} er allerede lukket.").format(name=user.name))
        for membership in roles:
            end_membership(membership)
        if not living(Membership.objects.filter(user=user)).exists():
            User.objects.filter(pk=user.pk).update(is_active=False)
            drop_factors(user)
        sign_out(user)
        log.update(user=user.pk, memberships=[one.pk for one in roles])


def reset_sign_in(actor: Actor, user: User) -> None:
    """Take password, factors and sessions from a person, who gets a new link; the person and the DPO are told by mail."""
    with act(actor, Act.RESET_SIGN_IN) as log:
        sentence = _("Du kan ikke nulstille dit eget log ind. Bed en anden systemadministrator om det.")
        check_another(actor.user, user.pk, sentence)
        if not user.is_active:
            raise Refused(_("{name} er lukket. Invitér i stedet på ny.").format(name=user.name))
        check_home(user, actor)
        by_own_login = comes_from_outside(user)
        user.set_unusable_password()
        User.objects.filter(pk=user.pk).update(password=user.password)
        drop_factors(user)
        sign_out(user)
        later("infohus.accounts.jobs.tell_of_reset", user=user.pk, authority=actor.authority)  # type: ignore[arg-type]
        if not by_own_login:
            later("infohus.accounts.jobs.send_link", user=user.pk, hours=INVITED_HOURS)
        log.update(user=user.pk)


def check_home(user: User, by: Actor) -> None:
    """Refuse to touch the sign-in of one who came in elsewhere: it opens what they do there too."""
    if not at_home(by, user):
        raise Refused(_("{name} har sin adgang fra en anden myndighed. Kun systemadministratoren dér kan gøre det.").format(name=user.name))


def check_given(authority: Authority, role: Role, administration: Unit | None, giver: Actor) -> None:
    """Refuse a role that the actor cannot give in this authority, or an administration of another."""
    if not realm(giver).filter(pk=authority.pk, active=True).exists():
        raise Refused(_("Vælg en myndighed, der er i brug."), "authority")
    check_role(AuthorityKind(authority.kind), role, administration is not None)
    if administration is not None and (administration.authority_id != authority.pk or not administration.administration):
        raise Refused(_("Vælg en forvaltning i {authority}.").format(authority=authority.name), "administration")


def begin_membership(**told: Any) -> Membership:
    """Give a role from now on; a coordinator is let in to the arrivals that wait (a step)."""
    step()
    row = Membership.objects.create(**told, from_at=lib.now())
    if row.role == Role.COORDINATOR:
        later("infohus.cases.jobs.let_in", membership=row.pk)
    return row


def roles_beside(user: User, authority: Authority, but: Membership | None = None) -> list[str]:
    """The roles that a person has in an authority (besides that of one membership)."""
    rows = living(Membership.objects.filter(user=user, authority=authority))
    return list((rows.exclude(pk=but.pk) if but else rows).values_list("role", flat=True))


def end_membership(membership: Membership) -> None:
    """End a membership now, unless open cases would be left behind (a step)."""
    step()
    check_nothing_left_behind(membership.user.name, *left_behind(membership))
    Membership.objects.filter(pk=membership.pk).update(until_at=lib.now())
    later("infohus.cases.jobs.leave_duties", membership=membership.pk)


def sign_out(user: User) -> None:
    """End every session of a person (a step)."""
    step()
    User.objects.filter(pk=user.pk).update(signed_out_at=lib.now())


def drop_factors(user: User) -> None:
    """Forget the second factors of a person (a step)."""
    step()
    Authenticator.objects.filter(user=user).delete()
