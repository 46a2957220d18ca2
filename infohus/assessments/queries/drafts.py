"""Unfinished assessments: the fields of a form as they were saved by themselves, put back into it, or shown to the lead."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from infohus.access.rules import Actor
from infohus.assessments.models import JointAssessment, SocialAssessment
from infohus.assessments.rules.social import lacks
from infohus.cases.models import Case, Draft
from infohus.cases.queries import draft_of
from infohus.cases.rules import SOCIAL_FORM
from infohus.persons.models import Person
from infohus.persons.queries import age_today

SOCIAL, JOINT = SOCIAL_FORM, "joint"  # the names of the two forms among the drafts of a case
MOST = 60_000  # signs


def as_kept(said: Mapping[str, list[str]], names: list[str]) -> str:
    """The fields of a form as one text; NUL, which nobody sees, is left out."""
    return json.dumps({name: said[name] for name in names if said.get(name)}, ensure_ascii=False).replace("\\u0000", "")[:MOST]


def kept(actor: Actor, case: Case, form: str) -> tuple[dict[str, list[str]], Draft | None]:
    """What the writer has filled in of a form so far, and the draft it stands in."""
    draft = draft_of(actor, case, form)
    return (drafted(draft.text) if draft else {}), draft


def drafted(text: str) -> dict[str, list[str]]:
    """The fields of a draft; {} for a text that was cut off or is none."""
    try:
        fields = json.loads(text)
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}


def half_written(drafts: Iterable[Draft], actor: Actor, case: Case, person: Person | None, called: str) -> list[str] | None:
    """What the actor's own half-written social assessment lacks, in words; None where they have not begun one."""
    own = next((one for one in drafts if one.membership_id == actor.membership and one.form == SOCIAL and one.about is None), None)
    said = drafted(own.text) if own is not None else {}
    written = [name for name, values in said.items() if any(str(one).strip() for one in values)]
    return lacks(written, age_today(case, person), called) if written else None


def readable(draft: Draft) -> str:
    """A draft as its lead reads it when the writer may not see the case any more: each field with its name."""
    model: Any = {SOCIAL: SocialAssessment, JOINT: JointAssessment}.get(draft.form)
    if model is None:
        return str(draft.text)
    labels = {field.name: str(field.verbose_name) for field in model._meta.concrete_fields}
    told = drafted(draft.text)
    return "\n\n".join(f"{labels[name]}\n{' '.join(values)}" for name, values in told.items() if name in labels and any(values))
