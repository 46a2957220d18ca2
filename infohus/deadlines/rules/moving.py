"""Which days can be chosen for a deadline or a task, and what can be moved."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _now

from infohus.deadlines.rules.days import months_after
from infohus.deadlines.rules.kinds import EXPECTED, Kind
from infohus.lib import Refused


def may_move(kind: Kind) -> bool:
    """Whether a coordinator may move it by hand, with a reason."""
    return not (EXPECTED[kind].statutory or EXPECTED[kind].fixed)


def check_date(kind: Kind, on: date, today: date) -> None:
    """Refuse a chosen day that is over, or farther away than the kind allows."""
    if on < today:
        raise Refused(_now("Datoen er allerede gået. Vælg i dag eller en senere dag."), "due_on")
    most = EXPECTED[kind].most_months
    if most is not None and on > months_after(today, most):
        raise Refused(_now("Datoen må højst ligge {count} måneder fremme. Vælg en tidligere dag.").format(count=most), "due_on")


LONGEST_TASK = 500


def check_task(text: str) -> None:
    """Refuse a task that says nothing, or more than can be read in a list."""
    if not text.strip():
        raise Refused(_now("Skriv, hvad der skal gøres."), "remark")
    if len(text) > LONGEST_TASK:
        raise Refused(_now("Skriv opgaven på højst {most} tegn. Resten hører til i en note.").format(most=LONGEST_TASK), "remark")


def check_move(kind: Kind, on: date, why: str, today: date) -> None:
    """Refuse to move what is set by law or by the house, a move without a reason, and a day that cannot be."""
    told = EXPECTED[kind]
    if told.statutory:
        raise Refused(_now("Fristen følger af {law} og kan ikke flyttes.").format(law=told.rests_on), "due_on")
    if told.fixed:
        raise Refused(_now("Fristen »{name}« kan ikke flyttes.").format(name=kind.label), "due_on")
    if not why.strip():
        raise Refused(_now("Skriv, hvorfor fristen flyttes."), "why")
    check_date(kind, on, today)
