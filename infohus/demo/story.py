"""The demo's story (`model.md` D8): told by actions alone, dated backwards from now. All persons are invented."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from heapq import heappop, heappush
from typing import Any

from infohus import lib
from infohus.access.rules import public, reporter
from infohus.accounts.queries import receivers_for
from infohus.advice.actions import answer_advice, ask_advice, note_advice
from infohus.advice.models import Advice
from infohus.audit.jobs import sign_log
from infohus.casefile.actions import disclose_orally, read_case
from infohus.cases.actions import cover, declare_conflict, write_note
from infohus.cases.models import Case
from infohus.concerns.actions import (
    confirm_rejection,
    confirm_reporter,
    join_concern,
    note_concern,
    note_report_judged,
    propose_rejection,
    send_receipt,
)
from infohus.concerns.models import Rejection
from infohus.concerns.rules import Face
from infohus.deadlines.rules import is_arbejdsdag
from infohus.demo.world import World
from infohus.mailboxes.actions import ask_reporter, write_to_mailbox

REJECTION = "Det er en strid om en hæk. Der er ikke noget, der peger på ekstremisme."


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


def tell(say: Callable[[str], None]) -> World:
    """Tell the whole story, all chapters at once in the order of time, as the log of a real house would have it; `say` hears each name."""
    with lib.clock_at(lib.now() - timedelta(days=400)):
        world = World()
    waiting: list[tuple[datetime, int, Iterator[Moment]]] = []
    for number, chapter in enumerate(CHAPTERS):
        steps = chapter(world)
        heappush(waiting, (back(*next(steps)), number, steps))
    begun: set[int] = set()
    while waiting:
        at, number, steps = heappop(waiting)
        if number not in begun:
            say(str(CHAPTERS[number].__doc__).split(".")[0])
            begun.add(number)
        with lib.clock_at(at):
            following = next(steps, None)
        if following is not None:
            heappush(waiting, (max(at, back(*following)), number, steps))
    for authority in (world.brondby, world.albertslund):
        sign_log(authority.pk)
    return world


def seen(world: World, case: Case, name: str = "mette") -> Case:
    """The case as one of the cast sees it now, and a line in the log that they did."""
    with world.at(name):
        case = Case.objects.select_related("municipality", "administration", "lead__user").get(pk=case.pk)
        read_case(world.member(name).actor, case)
    return case


def police(world: World, case: Case, name: str, said: str) -> None:
    """A call to the police, noted in the register."""
    _key, _label, receiver, unit = next(one for one in receivers_for(world.brondby) if one[2] and one[2].kind == "POLICE")
    disclose_orally(
        world.member(name).actor, seen(world, case, name), receiver=receiver, unit=unit, basis="RPL115_2", purpose="PREVENT_CRIME",
        necessity="Politiet skal kunne vurdere, om der er fare for vold.", said=said, to_whom="Vagthavende i radikaliseringsenheden",
    )  # fmt: skip


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
    """3 Registreret: Søren er inhabil, og spørgsmålet til politiet forfalder i dag."""
    yield 2, "10.05"
    case = world.concern(
        observed="Vores kollega har sagt, at regeringen skal fjernes med våben. Han sagde det to gange i frokostpausen.", under_18="no",
        source="other", who="Kollega, ca. 40 år", when_where="På lageret, mandag og tirsdag", talked="Nej", goes_well="Han passer sit arbejde.",
    )  # fmt: skip
    yield 1, "09.30"
    declare_conflict(world.soeren, seen(world, case, "soeren"), why="private")
    world.register(case, person={"name": "Kaj Testmand Jensen", "birth_on": date(1985, 3, 9)}, under_18="no", report="")


def assessing_long(world: World) -> Iterator[Moment]:
    """4 Vurderes: politiet blev spurgt for tolv arbejdsdage siden."""
    yield 13, "11.20"
    case = world.concern(
        observed="Han lægger videoer op, hvor han siger, at bestemte mennesker bør fjernes. Jeg har selv set tre af dem.", under_18="no",
        source="sibling", who="Min bror, 23 år", when_where="På nettet, de sidste to måneder", how_known=["seen", "online"],
        goes_well="Han taler stadig med vores mor hver dag.", alternatives="Han mistede sit arbejde i sommer.",
        signs=[{"code": "A07", "text": "Deler eller producerer materiale, der opfordrer til eller hylder vold og terror", "serious": True}],
    )  # fmt: skip
    yield 13, "13.00"
    world.register(case, "soeren", person={"name": "Lasse Prøve Berg", "birth_on": date(2003, 6, 1)}, under_18="no", report="")
    yield 12, "09.15"
    police(world, case, "soeren", "Lasse Prøve Berg, 23 år, lægger videoer op, hvor han siger, at bestemte mennesker bør fjernes.")
    yield 9, "10.30"
    text = "Ringede til broderen. Han fortæller, at Lasse er begyndt at gå til samtaler hos sin læge, og at de spiser sammen om søndagen."
    write_note(world.soeren, seen(world, case, "soeren"), kind="telephone", title="Samtale med broderen", text=text)


def assessing_together(world: World) -> Iterator[Moment]:
    """5 Vurderes: en lærers henvendelse og en til, som er lagt sammen med den; underretning er sendt."""
    yield 11, "10.12"
    case = world.concern(
        face=Face.PROFESSIONAL, observed="I frikvarteret sagde han, at nogen burde gøre det samme her, da de andre talte om angrebet i nyhederne."
        " Han viste dem en video på telefonen.", when_where="9. klasse, i frikvarteret", how_known=["seen"], under_18="yes", source="teacher",
        alternatives="Lyst til at provokere; en konflikt i klassen ugen før.", who="Oskar Holm, 9.B", goes_well="Spiller håndbold tre gange om ugen.",
        told_person="yes", told_person_how="Vi talte i går. Han blev vred og sagde, at det var for sjov.", told_parent_1="yes",
        told_parent_1_how="Moren blev ked af det og vil gerne samarbejde.", told_parent_2="no", told_parent_2_how="Faren er bortrejst til på fredag.",
        interpreter="no", done="To samtaler og en plads i lektiecaféen.", workplace="Prøveskolen, Øvelsesvej 1", reporter_name="Lis Møller",
        reporter_phone="43 00 00 40", reporter_email="lis.moeller@proeveskolen.example", reporter_best="Efter kl. 14",
    )  # fmt: skip
    again = world.concern(
        observed="Han har sagt i klubben, at »de andre« ikke er rigtige mennesker.", source="club", under_18="yes", who="Oskar fra 9.B",
        when_where="I klubben, torsdag", goes_well="Træneren kender ham godt.",
    )  # fmt: skip
    yield 10, "09.40"
    world.register(case, person={"cpr": "670510-4000", "name": "Oskar Testmand Holm"}, under_18="yes", report="send")
    confirm_reporter(world.mette, world.first_concern(case), confirmed=True)
    text = "Tak for din underretning. Vi har modtaget den og vurderer den. Vi kan normalt ikke fortælle, hvad der sker i sagen."
    send_receipt(world.mette, world.first_concern(case), way="mailbox", text=text)
    join_concern(world.mette, seen(world, again), into=seen(world, case))
    yield 10, "14.40"
    police(world, case, "mette", "En dreng på 16 år har i et frikvarter hyldet et angreb og vist en video til klassen.")
    yield 10, "15.30"
    note_report_judged(world.mette, world.first_concern(case), judged_at=lib.now(), acute=False)
    yield 5, "10.30"
    text = (
        "Klasselæreren fortæller, at O. er blevet mere stille i timerne. Han spiller stadig håndbold tre gange om ugen, og træneren kender ham godt."
        " Skolen har talt med forældrene, som gerne vil samarbejde."
    )
    write_note(world.soeren, seen(world, case, "soeren"), kind="contact", title="Samtale med skolen", text=text)


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


CHAPTERS: tuple[Callable[[World], Iterator[Moment]], ...] = (
    assessing_long, assessing_together, rejected, asked, strangers, registered_and_excluded, waiting_for_rejection, arrived, away,
)  # fmt: skip
