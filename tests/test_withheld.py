"""What was withheld from the police and is given them afterwards: nothing that stands with them is passed by as if they had not been asked."""

import re
from datetime import timedelta

from django.urls import reverse

from infohus import lib
from infohus.assessments.actions.police import answer_as_police, note_police_answer
from infohus.assessments.queries.police import waiting_of
from infohus.assessments.queries.standing import heard_in
from infohus.casefile.actions.passing import recall_disclosure
from infohus.concerns.actions import join_concern
from infohus.concerns.models import Concern
from infohus.counting.models import Fact as Counted
from infohus.disclosures.models import Disclosure
from infohus.lib import clock_at
from tests.conftest import signed_in
from tests.html import read
from tests.test_assessments import SHORTLY, actions, decide, finish, refused, withheld
from tests.test_ending import ended
from tests.test_passing import WHY, fresh, given, registered
from tests.test_police import ANSWER, confirmed_copy, hears, waiting
from tests.test_told_police import told as tell_by_mouth


def questions(world, case):
    """The police questions of a case, that of the concern that came first at the top."""
    with world.at("mette"):
        return list(Concern.objects.filter(case=case).order_by("received_at").values_list("police", flat=True))


def queued(world, case):
    """How it stands with the police, as the list of Infohus says."""
    with world.at("mette"):
        return heard_in([case.pk]).get(case.pk)


def counted(world):
    """How often the police were counted as told, and how often in time."""
    with world.at("mette"):
        facts = list(Counted.objects.filter(kind="police_told"))
        return sum(one.amount for one in facts), sum(one.amount for one in facts if one.codes["on_time"])


def test_what_is_withheld_alone_opens_the_short_path(world):
    case = withheld(world, registered(world))
    assert hears(world, case).withheld
    assert queued(world, case) == "withheld"
    finish(world, case)
    actions.conclude(world.mette, case, **SHORTLY)


def test_what_is_given_after_it_was_withheld_is_passed_on_and_waited_for(world):
    case = withheld(world, registered(world))
    given(world, fresh(world, case))
    assert questions(world, case) == ["passed_on"]
    now = hears(world, case)
    assert (now.withheld, now.is_heard, now.not_shared, now.police_asked) == (False, False, False, True)
    assert queued(world, case) == "waits"
    page = signed_in(world, "mette").get(f"/sager/{case.pk}/").content.decode()
    assert "Intet er givet videre til politiet" not in page
    assert "Hvorfor står i Forløb" not in page
    finish(world, case)
    assert "ikke hørt endnu" in refused(actions.conclude, world.mette, case, **SHORTLY)["outcome"]


def test_what_is_said_by_mouth_after_it_was_withheld_is_passed_on_too(world):
    case = withheld(world, registered(world))
    tell_by_mouth(world, case)
    assert questions(world, case) == ["passed_on"]
    assert not hears(world, case).is_heard


def test_of_two_withheld_concerns_a_sheet_passes_on_that_of_which_something_is_on_it(world):
    case = registered(world)
    join_concern(world.mette, world.concern(observed="Han har et våben i skuret."), into=fresh(world, case))
    withheld(world, fresh(world, case))
    given(world, fresh(world, case))
    assert questions(world, case) == ["passed_on", "withheld"]


def test_a_case_of_which_the_police_share_the_worry_is_not_ended_because_it_was_withheld_once(world):
    case = withheld(world, registered(world))
    row = given(world, fresh(world, case))
    answer_as_police(world.pia, confirmed_copy(world, row), **{**ANSWER, "shares": "yes", "acute": "yes", "text": "Vi deler bekymringen."})
    assert queued(world, case) == "answered"
    finish(world, fresh(world, case))
    page = ended(signed_in(world, "mette"), world, case)
    assert page.status_code == 422
    assert "Ikke spurgt, med begrundelse" not in page.content.decode()
    assert "deler bekymringen" in refused(actions.conclude, world.mette, case, **SHORTLY)["outcome"]


def test_a_sheet_of_a_note_alone_is_waited_for_though_the_concern_was_withheld(world):
    case = registered(world)
    given(world, case, of=set())
    withheld(world, fresh(world, case))
    assert questions(world, case) == ["withheld"]
    now = hears(world, case)
    assert (now.withheld, now.is_heard, now.police_asked) == (False, False, True)
    assert queued(world, case) == "waits"
    finish(world, case)
    with clock_at(lib.now() + timedelta(days=30)):
        decide(world, case)
        assert hears(world, case).may_go_on_unheard
        actions.start_joint_assessment(world.mette, fresh(world, case), unheard="De har ikke svaret på arket.")


def test_when_all_is_called_back_it_is_withheld_again(world):
    case = registered(world)
    row = given(world, case, of=set())
    withheld(world, fresh(world, case))
    recall_disclosure(world.mette, row, why=WHY)
    assert hears(world, case).withheld
    assert "police_answer" not in waiting(world, case)


def test_the_first_time_the_police_are_told_is_counted_also_after_it_was_withheld(world):
    case = withheld(world, registered(world))
    assert counted(world) == (0, 0)
    given(world, fresh(world, case))
    assert counted(world) == (1, 1)
    tell_by_mouth(world, case)
    assert counted(world) == (1, 1)


def test_what_was_told_and_called_back_before_it_was_withheld_is_not_counted_again(world):
    case = registered(world)
    recall_disclosure(world.mette, given(world, case), why=WHY)
    withheld(world, fresh(world, case))
    given(world, fresh(world, case))
    assert questions(world, case) == ["passed_on"]
    assert counted(world)[0] == 1


# ---------- Told by mouth after an answer


def test_what_is_told_by_mouth_after_an_answer_is_waited_for(world):
    case = registered(world)
    row = given(world, case)
    answer_as_police(world.pia, confirmed_copy(world, row), **ANSWER)
    finish(world, fresh(world, case))
    assert hears(world, case).is_heard
    with clock_at(lib.now() + timedelta(hours=1)):
        join_concern(world.mette, world.concern(observed="Han har et våben i skuret."), into=fresh(world, case))
        tell_by_mouth(world, case)
        assert questions(world, case) == ["passed_on", "passed_on"]
        now = hears(world, case)
        assert (now.heard, now.may_go_on_unheard, queued(world, case)) == (False, False, "waits")
        assert "ikke hørt endnu" in refused(actions.conclude, world.mette, case, **SHORTLY)["outcome"]
    with clock_at(lib.now() + timedelta(days=21)):
        assert hears(world, case).waited > 10
        assert hears(world, case).may_go_on_unheard
    with clock_at(lib.now() + timedelta(hours=2)):
        with world.at("mette"):
            told = waiting_of(fresh(world, case))[0].disclosure
        note_police_answer(world.mette, told, form="phone", answered_at=lib.now(), who="Pia Rask", **ANSWER)
        assert (hears(world, case).heard, queued(world, case)) == (True, "answered")


def test_the_days_are_counted_from_the_call_that_waits_not_from_what_was_answered(world):
    case = registered(world)
    row = given(world, case)
    answer_as_police(world.pia, confirmed_copy(world, row), **ANSWER)
    with clock_at(lib.now() + timedelta(days=30)):
        tell_by_mouth(world, case)
        assert hears(world, case).waited == 0


def test_the_page_names_the_concerns_it_is_about(world):
    """Not those of which the police have something already."""
    case = registered(world)
    given(world, fresh(world, case))
    join_concern(world.mette, world.concern(observed="Han råbte ad læreren."), into=fresh(world, case))
    shown = signed_in(world, "mette").get(reverse("casefile:withhold", args=[case.pk])).content.decode()
    assert "Det gælder:" in shown
    assert len(re.findall(r"<li>Henvendelse [^<]*</li>", shown)) == 1


def test_that_nothing_is_given_is_offered_on_the_sheet_only_while_it_can_be_decided(world):
    case = registered(world)
    mette, sheet, keep = (
        signed_in(world, "mette"),
        reverse("casefile:pass_to_police", args=[case.pk]),
        reverse("casefile:withhold", args=[case.pk]),
    )
    assert keep in mette.get(sheet).content.decode()
    given(world, fresh(world, case))
    assert keep not in mette.get(sheet).content.decode()  # to give more, to correct, to answer a question
    assert keep not in mette.post(sheet, {"look": "1", "necessity": "Det haster."}).content.decode()


def test_what_was_begun_of_a_sheet_is_there_again_when_one_comes_back_from_giving_nothing_and_the_reason_too(world):
    case = registered(world)
    mette = signed_in(world, "mette")
    sheet, keep = (reverse(f"casefile:{page}", args=[case.pk]) for page in ("pass_to_police", "withhold"))
    begun = form_named(mette.get(sheet), "pass_to_police")
    mark = next(one.value for one in begun.fields if one.name == "extracts")
    typed = {"necessity": "Kun politiet kender\ndem, han nævner.", "extracts": mark, f"cut_{mark}": "0,1", "named": "no", "days": "30"}
    gone = mette.post(keep, {**dict(begun.filled), **typed, "sheet": "1"})
    assert gone.status_code == 200  # nothing is refused of a form that nobody has filled in yet
    assert "errors" not in gone.content.decode()
    reason = {"code": "known", "sentence": "Politiet kender det i forvejen."}
    short = mette.post(keep, {**dict(form_named(gone, "withhold_from_police").filled), "code": "known", "sentence": "Nej"})
    assert short.status_code == 422
    back = mette.post(sheet, {**dict(form_named(short, "withhold_from_police").filled), **reason, "back": "1"})
    assert back.status_code == 200
    again = dict(form_named(back, "pass_to_police").filled)
    assert {name: again[name].strip() for name in typed} == typed
    once_more = dict(form_named(mette.post(keep, {**again, "sheet": "1"}), "withhold_from_police").filled)
    assert {name: once_more[name].strip() for name in reason} == reason
    with world.at("mette"):
        assert not Disclosure.objects.filter(case=case, receiver__kind="POLICE").exists()
        assert Concern.objects.get(case=case).police == "open"
    assert mette.post(keep, once_more).status_code == 302
    with world.at("mette"):
        assert Concern.objects.get(case=case).police == "withheld"


def test_one_who_began_with_the_reason_finds_the_sheet_as_it_is_first_opened(world):
    case = registered(world)
    mette = signed_in(world, "mette")
    sheet, keep = (reverse(f"casefile:{page}", args=[case.pk]) for page in ("pass_to_police", "withhold"))
    reason = {"code": "known", "sentence": "Politiet kender det."}
    back = mette.post(sheet, {**dict(form_named(mette.get(keep), "withhold_from_police").filled), **reason, "back": "1"})
    fields = dict(form_named(back, "pass_to_police").filled)
    assert fields["days"] == "90"
    assert not {"extracts", "receiver", "purpose"} & fields.keys()
    again = dict(form_named(mette.post(keep, {**fields, "sheet": "1"}), "withhold_from_police").filled)
    assert {name: again[name].strip() for name in reason} == reason


def test_one_who_comes_from_the_sheet_when_it_is_decided_reads_that_and_goes_back_to_the_sheet(world):
    case, mette = registered(world), signed_in(world, "mette")
    sheet, keep = (reverse(f"casefile:{page}", args=[case.pk]) for page in ("pass_to_police", "withhold"))
    begun = {**dict(form_named(mette.get(sheet), "pass_to_police").filled), "necessity": "Kun politiet kender dem."}
    reason = {"code": "known", "sentence": "Politiet kender det i forvejen."}
    writing = dict(form_named(mette.post(keep, {**begun, "sheet": "1"}), "withhold_from_police").filled)
    withheld(world, fresh(world, case))
    for gone, status, typed in (
        (mette.post(keep, {**begun, "sheet": "1"}), 200, {}),
        (mette.post(keep, {**writing, **reason}), 422, reason),
    ):
        page = read(gone)
        assert (gone.status_code, "Der er allerede taget stilling" in " ".join(page.words)) == (status, True)
        assert "withhold_from_police" not in page.acts
        (form,) = [one for one in page.forms if one.action == sheet]
        assert "Tilbage til arket" in gone.content.decode()
        assert {name: dict(form.filled)[name].strip() for name in typed} == typed
        again = dict(form_named(mette.post(sheet, {**dict(form.filled), "back": "1"}), "pass_to_police").filled)
        assert again["necessity"].strip() == begun["necessity"]


def test_one_who_comes_from_the_sheet_when_the_duty_to_inform_is_over_time_reads_that_and_keeps_sheet_and_reason(world):
    case = registered(world)
    with clock_at(lib.now() + timedelta(days=45)):
        mette = signed_in(world, "mette")
        sheet, keep = (reverse(f"casefile:{page}", args=[case.pk]) for page in ("pass_to_police", "withhold"))
        begun = {"necessity": "Kun politiet kender dem.", "seen": "", "days": "30"}
        gone = mette.post(keep, {**begun, "sheet": "1"})
        assert {"decide_information"} <= set(read(gone).acts)
        assert "withhold_from_police" not in read(gone).acts
        (form,) = [one for one in read(gone).forms if one.action == sheet]
        assert dict(form.filled)["necessity"] == begun["necessity"]
        reason = {"code": "known", "sentence": "Politiet kender det i forvejen."}
        late = mette.post(keep, {**begun, **reason})
        assert late.status_code == 422
        assert {"decide_information", "withhold_from_police"} <= set(read(late).acts)  # what was typed, to be pressed again
        kept = dict(form_named(late, "withhold_from_police").filled)
        assert {name: kept[name].strip() for name in (*reason, "necessity")} == {**reason, "necessity": begun["necessity"]}


def form_named(response, act):
    """The form of a page that does this act."""
    return next(one for one in read(response).forms if one.act == act)
