"""The head sees what is over time and whose; the child duty sees children's concerns while they wait; neither sees a case."""

import re
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from infohus import lib
from infohus.access.rules import Act, Forbidden, public
from infohus.accounts.actions import invite_user
from infohus.accounts.models import Membership
from infohus.audit.actions import lock, note_rows
from infohus.audit.models import Entry
from infohus.audit.queries import who_read
from infohus.casefile.actions import withhold_from_police
from infohus.casefile.rules import Seat, heads_choices, what_else
from infohus.cases.actions import appoint_coordinator, appoint_to_all, cover, exclude, exclude_as_head, heading, protect_case
from infohus.cases.models import Case, Departure
from infohus.cases.rules import Under18
from infohus.catalogues.queries import Texts
from infohus.concerns.actions import file_concern, note_concern, part_concern, propose_rejection
from infohus.concerns.rules import Face
from infohus.db.context import SYSTEM, acting
from infohus.deadlines.jobs import escalate, expect_checks
from infohus.deadlines.models import Deadline
from infohus.demo.world import ANSWERS
from infohus.disclosures.models import Copy
from infohus.lib import Refused, uuid7
from infohus.mailboxes.actions import ask_reporter
from infohus.rights.actions import place_hold
from infohus.rights.models import Hold
from tests.conftest import seal_log, signed_in
from tests.test_assessments import finish


def page(client, name, *args):
    """What a page says."""
    answer = client.get(reverse(f"casefile:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.function("S09", page="casefile:head")
def test_what_lies_unread_and_over_time_reaches_the_head_without_content(world):
    case = world.concern(observed="Torben Vester sagde noget.")
    birgit = signed_in(world, "birgit")
    assert case.number in page(birgit, "head")
    with lib.clock_at(lib.now() + timedelta(days=9)):
        escalate(0)
        birgit = signed_in(world, "birgit")
        first, shown = page(birgit, "head"), page(birgit, "over_time")
    assert "Koordinatorerne" in first
    for text in (first, shown):
        assert world.brondby.child_department in text  # as it is called everywhere, among names
        assert "børneafdelingen" not in text
    assert "Registrér henvendelsen" in shown
    assert case.number in shown
    assert "Torben" not in first + shown


def test_what_is_over_time_is_counted_from_its_moment_on_not_only_when_it_is_escalated(world):
    case = world.register(world.concern())
    withhold_from_police(world.mette, case, code="not_necessary", sentence="Der er ikke noget at forebygge her.")
    with world.at("mette"):
        due = Deadline.objects.get(kind="social_assessment").due_at
    with lib.clock_at(due + timedelta(minutes=1)):
        escalate(0)
        birgit = signed_in(world, "birgit")
        assert "Mette Holm" in page(birgit, "head").split("<h2>Over tid</h2>")[1].split("</section>")[0]
        assert "Skriv den socialfaglige vurdering færdig" in page(birgit, "over_time")
    with lib.clock_at(due - timedelta(minutes=1)):
        escalate(0)
        birgit = signed_in(world, "birgit")
        assert "Skriv den socialfaglige vurdering færdig" not in page(birgit, "over_time")


def test_who_is_to_read_what_a_colleague_wrote_stands_by_name_where_it_is_over_time(world):
    case = world.register(world.concern())
    withhold_from_police(world.mette, case, code="not_necessary", sentence="Der er ikke noget at forebygge her.")
    finish(world, case)
    with world.at("mette"):
        due = Deadline.objects.get(kind="second_reading").due_at
    with lib.clock_at(due + timedelta(minutes=1)):
        birgit = signed_in(world, "birgit")
        late = page(birgit, "head").split("<h2>Over tid</h2>")[1].split("</section>")[0]
        assert "Søren Kaya" in late
        shown = page(birgit, "over_time")
        assert "Søren Kaya" in shown
        assert "Den anden koordinator" not in late + shown
        exclude(world.mette, case, who=world.member("soeren"), why="relative")
        seal_log()
        assert "Den anden koordinator" in page(signed_in(world, "birgit"), "over_time")  # nobody is known
        turn = page(signed_in(world, "mette"), "case", case.pk)
        assert "En anden koordinator, som ikke er med på sagen endnu" in turn


def test_who_is_to_answer_a_proposal_stands_by_name_where_it_is_over_time(world):
    case = world.concern()
    propose_rejection(world.mette, case, code="quarrel", sentence="Det handler om støj i gården.", no_report=True)
    with world.at("mette"):
        due = Deadline.objects.get(kind="confirm_rejection").due_at
    with lib.clock_at(due + timedelta(minutes=1)):
        assert "Søren Kaya" in page(signed_in(world, "birgit"), "over_time")
        assert "Søren Kaya" in page(signed_in(world, "mette"), "case", case.pk).split("<h2>Frister</h2>")[1].split("Alle frister")[0]


def test_who_asked_the_reporter_has_opened_the_concern(world):
    case = world.concern()
    ask_reporter(world.mette, world.mailbox_of(case), text="Hvornår var det?")
    assert case.number not in page(signed_in(world, "birgit"), "not_opened")
    assert "ikke åbnet endnu" not in page(signed_in(world, "mette"), "overview")


def test_what_a_coordinator_wrote_down_or_parted_off_is_not_called_unopened(world):
    said = {"source": "teacher", "observed": "Hun skrev det.", "when_where": "i går", "who": "Asta", "under_18": "yes"}
    noted, _code = note_concern(world.mette, world.brondby, token="a", answers=said, give_code=True)
    both = world.concern(observed="Ib råbte. Bo lo.")
    unread = page(signed_in(world, "birgit"), "not_opened")
    assert (both.number in unread, noted.number in unread) == (True, False)
    concern = world.first_concern(both)
    parted = part_concern(world.mette, concern, version=concern.version, sentences=["Bo lo."], under_18=Under18.NO)
    assert parted.number not in page(signed_in(world, "birgit"), "not_opened")
    assert page(signed_in(world, "soeren"), "overview").count("ikke åbnet endnu") == 1


def test_a_case_from_which_the_cover_is_excluded_is_covered_by_nobody_and_that_is_said(world):
    case, other = world.register(world.concern()), world.register(world.concern())
    exclude_as_head(world.birgit, world.brondby, case=case.pk, who=world.member("soeren"), why="relative")
    days = {"from_on": lib.today() + timedelta(days=4), "until_on": lib.today() + timedelta(days=8)}
    cover(world.mette, world.brondby, of=world.member("mette"), by=world.member("soeren"), **days)
    said = f"Ingen dækker sag {case.number}"
    for name, where in (("mette", "covers"), ("mette", "overview"), ("birgit", "covers"), ("birgit", "head")):
        shown = page(signed_in(world, name), where)
        assert said in shown, (name, where)
        assert other.number not in shown.split("Ingen dækker sag")[1].split("</div>")[0]
    for where in ("covers", "overview"):
        assert case.number not in page(signed_in(world, "soeren"), where), where
    third = otto(world)
    for name, where, told in (
        ("mette", "overview", "Den faglige leder kan udpege en anden."),
        ("birgit", "head", "Udpeg en anden til sagen"),
        ("birgit", "covers", "Udpeg en anden til sagen"),
    ):
        shown = page(signed_in(world, name), where)
        assert told in shown, (name, where)
        assert "Der er ingen anden at udpege." not in shown
    appoint_coordinator(world.birgit, world.brondby, who=third, case=case.pk)
    assert said not in page(signed_in(world, "birgit"), "head")


def test_where_nobody_else_may_take_a_case_that_nobody_covers_no_page_promises_another(world):
    case = world.register(world.concern())
    exclude_as_head(world.birgit, world.brondby, case=case.pk, who=world.member("soeren"), why="relative")
    day = lib.today() + timedelta(days=4)
    cover(world.mette, world.brondby, of=world.member("mette"), by=world.member("soeren"), from_on=day, until_on=day)
    for where in ("covers", "overview"):
        shown = page(signed_in(world, "mette"), where)
        assert "Der er ingen anden at udpege. Den faglige leder kan ophæve udelukkelsen" in shown, where
        assert "kan udpege en anden" not in shown
    for where in ("covers", "head"):
        shown = page(signed_in(world, "birgit"), where)
        assert ">Ophæv udelukkelsen</a>. Ellers kan systemadministratoren invitere en ny koordinator." in shown, where
        assert "Udpeg en anden" not in shown


def otto(world):
    """A third coordinator."""
    invite_user(
        world.nikolaj, authority=world.brondby, name="Otto Lund", email="otto.lund@brondby.dk", role="coordinator",
        administration=world.member("mette").administration,
    )  # fmt: skip
    return Membership.objects.select_related("user", "authority").get(user__email="otto.lund@brondby.dk")


def test_the_head_appoints_and_excludes_without_seeing(world):
    case = world.register(world.concern())
    exclude_as_head(world.birgit, world.brondby, case=case.pk, who=world.member("mette"), why="relative")
    with world.at("mette"):
        assert not Case.objects.exists()
    with world.at("soeren"):
        assert Case.objects.get().lead_id == world.soeren.membership
    with pytest.raises(Refused, match="den eneste på sagen"):
        exclude_as_head(world.birgit, world.brondby, case=case.pk, who=world.member("soeren"), why="relative")
    with pytest.raises(Refused, match="udelukket"):
        appoint_coordinator(world.birgit, world.brondby, who=world.member("mette"), case=case.pk)
    with pytest.raises(Refused, match="koordinator i kommunen"):
        appoint_coordinator(world.birgit, world.brondby, who=world.member("karen"), case=case.pk)


def test_a_serious_sign_that_nobody_has_decided_on_is_said_in_the_row_and_moves_nobody_up(world):
    signs = [{"code": "A04", "text": "Taler om at udføre et angreb", "serious": True}]
    serious, plain = world.concern(signs=signs), world.concern()
    birgit = signed_in(world, "birgit")
    for name in ("head_cases", "not_opened"):
        shown = birgit.get(reverse(f"casefile:{name}")).content.decode()
        rows = {case.pk: next(row for row in re.findall(r"<tr.*?</tr>", shown, re.S) if case.number in row) for case in (serious, plain)}
        assert "alvorligt tegn" in rows[serious.pk], name
        assert "alvorligt tegn" not in rows[plain.pk], name
        assert (shown.index(plain.number) < shown.index(serious.number)) == (name == "head_cases"), name  # by the time alone
        assert "Taler om" not in shown
    assert "Alvorligt tegn" in birgit.get(reverse("casefile:head_case", args=[serious.pk])).content.decode()
    world.register(serious)
    assert "lvorligt tegn" not in birgit.get(reverse("casefile:head_cases")).content.decode()


def test_the_child_duty_sees_a_childs_concern_until_it_is_registered(world):
    young, grown = world.concern(under_18="unknown"), world.concern(under_18="no")
    hanne = signed_in(world, "hanne")
    shown = page(hanne, "children")
    assert young.number in shown
    assert grown.number not in shown
    assert hanne.get(reverse("casefile:child", args=[grown.pk])).status_code == 404
    address = reverse("casefile:child", args=[young.pk])
    today = f"{lib.now().astimezone(lib.TZ):%d.%m.%Y}"
    assert "Svar på, om der var behov" in hanne.post(address, {"judged": "1", "judged_on": today, "judged_at": "0.01"}).content.decode()
    world.register(young, under_18="yes")
    with world.at("hanne"):
        copy = Copy.objects.get()
    of_copy = reverse("casefile:child_copy", args=[copy.pk])
    of_concern = reverse("concerns:report", args=[young.pk, world.first_concern(young).pk])
    for browser, asked in ((hanne, of_copy), (signed_in(world, "mette"), of_concern)):
        answered = browser.post(asked, {"judged": "1", "judged_on": today, "judged_at": "0.01"})
        assert answered.status_code == 422
        assert "Svar på, om der var behov" in answered.content.decode()
    assert hanne.get(address).status_code == 404


# ---------- What the head is offered


def seat(name, **more):
    """A coordinator who is with the case, unless it is said otherwise."""
    given = {"title": "koordinator", "coordinates": True, "with_case": True, "leads": False, "why": "", "kept_at": None}
    return Seat(uuid7(), name, **{**given, **more})


def offered(seats, registered=True):
    """Whom the head can do what with, by name."""
    return {do: [one.name for one in people] for do, people in heads_choices(seats, registered).items()}


def test_only_what_would_not_be_refused_is_offered_to_the_head():
    lead, other = seat("Mette", leads=True), seat("Søren")
    assert offered([lead, other]) == {"appoint": [], "hand": ["Søren"], "lift": [], "exclude": ["Mette", "Søren"]}
    assert offered([seat("Mette"), other], registered=False)["hand"] == []
    kept = seat("Søren", with_case=False, why="private")
    assert offered([lead, kept]) == {"appoint": [], "hand": [], "lift": ["Søren"], "exclude": []}
    away = seat("Søren", with_case=False)
    assert offered([lead, away]) == {"appoint": ["Søren"], "hand": [], "lift": [], "exclude": ["Søren"]}
    duty = seat("Hanne", coordinates=False, with_case=False, why="relative")
    assert offered([lead, other, duty])["lift"] == ["Hanne"]
    assert "Hanne" not in offered([lead, other, duty])["appoint"]


def test_where_nothing_can_be_done_the_head_is_told_what_else():
    kept = [seat(name, with_case=False, why="private") for name in ("Mette", "Søren")]
    assert what_else(kept, registered=False)[0] == (
        "Begge koordinatorer er udelukket. Ophæv en udelukkelse, eller bed systemadministratoren om at invitere en ny koordinator."
    )
    assert "ingen anden at udpege" in what_else([seat("Mette", leads=True), kept[1]], registered=True)[0]
    assert what_else([seat("Mette", leads=True), kept[1]], registered=True, asks=True)[0].startswith(
        "Mette er alene om sagen og beder om, at du udpeger en anden, men der er ingen anden at udpege. Ophæv en udelukkelse"
    )
    assert what_else([seat("Mette", leads=True), seat("Søren")], registered=True) == []


def test_the_page_of_a_case_lists_who_is_excluded_and_does_one_thing_a_button(world):
    case, birgit = world.register(world.concern()), signed_in(world, "birgit")
    address = reverse("casefile:head_case", args=[case.pk])
    first = page(birgit, "head_case", case.pk)
    assert [word for word in ("Udpeg til sagen", "Ophæv udelukkelsen") if word in first] == []
    assert "Gør til tovholder" in first
    assert not re.search(r'name="why"[^>]* checked', first)
    soeren = world.member("soeren").pk
    nothing = birgit.post(address, {"do": "exclude", "who": soeren}).content.decode()
    assert "Vælg, hvorfor." in nothing
    assert birgit.post(address, {"do": "exclude", "who": soeren, "why": "private"}).status_code == 302
    second = page(birgit, "head_case", case.pk)
    assert "Kender borgeren eller familien privat" in second
    assert "Ophæv udelukkelsen af Søren Kaya" in second
    for gone in ("Udpeg til sagen", "Gør til tovholder", "Udeluk fra sagen"):
        assert gone not in second, gone
    assert "Mette Holm er alene om sagen, og der er ingen anden at udpege." in second
    late = birgit.post(address, {"do": "appoint", "who": soeren}, follow=True).content.decode()
    assert "Det kan ikke lade sig gøre på sagen, som den står nu." in late
    assert birgit.post(address, {"do": "lift", "who": soeren}).status_code == 302
    assert birgit.post(address, {"do": "appoint", "who": soeren}).status_code == 302
    assert birgit.post(address, {"do": "hand", "who": soeren}).status_code == 302
    with world.at("soeren"):
        assert Case.objects.get(pk=case.pk).lead_id == soeren


def test_before_registration_the_lead_cannot_be_handed_on(world):
    case, birgit = world.concern(), signed_in(world, "birgit")
    shown = page(birgit, "head_case", case.pk)
    assert "Gør til tovholder" not in shown
    assert "Den, der registrerer henvendelsen, bliver det." in shown


def test_texts_to_be_checked_stand_in_one_line_below_the_cases(world):
    case = world.concern()
    with lib.clock_at(lib.now() + timedelta(days=800)):
        expect_checks(str(world.brondby.pk))
        escalate(0)
        shown = page(signed_in(world, "birgit"), "head")
        many = len(Texts(world.brondby).valid)
    assert shown.count("Kontrollér en tekst i kataloget") == 0
    line = re.search(r"(\d+) tekster i katalogerne skal ses efter", shown)
    assert 10 < int(line[1]) <= many
    assert shown.index("Koordinatorerne") < line.start()
    assert case.number in shown


# ---------- The first page: each number opens the list it counts


def late_things(world, n):
    """So many concerns that nobody has registered in time, and one that was not passed on."""
    cases = [world.concern(observed="Torben Vester sagde noget.") for _one in range(n)]
    case = world.register(cases[0])
    withhold_from_police(world.mette, case, code="known", sentence="Torben Vester kender politiet i forvejen.")
    return cases


def numbers_on(text):
    """The numbers of the first page, each with the address it opens: (number, address)."""
    return re.findall(r'<a class="number" href="([^"]+)">(\d+)<', text)


@pytest.mark.function("S09", page="casefile:head")
def test_each_number_of_the_first_page_opens_the_list_it_counts(world):
    late_things(world, 7)
    with lib.clock_at(lib.now() + timedelta(days=9)):
        escalate(0)
        birgit = signed_in(world, "birgit")
        shown = page(birgit, "head")
        found = numbers_on(shown)
        assert len(found) >= 4
        for address, number in found:
            listed = birgit.get(address.replace("&amp;", "&"))
            assert listed.status_code == 200
            rows = re.findall(r"<tr>", listed.content.decode())
            assert len(rows) - 1 == int(number), address  # less the head of the table
            assert "Torben" not in listed.content.decode() or "/leder/afvigelser/" in address  # whose sentence is written for the head
    assert "Koordinatorerne" in shown
    assert "Politiet kender allerede oplysningerne" in shown
    assert "Torben" not in shown


def test_the_first_page_says_who_covers_and_who_does_not(world):
    world.concern()
    mette, soeren = world.member("mette"), world.member("soeren")
    cover(world.mette, world.brondby, of=mette, by=soeren, from_on=lib.today(), until_on=lib.today() + timedelta(days=3))
    shown = page(signed_in(world, "birgit"), "head")
    assert re.search(r"<td>Mette Holm</td><td[^>]*>Søren Kaya</td>", shown)
    assert "Ingen sager skal slettes de næste 30 dage." in shown


def test_what_the_head_is_kept_from_is_in_no_number(world):
    place = world.brondby
    file_concern(
        public(place.pk), place, face=Face.PUBLIC, token="not-for-birgit", answers=ANSWERS, sent_as="", not_for=[world.birgit.user],
    )  # fmt: skip
    with world.at("mette"):
        case = Case.objects.get()
    with lib.clock_at(lib.now() + timedelta(days=9)):
        escalate(0)
        birgit = signed_in(world, "birgit")
        for name in ("head", "over_time", "not_opened", "head_cases"):
            assert case.number not in page(birgit, name), name
        assert birgit.get(reverse("casefile:head_case", args=[case.pk])).status_code == 404


def test_a_list_goes_on_after_fifty(world):
    with lib.clock_at(lib.now() - timedelta(days=1)):
        cases = [world.file(observed=f"Han sagde noget nummer {number}.") for number in range(52)]
    birgit = signed_in(world, "birgit")
    assert len(cases) == 52
    for name in ("not_opened", "head_cases"):
        first = page(birgit, name)
        more = re.search(r'href="([^"]+)" rel="next"', first)[1].replace("&amp;", "&")
        second = birgit.get(more).content.decode()
        numbers = [set(re.findall(r"<td>(\d{4}-\d{3})<", one)) for one in (first, second)]
        assert [len(one) for one in numbers] == [50, 2]
        assert not numbers[0] & numbers[1]
        assert 'rel="next"' not in second
    for nonsense in ("\x00", "2026_x", "9" * 99, "2026-11-26T00:00:00_" + "z" * 36):
        assert birgit.get(reverse("casefile:not_opened"), {"fra": nonsense}).status_code == 200


def test_the_first_page_costs_twelve_questions_whatever_is_late(world):
    late_things(world, 12)
    with lib.clock_at(lib.now() + timedelta(days=9)):
        escalate(0)
        birgit = signed_in(world, "birgit")
        page(birgit, "head")
        with CaptureQueriesContext(connection) as made:
            page(birgit, "head")
    asked = [
        one["sql"] for one in made.captured_queries if not re.match(r"SAVEPOINT|RELEASE|BEGIN|COMMIT|SET |SELECT set_config", one["sql"])
    ]
    assert len(asked) <= 12, asked


def test_appointing_to_all_leaves_a_line_in_each_cases_log_and_none_in_those_left_out(world):
    cases = [world.register(world.concern()) for _number in range(2)]
    protected, kept, heads = (world.register(world.concern()) for _number in range(3))
    anna = otto(world)
    protect_case(world.mette, protected, protected=True)
    exclude_as_head(world.birgit, world.brondby, case=kept.pk, who=anna, why="relative")
    exclude(world.mette, heads, who=world.member("birgit"), why="private")
    birgit = signed_in(world, "birgit")
    answer = birgit.post(reverse("casefile:appoint_to_all"), {"to": str(anna.pk)}, follow=True).content.decode()
    assert "Personen er nu med på 2 sager mere." in answer
    with acting(anna.actor.context), transaction.atomic():
        assert set(Case.objects.values_list("pk", flat=True)) == {one.pk for one in cases}
    seal_log()
    with world.at("mette"):
        entries = list(Entry.objects.filter(act=Act.APPOINT_COORDINATOR))
    assert {one.case_id for one in entries} == {one.pk for one in cases}
    assert all(one.codes == {"who": str(anna.pk), "case": str(one.case_id), "all": True} for one in entries)
    assert appoint_to_all(world.birgit, world.brondby, who=anna) == 0
    assert "Koordinator udpeget" in page(signed_in(world, "mette"), "log", cases[0].pk)


def test_each_case_that_somebody_is_appointed_to_is_locked_by_its_own_act(world, monkeypatch):
    cases, locked = [world.register(world.concern()) for _number in range(2)], []
    monkeypatch.setattr(heading, "lock", lambda case: locked.append(case) or lock(case))
    assert appoint_to_all(world.birgit, world.brondby, who=otto(world)) == 2
    assert locked == sorted(one.pk for one in cases)


def test_only_the_head_appoints_to_all(world):
    world.register(world.concern())
    with pytest.raises(Forbidden):
        appoint_to_all(world.mette, world.brondby, who=otto(world))


def sentences_read(world, what):
    """Who read sentences of which case, of which rows, by this act."""
    seal_log()
    with world.at("tove"):
        return [(one.membership_id, one.case_id, one.codes) for one in Entry.objects.filter(act=what).order_by("number")]


def test_the_sentences_the_head_reads_leave_a_line_in_the_log_of_each_case(world):
    one, other, without = (world.register(world.concern()) for _number in range(3))
    for case in (one, other):
        withhold_from_police(world.mette, case, code="not_necessary", sentence="Der er ikke noget at forebygge her.")
    with world.at("mette"):
        rows = {row.case_id: row.pk for row in Departure.objects.all()}
    birgit = signed_in(world, "birgit")
    page(birgit, "head")  # numbers only
    assert sentences_read(world, Act.READ_DEPARTURES) == []
    page(birgit, "departures")
    read = sentences_read(world, Act.READ_DEPARTURES)
    assert sorted(read, key=str) == sorted(
        ((world.birgit.membership, case, {"rows": [str(rows[case])]}) for case in (one.pk, other.pk)), key=str
    )
    mette = signed_in(world, "mette")
    assert "Begrundelse for en afvigelse læst" in page(mette, "log", one.pk)
    assert "Begrundelse for en afvigelse læst" not in page(mette, "log", without.pk)
    assert "Birgit Lund" in page(mette, "log", one.pk)
    with world.at("mette"):
        assert world.birgit.membership not in {reading.membership for reading in who_read(one.pk)}  # she has not opened it
    birgit.get(reverse("casefile:departures"), {"slags": "intet"})  # a page of none
    assert len(sentences_read(world, Act.READ_DEPARTURES)) == 2


def test_the_reasons_the_officer_reads_leave_a_line_in_the_log_of_each_case(world):
    case, until = world.register(world.concern()), lib.today() + timedelta(days=30)
    for reason in ("Klage af 2. november, Ankestyrelsen.", "Retten i Glostrup, næste møde i marts."):
        place_hold(world.mette, case, kind="other", reason=reason, until=until)
    tove = signed_in(world, "tove")
    address = reverse("rights:holds")
    assert "Ankestyrelsen" in tove.get(address).content.decode()
    with world.at("mette"):
        rows = sorted(str(one.pk) for one in Hold.objects.all())
    expected = (world.tove.membership, case.pk, {"rows": rows})  # one of each case, whatever stands of it
    assert sentences_read(world, Act.READ_HOLDS) == [expected]
    given = {"number": case.number, "kind": "other", "reason": "", "until": ""}
    assert tove.post(address, given).status_code == 422  # the list stands on the refused page, too
    assert sentences_read(world, Act.READ_HOLDS) == [expected] * 2
    assert "Begrundelse for bero læst" in page(signed_in(world, "mette"), "log", case.pk)
    assert "Begrundelse for bero læst" in tove.get("/leder/log/").content.decode()


@pytest.mark.parametrize("what", [Act.READ_DEPARTURES, Act.READ_HOLDS])
def test_only_who_may_read_the_sentences_notes_a_reading_of_them(world, what):
    with pytest.raises(Forbidden):
        note_rows(world.mette, what, [])


def test_what_nobody_may_open_stands_first_among_what_is_not_opened_and_is_not_called_over_time(world):
    for _number in range(4):
        world.concern()
    kept = [world.mette.user, world.soeren.user]
    file_concern(public(world.brondby.pk), world.brondby, face=Face.PUBLIC, token="for-nobody", answers=ANSWERS, sent_as="", not_for=kept)
    shown = page(signed_in(world, "birgit"), "head")
    assert "Den faglige leder" not in shown.split("<h2>Over tid</h2>")[1].split("</section>")[0]
    with acting(SYSTEM):
        number = Case.objects.get(pk=Deadline.objects.get(kind="appoint_coordinator").case_id).number
    section = shown.split("<h2>Ikke åbnet af en koordinator")[1].split("</section>")[0]
    rows = re.findall(r"<td>(\d{4}-\d+)</td>", section)
    assert (len(rows), rows[0]) == (3, number)
    assert "Intet er over tid." in page(signed_in(world, "birgit"), "over_time")
    assert section.count("Ingen må tage den: udpeg en.") == 1
