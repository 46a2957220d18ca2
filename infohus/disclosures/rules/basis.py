"""What a disclosure must rest on: a basis that carries purpose and receiver, and a necessity in words; and what is noted of what others told us."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from infohus.access.rules import Role
from infohus.catalogues.rules import Party
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


class Purpose(Basis, Protocol):
    """What something may be used for, as the catalogue keeps it."""

    @property
    def text(self) -> str: ...


@dataclass(frozen=True)
class Sharing:
    """What a basis must carry: the kind of party that gives, the kind that receives, for what ('' while it is not chosen), about a grown person."""

    giver: str
    receiver: str
    purpose: str = ""
    grown: bool = False


def giver_of(role: Role) -> Party:
    """Which kind of party gives when somebody acts in this role."""
    return Party.POLICE if role == Role.POLICE else Party.MUNICIPALITY


def check_basis(basis: Basis | None, sharing: Sharing, name: str, others: Iterable[Basis] = ()) -> None:
    """Refuse a basis that does not carry this giver, this receiver (by `name`), this purpose and age, and say which of `others` does.

    Retsplejelovens § 115, stk. 1–3; forvaltningslovens § 28. Parties, purposes and ages are the catalogue's.
    """
    if basis is None:
        raise Refused(_("Vælg den hjemmel, I deler efter."), "basis")
    if not (says := _lacks(basis, sharing, name)):
        return
    fitting = [cited(one) for one in others if carries(one, sharing)]
    instead = _("Her kan I bruge {laws}.").format(laws=listed(fitting)) if fitting else _("Ingen hjemmel bærer den modtager og det formål.")
    only_the_purpose = not fitting and carries(basis, replace(sharing, purpose=""))
    raise Refused(f"{says} {instead}", "purpose" if only_the_purpose else "basis")


def check_purpose(purpose: Purpose | None, sharing: Sharing, name: str) -> None:
    """Refuse a purpose for which this receiver (by `name`) gets nothing, or that is not about somebody of this age."""
    if purpose is not None and (says := _unfit(purpose, sharing, name)):
        raise Refused(says, "purpose")


def fits(purpose: Purpose, sharing: Sharing) -> bool:
    """Whether a purpose is one for which this receiver may get something about somebody of this age."""
    return not _unfit(purpose, sharing, "")


def _unfit(purpose: Purpose, sharing: Sharing, name: str) -> str:
    """Why a purpose does not fit, '' if it does."""
    told, words = purpose.data, {"purpose": purpose.text, "who": upper(name)}
    if sharing.receiver not in told.get("to_parties", (sharing.receiver,)):
        return str(_("{who} kan ikke få oplysninger til formålet »{purpose}«.")).format(**words)
    if (needed := told.get("one_is")) and needed not in (sharing.giver, sharing.receiver):
        party = lower(str(Party(needed).label))
        return str(_("Formålet »{purpose}« gælder kun, når {party} giver eller får oplysninger.")).format(**words, party=party)
    if sharing.grown and told.get("under_18"):
        return str(_("Formålet »{purpose}« gælder kun børn og unge under 18 år.")).format(**words)
    return ""


def carries(basis: Basis, sharing: Sharing) -> bool:
    """Whether a legal basis carries a sharing."""
    return not _lacks(basis, sharing, "")


def _lacks(basis: Basis, sharing: Sharing, name: str) -> str:
    """Why a basis does not carry a sharing, '' if it does."""
    law, told = cited(basis), basis.data
    givers = [lower(str(Party(one).label)) for one in told.get("from_parties", ())]
    if not givers:
        return str(_("{law} giver ikke selv lov til at give oplysninger videre.")).format(law=upper(law))
    if sharing.giver not in told["from_parties"]:
        return str(_("Efter {law} er det {givers}, der giver oplysninger, ikke jer.")).format(law=law, givers=listed(givers))
    if sharing.receiver not in told.get("to_parties", ()):
        return str(_("{who} kan ikke modtage oplysninger efter {law}.")).format(who=upper(name), law=law)
    if (needed := told.get("one_is")) and needed not in (sharing.giver, sharing.receiver):
        return str(_("{law} gælder kun, når {party} giver eller får oplysninger.")).format(
            law=upper(law), party=lower(str(Party(needed).label))
        )
    if sharing.grown and told.get("under_18"):
        return str(_("{law} gælder kun børn og unge under 18 år.")).format(law=upper(law))
    if sharing.purpose and sharing.purpose not in told.get("purposes", ()):
        return str(_("{law} kan ikke bære det formål.")).format(law=upper(law))
    return ""


def cited(basis: Basis) -> str:
    """How a basis is named within a sentence: »retsplejelovens § 115, stk. 2«."""
    return str(basis.data.get("citation") or basis.code)


def listed(words: list[str]) -> str:
    """»a, b eller c«; words that have a comma of their own are parted by semicolons."""
    between = "; " if any("," in word for word in words) else ", "
    return str(_(" eller ")).join(part for part in (between.join(words[:-1]), *words[-1:]) if part)


def upper(words: str) -> str:
    """Words as they begin a sentence."""
    return words[:1].upper() + words[1:]


def lower(words: str) -> str:
    """Words as they stand within a sentence."""
    return words[:1].lower() + words[1:]


FEWEST_WORDS = 3  # of why it is necessary


def necessity_refusals(necessity: str, said: str, given_at: datetime, now: datetime) -> list[Refused]:
    """All that is wrong with a disclosure without what was said and why it was necessary, or with one that lies ahead."""
    found = []
    if not said.strip():
        found.append(Refused(_("Skriv, hvad der blev sagt."), "said"))
    if not necessity.strip():
        found.append(Refused(_("Skriv, hvorfor det er nødvendigt i netop denne sag. Én sætning er nok."), "necessity"))
    elif len(necessity.split()) < FEWEST_WORDS:
        sentence = _("Skriv mindst {count} ord om, hvorfor det er nødvendigt i netop denne sag.")
        found.append(Refused(sentence.format(count=FEWEST_WORDS), "necessity"))
    if given_at > now:
        found.append(Refused(_("Tidspunktet er ikke kommet endnu. Skriv, hvornår det blev sagt."), "given_at"))
    return found


class ReceivedBy(TextChoices):
    """How something came from another authority."""

    PHONE = "phone", gettext_lazy("på telefon")
    LETTER = "letter", gettext_lazy("i brev eller sikker post")
    MEETING = "meeting", gettext_lazy("på et møde")


NOT_SAID = "not_said"  # the basis, where the one who told it has not named it


def received_refusals(form: str, text: str, basis: str, purpose: str, at: datetime | None, now: datetime) -> Iterator[Refused]:
    """What stands against noting something that another authority told, each with its field."""
    if form not in ReceivedBy.values:
        yield Refused(_("Vælg, hvordan I fik det."), "form")
    if at is None:
        yield Refused(_("Skriv, hvornår I fik det."), "received_on")
    elif at > now:
        yield Refused(_("Tidspunktet er ikke kommet endnu. Skriv, hvornår I fik det."), "received_on")
    if not text.strip():
        yield Refused(_("Skriv, hvad I fik at vide."), "text")
    if not basis:
        yield Refused(_("Vælg, efter hvilken regel I fik det, eller at det ikke blev sagt."), "basis")
    if not purpose:
        yield Refused(_("Vælg, hvad det blev givet for. Det må ikke bruges til andet."), "purpose")


class Withheld(TextChoices):
    """Why nothing is given to the police about a concern."""

    NOT_NECESSARY = "not_necessary", gettext_lazy("Oplysningerne er ikke nødvendige for at forebygge kriminalitet")
    NOT_EXTREMISM = "not_extremism", gettext_lazy("Det viser sig ikke at handle om ekstremisme")
    HANDLED = "handled", gettext_lazy("Kommunens egen hjælp er nok")
    KNOWN = "known", gettext_lazy("Politiet kender allerede oplysningerne")
    HARM = "harm", gettext_lazy("Skaden ved at dele er større end gavnen")
