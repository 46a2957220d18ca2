"""A case full of words of which the police were given some: every way of giving, and the same of a sheet that says nothing, to compare with."""

import io
from dataclasses import dataclass, field
from datetime import date, timedelta

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from infohus import lib
from infohus.accounts.queries import receivers_for
from infohus.assessments import actions as judging
from infohus.assessments.actions.police import answer_as_police, ask_back, confirm_not_investigation, remind_receiver
from infohus.attachments.actions import add_documents, take_in
from infohus.casefile.actions import pass_to_police, recall_disclosure
from infohus.casefile.queries import Chosen, concerns_in, draft_sheet, extracts_of, papers_of
from infohus.cases.models import Case
from infohus.concerns.rules import Face
from infohus.disclosures.actions import note_received
from infohus.disclosures.models import Copy
from infohus.disclosures.rules import Paper, Part, Sheet, without, words_of
from infohus.persons.queries import person_of
from infohus.rights.actions import decide_information, place_hold
from tests.story import file, finish, register, seen, talk, tell_police, write_on
from tests.test_attachments_documents import bytes_of, made_word, run

KEY, BLANK = "passed", "blank"
STATES = ("expired", "recalled", "corrected", "waiting", "answered", "unnamed")
OPEN = ("answered", "unnamed")
GIVEN_AFTER, READ_AFTER = 37, 40  # days from the filing: the first sheet has run out, the others have not
OWN = "betjentens"  # a word of the officer's own
GIVE = {"basis": "RPL115_2", "purpose": "PREVENT_CRIME"}


@dataclass
class Given:
    """A copy the police have: how it stands, its row's id and number, the texts that are on it, and its files by the names they have in the case."""

    state: str
    copy: str
    number: str
    texts: list = field(default_factory=list)
    files: dict = field(default_factory=dict)

    @property
    def opens(self):
        """Whether it can be read."""
        return self.state in OPEN

    @property
    def path(self):
        """Its page."""
        return f"/partner/{self.copy}/"


# ---------- Files that tell more than they show


def telling_files(shown, hidden):
    """A photo, a PDF and a Word note: each bears one word to be seen, and has others where nobody looks."""
    photo, told = io.BytesIO(), Image.Exif()
    told[0x010E], told[0x013B] = hidden("exif"), hidden("artist")
    Image.new("RGB", (60, 40), "teal").save(photo, "JPEG", exif=told, comment=hidden("comment").encode())
    note = made_word(
        f"<w:p>{run(shown('seennote'))}<w:del w:author='{hidden('deleter')}'><w:r><w:delText>{hidden('deleted')}</w:delText></w:r></w:del></w:p>",
        [("docProps/core.xml", f"<x>{hidden('core')}</x>"), ("word/comments.xml", f"<x>{hidden('incomments')}</x>")],
    )
    return {"photo.jpg": photo.getvalue(), "paper.pdf": telling_pdf(shown("seenpaper"), hidden), "note.docx": note}


def telling_pdf(words, hidden):
    """A PDF with these words on its page and others in its metadata, its attachments and a remark."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    page.Resources = pikepdf.Dictionary(Font={"/F1": font})
    page.Contents = pdf.make_stream(f"BT /F1 12 Tf 50 700 Td ({words}) Tj ET".encode())
    remark = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], Contents=hidden("pdfremark"))
    page.Annots = pikepdf.Array([pdf.make_indirect(remark)])
    pdf.attachments[f"{hidden('inside')}.txt"] = hidden("within").encode()
    pdf.docinfo["/Author"] = hidden("author")
    with pdf.open_metadata() as meta:
        meta["dc:creator"] = [hidden("creator")]
    return bytes_of(pdf)


# ---------- The case


def fill(estate):
    """The case with something in every part of it, most of which the police are never given."""
    world, word = estate.world, lambda what: estate.word(KEY, what)
    observed = f"Han viste {word('observed')}. Det var {word('cutone')} hos {word('cuttwo')}, siger han. Moster har set det."
    who = {name: word(name) for name in ("reporter_name", "done", "told_person_how", "told_parent_1_how", "workplace")}
    mail = {"reporter_email": f"{word('mail')}@skole.example", "reporter_phone": "43 00 00 41", "source": "teacher"}
    told = {
        "told_person": "yes",
        "told_parent_1": "yes",
        "told_parent_2": "nobody",
        "interpreter": "no",
        "alternatives": word("alternatives"),
    }
    file(estate, KEY, face=Face.PROFESSIONAL, files=True, under_18="no", observed=observed, **who, **mail, **told)
    register(estate, KEY, address=word("address"), address_protected=True)
    write_on(estate, KEY)
    talk(estate, KEY)
    tell_police(estate, KEY)
    mette, at = world.mette, lambda: seen(estate, KEY)
    taken = take_in([SimpleUploadedFile(name, data) for name, data in telling_files(word, word).items()])
    estate.things[f"{KEY}.papers"] = [row.pk for row in add_documents(mette, at(), origin="own", taken=taken)]
    given = take_in([SimpleUploadedFile(f"{word('policefile')}.txt", word("policetext").encode())])
    add_documents(mette, at(), origin="police", taken=given)
    said = {"source": word("source"), "how": "seen", "dated_on": lib.today()}
    judging.note_finding(mette, at(), dimension="R1", side="know", text=f"Om {word('finding')}.", **said)
    finish(estate, KEY, lib.today() + timedelta(days=80), "social")
    sender = police(world)
    heard = {"form": "phone", "basis": "not_said", "purpose": "PREVENT_RADICALISATION", "received_at": lib.now()}
    note_received(mette, at(), sender=sender[0], unit=sender[1], **heard, text=f"De fortalte om {word('received')}.", who=word("teller"))
    until, why = lib.today() + timedelta(days=60), f"Det kan gå ud over {word('interest')}, hvis han får det at vide nu."
    decide_information(mette, at(), when="later", interest="others", until=until, reason=why)
    place_hold(mette, at(), kind="complaint", reason=f"Klage over {word('hold')}, Ankestyrelsen.", until=until)


def police(world):
    """The authority and unit that are given to."""
    return next((one[2], one[3]) for one in receivers_for(world.brondby) if one[2] and one[2].kind == "POLICE")


# ---------- What is given


def put_together(estate, state):
    """The sheet of one giving, and every text that stands on it, put down here word by word."""
    world, word = estate.world, lambda what: estate.word(KEY, what)
    with world.at("mette"):
        case = seen(estate, KEY)
        known, papers = extracts_of(case), papers_of(case)
        first = next(one for one in known if word("observed") in one.text)
        note = next(one for one in known if word("note") in one.text)
        cut = {number for number, part in enumerate(words_of(first.text)) if "cut" in part}
        chosen = {"unnamed": {note.key: ()}}.get(state, {first.key: cut})
        files = [one for one in papers if one.pk in estate.things[f"{KEY}.papers"]] if state == "answered" else []
        necessity = f"Kun politiet kan vurdere {word(f'need{state}')} nu."
        choice = Chosen(chosen, [str(one.pk) for one in files], state != "unnamed", necessity)
        sheet = draft_sheet(case, person_of(case), choice, to_police=True, due_on=lib.today(), footer="Sidste linje.")
        names, of = {str(one.pk): one.name for one in files}, concerns_in(case, choice)
    shown = [text for one in known if one.key in chosen for text in (one.label, one.source, without(one.text, chosen[one.key]))]
    person = (
        f"Oskar {word('person')}, født 4. maj 1999" if state != "unnamed" else "En person, hvis navn ikke er med, 27 år, Brøndby Kommune"
    )
    calls = [text for call in sheet.calls for text in call]
    fixed = [sheet.rows[0][0], sheet.parts[0].label, sheet.parts[0].text, sheet.parts[-1].label, "Sidste linje.", *calls]
    return sheet, {"necessity": necessity, "of": of}, [*shown, person, necessity, *fixed, *(one.name for one in sheet.files)], names


def give(estate, state, days=90, **more):
    """Give it, and see it as the officer has it."""
    sheet, why, texts, files = put_together(estate, state)
    row = passed(estate, KEY, sheet, days=days, **why, **more)
    return row, Given(state, str(copy_of(estate, row).pk), row.number, texts, files)


def passed(estate, key, sheet, **more):
    """The act itself."""
    authority, unit = police(estate.world)
    said = {"receiver": authority, "unit": unit, **GIVE, **more}
    return pass_to_police(estate.world.mette, seen(estate, key), sheet=sheet, **said)


def copy_of(estate, row):
    """The copy of a disclosure, as the officer sees it."""
    with estate.world.at("pia"):
        return Copy.objects.select_related("municipality", "receiver", "unit").get(number=row.number)


def answered(estate, row):
    """The officer confirms, asks back and answers."""
    pia = estate.world.pia
    confirm_not_investigation(pia, copy_of(estate, row))
    ask_back(pia, copy_of(estate, row), text=f"Hvor længe har {OWN} stået på?")
    answer_as_police(pia, copy_of(estate, row), shares="yes", acute="no", hindrance="no", text=f"Vi kender {OWN}.")


def blank(number):
    """A sheet of words that are its own; whatever else its pages say is theirs, not the sheet's."""
    one, two, three, four, five, six = (f"Zqblank{number}x{place}zq" for place in range(6))
    paper = Paper(str(lib.uuid7()), six, "text/plain", 1, "")
    return Sheet("Videregivelse", [(one, two)], [Part(three, f"{four}\n{four}", five)], [paper], [(six, one)], two)


def stories(estate, base, giving, reason):
    """The same six givings of a case, each in its state: `giving(state, days, **more)` gives and says what was given."""
    mette, found = estate.world.mette, {}
    with lib.clock_at(base):
        _row, found["expired"] = giving("expired", 30)
    with lib.clock_at(base + timedelta(days=GIVEN_AFTER)):
        row, found["recalled"] = giving("recalled", 90)
        recall_disclosure(mette, row, why=reason, wrong_receiver=True)
        wrong, found["corrected"] = giving("corrected", 90)
        row, found["answered"] = giving("answered", 90, corrects=wrong)
        answered(estate, row)
        row, found["unnamed"] = giving("unnamed", 90)
        answered(estate, row)
        row, found["waiting"] = giving("waiting", 90)
        remind_receiver(mette, row, by_mail=False)
    return found


def blanks(estate, base):
    """The case of which only blank sheets were given."""
    with lib.clock_at(base):
        file(estate, BLANK, under_18="no")
        register(estate, BLANK, birth_on=date(1988, 8, 8))
        decide_information(estate.world.mette, seen(estate, BLANK), when="now", told_on=lib.today(), told_whom=["child"])
        concern = estate.world.first_concern(Case(pk=estate.cases[BLANK]))

    def giving(state, days, **more):
        why = {"necessity": "Det er nødvendigt nu.", "of": {concern.pk}}
        row = passed(estate, BLANK, blank(STATES.index(state)), days=days, **why, **more)
        return row, Given(state, str(copy_of(estate, row).pk), row.number)

    return stories(estate, base, giving, "Det gik til den forkerte enhed.")


def rich(estate, base):
    """The case of which a little was given."""
    with lib.clock_at(base):
        fill(estate)
    return stories(
        estate, base, lambda state, days, **more: give(estate, state, days, **more), f"Det var {estate.word(KEY, 'recallwhy')} om."
    )
