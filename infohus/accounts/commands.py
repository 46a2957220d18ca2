"""`infohus setup FILE.toml` makes a municipality with its first people; `infohus invite E-MAIL` prints the link by which one comes in."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction

from infohus.accounts.models import Authority, Membership, Unit, User
from infohus.accounts.queries import account_of_address, link_of
from infohus.accounts.rules import INVITED_HOURS, AuthorityKind, lifetime
from infohus.lib import Refused


def setup(args: Any) -> int:
    """Set up what a file says; what is there already stays as it is."""
    municipality = set_up(tomllib.loads(Path(args.file).read_text()))
    print(f"{municipality.name} er sat op. Giv hver person en adgang under Konti, eller med `infohus invite E-MAIL`.")
    return 0


def invite(args: Any) -> int:
    """Print the link at which somebody whom a set-up file named chooses their first password."""
    user = account_of_address(args.email)
    if user is None:
        raise Refused("Der er ingen konto med den adresse. Skriv personen i kommunens fil under [[people]], og kør infohus setup.")
    if user.has_usable_password() or not user.is_active:
        raise Refused(
            f"{user.name} har allerede valgt en adgangskode, eller kontoen er lukket. En systemadministrator kan nulstille log ind under "
            "Konti. Er der ingen, der kan, så skriv en ny systemadministrator i kommunens fil, kør infohus setup, og invitér den."
        )
    print(f"Giv linket til {user.name}. Det virker i {lifetime(INVITED_HOURS)} og kun én gang:\n{link_of(user, INVITED_HOURS)}")
    return 0


@transaction.atomic
def set_up(told: dict[str, Any]) -> Authority:
    """Make what a file tells; returns the municipality."""
    police = told["police"]
    district = _authority(AuthorityKind.POLICE, {key: value for key, value in police.items() if key != "unit"})
    Unit.objects.get_or_create(authority=district, name=police["unit"], function="")
    municipality = _authority(AuthorityKind.MUNICIPALITY, {**told["municipality"], "parent": district})
    _keep(municipality, district)
    for unit in told.get("units", []):
        Unit.objects.get_or_create(authority=municipality, name=unit["name"], function=unit.get("function", ""), defaults=unit)
    for party in told.get("parties", []):
        other = _authority(AuthorityKind(party["kind"]), {"slug": party["slug"], "name": party["name"]})
        _keep(municipality, other)
        for name in party.get("units", []):
            Unit.objects.get_or_create(authority=other, name=name, function="")
    for person in told.get("people", []):
        _person(municipality, person)
    return municipality


def _authority(kind: AuthorityKind, told: dict[str, Any]) -> Authority:
    authority, _made = Authority.objects.get_or_create(slug=told["slug"], defaults={**told, "kind": kind})
    return authority


def _keep(municipality: Authority, party: Authority) -> None:
    """Whoever tells of a party first keeps it: its people and units are theirs to look after."""
    Authority.objects.filter(pk=party.pk, keeper=None).update(keeper=municipality)


def _person(municipality: Authority, told: dict[str, Any]) -> None:
    authority = Authority.objects.get(slug=told["authority"]) if "authority" in told else municipality
    user, _made = User.objects.get_or_create(email=told["email"], defaults={"name": told["name"], "phone": told.get("phone", "")})
    if _made:
        user.set_unusable_password()
        user.save()
    administration = Unit.objects.filter(authority=municipality, code=told.get("administration") or "-").first()
    Membership.objects.get_or_create(
        user=user, authority=authority, role=told["role"], until_at=None, defaults={"administration": administration}
    )
