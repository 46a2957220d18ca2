"""What is filled in about one thing that is known."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from infohus.assessments.rules import HowKnown, Origin, Side
from infohus.ui.forms import DanishDate, Form, LongText, Select, Text

CHOOSE = ("", _("Vælg …"))


class Finding(Form):
    """One thing that is known: on which side, the words, whose they are, when and how."""

    dimension = forms.CharField(widget=forms.HiddenInput, required=False)
    side = Select(label=_("Hvad er det?"), choices=[CHOOSE, *Side.choices], required=False)
    text = LongText(label=_("Oplysning"), required=False, rows=3, help_text=_("Én ting ad gangen, så kort det kan siges."))
    origin = Select(label=_("Hvem kommer det fra?"), choices=Origin.choices, initial=Origin.OWN, required=False)
    source = Text(label=_("Kilde"), required=False, help_text=_("Hvem har set, hørt eller fortalt det? Fx klasselæreren."))
    how = Select(label=_("Hvordan ved I det?"), choices=[CHOOSE, *HowKnown.choices], required=False)
    dated_on = DanishDate(label=_("Hvornår?"), required=False, past=True)


class Disprove(Form):
    """What is right instead of a finding that does not hold."""

    correction = LongText(
        label=_("Det rigtige er"),
        required=False,
        rows=3,
        help_text=_("Den gamle oplysning bliver stående, streget over, med det rigtige først."),
    )
