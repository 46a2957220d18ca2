"""What the police asked about what they were given: answered by what they are given next, and open again when that is called back."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from infohus import lib
from infohus.assessments.models.police import PoliceAnswer
from infohus.assessments.queries.police import one_question
from infohus.assessments.rules.police import AnswerKind
from infohus.audit.actions import step
from infohus.cases.models import Case
from infohus.cases.rules import Ended, Stage
from infohus.deadlines.actions import end, expect, meet
from infohus.deadlines.models import Deadline
from infohus.deadlines.rules import Kind
from infohus.disclosures.models import Disclosure


def answer_questions(case: Case, given: Disclosure) -> None:
    """Let what a receiver asked be answered by what they are given now: of the sheet they asked about nothing more is awaited (a step; D6)."""
    step()
    asked = Deadline.objects.filter(case_id=case.pk, kind=Kind.ANSWER_BACK, met_at=None, ended_at=None).values_list("about", flat=True)
    for row in PoliceAnswer.objects.filter(case=case, authority=given.receiver, pk__in=list(asked)):
        row.change(answered_with=given, read_at=row.read_at or lib.now())
        meet(case, Kind.ANSWER_BACK, about=row.pk)
        end(case, Kind.POLICE_ANSWER, about=row.disclosure_id, reason="asked_back")


def ask_no_longer(case: Case, questions: Collection[uuid.UUID]) -> None:
    """What the police asked and then answered all the same waits for nobody: they have judged without it (a step; D6)."""
    step()
    for pk in questions:
        end(case, Kind.ANSWER_BACK, about=pk, reason="answered")


def let_go(case: Case, gone: Disclosure) -> None:
    """What was asked about a sheet that was called back waits for nobody: they read it no more (a step; D6)."""
    step()
    for row in PoliceAnswer.objects.filter(case=case, disclosure=gone, kind=AnswerKind.ASKS_BACK, answered_with=None):
        row.change(read_at=row.read_at or lib.now())
        end(case, Kind.ANSWER_BACK, about=row.pk, reason=Ended.WITHDRAWN.value)


def ask_again(case: Case, gone: Disclosure, instead: Disclosure | None = None) -> None:
    """What was called back answers no question: what was put in its place does, or the question and the sheet it is about wait again (a step).

    In a closed case nothing waits: the question keeps what answered it, until the case is opened again.
    """
    step()
    if instead is None and case.stage == Stage.CLOSED:
        return
    for row in PoliceAnswer.objects.filter(case=case, answered_with=gone).select_related("disclosure"):
        about = one_question(row.disclosure_id)  # what they answered on the sheet that is gone they have answered
        row.change(answered_with=instead)
        if instead is None and row.disclosure.recalled_at is None:
            answers = PoliceAnswer.objects.filter(disclosure__in=about, kind=AnswerKind.ANSWER)
            if not answers.filter(answered_at__gte=row.answered_at).exists():
                expect(case, Kind.ANSWER_BACK, about=row.pk)
            if not answers.exists():
                expect(case, Kind.POLICE_ANSWER, about=row.disclosure_id, authority=row.authority_id)


def ask_unanswered(case: Case) -> None:
    """Let wait again, in a case that is opened again, what the police asked and what answered it was called back meanwhile (a step; D6)."""
    step()
    answered = PoliceAnswer.objects.filter(case=case).exclude(answered_with=None).values("answered_with")
    for gone in Disclosure.objects.filter(pk__in=answered).exclude(recalled_at=None):
        ask_again(case, gone)
