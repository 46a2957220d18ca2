"""The bench's own house: a database under var/bench with the demo's municipalities, its web server, and a browser to ask it with."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent.parent
HOME = Path(os.environ.get("INFOHUS_BENCH_HOME") or ROOT / "var" / "bench").resolve()
OTHERS = ("DATABASE_URL", "INFOHUS_DB", "INFOHUS_TESTS", "INFOHUS_HTTPS", "INFOHUS_MAIL", "CLAMD", "INFOHUS_MUNICIPALITY", "INFOHUS_KEYS")
for name in OTHERS:
    os.environ.pop(name, None)
SETTINGS = "tests.bench.settings"
os.environ.update(INFOHUS_HOME=str(HOME), INFOHUS_DEMO="1", DJANGO_SETTINGS_MODULE=SETTINGS, PYTHONPATH=str(ROOT))

from infohus import serve, state  # noqa: E402
from infohus.gateways.home import make_secret  # noqa: E402
from infohus.gateways.postgres import Cluster  # noqa: E402

ROWS = """
    CREATE TABLE bench_row (id uuid PRIMARY KEY, text text);
    CREATE TABLE bench_line AS SELECT gen_random_uuid() AS id, repeat('x', 431) AS text FROM generate_series(1, 1000);
    GRANT SELECT, INSERT ON bench_row, bench_line TO infohus_app, infohus_public;
"""


def say(text: str, end: str = "\n") -> None:
    """Tell the one who waits."""
    sys.stdout.write(text + end)
    sys.stdout.flush()


def prepare(cluster: Cluster, *, keep: bool) -> None:
    """A database of this version's with the demo's municipalities in it (kept only if it is of this version), and Django ready to use it."""
    make_secret(HOME, "django_key")
    if not (keep and is_current(cluster)):
        cluster.drop_database("infohus")
        cluster.create_database("infohus")
        run(cluster, "owner", "migrate")
        run(cluster, "app", "manage", "collectstatic", "--noinput", "--clear", "--verbosity", "0")
        run(cluster, "app", "manage", "shell", "-v", "0", "-c", "from infohus.demo.world import World; World()")
        with cluster.superuser("infohus") as db:
            db.execute(ROWS)
    os.environ["INFOHUS_DB"] = json.dumps(cluster.dsn("app"))
    import django

    django.setup()


def is_current(cluster: Cluster) -> bool:
    """Whether there is a database and it is of this version."""
    with contextlib.suppress(Exception), state.connect(cluster, "app") as db:
        return state.read_note(db)[:1] == [state.of_database()]
    return False


def run(cluster: Cluster, role: str, *words: str) -> None:
    """A command of the product's on this database."""
    environment = state.surroundings(HOME, cluster, role)
    subprocess.run([sys.executable, "-m", "infohus.cli", *words], env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


@contextlib.contextmanager
def served(cluster: Cluster) -> Iterator[int]:
    """The web server as `infohus serve` starts it, with the bare pages beside the product's; its port. No jobs run meanwhile."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = state.surroundings(HOME, cluster, "app") | {"DJANGO_SETTINGS_MODULE": SETTINGS, "PORT": str(port)}
    process = subprocess.Popen(serve.web("127.0.0.1", port), env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 120
        while serve.port_is_free("127.0.0.1", port) and time.monotonic() < until:
            time.sleep(0.2)
        yield port
    finally:
        process.terminate()
        process.wait(30)


@contextlib.contextmanager
def as_it_was(cluster: Cluster) -> Iterator[None]:
    """What is sent while measuring goes again afterwards, so that the next round meets the same inbox."""
    from infohus import lib

    began_at = lib.now()
    yield
    with state.connect(cluster, "owner") as db:
        db.execute("SELECT erase_case(id, 'erased', gen_random_uuid()) FROM cases_case WHERE received_at >= %s", [began_at])


class Browser:
    """One connection that is kept, and perhaps somebody signed in."""

    def __init__(self, port: int, **cookies: str) -> None:
        self.port, self.cookies, self.csrf = port, cookies, ""
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def ask(self, method: str, path: str, **fields: str) -> tuple[int, str]:
        """Status and text of one answer; what the browser has in hand is sent along."""
        headers = {"Host": f"localhost:{self.port}", "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if method == "POST":
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://localhost:{self.port}"}
        try:
            self.connection.request(method, path, urlencode(fields).encode(), headers)
            answer = self.connection.getresponse()
        except ConnectionError:  # kept for too long without a word
            self.connection.close()
            self.connection.request(method, path, urlencode(fields).encode(), headers)
            answer = self.connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _is, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.read().decode(errors="replace")

    def timed(self, method: str, path: str, expected: int, **fields: str) -> tuple[float, str]:
        """Milliseconds and text of one answer of the status expected."""
        began = time.perf_counter()
        status, text = self.ask(method, path, **fields)
        taken = (time.perf_counter() - began) * 1000
        if status != expected:
            raise RuntimeError(f"{method} {path}: {status} instead of {expected}")
        return taken, text


def sign_in(port: int, name: str = "mette") -> Browser:
    """One of the cast, signed in."""
    from django.conf import settings
    from django.test import Client

    from infohus import lib
    from infohus.accounts.models import Membership, User

    member = Membership.objects.select_related("user").get(user__email__startswith=name)
    User.objects.filter(pk=member.user_id).update(seen_before_at=lib.now() - timedelta(days=1))  # so that there is something new to tell
    client = Client()
    client.force_login(member.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session.update({"demo": True, "membership": str(member.pk)})
    session.save()
    browser = Browser(port, **{settings.SESSION_COOKIE_NAME: session.session_key})
    _status, page = browser.ask("GET", "/demo/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    browser.csrf = token[1] if token else ""
    return browser
