"""The joint assessment: when it may begin, what must be in it before it is signed, and who may read it as the second."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from infohus.assessments.rules.social import Target, valid_refusals
from infohus.assessments.rules.standing import Standing
from infohus.cases.rules import Stage
from infohus.lib import Refused


class JointForm(TextChoices):
    """How a joint assessment was made."""

    CONTACT = "contact", gettext_lazy("i en samtale")
    WRITTEN = "written", gettext_lazy("skriftligt")
    MEETING = "meeting", gettext_lazy("på et møde i Infohus")


HINDERED = gettext_lazy("Politiet har sagt, at noget er til hinder for at tale om sagen i Infohus.")
NOW = (JointForm.CONTACT, JointForm.WRITTEN)  # meetings come with the room of their own


class Change(TextChoices):
    """How a dimension has changed since the last joint assessment, as those who took part see it."""

    SAME = "same", gettext_lazy("Uændret")
    BETTER = "better", gettext_lazy("Bedre")
    WORSE = "worse", gettext_lazy("Værre")
    UNKNOWN = "unknown", gettext_lazy("Ved ikke")


@dataclass(frozen=True)
class Agreed:
    """What is asked of a joint assessment before it is signed."""

    form: str
    held_on: date | None
    municipality: Sequence[str]  # who took part for the municipality
    worried: str
    builds_on: str
    works_on: str
    psychiatry: str  # yes | no
    psychiatry_why: str
    target: str
    reason: str
    valid_until: date | None
    old: int = 0


def start_refusals(standing: Standing, unheard: str, unassessed: str) -> Iterator[Refused]:
    """What stands against beginning while the police are not heard or the social assessment is not finished; a reason goes where it may be given."""
    if stands := stands_against(standing):
        yield Refused(stands, "unheard")
    elif not standing.is_heard and len(unheard.split()) < 3:
        yield Refused(_("Skriv med mindst tre ord, hvorfor I går videre uden politiets svar. Den faglige leder læser det."), "unheard")
    if not standing.social_finished and len(unassessed.split()) < 3:
        sentence = _(
            "Gør den socialfaglige vurdering færdig først, eller skriv med mindst tre ord, hvorfor I går videre uden. Den faglige leder læser det."
        )
        yield Refused(sentence, "unassessed")


def stands_against(standing: Standing) -> str:
    """What stands against beginning whatever reason is given, as it is with the police; '' where nothing does."""
    if standing.is_heard or standing.may_go_on_unheard:
        return ""
    if standing.hindrance:
        return f"{HINDERED} {_('Spørg igen på den dato, de har givet.')}"
    if not standing.police_asked:
        return str(_("Tag først stilling til, hvad politiet skal vide."))
    return str(_("Politiet har ikke svaret endnu. Vent, til fristen på 10 arbejdsdage er gået, eller notér deres svar."))


def look_page(stage: str, standing: Standing) -> str:
    """The page on which it is looked at whether what was assessed still holds: at Fælles vurdering the joint one, unless a new one could not begin now."""
    begins = not (standing.joint_signed and stands_against(standing))
    return "assessments:joint" if stage == Stage.JOINT and begins else "assessments:social"


OLDEST = timedelta(days=366)  # what is agreed rests on what is known now


def joint_refusals(said: Agreed, today: date, *, hindered: bool = False) -> Iterator[Refused]:
    """What stands against signing a joint assessment, each with its field, in the order of the page.

    `hindered`: the police have said that it must not be talked of in Infohus; in writing nothing is.
    """
    if said.old:
        yield Refused(_("Nogle oplysninger er mere end 12 måneder gamle. Bekræft eller afkræft dem, før I skriver under."))
    if not said.worried.strip():
        yield Refused(_("Skriv, hvad I er bekymrede for, eller at I ikke er det."), "worried")
    if not said.builds_on.strip():
        yield Refused(_("Skriv, hvad I bygger på: det, der går godt, og hvem der er omkring."), "builds_on")
    if not said.works_on.strip():
        yield Refused(_("Skriv, hvad der skal arbejdes med, eller at der ikke er noget."), "works_on")
    if said.target not in Target.values:
        yield Refused(_("Svar på, om borgeren er i målgruppen."), "target")
    if len(said.reason.split()) < 3:
        yield Refused(_("Skriv begrundelsen med mindst tre ord, så en kollega kan forstå den."), "reason")
    if said.psychiatry not in ("yes", "no"):
        yield Refused(_("Svar på, om PSP eller psykiatrien skal med."), "psychiatry")
    if said.psychiatry == "yes" and not said.psychiatry_why.strip():
        yield Refused(_("Skriv, hvem der skal med, og hvorfor."), "psychiatry_why")
    if said.form not in NOW:
        yield Refused(_("Vælg, hvordan vurderingen er lavet."), "form")
    elif hindered and said.form != JointForm.WRITTEN:
        yield Refused(f"{HINDERED} {_('Vælg »Skriftligt«, eller vent med at skrive under, til I har spurgt politiet igen.')}", "form")
    if said.held_on is None:
        yield Refused(_("Skriv, hvornår I talte sammen eller skrev den."), "held_on")
    elif said.held_on > today:
        yield Refused(_("Datoen er ikke kommet endnu."), "held_on")
    elif said.held_on < today - OLDEST:
        yield Refused(_("Datoen ligger mere end et år tilbage. Skriv, hvornår I talte sammen om det, der står her."), "held_on")
    if not said.municipality:
        yield Refused(_("Vælg, hvem der var med fra kommunen."), "municipality")
    yield from valid_refusals(said.valid_until, said.target, today)


def check_reading(agrees: str, dissent: str, assessor: uuid.UUID | None, reader: uuid.UUID | None) -> None:
    """Refuse a second reading by the writer themself, one without an answer, and a dissent without words."""
    if assessor == reader:
        raise Refused(_("En anden end den, der har skrevet vurderingen, skal læse den."))
    if agrees not in ("yes", "no"):
        raise Refused(_("Svar på, om du er enig."), "agrees")
    if agrees == "no" and len(dissent.split()) < 3:
        raise Refused(_("Skriv med dine egne ord, hvad du er uenig i. Mindst tre ord."), "dissent")
