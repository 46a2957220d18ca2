"""Proving that an erasure is one: all that was ever sealed is remembered, and tried with the keys that exist, here and in every older copy.

`prove` takes the erasing itself as an argument, so whatever erases a case can be held to the same.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import shutil
import subprocess
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection

from infohus.gateways import dump, files
from infohus.gateways.postgres import Cluster, running
from infohus.retention import commands
from infohus.sealing import bundle, ring
from infohus.sealing import commands as sealing
from infohus.sealing.models import Key
from tests.conftest import migrate
from tests.owner import forget_keys, told

FILE_KEY, SHEET = b"attachments_attachment.file_key:", b"disclosures_copy.sheet:"


# ---------- What was ever sealed


@dataclass
class Ever:
    """Everything that was sealed, wrapped or stored while it listened, whatever became of it later."""

    values: list[tuple[uuid.UUID, bytes, bytes]] = field(default_factory=list)  # whose key, its place, the sealed bytes
    bytes_of: dict[uuid.UUID, bytes] = field(default_factory=dict)  # by file
    wrapped: list[Key] = field(default_factory=list)

    @contextlib.contextmanager
    def listening(self, monkeypatch) -> Iterator[Ever]:
        """Remember what the product seals, wraps and stores inside the block; it does so as always."""
        seal, wrap, put = ring.seal, ring.wrap, files.put

        def seals(plain: bytes, of: uuid.UUID, place: bytes) -> bytes:
            self.values.append((of, place, sealed := seal(plain, of, place)))
            return sealed

        def wraps(raw: bytes, key: uuid.UUID, authority: uuid.UUID, epoch: int) -> bytes:
            self.wrapped.append(Key(id=key, authority_id=authority, wrapped=wrap(raw, key, authority, epoch), epoch=epoch))
            return self.wrapped[-1].wrapped

        def puts(file: uuid.UUID, sealed: bytes) -> None:
            self.bytes_of[file] = sealed
            put(file, sealed)

        with monkeypatch.context() as patch:
            patch.setattr(ring, "seal", seals)
            patch.setattr(ring, "wrap", wraps)
            patch.setattr(sealing, "wrap", wraps)
            patch.setattr(files, "put", puts)
            yield self

    def opened(self, keys: dict[uuid.UUID, bytes]) -> str:
        """All that opens with these keys, of every version of every row and every file: each value is tried with each key."""
        found = []
        for _of, place, sealed in self.values:
            for key in keys.values():
                with contextlib.suppress(InvalidTag):
                    text = AESGCM(key).decrypt(sealed[:12], sealed[12:], place)
                    found += [text, *self.files_by(place, text)]
        return "\n".join(text.decode(errors="replace") for text in found)

    def files_by(self, place: bytes, text: bytes) -> Iterator[bytes]:
        """The bytes of the files whose keys stand in an opened value: the row of a file, or a sheet that files went along with."""
        if place.startswith(FILE_KEY):
            yield from self.file(uuid.UUID(bytes=place[len(FILE_KEY) :]), text)
        elif place.startswith(SHEET):
            for one in json.loads(text)["files"]:
                yield from self.file(uuid.UUID(one["id"]), one["key"].encode())

    def file(self, of: uuid.UUID, key: bytes) -> Iterator[bytes]:
        """The bytes of one file, where they are at hand."""
        if sealed := self.bytes_of.get(of):
            yield AESGCM(base64.b64decode(key)).decrypt(sealed[:12], sealed[12:], of.bytes)

    def within(self, rows: str, store: Path) -> Ever:
        """Only what stands in these rows and lies in this store of files."""
        lie = {uuid.UUID(one.name): one.read_bytes() for one in store.glob("??/??/*-*")}
        return Ever([one for one in self.values if one[2].hex() in rows], lie)

    def traces(self, ids: set[uuid.UUID]) -> list[bytes]:
        """Bytes by which what these keys sealed would be known again, whole or in pieces."""
        return [sealed[:40] for of, _place, sealed in self.values if of in ids]


def that_open(rows: Iterable[Key]) -> dict[uuid.UUID, bytes]:
    """The keys among these that open with the key-encryption keys of this home."""
    found = {}
    for row in rows:
        with contextlib.suppress(ring.Unreadable):
            found[row.id] = ring.unwrap(row)
    return found


# ---------- Where it could still lie


class House:
    """An installation of its own, whose database can be stopped, copied as it lies on the disk, and started again."""

    def __init__(self, home: Path, settings) -> None:
        self.home, self.settings, self.cluster = home, settings, Cluster(home, hasty=True)

    @contextlib.contextmanager
    def up(self, role: str = "app") -> Iterator[House]:
        """Its database runs, its keys and files are those of the process, and Django is connected as the application or its owner."""
        before, home = dict(connection.settings_dict), self.settings.HOME
        connection.close()
        with running(self.home, make=True, hasty=True) as self.cluster:
            try:
                self.settings.HOME = self.home
                forget_keys()
                with self.as_role(role):
                    yield self
            finally:
                connection.close()
                connection.settings_dict.update(before)
                self.settings.HOME = home
                forget_keys()

    @contextlib.contextmanager
    def as_role(self, role: str) -> Iterator[None]:
        """Be connected as `app` or `owner` inside the block."""
        before = dict(connection.settings_dict)
        connection.close()
        at = self.cluster.dsn(role)
        connection.settings_dict.update(NAME=at["dbname"], HOST=at["host"], USER=at["user"], PASSWORD=at["password"])
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict.update(before)

    def make(self) -> None:
        """Lay tables and rules."""
        migrate(self.cluster, "infohus")

    def copy(self, to: Path, *, keys: Path) -> House:
        """The folder of the stopped database and the files as they lie, with the keys of another place."""
        to.mkdir(mode=0o711)
        for name in ("data", "secrets", "files"):
            subprocess.run(["cp", "-a", str(self.home / name), str(to / name)], check=True)
        shutil.copytree(keys, to / "keys")
        return House(to, self.settings)

    def keys(self) -> list[Key]:
        """The rows of the table of keys, as the owner sees them."""
        with self.as_role("owner"):
            return list(Key.objects.all())

    def rows(self) -> dict[str, list[str]]:
        """Every row of every table, as text."""
        with psycopg.connect(**self.cluster.dsn("owner")) as db:
            tables = [name for (name,) in db.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")]
            return {name: sorted(row for (row,) in db.execute(f"SELECT t::text FROM {name} t")) for name in tables}

    def text(self) -> str:
        """All rows as one text."""
        return "\n".join(row for table in self.rows().values() for row in table)

    def on_disk(self) -> bytes:
        """The database's folder with its log of writes, everything written down."""
        with self.cluster.superuser() as db:
            db.execute("CHECKPOINT")
        return b"\0".join(lying(self.home / "data"))

    def backup(self, to: Path) -> Path:
        """`infohus backup`; the data it wrote."""
        with self.as_role("owner"):
            commands.backup(told("backup", to))
        return max(to.glob("data-*"))

    def rotate(self, copied: Path) -> None:
        """Change the key-encryption key in both phases, the bundle copied over the old one in between, as docs/operating.md says."""
        with self.as_role("owner"):
            commands.rotate(told("keys", "rotate"))
            shutil.copy(bundle.place(), copied)
            commands.rotate(told("keys", "rotate", "--kept", copied))

    def restored(self, data: Path, to: Path, *, keys: Path, keys_bundle: Path) -> House:
        """A new, empty house with these keys, into which data and bundle are loaded."""
        to.mkdir(mode=0o711)
        shutil.copytree(keys, to / "keys")
        house = House(to, self.settings)
        with house.up("owner"):
            commands.restore(told("restore", data, "--bundle", keys_bundle))
        return house


def lying(folder: Path) -> Iterator[bytes]:
    """The content of every file under a folder."""
    for root, _folders, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                yield Path(root, name).read_bytes()


def said_by(data: Path) -> bytes:
    """A data backup written out as SQL."""
    out = data.parent / "data.sql"
    dump._run("pg_restore", f"--file={out}", str(data / "database"))
    return out.read_bytes()


# ---------- The proof


@dataclass
class Proof:
    """One erasure: the house, all that was ever sealed in it, whose words must go and whose must stay."""

    house: House
    ever: Ever
    gone: dict[uuid.UUID, set[str]]  # by case: its words
    living: set[str]
    place: Path  # for copies

    def prove(self, erasing: Callable[[uuid.UUID], object]) -> None:
        """Erase each case by this act, and look for what was its, before and after, here and in every copy made before."""
        with self.house.up():
            keys = self.house.keys()
            self.check("before", that_open(keys), gone=True)
            self.ids = {row.id for row in keys if row.case_id in self.gone}
            self.kept = {row.id for row in keys} - self.ids
            assert {row.kind for row in keys if row.id in self.ids} >= {"case", "mailbox", "copy"}
            self.data = self.house.backup(self.place / "copies")
            shutil.copy(self.place / "copies" / "keys.bundle", self.place / "old.bundle")
        self.old = self.house.copy(self.place / "folder", keys=self.house.home / "keys")
        with self.house.up():
            figures, kept = self.house.rows()["counting_fact"], set(self.house.home.glob("files/??/??/*"))
            for case in self.gone:
                erasing(case)
            connection.close()
            counted = set(self.house.rows()["counting_fact"])
            assert counted >= set(figures)
            assert ["erased" in one for one in counted - set(figures)] == [True] * len(self.gone)  # that they are gone, and no more
            self.check_here(kept)
            self.house.rotate(self.place / "copies" / "keys.bundle")
            self.check_after_rotation()
        self.check_data()
        self.check_folder()

    def check(self, when: str, keys: dict[uuid.UUID, bytes], *, gone: bool, living: bool = True) -> None:
        """Whether every word is found that should be, and none that should not, by one who has these keys."""
        opened, words = self.ever.opened(keys), set().union(*self.gone.values())
        found = {word for word in words if word in opened}
        assert found == (words if gone else set()), (when, sorted(words ^ found)[:5])
        still = {word for word in self.living if word in opened}
        assert still == (self.living if living else set()), (when, sorted(self.living ^ still)[:5])

    def check_here(self, files_before: set[Path]) -> None:
        """In the house itself: no row, file, job, unfinished text or key is left; what lies in old pages and the log of writes has no key."""
        traces = self.ever.traces(self.ids)
        rows, folder = self.house.text(), self.house.on_disk()
        assert not [one for one in traces if one.hex() in rows]
        assert any(one in folder for one in traces)  # it is there to be looked for
        self.check("at once", that_open(self.house.keys()), gone=False)
        mine = {file for file in self.ever.bytes_of if self.sealer_of(file) in self.ids}
        assert mine & {uuid.UUID(one.name) for one in files_before}
        assert not [one for one in self.house.home.glob("files/??/??/*") if uuid.UUID(one.name) in mine]
        for table, left in self.house.rows().items():
            if table not in ("audit_entry", "audit_waiting"):  # ids and codes, no text
                assert not [row for row in left if any(str(one) in row for one in (*self.ids, *mine))], table
        # Honest: until the key-encryption key is changed, one who has it and digs in the folder finds the wrapped keys too.
        dug = that_open(row for row in self.ever.wrapped if bytes(row.wrapped) in folder)
        assert dug.keys() >= self.ids

    def sealer_of(self, file: uuid.UUID) -> uuid.UUID | None:
        """Whose key a file's own key was sealed by."""
        return next((of for of, place, _sealed in self.ever.values if place == FILE_KEY + file.bytes), None)

    def check_after_rotation(self) -> None:
        """With every key that was ever wrapped, from wherever it was dug up, and all key-encryption keys that are left."""
        self.check("after the change of key", that_open(self.house.keys()), gone=False)
        self.check("dug up", that_open(self.ever.wrapped), gone=False)

    def check_data(self) -> None:
        """A data backup from before: with today's bundle and keys what lives opens; with the old ones what was erased does too."""
        new = self.place / "copies" / "keys.bundle"
        traces, written = self.ever.traces(self.ids), said_by(self.data)
        assert any(one.hex().encode() in written for one in traces)
        restored = self.house.restored(self.data, self.place / "restored", keys=self.house.home / "keys", keys_bundle=new)
        with restored.up():
            self.check("restored, dug up", that_open([*self.ever.wrapped, *bundle.rows(new)]), gone=False)
            self.check_restored(restored, traces)
        with self.old_keys():
            self.check("with the old bundle", that_open(bundle.rows(self.place / "old.bundle")), gone=True)

    def check_folder(self) -> None:
        """A copy of the database's folder from before: the same, by the way docs/operating.md gives for it."""
        new = self.place / "copies" / "keys.bundle"
        with self.old.up():
            self.check("the folder as it lies, with the keys of its time", that_open(self.old.keys()), gone=True)
        shutil.rmtree(self.old.home / "keys")
        shutil.copytree(self.house.home / "keys", self.old.home / "keys")
        with self.old.up():
            assert that_open(self.old.keys()) == {}
            data = self.old.backup(self.place / "from the folder")
        again = self.old.restored(data, self.place / "again", keys=self.house.home / "keys", keys_bundle=new)
        with again.up():
            self.check_restored(again, self.ever.traces(self.ids))

    def check_restored(self, house: House, traces: list[bytes]) -> None:
        """What lives opens from the rows and files that are there, and nothing of the erased is among them."""
        rows = house.text()
        assert not [one for one in traces if one.hex() in rows]
        living = that_open(house.keys())
        assert living.keys() == self.kept
        opened = self.ever.within(rows, files.folder()).opened(living)
        assert {word for word in self.living if word in opened} == self.living

    @contextlib.contextmanager
    def old_keys(self) -> Iterator[None]:
        """As one who kept the key-encryption key of that time."""
        before, self.house.settings.HOME = self.house.settings.HOME, self.old.home
        forget_keys()
        try:
            yield
        finally:
            self.house.settings.HOME = before
            forget_keys()
