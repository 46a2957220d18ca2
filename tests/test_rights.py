"""The citizen is told, now or later for a reason of their own case; while it is over time the case goes nowhere but where it cannot wait."""

from datetime import date, timedelta

import pytest
from django.test import Client

from infohus import lib
from infohus.accounts.queries import receivers_for
from infohus.casefile.actions import disclose_orally, withhold_from_police
from infohus.casefile.queries.informing import why
from infohus.cases.models import Case
from infohus.cases.rules import Stage
from infohus.concerns.rules import Face
from infohus.deadlines.models import Deadline
from infohus.lib import Refused
from infohus.persons.actions import note_relative
from infohus.retention.actions import confirm_class, propose_class
from infohus.retention.queries import class_for
from infohus.rights.actions import decide_information
from infohus.rights.models import Information
from tests.conftest import signed_in
from tests.papers import words
from tests.test_assessments import finish, withheld
from tests.test_ending import LIS

LATER = {"when": "later", "interest": "others", "reason": "Henvenderen bor i samme opgang."}


def inform(world, case):
    """When the citizen must be told, as long as it is open."""
    with world.at("mette"):
        return Deadline.objects.filter(case_id=case.pk, kind="inform", met_at=None, ended_at=None).first()


def test_telling_the_citizen_meets_the_duty(world):
    case = world.register(world.concern())
    decide_information(world.mette, case, when="now", told_on=lib.today(), told_whom=["child"])
    assert inform(world, case) is None


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"when": ""}, "when"),
        ({"when": "now"}, "told_on"),
        ({**LATER, "interest": "", "until": 30}, "interest"),
        ({**LATER, "reason": "Nej", "until": 30}, "reason"),
        ({**LATER, "until": 120}, "until"),
        (LATER, "until"),
    ],
)
def test_a_decision_that_is_none_is_refused_at_its_field(world, said, field):
    case = world.register(world.concern())
    days = said.get("until")
    with pytest.raises(Refused) as refused:
        decide_information(world.mette, case, **{**said, "until": lib.today() + timedelta(days=days) if days else None})
    assert field in {one.field for one in refused.value.parts}


def test_nobody_was_told_before_the_concern_came(world):
    case = world.register(world.concern())
    for day in (lib.today() - timedelta(days=1), lib.today().replace(year=1901)):
        with pytest.raises(Refused, match="kom først") as refused:
            decide_information(world.mette, case, when="now", told_on=day, told_whom=["child"])
        assert refused.value.field == "told_on"
    assert inform(world, case) is not None


def test_later_is_decided_anew_at_its_day_and_its_reason_is_sealed(world):
    case, until = world.register(world.concern()), lib.today() + timedelta(days=60)
    decide_information(world.mette, case, **LATER, until=until)
    assert inform(world, case).due_at.astimezone(lib.TZ).date() == until
    with world.at("soeren"):
        assert Information.objects.get(case=case).reason == "Henvenderen bor i samme opgang."


@pytest.mark.function("C05", act="decide_information")
def test_over_time_the_case_goes_nowhere_until_it_is_decided(world):
    case = world.register(world.concern())
    with lib.clock_at(lib.now() + timedelta(days=40)):
        with world.at("mette"):
            case = Case.objects.select_related("municipality", "lead__user").get(pk=case.pk)
        with pytest.raises(Refused, match="oplysningspligten"):
            withhold_from_police(world.mette, case, code="known", sentence="Politiet kender det i forvejen.")
        decide_information(world.mette, case, when="now", told_on=lib.today(), told_whom=["child"])
        withhold_from_police(world.mette, case, code="known", sentence="Politiet kender det i forvejen.")


def letter(case, world, more=""):
    """The words of the letter to the citizen."""
    return words(signed_in(world, "mette").get(f"/sager/{case.pk}/oplysning/brev.pdf{more}").content)


def test_the_letter_says_nothing_of_what_was_reported_or_by_whom(world):
    case = world.register(world.concern(observed="Han sagde noget om et angreb.", reporter_name="Lis Møller"))
    mette = signed_in(world, "mette")
    assert mette.get(f"/sager/{case.pk}/oplysning/").status_code == 200
    said = letter(case, world)
    assert "En, der var bekymret, har skrevet til os" in said
    for right in (
        "se, hvad vi har om dig",
        "få rettet",
        "slette",
        "bruge oplysningerne mindre",
        "gøre indsigelse",
        "klage til Datatilsynet",
    ):
        assert right in said, right  # all that art. 14, stk. 2, litra c and e name
    for word in ("angreb", "Lis", "mistænkt"):
        assert word not in said, word
    assert mette.post(f"/sager/{case.pk}/oplysning/", {"when": "now"}).status_code == 422


def test_of_somebody_under_18_each_who_has_custody_gets_a_letter_without_what_others_said_of_them(world):
    case = world.register(
        world.concern(observed="Han sagde noget om et angreb.", reporter_name="Lis Møller"), person={"name": "Oskar Holm"}
    )
    mette, page = signed_in(world, "mette"), f"/sager/{case.pk}/oplysning/"
    assert "Ingen med del i forældremyndigheden er noteret på sagen." in mette.get(page).content.decode()
    said_of_her = {"name": "Anja Holm", "contact": "20 30 40 50", "remark": "Skolen siger, at hun drikker.", "interpreter": "Arabisk"}
    anja = note_relative(world.mette, case, role="mother", holds_custody=True, **said_of_her)
    brother = note_relative(world.mette, case, role="sibling", name="Emil Holm")
    at = f"/sager/{case.pk}/oplysning/brev/{anja.pk}.pdf"
    shown = mette.get(page).content.decode()
    assert f'href="{at}"' in shown
    assert str(brother.pk) not in shown
    assert "Har en af dem selv gjort det, så tal med dem, før de får brevet." in shown  # who wrote is not told, not to them either
    letter_to = words(mette.get(at).content)
    for word in ("Anja Holm", "oplysninger om Oskar Holm", "du har del i forældremyndigheden", "En, der var bekymret, har skrevet til os"):
        assert word in letter_to, word
    kinds = "din telefon eller e-mail, hvad du er for Oskar Holm, at du har del i forældremyndigheden, om du har brug for tolk"
    assert f"Om dig: dit navn, {kinds} og en bemærkning, som vi har skrevet om dig." in letter_to
    for word in ("angreb", "Lis", "drikker", "20 30 40 50", "Arabisk", "Emil"):
        assert word not in letter_to, word
    withheld = words(mette.get(f"{at}?uden=kilde").content)
    assert "bekymret, har skrevet" not in withheld
    assert "§ 22" in withheld
    kinds = "om du ved, at nogen var bekymret, hvad der er sagt til dig, hvordan du tog det og om I har brug for tolk"
    assert kinds in withheld  # whichever form it came in
    assert mette.get(f"/sager/{case.pk}/oplysning/brev/{brother.pk}.pdf").status_code == 404
    grown = world.register(world.concern(under_18="no"), person={"name": "Bo Bak", "birth_on": date(1999, 5, 4)}, under_18="no", report="")
    mother = note_relative(world.mette, grown, role="mother", holds_custody=True, name="Else Bak")
    assert mette.get(f"/sager/{grown.pk}/oplysning/brev/{mother.pk}.pdf").status_code == 404
    assert "forældremyndighed" not in mette.get(f"/sager/{grown.pk}/oplysning/").content.decode()


def test_the_letter_to_one_who_has_custody_names_every_kind_that_the_case_holds_about_them_and_no_other(world):
    """Also what stands in a professional's form about parents, of whom it is not said which; what is noted of nobody is not named (art. 14)."""
    answers = {"told_parent_1": "yes", "told_parent_1_how": "Hun blev vred.", "interpreter": "yes", "interpreter_who": "Moren, arabisk"}
    told = world.register(world.concern(face=Face.PROFESSIONAL, **{**LIS, **answers}), person={"name": "Oskar Holm"})
    quiet = world.register(world.concern(talked=""), person={"name": "Ida Holm"})
    mette, too = signed_in(world, "mette"), "Det, andre har fortalt, og det, vi selv har skrevet ned, kan også handle om dig"

    def letter_of(case):
        holder = note_relative(world.mette, case, role="father", holds_custody=True, name="Jens Holm")
        return words(mette.get(f"/sager/{case.pk}/oplysning/brev/{holder.pk}.pdf").content)

    said = letter_of(told)
    assert "Om dig: dit navn, hvad du er for Oskar Holm og at du har del i forældremyndigheden." in said
    assert f"{too}: om du ved, at nogen var bekymret, hvad der er sagt til dig, hvordan du tog det og om I har brug for tolk." in said
    for word in ("vred", "arabisk", "bemærkning"):
        assert word not in said, word
    assert f"{too}." in letter_of(quiet)
    decide_information(world.mette, quiet, when="now", told_on=lib.today(), told_whom=["holders"])
    assert f"{too}: om du ved, at nogen var bekymret, hvad der er sagt til dig og hvordan du tog det." in letter_of(quiet)


def test_custody_ends_at_18_whatever_was_answered_when_the_case_was_registered(world):
    """From the birthday on nobody else is written to about them, and nobody is asked whether they were (forældreansvarsloven § 1)."""
    born = lib.today().replace(year=lib.today().year - 18, day=1) + timedelta(days=45)
    case = world.register(world.concern(), person={"name": "Oskar Holm", "birth_on": born})
    told_age = world.register(world.concern(), person={"name": "Asta Holm"})
    mother, hers = (note_relative(world.mette, one, role="mother", holds_custody=True, name="Anja Holm") for one in (case, told_age))
    mette, page = signed_in(world, "mette"), f"/sager/{case.pk}/oplysning/"
    at, still = f"{page}brev/{mother.pk}.pdf", f"/sager/{told_age.pk}/oplysning/brev/{hers.pk}.pdf"
    assert mette.get(at).status_code == 200
    assert "Har del i den" in mette.get(f"/sager/{case.pk}/person/").content.decode()
    with lib.clock_at(lib.now() + timedelta(days=60)):
        later = signed_in(world, "mette")
        assert later.get(at).status_code == 404
        shown = later.get(page).content.decode()
        assert "18 år" in shown
        assert "Brev til dem med forældremyndighed" not in shown
        assert "Har del i den" not in later.get(f"/sager/{case.pk}/person/").content.decode()
        assert later.get(still).status_code == 200  # no birth date is known: what was answered stands
        with pytest.raises(Refused, match="fyldt 18 år den dag"):
            decide_information(world.mette, case, when="now", told_on=lib.today(), told_whom=["holders"])
        decide_information(world.mette, case, when="now", told_on=lib.today(), told_whom=["child"])
        then = lib.today() - timedelta(days=59)  # they were told while they had custody, and it is noted afterwards
        said = {"when": "now", "told_on": f"{then:%d.%m.%Y}", "told_whom": ["holders"]}
        assert later.post(page, said).status_code == 302
        with world.at("mette"):
            assert sorted(one.told_whom for one in Information.objects.filter(case=case)) == [[], ["holders"]]


def test_the_letter_is_there_too_where_nothing_is_known_of_the_person(world):
    """Nobody can be written to yet, and the page says so much as it can: it never fails."""
    arrived = world.concern()
    known = world.register(world.concern(), person={"unidentified": True})
    for case in (arrived, known):
        said = letter(case, world)
        assert "Hvilke oplysninger det er" in said
        assert "CPR-nummer" not in said


def test_the_letter_tells_source_kinds_and_receivers_unless_they_must_be_withheld(world):
    case = world.register(
        world.concern(under_18="no"), person={"name": "Oskar Holm", "birth_on": date(1999, 5, 4)}, under_18="no", report=""
    )
    assert "Ingen andre har fået noget indtil nu." in letter(case, world)
    unit = next({"receiver": one[2], "unit": one[3]} for one in receivers_for(world.brondby) if one[2] and one[2].kind == "POLICE")
    disclose_orally(
        world.mette,
        case,
        **unit,
        basis="RPL115_2",
        purpose="PREVENT_CRIME",
        necessity="Det er nødvendigt nu.",
        said="Noget.",
        to_whom="En vagt",
    )
    said = letter(case, world)
    for word in ("Navn og fødselsdato.", "helbred, tro eller politisk holdning", "Radikaliseringsenheden"):
        assert word in said, word
    kept = letter(case, world, "?uden=kilde")
    assert "Det kan vi ikke fortælle nu" in kept
    for word in ("Radikaliseringsenheden", "har skrevet til os", "Ingen andre har fået"):
        assert word not in kept, word


def test_the_letter_follows_the_retention_class_in_force(world):
    case = world.register(world.concern())
    assert "slettet 6 måneder efter, at sagen er lukket" in letter(case, world)
    for amount, unit, said in ((3, "months", "slettet 3 måneder efter"), (45, "days", "slettet 45 dage efter")):
        with world.at("nikolaj"):
            propose_class(
                world.nikolaj, world.brondby, class_for(world.brondby, "R2"), amount=amount, unit=unit, source="Udvalget, 3. november"
            )
        with world.at("tove"):
            confirm_class(world.tove, world.brondby, class_for(world.brondby, "R2"))
        assert said in letter(case, world)
        assert Client().get("/privatliv/").status_code == 200


def test_the_letter_invites_to_talk_only_while_the_case_is_looked_at(world):
    case = world.register(world.concern())
    assert "Vi vil gerne tale med dig" in why(case)
    case.stage = Stage.CONCLUDED
    assert "tale med dig" not in why(case)


def test_of_a_child_it_is_noted_who_was_told(world):
    """On the page it is asked, of somebody under 18 alone; what was not asked before is not made up."""
    child, grown = world.register(world.concern()), world.register(world.concern(), under_18="no", report="", person={"name": "En Voksen"})
    mette, said = signed_in(world, "mette"), {"when": "now", "told_on": f"{lib.today():%d.%m.%Y}"}
    for case, asked in ((child, True), (grown, False)):
        page = mette.get(f"/sager/{case.pk}/oplysning/").content.decode()
        assert ("hvem har fået besked?" in page) is asked
        answered = mette.post(f"/sager/{case.pk}/oplysning/", said)
        assert answered.status_code == (422 if asked else 302)
        assert ("Sæt kryds ved den eller dem, der har fået besked." in answered.content.decode()) is asked
    both = mette.post(f"/sager/{child.pk}/oplysning/", {**said, "told_whom": ["one", "holders"]})
    assert both.status_code == 422
    assert "Sæt kun ét kryds ved forældrene" in both.content.decode()
    assert mette.post(f"/sager/{child.pk}/oplysning/", {**said, "told_whom": ["child", "holders"]}).status_code == 302
    page = mette.get(f"/sager/{child.pk}/oplysning/").content.decode()
    assert "Besked til: barnet eller den unge selv og alle med forældremyndighed." in page
    assert "Borgeren får besked nu" not in page
    with world.at("mette"):
        assert Information.objects.get(case=child).told_whom == ["child", "holders"]
        assert Information.objects.get(case=grown).told_whom == []
    printed = mette.post(f"/sager/{child.pk}/udskriv/", {"purpose": "access", "reporter": "without"})
    assert "alle med forældremyndighed" in words(printed.content)


def test_who_was_told_of_a_child_is_asked_by_the_act_whoever_calls_it(world):
    """Also for a page that was opened before one knew the age; of a grown person nothing is kept, whatever was sent."""
    child, grown = world.register(world.concern()), world.register(world.concern(), under_18="no", report="", person={"name": "En Voksen"})
    for whom, told in (((), "Sæt kryds ved den eller dem"), (("one", "holders"), "Sæt kun ét kryds ved forældrene")):
        with pytest.raises(Refused, match=told) as refused:
            decide_information(world.mette, child, when="now", told_on=lib.today(), told_whom=whom)
        assert refused.value.field == "told_whom"
    assert decide_information(world.mette, grown, when="now", told_on=lib.today(), told_whom=["child"]).told_whom == []
    assert decide_information(world.mette, child, when="now", told_on=lib.today(), told_whom=["one", "child"]).told_whom == ["child", "one"]


def test_of_a_guarded_address_it_is_said_that_no_letter_tells_it_and_what_to_mind(world):
    said = "Borgeren har navne- og adressebeskyttelse. Adressen står derfor ikke i brevene."
    person = {"name": "Oskar Holm", "birth_on": date(2010, 5, 4), "address": "Prøvevej 7, 2605 Brøndby"}
    open_one, guarded = (
        withheld(world, world.register(world.concern(), person={**person, "address_protected": kept})) for kept in (False, True)
    )
    finish(world, guarded)
    mette = signed_in(world, "mette")
    for page in ("oplysning", "afslut"):
        assert said in mette.get(f"/sager/{guarded.pk}/{page}/").content.decode()
    assert said not in mette.get(f"/sager/{open_one.pk}/oplysning/").content.decode()
    assert "Prøvevej 7" not in words(mette.get(f"/sager/{guarded.pk}/oplysning/brev.pdf").content)
