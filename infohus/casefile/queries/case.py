"""The list of cases, and the whole case: what there is, and what has happened."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from infohus import lib
from infohus.access.rules import Actor, Role
from infohus.accounts.models import Membership
from infohus.accounts.queries import names
from infohus.assessments.queries import conclusions_of, joints_of, readable, standing, to_read, versions_of
from infohus.assessments.rules import Standing
from infohus.audit.queries import who_read
from infohus.casefile.rules import PHASES, State
from infohus.cases.models import Case
from infohus.cases.queries import Readers, covered_by, leads, left_drafts, notes_of
from infohus.cases.rules import AFKLARING, INDSATS, Outcome, Stage
from infohus.concerns.models import Concern
from infohus.concerns.queries import came_along, concerns_of, rejection_of
from infohus.concerns.rules import Face
from infohus.db.prepared import prepared
from infohus.deadlines.models import Deadline
from infohus.deadlines.rules import Kind, Owner
from infohus.disclosures.models import Disclosure
from infohus.disclosures.queries import received_of
from infohus.disclosures.rules import Form
from infohus.mailboxes.queries import case_messages
from infohus.persons.queries import persons_of, short_name
from infohus.sealing.ring import hold
from infohus.ui.rules import day, moment

PAGE = 50


def my_cases(actor: Actor, view: str, after: str = "", phase: str = "") -> tuple[list[tuple[Case, str]], str]:
    """Cases by view (`mine`, `ours`, `closed`) and phase, newest first, keyset pages of fifty."""
    rows = Case.objects.exclude(stage=Stage.RECEIVED).select_related("lead__user", "administration").order_by("-received_at", "-id")
    if view == "closed":
        rows = rows.filter(stage=Stage.CLOSED)
    else:
        rows = rows.exclude(stage=Stage.CLOSED)
        if view == "mine":
            rows = rows.filter(lead_id__in=[actor.membership, *covered_by(actor)])
    if phase in PHASES:
        rows = rows.filter(stage__in=PHASES[phase][1])
    if place := lib.read_place(after):
        rows = rows.filter(Q(received_at__lt=place[0]) | Q(received_at=place[0], id__lt=place[1]))
    found = list(rows[: PAGE + 1])
    people = persons_of([case.pk for case in found[:PAGE]])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return [(case, short_name(case, people.get(case.pk))) for case in found[:PAGE]], lib.place_of(last.received_at, last.pk) if last else ""


# ---------- One case


def state_of(actor: Actor, case: Case, offer: Any, waits: list[Deadline]) -> State:
    """What the next step of a case depends on."""
    rejection = rejection_of(case) if case.stage == Stage.RECEIVED else None
    by = rejection.proposed_by if rejection else None
    now = standing(case, waits)
    unsorted, child = came_along(case, waits)
    return State(
        Stage(case.stage), rejected=case.outcome == Outcome.NOT_OURS, proposed_by_me=bool(by and by.user_id == actor.user),
        proposed_by_other=by.user.name if by and by.user_id != actor.user else "",
        is_lead=case.lead_id == actor.membership, lead=case.lead.user.name if case.lead else "",
        offered_to_me=bool(offer and offer.to_id == actor.membership), now=now, leads=bool(case.lead_id) and leads(actor, case),
        to_read=to_read(actor, now), unsorted=unsorted, unsorted_child=child,
        reconsider=any(one.kind == Kind.RECONSIDER for one in waits),
    )  # fmt: skip


def left_texts(actor: Actor, case: Case) -> list[Any]:
    """Unfinished texts of those who may not see the case any more, as their lead reads them: a form's fields each with its name."""
    rows = left_drafts(actor, case)
    for row in rows:
        row.readable = readable(row)  # type: ignore[attr-defined]
    return rows


def flow_of(case: Case) -> list[tuple[str, str, str]]:
    """The stages of the phase with their dates: name, note, and whether done, now or to come."""
    at = {
        Stage.RECEIVED: case.received_at,
        Stage.REGISTERED: case.registered_at,
        Stage.CONCLUDED: case.concluded_at,
        Stage.CLOSED: case.closed_at,
    }
    if case.stage == Stage.CLOSED and case.registered_at is None:
        shown: tuple[Stage, ...] = (Stage.RECEIVED, Stage.CLOSED)
    else:
        shown = (*AFKLARING, Stage.CLOSED) if case.stage == Stage.CLOSED else AFKLARING
    if case.stage in INDSATS:
        shown = (Stage.CONCLUDED, *INDSATS)
    place = shown.index(Stage(case.stage))
    rows = [(_("Afklaring"), "", "done")] if case.stage in INDSATS else []
    for number, stage in enumerate(shown):
        then = at.get(stage)
        note = day(then, lib.today()) if then and number <= place else ""
        rows.append((str(stage.label), note, "done" if number < place else "now" if number == place else "later"))
    if case.stage in AFKLARING:
        rows.append((_("Indsats"), _("Kun hvis der er behov"), "later"))
    return rows


def owner_name(waiting: Deadline, case: Case) -> str:
    """Whose turn it is, by name where one is known."""
    if waiting.owner_membership is not None:
        return waiting.owner_membership.user.name
    if waiting.owner_authority is not None:
        return waiting.owner_authority.name
    if waiting.owner == Owner.LEAD and case.lead is not None:
        return case.lead.user.name
    if waiting.owner == Owner.CHILD_DEPARTMENT and case.municipality.child_department:
        return case.municipality.child_department
    label = str(Owner(waiting.owner).label)
    return label[:1].upper() + label[1:]


def told_apart(case: Case, waits: list[Deadline]) -> dict[uuid.UUID, str]:
    """Of deadlines of one kind, of which a case has several: which concern each is about, by its source and when it came."""
    kinds = [one.kind for one in waits]
    twice = [one for one in waits if one.about and kinds.count(one.kind) > 1 and one.kind != Kind.TASK]
    if not twice:
        return {}
    told = {pk: one for one in concerns_of(case) for pk in (one.pk, one.mailbox_id)}
    return {one.pk: about_concern(told[one.about]) for one in twice if one.about in told}


def about_concern(concern: Concern) -> str:
    """Which of a case's concerns is meant, in a few words."""
    face = str(concern.get_face_display())
    return _("{face}, modtaget {at}").format(face=face[:1].upper() + face[1:], at=moment(concern.received_at, lib.today()))


def whose_move(case: Case, state: State, waits: list[Deadline]) -> str:
    """Whose move it is: the owner of what is due first; the lead's while a child's concern waits here for the question of underretning."""
    if state.unsorted_child and state.lead:
        return state.lead
    return owner_name(waits[0], case) if waits else str(_("Ingen"))


def shared_of(case: Case) -> list[Disclosure]:
    """What was shared, newest first, with receiver and giver."""
    return _shared(case.pk)


@prepared
def _shared(case: uuid.UUID) -> QuerySet[Disclosure]:
    return (
        Disclosure.objects.filter(case=case)
        .select_related("receiver", "unit__authority", "by__user", "corrects")
        .order_by("-given_at", "-id")
    )


def readers_of(case: Case, members: list[Membership]) -> list[tuple[str, datetime]]:
    """Who has read the case in the last week, and when last; others than its members are looked up."""
    found = who_read(case.pk, lib.now() - timedelta(days=7))
    found = [one for one in found if one.role != Role.REPORTER]  # who reads only what they wrote themself
    known = known_to({one.membership for one in found if one.membership}, members)
    return [(known.get(one.membership, str(one.role.label)), one.last_at) for one in found]


def known_to(ids: set[uuid.UUID], members: list[Membership]) -> dict[uuid.UUID, Membership]:
    """The people of these ids; others than a case's members are looked up."""
    known = {one.pk: one for one in members}
    return known | names(ids - known.keys()) if ids - known.keys() else known


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


OUTSIDE = {
    Face.PUBLIC: _l("Fra borger"),
    Face.PROFESSIONAL: _l("Fra fagperson"),
    Face.POLICE: _l("Fra politiet"),
    Face.NOTED: _l("Fra henvender, noteret af kommunen"),
}


@dataclass
class Judged:
    """What an entry about an assessment says, and where it is read."""

    text: str
    page: str


def judged(case: Case, ours_from: str, now: Standing) -> list[Event]:
    """What was assessed and concluded, as entries of the timeline: what the judgement is, is read on its own page."""
    if case.stage in (Stage.RECEIVED, Stage.CLOSED):
        return []
    found = []
    for one in versions_of(case) if now.versions is None else now.versions:
        if one.finished_at and one.by:
            text = _("Udgave {number}.").format(number=one.version)
            found.append((one.finished_at, _("Socialfaglig vurdering færdig"), one.by.user.name, Judged(text, "assessments:social")))
    for joint in joints_of(case) if now.joints is None else now.joints:
        if joint.signed_at and joint.signed_by:
            text = _("Lavet {how}.").format(how=joint.get_form_display())
            found.append(
                (joint.signed_at, _("Fælles vurdering underskrevet"), joint.signed_by.user.name, Judged(text, "assessments:joint"))
            )
    for row in conclusions_of(case) if now.conclusions is None else now.conclusions:
        text = _("Taget op igen.") if row.superseded_at else _("Begrundet, med bekymringens art.")
        found.append((row.at, _("Sagen konkluderet"), row.by.user.name, Judged(text, "assessments:conclude")))
    return [Event(at, title, ours_from + who, False, "assessment", row) for at, title, who, row in found]


def given_to(row: Disclosure) -> str:
    """Who has got what was shared, as the end of the sentence that says who reads it."""
    got = _("{who} har fået det at vide.") if row.form == Form.ORAL else _("{who} har fået et uddrag.")
    got = _("{who} har fået underretningen.") if row.basis == "BL133" else got
    if row.receiver is not None and row.receiver.kind == "POLICE":
        return got.format(who=row.receiver.name)
    who = row.unit.name if row.unit is not None else row.to_whom or row.receiver
    return f"{got.format(who=who)} {_('Ikke politiet.')}"


def timeline(
    case: Case, shared: list[Disclosure], members: list[Membership], now: Standing, only: str = "", *, seen: Readers
) -> list[Event]:
    """Notes, concerns, disclosures and messages of a case, newest first; authors who are no longer with it are looked up."""
    hold([case.pk])
    ours_from, notes = f"{_('Kommunen')} · ", notes_of(case)
    authors = known_to({one.author_id for one in notes}, members)
    events = [
        Event(
            note.happened_at, note.title or str(note.get_kind_display()), ours_from + authors[note.author_id].user.name, False, "note", note
        )
        for note in notes
    ]
    for concern in concerns_of(case):
        name = concern.reporter_name or (_("anonym") if concern.anonymous else "")
        events.append(Event(concern.received_at, _("Henvendelse"), f"{OUTSIDE[Face(concern.face)]} · {name}", True, "concern", concern))
    for row in shared:
        title = _("Underretning sendt") if row.basis == "BL133" else _("Videregivet {form}").format(form=row.get_form_display())
        events.append(Event(row.given_at, title, ours_from + row.by.user.name, False, "disclosure", row, seen.said(given=given_to(row))))
    for message in case_messages(case):
        ours = message.sender == "coordinator"
        title = _("Skrevet til henvender") if ours else _("Henvender har skrevet")
        whose = ours_from + message.signed if ours else _("Fra henvender")
        events.append(Event(message.at, title, whose, not ours, "message", message, seen.said(reporter=True)))
    for told in received_of(case) if case.stage != Stage.RECEIVED else ():
        title = _("Modtaget {form}").format(form=told.get_form_display())
        events.append(Event(told.received_at, title, _("Fra {who}").format(who=told.unit or told.sender), True, "received", told))
    events += judged(case, ours_from, now)
    return sorted((one for one in events if not only or one.kind == only), key=lambda one: one.at, reverse=True)
