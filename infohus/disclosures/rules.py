"""What a disclosure must rest on: a basis that carries purpose and receiver, and a necessity in words."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
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


def carries(basis: Basis, giver: str, receiver: str, purpose: str = "") -> bool:
    """Whether a legal basis lets this kind of party give to that one (for this purpose, if one is named)."""
    told = basis.data
    return (
        bool(told.get("active", True))
        and giver in told.get("from_parties", ())
        and receiver in told.get("to_parties", ())
        and (not purpose or purpose in told.get("purposes", ()))
    )


def cited(basis: Basis) -> str:
    """How a basis is named within a sentence."""
    return str(basis.data.get("citation") or basis.code)


def check_basis(basis: Basis | None, purpose: str, giver: str, receiver: str, name: str, others: Iterable[Basis] = ()) -> None:
    """Refuse a disclosure that its legal basis cannot carry: this giver, this receiver (by `name`), this purpose; say which of `others` can.

    Retsplejelovens § 115, stk. 2–3; forvaltningslovens § 28.
    """
    if basis is None or not basis.data.get("active", True):
        raise Refused(_("Vælg den hjemmel, I deler efter."), "basis")
    law, who = cited(basis), capitalised(name)
    others = list(others)
    instead = listed([cited(one) for one in others if carries(one, giver, receiver, purpose)])
    if giver not in basis.data.get("from_parties", ()):
        says = _("{law} giver ikke jer lov til at give oplysninger videre: {givers}.")
        givers = listed([str(Party(one).label) for one in basis.data.get("from_parties", ())])
        givers = _("det er {givers}, der må give").format(givers=uncapitalised(givers)) if givers else _("den handler om noget andet")
        raise Refused(f"{says.format(law=capitalised(law), givers=givers)} {else_on(instead)}", "basis")
    if receiver not in basis.data.get("to_parties", ()):
        raise Refused(f"{_('{who} kan ikke modtage oplysninger efter {law}.').format(who=who, law=law)} {else_on(instead)}", "basis")
    if purpose not in basis.data.get("purposes", ()):
        says = _("{law} kan ikke bære det formål. {instead}")
        raise Refused(says.format(law=capitalised(law), instead=else_on(instead)), "basis" if instead else "purpose")


def else_on(instead: str) -> str:
    """What to do when a basis cannot carry a disclosure."""
    if instead:
        return str(_("Til den modtager og det formål kan I bruge {laws}.").format(laws=instead))
    return str(_("Ingen anden hjemmel kan bære det. Vælg et andet formål, eller lad være med at give oplysningerne."))


def listed(words: list[str]) -> str:
    """»a, b eller c«."""
    return _(" eller ").join([part for part in (", ".join(words[:-1]), *words[-1:]) if part])


def capitalised(words: str) -> str:
    """The words at the beginning of a sentence."""
    return words[:1].upper() + words[1:]


def check_necessity(necessity: str, said: str, given_at: datetime, now: datetime) -> None:
    """Refuse a disclosure without what was said and why it was necessary, or one that lies ahead."""
    if not said.strip():
        raise Refused(_("Skriv, hvad der blev sagt."), "said")
    if len(necessity.split()) < 3:
        raise Refused(_("Skriv, hvorfor det er nødvendigt i netop denne sag. Én sætning er nok."), "necessity")
    if given_at > now:
        raise Refused(_("Tidspunktet er ikke kommet endnu. Skriv, hvornår det blev sagt."), "given_at")


# ---------- What a receiver gets, frozen as it was shown


@dataclass(frozen=True)
class Part:
    """One passage of a sheet: what it is, the words, and whose they are and when ("henvender, 24. nov.")."""

    label: str
    text: str
    origin: str = ""


@dataclass(frozen=True)
class Paper:
    """A file that goes along with a sheet: its row, name, type, size in bytes and the key that opens its bytes."""

    id: str
    name: str
    media_type: str
    size: int
    key: str


@dataclass(frozen=True)
class Sheet:
    """What a receiver gets: plain rows about the person, passages, files, and whom to call; nothing else lies beneath."""

    title: str
    rows: list[tuple[str, str]] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    files: list[Paper] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """As it is sealed."""
        return asdict(self)

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Sheet:
        """As it was sealed."""
        return cls(
            title=plain["title"], rows=[(label, value) for label, value in plain["rows"]], parts=[Part(**one) for one in plain["parts"]],
            files=[Paper(**one) for one in plain["files"]], calls=[(label, value) for label, value in plain["calls"]],
        )  # fmt: skip

    def words(self) -> str:
        """All that stands on it, as one text: what the register says was shared."""
        lines = [f"{label}: {value}" for label, value in self.rows] + [f"{part.label}\n{part.text}" for part in self.parts]
        return "\n\n".join([*lines, *(paper.name for paper in self.files)])
