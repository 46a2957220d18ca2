"""The conclusion: its outcomes with what each demands, the kind of concern, and the facts a move can show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from infohus.assessments.rules.social import Target
from infohus.assessments.rules.standing import Standing
from infohus.cases.rules import Fact, Outcome, Stage
from infohus.deadlines.rules import months_after
from infohus.lib import Refused, refuse
from infohus.ui.rules import age_on


class OutcomeInFull(TextChoices):
    """How a case is concluded; there is none that means »wait and see«."""

    UNFOUNDED = "unfounded", gettext_lazy("Ubegrundet")
    OTHER_NEED = "other_need", gettext_lazy("Andet behov, givet videre til almindelig hjælp")
    ADVICE = "advice", gettext_lazy("Rådgivning af henvender eller netværk")
    POLICE_ALONE = "police_alone", gettext_lazy("Politiet håndterer det alene")
    TARGET_RISK = "target_risk", gettext_lazy("I målgruppen, i risiko")
    TARGET_RADICALISED = "target_radicalised", gettext_lazy("I målgruppen, radikalisering har fundet sted")


# What the case itself says of it, in clear: the two kinds of target group are told apart in the sealed conclusion only.
PLAIN = {
    OutcomeInFull.UNFOUNDED: Outcome.UNFOUNDED,
    OutcomeInFull.OTHER_NEED: Outcome.OTHER_NEED,
    OutcomeInFull.ADVICE: Outcome.ADVICE,
    OutcomeInFull.POLICE_ALONE: Outcome.POLICE_ALONE,
    OutcomeInFull.TARGET_RISK: Outcome.MEASURES,
    OutcomeInFull.TARGET_RADICALISED: Outcome.MEASURES,
}
SHORT = frozenset({OutcomeInFull.UNFOUNDED, OutcomeInFull.OTHER_NEED, OutcomeInFull.ADVICE})  # may be reached without a meeting
TARGETS = {OutcomeInFull.TARGET_RISK: Target.RISK, OutcomeInFull.TARGET_RADICALISED: Target.HAPPENED}


class KindOfConcern(TextChoices):
    """What the concern was about, set after the assessment and never by the reporter (`domain.md` §13, ST05)."""

    NONE = "none", gettext_lazy("Intet ekstremismespor")
    RIGHT = "right", gettext_lazy("Højreekstremisme")
    LEFT = "left", gettext_lazy("Venstreekstremisme")
    ISLAMIST = "islamist", gettext_lazy("Militant islamisme")
    SINGLE = "single", gettext_lazy("Enkeltsag eller andet")
    MIXED = "mixed", gettext_lazy("Blandet eller uklart")


def outcome_refusals(
    *, stage: str, outcome: str, kind: str, reason: str, handed: tuple[str, str, date | None], standing: Standing, today: date
) -> Iterator[Refused]:
    """What stands against a conclusion, each with its field: the outcome's own demands, the kind of concern, and the reason."""
    if outcome not in OutcomeInFull.values:
        yield Refused(_("Vælg, hvordan sagen bliver konkluderet."), "outcome")
    else:
        yield from against(Stage(stage), OutcomeInFull(outcome), standing)
    if kind not in KindOfConcern.values:
        yield Refused(_("Vælg bekymringens art."), "kind_of_concern")
    elif kind == KindOfConcern.NONE and outcome in TARGETS:
        sentence = _("Er borgeren i målgruppen, er der et ekstremismespor. Vælg hvilket; er det uklart, så »{unclear}«.")
        yield Refused(sentence.format(unclear=KindOfConcern.MIXED.label), "kind_of_concern")
    if len(reason.split()) < 3:
        yield Refused(_("Skriv begrundelsen med mindst tre ord, så borgeren kan læse den."), "reason")
    if outcome == OutcomeInFull.OTHER_NEED:
        yield from _handing(*handed, today)


def _handing(to: str, how: str, on: date | None, today: date) -> Iterator[Refused]:
    if not to.strip():
        yield Refused(_("Skriv, hvem der har taget imod sagen."), "handed_to")
    if not how.strip():
        yield Refused(_("Skriv, hvordan den er givet videre, fx et møde med familien."), "handed_how")
    if on is None or on > today:
        yield Refused(_("Skriv, hvilken dag den er givet videre."), "handed_on")


def check_outcome(stage: Stage, outcome: OutcomeInFull, standing: Standing) -> None:
    """Refuse an outcome that does not follow from what was judged (`model.md` D3); all that is missing at once."""
    refuse(against(stage, outcome, standing))


def against(stage: Stage, outcome: OutcomeInFull, standing: Standing) -> Iterator[Refused]:
    """What stands against an outcome as it is now."""
    missing = list(_short_refusals(outcome, standing) if stage == Stage.ASSESSING else _unsigned(standing))
    yield from missing
    if outcome == OutcomeInFull.POLICE_ALONE:
        yield from _alone_refusals(standing)
    elif missing:
        return
    elif outcome in TARGETS:
        yield from _target_refusals(outcome, standing)
    else:
        yield from _untargeted(standing.joint_target if stage == Stage.JOINT else standing.target)


def _unsigned(standing: Standing) -> Iterator[Refused]:
    if not standing.joint_signed:
        yield Refused(_("Skriv først under på den fælles vurdering."), "outcome")


def _short_refusals(outcome: OutcomeInFull, standing: Standing) -> Iterator[Refused]:
    """The short path: no meeting, where neither police nor municipality has found anything to go on with."""
    if outcome not in SHORT:
        yield Refused(_("Det kræver en fælles vurdering. Begynd den først."), "outcome")
        return
    if not standing.social_finished:
        yield Refused(_("Gør først den socialfaglige vurdering færdig."), "outcome")
    if standing.hindrance:
        sentence = _("Politiet har sagt, at noget er til hinder for at tale om sagen i Infohus. I spørger igen på den dato, de har givet.")
        yield Refused(sentence, "outcome")
    elif not standing.is_heard:
        yield Refused(_("Politiet er ikke hørt endnu."), "outcome")
    elif not standing.not_shared:
        theirs = _("Politiet håndterer det alene.") if standing.alone else _("Politiet deler bekymringen.")
        if standing.brought_at and not standing.alone:
            theirs = _("Politiet har selv henvendt sig, siden de svarede.")
        yield Refused(f"{theirs} {_('Vurder sammen først.')}", "outcome")


def _alone_refusals(standing: Standing) -> Iterator[Refused]:
    if not standing.goes_alone:
        yield Refused(_("Politiet har ikke svaret, at de håndterer det alene. Vælg et andet udfald."), "outcome")
    elif not standing.social_duty:
        yield Refused(_("Svar først på, om kommunen stadig har et socialt ansvar."), "outcome")


def _untargeted(target: str) -> Iterator[Refused]:
    """An outcome without a target group, where the assessment says another thing."""
    if target in (Target.RISK, Target.HAPPENED):
        sentence = _("Vurderingen siger, at borgeren er i målgruppen. Vælg det udfald, eller lav en ny vurdering.")
        yield Refused(sentence, "outcome")
    if target == Target.UNDECIDED:
        yield Refused(_("Vurderingen siger, at det ikke kan afgøres endnu. Vurder igen, før I konkluderer."), "outcome")


def _target_refusals(outcome: OutcomeInFull, standing: Standing) -> Iterator[Refused]:
    if standing.joint_target != TARGETS[outcome]:
        sentence = _("Den fælles vurdering siger noget andet om målgruppen. Vælg det udfald, den siger, eller lav en ny fælles vurdering.")
        yield Refused(sentence, "outcome")
    elif not standing.joint_read:
        yield Refused(_("En anden koordinator skal have læst den fælles vurdering og være enig eller skrive sin uenighed."), "outcome")


def facts_of(standing: Standing) -> set[Fact]:
    """The facts of assessment that a move may count on; what the act itself brings (outcome, kind, reason) comes on top."""
    told = {
        Fact.POLICE_HEARD: standing.is_heard,
        Fact.NOT_SHARED: standing.is_heard and standing.not_shared,
        Fact.SOCIAL_DONE: standing.social_finished,
        Fact.NOT_TARGET: standing.social_finished and standing.target == Target.NO,
        Fact.JOINT_SIGNED: standing.joint_signed,
        Fact.SECOND_READER: standing.joint_signed and standing.joint_read,
        Fact.POLICE_ASKED: not standing.police_open,
        Fact.ALL_SORTED: not standing.unsorted,
        Fact.ALL_READ: not standing.unread_answers and not standing.unread_messages,
    }
    return {fact for fact, holds in told.items() if holds}


BANDS = ((15, "0-14"), (18, "15-17"), (25, "18-24"), (30, "25-29"), (200, "30+"))


def age_band(birth_on: date | None, day: date) -> str:
    """The age on a day as the figures tell it (ST03); 'unknown' without a birth date."""
    if birth_on is None:
        return "unknown"
    return next((band for under, band in BANDS if age_on(birth_on, day) < under), "unknown")


def check_psychiatry(psychiatry: str, outcome: str) -> Iterator[Refused]:
    """What stands against signing in writing: the question about psychiatry is asked there too, and a yes is another need."""
    if psychiatry not in ("yes", "no"):
        yield Refused(_("Svar på, om PSP eller psykiatrien skal med."), "psychiatry")
    elif psychiatry == "yes" and outcome != OutcomeInFull.OTHER_NEED:
        yield Refused(_("Skal PSP eller psykiatrien med, er der et andet behov. Vælg det udfald."), "outcome")


AGAIN_WITHIN = 3  # months


def check_duty(remains: str, why: str, again_on: date | None, today: date) -> None:
    """Refuse an answer about the social duty without its reason, and a »yes« without the day it is asked again."""
    if remains not in ("yes", "no"):
        raise Refused(_("Svar på, om kommunen stadig har et socialt ansvar."), "remains")
    if len(why.split()) < 3:
        raise Refused(_("Skriv med mindst tre ord, hvorfor, så en kollega kan forstå det."), "why")
    if remains == "yes" and again_on is None:
        raise Refused(_("Skriv, hvornår I svarer igen."), "again_on")
    if remains == "yes" and again_on is not None and not today < again_on <= months_after(today, AGAIN_WITHIN):
        raise Refused(_("Vælg en dag efter i dag og højst 3 måneder frem."), "again_on")
