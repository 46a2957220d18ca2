"""What the public pages promise one who writes: only what somebody is there to keep."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from infohus.accounts.models import Authority
from infohus.catalogues.queries import Texts
from infohus.concerns.rules import split_sentences
from infohus.mailboxes.queries import Reader, read_by, readers_of
from infohus.ui.rules import clock, long_day, plain_day, to_the_second

__all__ = [
    "Reader", "about_children", "before_sending", "exactly", "in_paragraphs", "nobody", "now_we", "plain_day", "read_by", "readers_of",
    "to_the_second", "unanswered", "under_18_notes", "unwatched",
]  # fmt: skip


def before_sending(texts: Texts, municipality: Authority, day: date | None, under_18: str, today: date) -> list[str]:
    """What happens when it is sent, sentence by sentence."""
    return [
        _("En koordinator læser det senest {day}.").format(day=plain_day(day, today)) if day else nobody(),
        *about_children(texts, municipality, day, under_18, today, sent=False),
        _("Du får en kode, så du kan læse vores svar. Du får normalt ikke at vide, hvad der sker i sagen."),
    ]


def now_we(texts: Texts, municipality: Authority, day: date | None, under_18: str, today: date) -> list[str]:
    """What we do now, as the receipt tells it."""
    read = split_sentences(texts.text("RECEIPT_READ", read_by=plain_day(day, today))) if day else [nobody()]
    return [*read[:1], *about_children(texts, municipality, day, under_18, today, sent=True), *filter(None, ["".join(read[1:])])]


def nobody() -> str:
    """There is nobody who may read it."""
    return _("Der er lige nu ingen koordinator, der må læse det. Den faglige leder skal finde en anden. Vi kan ikke love hvornår.")


def about_children(texts: Texts, municipality: Authority, day: date | None, under_18: str, today: date, *, sent: bool) -> list[str]:
    """The child department's 24 hours (barnets lov § 136), promised only where the duty is covered."""
    if under_18 == "no":
        return []
    if not municipality.child_duty_email:
        return [unwatched(texts, municipality, day, today)]
    if under_18 == "yes":
        return [texts.text("RECEIPT_CHILD" if sent else "UNDER_18_PUBLIC")]
    return [texts.text("UNDER_18_UNKNOWN") + " " + texts.text("UNDER_18_PUBLIC")]


def under_18_notes(texts: Texts, municipality: Authority | None) -> dict[str, str]:
    """What stands under the answers to whether the person is under 18, where the duty is covered."""
    if municipality is None or not municipality.child_duty_email:
        return {}
    return {"yes": texts.text("UNDER_18_PUBLIC"), "unknown": texts.text("UNDER_18_UNKNOWN")}


def unanswered(texts: Texts) -> str:
    """What it means that the question about the age was skipped."""
    return _("Ikke besvaret.") + " " + texts.text("UNDER_18_UNKNOWN")


def unwatched(texts: Texts, municipality: Authority, day: date | None, today: date) -> str:
    """Nobody watches over what comes in about children: whom to call instead."""
    if municipality.child_duty_phone and day:
        return texts.text("RECEIPT_CHILD_NOBODY_THERE", read_by=plain_day(day, today))
    sentence = _(
        "Børneafdelingen får ikke besked med det samme. Kan det ikke vente, så ring til politiet på {police} eller i fare {alarm}."
    )
    return sentence.format(police=texts.own["police_phone"], alarm=texts.own["alarm_phone"])


def exactly(moment: datetime) -> str:
    """'Tirsdag 24. november 2026 kl. 08.12', which proves that one has written."""
    said = f"{long_day(moment)} {clock(moment)}"
    return said[:1].upper() + said[1:]


def in_paragraphs(text: str, sentences: int = 3) -> list[str]:
    """A long standard text in paragraphs of a few sentences."""
    parts = split_sentences(text)
    return ["".join(parts[at : at + sentences]).strip() for at in range(0, len(parts), sentences)]
