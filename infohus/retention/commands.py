"""`infohus backup`, `infohus restore` and `infohus keys rotate`: copies that open what lives and nothing that was erased."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from infohus import lib, state
from infohus.accounts.models import Authority
from infohus.cases.models import Case, Trace
from infohus.cases.rules import Ended
from infohus.db.models import Clock
from infohus.db.sql import prepare
from infohus.deadlines.models import Deadline
from infohus.deadlines.rules import Kind
from infohus.gateways import dump, files, keys
from infohus.gateways.home import Trouble
from infohus.lib import TZ, Refused
from infohus.sealing import bundle
from infohus.sealing import commands as sealing
from infohus.sealing.models import Key
from infohus.ui.rules import clock, full_day, number

BUNDLE = "keys.bundle"
# Keys go into the bundle alone; sessions and counters of sign-in are worth nothing tomorrow.
LEFT_OUT = ("sealing_key", "django_session", "infohus_cache")


def rotate(args: Any) -> int:
    """Change the key-encryption key, and meet the deadline of doing so once the old one is destroyed."""
    began = rotation_began()
    sealing.rotate(args)
    if args.kept:
        waiting = Deadline.objects.filter(kind=Kind.ROTATE_KEYS, case_id=None, met_at=None, ended_at=None)
        later = Trace.objects.filter(pk__gt=uuid.UUID(int=int(began * 1000) << 80)).values_list("municipality", flat=True)
        waiting.exclude(municipality__in=set(later)).update(met_at=lib.now())
        for authority in Authority.objects.filter(pk__in=set(later)).order_by("name"):
            print(
                _("{name}: noget er slettet, efter at skiftet begyndte. Fristen står åben: skift nøgle igen.").format(name=authority.name)
            )
    return 0


def rotation_began() -> float:
    """When the present key was made (seconds since 1970); 0 if it comes from outside and nobody here knows."""
    with contextlib.suppress(keys.NoKey, FileNotFoundError):
        return (keys.folder() / f"kek-{keys.current_epoch()}").stat().st_mtime
    return 0.0


def backup(args: Any) -> int:
    """Write the data (all but the keys) to a new folder, and the bundle of living keys in the place of its predecessor."""
    folder = Path(args.folder).resolve()
    if keys.folder() == folder or keys.folder() in folder.parents:
        raise Refused(_("Vælg en anden mappe: hovednøglerne skal aldrig ligge sammen med kopierne."))
    made_at = lib.now()
    data, part = folder / f"data-{made_at:%Y%m%dT%H%M%S.%fZ}", folder / ".data.unfinished"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700)
        sealing.rewrap()
        dump.save(part / "database", without=LEFT_OUT)
        count = copy_files(part / "files", before=newest(folder))
        (part / "about.json").write_text(json.dumps({"infohus_data": 1, "made_at": made_at.isoformat(), "files": count}))
        os.sync()
        part.rename(data)
        head = bundle.write(bundle.place())
        bundle.copy(bundle.place(), folder / BUNDLE)
    except OSError as error:
        raise Trouble(_("Kopien kunne ikke skrives: {why}.").format(why=error), _("Er der plads, og må der skrives i mappen?")) from error
    print(_("Data er skrevet til {data}: databasen og {count} filer.").format(data=data, count=number(count)))
    print(_("Nøglebundtet med {count} nøgler er {file}; det erstatter alle ældre.").format(count=number(head.count), file=folder / BUNDLE))
    print(_("Hovednøglerne i {folder} er ikke med. Gem dem et andet sted.").format(folder=keys.folder()))
    return 0


def copy_files(to: Path, before: Path | None) -> int:
    """Copy the sealed files; one that the copy before has too becomes one file with it, where the disk can (they never change)."""
    to.mkdir(mode=0o700)
    count = 0
    for source in files.folder().glob("??/??/*-*"):
        place = source.relative_to(files.folder())
        (to / place.parent).mkdir(parents=True, exist_ok=True)
        try:
            if before is None:
                raise FileNotFoundError
            os.link(before / "files" / place, to / place)
        except OSError:
            try:
                shutil.copyfile(source, to / place)
            except FileNotFoundError:
                continue  # erased this very moment
        count += 1
    return count


def newest(folder: Path) -> Path | None:
    """The newest data of a folder of copies; the folder itself if it is one."""
    if (folder / "about.json").is_file():
        return folder
    return max((one for one in folder.glob("data-*") if (one / "about.json").is_file()), default=None)


def restore(args: Any) -> int:
    """Load any data and the newest bundle into an empty installation: what was erased since is erased again, and counted."""
    folder = Path(args.folder).resolve()
    data = newest(folder)
    if data is None:
        raise Refused(_("Der er ingen kopi i {folder}.").format(folder=folder))
    near = [Path(args.bundle)] if args.bundle else [folder / BUNDLE, data.parent / BUNDLE]
    found = next((file for file in near if file.is_file()), near[0])
    head = bundle.check(found)
    check_root()
    check_empty()
    prepare()
    dump.load(data / "database")
    call_command("migrate", interactive=False, verbosity=0)
    said = put_in_step(found, data)
    told = ["told"] if Clock.objects.filter(movable=True).exists() else []
    state.write_note(connection.connection, state.of_database(), *told)
    bundle.write(bundle.place())
    made = datetime.fromisoformat(json.loads((data / "about.json").read_text())["made_at"])
    print(_("Gendannet: data fra {made}, nøglebundt fra {keys}.").format(made=moment(made), keys=moment(head.made_at)))
    for line in said:
        print(line)
    return 0


def check_root() -> None:
    """Refuse a home without the key that receipts, CPR look-ups and signatures rest on: a new one would never fit."""
    try:
        keys.derived("root", b"health")
    except keys.NoKey as missing:
        raise Refused(_("Filen root mangler i {folder}. Læg hovednøglerne dér først.").format(folder=keys.folder())) from missing


def check_empty() -> None:
    """Refuse an installation that holds anything already."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'")
        if cursor.fetchone()[0]:
            raise Refused(_("Databasen er ikke tom. Gendan i en ny INFOHUS_HOME eller en ny, tom database."))
    if next(files.stored(), None):
        raise Refused(_("{folder} er ikke tom. Gendan i en ny INFOHUS_HOME.").format(folder=files.folder()))


@transaction.atomic
def put_in_step(found: Path, data: Path) -> list[str]:
    """Give the data the keys that live now, erase again what has none, and bring the files of the rest; returns what to say."""
    Key.objects.all().delete()
    Key.objects.bulk_create(bundle.rows(found), batch_size=2000)
    gone = Case.objects.exclude(pk__in=Key.objects.filter(kind="case").values("pk")).values_list("pk", flat=True)
    erased = list(gone)
    for case in erased:
        with connection.cursor() as cursor:
            cursor.execute("SELECT erase_case(%s, %s, %s)", [case, Ended.ERASED, lib.uuid7()])
    with connection.cursor() as cursor:
        for statement in WITHOUT_KEY:
            cursor.execute(statement)
        cursor.execute(NEWER)
        newer = sum(1 for (kind,) in cursor.fetchall() if kind == "case")
        cursor.execute("SELECT id FROM attachments_attachment WHERE removed_at IS NULL")
        wanted = [one for (one,) in cursor.fetchall()]
    lost = bring_files(data / "files", wanted)
    told = (
        (Case.objects.count(), ngettext("{count} sag kan åbnes.", "{count} sager kan åbnes.", Case.objects.count())),
        (len(erased), ngettext("{count} sag var slettet siden kopien og er fjernet igen.",
                               "{count} sager var slettet siden kopien og er fjernet igen.", len(erased))),
        (newer, ngettext("{count} sag er nyere end kopien og er ikke med.", "{count} sager er nyere end kopien og er ikke med.", newer)),
        (lost, ngettext("{count} fil mangler i kopien.", "{count} filer mangler i kopien.", lost)),
    )  # fmt: skip
    return [sentence.format(count=number(how_many)) for how_many, sentence in told if how_many]


# What lives by itself and has lost its key since: a question keeps what it counted, a saved draft and a mailbox go.
WITHOUT_KEY = (
    "UPDATE concerns_concern SET mailbox_id = NULL WHERE mailbox_id NOT IN (SELECT id FROM sealing_key)",
    "DELETE FROM attachments_attachment WHERE mailbox_id NOT IN (SELECT id FROM sealing_key)",
    "DELETE FROM mailboxes_message WHERE mailbox_id NOT IN (SELECT id FROM sealing_key)",
    "DELETE FROM mailboxes_mailbox WHERE id NOT IN (SELECT id FROM sealing_key)",
    "DELETE FROM concerns_draft WHERE id NOT IN (SELECT id FROM sealing_key)",
    "UPDATE advice_advice SET question = NULL, answer = NULL, contact = NULL, mailbox_id = NULL, erased_at = coalesce(erased_at, app_now())"
    " WHERE id NOT IN (SELECT id FROM sealing_key)",
)
# Keys of what came after this copy: there is nothing left for them to open.
NEWER = """DELETE FROM sealing_key k WHERE NOT EXISTS (SELECT FROM cases_case t WHERE t.id = k.id)
  AND NOT EXISTS (SELECT FROM mailboxes_mailbox t WHERE t.id = k.id) AND NOT EXISTS (SELECT FROM advice_advice t WHERE t.id = k.id)
  AND NOT EXISTS (SELECT FROM concerns_draft t WHERE t.id = k.id) AND NOT EXISTS (SELECT FROM cases_departure t WHERE t.id = k.id)
  AND NOT EXISTS (SELECT FROM disclosures_copy t WHERE t.id = k.id) AND NOT EXISTS (SELECT FROM rights_hold t WHERE t.id = k.id)
  RETURNING k.kind"""


def bring_files(source: Path, wanted: list[uuid.UUID]) -> int:
    """Bring the sealed files of living cases; returns how many are not in the copy."""
    copied = {place.name: place for place in source.glob("??/??/*-*")}
    for one in wanted:
        if str(one) in copied:
            files.put(one, copied[str(one)].read_bytes())
    return sum(1 for one in wanted if str(one) not in copied)


def moment(at: datetime) -> str:
    """'24. november 2026 kl. 03.00'."""
    return f"{full_day(at.astimezone(TZ))} {clock(at.astimezone(UTC))}"
