"""Without the key that signs sessions, form tokens and links, nothing is served; and a type of body that cannot be read is refused in words."""

import os
import subprocess
import sys

import pytest

BARE = {name: value for name, value in os.environ.items() if not name.startswith(("INFOHUS_", "DJANGO_", "DATABASE_"))}


def run(tmp_path, *command, **given):
    """A command in a process of its own, in a home that holds nothing."""
    return subprocess.run(
        [sys.executable, *command], env={**BARE, "INFOHUS_HOME": str(tmp_path), **given}, capture_output=True, text=True, timeout=60
    )


@pytest.mark.parametrize("command", [["-c", "import infohus.wsgi"], ["-m", "infohus.cli", "manage", "procrastinate", "worker"]])
def test_neither_pages_nor_worker_start_without_the_key(tmp_path, command):
    refused = run(tmp_path, *command)
    assert refused.returncode == 1
    assert "INFOHUS_DJANGO_KEY" in refused.stderr


def test_what_needs_no_key_runs_with_one_that_nobody_knows(tmp_path):
    keys = [run(tmp_path, "-c", "from infohus import settings; print(settings.SECRET_KEY)").stdout for _time in range(2)]
    assert keys[0] != keys[1]
    assert all(len(key) > 60 for key in keys)


ASK = """
import io
from infohus.wsgi import application
def start(status, headers): print(status)
for kind in ("multipart/form-data; boundary=x; charset*=foo''%20", "multipart/form-data; boundary=x; charset=base64", "text/plain"):
    body = application({"REQUEST_METHOD": "POST", "PATH_INFO": "/ui/", "SERVER_NAME": "localhost", "SERVER_PORT": "80", "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": "3", "wsgi.input": io.BytesIO(b"abc"), "wsgi.url_scheme": "http"}, start)
"""


def test_a_type_of_body_that_cannot_be_read_is_a_400(tmp_path):
    asked = run(tmp_path, "-c", ASK, INFOHUS_DJANGO_KEY="k", INFOHUS_TESTS="1")
    assert asked.stdout.split("\n")[:2] == ["400 Bad Request"] * 2, asked.stderr
    assert "400" not in asked.stdout.split("\n")[2]
