"""The headers of every response (middleware), and what a request's own say of the page it came from."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware

# Nothing from elsewhere, nothing inline; pictures in `data:` only where a page asks for it (the TOTP picture of sign-in).
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'{data}; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FIXED = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=(), browsing-topics=()",
}


def security_headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Put the headers of `security.md` on every response; a view that needs pictures in `data:` sets `response.allow_data_images`."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        data = " data:" if getattr(response, "allow_data_images", False) else ""
        response["Content-Security-Policy"] = POLICY.format(data=data)
        for name, value in FIXED.items():
            response[name] = value
        if not request.path.startswith(settings.STATIC_URL):
            response["Cache-Control"] = "no-store"
        return response

    return middleware


class Came(StrEnum):
    """From where a form was sent: a page of ours, a page of somebody else's, or from where the browser does not say."""

    OURS = "ours"
    ELSEWHERE = "elsewhere"
    UNSAID = "unsaid"


def came(request: HttpRequest) -> Came:
    """What the browser says, which no page can make it say: `Sec-Fetch-Site`, else `Origin` (null with our own forms too, see `Csrf`)."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site:
        return Came.OURS if site in ("same-origin", "none") else Came.ELSEWHERE
    if origin in (None, "null"):
        return Came.UNSAID
    return Came.OURS if origin.rpartition("//")[2].lower() == request.get_host().lower() else Came.ELSEWHERE


class Csrf(CsrfViewMiddleware):
    """Django's own check, knowing that under `Referrer-Policy: no-referrer` browsers send `Origin: null` with our own forms."""

    def _origin_verified(self, request: HttpRequest) -> bool:
        """A hidden origin is ours if the browser says so, or is too old to say; the token is asked for besides."""
        if request.META["HTTP_ORIGIN"] == "null":
            return request.headers.get("Sec-Fetch-Site") in (None, "same-origin")
        return bool(super()._origin_verified(request))
