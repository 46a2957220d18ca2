"""The overview and the case page, as each of the cast meets them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from infohus import lib
from infohus.accounts.models import User
from infohus.cases.models import Case
from infohus.concerns.actions import propose_rejection
from infohus.db.context import acting
from tests.conftest import signed_in


@pytest.fixture
def mette(world):
    """Mette at her desk."""
    return signed_in(world, "mette")


def text(response):
    """What a page says."""
    return response.content.decode()


def test_without_signing_in_one_is_sent_to_the_door(world):
    response = Client().get(reverse("casefile:overview"))
    assert (response.status_code, response["Location"].split("?")[0]) == (302, "/konti/log-paa/")


def test_the_overview_shows_what_arrived_and_names_nobody(world, mette):
    world.concern(who="Torben Vester", observed="Torben Vester sagde noget.")
    page = text(mette.get(reverse("casefile:overview")))
    assert "Indbakke" in page
    assert "ikke åbnet endnu" in page
    assert "Torben" not in page


@pytest.mark.parametrize("page", ["case", "concerns", "disclosures", "log", "conflict", "offer_lead", "disclose_orally"])
def test_every_page_of_a_case_opens_for_its_members_and_does_not_exist_for_others(world, mette, page):
    case = world.register(world.concern())
    address = reverse(f"casefile:{page}", args=[case.pk])
    assert mette.get(address).status_code == 200
    for name in ("karen", "birgit", "tove", "nikolaj", "pia", "erik", "hanne"):
        assert signed_in(world, name).get(address).status_code == 404, name


@pytest.mark.parametrize("page", ["register", "reject", "join", "part", "advice"])
def test_every_page_of_an_arrival_opens_for_its_members_and_does_not_exist_for_others(world, mette, page):
    case = world.concern()
    address = reverse(f"concerns:{page}", args=[case.pk])
    assert mette.get(address).status_code == 200
    for name in ("karen", "birgit", "pia"):
        assert signed_in(world, name).get(address).status_code == 404, name


def test_a_concern_is_registered_through_the_page(world, mette):
    case = world.concern(observed="Han sagde, at manden var en helt. Hans mor er vist syg.")
    address = reverse("concerns:register", args=[case.pk])
    form = mette.get(address)
    assert 'data-act="register_concern"' in text(form)
    administration = world.member("mette").administration_id
    said = {
        "version": 1, "sentence_0": "seen", "sentence_1": "left_out", "surplus_why": "Helbred er ikke nødvendigt", "name": "Torben Vester",
        "birth_on": "4. maj 2011", "under_18": "yes", "report": "send", "purpose": "PREVENT_RADICALISATION", "administration": administration,
        "knows_privately": "no",
    }  # fmt: skip
    refused = mette.post(address, {**said, "purpose": ""})
    assert refused.status_code == 200
    assert "Vælg, hvad oplysningerne skal bruges til." in text(refused)
    assert "Torben Vester" in text(refused)
    assert mette.post(address, said).status_code == 302
    page = text(mette.get(reverse("casefile:case", args=[case.pk])))
    assert "T.V., 15 år" in page or "T.V., 14 år" in page
    assert "vist syg" not in page


def test_a_note_is_written_and_seen_by_the_other(world, mette):
    case = world.register(world.concern())
    address = reverse("casefile:case", args=[case.pk])
    assert "Skriv noten" in text(mette.post(address, {"text": " ", "kind": "contact"}))
    assert mette.post(address, {"text": "Talte med skolen.", "kind": "telephone"}).status_code == 302
    assert "Talte med skolen." in text(signed_in(world, "soeren").get(address))


def test_an_oral_disclosure_to_the_police_meets_the_deadline_and_starts_the_assessing(world, mette):
    from infohus.accounts.models import Unit

    case = world.register(world.concern())
    unit = Unit.objects.get(authority__slug="vestegnens-politi")
    address = reverse("casefile:disclose_orally", args=[case.pk])
    said = {
        "receiver": unit.pk,
        "said": "At der er en bekymring.",
        "necessity": "For at forebygge vold",
        "purpose": "PREVENT_CRIME",
        "basis": "RPL115_2",
    }
    assert "kan ikke modtage oplysninger" in text(mette.post(address, {**said, "basis": "BL133"}))
    assert mette.post(address, said).status_code == 302
    with acting(world.mette.context):
        assert Case.objects.get(pk=case.pk).stage == "assessing"


def test_telephone_note_asks_five_things_and_is_saved_once(world, mette):
    address = reverse("concerns:note")
    page = text(mette.get(address))
    token = page.split('name="token" value="')[1].split('"')[0]
    said = {
        "token": token,
        "source": "teacher",
        "observed": "Hun skrev noget i en opgave.",
        "when_where": "i går",
        "who": "Asta",
        "under_18": "yes",
    }
    assert "Skriv, hvornår og hvor" in text(mette.post(address, {**said, "when_where": ""}))
    assert mette.post(address, said).status_code == 302
    assert mette.post(address, said).status_code == 302  # pressed twice
    with acting(world.mette.context):
        assert Case.objects.get().source == "teacher"


def cost(client, address):
    """How many queries a page takes, keys and session among them, besides the marks of transactions."""
    connection.opened_keys.clear()
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len([one for one in asked.captured_queries if "SAVEPOINT" not in one["sql"]])


@pytest.mark.parametrize("view", ["mine", "ours", "waiting", "overdue"])
def test_the_overview_takes_at_most_twelve_queries_however_much_waits(world, mette, view):
    address = f"{reverse('casefile:overview')}?vis={view}"
    User.objects.filter(pk=world.mette.user).update(seen_before_at=lib.now() - timedelta(days=1))
    with lib.clock_at(lib.now() + timedelta(days=2)):
        world.register(world.concern(), "soeren")
        world.concern()
        mette = signed_in(world, "mette")
        mette.get(address)
        first = cost(mette, address)
        for _number in range(3):
            propose_rejection(world.soeren, world.concern(), code="belief", sentence="Det handler kun om tro og udseende.")
            world.register(world.concern(), "soeren")
        page = text(mette.get(address))
        assert "Afvisning foreslået af Søren Kaya" in page
        assert (first <= 12, cost(mette, address) <= first) == (True, True), (first, cost(mette, address))
