"""What a disclosure must rest on: a basis that carries purpose and receiver, and a necessity in words."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from itertools import dropwhile
from typing import Any, Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from infohus.access.rules import Role
from infohus.catalogues.rules import Party
from infohus.lib import Refused, normal_words
from infohus.persons.rules import initials_in


class Form(TextChoices):
    """In which form something was shared."""

    COPY = "copy", gettext_lazy("kopi i Infohus")
    ORAL = "oral", gettext_lazy("mundtligt")
    UNIT = "unit", gettext_lazy("til egen enhed")
    PAPER = "paper", gettext_lazy("på papir eller sikker post")


class Basis(Protocol):
    """A legal basis as the catalogue keeps it."""

    @property
    def code(self) -> str: ...
    @property
    def data(self) -> dict[str, Any]: ...


class Purpose(Basis, Protocol):
    """What something may be used for, as the catalogue keeps it."""

    @property
    def text(self) -> str: ...


@dataclass(frozen=True)
class Sharing:
    """What a basis must carry: the kind of party that gives, the kind that receives, for what ('' while it is not chosen), about a grown person."""

    giver: str
    receiver: str
    purpose: str = ""
    grown: bool = False


def giver_of(role: Role) -> Party:
    """Which kind of party gives when somebody acts in this role."""
    return Party.POLICE if role == Role.POLICE else Party.MUNICIPALITY


def check_basis(basis: Basis | None, sharing: Sharing, name: str, others: Iterable[Basis] = ()) -> None:
    """Refuse a basis that does not carry this giver, this receiver (by `name`), this purpose and age, and say which of `others` does.

    Retsplejelovens § 115, stk. 1–3; forvaltningslovens § 28. Parties, purposes and ages are the catalogue's.
    """
    if basis is None:
        raise Refused(_("Vælg den hjemmel, I deler efter."), "basis")
    if not (says := _lacks(basis, sharing, name)):
        return
    fitting = [cited(one) for one in others if carries(one, sharing)]
    instead = _("Her kan I bruge {laws}.").format(laws=listed(fitting)) if fitting else _("Ingen hjemmel bærer den modtager og det formål.")
    only_the_purpose = not fitting and carries(basis, replace(sharing, purpose=""))
    raise Refused(f"{says} {instead}", "purpose" if only_the_purpose else "basis")


def check_purpose(purpose: Purpose | None, sharing: Sharing, name: str) -> None:
    """Refuse a purpose for which this receiver (by `name`) gets nothing, or that is not about somebody of this age."""
    if purpose is not None and (says := _unfit(purpose, sharing, name)):
        raise Refused(says, "purpose")


def fits(purpose: Purpose, sharing: Sharing) -> bool:
    """Whether a purpose is one for which this receiver may get something about somebody of this age."""
    return not _unfit(purpose, sharing, "")


def _unfit(purpose: Purpose, sharing: Sharing, name: str) -> str:
    """Why a purpose does not fit, '' if it does."""
    told, words = purpose.data, {"purpose": purpose.text, "who": upper(name)}
    if sharing.receiver not in told.get("to_parties", (sharing.receiver,)):
        return str(_("{who} kan ikke få oplysninger til formålet »{purpose}«.")).format(**words)
    if (needed := told.get("one_is")) and needed not in (sharing.giver, sharing.receiver):
        party = lower(str(Party(needed).label))
        return str(_("Formålet »{purpose}« gælder kun, når {party} giver eller får oplysninger.")).format(**words, party=party)
    if sharing.grown and told.get("under_18"):
        return str(_("Formålet »{purpose}« gælder kun børn og unge under 18 år.")).format(**words)
    return ""


def carries(basis: Basis, sharing: Sharing) -> bool:
    """Whether a legal basis carries a sharing."""
    return not _lacks(basis, sharing, "")


def _lacks(basis: Basis, sharing: Sharing, name: str) -> str:
    """Why a basis does not carry a sharing, '' if it does."""
    law, told = cited(basis), basis.data
    givers = [lower(str(Party(one).label)) for one in told.get("from_parties", ())]
    if not givers:
        return str(_("{law} giver ikke selv lov til at give oplysninger videre.")).format(law=upper(law))
    if sharing.giver not in told["from_parties"]:
        return str(_("Efter {law} er det {givers}, der giver oplysninger, ikke jer.")).format(law=law, givers=listed(givers))
    if sharing.receiver not in told.get("to_parties", ()):
        return str(_("{who} kan ikke modtage oplysninger efter {law}.")).format(who=upper(name), law=law)
    if (needed := told.get("one_is")) and needed not in (sharing.giver, sharing.receiver):
        return str(_("{law} gælder kun, når {party} giver eller får oplysninger.")).format(
            law=upper(law), party=lower(str(Party(needed).label))
        )
    if sharing.grown and told.get("under_18"):
        return str(_("{law} gælder kun børn og unge under 18 år.")).format(law=upper(law))
    if sharing.purpose and sharing.purpose not in told.get("purposes", ()):
        return str(_("{law} kan ikke bære det formål.")).format(law=upper(law))
    return ""


def cited(basis: Basis) -> str:
    """How a basis is named within a sentence: »retsplejelovens § 115, stk. 2«."""
    return str(basis.data.get("citation") or basis.code)


def listed(words: list[str]) -> str:
    """»a, b eller c«; words that have a comma of their own are parted by semicolons."""
    between = "; " if any("," in word for word in words) else ", "
    return str(_(" eller ")).join(part for part in (between.join(words[:-1]), *words[-1:]) if part)


def upper(words: str) -> str:
    """Words as they begin a sentence."""
    return words[:1].upper() + words[1:]


def lower(words: str) -> str:
    """Words as they stand within a sentence."""
    return words[:1].lower() + words[1:]


FEWEST_WORDS = 3  # of why it is necessary


def necessity_refusals(necessity: str, said: str, given_at: datetime, now: datetime) -> list[Refused]:
    """All that is wrong with a disclosure without what was said and why it was necessary, or with one that lies ahead."""
    found = []
    if not said.strip():
        found.append(Refused(_("Skriv, hvad der blev sagt."), "said"))
    if not necessity.strip():
        found.append(Refused(_("Skriv, hvorfor det er nødvendigt i netop denne sag. Én sætning er nok."), "necessity"))
    elif len(necessity.split()) < FEWEST_WORDS:
        sentence = _("Skriv mindst {count} ord om, hvorfor det er nødvendigt i netop denne sag.")
        found.append(Refused(sentence.format(count=FEWEST_WORDS), "necessity"))
    if given_at > now:
        found.append(Refused(_("Tidspunktet er ikke kommet endnu. Skriv, hvornår det blev sagt."), "given_at"))
    return found


# ---------- What a receiver gets, frozen as it was shown


@dataclass(frozen=True)
class Part:
    """One passage of a sheet: what it is, the words, and whose they are and when ("henvender, 24. nov.")."""

    label: str
    text: str
    origin: str = ""


@dataclass(frozen=True)
class Paper:
    """A file that goes along with a sheet: its row, name, type, size in bytes and the key that opens its bytes."""

    id: str
    name: str
    media_type: str
    size: int
    key: str


@dataclass(frozen=True)
class Sheet:
    """What a receiver gets: plain rows about the person, passages, files, and whom to call; nothing else lies beneath."""

    title: str
    rows: list[tuple[str, str]] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    files: list[Paper] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)
    footer: str = ""

    def plain(self) -> dict[str, Any]:
        """As it is sealed."""
        return asdict(self)

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Sheet:
        """As it was sealed."""
        return cls(
            title=plain["title"], rows=[(label, value) for label, value in plain["rows"]], parts=[Part(**one) for one in plain["parts"]],
            files=[Paper(**one) for one in plain["files"]], calls=[(label, value) for label, value in plain["calls"]],
            footer=plain.get("footer", ""),
        )  # fmt: skip

    def words(self) -> str:
        """All that stands on it, as one text: what the register says was shared."""
        lines = [f"{label}: {value}" for label, value in self.rows] + [f"{part.label}\n{part.text}" for part in self.parts]
        return "\n\n".join([*lines, *(paper.name for paper in self.files)])

    def shared(self, but: str = "") -> str:
        """What the register says was shared: whom it is about, the passages and the files, without what it says elsewhere itself (`but`)."""
        parts = [part for part in self.parts if not but.strip() or part.text != but.strip() or part.origin]
        return replace(self, parts=parts).words()

    def mark(self) -> str:
        """A short mark of exactly this sheet: who confirms sends back the mark of what was shown."""
        return hashlib.sha256(json.dumps(self.plain(), sort_keys=True).encode()).hexdigest()[:24]


def told_in(said: str) -> str:
    """What the register says was shared, without the rows before it that say whom it is about: names are no words to look for."""
    lines = said.split("\n\n")
    return "\n\n".join(dropwhile(lambda line: "\n" not in line and ": " in line, lines))


# ---------- Leaving words out


class ReceivedBy(TextChoices):
    """How something came from another authority."""

    PHONE = "phone", gettext_lazy("på telefon")
    LETTER = "letter", gettext_lazy("i brev eller sikker post")
    MEETING = "meeting", gettext_lazy("på et møde")


NOT_SAID = "not_said"  # the basis, where the one who told it has not named it


def received_refusals(form: str, text: str, basis: str, purpose: str, at: datetime | None, now: datetime) -> Iterator[Refused]:
    """What stands against noting something that another authority told, each with its field."""
    if form not in ReceivedBy.values:
        yield Refused(_("Vælg, hvordan I fik det."), "form")
    if at is None:
        yield Refused(_("Skriv, hvornår I fik det."), "received_on")
    elif at > now:
        yield Refused(_("Tidspunktet er ikke kommet endnu. Skriv, hvornår I fik det."), "received_on")
    if not text.strip():
        yield Refused(_("Skriv, hvad I fik at vide."), "text")
    if not basis:
        yield Refused(_("Vælg, efter hvilken regel I fik det, eller at det ikke blev sagt."), "basis")
    if not purpose:
        yield Refused(_("Vælg, hvad det blev givet for. Det må ikke bruges til andet."), "purpose")


LEFT_OUT = gettext_lazy("[udeladt]")


def words_of(text: str) -> list[str]:
    """The words of a text with the blanks after each, so that joined they are the text again."""
    return re.findall(r"\S+\s*|^\s+", text)


def without(text: str, left_out: Collection[int]) -> str:
    """The text without the words of these places; a row of them is one mark, and nothing tells how many they were."""
    kept: list[str] = []
    for number, word in enumerate(words_of(text)):
        if number not in left_out:
            kept.append(word)
            continue
        blank = word[len(word.rstrip()) :]
        if kept and kept[-1].startswith(str(LEFT_OUT)):
            kept[-1] = f"{LEFT_OUT}{blank or ' '}"
        else:
            kept.append(f"{LEFT_OUT}{blank or ' '}")
    return "".join(kept).strip()


def has_words(text: str) -> bool:
    """Whether anything is left of a text besides the marks of what was left out."""
    return bool(text.replace(str(LEFT_OUT), "").strip())


class Withheld(TextChoices):
    """Why nothing is given to the police about a concern."""

    NOT_NECESSARY = "not_necessary", gettext_lazy("Oplysningerne er ikke nødvendige for at forebygge kriminalitet")
    NOT_EXTREMISM = "not_extremism", gettext_lazy("Det viser sig ikke at handle om ekstremisme")
    HANDLED = "handled", gettext_lazy("Kommunens egen hjælp er nok")
    KNOWN = "known", gettext_lazy("Politiet kender allerede oplysningerne")
    HARM = "harm", gettext_lazy("Skaden ved at dele er større end gavnen")


# ---------- What must not slip out


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


def slip_refusals(found: Collection[Seen], taken: Collection[str]) -> list[Refused]:
    """What stops the writer at what perhaps should not leave, until each has been answered."""
    asked = [one for one in found if str(one.slip.value) not in taken]
    sentence = _("Se på det, der er spurgt om ved arket, før du giver noget videre ({count}).").format(count=len(asked))
    return [Refused(sentence, "taken")] if asked else []


# ---------- What the head reads of a case they do not see


def check_unnamed(sentence: str, name: str, number: str, field: str) -> None:
    """Refuse a sentence for the head that says who the citizen is: name, number or initials. The head does not see the case."""
    if initials_in(sentence, name) or mentions(sentence, [word for word in (name, number) if word]):
        raise Refused(_("Der står, hvem borgeren er. Skriv »borgeren« i stedet: den faglige leder ser ikke sagen."), field)
