"""What one may not see leaves no trace: pages read the same whether it is there or not; searches, mails, jobs, exports and the log say nothing."""

import difflib
import itertools
import json
import re

import psycopg
import pytest
from django.core import mail
from django.db import transaction
from django.urls import reverse
from procrastinate.contrib.django import app

from infohus import lib
from infohus.accounts.models import User
from infohus.audit import queries as audit
from infohus.db.context import acting
from tests.conftest import cluster, name_of_copy
from tests.estate import copied, owner, undone
from tests.estate import estate as estate
from tests.leaks import forbidden, leaks
from tests.oracle import CASES, ROLES, opens, sees_row
from tests.pages import ROWS, addresses
from tests.story import CPR

# What differs from one look to the next and says nothing: form tokens.
CHANGING = (
    r'name="csrfmiddlewaretoken" value="[^"]*"|name="once" value="[^"]*"|name="token" value="[^"]*"|value="[\w.+/=-]+:[\w-]{6}:[\w-]{43}"'
)
TAKEN_AWAY = """
SELECT erase_case(id, 'erased', gen_random_uuid()) FROM unnest(%(cases)s::uuid[]) AS id;
DELETE FROM cases_trace WHERE number = ANY (%(numbers)s) AND municipality_id = %(place)s;
"""
FAILING = "UPDATE procrastinate_jobs SET status = 'failed' WHERE args ->> 'case' = ANY (%s)"


def by_owner(statement, values):
    """Do something as the owner of the database, who is bound by no policy."""
    with psycopg.connect(**cluster().dsn("owner", name_of_copy()), cursor_factory=psycopg.ClientCursor) as connection:
        connection.execute(statement, values)


def every_page(estate, who):
    """All that one of the cast can read, page by page, without what changes from look to look."""
    read, client = {}, estate.client(who)
    for address in addresses():
        page = ROWS[address.name]
        if page.gets(who) == 200 and not page.file and ":" in address.name:
            path = address.path(estate, page.about, page.given)
            for asked in (path, *(f"{path}?vis={view}" for view in ("ours", "waiting", "overdue", "closed") if address.name in LISTS)):
                with undone():  # a look leaves its own line in the log
                    read[asked] = re.sub(CHANGING, "", client.get(asked).content.decode())
    return read


LISTS = ("casefile:overview", "casefile:cases")


@pytest.mark.parametrize(
    "who", ["soeren", "birgit", *(pytest.param(name, marks=pytest.mark.drill) for name in ("mette", "karen", "hanne", "pia"))]
)
def test_every_page_reads_the_same_whether_the_unseen_is_there_or_not(estate, who):
    """Lists, counts, gaps, titles and dates: nothing of them may hang on a case that one may not see."""
    kept_from = [key for key, case in CASES.items() if who in case.kept_from]
    unseen = kept_from if who == "birgit" else [key for key, case in CASES.items() if not sees_row(who, case)]
    unseen = [key for key in unseen if estate.cases[key] not in given_to(who)]
    by_owner(FAILING, [[str(estate.cases[key]) for key in kept_from]])
    try:
        with lib.clock_at(lib.now()):
            before = every_page(estate, who)
            for place in (estate.world.brondby, estate.world.albertslund):
                gone = [key for key in unseen if CASES[key].authority == place.slug]
                numbers = [estate.things[f"{key}.number"] for key in gone]
                by_owner(TAKEN_AWAY, {"cases": [estate.cases[key] for key in gone], "numbers": numbers, "place": place.pk})
            after = every_page(estate, who)
    finally:
        copied()
        estate.clients.clear()
    assert unseen
    wrong = [
        line
        for path in before
        for line in difflib.unified_diff(before[path].splitlines(), after[path].splitlines(), path, lineterm="", n=0)
    ]
    assert not wrong, "\n".join(wrong)


def given_to(who):
    """The cases of which the authority of one of the cast has got a sheet in their role: of these it knows."""
    with owner() as ask:
        return {case for (case,) in ask("SELECT case_id FROM disclosures_copy WHERE to_role = %s", [ROLES.get(who, "")])}


# ---------- Looking for it


@pytest.mark.parametrize(("who", "key"), [("soeren", "declared"), ("karen", "declared"), ("karen", "full")])
def test_a_number_one_may_not_know_of_is_found_by_nobody(estate, who, key):
    """The exact CPR number, from the page of finding and from a registration; the case number; and words."""
    secret, client = forbidden(estate, who), estate.client(who)
    arrival = "strange" if who == "karen" else "grown"
    looked = [
        client.post(reverse("casefile:find"), {"cpr": CPR[key], "purpose": "contact", "look_up": "1"}),
        client.post(reverse("concerns:register", args=[estate.cases[arrival]]), {"cpr": CPR[key], "look_up": "1"}),
        client.get(reverse("casefile:cases"), {"number": estate.things[f"{key}.number"]}, follow=True),
        *(
            client.post(reverse("casefile:find"), {"words": word, "purpose": "quality", "find": "1"})
            for word in sorted(estate.words[key])[:5]
        ),
    ]
    own = {CPR[one] for one in CPR if opens(who, CASES[one])}
    for response in looked:
        told = [leak for leak in leaks(response, secret, asked=asked(response, own))]
        assert not told, (response.request["PATH_INFO"], told)


def asked(response, own):
    """What was typed into the page and may stand in it again, since a form keeps what one wrote."""
    sent = (
        response.wsgi_request.POST.get("cpr", "")
        + response.wsgi_request.POST.get("words", "")
        + response.wsgi_request.GET.get("number", "")
    )
    return sent + sent.replace("-", "") + "".join(own)


# ---------- What goes out of the house


def jobs(estate):
    """Every job the estate has queued."""
    with owner() as ask:
        return ask("SELECT task_name, args FROM procrastinate_jobs ORDER BY id")


def test_a_job_holds_ids_and_numbers_only(estate):
    allowed = re.compile(r"^([0-9a-f-]{36}|\d+)$")
    assert jobs(estate)
    for task, args in jobs(estate):
        assert all(allowed.match(str(value)) for value in args.values()), task


def test_a_mail_says_nothing_and_goes_to_nobody_who_may_not_see_its_case(estate):
    by_address = {user.email: user.email.split(".")[0] for user in User.objects.all()}
    texts = {word for words in estate.words.values() for word in words} | {str(one) for one in estate.cases.values()}
    texts |= {estate.things[f"{key}.number"] for key in CASES} | set(CPR.values())
    for task, args in jobs(estate):
        mail.outbox.clear()
        app.tasks[task](**args)
        about = next((key for key, case in estate.cases.items() if str(case) == args.get("case")), None)
        for letter in mail.outbox:
            whole = letter.subject + letter.body + str(letter.extra_headers)
            assert not [text for text in texts if text in whole], task
            for address in letter.recipients():
                if about and address in by_address:
                    assert sees_row(by_address[address], CASES[about]), f"{task} of {about} to {address}"


def test_an_export_of_the_log_has_no_word_of_any_case(estate):
    tove = estate.world.tove
    with acting(tove.context), transaction.atomic():
        lines = "\n".join(audit.export(estate.world.brondby.pk, "Brøndby Kommune"))
    csv = estate.client("tove").post(reverse("oversight:export")).content.decode()
    for text, why in forbidden(estate, "tove").items():
        if "word" in why or "CPR" in why:  # it holds ids and numbers, which are how the log knows a case
            assert text not in lines, why
            assert text not in csv, why
    assert json.loads(lines.splitlines()[0])
    assert len(csv.splitlines()) > 30


@pytest.mark.parametrize("who", ["mette", "soeren"])
def test_the_log_of_a_case_names_no_other(estate, who):
    secret = forbidden(estate, who)
    for key in (key for key, case in CASES.items() if opens(who, case)):
        assert not leaks(estate.client(who).get(reverse("casefile:log", args=[estate.cases[key]])), secret), key


@pytest.mark.parametrize("kind", ["case", "V"])
def test_a_number_that_is_not_there_tells_of_no_case(estate, kind):
    """Numbers are drawn by lot: each once, all of three digits before the first of four, and a run of them is not in order."""
    with owner() as ask:
        ask("DELETE FROM cases_sequence WHERE kind = %s RETURNING 1", [kind])
        given = [ask("SELECT next_number(%s, %s)", [estate.world.albertslund.pk, kind])[0][0] for _time in range(1010)]
    numbers = [int(one.rsplit("-", 1)[1]) for one in given]
    assert sorted(numbers[:999]) == list(range(1, 1000))
    assert len(set(numbers)) == 1010
    assert min(numbers[999:]) >= 1000
    steps = [later - earlier for earlier, later in itertools.pairwise(numbers[:999])]
    assert len(set(steps)) > 400


def test_numbers_that_were_given_in_a_row_are_not_given_again(estate):
    """A municipality that numbered its cases one after another until now goes on with the others."""
    with owner() as ask:
        ask("DELETE FROM cases_sequence WHERE kind = 'V' RETURNING 1")
        ask("SELECT next_number(%s, 'V')", [estate.world.albertslund.pk])
        ask("UPDATE cases_sequence SET last = 990, in_a_row = 990, lot = NULL WHERE kind = 'V' RETURNING 1")
        given = [ask("SELECT next_number(%s, 'V')", [estate.world.albertslund.pk])[0][0] for _time in range(12)]
    numbers = [int(one.rsplit("-", 1)[1]) for one in given]
    assert sorted(numbers[:9]) == list(range(991, 1000))
    assert min(numbers[9:]) >= 1000
