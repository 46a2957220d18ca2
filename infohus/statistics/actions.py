"""What the head does with figures: comments on them, and publishes them; reading them is an entry of the log."""

from __future__ import annotations

from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor
from infohus.accounts.models import Authority
from infohus.audit.actions import act, lock, step
from infohus.lib import Changed, Refused
from infohus.statistics.models import Publication
from infohus.statistics.queries import as_published, commented, figures, looked_at, open_periods, publications
from infohus.statistics.rules import Period, Table, check_comment, check_looked_at, check_next


def read_figures(actor: Actor, municipality: Authority, period: Period, row: Publication | None = None) -> list[Table]:
    """The figures of some months that are over, as they were published if they were; that they were read is an entry."""
    with act(actor, Act.READ_FIGURES, municipality) as log:
        log.update(first=period.first, last=period.last)
        return as_published(row) if row is not None and row.published_at else figures(municipality, period)


def comment_figures(actor: Actor, municipality: Authority, *, period: Period, comment: str, version: int) -> Publication:
    """Write what helps others to read the figures of some months, before they are published."""
    check_comment(comment, publishing=False)
    with act(actor, Act.COMMENT_FIGURES, municipality) as log:
        row = written(municipality, period, comment, version, by=actor)
        log.update(publication=row.pk, first=period.first, last=period.last)
    return row


def publish_figures(actor: Actor, municipality: Authority, *, period: Period, version: int) -> Publication:
    """Publish the figures of some months with the commentary that was seen, for good; these months cannot be in another publication."""
    with act(actor, Act.PUBLISH_FIGURES, municipality) as log:
        lock(municipality.pk)
        known = publications(municipality.pk)
        check_next(period, open_periods(municipality.pk, known))
        row = commented(known, period)
        check_comment(row.comment if row else "", publishing=True)
        check_looked_at(period, looked_at(known, open_periods(municipality.pk, known)))
        if row is None or row.version != version:
            raise Changed(row, _("Kommentaren er ændret imens. Læs den, som den er nu, før du offentliggør."))
        tables = [table.kept() for table in figures(municipality, period)]
        row.change(tables=tables, published_at=lib.now(), published_by_id=actor.membership)
        log.update(publication=row.pk, first=period.first, last=period.last)
    return row


def written(municipality: Authority, period: Period, comment: str, version: int, *, by: Actor) -> Publication:
    """Keep the commentary of months that are not published yet (a step); `Changed` if another wrote in the meantime."""
    step()
    lock(municipality.pk)
    known = publications(municipality.pk)
    check_next(period, open_periods(municipality.pk, known))
    said = {"comment": comment.strip(), "commented_by_id": by.membership, "commented_at": lib.now()}
    row = commented(known, period)
    if row is None and not comment.strip():
        raise Refused(_("Skriv en kommentar, før du gemmer."), "comment")
    if row is None:
        row = Publication(municipality=municipality, from_on=period.first, until_on=period.last, **said)
        row.save(force_insert=True)
    else:
        row.change_if_unchanged(version, **said)
    return row
