"""Giving something of a case to the police or to another authority, or deciding not to (`model.md` D3, D5)."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from infohus import lib
from infohus.access.rules import Act, Actor, Role
from infohus.accounts.models import Authority, Unit
from infohus.accounts.rules import AuthorityKind
from infohus.assessments.actions.asked import answer_questions, ask_again, let_go
from infohus.assessments.queries.police import answered_of
from infohus.audit.actions import act, step
from infohus.casefile.queries.passing import Laid, cannot_wait, is_left_open, named_on
from infohus.cases.models import Case, Departure
from infohus.cases.rules import Ended, Stage, check_sentence
from infohus.concerns.actions import answer_police_question, ask_untold
from infohus.concerns.models import Concern, PoliceQuestion
from infohus.concerns.queries import counted_source
from infohus.counting.actions import count
from infohus.deadlines.actions import end, expect
from infohus.deadlines.rules import Kind
from infohus.disclosures.actions import give_copy, note_departure, note_disclosure
from infohus.disclosures.models import Copy, Disclosure
from infohus.disclosures.queries import basis_refusals, naming_refusals
from infohus.disclosures.rules import Form, Seen, Sheet, Withheld, has_words, slip_refusals
from infohus.gateways.jobs import later
from infohus.lib import Refused, refuse, refused_by

DAYS = (30, 90, 180)  # how long a receiver may read a copy
ROLE_OF = {AuthorityKind.POLICE: Role.POLICE, AuthorityKind.MUNICIPALITY: Role.COORDINATOR}
OPEN_STAGES = (Stage.REGISTERED, Stage.ASSESSING, Stage.JOINT, Stage.CONCLUDED, Stage.ROLES)


def pass_to_police(actor: Actor, case: Case, *, of: Collection[uuid.UUID], **said: object) -> Disclosure:
    """Give the police a frozen sheet: they are asked to answer; answered is the police question of those concerns of which something is on it."""
    with act(actor, Act.PASS_TO_POLICE, case) as log:
        row = share(actor, case, of=of, **said)  # type: ignore[arg-type]
        if row.receiver is None or not row.to_police:
            raise Refused(_("Vælg en enhed i politiet."), "receiver")
        answer_questions(case, row)
        expect(case, Kind.POLICE_ANSWER, about=row.pk, authority=row.receiver.pk)
        answer_police_question(case, PoliceQuestion.PASSED_ON, of, acute=cannot_wait(case))
        if row.corrects_id:  # of a concern that is on it no more nothing may be left with them
            ask_untold(case, answered_of(case))
        log.update(row.codes())
    return row


def disclose(actor: Actor, case: Case, **said: object) -> Disclosure:
    """Give another authority, or an own unit, a frozen sheet."""
    with act(actor, Act.DISCLOSE, case) as log:
        row = share(actor, case, **said)  # type: ignore[arg-type]
        if row.to_police:  # who are asked to answer
            raise Refused(_("Det, politiet skal have, gives videre på siden til politiet."), "receiver")
        log.update(row.codes())
    return row


def share(
    actor: Actor, case: Case, *, sheet: Sheet, receiver: Authority | None, unit: Unit | None, basis: str, purpose: str, necessity: str,
    slips: Collection[Seen] = (), taken: Collection[str] = (), days: int = 90, corrects: Disclosure | None = None,
    of: Collection[uuid.UUID] | None = None, anew: Callable[[], Laid] | None = None, decided: str = "",
) -> Disclosure:  # fmt: skip
    """Write the disclosure and freeze its copy (a step): something must be on the sheet, and what was asked about is answered.

    An own unit has no inbox here: its sheet is frozen all the same, to be printed and handed over. `anew` lays the sheet once more,
    under the lock: what was shown is given only if it is still what the case holds, and if nothing was `decided` since about what leaves it.
    """
    step()
    check_open(case)
    slips = check_as_shown(case, sheet, of or (), slips, anew, decided)
    if receiver is None and unit is None:
        raise Refused(_("Vælg, hvem der skal have det: myndighed, enhed og funktion."), "receiver")
    if not sheet.files and not any(part.origin and has_words(part.text) for part in sheet.parts):
        raise Refused(_("Vælg mindst ét uddrag eller én fil. Intet er valgt på forhånd."), "extracts")
    if days not in DAYS:
        raise Refused(_("Vælg, hvor længe det kan læses."), "days")
    refuse([*basis_refusals(actor, case, receiver, unit, basis, purpose), *slip_refusals(slips, taken)])
    outside = receiver is not None and receiver.pk != case.municipality_id
    grounds = {
        "basis": basis, "purpose": purpose, "necessity": necessity, "said": sheet.shared(but=necessity), "to_whom": str(unit) if unit else "",
    }  # fmt: skip
    form = Form.COPY if outside else Form.UNIT
    row = note_disclosure(case, actor, form=form, receiver=receiver, unit=unit, of=of, named_as=named_on(case, sheet), **grounds)
    reads = ROLE_OF.get(AuthorityKind(receiver.kind), Role.PARTNER) if receiver is not None and outside else None
    copy = give_copy(row, sheet, to_role=reads, days=days, corrects=copy_of(corrects))
    if outside:
        later("infohus.assessments.jobs.tell_receiver", copy=copy.pk)
    if corrects is not None:
        correct_disclosure(actor, corrects, by=row)
    return row


def correct_disclosure(actor: Actor, old: Disclosure, *, by: Disclosure) -> None:
    """Let what is given now take the place of what was given before, to the same receiver, who reads the older no more."""
    with act(actor, Act.CORRECT_DISCLOSURE, old) as log:
        check_recall(old)
        check_same_receiver(old, by)
        by.change(corrects_id=old.pk)
        take_back(old, _("Rettet ved {number}").format(number=by.number), instead=by)
        log.update(old.codes(), by=by.pk)


def check_as_shown(
    case: Case, sheet: Sheet, of: Collection[uuid.UUID], slips: Collection[Seen], anew: Callable[[], Laid] | None, decided: str
) -> Collection[Seen]:
    """Refuse a sheet that is another now, or one beside which something was decided; what asks for a second look, as it stands now."""
    now = anew() if anew is not None else None
    if now is not None and now.decided != decided:
        raise Refused(DECIDED_SINCE)
    here = set(Concern.objects.filter(case=case).values_list("pk", flat=True))
    if not set(of) <= here or (now is not None and (now.sheet.mark() != sheet.mark() or now.of != set(of))):
        raise Refused(AS_SHOWN)
    return now.slips if now is not None else slips


DECIDED_SINCE = _l(
    "Siden du åbnede siden, er der givet noget videre, eller der er taget stilling til, hvad politiet skal vide. "
    "Se »Delt med« i sagen. Skal det her stadig gives, så tryk igen."
)
ALL_DECIDED = _l("Der er allerede taget stilling til, hvad politiet skal vide om hver henvendelse. Det står i forløbet.")
AS_SHOWN = _l("Arket er ikke set, som det er nu. Se det igennem, og tryk igen.")


def check_open(case: Case) -> None:
    """Only of a registered, open case something is given in writing."""
    if case.stage not in OPEN_STAGES:
        raise Refused(_("Registrér henvendelsen først. Haster det, så ring, og notér samtalen bagefter."))


def withhold_from_police(actor: Actor, case: Case, *, code: str, sentence: str) -> Departure:
    """Decide that nothing goes to the police: a code, and a sentence that the professional head reads (retsplejelovens § 115, stk. 4)."""
    unfounded = [] if code in Withheld.values else [Refused(_("Vælg, hvorfor politiet ikke skal have noget."), "code")]
    with act(actor, Act.WITHHOLD_FROM_POLICE, case) as log:
        check_open(case)
        if not is_left_open(case):
            raise Refused(ALL_DECIDED)
        said = refused_by(lambda: check_sentence(sentence, "sentence"))
        refuse([*unfounded, *said, *naming_refusals(case, {"sentence": sentence})])
        row = note_departure(actor, case, kind="withheld", code=code, sentence=sentence, field="sentence")
        answer_police_question(case, PoliceQuestion.WITHHELD, acute=cannot_wait(case))
        count("withheld", case.municipality_id, code=code, source=counted_source(case))
        log.update(departure=row.pk, code=Withheld(code))
    return row


def recall_disclosure(actor: Actor, row: Disclosure, *, why: str, wrong_receiver: bool = False) -> None:
    """Call back what was given: the receiver opens it no more and sees that it was called back, and nothing waits for their answer.

    Of what the police then have heard nothing of, it is decided anew what they shall know (`model.md` D3).
    """
    check_sentence(why)
    with act(actor, Act.RECALL_DISCLOSURE, row) as log:
        check_recall(row)
        take_back(row, why, wrong_receiver=wrong_receiver)
        if row.case.stage != Stage.CLOSED:
            ask_untold(row.case, answered_of(row.case))
        for copy in Copy.objects.filter(disclosure=row):
            later("infohus.assessments.jobs.tell_receiver", copy=copy.pk)
        count("recalled", row.municipality_id, wrong_receiver=wrong_receiver)
        log.update(row.codes(), wrong_receiver=wrong_receiver)


def check_recall(row: Disclosure) -> None:
    """Refuse to call back, or to correct, what was called back before or was never a sheet."""
    if row.case.stage == Stage.CLOSED and not Disclosure.objects.filter(pk=row.pk).exists():
        raise Refused(
            _("Sag {number} er lukket, og det, den har givet videre, er låst. Åbn sagen igen først.").format(number=row.case.number)
        )
    if row.recalled_at is not None:
        raise Refused(_("{number} er allerede kaldt tilbage.").format(number=row.number))
    if row.form != Form.COPY:
        raise Refused(_("Det, der er sagt eller givet på papir, kan ikke kaldes tilbage her. Ring til modtageren, og skriv en note."))


def check_same_receiver(old: Disclosure, new: Disclosure) -> None:
    """Refuse a correction that goes to another authority than what it corrects."""
    if (old.receiver_id or old.municipality_id) != (new.receiver_id or new.municipality_id):
        sentence = _("En rettelse skal til den samme myndighed. Skal en anden have det, så kald {number} tilbage, og giv det for sig.")
        raise Refused(sentence.format(number=old.number), "receiver")


def copy_of(row: Disclosure | None) -> Copy | None:
    """The frozen sheet of a disclosure; None of what was said or given on paper."""
    return Copy.objects.filter(disclosure=row).first() if row is not None else None


def take_back(row: Disclosure, why: str, instead: Disclosure | None = None, *, wrong_receiver: bool = False) -> None:
    """End a disclosure's copy and what waited for its answer; what was asked about it goes on to what is given in its place (a step)."""
    step()
    row.change(recalled_at=lib.now(), recall_why=why, wrong_receiver=wrong_receiver)
    for copy in Copy.objects.filter(disclosure=row, recalled_at=None):
        copy.change(recalled_at=lib.now())
    end(row.case, Kind.POLICE_ANSWER, about=row.pk, reason=Ended.WITHDRAWN.value)
    ask_again(row.case, row, instead)
    if instead is None:
        let_go(row.case, row)


def note_delivery(actor: Actor, row: Disclosure) -> None:
    """Note that what was given was handed over on paper or by secure post, against a receipt."""
    with act(actor, Act.NOTE_DELIVERY, row) as log:
        if row.delivered_at is not None:
            raise Refused(_("Det er allerede noteret."))
        row.change(delivered_at=lib.now())
        log.update(row.codes())
