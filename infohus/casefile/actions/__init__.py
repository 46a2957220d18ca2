"""Acts that need the whole case, and looking for words in one's own."""

from infohus.casefile.actions.case import ANSWERED, disclose_orally, find_by_number, read_case_log, read_departures, set_aside
from infohus.casefile.actions.passing import (
    ALL_DECIDED,
    AS_SHOWN,
    DECIDED_SINCE,
    check_open,
    check_recall,
    disclose,
    note_delivery,
    pass_to_police,
    recall_disclosure,
    withhold_from_police,
)
from infohus.casefile.actions.printing import print_case
from infohus.casefile.actions.words import find_words
from infohus.cases.actions import read_case

__all__ = [
    "ALL_DECIDED",
    "ANSWERED",
    "AS_SHOWN",
    "DECIDED_SINCE",
    "check_open",
    "check_recall",
    "disclose",
    "disclose_orally",
    "find_by_number",
    "find_words",
    "note_delivery",
    "pass_to_police",
    "print_case",
    "read_case",
    "read_case_log",
    "read_departures",
    "recall_disclosure",
    "set_aside",
    "withhold_from_police",
]
