"""What must not slip out of a sheet, or into what the head reads of a case they do not see."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from infohus.disclosures.rules.sheets import ADDRESS_LEFT_OUT, LEFT_OUT
from infohus.lib import Refused, normal_words
from infohus.persons.rules import initials_in


class Slip(TextChoices):
    """What is seen in a sheet that perhaps should not leave; the label says what, `TAKEN` what the writer must stand by."""

    ADDRESS = "address", gettext_lazy("Personens adresse er beskyttet, og der står noget om, hvor personen bor.")
    REPORTER = "reporter", gettext_lazy("Henvenderen vil ikke kendes, og der står ord, der kan vise, hvem det er.")
    OTHERS = "others", gettext_lazy("Noget af det kommer fra en anden myndighed.")
    NAME = "name", gettext_lazy("Arket er uden navn, men der står ord, der siger, hvem personen er.")
    PURPOSE = "purpose", gettext_lazy("Oplysningerne er hentet ind til et andet formål.")


TAKEN = {
    Slip.ADDRESS: gettext_lazy("Det er nødvendigt, at det står der."),
    Slip.REPORTER: gettext_lazy("Ordene skal med, selv om de kan vise, hvem det er."),
    Slip.OTHERS: gettext_lazy("Vi har spurgt dem, og det skal med."),
    Slip.NAME: gettext_lazy("Ordene skal stå der, selv om de siger, hvem det er."),
    Slip.PURPOSE: gettext_lazy("Det nye formål er nødvendigt og lovligt."),
}


@dataclass(frozen=True)
class Seen:
    """What is seen of one kind: the words, each with the passage in which they stand."""

    slip: Slip
    words: list[tuple[str, str]]  # (words, passage)

    @property
    def taken(self) -> str:
        """What the writer stands by, if it goes along."""
        return str(TAKEN[self.slip])


# Words that stand in fields for names and places of work and tell of nobody: wherever they are read, they are words of the language.
_WORDS = (
    "af alle anden andet anonym at bare barn begge ben bor de dem den der deres det dig din dit dog du efter eller en er et far fik flere for fra før "
    "gamle god godt grøn grønne gå går ham han hans har hel hele hendes her hjem hos hun hvem hvid hvide hvor i ikke ind ingen intet ja jeg jer jo kan "
    "klub kommune kun kært lang lige lille lærer man mange med meget mellem men mig min mit mor navn ned nej noget nogen nord ny nye når nu næste "
    "og også om op oplyst over på rød røde sagt se ser sig sin sit skal skole skolen skrive skriver som stor store svar syd så tak tid til ud uden "
    "ukendt uoplyst under var ved vej vejen vest vi vil være øst ønsker anonymt arbejde arbejder arbejdsplads forening hemmeligt ingenting blå sort sorte "
    "blandt børnehave center fritidsklub gymnasium plejehjem politi privat psykiatri region ring ungdomsskole virksomhed vært vores ældre"
)
ORDINARY = frozenset(_WORDS.split())
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(r"\+?\(?\d(?:[\s.()/-]*\d){5,}")
UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")


def contacts_in(text: str) -> list[str]:
    """The addresses of mail and the telephone numbers in a text: what in it somebody can be known by, and none of its other words."""
    return [*_MAIL.findall(text), *_NUMBER.findall(_MAIL.sub(" ", text))]


def shapes_of(words: Iterable[str], but: Iterable[str] = (), *, any_case: bool = False) -> list[re.Pattern[str]]:
    """How names, places, numbers and addresses of mail can stand in a text, the longest first.

    A number however it is spaced and whatever stands before it; a whole name with what ends it; a part of a name only as a word with a capital
    (`any_case`: or without), and never a word of the language, or one that is part of a name in `but`.
    """
    kept = ORDINARY | {part for word in but for part in normal_words(word).split()}
    found: dict[str, re.Pattern[str]] = {}
    for word in words:
        found |= {one: _shape_of_contact(one) for one in contacts_in(word)}
        for phrase in re.split(r"[,;\n]", _NUMBER.sub(" ", _MAIL.sub(" ", word))):
            parts = re.findall(r"[^\W_](?:[\w'’-]*\w)?", phrase)
            told = [part for part in parts if normal_words(part) not in kept and not part.isdigit() and len(part) > 1]
            if len(parts) > 1 and (told or sum(part[0].isupper() for part in parts) > 1):  # »Den Grønne Skole« as it is written
                found[phrase] = _shape(r"[\s\-.]*".join(map(re.escape, parts)), re.IGNORECASE if told else re.NOFLAG)
            for part in (one for one in told if len(one) > 2 or not any_case):
                forms = {part[:1].upper() + part[1:], part.upper(), part.title()}
                found[part] = _shape("|".join(map(re.escape, sorted(forms))), re.IGNORECASE if any_case else re.NOFLAG)
    return [found[word] for word in sorted(found, key=len, reverse=True)]


def _shape(inside: str, flags: re.RegexFlag) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{inside})(?:s|S|'s|’s|es)?(?!\w)", flags)


def _shape_of_contact(word: str) -> re.Pattern[str]:
    if "@" in word:
        return re.compile(rf"(?<![\w.+-]){re.escape(word)}(?![\w-])", re.IGNORECASE)
    digits = re.sub(r"\D", "", word)
    digits = digits[-8:] if len(digits) <= 8 or re.fullmatch(r"(?:00)?45\d{8}", digits) else digits.removeprefix("00")
    between = r"[\s.()/\-]*"
    return re.compile(rf"(?<!\d)\(?(?:(?:\+|00){between}(?:45{between})?|45{between})?{between.join(digits)}\)?(?!\d)")


def words_among(text: str, words: Iterable[str]) -> list[str]:
    """What in a text is one of these names, places, numbers or addresses, as it stands in it, each once."""
    seen = UNSEEN.sub("", text)
    return list(dict.fromkeys(one[0].strip() for shape in shapes_of(words, any_case=True) for one in shape.finditer(seen)))


def told_once(text: str, words: Sequence[str]) -> list[str]:
    """These words of a text, without those that stand in it only as part of a longer one of them."""
    kept: set[str] = set()
    rest = UNSEEN.sub("", text).casefold()
    for word in sorted(words, key=len, reverse=True):
        shape = re.compile(rf"(?<!\w){re.escape(word.casefold())}(?!\w)")
        if shape.search(rest) or not any(shape.search(one.casefold()) for one in kept):
            kept.add(word)
        rest = shape.sub(" | ", rest)
    return [word for word in words if word in kept]


def mentions(text: str, words: Iterable[str]) -> bool:
    """Whether one of these names, places, numbers or addresses stands in a text."""
    return bool(words_among(text, words))


def blotted(text: str, words: Iterable[str], but: Iterable[str] = ()) -> str:
    """A text without what somebody can be known by (`shapes_of`).

    Parts that are also among the words of `but` (another's name) stay, where they do not stand in the whole name.
    """
    shapes = shapes_of(words, but)
    text = UNSEEN.sub("", text) if shapes else text
    for shape in shapes:
        text = shape.sub(str(LEFT_OUT), text)
    return text


def streets_in(address: str) -> list[str]:
    """The words of an address that tell where, line by line, without numbers."""
    lines = (" ".join(word for word in line.split() if not any(sign.isdigit() for sign in word)) for line in re.split(r"[,;\n]", address))
    return [line for line in lines if line]


def without_address(text: str, address: str, but: Iterable[str] = ()) -> str:
    """A text without what in it is of this address: what a sheet asks about (`words_among`), the house number after it, and the number before a town."""
    shapes = [*_lines_of(address), *(_numbered(shape) for shape in shapes_of(streets_in(address), but, any_case=True))]
    text = UNSEEN.sub("", text) if shapes else text
    for shape in shapes:
        text = shape.sub(str(ADDRESS_LEFT_OUT), text)
    return text


def _lines_of(address: str) -> list[re.Pattern[str]]:
    """The address whole and each line of it that has a number and a word, however they are spaced."""
    found = []
    for line in (address, *re.split(r"[,;\n]", address)):
        parts = re.findall(r"\w+", line)
        if any(part.isdigit() for part in parts) and any(len(part) > 2 and part.isalpha() for part in parts):
            found.append(_shape(r"[\s\-.,;]*".join(map(re.escape, parts)), re.IGNORECASE))
    return found


def _numbered(shape: re.Pattern[str]) -> re.Pattern[str]:
    """The name of a street, and the house number where one stands after it; a day of a month is none."""
    number = r"(?:[\s,]+(?:nr\.?\s*)?\d{1,3}(?!\d|\.\s*[a-zæøå])(?:\s?[A-Za-z](?!\w))?)?"
    return re.compile(shape.pattern + number, shape.flags)


def slip_refusals(found: Collection[Seen], taken: Collection[str]) -> list[Refused]:
    """What stops the writer at what perhaps should not leave, until each has been answered."""
    asked = [one for one in found if str(one.slip.value) not in taken]
    sentence = _("Se på det, der er spurgt om ved arket, før du giver noget videre ({count}).").format(count=len(asked))
    return [Refused(sentence, "taken")] if asked else []


def check_unnamed(sentence: str, name: str, number: str, field: str) -> None:
    """Refuse a sentence for the head that says who the citizen is: name, number or initials. The head does not see the case."""
    if initials_in(sentence, name) or mentions(sentence, [word for word in (name, number) if word]):
        raise Refused(_("Der står, hvem borgeren er. Skriv »borgeren« i stedet: den faglige leder ser ikke sagen."), field)
