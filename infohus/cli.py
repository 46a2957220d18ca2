"""The command `infohus`: what can be done with an installation from the terminal."""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec

from infohus.gateways.home import Trouble, where
from infohus.lib import Refused

# Commands of the rooms: where the function is, whose rights it needs in the database ("" none), and whether it must be alone.
ROOMS = {
    "setup": ("infohus.accounts.commands:setup", "app", False),
    "invite": ("infohus.accounts.commands:invite", "owner", False),
    "keys rotate": ("infohus.retention.commands:rotate", "owner", False),
    "backup": ("infohus.retention.commands:backup", "owner", False),
    "restore": ("infohus.retention.commands:restore", "owner", True),
    "log export": ("infohus.oversight.commands:export", "owner", False),
    "log verify": ("infohus.oversight.commands:verify", "", False),
    "log prune": ("infohus.oversight.commands:prune", "owner", False),
}
NEEDS_OWNER = {"migrate", "createcachetable", "sqlflush"}
NEEDS_NO_DATABASE = {"makemigrations", "check", "collectstatic", "findstatic", "makemessages", "compilemessages", "help", "--help"}


def parser() -> argparse.ArgumentParser:
    """All commands and their arguments."""
    root = argparse.ArgumentParser(prog="infohus", description="Infohus: drift og opsætning.")
    commands = root.add_subparsers(dest="command", required=True, metavar="KOMMANDO")
    commands.add_parser("serve", help="start database, sider og jobkø, og hold dem i gang")
    commands.add_parser("doctor", help="sig, hvad der er galt, og hvad der skal gøres")
    commands.add_parser("migrate", help="bring databasen til denne version (som dens ejer)")
    commands.add_parser("setup", help="opret en kommune ud fra en fil").add_argument("file", metavar="FIL.toml")
    commands.add_parser("invite", help="giv en person adgang: skriv en mail med et link").add_argument("email", metavar="E-MAIL")
    keys = commands.add_parser("keys", help="nøgler").add_subparsers(dest="verb", required=True, metavar="HANDLING")
    rotate = keys.add_parser("rotate", help="skift nøgle, så ældre kopier mister det slettede")
    kept = "den nye nøgle og nøglebundtet er gemt sikkert: destruér den gamle nøgle (KOPI: kopien af bundtet, som så efterprøves)"
    rotate.add_argument("--kept", nargs="?", const=True, metavar="KOPI", help=kept)
    commands.add_parser("backup", help="skriv data og nøglebundt til en mappe").add_argument("folder", metavar="MAPPE")
    restore = commands.add_parser("restore", help="indlæs data og det nyeste nøglebundt")
    restore.add_argument("folder", metavar="MAPPE")
    restore.add_argument("--bundle", metavar="FIL", help="det nyeste nøglebundt, hvis det ligger et andet sted")
    log = commands.add_parser("log", help="loggen").add_subparsers(dest="verb", required=True, metavar="HANDLING")
    export = log.add_parser("export", help="skriv loggen til en fil, som kan efterprøves uden database")
    export.add_argument("file", metavar="FIL")
    export.add_argument("--authority", metavar="MYNDIGHED", help="hvis log (kortnavn), når der er flere")
    export.add_argument("--month", metavar="ÅÅÅÅ-MM", help="kun én måned")
    export.add_argument("--case", metavar="SAG", help="kun én sag, ved nummer eller id")
    export.add_argument("--checkpoint", metavar="FIL", help="skriv også det nyeste underskrevne kontrolpunkt, til at gemme et andet sted")
    verify = log.add_parser("verify", help="efterprøv en udskrevet log, også uden database")
    verify.add_argument("file", metavar="FIL")
    verify.add_argument("--checkpoint", metavar="FIL", help="et underskrevet kontrolpunkt, som er gemt et andet sted")
    log.add_parser("prune", help="fjern de måneder, hvis frist er ude")
    manage = commands.add_parser("manage", help="Djangos egne kommandoer", add_help=False)
    manage.add_argument("rest", nargs=argparse.REMAINDER)
    return root


@contextmanager
def database(role: str, *, make: bool = False, alone: bool = False) -> Iterator[None]:
    """Give this process the database as `app` or `owner`: the one given by the environment, the one served now, or one started for it."""
    from infohus.gateways.postgres import running
    from infohus.state import surroundings

    if os.environ.get("INFOHUS_DB"):
        yield
    elif os.environ.get("DATABASE_URL"):
        os.environ.update(surroundings(where(), None, role))
        yield
    else:
        with running(where(), make=make, alone=alone) as cluster:
            os.environ.update(surroundings(where(), cluster, role))
            yield


def manage(rest: list[str]) -> int:
    """One of Django's commands; those that touch tables run as the owner, the others as the application."""
    from django.core.management import execute_from_command_line

    if not rest or rest[0] in NEEDS_NO_DATABASE:
        # Without a database the history of migrations cannot be compared, and need not be.
        warnings.filterwarnings("ignore", message="Got an error checking a consistent migration history")
        execute_from_command_line(["infohus manage", *rest])
        return 0
    if rest[:2] == ["procrastinate", "worker"]:
        from infohus.gateways.keys import check_keyed

        check_keyed()
    owner = rest[0] in NEEDS_OWNER or os.environ.get("INFOHUS_ROLE") in ("owner", "infohus_owner")
    with database("owner" if owner else "app"):
        execute_from_command_line(["infohus manage", *rest])
    return 0


def migrate() -> int:
    """Bring the database to this version: tables, cache, rules, and on the first time the keys; then note that it is done."""
    with database("owner", make=True):
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command
        from django.db import connection

        from infohus import state
        from infohus.db.models import Clock
        from infohus.gateways import keys

        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        connection.ensure_connection()
        note = state.read_note(connection.connection)
        if not Clock.objects.exists():
            Clock.objects.create(movable=settings.DEMO)
        if not note:
            keys.ensure()
        state.write_note(connection.connection, state.of_database(), *note[1:])
        connection.close()
    return 0


def doctor() -> int:
    """Print what every check says; returns 1 if anything is wrong."""
    from infohus.doctor import consult

    results = consult()
    for name, trouble in results:
        print(f"✗ {name}: {trouble.wrong}\n  {trouble.do}" if trouble else f"✓ {name}")
    return 1 if any(trouble for _, trouble in results) else 0


def of_room(arguments: argparse.Namespace) -> int:
    """A command that a room carries out."""
    words = " ".join(filter(None, (arguments.command, getattr(arguments, "verb", None))))
    place, role, alone = ROOMS[words]
    module, function = place.split(":")

    def run() -> int:
        import django

        django.setup()
        if find_spec(module) is None or not (command := getattr(import_module(module), function, None)):
            raise Trouble(f"»infohus {words}« er ikke bygget endnu.")
        return int(command(arguments) or 0)

    if not role:
        return run()
    with database(role, make=alone, alone=alone):
        return run()


def main(words: list[str] | None = None) -> int:
    """Carry out what was asked; what is wrong is said in words, with what to do about it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infohus.settings")
    arguments = parser().parse_args(words)
    try:
        match arguments.command:
            case "serve":
                from infohus.serve import serve

                return serve()
            case "doctor":
                return doctor()
            case "migrate":
                return migrate()
            case "manage":
                return manage(arguments.rest)
        return of_room(arguments)
    except Trouble as trouble:
        print(f"{trouble.wrong}\n{trouble.do}".strip(), file=sys.stderr)
    except Refused as refused:
        print(refused.sentence, file=sys.stderr)
    except FileNotFoundError as missing:
        print(f"Filen {missing.filename} findes ikke.", file=sys.stderr)
    except KeyboardInterrupt:
        print("Afbrudt.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
