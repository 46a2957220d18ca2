"""The demo's story (`model.md` D8): told by actions alone, dated backwards from now. All persons are invented."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from datetime import date, datetime, time, timedelta
from heapq import heappop, heappush
from typing import Any
from uuid import uuid5

from infohus import lib
from infohus.access.rules import public, reporter
from infohus.accounts.queries import receivers_for
from infohus.advice.actions import answer_advice, ask_advice, note_advice
from infohus.advice.models import Advice
from infohus.assessments.actions import (
    conclude,
    finish_assessment,
    note_finding,
    second_read,
    sign_joint_assessment,
    start_joint_assessment,
)
from infohus.assessments.actions.police import (
    answer_as_police,
    confirm_not_investigation,
    note_police_answer,
    note_undecided,
    remind_receiver,
    take_answer,
)
from infohus.assessments.models import PoliceAnswer
from infohus.assessments.queries import as_kept, finished_of, joints_of, versions_of
from infohus.audit.jobs import sign_log
from infohus.casefile.actions import disclose_orally, pass_to_police, print_case, read_case, recall_disclosure, withhold_from_police
from infohus.casefile.queries import Chosen, answer_due_on, concerns_in, draft_sheet, extracts_of, footer_of, slips_in
from infohus.cases.actions import accept_lead, cover, declare_conflict, save_draft, write_note
from infohus.cases.models import Case, HandOver
from infohus.catalogues.queries import entry
from infohus.catalogues.rules import Kind as Catalogue
from infohus.closing.actions import close_case, give_feedback
from infohus.concerns.actions import (
    Sorted,
    confirm_rejection,
    confirm_reporter,
    join_concern,
    note_concern,
    note_report_judged,
    open_police_concern,
    propose_rejection,
    send_receipt,
    sort_concern,
)
from infohus.concerns.models import Concern, Rejection
from infohus.concerns.queries import receipt_text
from infohus.concerns.rules import Face, SentenceKind, split_sentences
from infohus.deadlines.jobs import escalate
from infohus.deadlines.rules import is_arbejdsdag
from infohus.demo.world import World
from infohus.disclosures.actions import note_received, read_copy
from infohus.disclosures.models import Copy, Disclosure
from infohus.mailboxes.actions import ask_reporter, write_to_mailbox
from infohus.persons.queries import person_of
from infohus.retention.actions import confirm_erasure, decide_archive, propose_erasure
from infohus.retention.queries import chosen, class_for
from infohus.retention.rules import Closed
from infohus.rights.actions import decide_information, place_hold
from infohus.statistics.actions import comment_figures, publish_figures
from infohus.statistics.queries import open_periods, publications

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
    escalate(0)
    for authority in (world.brondby, world.albertslund):
        sign_log(authority.pk)
    return world


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
        chosen = Chosen(dict.fromkeys(keys, ()), [], True, necessity)
        footer = footer_of(basis, purpose.text if purpose else "", member)
        sheet = draft_sheet(case, person, chosen, to_police=True, due_on=answer_due_on(case), footer=footer)
        slips, of = slips_in(case, person, chosen, "PREVENT_CRIME"), concerns_in(case, chosen)
    return pass_to_police(
        member.actor, case, sheet=sheet, **police_unit(world), basis="RPL115_2", purpose="PREVENT_CRIME", necessity=necessity, slips=slips, days=days, of=of,
    )  # fmt: skip


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
    """4 Vurderes: politiet blev spurgt på skrift for tolv arbejdsdage siden, er mindet om det og kan ikke afgøre det endnu; lederen kan se det."""
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
    sheet = in_writing(world, case, "soeren")
    yield 9, "10.30"
    text = "Ringede til broderen. Han fortæller, at Lasse er begyndt at gå til samtaler hos sin læge, og at de spiser sammen om søndagen."
    write_note(world.soeren, seen(world, case, "soeren"), kind="telephone", title="Samtale med broderen", text=text)
    yield 5, "09.00"
    remind_receiver(world.soeren, fresh(world, sheet, "soeren"), by_mail=False)
    note_undecided(
        world.soeren, fresh(world, sheet, "soeren"), form="phone", answered_at=lib.now(), who="Vagthavende i radikaliseringsenheden", acute="no",
        hindrance="no", text="Vi venter på svar fra en anden politikreds, som måske kender ham.",
    )  # fmt: skip


def reminder_due(world: World) -> Iterator[Moment]:
    """13 Vurderes: politiet blev spurgt på skrift for syv arbejdsdage siden; en påmindelse ligger klar."""
    yield 9, "13.40"
    case = world.concern(
        observed="Han delte et opslag, hvor en gruppe beder folk om at møde op med køller. Han skrev »jeg kommer« under det.", under_18="no",
        source="friend", who="En fra holdet, 20 år", when_where="På nettet, i søndags", how_known=["seen", "online"], talked="Nej",
        goes_well="Han træner de små på fodboldholdet.", alternatives="Det kan være praleri.",
    )  # fmt: skip
    yield 8, "10.00"
    person = {"name": "Anton Øvelse Krarup", "birth_on": date(2006, 4, 18), "gender": "m"}
    world.register(case, person=person, under_18="no", report="")
    yield 7, "13.15"
    in_writing(world, case, "mette", necessity="Politiet skal kunne vurdere, om der er fare for vold på lørdag.")


def assessing_together(world: World) -> Iterator[Moment]:
    """5 Vurderes: en lærers henvendelse, lagt sammen med en til; et ark er kaldt tilbage, og politiet deler bekymringen."""
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
    told = world.first_concern(case)
    send_receipt(world.mette, told, way="mailbox", text=receipt_text(told, world.mette.name))
    later = world.first_concern(again)
    join_concern(world.mette, seen(world, again), into=seen(world, case))
    with world.at("mette"):
        joined = Concern.objects.select_related("case__municipality").get(pk=later.pk)
        parts = [Sorted(text, SentenceKind.TOLD) for text in split_sentences(joined.observed)]
        sort_concern(world.mette, joined, version=joined.version, sentences=parts, no_surplus=True, report="send")
    yield 10, "14.40"
    wrong = in_writing(world, case, "mette")
    yield 10, "15.05"
    recall_disclosure(world.mette, fresh(world, wrong), why="Begrundelsen var for bred. Politiet får et nyt ark med det samme.")
    necessity = "Politiet skal kunne vurdere, om han er i kontakt med nogen, der opfordrer til vold."
    sheet = in_writing(world, case, "mette", necessity=necessity, of_all=True)
    yield 10, "15.30"
    note_report_judged(world.mette, world.first_concern(case), judged_at=lib.now(), acute=False)
    yield 7, "13.20"
    copy = given(world, sheet)
    confirm_not_investigation(world.pia, copy)
    read_copy(world.pia, given(world, sheet))
    answer_as_police(
        world.pia, given(world, sheet), shares="yes", acute="no", hindrance="no",
        text="Vi deler bekymringen. Videoen kender vi fra en gruppe på nettet. Der er ikke noget, der haster.",
    )  # fmt: skip
    yield 7, "14.10"
    read_answers(world, case, "mette")
    yield 5, "10.30"
    text = (
        "Klasselæreren fortæller, at O. er blevet mere stille i timerne. Han spiller stadig håndbold tre gange om ugen, og træneren kender ham godt."
        " Skolen har talt med forældrene, som gerne vil samarbejde."
    )
    write_note(world.soeren, seen(world, case, "soeren"), kind="contact", title="Samtale med skolen", text=text)
    yield 3, "13.10"
    known(world, case, "mette", [
        ("R1", "know", "Sagde i frikvarteret, at nogen burde gøre det samme her, og viste en video.", "professional", "Klasselæreren", "seen"),
        ("R1", "help", "Taler om det, når klasselæreren spørger roligt.", "professional", "Klasselæreren", "told"),
        ("R1", "unknown", "Om det er hans egne ord eller noget, han gentager.", "own", "", ""),
        ("W4", "know", "Spiller håndbold tre gange om ugen.", "professional", "Skolen", "told"),
        ("W5", "know", "Er blevet mere stille i timerne.", "professional", "Klasselæreren", "told"),
    ])  # fmt: skip
    yield 2, "10.36"
    half = {
        "alternatives": ["Lyst til at provokere. En konflikt i klassen ugen før. Han har sovet dårligt siden sommerferien."],
        "worry": ["At han trækker sig fra klassen og søger fællesskab steder, hvor vold bliver hyldet."],
        "parents": ["De vil gerne samarbejde. De er mest optaget af, at han sover dårligt."],
        "reason": ["Ét udsagn og én video er for lidt. Vi mangler hans egen forklaring."], "target": ["undecided"],
    }  # fmt: skip
    save_draft(world.mette, seen(world, case), form="social", text=as_kept(half, list(half)))


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


def judged_together(world: World) -> Iterator[Moment]:
    """6 Fælles vurdering: politiet har selv henvendt sig, Søren har overtaget sagen, og spørgsmålet om psykiatrien venter."""
    yield 15, "10.00"
    token = lib.uuid7()
    said = {
        "observed": "Hun har i tre samtaler sagt, at stemmerne siger, at hun skal kæmpe mod de vantro. Hun sagde det også til en betjent.",
        "who": "Nora, 19 år", "when_where": "På stationen og ved bopælen", "under_18": "no", "how_known": ["seen"],
    }  # fmt: skip
    open_police_concern(world.pia, world.brondby, token=token, answers=said)
    with world.at("mette"):
        case = Case.objects.select_related("municipality").get(pk=uuid5(world.brondby.pk, str(token)))
    yield 14, "09.30"
    person = {"name": "Nora Prøve Lind", "birth_on": date(2007, 4, 2), "gender": "k"}
    world.register(case, "mette", person=person, under_18="no", report="", offer_to=world.member("soeren"))
    with world.at("soeren"):
        offer = HandOver.objects.select_related("case__municipality").get(case=case, answered_at=None)
    yield 14, "11.15"
    accept_lead(world.soeren, offer)
    yield 8, "13.00"
    known(world, case, "soeren", [
        ("R1", "know", "Siger, at stemmerne vil have hende til at kæmpe mod de vantro.", "police", "Pia Rask", "told"),
        ("W2", "know", "Har sovet dårligt siden sommer og er holdt op med sin medicin.", "family", "Søsteren", "told"),
        ("W3", "help", "Bor hos sin søster, der er tæt på hende.", "family", "Søsteren", "told"),
    ])  # fmt: skip
    finish_assessment(
        world.soeren, seen(world, case, "soeren"), resources="Søsteren er tæt på. Hun har før taget imod hjælp.",
        voice="»Jeg ved ikke, om det er mig eller stemmerne.«", other_help="yes", statute="SEL85", help_what="Støtte i hverdagen, Ungehuset",
        target="undecided", valid_until=lib.today() + timedelta(days=60), alternatives="Psykisk sygdom, der ikke er behandlet.",
        reason="Det kan være sygdom alene. Psykiatrien skal med, før vi kan sige det.",
    )  # fmt: skip
    yield 6, "09.20"
    second_read(world.mette, last_of(world, case, "mette"), agrees="yes")
    _key, _label, region, unit = next(one for one in receivers_for(world.brondby) if one[3] and one[3].name == "PSP-funktionen")
    note_received(
        world.soeren, seen(world, case, "soeren"), sender=region, unit=unit, form="phone", basis="not_said", purpose="PREVENT_RADICALISATION",
        received_at=lib.now(), text="Hun er kendt i distriktspsykiatrien. De vil gerne være med, når vi taler om hende.", who="Vagthavende i PSP",
    )  # fmt: skip
    yield 5, "14.00"
    start_joint_assessment(world.soeren, seen(world, case, "soeren"))


def last_of(world: World, case: Case, name: str) -> Any:
    """The last finished social assessment of a case, as one of the cast sees it."""
    with world.at(name):
        return finished_of(versions_of(case))


def unfounded(world: World) -> Iterator[Moment]:
    """7 Konklusion: ubegrundet og ikke videregivet; beskeden til fagpersonen er over tiden."""
    yield 18, "12.40"
    case = world.concern(
        face=Face.PROFESSIONAL, observed="Hun tegner det samme mærke i alle sine hæfter. En anden elev sagde, at det er fra en gruppe.",
        when_where="8. klasse, siden efterårsferien", how_known=["seen", "told"], under_18="yes", source="teacher", who="Asta, 8.A",
        goes_well="Er glad for billedkunst.", alternatives="Det kan være fra et spil.", told_person="no", told_person_how="Vi ville spørge jer først.",
        told_parent_1="no", told_parent_1_how="Vi ville spørge jer først.", told_parent_2="no", told_parent_2_how="Vi ville spørge jer først.",
        interpreter="no", done="Ingenting endnu.", workplace="Prøveskolen, Øvelsesvej 1", reporter_name="Ida Øvelse", reporter_phone="43 00 00 41",
        reporter_email="ida.oevelse@proeveskolen.example",
    )  # fmt: skip
    yield 17, "10.10"
    world.register(case, person={"name": "Asta Testmand", "birth_on": date(2011, 9, 14), "gender": "k"}, under_18="yes", report="send")
    confirm_reporter(world.mette, world.first_concern(case), confirmed=True)
    told = world.first_concern(case)
    send_receipt(world.mette, told, way="mailbox", text=receipt_text(told, world.mette.name))
    note_report_judged(world.mette, world.first_concern(case), judged_at=lib.now(), acute=False)
    yield 17, "10.45"
    withhold_from_police(
        world.mette, seen(world, case), code="not_necessary", sentence="Et mærke i et hæfte er ikke nok til at give noget videre."
    )
    yield 11, "13.20"
    finish_assessment(
        world.mette, seen(world, case), resources="Forældrene er tæt på, og hun er glad for skolen.", voice="»Det er bare logoet fra mit spil.«",
        parents="De kender spillet og har set logoet.", other_help="no", target="no", valid_until=lib.today() + timedelta(days=120),
        reason="Tegningerne er et logo fra et spil. Hun vidste ikke, at andre bruger det som symbol.",
    )  # fmt: skip
    yield 10, "09.00"
    second_read(world.soeren, last_of(world, case, "soeren"), agrees="yes")
    yield 8, "10.30"
    conclude(
        world.mette, seen(world, case), outcome="unfounded", kind_of_concern="none", psychiatry="no",
        reason="Tegningerne var et logo fra et spil. Skolen og forældrene har talt med A., og der er ingen bekymring tilbage.",
    )  # fmt: skip
    yield 3, "10.20"
    until = lib.today() + timedelta(days=60)
    place_hold(world.mette, seen(world, case), kind="request", reason="Forældrene har bedt om indsigt i sagen.", until=until)
    yield 2, "11.30"
    print_case(world.mette, seen(world, case), purpose="access", reporter="without")


def in_the_target_group(world: World) -> Iterator[Moment]:
    """8 Roller aftales: i målgruppen, i risiko; uenighed er noteret, borgeren får besked senere, og politiets ark er udløbet."""
    yield 25, "09.50"
    case = world.concern(
        observed="Min fætter er begyndt at mødes med nogle mænd, der siger, at vold er den eneste vej. Han har købt en kniv.", under_18="no",
        source="friend", who="Min fætter, 22 år", when_where="Hver torsdag, siden august", how_known=["seen", "told"],
        goes_well="Han passer sit arbejde og sin lillesøster.", alternatives="Han vil gerne høre til et sted.", talked="Nej",
    )  # fmt: skip
    yield 24, "10.20"
    person = {"name": "Malte Prøve Krog", "birth_on": date(2004, 2, 11), "gender": "m"}
    world.register(case, person=person, under_18="no", report="")
    row = in_writing(world, case, "mette", days=30)
    reason = "Siger vi det nu, kan det bringe henvenderen i fare. Vi ser på det igen om to måneder."
    decide_information(
        world.mette, seen(world, case), when="later", interest="others", until=lib.today() + timedelta(days=60), reason=reason
    )
    yield 15, "11.00"
    note_police_answer(
        world.mette, fresh(world, row), form="phone", answered_at=lib.now(), who="Vagthavende i radikaliseringsenheden", shares="yes", acute="no",
        hindrance="no", text="Vi deler bekymringen. Gruppen er kendt. Der er ikke noget, der haster.",
    )  # fmt: skip
    yield 12, "14.10"
    known(world, case, "mette", [
        ("R1", "worry", "At vold bliver et svar.", "own", "", ""),
        ("R4", "know", "Mødes hver torsdag med tre mænd, der siger, at vold er den eneste vej.", "reporter", "Fætteren", "seen"),
        ("R2", "know", "Har købt en kniv.", "reporter", "Fætteren", "told"),
        ("W3", "help", "Tager sig af sin lillesøster.", "family", "Fætteren", "told"),
        ("W5", "know", "Passer sit arbejde på et lager.", "reporter", "Fætteren", "told"),
    ])  # fmt: skip
    finish_assessment(
        world.mette, seen(world, case), resources="Arbejdet, lillesøsteren og en fætter, der ikke vil give slip.",
        voice="Ikke spurgt endnu: det bringer henvenderen i fare.", other_help="no", target="risk", valid_until=lib.today() + timedelta(days=120),
        alternatives="Han vil gerne høre til et sted.", reason="Han har sluttet sig til et fællesskab, der hylder vold, og har købt en kniv.",
    )  # fmt: skip
    yield 10, "13.00"
    second_read(world.soeren, last_of(world, case, "soeren"), agrees="yes")
    start_joint_assessment(world.mette, seen(world, case))
    yield 8, "09.30"
    joint = sign_joint_assessment(
        world.mette, seen(world, case), form="contact", held_on=lib.today(), municipality=[world.member("mette"), world.member("soeren")],
        police="Pia Rask", worried="Gruppen om torsdagen, og kniven.", builds_on="Arbejdet, lillesøsteren og fætteren.",
        works_on="Et fællesskab, der ikke er gruppen.", psychiatry="no", psychiatry_why="Ingen kendt kontakt. Overvejes igen ved næste vurdering.",
        target="risk", reason="Han er på vej ind i et fællesskab, der hylder vold, men har meget, der holder fast.",
        dissent="Pia Rask: sikkerhedsmæssigt ikke behov for mere fra politiet nu.", valid_until=lib.today() + timedelta(days=90),
    )  # fmt: skip
    yield 7, "15.00"
    with world.at("soeren"):
        joint = next(one for one in joints_of(case) if one.pk == joint.pk)
    second_read(world.soeren, joint, agrees="no", dissent="Jeg mener, at vi ved for lidt om ham selv til at sige det endnu.")
    yield 6, "10.00"
    conclude(
        world.mette, seen(world, case), outcome="target_risk", kind_of_concern="mixed",
        reason="Han søger et fællesskab, der hylder vold, og har brug for et andet sted at høre til.",
    )  # fmt: skip


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
    decide_information(actor, seen(world, case, name), when="now", told_on=lib.today())
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


CHAPTERS: tuple[Callable[[World], Iterator[Moment]], ...] = (
    archives, proposed, erased, helped, figures, assessing_long, reminder_due, assessing_together, judged_together, unfounded,
    in_the_target_group, rejected, asked, strangers, registered_and_excluded, waiting_for_rejection, arrived, away,
)  # fmt: skip
