"""Settings, all from the environment; importing this file needs no database and creates nothing."""

import json
import os
from pathlib import Path
from secrets import token_urlsafe
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE = Path(__file__).resolve().parent
HOME = Path(os.environ.get("INFOHUS_HOME") or "var").resolve()
DEMO = os.environ.get("INFOHUS_DEMO") == "1"
PORT = int(os.environ.get("PORT") or 8000)
HOST = os.environ.get("INFOHUS_HOST") or "localhost"
MUNICIPALITY = os.environ.get("INFOHUS_MUNICIPALITY") or ""  # slug of the municipality at /; empty: the first one
HTTPS = os.environ.get("INFOHUS_HTTPS") == "1"
PROXIES = int(os.environ.get("INFOHUS_PROXIES") or 0)  # how many proxies of our own stand before us, each telling from whom it came
# How many may send the public form in a minute/an hour before work or patience is asked for: of one network, and all together.
FLOOD_LIMITS = tuple(tuple(map(int, one.split("/"))) for one in (os.environ.get("INFOHUS_LIMITS") or "20/120 60/900").split())
PUBLIC_ADDRESS = os.environ.get("INFOHUS_ADDRESS") or f"http://localhost:{PORT}"


def secret(name: str) -> str:
    """A secret from the environment, or from its file under INFOHUS_HOME/secrets, which `infohus serve` makes on first start."""
    if value := os.environ.get(f"INFOHUS_{name.upper()}"):
        return value
    file = HOME / "secrets" / name
    return file.read_text().strip() if file.is_file() else ""


def database() -> dict:
    """The connection of this process: INFOHUS_DB (JSON, from `infohus serve`) before DATABASE_URL (operation)."""
    if given := os.environ.get("INFOHUS_DB"):
        at = json.loads(given)
        return {"NAME": at["dbname"], "HOST": at["host"], "PORT": at.get("port") or "", "USER": at["user"], "PASSWORD": at["password"]}
    if url := os.environ.get("DATABASE_URL"):
        parts = urlsplit(url)
        if parts.scheme not in ("postgres", "postgresql"):
            raise ImproperlyConfigured("DATABASE_URL skal begynde med postgresql://")
        name, user, password = parts.path.lstrip("/"), unquote(parts.username or ""), unquote(parts.password or "")
        return {"NAME": name, "HOST": parts.hostname or "", "PORT": str(parts.port or ""), "USER": user, "PASSWORD": password}
    return {"NAME": "infohus", "HOST": "/nonexistent", "PORT": "", "USER": "infohus_app", "PASSWORD": ""}


DATABASES = {
    "default": {
        "ENGINE": "infohus.db",
        **database(),
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        # Without a threshold psycopg keeps no question, and says nothing (db/base.py).
        "OPTIONS": {"options": "-c synchronous_commit=on", "connect_timeout": 5, "prepare_threshold": 5},
    }
}
ROLE_PREFIX = os.environ.get("INFOHUS_ROLE_PREFIX") or "infohus"  # roles belong to the whole server, so their names can be set

KEYED = bool(secret("django_key"))  # without it neither pages nor worker start (gateways/keys.py: check_keyed)
SECRET_KEY = secret("django_key") or token_urlsafe(48)  # for checks and migrations: nobody else knows it, and it ends with the process
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *filter(None, os.environ.get("INFOHUS_HOSTS", "").split(","))]
INTERNAL_IPS: list[str] = []

ROOMS = [
    "demo", "retention", "casefile", "oversight", "statistics", "closing", "assessments", "concerns", "advice", "mailboxes",
    "disclosures", "rights", "attachments", "persons", "cases", "deadlines", "counting",
    "catalogues", "accounts", "audit", "access", "sealing", "ui", "gateways", "db",
]  # fmt: skip

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.saml",
    "procrastinate.contrib.django",
    *[f"infohus.{room}" for room in ROOMS],
]

MIDDLEWARE = [
    "infohus.ui.headers.security_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "infohus.accounts.door.refuse_large",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "infohus.ui.headers.Csrf",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "infohus.accounts.door.Door",
]
ROOT_URLCONF = "infohus.urls"
WSGI_APPLICATION = "infohus.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CONTEXT = [
    "django.template.context_processors.request",
    "infohus.ui.context.page",
    "infohus.accounts.carry.page",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE / room / "templates" for room in ROOMS],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "infohus.ui.jinja.environment", "context_processors": CONTEXT},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": [*CONTEXT, "django.contrib.auth.context_processors.auth"]},
    },
]

LANGUAGE_CODE = "da"
LANGUAGES = [("da", _("Dansk")), ("en", _("Engelsk"))]
LOCALE_PATHS = [BASE / "ui" / "locale"]
TIME_ZONE = "Europe/Copenhagen"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_USE_FINDERS = os.environ.get("INFOHUS_TESTS") == "1"
if os.environ.get("INFOHUS_TESTS") == "1":
    STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]  # unsealed bytes never touch the disk
FILE_UPLOAD_MAX_MEMORY_SIZE = 101 * 1024**2
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 60_000  # the longest concern, whose sentences are put in place one by one (test_sorting.py)
DATA_UPLOAD_MAX_NUMBER_FILES = 500  # a whole gallery: the page says how many are too many, and keeps the text

# The caches' table holds counters of sign-in only; its keys carry no client address (facts: one code opens once, also with several workers).
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "infohus_cache", "TIMEOUT": 900,
        "OPTIONS": {"MAX_ENTRIES": 50_000},  # beyond it counters are thrown away: with few, many addresses tried would forget them
    }
}  # fmt: skip

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "/konti/log-paa/"
LOGIN_REDIRECT_URL = "/hjem/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "infohus.accounts.sign_in.AccountAdapter"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {  # docs/decisions/signing-in.md; a key of the first is an address with a network, of the second an address alone
    "login_failed": "10/m/ip,5/5m/key,20/h/key",
    "login_failed_anywhere": "60/h/key",
}
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # half minutes to both sides: a slow thumb; no code opens twice all the same (accounts/forms/signing.py: once)
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_TOTP_ISSUER = "Infohus"
MFA_ADAPTER = "infohus.accounts.sign_in.MfaAdapter"
SOCIALACCOUNT_ADAPTER = "infohus.accounts.outside.Adapter"
MIGRATION_MODULES = {"socialaccount": None}  # it has no tables here: of what a provider says nothing is kept but what accounts keep

SESSION_ENGINE = "infohus.accounts.sessions"
SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = None  # it goes with the browser window, as the session does
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-infohus" if HTTPS else "infohus"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
LANGUAGE_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "infohus.accounts.views.signing.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_HARD_LIMIT_HOURS = 10

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
X_FRAME_OPTIONS = "DENY"
APPEND_SLASH = True

EMAIL_BACKEND = "infohus.gateways.mail.Backend"
MAIL_URL = os.environ.get("INFOHUS_MAIL") or ""  # smtp://user:password@host:port; empty: files under INFOHUS_HOME/mail (demo)
DEFAULT_FROM_EMAIL = os.environ.get("INFOHUS_MAIL_FROM") or "infohus@localhost"
CLAMD = os.environ.get("CLAMD") or ""
SIGN_IN = (
    os.environ.get("INFOHUS_SIGN_IN") or ""
)  # a file that tells of the identity providers of authorities; none: nobody comes in by them
SIGN_IN_SECRET = os.environ.get("INFOHUS_SIGN_IN_SECRET") or ""  # the client's secret, when it does not stand in that file

PROCRASTINATE_ON_APP_READY = None
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# No personal data, query string or body in the server's logs: requests are not logged, errors without their values.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"silent": {"()": "infohus.gateways.logs.WithoutValues"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["silent"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
