"""The sealed log: written with the act or not at all, signed every day, and verified by anyone without the database."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from infohus.access.rules import Act
from infohus.audit import jobs, queries, rules
from infohus.audit.verify import Kind, beginning, canonical, link, load, verify
from infohus.cases.actions import write_note
from infohus.db.context import SYSTEM, acting
from infohus.demo.world import World
from infohus.lib import Refused, clock_at
from infohus.oversight import commands
from tests.conftest import seal_log
from tests.owner import infohus, owner, tamper
from tests.owner import told as words

AUTUMN = datetime(2026, 9, 1, 8, tzinfo=UTC)


def told(authority, **scope):
    """The log of an authority, written out."""
    seal_log()
    with acting(SYSTEM), transaction.atomic():
        return list(queries.export(authority.pk, authority.name, **scope))


def signed(authority):
    """The newest checkpoint, as it would be kept elsewhere."""
    with acting(SYSTEM), transaction.atomic():
        return queries.told(queries.last_checkpoint(authority.pk))


def sign(authority):
    """The nightly signature, now."""
    seal_log()
    jobs.sign_log(authority.pk)
    seal_log()


@pytest.fixture
def log(world):
    """A log with eight entries and a signature at the seventh, and that checkpoint."""
    case = world.concern()
    for number in range(6):
        write_note(world.mette, case, kind="contact", text=f"Note nummer {number} om intet.")
    sign(world.brondby)
    return told(world.brondby), signed(world.brondby)


def numbers(lines):
    """Where the entries stand in an export, by number."""
    return {json.loads(line)["number"]: place for place, line in enumerate(lines) if '"act"' in line}


def rechain(lines, start):
    """What a forger with the whole file would do: compute every hash anew from one entry on."""
    head = json.loads(lines[0])
    before, done = beginning(head["authority"]), []
    for line in lines:
        entry = load(line)
        if "act" in entry:
            if int(entry["number"]) >= start:
                fresh = link(before, head["authority"], entry).hex()
                line = line.replace(entry["hash"], fresh)
                before = bytes.fromhex(fresh)
            else:
                before = bytes.fromhex(entry["hash"])
        done.append(line)
    return done


def found(lines, checkpoint=None):
    """What is wrong and where."""
    return [(one.kind, one.where) for one in verify(lines, checkpoint).breaks]


def test_a_log_that_nobody_touched_is_whole(log):
    lines, checkpoint = log
    verdict = verify(lines, checkpoint)
    assert verdict.whole
    assert (verdict.first, verdict.last, verdict.count, verdict.signed) == (1, 8, 8, 7)
    assert verdict.remarks == []


def test_an_edited_entry_is_found_where_it_stands(log):
    lines, checkpoint = log
    place = numbers(lines)[4]
    for old, new in (("write_note", "read_case"), ("coordinator", "head"), ('"kind": "contact"', '"kind": "sparring"'), ("Z", "1Z")):
        edited = [*lines[:place], lines[place].replace(old, new, 1), *lines[place + 1 :]]
        assert edited != lines
        assert found(edited, checkpoint) == [(Kind.EDITED, 4)]


def test_a_deleted_entry_is_found_where_it_stood(log):
    lines, checkpoint = log
    places = numbers(lines)
    assert found([line for place, line in enumerate(lines) if place != places[5]], checkpoint) == [(Kind.MISSING, 5)]
    assert found([line for place, line in enumerate(lines) if place != places[1]], checkpoint) == [(Kind.MISSING, 1)]


def test_two_swapped_entries_are_found(log):
    lines, checkpoint = log
    places = numbers(lines)
    swapped = list(lines)
    swapped[places[3]], swapped[places[4]] = lines[places[4]], lines[places[3]]
    assert found(swapped, checkpoint) == [(Kind.MOVED, 3)]
    renumbered = [line.replace('"number": 4', '"number": 3') if place == places[3] else line for place, line in enumerate(swapped)]
    renumbered[places[4]] = swapped[places[4]].replace('"number": 3', '"number": 4')
    assert found(renumbered, checkpoint)[0] == (Kind.EDITED, 3)


def test_a_cut_tail_is_found_by_the_checkpoint_that_was_kept(log):
    lines, checkpoint = log
    places = numbers(lines)
    cut = [*lines[: places[6]], json.dumps({"end": 5})]
    assert found(cut, checkpoint) == [(Kind.CUT, 6)]
    assert found(cut) == []  # without one nobody can know, and it says so
    assert "Uden et kontrolpunkt" in verify(cut).remarks[0]
    assert found(lines[:-2], checkpoint) == [(Kind.CUT, 8)]  # a file that was not copied to its end


def test_a_forged_checkpoint_is_found(log, world):
    lines, checkpoint = log
    moved = {**checkpoint, "number": 5}
    assert (Kind.FORGED, 5) in found(lines, moved)
    place = next(place for place, line in enumerate(lines) if line.startswith('{"checkpoint"'))
    forged = [*lines[:place], lines[place].replace(checkpoint["hash"], "00" * 32), *lines[place + 1 :]]
    assert found(forged, checkpoint) == [(Kind.FORGED, 7)]
    sign(world.albertslund)
    assert (Kind.FORGED, 7) in found(told(world.albertslund), checkpoint)  # another authority's


def test_a_log_that_was_computed_anew_is_found_by_the_checkpoint_that_was_kept(log):
    lines, checkpoint = log
    place = numbers(lines)[4]
    forged = rechain([*lines[:place], lines[place].replace("write_note", "read_case"), *lines[place + 1 :]], 4)
    assert (Kind.EDITED, 7) in found(forged, checkpoint)
    without = [line for line in forged if not line.startswith('{"checkpoint"')]
    assert found(without, checkpoint) == [(Kind.EDITED, 7)]
    assert found(without) == []


def test_nonsense_is_told_by_its_line(log):
    lines, checkpoint = log
    assert found([*lines[:3], "{", *lines[3:]], checkpoint) == [(Kind.UNREADABLE, 4)]
    assert found([*lines[:3], '{"number": 1e999999999, "hash": "00"}', "[" * 100_000, *lines[3:]]) == [
        (Kind.UNREADABLE, 4),
        (Kind.UNREADABLE, 5),
    ]
    assert found([]) == [(Kind.UNREADABLE, 1)]
    assert (Kind.UNREADABLE, 1) in found(lines[1:], checkpoint)


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals(allow_nan=False, allow_infinity=False, places=3) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=5),
    max_leaves=12,
)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(JSON)
def test_the_canonical_form_is_the_databases_own(db, value):
    text = json.dumps(value, default=str)
    with connection.cursor() as cursor:
        cursor.execute("SELECT jsonb_build_array(%s::jsonb)::text", [text])
        assert canonical([load(text)]) == cursor.fetchone()[0]


def test_numbers_are_written_as_the_database_writes_them(db):
    for text in ("1.50", "1e5", "1E-3", "-0", "-0.00", "1.0e2", "0.000001", "123456789012345678901234567890"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::jsonb::text", [text])
            assert canonical(load(text)) == cursor.fetchone()[0]


def test_each_day_and_each_month_is_signed_once(db):
    with clock_at(AUTUMN):
        world = World()
        world.file()
    for day in range(1, 33):
        with clock_at(AUTUMN + timedelta(days=day)):
            seal_log()
            jobs.sign_logs(0)
            jobs.sign_logs(0)
            seal_log()
    with acting(SYSTEM), transaction.atomic():
        points = list(queries.Checkpoint.objects.filter(authority_id=world.brondby.pk).order_by("number", "at").values_list("number", "at"))
    ends = [at.astimezone(queries.lib.TZ) for number, at in points if at.astimezone(queries.lib.TZ).strftime("%d %H.%M") == "01 00.00"]
    assert [f"{at:%Y-%m}" for at in ends] == ["2026-10"]
    assert len(points) == 32 + len(ends)
    assert verify(told(world.brondby), signed(world.brondby)).whole


def test_a_month_is_written_out_between_its_checkpoints(db):
    with clock_at(AUTUMN):
        world = World()
    for month in (9, 10, 11):
        with clock_at(datetime(2026, month, 3, 8, tzinfo=UTC)):
            world.file()
            sign(world.brondby)
    with clock_at(datetime(2026, 12, 1, 8, tzinfo=UTC)):
        sign(world.brondby)
    verdict = verify(told(world.brondby, month=datetime(2026, 10, 1).date()), signed(world.brondby))
    assert (verdict.whole, verdict.scope, verdict.first, verdict.count) == (True, "month", 3, 2)
    lines = told(world.brondby, month=datetime(2026, 10, 1).date())
    assert found([line for place, line in enumerate(lines) if place != numbers(lines)[3]]) == [(Kind.MISSING, 3)]


def test_the_entries_of_one_case_are_verified_one_by_one(world):
    case, other = world.concern(), world.concern()
    for one in (case, other, case):
        write_note(world.mette, one, kind="contact", text="En note om intet.")
    lines = told(world.brondby, case=case.pk)
    verdict = verify(lines)
    assert (verdict.whole, verdict.count) == (True, 3)
    assert found([line.replace("write_note", "read_case") for line in lines]) == [(Kind.EDITED, 3), (Kind.EDITED, 5)]


@pytest.mark.django_db(transaction=True)
def test_a_broken_chain_is_never_signed():
    world = World()
    with transaction.atomic():
        case = world.concern()
    write_note(world.mette, case, kind="contact", text="En note om intet.")
    jobs.sign_logs(0)
    assert tamper("UPDATE audit_entry SET act = 'read_case' WHERE act = 'write_note'") == 1
    with clock_at(queries.lib.now() + timedelta(days=1)), pytest.raises(jobs.Broken, match="EDITED 2"):
        jobs.sign_logs(0)
    with acting(SYSTEM), transaction.atomic():
        assert queries.last_checkpoint(world.brondby.pk).number == 2


@pytest.mark.django_db(transaction=True)
def test_a_failing_act_leaves_no_entry_and_a_failing_entry_no_act():
    from infohus.cases.models import Note

    world = World()
    with transaction.atomic():
        case = world.concern()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        write_note(world.mette, case, kind="contact", text="En note om intet.")
        raise ZeroDivisionError
    with acting(SYSTEM), transaction.atomic():
        assert [entry.act for entry in queries.Entry.objects.all()] == ["file_concern"]
    tamper("ALTER TABLE audit_entry ADD CONSTRAINT the_log_is_broken CHECK (act <> 'write_note')")
    with pytest.raises(Exception, match="the_log_is_broken"):
        write_note(world.mette, case, kind="contact", text="En note om intet.")
    with acting(world.mette.context), transaction.atomic():
        assert not Note.objects.exists()
    with acting(SYSTEM), transaction.atomic():
        assert [entry.act for entry in queries.Entry.objects.all()] == ["file_concern"]


def test_those_with_a_case_see_its_log_and_who_read_it(world):
    from infohus.audit.actions import note_read

    case = world.concern()
    for name in ("mette", "soeren", "mette"):
        note_read(world.member(name).actor, Act.READ_CASE, case)
    seal_log()
    with acting(world.mette.context), transaction.atomic():
        assert [entry.act for entry in queries.entries_of_case(case.pk).entries] == ["read_case"] * 3 + ["file_concern"]
        readings = queries.who_read(case.pk)
        assert [(one.membership, one.times) for one in readings] == [(world.mette.membership, 2), (world.soeren.membership, 1)]
        assert queries.who_read(case.pk, queries.lib.now() + timedelta(minutes=1)) == []
    for name in ("birgit", "karen", "pia"):
        with acting(world.member(name).actor.context), transaction.atomic():
            assert queries.entries_of_case(case.pk).entries == []
            assert queries.who_read(case.pk) == []


def months_ago(months):
    """A day in the middle of the month so many months before this one."""
    on = rules.months_before(queries.lib.today(), months)
    return datetime(on.year, on.month, 15, 8, tzinfo=UTC)


@pytest.fixture
def old_log(transactional_db):
    """A log of 31 months, with one act and one signature in some of them; two entries each, so six of them past their time."""
    with clock_at(months_ago(30)):
        world = World()
    for month in (30, 28, 25, 24, 12, 0):
        with clock_at(months_ago(month)):
            world.file()
            jobs.sign_logs(0)
    return world


def test_old_months_are_removed_behind_a_signature_and_the_rest_still_verifies(old_log, tmp_path, capsys):
    old, new, point = tmp_path / "before", tmp_path / "after", tmp_path / "point"
    with owner():
        assert commands.export(words("log", "export", old, "--checkpoint", point)) == 0
        assert commands.prune(words("log", "prune")) == 0
        assert commands.prune(words("log", "prune")) == 0
        assert commands.export(words("log", "export", new)) == 0
    said = capsys.readouterr().out
    assert "Brøndby Kommune: nr. 1 til nr. 6 er fjernet" in said
    assert "intet i loggen er ældre end fristen" in said
    before, after = (verify(file.read_text().splitlines(), json.loads(point.read_text())) for file in (old, new))
    assert (before.whole, before.first, before.last) == (True, 1, 12)
    assert (after.whole, after.first, after.last) == (True, 7, 14)
    assert "fjernet efter fristen" in after.remarks[0]
    lines = new.read_text().splitlines()
    assert found([line for line in lines if '"number": 7,' not in line], json.loads(point.read_text()))[0] == (Kind.MISSING, 7)


def test_young_months_cannot_be_passed_off_as_old_ones(old_log, tmp_path):
    lines = told(old_log.brondby)
    at = next(
        place for place, line in enumerate(lines) if line.startswith('{"checkpoint"') and json.loads(line)["checkpoint"]["number"] == 9
    )
    assert found([lines[0], *lines[at:]]) == [(Kind.MISSING, 9)]


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        ("DELETE FROM audit_checkpoint WHERE at < now() - interval '20 months'", "ikke underskrevet endnu"),
        ("UPDATE audit_entry SET role = 'head' WHERE number = 3", "ikke hel"),
        ("UPDATE audit_checkpoint SET signature = decode(repeat('00', 64), 'hex') WHERE number <= 6", "ikke hel"),
    ],
)
def test_nothing_is_removed_without_a_signature_or_from_a_log_that_does_not_hold(old_log, harm, says):
    assert tamper(harm)
    with owner(), pytest.raises(Refused, match=says):
        commands.prune(words("log", "prune"))
    with acting(SYSTEM), transaction.atomic():
        assert queries.Entry.objects.filter(authority_id=old_log.brondby.pk).order_by("number").first().number == 1


def test_anyone_verifies_a_log_offline(log, tmp_path, capsys):
    lines, checkpoint = log
    whole, edited, point = tmp_path / "log.jsonl", tmp_path / "edited.jsonl", tmp_path / "point.json"
    whole.write_text("\n".join(lines))
    edited.write_text("\n".join(lines).replace("write_note", "read_case", 1))
    point.write_text(json.dumps(checkpoint))
    said, code = infohus("log", "verify", whole, "--checkpoint", point)
    assert code == 0
    assert "Brøndby Kommune: hele loggen, nr. 1 til nr. 8, 8 linjer.\nLoggen er hel.\nUnderskrevet til og med nr. 7." in said
    assert commands.verify(words("log", "verify", edited, "--checkpoint", point)) == 1
    assert "Nr. 2 passer ikke med sit fingeraftryk" in capsys.readouterr().out
    with pytest.raises(Refused, match="er ikke et kontrolpunkt"):
        commands.verify(words("log", "verify", edited, "--checkpoint", whole))


def test_an_export_names_one_authority_and_overwrites_nothing(old_log, tmp_path):
    with owner():
        with pytest.raises(Refused, match="findes allerede"):
            (tmp_path / "there").touch()
            commands.export(words("log", "export", tmp_path / "there"))
        with pytest.raises(Refused, match="Vælg en myndighed med --authority: brondby"):
            commands.export(words("log", "export", tmp_path / "a", "--authority", "ukendt"))
        with pytest.raises(Refused, match="Skriv måneden som"):
            commands.export(words("log", "export", tmp_path / "a", "--month", "november"))
        with pytest.raises(Refused, match="Der er ingen sag 1999-001"):
            commands.export(words("log", "export", tmp_path / "a", "--case", "1999-001"))
        assert commands.export(words("log", "export", tmp_path / "a", "--case", str(old_log.brondby.pk))) == 0
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600
