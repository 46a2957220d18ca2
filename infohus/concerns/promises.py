"""What the public pages promise one who writes: only what somebody is there to keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup

from infohus import lib
from infohus.accounts.models import Authority
from infohus.catalogues.queries import Texts
from infohus.concerns.rules import split_sentences
from infohus.mailboxes.queries import Behind, Reader, behind, next_arbejdsdag, read_by, readers_of, somebody_there, thanks
from infohus.ui.rules import clock, in_its_language, in_language, long_day, plain_day, to_the_second

__all__ = [
    "Ahead", "Behind", "Reader", "about_children", "before_sending", "behind", "exactly", "fitting", "in_paragraphs", "is_watched", "known_to_us",
    "nobody", "now_we", "plain_day", "read_by", "readers_of", "reading", "somebody_there", "thanks", "to_the_second", "unanswered", "under_18_notes",
    "unwatched",
]  # fmt: skip
SUFFIX = {"child": "_OWN_CHILD", "self": "_ONESELF"}


@dataclass(frozen=True)
class Ahead:
    """What is known about what happens to something that is sent: by which day it is read, whether a coordinator is there now, whom it is about.

    `barred`: the reporter has asked that none of the coordinators reads it. `behind`: who holds the child duty and who are heads, of those who may.
    """

    texts: Texts
    municipality: Authority
    day: date | None
    there: bool
    under_18: str
    about: str
    today: date
    barred: bool = False
    behind: Behind = field(default_factory=Behind)

    @property
    def watched(self) -> bool:
        """Whether somebody reads for the child duty: an address alone reads nothing."""
        return is_watched(self.municipality, self.behind)

    def says(self, code: str) -> str:
        """A standard text, in the wording for the one who reads it."""
        return fitting(self.texts, code, self.about)


def fitting(texts: Texts, code: str, about: str) -> str:
    """A standard text, in the wording for one who writes about their own child or about themself where there is one."""
    return texts.text(code + SUFFIX.get(about, "")) or texts.text(code)


def before_sending(ahead: Ahead) -> list[str]:
    """What happens when it is sent, sentence by sentence."""
    told = {
        "self": _("Du får en kode, så du kan læse vores svar."),
        "child": _("Du får en kode, så du kan læse vores svar. Vi kan ikke altid fortælle dig alt, hvad der sker i sagen."),
    }
    return [
        _("En koordinator læser det senest {day}.").format(day=plain_day(ahead.day, ahead.today))
        if ahead.day
        else nobody(ahead.texts, ahead.behind),
        *about_children(ahead, sent=False),
        told.get(ahead.about) or _("Du får en kode, så du kan læse vores svar. Du får normalt ikke at vide, hvad der sker i sagen."),
    ]


def now_we(ahead: Ahead) -> list[str]:
    """What we do now, as the receipt tells it."""
    read = (
        split_sentences(ahead.texts.text("RECEIPT_READ", read_by=in_language(plain_day)(ahead.day, ahead.today)))
        if ahead.day
        else [nobody(ahead.texts, ahead.behind)]
    )
    return [*read[:1], *about_children(ahead, sent=True), *filter(None, [in_its_language("".join(read[1:]), read[0])])]


def is_watched(municipality: Authority | None, behind: Behind) -> bool:
    """Whether the child duty of a municipality can be told of something, and somebody who may read it holds it."""
    return bool(municipality and municipality.child_duty_email and behind.duty)


def reading(texts: Texts, municipality: Authority, readers: Sequence[Reader], behind: Behind) -> str:
    """What the front page promises of the reading: the next arbejdsdag, or the day on which somebody is there again where that is later."""
    day = read_by(municipality, readers, (), lib.now())
    if day is None:
        return nobody(texts, behind)
    later = day > next_arbejdsdag(municipality, lib.now())
    return texts.text("HAPPENS_2", read_by=in_language(plain_day)(day, lib.today()) if later else gettext_lazy("næste arbejdsdag"))


def nobody(texts: Texts, behind: Behind) -> str:
    """There is nobody who may read it: who finds another, or whom to call where there is nobody to do that."""
    if not behind.heads:
        sentence = _("Der er lige nu ingen koordinator, der må læse det. Ring i stedet til politiet på {police} eller i fare {alarm}.")
        return sentence.format(police=texts.own["police_phone"], alarm=texts.own["alarm_phone"])
    return _("Der er lige nu ingen koordinator, der må læse det. Den faglige leder skal finde en anden. Vi kan ikke love hvornår.")


def about_children(ahead: Ahead, *, sent: bool) -> list[str]:
    """The child department's 24 hours (barnets lov § 136), promised only where the duty is covered; and who is told while nobody is there."""
    if ahead.under_18 == "no":
        return []
    if not ahead.watched:
        return [unwatched(ahead)]
    if ahead.under_18 == "yes":
        told = [ahead.says("RECEIPT_CHILD" if sent else "UNDER_18_PUBLIC")]
    else:
        told = [Markup(" ").join((ahead.says("UNDER_18_UNKNOWN"), ahead.says("UNDER_18_PUBLIC")))]
    return told if ahead.there else [*told, duty_told(ahead, sent=sent)]


def duty_told(ahead: Ahead, *, sent: bool) -> str:
    """That the child duty is told at once, and why: nobody may read it, or nobody is at work."""
    if ahead.barred and sent:
        return _("Ingen af koordinatorerne må læse det. Derfor har børnevagten fået besked.")
    if ahead.barred:
        return _("Ingen af koordinatorerne må læse det. Sender du nu, får børnevagten besked med det samme.")
    if sent:
        return _("Lige nu er der ingen koordinator på arbejde. Derfor har børnevagten fået besked.")
    return _("Lige nu er der ingen koordinator på arbejde. Sender du nu, får børnevagten besked med det samme.")


def under_18_notes(texts: Texts, about: str, *, watched: bool) -> dict[str, str]:
    """What stands under the answers to whether the person is under 18, where the duty is covered."""
    if not watched:
        return {}
    return {"yes": fitting(texts, "UNDER_18_PUBLIC", about), "unknown": fitting(texts, "UNDER_18_UNKNOWN", about)}


def unanswered(texts: Texts, about: str) -> str:
    """What it means that the question about the age was skipped."""
    return _("Ikke besvaret.") + " " + fitting(texts, "UNDER_18_UNKNOWN", about)


def unwatched(ahead: Ahead) -> str:
    """Nobody watches over what comes in about children: whom to call instead."""
    own = ahead.texts.own
    if ahead.municipality.child_duty_phone and ahead.day and not ahead.there:
        return ahead.texts.text("RECEIPT_CHILD_NOBODY_THERE", read_by=in_language(plain_day)(ahead.day, ahead.today))
    if ahead.municipality.child_duty_phone:
        sentence = _("Børnevagten får ikke besked af sig selv. Kan det ikke vente, så ring til børnevagten på {duty} eller i fare {alarm}.")
        return sentence.format(duty=ahead.municipality.child_duty_phone, alarm=own["alarm_phone"])
    sentence = _(
        "Børneafdelingen får ikke besked med det samme. Kan det ikke vente, så ring til politiet på {police} eller i fare {alarm}."
    )
    return sentence.format(police=own["police_phone"], alarm=own["alarm_phone"])


def known_to_us(about: str, named: bool, reachable: bool, who: bool) -> str:
    """What we know of one who wrote no name; '' if they did. `who`: the person it is about is named or described."""
    if named:
        return ""
    if reachable:
        return _("Du har ikke skrevet dit navn. Men vi kan kontakte dig, og derfor er du ikke helt anonym.")
    if about == "child":
        return _("Du har ikke skrevet, hvem du er. Men ved vi, hvem dit barn er, kan vi som regel se, hvem du er.")
    if about == "self" and who:
        return _("Du har ikke skrevet, hvordan vi kan nå dig. Men du har skrevet, hvem du er.")
    return _("Du er anonym. Vi ved ikke, hvem du er.")


def exactly(moment: datetime) -> str:
    """'Tirsdag 24. november 2026 kl. 08.12', which proves that one has written."""
    said = f"{long_day(moment)} {clock(moment)}"
    return said[:1].upper() + said[1:]


def in_paragraphs(text: str, sentences: int = 3) -> list[str]:
    """A long standard text in paragraphs of a few sentences."""
    parts = split_sentences(text)
    return [in_its_language("".join(parts[at : at + sentences]).strip(), text) for at in range(0, len(parts), sentences)]
