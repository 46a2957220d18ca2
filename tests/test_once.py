"""A form that is pressed twice is carried out once, and one with other words is another form."""

import re
import threading

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from infohus.cases.models import Note
from tests.conftest import signed_in


def once_in(page, act):
    """The word of the form of an act."""
    return re.search(rf'data-act="{act}".*?name="once" value="(\w+)"', page.content.decode(), re.DOTALL)[1]


def notes(world, case):
    with world.at("mette"):
        return sorted(one.text for one in Note.objects.filter(case=case))


def test_a_note_pressed_twice_is_one_and_the_second_press_leads_to_the_same_place(world):
    case, mette = world.register(world.concern()), signed_in(world, "mette")
    address = reverse("casefile:case", args=[case.pk])
    once = once_in(mette.get(address), "write_note")
    said = {"text": "Talte med skolen.", "kind": "telephone", "once": once}
    first, second = (mette.post(address, said) for _press in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert notes(world, case) == ["Talte med skolen."]
    mette.post(address, {**said, "text": "Talte også med klubben."})  # back by the browser's button, and more was written
    assert notes(world, case) == ["Talte med skolen.", "Talte også med klubben."]
    mette.post(address, {**said, "once": once_in(mette.get(address), "write_note")})  # the same words, meant a second time
    assert len(notes(world, case)) == 3


def test_what_was_refused_may_be_sent_again_as_it_is(world):
    case, mette = world.register(world.concern()), signed_in(world, "mette")
    address = reverse("casefile:case", args=[case.pk])
    said = {"text": " ", "kind": "telephone", "once": "0" * 32}
    assert [mette.post(address, said).status_code for _press in range(2)] == [200, 200]


@pytest.mark.django_db(transaction=True)
def test_pressed_by_two_hands_at_once_it_is_one(world):
    case, mette = world.register(world.concern()), signed_in(world, "mette")
    address = reverse("casefile:case", args=[case.pk])
    said = {"text": "Talte med skolen.", "kind": "telephone", "once": "1" * 32}
    answers = []

    def press():
        client = Client()
        client.cookies = mette.cookies
        answers.append(client.post(address, said).status_code)
        connections.close_all()

    hands = [threading.Thread(target=press) for _hand in range(3)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert answers == [302, 302, 302]
    assert notes(world, case) == ["Talte med skolen."]
