"""What was decided on the rights of the citizen of a case."""

from __future__ import annotations

import uuid
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Actor
from infohus.cases.models import Case, Exclusion
from infohus.cases.rules import Class, clock_in_words
from infohus.catalogues.queries import entry
from infohus.catalogues.rules import Kind as Catalogue
from infohus.db.context import as_system
from infohus.lib import Refused
from infohus.persons.queries import person_of
from infohus.rights.models import Hold, Information
from infohus.sealing.ring import hold
from infohus.ui.rules import full_day


def decisions_of(case: Case) -> list[Information]:
    """The decisions on informing, newest first."""
    return list(Information.objects.filter(case=case).select_related("by__user").order_by("-decided_at", "-id"))


PAGE = 50


def holds_of(case: Case) -> list[Hold]:
    """The holds on a case, those that stand first."""
    rows = list(Hold.objects.filter(case=case).select_related("by__user", "lifted_by__user").order_by("-lifted_at", "-from_at"))
    hold([row.pk for row in rows])
    return sorted(rows, key=lambda row: row.lifted_at is not None)


def holds_here(after: str = "") -> tuple[list[Hold], str]:
    """The holds that stand in the municipality of a data protection officer, the first to be looked at again first, fifty at a time."""
    rows = Hold.objects.filter(lifted_at=None).select_related("by__user").order_by("until", "id")
    place = Hold.objects.filter(pk=as_id(after)).first() if after else None
    if place is not None:
        rows = rows.filter(until__gte=place.until).exclude(until=place.until, pk__lte=place.pk)
    found = list(rows[: PAGE + 1])
    hold([row.pk for row in found[:PAGE]])
    return found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else ""


def as_id(text: str) -> uuid.UUID:
    """An id as it stands in an address; that of nothing for what is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)


def hold_for(pk: uuid.UUID, case: Case | None = None) -> Hold:
    """A hold (on this case) that still stands and that the acting person may see, or 404."""
    rows = Hold.objects.filter(lifted_at=None)
    return get_object_or_404(rows.filter(case=case) if case else rows, pk=pk)


def letter_of(case: Case) -> dict[str, Any]:
    """What the letter to the citizen needs: who writes, to whom, whom to call; nothing of what was reported or by whom."""
    person, town = person_of(case), case.municipality
    address = person.address if person and not person.address_protected else ""
    unfounded = entry(Catalogue.RETENTION_CLASS, Class.R2, authority=town.pk)
    return {
        "from": town.name, "printed_on": full_day(lib.today()), "foot": "", "lead": "", "to": (person.name if person else "") or "", "address": address,
        "number": case.number, "lead_name": case.lead.user.name if case.lead else "", "lead_phone": (case.lead.user.phone if case.lead else "") or town.phone,
        "dpo": town.dpo_contact, "kept_unfounded": clock_in_words(unfounded.data if unfounded else {}),
    }  # fmt: skip


def case_of_number(actor: Actor, number: str) -> Case:
    """The case of a number, for the data protection officer who places a hold on it and sees nothing else of it."""
    with as_system():
        row = Case.objects.select_related("municipality").filter(municipality_id=actor.authority, number=number.strip()).first()
        kept = row is not None and Exclusion.objects.filter(case=row, user_id=actor.user, lifted_at=None).exists()
    if row is None or kept:
        raise Refused(_("Der er ingen sag med nummeret {number}.").format(number=number.strip()), "number")
    return row
