"""What coordinators fill in about an arrival."""

from infohus.concerns.forms.arrivals import Advice, Decline, Join, Judged, NotAReport, Part, Receipt, Reject, SentBefore, Telephone
from infohus.concerns.forms.registering import PERSON, YES_NO, Person, Register
from infohus.concerns.forms.sorting import Sort

__all__ = [
    "PERSON",
    "YES_NO",
    "Advice",
    "Decline",
    "Join",
    "Judged",
    "NotAReport",
    "Part",
    "Person",
    "Receipt",
    "Register",
    "Reject",
    "SentBefore",
    "Sort",
    "Telephone",
]
