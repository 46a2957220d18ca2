"""What can be expected of whom, by which clock, and on what it rests (`model.md` D6)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Clock(TextChoices):
    """In what a deadline is counted."""

    HOURS = "hours", _("timer")  # run always
    CALENDAR_DAY_END = "calendar_day_end", _("dage")  # 0: the end of the same day
    HVERDAGE = "hverdage", _("hverdage")  # Monday to Saturday without public holidays
    ARBEJDSDAGE = "arbejdsdage", _("arbejdsdage")  # Monday to Friday without public holidays and own closed days
    MONTHS = "months", _("måneder")  # the same date, or the last of the month
    DATE = "date", _("en valgt dato")


class Owner(TextChoices):
    """Whose turn it is."""

    COORDINATORS = "coordinators", _("koordinatorerne")
    LEAD = "lead", _("tovholderen")
    OTHER_COORDINATOR = "other_coordinator", _("den anden koordinator")
    OTHER_OR_HEAD = "other_or_head", _("en anden koordinator eller den faglige leder")
    MEMBERS = "members", _("dem, der er med på sagen")
    ASKED = "asked", _("den, der er spurgt")
    CHILD_DEPARTMENT = "child_department", _("børneafdelingen")
    POLICE = "police", _("politiet")
    HEAD = "head", _("den faglige leder")
    ADMIN = "admin", _("systemadministratoren")
    ANYONE = "anyone", _("den, opgaven er givet")


class Kind(TextChoices):
    """What can be expected; the label is its name among the deadlines of a case."""

    REGISTER = "register", _("Registrér")
    ACUTE_TODAY = "acute_today", _("Handl i dag")
    CHILD_24H = "child_24h", _("Vurdering af underretning")
    CHILD_ACUTE = "child_acute", _("Akut vurderet underretning")
    CHILD_RECEIPT = "child_receipt", _("Kvittering til underretter")
    CONFIRM_REJECTION = "confirm_rejection", _("Bekræft afvisning")
    POLICE_CONTACT = "police_contact", _("Kontakt til politiet")
    SORT = "sort", _("Oplysninger på plads")
    SOCIAL_ASSESSMENT = "social_assessment", _("Socialfaglig vurdering")
    CONCLUSION = "conclusion", _("Konklusion")
    INFORM = "inform", _("Oplysningspligt")
    READ_MESSAGE = "read_message", _("Besked fra henvender")
    ACCEPT_LEAD = "accept_lead", _("Ny tovholder")
    APPOINT_COORDINATOR = "appoint_coordinator", _("Udpeg en koordinator")
    JOIN_CHECK = "join_check", _("Er det samme person?")
    ANSWER_ADVICE = "answer_advice", _("Svar på spørgsmål om råd")
    TASK = "task", _("Opgave")
    CHECK_ENTRY = "check_entry", _("Kontrol af katalogtekst")
    POLICE_ANSWER = "police_answer", _("Politiets vurdering")
    ANSWER_BACK = "answer_back", _("Svar på politiets spørgsmål")
    READ_ANSWER = "read_answer", _("Nyt fra politiet")
    HINDRANCE = "hindrance", _("Spørg igen om hindring")
    SECOND_READING = "second_reading", _("Anden læsning")
    JOINT_ASSESSMENT = "joint_assessment", _("Fælles vurdering")
    REASSESS = "reassess", _("Fornyet vurdering")
    RECONSIDER = "reconsider", _("Ny bekymring efter konklusionen")
    SOCIAL_DUTY = "social_duty", _("Kommunens sociale ansvar")
    PRO_FEEDBACK = "pro_feedback", _("Besked til fagperson")
    FEEDBACK = "feedback", _("Besked til henvender")
    CLOSE = "close", _("Lukning")
    ROLES = "roles", _("Roller aftales")
    ERASE = "erase", _("Sletning")
    CONFIRM_ERASURE = "confirm_erasure", _("Bekræft sletning")
    ROTATE_KEYS = "rotate_keys", _("Skift af hovednøgle")


class Met(TextChoices):
    """With what answer a thing was done, where the answer matters to who reads of it."""

    ACUTE = "acute", _("Behov for at handle akut: ja")
    NOT_ACUTE = "not_acute", _("Behov for at handle akut: nej")
    ASIDE = "aside", _("Lagt til side")


def met_with(acute: bool | None) -> Met | None:
    """The answer to whether there was a need to act at once; None of what is not judged, or was before that was kept."""
    return None if acute is None else Met.ACUTE if acute else Met.NOT_ACUTE


@dataclass(frozen=True)
class Expected:
    """What the house knows of a kind; the texts are lazy translations. `amount` counts in `clock`; it is 0 for a chosen date."""

    owner: Owner
    clock: Clock
    amount: int
    says: str  # the line in the work list: what to do
    verb: str  # the button beside it, before "sag 2026-014"
    rests_on: str  # the law or the reason
    statutory: bool = False  # set by law: never moved, and its length is no catalogue data
    fixed: bool = False  # not law, but it cannot be moved by hand either
    before: Owner | None = None  # whose turn it is while the case has no lead
    remind_after: int | None = None  # in `clock`: when the lead is told of one who does not answer, and a reminder lies ready
    most_months: int | None = None  # how far ahead a chosen date may lie


_OPEN, _READ, _WRITE, _CONFIRM = _("Åbn"), _("Læs"), _("Fortsæt"), _("Gennemse")
_PROMISE, _FOUR_EYES = _("løfte til henvenderen"), _("to personer skal være enige")

EXPECTED: dict[Kind, Expected] = {
    Kind.REGISTER: Expected(
        Owner.COORDINATORS, Clock.ARBEJDSDAGE, 1, _("Registrér henvendelsen"), _("Registrér"), _("vores eget mål"),
    ),
    Kind.ACUTE_TODAY: Expected(
        Owner.LEAD, Clock.CALENDAR_DAY_END, 0, _("Tag stilling til et alvorligt tegn"), _OPEN,
        _("strategien: alvorlige tegn fører som hovedregel til handling"), fixed=True, before=Owner.COORDINATORS,
    ),
    Kind.CHILD_24H: Expected(
        Owner.CHILD_DEPARTMENT, Clock.HOURS, 24, _("Underretningen skal vurderes"), _OPEN, _("barnets lov § 136"), statutory=True,
    ),
    Kind.CHILD_ACUTE: Expected(
        Owner.LEAD, Clock.CALENDAR_DAY_END, 0, _("Handl i dag: børneafdelingen har vurderet, at det er akut"), _OPEN,
        _("en akut vurdering må ikke ligge ulæst"), fixed=True, before=Owner.COORDINATORS,
    ),
    Kind.CHILD_RECEIPT: Expected(
        Owner.LEAD, Clock.HVERDAGE, 6, _("Send kvittering til underretteren"), _OPEN, _("barnets lov § 137"), statutory=True,
        before=Owner.COORDINATORS,
    ),
    Kind.CONFIRM_REJECTION: Expected(
        Owner.OTHER_COORDINATOR, Clock.ARBEJDSDAGE, 1, _("Tag stilling til, om henvendelsen skal afvises"), _CONFIRM, _FOUR_EYES,
    ),
    Kind.POLICE_CONTACT: Expected(
        Owner.LEAD, Clock.ARBEJDSDAGE, 1, _("Tag stilling til, om politiet skal vide noget"), _OPEN, _("strategien: snarest muligt"),
    ),
    Kind.SORT: Expected(
        Owner.LEAD, Clock.ARBEJDSDAGE, 1, _("Sæt oplysningerne i en henvendelse på plads"), _WRITE, _("vores eget mål"),
    ),
    Kind.SOCIAL_ASSESSMENT: Expected(
        Owner.LEAD, Clock.ARBEJDSDAGE, 10, _("Skriv den socialfaglige vurdering færdig"), _WRITE, _("strategien: sideløbende med politiet"),
    ),
    Kind.CONCLUSION: Expected(
        Owner.LEAD, Clock.ARBEJDSDAGE, 30, _("Skriv konklusionen"), _WRITE, _("alt, der er åbent, skal have en ende"),
    ),
    Kind.INFORM: Expected(
        Owner.LEAD, Clock.MONTHS, 1, _("Tag stilling til oplysningspligten"), _OPEN,
        _("GDPR art. 14, stk. 3, og databeskyttelsesloven § 22"), statutory=True, most_months=3,
    ),
    Kind.READ_MESSAGE: Expected(
        Owner.LEAD, Clock.ARBEJDSDAGE, 1, _("Læs en besked fra henvenderen"), _READ, _PROMISE, before=Owner.COORDINATORS,
    ),
    Kind.ACCEPT_LEAD: Expected(
        Owner.ASKED, Clock.ARBEJDSDAGE, 2, _("Svar på, om du vil være tovholder"), _OPEN, _("hver sag har én tovholder"),
    ),
    Kind.APPOINT_COORDINATOR: Expected(
        Owner.HEAD, Clock.CALENDAR_DAY_END, 0, _("Udpeg en, der må tage sagen"), _("Udpeg til"), _("inhabilitet"), fixed=True,
    ),
    Kind.JOIN_CHECK: Expected(
        Owner.MEMBERS, Clock.ARBEJDSDAGE, 1, _("Se efter, om to henvendelser handler om samme person"), _OPEN,
        _("henvendelser om samme person skal ses sammen"),
    ),
    Kind.ANSWER_ADVICE: Expected(
        Owner.COORDINATORS, Clock.ARBEJDSDAGE, 1, _("Svar på et spørgsmål om råd"), _("Svar"), _PROMISE,
    ),
    Kind.TASK: Expected(Owner.ANYONE, Clock.DATE, 0, _("Udfør en opgave"), _OPEN, _("aftalt i sagen")),
    Kind.CHECK_ENTRY: Expected(
        Owner.ADMIN, Clock.DATE, 0, _("Kontrollér en tekst i kataloget"), _("Kontrollér"), _("love og numre ændrer sig"), fixed=True,
    ),
    Kind.POLICE_ANSWER: Expected(
        Owner.POLICE, Clock.ARBEJDSDAGE, 10, _("Politiet skal svare"), _OPEN, _("strategien: politi og kommune vurderer hver for sig"),
        remind_after=5,
    ),
    Kind.ANSWER_BACK: Expected(
        Owner.LEAD, Clock.ARBEJDSDAGE, 2, _("Svar på et spørgsmål fra politiet"), _OPEN, _("politiet venter"),
        before=Owner.COORDINATORS,
    ),
    Kind.READ_ANSWER: Expected(  # the same day when it is acute or the police go on alone
        Owner.LEAD, Clock.ARBEJDSDAGE, 1, _("Læs det nye fra politiet"), _READ, _("et svar må ikke ligge ulæst"),
        before=Owner.COORDINATORS,
    ),
    Kind.HINDRANCE: Expected(
        Owner.LEAD, Clock.DATE, 0, _("Spørg igen, om noget er til hinder for Infohus"), _OPEN, _("ingen sag må gå i stå"), most_months=3,
        before=Owner.COORDINATORS,
    ),
    Kind.SECOND_READING: Expected(
        Owner.OTHER_COORDINATOR, Clock.ARBEJDSDAGE, 3, _("Læs kollegaens vurdering igennem"), _READ, _("strategien: vurderes sammen"),
    ),
    Kind.JOINT_ASSESSMENT: Expected(  # counted from the day the police answer is due
        Owner.LEAD, Clock.ARBEJDSDAGE, 10, _("Lav den fælles vurdering"), _WRITE, _("strategien: fælles vurdering i Infohus"),
    ),
    Kind.REASSESS: Expected(
        Owner.LEAD, Clock.DATE, 0, _("Se på vurderingen igen"), _OPEN, _("oplysninger bliver gamle"),
    ),
    Kind.RECONSIDER: Expected(
        Owner.LEAD, Clock.ARBEJDSDAGE, 3, _("Tag stilling til, om konklusionen holder"), _OPEN, _("en ny bekymring er kommet til"),
    ),
    Kind.SOCIAL_DUTY: Expected(
        Owner.LEAD, Clock.ARBEJDSDAGE, 1, _("Svar på, om kommunen har et socialt ansvar"), _OPEN,
        _("kommunens ansvar efter den sociale lovgivning består"), most_months=3, before=Owner.COORDINATORS,
    ),
    Kind.PRO_FEEDBACK: Expected(
        Owner.LEAD, Clock.ARBEJDSDAGE, 5, _("Giv fagpersonen besked"), _OPEN, _("barnets lov § 137"), statutory=True,
    ),
    Kind.FEEDBACK: Expected(Owner.LEAD, Clock.ARBEJDSDAGE, 5, _("Giv henvenderen besked"), _OPEN, _PROMISE),
    Kind.CLOSE: Expected(Owner.LEAD, Clock.ARBEJDSDAGE, 10, _("Luk sagen"), _("Luk"), _("alt, der er åbent, skal have en ende")),
    Kind.ROLES: Expected(
        Owner.LEAD, Clock.ARBEJDSDAGE, 10, _("Aftal, hvem der gør hvad"), _OPEN, _("strategien: roller aftales i hver sag"),
    ),
    Kind.ERASE: Expected(
        Owner.COORDINATORS, Clock.DATE, 0, _("Tag stilling til sletning"), _CONFIRM, _("kommunens slettefrister"), fixed=True,
    ),
    Kind.CONFIRM_ERASURE: Expected(
        Owner.OTHER_OR_HEAD, Clock.ARBEJDSDAGE, 10, _("Tag stilling til, om sagen skal slettes"), _CONFIRM, _FOUR_EYES, fixed=True,
    ),
    Kind.ROTATE_KEYS: Expected(
        Owner.ADMIN, Clock.CALENDAR_DAY_END, 30, _("Skift hovednøglen"), _OPEN, _("ældre kopier skal miste slettede sager"), fixed=True,
    ),
}  # fmt: skip

# What some of a kind rest on instead: asked for by whoever is alone with the case; because a concern came or went (not by its day).
RESTS_ON_ELSE = {
    Kind.APPOINT_COORDINATOR: _("tovholderen er alene om sagen og har bedt om en til"),
    Kind.REASSESS: _("en henvendelse er kommet til sagen eller taget ud"),
}

WITHOUT_CASE = frozenset({Kind.ANSWER_ADVICE, Kind.CHECK_ENTRY, Kind.ROTATE_KEYS})
OUTLIVES_CLOSING = frozenset({Kind.ERASE, Kind.CONFIRM_ERASURE, Kind.READ_MESSAGE})
OUTSIDE = frozenset({Owner.CHILD_DEPARTMENT, Owner.POLICE})  # the coordinators wait for these


def owner_of(kind: Kind, has_lead: bool) -> Owner:
    """Whose turn it is by the table: some duties of the lead are the coordinators' until there is one."""
    told = EXPECTED[kind]
    return told.owner if has_lead or told.before is None else told.before
