"""Whatever people do in whatever order, what `docs/model.md` calls always true holds: acts at random, tried by anybody, at any time."""

import os
from contextlib import ExitStack
from datetime import timedelta

import psycopg
import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from infohus import lib
from infohus.access.rules import Forbidden, reporter
from infohus.assessments import actions as judging
from infohus.assessments.actions.police import answer_as_police, ask_back, confirm_not_investigation, say_undecided, take_answer
from infohus.assessments.models import JointAssessment, SocialAssessment
from infohus.assessments.models.police import PoliceAnswer
from infohus.assessments.queries import standing
from infohus.cases import actions as cases
from infohus.cases.models import Case, HandOver
from infohus.cases.rules import NEXT, Stage
from infohus.closing import actions as closing
from infohus.closing.rules import Message, SecondRead
from infohus.concerns import actions as concerns
from infohus.concerns.models import Concern, Rejection
from infohus.disclosures.models import Copy
from infohus.lib import Refused, clock_at
from infohus.mailboxes import actions as mailboxes
from infohus.mailboxes.models import Mailbox
from infohus.rights.actions import decide_information
from tests.checker import FALSE
from tests.conftest import cluster, name_of_copy
from tests.test_assessments import FULL, TOGETHER, later, told, withheld

EXAMPLES = int(os.environ.get("EXAMPLES", "12"))
SAID_NO = (Refused, Forbidden, Http404, ObjectDoesNotExist)
TARGETS = ("no", "no", "no", "no", "no", "risk", "happened", "undecided")
OUTCOMES = ("unfounded", "unfounded", "other_need", "advice", "police_alone", "target_risk", "target_radicalised")
TRUST = "Vi har talt med skolen om det."


class Story:
    """One case that people do things to."""

    def __init__(self, world, data) -> None:
        self.world, self.pk, self.data = world, world.concern().pk, data

    def who(self, *names):
        """Somebody who tries it."""
        return self.data.draw(st.sampled_from(names or ("mette", "mette", "mette", "mette", "soeren", "soeren", "karen")))

    def lead(self):
        """Whoever leads the case, as a rule; now and then somebody else tries."""
        for name in ("mette", "soeren"):
            with self.world.at(name):
                if Case.objects.filter(pk=self.pk, lead=self.world.member(name)).exists():
                    return self.data.draw(st.sampled_from((name, name, name, name, "karen", "soeren")))
        return self.who()

    def pick(self, *values):
        """One of these."""
        return self.data.draw(st.sampled_from(values))

    def case(self, name):
        """The case as somebody sees it."""
        with self.world.at(name):
            return Case.objects.select_related("municipality", "lead__user", "administration").get(pk=self.pk)

    def row(self, model, name, *related, **said):
        """The newest row of a model that somebody sees of the case."""
        with self.world.at(name):
            return model.objects.select_related(*related).filter(case=self.pk, **said).latest("pk")

    def actor(self, name):
        """Who acts."""
        return self.world.member(name).actor


def register(one):
    name = one.who()
    one.world.register(one.case(name), name, **one.pick({}, {"under_18": "no", "report": "", "person": {"name": "Oskar Holm"}}))


def propose_rejection(one):
    name = one.who()
    concerns.propose_rejection(one.actor(name), one.case(name), code="belief", sentence="Det handler kun om tro.")


def answer_rejection(one):
    name = one.who()
    row = one.row(Rejection, name, "case__municipality", "proposed_by", answered_at=None)
    one.pick(concerns.confirm_rejection, lambda who, row: concerns.decline_rejection(who, row, answer=TRUST))(one.actor(name), row)


def withhold(one):
    withheld(one.world, one.case("mette"))


def pass_on(one):
    told(one.world, one.case("mette"))


def copy_of(one):
    with one.world.at("pia"):
        return Copy.objects.select_related("municipality").filter(case=one.pk).latest("given_at")


def police_answer(one):
    copy, how = copy_of(one), one.pick("no", "no", "yes", "alone")
    confirm_not_investigation(one.world.pia, copy)
    until = lib.today() + timedelta(days=30) if how == "yes" else None
    said = {"shares": one.pick("no", "no", "yes"), "acute": one.pick("no", "no", "yes"), "hindrance": how, "hindrance_until": until}
    answer_as_police(one.world.pia, copy_of(one), **said, text=TRUST)


def police_undecided(one):
    copy, how = copy_of(one), one.pick("no", "no", "yes", "alone")
    confirm_not_investigation(one.world.pia, copy)
    until = lib.today() + timedelta(days=30) if how == "yes" else None
    say_undecided(one.world.pia, copy_of(one), acute=one.pick("no", "no", "yes"), hindrance=how, hindrance_until=until, text=TRUST)


def police_ask(one):
    copy = copy_of(one)
    confirm_not_investigation(one.world.pia, copy)
    ask_back(one.world.pia, copy_of(one), text="Hvor gammel er han nu?")


def read_answer(one):
    name = one.who()
    take_answer(one.actor(name), one.row(PoliceAnswer, name, "case__municipality", read_at=None))


def finish(one):
    name, target = one.who(), one.pick(*TARGETS)
    said = {**FULL, "other_help": one.pick("no", "no", "yes"), "statute": "OTHER", "help_what": TRUST}
    judging.finish_assessment(one.actor(name), one.case(name), **{**said, "target": target, "valid_until": later(one.pick(1, 3, 6))})


def renew(one):
    name = one.who()
    judging.renew_assessment(one.actor(name), one.case(name))


def second_read(one):
    name = one.who("soeren", "soeren", "mette", "karen")
    row = one.row(one.pick(JointAssessment, JointAssessment, SocialAssessment), name, "case__municipality")
    agrees = one.pick("yes", "no")
    judging.second_read(one.actor(name), row, agrees=agrees, dissent=TRUST)


def start(one):
    name = one.who()
    judging.start_joint_assessment(one.actor(name), one.case(name), unheard=one.pick("", TRUST), unassessed=one.pick("", TRUST))


def sign(one):
    name = one.who()
    said = {
        "held_on": lib.today(),
        "valid_until": later(3),
        "municipality": [one.world.member("mette")],
        **TOGETHER,
        "target": one.pick(*TARGETS),
    }
    judging.sign_joint_assessment(one.actor(name), one.case(name), **said)


def conclude(one):
    name, handed = one.lead(), {"handed_to": "Familieafdelingen", "handed_how": "Et møde", "handed_on": lib.today()}
    now = seen_now(one)
    fits = {"risk": "target_risk", "happened": "target_radicalised"}.get(now.joint_target if now else "", "unfounded")
    said = {
        "outcome": one.pick(fits, fits, fits, *OUTCOMES),
        "kind_of_concern": "none",
        "reason": TRUST,
        "psychiatry": one.pick("no", "no", "yes"),
        **handed,
    }
    judging.conclude(one.actor(name), one.case(name), **said)


def end(one):
    name, with_whom = one.lead(), one.pick("", "Søren Kaya")
    with one.world.at(name):
        told_to = {row.pk: Message(one.pick("mailbox", "phone", "not"), TRUST, TRUST) for row in Concern.objects.filter(case=one.pk)}
    informing = {"when": one.pick("now", "later"), "told_on": lib.today(), "interest": "others", "until": later(2), "reason": TRUST}
    closing.end_case(
        one.actor(name), one.case(name), outcome=one.pick("unfounded", "advice"), kind_of_concern="none", reason=TRUST, psychiatry="no",
        told=told_to, informing=informing, second=SecondRead(with_whom, lib.today() if with_whom else None, one.pick("", TRUST)),
    )  # fmt: skip


def reconsider(one):
    name = one.lead()
    judging.reconsider(one.actor(name), one.case(name), why=TRUST)


def social_duty(one):
    name, remains = one.lead(), one.pick("no", "no", "yes")
    judging.answer_social_duty(one.actor(name), one.case(name), remains=remains, why=TRUST, again_on=later(1) if remains == "yes" else None)


def inform(one):
    name = one.who()
    said = one.pick({"when": "now", "told_on": lib.today()}, {"when": "later", "interest": "others", "until": later(2), "reason": TRUST})
    decide_information(one.actor(name), one.case(name), **said)


def tell(one):
    name = one.lead()
    row = one.row(Concern, name, "case__municipality", "mailbox")
    closing.give_feedback(one.actor(name), row, way=one.pick("mailbox", "phone", "not"), text=TRUST, why_not=TRUST)


def close(one):
    name, with_whom = one.lead(), one.pick(None, "soeren")
    said = (
        {"discussed_with": one.world.member(with_whom), "discussed_on": lib.today()} if with_whom else {"unread_why": one.pick("", TRUST)}
    )
    closing.close_case(one.actor(name), one.case(name), **said)


def reopen(one):
    name = one.who()
    closing.reopen_case(one.actor(name), one.case(name), reason=TRUST)


def write(one):
    box = one.row(Mailbox, "mette", "case__municipality", "municipality")
    mailboxes.write_to_mailbox(reporter(box.municipality_id, box.pk), box, text="Der er sket noget nyt i dag.")


def read_message(one):
    name = one.who()
    mailboxes.take_note(one.actor(name), one.row(Mailbox, name, "case__municipality", "municipality"))


def write_note(one):
    name = one.who()
    cases.write_note(one.actor(name), one.case(name), kind="contact", title="", text=TRUST)


def offer(one):
    name = one.who()
    cases.offer_lead(one.actor(name), one.case(name), to=one.world.member(one.who("mette", "soeren", "karen")))


def answer_offer(one):
    name = one.who("mette", "soeren")
    row = one.row(HandOver, name, "case__municipality", "case__lead", "to", "by", answered_at=None)
    one.pick(cases.accept_lead, cases.decline_lead)(one.actor(name), row)


def step_back(one):
    name = one.who()
    cases.declare_conflict(one.actor(name), one.case(name), why="private")


def let_in(one):
    cases.lift_exclusion(one.world.birgit, one.world.brondby, case=one.pk, who=one.world.member(one.who("mette", "soeren")))


def appoint(one):
    cases.appoint_coordinator(one.world.birgit, one.world.brondby, case=one.pk, who=one.world.member(one.who("mette", "soeren")))


def join(one):
    name = one.who("mette", "soeren")
    other = one.world.concern()
    concerns.join_concern(one.actor(name), other, into=one.case(name))


ANY = [
    register, propose_rejection, answer_rejection, withhold, pass_on, police_answer, police_undecided, police_ask, read_answer, finish, renew, second_read,
    start, sign, conclude, end, reconsider, social_duty, inform, tell, close, reopen, write, read_message, write_note, offer, answer_offer, step_back,
    let_in, appoint, join,
]  # fmt: skip


def usual(one, stage):
    """What usually comes next: without it, a handful of acts at random would seldom get a case beyond its arrival."""
    if stage == Stage.ASSESSING:
        now = seen_now(one)
        if now is None:
            return [police_answer, finish]
        if not now.is_heard and not now.hindrance:
            return [police_answer, police_answer, finish, police_ask, police_undecided]
        if not now.social_finished:
            return [finish, finish, inform, read_answer]
        return [read_answer, start, second_read, conclude, end, end] if now.not_shared else [read_answer, start, start, social_duty]
    if stage == Stage.JOINT:
        now = seen_now(one)
        if now is None or not now.joint_signed:
            return [sign, sign, read_answer]
        if now.joint_target == "undecided":
            return [start, start, finish]
        unread = now.joint_target != "no" and not now.joint_read
        return [second_read, second_read, conclude] if unread else [conclude, conclude, read_answer, social_duty]
    return LIKELY.get(stage, ANY)


def seen_now(one):
    """Where the assessing stands, as one who sees the case sees it."""
    for name in ("mette", "soeren"):
        with one.world.at(name):
            row = Case.objects.select_related("municipality", "lead__user").filter(pk=one.pk).first()
            if row is not None:
                return standing(row)
    return None


LIKELY = {
    Stage.RECEIVED: [register, register, register, propose_rejection, answer_rejection],
    Stage.REGISTERED: [inform, inform, pass_on, pass_on, withhold, finish],
    Stage.CONCLUDED: [tell, tell, inform, close, close, close, social_duty, reconsider],
    Stage.ROLES: [reconsider, tell, tell, inform],
    Stage.CLOSED: [reopen, reopen, write, police_answer, police_ask, police_undecided],
}


def stage_of(ask, pk):
    """Where the case is; '' when it is no more."""
    row = ask.execute("SELECT stage FROM cases_case WHERE id = %s", [pk]).fetchone()
    return row[0] if row else ""


def falsehoods(ask):
    """Every row that makes a sentence of the checker false."""
    return {(sentence, str(row)) for sentence, question in FALSE.items() for row in ask.execute(question).fetchall()}


def tried(one, ask, likely, any_of):
    """Somebody tries something; what is refused is refused in words, and the stage went only where the table lets it."""
    before = stage_of(ask, one.pk)
    if not before:
        return
    what = one.pick(*usual(one, Stage(before))) if likely else any_of
    try:
        what(one)
        note(f"{before}: {what.__name__}")
    except SAID_NO as refused:
        note(f"{before}: {what.__name__} refused: {refused}")
    after = stage_of(ask, one.pk)
    ways = [(Stage(before), Stage(after))] if after else []
    assert after in ("", before) or ways[0] in NEXT or ended_at_once(before, after), (before, after)


def ended_at_once(before, after):
    """Concluding and closing with one press goes by the conclusion."""
    return (before, after) == (Stage.ASSESSING, Stage.CLOSED)


STEPS = st.lists(st.tuples(st.integers(0, 7), st.sampled_from(ANY), st.sampled_from((0,) * 16 + (1, 4, 40))), min_size=10, max_size=26)


def live(world, examples):
    """So many cases, each with its own acts."""

    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(STEPS, st.data())
    def lived(steps, data):
        with psycopg.connect(**cluster().dsn("postgres", name_of_copy()), autocommit=True) as ask, ExitStack() as clock:
            known = falsehoods(ask)
            one, moved = Story(world, data), 0
            for odds, any_of, days in steps:
                if days:
                    moved += days
                    clock.enter_context(clock_at(START + timedelta(days=moved), running=True))
                tried(one, ask, odds > 0, any_of)
            assert falsehoods(ask) - known == set()

    lived()


START = lib.now()


@pytest.mark.django_db(transaction=True)
def test_what_is_always_true_holds_whatever_people_do(world):
    live(world, EXAMPLES)


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
def test_what_is_always_true_holds_in_many_more_stories(world):
    live(world, int(os.environ.get("EXAMPLES", "500")))
