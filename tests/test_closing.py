"""A concluded case is closed when everybody is told; it is locked, has a day to be erased, and can be opened again with a reason."""

import pytest

from infohus import lib
from infohus.cases.models import Case, Departure
from infohus.cases.rules import Stage
from infohus.closing.actions import close_case, give_feedback, reopen_case
from infohus.closing.models import Reopening
from infohus.deadlines.models import Deadline
from infohus.lib import Refused
from infohus.mailboxes.models import Message
from infohus.rights.actions import decide_information
from tests.conftest import signed_in
from tests.test_assessments import SHORTLY, actions, finish, withheld


def concluded(world):
    """A case that was concluded as unfounded on the short path."""
    case = withheld(world, world.register(world.concern()))
    finish(world, case)
    actions.conclude(world.mette, case, **SHORTLY)
    return fresh(world, case)


def fresh(world, case, name="mette"):
    """The case as it stands now."""
    with world.at(name):
        return Case.objects.select_related("municipality", "lead__user").get(pk=case.pk)


def told(world, case):
    """The reporter is told, and the citizen."""
    decide_information(world.mette, case, when="now", told_on=lib.today())
    give_feedback(world.mette, world.first_concern(case), way="mailbox", text="Tak, fordi du skrev til os.")


def test_closing_names_what_is_missing_and_then_locks_the_case(world):
    case = concluded(world)
    with pytest.raises(Refused, match=r"besked.*oplysningspligten"):
        close_case(world.mette, case)
    told(world, case)
    close_case(world.mette, fresh(world, case), evaluation="Vi spurgte hurtigt.")
    with world.at("mette"):
        row = Case.objects.get(pk=case.pk)
        assert (row.stage, row.retention_class) == (Stage.CLOSED, "R2")
        assert row.erase_on > lib.today()
        assert {one.kind for one in Deadline.objects.filter(case_id=case.pk, met_at=None, ended_at=None)} == {"erase"}
        assert not Message.objects.filter(case=case).exists()  # its content is out of reach


def test_the_reporter_is_told_once_behind_the_code_and_never_what(world):
    case = concluded(world)
    concern = world.first_concern(case)
    with pytest.raises(Refused, match="Vælg, hvordan"):
        give_feedback(world.mette, concern, way="")
    with pytest.raises(Refused, match="hvorfor henvenderen ikke"):
        give_feedback(world.mette, concern, way="not", why_not="Nej")
    give_feedback(world.mette, concern, way="mailbox", text="Tak, fordi du skrev til os.")
    with pytest.raises(Refused, match="allerede"):
        give_feedback(world.mette, concern, way="phone", text="Tak, fordi du skrev til os.")
    with world.at("mette"):
        assert Message.objects.filter(case=case, text__isnull=False).count() == 2
        assert not Deadline.objects.filter(case_id=case.pk, kind="feedback", met_at=None, ended_at=None).exists()


def test_only_the_lead_closes(world):
    case = concluded(world)
    told(world, case)
    with pytest.raises(Refused, match="tovholder"):
        close_case(world.soeren, fresh(world, case, "soeren"))


def test_a_closed_case_is_opened_again_with_a_reason_the_head_reads(world):
    case = concluded(world)
    told(world, case)
    close_case(world.mette, fresh(world, case))
    with pytest.raises(Refused, match="begrundelse"):
        reopen_case(world.soeren, fresh(world, case), reason="Nej")
    reopen_case(world.soeren, fresh(world, case), reason="Skolen ringede med noget nyt.")
    row = fresh(world, case, "soeren")
    assert (row.stage, row.retention_class, row.erase_on, row.lead_id) == (Stage.ASSESSING, "", None, world.soeren.membership)
    with world.at("soeren"):
        assert Reopening.objects.get(case=case).reason == "Skolen ringede med noget nyt."
    with world.at("birgit"):
        assert "Skolen ringede med noget nyt." in {one.sentence for one in Departure.objects.all()}


def test_the_pages_close_a_case(world):
    case, mette = concluded(world), signed_in(world, "mette")
    page = mette.get(f"/sager/{case.pk}/luk/").content.decode()
    assert "Der mangler" in page
    concern = world.first_concern(case)
    assert mette.post(f"/sager/{case.pk}/luk/besked/{concern.pk}/", {"way": ""}).status_code == 422
    assert (
        mette.post(f"/sager/{case.pk}/luk/besked/{concern.pk}/", {"way": "mailbox", "text": "Tak, fordi du skrev til os."}).status_code
        == 302
    )
    assert mette.post(f"/sager/{case.pk}/luk/", {"close": "1"}).status_code == 422
    decide_information(world.mette, case, when="now", told_on=lib.today())
    assert mette.post(f"/sager/{case.pk}/luk/", {"close": "1"}).status_code == 302
    assert fresh(world, case).stage == Stage.CLOSED
