"""What another authority told stands in the case as theirs: from whom, when, on what basis and what for; and it does not leave unasked."""

from datetime import timedelta

import pytest

from infohus import lib
from infohus.access.rules import Act
from infohus.accounts.queries import receivers_for
from infohus.audit.models import Entry
from infohus.casefile.queries import Chosen, extracts_of, slips_in
from infohus.disclosures.actions import note_received
from infohus.disclosures.models import Received
from infohus.disclosures.rules import Slip
from infohus.lib import Refused
from infohus.persons.queries import person_of
from tests.conftest import seal_log, signed_in
from tests.test_assessments import refused
from tests.test_closing import fresh

SAID = {"form": "phone", "text": "De havde en sag i 2025, som er lukket.", "basis": "not_said", "purpose": "PREVENT_RADICALISATION"}


@pytest.fixture
def case(world):
    """A registered case."""
    return world.register(world.concern())


def other(world):
    """Somebody who can tell us something: the key on the page, authority and unit."""
    key, _label, authority, unit = next(one for one in receivers_for(world.brondby) if one[2] is not None)
    return key, authority, unit


def test_it_is_noted_with_its_sender_and_what_it_was_given_for(world, case):
    _key, authority, unit = other(world)
    note_received(world.mette, case, sender=authority, unit=unit, received_at=lib.now(), **SAID)
    with world.at("soeren"):
        row = Received.objects.get(case=case)
        assert (row.text, row.sender, row.purpose) == (SAID["text"], authority, "PREVENT_RADICALISATION")
    for name in ("karen", "birgit", "pia", "tove"):
        with world.at(name):
            assert not Received.objects.exists(), name
    seal_log()
    with world.at("tove"):
        (told,) = Entry.objects.filter(act=Act.NOTE_RECEIVED)
    assert told.codes["received"] == str(row.pk)


def test_what_is_missing_is_said_at_once(world, case):
    said = {**SAID, "form": "", "text": " ", "basis": "", "purpose": ""}
    told = refused(note_received, world.mette, case, sender=None, unit=None, received_at=lib.now() + timedelta(hours=1), **said)
    assert set(told) == {"sender", "form", "received_on", "text", "basis", "purpose"}


def test_nothing_is_noted_before_the_concern_is_registered(world):
    _key, authority, unit = other(world)
    with pytest.raises(Refused, match="Registrér"):
        note_received(world.mette, world.concern(), sender=authority, unit=unit, received_at=lib.now(), **SAID)


def test_it_can_be_chosen_to_leave_but_one_is_asked_first(world, case):
    _key, authority, unit = other(world)
    note_received(world.mette, case, sender=authority, unit=unit, received_at=lib.now(), **SAID)
    row = fresh(world, case)
    with world.at("mette"):
        theirs = next(one for one in extracts_of(row) if one.text == SAID["text"])
        assert theirs.outside
        seen = slips_in(row, person_of(row), Chosen({theirs.key: ()}, [], True, "Derfor."), "PREVENT_CRIME")
        assert Slip.OTHERS in {one.slip for one in seen}


def test_the_page_notes_it_and_the_case_shows_whose_it_is(world, case):
    mette, (key, _authority, unit) = signed_in(world, "mette"), other(world)
    address = f"/sager/{case.pk}/modtaget/"
    assert mette.post(address, {**SAID, "sender": key}).status_code == 422
    assert mette.post(address, {**SAID, "sender": key, "received_on": f"{lib.today():%d.%m.%Y}", "received_at": "0.01"}).status_code == 302
    page = mette.get(f"/sager/{case.pk}/").content.decode()
    assert f"Fra {unit}" in page
    assert SAID["text"] in page
