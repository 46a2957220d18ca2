"""Without its key a text is noise: in the database, its logs and copies; moved, swapped, cut or after its key is gone."""

import base64
import logging
import os
import shutil
import uuid

import pytest
from cryptography.exceptions import InvalidTag
from django.core import mail
from django.core.exceptions import FieldError
from django.db import connection, transaction

from infohus.access.rules import Act, public
from infohus.advice.actions import ask_advice
from infohus.advice.queries import theme_codes
from infohus.attachments.models import Attachment
from infohus.attachments.queries import read
from infohus.audit.actions import act
from infohus.cases.actions import erase, save_draft, write_note
from infohus.cases.models import Case, Note
from infohus.cases.rules import Ended
from infohus.concerns.models import Concern
from infohus.db.context import acting
from infohus.deadlines.models import Deadline
from infohus.demo.world import World
from infohus.gateways import dump, keys
from infohus.lib import Refused
from infohus.mailboxes.actions import ask_reporter
from infohus.mailboxes.models import Mailbox
from infohus.retention import commands
from infohus.sealing import bundle, ring
from infohus.sealing.models import Key, Kind
from tests.conftest import TEST_HOME, cluster
from tests.owner import owner, tamper, told
from tests.test_backup import paper

# Words that stand nowhere else, with letters that encodings differ on: one in all that is written, one written in clear on purpose.
SEALED = f"ærgrelsesøvelse{uuid.uuid4().hex[:12]}"
CLEAR = f"æblegrødsspøgelse{uuid.uuid4().hex[:12]}"


def spellings(word):
    """The bytes a word could lie as: in several encodings, escaped, hexadecimal, and in Base64 at each of its three beginnings."""
    plain = word.encode()
    yield from (plain, word.upper().encode(), word.encode("utf-16-le"), word.encode("utf-16-be"), word.encode("latin-1"))
    yield from (word.encode("unicode_escape"), plain.hex().encode(), plain.hex().upper().encode(), word.encode("utf-7"))
    for skipped in range(3):
        yield base64.b64encode(b"\0" * skipped + plain)[4 if skipped else 0 : -4]


def places_of(word, haystacks):
    """Where a word stands in any spelling."""
    return sorted({name for name, content in haystacks.items() for spelled in spellings(word) if spelled in content})


def lying(folder):
    """All that lies under a folder, file by file."""
    found = {}
    for root, _folders, names in os.walk(folder):
        for name in names:
            try:
                with open(os.path.join(root, name), "rb") as file:
                    found[os.path.join(root, name)] = file.read()
            except OSError:
                continue
    return found


def on_disk():
    """The database's own folder with its log of writes, everything flushed."""
    with cluster().superuser() as db:
        db.execute("CHECKPOINT")
    return lying(TEST_HOME / "data") | lying(TEST_HOME / "log")


@pytest.mark.django_db(transaction=True)
def test_no_word_that_anybody_wrote_lies_in_clear_anywhere(home, tmp_path, caplog, capfd, client):
    caplog.set_level(logging.DEBUG)
    world = World()
    world.file(
        files=[paper(f"Bilag {SEALED}.", f"{SEALED}.txt")], observed=f"Jeg så {SEALED}.", who=f"T. {SEALED}", goes_well=SEALED,
        reporter_name=f"Navn {SEALED}", reporter_phone=f"12 {SEALED}",
    )  # fmt: skip
    with acting(world.mette.context), transaction.atomic():
        case = Case.objects.select_related("municipality").get()
        mailbox = Mailbox.objects.get()
    write_note(world.mette, case, kind="contact", title=SEALED, text=f"Note {SEALED}. " * 1000)  # long enough to be stored apart
    save_draft(world.mette, case, form="note", text=f"Kladde {SEALED}")
    ask_reporter(world.mette, mailbox, text=f"Hvad mener du med {SEALED}?")
    ask_advice(
        public(world.brondby.pk), world.brondby, token="a", theme=theme_codes(world.brondby)[0], group="citizen",
        question=f"Hvad er {SEALED}?", form="code", contact=SEALED,
    )  # fmt: skip
    with acting(world.mette.context), transaction.atomic():
        assert Note.objects.get().text.startswith(f"Note {SEALED}.")
        assert read(Attachment.objects.get()).decode() == f"Bilag {SEALED}."
    client.get("/findes-ikke/", {"q": SEALED})
    tamper("UPDATE accounts_authority SET phone_hours = %s WHERE slug = 'brondby'", CLEAR)  # the search is awake
    with owner():
        dump.save(tmp_path / "dump", without=())
        dump._run("pg_restore", f"--file={tmp_path / 'dump.sql'}", str(tmp_path / "dump"))
        bundle.write(bundle.place())
    output = capfd.readouterr()
    everywhere = on_disk() | lying(home) | lying(tmp_path) | {"log": caplog.text.encode(), "output": (output.out + output.err).encode()}
    everywhere["mail"] = "".join(str(one.message()) for one in mail.outbox).encode()
    assert places_of(SEALED, everywhere) == []
    in_clear = places_of(CLEAR, everywhere)
    assert str(tmp_path / "dump.sql") in in_clear
    assert any("/data/base/" in place for place in in_clear)
    assert any("/data/pg_wal/" in place for place in in_clear)


def test_the_search_knows_every_spelling():
    for spelled in spellings("ærgrelse"):
        assert places_of("ærgrelse", {"here": b"\x01\x02" + spelled + b"\x03"}) == ["here"]
    assert places_of("ærgrelse", {"here": base64.b64encode("En ærgrelse til.".encode())}) == ["here"]
    assert places_of("ærgrelse", {"here": b"agrement"}) == []


def test_a_text_that_was_cut_changed_swapped_or_moved_does_not_open(world):
    first, second = world.concern(observed="Den første tekst her."), world.concern(observed="Den anden tekst her.")
    with acting(world.mette.context):
        one, two = Concern.objects.get(case=first), Concern.objects.get(case=second)
        sealed, other, who = (bytes(value) for value in (one.__dict__["observed"], two.__dict__["observed"], one.__dict__["who"]))
        for harmed in (
            sealed[:-1],
            sealed[1:],
            sealed[:11],
            sealed[:12] + other[12:],
            other,
            who,
            sealed[:20] + bytes([sealed[20] ^ 1]) + sealed[21:],
            b"\0",
        ):
            one.__dict__["observed"] = harmed
            with pytest.raises((InvalidTag, ValueError)):
                assert one.observed
        one.__dict__["observed"] = sealed
        assert one.observed == "Den første tekst her."


def test_a_key_put_in_anothers_place_does_not_open(world):
    first, second = world.concern(), world.concern()
    with acting(world.mette.context):
        one, two = Key.objects.get(pk=first.pk), Key.objects.get(pk=second.pk)
        for harm in ({"wrapped": two.wrapped}, {"epoch": 7}, {"authority_id": world.albertslund.pk}, {"wrapped": bytes(one.wrapped)[:-1]}):
            row = Key(id=one.id, authority_id=one.authority_id, wrapped=one.wrapped, epoch=one.epoch)
            assert len(ring.unwrap(row)) == 32
            for name, value in harm.items():
                setattr(row, name, value)
            with pytest.raises(ring.Unreadable):
                ring.unwrap(row)


def test_a_sealed_column_is_never_looked_up_or_written_in_clear(world):
    world.concern()
    with acting(world.mette.context):
        for lookup in (
            {"observed": "x"},
            {"observed__contains": "x"},
            {"observed__gt": "x"},
            {"observed__in": ["x"]},
            {"observed__lower": "x"},
        ):
            with pytest.raises(FieldError):
                Concern.objects.filter(**lookup).exists()
        with pytest.raises(FieldError), transaction.atomic():
            Concern.objects.update(observed="Klar tekst.")
        assert Concern.objects.filter(observed__isnull=False).exists()


def test_a_key_is_seen_by_those_who_may_read_and_by_nobody_else(world):
    case = world.concern()
    for name, kinds in {
        "mette": {"case", "mailbox"},
        "hanne": {"case", "mailbox"},
        "birgit": set(),
        "tove": set(),
        "nikolaj": set(),
        "karen": set(),
    }.items():
        with acting(world.member(name).actor.context):
            assert set(Key.objects.filter(case_id=case.pk).values_list("kind", flat=True)) == kinds, name
    with acting(world.mette.context), connection.cursor() as cursor:
        for statement in ("UPDATE sealing_key SET epoch = 9", "DELETE FROM sealing_key"):
            with pytest.raises(Exception, match="permission denied"), transaction.atomic():
                cursor.execute(statement)


# --- Rotation ---------------------------------------------------------------------------------------------------------


def texts(world):
    """What Mette reads."""
    with acting(world.mette.context), transaction.atomic():
        return [concern.observed for concern in Concern.objects.order_by("received_at", "id")]


def epochs():
    """In which epochs the keys are wrapped."""
    with owner():
        return sorted(set(Key.objects.values_list("epoch", flat=True)))


def rotate(*words):
    """`infohus keys rotate` with these words, as the owner."""
    with owner():
        commands.rotate(told("keys", "rotate", *words))


@pytest.mark.django_db(transaction=True)
class TestRotation:
    """The key-encryption key is changed in two phases, and everything that lives opens before, between and after."""

    def test_in_two_phases_and_not_without_the_administrators_word(self, home, tmp_path, capsys):
        world = World()
        world.file(observed="Skrevet før skiftet.")
        with pytest.raises(Refused, match="kun én hovednøgle"):
            rotate("--kept")
        rotate()
        assert (keys.epochs(), epochs()) == ([1, 2], [2])
        world.file(observed="Skrevet mellem de to faser.")
        assert texts(world) == ["Skrevet før skiftet.", "Skrevet mellem de to faser."]
        rotate()  # once more: no third key, nothing lost
        assert (keys.epochs(), epochs()) == ([1, 2], [2])
        assert "infohus keys rotate --kept" in capsys.readouterr().out

        old = tmp_path / "copy of the bundle"
        shutil.copy(bundle.place(), old)
        old.write_bytes(old.read_bytes()[:-40])
        with pytest.raises(Refused, match="afskåret"):
            rotate("--kept", old)
        assert keys.epochs() == [1, 2]
        shutil.copy(bundle.place(), old)
        rotate("--kept", old)
        assert (keys.epochs(), epochs()) == ([2], [2])
        assert bundle.check(old).epoch == 2
        world.file(observed="Skrevet efter skiftet.")
        assert texts(world) == ["Skrevet før skiftet.", "Skrevet mellem de to faser.", "Skrevet efter skiftet."]
        assert "Hovednøgle 1 er destrueret." in capsys.readouterr().out

    def test_what_was_wrapped_under_the_old_key_never_opens_again(self, home):
        world = World()
        world.file()
        with owner():
            old = Key.objects.get(kind=Kind.CASE)
            assert len(ring.unwrap(old)) == 32
        rotate()
        assert len(ring.unwrap(old)) == 32  # not destroyed yet: an unfinished change loses nothing
        rotate("--kept")
        with pytest.raises(ring.Unreadable):
            ring.unwrap(old)

    def test_broken_off_it_goes_on_where_it_was(self, home, monkeypatch):
        from infohus.sealing import commands as sealing

        world = World()
        for number in range(3):
            world.file(observed=f"Henvendelse nummer {number}.")
        monkeypatch.setattr(sealing, "BATCH", 2)
        wrapped, genuine = [], sealing.wrap

        def failing(*given):
            wrapped.append(given)
            if len(wrapped) == 4:
                raise OSError("power cut")
            return genuine(*given)

        monkeypatch.setattr(sealing, "wrap", failing)
        with pytest.raises(OSError, match="power cut"):
            rotate()
        assert epochs() == [1, 2]
        assert len(texts(world)) == 3
        rotate()
        assert (keys.epochs(), epochs(), len(texts(world))) == ([1, 2], [2], 3)

    def test_a_key_that_does_not_open_keeps_the_old_one_alive(self, home, capsys):
        world = World()
        world.file()
        assert tamper("UPDATE sealing_key SET wrapped = decode('00', 'hex') || substr(wrapped, 2) WHERE kind = 'mailbox'") == 1
        rotate()
        assert "Nøgler, der ikke kunne åbnes og er ladt, som de var: 1." in capsys.readouterr().out
        with pytest.raises(Refused, match="under en gammel hovednøgle og ikke kan åbnes: 1"):
            rotate("--kept")
        assert keys.epochs() == [1, 2]

    def test_it_meets_its_deadline_unless_something_was_erased_after_it_began(self, home):
        world = World()
        one, two = (committed(world) for _ in range(2))
        forget(world, one)
        assert waiting(world) == 1
        rotate()
        assert waiting(world) == 1
        rotate("--kept")
        assert waiting(world) == 0
        rotate()
        forget(world, two)
        rotate("--kept")
        assert waiting(world) == 1


def committed(world):
    """A concern that has arrived."""
    with transaction.atomic():
        return world.concern()


def forget(world, case):
    """Erase a case, as a step of an act."""
    with act(world.mette, Act.TURN_INTO_ADVICE, case):
        erase(case, Ended.ADVICE)


def waiting(world):
    """How many deadlines of changing the key are open."""
    with acting(world.nikolaj.context), transaction.atomic():
        return Deadline.objects.filter(kind="rotate_keys", met_at=None, ended_at=None).count()
