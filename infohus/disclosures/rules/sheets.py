"""What a receiver gets, frozen as it was shown, and words left out of it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from itertools import dropwhile
from typing import Any

from django.utils.translation import gettext_lazy


class PartKind(StrEnum):
    """What a part of a sheet is to the case that gave it; what the house itself writes on it is none of these."""

    CONCERN = "concern"
    BESIDES = "besides"  # a note, or what others told
    ANSWER = "answer"  # to what the receiver had asked


@dataclass(frozen=True)
class Part:
    """One passage of a sheet: what it is, the words, and whose they are and when ("henvender, 24. nov.").

    For the case that gave it, and shown to nobody: its kind, and of which concern it is (`TAKEN_OUT`: of one that is in another case since).
    """

    label: str
    text: str
    origin: str = ""
    kind: str = ""
    concern: str = ""


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


def parts_of(sheet: dict[str, Any], giver: str) -> list[Part]:
    """All parts of a frozen sheet that was given by an authority of this name; of one from before kinds were kept, by where they say they are from."""
    found = [Part(**one) for one in sheet.get("parts", ())] if sheet else []
    return [replace(part, kind=_kind_then(part.origin, giver)) if part.origin and not part.kind else part for part in found]


def _kind_then(origin: str, giver: str) -> PartKind:
    """The kind of a part of an earlier sheet, as those were worded."""
    if origin == giver:
        return PartKind.ANSWER
    return PartKind.CONCERN if origin.startswith("Henvendelse ") else PartKind.BESIDES


def passages_on(sheet: dict[str, Any], giver: str) -> list[Part]:
    """The passages of a case on its frozen sheet, without what was written for the sheet itself."""
    return [part for part in parts_of(sheet, giver) if part.kind in (PartKind.CONCERN, PartKind.BESIDES)]


def not_of(sheet: dict[str, Any], concern: str) -> dict[str, Any] | None:
    """A frozen sheet that tells of one more concern but not of which, where it named this one; None where it did not."""
    parts = sheet.get("parts", ()) if sheet else ()
    if all(part.get("concern") != concern for part in parts):
        return None
    return {**sheet, "parts": [part | {"concern": TAKEN_OUT} if part.get("concern") == concern else part for part in parts]}


TAKEN_OUT = "taken out"  # among the concerns a sheet tells of: one that was taken out of the case since

LEFT_OUT = gettext_lazy("[udeladt]")
ADDRESS_LEFT_OUT = gettext_lazy("[udeladt: beskyttet adresse]")


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
        blank = blanks_of(word)
        if kept and kept[-1].startswith(str(LEFT_OUT)):
            kept[-1] = f"{LEFT_OUT}{blank or ' '}"
        else:
            kept.append(f"{LEFT_OUT}{blank or ' '}")
    return "".join(kept).strip()


def left_out_of(text: str, given: str) -> set[int] | None:
    """The places of the words of a text that were left out of what was given of it (`without`); None where it is not of this text."""
    words, cut = words_of(text), set[int]()
    place = 1 if words and not words[0].strip() else 0  # blanks before the first word are on no sheet
    rows: list[tuple[str, list[str]]] = [("", [])]  # the words that stand, each row with the blanks of the mark before it
    for word in words_of(given):
        if word.strip() == LEFT_OUT:
            rows.append((blanks_of(word), []))
        else:
            rows[-1][1].append(word)
    for number, (blank, row) in enumerate(rows):
        last, end = number == len(rows) - 1, len(words) - len(row)
        begins = range(place, place + 1) if not number else range(max(place + 1, end), end + 1) if last else range(place + 1, end + 1)
        at = next((one for one in begins if stands(words, one, row, blank if number and row else None, last=last)), None)
        if at is None:
            return None
        cut |= set(range(place, at))
        place = at + len(row)
    return cut if without(text, cut) == given else None


def blanks_of(word: str) -> str:
    """The blanks after a word."""
    return word[len(word.rstrip()) :]


def stands(words: list[str], at: int, row: list[str], blank: str | None, *, last: bool) -> bool:
    """Whether a row of words stands here in a text, after a word with such blanks (None: whatever); of the last row the blanks at its end do not count."""
    found = words[at : at + len(row)]
    if last and row:
        found, row = [*found[:-1], found[-1].rstrip()] if found else found, [*row[:-1], row[-1].rstrip()]
    return found == row and (blank is None or (blanks_of(words[at - 1]) or " ") == blank)


def has_words(text: str) -> bool:
    """Whether anything is left of a text besides the marks of what was left out."""
    return bool(text.replace(str(LEFT_OUT), "").strip())
