"""Questions whose SQL is written once, and what a transaction knows of who acts."""

import uuid
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from django.db import DataError, connection, transaction
from django.test.utils import CaptureQueriesContext

from infohus import lib
from infohus.cases.models import Case, CaseMember
from infohus.db.context import acting, as_system
from infohus.db.prepared import Among, prepared


@prepared
def members(case):
    return CaseMember.objects.filter(case=case, left_at=None).select_related("membership__user").order_by("membership__user__name")


@prepared
def numbers(cases, before):
    return Case.objects.filter(Among("id", cases), received_at__lt=before).order_by("number").values_list("number", "lead__user__name")


@prepared
def led_by(membership):
    return Case.objects.filter(lead_id=membership).order_by("number")


def test_it_answers_as_its_queryset_does_for_each_value(world):
    first, second = world.concern(), world.concern()
    with acting(world.mette.context):
        for case in (first, second):
            plain = list(CaseMember.objects.filter(case=case).select_related("membership__user").order_by("membership__user__name"))
            asked = members(case.pk)
            assert [(one.pk, one.membership.user.name, one.from_at) for one in asked] == [
                (one.pk, one.membership.user.name, one.from_at) for one in plain
            ]
        assert members(uuid.uuid4()) == []


def test_what_is_joined_comes_in_the_same_question_and_the_policy_holds(world):
    case = world.concern()
    with acting(world.mette.context):
        members(case.pk)
        with CaptureQueriesContext(connection) as asked:
            assert all(one.membership.user.name for one in members(case.pk))
        assert len(asked) == 1
    with acting(world.karen.context):
        assert members(case.pk) == []


def test_lists_of_any_length_moments_and_nothing_at_all_are_put_in(world):
    cases, later = [world.register(world.concern()) for _case in range(3)], lib.now() + timedelta(days=1)
    with acting(world.mette.context):
        assert [number for number, _lead in numbers([one.pk for one in cases], later)] == sorted(one.number for one in cases)
        assert numbers([cases[0].pk], later) == [(cases[0].number, "Mette Holm")]
        assert numbers([], later) == []
        assert numbers([cases[0].pk], later - timedelta(days=9)) == []
        assert led_by(None) == []
        assert len(led_by(world.mette.membership)) == 3


def test_a_question_that_looks_at_the_clock_or_hides_its_value_is_refused(world):
    since = prepared(lambda stage: Case.objects.filter(stage=stage, received_at__lt=lib.now()))
    hidden = prepared(lambda word: Case.objects.filter(number__contains=word))
    for ask in (since, hidden):
        with pytest.raises(TypeError, match="not the same question"):
            ask("received")
    with pytest.raises(TypeError, match="cannot be put into"):
        prepared(lambda day: Case.objects.filter(version=day))(1.5)


def role():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role'), current_setting('infohus.membership')")
        return cursor.fetchone()


def test_a_transaction_is_told_anew_after_each_step_out_and_each_rollback(world):
    with acting(world.mette.context), transaction.atomic():
        before = role()
        with as_system():
            assert role()[0].endswith("_system")
        assert role() == before
        with pytest.raises(ZeroDivisionError), transaction.atomic(), as_system():
            raise ZeroDivisionError
        assert role() == before
        with acting(world.soeren.context):
            assert role() != before
            with pytest.raises(ZeroDivisionError), transaction.atomic(), acting(world.mette.context):
                raise ZeroDivisionError
            assert role() != before
        assert role() == before


def kept():
    """The questions of this connection that the server keeps with their plans."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [statement for (statement,) in cursor.fetchall()]


@pytest.mark.django_db
def test_a_written_question_is_kept_by_the_server_with_its_plan(world):
    world.concern()
    asked = prepared(lambda stage: Case.objects.filter(stage=stage, number__contains="50%").order_by("-version"))
    with acting(world.mette.context), transaction.atomic():
        assert (asked("received"), asked("closed")) == ([], [])
        new = [one for one in kept() if "50" in one and "LIKE" in one]
    assert len(new) == 1, "one question for both values, what never changes in its place"


@pytest.mark.django_db
def test_a_kept_question_answers_each_as_they_may_see_whoever_asked_before(world):
    case = world.concern()
    theirs = prepared(lambda pk: Case.objects.filter(pk=pk))
    for _time in range(7):  # the server settles on one plan after five
        with acting(world.mette.context), transaction.atomic():
            assert [one.pk for one in theirs(case.pk)] == [case.pk]
            with as_system():
                assert [one.pk for one in theirs(case.pk)] == [case.pk]
        with acting(world.karen.context), transaction.atomic():
            assert theirs(case.pk) == []


@pytest.mark.django_db
def test_a_kept_question_is_asked_again_after_one_that_failed(world):
    case = world.concern()
    theirs = prepared(lambda pk: Case.objects.filter(pk=pk))
    with acting(world.mette.context), transaction.atomic():
        for _time in range(3):
            with pytest.raises(DataError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT 1 / 0")
            assert [one.pk for one in theirs(case.pk)] == [case.pk]


def test_a_question_that_is_written_moves_nobody_elses_clock(world):
    """While a question is written as on a later day, others are served in other threads: their sessions and dates are of today."""
    seen: list[float] = []

    def build(stage):
        other = Thread(target=lambda: seen.append(abs((lib.now() - datetime.now(UTC)).total_seconds())))
        other.start()
        other.join()
        return Case.objects.filter(stage=stage)

    prepared(build)("registered")
    assert len(seen) == 2
    assert max(seen) < 60
    assert abs((lib.now() - datetime.now(UTC)).total_seconds()) < 60


@pytest.mark.parametrize(("value", "label"), [("yes", "Ja"), (None, ""), ("", ""), ("gone", "gone")])
def test_a_label_is_that_of_the_choice_and_of_no_value_none(value, label):
    assert Case(under_18=value).get_under_18_display() == label


def test_the_deadlines_of_my_places_are_found_by_their_index(world):
    """What a rule lays over another as restrictive is asked first, of every row of the installation, and no index answers any more."""
    world.concern()
    with acting(world.mette.context), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM deadlines_deadline WHERE met_at IS NULL AND ended_at IS NULL ORDER BY coalesce(case_id, municipality_id), due_at, id"
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Cond: (COALESCE(case_id, municipality_id) = ANY" in plan, plan
