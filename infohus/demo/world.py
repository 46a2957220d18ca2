"""The cast and what they can do: tests and the demo tell their stories through this, by actions alone."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from infohus import lib
from infohus.access.rules import Actor, public
from infohus.accounts.commands import set_up
from infohus.accounts.models import Authority, Membership
from infohus.attachments.actions import Taken
from infohus.cases.models import Case
from infohus.cases.rules import Under18
from infohus.concerns.actions import Receipt, Sorted, file_concern, note_report_judged, register_concern
from infohus.concerns.models import Concern
from infohus.concerns.queries import unjudged
from infohus.concerns.rules import Face, SentenceKind, split_sentences
from infohus.db.context import acting
from infohus.demo.rules import CAST
from infohus.mailboxes.models import Mailbox

PLACES = Path(__file__).parent / "places"
ANSWERS: dict[str, Any] = {
    "observed": "Min søns ven viste en lukket gruppe på sin telefon. Han sagde, at manden var en helt. Jeg tror, han er meget alene.",
    "when_where": "I lørdags, hjemme hos os",
    "how_known": ["seen", "told"],
    "signs": [],
    "goes_well": "Han går i ungdomsklub om tirsdagen.",
    "who": "T.V., går i 9. klasse",
    "under_18": "yes",
    "source": "friend",
    "talked": "Nej",
}


class World:
    """The municipality of the demo, its neighbour, and everyone in them."""

    def __init__(self, *, stands: bool = False) -> None:
        """`stands`: both are in the database already."""
        self.actors: dict[str, Actor] = {}
        self.brondby, self.albertslund = (_found(name) if stands else _made(name) for name in ("brondby", "albertslund"))

    def member(self, name: str) -> Membership:
        """The membership of one of the cast, by first name."""
        return Membership.objects.select_related("user", "authority", "administration").get(user__email__startswith=CAST[name])

    def __getattr__(self, name: str) -> Actor:
        if name not in CAST:
            raise AttributeError(name)
        if name not in self.actors:  # who they are never changes, however often their doings are told
            self.actors[name] = self.member(name).actor
        return self.actors[name]

    @contextmanager
    def at(self, name: str) -> Iterator[None]:
        """A transaction of one of the cast's own: what they see, and nothing else."""
        with acting(getattr(self, name).context), transaction.atomic():
            yield

    def file(
        self, *, token: str = "", files: Sequence[Taken] = (), at: Authority | None = None, face: Face = Face.PUBLIC, **answers: Any
    ) -> Receipt:
        """A citizen writes to the municipality."""
        place = at or self.brondby
        said = {**ANSWERS, **({"talked": ""} if face == Face.PROFESSIONAL else {}), **answers}  # of a professional something else is asked
        return file_concern(
            public(place.pk), place, face=face, token=token or str(lib.uuid7()), answers=said, sent_as=said["observed"], files=files
        )

    def first_concern(self, case: Case, name: str = "mette") -> Concern:
        """The concern of a case, as one of the cast sees it."""
        with self.at(name):
            return Concern.objects.select_related("case__municipality", "mailbox").filter(case=case).earliest("received_at")

    def mailbox_of(self, case: Case, name: str = "mette") -> Mailbox:
        """The mailbox of a case's first concern."""
        with self.at(name):
            return Mailbox.objects.select_related("case__municipality", "municipality").filter(case=case).earliest("opened_at")

    def register(self, case: Case, name: str = "mette", **said: Any) -> Case:
        """One of the coordinators takes a concern on, keeping every sentence as seen."""
        concern, member = self.first_concern(case, name), self.member(name)
        with self.at(name):
            parts = [Sorted(text, SentenceKind.SEEN) for text in split_sentences(concern.observed)]
        given: dict[str, Any] = {
            "version": concern.version, "sentences": parts, "no_surplus": True, "person": {"name": "Oskar Holm", "birth_on": date(2010, 5, 4)},
            "under_18": Under18.YES, "report": "send", "purpose": "PREVENT_RADICALISATION", "administration": member.administration,
            "knows_privately": False,
        }  # fmt: skip
        return register_concern(getattr(self, name), concern, **{**given, **said})

    def judged(self, case: Case, name: str = "mette") -> Case:
        """The child department has judged the underretning of a case, not acute: one of the coordinators notes it; nothing where none waits."""
        with self.at(name):
            sent = unjudged(case)
            concern = Concern.objects.select_related("case__municipality").get(pk=sent.concern) if sent else None
        if concern is not None:
            note_report_judged(getattr(self, name), concern, judged_at=lib.now(), acute=False)
        return case

    def concern(self, **answers: Any) -> Case:
        """A concern that has just arrived, as its coordinators' case."""
        self.file(**answers)
        with self.at("mette"):
            return Case.objects.order_by("-received_at", "-id").select_related("municipality").first()  # type: ignore[return-value]


def _made(name: str) -> Authority:
    return set_up(tomllib.loads((PLACES / f"{name}.toml").read_text()))


def _found(name: str) -> Authority:
    return Authority.objects.get(slug=name)
