"""What has arrived and what nothing came of: concerns, questions of advice, a case elsewhere, and who is away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from infohus import lib
from infohus.access.rules import public, reporter
from infohus.advice.actions import answer_advice, ask_advice, note_advice
from infohus.advice.models import Advice
from infohus.cases.actions import ask_for_another, cover, declare_conflict
from infohus.concerns.actions import (
    confirm_rejection,
    note_concern,
    propose_rejection,
)
from infohus.concerns.models import Rejection
from infohus.demo.story.moments import Moment, seen
from infohus.demo.world import World
from infohus.mailboxes.actions import ask_reporter, write_to_mailbox

REJECTION = "Det er en strid om en hæk. Der er ikke noget, der peger på ekstremisme."


def arrived(world: World) -> Iterator[Moment]:
    """1 Modtaget: en anonym borger skriver i dag, og et spørgsmål venter i postkassen."""
    yield 0, "08.12"
    case = world.concern(
        observed="Min søns ven var hjemme hos os i lørdags om eftermiddagen. Han viste min søn en lukket gruppe på sin telefon, hvor de hylder"
        " en mand, der skød mange mennesker i et andet land. Han sagde, at manden var en helt. Jeg stod i køkkenet og hørte det."
        " Min søn siger, at han har talt sådan hele efteråret. Jeg tror, han er meget alene. Hans mor er vist syg.",
        when_where="I lørdags om eftermiddagen, hjemme hos os", goes_well="Han går i ungdomsklub om tirsdagen og er god til at tegne.",
        who="T.V., går i 9. klasse", age="15 år", talked="Jeg har ikke talt med ham eller hans forældre.", under_18="yes", source="friend",
    )  # fmt: skip
    yield 0, "09.05"
    seen(world, case)
    box = world.mailbox_of(case)
    text = (
        "Tak, fordi du skrev. Du bestemmer selv, om du vil svare.\n\nVar der andre til stede i lørdags end din søn og hans ven?"
        "\nEr der en voksen i skolen eller klubben, han stoler på?"
    )
    ask_reporter(world.mette, box, text=text)
    yield 0, "09.40"
    write_to_mailbox(
        reporter(world.brondby.pk, box.pk), box, text="Min datter var hjemme, men på sit værelse. Han stoler vist på pedellen."
    )


def waiting_for_rejection(world: World) -> Iterator[Moment]:
    """2 Modtaget: et telefonnotat fra jobcentret, hvor Mette har foreslået en afvisning."""
    yield 1, "15.47"
    answers: dict[str, Any] = {
        "observed": "En borger klager over sin nabo, der har klippet hækken. Han kaldte naboen ekstremist.", "when_where": "I sidste uge, i haven",
        "who": "Naboen, navn ukendt", "under_18": "no", "source": "caseworker", "how_known": ["told"],
    }  # fmt: skip
    case, _code = note_concern(world.soeren, world.brondby, token=str(lib.uuid7()), answers=answers)
    yield 1, "16.10"
    propose_rejection(world.mette, seen(world, case), code="quarrel", sentence=REJECTION)


def registered_and_excluded(world: World) -> Iterator[Moment]:
    """3 Registreret: Søren er inhabil, Mette har bedt lederen om en til, og spørgsmålet til politiet forfalder i dag."""
    yield 2, "10.05"
    case = world.concern(
        observed="Vores kollega har sagt, at regeringen skal fjernes med våben. Han sagde det to gange i frokostpausen.", under_18="no",
        source="other", who="Kollega, ca. 40 år", when_where="På lageret, mandag og tirsdag", talked="Nej", goes_well="Han passer sit arbejde.",
    )  # fmt: skip
    yield 1, "09.30"
    declare_conflict(world.soeren, seen(world, case, "soeren"), why="private")
    world.register(case, person={"name": "Kaj Testmand Jensen", "birth_on": date(1985, 3, 9)}, under_18="no", report="")
    yield 0, "08.05"
    ask_for_another(world.mette, seen(world, case))


def rejected(world: World) -> Iterator[Moment]:
    """12 Afvist: ikke emnet, godkendt af to, og alle oplysninger slettet med det samme."""
    yield 6, "12.00"
    case = world.concern(observed="Min nabo har fået skæg og går i moské. Det er sikkert ekstremisme.", under_18="no", source="neighbour")
    yield 5, "09.00"
    row = propose_rejection(
        world.soeren, seen(world, case, "soeren"), code="belief", sentence="Det handler kun om tro og udseende. Det er ikke tegn."
    )
    yield 5, "11.30"
    with world.at("mette"):
        row = Rejection.objects.select_related("case__municipality", "proposed_by").get(pk=row.pk)
    confirm_rejection(world.mette, row)


def asked(world: World) -> Iterator[Moment]:
    """Tre spørgsmål om råd: ét besvaret med kode, ét på telefonen, ét venter."""
    anyone = public(world.brondby.pk)
    yield 4, "11.00"
    question = "En forælder spørger, hvordan man taler med en teenager om voldelige videoer på nettet uden at skændes."
    ask_advice(anyone, world.brondby, token=str(lib.uuid7()), theme="TALK", group="citizen", question=question, form="code")
    yield 3, "13.30"
    with world.at("soeren"):
        row = Advice.objects.select_related("municipality").get(answered_at=None)
    answer = "Spørg, hvad videoerne handler om, og lyt, før du siger, hvad du mener. Du er velkommen til at ringe og vende det med os."
    answer_advice(world.soeren, row, version=row.version, answer=answer, form="code", minutes=20)
    yield 2, "09.00"
    question, answer = (
        "En klub spørger, om en tegning på væggen er et tegn på noget.",
        "Det er den ikke i sig selv. Vi talte om, hvad man kan spørge om.",
    )
    note_advice(world.mette, world.brondby, theme="LANGUAGE", group="club", question=question, answer=answer, form="phone", minutes=10)
    yield 1, "14.15"
    question = "En skole spørger, hvordan man taler om krigen i nyhederne i 8. klasse."
    ask_advice(anyone, world.brondby, token=str(lib.uuid7()), theme="CLASSROOM", group="school", question=question, form="code")


def strangers(world: World) -> Iterator[Moment]:
    """En sag i Albertslund, som ingen i Brøndby kan se."""
    yield 3, "14.00"
    world.file(
        at=world.albertslund, observed="Han har sagt noget om en fest i Albertslund.", under_18="no", source="friend", who="En bekendt"
    )


def away(world: World) -> Iterator[Moment]:
    """Søren dækker for Mette i næste uge."""
    yield 0, "23.59"
    monday = lib.today() + timedelta(days=7 - lib.today().weekday())
    cover(
        world.mette, world.brondby, of=world.member("mette"), by=world.member("soeren"), from_on=monday, until_on=monday + timedelta(days=4)
    )
