"""What a system administrator fills in about a text, and a coordinator about a slip."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from infohus.catalogues.rules import Entry, Kind, parts_of
from infohus.ui.forms import Choices, Code, DanishDate, Flag, Form, LongText, Text

LABELS = {
    Kind.BASIS: _("Hvad den siger"), Kind.TERM: _("Forklaring"), Kind.NUMBER: _("Hvornår det bruges"), Kind.LINK: _("Hvad der er på siden"),
    Kind.DIMENSION: _("Spørgsmål, der hjælper"),
}  # fmt: skip
ALSO = {Kind.SIGN: _("Kan også være"), Kind.TERM: _("Andre ord for det samme")}
HELP = {
    Kind.SIGN: _("Vises sammen med tegnet. Skil med komma."),
    Kind.TERM: _("Skil med semikolon."),  # a name can have a comma in it
}


class Wording(Form):
    """How a text reads from a date on; a kind has the fields of its parts only (`rules.parts_of`)."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)
    number = Text(label=_("Telefonnummer"), longest=40, missing=_("Skriv nummeret."))
    title = Text(label=_("Overskrift"), missing=_("Skriv en overskrift."))
    title_en = Text(label=_("Overskrift på engelsk"), required=False)
    citation = Text(
        label=_("Sådan nævnes den i en sætning"), help_text=_("Fx »retsplejelovens § 115, stk. 2«"), missing=_("Skriv, hvordan den nævnes.")
    )
    subject = Text(label=_("Emne på mailen"), help_text=_("Intet om sagen eller personen."), required=False)
    subject_en = Text(label=_("Emne på engelsk"), required=False)
    text = LongText(label=_("Tekst"), longest=10_000, missing=_("Teksten er tom. Skriv en tekst, eller lad den gamle gælde."))
    text_en = LongText(label=_("Tekst på engelsk"), required=False, longest=10_000)
    also = Text(label=_("Kan også være"), required=False, longest=500)
    also_en = Text(label=_("Kan også være, på engelsk"), required=False, longest=500)
    who = Text(label=_("Hvem"), required=False)
    due = Text(label=_("Hvornår"), required=False)
    help = LongText(label=_("Hjælp til at vælge"), required=False, rows=2, longest=2000)
    constraints = LongText(label=_("Det skal man passe på"), required=False, rows=3, longest=2000)
    news = LongText(label=_("Hvad er nyt"), required=False, rows=3, longest=2000)
    url = Text(
        label=_("Adresse på nettet"), required=False, longest=500, missing=_("Skriv hele adressen, fx https://www.kommunen.dk/plan.")
    )
    active = Flag(label=_("Kan vælges"))
    source = Text(
        label=_("Hvor kommer teksten fra?"),
        longest=300,
        missing=_("Skriv, hvor teksten kommer fra, fx loven eller den, der har bestemt den."),
    )
    valid_from = DanishDate(label=_("Gælder fra"), missing=_("Skriv, fra hvilken dag teksten gælder."))
    valid_until = DanishDate(
        label=_("Gælder til og med"),
        required=False,
        help_text=_("Lad feltet stå tomt, når teksten gælder, til der kommer en ny. Ellers gælder den forrige igen."),
    )
    checked = Flag(label=_("Jeg har holdt teksten op mod kilden i dag"))
    check_again_on = DanishDate(label=_("Skal ses efter igen"), required=False, help_text=_("Bruges, når du har sat kryds ovenfor."))

    def __init__(self, *args: Any, entry: Entry, english: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = {*parts_of(entry), "version", "text", "source", "valid_from", "valid_until", "checked", "check_again_on"}
        offered |= {"text_en"} if english else set()
        for name in set(self.fields) - offered:
            del self.fields[name]
        self.fields["text"].label = LABELS.get(entry.kind, self.fields["text"].label)
        if entry.kind in ALSO and "also" in self.fields:
            self.fields["also"].label, self.fields["also"].help_text = ALSO[entry.kind], HELP[entry.kind]
        if entry.kind == Kind.LINK:
            self.fields["url"].required = True
        self.entry = entry

    def clean_also(self) -> str | list[str]:
        """The other words of a term as a list; of a sign the sentence it is."""
        said: str = self.cleaned_data["also"]
        return [word.strip() for word in said.split(";") if word.strip()] if self.entry.kind == Kind.TERM else said

    @staticmethod
    def initial_of(entry: Entry, version: int, valid_from: date, check_again_on: date) -> dict[str, Any]:
        """The fields as the entry says them now."""
        also = entry.data.get("also", "")
        said = {**entry.data, "also": "; ".join(also) if isinstance(also, list) else also, "active": entry.data.get("active", True)}
        return {
            **said, "version": version, "text": entry.text, "text_en": entry.text_en, "source": entry.source, "valid_from": valid_from,
            "valid_until": entry.valid_until if entry.valid_from == valid_from else None, "check_again_on": check_again_on,
        }  # fmt: skip


class Retire(Form):
    """From which day a text is out of use."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)
    retired_from = DanishDate(label=_("Udgår fra"), missing=_("Skriv, fra hvilken dag teksten udgår."))


class Check(Form):
    """Which texts of a kind were looked at; of a link also whether it leads nowhere."""

    entries = Choices(label=_("Disse er set efter og gælder stadig"), choices=[], required=False)
    broken = Choices(label=_("Disse link virker ikke"), choices=[], required=False)
    check_again_on = DanishDate(label=_("Skal ses efter igen"), missing=_("Skriv, hvornår teksterne skal ses efter igen."))

    def __init__(self, *args: Any, kind: Kind, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entries"].choices = choices  # type: ignore[attr-defined]
        if kind == Kind.LINK:
            self.fields["broken"].choices = choices  # type: ignore[attr-defined]
            self.fields["entries"].label = _("Disse link virker")
        else:
            del self.fields["broken"]

    def clean(self) -> dict[str, Any]:
        """Something must be chosen, and a link works or does not."""
        said = super().clean() or {}
        entries, broken = set(said.get("entries") or ()), set(said.get("broken") or ())
        if not self.errors and not entries | broken:
            self.add_error("entries", _("Sæt kryds ved det, du har set efter."))
        if entries & broken:
            self.add_error("broken", _("Et link kan ikke både virke og ikke virke. Fjern det ene kryds."))
        return said


class Slip(Form):
    """The code that is printed on a slip."""

    code = Code(label=_("Koden"))
