"""What a concern must hold to be filed by anybody, and what is expected when it arrives (`model.md` D6)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _now

from infohus.cases.rules import Under18
from infohus.concerns.rules.words import LONGEST
from infohus.deadlines.rules import Kind
from infohus.lib import Refused

WHILE_WRITTEN = timedelta(days=1)  # a form, saved by a code or not, lives for 24 hours: what was chosen in it stays as it was chosen


def check_facts(observed: str, field: str = "observed") -> None:
    """Refuse a concern that says nothing, or more than can be kept in one field."""
    if not any(sign.isalpha() for sign in observed):
        raise Refused(_now("Skriv, hvad du har set eller hørt."), field)
    if len(observed) > LONGEST:
        raise Refused(_now("Teksten er for lang. Skriv det vigtigste her, og vedhæft resten som en fil."), field)


# Codes of the catalogue's first version (`domain.md` §6); whoever has the catalogue at hand gives its own.
SERIOUS = frozenset(f"A{number:02}" for number in range(1, 14))
ACUTE = frozenset({"A04", "A05", "A06", "A12"})


@dataclass(frozen=True)
class Signs:
    """What the chosen signs ask of us: to act today, to show 112 and 114, to say that one weaker sign alone is seldom enough."""

    serious: bool
    acute: bool
    alone: bool


def check_signs(signs: Collection[str], description: str, *, serious: Collection[str] = SERIOUS, acute: Collection[str] = ACUTE) -> Signs:
    """What the chosen signs (codes) ask for; Refused when a sign is chosen and nothing is described."""
    if signs and not any(sign.isalpha() for sign in description):
        raise Refused(
            _now("Du har valgt et tegn. Beskriv, hvad du har set eller hørt, hvornår og hvor, eller fjern tegnet."), "signs_description"
        )
    return Signs(
        any(code in serious for code in signs),
        any(code in acute for code in signs),
        len(signs) == 1 and not any(code in serious for code in signs),
    )


def check_reporter(anonymous: bool, name: str, phone: str, email: str, hide_name: bool, hide_reason: str) -> None:
    """Refuse a name from one who wants to be anonymous, and a wish to be kept out of sight without its reason."""
    if anonymous and (name.strip() or phone.strip() or email.strip()):
        raise Refused(_now("Du vil være anonym, men har skrevet, hvem du er. Slet det, eller vælg, at vi gerne må vide det."), "anonymous")
    if hide_name and not anonymous and not hide_reason.strip():
        raise Refused(
            _now("Skriv, hvorfor dit navn ikke skal oplyses. Vi skal bruge grunden, hvis nogen beder om at se sagen."), "hide_reason"
        )


def check_somebody_left(left_out: Collection[str], readers: Collection[str], heads: Collection[str], numbers: Mapping[str, str]) -> None:
    """Refuse that every coordinator is left out where no head is left who could appoint another: nobody could ever read it.

    `numbers`: the telephone numbers of the municipality, as the placeholders of its texts.
    """
    if not readers or set(readers) - set(left_out) or set(heads) - set(left_out):
        return
    said = [
        _now("Så er der ingen i kommunen, der kan læse det, og ingen, der kan udpege en anden. Derfor kan det ikke sendes herfra."),
        _now("Ring i stedet til politiet på {police}, eller i fare {alarm}.").format(
            police=numbers["police_phone"], alarm=numbers["alarm_phone"]
        ),
    ]
    if numbers["child_duty_phone"]:
        said.append(_now("Handler det om et barn, så ring til børnevagten på {duty}.").format(duty=numbers["child_duty_phone"]))
    raise Refused(" ".join(said), "not_for")


def expected_on_arrival(
    under_18: Under18 | None, signs: Collection[str], reachable: bool, *, serious: Collection[str] = SERIOUS
) -> set[Kind]:
    """The deadlines that open when a concern arrives (`model.md` D6); no answer about the age counts as not known.

    `reachable`: the reporter has an address or a code.
    """
    kinds = {Kind.REGISTER}
    if any(code in serious for code in signs):
        kinds.add(Kind.ACUTE_TODAY)
    if under_18 != Under18.NO:
        kinds.add(Kind.CHILD_24H)
        if reachable:
            kinds.add(Kind.CHILD_RECEIPT)
    return kinds
