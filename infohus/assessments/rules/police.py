"""What an answer of the police must hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from textwrap import shorten
from typing import Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from infohus.assessments.rules.standing import SHARED_ALONE, Shares
from infohus.deadlines.rules import local_day, months_after
from infohus.lib import Refused, refuse
from infohus.ui.rules import full_day


class AnswerKind(TextChoices):
    """An answer, a word that it cannot be decided yet (which is no answer, `model.md` D7), or a question back."""

    ANSWER = "answer", gettext_lazy("svar")
    UNDECIDED = "undecided", gettext_lazy("kan ikke afgøres endnu")
    ASKS_BACK = "asks_back", gettext_lazy("spørgsmål")


class AnswerForm(TextChoices):
    """How it came."""

    SYSTEM = "system", gettext_lazy("i Infohus")
    PHONE = "phone", gettext_lazy("på telefon")
    LETTER = "letter", gettext_lazy("i brev eller sikker post")


IN_A_LINE = 160  # letters of what they wait for
NOTED = [(AnswerForm.PHONE.value, gettext_lazy("På telefon")), (AnswerForm.LETTER.value, gettext_lazy("I brev eller sikker post"))]


def check_answer(shares: str, acute: str, hindrance: str, until: date | None, text: str, today: date, *, noted: bool = False) -> None:
    """Refuse an answer that leaves one of the three questions open, or a hindrance without the day it is asked about again; all at once.

    `noted`: the words are for a coordinator who types in what the police said.
    """
    refuse(_answer_refusals(shares, acute, hindrance, until, text, today, noted))


def check_undecided(acute: str, hindrance: str, until: date | None, text: str, today: date, *, noted: bool = False) -> None:
    """Refuse a word that it cannot be decided yet which does not say what they wait for, or says what only an answer can; all at once."""
    refuse(_undecided_refusals(acute, hindrance, until, text, today, noted))


def word_refusals(
    shares: str, acute: str, hindrance: str, until: date | None, text: str, today: date, *, noted: bool = False
) -> Iterator[Refused]:
    """What stands against a word of the police as it is filled in, be it an answer or that it cannot be decided yet."""
    if shares == AnswerKind.UNDECIDED:
        return _undecided_refusals(acute, hindrance, until, text, today, noted)
    return _answer_refusals(shares, acute, hindrance, until, text, today, noted)


def source_refusals(form: str, who: str) -> Iterator[Refused]:
    """What stands against typing in what the police said without how and from whom it came."""
    if form not in (AnswerForm.PHONE, AnswerForm.LETTER):
        yield Refused(_("Vælg, hvordan svaret kom."), "form")
    if not who.strip():
        yield Refused(_("Skriv, hvem der svarede."), "who")


def time_refusals(number: str, given_at: datetime, answered_at: datetime, now: datetime) -> Iterator[Refused]:
    """What stands against an answer that came before what it answers was given, or that has not come yet."""
    if answered_at > now:
        yield Refused(_("Tidspunktet er ikke kommet endnu. Skriv, hvornår de svarede."), "answered_on")
    if local_day(answered_at) < (given_on := local_day(given_at)):
        told = _("De fik først {number} {day}. Skriv, hvornår de svarede på den.")
        yield Refused(told.format(number=number, day=full_day(given_on)), "answered_on")


def _answer_refusals(shares: str, acute: str, hindrance: str, until: date | None, text: str, today: date, noted: bool) -> Iterator[Refused]:
    if shares not in ("yes", "no"):
        yield Refused(_("Svar på, om politiet deler bekymringen.") if noted else _("Svar på, om I deler bekymringen."), "shares")
    yield from _open(acute, hindrance, until, today, noted)
    if hindrance in ("yes", "alone") and not text.strip():
        what = _("Skriv et par ord om, hvad der er til hinder, så kommunen kan rette sig efter det.")
        yield Refused(_("Skriv et par ord om, hvad politiet sagde er til hinder.") if noted else what, "text")


def _open(acute: str, hindrance: str, until: date | None, today: date, noted: bool) -> Iterator[Refused]:
    """What is open in what is asked of every word but a question: whether they act now, and whether anything stands against Infohus."""
    if acute not in ("yes", "no"):
        yield Refused(_("Svar på, om politiet handler akut.") if noted else _("Svar på, om der skal handles akut."), "acute")
    if hindrance not in ("no", "yes", "alone"):
        yield Refused(_("Svar på, om noget er til hinder for at tale om sagen i Infohus."), "hindrance")
    if hindrance == "yes" and until is None:
        again = _("Skriv, hvornår I må spørge igen.") if noted else _("Skriv, hvornår kommunen må spørge igen.")
        yield Refused(again, "hindrance_until")
    if until is not None and not today < until <= months_after(today, 3):
        yield Refused(_("Vælg en dag inden for de næste tre måneder."), "hindrance_until")


def _undecided_refusals(acute: str, hindrance: str, until: date | None, text: str, today: date, noted: bool) -> Iterator[Refused]:
    yield from _open(acute, hindrance, until, today, noted)
    if hindrance == "alone":
        shares = _("Notér, om de deler bekymringen.") if noted else _("Svar ja eller nej på, om I deler bekymringen.")
        yield Refused(f"{_('Håndterer politiet det alene, er det et svar.')} {shares}", "hindrance")
    if len(text.split()) < 3:
        waits = _("Skriv med mindst tre ord, hvad politiet venter på.") if noted else _("Skriv med mindst tre ord, hvad I venter på.")
        yield Refused(waits, "text")


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
    text: str


def goes_on_alone(answer: Answer) -> bool:
    """Whether the police go on alone: it stands as the hindrance, and of answers from before that was kept beside yes or no, in their place."""
    return "alone" in (answer.shares, answer.hindrance)


def hindrance_in_words(answer: Answer) -> str:
    """What the police say is a hindrance for Infohus, as the answer to that question."""
    if goes_on_alone(answer):
        return str(_("Ja, politiet håndterer det alene"))
    if answer.hindrance != "yes":
        return str(_("Nej")) if answer.hindrance else ""
    return str(_("Ja, spørg igen {day}").format(day=full_day(answer.hindrance_until)) if answer.hindrance_until else _("Ja"))


def undecided_in_words(word: Answer, recalled: str = "", *, anew: bool = False) -> str:
    """That the police cannot decide yet, what they wait for as far as it fits into a line, and what they have said besides.

    `recalled`: the number of the sheet they said it of, where that was called back; `anew`: they have nothing left to answer.
    """
    waits = shorten(word.text, IN_A_LINE, placeholder=" …")
    said = _("Politiet kan ikke afgøre det endnu: »{words}«").format(words=waits)
    if recalled:
        said = _("Om {number}, som siden er kaldt tilbage, sagde politiet, at de ikke kan afgøre det endnu: »{words}«")
        said = said.format(number=recalled, words=waits)
    go_on = _("De har ikke andet at svare på nu: giv et nyt ark, eller notér deres svar.") if recalled and anew else ""
    return " ".join(filter(None, [said, besides_in_words(word), go_on]))


def answer_in_words(answer: Answer, brought_at: datetime | None = None) -> str:
    """What the police have answered, in three sentences: whether they share the worry, act now, and whether anything stands against Infohus.

    `brought_at`: when they brought a concern themselves since.
    """
    since = _("Siden har de selv henvendt sig, {day}.").format(day=full_day(local_day(brought_at))) if brought_at else ""
    return " ".join(filter(None, [_shares_in_words(answer), besides_in_words(answer), since]))


def _shares_in_words(answer: Answer) -> str:
    """Whether they share the worry and whether they go on alone; of answers from before both were kept, what was."""
    alone = goes_on_alone(answer)
    words = {str(one.value): (SHARED_ALONE[one] if alone else one.label) for one in Shares}.get(answer.shares)
    return f"{words or _('Politiet håndterer det alene')}." if words or alone else ""


def besides_in_words(answer: Answer) -> str:
    """Whether the police act now, and whether anything stands against Infohus."""
    said = [_("Politiet handler nu.") if answer.acute == "yes" else _("Der skal ikke handles akut.")]
    if answer.hindrance == "yes" and not goes_on_alone(answer):
        again = _("Spørg igen {day}.").format(day=full_day(answer.hindrance_until)) if answer.hindrance_until else ""
        said.append(f"{_('Noget er til hinder for at tale om sagen i Infohus.')} {again}".strip())
    elif answer.hindrance == "no":
        said.append(_("Intet er til hinder for at tale om sagen i Infohus."))
    return " ".join(said)
