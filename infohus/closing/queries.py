"""What a case still lacks before it can be closed, and what was told to whom."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from infohus import lib
from infohus.assessments.models import SocialDuty
from infohus.assessments.queries import conclusion_of, duties_of, finished_of, joints_of, reading_of, standing, versions_of
from infohus.attachments.models import Attachment
from infohus.attachments.rules import Origin
from infohus.cases.models import Case, HandOver
from infohus.cases.rules import NEXT, Class, Decision, Fact, Outcome, Stage, Under18
from infohus.catalogues.queries import entry, text
from infohus.catalogues.rules import Entry
from infohus.catalogues.rules import Kind as Catalogue
from infohus.closing.models import Feedback
from infohus.closing.rules import (
    DECIDE_REPORT,
    OF_ONE_THING,
    RECONSIDER,
    REVIEW,
    TELL,
    WAITING,
    WAYS,
    Owed,
    Told,
    Way,
    message_for,
    told_once,
)
from infohus.concerns.models import Concern, PoliceQuestion
from infohus.concerns.queries import asks_no_report, concerns_of, unjudged
from infohus.concerns.rules import Face
from infohus.db.context import as_system
from infohus.deadlines.models import Deadline
from infohus.deadlines.queries import is_late, of_case
from infohus.deadlines.rules import Kind, local_day
from infohus.disclosures.models import Copy
from infohus.disclosures.queries import living_copies
from infohus.rights.models import Information
from infohus.rights.queries import held
from infohus.rights.rules import When
from infohus.ui.rules import full_day, moment

SECRECY = "tavshedspligt"  # as the catalogue's messages say it; said once in a letter


@dataclass(frozen=True)
class Reporter:
    """A concern with what its reporter was told of the conclusion that stands, if anything, and of earlier ones."""

    concern: Concern
    feedback: Feedback | None = None
    earlier: Sequence[Feedback] = ()

    @property
    def confirmed(self) -> bool:
        """Whether it is a professional whose identity is known, who has a right to hear whether something was started (barnets lov § 137)."""
        return self.concern.reporter_confirmed and self.concern.case.under_18 == Under18.YES

    @property
    def who(self) -> str:
        """Whom the message is for."""
        return str(self.concern.reporter_name or (_("politiet") if self.of_police else _("henvenderen")))

    @property
    def of_police(self) -> bool:
        """Whether it was the police who wrote."""
        return self.concern.face == Face.POLICE

    @property
    def has_mailbox(self) -> bool:
        """Whether they can read something behind a code."""
        box = self.concern.mailbox
        return box is not None and box.closed_at is None and box.valid_until > lib.now()

    def ways(self) -> list[tuple[str, str]]:
        """The ways they can be told, with their names: the mailbox only of one who has a code, phone and letter not of one who left nothing of themself."""
        shut = set() if self.has_mailbox else {Told.MAILBOX}
        if self.concern.anonymous and not (self.concern.reporter_phone or self.concern.reporter_email or self.concern.reporter_name):
            shut |= {Told.PHONE, Told.LETTER}
        return [(one.value, str(one.label)) for one in Told if one not in shut]

    def first_way(self) -> str:
        """How they can be told, as far as is known: behind their code, by what they have left, or not."""
        one = self.concern
        if self.has_mailbox and not self.confirmed:
            return Told.MAILBOX.value
        if self.of_police:
            return Told.PHONE.value
        if self.confirmed or one.reporter_email:
            return Told.LETTER.value
        return Told.PHONE.value if one.reporter_phone else Told.NOT.value

    def standard(self, outcome: str) -> str:
        """The message as the catalogue has it: that it was looked at, and to a confirmed professional whether something was started.

        Others cannot tell from it whether the case goes on.
        """
        return text(message_for(outcome, self.confirmed), self.concern.case.municipality, received_on=full_day(self.concern.received_at))


def reporters_of(case: Case) -> list[Reporter]:
    """Each concern, with what its reporter was told of the conclusion that stands, and of those before it."""
    told, earlier = {}, defaultdict(list)
    for row in Feedback.objects.filter(case=case).select_related("by__user", "conclusion").order_by("at"):
        if row.stands:
            told[row.concern_id] = row
        else:
            earlier[row.concern_id].append(row)
    found = concerns_of(case)
    for one in found:
        one.case = case
    return [Reporter(one, told.get(one.pk), earlier[one.pk]) for one in found]


def reporter_of(concern: Concern) -> Reporter:
    """The reporter of one concern, with what they were told."""
    return next(one for one in reporters_of(concern.case) if one.concern.pk == concern.pk)


def papers_to_review(case: Case) -> list[Attachment]:
    """The documents of police origin that nobody has gone through yet."""
    return list(Attachment.objects.filter(case=case, origin=Origin.POLICE, removed_at=None, review="").order_by("added_at"))


def facts_for_closing(case: Case) -> set[Fact]:
    """Which of the facts that closing asks for are there."""
    waiting = set(Deadline.objects.filter(case_id=case.pk, met_at=None, ended_at=None).values_list("kind", flat=True))
    held = {
        Fact.TOLD: are_told(case),
        Fact.INFORMED: is_decided(case),
        Fact.DOCUMENTS: not papers_to_review(case),
        Fact.POLICE_ASKED: not Concern.objects.filter(case=case, police=PoliceQuestion.OPEN).exists(),
        Fact.ALL_SORTED: Kind.SORT not in waiting,
        Fact.RECONSIDERED: Kind.RECONSIDER not in waiting,
        Fact.ACUTE_MET: Kind.CHILD_ACUTE not in waiting,
        Fact.JUDGED: Kind.CHILD_24H not in waiting or unjudged(case) is None,
        Fact.DECIDED: Kind.CHILD_24H not in waiting or asks_no_report(case) is None,
        Fact.ALL_READ: not waiting & set(WAITING[Fact.ALL_READ]),
        Fact.NO_OFFER: not HandOver.objects.filter(case=case, answered_at=None).exists(),
    }
    return {fact for fact, holds in held.items() if holds}


def lacking(case: Case) -> frozenset[Fact]:
    """Which of the facts that the gate asks for are not there."""
    return NEXT[(Stage.CONCLUDED, Stage.CLOSED)] - facts_for_closing(case)


def lacks_in_words(case: Case, missing: Collection[Fact]) -> list[str]:
    """What a concluded case lacks before it can be closed, as its page says it."""
    late = Fact.INFORMED not in missing and asks_to_inform(case)
    besides = (alone_no_more(case), duty_stands(case), _("den besked til borgeren, hvis frist er overskredet") if late else "")
    return sorted([str(one.label) for one in missing] + [str(one) for one in besides if one])


def ways_to_close(case: Case, missing: Collection[Fact], reporters: Sequence[Reporter], papers: Sequence[Attachment]) -> list[Way]:
    """How what is missing is done: what is due soonest first, then what has no day of its own; each of several by which concern it is about."""
    facts = {*missing, *([Fact.INFORMED] if asks_to_inform(case) else ())}
    kinds = {kind for fact in facts for kind in WAITING[fact]} | ({Kind.SOCIAL_DUTY} if duty_stands(case) else set())
    found = [RECONSIDER] if alone_no_more(case) else []
    waits = of_case(case.pk)
    found += [_way_of(one, case, waits) for one in waits if one.kind in kinds]
    waiting = {one.page for one in found}
    found += [replace(TELL, about=one.concern.pk) for one in reporters if one.feedback is None]
    found += [replace(REVIEW, about=one.pk, which=one.name) for one in papers]
    daily = [WAYS[WAITING[fact][0]] for fact in sorted(facts - {Fact.TOLD}) if WAITING[fact]]
    found += [way for way in daily if way.page not in waiting and way.page not in OF_ONE_THING]
    which = {pk: about_concern(one.concern) for one in reporters for pk in (one.concern.pk, one.concern.mailbox_id)}
    said = [replace(one, which=one.which or which.get(one.about, "")) for one in found]
    return told_once(one if one.page in OF_ONE_THING else replace(one, about=None, which="") for one in said)


def _way_of(one: Deadline, case: Case, waits: Sequence[Deadline]) -> Way:
    """How something that waits is done; its page names what it is about, or itself; of a child's clock the concern, sent or not."""
    if one.kind == Kind.CHILD_24H:
        sent, undecided = unjudged(case, waits=waits), asks_no_report(case, waits=waits)
        if sent is None and undecided is not None:
            return replace(DECIDE_REPORT, about=undecided.concern)
        return replace(WAYS[Kind.CHILD_24H], about=sent.concern if sent else None)
    return replace(WAYS[Kind(one.kind)], about=one.pk if one.kind == Kind.CHILD_ACUTE else one.about)


def about_concern(concern: Concern) -> str:
    """Which of a case's concerns is meant, in a few words."""
    face, source = str(concern.get_face_display()), str(concern.get_source_display()).lower() if concern.face != Face.POLICE else ""
    who = f"{face[:1].upper()}{face[1:]}{f' ({source})' if source else ''}"
    return _("{face}, modtaget {at}").format(face=who, at=moment(concern.received_at, lib.today()))


def alone_no_more(case: Case) -> str:
    """What a case that the police were to go on with alone lacks once their last word says another thing; '' where nothing."""
    if case.outcome != Outcome.POLICE_ALONE or not standing(case).alone_no_more:
        return ""
    return str(_("en ny konklusion: politiet siger ikke længere, at de håndterer det alene"))


def duty_stands(case: Case) -> str:
    """What a concluded case lacks while the municipality has, or may have, a social duty left, whoever goes on with the rest; '' where nothing."""
    asked = next((one for one in of_case(case.pk) if one.kind == Kind.SOCIAL_DUTY), None)
    if asked is None:
        return ""
    if not any(one.remains == "yes" for one in duties_of(case)[:1]):
        return str(_("svar på, om kommunen stadig har et socialt ansvar"))
    day = full_day(local_day(asked.due_at))
    return str(_("et nej til, at kommunen har et socialt ansvar tilbage (svaret er ja, og I spørger igen {day})").format(day=day))


def asks_about_duty(case: Case) -> bool:
    """Whether the case waits for an answer about the municipality's social duty: the first one, or after a »yes« whether it remains."""
    return any(one.kind == Kind.SOCIAL_DUTY for one in of_case(case.pk))


def last_duty(case: Case) -> SocialDuty | None:
    """What was answered about it last."""
    return next(iter(duties_of(case)), None)


def are_told(case: Case) -> bool:
    """Whether every reporter was told of the conclusion that stands, or it was said why not."""
    told = Feedback.objects.filter(case=case, conclusion__isnull=False, conclusion__superseded_at=None).values("concern")
    return not Concern.objects.filter(case=case).exclude(pk__in=told).exists()


def is_decided(case: Case) -> bool:
    """Whether the duty to inform was ever decided."""
    return Information.objects.filter(case=case).exists()


def asks_to_inform(case: Case) -> bool:
    """Whether the duty to inform is asked about when the case ends: it never was decided, or its day is over."""
    return not is_decided(case) or is_late(case.pk, Kind.INFORM)


def owed_at_the_end(case: Case) -> frozenset[Owed]:
    """What a concluded case owes its reporters and its citizen when it ends."""
    owed = {Owed.MESSAGE: not are_told(case), Owed.INFORMING: asks_to_inform(case)}
    return frozenset(one for one, missing in owed.items() if missing)


def promised(case: Case) -> date | None:
    """The day by which the citizen was to be told, where that was put off and has not been done; None where nothing is owed."""
    row = Information.objects.filter(case=case).order_by("-decided_at", "-id").first()
    return row.until if row is not None and row.when == When.LATER else None


def was_read(case: Case) -> bool:
    """Whether another than its writer has read what the case rests on: the last finished social assessment, or the last joint one."""
    social, joint = finished_of(versions_of(case)), next((one for one in joints_of(case) if one.signed_at), None)
    return reading_of(social) is not None or reading_of(joint) is not None


def letter_of(case: Case, reporter: Reporter, words: str) -> dict[str, Any]:
    """What the letter to a reporter needs: who writes, to whom, and the message; nothing of what was found."""
    town, concern = case.municipality, reporter.concern
    lead = case.lead.user if case.lead else None
    return {
        "from": town.name, "printed_on": full_day(lib.today()), "lead": "", "to": concern.reporter_name, "place": concern.workplace,
        "parts": [one for one in words.strip().split("\n") if one.strip()], "who": lead.name if lead else "",
        "phone": (lead.phone if lead else "") or town.phone,
        "foot": _("Besked efter barnets lov § 137.") if reporter.confirmed else "" if SECRECY in words else _("Vi har tavshedspligt."),
    }  # fmt: skip


def outcome_of(case: Case) -> str:
    """The outcome of the conclusion that stands; '' while none does."""
    row = conclusion_of(case)
    return str(row.outcome) if row else ""


def class_named(case: Case) -> Entry | None:
    """The retention class of a closed case, as the municipality's catalogue has it."""
    return entry(Catalogue.RETENTION_CLASS, case.retention_class, authority=case.municipality_id)


def archived(case: Case, kept: Class | None) -> str:
    """What the archives have decided of the cases of a retention class, in words."""
    found = entry(Catalogue.RETENTION_CLASS, kept, authority=case.municipality_id) if kept else None
    return str(Decision(found.data.get("archive", Decision.UNDECIDED) if found else Decision.UNDECIDED).label)


def printed_first(case: Case, kept: Class | None) -> bool:
    """Whether a case of this class is to be preserved and is printed before it is closed: afterwards it is locked, or its words are gone."""
    found = entry(Catalogue.RETENTION_CLASS, kept, authority=case.municipality_id) if kept in (Class.R2, Class.R4) else None
    return found is not None and found.data.get("archive") == Decision.KEEP


def read_on(case: Case) -> list[Copy]:
    """The sheets of a case that their receivers can still read, as they stand in their inboxes."""
    rows = living_copies().filter(case=case).exclude(to_role="")
    return list(rows.select_related("receiver", "unit__authority").order_by("given_at", "id"))


def written_since(case: Case) -> list[uuid.UUID]:
    """The mailboxes of a closed case in which its reporters have written something that nobody has read."""
    return [one.about for one in of_case(case.pk) if one.kind == Kind.READ_MESSAGE and one.about]


def held_until(case: Case) -> date | None:
    """Until when its erasing is put off, also for one who sees no more of a locked case than its days; None where no hold stands."""
    with as_system():
        return held(case)


def still_readable(case: Case) -> bool:
    """Whether those who are with a closed case can still read it (`model.md` D2: classes R3–R5)."""
    return not case.locked
