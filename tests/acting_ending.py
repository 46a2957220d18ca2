"""How a case ends at random: told, closed and opened again, held, erased by two or kept longer."""

from infohus import lib
from infohus.cases.models import Case
from infohus.closing import actions as closing
from infohus.closing.rules import Message, SecondRead
from infohus.concerns import actions as concerns
from infohus.concerns.models import Concern
from infohus.db.context import as_system
from infohus.deadlines.rules import months_after
from infohus.lib import Refused
from infohus.retention import actions as retention
from infohus.retention.queries import chosen, class_for
from infohus.rights.actions import lift_hold, place_hold
from infohus.rights.models import Hold
from infohus.rights.queries import case_of_number
from tests.acting import TRUST, later

PROPOSERS = ("mette", "mette", "mette", "soeren", "soeren", "soeren", "birgit", "karen")
DECIDERS = ("mette", "mette", "soeren", "soeren", "birgit", "birgit", "tove")


def end(one):
    name, with_whom = one.lead(), one.pick("", "Søren Kaya")
    with one.world.at(name):
        told_to = {row.pk: Message(one.pick("mailbox", "phone", "not"), TRUST, TRUST) for row in Concern.objects.filter(case=one.pk)}
    informing = {
        "when": one.pick("now", "later"),
        "told_on": lib.today(),
        "told_whom": ["child"],
        "interest": "others",
        "until": later(2),
        "reason": TRUST,
    }
    closing.end_case(
        one.actor(name), one.case(name), outcome=one.pick("unfounded", "advice"), kind_of_concern="none", reason=TRUST, psychiatry="no",
        told=told_to, informing=informing, second=SecondRead(with_whom, lib.today() if with_whom else None, one.pick("", TRUST)),
        untold_why=one.pick(TRUST, ""),
    )  # fmt: skip


def judge(one):
    """Somebody notes that the underretning is judged, now and then as acute."""
    name = one.who("mette", "soeren")
    concerns.note_report_judged(one.actor(name), one.concern(name)[0], judged_at=lib.now(), acute=one.pick(False, False, False, True))


def not_a_report(one):
    """It is said of a concern about a child why it is no underretning."""
    name = one.who("mette", "soeren")
    concerns.not_a_report(one.actor(name), one.concern(name)[0], report_not_sent="Familien har bedt om hjælpen selv.")


def tell(one):
    name = one.lead()
    row = one.row(Concern, name, "case__municipality", "mailbox", pk=one.waits(name, "feedback", "pro_feedback").about)
    closing.give_feedback(one.actor(name), row, way=one.pick("mailbox", "phone", "not"), text=TRUST, why_not=TRUST)


def close(one):
    name, with_whom = one.lead(), one.pick(None, "soeren")
    said = (
        {"discussed_with": one.world.member(with_whom), "discussed_on": lib.today()} if with_whom else {"unread_why": one.pick("", TRUST)}
    )
    closing.close_case(one.actor(name), one.case(name), **said, untold_why=one.pick(TRUST, ""))


def reopen(one):
    name = one.who()
    closing.reopen_case(one.actor(name), one.case(name), reason=TRUST)


# ---------- Kept from being erased


def hold(one):
    name, said = one.who("mette", "soeren", "tove"), {"reason": "Faren har klaget til os.", "until": later(1)}
    case = one.case(name) if name != "tove" else held_by_number(one)
    place_hold(one.actor(name), case, kind=one.pick("complaint", "court"), **said)


def held_by_number(one):
    """The case as the data protection officer names it, who does not see it."""
    with as_system():
        number = Case.objects.get(pk=one.pk).number
    with one.world.at("tove"):
        return case_of_number(one.world.tove, number)


def lift(one):
    name = one.who("mette", "soeren", "tove", "tove")
    lift_hold(one.actor(name), one.row(Hold, name, lifted_at=None))


# ---------- Erased, or kept longer


def decide_archives(world):
    """What the archives have said of each class: nothing of it is to be kept there."""
    for code in ("R1", "R2", "R3", "R4"):
        with world.at("tove"):
            kept = class_for(world.brondby, code)
        retention.decide_archive(world.tove, world.brondby, kept, decision="DISCARD", authority="Rigsarkivets brev af 3. november 2026")


def bare(one, name):
    """The closed case as those know it who decide on its end."""
    with one.world.at(name):
        found = chosen(one.actor(name), [one.pk])
    if not found:
        raise Refused("not closed, or none of theirs")
    return found[0]


def propose_erasure(one):
    name = one.who(*PROPOSERS)
    retention.propose_erasure(one.actor(name), bare(one, name), why=one.pick("needless", "needless", "asked", ""))


def propose_longer(one):
    name = one.who(*PROPOSERS)
    row = bare(one, name)
    retention.propose_prolongation(one.actor(name), row, why="followed", until=months_after(row.erase_on, one.pick(1, 6, 13)))


def confirm(one):
    """Another agrees to what was proposed."""
    name = one.who(*DECIDERS)
    row = bare(one, name)
    wanted, other = retention.confirm_erasure, retention.confirm_prolongation
    if row.want == "prolong":
        wanted, other = other, wanted
    one.pick(wanted, wanted, wanted, wanted, other)(one.actor(name), row)


def decline(one):
    name = one.who(*DECIDERS)
    retention.decline_proposal(one.actor(name), bare(one, name))
