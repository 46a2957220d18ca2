"""How long each class of cases is kept is two persons' decision; a shorter clock moves what it may move, and an old page undoes nothing."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from infohus import lib
from infohus.access.rules import Forbidden
from infohus.accounts.actions import invite_user
from infohus.accounts.models import User
from infohus.audit.queries import Entry
from infohus.casefile.queries.informing import kept_of
from infohus.cases.actions import exclude
from infohus.cases.queries import kept_until
from infohus.cases.rules import Class
from infohus.closing.actions import reopen_case
from infohus.db.context import SYSTEM, acting
from infohus.lib import Refused
from infohus.retention import actions, queries
from infohus.retention.jobs import follow_class
from infohus.retention.models import ClassChange
from infohus.rights.actions import lift_hold, place_hold
from tests.conftest import seal_log, signed_in
from tests.test_retention import bare, close, confirm, decide, fresh, propose, waiting, world

__all__ = ["world"]  # the cast of that file: they have been there for more than a year


def test_a_shorter_class_moves_its_cases_at_once_and_says_which(world):
    with lib.clock_at(lib.now() - timedelta(days=40)):
        case = close(world)
    before = bare(world, case).erase_on
    with world.at("nikolaj"):
        kept = queries.class_for(world.brondby, "R2")
        with pytest.raises(Refused, match="gælder nu"):
            actions.propose_class(world.nikolaj, world.brondby, kept, amount=6, unit="months", source="Udvalget, 3. november")
        actions.propose_class(world.nikolaj, world.brondby, kept, amount=3, unit="months", source="Udvalget, 3. november")
    with pytest.raises(Forbidden), world.at("nikolaj"):
        actions.confirm_class(world.nikolaj, world.brondby, kept)
    page = signed_in(world, "tove").get("/leder/slettefrister/R2/").content.decode()
    assert case.number in page
    with world.at("tove"):
        actions.confirm_class(world.tove, world.brondby, queries.class_for(world.brondby, "R2"))
        assert ClassChange.objects.get().confirmed is True
        assert queries.class_for(world.brondby, "R2").clock == (3, "months")
        assert kept_until(world.brondby.pk, Class.R2, date(2026, 1, 31)) == date(2026, 4, 30)
    followed(world)
    after = bare(world, case).erase_on
    assert after < before
    assert waiting(world, case) == {"erase": after}
    seal_log()
    with world.at("tove"):
        assert [one.codes["kept"] for one in Entry.objects.filter(act="follow_class", case_id=case.pk)] == ["R2"]
    follow_class(str(world.brondby.pk), "R2")  # once more it finds nothing to move
    assert bare(world, case).erase_on == after


def followed(world):
    """The job that was asked for runs."""
    with acting(SYSTEM):
        job = ProcrastinateJob.objects.get(task_name="infohus.retention.jobs.follow_class")
    assert job.args == {"authority": str(world.brondby.pk), "kept": "R2"}
    follow_class(**job.args)


def test_a_shorter_class_moves_neither_what_two_keep_longer_nor_what_is_held(world):
    with lib.clock_at(lib.now() - timedelta(days=40)):
        case, held = close(world), close(world)
    late = bare(world, case).erase_on + timedelta(days=60)
    with world.at("mette"):
        actions.propose_prolongation(world.mette, bare(world, case), why="followed", until=late)
    with world.at("birgit"):
        actions.confirm_prolongation(world.birgit, bare(world, case, "birgit"))
    until = lib.today() + timedelta(days=200)
    place_hold(world.mette, fresh(world, held), kind="court", reason="Retten i Glostrup i juni.", until=until)
    place_hold(
        world.mette, fresh(world, held), kind="complaint", reason="En klage til Ankestyrelsen.", until=lib.today() + timedelta(days=9)
    )
    assert waiting(world, held) == {"erase": until}  # the later of the two
    clocked(world, "R2", 3, "months")
    followed(world)
    assert (bare(world, case).erase_on, waiting(world, case)) == (late, {"erase": late})
    assert bare(world, held).erase_on < lib.today() + timedelta(days=100)
    assert waiting(world, held) == {"erase": until}


def test_a_moved_day_keeps_the_later_day_of_a_hold_that_ends_before_the_day_as_it_was(world):
    with lib.clock_at(lib.now() - timedelta(days=40)):
        case = close(world)
    before, until = bare(world, case).erase_on, lib.today() + timedelta(days=100)
    row = place_hold(world.mette, fresh(world, case), kind="court", reason="Retten i Glostrup i marts.", until=until)
    assert waiting(world, case) == {"erase": before}  # the hold ends before it
    clocked(world, "R2", 3, "months")
    followed(world)
    after = bare(world, case).erase_on
    assert after < until < before
    assert waiting(world, case) == {"erase": until}
    lift_hold(world.mette, row)
    assert waiting(world, case) == {"erase": after}


def moved_to_nine_months(world, case):
    """The class of a case is kept for nine months, and the officer gives the case the later day."""
    clocked(world, "R2", 9, "months")
    with world.at("tove"):
        actions.lengthen(world.tove, next(one for one in queries.moved_by("R2", 9, "months")[0] if one.case_id == case.pk))


def test_a_proposal_to_erase_on_its_day_falls_away_when_the_case_is_given_a_later_one(world):
    with lib.clock_at(lib.now() - timedelta(days=190)):
        case = close(world)
        decide(world)
    propose(world, case)  # the day has come, so no reason was asked for
    moved_to_nine_months(world, case)
    then = bare(world, case).erase_on
    assert then > lib.today()
    assert waiting(world, case) == {"erase": then}
    with pytest.raises(Refused, match="Sagen har fået en anden dato, efter at det blev foreslået"):
        confirm(world, case)
    page = signed_in(world, "soeren").get(f"/sletning/{case.pk}/").content.decode()
    assert "Sagen har fået en anden dato" in page
    assert "Slet sagen for altid" not in page
    with pytest.raises(Refused, match="Vælg, hvorfor"):
        propose(world, case)
    propose(world, case, why="needless")
    assert confirm(world, case).why == "needless"


def test_a_proposal_that_a_moved_day_voided_stays_void_when_the_day_is_moved_back(world):
    with lib.clock_at(lib.now() - timedelta(days=40)):
        case = close(world)
        decide(world)
    day = bare(world, case).erase_on
    propose(world, case, why="needless")
    clocked(world, "R2", 3, "months")
    followed(world)
    clocked(world, "R2", 6, "months")
    with world.at("tove"):
        actions.lengthen(world.tove, next(one for one in queries.moved_by("R2", 6, "months")[0] if one.case_id == case.pk))
    assert bare(world, case).erase_on == day
    assert waiting(world, case) == {"erase": day}
    with pytest.raises(Refused, match="Sagen har fået en anden dato, efter at det blev foreslået"):
        confirm(world, case)
    propose(world, case, why="needless")
    assert confirm(world, case).why == "needless"


@pytest.mark.parametrize("sooner", [True, False])
def test_a_proposal_to_keep_longer_never_shortens_a_day_that_was_moved_meanwhile(world, sooner):
    with lib.clock_at(lib.now() - timedelta(days=40)):
        case = close(world)
    with world.at("mette"):
        actions.propose_prolongation(world.mette, bare(world, case), why="followed", until=bare(world, case).erase_on + timedelta(days=30))
    if sooner:
        clocked(world, "R2", 3, "months")
        followed(world)
    else:
        moved_to_nine_months(world, case)
    then = bare(world, case).erase_on
    with pytest.raises(Refused, match="har fået en anden dato"), world.at("soeren"):
        actions.confirm_prolongation(world.soeren, bare(world, case, "soeren"))
    assert bare(world, case).erase_on == then
    assert waiting(world, case) == {"erase": then}
    with world.at("soeren"):
        actions.decline_proposal(world.soeren, bare(world, case, "soeren"))
    assert waiting(world, case) == {"erase": then}


def test_a_later_day_that_is_given_by_hand_keeps_the_later_day_of_a_hold_too(world):
    with lib.clock_at(lib.now() - timedelta(days=40)):
        case, held = close(world), close(world)
    until = lib.today() + timedelta(days=360)
    place_hold(world.mette, fresh(world, held), kind="court", reason="Retten i Glostrup om et år.", until=until)
    clocked(world, "R2", 9, "months")
    with world.at("tove"):
        for one in queries.moved_by("R2", 9, "months")[0]:
            actions.lengthen(world.tove, one)
    assert waiting(world, case) == {"erase": bare(world, case).erase_on}
    assert waiting(world, held) == {"erase": until}


def test_a_shorter_class_moves_a_case_from_which_the_officer_is_kept(world):
    with lib.clock_at(lib.now() - timedelta(days=40)):
        case = world.register(world.concern())
        exclude(world.mette, case, who=world.member("tove"), why="private")
        close(world, case)
    before = bare(world, case).erase_on
    clocked(world, "R2", 3, "months")
    followed(world)
    assert bare(world, case).erase_on < before


def test_an_old_page_undoes_nothing_that_was_decided_since(world):
    with lib.clock_at(lib.now() - timedelta(days=40)):
        case, gone = close(world), close(world)
    clocked(world, "R2", 9, "months")
    with world.at("tove"):  # the page as it was opened
        old = {one.case_id: one for one in queries.moved_by("R2", 9, "months")[0]}
    late = bare(world, case).erase_on + timedelta(days=200)
    with world.at("mette"):
        actions.propose_prolongation(world.mette, bare(world, case), why="followed", until=late)
    with world.at("birgit"):
        actions.confirm_prolongation(world.birgit, bare(world, case, "birgit"))
    with pytest.raises(Refused, match=f"Sag {case.number} får ikke en senere dato"), world.at("tove"):
        actions.lengthen(world.tove, old[case.pk])
    assert bare(world, case).erase_on == late
    reopen_case(world.mette, fresh(world, gone), reason="Der kom en ny oplysning.")
    with pytest.raises(Refused, match="ikke lukket længere"), world.at("tove"):
        actions.lengthen(world.tove, old[gone.pk])


def test_a_longer_class_moves_only_those_that_are_looked_at(world):
    with lib.clock_at(lib.now() - timedelta(days=40)):
        one, other = close(world), close(world)
    before = bare(world, one).erase_on
    with world.at("nikolaj"):
        actions.propose_class(
            world.nikolaj, world.brondby, queries.class_for(world.brondby, "R2"), amount=9, unit="months", source="Udvalget, 3. november"
        )
    tove = signed_in(world, "tove")
    assert tove.post("/leder/slettefrister/R2/", {"do": "confirm"}).headers["Location"] == "/leder/slettefrister/R2/sager/"
    assert bare(world, one).erase_on == before
    assert one.number in tove.get("/leder/slettefrister/R2/sager/").content.decode()
    tove.post("/leder/slettefrister/R2/sager/", {"case": [str(one.pk), "intet"]})
    assert bare(world, one).erase_on > before
    assert bare(world, other).erase_on == before


def test_a_declined_change_changes_nothing(world):
    with world.at("nikolaj"):
        actions.propose_class(
            world.nikolaj, world.brondby, queries.class_for(world.brondby, "R3"), amount=1, unit="months", source="Udvalget, 3. november"
        )
        with pytest.raises(Refused, match="allerede foreslået"):
            actions.propose_class(
                world.nikolaj,
                world.brondby,
                queries.class_for(world.brondby, "R3"),
                amount=2,
                unit="months",
                source="Udvalget, 3. november",
            )
    with world.at("tove"):
        actions.decline_class(world.tove, world.brondby, queries.class_for(world.brondby, "R3"))
        assert queries.class_for(world.brondby, "R3").clock == (6, "months")
        with pytest.raises(Refused, match="venter ingen"):
            actions.confirm_class(world.tove, world.brondby, queries.class_for(world.brondby, "R3"))


def test_one_who_is_administrator_and_officer_does_not_confirm_their_own_proposal(world):
    tove, browser = world.tove, signed_in(world, "tove")
    with world.at("tove"):
        user = User.objects.get(pk=tove.user)
    both = invite_user(world.nikolaj, authority=world.brondby, email=user.email, name=user.name, role="admin").actor
    with acting(both.context), transaction.atomic():
        kept = queries.class_for(world.brondby, "R3")
        change = actions.propose_class(both, world.brondby, kept, amount=1, unit="days", source="Udvalget, 3. november")
    with acting(tove.context), transaction.atomic(), pytest.raises(Refused, match="selv foreslået"):
        actions.confirm_class(tove, world.brondby, queries.class_for(world.brondby, "R3"))
    page = browser.get("/leder/slettefrister/R3/").content.decode()
    assert "Du har selv foreslået ændringen" in page
    assert "Godkend ændringen" not in page
    for one in (tove, both):
        with acting(one.context), pytest.raises(DatabaseError), transaction.atomic():
            ClassChange.objects.filter(pk=change.pk).update(confirmed=True, answered_at=lib.now(), answered_by=tove.membership)
    assert browser.post("/leder/slettefrister/R3/", {"do": "decline"}).status_code == 302  # one's own may be taken back


KEPT = [
    ("R2", 30, "days", "sletter vi 30 dage efter", "delete it 30 days after"),
    ("R2", 1, "months", "sletter vi 1 måned efter", "delete it 1 month after"),
    ("R5", 90, "days", "gemmer vi sagen i 90 dage, efter", "keep the case for 90 days after"),
    ("R5", 18, "months", "gemmer vi sagen i 18 måneder, efter", "keep the case for 18 months after"),
    ("R5", 36, "months", "gemmer vi sagen i 3 år, efter", "keep the case for 3 years after"),
]


def clocked(world, code, amount, unit):
    """A class has another clock, by two persons."""
    with world.at("nikolaj"):
        kept = queries.class_for(world.brondby, code)
        actions.propose_class(world.nikolaj, world.brondby, kept, amount=amount, unit=unit, source="Udvalget, 3. november")
    with world.at("tove"):
        actions.confirm_class(world.tove, world.brondby, queries.class_for(world.brondby, code))


def test_everybody_reads_how_long_a_class_is_kept_however_it_is_counted(world, client):
    assert "gemmer vi sagen i 5 år, efter" in client.get("/privatliv/").content.decode()
    for code, amount, unit, said, said_en in KEPT:
        clocked(world, code, amount, unit)
        assert said in client.get("/privatliv/").content.decode()
        assert said_en in client.get("/en/privatliv/").content.decode()


def test_the_letter_to_the_citizen_says_what_the_class_says(world):
    case = world.register(world.concern())
    with world.at("mette"):
        assert "blive slettet 6 måneder efter" in kept_of(fresh(world, case))
    clocked(world, "R2", 30, "days")
    with world.at("mette"):
        assert "blive slettet 30 dage efter" in kept_of(fresh(world, case))
