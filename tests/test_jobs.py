"""What runs by the clock: codes forgotten, files nobody knows of, old unfinished texts, a daily word to those whose turn it is."""

import os
import time
from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from infohus import lib
from infohus.access.rules import Act, public, reporter
from infohus.attachments import jobs as attachments
from infohus.attachments.actions import Taken, add_documents, remove_document
from infohus.attachments.cleaning import clean
from infohus.attachments.models import Attachment
from infohus.casefile import jobs as casefile
from infohus.casefile import queries
from infohus.cases import jobs as cases
from infohus.cases.actions import cover, exclude, save_draft
from infohus.cases.models import Case, Draft
from infohus.concerns import jobs as concerns
from infohus.concerns.actions import confirm_rejection, file_concern, propose_rejection
from infohus.concerns.models import Rejection
from infohus.concerns.rules import Face
from infohus.db.context import SYSTEM, acting
from infohus.deadlines.models import Deadline
from infohus.demo.world import ANSWERS
from infohus.disclosures.models import Copy
from infohus.gateways import files
from infohus.gateways.jobs import later
from infohus.lib import TZ
from infohus.mailboxes import jobs as mailboxes
from infohus.mailboxes.actions import ask_reporter, take_note, write_to_mailbox
from infohus.mailboxes.models import Mailbox, Message
from infohus.mailboxes.queries import find
from infohus.sealing.models import Key
from tests.test_passing import fresh, given, registered

MORNING = datetime(2026, 11, 25, 8, 12, tzinfo=TZ)  # a Wednesday


@pytest.fixture
def clock():
    """It is Wednesday morning, and a function lets it be another moment (named before `world`, whose people begin then)."""
    held = []

    def to(moment):
        held.append(lib.clock_at(moment))
        held[-1].__enter__()

    to(MORNING)
    yield to
    for one in reversed(held):
        one.__exit__(None, None, None)


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A store of files of this test's own."""
    monkeypatch.setattr(files, "folder", lambda: tmp_path / "files")
    return files


@pytest.fixture
def mails(settings):
    """What was mailed in this test."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    return mail.outbox


def seen(case, name, world):
    """The case as one of the cast sees it now."""
    with world.at(name):
        return Case.objects.select_related("municipality").get(pk=case.pk)


def queued(task):
    """The arguments of the jobs of a kind that wait."""
    return list(ProcrastinateJob.objects.filter(task_name__endswith=f".{task}", status="todo").values_list("args", flat=True))


def document(name="notat.txt", text="Et notat."):
    return Taken(name, clean(text.encode(), name), True)


def test_every_job_of_every_room_is_known_to_the_worker_and_has_its_own_name():
    for name in ("attachments.jobs.sweep", "mailboxes.jobs.expire", "casefile.jobs.remind", "cases.jobs.tell", "gateways.jobs.find_again"):
        assert f"infohus.{name}" in app.tasks
    for name, task in app.tasks.items():
        if name.startswith("infohus."):
            assert name == f"{task.func.__module__}.{task.func.__name__}"


def test_what_runs_by_the_clock_waits_in_the_queue_only_once():
    for periodic in app.periodic_registry.periodic_tasks.values():
        if periodic.task.name.startswith("infohus."):
            assert periodic.task.queueing_lock, periodic.task.name


# ---------- Codes that run out (R10)


def rejected(world, case):
    """Søren proposes, Mette confirms that it is not ours."""
    propose_rejection(
        world.soeren,
        seen(case, "soeren", world),
        code="belief",
        sentence="Det handler kun om tro og udseende. Det er ikke tegn.",
        no_report=True,
    )
    with world.at("mette"):
        row = Rejection.objects.select_related("case__municipality", "proposed_by").get(case=case)
    confirm_rejection(world.mette, row)


def test_a_code_that_ran_out_is_forgotten_and_what_was_written_stays_with_the_case(clock, world):
    receipt = world.file(observed="Han sagde, at manden var en helt.")
    with world.at("mette"):
        case, box = (
            Case.objects.select_related("municipality").get(),
            Mailbox.objects.select_related("case__municipality", "municipality").get(),
        )
    world.register(case)
    ask_reporter(world.mette, box, text="Var der andre til stede?")
    clock(MORNING + timedelta(days=89))
    mailboxes.expire(0)
    assert find(receipt.code) is not None
    clock(MORNING + timedelta(days=91))
    mailboxes.expire(0)
    with world.at("mette"):
        after = Mailbox.objects.get()
        assert (after.closed_at, after.code_hash) == (box.valid_until, f"ended:{box.pk}")
        assert after.token_hash != box.token_hash
        assert [message.text for message in Message.objects.order_by("at")][-1] == "Var der andre til stede?"
    mailboxes.expire(0)  # and again, harmlessly
    with world.at("mette"):
        assert Message.objects.count() == 2


def test_of_a_rejected_concern_the_mailbox_goes_with_its_key_after_thirty_days(clock, world):
    world.file()
    with world.at("mette"):
        case = Case.objects.select_related("municipality").get()
    rejected(world, case)
    with acting(SYSTEM):
        box = Mailbox.objects.get()
    clock(MORNING + timedelta(days=29))
    mailboxes.expire(0)
    with acting(SYSTEM):
        assert Mailbox.objects.filter(pk=box.pk).exists()
    clock(MORNING + timedelta(days=31))
    mailboxes.expire(0)
    with acting(SYSTEM):
        assert not Mailbox.objects.filter(pk=box.pk).exists()
        assert not Message.objects.filter(mailbox_id=box.pk).exists()
    with world.at("mette"):
        assert not Key.objects.filter(pk=box.pk).exists()


def test_but_not_while_a_message_in_it_is_unread(clock, world):
    world.file()
    with world.at("mette"):
        case = Case.objects.select_related("municipality").get()
    rejected(world, case)
    with acting(SYSTEM):
        box = Mailbox.objects.select_related("municipality").get()
    write_to_mailbox(reporter(world.brondby.pk, box.pk), box, text="Der er sket noget nyt.")
    clock(MORNING + timedelta(days=31))
    mailboxes.expire(0)
    with world.at("mette"):
        box = Mailbox.objects.select_related("case__municipality", "municipality").get()
        assert "Der er sket noget nyt." in [message.text for message in Message.objects.all()]
    take_note(world.mette, box)
    mailboxes.expire(0)
    with acting(SYSTEM):
        assert not Mailbox.objects.exists()


# ---------- Files


def age(file, seconds):
    """Let a stored file be so much older."""
    (place,) = files.folder().rglob(str(file))
    os.utime(place, (time.time() - seconds,) * 2)


def test_bytes_without_a_row_go_after_an_hour_and_those_with_one_stay(world, store, django_capture_on_commit_callbacks):
    case = world.register(world.concern())
    kept, removed = add_documents(
        world.mette, seen(case, "mette", world), origin="own", taken=[document(), document("andet.txt", "Et andet.")]
    )
    with django_capture_on_commit_callbacks():  # killed after the commit, before the bytes were removed
        with world.at("mette"):
            row = Attachment.objects.select_related("case__municipality").get(pk=removed.pk)
        remove_document(world.mette, row, why="mistake")
    orphan, young = lib.uuid7(), lib.uuid7()
    for one in (orphan, young):
        store.put(one, b"sealed bytes")
    for one in (kept.pk, removed.pk, orphan):
        age(one, 3700)
    attachments.sweep(0)
    assert set(store.stored()) == {kept.pk, young}
    attachments.sweep(0)
    assert set(store.stored()) == {kept.pk, young}


def test_what_a_killed_process_had_begun_to_write_goes_too(db, store):
    store.put(lib.uuid7(), b"whole")
    (whole,) = store.folder().glob("??/??/*-*")
    begun, young = whole.parent / ".half", whole.parent / ".young"
    for one in (begun, young):
        one.write_bytes(b"half")
    os.utime(begun, (time.time() - 3700,) * 2)
    attachments.sweep(0)
    assert (begun.exists(), young.exists()) == (False, True)


# ---------- Unfinished texts


def test_an_unfinished_text_is_kept_for_thirty_days(clock, world):
    case = world.register(world.concern())
    save_draft(world.mette, case, form="note", text="Talte med")
    clock(MORNING + timedelta(days=29))
    cases.drop_old_drafts(0)
    with world.at("mette"):
        assert Draft.objects.get().text == "Talte med"
    clock(MORNING + timedelta(days=31))
    cases.drop_old_drafts(0)
    with world.at("mette"):
        assert not Draft.objects.exists()


# ---------- Reminders


def reminded(world):
    """Who is to be reminded, by first name."""
    known = {str(world.member(name).pk): name for name in ("mette", "soeren", "hanne", "birgit", "nikolaj", "karen")}
    return sorted(known[args["membership"]] for args in queued("remind"))


def led_by_mette(world):
    """A registered case of a grown-up, whose lead is Mette."""
    return world.register(world.concern(under_18="no"), under_18="no", report="", person={"name": "Kaj Testmand"})


def test_whose_turn_it_is_gets_one_mail_a_day_and_never_at_night(clock, world):
    led_by_mette(world)  # the police question is due tomorrow
    clock(MORNING + timedelta(hours=2))
    casefile.remind_owners(0)
    assert reminded(world) == []  # nothing is due today
    clock(datetime(2026, 11, 26, 6, 30, tzinfo=TZ))
    casefile.remind_owners(0)
    assert reminded(world) == []  # it is night
    clock(datetime(2026, 11, 26, 7, 11, tzinfo=TZ))
    casefile.remind_owners(0)
    assert reminded(world) == ["mette"]
    clock(datetime(2026, 11, 26, 8, 11, tzinfo=TZ))
    casefile.remind_owners(0)
    assert reminded(world) == ["mette"]  # once a day
    clock(datetime(2026, 11, 27, 8, 11, tzinfo=TZ))
    casefile.remind_owners(0)
    assert reminded(world) == ["mette", "mette"]  # over time now
    clock(datetime(2026, 11, 28, 8, 11, tzinfo=TZ))
    casefile.remind_owners(0)
    assert reminded(world) == ["mette", "mette"]  # a Saturday


def test_an_arrival_reminds_everybody_who_is_with_it_and_the_child_duty(clock, world):
    world.concern(under_18="yes")
    clock(datetime(2026, 11, 26, 9, 0, tzinfo=TZ))
    casefile.remind_owners(0)
    assert reminded(world) == ["hanne", "mette", "soeren"]


def test_who_stands_in_is_reminded_too(clock, world):
    led_by_mette(world)
    mette, soeren = world.member("mette"), world.member("soeren")
    cover(world.mette, world.brondby, of=mette, by=soeren, from_on=date(2026, 11, 26), until_on=date(2026, 11, 27))
    clock(datetime(2026, 11, 26, 9, 0, tzinfo=TZ))
    casefile.remind_owners(0)
    assert reminded(world) == ["mette", "soeren"]


def test_the_reminder_says_nothing(world, mails):
    casefile.remind(str(world.member("mette").pk))
    (sent,) = mails
    assert sent.subject == "En frist i Infohus"
    assert sent.to == [world.member("mette").user.email]
    for word in ("Mette", "bekymring", "sag ", "2026", "radikal"):
        assert word not in sent.body


def test_one_who_may_not_sign_in_any_more_gets_no_mail(world, mails):
    member = world.member("mette")
    member.user.is_active = False
    member.user.save()
    casefile.remind(str(member.pk))
    assert mails == []


def test_the_log_says_that_it_was_done(clock, world):
    world.concern(under_18="no")
    clock(datetime(2026, 11, 26, 9, 0, tzinfo=TZ))
    casefile.remind_owners(0)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    with world.at("tove"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_entry WHERE act = %s", [Act.REMIND_OWNER.value])
        assert cursor.fetchone() == (1,)
    with acting(SYSTEM):
        assert Deadline.objects.filter(reminded_at=None, due_at__lt=lib.now() + timedelta(hours=15)).count() == 0


# ---------- A child, and nobody is there


NIGHT, DAY = datetime(2026, 11, 25, 21, 12, tzinfo=TZ), datetime(2026, 11, 25, 10, 0, tzinfo=TZ)  # telephone hours are 8.30–15
WEEKEND, CLOSED = datetime(2026, 11, 28, 10, 0, tzinfo=TZ), datetime(2026, 12, 24, 10, 0, tzinfo=TZ)


@pytest.mark.parametrize(("at", "under_18", "told"), [
    (DAY, "yes", 0), (DAY, "unknown", 0), (NIGHT, "yes", 1), (NIGHT, "unknown", 1), (NIGHT, "no", 0), (MORNING, "yes", 1), (WEEKEND, "yes", 1),
    (CLOSED, "yes", 1),
])  # fmt: skip
def test_a_concern_about_a_child_that_comes_when_nobody_is_there_is_told_to_the_child_duty_at_once(clock, world, at, under_18, told):
    clock(at)
    world.file(under_18=under_18)
    assert len(queued("tell_child_duty")) == told


@pytest.mark.parametrize(("away", "told"), [(["mette"], 0), (["mette", "soeren"], 1)])
def test_with_all_coordinators_away_the_child_duty_is_told_by_day_too(clock, world, away, told):
    clock(DAY)
    for name in away:
        day = date(2026, 11, 25)
        cover(world.birgit, world.brondby, of=world.member(name), by=None, from_on=day, until_on=day)
    world.file(under_18="yes")
    assert len(queued("tell_child_duty")) == told


def test_with_nobody_left_who_may_read_it_the_child_duty_is_told(clock, world):
    clock(DAY)
    for not_for, told in (([world.mette.user], 0), ([world.mette.user, world.soeren.user], 1)):
        file_concern(
            public(world.brondby.pk), world.brondby, face=Face.PUBLIC, token=str(lib.uuid7()), answers={**ANSWERS, "under_18": "yes"},
            sent_as="Noget.", not_for=not_for,
        )  # fmt: skip
        assert len(queued("tell_child_duty")) == told


def test_without_readable_telephone_hours_nobody_is_counted_on_and_without_an_address_nobody_is_told(clock, world):
    clock(DAY)
    world.brondby.phone_hours = "efter aftale"
    world.brondby.save()
    world.file(under_18="yes")
    assert len(queued("tell_child_duty")) == 1
    world.brondby.child_duty_email = ""
    world.brondby.save()
    world.file(under_18="yes")
    assert len(queued("tell_child_duty")) == 1


def test_what_was_not_registered_when_the_coordinators_went_is_told_once(clock, world):
    clock(datetime(2026, 11, 25, 14, 50, tzinfo=TZ))
    waits, taken = world.concern(under_18="unknown"), world.concern(under_18="yes")
    world.file(under_18="no")
    world.file(at=world.albertslund, under_18="no")
    world.register(taken, report="", report_not_sent="Der er ingen tegn på behov for støtte.")
    concerns.watch_children(0)
    assert queued("tell_child_duty") == []
    for minute in (10, 20):
        clock(datetime(2026, 11, 25, 15, minute, tzinfo=TZ))
        concerns.watch_children(0)
        assert queued("tell_child_duty") == [{"authority": str(world.brondby.pk)}]
    clock(datetime(2026, 11, 26, 7, 11, tzinfo=TZ))
    casefile.remind_owners(0)
    assert "hanne" in reminded(world), "what waits still is said again in the morning"
    with acting(SYSTEM):
        assert Deadline.objects.get(case_id=waits.pk, kind="child_24h").met_at is None


def test_the_child_duty_is_told_nothing_but_that_it_cannot_wait(clock, world, mails):
    clock(NIGHT)
    world.file(under_18="yes", observed="Oskar viste en video.", who="Oskar Holm")
    ((args,),) = [queued("tell_child_duty")]
    concerns.tell_child_duty(**args)
    (sent,) = mails
    assert (sent.to, sent.subject) == ([world.brondby.child_duty_email], "Der er nyt i Infohus, som ikke kan vente")
    for word in ("Oskar", "video", "bekymring", "barn", "2026", "radikal"):
        assert word not in sent.body


# ---------- Notices that are stuck


def stuck(name, attempts, status="todo", **args):
    """A mail job that was tried so often."""
    with acting(SYSTEM):
        later(f"infohus.{name}", **args)
        ProcrastinateJob.objects.filter(pk=ProcrastinateJob.objects.latest("id").pk).update(attempts=attempts, status=status)


def test_a_stuck_notice_to_a_reporter_or_a_receiver_is_of_its_case_and_not_for_one_who_is_kept_from_it(world):
    case = registered(world)
    box, row = world.mailbox_of(case), given(world, case)
    with acting(world.pia.context):
        copy = Copy.objects.get(number=row.number)
    stuck("mailboxes.jobs.tell_reporter", 3, mailbox=box.pk, authority=world.brondby.pk)
    stuck("assessments.jobs.tell_receiver", 3, copy=copy.pk)
    for name, count in (("birgit", 2), ("mette", 2), ("karen", 0)):
        with world.at(name):
            assert queries.failed_notices() == count
    exclude(world.mette, fresh(world, case), who=world.member("soeren"), why="private")
    with world.at("soeren"):
        assert queries.failed_notices() == 0


@pytest.mark.parametrize(("attempts", "status", "shown"), [(0, "todo", 0), (2, "todo", 0), (3, "todo", 1), (8, "failed", 1)])
def test_a_notice_that_is_stuck_is_counted_for_the_own_authority_only(world, attempts, status, shown):
    stuck("cases.jobs.tell", attempts, status, membership=world.member("mette").pk)
    for name, count in (("birgit", shown), ("mette", shown), ("karen", 0)):
        with world.at(name):
            assert queries.failed_notices() == count
