"""Who there is: municipalities, coordinators, the acting memberships of a person."""

from __future__ import annotations

import hmac
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor, Role, require
from infohus.accounts.models import Authority, Login, Membership, Unit, User
from infohus.accounts.rules import WITHOUT, AuthorityKind
from infohus.db.prepared import prepared
from infohus.gateways import keys, provider


def municipality(slug: str = "") -> Authority:
    """The municipality of this slug; without one that of INFOHUS_MUNICIPALITY, else the first; 404 if there is none."""
    slug = slug or settings.MUNICIPALITY
    for found in _of_slug(slug) if slug else _first():
        return found
    raise Http404


def slug_of(authority: Authority) -> str:
    """What stands in the addresses of a municipality's public pages: '' for the one at `/`."""
    return "" if authority == municipality() else authority.slug


@prepared
def _of_slug(slug: str) -> QuerySet[Authority]:
    return Authority.objects.filter(kind=AuthorityKind.MUNICIPALITY, active=True, slug=slug).select_related("parent")


@prepared
def _first() -> QuerySet[Authority]:
    return Authority.objects.filter(kind=AuthorityKind.MUNICIPALITY, active=True).select_related("parent").order_by("id")[:1]


def living(memberships: QuerySet[Membership] | None = None, at: datetime | None = None) -> QuerySet[Membership]:
    """Memberships that last now (or `at` a moment), of people who may sign in."""
    at = at or lib.now()
    chosen = Membership.objects.all() if memberships is None else memberships
    return chosen.filter(Q(until_at=None) | Q(until_at__gt=at), from_at__lte=at, user__is_active=True)


def coordinators(authority: uuid.UUID) -> list[Membership]:
    """The active coordinators of a municipality, with their names."""
    return _coordinators(authority, lib.now())


@prepared
def _coordinators(authority: uuid.UUID, now: datetime) -> QuerySet[Membership]:
    ours = living(at=now).filter(authority=authority, role=Role.COORDINATOR)
    return ours.select_related("user", "administration").order_by("user__name")


def holders(authority: uuid.UUID, role: Role) -> QuerySet[Membership]:
    """Those who hold a role in an authority now."""
    return living().filter(authority=authority, role=role).select_related("user")


def missing_roles(authority: uuid.UUID) -> list[Role]:
    """Which of the roles that a municipality cannot be without nobody holds there."""
    held = set(living().filter(authority=authority).values_list("role", flat=True))
    return [role for role in WITHOUT if role not in held]


def left_empty(rows: Iterable[Membership]) -> list[Membership]:
    """Of memberships that are to end, those of a municipality after whom nobody holds a role that it cannot be without."""
    chosen = [row for row in rows if row.authority.kind == AuthorityKind.MUNICIPALITY and row.role in WITHOUT]
    others = living().filter(authority__in={row.authority_id for row in chosen}).exclude(pk__in=[row.pk for row in chosen])
    held = set(others.values_list("authority_id", "role")) if chosen else set()
    return [row for row in chosen if (row.authority_id, row.role) not in held]


def memberships_of(user: User) -> list[Membership]:
    """In which capacities a person can act now; the first is taken when they sign in."""
    return list(living().filter(user=user).select_related("user", "authority", "administration").order_by("from_at"))


def administrations(authority: uuid.UUID) -> QuerySet[Unit]:
    """The administrations of a municipality that are in use."""
    return Unit.objects.filter(authority=authority, administration=True, active=True)


def codes_of_administrations(authority: uuid.UUID) -> list[str]:
    """The codes of the administrations there are, or were, in a fixed order: what figures are told by, whether they have anything or not."""
    codes = Unit.objects.filter(authority=authority, administration=True).exclude(code="").values_list("code", flat=True)
    return list(codes.order_by("code").distinct())


def names(ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, Membership]:
    """The memberships of these ids, with their people and authorities, in one query: whom lines of the log speak of."""
    return Membership.objects.select_related("user", "authority", "administration").in_bulk({one for one in ids if one})


# ---------- What a system administrator looks after: the own authority, and the parties that are no municipality


@dataclass
class Account:
    """One person as a system administrator sees them: in which capacities, and whether they can sign in."""

    user: User
    roles: list[Membership] = field(default_factory=list)
    from_outside: bool = False  # signs in by the authority's own login
    at_home: bool = True  # came in here first, so that their sign-in is looked after here

    @property
    def state(self) -> str:
        """'open', 'invited' (has not chosen a password yet) or 'closed'."""
        if not self.user.is_active or not self.roles:
            return "closed"
        return "open" if self.user.has_usable_password() or self.from_outside else "invited"


def realm(actor: Actor) -> QuerySet[Authority]:
    """The authorities whose people and units the actor looks after: the own one, and the parties that it keeps for all."""
    return Authority.objects.filter(Q(pk=actor.authority) | Q(keeper=actor.authority))


def kept_by_others(actor: Actor) -> QuerySet[Authority]:
    """The parties that another municipality looks after; information is given to them all the same."""
    others = Authority.objects.exclude(kind=AuthorityKind.MUNICIPALITY).exclude(keeper=actor.authority)
    return others.filter(active=True).select_related("keeper").order_by("name")


def home_of(user: User) -> uuid.UUID | None:
    """The authority in which a person came in first, of those in which they still have a role; None if there is none left."""
    rows = Membership.objects.filter(user=user, authority__in=living(Membership.objects.filter(user=user)).values("authority"))
    return rows.order_by("from_at", "id").values_list("authority", flat=True).first()


def at_home(actor: Actor, user: User) -> bool:
    """Whether the actor looks after a person's way in: a role beside, given later and elsewhere, does not open it."""
    return realm(actor).filter(pk=home_of(user)).exists()


def authority_for(actor: Actor, act: Act, pk: uuid.UUID) -> Authority:
    """An authority of the actor's realm, for one who comes to do this; 404 for any other."""
    authority = get_object_or_404(realm(actor), pk=pk)
    require(actor, act)
    return authority


def unit_for(actor: Actor, act: Act, pk: uuid.UUID) -> Unit:
    """A unit of the actor's realm, for one who comes to do this; 404 for any other."""
    unit = get_object_or_404(Unit.objects.select_related("authority"), pk=pk, authority__in=realm(actor))
    require(actor, act)
    return unit


def units(authorities: Iterable[Authority]) -> dict[uuid.UUID, list[Unit]]:
    """The units of these authorities, those in use first, by authority."""
    found: dict[uuid.UUID, list[Unit]] = {one.pk: [] for one in authorities}
    for unit in Unit.objects.filter(authority__in=list(found)).order_by("-active", "-administration", "name", "function"):
        found[unit.authority_id].append(unit)
    return found


def parties(actor: Actor) -> list[tuple[Authority, list[Unit]]]:
    """The authorities of the actor's realm with their units, the own one first; two queries."""
    known = sorted(realm(actor), key=lambda one: (one.pk != actor.authority, not one.active, one.name))
    found = units(known)
    return [(one, found[one.pk]) for one in known]


def districts() -> QuerySet[Authority]:
    """The police districts that a municipality can belong to."""
    return Authority.objects.filter(kind=AuthorityKind.POLICE, active=True)


def accounts(actor: Actor) -> list[tuple[Authority, list[Account]]]:
    """The people of the actor's realm, by authority, the own one first; those who left come last in theirs. Three queries."""
    authorities = sorted(realm(actor), key=lambda one: (one.pk != actor.authority, one.name))
    found: dict[uuid.UUID, dict[uuid.UUID, Account]] = {one.pk: {} for one in authorities}
    at = lib.now()
    rows = Membership.objects.filter(authority__in=list(found)).select_related("user", "authority", "administration", "unit")
    for row in rows.annotate(outside=Exists(OUTSIDE)).order_by("user__name", "from_at"):
        account = found[row.authority_id].setdefault(row.user_id, Account(row.user, from_outside=row.outside))
        if row.until_at is None or row.until_at > at:
            account.roles.append(row)
    return [(one, sorted(found[one.pk].values(), key=lambda account: account.state == "closed")) for one in authorities]


def account_for(actor: Actor, act: Act, pk: uuid.UUID) -> Account:
    """One person of the actor's realm with the roles they have there, for one who comes to do this; 404 for any other."""
    rows = Membership.objects.filter(user=pk, authority__in=realm(actor)).select_related("user", "authority", "administration", "unit")
    if not (known := list(rows.order_by("from_at"))):
        raise Http404
    require(actor, act)
    at = lib.now()
    roles = [row for row in known if row.until_at is None or row.until_at > at]
    user = known[0].user
    return Account(user, roles, comes_from_outside(user), at_home(actor, user))


def membership_for(actor: Actor, act: Act, pk: uuid.UUID) -> Membership:
    """One living role of the actor's realm, for one who comes to do this; 404 for any other."""
    chosen = living(Membership.objects.filter(authority__in=realm(actor)).select_related("user", "authority", "administration", "unit"))
    membership = get_object_or_404(chosen, pk=pk)
    require(actor, act)
    return membership


def account_of_address(email: str) -> User | None:
    """The account of an e-mail address, whatever its case, closed ones too."""
    return User.objects.filter(email__iexact=email).first()


def gets_link(user: User) -> bool:
    """Whether one who is given a role gets a mail with a link to choose a password: who has no open account."""
    return user._state.adding or not user.is_active


def left_behind(membership: Membership) -> tuple[int, int]:
    """How many open cases this membership leads, and with how many nobody else would be left; numbers only, and only for an ADMIN."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_led_by(%s), cases_left_alone_by(%s)", [membership.pk, membership.pk])
        leads, alone = cursor.fetchone()
    return leads, alone


# ---------- The login of an authority's own


OUTSIDE = Login.objects.filter(user=OuterRef("user"))


@dataclass(frozen=True)
class Offered:
    """A login that the sign-in page offers: what the button says, and where it leads."""

    label: str
    address: str


def logins_offered() -> list[Offered]:
    """The logins of authorities' own that one can come in by; none unless the installation was told of some."""
    known = provider.known()
    names = dict(Authority.objects.filter(slug__in=known, active=True).values_list("slug", "name")) if known else {}
    label, several = _("Log ind med kommunens login"), _("Log ind med login fra {name}")
    address = {slug: reverse("accounts:outside", args=[slug]) for slug in names}
    return [Offered(label if len(names) == 1 else several.format(name=names[slug]), address[slug]) for slug in sorted(names)]


def subject_hash(authority: uuid.UUID, subject: str) -> str:
    """By what a person of an authority's login is known again: a keyed hash of the provider's own word for them."""
    return hmac.new(keys.derived("root", b"login:" + authority.bytes), subject.encode(), "sha256").hexdigest()


def login_of(authority: Authority, subject: str) -> Login | None:
    """Who this is, if they came by their authority's login before."""
    known = Login.objects.select_related("user").filter(authority=authority, subject_hash=subject_hash(authority.pk, subject))
    return known.first()


def invited_as(authority: Authority, email: str) -> User | None:
    """The account of this address that was given a role in this authority; an account of others is none of its login's business."""
    user = account_of_address(email) if email else None
    return user if user is not None and Membership.objects.filter(user=user, authority=authority).exists() else None


def comes_from_outside(user: User) -> bool:
    """Whether a person comes in by the login of their authority alone, without a password of their own."""
    return not user.has_usable_password() and Login.objects.filter(user=user).exists()


def unit_of(authority: Authority, words: Iterable[str]) -> Unit | None:
    """The first unit of an authority that is known by one of these words: its short form or its name."""
    wanted = list(words)
    found = Unit.objects.filter(Q(code__in=wanted) | Q(name__in=wanted), authority=authority, active=True)
    return min(found, key=lambda one: (not one.administration, one.name), default=None)


# ---------- The link by which a password is chosen


def link_of(user: User, hours: int) -> str:
    """The address at which this person chooses a password, within so many hours and once: a new password closes it, and so does a reset."""
    told = {"user": str(user.pk), "until": int((lib.now() + timedelta(hours=hours)).timestamp()), "stamp": _stamp(user)}
    return settings.PUBLIC_ADDRESS + reverse("accounts:choose_password", args=[signing.dumps(told, salt="infohus.accounts.link")])


def user_of_link(token: str) -> User | None:
    """The person whom this link lets choose a password; None if it is used, expired or not ours."""
    try:
        told = signing.loads(token, salt="infohus.accounts.link")
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=told["user"], is_active=True).first()
    if user is None or told["until"] < lib.now().timestamp() or not constant_time_compare(told["stamp"], _stamp(user)):
        return None
    return user


def _stamp(user: User) -> str:
    """What changes with the password, a sign-in and a reset."""
    known = f"{user.pk}:{user.password}:{user.last_login}:{user.signed_out_at}"
    return salted_hmac("infohus.accounts.link", known, algorithm="sha256").hexdigest()[:32]


def receivers_for(municipality: Authority) -> list[tuple[str, str, Authority | None, Unit | None]]:
    """Whom information can be given to: authority, unit and function, none of them before the others; own units last."""
    units = list(
        Unit.objects.filter(active=True, authority__active=True).select_related("authority").order_by("authority__name", "name", "function")
    )
    others = [(str(unit.pk), str(unit), unit.authority, unit) for unit in units if unit.authority_id != municipality.pk]
    own = [(str(unit.pk), str(unit), None, unit) for unit in units if unit.authority_id == municipality.pk]
    return [*others, *own]
