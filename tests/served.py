"""A demo served by `infohus serve` as a process of its own, and those who visit it over HTTP."""

from __future__ import annotations

import contextlib
import fcntl
import html
import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import psycopg

from infohus import state
from infohus.gateways.postgres import Cluster, running
from tests.conftest import state as shaped
from tests.test_serve import ROOT, Installation, eventually

OBSERVED = "Min søns ven viste en lukket gruppe på sin telefon og sagde, at manden var en helt."
NO_LIMITS = "1000000/1000000 1000000/1000000"


@dataclass
class Page:
    """What came back."""

    status: int
    text: str
    location: str = ""

    @property
    def name(self) -> str:
        """Which page it is ('concerns.receipt')."""
        found = re.search(r'data-page="([\w.]+)"', self.text)
        return found[1] if found else ""

    def hidden(self) -> dict[str, str]:
        """The hidden fields of the page's last form, as a browser would send them."""
        form = self.text[self.text.rfind("<form") :]
        inputs = re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", form)
        named = [(re.search(r'name="([^"]*)"', one), re.search(r'value="([^"]*)"', one)) for one in inputs]
        return {html.unescape(name[1]): html.unescape(value[1]) if value else "" for name, value in named if name}

    @property
    def code(self) -> str:
        """The receipt code that is shown."""
        found = re.search(r'id="code-shown"><span>([-0-9A-Z]+)</span><wbr><span>([-0-9A-Z]+)</span>', self.text)
        return found[1] + found[2] if found else ""


@dataclass
class Visitor:
    """Somebody with a browser of their own."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    patience: float = 20.0

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> Page:
        """One request on a connection of its own; OSError or HTTPException when nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.patience)
        try:
            sent = {
                "Host": f"localhost:{self.port}",
                "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
                **headers,
            }
            if method == "POST":
                sent |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://localhost:{self.port}"}
            connection.request(method, path, body.encode(), sent)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                name, _is, value = cookie.split(";")[0].partition("=")
                self.cookies[name] = value
            return Page(answer.status, text, answer.headers.get("Location") or "")
        finally:
            connection.close()

    def get(self, path: str) -> Page:
        """Open a page."""
        return self.ask("GET", path)

    def post(self, path: str, **fields: str) -> Page:
        """Send a form."""
        return self.ask("POST", path, urlencode(fields))

    def insist(self, act: Callable[[], Page], name: str, seconds: float = 120) -> Page:
        """Do it again and again, whatever goes wrong on the way, until this page comes back or, for '', a redirect."""
        until, page = time.monotonic() + seconds, None
        while time.monotonic() < until:
            with contextlib.suppress(OSError, http.client.HTTPException):
                page = act()
                if page.name == name if name else page.status == 302:
                    return page
            time.sleep(0.05)
        raise AssertionError(f"waited in vain for {name or 'a redirect'}: {page.status if page else None} {page.name if page else ''}")

    def sign_in(self, who: str) -> Visitor:
        """Be one of the cast, by the demo's own door."""
        page = self.insist(lambda: self.get("/demo/"), "demo.people")
        self.insist(lambda: self.post("/demo/", who=who, **page.hidden()), "")
        return self


class Served(Installation):
    """The demo with its people and without its story, served with the limits of the public form lifted unless told otherwise."""

    def __init__(self, name: str, **environment: str) -> None:
        self.place = ROOT / "var" / f"{name}-{os.environ.get('PYTEST_XDIST_WORKER', 'one')}"
        shutil.rmtree(self.place, ignore_errors=True)
        super().__init__(self.place)
        self.environment |= {"INFOHUS_DEMO": "1", "INFOHUS_LIMITS": NO_LIMITS, **environment}

    def prepare(self) -> None:
        """Lay a copy of the home with both municipalities of the demo, which the first who asks for it makes."""
        made = ROOT / "var" / f"prepared-{shaped()}"
        made.parent.mkdir(exist_ok=True)
        with made.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not made.exists():
                for old in made.parent.glob("prepared-*/"):
                    shutil.rmtree(old)
                self.make()
                self.home.rename(made)
        subprocess.run(["cp", "-a", made, self.home], check=True)  # whose the files are is kept

    def make(self) -> None:
        """Make the database with both municipalities of the demo."""
        with running(self.home, make=True) as cluster:
            environment = self.environment | {"INFOHUS_DB": json.dumps(cluster.dsn("owner")), "DJANGO_SETTINGS_MODULE": "infohus.settings"}
            for words in (["migrate"], ["manage", "shell", "-c", "from infohus.demo.world import World; World()"]):
                command = [sys.executable, "-m", "infohus.cli", *words]
                subprocess.run(command, env=environment, cwd=ROOT, check=True, capture_output=True)
            with state.connect(cluster, "owner") as db:
                state.write_note(db, state.of_database(), "told")

    def start(self) -> float:
        """Start and wait until all is well, with the patience that a busy machine needs; returns the seconds it took."""
        begun = time.monotonic()
        if not self.home.exists():
            self.prepare()
        with Path(f"{self.home}.output").open("ab") as output:
            command = [sys.executable, "-m", "infohus.cli", "serve"]
            self.process = subprocess.Popen(command, env=self.environment, cwd=ROOT, stdout=output, stderr=output, start_new_session=True)
        eventually(lambda: self.is_well() or self.process.poll() is not None, 240)
        assert self.process.poll() is None, self.output()
        return time.monotonic() - begun

    def visitor(self) -> Visitor:
        """Somebody new."""
        return Visitor(self.port)

    @contextlib.contextmanager
    def database(self):
        """The database as its superuser sees it."""
        with psycopg.connect(**Cluster(self.home).dsn("postgres")) as connection:
            yield connection

    def end(self) -> None:
        """Stop it and leave nothing."""
        self.stop()
        shutil.rmtree(self.place, ignore_errors=True)
        Path(f"{self.place}.output").unlink(missing_ok=True)


def together(*tasks: Callable[[], object]) -> None:
    """Run these at the same time, to their end; what one of them raises is raised here."""
    raised: list[BaseException] = []

    def run(task: Callable[[], object]) -> None:
        try:
            task()
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if raised:
        raise raised[0]
