"""One concern from the citizen's first word to the erasure certificate, walked in a browser by those whose steps they are; at each gate the refusal too."""

import io
import re

import pypdf
import pytest

from infohus import lib
from infohus.gateways import limits
from infohus.mailboxes import views as mailboxes
from tests.town import Town, arrives, enter, forced, go_on, is_nowhere, is_refused, press, says

OBSERVED = "Han viste en video af et angreb. Han sagde, at manden var en helt. Min søn hedder Jonas og er bange for ham."
FEEDBACK = "Tak, fordi du skrev. Vi har talt med dem, det handler om."
WHILE_THE_CODE_LIVES, AFTER_THE_DAY = 80, 190  # days: a code lives for 90, and an unfounded concern is kept for half a year


@pytest.fixture
def town(live_server, chromium, world, monkeypatch, tmp_path):
    """The cast in their windows, on a product in which nothing has happened yet."""
    monkeypatch.setattr("infohus.gateways.files.folder", lambda: tmp_path / "files")
    limits.forget()
    mailboxes.GUESSES.forget()
    one = Town(world, chromium, live_server.url.replace("127.0.0.1", "localhost"))
    yield one
    one.close()


# ---------- The chapters


def the_citizen_writes(town):
    """From the front page to the code; without a word the form goes nowhere, and no other code opens anything."""
    page = town.window()
    page.goto("/")
    page.locator("[data-act=file_concern]").first.click()
    arrives(page, "concerns.step_first")
    go_on(page, "concerns.step_facts")
    go_on(page, "concerns.step_facts")
    is_refused(page, "observed")
    page.fill("[name=observed]", OBSERVED)
    page.check("[name=how_known][value=seen]")
    go_on(page, "concerns.step_well")
    page.fill("[name=goes_well]", "Han går til håndbold.")
    go_on(page, "concerns.step_person")
    page.check("[name=under_18][value=no]")
    go_on(page, "concerns.step_you")
    page.check("[name=source][value=friend]")
    go_on(page, "concerns.check")
    go_on(page, "concerns.receipt")
    return page.locator("#code-shown").inner_text().replace("\n", "")


def it_is_taken_on(town):
    """A coordinator registers it, not without all answers; to the neighbour, the police and the head it does not exist."""
    mette = town.of("mette")
    mette.goto("/overblik/")
    press(mette, re.compile("^Registrér"))
    arrives(mette, "concerns.register")
    case = re.search("/sager/([0-9a-f-]{36})/", mette.url)[1]
    for name in ("karen", "pia", "birgit"):
        is_nowhere(town.of(name), f"/sager/{case}/")
    go_on(mette, "concerns.register")
    is_refused(mette, "sentence_0", "name", "purpose", "administration", "knows_privately")
    for number in range(3):
        mette.locator(f"[name=sentence_{number}]").first.check()
    mette.check("[name=no_surplus]")
    mette.fill("[name=name]", "Oskar Holm")
    mette.fill("[name=birth_on]", "04.05.1999")
    mette.check("[name=under_18][value=no]")
    for name in ("purpose", "administration"):
        mette.locator(f"[name={name}]").first.check()
    mette.check("[name=knows_privately][value=no]")
    go_on(mette, "casefile.case")
    return case


def the_police_are_given_a_sheet(town, case):
    """Chosen by hand with one sentence left out; nothing goes without a purpose, or on a basis that cannot carry it."""
    mette = town.of("mette")
    mette.goto(f"/sager/{case}/dokumenter/")
    mette.locator("[name=origin]").select_option("police")
    mette.set_input_files("[name=files]", {"name": "notat.txt", "mimeType": "text/plain", "buffer": b"Et notat fra politiet."})
    press(mette, "Tilføj")
    mette.goto(f"/sager/{case}/videregiv/politiet/")
    go_on(mette, "casefile.pass_to_police")
    is_refused(mette, "receiver", "purpose", "basis", "named")
    mette.locator("[name=receiver]").first.check()
    mette.check("[name=purpose][value=PREVENT_CRIME]")
    mette.fill("[name=necessity]", "Kun politiet kan vurdere, om manden i videoen er kendt.")
    mette.locator("[name=extracts]").first.check()
    mette.locator("[data-sentences] summary").first.click()
    mette.get_by_label("Min søn hedder Jonas").check()
    mette.check("[name=named][value=yes]")
    mette.check("[name=basis][value=RPL115_2]")
    for name in ("only_necessary", "not_without_name", "no_investigation"):
        mette.check(f"[name={name}]")
    shows_what_they_will_see(mette, "stk. 2")
    assert mette.locator("[name=basis][value=RPL115_1_KSP]").count() == 0  # not offered, and refused when it comes all the same
    mette.locator("[name=basis][value=RPL115_2]").evaluate(
        "one => { one.value = 'RPL115_1_KSP'; one.dispatchEvent(new Event('change', { bubbles: true })) }"
    )
    shows_what_they_will_see(mette, "stk. 1")
    go_on(mette, "casefile.pass_to_police")
    is_refused(mette, "basis")
    mette.check("[name=basis][value=RPL115_2]")
    shows_what_they_will_see(mette, "stk. 2")
    go_on(mette, "casefile.case")
    says(mette, re.compile("Givet videre som V-"))


def shows_what_they_will_see(page, law):
    """The sheet beside the form has followed to the last choice, and the sentence that was left out is not on it."""
    seen = page.locator("#seen")
    seen.get_by_text(re.compile(f"Givet efter .*{law}")).wait_for()
    assert "Kun politiet kan vurdere" in seen.inner_text()
    assert "Jonas" not in seen.inner_text()


def the_police_answer(town):
    """Nobody else opens the sheet, and the officer only once it is confirmed; what was left out is nowhere on it."""
    pia = town.of("pia")
    pia.goto("/partner/")
    pia.locator("main").get_by_role("link", name=re.compile("^V-")).click()
    arrives(pia, "assessments.copy")
    sheet = pia.url.removeprefix(town.address)
    for name in ("erik", "karen", "mette"):
        is_nowhere(town.of(name), sheet)
    go_on(pia, "assessments.copy")
    is_refused(pia, "not_investigation")
    assert forced(pia, sheet, answer="1", shares="no", acute="no", hindrance="no").status == 422
    pia.goto(sheet)
    pia.check("[name=not_investigation]")
    go_on(pia, "assessments.copy")
    says(pia, "manden var en helt")
    assert "Jonas" not in pia.content()
    go_on(pia, "assessments.copy")
    is_refused(pia, "shares")
    for name in ("shares", "acute", "hindrance"):
        pia.check(f"[name={name}][value=no]")
    pia.locator("[name=answer]").locator("xpath=ancestor::form").locator("[name=text]").fill("Vi kender ikke manden i videoen.")
    go_on(pia, "assessments.copy")
    says(pia, "Deler ikke bekymringen")
    return sheet


def it_is_judged_and_closed(town, case):
    """A short assessment, and one page that concludes, closes and tells; by the lead alone, and with nothing left out."""
    mette, soeren = town.of("mette"), town.of("soeren")
    mette.goto(f"/sager/{case}/vurdering/kort/")
    says(mette, "Vi kender ikke manden i videoen.")
    go_on(mette, "assessments.short")
    is_refused(mette, "resources", "voice", "other_help", "reason")
    for name in ("resources", "voice", "reason"):
        mette.fill(f"[name={name}]", "Vi har talt med ham og hans træner om det.")
    mette.check("[name=other_help][value=no]")
    go_on(mette, "casefile.case")
    soeren.goto(f"/sager/{case}/afslut/")
    says(soeren, "Det er tovholderen, der konkluderer og lukker: Mette Holm.")
    mette.goto(f"/sager/{case}/afslut/")
    mette.fill("[name=reason]", "Videoen var fra en film, og han har forklaret det selv.")
    mette.check("[name=kind_of_concern][value=none]")
    mette.check("[name=psychiatry][value=no]")
    mette.locator("[name=discussed_with]").select_option(index=1)
    mette.fill("[name=discussed_on]", f"{lib.today():%d.%m.%Y}")
    mette.locator("[name^=text_]").fill(FEEDBACK)
    go_on(mette, "closing.end")
    is_refused(mette, "inform_when", "keep_")
    mette.check("[name=inform_when][value=now]")
    mette.fill("[name=told_on]", f"{lib.today():%d.%m.%Y}")
    mette.locator("[name^=keep_][value=return]").check()
    go_on(mette, "closing.closed")
    for page in (mette, soeren):
        page.goto(f"/sager/{case}/")
        assert "Oskar" not in page.content()
        for untrue in ("Ingen har fået noget", "Ingen andre", "Ingen har læst"):  # it is locked, not empty
            assert untrue not in page.inner_text("main"), untrue


def the_citizen_reads(town, code):
    """What was told lies behind the code; behind another lies nothing."""
    page = town.window()
    page.goto("/svar/")
    enter(page, "K7QF-2M9T-XW4B-8HDN")
    arrives(page, "mailboxes.code")
    says(page, "Koden passer ikke")
    enter(page, code)
    arrives(page, "mailboxes.mailbox")
    says(page, FEEDBACK)
    return page


def the_citizen_writes_again(town, code):
    """The code still opens the mailbox, and an empty message is not sent."""
    page = town.window()
    page.goto("/svar/")
    enter(page, code)
    arrives(page, "mailboxes.mailbox")
    go_on(page, "mailboxes.mailbox")
    is_refused(page, "text")
    page.fill("[name=text]", "Tak, fordi I tog mig alvorligt.")
    go_on(page, "mailboxes.mailbox")
    says(page, "Endnu ikke læst.")


def what_stops_it_is_cleared(town, case):
    """While a message is unread and the archive question open, it can be proposed by nobody."""
    mette, tove = town.of("mette"), town.of("tove")
    mette.goto(f"/sletning/{case}/")
    arrives(mette, "retention.closed")
    says(mette, "Den kan ikke slettes nu")
    assert mette.get_by_role("button", name="Foreslå at slette").count() == 0
    forced(mette, f"/sletning/{case}/", do="propose")
    press(mette, "Åbn sagen, og læs beskeden")
    press(mette, "Læs beskeden")
    press(mette, "Jeg har læst den")
    tove.goto("/leder/slettefrister/R2/")
    press(tove, "Notér beslutningen")
    is_refused(tove, "decision")
    tove.check("[name=decision][value=DISCARD]")
    tove.fill("[name=authority]", "Rigsarkivets brev af 3. november 2026")
    press(tove, "Notér beslutningen")
    is_nowhere(tove, f"/sletning/{case}/")


def it_is_proposed(town, case):
    """From the list of what ends; who proposed it cannot confirm it, by no way."""
    mette = town.of("mette")
    mette.goto("/sletning/")
    mette.locator("main [name=case]").check()
    press(mette, "Gennemse de valgte")
    press(mette, "Foreslå at slette den")
    says(mette, "1 sag er foreslået slettet.")
    mette.goto(f"/sletning/{case}/")
    says(mette, "Du har selv foreslået det.")
    assert mette.get_by_role("button", name="Slet sagen for altid").count() == 0
    forced(mette, f"/sletning/{case}/", do="confirm")
    forced(mette, "/sletning/godkend/", do="confirm", case=case)
    mette.goto(f"/sletning/{case}/")
    arrives(mette, "retention.closed")


def another_confirms(town, case):
    """The certificate, on the screen and on paper; and nothing of it names anybody."""
    soeren = town.of("soeren")
    soeren.goto(f"/sletning/{case}/")
    press(soeren, "Slet sagen for altid")
    arrives(soeren, "retention.certificate")
    says(soeren, re.compile("Sag .* er slettet"))
    page = soeren.content()
    assert "Oskar" not in page
    paper = soeren.request.get(soeren.get_by_role("link", name="Hent attesten som PDF").get_attribute("href"))
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper.body())).pages)
    assert "Mette Holm" in text
    assert "Oskar" not in text


def nothing_is_left(town, case, sheet, code):
    """The case is nowhere, the copy is a dated line, the code opens nothing."""
    for name in ("mette", "soeren"):
        page = town.of(name)
        for path in (f"/sager/{case}/", f"/sager/{case}/lukket/", f"/sletning/{case}/"):
            is_nowhere(page, path)
    pia = town.of("pia")
    is_nowhere(pia, sheet)
    pia.goto("/partner/")
    says(pia, "Slettet hos afsenderen")
    citizen = town.window()
    citizen.goto("/svar/")
    enter(citizen, code)
    says(citizen, "Koden passer ikke")


@pytest.mark.function("S38", act="file_concern")
@pytest.mark.function("C09", page="casefile:case")
@pytest.mark.function("S42", act="pass_to_police")
@pytest.mark.function("S43", act="answer_as_police")
@pytest.mark.function("C07", act="confirm_erasure")
def test_from_the_first_word_to_the_certificate(town):
    code = the_citizen_writes(town)
    case = it_is_taken_on(town)
    the_police_are_given_a_sheet(town, case)
    sheet = the_police_answer(town)
    it_is_judged_and_closed(town, case)
    the_citizen_reads(town, code)
    with town.later(days=WHILE_THE_CODE_LIVES):
        the_citizen_writes_again(town, code)
    with town.later(days=AFTER_THE_DAY):
        what_stops_it_is_cleared(town, case)
        it_is_proposed(town, case)
        another_confirms(town, case)
        nothing_is_left(town, case, sheet, code)
    assert town.wrong == []
