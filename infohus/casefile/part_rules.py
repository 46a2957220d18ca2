"""Looking for words: what is asked for, and whether a text has it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from infohus.lib import Refused, normal_words

NEWEST = 300  # cases that are opened for one search
SHORTEST = 3  # signs


def words_to_find(text: str) -> list[str]:
    """The words to look for, as they are compared; Refused if they are too short to tell anything."""
    words = normal_words(text).split()
    if max((len(word) for word in words), default=0) < SHORTEST:
        raise Refused(_("Skriv mindst ét ord på tre bogstaver."), "words")
    return words


def has_words(text: str, words: list[str]) -> bool:
    """Whether a text has all of the words, also inside longer ones."""
    plain = normal_words(text)
    return all(word in plain for word in words)
