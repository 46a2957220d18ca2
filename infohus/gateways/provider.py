"""An authority's own identity provider: what the file at INFOHUS_SIGN_IN says of it, and what it says of one who comes from there, in our words."""

from __future__ import annotations

import base64
import binascii
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from defusedxml import ElementTree
from django.conf import settings

from infohus.gateways.home import Trouble

OPENID_CONNECT, SAML = "openid_connect", "saml"
NEEDED = {OPENID_CONNECT: ("server", "client"), SAML: ("entity_id",)}
# Words by which providers say that more than a password was asked for; a file can name others.
MULTI_FACTOR = ("mfa", "https://refeds.org/profile/mfa", "http://schemas.microsoft.com/claims/multipleauthn")
# Under which names a provider tells what we ask for; a file can name others.
NAMES: dict[str, dict[str, tuple[str, ...]]] = {
    OPENID_CONNECT: {
        "subject": ("sub",), "email": ("email",), "name": ("name",), "given": ("given_name",), "family": ("family_name",),
        "functions": ("roles",), "units": ("units",), "assurance": ("acr", "amr"), "privileges": (),
    },
    SAML: {
        "subject": (),  # the NameID
        "email": (
            "https://data.gov.dk/model/core/eid/email", "urn:oid:0.9.2342.19200300.100.1.3",
            "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
        ),
        "name": ("https://data.gov.dk/model/core/eid/fullName", "urn:oid:2.5.4.3", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name"),
        "given": ("https://data.gov.dk/model/core/eid/firstName", "urn:oid:2.5.4.42", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname"),
        "family": ("https://data.gov.dk/model/core/eid/lastName", "urn:oid:2.5.4.4", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname"),
        "functions": ("roles",), "units": ("units",), "assurance": ("https://data.gov.dk/concept/core/nsis/loa",), "privileges": (),
    },
}  # fmt: skip
TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"


class Unclear(Exception):
    """What the provider says cannot be taken for anybody: nobody comes in by it."""


@dataclass(frozen=True)
class Provider:
    """One provider, as its file tells: whose it is, how it speaks, and what its words mean here."""

    slug: str  # of its authority, and in our addresses
    protocol: str
    told: Mapping[str, Any] = field(repr=False)  # may hold a secret
    roles: Mapping[str, str] = field(default_factory=dict)  # job function → role
    units: Mapping[str, str] = field(default_factory=dict)  # data limit → code or name of a unit
    multi_factor: frozenset[str] = frozenset(MULTI_FACTOR)

    def names(self, what: str) -> tuple[str, ...]:
        """Under which names it tells something (`functions_in = "groups"` in its file, else the usual ones)."""
        given = self.told.get(f"{what}_in")
        if given is None:
            return NAMES[self.protocol][what]
        return (given,) if isinstance(given, str) else tuple(given)


@dataclass(frozen=True)
class Told:
    """What a provider says of one person, and no more of it than is needed."""

    subject: str
    email: str
    name: str
    email_is_theirs: bool = True  # unless the provider says that it was never verified
    functions: frozenset[str] = frozenset()
    units: tuple[str, ...] = ()
    multi_factor: bool = False


# ---------- The file


def known() -> dict[str, Provider]:
    """The providers of this installation by the slug of their authority; none unless INFOHUS_SIGN_IN names a file."""
    return read(Path(settings.SIGN_IN)) if settings.SIGN_IN else {}


@lru_cache(maxsize=4)
def read(file: Path) -> dict[str, Provider]:
    """The providers a file tells of; `Trouble` with what is wrong in it."""
    try:
        told = tomllib.loads(file.read_text())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Trouble(f"{file} kan ikke læses: {error}.", "Ret filen, eller fjern INFOHUS_SIGN_IN.") from error
    found: dict[str, Provider] = {}
    for one in told.get("provider", []):
        provider = _provider(file, one)
        if provider.slug in found:
            raise Trouble(f"{file}: {provider.slug} står der to gange.", "Hver myndighed har ét login.")
        found[provider.slug] = provider
    return found


def _provider(file: Path, told: dict[str, Any]) -> Provider:
    slug, protocol = told.get("authority", ""), told.get("protocol", "")
    where = f"{file}, {slug or 'provider'}"
    if not slug or protocol not in NEEDED:
        raise Trouble(f"{where}: authority og protocol skal stå der, og protocol er {OPENID_CONNECT} eller {SAML}.", "Ret filen.")
    if missing := [name for name in NEEDED[protocol] if not told.get(name)]:
        raise Trouble(f"{where}: {', '.join(missing)} mangler.", "Se docs/operating.md.")
    if protocol == SAML and not (told.get("metadata") or (told.get("address") and told.get("certificate"))):
        raise Trouble(f"{where}: metadata mangler, eller address og certificate.", "Se docs/operating.md.")
    for name in ("server", "address", "metadata"):
        at = urlsplit(told.get(name, ""))
        if at.geturl() and at.scheme != "https" and at.hostname not in ("localhost", "127.0.0.1"):
            raise Trouble(f"{where}: {name} skal begynde med https://.", "Et login over en åben forbindelse kan enhver efterligne.")
    given = {**told, "client_secret": told.get("client_secret") or settings.SIGN_IN_SECRET}
    means = frozenset(told.get("multi_factor", MULTI_FACTOR))
    return Provider(slug, protocol, given, told.get("roles", {}), told.get("units", {}), means)


# ---------- What it says


def told_by_tokens(provider: Provider, data: Mapping[str, Any]) -> Told:
    """What the tokens of OpenID Connect say: `id_token` verified, `userinfo` besides; `Unclear` if they are of two people or of none."""
    token, info = data.get("id_token") or {}, data.get("userinfo") or {}
    if not token.get("sub") or (info and info.get("sub") != token["sub"]):
        raise Unclear("the tokens are of two people, or of nobody")
    claims = {**info, **token}
    said = {what: [value for name in provider.names(what) for value in _values(claims, name)] for what in NAMES[provider.protocol]}
    said["assurance"] = [value for name in provider.names("assurance") for value in _values(token, name)]  # what is verified alone
    return _told(provider, said, _first(said["subject"]), str(claims.get("email_verified", True)).lower() != "false")


def told_by_assertion(
    provider: Provider, attributes: Mapping[str, list[Any]], *, name_id: str, name_format: str, contexts: Iterable[str]
) -> Told:
    """What a verified SAML assertion says; `Unclear` if it names nobody, or another each time."""
    said = {what: [str(value) for name in provider.names(what) for value in attributes.get(name, [])] for what in NAMES[provider.protocol]}
    said["assurance"] += contexts
    return _told(provider, said, _first(said["subject"]) or ("" if name_format == TRANSIENT else name_id), True)


def _told(provider: Provider, said: Mapping[str, list[str]], subject: str, email_is_theirs: bool) -> Told:
    if not subject:
        raise Unclear("it does not say who this is")
    functions, units = set(said["functions"]), list(said["units"])
    for packed in said["privileges"]:
        granted, limits = read_privileges(packed, str(provider.told.get("scope", "")))
        functions |= granted
        units += limits
    name = _first(said["name"]) or f"{_first(said['given'])} {_first(said['family'])}"
    return Told(
        subject=subject, email=_first(said["email"]).strip(), name=" ".join(name.split())[:120], email_is_theirs=email_is_theirs,
        functions=frozenset(functions), units=tuple(dict.fromkeys(units)), multi_factor=bool(provider.multi_factor & set(said["assurance"])),
    )  # fmt: skip


def _first(values: list[str]) -> str:
    return values[0] if values else ""


def _values(claims: Mapping[str, Any], path: str) -> list[str]:
    """The values of a claim, also of one that lies in another (`realm_access.roles`); a name with dots in it is taken whole first."""
    found: Any = claims.get(path)
    if found is None and "." in path:
        found = claims
        for part in path.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    if found is None or isinstance(found, Mapping):
        return []
    return [str(one) for one in found] if isinstance(found, list) else [str(found)]


def read_privileges(packed: str, scope: str) -> tuple[set[str], list[str]]:
    """The privileges and limits of a list in the public sector's common form (OIO Basic Privilege Profile, base64 of XML).

    With a scope (a CVR number) only the groups of that organisation count: a provider may tell of others too.
    """
    try:
        root = ElementTree.fromstring(base64.b64decode(packed, validate=True))
    except (binascii.Error, ValueError, ElementTree.ParseError) as error:
        raise Unclear("its list of privileges cannot be read") from error
    granted: set[str] = set()
    limits: list[str] = []
    groups = [one for one in root.iter() if _local(one.tag) == "PrivilegeGroup"]
    for group in (one for one in groups if not scope or one.get("Scope", "").rpartition(":")[2] == scope):
        granted |= {(one.text or "").strip() for one in group if _local(one.tag) == "Privilege"}
        limits += [(one.text or "").strip() for one in group if _local(one.tag) == "Constraint"]
    return granted - {""}, [one for one in limits if one]


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
