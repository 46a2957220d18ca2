"""The underretning of a concern about a child: sent, judged within 24 hours, or not one because (barnets lov §§ 133, 136)."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor, Role
from infohus.accounts.models import Unit
from infohus.audit.actions import act, step
from infohus.cases.models import Case
from infohus.cases.rules import Ended, Under18
from infohus.concerns.actions.ages import follow_age
from infohus.concerns.actions.waiting import check_known
from infohus.concerns.models import Concern
from infohus.concerns.queries import came, came_to, is_judged, judgements, minute, report_sheet, unreadable_here
from infohus.concerns.rules import asks_about_report, sent_at_refusals, sent_from
from infohus.db.context import as_system
from infohus.deadlines.actions import count_from, end, expect, meet
from infohus.deadlines.queries import is_open
from infohus.deadlines.rules import Kind, local_day, met_with
from infohus.disclosures.actions import give_copy, note_disclosure
from infohus.disclosures.models import Copy, Disclosure
from infohus.disclosures.rules import Form
from infohus.gateways.jobs import later
from infohus.lib import Changed, Refused, refuse
from infohus.persons.queries import age_then, called, person_of
from infohus.ui.rules import moment


def settle_child_question(actor: Actor, concern: Concern, report: str, sent_at: datetime | None, was: Under18) -> None:
    """Send it as underretning, note that it was sent, or end the clocks (a step); what was sent before waits to be judged as it did."""
    step()
    case = concern.case
    follow_age(case, was)
    if case.under_18 == Under18.NO:
        return
    if sent_at is not None:
        send_as_report(actor, concern, sent_at=None if report == "send" else sent_at)
    elif concern.report_sent_at is None and not runs_for_another(concern):
        end(case, Kind.CHILD_24H, reason=Ended.WITHDRAWN.value)


def runs_for_another(concern: Concern) -> bool:
    """Whether the clock of 24 hours runs for another concern of the case too: one that is not decided about, or one sent and not judged yet."""
    case, judged = concern.case, judgements(concern.case)
    return any(
        asks_about_report(case.under_18, one.report_sent_at, one.report_not_sent)
        or (one.report_sent_at is not None and not is_judged(judged, one.pk, one.report_sent_at))
        for one in Concern.objects.filter(case=case).exclude(pk=concern.pk)
    )


def send_as_report(actor: Actor, concern: Concern, *, sent_at: datetime | None = None) -> None:
    """Send the concern to the child department as an underretning: a disclosure like every other (barnets lov § 133).

    Its duty reads a frozen copy here and judges it within 24 hours of the receipt; `sent_at`: it was sent another way before, which is the only
    way where nobody holds the duty.
    """
    case = concern.case
    with act(actor, Act.SEND_AS_REPORT, concern) as log:
        if case.under_18 == Under18.NO:
            raise Refused(_("Personen er 18 år eller over. Så er det ikke en underretning efter barnets lov."))
        check_unsent(concern)
        check_known(concern)
        if sent_at is None and (why := unreadable_here(case)):
            raise Refused(why, "report")
        refuse(sent_at_refusals(sent_at, sent_from(concern.face, concern.received_at), lib.now()))
        if sent_at is not None and age_then(case, person_of(case), local_day(sent_at)) == Under18.NO:
            raise Refused(_("Den dag var personen fyldt 18 år. Så er det ikke en underretning efter barnets lov."), "report_sent_at")
        department = Unit.objects.filter(authority=case.municipality, name=case.municipality.child_department, active=True).first()
        sheet, person = report_sheet(concern), person_of(case)
        row = note_disclosure(
            case, actor, form=Form.PAPER if sent_at else Form.UNIT, basis="BL133", purpose="CHILD_WELLBEING", concern=concern.pk,
            given_at=sent_at, receiver=None if department else case.municipality, unit=department, said=sheet.shared(),
            necessity=_("Barnet eller den unge kan have behov for særlig støtte."), to_whom=case.municipality.child_department,
            named_as=called(person) if person else (),
        )  # fmt: skip
        concern.change(report_sent_at=row.given_at)
        expect(case, Kind.CHILD_24H, since=came(concern))
        count_from(case, Kind.CHILD_24H, came(concern))
        if sent_at is None:
            give_copy(row, sheet, to_role=Role.CHILD_DUTY, days=REPORT_DAYS)
            later("infohus.concerns.jobs.tell_child_duty", authority=case.municipality_id)
        log.update(row.codes())


def take_as_report(actor: Actor, case: Case, *, shown: Collection[uuid.UUID]) -> None:
    """The child duty takes an arrival as underretning: each concern in it that is not sent, if these are the ones that stood on the page (`shown`)."""
    with act(actor, Act.TAKE_AS_REPORT, case) as log:
        known = list(Concern.objects.filter(case=case).order_by("received_at", "id"))
        if not known:  # registered meanwhile: a case that the child duty does not see
            raise Changed(case, _("En anden har taget eller ændret henvendelsen imens."))
        unsent = [one for one in known if one.report_sent_at is None]
        if not unsent:
            raise Refused(_("Den er allerede sendt som underretning."))
        if {one.pk for one in unsent} != set(shown):
            raise Refused(_("Der er sket noget, siden du åbnede siden: noget er kommet til eller sendt. Læs den igennem, og tryk igen."))
        for concern in unsent:
            concern.case = case
            send_as_report(actor, concern)
        log.update(concerns=[one.pk for one in unsent])


def not_a_report(actor: Actor, concern: Concern, *, report_not_sent: str) -> None:
    """Say of a registered concern why it is no underretning, where the age was told after the registration (barnets lov § 133)."""
    case = concern.case
    with act(actor, Act.NOT_A_REPORT, concern):
        check_unsent(concern)
        check_known(concern)
        if concern.registered_at is None:
            raise Refused(_("Det bliver der svaret på, når henvendelsen bliver registreret."))
        if not is_open(case.pk, Kind.CHILD_24H):
            raise Refused(_("Der er ikke længere noget at tage stilling til: ingen venter på, om det er en underretning."))
        if not report_not_sent.strip():
            raise Refused(_("Skriv, hvorfor det ikke er en underretning."), "report_not_sent")
        concern.change(report_not_sent=report_not_sent.strip())
        if not runs_for_another(concern):
            end(case, Kind.CHILD_24H, reason=Ended.WITHDRAWN.value)


def check_unsent(concern: Concern) -> None:
    """Refuse to send again what was sent since the page was opened, and, as `Changed`, what the actor sees no longer (a step)."""
    step()
    known = list(Concern.objects.filter(pk=concern.pk, case=concern.case_id).values_list("report_sent_at", flat=True))
    if not known:
        raise Changed(concern, _("En anden har taget eller ændret henvendelsen imens."))
    if known[0] is not None:
        raise Refused(_("Den er allerede sendt som underretning."))


REPORT_DAYS = 14  # how long the child duty can read a copy here; its department keeps its own journal


def note_copy_judged(actor: Actor, copy: Copy, *, judged_at: datetime, acute: bool) -> None:
    """The child duty, who reads only the copy, notes that the underretning has been judged (barnets lov § 136)."""
    with act(actor, Act.NOTE_REPORT_JUDGED, copy) as log, as_system():
        case = Case.objects.get(pk=copy.case_id)
        if not Copy.objects.filter(pk=copy.pk, confirmed_at=None).exists():
            raise Refused(_("Det er allerede noteret, at den underretning er vurderet."))
        check_judged_at(judged_at, next((one.at for one in came_to(case) if copy.pk in one.copies), copy.given_at))
        judge(actor, case, judged_at, acute)
        note_on_copies(case, judged_at, acute, Q(pk=copy.pk))
        log.update(judged_at=judged_at, acute=acute)


def judge(by: Actor, case: Case, judged_at: datetime, acute: bool) -> None:
    """Meet the clock by when it was judged, not when that was noted, with the answer; what is acute the lead reads today (a step; barnets lov § 136).

    What came or was sent after that moment waits on, until 24 hours from its own receipt.
    """
    step()
    if not meet(case, Kind.CHILD_24H, at=judged_at, answer=met_with(acute) or ""):
        raise Refused(_("Der er ingen underretning, der venter på at blive vurderet."))
    if acute:
        expect(case, Kind.CHILD_ACUTE)
        if by.membership is None or by.membership != case.lead_id:
            later("infohus.cases.jobs.tell_members", case=case.pk)
    if left := not_judged(case):
        expect(case, Kind.CHILD_24H, since=min(left))


def not_judged(case: Case) -> list[datetime]:
    """When those concerns about a child came that no judgement of the case can have been of: they came after each of them."""
    judged = judgements(case)
    return [one.at for one in came_to(case) if not is_judged(judged, one.concern, one.at)]


def note_on_copies(case: Case, judged_at: datetime, acute: bool, this: Q) -> None:
    """Note on what the child duty had by then, to the minute, that it is judged: `this` underretning, and the others of the case that were opened.

    One that nobody opened stays unread, though one clock runs for all of a case: it can be another child's, joined by mistake (a step).
    """
    step()
    theirs = Copy.objects.filter(case_id=case.pk, to_role=Role.CHILD_DUTY, recalled_at=None, confirmed_at=None)
    theirs = theirs.filter(this | Q(seen_at__isnull=False))
    theirs.filter(given_at__lt=minute(judged_at) + timedelta(minutes=1)).update(confirmed_at=judged_at, judged_acute=acute)


def check_judged_at(judged_at: datetime, since: datetime) -> None:
    """Refuse a judgement that lies ahead, or before the minute in which the concern came."""
    if judged_at > lib.now():
        raise Refused(_("Tidspunktet er ikke kommet endnu. Skriv, hvornår de vurderede den."), "judged_at")
    if judged_at < minute(since):
        sentence = _("Tidspunktet ligger før henvendelsen kom, {at}. Se efter dato og klokkeslæt.")
        raise Refused(sentence.format(at=moment(since, lib.today())), "judged_at")


def note_report_judged(actor: Actor, concern: Concern, *, judged_at: datetime, acute: bool) -> None:
    """Note that the child department has judged the underretning, within 24 hours or not (barnets lov § 136)."""
    with act(actor, Act.NOTE_REPORT_JUDGED, concern) as log:
        check_judged_at(judged_at, came(concern))
        mine = list(Disclosure.objects.filter(concern_id=concern.pk).values_list("pk", flat=True))
        with as_system():
            judge(actor, concern.case, judged_at, acute)
            note_on_copies(concern.case, judged_at, acute, Q(disclosure__in=mine))
        log.update(judged_at=judged_at, acute=acute)
