"""PDF by Typst: a letter of ours filled in with data, tagged (PDF/UA-1); the one place that decides about characters no font has."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import typst
from fontTools.ttLib import TTFont

PACKAGE = Path(__file__).resolve().parent.parent  # the root a letter may read under: our own files, nothing else
FONTS = PACKAGE / "ui" / "fonts"
EMPTY = "□"  # stands where a character is that no font has

# What two fonts inside Typst have, in every weight we use; a test prints each of them.
MONO = """
180-1c3 1cd-1e3 1e6-1f0 1f4-1f6 1f8-1f9 1fc-221 224-241 243-245 24c-24d 250-2b9 2bb-2c1 2c6-2c9 2cc-2d3 2d6-2de 2e0-2e9 2ee 2f3 300-33f
343 358 361 374-377 37a-37f 384-38a 38c 38e-3a1 3a3-3ce 3d0-3e1 3f0-45f 462-463 472-473 490-49b 4a2-4a5 4aa-4b3 4ba-4bb 4c0-4c4 4c7-4c8
4cb-4cc 4cf-4f9 510-511 531-556 559-55f 561-587 589-58a 606-607 609-60a 60c 615 61b 61f 621-63a 640-655 65a 660-66d 674 679-67b 67e-680
683-684 686-687 691 698 6a4 6a9 6af 6be 6cc 6f0-6f9 10d0-10fc 1e00-1e13 1e18-1e2d 1e30-1e4d 1e54-1e63 1e68-1e79 1e7c-1e99 1e9b 1e9f-1ea1
1eac-1ead 1eb0-1eb1 1eb6-1eb9 1ebc-1ebd 1ec6-1ec7 1eca-1ecd 1ed8-1edd 1ee0-1ee5 1ee8-1eeb 1eee-1ef5 1ef8-1ef9 2010-2023 2026 202f-2037
2039-203a 203c-203f 2045-2049 20a0-20b5 20b8-20ba 20bd 2102 2105 210d-210f 2115-2117 2119-211a 211d 2122 2124 2126 212a-212b 212e 2148
2150-2151 2153-215f 2189 2190-2213 2215 2217-2220 2223 2227-222d 2234-223d 2241-2269 226d-228b 228d-22a5 22b2-22b5 22b8 22c2-22c6
22cd-22d1 22da-22e9 22ef 2500-262f 2638-268b 2690-269c 26a0-26a1 26b0-26b1 2701-2704 2706-2709 270c-2727 2729-274b 274d 274f-2752 2756
2758-275e 2761-2775 2794 2798-27af 27b1-27be fe70-fe74 fe76-fefc fffd
"""
SERIF = "5b0-5c3 5c6 5d0-5ea 5f0-5f4"

LINE = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
BLANK = re.compile("[\t\u2000-\u200a\u205f]")
BULLET = re.compile("[\uf0a7\uf0b7\uf0d8]")  # the bullets of Word, which only its own fonts know
UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u061c\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
JOINER, NON_JOINER = "\u200d", "\u200c"


class NotPrinted(Exception):
    """A letter could not be made: its template, or what it was given, is wrong; never because of a character."""


@dataclass(frozen=True)
class Pdf:
    """A finished document, and the characters in it that could not be shown ('📎 PAPERCLIP'), each once."""

    content: bytes
    named: list[str]


def pdf(template_path: Path, data: dict[str, Any], *, title: str, fonts: Path = FONTS) -> Pdf:
    """Make a letter of a template under the package and JSON-like data; NotPrinted if template and data do not fit."""
    plex, *inside = _fonts(fonts)
    try:
        return _compiled(template_path, data, title, fonts, [plex, *inside])
    except typst.TypstError:
        pass  # perhaps a fallback font lacks what we think it has: once more with our own font alone
    try:
        return _compiled(template_path, data, title, fonts, [plex])
    except typst.TypstError as error:
        message = error.message
    raise NotPrinted(f"{template_path.name}: {message}")


def _compiled(template_path: Path, data: dict[str, Any], title: str, fonts: Path, known: list[frozenset[int]]) -> Pdf:
    missing: dict[str, None] = {}
    inputs = {"data": json.dumps(_shown(data, known, missing)), "title": _text(title, known, missing)}
    inputs["missing"] = json.dumps([_name(sign) for sign in missing])
    compiler = typst.Compiler(template_path, root=PACKAGE, font_paths=[fonts], ignore_system_fonts=True, sys_inputs=inputs)
    content = compiler.compile(format="pdf", pdf_standards="ua-1")
    assert isinstance(content, bytes)
    return Pdf(content, [f"{_safe(sign)} {_name(sign)}" for sign in missing])


def printable(text: str, fonts: Path = FONTS) -> tuple[str, list[str]]:
    """A text as it can be printed, and the characters that cannot be shown, by name ('📎 PAPERCLIP')."""
    missing: dict[str, None] = {}
    shown = _text(text, _fonts(fonts), missing)
    return shown, [f"{_safe(sign)} {_name(sign)}" for sign in missing]


def _shown(value: Any, known: list[frozenset[int]], missing: dict[str, None]) -> Any:
    """The data with every text in it made printable; keys are ours and stay."""
    if isinstance(value, str):
        return _text(value, known, missing)
    if isinstance(value, dict):
        return {key: _shown(inner, known, missing) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_shown(inner, known, missing) for inner in value]
    return value


def _text(text: str, known: list[frozenset[int]], missing: dict[str, None]) -> str:
    """One text: composed, lines and blanks made plain, control and direction marks gone, the rest shown or named."""
    text = BULLET.sub("•", BLANK.sub(" ", LINE.sub("\n", text)))
    text = unicodedata.normalize("NFC", UNSEEN.sub("", text))
    return "".join(_cluster(cluster, known, missing) for cluster in _clusters(text))


def _clusters(text: str) -> Iterator[str]:
    """What is drawn as one sign: a character with the marks on it, or an emoji of several; a font must have all of it."""
    cluster = ""
    for sign in text:
        joins = unicodedata.category(sign) in ("Mn", "Me", "Mc", "Cf") or "\U0001f3fb" <= sign <= "\U0001f3ff"
        if cluster and cluster != "\n" and (joins or cluster.endswith(JOINER)):
            cluster += sign
        else:
            if cluster:
                yield cluster
            cluster = sign
    if cluster:
        yield cluster


def _cluster(cluster: str, known: list[frozenset[int]], missing: dict[str, None]) -> str:
    """The sign itself, or its plainer form, or without marks no font has, or EMPTY; what was left out is added to `missing`."""
    if cluster == "\n":
        return cluster
    # Selectors of a colourful shape and joiners draw nothing of their own; but one joiner shapes Persian and must stay.
    drawn = "".join(sign for sign in cluster if not ("\ufe00" <= sign <= "\ufe0f" or unicodedata.category(sign) == "Cf"))
    end = NON_JOINER if cluster.endswith(NON_JOINER) else ""
    for form in (drawn, unicodedata.normalize("NFKC", drawn)):
        if any(all(ord(sign) in font for sign in form) for font in known):
            return form + end if form else ""
    base = drawn[:1]
    has_base = any(ord(base) in font for font in known)
    missing.update(dict.fromkeys(drawn[1:] if has_base else drawn))
    return base + end if has_base else EMPTY


@cache
def _fonts(folder: Path) -> list[frozenset[int]]:
    """The characters each font has: those of every file in the folder (read from the fonts), then the two inside Typst."""
    own = [frozenset(TTFont(file, lazy=True).getBestCmap()) for file in sorted(folder.glob("*.ttf"))]
    # A character of private use has no meaning that a reader could know, and a document for everyone may not hold it.
    plex = frozenset(sign for sign in frozenset.intersection(*own) if not 0xE000 <= sign <= 0xF8FF)
    return [plex, _ranges(MONO), _ranges(SERIF)]


def _ranges(text: str) -> frozenset[int]:
    pairs = [part.split("-") for part in text.split()]
    return frozenset(sign for pair in pairs for sign in range(int(pair[0], 16), int(pair[-1], 16) + 1))


def _name(sign: str) -> str:
    return unicodedata.name(sign, f"U+{ord(sign):04X}")


def _safe(sign: str) -> str:
    return sign if unicodedata.category(sign) != "Cs" else "\ufffd"  # half a pair cannot be written anywhere
