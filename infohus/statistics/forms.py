"""What the head writes beside the figures."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from infohus.ui.forms import Form, LongText


class Comment(Form):
    """The commentary, and which wording of it the writer saw."""

    comment = LongText(
        label=_("Kommentar til udvalget og hjemmesiden"), required=False, rows=6, longest=4_000,
        help_text=_("Skriv, hvad tallene viser og ikke viser. Skriv intet om en bestemt person eller sag."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000)
