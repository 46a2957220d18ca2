"""What each acting context sees of each table, asked of the database itself, beside what the oracle says; and a policy switched off."""

import contextlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from tests.conftest import cluster, name_of_copy
from tests.oracle import CASES, HOUSE, NO_MORE, ROLES, SEEN_BY, Row

WHO = (*ROLES, *sorted(NO_MORE), "nobody", "public", "reporter", "drafter", "system")
TOLD = "SELECT set_config('infohus.membership', %s, true), set_config('infohus.mailbox', %s, true), set_config('infohus.case', '', true), set_config('infohus.clock', '', true)"


@dataclass
class Bench:
    """A connection of the superuser's that steps into every context, in one transaction that is always rolled back."""

    db: psycopg.Connection
    estate: object
    rows: dict  # by table, by primary key: the whole row
    key_of: dict  # the primary key of each table
    seen: dict  # by table and person: the keys that the oracle lets them see

    def sees(self, who, table):
        """The keys one sees of a table, without any filter; None where the role has no right on it at all."""
        with self.as_one(who):
            try:
                with self.db.transaction():
                    found = self.db.execute(
                        sql.SQL("SELECT {} AS key FROM {}").format(sql.Identifier(self.key_of[table]), sql.Identifier(table))
                    )
                    return {row["key"] for row in found}
            except psycopg.errors.InsufficientPrivilege:
                return set()

    @contextlib.contextmanager
    def as_one(self, who):
        """Act as one of the cast, as the product would tell the database."""
        role = {"public": "public", "reporter": "receipt", "drafter": "receipt", "system": "system"}.get(who, "app")
        place = str(self.estate.codes[who][1]) if who in self.estate.codes else ""
        self.db.execute(TOLD, [str(self.membership(who)), place])
        self.db.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(f"infohus_{role}")))
        try:
            yield
        finally:
            self.db.execute("RESET ROLE")

    def membership(self, who):
        """The membership one acts by; '' without one."""
        if who in ROLES:
            return self.estate.things[f"{who}.acting"]
        return self.estate.things[who] if who in NO_MORE else ""

    def wrong(self, table):
        """Where database and oracle disagree about a table: person, too much, too little."""
        found = []
        for who in WHO:
            seen, wanted = self.sees(who, table), self.seen[table][who]
            if seen != wanted:
                found.append((who, sorted(map(str, seen - wanted))[:3], sorted(map(str, wanted - seen))[:3]))
        return found

    @contextlib.contextmanager
    def changed(self, *statements):
        """The database with something switched off."""
        try:
            with self.db.transaction():
                for statement in statements:
                    self.db.execute(statement)
                yield
                raise Back
        except Back:
            pass

    def writes(self, who, table, row):
        """Whether one may write this row: anything but the policy's own refusal says that the policy let it through."""
        names = sql.SQL(", ").join(map(sql.Identifier, row))
        text = sql.SQL("INSERT INTO {table} ({names}) SELECT {names} FROM jsonb_populate_record(NULL::{table}, %s::jsonb)")
        return self.passes(who, text.format(table=sql.Identifier(table), names=names), json.dumps(row, default=plain))

    def moves(self, who, table):
        """Whether one may make another's of one's own row, by giving it another id."""
        text = sql.SQL("UPDATE {table} SET {key} = gen_random_uuid()").format(
            table=sql.Identifier(table), key=sql.Identifier(self.key_of[table])
        )
        return self.passes(who, text)

    def passes(self, who, text, *values):
        """Whether the policies let somebody do this."""
        with self.as_one(who):
            try:
                with self.db.transaction():
                    self.db.execute(text, values)
                    raise Back
            except psycopg.errors.InsufficientPrivilege:
                return False
            except (Back, psycopg.Error):
                return True


class Back(Exception):
    """Take it back."""


def plain(value):
    """A column's value as PostgreSQL reads it in JSON."""
    return "\\x" + bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)


@contextlib.contextmanager
def bench(estate):
    """The bench on this estate."""
    with psycopg.connect(**cluster().dsn("postgres", name_of_copy()), row_factory=dict_row, autocommit=True) as db:
        with contextlib.suppress(Back), db.transaction():
            yield fill(db, estate)
            raise Back


def fill(db, estate):
    """Read all rows as the owner, and ask the oracle about each."""
    who = {}
    for name in ROLES:
        found = db.execute(
            "SELECT m.id FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id WHERE u.email LIKE %s",
            [f"{name}.%"],
        ).fetchall()
        estate.things[f"{name}.acting"] = found[0]["id"]
        who[found[0]["id"]] = name
    names = {row["id"]: row["slug"] for row in db.execute("SELECT id, slug FROM accounts_authority")}
    by_id = {one: CASES[name] for name, one in estate.cases.items()}
    held = {name: place for name, (_kind, place) in estate.codes.items()}
    one = Bench(db, estate, {}, {}, {})
    for table in guarded(db):
        one.key_of[table] = key = primary_key(db, table)
        one.rows[table] = {row[key]: row for row in db.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table)))}
        one.seen[table] = {name: set() for name in WHO}
        for number, row in one.rows[table].items():
            copy = one.rows["disclosures_copy"].get(number) if table == "sealing_key" else row
            given = copy is not None and "expires_at" in copy and (names[copy["receiver_id"]], copy["to_role"], ended(copy))
            at = {
                **row,
                "held": held,
                "about_case": by_id.get(row.get("about")) if row.get("kind") == "join_check" else None,
                "writer": who.get(row.get("membership_id")),
                "given": given or None,
                "from": names.get(row.get("authority_id")),
                "receiver": names.get(row.get("receiver_id")),
            }
            case = by_id.get(row["id"] if table == "cases_case" else row.get("case_id"))
            owner = one.rows["mailboxes_mailbox"][row["mailbox_id"]] if table == "mailboxes_message" else row
            told = Row(at, case, names.get(owner.get("municipality_id") or owner.get("authority_id"), ""))
            for name in WHO:
                if allowed(table, name, told):
                    one.seen[table][name].add(number)
    return one


def ended(copy):
    """Whether a copy can no longer be opened by those who got it."""
    return copy["recalled_at"] is not None or copy["expires_at"] < datetime.now(UTC)


def allowed(table, who, row):
    """What the oracle says of one row."""
    if who in ("nobody", "public"):
        return table == "catalogues_entry"
    if who == "system":
        return table in HOUSE or table == "catalogues_entry"
    if who in NO_MORE and table != "catalogues_entry":
        return False
    return bool(SEEN_BY[table](who, row))


def guarded(db):
    """The tables under row-level security."""
    found = db.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relrowsecurity ORDER BY 1"
    )
    return [row["relname"] for row in found]


def open_tables(db):
    """The tables without."""
    found = db.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND NOT relrowsecurity")
    return {row["relname"] for row in found}


def primary_key(db, table):
    """The column by which a table's rows are known."""
    text = "SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) WHERE i.indrelid = %s::regclass AND i.indisprimary"
    return db.execute(text, [table]).fetchone()["attname"]


@dataclass(frozen=True)
class Policy:
    """One policy as the catalogue of the database tells it."""

    table: str
    name: str
    command: str
    using: str | None
    check: str | None

    @property
    def reads(self):
        """Whether it lets somebody see rows."""
        return self.command in ("ALL", "SELECT")

    @property
    def writes(self):
        """Whether it lets somebody insert rows."""
        return self.command in ("ALL", "INSERT")

    def dropped(self):
        """The statement that takes it away."""
        return sql.SQL("DROP POLICY {} ON {}").format(sql.Identifier(self.name), sql.Identifier(self.table))

    def opened(self):
        """The statement that makes it let everything through."""
        parts = (" USING (true)" if self.command != "INSERT" else "") + (" WITH CHECK (true)" if self.command != "SELECT" else "")
        return sql.SQL("ALTER POLICY {} ON {}" + parts).format(sql.Identifier(self.name), sql.Identifier(self.table))


def policies(db):
    """Every policy of the database."""
    text = (
        "SELECT tablename AS table, policyname AS name, cmd AS command, qual AS using, with_check AS check FROM pg_policies ORDER BY 1, 2"
    )
    return [Policy(**row) for row in db.execute(text)]


def without(db, function, pattern, instead):
    """A definer function with one of its conditions taken out."""
    text = db.execute("SELECT pg_get_functiondef(%s::regproc) AS text", [function]).fetchone()["text"]
    changed, count = re.subn(pattern, instead, text, count=1)
    assert count, f"{function} has no such condition any more: {pattern}"
    return changed
