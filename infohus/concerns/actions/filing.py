"""What people do with concerns: filing, noting, saving a draft."""

from __future__ import annotations

import hashlib
import hmac
import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from infohus import lib
from infohus.access.rules import Act, Actor, reporter
from infohus.accounts.models import Authority
from infohus.attachments.actions import Taken, keep, unkept_on_failure
from infohus.attachments.models import Origin
from infohus.audit.actions import act, step
from infohus.cases.actions import open_case
from infohus.cases.models import Case
from infohus.cases.rules import Under18
from infohus.catalogues.queries import Texts
from infohus.concerns.actions.children import tell_when_nobody_is_there
from infohus.concerns.actions.drafts import forget_draft
from infohus.concerns.models import Concern
from infohus.concerns.rules import (
    Face,
    Professional,
    check_facts,
    check_professional,
    check_reporter,
    check_signs,
    check_somebody_left,
    source_group,
)
from infohus.counting.actions import count
from infohus.db.context import acting, as_system
from infohus.deadlines.actions import expect_first
from infohus.deadlines.rules import Kind
from infohus.gateways.jobs import later
from infohus.mailboxes.actions import first_words, open_mailbox
from infohus.mailboxes.models import Mailbox, Sender
from infohus.mailboxes.queries import behind, code_of, find, messages_of, readers_of, receipt_key
from infohus.mailboxes.rules import content_mac, read_code
from infohus.persons.rules import check_without_cpr


@dataclass(frozen=True)
class Receipt:
    """What the reporter is shown after the commit: the code, when it was stored, how long the code lives, and whether this text is another."""

    code: str
    received_at: datetime
    valid_until: datetime
    repeated: bool = False
    differs: bool = False


def file_concern(
    actor: Actor,
    municipality: Authority,
    *,
    face: Face,
    token: str,
    answers: Mapping[str, Any],
    sent_as: str,
    files: Sequence[Taken] = (),
    not_for: Collection[uuid.UUID] = (),
) -> Receipt:
    """Anyone voices a concern: it opens a case, a mailbox and the deadlines; the same form token files once, whatever is pressed twice."""
    check_filed(face, answers)
    mac = fingerprint(answers, files)
    try:
        with unkept_on_failure() as kept, act(actor, Act.FILE_CONCERN, municipality) as log:
            if not_for:
                check_left(municipality, not_for)
            case = open_case(
                municipality, source=answers["source"], under_18=Under18(answers["under_18"]), not_for=not_for,
                serious=any(sign["serious"] for sign in answers.get("signs") or []),
            )  # fmt: skip
            mailbox = open_mailbox(municipality, token, content_mac=mac, case=case)
            concern = lay_down(case, face, answers, mailbox)
            first_words(mailbox, sent_as)
            if face == Face.PROFESSIONAL:
                forget_draft(token)
            for taken in files:
                keep(case, taken, origin=Origin.REPORTER, kept=kept, about=concern.pk)
            with as_system():
                expect_on_arrival(case, concern, reachable=bool(answers.get("reporter_phone") or answers.get("reporter_email")))
                later("infohus.cases.jobs.tell_members", case=case.pk)
                tell_when_nobody_is_there(case, not_for)
            log.update(case=case.pk, concern=concern.pk)
        return Receipt(code_of(token), mailbox.opened_at, mailbox.valid_until)
    except IntegrityError:
        if (receipt := receipt_of(token, mac)) is None:
            raise
        return receipt


def check_left(municipality: Authority, not_for: Collection[uuid.UUID]) -> None:
    """Refuse a concern that nobody could ever read: every coordinator is left out, and no head is there to appoint another (a step)."""
    step()
    readers, heads = [str(one.user) for one in readers_of(municipality)], [str(user) for user in behind(municipality).heads]
    check_somebody_left([str(user) for user in not_for], readers, heads, Texts(municipality).own)


def receipt_of(token: str, mac: str) -> Receipt | None:
    """The receipt of a form that was sent before, told apart by its content; None if it never was."""
    known = find(read_code(code_of(token)))
    if known is None:
        return None
    mailbox_id, municipality = known
    with acting(reporter(municipality, mailbox_id).context), transaction.atomic():
        mailbox = Mailbox.objects.get(pk=mailbox_id)
        same = hmac.compare_digest(mailbox.content_mac, mac)
        return Receipt(code_of(token), mailbox.opened_at, mailbox.valid_until, repeated=True, differs=not same)


def sent_before(token: str) -> tuple[Actor, Mailbox, list[str]] | None:
    """The reporter behind a form that was sent, their mailbox, and what they have written in it so far; None if it never was."""
    if (known := find(read_code(code_of(token)))) is None:
        return None
    mailbox_id, municipality = known
    actor = reporter(municipality, mailbox_id)
    with acting(actor.context), transaction.atomic():
        mailbox = Mailbox.objects.select_related("municipality").get(pk=mailbox_id)
        return actor, mailbox, [message.text for message in messages_of(mailbox) if message.sender == Sender.REPORTER]


def fingerprint(answers: Mapping[str, Any], files: Sequence[Taken]) -> str:
    """A keyed fingerprint of what was sent, to tell a repeat from a changed text without keeping either."""
    said = json.dumps(dict(answers), sort_keys=True, default=str, ensure_ascii=False).encode()
    prints = [hashlib.sha256(taken.cleaned.data).digest() for taken in files]
    return content_mac(receipt_key(), b"".join([said, *prints]))


def made_of(case: uuid.UUID, answers: Mapping[str, Any]) -> uuid.UUID:
    """The id of a concern that is written by somebody signed in: made of its page and its words, so that the same sent twice is the same."""
    return uuid.uuid5(case, fingerprint(answers, ()))


def check_filed(face: Face, said: Mapping[str, Any]) -> None:
    """Refuse a concern that lacks what its door asks for (`domain.md` §8)."""
    check_facts(said.get("observed", ""))
    check_signs([sign["code"] for sign in said.get("signs") or []], said.get("signs_description") or said.get("observed", ""))
    contact = (said.get("reporter_name", ""), said.get("reporter_phone", ""), said.get("reporter_email", ""))
    check_reporter(bool(said.get("anonymous")), *contact, bool(said.get("hide_name")), said.get("hide_reason", ""))
    for field in FREE_TEXTS:
        check_without_cpr(said.get(field) or "", field)
    if face == Face.PROFESSIONAL:
        check_professional(Professional(**{name: said[name] for name in Professional.__dataclass_fields__ if name in said}))


FREE_TEXTS = (
    "observed", "when_where", "alternatives", "goes_well", "worry", "recently", "signs_description", "who", "age", "place", "talked", "safety",
    "reporter_name", "reporter_phone", "reporter_best", "hide_reason", "workplace", "done", "told_person_how", "told_parent_1_how",
    "told_parent_2_how", "interpreter_who",
)  # fmt: skip
FIELDS = frozenset(field.name for field in Concern._meta.get_fields())


def lay_down(case: Case, face: Face, answers: Mapping[str, Any], mailbox: Mailbox | None, pk: uuid.UUID | None = None) -> Concern:
    """Write the concern itself, in the reporter's words, and count it once, whatever it is parted into or joined to later (a step)."""
    step()
    concern = Concern(pk=pk or lib.uuid7(), case=case, face=face, source=answers["source"], received_at=case.received_at, mailbox=mailbox)
    concern.anonymous, concern.catalogue_on, concern.under_18 = not answers.get("reporter_name"), lib.today(), case.under_18
    for name, value in answers.items():
        if name in FIELDS and name not in ("source", "mailbox", "under_18"):
            setattr(concern, name, value)
    concern.save(force_insert=True)
    with as_system():
        count("received", case.municipality_id, source=source_group(concern.source, concern.anonymous).value)
    return concern


def expect_on_arrival(case: Case, concern: Concern, *, reachable: bool) -> None:
    """Open the deadlines of an arrival (a step, in the house's own context; barnets lov §§ 136–137 where a child may be concerned)."""
    step()
    child = case.under_18 != Under18.NO
    kinds = [
        (Kind.REGISTER, None, True),
        (Kind.ACUTE_TODAY, None, case.serious),
        (Kind.CHILD_24H, None, child),
        (Kind.CHILD_RECEIPT, concern.pk, child),
    ]
    # The page with the code is the receipt of one without an address.
    met = () if reachable else (Kind.CHILD_RECEIPT,)
    expect_first(case, *((kind, about) for kind, about, asked in kinds if asked), since=case.received_at, met=met)
