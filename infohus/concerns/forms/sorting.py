"""The reporter's sentences, each to be put in its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from infohus.concerns.rules import Registration, SentenceKind, sorting_refusals
from infohus.ui.forms import Choice, Choices, Flag, Form, Text

Choosable = Sequence[tuple[str, str]]
AFTER_SENTENCES = ["fields_left_out", "files_left_out", "no_surplus", "surplus_why"]


class Sorting(Form):
    """Every sentence in its place, and what is left out for good."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    no_surplus = Flag(label=_("Intet er overflødigt"))
    surplus_why = Text(label=_("Hvis du udelader noget: hvorfor?"), required=False, longest=500)
    fields_left_out = Choices(label=_("Andre svar, der skal slettes"), choices=[], required=False)
    files_left_out = Choices(label=_("Filer, der skal slettes"), choices=[], required=False)

    def __init__(
        self, *args: Any, sentences: Sequence[str] = (), answers: Choosable = (), files: Choosable = (), **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.texts = sentences
        for number, text in enumerate(sentences):
            self.fields[f"sentence_{number}"] = Choice(label=text, choices=SentenceKind.choices, required=False)
        self.fields["fields_left_out"].choices = answers  # type: ignore[attr-defined]
        self.fields["files_left_out"].choices = files  # type: ignore[attr-defined]
        self.order_fields([f"sentence_{number}" for number, _text in enumerate(sentences)] + AFTER_SENTENCES)

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


class Sort(Sorting):
    """Sorting alone, of a concern that came along with others."""

    def clean(self) -> dict[str, Any]:
        """All that is missing is told at once, each at its field."""
        said = self.cleaned_data
        removed = bool(said.get("fields_left_out") or said.get("files_left_out"))
        kept = {name: said[name] for name in ("surplus_why", "no_surplus") if name in said}
        for refusal in sorting_refusals(Registration(sentences=self.places(), removed=removed, **kept)):
            self.add_error(self.place_of(refusal.field or ""), refusal.sentence)
        return said
