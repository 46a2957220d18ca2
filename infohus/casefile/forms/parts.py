"""What is filled in on the parts of a case: person, people around them, notes, documents, tasks, who may see it; covers; look-ups."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from infohus.attachments.rules import ACCEPT, Origin, Removal, limits
from infohus.casefile.forms.case import Note
from infohus.cases.rules import Conflict
from infohus.concerns.forms import Person as ArrivingPerson
from infohus.persons.rules import Kin, Purpose
from infohus.ui.forms import Choice, DanishDate, Files, Flag, Form, LongText, Select, Text

CHOOSE = ("", _("Vælg …"))


class Versioned(Form):
    """A form on top of what its writer saw; `theirs` is the row as somebody else saved it meanwhile."""

    theirs: Any = None
    version = forms.IntegerField(widget=forms.HiddenInput)

    @property
    def on_top_of(self) -> Any:
        """The version that the next saving builds on."""
        return self.theirs.version if self.theirs is not None else self["version"].value()


class Person(Versioned, ArrivingPerson):
    """What is known of the person of a case; a protected address is left out until it is asked for."""

    unidentified = None  # said by leaving name, number and description empty

    def __init__(self, *args: Any, hide_address: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if hide_address:
            del self.fields["address"]


class Relative(Versioned):
    """Somebody around the person: a role and the minimum."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)
    role = Select(label=_("Hvem er det?"), choices=[CHOOSE, *Kin.choices], missing=_("Vælg, hvem det er."))
    name = Text(label=_("Navn"), required=False, longest=300)
    holds_custody = Flag(label=_("Har del i forældremyndigheden"))
    contact = Text(label=_("Telefon eller e-mail"), required=False, longest=300)
    interpreter = Text(label=_("Tolk"), required=False, help_text=_("Hvilket sprog, hvis der er brug for tolk"))
    remark = LongText(
        label=_("Bemærkning"),
        required=False,
        rows=3,
        help_text=_("Kun det, I skal bruge for at tale med personen. Intet om helbred eller tro."),
    )

    def clean_version(self) -> int:
        """0 for one who is noted for the first time."""
        return self.cleaned_data["version"] or 0


class CorrectNote(Versioned, Note):
    """A note corrected."""

    text = LongText(label=_("Noten"), required=False, rows=8)


class Documents(Form):
    """Files for a case, and whose they are; the page's token lets the same file in once, however often the page is sent."""

    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    origin = Select(label=_("Hvem kommer filerne fra?"), choices=[CHOOSE, *Origin.choices], missing=_("Vælg, hvem filerne kommer fra."))
    files = Files(label=_("Filer"), required=True, missing=_("Vælg mindst én fil."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"].help_text = _("Billeder, PDF, Word (.docx), e-mail (.eml) og ren tekst. {limits}").format(limits=limits())
        self.fields["files"].widget.attrs["accept"] = ACCEPT


class RemoveDocument(Form):
    """Why a file is removed for good."""

    why = Choice(label=_("Hvorfor skal filen fjernes?"), choices=Removal.choices, missing=_("Vælg, hvorfor filen skal fjernes."))


class Task(Form):
    """A task: what, who, until when."""

    remark = LongText(label=_("Hvad skal der gøres?"), missing=_("Skriv, hvad der skal gøres."), rows=3)
    owner = Choice(label=_("Hvem gør det?"), choices=[], missing=_("Vælg, hvem der skal gøre det."))
    due_on = DanishDate(label=_("Senest"), missing=_("Skriv, hvornår det skal være gjort."))

    def __init__(self, *args: Any, owners: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = owners  # type: ignore[attr-defined]


class Move(Form):
    """A date moved, with its reason."""

    due_on = DanishDate(label=_("Ny dato"), missing=_("Skriv den nye dato."))
    why = LongText(label=_("Hvorfor flyttes fristen?"), missing=_("Skriv, hvorfor fristen flyttes."), rows=3)


class Exclude(Form):
    """Who must not see a case, and why in a word."""

    who = Select(label=_("Hvem skal holdes ude?"), choices=[], missing=_("Vælg, hvem der skal holdes ude."))
    why = Choice(label=_("Hvorfor?"), choices=Conflict.choices, missing=_("Vælg, hvorfor."))

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = [CHOOSE, *people]  # type: ignore[attr-defined]


NOBODY = "nobody"


class Cover(Form):
    """Who is away, who stands in, from when to when."""

    of = Select(label=_("Hvem er væk?"), choices=[], missing=_("Vælg, hvem der er væk."))
    by = Choice(label=_("Hvem dækker?"), choices=[], missing=_("Vælg, hvem der dækker, eller at ingen gør det endnu."))
    from_on = DanishDate(label=_("Fra og med"), missing=_("Skriv den første dag."))
    until_on = DanishDate(label=_("Til og med"), missing=_("Skriv den sidste dag."))

    def __init__(self, *args: Any, away: list[tuple[str, str]], standing_in: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(away) == 1:
            del self.fields["of"]
        else:
            self.fields["of"].choices = [CHOOSE, *away]  # type: ignore[attr-defined]
        self.fields["by"].choices = [*standing_in, (NOBODY, _("Ingen endnu"))]  # type: ignore[attr-defined]


class FindByCpr(Form):
    """One exact number, and what it is looked up for."""

    cpr = Text(label=_("CPR-nummer"), missing=_("Skriv CPR-nummeret."), longest=40)
    purpose = Select(
        label=_("Hvad skal du bruge det til?"), choices=[CHOOSE, *Purpose.choices], missing=_("Vælg, hvad du skal bruge opslaget til.")
    )


class FindWords(Form):
    """Words, and what they are looked for."""

    words = Text(label=_("Ord"), missing=_("Skriv de ord, du leder efter."))
    purpose = Select(
        label=_("Hvad skal du bruge det til?"), choices=[CHOOSE, *Purpose.choices], missing=_("Vælg, hvad du skal bruge opslaget til.")
    )
