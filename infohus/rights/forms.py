"""Deciding on the duty to inform, and keeping a case from being erased."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from infohus.rights.rules import HoldKind, Interest, ToldWhom, When
from infohus.ui.forms import Choice, Choices, DanishDate, Form, LongText, Text


class Inform(Form):
    """Told, with the day; or later, with interest, reason and day."""

    when = Choice(label=_("Har borgeren fået besked?"), choices=When.choices, required=False)
    told_on = DanishDate(label=_("Hvis ja: hvornår fik borgeren besked?"), required=False, past=True)
    interest = Choice(label=_("Hvis senere: hvilket hensyn?"), choices=Interest.choices, required=False)
    reason = LongText(label=_("Hvis senere: hvorfor gælder det netop her?"), rows=3, required=False)
    until = DanishDate(label=_("Hvis senere: hvornår tager I det op igen?"), required=False, help_text=_("Højst tre måneder frem."))


class InformChild(Inform):
    """The same of somebody under 18: also who was told, the child, those with custody, or both."""

    told_whom = Choices(
        label=_("Hvis ja: hvem har fået besked?"), choices=ToldWhom.choices, required=False,
        help_text=_("Er borgeren under 18 år, er det ofte også forældrene, der skal have besked. Vent med dem, hvis det kan skade barnet."),
    )  # fmt: skip
    field_order = ["when", "told_on", "told_whom", "interest", "reason", "until"]


class PlaceHold(Form):
    """What keeps a case from being erased, and when it is looked at again."""

    kind = Choice(label=_("Hvorfor skal sletningen sættes i bero?"), choices=HoldKind.choices, required=False)
    reason = LongText(
        label=_("Hvad drejer det sig om?"), rows=3, required=False, help_text=_("Fx klagens dato, og hvem der behandler den.")
    )
    until = DanishDate(label=_("Hvornår ser I på det igen?"), required=False, help_text=_("Højst et år frem."))


class PlaceByNumber(PlaceHold):
    """The same, of a case that is known by its number alone."""

    number = Text(label=_("Sagsnummer"), required=False, longest=12)
    field_order = ["number", "kind", "reason", "until"]
