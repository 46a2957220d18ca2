"""Printing a whole case: what for, and whether it shows who the reporter is."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from infohus.rights.rules import PrintFor
from infohus.ui.forms import Choice, Form


class Print(Form):
    """Both are asked; nothing is chosen beforehand."""

    purpose = Choice(label=_("Hvad skal udskriften bruges til?"), choices=PrintFor.choices, required=False)
    reporter = Choice(
        label=_("Skal udskriften vise, hvem der henvendte sig?"), required=False,
        choices=[("without", _("Nej, udelad navn, telefon, mail og arbejdssted")), ("with", _("Ja"))],
    )  # fmt: skip
