"""The overview and the whole case: what waits, for whom, and what there is."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from infohus import lib
from infohus.access.rules import Act, Actor
from infohus.accounts.models import Membership
from infohus.accounts.queries import names
from infohus.audit.queries import entries_since, who_read
from infohus.casefile.rules import State
from infohus.cases.models import Case
from infohus.cases.queries import covered_by, notes_of, offer_of
from infohus.cases.rules import AFKLARING, Stage, Under18
from infohus.concerns.models import Concern, Rejection
from infohus.concerns.queries import concerns_of, rejection_of
from infohus.concerns.rules import Face
from infohus.deadlines.models import Deadline
from infohus.deadlines.rules import EXPECTED, Kind, Owner, end_of_day, group
from infohus.disclosures.models import Disclosure
from infohus.mailboxes.queries import case_messages
from infohus.persons.models import Person
from infohus.persons.queries import person_of, persons_of
from infohus.persons.rules import age_on, initials
from infohus.sealing.ring import hold
from infohus.ui.rules import day

PAGE = 50
PAGE_OF = {
    Kind.REGISTER: ("concerns:register", False),
    Kind.CONFIRM_REJECTION: ("concerns:rejection", False),
    Kind.CHILD_RECEIPT: ("concerns:send_receipt", True),
    Kind.READ_MESSAGE: ("casefile:mailbox", True),
    Kind.POLICE_CONTACT: ("casefile:disclose_orally", False),
    Kind.ACCEPT_LEAD: ("casefile:answer_offer", False),
}
OTHERS = (Owner.CHILD_DEPARTMENT, Owner.POLICE)


@dataclass
class Row:
    """One line of a work list: a deadline with its case, named by initials and age only."""

    deadline: Deadline
    case: Case | None
    title: str = ""

    @property
    def says(self) -> str:
        """What to do."""
        return str(EXPECTED[Kind(self.deadline.kind)].says)

    @property
    def verb(self) -> str:
        """The button beside it."""
        return str(EXPECTED[Kind(self.deadline.kind)].verb)

    @property
    def page(self) -> tuple[str, tuple[Any, ...]]:
        """Where it is done: the name of the page and what its address holds."""
        name, needs_about = PAGE_OF.get(Kind(self.deadline.kind), ("casefile:case", False))
        if needs_about and self.deadline.about is None:
            name, needs_about = "casefile:case", False
        return name, (self.deadline.case_id, self.deadline.about) if needs_about else (self.deadline.case_id,)


@dataclass
class WorkList:
    """A page of a work list, grouped by when it is due, and where the next page begins."""

    groups: list[tuple[str, list[Row]]] = field(default_factory=list)
    older: str = ""


def open_deadlines() -> QuerySet[Deadline]:
    """Everything that waits, soonest first."""
    return Deadline.objects.filter(met_at=None, ended_at=None).order_by("due_at", "id")


def mine(actor: Actor) -> Q:
    """What is the actor's turn: as lead (also while covering one), as one of the coordinators, or by name."""
    leads = [actor.membership, *covered_by(actor)]
    led = Case.objects.filter(lead_id__in=leads).values("pk")
    own_proposals = Rejection.objects.filter(proposed_by_id=actor.membership, answered_at=None).values("pk")
    return (
        Q(owner=Owner.LEAD, case_id__in=led)
        | Q(owner__in=(Owner.COORDINATORS, Owner.MEMBERS))
        | Q(owner_membership_id__in=leads)
        | Q(owner__in=(Owner.OTHER_COORDINATOR, Owner.OTHER_OR_HEAD)) & ~Q(about__in=own_proposals)
    )


def work(actor: Actor, view: str, after: str = "") -> WorkList:
    """A page of a view: `mine`, `ours`, `waiting` (for others) or `overdue`; the inbox's own deadlines stand in the inbox."""
    rows = open_deadlines().exclude(kind=Kind.REGISTER)
    if view == "mine":
        rows = rows.filter(mine(actor)).exclude(owner__in=OTHERS)
    elif view == "waiting":
        rows = rows.filter(Q(owner__in=OTHERS) | Q(owner=Owner.ASKED) & ~Q(owner_membership_id=actor.membership))
    elif view == "overdue":
        rows = rows.filter(due_at__lt=lib.now())
    return page_of(rows, after)


def page_of(rows: QuerySet[Deadline], after: str = "") -> WorkList:
    """The next fifty, grouped: over time, today, this week, later."""
    if place := read_place(after):
        rows = rows.filter(Q(due_at__gt=place[0]) | Q(due_at=place[0], id__gt=place[1]))
    found = list(rows[: PAGE + 1])
    shown = with_cases(found[:PAGE])
    groups: dict[str, list[Row]] = {}
    for row in shown:
        groups.setdefault(str(group(row.deadline.due_at, lib.now()).label), []).append(row)
    last = found[PAGE - 1] if len(found) > PAGE else None
    return WorkList(list(groups.items()), f"{last.due_at.isoformat()}_{last.pk}" if last else "")


def read_place(after: str) -> tuple[datetime, uuid.UUID] | None:
    """Where a page begins, out of an address; nonsense begins at the beginning."""
    moment, _between, pk = after.partition("_")
    try:
        read = datetime.fromisoformat(moment.replace(" ", "+"))
        return (read, uuid.UUID(pk)) if read.tzinfo else None
    except ValueError:
        return None


def with_cases(deadlines: Iterable[Deadline]) -> list[Row]:
    """Deadlines with their cases, named by initials and age, in three queries however many there are."""
    listed = list(deadlines)
    ids = {one.case_id for one in listed if one.case_id}
    cases = {case.pk: case for case in Case.objects.filter(pk__in=ids).select_related("lead__user")} if ids else {}
    people = persons_of(list(cases)) if cases else {}
    return [Row(one, cases.get(one.case_id), short_name(cases.get(one.case_id), people.get(one.case_id))) for one in listed]


def short_name(case: Case | None, person: Person | None) -> str:
    """`O.H., 16 år`; 'Ikke identificeret' or 'Under 18 år' where no more is known."""
    if case is None:
        return ""
    if person is None or not (person.name or person.birth_on):
        return {Under18.YES: "Under 18 år", Under18.NO: "Voksen"}.get(Under18(case.under_18), "Alder ukendt")
    name = initials(person.name) if person.name else "Navn ukendt"
    return f"{name}, {age_of(person)} år" if person.birth_on else name


def age_of(person: Person) -> int:
    """The person's age today, in whole years."""
    from datetime import date

    return age_on(date.fromisoformat(person.birth_on), lib.today())


@dataclass
class Arrival:
    """One line of the inbox."""

    case: Case
    concern: Concern
    register_by: datetime | None
    child_by: datetime | None
    rejection: Rejection | None


def inbox(after: str = "") -> list[Arrival]:
    """What has arrived and is not registered, by when it must be; shared by all coordinators."""
    cases = list(Case.objects.filter(stage=Stage.RECEIVED).order_by("received_at", "id")[:PAGE])
    ids = [case.pk for case in cases]
    due: dict[tuple[Any, str], datetime] = {}
    for one in Deadline.objects.filter(case_id__in=ids, kind__in=(Kind.REGISTER, Kind.CHILD_24H), met_at=None, ended_at=None):
        due[one.case_id, one.kind] = one.due_at
    concerns = {one.case_id: one for one in Concern.objects.filter(case_id__in=ids).order_by("-received_at").only("id", "case_id", "face", "source", "anonymous", "received_at")}
    proposed = {one.case_id: one for one in Rejection.objects.filter(case_id__in=ids, answered_at=None).select_related("proposed_by__user")}
    return [
        Arrival(case, concerns[case.pk], due.get((case.pk, Kind.REGISTER)), due.get((case.pk, Kind.CHILD_24H)), proposed.get(case.pk))
        for case in cases
        if case.pk in concerns
    ]


def tally(actor: Actor) -> tuple[int, int]:
    """How many of the actor's deadlines are over time, and how many are due today."""
    now = lib.now()
    told = open_deadlines().filter(mine(actor)).exclude(owner__in=OTHERS).order_by().aggregate(
        over=Count("pk", filter=Q(due_at__lt=now)), today=Count("pk", filter=Q(due_at__gte=now, due_at__lte=end_of_day(lib.today()))),
    )  # fmt: skip
    return told["over"], told["today"]


def my_cases(actor: Actor, view: str, after: str = "") -> tuple[list[tuple[Case, str]], str]:
    """Cases by view (`mine`, `ours`, `closed`), newest first, keyset pages of fifty."""
    rows = Case.objects.exclude(stage=Stage.RECEIVED).select_related("lead__user", "administration").order_by("-received_at", "-id")
    if view == "closed":
        rows = rows.filter(stage=Stage.CLOSED)
    else:
        rows = rows.exclude(stage=Stage.CLOSED)
        if view == "mine":
            rows = rows.filter(lead_id__in=[actor.membership, *covered_by(actor)])
    if place := read_place(after):
        rows = rows.filter(Q(received_at__lt=place[0]) | Q(received_at=place[0], id__lt=place[1]))
    found = list(rows[: PAGE + 1])
    people = persons_of([case.pk for case in found[:PAGE]])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return [(case, short_name(case, people.get(case.pk))) for case in found[:PAGE]], f"{last.received_at.isoformat()}_{last.pk}" if last else ""


def deadlines_of(case: Case) -> list[Deadline]:
    """The open deadlines of a case, soonest first."""
    return list(open_deadlines().filter(case_id=case.pk).select_related("owner_membership__user", "owner_authority"))




# ---------- One case


def state_of(actor: Actor, case: Case) -> State:
    """What the next step of a case depends on."""
    rejection, offer = (rejection_of(case) if case.stage == Stage.RECEIVED else None), offer_of(case)
    by = rejection.proposed_by if rejection else None
    return State(
        Stage(case.stage), proposed_by_me=bool(by and by.user_id == actor.user),
        proposed_by_other=by.user.name if by and by.user_id != actor.user else "",
        is_lead=case.lead_id == actor.membership, lead=case.lead.user.name if case.lead else "",
        offered_to_me=bool(offer and offer.to_id == actor.membership),
    )  # fmt: skip


def flow_of(case: Case) -> list[tuple[str, str, str]]:
    """The stages of the phase with their dates: name, note, and whether done, now or to come."""
    at = {Stage.RECEIVED: case.received_at, Stage.REGISTERED: case.registered_at, Stage.CONCLUDED: case.concluded_at, Stage.CLOSED: case.closed_at}
    if case.stage == Stage.CLOSED and case.registered_at is None:
        shown: tuple[Stage, ...] = (Stage.RECEIVED, Stage.CLOSED)
    else:
        shown = (*AFKLARING, Stage.CLOSED) if case.stage == Stage.CLOSED else AFKLARING
    place = shown.index(Stage(case.stage)) if case.stage in shown else len(shown)
    rows = []
    for number, stage in enumerate(shown):
        moment = at.get(stage)
        note = day(moment, lib.today()) if moment and number <= place else ""
        rows.append((str(stage.label), note, "done" if number < place else "now" if number == place else "later"))
    if case.stage != Stage.CLOSED:
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


def shared_of(case: Case) -> list[Disclosure]:
    """What was shared, newest first, with receiver and giver."""
    return list(Disclosure.objects.filter(case=case).select_related("receiver", "unit__authority", "by__user").order_by("-given_at", "-id"))


def readers_of(case: Case) -> list[tuple[str, datetime]]:
    """Who has read the case in the last week, and when last."""
    found = who_read(case.pk, lib.now() - timedelta(days=7))
    known = names([one.membership for one in found if one.membership])
    return [(known.get(one.membership, str(one.role.label)), one.last_at) for one in found]


def who_sees(members: list[Membership], me: uuid.UUID | None) -> str:
    """`Mette Holm og dig. Ikke politiet.`"""
    others = [one.user.name for one in members if one.pk != me]
    listed = ", ".join(others[:-1]) + (_(" og ") if len(others) > 1 else "") + others[-1] if others else ""
    return _("{names} og dig. Ikke politiet.").format(names=listed) if listed else _("Kun dig. Ikke politiet.")


@dataclass
class Event:
    """One entry of the timeline: when, what, whose words, and what it says."""

    at: datetime
    title: str
    whose: str
    outside: bool
    kind: str
    row: Any


OUTSIDE = {Face.PUBLIC: _l("Fra borger"), Face.PROFESSIONAL: _l("Fra fagperson"), Face.POLICE: _l("Fra politiet"), Face.NOTED: _l("Fra henvender, noteret af kommunen")}


def timeline(case: Case, only: str = "") -> list[Event]:
    """Notes, concerns, disclosures and messages of a case, newest first."""
    hold([case.pk])
    events = [Event(note.happened_at, note.title or str(note.get_kind_display()), f"{_('Kommunen')} · {note.author.user.name}", False, "note", note) for note in notes_of(case)]
    for concern in concerns_of(case):
        name = concern.reporter_name or (_("anonym") if concern.anonymous else "")
        events.append(Event(concern.received_at, _("Henvendelse"), f"{OUTSIDE[Face(concern.face)]} · {name}", True, "concern", concern))
    for row in shared_of(case):
        title = _("Underretning sendt") if row.basis == "BL133" else _("Videregivet {form}").format(form=row.get_form_display())
        events.append(Event(row.given_at, title, f"{_('Kommunen')} · {row.by.user.name}", False, "disclosure", row))
    for message in case_messages(case):
        ours = message.sender == "coordinator"
        title = _("Skrevet til henvender") if ours else _("Henvender har skrevet")
        events.append(Event(message.at, title, f"{_('Kommunen')} · {message.signed}" if ours else _("Fra henvender"), not ours, "message", message))
    return sorted((one for one in events if not only or one.kind == only), key=lambda one: one.at, reverse=True)


def news(request: Any) -> tuple[datetime | None, list[tuple[str, uuid.UUID, str]]]:
    """What others have done in my cases since I last signed in: number, case, act; naming nobody."""
    since = request.membership.user.seen_before_at
    if since is None:
        return None, []
    found = entries_since(since, but=request.actor.membership, most=10)
    numbers = dict(Case.objects.filter(pk__in=[one.case_id for one in found]).values_list("pk", "number"))
    return since, [(numbers[one.case_id], one.case_id, str(Act(one.act).label)) for one in found if one.case_id in numbers]


__all__ = ["person_of"]
