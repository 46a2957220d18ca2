"""Concerns of a case, as they were sent and as they were sorted."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.apps import apps
from django.db import connection, transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from infohus import lib
from infohus.access.rules import Act, Actor, require
from infohus.accounts import queries as accounts
from infohus.accounts.models import Authority
from infohus.attachments.models import Attachment
from infohus.attachments.rules import neutral_name
from infohus.audit.actions import at_hand
from infohus.audit.queries import last_done
from infohus.cases.models import Case, CaseBound, CaseMember, Departure, Exclusion
from infohus.cases.queries import current, duty_there
from infohus.cases.rules import Outcome, Stage, Under18
from infohus.catalogues.queries import Texts, entries, entry, text
from infohus.catalogues.rules import Entry, Kind
from infohus.concerns.models import Concern, Draft, PoliceQuestion, Rejection
from infohus.concerns.rules import (
    WHILE_WRITTEN,
    RejectionCode,
    SentenceKind,
    Side,
    Way,
    asks_about_report,
    joining_refusal,
    source_group,
    split_sentences,
    unreadable,
)
from infohus.db.context import Context, acting
from infohus.db.prepared import prepared
from infohus.deadlines.models import Deadline
from infohus.deadlines.queries import of_case
from infohus.deadlines.rules import Kind as Expected
from infohus.deadlines.rules import local_day
from infohus.disclosures.models import Copy, Disclosure
from infohus.disclosures.rules import Paper, Part, Sheet
from infohus.persons.models import Person
from infohus.persons.queries import age_now, age_today, birth_of, person_of, persons_of, relatives_of, short_name
from infohus.persons.rules import display_cpr
from infohus.sealing.ring import hold
from infohus.ui.rules import clock, full_day, moment


def seen(pk: uuid.UUID) -> Case | None:
    """The case as it stands, for one who may see it."""
    return Case.objects.filter(pk=pk).select_related("municipality", "administration", "lead__user").first()


class Came(NamedTuple):
    """A concern that may be about a child, as its clock is counted: when it came, and the copies the child duty was given of it."""

    concern: uuid.UUID
    at: datetime
    copies: list[uuid.UUID]


class Unjudged(NamedTuple):
    """An underretning that waits to be judged, and until when."""

    concern: uuid.UUID
    due_at: datetime


def came_to(case: Case) -> list[Came]:
    """The concerns of a case that are an underretning, or not decided about; for the house itself, whose key opens none of them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT concern_id, came_at, copies FROM concerns_came(%s)", [case.pk])
        return [Came(*row) for row in cursor.fetchall()]


def counted_source(case: Case) -> str:
    """The group of sources a case is counted by: that of the concern that came first (ST02)."""
    first = Concern.objects.filter(case=case).order_by("received_at", "id").values_list("source", "anonymous").first()
    return source_group(*(first or (case.source, False))).value


def belongs(case: uuid.UUID, pk: uuid.UUID) -> bool:
    """Whether a concern is one of this case's."""
    return Concern.objects.filter(case=case, pk=pk).exists()


def concern_for(actor: Actor, act: Act, case: uuid.UUID, pk: uuid.UUID | None = None) -> Concern:
    """A concern of a case (the first one not registered yet), for one who comes to do this; a page that shows it is a reading of its case."""
    rows = (
        Concern.objects.select_related("case__municipality", "case__administration", "mailbox")
        .filter(case=case)
        .order_by("registered_at", "received_at")
    )
    chosen = rows.filter(pk=pk) if pk else rows.filter(registered_at=None)
    concern = chosen.first() or get_object_or_404(rows, pk=pk or uuid.UUID(int=0))
    require(actor, act, concern.case_id)
    at_hand(concern.case)
    hold([concern.case_id])
    return concern


def concerns_of(case: Case) -> list[Concern]:
    """All concerns of a case, oldest first."""
    hold([case.pk])
    return _concerns(case.pk)


@prepared
def _concerns(case: uuid.UUID) -> QuerySet[Concern]:
    return Concern.objects.filter(case=case).select_related("mailbox").order_by("received_at", "id")


def asks_report(concern: Concern) -> bool:
    """Whether it is still to be decided if a concern is an underretning (barnets lov § 133)."""
    return asks_about_report(concern.case.under_18, concern.report_sent_at, concern.report_not_sent)


def shared_apart(concern: Concern) -> tuple[list[Disclosure], list[Disclosure]]:
    """What was shared of a concern alone, which goes along when it is taken out of its case, and what stays in the case."""
    rows = list(Disclosure.objects.filter(case=concern.case).select_related("receiver", "unit__authority").order_by("given_at", "id"))
    goes = [one for one in rows if one.concern_id == concern.pk or one.tells_of == [str(concern.pk)]]
    return goes, [one for one in rows if one not in goes]


def kept_back(case: Case) -> bool:
    """Whether a sentence says why the police were not given something of a case."""
    return Departure.objects.filter(case=case, kind="withheld").exists()


def is_shared(case: Case) -> bool:
    """Whether anything of a case was given to anybody, on paper, by mouth or to read here."""
    return Disclosure.objects.filter(case=case).exists()


def still_read(rows: Iterable[Disclosure]) -> list[Copy]:
    """Of what was given, the sheets that another authority can still read."""
    copies = Copy.objects.filter(disclosure__in=list(rows), disclosure__receiver__isnull=False).order_by("number")
    return [one for one in copies if one.living]


def acute_waits(case: Case) -> uuid.UUID | None:
    """The deadline by which it is said what was done of an underretning that was judged acute, while that waits."""
    return next((one.pk for one in of_case(case.pk) if one.kind == Expected.CHILD_ACUTE), None)


def judgements(case: Case) -> list[tuple[uuid.UUID | None, datetime]]:
    """When what came to a case was judged, and of which concern it was said, if of one alone."""
    return list(Deadline.objects.filter(case_id=case.pk, kind=Expected.CHILD_24H).exclude(met_at=None).values_list("about", "met_at"))


def came(concern: Concern) -> datetime:
    """From when the 24 hours of a concern are counted: its receipt, or the sending that came before we had written it down (barnets lov § 136)."""
    return min(concern.received_at, concern.report_sent_at or concern.received_at)


def minute(at: datetime) -> datetime:
    """The minute in which something was done: as it is typed in, it is told no closer."""
    return at.replace(second=0, microsecond=0)


def is_judged(judged: Collection[tuple[uuid.UUID | None, datetime]], concern: uuid.UUID, at: datetime) -> bool:
    """Whether one of these judgements can have been of a concern that came, or was sent, at that moment."""
    return any(about in (None, concern) and when >= minute(at) for about, when in judged)


def unjudged(case: Case, concerns: Iterable[Concern] | None = None, waits: Iterable[Deadline] | None = None) -> Unjudged | None:
    """The underretning of a case that was sent and waits to be judged, the one that came first; None where none does (barnets lov § 136).

    `concerns`, `waits`: those of the case, and what is waited for, where they are known.
    """
    due = next((one.due_at for one in (of_case(case.pk) if waits is None else waits) if one.kind == Expected.CHILD_24H), None)
    if due is None:
        return None
    known = Concern.objects.filter(case=case) if concerns is None else concerns
    judged = judgements(case)
    rows = [one for one in known if one.report_sent_at is not None and not is_judged(judged, one.pk, one.report_sent_at)]
    first = min(rows, key=lambda one: (is_judged(judged, one.pk, came(one)), came(one), one.pk), default=None)
    return Unjudged(first.pk, due) if first is not None else None


def asks_no_report(case: Case, concerns: Iterable[Concern] | None = None, waits: Iterable[Deadline] | None = None) -> Unjudged | None:
    """The first concern about a child that nobody has judged to be an underretning or none, and until when; None where none waits.

    One of which nothing is said comes first, then one of which it was said before the age was known. The rest as `unjudged`.
    """
    waiting = list(of_case(case.pk) if waits is None else waits)
    due = next((one.due_at for one in waiting if one.kind == Expected.CHILD_24H), None)
    if due is None:
        return None
    known = list(Concern.objects.filter(case=case) if concerns is None else concerns)
    if unjudged(case, known, waiting) is not None:
        return None
    hold([case.pk])
    unsent = [one for one in known if one.report_sent_at is None]
    first = min(unsent, key=lambda one: (bool(one.report_not_sent.strip()), one.received_at, one.pk), default=None)
    return Unjudged(first.pk, due) if first is not None else None


def to_call_back(case: Case) -> list[Copy]:
    """The sheets that name the person of another case, can still be read there, and wait to be called back or mended."""
    tasks = {one.about for one in of_case(case.pk) if one.kind == Expected.TASK}
    return [one for one in still_read(Disclosure.objects.filter(case=case)) if one.pk in tasks]


def unreadable_here(case: Case) -> str:
    """Why an underretning of this case cannot be sent here, and how it is sent instead; '' where somebody of the child duty can open it.

    Who has turned 18 since the case came is no child any more: that one was sent before can be noted (barnets lov § 133).
    """
    if case.under_18 != Under18.NO and age_now(case) == Under18.NO:
        return _(
            "Personen er fyldt 18 år. Nu kan der ikke sendes en underretning efter barnets lov. Er den sendt før fødselsdagen, så notér hvornår."
        )
    return unreadable(duty_there(case), case.municipality.child_duty_phone)


def undecided(case: Case) -> bool:
    """Whether the child duty reads a case now, as an arrival about somebody under 18, or perhaps."""
    return case.stage == Stage.RECEIVED and case.under_18 != Under18.NO


def came_along(case: Case, waits: Iterable[Deadline]) -> tuple[uuid.UUID | None, bool]:
    """The concern whose sentences wait for their places, a child's undecided one first, and whether it asks about underretning."""
    ids = [one.about for one in waits if one.kind == Expected.SORT]
    if not ids:
        return None, False
    hold([case.pk])
    rows = Concern.objects.filter(case=case, pk__in=ids)
    child = next((one.pk for one in rows if asks_about_report(case.under_18, one.report_sent_at, one.report_not_sent)), None)
    return child or ids[0], child is not None


def rejection_of(case: Case) -> Rejection | None:
    """The proposal of rejection that waits for an answer."""
    rows = Rejection.objects.filter(case=case, answered_at=None)
    return rows.select_related("proposed_by__user", "proposed_by__administration", "case__municipality").first()


def files_of(case: Case) -> list[Attachment]:
    """The files of a case that are still there."""
    return list(Attachment.objects.filter(case=case, removed_at=None).order_by("added_at", "id"))


def to_sort(concern: Concern) -> list[str]:
    """The reporter's words, sentence by sentence."""
    return [sentence for sentence in split_sentences(concern.observed) if sentence.strip()]


OTHERS = (
    "when_where", "worry", "signs_description", "alternatives", "goes_well", "recently", "who", "age", "place", "talked", "told_person_how",
    "told_parent_1_how", "told_parent_2_how", "interpreter_who", "done", "safety",
)  # fmt: skip


# Questions that were put to the reporter, as they are headed for somebody else.
IN_THIRD_PERSON = {
    "talked": _l("Kontakt til personen eller forældrene"), "worry": _l("Hvad henvenderen er bekymret for kan ske"),
    "done": _l("Hvad henvenderen selv har gjort"), "safety": _l("Sikkerhed"),
}  # fmt: skip


# What is asked by one form alone, or by another name there: its label tells which form it was. In common they stand under a name each form could have,
# each after a question that each form could ask: a bare "no" would answer another one.
KNOWN, DONE = _l("Om de ved det, og hvordan de tog det"), _l("Hvad der er gjort eller brug for")
OF_ONE_FORM = {
    "talked": KNOWN, "told_person_how": KNOWN, "told_parent_1_how": KNOWN, "told_parent_2_how": KNOWN, "interpreter_who": DONE, "done": DONE,
}  # fmt: skip
IN_COMMON = _l("Hvad personen og de nærmeste ved, og hvad der er gjort")


def labels_of_one_form() -> dict[str, str]:
    """The labels from which it can be seen which form a concern was written in, each with the question in common."""
    labels = {name: IN_THIRD_PERSON.get(name, Concern._meta.get_field(name).verbose_name) for name in OF_ONE_FORM}
    return {str(labels[name]): str(question) for name, question in OF_ONE_FORM.items()}


def in_common(parts: Sequence[Part]) -> list[Part]:
    """The same passages without telling which form they are from, professional or not."""
    telling = labels_of_one_form()
    texts = [f"{telling[part.label]}: {part.text}" for part in parts if part.label in telling and part.text.strip()]
    return [*(part for part in parts if part.label not in telling), *([Part(str(IN_COMMON), "\n".join(texts))] if texts else [])]


def other_answers(concern: Concern) -> list[tuple[str, str, str]]:
    """The reporter's other free answers that say something: name, label, text."""
    labels = {field.name: str(IN_THIRD_PERSON.get(field.name, field.verbose_name)) for field in concern._meta.concrete_fields}
    return [(name, labels[name], getattr(concern, name)) for name in OTHERS if getattr(concern, name)]


# ---------- The signs that were chosen


@dataclass(frozen=True)
class Chosen:
    """A sign as the concern was made with it, and what a weaker one can be as well."""

    text: str
    serious: bool
    also: str


def signs_known(concern: Concern) -> list[Entry]:
    """The signs of the catalogue a concern was made with; one that went out of use while it was written, too."""
    return entries(Kind.SIGN, concern.catalogue_on, concern.municipality_id, retired=True)


def signs_of(concerns: Iterable[Concern]) -> list[Chosen]:
    """The signs that reporters chose, serious ones first, in the wording of the day they chose them; never counted or weighed."""
    chosen: dict[str, Chosen] = {}
    for concern in concerns:
        if concern.signs:
            known = signs_known(concern)
            also = {one.code: one.data.get("also", "") for one in known}
            for sign in concern.signs:
                chosen.setdefault(sign["code"], Chosen(sign["text"], bool(sign.get("serious")), also.get(sign["code"], "")))
    return sorted(chosen.values(), key=lambda one: not one.serious)


def signs_to_sort(concern: Concern) -> list[tuple[str, str]]:
    """The signs that were chosen of a concern, each of which can be left out, or go along when it is parted: code, wording."""
    return [(sign["code"], sign["text"]) for sign in concern.signs]


def words_of_signs(concern: Concern, codes: Collection[str]) -> list[str]:
    """How these signs read in what was sent, in either language."""
    known = {one.code: one.text_en for one in signs_known(concern)}
    return [words for sign in concern.signs if sign["code"] in codes for words in (sign["text"], known.get(sign["code"])) if words]


def has_acute_sign(concerns: Iterable[Concern]) -> bool:
    """Whether a registered one of these, of which nobody has decided what the police are told, was made with a sign that the catalogue calls acute."""
    for concern in concerns:
        if concern.registered_at and concern.police == PoliceQuestion.OPEN and concern.signs:
            known = signs_known(concern)
            if {one.code for one in known if one.data.get("acute")} & {sign["code"] for sign in concern.signs}:
                return True
    return False


def serious_signs(municipality: Authority, ticked: Collection[str] = ()) -> list[dict[str, Any]]:
    """The serious signs of the catalogue today, as a concern keeps one that was chosen; one that went out of use since the page was opened, if it is ticked."""
    texts = Texts(municipality)
    known = [*texts.of(Kind.SIGN), *texts.gone(Kind.SIGN, ticked, lib.today() - WHILE_WRITTEN)]
    return [{"code": one.code, "text": one.text, "serious": True} for one in known if one.data.get("category") == "SERIOUS"]


def serious_today(signs: Iterable[Chosen], municipality: Authority) -> str:
    """What a serious sign asks of the coordinators today, as the catalogue says it; '' where none was chosen."""
    return text("SERIOUS_TODAY", municipality) if any(one.serious for one in signs) else ""


# ---------- What is written to the one who told


def receipt_text(concern: Concern, sender: str) -> str:
    """The receipt as the catalogue has it: of an underretning, or of a concern that is none (barnets lov § 137)."""
    code = "RECEIPT_REPORT" if concern.report_sent_at is not None else "RECEIPT_REPORTER"
    return text(code, concern.case.municipality, received_on=full_day(concern.received_at), sender=sender)


def address_behind(mailbox: uuid.UUID) -> str:
    """Where the one who holds the code of a mailbox can be told that something lies there; '' where they gave no address."""
    row = Concern.objects.filter(mailbox=mailbox).first()
    return row.reporter_email if row else ""


def questions_for(municipality: Authority) -> dict[str, Any]:
    """The questions a coordinator can send along, by code, and the words they begin with when nothing else is written."""
    texts = Texts(municipality)
    asked = [(one.code, texts.say(one)) for one in texts.of(Kind.TEXT) if one.code.startswith("QUESTION_") and one.code != "QUESTION_INTRO"]
    return {"questions": asked, "intro": texts.text("QUESTION_INTRO")}


# ---------- What became of an arrival


def became(case: Case) -> str:
    """Who has moved an arrival on, how and when, for one who comes too late."""
    if case.stage == Stage.CLOSED:
        told = _("Henvendelsen blev afvist {at}.") if case.outcome == Outcome.NOT_OURS else _("Sagen blev lukket {at}.")
        return told.format(at=moment(case.closed_at, lib.today()) if case.closed_at else "")
    if case.stage != Stage.RECEIVED:
        done = last_done(case.pk, Act.REGISTER_CONCERN)
        who = accounts.names({done.membership_id}).get(done.membership_id) if done else None
        if done is None or who is None:
            return _("Henvendelsen er registreret.")
        return _("Henvendelsen er registreret af {who} {at}.").format(who=who.user.name, at=moment(done.at, lib.today()))
    if waiting := rejection_of(case):
        told = _("{who} har foreslået at afvise henvendelsen {at}. Forslaget venter på svar.")
        return told.format(who=waiting.proposed_by.user.name, at=moment(waiting.proposed_at, lib.today()))
    if Rejection.objects.filter(case=case).exists():
        return _("Der er svaret på forslaget om at afvise henvendelsen. Den er stadig i indbakken.")
    return _("En anden har ændret henvendelsen imens. Den er stadig i indbakken.")


def as_registered(case: Case) -> dict[str, str]:
    """What stands in a registered case, by the names of the form of registration; a protected address is said to be one."""
    hold([case.pk])
    person, concern = person_of(case), Concern.objects.filter(case=case).order_by("registered_at").last()
    rows = {"under_18": str(case.get_under_18_display()), "administration": case.administration.name if case.administration else ""}
    if person:
        born = birth_of(person.birth_on)
        rows |= {name: getattr(person, name) for name in ("name", "description", "contact")}
        rows |= {"cpr": display_cpr(person.cpr) if person.cpr else "", "birth_on": full_day(born) if born else ""}
        rows["address"] = _("Beskyttet") if person.address_protected and person.address else person.address
    if concern:
        purpose = entry(Kind.PURPOSE, concern.purpose, authority=case.municipality_id)
        rows |= {"surplus_why": concern.surplus_why, "report_not_sent": concern.report_not_sent, "purpose": purpose.text if purpose else ""}
    return rows


def was_written(seen_by: Context, concern: uuid.UUID) -> bool:
    """Whether a concern of this id is there, for those who see none; the id is made of its words."""
    with acting(seen_by), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT was_written(%s)", [concern])
        return bool(cursor.fetchone()[0])


@dataclass(frozen=True)
class Open:
    """An open case as one that a concern could belong to: who by initials and age, who told and when, where it stands, and whose it is.

    `refused`: why it cannot be put to it, and what to do instead; '' where it can.
    """

    pk: uuid.UUID
    number: str
    who: str
    told: str
    stands: str
    refused: str

    def __str__(self) -> str:
        return " · ".join((self.number, self.who, self.told, self.stands))


def joinable(case: Case, asked: uuid.UUID | None = None) -> list[Open]:
    """The open cases of mine that a concern could belong to, the newest first; `asked`: this one too, whether it can be put to it or not."""
    mine = Case.objects.exclude(pk=case.pk).exclude(stage=Stage.CLOSED).select_related("lead__user")
    rows = list(mine.order_by("-received_at")[:100])
    if asked not in (None, *(one.pk for one in rows)):
        rows += mine.filter(pk=asked)
    sides = sides_of([case, *rows])
    refused = {one.pk: joining_refusal(sides[case.pk], sides[one.pk]) for one in rows}
    rows = [one for one in rows if refused[one.pk] is None or one.pk == asked]
    people, told = persons_of([one.pk for one in rows]), _first_told([one.pk for one in rows])
    found = []
    for one in rows:
        first = told.get(one.pk)
        by = f"{first.told_as}{_(', anonym') if first.anonymous else ''}, " if first else ""
        stands = f"{one.get_stage_display()}, {one.lead.user.name}" if one.lead else str(one.get_stage_display())
        why, at = refused[one.pk], moment(one.received_at, lib.today())
        found.append(Open(one.pk, one.number, short_name(one, people.get(one.pk)), by + at, stands, why.sentence if why else ""))
    return found


def joins(pk: uuid.UUID, into: Case) -> bool:
    """Whether this open case of mine can be put to another."""
    sides = sides_of([into, *Case.objects.filter(pk=pk)])
    return pk in sides and joining_refusal(sides[pk], sides[into.pk]) is None


def sides_of(cases: Iterable[Case]) -> dict[uuid.UUID, Side]:
    """These cases as sides of a joining, by id."""
    rows = list(cases)
    pks = [one.pk for one in rows]
    kept, members = defaultdict(list), defaultdict(set)
    for row in Exclusion.objects.filter(case__in=pks, lifted_at=None).select_related("user"):
        kept[row.case_id].append((row.user_id, row.user.name))
    for with_it in current(CaseMember.objects.filter(case__in=pks)).select_related("membership"):
        members[with_it.case_id].add(with_it.membership.user_id)
    models = [one for one in apps.get_models() if issubclass(one, CaseBound) and one.holds_back]
    held = {pk for model in models for pk in model._default_manager.filter(case__in=pks).values_list("case_id", flat=True).distinct()}
    return {
        one.pk: Side(
            one.pk, one.municipality_id, one.number, one.stage, one.received_at, one.pk in held, members[one.pk], kept[one.pk]
        )
        for one in rows
    }  # fmt: skip


def _first_told(cases: list[uuid.UUID]) -> dict[uuid.UUID, Concern]:
    """The concern that came first to each of these cases, in clear columns only."""
    rows = Concern.objects.filter(case__in=cases).order_by("-received_at").only("id", "case_id", "source", "anonymous")
    return {one.case_id: one for one in rows}


def ways_to(concern: Concern) -> list[Way]:
    """How the one who told can be given a receipt: in the mailbox only where they have a code that still opens it."""
    return [way for way in Way if way != Way.MAILBOX or (concern.mailbox is not None and concern.mailbox.opens)]


def own_draft(place: uuid.UUID | None) -> Draft | None:
    """The saved form of the code that is held, while it lasts."""
    return Draft.objects.filter(pk=place, valid_until__gt=lib.now()).select_related("municipality").first()


def reasons_to_reject(municipality: uuid.UUID) -> list[tuple[str, str]]:
    """Why a concern may not be ours, in the catalogue's words of today, those of the municipality before the product's."""
    known = entries(Kind.REJECTION, authority=municipality)
    return [(one.code, one.text) for one in known if one.code in RejectionCode.values]


# ---------- The concern as the child department reads it


def report_sheet(concern: Concern, files: list[Attachment] | None = None) -> Sheet:
    """A concern as underretning: the person and those around them, what was sent word for word, its signs, files, and the reporter (BL § 133).

    `files`: those of the case in the order they came, where they are known.
    """
    case = concern.case
    person = person_of(case) if case.stage != Stage.RECEIVED else None
    rows = [(_("Modtaget"), f"{full_day(local_day(concern.received_at))} {clock(concern.received_at)}")]
    rows += person_rows(person) if person else [(label, value) for label, value in told_person(concern) if value]
    child = age_today(case, person) != Under18.NO  # of a grown-up nobody has custody
    for one in relatives_of(case) if person else ():
        custody = _(", har del i forældremyndigheden") if child and one.holds_custody else ""
        rows.append((f"{one.get_role_display()}{custody}", ", ".join(filter(None, (one.name, one.contact, one.interpreter, one.remark)))))
    rows.append((_("Henvender"), reporter_line(concern)))
    return Sheet(_("Underretning"), rows, [part for part in passages(concern) if part.text.strip()], papers_of(concern, files), [])


def person_rows(person: Person) -> list[tuple[str, str]]:
    """What is known of the person, row by row; a protected address is said to be one and left out."""
    born = birth_of(person.birth_on)
    address = _("beskyttet, spørg koordinatoren") if person.address_protected and person.address else person.address
    rows = [
        (_("Navn"), person.name), (_("CPR-nummer"), display_cpr(person.cpr) if person.cpr else ""),
        (_("Fødselsdato"), full_day(born) if born and not person.cpr else ""), (_("Beskrivelse"), person.description),
        (_("Adresse"), address), (_("Kontakt"), person.contact),
    ]  # fmt: skip
    return [(label, value) for label, value in rows if value]


def told_person(concern: Concern) -> list[tuple[str, str]]:
    """Whom the reporter says it is about, before anybody is named."""
    return [(_("Hvem"), concern.who), (_("Alder"), concern.age), (_("Bopæl, skole eller arbejde"), concern.place)]


def reporter_line(concern: Concern) -> str:
    """Who told, as far as the receiver may know: an anonymous reporter and one who asked for it are not named."""
    source = concern.told_as
    if concern.anonymous:
        return f"{source}, {_('anonym')}"
    if concern.hide_name:
        return f"{source}, {_('har bedt om, at navnet ikke oplyses: spørg koordinatoren')}"
    known = (concern.reporter_name, concern.workplace, concern.reporter_phone, concern.reporter_email)
    told = (
        (source, *known) if concern.source else (*known, _("forholdet til borgeren er ikke oplyst"))
    )  # it is not the name that was not told
    return ", ".join(filter(None, told))


def passages(concern: Concern) -> list[Part]:
    """What the reporter wrote, passage by passage: sorted if it is sorted, else as it was sent."""
    kinds = {kind.value: str(kind.label) for kind in SentenceKind}
    if concern.sentences:
        told: dict[str, list[str]] = {}
        for one in concern.sentences:
            told.setdefault(one["kind"], []).append(one["text"].strip())
        parts = [Part(kinds.get(kind, kind), "\n".join(texts)) for kind, texts in told.items()]
    else:
        parts = [Part(_("Set eller hørt"), concern.observed)]
    signs = "\n".join(f"{one['text']}{_(' (alvorligt tegn)') if one.get('serious') else ''}" for one in concern.signs)
    others = [(label, text) for name, label, text in other_answers(concern) if name not in ("who", "age", "place")]
    return [*parts, Part(_("Valgte tegn"), signs), *(Part(label, text) for label, text in others)]


def papers_of(concern: Concern, files: list[Attachment] | None = None) -> list[Paper]:
    """The files that came with a concern, under neutral names, with what opens them."""
    rows = [one for one in (files_of(concern.case) if files is None else files) if one.about == concern.pk and one.cleaned]
    return [
        Paper(str(one.pk), neutral_name(number, one.origin, one.media_type), one.media_type, one.size, one.file_key)
        for number, one in enumerate(rows, 1)
    ]
