"""What people do with a case at random, and the case they do it to: `tests/test_always.py` has them try it in any order."""

from datetime import date, timedelta

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404

from infohus import lib
from infohus.access.rules import Forbidden, reporter
from infohus.assessments import actions as judging
from infohus.assessments.models import JointAssessment, SocialAssessment
from infohus.assessments.queries import standing
from infohus.cases import actions as cases
from infohus.cases.models import Case, Cover, HandOver
from infohus.cases.rules import Under18
from infohus.concerns import actions as concerns
from infohus.concerns.actions import Sorted
from infohus.concerns.models import Concern, Rejection
from infohus.concerns.queries import to_sort
from infohus.concerns.rules import SentenceKind
from infohus.deadlines.models import Deadline
from infohus.lib import Refused
from infohus.mailboxes import actions as mailboxes
from infohus.mailboxes.models import Mailbox
from infohus.persons.models import Person
from infohus.rights.actions import decide_information
from tests.test_assessments import FULL, TOGETHER, later
from tests.test_told_police import told
from tests.test_underretning import SIGNS

SAID_NO = (Refused, Forbidden, Http404, ObjectDoesNotExist)
TARGETS = ("no", "no", "no", "no", "no", "risk", "happened", "undecided")
OUTCOMES = ("unfounded", "unfounded", "other_need", "advice", "police_alone", "target_risk", "target_radicalised")
TRUST = "Vi har talt med skolen om det."
ADULT = {"under_18": "no", "report": "", "person": {"name": "Oskar Holm"}}


# ---------- The case


class Story:
    """One case that people do things to."""

    def __init__(self, world, chance) -> None:
        self.world, self.chance = world, chance
        self.older = self.arrival().pk if self.pick(True, False, False, False) else None  # another, that it may be put to
        self.pk = self.arrival(**self.pick({}, {}, {}, {"signs": SIGNS}, {"under_18": "no"})).pk

    def arrival(self, **answers):
        """A concern that came just now; stories begin on the same day, so that the newest may be another story's."""
        receipt = self.world.file(**answers)
        with self.world.at("mette"):
            return Mailbox.objects.select_related("case__municipality").get(opened_at=receipt.received_at).case

    def who(self, *names):
        """Somebody who tries it."""
        return self.chance.choice(names or ("mette", "mette", "mette", "mette", "soeren", "soeren", "karen"))

    def lead(self):
        """Whoever leads the case, as a rule; now and then somebody else tries."""
        for name in ("mette", "soeren"):
            with self.world.at(name):
                if Case.objects.filter(pk=self.pk, lead=self.world.member(name)).exists():
                    return self.pick(name, name, name, name, "karen", "soeren")
        return self.who()

    def another(self, than):
        """The other coordinator, as a rule; now and then the same tries it."""
        other, same = ("soeren", "mette") if than == self.world.member("mette") else ("mette", "soeren")
        return self.pick(other, other, other, same)

    def pick(self, *values):
        """One of these."""
        return self.chance.choice(values)

    def case(self, name):
        """The case as somebody sees it."""
        with self.world.at(name):
            return Case.objects.select_related("municipality", "lead__user", "administration").get(pk=self.pk)

    def concern(self, name, **said):
        """The newest concern of the case, and its sentences, as somebody sees it."""
        with self.world.at(name):
            row = Concern.objects.select_related("case__municipality", "mailbox").filter(case=self.pk, **said).latest("pk")
            return row, to_sort(row)

    def row(self, model, name, *related, **said):
        """The newest row of a model that somebody sees of the case."""
        with self.world.at(name):
            return model.objects.select_related(*related).filter(case=self.pk, **said).latest("pk")

    def waits(self, name, *kinds):
        """The newest of what waits in the case, as somebody sees it."""
        with self.world.at(name):
            return Deadline.objects.filter(case_id=self.pk, kind__in=kinds, met_at=None, ended_at=None).latest("pk")

    def actor(self, name):
        """Who acts."""
        return self.world.member(name).actor


def seen_now(one):
    """Where the assessing stands, as one who sees the case sees it."""
    for name in ("mette", "soeren"):
        with one.world.at(name):
            row = Case.objects.select_related("municipality", "lead__user").filter(pk=one.pk).first()
            if row is not None:
                return standing(row)
    return None


# ---------- An arrival, and several of them


def register(one):
    name = one.who()
    one.world.register(one.case(name), name, **one.pick({}, ADULT))


def propose_rejection(one):
    name = one.who()
    concerns.propose_rejection(
        one.actor(name), one.case(name), code="belief", sentence="Det handler kun om tro.", no_report=one.pick(True, True, False)
    )


def answer_rejection(one):
    row = one.row(Rejection, one.who("mette", "soeren"), "case__municipality", "proposed_by", answered_at=None)
    name = one.another(row.proposed_by)
    one.pick(concerns.confirm_rejection, lambda who, row: concerns.decline_rejection(who, row, answer=TRUST))(one.actor(name), row)


def join(one):
    """Another arrival is put to the case."""
    name = one.who("mette", "soeren")
    other = one.arrival(**one.pick({}, {"under_18": "no"}, {"signs": SIGNS}))
    if one.pick(True, False):
        one.world.register(other, name, **ADULT)
        if one.pick(True, False):
            told(one.world, other)
    concerns.join_concern(one.actor(name), other, into=one.case(name))


def join_away(one):
    """The case itself is put to another, and from then on the story is about that one."""
    name = one.who("mette", "soeren")
    at = one.older or one.arrival().pk
    with one.world.at(name):
        into = Case.objects.select_related("municipality", "lead__user").get(pk=at)
    if into.registered_at is None and one.pick(True, False):
        into = one.world.register(into, name, **ADULT)
        if one.pick(True, False):
            told(one.world, into)
    concerns.join_concern(one.actor(name), one.case(name), into=into)
    one.pk, one.older = into.pk, None


def take_apart(one):
    """A wrong join is undone."""
    name = one.who("mette", "soeren")
    with one.world.at(name):
        rows = Concern.objects.select_related("case__municipality", "mailbox").filter(case=one.pk)
        row = one.pick(rows.earliest("pk"), rows.latest("pk"))
    concerns.take_apart(one.actor(name), row)


def part(one):
    """An arrival about two persons becomes two."""
    name = one.who("mette", "soeren")
    row, sentences = one.concern(name)
    concerns.part_concern(one.actor(name), row, version=row.version, sentences=sentences[:1], under_18=one.pick(*Under18))


def sort(one):
    """What came along with others is put in its place."""
    name = one.who("mette", "soeren")
    row, sentences = one.concern(name, pk=one.waits(name, "sort").about)
    gone, report = one.pick(True, False), one.pick("", "send", "not")
    parts = [Sorted(text, SentenceKind.LEFT_OUT if gone and text == sentences[0] else SentenceKind.SEEN) for text in sentences]
    said = {
        "surplus_why": TRUST if gone else "",
        "no_surplus": not gone,
        "report": report,
        "report_not_sent": TRUST if report == "not" else "",
    }
    concerns.sort_concern(one.actor(name), row, version=row.version, sentences=parts, **said)


# ---------- Judged


def finish(one):
    name, target = one.who(), one.pick(*TARGETS)
    said = {**FULL, "other_help": one.pick("no", "no", "yes"), "statute": "OTHER", "help_what": TRUST}
    judging.finish_assessment(one.actor(name), one.case(name), **{**said, "target": target, "valid_until": later(one.pick(1, 3, 6))})


def renew(one):
    name = one.who()
    judging.renew_assessment(one.actor(name), one.case(name))


def second_read(one):
    name = one.who("soeren", "soeren", "mette", "karen")
    about = one.waits(name, "second_reading").about
    with one.world.at(name):
        model = JointAssessment if JointAssessment.objects.filter(pk=about).exists() else SocialAssessment
    row = one.row(model, name, "case__municipality", pk=about)
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
        "form": one.pick("contact", "contact", "written"),
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


def reconsider(one):
    name = one.lead()
    judging.reconsider(one.actor(name), one.case(name), why=TRUST)


def social_duty(one):
    name, remains = one.lead(), one.pick("no", "no", "yes")
    judging.answer_social_duty(one.actor(name), one.case(name), remains=remains, why=TRUST, again_on=later(1) if remains == "yes" else None)


def inform(one):
    name = one.who()
    said = one.pick(
        {"when": "now", "told_on": lib.today(), "told_whom": ["child"]},
        {"when": "later", "interest": "others", "until": later(2), "reason": TRUST},
    )
    decide_information(one.actor(name), one.case(name), **said)


# ---------- Who does it


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
    name = one.lead()
    to = one.another(one.world.member(name))
    cases.offer_lead(one.actor(name), one.case(name), to=one.world.member(one.pick(to, to, to, "karen")))


def withdraw(one):
    """The offer of the lead is taken back."""
    name = one.lead()
    cases.withdraw_offer(one.actor(name), one.case(name), shown=one.row(HandOver, name).pk)


def ask_for_another(one):
    """Whoever is alone with the case asks the head for another."""
    name = one.lead()
    cases.ask_for_another(one.actor(name), one.case(name))


def correct_age(one):
    """The person turns out to be younger, or older, than was thought."""
    name = one.who("mette", "soeren")
    case, person = one.case(name), one.row(Person, name)
    concerns.correct_person(
        one.actor(name), case, version=person.version, name="Oskar Holm", birth_on=one.pick(date(2010, 5, 4), date(1990, 5, 4))
    )


def withdraw_asking(one):
    """The lead needs no other after all."""
    name = one.lead()
    cases.withdraw_asking(one.actor(name), one.case(name))


def answer_offer(one):
    row = one.row(HandOver, one.who("mette", "soeren"), "case__municipality", "case__lead", "to", "by", answered_at=None)
    name = one.another(row.by)
    one.pick(cases.accept_lead, cases.decline_lead)(one.actor(name), row)


def step_back(one):
    name = one.who()
    cases.declare_conflict(one.actor(name), one.case(name), why="private")


def let_in(one):
    cases.lift_exclusion(one.world.birgit, one.world.brondby, case=one.pk, who=one.world.member(one.who("mette", "soeren")))


def appoint(one):
    cases.appoint_coordinator(one.world.birgit, one.world.brondby, case=one.pk, who=one.world.member(one.who("mette", "soeren")))


def cover(one):
    """One of the two is away, and the other stands in or nobody does."""
    name, other = one.pick(("mette", "soeren"), ("soeren", "mette"))
    first, by = lib.today() + timedelta(days=one.pick(*range(0, 100, 4))), one.pick(other, None)
    said = {
        "of": one.world.member(name),
        "by": one.world.member(by) if by else None,
        "from_on": first,
        "until_on": first + timedelta(days=2),
    }
    cases.cover(one.actor(one.pick(name, name, "birgit", other)), one.world.brondby, **said)


def end_cover(one):
    """A cover ends before its time."""
    name = one.who("mette", "soeren", "birgit")
    with one.world.at(name):
        row = Cover.objects.select_related("municipality").filter(ended_at=None).latest("pk")
    cases.end_cover(one.actor(name), row)


def keep_draft(one):
    """Somebody leaves a form half filled in."""
    name = one.who()
    cases.save_draft(one.actor(name), one.case(name), form=one.pick("note", "social", "joint"), text=TRUST)
