"""The letter that tells a citizen what the municipality holds about them: true of their case on the day it is printed (GDPR art. 14)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from infohus import lib
from infohus.cases.models import Case
from infohus.cases.queries import together
from infohus.cases.rules import Class, Stage
from infohus.catalogues.queries import entry, text
from infohus.catalogues.rules import Kind as Catalogue
from infohus.catalogues.rules import clock_in_words
from infohus.concerns.queries import concerns_of
from infohus.concerns.rules import Face
from infohus.disclosures.models import Disclosure
from infohus.disclosures.queries import received_of, receiver_line
from infohus.persons.models import Person, Relative
from infohus.persons.queries import person_of
from infohus.rights.queries import decisions_of
from infohus.rights.rules import ToldWhom
from infohus.ui.rules import full_day

SOURCES = {
    Face.PUBLIC: gettext_lazy("En, der var bekymret, har skrevet til os. Vi har tavshedspligt om, hvem det er."),
    Face.PROFESSIONAL: gettext_lazy("En fagperson har skrevet til os."),
    Face.NOTED: gettext_lazy("En har ringet til os eller talt med os. Vi har tavshedspligt om, hvem det er."),
    Face.POLICE: gettext_lazy("Politiet har skrevet til os."),
}
WITHHELD = gettext_lazy(
    "Det kan vi ikke fortælle nu. Et afgørende hensyn til andre eller til at forebygge kriminalitet gør, at vi må vente"
    " (databeskyttelseslovens § 22)."
)
USED_FOR = gettext_lazy(
    "Vi bruger dem til at forebygge og til at hjælpe. Vi giver dem ikke til nogen, for at de kan efterforske en straffesag."
    " Det er mennesker, der vurderer, og der bliver ikke regnet point."
)
RESTS_ON = gettext_lazy(
    "Vi gør det, fordi loven giver kommunen den opgave (databeskyttelsesforordningens artikel 6, stk. 1, litra c og e, og artikel 9)."
)
SEEN_BY = gettext_lazy(
    "De medarbejdere i kommunen, der arbejder med sagen, og dem, der dækker for dem. Andre myndigheder får kun noget, når loven tillader det,"
    " og det er nødvendigt. Det bliver skrevet ned, hver gang."
)
SENSITIVE = gettext_lazy("Der kan være oplysninger om helbred, tro eller politisk holdning iblandt.")
COMPLAINT = gettext_lazy("Du kan klage til Datatilsynet: datatilsynet.dk.")


def information_letter(case: Case, *, withheld: bool) -> dict[str, Any]:
    """What the letter says; `withheld`: where it is from and who has got it is left out for an interest that the law names (DBL § 22)."""
    person = person_of(case)
    address = person.address if person and not person.address_protected else ""
    parts = [{"title": str(title), "text": words} for title, words in _parts(case, person, withheld)]
    return {
        "from": case.municipality.name, "printed_on": full_day(lib.today()), "foot": "", "lead": "", "to": (person.name if person else "") or "",
        "address": address, "parts": parts,
    }  # fmt: skip


def _parts(case: Case, person: Person | None, withheld: bool) -> Iterator[tuple[str, str]]:
    """Title and text of each part, in their order."""
    yield _("Hvorfor du får brevet"), why(case)
    yield _("Hvor oplysningerne kommer fra"), str(WITHHELD) if withheld else sources_of(case)
    yield _("Hvilke oplysninger det er"), kinds_of(person)
    yield _("Hvad vi bruger dem til"), f"{USED_FOR}\n\n{RESTS_ON}"
    yield _("Hvem der kan se dem"), f"{SEEN_BY}\n\n{'' if withheld else receivers_of(case)}"
    yield _("Hvor længe vi har dem"), kept_of(case)
    rights = text("PRIVACY_RIGHTS", case.municipality)  # the public page has the same words (art. 14, stk. 2, litra c)
    yield _("Hvad du kan"), f"{rights} {COMPLAINT}\n\n{officer_of(case)}"
    yield _("Ring til os"), whom_to_call(case)


def officer_of(case: Case) -> str:
    """How the data protection officer is reached."""
    return f"{_('Kommunens databeskyttelsesrådgiver')}: {case.municipality.dpo_contact}"


def whom_to_call(case: Case) -> str:
    """Whom one calls about the letter, and by what number it is found."""
    lead = case.lead.user if case.lead else None
    known = {"who": lead.name if lead else case.municipality.name, "phone": (lead.phone if lead else "") or case.municipality.phone}
    return _("{who}, telefon {phone}. Sig nummeret {number}.").format(**known, number=case.number)


def custody_letter(case: Case, holder: Relative, *, withheld: bool) -> dict[str, Any]:
    """What the letter to one who has custody of somebody under 18 says: of the child the same, of them every kind we have, and no word that others said."""
    child = called_of(case)
    parts = [{"title": str(title), "text": words} for title, words in _custody_parts(case, holder, child, withheld)]
    return {
        "from": case.municipality.name, "printed_on": full_day(lib.today()), "foot": "", "lead": "", "to": holder.name or "", "address": "",
        "parts": parts,
    }  # fmt: skip


def called_of(case: Case) -> str:
    """What the child is called in a letter about it."""
    person = person_of(case)
    return (person.name if person else "") or _("dit barn")


def _custody_parts(case: Case, holder: Relative, child: str, withheld: bool) -> Iterator[tuple[str, str]]:
    """Title and text of each part, in their order."""
    yield _("Hvorfor du får brevet"), why_custody(case, child)
    yield _("Hvor oplysningerne kommer fra"), str(WITHHELD) if withheld else sources_of(case)
    yield _("Hvilke oplysninger det er"), custody_kinds(case, holder, child, withheld)
    yield _("Hvad vi bruger dem til"), f"{USED_FOR}\n\n{RESTS_ON}"
    yield _("Hvem der kan se dem"), f"{SEEN_BY}\n\n{'' if withheld else receivers_of(case)}"
    yield _("Hvor længe vi har dem"), kept_of(case)
    for_child = _("Beder du om det for {child}, ser vi på, hvad der er bedst for {child}.").format(child=child)
    yield _("Hvad du kan"), f"{text('PRIVACY_RIGHTS', case.municipality)} {for_child} {COMPLAINT}\n\n{officer_of(case)}"
    yield _("Ring til os"), whom_to_call(case)


def why_custody(case: Case, child: str) -> str:
    """Why somebody with custody gets the letter."""
    said = [_("Kommunen har fået oplysninger om {child}, fordi nogen var bekymret. Du får brevet, fordi du har del i forældremyndigheden.")]
    if case.stage in (Stage.CONCLUDED, Stage.CLOSED):
        said.append(_("Vi har set på dem."))
    else:
        said.append(_("Vi vil gerne tale med dig om, hvordan {child} har det, og om der er noget, vi kan hjælpe med."))
    said.append(_("At du får brevet, betyder ikke, at nogen har gjort noget forkert."))
    return " ".join(said).format(child=child)


def custody_kinds(case: Case, holder: Relative, child: str, withheld: bool) -> str:
    """Which kinds of information there are about the child, and about the one who has custody: all that is noted of them (art. 14, stk. 1, litra d)."""
    about = _("Det, andre har fortalt om, hvad {child} har sagt og gjort, og hvordan {child} har det, og det, vi selv har skrevet ned.")
    known, own, told = known_kinds(person_of(case)), noted_kinds(holder), told_kinds(case, withheld)
    too = _("Det, andre har fortalt, og det, vi selv har skrevet ned, kan også handle om dig")
    said = [
        *([_("Om {child}: {kinds}.").format(child=child, kinds=together(known))] if known else []), about.format(child=child),
        _("Om dig: {kinds}.").format(kinds=together(own).format(child=child)), f"{too}: {together(told)}." if told else f"{too}.", str(SENSITIVE),
    ]  # fmt: skip
    return " ".join(said)


def noted_kinds(holder: Relative) -> list[str]:
    """What is noted of one who has custody, by kind: that there is a remark, never its words."""
    noted = [
        (_("dit navn"), holder.name), (_("din telefon eller e-mail"), holder.contact), (_("hvad du er for {child}"), holder.role),
        (_("at du har del i forældremyndigheden"), holder.holds_custody), (_("om du har brug for tolk"), holder.interpreter),
        (_("en bemærkning, som vi har skrevet om dig"), holder.remark),
    ]  # fmt: skip
    return [str(word) for word, there in noted if there]


def told_kinds(case: Case, withheld: bool) -> list[str]:
    """What a case may hold about those who have custody in words that are not noted of one of them: the same whichever form it was asked in.

    Where the source is withheld, every kind that any form asks: which of them there are says which form it came in (DBL § 22).
    """
    concerns = concerns_of(case)
    answers = [
        answer for one in concerns for answer in (one.talked, one.told_parent_1, one.told_parent_1_how, one.told_parent_2, one.told_parent_2_how)
    ]  # fmt: skip
    told = withheld or any(answers) or any({ToldWhom.ONE, ToldWhom.HOLDERS} & set(one.told_whom) for one in decisions_of(case))
    knows = [_("om du ved, at nogen var bekymret"), _("hvad der er sagt til dig"), _("hvordan du tog det")] if told else []
    return [*knows, *([_("om I har brug for tolk")] if withheld or any(one.interpreter_who for one in concerns) else [])]


def why(case: Case) -> str:
    """Why they get the letter: as long as the case is looked at the municipality wants to talk with them; when it is over, not."""
    said = [_("Kommunen har fået oplysninger om dig, fordi nogen var bekymret.")]
    if case.stage in (Stage.CONCLUDED, Stage.CLOSED):
        said.append(_("Vi har set på dem."))
    else:
        said.append(_("Vi vil gerne tale med dig om, hvordan du har det, og om der er noget, vi kan hjælpe med."))
    return " ".join([*said, _("At du får brevet, betyder ikke, at du har gjort noget forkert.")])


def sources_of(case: Case) -> str:
    """From whom it came, by kind: a private person is never pointed at, an authority is named (art. 14, stk. 2, litra f)."""
    said = [str(SOURCES[face]) for face in dict.fromkeys(Face(one.face) for one in concerns_of(case))]
    told = dict.fromkeys(str(row.unit or row.sender) for row in reversed(received_of(case)))
    return " ".join([*said, *(_("Vi har også fået noget at vide fra {who}.").format(who=who) for who in told)])


def kinds_of(person: Person | None) -> str:
    """Which kinds of information there are (art. 14, stk. 1, litra d)."""
    known = known_kinds(person)
    about = _("Det, andre har fortalt om, hvad du har sagt og gjort, og hvordan du har det, og det, vi selv har skrevet ned.")
    kinds = together(known)
    return " ".join([*([f"{kinds[:1].upper()}{kinds[1:]}."] if known else []), str(about), str(SENSITIVE)])


def known_kinds(person: Person | None) -> list[str]:
    """What is kept of the person of a case, by kind."""
    kept = [
        (_("navn"), person and person.name), (_("CPR-nummer"), person and person.cpr), (_("fødselsdato"), person and person.birth_on),
        (_("adresse"), person and person.address), (_("telefon eller e-mail"), person and person.contact),
    ]  # fmt: skip
    return [str(word) for word, there in kept if there]


def receivers_of(case: Case) -> str:
    """Who has got something of it, with the day (art. 14, stk. 1, litra e); an own unit too, and what was called back.

    Also who read the name on a sheet of a concern that was taken out again: they have it, whomever it was about.
    """
    rows = Disclosure.objects.filter(case=case).select_related("receiver", "unit__authority").order_by("given_at", "id")
    person = person_of(case)
    lines = dict.fromkeys([*map(receiver_line, rows), *(person.named_to.splitlines() if person else ())])
    if not lines:
        return _("Ingen andre har fået noget indtil nu.")
    return "\n".join([_("Disse har fået noget indtil nu:"), *lines])


def kept_of(case: Case) -> str:
    """How long it is kept: the clock of the class in force, and nothing promised that two persons, a complaint or the archives may change."""
    known = entry(Catalogue.RETENTION_CLASS, Class.R2.value, authority=case.municipality_id)
    time = clock_in_words(known.data if known else {})
    said = _(
        "Så længe sagen er åben. Viser det sig, at der ikke er grund til bekymring, kan de blive slettet {time} efter, at sagen er lukket. To"
        " personer skal godkende det. Det kan vare længere, fx mens en klage bliver behandlet. Bliver der givet hjælp, har vi dem i flere år."
    )
    return said.format(time=time)
