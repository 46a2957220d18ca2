"""What people do about the end of a closed case, and about how long each class is kept."""

from infohus.retention.actions.classes import confirm_class, decide_archive, decline_class, follow_class, lengthen, propose_class
from infohus.retention.actions.erasing import confirm_erasure, decline_proposal, propose_erasure
from infohus.retention.actions.keeping import confirm_prolongation, note_archived, propose_prolongation

__all__ = [
    "confirm_class",
    "confirm_erasure",
    "confirm_prolongation",
    "decide_archive",
    "decline_class",
    "decline_proposal",
    "follow_class",
    "lengthen",
    "note_archived",
    "propose_class",
    "propose_erasure",
    "propose_prolongation",
]
