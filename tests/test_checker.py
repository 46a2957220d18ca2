"""The checker is content with the demo's whole story, and notices each thing that is put wrong in it."""

import psycopg
import pytest
from django.db import connection

from infohus.demo import story
from tests.checker import FALSE, wrongs
from tests.conftest import cluster, name_of_copy

pytestmark = pytest.mark.django_db(transaction=True)
CASE = "(SELECT id FROM cases_case WHERE stage = 'received' ORDER BY id LIMIT 1)"
LED = "(SELECT id FROM cases_case WHERE stage = 'registered' ORDER BY id LIMIT 1)"
ENDED = "(SELECT id FROM cases_case WHERE stage = 'closed' AND outcome = 'not_ours' LIMIT 1)"
LEAD = f"(SELECT lead_id FROM cases_case WHERE id = {LED})"
# The walls that keep such things from being written are taken down first: what is spoilt here is what no wall stopped.
LOOSE = """SET session_replication_role = replica;
DO $$ DECLARE one record; BEGIN
  FOR one IN SELECT c.conrelid::regclass AS place, c.conname FROM pg_constraint c WHERE c.connamespace = 'public'::regnamespace AND c.conrelid <> 0 AND (c.contype = 'c'
    OR c.contype = 'n' AND NOT EXISTS (SELECT FROM pg_constraint p WHERE p.conrelid = c.conrelid AND p.contype = 'p' AND p.conkey @> c.conkey)) LOOP
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', one.place, one.conname);
  END LOOP;
END $$"""
SPOILT = {
    # ---------- Stage, lead, dates
    "a case at Modtaget has a lead, an administration or a later date": f"UPDATE cases_case SET lead_id = {LEAD} WHERE id = {CASE}",
    "a registered case has no lead, no administration or no date of registration": f"UPDATE cases_case SET lead_id = NULL WHERE id = {LED}",
    "the lead is not with the case, or is no coordinator of its municipality": f"UPDATE cases_casemember SET left_at = now() WHERE case_id = {LED}",
    "one who is excluded leads the case or is with it": f"UPDATE cases_exclusion SET user_id = (SELECT user_id FROM accounts_membership WHERE id = {LEAD}) WHERE case_id = {LED}",
    "a member of a case works elsewhere": f"UPDATE cases_casemember SET membership_id = (SELECT id FROM accounts_membership WHERE role = 'police' LIMIT 1) WHERE case_id = {CASE}",
    "the dates of a case are not in their order": f"UPDATE cases_case SET registered_at = received_at - interval '1 day' WHERE id = {LED}",
    "a case is closed by halves": f"UPDATE cases_case SET closed_at = NULL WHERE id = {ENDED}",
    "a rejected case was registered, has another class than R1, or nobody's agreement": "UPDATE concerns_rejection SET confirmed = false WHERE confirmed",
    "one person proposed and confirmed": "UPDATE concerns_rejection SET answered_by_id = proposed_by_id WHERE confirmed",
    "a rejection is confirmed and the case is open": f"UPDATE cases_case SET stage = 'received' WHERE id = {ENDED}",
    "a case is judged and the police were neither told nor left out for a reason": "DELETE FROM disclosures_disclosure",
    "a number was given twice, or is also that of a case that ended": "INSERT INTO cases_trace SELECT gen_random_uuid(), number, now(), 'erased', municipality_id FROM cases_case LIMIT 1",
    # ---------- What is expected
    "an open case waits for nothing": f"UPDATE deadlines_deadline SET met_at = now() WHERE case_id = {LED} AND ended_at IS NULL",
    "a closed case waits for something else than its end or its reporter": f"UPDATE deadlines_deadline SET kind = 'conclusion' WHERE case_id = {ENDED} AND kind = 'erase'",
    "a closed case has no date of its erasure": f"DELETE FROM deadlines_deadline WHERE case_id = {ENDED}",
    "an arrival is not to be registered by any day": f"UPDATE deadlines_deadline SET met_at = now() WHERE case_id = {CASE} AND kind = 'register'",
    "a registered case is still to be registered": f"UPDATE deadlines_deadline SET kind = 'register' WHERE case_id = {LED} AND kind = 'conclusion'",
    "a serious sign was never due today": f"UPDATE cases_case SET serious = true WHERE id = {CASE}",
    "a child's clock of 24 hours was never started": "DELETE FROM deadlines_deadline WHERE kind = 'child_24h'",
    "nobody may take a case and the head was not asked": f"UPDATE cases_casemember SET left_at = now() WHERE case_id = {CASE}",
    "a registered case lacks a deadline that registration opens": "DELETE FROM deadlines_deadline WHERE kind = 'inform'",
    "a registered concern never asked about the police": "DELETE FROM deadlines_deadline WHERE kind = 'police_contact'",
    "the police question is open and nobody is asked, or settled and somebody is": "UPDATE deadlines_deadline SET met_at = now() WHERE kind = 'police_contact' AND ended_at IS NULL",
    "a rejection waits for nobody, or nobody's rejection is waited for": "UPDATE deadlines_deadline SET met_at = now() WHERE kind = 'confirm_rejection' AND ended_at IS NULL",
    "an offered lead waits for nobody, or nobody's answer is waited for": f"INSERT INTO cases_handover (id, case_id, to_id, by_id, offered_at) VALUES (gen_random_uuid(), {LED}, {LEAD}, {LEAD}, now())",
    "a message of a reporter is unread and nobody is asked to read it": "UPDATE deadlines_deadline SET met_at = now() WHERE kind = 'read_message'",
    "a question of advice waits and nobody is asked to answer it": "UPDATE deadlines_deadline SET met_at = now() WHERE kind = 'answer_advice'",
    "a deadline belongs to a case that is no more": f"UPDATE deadlines_deadline SET case_id = gen_random_uuid() WHERE case_id = {CASE} AND kind = 'register'",
    "a deadline belongs to another municipality than its case": f"UPDATE deadlines_deadline SET municipality_id = gen_random_uuid() WHERE case_id = {LED}",
    # ---------- Concern, mailbox, key
    "a case has no concern": f"DELETE FROM concerns_concern WHERE case_id = {CASE}",
    "a case that is not registered has concerns that are, or the other way round": f"UPDATE concerns_concern SET registered_at = now() WHERE case_id = {CASE}",
    "what was sent has no mailbox": f"UPDATE concerns_concern SET mailbox_id = NULL WHERE case_id = {LED}",
    "a mailbox and its concern belong to different cases": f"UPDATE mailboxes_mailbox SET case_id = {LED} WHERE case_id = {CASE}",
    "a mailbox belongs to no concern and no question, or to several": f"UPDATE concerns_concern SET mailbox_id = NULL WHERE case_id = {CASE}",
    "a message lies in the mailbox of another case": f"UPDATE mailboxes_message SET case_id = {LED} WHERE case_id = {CASE}",
    "what was sent does not lie in its mailbox once": "DELETE FROM mailboxes_message WHERE kind = 'first'",
    "a key opens nothing": f"DELETE FROM cases_case WHERE id = {CASE}",
    "something has no key": f"DELETE FROM sealing_key WHERE id = {CASE}",
    "a key belongs to another case than what it opens": f"UPDATE sealing_key SET case_id = {LED} WHERE kind = 'mailbox' AND case_id = {CASE}",
    "a file came with the mailbox of another case": f"INSERT INTO attachments_attachment (id, municipality_id, case_id, mailbox_id, origin, size, cleaned, inline, scanned, added_at, removed_why, review)"
    f" SELECT gen_random_uuid(), municipality_id, {LED}, id, 'reporter', 1, true, false, true, now(), '', '' FROM mailboxes_mailbox WHERE case_id = {CASE}",
    # ---------- Judged, concluded, closed
    "a concluded case has no conclusion that stands, or one that is judged anew has": "UPDATE assessments_conclusion SET superseded_at = now()",
    "the outcome of a case and its date of conclusion are not there together": "UPDATE cases_case SET concluded_at = NULL WHERE stage = 'concluded'",
    "the police have answered and nobody is asked to read it, or what is read is still to be read": "UPDATE assessments_policeanswer SET read_at = NULL; UPDATE deadlines_deadline SET met_at = now() WHERE kind = 'read_answer'",
    "a finished assessment that nobody else has read waits for nobody": "DELETE FROM assessments_reading; DELETE FROM deadlines_deadline WHERE kind = 'second_reading'",
    "a registered case was closed without saying whether another has read it, or why not": f"INSERT INTO closing_closing (id, case_id, at, by_id, second) VALUES (gen_random_uuid(), {ENDED}, now(), {LEAD}, 'absent')",
    "of what the police go on with alone more is left than dates, register and answers": f"INSERT INTO closing_closing (id, case_id, at, by_id, second) VALUES (gen_random_uuid(), {LED}, now(), {LEAD}, 'read'); UPDATE cases_case SET retention_class = 'R4' WHERE id = {LED}",
    # ---------- The log, the register, the figures
    "an entry waits to be chained": "INSERT INTO audit_waiting (id, authority_id, at, role, act, codes, transaction) SELECT gen_random_uuid(), authority_id, now(), '', 'read_case', '{}', 1 FROM audit_head LIMIT 1",
    "the log does not hold": "UPDATE audit_entry SET role = 'partner' WHERE number = 3",
    "the end of a log is not where its head says": "DELETE FROM audit_entry e USING audit_head h WHERE e.authority_id = h.authority_id AND e.number = h.number",
    "a concern was filed without an entry, or with two": "DELETE FROM audit_entry WHERE act = 'file_concern'",
    "an entry tells of a concern in a case that is there, and the concern is not": f"DELETE FROM concerns_concern WHERE case_id = {CASE}",
    "a case was registered without an entry": "DELETE FROM audit_entry WHERE act = 'register_concern'",
    "a disclosure has no entry, or more than one": "DELETE FROM audit_entry WHERE codes ? 'disclosure'",
    "an entry tells of a disclosure that is not in the register": "DELETE FROM disclosures_disclosure",
    "what was given as a copy has none, or what was not has one": "DELETE FROM disclosures_copy",
    "a copy is of another case, number or receiver than the register says": "UPDATE disclosures_copy SET receiver_id = gen_random_uuid()",
    "disclosures were not counted, or counted without an entry": "DELETE FROM counting_fact WHERE kind = 'disclosure'",
    "registrations were not counted, or counted without an entry": "DELETE FROM counting_fact WHERE kind = 'registered'",
    "a proposal about a closed case waits for nobody, or nobody's proposal is waited for": "UPDATE deadlines_deadline SET met_at = now() WHERE kind = 'confirm_erasure' AND ended_at IS NULL",
    "a case was erased by two and has no certificate or no trace, or has them and is still there": "DELETE FROM retention_certificate",
    "a job waits for a case that is no more": "UPDATE procrastinate_jobs SET args = jsonb_set(args, '{case}', to_jsonb(gen_random_uuid()::text)) WHERE args ? 'case'",
}  # fmt: skip


@pytest.fixture
def told(transactional_db):
    """The demo's story, told to the end."""
    story.tell(lambda line: None)
    connection.close()
    with psycopg.connect(**cluster().dsn("postgres", name_of_copy())) as superuser:
        yield superuser
        superuser.rollback()


def test_it_is_content_with_the_whole_story_and_notices_what_is_put_wrong(told):
    assert wrongs(told) == []
    told.commit()
    told.execute(LOOSE)
    asleep = []
    for sentence, statement in SPOILT.items():
        with told.transaction(force_rollback=True):
            assert told.execute(statement).rowcount, f"nothing in the story to try it on: {sentence}"
            if not any(found.startswith(f"{sentence}: ") for found in wrongs(told)):
                asleep.append(sentence)
    assert asleep == []
    assert set(SPOILT) == set(FALSE), "a new sentence: say here what would make it false"
