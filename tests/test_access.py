"""Who sees what: the database row by row against the oracle, each policy switched off once, and every page for words that must not be there."""

import itertools
import json
import re

import pytest
from django.core import mail
from procrastinate.contrib.django import app

from infohus import lib
from infohus.audit import queries as audit
from infohus.db.context import acting
from tests import rows
from tests.estate import copied, owner
from tests.estate import estate as estate
from tests.oracle import CASES, HOUSE, NO_MORE, OPEN, ROLES, SEEN_BY, coordinates, is_told_number, opens, sees_row
from tests.pages import CAST, CODE, OUTSIDE, ROWS, SIGN_IN, addresses

# ---------- Row by row


@pytest.fixture
def bench(estate):
    """The superuser's bench: everything on it is taken back."""
    with rows.bench(estate) as one:
        yield one


def test_every_table_is_guarded_or_known_to_hold_nobody(bench):
    assert set(bench.rows) == set(SEEN_BY), "a new table: say in tests/oracle.py who sees it"
    assert rows.open_tables(bench.db) == OPEN, "a table without a policy: say in tests/oracle.py why that may be"
    assert HOUSE <= set(SEEN_BY)


def test_each_of_the_cast_sees_the_rows_that_the_model_says_and_no_other(bench):
    wrong = {table: found for table in bench.rows if (found := bench.wrong(table))}
    assert wrong == {}
    assert all(bench.rows.values()), "an empty table proves nothing"


def test_every_policy_switched_off_is_noticed(bench):
    """Opened wide: somebody sees too much. Dropped: somebody sees too little."""
    slept = []
    for policy in rows.policies(bench.db):
        if not policy.reads:
            continue
        if policy.using != "true":
            with bench.changed(policy.opened()):
                slept += [] if bench.wrong(policy.table) else [f"{policy.table}.{policy.name} opened"]
        with bench.changed(policy.dropped()):
            slept += [] if bench.wrong(policy.table) else [f"{policy.table}.{policy.name} dropped"]
    assert slept == DOUBLED


# Policies of which another one gives the same rows to read; what they alone give is writing.
DOUBLED = ["advice_themeduty.own opened", "advice_themeduty.own dropped", "catalogues_entry.written_by_admin opened", "catalogues_entry.written_by_admin dropped"]


# A condition of a definer function taken out: what it is, and what must be so for it to be seen.
CONDITIONS = [
    ("my_case_rows", r"cm\.left_at IS NULL", "true"),
    ("my_case_rows", r"v\.ended_at IS NULL", "true"),
    ("my_case_rows", r"day BETWEEN v\.from_on AND v\.until_on", "true"),
    ("my_case_rows", r"NOT c\.protected", "true"),
    ("my_case_rows", r"c\.stage = 'received'", "true"),
    ("my_case_rows", r"c\.under_18 <> 'no'", "true"),
    ("my_case_rows", r"c\.municipality_id = me\.authority_id AND c\.stage", "c.stage"),
    ("my_case_rows", r"NOT EXISTS \(SELECT 1 FROM cases_exclusion[^)]*\)", "true"),
    ("my_case_rows", r"AND x\.lifted_at IS NULL", ""),
    ("my_case_rows", r"\(m\.until_at IS NULL OR m\.until_at > app_now\(\)\)", "true"),
    ("my_cases", r"\(stage <> 'closed' OR [^)]*\)\)", "true"),
    ("my_cases", r"stage <> 'closed' OR retention_class IN \('R3', 'R4', 'R5'\)", "stage <> 'closed'"),
    ("my_authority_as", r"m\.role = in_role", "true"),
    ("my_authority_as", r"\(m\.until_at IS NULL OR m\.until_at > app_now\(\)\)", "true"),
    ("my_authority", r"\(m\.until_at IS NULL OR m\.until_at > app_now\(\)\)", "true"),
    ("my_exclusions", r"user_id = my_user\(\)", "false"),
    ("my_advice_mailboxes", r"municipality_id = my_authority_as\('coordinator'\)", "true"),
]


@pytest.mark.parametrize(("function", "condition", "instead"), CONDITIONS)
def test_every_condition_of_the_functions_behind_them_is_noticed_too(bench, function, condition, instead):
    with bench.changed(rows.without(bench.db, function, condition, instead)):
        assert any(bench.wrong(table) for table in bench.rows)


def test_a_closed_account_sees_nothing_while_its_role_still_runs(bench):
    still = f"UPDATE accounts_membership SET until_at = NULL WHERE id = '{bench.estate.things['otto']}'"
    with bench.changed(still):
        assert not any(bench.wrong(table) for table in ("cases_case", "advice_advice", "cases_cover"))
        with bench.changed(rows.without(bench.db, "my_case_rows", r"u\.is_active AND", "")):
            assert bench.wrong("cases_case")


# ---------- Writing where one may not see

# Of those outside: a row of this table that they may write, and what makes it one they may not.
OUTSIDERS = [
    ("public", "concerns_concern", {"face": "noted"}), ("public", "attachments_attachment", {"origin": "police"}),
    ("public", "mailboxes_message", {"sender": "coordinator"}), ("public", "mailboxes_mailbox", {"closed_at": "2026-01-01T00:00:00Z"}),
    ("public", "advice_advice", {"answered_at": "2026-01-01T00:00:00Z"}), ("public", "sealing_key", {"kind": "departure"}),
    ("reporter", "mailboxes_message", {"mailbox_id": None}), ("reporter", "mailboxes_mailbox", {"id": None}),
    ("reporter", "attachments_attachment", {"mailbox_id": None}), ("drafter", "concerns_draft", {"id": None}),
]  # fmt: skip
# Everything may be inserted by anyone, since nobody can guess what it would hang on: the codes are hashed, the ids random.
ANYTHING_GOES = {"concerns_draft.saved_by_anyone"}


def forbidden_writes(bench, table):
    """Rows of a table that one of the cast may not write: copies of those they do not see, under a new id."""
    for who in ("mette", "soeren", "karen", "birgit", "nikolaj"):
        for number, row in bench.rows[table].items():
            if number not in bench.seen[table][who] and who not in NO_MORE:
                if table == "cases_case" and CASES_BY_ID(bench)[number].authority == "brondby" and who != "karen":
                    continue  # the row of a new case in one's own municipality: it is seen once its member is written
                yield who, {**row, bench.key_of[table]: lib.uuid7()} if table != "audit_head" else row
                break
    for who, where, change in OUTSIDERS:
        if where == table:
            row = next(iter(bench.rows[table].values()))
            yield who, {**row, bench.key_of[table]: lib.uuid7(), **{name: value or lib.uuid7() for name, value in change.items()}}


def CASES_BY_ID(bench):  # noqa: N802
    """The facts of the cases by their id."""
    return {one: CASES[name] for name, one in bench.estate.cases.items()}


def test_nobody_writes_where_they_may_not_see(bench):
    through = {f"{who} {table}" for table in bench.rows for who, row in forbidden_writes(bench, table) if bench.writes(who, table, row)}
    assert through == set()


def test_every_check_on_writing_switched_off_is_noticed(bench):
    slept = set()
    for policy in rows.policies(bench.db):
        if not policy.writes or policy.check == "true":
            continue
        with bench.changed(policy.opened()):
            if not any(bench.writes(who, policy.table, row) for who, row in forbidden_writes(bench, policy.table)):
                slept.add(f"{policy.table}.{policy.name}")
    assert slept == set()
