"""The list of cases, and the whole case: what there is, and what has happened."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterable
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Actor
from infohus.accounts.models import Membership
from infohus.assessments.queries import readable, standing, to_read
from infohus.assessments.queries.police import reminders_ready
from infohus.assessments.rules import Standing, Target
from infohus.casefile.rules import PHASES, State
from infohus.cases.models import Case, Draft
from infohus.cases.queries import another_there, covered_by, leads
from infohus.cases.rules import AFKLARING, CLASS_OF, INDSATS, Class, Outcome, Stage
from infohus.catalogues.queries import own_title, titles
from infohus.catalogues.rules import Kind as Catalogue
from infohus.closing.queries import about_concern, owed_at_the_end, printed_first
from infohus.concerns.models import Concern
from infohus.concerns.queries import asks_no_report, came_along, has_acute_sign, rejection_of, unjudged
from infohus.db.prepared import Among, prepared
from infohus.deadlines.models import Deadline
from infohus.deadlines.rules import Kind, Owner, is_late, local_day
from infohus.disclosures.models import Disclosure
from infohus.persons.queries import person_of, persons_of, short_name
from infohus.rights.queries import held
from infohus.ui.rules import day, moment

PAGE = 50


def my_cases(actor: Actor, view: str, after: str = "", phase: str = "") -> tuple[list[tuple[Case, str]], str]:
    """Cases by view (`mine`, `ours`, `closed`) and phase, newest first, keyset pages of fifty."""
    at, last_id = lib.read_place(after) or (None, None)
    found = cases_of(view, phase)([actor.membership, *covered_by(actor)] if view == "mine" else [], at, last_id)
    people = persons_of([case.pk for case in found[:PAGE]])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return [(case, short_name(case, people.get(case.pk))) for case in found[:PAGE]], lib.place_of(last.received_at, last.pk) if last else ""


@cache
def cases_of(view: str, phase: str) -> Callable[..., list[Case]]:
    """The question for a view and phase: a page and one more of the cases led by some (in other views: by anyone), from a place on."""

    def ask(leads: Any, at: Any, last: Any) -> QuerySet[Case]:
        rows = Case.objects.exclude(stage=Stage.RECEIVED).select_related("lead__user", "administration").order_by("-received_at", "-id")
        rows = rows.filter(stage=Stage.CLOSED) if view == "closed" else rows.exclude(stage=Stage.CLOSED)
        if view == "mine":
            rows = rows.filter(Among("lead_id", leads))
        if phase in PHASES:
            rows = rows.filter(stage__in=PHASES[phase][1])
        return (rows if at is None else rows.filter(Q(received_at__lt=at) | Q(received_at=at, id__lt=last)))[: PAGE + 1]

    return prepared(ask)


# ---------- One case


def state_of(
    actor: Actor,
    case: Case,
    members: list[Membership],
    offer: Any,
    waits: list[Deadline],
    concerns: list[Concern],
    shared: list[Disclosure],
) -> State:
    """What the next step of a case depends on: who is with it, an offer of the lead, its open deadlines, all its concerns, and what was shared."""
    rejection = rejection_of(case) if case.stage == Stage.RECEIVED else None
    by = rejection.proposed_by if rejection else None
    now = standing(case, waits, concerns, shared)
    unsorted, child = came_along(case, waits)
    sent, undecided = unjudged(case, concerns, waits), asks_no_report(case, concerns, waits)
    return State(
        Stage(case.stage), rejected=case.outcome == Outcome.NOT_OURS, proposed_by_me=bool(by and by.user_id == actor.user),
        proposed_by=by.user_id if by else None, proposed_by_other=by.user.name if by and by.user_id != actor.user else "",
        alone=case.stage == Stage.RECEIVED and not another_there(actor, case, members),
        is_lead=case.lead_id == actor.membership, lead=case.lead.user.name if case.lead else "",
        offered_to_me=bool(offer and offer.to_id == actor.membership), now=now, leads=bool(case.lead_id) and leads(actor, case),
        person_gone=case.emptied_at is not None and case.stage != Stage.CLOSED and person_of(case) is None,
        to_read=to_read(actor, now), unsorted=unsorted, unsorted_child=child,
        inform_late=any(one.kind == Kind.INFORM and is_late(one.due_at, lib.now()) for one in waits),
        cannot_wait=case.stage == Stage.REGISTERED and has_acute_sign(concerns),
        remind=reminder_ready(case, waits), ask_again=ask_again(now, waits),
        printed_first=now.not_shared and now.target == Target.NO and printed_first(case, ends_shortly_in(now)),
        reconsider=any(one.kind == Kind.RECONSIDER for one in waits),
        acute_waits=next((one.pk for one in waits if one.kind == Kind.CHILD_ACUTE), None),
        unjudged=(sent.concern, moment(sent.due_at, lib.today())) if sent else None,
        undecided=(undecided.concern, moment(undecided.due_at, lib.today())) if undecided else None,
        held_until=held(case), owed=owed_at_the_end(case) if case.stage == Stage.CONCLUDED else frozenset(), tell_first=tell_first(waits),
    )  # fmt: skip


def ends_shortly_in(now: Standing) -> Class:
    """The class of a case that nothing came of: by whether other help is needed, as the page that ends it takes for granted."""
    return CLASS_OF[Outcome.OTHER_NEED if now.other_help else Outcome.UNFOUNDED]


def reminder_ready(case: Case, waits: list[Deadline]) -> uuid.UUID | None:
    """Of a registered case, the sheet that has waited longest for the police's answer of those about which a reminder lies ready."""
    awaited = [one.about for one in waits if one.kind == Kind.POLICE_ANSWER and one.about] if case.stage != Stage.RECEIVED else []
    ready = reminders_ready(awaited)
    return next((one for one in awaited if one in ready), None)


def ask_again(now: Standing, waits: list[Deadline]) -> tuple[uuid.UUID, date] | None:
    """What the police were given when they said that it must not be talked of in Infohus, and the day for asking again, once it has come."""
    due = next((local_day(one.due_at) for one in waits if one.kind == Kind.HINDRANCE), None)
    word = next((one for one in now.answers or () if not one.is_question), None)
    return (word.disclosure_id, due) if now.hindrance and word is not None and due is not None and due <= lib.today() else None


def tell_first(waits: list[Deadline]) -> tuple[Kind, uuid.UUID] | None:
    """The message to a reporter that is due before the citizen's; None where there is none, or the duty to inform is due sooner."""
    first = next((one for one in waits if one.kind in (Kind.INFORM, Kind.PRO_FEEDBACK, Kind.FEEDBACK)), None)
    return (Kind(first.kind), first.about) if first and first.about and first.kind != Kind.INFORM else None


def left_texts(rows: list[Draft]) -> list[Draft]:
    """Unfinished texts of those who may not see the case any more, as their lead reads them: a form's fields each with its name."""
    for row in rows:
        row.readable = readable(row)  # type: ignore[attr-defined]
    return rows


def flow_of(case: Case, now: Standing) -> list[tuple[str, str, str]]:
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
        if number <= place and stage in (Stage.ASSESSING, Stage.JOINT):
            note = assessed_when(stage, now)
        rows.append((str(stage.label), note, "done" if number < place else "now" if number == place else "later"))
    if case.stage in AFKLARING:
        rows.append((_("Indsats"), _("Kun hvis der er behov"), "later"))
    return rows


def assessed_when(stage: Stage, now: Standing) -> str:
    """What the flow says of a stage that has no date of its own: the police's last word, or when what belongs to it was finished."""
    if stage == Stage.JOINT:
        return day(now.joint.signed_at, lib.today()) if now.joint_signed else ""
    if now.undecided_at:
        return _("Politiet kunne ikke afgøre det {day}").format(day=day(now.undecided_at, lib.today()))
    if now.answered_at:
        return _("Politiet svarede {day}").format(day=day(now.answered_at, lib.today()))
    return day(now.social.finished_at, lib.today()) if now.social_finished else ""


def owner_name(
    waiting: Deadline, case: Case, members: Collection[Membership] = (), now: Standing | None = None, proposer: uuid.UUID | None = None
) -> str:
    """Whose turn it is, by name where one is known: among the members of the case the one who did not write what is to be read, if there is one.

    `proposer`: the user who proposed that an arrival is not ours, which the other one answers.
    """
    if waiting.owner_membership is not None:
        return waiting.owner_membership.user.name
    if waiting.owner_authority is not None:
        return waiting.owner_authority.name
    if waiting.owner == Owner.LEAD and case.lead is not None:
        return case.lead.user.name
    if waiting.owner == Owner.CHILD_DEPARTMENT and case.municipality.child_department:
        return case.municipality.child_department
    if waiting.kind == Kind.SECOND_READING and now is not None:
        written = {one.pk: one.by if one is now.social else one.signed_by for one in (now.social, now.joint) if one is not None}
        by = written.get(waiting.about)
        proposer = by.user_id if by is not None else None
    if waiting.owner == Owner.OTHER_COORDINATOR and proposer is not None:
        others = [one for one in members if one.user_id != proposer]
        if len(others) == 1:
            return others[0].user.name
        if not others:
            return _("En anden koordinator, som ikke er med på sagen endnu")
    label = str(Owner(waiting.owner).label)
    return label[:1].upper() + label[1:]


def told_apart(concerns: list[Concern], waits: list[Deadline], now: Standing) -> dict[uuid.UUID, str]:
    """Of deadlines of one kind, of which a case has several: which concern each is about, which word of the police and when it came, or which assessment."""
    kinds = [one.kind for one in waits]
    twice = [one for one in waits if one.about and kinds.count(one.kind) > 1 and one.kind != Kind.TASK]
    if not twice:
        return {}
    words = {pk: about_concern(one) for one in concerns for pk in (one.pk, one.mailbox_id)}
    words |= {one.pk: about_answer(one) for one in now.answers or ()}
    words |= {one.pk: str(_("Den socialfaglige vurdering")) for one in now.versions or ()}
    words |= {one.pk: str(_("Den fælles vurdering")) for one in now.joints or ()}
    return {one.pk: words[one.about] for one in twice if one.about in words}


def nothing_sent(case: Case, rows: Iterable[Deadline]) -> dict[uuid.UUID, str]:
    """Of receipts that were met without one being sent, as the reporter left no address: what stands instead."""
    met = {one.pk: one for one in rows if one.kind == Kind.CHILD_RECEIPT and one.met_at}
    if not met:
        return {}
    known = {one.pk: one for one in Concern.objects.filter(case=case)}
    told = {}
    for pk, one in met.items():
        concern = known.get(one.about)
        if concern is not None and (concern.receipt_sent_at is None or concern.receipt_sent_at > one.met_at):
            code = _("Ingen sendt: henvenderen har ikke givet en adresse. Siden med koden er kvitteringen.")
            told[pk] = code if concern.mailbox_id else _("Ingen sendt: henvenderen har hverken givet en adresse eller fået en kode.")
    return told


def about_answer(answer: Any) -> str:
    """Which word of the police is meant, in a few words."""
    kind = str(answer.get_kind_display())
    return f"{kind[:1].upper()}{kind[1:]}, {moment(answer.answered_at, lib.today())}"


def whose_move(case: Case, state: State, waits: list[Deadline], owners: dict[uuid.UUID, str], duty: Collection[str] = ()) -> str:
    """Whose move it is: the owner of what is due first, as `owners` calls them; never the child department, whose judging stops nothing here.

    `duty`: who of the child duty reads the arrival.
    """
    if case.stage == Stage.RECEIVED and waits and waits[0].owner == Owner.CHILD_DEPARTMENT:
        return str(_("Koordinatorerne. Børnevagten læser med")) if duty else str(_("Koordinatorerne"))
    if state.unsorted_child and state.lead:
        return state.lead
    first = next((one for one in waits if one.owner != Owner.CHILD_DEPARTMENT), None)
    return owners[first.pk] if first else str(_("Ingen"))


def shared_of(case: Case) -> list[Disclosure]:
    """What was shared, newest first, with receiver and giver, and what its basis is called: as the municipality has worded it, else as the law."""
    rows, shipped = _shared(case.pk, lib.today()), titles(Catalogue.BASIS)
    for row in rows:
        row.rests_on = row.own_title or shipped.get(row.basis, "")  # type: ignore[attr-defined]
    return rows


@prepared
def _shared(case: uuid.UUID, day: date) -> QuerySet[Disclosure]:
    return (
        Disclosure.objects.filter(case=case)
        .annotate(own_title=own_title(Catalogue.BASIS, code="basis", authority="municipality", day=day))
        .select_related("receiver", "unit__authority", "by__user", "corrects")
        .order_by("-given_at", "-id")
    )
