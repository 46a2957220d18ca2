"""The parts of a case: person, notes, documents, tasks, who may see it, who covers, and finding it again."""

import csv
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from infohus import lib
from infohus.access.rules import Act
from infohus.accounts.actions import invite_user
from infohus.attachments.models import Attachment
from infohus.audit.queries import entries_of_case
from infohus.casefile.jobs import owners
from infohus.cases.actions import cover, declare_conflict, write_note
from infohus.cases.models import Case, Cover, Note
from infohus.concerns.actions import join_concern
from infohus.db.context import SYSTEM, acting
from infohus.deadlines.models import Deadline
from infohus.gateways import files as store
from infohus.lib import Refused, clock_at
from infohus.persons.models import Person, Relative
from tests.conftest import seal_log, signed_in

CASES = Path(__file__).parent / "cases"
REPLACEMENT = "670812-4000"
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday():
    """It is Monday, and the clock stands still."""
    with clock_at(MONDAY):
        yield


@pytest.fixture
def mette(world):
    """Mette at her desk."""
    return signed_in(world, "mette")


@pytest.fixture
def soeren(world):
    """Søren at his."""
    return signed_in(world, "soeren")


@pytest.fixture
def case(world):
    """A registered case that Mette leads."""
    return world.register(world.concern())


def at(page, case, *more):
    """The address of a page of a case."""
    return reverse(f"casefile:{page}", args=[case.pk, *more])


def text(response):
    """What a page says."""
    return response.content.decode()


def acts(world, case, name="mette"):
    """The log of a case, newest first: act and codes."""
    seal_log()
    with world.at(name):
        return [(one.act, one.codes) for one in entries_of_case(case.pk).entries]


def person(world, case, name="mette"):
    """The person of a case, as one of the cast sees them."""
    with world.at(name):
        row = Person.objects.get(case=case)
        return {key: getattr(row, key) for key in ("name", "cpr", "birth_on", "address", "version", "known")}


def said(**more):
    """The form of a person, as it stands after registration, with what is changed in it; a number tells the birth date itself."""
    return {"version": 1, "name": "Oskar Holm", "birth_on": "" if more.get("cpr") else "04.05.2010", **more}


def kinds(world, case, name="mette"):
    """Which deadlines are open."""
    with world.at(name):
        return set(Deadline.objects.filter(case_id=case.pk, met_at=None, ended_at=None).values_list("kind", flat=True))


# ---------- The person


def test_name_and_number_stand_in_the_file_and_reading_them_is_an_entry(world, mette, case):
    mette.post(at("correct_person", case), said(cpr=REPLACEMENT))
    page = text(mette.get(at("person", case)))
    assert "Oskar Holm" in page
    assert "670812-4000 · erstatningsnummer" in page
    assert "7. august 2012" in page
    assert ("read_case", {"person": True, "address": False}) in acts(world, case)
    assert "Oskar Holm" not in text(mette.get(at("case", case)))


@pytest.mark.function("C11", part="flag", act="correct_person")
def test_a_protected_address_is_hidden_until_it_is_asked_for(world, mette, soeren, case):
    mette.post(at("correct_person", case), said(address="Prøvevej 7, 2605 Brøndby", address_protected="on"))
    for page in ("person", "correct_person", "case"):
        assert "Prøvevej" not in text(soeren.get(at(page, case)))
    assert "Navne- og adressebeskyttelse" in text(soeren.get(at("case", case)))
    assert "Prøvevej 7" in text(soeren.get(at("person", case) + "?vis=adresse"))
    assert acts(world, case)[0] == ("read_case", {"person": True, "address": True})
    # what one did not see, one does not overwrite
    assert soeren.post(at("correct_person", case), said(version=2, name="Oskar E. Holm", address_protected="on")).status_code == 302
    assert person(world, case)["address"] == "Prøvevej 7, 2605 Brøndby"


def numbers():
    """The awkward numbers, each with what is right."""
    return [tuple(row) for row in csv.reader((CASES / "cpr.csv").read_text("utf-8-sig").splitlines()[1:], delimiter=";")]


@pytest.mark.parametrize(("number", "what", "right"), numbers())
def test_each_awkward_number_is_kept_asked_about_or_refused_at_its_field(world, mette, case, number, what, right):
    answer = mette.post(at("correct_person", case), said(cpr=number, address="Prøvevej 7"))
    if "afvises" in right and "ikke på modulus" not in right:
        assert answer.status_code == 200
        assert 'id="id_cpr-error"' in text(answer)
        assert "Prøvevej 7" in text(answer)
        assert number.strip() in text(answer)
    elif "1858" in what:
        assert "Er fødselsåret 1858 rigtigt?" in text(answer)
        assert mette.post(at("correct_person", case), said(cpr=number, cpr_sure="on")).status_code == 302
        assert "Er fødselsåret 1858 rigtigt?" in text(mette.get(at("person", case)))
    else:
        assert answer.status_code == 302
        assert person(world, case)["cpr"] == re.sub(r"\D", "", number)


@pytest.mark.parametrize("name", (CASES / "navne.txt").read_text().splitlines())
def test_every_name_is_kept_and_shown_as_typed(world, mette, case, name):
    assert mette.post(at("correct_person", case), said(name=name)).status_code == 302
    shown = text(mette.get(at("person", case))).replace("&#39;", "'")
    assert person(world, case)["name"] in shown


def test_a_new_number_is_looked_up_both_ways(world, mette, case):
    other = world.register(world.concern(), person={"cpr": REPLACEMENT})
    told = text(mette.post(at("correct_person", case), said(cpr=REPLACEMENT), follow=True))
    assert f"Personen har en åben sag, {other.number}." in told
    assert "join_check" in kinds(world, case)
    assert "join_check" in kinds(world, other)
    assert acts(world, case)[1][1]["new_number"] is True
    assert REPLACEMENT[:6] not in str(acts(world, case))
    # the same number again is no new look-up
    assert "åben sag" not in text(mette.post(at("correct_person", case), said(version=2, cpr=REPLACEMENT), follow=True))


def test_a_number_that_i_may_not_know_of_tells_me_nothing_and_asks_its_members(world, soeren, case):
    other = world.register(world.concern(), person={"cpr": REPLACEMENT})
    with world.at("soeren"):
        other = Case.objects.select_related("municipality").get(pk=other.pk)
    declare_conflict(world.soeren, other, why="private")
    told = text(soeren.post(at("correct_person", case), said(cpr=REPLACEMENT), follow=True))
    assert "Ingen tidligere henvendelse" in told
    assert other.number not in told
    assert "join_check" in kinds(world, other)
    assert "join_check" not in kinds(world, case, "soeren")


def test_one_who_is_kept_from_a_case_is_not_told_that_another_is_about_the_same_person(world, mette, soeren):
    """Mette leads one case and is kept from another, which gets the same number (D7)."""
    mine = world.register(world.concern(), person={"cpr": REPLACEMENT})
    theirs = world.register(world.concern(), "soeren", person={"name": "Oskar Holm"})
    with world.at("mette"):
        seen = Case.objects.select_related("municipality").get(pk=theirs.pk)
    declare_conflict(world.mette, seen, why="private")
    told = text(soeren.post(at("correct_person", theirs), said(cpr=REPLACEMENT), follow=True))
    assert f"Personen har en åben sag, {mine.number}." in told
    assert ("join_check" in kinds(world, mine, "soeren"), "join_check" in kinds(world, theirs, "soeren")) == (True, True)
    assert "join_check" not in kinds(world, mine)
    for address in ("/overblik/", "/overblik/?vis=ours", f"/sager/{mine.pk}/", f"/sager/{mine.pk}/frister/"):
        page = text(mette.get(address))
        assert "samme person" not in page, address
        assert str(theirs.pk) not in page, address
    with lib.clock_at(lib.now() + timedelta(days=5)):
        with world.at("soeren"):
            rows = list(Deadline.objects.filter(case_id=mine.pk, kind="join_check"))
        with acting(SYSTEM):
            assert world.member("mette").pk not in owners(world.brondby, rows)
            assert world.member("soeren").pk in owners(world.brondby, rows)


def test_a_birth_date_that_was_wrong_lets_the_childs_clocks_run_or_end(world, mette):
    adult = world.register(world.concern(under_18="no"), under_18="no", person={"name": "Ib Prøve", "birth_on": date(1990, 1, 1)})
    assert "child_24h" not in kinds(world, adult)
    page = text(mette.post(at("correct_person", adult), {"version": 1, "name": "Ib Prøve", "birth_on": "1. januar 2012"}, follow=True))
    assert "under 18 år" in page
    assert "child_24h" in kinds(world, adult)
    mette.post(at("correct_person", adult), {"version": 2, "name": "Ib Prøve", "birth_on": "1. januar 1992"})
    assert "child_24h" not in kinds(world, adult)


def test_two_who_correct_at_once_both_keep_their_words(world, mette, soeren, case):
    assert mette.post(at("correct_person", case), said(name="Oskar Emil Holm")).status_code == 302
    both = soeren.post(at("correct_person", case), said(contact="20 30 40 50"))
    assert both.status_code == 409
    assert "Oskar Emil Holm" in text(both)
    assert "20 30 40 50" in text(both)
    assert person(world, case)["name"] == "Oskar Emil Holm"
    assert 'name="version" value="2"' in text(both)
    assert soeren.post(at("correct_person", case), said(version=2, name="Oskar Emil Holm", contact="20 30 40 50")).status_code == 302


def test_people_around_the_person_are_role_and_minimum_and_can_be_taken_out_again(world, mette, soeren, case):
    page = mette.post(at("relative", case), {"role": "", "remark": "x"})
    assert "Vælg, hvem det er." in text(page)
    assert "Skriv mindst et navn" in text(mette.post(at("relative", case), {"role": "father"}))
    father = {"role": "father", "name": "Bo Holm", "holds_custody": "on", "interpreter": "Arabisk", "version": 0}
    assert mette.post(at("relative", case), father).status_code == 302
    with world.at("mette"):
        row = Relative.objects.get()
    shown = text(soeren.get(at("person", case)))
    assert "Far: Bo Holm" in shown
    assert "Arabisk" in shown
    assert soeren.post(at("relative", case, row.pk), {**father, "version": 1, "contact": "20 30 40 50"}).status_code == 302
    both = mette.post(at("relative", case, row.pk), {**father, "version": 1, "remark": "Træffes om aftenen"})
    assert both.status_code == 409
    assert "20 30 40 50" in text(both)
    mette.post(at("drop_relative", case, row.pk))
    with world.at("mette"):
        assert not Relative.objects.exists()
    assert "Bo Holm" not in text(mette.get(at("person", case)))


# ---------- Notes


@pytest.fixture
def note(world, case):
    """What Mette noted of a talk with the school."""
    return write_note(world.mette, case, kind="telephone", title="Skolen", text="Talte med skolen.")


@pytest.mark.function("C10", act="correct_note")
def test_a_note_is_corrected_for_24_hours_and_shows_its_earlier_wording_then_only_added_to(world, mette, soeren, case, note):
    address = at("note", case, note.pk)
    assert (
        mette.post(address, {"version": 1, "kind": "telephone", "text": "Talte med skolens leder.", "title": "Skolen"}).status_code == 302
    )
    page = text(soeren.get(address))
    assert page.index("Talte med skolens leder.") < page.index("Tidligere ordlyd") < page.index("Talte med skolen.")
    assert "Mette Holm" in page
    # another's note is not corrected, but added to
    assert "Ret noten" not in page
    refused = soeren.post(address, {"version": 2, "kind": "telephone", "text": "Noget andet."})
    assert "Kun den, der har skrevet noten, kan rette den." in text(refused)
    assert soeren.post(address, {"add": "1", "text": "Lederen ringede igen."}).status_code == 302
    with clock_at(lib.now() + timedelta(hours=25)):
        mette = signed_in(world, "mette")
        late = text(mette.post(address, {"version": 2, "kind": "telephone", "text": "For sent."}))
        assert "mere end 24 timer gammel" in late
        assert "For sent." in late  # what was written is not lost
        assert "Skriv noten" in text(mette.post(address, {"add": "1", "text": " "}))
        assert mette.post(address, {"add": "1", "text": "Skolen har svaret."}).status_code == 302
        page = text(mette.get(at("case", case)))
    assert "Talte med skolens leder." in page
    assert "Skolen har svaret." in page
    assert [one for one, _codes in acts(world, case) if "note" in one] == ["add_to_note", "add_to_note", "correct_note", "write_note"]


def test_two_windows_on_one_note_show_both_texts_and_two_presses_are_one(world, mette, case, note):
    address, first = at("note", case, note.pk), {"version": 1, "kind": "telephone", "title": "Skolen", "text": "Første vindue."}
    assert mette.post(address, first).status_code == 302
    assert mette.post(address, first).status_code == 302  # pressed twice
    both = mette.post(address, {**first, "text": "Andet vindue."})
    assert both.status_code == 409
    assert "Første vindue." in text(both)
    assert "Andet vindue." in text(both)
    with world.at("mette"):
        assert Note.objects.get().text == "Første vindue."
    assert 'name="version" value="2"' in text(both)
    assert mette.post(address, {**first, "version": 2, "text": "Første og andet vindue."}).status_code == 302


@pytest.mark.function("S35", part="note", act="write_note")
def test_a_sparring_note_is_there_for_both_coordinators(world, mette, soeren, case):
    mette.post(at("case", case), {"text": "Vi drøftede, om skolen skal høre det.", "kind": "sparring"})
    page = text(soeren.get(at("case", case)))
    assert "Sparring" in page
    assert "Vi drøftede, om skolen skal høre det." in page
    assert signed_in(world, "karen").get(at("case", case)).status_code == 404


def test_an_unfinished_addendum_is_kept_for_its_writer_alone(mette, soeren, case, note):
    assert "Gemt kl." in text(mette.post(at("addendum_draft", case, note.pk), {"text": "Halvt"}))
    assert "Halvt" in text(mette.get(at("note", case, note.pk)))
    assert "Halvt" not in text(soeren.get(at("note", case, note.pk)))
    mette.post(at("note", case, note.pk), {"add": "1", "text": "Helt."})
    assert "Halvt" not in text(mette.get(at("note", case, note.pk)))


def test_a_note_of_another_case_is_not_found(world, mette, case, note):
    other = world.register(world.concern())
    assert mette.get(at("note", other, note.pk)).status_code == 404


# ---------- Documents

TAKEN = [
    "foto-med-gps.jpg", "foto-fra-telefon.heic", "notat-med-sporede-rettelser.docx", "pdf-med-script.pdf", "gif-der-ogsaa-er-html.gif",
    "Bekymring æøå – Ærø & Åse's notat 📎.pdf", "mail-fra-laerer.eml", "skema-paa-papir.txt", "tekst-kopieret-fra-word.txt", "navne.txt",
]  # fmt: skip
REFUSED = [
    "html-forklaedt-som-foto.jpg", "tegning-med-script.svg", "bombe-pakket-150-mb.docx", "tom-fil.pdf",
    "indbydelse-med-sjaeldne-tidszoner.ics", "kontakt.vcf",
]  # fmt: skip


def upload(name, data=None):
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, (CASES / name).read_bytes() if data is None else data)


def add(client, case, *uploads, origin="own"):
    """Add files on the page."""
    return client.post(at("documents", case), {"origin": origin, "files": list(uploads)}, follow=True)


def documents(world, case, name="mette"):
    """The files of a case with their names."""
    with world.at(name):
        return {row.name: row for row in Attachment.objects.filter(case=case, removed_at=None)}


@pytest.mark.parametrize("name", TAKEN)
def test_a_file_that_is_let_in_comes_back_cleaned_under_its_name(home, world, mette, soeren, case, name):
    assert "1 fil er tilføjet." in text(add(mette, case, upload(name), origin="authority"))
    ((kept, row),) = documents(world, case).items()
    page = text(soeren.get(at("documents", case)))
    assert kept.replace("'", "&#39;").replace("&", "&amp;").replace("&amp;#39;", "&#39;") in page
    assert "Fra anden myndighed" in page
    assert ("ikke renset" in page) == (not row.cleaned)
    assert "ikke scannet" in page
    got = soeren.get(at("file", case, row.pk))
    assert got["Content-Type"] == "application/octet-stream"
    assert got["Content-Disposition"].startswith("attachment; ")
    assert "\n" not in got["Content-Disposition"]
    assert not re.search(rb"GPSLatitude|Viggo|<script|/JavaScript|app\.alert", got.content)
    shown = soeren.get(at("file", case, row.pk) + "?vis=1")
    assert shown["Content-Type"].startswith("image/") == row.inline == shown["Content-Disposition"].startswith("inline")
    assert acts(world, case)[0][1] == {"file": str(row.pk)}
    assert next(store.stored()) == row.pk
    assert row.name.encode() not in b"".join(path.read_bytes() for path in store.folder().rglob("*") if path.is_file())


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_refused_is_named_at_the_field_and_nothing_of_it_is_left(home, world, mette, case, name):
    page = text(add(mette, case, upload(name), origin="police"))
    assert 'id="id_files-error"' in page
    assert f"»{name}«" in page
    assert '<option value="police" selected>' in page
    assert documents(world, case) == {}
    assert not list(store.stored())


def test_one_refused_file_does_not_lose_the_others(home, world, mette, case):
    page = text(add(mette, case, upload("foto-med-gps.jpg"), upload("kontakt.vcf"), upload("tom-fil.pdf"), upload("navne.txt")))
    assert "2 filer er tilføjet." in page
    assert "»kontakt.vcf«" in page
    assert "Filen er tom" in page
    assert set(documents(world, case)) == {"foto-med-gps.jpg", "navne.txt"}


def test_a_page_of_documents_that_is_sent_again_adds_nothing_twice(home, world, mette, case):
    token = re.search(r'name="token" value="([^"]+)"', text(mette.get(at("documents", case))))[1]

    def send(*names, token=token):
        files = [upload(name) for name in names]
        return mette.post(at("documents", case), {"token": token, "origin": "own", "files": files}, follow=True)

    first = text(send("navne.txt", "kontakt.vcf"))
    assert "1 fil er tilføjet." in first
    assert f'name="token" value="{token}"' in first  # what was refused is mended on the same page
    again = text(send("navne.txt", "kontakt.vcf"))
    assert "er tilføjet i forvejen" in again
    assert "kontakt.vcf" in again
    assert "1 fil er tilføjet." in text(send("navne.txt", "foto-med-gps.jpg"))
    assert sorted(row.name for row in all_documents(world, case)) == ["foto-med-gps.jpg", "navne.txt"]
    other = re.search(r'name="token" value="([^"]+)"', text(mette.get(at("documents", case))))[1]
    send("navne.txt", token=other)
    assert sorted(row.name for row in all_documents(world, case)) == ["foto-med-gps.jpg", "navne.txt", "navne.txt"]


def all_documents(world, case):
    """Every file that is there, also of one name."""
    with world.at("mette"):
        return [row for row in Attachment.objects.filter(case=case, removed_at=None) if row.name]


def test_nothing_chosen_and_too_many_are_said(home, mette, case):
    page = text(mette.post(at("documents", case), {"origin": ""}))
    assert "Vælg mindst én fil." in page
    assert "Vælg, hvem filerne kommer fra." in page
    assert "Du har valgt 6 filer." in text(add(mette, case, *(upload(f"{number}.txt", b"hej") for number in range(6))))


def test_the_limit_of_20_mb_is_told_before_a_file_is_read(home, world, mette, case, tmp_path):
    from tests.test_attachments_cleaning import made_by

    folder = made_by("lav_20mb.py", tmp_path)
    page = text(add(mette, case, upload("stor.jpg", (folder / "20mb-og-1-byte.jpg").read_bytes())))
    assert "20.971.520 byte" in page
    assert "»stor.jpg«" in page
    assert "1 fil er tilføjet." in text(add(mette, case, upload("20-millioner-og-1.jpg", (folder / "20-millioner-og-1.jpg").read_bytes())))


def test_with_a_scanner_the_test_virus_is_refused_and_without_one_it_is_never_shown(home, world, mette, case, tmp_path, settings):
    from tests.test_attachments_cleaning import made_by

    folder = made_by("lav_virusproeve.py", tmp_path)
    settings.CLAMD = "stand-in"
    for ending in ("txt", "pdf", "docx"):
        assert "virusscanneren" in text(add(mette, case, upload(f"proeve.{ending}", (folder / f"virusproeve.{ending}").read_bytes())))
    assert not list(store.stored())
    settings.CLAMD = ""
    page = text(add(mette, case, upload("proeve.txt", (folder / "virusproeve.txt").read_bytes())))
    assert "ikke scannet" in page
    (row,) = documents(world, case).values()
    assert mette.get(at("file", case, row.pk) + "?vis=1")["Content-Disposition"].startswith("attachment")


def test_a_file_is_removed_for_good_with_the_reason(home, world, mette, soeren, case, django_capture_on_commit_callbacks):
    add(mette, case, upload("foto-med-gps.jpg"))
    (row,) = documents(world, case).values()
    assert "Vælg, hvorfor filen skal fjernes." in text(mette.post(at("remove_document", case, row.pk), {"why": ""}))
    with django_capture_on_commit_callbacks(execute=True):
        assert mette.post(at("remove_document", case, row.pk), {"why": "other_case"}).status_code == 302
    assert not list(store.stored())
    assert soeren.get(at("file", case, row.pk)).status_code == 404
    page = text(soeren.get(at("documents", case)))
    assert "foto-med-gps.jpg" not in page
    assert "Den handler om en anden person" in page
    assert acts(world, case)[1] == ("remove_document", {"file": str(row.pk), "why": "other_case"})
    with world.at("mette"):
        assert Attachment.objects.get().file_key == ""


def test_a_file_of_another_case_or_for_a_stranger_does_not_exist(home, world, mette, case):
    add(mette, case, upload("navne.txt"))
    (row,) = documents(world, case).values()
    other = world.register(world.concern())
    assert mette.get(at("file", other, row.pk)).status_code == 404
    for name in ("karen", "birgit", "tove", "nikolaj", "pia"):
        assert signed_in(world, name).get(at("file", case, row.pk)).status_code == 404, name


def test_the_files_of_a_mailbox_are_among_them(home, world, mette):
    from infohus.access.rules import reporter
    from infohus.attachments.actions import take_in
    from infohus.mailboxes.actions import write_to_mailbox
    from infohus.mailboxes.models import Mailbox
    from infohus.mailboxes.queries import find

    receipt = world.file(files=take_in([upload("navne.txt")]))
    place, authority = find(receipt.code)
    behind = reporter(authority, place)
    with acting(behind.context), transaction.atomic():
        box = Mailbox.objects.select_related("municipality").get(pk=place)
        write_to_mailbox(behind, box, text="Her er et billede.", files=take_in([upload("foto-med-gps.jpg")]))
    with world.at("mette"):
        case = Case.objects.get()
    page = text(mette.get(at("documents", case)))
    assert "navne.txt" in page
    assert "fra postkassen" in page
    row = documents(world, case)["foto-med-gps.jpg"]
    assert mette.get(at("file", case, row.pk) + "?vis=1")["Content-Type"] == "image/jpeg"


# ---------- Tasks and dates


def deadline(world, case, kind):
    """An open deadline of a kind."""
    with world.at("mette"):
        return Deadline.objects.get(case_id=case.pk, kind=kind, met_at=None, ended_at=None)


def test_a_task_is_set_shown_to_its_owner_and_met(world, mette, soeren, case):
    address = at("set_task", case)
    owner = str(world.member("soeren").pk)
    assert "Skriv, hvad der skal gøres." in text(mette.post(address, {"owner": owner, "due_on": "1. december 2026"}))
    page = text(mette.post(address, {"remark": "Ring til klubben", "owner": owner, "due_on": "1. november 2026"}))
    assert "Datoen er allerede gået." in page
    assert "Ring til klubben" in page
    assert "Vælg" in text(mette.post(address, {"remark": "x", "owner": str(world.member("karen").pk), "due_on": "i morgen"}))
    assert mette.post(address, {"remark": "Ring til klubben", "owner": owner, "due_on": "i dag"}).status_code == 302
    assert mette.post(address, {"remark": "Skriv til skolen", "owner": owner, "due_on": "27.11.2026"}).status_code == 302
    overview = text(soeren.get(reverse("casefile:overview")))
    assert overview.count("Udfør en opgave") == 2
    assert "klubben" not in overview
    assert "Ring til klubben" in text(soeren.get(at("case", case)))
    with world.at("mette"):
        row = Deadline.objects.filter(kind="task").order_by("due_at").first()
    assert soeren.get(at("meet_task", case, row.pk)).status_code == 302
    assert "Ring til klubben" in text(soeren.get(at("case", case)))
    soeren.post(at("meet_task", case, row.pk))
    page = text(soeren.get(at("deadlines", case)))
    assert page.index("Skriv til skolen") < page.index("Det, der er gjort") < page.index("Ring til klubben")
    assert soeren.post(at("meet_task", case, row.pk)).status_code == 422  # done meanwhile
    assert soeren.post(at("meet_task", case, deadline(world, case, "conclusion").pk)).status_code == 422
    assert [one for one, _codes in acts(world, case) if "task" in one] == ["meet_task", "set_task", "set_task"]
    assert "klubben" not in str(acts(world, case))


def test_a_date_is_moved_with_its_reason_but_not_one_that_the_law_sets(world, mette, case):
    row = deadline(world, case, "social_assessment")
    address = at("move_deadline", case, row.pk)
    assert "Skriv, hvorfor fristen flyttes." in text(mette.post(address, {"due_on": "15. december 2026"}))
    assert "Skriv den nye dato." in text(mette.post(address, {"why": "Skolen holder lukket"}))
    assert mette.post(address, {"due_on": "15. december 2026", "why": "Skolen holder lukket"}).status_code == 302
    moved = deadline(world, case, "social_assessment")
    assert lib.TZ.fromutc(moved.due_at.replace(tzinfo=lib.TZ)).date() == date(2026, 12, 15)
    page = text(mette.get(at("deadlines", case)))
    assert "Skolen holder lukket" in page
    assert "Mette Holm" in page
    for kind in ("inform", "child_24h"):
        law = deadline(world, case, kind)
        assert at("move_deadline", case, law.pk) not in page
        assert "kan ikke flyttes" in text(mette.post(at("move_deadline", case, law.pk), {"due_on": "1. februar 2027", "why": "x"}))
        assert deadline(world, case, kind).due_at == law.due_at
    assert next(one[0] for one in acts(world, case) if one[0] != "read_case") == "move_deadline"
    assert "lukket" not in str(acts(world, case))


def test_a_moved_date_goes_along_when_concerns_are_joined(world, mette):
    from infohus.access.rules import reporter
    from infohus.mailboxes.actions import write_to_mailbox
    from infohus.mailboxes.models import Mailbox
    from infohus.mailboxes.queries import find

    into = world.register(world.concern())
    place, authority = find(world.file().code)
    behind = reporter(authority, place)
    with acting(behind.context), transaction.atomic():
        write_to_mailbox(behind, Mailbox.objects.select_related("municipality").get(pk=place), text="Mere.")
    with world.at("mette"):
        arrival = Case.objects.select_related("municipality").get(stage="received")
        into = Case.objects.select_related("municipality").get(pk=into.pk)
        waiting = Deadline.objects.get(case_id=arrival.pk, kind="read_message")
    day = f"{lib.today() + timedelta(days=9):%d.%m.%Y}"
    assert mette.post(at("move_deadline", arrival, waiting.pk), {"due_on": day, "why": "Venter på skolen"}).status_code == 302
    join_concern(world.mette, arrival, into=into)
    assert "Venter på skolen" in text(mette.get(at("deadlines", into)))


# ---------- Who may see it


@pytest.mark.function("C17", act="exclude")
def test_who_is_excluded_sees_nothing_of_the_case_anywhere(world, mette, soeren, case):
    soeren_id, address = str(world.member("soeren").pk), at("more", case)
    mette.post(at("set_task", case), {"remark": "Ring til klubben", "owner": soeren_id, "due_on": "i morgen"})
    mette.post(at("offer_lead", case), {"to": soeren_id})
    assert "Vælg, hvorfor." in text(mette.post(address, {"exclude": "1", "who": soeren_id}))
    assert soeren.get(at("case", case)).status_code == 200
    assert mette.post(address, {"exclude": "1", "who": soeren_id, "why": "private"}).status_code == 302
    for page in ("case", "person", "documents", "deadlines", "more", "log", "concerns"):
        assert soeren.get(at(page, case)).status_code == 404
    assert case.number not in text(soeren.get(reverse("casefile:overview")))
    assert case.number not in text(soeren.get(reverse("casefile:cases") + "?vis=ours"))
    page = text(mette.get(address))
    assert "Søren Kaya" in page
    assert f'value="{soeren_id}"' not in page
    # what waited for him waits for the lead now
    with world.at("mette"):
        assert Deadline.objects.get(case_id=case.pk, kind="task").owner == "lead"
    assert "accept_lead" not in kinds(world, case)


@pytest.mark.function("S37", "C17", act="exclude")
def test_a_lead_who_is_excluded_hands_the_case_on_in_the_same_moment(world, mette, soeren, case):
    assert soeren.post(at("more", case), {"exclude": "1", "who": str(world.member("mette").pk), "why": "relative"}).status_code == 302
    with world.at("soeren"):
        assert Case.objects.get(pk=case.pk).lead_id == world.soeren.membership
    assert mette.get(at("case", case)).status_code == 404


@pytest.mark.function("S37", act="accept_lead")
def test_a_case_has_one_lead_before_while_and_after_it_is_handed_over(world, mette, soeren, case):
    def lead():
        with world.at("soeren"):
            return Case.objects.get(pk=case.pk).lead_id

    assert case.number in text(mette.get(reverse("casefile:cases") + "?vis=mine"))
    mette.post(at("offer_lead", case), {"to": str(world.member("soeren").pk)})
    assert lead() == world.mette.membership
    soeren.post(at("answer_offer", case), {"decline": "1"})
    assert lead() == world.mette.membership
    mette.post(at("offer_lead", case), {"to": str(world.member("soeren").pk)})
    soeren.post(at("answer_offer", case), {"accept": "1"})
    assert lead() == world.soeren.membership
    assert case.number not in text(mette.get(reverse("casefile:cases") + "?vis=mine"))
    assert case.number in text(soeren.get(reverse("casefile:cases") + "?vis=mine"))


def test_only_the_lead_protects_a_case(world, mette, soeren, case):
    assert "Det kan kun sagens tovholder ændre." in text(soeren.get(at("more", case)))
    assert soeren.post(at("more", case), {"protected": "yes"}).status_code == 422
    assert mette.post(at("more", case), {"protected": "yes"}).status_code == 302
    assert "Beskyttet sag" in text(soeren.get(at("case", case)))
    assert acts(world, case)[1] == ("protect_case", {"protected": True})


# ---------- Covers


@pytest.fixture
def ida(world):
    """A new coordinator, with none of the earlier cases."""
    unit = world.member("soeren").administration
    invite_user(
        world.nikolaj, authority=world.brondby, email="ida.bro@brondby.example", name="Ida Bro", role="coordinator", administration=unit
    )
    from infohus.demo import world as cast

    cast.CAST["ida"] = "ida.bro@"
    yield signed_in(world, "ida")
    del cast.CAST["ida"]


def days(first, last):
    """The days of a form."""
    return {"from_on": f"{first:%d.%m.%Y}", "until_on": f"{last:%d.%m.%Y}"}


@pytest.mark.function("S33", act="cover")
def test_a_deputy_has_access_for_the_days_agreed_and_it_is_logged(world, mette, case, ida):
    agreed = {"by": str(world.member("ida").pk), **days(date(2026, 11, 25), date(2026, 11, 27))}
    assert "Skriv den første dag." in text(mette.post(reverse("casefile:covers"), {"by": agreed["by"]}))
    assert mette.post(reverse("casefile:covers"), agreed).status_code == 302
    assert ida.get(at("case", case)).status_code == 404
    with clock_at(MONDAY + timedelta(days=2)):
        ida, mette = signed_in(world, "ida"), signed_in(world, "mette")
        assert ida.get(at("case", case)).status_code == 200
        assert case.number in text(ida.get(reverse("casefile:overview")))
        assert ida.post(at("case", case), {"text": "Ringede til skolen.", "kind": "telephone"}).status_code == 302
        assert "write_note" in [one for one, _codes in acts(world, case)]
        assert "Ida Bro" in text(mette.get(at("log", case)))
    with clock_at(MONDAY + timedelta(days=5)):
        ida = signed_in(world, "ida")
        assert ida.get(at("case", case)).status_code == 404
        assert case.number not in text(ida.get(reverse("casefile:overview")))
        assert ida.post(at("case", case), {"text": "For sent.", "kind": "contact"}).status_code == 404
    seal_log()
    from infohus.audit.models import Entry

    with world.at("tove"):
        codes = Entry.objects.get(act=Act.COVER).codes
    assert (codes["from_on"], codes["until_on"]) == ("2026-11-25", "2026-11-27")


def test_what_a_deputy_had_half_written_is_kept_and_shown_to_the_lead(world, mette, soeren, case, ida):
    evening = datetime(2026, 11, 23, 22, 50, tzinfo=UTC)  # 23.50 in Copenhagen
    cover(world.mette, world.brondby, of=world.member("mette"), by=world.member("ida"), from_on=lib.today(), until_on=lib.today())
    with clock_at(evening):
        ida = signed_in(world, "ida")
        assert ida.post(at("draft", case), {"text": "Skolen ringede og"}).status_code == 200
        assert "Skolen ringede og" not in text(mette.get(at("case", case)))  # still hers alone
    with clock_at(evening + timedelta(minutes=15)):
        assert ida.post(at("draft", case), {"text": "Skolen ringede og sagde"}).status_code == 404
        mette, soeren = signed_in(world, "mette"), signed_in(world, "soeren")
        page = text(mette.get(at("case", case)))
        assert "Ikke gemt: tekst fra Ida Bro" in page
        assert "Skolen ringede og" in page
        assert "ringede og sagde" not in page
        assert "Skolen ringede og" not in text(soeren.get(at("case", case)))


def test_a_cover_leaves_out_what_is_protected_and_where_the_deputy_is_conflicted(world, mette, case, ida):
    cover(world.mette, world.brondby, of=world.member("mette"), by=world.member("ida"), from_on=lib.today(), until_on=lib.today())
    assert ida.get(at("case", case)).status_code == 200
    mette.post(at("more", case), {"protected": "yes"})
    assert ida.get(at("case", case)).status_code == 404
    mette.post(at("more", case), {"protected": "no"})
    assert ida.get(at("case", case)).status_code == 200
    mette.post(at("more", case), {"exclude": "1", "who": str(world.ida.membership), "why": "private"})
    assert ida.get(at("case", case)).status_code == 404


def test_days_that_nobody_covers_are_named_and_reach_the_head(world, mette, soeren):
    with clock_at(datetime(2027, 7, 1, 9, tzinfo=UTC)):
        mette, soeren = signed_in(world, "mette"), signed_in(world, "soeren")
        mette.post(reverse("casefile:covers"), {"by": str(world.member("soeren").pk), **days(date(2027, 7, 13), date(2027, 7, 24))})
        assert "Ingen dækker" not in text(mette.get(reverse("casefile:overview")))
        soeren.post(reverse("casefile:covers"), {"by": "nobody", **days(date(2027, 7, 13), date(2027, 7, 24))})
        for client, page in (
            (mette, "overview"),
            (soeren, "covers"),
            (signed_in(world, "birgit"), "covers"),
            (signed_in(world, "birgit"), "head"),
        ):
            assert "Ingen dækker BKI 13.–24. juli.</b>" in text(client.get(reverse(f"casefile:{page}"))), page


def test_a_month_that_is_cut_short_ends_the_sentence_with_its_own_full_stop(world, mette):
    with clock_at(datetime(2027, 1, 2, 9, tzinfo=UTC)):
        mette = signed_in(world, "mette")
        mette.post(reverse("casefile:covers"), {"by": "nobody", **days(date(2027, 1, 13), date(2027, 1, 24))})
        assert "Ingen dækker BKI 13.–24. jan.</b>" in text(mette.get(reverse("casefile:covers")))


def test_the_head_arranges_for_others_a_coordinator_for_oneself_and_nobody_else_at_all(world, mette, soeren):
    address, birgit = reverse("casefile:covers"), signed_in(world, "birgit")
    tomorrow = days(lib.today() + timedelta(days=1), lib.today() + timedelta(days=1))
    mette_id, soeren_id = str(world.member("mette").pk), str(world.member("soeren").pk)
    assert "Vælg en anden end den, der skal dækkes." in text(birgit.post(address, {"of": mette_id, "by": mette_id, **tomorrow}))
    assert birgit.post(address, {"of": mette_id, "by": soeren_id, **tomorrow}).status_code == 302
    assert "allerede aftalt" in text(birgit.post(address, {"of": mette_id, "by": soeren_id, **tomorrow}))
    with pytest.raises(Refused, match="kun aftale dækning for dig selv"), world.at("mette"):
        cover(world.mette, world.brondby, of=world.member("soeren"), by=world.member("mette"), from_on=lib.today(), until_on=lib.today())
    with world.at("mette"):
        row = Cover.objects.get()
    assert mette.post(reverse("casefile:end_cover", args=[row.pk])).status_code == 302
    assert str(row.pk) not in text(birgit.get(address))
    for name in ("hanne", "tove", "nikolaj", "pia"):
        assert signed_in(world, name).get(address).status_code == 404, name


# ---------- Finding a case again


def found(client, **asked):
    """What the page of look-ups answers."""
    return text(client.post(reverse("casefile:find"), asked))


def test_a_number_is_looked_up_for_a_purpose_and_only_tells_what_one_may_know(world, mette, case):
    mette.post(at("correct_person", case), said(cpr=REPLACEMENT))
    assert "Vælg, hvad du skal bruge opslaget til." in found(mette, cpr=REPLACEMENT, purpose="")
    page = found(mette, cpr=" 670812 4000 ", purpose="arrival")
    assert f"Personen har en åben sag, {case.number}." in page
    assert at("case", case) in page
    assert "Det er et erstatningsnummer." in page
    assert "Der skal ti cifre" in found(mette, cpr="67081240", purpose="arrival")
    assert "Ingen tidligere henvendelse" in found(mette, cpr="670812-4018", purpose="arrival")
    assert "Ingen tidligere henvendelse" in found(signed_in(world, "karen"), cpr=REPLACEMENT, purpose="arrival")
    for name in ("birgit", "tove", "pia", "hanne"):
        assert signed_in(world, name).get(reverse("casefile:find")).status_code == 404, name


def test_words_are_found_across_soft_hyphens_in_ones_own_open_cases_and_never_logged(world, mette, case):
    pasted = (CASES / "tekst-kopieret-fra-word.txt").read_text()
    assert "\u00ad" in pasted
    hyphenated = next(word for word in pasted.split() if "\u00ad" in word)
    word = re.sub(r"[^\wæøå]", "", hyphenated.replace("\u00ad", ""))
    mette.post(at("case", case), {"text": pasted, "kind": "contact"})
    page = found(mette, words=word.upper(), purpose="contact")
    assert f">{case.number}</a>" in page
    assert "Note, " in page
    assert "Ordene står ikke i nogen" in found(mette, words="xylofonkoncert", purpose="contact")
    assert "mindst ét ord på tre bogstaver" in found(mette, words="er", purpose="contact")
    assert case.number not in found(mette, words="Oskar", purpose="contact")  # a name is no word to search for
    assert case.number not in found(signed_in(world, "karen"), words=word, purpose="contact")
    seal_log()
    from infohus.audit.models import Entry

    with world.at("tove"):
        entry = Entry.objects.filter(act=Act.FIND_WORDS).order_by("number").first()
        told = str(list(Entry.objects.values_list("codes", flat=True)))
    assert entry.codes == {"purpose": "contact", "cases": 1, "hits": [str(case.pk)]}
    assert word.lower() not in told.lower()


def test_words_are_found_in_concerns_messages_and_disclosures_too(world, mette, case):
    from infohus.accounts.models import Unit

    unit = Unit.objects.get(authority__slug="vestegnens-politi")
    told = {
        "receiver": unit.pk,
        "said": "At der er en bekymring om klubhuset.",
        "necessity": "For at forebygge vold",
        "purpose": "PREVENT_CRIME",
    }
    mette.post(at("disclose_orally", case), {**told, "basis": "RPL115_2"})
    page = found(mette, words="klubhuset", purpose="quality")
    assert "Videregivelse V-" in page
    assert "Henvendelse, " in found(mette, words="helt manden", purpose="quality")
    mette.post(at("set_task", case), {"remark": "Spørg svømmehallen", "owner": str(world.member("mette").pk), "due_on": "i morgen"})
    assert "Opgave, " in found(mette, words="svømmehal", purpose="quality")


# ---------- All of them


@pytest.mark.parametrize("page", ["person", "correct_person", "relative", "documents", "deadlines", "set_task", "more"])
def test_every_part_opens_for_members_and_does_not_exist_for_others(world, mette, case, page):
    assert mette.get(at(page, case)).status_code == 200
    for name in ("karen", "birgit", "tove", "nikolaj", "pia", "erik", "hanne"):
        assert signed_in(world, name).get(at(page, case)).status_code == 404, name


def test_a_closed_case_whose_content_is_locked_shows_no_more_than_that(world, mette, soeren):
    from infohus.concerns.actions import confirm_rejection, propose_rejection
    from infohus.concerns.models import Rejection

    case = world.concern()
    mette.post(at("set_task", case), {"remark": "Ring til klubben", "owner": str(world.member("mette").pk), "due_on": "i morgen"})
    with world.at("mette"):
        case = Case.objects.select_related("municipality").get(pk=case.pk)
        task = Deadline.objects.get(kind="task").pk
    mette.post(at("meet_task", case, task))
    row = propose_rejection(world.mette, case, code="quarrel", sentence="Det er en strid mellem to naboer.", no_report=True)
    with world.at("soeren"):
        row = Rejection.objects.select_related("case__municipality", "proposed_by").get(pk=row.pk)
    confirm_rejection(world.soeren, row)
    for page in ("person", "documents", "deadlines", "more", "case"):
        shown = mette.get(at(page, case), follow=True)
        assert shown.redirect_chain == [(reverse("closing:closed", args=[case.pk]), 302)], page
        assert "klubben" not in text(shown)
        assert "Sagen blev afvist, og alt i den er slettet." in text(shown)
    assert "er lukket" in text(mette.post(at("documents", case), {"origin": "own", "files": [upload("navne.txt")]}))
    assert "er lukket" in text(mette.post(at("relative", case), {"role": "father", "name": "Bo"}))


@pytest.mark.parametrize("page", ["person", "documents", "deadlines", "set_task", "more"])
def test_an_arrival_has_its_parts_too(world, mette, page):
    case = world.concern()
    assert mette.get(at(page, case)).status_code == 200
    assert mette.get(at("correct_person", case)).status_code == 302


FORMS = {
    "correct_person": (
        "version",
        "name",
        "cpr",
        "birth_on",
        "gender",
        "address",
        "address_protected",
        "contact",
        "description",
        "cpr_sure",
    ),
    "relative": ("version", "role", "name", "holds_custody", "contact", "interpreter", "remark"),
    "documents": ("origin", "files"),
    "set_task": ("remark", "owner", "due_on"),
    "more": ("exclude", "who", "why", "protected"),
}
AWKWARD = st.one_of(
    st.binary(max_size=12),
    st.sampled_from([b"", b"1", b"father", b"police", b"\xed\xa0\x80", b"\x00", b"9" * 40, b"31/4-27", b"mother\x00", b"-1"]),
)


def encoded(fields):
    """A body as a hostile browser might send it."""
    return b"&".join(name.encode() + b"=" + b"".join(b"%%%02X" % byte for byte in value) for name, value in fields.items())


@given(data=st.data())
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@pytest.mark.parametrize("page", [*FORMS, "note", "move_deadline", "covers", "find"])
def test_no_answer_to_a_form_is_ever_an_error_of_ours(world, mette, case, note, page, data):
    fields = FORMS.get(page) or {
        "note": ("version", "text", "kind", "title", "happened_on", "happened_at", "add"), "move_deadline": ("due_on", "why"),
        "covers": ("of", "by", "from_on", "until_on"), "find": ("cpr", "words", "purpose"),
    }[page]  # fmt: skip
    address = {
        "note": at("note", case, note.pk), "covers": reverse("casefile:covers"), "find": reverse("casefile:find"),
        "move_deadline": at("move_deadline", case, deadline(world, case, "conclusion").pk),
    }.get(page) or at(page, case)  # fmt: skip
    body = encoded({name: data.draw(AWKWARD, label=name) for name in fields if data.draw(st.booleans())})
    assert mette.post(address, body, content_type="application/x-www-form-urlencoded").status_code < 500


@pytest.mark.parametrize(("under_18", "told"), [("yes", "under 18 år"), ("unknown", "alder ukendt"), ("no", "")])
def test_what_was_answered_about_age_is_told_where_no_birth_date_is_known_and_never_beside_one(world, under_18, told):
    known = {"report": "not", "report_not_sent": "Skolen har gjort det."} if under_18 != "no" else {"report": ""}
    case = world.register(world.concern(under_18=under_18), under_18=under_18, person={"name": "Viggo Test"}, **known)
    mette = signed_in(world, "mette")
    named = f"V.T., {told}" if told else "V.T."
    for address in (reverse("casefile:case", args=[case.pk]), reverse("casefile:cases"), reverse("casefile:overview")):
        page = mette.get(address).content.decode()
        assert f"{named}<" in page or f"{named} " in page, address
    person = mette.get(reverse("casefile:person", args=[case.pk])).content.decode()
    assert ", ".join(filter(None, ["Ikke oplyst", told])) in person
    if under_18 == "yes":
        born = {"name": "Viggo Test", "birth_on": date(2012, 3, 4)}
        dated = world.register(world.concern(), under_18="yes", person=born, **known)
        assert "under 18 år<" not in mette.get(reverse("casefile:case", args=[dated.pk])).content.decode()
        assert "V.T., 14 år" in mette.get(reverse("casefile:case", args=[dated.pk])).content.decode()
