"""What people do with concerns: filing one, what a coordinator does with an arrival, and joining and parting."""

from infohus.concerns.actions.arrival import (
    Sorted,
    confirm_rejection,
    confirm_reporter,
    decline_rejection,
    give_code,
    note_concern,
    note_report_judged,
    propose_rejection,
    register_concern,
    send_as_report,
)
from infohus.concerns.actions.filing import Receipt, file_concern, receipt_of

__all__ = [
    "Receipt", "Sorted", "confirm_rejection", "confirm_reporter", "decline_rejection", "file_concern", "give_code", "note_concern",
    "note_report_judged", "propose_rejection", "receipt_of", "register_concern", "send_as_report",
]  # fmt: skip
