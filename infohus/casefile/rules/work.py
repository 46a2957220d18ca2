"""What can be begun, as a list knows it, and the phases that cases are counted by."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy

from infohus.cases.rules import AFKLARING, INDSATS, Stage
from infohus.deadlines.rules import Kind

BEFORE_JUDGING = frozenset({Kind.SORT, Kind.POLICE_CONTACT, Kind.POLICE_ANSWER, Kind.HINDRANCE, Kind.SOCIAL_ASSESSMENT})
# What comes after other things: at which stages it can be done, and what else of the case must not wait any more.
AFTER = {
    Kind.JOINT_ASSESSMENT: ((Stage.ASSESSING, Stage.JOINT), BEFORE_JUDGING),
    Kind.CONCLUSION: ((Stage.JOINT,), BEFORE_JUDGING | {Kind.JOINT_ASSESSMENT, Kind.SECOND_READING}),
}


def can_begin(kind: Kind, stage: Stage, waits: Collection[str]) -> bool:
    """Whether what a deadline asks for can be done on its own page, seen from what else waits in the case; else the case says what comes first."""
    if kind not in AFTER:
        return True
    stages, before = AFTER[kind]
    return stage in stages and before.isdisjoint(waits)


# The phases of a case, by the word that stands in addresses.
PHASES = {"afklaring": (gettext_lazy("Afklaring"), AFKLARING), "indsats": (gettext_lazy("Indsats"), INDSATS)}
