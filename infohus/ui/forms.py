"""What people fill in: our form, its fields, and `submit`, which lets an action run with them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from infohus import lib
from infohus.ui import rules


class Form(forms.Form):
    """A form whose errors are Danish sentences and whose browser checks are off, so that all errors come at once and nothing is lost."""

    use_required_attribute = False
    result: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


def submit(form: forms.Form, action: Callable[..., Any], *args: Any, **extra: Any) -> bool:
    """Run the action with the form's fields; True if it ran, with its answer as `form.result`. What is refused is put back on the form."""
    if not (form.is_bound and form.is_valid()):
        return False
    try:
        form.result = action(*args, **form.cleaned_data, **extra)  # type: ignore[attr-defined]
    except lib.Changed:
        raise  # the page shows both texts
    except lib.Refused as refused:
        put_back(form, refused)
        return False
    return True


def put_back(form: forms.Form, refused: lib.Refused) -> None:
    """Put a refusal, with all that was refused along with it, on the form: each at its field, or above the form if it has none there.

    A form whose fields have other names than the rules' says by `place_of` where a refusal belongs.
    """
    place_of = getattr(form, "place_of", lambda field: field)
    for refusal in refused.parts:
        place = place_of(refusal.field)
        form.add_error(place if place in form.fields else None, refusal.sentence)


def worded(given: dict[str, Any], missing: Any, **messages: Any) -> dict[str, Any]:
    """The arguments of a field with its sentences: `missing` when nothing was filled in, others by code."""
    sentences = {"required": missing or _("Du mangler at svare her."), **messages, **given.pop("error_messages", {})}
    return {**given, "error_messages": sentences}


class Text(forms.CharField):
    """One line; too long is said, never cut off by the browser."""

    longest = 200

    def __init__(self, *, missing: Any = None, longest: int | None = None, **given: Any) -> None:
        super().__init__(**worded(given, missing))
        self.longest = longest or self.longest

    def validate(self, value: str) -> None:
        """Refuse an empty answer and one that is too long."""
        super().validate(value)
        if len(value) > self.longest:
            sentence = _("Teksten må højst være på {most} tegn. Den er på {count}. Skriv den kortere.")
            raise ValidationError(sentence.format(most=rules.number(self.longest), count=rules.number(len(value))))


class LongText(Text):
    """Several lines, kept as pasted to the last sign (vertical tab, form feed and U+2028 too); only NUL, which nobody sees, is left out."""

    longest = 20_000
    widget = forms.Textarea

    def __init__(self, *, rows: int = 5, **given: Any) -> None:
        super().__init__(**{"strip": False, **given})
        self.widget.attrs["rows"] = rows

    def to_python(self, value: Any) -> str:
        """The text with plain line ends; '' if there is nothing but blanks."""
        text = super().to_python(value).replace("\0", "").replace("\r\n", "\n")
        return text if text.strip() else ""


class Day(forms.TextInput):
    """The widget of a date: text, with a calendar beside it where there is JavaScript."""


class DanishDate(forms.Field):
    """A date typed as people write it; `past=True` for dates of birth, whose short years never lie ahead."""

    widget = Day

    def __init__(self, *, missing: Any = None, past: bool = False, **given: Any) -> None:
        example = _("Fx 1. marts 2026 eller 01.03.2026") if past else _("Fx 1. marts 2027 eller 01.03.2027")
        super().__init__(**worded({"help_text": example, **given}, missing))
        self.past = past

    def to_python(self, value: Any) -> date | None:
        """The date, None if nothing was typed; else the refusal of `read_date`."""
        if isinstance(value, date):
            return value
        if not str(value or "").strip():
            return None
        try:
            return rules.read_date(value, lib.today(), self.past)
        except lib.Refused as refusal:
            raise ValidationError(refusal.sentence, code="invalid") from refusal

    def prepare_value(self, value: Any) -> Any:
        """A date as '01.03.2027'; what was typed stays as it was typed."""
        return f"{value:%d.%m.%Y}" if isinstance(value, date) else value


class DanishTime(forms.Field):
    """A time of day typed as people write it."""

    widget = forms.TextInput

    def __init__(self, *, missing: Any = None, **given: Any) -> None:
        super().__init__(**worded({"help_text": _("Fx 8.30 eller 14.05"), **given}, missing))

    def to_python(self, value: Any) -> time | None:
        """The time, None if nothing was typed; else the refusal of `read_time`."""
        if isinstance(value, time):
            return value
        if not str(value or "").strip():
            return None
        try:
            return rules.read_time(value)
        except lib.Refused as refusal:
            raise ValidationError(refusal.sentence, code="invalid") from refusal

    def prepare_value(self, value: Any) -> Any:
        """A time as '08.30'; what was typed stays as it was typed."""
        return f"{value:%H.%M}" if isinstance(value, time) else value


class Code(forms.CharField):
    """A receipt code, read whatever its spelling; cleaned to 'K7QF-2M9T-XW4B-8HDN'."""

    def __init__(self, *, missing: Any = None, **given: Any) -> None:
        super().__init__(**worded({"help_text": _("16 tegn, fx K7QF-2M9T-XW4B-8HDN"), **given}, missing or _("Skriv din kode.")))
        self.widget.attrs.update(autocomplete="off", spellcheck="false", autocapitalize="characters", size=26)

    def to_python(self, value: Any) -> str:
        """The code in its own spelling, or the refusal of `read_code`."""
        text = super().to_python(value).replace("\0", "")
        try:
            return rules.read_code(text) if text else ""
        except lib.Refused as refusal:
            raise ValidationError(refusal.sentence, code="invalid") from refusal


class Choice(forms.ChoiceField):
    """One of several answers, as radio buttons."""

    widget = forms.RadioSelect

    def __init__(self, *, missing: Any = None, **given: Any) -> None:
        super().__init__(**worded(given, missing or _("Vælg et svar."), invalid_choice=_("Vælg et af de svar, der står her.")))


class Select(Choice):
    """One of many answers, as a list that opens; give the empty one first."""

    widget = forms.Select


class Choices(forms.MultipleChoiceField):
    """Any of several answers, as checkboxes."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, missing: Any = None, **given: Any) -> None:
        wrong = _("Vælg kun blandt de svar, der står her.")
        super().__init__(**worded(given, missing or _("Sæt mindst ét kryds."), invalid_choice=wrong, invalid_list=wrong))


class Flag(forms.BooleanField):
    """One checkbox; not required unless told."""

    def __init__(self, *, missing: Any = None, **given: Any) -> None:
        super().__init__(**worded({"required": missing is not None, **given}, missing))


class Whole(forms.IntegerField):
    """A whole number within bounds."""

    widget = forms.TextInput

    def __init__(self, *, missing: Any = None, least: int = 0, most: int = 1_000_000, **given: Any) -> None:
        self.least, self.most = least, most
        super().__init__(**worded(given, missing, invalid=_("Skriv et helt tal, fx 3.")))
        self.widget.attrs["inputmode"] = "numeric"

    def validate(self, value: int | None) -> None:
        """Refuse a number out of bounds."""
        super().validate(value)
        if value is not None and not self.least <= value <= self.most:
            sentence = _("Skriv et tal fra {least} til {most}.")
            raise ValidationError(sentence.format(least=rules.number(self.least), most=rules.number(self.most)))


class Email(forms.EmailField):
    """An e-mail address."""

    def __init__(self, *, missing: Any = None, **given: Any) -> None:
        super().__init__(**worded(given, missing, invalid=_("Skriv en e-mailadresse, fx navn@eksempel.dk.")))


class ManyFiles(forms.ClearableFileInput):
    """The widget of `Files`."""

    allow_multiple_selected = True


class Files(forms.FileField):
    """Any number of files, cleaned to a list as they came; whether each may come in is a rule of `attachments`."""

    widget = ManyFiles

    def __init__(self, *, missing: Any = None, **given: Any) -> None:
        super().__init__(**worded({"required": False, "allow_empty_file": True, **given}, missing or _("Vælg en fil.")))

    def clean(self, value: Any, initial: Any = None) -> list[Any]:
        """The uploaded files; [] if there is none."""
        files = [one for one in (value if isinstance(value, (list, tuple)) else [value]) if one]
        if self.required and not files:
            raise ValidationError(self.error_messages["required"], code="required")
        return files


class Specimen(Form):
    """One field of each kind, for the gallery."""

    title = Text(label=_("Kort svar"), help_text=_("En linje er nok."), missing=_("Skriv et kort svar."))
    told = LongText(
        label=_("Hvad har du selv set eller hørt?"),
        help_text=_("Skriv det, som det skete."),
        missing=_("Skriv, hvad du har set eller hørt."),
    )
    other = LongText(label=_("Hvad kunne ellers forklare det?"), required=False, rows=3)
    born = DanishDate(label=_("Fødselsdag"), past=True, missing=_("Skriv fødselsdagen."))
    at = DanishTime(label=_("Hvornår på dagen?"), required=False)
    code = Code(label=_("Din kode"))
    unit = Select(
        label=_("Enhed"),
        choices=[("", _("Vælg")), (_("Børn"), [("skole", _("Skole")), ("klub", _("Klub"))]), ("job", _("Jobcenter"))],
        required=False,
    )
    who = Choice(
        label=_("Hvem spørger?"),
        choices=[("parent", _("Forælder")), ("work", _("Jeg arbejder med børn")), ("self", _("Jeg spørger for min egen skyld"))],
    )
    signs = Choices(
        label=_("Har du set noget af dette?"), choices=[("A04", _("Trusler om vold")), ("B01", _("Trækker sig fra venner"))], required=False
    )
    agreed = Flag(
        label=_("Jeg kender hverken borgeren eller familien privat"),
        missing=_("Sæt kryds, hvis det passer. Ellers skal en anden tage sagen."),
    )
    papers = Files(label=_("Filer"), help_text=_("Højst 5 filer på 20 MB."))
    place = Choice(
        label=_("Hvor hører sætningen til?"),
        choices=[("seen", _("Set eller hørt")), ("heard", _("Fortalt af andre")), ("guess", _("Formodning")), ("out", _("Udelad"))],
    )
