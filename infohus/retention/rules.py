"""What happens to each model's rows when a case is erased, and how long what lives by itself is kept."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Fate(TextChoices):
    """The fate of a model's rows when the case they hang on is erased."""

    GOES = "goes", _("slettes med sagen")
    STAYS = "stays", _("bliver: rummer ingen person")
    OWN = "own", _("har sit eget ur")


FATE: dict[str, Fate] = {
    "db.Clock": Fate.STAYS,
    "accounts.Authority": Fate.STAYS,
    "accounts.Unit": Fate.STAYS,
    "accounts.User": Fate.OWN,
    "accounts.Membership": Fate.OWN,
    "accounts.Login": Fate.OWN,
    "catalogues.Entry": Fate.STAYS,
    "sealing.Key": Fate.GOES,
    "audit.Waiting": Fate.OWN,
    "audit.Entry": Fate.OWN,
    "audit.Head": Fate.OWN,
    "audit.Checkpoint": Fate.OWN,
    "counting.Fact": Fate.STAYS,
    "deadlines.Deadline": Fate.GOES,
    "cases.Case": Fate.GOES,
    "cases.CaseMember": Fate.GOES,
    "cases.Exclusion": Fate.GOES,
    "cases.Cover": Fate.OWN,
    "cases.HandOver": Fate.GOES,
    "cases.Note": Fate.GOES,
    "cases.NoteVersion": Fate.GOES,
    "cases.NoteAddendum": Fate.GOES,
    "cases.Draft": Fate.GOES,
    "cases.Departure": Fate.GOES,
    "cases.Sequence": Fate.STAYS,
    "cases.Trace": Fate.STAYS,
    "persons.Person": Fate.GOES,
    "persons.Relative": Fate.GOES,
    "attachments.Attachment": Fate.GOES,
    "closing.Feedback": Fate.GOES,
    "closing.Closing": Fate.GOES,
    "closing.Reopening": Fate.GOES,
    "rights.Information": Fate.GOES,
    "disclosures.Disclosure": Fate.GOES,
    "disclosures.Copy": Fate.GOES,
    "mailboxes.Mailbox": Fate.GOES,
    "mailboxes.Message": Fate.GOES,
    "advice.Advice": Fate.OWN,
    "advice.ThemeDuty": Fate.STAYS,
    "assessments.PoliceAnswer": Fate.GOES,
    "concerns.Concern": Fate.GOES,
    "concerns.Draft": Fate.OWN,
    "concerns.Rejection": Fate.GOES,
    "assessments.Finding": Fate.GOES,
    "assessments.SocialAssessment": Fate.GOES,
    "assessments.JointAssessment": Fate.GOES,
    "assessments.Reading": Fate.GOES,
    "assessments.Conclusion": Fate.GOES,
    "assessments.SocialDuty": Fate.GOES,
}
