"""Every form on every page, sent with whatever a form should never hold: never an error of ours, and a refusal in words."""

import os
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import Resolver404, resolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from infohus import lib
from infohus.gateways import limits
from infohus.mailboxes.views import GUESSES
from tests.estate import estate as estate
from tests.estate import undone
from tests.html import inside, read
from tests.pages import CAST, ROWS, addresses

EXAMPLES = int(os.environ.get("EXAMPLES", "10"))
FEWER = 4  # one of so many examples goes as a multipart form with a file
DAYS = [f"{lib.today() + timedelta(days=days):%d.%m.%Y}" for days in (-1, 1, 8)]
GOOD = {
    "_on": DAYS,
    "_at": ["8.30", "23.59"],
    "minutes": ["10"],
    "mail": ["prove@skole.example"],
    "phone": ["43 00 00 40"],
    "url": ["https://eksempel.example/"],
}
TEXTS = ["Han sagde det i går, da vi talte sammen."]
HOSTILE = [
    "", " ", "\0", "a\0b", "\u202edag god", "\u200b", "\ufeff", "x" * 201, "ord " * 6000, "Ærø & Åse's <b>notat</b> 📎", "'; DROP TABLE cases_case; --",
    "{{ 7 * 7 }}", "../../etc/passwd", "\r\nSet-Cookie: a=b", "٣١.١٢.٢٠٢٧", "31. februar 2027", "0.0.0", "32.13.9999", "-1", "0", "99999999999999999999", "1e999999",
    "NaN", "true", "25.61", "24.00", "2510850000", "670510-4000", "=cmd|' /C calc'!A0", "\u2028", "e\u0301" * 300, "%00", "\ud800",
]  # fmt: skip


def forms_of(estate, name):
    """The forms of a page, as the first of the cast who gets it finds them: who, where it is sent, and the form."""
    page, found = ROWS[name], []
    person = next((one for one in CAST if page.gets(one) == 200), None)
    for address in (one for one in addresses() if one.name == name and person and not page.file):
        path = address.path(estate, page.about, page.given)
        for form in (one for one in read(estate.client(person).get(path)).forms if one.method in ("get", "post")):
            target = inside(path, form.action or path)
            if target and not target.startswith(ELSEWHERE):
                found.append((person, target, form))
    return found


def good(name):
    """What a person would write in an empty field of this name."""
    return next((values for part, values in GOOD.items() if part in name), TEXTS)


ELSEWHERE = ("/konti/log-af/",)  # in the bar of every page; it has no field
WITH_FORMS = sorted(
    name for name, page in ROWS.items() if 200 in {page.gets(one) for one in CAST} and not page.file and name != "ui:gallery"
)


def bodies(form):
    """What is sent: the form filled in well but for a field or two, or any heap of its fields; and one button."""
    texts = st.sampled_from(HOSTILE) | st.text(max_size=60)
    known = {}
    for one in form.fields:
        known.setdefault(one.name, []).extend(value for value in (one.value, *one.choices) if value)
    well = st.tuples(*(st.tuples(st.just(name), st.sampled_from(values or good(name))) for name, values in known.items())).map(dict)
    names = st.sampled_from(list(known) or [""])
    spoilt = st.dictionaries(names, texts | st.just(None), max_size=2)
    filled = st.builds(lambda good, bad: [pair for pair in {**good, **bad}.items() if pair[1] is not None], well, spoilt)
    heap = st.lists(st.tuples(names | st.text(max_size=12), texts), max_size=20)
    buttons = [[(one.name, one.value)] for one in form.buttons if one.name]
    files = st.sampled_from([False] * (FEWER - 1) + [True]) if form.files else st.just(False)
    return st.tuples(filled | filled | heap, st.sampled_from(buttons or [[]]), files, st.binary(max_size=40))


@pytest.mark.parametrize("name", WITH_FORMS)
def test_a_form_takes_whatever_it_is_sent_or_refuses_it_in_words(estate, name):
    for person, path, form in forms_of(estate, name):
        throw_at(estate.client(person), path, form, f"{form.method} {path} for {person}")


def throw_at(client, path, form, told):
    """Send a form in many ways; each is taken back, also what it does to the session."""

    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(bodies(form))
    def throw(sent):
        fields, pressed, with_file, raw = sent
        limits.forget()
        GUESSES.forget()
        cookies = client.cookies.copy()
        with undone():
            response = send(client, path, form, [*fields, *pressed], with_file, raw)
        client.cookies = cookies
        check(response, told)

    throw()


def send(client, path, form, pairs, with_file, raw):
    """Send it as a browser would, or worse."""
    body = urlencode(pairs, errors="surrogatepass").encode()
    if form.method == "get":
        return client.get(path, QUERY_STRING=body.decode())
    if with_file:
        names = [one.name for one in form.fields if one.kind == "file"] or ["files"]
        files = {name: SimpleUploadedFile("ærø\u202e.pdf", raw, "application/pdf") for name in names}
        return client.post(path, {**{name: value.encode(errors="replace").decode() for name, value in pairs if name}, **files})
    return client.post(path, body + (b"&" + raw if raw[:1] > b"\xe0" else b""), content_type="application/x-www-form-urlencoded")


def check(response, told):
    """Never an error of ours; what is refused is a page that says so."""
    assert response.status_code < 500, f"{told}: {response.status_code}"
    if response.status_code in (301, 302):
        try:
            resolve(response["Location"].split("?")[0].split("#")[0])
        except Resolver404:
            raise AssertionError(f"{told} leads to {response['Location']}, which is no page") from None
    elif response["Content-Type"].startswith("text/html"):
        shown = read(response)
        assert shown.name, f"{told}: no page of ours"
        assert response.status_code == 200 or any(len(words) > 20 for words in shown.words), f"{told}: refused without a word"
