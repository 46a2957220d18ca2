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


Doers = list[tuple[Any, str]]  # entries of the log, each with the name of who did it ('' where it is not known)


def doers(case: Case, members: list[Membership]) -> Doers:
    """What the log says of giving back and taking out in a case, and by whom; one question for both."""
    rows = [] if case.locked else done(case.pk, Act.PART_CONCERN, Act.RECALL_DISCLOSURE, Act.CORRECT_DISCLOSURE)
    who = known_to({row.membership_id for row in rows if row.membership_id}, members)
    return [(row, who[row.membership_id].user.name if row.membership_id in who else "") for row in rows]


def given(shared: Iterable[Disclosure], ours: str, seen: Readers, did: Doers) -> Iterator[Event]:
    """What was given, by its number, and when and by whom it was called back."""
    back = {row.codes.get("disclosure"): name for row, name in did if row.act != Act.PART_CONCERN}
    for row in shared:
        title = _("Underretning sendt") if row.basis == "BL133" else _("Videregivet {form}").format(form=row.get_form_display())
        title = f"{title}, {row.number}"
        yield Event(row.given_at, title, ours + row.by.user.name, False, "disclosure", row, seen.said(given=given_to(row)))
        if row.recalled_at:
            what = _("{number} kaldt tilbage").format(number=row.number)
            why = Judged(_("Modtageren kan ikke læse det mere."), "casefile:disclosures", row.recall_why)
            whose = f"{ours}{back.get(str(row.pk), '')}".removesuffix(" · ")
            yield Event(row.recalled_at, what, whose, False, "recall", why, among="disclosure")


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


def taken_out(ours: str, did: Doers) -> Iterator[Event]:
    """That a concern, or a part of one, was taken out of a case: when and by whom, never to which other (`model.md` D3)."""
    for row, name in did:
        if row.act != Act.PART_CONCERN:
            continue
        said = _("En del af en henvendelse") if "parts" in row.codes else _("En henvendelse")
        text = _("{what} er skilt ud og er nu en sag for sig selv.").format(what=said)
        yield Event(row.at, _("Henvendelse skilt ud"), f"{ours}{name}", False, "parted", Judged(text), among="concern")


def links_police(case: Case, shared: Iterable[Disclosure], now: Standing) -> bool:
    """Whether the page of what the police said is linked beside a case: they got or said something; of an arrival, only where a sheet came with it."""
    told = [row for row in shared if row.to_police]
    if case.stage == Stage.RECEIVED:
        return any(row.form == Form.COPY for row in told)
    return bool(told or now.heard or now.answered_at)
