"""What was decided on the rights of the citizen of a case."""

from __future__ import annotations

from typing import Any

from infohus import lib
from infohus.cases.models import Case
from infohus.persons.queries import person_of
from infohus.rights.models import Information
from infohus.ui.rules import full_day


def decisions_of(case: Case) -> list[Information]:
    """The decisions on informing, newest first."""
    return list(Information.objects.filter(case=case).select_related("by__user").order_by("-decided_at", "-id"))


def letter_of(case: Case) -> dict[str, Any]:
    """What the letter to the citizen needs: who writes, to whom, whom to call; nothing of what was reported or by whom."""
    person, town = person_of(case), case.municipality
    address = person.address if person and not person.address_protected else ""
    return {
        "from": town.name, "printed_on": full_day(lib.today()), "foot": "", "lead": "", "to": (person.name if person else "") or "", "address": address,
        "number": case.number, "lead_name": case.lead.user.name if case.lead else "", "lead_phone": (case.lead.user.phone if case.lead else "") or town.phone,
        "dpo": town.dpo_contact,
    }  # fmt: skip
