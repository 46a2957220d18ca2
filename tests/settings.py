"""The settings of the tests: those of the product, with an own home, set before anything reads them."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEST_HOME = Path(os.environ.get("INFOHUS_TEST_HOME") or ROOT / "var" / "test")
os.environ.update(INFOHUS_TESTS="1", INFOHUS_HOME=str(TEST_HOME), DJANGO_ALLOW_ASYNC_UNSAFE="1", INFOHUS_DEMO="1")
os.environ.setdefault("INFOHUS_DJANGO_KEY", "tests-only")
for name in ("DATABASE_URL", "INFOHUS_DB", "INFOHUS_HTTPS", "INFOHUS_MAIL", "CLAMD", "INFOHUS_MUNICIPALITY", "PORT"):
    os.environ.pop(name, None)

from infohus.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["tests.hashing.Quick"]
STATICFILES_DIRS = [ROOT / "tests" / "browser" / "static"]  # axe, which a page loads as it loads its own script
