"""What people do with concerns: filing one, what a coordinator does with an arrival, and joining and parting."""

from infohus.concerns.actions.ages import correct_person
from infohus.concerns.actions.arrival import note_concern, register_concern
from infohus.concerns.actions.children import tell_after_hours, unwatched
from infohus.concerns.actions.drafts import expire_draft, open_concern_draft, save_concern_draft
from infohus.concerns.actions.filing import Receipt, file_concern, receipt_of
from infohus.concerns.actions.joining import join_concern, part_concern, take_apart, turn_into_advice
from infohus.concerns.actions.police import answer_police_question, ask_untold, open_police_concern, told_by_mouth
from infohus.concerns.actions.receipts import confirm_reporter, give_code, send_receipt
from infohus.concerns.actions.rejecting import ALONE, confirm_rejection, decline_rejection, propose_rejection, strip, strip_register
from infohus.concerns.actions.reporting import not_a_report, note_copy_judged, note_report_judged, send_as_report, take_as_report
from infohus.concerns.actions.sorting import Sorted, sort_concern

__all__ = [
    "ALONE",
    "Receipt",
    "Sorted",
    "answer_police_question",
    "ask_untold",
    "confirm_rejection",
    "confirm_reporter",
    "correct_person",
    "decline_rejection",
    "expire_draft",
    "file_concern",
    "give_code",
    "join_concern",
    "not_a_report",
    "note_concern",
    "note_copy_judged",
    "note_report_judged",
    "open_concern_draft",
    "open_police_concern",
    "part_concern",
    "propose_rejection",
    "receipt_of",
    "register_concern",
    "save_concern_draft",
    "send_as_report",
    "send_receipt",
    "sort_concern",
    "strip",
    "strip_register",
    "take_apart",
    "take_as_report",
    "tell_after_hours",
    "told_by_mouth",
    "turn_into_advice",
    "unwatched",
]
