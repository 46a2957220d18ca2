"""What was given of a case, called back and taken out of it, entry by entry of its timeline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act
from infohus.accounts.models import Membership
from infohus.assessments.rules import Standing
from infohus.audit.queries import done
from infohus.casefile.queries.case import known_to
from infohus.cases.models import Case
from infohus.cases.queries import Readers
from infohus.cases.rules import Stage
from infohus.disclosures.models import Disclosure
from infohus.disclosures.rules import Form
from infohus.ui.rules import moment


@dataclass
class Event:
    """One entry of the timeline: when, what, whose words, and what it says."""

    at: datetime
    title: str
    whose: str
    outside: bool
    kind: str
    row: Any
    sees: str = ""  # who reads it, where that is others than those who read the case
    among: str = ""  # with which entries it is shown, where those are of another kind


@dataclass
class Judged:
    """What an entry says in a sentence, the words that somebody wrote, and the page where all of it is read ('' for none)."""

    text: str
    page: str = ""
    words: str = ""


def given(shared: Iterable[Disclosure], ours: str, seen: Readers) -> Iterator[Event]:
    """What was given, by its number, and when it was called back."""
    for row in shared:
        title = _("Underretning sendt") if row.basis == "BL133" else _("Videregivet {form}").format(form=row.get_form_display())
        title = f"{title}, {row.number}"
        yield Event(row.given_at, title, ours + row.by.user.name, False, "disclosure", row, seen.said(given=given_to(row)))
        if row.recalled_at:
            what = _("{number} kaldt tilbage").format(number=row.number)
            why = Judged(_("Modtageren kan ikke læse det mere."), "casefile:disclosures", row.recall_why)
            yield Event(row.recalled_at, what, ours.removesuffix(" · "), False, "recall", why, among="disclosure")


def given_to(row: Disclosure) -> str:
    """Who has got what was shared, as the end of the sentence that says who reads it."""
    got = _("{who} har fået det at vide.") if row.form == Form.ORAL else _("{who} har fået et uddrag.")
    got = _("{who} har fået underretningen.") if row.basis == "BL133" else got
    if row.recalled_at:
        got = f"{got} {_('Det er kaldt tilbage {at}.').format(at=moment(row.recalled_at, lib.today()))}"
    if row.to_police:
        return got.format(who=row.receiver)
    who = row.unit.name if row.unit is not None else row.to_whom or row.receiver
    return f"{got.format(who=who)} {_('Ikke politiet.')}"


def taken_out(case: Case, members: list[Membership], ours: str) -> Iterator[Event]:
    """That a concern, or a part of one, was taken out of a case: when and by whom, never to which other (`model.md` D3)."""
    rows = [] if case.locked else done(case.pk, Act.PART_CONCERN)
    who = known_to({row.membership_id for row in rows if row.membership_id}, members)
    for row in rows:
        said = _("En del af en henvendelse") if "parts" in row.codes else _("En henvendelse")
        text = _("{what} er skilt ud og er nu en sag for sig selv.").format(what=said)
        name = who[row.membership_id].user.name if row.membership_id in who else ""
        yield Event(row.at, _("Henvendelse skilt ud"), f"{ours}{name}", False, "parted", Judged(text), among="concern")


def links_police(case: Case, shared: Iterable[Disclosure], now: Standing) -> bool:
    """Whether the page of what the police said is linked beside a case: they got or said something; of an arrival, only where a sheet came with it."""
    told = [row for row in shared if row.to_police]
    if case.stage == Stage.RECEIVED:
        return any(row.form == Form.COPY for row in told)
    return bool(told or now.heard or now.answered_at)
