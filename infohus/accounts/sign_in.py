"""Signing in: password and second factor by allauth, with our own words, counters without addresses, and the end of a session."""

from __future__ import annotations

import hmac
import ipaddress
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from infohus import lib
from infohus.accounts import carry, queries
from infohus.accounts.forms import signing
from infohus.accounts.menu import menu_of
from infohus.accounts.models import Membership, User
from infohus.accounts.rules import FORGOTTEN_HOURS
from infohus.gateways import keys
from infohus.gateways.jobs import later

FRESH = timedelta(minutes=5)  # so long after signing in nobody is asked again who they are
SEEN_EVERY = timedelta(minutes=5)
METHODS = "account_authentication_methods"  # where allauth notes how this session was opened
OUTSIDE = "outside"  # by the login of an authority's own

SAID = {
    "account/messages/password_changed.txt": _("Din adgangskode er ændret. Er du logget på andre steder, er du logget af der."),
    "account/messages/password_set.txt": _("Din adgangskode er valgt."),
    "mfa/messages/totp_activated.txt": _("Din app er sat op."),
    "mfa/messages/webauthn_added.txt": _("Din passkey er tilføjet."),
    "mfa/messages/webauthn_removed.txt": _("Din passkey er fjernet."),
    "mfa/messages/recovery_codes_generated.txt": _("Du har fået nødkoder. Gem dem."),
}
MISMATCH = _("E-mail og adgangskode passer ikke sammen. Skriv dem igen, eller vælg en ny adgangskode.")
TOO_MANY = _(
    "Der er prøvet for mange gange. Vent fem minutter, og prøv igen. Efter mange forsøg kan det vare en time. Du kan også vælge en ny adgangskode."
)


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themself, counters of wrong passwords hold no client address, and all sentences are ours."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": MISMATCH,
        "account_inactive": MISMATCH,
        "incorrect_password": _("Adgangskoden passer ikke."),
        "enter_current_password": _("Den nuværende adgangskode passer ikke."),
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by the system administrator."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """A keyed hash of the network address: enough to count by, too little to find anybody by."""
        return hashed(super().get_client_ip(request))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Wrong passwords are counted for an address and a network together: a stranger elsewhere shuts nobody out."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{self.get_client_ip(request)}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse who has tried too often here; and an address that was tried from everywhere as often as one network could."""
        super().pre_authenticate(request, **credentials)
        self._tried_anywhere = ratelimit.consume(request, **_anywhere(credentials))
        if not self._tried_anywhere:
            raise self.validation_error("too_many_login_attempts")

    def _rollback_login_failed_rl_usage(self) -> None:
        super()._rollback_login_failed_rl_usage()
        if self._tried_anywhere:
            self._tried_anywhere.rollback()

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        super()._delete_login_attempts_cached_email(request, **credentials)
        ratelimit.clear(request, **_anywhere(credentials))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """To the person's own first page; the door sends on those who still lack a second factor."""
        return settings.LOGIN_REDIRECT_URL

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """To the page of one's own access."""
        return reverse("accounts:own")

    def is_reauthentication_required(self, *, app: str, **given: Any) -> bool:
        """One who signed in a moment ago has just said who they are."""
        began = began_at(context.request)
        return began is None or lib.now() - began > FRESH

    def login(self, request: HttpRequest, user: Any) -> None:
        """Sign in, and begin to count the session's hours."""
        super().login(request, user)
        begin(request, user)

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """A closed account answers like a wrong password."""
        messages.error(request, str(MISMATCH))
        return redirect("account_login")

    def add_message(self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **given: Any) -> None:
        """Our own sentence for what was done; what needs none gets none."""
        if text := given.get("message") or SAID.get(message_template or ""):
            messages.add_message(request, level, str(text))


def _anywhere(credentials: dict[str, Any]) -> dict[str, Any]:
    """What counts the wrong passwords of an address, wherever they come from."""
    return {"app": "allauth.account", "action": "login_failed_anywhere", "key": str(credentials.get("email", "")).lower()}


class MfaAdapter(DefaultMFAAdapter):
    """The second factor: its secrets are encrypted where they are kept."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": signing.WRONG_CODE,
        "cannot_generate_recovery_codes": _("Sæt en app eller en passkey op først."),
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret by the installation's root key."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open it again."""
        return _box().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """What a passkey is called unless its owner says otherwise."""
        count = user.authenticator_set.filter(type=type).count()
        return f"Passkey {count + 1}" if count else "Passkey"  # the word of our pages; the library's Danish has another


def _box() -> Fernet:
    return Fernet(urlsafe_b64encode(keys.derived("root", b"mfa")))


def hashed(address: str) -> str:
    """A keyed hash of an address, of IPv6 of its network (/64), since one client has all of that."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        known = None
    if known is not None and known.version == 6:
        address = str(ipaddress.ip_network((known, 64), strict=False))
    return hmac.new(settings.SECRET_KEY.encode(), address.encode(), "sha256").hexdigest()[:32]


# ---------- The session: when it began, with what it was opened, when it ends


def begin(request: HttpRequest, user: User) -> None:
    """Note when the session began; what the person saw last is from now on 'before'."""
    now = lib.now()
    request.session["began_at"] = now.isoformat()
    User.objects.filter(pk=user.pk).update(seen_before_at=F("seen_at"), seen_at=now)


def began_at(request: HttpRequest) -> datetime | None:
    """When the session began, as far as it says."""
    return parse_datetime(request.session.get("began_at") or "")


def worn_out(request: HttpRequest) -> bool:
    """Whether the session has lasted its ten hours; the idle half hour is the cookie's and the row's own."""
    began = began_at(request)
    if began is None:
        request.session["began_at"] = lib.now().isoformat()
        return False
    return lib.now() - began > timedelta(hours=settings.SESSION_HARD_LIMIT_HOURS)


def still_in(request: HttpRequest) -> bool:
    """Whether somebody is signed in; a session that is worn out ends here."""
    if request.user.is_authenticated and worn_out(request):
        logout(request)
    return bool(request.user.is_authenticated)


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session was opened with a second factor (or by the demo's own door, which exists in the demo only)."""
    if settings.DEMO and request.session.get("demo"):
        return True
    return any(method.get("method") == "mfa" for method in request.session.get(METHODS) or [])


def seen(user: User) -> None:
    """Note, every five minutes, that a person is at work."""
    now = lib.now()
    if user.seen_at is not None and now - user.seen_at > SEEN_EVERY:
        User.objects.filter(pk=user.pk).update(seen_at=now)


def roles_of(request: HttpRequest) -> list[Membership]:
    """The capacities in which this session may act: one that an authority's own login opened acts for that authority alone."""
    known, opened = queries.memberships_of(request.user), request.session.get(METHODS) or []
    by = {one.get("authority") for one in opened if one.get("method") == OUTSIDE}
    if not by or any(one.get("method") == "password" for one in opened):
        return known
    return [one for one in known if str(one.authority_id) in by]


def membership_of(request: HttpRequest) -> Membership | None:
    """The membership in which the signed-in person acts, or None; read in autocommit, before the view."""
    if not request.user.is_authenticated:
        return None
    known = roles_of(request)
    chosen = request.session.get("membership")
    return next((one for one in known if str(one.pk) == chosen), known[0] if known else None)


def present(request: HttpRequest) -> None:
    """Let a page of one's own access show who is there and where they can go, once they have shown a second factor."""
    member = membership_of(request)
    if member is not None and has_second_factor(request):
        request.membership, request.menu = member, menu_of(member.actor.role, request.path)  # type: ignore[attr-defined]


# ---------- The way in


def way_in(request: HttpRequest, member: Membership | None) -> HttpResponse | None:
    """None when the person may come in; else the page they are sent to: sign in, set up a second factor, or why not."""
    if not still_in(request):
        return to_sign_in(request)
    if member is None:
        return render(request, "accounts/no_role.html", status=403)
    if not has_second_factor(request):
        return redirect(reverse("mfa_index"))
    seen(member.user)
    return None


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; who sent a text from a page of ours takes it along, sealed, and gets it back afterwards."""
    if box := carry.seal(request):
        return carry_along(request, box)
    if "HX-Request" in request.headers:  # a part of a page asked: the browser leaves the whole page, and comes back to it
        page = urlsplit(request.headers.get("HX-Current-URL", "")).path
        onward = f"?next={quote(page)}" if url_has_allowed_host_and_scheme(page, None) else ""
        return HttpResponse(headers={"HX-Redirect": settings.LOGIN_URL + onward})
    next_page = f"?next={quote(request.get_full_path())}" if request.method in ("GET", "HEAD") else ""
    return redirect(settings.LOGIN_URL + next_page)


def logins(request: HttpRequest) -> dict[str, Any]:
    """For the sign-in page: the logins of authorities' own, and the page one came for."""
    return {"logins": queries.logins_offered(), "onward": onward(request)}


def onward(request: HttpRequest) -> str:
    """What an address takes along of the page one came for ("?next=…")."""
    page = request.GET.get("next")
    return f"?{urlencode({'next': page})}" if page else ""


def carry_along(request: HttpRequest, box: str) -> HttpResponse:
    """The sign-in page with a text in it; a part of a page that asked by htmx is replaced by it whole."""
    by_part = "HX-Request" in request.headers
    given = {"form": signing.LogIn(request=request), "carried": box, "redirect_field": "", **logins(request)}
    response = render(request, "accounts/log_in.html", given, status=200 if by_part else 401)
    if by_part:
        response["HX-Retarget"], response["HX-Reswap"] = "body", "innerHTML"
    return response


def give_back(request: HttpRequest, box: str) -> HttpResponse | None:
    """The text that was carried along, once its writer has come in; to anybody else it does not exist."""
    if not (box and request.user.is_authenticated and has_second_factor(request)):
        return None
    carried = carry.unseal(box, request.user.pk)
    return show_text(request, carried) if carried else None


def show_text(request: HttpRequest, carried: carry.Carried, status: int = 200) -> HttpResponse:
    """Show somebody what they wrote, to be sent again to where it was going."""
    present(request)
    fields = [*carried.fields, (carry.WRITER, carry.token_of(request.user.pk))]
    return render(request, "accounts/your_text.html", {"carried": carried, "fields": fields}, status=status)


# ---------- Passwords and factors


@dataclass(frozen=True)
class Factors:
    """How a person can show a second factor."""

    app: Any
    keys: list[Any]
    codes: int  # emergency codes that are left

    @property
    def any(self) -> bool:
        """Whether there is one."""
        return bool(self.app or self.keys)


def factors(user: Any) -> Factors:
    """The second factors of a person."""
    known = list(Authenticator.objects.filter(user=user).order_by("created_at"))
    of = {kind: [one for one in known if one.type == kind] for kind in Authenticator.Type}
    codes = of[Authenticator.Type.RECOVERY_CODES]
    left = len(codes[0].wrap().get_unused_codes()) if codes else 0
    return Factors(next(iter(of[Authenticator.Type.TOTP]), None), of[Authenticator.Type.WEBAUTHN], left)


def is_last_factor(user: Any, pk: int) -> bool:
    """Whether the person could show no second factor without this one."""
    others = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exclude(pk=pk)
    return not others.exists()


def drop_app(user: Any) -> None:
    """Forget the app that another is about to replace."""
    Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).delete()


def send_link(email: str) -> None:
    """Send the link for a forgotten password, if there is such an account and it has a role."""
    user = queries.account_of_address(email)
    if user is not None and user.is_active and queries.memberships_of(user) and not queries.comes_from_outside(user):
        later("infohus.accounts.jobs.send_link", user=user.pk, hours=FORGOTTEN_HOURS, again=1)


def choose_password(request: HttpRequest, user: User, password: str) -> None:
    """Set a password that was chosen by link: other sessions end with it, and wrong attempts before are forgotten."""
    user.set_password(password)
    user.save(update_fields=["password"])
    AccountAdapter(request)._delete_login_attempts_cached_email(request, email=user.email)
