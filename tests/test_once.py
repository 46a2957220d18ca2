"""A form that is pressed twice is carried out once, and one with other words is another form."""

import re
import threading
from datetime import timedelta

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from infohus import lib
from infohus.access.rules import public
from infohus.accounts.actions import add_authority, invite_user
from infohus.accounts.sessions import SessionStore
from infohus.casefile.actions import set_aside
from infohus.cases.actions import cover
from infohus.cases.models import Case, Note
from infohus.concerns.actions import join_concern, note_report_judged, save_concern_draft
from infohus.deadlines.models import Deadline
from infohus.lib import Refused, clock_at
from infohus.retention.actions import propose_class
from infohus.retention.queries import class_for
from infohus.ui.kept import MOST, kept_words, unshown
from infohus.ui.rules import paragraphs
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


def with_three_hands(press):
    """Do the same three times at once, to the end."""
    hands = [threading.Thread(target=press) for _hand in range(3)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()


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

    with_three_hands(press)
    assert answers == [302, 302, 302]
    assert notes(world, case) == ["Talte med skolen."]


def of_a_role(world):
    """A role given to somebody who has no account yet."""
    return lambda: invite_user(world.nikolaj, authority=world.brondby, email="ny@brondby.example", name="Ny Person", role="head")


def of_a_party(world):
    """A party of a name that none has yet."""
    return lambda: add_authority(world.nikolaj, kind="PRIVATE", name="Foreningen Ny")


def of_a_class(world):
    """Another time for what is kept."""
    with world.at("nikolaj"):
        kept = class_for(world.brondby, "R2")
    return lambda: propose_class(world.nikolaj, world.brondby, kept, amount=2, unit="months", source="Udvalget, 3. november")


def of_a_cover(world):
    """Søren stands in for Mette."""
    days = {"from_on": lib.today() + timedelta(days=7), "until_on": lib.today() + timedelta(days=9)}
    return lambda: cover(world.mette, world.brondby, of=world.member("mette"), by=world.member("soeren"), **days)


def of_a_draft(world):
    """What a professional has written so far."""
    return lambda: save_concern_draft(public(world.brondby.pk), world.brondby, token="one-form", answers={"observed": ["Hun"]}, beside={})


@pytest.mark.parametrize(("of", "refused"), [(of_a_role, 2), (of_a_party, 2), (of_a_class, 2), (of_a_cover, 2), (of_a_draft, 0)])
@pytest.mark.django_db(transaction=True)
def test_what_three_hands_do_at_once_is_done_once_and_the_others_are_told(world, of, refused):
    does, together, said = of(world), threading.Barrier(3), []

    def press():
        together.wait()
        try:
            does()
            said.append("done")
        except Refused as no:
            said.append(no.sentence)
        except Exception as other:
            said.append(other)
        connections.close_all()

    with_three_hands(press)
    assert not [one for one in said if isinstance(one, Exception)], said
    assert said.count("done") == 3 - refused, said


def test_what_was_just_done_is_said_though_a_page_that_follows_what_is_typed_comes_home_last(world):
    case, mette = world.register(world.concern()), signed_in(world, "mette")
    session = SessionStore(mette.session.session_key)
    assert session["membership"]  # a part is asked for while the form is still being filled in
    answered = mette.post(reverse("casefile:case", args=[case.pk]), {"text": "Talte med skolen.", "kind": "telephone"})
    before = Session.objects.get(pk=session.session_key).expire_date
    with clock_at(lib.now() + timedelta(minutes=5)):
        session.save()  # it is answered last
    assert Session.objects.get(pk=session.session_key).expire_date >= before
    asked = mette.post(reverse("casefile:pass_to_police", args=[case.pk]), {"necessity": "Det"}, headers={"HX-Request": "true"})
    assert "Noten er gemt." not in asked.content.decode()  # it shows one part of what it is given
    assert "Noten er gemt." in mette.get(answered["Location"]).content.decode()
    assert "Noten er gemt." not in mette.get(answered["Location"]).content.decode()


def test_a_session_that_was_ended_meanwhile_is_not_let_live_on(world):
    mette = signed_in(world, "mette")
    session = SessionStore(mette.session.session_key)
    assert session["membership"]
    mette.logout()
    with pytest.raises(UpdateError):
        session.save()


def test_a_part_that_shows_what_was_done_says_it(world):
    case, mette = world.register(world.concern()), signed_in(world, "mette")
    mette.post(reverse("casefile:case", args=[case.pk]), {"text": "Talte med skolen.", "kind": "telephone"})
    part = mette.get(reverse("assessments:social", args=[case.pk]), headers={"HX-Request": "true", "HX-Toasts": "1"})
    assert "Noten er gemt." in part.content.decode()
    page = mette.get(reverse("assessments:note_finding", args=[case.pk])).content.decode()
    assert 'hx-select-oob="#toasts"' in page


WRITTEN = "Hun fortalte, at\r\nhan er begyndt til »boksning« & svømning."


def test_what_was_written_to_a_case_that_is_gone_is_given_back(world):
    """The other coordinator has put the case to another one meanwhile: the words of a note, and of why the police were not to be told, stand on the page."""
    other, case = world.register(world.concern()), world.register(world.concern())
    join_concern(world.mette, case, into=other)
    for name, said in (("case", {"text": WRITTEN, "kind": "contact"}), ("withhold", {"sentence": WRITTEN, "code": "own_help"})):
        page = signed_in(world, "mette").post(reverse(f"casefile:{name}", args=[case.pk]), said)
        assert page.status_code == 404
        assert "Det, der stod i formularen, er ikke gemt" in page.content.decode()
        assert "boksning« &amp; svømning" in page.content.decode()


def test_what_was_written_is_given_back_once_where_one_may_not_or_came_too_late(world):
    case, told = world.register(world.concern()), "Familieafdelingen tager hjem til ham i dag."
    note_report_judged(world.mette, world.first_concern(case), judged_at=lib.now(), acute=True)
    with world.at("mette"):
        row = Case.objects.select_related("municipality").get(pk=case.pk)
        acute = Deadline.objects.get(case_id=case.pk, kind="child_acute", met_at=None)
    set_aside(world.soeren, acute, row, why="Jeg har talt med familieafdelingen om det.")
    mette = signed_in(world, "mette")
    for status, page, field in ((409, reverse("casefile:aside", args=[case.pk, acute.pk]), "why"), (403, "/katalog/sign/B04/ret/", "text")):
        answered = mette.post(page, {field: told})
        assert answered.status_code == status
        assert answered.content.decode().count("Det, der stod i formularen, er ikke gemt") == answered.content.decode().count(told) == 1, (
            page
        )


def test_a_page_that_shows_what_was_written_does_not_give_it_back_beside():
    shown = f"<main><textarea>{escape(WRITTEN)}</textarea></main>"
    attribute = f'<main><input value="{escape(WRITTEN)}"></main>'
    assert unshown([WRITTEN], shown) == unshown([WRITTEN], attribute) == []
    assert unshown([WRITTEN, "Noget helt andet her"], shown) == ["Noget helt andet her"]
    for text in (
        WRITTEN,
        "En linje her\nDen anden linje\n\nOg et afsnit",
        "Han kom \u202e og gik igen",
        "Med et \0 i midten af det",
        "Ring <b>43 28 20 20</b> i dag",
    ):
        assert unshown([text], f"<main><div>{paragraphs(text)}</div></main>") == []


def test_what_is_given_back_costs_little_however_much_is_sent(rf):
    """Each sentence is looked for in the whole page, and who has a code can make theirs long and send many: there is a limit."""
    request = rf.post("/", {f"field_{number}": f"Et og to {number}" for number in range(2_000)})
    assert len(kept_words(request)) == MOST


def test_a_password_is_never_given_back(rf):
    request = rf.post(
        "/", {"password1": "korrekt hest batteri hæfteklamme", "text": ["Et og to og tre", "Fire og fem og seks"], "name": "Bo Holm"}
    )
    assert kept_words(request) == ["Et og to og tre", "Fire og fem og seks"]
