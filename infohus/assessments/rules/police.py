"""What an answer of the police must hold."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from infohus.deadlines.rules import months_after
from infohus.lib import Refused, refuse
from infohus.ui.rules import full_day


class AnswerKind(TextChoices):
    """An answer, or a question back."""

    ANSWER = "answer", gettext_lazy("svar")
    ASKS_BACK = "asks_back", gettext_lazy("spørgsmål")


class AnswerForm(TextChoices):
    """How it came."""

    SYSTEM = "system", gettext_lazy("i Infohus")
    PHONE = "phone", gettext_lazy("på telefon")
    LETTER = "letter", gettext_lazy("i brev eller sikker post")


NOTED = [(one.value, one.label) for one in (AnswerForm.PHONE, AnswerForm.LETTER)]


def check_answer(shares: str, acute: str, hindrance: str, until: date | None, text: str, today: date, *, noted: bool = False) -> None:
    """Refuse an answer that leaves one of the three questions open, or a hindrance without the day it is asked about again; all at once.

    `noted`: the words are for a coordinator who types in what the police said.
    """
    found = []
    if shares not in ("yes", "no"):
        found.append(Refused(_("Svar på, om politiet deler bekymringen.") if noted else _("Svar på, om I deler bekymringen."), "shares"))
    if acute not in ("yes", "no"):
        found.append(Refused(_("Svar på, om politiet handler akut.") if noted else _("Svar på, om der skal handles akut."), "acute"))
    if hindrance not in ("no", "yes", "alone"):
        found.append(Refused(_("Svar på, om noget er til hinder for at tale om sagen i Infohus."), "hindrance"))
    if hindrance == "yes" and until is None:
        again = _("Skriv, hvornår I må spørge igen.") if noted else _("Skriv, hvornår kommunen må spørge igen.")
        found.append(Refused(again, "hindrance_until"))
    if until is not None and not today < until <= months_after(today, 3):
        found.append(Refused(_("Vælg en dag inden for de næste tre måneder."), "hindrance_until"))
    if hindrance != "no" and not text.strip():
        what = _("Skriv et par ord om, hvad der er til hinder, så kommunen kan rette sig efter det.")
        found.append(Refused(_("Skriv et par ord om, hvad politiet sagde er til hinder.") if noted else what, "text"))
    refuse(found)


def check_asked(text: str) -> None:
    """Refuse a question without words."""
    if len(text.split()) < 3:
        raise Refused(_("Skriv med mindst tre ord, hvad I mangler at vide."), "text")


class Answer(Protocol):
    """What an answer of the police holds."""

    shares: str
    acute: str
    hindrance: str
    hindrance_until: date | None


def answer_in_words(answer: Answer) -> str:
    """What the police have answered, in three sentences: whether they share the worry, act now, and whether anything stands against Infohus."""
    shares = {
        "yes": _("Politiet deler bekymringen."),
        "no": _("Politiet deler ikke bekymringen."),
        "alone": _("Politiet håndterer det alene."),
    }
    said = [shares.get(answer.shares, ""), _("Politiet handler nu.") if answer.acute == "yes" else _("Der skal ikke handles akut.")]
    if answer.hindrance == "yes" and answer.shares != "alone":
        again = _("Spørg igen {day}.").format(day=full_day(answer.hindrance_until)) if answer.hindrance_until else ""
        said.append(f"{_('Noget er til hinder for at tale om sagen i Infohus.')} {again}".strip())
    elif answer.hindrance == "no":
        said.append(_("Intet er til hinder for at tale om sagen i Infohus."))
    return " ".join(filter(None, said))
