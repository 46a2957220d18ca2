"""The social assessment, in full and in short, and its second reading."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from infohus.assessments.forms.police import Shown
from infohus.assessments.rules import Target
from infohus.ui.forms import Choice, DanishDate, Form, LongText, Select

YES_NO = [("no", _("Nej")), ("yes", _("Ja"))]


class Short(Form):
    """The short assessment: nothing in it but what every assessment must hold, for somebody who is not in the target group."""

    shown = Shown()
    resources = LongText(label="", required=False, rows=3)
    voice = LongText(label="", required=False, rows=3)
    parents = LongText(label=_("Hvad siger forældrene?"), required=False, rows=3)
    other_help = Choice(label="", choices=YES_NO, required=False)
    statute = Select(label=_("Efter hvilken lov?"), choices=[], required=False)
    help_what = LongText(label=_("Hvilken hjælp, og hvem giver den?"), required=False, rows=2)
    reason = LongText(label="", required=False, rows=4)

    def __init__(self, *args: Any, called: str = "", laws: list[tuple[str, str]], child: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who = called or _now("borgeren")
        labels = {
            "resources": _now("Hvad går godt, og hvem har {who} omkring sig?"), "voice": _now("Hvad siger {who} selv?"),
            "other_help": _now("Har {who} brug for hjælp til andet?"), "reason": _now("Hvorfor er {who} ikke i målgruppen?"),
            "target": _now("Er {who} i målgruppen?"),
        }  # fmt: skip
        hints = {
            "resources": _now("Familie, venner, skole, fritid, job. Ved I intet endnu, så skriv »Ingen kendte endnu«."),
            "voice": _now("Helst {who}s egne ord. Er der ikke spurgt endnu, så skriv hvorfor."),
            "parents": _now("Er der ikke spurgt endnu, så skriv hvorfor."),
            "reason": _now("Med dine egne ord, så {who} kan læse det."),
        }  # fmt: skip
        for name, label in labels.items():
            if name in self.fields:
                self.fields[name].label = label.format(who=who)
        for name, hint in hints.items():
            self.fields[name].help_text = hint.format(who=who)
        self.fields["statute"].choices = [("", _now("Vælg …")), *laws]  # type: ignore[attr-defined]
        if not child:
            self.fields["parents"].label = _now("Hvad siger familien?")
            self.fields["parents"].help_text = _now("Kun hvis det er nødvendigt for at hjælpe.")


class Social(Short):
    """The social assessment in full: worry and well-being in two equal halves, what it rests on, and the answer."""

    field_order = (
        "alternatives", "worry", "unknown", "resources", "voice", "parents", "other_help", "statute", "help_what", "purpose", "sources", "efforts",
        "living", "child_duties", "target", "reason", "valid_until",
    )  # fmt: skip

    alternatives = LongText(
        label=_("Hvad kunne det også være?"), required=False, rows=4, help_text=_("Sorg, konflikt, provokation, mistrivsel.")
    )
    worry = LongText(label=_("Hvad bekymrer os, hvis intet sker?"), required=False, rows=4)
    unknown = LongText(label=_("Hvad ved vi ikke?"), required=False, rows=4)
    purpose = LongText(label=_("Hvad skal vurderingen bruges til?"), required=False, rows=2)
    sources = LongText(
        label=_("Hvad bygger den på?"), required=False, rows=3, help_text=_("Kun det nødvendige: hvem har I talt med, hvad har I læst?")
    )
    efforts = LongText(
        label=_("Hvilken hjælp er der i forvejen?"),
        required=False,
        rows=3,
        help_text=_("Henvis til sagen eller afgørelsen. Gentag den ikke."),
    )
    living = LongText(label=_("Bolig, økonomi og helbred"), required=False, rows=3, help_text=_("Kun det, der har betydning her."))
    child_duties = LongText(
        label=_("Hvad er gjort, fordi {who} er under 18 år?"),
        required=False,
        rows=2,
        help_text=_("Fx underretning sendt den …, vurderet den …"),
    )
    target = Choice(label="", choices=Target.choices, required=False)
    valid_until = DanishDate(label=_("Vurderingen gælder til"), required=False)

    def __init__(self, *args: Any, called: str = "", child: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, called=called, child=child, **kwargs)
        del self.fields["shown"]  # the whole assessment stands beside the police's, not on it
        self.fields["reason"].label = _now("Hvorfor?")
        self.fields["reason"].help_text = _now("Med dine egne ord. Der er ingen point og ingen samlet karakter.")
        self.fields["valid_until"].help_text = _now("Højst 12 måneder. Kan det ikke afgøres endnu, højst 3 måneder.")
        self.fields["child_duties"].label = str(self.fields["child_duties"].label).format(who=called or _now("borgeren"))
        if not child:
            del self.fields["child_duties"]


class SecondReading(Form):
    """Whether the second reader agrees."""

    agrees = Choice(label=_("Er du enig?"), choices=[("yes", _("Enig")), ("no", _("Uenig"))], required=False)
    dissent = LongText(
        label=_("Hvad er du uenig i?"),
        required=False,
        rows=4,
        help_text=_("Kun hvis du er uenig. Det følger vurderingen og bliver nævnt i konklusionen."),
    )
