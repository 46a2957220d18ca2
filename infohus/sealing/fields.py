"""Sealed columns: bytea in the database, text in Python, noise without the key of the thing they belong to."""

from __future__ import annotations

import json
import uuid
from typing import Any, NoReturn

from django.core.exceptions import FieldError
from django.db import models

from infohus.sealing import ring


class Opened:
    """Reads a sealed column like any attribute, and opens it on the first read."""

    def __init__(self, field: SealedText) -> None:
        self.field = field

    def __get__(self, instance: Any, owner: type) -> Any:
        """The text; '' (or the field's empty value) where nothing is written."""
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            instance.refresh_from_db(fields=[name])
        value = instance.__dict__[name]
        if isinstance(value, bytes | memoryview):
            value = self.field.read(ring.unseal(bytes(value), instance.sealed_by, self.field.place(instance)))
            instance.__dict__[name] = value
        return self.field.nothing() if value is None else value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedText(models.BinaryField):  # type: ignore[type-arg]
    """A personal text. Its model says in `sealed_by` whose key it takes: the id of the case, mailbox, copy …"""

    description = "sealed text"
    descriptor_class = Opened

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        kwargs["editable"] = True
        super().__init__(*args, **kwargs)

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, Opened(self))

    @staticmethod
    def nothing() -> Any:
        """What an empty column reads as."""
        return ""

    @staticmethod
    def write(value: Any) -> bytes:
        """The bytes to seal."""
        return str(value).encode()

    @staticmethod
    def read(plain: bytes) -> Any:
        """The value of the bytes."""
        return plain.decode()

    def place(self, instance: Any) -> bytes:
        """To what the sealed bytes are bound: table, column and row."""
        pk = instance.pk if isinstance(instance.pk, uuid.UUID) else uuid.UUID(str(instance.pk))
        return f"{instance._meta.db_table}.{self.column}:".encode() + pk.bytes

    def pre_save(self, model_instance: Any, add: bool) -> bytes | None:
        """Seal what was written; what was never opened goes back as it came."""
        value = model_instance.__dict__.get(self.attname)
        if value is None or value == self.nothing():
            return None
        if isinstance(value, bytes | memoryview):
            return bytes(value)
        return ring.seal(self.write(value), model_instance.sealed_by, self.place(model_instance))

    def get_prep_value(self, value: Any) -> Any:
        if value is not None and not isinstance(value, bytes):
            raise FieldError(f"{self.name} is sealed: its text never reaches the database in clear")
        return value

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is sealed: nothing can be looked up in it")
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> NoReturn:
        raise FieldError(f"{self.name} is sealed: nothing can be looked up in it")

    def value_to_string(self, obj: Any) -> NoReturn:
        raise FieldError(f"{self.name} is sealed: it is not written out")


class SealedJSON(SealedText):
    """A small personal structure (chosen signs with their wording, sorted sentences)."""

    @staticmethod
    def nothing() -> Any:
        return []

    @staticmethod
    def write(value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False).encode()

    @staticmethod
    def read(plain: bytes) -> Any:
        return json.loads(plain)


def reseal(row: Any, to: uuid.UUID, **moved: Any) -> None:
    """Open every sealed column of a row with its old key, move the row (`case_id=…`), and seal them with the new (joining, parting)."""
    names = [field.attname for field in row._meta.concrete_fields if isinstance(field, SealedText)]
    opened = {name: getattr(row, name) for name in names}
    for name, value in moved.items():
        setattr(row, name, value)
    if row.sealed_by != to:
        raise FieldError("the row is not moved to the thing whose key it shall take")
    for name, value in opened.items():
        setattr(row, name, value)
    row.save(update_fields=[*names, *moved])
