"""The conclusion, taking it up again, and the social duty."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from infohus.assessments.rules import KindOfConcern
from infohus.ui.forms import Choice, DanishDate, Form, LongText, Text


class Conclude(Form):
    """How a case is concluded; only the outcomes that can be chosen now are offered."""

    outcome = Choice(label=_("Hvad er konklusionen?"), choices=[], required=False)
    kind_of_concern = Choice(label=_("Hvad handlede bekymringen om?"), choices=KindOfConcern.choices, required=False)
    reason = LongText(label=_("Begrundelse"), required=False, rows=5, help_text=_("Skriv, så borgeren og familien kan læse det."))
    handed_to = Text(label=_("Hvem har taget imod?"), required=False, help_text=_("Fx Børne-Familieafdelingen, Anna Prøve"))
    handed_how = Text(label=_("Hvordan er det givet videre?"), required=False, help_text=_("Fx et møde med familien"))
    handed_on = DanishDate(label=_("Hvilken dag?"), required=False, past=True)
    psychiatry = Choice(label=_("Skal PSP eller psykiatrien med?"), choices=[("no", _("Nej")), ("yes", _("Ja"))], required=False)
    dissent = LongText(
        label=_("Er nogen uenig i konklusionen?"),
        required=False,
        rows=2,
        help_text=_("Hvem, og i hvad? Lad feltet stå tomt, hvis ingen er."),
    )

    def __init__(self, *args: Any, outcomes: list[tuple[str, str]], short: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = outcomes  # type: ignore[attr-defined]
        if not short:
            del self.fields["psychiatry"]
        if not any(code == "other_need" for code, _label in outcomes):
            for name in ("handed_to", "handed_how", "handed_on"):
                del self.fields[name]


class Reconsider(Form):
    """Why a conclusion is taken up again."""

    why = LongText(label=_("Hvorfor skal konklusionen tages op igen?"), required=False, rows=4)


class SocialDuty(Form):
    """Whether the municipality has a social duty left."""

    remains = Choice(label=_("Har kommunen stadig et socialt ansvar?"), choices=[("no", _("Nej")), ("yes", _("Ja"))], required=False)
    why = LongText(
        label=_("Hvorfor?"), required=False, rows=4, help_text=_("Fx børn i hjemmet, bolig, forsørgelse, misbrug eller psykisk sygdom.")
    )
    again_on = DanishDate(label=_("Svar igen den"), required=False, help_text=_("Kun hvis svaret er ja. Højst 3 måneder frem."))
