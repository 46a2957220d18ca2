"""Files at the door: what each really is, and what is kept of it. Pure: bytes in, a cleaned file or a refusal in words out."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable

import puremagic

from infohus.attachments.cleaning_images import clean_picture, recognise_picture
from infohus.attachments.cleaning_package import recognise_package
from infohus.attachments.cleaning_pdf import clean_pdf
from infohus.attachments.cleaning_word import clean_word
from infohus.attachments.rules import PICTURES, Cleaned, Kind, Reason, check_name, check_size, name_as, refused
from infohus.lib import Refused

__all__ = ["Cleaned", "clean", "recognise"]

logger = logging.getLogger(__name__)
HEAD = 8192  # bytes that are looked at to tell what a file is
CLEANERS: dict[Kind, Callable[[bytes, str, str], Cleaned]] = {Kind.PDF: clean_pdf, Kind.DOCX: clean_word}
# Texts that are something else, by how they begin (small letters, after white space and marks of order).
DISGUISES = (
    (r"<\?xml[^>]*>\s*(<!--.*?-->\s*|<!doctype[^>]*>\s*)*<svg\b|(<!--.*?-->\s*)*<svg\b|<!doctype svg", Reason.DRAWING),
    (r"(<!--.*?-->\s*)*<(!doctype html|html|head|body|script|style|iframe|title|meta|table|div|h1|p|a|br|img|form)\b|<!--", Reason.HTML),
    (r"begin:vcalendar", Reason.CALENDAR),
    (r"begin:vcard", Reason.CONTACT),
    (r"<\?xml|<!doctype|\{\\rtf|#!|%!|\{\s*\"", Reason.UNKNOWN),
)
# What the library of known beginnings calls a file that is refused, so that the sentence fits.
CALLED = (
    (r"video/|audio/", Reason.FILM),
    (r"image/svg", Reason.DRAWING),
    (r"application/.*(zip|rar|7z|tar|compressed|gzip|bzip)", Reason.ARCHIVE),
)
MAIL_TRACES = ("received", "return-path", "message-id", "mime-version", "delivered-to", "dkim-signature", "x-originating-ip")
_one_at_a_time = threading.Lock()  # a large picture takes some hundred MB while it is drawn


def clean(data: bytes, name: str, field: str = "files") -> Cleaned:
    """What is kept of a file: recognised by its content, freed of what is not seen in it, its name kept; Refused in words otherwise."""
    check_size(len(data), name, field)
    try:
        kind = recognise(data, name)
        if isinstance(kind, Reason):
            raise refused(kind, name, field)
        check_name(kind, name, field)
        with _one_at_a_time:
            return _cleaned(kind, data, name, field)
    except Refused:
        raise
    except Exception as error:  # whatever a library says of bytes that it cannot read; the log names neither file nor content
        logger.warning("A file could not be read: %s", type(error).__name__)
        raise refused(Reason.DAMAGED, name, field) from error


def recognise(data: bytes, name: str = "") -> Kind | Reason:
    """What a file is by its content, or why it is refused; the name only tells a mail from a text about one."""
    if picture := recognise_picture(data):
        return picture
    if data[:HEAD].lstrip(b"\xef\xbb\xbf\0\t\r\n ").startswith(b"%PDF-"):
        return Kind.PDF
    if data.startswith(b"PK\x03\x04"):
        return recognise_package(data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return Reason.OLD_OFFICE
    text = _decoded(data)
    return _called(data) if text is None else _recognise_text(text, name)


def _recognise_text(text: str, name: str) -> Kind | Reason:
    if not text.strip("\ufeff \t\r\n\v\f"):  # blanks, or only the mark that says how a text is written
        return Reason.EMPTY
    beginning = text[:HEAD].lstrip("\ufeff \t\r\n\v\f").lower()
    for pattern, reason in DISGUISES:
        if re.match(pattern, beginning, re.DOTALL):
            return reason
    headers = _mail_headers(text)
    sent = "from" in headers and any(trace in headers for trace in MAIL_TRACES)
    named = name.lower().endswith(".eml") and bool({"from", "subject"} & headers)
    return Kind.EML if sent or named else Kind.TEXT


def _mail_headers(text: str) -> set[str]:
    """The names of the lines that a mail begins with, in small letters; empty if the text does not begin like a mail."""
    names: set[str] = set()
    for line in text[: 64 * 1024].lstrip("\ufeff\r\n").splitlines():
        if not line:
            return names
        if found := re.match(r"([!-9;-~]+):", line):
            names.add(found[1].lower())
        elif not line[0].isspace():
            return set()
    return names


def _called(data: bytes) -> Reason:
    """Why a file of another kind is refused, as exactly as its first bytes tell."""
    if data[4:8] == b"ftyp" and data[8:11] != b"avi":
        return Reason.FILM
    try:
        called = " ".join(match.mime_type for match in puremagic.magic_string(data[:HEAD])[:3])
    except (puremagic.PureError, ValueError):
        return Reason.UNKNOWN
    return next((reason for pattern, reason in CALLED if re.search(pattern, called)), Reason.UNKNOWN)


def _decoded(data: bytes) -> str | None:
    """The text of the bytes, by the mark they begin with, as UTF-8, or as Windows wrote it; None if they are no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if re.search(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]", text) else text
    return None


def _cleaned(kind: Kind, data: bytes, name: str, field: str) -> Cleaned:
    if kind in PICTURES:
        return clean_picture(kind, data, name, field)
    if cleaner := CLEANERS.get(kind):
        return cleaner(data, name, field)
    kept_name = name_as(name, kind.extension)
    if kind is Kind.EML:  # a closed letter: sender, addresses and what hangs on it stay as they came, and it never leaves the case
        return Cleaned(data, kept_name, kind.media_type, kind.extension, cleaned=False)
    return Cleaned((_decoded(data) or "").encode(), kept_name, kind.media_type, kind.extension, cleaned=True)
