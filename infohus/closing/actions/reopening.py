"""Opening a closed case again."""

from __future__ import annotations

from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor
from infohus.assessments.actions import supersede
from infohus.assessments.actions.asked import ask_unanswered
from infohus.assessments.queries.police import answered_of
from infohus.audit.actions import act
from infohus.cases.actions import with_lead
from infohus.cases.models import Case
from infohus.cases.rules import Class, Ended, Fact, Stage, check_sentence
from infohus.closing.actions.resuming import resume_what_closing_ended
from infohus.closing.models import Reopening
from infohus.concerns.actions import ask_untold
from infohus.concerns.queries import counted_source
from infohus.counting.actions import count
from infohus.deadlines.actions import end, expect
from infohus.deadlines.rules import Kind
from infohus.disclosures.actions import note_departure
from infohus.lib import Refused


def reopen_case(actor: Actor, case: Case, *, reason: str) -> Case:
    """Open a closed case again, with a reason the head reads: class and date are cleared, the actor becomes its lead, and what closing ended waits again."""
    check_sentence(reason, "reason")
    with act(actor, Act.REOPEN_CASE, case) as log:
        if case.stage != Stage.CLOSED:
            raise Refused(_("Sagen er ikke lukket."))
        if case.retention_class == Class.R1:
            raise Refused(_("Sagen blev afvist, og alt i den er slettet. Skriv en ny henvendelse."))
        end(case, Kind.ERASE, Kind.CONFIRM_ERASURE, reason=Ended.WITHDRAWN.value)
        kept, outcome = case.retention_class, case.outcome
        case.move_to(
            Stage.ASSESSING, has={Fact.REASON}, retention_class="", closed_at=None, erase_on=None, outcome="", concluded_at=None,
            lead_id=actor.membership, emptied_at=case.closed_at if kept == Class.R4 else case.emptied_at,
        )  # fmt: skip
        with_lead(case)
        count("closed", case.municipality_id, amount=-1, outcome=outcome, source=counted_source(case))  # now that its concerns are seen
        row = Reopening(case=case, by_id=actor.membership, at=lib.now())
        row.reason = reason.strip()
        row.save(force_insert=True)
        note_departure(actor, case, kind="reopened", sentence=reason.strip(), field="reason")
        supersede(case, actor, reason)
        resume_what_closing_ended(case, kept)
        if kept != Class.R4:  # there what they answered is deleted, and who it was about they know
            ask_untold(case, answered_of(case))  # a sheet may have been called back while the case was closed
            ask_unanswered(case)
        expect(case, Kind.CONCLUSION)
        expect(case, Kind.JOINT_ASSESSMENT)
        log.update(reopening=row.pk)
    return case
