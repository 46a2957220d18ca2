"""The one next step of a case, what can be begun, who may take it, and which words are found."""

from infohus.casefile.rules.leading import Seat, heads_choices, what_else
from infohus.casefile.rules.state import Door, State, Step
from infohus.casefile.rules.step import next_step
from infohus.casefile.rules.words import NEWEST, has_words, moment, sentences_in_words, words_to_find
from infohus.casefile.rules.work import AFTER, PHASES, can_begin

__all__ = [
    "AFTER",
    "NEWEST",
    "PHASES",
    "Door",
    "Seat",
    "State",
    "Step",
    "can_begin",
    "has_words",
    "heads_choices",
    "moment",
    "next_step",
    "sentences_in_words",
    "what_else",
    "words_to_find",
]
