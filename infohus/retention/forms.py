"""Proposing what becomes of a closed case, noting a delivery, and changing how long a class is kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from infohus.retention.rules import EARLY, LONGER, Archive, Decision
from infohus.ui.forms import Choice, DanishDate, Form, Select, Text, Whole


class Erase(Form):
    """Erasing on its day."""


class EraseEarly(Form):
    """Erasing before its day, and why."""

    why = Choice(label=_("Hvorfor skal den slettes før?"), choices=[(one.value, one.label) for one in EARLY], required=False)


class Prolong(Form):
    """Keeping it longer: why, and until when."""

    why = Choice(label=_("Hvorfor skal sagen gemmes længere?"), choices=[(one.value, one.label) for one in LONGER], required=False)
    until = DanishDate(label=_("Hvor længe?"), required=False, help_text=_("Højst 12 måneder efter sagens dato."))


class Answer(Form):
    """An answer to a proposal: the button says which."""


class Delivered(Form):
    """The print of a whole case, delivered."""

    to = Choice(label=_("Hvilket arkiv har fået udskriften?"), choices=Archive.choices, required=False)
    delivered_on = DanishDate(label=_("Hvornår blev den afleveret?"), required=False, past=True)


class Change(Form):
    """Another clock of a class."""

    amount = Whole(label=_("Hvor længe?"), least=0, most=10_000, required=False)
    unit = Select(label=_("Dage eller måneder"), choices=[("months", _("måneder")), ("days", _("dage"))])
    source = Text(
        label=_("Hvem har bestemt det, og hvornår?"),
        required=False,
        longest=300,
        help_text=_("Fx Social- og Sundhedsudvalget, 3. november 2026"),
    )


class Archived(Form):
    """What the archives have decided."""

    decision = Choice(
        label=_("Hvad er besluttet?"),
        choices=[(Decision.KEEP.value, _("Sagerne skal bevares: udskriften afleveres til et arkiv, før sagen slettes")),
                 (Decision.DISCARD.value, _("Sagerne må kasseres: de slettes uden aflevering"))],
        required=False,
    )  # fmt: skip
    authority = Text(
        label=_("Hvad bygger beslutningen på?"),
        required=False,
        longest=300,
        help_text=_("Fx bekendtgørelsen eller Rigsarkivets brev, med dato"),
    )


class ArchivedEmpty(Archived):
    """The same of cases of which nothing is left to be preserved."""

    decision = Choice(
        label=Archived.base_fields["decision"].label,
        choices=[(Decision.DISCARD.value, _("Sagerne må kasseres: alt i dem bliver slettet, når de afvises"))],
        required=False,
    )
