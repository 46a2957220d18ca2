"""Advice without a person: asked, answered, counted, deleted; never a case."""

import pytest

from infohus.gateways import limits
from tests.visitor import Visitor, code_on

ASKED = {"group": "school", "theme": "CLASSROOM", "question": "Hvordan taler vi om krigen i 8. klasse?", "form": "code"}


@pytest.fixture(autouse=True)
def quiet():
    limits.forget()


def ask(client, **said):
    return Visitor(client, "/raad/", act="ask_advice").press("submit", **{**ASKED, **said})


def sign_in(world, client, name="mette"):
    """Sign one of the cast in."""
    client.force_login(world.member(name).user)
    session = client.session
    session["demo"] = True
    session.save()
    return client


def test_smoke(world, client):
    page = ask(client)
    print(page.text)
    code = code_on(page)
    from django.test import Client
    mette = sign_in(world, Client())
    got = mette.get("/raadgivning/")
    assert got.status_code == 200, got
    import re
    href = re.search(r'/raadgivning/[0-9a-f-]{36}/', got.content.decode())[0]
    got = mette.get(href)
    assert got.status_code == 200
    version = re.search(r'name="version" value="(\d+)"', got.content.decode())[1]
    got = mette.post(href, {"version": version, "answer": "Tal om følelser først.", "form": "code", "minutes": "20", "theme": "CLASSROOM", "group": "school"})
    assert got.status_code == 302, got.content.decode()
    print(mette.get("/raadgivning/").content.decode()[-3500:])
    assert mette.get("/raadgivning/ny/").status_code == 200
    assert mette.get("/raadgivning/emner/").status_code == 200
    client.post("/svar/", {"code": code})
    assert "Tal om følelser først." in client.get("/svar/postkasse/").content.decode()
