"""What was published, what can be, and how it is read."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date

from django.conf import settings
from django.db.models import Min
from django.utils import translation
from django.utils.translation import gettext as _

from infohus import lib
from infohus.accounts.models import Authority
from infohus.counting.models import Fact
from infohus.deadlines.rules import local_day
from infohus.statistics.models import Publication
from infohus.statistics.rules import Period, Table, choices, next_start
from infohus.ui.rules import full_day


def publications(municipality: uuid.UUID) -> list[Publication]:
    """What was published, newest first, then the commentaries that wait."""
    rows = Publication.objects.filter(municipality=municipality).select_related("commented_by__user", "published_by__user")
    return sorted(rows, key=lambda one: (one.published_at is not None, one.until_on), reverse=True)


def published(municipality: uuid.UUID) -> list[Publication]:
    """What anyone may read of it, newest first: only what was published, and no names of ours."""
    rows = Publication.objects.filter(municipality=municipality, published_at__isnull=False).order_by("-until_on")
    return list(rows.only("from_on", "until_on", "comment", "tables", "published_at"))


def open_periods(municipality: uuid.UUID, known: list[Publication]) -> list[Period]:
    """The months that are over and not in any publication, as they may be published together."""
    until = max((one.until_on for one in known if one.published_at), default=None)
    first: date | None = None if until else Fact.objects.filter(municipality_id=municipality).aggregate(first=Min("month"))["first"]
    return choices(next_start(until, first, lib.today()), lib.today())


def commented(known: list[Publication], period: Period) -> Publication | None:
    """The commentary that waits for these months."""
    return next((one for one in known if (one.from_on, one.until_on) == (period.first, period.last)), None)


def looked_at(known: list[Publication], periods: list[Period]) -> Period | None:
    """Of the open periods, which share months, the one that is looked at with numbers: the one commented on last, else the first."""
    waiting = sorted((one for one in known if not one.published_at), key=lambda one: one.commented_at, reverse=True)
    return next((period for row in waiting if (period := period_of(row)) in periods), next(iter(periods), None))


def state_of(row: Publication | None) -> str:
    """Whether figures were published, and when."""
    if row is not None and row.published_at:
        return _("Offentliggjort {day}").format(day=full_day(local_day(row.published_at)))
    return _("Kladde. Ikke offentliggjort endnu.")


def as_published(row: Publication) -> list[Table]:
    """The tables as they stood that day."""
    return [Table.read(kept) for kept in row.tables]


def as_told(row: Publication) -> list[Table]:
    """The same in the language they were published in, whatever the page around them speaks; the sentence under each says all."""
    with translation.override(settings.LANGUAGE_CODE):
        told = [(table, table.note) for table in as_published(row)]
    return [replace(table, says=note, rows=tuple(replace(one, several=False) for one in table.rows)) for table, note in told]


def period_of(row: Publication) -> Period:
    """The months of a publication."""
    return Period(row.from_on, row.until_on)


def how_to_read() -> list[str]:
    """What everyone must know who reads the figures."""
    return [
        _("Et tal for henvendelser er ikke et tal for, hvor udbredt radikalisering er."),
        _("Små tal svinger meget fra år til år."),
        _(
            "Tal fra 1 til 4 vises ikke: de står som <5 eller er lagt sammen med dem ved siden af, så ingen kan regne dem ud. Et 0 betyder, at der ingen er."
        ),
        _("En streg (–) betyder, at der er for få sager til at vise tallet, eller at der ingen er."),
        _("Der findes ingen tal for religion, nationalitet, etnicitet eller boligområde."),
        _("Ingen tal kan følges tilbage til en person eller en sag. De bliver stående, når sagerne er slettet."),
    ]


def on_paper(municipality: Authority, tables: list[Table], row: Publication | None) -> dict[str, object]:
    """What the letter is filled in with (letters/figures.typ)."""
    published = row if row is not None and row.published_at else None
    about = _(
        "Henvendelser om mulig radikalisering i %(place)s. Tal fra 1 til 4 vises ikke, og tal, der kunne afsløre dem, er lagt sammen."
    )
    return {
        "about": about % {"place": municipality.name},
        "from": municipality.name, "printed_on": full_day(lib.today()), "foot": "", "lead": state_of(row), "reading": how_to_read(),
        "comment": published.comment if published else "",
        "tables": [{**table.kept(), "note": table.note, "rows": [{"label": one.line, "shown": one.shown} for one in table.rows]} for table in tables],
    }  # fmt: skip
