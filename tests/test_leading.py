"""The head sees what is over time and whose; the child duty sees children's concerns while they wait; neither sees a case."""

from datetime import timedelta

import pytest
from django.urls import reverse

from infohus import lib
from infohus.cases.actions import appoint_coordinator, exclude_as_head
from infohus.cases.models import Case
from infohus.deadlines.jobs import escalate
from infohus.lib import Refused
from tests.conftest import signed_in


def page(client, name, *args):
    """What a page says."""
    answer = client.get(reverse(f"casefile:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.function("S09", part="first page")
def test_what_lies_unread_and_over_time_reaches_the_head_without_content(world):
    case = world.concern(observed="Torben Vester sagde noget.")
    birgit = signed_in(world, "birgit")
    assert case.number in page(birgit, "head")
    with lib.clock_at(lib.now() + timedelta(days=9)):
        escalate(0)
        shown = page(signed_in(world, "birgit"), "head")
    assert "Registrér henvendelsen" in shown
    assert "Torben" not in shown


def test_the_head_appoints_and_excludes_without_seeing(world):
    case = world.register(world.concern())
    exclude_as_head(world.birgit, world.brondby, case=case.pk, who=world.member("mette"), why="relative")
    with world.at("mette"):
        assert not Case.objects.exists()
    with world.at("soeren"):
        assert Case.objects.get().lead_id == world.soeren.membership
    with pytest.raises(Refused, match="den eneste på sagen"):
        exclude_as_head(world.birgit, world.brondby, case=case.pk, who=world.member("soeren"), why="relative")
    with pytest.raises(Refused, match="udelukket"):
        appoint_coordinator(world.birgit, world.brondby, who=world.member("mette"), case=case.pk)
    with pytest.raises(Refused, match="koordinator i kommunen"):
        appoint_coordinator(world.birgit, world.brondby, who=world.member("karen"), case=case.pk)


def test_the_child_duty_sees_a_childs_concern_until_it_is_registered(world):
    young, grown = world.concern(under_18="unknown"), world.concern(under_18="no")
    hanne = signed_in(world, "hanne")
    shown = page(hanne, "children")
    assert young.number in shown
    assert grown.number not in shown
    assert hanne.get(reverse("casefile:child", args=[grown.pk])).status_code == 404
    address = reverse("casefile:child", args=[young.pk])
    today = f"{lib.now().astimezone(lib.TZ):%d.%m.%Y}"
    assert "Svar på, om der var behov" in hanne.post(address, {"judged": "1", "judged_on": today, "judged_at": "0.01"}).content.decode()
    world.register(young, under_18="yes")
    assert hanne.get(address).status_code == 404
