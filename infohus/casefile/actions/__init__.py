"""Acts that need the whole case, and looking for words in one's own."""

from infohus.casefile.actions.case import disclose_orally, find_by_number, read_case, read_case_log, set_aside
from infohus.casefile.actions.words import find_words

__all__ = [
    "disclose_orally",
    "find_by_number",
    "find_words",
    "read_case",
    "read_case_log",
    "set_aside",
]
