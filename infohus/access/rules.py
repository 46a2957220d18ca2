"""Who may do what: roles, acts, and the one table."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from infohus.db.context import NOBODY, PUBLIC, SYSTEM, Context


class Role(TextChoices):
    """In which capacity somebody acts (`model.md` D2); the last three have no account."""

    COORDINATOR = "coordinator", _("koordinator")
    CHILD_DUTY = "child_duty", _("børnevagt")
    HEAD = "head", _("faglig leder")
    DPO = "dpo", _("databeskyttelsesrådgiver")
    ADMIN = "admin", _("systemadministrator")
    POLICE = "police", _("politi")
    PARTNER = "partner", _("samarbejdspartner")
    PUBLIC = "public", _("alle")
    REPORTER = "reporter", _("henvender")
    SYSTEM = "system", _("systemet")


class Act(TextChoices):
    """Everything a person can do; the label is the line in the history."""

    FILE_CONCERN = "file_concern", _("Henvendelse modtaget")
    ASK_ADVICE = "ask_advice", _("Spørgsmål om råd modtaget")
    SAVE_CONCERN_DRAFT = "save_concern_draft", _("Kladde gemt")
    OPEN_MAILBOX = "open_mailbox", _("Postkasse åbnet med kode")
    OPEN_CONCERN_DRAFT = "open_concern_draft", _("Kladde åbnet med kode")
    WRITE_TO_MAILBOX = "write_to_mailbox", _("Henvender har skrevet")
    CLOSE_MAILBOX = "close_mailbox", _("Henvender har lukket postkassen")
    NOTE_CONCERN = "note_concern", _("Telefonnotat skrevet")
    NOTE_ADVICE = "note_advice", _("Rådgivning noteret")
    ANSWER_ADVICE = "answer_advice", _("Spørgsmål besvaret")
    TAKE_THEMES = "take_themes", _("Emner for rådgivning fordelt")
    REGISTER_CONCERN = "register_concern", _("Henvendelse registreret")
    SORT_CONCERN = "sort_concern", _("Oplysninger sat på plads")
    JOIN_CONCERN = "join_concern", _("Henvendelser lagt sammen")
    PART_CONCERN = "part_concern", _("Henvendelse skilt ud")
    TURN_INTO_ADVICE = "turn_into_advice", _("Gjort til rådgivning uden person")
    PROPOSE_REJECTION = "propose_rejection", _("Afvisning foreslået")
    CONFIRM_REJECTION = "confirm_rejection", _("Afvisning godkendt")
    DECLINE_REJECTION = "decline_rejection", _("Afvisning ikke godkendt")
    SEND_AS_REPORT = "send_as_report", _("Underretning sendt")
    TAKE_AS_REPORT = "take_as_report", _("Taget som underretning")
    NOT_A_REPORT = "not_a_report", _("Skrevet, hvorfor det ikke er en underretning")
    NOTE_REPORT_JUDGED = "note_report_judged", _("Underretning vurderet")
    SEND_RECEIPT = "send_receipt", _("Kvittering sendt")
    ASK_REPORTER = "ask_reporter", _("Henvender spurgt")
    GIVE_CODE = "give_code", _("Kode givet")
    CONFIRM_REPORTER = "confirm_reporter", _("Henvenders identitet bekræftet")
    DISCLOSE_ORALLY = "disclose_orally", _("Mundtlig videregivelse noteret")
    READ_COPY = "read_copy", _("Kopi læst af modtageren")
    WRITE_NOTE = "write_note", _("Note skrevet")
    ADD_TO_NOTE = "add_to_note", _("Tilføjelse til note")
    CORRECT_NOTE = "correct_note", _("Note rettet")
    CORRECT_PERSON = "correct_person", _("Personoplysninger rettet")
    NOTE_RELATIVE = "note_relative", _("Person omkring borgeren noteret")
    ADD_DOCUMENT = "add_document", _("Dokument tilføjet")
    REMOVE_DOCUMENT = "remove_document", _("Dokument fjernet")
    TAKE_NOTE = "take_note", _("Besked læst")
    SET_ASIDE = "set_aside", _("Lagt til side med begrundelse")
    SET_TASK = "set_task", _("Opgave oprettet")
    MOVE_DEADLINE = "move_deadline", _("Frist flyttet")
    MEET_TASK = "meet_task", _("Opgave udført")
    DECLARE_CONFLICT = "declare_conflict", _("Inhabilitet oplyst")
    EXCLUDE = "exclude", _("Udelukket fra sagen")
    LIFT_EXCLUSION = "lift_exclusion", _("Udelukkelse ophævet")
    APPOINT_COORDINATOR = "appoint_coordinator", _("Koordinator udpeget")
    PROTECT_CASE = "protect_case", _("Sagen beskyttet")
    OFFER_LEAD = "offer_lead", _("Sagen tilbudt en anden tovholder")
    ACCEPT_LEAD = "accept_lead", _("Tovholder har taget imod")
    DECLINE_LEAD = "decline_lead", _("Tovholder har sagt nej")
    ASK_FOR_ANOTHER = "ask_for_another", _("Bedt den faglige leder om at udpege en anden")
    WITHDRAW_ASKING = "withdraw_asking", _("Taget tilbage, at den faglige leder skulle udpege en anden")
    WITHDRAW_OFFER = "withdraw_offer", _("Tilbud om at blive tovholder trukket tilbage")
    COVER = "cover", _("Dækning aftalt")
    END_COVER = "end_cover", _("Dækning afsluttet")
    READ_CASE = "read_case", _("Sagen læst")
    READ_CASE_LOG = "read_case_log", _("Sagens log læst")
    READ_DEPARTURES = "read_departures", _("Begrundelse for en afvigelse læst")
    READ_HOLDS = "read_holds", _("Begrundelse for bero læst")
    FIND_BY_CPR = "find_by_cpr", _("Opslag på CPR-nummer")
    FIND_BY_NUMBER = "find_by_number", _("Opslag på sagsnummer")
    FIND_WORDS = "find_words", _("Søgt efter ord i egne sager")
    EDIT_CATALOGUE = "edit_catalogue", _("Katalog rettet")
    CHECK_ENTRY = "check_entry", _("Katalogtekst kontrolleret")
    EDIT_AUTHORITY = "edit_authority", _("Myndighed eller enhed rettet")
    INVITE_USER = "invite_user", _("Bruger inviteret")
    CHANGE_ROLE = "change_role", _("Rolle ændret")
    DEACTIVATE_USER = "deactivate_user", _("Bruger lukket")
    RESET_SIGN_IN = "reset_sign_in", _("Log ind nulstillet")
    READ_LOG = "read_log", _("Loggen læst")
    EXPORT_LOG = "export_log", _("Loggen eksporteret")
    READ_REGISTER = "read_register", _("Register over videregivelser læst")
    ESCALATE = "escalate", _("Frist vist for faglig leder")
    REMIND_OWNER = "remind_owner", _("Påmindelse sendt")
    EXPIRE = "expire", _("Udløbet")
    CHECKPOINT = "checkpoint", _("Loggen underskrevet")
    FOLLOW_LOGIN = "follow_login", _("Roller fulgt fra myndighedens eget login")
    PASS_TO_POLICE = "pass_to_police", _("Givet videre til politiet")
    DISCLOSE = "disclose", _("Givet videre")
    WITHHOLD_FROM_POLICE = "withhold_from_police", _("Ikke givet videre til politiet")
    RECALL_DISCLOSURE = "recall_disclosure", _("Videregivelse kaldt tilbage")
    CORRECT_DISCLOSURE = "correct_disclosure", _("Videregivelse rettet")
    NOTE_DELIVERY = "note_delivery", _("Aflevering noteret")
    REMIND_RECEIVER = "remind_receiver", _("Modtageren mindet om at svare")
    CONFIRM_NOT_INVESTIGATION = "confirm_not_investigation", _("Bekræftet: ikke til efterforskning")
    ANSWER_AS_POLICE = "answer_as_police", _("Politiet har svaret")
    SAY_UNDECIDED = "say_undecided", _("Politiet kan ikke afgøre det endnu")
    ASK_BACK = "ask_back", _("Politiet har spurgt")
    OPEN_POLICE_CONCERN = "open_police_concern", _("Henvendelse fra politiet")
    NOTE_POLICE_ANSWER = "note_police_answer", _("Politiets svar noteret")
    NOTE_UNDECIDED = "note_undecided", _("Noteret, at politiet ikke kan afgøre det endnu")
    NOTE_RECEIVED = "note_received", _("Modtaget fra anden myndighed")
    TAKE_ANSWER = "take_answer", _("Nyt fra politiet læst")
    NOTE_FINDING = "note_finding", _("Oplysning skrevet i vurderingen")
    CONFIRM_FINDING = "confirm_finding", _("Oplysning bekræftet")
    DISPROVE_FINDING = "disprove_finding", _("Oplysning afkræftet")
    FINISH_ASSESSMENT = "finish_assessment", _("Socialfaglig vurdering færdig")
    RENEW_ASSESSMENT = "renew_assessment", _("Socialfaglig vurdering fornyet")
    SECOND_READ = "second_read", _("Vurdering læst af en anden")
    START_JOINT_ASSESSMENT = "start_joint_assessment", _("Fælles vurdering begyndt")
    SIGN_JOINT_ASSESSMENT = "sign_joint_assessment", _("Fælles vurdering underskrevet")
    CONCLUDE = "conclude", _("Sagen konkluderet")
    RECONSIDER = "reconsider", _("Konklusionen taget op igen")
    ANSWER_SOCIAL_DUTY = "answer_social_duty", _("Svaret på kommunens sociale ansvar")
    DECIDE_INFORMATION = "decide_information", _("Oplysningspligten afgjort")
    PLACE_HOLD = "place_hold", _("Sletning sat i bero")
    LIFT_HOLD = "lift_hold", _("Sletning ikke længere i bero")
    GIVE_FEEDBACK = "give_feedback", _("Besked givet til henvender")
    REVIEW_DOCUMENT = "review_document", _("Dokument gennemgået")
    CLOSE_CASE = "close_case", _("Sagen lukket")
    REOPEN_CASE = "reopen_case", _("Sagen genåbnet")
    PRINT_CASE = "print_case", _("Hele sagen udskrevet")
    PROPOSE_ERASURE = "propose_erasure", _("Sletning foreslået")
    PROPOSE_PROLONGATION = "propose_prolongation", _("Forlængelse foreslået")
    CONFIRM_ERASURE = "confirm_erasure", _("Sletning godkendt")
    CONFIRM_PROLONGATION = "confirm_prolongation", _("Forlængelse godkendt")
    DECLINE_PROPOSAL = "decline_proposal", _("Forslag ikke godkendt")
    NOTE_ARCHIVED = "note_archived", _("Afleveret til arkiv")
    PROPOSE_CLASS = "propose_class", _("Ændret slettefrist foreslået")
    CONFIRM_CLASS = "confirm_class", _("Ændret slettefrist godkendt")
    FOLLOW_CLASS = "follow_class", _("Slettedato rykket frem, fordi slettefristen blev kortere")
    LET_IN = "let_in", _("Ny koordinator kan læse det, der venter i indbakken")
    DECIDE_ARCHIVE = "decide_archive", _("Arkivbeslutning truffet")
    READ_FIGURES = "read_figures", _("Tal læst")
    COMMENT_FIGURES = "comment_figures", _("Tal kommenteret")
    PUBLISH_FIGURES = "publish_figures", _("Tal offentliggjort")


COORD = frozenset({Role.COORDINATOR})
ANYONE = frozenset({Role.PUBLIC})
BY_CODE = frozenset({Role.REPORTER})
HOUSE = frozenset({Role.SYSTEM})
LEADING = frozenset({Role.COORDINATOR, Role.HEAD})
UP = frozenset({Role.ADMIN})
POLICE = frozenset({Role.POLICE})
HOLDING = frozenset({Role.COORDINATOR, Role.DPO})
FIGURING = frozenset({Role.COORDINATOR, Role.HEAD, Role.DPO})
RECEIVING = frozenset({Role.POLICE, Role.PARTNER, Role.COORDINATOR, Role.CHILD_DUTY})

MAY: dict[Act, frozenset[Role]] = {
    Act.FILE_CONCERN: ANYONE,
    Act.ASK_ADVICE: ANYONE,
    Act.SAVE_CONCERN_DRAFT: ANYONE,
    Act.OPEN_MAILBOX: BY_CODE,
    Act.OPEN_CONCERN_DRAFT: BY_CODE,
    Act.WRITE_TO_MAILBOX: BY_CODE,
    Act.CLOSE_MAILBOX: BY_CODE,
    Act.NOTE_CONCERN: COORD,
    Act.NOTE_ADVICE: COORD,
    Act.ANSWER_ADVICE: COORD,
    Act.TAKE_THEMES: COORD,
    Act.REGISTER_CONCERN: COORD,
    Act.SORT_CONCERN: COORD,
    Act.JOIN_CONCERN: COORD,
    Act.PART_CONCERN: COORD,
    Act.TURN_INTO_ADVICE: COORD,
    Act.PROPOSE_REJECTION: COORD,
    Act.CONFIRM_REJECTION: COORD,
    Act.DECLINE_REJECTION: COORD,
    Act.SEND_AS_REPORT: frozenset({Role.COORDINATOR, Role.CHILD_DUTY}),
    Act.TAKE_AS_REPORT: frozenset({Role.CHILD_DUTY}),
    Act.NOT_A_REPORT: COORD,
    Act.NOTE_REPORT_JUDGED: frozenset({Role.COORDINATOR, Role.CHILD_DUTY}),
    Act.SEND_RECEIPT: COORD,
    Act.ASK_REPORTER: COORD,
    Act.GIVE_CODE: COORD,
    Act.CONFIRM_REPORTER: COORD,
    Act.DISCLOSE_ORALLY: COORD,
    Act.READ_COPY: RECEIVING,
    Act.WRITE_NOTE: COORD,
    Act.ADD_TO_NOTE: COORD,
    Act.CORRECT_NOTE: COORD,
    Act.CORRECT_PERSON: COORD,
    Act.NOTE_RELATIVE: COORD,
    Act.ADD_DOCUMENT: COORD,
    Act.REMOVE_DOCUMENT: COORD,
    Act.TAKE_NOTE: COORD,
    Act.SET_ASIDE: COORD,
    Act.SET_TASK: COORD,
    Act.MOVE_DEADLINE: COORD,
    Act.MEET_TASK: COORD,
    Act.DECLARE_CONFLICT: COORD,
    Act.EXCLUDE: LEADING,
    Act.LIFT_EXCLUSION: frozenset({Role.HEAD}),
    Act.APPOINT_COORDINATOR: frozenset({Role.HEAD}),
    Act.PROTECT_CASE: COORD,
    Act.OFFER_LEAD: LEADING,
    Act.ACCEPT_LEAD: COORD,
    Act.DECLINE_LEAD: COORD,
    Act.WITHDRAW_OFFER: COORD,
    Act.ASK_FOR_ANOTHER: COORD,
    Act.WITHDRAW_ASKING: COORD,
    Act.COVER: LEADING,
    Act.END_COVER: LEADING,
    Act.READ_CASE: frozenset({Role.COORDINATOR, Role.CHILD_DUTY}),
    Act.READ_CASE_LOG: COORD,
    Act.READ_DEPARTURES: frozenset({Role.HEAD}),
    Act.READ_HOLDS: frozenset({Role.DPO}),
    Act.FIND_BY_CPR: COORD,
    Act.FIND_BY_NUMBER: COORD,
    Act.FIND_WORDS: COORD,
    Act.EDIT_CATALOGUE: UP,
    Act.CHECK_ENTRY: UP,
    Act.EDIT_AUTHORITY: UP,
    Act.INVITE_USER: UP,
    Act.CHANGE_ROLE: UP,
    Act.DEACTIVATE_USER: UP,
    Act.RESET_SIGN_IN: UP,
    Act.READ_LOG: frozenset({Role.DPO}),
    Act.EXPORT_LOG: frozenset({Role.DPO}),
    Act.READ_REGISTER: frozenset({Role.DPO}),
    Act.ESCALATE: HOUSE,
    Act.REMIND_OWNER: HOUSE,
    Act.EXPIRE: HOUSE,
    Act.CHECKPOINT: HOUSE,
    Act.FOLLOW_LOGIN: HOUSE,
    Act.FOLLOW_CLASS: HOUSE,
    Act.LET_IN: HOUSE,
    Act.PASS_TO_POLICE: COORD,
    Act.DISCLOSE: COORD,
    Act.WITHHOLD_FROM_POLICE: COORD,
    Act.RECALL_DISCLOSURE: COORD,
    Act.CORRECT_DISCLOSURE: COORD,
    Act.NOTE_DELIVERY: COORD,
    Act.REMIND_RECEIVER: COORD,
    Act.CONFIRM_NOT_INVESTIGATION: POLICE,
    Act.ANSWER_AS_POLICE: POLICE,
    Act.SAY_UNDECIDED: POLICE,
    Act.ASK_BACK: POLICE,
    Act.OPEN_POLICE_CONCERN: POLICE,
    Act.NOTE_POLICE_ANSWER: COORD,
    Act.NOTE_UNDECIDED: COORD,
    Act.NOTE_RECEIVED: COORD,
    Act.TAKE_ANSWER: COORD,
    Act.NOTE_FINDING: COORD,
    Act.CONFIRM_FINDING: COORD,
    Act.DISPROVE_FINDING: COORD,
    Act.FINISH_ASSESSMENT: COORD,
    Act.RENEW_ASSESSMENT: COORD,
    Act.SECOND_READ: COORD,
    Act.START_JOINT_ASSESSMENT: COORD,
    Act.SIGN_JOINT_ASSESSMENT: COORD,
    Act.CONCLUDE: COORD,
    Act.RECONSIDER: COORD,
    Act.ANSWER_SOCIAL_DUTY: COORD,
    Act.DECIDE_INFORMATION: COORD,
    Act.PLACE_HOLD: HOLDING,
    Act.LIFT_HOLD: HOLDING,
    Act.GIVE_FEEDBACK: COORD,
    Act.REVIEW_DOCUMENT: COORD,
    Act.CLOSE_CASE: COORD,
    Act.REOPEN_CASE: COORD,
    Act.PRINT_CASE: COORD,
    Act.PROPOSE_ERASURE: COORD,
    Act.PROPOSE_PROLONGATION: COORD,
    Act.CONFIRM_ERASURE: LEADING,
    Act.CONFIRM_PROLONGATION: LEADING,
    Act.DECLINE_PROPOSAL: LEADING | {Role.DPO},  # of a changed class
    Act.NOTE_ARCHIVED: COORD,
    Act.PROPOSE_CLASS: UP,
    Act.CONFIRM_CLASS: frozenset({Role.DPO}),
    Act.DECIDE_ARCHIVE: frozenset({Role.DPO}),
    Act.READ_FIGURES: FIGURING,
    Act.COMMENT_FIGURES: frozenset({Role.HEAD}),
    Act.PUBLISH_FIGURES: frozenset({Role.HEAD}),
}

# A closed case is read only, but for these.
ON_CLOSED = frozenset(
    {
        Act.READ_CASE,
        Act.READ_CASE_LOG,
        Act.WRITE_TO_MAILBOX,
        Act.CLOSE_MAILBOX,
        Act.OPEN_MAILBOX,
        Act.TAKE_NOTE,
        Act.EXPIRE,
        Act.READ_COPY,
        Act.RECALL_DISCLOSURE,
        Act.PLACE_HOLD,
        Act.LIFT_HOLD,
        Act.REOPEN_CASE,
        Act.PRINT_CASE,
        Act.PROPOSE_ERASURE,
        Act.PROPOSE_PROLONGATION,
        Act.CONFIRM_ERASURE,
        Act.CONFIRM_PROLONGATION,
        Act.DECLINE_PROPOSAL,
        Act.NOTE_ARCHIVED,
        Act.CONFIRM_CLASS,
        Act.FOLLOW_CLASS,
    }
)


class Forbidden(Exception):
    """A right is missing: a sentence for the person at the screen, and what was tried on what (it becomes a log entry)."""

    def __init__(self, sentence: str, act: Act, actor: Actor, case: uuid.UUID | None = None) -> None:
        super().__init__(sentence)
        self.sentence, self.act, self.actor, self.case = sentence, act, actor, case


@dataclass(frozen=True)
class Actor:
    """A person acting for an authority in a role (a membership), or one of the three without an account."""

    role: Role
    authority: uuid.UUID | None = None
    membership: uuid.UUID | None = None
    user: uuid.UUID | None = None
    administration: uuid.UUID | None = None
    mailbox: uuid.UUID | None = None
    name: str = field(default="", compare=False)

    @property
    def context(self) -> Context:
        """What the database is told of this actor."""
        match self.role:
            case Role.PUBLIC:
                return PUBLIC
            case Role.SYSTEM:
                return SYSTEM
            case Role.REPORTER:
                return Context("receipt", mailbox=self.mailbox)
        return Context(membership=self.membership) if self.membership else NOBODY


def public(authority: uuid.UUID) -> Actor:
    """Anyone, writing to this authority."""
    return Actor(Role.PUBLIC, authority)


def reporter(authority: uuid.UUID, mailbox: uuid.UUID) -> Actor:
    """The one who holds the code of this mailbox or saved draft."""
    return Actor(Role.REPORTER, authority, mailbox=mailbox)


def house(authority: uuid.UUID | None = None) -> Actor:
    """The house itself: scheduled jobs."""
    return Actor(Role.SYSTEM, authority)


def may(actor: Actor, act: Act) -> bool:
    """Whether the table grants this act to the actor's role."""
    return actor.role in MAY[act]


def require(actor: Actor, act: Act, case: uuid.UUID | None = None) -> None:
    """Forbid, in words, what the table does not grant."""
    if not may(actor, act):
        who = ", ".join(sorted(str(role.label) for role in MAY[act]))
        raise Forbidden(_("Det kan kun: {who}.").format(who=who), act, actor, case)
