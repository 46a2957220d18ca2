"""The files of a case."""

from __future__ import annotations

import base64
import uuid
import zipfile
from xml.etree.ElementTree import ParseError

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.shortcuts import get_object_or_404

from infohus.attachments.cleaning_package import Package, Unclean, UnpacksLarge
from infohus.attachments.cleaning_word_fields import W
from infohus.attachments.models import Attachment
from infohus.attachments.rules import Kind
from infohus.cases.models import Case
from infohus.gateways import files
from infohus.sealing.ring import hold


def documents_of(case: Case) -> tuple[list[Attachment], list[Attachment]]:
    """The files of a case, those of its mailboxes too, newest first; and what is left of those that were removed. Two queries."""
    rows = list(Attachment.objects.filter(case=case).order_by("-added_at", "-id"))
    hold({row.sealed_by for row in rows})
    return [row for row in rows if row.removed_at is None], [row for row in rows if row.removed_at is not None]


def document_for(case: Case, pk: uuid.UUID) -> Attachment:
    """A file of a case that is still there, or 404."""
    return get_object_or_404(Attachment.objects.select_related("case__municipality"), case=case, pk=pk, removed_at=None)


def read(row: Attachment) -> bytes:
    """The bytes of a file; for one who may open its row. `files.Missing` if the store has lost them."""
    return opened(row.pk, row.file_key)


def opened(pk: uuid.UUID, key: str) -> bytes:
    """The bytes of a file by its id and its key, for one who was given both."""
    sealed = files.get(pk)
    return AESGCM(base64.b64decode(key)).decrypt(sealed[:12], sealed[12:], pk.bytes)


APART = tuple(f"{W}{name}" for name in ("br", "cr", "tab", "noBreakHyphen"))  # what stands between words and is none


def _words_of_word(data: bytes) -> str:
    """The words of a Word document that was cleaned, a paragraph a line, with those at its top, foot and notes."""
    package = Package(data)
    parts = [name for name in package.entries if name.startswith("word/") and name.endswith(".xml")]
    paragraphs = [paragraph for part in parts for paragraph in package.xml(part).iter(f"{W}p")]
    return "\n".join(
        "".join((one.text or "") if one.tag == f"{W}t" else " " * (one.tag in APART) for one in line.iter()) for line in paragraphs
    )


def words_in(row: Attachment) -> str:
    """The words of a file that is plain text or a Word document; '' of pictures and PDFs, and of what cannot be read."""
    try:
        if row.media_type == Kind.TEXT.media_type:
            return read(row).decode(errors="replace")
        return _words_of_word(read(row)) if row.media_type == Kind.DOCX.media_type else ""
    except (files.Missing, InvalidTag, zipfile.BadZipFile, UnpacksLarge, Unclean, ParseError):
        return ""
