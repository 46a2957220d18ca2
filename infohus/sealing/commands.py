"""`infohus keys rotate`: a new key-encryption key, so that older copies of the data lose what was erased."""

from __future__ import annotations

import os
import time
import uuid
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from infohus.gateways import keys
from infohus.lib import Refused
from infohus.sealing import bundle
from infohus.sealing.models import Key
from infohus.sealing.ring import Unreadable, unwrap, wrap

BATCH = 1000


def rotate(args: Any) -> int:
    """First make the new key, wrap all keys anew and write the bundle; then, with `--kept`, destroy the old key."""
    return finish(args.kept) if args.kept else begin()


def begin() -> int:
    """Phase one, which can be repeated: nothing is destroyed, and everything opens before, during and after it."""
    known = keys.epochs()
    if not known:
        raise Refused(_("Der er ingen hovednøgle endnu. Start Infohus først."))
    if len(known) == 1:
        make_next(known[0])
    current = keys.current_epoch()
    count, lost = rewrap()
    head = bundle.write(bundle.place())
    print(_("Hovednøgle {new} er taget i brug (nøgler låst om: {count}). Nøglebundtet med {all} nøgler er {file}.").format(
        new=current, count=count, all=head.count, file=bundle.place(),
    ))  # fmt: skip
    if lost:
        print(_("Nøgler, der ikke kunne åbnes og er ladt, som de var: {count}.").format(count=lost))
    print(_("Gør nu tre ting:"))
    print(_("1. Kopiér nøglebundtet til det sted, hvor sikkerhedskopierne ligger, så det erstatter det gamle."))
    print(
        _("2. Gem {file} de to steder, hvor I gemmer hovednøglen, så den erstatter den gamle.").format(
            file=keys.folder() / f"kek-{current}"
        )
    )
    print(_("3. Kør: infohus keys rotate --kept KOPI, hvor KOPI er kopien af nøglebundtet. Så destrueres den gamle hovednøgle."))
    return 0


def make_next(old: int) -> None:
    """Make the key of the next epoch, readable to the same system user as the old one."""
    if keys.are_given():
        raise Refused(
            _("Hovednøglerne kommer udefra. Læg en ny til med nummer {number}, genstart Infohus, og prøv igen.").format(number=old + 1)
        )
    keys.make(f"kek-{old + 1}")
    if os.geteuid() == 0:
        owner = (keys.folder() / f"kek-{old}").stat()
        os.chown(keys.folder() / f"kek-{old + 1}", owner.st_uid, owner.st_gid)


def rewrap() -> tuple[int, int]:
    """Wrap every living key in the current epoch, in batches while the house is in use; returns how many were, and how many do not open.

    Broken off, it goes on where it was: each key says in which epoch it is wrapped.
    """
    current, done, lost = keys.current_epoch(), 0, set[uuid.UUID]()
    while True:
        with transaction.atomic():
            waiting = Key.objects.exclude(epoch=current).exclude(pk__in=lost)
            batch = list(waiting.select_for_update(skip_locked=True).order_by("id")[:BATCH])
            for row in batch:
                try:
                    row.wrapped, row.epoch = wrap(unwrap(row), row.id, row.authority_id, current), current
                    row.save(update_fields=["wrapped", "epoch"])
                    done += 1
                except Unreadable:
                    lost.add(row.id)
        if not batch:
            if not waiting.exists():
                return done, len(lost)
            time.sleep(0.1)  # somebody holds the last ones


def finish(kept: str | bool) -> int:
    """Phase two: destroy the keys of all older epochs, once every living key and a bundle stand under the new one."""
    current = keys.current_epoch()
    older = [epoch for epoch in keys.epochs() if epoch < current]
    if not older:
        raise Refused(_("Der er kun én hovednøgle, så intet kan destrueres. Begynd med: infohus keys rotate"))
    copy = Path(kept) if isinstance(kept, str) else bundle.place()
    if bundle.check(copy).epoch != current:
        raise Refused(
            _("{file} er låst med en gammel hovednøgle. Kopiér {bundle} dertil, og prøv igen.").format(file=copy, bundle=bundle.place())
        )
    rewrap()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE sealing_key IN SHARE MODE")  # who is making a key now is waited for
        if left := Key.objects.exclude(epoch=current).count():
            what = _("Nøgler, der endnu står under en gammel hovednøgle og ikke kan åbnes: {count}. Den gamle er derfor ikke destrueret.")
            raise Refused(what.format(count=left))
        bundle.write(bundle.place())
        for epoch in older:
            destroy(epoch)
    if isinstance(kept, str):
        bundle.copy(bundle.place(), copy)
    print(
        _("Fra nu af kan ingen ældre kopi åbne det, der var slettet, da skiftet begyndte. Sikkerhedskopier åbnes med {file}.").format(
            file=copy
        )
    )
    print(_("Genstart Infohus, så ingen proces husker den gamle nøgle, og slet den gamle alle andre steder, I har gemt den."))
    return 0


def destroy(epoch: int) -> None:
    """Destroy one old key, or say that those who keep the keys must."""
    if keys.are_given():
        print(_("Fjern nu hovednøgle {number} fra det sted, nøglerne kommer fra.").format(number=epoch))
        return
    keys.destroy(epoch)
    bundle.settle(keys.folder())
    print(_("Hovednøgle {number} er destrueret.").format(number=epoch))
