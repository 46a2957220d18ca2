"""What happens to each model's rows when a case is erased; and what must hold before a closed case is erased, kept longer, or its class changed."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import TextChoices
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from infohus.cases.rules import Archive, Class, Decision, Why
from infohus.deadlines.rules import months_after
from infohus.lib import Refused, refuse
from infohus.ui.rules import full_day


class Fate(TextChoices):
    """The fate of a model's rows when the case they hang on is erased."""

    GOES = "goes", _("slettes med sagen")
    STAYS = "stays", _("bliver: rummer ingen person")
    OWN = "own", _("har sit eget ur")


FATE: dict[str, Fate] = {
    "db.Clock": Fate.STAYS,
    "accounts.Authority": Fate.STAYS,
    "accounts.Unit": Fate.STAYS,
    "accounts.User": Fate.OWN,
    "accounts.Membership": Fate.OWN,
    "accounts.Login": Fate.OWN,
    "catalogues.Entry": Fate.STAYS,
    "sealing.Key": Fate.GOES,
    "audit.Waiting": Fate.OWN,
    "audit.Entry": Fate.OWN,
    "audit.Head": Fate.OWN,
    "audit.Checkpoint": Fate.OWN,
    "counting.Fact": Fate.STAYS,
    "statistics.Publication": Fate.STAYS,
    "deadlines.Deadline": Fate.GOES,
    "cases.Case": Fate.GOES,
    "cases.CaseMember": Fate.GOES,
    "cases.Exclusion": Fate.GOES,
    "cases.Cover": Fate.OWN,
    "cases.HandOver": Fate.GOES,
    "cases.Note": Fate.GOES,
    "cases.NoteVersion": Fate.GOES,
    "cases.NoteAddendum": Fate.GOES,
    "cases.Draft": Fate.GOES,
    "cases.Departure": Fate.GOES,
    "cases.Sequence": Fate.STAYS,
    "cases.Trace": Fate.STAYS,
    "persons.Person": Fate.GOES,
    "persons.Relative": Fate.GOES,
    "attachments.Attachment": Fate.GOES,
    "closing.Feedback": Fate.GOES,
    "closing.Closing": Fate.GOES,
    "closing.Reopening": Fate.GOES,
    "rights.Information": Fate.GOES,
    "rights.Hold": Fate.GOES,
    "retention.Erasure": Fate.GOES,
    "retention.Delivery": Fate.GOES,
    "retention.Certificate": Fate.STAYS,
    "retention.ClassChange": Fate.STAYS,
    "disclosures.Disclosure": Fate.GOES,
    "disclosures.Copy": Fate.GOES,
    "disclosures.Received": Fate.GOES,
    "disclosures.GoneCopy": Fate.OWN,
    "mailboxes.Mailbox": Fate.GOES,
    "mailboxes.Message": Fate.GOES,
    "advice.Advice": Fate.OWN,
    "advice.ThemeDuty": Fate.STAYS,
    "assessments.PoliceAnswer": Fate.GOES,
    "concerns.Concern": Fate.GOES,
    "concerns.Draft": Fate.OWN,
    "concerns.Rejection": Fate.GOES,
    "assessments.Finding": Fate.GOES,
    "assessments.SocialAssessment": Fate.GOES,
    "assessments.JointAssessment": Fate.GOES,
    "assessments.Reading": Fate.GOES,
    "assessments.Conclusion": Fate.GOES,
    "assessments.SocialDuty": Fate.GOES,
}


class Want(TextChoices):
    """What is proposed for a closed case."""

    ERASE = "erase", _("slettes")
    PROLONG = "prolong", _("gemmes længere")


EARLY = (Why.ASKED, Why.MISTAKE, Why.NEEDLESS)
LONGER = (Why.FOLLOWED, Why.HANDED, Why.CHILD, Why.ARCHIVING, Why.CLASS)
MONTHS = 12  # at most, each time a case is kept longer


EMPTIED = frozenset({Class.R1})  # a rejected arrival keeps no word: of these there is nothing to print and to deliver


class InTheWay(TextChoices):
    """What stands in the way of erasing a closed case, in a few words."""

    HELD = "held", _("I bero")
    UNREAD = "unread", _("Henvenderen har skrevet")
    UNDECIDED = "undecided", _("Mangler arkivbeslutning")
    UNDELIVERED = "undelivered", _("Mangler aflevering til arkiv")


class Stopped(TextChoices):
    """What came in between a proposal and its answer."""

    NOTHING = "", ""
    MESSAGE = "message", _("Henvenderen har skrevet, efter at det blev foreslået")
    HOLD = "hold", _("Sletningen blev sat i bero, efter at det blev foreslået")
    DAY = "day", _("Sagen har fået en anden dato, efter at det blev foreslået")


@dataclass(frozen=True)
class Closed:
    """A closed case as those know it who decide on its end: no word of anybody in it."""

    case_id: uuid.UUID
    number: str
    kept: str  # its class
    closed_on: date
    erase_on: date
    held_until: date | None = None  # a hold stands, and is looked at again on this day
    unread: bool = False  # the reporter has written and nobody has read it
    exported: bool = False  # the whole case was printed, with the reporter, after its conclusion
    delivered_on: date | None = None
    decision: Decision = Decision.UNDECIDED
    proposal: uuid.UUID | None = None
    want: str = ""
    why: str = ""
    until: date | None = None
    proposed_by: uuid.UUID | None = None
    proposer: uuid.UUID | None = None  # the user
    proposer_name: str = ""
    proposed_at: datetime | None = None
    stopped: str = ""

    @property
    def reason(self) -> str:
        """Why it is proposed, in words; '' where no reason was asked for."""
        return str(Why(self.why).label) if self.why else ""

    def not_before(self, day: date) -> date:
        """A day, or the later one on which the hold on the case is looked at again."""
        return max(day, self.held_until or day)

    @property
    def waits_until(self) -> date:
        """The day from which its end can be decided on: its own, or no sooner than the hold on it is looked at again."""
        return self.not_before(self.erase_on)

    @property
    def waits_for_hold(self) -> bool:
        """Whether that day is the one on which the hold on it is looked at again."""
        return self.held_until is not None and self.held_until >= self.erase_on

    @property
    def goes_to_archive(self) -> bool:
        """Whether a print of it goes to an archive before it is erased: its class is preserved, and there is something to print."""
        return self.decision == Decision.KEEP and self.kept not in EMPTIED

    @property
    def came_between(self) -> str:
        """What has stopped the proposal, in words."""
        return str(Stopped(self.stopped).label)


IN_THE_WAY = {
    InTheWay.HELD: _("Sletningen er sat i bero. Den, der ophæver det, sætter sagen tilbage på listen med sin dato."),
    InTheWay.UNREAD: _("Henvenderen har skrevet efter lukningen. Læs beskeden, før I tager stilling."),
    InTheWay.UNDECIDED: _(
        "Der er ikke truffet en arkivbeslutning for slettefrist {kept}. Det gør databeskyttelsesrådgiveren, før noget kan slettes."
    ),
    InTheWay.UNDELIVERED: _("Sagen skal bevares i et arkiv. Den kan slettes, når udskriften er afleveret, og det er noteret her."),
}


def in_the_way(one: Closed) -> Iterator[InTheWay]:
    """Everything that stands in the way of erasing a closed case, apart from its day."""
    if one.held_until is not None:
        yield InTheWay.HELD
    if one.unread:
        yield InTheWay.UNREAD
    if one.decision == Decision.UNDECIDED:
        yield InTheWay.UNDECIDED
    if one.goes_to_archive and one.delivered_on is None:
        yield InTheWay.UNDELIVERED


def hindrances(one: Closed) -> Iterator[Refused]:
    """The same as refusals, each with what is to be done about it."""
    for what in in_the_way(one):
        yield Refused(str(IN_THE_WAY[what]).format(kept=one.kept))


def check_erasing(one: Closed, why: str, today: date) -> None:
    """Refuse to propose the erasing of a case in whose way something stands, or before its day without a reason; all at once."""
    found = list(hindrances(one))
    if one.proposal is not None and not one.stopped:
        found.append(Refused(_now("{who} har allerede foreslået det.").format(who=one.proposer_name)))
    if today < one.erase_on and why not in EARLY:
        sentence = _now("Sagens dato er {day}. Vælg, hvorfor den skal slettes før, eller vent til dagen.")
        found.append(Refused(sentence.format(day=full_day(one.erase_on)), "why"))
    refuse(found)


def check_prolonging(one: Closed, why: str, until: date | None, today: date) -> None:
    """Refuse to propose keeping a case longer without a reason, or until a day that is over or more than twelve months after its date."""
    found = []
    if one.proposal is not None and not one.stopped:
        found.append(Refused(_now("{who} har allerede foreslået noget for sagen.").format(who=one.proposer_name)))
    if why not in LONGER:
        found.append(Refused(_now("Vælg, hvorfor sagen skal gemmes længere."), "why"))
    if until is None or not max(one.erase_on, today) < until <= months_after(one.erase_on, MONTHS):
        sentence = _now("Vælg en dag efter {first} og senest {last}.")
        last = full_day(months_after(one.erase_on, MONTHS))
        found.append(Refused(sentence.format(first=full_day(max(one.erase_on, today)), last=last), "until"))
    refuse(found)


def check_answer(one: Closed, want: Want, user: uuid.UUID | None) -> None:
    """Refuse to confirm what nobody proposed, what one proposed oneself, or what something has come in between."""
    if one.proposal is None or one.want != want:
        raise Refused(_now("Der er ikke noget forslag at tage stilling til. En anden har måske svaret imens."))
    if one.proposer == user:
        raise Refused(_now("Du har selv foreslået det. En anden skal godkende det."))
    if one.stopped:
        raise Refused(
            _now("{what}. Forslaget gælder ikke længere. Foreslå det igen, hvis det stadig skal ske.").format(what=one.came_between)
        )
    if want == Want.ERASE:
        refuse(hindrances(one))


def check_delivery(one: Closed, to: str, delivered_on: date | None, today: date) -> None:
    """Refuse to note a delivery that nobody asked for, that was never exported, or of a day that has not come; all at once."""
    if one.decision == Decision.KEEP and not one.goes_to_archive:
        raise Refused(_now("Alt i sagen er slettet, så der er ikke noget at aflevere til et arkiv."))
    found = []
    if one.decision != Decision.KEEP:
        found.append(Refused(_now("Der er ikke besluttet, at sager med slettefrist {kept} skal bevares.").format(kept=one.kept)))
    if not one.exported:
        found.append(
            Refused(
                _now(
                    "Hele sagen er ikke udskrevet med henvender, siden den blev konkluderet. "
                    "Er den låst, så åbn den igen, og udskriv den, før I lukker den på ny."
                )
            )
        )
    if to not in Archive.values:
        found.append(Refused(_now("Vælg, hvilket arkiv der har fået udskriften."), "to"))
    if delivered_on is None or not one.closed_on <= delivered_on <= today:
        found.append(Refused(_now("Skriv den dag, udskriften blev afleveret: efter lukningen og ikke senere end i dag."), "delivered_on"))
    refuse(found)


def check_decision(kept: Class, decision: str, authority: str) -> None:
    """Refuse an archive decision without its authority (arkivloven: nothing is discarded without one), or one that nobody could follow."""
    found = []
    if decision == Decision.KEEP and kept in EMPTIED:
        sentence = _now("Alt i sager med slettefrist {kept} bliver slettet, når de afvises. Der er ikke noget at aflevere til et arkiv.")
        found.append(Refused(sentence.format(kept=kept.value), "decision"))
    if decision not in (Decision.KEEP, Decision.DISCARD):
        found.append(Refused(_now("Vælg, om sagerne skal bevares eller kasseres."), "decision"))
    if len(authority.split()) < 2:
        found.append(Refused(_now("Skriv, hvad beslutningen bygger på, fx bekendtgørelsen eller Rigsarkivets brev med dato."), "authority"))
    refuse(found)


LONGEST = {"days": 90, "months": 120}


def check_change(amount: int | None, unit: str, source: str, now: tuple[int, str]) -> None:
    """Refuse a clock that says nothing new or is out of all measure, or that nobody has decided; all at once."""
    found = []
    if unit not in LONGEST or amount is None or not 1 <= amount <= LONGEST[unit]:
        found.append(Refused(_now("Skriv et antal fra 1 til 90 dage, eller fra 1 til 120 måneder."), "amount"))
    elif (amount, unit) == now:
        found.append(Refused(_now("Det er den frist, der gælder nu."), "amount"))
    if len(source.split()) < 2:
        found.append(Refused(_now("Skriv, hvem der har bestemt det, og hvornår."), "source"))
    refuse(found)


def clock_of(data: Mapping[str, object]) -> tuple[int, str]:
    """How long a class is kept, as number and unit."""
    if days := data.get("keep_days"):
        return int(str(days)), "days"
    return int(str(data.get("keep_months") or 0)), "months"


def in_time(amount: int, unit: str) -> str:
    """'6 måneder', '30 dage', '5 år'."""
    if unit == "months" and amount % 12 == 0 and amount > 12:
        return str(_now("{count} år").format(count=amount // 12))
    if unit == "days":
        return str(ngettext("%(num)s dag", "%(num)s dage", amount) % {"num": amount})
    return str(ngettext("%(num)s måned", "%(num)s måneder", amount) % {"num": amount})


# What the certificate counts, by the tables the rows stood in; what has no word here is counted together.
COUNTED: dict[str, tuple[str, ...]] = {
    "persons": ("persons_person", "persons_relative"),
    "concerns": ("concerns_concern",),
    "messages": ("mailboxes_message",),
    "notes": ("cases_note", "cases_noteaddendum", "cases_noteversion", "cases_draft"),
    "files": ("attachments_attachment",),
    "assessments": ("assessments_finding", "assessments_socialassessment", "assessments_jointassessment", "assessments_conclusion"),
    "answers": ("assessments_policeanswer",),
    "disclosures": ("disclosures_disclosure",),
    "copies": ("disclosures_copy",),
    "keys": ("sealing_key",),
}
CALLED = {
    "persons": _("Personer"), "concerns": _("Henvendelser"), "messages": _("Beskeder"), "notes": _("Noter og kladder"), "files": _("Filer"),
    "assessments": _("Oplysninger, vurderinger og konklusioner"), "answers": _("Svar fra politiet"), "disclosures": _("Linjer i registret over videregivelser"),
    "copies": _("Kopier, som andre har fået"), "keys": _("Nøgler"), "other": _("Andre linjer (frister, medlemmer, begrundelser)"),
}  # fmt: skip


def in_words(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """How much of what there was, by the names a certificate gives it; what there was none of is left out."""
    named = {table: word for word, tables in COUNTED.items() for table in tables}
    found: dict[str, int] = dict.fromkeys(CALLED, 0)
    for table, count in counts.items():
        found[named.get(table, "other")] += count
    return [(str(CALLED[word]), count) for word, count in found.items() if count]
