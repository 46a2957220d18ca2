"""A worry arrives: stored whole, once, for those who may see it and nobody else."""

import pytest
from cryptography.exceptions import InvalidTag
from django.db import ProgrammingError, connection, transaction

from infohus.access.rules import reporter
from infohus.cases.models import Case
from infohus.concerns.models import Concern
from infohus.db.context import acting
from infohus.deadlines.models import Deadline
from infohus.lib import Refused
from infohus.mailboxes.models import Message
from infohus.mailboxes.queries import find, messages_of
from infohus.mailboxes.rules import read_code
from infohus.sealing.ring import Unreadable
from tests.conftest import seal_log


def seen(world, name):
    """The concerns one of the cast sees, without any filter."""
    with acting(getattr(world, name).context):
        return list(Concern.objects.all())


def test_a_concern_is_seen_by_both_coordinators_and_by_nobody_elses(world):
    world.file(observed="Han sagde, at manden var en helt.")
    for name in ("mette", "soeren", "hanne"):
        with acting(getattr(world, name).context):
            assert [concern.observed for concern in Concern.objects.all()] == ["Han sagde, at manden var en helt."]
    for name in ("birgit", "tove", "nikolaj", "pia", "erik", "karen"):
        assert seen(world, name) == []


def test_the_text_is_noise_in_the_database(world):
    world.file(observed="Han sagde, at manden var en helt.")
    with acting(world.mette.context), connection.cursor() as cursor:
        cursor.execute("SELECT observed, concerns_concern::text FROM concerns_concern")
        sealed, row = cursor.fetchone()
    assert b"helt" not in bytes(sealed)
    assert "helt" not in row


def test_a_text_moved_to_another_row_does_not_open(world):
    first, second = world.concern(observed="Den første tekst her."), world.concern(observed="Den anden tekst her.")
    with acting(world.mette.context):
        one, two = Concern.objects.get(case=first), Concern.objects.get(case=second)
        one.__dict__["observed"] = two.__dict__["observed"]
        with pytest.raises(InvalidTag):
            assert one.observed


def test_pressed_twice_it_is_one_concern_with_the_same_receipt(world):
    first = world.file(token="a-form-token")
    second = world.file(token="a-form-token")
    assert (second.code, second.repeated, second.differs) == (first.code, True, False)
    assert second.received_at == first.received_at
    assert len(seen(world, "mette")) == 1


def test_a_changed_text_under_the_same_token_says_so_and_files_nothing(world):
    world.file(token="a-form-token")
    again = world.file(token="a-form-token", observed="Noget andet end før.")
    assert (again.repeated, again.differs) == (True, True)
    assert len(seen(world, "mette")) == 1


def test_nothing_is_filed_without_words(world):
    with pytest.raises(Refused, match="Skriv, hvad du har set eller hørt"):
        world.file(observed="   ")
    assert seen(world, "mette") == []


def test_the_code_opens_what_was_written_and_nothing_else(world):
    receipt = world.file(observed="Han sagde noget.")
    world.file(observed="En anden skrev dette.")
    mailbox, municipality = find(read_code(receipt.code.lower().replace("-", " ")))
    with acting(reporter(municipality, mailbox).context), transaction.atomic():
        assert [message.text for message in Message.objects.all()] == ["Han sagde noget."]
        assert len(messages_of(Message.objects.get().mailbox)) == 1
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM concerns_concern")


def test_deadlines_open_with_the_arrival(world):
    case = world.concern(under_18="unknown", signs=[{"code": "A06", "text": "…", "serious": True}])
    with acting(world.mette.context):
        kinds = {deadline.kind: deadline for deadline in Deadline.objects.filter(case_id=case.pk)}
    assert set(kinds) == {"register", "acute_today", "child_24h", "child_receipt"}
    assert kinds["child_receipt"].met_at  # no address: the page with the code was the receipt
    grown = world.concern(under_18="no")
    with acting(world.mette.context):
        assert {deadline.kind for deadline in Deadline.objects.filter(case_id=grown.pk)} == {"register"}


def test_the_log_says_what_happened_and_chains(world):
    world.file()
    seal_log()
    with acting(world.tove.context), connection.cursor() as cursor:
        cursor.execute("SELECT act, role, codes FROM audit_entry ORDER BY number")
        rows = cursor.fetchall()
    assert [row[:2] for row in rows] == [("file_concern", "public")]
    with acting(world.karen.context), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_entry")
        assert cursor.fetchone() == (0,)


def test_one_whom_the_reporter_does_not_want_sees_nothing(world):
    from infohus.access.rules import public
    from infohus.concerns.actions import file_concern
    from infohus.concerns.rules import Face
    from infohus.demo.world import ANSWERS

    file_concern(
        public(world.brondby.pk), world.brondby, face=Face.PUBLIC, token="t", answers=ANSWERS, sent_as="x", not_for=[world.soeren.user]
    )
    assert len(seen(world, "mette")) == 1
    assert seen(world, "soeren") == []
    with acting(world.soeren.context):
        assert not Case.objects.exists()
        assert not Deadline.objects.exists()


def test_a_case_without_its_key_is_noise(world):
    world.file()
    with acting(world.birgit.context):
        concern = Concern(case_id=None)
    with acting(world.mette.context):
        concern = Concern.objects.get()
    with acting(world.birgit.context), transaction.atomic(), pytest.raises(Unreadable):
        assert concern.observed
