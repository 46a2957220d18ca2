"""The tables, one function each: its docstring is the sentence under the table (docs/house.md, 13)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from django.utils.translation import gettext as _

from infohus.accounts.models import Authority
from infohus.accounts.queries import codes_of_administrations
from infohus.advice.queries import themes
from infohus.advice.rules import Group as Asker
from infohus.assessments.rules import KindOfConcern
from infohus.concerns.rules import SourceGroup
from infohus.statistics.queries.counts import UNFOUNDED, Counts, along, counts_of
from infohus.statistics.rules import Period, Table, by_outcome, counted, listed, merged, share_of, timed

TARGETS = frozenset({"target_risk", "target_radicalised"})


def ages() -> dict[str, str]:
    """The age bands in their order (ST03)."""
    bands = {"0-14": _("under 15 år"), "15-17": _("15–17 år"), "18-24": _("18–24 år"), "25-29": _("25–29 år"), "30+": _("30 år og derover")}
    return {**bands, "unknown": _("alder ikke kendt")}


def outcomes() -> dict[str, str]:
    """The outcomes in their order, near ones beside each other (ST07)."""
    return {
        UNFOUNDED: _("ubegrundet"), "advice": _("rådgivning"), "other_need": _("anden social indsats"), "police_alone": _("politiet alene"),
        "target_risk": _("i målgruppen: risiko"), "target_radicalised": _("i målgruppen: radikalisering"),
    }  # fmt: skip


def labels(choices: list[tuple[str, str]]) -> dict[str, str]:
    """Codes with their names in the middle of a line."""
    return {code: str(label) for code, label in choices}


def said(figure: Callable[..., Table]) -> str:
    """The sentence under a table."""
    return str(_(figure.__doc__ or ""))


def st01(counts: Counts, period: Period) -> Table:
    """Tæller henvendelser, ikke personer. Også dem, der viste sig ikke at høre til her."""
    years = {str(year): str(year) for year in period.years}
    told = counted("ST01", _("Henvendelser i alt"), said(st01), years, along(counts.arrived, 1))
    return told if len(years) > 1 else replace(told, rows=())


def st02(counts: Counts) -> Table:
    """Tæller henvendelser efter den, der henvendte sig. En henvendelse uden navn tæller som anonym."""
    return counted("ST02", _("Henvendelser efter kilde"), said(st02), labels(SourceGroup.choices), along(counts.arrived, 0))


def st03(counts: Counts) -> Table:
    """Tæller konkluderede sager efter borgerens alder den dag, sagen blev konkluderet."""
    return counted("ST03", _("Efter alder"), said(st03), ages(), counts.concluded_by(3))


def st04(counts: Counts) -> Table:
    """Tæller konkluderede sager."""
    found = Counter[str]()
    for code, n in counts.concluded_by(4).items():
        found[code if code in ("k", "m") else "a"] += n
    named = {"k": _("kvinder"), "m": _("mænd"), "a": _("andet eller ukendt")}
    return counted("ST04", _("Efter køn"), said(st04), named, found)


def st05(counts: Counts) -> Table:
    """Tæller konkluderede sager. Arten er skrevet af dem, der vurderede sagen, aldrig af den, der henvendte sig."""
    return counted("ST05", _("Efter bekymringens art"), said(st05), labels(KindOfConcern.choices), counts.concluded_by(1))


def st06(counts: Counts, municipality: Authority) -> Table:
    """Tæller registrerede henvendelser efter den forvaltning, der fik dem."""
    named = {code: code for code in codes_of_administrations(municipality.pk)}
    return counted("ST06", _("Efter forvaltning"), said(st06), named, along(counts.others["registered"], 0), rest=_("anden eller ingen"))


def st07(counts: Counts) -> Table:
    """Tæller konkluderede sager. En konklusion, der er taget op igen, tæller ikke med."""
    return counted("ST07", _("Hvad blev resultatet?"), said(st07), outcomes(), counts.concluded_by(0))


def st08(counts: Counts) -> Table:
    """Andelen af de konkluderede sager, hvor borgeren var i målgruppen, så en indsats blev sat i gang."""
    groups = merged([(code, counts.concluded_by(0).get(code, 0)) for code in outcomes()])
    return share_of("ST08", _("Andel med indsats"), said(st08), groups, TARGETS, _("Indsats sat i gang"))


def st09(counts: Counts) -> Table:
    """Median i arbejdsdage fra henvendelsen kom. »Til tiden« er inden for fristen, og andelen er rundet af. Den, der ikke fik besked, er ikke talt med."""
    named = (
        ("police_told", _("politiet har fået besked")), ("police_answer", _("politiet har svaret")), ("concluded", _("konklusion")),
        ("feedback", _("besked til den, der henvendte sig")),
    )  # fmt: skip
    rows = [(label[:1].upper() + label[1:], counts.times[kind]) for kind, label in named]
    return timed("ST09", _("Tid fra modtaget til …"), said(st09), rows)


def st13_themes(counts: Counts, municipality: Authority) -> Table:
    """Tæller besvarede spørgsmål, hvor ingen person er nævnt."""
    named = {one.code: one.text for one in themes(municipality)}
    return counted(
        "ST13", _("Rådgivning efter emne"), said(st13_themes), named, along(counts.others["advice"], 0), rest=_("emne uden for listen")
    )


def st13_askers(counts: Counts) -> Table:
    """Tæller de samme spørgsmål efter den, der spurgte."""
    return counted("ST13", _("Rådgivning efter faggruppe"), said(st13_askers), labels(Asker.choices), along(counts.others["advice"], 1))


def st16(counts: Counts) -> Table:
    """Et nej til at videregive er et lige så godt svar som et ja. Tallene kan ikke lægges sammen: en sag kan have flere af dem."""
    others = counts.others
    given = along(others["disclosure"], 0)
    to_police, informed, erased = given.get("POLICE", 0), along(others["informed"], 1), along(others["erased"], 1)
    rows: list[tuple[str, int, int | None]] = [
        (_("Videregivelser til politiet"), to_police, None),
        (_("Videregivelser til andre"), sum(given.values()) - to_police, None),
        (_("Besluttet ikke at videregive til politiet"), sum(others["withheld"].values()), None),
        (_("Videregivelser kaldt tilbage"), sum(others["recalled"].values()), None),
        (_("Borgere, der har fået besked"), sum(informed.values()), informed["true"]),
        (_("Beslutninger om at give besked senere"), sum(others["informed_later"].values()), None),
        (_("Slettede sager"), sum(erased.values()), erased["true"]),
    ]
    return listed("ST16", _("Retssikkerhed"), said(st16), rows)


def st17_sources(counts: Counts) -> Table:
    """Ubegrundede af de konkluderede sager. Er andelen meget forskellig, kan det vise, at nogle bliver meldt for hurtigt eller for sent."""
    cells, inside = counts.concluded_by(2), counts.unfounded_by(2)
    title, named = _("Ubegrundede efter kilde"), labels(SourceGroup.choices)
    return by_outcome("ST17", title, said(st17_sources), named, cells, inside, inside_shown=unfounded_is_shown(counts))


def st17_kinds(counts: Counts) -> Table:
    """Ubegrundede af de konkluderede sager med samme art af bekymring."""
    cells, inside = counts.concluded_by(1), counts.unfounded_by(1)
    title, named = _("Ubegrundede efter art"), labels(KindOfConcern.choices)
    return by_outcome("ST17", title, said(st17_kinds), named, cells, inside, inside_shown=unfounded_is_shown(counts))


def unfounded_is_shown(counts: Counts) -> bool:
    """Whether the table of outcomes shows the unfounded by themselves; only then may it be told how they are spread."""
    groups = merged([(code, counts.concluded_by(0).get(code, 0)) for code in outcomes()])
    return any(group.codes == (UNFOUNDED,) for group in groups or ())


def figures(municipality: Authority, period: Period) -> list[Table]:
    """All tables of these months, as they may be shown."""
    counts = counts_of(municipality.pk, period)
    return [
        st01(counts, period), *(table(counts) for table in (st02, st03, st04, st05)), st06(counts, municipality),
        *(table(counts) for table in (st07, st08, st09, st16)),
        st13_themes(counts, municipality), st13_askers(counts), st17_sources(counts), st17_kinds(counts),
    ]  # fmt: skip
