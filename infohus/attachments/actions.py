"""Taking files in: recognised, cleaned, scanned, sealed before they touch the disk; and removing them for good."""

from __future__ import annotations

import base64
import hashlib
import os
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.files.uploadedfile import UploadedFile
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from infohus import lib
from infohus.access.rules import Act, Actor
from infohus.attachments.cleaning import Cleaned, clean
from infohus.attachments.models import Attachment, Origin, Removal
from infohus.attachments.queries import read
from infohus.attachments.rules import check_count, check_size
from infohus.audit.actions import act, note_read, step
from infohus.cases.models import Case
from infohus.gateways import clamav, files
from infohus.lib import Refused


@dataclass(frozen=True)
class Taken:
    """A file that has passed every gate and waits to be kept."""

    name: str
    cleaned: Cleaned
    scanned: bool
    digest: str = ""  # of the bytes as they came, by which the same file is known again


def take_in(uploads: Sequence[UploadedFile], field: str = "files") -> list[Taken]:
    """Recognise, scan and clean the uploads of one form; one that is refused refuses the form, in words that name it."""
    check_count(len(uploads), field)
    return [_take(upload, field) for upload in uploads]


def take_each(uploads: Sequence[UploadedFile], field: str = "files") -> tuple[list[Taken], list[str]]:
    """The same one by one: those that pass, and the sentences about those that are refused, each naming its file."""
    taken: list[Taken] = []
    wrong: list[str] = []
    check_count(len(uploads), field)
    for upload in uploads:
        try:
            taken.append(_take(upload, field))
        except Refused as refusal:
            wrong.append(refusal.sentence)
    return taken, wrong


def _take(upload: UploadedFile, field: str) -> Taken:
    name = upload.name or ""
    check_size(upload.size or 0, name, field)  # before it is in memory
    raw = upload.read()
    scanned = clamav.scan(raw, name, field)
    return Taken(name, clean(raw, name, field), scanned, hashlib.sha256(raw).hexdigest())


@contextmanager
def unkept_on_failure() -> Iterator[list[uuid.UUID]]:
    """Remove the bytes of files again when the act they belong to fails; where it may have been stored all the same, the sweep decides."""
    kept: list[uuid.UUID] = []
    try:
        yield kept
    except (OperationalError, InterfaceError):  # the connection may have broken, or the warning come, after the COMMIT was done
        raise
    except BaseException:
        for one in kept:
            files.remove(one)
        raise


def keep(
    case: Case, taken: Taken, *, origin: Origin, kept: list[uuid.UUID], about: uuid.UUID | None = None, mailbox: uuid.UUID | None = None,
    pk: uuid.UUID | None = None,
) -> Attachment:  # fmt: skip
    """Keep one file with its case (a step): the bytes sealed by a key of their own, that key sealed by the case or the mailbox."""
    step()
    key, row = os.urandom(32), Attachment(municipality_id=case.municipality_id, case=case, mailbox_id=mailbox, about=about, origin=origin)
    row.pk, nonce = pk or row.pk, os.urandom(12)
    files.put(row.pk, nonce + AESGCM(key).encrypt(nonce, taken.cleaned.data, row.pk.bytes))
    kept.append(row.pk)
    row.size, row.cleaned, row.inline, row.scanned = len(taken.cleaned.data), taken.cleaned.cleaned, taken.cleaned.inline, taken.scanned
    row.name, row.media_type, row.file_key = taken.cleaned.name, taken.cleaned.media_type, base64.b64encode(key).decode()
    row.added_at = lib.now()
    row.save(force_insert=True)
    return row


def add_documents(actor: Actor, case: Case, *, origin: str, taken: Sequence[Taken], token: str = "") -> list[Attachment]:
    """Add files that have passed every gate to a case, with whose they are; returns those that were not there yet.

    Under one form token the same file is added once, however often the page is sent: its id is made of token, name and bytes.
    """
    if not taken:
        raise Refused(_("Vælg mindst én fil."), "files")
    if origin not in Origin.values:
        raise Refused(_("Vælg, hvem filen kommer fra."), "origin")
    named = {file_id(case, token, one): one for one in taken}
    if token and not named.keys() - added(case, named):
        return []
    with unkept_on_failure() as kept, act(actor, Act.ADD_DOCUMENT, case) as log:
        new = {pk: one for pk, one in named.items() if pk not in added(case, named)}
        rows = [keep(case, one, origin=Origin(origin), kept=kept, pk=pk) for pk, one in new.items()]
        log.update(files=[row.pk for row in rows], origin=Origin(origin))
    return rows


def file_id(case: Case, token: str, taken: Taken) -> uuid.UUID:
    """The id of a file that is added under a form token; a new one without a token."""
    return uuid.uuid5(case.pk, f"{token}:{taken.digest}:{taken.name}") if token else lib.uuid7()


def added(case: Case, ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Which of these files the case has, or had."""
    return set(Attachment.objects.filter(case=case, pk__in=list(ids)).values_list("pk", flat=True))


def remove_document(actor: Actor, row: Attachment, *, why: str) -> None:
    """Remove a file for good: its bytes, key and name; when, why and whose it was stays."""
    if why not in Removal.values:
        raise Refused(_("Vælg, hvorfor filen skal fjernes."), "why")
    with act(actor, Act.REMOVE_DOCUMENT, row) as log:
        if not Attachment.objects.filter(pk=row.pk, removed_at=None).exists():
            raise Refused(_("Filen er allerede fjernet."))
        row.change(removed_at=lib.now(), removed_why=why, name=None, media_type=None, file_key=None)
        transaction.on_commit(partial(files.remove, row.pk))
        log.update(file=row.pk, why=Removal(why))


def read_document(actor: Actor, row: Attachment) -> bytes:
    """The bytes of a file of a case; that they were read is logged."""
    note_read(actor, Act.READ_CASE, row, file=row.pk)
    try:
        return read(row)
    except (files.Missing, InvalidTag) as lost:
        raise Refused(_("Filen kan ikke hentes. Sig det til systemadministratoren: lageret har mistet den.")) from lost


def remove_files(rows: QuerySet[Attachment]) -> int:
    """Remove files for good: their rows now, their bytes when the act has committed (a step); returns how many."""
    step()
    gone = list(rows.values_list("pk", flat=True))
    rows.delete()
    transaction.on_commit(lambda: [files.remove(one) for one in gone])
    return len(gone)
