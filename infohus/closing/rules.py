"""What must be done before a case can be closed, and how a reporter is told."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from infohus.cases.rules import Class
from infohus.lib import Refused, refuse


class Told(TextChoices):
    """How a reporter is told that the case is over; or that they are not."""

    MAILBOX = "mailbox", gettext_lazy("I postkassen, bag koden")
    PHONE = "phone", gettext_lazy("På telefon")
    LETTER = "letter", gettext_lazy("I brev eller sikker post")
    NOT = "not", gettext_lazy("Henvenderen får ikke besked, fordi …")


# How long a closed case of each class is kept (`domain.md` §15): days, or months.
KEPT: dict[Class, tuple[int, str]] = {
    Class.R1: (30, "days"), Class.R2: (6, "months"), Class.R3: (6, "months"), Class.R4: (12, "months"), Class.R5: (60, "months"),
}  # fmt: skip


def check_feedback(way: str, text: str, why_not: str, has_mailbox: bool) -> None:
    """Refuse a message without way or words, or silence without a reason; all at once."""
    found = []
    if way not in Told.values:
        found.append(Refused(_("Vælg, hvordan henvenderen får besked."), "way"))
    if way == Told.MAILBOX and not has_mailbox:
        found.append(Refused(_("Henvenderen har ingen kode. Vælg en anden måde."), "way"))
    if way == Told.NOT and len(why_not.split()) < 3:
        found.append(Refused(_("Skriv, hvorfor henvenderen ikke får besked."), "why_not"))
    if way in (Told.MAILBOX, Told.PHONE, Told.LETTER) and len(text.split()) < 3:
        found.append(Refused(_("Skriv beskeden, eller brug den, der står."), "text"))
    refuse(found)
