"""Small things that pages say: where one is, what is not noted, what a row is called, and that nothing begins in the middle."""

import re
from datetime import timedelta
from pathlib import Path

from django.test import Client
from django.urls import reverse

from infohus import lib
from infohus.assessments.models import SocialAssessment
from infohus.casefile.queries.printing import whole_case
from infohus.cases.actions import cover
from infohus.cases.models import Case
from infohus.catalogues.queries import entry
from infohus.catalogues.rules import Kind as Catalogue
from tests.conftest import signed_in
from tests.test_advice import ask
from tests.test_assessments import FOUND, actions, finish, withheld, words

ROOT = Path(__file__).resolve().parent.parent / "infohus"


def test_every_page_of_a_case_says_in_the_same_words_where_one_is():
    """But for the list of what ends, which cases stand in that nobody reads any more."""
    first = '(_("Sager"), url("casefile:cases"))'
    found = {}
    for page in ROOT.glob("*/templates/*/*.html"):
        for crumbs in re.findall(r"breadcrumbs\(\[(.*?)\]\)", page.read_text()):
            if 'url("casefile:case", case.pk)' in crumbs:
                found[page.name] = crumbs.startswith(first)
    assert len(found) > 20
    assert [name for name, same in found.items() if not same] == []


def test_where_nothing_is_noted_under_the_subjects_one_line_says_so(world):
    case = withheld(world, world.register(world.concern()))
    finish(world, case)
    with world.at("soeren"):
        row = SocialAssessment.objects.get(case=case)
    soeren = signed_in(world, "soeren")
    for address in (reverse("assessments:second_read", args=[case.pk, row.pk]), reverse("assessments:joint", args=[case.pk])):
        page = words(soeren.get(address))
        assert page.count("Der er ikke noteret oplysninger under emnerne") == 1
        assert "Intet noteret" not in page
    actions.renew_assessment(world.mette, case)
    actions.note_finding(world.mette, case, **{**FOUND, "dated_on": lib.today()})
    finish(world, case)
    page = words(soeren.get(reverse("assessments:joint", args=[case.pk])))
    assert FOUND["text"] in page
    assert "Der er ikke noteret oplysninger" not in page
    assert "Intet noteret" in page  # under the other subjects
    assert "Vi ved Intet noteret" not in page  # not as a finding of that kind


def test_the_page_of_a_new_finding_says_once_what_the_subject_is_about_and_its_button_is_filled(world):
    case = world.register(world.concern())
    mette, address = signed_in(world, "mette"), f"{reverse('assessments:note_finding', args=[case.pk])}?emne=R1"
    prompt = " ".join(entry(Catalogue.DIMENSION, "R1").text.split())
    page = mette.get(address)
    assert words(page).count(prompt) == 1
    assert 'class="button button-primary" type="submit">Gem oplysningen' in page.content.decode()
    within = mette.get(address, headers={"HX-Request": "true"}).content.decode()
    assert 'class="button button-secondary" type="submit">Gem oplysningen' in within  # the page it stands in has its own
    actions.note_finding(world.mette, case, **{**FOUND, "dimension": "R1", "dated_on": lib.today()})
    assert words(mette.get(address)).count(prompt) == 1


def test_the_page_of_a_finding_does_not_link_to_itself_and_asks_for_what_is_right(world):
    case = world.register(world.concern())
    row, other = (actions.note_finding(world.mette, case, **{**FOUND, "dated_on": lib.today()}) for _number in range(2))
    address = reverse("assessments:finding", args=[case.pk, row.pk])
    page = (mette := signed_in(world, "mette")).get(address).content.decode()
    assert f'href="{address}"' not in page
    assert f'href="{reverse("assessments:finding", args=[case.pk, other.pk])}"' in page
    refused = words(mette.post(address, {"disprove": "1", "correction": "Nej"}))
    assert "Skriv med mindst tre ord, hvad der er det rigtige." in refused
    assert "begrundelse" not in refused


def test_a_row_without_a_case_is_a_link_like_the_others(world):
    ask(Client())
    shown = signed_in(world, "mette").get(reverse("casefile:overview")).content.decode()
    row = next(one for one in shown.split("<tr>") if "uden sag" in one)
    assert f'<td><a href="{reverse("advice:questions")}">Svar på et spørgsmål om råd</a>' in row


def test_a_departure_begins_with_a_capital_and_a_number_that_is_none_is_not_told(world):
    case = withheld(world, world.register(world.concern()))
    birgit = signed_in(world, "birgit")
    shown = birgit.get(reverse("casefile:departures")).content.decode()
    assert f'{case.number}<span class="meta">Ikke givet videre til politiet: ' in shown
    assert "heraf 0" not in birgit.get(reverse("casefile:head")).content.decode()


def test_what_nobody_covers_is_told_at_the_top_where_what_is_late_comes_first(world):
    world.register(world.concern())
    day = lib.today() + timedelta(days=30)
    cover(world.mette, world.brondby, of=world.member("mette"), by=None, from_on=day, until_on=day)
    link = 'href="#gaps"'
    assert link not in signed_in(world, "mette").get(reverse("casefile:overview")).content.decode()  # the warning itself stands first
    with lib.clock_at(lib.now() + timedelta(days=20)):
        shown = signed_in(world, "mette").get(reverse("casefile:overview")).content.decode()
        assert shown.index(link) < shown.index('id="gaps"')


def test_the_whole_case_in_print_calls_a_stage_what_the_screen_calls_it(world):
    case = world.register(world.concern())
    with world.at("mette"):
        row = Case.objects.select_related("municipality", "administration", "lead__user").get(pk=case.pk)
        first = whole_case(row, reporter=False)["sections"][0]["entries"][0]
    assert ["Trin", "Registreret"] in first["rows"]
