"""What a professional's form must hold."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from infohus.cases.rules import Under18
from infohus.concerns.rules.words import Interpreter, Source, Told
from infohus.lib import Refused, refuse


@dataclass(frozen=True)
class Professional:
    """What a professional answers; telephone and mail are those of the workplace; `told_…_how`: what was said, how it was taken."""

    observed: str = ""
    when_where: str = ""
    how_known: Collection[str] = ()
    alternatives: str = ""
    under_18: Under18 | None = None
    source: Source | None = None
    told_person: Told | None = None
    told_person_how: str = ""
    told_parent_1: Told | None = None
    told_parent_1_how: str = ""
    told_parent_2: Told | None = None
    told_parent_2_how: str = ""
    interpreter: Interpreter | None = None
    interpreter_who: str = ""
    done: str = ""
    workplace: str = ""
    reporter_name: str = ""
    reporter_phone: str = ""
    reporter_email: str = ""
    anonymous: bool = False  # only where the municipality lets professionals be so


def check_professional(form: Professional) -> None:
    """Refuse a professional's form by all that it lacks."""
    refuse(professional_refusals(form))


def professional_refusals(form: Professional) -> Iterator[Refused]:
    """All that a professional's form lacks, in the order of the page (`domain.md` §8; barnets lov §§ 133, 137)."""
    for text, sentence, field in (
        (form.observed, _("Skriv, hvad du har set eller hørt."), "observed"),
        (form.when_where, _("Skriv, hvornår og hvor det skete. Cirka er nok."), "when_where"),
        ("".join(form.how_known), _("Sæt kryds ved, hvordan du ved det."), "how_known"),
        (
            form.alternatives,
            _("Skriv, hvad der ellers kunne forklare det. Skriv »ved ikke«, hvis du ikke kan komme på noget."),
            "alternatives",
        ),
        (form.under_18, _("Svar på, om personen er under 18 år. Vælg »Ved ikke«, hvis du er i tvivl."), "under_18"),
        (form.source, _("Vælg, hvad du er for personen."), "source"),
    ):
        if not text or not text.strip():
            yield Refused(str(sentence), field)
    yield from _told_refusals(form.told_person, form.told_person_how, "told_person", _now("personen"))
    if form.under_18 != Under18.NO:
        yield from _told_refusals(form.told_parent_1, form.told_parent_1_how, "told_parent_1", _now("den ene med forældremyndighed"))
        if form.told_parent_2 != Told.NOBODY:
            yield from _told_refusals(form.told_parent_2, form.told_parent_2_how, "told_parent_2", _now("den anden med forældremyndighed"))
    if not form.interpreter:
        yield Refused(_now("Svar på, om der er brug for tolk. Vælg »Ved ikke«, hvis du er i tvivl."), "interpreter")
    elif form.interpreter == Interpreter.YES and not form.interpreter_who.strip():
        yield Refused(_now("Skriv, hvem der har brug for tolk, og på hvilket sprog."), "interpreter_who")
    if not form.done.strip():
        yield Refused(_now("Skriv, hvad I selv har gjort. Skriv »intet endnu«, hvis I ikke har gjort noget."), "done")
    if not form.workplace.strip():
        yield Refused(_now("Skriv, hvor du arbejder, og arbejdsstedets adresse. Skriv ikke din private adresse."), "workplace")
    if not form.anonymous and not form.reporter_name.strip():
        yield Refused(_now("Skriv dit navn. Som fagperson skriver du i dit arbejdes navn."), "reporter_name")
    if not form.anonymous and not (form.reporter_phone.strip() or form.reporter_email.strip()):
        yield Refused(_now("Skriv en telefon eller en mail på dit arbejde, så vi kan svare dig."), "reporter_phone")


def _told_refusals(told: Told | None, how: str, field: str, who: str) -> Iterator[Refused]:
    """What is missing of the answer to whether somebody knows, what was said, and how it was taken."""
    if not told or told == Told.NOBODY:
        yield Refused(_now("Svar på, om {who} ved, at du henvender dig.").format(who=who), field)
    elif told == Told.YES and not how.strip():
        yield Refused(_now("Skriv, hvad I har sagt til {who}, og hvordan det blev modtaget.").format(who=who), f"{field}_how")
    elif told == Told.NO and not how.strip():
        yield Refused(_now("Skriv, hvorfor {who} ikke ved det endnu.").format(who=who), f"{field}_how")
