"""Closing a case: step by step, or concluded, told and closed with one press (`model.md` D3)."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor
from infohus.accounts.models import Membership
from infohus.assessments.actions import answer_social_duty, conclude
from infohus.assessments.actions.conclusion import check_lead
from infohus.assessments.actions.findings import look_again
from infohus.assessments.actions.police import take_shown
from infohus.assessments.queries import standing
from infohus.assessments.rules import PLAIN, OutcomeInFull, facts_of, outcome_refusals
from infohus.assessments.rules.conclusion import check_psychiatry
from infohus.assessments.rules.standing import Standing
from infohus.audit.actions import act, step
from infohus.cases.actions import drop_all_drafts
from infohus.cases.models import Case
from infohus.cases.queries import kept_until
from infohus.cases.rules import CLASS_OF, Ended, Fact, Outcome, Stage, check_move
from infohus.closing.actions.minimising import minimise
from infohus.closing.actions.telling import give_feedback, has_mailbox, review_document
from infohus.closing.models import Closing
from infohus.closing.queries import (
    about_concern,
    alone_no_more,
    asks_about_duty,
    asks_to_inform,
    duty_stands,
    facts_for_closing,
    papers_to_review,
    printed_first,
    promised,
    reporters_of,
    was_read,
)
from infohus.closing.rules import (
    INFORMING,
    Message,
    Review,
    Second,
    SecondRead,
    check_done,
    check_feedback,
    check_one_press,
    check_review,
    duty_refusals,
    promise_refusals,
    second_refusals,
    second_way,
)
from infohus.concerns.queries import counted_source
from infohus.counting.actions import count
from infohus.deadlines.actions import end, expect
from infohus.deadlines.models import Deadline
from infohus.deadlines.rules import OUTLIVES_CLOSING, Kind, end_of_day
from infohus.disclosures.actions import note_departure
from infohus.disclosures.queries import naming_refusals
from infohus.lib import Refused, refuse, refused_by
from infohus.rights.actions import decide_information
from infohus.rights.queries import check_informing, held

ON_THE_PAGE = {Fact.TOLD, Fact.DOCUMENTS, Fact.INFORMED}  # what the one press brings itself
CONCLUDING = {Fact.KIND_OF_CONCERN, Fact.OUTCOME, Fact.REASON}


def close_case(
    actor: Actor, case: Case, *, evaluation: str = "", discussed_with: Membership | None = None, discussed_on: date | None = None, unread_why: str = "",
    untold_why: str = "",
) -> Case:  # fmt: skip
    """Close a concluded case: everybody is told, the duty to inform is decided, what the police gave is gone through; the clock starts.

    Another has read the assessment, or it was discussed with them, or the head reads why not.
    """
    second = SecondRead(str(discussed_with) if discussed_with else "", discussed_on, unread_why)
    with act(actor, Act.CLOSE_CASE, case) as log:
        look_again(case)
        check_lead(case, actor)
        if case.stage != Stage.CONCLUDED:
            raise Refused(_("Sagen kan lukkes, når den er konkluderet."))
        if missing := alone_no_more(case) or duty_stands(case):
            raise Refused(_("Sagen mangler {what}.").format(what=missing))
        facts = facts_for_closing(case)
        refuse([
            *refused_by(lambda: check_move(Stage.CONCLUDED, Stage.CLOSED, facts)),
            *sentence_refusals(case, second, promised(case), untold_why),
        ])  # fmt: skip
        log.update(shut(case, actor, second, evaluation, untold_why))
    return case


def end_case(
    actor: Actor, case: Case, *, outcome: str, kind_of_concern: str, reason: str, psychiatry: str, told: Mapping[uuid.UUID, Message],
    papers: Mapping[uuid.UUID, Review] | None = None, informing: Mapping[str, Any] | None = None, second: SecondRead | None = None,
    dissent: str = "", handed: tuple[str, str, date | None] = ("", "", None), evaluation: str = "", shown: Collection[uuid.UUID] = (), untold_why: str = "",
    remains: str = "", duty_why: str = "",
) -> Case:  # fmt: skip
    """Conclude on the short path, tell the reporters, go through the documents and close, with one press: all of it or none.

    `told` and `papers` go by the ids of concerns and files; `remains`: whether there is a social duty left, of a case that waits for it.
    What stands against it is refused all at once, each at its field.
    """
    second = second or SecondRead()
    with act(actor, Act.CLOSE_CASE, case) as log:
        look_again(case)
        check_lead(case, actor)
        if case.stage != Stage.ASSESSING:
            raise Refused(_("Sagen er gået videre imens. Åbn den igen, og se, hvad der mangler."))
        take_shown(actor, case, shown)
        now, rows = standing(case), [one.concern for one in reporters_of(case) if one.feedback is None]
        files, asks, duty = papers_to_review(case), asks_to_inform(case), asks_about_duty(case)
        said = {"outcome": outcome, "reason": reason, "psychiatry": psychiatry, "kind": kind_of_concern, "handed": handed}
        kept = CLASS_OF.get(PLAIN[OutcomeInFull(outcome)]) if outcome in OutcomeInFull.values else None
        refuse([
            *refused_by(lambda: check_one_press(printed_first(case, kept))),
            *conclusion_refusals(case, now, **said),
            *(refused_by(lambda: check_informing(case, **_informing(informing)), INFORMING) if asks else ()),
            *(duty_refusals(remains, duty_why, lib.today()) if duty else ()),
            *message_refusals(rows, told), *review_refusals(files, papers or {}),
            *sentence_refusals(case, second, _informing(informing)["until"] if asks else promised(case), untold_why),
        ])  # fmt: skip
        if asks:
            decide_information(actor, case, **_informing(informing))
        if duty:
            answer_social_duty(actor, case, remains=remains, why=duty_why)
        to, how, on = handed
        conclude(
            actor, case, outcome=outcome, kind_of_concern=kind_of_concern, reason=reason, handed_to=to, handed_how=how, handed_on=on,
            psychiatry=psychiatry, dissent=dissent,
        )  # fmt: skip
        for concern in rows:
            concern.case = case
            one = told[concern.pk]
            give_feedback(actor, concern, way=one.way, text=one.text, why_not=one.why_not)
        for file in files:
            review_document(actor, file, keep=(papers or {})[file.pk].keep, why=(papers or {})[file.pk].why)
        log.update(shut(case, actor, second, evaluation, untold_why))
    return case


def _informing(said: Mapping[str, Any] | None) -> dict[str, Any]:
    given = {"when": "", "interest": "", "until": None, "reason": "", "told_on": None, "told_whom": ()}
    return {**given, **(said or {})}


def conclusion_refusals(
    case: Case, now: Standing, *, outcome: str, kind: str, reason: str, psychiatry: str, handed: tuple[str, str, date | None]
) -> Iterator[Refused]:
    """What stands against concluding and closing by the two gates, where the page itself brings the rest."""
    found = [
        *outcome_refusals(stage=case.stage, outcome=outcome, kind=kind, reason=reason, handed=handed, standing=now, today=lib.today()),
        *check_psychiatry(psychiatry, outcome),
    ]
    yield from found
    if not any(one.field == "outcome" for one in found):
        gates = refused_by(lambda: check_move(Stage.ASSESSING, Stage.CONCLUDED, facts_of(now) | CONCLUDING))
        yield from gates or refused_by(lambda: check_move(Stage.CONCLUDED, Stage.CLOSED, facts_for_closing(case) | ON_THE_PAGE))


def sentence_refusals(case: Case, second: SecondRead, until: date | None, untold_why: str) -> Iterator[Refused]:
    """What stands against what the head reads of a closing: why nobody else has read it, and why the citizen is not told, as promised by `until`."""
    read = was_read(case)
    yield from second_refusals(second, read, lib.today())
    yield from promise_refusals(until, untold_why)
    absent = second_way(second, read) == Second.ABSENT
    yield from naming_refusals(case, {"unread_why": second.why if absent else "", "untold_why": untold_why if until is not None else ""})


def message_refusals(rows: Collection[Any], told: Mapping[uuid.UUID, Message]) -> Iterator[Refused]:
    """What stands against the message to each reporter, at the fields that bear its number."""
    for concern in rows:
        one = told.get(concern.pk, Message())
        names = {name: f"{name}_{concern.pk.hex}" for name in ("way", "text", "why_not", "done")}
        found = refused_by(partial(check_feedback, one.way, one.text, one.why_not, has_mailbox(concern)), names)
        found += refused_by(partial(check_done, one), names)
        which = f"{about_concern(concern)}: " if len(rows) > 1 else ""
        yield from (Refused(f"{which}{refusal.sentence}", refusal.field) for refusal in found)


def review_refusals(files: Collection[Any], papers: Mapping[uuid.UUID, Review]) -> Iterator[Refused]:
    """What stands against what becomes of each document of the police's."""
    for file in files:
        one = papers.get(file.pk, Review())
        names = {name: f"{name}_{file.pk.hex}" for name in ("keep", "why")}
        yield from refused_by(partial(check_review, one.keep, one.why), names)


def shut(case: Case, by: Actor, second: SecondRead, evaluation: str, untold_why: str = "") -> dict[str, Any]:
    """Lock a concluded case and start its clock; of one that the police go on with alone only what the law needs is left (a step)."""
    step()
    outcome, facts, how = Outcome(case.outcome), facts_for_closing(case), second_way(second, was_read(case))
    if how == Second.ABSENT:
        note_departure(by, case, kind="unread", sentence=second.why.strip(), field="unread_why")
    if promised(case) is not None:
        note_departure(by, case, kind="untold", sentence=untold_why.strip(), field="untold_why")
    row = Closing(case=case, by_id=by.membership, at=lib.now(), second=how)
    row.evaluation = evaluation.strip()
    if how == Second.DISCUSSED:
        row.discussed_with, row.discussed_on = second.discussed_with, second.discussed_on
    row.save(force_insert=True)
    drop_all_drafts(case)
    end(case, *(kind for kind in Kind if kind not in OUTLIVES_CLOSING), reason=Ended.CLOSED.value)
    kept = CLASS_OF[outcome]
    erase_on = kept_until(case.municipality_id, kept, lib.today())
    expect(case, Kind.ERASE, due=end_of_day(max(erase_on, held(case) or erase_on)))  # a hold may stand from before
    count("closed", case.municipality_id, outcome=case.outcome, source=counted_source(case))
    if outcome == Outcome.POLICE_ALONE:
        minimise(case)
    case.move_to(Stage.CLOSED, has=facts, retention_class=kept, closed_at=lib.now(), erase_on=erase_on)
    return {"outcome": outcome, "erase_on": erase_on, "second": how}


def _open(case: Case, kind: Kind) -> bool:
    return Deadline.objects.filter(case_id=case.pk, kind=kind, met_at=None, ended_at=None).exists()
