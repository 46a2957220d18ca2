"""Behind a code: the right one opens in any spelling, others get a kind page, and what is written there reaches those who may read it."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from infohus import lib
from infohus.mailboxes import views


@pytest.fixture(autouse=True)
def nobody_guessed():
    views.GUESSES.forget()


def open_with(client, code):
    return client.post("/svar/", {"code": code})


def test_smoke(world, client):
    receipt = world.file()
    answer = open_with(client, receipt.code)
    assert answer.status_code == 302, answer.content.decode()
    page = client.get(answer.url)
    assert page.status_code == 200
    text = page.content.decode()
    print(text)
    assert "Mette Holm og Søren Kaya i Brøndby Kommune." in text
    sent = client.post("/svar/postkasse/", {"text": "Jeg så det igen.", "files": SimpleUploadedFile("note.txt", b"hej verden")})
    assert sent.status_code == 302, sent.content.decode()
    text = client.get("/svar/postkasse/").content.decode()
    assert "note.txt" in text
