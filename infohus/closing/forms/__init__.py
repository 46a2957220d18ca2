"""What people fill in when a case ends."""

from infohus.closing.forms.ending import Close, End, Reopen
from infohus.closing.forms.telling import Review, Tell

__all__ = ["Close", "End", "Reopen", "Review", "Tell"]
