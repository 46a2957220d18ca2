"""Noting advice that was given, answering, and who answers what."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from infohus.advice.public_forms import Coded
from infohus.advice.rules import LONGEST, MOST_MINUTES, Way
from infohus.catalogues.queries import Texts
from infohus.catalogues.rules import Kind
from infohus.ui.forms import Choice, Choices, Form, LongText, Whole

NOTED = [(Way.PHONE, _("På telefon")), (Way.MEETING, _("Ved et møde")), (Way.MAIL, _("Med e-mail"))]


class Note(Coded):
    """Advice that was given at once, noted on one page."""

    question = LongText(
        label=_("Spørgsmålet"), rows=3, longest=LONGEST, help_text=_("Uden navne."), missing=_("Skriv, hvad der blev spurgt om.")
    )
    answer = LongText(label=_("Svaret"), rows=4, longest=LONGEST, missing=_("Skriv, hvad du svarede."))
    form = Choice(label=_("Hvordan?"), choices=NOTED, missing=_("Vælg, hvordan rådet blev givet."))
    minutes = Whole(label=_("Minutter"), least=1, most=MOST_MINUTES, missing=_("Skriv, hvor mange minutter det tog. Cirka er nok."))


class Answer(Coded):
    """An answer to a question that waits; theme and group can be put right."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, error_messages={"required": _("Åbn siden igen."), "invalid": _("Åbn siden igen.")}
    )
    answer = LongText(
        label=_("Svaret"),
        rows=8,
        longest=LONGEST,
        help_text=_("Skriv, så svaret ikke kan føres tilbage til nogen."),
        missing=_("Skriv svaret, eller hvad I talte om."),
    )
    form = Choice(label=_("Hvordan svarer du?"), choices=[], missing=_("Vælg, hvordan der bliver svaret."))
    minutes = Whole(label=_("Minutter"), least=1, most=MOST_MINUTES, missing=_("Skriv, hvor mange minutter det tog. Cirka er nok."))

    def __init__(self, *args: Any, by_code: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = [(Way.CODE, _("Her, så den, der spørger, læser det med sin kode"))] if by_code else []
        self.fields["form"].choices = [*first, *NOTED]  # type: ignore[attr-defined]


class Themes(Form):
    """Which themes one answers first."""

    themes = Choices(label=_("Disse emner tager jeg først"), choices=[], required=False)

    def __init__(self, *args: Any, texts: Texts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["themes"].choices = [(one.code, texts.say(one)) for one in texts.of(Kind.THEME)]  # type: ignore[attr-defined]
