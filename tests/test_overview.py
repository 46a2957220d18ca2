"""The first page of a coordinator: what it says above agrees with what stands below, and what is new is what changed."""

import re
from datetime import datetime, timedelta
from urllib.parse import unquote

import pytest
from django.urls import reverse

from infohus import lib
from infohus.access.rules import Act, reporter
from infohus.accounts.models import User
from infohus.assessments.actions import second_read, start_joint_assessment
from infohus.assessments.actions.police import answer_as_police
from infohus.assessments.models import SocialAssessment
from infohus.audit.rules import UNCHANGING
from infohus.casefile.actions import find_by_number, read_case, recall_disclosure
from infohus.casefile.queries import work
from infohus.casefile.queries.work import PAGE_OF
from infohus.cases.actions import write_note
from infohus.cases.models import Case
from infohus.concerns.actions import join_concern, note_report_judged
from infohus.concerns.models import Concern
from infohus.deadlines.jobs import expect_checks
from infohus.deadlines.rules import EXPECTED, Kind
from infohus.lib import TZ, clock_at
from infohus.mailboxes.actions import take_note, write_to_mailbox
from tests.conftest import seal_log, signed_in
from tests.test_assessments import finish, sign, withheld
from tests.test_closing import put_in_place
from tests.test_police import ANSWER, confirmed

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=TZ)
NOBODY_YET = "Intet andet venter. Henvendelserne i indbakken skal registreres."


@pytest.fixture
def monday():
    """It is Monday morning, also for those who are asked for after it."""
    with clock_at(MONDAY):
        yield


def page(client, view=""):
    """The overview, and its words without tags."""
    shown = client.get(reverse("casefile:overview"), {"vis": view} if view else {}).content.decode()
    return shown, " ".join(re.sub(r"<[^>]+>", " ", shown).split())


def panel(words, name):
    """What stands under a heading at the side, until the next."""
    following = {"Nyt": "Mine sager", "Mine sager": "Find en sag"}[name]
    return words[words.rindex(name) : words.rindex(following)]


def test_what_is_over_time_is_one_press_away_and_the_words_agree(monday, world):
    world.file(at=world.albertslund)
    assert NOBODY_YET in page(signed_in(world, "karen"))[1]
    with clock_at(MONDAY + timedelta(days=3)):
        karen = signed_in(world, "karen")
        shown, words = page(karen)
        assert '<a href="?vis=late#turn">1 frist er overskredet.</a>' in shown
        assert NOBODY_YET in words
        assert "Alt er gjort" not in words
        late, words = page(karen, "overdue")
        rows = late.split('id="turn"')[1].split("</section>")[0]
        assert rows.count("Registrér henvendelsen") == 1
        assert "2 dage over" in rows
    assert "Alt er gjort" in page(signed_in(world, "mette"))[1]
    assert "Ingen frister er overskredet." in page(signed_in(world, "mette"))[0]
    assert "late#turn" not in page(signed_in(world, "mette"))[0]


def test_the_number_of_what_is_over_time_opens_exactly_what_it_counts(monday, world):
    mine, hers = world.register(world.concern()), world.register(world.concern(), "soeren")
    with clock_at(MONDAY + timedelta(days=3)):
        mette = signed_in(world, "mette")
        told = int(re.search(r'<a href="\?vis=late#turn">(\d+) frist', page(mette)[0]).group(1))
        late, _words = page(mette, "late")
        rows = re.findall(r"<tr.*?</tr>", late.split('id="turn"')[1].split("</section>")[0], re.S)
        assert told == sum("over</span>" in one for one in rows) == sum("<td" in one for one in rows)
        assert any(mine.number in one for one in rows)
        assert not any(hers.number in one for one in rows)
        everybodys = page(mette, "overdue")[0]
        assert hers.number in everybodys


def test_what_the_administrator_looks_after_does_not_fill_a_coordinators_list(monday, world):
    with clock_at(MONDAY + timedelta(days=800)):
        expect_checks(str(world.brondby.pk))
        for view in ("ours", "overdue", "mine"):
            assert "Kontrollér en tekst" not in page(signed_in(world, "mette"), view)[1], view


def test_no_button_promises_what_cannot_be_done_on_the_page_it_leads_to(monday, world):
    world.register(world.concern(under_18="no"), under_18="no", person={"name": "Ib Prøve"}, report="")
    rows = page(signed_in(world, "mette"))[0].split('id="turn"')[1].split("</section>")[0].split("<tr>")
    for kind in (Kind.SOCIAL_ASSESSMENT, Kind.CONCLUSION, Kind.INFORM, Kind.POLICE_CONTACT):
        row = next(one for one in rows if str(EXPECTED[kind].says) in one)
        done_there = kind in PAGE_OF and kind != Kind.CONCLUSION  # that comes after the assessments
        assert ("Se sagen" in row) != done_there, kind
        assert (str(EXPECTED[kind].verb) + "<" in row) == done_there, kind


def test_what_came_since_a_joint_assessment_is_looked_at_where_the_next_step_leads(monday, world):
    """Before there is one, in the own assessment."""

    def comes():
        second = world.concern(observed="Han råbte ad læreren.")
        came = world.first_concern(second).pk
        with world.at("mette"):
            cases = Case.objects.select_related("municipality")
            join_concern(world.mette, second, into=cases.get(pk=case.pk))
            return Concern.objects.select_related("case__municipality", "case__lead__user", "mailbox").get(pk=came)

    case, mette = world.register(world.concern()), signed_in(world, "mette")
    withheld(world, case)
    finish(world, case, target="no")
    comes()
    assert reverse("assessments:social", args=[case.pk]) in row_of(mette, Kind.REASSESS)
    with world.at("mette"):
        case = Case.objects.select_related("municipality", "lead__user").get(pk=case.pk)
    start_joint_assessment(world.mette, withheld(world, case))
    sign(world, case)
    put_in_place(world, comes())
    withheld(world, case)
    assert looked_at(mette, case) == reverse("assessments:joint", args=[case.pk])


def looked_at(client, case):
    """Where the row of a new look leads to."""
    way = reverse("assessments:look", args=[case.pk])
    assert way in row_of(client, Kind.REASSESS)
    return client.get(way)["Location"]


def row_of(client, kind):
    """The row of what is expected, in the own list."""
    rows = page(client)[0].split('id="turn"')[1].split("</section>")[0].split("<tr>")
    return next(one for one in rows if str(EXPECTED[kind].says) in one)


def test_what_cannot_be_begun_yet_leads_to_the_case_and_is_offered_when_it_can(monday, world):
    case, mette = world.register(world.concern()), signed_in(world, "mette")
    there = reverse("casefile:case", args=[case.pk])

    def offered(kind):
        row, name = row_of(mette, kind), PAGE_OF[kind][0]
        assert ("Fortsæt" in row) == (reverse(name, args=[case.pk]) in row)
        assert ("Se sagen" in row) == (f'"{there}"' in row) == ("Fortsæt" not in row)
        return "Fortsæt" in row

    assert not offered(Kind.CONCLUSION)
    withheld(world, case)
    assert not offered(Kind.CONCLUSION)
    assert not offered(Kind.JOINT_ASSESSMENT)  # the own assessment comes first
    finish(world, case)
    assert offered(Kind.JOINT_ASSESSMENT)
    assert not offered(Kind.CONCLUSION)
    start_joint_assessment(world.mette, case)
    assert offered(Kind.JOINT_ASSESSMENT)
    sign(world, case)
    assert not offered(Kind.CONCLUSION)  # a colleague has still to read the own assessment
    with world.at("soeren"):
        row = SocialAssessment.objects.select_related("case__municipality").get(case=case)
    second_read(world.soeren, row, agrees="yes", dissent="")
    assert offered(Kind.CONCLUSION)


def test_the_joint_assessment_is_not_offered_while_the_police_are_waited_for(monday, world):
    case, row, _copy = confirmed(world)
    finish(world, case)
    mette = signed_in(world, "mette")
    assert "Se sagen" in row_of(mette, Kind.JOINT_ASSESSMENT)
    recall_disclosure(world.mette, row, why="Det var forkert.")
    withheld(world, case)
    assert "Fortsæt" in row_of(mette, Kind.JOINT_ASSESSMENT)


def test_a_page_where_nothing_can_be_done_yet_says_by_when_and_what_comes_first(monday, world):
    case, mette = world.register(world.concern()), signed_in(world, "mette")
    for name, title, by in (
        ("conclude", "Konklusionen kan ikke skrives endnu", "Frist 8. jan. 2027 Konkluderet af Ingen endnu"),
        ("joint", "Den fælles vurdering kan ikke begynde endnu", "Frist Ikke sat endnu"),
    ):
        shown = mette.get(reverse(f"assessments:{name}", args=[case.pk])).content.decode()
        words = " ".join(re.sub(r"<[^>]+>", " ", shown).split())
        assert f"{title} Tag først stilling til, hvad politiet skal vide." in words, name
        assert by in words, (name, words[words.find("Frist") :][:60])
        assert reverse("casefile:pass_to_police", args=[case.pk]) in shown
        assert "Der står ingen konklusion" not in words


def test_what_is_new_is_what_others_changed_and_messages_that_nobody_read(monday, world):
    case = world.register(world.concern(under_18="no"), under_18="no", person={"name": "Ib Prøve"}, report="")
    box = world.mailbox_of(case)
    write_to_mailbox(reporter(world.brondby.pk, box.pk), box, text="Der er mere.")
    seal_log()
    line = f"{case.number} : henvender har skrevet, ikke læst"
    with clock_at(MONDAY + timedelta(days=1)):
        User.objects.filter(pk=world.mette.user).update(seen_before_at=lib.now())
        find_by_number(world.soeren, world.brondby, number=case.number)
        with world.at("soeren"):
            case = Case.objects.select_related("municipality").get(pk=case.pk)
            read_case(world.soeren, case)
        seal_log()
        mette = signed_in(world, "mette")
        assert panel(page(mette)[1], "Nyt").split("24. nov.")[-1].count(case.number) == 1  # unread, though it came before
        assert line in page(mette)[1]
        with clock_at(MONDAY + timedelta(days=1, hours=1)):
            write_note(world.soeren, case, kind="contact", title="", text="Talte med skolen.")
        seal_log()
        said = panel(page(mette)[1], "Nyt")
        assert f"{case.number} : note skrevet" in said
        for nothing_new in ("opslag", "læst af", "sagen læst"):
            assert nothing_new not in said
        take_note(world.mette, box)
        assert line not in page(mette)[1]


def test_to_one_who_was_never_here_the_last_week_is_new(monday, world):
    world.file(under_18="no")
    seal_log()
    said = panel(page(signed_in(world, "mette"))[1], "Nyt")
    assert said.startswith("Nyt den seneste uge")
    assert "henvendelse modtaget" in said
    with clock_at(MONDAY + timedelta(days=8)):
        assert "Ikke noget nyt i dine sager." in panel(page(signed_in(world, "mette"))[1], "Nyt")


def test_the_acts_that_change_a_case_are_news():
    assert {
        Act.WRITE_NOTE,
        Act.WRITE_TO_MAILBOX,
        Act.FILE_CONCERN,
        Act.REGISTER_CONCERN,
        Act.EXCLUDE,
        Act.MOVE_DEADLINE,
    } & UNCHANGING == set()
    assert {Act.FIND_BY_NUMBER, Act.FIND_BY_CPR, Act.FIND_WORDS, Act.READ_CASE, Act.READ_CASE_LOG, Act.ESCALATE} <= UNCHANGING


def test_my_cases_stand_at_the_side_by_phase(world):
    mine, sorens = world.register(world.concern()), world.register(world.concern(), "soeren")
    world.concern()
    shown, words = page(signed_in(world, "mette"))
    assert (
        panel(words, "Mine sager") == "Mine sager Afklaring 1 Indsats 0 Lukkede Givet til os af andre kommuner Slettes inden for 30 dage 0 "
    )
    for phase, there in (("afklaring", True), ("indsats", False), ("", True)):
        listed = signed_in(world, "mette").get(reverse("casefile:cases"), {"vis": "mine", "fase": phase}).content.decode()
        assert (f"/sager/{mine.pk}/" in listed) == there, phase
        assert f"/sager/{sorens.pk}/" not in listed
    assert f"{reverse('casefile:cases')}?vis=mine&amp;fase=afklaring" in shown


def test_the_inbox_goes_on_from_page_to_page_and_is_counted_whole(world, monkeypatch):
    monkeypatch.setattr(work, "INBOX", 2)
    numbers = [world.concern().number for _one in range(5)]
    mette, query = signed_in(world, "mette"), {}
    seen = []
    for _page in range(3):
        shown = mette.get(reverse("casefile:overview"), query).content.decode()
        assert "5 nye henvendelser venter i indbakken." in " ".join(shown.split())
        box = shown.split('id="inbox"')[1].split("</section>")[0]
        seen += re.findall(r"Sag (\d{4}-\d+)", box)
        assert ("Til de ældste i indbakken" in box) is bool(query)
        on = re.search(r'href="\?vis=mine&amp;indbakke=([^"#]+)#inbox"', box)
        query = {"indbakke": unquote(on[1])} if on else {}
    assert list(dict.fromkeys(seen)) == numbers
    assert not query
    assert numbers[0] in mette.get(reverse("casefile:overview"), {"indbakke": "vrøvl"}).content.decode()
    past = f"{(lib.now() + timedelta(days=1)).isoformat()}_{lib.uuid7()}"
    assert "Der er ikke flere i indbakken." in mette.get(reverse("casefile:overview"), {"indbakke": past}).content.decode()


def test_what_came_with_a_serious_sign_says_so_in_the_inbox_and_moves_nobody_up(world):
    signs = [{"code": "A04", "text": "Taler om at udføre et angreb", "serious": True}]
    plain, serious = world.concern(), world.concern(signs=signs)
    shown, words = page(signed_in(world, "mette"))
    assert shown.index(plain.number) < shown.index(serious.number)
    assert "i dag Alvorligt tegn: tag stilling i dag" in words
    assert words.count("Alvorligt tegn: tag stilling i dag") == 1


def test_an_answer_that_says_the_police_act_now_says_so_in_its_row(world):
    said = {}
    for acute, hindrance in (("no", "alone"), ("yes", "no")):  # both are read today
        case, _row, copy = confirmed(world)
        answer_as_police(world.pia, copy, **{**ANSWER, "shares": "yes", "acute": acute, "hindrance": hindrance, "text": "Vi ringer."})
        said[acute] = case.number
    for view in ("", "ours"):
        shown, words = page(signed_in(world, "mette"), view)
        assert words.count("Politiet handler nu") == 1, view
        rows = {
            number: next(row for row in re.findall(r"<tr.*?</tr>", shown, re.S) if "Læs det nye fra politiet" in row and number in row)
            for number in said.values()
        }
        assert "Politiet handler nu" in rows[said["yes"]]
        if view:
            continue
        first = next(row for row in re.findall(r"<tr.*?</tr>", shown.split('id="turn"')[1], re.S) if "<td" in row)
        assert ("Politiet handler nu" in first, said["yes"] in first) == (True, True), (
            "what hurries stands first among what is due that day"
        )
        assert "Politiet handler nu" not in rows[said["no"]]


def test_what_is_over_time_stands_first_on_a_phone(world):
    mette = signed_in(world, "mette")
    assert "late-first" not in page(mette)[0]
    assert "late-first" in page(mette, "overdue")[0]
    world.register(world.concern())
    with clock_at(lib.now() + timedelta(days=9)):
        shown, words = page(signed_in(world, "mette"))
        assert "overskredet" in words
        assert "late-first" in shown


@pytest.mark.parametrize(
    "moment",
    [
        "2026-01-01T00:00:00+23:59", "2026-01-01T00:00:00-23:59", "0001-01-01T00:00:00+23:00", "0001-01-01T00:00:00+00:00",
        "9999-12-31T23:00:00-23:00", "2026-02-30T00:00:00+00:00", "x", "",
    ],
)  # fmt: skip
def test_a_place_in_a_list_that_nobody_gave_is_a_page_like_another(world, moment):
    world.register(world.concern())
    there = f"{moment}_{lib.uuid7()}"
    for name, page in (
        ("mette", "/overblik/"),
        ("mette", "/sager/"),
        ("mette", "/sletning/"),
        ("mette", "/sletning/attester/"),
        ("pia", "/partner/"),
    ):
        for asked in ({"efter": there}, {"vis": "ours", "efter": there, "indbakke": there}, {"vis": "closed", "efter": there}):
            assert signed_in(world, name).get(page, asked).status_code == 200, (page, asked)


def first_cell(words, number):
    """What stands first in the row of an arrival: its soonest deadline, in words."""
    return words[: words.index(f"Sag {number}")].split("Registrér sag")[-1]


def test_the_first_column_of_the_inbox_shows_what_is_due_first(monday, world):
    signs = [{"code": "A04", "text": "Taler om at udføre et angreb", "serious": True}]
    plain, serious = world.concern(under_18="no"), world.concern(signs=signs, under_18="no")
    child = world.concern(under_18="yes")
    _shown, words = page(signed_in(world, "mette"))
    assert "i morgen registrér Fra" in first_cell(words, plain.number)
    assert "i dag alvorligt tegn Fra" in first_cell(words, serious.number)
    assert "i morgen kl. 09.00 underretning vurderes Fra" in first_cell(words, child.number)
    assert "Registreres senest i morgen" in words


def test_an_arrival_that_was_judged_acute_says_so_in_the_inbox(monday, world):
    case = world.concern(under_18="yes")
    note_report_judged(world.mette, world.first_concern(case), judged_at=lib.now(), acute=True)
    _shown, words = page(signed_in(world, "mette"))
    assert "i dag akut vurderet Fra" in first_cell(words, case.number)
    assert "Børneafdelingen har vurderet, at det er akut" in words


def test_an_arrival_whose_registration_is_late_too_says_so_in_words_that_fit(monday, world):
    case = world.concern(under_18="yes")
    with lib.clock_at(lib.now() + timedelta(days=33)):
        _shown, words = page(signed_in(world, "mette"))
    assert "dage over underretning vurderes Fra" in first_cell(words, case.number)
    assert "Registrering: 32 dage over" in words
    assert "Registreres senest" not in words
