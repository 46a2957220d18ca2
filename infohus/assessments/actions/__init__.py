"""What people do when a case is assessed: findings, the social assessment, the joint one, the conclusion."""

from infohus.assessments.actions.conclusion import answer_social_duty, conclude, reconsider, supersede
from infohus.assessments.actions.findings import confirm_finding, disprove_finding, note_finding
from infohus.assessments.actions.joint import sign_joint_assessment, start_joint_assessment
from infohus.assessments.actions.social import finish_assessment, renew_assessment, second_read

__all__ = [
    "answer_social_duty",
    "conclude",
    "confirm_finding",
    "disprove_finding",
    "finish_assessment",
    "note_finding",
    "reconsider",
    "renew_assessment",
    "second_read",
    "sign_joint_assessment",
    "start_joint_assessment",
    "supersede",
]
