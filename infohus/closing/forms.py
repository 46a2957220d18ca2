"""Closing a case."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from infohus.closing.rules import Told
from infohus.ui.forms import Choice, Form, LongText

KEEP = [("keep", _("Behold det, fordi …")), ("delete", _("Slet det for altid"))]


class Tell(Form):
    """What a reporter is told."""

    way = Choice(label=_("Hvordan får henvenderen besked?"), choices=Told.choices, required=False)
    text = LongText(label=_("Beskeden"), rows=5, required=False)
    why_not = LongText(label=_("Hvis ikke: hvorfor?"), rows=2, required=False)


class Review(Form):
    """What becomes of a document of the police's."""

    keep = Choice(label=_("Hvad skal der ske med dokumentet?"), choices=KEEP, missing=_("Vælg, hvad der skal ske med dokumentet."))
    why = LongText(label=_("Hvorfor skal det blive?"), rows=2, required=False)


class Close(Form):
    """Closing."""

    evaluation = LongText(label=_("Hvad lærte vi?"), rows=3, required=False, help_text=_("Nævn ingen personer. Det slettes med sagen."))


class Reopen(Form):
    """Opening again."""

    reason = LongText(label=_("Hvorfor skal sagen åbnes igen?"), rows=3, required=False)
