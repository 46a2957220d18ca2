"""Coming in by the login of an authority's own: OpenID Connect or SAML by allauth, and what becomes of one who comes from there."""

from __future__ import annotations

from typing import Any, NoReturn

import jwt
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url, perform_login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from onelogin.saml2.errors import OneLogin_Saml2_Error
from requests import RequestException

from infohus.access.rules import house
from infohus.accounts import actions
from infohus.accounts.models import Authority
from infohus.accounts.sign_in import OUTSIDE, AccountAdapter
from infohus.gateways import provider as gateway
from infohus.gateways.provider import OPENID_CONNECT, SAML, Provider, Told, Unclear
from infohus.lib import Refused

ONWARD = "onward"  # the page one came for, while one is away
SIGNED = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
)  # signatures that only the provider can make
# What goes wrong between two houses that do not understand each other; whatever it is, nobody comes in.
STRANGE = (
    OAuth2Error, RequestException, PermissionDenied, Unclear, jwt.PyJWTError, OneLogin_Saml2_Error, SyntaxError, KeyError, TypeError, ValueError,
)  # fmt: skip


class Adapter(DefaultSocialAccountAdapter):
    """The providers are those of the file, and what goes wrong is told on a page of ours."""

    def list_apps(self, request: HttpRequest, provider: str | None = None, client_id: str | None = None) -> list[SocialApp]:
        """The providers, as allauth knows them."""
        found = [app_of(one) for one in gateway.known().values()]
        return [one for one in found if provider in (None, one.provider, one.provider_id) and client_id in (None, one.client_id)]

    def on_authentication_error(self, request: HttpRequest, provider: Any, **told: Any) -> NoReturn:
        """A page of ours; what the provider says of it is not shown."""
        raise ImmediateHttpResponse(refuse(request))


def app_of(provider: Provider) -> SocialApp:
    """A provider as allauth knows it; never a row."""
    told = provider.told
    if provider.protocol == OPENID_CONNECT:
        given = {"server_url": told["server"], "oauth_pkce_enabled": True, "scope": told.get("ask_for", ["openid", "profile", "email"])}
        return SocialApp(
            provider=OPENID_CONNECT, provider_id=provider.slug, name=provider.slug, client_id=told["client"],
            secret=told["client_secret"], settings=given,
        )  # fmt: skip
    idp = {"entity_id": told["entity_id"]}
    idp |= {"metadata_url": told["metadata"]} if told.get("metadata") else {"sso_url": told["address"], "x509cert": told["certificate"]}
    ours = {"want_assertion_signed": True, "x509cert": told.get("our_certificate"), "private_key": told.get("our_key")}
    ours |= {"authn_request_signed": bool(told.get("our_key")), "want_attribute_statement": False, "allow_single_label_domains": True}
    return SocialApp(provider=SAML, provider_id=provider.slug, client_id=provider.slug, settings={"idp": idp, "advanced": ours})


def provider_of(slug: str, protocol: str = "") -> Provider:
    """The provider of this authority; 404 if there is none."""
    provider = gateway.known().get(slug)
    if provider is None or protocol not in ("", provider.protocol):
        raise Http404
    return provider


# ---------- Out and back


def go(request: HttpRequest, provider: Provider) -> HttpResponse:
    """Send somebody to the login of their authority."""
    request.session[ONWARD] = get_next_redirect_url(request) or ""
    try:
        return app_of(provider).get_provider(request).redirect(request, process="login")
    except (*STRANGE, OSError):
        return refuse(request, _("Kommunens login svarer ikke. Prøv igen om lidt."))


class Tokens(OpenIDConnectOAuth2Adapter):
    """OpenID Connect: the code was answered with tokens; they say who comes."""

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **given: Any) -> NoReturn:
        """Nobody is looked up or kept by allauth: who comes is ours to say."""
        provider = provider_of(self.provider_id, OPENID_CONNECT)
        said = {"id_token": self._decode_id_token(app, given["response"]["id_token"])}
        if provider.told.get("userinfo", True) and self.openid_config.get("userinfo_endpoint"):
            said["userinfo"] = self._fetch_user_info(token.token)
        raise ImmediateHttpResponse(arrive(request, provider, gateway.told_by_tokens(provider, said)))

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        if jwt.get_unverified_header(id_token).get("alg") not in SIGNED:
            raise Unclear("not signed by a key of the provider's")
        self.did_fetch_access_token = False  # its signature is verified, whatever way it came
        return dict(super()._decode_id_token(app, id_token))


def come_with_code(request: HttpRequest, provider: Provider) -> HttpResponse:
    """One who comes back from OpenID Connect."""
    try:
        return OAuth2CallbackView.adapter_view(Tokens(request, provider.slug))(request)
    except STRANGE:
        return refuse(request)


def come_with_assertion(request: HttpRequest, provider: Provider) -> HttpResponse:
    """One who comes back from SAML, with an assertion that answers a question of this very session."""
    from allauth.socialaccount.providers.saml.utils import build_auth

    ours = app_of(provider).get_provider(request)
    try:
        auth = build_auth(request, ours)
        auth.process_response(request_id=None)
        if auth.get_errors() or not auth.is_authenticated():
            raise Unclear("not an assertion of the provider's")
        ours.unstash_redirect_state(request, auth.get_last_response_in_response_to() or "")  # once, and only what was asked for
        said = {
            "name_id": auth.get_nameid() or "",
            "name_format": auth.get_nameid_format() or "",
            "contexts": auth.get_last_authn_contexts(),
        }
        return arrive(request, provider, gateway.told_by_assertion(provider, auth.get_attributes(), **said))
    except STRANGE:
        return refuse(request)


def metadata(request: HttpRequest, provider: Provider) -> HttpResponse:
    """What the provider must know of us, as SAML writes it."""
    from allauth.socialaccount.providers.saml.utils import build_saml_config
    from onelogin.saml2.settings import OneLogin_Saml2_Settings

    config = build_saml_config(request, app_of(provider).settings, provider.slug)
    del config["sp"]["singleLogoutService"]  # who signs out here is still signed in there
    text = OneLogin_Saml2_Settings(settings=config, sp_validation_only=True).get_sp_metadata()
    return HttpResponse(text, content_type="text/xml", headers={"Content-Disposition": 'attachment; filename="infohus-metadata.xml"'})


# ---------- Who came


def arrive(request: HttpRequest, provider: Provider, told: Told) -> HttpResponse:
    """Let somebody in as who they are here, or say why not. A second factor is asked for unless the provider has."""
    authority = get_object_or_404(Authority, slug=provider.slug, active=True)
    try:
        followed = actions.follow_login(house(authority.pk), authority, told, roles=provider.roles, units=provider.units)
    except Refused as refusal:
        return refuse(request, refusal.sentence)
    if not followed.roles:
        if followed.lacks_administration:
            return refuse(request, _("Kommunens login siger ikke, hvilken forvaltning du hører til. Bed din systemadministrator om hjælp."))
        return refuse(request, _("Kommunens login siger ikke, at du har en rolle i Infohus. Bed din systemadministrator om en."))
    followed.user.refresh_from_db()
    onward = request.session.pop(ONWARD, "") or settings.LOGIN_REDIRECT_URL
    adapter = AccountAdapter(request)
    if request.user.is_authenticated:
        adapter.logout(request)
    record_authentication(request, followed.user, OUTSIDE, authority=str(authority.pk))
    if not told.multi_factor:
        return perform_login(request, followed.user, email_verification="none", redirect_url=onward)
    adapter.login(request, followed.user)
    record_authentication(request, followed.user, "mfa", type=OUTSIDE)
    return redirect(onward)


def refuse(request: HttpRequest, sentence: str = "") -> HttpResponse:
    """The page for one who did not get in."""
    said = sentence or _(
        "Vi kunne ikke læse svaret fra kommunens login. Prøv igen. Sker det flere gange, så sig det til din systemadministrator."
    )
    return render(request, "accounts/outside_refused.html", {"sentence": said}, status=403)
