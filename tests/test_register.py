"""The register of what was given, for the data protection officer: all but what was said; and the log says on what it rested."""

import re
from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection, transaction

from infohus import lib
from infohus.accounts import actions as accounts
from infohus.audit.queries import Entry
from infohus.casefile.actions import find_by_number, recall_disclosure
from infohus.cases.actions import exclude
from infohus.cases.models import Case, Trace
from infohus.concerns.actions import join_concern
from infohus.db.context import SYSTEM, acting
from infohus.disclosures.models import Copy, Disclosure
from infohus.disclosures.queries import living_copies
from infohus.lib import Refused, clock_at
from infohus.oversight.queries import lines, numbers_of, register, standing_of
from tests.conftest import seal_log, signed_in
from tests.test_passing import fresh, given, registered
from tests.test_told_police import told as tell_by_mouth

REGISTER, LOG = "/leder/videregivelser/", "/leder/log/"


def seen(page):
    """What one reads on a page, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode().split("<main")[1]).split())


def register_of(world, name="tove", after=""):
    """The lines of the register as one of the cast gets them, and where one goes on."""
    with acting(world.member(name).actor.context), transaction.atomic():
        return register(world.brondby, after)


@pytest.mark.function("S42", act="pass_to_police")
def test_the_register_tells_who_got_something_on_what_basis_and_what_became_of_it(world):
    case = registered(world)
    row = given(world, case)
    tell_by_mouth(world, case)
    (by_mouth,) = [one for one in register_of(world)[0] if one.form == "mundtligt"]
    text = seen(signed_in(world, "tove").get(REGISTER))
    for words in (
        row.number,
        str(row.unit),
        "Retsplejeloven § 115",
        "At forebygge kriminalitet",
        case.number,
        "kopi i Infohus",
        "kan læses til",
        by_mouth.number,
    ):
        assert words in text, words
    for words in ("burde gøre det samme", "Oskar", "Kun politiet kan vurdere", "K.H.", "O.H."):
        assert words not in text, words
    recall_disclosure(world.mette, row, why="Det gik til den forkerte enhed.", wrong_receiver=True)
    text = seen(signed_in(world, "tove").get(REGISTER))
    assert "kaldt tilbage" in text
    assert "gik til en forkert modtager" in text
    assert "forkerte enhed" not in text
    with acting(world.tove.context), transaction.atomic():
        assert not Disclosure.objects.exists()  # the rows themselves stay out of sight: the function gives no text
    assert [entry.act for entry in entries(world)].count("read_register") == 2  # once for each look


def test_that_a_sheet_had_gone_to_a_wrong_receiver_before_the_register_kept_it_is_taken_from_the_log(world):
    note = import_module("infohus.disclosures.migrations.0020_gone_to_a_wrong_receiver_before_it_was_kept").NOTE
    case = registered(world)
    wrong = given(world, case)
    recall_disclosure(world.mette, wrong, why="Det gik til den forkerte enhed.", wrong_receiver=True)
    other = given(world, fresh(world, case))
    recall_disclosure(world.mette, other, why="Begrundelsen var for bred.")
    seal_log()
    with world.at("mette"), connection.cursor() as cursor:
        Disclosure.objects.filter(pk=wrong.pk).update(wrong_receiver=False)
        cursor.execute(note)
        sheets = Disclosure.objects.filter(pk__in=(wrong.pk, other.pk))
        assert dict(sheets.values_list("pk", "wrong_receiver")) == {wrong.pk: True, other.pk: False}


def test_what_its_receiver_can_still_read_is_the_same_of_one_sheet_and_asked_of_many(world):
    case = registered(world)
    recall_disclosure(world.mette, given(world, case), why="Begrundelsen var for bred.")
    given(world, fresh(world, case), days=30)
    given(world, fresh(world, case), days=180)
    with world.at("mette"):
        ends = sorted(Copy.objects.filter(recalled_at=None).values_list("expires_at", flat=True))
        assert len(ends) == 3  # with what was sent as underretning
        for over, at in enumerate(ends):
            for moment, gone in ((at - timedelta(seconds=1), over), (at, over + 1)):
                with lib.clock_at(moment):
                    living = set(living_copies().values_list("pk", flat=True))
                    assert {one.pk for one in Copy.objects.all() if one.living} == living
                    assert len(living) == len(ends) - gone


def entries(world):
    """What stands in the log, for the one who may see it."""
    seal_log()
    with acting(world.tove.context), transaction.atomic():
        return list(Entry.objects.order_by("number"))


def test_a_sheet_that_ended_with_its_case_did_not_run_out():
    then = lib.now() - timedelta(days=1)
    row = {"corrects": None, "recalled_at": None, "ended_at": None, "expires_at": then, "delivered_at": None, "form": "copy"}
    assert standing_of(row).startswith("udløbet ")
    assert standing_of({**row, "ended_at": then}).endswith(", da sagen blev lukket")


def test_pages_of_fifty_miss_none_and_tell_none_twice(world):
    case = registered(world)
    for _each in range(53):
        tell_by_mouth(world, case)
    with world.at("mette"):
        told = list(Disclosure.objects.values_list("pk", flat=True))
    found, after = [], ""
    while True:
        rows, after = register_of(world, after=after)
        found += [row.id for row in rows]
        if not after:
            break
        assert len(rows) == 50
    assert len(found) == len(set(found)) >= 53
    assert set(told) == set(found)
    for nonsense in ("_", "x_y", f"{10**30}_{told[0]}", "1_1", "\0", "١_1"):
        assert register_of(world, after=nonsense)[0][0].id == found[0], nonsense
        assert signed_in(world, "tove").get(REGISTER, {"efter": nonsense}).status_code == 200


def test_a_page_asks_the_same_however_long_it_is(world, django_assert_max_num_queries):
    case, tove = registered(world), signed_in(world, "tove")
    tell_by_mouth(world, case)
    with django_assert_max_num_queries(24):
        tove.get(REGISTER)
    for _each in range(20):
        tell_by_mouth(world, case)
    with django_assert_max_num_queries(24):
        tove.get(REGISTER)


def test_nobody_else_gets_a_line_of_it(world):
    given(world, registered(world))
    assert register_of(world)[0]
    for name in ("mette", "birgit", "nikolaj", "hanne", "pia", "karen"):
        assert register_of(world, name)[0] == [], name


# ---------- Whoever is kept from a case reads nothing of it as the data protection officer


@pytest.mark.django_db(transaction=True)
def test_one_who_is_kept_from_a_case_reads_nothing_of_it_in_log_and_register(world):
    hidden, other = registered(world), registered(world)
    rows = given(world, hidden), given(world, other)
    exclude(world.mette, hidden, who=world.member("soeren"), why="private")
    officer = world.member("tove")
    before = {entry.case_id for entry in entries(world)}
    assert {hidden.pk, other.pk} <= before
    exclude(world.mette, hidden, who=officer, why="private")
    assert hidden.pk not in {entry.case_id for entry in entries(world)}
    assert other.pk in {entry.case_id for entry in entries(world)}
    with acting(world.tove.context), transaction.atomic():
        assert set(numbers_of({hidden.pk, other.pk})) == {other.pk}
    assert {row.number for row in register_of(world)[0]} & {one.number for one in rows} == {rows[1].number}
    tove = signed_in(world, "tove")
    for address in (LOG, REGISTER, f"{LOG}?case={hidden.pk}"):
        assert hidden.number not in tove.get(address).content.decode(), address
    assert str(hidden.pk) not in tove.post(f"{LOG}eksport/").content.decode()
    assert "Er nogen holdt uden for en sag" in tove.get(LOG).content.decode()  # to everybody, so it tells nobody


@pytest.mark.parametrize(
    ("has", "gets"), [("dpo", "coordinator"), ("coordinator", "dpo"), ("dpo", "head"), ("head", "dpo"), ("child_duty", "dpo")]
)
def test_nobody_oversees_their_own_work_with_cases(world, has, gets):
    def role(code):
        return {"role": code, "administration": world.member("mette").administration if code == "coordinator" else None}

    who = {"authority": world.brondby, "email": "ny@brondby.example", "name": "Ny Person"}
    row = accounts.invite_user(world.nikolaj, **who, **role(has))
    with pytest.raises(Refused, match="fører tilsyn") as refused:
        accounts.invite_user(world.nikolaj, **who, **role(gets))
    assert refused.value.field == "role"
    accounts.invite_user(world.nikolaj, **who, role="admin")
    accounts.change_role(world.nikolaj, row, **role(gets))  # instead of it, not beside it


# ---------- A case that is gone


def test_who_was_kept_from_a_case_is_not_told_that_it_ended(world):
    older, case = registered(world), registered(world)
    for one in (older, case):
        exclude(world.mette, one, who=world.member("soeren"), why="private")
    assert find_by_number(world.soeren, world.brondby, number=case.number).how == ""
    join_concern(world.mette, fresh(world, case), into=fresh(world, older))
    assert find_by_number(world.soeren, world.brondby, number=case.number).how == ""
    assert find_by_number(world.mette, world.brondby, number=case.number).how
    with world.at("soeren"):
        assert not Trace.objects.filter(number=case.number).exists()
    with world.at("mette"):
        assert Trace.objects.get(number=case.number).kept_from == [str(world.member("soeren").user_id)]
        assert not Case.objects.filter(pk=case.pk).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ended", ["erased", "joined"])
def test_who_was_kept_from_a_case_reads_its_log_no_more_when_it_is_gone(world, ended):
    """Neither page nor export: not what was done, nor the reason for which they were kept from it; another officer reads all of it."""
    older, case, other = registered(world), registered(world), registered(world)
    given(world, other)
    exclude(world.mette, fresh(world, case), who=world.member("tove"), why="private")
    second = accounts.invite_user(world.nikolaj, authority=world.brondby, email="ny@brondby.example", name="Ny Person", role="dpo")
    if ended == "joined":
        join_concern(world.mette, fresh(world, case), into=fresh(world, older))
    else:
        with acting(SYSTEM), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT erase_case(%s, 'erased', %s)", [case.pk, lib.uuid7()])
    told = {entry.case_id for entry in entries(world)}
    assert case.pk not in told
    assert other.pk in told
    with acting(second.actor.context), transaction.atomic():
        assert {"file_concern", "register_concern", "exclude"} <= set(Entry.objects.filter(case_id=case.pk).values_list("act", flat=True))
    tove = signed_in(world, "tove")
    export = tove.post(f"{LOG}eksport/").content.decode()
    assert other.number in export
    for text in (export, *(tove.get(page).content.decode() for page in (LOG, REGISTER))):
        assert "slettet" not in text
        assert case.number not in text
    with acting(world.mette.context), transaction.atomic():
        assert Trace.objects.get(number=case.number).case_was == case.pk


def test_of_a_gone_case_from_which_nobody_was_kept_no_id_stays(world):
    older, case = registered(world), registered(world)
    join_concern(world.mette, fresh(world, case), into=fresh(world, older))
    with world.at("mette"):
        assert Trace.objects.get(number=case.number).case_was is None


# ---------- On what it rested


def test_log_and_log_of_the_case_say_number_basis_and_purpose(world):
    case = registered(world)
    with clock_at(lib.now() + timedelta(minutes=1)):
        row = given(world, case)
    found = entries(world)
    with acting(world.tove.context), transaction.atomic():
        why = {line.what: line.why for line in lines(found, world.brondby)}
    passed = why["Givet videre til politiet"]
    assert row.number in passed
    assert "Retsplejeloven § 115" in passed
    assert "At forebygge kriminalitet" in passed
    assert why["Henvendelse registreret"] == "At forebygge radikalisering og ekstremisme"
    text = seen(signed_in(world, "mette").get(f"/sager/{case.pk}/log/"))
    assert "Grund eller resultat" in text
    assert passed in text.replace("&amp;", "&")
    for words in ("burde gøre det samme", "Kun politiet kan vurdere"):
        assert words not in text
