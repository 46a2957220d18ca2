"""The workflow of the one case: stages, moves, and the facts that each move needs."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from infohus.access.rules import Act
from infohus.deadlines.rules import months_after
from infohus.lib import Refused


class Stage(TextChoices):
    """Where a case is (`model.md` D3)."""

    RECEIVED = "received", _("Modtaget")
    REGISTERED = "registered", _("Registreret")
    ASSESSING = "assessing", _("Vurderes")
    JOINT = "joint", _("Fælles vurdering")
    CONCLUDED = "concluded", _("Konklusion")
    ROLES = "roles", _("Roller aftales")
    CONTACT = "contact", _("Kontakt")
    PLAN = "plan", _("Plan")
    ACTIVE = "active", _("Aktiv indsats")
    CLOSING = "closing", _("Afslutning")
    CLOSED = "closed", _("Lukket")


AFKLARING = (Stage.RECEIVED, Stage.REGISTERED, Stage.ASSESSING, Stage.JOINT, Stage.CONCLUDED)
SOCIAL_FORM = "social"  # what the social assessment is called among the drafts of a case
INDSATS = (Stage.ROLES, Stage.CONTACT, Stage.PLAN, Stage.ACTIVE, Stage.CLOSING)


class Outcome(TextChoices):
    """How a case ended; the two kinds of target group stand sealed in the conclusion, never here."""

    NOT_OURS = "not_ours", _("ikke emnet")
    UNFOUNDED = "unfounded", _("ubegrundet")
    OTHER_NEED = "other_need", _("andet behov")
    ADVICE = "advice", _("rådgivning af henvender eller netværk")
    POLICE_ALONE = "police_alone", _("politiet alene")
    MEASURES = "measures", _("indsats")


class Class(TextChoices):
    """Retention classes of a case (`domain.md` §15); what each is called and how long it is kept is the catalogue's to say."""

    R1 = "R1", _("klasse R1")
    R2 = "R2", _("klasse R2")
    R3 = "R3", _("klasse R3")
    R4 = "R4", _("klasse R4")
    R5 = "R5", _("klasse R5")


LOCKED = frozenset({Class.R1, Class.R2})  # content out of everybody's reach until it is opened again (`model.md` D2)

CLASS_OF = {
    Outcome.NOT_OURS: Class.R1,
    Outcome.UNFOUNDED: Class.R2,
    Outcome.ADVICE: Class.R2,
    Outcome.OTHER_NEED: Class.R3,
    Outcome.POLICE_ALONE: Class.R4,
    Outcome.MEASURES: Class.R5,
}


def after_clock(clock: Mapping[str, Any], day: date) -> date:
    """The day so long after a day as the clock of a retention class says, in days or months; ValueError for a class without a clock."""
    if clock.get("keep_days"):
        return day + timedelta(days=int(clock["keep_days"]))
    if clock.get("keep_months"):
        return months_after(day, int(clock["keep_months"]))
    raise ValueError("a class without a clock")


class Under18(TextChoices):
    """Whether the person is under 18, as far as is known."""

    YES = "yes", _("Ja")
    NO = "no", _("Nej")
    UNKNOWN = "unknown", _("Ved ikke")


class Fact(TextChoices):
    """What must be true before a move; the label is what is missing, in words."""

    FACTS = "facts", _("hvad der er set eller hørt")
    PERSON = "person", _("hvem det drejer sig om, eller at personen ikke er identificeret endnu")
    UNDER_18 = "under_18", _("svar på, om personen er under 18 år, og hvad der er gjort ved underretningen")
    SORTED = "sorted", _("at hver oplysning er sat det rigtige sted")
    PURPOSE = "purpose", _("formålet")
    ADMINISTRATION = "administration", _("forvaltningen")
    CONFLICT = "conflict", _("svar på, om du kender borgeren eller familien privat")
    LEAD = "lead", _("en tovholder")
    POLICE_TOLD = "police_told", _("at oplysninger er givet til politiet, eller hvorfor ikke")
    REJECTED_BY_TWO = "rejected_by_two", _("den anden koordinators godkendelse af afvisningen")
    POLICE_HEARD = "police_heard", _("politiets svar, eller hvorfor I går videre uden")
    SOCIAL_DONE = "social_done", _("den socialfaglige vurdering, skrevet færdig, eller hvorfor ikke")
    JOINT_SIGNED = "joint_signed", _("den fælles vurdering, underskrevet")
    POLICE_ASKED = "police_asked", _("svar på, hvad politiet skal vide om hver henvendelse")
    ALL_SORTED = "all_sorted", _("at oplysningerne i hver henvendelse er sat på plads")
    RECONSIDERED = "reconsidered", _("svar på, om konklusionen holder, når en ny henvendelse er kommet til")
    ALL_READ = "all_read", _("at alle svar og beskeder er læst")
    KIND_OF_CONCERN = "kind_of_concern", _("bekymringens art")
    NOT_SHARED = "not_shared", _("at politiet ikke deler bekymringen, eller at I har besluttet ikke at give noget videre")
    NOT_TARGET = "not_target", _("at den socialfaglige vurdering siger, at borgeren ikke er i målgruppen")
    REASON = "reason", _("en begrundelse i ord")
    SECOND_READER = "second_reader", _("den anden koordinators læsning")
    OUTCOME = "outcome", _("hvad udfaldet kræver")
    TOLD = "told", _("at hver henvender har fået besked, eller hvorfor ikke")
    INFORMED = "informed", _("at oplysningspligten er afgjort")
    DOCUMENTS = "documents", _("at hvert dokument fra politiet er gennemgået")
    ACUTE_MET = "acute_met", _("hvad der er gjort ved den underretning, der er vurderet akut")
    JUDGED = "judged", _("børneafdelingens vurdering af den underretning, der er sendt")
    DECIDED = "decided", _("et svar på, om henvendelsen er en underretning")
    NO_OFFER = "no_offer", _("at tovholderskabet ikke er tilbudt en anden lige nu")


NEXT: dict[tuple[Stage, Stage], frozenset[Fact]] = {
    (Stage.RECEIVED, Stage.REGISTERED): frozenset(
        {Fact.CONFLICT, Fact.PERSON, Fact.UNDER_18, Fact.SORTED, Fact.FACTS, Fact.PURPOSE, Fact.ADMINISTRATION, Fact.LEAD}
    ),
    (Stage.RECEIVED, Stage.CLOSED): frozenset({Fact.REJECTED_BY_TWO}),
    (Stage.REGISTERED, Stage.ASSESSING): frozenset({Fact.POLICE_TOLD}),
    (Stage.ASSESSING, Stage.JOINT): frozenset({Fact.POLICE_HEARD, Fact.SOCIAL_DONE}),
    (Stage.JOINT, Stage.CONCLUDED): frozenset(
        {Fact.JOINT_SIGNED, Fact.POLICE_ASKED, Fact.ALL_SORTED, Fact.ALL_READ, Fact.KIND_OF_CONCERN, Fact.OUTCOME}
    ),
    (Stage.ASSESSING, Stage.CONCLUDED): frozenset(
        {
            Fact.POLICE_HEARD,
            Fact.NOT_SHARED,
            Fact.SOCIAL_DONE,
            Fact.NOT_TARGET,
            Fact.POLICE_ASKED,
            Fact.ALL_SORTED,
            Fact.ALL_READ,
            Fact.KIND_OF_CONCERN,
            Fact.OUTCOME,
        }
    ),
    (Stage.JOINT, Stage.ROLES): frozenset(
        {Fact.JOINT_SIGNED, Fact.POLICE_ASKED, Fact.ALL_SORTED, Fact.ALL_READ, Fact.KIND_OF_CONCERN, Fact.REASON, Fact.SECOND_READER}
    ),
    (Stage.CONCLUDED, Stage.ASSESSING): frozenset({Fact.REASON}),
    (Stage.ROLES, Stage.ASSESSING): frozenset({Fact.REASON}),
    (Stage.CONCLUDED, Stage.CLOSED): frozenset(
        {
            Fact.TOLD,
            Fact.INFORMED,
            Fact.DOCUMENTS,
            Fact.POLICE_ASKED,
            Fact.ALL_SORTED,
            Fact.RECONSIDERED,
            Fact.ALL_READ,
            Fact.ACUTE_MET,
            Fact.JUDGED,
            Fact.DECIDED,
            Fact.NO_OFFER,
        }
    ),
    (Stage.CLOSED, Stage.ASSESSING): frozenset({Fact.REASON}),
}
# Moves that wait for nothing: an arrival that ends at once, and going back.
WHILE_INFORMING_IS_LATE = frozenset(
    {(Stage.RECEIVED, Stage.CLOSED), (Stage.CONCLUDED, Stage.ASSESSING), (Stage.ROLES, Stage.ASSESSING), (Stage.CLOSED, Stage.ASSESSING)}
)


# Where each act takes a case that stands before it; closing on the short path concludes it too. A talk that has happened is noted in any case: the
# move it leads to may wait (DISCLOSE_ORALLY), and is made when the duty to inform is decided on.
MOVES: dict[Act, frozenset[Stage]] = {
    Act.REGISTER_CONCERN: frozenset({Stage.REGISTERED}),
    Act.CONFIRM_REJECTION: frozenset({Stage.CLOSED}),
    Act.PASS_TO_POLICE: frozenset({Stage.ASSESSING}),
    Act.WITHHOLD_FROM_POLICE: frozenset({Stage.ASSESSING}),
    Act.START_JOINT_ASSESSMENT: frozenset({Stage.JOINT}),
    Act.CONCLUDE: frozenset({Stage.CONCLUDED, Stage.ROLES}),
    Act.RECONSIDER: frozenset({Stage.ASSESSING}),
    Act.CLOSE_CASE: frozenset({Stage.CONCLUDED, Stage.CLOSED}),
    Act.REOPEN_CASE: frozenset({Stage.ASSESSING}),
}


def check_move(now: Stage, to: Stage, has: Iterable[Fact]) -> None:
    """Refuse a move that the table has not, or that lacks a fact, in words that name what is missing."""
    needed = NEXT.get((now, to))
    if needed is None:
        raise Refused(_now("Sagen kan ikke gå fra »{now}« til »{to}«.").format(now=now.label, to=to.label))
    if missing := sorted(str(fact.label) for fact in needed - set(has)):
        raise Refused(_now("Sagen kan ikke gå til »{to}« endnu. Der mangler: {missing}.").format(to=to.label, missing="; ".join(missing)))


def is_held_back(now: Stage, to: Stage, *, informing_is_late: bool, acute: bool) -> bool:
    """Whether the duty to inform, over time, holds a move back: all but those that wait for nothing, and what is acute, which waits only to be closed."""
    return informing_is_late and (now, to) not in WHILE_INFORMING_IS_LATE and not (acute and to != Stage.CLOSED)


def holds_back(act: Act, now: Stage, *, informing_is_late: bool, acute: bool) -> bool:
    """Whether an act would be refused because the duty to inform is over time, as a page asks before it offers the act."""
    moves = [to for to in MOVES.get(act, ()) if (now, to) in NEXT]
    return any(is_held_back(now, to, informing_is_late=informing_is_late, acute=acute) for to in moves)


def check_informed(now: Stage, to: Stage, *, informing_is_late: bool, acute: bool) -> None:
    """Refuse a move while the information duty is over time, but for those that cannot wait (GDPR art. 14, stk. 3)."""
    if is_held_back(now, to, informing_is_late=informing_is_late, acute=acute):
        raise Refused(
            _now(
                "Fristen for at give borgeren besked er overskredet. Tag først stilling til oplysningspligten; så kan sagen gå til »{to}«."
            ).format(to=to.label)
        )


class NoteKind(TextChoices):
    """Kinds of notes on a case."""

    CONTACT = "contact", _("Kontakt")
    SPARRING = "sparring", _("Sparring")
    TELEPHONE = "telephone", _("Telefonsamtale")
    OBSERVATION = "observation", _("Iagttagelse")


class Conflict(TextChoices):
    """Why somebody must not see a case; says nothing of the citizen."""

    RELATIVE = "relative", _("Er i familie med borgeren eller nogen tæt på")
    PRIVATE = "private", _("Kender borgeren eller familien privat")
    OWN_CASE = "own_case", _("Har selv en interesse i sagen")
    NAMED = "named", _("Henvenderen har bedt om, at personen ikke læser den")
    OTHER = "other", _("Andet, der kan rejse tvivl")


class Ended(TextChoices):
    """Why a case is not there any more, or a deadline ended unmet."""

    ERASED = "erased", _("slettet")
    JOINED = "joined", _("lagt sammen med en anden sag")
    ADVICE = "advice", _("gjort til rådgivning uden person")
    CLOSED = "closed", _("sagen er lukket")
    REJECTED = "rejected", _("afvist")
    WITHDRAWN = "withdrawn", _("trukket tilbage")


# Ways that are not the usual one; the head reads why.
DEPARTURES = {
    "withheld": _("ikke givet videre til politiet"),
    "unheard": _("gået videre uden politiets svar"),
    "unassessed": _("gået videre uden færdig socialfaglig vurdering"),
    "unread": _("lukket uden anden læsning"),
    "untold": _("lukket, før borgeren fik den besked, der var udsat"),
    "reopened": _("genåbnet"),
    "early_erasure": _("slettet før tid"),
}

NOTE_HOURS = 24
LONGEST_NOTE = 50_000


def check_note(kind: str, title: str, text: str) -> None:
    """Refuse a note without a kind or words, or one too long to be read."""
    if kind not in NoteKind.values:
        raise Refused(_now("Vælg, hvad det er for en note."), "kind")
    if not text.strip():
        raise Refused(_now("Skriv noten, før du gemmer den."), "text")
    if len(text) > LONGEST_NOTE:
        raise Refused(_now("Noten er for lang. Del den i to."), "text")
    if len(title) > 200:
        raise Refused(_now("Overskriften må højst være 200 tegn."), "title")


def is_correctable(author: uuid.UUID, actor: uuid.UUID | None, written_at: datetime, now: datetime) -> bool:
    """Whether a note may still be corrected by this one; else it is added to."""
    return author == actor and now - written_at <= timedelta(hours=NOTE_HOURS)


def check_correction(author: uuid.UUID, actor: uuid.UUID | None, written_at: datetime, now: datetime) -> None:
    """Refuse correcting another's note, or one's own after 24 hours: then it is added to (offentlighedsloven § 13)."""
    if author != actor:
        raise Refused(_now("Kun den, der har skrevet noten, kan rette den. Du kan skrive en tilføjelse."))
    if now - written_at > timedelta(hours=NOTE_HOURS):
        raise Refused(_now("Noten er mere end 24 timer gammel og kan ikke rettes. Du kan skrive en tilføjelse."))


def check_cover(of: uuid.UUID, by: uuid.UUID | None, from_on: date, until_on: date, today: date) -> None:
    """Refuse a cover of oneself, backwards, over already, or longer than half a year."""
    if by == of:
        raise Refused(_now("Vælg en anden end den, der skal dækkes."), "by")
    if until_on < from_on:
        raise Refused(_now("Den sidste dag ligger før den første."), "until_on")
    if until_on < today:
        raise Refused(_now("Perioden er allerede forbi."), "until_on")
    if (from_on - today).days > 366:
        raise Refused(_now("Perioden begynder om mere end et år. Aftal den, når den er nærmere."), "from_on")
    if (until_on - from_on).days > 183:
        raise Refused(_now("En dækning kan højst vare et halvt år. Del den i to, eller vælg en ny tovholder."), "until_on")


def check_sentence(text: str, field: str = "why") -> None:
    """Refuse a reason that is not one: a sentence is asked for."""
    if len(text.split()) < 3:
        raise Refused(_now("Skriv en begrundelse på mindst tre ord, som en kollega kan forstå."), field)


# ---------- How a closed case ends, in codes that the log tells of


class Why(TextChoices):
    """Why a case is erased before its day, or kept after it: a code, for nobody may read on in a locked case."""

    ASKED = "asked", _("Borgeren har ret til at få det slettet nu")
    MISTAKE = "mistake", _("Sagen er oprettet ved en fejl")
    NEEDLESS = "needless", _("Oplysningerne er ikke nødvendige længere")
    FOLLOWED = "followed", _("Der er aftalt en opfølgning, som ikke er afsluttet")
    HANDED = "handed", _("Sagen er ved at blive overført til et andet system")
    CHILD = "child", _("Reglerne på børneområdet kræver det")
    ARCHIVING = "archiving", _("Afleveringen til arkivet er ikke sket endnu")
    CLASS = "class", _("Sagens slettefrist er blevet længere")


class Archive(TextChoices):
    """To whom an export is delivered."""

    STATE = "state", _("Rigsarkivet")
    MUNICIPAL = "municipal", _("Kommunens arkiv")


class Decision(TextChoices):
    """What the archives have decided on the cases of a class (arkivloven)."""

    UNDECIDED = "UNDECIDED", _("ikke besluttet endnu")
    KEEP = "KEEP", _("bevares")
    DISCARD = "DISCARD", _("kasseres")
