"""The chapters of the estate: cases at every stage that can be reached, each full of words of its own, told by actions alone."""

import tomllib
from datetime import date, timedelta

import psycopg
from django.core.files.uploadedfile import SimpleUploadedFile

from infohus import lib
from infohus.access.rules import Act, public, reporter
from infohus.accounts.actions import change_role, deactivate_user, invite_user
from infohus.accounts.commands import set_up
from infohus.accounts.models import Membership, Unit
from infohus.accounts.queries import receivers_for
from infohus.advice import actions as advice
from infohus.advice.models import Advice
from infohus.assessments import actions as judging
from infohus.assessments.actions.police import answer_as_police, ask_back, confirm_not_investigation
from infohus.attachments.actions import add_documents, take_in
from infohus.audit.actions import act, note_read
from infohus.audit.jobs import sign_logs
from infohus.casefile.actions import disclose_orally, pass_to_police, read_case, withhold_from_police
from infohus.casefile.queries import Chosen, concerns_in, draft_sheet, extracts_of, papers_of
from infohus.cases import actions as cases
from infohus.cases.actions import depart
from infohus.cases.models import Case
from infohus.catalogues.actions import edit_catalogue
from infohus.catalogues.queries import entries
from infohus.catalogues.rules import Kind as Catalogue
from infohus.closing import actions as closing
from infohus.concerns import actions as concerns
from infohus.concerns.models import Rejection
from infohus.concerns.rules import Face
from infohus.deadlines.actions import move_deadline, set_task
from infohus.deadlines.jobs import escalate
from infohus.demo.world import ANSWERS, PLACES, World
from infohus.disclosures.actions import note_received
from infohus.disclosures.models import Copy
from infohus.mailboxes import actions as mailboxes
from infohus.persons.actions import note_relative
from infohus.persons.queries import person_of
from infohus.retention import actions as retention
from infohus.retention import queries as retained
from infohus.rights.actions import decide_information, place_hold
from infohus.statistics.actions import comment_figures
from infohus.statistics.queries import open_periods, publications
from tests.conftest import cluster, name_of_copy
from tests.estate import Estate, owner
from tests.oracle import CASES

# Day + 60, so nobody has these; the first two are one person, whom both municipalities know.
CPR = {"full": "670510-4000", "karens": "670510-4000", "declared": "670690-1000"}
DAYS_AGO = 9


def figures(estate):
    """Of last year's figures: what the head writes beside them before they are published."""
    world = estate.world
    with world.at("birgit"):
        period = open_periods(world.brondby.pk, publications(world.brondby.pk))[0]
    comment_figures(world.birgit, world.brondby, period=period, comment="Flere skoler spørger om råd, før de skriver.", version=0)


def build():
    """The estate, committed in this worker's database."""
    with lib.clock_at(lib.now() - timedelta(days=400)):
        estate = Estate(World())
        people(estate)
    for chapter in (arrivals, registered, answered, kept_from, assessed, ended, strangers, questions, wording):
        with lib.clock_at(lib.now() - timedelta(days=DAYS_AGO)):
            chapter(estate)
    world = estate.world
    mette, soeren = world.member("mette"), world.member("soeren")
    row = cases.cover(world.mette, world.brondby, of=mette, by=soeren, from_on=lib.today(), until_on=lib.today() + timedelta(days=1))
    estate.things["today.cover"] = row.pk
    absences(world, mette, soeren)
    saved = {"observed": [estate.word("draft", "observed")]}
    concerns.save_concern_draft(public(world.brondby.pk), world.brondby, token="a-saved-form", answers=saved, beside={})
    escalate(0)
    sign_logs(0)
    departures(estate)
    unfinished(estate)
    ends(estate)
    figures(estate)
    gather(estate)
    assert set(estate.cases) == set(CASES), "tests/oracle.py knows other cases than were built"
    return estate


# ---------- What one does


def upload(name):
    """A file that passes every gate."""
    return take_in([SimpleUploadedFile(f"{name}.txt", b"Noget, der er skrevet ned.", "text/plain")])


def file(estate, key, *, at=None, not_for=(), files=False, face=Face.PUBLIC, **answers):
    """A concern of which every free text has a word of its own; remember its case under this name."""
    place = at or estate.world.brondby
    planted = {name: f"Det drejer sig om {estate.word(key, name)}." for name in ("observed", "when_where", "goes_well", "who", "talked")}
    said = {**ANSWERS, "source": "other", **planted, **answers}
    concerns.file_concern(
        public(place.pk), place, face=face, token=str(lib.uuid7()), answers=said, sent_as=said["observed"], not_for=not_for,
        files=upload(estate.word(key, "file")) if files else (),
    )  # fmt: skip
    with owner() as ask:  # for not all of the cast may see it
        newest = ask("SELECT id FROM cases_case WHERE municipality_id = %s ORDER BY received_at DESC, id DESC LIMIT 1", [place.pk])
    ((estate.cases[key],),) = newest


def seen(estate, key, name="mette"):
    """The case as one of its members sees it now; they have opened it."""
    with estate.world.at(name):
        case = Case.objects.select_related("municipality", "administration", "lead__user").get(pk=estate.cases[key])
        read_case(estate.world.member(name).actor, case)
    return case


def register(estate, key, name="mette", under_18="no", **person):
    """One of the coordinators takes it on, with a named person."""
    who = {"name": f"Oskar {estate.word(key, 'person')}", "birth_on": date(1999, 5, 4), **person}
    if key in CPR:
        who |= {"cpr": CPR[key], "birth_on": None}
    estate.world.register(seen(estate, key, name), name, person=who, under_18=under_18, report="send" if under_18 == "yes" else "")


def write_on(estate, key, name="mette"):
    """Everything that can hang on a registered case, each with its word."""
    member = estate.world.member(name)
    actor, case = member.actor, lambda: seen(estate, key, name)

    def word(what):
        return estate.word(key, what)

    note = cases.write_note(actor, case(), kind="contact", title=word("title"), text=word("first"))
    note = cases.correct_note(actor, note, version=1, kind="contact", title=word("title2"), text=word("note"))
    cases.add_to_note(actor, note, text=word("addendum"))
    cases.save_draft(actor, case(), form="note", text=word("draft"))
    relative = note_relative(
        actor, case(), role="mother", holds_custody=True, name=word("relative"), contact=word("phone"), remark=word("remark")
    )
    document = add_documents(actor, case(), origin="own", taken=upload(word("document")))[0]
    due = lib.today() + timedelta(days=9)
    task = set_task(actor, case(), remark=word("task"), owner=member, members=[member], due_on=due)
    move_deadline(actor, case(), deadline=task.pk, due_on=due + timedelta(days=3), why=word("moved"))
    estate.things |= {f"{key}.note": note.pk, f"{key}.relative": relative.pk, f"{key}.file": document.pk, f"{key}.deadline": task.pk}


def tell_police(estate, key, name="mette"):
    """An oral disclosure."""
    _key, _label, receiver, unit = next(one for one in receivers_for(estate.world.brondby) if one[2] and one[2].kind == "POLICE")
    said = {"necessity": f"Ellers kan {estate.word(key, 'necessity')} ikke forebygges.", "said": f"Vi talte om {estate.word(key, 'said')}."}
    disclose_orally(
        estate.world.member(name).actor, seen(estate, key, name), receiver=receiver, unit=unit, basis="RPL115_2", purpose="PREVENT_CRIME",
        to_whom=estate.word(key, "towhom"), **said,
    )  # fmt: skip


def talk(estate, key, name="mette"):
    """A coordinator asks, and the reporter answers with a file."""
    box = estate.world.mailbox_of(Case(pk=estate.cases[key]), name)
    mailboxes.ask_reporter(estate.world.member(name).actor, box, text=estate.word(key, "asked"))
    mailboxes.write_to_mailbox(
        reporter(box.municipality_id, box.pk), box, text=estate.word(key, "answer"), files=upload(estate.word(key, "sent"))
    )


def theme():
    """Some theme of advice."""
    return entries(Catalogue.THEME)[0].code


# ---------- The chapters


def people(estate):
    """Besides the cast: one whose role has changed, and one whose account was closed. Both have been coordinators and with a case."""
    world = estate.world
    unit = Unit.objects.get(authority=world.brondby, code="SSF")
    for name in ("vera", "otto"):
        given = {"email": f"{name}.prove@brondby.example", "name": f"{name.title()} Prøve", "role": "coordinator"}
        estate.things[name] = invite_user(world.nikolaj, authority=world.brondby, administration=unit, **given).pk
    with lib.clock_at(lib.now() + timedelta(days=380)):
        file(estate, "early", under_18="no")  # while both were there
    with lib.clock_at(lib.now() + timedelta(days=381)):
        change_role(world.nikolaj, Membership.objects.get(pk=estate.things["vera"]), role="head")
        deactivate_user(world.nikolaj, Membership.objects.select_related("user").get(pk=estate.things["otto"]).user)


def arrivals(estate):
    """What waits in the inbox: a child's concern with a conversation, a grown person's that nobody opened, one proposed for rejection."""
    file(estate, "fresh", under_18="yes", files=True)
    talk(estate, "fresh")
    serious = {"code": "A07", "text": "Deler materiale, der hylder vold", "serious": True}
    file(estate, "grown", under_18="no", files=True, signs=[serious])
    file(estate, "proposed", under_18="no")
    sentence = estate.word("proposed", "sentence")
    concerns.propose_rejection(estate.world.mette, seen(estate, "proposed"), code="quarrel", sentence=sentence)


def registered(estate):
    """Taken on: a professional's with everything on it, and two that were joined."""
    world = estate.world
    told = {"told_person": "yes", "told_parent_1": "yes", "told_parent_2": "no", "told_parent_2_how": "Er bortrejst", "interpreter": "no"}
    planted = {name: estate.word("full", name) for name in ("told_person_how", "told_parent_1_how", "done", "reporter_name")}
    mail = f"{estate.word('full', 'mail')}@skole.example"
    reached = {"workplace": "Prøveskolen, Øvelsesvej 1", "reporter_phone": "43 00 00 40", "reporter_email": mail, "source": "teacher"}
    file(
        estate,
        "full",
        face=Face.PROFESSIONAL,
        under_18="yes",
        files=True,
        alternatives="En konflikt i klassen",
        **told,
        **planted,
        **reached,
    )
    register(estate, "full", under_18="yes", address=estate.word("full", "address"))
    write_on(estate, "full")
    talk(estate, "full")
    cases.save_draft(world.soeren, seen(estate, "full", "soeren"), form="note", text=estate.word("full", "sdraft"))
    cases.offer_lead(world.mette, seen(estate, "full"), to=world.member("soeren"))
    file(estate, "joined", under_18="no")
    register(estate, "joined", "soeren")
    file(estate, "second", under_18="no")
    concerns.join_concern(world.soeren, seen(estate, "second", "soeren"), into=seen(estate, "joined", "soeren"))
    estate.words["joined"] |= estate.words.pop("second")
    estate.things["joined.away"] = estate.cases.pop("second")
    tell_police(estate, "joined", "soeren")


def kept_from(estate):
    """Of which somebody must see nothing: declared, named by the reporter, lifted but not appointed again, protected, and the head's own."""
    world = estate.world
    file(estate, "declared", under_18="no", files=True)
    register(estate, "declared", "soeren")
    write_on(estate, "declared")
    tell_police(estate, "declared")
    talk(estate, "declared")
    cases.save_draft(world.soeren, seen(estate, "declared", "soeren"), form="note", text=estate.word("declared", "left"))
    cases.declare_conflict(world.soeren, seen(estate, "declared", "soeren"), why="private")
    file(estate, "named", under_18="yes", not_for=[world.mette.user])
    register(estate, "named", "soeren", under_18="yes", birth_on=date(2011, 3, 2))
    file(estate, "unread", under_18="no", not_for=[world.soeren.user])
    for key, away, there in (("lifted", "soeren", "mette"), ("guarded", "soeren", "mette"), ("sorens", "mette", "soeren")):
        child = {"under_18": "yes", "birth_on": date(2011, 3, 2)} if key == "guarded" else {"under_18": "no"}
        file(estate, key, under_18=child["under_18"])
        who = world.member(away)
        cases.exclude_as_head(world.birgit, world.brondby, case=estate.cases[key], who=who, why="relative")
        cases.lift_exclusion(world.birgit, world.brondby, case=estate.cases[key], who=who)
        register(estate, key, there, **child)
    cases.protect_case(world.mette, seen(estate, "guarded"), protected=True)
    file(estate, "heads", under_18="no", not_for=[world.birgit.user])


def answered(estate):
    """Given to the police: one sheet with a file that is answered and asked about, and one that waits."""
    world = estate.world
    file(estate, "asked", under_18="no", files=True)
    register(estate, "asked")
    for number in (0, 1, 2):
        with world.at("mette"):
            case = seen(estate, "asked")
            chosen = Chosen({extracts_of(case)[0].key: ()}, [str(one.pk) for one in papers_of(case)], True, estate.word("asked", "needed"))
            sheet = draft_sheet(case, person_of(case), chosen, to_police=True, due_on=lib.today(), footer="")
        _key, _label, receiver, unit = next(one for one in receivers_for(world.brondby) if one[2] and one[2].kind == "POLICE")
        necessity = f"Det er nødvendigt {estate.word('asked', 'needed')} nu."
        row = pass_to_police(
            world.mette, seen(estate, "asked"), sheet=sheet, receiver=receiver, unit=unit, basis="RPL115_2", purpose="PREVENT_CRIME",
            necessity=necessity, of=concerns_in(case, chosen),
        )  # fmt: skip
        if number == 0:
            estate.things["asked.expired"] = row.pk
        if number == 1:
            estate.things["asked.answered"] = row.pk
            with world.at("pia"):
                copy = Copy.objects.get(number=row.number)
            confirm_not_investigation(world.pia, copy)
            with world.at("pia"):
                copy = Copy.objects.select_related("municipality").get(pk=copy.pk)
            estate.things |= {"given.copy": copy.pk, "given.place": "1"}
            ask_back(world.pia, copy, text=f"Hvor længe har {estate.word('asked', 'question')} stået på?")
            words = estate.word("asked", "answer")
            estate.things["asked.answer"] = answer_as_police(world.pia, copy, shares="yes", acute="no", hindrance="no", text=words).pk

    receive = {"form": "phone", "basis": "not_said", "purpose": "PREVENT_RADICALISATION", "received_at": lib.now()}
    words = {"text": f"De fortalte om {estate.word('asked', 'received')}.", "who": estate.word("asked", "teller")}
    note_received(world.mette, seen(estate, "asked"), sender=receiver, unit=unit, **receive, **words)
    until = lib.today() + timedelta(days=60)
    reason = f"Det kan gå ud over {estate.word('asked', 'reason')}, hvis han får det at vide nu."
    decide_information(world.mette, seen(estate, "asked"), when="later", interest="others", until=until, reason=reason)


def assessed(estate):
    """Judged: one that is being judged together, one that was, and one concluded, taken up again and concluded anew."""
    world, until = estate.world, lib.today() + timedelta(days=80)
    for key in ("judging", "judged", "concluded"):
        file(estate, key, under_18="no")
        register(estate, key)
        withhold_from_police(
            world.mette, seen(estate, key), code="known", sentence=f"Politiet kender allerede {estate.word(key, 'known')}."
        )
        judge(estate, key, until)
    file(estate, "ending", under_18="no")
    register(estate, "ending")
    reason = f"Politiet kender allerede {estate.word('ending', 'known')}."
    withhold_from_police(world.mette, seen(estate, "ending"), code="known", sentence=reason)
    finish(estate, "ending", until, "only")
    for key in ("judged", "concluded"):
        row = sign(estate, key, until)
        estate.things[f"{key}.joint"] = row.pk
    judging.second_read(world.soeren, row, agrees="no", dissent=f"Jeg er uenig om {estate.word('concluded', 'dissent')}.")
    judging.renew_assessment(world.mette, seen(estate, "judged"))
    finish(estate, "judged", until, "again")
    case = lambda: seen(estate, "concluded")  # noqa: E731
    end = {"outcome": "other_need", "kind_of_concern": "none", "handed_how": "Et møde", "handed_on": lib.today()}
    for number in ("one", "two"):
        said = {"reason": f"Fordi {estate.word('concluded', number)} er sagt.", "handed_to": estate.word("concluded", f"to{number}")}
        judging.conclude(world.mette, case(), **end, **said, psychiatry="no")
        if number == "one":
            judging.reconsider(world.mette, case(), why=f"Vi hørte om {estate.word('concluded', 'why')} bagefter.")
            judging.answer_social_duty(world.mette, case(), remains="no", why=f"Det er {estate.word('concluded', 'duty')} om.")
    shut = {"way": "phone", "text": f"Tak for {estate.word('concluded', 'thanks')} til os."}
    for again in (True, False):
        closing.give_feedback(world.mette, world.first_concern(Case(pk=estate.cases["concluded"])), **shut)
        if again:
            decide_information(world.mette, case(), when="now", told_on=lib.today(), told_whom=["child"])
            closing.close_case(world.mette, case(), evaluation=estate.word("concluded", "learned"))
            closing.reopen_case(world.mette, case(), reason=f"Vi hørte {estate.word('concluded', 'anew')} i dag.")
            withhold = {
                "outcome": "other_need",
                "kind_of_concern": "none",
                "handed_how": "Et møde",
                "handed_on": lib.today(),
                "handed_to": "Familieafdelingen",
            }
            judging.conclude(world.mette, case(), **withhold, reason="Det samme som før, sagt igen.", psychiatry="no")
    cases.save_draft(world.mette, seen(estate, "judging"), form="joint", text=estate.word("judging", "draft"))


def judge(estate, key, until):
    """What is known, some of it disproved, and the municipality's own assessment, read by another."""
    world = estate.world
    said = {"source": estate.word(key, "source"), "how": "seen", "dated_on": lib.today()}
    for dimension, side in (("R1", "know"), ("W3", "help")):
        row = judging.note_finding(
            world.mette, seen(estate, key), dimension=dimension, side=side, text=f"Om {estate.word(key, dimension)}.", **said
        )
    judging.confirm_finding(world.soeren, row)
    wrong = judging.note_finding(world.mette, seen(estate, key), dimension="R2", side="know", text=estate.word(key, "wrong"), **said)
    judging.disprove_finding(world.mette, wrong, correction=f"Det var {estate.word(key, 'right')} i stedet.")
    estate.things[f"{key}.finding"] = row.pk
    social = finish(estate, key, until, "first")
    estate.things[f"{key}.about"] = social.pk
    judging.second_read(world.soeren, social, agrees="yes")
    judging.start_joint_assessment(world.mette, seen(estate, key))


def finish(estate, key, until, what):
    """Finish a version, each text with its word."""
    names = ("resources", "voice", "alternatives", "worry", "unknown", "sources", "efforts", "living", "reason")
    texts = {name: f"Der er {estate.word(key, what + name)} at sige." for name in names}
    return judging.finish_assessment(estate.world.mette, seen(estate, key), **texts, other_help="no", target="no", valid_until=until)


def sign(estate, key, until):
    """Sign a joint assessment, each text with its word."""
    texts = {
        name: f"Vi så på {estate.word(key, name)} sammen."
        for name in ("worried", "builds_on", "works_on", "reason", "dissent", "psychiatry_why", "police", "others")
    }
    given = {"form": "contact", "held_on": lib.today(), "municipality": [estate.world.member("mette")], "psychiatry": "yes", "target": "no"}
    return judging.sign_joint_assessment(estate.world.mette, seen(estate, key), **texts, **given, valid_until=until)


def ended(estate):
    """Rejected by two, and the reporter writes on; turned into advice; closed to be read, which no act can do yet."""
    world = estate.world
    file(estate, "rejected", under_18="no")
    concerns.propose_rejection(world.soeren, seen(estate, "rejected", "soeren"), code="belief", sentence="Det handler kun om tro.")
    with world.at("mette"):
        row = Rejection.objects.select_related("case__municipality", "proposed_by").get(case=estate.cases["rejected"])
    concerns.confirm_rejection(world.mette, row)
    box = world.mailbox_of(Case(pk=estate.cases["rejected"]))
    mailboxes.write_to_mailbox(reporter(box.municipality_id, box.pk), box, text=estate.word("rejected", "afterwards"))
    file(estate, "turned", under_18="no")
    question = f"Hvordan taler vi om {estate.word('advice', 'turned')}?"
    concerns.turn_into_advice(world.mette, seen(estate, "turned"), question=question, theme=theme(), group="citizen")
    estate.cases.pop("turned")
    file(estate, "kept", under_18="no")
    register(estate, "kept")


def strangers(estate):
    """Albertslund: a child's concern, and a case of the very person that Brøndby has too; somebody holds its child duty, who is none of the cast."""
    world = estate.world
    place = tomllib.loads((PLACES / "albertslund.toml").read_text())
    set_up({**place, "people": [{"name": "Else Vang", "email": "else.vang@albertslund.example", "role": "child_duty"}]})
    file(estate, "strange", at=world.albertslund, under_18="yes", files=True)
    talk(estate, "strange", "karen")
    file(estate, "karens", at=world.albertslund, under_18="yes")
    register(estate, "karens", "karen", under_18="yes")
    write_on(estate, "karens", "karen")


def questions(estate):
    """Advice asked and answered in both places."""
    world = estate.world
    for key, place, name in (("advice", world.brondby, "mette"), ("strange_advice", world.albertslund, "karen")):
        for what in ("waiting", "done"):
            question = f"Hvad gør man ved {estate.word(key, what)}?"
            advice.ask_advice(
                public(place.pk), place, token=str(lib.uuid7()), theme=theme(), group="school", question=question, form="code"
            )
        with world.at(name):
            *_before, waiting, done = Advice.objects.select_related("municipality").order_by("asked_at", "id")
        answer = f"Tal med {estate.word(key, 'reply')}."
        advice.take_themes(world.member(name).actor, place, themes=[theme()])
        advice.answer_advice(world.member(name).actor, done, version=1, answer=answer, form="code", minutes=10)
        estate.things |= {f"{key}.advice": waiting.pk, f"{key}.answered": done.pk}


def wording(estate):
    """What has no secret in it: a text in the municipality's own words."""
    own = {"version": 0, "text": "43 00 00 10", "source": "Egen ordlyd", "valid_from": lib.today()}
    edit_catalogue(estate.world.nikolaj, estate.world.brondby, Catalogue.NUMBER, "COORDINATORS", **own)


def absences(world, mette, soeren):
    """A cover that was ended, and one that has not begun: neither opens anything today."""
    row = cases.cover(world.soeren, world.brondby, of=soeren, by=mette, from_on=lib.today(), until_on=lib.today() + timedelta(days=3))
    cases.end_cover(world.soeren, row)
    first = lib.today() + timedelta(days=20)
    cases.cover(world.soeren, world.brondby, of=soeren, by=mette, from_on=first, until_on=first + timedelta(days=3))


UNFINISHED = """
INSERT INTO counting_fact (id, kind, month, municipality_id, codes, amount)  -- of cases that were erased long ago
  SELECT gen_random_uuid(), 'received', (date_trunc('year', now()) - interval '1 year')::date, id, '{"source": "school"}', 1 FROM accounts_authority WHERE slug IN ('brondby', 'albertslund');
INSERT INTO deadlines_deadline (id, municipality_id, case_id, about, kind, owner, opened_at, due_at, met_with, end_reason)  -- Mette is kept from the other one
  SELECT gen_random_uuid(), municipality_id, id, %(named)s, 'join_check', 'members', now(), now() + interval '1 day', '', '' FROM cases_case WHERE id = %(full)s;
UPDATE deadlines_deadline SET ended_at = now(), end_reason = 'closed' WHERE case_id = %(kept)s AND met_at IS NULL AND ended_at IS NULL;
UPDATE cases_case SET stage = 'closed', outcome = 'police_alone', retention_class = 'R4', closed_at = now(), erase_on = now()::date + 300 WHERE id = %(kept)s;
UPDATE disclosures_copy SET recalled_at = now() WHERE case_id = %(named)s;
UPDATE disclosures_copy SET given_at = now() - interval '40 days', expires_at = now() - interval '20 days' WHERE disclosure_id = %(expired)s;
"""


def departures(estate):
    """Departures that the head reads, but for the one of a case from which she is kept."""
    for key in ("full", "declared", "heads"):
        with act(estate.world.mette, Act.WITHHOLD_FROM_POLICE, seen(estate, key)):
            depart(
                estate.world.mette,
                seen(estate, key),
                kind="withheld",
                code="known",
                sentence=f"Fordi {estate.word(key, 'departure')} er kendt.",
            )


def unfinished(estate):
    """Rows that the model knows and no act of this house makes yet, written by the owner of the database."""
    with psycopg.connect(**cluster().dsn("owner", name_of_copy()), cursor_factory=psycopg.ClientCursor) as connection:
        connection.execute(UNFINISHED, {**estate.cases, "expired": estate.things["asked.expired"]})


def ends(estate):
    """Of closed cases: one that somebody wants to keep longer and that went to an archive, one erased before its day; a hold, and a class to be changed."""
    world = estate.world
    mette, soeren, tove, place = world.mette, world.soeren, world.tove, world.brondby
    for code, decision in (("R1", "DISCARD"), ("R4", "KEEP")):
        with world.at("tove"):
            kept = retained.class_for(place, code)
            retention.decide_archive(tove, place, kept, decision=decision, authority="Rigsarkivets brev af 3. november 2026")
    with world.at("nikolaj"):
        retention.propose_class(
            world.nikolaj, place, retained.class_for(place, "R2"), amount=9, unit="months", source="Udvalget, 3. november 2026"
        )
    reason = f"Klage over {estate.word('full', 'complaint')}, Ankestyrelsen."
    row = place_hold(mette, seen(estate, "full"), kind="complaint", reason=reason, until=lib.today() + timedelta(days=60))
    estate.things["full.hold"] = row.pk
    place_hold(
        mette,
        seen(estate, "rejected"),
        kind="request",
        reason="Anmodning om aktindsigt af 1. november.",
        until=lib.today() + timedelta(days=30),
    )
    note_read(mette, Act.PRINT_CASE, seen(estate, "kept"), reporter=True)
    with world.at("mette"):
        retention.note_archived(mette, bare(mette, estate.cases["kept"]), to="state", delivered_on=lib.today())
        one = bare(mette, estate.cases["kept"])
        retention.propose_prolongation(mette, one, why="handed", until=one.erase_on + timedelta(days=30))
    file(estate, "gone", under_18="yes")
    concerns.send_as_report(mette, world.first_concern(Case(pk=estate.cases["gone"])))  # its copy ends, and the line is left
    world.judged(Case(pk=estate.cases["gone"]))
    concerns.propose_rejection(mette, seen(estate, "gone"), code="quarrel", sentence="Det er en strid om en hæk.")
    with world.at("soeren"):
        rejection = Rejection.objects.select_related("case__municipality", "proposed_by").get(case=estate.cases["gone"])
    concerns.confirm_rejection(soeren, rejection)
    gone = estate.cases.pop("gone")
    with world.at("mette"):
        retention.propose_erasure(mette, bare(mette, gone), why="needless")
    with world.at("soeren"):
        estate.things["gone.certificate"] = retention.confirm_erasure(soeren, bare(soeren, gone)).pk


def bare(actor, case):
    """A closed case as one decides on its end."""
    return retained.chosen(actor, [case])[0]


# ---------- What pages can be about

NEWEST = {
    "concern": ("concerns_concern", "received_at"), "mailbox": ("mailboxes_mailbox", "opened_at"), "deadline": ("deadlines_deadline", "opened_at"),
    "file": ("attachments_attachment", "added_at"), "disclosure": ("disclosures_disclosure", "noted_at"),
}  # fmt: skip


def gather(estate):
    """Remember the ids of all that a page can be about, as the owner of the database sees them."""
    world, things = estate.world, estate.things
    with owner() as ask:
        for key, case in estate.cases.items():
            ((things[f"{key}.number"],),) = ask("SELECT number FROM cases_case WHERE id = %s", [case])
            for what, (table, order) in NEWEST.items():
                if found := ask(f"SELECT id FROM {table} WHERE case_id = %s ORDER BY {order} DESC, id DESC LIMIT 1", [case]):
                    things.setdefault(f"{key}.{what}", found[0][0])
        ((things["copied.copy"],),) = ask(
            "SELECT id FROM disclosures_copy WHERE case_id = %s AND expires_at > now()", [estate.cases["full"]]
        )
        things["copied.place"] = "1"
        ((things["draft"],),) = ask("SELECT id FROM concerns_draft")
        ((things["sent"],),) = ask(
            "SELECT id FROM attachments_attachment WHERE case_id = %s AND mailbox_id IS NOT NULL", [estate.cases["full"]]
        )
    mette = world.member("mette")
    things |= {
        "mette.user": mette.user_id,
        "mette.membership": mette.pk,
        "brondby.authority": world.brondby.pk,
        "brondby.unit": mette.administration_id,
    }
