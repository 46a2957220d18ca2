"""The home of an installation: its folders, its lock, its secrets, and as which system user the database runs in it."""

from __future__ import annotations

import ctypes
import fcntl
import os
import pwd
import secrets
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NEW_USER_NAMESPACE = 0x10000000
_libc = ctypes.CDLL(None, use_errno=True)  # loaded now: after a change of user the child may not be able to read it


class Trouble(Exception):
    """Something outside the code is wrong: what, and what to do about it, in words for the one at the terminal."""

    def __init__(self, wrong: str, do: str = "") -> None:
        super().__init__(f"{wrong} {do}".strip())
        self.wrong = wrong
        self.do = do


class Busy(Trouble):
    """Another process holds this home."""


def where() -> Path:
    """The home of this process: INFOHUS_HOME, or `var` in the folder one stands in."""
    return Path(os.environ.get("INFOHUS_HOME") or "var").resolve()


def prepare(home: Path) -> None:
    """Make the home and its folders if they are missing; of folders that are there, nothing is changed."""
    # The database's system user must be able to walk through the home, when root starts it as somebody else.
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o711 if os.geteuid() == 0 else 0o700)
        for name in ("secrets", "log"):
            (home / name).mkdir(exist_ok=True, mode=0o700)
    except OSError as error:
        wrong = f"Mappen {home} kan ikke bruges: {error.strerror}."
        raise Trouble(wrong, "Ret mappens rettigheder, eller vælg en anden INFOHUS_HOME.") from error


@contextmanager
def hold(home: Path) -> Iterator[None]:
    """Hold the lock of this home for the length of the block, or raise Busy; a killed holder has let go."""
    prepare(home)
    with (home / "lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as other:
            file.seek(0)
            wrong = f"Infohus kører allerede i {home} (proces {file.read().strip()})."
            raise Busy(wrong, "Stop den først, eller vælg en anden INFOHUS_HOME.") from other
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def make_secret(home: Path, name: str) -> None:
    """Make the secret of this name, unless it is there, in a file that only its owner reads; the caller holds the home."""
    file = home / "secrets" / name
    if file.exists():
        return
    descriptor, new = tempfile.mkstemp(dir=file.parent)
    with os.fdopen(descriptor, "w") as opened:
        opened.write(secrets.token_urlsafe(32))
        opened.flush()
        os.fsync(opened.fileno())
    Path(new).rename(file)


def secret(home: Path, name: str) -> str:
    """The secret of this name; a missing one is told in words, never made anew."""
    try:
        return (home / "secrets" / name).read_text().strip()
    except OSError as error:
        wrong = f"Filen {home}/secrets/{name} kan ikke læses: {error.strerror}."
        raise Trouble(wrong, "Læg den tilbage, som den var, da databasen blev lavet.") from error


def bind_to_parent(last: int = signal.SIGTERM) -> None:
    """Let the calling process get the signal `last` when its parent dies, however that dies (Linux; elsewhere nothing happens)."""
    if sys.platform == "linux":
        _libc.prctl(1, last)  # PR_SET_PDEATHSIG


def system_user(home: Path, data: Path, programs: Path) -> pwd.struct_passwd | None:
    """As whom root starts the database: who owns the data, else `nobody`; None means as oneself (always so for all but root)."""
    if os.geteuid() != 0:
        return None
    if data.exists() and (owner := data.stat().st_uid):
        return pwd.getpwuid(owner)
    if not data.exists() and (user := _nobody(home, programs)):
        return user
    if _works(["sh", "-c", ":"], preexec_fn=_rename_root):
        return None
    raise Trouble(
        f"Databasen må ikke køre som root, og brugeren nobody kan ikke komme ind i både {home} og {programs}.",
        "Kør Infohus som en almindelig bruger, eller læg mappen et sted, som alle kan gå igennem, for eksempel under /srv.",
    )


def as_user(user: pwd.struct_passwd | None, last: int) -> dict[str, Any]:
    """Arguments for subprocess: run as this system user, and get the signal `last` when the parent dies."""
    if user:
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": [], "preexec_fn": lambda: bind_to_parent(last)}
    if os.geteuid() != 0:
        return {"preexec_fn": lambda: bind_to_parent(last)}

    def before() -> None:
        _rename_root()
        bind_to_parent(last)

    return {"preexec_fn": before}


def _nobody(home: Path, programs: Path) -> pwd.struct_passwd | None:
    """The user `nobody`, if it can walk to the home and the programs; no folder's rights are changed to let it."""
    try:
        user = pwd.getpwnam("nobody")
    except KeyError:
        return None
    walk = ["sh", "-c", 'test -x "$0" && "$1" --version', str(home), str(programs / "postgres")]
    return user if _works(walk, user=user.pw_uid, group=user.pw_gid, extra_groups=[]) else None


def _works(command: list[str], **options: Any) -> bool:
    try:
        return subprocess.run(command, cwd="/", capture_output=True, **options).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def _rename_root() -> None:
    """In the child, before the program: keep root's files but not root's name and powers (PostgreSQL refuses the name)."""
    uid, gid = os.geteuid(), os.getegid()
    if sys.platform != "linux" or _libc.unshare(NEW_USER_NAMESPACE):
        raise OSError(ctypes.get_errno(), "no user namespace")
    for name, line in (("setgroups", "deny"), ("uid_map", f"65534 {uid} 1"), ("gid_map", f"65534 {gid} 1")):
        Path("/proc/self", name).write_text(line)
