"""`infohus log export`, `log verify` and `log prune`."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from django.db import transaction
from django.utils.translation import gettext as _

from infohus.access.rules import Act, house
from infohus.accounts.models import Authority
from infohus.audit import commands, queries
from infohus.audit.actions import Log, append
from infohus.audit.rules import read_month
from infohus.audit.verify import Verdict
from infohus.audit.verify import verify as follow
from infohus.cases.models import Case
from infohus.lib import TZ, Refused
from infohus.ui.rules import full_day, number


def export(args: Any) -> int:
    """Write the log of an authority to a file (all, one month or one case), and the newest checkpoint to another if asked."""
    authority = authority_of(args.authority)
    month = read_month(args.month) if args.month else None
    with transaction.atomic():
        case = case_of(authority, args.case) if args.case else None
        if month and case:
            raise Refused(_("Vælg enten en måned eller en sag."))
        try:
            with new_file(Path(args.file)) as file:
                count = sum(file.write(f"{line}\n") > 0 for line in queries.export(authority.pk, authority.name, month=month, case=case))
        except queries.Unsigned as unsigned:
            what = _("Loggen er ikke underskrevet ved nr. {number} endnu. Lad Infohus køre natten over, og prøv igen.")
            raise Refused(what.format(number=unsigned.number)) from unsigned
        if args.checkpoint:
            write_checkpoint(authority, Path(args.checkpoint))
        append(house(authority.pk), Act.EXPORT_LOG, authority.pk, authority.pk, case, Log(month=month))
    print(_("{count} linjer er skrevet til {file}.").format(count=number(count), file=args.file))
    return 0


def write_checkpoint(authority: Authority, file: Path) -> None:
    """Write the newest checkpoint, to be kept where nobody who runs the database can change it."""
    checkpoint = queries.last_checkpoint(authority.pk)
    if checkpoint is None:
        raise Refused(_("Loggen er ikke underskrevet endnu. Lad Infohus køre natten over, og prøv igen."))
    with new_file(file) as opened:
        opened.write(json.dumps(queries.told(checkpoint), indent=1) + "\n")


def verify(args: Any) -> int:
    """Follow a written-out log without the database; 1 if anything is wrong, and then what and where."""
    kept = read_checkpoint(Path(args.checkpoint)) if args.checkpoint else None
    try:
        with Path(args.file).open(encoding="utf-8", errors="replace") as lines:
            verdict = follow(lines, kept)
    except OSError as error:
        raise Refused(_("{file} kan ikke læses: {why}.").format(file=args.file, why=error.strerror)) from error
    for line in describe(verdict):
        print(line)
    return 0 if verdict.whole else 1


def describe(verdict: Verdict) -> list[str]:
    """A verdict in words: whole or not, what it covers, where it breaks."""
    what = {"all": _("hele loggen"), "month": _("én måned"), "case": _("én sag")}.get(verdict.scope, verdict.scope)
    covers = _("{name}: {what}, nr. {first} til nr. {last}, {count} linjer.").format(
        name=verdict.name, what=what, first=number(verdict.first), last=number(verdict.last), count=number(verdict.count)
    )
    if verdict.whole:
        said = [covers, _("Loggen er hel.")]
        if verdict.signed:
            said.append(_("Underskrevet til og med nr. {number}.").format(number=number(verdict.signed)))
        return [*said, *verdict.remarks]
    return [covers, _("Loggen er ikke hel:"), *(f"  {one.sentence}" for one in verdict.breaks), *verdict.remarks]


def read_checkpoint(file: Path) -> dict[str, Any]:
    """A checkpoint that was kept elsewhere."""
    try:
        told = json.loads(file.read_text())
        return {name: told[name] for name in ("authority", "number", "hash", "at", "key", "signature")}
    except OSError as error:
        raise Refused(_("{file} kan ikke læses: {why}.").format(file=file, why=error.strerror)) from error
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(_("{file} er ikke et kontrolpunkt.").format(file=file)) from error


def prune(args: Any) -> int:
    """Remove the months of every log that are past class R7, each up to a signed checkpoint."""
    for authority in Authority.objects.filter(pk__in=queries.authorities()).order_by("name"):
        gone = commands.prune(authority.pk)
        if gone is None:
            print(_("{name}: intet i loggen er ældre end fristen.").format(name=authority.name))
        else:
            what = _("{name}: nr. {first} til nr. {last} er fjernet; det yngste var fra {day}.")
            day = full_day(gone.until_at.astimezone(TZ))
            print(what.format(name=authority.name, first=number(gone.first), last=number(gone.last), day=day))
    return 0


def authority_of(slug: str | None) -> Authority:
    """The authority whose log is meant; it must be named where there are several."""
    known = Authority.objects.filter(pk__in=queries.authorities()).order_by("name")
    chosen = list(known.filter(slug=slug) if slug else known)
    if len(chosen) == 1:
        return chosen[0]
    choices = ", ".join(f"{one.slug} ({one.name})" for one in known)
    raise Refused(_("Vælg en myndighed med --authority: {choices}.").format(choices=choices or _("ingen har en log endnu")), "authority")


def case_of(authority: Authority, told: str) -> uuid.UUID:
    """The id of a case, by its number or by itself (an erased case is known by its id only)."""
    try:
        return uuid.UUID(told)
    except ValueError:
        found = Case.objects.filter(municipality=authority, number=told).first()
    if found is None:
        raise Refused(_("Der er ingen sag {number} hos {name}.").format(number=told, name=authority.name), "case")
    return found.pk


@contextmanager
def new_file(file: Path) -> Iterator[TextIO]:
    """A new file for its owner only, whole or not at all; one that is there already is left alone."""
    unfinished = file.with_name(f".{file.name}.unfinished")
    try:
        if file.exists():
            raise Refused(_("{file} findes allerede. Vælg et andet navn.").format(file=file))
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as opened:
            yield opened
        unfinished.rename(file)
    except OSError as error:
        raise Refused(_("{file} kan ikke skrives: {why}.").format(file=file, why=error.strerror)) from error
    finally:
        unfinished.unlink(missing_ok=True)
