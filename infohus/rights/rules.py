"""The duty to tell the citizen, now or later for an interest that the law names; and what keeps a case from being erased."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from infohus.deadlines.rules import months_after
from infohus.lib import Refused, refuse
from infohus.ui.rules import full_day


class When(TextChoices):
    """When the citizen is told."""

    NOW = "now", gettext_lazy("Borgeren har fået besked")
    LATER = "later", gettext_lazy("Borgeren får besked senere, fordi …")


class ToldWhom(TextChoices):
    """Who was told of somebody under 18."""

    CHILD = "child", gettext_lazy("Barnet eller den unge selv")
    ONE = "one", gettext_lazy("Den ene med forældremyndighed")
    HOLDERS = "holders", gettext_lazy("Alle med forældremyndighed")


def named(told: Collection[str]) -> str:
    """These within a sentence; '' of none."""
    labels = [str(one.label) for one in ToldWhom if one in told]
    return str(_(" og ")).join(one[:1].lower() + one[1:] for one in labels)


class Interest(TextChoices):
    """For which interest one may wait (databeskyttelseslovens § 22)."""

    PERSON = "person", gettext_lazy("Afgørende hensyn til borgeren selv (§ 22, stk. 1)")
    OTHERS = "others", gettext_lazy("Afgørende hensyn til andre, fx den, der henvendte sig (§ 22, stk. 1)")
    SAFETY = "safety", gettext_lazy("Den offentlige sikkerhed (§ 22, stk. 2)")
    CRIME = "crime", gettext_lazy("Forebyggelse af strafbare handlinger (§ 22, stk. 2)")


class HoldKind(TextChoices):
    """What keeps a case from being erased (`domain.md` §15)."""

    COMPLAINT = "complaint", gettext_lazy("En klage")
    REQUEST = "request", gettext_lazy("En anmodning om indsigt eller aktindsigt")
    COURT = "court", gettext_lazy("En retssag")
    BREACH = "breach", gettext_lazy("Et brud på datasikkerheden")
    OTHER = "other", gettext_lazy("Andet")


class Lifted(TextChoices):
    """Where a case stands when a hold on it was lifted."""

    LISTED = "listed", gettext_lazy("Sag {number} står igen på listen med sin egen dato.")
    HELD = "held", gettext_lazy("Sag {number} er stadig i bero af en anden grund.")
    OPEN = "open", gettext_lazy("Sag {number} er åben og får først en dato for sletning, når den bliver lukket.")


HOLD_MONTHS = 12  # at most, before a hold is looked at again
MONTHS = 3  # at most, before it is decided anew


def check_decision(
    when: str, interest: str, until: date | None, reason: str, told_on: date | None, today: date, *, received_on: date | None = None,
    told_whom: Collection[str] = (), child: bool = False,
) -> None:  # fmt: skip
    """Refuse a decision that is none: told with the day, not before there was anything to tell, and of a `child` (under 18 that day) whom;
    or later with interest, reason and day; all at once."""
    found: list[Refused] = []
    if when == When.NOW and child:
        found += whom_refusals(told_whom)
    elif when == When.NOW and set(told_whom) & {ToldWhom.ONE, ToldWhom.HOLDERS}:
        found.append(Refused(_("Borgeren var fyldt 18 år den dag. Så er det borgeren selv, der skal have besked."), "told_whom"))
    if when not in When.values:
        found.append(Refused(_("Vælg, om borgeren har fået besked eller får besked senere."), "when"))
    if when == When.NOW and told_on is None:
        found.append(Refused(_("Skriv, hvornår borgeren fik besked."), "told_on"))
    if when == When.NOW and told_on is not None and told_on > today:
        found.append(Refused(_("Dagen er ikke kommet endnu. Giv besked først."), "told_on"))
    if when == When.NOW and told_on is not None and received_on is not None and told_on < received_on:
        sentence = _("Henvendelsen kom først {day}. Skriv den dag, borgeren fik besked om den.")
        found.append(Refused(sentence.format(day=full_day(received_on)), "told_on"))
    if when == When.LATER:
        if interest not in Interest.values:
            found.append(Refused(_("Vælg det hensyn, der gør, at I venter."), "interest"))
        if len(reason.split()) < 3:
            found.append(Refused(_("Skriv, hvorfor hensynet gælder i netop denne sag. Det må ikke være en fast regel."), "reason"))
        if until is None or not today < until <= months_after(today, MONTHS):
            found.append(Refused(_("Vælg den dag, I tager det op igen, højst tre måneder frem."), "until"))
    refuse(found)


def whom_refusals(told_whom: Collection[str]) -> Iterator[Refused]:
    """What stands against who was told of somebody under 18: somebody was, and one parent is not all of them."""
    if not set(told_whom) & set(ToldWhom.values):
        yield Refused(_("Sæt kryds ved den eller dem, der har fået besked."), "told_whom")
    if {ToldWhom.ONE, ToldWhom.HOLDERS} <= set(told_whom):
        yield Refused(_("Sæt kun ét kryds ved forældrene: den ene med forældremyndighed eller alle."), "told_whom")


def check_hold(kind: str, reason: str, until: date | None, today: date) -> None:
    """Refuse a hold without kind, reason or the day it is looked at again; all at once."""
    found = []
    if kind not in HoldKind.values:
        found.append(Refused(_("Vælg, hvorfor sletningen skal sættes i bero."), "kind"))
    if len(reason.split()) < 3:
        found.append(Refused(_("Skriv, hvad det drejer sig om, så en kollega kan se, hvornår det er forbi."), "reason"))
    if until is None or not today < until <= months_after(today, HOLD_MONTHS):
        found.append(Refused(_("Vælg den dag, I ser på det igen, højst et år frem."), "until"))
    refuse(found)


# ---------- The whole case on paper


class PrintFor(TextChoices):
    """What a whole case is printed for; the log says it, and nothing else of it."""

    ACCESS = "access", gettext_lazy("Borgeren har bedt om indsigt i egne oplysninger (GDPR art. 15)")
    PARTY = "party", gettext_lazy("En part har bedt om aktindsigt")
    COMPLAINT = "complaint", gettext_lazy("Klage, tilsyn eller retssag")
    HAND_OVER = "hand_over", gettext_lazy("Sagen gives videre til journalen hos den myndighed, der tager over")
    WORK = "work", gettext_lazy("Et møde eller en gennemgang i kommunen")


def check_printing(purpose: str, reporter: str) -> None:
    """Refuse to print a whole case without saying what for, and whether it shows who the reporter is."""
    found = []
    if purpose not in PrintFor.values:
        found.append(Refused(_("Vælg, hvad sagen skal udskrives til."), "purpose"))
    if reporter not in ("with", "without"):
        found.append(Refused(_("Vælg, om udskriften skal vise, hvem der henvendte sig."), "reporter"))
    refuse(found)
