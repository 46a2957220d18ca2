"""A text that was sent after the session ended: sealed into the sign-in page, given back to its writer, never kept here."""

from __future__ import annotations

import json
import uuid
import zlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.core import signing
from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString

from infohus import lib
from infohus.gateways import keys
from infohus.ui.kept import is_secret

WRITER = "writer"  # the hidden field that says who was signed in when the page was made
BOX = "carried"  # the hidden field that holds what they sent
NOT_TEXT = (WRITER, BOX)
MINUTES = 30
SALT = "infohus.accounts.writer"


@dataclass(frozen=True)
class Carried:
    """What somebody sent, to where; files are not among it."""

    path: str
    fields: list[tuple[str, str]]

    @property
    def texts(self) -> list[str]:
        """The fields in which they wrote something."""
        return [value for _name, value in self.fields if len(value.split()) > 2]


def token_of(user: uuid.UUID | str) -> str:
    """The signed word that this user was signed in."""
    return signing.dumps(str(user), salt=SALT)


def writer_of(request: HttpRequest) -> str:
    """The id of the user for whom the page was made that this form stands on; '' if it does not say so credibly."""
    try:
        return str(signing.loads(request.POST.get(WRITER, ""), salt=SALT))
    except signing.BadSignature:
        return ""


def page(request: HttpRequest) -> dict[str, Any]:
    """For templates: on the pages of one who is signed in, every `csrf_input` says whose page it is, too."""
    member = getattr(request, "membership", None)
    return {"csrf_input": _inputs(request, member.user_id)} if member is not None else {}


def _both(request: HttpRequest, user: uuid.UUID) -> str:
    return format_html('{}<input type="hidden" name="{}" value="{}">', csrf_input(request), WRITER, token_of(user))


_inputs = lazy(_both, SafeString, str)


def sent(request: HttpRequest) -> Carried:
    """What this request sends, but for what is never shown again."""
    fields = [(name, value) for name, values in request.POST.lists() if name not in NOT_TEXT and not is_secret(name) for value in values]
    return Carried(request.get_full_path(), fields)


def seal(request: HttpRequest) -> str:
    """What this request sends, sealed for its writer; '' if it sends no form of ours."""
    if request.method != "POST" or not (writer := writer_of(request)):
        return ""
    what = sent(request)
    plain = zlib.compress(json.dumps([writer, what.path, what.fields]).encode())
    return _box().encrypt_at_time(plain, _moment()).decode()


def unseal(box: str, user: uuid.UUID) -> Carried | None:
    """What was sealed less than 30 minutes ago, if this user wrote it."""
    try:
        writer, path, fields = json.loads(zlib.decompress(_box().decrypt_at_time(box, MINUTES * 60, _moment())))
    except (InvalidToken, ValueError, TypeError):  # a box of signs that none of ours is made of
        return None
    return Carried(path, [(name, value) for name, value in fields]) if writer == str(user) else None


def _moment() -> int:
    return int(lib.now().timestamp())


def _box() -> Fernet:
    return Fernet(urlsafe_b64encode(keys.derived("root", b"carry")))
