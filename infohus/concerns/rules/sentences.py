"""How the words of a reporter are taken apart into sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable
from textwrap import shorten

from infohus.ui.rules import in_its_language

_BREAK = r"(?:\r\n|[\n\r\v\f\x85\u2028\u2029])"
_BOUNDARY = re.compile(
    rf"(?P<line>{_BREAK}\s*+)|(?<![.!?…])(?P<end>[.!?…]++)(?P<close>[\"'”“’‘»«)\]]*+)"
    r"(?P<gap>[^\S\n\r\v\f\x85\u2028\u2029]++|(?=[A-ZÆØÅ][a-zæøå]))"
)
_NEXT = re.compile(r"(?P<open>[\"'”“„‘’»«(\[•\uf0b7*–-]{0,9})\s?(?P<word>[^\W_][\w’'-]{0,30})?")
# Short forms after which a sentence goes on, and those which may end it too.
_SHORT = re.compile(
    r"fx|f\.?eks|bl\.?a|kl|ca|nr|tlf|dvs|d|f|s|dr|hr|fr|frk|pga|p\.g\.a|jf|jfr|inkl|ekskl|mht|m\.h\.t|vedr|evt|sml|hhv|iht|ift|i\.f\.t|ang|afd|adr|stk"
    r"|vha|sdr|ndr|gl|skt|kap|t\.o\.m|www|e\.g|i\.e|mr|mrs|ms|no"
)
_SHORT_OR_END = re.compile(
    r"osv|mv|m\.v|mm|m\.m|ol|o\.l|m\.?fl|etc|kr|mio|mia|mdr|jr|min|p\.?t|jan|feb|mar|apr|jun|jul|aug|sept?|okt|nov|dec|man|tirs|ons|tors|fre|lør|søn"
)
_MONTH = re.compile(r"januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december")
_STARTS = re.compile(
    r"han|hun|den|det|de|der|da|vi|jeg|du|i|man|min|mit|mine|hans|hendes|deres|så|men|og|når|hvis|nu|her|en|et|på|for|efter|ved|til|fra"
    r"|he|she|it|they|we|then|but|and|the|a"
)


def split_sentences(text: str) -> list[str]:
    """The sentences of a text in their order, each with the blanks after it: joined again they are the text, sign for sign.

    A new line begins a sentence unless it goes on in lower case; short forms ('fx', 'bl.a.', 'kl. 19.30'), '9.B', '12. november'
    and initials end none; a closing quotation mark stays with its sentence, and what has no letter never stands alone.
    """
    sentences, begin, letter = [], 0, _letter(text, range(len(text)))
    last = _letter(text, reversed(range(len(text))))
    for found in _BOUNDARY.finditer(text, 0, last + 1):
        if letter < found.start() and _ends(text, begin, found):
            sentences.append(in_its_language(text[begin : found.end()], text))
            begin = found.end()
            letter = _letter(text, range(begin, len(text)))
    return [*sentences, in_its_language(text[begin:], text)] if text else []


def _letter(text: str, places: Iterable[int]) -> int:
    """The first of these places that holds a letter; -1 for none."""
    return next((place for place in places if text[place].isalpha()), -1)


def _ends(text: str, begin: int, found: re.Match[str]) -> bool:
    """Whether a sentence ends with this line break or this stop."""
    before = text[max(begin, found.start() - 40) : found.start()].rstrip()
    following = _NEXT.match(text, found.end())
    opening, word = (following["open"], following["word"] or "") if following else ("", "")
    if found["line"]:
        if opening or len(re.findall(_BREAK, found["line"])) > 1:
            return True
        if word[:1].islower():
            return before.endswith((".", "!", "?", "…", ":"))
        return not (before.endswith(".") and _SHORT.fullmatch(_last_word(before[:-1])))
    if not found["gap"]:  # a forgotten blank: 'mennesker.Det', but not in an address
        forgotten = found["end"] == "." and re.search(r"(?<![\w.])[a-zæøå]{2,}$", before)
        return bool(forgotten) and not _goes_on(before, word) and not re.search(r"[/@]\S*$", before)
    if word[:1].islower() or re.match(_BREAK, text[found.end() : found.end() + 2]):
        return False
    return found["end"] != "." or bool(found["close"]) or not _goes_on(before, word)


def _last_word(before: str) -> str:
    found = re.search(r"[\w.]*$", before)
    return found[0] if found else ""


def _goes_on(before: str, word: str) -> bool:
    """Whether a full stop after `before` only marks a short form, a number in a row or an initial, seen by the word that follows."""
    last, starts = _last_word(before), bool(_STARTS.fullmatch(word.lower()))
    if _SHORT.fullmatch(last.lower()):
        return True
    if _SHORT_OR_END.fullmatch(last.lower()):
        return word[:1].isdigit()
    if re.fullmatch(r"(?:[A-ZÆØÅ]\.)*[A-ZÆØÅ]", last):
        return not starts
    if re.fullmatch(r"\d{1,2}", last):
        return word[:1].isdigit() or bool(_MONTH.fullmatch(word.lower())) or (len(word) == 1 and not starts)
    return False


IN_A_LINE = 80  # letters of a concern, which tell it from another


def beginning(text: str) -> str:
    """How a concern begins, in a line."""
    return shorten(text, IN_A_LINE, placeholder=" …")
