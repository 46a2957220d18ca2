"""The house checks itself: what must never depend on anyone remembering it."""

import ast
import functools
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import UniqueConstraint

from infohus.access.rules import MAY, Act
from infohus.cases.models import CaseBound
from infohus.retention.rules import FATE

ROOMS = Path(__file__).resolve().parent.parent / "infohus"
ACTIONS = sorted([*ROOMS.glob("*/actions.py"), *ROOMS.glob("*/actions/[a-z]*.py")])
# Acts that the table grants and that no page performs yet; it must be empty before the first issue is resolved.
YET_TO_BE_DONE: set[Act] = set()
SAVING_A_DRAFT = {"save_draft"}  # the one write without an act and an entry (model.md D7)
# Who writes as the house itself: what an outsider's act, or one who may not see the case, does to it; and the scheduled jobs.
AS_THE_HOUSE = """
accounts.jobs.officers_of accounts.jobs.person advice.actions.ask_advice advice.jobs.expire advice.jobs.tell_coordinators
assessments.actions.police.answer_as_police assessments.actions.police.ask_back assessments.actions.police.confirm_not_investigation
assessments.actions.police.said_already assessments.actions.police.say_undecided
assessments.jobs.tell_receiver attachments.jobs.sweep audit.jobs.sign_logs casefile.jobs.remind_in casefile.jobs.remind_owners
cases.actions.heading.appoint_coordinator cases.actions.heading.appoint_to_all cases.actions.heading.exclude_as_head cases.actions.heading.hand_lead_on
cases.actions.heading.lift_exclusion cases.actions.notes.drop_all_drafts cases.actions.notes.is_begun cases.actions.opening.open_case cases.actions.people.shut_out
cases.jobs.drop_old_drafts cases.jobs.leave_duties cases.jobs.let_in cases.jobs.send cases.jobs.tell_members cases.jobs.tell_staff cases.queries.readers_behind_code
concerns.actions.arrival.note_concern concerns.actions.filing.file_concern concerns.actions.filing.lay_down
closing.queries.held_until concerns.actions.joining.arrive concerns.actions.police.open_police_concern concerns.actions.reporting.note_copy_judged concerns.actions.reporting.note_report_judged
concerns.jobs.expire_drafts concerns.jobs.tell_child_duty concerns.jobs.watch_children counting.jobs.mix_facts
deadlines.actions.end deadlines.jobs.escalate
deadlines.jobs.expect_all_checks deadlines.jobs.expect_checks disclosures.actions.read_copy mailboxes.actions.write_to_mailbox
mailboxes.jobs.expire mailboxes.queries.behind mailboxes.queries.readers_of persons.actions.look_both_ways retention.actions.classes.move_day
retention.actions.classes.day_by_class retention.actions.erasing.await_day retention.actions.erasing.propose retention.actions.erasing.receivers_of
retention.actions.keeping.confirm_prolongation retention.jobs.drop_lines retention.jobs.follow_class retention.jobs.tell_ended retention.queries.unseen
rights.actions.await_erasure rights.actions.lift_hold rights.queries.case_of_number
"""
WRITING = {"create", "save", "bulk_create", "change", "change_if_unchanged", "delete"}


def functions(file):
    """The functions on the top level of a file that others may call."""
    return [node for node in ast.parse(file.read_text()).body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]


def calls(node):
    """The names of all functions called inside a function."""
    found = set()
    for call in (part for part in ast.walk(node) if isinstance(part, ast.Call)):
        found.add(getattr(call.func, "id", getattr(call.func, "attr", "")))
    return found


@functools.cache
def acting_functions(file):
    """The names of a file's functions that perform an act themselves."""
    tree = ast.parse(file.read_text()).body
    return {node.name for node in tree if isinstance(node, ast.FunctionDef) and calls(node) & {"act", "note_read", "note_rows"}}


def test_every_action_is_an_act_and_every_step_asks_for_one():
    for file in ACTIONS:
        if file.parent.name == "audit":
            continue
        acts = acting_functions(file) | {name for other in ACTIONS for name in acting_functions(other) if not name.startswith("_")}
        for function in functions(file):
            arguments = [argument.arg for argument in function.args.args]
            if arguments[:1] == ["actor"]:
                performs = function.name in acts or calls(function) & acts
                assert performs or function.name in SAVING_A_DRAFT, f"{file.parent.name}.{function.name} does nothing by an act"
            elif "contextmanager" not in ast.dump(ast.Module(function.decorator_list, [])):
                writes = calls(function) & {"create", "save", "bulk_create", "update", "delete", "change", "execute"}
                assert not writes or "step" in calls(function), f"{file.parent.name}.{function.name} writes without an actor and is no step"


def is_call(node, name, first=""):
    """Whether something is a call of this name (with this first argument)."""
    if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != name:
        return False
    return not first or getattr(node.args[0], "id", "") == first


def written_outside(node):
    """What is written in a function beside its `with act(...)`."""
    for part in ast.iter_child_nodes(node):
        if isinstance(part, ast.With) and any(is_call(one.context_expr, "act") for one in part.items):
            continue
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr in WRITING:
            yield part.func.attr
        yield from written_outside(part)


def test_nothing_is_written_beside_the_act():
    for file in ACTIONS:
        for function in functions(file):
            if [argument.arg for argument in function.args.args][:1] == ["actor"] and function.name not in SAVING_A_DRAFT:
                assert not list(written_outside(function)), f"{file.parent.name}.{function.name} writes what no act has asked for"


def test_every_function_has_a_docstring():
    for file in [*ACTIONS, *ROOMS.glob("*/queries.py"), *ROOMS.glob("*/rules.py")]:
        for function in functions(file):
            assert ast.get_docstring(function), f"{file.parent.name}.{function.name} says nothing of itself"


def test_every_act_is_granted_to_somebody_and_done_somewhere():
    assert set(MAY) == set(Act)
    assert all(MAY.values())
    source = "".join(file.read_text() for file in ROOMS.rglob("*.py") if file.parent.name != "access" and file != ROOMS / "audit/rules.py")
    undone = {one for one in Act if f"Act.{one.name}" not in source}
    assert undone == YET_TO_BE_DONE


def test_every_model_has_a_fate():
    ours = {model._meta.label for model in apps.get_models() if model.__module__.startswith("infohus.")}
    assert ours == set(FATE)


def test_every_row_of_a_case_says_whether_it_goes_along_when_cases_are_joined():
    bound = [one for one in apps.get_models() if issubclass(one, CaseBound)]
    assert bound
    assert [one._meta.label for one in bound if not isinstance(getattr(one, "travels", None), bool)] == []


def test_what_is_one_where_no_case_is_named_is_one_in_each_municipality():
    """Row-level security hides the other's row from who looks whether it is there: without its municipality the second one would be refused by the database."""
    for model in apps.get_models():
        columns = {field.name for field in model._meta.get_fields()}
        for one in model._meta.constraints:
            if isinstance(one, UniqueConstraint) and one.nulls_distinct is False and {"municipality", "authority"} & columns:
                named = {*one.fields, *(part.name for part in one.expressions)}
                assert {"municipality", "authority", "case"} & named, (model._meta.label, one.name)


def test_only_what_goes_with_the_case_cascades():
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if (
                getattr(field, "remote_field", None) is None
                or not hasattr(field.remote_field, "on_delete")
                or not model.__module__.startswith("infohus.")
            ):
                continue
            if field.many_to_one and field.remote_field.on_delete.__name__ == "CASCADE":
                assert FATE[model._meta.label] == "goes", f"{model._meta.label}.{field.name} cascades"


def test_who_acts_as_the_house_itself_is_on_a_list_function_by_function():
    callers = set()
    for file in (one for one in ROOMS.rglob("*.py") if one.relative_to(ROOMS).parts[0] != "db"):
        for function in (one for one in ast.walk(ast.parse(file.read_text())) if isinstance(one, ast.FunctionDef)):
            opened = [one.context_expr for block in ast.walk(function) if isinstance(block, ast.With) for one in block.items]
            if any(is_call(one, "as_system") or is_call(one, "acting", "SYSTEM") for one in opened):
                callers.add(".".join((*file.relative_to(ROOMS).with_suffix("").parts, function.name)))
    assert callers == set(AS_THE_HOUSE.split())


def test_no_sealed_value_is_read_around_its_key():
    for file in ROOMS.rglob("*.py"):
        text = file.read_text()
        assert ".bulk_update(" not in text, file
        assert not re.search(r"objects[^\n]*\.values(_list)?\(\)", text), file


def test_a_template_takes_nothing_from_a_room_above():
    ladder = list(reversed([app.name.split(".")[1] for app in apps.get_app_configs() if app.name.startswith("infohus.")]))
    for file in ROOMS.rglob("templates/**/*.html"):
        room = file.relative_to(ROOMS).parts[0]
        for other in re.findall(r"{%-?\s*(?:extends|include|import|from)\s+['\"](\w+)/", file.read_text()):
            if other in ladder:
                assert ladder.index(other) <= ladder.index(room), f"{file} takes from {other}"


PERSONAL = "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'case_id'"


@pytest.mark.django_db
class TestTheDatabase:
    """What the catalogue of the database says of itself."""

    def ask(self, sql):
        """Rows of a question to the catalogue."""
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()

    def test_every_table_with_a_case_has_a_policy(self):
        tables = {name for (name,) in self.ask(PERSONAL)} - {"audit_waiting"}
        guarded = {name for (name,) in self.ask("SELECT relname FROM pg_class WHERE relrowsecurity")}
        policed = {name for (name,) in self.ask("SELECT DISTINCT tablename FROM pg_policies")}
        assert tables <= guarded & policed

    def test_policies_use_the_array_form_and_name_their_roles(self):
        for table, policy, roles, rule, check in self.ask(
            "SELECT tablename, policyname, roles, coalesce(qual, ''), coalesce(with_check, '') FROM pg_policies"
        ):
            assert "public" not in roles, (table, policy)
            for text in (rule, check):
                assert "EXISTS" not in text, (table, policy)
                assert not re.search(r"\bIN \(\s*SELECT", text), (table, policy)

    def test_the_application_role_owns_and_bypasses_nothing(self):
        role = "(SELECT oid FROM pg_roles WHERE rolname = current_user)"
        assert self.ask("SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user") == [
            (False,) * 4
        ]
        assert not self.ask(f"SELECT relname FROM pg_class WHERE relowner = {role}")
        assert not self.ask(f"SELECT proname FROM pg_proc WHERE proowner = {role}")

    def test_a_function_that_runs_as_its_owner_looks_last_where_anybody_could_put_a_table(self):
        runs = "SELECT proname, proconfig FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
        where = {name: next(one for one in settings or [""] if one.startswith("search_path")) for name, settings in self.ask(runs)}
        assert len(where) > 50
        assert {name for name, path in where.items() if path != "search_path=public, pg_temp"} == set()

    def test_contexts_are_stepped_into_and_never_inherited(self):
        rows = self.ask(
            "SELECT g.rolname, m.inherit_option, m.set_option, g.rolcanlogin FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid"
            " JOIN pg_roles u ON u.oid = m.member WHERE u.rolname = current_user"
        )
        assert {row[0] for row in rows} == {"infohus_public", "infohus_receipt", "infohus_system"}
        assert all(row[1:] == (False, True, False) for row in rows)

    def test_nobody_but_the_function_writes_the_log(self):
        for table in ("audit_entry", "audit_waiting", "audit_head", "audit_checkpoint"):
            for role in ("infohus_app", "infohus_public", "infohus_receipt"):
                for right in ("INSERT", "UPDATE", "DELETE", "TRUNCATE"):
                    assert self.ask(f"SELECT has_table_privilege('{role}', '{table}', '{right}')") == [(False,)], (table, role, right)

    def test_outsiders_have_only_what_was_granted_by_name(self):
        rows = self.ask(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND has_table_privilege('infohus_public', oid, 'SELECT')"
        )
        assert {name for (name,) in rows} == {"accounts_authority", "accounts_unit", "catalogues_entry"}
        columns = self.ask(
            "SELECT relname || '.' || attname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND NOT has_table_privilege('infohus_public', pg_class.oid, 'SELECT')"
            " AND has_column_privilege('infohus_public', pg_class.oid, attnum, 'SELECT')"
        )
        published = ("id", "municipality_id", "from_on", "until_on", "comment", "tables", "published_at")
        assert {name for (name,) in columns} == {f"statistics_publication.{column}" for column in published}

    def test_without_a_context_every_personal_table_is_empty(self, world):
        world.concern()
        for (table,) in self.ask(PERSONAL):
            if table != "audit_waiting":
                assert self.ask(f"SELECT count(*) FROM {table}") == [(0,)], table
