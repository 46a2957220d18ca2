"""What was given of a case and called back, and what only the log has of it, entry by entry of its timeline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from infohus import lib
from infohus.access.rules import Act, Role
from infohus.accounts.models import Membership
from infohus.assessments.rules import Standing
from infohus.audit.queries import done
from infohus.audit.rules import name_of
from infohus.cases.models import Case
from infohus.cases.queries import Readers, known_to
from infohus.cases.rules import Stage
from infohus.deadlines.models import Deadline
from infohus.deadlines.queries import all_of_case, met_with_answer
from infohus.deadlines.rules import Kind, Met
from infohus.disclosures.models import Disclosure
from infohus.disclosures.rules import Form
from infohus.oversight.queries import judged_in_words
from infohus.ui.rules import moment


@dataclass
class Event:
    """One entry of the timeline: when, what, whose words, and what it says."""

    at: datetime
    title: str
    whose: str
    outside: bool
    kind: str
    row: Any
    sees: str = ""  # who reads it, where that is others than those who read the case
    among: str = ""  # with which entries it is shown, where those are of another kind

    @property
    def lines(self) -> list[tuple[str, str, str]]:
        """Of a folded entry each thing that was done: what, when and by whom."""
        return [(one.title, moment(one.at, lib.today()), one.whose) for one in self.row]


@dataclass
class Judged:
    """What an entry says in a sentence, the words that somebody wrote, and the page where all of it is read ('' for none)."""

    text: str
    page: str = ""
    words: str = ""
    stood_from: datetime | None = None  # of a conclusion taken up again: since when it had stood
    closes: bool = False  # whether it tells that the case was closed


# What is done with a case and has no entry of its own: folded into one line between the entries.
FOLDED = (
    Act.SORT_CONCERN, Act.TAKE_AS_REPORT, Act.NOT_A_REPORT, Act.SEND_RECEIPT, Act.GIVE_CODE, Act.CONFIRM_REPORTER, Act.CORRECT_PERSON, Act.NOTE_RELATIVE,
    Act.ADD_DOCUMENT, Act.REMOVE_DOCUMENT, Act.REVIEW_DOCUMENT, Act.SET_TASK, Act.MOVE_DEADLINE, Act.MEET_TASK,
    Act.DECLARE_CONFLICT, Act.EXCLUDE, Act.LIFT_EXCLUSION, Act.APPOINT_COORDINATOR, Act.PROTECT_CASE, Act.OFFER_LEAD, Act.ACCEPT_LEAD, Act.DECLINE_LEAD,
    Act.WITHDRAW_OFFER, Act.ASK_FOR_ANOTHER, Act.WITHDRAW_ASKING,
    Act.NOTE_DELIVERY, Act.REMIND_RECEIVER, Act.RENEW_ASSESSMENT, Act.START_JOINT_ASSESSMENT, Act.DECIDE_INFORMATION, Act.PLACE_HOLD, Act.LIFT_HOLD,
    Act.LET_IN, Act.PROPOSE_REJECTION, Act.CONFIRM_REJECTION, Act.DECLINE_REJECTION, Act.CLOSE_MAILBOX, Act.PROPOSE_ERASURE, Act.CONFIRM_ERASURE,
    Act.PROPOSE_PROLONGATION, Act.CONFIRM_PROLONGATION, Act.DECLINE_PROPOSAL, Act.PROPOSE_CLASS, Act.CONFIRM_CLASS, Act.FOLLOW_CLASS, Act.NOTE_ARCHIVED,
)  # fmt: skip
TOLD = (Act.REGISTER_CONCERN, Act.JOIN_CONCERN, Act.PART_CONCERN, Act.NOTE_REPORT_JUDGED, Act.SET_ASIDE)  # these have one each
# What was laid aside with a reason, or answered with what was done: how its entry is called, and among which entries it is shown.
LAID_ASIDE = {
    Kind.JOIN_CHECK: (_l("Det er ikke samme person"), "concern"), Kind.CHILD_ACUTE: (_l("Gjort ved den akutte underretning"), "concern"),
    Kind.ANSWER_BACK: (_l("Politiets spørgsmål lagt til side"), "assessment"), Kind.REASSESS: (_l("Vurderingen holder"), "assessment"),
    Kind.RECONSIDER: (_l("Konklusionen holder"), "assessment"),
}  # fmt: skip
BACK = (Act.RECALL_DISCLOSURE, Act.CORRECT_DISCLOSURE)  # the log says who called it back

Doers = list[tuple[Any, str]]  # entries of the log, each with the name of who did it ('' where it is not known)


def doers(case: Case, members: list[Membership]) -> Doers:
    """What the log says was done with a case, and by whom: one question for all that the timeline has from it."""
    rows = [] if case.locked else done(case.pk, (*TOLD, *BACK, *FOLDED))
    who = known_to({row.membership_id for row in rows if row.membership_id}, members)
    return [(row, who[row.membership_id].user.name if row.membership_id in who else "") for row in rows]


def given(shared: Iterable[Disclosure], ours: str, seen: Readers, did: Doers) -> Iterator[Event]:
    """What was given, by its number, and when and by whom it was called back."""
    back = {row.codes.get("disclosure"): name for row, name in did if row.act in BACK}
    for row in shared:
        title = _("Underretning sendt") if row.basis == "BL133" else _("Videregivet {form}").format(form=row.get_form_display())
        title = f"{title}, {row.number}"
        yield Event(row.given_at, title, ours + row.by.user.name, False, "disclosure", row, seen.said(given=given_to(row)))
        if row.recalled_at:
            what = _("{number} kaldt tilbage").format(number=row.number)
            gone = _("Modtageren kan ikke læse det mere.")
            if row.wrong_receiver:
                gone = f"{gone} {_('Det var gået til en forkert modtager.')}"
            why = Judged(gone, "casefile:disclosures", row.recall_why)
            whose = f"{ours}{back.get(str(row.pk), '')}".removesuffix(" · ")
            yield Event(row.recalled_at, what, whose, False, "recall", why, among="disclosure")


def given_to(row: Disclosure) -> str:
    """Who has got what was shared, as the end of the sentence that says who reads it."""
    got = _("{who} har fået det at vide.") if row.form == Form.ORAL else _("{who} har fået et uddrag.")
    got = _("{who} har fået underretningen.") if row.basis == "BL133" else got
    if row.recalled_at:
        got = f"{got} {_('Det er kaldt tilbage {at}.').format(at=moment(row.recalled_at, lib.today()))}"
    if row.to_police:
        return got.format(who=row.receiver)
    who = row.unit.name if row.unit is not None else row.to_whom or row.receiver
    return f"{got.format(who=who)} {_('Ikke politiet.')}"


def logged(case: Case, ours: str, did: Doers) -> Iterator[Event]:
    """What only the log has: that it was registered, put together, or that a concern was taken out; the rest of what was done is to be folded."""
    asides = all_of_case(case.pk) if any(row.act == Act.SET_ASIDE for row, _name in did) else []
    for row, name in did:
        act = Act(row.act)
        words = words_of(asides, row) if act == Act.SET_ASIDE else ""
        if words:
            title, among = LAID_ASIDE[Kind(row.codes["kind"])]
            said = Judged("", "", words)
            yield Event(row.at, str(title), f"{ours}{name}".removesuffix(" · "), False, "parted", said, among=among)
        elif act in TOLD and act != Act.SET_ASIDE:
            yield Event(row.at, name_of(row.act), f"{ours}{name}", False, "parted", Judged(in_words(act, row.codes, name)), among="concern")
        elif act not in BACK:
            yield Event(row.at, name_of(row.act), name or str(Role(row.role).label), False, "system", None)


def judged_before(case: Case, ours: str, did: Doers) -> Iterator[Event]:
    """What the child department had judged of a concern before it came to this case, whose own log does not have it (barnets lov § 136).

    What was judged goes with a concern; who noted it stands in the log of the case it was in then.
    """
    if case.locked:
        return
    noted = [row.codes for row, _who in did if row.act == Act.NOTE_REPORT_JUDGED]
    known = {
        (datetime.fromisoformat(said["judged_at"]), said.get("acute")) for said in noted
    }  # what was answered is not in the oldest entries
    for at, answer in met_with_answer(case.pk, Kind.CHILD_24H):
        acute = answer == Met.ACUTE
        if not {(at, acute), (at, None)} & known:
            said = in_words(Act.NOTE_REPORT_JUDGED, {"judged_at": at.isoformat(), "acute": acute}, "")
            whose = f"{ours}{case.municipality.child_department}"
            yield Event(at, name_of(Act.NOTE_REPORT_JUDGED), whose, False, "parted", Judged(said), among="concern")


def words_of(rows: Iterable[Deadline], entry: Any) -> str:
    """Why something was laid aside, or what was done: of what was met of this kind about this thing, the one that was at the time of the entry.

    '' where the words are deleted, and for one who is kept from the case that it was asked about (JOIN_CHECK): then the entry is folded.
    """
    alike = [one for one in rows if one.met_at and one.kind == entry.codes["kind"] and str(one.about) == str(entry.codes.get("about"))]
    return min(alike, key=lambda one: abs(one.met_at - entry.at)).remark or "" if alike else ""


def in_words(act: Act, codes: dict[str, Any], name: str) -> str:
    """What happened to the arrival or the case; never with which other case (`model.md` D3)."""
    if act == Act.REGISTER_CONCERN:
        return _("{who} blev tovholder.").format(who=name) if name else _("Sagen fik en tovholder.")
    if act == Act.JOIN_CONCERN:
        return _("Det, der lå i en sag for sig selv, er lagt til denne.")
    if act == Act.NOTE_REPORT_JUDGED:
        return " ".join(f"{part[:1].upper()}{part[1:]}." for part in judged_in_words(codes))
    said = _("En del af en henvendelse") if "parts" in codes else _("En henvendelse")
    return _("{what} er skilt ud og er nu en sag for sig selv.").format(what=said)


def folded(events: list[Event]) -> list[Event]:
    """The same, with what was done between two other entries as one: its row holds them all."""
    found: list[Event] = []
    for one in events:
        if one.kind == "system" and found and found[-1].kind == "folded":
            found[-1].row.append(one)
        else:
            found.append(replace(one, kind="folded", row=[one]) if one.kind == "system" else one)
    return found


def links_police(case: Case, shared: Iterable[Disclosure], now: Standing) -> bool:
    """Whether the page of what the police said is linked beside a case: they got or said something; of an arrival, only where a sheet came with it."""
    told = [row for row in shared if row.to_police]
    if case.stage == Stage.RECEIVED:
        return any(row.form == Form.COPY for row in told)
    return bool(told or now.heard or now.answered_at)
