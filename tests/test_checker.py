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
SPOILT = {
    "a key opens nothing": f"DELETE FROM cases_draft; SET session_replication_role = replica; DELETE FROM cases_case WHERE id = {CASE}",
    "something has no key": f"DELETE FROM sealing_key WHERE id = {CASE}",
    "an open case waits for nothing": f"UPDATE deadlines_deadline SET met_at = now() WHERE case_id = {LED} AND ended_at IS NULL",
    "an arrival is not to be registered by any day": f"UPDATE deadlines_deadline SET met_at = now() WHERE case_id = {CASE} AND kind = 'register'",
    "the log does not hold": "UPDATE audit_entry SET role = 'partner' WHERE number = 3",
    "the end of a log is not where its head says": "DELETE FROM audit_entry e USING audit_head h WHERE e.authority_id = h.authority_id AND e.number = h.number",
    "a disclosure has no entry, or more than one": "DELETE FROM audit_entry WHERE codes ? 'disclosure'",
    "an entry tells of a disclosure that is not in the register": "DELETE FROM disclosures_disclosure",
    "disclosures were not counted, or counted without an entry": "DELETE FROM counting_fact WHERE kind = 'disclosure'",
    "what was sent has no mailbox": f"UPDATE concerns_concern SET mailbox_id = NULL WHERE case_id = {LED}",
    "a mailbox belongs to no concern and no question, or to several": f"UPDATE concerns_concern SET mailbox_id = NULL WHERE case_id = {CASE}",
    "a concern was filed without an entry, or with two": "DELETE FROM audit_entry WHERE act = 'file_concern'",
    "the lead is not with the case, or is no coordinator of its municipality": f"UPDATE cases_casemember SET left_at = now() WHERE case_id = {LED}",
    "a message of a reporter is unread and nobody is asked to read it": "UPDATE deadlines_deadline SET met_at = now() WHERE kind = 'read_message'",
    "one person proposed and confirmed": "SET session_replication_role = replica; ALTER TABLE concerns_rejection DROP CONSTRAINT rejection_is_answered_by_another;"
    " UPDATE concerns_rejection SET answered_by_id = proposed_by_id WHERE confirmed",
    "a number was given twice, or is also that of a case that ended": "INSERT INTO cases_trace SELECT gen_random_uuid(), number, now(), 'erased', municipality_id FROM cases_case LIMIT 1",
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
    asleep = []
    for sentence, statement in SPOILT.items():
        for one in statement.split("; "):
            told.execute(one)
        if not any(found.startswith(sentence) for found in wrongs(told)):
            asleep.append(sentence)
        told.rollback()
    assert asleep == []
    assert set(SPOILT) <= set(FALSE)
