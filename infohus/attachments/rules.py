"""What files are let in: kinds, sizes, names, and the sentences that refuse the rest."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from urllib.parse import quote

from django.db.models import TextChoices
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import gettext_noop as _

from infohus.lib import Refused

LARGEST = 20 * 1024**2  # bytes
MOST = 5  # files in one form
LONGEST_NAME = 150  # characters
LONGEST_NAME_IN_A_SENTENCE = 60
SPELLED = {"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa", "–": "-"}  # for readers of ASCII


class Origin(TextChoices):
    """Whose a file is."""

    REPORTER = "reporter", _lazy("Fra henvender")
    OWN = "own", _lazy("Kommunen")
    POLICE = "police", _lazy("Fra politiet")
    AUTHORITY = "authority", _lazy("Fra anden myndighed")


class Removal(TextChoices):
    """Why a file was removed for good."""

    SURPLUS = "surplus", _lazy("Den er ikke nødvendig for sagen")
    MISTAKE = "mistake", _lazy("Den er lagt op ved en fejl")
    OTHER_CASE = "other_case", _lazy("Den handler om en anden person")
    TWICE = "twice", _lazy("Den ligger her i forvejen")
    RETURNED = "returned", _lazy("Den er givet tilbage til den, den kom fra")


@dataclass(frozen=True)
class Cleaned:
    """A file that is let in: what is kept of it, under which name and type, and what may be done with it."""

    data: bytes
    name: str
    media_type: str
    extension: str
    cleaned: bool  # False: shown as "ikke renset", and it never leaves the case
    inline: bool = False  # True only for pictures that we drew anew
    remark: str = ""  # what the reader should know was taken away


class Kind(Enum):
    """The kinds of file that are let in: media type, extension, and the endings that files of the kind are known by."""

    JPEG = ("image/jpeg", "jpg", "jpeg jfif jpe")
    PNG = ("image/png", "png", "")
    WEBP = ("image/webp", "webp", "")
    HEIC = ("image/heic", "heic", "heif hif")
    GIF = ("image/gif", "gif", "")
    TIFF = ("image/tiff", "tif", "tiff")
    PDF = ("application/pdf", "pdf", "")
    DOCX = ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", "")
    EML = ("message/rfc822", "eml", "")
    TEXT = ("text/plain; charset=utf-8", "txt", "text log md")

    def __init__(self, media_type: str, extension: str, others: str) -> None:
        self.media_type = media_type
        self.extension = extension
        self.endings = {extension, *others.split()}


PICTURES = (Kind.JPEG, Kind.PNG, Kind.WEBP, Kind.HEIC, Kind.GIF, Kind.TIFF)
ACCEPT = ",".join(f".{ending}" for kind in Kind for ending in sorted(kind.endings - {"md", "log", "text"}))  # for the file field
# Endings that say what a file is; others ("Notat v1.2") are part of its name.
OTHER_ENDINGS = """
    doc docm dot dotx rtf odt ods odp xls xlsx xlsm csv ppt pptx pages numbers key msg html htm xhtml mht svg xml json ics vcf
    zip rar 7z gz tar exe bat cmd com js vbs ps1 sh jar apk iso dmg mp3 m4a wav ogg mp4 mov avi mkv webm avif bmp psd ai eps ps emf wmf
"""
KNOWN_ENDINGS = {ending for kind in Kind for ending in kind.endings} | set(OTHER_ENDINGS.split())


class Reason(Enum):
    """Why a file is refused: the sentence for the person at the screen, with what to do instead."""

    EMPTY = _("Filen er tom: Der er intet i »{name}«. Åbn filen, og se efter. Gem den igen, og vælg den på ny.")
    LARGE = _(
        "Filen »{name}« fylder {size} byte. En fil må højst fylde 20 MB, det er 20.971.520 byte. "
        "Gør billedet mindre, del dokumentet i flere filer, eller skriv det vigtigste i teksten."
    )
    UNKNOWN = _(
        "Filen »{name}« er af en slags, vi ikke kan modtage. "
        "Vælg et billede, en PDF, et Word-dokument (.docx), en e-mail (.eml) eller en ren tekst (.txt)."
    )
    NOT_WHAT_IT_SAYS = _(
        "Filen »{name}« er ikke det, som navnet siger. Åbn den i det program, den er lavet i, gem den som PDF, og vælg den nye fil."
    )
    DAMAGED = _("Filen »{name}« kan ikke læses. Den kan være gået i stykker. Åbn den, gem den som PDF eller billede, og vælg den nye fil.")
    LOCKED = _("Filen »{name}« er låst med en adgangskode. Gem en kopi uden adgangskode, og vælg kopien.")
    UNPACKS_LARGE = _(
        "Filen »{name}« fylder alt for meget, når den pakkes ud. Del den i flere filer, eller gem den som PDF, og vælg den nye fil."
    )
    HTML = _("Filen »{name}« er en webside, og dem kan vi ikke modtage. Tag et skærmbillede af siden, og vælg billedet.")
    DRAWING = _("Filen »{name}« er en tegning, der kan indeholde programmer. Gem den som PNG eller PDF, og vælg den nye fil.")
    CALENDAR = _("Filen »{name}« er en kalenderfil, og dem kan vi ikke modtage. Skriv tid og sted i teksten.")
    CONTACT = _("Filen »{name}« er et kontaktkort, og dem kan vi ikke modtage. Skriv i teksten, hvem vi kan kontakte.")
    FILM = _(
        "Filen »{name}« er film eller lyd, og det kan vi ikke modtage. Skriv i teksten, hvad man ser eller hører, og hvornår det er fra."
    )
    ARCHIVE = _("Filen »{name}« er en pakke med andre filer. Pak den ud, og vælg filerne en ad gangen.")
    OFFICE = _("Filen »{name}« er et regneark, en præsentation eller et dokument, vi ikke kan læse. Gem det som PDF, og vælg den nye fil.")
    OLD_OFFICE = _(
        "Filen »{name}« er gemt i et gammelt format eller låst med en adgangskode. Gem den som PDF uden adgangskode, og vælg den nye fil."
    )
    MACROS = _("Filen »{name}« indeholder små programmer (makroer). Gem den som PDF, og vælg den nye fil.")
    COLLECTION = _("Filen »{name}« er en PDF med andre filer i. Gem filerne hver for sig, og vælg dem en ad gangen.")
    LIVE_FORM = _("Filen »{name}« er en formular, der kun kan læses i ét bestemt program. Udskriv den til PDF, og vælg den nye fil.")
    ODD_PDF = _("Filen »{name}« er bygget på en måde, vi ikke kan læse sikkert. Åbn den, udskriv den til PDF, og vælg den nye fil.")
    TOO_MANY_DOTS = _(
        "Billedet »{name}« er større, end vi kan læse. Det må højst have 50 millioner billedpunkter. Gør det mindre, og vælg det igen."
    )
    PAGES = _("Billedet »{name}« har flere sider, og vi kan kun læse den første. Gem det som PDF, og vælg den nye fil.")
    PHONE = _(
        "Billedet »{name}« kan ikke læses her. Tag et skærmbillede af det på telefonen, og vælg skærmbilledet. "
        "På en iPhone kan du også vælge Indstillinger, Kamera, Formater, Mest kompatibel, og tage billedet igen."
    )


def refused(reason: Reason, name: str, field: str | None = "files", **values: object) -> Refused:
    """The refusal of the file of this name, to be raised."""
    return Refused(_now(reason.value).format(name=shown(name), **values), field)


def limits() -> str:
    """What may be sent, as it stands at the field."""
    sentence: str = _now("Højst {most} filer på hver 20 MB. 20 MB er 20.971.520 byte.")
    return sentence.format(most=MOST)


def check_count(count: int, field: str = "files") -> None:
    """Refuse more files than one form carries."""
    if count > MOST:
        sentence = _now("Du har valgt {count} filer. Vælg højst {most}. Resten kan du sende bagefter.")
        raise Refused(sentence.format(count=count, most=MOST), field)


def check_size(size: int, name: str, field: str = "files") -> None:
    """Refuse an empty file and one above 20 MB (20 × 1024 × 1024 bytes); `size` in bytes, known before the file is read."""
    if size == 0:
        raise refused(Reason.EMPTY, name, field)
    if size > LARGEST:
        raise refused(Reason.LARGE, name, field, size=f"{size:,}".replace(",", "."))


def check_name(kind: Kind, name: str, field: str = "files") -> None:
    """Refuse a text that is named as something else: what was found by content alone must not be called a PDF."""
    ending = _ending(name)
    if kind is Kind.TEXT and ending and ending not in Kind.TEXT.endings:
        readable = any(ending in other.endings for other in Kind)
        raise refused(Reason.NOT_WHAT_IT_SAYS if readable else Reason.UNKNOWN, name, field)


def plain_name(raw: str) -> str:
    """The name a file was given, without folders, control and direction marks; letters, signs and emoji stay as they are."""
    text = unicodedata.normalize("NFC", raw.encode("utf-8", "ignore").decode())
    text = re.split(r"[/\\]", text)[-1]
    text = re.sub(r"\s+", " ", "".join(" " if sign in "\t\n\r\v\f" else sign for sign in text if _visible(sign)))
    return _shortened(text.strip(" ."), LONGEST_NAME) or _now("fil")


def name_as(raw: str, extension: str) -> str:
    """The name under which a file is kept: its own, with the extension of what was found in it."""
    name = plain_name(raw)
    endings = next((kind.endings for kind in Kind if kind.extension == extension), set())
    if (ending := _ending(name)) in endings:
        return name
    stem = name[: -len(ending) - 1] if ending in KNOWN_ENDINGS else name
    return _shortened(f"{stem.strip(' .') or _now('fil')}.{extension}", LONGEST_NAME)


def neutral_name(number: int, origin: str, media_type: str) -> str:
    """The name under which a file leaves the case: its number, whose it is and its kind; its own name may tell who sent it or whom it is about."""
    extension = next((kind.extension for kind in Kind if kind.media_type == media_type), "txt")
    whose = {Origin.REPORTER: _now("fra henvenderen"), Origin.OWN: _now("fra kommunen")}.get(Origin(origin), _now("fra en anden myndighed"))
    return f"{_now('Bilag')} {number} {whose}.{extension}"


def shown(name: str) -> str:
    """The name as it stands in a sentence, short enough to be read."""
    return _shortened(plain_name(name), LONGEST_NAME_IN_A_SENTENCE, "…")


def content_disposition(name: str) -> str:
    """The header that makes a browser save a file under this name and never open it (RFC 6266); one line of ASCII whatever the name is."""
    name = plain_name(name)
    spelled = "".join(SPELLED.get(sign, sign) for sign in name)
    ascii_name = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    ascii_name = re.sub(r"[^A-Za-z0-9 ._()-]", "_", ascii_name).strip(" .") or "fil"
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}"


def _ending(name: str) -> str:
    """What stands after the last full stop, if it looks like the kind of a file: lower case, without the stop; else ''."""
    found = re.search(r"\.([A-Za-z0-9]{1,5})\s*$", plain_name(name))
    return found[1].lower() if found and not found[1].isdigit() else ""


def _visible(sign: str) -> bool:
    """Whether a sign may stand in a name: no controls, no direction marks, nothing invisible but the joiners that emoji need."""
    return sign in "\t\n\r\v\f\u200d" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


def _shortened(name: str, most: int, mark: str = "") -> str:
    """The name cut in its middle part, so that its ending stays."""
    if len(name) <= most:
        return name
    tail = f"{mark}.{ending}" if (ending := _ending_as_written(name)) else mark
    return name[: most - len(tail)].rstrip(" .\u200d") + tail


def _ending_as_written(name: str) -> str:
    found = re.search(r"\.([A-Za-z0-9]{1,5})$", name)
    return found[1] if found else ""
