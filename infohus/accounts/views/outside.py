"""Pages of coming in by the login of an authority's own; without such a login they do not exist."""

from __future__ import annotations

from django.db.transaction import non_atomic_requests
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt

from infohus.accounts import carry, outside, sign_in
from infohus.accounts.door import unsigned
from infohus.gateways.provider import OPENID_CONNECT, SAML


@unsigned
@non_atomic_requests
def go(request: HttpRequest, slug: str) -> HttpResponse:
    """To the authority's own login."""
    return outside.go(request, outside.provider_of(slug))


@unsigned
@non_atomic_requests
def come_with_code(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from OpenID Connect."""
    return outside.come_with_code(request, outside.provider_of(provider_id, OPENID_CONNECT))


# An assertion comes as a form from elsewhere, and with such a form browsers send no cookie of ours. Keeping it until they do would be keeping
# what it says, so the page sends it once more by itself; then the cookie comes along, and with it the question that it answers.
@unsigned
@csrf_exempt
@non_atomic_requests
def come_with_assertion(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Back from SAML."""
    provider = outside.provider_of(organization_slug, SAML)
    if request.method != "POST" or not (said := request.POST.get("SAMLResponse")):
        raise Http404
    if "once_more" not in request.POST:
        return render(request, "accounts/come_with_assertion.html", {"said": said})
    return outside.come_with_assertion(request, provider)


@unsigned
def metadata(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """What a SAML provider must know of us."""
    return outside.metadata(request, outside.provider_of(organization_slug, SAML))


@unsigned
def log_out(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Signing out here; the provider is told of no other way."""
    outside.provider_of(organization_slug, SAML)
    return redirect("account_logout")


# It gives back to its writer what they sent themselves and changes nothing; the page it stands on was made before they signed in elsewhere.
@unsigned
@csrf_exempt
def your_text(request: HttpRequest) -> HttpResponse:
    """The text of one who signed in by their authority's login in another window meanwhile."""
    return sign_in.give_back(request, request.POST.get(carry.BOX, "")) or redirect("account_login")
