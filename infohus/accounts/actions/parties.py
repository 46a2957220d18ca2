"""What a system administrator does about authorities and units."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from infohus.access.rules import Act, Actor
from infohus.accounts.models import Authority, Membership, Unit
from infohus.accounts.queries import living
from infohus.accounts.rules import AuthorityKind, check_phones, read_closed_days
from infohus.audit.actions import act, one_by_one
from infohus.lib import Refused

LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "ae", "Ø": "oe", "Å": "aa"})


def edit_authority(actor: Actor, authority: Authority, *, version: int, closed_days: str | None = None, **told: Any) -> Authority:
    """Change what is known of an authority; what the public pages say of a municipality changes at once."""
    with act(actor, Act.EDIT_AUTHORITY) as log:
        if not told.get("active", True) and authority.pk == actor.authority:
            raise Refused(_("Din egen myndighed kan ikke tages ud af brug."), "active")
        check_phones(told)
        if closed_days is not None:
            told["closed_days"] = read_closed_days(closed_days)
        authority.change_from(version, **told)
        log.update(authority=authority.pk, version=authority.version)
    return authority


def add_authority(actor: Actor, *, kind: str, name: str, **told: Any) -> Authority:
    """Add another party that is worked with, to be kept by the own municipality; municipalities are set up by `infohus setup`."""
    with act(actor, Act.EDIT_AUTHORITY) as log:
        if kind == AuthorityKind.MUNICIPALITY:
            raise Refused(_("En kommune sættes op med kommandoen infohus setup."), "kind")
        one_by_one("authority")
        check_phones(told)
        if Authority.objects.filter(kind=kind, name=name).exists():
            raise Refused(_("Der er allerede en part med det navn. Den kan være passet af en anden kommune."), "name")
        row = Authority.objects.create(kind=kind, name=name, slug=_free_slug(name), keeper_id=actor.authority, **told)
        log.update(authority=row.pk, added=True)
    return row


def _free_slug(name: str) -> str:
    first = slugify(name.translate(LETTERS))[:50] or "part"
    taken = set(Authority.objects.filter(slug__startswith=first).values_list("slug", flat=True))
    return next(slug for number in range(1, len(taken) + 2) if (slug := first if number == 1 else f"{first}-{number}") not in taken)


def edit_unit(actor: Actor, unit: Unit, *, version: int, **told: Any) -> Unit:
    """Change a unit; an administration that coordinators belong to stays one."""
    with act(actor, Act.EDIT_AUTHORITY) as log:
        check_phones(told)
        ends = unit.administration and not (told.get("administration", True) and told.get("active", True))
        if ends and living(Membership.objects.filter(administration=unit)).exists():
            raise Refused(_("Der er koordinatorer i forvaltningen. Giv dem en anden forvaltning først."), "active")
        with _named_once():
            unit.change_from(version, **told)
        log.update(unit=unit.pk, version=unit.version)
    return unit


def add_unit(actor: Actor, authority: Authority, **told: Any) -> Unit:
    """Add a department or function to an authority."""
    with act(actor, Act.EDIT_AUTHORITY) as log:
        check_phones(told)
        with _named_once():
            unit = Unit.objects.create(authority=authority, **told)
        log.update(unit=unit.pk, authority=authority.pk, added=True)
    return unit


@contextmanager
def _named_once() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "unit_has_one_name" not in str(error):
            raise
        raise Refused(_("Der er allerede en enhed med det navn og den funktion."), "name") from error
