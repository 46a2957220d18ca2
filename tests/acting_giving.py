"""What is given of a case at random, and what comes back: to the police and to others, on a sheet and by mouth, called back and corrected."""

from datetime import timedelta

from infohus import lib
from infohus.accounts.queries import receivers_for
from infohus.assessments.actions.police import (
    answer_as_police,
    ask_back,
    confirm_not_investigation,
    note_police_answer,
    remind_receiver,
    say_undecided,
    take_answer,
)
from infohus.assessments.models.police import PoliceAnswer
from infohus.casefile import actions as giving
from infohus.casefile.queries import Chosen, concerns_in, draft_sheet, extracts_of
from infohus.disclosures.models import Copy, Disclosure
from infohus.persons.queries import person_of
from tests.acting import TRUST

NEEDED = "Kun de kan vurdere udsagnet."
BASES = {
    "POLICE": {"basis": "RPL115_2", "purpose": "PREVENT_CRIME"},
    "MUNICIPALITY": {"basis": "FVL28", "purpose": "SOCIAL_SUPPORT"},
    "": {"basis": "FVL28_INTERN", "purpose": "SOCIAL_SUPPORT"},
}
OF_CASE = ("case__municipality", "case__lead__user", "receiver", "unit", "municipality")


def to(one, kind):
    """Whom a kind of receiver means: the police, another municipality, or ('') an own unit."""
    known = [(authority, unit) for _key, _label, authority, unit in receivers_for(one.world.brondby)]
    return next((authority, unit) for authority, unit in known if (authority.kind if authority else "") == kind)


def sheet(one, name, kind):
    """A sheet with some of what the case holds, and the concerns it tells of."""
    case, some = one.case(name), one.pick(slice(0, 1), slice(0, 1), slice(-1, None), slice(None))
    with one.world.at(name):
        chosen = Chosen({extract.key: () for extract in extracts_of(case)[some]}, [], one.pick(True, True, False), NEEDED)
        paper = draft_sheet(case, person_of(case), chosen, to_police=kind == "POLICE", due_on=lib.today(), footer="")
        return paper, concerns_in(case, chosen)


def give(one, name, kind, **more):
    """Give it."""
    (receiver, unit), (paper, of) = to(one, kind), sheet(one, name, kind)
    said = {"sheet": paper, "receiver": receiver, "unit": unit, "necessity": NEEDED, "days": one.pick(30, 90, 90), **BASES[kind], **more}
    act, told = (giving.pass_to_police, {"of": of}) if kind == "POLICE" else (giving.disclose, {})
    return act(one.actor(name), one.case(name), **told, **said)


def pass_on(one):
    give(one, one.who("mette", "mette", "mette", "soeren"), "POLICE")


def disclose(one):
    give(one, one.who(), one.pick("MUNICIPALITY", ""))


def withhold(one):
    name = one.who("mette", "mette", "mette", "soeren")
    giving.withhold_from_police(one.actor(name), one.case(name), code="not_necessary", sentence="Der er ikke noget at forebygge her.")


def tell_by_mouth(one):
    name, kind = one.who(), one.pick("POLICE", "POLICE", "MUNICIPALITY", "")
    receiver, unit = to(one, kind)
    said = {"necessity": NEEDED, "said": "Han taler om et angreb på torvet.", "to_whom": "Vagthavende", **BASES[kind]}
    giving.disclose_orally(one.actor(name), one.case(name), receiver=receiver, unit=unit, **said)


def recall(one):
    name = one.who("mette", "soeren", "karen")
    row = one.row(Disclosure, name, *OF_CASE, recalled_at=None, form="copy")
    giving.recall_disclosure(one.actor(name), row, why=TRUST, wrong_receiver=one.pick(True, False))


def correct(one):
    name = one.who("mette", "soeren")
    row = one.row(Disclosure, name, *OF_CASE, recalled_at=None, form="copy")
    give(one, name, one.pick(row.receiver.kind, row.receiver.kind, row.receiver.kind, "POLICE"), corrects=row)


def note_delivery(one):
    name = one.who()
    giving.note_delivery(one.actor(name), one.row(Disclosure, name, *OF_CASE, delivered_at=None))


def remind(one):
    name = one.who()
    row = one.row(Disclosure, name, *OF_CASE, pk=one.waits(name, "police_answer").about)
    remind_receiver(one.actor(name), row, by_mail=one.pick(True, False))


# ---------- What comes back


def copy_of(one):
    with one.world.at("pia"):
        return Copy.objects.select_related("municipality").filter(case=one.pk).latest("given_at")


def answered(one):
    """What the police answer."""
    how = one.pick("no", "no", "no", "yes", "alone")
    until = lib.today() + timedelta(days=30) if how == "yes" else None
    said = {"shares": one.pick("no", "no", "yes"), "acute": one.pick("no", "no", "yes"), "hindrance": how, "hindrance_until": until}
    return {**said, "text": TRUST}


def police_answer(one):
    confirm_not_investigation(one.world.pia, copy_of(one))
    answer_as_police(one.world.pia, copy_of(one), **answered(one))


def police_undecided(one):
    """The police cannot say yet whether they share the worry."""
    confirm_not_investigation(one.world.pia, copy_of(one))
    say_undecided(one.world.pia, copy_of(one), **{name: value for name, value in answered(one).items() if name != "shares"})


def police_ask(one):
    confirm_not_investigation(one.world.pia, copy_of(one))
    ask_back(one.world.pia, copy_of(one), text="Hvor gammel er han nu?")


def note_answer(one):
    """What the police said on the phone is typed in."""
    name = one.who()
    row = one.row(Disclosure, name, *OF_CASE, receiver__kind="POLICE")
    said = {"form": one.pick("phone", "letter"), "answered_at": lib.now(), "who": "Vagthavende"}
    note_police_answer(one.actor(name), row, **said, **answered(one))


def read_answer(one):
    name = one.who()
    take_answer(one.actor(name), one.row(PoliceAnswer, name, "case__municipality", read_at=None))


def lay_aside(one):
    name = one.who()
    giving.set_aside(one.actor(name), one.waits(name, "join_check", "answer_back", "reconsider", "child_acute"), one.case(name), why=TRUST)
