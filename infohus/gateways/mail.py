"""Mail out of the house: SMTP, or files under INFOHUS_HOME/mail for the demo; what is sent never has content."""

from __future__ import annotations

import smtplib
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.filebased import EmailBackend as Files
from django.core.mail.backends.smtp import EmailBackend as Smtp


def folder() -> Path:
    """Where the demo's mail lies."""
    return Path(settings.HOME) / "mail"


def server() -> dict[str, Any]:
    """Host, port, user and password of INFOHUS_MAIL (`smtp://` or `smtps://`)."""
    parts = urlsplit(settings.MAIL_URL)
    return {
        "host": parts.hostname, "port": parts.port or (465 if parts.scheme == "smtps" else 25), "use_ssl": parts.scheme == "smtps",
        "username": unquote(parts.username or "") or None, "password": unquote(parts.password or "") or None, "timeout": 15,
    }  # fmt: skip


class Backend(BaseEmailBackend):
    """Django's own backends, chosen by INFOHUS_MAIL."""

    def send_messages(self, email_messages: Any) -> int:
        """Send them all; an error is the job's to try again."""
        if settings.MAIL_URL:
            return Smtp(fail_silently=False, **server()).send_messages(email_messages) or 0
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        return Files(file_path=str(folder())).send_messages(email_messages) or 0


def trouble() -> str:
    """Why mail cannot be handed over now, or ''."""
    if not settings.MAIL_URL:
        try:
            folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError:
            return "mappen kan ikke skrives"
        return ""
    try:
        at = server()
        with (smtplib.SMTP_SSL if at["use_ssl"] else smtplib.SMTP)(at["host"], at["port"], timeout=3) as line:
            line.noop()
    except (OSError, smtplib.SMTPException):
        return "serveren svarer ikke"
    return ""
