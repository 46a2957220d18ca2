"""What is left of a case that the police go on with alone: dates, the register, and the answers about the social duty (class R4)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from infohus import lib
from infohus.assessments.models import Conclusion, Finding, JointAssessment, Reading, SocialAssessment
from infohus.assessments.models.police import PoliceAnswer
from infohus.audit.actions import step
from infohus.cases.models import Case
from infohus.closing.models import Closing, Feedback, Reopening
from infohus.closing.rules import Told
from infohus.concerns.actions import strip, strip_register
from infohus.disclosures.models import Copy, Received
from infohus.mailboxes.models import Message, Sender
from infohus.rights.models import Information

GONE = (
    Received,
    PoliceAnswer,
    Reading,
    Conclusion,
    JointAssessment,
    SocialAssessment,
    Finding,
)  # in this order: each rests on those after it
EMPTIED: tuple[tuple[Any, tuple[str, ...]], ...] = (  # their dates and forms stay, their words do not
    (Feedback, ("text", "why_not")), (Information, ("reason",)), (Closing, ("evaluation",)), (Reopening, ("reason",)),
)  # fmt: skip


def minimise(case: Case) -> None:
    """Delete all but the dates, the rows of the register without their words, and the answers about the municipality's social duty (a step; `model.md` D3).

    What the police were given ends for them too; a departure keeps its sentence for the head, under its own key.
    """
    step()
    strip(case)
    strip_register(case, _("Slettet, da sagen blev lukket."))
    drop_messages(case)
    Feedback.objects.filter(case=case).update(conclusion=None)
    for model in GONE:
        model.objects.filter(case=case).delete()
    for model, names in EMPTIED:
        for row in model.objects.filter(case=case):
            row.change(**dict.fromkeys(names, ""))
    for copy in Copy.objects.filter(case=case):
        ends = {"expires_at": lib.now(), "ended_at": lib.now()} if copy.living else {}
        copy.change(sheet={}, **ends)


def drop_messages(case: Case) -> None:
    """Delete what was written with the reporters, but for what each was told of how it ended: they read that as long as their code lives (a step)."""
    step()
    rows, kept = Message.objects.filter(case=case), {}
    for told in Feedback.objects.filter(case=case, way=Told.MAILBOX).select_related("concern").order_by("at"):
        ours = rows.filter(mailbox=told.concern.mailbox_id, sender=Sender.COORDINATOR, at__gte=told.at).order_by("at", "id")
        kept[told.concern_id] = ours.values_list("pk", flat=True).first()
    rows.exclude(pk__in=[one for one in kept.values() if one]).delete()
