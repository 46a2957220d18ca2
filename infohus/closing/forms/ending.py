"""Closing a case, with one press or after it was concluded, and opening it again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from infohus.assessments.forms import Shown
from infohus.assessments.rules import KindOfConcern
from infohus.closing.forms.telling import Review, Tell
from infohus.rights.forms import Inform, InformChild
from infohus.ui.forms import Choice, DanishDate, Flag, Form, LongText, Select, Text

HANDING = ("handed_to", "handed_how", "handed_on")
INFORMING = {
    "inform_when": "when",
    "told_on": "told_on",
    "told_whom": "told_whom",
    "interest": "interest",
    "inform_reason": "reason",
    "inform_until": "until",
}
DUTY = ("remains", "duty_why")
SECOND = ("discussed_with", "discussed_on", "unread_why")


class Close(Form):
    """Closing a concluded case."""

    discussed_with = Select(label=_("Hvem har du drøftet vurderingen med?"), choices=[], required=False)
    discussed_on = DanishDate(label=_("Hvornår?"), required=False, past=True)
    unread_why = LongText(
        label=_("Eller: hvorfor har ingen anden læst den?"), rows=2, required=False, help_text=_("Den faglige leder læser det.")
    )
    untold_why = LongText(
        label=_("Hvorfor får borgeren alligevel ikke besked?"), rows=2, required=False, help_text=_("Den faglige leder læser det.")
    )
    evaluation = LongText(label=_("Hvad lærte vi?"), rows=3, required=False, help_text=_("Nævn ingen personer. Det slettes med sagen."))

    def __init__(self, *args: Any, colleagues: Sequence[tuple[str, str]], read: bool, owes: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not owes:
            del self.fields["untold_why"]
        self.fields["discussed_with"].choices = [("", _("Vælg …")), *colleagues]  # type: ignore[attr-defined]
        if read:
            for name in SECOND:
                del self.fields[name]


class End(Close):
    """Concluding and closing with one press: the conclusion, the duty to inform, each reporter, each document, and the second reading."""

    shown = Shown()
    reason = LongText(label=_("Begrundelse"), required=False, rows=5, help_text=_("Skriv, så borgeren og familien kan læse det."))
    kind_of_concern = Choice(label=_("Hvad handlede bekymringen om?"), choices=KindOfConcern.choices, required=False)
    psychiatry = Choice(label=_("Skal PSP eller psykiatrien med?"), choices=[("no", _("Nej")), ("yes", _("Ja"))], required=False)
    handed_to = Text(label=_("Hvem har taget imod?"), required=False, help_text=_("Fx Børne-Familieafdelingen, Anna Prøve"))
    handed_how = Text(label=_("Hvordan er det givet videre?"), required=False, help_text=_("Fx et møde med familien"))
    handed_on = DanishDate(label=_("Hvilken dag?"), required=False, past=True)
    dissent = LongText(
        label=_("Er nogen uenig i konklusionen?"),
        required=False,
        rows=2,
        help_text=_("Hvem, og i hvad? Lad feltet stå tomt, hvis ingen er."),
    )

    remains = Choice(
        label=_("Er der stadig et socialt ansvar, som sagen skal holde øje med?"),
        choices=[("no", _("Nej")), ("yes", _("Ja"))],
        required=False,
    )
    duty_why = LongText(
        label=_("Hvorfor?"), required=False, rows=2, help_text=_("Fx hvem der har taget over, eller hvorfor der ikke er noget tilbage.")
    )

    def __init__(
        self,
        *args: Any,
        handed: bool,
        informs: bool,
        duty: bool,
        child: bool,
        reporters: dict[str, Sequence[tuple[str, str]]],
        papers: Sequence[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if not handed:
            for name in HANDING:
                del self.fields[name]
        if not duty:
            for name in DUTY:
                del self.fields[name]
        asked = InformChild() if child else Inform()
        if informs:
            self.fields |= {name: asked.fields[given] for name, given in INFORMING.items() if given in asked.fields}
        for one, ways in reporters.items():
            self.fields |= {f"{name}_{one}": field for name, field in Tell(ways=ways).fields.items()}
            if {"phone", "letter"} & {way for way, _label in ways}:
                self.fields[f"done_{one}"] = Flag(
                    label=_("Jeg har givet beskeden på telefon, eller jeg har hentet brevet"),
                    help_text=_("Kun en besked i postkassen bliver sendt herfra. Ring, eller hent brevet, før du lukker."),
                )
        for one in papers:
            self.fields |= {f"{name}_{one}": field for name, field in Review().fields.items()}
        self.order_fields(["shown", "reason", "dissent", *HANDING, *DUTY, "kind_of_concern", "psychiatry", *INFORMING, "untold_why"])
        for name in (*SECOND, "evaluation"):
            if name in self.fields:
                self.fields[name] = self.fields.pop(name)


class Reopen(Form):
    """Opening again."""

    reason = LongText(label=_("Hvorfor skal sagen åbnes igen?"), rows=3, required=False)
