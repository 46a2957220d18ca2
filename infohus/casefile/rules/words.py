"""Moments as they are filled in, words that are looked for, and the sentences words stand in."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, datetime, time
from itertools import accumulate

from django.utils.translation import gettext as _

from infohus.concerns.rules import split_sentences
from infohus.disclosures.rules import words_of
from infohus.lib import TZ, Refused, normal_words


def moment(day: date | None, at: time | None) -> datetime | None:
    """A day and a time of day in Copenhagen as one moment; None without a day."""
    return datetime.combine(day, at or time.min, TZ) if day else None


# ---------- Looking for words

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


# ---------- Leaving words out of an extract


def sentences_in_words(text: str) -> list[list[int]]:
    """For each sentence of a text the places of its words; a sentence is what it is where a concern is sorted (`split_sentences`)."""
    ends = list(accumulate(len(one) for one in split_sentences(text)))
    found: list[list[int]] = [[] for _one in ends]
    begins = 0
    for number, word in enumerate(words_of(text)):
        found[bisect_right(ends, begins)].append(number)
        begins += len(word)
    return [one for one in found if one]
