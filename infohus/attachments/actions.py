"""Taking files in: recognised, cleaned, scanned, sealed before they touch the disk."""

from __future__ import annotations

import base64
import os
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet

from infohus import lib
from infohus.attachments.cleaning import Cleaned, clean
from infohus.attachments.models import Attachment, Origin
from infohus.attachments.rules import check_count
from infohus.audit.actions import step
from infohus.cases.models import Case
from infohus.gateways import clamav, files


@dataclass(frozen=True)
class Taken:
    """A file that has passed every gate and waits to be kept."""

    name: str
    cleaned: Cleaned
    scanned: bool


def take_in(uploads: Sequence[UploadedFile], field: str = "files") -> list[Taken]:
    """Recognise, scan and clean the uploads of one form; one that is refused refuses the form, in words that name it."""
    check_count(len(uploads), field)
    taken = []
    for upload in uploads:
        raw = upload.read()
        scanned = clamav.scan(raw, upload.name or "", field)
        taken.append(Taken(upload.name or "", clean(raw, upload.name or "", field), scanned))
    return taken


@contextmanager
def unkept_on_failure() -> Iterator[list[uuid.UUID]]:
    """Remove the bytes of files again when the act they belong to fails."""
    kept: list[uuid.UUID] = []
    try:
        yield kept
    except BaseException:
        for one in kept:
            files.remove(one)
        raise


def keep(case: Case, taken: Taken, *, origin: Origin, kept: list[uuid.UUID], about: uuid.UUID | None = None, mailbox: uuid.UUID | None = None) -> Attachment:
    """Keep one file with its case (a step): the bytes sealed by a key of their own, that key sealed by the case or the mailbox."""
    step()
    key, row = os.urandom(32), Attachment(municipality_id=case.municipality_id, case=case, mailbox_id=mailbox, about=about, origin=origin)
    nonce = os.urandom(12)
    files.put(row.pk, nonce + AESGCM(key).encrypt(nonce, taken.cleaned.data, row.pk.bytes))
    kept.append(row.pk)
    row.size, row.cleaned, row.inline, row.scanned = len(taken.cleaned.data), taken.cleaned.cleaned, taken.cleaned.inline, taken.scanned
    row.name, row.media_type, row.file_key = taken.cleaned.name, taken.cleaned.media_type, base64.b64encode(key).decode()
    row.added_at = lib.now()
    row.save(force_insert=True)
    return row


def read(row: Attachment) -> bytes:
    """The bytes of a file; for one who may open its row."""
    sealed = files.get(row.pk)
    return AESGCM(base64.b64decode(row.file_key)).decrypt(sealed[:12], sealed[12:], row.pk.bytes)


def remove_files(rows: QuerySet[Attachment]) -> int:
    """Remove files for good: their rows now, their bytes when the act has committed (a step); returns how many."""
    step()
    gone = list(rows.values_list("pk", flat=True))
    rows.delete()
    transaction.on_commit(lambda: [files.remove(one) for one in gone])
    return len(gone)
