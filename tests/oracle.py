"""Who may see what, written from `model.md` D2 and D4 and from nothing in the code.

First the facts of the estate's cases, as its story tells them; then D2's sentences about whole cases; then D4's column "seen by", a line
for each table. A new table needs its line here.
"""

from dataclasses import dataclass

READ_ONLY = {"R3", "R4", "R5"}  # closed, but still to be read; of R1 and R2 only the bare row is left


@dataclass(frozen=True)
class Facts:
    """What D2 asks of a case: whose it is, who is with it, who is kept from it, and where it stands."""

    authority: str = "brondby"
    members: frozenset = frozenset()
    kept_from: frozenset = frozenset()
    stage: str = "received"
    child: bool = False  # under 18: yes or unknown
    protected: bool = False
    closed_as: str = ""
    lead: str = ""


def facts(members="mette soeren", kept_from="", **more):
    """Facts, with the people as words."""
    return Facts(members=frozenset(members.split()), kept_from=frozenset(kept_from.split()), **more)


CASES = {
    "early": facts(),
    "fresh": facts(child=True),
    "grown": facts(),
    "proposed": facts(),
    "full": facts(stage="registered", child=True),
    "joined": facts(stage="assessing"),
    "asked": facts(stage="assessing"),
    "declared": facts("mette", "soeren", stage="assessing", lead="mette"),
    "ending": facts(stage="assessing"),
    "judging": facts(stage="joint"),
    "judged": facts(stage="joint"),
    "concluded": facts(stage="concluded"),
    "named": facts("soeren", "mette", stage="registered", child=True),
    "unread": facts("mette", "soeren"),
    "lifted": facts("mette", stage="registered"),  # nobody is kept from it any more, but Søren was not appointed again
    "guarded": facts("mette", stage="registered", protected=True, child=True),
    "sorens": facts("soeren", stage="registered"),
    "heads": facts(kept_from="birgit"),
    "rejected": facts(stage="closed", closed_as="R1"),
    "kept": facts(stage="closed", closed_as="R4"),
    "strange": facts("karen", authority="albertslund", child=True),
    "karens": facts("karen", authority="albertslund", stage="registered", child=True),
}
ROLES = {
    "mette": "coordinator", "soeren": "coordinator", "karen": "coordinator", "birgit": "head", "hanne": "child_duty", "tove": "dpo",
    "nikolaj": "admin", "pia": "police", "erik": "partner",
}  # fmt: skip
HOME = {**dict.fromkeys(ROLES, "brondby"), "karen": "albertslund", "pia": "vestegnens-politi", "erik": "kriminalforsorgen"}
STANDS_IN_FOR = {"soeren": {"mette"}}  # today
NO_MORE = {"vera", "otto"}  # a role that has ended, an account that was closed


# ---------- Whole cases (D2)


def coordinates(who, authority):
    """Whether somebody is a coordinator of this authority."""
    return ROLES.get(who) == "coordinator" and HOME[who] == authority


def is_with(who, case):
    """A current member, or covering one; a cover does not reach a protected case."""
    stood_for = set() if case.protected else STANDS_IN_FOR.get(who, set())
    return ROLES.get(who) == "coordinator" and bool(case.members & ({who} | stood_for))


def is_childs_arrival(who, case):
    """The child duty has the cases at Modtaget in which a child may be concerned."""
    return ROLES.get(who) == "child_duty" and case.stage == "received" and case.child


def sees_row(who, case):
    """`my_case_rows()`: in the own municipality, not kept from it, with it (or the child duty's)."""
    return HOME.get(who) == case.authority and who not in case.kept_from and (is_with(who, case) or is_childs_arrival(who, case))


def opens(who, case):
    """`my_cases()`: the same, and open or closed to be read."""
    return sees_row(who, case) and (not case.closed_as or case.closed_as in READ_ONLY)


def is_told_number(who, case):
    """Whom a case's number may reach: those who see its row; the head, unless kept from it, and the DPO by the log."""
    of_all = ROLES.get(who) in ("head", "dpo") and HOME[who] == case.authority and who not in case.kept_from
    return sees_row(who, case) or of_all


# ---------- Every table (D4, "seen by"). `see` has: who, role, home (the names of authorities), and the row with its case.


@dataclass(frozen=True)
class Row:
    """A row as the owner of the database sees it, with the case and the authority it belongs to, by name."""

    at: dict
    case: Facts | None
    authority: str


def case_bound(who, row):
    """With the content of its case."""
    return row.case is not None and opens(who, row.case)


def with_row(who, row):
    """With the bare row of its case."""
    return row.case is not None and sees_row(who, row.case)


def own(*roles):
    """Of the own authority, in these roles (in any, where none is named)."""
    return lambda who, row: HOME.get(who) == row.authority and (not roles or ROLES[who] in roles)


def of_code(column):
    """Of the mailbox or saved form whose code is held."""
    return lambda who, row: who in ("reporter", "drafter") and row.at[column] == row.at["held"][who]


def either(*rules):
    """Any of these."""
    return lambda who, row: any(rule(who, row) for rule in rules)


def by_head(who, row):
    """The head, but not of a case in which they are excluded."""
    return own("head")(who, row) and who not in row.case.kept_from


def of_advice(who, row):
    """A question's mailbox, or what lies in it: the coordinators of the municipality."""
    return row.case is None and coordinates(who, row.authority)


def key(who, row):
    """The keys of D2, "may open"."""
    if row.at["kind"] in ("advice", "mailbox") and row.case is None:
        return coordinates(who, row.authority)
    if row.at["kind"] == "draft":
        return False
    return (
        case_bound(who, row)
        or (row.at["kind"] == "mailbox" and with_row(who, row))
        or (row.at["kind"] == "departure" and by_head(who, row))
        or (row.at["kind"] == "hold" and held(who, row))
        or (row.at["kind"] == "copy" and given(who, row) and not row.at["given"][2])
    )


def held(who, row):
    """A hold, with its reason: with the bare row of its case; the data protection officer, but not of a case in which they are excluded."""
    return with_row(who, row) or (own("dpo")(who, row) and who not in row.case.kept_from)


def logged(who, row):
    """A line of the log: the data protection officer, but not of a case from which they are, or to its end were, excluded."""
    return own("dpo")(who, row) and (row.case is None or who not in row.case.kept_from)


def decides_on_the_end(who, row):
    """What becomes of a closed case: the coordinators of the municipality and its head, but not one who is excluded."""
    return own("coordinator", "head")(who, row) and who not in row.case.kept_from


def given(who, row):
    """Given to one's own authority in one's own role, and one is not kept from the case; an ended copy is still a dated line."""
    to, role, _ended = row.at["given"]
    return HOME.get(who) == to and ROLES.get(who) == role and who not in row.case.kept_from


def answered(who, row):
    """The police who answered in Infohus, in that role, and not kept from the case."""
    return ROLES.get(who) == "police" and HOME[who] == row.at["from"] and row.at["form"] == "system" and who not in row.case.kept_from


def waits(who, row):
    """A deadline: with the bare row of its case (closed ones still have their READ_MESSAGE), but not that another case may be about the same person, for
    one who is kept from that case; those without a case in the own authority."""
    other = row.at["about_case"]
    return (with_row(who, row) or (row.case is None and own()(who, row))) and not (other and who in other.kept_from)


def draft(who, row):
    """Its writer; the lead, once the writer may no longer see the case."""
    writer = row.at["writer"]
    return case_bound(who, row) and (writer == who or (row.case.lead == who and not opens(writer, row.case)))


SEEN_BY = {
    "cases_case": with_row,
    "cases_casemember": case_bound,
    "cases_exclusion": case_bound,
    "cases_cover": own(),
    "cases_handover": case_bound,
    "cases_note": case_bound,
    "cases_noteversion": case_bound,
    "cases_noteaddendum": case_bound,
    "cases_draft": draft,
    "cases_departure": either(case_bound, by_head),
    "cases_trace": own("coordinator"),
    "persons_person": case_bound,
    "persons_relative": case_bound,
    "deadlines_deadline": waits,
    "attachments_attachment": either(case_bound, of_code("mailbox_id")),
    "mailboxes_mailbox": either(with_row, of_advice, of_code("id")),
    "mailboxes_message": either(
        case_bound, of_advice, of_code("mailbox_id"), lambda who, row: row.at["after_closing"] and with_row(who, row)
    ),
    "advice_advice": own("coordinator"),
    "advice_themeduty": own("coordinator"),
    "concerns_concern": case_bound,
    "concerns_rejection": case_bound,
    "concerns_draft": of_code("id"),
    "disclosures_disclosure": case_bound,
    "rights_information": case_bound,
    "rights_hold": held,
    "retention_erasure": decides_on_the_end,
    "retention_delivery": decides_on_the_end,
    "retention_certificate": own("coordinator", "head", "dpo"),
    "retention_classchange": own("admin", "dpo"),
    "disclosures_gonecopy": lambda who, row: HOME.get(who) == row.at["receiver"] and ROLES.get(who) == row.at["to_role"],
    "closing_feedback": case_bound,
    "closing_closing": case_bound,
    "closing_reopening": case_bound,
    "disclosures_copy": either(case_bound, given),
    "disclosures_received": case_bound,
    "assessments_finding": case_bound,
    "assessments_socialassessment": case_bound,
    "assessments_jointassessment": case_bound,
    "assessments_reading": case_bound,
    "assessments_conclusion": case_bound,
    "assessments_socialduty": case_bound,
    "assessments_policeanswer": either(case_bound, answered),
    "audit_entry": either(case_bound, logged),
    "audit_checkpoint": own("dpo"),
    "audit_head": own("dpo"),
    "catalogues_entry": lambda who, row: True,
    "counting_fact": own("coordinator", "head", "dpo"),
    "statistics_publication": own("coordinator", "head", "dpo"),
    "sealing_key": either(key, of_code("id")),
}
# The house itself: cases, members, deadlines, jobs; and, without any key, what it must move, expire or sign. Nothing of what people wrote.
HOUSE = {
    "cases_case", "cases_casemember", "cases_exclusion", "cases_cover", "deadlines_deadline", "mailboxes_mailbox", "mailboxes_message",
    "advice_advice", "concerns_draft", "audit_entry", "audit_head", "audit_checkpoint", "attachments_attachment", "cases_draft", "cases_handover", "cases_trace",
    "disclosures_copy", "disclosures_disclosure", "disclosures_gonecopy", "retention_erasure", "rights_hold", "assessments_policeanswer",
}  # fmt: skip
# Tables without a policy: staff, authorities, catalogues, the framework's own. Nothing in them is about a citizen.
OPEN = {
    "accounts_authority", "accounts_login", "accounts_membership", "accounts_unit", "accounts_user", "account_emailaddress", "account_emailconfirmation",
    "auth_group", "auth_group_permissions", "auth_permission", "cases_sequence", "db_clock", "django_content_type", "django_migrations",
    "django_session", "infohus_cache", "mfa_authenticator", "audit_waiting", "procrastinate_events", "procrastinate_jobs", "procrastinate_periodic_defers",
    "procrastinate_workers",
}  # fmt: skip
