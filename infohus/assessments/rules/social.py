"""What a finished social assessment must hold: both halves, the voices, whether other help is needed, and an answer with its reason."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from infohus.cases.rules import Under18
from infohus.deadlines.rules import months_after
from infohus.lib import Refused, normal_words


class Target(TextChoices):
    """Whether somebody is in the target group: a judgement of people, in words, never a badge (`domain.md` §9.1)."""

    NO = "no", gettext_lazy("Nej")
    RISK = "risk", gettext_lazy("Ja, i risiko")
    HAPPENED = "happened", gettext_lazy("Ja, radikalisering har fundet sted")
    UNDECIDED = "undecided", gettext_lazy("Kan ikke afgøres endnu")


NONE_KNOWN = gettext_lazy("Ingen kendte endnu")


def none_known(resources: str) -> bool:
    """Whether the writer says that nothing good is known yet: a valid answer, with a task to find out."""
    return normal_words(resources).rstrip(" .").startswith(normal_words(str(NONE_KNOWN)))


@dataclass(frozen=True)
class Assessed:
    """What is asked of an assessment before it is finished."""

    resources: str
    voice: str
    parents: str
    other_help: str  # yes | no
    statute: str
    help_what: str
    target: str
    reason: str
    valid_until: date | None
    under_18: Under18
    old: int = 0  # findings that must be confirmed again
    called: str = ""  # »O.«


LONGEST_VALID = 12  # months
UNDECIDED_FOR = 3  # months


def assessment_refusals(said: Assessed, today: date) -> Iterator[Refused]:
    """What stands against finishing an assessment, each with its field, in the order of the page."""
    yield from _half(said)
    yield from _help(said)
    if said.target not in Target.values:
        yield Refused(_("Svar på, om {called} er i målgruppen.").format(called=said.called or _("borgeren")), "target")
    if len(said.reason.split()) < 3:
        yield Refused(_("Skriv med dine egne ord, hvorfor. Mindst tre ord."), "reason")
    yield from valid_refusals(said.valid_until, said.target, today)
    if said.old:
        yield Refused(_("Nogle oplysninger er mere end 12 måneder gamle. Bekræft eller afkræft dem, før du gør vurderingen færdig."))


def lacks(written: Collection[str], under_18: Under18, called: str) -> list[str]:
    """What a half-written assessment does not say yet, of what is asked before it is finished; `written`: the names of what it does say."""
    asked = {
        "resources": _("hvad der går godt"),
        "voice": _("hvad {called} selv siger").format(called=called),
        "parents": _("hvad forældrene siger") if under_18 == Under18.YES else "",
        "other_help": _("om der er brug for hjælp til andet"),
        "target": _("om {called} er i målgruppen").format(called=called),
        "reason": _("hvorfor"),
    }
    return [words for name, words in asked.items() if words and name not in written]


def _half(said: Assessed) -> Iterator[Refused]:
    called = said.called or _("borgeren")
    if not said.resources.strip():
        yield Refused(
            _(
                "Skriv, hvad der går godt, og hvem {called} har omkring sig, eller »{none}«. Så får du en opgave med at finde ud af det."
            ).format(called=called, none=NONE_KNOWN),
            "resources",
        )
    if not said.voice.strip():
        yield Refused(_("Skriv, hvad {called} selv siger, eller hvorfor du ikke har spurgt endnu.").format(called=called), "voice")
    if said.under_18 == Under18.YES and not said.parents.strip():
        yield Refused(
            _("{called} er under 18 år. Skriv, hvad forældrene siger, eller hvorfor du ikke har spurgt endnu.").format(
                called=said.called or _("Borgeren")
            ),
            "parents",
        )


def _help(said: Assessed) -> Iterator[Refused]:
    if said.other_help not in ("yes", "no"):
        yield Refused(_("Svar på, om der er brug for hjælp til andet."), "other_help")
    if said.other_help == "yes" and not said.statute:
        yield Refused(_("Vælg, efter hvilken lov hjælpen skal gives."), "statute")
    if said.other_help == "yes" and not said.help_what.strip():
        yield Refused(_("Skriv, hvilken hjælp der er brug for, og hvem der giver den."), "help_what")


def valid_refusals(valid_until: date | None, target: str, today: date) -> Iterator[Refused]:
    """What stands against the day until which an assessment counts; what cannot be decided is judged again within three months."""
    if valid_until is None:
        yield Refused(_("Skriv, hvor længe vurderingen gælder."), "valid_until")
        return
    if valid_until <= today:
        yield Refused(_("Skriv en dag, der ligger efter i dag."), "valid_until")
    if valid_until > months_after(today, LONGEST_VALID):
        yield Refused(_("En vurdering kan højst gælde 12 måneder. Vælg en tidligere dag."), "valid_until")
    elif target == Target.UNDECIDED and valid_until > months_after(today, UNDECIDED_FOR):
        yield Refused(_("Kan det ikke afgøres endnu, skal I vurdere igen inden 3 måneder. Vælg en tidligere dag."), "valid_until")
