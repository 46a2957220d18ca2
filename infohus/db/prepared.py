"""Questions asked on every page: the ORM writes their SQL once in a process, afterwards only the values are put in."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from typing import Any, TypeVar

from django.db import connection
from django.db.models import BooleanField, F, Func, Model, QuerySet, Value
from django.db.models.query import get_related_populators

from infohus import lib

M = TypeVar("M", bound=Model)


class Among(Func):
    """`column = ANY (array)`: one parameter, and so one SQL, however many values there are."""

    arity, template, arg_joiner, output_field = 2, "%(expressions)s)", " = ANY (", BooleanField()

    def __init__(self, column: str, values: Iterable[Any]) -> None:
        super().__init__(F(column), Value(values if isinstance(values, list) else list(values)))


def prepared(build: Callable[..., QuerySet[M]]) -> Callable[..., list[M]]:
    """The rows of the queryset that `build` makes of ids, days, moments, words and lists (for `Among`): of values and nothing else.

    Writing the SQL of a join takes several times as long as asking it. It is written twice, with marks for the values and on different
    days: what looks at the clock, or is another question for another value, is refused with TypeError.
    """
    written: dict[tuple[type, ...], Written] = {}

    @wraps(build)
    def ask(*values: Any) -> list[M]:
        kinds = tuple(map(type, values))
        if kinds not in written:
            written[kinds] = Written(build, values)
        return written[kinds].rows(values)

    return ask


class Written:
    """One question with its SQL, where its values go, and what its columns become."""

    def __init__(self, build: Callable[..., QuerySet[M]], values: tuple[Any, ...]) -> None:
        self.sql, self.holes = self.write(build, values)
        with lib.as_if_later(timedelta(days=999)):
            again = self.write(build, values)
        if (self.sql, self.holes) != again:
            raise TypeError(f"{build.__qualname__} is not the same question each time")

    def write(self, build: Callable[..., QuerySet[M]], values: tuple[Any, ...]) -> tuple[str, list[int]]:
        """The SQL with what never changes in its place, and which value goes where."""
        marks = [mark_for(value) for value in values]
        query = build(*marks)
        compiler = query.query.get_compiler(using=query.db)
        sql, parameters = compiler.as_sql()
        holes = [marks.index(one) if one is not None and one in marks else None for one in parameters]
        self.read_columns(compiler, query.db, as_tuples=query._fields is not None)
        placed = ["%s" if hole is not None else connection.literal(one) for hole, one in zip(holes, parameters, strict=True)]
        return sql.replace("%%", "%%%%") % tuple(placed), [hole for hole in holes if hole is not None]

    def read_columns(self, compiler: Any, alias: str, *, as_tuples: bool) -> None:
        """How a row becomes a model with those joined to it, as Django's own iterator does it."""
        told, select = compiler.klass_info, compiler.select
        self.converters = list(compiler.get_converters([column[0] for column in select]).items())
        self.model = None if as_tuples else told["model"]
        if as_tuples:
            return
        first, last = told["select_fields"][0], told["select_fields"][-1] + 1
        self.alias, self.own = alias, slice(first, last)
        self.names = [column[0].target.attname for column in select[self.own]]
        self.joined = get_related_populators(told, select, alias)
        self.more = list((compiler.annotation_col_map or {}).items())

    def rows(self, values: tuple[Any, ...]) -> list[Any]:
        """Ask it."""
        with connection.keeping() as cursor:
            cursor.execute(self.sql, [values[one] for one in self.holes])
            rows = cursor.fetchall()
        return [self.as_model(row) for row in rows]

    def as_model(self, row: tuple[Any, ...]) -> Any:
        """One row."""
        if self.converters:
            changed = list(row)
            for at, (converters, column) in self.converters:
                for convert in converters:
                    changed[at] = convert(changed[at], column, connection)
            row = tuple(changed)
        if self.model is None:
            return row
        found = self.model.from_db(self.alias, self.names, row[self.own])
        for one in self.joined:
            one.populate(row, found)
        for name, at in self.more:
            setattr(found, name, row[at])
        return found


def mark_for(value: Any) -> Any:
    """A value of this kind that nothing else in a query is equal to."""
    seed = uuid.uuid4()
    if value is None:
        return None
    if isinstance(value, uuid.UUID):
        return seed
    if isinstance(value, list):
        return [seed]
    if isinstance(value, datetime):
        return datetime(3000, 1, 1, tzinfo=UTC) + timedelta(microseconds=seed.int % 10**15)
    if isinstance(value, date):
        return date(3000, 1, 1) + timedelta(days=seed.int % 10**6)
    if isinstance(value, str):
        return seed.hex
    raise TypeError(f"a {type(value).__name__} cannot be put into a written question")
