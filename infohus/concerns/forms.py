"""What coordinators fill in about an arrival."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from infohus import lib
from infohus.advice.rules import Group
from infohus.cases.rules import Under18
from infohus.concerns.rules import RejectionCode, SentenceKind, Source, Way
from infohus.persons.rules import Kin, read_cpr
from infohus.ui.forms import Choice, Choices, DanishDate, DanishTime, Flag, Form, LongText, Text

REPORTS = [
    ("send", _("Ja, send den til børneafdelingen, når jeg registrerer")),
    ("sent", _("Den er allerede sendt")),
    ("not", _("Nej, og jeg skriver hvorfor")),
]
GENDERS = [("", _("Ikke oplyst")), ("k", _("Kvinde")), ("m", _("Mand")), ("a", _("Andet eller ukendt"))]


class Person(Form):
    """The person of a case."""

    cpr = Text(
        label=_("CPR-nummer"), required=False, help_text=_("Slås kun op på det nøjagtige nummer. Opslaget bliver logget."), longest=40
    )
    name = Text(label=_("Navn"), required=False, longest=300)
    birth_on = DanishDate(label=_("Fødselsdato"), required=False, past=True)
    description = LongText(label=_("Beskrivelse, hvis navnet ikke kendes"), required=False, rows=2)
    unidentified = Flag(label=_("Personen er ikke identificeret endnu"))
    gender = forms.ChoiceField(label=_("Køn"), choices=GENDERS, required=False, help_text=_("Bruges kun i tallene."))
    address = Text(label=_("Adresse"), required=False, longest=300)
    contact = Text(label=_("Telefon og e-mail"), required=False, longest=300)
    address_protected = Flag(label=_("Navne- og adressebeskyttelse"))
    cpr_sure = Flag(label=_("Ja, fødselsåret er rigtigt"))

    @property
    def asks_birth_year(self) -> bool:
        """Whether the number that stands there tells an age that hardly anybody reaches."""
        try:
            return bool(read_cpr(str(self["cpr"].value() or ""), lib.today()).question)
        except lib.Refused:
            return False


PERSON = tuple(name for name in Person.base_fields if name != "cpr_sure")
AROUND = 3  # people around the person who can be noted with the registration; more on the page »Personer«


class Register(Person):
    """Taking a concern on: every sentence in its place, who it is about, the child question, purpose, lead."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    no_surplus = Flag(label=_("Intet er overflødigt"))
    surplus_why = Text(label=_("Hvorfor udelader du det?"), required=False, longest=500)
    under_18 = Choice(label=_("Er personen under 18 år?"), choices=Under18.choices, required=False)
    report = Choice(label=_("Er det også en underretning?"), choices=REPORTS, required=False)
    report_on = DanishDate(label=_("Sendt den"), required=False, past=True)
    report_at = DanishTime(label=_("Klokken"), required=False)
    report_not_sent = Text(label=_("Hvorfor er det ikke en underretning?"), required=False, longest=500)
    purpose = Choice(label=_("Hvad skal oplysningerne bruges til?"), choices=[], required=False)
    administration = Choice(label=_("Hvilken forvaltning hører sagen til?"), choices=[], required=False)
    offer_to = forms.ChoiceField(label=_("Skal en anden være tovholder?"), choices=[], required=False)
    knows_privately = Choice(
        label=_("Kender du personen eller familien privat?"), choices=[("no", _("Nej")), ("yes", _("Ja"))], required=False
    )
    fields_left_out = Choices(label=_("Andre svar, der skal slettes"), choices=[], required=False)
    files_left_out = Choices(label=_("Filer, der skal slettes"), choices=[], required=False)

    def __init__(self, *args: Any, sentences: list[str], purposes: list[tuple[str, str]], administrations: list[tuple[str, str]],
                 colleagues: list[tuple[str, str]], answers: list[tuple[str, str]], files: list[tuple[str, str]], **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.texts = sentences
        for number, _text in enumerate(sentences):
            self.fields[f"sentence_{number}"] = Choice(label=_text, choices=SentenceKind.choices, required=False)
        for name, choices in (
            ("purpose", purposes),
            ("administration", administrations),
            ("fields_left_out", answers),
            ("files_left_out", files),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        self.fields["offer_to"].choices = [("", _("Nej, jeg er tovholder")), *colleagues]  # type: ignore[attr-defined]
        for number in range(1, AROUND + 1):
            self.fields |= {
                f"role_{number}": forms.ChoiceField(label=_("Hvem er det?"), choices=[("", _("Vælg")), *Kin.choices], required=False),
                f"name_{number}": Text(label=_("Navn"), required=False, longest=300),
                f"contact_{number}": Text(label=_("Telefon eller e-mail"), required=False, longest=300),
                f"holds_custody_{number}": Flag(label=_("Har del i forældremyndigheden")),
            }

    def around(self) -> list[list[Any]]:
        """The fields of each person around the person."""
        return [[self[f"{name}_{number}"] for name in ("role", "name", "contact", "holds_custody")] for number in range(1, AROUND + 1)]

    @property
    def around_is_open(self) -> bool:
        """Whether something stands there about somebody around the person."""
        return any(field.value() for row in self.around() for field in row)

    def clean(self) -> dict[str, Any]:
        """Somebody around the person has a role and something by which they are known."""
        said = self.cleaned_data
        for number in range(1, AROUND + 1):
            role, known = said.get(f"role_{number}"), said.get(f"name_{number}") or said.get(f"contact_{number}")
            if known and not role:
                self.add_error(f"role_{number}", _("Vælg, hvem det er."))
            if role and not known:
                self.add_error(f"name_{number}", _("Skriv et navn eller en telefon, eller vælg »Vælg« under »Hvem er det?«."))
        return said

    def relatives(self) -> list[dict[str, Any]]:
        """Those around the person who were filled in."""
        names = ("role", "name", "contact", "holds_custody")
        rows = [{name: self.cleaned_data[f"{name}_{number}"] for name in names} for number in range(1, AROUND + 1)]
        return [row for row in rows if row["role"]]

    def sorting(self) -> list[tuple[str, Any]]:
        """Each sentence with its field, as the table wants them."""
        return [(text, self[f"sentence_{number}"]) for number, text in enumerate(self.texts)]

    def places(self) -> list[SentenceKind | None]:
        """Where each sentence was put; None where nothing is chosen yet."""
        chosen = [self.cleaned_data.get(f"sentence_{number}") for number, _text in enumerate(self.texts)]
        return [SentenceKind(one) if one else None for one in chosen]


class Reject(Form):
    """Proposing that a concern is not ours."""

    code = Choice(label=_("Hvorfor hører den ikke til her?"), choices=RejectionCode.choices, required=False)
    sentence = LongText(
        label=_("Begrundelse"), help_text=_("Den anden koordinator læser den, før noget bliver slettet."), required=False, rows=3
    )


class Decline(Form):
    """Why it is ours after all."""

    answer = LongText(label=_("Hvorfor hører henvendelsen til her?"), required=False, rows=3)


class Telephone(Form):
    """A concern told on the telephone: one page, five required fields, one press."""

    source = forms.ChoiceField(label=_("Hvem ringer?"), choices=Source.choices)
    observed = LongText(
        label=_("Hvad er set eller hørt?"), rows=7, missing=_("Skriv, hvad der er set eller hørt."),
        help_text=_("Skriv, som det blev sagt. Hold set, hørt og troet adskilt, ét pr. sætning. Ingen religion, nationalitet eller etnicitet."),
    )  # fmt: skip
    when_where = Text(label=_("Hvornår og hvor?"), missing=_("Skriv, hvornår og hvor. Cirka er nok."), longest=500)
    who = Text(label=_("Hvem drejer det sig om?"), missing=_("Skriv navn eller beskrivelse, eller »ukendt«."), longest=500)
    under_18 = Choice(label=_("Er personen under 18 år?"), choices=Under18.choices, missing=_("Svar på, om personen er under 18 år."))
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


class Join(Form):
    """Which open case a concern belongs to."""

    into = Choice(label=_("Hvilken sag hører den til?"), choices=[], missing=_("Vælg en sag."))

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = choices  # type: ignore[attr-defined]


class Part(Form):
    """Which sentences are about another person."""

    sentences = Choices(
        label=_("Hvad handler om den anden person?"), choices=[], missing=_("Vælg de oplysninger, der handler om den anden person.")
    )
    under_18 = Choice(
        label=_("Er den anden person under 18 år?"), choices=Under18.choices, missing=_("Svar på, om personen er under 18 år.")
    )

    def __init__(self, *args: Any, texts: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sentences"].choices = [(str(number), text) for number, text in enumerate(texts)]  # type: ignore[attr-defined]


class Advice(Form):
    """A question in which nobody can be recognised."""

    question = LongText(
        label=_("Spørgsmålet, uden navne"),
        help_text=_("Skriv det, så ingen kan genkendes: ingen navne, adresser eller datoer."),
        rows=5,
        required=False,
    )
    theme = forms.ChoiceField(label=_("Emne"), choices=[])
    group = forms.ChoiceField(label=_("Hvem spørger"), choices=Group.choices)

    def __init__(self, *args: Any, themes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = themes  # type: ignore[attr-defined]


class Judged(Form):
    """When the child department judged an underretning."""

    judged_on = DanishDate(label=_("Vurderet den"), missing=_("Skriv, hvornår de vurderede den."), past=True)
    judged_at = DanishTime(label=_("Klokken"), missing=_("Skriv klokkeslættet."))
    acute = Choice(
        label=_("Var der behov for at handle akut?"),
        choices=[("no", _("Nej")), ("yes", _("Ja"))],
        missing=_("Svar på, om der var behov for at handle akut."),
    )


RECEIPT_TEXT = _("Tak for din underretning. Vi har modtaget den og vurderer den. Vi kan normalt ikke fortælle, hvad der sker i sagen.")


class Receipt(Form):
    """The receipt to the reporter."""

    way = Choice(label=_("Hvordan giver du kvitteringen?"), choices=Way.choices)
    text = LongText(label=_("Hvad står der i den?"), rows=4, required=False)
