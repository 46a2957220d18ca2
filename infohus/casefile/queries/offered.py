"""What can be chosen for a sheet, put together by where it is from, with what the police have of it already."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from infohus import lib
from infohus.assessments.queries.police import is_known
from infohus.casefile.queries.case import shared_of
from infohus.casefile.queries.passing import Extract, can_be_of
from infohus.casefile.queries.timeline import OUTSIDE, cut_from
from infohus.cases.models import Case
from infohus.concerns.models import Concern, PoliceQuestion
from infohus.concerns.queries import concerns_of
from infohus.concerns.rules import Face
from infohus.disclosures.models import Copy, Disclosure
from infohus.disclosures.rules import passages_on
from infohus.sealing.ring import hold
from infohus.ui.rules import moment


@dataclass(frozen=True)
class Group:
    """The passages of one concern, the notes, or what others told: under what they stand, whose words they are, what the police have of it.

    `had`: by the key of a passage, the numbers of the sheets on which they have it.
    """

    title: str
    extracts: Sequence[Extract]
    had: dict[str, str]
    whose: str = ""
    told: str = ""
    emptied: bool = False  # its text was deleted when the case was closed, and the case was opened again


def grouped(case: Case, extracts: Sequence[Extract], *, to_police: bool) -> Iterator[Group]:
    """The passages of a case by where they are from; on the page of the police with what stands with them already."""
    given = [row for row in shared_of(case) if row.had_by_police]
    sheets = sheets_with(case, given, extracts) if to_police and given else {}
    had = {key: ", ".join(numbers) for key, numbers in sheets.items()}
    for one in concerns_of(case):
        name = one.reporter_name or (_("anonym") if one.anonymous else "")
        title = _("Henvendelse modtaget {at}").format(at=moment(one.received_at, lib.today()))
        whose = " · ".join(filter(None, (str(OUTSIDE[Face(one.face)]), name)))
        found = [each for each in extracts if each.concern == one.pk]
        yield Group(
            title,
            found,
            had,
            whose,
            told_of(one, given, {number for each in found for number in sheets.get(each.key, ())}) if to_police else "",
            not found and not is_known(one),
        )
    notes, others = ([each for each in extracts if each.concern is None and each.outside is outside] for outside in (False, True))
    for title, found in ((_("Noter"), notes), (_("Fra andre myndigheder"), others)):
        if found:
            yield Group(title, found, had)


def told_of(concern: Concern, given: Sequence[Disclosure], on: Collection[str]) -> str:
    """What the police know of a concern, in a sentence; `on`: the numbers of the sheets on which a passage of it stands, whatever they tell of."""
    if concern.face == Face.POLICE:
        return _("Politiet har selv skrevet den.")
    passed = concern.police == PoliceQuestion.PASSED_ON
    alike = [row for row in given if is_known(row) == is_known(concern)]  # what was emptied told of nothing that came along since
    named = {row.number for row in alike if (str(concern.pk) in row.tells_of if row.tells_of is not None else passed)}
    numbers = sorted(named.union(on))
    if numbers:
        return _("Politiet har fået noget af den: {numbers}.").format(numbers=", ".join(numbers))
    if concern.police == PoliceQuestion.WITHHELD:
        return _("Det er besluttet, at politiet ikke får noget af den.")
    return _("Politiet har ikke hørt om den.")


def sheets_with(case: Case, given: Sequence[Disclosure], extracts: Sequence[Extract]) -> dict[str, list[str]]:
    """By the key of each passage that stands on sheets the police were given and that were not called back: their numbers."""
    rows = {row.pk: row for row in given}
    copies = list(Copy.objects.filter(case=case, disclosure__in=list(rows)).order_by("given_at", "id"))
    hold([copy.pk for copy in copies])
    ours = case.municipality.name
    parts = [(cut_from(part.text), part, rows[copy.disclosure_id]) for copy in copies for part in passages_on(copy.sheet, ours)]
    found = {}
    for one in extracts:
        on = (row.number for cut, part, row in parts if can_be_of(part, row, one.concern) and cut.fullmatch(one.text.strip()))
        found[one.key] = list(dict.fromkeys(on))
    return {key: said for key, said in found.items() if said}
