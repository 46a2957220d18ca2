"""Pages of signing in and of one's own access: allauth's, with our templates, forms and sentences, and a text carried through them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account import views as account
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import record_authentication
from allauth.core import ratelimit
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.contrib import messages
from django.db.transaction import non_atomic_requests
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _

from infohus.accounts import carry, queries, sign_in
from infohus.accounts.door import unsigned
from infohus.accounts.forms import signing
from infohus.ui.views import csrf_failure as bare_csrf_failure

AGAIN = reauthentication_required(app="allauth.mfa")


def own_access(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a page of one's own access: a password is enough to come here, for whoever still lacks a second factor."""

    @unsigned
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not sign_in.still_in(request):
            return sign_in.to_sign_in(request)
        sign_in.present(request)
        return view(request, *args, **kwargs)

    return page


# ---------- In and out


@unsigned
@non_atomic_requests
def log_in(request: HttpRequest) -> HttpResponse:
    """E-mail and password; then the second factor."""
    box = request.POST.get(carry.BOX, "")
    given = {"carried": box, **sign_in.logins(request)}
    view = account.LoginView.as_view(template_name="accounts/log_in.html", form_class=signing.LogIn, extra_context=given)
    response = view(request)
    if box and response.status_code == 302 and response["Location"] == reverse("mfa_authenticate"):
        request.method = "GET"
        return second_factor_page(request, box)
    return sign_in.give_back(request, box) or response


@unsigned
@non_atomic_requests
def second_factor(request: HttpRequest) -> HttpResponse:
    """A code or a passkey."""
    box = request.POST.get(carry.BOX, "")
    response = second_factor_page(request, box)
    return sign_in.give_back(request, box) or response


def second_factor_page(request: HttpRequest, box: str) -> HttpResponse:
    """The page that asks for it, with the text that is carried along."""
    ours = {"form_class": signing.Code, "webauthn_form_class": signing.Key, "extra_context": {"carried": box}}
    return mfa.AuthenticateView.as_view(template_name="accounts/second_factor.html", **ours)(request)


@unsigned
def log_out(request: HttpRequest) -> HttpResponse:
    """Sign out; GET asks first."""
    return account.LogoutView.as_view(template_name="accounts/log_out.html")(request)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is too old, of somebody who signed in anew elsewhere: their text comes back with a fresh one."""
    writer = carry.writer_of(request)
    sent = carry.sent(request)
    if writer and sent.texts and str(request.user.pk) == writer and sign_in.has_second_factor(request):
        return sign_in.show_text(request, sent, status=403)
    if writer and not request.user.is_authenticated:
        return sign_in.to_sign_in(request)
    return bare_csrf_failure(request, reason)


@unsigned
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link to choose a new password; the answer is the same whether there is such an account or not."""
    form = signing.Forgotten(request.POST or None)
    if form.is_valid():
        email = form.cleaned_data["email"].lower()
        if (refused := ratelimit.consume_or_429(request, action="reset_password", key=email)) is not None:
            return refused
        sign_in.send_link(email)
        return render(request, "accounts/link_sent.html")
    return render(request, "accounts/forgotten.html", {"form": form})


@unsigned
def choose_password(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a password by the link of an invitation or of a forgotten one; the second factor is asked for afterwards."""
    if (user := queries.user_of_link(token)) is None:
        return render(request, "accounts/link_closed.html", status=410)
    form = signing.ChoosePassword(request.POST or None, user=user)
    if form.is_valid():
        sign_in.choose_password(request, user, form.cleaned_data["password1"])
        messages.success(request, _("Din adgangskode er valgt. Log på med den."))
        return redirect("account_login")
    return render(request, "accounts/choose_password.html", {"form": form, "email": user.email})


# ---------- One's own access


def own(request: HttpRequest) -> HttpResponse:
    """Who one is here, in which roles, and how one signs in."""
    factors = sign_in.factors(request.user)
    given = {"roles": sign_in.roles_of(request), "factors": factors, "in_demo": bool(request.session.get("demo"))}
    return render(request, "accounts/own.html", {**given, "from_outside": queries.comes_from_outside(request.user)})


def switch(request: HttpRequest) -> HttpResponse:
    """Act in another of one's roles from now on."""
    chosen = next((one for one in sign_in.roles_of(request) if str(one.pk) == request.POST.get("membership")), None)
    if request.method != "POST" or chosen is None:
        return redirect("accounts:own")
    request.session["membership"] = str(chosen.pk)
    messages.success(request, _("Du arbejder nu som {role} i {authority}.").format(role=chosen.title, authority=chosen.authority.name))
    return redirect("accounts:home")


@own_access
def set_up(request: HttpRequest) -> HttpResponse:
    """The page for one who still lacks a second factor."""
    if sign_in.has_second_factor(request):
        return redirect("accounts:own")
    return render(request, "accounts/set_up.html")


@own_access
def change_password(request: HttpRequest) -> HttpResponse:
    """A new password by the old one."""
    return account.PasswordChangeView.as_view(template_name="accounts/change_password.html", form_class=signing.NewPasswordByOld)(request)


@own_access
def set_password(request: HttpRequest) -> HttpResponse:
    """A password for an account that has none (in the demo); one who comes by their authority's login has that instead."""
    if queries.comes_from_outside(request.user):
        return redirect("accounts:own")
    return account.PasswordSetView.as_view(template_name="accounts/change_password.html", form_class=signing.FirstPassword)(request)


@own_access
def say_password_again(request: HttpRequest) -> HttpResponse:
    """Say once more who one is, by password; one who comes by their authority's login does it there."""
    if queries.comes_from_outside(request.user):
        return again_outside(request, sign_in.onward(request))
    return account.ReauthenticateView.as_view(template_name="accounts/again.html", form_class=signing.PasswordAgain)(request)


def again_outside(request: HttpRequest, onward: str) -> HttpResponse:
    """The page that sends one to say again who they are at their authority's login."""
    return render(request, "accounts/again_outside.html", {"logins": queries.logins_offered(), "onward": onward})


@own_access
def say_code_again(request: HttpRequest) -> HttpResponse:
    """Say once more who one is, by code."""
    return mfa.ReauthenticateView.as_view(template_name="accounts/again.html", form_class=signing.CodeAgain)(request)


@own_access
def say_key_again(request: HttpRequest) -> HttpResponse:
    """Say once more who one is, by passkey."""
    view = webauthn.ReauthenticateWebAuthnView.as_view(template_name="accounts/again_by_key.html", form_class=signing.KeyAgain)
    return view(request)


# A way of signing in is only ever replaced by another: there is no page that leaves an account with a password alone.


class ReplaceApp(totp.ActivateTOTPView):
    """Set up an app, in place of the one that was there."""

    template_name = "accounts/app.html"
    form_class = signing.NewApp

    @method_decorator(AGAIN)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """As any form page; allauth's own sends on whoever has an app already."""
        return super(totp.ActivateTOTPView, self).dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """The new app replaces the old one, and this session has now shown its second factor."""
        sign_in.drop_app(self.request.user)
        response = super().form_valid(form)
        record_authentication(self.request, self.request.user, method="mfa", type="totp")
        return response


class AddKey(webauthn.AddWebAuthnView):
    """Add a passkey."""

    template_name = "accounts/add_key.html"
    form_class = signing.NewKey

    def form_valid(self, form: Any) -> HttpResponse:
        """This session has now shown its second factor."""
        response = super().form_valid(form)
        record_authentication(self.request, self.request.user, method="mfa", type="webauthn")
        return response


def said_lately(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a page that changes how one signs in: one who has no password here must have come from their authority's login just now."""

    @own_access
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        late = sign_in.AccountAdapter(request).is_reauthentication_required(app="mfa")
        if late and queries.comes_from_outside(request.user) and not sign_in.factors(request.user).any:
            return again_outside(request, f"?{urlencode({'next': request.path})}")
        return view(request, *args, **kwargs)

    return page


@said_lately
def set_up_app(request: HttpRequest) -> HttpResponse:
    """Set up an app that shows codes; its picture is the one thing here that comes as `data:`."""
    response = ReplaceApp.as_view()(request)
    response.allow_data_images = True
    return response


@said_lately
def add_key(request: HttpRequest) -> HttpResponse:
    """Add a passkey."""
    return AddKey.as_view()(request)


@own_access
def keys(request: HttpRequest) -> HttpResponse:
    """One's own passkeys stand on the page of one's access."""
    return redirect("accounts:own")


@own_access
def remove_key(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a passkey, unless it is the only second factor."""
    if sign_in.is_last_factor(request.user, pk):
        messages.error(request, _("Det er din eneste ekstra måde at logge på. Sæt en app eller en ny passkey op først."))
        return redirect("accounts:own")
    view = webauthn.RemoveWebAuthnView.as_view(template_name="accounts/remove_key.html", success_url=reverse("accounts:own"))
    return view(request, pk=pk)


@own_access
def emergency_codes(request: HttpRequest) -> HttpResponse:
    """The emergency codes, shown once."""
    if not sign_in.factors(request.user).codes:
        raise Http404
    return recovery.ViewRecoveryCodesView.as_view(template_name="accounts/emergency_codes.html")(request)


@own_access
def new_emergency_codes(request: HttpRequest) -> HttpResponse:
    """Make new emergency codes; the old ones open nothing any more."""
    return recovery.GenerateRecoveryCodesView.as_view(template_name="accounts/new_emergency_codes.html")(request)
