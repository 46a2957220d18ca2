"""A checker that knows only the database: whether everything in it is as `docs/model.md` allows, whatever was killed on the way.

It reads tables as their owner does and opens no sealed text: no key, no code of the product, nothing remembered from before.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

GAVE = "('disclose_orally', 'send_as_report', 'pass_to_police', 'disclose')"  # the acts that make a disclosure; others tell of one
OPEN = "d.met_at IS NULL AND d.ended_at IS NULL"
BEFORE_END = "c.stage <> 'closed'"
PARTED_OFF = """(k.anonymous AND k.mailbox_id IS NULL AND EXISTS (SELECT FROM audit_entry e
            WHERE e.act = 'part_concern' AND e.codes ? 'parts' AND e.authority_id = c.municipality_id))"""  # its case bears no reference to where it came from
WAS_MINIMISED = "EXISTS (SELECT FROM audit_entry e WHERE e.case_id = c.id AND e.act = 'close_case' AND e.codes ->> 'outcome' = 'police_alone')"  # it may be open again
REGISTERED = "c.stage NOT IN ('received', 'closed')"

# Each a sentence that is false, and the question whose answers are the rows that make it so.
FALSE = {
    # ---------- Stage, lead, dates (D3)
    "a case at Modtaget has a lead, an administration or a later date":
        "SELECT c.number FROM cases_case c WHERE c.stage = 'received' AND num_nonnulls(c.lead_id, c.administration_id, c.registered_at, c.concluded_at, c.closed_at, c.erase_on) > 0",
    "a registered case has no lead, no administration or no date of registration":
        f"SELECT c.number FROM cases_case c WHERE {REGISTERED} AND num_nulls(c.lead_id, c.administration_id, c.registered_at) > 0",
    "the lead is not with the case, or is no coordinator of its municipality":
        f"""SELECT c.number FROM cases_case c JOIN accounts_membership m ON m.id = c.lead_id WHERE {BEFORE_END} AND (m.role <> 'coordinator'
            OR m.authority_id <> c.municipality_id OR NOT EXISTS (SELECT FROM cases_casemember cm WHERE cm.case_id = c.id AND cm.membership_id = m.id AND cm.left_at IS NULL))""",
    "one who is excluded leads the case or is with it":
        """SELECT c.number FROM cases_exclusion x JOIN cases_case c ON c.id = x.case_id JOIN accounts_membership m ON m.user_id = x.user_id
            LEFT JOIN cases_casemember cm ON cm.case_id = c.id AND cm.membership_id = m.id AND cm.left_at IS NULL
            WHERE x.lifted_at IS NULL AND (c.lead_id = m.id OR cm.id IS NOT NULL)""",
    "a member of a case works elsewhere":
        """SELECT c.number FROM cases_casemember cm JOIN cases_case c ON c.id = cm.case_id JOIN accounts_membership m ON m.id = cm.membership_id
            WHERE m.authority_id <> c.municipality_id OR m.role <> 'coordinator'""",
    "the dates of a case are not in their order":
        "SELECT c.number FROM cases_case c WHERE NOT coalesce(c.received_at <= c.registered_at, true) OR NOT coalesce(c.registered_at <= c.concluded_at, true) OR NOT coalesce(coalesce(c.registered_at, c.received_at) <= c.closed_at, true)",
    "a case is closed by halves":
        "SELECT c.number FROM cases_case c WHERE (c.stage = 'closed') <> (c.closed_at IS NOT NULL AND c.erase_on IS NOT NULL AND c.outcome <> '' AND c.retention_class <> '')",
    "a rejected case was registered, has another class than R1, or nobody's agreement":
        """SELECT c.number FROM cases_case c WHERE (c.outcome = 'not_ours') <> (c.retention_class = 'R1') OR c.outcome = 'not_ours' AND (c.registered_at IS NOT NULL
            OR NOT EXISTS (SELECT FROM concerns_rejection r WHERE r.case_id = c.id AND r.confirmed))""",
    "one person proposed and confirmed":
        """SELECT w.what, w.id FROM (SELECT 'rejection' AS what, id, proposed_by_id AS one, answered_by_id AS other FROM concerns_rejection
            UNION ALL SELECT want, id, proposed_by_id, answered_by_id FROM retention_erasure WHERE confirmed UNION ALL SELECT 'erased', id, proposed_by_id, confirmed_by_id FROM retention_certificate
            UNION ALL SELECT 'class', id, proposed_by_id, answered_by_id FROM retention_classchange WHERE confirmed) w
            JOIN accounts_membership p ON p.id = w.one JOIN accounts_membership q ON q.id = w.other WHERE p.user_id = q.user_id""",
    "a rejection is confirmed and the case is open":
        f"SELECT c.number FROM concerns_rejection r JOIN cases_case c ON c.id = r.case_id WHERE r.confirmed AND {BEFORE_END}",
    "a case is judged and the police were neither told nor left out for a reason":
        """SELECT c.number FROM cases_case c WHERE c.stage = 'assessing'
            AND NOT EXISTS (SELECT FROM concerns_concern k WHERE k.case_id = c.id AND (k.face = 'police' OR k.police IN ('withheld', 'open'))) AND NOT EXISTS (SELECT FROM disclosures_disclosure d LEFT JOIN accounts_unit u ON u.id = d.unit_id
            JOIN accounts_authority a ON a.id = coalesce(d.receiver_id, u.authority_id) WHERE d.case_id = c.id AND a.kind = 'POLICE')""",
    "a number was given twice, or is also that of a case that ended":
        """SELECT number FROM (SELECT municipality_id, number FROM cases_case UNION ALL SELECT municipality_id, number FROM cases_trace) n
            GROUP BY municipality_id, number HAVING count(*) > 1""",
    # ---------- What is expected (D6)
    "an open case waits for nothing":
        f"SELECT c.number FROM cases_case c WHERE {BEFORE_END} AND NOT EXISTS (SELECT FROM deadlines_deadline d WHERE d.case_id = c.id AND {OPEN})",
    "a closed case waits for something else than its end or its reporter":
        f"""SELECT c.number, d.kind FROM cases_case c JOIN deadlines_deadline d ON d.case_id = c.id AND {OPEN}
            WHERE c.stage = 'closed' AND d.kind NOT IN ('erase', 'confirm_erasure', 'read_message')""",
    "a closed case has no date of its erasure":
        f"""SELECT c.number FROM cases_case c WHERE c.stage = 'closed'
            AND NOT EXISTS (SELECT FROM deadlines_deadline d WHERE d.case_id = c.id AND {OPEN} AND d.kind IN ('erase', 'confirm_erasure'))""",
    "an arrival is not to be registered by any day":
        f"SELECT c.number FROM cases_case c WHERE c.stage = 'received' AND NOT EXISTS (SELECT FROM deadlines_deadline d WHERE d.case_id = c.id AND {OPEN} AND d.kind = 'register')",
    "a registered case is still to be registered":
        f"""SELECT c.number FROM cases_case c JOIN deadlines_deadline d ON d.case_id = c.id AND {OPEN} WHERE c.stage <> 'received' AND (d.kind = 'register' OR d.kind = 'acute_today'
            AND NOT EXISTS (SELECT FROM deadlines_deadline p WHERE p.case_id = c.id AND p.kind = 'police_contact' AND p.met_at IS NULL AND p.ended_at IS NULL))""",  # one with a serious sign was joined
    "a serious sign was never due today":
        """SELECT c.number FROM cases_case c WHERE c.stage = 'received' AND c.serious AND NOT EXISTS (SELECT FROM deadlines_deadline d WHERE d.case_id = c.id AND d.kind = 'acute_today')
            AND NOT EXISTS (SELECT FROM disclosures_disclosure o WHERE o.case_id = c.id AND o.form = 'oral')""",  # it was met before one was joined to another
    "a child's clock of 24 hours was never started":
        f"SELECT c.number FROM cases_case c WHERE c.under_18 <> 'no' AND {BEFORE_END} AND NOT EXISTS (SELECT FROM deadlines_deadline d WHERE d.case_id = c.id AND d.kind = 'child_24h')",
    "nobody may take a case and the head was not asked":
        f"""SELECT c.number FROM cases_case c WHERE {BEFORE_END}
            AND NOT EXISTS (SELECT FROM cases_casemember cm WHERE cm.case_id = c.id AND cm.left_at IS NULL)
            AND NOT EXISTS (SELECT FROM deadlines_deadline d WHERE d.case_id = c.id AND {OPEN} AND d.kind = 'appoint_coordinator')""",
    "a registered case lacks a deadline that registration opens":
        f"""SELECT c.number, k.kind FROM cases_case c CROSS JOIN unnest(ARRAY['social_assessment', 'conclusion', 'inform']) k(kind)
            WHERE {REGISTERED} AND NOT EXISTS (SELECT FROM deadlines_deadline d WHERE d.case_id = c.id AND d.kind = k.kind)""",
    "a registered concern never asked about the police":
        """SELECT c.number FROM concerns_concern k JOIN cases_case c ON c.id = k.case_id WHERE k.registered_at IS NOT NULL AND k.face <> 'police'
            AND NOT EXISTS (SELECT FROM deadlines_deadline d WHERE d.case_id = c.id AND d.kind = 'police_contact' AND d.about = k.id)""",
    "the police question is open and nobody is asked, or settled and somebody is":
        f"""SELECT c.number, k.police FROM concerns_concern k JOIN cases_case c ON c.id = k.case_id WHERE {BEFORE_END} AND (k.police = 'open')
            <> EXISTS (SELECT FROM deadlines_deadline d WHERE d.case_id = c.id AND {OPEN} AND d.kind = 'police_contact' AND d.about = k.id)""",
    "a rejection waits for nobody, or nobody's rejection is waited for":
        f"""SELECT coalesce(r.case_id, d.case_id) FROM (SELECT * FROM concerns_rejection WHERE answered_at IS NULL) r
            FULL JOIN (SELECT * FROM deadlines_deadline d WHERE {OPEN} AND d.kind = 'confirm_rejection') d ON d.about = r.id WHERE r.id IS NULL OR d.id IS NULL""",
    "an offered lead waits for nobody, or nobody's answer is waited for":
        f"""SELECT coalesce(h.case_id, d.case_id) FROM (SELECT * FROM cases_handover WHERE answered_at IS NULL) h
            FULL JOIN (SELECT * FROM deadlines_deadline d WHERE {OPEN} AND d.kind = 'accept_lead') d ON d.about = h.id WHERE h.id IS NULL OR d.id IS NULL""",
    "a message of a reporter is unread and nobody is asked to read it":
        f"""SELECT m.id FROM mailboxes_message m WHERE m.sender = 'reporter' AND m.kind = 'message' AND m.read_at IS NULL AND m.case_id IS NOT NULL
            AND NOT EXISTS (SELECT FROM deadlines_deadline d WHERE d.case_id = m.case_id AND {OPEN} AND d.kind = 'read_message' AND d.about = m.mailbox_id)""",
    "a question of advice waits and nobody is asked to answer it":
        f"""SELECT a.id FROM advice_advice a WHERE a.answered_at IS NULL AND a.erased_at IS NULL
            AND NOT EXISTS (SELECT FROM deadlines_deadline d WHERE {OPEN} AND d.kind = 'answer_advice' AND d.about = a.id)""",
    "a deadline belongs to a case that is no more":
        "SELECT d.kind FROM deadlines_deadline d LEFT JOIN cases_case c ON c.id = d.case_id WHERE d.case_id IS NOT NULL AND c.id IS NULL",
    "a deadline belongs to another municipality than its case":
        "SELECT c.number FROM deadlines_deadline d JOIN cases_case c ON c.id = d.case_id WHERE d.municipality_id <> c.municipality_id",
    # ---------- Concern, mailbox, key
    "a case has no concern": "SELECT c.number FROM cases_case c WHERE NOT EXISTS (SELECT FROM concerns_concern k WHERE k.case_id = c.id)",
    "a case that is not registered has concerns that are, or the other way round":
        "SELECT c.number FROM cases_case c JOIN concerns_concern k ON k.case_id = c.id WHERE (c.registered_at IS NULL) <> (k.registered_at IS NULL)",
    "what was sent has no mailbox":
        f"""SELECT c.number FROM concerns_concern k JOIN cases_case c ON c.id = k.case_id WHERE k.face IN ('public', 'professional') AND k.mailbox_id IS NULL AND c.retention_class <> 'R1'
            AND NOT {PARTED_OFF}""",
    "a mailbox and its concern belong to different cases":
        "SELECT b.id FROM mailboxes_mailbox b JOIN concerns_concern k ON k.mailbox_id = b.id WHERE k.case_id IS DISTINCT FROM b.case_id",
    "a mailbox belongs to no concern and no question, or to several":
        """SELECT b.id FROM mailboxes_mailbox b WHERE (SELECT count(*) FROM concerns_concern k WHERE k.mailbox_id = b.id)
            + (SELECT count(*) FROM advice_advice a WHERE a.mailbox_id = b.id) <> 1""",
    "a message lies in the mailbox of another case":
        "SELECT m.id FROM mailboxes_message m JOIN mailboxes_mailbox b ON b.id = m.mailbox_id WHERE m.case_id IS DISTINCT FROM b.case_id",
    "what was sent does not lie in its mailbox once":
        f"""SELECT b.id FROM mailboxes_mailbox b JOIN concerns_concern k ON k.mailbox_id = b.id JOIN cases_case c ON c.id = k.case_id
            WHERE k.face IN ('public', 'professional') AND c.retention_class <> 'R1' AND NOT {WAS_MINIMISED} AND (SELECT count(*) FROM mailboxes_message m WHERE m.mailbox_id = b.id AND m.kind = 'first') <> 1""",
    "a key opens nothing":
        """SELECT y.kind, y.id FROM sealing_key y WHERE NOT CASE y.kind WHEN 'case' THEN EXISTS (SELECT FROM cases_case t WHERE t.id = y.id)
            WHEN 'mailbox' THEN EXISTS (SELECT FROM mailboxes_mailbox t WHERE t.id = y.id) WHEN 'advice' THEN EXISTS (SELECT FROM advice_advice t WHERE t.id = y.id AND t.erased_at IS NULL)
            WHEN 'draft' THEN EXISTS (SELECT FROM concerns_draft t WHERE t.id = y.id) WHEN 'departure' THEN EXISTS (SELECT FROM cases_departure t WHERE t.id = y.id)
            WHEN 'copy' THEN EXISTS (SELECT FROM disclosures_copy t WHERE t.id = y.id) WHEN 'hold' THEN EXISTS (SELECT FROM rights_hold t WHERE t.id = y.id) ELSE false END""",
    "something has no key":
        """SELECT w.what, w.id FROM (SELECT 'case' AS what, id FROM cases_case UNION ALL SELECT 'mailbox', id FROM mailboxes_mailbox UNION ALL SELECT 'draft', id FROM concerns_draft
            UNION ALL SELECT 'advice', id FROM advice_advice WHERE erased_at IS NULL UNION ALL SELECT 'departure', id FROM cases_departure
            UNION ALL SELECT 'copy', id FROM disclosures_copy UNION ALL SELECT 'hold', id FROM rights_hold) w
            LEFT JOIN sealing_key y ON y.id = w.id AND y.kind = w.what WHERE y.id IS NULL""",
    "a key belongs to another case than what it opens":
        """SELECT w.id FROM (SELECT id, case_id FROM mailboxes_mailbox UNION ALL SELECT id, case_id FROM disclosures_copy UNION ALL SELECT id, case_id FROM cases_departure UNION ALL SELECT id, case_id FROM rights_hold) w
            JOIN sealing_key y ON y.id = w.id WHERE y.case_id IS DISTINCT FROM w.case_id""",
    "a file came with the mailbox of another case":
        "SELECT f.id FROM attachments_attachment f LEFT JOIN mailboxes_mailbox b ON b.id = f.mailbox_id WHERE f.mailbox_id IS NOT NULL AND b.case_id IS DISTINCT FROM f.case_id",
    # ---------- Judged, concluded, closed (D3)
    "a concluded case has no conclusion that stands, or one that is judged anew has":
        """SELECT c.number, c.stage FROM cases_case c WHERE c.stage NOT IN ('closed', 'received', 'registered')
            AND (c.stage IN ('concluded', 'roles')) <> EXISTS (SELECT FROM assessments_conclusion n WHERE n.case_id = c.id AND n.superseded_at IS NULL)""",
    "the outcome of a case and its date of conclusion are not there together":
        f"SELECT c.number, c.stage FROM cases_case c WHERE {BEFORE_END} AND ((c.outcome <> '') <> (c.concluded_at IS NOT NULL) OR (c.outcome <> '') <> (c.stage IN ('concluded', 'roles')))",
    "the police have answered and nobody is asked to read it, or what is read is still to be read":
        f"""SELECT c.number FROM assessments_policeanswer p JOIN cases_case c ON c.id = p.case_id WHERE {BEFORE_END} AND p.kind <> 'asks_back' AND (p.read_at IS NULL)
            <> EXISTS (SELECT FROM deadlines_deadline d WHERE d.case_id = c.id AND {OPEN} AND d.kind = 'read_answer' AND d.about = p.id)""",
    "a finished assessment that nobody else has read waits for nobody":
        f"""SELECT c.number FROM assessments_socialassessment s JOIN cases_case c ON c.id = s.case_id AND {BEFORE_END}
            WHERE s.finished_at IS NOT NULL AND s.version = (SELECT max(v.version) FROM assessments_socialassessment v WHERE v.case_id = c.id)
            AND NOT EXISTS (SELECT FROM assessments_reading r WHERE r.social_id = s.id)
            AND NOT EXISTS (SELECT FROM deadlines_deadline d WHERE d.case_id = c.id AND {OPEN} AND d.kind = 'second_reading' AND d.about = s.id)""",
    "a registered case was closed without saying whether another has read it, or why not":
        """SELECT c.number FROM closing_closing s JOIN cases_case c ON c.id = s.case_id WHERE s.second = 'absent'
            AND NOT EXISTS (SELECT FROM cases_departure d WHERE d.case_id = c.id AND d.kind = 'unread')""",
    "of what the police go on with alone more is left than dates, register and answers":
        """SELECT c.number FROM cases_case c JOIN closing_closing s ON s.case_id = c.id WHERE c.retention_class = 'R4' AND (EXISTS (SELECT FROM persons_person p WHERE p.case_id = c.id)
            OR EXISTS (SELECT FROM cases_note n WHERE n.case_id = c.id) OR EXISTS (SELECT FROM assessments_conclusion n WHERE n.case_id = c.id)
            OR EXISTS (SELECT FROM assessments_socialassessment n WHERE n.case_id = c.id) OR EXISTS (SELECT FROM assessments_policeanswer n WHERE n.case_id = c.id))""",
    # ---------- The log, the register, the figures
    "an entry waits to be chained": "SELECT act FROM audit_waiting",
    "the log does not hold":
        """SELECT e.authority_id, e.number FROM (SELECT e.*, lag(e.hash) OVER w AS before, lag(e.number) OVER w AS prior
              FROM audit_entry e WINDOW w AS (PARTITION BY e.authority_id ORDER BY e.number)) e
            WHERE e.number <> coalesce(e.prior + 1, (SELECT max(p.number) + 1 FROM audit_checkpoint p WHERE p.authority_id = e.authority_id AND p.number < e.number), 1)
              OR e.hash <> sha256(coalesce(e.before, (SELECT p.hash FROM audit_checkpoint p WHERE p.authority_id = e.authority_id AND p.number = e.number - 1 LIMIT 1),
                sha256(e.authority_id::text::bytea)) || convert_to(jsonb_build_array(e.id, e.authority_id, e.number, extract(epoch FROM e.at)::text, e.membership_id, e.role,
                e.act, e.root_id, e.case_id, e.codes)::text, 'UTF8'))""",
    "the end of a log is not where its head says":
        """SELECT h.authority_id FROM audit_head h LEFT JOIN (SELECT DISTINCT ON (authority_id) authority_id, number, hash FROM audit_entry ORDER BY authority_id, number DESC) e
            ON e.authority_id = h.authority_id WHERE h.number > 0 AND (h.number, h.hash) IS DISTINCT FROM (e.number, e.hash)""",
    "a concern was filed without an entry, or with two":
        f"""SELECT k.id FROM concerns_concern k JOIN cases_case c ON c.id = k.case_id LEFT JOIN (SELECT e.codes ->> 'concern' AS concern, count(*) AS times FROM audit_entry e
            WHERE e.act IN ('file_concern', 'note_concern', 'open_police_concern') GROUP BY 1) told ON told.concern = k.id::text
            WHERE coalesce(told.times, 0) <> 1 AND NOT (told.times IS NULL AND {PARTED_OFF})""",
    "an entry tells of a concern in a case that is there, and the concern is not":
        """SELECT e.number FROM audit_entry e JOIN cases_case c ON c.id::text = e.codes ->> 'case' WHERE e.act IN ('file_concern', 'note_concern')
            AND NOT EXISTS (SELECT FROM concerns_concern k WHERE k.id::text = e.codes ->> 'concern')""",
    "a case was registered without an entry":
        "SELECT c.number FROM cases_case c WHERE c.registered_at IS NOT NULL AND NOT EXISTS (SELECT FROM audit_entry e WHERE e.case_id = c.id AND e.act = 'register_concern')",
    "a disclosure has no entry, or more than one":
        f"""SELECT d.number FROM disclosures_disclosure d LEFT JOIN (SELECT e.codes ->> 'disclosure' AS disclosure, count(*) AS times FROM audit_entry e
            WHERE e.act IN {GAVE} AND e.codes ? 'disclosure' GROUP BY 1) told ON told.disclosure = d.id::text WHERE coalesce(told.times, 0) <> 1""",
    "an entry tells of a disclosure that is not in the register":
        """SELECT e.number FROM audit_entry e JOIN cases_case c ON c.id = e.case_id WHERE e.codes ? 'disclosure'
            AND NOT EXISTS (SELECT FROM disclosures_disclosure d WHERE d.id::text = e.codes ->> 'disclosure')""",
    "what was given as a copy has none, or what was not has one":
        """SELECT d.number FROM disclosures_disclosure d LEFT JOIN disclosures_copy y ON y.disclosure_id = d.id WHERE (d.form IN ('copy', 'unit')) <> (y.id IS NOT NULL)""",
    "a copy is of another case, number or receiver than the register says":
        """SELECT y.number FROM disclosures_copy y JOIN disclosures_disclosure d ON d.id = y.disclosure_id
            WHERE (y.case_id, y.number, y.receiver_id) <> (d.case_id, d.number, coalesce(d.receiver_id, d.municipality_id))""",
    "disclosures were not counted, or counted without an entry":
        f"""SELECT coalesce(f.id, e.id) FROM (SELECT municipality_id AS id, sum(amount) AS n FROM counting_fact WHERE kind = 'disclosure' GROUP BY 1) f
            FULL JOIN (SELECT authority_id AS id, count(*) AS n FROM audit_entry WHERE act IN {GAVE} AND codes ? 'disclosure' GROUP BY 1) e ON e.id = f.id WHERE f.n IS DISTINCT FROM e.n""",
    "registrations were not counted, or counted without an entry":
        """SELECT coalesce(f.id, e.id) FROM (SELECT municipality_id AS id, sum(amount) AS n FROM counting_fact WHERE kind = 'registered' GROUP BY 1) f
            FULL JOIN (SELECT authority_id AS id, count(*) AS n FROM audit_entry WHERE act = 'register_concern' AND NOT codes ? 'refused' GROUP BY 1) e ON e.id = f.id
            WHERE f.n IS DISTINCT FROM e.n""",
    "a proposal about a closed case waits for nobody, or nobody's proposal is waited for":
        f"""SELECT coalesce(e.case_id, d.case_id) FROM (SELECT e.* FROM retention_erasure e JOIN cases_case c ON c.id = e.case_id WHERE e.answered_at IS NULL AND c.stage = 'closed'
              AND e.proposed_at >= c.closed_at AND e.day = c.erase_on AND NOT EXISTS (SELECT FROM rights_hold h WHERE h.case_id = c.id AND h.from_at > e.proposed_at)) e
            FULL JOIN (SELECT * FROM deadlines_deadline d WHERE {OPEN} AND d.kind = 'confirm_erasure') d ON d.about = e.id WHERE e.id IS NULL OR d.id IS NULL""",
    "a case was erased by two and has no certificate or no trace, or has them and is still there":
        """SELECT e.number FROM audit_entry e LEFT JOIN retention_certificate k ON k.id::text = e.codes ->> 'certificate' LEFT JOIN cases_trace t
              ON t.municipality_id = k.municipality_id AND t.number = k.number AND t.how = 'erased'
            WHERE e.act = 'confirm_erasure' AND NOT e.codes ? 'refused' AND (k.id IS NULL OR t.id IS NULL OR EXISTS (SELECT FROM cases_case c WHERE c.id = e.case_id))""",
    "a job waits for a case that is no more":
        "SELECT j.task_name FROM procrastinate_jobs j WHERE j.status = 'todo' AND j.args ? 'case' AND NOT EXISTS (SELECT FROM cases_case c WHERE c.id::text = j.args ->> 'case')",
}  # fmt: skip


def wrongs(connection: Any, files: Path | None = None) -> list[str]:
    """Every sentence that is false of this database, with its first rows; `connection` is psycopg's, of the owner or the superuser.

    With the folder of the files, also whether the bytes of each file are there (bytes without a row are the sweep's matter).
    """
    found = []
    for sentence, question in FALSE.items():
        rows = connection.execute(question).fetchall()
        if rows:
            found.append(f"{sentence}: {len(rows)}, e.g. {[tuple(str(part) for part in row) for row in rows[:3]]}")
    if files is not None:
        stored = {place.name for place in files.glob("??/??/*-*")}
        rows = connection.execute("SELECT id::text FROM attachments_attachment WHERE removed_at IS NULL").fetchall()
        lost = [one for (one,) in rows if one not in stored]
        if lost:
            found.append(f"a file has lost its bytes: {len(lost)}, e.g. {lost[:3]}")
    return found
