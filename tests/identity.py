"""An identity provider of a municipality, for tests: OpenID Connect over HTTP with signed tokens, and signed SAML assertions."""

import base64
import json
import threading
import time
import zlib
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from onelogin.saml2.utils import OneLogin_Saml2_Utils

KEY, OTHER = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _one in range(2))
CLIENT, SECRET = "infohus", "en-hemmelighed-mellem-to-huse-der-er-lang"


def pem(key):
    """A private key as text."""
    kinds = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return key.private_bytes(*kinds).decode()


def certificate(key):
    """A certificate of a key, as text."""
    name, now = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "login.example")]), datetime.now(UTC)
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
    built = built.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=30))
    return built.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


CERTIFICATE = certificate(KEY)


# ---------- OpenID Connect


class OpenId:
    """Serves while a test lasts. `says` is what the next token says, `info` what its page of the user says, `key` signs it."""

    def __init__(self):
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                at = urlsplit(self.path)
                if at.path == "/authorize":  # whoever comes is signed in there already
                    asked = dict(parse_qsl(at.query))
                    self.send_response(302)
                    self.send_header("Location", f"{asked['redirect_uri']}?{urlencode({'code': 'en-kode', 'state': asked['state']})}")
                    self.end_headers()
                elif at.path == "/sso":
                    self.send_response(200)
                    self.send_header("Content-Type", "text/html; charset=utf-8")
                    self.end_headers()
                    self.wfile.write(outer.form(question(self.path)).encode())
                else:
                    outer.answer(self, outer.pages().get(at.path))

            def do_POST(self):
                body = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                outer.asked.append({name: values[0] for name, values in body.items()})
                outer.answer(self, outer.tokens() if body["code"] == ["en-kode"] else None)

            def log_message(self, *_any):
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self.says, self.info, self.asked, self.posts_to = {}, None, [], ""
        self.key, self.algorithm, self.headers = KEY, "RS256", {"kid": "1"}
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, handler, what):
        """JSON, or nothing there."""
        handler.send_response(200 if what is not None else 400)
        handler.send_header("Content-Type", "application/json")
        handler.end_headers()
        handler.wfile.write(json.dumps(what or {"error": "invalid_grant"}).encode())

    def pages(self):
        """What can be looked at."""
        jwk = {**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key())), "kid": "1", "alg": "RS256", "use": "sig"}
        known = {
            "issuer": self.address, "authorization_endpoint": f"{self.address}/authorize", "token_endpoint": f"{self.address}/token",
            "userinfo_endpoint": f"{self.address}/userinfo", "jwks_uri": f"{self.address}/jwks",
        }  # fmt: skip
        info = {"sub": self.says.get("sub")} if self.info is None else self.info
        return {"/.well-known/openid-configuration": known, "/jwks": {"keys": [jwk]}, "/userinfo": info}

    def tokens(self):
        """What a code is worth."""
        said = {"iss": self.address, "aud": CLIENT, "iat": int(time.time()), "exp": int(time.time()) + 300, **self.says}
        key = SECRET if self.algorithm.startswith("HS") else "" if self.algorithm == "none" else self.key
        return {"access_token": "adgang", "token_type": "Bearer", "id_token": jwt.encode(said, key, self.algorithm, headers=self.headers)}

    def form(self, asked):
        """The page by which SAML's answer is posted to the product."""
        said = response(asked, host=self.posts_to, **self.says)
        field = f'<input type="hidden" name="SAMLResponse" value="{packed(said)}">'
        return f'<form method="post" action="{self.posts_to}/konti/kommune/brondby/svar/">{field}<button>Videre</button></form>'

    def file(self, **more):
        """What the installation is told of it."""
        return {
            "authority": "brondby",
            "protocol": "openid_connect",
            "server": self.address,
            "client": CLIENT,
            "client_secret": SECRET,
            **more,
        }

    def come(self, client, *, code="en-kode", state=None, next_page="", **says):
        """Somebody goes to it and comes back; what the product answers."""
        self.says = says
        gone = client.get("/konti/kommune/brondby/", {"next": next_page} if next_page else {})
        asked = dict(parse_qsl(urlsplit(gone["Location"]).query))
        return client.get("/konti/kommune/brondby/tilbage/", {"code": code, "state": state or asked["state"]})


# ---------- SAML

ASSERTION = """<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="{id}" Version="2.0" IssueInstant="{now}">
<saml:Issuer>https://login.example/saml</saml:Issuer>
<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:{format}">{subject}</saml:NameID>
<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData{answers} NotOnOrAfter="{later}" Recipient="{to}"/></saml:SubjectConfirmation></saml:Subject>
<saml:Conditions NotBefore="{before}" NotOnOrAfter="{later}"><saml:AudienceRestriction><saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>
<saml:AuthnStatement AuthnInstant="{now}" SessionIndex="s"><saml:AuthnContext><saml:AuthnContextClassRef>{context}</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>
<saml:AttributeStatement>{attributes}</saml:AttributeStatement></saml:Assertion>"""
RESPONSE = """<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r" Version="2.0" IssueInstant="{now}" Destination="{to}"{answers}>
<saml:Issuer>https://login.example/saml</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>{assertion}</samlp:Response>"""
PASSWORD = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"


def question(address):
    """The id of what the product asked, out of the address it sends somebody to."""
    packed = dict(parse_qsl(urlsplit(address).query))["SAMLRequest"]
    return zlib.decompress(base64.b64decode(packed), -15).decode().split('ID="')[1].split('"')[0]


def response(
    answers, *, attributes=None, subject="S-1", key=KEY, context=PASSWORD, host="http://testserver", audience="", form="persistent", age=0
):
    """A response as the provider posts it, its assertion signed."""
    to, about = f"{host}/konti/kommune/brondby/svar/", f"{host}/konti/kommune/brondby/om-os/"
    at = datetime.now(UTC) - timedelta(minutes=age)
    lines = "".join(
        f'<saml:Attribute Name="{name}">{"".join(f"<saml:AttributeValue>{one}</saml:AttributeValue>" for one in values)}</saml:Attribute>'
        for name, values in (attributes or {}).items()
    )
    reply = f' InResponseTo="{answers}"' if answers else ""
    given = {
        "now": f"{at:%Y-%m-%dT%H:%M:%SZ}", "before": f"{at - timedelta(minutes=1):%Y-%m-%dT%H:%M:%SZ}", "later": f"{at + timedelta(minutes=5):%Y-%m-%dT%H:%M:%SZ}",
        "to": to, "answers": reply,
    }  # fmt: skip
    said = ASSERTION.format(id="_a", subject=subject, format=form, audience=audience or about, context=context, attributes=lines, **given)
    if key is not None:
        said = OneLogin_Saml2_Utils.add_sign(said, pem(key), certificate(key)).decode()
    return RESPONSE.format(assertion=said, **given)


def packed(text):
    """As it stands in the form."""
    return base64.b64encode(text.encode()).decode()
