"""The reporter's sentences, each to be put in its place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from infohus import lib
from infohus.cases.rules import Under18
from infohus.concerns.rules import Registration, SentenceKind, sort_refusals
from infohus.ui.forms import Choice, Choices, DanishDate, DanishTime, Flag, Form, Text

Choosable = Sequence[tuple[str, str]]
REPORTS = [
    ("send", _("Ja, send den til børneafdelingen, når jeg registrerer")),
    ("sent", _("Den er allerede sendt")),
    ("not", _("Nej, og jeg skriver hvorfor")),
]
REPORT = ("report", "report_on", "report_at", "report_not_sent")
AFTER_SENTENCES = ["signs_left_out", "fields_left_out", "files_left_out", "no_surplus", "surplus_why"]


class Sorting(Form):
    """Every sentence in its place, and what is left out for good."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    no_surplus = Flag(label=_("Intet er overflødigt"))
    surplus_why = Text(label=_("Hvis du udelader noget: hvorfor?"), required=False, longest=500)
    fields_left_out = Choices(label=_("Andre svar, der skal slettes"), choices=[], required=False)
    signs_left_out = Choices(label=_("Tegn, der skal slettes, fx fordi de ikke handler om denne person"), choices=[], required=False)
    files_left_out = Choices(label=_("Filer, der skal slettes"), choices=[], required=False)

    def __init__(
        self, *args: Any, sentences: Sequence[str] = (), answers: Choosable = (), signs: Choosable = (), files: Choosable = (), **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.texts = sentences
        for number, text in enumerate(sentences):
            self.fields[f"sentence_{number}"] = Choice(label=text, choices=SentenceKind.choices, required=False)
        self.fields["fields_left_out"].choices = answers  # type: ignore[attr-defined]
        self.fields["signs_left_out"].choices = signs  # type: ignore[attr-defined]
        self.fields["files_left_out"].choices = files  # type: ignore[attr-defined]
        self.order_fields([f"sentence_{number}" for number, _text in enumerate(sentences)] + AFTER_SENTENCES)

    def leaves_out(self) -> bool:
        """Whether something besides sentences is to be left out."""
        return any(self.cleaned_data.get(name) for name in ("fields_left_out", "signs_left_out", "files_left_out"))

    def sorting(self) -> list[tuple[str, Any]]:
        """Each sentence with its field, as the table wants them."""
        return [(text, self[f"sentence_{number}"]) for number, text in enumerate(self.texts)]

    def places(self) -> list[SentenceKind | None]:
        """Where each sentence was put; None where nothing is chosen yet."""
        chosen = [self.cleaned_data.get(f"sentence_{number}") for number, _text in enumerate(self.texts)]
        return [SentenceKind(one) if one else None for one in chosen]

    def place_of(self, field: str) -> str | None:
        """The field of this form at which a refusal of the rules belongs; None: above the form."""
        if field == "sentences" and self.texts:
            return f"sentence_{next((number for number, kind in enumerate(self.places()) if kind is None), 0)}"
        return field if field in self.fields else None


class Reporting(Sorting):
    """Sorting, and whether it is an underretning too."""

    report = Choice(label=_("Er det også en underretning?"), choices=REPORTS, required=False)
    report_on = DanishDate(label=_("Hvis den allerede er sendt: hvilken dag?"), required=False, past=True)
    report_at = DanishTime(label=_("Klokken"), required=False)
    report_not_sent = Text(label=_("Hvis nej: hvorfor er det ikke en underretning?"), required=False, longest=500)
    reported = False  # sent as underretning before: the question is answered
    sent_from: datetime | None = None  # the moment before which it cannot have been sent

    def __init__(self, *args: Any, unreadable: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if unreadable:  # nobody could open what is sent here: it is not offered, and refused in the words that stand there
            self.fields["report"].choices = REPORTS[1:]  # type: ignore[attr-defined]
            self.fields["report"].help_text = unreadable
            self.fields["report"].error_messages["invalid_choice"] = unreadable

    def check_report(self, said: dict[str, Any]) -> None:
        """What was sent before was sent at a time of day."""
        if not self.reported and said.get("report") == "sent" and said.get("report_on") and not said.get("report_at"):
            self.add_error("report_at", _("Skriv, hvad klokken var. Cirka er nok."))

    def sent_at(self) -> datetime | None:
        """When the underretning was sent before this form."""
        said = self.cleaned_data
        if said.get("report") != "sent" or not said.get("report_on"):
            return None
        return datetime.combine(said["report_on"], said.get("report_at") or datetime.min.time(), lib.TZ)

    def why_not_sent(self) -> str:
        """Why no underretning is sent; only where that is the answer."""
        return str(self.cleaned_data.get("report_not_sent") or "") if self.cleaned_data.get("report") == "not" else ""

    def place_of(self, field: str) -> str | None:
        """The field of this form at which a refusal of the rules belongs; None: above the form."""
        if field == "report_sent_at" and (self.reported or "report" not in self.fields):
            return None
        if field == "report_sent_at":
            return {"sent": "report_on", "not": "report_not_sent"}.get(self.cleaned_data.get("report", ""), "report")
        return super().place_of(field)


class Sort(Reporting):
    """Sorting alone, of a concern that came along with others; `asks`: also whether it is an underretning."""

    def __init__(self, *args: Any, asks: bool = False, sent_from: datetime | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks, self.sent_from = asks, sent_from
        if not kwargs.get("unreadable"):
            self.fields["report"].choices = [("send", _("Ja, send den til børneafdelingen, når jeg gemmer")), *REPORTS[1:]]  # type: ignore[attr-defined]
        for name in () if asks else REPORT:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """All that is missing is told at once, each at its field."""
        said = self.cleaned_data
        self.check_report(said)
        kept = {name: said[name] for name in ("surplus_why", "no_surplus") if name in said}
        sent_at = lib.now() if said.get("report") == "send" else self.sent_at()
        asked = Registration(
            sentences=self.places(), removed=self.leaves_out(), under_18=Under18.UNKNOWN, report_sent_at=sent_at, report_not_sent=self.why_not_sent(),
            sent_from=self.sent_from, **kept
        )  # fmt: skip
        for refusal in sort_refusals(asked, lib.now(), asks=self.asks):
            field = self.place_of(refusal.field or "")
            if field not in self.errors:
                self.add_error(field, refusal.sentence)
        return said
