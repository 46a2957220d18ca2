"""What a disclosure must rest on: a basis that carries purpose and receiver, and a necessity in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from infohus.lib import Refused


class Form(TextChoices):
    """In which form something was shared."""

    COPY = "copy", gettext_lazy("kopi i Infohus")
    ORAL = "oral", gettext_lazy("mundtligt")
    UNIT = "unit", gettext_lazy("til egen enhed")
    PAPER = "paper", gettext_lazy("på papir eller sikker post")


class Basis(Protocol):
    """A legal basis as the catalogue keeps it."""

    @property
    def code(self) -> str: ...
    @property
    def data(self) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Grounds:
    """On what a disclosure rests: code of the basis, code of the purpose, and why it is necessary."""

    basis: str
    purpose: str
    necessity: str


def check_basis(basis: Basis | None, purpose: str, party: str, party_label: str) -> None:
    """Refuse a disclosure that its legal basis cannot carry (retsplejelovens § 115, stk. 2–3; forvaltningslovens § 28)."""
    if basis is None:
        raise Refused(_("Vælg den hjemmel, I deler efter."), "basis")
    law = str(basis.data.get("citation") or basis.code)
    if party not in basis.data.get("to_parties", ()):
        raise Refused(
            _("{who} kan ikke modtage oplysninger efter {law}.").format(who=party_label[:1].upper() + party_label[1:], law=law), "basis"
        )
    if purpose not in basis.data.get("purposes", ()):
        raise Refused(
            _("{law} kan ikke bære det formål. Vælg et andet formål eller en anden hjemmel.").format(law=law[:1].upper() + law[1:]),
            "purpose",
        )


def check_necessity(necessity: str, said: str, given_at: datetime, now: datetime) -> None:
    """Refuse a disclosure without what was said and why it was necessary, or one that lies ahead."""
    if not said.strip():
        raise Refused(_("Skriv, hvad der blev sagt."), "said")
    if len(necessity.split()) < 3:
        raise Refused(_("Skriv, hvorfor det er nødvendigt i netop denne sag. Én sætning er nok."), "necessity")
    if given_at > now:
        raise Refused(_("Tidspunktet er ikke kommet endnu. Skriv, hvornår det blev sagt."), "given_at")
