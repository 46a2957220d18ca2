"""The one next step of a case, what else is its way on, and which words are found."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from infohus.access.rules import Act, Actor, may
from infohus.cases.rules import AFKLARING, INDSATS, Conflict, Stage
from infohus.disclosures.rules import words_of
from infohus.lib import TZ, Refused, normal_words


@dataclass(frozen=True)
class Door:
    """A way on: what it is called, the act it leads to, and the name of its page."""

    label: str
    act: Act
    page: str


@dataclass(frozen=True)
class Step:
    """The next step: what, why now, one button, at most one link beside it."""

    title: str
    why: str
    first: Door | None = None
    second: Door | None = None


@dataclass(frozen=True)
class State:
    """What is known of a case when its next step is looked for."""

    stage: Stage
    proposed_by_me: bool = False
    proposed_by_other: str = ""
    police_open: int = 0
    is_lead: bool = False
    lead: str = ""
    offered_to_me: bool = False


def next_step(actor: Actor, state: State) -> Step:
    """The next step of a case for the one who looks at it; never one that would be refused."""
    step = _step(state)
    first, second = (door if door is not None and may(actor, door.act) else None for door in (step.first, step.second))
    if step.first is not None and first is None:
        first, second = second, None
    return Step(step.title, step.why, first, second)


def _step(state: State) -> Step:
    if state.offered_to_me:
        accept = Door(_("Tag imod sagen"), Act.ACCEPT_LEAD, "casefile:answer_offer")
        return Step(
            _("Svar på, om du vil være tovholder"),
            _("Sagen er tilbudt dig. Den bliver hos {lead}, til du siger ja.").format(lead=state.lead),
            accept,
        )
    match state.stage:
        case Stage.RECEIVED:
            return _received(state)
        case Stage.REGISTERED:
            give = Door(_("Videregiv til politiet"), Act.PASS_TO_POLICE, "casefile:pass_to_police")
            keep = Door(_("Videregiv ikke – begrund"), Act.WITHHOLD_FROM_POLICE, "casefile:withhold")
            why = _(
                "Politiet har ikke fået noget endnu. Giv kun det videre, der er nødvendigt for at forebygge kriminalitet, og skriv, hvorfor."
            )
            return Step(_("Tag stilling til, hvad politiet skal vide"), why, give, keep)
        case Stage.CLOSED:
            return Step(_("Sagen er lukket"), _("Den kan ikke ændres. På datoen tager to personer stilling til, om den skal slettes."))
        case Stage.ASSESSING:
            why = _("Politi og kommune vurderer hver for sig. Skriv det, I får at vide, som noter, så det står samlet.")
            return Step(_("Saml det, I ved"), why, Door(_("Skriv en note"), Act.WRITE_NOTE, "casefile:case"))
    return Step(_("Følg med i fristerne"), _("Der er ikke noget, du skal gøre lige nu."))


def _received(state: State) -> Step:
    register = Door(_("Registrér henvendelsen"), Act.REGISTER_CONCERN, "concerns:register")
    if state.proposed_by_other:
        confirm = Door(_("Gennemse forslaget"), Act.CONFIRM_REJECTION, "concerns:rejection")
        why = _("{who} har foreslået at afvise henvendelsen. Siger du ja, bliver alle oplysninger slettet med det samme.").format(
            who=state.proposed_by_other
        )
        return Step(_("Tag stilling til, om den hører til her"), why, confirm, register)
    if state.proposed_by_me:
        why = _("Du har foreslået at afvise henvendelsen. En anden koordinator skal tage stilling, før noget bliver slettet.")
        again = Door(_("Fortryd, og registrér den"), Act.REGISTER_CONCERN, "concerns:register")
        return Step(_("Vent på den anden koordinator"), why, None, again)
    why = _("Læs den, sæt hver oplysning det rigtige sted, og slet det, der ikke er nødvendigt. Den, der registrerer, bliver tovholder.")
    return Step(_("Registrér henvendelsen"), why, register, Door(_("Foreslå at afvise"), Act.PROPOSE_REJECTION, "concerns:reject"))


# ---------- Who may take a case, for a head who does not see it


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


def what_else(seats: list[Seat], registered: bool) -> list[str]:
    """Why something is not offered to the head, and what to do instead: a sentence each."""
    free, kept = ([one for one in seats if one.coordinates and bool(one.why) == away] for away in (False, True))
    present, said = [one for one in free if one.with_case], []
    if not free:
        who = _("Begge koordinatorer er udelukket") if len(kept) == 2 else _("Alle koordinatorer er udelukket")
        said.append(_("{who}. Ophæv en udelukkelse, eller bed systemadministratoren om at invitere en ny koordinator.").format(who=who))
    elif not present:
        said.append(_("Ingen er med på sagen. Udpeg en."))
    elif len(present) == 1 and len(free) > 1:
        said.append(_("{name} er alene om sagen. Skal en anden tage den, så udpeg først.").format(name=present[0].name))
    elif len(present) == 1:
        invite = _("Ophæv en udelukkelse, eller bed systemadministratoren om at invitere en ny koordinator.")
        said.append(_("{name} er alene om sagen, og der er ingen anden at udpege. {invite}").format(name=present[0].name, invite=invite))
    if not registered:
        said.append(_("Sagen har ingen tovholder endnu. Den, der registrerer henvendelsen, bliver det."))
    return said


# The phases of a case, by the word that stands in addresses.
PHASES = {"afklaring": (gettext_lazy("Afklaring"), AFKLARING), "indsats": (gettext_lazy("Indsats"), INDSATS)}


def moment(day: date | None, at: time | None) -> datetime | None:
    """A day and a time of day in Copenhagen as one moment; None without a day."""
    return datetime.combine(day, at or time.min, TZ) if day else None


# ---------- Looking for words

NEWEST = 300  # cases that are opened for one search
SHORTEST = 3  # signs


def words_to_find(text: str) -> list[str]:
    """The words to look for, as they are compared; Refused if they are too short to tell anything."""
    words = normal_words(text).split()
    if max((len(word) for word in words), default=0) < SHORTEST:
        raise Refused(_("Skriv mindst ét ord på tre bogstaver."), "words")
    return words


def has_words(text: str, words: list[str]) -> bool:
    """Whether a text has all of the words, also inside longer ones."""
    plain = normal_words(text)
    return all(word in plain for word in words)


# ---------- Leaving words out of an extract


def sentences_in_words(text: str) -> list[list[int]]:
    """For each sentence of a text the places of its words: a sentence ends with a word that ends in a full stop, or with a line."""
    found: list[list[int]] = [[]]
    for number, word in enumerate(words_of(text)):
        found[-1].append(number)
        if (re.search(r"[.!?»«\"]\s*$", word) and not re.fullmatch(r"(\w|\d+)\.\s*", word)) or "\n" in word:
            found.append([])
    return [one for one in found if one]
