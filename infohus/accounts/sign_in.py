"""Signing in: password and second factor by allauth, with our own words, counters without addresses, and the end of a session."""

from __future__ import annotations

import hmac
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from infohus import lib
from infohus.accounts.models import Membership


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themself, and counters of wrong passwords hold no client address."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by the system administrator."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """A keyed hash of the address: enough to count by, too little to find anybody by."""
        address = super().get_client_ip(request) or ""
        return hmac.new(settings.SECRET_KEY.encode(), str(address).encode(), "sha256").hexdigest()[:32]

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """To the overview; the door sends on those who still lack a second factor."""
        return settings.LOGIN_REDIRECT_URL


class MfaAdapter(DefaultMFAAdapter):
    """The second factor: its secrets are encrypted where they are kept."""

    def encrypt(self, text: str) -> str:
        """Seal a secret by the installation's root key."""
        return _seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open it again."""
        return _open(encrypted_text)


def _box() -> Any:
    from base64 import urlsafe_b64encode

    from cryptography.fernet import Fernet

    from infohus.gateways import keys

    return Fernet(urlsafe_b64encode(keys.derived("root", b"mfa")))


def _seal(text: str) -> str:
    return str(_box().encrypt(text.encode()).decode())


def _open(text: str) -> str:
    return str(_box().decrypt(text.encode()).decode())


def way_in(request: HttpRequest, member: Membership | None) -> HttpResponse | None:
    """None when the person may come in; else the page they are sent to: sign in, set up a second factor, or why not."""
    if not request.user.is_authenticated:
        return redirect(f"{settings.LOGIN_URL}?next={quote(request.get_full_path())}")
    if worn_out(request):
        logout(request)
        return redirect(f"{settings.LOGIN_URL}?next={quote(request.get_full_path())}")
    if member is None:
        return render(request, "ui/403.html", {"sentence": "Din konto har ingen rolle lige nu. Tal med din systemadministrator."}, status=403)
    if not has_second_factor(request):
        return redirect(reverse("mfa_index"))
    return None


def worn_out(request: HttpRequest) -> bool:
    """Whether the session has lasted its ten hours; the idle half hour is the cookie's and the row's own."""
    began = parse_datetime(request.session.get("began_at") or "")
    if began is None:
        request.session["began_at"] = lib.now().isoformat()
        return False
    return lib.now() - began > timedelta(hours=settings.SESSION_HARD_LIMIT_HOURS)


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session was opened with a second factor (or by the demo's own door, which exists in the demo only)."""
    if settings.DEMO and request.session.get("demo"):
        return True
    methods = request.session.get("account_authentication_methods") or []
    return any(method.get("method") == "mfa" for method in methods)
