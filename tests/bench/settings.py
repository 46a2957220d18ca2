"""The product's settings, with bare pages beside its own to measure against, and without the limits of the public form."""

from pathlib import Path

from infohus.settings import *  # noqa: F403
from infohus.settings import TEMPLATES

ROOT_URLCONF = "tests.bench.urls"
FLOOD_LIMITS = ((10**9, 10**9), (10**9, 10**9))
TEMPLATES[0]["DIRS"].append(Path(__file__).parent / "templates")  # type: ignore[attr-defined, index]
