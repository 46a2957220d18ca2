"""Which of two cases about one person is put to the other (`model.md` D3)."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from infohus.cases.rules import Stage
from infohus.lib import Refused

HOW_FAR = {Stage.RECEIVED: 0, Stage.REGISTERED: 1, Stage.ASSESSING: 2}
STAYS = 3  # what has come so far is put to no other


@dataclass(frozen=True)
class Side:
    """One of two cases: where it stands, and who is with it and kept from it, by user."""

    pk: uuid.UUID
    municipality: uuid.UUID
    number: str
    stage: str
    received_at: datetime
    held_back: bool  # it has a joint assessment, a conclusion, an answer about the social duty or an earlier closing
    members: Collection[uuid.UUID] = ()
    kept: Collection[tuple[uuid.UUID, str]] = ()

    @property
    def far(self) -> int:
        """How far it has come."""
        return STAYS if self.held_back else HOW_FAR.get(Stage(self.stage), STAYS)


def joining_refusal(case: Side, into: Side) -> Refused | None:
    """Why the one case cannot be put to the other, and what to do instead; None where it can."""
    if into.pk == case.pk or into.municipality != case.municipality:
        return Refused(_("Vælg en anden af dine åbne sager."), "into")
    sentence = not_this_way(case, into)
    if not sentence and (seen := next((name for user, name in case.kept if user in into.members), "")):
        sentence = _("{name} må ikke se denne sag, men er med på sag {number}. Udeluk {name} fra den, før du lægger dem sammen.")
        sentence = sentence.format(name=seen, number=into.number)
    return Refused(sentence.format(number=into.number), "into") if sentence else None


def not_this_way(case: Side, into: Side) -> str:
    """Why the one is not put to the other, whoever is with them: '' where it is."""
    if into.stage == Stage.CLOSED:
        return str(_("Sag {number} er lukket. Henvendelsen kan kun lægges til en åben sag."))
    if case.far == STAYS and into.far == STAYS:
        both = _(
            "Hverken denne sag eller sag {number} kan lægges til en anden: de er nået for langt. "
            "Arbejd videre i den ene, og før den anden til ende. Skriv en note om det i begge, og læg spørgsmålet til side."
        )
        return str(both)
    if case.far == STAYS:
        return str(_("Denne sag er nået for langt til at blive lagt til en anden. Læg sag {number} til denne i stedet."))
    if into.far < case.far:
        if into.stage == Stage.RECEIVED:
            return str(_("Sag {number} er ikke registreret. Læg den til denne sag i stedet."))
        return str(_("Sag {number} er ikke nået så langt som denne. Læg den til denne sag i stedet."))
    if case.stage != Stage.RECEIVED and into.far == case.far and into.received_at > case.received_at:
        return str(_("Sag {number} er den nyeste af de to. Læg den til denne sag i stedet."))
    return ""
