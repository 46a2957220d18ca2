"""What a question without a person is made of, and what an answer must hold (ST13)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from infohus.lib import Refused
from infohus.persons.rules import (
    check_without_cpr,
    check_without_person,
    looks_like_birth_date,
    looks_like_cpr,
    looks_like_name_and_birth_date,
)

LONGEST = 20_000  # signs of a question or an answer
KEPT_DAYS = 90  # the text, after the answer
MOST_MINUTES = 24 * 60


class Group(TextChoices):
    """Who asks (ST13); what the codes are called on the screen stands in the catalogue (`asker`)."""

    CITIZEN = "citizen", _("borger eller pårørende")
    SCHOOL = "school", _("skole eller uddannelse")
    CLUB = "club", _("klub eller forening")
    SOCIAL = "social", _("socialt arbejde eller jobcenter")
    HEALTH = "health", _("sundhed eller psykiatri")
    HOUSING = "housing", _("boligorganisation")
    OTHER = "other", _("anden")


class Way(TextChoices):
    """How a question came and is answered."""

    CODE = "code", _("med kode")
    PHONE = "phone", _("telefon")
    MEETING = "meeting", _("møde")
    MAIL = "mail", _("e-mail")


def check_question(question: str, contact: str = "") -> None:
    """Refuse a question that says nothing, or that seems to tell who it is about; before anything of it is kept."""
    if not any(sign.isalpha() for sign in question):
        raise Refused(_now("Skriv, hvad du gerne vil have råd om."), "question")
    check_length(question, "question")
    check_without_person(question, "question")
    check_without_cpr(contact, "contact")


def names_somebody(question: str) -> bool:
    """Whether a question seems to tell who it is about: then the page asks whether it is about a certain person."""
    return looks_like_cpr(question) or looks_like_name_and_birth_date(question) or looks_like_birth_date(question)


def check_way(form: str, contact: str) -> None:
    """Refuse a wish to be called without a number, and ways that nobody can choose for themself."""
    if form not in (Way.CODE, Way.PHONE):
        raise Refused(_now("Vælg, hvordan du vil have svar."), "form")
    if form == Way.PHONE and not contact.strip():
        raise Refused(_now("Skriv det nummer, vi skal ringe til, eller vælg at få svaret med en kode."), "contact")


def check_answer(answer: str, minutes: int | None, form: str) -> None:
    """Refuse an answer without words, without the time it took, or one that names somebody."""
    if not any(sign.isalpha() for sign in answer):
        raise Refused(_now("Skriv svaret, eller hvad I talte om."), "answer")
    check_length(answer, "answer")
    check_without_person(answer, "answer")
    if form not in Way.values:
        raise Refused(_now("Vælg, hvordan der blev svaret."), "form")
    if minutes is None or not 0 < minutes <= MOST_MINUTES:
        raise Refused(_now("Skriv, hvor mange minutter det tog. Cirka er nok."), "minutes")


def check_codes(theme: str, group: str, themes: Collection[str]) -> None:
    """Refuse a theme or a professional group that the catalogue does not have."""
    if theme not in themes:
        raise Refused(_now("Vælg det emne, der passer bedst. Vælg »Andet«, hvis intet passer."), "theme")
    if group not in Group.values:
        raise Refused(_now("Vælg, hvem der spørger."), "group")


def check_length(text: str, field: str) -> None:
    """Refuse more than anybody can read."""
    if len(text) > LONGEST:
        raise Refused(_now("Teksten er for lang. Skriv det vigtigste."), field)


def erase_on(answered_on: date) -> date:
    """The day on which the text of an answered question is deleted."""
    return answered_on + timedelta(days=KEPT_DAYS)
