"""What is filled in when an arrival ends in another way, and about the one who told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from infohus.cases.rules import Under18
from infohus.concerns.forms.registering import Choosable
from infohus.concerns.rules import RejectionCode, Source, Way
from infohus.ui.forms import Choice, Choices, DanishDate, DanishTime, Flag, Form, LongText, Select, Text

CHOOSE = ("", _("Vælg …"))


def no_report() -> Flag:
    """That an arrival about a child, which ends here, is no underretning."""
    return Flag(
        label=_("Den er ikke en underretning: intet tyder på, at barnet eller den unge kan have brug for særlig støtte."),
        missing=_("Sæt kryds, når du har taget stilling. Er det en underretning, så send den først."),
    )


class Reject(Form):
    """Proposing that a concern is not ours."""

    code = Choice(
        label=_("Hvorfor hører den ikke til her?"),
        choices=RejectionCode.choices,
        missing=_("Vælg, hvorfor henvendelsen ikke hører til her."),
    )
    sentence = LongText(
        label=_("Begrundelse"), help_text=_("Den anden koordinator læser den, før noget bliver slettet."), rows=3,
        missing=_("Skriv en sætning om hvorfor. Den anden koordinator læser den, før noget bliver slettet."),
    )  # fmt: skip

    no_report = no_report()

    def __init__(self, *args: Any, reasons: Choosable = (), child: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not child:
            del self.fields["no_report"]
        if reasons:
            self.fields["code"].choices = reasons  # type: ignore[attr-defined]


class Decline(Form):
    """Why it is ours after all."""

    answer = LongText(label=_("Hvorfor hører henvendelsen til her?"), required=False, rows=3)


class Telephone(Form):
    """A concern told on the telephone: one page, five required fields, one press."""

    source = Select(label=_("Hvem ringer?"), choices=[CHOOSE, *Source.choices], missing=_("Vælg, hvem der ringer."))
    observed = LongText(
        label=_("Hvad er set eller hørt?"), rows=7, missing=_("Skriv, hvad der er set eller hørt."),
        help_text=_("Skriv, som det blev sagt. Hold set, hørt og troet adskilt, ét pr. sætning. Ingen religion, nationalitet eller etnicitet."),
    )  # fmt: skip
    when_where = Text(label=_("Hvornår og hvor?"), missing=_("Skriv, hvornår og hvor. Cirka er nok."), longest=500)
    who = Text(label=_("Hvem drejer det sig om?"), missing=_("Skriv navn eller beskrivelse, eller »ukendt«."), longest=500)
    under_18 = Choice(label=_("Er personen under 18 år?"), choices=Under18.choices, missing=_("Svar på, om personen er under 18 år."))
    signs = Choices(
        label=_("Alvorlige tegn"), choices=[], required=False,
        help_text=_("Kun det, der er set eller hørt. Med et alvorligt tegn tager I stilling i dag. Tegnet afgør ikke noget i sig selv."),
    )  # fmt: skip
    alternatives = LongText(label=_("Hvad kunne ellers forklare det?"), required=False, rows=2)
    goes_well = LongText(label=_("Hvad går godt?"), required=False, rows=2)
    told_person_how = LongText(label=_("Ved personen det? Hvad er sagt, og hvordan blev det taget?"), required=False, rows=2)
    told_parent_1_how = LongText(label=_("Ved den ene forælder det? Hvad er sagt?"), required=False, rows=2)
    told_parent_2_how = LongText(label=_("Ved den anden forælder det? Hvad er sagt?"), required=False, rows=2)
    interpreter_who = Text(label=_("Er der brug for tolk? Hvem og hvilket sprog?"), required=False)
    done = LongText(label=_("Hvad er der allerede gjort?"), required=False, rows=2)
    safety = LongText(label=_("Er der noget om sikkerhed, vi skal vide?"), required=False, rows=2)
    reporter_name = Text(
        label=_("Henvenders navn"),
        required=False,
        help_text=_("Et navn, vi kender, skal noteres. Vil henvender være anonym, så spørg ikke."),
    )
    reporter_phone = Text(label=_("Telefon"), required=False)
    reporter_email = Text(label=_("E-mail"), required=False)
    reporter_best = Text(label=_("Træffes bedst"), required=False)
    workplace = Text(label=_("Arbejdssted og dets adresse"), required=False, longest=300)
    give_code = Flag(label=_("Giv henvender en kode, så vi kan skrive sammen"))

    def __init__(self, *args: Any, serious: Choosable = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signs"].choices = serious  # type: ignore[attr-defined]


class Join(Form):
    """Which open case a concern belongs to."""

    into = Choice(label=_("Hvilken sag hører den til?"), choices=[], missing=_("Vælg en sag."))

    def __init__(self, *args: Any, choices: Choosable = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = choices  # type: ignore[attr-defined]


class Part(Form):
    """Which sentences are about another person."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    sentences = Choices(
        label=_("Hvad handler om den anden person?"), choices=[], missing=_("Vælg de oplysninger, der handler om den anden person.")
    )
    signs = Choices(
        label=_("Hvilke af de valgte tegn handler om den anden person?"), choices=[], required=False,
        help_text=_("De flytter med til den nye henvendelse. Et tegn, du ikke vælger, bliver her."),
    )  # fmt: skip
    under_18 = Choice(
        label=_("Er den anden person under 18 år?"), choices=Under18.choices, missing=_("Svar på, om personen er under 18 år.")
    )

    def __init__(self, *args: Any, texts: Sequence[str] = (), signs: Choosable = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sentences"].choices = [(str(number), text) for number, text in enumerate(texts)]  # type: ignore[attr-defined]
        self.fields["signs"].choices = signs  # type: ignore[attr-defined]


class Advice(Form):
    """A question in which nobody can be recognised."""

    question = LongText(
        label=_("Spørgsmålet, uden navne"),
        help_text=_("Skriv det, så ingen kan genkendes: ingen navne, adresser eller datoer."),
        rows=5,
        required=False,
    )
    theme = Select(label=_("Emne"), choices=[], missing=_("Vælg et emne."))
    group = Select(label=_("Hvem spørger?"), choices=[], missing=_("Vælg, hvem der spørger."))
    no_report = no_report()
    sure = Flag(
        label=_("Jeg har set efter, at ingen kan genkendes. Sagen og henvendelsen bliver slettet for altid, når jeg trykker."),
        missing=_("Sæt kryds, når du har set efter. Sagen bliver slettet og kan ikke hentes igen."),
    )

    def __init__(self, *args: Any, themes: Choosable = (), groups: Choosable = (), child: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not child:
            del self.fields["no_report"]
        self.fields["theme"].choices = [CHOOSE, *themes]  # type: ignore[attr-defined]
        self.fields["group"].choices = [CHOOSE, *groups]  # type: ignore[attr-defined]


class SentBefore(Form):
    """When an underretning was sent another way than here."""

    report_on = DanishDate(label=_("Hvilken dag er den sendt?"), missing=_("Skriv, hvornår underretningen er sendt."), past=True)
    report_at = DanishTime(label=_("Klokken"), missing=_("Skriv, hvad klokken var. Cirka er nok."))


class NotAReport(Form):
    """Why a concern about a child is no underretning."""

    report_not_sent = Text(
        label=_("Hvorfor er det ikke en underretning?"), missing=_("Skriv, hvorfor det ikke er en underretning."), longest=500
    )


class Judged(Form):
    """When the child department judged an underretning."""

    judged_on = DanishDate(label=_("Vurderet den"), missing=_("Skriv, hvornår de vurderede den."), past=True)
    judged_at = DanishTime(label=_("Klokken"), missing=_("Skriv klokkeslættet."))
    acute = Choice(
        label=_("Var der behov for at handle akut?"),
        choices=[("no", _("Nej")), ("yes", _("Ja"))],
        missing=_("Svar på, om der var behov for at handle akut."),
    )


class Receipt(Form):
    """The receipt to the reporter."""

    way = Choice(label=_("Hvordan giver du kvitteringen?"), choices=Way.choices)
    text = LongText(label=_("Hvad står der i den?"), rows=4, required=False)

    def __init__(self, *args: Any, ways: Sequence[Way], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = [(way.value, way.label) for way in ways]  # type: ignore[attr-defined]
