"""The one next step of a case, what else is its way on, and which words are found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.translation import gettext as _

from infohus.access.rules import Act, Actor, may
from infohus.cases.rules import Stage
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
    doors = [door for door in (step.first, step.second) if door is not None and may(actor, door.act)]
    return Step(step.title, step.why, doors[0] if doors else None, doors[1] if len(doors) > 1 else None)


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
            note = Door(_("Notér en samtale med politiet"), Act.DISCLOSE_ORALLY, "casefile:disclose_orally")
            why = _(
                "Politiet har ikke fået noget endnu. Giv kun det videre, der er nødvendigt for at forebygge kriminalitet, og skriv, hvorfor."
            )
            return Step(
                _("Tag stilling til, hvad politiet skal vide"), why, note, Door(_("Skriv en note"), Act.WRITE_NOTE, "casefile:case")
            )
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
        return Step(_("Vent på den anden koordinator"), why, None, register)
    why = _("Læs den, sæt hver oplysning det rigtige sted, og slet det, der ikke er nødvendigt. Den, der registrerer, bliver tovholder.")
    return Step(
        _("Registrér henvendelsen"), why, register, Door(_("Afvis: det hører ikke til her"), Act.PROPOSE_REJECTION, "concerns:reject")
    )


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
