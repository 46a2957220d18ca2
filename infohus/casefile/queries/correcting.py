"""What a sheet held that is being corrected: what of it the case still holds, the new one begins with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from infohus.accounts.models import Authority, Unit
from infohus.attachments.models import Attachment
from infohus.casefile.queries.passing import Extract, unnamed
from infohus.disclosures.models import Copy, Disclosure
from infohus.disclosures.rules import TAKEN_OUT, Part, PartKind, Sheet, has_words, left_out_of, parts_of, passages_on


@dataclass(frozen=True)
class Held:
    """The fields of the page of passing on as a sheet filled them, and what of it stands in the case no more as it was given."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    gone: Sequence[str] = ()


def held_by(
    row: Disclosure, extracts: Iterable[Extract], papers: Iterable[Attachment], receivers: Iterable[tuple[str, str, Authority | None, Unit | None]]
) -> Held:  # fmt: skip
    """What the frozen sheet of a disclosure held, to be corrected and not written anew, as far as the case still holds it.

    The checks, and what asked for a second look, are not among it: they are made of the new one.
    """
    copy = Copy.objects.filter(disclosure=row).first()
    if copy is None or not copy.sheet:
        return Held()
    sheet = Sheet.of(copy.sheet)
    ours = row.case.municipality.name
    found, gone = _chosen(passages_on(copy.sheet, ours), extracts)
    answer = [part.text for part in parts_of(copy.sheet, ours) if part.kind == PartKind.ANSWER]
    here = {str(one.pk) for one in papers}
    files = [paper.id for paper in sheet.files if paper.id in here]
    gone += [paper.name for paper in sheet.files if paper.id not in here]
    keys = [key for key, _label, authority, unit in receivers if (_pk(authority), _pk(unit)) == (row.receiver_id, row.unit_id)]
    named = "no" if any(value.startswith(unnamed()) for _label, value in sheet.rows) else "yes"
    given = {
        "receiver": keys, "purpose": [row.purpose], "basis": [row.basis], "necessity": [row.necessity or ""], "answer": answer, "files": files,
        "named": [named], "days": [str((copy.expires_at - copy.given_at).days)], "extracts": [one.mark for one, _cut in found],
        **{f"cut_{one.mark}": [",".join(map(str, sorted(cut)))] for one, cut in found},
    }  # fmt: skip
    return Held({name: values for name, values in given.items() if values}, gone)


def _chosen(parts: Iterable[Part], extracts: Iterable[Extract]) -> tuple[list[tuple[Extract, set[int]]], list[str]]:
    """The passages of a sheet that the case still holds, each with the words left out of it; and what those are called that it does not."""
    left, found, gone = list(extracts), [], []
    for part in (one for one in parts if has_words(one.text)):
        alike = ((one, left_out_of(one.text, part.text)) for one in left if one.label == part.label and _is_from(one, part))
        one = next(((one, cut) for one, cut in alike if cut is not None), None)
        if one is None:
            gone.append(f"{part.label} ({part.origin})")
        else:
            found.append(one)
            left.remove(one[0])
    return found, gone


def _is_from(one: Extract, part: Part) -> bool:
    """Whether a passage is from where this part of a sheet was from: of the same concern, where that is known."""
    return str(one.concern) == part.concern if part.concern not in ("", TAKEN_OUT) else one.source == part.origin


def _pk(row: Any) -> Any:
    return row.pk if row is not None else None
