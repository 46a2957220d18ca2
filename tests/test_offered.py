"""What can be chosen for a sheet stands by where it is from, and the page of the police says what they have already."""

import re

from django.urls import reverse

from infohus.casefile.actions import recall_disclosure
from infohus.casefile.queries.passing import Chosen, draft_sheet, extracts_of
from infohus.cases.actions import write_note
from infohus.concerns.actions import join_concern
from infohus.persons.queries import person_of
from tests.conftest import signed_in
from tests.test_passing import WHY, fresh, given
from tests.test_taken_apart import WEAPON, joined, parted

__all__ = ["joined"]

NOT_HEARD = "Politiet har ikke hørt om den."


def groups(world, case, page="casefile:pass_to_police"):
    """The page of passing on, cut at each heading of what can be chosen."""
    shown = signed_in(world, "mette").get(reverse(page, args=[case.pk])).content.decode()
    chosen = shown[shown.index("Intet er valgt på forhånd") : shown.index('name="named"')]
    return [re.sub(r"<[^>]+>", " ", one) for one in re.split(r"<h3>", chosen)[1:]]


def test_each_concern_stands_by_itself_with_what_the_police_know_of_it(world, joined):
    case, _wrong = joined
    first, second = groups(world, case)
    assert (NOT_HEARD in first, NOT_HEARD in second) == (True, True)
    row = given(world, fresh(world, case))
    first, second = groups(world, case)
    assert f"Politiet har fået noget af den: {row.number}." in first
    assert first.count(f"Politiet har det: {row.number}") == 1  # the passage that is on the sheet, and no other
    assert (NOT_HEARD in second, row.number in second, WEAPON in second) == (True, False, True)
    assert "Fra " in second.split(WEAPON)[0]
    recall_disclosure(world.mette, row, why=WHY)
    assert row.number not in "".join(groups(world, case))


def test_a_concern_that_was_taken_out_and_joined_again_is_not_unheard_of_where_a_passage_of_it_is_had(world, joined):
    case, wrong = joined
    with world.at("mette"):
        every = [one for one in extracts_of(fresh(world, case)) if one.concern is not None]
        chosen = Chosen({one.key: set() for one in every}, [], True, WHY)
        paper = draft_sheet(fresh(world, case), person_of(case), chosen, to_police=True, due_on=None, footer="")
        both = {one.concern for one in every}
    assert wrong.pk in both
    row = given(world, fresh(world, case), of=both, sheet=paper)
    alone = parted(world, case)
    join_concern(world.mette, alone, into=fresh(world, case))
    _first, second = groups(world, case)
    assert f"Politiet har det: {row.number}" in second
    assert NOT_HEARD not in second
    assert f"Politiet har fået noget af den: {row.number}." in second


def test_notes_stand_by_themselves_and_what_was_given_of_them_is_marked(world, joined):
    case, _wrong = joined
    write_note(world.mette, fresh(world, case), kind="contact", title="Samtale med skolen", text="Klasselæreren fortæller om en video.")
    assert "Noter" in groups(world, case)[-1]
    with world.at("mette"):
        note = next(one for one in extracts_of(fresh(world, case)) if one.concern is None)
        chosen = Chosen({note.key: {0}}, [], True, WHY)
        paper = draft_sheet(fresh(world, case), person_of(case), chosen, to_police=True, due_on=None, footer="")
    row = given(world, fresh(world, case), of=set(), sheet=paper)
    assert f"Politiet har det: {row.number}" in groups(world, case)[-1]  # also when a word of it was left out


def test_another_authority_is_not_told_what_the_police_have(world, joined):
    case, _wrong = joined
    row = given(world, fresh(world, case))
    shown = "".join(groups(world, case, "casefile:disclose"))
    assert (row.number in shown, "Politiet" in shown, "Henvendelse modtaget" in shown) == (False, False, True)


def test_a_notes_title_stands_on_a_line_of_its_own_and_is_a_sentence_of_its_own(world, joined):
    case, _wrong = joined
    write_note(world.mette, fresh(world, case), kind="contact", title="Samtale med skolen", text="Klasselæreren fortæller om en video.")
    page = signed_in(world, "mette").get(reverse("casefile:pass_to_police", args=[case.pk]))
    assert re.search(r"skolen\s*</span><br>", page.content.decode())
    labels = re.findall(r'<label class="form-label" for="s_[^"]*">([^<]*)</label>', page.content.decode())
    assert {"Samtale med skolen", "Klasselæreren fortæller om en video."} <= set(labels)
