"""Who sees what: the database row by row against the oracle, each policy switched off once, and every page for words that must not be there."""

import pytest

from infohus import lib
from infohus.db import context
from tests import rows
from tests.estate import estate as estate
from tests.estate import undone
from tests.leaks import forbidden, leaks
from tests.oracle import CASES, HOUSE, OPEN, ROLES, SEEN_BY, coordinates, is_told_number, opens, sees_row
from tests.pages import CAST, CODE, OUTSIDE, ROWS, SIGN_IN, addresses

# ---------- Row by row

# Policies of which another one gives the same rows to read; what they alone give is writing.
DOUBLED = {
    "advice_themeduty.own dropped", "catalogues_entry.written_by_admin opened", "catalogues_entry.written_by_admin dropped", "catalogues_entry.classes_by_dpo opened",
    "catalogues_entry.classes_by_dpo dropped",
    "statistics_publication.published_to_all dropped",  # the estate publishes nothing: tests/test_statistics.py reads as anyone what is
}  # fmt: skip

# A condition of a definer function, and what stands in its place when it is taken out.
CONDITIONS = [
    ("cases_with_me", r"cm\.left_at IS NULL", "true"),
    ("cases_with_me", r"v\.ended_at IS NULL", "true"),
    ("cases_with_me", r"day BETWEEN v\.from_on AND v\.until_on", "true"),
    ("cases_with_me", r"NOT c\.protected", "true"),
    ("cases_with_me", r"c\.stage = 'received'", "true"),
    ("cases_with_me", r"c\.under_18 <> 'no'", "true"),
    ("cases_with_me", r"NOT c\.id = ANY \(\(SELECT ids FROM not_mine\)::uuid\[\]\)", "true"),
    ("cases_with_me", r"AND x\.lifted_at IS NULL", ""),
    ("cases_with_me", r"\(m\.until_at IS NULL OR m\.until_at > app_now\(\)\)", "true"),
    ("my_cases", r"WHERE content", ""),
    ("cases_with_me", r"c\.stage <> 'closed' OR c\.retention_class IN \('R3', 'R4', 'R5'\)", "c.stage <> 'closed'"),
    ("my_authority_as", r"m\.role = in_role", "true"),
    ("my_authority_as", r"\(m\.until_at IS NULL OR m\.until_at > app_now\(\)\)", "true"),
    ("my_authority", r"\(m\.until_at IS NULL OR m\.until_at > app_now\(\)\)", "true"),
    ("my_exclusions", r"user_id = my_user\(\)", "false"),
    ("my_copies_of", r"c\.recalled_at IS NULL", "true"),
    ("my_copies_of", r"c\.expires_at > app_now\(\)", "true"),
    ("my_copies_of", r"c\.to_role = \(SELECT my_role\(\)\)", "true"),
    ("my_advice_mailboxes", r"municipality_id = my_authority_as\('coordinator'\)", "true"),
]

# Who tries to write a row like one that is there, changed so that it is not theirs to write.
BROUGHT = [
    ("public", "concerns_concern", {"face": "noted"}),
    ("public", "attachments_attachment", {"origin": "police"}),
    ("public", "mailboxes_message", {"sender": "coordinator"}),
    ("public", "mailboxes_mailbox", {"closed_at": "2026-01-01T00:00:00Z"}),
    ("public", "advice_advice", {"answered_at": "2026-01-01T00:00:00Z"}),
    ("public", "sealing_key", {"kind": "departure"}),
    ("reporter", "mailboxes_message", {"mailbox_id": None}),
    ("reporter", "attachments_attachment", {"mailbox_id": None}),
    ("mette", "catalogues_entry", {}),
    ("nikolaj", "catalogues_entry", {"authority_id": None}),
]
MOVED = [("reporter", "mailboxes_mailbox"), ("drafter", "concerns_draft")]  # they may change their own row, and may not make it another's


@pytest.fixture(scope="class")
def bench(estate):
    """The superuser's bench: everything on it is taken back."""
    with rows.bench(estate) as one:
        yield one


class TestRows:
    """The database itself, asked without any filter as each of the cast."""

    def test_every_table_is_guarded_or_known_to_hold_nobody(self, bench):
        assert set(bench.rows) == set(SEEN_BY), "a new table: say in tests/oracle.py who sees it"
        assert rows.open_tables(bench.db) == OPEN, "a table without a policy: say in tests/oracle.py why that may be"
        assert set(SEEN_BY) >= HOUSE

    def test_each_of_the_cast_sees_the_rows_that_the_model_says_and_no_other(self, bench):
        assert {table: found for table in bench.rows if (found := bench.wrong(table))} == {}
        assert all(bench.rows.values()), "an empty table proves nothing"

    def test_every_policy_switched_off_is_noticed(self, bench):
        """Opened wide: somebody sees too much. Dropped: somebody sees too little."""
        slept = set()
        for policy in (one for one in rows.policies(bench.db) if one.reads):
            for name, statement in (("opened", policy.opened()), ("dropped", policy.dropped())):
                with bench.changed(statement):
                    if not bench.wrong(policy.table) and (name, policy.using) != ("opened", "true"):
                        slept.add(f"{policy.table}.{policy.name} {name}")
        assert slept == DOUBLED

    @pytest.mark.parametrize(("function", "condition", "instead"), CONDITIONS)
    def test_every_condition_of_the_functions_behind_them_is_noticed_too(self, bench, function, condition, instead):
        with bench.changed(rows.without(bench.db, function, condition, instead)):
            assert any(bench.wrong(table) for table in bench.rows)

    def test_a_closed_account_sees_nothing_while_its_role_still_runs(self, bench):
        still = f"UPDATE accounts_membership SET until_at = NULL WHERE id = '{bench.estate.things['otto']}'"
        with bench.changed(still):
            assert not bench.sees("otto", "cases_case")
            with bench.changed(rows.without(bench.db, "cases_with_me", r"AND u\.is_active", "")):
                assert bench.sees("otto", "cases_case")

    def test_on_a_page_about_one_case_no_other_is_seen_and_none_that_was_not_seen_before(self, bench):
        for who in ("mette", "hanne", "karen", "birgit"):
            hers = bench.sees(who, "cases_case")
            for case in bench.estate.cases.values():
                with bench.as_one(who):
                    bench.db.execute("SELECT set_config('infohus.case', %s, true)", [str(case)])
                    assert {row["id"] for row in bench.db.execute("SELECT id FROM cases_case")} == {case} & hers

    @pytest.mark.parametrize(("page", "others"), [("casefile:case", False), ("concerns:join", True)])
    def test_a_page_about_one_case_is_looked_at_within_it(self, estate, monkeypatch, page, others):
        within, statement = set(), context.statement
        monkeypatch.setattr(context, "statement", lambda: within.add(context.current().case) or statement())
        address = next(one for one in addresses() if one.name == page)
        assert estate.client("mette").get(address.path(estate, ROWS[page].about)).status_code == 200
        assert (estate.cases[ROWS[page].about] in within) is not others

    def test_nobody_writes_where_they_may_not_see(self, bench):
        assert {f"{who} {table}" for table in bench.rows for who, row in foreign(bench, table) if bench.writes(who, table, row)} == set()
        assert not any(bench.moves(who, table) for who, table in MOVED)

    def test_every_check_on_writing_switched_off_is_noticed(self, bench):
        slept = set()
        for policy in (one for one in rows.policies(bench.db) if one.writes and (one.check or one.using) != "true"):
            with bench.changed(policy.opened()):
                noticed = any(bench.writes(who, policy.table, row) for who, row in foreign(bench, policy.table))
                if not noticed and not any(bench.moves(who, table) for who, table in MOVED if table == policy.table):
                    slept.add(f"{policy.table}.{policy.name}")
        assert slept == set()


def foreign(bench, table):
    """Rows of a table that one of the cast may not write: like one they do not see, and those that are brought."""
    key = bench.key_of[table]
    ours = {one for name, one in bench.estate.cases.items() if CASES[name].authority == "brondby"}
    for who in ("mette", "karen", "birgit", "nikolaj"):
        # The row of a new case in the own municipality may be written before it is seen: its member comes next.
        own = ours if table == "cases_case" and who != "karen" else set()
        number = next((one for one in bench.rows[table] if one not in bench.seen[table][who] and one not in own), None)
        if number is not None:
            yield who, {**bench.rows[table][number], key: lib.uuid7()}
    for who, where, change in BROUGHT:
        if where == table:
            row = bench.rows[table][max(bench.rows[table], key=str)]
            yield who, {**row, key: lib.uuid7(), **{name: value or lib.uuid7() for name, value in change.items()}}


# ---------- Page by page

WALLS = ("declared", "named", "unread", "sorens", "strange", "karens")  # cases of which somebody who works there must see nothing
CLOSED = ("rejected", "kept")
READ = {"casefile:case", "casefile:concerns", "casefile:disclosures", "casefile:log"}  # pages that only show
SPECIMENS = {"ui:gallery"}  # its words and numbers are invented


@pytest.mark.parametrize("who", CAST)
def test_no_page_shows_what_its_reader_may_not_see(estate, who):
    """Every page that is about no case, as each of the cast finds it."""
    secret, found = forbidden(estate, who), []
    for address in addresses():
        if "case_id" not in address.parts and address.name not in SPECIMENS:
            for path in asked_in_many_ways(estate, address):
                found += told(estate, who, path, secret)
    assert not found, "\n".join(found)


def asked_in_many_ways(estate, address):
    """An address, and what can be asked of it beside: other views, numbers of others' cases."""
    page = ROWS[address.name]
    path = address.path(estate, page.about, page.given)
    yield path
    if address.name in ("casefile:overview", "casefile:cases"):
        yield from (f"{path}?vis={view}" for view in ("mine", "ours", "waiting", "overdue", "closed"))
    if address.name == "casefile:cases":
        yield from (f"{path}?number={estate.things[f'{key}.number']}" for key in CASES)


def told(estate, who, path, secret, **posted):
    """What a page tells that it should not, each with its address."""
    response = estate.client(who).post(path, posted) if posted else estate.client(who).get(path)
    assert response.status_code < 500 or path == "/healthz", f"{path} for {who}: {response.status_code}"
    return [f"{path} for {who}: {leak}" for leak in leaks(response, secret, asked=path)]


@pytest.mark.parametrize("who", CAST)
def test_no_page_of_a_case_opens_for_one_who_may_not_see_it(estate, who):
    matrix(estate, who, few=True)


@pytest.mark.drill
@pytest.mark.parametrize("who", CAST)
def test_no_page_of_any_case_opens_for_one_who_may_not_see_it(estate, who):
    matrix(estate, who, few=False)


def matrix(estate, who, *, few):
    """Every page of every case: it does not exist for who may not see the case, looked at or written to; and it never tells of another."""
    secret, found = forbidden(estate, who), []
    for address, key in ((one, key) for one in addresses() if "case_id" in one.parts for key in chosen(who, one, few)):
        try:
            path = address.path(estate, key, ROWS[address.name].given)
        except KeyError:
            continue  # this case has no such thing
        response = estate.client(who).get(path)
        allowed = may_open(who, key, ROWS[address.name])
        always = (few and not CASES[key].closed_as) or ROWS[address.name].name in READ
        if allowed and response.status_code not in ((200, 302, 405) if always else (200, 302, 404, 405, 409, 422)):
            found.append(f"{path} of {key} for {who}: {response.status_code}")
        if not allowed:
            with undone():
                for answer in (response, estate.client(who).post(path, {})):
                    if not turned_away(who, answer):
                        found.append(f"{path} of {key} for {who}: {answer.status_code}")
        found += [f"{path} of {key} for {who}: {leak}" for leak in leaks(response, secret, asked=path)]
    assert not found, "\n".join(found)


def chosen(who, address, few):
    """The cases a page is tried with: all, or few of those that are alike for this person."""
    own_page = who in ROWS[address.name].who and ROLES.get(who) != "coordinator"
    if not few or own_page or address.name == "casefile:case":
        return list(CASES)
    if ROLES.get(who) != "coordinator":
        return [ROWS[address.name].about]
    unseen = [key for key in WALLS if not sees_row(who, CASES[key])]
    return [*unseen[:3], ROWS[address.name].about, *(key for key in CLOSED if address.name in READ and sees_row(who, CASES[key]))]


def may_open(who, key, page):
    """Whether somebody may open a page of a case: in the role the page is for, and as far as they may see the case."""
    case = CASES[key]
    if page.name == "casefile:head_case":
        return who == "birgit" and is_told_number(who, case) and not case.closed_as
    if page.name == "retention:closed" and who == "birgit":  # the head ends closed cases, and sees nothing of what stands in them
        return is_told_number(who, case) and bool(case.closed_as)
    if page.name in ("casefile:child", "casefile:child_file"):
        return who == "hanne" and sees_row(who, case)
    if page.name == "concerns:report" and who == "hanne":
        return sees_row(who, case)
    return coordinates(who, case.authority) and sees_row(who, case)


def turned_away(who, answer):
    """To these a page does not exist; those outside are shown the way in."""
    if who in OUTSIDE:
        return answer.status_code == 302 and answer["Location"].startswith((SIGN_IN, CODE))
    return answer.status_code == 404


@pytest.mark.parametrize("who", ["mette", "soeren", "karen"])
def test_a_case_of_ones_own_is_no_way_to_the_things_of_another(estate, who):
    """Beside the id of one's own case, the id of a thing of a case one may not see answers like an id that nothing has."""
    own = next(key for key, case in CASES.items() if opens(who, case) and case.stage == "registered")
    secret, found = forbidden(estate, who), []
    for address in (one for one in addresses() if "case_id" in one.parts and len(one.parts) > 1):
        given = {**ROWS[address.name].given, "case_id": estate.cases[own]}
        nothing = statuses(estate, who, address.path(estate, own, {**dict.fromkeys(address.parts, lib.uuid7()), **given}), secret)
        for key in (
            key for key in WALLS if not sees_row(who, CASES[key]) and f"{key}.{address.parts[0].removesuffix('_id')}" in estate.things
        ):
            path = address.path(estate, key, given)
            if (answered := statuses(estate, who, path, secret)) != nothing:
                found.append(f"{path} ({key}) for {who}: {answered}, and {nothing} where there is nothing")
    assert not found, "\n".join(found)


def statuses(estate, who, path, secret):
    """What an address answers when it is looked at and when it is sent to, with what it tells that it should not."""
    with undone():
        answers = [estate.client(who).get(path), estate.client(who).post(path, {})]
    return [(one.status_code, *leaks(one, secret, asked=path)) for one in answers]
