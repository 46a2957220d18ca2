"""What people do when a case ends: tell the reporters, go through what the police gave, close, and open again."""

from infohus.closing.actions.ending import close_case, end_case
from infohus.closing.actions.reopening import reopen_case
from infohus.closing.actions.telling import give_feedback, review_document

__all__ = ["close_case", "end_case", "give_feedback", "reopen_case", "review_document"]
