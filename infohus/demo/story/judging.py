"""Cases that are judged together or concluded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import uuid5

from infohus import lib
from infohus.accounts.queries import receivers_for
from infohus.assessments.actions import (
    conclude,
    finish_assessment,
    second_read,
    sign_joint_assessment,
    start_joint_assessment,
)
from infohus.assessments.actions.police import (
    note_police_answer,
)
from infohus.assessments.queries import joints_of
from infohus.casefile.actions import print_case, withhold_from_police
from infohus.cases.actions import accept_lead
from infohus.cases.models import Case, HandOver
from infohus.concerns.actions import (
    confirm_reporter,
    note_report_judged,
    open_police_concern,
    send_receipt,
)
from infohus.concerns.queries import receipt_text
from infohus.concerns.rules import Face
from infohus.demo.story.moments import Moment, fresh, in_writing, known, last_of, seen
from infohus.demo.world import World
from infohus.disclosures.actions import note_received
from infohus.rights.actions import decide_information, place_hold


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
