"""What must be done before a case can be closed, and how a reporter is told."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from infohus.access.rules import Act
from infohus.assessments.rules import TARGETS, OutcomeInFull
from infohus.assessments.rules.conclusion import check_duty
from infohus.cases.rules import Fact
from infohus.deadlines.rules import Kind
from infohus.lib import Refused, refuse, refused_by
from infohus.ui.rules import full_day


class Owed(Enum):
    """What a concluded case owes when it ends; an informing that is late is owed too, though the gate (`Fact.INFORMED`) asks only for a decision."""

    MESSAGE = "message"
    INFORMING = "informing"


class Told(TextChoices):
    """How a reporter is told that the case is concluded; or that they are not."""

    MAILBOX = "mailbox", gettext_lazy("I postkassen, bag koden")
    PHONE = "phone", gettext_lazy("På telefon")
    LETTER = "letter", gettext_lazy("I brev eller sikker post")
    NOT = "not", gettext_lazy("Henvenderen får ikke besked, fordi …")


# What became of the messages to the reporters, by the way: of the only reporter, of one of several, of several told so.
BECAME = {
    Told.MAILBOX: (
        gettext_lazy("Henvenderen har fået besked i postkassen."),
        gettext_lazy("En henvender har fået besked i postkassen."),
        gettext_lazy("{num} henvendere har fået besked i deres postkasser."),
    ),
    Told.PHONE: (
        gettext_lazy("Det er noteret, at beskeden er givet på telefon."),
        gettext_lazy("Det er noteret, at en besked er givet på telefon."),
        gettext_lazy("Det er noteret, at {num} beskeder er givet på telefon."),
    ),
    Told.LETTER: (
        gettext_lazy("Husk at sende brevet med beskeden: det sender du selv."),
        gettext_lazy("Husk at sende brevet med beskeden: det sender du selv."),
        gettext_lazy("Husk at sende de {num} breve med beskeder: dem sender du selv."),
    ),
    Told.NOT: (
        gettext_lazy("Henvenderen får ikke besked."),
        gettext_lazy("En henvender får ikke besked."),
        gettext_lazy("{num} henvendere får ikke besked."),
    ),
}


def told_in_words(ways: Sequence[Told]) -> str:
    """What became of the messages to the reporters, as the page afterwards says it: each way with the number of those who were told so."""
    sentences = []
    for way in Told:
        if num := ways.count(way):
            alone, one, several = BECAME[way]
            sentences.append(str(alone if len(ways) == 1 else one if num == 1 else several).format(num=num))
    return " ".join(sentences)


def message_for(outcome: str, confirmed: bool) -> str:
    """The code of the standard message: to a confirmed professional whether the municipality starts anything (barnets lov § 137), to others never."""
    if not confirmed:
        return "CLOSED_REPORTER"
    if outcome in TARGETS:
        return "CONCLUDED_PRO_STARTS"
    return "CLOSED_PRO_HELP" if outcome == OutcomeInFull.OTHER_NEED else "CLOSED_PRO_NOTHING"


class Verdict(TextChoices):
    """What becomes of a document of the police's when a case ends."""

    KEEP = "keep", gettext_lazy("Behold det, fordi …")
    RETURN = "return", gettext_lazy("Det er givet tilbage til politiet, og slettes her")
    DELETE = "delete", gettext_lazy("Slet det for altid")


class Second(TextChoices):
    """Whether another than its writer has taken part in the assessment that a closed case rests on."""

    READ = "read", gettext_lazy("læst af en anden")
    DISCUSSED = "discussed", gettext_lazy("drøftet med en anden")
    ABSENT = "absent", gettext_lazy("ikke læst af en anden")


@dataclass(frozen=True)
class Message:
    """What one reporter is told, and how; or why not."""

    way: str = ""
    text: str = ""
    why_not: str = ""
    done: bool = True  # of a call or a letter: it was made, or taken out; nobody can once the case is closed


@dataclass(frozen=True)
class Review:
    """What becomes of one document, and why it stays."""

    keep: str = ""
    why: str = ""


@dataclass(frozen=True)
class SecondRead:
    """What stands instead of a second reading: with whom it was discussed and when, or why nobody else has read it."""

    discussed_with: str = ""
    discussed_on: date | None = None
    why: str = ""


@dataclass(frozen=True)
class Way:
    """How something that closing lacks is done: what its link says, the page, the act, what the address names besides the case, and which of several it is."""

    label: str
    page: str
    act: Act | None = None
    about: uuid.UUID | None = None
    which: str = ""


TELL = Way(gettext_lazy("Giv henvenderen besked"), "closing:tell", Act.GIVE_FEEDBACK)
REVIEW = Way(gettext_lazy("Gå dokumentet fra politiet igennem"), "closing:review", Act.REVIEW_DOCUMENT)
RECONSIDER = Way(gettext_lazy("Tag konklusionen op igen"), "assessments:reconsider", Act.RECONSIDER)
DECIDE_REPORT = Way(gettext_lazy("Tag stilling til, om det er en underretning"), "concerns:report", Act.NOT_A_REPORT)
WAYS = {
    Kind.PRO_FEEDBACK: Way(gettext_lazy("Giv fagpersonen besked"), TELL.page, TELL.act),
    Kind.FEEDBACK: TELL,
    Kind.INFORM: Way(gettext_lazy("Tag stilling til oplysningspligten"), "rights:inform", Act.DECIDE_INFORMATION),
    Kind.READ_MESSAGE: Way(gettext_lazy("Læs beskeden fra henvenderen"), "casefile:mailbox", Act.TAKE_NOTE),
    Kind.READ_ANSWER: Way(gettext_lazy("Læs det nye fra politiet"), "assessments:police", Act.TAKE_ANSWER),
    Kind.POLICE_CONTACT: Way(gettext_lazy("Tag stilling til, hvad politiet skal vide"), "casefile:pass_to_police", Act.PASS_TO_POLICE),
    Kind.SORT: Way(gettext_lazy("Sæt oplysningerne på plads"), "concerns:sort", Act.SORT_CONCERN),
    Kind.CHILD_ACUTE: Way(gettext_lazy("Notér, hvad der er gjort ved den akutte underretning"), "casefile:aside", Act.SET_ASIDE),
    Kind.CHILD_24H: Way(gettext_lazy("Notér, at underretningen er vurderet"), "concerns:report", Act.NOTE_REPORT_JUDGED),
    Kind.RECONSIDER: Way(gettext_lazy("Tag stilling til, om konklusionen holder"), "casefile:case"),
    Kind.SOCIAL_DUTY: Way(gettext_lazy("Svar på det sociale ansvar"), "assessments:social_duty", Act.ANSWER_SOCIAL_DUTY),
    Kind.ACCEPT_LEAD: Way(gettext_lazy("Se, hvem sagen er tilbudt"), "casefile:offer_lead"),
}
# What waits while the case lacks a fact that the gate asks for, the first where nothing of it has a day; documents wait without one.
WAITING = {
    Fact.TOLD: (Kind.FEEDBACK, Kind.PRO_FEEDBACK),
    Fact.INFORMED: (Kind.INFORM,),
    Fact.DOCUMENTS: (),
    Fact.POLICE_ASKED: (Kind.POLICE_CONTACT,),
    Fact.ALL_SORTED: (Kind.SORT,),
    Fact.RECONSIDERED: (Kind.RECONSIDER,),
    Fact.ACUTE_MET: (Kind.CHILD_ACUTE,),
    Fact.JUDGED: (Kind.CHILD_24H,),
    Fact.DECIDED: (Kind.CHILD_24H,),
    Fact.ALL_READ: (Kind.READ_MESSAGE, Kind.READ_ANSWER),
    Fact.NO_OFFER: (Kind.ACCEPT_LEAD,),
}
OF_ONE_THING = (
    TELL.page,
    REVIEW.page,
    "casefile:mailbox",
    "concerns:sort",
    "casefile:aside",
    "concerns:report",
)  # pages whose address names what they are about
LISTED = (TELL.page, REVIEW.page)  # each of these has a line of its own on the page that closes


def told_once(ways: Iterable[Way]) -> list[Way]:
    """The ways in their order, each address once, and told apart only where a label stands more than once."""
    by_address: dict[tuple[str, uuid.UUID | None], Way] = {}
    for way in ways:
        by_address.setdefault((way.page, way.about), way)
    found = list(by_address.values())
    labels = [str(one.label) for one in found]
    return [one if labels.count(str(one.label)) > 1 else replace(one, which="") for one in found]


def first_and_others(ways: Sequence[Way]) -> tuple[Way | None, list[Way]]:
    """The way that is the filled button, and those that are links beside it: all but those with a line of their own."""
    return (ways[0] if ways else None), [one for one in ways[1:] if one.page not in LISTED]


# The fields of the decision on informing, as the page that ends a case names them.
INFORMING = {
    "when": "inform_when",
    "told_on": "told_on",
    "told_whom": "told_whom",
    "interest": "interest",
    "reason": "inform_reason",
    "until": "inform_until",
}


def check_feedback(way: str, text: str, why_not: str, has_mailbox: bool) -> None:
    """Refuse a message without way or words, or silence without a reason; all at once."""
    found = []
    if way not in Told.values:
        found.append(Refused(_("Vælg, hvordan henvenderen får besked."), "way"))
    if way == Told.MAILBOX and not has_mailbox:
        found.append(Refused(_("Henvenderen har ingen kode. Vælg en anden måde."), "way"))
    if way == Told.NOT and len(why_not.split()) < 3:
        found.append(Refused(_("Skriv, hvorfor henvenderen ikke får besked."), "why_not"))
    if way in (Told.MAILBOX, Told.PHONE, Told.LETTER) and len(text.split()) < 3:
        found.append(Refused(_("Skriv beskeden, eller brug den, der står."), "text"))
    refuse(found)


def check_one_press(printed_first: bool) -> None:
    """Refuse to conclude and close at once what is printed in between: what is to be preserved, and is locked when it is closed."""
    if printed_first:
        raise Refused(
            _("Sager, der ender sådan, skal bevares i et arkiv, og når sagen er lukket, kan den ikke udskrives. "
              "Konkludér den først. Udskriv så hele sagen med henvender, og luk den til sidst."),
            "outcome",
        )  # fmt: skip


# What only a person can do of a message, before the case is closed with one press.
BEFORE = {
    Told.PHONE: gettext_lazy("Ring, før du lukker, og sæt kryds, når beskeden er givet."),
    Told.LETTER: gettext_lazy("Hent brevet, før du lukker, og sæt kryds. Det kan ikke hentes bagefter."),
}


def check_done(one: Message) -> None:
    """Refuse to close over a message by telephone or letter that nobody has given yet: words and number go out of reach with the case."""
    if one.way in BEFORE and not one.done:
        raise Refused(str(BEFORE[Told(one.way)]), "done")


def check_review(keep: str, why: str) -> None:
    """Refuse a document that nobody decided on, and one that stays without a reason."""
    if keep not in Verdict.values:
        raise Refused(_("Vælg, hvad der skal ske med dokumentet."), "keep")
    if keep == Verdict.KEEP and len(why.split()) < 3:
        raise Refused(_("Skriv, hvorfor dokumentet skal blive i sagen."), "why")


def second_way(said: SecondRead, read: bool) -> Second:
    """How another has taken part: read stands before discussed, and discussed before absent."""
    return Second.READ if read else Second.DISCUSSED if said.discussed_with else Second.ABSENT


def second_refusals(said: SecondRead, read: bool, today: date) -> Iterator[Refused]:
    """What stands against closing while no other has read the assessment: with whom and when it was discussed, or why not (`model.md` D3)."""
    how = second_way(said, read)
    if how == Second.DISCUSSED and said.discussed_on is None:
        yield Refused(_("Skriv, hvornår I drøftede vurderingen."), "discussed_on")
    elif how == Second.DISCUSSED and said.discussed_on is not None and said.discussed_on > today:
        yield Refused(_("Dagen er ikke kommet endnu. Skriv, hvornår I drøftede vurderingen."), "discussed_on")
    elif how == Second.ABSENT and not said.why.strip():
        yield Refused(
            _("Ingen anden har læst vurderingen. Vælg, hvem du har drøftet den med, eller skriv, hvorfor ikke."), "discussed_with"
        )
    elif how == Second.ABSENT and len(said.why.split()) < 3:
        yield Refused(_("Skriv, hvorfor ingen anden har læst vurderingen. Den faglige leder læser det."), "unread_why")


def duty_refusals(remains: str, why: str, today: date) -> Iterator[Refused]:
    """What stands against ending a case that waits for an answer about the social duty: only a »no« with its reason lets go of it (`product.md` 6)."""
    if remains == "yes":
        sentence = _("Så kan sagen ikke lukkes nu: den holder øje med ansvaret. Har en anden taget over, så svar nej, og skriv hvem.")
        yield Refused(sentence, "remains")
    else:
        yield from refused_by(lambda: check_duty(remains, why, None, today), {"why": "duty_why"})


def promise_refusals(promised: date | None, why: str) -> Iterator[Refused]:
    """What stands against closing while the citizen was promised to be told later: nobody would, so it is done first or said why not."""
    if promised is not None and len(why.split()) < 3:
        sentence = _("Borgeren skulle have besked {day}. Notér, at det er sket, eller skriv, hvorfor borgeren alligevel ikke får besked.")
        yield Refused(sentence.format(day=full_day(promised)), "untold_why")
