"""How a chapter is told: when something happened, how a case stands to one of the cast, and what is done in several chapters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from infohus import lib
from infohus.accounts.queries import receivers_for
from infohus.assessments.actions import (
    note_finding,
)
from infohus.assessments.actions.police import (
    take_answer,
)
from infohus.assessments.models import PoliceAnswer
from infohus.assessments.queries import finished_of, versions_of
from infohus.casefile.actions import disclose_orally, pass_to_police, read_case
from infohus.casefile.queries import Chosen, answer_due_on, concerns_in, draft_sheet, extracts_of, footer_of, slips_in
from infohus.cases.models import Case
from infohus.catalogues.queries import entry
from infohus.catalogues.rules import Kind as Catalogue
from infohus.deadlines.rules import is_arbejdsdag
from infohus.demo.world import World
from infohus.disclosures.models import Copy, Disclosure
from infohus.disclosures.rules import Slip, words_of
from infohus.persons.queries import person_of


def back(days: int, clock: str) -> datetime:
    """A moment so many working days ago, at this time in Copenhagen; never one that has not come yet."""
    day, left = lib.today(), days
    while left or (not is_arbejdsdag(day) and days):
        day -= timedelta(days=1)
        left -= is_arbejdsdag(day) if left else 0
    hour, minute = clock.split(".")
    moment = datetime.combine(day, time(int(hour), int(minute)), lib.TZ)
    return min(moment, lib.now() - timedelta(minutes=20))


Moment = tuple[int, str]  # so many working days ago, at this time


def seen(world: World, case: Case, name: str = "mette") -> Case:
    """The case as one of the cast sees it now, and a line in the log that they did."""
    with world.at(name):
        case = Case.objects.select_related("municipality", "administration", "lead__user").get(pk=case.pk)
        read_case(world.member(name).actor, case)
    return case


def police_unit(world: World) -> dict[str, Any]:
    """The unit of the police that is asked."""
    known = receivers_for(world.brondby)
    return next({"receiver": one, "unit": unit} for _key, _label, one, unit in known if one and one.kind == "POLICE")


NEEDED = "Politiet skal kunne vurdere, om der er fare for vold."


def in_writing(world: World, case: Case, name: str, *, days: int = 90, necessity: str = NEEDED, of_all: bool = False) -> Disclosure:
    """A sheet with what the first concern of a case (or each one) says was seen, given to the police."""
    member, case = world.member(name), seen(world, case, name)
    with world.at(name):
        first = {one.concern: one.key for one in reversed(extracts_of(case)) if one.concern}  # of each concern
        keys = first.values() if of_all else [extracts_of(case)[0].key]
        person, basis, purpose = person_of(case), entry(Catalogue.BASIS, "RPL115_2"), entry(Catalogue.PURPOSE, "PREVENT_CRIME")
        chosen = left_out(case, Chosen(dict.fromkeys(keys, ()), [], True, necessity))
        footer = footer_of(basis, purpose.text if purpose else "", member)
        sheet = draft_sheet(case, person, chosen, to_police=True, due_on=answer_due_on(case), footer=footer)
        slips, of = slips_in(case, person, chosen, "PREVENT_CRIME"), concerns_in(case, chosen)
    return pass_to_police(
        member.actor, case, sheet=sheet, **police_unit(world), basis="RPL115_2", purpose="PREVENT_CRIME", necessity=necessity, slips=slips, days=days, of=of,
    )  # fmt: skip


def left_out(case: Case, chosen: Chosen) -> Chosen:
    """The same without the words that show who an anonymous reporter is: whoever is asked about them leaves them out."""
    told = [word for one in slips_in(case, person_of(case), chosen, "") for word, _where in one.words if one.slip == Slip.REPORTER]
    texts = {one.key: words_of(one.text) for one in extracts_of(case) if one.key in chosen.extracts}
    return replace(
        chosen, extracts={key: {place for one in told for place in places_of(one.split(), words)} for key, words in texts.items()}
    )


def places_of(phrase: Sequence[str], words: Sequence[str]) -> set[int]:
    """The places of the words of a phrase, wherever it stands among others."""
    long = len(phrase)
    begins = [
        at for at in range(len(words) - long + 1) if all(one in word for one, word in zip(phrase, words[at : at + long], strict=True))
    ]
    return {at + more for at in begins for more in range(long)}


def given(world: World, row: Disclosure) -> Copy:
    """What Pia sees of a sheet."""
    with world.at("pia"):
        return Copy.objects.get(number=row.number)


def fresh(world: World, row: Disclosure, name: str = "mette") -> Disclosure:
    """A disclosure as it stands now."""
    with world.at(name):
        return Disclosure.objects.select_related("case__municipality", "receiver").get(pk=row.pk)


def police(world: World, case: Case, name: str, said: str) -> None:
    """A call to the police, noted in the register."""
    disclose_orally(
        world.member(name).actor, seen(world, case, name), **police_unit(world), basis="RPL115_2", purpose="PREVENT_CRIME",
        necessity=NEEDED, said=said, to_whom="Vagthavende i radikaliseringsenheden",
    )  # fmt: skip


def read_answers(world: World, case: Case, name: str) -> None:
    """One of the cast reads what the police have answered."""
    with world.at(name):
        rows = list(PoliceAnswer.objects.filter(case=case, read_at=None).select_related("case__municipality"))
    for row in rows:
        take_answer(world.member(name).actor, row)


def known(world: World, case: Case, name: str, rows: list[tuple[str, str, str, str, str, str]]) -> None:
    """What one of the cast has found out: dimension, side, words, whose they are, source and how it is known."""
    for dimension, side, text, origin, source, how in rows:
        note_finding(
            world.member(name).actor, seen(world, case, name), dimension=dimension, side=side, text=text, origin=origin, source=source, how=how,
            dated_on=lib.today(),
        )  # fmt: skip


def last_of(world: World, case: Case, name: str) -> Any:
    """The last finished social assessment of a case, as one of the cast sees it."""
    with world.at(name):
        return finished_of(versions_of(case))
