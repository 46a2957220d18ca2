"""How long each class is kept: an administrator proposes, the data protection officer confirms; and what the archives have decided."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor
from infohus.accounts.models import Authority
from infohus.accounts.rules import check_another
from infohus.audit.actions import act, one_by_one, step
from infohus.cases.models import Case
from infohus.cases.queries import kept_until
from infohus.cases.rules import Class, Stage
from infohus.catalogues.actions import fresh, own_row, seen, write
from infohus.catalogues.queries import wording_on
from infohus.catalogues.rules import Entry
from infohus.catalogues.rules import Kind as Catalogue
from infohus.db.context import as_system
from infohus.deadlines.rules import local_day
from infohus.gateways.jobs import later
from infohus.lib import Refused
from infohus.retention.models import ClassChange, Erasure
from infohus.retention.queries import Kept, Moved, unseen, wording_of
from infohus.retention.rules import Decision, Want, check_change, check_decision
from infohus.rights.actions import await_erasure


def propose_class(actor: Actor, municipality: Authority, kept: Kept, *, amount: int | None, unit: str, source: str) -> ClassChange:
    """Propose how long a class is to be kept; nothing changes before the data protection officer has confirmed it."""
    with act(actor, Act.PROPOSE_CLASS, municipality) as log:
        one_by_one(Act.PROPOSE_CLASS, municipality.pk, kept.code)
        if ClassChange.objects.filter(municipality=municipality, code=kept.code, answered_at=None).exists():
            raise Refused(_("Der er allerede foreslået en ændring af {code}, som venter på svar.").format(code=kept.code.value))
        check_change(amount, unit, source, kept.clock)
        row = ClassChange(municipality=municipality, code=kept.code, amount=amount, unit=unit, source=source.strip())
        row.proposed_by_id, row.proposed_at = actor.membership, lib.now()
        row.save(force_insert=True)
        log.update(change=row.pk, kept=kept.code, amount=amount, months=unit == "months")
    return row


def confirm_class(actor: Actor, municipality: Authority, kept: Kept) -> None:
    """The new clock holds from today: the house moves closed cases whose day comes sooner (`follow_class`); longer ones wait for `lengthen`."""
    with act(actor, Act.CONFIRM_CLASS, municipality) as log:
        change = waiting(municipality, kept, actor, confirmed=True)
        data = {f"keep_{change.unit}": change.amount, "adopted": True}
        reword(municipality, kept, actor, data, change.source)
        later("infohus.retention.jobs.follow_class", authority=municipality.pk, kept=kept.code)
        log.update(change=change.pk, kept=kept.code, amount=change.amount, months=change.unit == "months")


def decline_class(actor: Actor, municipality: Authority, kept: Kept) -> None:
    """The data protection officer does not agree: the class is kept as before."""
    with act(actor, Act.DECLINE_PROPOSAL, municipality) as log:
        change = waiting(municipality, kept, actor, confirmed=False)
        log.update(change=change.pk, kept=kept.code)


def follow_class(actor: Actor, case: Case) -> None:
    """Let the day of a closed case come sooner, as its class's clock now says; one that two persons keep longer stays as they decided."""
    with act(actor, Act.FOLLOW_CLASS, case) as log:
        then = day_by_class(case)
        decided = Erasure.objects.filter(case=case, want=Want.PROLONG, confirmed=True, proposed_at__gte=case.closed_at)
        if then >= case.erase_on or decided.exists():
            raise Refused(_("Sag {number} får ikke en tidligere dato af den frist, der gælder nu.").format(number=case.number))
        log.update(kept=Class(case.retention_class), before=case.erase_on, until=then)
        move_day(case, then)


def lengthen(actor: Actor, one: Moved) -> None:
    """Give one closed case, looked at by itself, the later day that its class's clock gives it now."""
    case = unseen(actor, one)
    with act(actor, Act.CONFIRM_CLASS, case) as log:
        then = day_by_class(case)
        if then <= case.erase_on:
            raise Refused(_("Sag {number} får ikke en senere dato af den frist, der gælder nu.").format(number=case.number))
        log.update(kept=Class(case.retention_class), before=case.erase_on, until=then)
        move_day(case, then)


def decide_archive(actor: Actor, municipality: Authority, kept: Kept, *, decision: str, authority: str) -> None:
    """Note what the archives have decided on the cases of a class, and on what that rests (arkivloven)."""
    with act(actor, Act.DECIDE_ARCHIVE, municipality) as log:
        check_decision(kept.code, decision, authority)
        reword(municipality, kept, actor, {"archive": decision, "authority": authority.strip()})
        log.update(kept=kept.code, decision=Decision(decision))


# ---------- Steps


def waiting(municipality: Authority, kept: Kept, by: Actor, *, confirmed: bool) -> ClassChange:
    """Answer the change of a class that waits (a step)."""
    step()
    row = (
        ClassChange.objects.select_for_update(of=["self"])
        .select_related("proposed_by")
        .filter(municipality=municipality, code=kept.code, answered_at=None)
        .first()
    )
    if row is None:
        raise Refused(_("Der venter ingen ændring af {code}. En anden har måske svaret imens.").format(code=kept.code.value))
    if confirmed:
        check_another(by.user, row.proposed_by.user_id, _("Du har selv foreslået ændringen. En anden skal godkende den."))
    row.change(answered_at=lib.now(), answered_by_id=by.membership, confirmed=confirmed)
    return row


def reword(municipality: Authority, kept: Kept, by: Actor, data: dict[str, object], source: str = "") -> None:
    """Write what changed of a class into the municipality's catalogue, valid from today (a step)."""
    step()
    _known, version = wording_of(municipality, kept.code.value)
    known = seen(municipality, Catalogue.RETENTION_CLASS, kept.code.value, version)
    before = wording_on(known, lib.today()) or Entry(Catalogue.RETENTION_CLASS, kept.code.value, "")
    row = own_row(known, lib.today()) or fresh(municipality, known, before, lib.today(), by)
    clock = {"keep_days", "keep_months"}
    old = {name: value for name, value in before.data.items() if not (name in clock and clock & data.keys())}
    row.data, row.source = {**old, **data}, source or row.source
    row.checked_on, row.checked_by_id, row.check_again_on = lib.today(), by.membership, lib.today() + timedelta(days=365)
    row.written_by_id, row.written_at = by.membership, lib.now()
    write(row, version + 1)


def day_by_class(case: Case) -> date:
    """The day that the clock of its class gives a closed case now, the case read anew under the lock (a step)."""
    step()
    with as_system():
        case.as_it_stands()
        if not Case.objects.filter(pk=case.pk, stage=Stage.CLOSED).exists():
            raise Refused(
                _("Sag {number} er ikke lukket længere. En anden har måske slettet eller genåbnet den imens.").format(number=case.number)
            )
    return kept_until(case.municipality_id, Class(case.retention_class), local_day(case.closed_at))


def move_day(case: Case, then: date) -> None:
    """Give a closed case another day; what was proposed falls away, and it is not looked at before the last day of a hold (a step)."""
    step()
    with as_system():
        case.change(erase_on=then)
    await_erasure(case, anew=True)
