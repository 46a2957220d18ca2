"""Letting every list of the estate grow by so many rows, so that a page that asks more with more rows is found whatever it lists."""

from datetime import timedelta

from infohus import lib
from infohus.access.rules import public, reporter
from infohus.accounts.actions import add_authority, add_unit, invite_user
from infohus.advice import actions as advice
from infohus.assessments import actions as judging
from infohus.attachments.actions import add_documents
from infohus.cases import actions as cases
from infohus.catalogues.actions import edit_catalogue
from infohus.catalogues.rules import Kind as Catalogue
from infohus.concerns import actions as concerns
from infohus.deadlines.actions import set_task
from infohus.mailboxes import actions as mailboxes
from infohus.persons.actions import note_relative
from infohus.retention import actions as retention
from infohus.rights.actions import place_hold
from tests import story


def grow(estate, numbers):
    """One more of everything for each number, in this transaction."""
    for number in numbers:
        on_the_case(estate, number)
        cases_more(estate, number)
        assessed_more(estate, number)
        people_more(estate, number)
        ended_more(estate, number)


def on_the_case(estate, number):
    """What hangs on one case."""
    world, case = estate.world, story.seen(estate, "full")
    member = world.member("mette")
    note = cases.write_note(world.mette, case, kind="contact", title=f"Note {number}", text="Endnu en note.")
    cases.add_to_note(world.mette, note, text="Og mere.")
    note_relative(world.mette, case, role="other", name=f"Person {number}")
    add_documents(world.mette, case, origin="own", taken=story.upload(f"notat {number}"))
    due = lib.today() + timedelta(days=20)
    set_task(world.mette, case, remark=f"Husk nummer {number}", owner=member, members=[member], due_on=due)
    story.tell_police(estate, "full")
    box = world.mailbox_of(case)
    mailboxes.ask_reporter(world.mette, box, text=f"Spørgsmål {number}")
    if number < 20:  # a reporter writes at most thirty messages an hour
        mailboxes.write_to_mailbox(reporter(box.municipality_id, box.pk), box, text=f"Svar {number}", files=story.upload(f"fil {number}"))


def assessed_more(estate, number):
    """What is known of a case, and what is judged anew."""
    world = estate.world
    found = {"dimension": "R1", "side": "unknown", "text": f"Noget om nummer {number}."}
    judging.note_finding(world.mette, story.seen(estate, "full"), **found)
    for key in ("judged", "judging"):
        judging.note_finding(world.mette, story.seen(estate, key), **found)
    judging.renew_assessment(world.mette, story.seen(estate, "judged"))
    row = story.finish(estate, "judged", lib.today() + timedelta(days=60), f"more{number}")
    judging.second_read(world.soeren, row, agrees="yes")
    judging.answer_social_duty(world.mette, story.seen(estate, "judged"), remains="no", why="Der er ikke mere at gøre.")
    judging.reconsider(world.mette, story.seen(estate, "concluded"), why="Der er kommet noget nyt.")
    end = {"outcome": "unfounded", "kind_of_concern": "none", "reason": "Det er stadig ikke noget.", "psychiatry": "no"}
    judging.conclude(world.mette, story.seen(estate, "concluded"), **end)


def cases_more(estate, number):
    """Arrivals of both kinds, cases of one's own, concerns joined to one case, questions of advice, absences."""
    world = estate.world
    world.file(under_18="no", observed=f"Han sagde noget om nummer {number}.")
    world.file(under_18="yes", observed=f"Hun sagde noget om nummer {number}.")
    own = world.concern(under_18="no", observed=f"De sagde noget om nummer {number}.")
    world.register(own, person={"description": "En voksen"}, under_18="no", report="")
    joined = world.concern(under_18="no", observed=f"Der skete noget om nummer {number}.")
    concerns.join_concern(world.mette, joined, into=story.seen(estate, "full"))
    told = {"theme": story.theme(), "group": "school", "question": f"Hvad gør man ved nummer {number}?"}
    advice.ask_advice(public(world.brondby.pk), world.brondby, token=str(lib.uuid7()), form="code", **told)
    advice.note_advice(world.mette, world.brondby, answer="Tal med dem.", form="phone", minutes=10, **told)
    day = lib.today() + timedelta(days=100 + 3 * number)
    cases.cover(world.soeren, world.brondby, of=world.member("soeren"), by=world.member("mette"), from_on=day, until_on=day)


def ended_more(estate, number):
    """A closed case proposed for erasing and one that was erased, and a hold; a few are enough to tell."""
    if number > 7:
        return
    world = estate.world
    for erased in (False, True):
        case = world.concern(under_18="no", observed=f"Naboen klagede over nummer {number}.")
        row = concerns.propose_rejection(world.soeren, case, code="quarrel", sentence="Det er en strid om en hæk.", no_report=True)
        concerns.confirm_rejection(world.mette, row)
        with world.at("mette"):
            retention.propose_erasure(world.mette, story.bare(world.mette, case.pk), why="needless")
        if erased:
            with world.at("soeren"):
                retention.confirm_erasure(world.soeren, story.bare(world.soeren, case.pk))
    until = lib.today() + timedelta(days=20)
    place_hold(world.mette, story.seen(estate, "full"), kind="other", reason=f"Noget om nummer {number}.", until=until)


def people_more(estate, number):
    """People, authorities, units and wordings."""
    world = estate.world
    add_authority(world.nikolaj, kind="PRIVATE", name=f"Foreningen {number}")
    add_unit(world.nikolaj, world.brondby, name=f"Enhed {number}")
    invite_user(world.nikolaj, authority=world.brondby, email=f"person.{number}@brondby.example", name=f"Person {number}", role="head")
    own = {
        "version": 0,
        "text": f"Et link {number}",
        "source": "Egen ordlyd",
        "valid_from": lib.today(),
        "url": "https://eksempel.example/",
        "news": "",
    }
    edit_catalogue(world.nikolaj, world.brondby, Catalogue.LINK, f"OWN_{number}", **own)
