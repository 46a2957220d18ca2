"""What another municipality gave finds the one it was given to; and what is written on a sheet that ends meanwhile is not lost."""

from datetime import timedelta

import pytest
from django.urls import reverse

from infohus import lib
from infohus.casefile.actions import disclose
from infohus.casefile.actions.passing import recall_disclosure
from infohus.disclosures.models import Copy
from tests.conftest import signed_in
from tests.html import read
from tests.test_assessments import words
from tests.test_passing import WHY, fresh, given, registered, sheet
from tests.test_police import ANSWER, confirmed
from tests.test_reopening import again

MINE = "Vi kender ham fra en sag i foråret og har talt med hans mor."


def given_to_albertslund(world):
    """Mette gives what she knows to the coordinators of the municipality that the citizen moves to."""
    case = registered(world)
    paper, _chosen = sheet(world, case)
    said = {"receiver": world.albertslund, "unit": None, "necessity": "De skal kunne hjælpe ham videre."}
    return disclose(world.mette, case, sheet=paper, basis="CONSENT", purpose="MOVE", **said)


def test_a_coordinator_finds_what_another_municipality_gave_from_her_overview_and_her_cases(world):
    row, karen, inbox = given_to_albertslund(world), signed_in(world, "karen"), reverse("assessments:partner")
    page = karen.get(reverse("casefile:overview"))
    assert page.content.decode().count(f'href="{inbox}"') == 2
    assert f'href="{inbox}"' in karen.get(reverse("casefile:cases")).content.decode()
    assert "En anden kommune har givet jer et ark, som ingen har åbnet endnu." in words(page)
    listed = karen.get(inbox)
    assert "Givet til os" in words(listed)
    assert row.number in words(listed)
    with world.at("karen"):
        copy = Copy.objects.get()
    assert karen.get(reverse("assessments:copy", args=[copy.pk])).status_code == 200
    assert "har givet jer et ark" not in words(karen.get(reverse("casefile:overview")))
    assert "har givet jer et ark" not in words(signed_in(world, "mette").get(reverse("casefile:overview")))


def ended(world, case, row, how):
    """The sheet ends: it is called back, corrected, or its time is over."""
    if how == "recalled":
        recall_disclosure(world.mette, again(world, row), why=WHY)
    elif how == "corrected":
        given(world, fresh(world, case), corrects=again(world, row))


@pytest.mark.parametrize(
    ("how", "why"), [("recalled", "har kaldt arket tilbage"), ("corrected", "I stedet gælder"), ("over", "Det kunne læses til")]
)
@pytest.mark.parametrize("form", ["answer", "ask"])
def test_what_was_typed_stays_on_the_page_when_the_sheet_ended_before_it_was_sent(world, how, why, form):
    case, row, copy = confirmed(world)
    pia, address = signed_in(world, "pia"), reverse("assessments:copy", args=[copy.pk])
    assert "answer_as_police" in read(pia.get(address)).acts
    ended(world, case, row, how)
    with lib.clock_at(lib.now() + timedelta(days=100 if how == "over" else 0)):
        pia = signed_in(world, "pia")
        told = pia.post(address, {**ANSWER, "hindrance_until": "", "text": MINE, form: "1"})
        assert told.status_code == 409
        assert "Det, du skrev, er ikke sendt." in words(told)
        assert MINE in words(told)
        assert why in words(told)
        assert MINE not in words(pia.get(address))
