"""A code that has run out, and a mailbox that was closed for good: what the coordinators read of it, and how one writes again."""

from datetime import timedelta

import pytest
from django.urls import reverse

from infohus import lib
from infohus.access.rules import reporter
from infohus.concerns.actions import give_code
from infohus.lib import Refused
from infohus.mailboxes.actions import ask_reporter, close_mailbox
from infohus.mailboxes.jobs import expire
from infohus.mailboxes.models import Mailbox
from infohus.mailboxes.queries import find
from infohus.mailboxes.rules import read_code
from tests.conftest import signed_in
from tests.test_arrival import words


def pages(world, case):
    """The list of the concerns, the page behind the code, and the case, as Mette reads them."""
    mette, box = signed_in(world, "mette"), world.mailbox_of(case)
    addresses = [reverse("casefile:concerns", args=[case.pk]), reverse("casefile:mailbox", args=[case.pk, box.pk]), f"/sager/{case.pk}/"]
    return [mette.get(address) for address in addresses]


@pytest.mark.parametrize("forgotten", [False, True])
def test_after_a_code_has_run_out_it_is_said_and_a_new_one_is_given_to_the_same_mailbox(world, forgotten):
    case = world.register(world.concern(reporter_phone="20 20 20 20", anonymous=False))
    ask_reporter(world.mette, world.mailbox_of(case), text="Hvornår var det?")
    concern = world.first_concern(case)
    listed, box, whole = pages(world, case)
    assert ("Skriv til henvenderen" in words(listed), "Koden virker til" in words(box)) == (True, True)
    assert "Henvenderen" in words(whole).split("Hvornår var det?")[1].split("Hvem kan se dette:")[1][:40]
    with pytest.raises(Refused, match="allerede en kode"):
        give_code(world.mette, concern, token="new")
    with lib.clock_at(lib.now() + timedelta(days=130)):
        if forgotten:
            expire(0)
        listed, box, whole = pages(world, case)
        assert "Skriv til henvenderen" not in words(listed)
        assert 'data-act="ask_reporter"' not in listed.content.decode() + box.content.decode()
        assert "Giv henvenderen en ny kode" in words(listed)
        assert "Koden virkede til" in words(box)
        assert "ringe til henvenderen på 20 20 20 20 og give en ny kode" in words(box)
        assert "Henvenderen" not in words(whole).split("Hvornår var det?")[1].split("Hvem kan se dette:")[1][:40]
        address = reverse("concerns:give_code", args=[case.pk, concern.pk])
        assert "Giv den derfor kun til en, du ved er henvenderen" in words(signed_in(world, "mette").get(address))
        code = give_code(world.mette, concern, token="new")
        assert give_code(world.mette, concern, token="new") == code, "pressed twice it is one"
        assert find(read_code(code))[0] == world.mailbox_of(case).pk
        expire(0)
        with world.at("mette"):
            assert Mailbox.objects.filter(case=case).count() == 1
        ask_reporter(world.mette, world.mailbox_of(case), text="Er der kommet mere til?")
        listed, box, whole = pages(world, case)
        assert "Skriv til henvenderen" in words(listed)
        assert "Hvornår var det?" in words(box)


def test_of_a_mailbox_that_was_closed_for_good_nothing_is_offered(world):
    case = world.register(world.concern())
    box = world.mailbox_of(case)
    ask_reporter(world.mette, box, text="Hvornår var det?")
    close_mailbox(reporter(world.brondby.pk, box.pk), box)
    for later in (0, 130):
        with lib.clock_at(lib.now() + timedelta(days=later)):
            listed, shown, whole = pages(world, case)
            assert "Skriv til henvenderen" not in words(listed)
            assert "ny kode" not in words(listed) + words(shown)
            assert "Se postkassen" in words(listed)
            assert "Koden virker" not in words(shown)
            assert "Henvenderen har lukket postkassen for altid" in words(shown)
            assert "Henvenderen" not in words(whole).split("Hvornår var det?")[1].split("Hvem kan se dette:")[1][:40]
            with pytest.raises(Refused, match="der kan ikke gives en ny"):
                give_code(world.mette, world.first_concern(case), token="new")
