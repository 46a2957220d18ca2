"""An underretning reaches those who judge it: as a concern at Modtaget, and later as a frozen copy of exactly what was sent."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from infohus import lib
from infohus.access.rules import Forbidden, reporter
from infohus.assessments.actions import conclude
from infohus.attachments.actions import add_documents, take_in
from infohus.attachments.models import Attachment
from infohus.cases.actions import add_to_note, write_note
from infohus.cases.models import Case
from infohus.cases.rules import Stage, Under18
from infohus.closing.actions import close_case, give_feedback
from infohus.concerns.actions import (
    correct_person,
    join_concern,
    not_a_report,
    note_concern,
    note_copy_judged,
    note_report_judged,
    send_as_report,
    send_receipt,
    take_apart,
    take_as_report,
)
from infohus.concerns.models import Concern
from infohus.db.context import SYSTEM, acting
from infohus.deadlines.actions import set_task
from infohus.deadlines.models import Deadline
from infohus.deadlines.rules import Kind, end_of_day
from infohus.disclosures.actions import read_copy, read_paper
from infohus.disclosures.models import Copy, Disclosure
from infohus.disclosures.queries import copies_to, reports_to
from infohus.lib import Refused
from infohus.mailboxes.actions import ask_reporter, write_to_mailbox
from infohus.persons.models import Person
from infohus.rights.actions import decide_information
from infohus.sealing.ring import Unreadable
from infohus.ui.rules import clock, full_day, moment
from tests.conftest import seal_log, signed_in
from tests.html import read
from tests.test_assessments import SHORTLY, finish, withheld
from tests.test_assessments import words as text_of
from tests.test_casefile import cost

SIGNS = [{"code": "A04", "text": "Taler om at udføre et angreb", "serious": True}]


def copy_of(world, name="hanne"):
    """The one copy that a member of the cast may see."""
    with world.at(name):
        return Copy.objects.select_related("municipality", "receiver", "unit").get()


def test_the_child_duty_reads_all_that_was_sent_before_anybody_registers(world):
    case = world.concern(signs=SIGNS, worry="At han gør alvor af det.", safety="Han har adgang til et jagtgevær.", who="T.V.")
    page = signed_in(world, "hanne").get(f"/underretninger/{case.pk}/").content.decode()
    for words in ("Taler om at udføre et angreb", "alvorligt tegn", "At han gør alvor af det.", "jagtgevær", "T.V."):
        assert words in page


def test_the_child_duty_reads_what_is_written_and_noted_in_an_arrival_until_it_is_registered(world):
    case = world.concern()
    box, mette = world.mailbox_of(case), world.member("mette").actor
    ask_reporter(mette, box, text="Hvem så han vise billedet til?")
    papers = take_in([SimpleUploadedFile("svar.txt", b"Som han skrev det.")])
    write_to_mailbox(reporter(box.municipality_id, box.pk), box, text="Han stoler vist på pedellen.", files=papers)
    note = write_note(mette, case, kind="telephone", title="Opkald", text="Skolen ringede.")
    add_to_note(mette, note, text="Og igen en time efter.")
    member = world.member("mette")
    set_task(mette, case, remark="Ring til moderen.", owner=member, members=[member], due_on=lib.today())
    added = add_documents(mette, case, origin="own", taken=take_in([SimpleUploadedFile("referat.txt", b"Fra moedet.")]))[0]
    second = world.concern(observed="Nogen så det igen.")
    join_concern(mette, second, into=case)
    hanne, address = signed_in(world, "hanne"), f"/underretninger/{case.pk}/"
    page = hanne.get(address).content.decode()
    assert hanne.get(f"{address}filer/{added.pk}/").content == b"Fra moedet."
    for words in (
        "Ring til moderen.",
        "referat.txt",
        "Hvem så han",
        "Han stoler vist på pedellen.",
        "Skolen ringede.",
        "Og igen en time efter.",
        "Nogen så det igen.",
        "svar.txt",
    ):
        assert words in page, words
    with world.at("hanne"):
        file = Attachment.objects.get(case=case, mailbox_id=box.pk)
    assert hanne.get(f"{address}filer/{file.pk}/").content == b"Som han skrev det."
    world.register(case)
    assert hanne.get(address).status_code == 404
    assert "pedellen" not in hanne.get(f"/underretninger/sendt/{copy_of(world).pk}/").content.decode()


def test_the_child_duty_is_told_what_taking_it_as_underretning_does(world):
    hanne, case = signed_in(world, "hanne"), world.concern()
    address = f"/underretninger/{case.pk}/"
    assert "Så får I en kopi, som I kan læse i 14 dage, også når henvendelsen er registreret" in hanne.get(address).content.decode()
    hanne.post(address, {"send": "1", "shown": stood_on(hanne.get(address))})
    assert "Så får I en kopi" not in hanne.get(address).content.decode()


def test_the_child_duty_takes_all_that_stands_in_an_arrival(world):
    first, second = world.concern(under_18="yes"), world.concern(under_18="yes")
    join_concern(world.mette, second, into=first)
    hanne, page = signed_in(world, "hanne"), reverse("casefile:child", args=[first.pk])
    assert "Tag dem som underretning" in hanne.get(page).content.decode()
    assert hanne.post(page, {"send": "1", "shown": stood_on(hanne.get(page))}).status_code == 302
    with world.at("mette"):
        assert all(one.report_sent_at for one in Concern.objects.filter(case=first))
    assert "Tag dem som underretning" not in hanne.get(page).content.decode()


def stood_on(page):
    """Which concerns stand on the page that is pressed."""
    return re.search(r'name="shown" value="([^"]*)"', page.content.decode())[1]


def test_what_the_child_duty_has_not_seen_is_not_sent(world):
    first, second = world.concern(under_18="yes"), world.concern(under_18="yes", observed="Noget andet, som ingen har set endnu.")
    hanne, page = signed_in(world, "hanne"), reverse("casefile:child", args=[first.pk])
    seen = stood_on(hanne.get(page))
    join_concern(world.mette, second, into=first)
    answered = hanne.post(page, {"send": "1", "shown": seen})
    assert answered.status_code == 422
    assert "Der er sket noget, siden du åbnede siden" in text_of(answered)
    assert "Noget andet, som ingen har set endnu." in text_of(answered)
    with world.at("mette"):
        assert not any(one.report_sent_at for one in Concern.objects.filter(case=first))
    assert hanne.post(page, {"send": "1", "shown": stood_on(answered)}).status_code == 302
    with world.at("mette"):
        assert all(one.report_sent_at for one in Concern.objects.filter(case=first))
        assert Disclosure.objects.filter(case=first).count() == 2
    assert hanne.post(page, {"send": "1", "shown": ""}).status_code == 422


def test_what_a_coordinator_has_sent_meanwhile_is_not_said_to_be_taken(world):
    case = world.concern(under_18="yes")
    hanne, page = signed_in(world, "hanne"), reverse("casefile:child", args=[case.pk])
    seen = stood_on(hanne.get(page))
    send_as_report(world.mette, world.first_concern(case))
    answered = hanne.post(page, {"send": "1", "shown": seen})
    assert answered.status_code == 422
    assert "Den er allerede sendt som underretning." in text_of(answered)
    assert "Taget som underretning." not in text_of(answered)
    with world.at("mette"):
        assert Disclosure.objects.filter(case=case).count() == 1


def test_only_the_child_duty_takes_an_arrival_in_one_press(world):
    case = world.concern(under_18="yes")
    with pytest.raises(Forbidden):
        take_as_report(world.mette, case, shown=[world.first_concern(case).pk])


def test_a_copy_that_has_run_out_has_no_day_until_which_it_can_be_read(world):
    world.register(world.concern())
    copy, hanne = copy_of(world), signed_in(world, "hanne")
    until = full_day(copy.expires_at)
    assert until in hanne.get("/underretninger/").content.decode()
    with lib.clock_at(copy.expires_at + timedelta(minutes=1)):
        listed = signed_in(world, "hanne").get("/underretninger/").content.decode()
        assert "udløbet" in listed
        assert until not in listed


def test_what_is_sent_as_underretning_is_read_by_the_child_duty_and_stays_as_it_was_sent(world):
    case = world.register(world.concern(signs=SIGNS, worry="At han gør alvor af det."))
    duty = signed_in(world, "hanne")
    assert duty.get(f"/underretninger/{case.pk}/").status_code == 404  # no longer at Modtaget
    copy = copy_of(world)
    assert copy.number in duty.get("/underretninger/").content.decode()
    page = duty.get(f"/underretninger/sendt/{copy.pk}/").content.decode()
    assert all(words in page for words in ("Oskar Holm", "Taler om at udføre et angreb", "At han gør alvor af det."))
    with world.at("mette"):
        person = Person.objects.get(case=case)
        said = Disclosure.objects.get(case=case).said
        assert copy_of(world, "mette").seen_at is not None
    assert "At han gør alvor af det." in said
    correct_person(world.mette, case, version=person.version, name="Et Andet Navn", birth_on=date(2010, 5, 4))
    assert "Et Andet Navn" not in duty.get(f"/underretninger/sendt/{copy.pk}/").content.decode()


def test_the_child_duty_notes_from_the_copy_that_it_is_judged(world):
    world.register(world.concern())
    copy = copy_of(world)
    with pytest.raises(Refused, match="ikke kommet endnu"):
        note_copy_judged(world.hanne, copy, judged_at=lib.now() + timedelta(hours=1), acute=False)
    note_copy_judged(world.hanne, copy, judged_at=lib.now(), acute=False)
    with world.at("mette"):
        assert Deadline.objects.get(kind="child_24h").met_at is not None
    with pytest.raises(Refused, match="allerede noteret"):
        note_copy_judged(world.hanne, copy, judged_at=lib.now(), acute=False)


def test_nobody_else_reads_the_copy_and_not_for_ever(world):
    world.register(world.concern())
    copy = copy_of(world)
    for name in ("birgit", "nikolaj", "karen"):
        with acting(getattr(world, name).context):
            assert not Copy.objects.exists(), name
        assert signed_in(world, name).get(f"/underretninger/sendt/{copy.pk}/").status_code == 404
    with pytest.raises(Forbidden):
        read_copy(world.birgit, copy)
    with lib.clock_at(lib.now() + timedelta(days=15)):
        nobody_opens_it_any_more(world, copy)


def nobody_opens_it_any_more(world, copy):
    """An ended copy is a dated line."""
    ended = copy_of(world)
    with pytest.raises(Refused, match="ikke læses længere"):
        read_copy(world.hanne, ended)
    with acting(world.hanne.context), pytest.raises(Unreadable):
        _ = Copy.objects.get().sheet
    hanne = signed_in(world, "hanne")
    page = hanne.get(f"/underretninger/sendt/{copy.pk}/", follow=True).content.decode()
    assert f"{copy.number} kan ikke læses længere" in page
    assert "Oskar" not in page


def test_an_underretning_that_nobody_opened_in_time_is_told_to_the_duty_and_to_the_head(world):
    case = world.register(world.concern())
    copy = copy_of(world)
    page, head = reverse("casefile:children"), reverse("casefile:head")
    waiting = signed_in(world, "hanne").get(page).content.decode()
    assert waiting.index("Vurderes senest") < waiting.index(copy.number)
    assert "Vurdér" in waiting
    assert "udløb ulæst" not in signed_in(world, "birgit").get(head).content.decode()
    with lib.clock_at(lib.now() + timedelta(days=15)):
        over = signed_in(world, "hanne").get(page).content.decode()
        assert "udløbet uden at være læst" in over
        assert "Vurdér" not in over
        told = signed_in(world, "birgit").get(head).content.decode()
        assert "Underretninger, der udløb ulæst" in told
        assert copy.number in told
        note_report_judged(world.mette, world.first_concern(case), judged_at=lib.now(), acute=False)
        assert "udløb ulæst" not in signed_in(world, "birgit").get(head).content.decode()


def test_what_waits_to_be_judged_stands_first_and_soonest_on_top(world):
    for _number in range(2):
        world.register(world.concern())
    with world.at("hanne"):
        newest, oldest = copies_to(world.hanne)
        assert [one.pk for one, _due in reports_to(world.hanne)] == [oldest.pk, newest.pk]
    note_copy_judged(world.hanne, oldest, judged_at=lib.now(), acute=False)
    with world.at("hanne"):
        assert [(one.pk, due is None) for one, due in reports_to(world.hanne)] == [(newest.pk, False), (oldest.pk, True)]


def test_what_the_coordinators_noted_as_judged_says_so_to_the_duty_and_asks_for_nothing_again(world):
    case = world.register(world.concern())
    copy, hanne = copy_of(world), signed_in(world, "hanne")
    address = f"/underretninger/sendt/{copy.pk}/"
    assert "note_report_judged" in read(hanne.get(address)).acts
    at = lib.now()
    note_report_judged(world.mette, world.first_concern(case), judged_at=at, acute=False)
    listed = hanne.get("/underretninger/").content.decode()
    assert f'vurderet<span class="meta">{moment(at, lib.today())}</span>' in listed
    assert "venter ikke" not in listed
    page = hanne.get(address)
    assert f"<b>Vurderet</b> {moment(at, lib.today())}" in page.content.decode()
    assert f"Sag {copy.number}" not in page.content.decode()
    assert "note_report_judged" not in read(page).acts
    late = hanne.post(address, {"judged": "1", "judged_on": f"{lib.today():%d-%m-%Y}", "judged_at": "00.01", "acute": "no"})
    assert "note_report_judged" not in read(late).acts  # from a page opened before


@pytest.mark.parametrize("noted_by", ["duty", "coordinator"])
def test_only_what_was_sent_by_then_stands_as_judged(world, noted_by):
    case, came = world.concern(), lib.now()
    with lib.clock_at(came + timedelta(hours=2)):
        world.register(case)
    with lib.clock_at(came + timedelta(hours=3)):
        copy, at = copy_of(world), came + timedelta(hours=1)
        if noted_by == "duty":
            note_copy_judged(world.hanne, copy, judged_at=at, acute=False)
        else:
            note_report_judged(world.mette, world.first_concern(case), judged_at=at, acute=False)
        assert copy_of(world).confirmed_at is None
        page = signed_in(world, "hanne").get(f"/underretninger/sendt/{copy.pk}/")
        assert "<b>Vurderet</b>" not in page.content.decode()
        assert "note_report_judged" not in read(page).acts


@pytest.mark.parametrize("noted_by", ["duty", "coordinator"])
def test_what_came_after_the_moment_of_a_judgement_is_not_judged_by_it(world, noted_by):
    """Two concerns with one clock: the first was judged before the second came (barnets lov § 136)."""
    case, start = world.register(world.concern()), lib.now()
    first, first_copy = world.first_concern(case), copy_of(world)
    with lib.clock_at(start + timedelta(hours=3)):
        other = world.concern()
        join_concern(world.mette, other, into=case)
        with world.at("mette"):
            second = Concern.objects.select_related("case__municipality").get(case=case, received_at__gte=start + timedelta(hours=3))
        send_as_report(world.mette, second)
    with lib.clock_at(start + timedelta(hours=4)):
        at = start + timedelta(hours=1)
        if noted_by == "duty":
            note_copy_judged(world.hanne, first_copy, judged_at=at, acute=False)
        else:
            note_report_judged(world.mette, first, judged_at=at, acute=False)
        with world.at("mette"):
            waits = Deadline.objects.get(case_id=case.pk, kind="child_24h", met_at=None, ended_at=None)
            assert waits.due_at == second.received_at + timedelta(hours=24)
        page = signed_in(world, "hanne").get("/underretninger/")
        assert "note_report_judged" in read(page).acts
        with pytest.raises(Refused, match="allerede noteret" if noted_by == "duty" else "før henvendelsen kom"):
            if noted_by == "duty":
                note_copy_judged(world.hanne, first_copy, judged_at=lib.now(), acute=False)
            else:
                note_report_judged(world.mette, second, judged_at=at, acute=False)
        note_report_judged(world.mette, second, judged_at=lib.now(), acute=False)
        with world.at("mette"):
            assert not Deadline.objects.filter(case_id=case.pk, kind="child_24h", met_at=None, ended_at=None).exists()


def test_what_came_in_writing_was_not_sent_before_it_came(world):
    case, mette = world.concern(), signed_in(world, "mette")
    yesterday = lib.today() - timedelta(days=1)
    page = mette.post(
        reverse("concerns:register", args=[case.pk]),
        {"report": "sent", "report_on": f"{yesterday:%d.%m.%Y}", "report_at": "14.00", "under_18": "yes", "register": "1", "version": "1"},
    )
    assert "Har en anden sendt en underretning før, så svar nej" in page.content.decode()
    with pytest.raises(Refused, match="før henvendelsen kom"):
        world.register(case, report="sent", report_sent_at=lib.now() - timedelta(days=1))


def test_a_call_that_was_passed_on_before_it_was_written_down_is_counted_from_then(world):
    said = {"source": "teacher", "observed": "Hun skrev det.", "when_where": "i går", "who": "Asta", "under_18": "yes"}
    case, _code = note_concern(world.mette, world.brondby, token="a", answers=said, give_code=False)
    sent = (lib.now() - timedelta(hours=20)).replace(second=0, microsecond=0)
    world.register(case, report="sent", report_sent_at=sent)
    with world.at("mette"):
        assert Deadline.objects.get(case_id=case.pk, kind="child_24h", met_at=None).due_at == sent + timedelta(hours=24)
    note_report_judged(world.mette, world.first_concern(case), judged_at=sent + timedelta(hours=1), acute=False)
    with world.at("mette"):
        assert not Deadline.objects.filter(case_id=case.pk, kind="child_24h", met_at=None, ended_at=None).exists()


def test_what_is_judged_in_the_minute_in_which_it_was_sent_is_judged(world):
    sent = (lib.now() + timedelta(minutes=1)).replace(second=20, microsecond=0)  # not before anybody worked here
    with lib.clock_at(sent):
        case = world.register(world.concern())
        assert copy_of(world).given_at == sent
    with lib.clock_at(sent + timedelta(minutes=5)):
        at = sent.replace(second=0)  # as it is typed in
        with world.at("mette"):
            Concern.objects.filter(case=case).update(received_at=at)
        note_report_judged(world.mette, world.first_concern(case), judged_at=at, acute=False)
        assert copy_of(world).confirmed_at == at


def test_what_was_judged_at_modtaget_is_read_and_not_judged_again(world):
    case, hanne = world.concern(), signed_in(world, "hanne")
    address = f"/underretninger/{case.pk}/"
    assert "note_report_judged" in read(hanne.get(address)).acts
    with world.at("hanne"):
        concern = Concern.objects.select_related("case__municipality").get(case=case)
    note_report_judged(world.hanne, concern, judged_at=lib.now(), acute=False)
    assert "note_report_judged" not in read(hanne.get(address)).acts
    assert "note_report_judged" not in read(hanne.get("/underretninger/")).acts


def test_a_file_goes_along_and_opens_from_the_copy_alone(world):
    text = "Skærmbillede af opslaget, som tekst."
    taken = take_in([SimpleUploadedFile("opslag.txt", text.encode())])
    case = world.register(world.concern(files=taken))
    copy = copy_of(world)
    with world.at("mette"):
        file = str(Attachment.objects.get(case=case).pk)
    assert read_paper(world.hanne, copy, 1) == ("Bilag 1 fra henvenderen.txt", text.encode())  # a file's name is free words
    page = signed_in(world, "hanne").get(f"/underretninger/sendt/{copy.pk}/").content.decode()
    assert f"/underretninger/sendt/{copy.pk}/filer/1/" in page
    assert file not in page  # it says when the file was sent to us, and so who may have sent it
    answer = signed_in(world, "hanne").get(f"/underretninger/sendt/{copy.pk}/filer/1/")
    assert (answer.content, answer["Content-Type"]) == (text.encode(), "application/octet-stream")
    assert signed_in(world, "hanne").get(f"/underretninger/sendt/{copy.pk}/filer/2/").status_code == 404
    with acting(world.hanne.context):
        assert not Attachment.objects.exists()


def test_an_anonymous_reporter_and_one_who_asked_for_it_are_not_named(world):
    world.register(world.concern(anonymous=False, reporter_name="Lis Møller", hide_name="yes", hide_reason="Jeg bor i opgangen."))
    page = signed_in(world, "hanne").get(f"/underretninger/sendt/{copy_of(world).pk}/").content.decode()
    assert "Lis Møller" not in page
    assert "navnet ikke oplyses" in page


def taken_by_the_duty(world, case):
    """The child duty takes an arrival as underretning before anybody registers it."""
    send_as_report(world.hanne, world.first_concern(case, "hanne"))


def clock_of_24_hours(world, case):
    with world.at("mette"):
        return [(one.open, one.opened_at) for one in Deadline.objects.filter(case_id=case.pk, kind="child_24h")]


def test_what_the_child_duty_took_already_is_registered_as_it_is_and_its_clock_runs_on(world):
    case = world.concern()
    taken_by_the_duty(world, case)
    for answer in ({"report": "send"}, {"report": "not", "report_not_sent": "Den er ikke om et barn."}):
        with pytest.raises(Refused, match="allerede sendt som underretning"):
            world.register(case, **answer)
    world.register(case, report="")
    assert clock_of_24_hours(world, case) == [(True, case.received_at)]
    with world.at("mette"):
        concern = Concern.objects.get(case=case)
        assert concern.report_not_sent == ""
        assert Disclosure.objects.get(case=case).given_at == concern.report_sent_at
    note_copy_judged(world.hanne, copy_of(world), judged_at=lib.now(), acute=False)
    assert [waits for waits, _since in clock_of_24_hours(world, case)] == [False]


def test_what_was_taken_and_judged_before_the_registration_is_not_asked_about_again(world):
    case = world.concern()
    taken_by_the_duty(world, case)
    note_copy_judged(world.hanne, copy_of(world), judged_at=lib.now(), acute=False)
    world.register(case, report="")
    assert [waits for waits, _since in clock_of_24_hours(world, case)] == [False]


def test_the_page_of_registration_shows_what_was_taken_and_tells_one_who_answered_meanwhile(world):
    case, mette = world.concern(), signed_in(world, "mette")
    page = reverse("concerns:register", args=[case.pk])
    assert 'name="report"' in mette.get(page).content.decode()
    taken_by_the_duty(world, case)
    shown = mette.get(page).content.decode()
    assert "Den er sendt som underretning" in shown
    assert 'name="report"' not in shown
    said = {
        "version": "1", "sentence_0": "seen", "sentence_1": "seen", "sentence_2": "guess", "no_surplus": "on", "name": "Oskar Holm",
        "under_18": "yes", "purpose": "PREVENT_RADICALISATION", "administration": str(world.member("mette").administration_id),
        "knows_privately": "no", "register": "1",
    }  # fmt: skip
    told = mette.post(page, {**said, "report": "not", "report_not_sent": "Ikke et barn."})
    assert "allerede sendt som underretning" in told.content.decode()
    assert mette.post(page, said).status_code == 302


def test_an_underretning_that_is_sent_after_all_is_judged(world):
    case = world.register(world.concern(), report="not", report_not_sent="Det står ikke klart endnu.")
    assert [waits for waits, _since in clock_of_24_hours(world, case)] == [False]
    send_as_report(world.mette, world.first_concern(case))
    assert (True, case.received_at) in clock_of_24_hours(world, case)
    with pytest.raises(Refused, match="allerede sendt"):
        send_as_report(world.mette, world.first_concern(case))
    note_copy_judged(world.hanne, copy_of(world), judged_at=lib.now(), acute=True)
    assert not any(waits for waits, _since in clock_of_24_hours(world, case))


def test_two_who_send_at_once_send_once(world):
    case = world.concern()
    mine, theirs = world.first_concern(case), world.first_concern(case, "soeren")
    send_as_report(world.mette, mine)
    with pytest.raises(Refused, match="allerede sendt"):
        send_as_report(world.soeren, theirs)


def clocks(world, case):
    """The child's clocks of a case that wait: kind and since when."""
    with world.at("mette"):
        rows = Deadline.objects.filter(case_id=case.pk, kind__in=("child_24h", "child_receipt"), met_at=None, ended_at=None)
        return {one.kind: one.opened_at for one in rows}


BORN = {True: date(2012, 1, 1), False: date(1990, 1, 1)}


@pytest.mark.parametrize("phone", ["20 30 40 50", ""])
def test_a_birth_date_that_shows_a_child_at_registration_asks_for_judgement_and_receipt_since_the_receipt(world, phone):
    case = world.concern(under_18="no", reporter_phone=phone)
    assert clocks(world, case) == {}
    world.register(case, under_18="yes")
    assert clocks(world, case) == {"child_24h": case.received_at} | ({"child_receipt": case.received_at} if phone else {})


def test_the_receipt_is_owed_again_when_an_age_was_corrected_by_mistake_but_not_once_it_was_given(world):
    case = world.register(world.concern(reporter_phone="20 30 40 50"))
    assert "child_receipt" in clocks(world, case)
    for version, child in ((1, False), (2, True)):
        correct_person(world.mette, case, version=version, name="Oskar Holm", birth_on=BORN[child])
        assert set(clocks(world, case)) == ({"child_24h", "child_receipt"} if child else set())
    with world.at("mette"):
        row = Deadline.objects.get(case_id=case.pk, kind="child_receipt", met_at=None, ended_at=None)
        assert (row.owner, row.opened_at) == ("lead", case.received_at)
    send_receipt(world.mette, world.first_concern(case), way="phone", text="Vi har modtaget den.")
    for version, child in ((3, False), (4, True)):
        correct_person(world.mette, case, version=version, name="Oskar Holm", birth_on=BORN[child])
    assert set(clocks(world, case)) == {"child_24h"}


def test_a_receipt_that_was_not_sent_is_not_called_reached(world):
    pages = {}
    for phone in ("", "43 11 11 11"):
        said = {} if not phone else {"reporter_name": "Lis Møller", "reporter_phone": phone}
        case = world.register(world.concern(under_18="yes", **said))
        if phone:
            send_receipt(world.mette, world.first_concern(case), way="phone", text="Tak for din underretning, vi ser på den.")
        page = signed_in(world, "mette").get(reverse("casefile:deadlines", args=[case.pk])).content.decode()
        pages[phone] = page.split("Det, der er gjort")[1].split("Kvittering til underretter")[1].split("</li>")[0]
    assert "Siden med koden er kvitteringen" in pages[""]
    assert "Nået" not in pages[""]
    assert "Nået" in pages["43 11 11 11"]


def test_what_the_child_duty_reads_costs_no_more_for_each_concern_that_lies_in_the_arrival(world):
    case = world.concern(observed="Han talte om våben.")
    hanne, address = signed_in(world, "hanne"), f"/underretninger/{case.pk}/"
    costs = []
    for number in range(3):
        join_concern(world.mette, world.concern(observed=f"Nogen så det igen, {number}."), into=case)
        costs.append(cost(hanne, address))
    assert "Nogen så det igen, 2." in hanne.get(address).content.decode()
    assert costs[1:] == [costs[1]] * 2
    assert costs[0] == costs[1]


def judged_by_hanne(world, at, *, acute):
    """The duty notes on the copy when the department judged."""
    note_copy_judged(world.hanne, copy_of(world), judged_at=at, acute=acute)


@pytest.mark.parametrize(("acute", "said"), [(True, "Behov for at handle akut: ja"), (False, "Behov for at handle akut: nej")])
def test_what_the_department_answered_stands_where_it_says_it_can_be_seen(world, acute, said):
    case = world.register(world.concern())
    address, at = f"/underretninger/sendt/{copy_of(world).pk}/", lib.now()
    with lib.clock_at(at + timedelta(hours=3)):
        judged_by_hanne(world, at + timedelta(hours=1), acute=acute)
        mette, when = signed_in(world, "mette"), moment(at + timedelta(hours=1), lib.today())
        seal_log()
        log = text_of(mette.get(f"/sager/{case.pk}/log/"))
        assert f"vurderet {when}" in log
        assert said in log
        assert f"Vurderet {when}. {said}." in text_of(mette.get(f"/sager/{case.pk}/"))
        due = case.received_at + timedelta(days=1)
        assert f"Vurderet {when}, inden fristen {full_day(due)} {clock(due)}. " in text_of(mette.get(f"/sager/{case.pk}/frister/"))
        assert said in text_of(mette.get(f"/sager/{case.pk}/frister/"))
        assert f"Vurderet {when}. {said}." in text_of(signed_in(world, "hanne").get(address))


def test_what_was_judged_at_modtaget_says_its_answer_too(world):
    case = world.concern()
    note_report_judged(world.mette, world.first_concern(case), judged_at=lib.now(), acute=True)
    assert "Behov for at handle akut: ja." in text_of(signed_in(world, "hanne").get(f"/underretninger/{case.pk}/"))


def test_what_was_judged_in_time_and_noted_late_stands_as_in_time(world):
    case, came = world.register(world.concern()), lib.now()
    with lib.clock_at(came + timedelta(days=2)):
        judged_by_hanne(world, came + timedelta(hours=20), acute=False)
    with world.at("mette"):
        (row,) = Deadline.objects.filter(case_id=case.pk, kind="child_24h", ended_at=None)
        assert row.met_at == came + timedelta(hours=20)
        assert row.met_at <= row.due_at


def test_what_is_judged_acute_waits_for_the_lead_today_until_it_is_said_what_was_done(world):
    case = world.register(world.concern())
    judged_by_hanne(world, lib.now(), acute=True)
    mette = signed_in(world, "mette")
    assert "Handl i dag: børneafdelingen har vurderet, at det er akut" in text_of(mette.get("/overblik/"))
    page = mette.get(f"/sager/{case.pk}/")
    assert "har vurderet underretningen: der er behov for at handle akut." in text_of(page)
    with world.at("mette"):
        row = Deadline.objects.get(case_id=case.pk, kind="child_acute")
        assert (row.owner, row.due_at) == ("lead", end_of_day(lib.today()))
    address = reverse("casefile:aside", args=[case.pk, row.pk])
    assert address in page.content.decode()
    assert "Hvad er der gjort?" in text_of(mette.get(address))
    assert "Skriv en begrundelse" in text_of(mette.post(address, {"why": "x"}))
    assert mette.post(address, {"why": "Vi har talt med familieafdelingen, som tager hjem til ham i dag."}).status_code == 302
    assert "der er behov for at handle akut." not in text_of(mette.get(f"/sager/{case.pk}/"))
    assert "som tager hjem til ham i dag" in text_of(mette.get(f"/sager/{case.pk}/frister/"))


def test_what_was_written_about_an_acute_judgement_is_kept_where_a_colleague_came_first(world):
    case = world.register(world.concern())
    judged_by_hanne(world, lib.now(), acute=True)
    with world.at("mette"):
        row = Deadline.objects.get(case_id=case.pk, kind="child_acute")
    address = reverse("casefile:aside", args=[case.pk, row.pk])
    assert signed_in(world, "mette").post(address, {"why": "Familieafdelingen tager hjem til ham i dag."}).status_code == 302
    soeren = signed_in(world, "soeren")
    late = soeren.post(address, {"why": "Jeg har talt med skolen, og de holder ham hjemme."})
    assert late.status_code == 409
    assert "Jeg har talt med skolen, og de holder ham hjemme." in text_of(late)
    assert "Der er svaret på det imens" in text_of(late)
    assert "Der er svaret på det imens" in text_of(soeren.get(address, follow=True))


@pytest.mark.parametrize("acute", [True, False])
def test_what_is_judged_acute_is_told_by_mail_at_once(world, acute):
    case = world.register(world.concern())
    before = told_by_mail(case)
    judged_by_hanne(world, lib.now(), acute=acute)
    assert told_by_mail(case) - before == acute


def told_by_mail(case):
    """How many times the members of a case are told that there is something new."""
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'infohus.cases.jobs.tell_members' AND args->>'case' = %s",
            [str(case.pk)],
        )
        return cursor.fetchone()[0]


def test_what_is_not_judged_acute_waits_for_nobody(world):
    case = world.register(world.concern())
    judged_by_hanne(world, lib.now(), acute=False)
    with world.at("mette"):
        assert not Deadline.objects.filter(case_id=case.pk, kind="child_acute").exists()


def test_what_was_judged_of_a_concern_leaves_with_it_when_it_is_taken_out_again(world):
    first, second = world.register(world.concern()), world.concern(observed="Nogen så det igen.")
    note_report_judged(world.mette, world.first_concern(second), judged_at=lib.now(), acute=True)
    join_concern(world.mette, second, into=first)
    mette = signed_in(world, "mette")
    assert "behov for at handle akut" in text_of(mette.get(f"/sager/{first.pk}/"))
    with world.at("mette"):
        wrong = Concern.objects.select_related("case__municipality").get(case=first.pk, received_at__gt=first.received_at)
    alone = take_apart(world.mette, wrong)
    assert "handle akut" not in text_of(mette.get(f"/sager/{first.pk}/"))
    assert "handle akut" not in text_of(mette.get(f"/sager/{first.pk}/frister/"))
    assert "behov for at handle akut" in text_of(mette.get(f"/sager/{alone.pk}/"))
    with world.at("mette"):
        assert Deadline.objects.filter(case_id=first.pk, kind="child_24h", met_at=None, ended_at=None).exists()


@pytest.mark.parametrize("judged", ["of both", "before they were one"])
def test_what_was_judged_of_an_arrival_of_two_concerns_is_known_of_each_of_them(world, judged):
    first = world.register(world.concern())
    arrival, later = world.concern(observed="Nogen så det igen."), world.concern(observed="Og en gang til.")
    if judged == "of both":
        join_concern(world.mette, later, into=arrival)
        note_report_judged(world.mette, world.first_concern(arrival), judged_at=lib.now(), acute=True)
    else:
        note_report_judged(world.mette, world.first_concern(later), judged_at=lib.now(), acute=True)
        join_concern(world.mette, later, into=arrival)
    join_concern(world.mette, arrival, into=first)
    with world.at("mette"):
        wrong = Concern.objects.select_related("case__municipality").filter(case=first.pk).latest("received_at")
    alone = take_apart(world.mette, wrong)
    with world.at("mette"):
        assert not Deadline.objects.filter(case_id=alone.pk, kind="child_24h", met_at=None, ended_at=None).exists()
    assert "behov for at handle akut" in text_of(signed_in(world, "mette").get(f"/sager/{alone.pk}/"))


def test_what_was_judged_in_each_of_two_cases_stands_in_the_one_they_become(world):
    first, second = world.concern(), world.concern(observed="Nogen så det igen.")
    note_report_judged(world.mette, world.first_concern(first), judged_at=lib.now(), acute=False)
    note_report_judged(world.mette, world.first_concern(second), judged_at=lib.now(), acute=True)
    join_concern(world.mette, second, into=first)
    page = text_of(signed_in(world, "mette").get(f"/sager/{first.pk}/frister/"))
    assert "Behov for at handle akut: ja" in page
    assert "Behov for at handle akut: nej" in page
    assert "Akut vurderet underretning" in page.split("Det, der er gjort")[0]


def test_the_page_of_registration_says_what_the_department_has_judged_and_that_it_has_it(world):
    case = world.concern(signs=SIGNS)
    mette, page = signed_in(world, "mette"), f"/sager/{case.pk}/registrer/"
    assert "Sender du underretning, får børneafdelingen" in text_of(mette.get(page))
    take_as_report(world.hanne, case, shown=[world.first_concern(case).pk])
    note_report_judged(world.hanne, world.first_concern(case), judged_at=lib.now(), acute=True)
    answer = mette.get(page)
    said = text_of(answer)
    assert "der er behov for at handle akut. Notér, hvad der er gjort" in said
    assert "Akut vurderet underretning i dag" in said
    assert 'data-act="set_aside"' in answer.content.decode()
    assert "Børneafdelingen har fået henvendelsen som underretning. Ikke politiet." in said
    assert "Sender du underretning, får børneafdelingen" not in said


@pytest.fixture
def younger(world):
    """A case whose person was found to be under 18 after the registration: nobody was asked whether it is an underretning."""
    case = world.register(world.concern(under_18="no"), under_18=Under18.NO, report="", person={"name": "Oskar Holm"})
    with world.at("mette"):
        person = Person.objects.get(case=case)
    correct_person(world.mette, case, version=person.version, name="Oskar Holm", birth_on=date(2010, 5, 4))
    with world.at("mette"):
        return Case.objects.select_related("municipality", "lead__user").get(pk=case.pk)


def waits_for_children(world, case):
    with world.at("mette"):
        return Deadline.objects.filter(case_id=case.pk, kind=Kind.CHILD_24H, met_at=None, ended_at=None).exists()


def test_of_whom_is_found_to_be_under_18_after_registration_it_is_said_why_it_is_no_underretning(world, younger):
    concern = world.first_concern(younger)
    page, mette = reverse("concerns:report", args=[younger.pk, concern.pk]), signed_in(world, "mette")
    assert f'href="{page}" data-act="not_a_report"' in mette.get(reverse("casefile:case", args=[younger.pk])).content.decode()
    shown = mette.get(page).content.decode()
    assert 'data-act="not_a_report"' in shown
    assert 'data-act="note_report_judged"' not in shown
    empty = mette.post(page, {"none": "1", "report_not_sent": " "})
    assert empty.status_code == 422
    assert "Skriv, hvorfor det ikke er en underretning." in empty.content.decode()
    assert waits_for_children(world, younger)

    told = mette.post(page, {"none": "1", "report_not_sent": "Familien er i kontakt med børneafdelingen selv."}, follow=True)
    assert "Noteret, hvorfor det ikke er en underretning." in told.content.decode()
    assert "Familien er i kontakt med børneafdelingen selv." in told.content.decode()
    assert not waits_for_children(world, younger)
    assert 'data-act="not_a_report"' not in mette.get(page).content.decode()
    with pytest.raises(Refused, match="ikke længere noget at tage stilling til"):
        not_a_report(world.mette, world.first_concern(younger), report_not_sent="Igen.")


def test_no_case_is_closed_while_nobody_has_said_whether_it_is_an_underretning(world, younger):
    case = withheld(world, younger)
    finish(world, case, judged=False)
    mette, concern = signed_in(world, "mette"), world.first_concern(case)
    way = reverse("concerns:report", args=[case.pk, concern.pk])
    ends = mette.get(reverse("closing:end", args=[case.pk])).content.decode()
    assert f'href="{way}"' in ends
    assert 'data-act="close_case"' not in ends
    conclude(world.mette, case, **SHORTLY)
    shown = mette.get(reverse("closing:close", args=[case.pk])).content.decode()
    assert f'href="{way}"' in shown
    assert "Tag stilling til, om det er en underretning" in shown
    with world.at("mette"):
        case = Case.objects.select_related("municipality", "lead__user").get(pk=case.pk)
    decide_information(world.mette, case, when="now", told_on=lib.today(), told_whom=["child"])
    give_feedback(world.mette, concern, way="mailbox", text="Tak, fordi du skrev til os.")
    told = mette.get(reverse("casefile:case", args=[case.pk])).content.decode()
    assert "Tag stilling til, om det er en underretning" in told
    assert f'href="{way}"' in told
    with pytest.raises(Refused, match="et svar på, om henvendelsen er en underretning"):
        close_case(world.mette, case)
    not_a_report(world.mette, world.first_concern(case), report_not_sent="Familien får hjælp i forvejen.")
    assert close_case(world.mette, case, discussed_with=world.member("soeren"), discussed_on=lib.today()).stage == Stage.CLOSED


def test_what_is_sent_of_one_concern_still_waits_when_another_is_said_to_be_none(world, younger):
    second = world.concern()
    join_concern(world.mette, second, into=younger)
    with world.at("mette"):
        first, later = Concern.objects.select_related("case__municipality", "mailbox").filter(case=younger).order_by("received_at")
    send_as_report(world.mette, later)
    not_a_report(world.mette, first, report_not_sent="Familien får hjælp i forvejen.")
    assert waits_for_children(world, younger)
    with pytest.raises(Refused, match="allerede sendt"):
        not_a_report(world.mette, later, report_not_sent="Det er ikke en.")
    note_report_judged(world.mette, later, judged_at=lib.now(), acute=False)
    assert not waits_for_children(world, younger)


def test_a_press_that_comes_after_anothers_is_told_why_it_did_nothing(world, younger):
    concern = world.first_concern(younger)
    not_a_report(world.soeren, concern, report_not_sent="Familien får hjælp i forvejen.")
    late = signed_in(world, "mette").post(
        reverse("concerns:report", args=[younger.pk, concern.pk]), {"none": "1", "report_not_sent": "Det er en strid om en cykel."}
    )
    assert late.status_code == 422
    assert "Der er ikke længere noget at tage stilling til" in late.content.decode()
    assert 'data-act="not_a_report"' not in late.content.decode()


def test_of_what_came_when_the_person_was_said_to_be_18_it_is_asked_once_they_were_not(world):
    today = lib.today()
    grown = date(today.year - 18, today.month, today.day) - timedelta(days=1)
    with lib.clock_at(lib.now() - timedelta(days=5)):
        case = world.judged(world.register(world.concern(), person={"name": "Oskar Holm", "birth_on": grown}))
    second = world.concern(observed="Han blev slået i går.")
    join_concern(world.mette, second, into=case)
    assert not waits_for_children(world, case)
    with world.at("mette"):
        case, person = Case.objects.select_related("municipality").get(pk=case.pk), Person.objects.get(case=case)
        said = Concern.objects.filter(case=case).latest("received_at")
        assert said.report_not_sent == "Personen var fyldt 18 år, da henvendelsen kom."
    correct_person(world.mette, case, version=person.version, name="Oskar Holm", birth_on=grown + timedelta(days=300))
    assert waits_for_children(world, case)
    with world.at("mette"):
        assert Concern.objects.get(pk=said.pk).report_not_sent == ""
    page = signed_in(world, "mette").get(reverse("concerns:sort", args=[case.pk, said.pk])).content.decode()
    assert 'name="report"' in page


def test_an_arrival_that_is_said_to_be_of_an_adult_is_read_by_the_child_duty_once_one_of_a_child_is_put_to_it(world):
    adult, child = world.concern(under_18="no"), world.concern(observed="Han bliver slået derhjemme.")
    join_concern(world.mette, child, into=adult)
    with world.at("hanne"):
        assert Case.objects.get(pk=adult.pk).under_18 == Under18.UNKNOWN
    with world.at("mette"):
        told = Concern.objects.filter(case=adult, under_18=Under18.YES).select_related("case__municipality", "mailbox").get()
    send_as_report(world.mette, told)
    take_apart(world.mette, told)
    with world.at("mette"):
        assert Case.objects.get(pk=adult.pk).under_18 == Under18.NO
    assert not waits_for_children(world, adult)
