"""Looking for words in one's own open cases."""

from __future__ import annotations

from infohus.access.rules import Act, Actor
from infohus.accounts.models import Authority
from infohus.audit.actions import act
from infohus.casefile.queries.parts import Hit, with_words
from infohus.casefile.rules import words_to_find
from infohus.persons.rules import Purpose


def find_words(actor: Actor, municipality: Authority, *, words: str, purpose: str) -> tuple[list[Hit], int]:
    """Look for words by opening one's own open cases; purpose, cases and hits are logged, the words never."""
    wanted = words_to_find(words)
    with act(actor, Act.FIND_WORDS, municipality) as log:
        hits, opened = with_words(wanted)
        log.update(purpose=Purpose(purpose), cases=opened, hits=[hit.case.pk for hit in hits])
    return hits, opened
