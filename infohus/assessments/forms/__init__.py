"""What people fill in when a case is assessed."""

from infohus.assessments.forms.conclusion import Conclude, Reconsider, SocialDuty
from infohus.assessments.forms.findings import Disprove, Finding
from infohus.assessments.forms.joint import Joint, Start
from infohus.assessments.forms.police import Answer, AnswerNoted, Ask, Confirm, PoliceConcern, Shown
from infohus.assessments.forms.social import SecondReading, Short, Social

__all__ = [
    "Answer",
    "AnswerNoted",
    "Ask",
    "Conclude",
    "Confirm",
    "Disprove",
    "Finding",
    "Joint",
    "PoliceConcern",
    "Reconsider",
    "SecondReading",
    "Short",
    "Shown",
    "Social",
    "SocialDuty",
    "Start",
]
