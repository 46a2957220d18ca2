"""The cast and what they can do: tests and the demo tell their stories through this, by actions alone."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from infohus import lib
from infohus.access.rules import Actor, public
from infohus.accounts.commands import set_up
from infohus.accounts.models import Authority, Membership
from infohus.attachments.actions import Taken
from infohus.cases.models import Case
from infohus.concerns.actions import Receipt, file_concern
from infohus.concerns.rules import Face
from infohus.db.context import acting

PLACES = Path(__file__).parent / "places"
CAST = {
    "mette": "mette.holm@", "soeren": "soeren.kaya@", "birgit": "birgit.lund@", "hanne": "hanne.vind@", "tove": "tove.friis@",
    "nikolaj": "nikolaj.dam@", "pia": "pia.rask@", "erik": "erik.skov@", "karen": "karen.beck@",
}  # fmt: skip

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

    def __init__(self) -> None:
        self.brondby = set_up(tomllib.loads((PLACES / "brondby.toml").read_text()))
        self.albertslund = set_up(tomllib.loads((PLACES / "albertslund.toml").read_text()))

    def member(self, name: str) -> Membership:
        """The membership of one of the cast, by first name."""
        return Membership.objects.select_related("user", "authority", "administration").get(user__email__startswith=CAST[name])

    def __getattr__(self, name: str) -> Actor:
        if name in CAST:
            return self.member(name).actor
        raise AttributeError(name)

    def file(self, *, token: str = "", files: Sequence[Taken] = (), at: Authority | None = None, face: Face = Face.PUBLIC, **answers: Any) -> Receipt:
        """A citizen writes to the municipality."""
        place = at or self.brondby
        said = {**ANSWERS, **answers}
        return file_concern(
            public(place.pk), place, face=face, token=token or str(lib.uuid7()), answers=said, sent_as=said["observed"], files=files
        )

    def concern(self, **answers: Any) -> Case:
        """A concern that has just arrived, as its coordinators' case."""
        self.file(**answers)
        with acting(self.member("mette").actor.context):
            return Case.objects.order_by("-received_at", "-id").select_related("municipality").first()  # type: ignore[return-value]
