"""The timeline of a case has what was done with it too: what matters as an entry, the rest folded; and the case says whose turn it is by name."""

from datetime import timedelta

from django.urls import reverse

from infohus import lib
from infohus.accounts.actions import invite_user
from infohus.casefile.queries.shared import FOLDED, TOLD
from infohus.catalogues.actions import edit_catalogue
from infohus.catalogues.rules import Kind as Catalogue
from infohus.closing.actions import close_case, reopen_case
from infohus.concerns.actions import join_concern
from infohus.deadlines.actions import set_task
from infohus.disclosures.models import Disclosure
from tests.conftest import seal_log, signed_in
from tests.test_assessments import SHORTLY, actions, answer, finish, told, words
from tests.test_closing import concluded, fresh, talked
from tests.test_closing import told as all_told

TABS = ("case", "concerns", "disclosures", "documents", "person", "log")


def timeline(client, case, only=""):
    """The words of the timeline."""
    shown = client.get(reverse("casefile:case", args=[case.pk]), {"kun": only} if only else {}).content.decode()
    return shown.split('<ol class="timeline">')[1].split("</ol>")[0], shown


def task(world, case, remark):
    """Somebody is to do something today."""
    member = world.member("mette")
    set_task(world.mette, fresh(world, case), remark=remark, owner=member, members=[member], due_on=lib.today())


def test_registering_and_putting_together_are_entries_and_what_else_was_done_is_folded(world):
    case, mette = world.register(world.concern()), signed_in(world, "mette")
    second = world.concern(observed="Nogen så det igen.")
    join_concern(world.mette, second, into=case)
    for number in range(2):
        task(world, case, f"Ring til skolen {number}.")
    seal_log()
    shown, _page = timeline(mette, case)
    assert shown.index("Henvendelser lagt sammen") < shown.index("Henvendelse registreret")  # the newest first
    assert "Mette Holm blev tovholder." in shown
    assert "Det, der lå i en sag for sig selv, er lagt til denne." in shown
    assert second.number not in shown
    assert "Vis 2 systemhændelser" in shown
    assert shown.count("Opgave oprettet") == 3  # in one word, and each of them
    assert "Kommunen · Mette Holm" in shown.split("Henvendelse registreret")[1][:200]
    assert "Henvendelse registreret" in timeline(mette, case, "concern")[0]
    assert "Opgave oprettet" not in timeline(mette, case, "concern")[0]


def test_one_thing_that_was_done_is_a_line_with_nothing_to_fold_out(world):
    case = world.register(world.concern())
    task(world, case, "Ring til skolen.")
    seal_log()
    shown, _page = timeline(signed_in(world, "mette"), case)
    assert "Opgave oprettet · i dag" in shown
    assert "<details" not in shown


def test_what_is_told_and_what_is_folded_are_different_things():
    assert not set(FOLDED) & set(TOLD)


def test_opening_a_case_again_is_told_once(world):
    case = concluded(world)
    all_told(world, case)
    close_case(world.mette, fresh(world, case), **talked(world))
    reopen_case(world.mette, fresh(world, case), reason="Skolen har ringet igen om ham.")
    shown, _page = timeline(signed_in(world, "mette"), case)
    assert shown.count("Skolen har ringet igen om ham.") == 1
    assert "Sagen åbnet igen" in shown
    assert "Konklusionen er taget op igen." in shown


def test_a_conclusion_taken_up_again_is_told_also_where_the_case_is_later_opened_with_the_same_words(world):
    case, again = concluded(world), "Der er kommet nyt i sagen."
    actions.reconsider(world.mette, case, why=again)
    with lib.clock_at(lib.now() + timedelta(hours=1)):
        actions.conclude(world.mette, fresh(world, case), **SHORTLY)
        all_told(world, case)
        close_case(world.mette, fresh(world, case), **talked(world))
        reopen_case(world.mette, fresh(world, case), reason=again)
        shown, _page = timeline(signed_in(world, "mette"), case)
    assert shown.count("Konklusionen taget op igen") == 2  # the one entry, and what its link reads
    assert shown.count("Sagen åbnet igen") == 1
    assert shown.count(again) == 2


def test_who_got_something_stands_beside_the_case_with_how_much_and_on_what_basis(world):
    case = world.register(world.concern())
    copy = told(world, case)
    mette = signed_in(world, "mette")
    for tab in TABS:
        page = words(mette.get(reverse(f"casefile:{tab}", args=[case.pk])))
        assert f"1 uddrag · i dag · Retsplejeloven § 115, stk. 2 · {copy.number}" in page, tab


def test_a_basis_that_the_municipality_has_reworded_stands_beside_the_case_in_its_words(world):
    case = world.register(world.concern())
    copy = told(world, case)
    said = {
        "text": "Vi må give politiet det.",
        "title": "Retsplejelovens regel om politiet",
        "source": "Vores jurist",
        "valid_from": lib.today(),
    }
    with world.at("mette"):
        basis = Disclosure.objects.get(number=copy.number).basis
    edit_catalogue(world.nikolaj, world.brondby, Catalogue.BASIS, basis, version=0, **said)
    for tab in TABS:
        page = words(signed_in(world, "mette").get(reverse(f"casefile:{tab}", args=[case.pk])))
        assert f"1 uddrag · i dag · Retsplejelovens regel om politiet · {copy.number}" in page, tab


def test_whose_turn_it_is_is_said_by_name_and_never_the_child_departments(world):
    case = world.register(world.concern())
    mette, address = signed_in(world, "mette"), reverse("casefile:case", args=[case.pk])
    page = words(mette.get(address))
    assert "Vurdering af underretning" in page
    assert "Bolden ligger hos Mette Holm" in page
    answer(world, case)
    finish(world, case)
    page = words(mette.get(address))
    assert "Anden læsning" in page
    assert "Den anden koordinator" not in page
    assert "Bolden ligger hos Søren Kaya" in page


def test_where_several_could_read_it_nobody_is_named(world):
    given = {"email": "vera.prove@brondby.example", "name": "Vera Prøve", "role": "coordinator"}
    invite_user(world.nikolaj, authority=world.brondby, administration=world.member("mette").administration, **given)
    case = world.register(world.concern())
    answer(world, case)
    finish(world, case)
    assert "Den anden koordinator" in words(signed_in(world, "mette").get(reverse("casefile:case", args=[case.pk])))
