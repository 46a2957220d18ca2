"""The timeline of a case has what was done with it too: what matters as an entry, the rest folded; and the case says whose turn it is by name."""

from datetime import timedelta
from unittest import mock

from django.urls import reverse

from infohus import lib
from infohus.access.rules import Act
from infohus.accounts.actions import invite_user
from infohus.assessments.actions.police import note_police_answer
from infohus.audit.queries import done
from infohus.casefile.queries.case import whose_move
from infohus.casefile.queries.shared import BACK, FOLDED, TOLD, in_words
from infohus.cases.rules import Stage
from infohus.catalogues.actions import edit_catalogue
from infohus.catalogues.rules import Kind as Catalogue
from infohus.closing.actions import close_case, reopen_case
from infohus.concerns.actions import join_concern, note_report_judged, send_as_report, take_apart
from infohus.concerns.models import Concern
from infohus.deadlines.actions import set_task
from infohus.deadlines.rules import Owner
from infohus.disclosures.models import Disclosure
from tests.conftest import seal_log, signed_in
from tests.test_assessments import SHORTLY, actions, answer, finish, sign, told, words
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


# What has an entry of its own, by the words that it leaves in the case.
WITH_WORDS = {
    Act.FILE_CONCERN, Act.NOTE_CONCERN, Act.WRITE_TO_MAILBOX, Act.ASK_REPORTER, Act.OPEN_POLICE_CONCERN, Act.SEND_AS_REPORT, Act.DISCLOSE_ORALLY,
    Act.PASS_TO_POLICE, Act.DISCLOSE, Act.WITHHOLD_FROM_POLICE, Act.WRITE_NOTE, Act.ADD_TO_NOTE, Act.CORRECT_NOTE, Act.ANSWER_AS_POLICE, Act.SAY_UNDECIDED,
    Act.ASK_BACK, Act.NOTE_POLICE_ANSWER, Act.NOTE_UNDECIDED, Act.NOTE_RECEIVED, Act.FINISH_ASSESSMENT, Act.SECOND_READ, Act.SIGN_JOINT_ASSESSMENT,
    Act.CONCLUDE, Act.RECONSIDER, Act.ANSWER_SOCIAL_DUTY, Act.GIVE_FEEDBACK, Act.CLOSE_CASE, Act.REOPEN_CASE,
}  # fmt: skip
# What is no event of a case: it is read, found and printed (the log has it), stands in the assessment or on the sheet it is about, or ends the case itself.
NOT_SHOWN = {
    Act.OPEN_MAILBOX, Act.TAKE_NOTE, Act.TAKE_ANSWER, Act.READ_COPY, Act.READ_CASE, Act.READ_CASE_LOG, Act.READ_DEPARTURES, Act.READ_HOLDS, Act.FIND_BY_CPR,
    Act.FIND_BY_NUMBER, Act.FIND_WORDS, Act.PRINT_CASE, Act.NOTE_FINDING, Act.CONFIRM_FINDING, Act.DISPROVE_FINDING, Act.CONFIRM_NOT_INVESTIGATION,
    Act.ESCALATE, Act.REMIND_OWNER, Act.EXPIRE, Act.TURN_INTO_ADVICE,
}  # fmt: skip
# What is never done with a case.
WITHOUT_CASE = {
    Act.ASK_ADVICE, Act.SAVE_CONCERN_DRAFT, Act.OPEN_CONCERN_DRAFT, Act.NOTE_ADVICE, Act.ANSWER_ADVICE, Act.TAKE_THEMES, Act.COVER, Act.END_COVER,
    Act.EDIT_CATALOGUE, Act.CHECK_ENTRY, Act.EDIT_AUTHORITY, Act.INVITE_USER, Act.CHANGE_ROLE, Act.DEACTIVATE_USER, Act.RESET_SIGN_IN, Act.READ_LOG,
    Act.EXPORT_LOG, Act.READ_REGISTER, Act.CHECKPOINT, Act.FOLLOW_LOGIN, Act.DECIDE_ARCHIVE, Act.READ_FIGURES, Act.COMMENT_FIGURES, Act.PUBLISH_FIGURES,
}  # fmt: skip


def test_every_act_is_told_in_the_timeline_or_named_as_one_that_is_not_and_each_in_one_way():
    ways = (WITH_WORDS, NOT_SHOWN, WITHOUT_CASE, set(FOLDED), set(TOLD), set(BACK))
    assert [act for act in Act if sum(act in way for way in ways) != 1] == []


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


def test_what_was_judged_of_a_concern_stands_in_the_timeline_of_the_case_it_is_in_and_once(world):
    """Also where it was judged in a case that is gone, and where it leaves again; what was judged here stands as it was noted."""
    first, arrival, more = (world.concern(observed=text) for text in ("Han sagde det.", "Nogen så det igen.", "Og en gang til."))
    first = world.register(first)
    join_concern(world.mette, more, into=arrival)
    note_report_judged(world.mette, world.first_concern(arrival), judged_at=lib.now(), acute=True)
    seal_log()
    mette, said = signed_in(world, "mette"), "Vurderet i dag"
    shown, _page = timeline(mette, arrival)
    assert shown.count("Underretning vurderet") == 1
    assert "Mette Holm" in shown.split("Underretning vurderet")[1].split(said)[0]
    join_concern(world.mette, arrival, into=fresh(world, first))
    seal_log()
    shown, _page = timeline(mette, first)
    assert shown.count("Underretning vurderet") == 1  # of both, and said once
    entry = shown.split("Underretning vurderet")[1]
    assert world.brondby.child_department in entry.split(said)[0]
    assert "Behov for at handle akut: ja." in entry
    assert "Underretning vurderet" in timeline(mette, first, "concern")[0]
    with world.at("mette"):
        last = Concern.objects.select_related("case__municipality", "mailbox").filter(case=first.pk).latest("received_at")
    alone = take_apart(world.mette, last)
    seal_log()
    assert timeline(mette, alone)[0].count("Underretning vurderet") == 1


def test_what_was_judged_before_the_log_kept_the_answer_is_told_once_and_stops_no_page(world):
    case, judged = world.register(world.concern()), lib.now()
    note_report_judged(world.mette, world.first_concern(case), judged_at=judged, acute=False)
    seal_log()

    def older(*asked):
        rows = done(*asked)
        for row in rows:
            row.codes.pop("acute", None)
        return rows

    with mock.patch("infohus.casefile.queries.shared.done", older):
        shown, _page = timeline(signed_in(world, "mette"), case)
    assert shown.count("Underretning vurderet") == 1


def test_who_got_something_stands_beside_the_case_with_how_much_and_on_what_basis(world):
    case = world.register(world.concern())
    copy = told(world, case)
    mette = signed_in(world, "mette")
    for tab in TABS:
        page = words(mette.get(reverse(f"casefile:{tab}", args=[case.pk])))
        assert f"1 uddrag · i dag · Retsplejeloven § 115, stk. 2 · {copy.number}" in page, tab


def test_an_arrival_that_was_sent_as_underretning_stands_the_same_on_every_tab(world):
    case, mette = world.concern(), signed_in(world, "mette")
    with world.at("hanne"):
        concern = Concern.objects.select_related("case__municipality", "mailbox").get(case=case)
    send_as_report(world.hanne, concern)
    with world.at("mette"):
        number = Disclosure.objects.get(case=case).number
    lines = {
        words(mette.get(reverse(f"casefile:{tab}", args=[case.pk]))).split("Delt med")[1].split(number)[0] for tab in (*TABS, "deadlines")
    }
    assert len(lines) == 1


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


def test_where_only_the_child_department_is_waited_for_it_is_nobodys_turn():
    waits = [mock.Mock(owner=Owner.CHILD_DEPARTMENT)]
    assert whose_move(mock.Mock(stage=Stage.REGISTERED), mock.Mock(unsorted_child=False), waits, {waits[0].pk: "Børnevagten"}) == "Ingen"


def test_who_registered_it_and_is_not_known_any_more_is_not_named():
    assert in_words(Act.REGISTER_CONCERN, {}, "") == "Sagen fik en tovholder."


def test_an_answer_that_was_typed_in_stands_in_the_timeline_with_how_it_came_and_who_noted_it(world):
    case = world.register(world.concern())
    copy = told(world, case)
    with world.at("mette"):
        row = Disclosure.objects.get(number=copy.number)
    said = {"shares": "no", "acute": "no", "hindrance": "no", "text": "Vi kender ikke noget til ham."}
    note_police_answer(world.mette, row, form="phone", answered_at=lib.now(), who="Pia Rask", **said)
    shown, _page = timeline(signed_in(world, "mette"), case)
    assert "Fra politiet · Pia Rask · kom på telefon, noteret af Mette Holm" in shown


def test_two_second_readings_say_which_assessment_each_is_of(world):
    case = world.register(world.concern())
    answer(world, case)
    finish(world, case, target="risk")
    actions.start_joint_assessment(world.mette, case)
    sign(world, case, target="risk")
    for tab in ("case", "deadlines"):
        page = words(signed_in(world, "mette").get(reverse(f"casefile:{tab}", args=[case.pk])))
        assert "Den socialfaglige vurdering · Søren Kaya" in page, tab
        assert "Den fælles vurdering · Søren Kaya" in page, tab


def test_where_several_could_read_it_nobody_is_named(world):
    given = {"email": "vera.prove@brondby.example", "name": "Vera Prøve", "role": "coordinator"}
    invite_user(world.nikolaj, authority=world.brondby, administration=world.member("mette").administration, **given)
    case = world.register(world.concern())
    answer(world, case)
    finish(world, case)
    assert "Den anden koordinator" in words(signed_in(world, "mette").get(reverse("casefile:case", args=[case.pk])))
