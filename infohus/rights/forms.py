"""Deciding on the duty to inform."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from infohus.rights.rules import Interest, When
from infohus.ui.forms import Choice, DanishDate, Form, LongText


class Inform(Form):
    """Now with the day, or later with interest, reason and day."""

    when = Choice(label=_("Får borgeren besked nu?"), choices=When.choices, required=False)
    told_on = DanishDate(label=_("Hvornår fik borgeren besked?"), required=False, past=True)
    interest = Choice(label=_("Hvis senere: hvilket hensyn?"), choices=Interest.choices, required=False)
    reason = LongText(label=_("Hvis senere: hvorfor gælder det netop her?"), rows=3, required=False)
    until = DanishDate(label=_("Hvis senere: hvornår tager I det op igen?"), required=False, help_text=_("Højst tre måneder frem."))
