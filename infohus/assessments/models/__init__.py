"""What is kept of assessing a case: findings, the social assessment, the joint one, readings, the conclusion."""

from infohus.assessments.models.joint import Conclusion, JointAssessment, Reading, SocialDuty
from infohus.assessments.models.police import PoliceAnswer
from infohus.assessments.models.social import Finding, SocialAssessment

__all__ = ["Conclusion", "Finding", "JointAssessment", "PoliceAnswer", "Reading", "SocialAssessment", "SocialDuty"]
