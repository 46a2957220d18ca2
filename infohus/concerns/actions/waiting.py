"""Whether an arrival still waits, seen under the lock of an act: somebody else may have moved it on since the page was opened."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from infohus.audit.actions import step
from infohus.cases.models import Case
from infohus.cases.rules import Stage
from infohus.concerns.models import Concern, Rejection
from infohus.concerns.queries import unjudged
from infohus.deadlines.queries import is_open
from infohus.deadlines.rules import Kind
from infohus.lib import Changed, Refused


def check_waits(case: Case, sentence: Any, *fits: Stage) -> None:
    """Refuse, as `Changed`, what only fits a case at Modtaget (or one of `fits`) if it has moved on or is gone (a step)."""
    step()
    stage = Case.objects.filter(pk=case.pk).values_list("stage", flat=True).first()
    if stage not in (fits or (Stage.RECEIVED,)):
        raise Changed(case, str(sentence))
    case.stage = stage


def check_unregistered(concern: Concern, version: int) -> None:
    """Refuse, as `Changed`, to register a concern that was registered, parted or joined since its text was read (a step)."""
    step()
    if not Concern.objects.filter(pk=concern.pk, case=concern.case_id, version=version, registered_at=None).exists():
        raise Changed(concern, _("En anden har taget eller ændret henvendelsen imens."))


def check_known(concern: Concern) -> None:
    """Refuse what needs the words of a concern whose words were deleted when its case was closed (a step)."""
    step()
    if concern.emptied_at is not None:
        raise Refused(_("Henvendelsens oplysninger blev slettet, da sagen blev lukket. Der er ikke noget tilbage at gøre det med."))


def check_unanswered(rejection: Rejection) -> None:
    """Refuse, as `Changed`, to answer a proposal that was answered or has fallen away (a step)."""
    step()
    if not Rejection.objects.filter(pk=rejection.pk, answered_at=None).exists():
        raise Changed(rejection, _("Der er allerede svaret på forslaget."))


def check_acute_met(case: Case) -> None:
    """Refuse to end an arrival while nobody has said what was done of an underretning that was judged acute (a step)."""
    step()
    if is_open(case.pk, Kind.CHILD_ACUTE):
        raise Refused(_("Underretningen er vurderet: der er behov for at handle akut. Notér først, hvad der er gjort."))


def check_not_a_report(case: Case, said: bool) -> bool:
    """Refuse to end an arrival about a child while nobody has judged the underretning, or said that it is none; whether that was asked (a step)."""
    step()
    if not is_open(case.pk, Kind.CHILD_24H):
        return False
    if unjudged(case) is not None:
        raise Refused(_("Den er sendt som underretning, og ingen har noteret, at den er vurderet. Notér det først."))
    if not said:
        raise Refused(_("Tag stilling til, om det er en underretning. Er det en, så send den først."), "no_report")
    return True
