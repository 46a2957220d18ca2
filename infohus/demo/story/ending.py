"""Cases of half a year ago that have ended, and the figures of those months."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from datetime import date, timedelta
from typing import Any

from infohus import lib
from infohus.advice.actions import note_advice
from infohus.assessments.actions import (
    conclude,
    finish_assessment,
    second_read,
)
from infohus.casefile.actions import withhold_from_police
from infohus.cases.models import Case
from infohus.catalogues.actions import check_entries
from infohus.catalogues.queries import entries
from infohus.catalogues.rules import Kind
from infohus.closing.actions import close_case, give_feedback
from infohus.demo.story.moments import Moment, last_of, seen
from infohus.demo.world import World
from infohus.retention.actions import confirm_erasure, decide_archive, propose_erasure
from infohus.retention.queries import chosen, class_for
from infohus.retention.rules import Closed
from infohus.rights.actions import decide_information
from infohus.statistics.actions import comment_figures, publish_figures
from infohus.statistics.queries import open_periods, publications

ASKED_BEFORE = (
    *[("CLASSROOM", "school")] * 5, ("TALK", "school"), ("CLASSROOM", "club"), *[("TALK", "citizen")] * 4, ("LANGUAGE", "club"),
)  # fmt: skip


def figures(world: World) -> Iterator[Moment]:
    """Tal: råd fra et halvt år siden, og de tal, den faglige leder har offentliggjort."""
    yield 148, "10.00"
    for theme, group in ASKED_BEFORE:
        question, answer = "En spørger, hvad man kan sige.", "Vi talte om, hvad man kan spørge om."
        note_advice(world.mette, world.brondby, theme=theme, group=group, question=question, answer=answer, form="phone", minutes=10)
    yield 2, "14.00"
    with world.at("birgit"):
        waiting = open_periods(world.brondby.pk, publications(world.brondby.pk))
    if not waiting:  # in the first days of January or July of the first year no months are over
        return
    comment = "De fleste, der henvendte sig, ville have et råd om en samtale. Der er for få andre henvendelser til at sige noget om dem."
    row = comment_figures(world.birgit, world.brondby, period=waiting[0], comment=comment, version=0)
    publish_figures(world.birgit, world.brondby, period=waiting[0], version=row.version)


def ended(world: World, name: str, *, said: str, person: dict[str, Any], reason: str, handed_to: str = "") -> Generator[Moment, None, Case]:
    """A case of half a year ago, from its first words to its closing: nothing in it, or handed to ordinary help."""
    yield 146, "09.20"
    case = world.concern(
        observed=said, under_18="no", source="friend", when_where="I foråret", talked="Nej", goes_well="Passer sit arbejde."
    )
    other = "soeren" if name == "mette" else "mette"
    actor = world.member(name).actor
    yield 145, "10.00"
    world.register(case, name, person=person, under_18="no", report="")
    withhold_from_police(actor, seen(world, case, name), code="not_necessary", sentence="Der er ikke noget, politiet skal forebygge.")
    yield 142, "13.30"
    finish_assessment(
        actor, seen(world, case, name), resources="Har familie og venner tæt på.", voice="»Jeg var bare vred den dag.«", other_help="no", target="no",
        valid_until=lib.today() + timedelta(days=90), reason=reason,
    )  # fmt: skip
    yield 141, "09.10"
    second_read(world.member(other).actor, last_of(world, case, other), agrees="yes")
    yield 140, "11.00"
    handed = {"handed_to": handed_to, "handed_how": "Et møde med ham og hans mor", "handed_on": lib.today()} if handed_to else {}
    conclude(
        actor,
        seen(world, case, name),
        kind_of_concern="none",
        psychiatry="no",
        reason=reason,
        outcome="other_need" if handed else "unfounded",
        **handed,
    )
    decide_information(actor, seen(world, case, name), when="now", told_on=lib.today(), told_whom=["child"])
    text = "Tak, fordi du skrev til os. Vi er færdige med det, du fortalte. Ser eller hører du noget nyt, så skriv igen."
    give_feedback(actor, world.first_concern(case, name), way="mailbox", text=text)
    yield 139, "14.00"
    close_case(actor, seen(world, case, name))
    return case


def bare(world: World, case: Case, name: str) -> Closed:
    """A closed case as one of the cast knows it who decides on its end."""
    with world.at(name):
        return chosen(world.member(name).actor, [case.pk])[0]


def archives(world: World) -> Iterator[Moment]:
    """Arkivet: databeskyttelsesrådgiveren noterer, hvad der er besluttet for hver slettefrist."""
    yield 160, "09.00"
    for code in ("R1", "R2", "R3", "R4"):
        with world.at("tove"):
            kept = class_for(world.brondby, code)
            decide_archive(world.tove, world.brondby, kept, decision="DISCARD", authority="Opdigtet brev fra Rigsarkivet, 2. januar 2026")


def links_checked(world: World) -> Iterator[Moment]:
    """Kataloget: systemadministratoren har set efter, at links virker; to af dem mangler."""
    yield 20, "09.30"
    with world.at("nikolaj"):
        links = [f"{one.code}:0" for one in entries(Kind.LINK, authority=world.brondby.pk)]
    check_entries(world.nikolaj, world.brondby, Kind.LINK, check_again_on=lib.today() + timedelta(days=365), entries=links[:-2])


def proposed(world: World) -> Iterator[Moment]:
    """9 Lukket: ubegrundet for et halvt år siden; sletning er foreslået og venter på den anden."""
    person = {"name": "Jonas Prøve Dahl", "birth_on": date(1998, 1, 20)}
    said = "Han råbte i pausen, at systemet skal brændes ned. Det var samme dag, han blev fyret."
    reason = "Han var vred over at miste sit arbejde. Der er ikke andet i det."
    case = yield from ended(world, "mette", said=said, person=person, reason=reason)
    yield 1, "10.20"
    propose_erasure(world.mette, bare(world, case, "mette"))


def erased(world: World) -> Iterator[Moment]:
    """10 Slettet: ubegrundet, foreslået af Søren og godkendt af Mette."""
    person = {"name": "Sofie Øvelse Friis", "birth_on": date(2000, 8, 9)}
    said = "Hun deler opslag om en demonstration, hvor der blev kastet med sten."
    reason = "Hun deltog ikke og tager afstand fra vold."
    case = yield from ended(world, "soeren", said=said, person=person, reason=reason)
    yield 4, "09.30"
    propose_erasure(world.soeren, bare(world, case, "soeren"))
    yield 3, "13.00"
    confirm_erasure(world.mette, bare(world, case, "mette"))


def helped(world: World) -> Iterator[Moment]:
    """11 Slettet: andet behov, som blev overgivet til almindelig hjælp; godkendt af den faglige leder."""
    person = {"name": "Emil Testmand Lund", "birth_on": date(2002, 12, 3)}
    said = "Han siger, at alle er imod ham, og at han vil forsvinde. Han er begyndt at læse om sammensværgelser."
    reason = "Han har brug for hjælp til angst og ensomhed."
    case = yield from ended(world, "mette", said=said, person=person, reason=reason, handed_to="Ungehuset")
    yield 6, "10.00"
    propose_erasure(world.mette, bare(world, case, "mette"))
    yield 5, "15.10"
    confirm_erasure(world.birgit, bare(world, case, "birgit"))
