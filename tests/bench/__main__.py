"""`make bench`: how quick the pages are with many cases, held against bare pages of the same server. It prints; it never fails a build.

Environment: INFOHUS_BENCH_CASES ("10000 100000": one round of figures after each), INFOHUS_BENCH_ROUNDS (requests per figure, 100),
INFOHUS_BENCH_HOME (var/bench). The database is kept and loaded on; remove the folder to begin anew.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent.parent
HOME = Path(os.environ.get("INFOHUS_BENCH_HOME") or ROOT / "var" / "bench").resolve()
SIZES = [int(size) for size in (os.environ.get("INFOHUS_BENCH_CASES") or "10000 100000").split()]
ROUNDS = int(os.environ.get("INFOHUS_BENCH_ROUNDS") or 100)
for name in (
    "DATABASE_URL",
    "INFOHUS_DB",
    "INFOHUS_TESTS",
    "INFOHUS_HTTPS",
    "INFOHUS_MAIL",
    "CLAMD",
    "INFOHUS_MUNICIPALITY",
    "INFOHUS_KEYS",
):
    os.environ.pop(name, None)
os.environ.update(
    INFOHUS_HOME=str(HOME), INFOHUS_DEMO="1", INFOHUS_NO_WORKER="1", DJANGO_SETTINGS_MODULE="tests.bench.settings", PYTHONPATH=str(ROOT)
)

from infohus import serve, state  # noqa: E402
from infohus.gateways.home import make_secret  # noqa: E402
from infohus.gateways.postgres import Cluster, running  # noqa: E402


def say(text: str, end: str = "\n") -> None:
    """Tell the one who waits."""
    sys.stdout.write(text + end)
    sys.stdout.flush()


# ---------- The house


def prepare(cluster: Cluster) -> None:
    """A database of this version's, with the demo's municipalities in it; one of another version is thrown away."""
    make_secret(HOME, "django_key")
    with contextlib.suppress(Exception), state.connect(cluster, "app") as db:
        if state.read_note(db)[:1] == [state.of_database()]:
            return
    cluster.drop_database("infohus")
    cluster.create_database("infohus")
    for role, words in (
        ("owner", ["migrate"]), ("app", ["manage", "collectstatic", "--noinput", "--clear", "--verbosity", "0"]),
        ("app", ["manage", "shell", "-v", "0", "-c", "from infohus.demo.world import World; World()"]),
    ):  # fmt: skip
        environment = state.surroundings(HOME, cluster, role)
        subprocess.run([sys.executable, "-m", "infohus.cli", *words], env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    with cluster.superuser("infohus") as db:
        db.execute("CREATE TABLE bench_row (id uuid PRIMARY KEY, text text)")
        db.execute("CREATE TABLE bench_line AS SELECT gen_random_uuid() AS id, repeat('x', 431) AS text FROM generate_series(1, 1000)")
        db.execute("GRANT SELECT, INSERT ON bench_row, bench_line TO infohus_app, infohus_public")


@contextlib.contextmanager
def served(cluster: Cluster) -> Iterator[int]:
    """The web server as `infohus serve` starts it, with the bare pages beside the product's; the port."""
    from tests.test_serve import free_port

    port = free_port()
    environment = state.surroundings(HOME, cluster, "app") | {"DJANGO_SETTINGS_MODULE": "tests.bench.settings", "PORT": str(port)}
    process = subprocess.Popen(serve.web("127.0.0.1", port), env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 120
        while serve.health("127.0.0.1", port)[0] is None and time.monotonic() < until:
            time.sleep(0.2)
        yield port
    finally:
        process.terminate()
        process.wait(30)


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


def sign_in(port: int) -> Browser:
    """Mette, signed in."""
    from django.conf import settings
    from django.test import Client

    from infohus import lib
    from infohus.accounts.models import Membership, User

    member = Membership.objects.select_related("user").get(user__email__startswith="mette")
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


# ---------- The figures


def percentile(times: list[float], share: float) -> float:
    """The value below which this share of the times lies."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


class Figures:
    """Measures each thing in turn with its bare counterpart, so that a slow second of the machine hits both."""

    def __init__(self, port: int) -> None:
        self.mette, self.anyone = sign_in(port), Browser(port)
        say(f"\n{'':34}{'p50':>8}{'p95':>8}   {'bare p50':>8}{'p95':>8}   ratio")

    def compare(self, what: str, do: Callable[[], float], bare: Callable[[], float], rounds: int = ROUNDS) -> None:
        """One line: the thing and its bare counterpart, after a tenth of the rounds to warm up."""
        for _round in range(max(2, rounds // 10)):
            do(), bare()
        pairs = [(do(), bare()) for _round in range(rounds)]
        ours, theirs = [one for one, _other in pairs], [other for _one, other in pairs]
        middle, bare_middle = percentile(ours, 0.5), percentile(theirs, 0.5)
        line = f"{what:34}{middle:8.1f}{percentile(ours, 0.95):8.1f}   {bare_middle:8.1f}{percentile(theirs, 0.95):8.1f}   {middle / bare_middle:5.2f}"
        say(line)

    def page(self, what: str, path: str, expected: int = 200, method: str = "GET", **fields: str) -> None:
        """A page of Mette's against a bare page of the same size."""
        _taken, text = self.mette.timed(method, path, expected, **fields)
        _taken, empty = self.mette.timed("GET", "/bare/?bytes=0", 200)
        filling = len(text.encode()) - len(empty.encode())
        self.compare(
            what, lambda: self.mette.timed(method, path, expected, **fields)[0],
            lambda: self.mette.timed("GET", f"/bare/?bytes={filling}", 200)[0],
        )  # fmt: skip

    def submit(self) -> None:
        """A concern sent by anyone, against a bare page and against one bare row stored for good, with pages of the receipt's size."""
        from infohus.attachments.travel import new_token
        from infohus.lib import now

        def send() -> tuple[float, str]:
            said = {
                "observed": "Han sagde, at manden var en helt. Jeg stod og hørte det.",
                "under_18": "yes",
                "who": "T.V.",
                "goes_well": "Han spiller håndbold.",
            }
            return self.anyone.timed("POST", "/bekymring/", 200, token=new_token(now()), go="send", **said)

        size = len(send()[1].encode())
        empty = len(self.anyone.timed("GET", "/bare/public/?bytes=0", 200)[1].encode())
        self.compare(
            "submit (against a bare page)",
            lambda: send()[0],
            lambda: self.anyone.timed("GET", f"/bare/public/?bytes={size - empty}", 200)[0],
        )
        self.compare(
            "submit (against a bare insert)", lambda: send()[0],
            lambda: self.anyone.timed("POST", f"/bare/insert/?bytes={size - empty}", 200, text="x" * 400)[0],
        )  # fmt: skip

    def register(self, arrivals: list[str], administration: str) -> None:
        """Concerns that were just sent, taken on, each once; the answer is a redirect."""
        said = {"no_surplus": "on", "under_18": "yes", "report": "send", "knows_privately": "no", "name": "Asta Testmand"}
        said |= {"purpose": "PREVENT_RADICALISATION", "administration": administration, "csrfmiddlewaretoken": self.mette.csrf}
        waiting = iter(arrivals)

        def take_on() -> float:
            path = f"/sager/{next(waiting)}/registrer/"
            page = self.mette.ask("GET", path)[1]
            sentences = dict.fromkeys(re.findall(r'name="(sentence_\d+)"', page), "seen")
            version = re.search(r'name="version" value="(\d+)"', page)
            return self.mette.timed("POST", path, 302, **said, **sentences, version=version[1] if version else "1")[0]

        rounds = min(ROUNDS, len(arrivals) * 4 // 5)
        self.compare("register (against a bare page)", take_on, lambda: self.mette.timed("GET", "/bare/?bytes=0", 200)[0], rounds)


def measure(port: int, long_case: str) -> None:
    """One round of all figures."""
    from django.db import transaction

    from infohus.accounts.models import Membership
    from infohus.cases.models import Case
    from infohus.concerns.models import Concern
    from infohus.db.context import acting
    from infohus.persons.models import Person

    figures, mette = Figures(port), Membership.objects.get(user__email__startswith="mette")

    def arrivals() -> list[str]:
        """The inbox, newest first."""
        with acting(mette.actor.context), transaction.atomic():
            return [str(pk) for pk in Case.objects.filter(stage="received").order_by("-received_at").values_list("pk", flat=True)]

    with acting(mette.actor.context), transaction.atomic():
        number, newest = Case.objects.get(pk=long_case).number, Concern.objects.filter(case__stage="received").latest("received_at")
        cpr = Person.objects.filter(cpr_hash__isnull=False, case__stage="assessing").exclude(case=long_case).earliest("id").cpr
    figures.page("worklist (/overblik/)", "/overblik/")
    figures.page("worklist, all", "/overblik/?vis=ours")
    figures.page("case page, 50 entries", f"/sager/{long_case}/")
    figures.page("list of cases", "/sager/?vis=ours")
    figures.page("find by case number", f"/sager/?number={number}", 302)
    look_up = {"cpr": cpr, "look_up": "1", "version": str(newest.version), "csrfmiddlewaretoken": figures.mette.csrf}
    figures.page("find by CPR", f"/sager/{newest.case_id}/registrer/", 200, "POST", **look_up)
    there = set(arrivals())
    figures.submit()
    figures.register([one for one in arrivals() if one not in there], str(mette.administration_id))


def main() -> None:
    """Load, measure, load on, measure again; say so when something is in the way."""
    say(f"Måler i {HOME}. Det tager nogle minutter.")
    with running(HOME, make=True) as cluster:
        prepare(cluster)
        os.environ["INFOHUS_DB"] = json.dumps(cluster.dsn("app"))
        import django

        django.setup()
        from infohus import lib
        from infohus.accounts.models import Authority
        from tests.bench.loader import Loader
        from tests.checker import wrongs

        with cluster.superuser("infohus") as db:
            loader = Loader(db, Authority.objects.get(slug="brondby"))
            for size in SIZES:
                there = db.execute("SELECT count(*) FROM cases_case").fetchone()[0]
                if there < size:
                    began = time.monotonic()
                    loader.load(size - there, lambda done, whole=size - there: say(f"\r{done:>7} af {whole} sager lagt ind", ""))
                    say(f" på {time.monotonic() - began:.0f} sekunder.")
                long_case = loader.long_case()
                for wrong in wrongs(db):
                    say(f"Kontrollen siger: {wrong}")
                total, entries, keys = db.execute(
                    "SELECT (SELECT count(*) FROM cases_case), (SELECT count(*) FROM audit_entry), (SELECT count(*) FROM sealing_key)"
                ).fetchone()
                say(f"\n{total} sager, {entries} linjer i loggen, {keys} nøgler; tider i millisekunder")
                began_at = lib.now()
                with served(cluster) as port:
                    measure(port, str(long_case.pk))
                # What was sent while measuring goes again, so that the next round meets the same inbox.
                db.execute("SELECT erase_case(id, 'erased', gen_random_uuid()) FROM cases_case WHERE received_at >= %s", [began_at])


if __name__ == "__main__":
    try:
        main()
    except Exception as reason:  # it prints; it never fails a build
        say(f"\nMålingen kom ikke til ende: {type(reason).__name__}: {reason}")
