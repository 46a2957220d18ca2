"""Figures as a spreadsheet reads them in Danish, and what the commentary must be."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from infohus.lib import Refused
from infohus.persons.rules import looks_like_cpr
from infohus.statistics.rules.tables import Table

LONGEST = 4_000


def lines_of(tables: Iterable[Table]) -> list[list[str]]:
    """A heading, then a line for each row of each table: code, table, what, the number to count with, its unit, and as shown."""
    found = [[_("Kode"), _("Tabel"), _("Hvad"), _("Tal"), _("Enhed"), _("Som vist"), _("Hvad tallet siger")]]
    for table in tables:
        rows = [(row.line, plain(row.n), row.shown) for row in table.rows]
        if table.total:
            rows.append((_("I alt"), table.total.replace(".", "") if table.total[:1].isdigit() else "", table.total))
        found += [[table.code, table.title, label, n, table.unit or _("antal"), shown, table.note] for label, n, shown in rows]
    return found


def plain(n: float | None) -> str:
    """A number as a Danish spreadsheet counts with it: decimals after a comma, nothing between the thousands; '' where it is not shown."""
    return "" if n is None else f"{n:.1f}".removesuffix(".0").replace(".", ",")


def check_comment(text: str, *, publishing: bool) -> None:
    """Refuse a commentary that is too long or tells of a person, and to publish without one."""
    if publishing and len(text.split()) < 3:
        raise Refused(_("Skriv en kommentar, der hjælper andre med at læse tallene."), "comment")
    if len(text) > LONGEST:
        raise Refused(_("Kommentaren er for lang. Skriv højst 4.000 tegn."), "comment")
    if looks_like_cpr(text):
        raise Refused(_("Der står noget, der ligner et CPR-nummer. Kommentaren må ikke handle om en person."), "comment")
