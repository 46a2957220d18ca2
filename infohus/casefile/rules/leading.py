"""Who may take a case, for a head who does not see it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from infohus.cases.rules import Conflict


@dataclass(frozen=True)
class Seat:
    """How somebody stands to a case: a coordinator of the municipality or not, with it or not, its lead or not, kept from it (why, since when) or not."""

    membership: uuid.UUID
    name: str
    title: str
    coordinates: bool
    with_case: bool
    leads: bool
    why: str
    kept_at: datetime | None

    def __str__(self) -> str:
        return f"{self.name}, {self.title}"

    @property
    def reason(self) -> str:
        """Why they are kept from it, in words."""
        return str(Conflict(self.why).label) if self.why else ""


def heads_choices(seats: list[Seat], registered: bool) -> dict[str, list[Seat]]:
    """What the head can do with whom, and nothing that would be refused: appoint, exclude, lift an exclusion, hand the lead on."""
    free = [one for one in seats if one.coordinates and not one.why]
    present = [one for one in free if one.with_case]
    return {
        "appoint": [one for one in free if not one.with_case],
        "hand": [one for one in present if not one.leads] if registered else [],
        "lift": [one for one in seats if one.why],
        "exclude": [one for one in free if not one.leads or len(present) > 1],
    }


def what_else(seats: list[Seat], registered: bool, asks: bool = False) -> list[str]:
    """Why something is not offered to the head, and what to do instead: a sentence each; `asks`: whoever is alone with it asks for another."""
    free, kept = ([one for one in seats if one.coordinates and bool(one.why) == away] for away in (False, True))
    present, said = [one for one in free if one.with_case], []
    if not free:
        who = _("Begge koordinatorer er udelukket") if len(kept) == 2 else _("Alle koordinatorer er udelukket")
        said.append(_("{who}. Ophæv en udelukkelse, eller bed systemadministratoren om at invitere en ny koordinator.").format(who=who))
    elif not present:
        said.append(_("Ingen er med på sagen. Udpeg en."))
    elif len(present) == 1 and len(free) > 1 and asks:
        said.append(_("{name} er alene om sagen og beder om, at du udpeger en anden.").format(name=present[0].name))
    elif len(present) == 1 and len(free) > 1:
        said.append(_("{name} er alene om sagen. Skal en anden tage den, så udpeg først.").format(name=present[0].name))
    elif len(present) == 1:
        invite = _("Ophæv en udelukkelse, eller bed systemadministratoren om at invitere en ny koordinator.")
        alone = _("{name} er alene om sagen, og der er ingen anden at udpege. {invite}")
        if asks:
            alone = _("{name} er alene om sagen og beder om, at du udpeger en anden, men der er ingen anden at udpege. {invite}")
        said.append(alone.format(name=present[0].name, invite=invite))
    if not registered:
        said.append(_("Sagen har ingen tovholder endnu. Den, der registrerer henvendelsen, bliver det."))
    return said
