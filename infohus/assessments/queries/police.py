"""What the police have answered and asked, what they were given, and what waits for them."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from infohus import lib
from infohus.accounts.rules import AuthorityKind
from infohus.assessments.models.police import PoliceAnswer
from infohus.assessments.queries.social import with_case
from infohus.assessments.rules.police import AnswerForm, AnswerKind
from infohus.cases.models import Case
from infohus.concerns.models import Concern
from infohus.concerns.rules import Face
from infohus.db.prepared import Among, prepared
from infohus.deadlines.models import Deadline
from infohus.deadlines.queries import police_wait_for_us
from infohus.deadlines.rules import EXPECTED, Kind, local_day, working_days
from infohus.disclosures.models import Copy, Disclosure
from infohus.disclosures.queries import living_copies
from infohus.disclosures.rules import Form
from infohus.sealing.ring import hold

REMIND_AFTER = EXPECTED[Kind.POLICE_ANSWER].remind_after or 0  # arbejdsdage


def answers_of(case: Case) -> list[PoliceAnswer]:
    """What the police have answered and asked about a case, the newest first."""
    rows = _answers_of(case.pk)
    hold([row.copy_id for row in rows if row.copy_id])
    return with_case(case, rows)


def unread(answers: Iterable[PoliceAnswer]) -> str:
    """The ids of those that nobody has read yet, as a page that shows them carries them along."""
    return ",".join(str(one.pk) for one in answers if one.read_at is None)


@prepared
def _answers_of(case: uuid.UUID) -> QuerySet[PoliceAnswer]:
    mends = Disclosure.objects.filter(corrects=OuterRef("disclosure")).order_by("-given_at")
    back = mends.filter(~Exists(Disclosure.objects.filter(corrects=OuterRef("pk"))))  # what was corrected in its turn is not gone
    told = {"mended_by": Subquery(mends.values("number")[:1]), "mended_back": Subquery(back.values("recalled_at")[:1])}
    rows = PoliceAnswer.objects.filter(case=case).order_by("-answered_at", "-id").annotate(**told)
    return rows.select_related("authority", "by__user", "noted_by__user", "disclosure", "answered_with")


def _answers() -> QuerySet[PoliceAnswer]:
    rows = PoliceAnswer.objects.order_by("-answered_at", "-id")
    return rows.select_related("authority", "by__user", "noted_by__user", "case__municipality", "disclosure")


def read_by_them(answer: PoliceAnswer) -> str:
    """Whether the police read what they wrote, as the end of the sentence that says who does."""
    return _("{who}, så længe arket kan læses.").format(who=answer.authority) if answer.by_id else str(_("Ikke politiet."))


def brought(case: Case) -> list[Concern]:
    """The concerns that the police themselves wrote of a case, as far as it knows of them."""
    hold([case.pk])
    return [one for one in Concern.objects.filter(case=case, face=Face.POLICE).order_by("received_at") if is_known(one)]


def words_in(ids: Collection[uuid.UUID]) -> list[PoliceAnswer]:
    """What the police have said in these cases, be it an answer or that it cannot be decided yet, the oldest first.

    Each with when the sheet it is about was called back (`called_back`).
    """
    rows = PoliceAnswer.objects.filter(case_id__in=ids).exclude(kind=AnswerKind.ASKS_BACK)
    return list(rows.annotate(called_back=F("disclosure__recalled_at")).order_by("answered_at", "id"))


def answered_of(case: Case) -> set[uuid.UUID]:
    """Which disclosures of a case the police have answered."""
    return set(PoliceAnswer.objects.filter(case=case, kind=AnswerKind.ANSWER).values_list("disclosure_id", flat=True))


def one_question(disclosure: uuid.UUID) -> list[uuid.UUID]:
    """A disclosure to the police and those that answered what they asked about it, from one to the next: an answer to it answers them all."""
    found = [disclosure]
    for one in found:
        known = PoliceAnswer.objects.filter(disclosure=one).exclude(answered_with=None).values_list("answered_with", flat=True)
        found += [pk for pk in known if pk not in found]
    return found


def is_last_word(row: PoliceAnswer) -> bool:
    """Whether the police have said nothing since, of this case."""
    later_on = PoliceAnswer.objects.filter(case=row.case_id, answered_at__gt=row.answered_at)
    return not later_on.exclude(kind=AnswerKind.ASKS_BACK).exists()


SAYS = ("kind", "form", "who", "shares", "acute", "hindrance", "hindrance_until", "text")


def said_in(row: PoliceAnswer) -> list[object]:
    """What makes a word the same word: what it says and how it came, and of one that was typed in the day on which it was said."""
    return [*(getattr(row, name) for name in SAYS), local_day(row.answered_at) if row.form != AnswerForm.SYSTEM else None]


def asked_before(answer: PoliceAnswer, about: Collection[uuid.UUID]) -> list[uuid.UUID]:
    """What the police asked about these disclosures by the time at which they gave this answer to them, and what nothing has answered."""
    rows = PoliceAnswer.objects.filter(disclosure__in=about, kind=AnswerKind.ASKS_BACK, answered_with=None)
    return list(rows.filter(answered_at__lte=answer.answered_at).values_list("pk", flat=True))


def answered_since(answers: Sequence[PoliceAnswer]) -> dict[uuid.UUID, PoliceAnswer]:
    """Of all that the police have said of a case: the questions after which they answered all the same, each with the first such answer.

    To what it is an answer is told as by `one_question`: the sheet itself, and those that answered what they asked about it.
    """
    led = [(one.disclosure_id, one.answered_with_id) for one in answers if one.answered_with_id]
    found: dict[uuid.UUID, PoliceAnswer] = {}
    for answer in sorted((one for one in answers if one.is_answer), key=lambda one: one.answered_at, reverse=True):
        about = [answer.disclosure_id]
        for one in about:
            about += [to for sheet, to in led if sheet == one and to not in about]
        for one in answers:
            if one.is_question and not one.answered_with_id and one.disclosure_id in about and one.answered_at <= answer.answered_at:
                found[one.pk] = answer
    return found


def waits_for(case: Case, disclosure: Disclosure) -> bool:
    """Whether a case waits for the police's answer to what they were given, also by mouth."""
    about = one_question(disclosure.pk)
    return any(one.disclosure.pk in about for one in waiting_of(case))


def questions_of(case: Case, answered_with: Disclosure | None = None) -> list[PoliceAnswer]:
    """What the police have asked and wait for an answer to, the oldest first; with it what this disclosure answered, when it is corrected."""
    waits = Deadline.objects.filter(case_id=case.pk, kind=Kind.ANSWER_BACK, met_at=None, ended_at=None).values_list("about", flat=True)
    asked = set(waits) | set(PoliceAnswer.objects.filter(answered_with=answered_with).values_list("pk", flat=True) if answered_with else ())
    return [one for one in reversed(answers_of(case)) if one.pk in asked] if asked else []


def is_asked_about(disclosure: Disclosure) -> bool:
    """Whether the police have asked something about a disclosure, and wait for us."""
    return Disclosure.objects.filter(police_wait_for_us("pk"), pk=disclosure.pk).exists()


def answer_for(case: Case, pk: uuid.UUID) -> PoliceAnswer:
    """One of a case, or 404."""
    return get_object_or_404(_answers().filter(case=case), pk=pk)


@dataclass(frozen=True)
class Waiting:
    """Something the police were given and have not answered: since how many arbejdsdage, whether they opened the sheet, and whether they still can.

    What was told by mouth has no sheet: nobody is reminded of it, but an answer can be noted.
    """

    disclosure: Disclosure
    days: int
    seen: bool = False
    living: bool = False
    asked: bool = False  # they have asked something about it, and wait for us

    @property
    def oral(self) -> bool:
        """Whether it was told by mouth."""
        return self.disclosure.form == Form.ORAL

    @property
    def today(self) -> bool:
        """Whether they were asked today."""
        return bool(local_day(self.disclosure.given_at) == lib.today())

    @property
    def remind(self) -> bool:
        """Whether it is time to remind them: there is something they can open, and they do not wait for us."""
        return self.living and not self.asked and self.days >= REMIND_AFTER


def waiting_of(case: Case) -> list[Waiting]:
    """What a case waits for from the police, the oldest first: sheets that are not answered, and what they were told by mouth since the last."""
    rows = Disclosure.objects.filter(case=case, recalled_at=None, receiver__kind=AuthorityKind.POLICE).order_by("given_at", "id")
    rows = rows.select_related("receiver", "unit__authority").annotate(asked=police_wait_for_us("pk"))
    given = [one for one in rows if is_known(one)]
    awaited = awaited_of(case)
    copies = {one.disclosure_id: one for one in Copy.objects.filter(case=case, disclosure__in=awaited)} if awaited else {}
    by_mouth = {one.pk for one in told_last(given)}
    found = []
    for one in given:
        if one.pk in copies or one.pk in by_mouth:
            copy, days = copies.get(one.pk), working_days(one.given_at, lib.now(), case.municipality.closed_days)
            found.append(Waiting(one, days, bool(copy and copy.seen_at), bool(copy and copy.living), one.asked))  # type: ignore[attr-defined]
    return found


def is_known(row: Concern | Disclosure) -> bool:
    """Whether its case knows anything of a concern, or of what was given: not of what was emptied when it was closed (D3, CLOSED → ASSESSING).

    What came along with another case was emptied nowhere, and is known whenever it was given.
    """
    return row.emptied_at is None


def not_yet(answers: Iterable[PoliceAnswer]) -> dict[uuid.UUID, PoliceAnswer]:
    """Of which disclosures the police said last, in these answers (the newest first), that it cannot be decided yet: with that word."""
    last: dict[uuid.UUID, PoliceAnswer] = {}
    for one in answers:
        if not one.is_question:
            last.setdefault(one.disclosure_id, one)
    return {pk: one for pk, one in last.items() if one.kind == AnswerKind.UNDECIDED}


def said_lately(word: PoliceAnswer, closed_days: Collection[Any]) -> bool:
    """Whether it is too early to press the police: they have said within five arbejdsdage what they wait for, or until when it hinders."""
    until = word.hindrance_until
    return (until is not None and until > lib.today()) or working_days(word.answered_at, lib.now(), closed_days) < REMIND_AFTER


def said_in_list(read: Collection[uuid.UUID], awaited: Collection[uuid.UUID]) -> tuple[set[uuid.UUID], set[uuid.UUID]]:
    """Which of these answers say that the police act now; for which of these disclosures, whose answer is awaited, a reminder of the police lies ready.

    It does once they have been silent for five arbejdsdage, also since they were reminded or said what they wait for, while they can read the sheet
    and do not wait for us. Three queries however many, none where there are none.
    """
    ripe = silent(awaited)
    said = list(_said(list(read), list(ripe))) if read or ripe else []
    hold([one.sealed_by for one in said])
    return {one.pk for one in said if one.pk in read and one.acute == "yes"}, still_silent(ripe, said)


def silent(awaited: Collection[uuid.UUID]) -> dict[uuid.UUID, Collection[Any]]:
    """Of these disclosures those that can be answered here and have waited for five arbejdsdage, since they were given or the police were reminded last,
    while the police do not wait for us: each with the closing days of its municipality. Asks for no sealed column, as the house asks too.
    """
    if not awaited:
        return {}
    columns = ("disclosure_id", "given_at", "disclosure__reminded_at", "municipality__closed_days")
    rows = living_copies().filter(disclosure__in=awaited).exclude(police_wait_for_us("disclosure_id"))
    return {
        pk: closed
        for pk, given_at, reminded_at, closed in rows.values_list(*columns)
        if working_days(max(given_at, reminded_at or given_at), lib.now(), closed) >= REMIND_AFTER
    }


def still_silent(ripe: Mapping[uuid.UUID, Collection[Any]], said: Iterable[PoliceAnswer]) -> set[uuid.UUID]:
    """Of those that waited so long, those about which the police (`said`: the newest first) have not just said what they wait for."""
    words = not_yet(one for one in said if one.disclosure_id in ripe)
    return ripe.keys() - {pk for pk, word in words.items() if said_lately(word, ripe[pk])}


def _words() -> QuerySet[PoliceAnswer]:
    return PoliceAnswer.objects.order_by("-answered_at", "-id")


@prepared
def _said(ids: list[uuid.UUID], disclosures: list[uuid.UUID]) -> QuerySet[PoliceAnswer]:
    return _words().filter(Among("id", ids) | Among("disclosure_id", disclosures))


def reminders_ready_by_the_house(awaited: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """As `reminders_ready`, for the house itself, which opens no answer: when it came and of which kind it was is all that is asked."""
    ripe = silent(awaited)
    said = _words().filter(disclosure__in=list(ripe)).only("id", "disclosure_id", "kind", "answered_at", "hindrance_until") if ripe else ()
    return still_silent(ripe, said)


def reminders_ready(awaited: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """For which of these disclosures, whose answer is awaited, a reminder of the police lies ready."""
    return said_in_list((), awaited)[1]


def awaited_of(case: Case) -> set[uuid.UUID]:
    """The disclosures of a case to which the police's answer is awaited."""
    rows = Deadline.objects.filter(case_id=case.pk, kind=Kind.POLICE_ANSWER, met_at=None, ended_at=None)
    return set(rows.values_list("about", flat=True))


def told_last(given: Iterable[Disclosure], known: Iterable[PoliceAnswer] | None = None) -> list[Disclosure]:
    """Of what was given to the police of some cases, the oldest first: what an authority was told of a case by mouth last, and has not answered since.

    `known`: all that the police have said in these cases, where that is read already.
    """
    last = {(one.case_id, one.receiver_id): one for one in given}.values()
    by_mouth = [one for one in last if one.form == Form.ORAL]
    if not by_mouth:
        return []
    if known is None:
        known = PoliceAnswer.objects.filter(case_id__in={one.case_id for one in by_mouth})
    said = [(one.case_id, one.authority_id, one.disclosure_id, one.answered_at) for one in known if one.kind == AnswerKind.ANSWER]

    def answered_since(one: Disclosure) -> bool:
        theirs = [(about, at) for case, who, about, at in said if (case, who) == (one.case_id, one.receiver_id)]
        return any(about == one.pk or at >= one.given_at for about, at in theirs)

    return [one for one in by_mouth if not answered_since(one)]
