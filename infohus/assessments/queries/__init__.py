"""What people ask about the assessing of a case; `standing` gathers the facts its moves need."""

from infohus.assessments.queries.drafts import JOINT, SOCIAL, as_kept, drafted, half_written, kept, readable
from infohus.assessments.queries.joint import conclusion_of, conclusions_of, dissents, duties_of, joints_of, took_part
from infohus.assessments.queries.letters import letter_of
from infohus.assessments.queries.social import (
    SOCIAL_TEXTS,
    Line,
    Topic,
    assessment_for,
    called,
    finding_for,
    findings_of,
    finished_of,
    initial,
    law_named,
    laws_of,
    old_findings,
    topics,
    versions_of,
)
from infohus.assessments.queries.standing import Awaiting, awaiting, reading_of, standing, to_read

__all__ = [
    "JOINT",
    "SOCIAL",
    "SOCIAL_TEXTS",
    "Awaiting",
    "Line",
    "Topic",
    "as_kept",
    "assessment_for",
    "awaiting",
    "called",
    "conclusion_of",
    "conclusions_of",
    "dissents",
    "drafted",
    "duties_of",
    "finding_for",
    "findings_of",
    "finished_of",
    "half_written",
    "initial",
    "joints_of",
    "kept",
    "law_named",
    "laws_of",
    "letter_of",
    "old_findings",
    "readable",
    "reading_of",
    "standing",
    "to_read",
    "took_part",
    "topics",
    "versions_of",
]
