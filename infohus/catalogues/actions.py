"""What a system administrator does with the texts: write a new wording, and look at one again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor
from infohus.accounts.models import Authority
from infohus.accounts.rules import Stale
from infohus.audit.actions import act, lock, step
from infohus.catalogues import models, rules
from infohus.catalogues.queries import Wording, as_entry, history, version_of, wording_on
from infohus.catalogues.rules import Entry, Kind
from infohus.gateways.jobs import later
from infohus.lib import Refused


def edit_catalogue(
    actor: Actor,
    authority: Authority,
    kind: Kind,
    code: str,
    *,
    version: int,
    text: str,
    valid_from: date,
    source: str,
    text_en: str = "",
    valid_until: date | None = None,
    checked: bool = False,
    check_again_on: date | None = None,
    **parts: Any,
) -> models.Entry:
    """Write how a text reads from a date on, today or later; one wording begins on one date, and what people have read stays."""
    with act(actor, Act.EDIT_CATALOGUE, authority) as log:
        known = seen(authority, kind, code, version)
        if not known and kind not in rules.GROWING:
            raise Refused(_("Her kan ikke tilføjes tekster. Ret en af dem, der er."))
        before = wording_on(known, valid_from) or Entry(kind, code, "")
        rules.check_wording(before, text, text_en, source, parts)
        rules.check_dates(valid_from, valid_until, lib.today())
        row = own_row(known, valid_from) or fresh(authority, known, before, valid_from, actor)
        row.text, row.text_en, row.source, row.valid_until = text.strip(), text_en.strip(), source, valid_until
        row.data = without_stale_marks({**before.data, **parts}, before)
        row.written_by_id, row.written_at = actor.membership, lib.now()
        if not rules.says_the_same(as_entry(row), before):
            row.checked_on, row.checked_by, row.check_again_on = None, None, rules.unchecked(before.check_again_on, valid_from)
        write(row, version + 1)
        log.update(entry=row.pk, kind=kind, valid_from=valid_from)
        if checked:
            check_entry(actor, authority, kind, code, version=version + 1, valid_from=valid_from, check_again_on=check_again_on)
    return row


def retire_entry(actor: Actor, authority: Authority, kind: Kind, code: str, *, version: int, retired_from: date) -> models.Entry:
    """Take a text out of use from a date on: nobody is offered it any more, and what was made with it keeps it."""
    with act(actor, Act.EDIT_CATALOGUE, authority) as log:
        known = seen(authority, kind, code, version)
        before = wording_on(known, retired_from)
        rules.check_retirement(before, [one.entry for one in known if one.row], retired_from, lib.today())
        row = own_row(known, retired_from) or fresh(authority, known, before, retired_from, actor)  # type: ignore[arg-type]
        row.data, row.valid_until, row.check_again_on = {**row.data, "retired": True}, None, None
        row.written_by_id, row.written_at = actor.membership, lib.now()
        write(row, version + 1)
        log.update(entry=row.pk, kind=kind, retired_from=retired_from)
    return row


def check_entry(
    actor: Actor,
    authority: Authority,
    kind: Kind,
    code: str,
    *,
    version: int,
    check_again_on: date | None,
    valid_from: date | None = None,
    broken: bool = False,
) -> models.Entry:
    """Note that a text (the one valid now, or the one that begins on a date) was held against its source, or that a link leads nowhere."""
    with act(actor, Act.CHECK_ENTRY, authority) as log:
        rules.check_again(check_again_on, lib.today())
        known = seen(authority, kind, code, version)
        day = valid_from or lib.today()
        before = wording_on(known, day)
        if before is None:
            raise ValueError(f"{kind} {code} has no wording on {day}")
        row = own_row(known, before.valid_from) or fresh(authority, known, before, day, actor)
        marks = {"broken_on": lib.today().isoformat()} if broken else {}
        row.data = {name: value for name, value in row.data.items() if name != "broken_on"} | marks
        row.checked_on, row.checked_by_id, row.check_again_on = lib.today(), actor.membership, check_again_on
        write(row, version + 1)
        log.update(entry=row.pk, kind=kind, check_again_on=check_again_on, broken=broken)
    return row


def check_entries(
    actor: Actor, authority: Authority, kind: Kind, *, check_again_on: date | None, entries: Sequence[str] = (), broken: Sequence[str] = ()
) -> int:
    """Note of several texts of a kind that they were looked at; each is 'CODE:version' as it was shown. Returns how many."""
    chosen = dict.fromkeys([*entries, *broken])
    for one in chosen:
        code, _colon, version = one.rpartition(":")
        check_entry(actor, authority, kind, code, version=int(version), check_again_on=check_again_on, broken=one in broken)
    return len(chosen)


# ---------- Steps


def seen(authority: Authority, kind: Kind, code: str, version: int) -> list[Wording]:
    """All wordings of a text, if it is as the editor saw it, else `Stale`; one editor of an authority at a time."""
    step()
    lock(authority.pk)
    known = history(kind, code, authority.pk)
    if version_of(known) != version:
        raise Stale(max(known, key=lambda one: one.row.version if one.row else 0))
    return known


def own_row(known: list[Wording], valid_from: date) -> models.Entry | None:
    """The authority's own wording that begins on a date."""
    return next((one.row for one in known if one.row and one.row.valid_from == valid_from), None)


def fresh(authority: Authority, known: list[Wording], before: Entry, valid_from: date, actor: Actor) -> models.Entry:
    """A wording of the authority's own that begins on a date and says what was said before, as whoever checked that has seen it."""
    row = models.Entry(authority=authority, kind=before.kind, code=before.code, valid_from=valid_from)
    row.text, row.text_en, row.source, row.data = before.text, before.text_en, before.source, dict(before.data)
    row.checked_on, row.check_again_on, row.written_by_id = before.checked_on, before.check_again_on, actor.membership
    row.checked_by_id = next((one.row.checked_by_id for one in known if one.row and one.entry is before), None)
    return row


def without_stale_marks(data: dict[str, Any], before: Entry) -> dict[str, Any]:
    """The data of a new wording: it is in use again, and a link that was marked as dead lives again under another address."""
    moved = data.get("url") != before.data.get("url")
    return {name: value for name, value in data.items() if name != "retired" and not (moved and name == "broken_on")}


def write(row: models.Entry, version: int) -> None:
    """Save one wording, and let the deadlines of checking follow."""
    step()
    row.version = version
    row.save()
    later("infohus.deadlines.jobs.expect_checks", authority=row.authority_id)
