"""The lines of the log for one who oversees it: names, numbers of cases and reasons in words, but no content."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from infohus import lib
from infohus.access.rules import Act, Role
from infohus.accounts.models import Authority, Membership, Unit
from infohus.accounts.queries import names
from infohus.assessments.rules import JointForm, Origin
from infohus.assessments.rules.police import AnswerForm
from infohus.attachments.rules import Origin as FileOrigin
from infohus.attachments.rules import Removal
from infohus.audit import queries as log
from infohus.audit.rules import PAGE, Sort, name_of
from infohus.cases.rules import Archive, Class, Conflict, Decision, NoteKind, Outcome, Why
from infohus.catalogues.rules import Kind
from infohus.closing.rules import Second, Told
from infohus.concerns.rules import RejectionCode, Way
from infohus.deadlines.rules import Kind as Expected
from infohus.deadlines.rules import local_day, met_with
from infohus.disclosures.queries import called
from infohus.disclosures.rules import Form, ReceivedBy, Withheld
from infohus.oversight.rules import is_late
from infohus.persons.rules import Purpose
from infohus.rights.rules import HoldKind, PrintFor, When
from infohus.ui.rules import full_day, moment

BEGAN, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)  # how a place in the register is written in an address
UNNAMED = {Role.PUBLIC: _lazy("Uden login"), Role.REPORTER: _lazy("Henvender med kode"), Role.SYSTEM: _lazy("Infohus selv")}
# What the codes of an entry are called: by the act, the name of the code and the list it is from. Ids and dates say nothing here.
CODED: dict[str, dict[str, type[TextChoices]]] = {
    Act.DECLARE_CONFLICT: {"why": Conflict}, Act.EXCLUDE: {"why": Conflict},
    Act.PROPOSE_REJECTION: {"code": RejectionCode}, Act.CONFIRM_REJECTION: {"code": RejectionCode}, Act.DECLINE_REJECTION: {"code": RejectionCode},
    Act.SEND_RECEIPT: {"way": Way}, Act.WRITE_NOTE: {"kind": NoteKind},
    Act.ADD_DOCUMENT: {"origin": FileOrigin}, Act.REMOVE_DOCUMENT: {"why": Removal},
    Act.FIND_BY_CPR: {"purpose": Purpose}, Act.FIND_WORDS: {"purpose": Purpose},
    Act.ESCALATE: {"kind": Expected}, Act.MOVE_DEADLINE: {"kind": Expected}, Act.SET_ASIDE: {"kind": Expected},
    Act.EDIT_CATALOGUE: {"kind": Kind}, Act.CHECK_ENTRY: {"kind": Kind}, Act.INVITE_USER: {"role": Role},
    Act.READ_LOG: {"role": Role, "what": Act, "sort": Sort}, Act.EXPORT_LOG: {"role": Role, "what": Act, "sort": Sort},
    Act.WITHHOLD_FROM_POLICE: {"code": Withheld}, Act.NOTE_POLICE_ANSWER: {"form": AnswerForm}, Act.NOTE_UNDECIDED: {"form": AnswerForm},
    Act.NOTE_FINDING: {"origin": Origin},
    Act.SIGN_JOINT_ASSESSMENT: {"form": JointForm}, Act.CONCLUDE: {"outcome": Outcome}, Act.CLOSE_CASE: {"outcome": Outcome, "second": Second},
    Act.DECIDE_INFORMATION: {"when": When}, Act.GIVE_FEEDBACK: {"way": Told},
    Act.PROPOSE_ERASURE: {"why": Why}, Act.PROPOSE_PROLONGATION: {"why": Why}, Act.CONFIRM_ERASURE: {"kept": Class},
    Act.NOTE_ARCHIVED: {"to": Archive}, Act.DECIDE_ARCHIVE: {"kept": Class, "decision": Decision},
    Act.PROPOSE_CLASS: {"kept": Class}, Act.CONFIRM_CLASS: {"kept": Class}, Act.DECLINE_PROPOSAL: {"kept": Class},
    Act.PLACE_HOLD: {"kind": HoldKind}, Act.LIFT_HOLD: {"kind": HoldKind}, Act.NOTE_RECEIVED: {"form": ReceivedBy}, Act.PRINT_CASE: {"purpose": PrintFor},
}  # fmt: skip


OF_VERSIONS = frozenset({Act.FINISH_ASSESSMENT, Act.RENEW_ASSESSMENT, Act.START_JOINT_ASSESSMENT, Act.SIGN_JOINT_ASSESSMENT})


@dataclass(frozen=True)
class Line:
    """One entry in words: when, who (and in which capacity), what, in which case, and the reason or result as far as the log has it."""

    number: int
    at: datetime
    who: str
    capacity: str
    what: str
    refused: bool
    case: uuid.UUID | None
    case_number: str
    why: str


@dataclass(frozen=True)
class Standing:
    """How the log stands: since when it reaches back, how many entries, and up to where it was followed and signed, when."""

    since: datetime | None
    count: int
    signed: int
    signed_at: datetime | None
    print: str  # the beginning of the fingerprint, as it can be read aloud
    late: bool


def standing(authority: Authority) -> Standing:
    """How an authority's log stands today."""
    since, count = log.span_of(authority.pk)
    point = log.last_checkpoint(authority.pk)
    shown = bytes(point.hash).hex()[:16] if point else ""
    spelled = " ".join(shown[place : place + 4] for place in range(0, len(shown), 4))
    signed_at = point.at if point else None
    return Standing(since, count, point.number if point else 0, signed_at, spelled, is_late(signed_at or since, lib.now()))


def lines(found: Iterable[Any], authority: Authority) -> list[Line]:
    """Entries in words: a few questions to the database, however many there are."""
    rows = list(found)
    people = names(part for row in rows for part in (row.membership_id, *told_of(row.codes)))
    numbers, words = numbers_of({row.case_id for row in rows if row.case_id}), words_of(rows, authority.pk)
    gone = gone_elsewhere(rows)
    return [in_words(row, authority, people, numbers, words, gone) for row in rows]


def explained(found: Iterable[Any], authority: uuid.UUID) -> list[tuple[Any, Membership | None, str]]:
    """Entries of one case, each with who made it (None: somebody without an account) and the reason or result as far as the log has it."""
    rows = list(found)
    people = names(part for row in rows for part in (row.membership_id, *told_of(row.codes)))
    words, gone = words_of(rows, authority), gone_elsewhere(rows)
    return [(row, people.get(row.membership_id), "; ".join(reasons(row, people, words, gone))) for row in rows]


def gone_elsewhere(rows: Iterable[Any]) -> set[tuple[str, uuid.UUID]]:
    """Which of the sheets that entries name by number are another case's now, with the case in whose log they stand: the number would tie the two together."""
    asked = {(row.codes["number"], row.case_id) for row in rows if row.case_id and is_code(row, "number")}
    if not asked:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, case_id FROM disclosures_gone_elsewhere(%s::text[], %s::uuid[])",
            [list(part) for part in zip(*asked, strict=True)],
        )
        return set(cursor.fetchall())


def words_of(rows: Iterable[Any], authority: uuid.UUID) -> dict[str, str]:
    """How the legal bases and purposes that entries name are called; asked only where one does."""
    return called(authority, retired=True) if any(row.codes.keys() & {"basis", "purpose"} for row in rows) else {}


def in_words(
    row: Any, authority: Authority, people: dict[uuid.UUID, Membership], numbers: dict[uuid.UUID, str], words: dict[str, str],
    gone: Set[tuple[str, uuid.UUID]],
) -> Line:  # fmt: skip
    """One entry in words."""
    person, refused = people.get(row.membership_id), bool(row.codes.get("refused"))
    role = Role(row.role) if row.role in Role.values else None
    if person is None:
        who, capacity = str(UNNAMED.get(role, _("Ukendt")) if role else _("Ukendt")), ""
    else:
        capacity = person.title if person.authority_id == authority.pk else f"{person.title}, {person.authority.name}"
        who = person.user.name
    what = _("Afvist: {act}").format(act=name_of(row.act)) if refused else name_of(row.act)
    number = numbers.get(row.case_id, _("slettet")) if row.case_id else ""
    why = _("Ingen adgang") if refused else "; ".join(reasons(row, people, words, gone))
    return Line(row.number, row.at, who, capacity, what, refused, row.case_id, number, why)


def told_of(codes: dict[str, Any]) -> list[uuid.UUID]:
    """The memberships that an entry speaks of besides its own."""
    return [
        uuid.UUID(codes[name])
        for name in ("to", "of", "by", "membership", "owner")
        if isinstance(codes.get(name), str) and len(codes[name]) == 36
    ]


def reasons(row: Any, people: dict[uuid.UUID, Membership], words: dict[str, str], gone: Set[tuple[str, uuid.UUID]]) -> list[str]:
    """What an entry's codes say of reason and result, in words; ids say nothing here."""
    codes, listed = row.codes, CODED.get(row.act, {})
    said = [str(choices(codes[name]).label) for name, choices in listed.items() if codes.get(name) in choices.values]
    said += [
        words.get(codes[name], codes[name]) if name != "number" else codes[name]
        for name in ("number", "basis", "purpose")
        if is_code(row, name) and (name != "number" or (codes[name], row.case_id) not in gone)
    ]
    said += [people[one].user.name for one in told_of(codes) if one in people]
    if row.act == Act.CHANGE_ROLE and codes.get("before") in Role.values and codes.get("after") in Role.values:
        said.append(_("fra {before} til {after}").format(before=Role(codes["before"]).label, after=Role(codes["after"]).label))
    if "hit" in codes:
        said.append(_("fundet") if codes["hit"] else _("ikke fundet"))
    if "hits" in codes:
        count = codes["hits"] if isinstance(codes["hits"], int) else len(codes["hits"])
        said.append(ngettext("{count} fundet", "{count} fundet", count).format(count=count) if count else _("ingen fundet"))
    if codes.get("person") is True:
        said.append(_("navn, CPR-nummer og adresse vist") if codes.get("address") else _("navn og CPR-nummer vist"))
    if row.act == Act.NOTE_REPORT_JUDGED:
        said += judged_in_words(codes)
    if row.act in OF_VERSIONS and "version" in codes:
        said.append(_("version {number}").format(number=codes["version"]))
    if codes.get("wrong_receiver"):
        said.append(_("forkert modtager"))
    if row.act == Act.CHECKPOINT and "number" in codes:
        said.append(_("til og med nr. {number}").format(number=codes["number"]))
    if row.act == Act.EXPIRE and "first" in codes and "last" in codes:
        said.append(_("loggens nr. {first} til {last} fjernet").format(first=codes["first"], last=codes["last"]))
    return said


def judged_in_words(codes: dict[str, Any]) -> list[str]:
    """What an entry says of an underretning that was judged: when, and what was answered about acting at once."""
    if "judged_at" not in codes or "acute" not in codes:
        return []
    at = moment(datetime.fromisoformat(codes["judged_at"]), lib.today())
    return [_("vurderet {at}").format(at=at), str(met_with(codes["acute"]).label)]


def is_code(row: Any, name: str) -> bool:
    """Whether an entry names a disclosure's number, a basis or a purpose by its code (a look-up has its purpose from a list of its own)."""
    said = row.codes.get(name)
    return isinstance(said, str) and name not in CODED.get(row.act, {})


def numbers_of(cases: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The numbers of the own municipality's cases; one that was erased has none any more."""
    if not cases:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT case_id, number FROM case_numbers(%s)", [list(cases)])
        return dict(cursor.fetchall())


@dataclass(frozen=True)
class Given:
    """One disclosure as the register tells it to one who oversees it: all but what was said and why."""

    id: uuid.UUID
    number: str
    case: uuid.UUID
    case_number: str
    form: str
    receiver: str
    basis: str
    purpose: str
    given_at: datetime
    standing: str  # whether the receiver can still read it, and since when not


def register(authority: Authority, after: str = "") -> tuple[list[Given], str]:
    """The disclosures of a municipality, newest first, fifty after the place that is given, and the place from which one goes on ('': there are no more)."""
    at, pk = place_of(after)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM register_of_disclosures(%s, %s, %s)", [at, pk, PAGE + 1])
        fields = [column.name for column in cursor.description]
        found = [dict(zip(fields, row, strict=True)) for row in cursor.fetchall()]
    rows, words = found[:PAGE], called(authority.pk, retired=True)
    who = {one.pk: str(one) for one in Unit.objects.filter(pk__in=[row["unit_id"] for row in rows]).select_related("authority")}
    who |= {one.pk: one.name for one in Authority.objects.filter(pk__in=[row["receiver_id"] for row in rows])}
    last = rows[-1] if len(found) > PAGE else None
    return [as_given(row, words, who) for row in rows], f"{(last['given_at'] - BEGAN) // MICROSECOND}_{last['id']}" if last else ""


def as_given(row: dict[str, Any], words: dict[str, str], who: dict[uuid.UUID, str]) -> Given:
    """A row of the register in words."""
    return Given(
        row["id"], row["number"], row["case_id"], row["case_number"], str(Form(row["form"]).label), who.get(row["unit_id"] or row["receiver_id"], ""),
        words.get(row["basis"], row["basis"]), words.get(row["purpose"], row["purpose"]), row["given_at"], standing_of(row),
    )  # fmt: skip


def standing_of(row: dict[str, Any]) -> str:
    """Whether what was given can still be read, and since when not; of what was said or handed over: when, as far as it is noted."""
    told, corrects = [], _("retter {number}").format(number=row["corrects"]) if row["corrects"] else ""
    if row["recalled_at"]:
        told.append(_("kaldt tilbage {day}").format(day=full_day(local_day(row["recalled_at"]))))
        told += [_("gik til en forkert modtager")] if row["wrong_receiver"] else []
    elif row["ended_at"]:
        told.append(_("kunne læses til {day}, da sagen blev lukket").format(day=full_day(local_day(row["ended_at"]))))
    elif row["expires_at"] and row["expires_at"] <= lib.now():
        told.append(_("udløbet {day}").format(day=full_day(local_day(row["expires_at"]))))
    elif row["form"] == Form.COPY:
        told.append(_("kan læses til {day}").format(day=full_day(local_day(row["expires_at"]))))
    if row["delivered_at"]:
        told.append(_("afleveret {day}").format(day=full_day(local_day(row["delivered_at"]))))
    return "; ".join(filter(None, [*told, corrects]))


def place_of(after: str) -> tuple[datetime | None, uuid.UUID | None]:
    """The time and the id from which one goes on, as an address holds them; nonsense is the beginning."""
    since, _between, pk = after.partition("_")
    try:
        return BEGAN + int(since) * MICROSECOND, uuid.UUID(pk)
    except (ValueError, OverflowError):
        return None, None


def people_of(authority: Authority) -> list[Membership]:
    """All who act or acted for an authority, by name."""
    return list(Membership.objects.filter(authority=authority).select_related("user", "administration").order_by("user__name", "from_at"))
