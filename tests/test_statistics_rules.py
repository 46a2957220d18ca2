"""No number that is hidden can be worked out: every table is counted through, and solved, by one who knows the rule as well as the tables."""

import re
from collections import defaultdict
from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infohus.lib import Refused, harmless, spreadsheet
from infohus.statistics.rules import (
    LEAST,
    Group,
    Period,
    by_outcome,
    check_comment,
    check_next,
    choices,
    counted,
    lines_of,
    listed,
    merged,
    next_start,
    outcomes_by,
    share_of,
    timed,
)
from infohus.statistics.rules.tables import Table

CODES = "abcdefghij"


def cells(*numbers):
    """Cells a, b, c … with these numbers."""
    return list(zip(CODES, numbers, strict=False))


def shown(numbers):
    """What is told of a table: its groups with their sums, or nothing."""
    found = merged(cells(*numbers))
    return found and tuple((group.codes, group.n) for group in found)


# ---------- One who counts through every table there is


@pytest.mark.function("C15")
@pytest.mark.parametrize(("width", "most"), [(2, 20), (3, 12), (4, 8), (5, 6)])
def test_of_all_tables_that_look_alike_each_hidden_cell_has_had_four_values_at_least(width, most):
    alike = defaultdict(list)
    for numbers in product(range(most + 1), repeat=width):
        if sum(numbers) <= most:  # whole: what looks alike has the same total
            alike[shown(numbers)].append(numbers)
    for told, tables in alike.items():
        for code, place in zip(CODES, range(width), strict=False):
            values = {numbers[place] for numbers in tables}
            alone = told is not None and ((code,), tables[0][place]) in told
            assert len(values) == 1 if alone else len(values) >= LEAST - 1, (told, code, values)


def test_what_is_small_is_never_shown_and_neighbours_are_put_together():
    assert shown([3, 14, 9]) == ((("a", "b"), 17), (("c",), 9))
    assert shown([14, 9, 3]) == ((("a",), 14), (("b", "c"), 12))
    assert shown([14, 0, 9, 0]) == ((("a",), 14), (("b",), 0), (("c",), 9), (("d",), 0))
    assert shown([1, 0, 0, 4]) == ((("a", "b", "c", "d"), 5),)
    assert shown([6, 0, 1]) == ((("a", "b", "c"), 7),)  # that the middle one is empty would tell that the first is six
    assert shown([1, 1, 2]) is None
    assert shown([0, 0]) == ((("a",), 0), (("b",), 0))
    assert shown([5, 5]) == ((("a",), 5), (("b",), 5))
    assert shown([8, -1, 0]) == ((("a", "b", "c"), 7),)  # taken up again, from a year that was told before


@pytest.mark.parametrize(("width", "most"), [(2, 20), (3, 12), (4, 8)])
def test_one_who_reads_the_page_and_knows_that_a_nought_is_none_works_out_no_more(width, most):
    """What `counted` shows, line by line: a nought is true, and everything else that is hidden has had four values at least."""
    alike = defaultdict(list)
    names = {code: code for code in CODES[:width]}
    for numbers in product(range(most + 1), repeat=width):
        if sum(numbers) <= most:
            table = counted("ST02", "", "", names, dict(cells(*numbers)))
            alike[table.total, tuple((row.line, row.shown) for row in table.rows)].append(numbers)
    for (total, rows), tables in alike.items():
        told = dict(rows)
        for code, place in zip(CODES, range(width), strict=False):
            values = {numbers[place] for numbers in tables}
            line = next((one for one in told if code in re.split(r"[:;,] ?", one.lower())), "")
            if line.lower() == code or told.get(line) == "0" or total == "0":
                assert len(values) == 1
                assert values <= {0} or min(values) >= LEAST
            else:
                assert len(values) >= LEAST - 1, (total, rows, code, values)


def test_many_put_together_are_counted_in_the_label_and_listed_by_name():
    names = {code: f"emne {code}, med mere" for code in CODES}
    row, *_others = counted("ST13", "", "", names, dict.fromkeys(CODES, 1)).rows
    assert (row.label, row.shown) == ("5 lagt sammen", "5")
    assert row.names == tuple(f"Emne {code}, med mere" for code in CODES[:5])
    assert row.line == f"5 lagt sammen: {'; '.join(row.names)}"
    table = counted("ST13", "", "", names, dict.fromkeys(CODES, 1))
    assert Table.read(table.kept()) == table
    older = {**table.kept(), "rows": [{"label": "A, b", "shown": "5", "n": 5, "several": True}]}  # as it was published before
    assert Table.read(older).rows[0].line == "A, b"
    assert "5 lagt sammen: Emne a, med mere; Emne b" in lines_of([table])[1][2]


# ---------- One who solves everything that was published, with all that belongs together


def ranges(equations, unknown):
    """For each unknown whole number ≥ 0 the least and the most it can be: every sum of unknowns is known, and no two sums share one."""
    found = {}
    for names, total in equations:
        assert not set(names) & set(found), "two sums share an unknown: this solver would have to do more"
        for name in names:
            found[name] = (0, total) if len(names) > 1 else (total, total)
    return {name: found.get(name) for name in unknown}


NUMBER = st.one_of(st.integers(0, 4), st.integers(0, 40))
AGES, GENDERS, KINDS = CODES[:6], CODES[:3], CODES[:5]


@st.composite
def conclusions(draw):
    """A year's conclusions, each with all its codes."""
    one = st.tuples(st.sampled_from(AGES), st.sampled_from(GENDERS), st.sampled_from(KINDS), st.booleans())
    return draw(st.lists(st.tuples(one, NUMBER), max_size=12))


@given(st.lists(conclusions(), min_size=1, max_size=4))
@settings(deadline=None, max_examples=150)
def test_tables_of_several_years_together_give_no_hidden_cell(years):
    """Every table of every year, with totals: each hidden cell stands in one sum only, and in that sum it can be more than one number."""
    for year in years:
        tables = [tally(year, place) for place in range(3)]
        told = [merged(list(table.items())) for table in tables]
        assert len({None if one is None else sum(group.n for group in one) for one in told}) == 1  # their total is the same, shown or not
        for table, groups in zip(tables, told, strict=True):
            if groups is None:
                continue
            equations = [(group.codes, group.n) for group in groups]
            for code, (least, most) in ranges(equations, table).items():
                hidden = all((code,) != group.codes for group in groups)
                assert not hidden or most - least >= LEAST - 1
                assert hidden or table[code] == least == most
                assert hidden or table[code] == 0 or table[code] >= LEAST


def tally(year, place):
    """How many by one of the codes, in a fixed order."""
    order = (AGES, GENDERS, KINDS)[place]
    return {code: sum(n for one, n in year if one[place] == code) for code in order}


@given(conclusions())
@settings(deadline=None, max_examples=150)
def test_how_many_were_unfounded_is_told_of_groups_that_are_told_already(year):
    table = tally(year, 2)
    inside = {code: sum(n for one, n in year if one[2] == code and one[3]) for code in KINDS}
    groups = merged(list(table.items())) or []
    told = {group.codes: group.n for group in groups}
    for group, have in outcomes_by(groups, inside):
        assert LEAST <= have <= group.n - LEAST
        parts = [codes for codes in told if set(codes) <= set(group.codes)]
        assert sum(told[codes] for codes in parts) == group.n  # so it says nothing new of the cells
        assert have == sum(inside[code] for code in group.codes)


def test_which_groups_are_put_together_does_not_rest_on_what_is_inside():
    groups = [Group(("a",), 20), Group(("b",), 6), Group(("c",), 14)]
    first = outcomes_by(groups, {"a": 10, "b": 6, "c": 0})
    assert [group.codes for group, _have in first] == [("a",), ("b", "c")]
    assert [group.codes for group, _have in outcomes_by(groups, {"a": 9, "b": 1, "c": 9})] == [("a",), ("b", "c")]
    assert outcomes_by(groups, {"a": 3, "b": 6, "c": 3}) == []  # too few in one of them: not told at all
    assert outcomes_by(groups, {"a": 20, "b": 3, "c": 3}) == []  # and too few others
    assert outcomes_by([Group(("a",), 12)], {"a": 6}) == []


def test_the_share_that_got_help_is_only_told_where_the_outcomes_tell_it():
    both = frozenset({"c", "d"})
    told = share_of("ST08", "", "", merged(cells(12, 9, 4, 3)), both, "Indsats")
    assert told.rows[0].shown == "7 af 28 (25 %)"
    assert share_of("ST08", "", "", merged(cells(12, 3, 2, 3)), both, "Indsats").rows[0].shown == "–"
    assert share_of("ST08", "", "", None, both, "Indsats").rows[0].shown == "–"


def test_times_and_single_numbers_of_few_are_not_told():
    fast = {(1, True): 9, (7, False): 6}
    assert timed("ST09", "", "", [("politiet", fast)]).rows[0].shown == "1 dag, ca. 60 % til tiden"
    assert timed("ST09", "", "", [("politiet", {(1, True): 4, (2, True): 6})]).rows[0].shown == "2 dage, ca. 100 % til tiden"
    assert timed("ST09", "", "", [("politiet", {(1, True): 9, (7, False): 1})]).rows[0].shown == "1 dag"  # who was late alone
    assert timed("ST09", "", "", [("politiet", {(1, True): 9})]).rows[0].shown == "–"
    assert timed("ST09", "", "", [("politiet", {(1, True): 12, (3, True): -1})]).rows[0].shown != ""
    rows = listed("ST16", "", "", [("Givet", 3, None), ("Slettet", 12, 12), ("Orienteret", 12, 10), ("Nej", 0, None)]).rows
    assert [row.shown for row in rows] == ["<5", "12 af 12 til tiden", "12", "0"]


@pytest.mark.function("C15")
def test_a_table_with_a_cell_of_three_never_says_three():
    table = counted("ST02", "", "", {"a": "skole", "b": "klub", "c": "politi"}, {"a": 14, "b": 3, "c": 6})
    assert [(row.label, row.shown) for row in table.rows] == [("Skole", "14"), ("Klub, politi", "9")]
    assert table.total == "23"
    assert table.merges
    few = counted("ST02", "", "", {"a": "skole", "b": "klub"}, {"a": 2, "b": 1})
    assert (few.rows, few.total) == ((), "<5")
    assert Table.read(table.kept()) == table


@pytest.mark.function("C15")
@pytest.mark.parametrize(("labels", "rest"), [("abcde", ""), ("abcd", "andet")])
def test_each_hidden_cell_of_a_table_can_have_had_four_values_also_what_has_no_label(labels, rest):
    """Which cells there are rests on nothing that was counted: an empty one, and a code without a label, can stand inside a group."""
    alike = defaultdict(list)
    names = {code: code for code in labels}
    for numbers in product(range(7), repeat=5):
        if sum(numbers) <= 6:
            table = counted("ST06", "", "", names, {code: n for code, n in cells(*numbers) if n}, rest=rest)
            alike[tuple((row.label, row.shown) for row in table.rows), table.total].append(numbers)
    for (rows, total), tables in alike.items():
        for place, code in enumerate([*labels, rest] if rest else labels):
            values = {numbers[place] for numbers in tables}
            assert len(values) == 1 or len(values) >= LEAST - 1, (rows, total, code, values)
            assert len(values) > 1 or values <= {0, 5, 6}, (rows, total, code, values)


def test_codes_without_a_label_are_one_cell():
    table = counted("ST13", "", "", {"a": "skole", "b": "klub"}, {"a": 6, "x": 4, "y": 3}, rest="andet emne")
    assert [(row.label, row.shown) for row in table.rows] == [("Skole", "6"), ("Andet emne", "7"), ("Klub", "0")]
    inside = by_outcome("ST17", "", "", {"a": "skole", "b": "klub"}, {"a": 20, "b": 12, "x": 9}, {"a": 8, "x": 6}, inside_shown=True)
    assert [(row.label, row.shown) for row in inside.rows] == [("Skole", "8 af 20"), ("Klub", "6 af 21")]


def test_unfounded_by_source_is_not_told_where_their_sum_is_not():
    labels, cells, inside = {"a": "skole", "b": "klub"}, {"a": 40, "b": 20}, {"a": 20, "b": 6}
    assert [row.shown for row in by_outcome("ST17", "", "", labels, cells, inside, inside_shown=True).rows] == ["20 af 40", "6 af 20"]
    assert by_outcome("ST17", "", "", labels, cells, inside, inside_shown=False).rows == ()


# ---------- Periods


def test_only_what_is_over_is_told_and_no_month_twice():
    start, today = date(2024, 1, 1), date(2026, 11, 26)
    assert [one.key for one in choices(start, today)] == ["2024", "2024--2025"]
    assert [one.name for one in choices(start, date(2027, 1, 1))] == ["2024", "2024–2025", "2024–2026"]
    assert choices(date(2026, 1, 1), date(2026, 6, 30)) == []
    half = Period(date(2026, 1, 1), date(2026, 6, 30))
    assert choices(date(2026, 1, 1), date(2026, 7, 1)) == [half]
    assert half.name == "1. halvår 2026"
    after = next_start(half.last, date(2020, 5, 1), today)
    assert [one.name for one in choices(after, date(2029, 1, 1))] == ["2. halvår 2026", "2. halvår 2026–2027", "2. halvår 2026–2028"]
    assert next_start(None, date(2025, 9, 1), today) == date(2025, 1, 1)
    with pytest.raises(Refused, match="offentliggjort før"):
        check_next(half, choices(after, date(2029, 1, 1)))


# ---------- As a spreadsheet


def test_a_spreadsheet_gets_numbers_with_a_comma_and_never_a_formula():
    table = timed("ST09", "Tid", "Median.", [("=1+1", {(6, True): 6, (7, True): 6})])
    head, *lines = lines_of([table, counted("ST02", "Kilde", "", {"a": "skole"}, {"a": 1234}), counted("ST03", "Alder", "", {}, {"x": 3})])
    text = spreadsheet(head, lines)
    assert text.startswith("\ufeffKode;Tabel;Hvad;Tal;")
    assert "'=1+1;6,5;arbejdsdage;" in text
    assert "ST02;Kilde;Skole;1234;antal;1.234;" in text
    assert "ST03;Alder;I alt;;antal;<5;" in text
    assert text.count("\r\n") == 5


@pytest.mark.parametrize("text", ["=SUM(A1)", "+45", "-1", "@a", "\t=1", " =1", "\r=1"])
def test_what_a_spreadsheet_would_work_out_is_kept_as_text(text):
    assert harmless(text) == f"'{text}"
    assert harmless("Skole - og klub") == "Skole - og klub"


def test_a_commentary_helps_to_read_and_tells_of_nobody():
    check_comment("", publishing=False)
    check_comment("Flere skoler spørger om råd.", publishing=True)
    for text, said in (("Fint nok", "hjælper andre"), ("Han hedder 010190-1234 i dag.", "CPR"), ("ord " * 2_000, "for lang")):
        with pytest.raises(Refused, match=said):
            check_comment(text, publishing=True)
