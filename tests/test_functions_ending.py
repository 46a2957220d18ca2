"""What the strategy must never become, tried where a case is judged and given on: no investigation, no decision on measures, no log of a mentor's."""

import re

import pytest
from django.apps import apps
from django.urls import reverse

from infohus.access.rules import Act
from infohus.assessments.actions.police import answer_as_police, confirm_not_investigation
from infohus.catalogues.queries import entries
from infohus.catalogues.rules import Kind
from infohus.disclosures.actions import read_copy
from infohus.disclosures.models import Copy
from infohus.lib import Refused
from infohus.sealing.fields import SealedJSON, SealedText
from tests.conftest import signed_in
from tests.estate import estate as estate
from tests.test_functions import ours, words_of
from tests.test_passing import given, registered, sheet
from tests.test_statistics import concluded, lines, on, table
from tests.test_statistics import past as past

INVESTIGATES = re.compile(r"efterforsk|investigat|straffesag|retsforfølg", re.IGNORECASE)
DECIDES = {"grant", "impose", "order", "sanction", "bevillig", "afgør", "award", "permit", "expel", "punish"}
MAY_BE_READ = {"disclosures_copy", "assessments_policeanswer"}  # what was given to them, and what they said


@pytest.mark.function("C03", act="confirm_not_investigation")
def test_the_purpose_of_investigating_cannot_be_chosen_and_the_receiver_says_so(world):
    with world.at("mette"):
        purposes = entries(Kind.PURPOSE, authority=world.brondby.pk)
        assert not [one.code for one in purposes if INVESTIGATES.search(f"{one.code} {one.text}")]
    case = registered(world)
    page = signed_in(world, "mette").get(reverse("casefile:pass_to_police", args=[case.pk])).content.decode()
    offered = set(re.findall(r'name="purpose" value="(\w+)"', page))
    assert "PREVENT_CRIME" in offered
    assert offered <= {one.code for one in purposes}
    for code in ("INVESTIGATE", "INVESTIGATION", "PROSECUTE"):
        with pytest.raises(Refused) as refused:
            given(world, case, purpose=code)
        assert refused.value.field == "purpose"
    given(world, case)
    with world.at("pia"):
        copy = Copy.objects.select_related("municipality").get()
    answer = {"shares": "no", "acute": "no", "hindrance": "no", "text": "Vi kender ham ikke."}
    with pytest.raises(Refused, match="ikke bruges til at efterforske"):
        answer_as_police(world.pia, copy, **answer)
    confirm_not_investigation(world.pia, copy)
    with world.at("pia"):
        answer_as_police(world.pia, Copy.objects.select_related("municipality").get(), **answer)


@pytest.mark.function("C11", part="in what leaves", act="pass_to_police")
def test_a_protected_address_is_not_on_what_partners_get(world):
    case = world.register(
        world.concern(observed="Han sagde det på skolen."),
        person={"name": "Oskar Holm", "address": "Kirkegårdsvej 8", "address_protected": True},
    )
    with world.at("mette"):
        paper, _chosen = sheet(world, case)
    assert "Oskar Holm" in paper.words()
    assert "Kirkegårdsvej" not in f"{paper.plain()}"
    given(world, case)
    with world.at("pia"):
        copy = Copy.objects.select_related("municipality").get()
    confirm_not_investigation(world.pia, copy)
    with world.at("pia"):
        copy = Copy.objects.select_related("municipality").get()
    assert (
        "Kirkegårdsvej" not in f"{read_copy(world.pia, copy).plain()}"
    )  # in the words themselves the writer is asked: tests/test_passing.py


@pytest.mark.function("C22", act="read_figures")
def test_the_report_shows_how_many_were_unfounded_by_who_wrote(past):
    with on(2025, 5):
        for source, unfounded, advised in (("school", 10, 30), ("citizen", 20, 20)):
            concluded(past, unfounded, source=source)
            concluded(past, advised, outcome="advice", source=source)
    shown = dict(lines(table(past, "ST17", "kilde")))
    assert shown == {"Borger/pårørende": "20 af 44", "Skole, politi": "32 af 67"}  # the police wrote of five: too few to stand alone


@pytest.mark.function("N07", page="assessments:social")
def test_the_product_points_to_a_decision_and_makes_none(world):
    assert not [one for one in Act if words_of(one.value) & DECIDES]
    assert not [field for model in ours() for field in model._meta.concrete_fields if words_of(field.name) & DECIDES]
    case = registered(world)
    page = signed_in(world, "mette").get(reverse("assessments:social", args=[case.pk])).content.decode()
    assert "Henvis til sagen eller afgørelsen. Gentag den ikke." in page


@pytest.mark.function("N08", page="assessments:partner")
def test_no_word_that_others_write_in_a_case_is_seen_by_the_police(estate):
    tables = [model for model in ours() if any(isinstance(one, (SealedText, SealedJSON)) for one in model._meta.concrete_fields)]
    assert {"cases_note", "mailboxes_message", "assessments_finding"} <= {model._meta.db_table for model in tables}
    with estate.world.at("pia"):
        seen = {model._meta.db_table for model in tables if model._default_manager.exists()}
    assert seen <= MAY_BE_READ
    assert not [
        model for model in apps.get_models() if words_of(model.__name__) & {"mentor", "log"} and model._meta.db_table in MAY_BE_READ
    ]
    assert estate.client("pia").get(reverse("assessments:partner")).status_code == 200
