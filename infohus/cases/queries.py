"""Cases as such: who is with them, what was noted, who covers whom."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from infohus import lib
from infohus.access.rules import Act, Actor, Role, require
from infohus.accounts.models import Membership
from infohus.accounts.queries import holders, names
from infohus.audit.actions import at_hand
from infohus.audit.queries import who_read
from infohus.cases.models import Case, CaseMember, Cover, Draft, Exclusion, HandOver, Note, NoteAddendum, NoteVersion
from infohus.cases.rules import Class, Stage, Under18, after_clock
from infohus.catalogues.queries import entry
from infohus.catalogues.rules import Kind as Catalogue
from infohus.db.context import as_system
from infohus.db.prepared import Among, prepared
from infohus.deadlines.queries import of_case
from infohus.deadlines.rules import Kind as Deadlines
from infohus.ui.rules import moment

# What a locked case still has a page for: closing and opening, what keeps it from being erased, printing, and what its reporter wrote since.
OF_LOCKED = frozenset({Act.CLOSE_CASE, Act.REOPEN_CASE, Act.PLACE_HOLD, Act.LIFT_HOLD, Act.PRINT_CASE, Act.TAKE_NOTE})

# Pages that are nothing but a form, which a closed case would refuse.
OF_OPEN = frozenset({
    Act.DISCLOSE_ORALLY, Act.PASS_TO_POLICE, Act.DISCLOSE, Act.WITHHOLD_FROM_POLICE, Act.DECLARE_CONFLICT, Act.OFFER_LEAD, Act.SET_TASK, Act.SET_ASIDE,
    Act.NOTE_RECEIVED, Act.REMIND_RECEIVER, Act.NOTE_POLICE_ANSWER, Act.CORRECT_PERSON, Act.NOTE_RELATIVE,
})  # fmt: skip


def case_for(actor: Actor, act: Act, pk: uuid.UUID) -> Case:
    """The case, for one who comes to do this: 404 for one who may not see it, `Forbidden` for one who may not do it.

    A page that shows it leaves the entry of one reading. Of a locked case nothing can be shown, so the page is the one that says so (`Elsewhere`).
    """
    for case in _case(pk):
        require(actor, act, case.pk)
        if case.locked and act not in OF_LOCKED:
            raise lib.Elsewhere(_("Sag {number} er lukket og låst.").format(number=case.number), "closing:closed", case.pk)
        if case.stage == Stage.CLOSED and act in OF_OPEN:
            sentence = _("Sag {number} er lukket. Den kan læses, men ikke ændres.").format(number=case.number)
            raise lib.Elsewhere(sentence, "casefile:case", case.pk)
        at_hand(case)
        return case
    raise Http404


@prepared
def _case(pk: uuid.UUID) -> QuerySet[Case]:
    return Case.objects.select_related("municipality", "administration", "lead__user", "lead__administration").filter(pk=pk)


def members_of(case: Case) -> list[Membership]:
    """Who is with a case now, the lead first; not one whose role has ended."""
    here = [
        one
        for one in (row.membership for row in _with(case.pk))
        if one.user.is_active and (one.until_at is None or one.until_at > lib.now())
    ]
    return sorted(here, key=lambda one: (one.pk != case.lead_id, one.user.name))


def current(rows: QuerySet[CaseMember]) -> QuerySet[CaseMember]:
    """Those of these who are with their case now: not one who left it, or whose role has ended."""
    here = Q(membership__until_at=None) | Q(membership__until_at__gt=lib.now())
    return rows.filter(here, left_at=None, membership__user__is_active=True)


@prepared
def _with(case: uuid.UUID) -> QuerySet[CaseMember]:
    return CaseMember.objects.filter(case=case, left_at=None).select_related("membership__user", "membership__administration")


def notes_of(case: Case) -> list[Note]:
    """The notes of a case, newest first, each with what was added and whether it was ever corrected, in two queries; authors by id."""
    notes = _notes(case.pk)
    added: dict[uuid.UUID, list[NoteAddendum]] = {}
    for addendum in _addenda(case.pk):
        added.setdefault(addendum.note_id, []).append(addendum)
    for note in notes:
        note.added = added.get(note.pk, [])
    return notes


@prepared
def _notes(case: uuid.UUID) -> QuerySet[Note]:
    corrected = Exists(NoteVersion.objects.filter(note=OuterRef("pk")))
    return Note.objects.filter(case=case).annotate(before=corrected).order_by("-happened_at", "-id")


@prepared
def _addenda(case: uuid.UUID) -> QuerySet[NoteAddendum]:
    return NoteAddendum.objects.filter(case=case).select_related("author__user").order_by("written_at")


def note_for(case: Case, pk: uuid.UUID) -> Note:
    """A note of a case with its earlier wordings and what was added, or 404."""
    note = get_object_or_404(Note.objects.select_related("author__user", "case__municipality"), case=case, pk=pk)
    note.added = list(NoteAddendum.objects.filter(note=note).select_related("author__user").order_by("written_at"))
    note.before = list(NoteVersion.objects.filter(note=note).order_by("replaced_at"))
    return note


def draft_of(actor: Actor, case: Case, form: str, about: uuid.UUID | None = None) -> Draft | None:
    """The writer's own unfinished text of a form."""
    return next(iter(_draft(case.pk, actor.membership, form, about)), None)


@prepared
def _draft(case: uuid.UUID, membership: uuid.UUID | None, form: str, about: uuid.UUID | None) -> QuerySet[Draft]:
    return Draft.objects.filter(case=case, membership_id=membership, form=form, about=about)


def drafts_of(case: Case) -> list[Draft]:
    """The unfinished texts of a case that the one who looks may see, the oldest first."""
    return _drafts(case.pk)


def unfinished(actor: Actor, rows: Iterable[Draft], form: str) -> tuple[Draft | None, list[Draft]]:
    """The writer's own unfinished text of a form, and the texts of those who may not see the case any more.

    These are shown to its lead, before there is one to whoever is with it (`model.md` D4).
    """
    own = (one for one in rows if one.membership_id == actor.membership and one.form == form and one.about is None)
    return next(own, None), [one for one in rows if one.membership_id != actor.membership and one.text.strip()]


@prepared
def _drafts(case: uuid.UUID) -> QuerySet[Draft]:
    return Draft.objects.filter(case=case).select_related("membership__user").order_by("saved_at")


def offer_of(case: Case) -> HandOver | None:
    """The offer of the lead that waits for an answer."""
    return next(iter(_offers(case.pk)), None)


def offering_refusal(actor: Actor, case: Case, offer: HandOver | None) -> str:
    """Why this actor cannot offer the lead of a case now, `offer` being the one that waits; '' where they can."""
    if case.lead_id is None:
        return _("Sagen har ingen tovholder endnu. Den, der registrerer den, bliver det.")
    if case.lead_id != actor.membership:
        return _("Det kan kun sagens tovholder.")
    if offer is not None:
        return _("Sagen er allerede tilbudt {name}. Vent på svaret, eller træk tilbuddet tilbage.").format(name=offer.to.user.name)
    return ""


LAST_ONE = _l("Du er den eneste på sagen. Bed din faglige leder om at udpege en anden, før du træder ud.")
ASKED = _l("Du er den eneste på sagen. Du kan træde ud, når der er udpeget en anden.")
NO_HEAD = _l(
    "Du er den eneste på sagen, og ingen er faglig leder og kan udpege en anden. Bed systemadministratoren om at give en kollega rollen som "
    "koordinator eller faglig leder."
)


def alone_with(actor: Actor, case: Case) -> bool:
    """Whether nobody but the actor is with a case."""
    return all(one.user_id == actor.user for one in members_of(case))


def heads_of(case: Case) -> list[Membership]:
    """The heads who are told of a case: those of its municipality who are not kept from it."""
    kept = {row.user_id for row in exclusions_of(case)}
    return [one for one in holders(case.municipality_id, Role.HEAD) if one.user_id not in kept]


def stepping_refusal(actor: Actor, case: Case) -> str:
    """Why this actor cannot step back from a case: nobody would be left to lead it, or to read it and to appoint another; '' where they can."""
    if not alone_with(actor, case):
        return ""
    if case.stage != Stage.RECEIVED:
        if case.lead_id != actor.membership:
            return ""
        return str(NO_HEAD if not heads_of(case) else ASKED if another_asked_at(case) else LAST_ONE)
    return "" if any(one.user_id != actor.user for one in heads_of(case)) else str(NO_HEAD)


def another_asked_at(case: Case) -> datetime | None:
    """Since when the head is asked to appoint somebody to a case; None where it does not wait."""
    return next((one.opened_at for one in of_case(case.pk) if one.kind == Deadlines.APPOINT_COORDINATOR), None)


def asking_refusal(actor: Actor, case: Case) -> str:
    """Why this actor cannot ask the head to appoint another to a case; '' where they can: its lead, while nobody else is with it."""
    if case.lead_id != actor.membership:
        return _("Det kan kun sagens tovholder.")
    if not alone_with(actor, case):
        return _("Der er en anden koordinator med på sagen. Du kan overdrage den.")
    if (since := another_asked_at(case)) is not None:
        return _("Den faglige leder er allerede bedt om at udpege en anden {at}.").format(at=moment(since, lib.today()))
    return "" if heads_of(case) else str(NO_HEAD)


@prepared
def _offers(case: uuid.UUID) -> QuerySet[HandOver]:
    return HandOver.objects.filter(case=case, answered_at=None).select_related("to__user", "by__user").order_by("id")


def exclusions_of(case: Case) -> list[Exclusion]:
    """Who is kept from a case, and why in a word."""
    return list(Exclusion.objects.filter(case=case, lifted_at=None).select_related("user"))


def covered_by(actor: Actor) -> list[uuid.UUID]:
    """For whom the actor stands in today."""
    day = lib.today()
    return list(
        Cover.objects.filter(by_id=actor.membership, ended_at=None, from_on__lte=day, until_on__gte=day).values_list("of_id", flat=True)
    )


def covers(municipality: uuid.UUID) -> list[Cover]:
    """Covers and absences that are not over, by their first day; whom they are of by name, who covers by id."""
    return _covers(municipality, lib.today())


@prepared
def _covers(municipality: uuid.UUID, day: date) -> QuerySet[Cover]:
    rows = Cover.objects.filter(municipality=municipality, ended_at=None, until_on__gte=day)
    return rows.select_related("of__user", "of__administration").order_by("from_on", "id")


@dataclass(frozen=True)
class Gap:
    """Days on which nobody answers for an administration."""

    of: Membership
    from_on: date
    until_on: date


def gaps(municipality: uuid.UUID, rows: Iterable[Cover] | None = None) -> list[Gap]:
    """Who is away without anybody there for them: no cover named, or the one who covers is away too."""
    known = covers(municipality) if rows is None else list(rows)
    found: list[Gap] = []
    for row in known:
        days = [row.from_on + timedelta(days=number) for number in range((row.until_on - row.from_on).days + 1)]
        bare = [day for day in days if day >= lib.today() and not _covered(row, day, known)]
        if bare:
            found.append(Gap(row.of, bare[0], bare[-1]))
    return found


@dataclass(frozen=True)
class Bare:
    """A case that nobody answers for on some days: whoever covers its lead is kept from it."""

    row: Cover
    case: uuid.UUID
    number: str
    another: bool  # somebody else could be appointed


def not_covered(rows: Iterable[Cover]) -> list[Bare]:
    """Of these covers, the cases they leave bare, for the lead and the head; it asks nothing where nobody covers."""
    known = {row.pk: row for row in rows if row.by_id}
    if not known:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT cover_id, case_id, number, another FROM cases_not_covered()")
        return _bare(known, cursor.fetchall())


def _bare(known: dict[uuid.UUID, Cover], rows: Iterable[tuple[Any, ...]]) -> list[Bare]:
    return [Bare(known[cover], case, number, another) for cover, case, number, another in rows if cover in known]


def _covered(row: Cover, day: date, rows: list[Cover]) -> bool:
    away = {other.of_id for other in rows if other.from_on <= day <= other.until_on}
    return any(
        other.of_id == row.of_id and other.by_id and other.by_id not in away and other.from_on <= day <= other.until_on for other in rows
    )


def colleagues(case: Case, but: uuid.UUID | None) -> list[Membership]:
    """The other coordinators who are with a case."""
    return [one for one in members_of(case) if one.pk != but]


# ---------- Who sees a case, in words


@dataclass(frozen=True)
class Readers:
    """Who reads a case besides the one who looks: its other members, at Modtaget the child duty, and who stands in today; by name."""

    others: list[str]
    duty: list[str]
    there: list[str]

    def said(self, *, reporter: bool = False, given: str = "") -> str:
        """`Mette Holm og dig. Ikke politiet.`; `reporter`: they read it too; `given`: the sentence that says who else has got it."""
        names = [*([_("Henvenderen")] if reporter else []), *self.others]
        said = [f"{together([*names, _('dig')])}." if names else _("Kun dig.")]
        if self.duty:
            said = [
                said[0] if names else _("Du."),
                _("Børnevagten ({names}) kan også læse det, til henvendelsen er registreret.").format(names=together(self.duty)),
            ]
        if self.there:
            said.append(_("{names} dækker i dag og kan også læse det.").format(names=together(self.there)))
        return " ".join([*said, given or _("Ikke politiet.")])


def readers(case: Case, members: list[Membership], me: uuid.UUID | None) -> Readers:
    """Who reads a case besides the one who looks at it."""
    others = [one.user.name for one in members if one.pk != me]
    return Readers(others, duty_of(case), standing_in(case, members, me))


def readers_behind_code(case: Case, me: uuid.UUID | None) -> Readers:
    """Who reads what is written behind a code of a locked case besides the one who looks: those who are with it, whom the case itself shows no more."""
    with as_system():
        return readers(case, members_of(case), me)


def who_sees(case: Case, members: list[Membership], me: uuid.UUID | None) -> str:
    """Who reads what is written in a case, in words."""
    return readers(case, members, me).said()


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


def another_there(actor: Actor, case: Case, members: list[Membership]) -> bool:
    """Whether anybody but the actor is with a case today, or stands in for one who is, and can answer what they propose."""
    return any(one.user_id != actor.user for one in members) or bool(standing_in(case, members, actor.membership))


def standing_in(case: Case, members: list[Membership], me: uuid.UUID | None) -> list[str]:
    """Who else reads a case today for one of its members, by name: nobody where it is protected, and not one who is kept from it."""
    if case.protected:
        return []
    with_it = [one.pk for one in members]
    return sorted({name for (name,) in _standing_in(case.pk, with_it, [*with_it, me] if me else with_it, lib.today())})


@prepared
def _standing_in(case: uuid.UUID, of: list[uuid.UUID], but: list[uuid.UUID], day: date) -> QuerySet[Cover, Any]:
    rows = Cover.objects.filter(Among("of_id", of), ended_at=None, from_on__lte=day, until_on__gte=day).exclude(by=None)
    kept = Exclusion.objects.filter(case=case, lifted_at=None).values("user_id")
    rows = rows.exclude(Among("by_id", but)).filter(by__user__is_active=True).exclude(by__user_id__in=kept)
    return rows.values_list("by__user__name")


def duty_of(case: Case) -> list[str]:
    """Who of the child duty reads an arrival that may be about a child, as `my_cases` lets them: by name."""
    return [] if case.stage != Stage.RECEIVED or case.under_18 == Under18.NO else duty_there(case)


def duty_there(case: Case) -> list[str]:
    """Who holds the child duty and is not kept from a case, and so can open what is sent to it: by name."""
    kept = {row.user_id for row in exclusions_of(case)}
    return sorted(one.user.name for one in holders(case.municipality_id, Role.CHILD_DUTY) if one.user_id not in kept)


def together(names: list[str]) -> str:
    """'Mette Holm og Søren Kaya'; '' of nobody."""
    return _(" og ").join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def leads(actor: Actor, case: Case) -> bool:
    """Whether the actor leads a case, or stands in today for the one who does (a protected case has no covers)."""
    return case.lead_id == actor.membership or (not case.protected and case.lead_id in covered_by(actor))


# ---------- The end of a closed case


class Ending(NamedTuple):
    """How many closed cases have their day soon (those whose day has come among them), how many have reached it, and how many are proposed."""

    soon: int
    ready: int
    proposed: int
    for_me: int  # proposed by another than the one who asks


# Two functions in one question: what ends in a row without a cover, and with it whether anybody holds the child duty.
ENDING_AND_BARE = """
SELECT cover_id, case_id, number, another, NULL, NULL, NULL, NULL, NULL FROM cases_not_covered()
UNION ALL SELECT NULL, NULL, NULL, NULL, soon, ready, proposed, for_me, EXISTS (
  SELECT FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id WHERE m.authority_id = %s AND m.role = 'child_duty'
  AND u.is_active AND m.from_at <= app_now() AND (m.until_at IS NULL OR m.until_at > app_now())) FROM cases_ending(%s)
"""


def ending_and_bare(municipality: uuid.UUID | None, rows: Iterable[Cover], days: int = 30) -> tuple[Ending, list[Bare], bool]:
    """What ends within so many days in the municipality of a coordinator or head, in numbers alone (zeros for all others), the cases
    that these covers leave bare, and whether anybody holds the municipality's child duty; one query.
    """
    with connection.cursor() as cursor:
        cursor.execute(ENDING_AND_BARE, [municipality, days])
        found = cursor.fetchall()
    *ends, duty = next(one[4:] for one in found if one[0] is None)
    return Ending(*ends), _bare({row.pk: row for row in rows if row.by_id}, (one[:4] for one in found)), duty


def ending(days: int = 30) -> Ending:
    """What ends within so many days, alone."""
    return ending_and_bare(None, (), days)[0]


def kept_until(municipality: uuid.UUID, kept: Class, day: date) -> date:
    """The day on which a case of a class that is closed on this day may be erased, by the clock the municipality's catalogue gives it."""
    known = entry(Catalogue.RETENTION_CLASS, kept.value, authority=municipality)
    return after_clock(known.data if known else {}, day)
