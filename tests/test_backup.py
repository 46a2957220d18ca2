"""Copies open what lives and nothing that was erased; erasing takes everything that was ever the case's."""

import re
import shutil
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, connection, transaction

from infohus import lib
from infohus.access.rules import Act, house
from infohus.attachments.actions import take_in
from infohus.attachments.models import Attachment
from infohus.attachments.queries import read
from infohus.audit.actions import act
from infohus.cases.actions import erase, write_note
from infohus.cases.models import Case, Trace
from infohus.cases.rules import Ended
from infohus.concerns.models import Concern
from infohus.db.context import SYSTEM, acting
from infohus.deadlines.models import Deadline
from infohus.demo.world import World
from infohus.gateways import files
from infohus.gateways.jobs import later
from infohus.gateways.postgres import running
from infohus.lib import Refused
from infohus.retention import commands
from infohus.retention.rules import FATE, Fate
from infohus.sealing import bundle
from tests.conftest import cluster, name_of_copy
from tests.owner import forget_keys, infohus, owner, told


def end(world, case, how=Ended.ERASED, name="mette"):
    """Erase a case as the later rooms will: as a step of an act of a coordinator."""
    with act(world.member(name).actor, Act.TURN_INTO_ADVICE, case):
        return erase(case, how)


def case_of(world, **answers):
    """A concern that has arrived, committed."""
    with transaction.atomic():
        return world.concern(**answers)


def paper(text="Et brev.", name="brev.txt"):
    """A file that has passed the gates."""
    return take_in([SimpleUploadedFile(name, text.encode())])[0]


def test_what_is_erased_is_what_goes_with_the_case():
    sql = (Path(__file__).parent.parent / "infohus/cases/policies.sql").read_text()
    body = sql.split("FUNCTION erase_case")[1].split("$$")[1]
    deleted = set(re.findall(r"DELETE FROM (\w+)", body)) - {"procrastinate_jobs"}
    assert deleted == {apps.get_model(name)._meta.db_table for name, fate in FATE.items() if fate == Fate.GOES}


def rows_with(ids):
    """In how many tables any of these ids stands anywhere."""
    found = {}
    with psycopg.connect(**cluster().dsn("owner", name_of_copy())) as db:
        for (table,) in db.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall():
            for one in ids:
                if db.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s", [f"%{one}%"]).fetchone()[0]:
                    found.setdefault(table, set()).add(one)
    return found


@pytest.mark.django_db(transaction=True)
def test_erasing_takes_everything_that_was_the_cases_and_nothing_else(home):
    world = World()
    world.file(files=[paper()])
    with acting(world.mette.context), transaction.atomic():
        case = Case.objects.select_related("municipality").get()
    stays = case_of(world, observed="Den anden sag bliver stående.")
    write_note(world.mette, case, kind="contact", text="En note om intet.")
    with acting(SYSTEM), transaction.atomic():
        later("infohus.cases.jobs.tell_members", case=stays.pk)
    with acting(world.mette.context), transaction.atomic():
        kept = [stays.pk, Concern.objects.get(case=stays).mailbox_id]
        gone = [case.pk, Concern.objects.get(case=case).pk, Concern.objects.get(case=case).mailbox_id]
    assert {"sealing_key", "procrastinate_jobs", "concerns_concern", "attachments_attachment"} <= set(rows_with(gone))
    assert len(list(files.stored())) == 1
    figures = rows_of("counting_fact")
    before = rows_with(kept)
    end(world, case)
    assert set(rows_with(gone)) == {"audit_entry"}  # ids and codes, no text
    assert rows_with(kept) == before
    assert list(files.stored()) == []
    assert [one for one in rows_of("counting_fact") if "'erased'" not in one] == figures
    with acting(world.mette.context), transaction.atomic():
        assert [(one.number, one.how) for one in Trace.objects.all()] == [(case.number, "erased")]
        assert Deadline.objects.filter(kind="rotate_keys", case_id=None, met_at=None).count() == 1


def rows_of(table):
    """All rows of a table."""
    with psycopg.connect(**cluster().dsn("owner", name_of_copy())) as db:
        return sorted(str(row) for row in db.execute(f"SELECT * FROM {table}").fetchall())


def test_nobody_erases_another_municipalitys_case(world):
    case = world.concern()
    for name in ("karen", "pia"):
        with (
            acting(world.member(name).actor.context),
            pytest.raises(Exception, match="no such case"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("SELECT erase_case(%s, 'erased', %s)", [case.pk, lib.uuid7()])
    with pytest.raises(RuntimeError, match="outside an act"):
        erase(case, Ended.ERASED)
    for role in ("public", "receipt"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE infohus_{role}; SELECT erase_case('{case.pk}', 'erased', '{case.pk}')")
    with act(house(world.brondby.pk), Act.EXPIRE, world.brondby):  # the house itself may: a class's day has come
        erase(case, Ended.ERASED)
    with acting(world.mette.context):
        assert not Case.objects.exists()


def test_a_bundle_that_is_cut_changed_or_of_another_key_is_refused(home, world, tmp_path):
    world.concern()
    file = tmp_path / "keys.bundle"
    with acting(world.mette.context):
        head = bundle.write(file)  # those keys that Mette sees
    assert (head.epoch, head.count) == (1, 2)
    assert [row.kind for row in bundle.rows(file)] == ["case", "mailbox"]
    lines = file.read_bytes().splitlines(keepends=True)
    for harm in (
        lines[:-1],
        [*lines[:1], *lines[2:]],
        [*lines[:-1], lines[-1][:20]],
        [lines[0], lines[1].replace(b'"case"', b'"copy"'), *lines[2:]],
        lines[:1],
    ):
        file.write_bytes(b"".join(harm))
        with pytest.raises(Refused, match="afskåret eller ændret"):
            bundle.check(file)
    for nonsense in (b"", b"[]\n[]\n", b"\xff\xfe", b'{"infohus_bundle": 2}\n{}\n'):
        file.write_bytes(nonsense)
        with pytest.raises(Refused, match="er ikke et nøglebundt"):
            bundle.check(file)
    file.write_bytes(b"".join(lines).replace(b'"epoch": 1', b'"epoch": 7', 1))
    with pytest.raises(Refused, match="kek-7"):
        bundle.check(file)
    with pytest.raises(Refused, match="kan ikke læses"):
        bundle.check(tmp_path / "not there")


@pytest.mark.django_db(transaction=True)
class TestTheDrill:
    """A municipality is copied, erases, loses its machine, and is restored from the older copy and the newest bundle."""

    def backup(self, to, capsys):
        """`infohus backup`, as the owner; what it said."""
        with owner():
            commands.backup(told("backup", to))
        return capsys.readouterr().out

    def story(self, copies, capsys):
        """Two cases and a copy; then one is erased and a third arrives. Returns the world, the two and the late one."""
        world = World()
        world.file(observed="Den levende sag skal kunne læses igen.", files=[paper("Levende bilag.")])
        world.file(observed="Den slettede sag skal aldrig læses igen.", files=[paper("Slettet bilag.")])
        with acting(world.mette.context), transaction.atomic():
            lives, dies = Case.objects.select_related("municipality").order_by("received_at", "id")
        said = self.backup(copies, capsys)
        assert "databasen og 2 filer" in said
        assert "Nøglebundtet med 4 nøgler" in said
        shutil.copy(copies / "keys.bundle", copies.parent / "old.bundle")
        end(world, dies)
        late = case_of(world, observed="Den sene sag kom efter kopien.")
        return world, lives, dies, late

    def restore(self, folder, keys_from, to, *more):
        """An empty machine: a new home, with the keys that were kept."""
        to.mkdir()
        shutil.copytree(keys_from / "keys", to / "keys")
        return infohus("restore", folder, *more, INFOHUS_HOME=str(to))

    def seen(self, home, world):
        """What Mette can read in a restored home: texts of concerns, and of files."""
        with running(home, hasty=True) as one:
            connection.close()
            before = dict(connection.settings_dict)
            at = one.dsn("app")
            connection.settings_dict.update(NAME=at["dbname"], HOST=at["host"], USER=at["user"], PASSWORD=at["password"])
            try:
                actor = world.member("mette").actor
                with acting(actor.context), transaction.atomic():
                    papers = [read(row).decode() for row in Attachment.objects.order_by("id")]
                    texts = [concern.observed for concern in Concern.objects.order_by("received_at")]
                    traces = [trace.number for trace in Trace.objects.all()]
                return texts, papers, traces
            finally:
                connection.close()
                connection.settings_dict.update(before)

    def test_an_older_copy_with_the_newest_bundle(self, home, tmp_path, settings, capsys):
        copies = tmp_path / "copies"
        world, _lives, dies, _late = self.story(copies, capsys)
        self.backup(copies, capsys)
        old, new = sorted(copies.glob("data-*"))
        assert (
            len([file for file in (new / "files").glob("??/??/*") if file.stat().st_nlink == 2]) == 1
        )  # what both hold lies once on the disk

        said, code = self.restore(old, home, tmp_path / "restored")
        assert code == 0, said
        assert "1 sag kan åbnes." in said
        assert "1 sag var slettet siden kopien og er fjernet igen." in said
        assert "1 sag er nyere end kopien og er ikke med." in said
        settings.HOME = tmp_path / "restored"
        assert self.seen(tmp_path / "restored", world) == (["Den levende sag skal kunne læses igen."], ["Levende bilag."], [dies.number])
        assert len(list(files.stored())) == 1

        # The test is awake: with the old bundle the erased case opens, which is why the new one must take its place.
        said, code = self.restore(old, home, tmp_path / "cheated", "--bundle", tmp_path / "old.bundle")
        assert code == 0, said
        settings.HOME = tmp_path / "cheated"
        assert "Den slettede sag skal aldrig læses igen." in self.seen(tmp_path / "cheated", world)[0]

        # Unless the key was changed in between: then not even the old bundle helps.
        settings.HOME = home
        with owner():
            commands.rotate(told("keys", "rotate"))
            commands.rotate(told("keys", "rotate", "--kept"))
            with pytest.raises(Refused, match="Hovednøglen kek-1"):
                commands.restore(told("restore", old, "--bundle", tmp_path / "old.bundle"))

    def test_a_house_that_is_not_empty_or_has_no_keys_is_left_alone(self, home, tmp_path, settings, capsys):
        copies = tmp_path / "copies"
        case_of(World())
        self.backup(copies, capsys)
        with owner():
            with pytest.raises(Refused, match="Databasen er ikke tom"):
                commands.restore(told("restore", copies))
            with pytest.raises(Refused, match="ingen kopi i"):
                commands.restore(told("restore", tmp_path))
            with pytest.raises(Refused, match="aldrig ligge sammen"):
                commands.backup(told("backup", home / "keys" / "copies"))
            settings.HOME = tmp_path / "new"
            forget_keys()
            with pytest.raises(Refused, match="kek-1"):
                commands.restore(told("restore", copies))
            shutil.copytree(home / "keys", settings.HOME / "keys", ignore=shutil.ignore_patterns("root"))
            with pytest.raises(Refused, match="Filen root mangler"):
                commands.restore(told("restore", copies))
