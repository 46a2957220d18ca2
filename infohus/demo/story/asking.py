"""Cases about which the police were asked, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from infohus import lib
from infohus.assessments.actions.police import (
    answer_as_police,
    confirm_not_investigation,
    note_undecided,
    remind_receiver,
)
from infohus.assessments.queries import as_kept
from infohus.casefile.actions import recall_disclosure
from infohus.cases.actions import save_draft, write_note
from infohus.concerns.actions import (
    Sorted,
    confirm_reporter,
    join_concern,
    note_report_judged,
    send_receipt,
    sort_concern,
)
from infohus.concerns.models import Concern
from infohus.concerns.queries import receipt_text
from infohus.concerns.rules import Face, SentenceKind, split_sentences
from infohus.demo.story.moments import Moment, fresh, given, in_writing, known, read_answers, seen
from infohus.demo.world import World
from infohus.disclosures.actions import read_copy


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
