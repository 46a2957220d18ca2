"""CPR numbers, birth dates, ages and names; and how a person is recognised in a text that should have none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from stdnum.dk.cpr import get_birth_date
from stdnum.exceptions import ValidationError

from infohus.cases.rules import Under18
from infohus.lib import Refused
from infohus.ui.rules import age_on, full_day


class Known(TextChoices):
    """How the person of a case is known."""

    NAMED = "named", gettext_lazy("Navn kendes")
    DESCRIBED = "described", gettext_lazy("Kun beskrevet")
    UNKNOWN = "unknown", gettext_lazy("Ikke identificeret endnu")


class Gender(TextChoices):
    """For the figures only (ST04)."""

    FEMALE = "k", gettext_lazy("Kvinde")
    MALE = "m", gettext_lazy("Mand")
    OTHER = "a", gettext_lazy("Andet eller ukendt")


class Kin(TextChoices):
    """What a relative or contact is to the person."""

    MOTHER = "mother", gettext_lazy("Mor")
    FATHER = "father", gettext_lazy("Far")
    GUARDIAN = "guardian", gettext_lazy("Anden forældremyndighedsindehaver")
    SIBLING = "sibling", gettext_lazy("Søskende")
    PARTNER = "partner", gettext_lazy("Kæreste eller ægtefælle")
    TEACHER = "teacher", gettext_lazy("Lærer eller pædagog")
    TRAINER = "trainer", gettext_lazy("Træner eller klubmedarbejder")
    CASEWORKER = "caseworker", gettext_lazy("Sagsbehandler")
    OTHER = "other", gettext_lazy("Anden")


class Purpose(TextChoices):
    """Why somebody looks a number up, or words in their own cases; the look-up is logged with it."""

    ARRIVAL = "arrival", gettext_lazy("Se, om en ny henvendelse hører til en sag, vi har")
    CONTACT = "contact", gettext_lazy("Finde sagen, når nogen ringer eller skriver om den")
    RIGHTS = "rights", gettext_lazy("Svare borgeren selv, der beder om indsigt eller sletning")
    QUALITY = "quality", gettext_lazy("Rette en fejl i mine egne sager")


# ---------- CPR numbers


@dataclass(frozen=True)
class Cpr:
    """A number as it is kept: ten digits, the birth date they tell, whether it is a replacement (day + 60), and a question."""

    number: str
    birth_on: date
    replacement: bool
    question: str | None = None


UNLIKELY_AGE = 110  # years from which we ask whether the number is right, and never refuse
MISTAKEN = {"O": "0", "o": "0", "l": "1", "I": "1", "i": "1"}  # letters that are taken for digits, and what is meant


def read_cpr(text: str, today: date, field: str = "cpr") -> Cpr:
    """The number somebody typed, with or without hyphen and spaces; Refused in words that name the problem.

    Replacement numbers (erstatningspersonnumre) are taken; modulus 11 is never asked for (it ended in 2007).
    """
    digits = "".join(sign for sign in unicodedata.normalize("NFKC", text) if not _parts(sign))
    if foreign := [sign for sign in dict.fromkeys(digits) if sign not in "0123456789"]:
        raise Refused(_not_digits(foreign), field)
    if len(digits) != 10:
        raise Refused(_not_ten(digits, today), field)
    born = _birth_on(digits)
    if born is None:
        raise Refused(_("Datoen i CPR-nummeret findes ikke. Se efter de første seks cifre: dag, måned og år."), field)
    if born > today:
        sentence = _("Efter CPR-nummeret er fødselsdagen {date} ikke kommet endnu. Se efter de syv første cifre.")
        raise Refused(sentence.format(date=f"{born:%d.%m.%Y}"), field)
    return Cpr(digits, born, digits[0] in "6789", _question(born, today))


def _parts(sign: str) -> bool:
    """Whether a sign only parts the digits or cannot be seen: spaces, hyphens, dots, marks without width."""
    return sign.isspace() or sign in ".\u2212" or unicodedata.category(sign) in {"Pd", "Cf"}


def _birth_on(digits: str) -> date | None:
    """The birth date in ten digits, its century told by the seventh; None if there is no such day."""
    day = int(digits[:2])
    plain = f"{day - 60:02}{digits[2:]}" if day > 60 else digits
    try:
        return get_birth_date(plain)
    except ValidationError:
        return None


def _not_digits(foreign: list[str]) -> str:
    """Which signs are no digits, and what was perhaps meant."""
    seen = [sign if sign.isprintable() else _("et usynligt tegn") for sign in foreign[:3]]
    named = _(" og ").join(f"»{sign}«" for sign in seen)
    if any(sign not in MISTAKEN for sign in foreign):
        return str(_("Der står {signs} i CPR-nummeret. Skriv kun de ti cifre.").format(signs=named))
    meant = _(" og ").join(MISTAKEN[sign] for sign in foreign[:3])
    sentence = ngettext(
        "Der står bogstavet {signs} i CPR-nummeret. Skriv tallet {digits}, hvis det er det, du mener.",
        "Der står bogstaverne {signs} i CPR-nummeret. Skriv tallene {digits}, hvis det er dem, du mener.",
        len(seen),
    )
    return str(sentence.format(signs=named, digits=meant))


def _not_ten(digits: str, today: date) -> str:
    """How many digits there are, and whether the first nought may have been lost on the way (as in a spreadsheet)."""
    born = _birth_on("0" + digits) if len(digits) == 9 else None
    if born and born <= today:
        sentence = _("Der skal ti cifre i et CPR-nummer. Her er ni. Mangler der et nul forrest: {number}?")
        return str(sentence.format(number=display_cpr("0" + digits)))
    sentence = ngettext(
        "Der skal ti cifre i et CPR-nummer. Her er {count} ciffer.", "Der skal ti cifre i et CPR-nummer. Her er {count} cifre.", len(digits)
    )
    return str(sentence.format(count=len(digits)))


def _question(born: date, today: date) -> str | None:
    """What to ask when the number tells an age that hardly anybody reaches."""
    if age_on(born, today) < UNLIKELY_AGE:
        return None
    return str(_("Efter CPR-nummeret er personen født i {year}. Er fødselsåret {year} rigtigt?").format(year=born.year))


def number_in(text: str, today: date) -> Cpr | None:
    """The number somebody typed; None if there is none, or none that can be read."""
    try:
        return read_cpr(text, today) if text else None
    except Refused:
        return None


def birth_date(said: Mapping[str, Any], today: date) -> date | None:
    """The birth date of what was filled in: that of the number, or the typed one where it was said to be right (`birth_on_sure`)."""
    number, typed = number_in(str(said.get("cpr") or ""), today), said.get("birth_on")
    return number.birth_on if number and not (typed and said.get("birth_on_sure")) else typed


def cpr_refusals(said: Mapping[str, Any], today: date, *, cpr_sure: bool) -> Iterator[Refused]:
    """What stands against a CPR number that was filled in: it cannot be read, tells an age hardly anybody reaches, or another birth date.

    The last two are asked once and never refused for good: replacement numbers, and papers that differ, are lawful.
    """
    text, typed = str(said.get("cpr") or ""), said.get("birth_on")
    try:
        number = read_cpr(text, today) if text else None
    except Refused as refusal:
        yield refusal
        return
    if number and number.question and not cpr_sure:
        yield Refused(_("{question} Sæt kryds, hvis det er. Ellers ret nummeret.").format(question=number.question), "cpr")
    if (told := two_birth_dates(number, typed)) and not said.get("birth_on_sure"):
        yield Refused(_("{told} Ret det ene, eller sæt kryds, hvis fødselsdatoen her er den rigtige.").format(told=told), "birth_on")


def two_birth_dates(number: Cpr | None, typed: date | None) -> str:
    """In which way a number and a birth date typed beside it disagree; '' if they do not."""
    if number is None or typed is None or number.birth_on == typed:
        return ""
    return str(_("Efter CPR-nummeret er personen født {told}. Her står {typed}.")).format(
        told=full_day(number.birth_on), typed=full_day(typed)
    )


def display_cpr(number: str) -> str:
    """'670812-4000' of ten digits."""
    return f"{number[:6]}-{number[6:]}"


# ---------- Age


def is_under_18(birth_on: date, day: date) -> bool:
    """Whether a person is a child on that day (barnets lov § 2: until 18 years)."""
    return age_on(birth_on, day) < 18


def age_group(birth_on: date | None, day: date) -> Under18 | None:
    """The answer that a birth date gives to whether the person is under 18; None without one."""
    return None if birth_on is None else Under18.YES if is_under_18(birth_on, day) else Under18.NO


# ---------- Names


def normal_name(name: str) -> str:
    """The name as typed, in composed letters and with single spaces: both spellings of å are one, and nothing is cut."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def initials(name: str) -> str:
    """'A.T.' of 'Asta Testmand': first and last name, without titles, 'jr.' and particles; 'S.' of one name, '' of none.

    'Prøve, Asta' is read with the surname first.
    """
    letters = _letters(name)
    return "".join(f"{letter}." for letter in ([letters[0], letters[-1]] if len(letters) > 1 else letters))


# Written short whoever is meant: services and the like in capitals, turns of phrase with points.
_SERVICES = "AC BKI BUP DK EU FK KL KMD MA PET PPR PSP SSD SSF SSP TV UU VISO"
_PHRASES = "ad bl ca dd dvs ef eks el etc hhv if kl mfl mht mm mv nb oa ol osv pga pt ps stk vedr vha"
SERVICES, PHRASES = frozenset(_SERVICES.split()), frozenset(_PHRASES.split())


def initials_in(text: str, name: str) -> list[str]:
    """Where in a text somebody of this name stands by initials, of first and last name or of all: in capitals, or with points; each once.

    A service in capitals (»PET«) and a turn of phrase with points (»p.t.«) are words; with points and capitals they are initials all the same.
    """
    letters, found = _letters(name), []
    for few in {"".join(letters), "".join(letters[:1] + letters[-1:])}:
        spelled = r"[.\s-]*".join(map(re.escape, few))
        shapes = re.finditer(rf"(?<!\w){spelled}(?!\w)\.?", text, re.IGNORECASE) if len(few) > 1 else ()
        found += [one[0] for one in shapes if _are_initials(one[0])]
    return list(dict.fromkeys(found))


def _are_initials(written: str) -> bool:
    bare = re.sub(r"[.\s-]", "", written)
    if "." in written[:-1]:
        return bare.isupper() or bare.lower() not in PHRASES
    return bare.isupper() and bare not in SERVICES


def _letters(name: str) -> list[str]:
    surname, comma, rest = normal_name(name).partition(",")
    return list(_name_words(f"{rest} {surname}" if comma and rest.strip() else surname))


def _name_words(name: str) -> Iterator[str]:
    """The first letter of each word that is part of a name, with its accents, in upper case."""
    words = name.split()
    shortened = [word for word in words if not (word.endswith(".") and len(word.strip(".")) != 1) and not word.rstrip(".").isdigit()]
    for word in shortened or words:
        if first := re.search(r"[^\W_][\u0300-\u036f]*", word):
            yield first[0].upper() if len(first[0].upper()) == len(first[0]) else first[0]


# ---------- A person in a text that should have none

_HYPHENATED = re.compile(r"(?<![\d+])\d{6} ?- ?\d{4}(?!\d)")
_RUN = re.compile(r"(?<![\d+])(\d\d)([ ./-]?)(\d\d)\2(\d\d)[ .-]?\d{4}(?!\d)")


def _plain(text: str) -> str:
    """The text with every hyphen as '-', every blank but the line break as ' ', and without marks that cannot be seen."""
    kept = []
    for sign in unicodedata.normalize("NFKC", text):
        kind = unicodedata.category(sign)
        if kind == "Pd" or sign == "\u2212":
            kept.append("-")
        elif kind != "Cf":
            kept.append(" " if sign != "\n" and sign.isspace() else sign)
    return "".join(kept)


def looks_like_cpr(text: str) -> bool:
    """Whether ten digits stand there as in a CPR number: six and four with a hyphen, or together with a day and a month in front.

    A telephone number with its country code, a year, a house number and a date do not.
    """
    plain = _plain(text)
    return bool(_HYPHENATED.search(plain)) or any(_is_day(int(run[1]) % 60, int(run[3])) for run in _RUN.finditer(plain))


def _is_day(day: int, month: int) -> bool:
    return 1 <= day <= 31 and 1 <= month <= 12


_DAY, _MONTH = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])"
_MONTH_NAME = (
    r"(?:jan(?:uar|uary)?|feb(?:ruar|ruary)?|mar(?:ts|ch)?|apr(?:il)?|maj|may|jun[ie]?|jul[iy]?|aug(?:ust)?|"
    r"sep(?:t|tember)?|o[kc]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?)"
)
# A date with its year; the end may not go on as a telephone number does.
_DATE = (
    rf"(?:{_DAY}\s?[./-]\s?{_MONTH}\s?[./ -]\s?(?:\d{{4}}|\d\d)|(?:19|20)\d\d-[01]\d-[0-3]\d|"
    rf"{_DAY}(?:\.|st|nd|rd|th)?\s?{_MONTH_NAME}\.?,?\s?(?:\d{{4}}|\d\d)|{_MONTH_NAME} {_DAY},? \d{{4}}|[0-3]\d[01]\d\d\d)"
    r"(?![\w]|[./-]\d)"
)
_BORN = r"(?:født|fødselsdato|fødselsdag|f\.(?! ?eks)|fdt\.|born|date of birth)"
_BIRTH_DATE = re.compile(rf"(?<!\w){_BORN}[^\d\n]{{0,20}}(?:{_DATE}|[0-3]\d[01]\d(?:19|20)\d\d(?!\d))", re.IGNORECASE)
_DATE_BORN = re.compile(rf"(?<![\w./-]){_DATE}[\s,(]{{1,3}}{_BORN}(?!\w)", re.IGNORECASE)
_WORD = r"[^\W\d_](?:[^\W\d_]|['’´`.-]){0,40}"
_PARTICLE = r"(?:von|van|der|den|de|del|la|le|al|el|ibn|bin|af|di|da|y|e)"
_PAIR = re.compile(rf"(?<!\w)({_WORD}),? ((?:{_PARTICLE} ){{0,3}}{_WORD})(?!\w)")
_CALLED = re.compile(rf"(?<!\w)(?:navn(?:et)?(?: er)?|hedder|kaldes|named|name is)[: ]{{1,3}}{_WORD} {_WORD}", re.IGNORECASE)
_THEN_DATE = re.compile(rf"[\s,(]{{0,3}}(?:{_BORN}[^\d\n]{{0,20}})?{_DATE}", re.IGNORECASE)
# Words with a capital that are no names: how sentences begin, and what places and authorities are called.
_NO_NAME = re.compile(
    r"i|på|den|det|de|han|hun|vi|jeg|du|man|min|mit|mine|hans|hendes|deres|vores|en|et|to|fra|til|med|om|og|men|så|efter|ved|for|af|som|da|når"
    r"|hvis|hvor|hvad|hver|der|denne|dette|disse|eleven|elev|drengen|pigen|manden|kvinden|sønnen|datteren|barnet|personen|borgeren|født"
    r"|a|an|the|he|she|they|we|my|his|her|our|in|on|at|from|with|and|but|when|if|this|that|born"
    r"|kommune|skole|skolen|politi|gymnasium|universitet|klub|forening|station|center|afdelingen|danmark|denmark"
)


def looks_like_name_and_birth_date(text: str) -> bool:
    """Whether a full name stands there with a birth date: a date called so anywhere, or any date with a year right after the name.

    A name alone, a date alone, and 'Lis Møller ringede den 12. november 2026' do not.
    """
    plain = _plain(text)
    if _BIRTH_DATE.search(plain) and (_CALLED.search(plain) or any(True for _end in _full_names(plain))):
        return True
    return any(_THEN_DATE.match(plain, end) for end in _full_names(plain))


def looks_like_birth_date(text: str) -> bool:
    """Whether a date stands there that is called a birth date, before it or after: in small letters a name is not told from other words."""
    plain = _plain(text)
    return bool(_BIRTH_DATE.search(plain) or _DATE_BORN.search(plain))


def _full_names(plain: str) -> Iterator[int]:
    """Where full names end: two words with a capital (or of a script without) that are none of the common ones."""
    at = 0
    while pair := _PAIR.search(plain, at):
        at = pair.start(2)
        if _is_name(pair[1]) and _is_name(pair[2].split()[-1]):
            yield pair.end()


def _is_name(word: str) -> bool:
    capital = word[0].isupper() or unicodedata.category(word[0]) == "Lo"
    return capital and not _NO_NAME.fullmatch(word.strip(".").lower())


def check_without_cpr(text: str, field: str) -> None:
    """Refuse, kindly, a text that seems to hold a CPR number (public form and advice)."""
    if looks_like_cpr(text):
        raise Refused(_("Der står noget, der ligner et CPR-nummer. Slet det, før du sender. Vi skal ikke bruge det her."), field)


def check_without_person(text: str, field: str) -> None:
    """Refuse, kindly, a question of advice that seems to tell who it is about."""
    check_without_cpr(text, field)
    if looks_like_name_and_birth_date(text):
        sentence = _("Der står noget, der ligner et navn med fødselsdato. Skriv det uden navn, fx »en elev i 8. klasse«.")
        raise Refused(sentence + " " + _("Vil du fortælle om en bestemt person, så brug skemaet til bekymringer."), field)
    if looks_like_birth_date(text):
        sentence = _("Der står noget, der ligner en fødselsdato. Skriv kun, cirka hvor gammel personen er.")
        raise Refused(sentence + " " + _("Vil du fortælle om en bestemt person, så brug skemaet til bekymringer."), field)
