"""A concern that was joined to the wrong person and is taken out again: what the other person's case keeps of it, and what it does not."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from infohus import lib
from infohus.accounts.queries import receivers_for
from infohus.assessments.actions.police import note_police_answer
from infohus.assessments.models import PoliceAnswer
from infohus.casefile.actions import recall_disclosure
from infohus.casefile.actions.passing import disclose
from infohus.casefile.queries.informing import receivers_of
from infohus.casefile.queries.passing import Chosen, draft_sheet, extracts_of
from infohus.casefile.queries.printing import persons
from infohus.casefile.views.passing import Desk
from infohus.concerns.actions import correct_person, join_concern, note_copy_judged, send_as_report, send_receipt
from infohus.concerns.models import Concern
from infohus.concerns.queries import shared_apart
from infohus.db.context import acting
from infohus.deadlines.models import Deadline
from infohus.disclosures.models import Copy, Disclosure
from infohus.disclosures.queries import receiver_line
from infohus.disclosures.rules import LEFT_OUT, TAKEN_OUT
from infohus.lib import Refused, clock_at
from infohus.persons.models import Person
from infohus.persons.queries import person_of
from infohus.sealing.fields import SealedText
from infohus.ui.rules import full_day
from tests.conftest import seal_log, signed_in
from tests.test_assessments import withheld, words
from tests.test_passing import WHY, filled, fresh, given, police, registered, sheet, shown_by
from tests.test_police import ANSWER
from tests.test_taken_apart import WEAPON, gave, joined, parted, wrong_of
from tests.test_withheld import questions

__all__ = ["joined"]


def letter(world, case):
    """Who has got something, as the letter to the person of a case says."""
    with world.at("mette"):
        return receivers_of(fresh(world, case))


def test_who_read_the_name_stands_in_the_letter_though_the_sheet_goes_with_the_concern(world, joined):
    case, wrong = joined
    row = gave(world, case, wrong)
    said = letter(world, case)
    assert str(row.unit) in said
    alone = parted(world, case)
    assert letter(world, case) == said
    with world.at("mette"):
        there, here = (str(persons(fresh(world, one), False)) for one in (case, alone))
        assert ("Har også fået navnet" in there, str(row.unit) in there, str(row.unit) in here) == (True, True, False)
        kept = Person.objects.get(case=case).named_to
        assert not any(tied in kept for tied in (alone.number, row.number, str(wrong.pk)))  # nothing that ties two persons together


def test_the_register_that_goes_with_the_concern_names_nobody_of_the_case_it_leaves(world, joined):
    case, wrong = joined
    row = gave(world, case, wrong)
    with world.at("mette"):
        person = Person.objects.get(case=case)
        assert person.name in Disclosure.objects.get(pk=row.pk).said
    alone = parted(world, case)
    with world.at("mette"):
        moved = Disclosure.objects.get(pk=row.pk)
        assert moved.case_id == alone.pk
        for word in (*person.name.split(), full_day(date.fromisoformat(person.birth_on)) if person.birth_on else person.name):
            assert word not in moved.said, word
        assert str(LEFT_OUT) in moved.said


def test_who_read_the_name_stands_in_the_letter_when_the_case_is_put_to_an_older_one(world):
    older, case = registered(world), registered(world)
    join_concern(world.mette, world.concern(observed=WEAPON), into=fresh(world, case))
    row = to_another(world, case, wrong_of(world, case))
    parted(world, case)
    line = receiver_line(row)
    assert (line in letter(world, case), line in letter(world, older)) == (True, False)
    join_concern(world.mette, fresh(world, case), into=fresh(world, older))
    assert letter(world, older).count(line) == 1
    with world.at("mette"):
        assert str(row.unit) in str(persons(fresh(world, older), False))


def test_who_read_no_name_of_theirs_does_not_stand_there(world, joined):
    case, wrong = joined
    with world.at("mette"):
        of_it = next(one for one in extracts_of(fresh(world, case)) if one.concern == wrong.pk)
        chosen = Chosen({of_it.key: set()}, [], False, WHY)
        unnamed = draft_sheet(fresh(world, case), person_of(case), chosen, to_police=True, due_on=lib.today(), footer="")
    before = letter(world, case)
    gave(world, case, wrong, sheet=unnamed)
    assert letter(world, case) != before
    parted(world, case)
    assert letter(world, case) == before


def to_another(world, case, *concerns):
    """A sheet for an own unit, that tells of these concerns."""
    unit = next(one for one in receivers_for(world.brondby) if one[2] is None and one[3] is not None)
    with world.at("mette"):
        row = fresh(world, case)
        first = {one.concern: one.key for one in reversed(extracts_of(row))}
        chosen = Chosen({first[one.pk]: set() for one in concerns}, [], True, WHY)
        paper = draft_sheet(row, person_of(row), chosen, to_police=False, due_on=None, footer="")
    grounds = {"basis": "FVL28_INTERN", "purpose": "SOCIAL_SUPPORT", "necessity": "De kan hjælpe familien med det."}
    return disclose(world.mette, fresh(world, case), of={one.pk for one in concerns}, sheet=paper, receiver=None, unit=unit[3], **grounds)


def test_what_another_receiver_got_of_it_alone_goes_along_and_what_is_of_both_stays(world, joined):
    case, wrong = joined
    alone_row, both_row = to_another(world, case, wrong), to_another(world, case, world.first_concern(case), wrong)
    alone = parted(world, case)
    with world.at("mette"):
        where = dict(Disclosure.objects.values_list("pk", "case_id"))
        assert (where[alone_row.pk], where[both_row.pk]) == (alone.pk, case.pk)
        row, copy = Disclosure.objects.get(pk=both_row.pk), Copy.objects.get(disclosure=both_row)
        assert str(wrong.pk) not in f"{row.tells_of}{copy.sheet}"  # no id that ties two persons together
        assert [part["concern"] for part in copy.sheet["parts"] if part["kind"]] == [str(world.first_concern(case).pk), TAKEN_OUT]
    assert questions(world, alone) == ["none"]  # the police have heard nothing of it


def test_of_what_stays_and_told_of_both_nothing_goes_with_the_one_that_is_left(world, joined):
    case, wrong = joined
    own = world.first_concern(case)
    row = gave(world, case, own, wrong)
    parted(world, case)
    join_concern(world.mette, world.concern(observed="Noget helt andet om ham."), into=fresh(world, case))
    with world.at("mette"):
        goes, stays = shared_apart(Concern.objects.select_related("case").get(pk=own.pk))
    assert ([one.pk for one in goes if one.pk == row.pk], [one.pk for one in stays]) == ([], [row.pk])


def test_a_sheet_put_together_before_the_concern_was_taken_out_is_not_given(world, joined):
    case, wrong = joined
    with world.at("mette"):
        of_it = next(one for one in extracts_of(fresh(world, case)) if one.concern == wrong.pk)
    mette, page = signed_in(world, "mette"), reverse("casefile:pass_to_police", args=[case.pk])
    said, _looked = filled(world, case, mette, page, extracts=of_it.mark)
    desks = Desk.is_seen

    def meanwhile(desk):
        seen = desks(desk)
        parted(world, case)
        return seen

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Desk, "is_seen", meanwhile)
        answered = mette.post(page, said)
    assert answered.status_code == 409
    assert "Siden du åbnede siden" in words(answered)
    answered = mette.post(page, {**said, **shown_by(answered.content.decode())})
    assert answered.status_code == 422  # and the passage is not there to be chosen any more
    assert of_it.mark not in answered.content.decode()
    with world.at("mette"):
        assert not Disclosure.objects.filter(receiver__kind="POLICE").exists()
    assert questions(world, case) == ["open"]


def test_a_concern_of_another_case_is_told_of_by_nobody_here(world, joined):
    case, wrong = joined
    parted(world, case)
    with pytest.raises(Refused, match="Arket er ikke set"):
        gave(world, case, wrong)


def test_what_the_police_are_given_goes_by_the_way_that_asks_them(world, joined):
    case, _wrong = joined
    authority, unit = police(world)
    paper, _chosen = sheet(world, fresh(world, case))
    grounds = {"basis": "RPL115_2", "purpose": "PREVENT_CRIME", "necessity": "Kun politiet kan vurdere udsagnet."}
    with pytest.raises(Refused, match="på siden til politiet"):
        disclose(world.mette, fresh(world, case), sheet=paper, receiver=authority, unit=unit, **grounds)


def test_the_page_says_that_the_reason_for_telling_the_police_nothing_stays(world, joined):
    case, wrong = joined
    mette, page = signed_in(world, "mette"), reverse("concerns:take_apart", args=[case.pk, wrong.pk])
    assert "Begrundelsen for, at politiet ikke fik noget" not in words(mette.get(page))
    withheld(world, fresh(world, case))
    assert "Begrundelsen for, at politiet ikke fik noget, bliver i denne sag" in words(mette.get(page))


def test_what_was_receipted_and_judged_keeps_the_moment_at_which_it_was(world):
    case, now = registered(world), lib.now()
    other = world.concern(observed="Han har et våben i skuret.", under_18="yes")
    with world.at("mette"):
        concern = Concern.objects.select_related("case__municipality", "mailbox").get(case=other.pk)
    send_receipt(world.mette, concern, way="mailbox", text="Tak, vi har fået det.")
    send_as_report(world.mette, concern)
    with acting(world.hanne.context):
        copy = Copy.objects.select_related("municipality").get(case=other.pk)
    note_copy_judged(world.hanne, copy, judged_at=lib.now(), acute=False)
    with clock_at(now + timedelta(days=20)):
        join_concern(world.mette, fresh(world, other), into=fresh(world, case))
        alone = parted(world, case)
    with world.at("mette"):
        met = dict(Deadline.objects.filter(case_id=alone.pk, kind__startswith="child").values_list("kind", "met_at"))
    assert met.keys() == {"child_24h", "child_receipt"}
    assert all(at < now + timedelta(hours=1) for at in met.values()), met


def test_one_that_nobody_opened_does_not_stand_as_judged_with_another_of_its_case(world):
    """Two came to one case, and the second by mistake: what was judged of the first says nothing of the other child."""
    case = world.register(world.concern())
    with world.at("hanne"):
        first = Copy.objects.get()
    other = world.concern()
    send_as_report(world.mette, world.first_concern(other))
    join_concern(world.mette, fresh(world, other), into=fresh(world, case))
    with world.at("hanne"):
        second = Copy.objects.exclude(pk=first.pk).get()
    signed_in(world, "hanne").get(f"/underretninger/sendt/{first.pk}/")
    note_copy_judged(world.hanne, first, judged_at=lib.now(), acute=False)
    with world.at("hanne"):
        judged = dict(Copy.objects.values_list("pk", "confirmed_at"))
    assert (judged[first.pk] is not None, judged[second.pk]) == (True, None)


def test_a_name_that_was_corrected_since_is_as_much_a_name(world, joined):
    """Whether a sheet named the person is kept from when it is given: who read it stands in the letter, and no name of then goes along."""
    case, wrong = joined
    with world.at("mette"):
        before = Person.objects.get(case=case).name
    row = gave(world, case, wrong)
    said = letter(world, case)
    with world.at("mette"):
        person = Person.objects.get(case=case)
    correct_person(world.mette, fresh(world, case), version=person.version, name="Oscar Holmgaard", birth_on=date(2010, 5, 4))
    alone = parted(world, case)
    assert letter(world, case) == said
    with world.at("mette"):
        moved = Disclosure.objects.get(pk=row.pk)
        assert moved.case_id == alone.pk
        assert before not in moved.said
        assert moved.named_as == ""


def test_one_who_was_only_described_is_noted_too(world):
    case = world.register(world.concern(observed=WEAPON), person={"description": "Ung mand med grøn jakke"})
    join_concern(world.mette, world.concern(observed=WEAPON), into=fresh(world, case))
    row = gave(world, case, wrong_of(world, case))
    with world.at("mette"):
        assert Disclosure.objects.get(pk=row.pk).named_as == "Ung mand med grøn jakke"
    parted(world, case)
    assert receiver_line(row) in letter(world, case)


def test_nothing_that_we_wrote_of_the_sheet_names_the_person_of_the_case_it_leaves(world, joined):
    """Why it was called back, and what we typed in of their answer, go along without the name too; what they wrote is theirs."""
    case, wrong = joined
    row = gave(world, case, wrong)
    with world.at("mette"):
        name = Person.objects.get(case=case).name
    at = {"form": "phone", "answered_at": lib.now(), "who": f"Pia Rask, som kender {name}"}
    note_police_answer(world.mette, row, **at, **{**ANSWER, "text": f"{name} er kendt hos os."})
    recall_disclosure(world.mette, row, why=f"Arket handler slet ikke om {name}.")
    assert name in words(signed_in(world, "mette").get(reverse("casefile:case", args=[case.pk])))
    alone = parted(world, case)
    with world.at("mette"):
        moved, said = Disclosure.objects.get(pk=row.pk), PoliceAnswer.objects.get()
        assert (moved.case_id, said.case_id) == (alone.pk, alone.pk)
        assert said.who.startswith("Pia Rask, som kender ")
        assert {one.name for one in Disclosure._meta.concrete_fields if isinstance(one, SealedText)} == {*Disclosure.WORDS, "named_as"}
        for text in (*(getattr(moved, one) for one in moved.WORDS), said.who, said.text):
            assert not set(name.split()) & set(text.replace(".", " ").split()), text
        assert all(str(LEFT_OUT) in text for text in (moved.recall_why, said.who, said.text))
    for page in ("casefile:case", "casefile:disclosures", "assessments:police"):
        assert name not in words(signed_in(world, "mette").get(reverse(page, args=[alone.pk]))), page


def test_the_log_of_the_case_that_is_left_does_not_name_the_sheet_that_went(world, joined):
    """The number of the sheet stands in the other person's case now: in the log of this one it would tie the two together."""
    case, wrong = joined
    row, stays = gave(world, case, wrong), given(world, fresh(world, case))
    seal_log()
    log, tove = f"/sager/{case.pk}/log/", signed_in(world, "tove")
    before, seen = (words(signed_in(world, name).get(page)) for name, page in (("mette", log), ("tove", "/leder/log/")))
    assert all(one.number in text for one in (row, stays) for text in (before, seen))
    alone = parted(world, case)
    recall_disclosure(world.mette, row_of(world, alone), why="Det handlede ikke om borgeren.")
    seal_log()
    said = words(signed_in(world, "mette").get(log))
    assert stays.number in said
    assert row.number not in said
    assert said.count("Givet videre til politiet") == before.count("Givet videre til politiet")  # that something was given stands
    assert row.number in words(signed_in(world, "mette").get(f"/sager/{alone.pk}/log/"))
    told = words(tove.get("/leder/log/"))
    assert told.count(row.number) == 1  # calling it back, in the case where it is
    assert stays.number in told


def row_of(world, case):
    """The one sheet of a case."""
    with world.at("mette"):
        return Disclosure.objects.select_related("case__municipality", "receiver").get(case=case)
