"""A concern that is written down by somebody signed in: saved once, and never told as saved when it is not."""

import re

import pytest
from django.urls import reverse

from infohus import lib
from infohus.access.rules import reporter
from infohus.cases.actions import declare_conflict, save_draft
from infohus.cases.models import Case, Draft, Note
from infohus.catalogues.actions import retire_entry
from infohus.catalogues.queries import entries
from infohus.catalogues.rules import Kind
from infohus.concerns.actions import join_concern, note_concern, open_police_concern, send_receipt
from infohus.concerns.models import Concern
from infohus.deadlines.models import Deadline
from infohus.lib import Changed, Refused
from infohus.mailboxes.actions import close_mailbox, write_to_mailbox
from infohus.mailboxes.models import Mailbox, Message
from infohus.mailboxes.queries import find
from tests.conftest import signed_in
from tests.test_told_police import told

TOLD = {"source": "teacher", "observed": "Hun skrev det.", "when_where": "i går", "who": "Asta", "under_18": "yes"}
MORE = "Hun skrev det. Og hendes bror har et våben."


def noted(world, token, name="mette", **changed):
    return note_concern(world.member(name).actor, world.brondby, token=token, answers={**TOLD, **changed})


def concerns(world, name="mette"):
    with world.at(name):
        return [one.observed for one in Concern.objects.all()]


def test_a_note_saved_twice_is_one_and_with_other_words_it_says_so(world):
    case, _code = noted(world, "a")
    assert noted(world, "a")[0].pk == case.pk
    with pytest.raises(Changed, match=f"gemt som sag {case.number}"):
        noted(world, "a", observed=MORE)
    assert concerns(world) == ["Hun skrev det."]


def test_the_same_note_is_known_also_when_it_was_registered_or_joined_since(world):
    case, _code = noted(world, "a")
    world.register(case)
    assert noted(world, "a")[0].pk == case.pk
    other, _code = noted(world, "b", who="Ib")
    join_concern(world.mette, other, into=case)
    assert noted(world, "b", who="Ib")[0].pk == case.pk


def test_a_note_in_a_case_that_is_not_to_be_seen_any_more_is_told_as_saved_without_it(world):
    case, _code = noted(world, "a")
    declare_conflict(world.mette, case, why="relative")
    for words in (TOLD["observed"], MORE):
        with pytest.raises(Changed, match="ikke se sagen"):
            noted(world, "a", observed=words)


def test_no_code_is_shown_that_opens_nothing(world):
    case, code = noted(world, "a")
    assert code == ""
    with pytest.raises(Changed):
        note_concern(world.mette, world.brondby, token="a", answers=TOLD, give_code=True)
    with world.at("mette"):
        assert not Mailbox.objects.filter(case=case).exists()


def test_on_the_page_what_was_added_stays_and_can_be_saved_as_another(world):
    mette, address = signed_in(world, "mette"), reverse("concerns:note")
    token = token_of(mette.get(address))
    assert mette.post(address, {**TOLD, "token": token}).status_code == 302
    answer = mette.post(address, {**TOLD, "token": token, "observed": MORE})
    page = answer.content.decode()
    with world.at("mette"):
        case = Case.objects.get()
    assert answer.status_code == 409
    assert "et våben" in page
    assert reverse("casefile:case", args=[case.pk]) in page
    assert mette.post(address, {**TOLD, "token": token_of(answer), "observed": MORE}).status_code == 302
    assert sorted(concerns(world)) == sorted([TOLD["observed"], MORE])


def token_of(answer):
    return answer.content.decode().split('name="token" value="')[1].split('"')[0]


SAID = {"observed": "Han truede en betjent.", "who": "Oskar Holm", "under_18": "yes", "place": "", "alternatives": "", "goes_well": ""}


def test_what_the_police_add_on_a_page_already_sent_is_not_told_as_sent(world):
    token = lib.uuid7()
    for _twice in range(2):
        open_police_concern(world.pia, world.brondby, token=token, answers=SAID)
    with pytest.raises(Changed, match="er ikke sendt"):
        open_police_concern(world.pia, world.brondby, token=token, answers={**SAID, "observed": MORE})
    assert concerns(world) == [SAID["observed"]]


def test_on_the_page_of_the_police_it_stays_and_can_be_sent_as_another(world):
    pia, address = signed_in(world, "pia"), reverse("assessments:police_concern")
    said = {**SAID, "to": str(world.brondby.pk), "phone": "", "token": token_of(pia.get(address))}
    for _twice in range(2):
        assert pia.post(address, said).status_code == 302
    told = pia.post(address, {**said, "observed": MORE})
    assert told.status_code == 409
    assert "et våben" in told.content.decode()
    assert pia.post(address, {**said, "observed": MORE, "token": token_of(told)}).status_code == 302
    assert len(concerns(world)) == 2


def test_a_code_given_twice_by_one_page_is_the_same_and_by_another_page_refused(world):
    case, mette = noted(world, "a")[0], signed_in(world, "mette")
    address = reverse("concerns:give_code", args=[case.pk, world.first_concern(case).pk])
    page, other = mette.get(address), mette.get(address)
    first, again = (code_on(mette.post(address, {"token": token_of(page)})) for _twice in range(2))
    assert first == again
    assert find(first) is not None
    told = mette.post(address, {"token": token_of(other)})
    assert (told.status_code, "har allerede en kode" in told.content.decode()) == (422, True)
    assert mette.post(address, {"token": "made up"}).status_code == 422


def code_on(answer):
    return re.search(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b", answer.content.decode())[0]


# ---------- The receipt (barnets lov § 137)


def receipt_is_owed(world, case):
    with world.at("mette"):
        return Deadline.objects.filter(case_id=case.pk, kind="child_receipt", met_at=None, ended_at=None).exists()


def given(world, case, way):
    send_receipt(world.mette, world.first_concern(case), way=way, text="Vi har modtaget din underretning.")


def ways_on(page):
    """The ways in which a page offers to give a receipt."""
    return re.findall(r'name="way" value="(\w+)"', page.content.decode())


def test_the_page_offers_a_receipt_in_a_mailbox_only_where_a_code_opens_one(world):
    mette = signed_in(world, "mette")
    called, _code = noted(world, "a", reporter_phone="20 30 40 50")
    written = world.concern(reporter_phone="20 30 40 50")
    pages = [reverse("concerns:send_receipt", args=[case.pk, world.first_concern(case).pk]) for case in (called, written)]
    assert [ways_on(mette.get(page)) for page in pages] == [["phone", "letter"], ["mailbox", "phone", "letter"]]
    with pytest.raises(Refused, match="ingen kode"):
        given(world, called, "mailbox")
    box = world.mailbox_of(written)
    close_mailbox(reporter(box.municipality_id, box.pk), box)
    assert ways_on(mette.get(pages[1])) == ["phone", "letter"]
    given(world, written, "phone")
    assert mette.get(pages[1])["Location"] == reverse("casefile:case", args=[written.pk])


def test_a_receipt_is_not_laid_into_a_closed_mailbox(world):
    case = world.concern(reporter_phone="20 30 40 50")
    box = world.mailbox_of(case)
    close_mailbox(reporter(box.municipality_id, box.pk), box)
    with pytest.raises(Refused, match="Postkassen er lukket"):
        given(world, case, "mailbox")
    assert receipt_is_owed(world, case)
    given(world, case, "phone")
    assert not receipt_is_owed(world, case)


@pytest.mark.parametrize(("way", "kind"), [("phone", "telephone"), ("letter", "contact"), ("mailbox", "")])
def test_what_the_receipt_said_is_kept_and_it_is_given_once(world, way, kind):
    case = world.concern(reporter_phone="20 30 40 50")
    save_draft(world.mette, case, form="note", text="Halvt skrevet.")
    given(world, case, way)
    with pytest.raises(Refused, match="allerede givet"):
        given(world, case, way)
    with world.at("mette"):
        notes = [(one.kind, one.text) for one in Note.objects.filter(case=case)]
        receipts = [one.text for one in Message.objects.filter(case=case, kind="receipt")]
        assert Draft.objects.filter(case=case).exists()
    assert notes == ([(kind, "Vi har modtaget din underretning.")] if kind else [])
    assert receipts == ([] if kind else ["Vi har modtaget din underretning."])


def test_a_receipt_does_not_read_what_the_reporter_wrote(world):
    case = world.concern(reporter_phone="20 30 40 50")
    box = world.mailbox_of(case)
    write_to_mailbox(reporter(box.municipality_id, box.pk), box, text="Han har et våben.")
    given(world, case, "mailbox")
    with world.at("mette"):
        assert Message.objects.filter(case=case, sender="reporter", read_at=None).count() == 1
        assert Deadline.objects.filter(case_id=case.pk, kind="read_message", met_at=None).exists()


# ---------- What cannot wait


def test_a_call_about_something_serious_is_acted_on_today_and_the_police_can_be_told_before_the_registration(world):
    mette, address = signed_in(world, "mette"), reverse("concerns:note")
    page = mette.get(address)
    assert page.content.decode().count('name="signs"') == len([one for one in entries(Kind.SIGN) if one.data["category"] == "SERIOUS"])
    assert mette.post(address, {**TOLD, "token": token_of(page), "signs": ["A04"], "observed": MORE}).status_code == 302
    with world.at("mette"):
        case = Case.objects.select_related("municipality").get()
        assert case.serious
        assert [(one["code"], one["serious"]) for one in Concern.objects.get(case=case).signs] == [("A04", True)]
        assert Deadline.objects.filter(case_id=case.pk, kind="acute_today", met_at=None).exists()
    told(world, case)
    with world.at("mette"):
        assert not Deadline.objects.filter(case_id=case.pk, kind="acute_today", met_at=None).exists()


def test_a_serious_sign_that_goes_out_of_use_during_the_call_is_kept_as_it_was_ticked(world):
    mette, address = signed_in(world, "mette"), reverse("concerns:note")
    page = mette.get(address)
    with world.at("nikolaj"):
        retire_entry(world.nikolaj, world.brondby, Kind.SIGN, "A04", version=0, retired_from=lib.today())
    assert 'value="A04"' not in mette.get(address).content.decode()  # for a new call it is not there any more
    said = {**TOLD, "token": token_of(page), "signs": ["A04"]}
    wrong = mette.post(address, {**said, "who": ""})  # seen again, it stands there ticked as before
    assert re.search(r'value="A04"[^>]*checked', wrong.content.decode())
    assert mette.post(address, said).status_code == 302
    with world.at("mette"):
        case = Case.objects.get()
        assert case.serious
        assert [(one["code"], one["text"], one["serious"]) for one in Concern.objects.get(case=case).signs] == [
            ("A04", next(one.text for one in entries(Kind.SIGN) if one.code == "A04"), True)
        ]


def test_a_call_about_nothing_serious_is_registered_before_anybody_is_told(world):
    case, _code = noted(world, "a")
    with world.at("mette"):
        assert not Deadline.objects.filter(case_id=case.pk, kind="acute_today").exists()
    with pytest.raises(Refused, match="Registrér henvendelsen først"):
        told(world, case)
