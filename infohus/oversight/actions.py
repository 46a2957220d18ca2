"""What an overseer does with the log: reading it, and taking it along, are entries of it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from infohus.access.rules import Act, Actor
from infohus.accounts.models import Authority
from infohus.audit.actions import act
from infohus.audit.queries import Page, Wanted, chosen, entries_of_authority
from infohus.lib import TZ, spreadsheet
from infohus.oversight.queries import Given, Line, lines, register
from infohus.oversight.rules import MOST, check_size


def read_log(
    actor: Actor, authority: Authority, wanted: Wanted, before: int | None = None, after: int | None = None
) -> tuple[list[Line], Page]:
    """Fifty lines of the log, newest first; that they were read, and what was asked for, is an entry."""
    with act(actor, Act.READ_LOG, authority) as log:
        page = entries_of_authority(wanted, before, after)
        log.update(**asked(wanted))
    return lines(page.entries, authority), page


def export_log(actor: Actor, authority: Authority, wanted: Wanted) -> str:
    """The lines that were asked for, oldest first, for a spreadsheet; refused if there are too many to look through."""
    with act(actor, Act.EXPORT_LOG, authority) as log:
        found = list(chosen(wanted).order_by("number")[: MOST + 1])
        check_size(len(found))
        log.update(**asked(wanted), lines=len(found))
    head = [_("Nr."), _("Tidspunkt"), _("Hvem"), _("Rolle"), _("Handling"), _("Sagsnummer"), _("Sagens id"), _("Grund eller resultat")]
    return spreadsheet(head, [cells(line) for line in lines(found, authority)])


def read_register(actor: Actor, authority: Authority, after: str = "") -> tuple[list[Given], str]:
    """Fifty disclosures, newest first, and from which one goes on; that they were read is an entry of the log."""
    with act(actor, Act.READ_REGISTER, authority) as log:
        rows, older = register(authority, after)
        log.update(lines=len(rows))
    return rows, older


def cells(line: Line) -> list[Any]:
    """A line as the cells of a spreadsheet."""
    at = f"{line.at.astimezone(TZ):%Y-%m-%d %H:%M:%S}"
    return [line.number, at, line.who, line.capacity, line.what, line.case_number, line.case or "", line.why]


def asked(wanted: Wanted) -> dict[str, Any]:
    """What was asked for, as codes."""
    return {
        "person": wanted.membership, "role": wanted.role, "what": wanted.act, "sort": wanted.sort, "case": wanted.case,
        "from_on": wanted.from_on, "until_on": wanted.until_on,
    }  # fmt: skip
