"""No button is a closed door: every form of every page, sent as each of the cast finds it, is done or refused in words by a page that is there."""

import pytest
from django.urls import Resolver404, resolve

from infohus.gateways import limits
from infohus.mailboxes.views import GUESSES
from tests.estate import estate as estate
from tests.estate import undone
from tests.html import Form, inside, read
from tests.pages import CAST, visits

DONE = (200, 302, 409, 422, 429)  # done, sent on, or told in words what is missing
AWAY = ("/konti/log-af/",)  # ends the session of the walk
RICH = ("full", "joined", "fresh", "proposed", "declared")  # cases with most to do about them


def pages(estate, who):
    """Every page that one of the cast gets, and the pages of the cases they see."""
    found = {
        path for page, _address, path, _who, gets in visits(estate, [who]) if gets == 200 and not page.file and page.name != "ui:gallery"
    }
    return sorted(found | {f"/sager/{estate.cases[key]}/" for key in RICH})


def known(path):
    """Which page an address is of."""
    try:
        return resolve(path.split("?")[0].removeprefix("/en")).view_name
    except Resolver404:
        return ""


def press(client, path, form, button):
    """Send a form as it stands by one of its buttons, and look where that leads; taken back."""
    target = inside(path, form.action or path)
    sent = {**dict(form.filled), **({button.name: button.value} if button and button.name else {})}
    limits.forget()
    GUESSES.forget()
    cookies = client.cookies.copy()
    with undone():
        answers = [client.get(target, sent) if form.method == "get" else client.post(target, sent)]
        if answers[0].status_code == 302 and (onward := inside(target, answers[0]["Location"])):
            answers.append(client.get(onward, follow=True))
    client.cookies = cookies
    return [one.status_code for one in answers]


ALIKE = {"soeren", "erik"}  # they have the pages of Mette and Pia


@pytest.mark.parametrize("who", [pytest.param(name, marks=pytest.mark.drill) if name in ALIKE else name for name in CAST])
def test_no_button_is_a_closed_door(estate, who):
    pressed, dead = set(), []
    for path in pages(estate, who):
        client = estate.client(who)
        response = client.get(path)
        if response.status_code != 200:
            continue  # a case that this person does not see
        for form in read(response).forms:
            target = inside(path, form.action or path)
            if form.method not in ("get", "post") or not target or target.startswith(AWAY):
                continue
            for button in form.buttons or [None]:
                kind = (known(path), known(target), form.act, button and (button.name, button.value))
                if kind not in pressed:
                    pressed.add(kind)
                    first, *last = press(client, path, form, button)
                    if first not in DONE or any(status != 200 for status in last):
                        dead.append(f"{path}: {form.act or target} {kind[3]} answers {[first, *last]}")
    assert len(pressed) > 10
    assert not dead, "\n".join(dead)


def test_a_closed_door_is_noticed(estate):
    assert press(estate.client("mette"), "/", Form("post", "/findes-ikke/", "", False), None) == [404]
    assert press(estate.client("mette"), "/", Form("post", "/leder/log/eksport/", "", False), None)[0] not in DONE
