"""The estate outside pytest, for the commands that look at its pages. Import this before anything that needs Django's settings."""

import contextlib
import logging
import os
import shutil
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent / "var" / f"estate-{os.getpid()}"
os.environ["INFOHUS_TEST_HOME"] = os.environ.get("INFOHUS_TEST_HOME") or str(HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django  # noqa: E402

django.setup()

from django.db import connections  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from infohus.gateways import keys  # noqa: E402
from infohus.gateways.postgres import running  # noqa: E402
from tests.conftest import point_at_copy  # noqa: E402
from tests.estate import copied  # noqa: E402
from tests.settings import TEST_HOME  # noqa: E402


@contextlib.contextmanager
def standing(build=copied):
    """The estate, or what else is built, in a cluster of its own, of which nothing is left afterwards."""
    setup_test_environment()
    logging.disable(logging.ERROR)
    try:
        with running(TEST_HOME, make=True, hasty=True):
            keys.ensure()
            point_at_copy()
            yield build()
            connections.close_all()
    finally:
        if TEST_HOME == HOME:
            shutil.rmtree(HOME, ignore_errors=True)
