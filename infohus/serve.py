"""The one process that owns database, web and job worker: starts them in order, starts again what dies, and stops them all."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from infohus.gateways.home import Trouble, bind_to_parent, hold, make_secret, where
from infohus.gateways.postgres import Cluster
from infohus.state import State, surroundings

INFOHUS = [sys.executable, "-m", "infohus.cli"]
WORKER = [*INFOHUS, "manage", "procrastinate", "worker", "-c", "2", "--shutdown-graceful-timeout", "5", "--delete-jobs", "successful"]
YOUNG = 15  # seconds
LOOPBACK = {"localhost": "127.0.0.1", "127.0.0.1": "127.0.0.1", "::1": "::1"}


class Stopped(BaseException):
    """Somebody asked us to stop."""


def web(host: str, port: int) -> list[str]:
    """The command of the web server: two processes, four threads each with one lasting connection to the database."""
    command = [sys.executable, "-m", "granian", "infohus.wsgi:application", "--interface", "wsgi", "--no-ws", "--log-level", "warning"]
    command += ["--host", host, "--port", str(port), "--workers", "2", "--blocking-threads", "4", "--blocking-threads-idle-timeout", "600"]
    # A request whose head never ends is given up before the process that waits for it would have to be killed.
    command += ["--workers-kill-timeout", "10", "--http1-header-read-timeout", "6000"]
    return [*command, "--respawn-failed-workers", "--respawn-interval", "0.5"]


def say(text: str) -> None:
    """Tell the one at the terminal what is being done now."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


class Child:
    """A process of ours that is started again when it dies: at once, and then more slowly as long as it keeps dying."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str]) -> None:
        self.name, self.command, self.environment = name, command, environment
        self.wait = 0.0
        self.start()

    def start(self) -> None:
        """Start it, bound to this process for life: if this one is killed there is nobody to wait, and a wish to stop is lost on what is young."""
        self.begun = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=partial(bind_to_parent, signal.SIGKILL),
        )

    def watch(self) -> None:
        """Start it again if it is dead and its time has come."""
        if self.process.poll() is None:
            return
        lived = time.monotonic() - self.begun
        self.wait = 0.0 if lived > 30 else self.wait
        if lived < self.wait:
            return
        self.wait = min(max(1.0, self.wait * 2), 15.0)
        say(f"{self.name} standsede og startes igen.")
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)  # what the dead one left behind may still hold the port
        self.start()

    def stop(self, until: float) -> None:
        """Wait for it to end until that moment, then end it and what it left behind; what has hardly begun is asked twice.

        (The web server's processes are born with its own handlers, and until they have theirs the wish to stop is lost on them.)
        """
        if time.monotonic() - self.begun < YOUNG and not self.ends_within(1.0):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGTERM)
        self.ends_within(max(0.1, until - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def ends_within(self, seconds: float) -> bool:
        """Whether it ended while we waited so long."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        return self.process.poll() is not None


class Serving:
    """What runs while `serve` runs."""

    def __init__(self, home: Path, host: str, port: int, *, demo: bool) -> None:
        self.home, self.host, self.port, self.demo = home, host, port, demo
        self.address = LOOPBACK.get(host, host)
        self.cluster = None if os.environ.get("DATABASE_URL") else Cluster(home)
        self.children: list[Child] = []
        self.announced = False

    def start(self) -> None:
        """Bring up the database, what it must hold, the web and the worker, in this order."""
        make_secret(self.home, "django_key")
        if self.cluster:
            if not self.cluster.exists():
                say(f"Laver databasen i {self.home} …")
            self.cluster.ensure()
            self.cluster.start()
        State(self.home, self.cluster, demo=self.demo).bring_up_to_date(say)
        say("Starter siderne …")
        environment = surroundings(self.home, self.cluster, "app")
        self.children.append(Child("Websiderne", web(self.address, self.port), environment))
        self.children.append(Child("Jobkøen", WORKER, environment))

    def watch(self) -> None:
        """For ever: start what died, the database first; say the address once all is well."""
        while True:
            if self.cluster and self.cluster.process and self.cluster.process.poll() is not None:
                say("Databasen standsede og startes igen.")
                self.revive_database(self.cluster)
            for child in self.children:
                child.watch()
            if not self.announced:
                self.announce()
            time.sleep(0.2 if self.announced else 0.05)

    def revive_database(self, cluster: Cluster) -> None:
        """Start the dead database until it answers; the pages say that it is gone meanwhile."""
        while True:
            try:
                return cluster.start()
            except (Trouble, OSError) as trouble:
                say(str(trouble))
                time.sleep(2)

    def announce(self) -> None:
        """Print the address when the product answers that all is well, or after a while with what is not."""
        status, text = health(self.address, self.port)
        late = status is not None and time.monotonic() - self.children[0].begun > 30
        if status == 200 or late:
            self.announced = True
            if status != 200:
                say(f"Infohus svarer, men ikke alt er i orden (se: infohus doctor):\n{text}")
            say(f"Infohus kører på http://localhost:{self.port}\nStop med Ctrl-C.")

    def stop(self) -> None:
        """Stop all, the database last: requests and jobs under way are finished, or given up after ten seconds."""
        for child in self.children:
            child.process.terminate()
        until = time.monotonic() + 12
        for child in self.children:
            child.stop(until)
        if self.cluster:
            self.cluster.stop()


def health(address: str, port: int) -> tuple[int | None, str]:
    """What /healthz answers: its status (None: nobody answers) and its words."""
    connection = http.client.HTTPConnection(address, port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": f"localhost:{port}", "X-Forwarded-Proto": "https"})
        answer = connection.getresponse()
        return answer.status, answer.read(10_000).decode(errors="replace").strip()
    except (OSError, http.client.HTTPException):
        return None, ""
    finally:
        connection.close()


def port_is_free(address: str, port: int) -> bool:
    """Whether nobody listens here."""
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


def hold_port(address: str, port: int) -> socket.socket:
    """Keep a port for our web server while all else is started; refuse one in use.

    The web server shares it (SO_REUSEPORT), a stranger gets nothing. After a crash the former one may need some seconds to let go of it.
    """
    until = time.monotonic() + 8
    while not port_is_free(address, port):
        if time.monotonic() > until:
            raise Trouble(f"Port {port} er i brug af et andet program.", f"Vælg en anden, for eksempel: PORT={port + 1} make run")
        time.sleep(0.2)
    held = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    held.bind((address, port))
    return held


def check_demo(host: str) -> None:
    """Refuse to show the demo, where anyone signs in as anyone, beyond this machine or with the keys of a real municipality."""
    if os.environ.get("INFOHUS_DEMO_ANYWHERE") == "1":
        return
    if host not in LOOPBACK:
        raise Trouble(
            "Demoen må kun vises på denne maskine: i den kan enhver logge på som enhver.", "Fjern INFOHUS_HOST eller INFOHUS_DEMO."
        )
    if os.environ.get("INFOHUS_KEYS") or os.environ.get("INFOHUS_KEYS_COMMAND"):
        raise Trouble("Demoen må ikke køre med rigtige nøgler.", "Fjern INFOHUS_KEYS og INFOHUS_KEYS_COMMAND, eller fjern INFOHUS_DEMO.")


def stop_by_signal(number: int, frame: Any) -> None:
    """The first signal stops us in order; those that follow change nothing."""
    for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    raise Stopped


def serve() -> int:
    """Serve until somebody stops us; returns the exit code."""
    from infohus import settings

    if settings.DEMO:
        check_demo(settings.HOST)
    with hold(where()), ExitStack() as stack:
        for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(each, stop_by_signal)
        serving = Serving(where(), settings.HOST, settings.PORT, demo=settings.DEMO)
        stack.callback(serving.stop)
        try:
            stack.enter_context(hold_port(serving.address, serving.port))
            serving.start()
            serving.watch()
        except Stopped:
            say("\nStopper …")
    return 0
