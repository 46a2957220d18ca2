"""Whatever people do in whatever order, what `docs/model.md` calls always true holds: acts at random, tried by anybody, at any time."""

import os
from contextlib import ExitStack
from datetime import timedelta
from random import Random, randrange

import psycopg
import pytest

from infohus import lib
from infohus.assessments import actions as judging
from infohus.cases.rules import NEXT, Stage
from infohus.lib import clock_at
from tests import acting as do
from tests import acting_ending as ending
from tests import acting_giving as giving
from tests.checker import FALSE
from tests.conftest import cluster, name_of_copy
from tests.test_assessments import SHORTLY, finish, withheld
from tests.test_retention import shut

STORIES = 20
OF_A_PART = 25  # stories in one database: after each all of it is looked through

ARRIVING = [do.register, do.propose_rejection, do.answer_rejection, do.join, do.join_away, do.take_apart, do.part, do.sort, do.correct_age]
JUDGING = [do.finish, do.renew, do.second_read, do.start, do.sign, do.conclude, do.reconsider, do.social_duty, do.inform]
WORKING = [
    do.write, do.read_message, do.write_note, do.keep_draft, do.offer, do.withdraw, do.answer_offer, do.step_back, do.ask_for_another, do.withdraw_asking, do.let_in, do.appoint, do.cover, do.end_cover,
]  # fmt: skip
GIVING = [
    giving.withhold, giving.pass_on, giving.disclose, giving.tell_by_mouth, giving.recall, giving.correct, giving.note_delivery, giving.remind,
    giving.police_answer, giving.police_undecided, giving.police_ask, giving.note_answer, giving.read_answer, giving.lay_aside,
]  # fmt: skip
ENDING = [
    ending.end, ending.judge, ending.not_a_report, ending.tell, ending.close, ending.reopen, ending.hold, ending.lift, ending.propose_erasure, ending.propose_longer,
    ending.confirm, ending.decline,
]  # fmt: skip
ANY = [*ARRIVING, *JUDGING, *WORKING, *GIVING, *ENDING]

# What usually comes next at a stage, and what is done about something that waits: without it, a handful of acts at random would seldom
# get a case beyond its arrival.
LIKELY = {
    Stage.RECEIVED: [do.register, do.register, do.register, do.propose_rejection, do.part, do.join, do.join_away, giving.tell_by_mouth],
    Stage.REGISTERED: [do.inform, giving.pass_on, giving.pass_on, giving.withhold, giving.disclose, do.finish, do.join, do.join_away],
    Stage.CONCLUDED: [ending.tell, do.inform, ending.close, ending.close, do.social_duty, do.reconsider, do.join],
    Stage.ROLES: [do.reconsider, do.inform, do.join],
    Stage.CLOSED: [
        ending.reopen, ending.propose_erasure, ending.propose_erasure, ending.propose_erasure, ending.propose_longer, ending.hold, ending.lift,
        ending.lift, do.write, giving.recall, giving.police_answer,
    ],
}  # fmt: skip
WAITING = {
    "confirm_rejection": [do.answer_rejection, do.answer_rejection, do.answer_rejection, ending.hold, ending.lift],
    "inform": [do.inform],
    "police_contact": [giving.pass_on, giving.withhold],
    "sort": [do.sort, do.sort, do.take_apart],
    "police_answer": [
        giving.police_answer, giving.police_undecided, giving.police_ask, giving.remind, giving.note_answer, giving.recall, giving.correct,
    ],
    "answer_back": [giving.pass_on, giving.lay_aside, giving.correct],
    "read_answer": [giving.read_answer],
    "child_24h": [ending.judge, ending.judge, ending.not_a_report],
    "child_acute": [giving.lay_aside],
    "read_message": [do.read_message],
    "accept_lead": [do.answer_offer, do.answer_offer, do.withdraw],
    "second_reading": [do.second_read],
    "reconsider": [giving.lay_aside, do.reconsider, do.take_apart],
    "feedback": [ending.tell, ending.tell, ending.close],
    "erase": [ending.propose_erasure, ending.propose_erasure, ending.propose_longer, ending.lift],
    "confirm_erasure": [ending.confirm, ending.confirm, ending.confirm, ending.decline, ending.hold],
}  # fmt: skip


def usual(one, stage):
    """What usually comes next."""
    now = do.seen_now(one) if stage in (Stage.ASSESSING, Stage.JOINT) else None
    if stage == Stage.ASSESSING:
        if now is None:
            return [giving.police_answer, do.finish]
        if not now.is_heard and not now.hindrance:
            return [giving.police_answer, giving.police_answer, do.finish, giving.police_ask, giving.police_undecided, giving.disclose]
        if not now.social_finished:
            return [do.finish, do.finish, do.inform, do.join, do.join_away]
        if now.not_shared:
            return [do.start, do.second_read, do.renew, do.conclude, ending.end, ending.end]
        return [do.start, do.start, do.social_duty]
    if stage == Stage.JOINT:
        if now is None or not now.joint_signed:
            return [do.sign]
        if now.joint_target == "undecided":
            return [do.start, do.start, do.finish]
        unread = now.joint_target != "no" and not now.joint_read
        return [do.second_read, do.second_read, do.conclude] if unread else [do.conclude, do.conclude, do.social_duty]
    return LIKELY.get(stage, ANY)


def called_for(one, ask, stage):
    """What is done about something that waits in the case."""
    rows = ask.execute("SELECT DISTINCT kind FROM deadlines_deadline WHERE case_id = %s AND met_at IS NULL AND ended_at IS NULL", [one.pk])
    kinds = sorted({kind for (kind,) in rows} & WAITING.keys())
    return WAITING[one.pick(*kinds)] if kinds else usual(one, stage)


def likely(one, ask, stage, odds):
    """What is tried: something among those on the case or towards others, what is called for, or what usually comes next."""
    away = ask.execute(
        "SELECT lifted_at IS NULL FROM cases_exclusion WHERE case_id = %s ORDER BY lifted_at NULLS FIRST", [one.pk]
    ).fetchone()
    if away and odds in (1, 2):
        return [do.let_in, do.let_in, do.appoint] if away[0] else [do.appoint]
    if odds == 1:
        return one.pick(WORKING, GIVING)
    return called_for(one, ask, stage) if odds < (6 if stage == Stage.CLOSED else 4) else usual(one, stage)


# ---------- A story


def concluded(one):
    """A story that begins where all is judged, and nobody has been told."""
    case = one.world.register(one.case("mette"), **do.ADULT)
    withheld(one.world, one.case("mette"))
    judging.second_read(one.world.soeren, finish(one.world, one.case("mette")), agrees="yes")
    judging.conclude(one.world.mette, one.case("mette"), **SHORTLY)
    return case


def closed(one):
    """A story that begins where others end."""
    shut(one.world, concluded(one))


def given_away(one):
    """A story that begins where the police have been given something."""
    one.world.register(one.case("mette"), **do.ADULT)
    giving.give(one, "mette", "POLICE")


BEGUN = (None, None, given_away, closed, concluded)


def stage_of(ask, pk):
    """Where the case is; '' when it is no more."""
    row = ask.execute("SELECT stage FROM cases_case WHERE id = %s", [pk]).fetchone()
    return row[0] if row else ""


def falsehoods(ask):
    """Every row that makes a sentence of the checker false."""
    return {(sentence, str(row)) for sentence, question in FALSE.items() for row in ask.execute(question).fetchall()}


def tried(one, ask, trail):
    """Somebody tries something; what is refused is refused in words, and the stage went only where the table lets it."""
    pk, stage, odds = one.pk, Stage(stage_of(ask, one.pk)), one.pick(*range(8))
    what = one.pick(*(likely(one, ask, stage, odds) if odds else ANY))
    trail.append(f"{stage.value}: {what.__name__}")
    try:
        what(one)
    except do.SAID_NO as refused:
        trail.append(f"  refused: {refused}")
    after = stage_of(ask, pk)
    ways = [(stage, Stage(after))] if after else []
    assert after in ("", stage) or ways[0] in NEXT or ways[0] in AT_ONCE, (stage, after)


# Two moves with one act: registered when the police were told by mouth before, and concluded and closed with one press.
AT_ONCE = {(Stage.RECEIVED, Stage.ASSESSING), (Stage.ASSESSING, Stage.CLOSED)}


def lived(world, ask, chance, trail):
    """The life of one case, as chance has it."""
    one, moved = do.Story(world, chance), 0
    if begin := one.pick(*BEGUN):
        trail.append(begin.__name__)
        begin(one)
    with ExitStack() as clock:
        for _step in range(chance.randint(10, 24)):
            if days := one.pick(*DAYS):
                moved += days
                trail.append(f"{days} days later")
                clock.enter_context(clock_at(START + timedelta(days=moved), running=True))
            if not stage_of(ask, one.pk):
                return
            tried(one, ask, trail)


DAYS = (0,) * 16 + (1, 4, 40)
START = lib.now()


def live(world, stories):
    """So many cases, each with its own acts; the same ones in every run of the suite, new ones in a drill, and those of `SEED` again."""
    ending.decide_archives(world)
    first = int(os.environ.get("SEED") or (randrange(10**9) if "EXAMPLES" in os.environ else 1))
    with psycopg.connect(**cluster().dsn("postgres", name_of_copy()), autocommit=True) as ask:
        for seed in range(first, first + stories):
            trail = [f"SEED={seed}"]
            try:
                lived(world, ask, Random(seed), trail)
                assert falsehoods(ask) == set()
            except BaseException as wrong:
                wrong.add_note("\n".join(trail))
                raise


@pytest.mark.django_db(transaction=True)
def test_what_is_always_true_holds_whatever_people_do(world):
    live(world, STORIES)


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("part", range(int(os.environ.get("EXAMPLES", "500")) // OF_A_PART))
def test_what_is_always_true_holds_in_many_more_stories(world, part):
    live(world, OF_A_PART)
