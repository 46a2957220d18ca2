"""`infohus setup FILE.toml`: makes a municipality with its police district, units, partners and first people."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction

from infohus.accounts.models import Authority, AuthorityKind, Membership, Unit, User


def setup(args: Any) -> int:
    """Set up what a file says; what is there already stays as it is."""
    municipality = set_up(tomllib.loads(Path(args.file).read_text()))
    print(f"{municipality.name} er sat op. Giv hver person en adgang under Konti, eller med `infohus invite E-MAIL`.")
    return 0


@transaction.atomic
def set_up(told: dict[str, Any]) -> Authority:
    """Make what a file tells; returns the municipality."""
    police = told["police"]
    district = _authority(AuthorityKind.POLICE, {key: value for key, value in police.items() if key != "unit"})
    Unit.objects.get_or_create(authority=district, name=police["unit"], function="")
    municipality = _authority(AuthorityKind.MUNICIPALITY, {**told["municipality"], "parent": district})
    for unit in told.get("units", []):
        Unit.objects.get_or_create(authority=municipality, name=unit["name"], function=unit.get("function", ""), defaults=unit)
    for party in told.get("parties", []):
        other = _authority(AuthorityKind(party["kind"]), {"slug": party["slug"], "name": party["name"]})
        for name in party.get("units", []):
            Unit.objects.get_or_create(authority=other, name=name, function="")
    for person in told.get("people", []):
        _person(municipality, person)
    return municipality


def _authority(kind: AuthorityKind, told: dict[str, Any]) -> Authority:
    authority, _made = Authority.objects.get_or_create(slug=told["slug"], defaults={**told, "kind": kind})
    return authority


def _person(municipality: Authority, told: dict[str, Any]) -> None:
    authority = Authority.objects.get(slug=told["authority"]) if "authority" in told else municipality
    user, _made = User.objects.get_or_create(email=told["email"], defaults={"name": told["name"], "phone": told.get("phone", "")})
    if _made:
        user.set_unusable_password()
        user.save()
    administration = Unit.objects.filter(authority=municipality, code=told.get("administration") or "-").first()
    Membership.objects.get_or_create(user=user, authority=authority, role=told["role"], until_at=None, defaults={"administration": administration})
