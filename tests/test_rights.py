"""The citizen is told, now or later for a reason of their own case; while it is over time the case goes nowhere but where it cannot wait."""

from datetime import timedelta

import pytest

from infohus import lib
from infohus.casefile.actions import withhold_from_police
from infohus.cases.models import Case
from infohus.deadlines.models import Deadline
from infohus.lib import Refused
from infohus.rights.actions import decide_information
from infohus.rights.models import Information
from tests.conftest import signed_in

LATER = {"when": "later", "interest": "others", "reason": "Henvenderen bor i samme opgang."}


def inform(world, case):
    """When the citizen must be told, as long as it is open."""
    with world.at("mette"):
        return Deadline.objects.filter(case_id=case.pk, kind="inform", met_at=None, ended_at=None).first()


def test_telling_the_citizen_meets_the_duty(world):
    case = world.register(world.concern())
    decide_information(world.mette, case, when="now", told_on=lib.today())
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
            decide_information(world.mette, case, when="now", told_on=day)
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
        decide_information(world.mette, case, when="now", told_on=lib.today())
        withhold_from_police(world.mette, case, code="known", sentence="Politiet kender det i forvejen.")


def test_the_letter_says_nothing_of_what_was_reported_or_by_whom(world):
    case = world.register(world.concern(observed="Han sagde noget om et angreb.", reporter_name="Lis Møller"))
    mette = signed_in(world, "mette")
    assert mette.get(f"/sager/{case.pk}/oplysning/").status_code == 200
    answer = mette.get(f"/sager/{case.pk}/oplysning/brev.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert mette.post(f"/sager/{case.pk}/oplysning/", {"when": "now"}).status_code == 422
