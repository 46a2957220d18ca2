"""Mail over real SMTP: it says nothing, waits for a server that is away, is found again after a crash, and shows when it is stuck."""

import asyncio
import email
import email.policy
import json
import os
import re
import signal
import subprocess
import threading

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from infohus import lib, serve
from infohus.access.rules import Role, public, reporter
from infohus.accounts.actions import invite_user, reset_sign_in
from infohus.accounts.models import User
from infohus.advice.actions import ask_advice
from infohus.assessments.actions.police import remind_receiver
from infohus.casefile import jobs as casefile
from infohus.cases.models import Case
from infohus.catalogues.actions import edit_catalogue
from infohus.catalogues.rules import Kind
from infohus.closing.actions import end_case
from infohus.closing.rules import Message, SecondRead
from infohus.concerns.actions import send_receipt
from infohus.concerns.rules import Face
from infohus.db.context import SYSTEM, acting
from infohus.demo.world import World
from infohus.gateways import mail
from infohus.gateways.jobs import PATIENT, later
from infohus.mailboxes.actions import ask_reporter, write_to_mailbox
from infohus.mailboxes.models import Mailbox
from tests.conftest import ROOT, cluster, name_of_copy, signed_in
from tests.owner import owner, tamper
from tests.test_assessments import finish, withheld
from tests.test_closing import fresh
from tests.test_passing import given, registered
from tests.test_serve import eventually, free_port


class PostOffice:
    """A mail server that keeps what it is given, refuses some addresses, and can be slow."""

    def __init__(self) -> None:
        self.mails: list[email.message.EmailMessage] = []
        self.refused: set[str] = set()
        self.entered, self.slow = threading.Event(), False
        self.controller: Controller | None = None
        self.port = free_port()

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 (aiosmtpd's names)
        if address in self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.entered.set()
        while self.slow:
            await asyncio.sleep(0.05)
        self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        assert len(envelope.rcpt_tos) == 1, "each mail goes to one"
        return "250 OK"

    def open(self) -> None:
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def close(self) -> None:
        if self.controller:
            self.controller.stop(no_assert=True)
            self.controller = None

    def to(self, address: str) -> list[str]:
        """The subjects of what came for an address."""
        return [one["Subject"] for one in self.mails if one["To"] == address]


@pytest.fixture
def office(settings):
    """A mail server of this test's own, open, and the house set to use it."""
    one = PostOffice()
    one.open()
    settings.EMAIL_BACKEND, settings.MAIL_URL = "infohus.gateways.mail.Backend", f"smtp://127.0.0.1:{one.port}"
    yield one
    one.slow = False
    one.close()


@pytest.fixture
def town(transactional_db):
    """The demo's people in a database whose transactions are real."""
    world = World()
    connection.close()
    return world


def work() -> None:
    """Let a worker do all that is due now, and what those jobs ask for: a worker that saw nothing more may end before the last asked."""
    while True:
        with app.replace_connector(app.connector.get_worker_connector()) as worker:
            worker.run_worker(wait=False, listen_notify=False, install_signal_handlers=False, delete_jobs="successful", concurrency=2)
        connection.close()
        if not ProcrastinateJob.objects.filter(status="todo", scheduled_at=None).exists():
            return


def waiting(task: str) -> list[tuple[str, int]]:
    """State and number of tries of the jobs of a kind."""
    return list(ProcrastinateJob.objects.filter(task_name__endswith=f".{task}").order_by("id").values_list("status", "attempts"))


def let_time_pass() -> None:
    """What waits for another try is due now."""
    tamper("UPDATE procrastinate_jobs SET scheduled_at = now() - interval '1 second' WHERE status = 'todo'")


def address(town: World, name: str) -> str:
    return town.member(name).user.email


# ---------- What a mail says


def everything_that_is_mailed(town: World) -> list[str]:
    """A story in which every kind of mail is sent; returns the words that must stand in none of them."""
    case = town.concern(observed="Oskar Testmand Holm viste en video i frikvarteret.", who="Oskar Testmand Holm", under_18="yes")
    town.register(case, person={"name": "Oskar Testmand Holm", "cpr": "670510-4000"}, report="send")
    box = town.mailbox_of(case)
    write_to_mailbox(reporter(town.brondby.pk, box.pk), box, text="Hans søster hedder Asta Prøvesen.")
    said = {
        "face": Face.PROFESSIONAL, "told_person": "yes", "told_person_how": "I går.", "told_parent_1": "no", "told_parent_2": "no", "interpreter": "no",
        "told_parent_1_how": "Bortrejst.", "told_parent_2_how": "Bortrejst.", "done": "To samtaler.", "workplace": "Prøveskolen", "source": "teacher",
        "reporter_name": "Lis Møller", "reporter_phone": "43 00 00 40", "reporter_email": "lis.moeller@proeveskolen.example",
        "reporter_best": "Efter kl. 14", "alternatives": "Ved ikke.",
    }  # fmt: skip
    professional = town.concern(**said)
    send_receipt(town.mette, town.first_concern(professional), way="mailbox", text="Vi har modtaget det om Oskar.")
    ask_advice(
        public(town.brondby.pk), town.brondby, token=str(lib.uuid7()), theme="CLASSROOM", group="school", form="code",
        question="Må vi tale med forældrene om et hagekors i en stil?",
    )  # fmt: skip
    invite_user(town.nikolaj, authority=town.brondby, email="ny@brondby.example", name="Ny Testperson", role="dpo")
    reset_sign_in(town.nikolaj, User.objects.get(pk=town.soeren.user))
    remind_receiver(town.mette, given(town, registered(town)), by_mail=True)
    with acting(SYSTEM):
        later("infohus.casefile.jobs.remind", membership=town.member("mette").pk)
        later("infohus.retention.jobs.tell_ended", authority=town.member("pia").authority_id, role=Role.POLICE)
    words = {
        "Oskar",
        "Holm",
        "Asta",
        "Prøvesen",
        "Lis",
        "Møller",
        "hagekors",
        "video",
        "frikvarter",
        "670510",
        "4000",
        "43 00 00 40",
        "Prøveskolen",
    }
    words |= {case.number, professional.number, str(case.pk), str(professional.pk), str(box.pk)}
    words |= {"Mette", "Holm", "Søren", "Kaya", "Hanne", "Testperson", "radikal", "ekstrem", "bekymring", "underretning", "CPR"}
    return sorted(words)


def test_no_mail_carries_a_name_a_word_of_a_case_or_a_number(town, office):
    words = everything_that_is_mailed(town)
    let_time_pass()
    work()
    work()  # what the first round queued
    assert ProcrastinateJob.objects.count() == 0, list(ProcrastinateJob.objects.values_list("task_name", "status"))
    told = {one["To"] for one in office.mails}
    assert told >= {address(town, name) for name in ("mette", "soeren", "tove")} | {
        town.brondby.child_duty_email, "lis.moeller@proeveskolen.example", "ny@brondby.example",
    }  # fmt: skip
    assert {task for task in app.tasks if app.tasks[task].queue == "mail"} == MAILED, "a new kind of mail must be sent in this story"
    for one in office.mails:
        body = one.get_content()
        shown = " ".join([body, *(f"{name}: {value}" for name, value in one.items() if name not in ("To", "X-RcptTo"))])
        found = [word for word in words if re.search(rf"(?<![\w]){re.escape(word)}", shown, re.IGNORECASE)]
        assert found == [], (one["Subject"], found)
        assert not one.is_multipart()
        assert "Cc" not in one
        assert "Bcc" not in one


MAILED = {
    f"infohus.{name}"
    for name in (
        "accounts.jobs.send_link", "accounts.jobs.tell_of_reset", "accounts.jobs.tell_of_role", "advice.jobs.tell_coordinators", "assessments.jobs.tell_receiver", "casefile.jobs.remind", "cases.jobs.tell",
        "cases.jobs.tell_members", "concerns.jobs.tell_child_duty", "mailboxes.jobs.tell_reporter", "retention.jobs.tell_ended",
    )
}  # fmt: skip


def test_strangers_and_those_who_left_are_told_nothing(town, office):
    town.file(at=town.albertslund)
    User.objects.filter(pk=town.soeren.user).update(is_active=False)
    town.file()
    work()
    work()
    assert office.to(address(town, "mette")) == ["Der er nyt i Infohus"]
    assert office.to(address(town, "soeren")) == []
    assert office.to(address(town, "karen")) == ["Der er nyt i Infohus"]


WORDS_OF = {
    "MAIL_STAFF": "Kom og se: {address} (vores egne ord)", "MAIL_DEADLINE": "Det haster: {address} (vores egne ord)",
    "MAIL_CHILD_DUTY": "Se det nu: {address} (vores egne ord)", "MAIL_REPORTER": "Læs svaret: {address} (vores egne ord)",
}  # fmt: skip


def test_what_is_mailed_is_the_catalogues_wording_of_the_day(town, office):
    everything_that_is_mailed(town)
    for code, text in WORDS_OF.items():
        own = {"version": 0, "valid_from": lib.today(), "source": "Egne ord", "subject": f"Emne {code}"}
        edit_catalogue(town.nikolaj, town.brondby, Kind.TEXT, code, text=text, **own)
    with acting(SYSTEM):
        later("infohus.concerns.jobs.tell_child_duty", authority=town.brondby.pk)
    let_time_pass()
    work()
    work()
    said = {one["Subject"]: one.get_content().strip() for one in office.mails}
    home = settings.PUBLIC_ADDRESS
    assert said["Emne MAIL_STAFF"] == f"Kom og se: {home} (vores egne ord)"
    assert said["Emne MAIL_DEADLINE"] == f"Det haster: {home} (vores egne ord)"
    assert said["Emne MAIL_CHILD_DUTY"] == f"Se det nu: {home} (vores egne ord)"
    assert said["Emne MAIL_REPORTER"] == f"Læs svaret: {home}/svar/ (vores egne ord)"


def test_a_reporters_mail_leads_to_the_pages_of_the_municipality_that_answers(town, office):
    town.file(at=town.albertslund, reporter_name="Bo", reporter_email="bo@eksempel.dk", anonymous=False)
    with acting(town.karen.context), transaction.atomic():
        case = Case.objects.get()
    box = town.mailbox_of(case, "karen")
    ask_reporter(town.karen, box, text="Hvor skete det?", address="bo@eksempel.dk")
    work()
    (mail,) = [one for one in office.mails if "bo@eksempel.dk" in one["To"]]
    assert f"{settings.PUBLIC_ADDRESS}/k/{town.albertslund.slug}/svar/" in mail.get_content()


def test_a_reporter_hears_of_the_end_though_the_case_is_closed_before_the_mail_goes_and_the_server_was_away(town, office):
    """And nothing of the address is left when the mail has gone."""
    said = {"anonymous": False, "reporter_name": "Bo", "reporter_email": "bo@eksempel.dk"}
    case = withheld(town, town.register(town.concern(**said)))
    finish(town, case)
    office.close()
    concern = town.first_concern(case)
    end_case(
        town.mette, fresh(town, case), outcome="unfounded", kind_of_concern="none", reason="Det var en leg.", psychiatry="no",
        told={concern.pk: Message("mailbox", "Tak, fordi du skrev.")}, informing={"when": "now", "told_on": lib.today(), "told_whom": ["child"]},
        second=SecondRead("Søren Kaya", lib.today()),
    )  # fmt: skip
    with town.at("mette"):
        assert Case.objects.get(pk=case.pk).stage == "closed"
    work()
    office.open()
    let_time_pass()
    work()
    assert [one["To"] for one in office.mails if one["To"] == "bo@eksempel.dk"] == ["bo@eksempel.dk"]
    with owner():
        assert not Mailbox.objects.filter(mail_to__isnull=False).exists()


def test_a_mail_that_is_given_up_leaves_no_address(town, office):
    office.refused = {"bo@eksempel.dk"}
    case = town.concern(anonymous=False, reporter_name="Bo", reporter_email="bo@eksempel.dk")
    box = town.mailbox_of(case)
    ask_reporter(town.mette, box, text="Var der andre til stede?", address="bo@eksempel.dk")
    for tries in range(8):
        with owner():
            assert Mailbox.objects.filter(mail_to__isnull=False).exists(), tries
        let_time_pass()
        work()
    assert ("failed", 8) in waiting("tell_reporter")
    with owner():
        assert not Mailbox.objects.filter(mail_to__isnull=False).exists()


def test_who_gave_an_address_is_told_that_a_question_lies_behind_the_code(town, office):
    case = town.concern(anonymous=False, reporter_name="Bo", reporter_email="bo@eksempel.dk")
    box = town.mailbox_of(case)
    signed_in(town, "mette").post(reverse("casefile:mailbox", args=[case.pk, box.pk]), {"ask": "1", "text": "Var der andre til stede?"})
    work()
    assert len([one for one in office.mails if one["To"] == "bo@eksempel.dk"]) == 1


def test_a_mail_to_staff_reads_as_the_catalogue_says(town, office):
    town.file(at=town.albertslund, under_18="no")
    work()
    work()
    (one,) = office.mails
    assert (one["Subject"], one.get_content().strip()) == (
        "Der er nyt i Infohus", f"Der er nyt i Infohus. Log ind for at se det: {settings.PUBLIC_ADDRESS}",
    )  # fmt: skip


# ---------- A server that is away, or refuses


def test_a_server_that_is_away_is_tried_again_later_and_nothing_comes_twice(town, office):
    office.close()
    town.file()
    work()
    assert mail.trouble() == "serveren svarer ikke"
    assert waiting("tell") == [("todo", 1), ("todo", 1)]
    work()
    assert waiting("tell") == [("todo", 1), ("todo", 1)]  # not at once
    office.open()
    assert mail.trouble() == ""
    let_time_pass()
    work()
    assert waiting("tell") == []
    for name in ("mette", "soeren"):
        assert office.to(address(town, name)) == ["Der er nyt i Infohus"]


def test_one_address_that_refuses_keeps_nobody_else_from_being_told(town, office):
    office.refused = {address(town, "mette")}
    town.file()
    work()
    assert office.to(address(town, "soeren")) == ["Der er nyt i Infohus"]
    assert waiting("tell") == [("todo", 1)]
    office.refused = set()
    let_time_pass()
    work()
    assert office.to(address(town, "mette")) == office.to(address(town, "soeren")) == ["Der er nyt i Infohus"]


def test_it_is_tried_for_six_hours_and_then_given_up():
    from procrastinate.jobs import Job

    waits = []
    job = Job(id=1, queue="mail", lock=None, queueing_lock=None, task_name="x", attempts=0)
    while decision := PATIENT.get_retry_decision(exception=OSError(), job=job):
        waits.append((decision.retry_at - lib.now()).total_seconds())
        job = job.evolve(attempts=job.attempts + 1)
    assert len(waits) == 7
    assert waits[0] < 10
    assert 5 * 3600 < sum(waits) < 7 * 3600


# ---------- A crash


def worker(office: PostOffice) -> subprocess.Popen:
    """The job worker as it is served, on the database of this test."""
    environment = {name: value for name, value in os.environ.items() if name != "INFOHUS_TESTS"}
    environment |= {"INFOHUS_DB": json.dumps(cluster().dsn("app", name_of_copy())), "DJANGO_SETTINGS_MODULE": "infohus.settings"}
    environment |= {"INFOHUS_MAIL": f"smtp://127.0.0.1:{office.port}"}
    return subprocess.Popen(serve.WORKER, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def test_a_mail_that_was_under_way_when_the_worker_was_killed_is_sent_by_the_next(town, office):
    office.slow = True
    with acting(SYSTEM):
        later("infohus.cases.jobs.tell", membership=town.member("mette").pk)
    first = worker(office)
    try:
        eventually(office.entered.is_set, 120)
    finally:
        first.send_signal(signal.SIGKILL)
        first.wait()
    office.slow = False
    office.mails.clear()
    assert waiting("tell") == [("doing", 0)]
    let_time_pass()
    work()
    assert waiting("tell") == [("doing", 0)]  # nothing finds it by itself …
    tamper("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '31 seconds'")
    app.configure_task("infohus.gateways.jobs.find_again").defer(timestamp=0)
    work()  # … but the job that looks for such ones
    let_time_pass()
    work()
    assert waiting("tell") == []
    assert office.to(address(town, "mette")) == ["Der er nyt i Infohus"]


def test_a_periodic_job_that_was_killed_is_dropped_when_its_next_turn_waits_already(town):
    for status in ("doing", "todo"):
        app.configure_task("infohus.cases.jobs.drop_old_drafts", queueing_lock="drop_old_drafts").defer(timestamp=0)
        ProcrastinateJob.objects.filter(status="todo").update(status=status)
    app.configure_task("infohus.gateways.jobs.find_again").defer(timestamp=0)
    work()
    assert waiting("drop_old_drafts") == []
    assert waiting("find_again") == []


# ---------- What is stuck is seen


def test_a_notice_that_is_stuck_stands_on_the_heads_page_and_in_the_overview(town, office):
    office.close()
    town.file(under_18="no")  # of a child the duty may be told too
    work()
    pages = {"birgit": reverse("casefile:head"), "mette": reverse("casefile:overview")}
    for name, page in pages.items():
        assert "kunne ikke sendes" not in shown(town, name, page)
    for _try in range(2):
        let_time_pass()
        work()
    assert len(waiting("tell")) == 2
    assert all(state == "todo" and tries >= 3 for state, tries in waiting("tell"))
    for name, page in pages.items():
        assert "2 beskeder kunne ikke sendes." in shown(town, name, page)
    assert "kunne ikke sendes" not in shown(town, "karen", pages["mette"])
    office.open()
    let_time_pass()
    work()
    for name, page in pages.items():
        assert "kunne ikke sendes" not in shown(town, name, page)


def test_the_overview_shows_what_came_also_when_no_mail_gets_out(town, office):
    office.close()
    town.file()
    work()
    assert "ikke åbnet endnu" in shown(town, "mette", reverse("casefile:overview"))


def test_the_house_says_that_it_is_not_well_when_no_mail_gets_out(town, office, monkeypatch):
    monkeypatch.setenv("INFOHUS_NO_WORKER", "1")
    assert Client().get("/healthz").status_code == 200
    office.close()
    answer = Client().get("/healthz")
    assert (answer.status_code, "mail" in answer.content.decode()) == (503, True)


def shown(town: World, name: str, page: str) -> str:
    """What one of the cast sees on a page."""
    return signed_in(town, name).get(page).content.decode()


def test_the_reminder_is_mailed_to_the_one_whose_turn_it_is(town, office):
    with lib.clock_at(lib.now().replace(hour=9)):
        casefile.remind(str(town.member("mette").pk))
    assert office.to(address(town, "mette")) == ["En frist i Infohus"]
