"""Advice without a person: asked by anyone or noted by a coordinator, answered by code or by telephone, never a case."""

from __future__ import annotations

import hmac
import json
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, connection
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor
from infohus.accounts.models import Authority
from infohus.advice.models import Advice, ThemeDuty
from infohus.advice.queries import asker_of, theme_codes
from infohus.advice.rules import Way, check_answer, check_codes, check_question, check_way, erase_on
from infohus.audit.actions import act, step
from infohus.cases.models import changed
from infohus.counting.actions import count
from infohus.db.context import as_system
from infohus.deadlines.actions import expect
from infohus.deadlines.models import Deadline
from infohus.deadlines.rules import Kind, working_days
from infohus.gateways.jobs import later
from infohus.lib import Refused
from infohus.mailboxes.actions import first_words, mark_read, open_mailbox, say
from infohus.mailboxes.models import Mailbox
from infohus.mailboxes.queries import code_of, receipt_key
from infohus.mailboxes.rules import content_mac, is_open
from infohus.sealing.models import Kind as KeyKind
from infohus.sealing.ring import new_key


@dataclass(frozen=True)
class Asked:
    """What one who asked is shown after the commit: the code, when it was stored, and whether this question is another than the first."""

    code: str
    asked_at: datetime
    valid_until: datetime
    repeated: bool = False
    differs: bool = False


def ask_advice(
    actor: Actor, municipality: Authority, *, token: str, theme: str, group: str, question: str, form: str, contact: str = ""
) -> Asked:
    """Anyone asks without naming anybody; the same form token asks once, whatever is pressed twice."""
    check_codes(theme, group, theme_codes(municipality))
    check_question(question, contact)
    check_way(form, contact)
    said = json.dumps([theme, group, question, form, contact], ensure_ascii=False).encode()
    mac = content_mac(receipt_key(), said)
    try:
        with act(actor, Act.ASK_ADVICE, municipality) as log:
            row = lay_down(
                municipality, theme=theme, group=group, question=question, form=form, contact=contact if form == Way.PHONE else ""
            )
            mailbox = open_mailbox(municipality, token, content_mac=mac, advice=row.pk)
            row.mailbox_id = mailbox.pk
            row.save(force_insert=True)
            first_words(mailbox, question)
            with as_system():
                expect(municipality, Kind.ANSWER_ADVICE, about=row.pk)
                later("infohus.advice.jobs.tell_coordinators", authority=municipality.pk)
            log.update(advice=row.pk)
        return Asked(code_of(token), mailbox.opened_at, mailbox.valid_until)
    except IntegrityError:
        if (before := asked_before(token, mac)) is None:
            raise
        return before


def asked_before(token: str, mac: str = "") -> Asked | None:
    """What was answered to a form that was sent before, told apart by its content; None if it never was."""
    known = asker_of(token)
    if known is None:
        return None
    mailbox = known[1]
    differs = bool(mac) and not hmac.compare_digest(mailbox.content_mac, mac)
    return Asked(code_of(token), mailbox.opened_at, mailbox.valid_until, repeated=True, differs=differs)


def lay_down(
    municipality: Authority, *, theme: str, group: str, question: str, form: str, contact: str = "", asked_at: datetime | None = None
) -> Advice:
    """A question with a key of its own, not saved yet (a step)."""
    step()
    row = Advice(municipality=municipality, theme=theme, group=group, form=form, asked_at=asked_at or lib.now())
    new_key(KeyKind.ADVICE, row.pk, municipality.pk)
    row.question, row.contact = question, contact
    return row


def note_advice(
    actor: Actor, municipality: Authority, *, theme: str, group: str, question: str, answer: str, form: str, minutes: int | None
) -> Advice:
    """A coordinator writes down advice that was given at once, on the telephone or at a meeting; nobody is named."""
    check_codes(theme, group, theme_codes(municipality))
    check_question(question)
    check_answer(answer, minutes, form)
    with act(actor, Act.NOTE_ADVICE, municipality) as log:
        row = lay_down(municipality, theme=theme, group=group, question=question, form=form)
        row.answer, row.minutes = answer, minutes
        settle(row, actor)
        row.save(force_insert=True)
        count_advice(row)
        log.update(advice=row.pk)
    return row


def answer_advice(
    actor: Actor, advice: Advice, *, version: int, answer: str, form: str, minutes: int | None, theme: str = "", group: str = ""
) -> None:
    """Answer a question, by code or by telephone; contact data is deleted with it. A second answer is added to the first."""
    theme, group = theme or advice.theme, group or advice.group
    check_codes(theme, group, theme_codes(advice.municipality))
    check_answer(answer, minutes, form)
    with act(actor, Act.ANSWER_ADVICE, advice) as log:
        first = advice.answered_at is None
        if not Advice.objects.filter(pk=advice.pk, version=version).update(version=version + 1):
            raise changed(Advice.objects.select_related("municipality", "answered_by__user").get(pk=advice.pk))
        reply(advice, answer, form, actor)
        settle(advice, actor)
        advice.change(
            version=version + 1, theme=theme, group=group, form=form, contact="", minutes=(advice.minutes or 0) + (minutes or 0),
            answer="\n\n".join(part for part in (advice.answer, answer) if part),
            answered_at=advice.answered_at, answered_by_id=advice.answered_by_id, erase_on=advice.erase_on,
        )  # fmt: skip
        answered(advice)
        if first:
            count_advice(advice)
        log.update(advice=advice.pk, minutes=minutes)


def reply(advice: Advice, answer: str, form: str, by: Actor) -> None:
    """Lay the answer into the mailbox if it is given by code; else what was written there counts as read (a step)."""
    step()
    mailbox = Mailbox.objects.filter(pk=advice.mailbox_id).first() if advice.mailbox_id else None
    if form != Way.CODE:
        if mailbox is not None:
            mark_read(mailbox)
    elif mailbox is None or not is_open(mailbox.valid_until, mailbox.closed_at, lib.now()):
        raise Refused(_("Den, der spørger, har ingen kode, der virker. Vælg, hvordan du ellers har svaret."), "form")
    else:
        say(mailbox, answer, by=by)


def settle(advice: Advice, by: Actor) -> None:
    """Who answered, when, and when the text goes (a step); the first answer stays the time of answering."""
    step()
    advice.answered_at = advice.answered_at or lib.now()
    advice.answered_by_id = advice.answered_by_id or by.membership
    advice.erase_on = erase_on(lib.today())


def answered(advice: Advice) -> None:
    """Meet what waits for this question (a step)."""
    step()
    waiting = Deadline.objects.filter(case_id=None, kind=Kind.ANSWER_ADVICE, about=advice.pk, met_at=None, ended_at=None)
    waiting.update(met_at=lib.now())


def count_advice(advice: Advice) -> None:
    """Count one question answered: theme, who asked, how, minutes, working days until the answer (a step; ST13)."""
    step()
    assert advice.answered_at is not None
    days = working_days(advice.asked_at, advice.answered_at, advice.municipality.closed_days)
    count("advice", advice.municipality_id, theme=advice.theme, group=advice.group, form=advice.form, minutes=advice.minutes, days=days)


def from_concern(
    by: Actor,
    municipality: Authority,
    *,
    question: str,
    theme: str,
    group: str,
    mailbox: Mailbox | None = None,
    asked_at: datetime | None = None,
) -> Advice:
    """Make a question of what is left of a concern in which nobody can be recognised (a step); the caller moves the mailbox."""
    step()
    check_codes(theme, group, theme_codes(municipality))
    check_question(question)
    asked_at = asked_at or (mailbox.opened_at if mailbox else lib.now())
    form = Way.CODE if mailbox else Way.PHONE
    row = lay_down(municipality, theme=theme, group=group, question=question, form=form, asked_at=asked_at)
    row.mailbox_id = mailbox.pk if mailbox else None
    row.save(force_insert=True)
    expect(municipality, Kind.ANSWER_ADVICE, about=row.pk, since=asked_at)
    return row


def take_themes(actor: Actor, municipality: Authority, *, themes: Collection[str]) -> None:
    """Say which themes one answers first; the others may answer them too."""
    with act(actor, Act.TAKE_THEMES, municipality) as log:
        known = theme_codes(municipality)
        if unknown := set(themes) - set(known):
            raise Refused(_("Emnet findes ikke mere. Åbn siden igen."), "themes" if unknown else None)
        mine = ThemeDuty.objects.filter(municipality=municipality, membership_id=actor.membership)
        mine.exclude(theme__in=themes).delete()
        held = set(mine.values_list("theme", flat=True))
        ThemeDuty.objects.bulk_create(
            [ThemeDuty(municipality=municipality, membership_id=actor.membership, theme=one) for one in themes if one not in held]
        )
        log.update(themes=len(set(themes)))


def expire_advice(actor: Actor, municipality: Authority, advice: uuid.UUID) -> None:
    """Delete the text of a question, its mailbox and both keys, 90 days after the answer; what it counted stays."""
    with act(actor, Act.EXPIRE, municipality) as log, connection.cursor() as cursor:
        cursor.execute("SELECT expire_advice(%s)", [advice])
        expect(municipality, Kind.ROTATE_KEYS)
        log.update(advice=advice)
