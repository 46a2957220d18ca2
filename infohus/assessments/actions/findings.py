"""Noting what is known, confirming it, and striking out what turned out to be wrong."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor
from infohus.assessments.models import Finding
from infohus.assessments.rules import Origin, check_right, finding_refusals
from infohus.audit.actions import act, step
from infohus.cases.models import Case
from infohus.cases.rules import Stage
from infohus.lib import Refused, refuse


def note_finding(
    actor: Actor, case: Case, *, dimension: str, side: str, text: str, origin: str = Origin.OWN, source: str = "", how: str = "",
    dated_on: date | None = None, replaces: Finding | None = None,
) -> Finding:  # fmt: skip
    """Note one thing that is known of a case; put for an earlier wording (`replaces`), that one stays to be read."""
    refuse(
        finding_refusals(
            dimension=dimension, side=side, text=text, origin=origin, source=source, how=how, dated_on=dated_on, today=lib.today()
        )
    )
    with act(actor, Act.NOTE_FINDING, case) as log:
        check_registered(case)
        row = Finding(case=case, origin=origin, how=how, dated_on=dated_on or lib.today(), noted_at=lib.now(), by_id=actor.membership)
        row.dimension, row.side, row.text, row.source = dimension, side, text.strip(), source.strip()
        if replaces is not None:
            still_stands(replaces)
            replaces.change(replaced_at=row.noted_at)
            row.replaces = replaces
        row.save(force_insert=True)
        log.update(finding=row.pk, origin=Origin(origin), replaces=replaces.pk if replaces else None)
    return row


def look_again(case: Case) -> None:
    """Read where the case stands under the lock of the act: somebody may have moved it on since the page was opened (a step)."""
    step()
    case.refresh_from_db(fields=["stage", "outcome", "lead", "concluded_at"])
    case.admits(on_closed=False)


def check_registered(case: Case) -> None:
    """Refuse to assess what is not registered yet (a step)."""
    look_again(case)
    if case.stage == Stage.RECEIVED:
        raise Refused(_("Registrér henvendelsen først. Så kan I vurdere den."))


def still_stands(finding: Finding) -> None:
    """Refuse when somebody else has reworded or disproved it meanwhile."""
    if not Finding.objects.filter(pk=finding.pk, replaced_at=None, disproved_at=None).exists():
        raise Refused(_("En anden har rettet eller afkræftet oplysningen imens. Se på den igen."))


def confirm_finding(actor: Actor, finding: Finding) -> None:
    """Say that a finding still holds today."""
    with act(actor, Act.CONFIRM_FINDING, finding) as log:
        still_stands(finding)
        told: list[dict[str, Any]] = [*finding.confirmations, {"at": lib.now().isoformat(), "by": actor.name}]
        finding.change(confirmed_on=lib.today(), confirmations=told)
        log.update(finding=finding.pk)


def disprove_finding(actor: Actor, finding: Finding, *, correction: str) -> None:
    """Say that a finding does not hold, with what is right: it stays, struck through, with the correction first (GDPR art. 5, stk. 1, litra d)."""
    check_right(correction)
    with act(actor, Act.DISPROVE_FINDING, finding) as log:
        still_stands(finding)
        finding.change(disproved_at=lib.now(), disproved_by_id=actor.membership, correction=correction.strip())
        log.update(finding=finding.pk)
