"""What a reporter is told, and what becomes of a document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from infohus.closing.rules import Told, Verdict
from infohus.ui.forms import Choice, Form, LongText


class Tell(Form):
    """What a reporter is told."""

    way = Choice(label=_("Hvordan får henvenderen besked?"), choices=Told.choices, required=False)
    text = LongText(label=_("Beskeden"), rows=5, required=False)
    why_not = LongText(label=_("Hvis ikke: hvorfor?"), rows=2, required=False)

    def __init__(self, *args: Any, ways: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = list(ways) or Told.choices  # type: ignore[attr-defined]


class Review(Form):
    """What becomes of a document of the police's."""

    keep = Choice(label=_("Hvad skal der ske med dokumentet?"), choices=Verdict.choices, required=False)
    why = LongText(label=_("Hvis det skal blive: hvorfor?"), rows=2, required=False)
